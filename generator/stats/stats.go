// Package stats counts what a view of an archive shows: the measures of how an
// organisation meets, decides, answers and keeps its word.
//
// It knows nothing but the View it is given: of a record outside the view it
// counts nothing, and of a person or unit that no visible record names it says
// nothing. All its functions are pure.
//
// # Figures
//
// Collect goes through the view once and notes every event that counts, as an
// Item. An Item stands at one moment, says whether what it stands for was met,
// and holds the record, action, decision or confirmation behind it. Facts.Figures
// sorts the items into periods and groups; a Cell is worked out from its Items and
// from nothing else, so that every number can be linked to what is behind it.
// Pages, tables and files all print the same Cell.
//
// A value in per cent is a fraction (0.9 is 90 %), a time is in hours (in days,
// where the measure says so), a score is as given. A Cell without a value is not
// known, which is not zero: nothing was due, or nothing can be judged.
//
// # When an item counts
//
// Periods are those of the archive's time zone. A meeting counts when it began,
// also if it ended in the next month; minutes and attendance with their meeting;
// a request when it was submitted; an action for completion when it was due (its
// final date, if it was extended), for closure when it was set; a confirmation
// with its record; a report or an evaluation with the last day of its period; a
// duty that comes round with the last day of its period. What has not happened
// yet does not count. A record without a date counts in the total alone.
//
// # Who an item counts for
//
// A unit counts what lies below it, units that no visible record names included.
// A person counts for the units they belong to on the record's day: for the
// record's own unit if they belong to it, else for all of theirs. Somebody who moves in the middle of a month counts for the old
// unit until then and for the new one after. What only concerns exempt units, or
// units below one, is not measured; it is still counted among meetings,
// communications, decisions and records.
//
// Drafts count among the records only, save that draft minutes stand for a meeting
// that was held, and are late when their time is up. A record that another one of its type
// supersedes for the same time is a former version and is left to the counts of
// records.
package stats

import (
	"slices"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Item is one thing that counts.
type Item struct {
	At      time.Time // zero: it has no date
	Value   float64   // hours, days, a score or a fraction
	Weight  int       // respondents behind the value, 0 if they are not known
	Num     int       // what it adds to a ratio or a count
	Den     int
	Outcome Outcome
	Valued  bool // it has a value, for measures that average or take the largest

	Record    *archive.Record // nil for a duty nobody met
	Action    *archive.Action
	Decision  *archive.Decision
	Signatory *archive.Signatory
	By        []*archive.Record // that met a duty that comes round

	text   *diag.Text
	groups []*Group
}

// Text is what it is, where no record says so.
func (it *Item) Text() diag.Text {
	if it.text == nil {
		return diag.Text{}
	}
	return *it.text
}

// Outcome is how an item came out.
type Outcome uint8

// The outcomes. Pending items still have time and Unknown ones cannot be judged:
// neither counts in a ratio or an average.
const (
	Met Outcome = iota + 1
	Missed
	Pending
	Unknown
)

func (o Outcome) String() string {
	return [...]string{"", "met", "missed", "pending", "unknown"}[o]
}

// Group is what figures are broken down by: a unit, a person, a kind.
type Group struct {
	By     Dimension
	ID     string
	Label  diag.Text
	Unit   *archive.Unit   // of units, and of duties
	Person *archive.Person // of people

	order int // among those of its dimension, before its id
	place int // in Facts.order
}

// Dimension is a way to break figures down.
type Dimension string

// The dimensions.
const (
	ByUnit        Dimension = "unit"
	ByPerson      Dimension = "person"
	ByKind        Dimension = "kind" // of meeting or report
	ByDuty        Dimension = "duty" // a unit and a kind of meeting: the rows of the matrix
	ByPriority    Dimension = "priority"
	ByType        Dimension = "type"
	ByChannel     Dimension = "channel"
	ByFormality   Dimension = "formality"
	ByDirection   Dimension = "direction"
	ByStakeholder Dimension = "stakeholder"
	ByPlan        Dimension = "plan"
	ByFrequency   Dimension = "frequency"
	ByRetention   Dimension = "retention"
	ByRule        Dimension = "rule"
)

// Facts are the items of a view, ready to be sorted into figures.
type Facts struct {
	view      *archive.View
	items     map[source][]*Item // by time; those not measured are not there
	groups    map[groupKey]*Group
	order     []*Group // as they were found
	collector *collector

	mu     sync.Mutex
	sorted map[*Measure]sorted
}

// Step is a length of period. The zero Step is the total.
type Step string

// The steps of figures.
const (
	Total     Step = ""
	Monthly   Step = "month"
	Quarterly Step = "quarter"
	Yearly    Step = "year"
)

// Query says which figures are asked for.
type Query struct {
	Step     Step
	From, To time.Time     // To is exclusive; zero: from the first item, up to now
	Unit     *archive.Unit // only what counts for it or a unit below; nil: everything
	Measures []*Measure    // nil: all
}

// Figures are the answer to a query.
type Figures struct {
	Query    Query
	Now      time.Time
	Periods  []Period // in order; one for the total
	Measures []*Figure
}

// Period is a stretch of time that figures are given for.
type Period struct {
	schema.Range
	Name    string // 2025, 2025-Q3, 2025-06; "" for the total
	Running bool   // it is not over
}

// Figure is one measure with its numbers.
type Figure struct {
	Measure *Measure
	Target  *Target // the config's, else the measure's; may be nil
	All     *Series
	Groups  []*Series // by dimension, in the measure's order
}

// By are the series of one dimension.
func (f *Figure) By(d Dimension) []*Series {
	var out []*Series
	for _, s := range f.Groups {
		if s.Group.By == d {
			out = append(out, s)
		}
	}
	return out
}

// Series are the numbers of one group over the periods.
type Series struct {
	Group *Group // nil for everything
	Total Cell

	measure *Measure
	cells   []periodCell // those with items, by period
}

type periodCell struct {
	period int // into Figures.Periods; -1 is the one before the first
	Cell
}

// Cell is one number.
type Cell struct {
	Value    float64
	Known    bool
	Num, Den int // of a ratio; Den is also the number of values of an average
	Pending  int
	Unknown  int
	Before   float64 // the value of the period before
	Compared bool    // there is one
	Items    []*Item // behind the number, by time
}

// Filled is how many periods something counts in.
func (s *Series) Filled() int { return len(s.cells) }

// Fills reports whether something counts in a period.
func (s *Series) Fills(period int) bool {
	_, ok := s.find(period)
	return ok
}

func (s *Series) find(period int) (int, bool) {
	return slices.BinarySearchFunc(s.cells, period, func(c periodCell, p int) int { return c.period - p })
}

// In is the number of a period, compared with the period before.
func (s *Series) In(period int) Cell {
	c := s.at(period)
	if period >= 0 && len(s.cells) > 0 && s.cells[0].period < period {
		before := s.at(period - 1)
		c.Before, c.Compared = before.Value, c.Known && before.Known
	}
	return c
}

func (s *Series) at(period int) Cell {
	i, ok := s.find(period)
	if !ok {
		return s.measure.reckon(nil)
	}
	return s.cells[i].Cell
}
