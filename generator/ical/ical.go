// Package ical writes calendars of meetings as RFC 5545 asks, in the dialect that
// Outlook, Apple Calendar, Google Calendar and WPS all read.
//
// Times are written in UTC (20260105T013000Z). A reader's program shows them in
// the reader's own zone, and none of the four needs a VTIMEZONE for that: theirs
// disagree on which zone names and which rules they accept, and a meeting that
// happens once needs no rule. A day without a time of day is written as a day
// (VALUE=DATE). X-WR-TIMEZONE tells the zone of the archive to the programs that
// show it.
//
// A line is folded before its 76th octet and never inside a character. Lines end
// in CR LF.
package ical

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Calendar is a file of events.
type Calendar struct {
	Name   string
	Zone   string   // IANA name, "" if unknown
	Events [][]byte // as Encode makes them; one event may stand in many calendars
}

// Event is one meeting. Texts are plain; the writer escapes them.
type Event struct {
	Language string // BCP 47, of the texts; "" if unknown
	UID      string
	Sequence int
	Stamp    time.Time // when what stands here was last changed
	Start    time.Time
	End      time.Time // the zero time: not known
	AllDay   bool      // Start and End are days; End is the first day after
	Status   Status

	Summary     string
	Description string
	Location    string
	URL         string
	Categories  []string
	Organizer   Party
	Attendees   []Party
}

// Status is what RFC 5545 calls STATUS of an event.
type Status string

// The states of an event.
const (
	Confirmed Status = "CONFIRMED"
	Tentative Status = "TENTATIVE"
	Cancelled Status = "CANCELLED"
)

// Party is somebody who calls a meeting or takes part in it.
type Party struct {
	Name  string
	URI   string // the standard wants an address; any URI will do
	Role  Role
	Reply Reply
}

// Role is a part somebody plays in an event.
type Role string

// The roles.
const (
	Chair    Role = "CHAIR"
	Required Role = "REQ-PARTICIPANT"
	Optional Role = "OPT-PARTICIPANT"
)

// Reply says whether somebody comes, or came.
type Reply string

// The replies. The zero Reply leaves it open.
const (
	Accepted Reply = "ACCEPTED"
	Declined Reply = "DECLINED"
)

// Write writes a calendar.
func Write(w io.Writer, c Calendar) error {
	var out writer
	out.line("BEGIN:VCALENDAR")
	out.line("VERSION:2.0")
	out.line("PRODID:-//Minutebook//Minutebook//EN")
	out.line("CALSCALE:GREGORIAN")
	// No METHOD: with PUBLISH an event may not name who takes part (RFC 5546),
	// and nobody is invited by this file.
	out.text("NAME", c.Name)
	out.text("X-WR-CALNAME", c.Name)
	out.text("X-WR-TIMEZONE", c.Zone)
	for _, e := range c.Events {
		out.Write(e)
	}
	out.line("END:VCALENDAR")
	if _, err := out.WriteTo(w); err != nil {
		return fmt.Errorf("write calendar: %w", err)
	}
	return nil
}

// Encode writes an event for calendars to hold.
func Encode(e Event) []byte {
	var w writer
	w.event(e)
	return w.Bytes()
}

const (
	dayLayout = "20060102"
	utcLayout = "20060102T150405Z"
)

type writer struct{ bytes.Buffer }

func (w *writer) event(e Event) {
	w.line("BEGIN:VEVENT")
	w.line("UID:" + escape(e.UID))
	w.line("SEQUENCE:" + strconv.Itoa(e.Sequence))
	w.line("DTSTAMP:" + e.Stamp.UTC().Format(utcLayout))
	w.line("LAST-MODIFIED:" + e.Stamp.UTC().Format(utcLayout))
	w.moment("DTSTART", e.Start, e.AllDay)
	w.moment("DTEND", e.End, e.AllDay)
	w.line("STATUS:" + string(e.Status))
	// What does not take place keeps nobody from another meeting.
	if e.Status == Confirmed {
		w.line("TRANSP:OPAQUE")
	} else {
		w.line("TRANSP:TRANSPARENT")
	}
	language := ""
	if e.Language != "" {
		language = ";LANGUAGE=" + e.Language
	}
	w.text("SUMMARY"+language, e.Summary)
	w.text("LOCATION"+language, e.Location)
	w.text("DESCRIPTION"+language, e.Description)
	if len(e.Categories) > 0 {
		var all []string
		for _, c := range e.Categories {
			all = append(all, escape(c))
		}
		w.line("CATEGORIES" + language + ":" + strings.Join(all, ","))
	}
	if e.URL != "" {
		w.line("URL:" + e.URL)
	}
	if e.Organizer.Name != "" {
		w.line("ORGANIZER;CN=" + quote(e.Organizer.Name) + ":" + e.Organizer.URI)
	}
	for _, a := range e.Attendees {
		w.attendee(a)
	}
	w.line("END:VEVENT")
}

func (w *writer) attendee(a Party) {
	line := "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=" + string(a.Role)
	if a.Reply != "" {
		line += ";PARTSTAT=" + string(a.Reply)
	}
	w.line(line + ";CN=" + quote(a.Name) + ":" + a.URI)
}

func (w *writer) moment(name string, t time.Time, day bool) {
	switch {
	case t.IsZero():
	case day:
		w.line(name + ";VALUE=DATE:" + t.Format(dayLayout))
	default:
		w.line(name + ":" + t.UTC().Format(utcLayout))
	}
}

// text writes a property of text, if there is any.
func (w *writer) text(name, value string) {
	if value != "" {
		w.line(name + ":" + escape(value))
	}
}

// folded is how many octets of a line come before its end.
const folded = 75

// line writes a content line, folded.
func (w *writer) line(s string) {
	room := folded
	for len(s) > room {
		cut := room
		for cut > 0 && !utf8.RuneStart(s[cut]) {
			cut--
		}
		w.WriteString(s[:cut] + "\r\n ")
		s, room = s[cut:], folded-1
	}
	w.WriteString(s + "\r\n")
}

// escape writes a text value. Control characters have no place in one.
func escape(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "\uFFFD")
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\\' || r == ';' || r == ',':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\t' || r >= ' ' && r != 0x7F:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// quote writes a parameter, which cannot hold quotes of its own.
func quote(s string) string {
	return `"` + strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r < ' ' || r == 0x7F:
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")) + `"`
}
