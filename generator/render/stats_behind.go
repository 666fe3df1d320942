package render

import (
	"crypto/sha256"
	"slices"
	"sort"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/generator/stats"
)

// What is behind a number stands in a list: one for everything a measure counts
// and one for each of its groups, statistics/MEASURE/all.html and GROUP.html,
// with a heading a month. A number of any month, quarter or year links to where
// that stretch begins in the list. Its own page for every number would be a file
// for each month, quarter and year of each group (with 40 units, 400 people and
// six years, more than 100,000); so it is one for each group and 200 lines, and
// two numbers made of the same things share their list.

const perBehind = 200

// listKey names a list: a measure, and a group or nil for everything.
type listKey struct {
	measure string
	group   *stats.Group
}

// behind is one list, the newest first.
type behind struct {
	base     string // its path without .html
	measures []string
	groups   []string
	figure   *stats.Figure // the first that it is behind
	lines    lines
}

// addLists gives every series of a figure its list.
func (b *board) addLists(s *Site, f *stats.Figure) {
	for _, x := range append([]*stats.Series{f.All}, f.Groups...) {
		if len(x.Total.Items) == 0 {
			continue
		}
		l := b.same(x.Total.Items)
		if l == nil {
			name := "all"
			if x.Group != nil {
				name = fileName(string(x.Group.By) + "-" + x.Group.ID)
			}
			l = &behind{base: "statistics/" + f.Measure.ID + "/" + name, figure: f, lines: linesOf(f.Measure, x.Total.Items)}
			b.lists = append(b.lists, l)
			first := x.Total.Items[0]
			b.from[first] = append(b.from[first], listed{x.Total.Items, l})
		}
		l.name(s, f.Measure, x.Group)
		b.list[listKey{f.Measure.ID, x.Group}] = l
	}
}

type listed struct {
	items []*stats.Item
	list  *behind
}

// same is the list of the same items, if there is one.
func (b *board) same(items []*stats.Item) *behind {
	for _, x := range b.from[items[0]] {
		if slices.Equal(x.items, items) {
			return x.list
		}
	}
	return nil
}

func (l *behind) name(s *Site, m *stats.Measure, g *stats.Group) {
	group := s.word("stats.everything")
	if g != nil {
		group = s.redact(s.in(g.Label))
	}
	if label := s.in(m.Label); !slices.Contains(l.measures, label) {
		l.measures = append(l.measures, label)
	}
	if !slices.Contains(l.groups, group) {
		l.groups = append(l.groups, group)
	}
}

// titleNames is how many groups the title of a shared list names.
const titleNames = 3

func (l *behind) title(s *Site) string {
	join := func(names []string) string {
		return strings.Join(names[:min(len(names), titleNames)], s.word("comma"))
	}
	return s.word("stats.behind", join(l.measures), join(l.groups))
}

// lines are the lines of a list, the newest first. The items stay as they come,
// the oldest first, since other lists share them.
type lines struct {
	items  []*stats.Item
	starts []int32 // where a line begins among the items; nil if each is a line
}

// linesOf makes one line of those items of a meeting's attendance.
func linesOf(m *stats.Measure, items []*stats.Item) lines {
	l := lines{items: items}
	if m.ID != "attendance" {
		return l
	}
	for i, it := range items {
		if i == 0 || items[i-1].Record != it.Record {
			l.starts = append(l.starts, int32(i))
		}
	}
	return l
}

func (l *lines) len() int {
	if l.starts == nil {
		return len(l.items)
	}
	return len(l.starts)
}

// at are the items of a line.
func (l *lines) at(i int) []*stats.Item {
	i = l.len() - 1 - i
	switch {
	case l.starts == nil:
		return l.items[i : i+1]
	case i+1 == len(l.starts):
		return l.items[l.starts[i]:]
	}
	return l.items[l.starts[i]:l.starts[i+1]]
}

// when is the moment of a line.
func (l *lines) when(i int) time.Time { return l.at(i)[0].At }

func (l *behind) pages() int { return max(1, (l.lines.len()+perBehind-1)/perBehind) }

func (l *behind) path(page int) string {
	if page < 2 {
		return l.base + ".html"
	}
	return l.base + "." + strconv.Itoa(page) + ".html"
}

