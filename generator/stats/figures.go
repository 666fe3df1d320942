package stats

import (
	"cmp"
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/schema"
)

// maxPeriods bounds the table that a record with a date centuries ago would ask
// for. What lies further back counts in the total alone.
const maxPeriods = 600

// Figures sorts the items into the periods and groups asked for. Its cost grows
// with the items, not with the periods or groups.
func (f *Facts) Figures(q Query) *Figures {
	measures := q.Measures
	if measures == nil {
		measures = Measures()
	}
	a := f.axis(q)
	out := &Figures{Query: q, Now: f.view.Now, Periods: a.periods}
	for _, m := range measures {
		if items, ok := f.items[m.from]; ok {
			out.Measures = append(out.Measures, f.figure(m, items, a))
		}
	}
	return out
}

// figure sorts the items of one measure.
func (f *Facts) figure(m *Measure, items []*Item, a *axis) *Figure {
	out := &Figure{Measure: m, Target: m.target(f.view.Config.Targets)}
	sorted := f.sort(m, items, a)
	out.All = m.series(nil, sorted.all, a)
	for i, of := range sorted.groups {
		if len(of) == 0 {
			continue
		}
		if s := m.series(f.order[i], of, a); len(s.Total.Items) > 0 {
			out.Groups = append(out.Groups, s) // others are there only to be compared with, if at all
		}
	}
	slices.SortFunc(out.Groups, func(x, y *Series) int { return m.compare(x, y) })
	return out
}

// sorted are the items of a measure that were asked for, and those of each group.
type sorted struct {
	all    []*Item
	groups [][]*Item
}

