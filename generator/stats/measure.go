package stats

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/minutebook/minutebook/generator/diag"
)

// Measure is one thing that is measured. Measures lists them.
type Measure struct {
	ID         string
	Label      diag.Text
	Definition diag.Text
	Unit       Unit
	Target     *Target // built in; nil if there is none
	Better     Better
	By         []Dimension
	Ranked     bool // its groups are listed from the highest down

	from source
	only func(*Item) bool // nil: all items of the source
	how  method
}

// Unit is what a value is counted in.
type Unit string

// The units of values.
const (
	Percent Unit = "percent" // a fraction: 0.9 is 90 %
	Hours   Unit = "hours"
	Days    Unit = "days"
	Score   Unit = "score"
	Count   Unit = "count"
)

// Better says which way a value should go.
type Better string

// The ways. A measure that is neither only tells.
const (
	Up      Better = "up"
	Down    Better = "down"
	Neither Better = ""
)

// Target is what a value should be.
type Target struct {
	Op    Op
	Value float64 // in the measure's unit
}

// Op compares a value with a target.
type Op string

// The comparisons.
const (
	AtLeast Op = ">="
	Above   Op = ">"
	AtMost  Op = "<="
	Below   Op = "<"
)

// Met reports whether a value is as it should be.
func (t *Target) Met(v float64) bool {
	switch t.Op {
	case AtLeast:
		return v >= t.Value
	case Above:
		return v > t.Value
	case AtMost:
		return v <= t.Value
	default:
		return v < t.Value
	}
}

// Format writes a value the way people read it: 91.7 %, 3.5, 12.
func (m *Measure) Format(v float64) string {
	switch m.Unit {
	case Percent:
		return strconv.FormatFloat(v*100, 'f', 1, 64) + "%"
	case Hours:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case Score:
		return strconv.FormatFloat(v, 'f', 2, 64)
	default:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
}

// Text writes a target: > 90 %.
func (m *Measure) Text(t *Target) string {
	v := strconv.FormatFloat(t.Value, 'f', -1, 64)
	if m.Unit == Percent {
		v = strconv.FormatFloat(round(t.Value*100), 'f', -1, 64) + "%"
	}
	return fmt.Sprintf("%s %s", t.Op, v)
}

// target is the config's target, which is written in per cent where the measure
// is a fraction, else the built-in one.
func (m *Measure) target(config map[string]float64) *Target {
	v, ok := config[m.ID]
	if !ok {
		return m.Target
	}
	if m.Unit == Percent {
		v = round(v / 100)
	}
	t := &Target{AtLeast, v}
	if m.Better == Down {
		t.Op = AtMost
	}
	if m.Target != nil {
		t.Op = m.Target.Op
	}
	return t
}

// round keeps six decimals, so that sums of fractions print as people expect.
func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }

// method is how a number is made of items.
type method uint8

const (
	ratio  method = iota + 1 // sum of Num ÷ sum of Den
	count                    // sum of Num
	mean                     // of the values, by weight
	median                   // the middle value, or the mean of the two middle ones
	p90                      // the smallest value that nine tenths do not exceed
	most                     // the largest value
)

// reckon makes a cell of the items behind it.
func (m *Measure) reckon(items []*Item) Cell {
	c := Cell{Items: items}
	var values []float64
	var weights []int
	for _, it := range items {
		switch {
		case it.Outcome == Pending:
			c.Pending++
		case it.Outcome == Unknown:
			c.Unknown++
		case m.how == ratio || m.how == count:
			c.Num, c.Den = c.Num+it.Num, c.Den+it.Den
		case it.Valued:
			values, weights, c.Den = append(values, it.Value), append(weights, it.Weight), c.Den+1
		}
	}
	switch {
	case m.how == count:
		c.Den, c.Value, c.Known = 0, float64(c.Num), true
	case c.Den == 0:
	case m.how == ratio:
		c.Value, c.Known = round(float64(c.Num)/float64(c.Den)), true
	default:
		c.Value, c.Known = round(m.how.of(values, weights)), true
	}
	return c
}

func (how method) of(values []float64, weights []int) float64 {
	switch how {
	case mean:
		return weightedMean(values, weights)
	case most:
		return slices.Max(values)
	}
	slices.Sort(values)
	n := len(values)
	switch {
	case how == p90:
		return values[(9*n+9)/10-1]
	case n%2 == 0:
		return (values[n/2-1] + values[n/2]) / 2
	}
	return values[n/2]
}

// weightedMean weighs values by those who gave them. Where one does not say how
// many they were, all count the same: a guess at its weight would decide the
// result.
func weightedMean(values []float64, weights []int) float64 {
	plain := slices.Contains(weights, 0)
	var sum, all float64
	for i, v := range values {
		w := 1.0
		if !plain {
			w = float64(weights[i])
		}
		sum, all = sum+v*w, all+w
	}
	return sum / all
}
