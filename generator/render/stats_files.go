package render

import (
	"io"
	"iter"
	"math"

	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/sheet"
	"github.com/minutebook/minutebook/generator/stats"
)

// The data of a measure, statistics/MEASURE.csv, .xlsx and .json: a line for each
// number of everything and of each group, by month, quarter, year and in total.
// They travel further than a page, so names go through clean. All three are made
// of the same lines.

var figureExts = []string{"csv", "xlsx", "json"}

func figurePath(m *stats.Measure, ext string) string { return "statistics/" + m.ID + "." + ext }

// figureLine is one number. A value that is not known is left out, which is not
// zero; per cent is a fraction.
type figureLine struct {
	By      string   `json:"by,omitempty"`
	ID      string   `json:"id,omitempty"` // of a group that is a unit, a person or another registered thing
	Group   string   `json:"group,omitempty"`
	Period  string   `json:"period"` // 2025-06, 2025-Q2, 2025, total
	Value   *float64 `json:"value,omitempty"`
	Num     *int     `json:"num,omitempty"`
	Den     *int     `json:"den,omitempty"`
	Pending int      `json:"pending,omitempty"`
	Unknown int      `json:"unknown,omitempty"`
	Before  *float64 `json:"before,omitempty"`
	Met     *bool    `json:"met,omitempty"`
	Page    string   `json:"page,omitempty"` // lists what is behind it

	by stats.Dimension
}

type figureData struct {
	Kind       string       `json:"kind"`
	Version    int          `json:"version"`
	ID         string       `json:"id"`
	Label      string       `json:"label"`
	Definition string       `json:"definition"`
	Unit       string       `json:"unit"`
	Target     string       `json:"target,omitempty"`
	AsOf       string       `json:"as_of"`
	Figures    []figureLine `json:"figures"`
}

func (s *Site) figureFiles(b *board, i int) iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		f := b.months.Measures[i]
		csv, xlsx, js := figurePath(f.Measure, "csv"), figurePath(f.Measure, "xlsx"), figurePath(f.Measure, "json")
		if s.skip(csv) && s.skip(xlsx) && s.skip(js) {
			return
		}
		places := figurePlaces(b.steps(i))
		t := s.figureTable(f, places)
		sum := t.Sum()
		for _, p := range []output.Page{
			{Path: csv, Digest: sum, Write: func(w io.Writer) error { return sheet.WriteCSV(w, t) }},
			{Path: xlsx, Digest: sum, Write: func(w io.Writer) error { return sheet.WriteXLSX(w, t) }},
			later(js, func() output.Page { return s.figureJSON(js, b, f, places) }),
		} {
			if !s.skip(p.Path) && !yield(p) {
				return
			}
		}
	}
}

// figurePlace is where a number stands. There are so many of them that a line is
// made each time it is written.
type figurePlace struct {
	series *stats.Series
	all    *stats.Figures // whose periods they are
	period int            // -1 for the total
}

func (at figurePlace) cell() stats.Cell {
	if at.period < 0 {
		return at.series.Total
	}
	return at.series.In(at.period)
}

// figurePlaces are those of a measure: everything first, then each group; of groups
// only the periods that something counts in.
func figurePlaces(steps []stepFigure) []figurePlace {
	f := steps[0].Figure
	groups := make([]map[*stats.Group]*stats.Series, len(steps))
	n := len(f.Groups) + 1
	for j, step := range steps {
		groups[j] = seriesOf(step.Figure)
		n += len(step.all.Periods)
		for _, x := range groups[j] {
			n += x.Filled()
		}
	}
	out := make([]figurePlace, 0, n)
	for _, x := range append([]*stats.Series{f.All}, f.Groups...) {
		for j, step := range steps {
			y := groups[j][x.Group]
			for k := range step.all.Periods {
				if x.Group == nil || y.Fills(k) {
					out = append(out, figurePlace{y, step.all, k})
				}
			}
		}
		out = append(out, figurePlace{x, steps[0].all, -1})
	}
	return out
}

