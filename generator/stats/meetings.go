package stats

import (
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// meeting notes a meeting that took place: the record is its minutes, or the
// meeting's own if there are none.
func (c *collector) meeting(r *archive.Record) {
	kind := []*Group{c.kind(r.Meeting)}
	at := r.At().Time
	c.note(ofMeetings, &Item{At: at, Outcome: Met, Num: 1, Record: r}, c.units(r), kind, []*Group{c.duty(r)})
	if n := len(r.Meeting.Invited); n > 0 {
		c.note(ofGuests, &Item{At: at, Outcome: Met, Num: n, Record: r}, c.units(r), kind)
	}
	if c.measured(r) {
		c.punctual(r, kind)
	}
	if r.Type.Name != "meeting" && r.Status != "draft" {
		c.attendance(r, kind)
	}
}

// duty is the row of the matrix a meeting stands in.
func (c *collector) duty(r *archive.Record) *Group {
	if r.Unit == nil || r.Unit.Unit == nil || r.Meeting.Kind == nil {
		return nil
	}
	u, k := r.Unit.Unit, r.Meeting.Kind
	g := c.group(ByDuty, u.ID+"/"+k.Name, joined(same(u.Name), k.Label), 0)
	g.Unit = u
	return g
}

func joined(a, b diag.Text) diag.Text {
	return diag.Text{CN: a.CN + " " + b.CN, TW: a.TW + " " + b.TW, EN: a.EN + " " + b.EN}
}

// punctual judges when the minutes of a meeting were published. A meeting record
// that stands for itself has none yet, and a draft is not published.
func (c *collector) punctual(r *archive.Record, kind []*Group) {
	it := &Item{At: r.At().Time, Record: r}
	meeting := r.MeetingOf
	if r.Type.Name == "meeting" {
		meeting = r
	}
	end := r.Meeting.Over()
	due := c.clock.Limit(end, meeting.MinutesLimit())
	unpublished := meeting == r || r.Status == "draft"
	switch {
	case end.IsZero() || !unpublished && r.Published().IsZero():
		it.Outcome = Unknown
	case !unpublished:
		it.judge(!r.Published().After(due))
	case due.Before(c.Now):
		it.judge(false)
	default:
		it.Outcome = Pending
	}
	c.note(ofMinutes, it, c.units(r), kind)
}

// attendance notes everybody expected, once. Minutes that name nobody as present
// say nothing about it.
func (c *collector) attendance(r *archive.Record, kind []*Group) {
	present := map[any]bool{}
	for _, m := range r.Meeting.Present {
		present[identify(m)] = true
	}
	seen := map[any]bool{}
	for _, m := range r.Meeting.Expected {
		groups, measured := c.standing(m, r)
		if seen[identify(m)] || !measured {
			continue
		}
		seen[identify(m)] = true
		it := &Item{At: r.At().Time, Record: r, text: c.text(same(m.Name()))}
		if it.judge(present[identify(m)]); len(present) == 0 {
			it.Outcome = Unknown
		}
		c.note(ofAttendance, it, groups, kind)
	}
}

// identify tells one person, unit or outsider from another.
func identify(m *archive.Mention) any {
	switch {
	case m.Person != nil:
		return m.Person
	case m.Unit != nil:
		return m.Unit
	}
	return strings.ToLower(m.Text)
}

// duties judges every whole period of what comes round. A view for the public
// holds only part of the meetings; what it shows none of it does not call missed.
func (c *collector) duties() {
	for _, d := range c.Duties() {
		if d.Exempt || len(d.Held) == 0 && c.Audience.Level == archive.Public {
			continue
		}
		g := c.group(ByDuty, d.Unit.ID+"/"+d.Kind.Name, joined(same(d.Unit.Name), d.Kind.Label), 0)
		g.Unit = d.Unit
		kind := c.kind(&archive.Meeting{Kind: d.Kind})
		next := 0 // of d.Held, which are by day
		for period := range d.Step.Whole(notBefore(d.From, d.To), d.To) {
			it := &Item{At: period.To.AddDate(0, 0, -1), text: &g.Label}
			for ; next < len(d.Held) && d.Held[next].At().Before(period.To); next++ {
				if !d.Held[next].At().Before(period.From) {
					it.By = append(it.By, d.Held[next])
				}
			}
			if len(it.By) > 0 {
				it.Record = it.By[0]
			}
			it.judge(len(it.By) > 0)
			c.note(ofDuties, it, c.chains[d.Unit], []*Group{kind, g})
		}
	}
}
