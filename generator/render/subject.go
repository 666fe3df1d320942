package render

import (
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/stats"
)

// What stands on the page of a person, a unit, a project or a series, above its
// records.

// shownItems is how many actions or decisions such a page lists.
const shownItems = 20

func (s *Site) subjectBlocks(from string, l *listing) []block {
	switch l.kind {
	case "people":
		if i := slices.IndexFunc(s.view.People, func(p *archive.Person) bool { return p.ID == l.key }); i >= 0 {
			return s.personBlocks(from, s.view.People[i])
		}
	case "units":
		if i := slices.IndexFunc(s.view.Units, func(u *archive.Unit) bool { return u.ID == l.key }); i >= 0 {
			return s.unitBlocks(from, s.view.Units[i], l)
		}
	case "projects":
		return s.projectBlocks(from, l)
	case "series":
		return s.seriesBlocks(from, l)
	}
	return nil
}

func (s *Site) personBlocks(from string, p *archive.Person) []block {
	out := s.actionsBlock(from, s.ledgers().people[p])
	if g := s.attendedByYear(p); len(g.Rows) > 0 {
		out = append(out, block{ID: "attendance", Title: s.word("pages.attendance"), Note: s.word("pages.attendance-note"), Grid: g})
	}
	return append(out, s.decisionsBlock(from, s.decided()[p], "pages.decisions-owned")...)
}

// makeDecided sorts the decisions by who is to carry them out.
func (s *Site) makeDecided() map[*archive.Person][]*archive.Decision {
	m := map[*archive.Person][]*archive.Decision{}
	for _, d := range s.view.Decisions {
		for i, o := range d.Owners {
			again := slices.ContainsFunc(d.Owners[:i], func(b *archive.Mention) bool { return b.Person == o.Person })
			if o.Person != nil && !again {
				m[o.Person] = append(m[o.Person], d)
			}
		}
	}
	return m
}

// actionsBlock lists the actions that are not closed, with the way to all others.
func (s *Site) actionsBlock(from string, l *ledger) []block {
	if l == nil {
		return nil
	}
	b := block{ID: "actions", Title: s.word("nav.actions"), Facets: s.counts(from, l)}
	open := slices.Concat(l.states["overdue"], l.states["soon"], l.states["open"])
	for _, a := range open[:min(len(open), shownItems)] {
		b.Items = append(b.Items, s.action(from, a))
	}
	if l.n > len(b.Items) {
		b.More = link{Text: s.word("pages.all-actions", l.n), Href: href(from, l.path(1))}
	}
	return []block{b}
}

func (s *Site) decisionsBlock(from string, ds []*archive.Decision, key string) []block {
	if len(ds) == 0 {
		return nil
	}
	b := block{ID: "decisions", Title: s.word(key, len(ds))}
	for _, d := range slices.Backward(ds) {
		if len(b.Items) == shownItems {
			b.More = link{Text: s.word("pages.more", len(ds)-shownItems), Href: href(from, "decisions.html")}
			break
		}
		b.Items = append(b.Items, s.decision(from, d))
	}
	return []block{b}
}

// attendedByYear is how often somebody was expected and came.
func (s *Site) attendedByYear(p *archive.Person) *grid {
	g := &grid{Class: "tally", Head: s.heads("year", "expected", "present", "rate")}
	c := s.counted()
	series := c.attendance[p]
	if series == nil {
		return g
	}
	rate := stats.Find("attendance")
	add := func(name string, x stats.Cell) {
		if x.Known {
			g.Rows = append(g.Rows, []cell{
				headCell(link{Text: name}), numCell(link{Text: s.number(x.Den)}), numCell(link{Text: s.number(x.Num)}), numCell(link{Text: rate.Format(x.Value)}),
			})
		}
	}
	for i, year := range slices.Backward(c.years) {
		add(year.Name, series.In(i))
	}
	if len(g.Rows) > 1 {
		add(s.word("pages.all"), series.Total)
	}
	return g
}

// shownMeetings is how many meetings a unit's page lists.
const shownMeetings = 10

func (s *Site) unitBlocks(from string, u *archive.Unit, l *listing) []block {
	var out []block
	var members []link
	for _, p := range s.peopleByName() {
		for _, r := range s.view.Roles(p) {
			if r.Unit == u && inPost(r, s.view.Now) {
				m := s.person(from, p)
				m.Note = r.Role
				members = append(members, m)
				break
			}
		}
	}
	if len(members) > 0 {
		out = append(out, block{ID: "members", Title: s.word("pages.members", len(members)), Links: members})
	}
	out = append(out, s.actionsBlock(from, s.ledgers().units[u])...)
	var meetings []*archive.Record
	for _, r := range slices.Backward(l.records) {
		if onCalendar(r) {
			meetings = append(meetings, r)
		}
	}
	if len(meetings) > 0 {
		b := block{ID: "meetings", Title: s.word("pages.meetings", len(meetings)), Grid: s.meetingGrid(from, meetings[:min(len(meetings), shownMeetings)])}
		if len(meetings) > shownMeetings {
			b.More = s.to(from, "types", "meeting", s.word("pages.all-meetings"))
		}
		out = append(out, b)
	}
	return out
}

// inPost reports whether somebody has a post on a day; both its ends are inclusive
// and may be open.
func inPost(r archive.Role, t time.Time) bool {
	return (r.From.IsZero() || !t.Before(r.From.Time)) && (r.To.IsZero() || t.Before(r.To.End()))
}

