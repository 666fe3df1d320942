package archive

import (
	"net/url"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/schema"
)

func cutItem(id string) (record, item string, ok bool) { return strings.Cut(id, "#") }

func unescape(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

// link ties the records of a model together. It may run again on other records:
// everything it sets, it sets anew.
func (m *Model) link() {
	for _, r := range m.Records {
		r.reset()
	}
	m.remember()
	m.index()
	for _, r := range m.Records {
		m.linkRefs(r)
	}
	for _, r := range m.Records {
		m.linkMeeting(r)
	}
	m.linkSeries()
	for _, r := range m.Records {
		m.Actions = append(m.Actions, r.Actions...)
		m.Decisions = append(m.Decisions, r.Decisions...)
	}
	m.linkItems()
	for _, r := range m.Records {
		slices.SortStableFunc(r.Related, func(a, b *Record) int { return a.At().Compare(b.At().Time) })
	}
}

// reset takes a record back to what its file says.
func (r *Record) reset() {
	r.MeetingOf, r.Minutes, r.Supersedes, r.SupersededBy, r.Related = nil, nil, nil, nil, nil
	r.Previous, r.Next = nil, nil
	r.Series, r.Number = r.own.series, r.own.number
	if r.own.meeting != nil {
		m := *r.own.meeting
		r.Meeting = &m
	}
	for _, a := range r.Actions {
		a.Events = nil
	}
	for _, d := range r.Decisions {
		d.Status, d.SupersededBy = d.written, nil
	}
}

// index makes the table of ids. Of two records with one id the first counts; a
// former id never hides a present one, nor does the name of a file, by which a
// record with an id of its own can be linked to.
func (m *Model) index() {
	m.byID = make(map[string]*Record, len(m.Records))
	m.Actions, m.Decisions, m.Series = nil, nil, map[string][]*Record{}
	for _, r := range m.Records {
		if m.byID[r.ID] == nil {
			m.byID[r.ID] = r
		}
	}
	for _, r := range m.Records {
		for _, old := range r.own.aliases {
			if m.byID[old] == nil {
				m.byID[old] = r
			}
		}
	}
	for _, r := range m.Records {
		if m.byID[r.own.stem] == nil {
			m.byID[r.own.stem] = r
		}
	}
}

func (m *Model) linkRefs(r *Record) {
	for _, ref := range r.Refs {
		ref.Target = m.byID[ref.key]
		if ref.Target == nil || ref.Target == r {
			continue
		}
		switch ref.Field {
		case "supersedes":
			r.Supersedes = append(r.Supersedes, ref.Target)
			ref.Target.SupersededBy = append(ref.Target.SupersededBy, r)
		case "meeting":
			if ref.Target.Type.Name == "meeting" && r.MeetingOf == nil {
				r.MeetingOf = ref.Target
				ref.Target.Minutes = append(ref.Target.Minutes, r)
			}
		default:
			relate(r, ref.Target)
		}
	}
}

// relate joins two records, once, both ways.
func relate(a, b *Record) {
	if !slices.Contains(a.Related, b) {
		a.Related = append(a.Related, b)
	}
	if !slices.Contains(b.Related, a) {
		b.Related = append(b.Related, a)
	}
}

// linkMeeting lets minutes inherit what the meeting record says and they do not.
func (m *Model) linkMeeting(r *Record) {
	if r.MeetingOf == nil || r.Meeting == nil || r.MeetingOf.Meeting == nil {
		return
	}
	own, from := r.Meeting, r.MeetingOf.Meeting
	if own.Kind == nil {
		own.Kind = from.Kind
	}
	if own.Start.IsZero() {
		own.Start, own.End = from.Start, from.End
	}
	if own.End.IsZero() {
		own.End = from.End
	}
	if own.Location == "" && own.Link == "" {
		own.Location, own.Link = from.Location, from.Link
	}
	if own.Chair == nil {
		own.Chair = from.Chair
	}
	if own.Recorder == nil {
		own.Recorder = from.Recorder
	}
	if len(own.Expected) == 0 {
		own.Expected = from.Expected
	}
	if len(own.Invited) == 0 {
		own.Invited = from.Invited
	}
	if r.Series == "" {
		r.Series, r.Number = r.MeetingOf.Series, r.MeetingOf.Number
	}
}

func (m *Model) linkSeries() {
	for _, r := range m.Records {
		if r.Series == "" {
			continue
		}
		before := m.Series[r.Series]
		for _, p := range slices.Backward(before) {
			if p.Type == r.Type {
				r.Previous, p.Next = p, r
				break
			}
		}
		m.Series[r.Series] = append(before, r)
	}
}

// linkItems joins decisions to the ones they replace and events to their
// actions, and replays every action's life.
func (m *Model) linkItems() {
	for _, d := range m.Decisions {
		for _, ref := range d.Replaces {
			if old := m.decisionOf(ref); old != nil && old != d {
				old.SupersededBy, old.Status = d, Superseded
			}
		}
	}
	for _, r := range m.Records {
		for _, e := range r.Events {
			if !e.dated {
				e.At = r.At()
			}
			if a := m.actionOf(e.Ref); a != nil && a.Record != r {
				a.Events = append(a.Events, e)
			}
		}
	}
	for _, a := range m.Actions {
		a.replay()
	}
}

// actionOf is the action a reference means, or nil.
func (m *Model) actionOf(ref *Ref) *Action {
	if r := m.byID[ref.key]; r != nil {
		return r.action(ref.Item)
	}
	return nil
}

// decisionOf is the decision a reference means, or nil.
func (m *Model) decisionOf(ref *Ref) *Decision {
	if r := m.byID[ref.key]; r != nil {
		return r.decision(ref.Item)
	}
	return nil
}

// signatories works out whose confirmations the record needs, and which it has.
func (r *Record) signatories() {
	for _, c := range r.Type.Confirm {
		if !confirmApplies(c, r) {
			continue
		}
		if c.Who == "any" {
			if !slices.ContainsFunc(r.Signatories, func(s *Signatory) bool { return s.Who == "counterpart" }) {
				r.Signatories = append(r.Signatories, &Signatory{Who: "any", Given: firstOf(r.Confirmations)})
			}
			continue
		}
		for _, p := range r.signers(c.Who) {
			r.sign(c.Who, p)
		}
	}
}

func confirmApplies(c schema.Confirm, r *Record) bool {
	for _, w := range c.When {
		var have string
		switch w.Field {
		case "conclusion":
			if len(r.Decisions) > 0 {
				have = "yes"
			}
		case "status":
			have = r.Status
		default:
			have = r.Values.Choice(w.Field)
		}
		if !slices.Contains(w.Values, have) {
			return false
		}
	}
	return true
}

// signers lists the people a signatory's role means in the record.
func (r *Record) signers(who string) []*Person {
	var named []*Mention
	switch who {
	case "reviewer", "requester", "arbiter":
		named = []*Mention{r.Person(who)}
	case "approver":
		named = []*Mention{r.Person("approved_by")}
		if named[0] == nil {
			named[0] = r.Person("approver")
		}
	case "confirmers":
		named = r.People("confirmers")
	case "counterpart":
		named = r.People("counterparty")
	case "action-owners":
		for _, a := range r.Actions {
			if o := a.Owner(); o != nil {
				named = append(named, o)
			}
		}
	case "department-contacts":
		for _, v := range r.Values.Items("departments") {
			if c := v.Object().Get("contact"); c != nil {
				named = append(named, r.Mention(c))
			}
		}
	}
	var out []*Person
	for _, n := range named {
		switch {
		case n == nil:
		case n.Person != nil:
			out = append(out, n.Person)
		case n.Unit != nil && n.Unit.head != nil:
			out = append(out, n.Unit.head) // a unit answers through its head
		}
	}
	return out
}

func (r *Record) sign(who string, p *Person) {
	if slices.ContainsFunc(r.Signatories, func(s *Signatory) bool { return s.Person == p }) {
		return
	}
	s := &Signatory{Who: who, Person: p}
	for _, c := range r.Confirmations {
		if c.Person != nil && c.Person.Person == p {
			s.Given = c // the last word counts
		}
	}
	r.Signatories = append(r.Signatories, s)
}

func firstOf(cs []*Confirmation) *Confirmation {
	if len(cs) == 0 {
		return nil
	}
	return cs[0]
}
