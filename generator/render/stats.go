package render

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/stats"
)

// The statistics: statistics.html, a page for each measure at
// statistics/MEASURE.html, its data beside it as CSV, XLSX and JSON, and the lists
// behind the numbers in a folder of its name.

// statsPage is the page of all measures or of one.
type statsPage struct {
	frame
	Lead    string
	Figures []figure
	Period  string
	Facts   []row
	Chart   *chart
	Blocks  []block
}

// board holds all figures and the lists behind them.
type board struct {
	months, quarters, years *stats.Figures
	lists                   []*behind
	list                    map[listKey]*behind
	from                    map[*stats.Item][]listed // by the first item
}

func (s *Site) makeBoard() *board {
	facts := s.facts.get()
	b := &board{
		months: facts.Figures(stats.Query{Step: stats.Monthly}), quarters: facts.Figures(stats.Query{Step: stats.Quarterly}),
		years: facts.Figures(stats.Query{Step: stats.Yearly}), list: map[listKey]*behind{}, from: map[*stats.Item][]listed{},
	}
	for _, f := range b.months.Measures {
		b.addLists(s, f)
	}
	return b
}

// steps are the figures of one measure by month, quarter and year.
func (b *board) steps(i int) []stepFigure {
	return []stepFigure{{"month", b.months, b.months.Measures[i]}, {"quarter", b.quarters, b.quarters.Measures[i]}, {"year", b.years, b.years.Measures[i]}}
}

type stepFigure struct {
	name string
	all  *stats.Figures
	*stats.Figure
}

func measurePath(m *stats.Measure) string { return "statistics/" + m.ID + ".html" }

func (s *Site) statsPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if s.without("statistics") && s.skip(statsPath) {
			return
		}
		b := s.board.get()
		if !s.skip(statsPath) && !yield(s.json(statsPath, s.apiStats(b), nil)) {
			return
		}
		if !s.skip("statistics.html") && !yield(s.overviewPage(b)) {
			return
		}
		for i, f := range b.months.Measures {
			if !s.skip(measurePath(f.Measure)) && !yield(later(measurePath(f.Measure), func() output.Page { return s.measurePage(b, i) })) {
				return
			}
			for p := range s.figureFiles(b, i) {
				if !yield(p) {
					return
				}
			}
		}
		written, figure := &writtenLines{}, (*stats.Figure)(nil)
		for _, l := range b.lists {
			if l.figure != figure { // they come measure by measure
				written, figure = &writtenLines{}, l.figure
			}
			lines := written // those of this measure, however late the page is made
			for n := range l.pages() {
				if !s.skip(l.path(n+1)) && !yield(later(l.path(n+1), func() output.Page { return s.behindPage(l, n+1, lines) })) {
					return
				}
			}
		}
	}
}

func (s *Site) statsHeads(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = s.word("stats.col." + k)
	}
	return out
}

// quantity is a number with its unit; "–" if it is not known.
func (s *Site) quantity(m *stats.Measure, c stats.Cell) string {
	if c.Known && (m.Unit == stats.Hours || m.Unit == stats.Days) {
		return m.Format(c.Value) + " " + s.in(m.Unit.Label())
	}
	return m.CellText(c)
}

// amount is a number with what it is made of.
func (s *Site) amount(m *stats.Measure, c stats.Cell) string {
	if of := fraction(m, c); of != "" {
		return s.quantity(m, c) + " (" + of + ")"
	}
	return s.quantity(m, c)
}

// fraction is what a rate is made of; "" of what is no rate.
func fraction(m *stats.Measure, c stats.Cell) string {
	if m.Unit != stats.Percent || m.ID == "accuracy" || c.Den == 0 {
		return ""
	}
	return strconv.Itoa(c.Num) + "/" + strconv.Itoa(c.Den)
}

func (s *Site) targetText(f *stats.Figure) string {
	if f.Target == nil {
		return ""
	}
	text := comparison.Replace(f.Measure.Text(f.Target))
	if u := f.Measure.Unit; u == stats.Hours || u == stats.Days {
		text += " " + s.in(u.Label())
	}
	return text
}

