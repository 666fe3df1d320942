package render

import (
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/schema"
)

// escalationDelay is how late a request must be before it goes to the head of the
// unit.
const escalationDelay = 48 * time.Hour

// slaClock is how a request stands against the time for its first response.
type slaClock struct {
	word  string // in words
	class string
	by    time.Time     // when the time is up
	took  time.Duration // until the first response, where there is one
	first bool          // it was answered
}

func (s *Site) slaClock(r *archive.Record) slaClock {
	submitted := r.Values.Moment("submitted_at")
	if submitted.IsZero() {
		return slaClock{word: s.word("pages.sla.unknown")}
	}
	clock := s.view.Clock()
	c := slaClock{by: clock.Limit(submitted, r.ResponseLimit())}
	now := schema.Moment{Time: s.view.Now, Clock: true}
	switch first := r.FirstResponse(); {
	case first != nil:
		c.first, c.took = true, clock.Between(submitted, first.Time())
		if c.word, c.class = s.word("pages.sla.in-time", s.duration(c.took)), "done"; first.Time().After(c.by) {
			c.word, c.class = s.word("pages.sla.late", s.duration(c.took)), "overdue"
		}
	case r.Status == "withdrawn":
		c.word = s.status(r)
	case !c.by.Before(s.view.Now):
		c.word, c.class = s.word("pages.sla.running", clockTime(c.by)), "pending"
	default:
		late := clock.Between(schema.Moment{Time: c.by, Clock: true}, now)
		c.word, c.class = s.word("pages.sla.waiting", s.duration(late)), "overdue"
	}
	return c
}

func clockTime(t time.Time) string { return t.Format("2006-01-02 15:04") }

// escalation says in words what was done about a request that waited too long,
// and what ought to be.
func (s *Site) escalation(from string, r *archive.Record) []link {
	var out []link
	if at := r.Values.Moment("reminded_at"); !at.IsZero() {
		out = append(out, link{Text: s.word("pages.sla.reminded"), Note: at.String()})
	}
	if at := r.Values.Moment("escalated_at"); !at.IsZero() {
		out = append(out, link{Text: s.word("pages.sla.escalated"), Note: at.String()})
		if to := r.Person("escalated_to"); to != nil {
			out = append(out, s.mention(from, to))
		}
		return out
	}
	submitted := r.Values.Moment("submitted_at")
	if r.Status == "withdrawn" || submitted.IsZero() || r.FirstResponse() != nil {
		return out
	}
	if s.view.Clock().Limit(submitted, r.ResponseLimit()+escalationDelay).Before(s.view.Now) {
		out = append(out, link{Text: s.word("pages.sla.to-escalate")})
	}
	return out
}

func (s *Site) requestRegister() *register {
	return &register{
		kind: "requests", groups: s.byStatus("request"), note: s.word("pages.requests-note"),
		head: s.heads("request", "requester", "departments", "priority", "submitted", "response", "escalation", "expected-by"), row: s.requestRow,
	}
}

func (s *Site) requestRow(from string, r *archive.Record) []cell {
	c := s.slaClock(r)
	var departments []link
	for _, x := range r.Values.Items("departments") {
		if u := x.Object().Get("unit"); u != nil {
			departments = append(departments, s.value(from, r, u))
		}
	}
	return []cell{
		s.recordCell(from, r), linkCell(s.named(from, r, r.Values.Get("requester"))), linkCell(departments...),
		linkCell(s.named(from, r, r.Values.Get("priority"))), dateCell(r.Values.Moment("submitted_at").String()), stateCell(c.class, c.word),
		listCell(s.escalation(from, r)...), dateCell(r.Values.Moment("expected_by").String()),
	}
}

// requestBlocks stand on the page of a request: its clock, who answered when, and
// the milestones.
func (s *Site) requestBlocks(r *archive.Record) []block {
	if r.Type.Name != "request" {
		return nil
	}
	path := recordPath(r)
	c := s.slaClock(r)
	b := block{Title: s.word("pages.sla")}
	b.Rows = s.field(b.Rows, "submitted", link{Text: r.Values.Moment("submitted_at").String()})
	limit := link{Text: s.word("pages.hours-limit", int(r.ResponseLimit()/time.Hour))}
	if !c.by.IsZero() {
		limit.Note = s.word("pages.until", clockTime(c.by))
	}
	b.Rows = s.field(b.Rows, "limit", limit)
	b.Rows = s.field(b.Rows, "response", link{Text: c.word})
	b.Rows = s.field(b.Rows, "escalation", s.escalation(path, r)...)
	b.Rows = s.field(b.Rows, "expected-by", link{Text: r.Values.Moment("expected_by").String()})
	out := []block{b}
	if g := s.responses(path, r); len(g.Rows) > 0 {
		out = append(out, block{Title: s.word("pages.responses"), Grid: g})
	}
	if g := s.milestones(path, r); len(g.Rows) > 0 {
		out = append(out, block{Title: s.word("pages.milestones"), Grid: g})
	}
	return out
}

func (s *Site) responses(path string, r *archive.Record) *grid {
	g := &grid{Cards: true, Head: s.heads("at", "unit", "person", "took", "verdict", "comment")}
	submitted := r.Values.Moment("submitted_at")
	for _, x := range r.Values.Items("responses") {
		o := x.Object()
		at := o.Moment("at")
		took := ""
		if !submitted.IsZero() && at.After(submitted.Time) {
			took = s.duration(s.view.Clock().Between(submitted, at))
		}
		g.Rows = append(g.Rows, []cell{
			dateCell(at.String()), linkCell(s.named(path, r, o.Get("unit"))), linkCell(s.named(path, r, o.Get("person"))), textCell(took),
			linkCell(s.named(path, r, o.Get("verdict"))), textCell(s.redact(o.Text("comment"))),
		})
	}
	return g.tidy()
}

// milestones are marked as past or ahead: a record does not say whether one was
// reached.
func (s *Site) milestones(path string, r *archive.Record) *grid {
	g := &grid{Head: s.heads("at", "milestone", "state")}
	for _, x := range r.Values.Items("milestones") {
		at := x.Object().Moment("at")
		state := textCell(s.word("pages.past"))
		if !at.IsZero() && at.End().After(s.view.Now) {
			state = textCell(s.word("pages.ahead"))
		}
		g.Rows = append(g.Rows, []cell{dateCell(at.String()), headCell(s.named(path, r, x.Object().Get("title"))), state})
	}
	return g
}
