package render

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
)

// calendarPage is a month: its days, in weeks from Monday to Sunday.
type calendarPage struct {
	frame
	Month   string // 2025-06, as people of the language write it
	Prev    link
	Next    link
	Weekday []string
	Weeks   [][]calendarDay
	Years   []group // the months that have meetings; on calendar.html only
	Count   string
	Feed    link
}

type calendarDay struct {
	Day     int // 0: of another month
	Date    string
	Weekday string
	Note    string // of days that break the week's pattern: 休, 班
	Today   bool
	Meeting []calendarEntry
}

type calendarEntry struct {
	Time  string
	Link  link
	State string // cancelled and postponed are said in words
	Class string
	Old   bool // it will not be held then
	Parts []link
}

// longestMeeting bounds the days a meeting is shown on: one that seems to last
// longer has a wrong end.
const longestMeeting = 31

// makeCalendar sorts the meetings by day. A meeting stands there once: by its own
// record, or by its minutes if it has none.
func (s *Site) makeCalendar() {
	s.days, s.months = map[string][]*archive.Record{}, nil
	months := map[string]bool{}
	for _, r := range s.view.Records {
		if !onCalendar(r) {
			continue
		}
		first := r.At().Time
		last := first
		if end := r.Meeting.End; end.After(first) && end.Before(first.AddDate(0, 0, longestMeeting)) {
			last = end.Time
		}
		for d := 0; ; d++ {
			at := time.Date(first.Year(), first.Month(), first.Day()+d, 0, 0, 0, 0, first.Location())
			if d > 0 && !at.Before(last) {
				break
			}
			s.days[day(at)] = append(s.days[day(at)], r)
			months[at.Format("2006-01")] = true
		}
	}
	for _, rs := range s.days {
		slices.SortStableFunc(rs, func(a, b *archive.Record) int { return a.At().Compare(b.At().Time) })
	}
	s.months = sortedKeys(months)
}

func onCalendar(r *archive.Record) bool {
	if r.Meeting == nil || r.At().IsZero() {
		return false
	}
	return r.Type.Name == "meeting" || r.MeetingOf == nil && !r.Replaced()
}

func monthPath(month string) string { return "calendar/" + month + ".html" }

// currentMonth is the month of the next meeting, else of the last one.
func (s *Site) currentMonth() string {
	today := day(s.view.Now)
	next := ""
	for d := range s.days {
		if d >= today && (next == "" || d < next) {
			next = d
		}
	}
	if next != "" {
		return next[:len("2006-01")]
	}
	if n := len(s.months); n > 0 {
		return s.months[n-1]
	}
	return s.view.Now.Format("2006-01")
}

func (s *Site) monthPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if len(s.months) == 0 || !s.skip("calendar.html") && !yield(s.monthPage("calendar.html", s.currentMonth())) {
			return
		}
		for _, m := range s.months {
			if !s.skip(monthPath(m)) && !yield(later(monthPath(m), func() output.Page { return s.monthPage(monthPath(m), m) })) {
				return
			}
		}
	}
}

func (s *Site) monthPage(path, month string) output.Page {
	zone := s.view.Config.Zone
	first, err := time.ParseInLocation("2006-01", month, zone)
	if err != nil {
		panic("render: month " + month) // made by makeCalendar
	}
	name := s.monthName(first)
	p := &calendarPage{Month: name}
	if path == "calendar.html" {
		p.frame = s.frame(path, s.word("nav.calendar"))
		p.Years = s.calendarYears(path)
	} else {
		p.frame = s.frame(path, s.word("pages.calendar-of", name), link{Text: s.word("nav.calendar"), Href: href(path, "calendar.html")})
	}
	if i := slices.Index(s.months, month); i >= 0 {
		p.Prev, p.Next = s.monthLink(path, i-1), s.monthLink(path, i+1)
	}
	p.Weekday = strings.Split(s.word("pages.weekdays"), " ")
	n := s.fillMonth(p, path, first)
	p.Count = s.word("pages.meetings-in-month", n)
	p.Feed = link{Text: s.word("pages.subscribe"), Href: href(path, archiveCalendar)}
	return s.page(path, "calendar", p)
}

