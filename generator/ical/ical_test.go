package ical

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	ics "github.com/arran4/golang-ical"
)

var (
	china = time.FixedZone("UTC+8", 8*3600)
	event = Event{
		Language: "zh-CN", UID: "2026-01-05-a@minutes.example", Sequence: 3,
		Stamp: time.Date(2026, 1, 2, 0, 0, 0, 0, china),
		Start: time.Date(2026, 1, 5, 9, 30, 0, 0, china), End: time.Date(2026, 1, 5, 11, 0, 0, 0, china),
		Status: Confirmed, Summary: "关于测试的会议；第一次, \"甲\"", Location: "行政楼 301",
		Description: "目标：把事情说清楚，写下来\n议程：\n1. 一\\二;三", URL: "https://minutes.example/records/2026-01-05-a.html",
		Categories: []string{"例会", "a,b"},
		Organizer:  Party{Name: `王"芳`, URI: "urn:x:wang"},
		Attendees:  []Party{{Name: "王芳", URI: "urn:x:wang", Role: Chair, Reply: Accepted}, {Name: "周凯;", URI: "urn:x:zhou", Role: Required}},
	}
)

func encode(events ...Event) (out [][]byte) {
	for _, e := range events {
		out = append(out, Encode(e))
	}
	return out
}

func write(t *testing.T, c Calendar) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestWrite(t *testing.T) {
	got := strings.ReplaceAll(write(t, Calendar{Name: "档案", Zone: "Asia/Shanghai", Events: encode(event)}), "\r\n ", "")
	want := strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Minutebook//Minutebook//EN", "CALSCALE:GREGORIAN",
		"NAME:档案", "X-WR-CALNAME:档案", "X-WR-TIMEZONE:Asia/Shanghai",
		"BEGIN:VEVENT", "UID:2026-01-05-a@minutes.example", "SEQUENCE:3", "DTSTAMP:20260101T160000Z", "LAST-MODIFIED:20260101T160000Z",
		"DTSTART:20260105T013000Z", "DTEND:20260105T030000Z", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
		`SUMMARY;LANGUAGE=zh-CN:关于测试的会议；第一次\, "甲"`, "LOCATION;LANGUAGE=zh-CN:行政楼 301",
		`DESCRIPTION;LANGUAGE=zh-CN:目标：把事情说清楚，写下来\n议程：\n1. 一\\二\;三`,
		`CATEGORIES;LANGUAGE=zh-CN:例会,a\,b`, "URL:https://minutes.example/records/2026-01-05-a.html",
		`ORGANIZER;CN="王'芳":urn:x:wang`,
		`ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=CHAIR;PARTSTAT=ACCEPTED;CN="王芳":urn:x:wang`,
		`ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN="周凯;":urn:x:zhou`,
		"END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// No line is longer than 75 octets, and folding cuts no character, whatever
// stands in front of it.
func TestFolding(t *testing.T) {
	for shift := range 8 {
		e := event
		e.Description = strings.Repeat("x", shift) + strings.Repeat("会议纪要😀é", 40)
		text := write(t, Calendar{Events: encode(e)})
		lines := strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n")
		for _, l := range lines {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
				t.Fatalf("line of %d octets: %q", len(l), l)
			}
		}
		if !strings.Contains(strings.ReplaceAll(text, "\r\n ", ""), "DESCRIPTION;LANGUAGE=zh-CN:"+e.Description+"\r\n") {
			t.Error("unfolding does not give the text back")
		}
	}
}

// Somebody else's parser reads what we wrote.
func TestReadBack(t *testing.T) {
	long := event
	long.UID, long.Status, long.Summary = "b@x", Cancelled, strings.Repeat("很长的题目，", 30)
	day := Event{UID: "c@x", Stamp: event.Stamp, Start: time.Date(2026, 3, 1, 0, 0, 0, 0, china), End: time.Date(2026, 3, 2, 0, 0, 0, 0, china), AllDay: true, Status: Tentative, Summary: "全天"}
	cal, err := ics.ParseCalendar(strings.NewReader(write(t, Calendar{Name: "档案", Events: encode(event, long, day)})))
	if err != nil {
		t.Fatal(err)
	}
	events := cal.Events()
	if len(events) != 3 {
		t.Fatalf("%d events", len(events))
	}
	value := func(i int, p ics.ComponentProperty) string {
		if x := events[i].GetProperty(p); x != nil {
			return x.Value
		}
		return ""
	}
	if start, err := events[0].GetStartAt(); err != nil || !start.Equal(event.Start) {
		t.Errorf("start %v, %v", start, err)
	}
	if end, err := events[0].GetEndAt(); err != nil || !end.Equal(event.End) {
		t.Errorf("end %v, %v", end, err)
	}
	if got := value(0, ics.ComponentPropertySummary); got != event.Summary {
		t.Errorf("summary %q", got)
	}
	if got := value(0, ics.ComponentPropertyDescription); got != event.Description {
		t.Errorf("description %q", got)
	}
	if got := events[0].Attendees(); len(got) != 2 || got[1].ICalParameters["CN"][0] != "周凯;" {
		t.Errorf("attendees %v", got)
	}
	if got := value(1, ics.ComponentPropertySummary); got != long.Summary {
		t.Errorf("long summary %q", got)
	}
	if got := value(1, ics.ComponentPropertyStatus); got != "CANCELLED" {
		t.Errorf("status %q", got)
	}
	if start, err := events[2].GetAllDayStartAt(); err != nil || start.Format("2006-01-02") != "2026-03-01" {
		t.Errorf("all day from %v, %v", start, err)
	}
	if end, err := events[2].GetAllDayEndAt(); err != nil || end.Format("2006-01-02") != "2026-03-02" {
		t.Errorf("all day to %v, %v", end, err)
	}
}

// Nothing a text holds becomes a line of its own.
func TestInjection(t *testing.T) {
	e := event
	evil := "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTACH:http://evil.example\r\x00\x1b\xff"
	e.Summary, e.Location, e.Organizer.Name, e.Categories = evil, evil, evil, []string{evil}
	cal, err := ics.ParseCalendar(strings.NewReader(write(t, Calendar{Name: evil, Events: encode(e)})))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(cal.Events()); n != 1 {
		t.Errorf("%d events", n)
	}
	if cal.Events()[0].GetProperty(ics.ComponentPropertyAttach) != nil {
		t.Error("an attachment came in")
	}
}

func FuzzWrite(f *testing.F) {
	f.Add("关于测试的会议", "a;b,c\\d\n")
	f.Fuzz(func(t *testing.T, summary, description string) {
		e := event
		e.Summary, e.Description = summary, description
		text := write(t, Calendar{Events: encode(e)})
		for l := range strings.SplitSeq(text, "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
				t.Fatalf("line %q", l)
			}
		}
		if n := strings.Count("\r\n"+strings.ReplaceAll(text, "\r\n ", ""), "\r\nEND:VEVENT"); n != 1 {
			t.Fatalf("%d events", n)
		}
	})
}
