package archive

import (
	"cmp"
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/schema"
)

// A Clock counts the hours of a time limit: every hour of the day, or, where the
// archive's config says so, only the working hours of working days. 24 hours of
// working time at eight hours a day are three working days.
//
// Of a day without a time, what starts on it starts at its end (24:00) and what
// is done on it is done at its beginning: a limit is never called missed unless
// it surely was.
type Clock struct {
	working bool
	hours   []Hours // in order, not overlapping
	days    *Calendar
}

// officeHours are the working hours of an archive that names none.
var officeHours = []Hours{{From: 9 * time.Hour, To: 12 * time.Hour}, {From: 13 * time.Hour, To: 18 * time.Hour}}

// Clock is the clock that the archive's time limits run by.
func (m *Model) Clock() Clock {
	hours := m.Config.Hours
	if len(hours) == 0 {
		hours = officeHours
	}
	return Clock{m.Config.Working, joined(hours), m.Calendar}
}

// joined sorts stretches of the day and joins those that overlap.
func joined(hours []Hours) []Hours {
	hours = slices.SortedFunc(slices.Values(hours), func(a, b Hours) int { return cmp.Compare(a.From, b.From) })
	out := hours[:1]
	for _, h := range hours[1:] {
		if last := &out[len(out)-1]; h.From <= last.To {
			last.To = max(last.To, h.To)
		} else {
			out = append(out, h)
		}
	}
	return out
}

// farthest bounds the search for working time, in days: a calendar may have
// none, and two dates may lie centuries apart.
const farthest = 3 * 366

// Limit is when a time limit that starts at a moment runs out.
func (c Clock) Limit(from schema.Moment, length time.Duration) time.Time {
	start := from.End()
	if !c.working {
		return start.Add(length)
	}
	out := start.Add(length)
	c.stretches(start, func(from, to time.Time) bool {
		if open := to.Sub(from); length > open {
			length -= open
			return true
		}
		out = from.Add(length)
		return false
	})
	return out
}

// Between is how much of the clock's time lies between two moments; 0 if they are
// the other way round. Working time further than three years off is not counted.
func (c Clock) Between(from, to schema.Moment) time.Duration {
	start, end := from.End(), to.Time
	if !start.Before(end) {
		return 0
	}
	if !c.working {
		return end.Sub(start)
	}
	var sum time.Duration
	c.stretches(start, func(from, to time.Time) bool {
		if !to.Before(end) {
			sum += max(0, end.Sub(from))
			return false
		}
		sum += to.Sub(from)
		return true
	})
	return sum
}

// stretches calls f for the stretches of working time from a moment on, until it
// says no. Days on which the clocks are changed keep their working hours as
// written.
func (c Clock) stretches(from time.Time, f func(from, to time.Time) bool) {
	y, m, d := from.Date()
	for day := range farthest {
		midnight := time.Date(y, m, d+day, 0, 0, 0, 0, from.Location())
		if !c.days.Workday(midnight) {
			continue
		}
		for _, h := range c.hours {
			start, end := ofDay(midnight, h.From), ofDay(midnight, h.To)
			if start.Before(from) {
				start = from
			}
			if start.Before(end) && !f(start, end) {
				return
			}
		}
	}
}

// ofDay is a time of day as the wall clock shows it.
func ofDay(midnight time.Time, at time.Duration) time.Time {
	y, m, d := midnight.Date()
	return time.Date(y, m, d, int(at/time.Hour), int(at%time.Hour/time.Minute), 0, 0, midnight.Location())
}

// MinutesLimit is how long the minutes of a meeting may take after its end: an
// hour if it was held for a request, else 24. The record is the meeting's, nil if
// there is none.
func (r *Record) MinutesLimit() time.Duration {
	if r != nil && r.Values.Get("within") != nil {
		return time.Hour
	}
	return 24 * time.Hour
}

// ResponseLimit is how long the first response to a request may take.
func (r *Record) ResponseLimit() time.Duration {
	if r.Values.Choice("priority") == "high" {
		return 2 * time.Hour
	}
	return 24 * time.Hour
}

// FirstResponse is the moment of the earliest response to a request, nil if there
// is none.
func (r *Record) FirstResponse() *schema.Value {
	var first *schema.Value
	for _, x := range r.Values.Items("responses") {
		if at := x.Object().Get("at"); at != nil && !at.Time().IsZero() && (first == nil || at.Time().Before(first.Time().Time)) {
			first = at
		}
	}
	return first
}

// Over is when a meeting was over, as far as it is known: of one that names no
// end, where its start, or the day of it, ends.
func (m *Meeting) Over() schema.Moment {
	if m == nil || m.End.IsZero() && m.Start.IsZero() {
		return schema.Moment{}
	}
	if m.End.IsZero() {
		return schema.Moment{Time: m.Start.End(), Clock: true}
	}
	return m.End
}
