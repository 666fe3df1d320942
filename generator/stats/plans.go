package stats

import (
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/schema"
)

// farthest bounds what a plan or a founding centuries ago would be said to owe.
const farthest = 20 // years

func notBefore(from, to time.Time) time.Time {
	if bound := to.AddDate(-farthest, 0, 0); from.Before(bound) {
		return bound
	}
	return from
}

// plans judges communication plans: the rows of the matrix each time they come
// round, and the phases.
func (c *collector) plans() {
	for _, row := range c.PlanRows() {
		if c.measured(row.Plan) {
			c.planRow(row)
		}
	}
	var index map[any][]*archive.Record
	for _, r := range c.Records {
		phases := r.Values.Items("phases")
		if r.Type.Name != "plan" || r.Status == "draft" || len(phases) == 0 || !c.measured(r) {
			continue
		}
		if index == nil {
			index = c.byScope()
		}
		for _, x := range phases {
			if x.Object() != nil {
				c.phase(r, x.Object(), index[scopeOf(r)])
			}
		}
	}
}

// planGroups are what every item of a plan counts in.
func (c *collector) planGroups(plan *archive.Record) []*Group {
	return append(slices.Clone(c.units(plan)), c.group(ByPlan, plan.ID, same(plan.Title), 0))
}

func (c *collector) planRow(row *archive.PlanRow) {
	groups := append(c.planGroups(row.Plan), c.stakeholder(row.Plan, row.Values.Get("stakeholder")))
	if f := row.Values.Get("frequency"); f != nil && f.Choice() != nil {
		groups = append(groups, c.group(ByFrequency, f.Choice().Name, f.Choice().Label, slices.Index(f.Field.Choices, f.Choice())))
	}
	to := row.Period.To
	if c.Now.Before(to) {
		to = c.Now
	}
	text := c.text(same(row.Values.Text("information")))
	note := func(at time.Time, outcome Outcome, by []archive.Fulfilment) {
		it := &Item{At: at, Outcome: outcome, Record: row.Plan, text: text, By: records(by)}
		if outcome == Met || outcome == Missed {
			it.judge(outcome == Met)
		}
		c.note(ofPlans, it, groups)
	}
	switch step, each, recurs := row.Frequency(); {
	case row.Values.Choice("frequency") == "as-needed":
	case row.By == nil:
		note(to, Unknown, nil)
	case recurs:
		c.rounds(row, step, each, to, note)
	default:
		by := during(row.Records, schema.Range{From: row.Period.From, To: to})
		switch {
		case len(by) > 0:
			note(by[0].Day, Met, by)
		case to.Equal(row.Period.To):
			note(to.AddDate(0, 0, -1), Missed, nil)
		default:
			note(to, Pending, nil)
		}
	}
}

// rounds judges a row in every period that is over and has a working day. What is
// due in every second week is met in a week if there is a record in it or in the
// one before.
func (c *collector) rounds(row *archive.PlanRow, step archive.Step, each int, to time.Time, note func(time.Time, Outcome, []archive.Fulfilment)) {
	var worked []schema.Range // the last periods, at most each
	for period := range step.Whole(notBefore(row.Period.From, to), to) {
		if !c.Calendar.HasWorkday(period) {
			continue
		}
		if worked = append(worked, period); len(worked) > each {
			worked = worked[1:]
		}
		by := during(row.Records, schema.Range{From: worked[0].From, To: period.To})
		switch last := period.To.AddDate(0, 0, -1); {
		case len(by) > 0:
			note(last, Met, by)
		case len(worked) == each:
			note(last, Missed, nil)
		}
	}
}

// during cuts out the records of a stretch of days.
func during(all []archive.Fulfilment, in schema.Range) []archive.Fulfilment {
	at := func(t time.Time) int {
		i, _ := slices.BinarySearchFunc(all, t, func(f archive.Fulfilment, t time.Time) int { return f.Day.Compare(t) })
		return i
	}
	return all[at(in.From):max(at(in.From), at(in.To))]
}