// fillMonth sets the weeks and tells how many meetings there are.
func (s *Site) fillMonth(p *calendarPage, path string, first time.Time) int {
	seen := map[*archive.Record]bool{}
	today := day(s.view.Now)
	monday := first.AddDate(0, 0, -(int(first.Weekday())+6)%7)
	for at := monday; at.Before(first.AddDate(0, 1, 0)); {
		week := make([]calendarDay, 7)
		for i := range week {
			if at.Month() == first.Month() {
				week[i] = calendarDay{Day: at.Day(), Date: day(at), Weekday: p.Weekday[i], Note: s.dayNote(at), Today: day(at) == today}
				for _, r := range s.days[day(at)] {
					seen[r] = true
					week[i].Meeting = append(week[i].Meeting, s.calendarEntry(path, r, day(at)))
				}
			}
			at = at.AddDate(0, 0, 1)
		}
		p.Weeks = append(p.Weeks, week)
	}
	return len(seen)
}

// dayNote marks days off and days worked against the week's pattern.
func (s *Site) dayNote(t time.Time) string {
	weekend := t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
	switch worked := s.view.Calendar.Workday(t); {
	case worked && weekend:
		return s.word("pages.workday")
	case !worked && !weekend:
		return s.word("pages.holiday")
	}
	return ""
}

func (s *Site) calendarEntry(path string, r *archive.Record, date string) calendarEntry {
	e := calendarEntry{Link: link{Text: title(r), Href: href(path, recordPath(r))}}
	switch at := r.At(); {
	case day(at.Time) != date:
		e.Time = s.word("pages.continued")
	case at.Clock:
		e.Time = at.Format("15:04")
	}
	if r.Type.Name == "meeting" && (r.Status == "cancelled" || r.Status == "postponed") {
		e.State, e.Class, e.Old = s.status(r), r.Status, true
	}
	for _, m := range r.Minutes {
		e.Parts = append(e.Parts, link{Text: s.in(m.Type.Label), Href: href(path, recordPath(m))})
	}
	return e
}

func (s *Site) monthName(t time.Time) string {
	return s.word("pages.month", t.Year(), s.word("pages.month."+t.Format("01")))
}

func (s *Site) monthLink(from string, i int) link {
	if i < 0 || i >= len(s.months) {
		return link{}
	}
	t, err := time.Parse("2006-01", s.months[i])
	if err != nil {
		return link{}
	}
	return link{Text: s.monthName(t), Href: href(from, monthPath(s.months[i]))}
}

// calendarYears are all months with meetings, a group a year, the last first.
func (s *Site) calendarYears(path string) []group {
	var out []group
	for _, m := range slices.Backward(s.months) {
		if year := s.word("year", m[:4]); len(out) == 0 || out[len(out)-1].Title != year {
			out = append(out, group{Title: year})
		}
		g := &out[len(out)-1]
		g.Links = append(g.Links, link{Text: s.word("pages.month." + m[5:]), Href: href(path, monthPath(m))})
	}
	for _, g := range out {
		slices.Reverse(g.Links)
	}
	return out
}

// meeting writes a meeting of a day.
func (p *partWriter) meeting(e calendarEntry) {
	if e.Time != "" {
		p.raw("<time>")
		p.esc(e.Time)
		p.raw("</time> ")
	}
	if e.Old {
		p.raw("<s>")
	}
	p.link(e.Link)
	if e.Old {
		p.raw("</s> ")
		p.state(e.Class, e.State)
	}
	if len(e.Parts) > 0 {
		p.raw(" <small>")
		p.links(e.Parts)
		p.raw("</small>")
	}
}