// change tells how a number moved since the period before; "" if there is nothing
// to compare.
func (s *Site) change(m *stats.Measure, c stats.Cell) string {
	if !c.Known || !c.Compared {
		return ""
	}
	by := c.Value - c.Before
	if m.Unit == stats.Percent {
		switch points := by * 100; {
		case points >= 0.05:
			return s.word("look.trend.up", points)
		case points <= -0.05:
			return s.word("look.trend.down", -points)
		}
		return s.word("stats.trend.same")
	}
	switch up, down := m.Format(by), m.Format(-by); {
	case by > 0 && up != m.Format(0):
		return s.word("stats.trend.up", up)
	case by < 0 && down != m.Format(0):
		return s.word("stats.trend.down", down)
	}
	return s.word("stats.trend.same")
}

// verdict says whether a number is on target; nothing where that cannot be said.
func (s *Site) verdict(f *stats.Figure, c stats.Cell) cell {
	switch {
	case f.Target == nil || !c.Known:
		return cell{}
	case f.Target.Met(c.Value):
		return stateCell("done", s.word("look.target.met"))
	}
	return stateCell("overdue", s.word("look.target.missed"))
}

// lastWhole is the last period that is over, else the last there is; -1 if there
// is none.
func lastWhole(f *stats.Figures) int {
	for i, p := range slices.Backward(f.Periods) {
		if !p.Running {
			return i
		}
	}
	return len(f.Periods) - 1
}

func (s *Site) overviewPage(b *board) output.Page {
	const path = "statistics.html"
	p := &statsPage{frame: s.frame(path, s.word("nav.statistics")), Lead: s.word("stats.lead")}
	if slices.ContainsFunc(s.view.Units, func(u *archive.Unit) bool { return !u.Measured() }) {
		p.Lead += s.word("stats.exempt")
	}
	if last := lastWhole(b.months); last >= 0 {
		p.Period = b.months.Periods[last].Name
		for _, f := range b.months.Measures {
			if f.Target != nil {
				p.Figures = append(p.Figures, s.keyFigureOf(path, f, last, p.Period))
			}
		}
	}
	p.Blocks = []block{s.allMeasures(path, b)}
	for _, make := range []func(string, *board) block{s.overdueRanking, s.responseTable, s.plansTable} {
		if x := make(path, b); x.Grid != nil {
			p.Blocks = append(p.Blocks, x)
		}
	}
	return s.page(path, "stats", p)
}

// standing are the measures of how things are now: what is overdue since long ago
// is no less overdue, so that a month alone would flatter.
var standing = map[string]bool{"overdue": true, "errors": true}

// keyFigureOf is a measure in the last whole period, or as it stands now.
func (s *Site) keyFigureOf(path string, f *stats.Figure, last int, period string) figure {
	c := f.All.In(last)
	if !standing[f.Measure.ID] {
		return s.figureOf(path, f, c)
	}
	x := s.figureOf(path, f, f.All.Total)
	x.Trend = ""
	if f.All.Total.Value > 0 {
		x.Trend = s.word("stats.of-them", period, s.quantity(f.Measure, c))
	}
	return x
}

func (s *Site) figureOf(path string, f *stats.Figure, c stats.Cell) figure {
	x := figure{Label: s.in(f.Measure.Label), Value: s.quantity(f.Measure, c), Href: href(path, measurePath(f.Measure)), Trend: s.change(f.Measure, c)}
	x.Target = s.word("look.target", s.targetText(f))
	if v := s.verdict(f, c); len(v.Parts) > 0 {
		x.State, x.Class = v.Parts[0].Text, v.State
	}
	return x
}

// allMeasures is a line for each measure: the last whole month, quarter and year,
// and the total.
func (s *Site) allMeasures(path string, b *board) block {
	g := &grid{Class: "tally judged figures-table", Head: s.statsHeads("measure", "target")}
	steps := []*stats.Figures{b.months, b.quarters, b.years}
	for _, f := range steps {
		if last := lastWhole(f); last >= 0 {
			g.Head = append(g.Head, f.Periods[last].Name)
		}
	}
	g.Head = append(g.Head, s.statsHeads("total", "state")...)
	for i, f := range b.months.Measures {
		m := f.Measure
		row := []cell{headCell(link{Text: s.in(m.Label), Href: href(path, measurePath(m))}), {Parts: []link{{Text: s.targetText(f)}}, Date: true}}
		for _, x := range steps {
			if last := lastWhole(x); last >= 0 {
				c := x.Measures[i].All.In(last)
				row = append(row, numCell(link{Text: s.quantity(m, c), Href: b.at(path, m, nil, c, x.Periods[last]), Note: s.change(m, c)}))
			}
		}
		g.Rows = append(g.Rows, append(row, s.totalCell(path, b, f, f.All), s.verdict(f, f.All.Total)))
	}
	return block{ID: "measures", Title: s.word("stats.all-measures"), Grid: g}
}