func (s *Site) meetingGrid(from string, rs []*archive.Record) *grid {
	g := &grid{Head: s.heads("at", "meeting", "kind", "status")}
	for _, r := range rs {
		kind := ""
		if r.Meeting.Kind != nil {
			kind = s.in(r.Meeting.Kind.Label)
		}
		g.Rows = append(g.Rows, []cell{dateCell(r.At().String()), headCell(link{Text: title(r), Href: href(from, recordPath(r))}), textCell(kind), textCell(s.status(r))})
	}
	return g
}

func (s *Site) projectBlocks(from string, l *listing) []block {
	var as []*archive.Action
	var ds []*archive.Decision
	for _, r := range l.records {
		if r.Project != nil && r.Project.Project != nil && r.Project.Project.ID == l.key {
			as, ds = append(as, r.Actions...), append(ds, r.Decisions...)
		}
	}
	out := []block{{ID: "timeline", Title: s.word("pages.timeline"), Grid: s.timeline(from, l.records, as)}}
	if len(l.records) == 0 {
		out = nil
	}
	if len(as) > 0 {
		led := s.newLedger("", "", as)
		b := block{ID: "actions", Title: s.word("nav.actions")}
		for _, k := range ledgerStates {
			b.Facets = append(b.Facets, link{Text: s.word("ledger."+k, len(led.states[k]))})
		}
		open := slices.Concat(led.states["overdue"], led.states["soon"], led.states["open"])
		for _, a := range open[:min(len(open), shownItems)] {
			b.Items = append(b.Items, s.action(from, a))
		}
		if len(open) > shownItems {
			b.More = link{Text: s.word("pages.more", len(open)-shownItems), Href: href(from, "actions.html")}
		}
		out = append(out, b)
	}
	return append(out, s.decisionsBlock(from, ds, "pages.decisions-made")...)
}

// shownInMonth is how many records a line of a timeline names.
const shownInMonth = 6

// timeline is a line for each month of a project, the first month first.
func (s *Site) timeline(from string, rs []*archive.Record, as []*archive.Action) *grid {
	g := &grid{Class: "timeline", Cards: true, Head: s.heads("month", "records", "decisions", "actions-set", "actions-done")}
	records, done := map[string][]*archive.Record{}, map[string]int{}
	for _, r := range rs {
		if !r.Date.IsZero() {
			m := r.Date.Format("2006-01")
			records[m] = append(records[m], r)
		}
	}
	months := sortedKeys(records)
	for _, a := range as {
		if a.State == archive.Done && !a.Finished.IsZero() {
			done[a.Finished.Format("2006-01")]++
		}
	}
	for m := range done {
		if records[m] == nil {
			months = append(months, m)
		}
	}
	slices.Sort(months)
	for _, m := range months {
		var names []link
		decisions, set := 0, 0
		for _, r := range records[m] {
			decisions, set = decisions+len(r.Decisions), set+len(r.Actions)
			if len(names) < shownInMonth {
				names = append(names, link{Text: title(r), Href: href(from, recordPath(r)), Note: s.in(r.Type.Label)})
			}
		}
		if more := len(records[m]) - len(names); more > 0 {
			names = append(names, s.to(from, "years", m, s.word("pages.more", more)))
		}
		g.Rows = append(g.Rows, []cell{
			headCell(s.to(from, "years", m, m)), listCell(names...), numCell(link{Text: s.number(decisions)}), numCell(link{Text: s.number(set)}), numCell(link{Text: s.number(done[m])}),
		})
	}
	return g
}

// longestGap is how many missing numbers in a row are listed one by one.
const longestGap = 5

// seriesBlocks list a series by number, with the numbers that no record has.
func (s *Site) seriesBlocks(from string, l *listing) []block {
	byNumber := map[int][]*archive.Record{}
	var numbers []int
	for _, r := range l.records {
		if r.Number > 0 {
			if byNumber[r.Number] == nil {
				numbers = append(numbers, r.Number)
			}
			byNumber[r.Number] = append(byNumber[r.Number], r)
		}
	}
	if len(numbers) == 0 {
		return nil
	}
	slices.Sort(numbers)
	g := &grid{Class: "series", Cards: true, Head: s.heads("number", "date", "records")}
	var missing []string
	last := numbers[0] - 1
	for _, n := range numbers {
		gaps := s.gap(last+1, n-1)
		for _, gap := range gaps {
			missing = append(missing, gap)
			g.Rows = append(g.Rows, []cell{headCell(link{Text: gap}), textCell(""), stateCell("pending", s.word("pages.number-missing"))})
		}
		last = n
		rs := byNumber[n]
		var names []link
		for _, r := range rs {
			names = append(names, link{Text: title(r), Href: href(from, recordPath(r)), Note: s.in(r.Type.Label)})
		}
		g.Rows = append(g.Rows, []cell{headCell(link{Text: s.number(n)}), dateCell(rs[0].At().String()), listCell(names...)})
	}
	b := block{ID: "numbers", Title: s.word("pages.numbers"), Grid: g, Note: s.word("pages.no-gaps", numbers[0], last)}
	if len(missing) > 0 {
		b.Note = s.word("pages.gaps", numbers[0], last, strings.Join(missing, s.word("comma")))
	}
	return []block{b}
}

// gap names the numbers between two that are there.
func (s *Site) gap(from, to int) []string {
	var out []string
	if to-from+1 > longestGap {
		return []string{s.number(from) + "–" + s.number(to)}
	}
	for n := from; n <= to; n++ {
		out = append(out, s.number(n))
	}
	return out
}