// at is where the list tells of a period: its newest month that has a line.
func (l *behind) at(p stats.Period) (string, bool) {
	n := l.lines.len()
	i := sort.Search(n, func(i int) bool { return l.lines.when(i).Before(p.To) })
	if i == n || l.lines.when(i).Before(p.From) {
		return "", false
	}
	return l.path(i/perBehind+1) + "#" + monthID(l.lines.when(i)), true
}

func monthID(t time.Time) string {
	if t.IsZero() {
		return "undated"
	}
	return "m" + t.Format("2006-01")
}

// at links a number of a period to what is behind it; "" if nothing is.
func (b *board) at(from string, m *stats.Measure, g *stats.Group, c stats.Cell, p stats.Period) string {
	l := b.list[listKey{m.ID, g}]
	if l == nil || len(c.Items) == 0 {
		return ""
	}
	if to, ok := l.at(p); ok {
		return href(from, to)
	}
	return ""
}

// total links a total to what is behind it.
func (b *board) total(from string, m *stats.Measure, g *stats.Group) string {
	if l := b.list[listKey{m.ID, g}]; l != nil {
		return href(from, l.path(1))
	}
	return ""
}

// writtenLines are the lines of a measure that were made already: an item stands in
// the list of everything, and again in those of its unit and its people.
type writtenLines struct{ byItem sync.Map }

// line makes the line of some items. It is for all pages of statistics/MEASURE/,
// which lie equally deep, and not to be changed.
func (w *writtenLines) line(s *Site, path string, m *stats.Measure, items []*stats.Item) *behindLine {
	if len(items) > 1 { // others of the same meeting may stand elsewhere
		return s.behindLine(path, m, items)
	}
	if l, ok := w.byItem.Load(items[0]); ok {
		return l.(*behindLine)
	}
	l := s.behindLine(path, m, items)
	w.byItem.Store(items[0], l)
	return l
}

func (s *Site) behindPage(l *behind, n int, written *writtenLines) output.Page {
	path := l.path(n)
	m := l.figure.Measure
	p := &blockPage{frame: s.frame(path, s.pageTitle(l.title(s), n),
		link{Text: s.word("nav.statistics"), Href: href(path, "statistics.html")}, link{Text: s.in(m.Label), Href: href(path, measurePath(m))})}
	p.Lead = s.word("stats.behind-lead", l.lines.len())
	for i, end := (n-1)*perBehind, min(n*perBehind, l.lines.len()); i < end; {
		at := l.lines.when(i)
		b := block{ID: monthID(at), Title: at.Format("2006-01")}
		if at.IsZero() {
			b.Title = s.word("stats.undated")
		}
		from := i
		year, month, _ := at.Date()
		begun := time.Date(year, month, 1, 0, 0, 0, 0, at.Location())
		for i < end && !l.lines.when(i).Before(begun) {
			i++
		}
		b.Lines = make([]*behindLine, 0, i-from)
		for ; from < i; from++ {
			b.Lines = append(b.Lines, written.line(s, path, m, l.lines.at(from)))
		}
		p.Blocks = append(p.Blocks, b)
	}
	p.Pager = s.pager(path, l.pages(), n, l.path)
	return s.page(path, "blocks", p)
}

func (s *Site) pageTitle(title string, n int) string {
	if n < 2 {
		return title
	}
	return s.word("page-title", title, n)
}

// behindLine is a line of such a list. There are so many of them that they are no
// rows of a grid.
type behindLine struct {
	Date    string
	What    link
	By      []link // the records that met it
	Outcome string
	Class   string // of the outcome, if it is a state
	Amount  string
	Missing string

	sum [sha256.Size]byte
}

func (l *behindLine) digestSum() [sha256.Size]byte { return l.sum }

func (s *Site) behindLine(path string, m *stats.Measure, line []*stats.Item) *behindLine {
	it := line[0]
	l := &behindLine{Date: day(it.At), What: s.behindWhat(path, line), Amount: s.behindAmount(m, line), Missing: s.missing(line)}
	l.Class, l.Outcome = s.behindOutcome(m, line)
	for _, r := range it.By {
		if r != it.Record {
			l.By = append(l.By, s.dated(path, r))
		}
	}
	l.sum = sumOf(*l)
	return l
}

