package render

import (
	"bytes"
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/ical"
	"github.com/minutebook/minutebook/generator/output"
)

// Calendars to subscribe to hold the meetings of the year before the site's
// moment and all that are to come: programs fetch them again and again, and some
// refuse more than a megabyte. Everything is in the calendars of each year. A
// meeting is a record of a meeting, or minutes whose meeting has no record of its
// own (in this view).
//
// Who takes part stands only in the meeting's own file (records/ID.ics), or the
// calendars of people would be larger than the rest of the site. Nobody's address is known to a site, so the place of an
// address is taken by the person's page.

const (
	archiveCalendar = "calendars/archive.ics"
	kept            = 366 * 24 * time.Hour // of the past, in calendars to subscribe to
)

// calendarPath is the address of the calendar of a unit, a person or a kind.
func calendarPath(kind, name string) string { return "calendars/" + kind + "/" + name + ".ics" }

// meetingPath is the address of the file of one meeting.
func meetingPath(r *archive.Record) string { return "records/" + r.ID + ".ics" }

// hasCalendar reports whether a record has a file of its own for calendars.
func hasCalendar(r *archive.Record) bool {
	return r.Type.Name == "meeting" && r.Meeting != nil && !r.Meeting.Start.IsZero()
}

// diary is every meeting of the view, sorted into the calendars it stands in.
type diary struct {
	once    sync.Once
	all     []*archive.Record            // by start
	subject map[string][]*archive.Record // "units/office" → meetings, by start
	events  map[*archive.Record][]byte   // encoded when first asked for
}

// meetings sorts the meetings, the first time they are asked for.
func (s *Site) meetings() *diary {
	d := s.diary
	d.once.Do(func() {
		d.subject, d.events = map[string][]*archive.Record{}, map[*archive.Record][]byte{}
		for _, r := range s.view.Records {
			if r.Meeting != nil && !r.Meeting.Start.IsZero() && r.MeetingOf == nil && s.view.Record(r.ID) == r {
				d.all = append(d.all, r)
			}
		}
		slices.SortStableFunc(d.all, func(a, b *archive.Record) int {
			return cmp.Or(a.Meeting.Start.Compare(b.Meeting.Start.Time), strings.Compare(a.ID, b.ID))
		})
		for _, r := range d.all {
			for _, subject := range s.subjects(r) {
				if n := d.subject[subject]; len(n) == 0 || n[len(n)-1] != r {
					d.subject[subject] = append(d.subject[subject], r)
				}
			}
		}
	})
	return d
}

// subjects are the calendars a meeting belongs to: its year's, its units', its
// kind's, and those of the people who take part.
func (s *Site) subjects(r *archive.Record) []string {
	m := r.Meeting
	out := []string{"years/" + m.Start.Format("2006")}
	if m.Kind != nil {
		out = append(out, "kinds/"+fileName(m.Kind.Name))
	}
	if r.Unit != nil {
		for u := r.Unit.Unit; u != nil; u = s.view.Parent(u) {
			out = append(out, "units/"+s.names["units"][u.ID])
		}
	}
	for _, who := range s.takingPart(r) {
		if p := who.mention.Person; p != nil {
			out = append(out, "people/"+s.names["people"][p.ID])
		}
	}
	return out
}

// participant is somebody in one of the lists of a meeting.
type participant struct {
	mention *archive.Mention
	role    ical.Role
	reply   ical.Reply
}

// takingPart is everybody a meeting names, once, in the order of rank. The
// minutes tell who came.
func (s *Site) takingPart(r *archive.Record) []participant {
	var out []participant
	seen := map[string]bool{"": true}
	came := map[string]ical.Reply{}
	meetings := []*archive.Meeting{r.Meeting}
	for _, m := range r.Minutes {
		if m.Meeting != nil {
			meetings = append(meetings, m.Meeting)
		}
	}
	for _, m := range meetings {
		for _, x := range m.Present {
			came[x.Name()] = ical.Accepted
		}
		for _, x := range m.Absent {
			came[x.Person.Name()] = ical.Declined
		}
	}
	add := func(role ical.Role, ms ...*archive.Mention) {
		for _, x := range ms {
			if name := x.Name(); !seen[name] {
				seen[name] = true
				out = append(out, participant{x, role, came[name]})
			}
		}
	}
	for _, m := range meetings {
		add(ical.Chair, m.Chair)
		add(ical.Required, m.Recorder)
		add(ical.Required, m.Expected...)
		add(ical.Required, m.Present...)
		add(ical.Optional, m.Invited...)
	}
	return out
}

