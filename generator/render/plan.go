package render

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"sync"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/stats"
)

// counted holds the figures that pages other than the statistics show. They are
// collected when the first page asks.
type counted struct {
	once       sync.Once
	plans      map[*archive.Record]*planFigure
	needed     map[*archive.Record]map[planKey][]*archive.Record // of rows that are due as needed
	attendance map[*archive.Person]*stats.Series
	years      []stats.Period
}

func (s *Site) counted() *counted {
	c := s.figures
	c.once.Do(func() {
		facts := s.facts.get()
		c.plans, c.needed = planFigures(facts), asNeeded(s.view)
		yearly := facts.Figures(stats.Query{Step: stats.Yearly, Measures: []*stats.Measure{stats.Find("attendance")}})
		c.years, c.attendance = yearly.Periods, map[*archive.Person]*stats.Series{}
		for _, f := range yearly.Measures {
			for _, x := range f.By(stats.ByPerson) {
				c.attendance[x.Group.Person] = x
			}
		}
	})
	return c
}

// planFigure is what became of one plan.
type planFigure struct {
	total stats.Cell
	rows  map[planKey][]*stats.Item // by time
}

// planKey tells the rows of a plan apart as a reader does: two rows that say the
// same of all of it are one.
type planKey struct{ text, stakeholder, frequency string }

func planFigures(facts *stats.Facts) map[*archive.Record]*planFigure {
	out := map[*archive.Record]*planFigure{}
	for _, f := range facts.Figures(stats.Query{Measures: []*stats.Measure{stats.Find("plan")}}).Measures {
		label := func(by stats.Dimension) map[*stats.Item]string {
			m := map[*stats.Item]string{}
			for _, x := range f.By(by) {
				for _, it := range x.Total.Items {
					m[it] = cmp.Or(m[it], x.Group.ID)
					if by == stats.ByStakeholder {
						m[it] = x.Group.Label.CN
					}
				}
			}
			return m
		}
		frequency, stakeholder := label(stats.ByFrequency), label(stats.ByStakeholder)
		for _, x := range f.By(stats.ByPlan) {
			for _, it := range x.Total.Items {
				p := out[it.Record]
				if p == nil {
					p = &planFigure{total: x.Total, rows: map[planKey][]*stats.Item{}}
					out[it.Record] = p
				}
				k := planKey{text: it.Text().CN}
				if k.frequency = frequency[it]; k.frequency != "" {
					k.stakeholder = stakeholder[it]
				}
				p.rows[k] = append(p.rows[k], it)
			}
		}
	}
	return out
}

// asNeeded are the records that carry out the rows nobody counts, within the time
// of their plan.
func asNeeded(v *archive.View) map[*archive.Record]map[planKey][]*archive.Record {
	out := map[*archive.Record]map[planKey][]*archive.Record{}
	for _, row := range v.PlanRows() {
		if row.Values.Choice("frequency") != "as-needed" {
			continue
		}
		if out[row.Plan] == nil {
			out[row.Plan] = map[planKey][]*archive.Record{}
		}
		k := rowKey(row.Plan, row.Values)
		for _, f := range row.Records {
			if !f.Day.Before(row.Period.From) && f.Day.Before(row.Period.To) {
				out[row.Plan][k] = append(out[row.Plan][k], f.Record)
			}
		}
	}
	return out
}

func planPath(r *archive.Record) string { return "plans/" + r.ID + ".html" }

func (s *Site) planPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		plans := s.ofType("plan")
		if len(plans) == 0 || !s.skip("plans.html") && !yield(s.plansPage(plans)) {
			return
		}
		for _, r := range plans {
			if s.hasPage(r) && !s.skip(planPath(r)) && !yield(s.planPage(r)) {
				return
			}
		}
	}
}