func records(by []archive.Fulfilment) []*archive.Record {
	var out []*archive.Record
	for _, f := range by {
		out = append(out, f.Record)
	}
	return out
}

func (c *collector) stakeholder(r *archive.Record, v *schema.Value) *Group {
	if v == nil {
		return nil
	}
	return c.party(r.Mention(v))
}

// party is the group of a unit, a person or an outsider somebody talks with.
func (c *collector) party(m *archive.Mention) *Group {
	switch {
	case m == nil:
		return nil
	case m.Unit != nil:
		return c.group(ByStakeholder, m.Unit.ID, same(m.Unit.Name), 0)
	case m.Person != nil:
		return c.group(ByStakeholder, m.Person.ID, same(m.Person.Name), 1)
	}
	return c.group(ByStakeholder, "="+fold(m.Text), same(strings.TrimSpace(m.Text)), 2)
}

// scopeOf is what a plan is for: its project, else its unit.
func scopeOf(plan *archive.Record) any {
	switch {
	case plan.Project != nil && plan.Project.Project != nil:
		return plan.Project.Project
	case plan.Unit != nil && plan.Unit.Unit != nil:
		return plan.Unit.Unit
	}
	return nil
}

// byScope sorts the records by project and by unit, in order of time.
func (c *collector) byScope() map[any][]*archive.Record {
	out := map[any][]*archive.Record{}
	for _, r := range c.Records {
		if r.Project != nil && r.Project.Project != nil {
			out[r.Project.Project] = append(out[r.Project.Project], r)
		}
		if r.Unit != nil {
			for u := r.Unit.Unit; u != nil; u = c.Parent(u) {
				out[u] = append(out[u], r)
			}
		}
	}
	for _, rs := range out {
		slices.SortStableFunc(rs, func(a, b *archive.Record) int { return a.At().Compare(b.At().Time) })
	}
	return out
}

// phase judges a phase of a plan when it is over: it was carried out if a record
// of the plan's project or unit, of a day within it, names one of those it is for,
// or somebody of theirs.
func (c *collector) phase(plan *archive.Record, x *schema.Values, all []*archive.Record) {
	from, to := x.Moment("from"), x.Moment("to")
	if from.IsZero() || to.IsZero() || to.Before(from.Time) {
		return
	}
	it := &Item{At: to.Time, Record: plan, text: c.text(same(x.Text("phase")))}
	groups := c.planGroups(plan)
	var audience []*archive.Mention
	for _, v := range x.Items("audience") {
		if m := plan.Mention(v); m != nil {
			audience = append(audience, m)
			groups = append(groups, c.party(m))
		}
	}
	start, _ := slices.BinarySearchFunc(all, from.Time, func(r *archive.Record, t time.Time) int { return r.At().Compare(t) })
	for _, r := range all[start:] {
		if !r.At().Before(to.End()) {
			break
		}
		if r != plan && c.reaches(r, audience) {
			it.By = append(it.By, r)
		}
	}
	if it.judge(len(it.By) > 0); to.End().After(c.Now) {
		it.Outcome, it.At = Pending, c.Now
	}
	c.note(ofPlans, it, groups)
}

// reaches reports whether a record names one of an audience, or somebody of
// theirs.
func (c *collector) reaches(r *archive.Record, audience []*archive.Mention) bool {
	for _, m := range r.Mentions {
		for _, a := range audience {
			if c.belongs(m, a, r) {
				return true
			}
		}
	}
	return false
}

func (c *collector) belongs(m, a *archive.Mention, r *archive.Record) bool {
	switch {
	case a.Unit == nil:
		return identify(m) == identify(a)
	case m.Unit != nil:
		return m.Unit.Within(a.Unit)
	case m.Person != nil:
		return slices.ContainsFunc(c.postsOf(m.Person), func(p archive.Role) bool {
			return p.Unit.Within(a.Unit) && lasts(p, r.At().Time)
		})
	}
	return false
}
