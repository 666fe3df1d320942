package check

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/schema"
)

// clockPass is a pass over an archive that holds a config and a calendar.
func clockPass(t *testing.T, config string) *pass {
	t.Helper()
	fsys := fstest.MapFS{
		"minutebook.yaml":         {Data: []byte("title: 钟\n" + config)},
		"registers/calendar.yaml": {Data: []byte("years:\n  - {year: 2025, holidays: [2025-10-01/2025-10-08], workdays: [2025-09-28, 2025-10-11]}\n")},
	}
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: baseNow})
	if err != nil {
		t.Fatal(err)
	}
	return &pass{a: a}
}

func TestLimit(t *testing.T) {
	const working = "clock: working\nworking_hours: ['09:00-12:00', '13:00-18:00']\n"
	for _, tc := range []struct {
		name, config, from string
		length             time.Duration
		want               string
	}{
		{"wall time", "", "2025-06-13 16:00", 24 * time.Hour, "2025-06-14 16:00"},
		{"a day without a time ends at 24:00", "", "2025-06-13", 24 * time.Hour, "2025-06-15 00:00"},
		{"across midnight", "", "2025-06-13 23:30", time.Hour, "2025-06-14 00:30"},
		{"the hour that spring takes is no hour of the limit", "time_zone: Europe/London\n", "2025-03-29 12:00", 24 * time.Hour, "2025-03-30 13:00"},
		{"the hour that autumn gives counts twice", "time_zone: Europe/London\n", "2025-10-25 12:00", 24 * time.Hour, "2025-10-26 11:00"},
		{"working time within a day", working, "2025-06-13 09:30", 2 * time.Hour, "2025-06-13 11:30"},
		{"over the lunch hour", working, "2025-06-13 11:00", 2 * time.Hour, "2025-06-13 14:00"},
		{"up to the end of the morning", working, "2025-06-13 10:00", 2 * time.Hour, "2025-06-13 12:00"},
		{"from Friday evening", working, "2025-06-13 17:00", 2 * time.Hour, "2025-06-16 10:00"},
		{"three working days", working, "2025-06-13 16:00", 24 * time.Hour, "2025-06-18 16:00"},
		{"a limit that starts at night", working, "2025-06-13 22:00", time.Hour, "2025-06-16 10:00"},
		{"over a holiday", working, "2025-09-30 17:00", 2 * time.Hour, "2025-10-09 10:00"},
		{"a Sunday that is worked", working, "2025-09-26 17:00", 2 * time.Hour, "2025-09-28 10:00"},
		{"hours out of order and overlapping", "clock: working\nworking_hours: ['13:00-17:00', '09:00-12:00', '11:00-14:00']\n", "2025-06-13 08:00", 8 * time.Hour, "2025-06-13 17:00"},
		{"office hours where the config names none", "clock: working\n", "2025-06-13 08:00", 8 * time.Hour, "2025-06-13 18:00"},
		{"hours of the wall where clocks change", "time_zone: America/New_York\n" + working, "2025-03-07 17:00", 2 * time.Hour, "2025-03-10 10:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := clockPass(t, tc.config)
			from, ok := schema.ParseMoment(tc.from, p.a.Config.Zone)
			if !ok {
				t.Fatalf("%q is no time", tc.from)
			}
			if got := stamp(p.limit(from, tc.length)); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestBefore(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want bool
	}{
		{"2025-06-15 09:00", "2025-06-15 10:00", true},
		{"2025-06-15 10:00", "2025-06-15 10:00", false},
		{"2025-06-15", "2025-06-15 10:00", false}, // it may have been at 11:00
		{"2025-06-14", "2025-06-15 00:00", true},
		{"2025-06-14", "2025-06-15", true},
		{"2025-06-15", "2025-06-15", false},
		{"2025-06-16", "2025-06-15", false},
	} {
		a, _ := schema.ParseMoment(tc.a, shanghai)
		b, _ := schema.ParseMoment(tc.b, shanghai)
		if got := before(a, b); got != tc.want {
			t.Errorf("before(%s, %s) = %v, want %v", tc.a, tc.b, got, tc.want)
		}
	}
}