func (s *Site) totalCell(path string, b *board, f *stats.Figure, x *stats.Series) cell {
	return numCell(link{Text: s.quantity(f.Measure, x.Total), Href: b.total(path, f.Measure, x.Group), Note: fraction(f.Measure, x.Total)})
}

// shownRanks is how many lines of the ranking stand on the first page; that of
// the measure has all.
const shownRanks = 10

func (s *Site) overdueRanking(path string, b *board) block {
	out := block{ID: "overdue", Title: s.word("stats.overdue")}
	count, age := b.figure("overdue"), b.figure("overdue-age")
	g := &grid{Class: "tally ranking", Head: []string{s.word("stats.col.rank"), s.in(stats.ByPerson.Label()), s.in(count.Measure.Label), s.in(age.Measure.Label)}}
	oldest := seriesOf(age)
	// Of those who owe as many, who has let one lie the longest comes first.
	order := func(x, y *stats.Series) int {
		days := func(x *stats.Series) float64 {
			if age := oldest[x.Group]; age != nil {
				return age.Total.Value
			}
			return 0
		}
		return cmp.Or(cmp.Compare(y.Total.Value, x.Total.Value), cmp.Compare(days(y), days(x)))
	}
	people := slices.SortedStableFunc(slices.Values(count.By(stats.ByPerson)), order)
	rank := 0
	for i, x := range people[:min(len(people), shownRanks)] {
		if i == 0 || order(people[i-1], x) != 0 {
			rank = i + 1 // equals share a place
		}
		row := []cell{textCell(s.number(rank)), headCell(s.groupLink(path, x.Group)), s.totalCell(path, b, count, x), {}}
		if y := oldest[x.Group]; y != nil {
			row[3] = s.totalCell(path, b, age, y)
		}
		g.Rows = append(g.Rows, row)
	}
	if len(g.Rows) > 0 {
		out.Grid, out.More = g, link{Text: s.in(count.Measure.Label), Href: href(path, measurePath(count.Measure))}
	}
	return out
}

// figure is the total of a measure that is always there.
func (b *board) figure(id string) *stats.Figure {
	i := slices.IndexFunc(b.months.Measures, func(f *stats.Figure) bool { return f.Measure.ID == id })
	return b.months.Measures[i]
}

// seriesOf finds the series of a figure by group; everything is under nil.
func seriesOf(f *stats.Figure) map[*stats.Group]*stats.Series {
	m := map[*stats.Group]*stats.Series{nil: f.All}
	for _, x := range f.Groups {
		m[x.Group] = x
	}
	return m
}

var responseMeasures = []string{"response-mean", "response-median", "response-p90", "response-in-time"}

// responseTable sets the ways to look at response times beside each other.
func (s *Site) responseTable(path string, b *board) block {
	out := block{ID: "response", Title: s.word("stats.response")}
	g := &grid{Class: "tally", Head: []string{s.in(stats.ByPriority.Label())}}
	all := b.figure("response-in-time")
	if len(all.All.Total.Items) == 0 {
		return out
	}
	for _, x := range append(all.By(stats.ByPriority), all.All) {
		row := []cell{headCell(s.groupLink(path, x.Group))}
		for _, id := range responseMeasures {
			f := b.figure(id)
			y := seriesOf(f)[x.Group]
			if y == nil {
				row = append(row, numCell(link{Text: "–"}))
				continue
			}
			row = append(row, s.totalCell(path, b, f, y))
		}
		g.Rows = append(g.Rows, row)
	}
	for _, id := range responseMeasures {
		g.Head = append(g.Head, s.in(stats.Find(id).Label))
	}
	out.Grid = g
	return out
}

