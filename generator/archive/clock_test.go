package archive

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator/schema"
)

// clockOf is the clock of an archive with a config and a calendar.
func clockOf(t *testing.T, config string) (Clock, *time.Location) {
	t.Helper()
	fsys := fstest.MapFS{
		"minutebook.yaml":         {Data: []byte("title: 钟\n" + config)},
		"registers/calendar.yaml": {Data: []byte("years:\n  - {year: 2025, holidays: [2025-10-01/2025-10-08], workdays: [2025-09-28, 2025-10-11]}\n")},
	}
	a, err := Load(context.Background(), fsys, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return a.Clock(), a.Config.Zone
}

const workingConfig = "clock: working\nworking_hours: ['09:00-12:00', '13:00-18:00']\n"

func TestClockLimit(t *testing.T) {
	for _, tc := range []struct {
		name, config, from string
		length             time.Duration
		want               string
	}{
		{"wall time", "", "2025-06-13 16:00", 24 * time.Hour, "2025-06-14 16:00"},
		{"a day without a time ends at 24:00", "", "2025-06-13", 24 * time.Hour, "2025-06-15 00:00"},
		{"the hour that spring takes is no hour of the limit", "time_zone: Europe/London\n", "2025-03-29 12:00", 24 * time.Hour, "2025-03-30 13:00"},
		{"over the lunch hour", workingConfig, "2025-06-13 11:00", 2 * time.Hour, "2025-06-13 14:00"},
		{"up to the end of the morning", workingConfig, "2025-06-13 10:00", 2 * time.Hour, "2025-06-13 12:00"},
		{"three working days", workingConfig, "2025-06-13 16:00", 24 * time.Hour, "2025-06-18 16:00"},
		{"over a holiday", workingConfig, "2025-09-30 17:00", 2 * time.Hour, "2025-10-09 10:00"},
		{"a Sunday that is worked", workingConfig, "2025-09-26 17:00", 2 * time.Hour, "2025-09-28 10:00"},
		{"hours out of order and overlapping", "clock: working\nworking_hours: ['13:00-17:00', '09:00-12:00', '11:00-14:00']\n", "2025-06-13 08:00", 8 * time.Hour, "2025-06-13 17:00"},
		{"office hours where the config names none", "clock: working\n", "2025-06-13 08:00", 8 * time.Hour, "2025-06-13 18:00"},
		{"hours of the wall where clocks change", "time_zone: America/New_York\n" + workingConfig, "2025-03-07 17:00", 2 * time.Hour, "2025-03-10 10:00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, zone := clockOf(t, tc.config)
			from, ok := schema.ParseMoment(tc.from, zone)
			if !ok {
				t.Fatalf("%q is no time", tc.from)
			}
			if got := c.Limit(from, tc.length).Format("2006-01-02 15:04"); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

func TestClockBetween(t *testing.T) {
	for _, tc := range []struct {
		name, config, from, to string
		want                   time.Duration
	}{
		{"wall time", "", "2025-06-13 16:00", "2025-06-14 09:30", 17*time.Hour + 30*time.Minute},
		{"the other way round", "", "2025-06-13 16:00", "2025-06-13 15:00", 0},
		{"a day starts at its end and is done at its beginning", "", "2025-06-13", "2025-06-15", 24 * time.Hour},
		{"on the same day, neither with a time", "", "2025-06-13", "2025-06-13", 0},
		{"the hour that spring takes", "time_zone: Europe/London\n", "2025-03-29 12:00", "2025-03-30 12:00", 23 * time.Hour},
		{"over the lunch hour", workingConfig, "2025-06-13 11:00", "2025-06-13 14:00", 2 * time.Hour},
		{"over a weekend", workingConfig, "2025-06-13 17:00", "2025-06-16 10:00", 2 * time.Hour},
		{"at night nothing passes", workingConfig, "2025-06-13 20:00", "2025-06-14 08:00", 0},
		{"answered on a Sunday", workingConfig, "2025-06-13 17:00", "2025-06-15 12:00", time.Hour},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, zone := clockOf(t, tc.config)
			from, _ := schema.ParseMoment(tc.from, zone)
			to, _ := schema.ParseMoment(tc.to, zone)
			if got := c.Between(from, to); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