// sort is done once for all steps of everything there is.
func (f *Facts) sort(m *Measure, items []*Item, a *axis) sorted {
	if !a.open() {
		return f.sortAnew(m, items, a)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	out, ok := f.sorted[m]
	if !ok {
		out = f.sortAnew(m, items, a)
		f.sorted[m] = out
	}
	return out
}

func (f *Facts) sortAnew(m *Measure, items []*Item, a *axis) sorted {
	var out sorted
	shown := make([]bool, len(f.order))
	for i, g := range f.order {
		shown[i] = slices.Contains(m.By, g.By) && a.shows(g)
	}
	sizes := make([]int, len(f.order))
	for _, it := range items {
		if _, ok := a.place(it.At); !ok || m.only != nil && !m.only(it) || a.unit != nil && !it.countsFor(a.unit) {
			continue
		}
		out.all = append(out.all, it)
		for _, g := range it.groups {
			if shown[g.place] {
				sizes[g.place]++
			}
		}
	}
	out.groups = make([][]*Item, len(f.order))
	for i, n := range sizes {
		if n > 0 {
			out.groups[i] = make([]*Item, 0, n)
		}
	}
	for _, it := range out.all {
		for _, g := range it.groups {
			if shown[g.place] {
				out.groups[g.place] = append(out.groups[g.place], it)
			}
		}
	}
	return out
}

// compare orders series by dimension, then by rank where the measure has one,
// then as registers and schema list them.
func (m *Measure) compare(x, y *Series) int {
	rank := 0
	if m.Ranked {
		rank = cmp.Compare(y.Total.Value, x.Total.Value)
	}
	return cmp.Or(
		cmp.Compare(slices.Index(m.By, x.Group.By), slices.Index(m.By, y.Group.By)), rank,
		cmp.Compare(x.Group.order, y.Group.order), cmp.Compare(x.Group.ID, y.Group.ID))
}

func (it *Item) countsFor(u *archive.Unit) bool {
	return slices.ContainsFunc(it.groups, func(g *Group) bool { return g.By == ByUnit && g.Unit == u })
}

// cut is where the items of a period begin.
type cut struct{ period, start int }

// cuts finds the periods of items, which come in order of time.
func (a *axis) cuts(items []*Item) []cut {
	var out []cut
	var end time.Time // of the period that the last one fell into
	for i, it := range items {
		if it.At.Before(end) {
			continue
		}
		period, _ := a.place(it.At)
		if n := len(out); n == 0 || out[n-1].period != period {
			out = append(out, cut{period, i})
		}
		if period >= 0 && !a.periods[period].To.IsZero() {
			end = a.periods[period].To
		}
	}
	return out
}

// series works out the numbers of everything or of a group. Items before the time
// asked for count in their own cell only, those beside the axis in the total only.
func (m *Measure) series(g *Group, items []*Item, a *axis) *Series {
	cuts := a.cuts(items)
	out := &Series{Group: g, measure: m, cells: make([]periodCell, 0, len(cuts))}
	total := 0
	for i, c := range cuts {
		end := len(items)
		if i+1 < len(cuts) {
			end = cuts[i+1].start
		}
		if c.period == lead {
			total = end
		}
		if c.period != beside {
			out.cells = append(out.cells, periodCell{c.period, m.reckon(items[c.start:end:end])})
		}
	}
	out.Total = m.reckon(items[total:])
	return out
}

// Places on the axis that are no period.
const (
	lead   = -1 // the period before the first, for comparison
	beside = -2 // without a date, or too long ago for a period
)

// axis says which period a moment falls into.
type axis struct {
	from, to time.Time // [from, to); zero: open
	before   time.Time // where the period before the first begins; zero: none
	periods  []Period
	unit     *archive.Unit
}

func (f *Facts) axis(q Query) *axis {
	a := &axis{from: q.From, to: q.To, unit: q.Unit}
	first, last := q.From, f.view.Now
	if first.IsZero() {
		first = f.first()
	}
	if !q.To.IsZero() && !q.To.After(last) {
		last = q.To.Add(-1) // the range ends before To
	}
	if q.Step == Total {
		a.periods = []Period{{Range: schema.Range{From: first, To: cmp.Or(q.To, f.view.Now)}}}
		return a
	}
	step := archive.Step(q.Step)
	for at := step.Begin(last); len(a.periods) < maxPeriods && !first.IsZero() && step.Next(at).After(first); at = step.Begin(at.Add(-1)) {
		p := Period{Range: schema.Range{From: at, To: step.Next(at)}, Name: q.Step.name(at)}
		p.Running = p.To.After(f.view.Now)
		a.periods = append(a.periods, p)
	}
	slices.Reverse(a.periods)
	if len(a.periods) > 0 && q.From.Equal(a.periods[0].From) {
		a.before = step.Begin(q.From.Add(-1))
	}
	return a
}

// open reports whether everything was asked for.
func (a *axis) open() bool { return a.from.IsZero() && a.to.IsZero() && a.unit == nil }

// first is when the earliest item falls; a moment zero if there is none.
func (f *Facts) first() time.Time {
	var out time.Time
	for _, items := range f.items {
		i := slices.IndexFunc(items, func(it *Item) bool { return !it.At.IsZero() })
		if i >= 0 && (out.IsZero() || items[i].At.Before(out)) {
			out = items[i].At
		}
	}
	return out
}

// place reports false for a moment that was not asked for.
func (a *axis) place(t time.Time) (period int, ok bool) {
	ranged := !a.from.IsZero() || !a.to.IsZero()
	if t.IsZero() {
		return beside, !ranged
	}
	if !a.before.IsZero() && !t.Before(a.before) && t.Before(a.from) {
		return lead, true
	}
	if t.Before(a.from) || !a.to.IsZero() && !t.Before(a.to) {
		return 0, false
	}
	i, found := slices.BinarySearchFunc(a.periods, t, func(p Period, t time.Time) int { return p.From.Compare(t) })
	if !found {
		i--
	}
	if i < 0 {
		return beside, true
	}
	return i, true
}

// shows reports whether a group belongs to what was asked for: of one unit, it
// and those below.
func (a *axis) shows(g *Group) bool {
	return a.unit == nil || g.Unit == nil || g.Unit.Within(a.unit)
}

// name names the period that begins at a moment.
func (s Step) name(begin time.Time) string {
	switch s {
	case Yearly:
		return begin.Format("2006")
	case Quarterly:
		return begin.Format("2006") + "-Q" + string(rune('1'+(begin.Month()-1)/3))
	default:
		return begin.Format("2006-01")
	}
}