func (s *Site) plansTable(path string, b *board) block {
	f := b.figure("plan")
	out := block{ID: "plans", Title: s.word("stats.plans"), More: link{Text: s.in(f.Measure.Label), Href: href(path, measurePath(f.Measure))}}
	g := &grid{Class: tallyOf(f), Head: append([]string{s.in(stats.ByPlan.Label())}, s.statsHeads("value", "pending", "unknown", "state")...)}
	for _, x := range f.By(stats.ByPlan) {
		g.Rows = append(g.Rows, []cell{headCell(s.groupLink(path, x.Group)), s.totalCell(path, b, f, x), countOf(x.Total.Pending), countOf(x.Total.Unknown), s.verdict(f, x.Total)})
	}
	if len(g.Rows) > 0 {
		out.Grid = g.tidy()
	}
	return out
}

// tallyOf is the class of a table of numbers, whose last column may be a verdict.
func tallyOf(f *stats.Figure) string {
	if f.Target == nil {
		return "tally"
	}
	return "tally judged"
}

// countOf is a number of things that do not count, empty if there are none.
func countOf(n int) cell {
	if n == 0 {
		return cell{Num: true}
	}
	return numCell(link{Text: strconv.Itoa(n)})
}

// groupLink names a group and leads to its own page, if it has one.
func (s *Site) groupLink(path string, g *stats.Group) link {
	if g == nil {
		return link{Text: s.word("stats.everything")}
	}
	text := s.redact(s.in(g.Label))
	switch g.By {
	case stats.ByUnit:
		return s.to(path, "units", g.ID, text)
	case stats.ByPerson:
		return s.to(path, "people", g.ID, text)
	case stats.ByType:
		return s.to(path, "types", g.ID, text)
	case stats.ByPlan:
		if r := s.view.Record(g.ID); r != nil {
			return link{Text: text, Href: href(path, planPath(r))}
		}
	}
	return link{Text: text}
}

// How many periods a page shows; the data files hold all.
var shownPeriods = map[string]int{"month": shownMonths, "quarter": 12, "year": 20}

func (s *Site) measurePage(b *board, i int) output.Page {
	steps := b.steps(i)
	f := steps[0].Figure
	m := f.Measure
	path := measurePath(m)
	p := &statsPage{frame: s.frame(path, s.in(m.Label), link{Text: s.word("nav.statistics"), Href: href(path, "statistics.html")})}
	p.Lead = s.in(m.Definition)
	p.Facts = s.measureFacts(path, b, f)
	p.Chart = s.chart(path, f, b)
	for _, x := range steps {
		p.Blocks = append(p.Blocks, s.periodTable(path, b, x))
	}
	for _, d := range m.By {
		if d == stats.ByDuty {
			p.Blocks = append(p.Blocks, s.dutyMatrix(path, b, steps[0])...)
		} else if x := s.groupTable(path, b, steps[1], d); x.Grid != nil {
			p.Blocks = append(p.Blocks, x)
		}
	}
	return s.page(path, "stats", p)
}

func (s *Site) measureFacts(path string, b *board, f *stats.Figure) []row {
	m, c := f.Measure, f.All.Total
	add := func(rows []row, key string, parts ...link) []row {
		if parts[0].Text == "" {
			return rows
		}
		return append(rows, row{Label: s.word("stats." + key), Parts: parts})
	}
	rows := add(nil, "total", link{Text: s.quantity(m, c), Href: b.total(path, m, nil), Note: fraction(m, c)})
	target := link{Text: s.targetText(f)}
	if v := s.verdict(f, c); len(v.Parts) > 0 {
		target.Note = v.Parts[0].Text
	}
	rows = add(rows, "target", target)
	rows = add(rows, "unit", link{Text: s.in(m.Unit.Label())})
	for _, x := range []struct {
		key string
		n   int
	}{{"pending", c.Pending}, {"unknown", c.Unknown}} {
		if x.n > 0 {
			rows = add(rows, x.key, link{Text: s.number(x.n)})
		}
	}
	var files []link
	for _, ext := range figureExts {
		files = append(files, link{Text: strings.ToUpper(ext), Href: href(path, figurePath(m, ext))})
	}
	files[len(files)-1].Note = s.word("stats.files-note")
	return add(rows, "files", files...)
}

// firstShown is the period a page begins with: at most so many from the end, and
// none before the first that something counts in.
func firstShown(f *stats.Figure, periods []stats.Period, most int) int {
	first := max(0, len(periods)-most)
	for first < len(periods) && len(f.All.In(first).Items) == 0 {
		first++
	}
	return first
}