// ofType are the records of a type, newest first.
func (s *Site) ofType(name string) []*archive.Record {
	var out []*archive.Record
	for _, r := range s.view.Records {
		if r.Type.Name == name {
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out
}

func (s *Site) plansPage(plans []*archive.Record) output.Page {
	const path = "plans.html"
	p := &blockPage{frame: s.frame(path, s.word("nav.plans")), Lead: s.word("pages.plan-note")}
	g := &grid{Cards: true, Head: s.heads("plan", "scope", "period", "status", "adherence")}
	for _, r := range plans {
		g.Rows = append(g.Rows, []cell{
			headCell(s.planLink(path, r)), linkCell(s.scope(path, r)...), dateCell(s.period(r)), textCell(s.status(r)), numCell(link{Text: s.adherence(r)}),
		})
	}
	p.Blocks = []block{{Grid: g}}
	return s.page(path, "blocks", p)
}

// heads are column heads, from the words pages.col.*.
func (s *Site) heads(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = s.word("pages.col." + k)
	}
	return out
}

func (s *Site) planLink(from string, r *archive.Record) link {
	if !s.hasPage(r) {
		return link{Text: title(r)}
	}
	return link{Text: title(r), Href: href(from, planPath(r))}
}

// scope is the project or else the unit a record is for.
func (s *Site) scope(from string, r *archive.Record) []link {
	switch {
	case r.Project != nil:
		return []link{s.mention(from, r.Project)}
	case r.Unit != nil:
		return []link{s.mention(from, r.Unit)}
	}
	return nil
}

// period is a record's period as days.
func (s *Site) period(r *archive.Record) string {
	p := r.Values.Period("period")
	if p.From.IsZero() {
		return ""
	}
	return day(p.From) + "–" + day(p.To.AddDate(0, 0, -1))
}

// adherence is how much of a plan was carried out, a dash while nothing was due.
func (s *Site) adherence(r *archive.Record) string {
	p := s.counted().plans[r]
	if p == nil || !p.total.Known {
		return "–"
	}
	return s.word("pages.of", p.total.Num, p.total.Den, stats.Find("plan").Format(p.total.Value))
}

// shownRounds bounds the schedule of a plan: a daily row of some years would make
// it a book.
const shownRounds = 300

func (s *Site) planPage(r *archive.Record) output.Page {
	path := planPath(r)
	p := &blockPage{
		frame: s.frame(path, title(r), link{Text: s.word("nav.plans"), Href: href(path, "plans.html")}),
		Lead:  s.word("pages.plan-note"),
	}
	head := s.field(nil, "source", link{Text: title(r), Href: href(path, recordPath(r))})
	head = s.field(head, "scope", s.scope(path, r)...)
	head = s.field(head, "period", link{Text: s.period(r)})
	head = s.field(head, "status", link{Text: s.status(r)})
	head = s.field(head, "adherence", link{Text: s.adherence(r)})
	p.Blocks = []block{{Rows: head}, {ID: "matrix", Title: s.word("pages.matrix"), Grid: s.planMatrix(path, r)}}
	if g := s.planPhases(path, r); len(g.Rows) > 0 {
		p.Blocks = append(p.Blocks, block{ID: "phases", Title: s.word("pages.phases"), Grid: g})
	}
	p.Blocks = append(p.Blocks, s.planSchedule(path, r))
	return s.page(path, "blocks", p)
}

func (s *Site) planMatrix(path string, r *archive.Record) *grid {
	g := &grid{Class: "matrix", Cards: true, Head: s.heads("stakeholder", "information", "format", "frequency", "method", "owner", "carried-out", "records")}
	for _, x := range r.Values.Items("matrix") {
		if x.Object() == nil {
			continue
		}
		o := x.Object()
		cells := []cell{headCell(s.named(path, r, o.Get("stakeholder")))}
		for _, f := range []string{"information", "format", "frequency", "method"} {
			cells = append(cells, linkCell(s.named(path, r, o.Get(f))))
		}
		cells = append(cells, linkCell(s.named(path, r, o.Get("owner"))))
		k := rowKey(r, o)
		items := s.rounds(r, k)
		by := slices.Concat(carrying(items), s.counted().needed[r][k])
		g.Rows = append(g.Rows, append(cells, s.carriedOut(items), listCell(s.carriers(path, by)...)))
	}
	return g.tidy()
}

// named shows a value of a row, nothing where it is missing.
func (s *Site) named(path string, r *archive.Record, v *schema.Value) link {
	if v == nil {
		return link{}
	}
	return s.value(path, r, v)
}

func rowKey(plan *archive.Record, o *schema.Values) planKey {
	k := planKey{text: o.Text("information"), frequency: o.Choice("frequency")}
	if v := o.Get("stakeholder"); v != nil {
		k.stakeholder = strings.TrimSpace(plan.Mention(v).Name())
	}
	return k
}

// rounds are the times a row of a plan came round.
func (s *Site) rounds(plan *archive.Record, k planKey) []*stats.Item {
	if p := s.counted().plans[plan]; p != nil {
		return p.rows[k]
	}
	return nil
}

// carriedOut says how often a row was carried out of the times it was due.
func (s *Site) carriedOut(items []*stats.Item) cell {
	met, due := 0, 0
	outcome := stats.Unknown
	for _, it := range items {
		switch it.Outcome {
		case stats.Met:
			met, due = met+1, due+1
		case stats.Missed:
			due++
		default:
			outcome = it.Outcome
		}
	}
	switch {
	case due == 0 && len(items) == 0:
		return stateCell("", s.word("pages.outcome.none"))
	case due == 0:
		return stateCell("", s.word("pages.outcome."+outcome.String()))
	case met == due:
		return stateCell("done", s.word("pages.met-of", met, due))
	}
	return stateCell("pending", s.word("pages.met-of", met, due))
}

// carrying are the records behind some rounds, each once.
func carrying(items []*stats.Item) []*archive.Record {
	var all []*archive.Record
	seen := map[*archive.Record]bool{}
	for _, it := range items {
		for _, r := range it.By {
			if !seen[r] {
				seen[r] = true
				all = append(all, r)
			}
		}
	}
	return all
}

// shownCarriers is how many records a row of a matrix names, the newest first.
const shownCarriers = 8

func (s *Site) carriers(path string, all []*archive.Record) []link {
	slices.SortStableFunc(all, func(a, b *archive.Record) int { return b.At().Compare(a.At().Time) })
	var out []link
	for _, r := range all[:min(len(all), shownCarriers)] {
		out = append(out, s.dated(path, r))
	}
	if more := len(all) - len(out); more > 0 {
		out = append(out, link{Text: s.word("pages.more", more)})
	}
	return out
}

// dated links to a record, with its date behind.
func (s *Site) dated(from string, r *archive.Record) link {
	return link{Text: title(r), Href: href(from, recordPath(r)), Note: r.Date.String()}
}

func (s *Site) planPhases(path string, r *archive.Record) *grid {
	g := &grid{Cards: true, Head: s.heads("phase", "period", "audience", "content", "outcome", "carried-out", "records")}
	for _, x := range r.Values.Items("phases") {
		if x.Object() == nil {
			continue
		}
		o := x.Object()
		var audience []link
		for _, v := range o.Items("audience") {
			audience = append(audience, s.value(path, r, v))
		}
		items := s.rounds(r, planKey{text: o.Text("phase")})
		state := stateCell("", s.word("pages.outcome.none"))
		if len(items) > 0 {
			state = s.outcome(items[0])
		}
		g.Rows = append(g.Rows, []cell{
			headCell(s.named(path, r, o.Get("phase"))), textCell(o.Moment("from").String() + "–" + o.Moment("to").String()), linkCell(audience...),
			linkCell(s.named(path, r, o.Get("content"))), linkCell(s.named(path, r, o.Get("outcome"))), state, listCell(s.carriers(path, carrying(items))...),
		})
	}
	return g.tidy()
}

func (s *Site) outcome(it *stats.Item) cell {
	class := map[stats.Outcome]string{stats.Met: "done", stats.Missed: "overdue", stats.Pending: "pending"}[it.Outcome]
	return stateCell(class, s.word("pages.outcome."+it.Outcome.String()))
}

// planSchedule lists each time a row came round, the last first.
func (s *Site) planSchedule(path string, r *archive.Record) block {
	type round struct {
		it  *stats.Item
		who link
		row string
		of  string
	}
	var all []round
	seen := map[planKey]bool{}
	for _, x := range r.Values.Items("matrix") {
		if x.Object() == nil || seen[rowKey(r, x.Object())] {
			continue
		}
		k := rowKey(r, x.Object())
		seen[k] = true
		for _, it := range s.rounds(r, k) {
			if it.Outcome != stats.Unknown {
				all = append(all, round{it, s.named(path, r, x.Object().Get("stakeholder")), s.redact(k.text), s.named(path, r, x.Object().Get("frequency")).Text})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b round) int { return b.it.At.Compare(a.it.At) })
	b := block{ID: "schedule", Title: s.word("pages.schedule")}
	if n := len(all); n > shownRounds {
		b.Note, all = s.word("pages.schedule-cut", shownRounds, n), all[:shownRounds]
	}
	g := &grid{Cards: true, Head: s.heads("until", "information", "stakeholder", "frequency", "carried-out", "records")}
	for _, x := range all {
		var by []link
		for _, o := range x.it.By {
			by = append(by, s.dated(path, o))
		}
		g.Rows = append(g.Rows, []cell{
			dateCell(day(x.it.At)), {Parts: []link{{Text: x.row}}, Head: true}, linkCell(x.who), textCell(x.of), s.outcome(x.it), listCell(by...),
		})
	}
	if len(g.Rows) > 0 {
		b.Grid = g
	}
	return b
}
