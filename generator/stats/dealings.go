package stats

import (
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
)

// request notes how long a request waited for its first response. It counts for
// the units that were asked.
func (c *collector) request(r *archive.Record) {
	submitted := r.Values.Moment("submitted_at")
	if submitted.IsZero() {
		return
	}
	var groups []*Group
	asked, measured := 0, false
	for _, x := range r.Values.Items("departments") {
		if v := x.Object().Get("unit"); v != nil && r.Mention(v) != nil && r.Mention(v).Unit != nil {
			asked++
			if u := r.Mention(v).Unit; u.Measured() {
				measured = true
				groups = append(groups, c.chains[u]...)
			}
		}
	}
	if asked > 0 && !measured {
		return
	}
	it := &Item{At: submitted.Time, Record: r}
	due := c.clock.Limit(submitted, r.ResponseLimit())
	switch first := r.FirstResponse(); {
	case first != nil:
		it.judge(!first.Time().After(due))
		it.Valued, it.Weight, it.Value = true, 1, c.clock.Between(submitted, first.Time()).Hours()
	case due.Before(c.Now):
		it.judge(false)
	default:
		it.Outcome = Pending
	}
	c.note(ofRequests, it, groups, []*Group{c.choice(ByPriority, r, "priority")})
}

// communication counts a talk, a letter, a call.
func (c *collector) communication(r *archive.Record) {
	groups := []*Group{c.channel(r), c.choice(ByFormality, r, "formality"), c.choice(ByDirection, r, "direction")}
	with := r.People("counterparty")
	if len(with) == 0 {
		with = r.People("participants")
	}
	for _, m := range with {
		groups = append(groups, c.party(m))
	}
	c.note(ofCommunications, &Item{At: r.At().Time, Outcome: Met, Num: 1, Record: r}, c.units(r), groups)
}

// channel is the first words of what is written about the channel: "电子邮件，共
// 往来四封" is 电子邮件.
func (c *collector) channel(r *archive.Record) *Group {
	s := r.Values.Text("channel")
	if i := strings.IndexAny(s, "，,、；;（(：:/"); i > 0 {
		s = s[:i]
	}
	if s = strings.TrimSpace(s); s == "" {
		return nil
	}
	return c.group(ByChannel, fold(s), same(s), 0)
}

// report notes the tasks a report tells of. Its time is the last day of its
// period.
func (c *collector) report(r *archive.Record) {
	planned, completed := r.Values.Get("planned"), r.Values.Get("completed")
	if planned == nil || completed == nil || planned.Number() < 1 || r.Replaced() || !c.measured(r) {
		return
	}
	it := &Item{At: c.lastDay(r), Outcome: Met, Num: int(completed.Number()), Den: int(planned.Number()), Record: r}
	if it.Num < it.Den {
		it.Outcome = Missed
	}
	c.note(ofReports, it, c.units(r), []*Group{c.choice(ByKind, r, "kind")})
}

// lastDay is the last day of a record's period; of one that is not over, the
// record's own.
func (c *collector) lastDay(r *archive.Record) time.Time {
	to := r.Values.Period("period").To
	if to.IsZero() || to.After(c.Now) {
		return r.At().Time
	}
	return to.AddDate(0, 0, -1)
}

// evaluation notes what people think of the communication. Nobody asked, nothing
// known.
func (c *collector) evaluation(r *archive.Record) {
	if r.Replaced() {
		return
	}
	weight, counted := 0, r.Values.Get("respondents")
	if counted != nil {
		weight = int(counted.Number())
	}
	for _, x := range []struct {
		field string
		to    source
		scale float64
	}{{"accuracy", ofAccuracy, 100}, {"satisfaction", ofSatisfaction, 1}} {
		v := r.Values.Get(x.field)
		if v == nil {
			continue
		}
		it := &Item{At: c.lastDay(r), Outcome: Met, Valued: true, Value: v.Number() / x.scale, Weight: weight, Record: r}
		if counted != nil && weight == 0 {
			it.Outcome = Unknown
		}
		c.note(x.to, it, c.units(r))
	}
}

// action notes what became of an action. It counts for its owners, or for the
// one who leads them.
func (c *collector) action(a *archive.Action) {
	if a.Record.Status == "draft" || a.State == archive.Cancelled {
		return
	}
	groups, measured := c.owners(&a.Item)
	if !measured {
		return
	}
	closed := &Item{At: a.Record.At().Time, Record: a.Record, Action: a}
	closed.judge(a.State == archive.Done)
	c.note(ofClosure, closed, groups)
	if a.FinalDue.IsZero() || a.FinalDue.End().After(c.Now) {
		return
	}
	due := &Item{At: a.FinalDue.Time, Record: a.Record, Action: a}
	due.judge((a.State == archive.Done || a.State == archive.Submitted) && a.Finished.Before(a.FinalDue.End()))
	c.note(ofDue, due, groups)
	if a.Overdue(c.Now) {
		c.note(ofOverdue, &Item{At: a.FinalDue.Time, Outcome: Missed, Num: 1, Valued: true, Value: days(a.FinalDue.Time, c.Now), Record: a.Record, Action: a}, groups)
	}
}

// owners are the groups of those answerable for an item; it is measured unless
// all of them belong to exempt units only.
func (c *collector) owners(i *archive.Item) (groups []*Group, measured bool) {
	owners := i.Owners
	if i.Lead {
		owners = owners[:1]
	}
	measured = len(owners) == 0
	for _, o := range owners {
		if gs, ok := c.standing(o, i.Record); ok {
			groups, measured = append(groups, gs...), true
		}
	}
	return groups, measured
}

// days counts the midnights between two moments, as people count days.
func days(from, to time.Time) float64 {
	noon := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return noon(to).Sub(noon(from)).Hours() / 24
}

func (c *collector) decision(d *archive.Decision) {
	r := d.Record
	if r.Status == "draft" || d.Status == archive.Proposed || d.Status == archive.Revoked {
		return
	}
	kind := []*Group{c.kind(r.Meeting), c.group(ByType, r.Type.Name, r.Type.Label, slices.Index(c.Schema.Types, r.Type))}
	c.note(ofDecisions, &Item{At: r.At().Time, Outcome: Met, Num: 1, Record: r, Decision: d}, c.units(r), kind)
	if d.SupersededBy != nil {
		by := d.SupersededBy.Record
		c.note(ofSupersession, &Item{At: by.At().Time, Outcome: Met, Num: 1, Record: r, Decision: d, By: []*archive.Record{by}}, c.units(r))
		return
	}
	it := &Item{At: r.At().Time, Record: r, Decision: d}
	switch executed, known := executed(d); {
	case known:
		it.judge(executed)
	default:
		it.Outcome = Unknown
	}
	c.note(ofExecution, it, c.units(r))
}

// executed tells a decision's execution by its own date of completion, or by the
// actions of its record: a decision does not say which of them carry it out.
func executed(d *archive.Decision) (yes, known bool) {
	if d.Fields["done"] != "" {
		return true, true
	}
	yes = true
	for _, a := range d.Record.Actions {
		if a.State != archive.Cancelled {
			known = true
			yes = yes && a.State == archive.Done
		}
	}
	return yes && known, known
}