func (s *Site) calendarPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if s.without("calendars/") {
			return
		}
		d := s.meetings()
		name := s.view.Config.Title
		if !s.skip(archiveCalendar) && !yield(s.calendar(archiveCalendar, name, s.recent(d.all))) {
			return
		}
		for _, subject := range sortedKeys(d.subject) {
			kind, key, _ := strings.Cut(subject, "/")
			path, records := calendarPath(kind, key), d.subject[subject]
			if s.skip(path) {
				continue
			}
			if kind != "years" {
				records = s.recent(records)
			}
			if !yield(s.calendar(path, name+" · "+s.subjectName(kind, key), records)) {
				return
			}
		}
	}
}

// subjectName is what a calendar is about, in words.
func (s *Site) subjectName(kind, key string) string {
	switch kind {
	case "years":
		return s.word("year", key)
	case "kinds":
		for _, k := range s.view.Schema.Kinds {
			if fileName(k.Name) == key {
				return s.in(k.Label)
			}
		}
	}
	for _, l := range s.listings {
		if l.kind == kind && l.name == key {
			return l.title
		}
	}
	return key
}

// recent keeps what a calendar to subscribe to holds.
func (s *Site) recent(records []*archive.Record) []*archive.Record {
	from := s.view.Now.Add(-kept)
	i, _ := slices.BinarySearchFunc(records, from, func(r *archive.Record, t time.Time) int { return r.Meeting.Start.Compare(t) })
	return records[i:]
}

func (s *Site) calendar(path, name string, records []*archive.Record) output.Page {
	c := ical.Calendar{Name: name, Zone: s.view.Config.Zone.String()}
	events := s.meetings().events
	for _, r := range records {
		if events[r] == nil {
			events[r] = ical.Encode(s.event(r, false))
		}
		c.Events = append(c.Events, events[r])
	}
	return s.calendarFile(path, c)
}

// calendarFile joins the events when it is written; what they say is all they are.
func (s *Site) calendarFile(path string, c ical.Calendar) output.Page {
	var b bytes.Buffer
	if err := ical.Write(&b, c); err != nil {
		panic(fmt.Sprintf("render: calendar %s: %v", path, err)) // memory takes every byte
	}
	return s.data(path, b.Bytes())
}

func (s *Site) meetingPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, r := range s.view.Records {
			if !hasCalendar(r) || s.skip(meetingPath(r)) || s.view.Record(r.ID) != r {
				continue
			}
			c := ical.Calendar{Name: s.clean(title(r)), Zone: s.view.Config.Zone.String(), Events: [][]byte{ical.Encode(s.event(r, true))}}
			if !yield(s.calendarFile(meetingPath(r), c)) {
				return
			}
		}
	}
}

// event is a meeting in a calendar, with the people if asked.
func (s *Site) event(r *archive.Record, people bool) ical.Event {
	m := r.Meeting
	e := ical.Event{
		Language: string(s.lang), UID: r.ID + "@" + s.authority(), Sequence: sequence(r), Stamp: changed(r).Time,
		Start: m.Start.Time, AllDay: !m.Start.Clock, Status: ical.Confirmed,
		Summary: s.clean(title(r)), Location: s.clean(m.Location), URL: s.absolute(recordPath(r)), Description: s.describe(r),
	}
	if e.Stamp.IsZero() {
		e.Stamp = e.Start
	}
	switch {
	case e.AllDay && m.End.IsZero():
		e.End = m.Start.End()
	case e.AllDay:
		e.End = wholeDay(m.End.End())
	case m.End.After(m.Start.Time):
		e.End = m.End.End()
	}
	// Not every program shows STATUS, so the words say it as well.
	switch r.Status {
	case "cancelled":
		e.Status, e.Summary = ical.Cancelled, s.word("feeds.cancelled", e.Summary)
	case "postponed":
		e.Status, e.Summary = ical.Tentative, s.word("feeds.postponed", e.Summary)
	}
	if m.Kind != nil {
		e.Categories = []string{s.in(m.Kind.Label)}
	}
	if people {
		s.invite(&e, r)
	}
	return e
}