// periodTable is the numbers by month, quarter or year, the newest first.
func (s *Site) periodTable(path string, b *board, x stepFigure) block {
	m := x.Measure
	out := block{ID: x.name, Title: s.word("stats." + x.name)}
	g := &grid{Class: tallyOf(x.Figure), Head: s.statsHeads("period", "value", "of", "pending", "unknown", "change", "state")}
	first := firstShown(x.Figure, x.all.Periods, shownPeriods[x.name])
	if slices.ContainsFunc(x.all.Periods[:first], func(p stats.Period) bool { return b.at(path, m, nil, x.All.Total, p) != "" }) {
		out.Note = s.word("stats.earlier")
	}
	for i := len(x.all.Periods) - 1; i >= first; i-- {
		p := x.all.Periods[i]
		c := x.All.In(i)
		name := link{Text: p.Name}
		if p.Running {
			name.Note = s.word("stats.running")
		}
		g.Rows = append(g.Rows, []cell{
			headCell(name), numCell(link{Text: s.quantity(m, c), Href: b.at(path, m, nil, c, p)}), numCell(link{Text: fraction(m, c)}),
			countOf(c.Pending), countOf(c.Unknown), numCell(link{Text: s.change(m, c)}), s.verdict(x.Figure, c),
		})
	}
	if len(g.Rows) > 0 {
		out.Grid = g.tidy()
	}
	return out
}

// besideTotal is how many quarters stand beside the total of a group.
const besideTotal = 4

func (s *Site) groupTable(path string, b *board, x stepFigure, d stats.Dimension) block {
	m := x.Measure
	out := block{ID: "by-" + string(d), Title: s.word("stats.by", s.in(d.Label()))}
	first := max(0, len(x.all.Periods)-besideTotal)
	g := &grid{Class: "tally", Head: []string{s.in(d.Label())}}
	for _, p := range x.all.Periods[first:] {
		g.Head = append(g.Head, p.Name)
	}
	g.Head = append(g.Head, s.word("stats.col.total"))
	for _, y := range x.By(d) {
		row := []cell{headCell(s.groupLink(path, y.Group))}
		for i, p := range x.all.Periods[first:] {
			c := y.In(first + i)
			row = append(row, numCell(link{Text: s.quantity(m, c), Href: b.at(path, m, y.Group, c, p)}))
		}
		g.Rows = append(g.Rows, append(row, s.totalCell(path, b, x.Figure, y)))
	}
	if len(g.Rows) > 0 {
		out.Grid = g
	}
	return out
}

// matrixMonths is how many months the matrix has.
const matrixMonths = 12

// dutyMatrix is units and kinds of meeting by month: for what comes round whether
// it was held, for other meetings how many there were.
func (s *Site) dutyMatrix(path string, b *board, x stepFigure) []block {
	m := x.Measure
	first := max(0, len(x.all.Periods)-matrixMonths)
	months := x.all.Periods[first:]
	rates := m.Unit == stats.Percent
	g := &grid{Class: "tally matrix-months", Head: []string{s.in(stats.ByDuty.Label())}}
	for _, p := range months {
		g.Head = append(g.Head, p.Name)
	}
	g.Head = append(g.Head, s.word("stats.col.total"))
	for _, y := range x.By(stats.ByDuty) {
		row := []cell{headCell(s.groupLink(path, y.Group))}
		for i, p := range months {
			c := y.In(first + i)
			l := link{Text: m.CellText(c), Href: b.at(path, m, y.Group, c, p)}
			switch {
			case rates && !c.Known || !rates && len(c.Items) == 0:
				l.Text = "–"
			case rates && c.Num == c.Den:
				l.Text = s.word("stats.held")
			case rates:
				l.Text = s.word("stats.gap")
			}
			row = append(row, numCell(l))
		}
		g.Rows = append(g.Rows, append(row, s.totalCell(path, b, x.Figure, y)))
	}
	if len(g.Rows) == 0 {
		return nil
	}
	out := block{ID: "matrix", Title: s.word("stats.matrix"), Grid: g}
	if rates {
		out.Note = s.word("stats.matrix-note")
	}
	return []block{out}
}