// behindLines writes the lines of a list, without the columns in which none says
// anything.
func (p *partWriter) behindLines(ls []*behindLine) {
	var date, outcome, amount, missing bool
	for _, l := range ls {
		date, outcome = date || l.Date != "", outcome || l.Outcome != ""
		amount, missing = amount || l.Amount != "", missing || l.Missing != ""
	}
	var heads []string
	for _, c := range []struct {
		name string
		said bool
	}{{"date", date}, {"what", true}, {"outcome", outcome}, {"amount", amount}, {"missing", missing}} {
		if c.said {
			heads = append(heads, p.words.text["stats.col."+c.name])
		}
	}
	p.tableHead("behind", heads...)
	for _, l := range ls {
		p.raw("<tr>")
		if date {
			p.raw(`<td class="date">`)
			p.esc(l.Date)
			p.raw("</td>")
		}
		p.raw("<td>")
		if len(l.By) > 0 {
			p.raw(`<ul class="plain"><li>`)
			p.link(l.What)
			p.raw("</li>")
			p.each(l.By)
			p.raw("</ul>")
		} else {
			p.link(l.What)
		}
		p.raw("</td>")
		if outcome {
			p.raw("<td>")
			if l.Class != "" {
				p.state(l.Class, l.Outcome)
			} else {
				p.esc(l.Outcome)
			}
			p.raw("</td>")
		}
		if amount {
			p.raw(`<td class="num">`)
			p.esc(l.Amount)
			p.raw("</td>")
		}
		if missing {
			p.raw("<td>")
			p.esc(l.Missing)
			p.raw("</td>")
		}
		p.raw("</tr>\n")
	}
	p.tableEnd()
}

// behindWhat is the record, action or decision that a line is about.
func (s *Site) behindWhat(path string, line []*stats.Item) link {
	it := line[0]
	var x link
	switch {
	case it.Action != nil:
		x = link{Text: s.redact(source.Plain(it.Action.Text)), Href: href(path, s.lifePath(&it.Action.Item)), Note: title(it.Record)}
	case it.Decision != nil:
		x = link{Text: s.redact(source.Plain(it.Decision.Text)), Href: href(path, s.lifePath(&it.Decision.Item)), Note: title(it.Record)}
	case it.Record == nil:
		x = link{Text: s.redact(s.in(it.Text()))}
	default:
		x = link{Text: title(it.Record), Href: href(path, recordPath(it.Record))}
		if len(line) == 1 {
			x.Note = s.redact(s.in(it.Text()))
		}
		if g := it.Signatory; g != nil && g.Person != nil {
			x.Note = s.knownName(g.Person)
		}
	}
	return x
}

// knownName is the name of somebody whom a visible record names, or nothing.
func (s *Site) knownName(p *archive.Person) string {
	if _, ok := s.names["people"][p.ID]; ok {
		return s.nameOf(p)
	}
	return ""
}

// behindOutcome says how a line came out, where the measure judges.
func (s *Site) behindOutcome(m *stats.Measure, line []*stats.Item) (class, text string) {
	outcome := line[0].Outcome
	for _, it := range line {
		if it.Outcome == stats.Missed {
			outcome = stats.Missed
		}
	}
	if m.Unit == stats.Count && outcome == stats.Met || len(line) > 1 && outcome != stats.Unknown {
		return "", "" // the amount says it
	}
	switch outcome {
	case stats.Met:
		class = "done"
	case stats.Missed:
		class = "overdue"
	case stats.Pending:
		class = "pending"
	}
	return class, s.in(outcome.Label())
}

// behindAmount is what a line adds to the number, where that is more than one of
// one. It must not depend on which of the measures that share a list asks.
func (s *Site) behindAmount(m *stats.Measure, line []*stats.Item) string {
	num, den := 0, 0
	for _, it := range line {
		num, den = num+it.Num, den+it.Den
	}
	it := line[0]
	switch {
	case it.Valued && it.Action != nil:
		return stats.Find("overdue-age").Format(it.Value) + " " + s.in(stats.Days.Label())
	case it.Valued && it.Record != nil && it.Record.Type.Name == "request":
		return stats.Find("response-mean").Format(it.Value) + " " + s.in(stats.Hours.Label())
	case it.Valued:
		return m.Format(it.Value)
	case den > 1:
		return strconv.Itoa(num) + "/" + strconv.Itoa(den)
	case num > 1:
		return s.number(num)
	}
	return ""
}

// missing names those of a meeting who did not come.
func (s *Site) missing(line []*stats.Item) string {
	if len(line) < 2 {
		return ""
	}
	var out []string
	for _, it := range line {
		if it.Outcome == stats.Missed {
			out = append(out, s.redact(s.in(it.Text())))
		}
	}
	return strings.Join(out, s.word("comma"))
}
