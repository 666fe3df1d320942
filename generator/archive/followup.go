package archive

import (
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/source"
)

// refMatch is a line that begins with the id of an action or decision.
type refMatch struct {
	record, item string
	start, end   int // of the id in the text
	rest         int // where the words behind it begin
	dropped      bool
}

var refStart = regexp.MustCompile("^(\\[[-~]\\]\\s*)?[\\[`]?(\\d{4}[-.\\p{L}\\p{N}_]*|[\\p{L}\\p{N}][-.\\p{L}\\p{N}_]*-[-.\\p{L}\\p{N}_]*)#([a-z0-9][a-z0-9-]{0,63})[`]?(?:\\](?:\\([^)]*\\))?)?[\\s:：,，]*")

// refAt reads the id at the start of a text: 2025-06-15-kickoff#a1, bare, in a
// code span, or as the text of a link. nil if there is none.
func refAt(text string) *refMatch {
	if strings.IndexByte(text, '#') < 0 {
		return nil
	}
	m := refStart.FindStringSubmatchIndex(text)
	if m == nil {
		return nil
	}
	return &refMatch{record: text[m[4]:m[5]], item: text[m[6]:m[7]], start: m[4], end: m[7], rest: m[1], dropped: m[2] >= 0}
}

// followups reads the lines that tell how earlier actions go on.
func (b *body) followups() {
	for _, blk := range b.record.Doc.Blocks {
		switch blk.Kind {
		case source.Item, source.Line:
			if m := refAt(blk.Text); m != nil {
				b.event(m, blk.Text[m.rest:], blk.Start, blk.Task)
			}
		case source.Row:
			if len(blk.Cells) == 0 {
				continue
			}
			if m := refAt(blk.Cells[0].Text); m != nil {
				var words []string
				for _, c := range blk.Cells[1:] {
					words = append(words, c.Text)
				}
				b.event(m, strings.Join(words, "；"), blk.Cells[0].Start, source.NoTask)
			}
		}
	}
}

// event reads what a follow-up line says. start is where the line's text begins.
func (b *body) event(m *refMatch, text string, start int, task source.TaskState) {
	r := b.record
	ref := &Ref{Field: "followup", Text: m.record, Item: m.item, Span: b.span(start+m.start, start+m.end), key: norm.NFC.String(m.record)}
	e := &Event{Record: r, Ref: ref, Percent: -1, Text: strings.TrimSpace(source.Plain(text)), Span: b.span(start+m.start, start+m.end)}
	e.Kind = eventKind(text)
	switch {
	case m.dropped:
		e.Kind = Dropped
	case e.Kind == Unclear && task == source.TaskDone:
		e.Kind = Finished
	}
	if p := percent.FindStringSubmatch(text); p != nil {
		if n, _ := strconv.Atoi(p[1]); n <= 100 {
			e.Percent = n
		}
	}
	p := &itemParser{body: b, item: &Item{Fields: map[string]string{}}}
	p.line(text, start+m.rest)
	e.Reason, e.Result = p.item.Fields["reason"], p.item.Fields["result"]
	if e.Reason == "" && (e.Kind == Blocked || e.Kind == Dropped) {
		if m := behindWord.FindStringSubmatch(text); m != nil {
			e.Reason = strings.TrimSpace(source.Plain(m[1]))
		}
	}
	for _, field := range []string{"approver", "accepted_by"} {
		if name := p.item.Fields[field]; name != "" && e.By == nil {
			e.By = b.reg.findParty(name, b.day)
			e.By.Span = e.Span
			r.Mentions = append(r.Mentions, e.By)
		}
	}
	if e.Kind == Extended {
		e.Due, _ = readDate(text, b.zone)
	}
	if done := p.item.Fields["done"]; done != "" {
		if at, ok := readDate(done, b.zone); ok {
			e.At, e.dated = at, true
		}
	}
	r.Events = append(r.Events, e)
	r.Refs = append(r.Refs, ref)
}

// behindWord is a reason that stands right behind what happened: 受阻：设备未到货.
var behindWord = regexp.MustCompile(`(?i)(?:受阻|阻塞|暂停|暫停|取消|终止|終止|blocked|on hold|cancell?ed|dropped)\s*[:：]\s*([^;；。\n]+)`)

var percent = regexp.MustCompile(`(\d{1,3})\s*[%％]`)

// eventWords are the words that say what happened; of several in a line the
// first counts, and of two at one place the longer.
var eventWords = []struct {
	word string
	kind EventKind
}{
	{"验收不通过", Reopened},
	{"驗收不通過", Reopened},
	{"未通过验收", Reopened},
	{"退回", Reopened},
	{"重新打开", Reopened},
	{"reopened", Reopened},
	{"验收通过", Accepted},
	{"驗收通過", Accepted},
	{"通过验收", Accepted},
	{"已验收", Accepted},
	{"accepted", Accepted},
	{"待验收", HandedIn},
	{"待驗收", HandedIn},
	{"提请验收", HandedIn},
	{"已提交", HandedIn},
	{"提交", HandedIn},
	{"submitted", HandedIn},
	{"handed in", HandedIn},
	{"延期", Extended},
	{"展期", Extended},
	{"延至", Extended},
	{"顺延", Extended},
	{"順延", Extended},
	{"extended", Extended},
	{"受阻", Blocked},
	{"阻塞", Blocked},
	{"暂停", Blocked},
	{"blocked", Blocked},
	{"on hold", Blocked},
	{"取消", Dropped},
	{"终止", Dropped},
	{"終止", Dropped},
	{"cancelled", Dropped},
	{"canceled", Dropped},
	{"dropped", Dropped},
	{"未完成", Progressed},
	{"进行中", Progressed},
	{"進行中", Progressed},
	{"推进中", Progressed},
	{"处理中", Progressed},
	{"in progress", Progressed},
	{"not completed", Progressed},
	{"已完成", Finished},
	{"完成", Finished},
	{"已办结", Finished},
	{"办结", Finished},
	{"已闭环", Finished},
	{"闭环", Finished},
	{"已結案", Finished},
	{"completed", Finished},
	{"done", Finished},
	{"closed", Finished},
}

func eventKind(text string) EventKind {
	text = strings.ToLower(text)
	kind, at, length := Unclear, len(text), 0
	for _, w := range eventWords {
		if i := strings.Index(text, w.word); i >= 0 && (i < at || i == at && len(w.word) > length) {
			kind, at, length = w.kind, i, len(w.word)
		}
	}
	if p := percent.FindStringIndex(text); p != nil && p[0] < at {
		return Progressed
	}
	return kind
}
