package archive

import (
	"regexp"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// The body's grammar. A heading whose words the type knows opens a section; so
// does, outside such sections, a line that is only a label of decisions or
// actions (会议结论：, **遗留问题**), as minutes written by hand have it. A label's
// section ends at the next label, bold line or heading.
//
// In a section of decisions or actions three notations are equal: list items
// with nested 标签：值 lines, task-list lines, and rows of a table. Lines that
// number themselves (1、…) count as list items. Where a section holds none of
// these, each paragraph is one item, and 无 or "none" is no item.
//
// A line anywhere that begins with the id of an action (RECORD#a1) is a
// follow-up: an event in that action's life, not a new action.

// body reads one record's outline.
type body struct {
	record *Record
	reg    *registers
	zone   *time.Location
	day    time.Time

	actions, decisions int
}

func (b *body) read() {
	b.sections()
	for _, s := range b.record.Sections {
		switch s.Schema.Role {
		case "actions", "decisions":
			b.items(s)
		}
	}
	b.followups()
	b.opening()
}

func (b *body) opening() {
	for _, blk := range b.record.Doc.Blocks {
		if blk.Kind == source.Line || blk.Kind == source.Item {
			if b.record.Opening = source.Plain(blk.Text); b.record.Opening != "" {
				return
			}
		}
	}
}

// sections cuts the outline at the headings and labels the type knows.
func (b *body) sections() {
	r := b.record
	var cur *Section
	level, byLabel := 0, false
	open := func(s *schema.Section, blk source.Block, lvl int) {
		cur = &Section{Schema: s, Span: r.Doc.Span(blk.Start, blk.Start+len(blk.Text))}
		r.Sections = append(r.Sections, cur)
		level = lvl
	}
	for i, blk := range r.Doc.Blocks {
		cut := false
		if blk.Kind == source.Heading {
			s := r.Type.Section(source.Plain(blk.Text))
			switch {
			case s != nil:
				open(s, blk, blk.Level)
				byLabel = false
				continue
			case byLabel || blk.Level <= level:
				cur, byLabel = nil, false
			}
		} else if byLabel || cur == nil || cur.Schema.Role == "" {
			s, rest, isLabel := b.label(blk)
			switch {
			case s != nil:
				open(s, blk, level)
				byLabel = true
				if rest.Text == "" {
					continue
				}
				blk, cut = rest, true
			case isLabel && byLabel:
				cur, byLabel = nil, false
			}
		}
		switch {
		case cur == nil:
		case cut: // a part of a block
			cur.Blocks = []source.Block{blk}
		case len(cur.Blocks) == 0:
			cur.Blocks = r.Doc.Blocks[i : i+1 : i+1]
		default:
			cur.Blocks = cur.with(r.Doc.Blocks, i)
		}
	}
}

// with is the section and block i of its document behind it: the same stretch of
// the document, unless the section begins with a part of a block.
func (s *Section) with(all []source.Block, i int) []source.Block {
	if n := len(s.Blocks); &s.Blocks[0] == &all[i-min(n, i)] {
		return all[i-n : i+1 : i+1]
	}
	return append(s.Blocks, all[i])
}

var (
	labelLine = regexp.MustCompile(`^\s*(?:\*\*|__)?\s*([^\s:：*_][^:：*]{0,18}?)\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*`)
	boldLine  = regexp.MustCompile(`^\s*(?:\*\*|__)(.+?)(?:\*\*|__)\s*[:：]?\s*$`)
)

// label reads a line as a label. It returns the section the label opens if it
// is one of decisions or actions, with what stands behind the colon; isLabel is
// true for any line that ends a label's section.
func (b *body) label(blk source.Block) (s *schema.Section, rest source.Block, isLabel bool) {
	if blk.Kind != source.Line && blk.Kind != source.Item {
		return nil, rest, blk.Kind == source.HeaderRow && false
	}
	if blk.Kind == source.Item && blk.Task != source.NoTask {
		return nil, rest, false
	}
	word, behind := "", len(blk.Text)
	if m := boldAt(blk.Text); m != nil {
		word, isLabel = m[1], true
	} else if m := labelAt(blk.Text); m != nil {
		word, behind = blk.Text[m[2]:m[3]], m[1]
		isLabel = behind == len(blk.Text)
	} else {
		return nil, rest, false
	}
	sec := b.record.Type.Section(word)
	if sec == nil || sec.Role != "decisions" && sec.Role != "actions" {
		return nil, rest, isLabel || sec != nil || isFieldLabel(word, "presenter")
	}
	rest = blk
	rest.Kind, rest.Text, rest.Start = source.Line, blk.Text[behind:], blk.Start+behind
	return sec, rest, true
}

// boldAt matches a line that is bold as a whole. Few begin and end so.
func boldAt(text string) []string {
	const space = " \t\n\f\r"
	bold := func(has func(string, string) bool, s string) bool { return has(s, "**") || has(s, "__") }
	if !bold(strings.HasPrefix, strings.TrimLeft(text, space)) || !bold(strings.HasSuffix, strings.TrimRight(text, space+":：")) {
		return nil
	}
	return boldLine.FindStringSubmatch(text)
}

// longestLabel is how many characters a label has at most.
const longestLabel = 19

// labelAt matches a line that begins with a label; of most lines the colon stands
// too far behind.
func labelAt(text string) []int {
	n := 0
	for _, c := range text {
		switch c {
		case ':', '：':
			return labelLine.FindStringSubmatchIndex(text)
		case ' ', '\t', '\n', '\f', '\r', '*', '_': // they may stand around a label as well
		default:
			if n++; n > longestLabel {
				return nil
			}
		}
	}
	return nil
}

var (
	selfNumber = regexp.MustCompile(`^(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:[、．]|[.)）]\s*|：)|^[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]\s*|^[①②③④⑤⑥⑦⑧⑨⑩]\s*`)
	nothing    = regexp.MustCompile(`(?i)^(?:无|無|暂无|暫無|没有|沒有|本次无|无遗留问题|none|n/?a|nil|-+|/)[。.；;]?$`)
)

// draft is an item while its blocks are gathered.
type draft struct {
	head  source.Block
	parts []source.Block // nested lines
	cells []cell         // of a table row
}

type cell struct {
	label string
	source.Cell
}

// items gathers the items of a section in whichever notation it uses.
func (b *body) items(s *Section) {
	var drafts []draft
	listed := false
	for _, blk := range s.Blocks {
		listed = listed || blk.Kind == source.Item || blk.Kind == source.Row || blk.Kind == source.Line && selfNumber.MatchString(blk.Text)
	}
	base, columns := 0, []string(nil)
	paragraph := -1
	for i, blk := range s.Blocks {
		if refAt(blk.Text) != nil && blk.Kind != source.HeaderRow {
			continue // a follow-up
		}
		switch blk.Kind {
		case source.HeaderRow:
			columns = nil
			for _, c := range blk.Cells {
				columns = append(columns, schema.CleanHeading(source.Plain(c.Text)))
			}
		case source.Row:
			if d, ok := rowDraft(blk, columns); ok {
				drafts = append(drafts, d)
			}
		case source.Item:
			if base == 0 || blk.Level < base {
				base = blk.Level
			}
			if blk.Level == base || len(drafts) == 0 {
				drafts = append(drafts, draft{head: blk})
			} else {
				addPart(drafts, blk)
			}
		case source.Line:
			number := selfNumber.FindString(blk.Text)
			switch {
			case number != "" && len(number) < len(blk.Text) && blk.Level < max(base, 1):
				blk.Text, blk.Start = blk.Text[len(number):], blk.Start+len(number)
				drafts = append(drafts, draft{head: blk})
			case listed || paragraph >= 0 && paragraph == i-1 && contiguous(b.record.Doc, s.Blocks[i-1], blk):
				addPart(drafts, blk)
				paragraph = i
			case strings.HasSuffix(strings.TrimRight(blk.Text, "* "), "：") || strings.HasSuffix(blk.Text, ":"):
			default:
				drafts = append(drafts, draft{head: blk})
				paragraph = i
			}
		}
	}
	for _, d := range drafts {
		b.add(s, d)
	}
}

// contiguous reports whether two lines belong to one paragraph: nothing but one
// line end stands between them.
func contiguous(doc *source.Document, a, b source.Block) bool {
	if b.Kind != source.Line || a.Kind != source.Line && a.Kind != source.Item {
		return false
	}
	return strings.Count(string(doc.Bytes[a.Start+len(a.Text):b.Start]), "\n") == 1
}

func addPart(ds []draft, blk source.Block) {
	if len(ds) > 0 {
		d := &ds[len(ds)-1]
		d.parts = append(d.parts, blk)
	}
}

func rowDraft(blk source.Block, columns []string) (draft, bool) {
	d := draft{head: blk}
	main := mainColumn(columns)
	for i, c := range blk.Cells {
		if strings.TrimSpace(c.Text) == "" || i >= len(columns) {
			continue
		}
		if i == main {
			d.head.Text, d.head.Start = c.Text, c.Start
		} else {
			d.cells = append(d.cells, cell{columns[i], c})
		}
	}
	return d, d.head.Text != "" && main >= 0 && main < len(blk.Cells) && strings.TrimSpace(blk.Cells[main].Text) != ""
}

// mainColumn is the column that holds what is to be done: the one named so, else
// the first that is neither a number nor a known field.
func mainColumn(columns []string) int {
	for i, c := range columns {
		if isFieldLabel(c, "text") {
			return i
		}
	}
	for i, c := range columns {
		if fieldOf(c) == "" {
			return i
		}
	}
	return -1
}

func (b *body) add(s *Section, d draft) {
	plain := strings.TrimSpace(source.Plain(d.head.Text))
	if nothing.MatchString(plain) || plain == "" {
		return
	}
	it := Item{Record: b.record, Local: d.head.ID, Span: b.record.Doc.Span(d.head.Start, d.head.Start+len(d.head.Text)), Fields: map[string]string{}}
	p := &itemParser{body: b, item: &it}
	p.head(d)
	if s.Schema.Role == "decisions" {
		b.decisions++
		b.addDecision(&it, p)
	} else {
		b.actions++
		b.addAction(&it, p, d.head.Task)
	}
}

func (b *body) span(start, end int) diag.Span { return b.record.Doc.Span(start, end) }