// wholeDay is the day a moment lies in, or begins.
func wholeDay(t time.Time) time.Time {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
	if day.Before(t) {
		return day.AddDate(0, 0, 1)
	}
	return day
}

func (s *Site) invite(e *ical.Event, r *archive.Record) {
	for _, who := range s.takingPart(r) {
		p := ical.Party{Name: s.clean(who.mention.Name()), URI: s.partyURI(who.mention), Role: who.role, Reply: who.reply}
		if p.Role == ical.Chair {
			e.Organizer = p
		}
		e.Attendees = append(e.Attendees, p)
	}
}

// partyURI stands where a calendar wants an e-mail address.
func (s *Site) partyURI(m *archive.Mention) string {
	for kind, key := range map[string]string{"people": personID(m), "units": unitID(m)} {
		if name, ok := s.names[kind][key]; ok && s.base != "" {
			return s.absolute(kind + "/" + name + ".html")
		}
	}
	return "urn:x-minutebook:" + escapeURL(strings.ReplaceAll(cmp.Or(personID(m), unitID(m), "guest"), " ", "-"))
}

func personID(m *archive.Mention) string {
	if m.Person == nil {
		return ""
	}
	return m.Person.ID
}

func unitID(m *archive.Mention) string {
	if m.Unit == nil {
		return ""
	}
	return m.Unit.ID
}

// describe is what a calendar shows of a meeting besides time and place: its goal,
// who chairs it, where it is online, and the agenda.
func (s *Site) describe(r *archive.Record) string {
	var lines []string
	say := func(key, text string) {
		if text != "" {
			lines = append(lines, s.word(key)+s.word("colon")+text)
		}
	}
	m := r.Meeting
	say("feeds.goal", s.clean(strings.TrimSpace(r.Values.Text("goal"))))
	say("meeting.chair", s.clean(m.Chair.Name()))
	say("meeting.link", s.webLink(m.Link))
	if agenda := r.Values.Items("agenda"); len(agenda) > 0 {
		lines = append(lines, s.word("feeds.agenda")+s.word("colon"))
		for i, x := range agenda {
			line := fmt.Sprintf("%d. %s", i+1, s.clean(x.Object().Text("title")))
			if p := r.Mention(x.Object().Get("presenter")); p != nil {
				line += s.word("feeds.presenter", s.clean(p.Name()))
			}
			if n := x.Object().Text("minutes"); n != "" {
				line += " " + s.word("feeds.minutes", n)
			}
			lines = append(lines, line)
		}
	}
	say("feeds.page", s.absolute(recordPath(r)))
	return strings.Join(lines, "\n")
}

// webLink lets only addresses of the web into data: not mailto, not tel.
func (s *Site) webLink(u string) string {
	if strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		return s.redact(u)
	}
	return ""
}

// sequence counts the versions of a meeting: a calendar keeps what has the higher
// one. It grows with the version number, with each line of the revision table,
// and once more when the meeting is no longer as planned.
func sequence(r *archive.Record) int {
	n := versionNumber(r.Values.Text("version"))
	revisions := r.Values.Items("revisions")
	for _, x := range revisions {
		n = max(n, versionNumber(x.Object().Text("version")))
	}
	n = 2 * (100*n + min(len(revisions), 99))
	if r.Status == "cancelled" || r.Status == "postponed" {
		n++
	}
	return n
}

// versionNumber is V1.2.3 as 10203; a part above 99 counts as 99.
func versionNumber(v string) int {
	parts := strings.Split(strings.TrimLeft(v, "vV "), ".")
	n := 0
	for i := range 3 {
		n *= 100
		if i < len(parts) {
			if p, err := strconv.Atoi(parts[i]); err == nil && p > 0 {
				n += min(p, 99)
			}
		}
	}
	return n
}