func (s *Site) figureLine(f *stats.Figure, at figurePlace) figureLine {
	c := at.cell()
	l := figureLine{Period: "total", Pending: c.Pending, Unknown: c.Unknown}
	if at.period >= 0 {
		l.Period = at.all.Periods[at.period].Name
	}
	if g := at.series.Group; g != nil {
		l.By, l.by, l.Group = string(g.By), g.By, s.clean(s.in(g.Label))
		if g.By != stats.ByStakeholder && g.By != stats.ByChannel {
			l.ID = g.ID // of the others it is a text somebody wrote
		}
	}
	if fraction(f.Measure, c) != "" {
		l.Num, l.Den = &c.Num, &c.Den
	}
	if c.Known {
		l.Value = &c.Value
		if f.Target != nil {
			met := f.Target.Met(c.Value)
			l.Met = &met
		}
	}
	if c.Known && c.Compared {
		l.Before = &c.Before
	}
	return l
}

// figureBehind is the page that lists what is behind a number, "" if there is none.
func (b *board) figureBehind(m *stats.Measure, at figurePlace) string {
	if at.period < 0 {
		return b.total("", m, at.series.Group)
	}
	return b.at("", m, at.series.Group, at.cell(), at.all.Periods[at.period])
}

var figureColumns = []sheetColumn{
	{"id", 18},
	{"measure", 18},
	{"by", 12},
	{"group", 28},
	{"period", 10},
	{"value", 10},
	{"unit", 8},
	{"num", 8},
	{"den", 8},
	{"pending", 8},
	{"unknown", 8},
	{"before", 10},
	{"target", 10},
	{"state", 8},
}

func (s *Site) figureTable(f *stats.Figure, places []figurePlace) sheet.Table {
	m := f.Measure
	t := sheet.Table{Name: s.in(m.Label), Count: len(places)}
	for _, c := range figureColumns {
		t.Columns = append(t.Columns, sheet.Column{Head: s.word("stats.col." + c.key), Width: c.width})
	}
	id, label, unit, target := sheet.Text(m.ID), sheet.Text(s.in(m.Label)), sheet.Text(s.in(m.Unit.Label())), sheet.Text(s.targetText(f))
	t.Row = func(cells []sheet.Cell, i int) []sheet.Cell {
		l := s.figureLine(f, places[i])
		by, group, period, met := s.in(l.by.Label()), l.Group, l.Period, ""
		if l.By == "" {
			group = s.word("stats.everything")
		}
		if period == "total" {
			period = s.word("stats.total")
		}
		if l.Met != nil {
			met = s.word(map[bool]string{true: "yes", false: "no"}[*l.Met])
		}
		num, den := sheet.Cell{}, sheet.Cell{}
		if l.Num != nil {
			num, den = sheet.Int(*l.Num), sheet.Int(*l.Den)
		}
		return append(cells, id, label, sheet.Text(by), sheet.Text(group), sheet.Text(period), figureCell(m, l.Value), unit,
			num, den, countCell(l.Pending), countCell(l.Unknown), figureCell(m, l.Before), target, sheet.Text(met))
	}
	return t
}

// figureCell is a number as a spreadsheet counts with it, empty if it is not
// known.
func figureCell(m *stats.Measure, v *float64) sheet.Cell {
	switch {
	case v == nil:
		return sheet.Cell{}
	case m.Unit == stats.Percent:
		return sheet.Percent(*v)
	}
	return sheet.Number(math.Round(*v*100) / 100)
}

// figureJSON writes the numbers for programs.
func (s *Site) figureJSON(path string, b *board, f *stats.Figure, places []figurePlace) output.Page {
	m := f.Measure
	x := figureData{
		Kind: "figures", Version: apiVersion, ID: m.ID, Label: s.in(m.Label), Definition: s.in(m.Definition), Unit: string(m.Unit),
		AsOf: s.view.Now.Format("2006-01-02T15:04:05Z07:00"), Figures: []figureLine{},
	}
	if f.Target != nil {
		x.Target = m.Text(f.Target)
	}
	return s.json(path, x, func(yield func(any) bool) {
		for _, at := range places {
			l := s.figureLine(f, at)
			if l.Page = b.figureBehind(m, at); !yield(l) {
				return
			}
		}
	})
}
