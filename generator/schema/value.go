package schema

import (
	"strconv"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// Value is one decoded value with its place. Text holds what was written; what
// that means depends on the kind of the field.
type Value struct {
	Field *Field
	Key   diag.Span // of the key as its author wrote it
	Name  string    // the key as its author wrote it
	Span  diag.Span // of the value
	Text  string
	Shape source.NodeKind // what was written, whatever the field asks for
	Empty bool            // nothing was written, or a collection of nothing
	Bool  bool
	Wrong bool // not what the field asks for, which is a finding: nothing follows from it

	of any // what the text means, or what stands in its place; there are hundreds of thousands of values
}

// Time is that of a Date or Time, the zero Moment of anything else.
func (v *Value) Time() Moment {
	if m, ok := v.of.(*Moment); ok {
		return *m
	}
	return Moment{}
}

// Choice is that of a Choice, nil if it is wrong.
func (v *Value) Choice() *ChoiceValue {
	c, _ := v.of.(*ChoiceValue)
	return c
}

// Items are those of a List, and of an Audience that names units.
func (v *Value) Items() []*Value {
	if l, ok := v.of.(*list); ok {
		return l.items
	}
	return nil
}

// Object is that of an Object, nil if there is none.
func (v *Value) Object() *Values {
	o, _ := v.of.(*Values)
	return o
}

// Rest is a collection of which neither Items nor Object tells.
func (v *Value) Rest() *source.Node {
	n, _ := v.of.(*source.Node)
	return n
}

type list struct{ items []*Value }

// stretch is that of a Period, the zero Range if it is wrong.
func (v *Value) stretch() Range {
	if r, ok := v.of.(*Range); ok {
		return *r
	}
	return Range{}
}

// Number is that of an Integer or Number, 0 if it is written in another form.
func (v *Value) Number() float64 {
	if k := v.Field.Kind; formPatterns[k] == "" || !k.formed(v.Text) {
		return 0 // Go reads more as a number than the archive does
	}
	n, _ := strconv.ParseFloat(v.Text, 64)
	return n
}

// Moment is a point in time in the archive's zone, or a whole day.
type Moment struct {
	time.Time
	Clock bool // a time of day was given
}

// End is when the moment is over: a day without a time ends at 24:00.
func (m Moment) End() time.Time {
	if m.Clock || m.IsZero() {
		return m.Time
	}
	return m.AddDate(0, 0, 1)
}

// String gives the form the archive uses: 2025-06-15 or 2025-06-15 14:30.
func (m Moment) String() string {
	switch {
	case m.IsZero():
		return ""
	case m.Clock:
		return m.Format("2006-01-02 15:04")
	default:
		return m.Format(time.DateOnly)
	}
}

// Range is a stretch of days; To is the first day after it.
type Range struct{ From, To time.Time }

// Length is that of a Duration.
func (v *Value) Length() time.Duration { return parseLength(v.Text) }

// Values are the decoded values of one mapping.
type Values struct {
	Span diag.Span

	all    []*Value
	packed *packed // instead of all, or nil
}

// All are the values in the order written. They are not to be changed.
func (v *Values) All() []*Value {
	if v.packed != nil {
		return v.packed.all()
	}
	return v.all
}

// Get returns the value of a field by its name, nil if it is missing or empty.
func (v *Values) Get(name string) *Value {
	if x := v.Find(name); x != nil && !x.Empty {
		return x
	}
	return nil
}

// Find is Get for who asks of empty ones, too.
func (v *Values) Find(name string) *Value {
	switch {
	case v == nil:
		return nil
	case v.packed != nil:
		return v.packed.get(name)
	}
	for _, x := range v.all {
		if x.Field.Name == name {
			return x
		}
	}
	return nil
}

// Text returns the text of a field, "" if it is missing or wrong. Words in
// several lines where one is asked for are words all the same.
func (v *Values) Text(name string) string {
	if x := v.Get(name); x != nil && (!x.Wrong || x.Field.Kind == Text) {
		return x.Text
	}
	return ""
}

// Choice returns the name of a field's choice, "" if it is missing or wrong.
func (v *Values) Choice(name string) string {
	if x := v.Get(name); x != nil && x.Choice() != nil {
		return x.Choice().Name
	}
	return ""
}

// Moment returns the time of a field, the zero Moment if it is missing or wrong.
func (v *Values) Moment(name string) Moment {
	if x := v.Get(name); x != nil {
		return x.Time()
	}
	return Moment{}
}

// Period returns the stretch of a field, the zero Range if it is missing or wrong.
func (v *Values) Period(name string) Range {
	if x := v.Get(name); x != nil {
		return x.stretch()
	}
	return Range{}
}

// Periods returns the stretches of a list field.
func (v *Values) Periods(name string) []Range {
	var out []Range
	for _, x := range v.Items(name) {
		if r, ok := x.of.(*Range); ok {
			out = append(out, *r)
		}
	}
	return out
}

// Items returns the items of a list field.
func (v *Values) Items(name string) []*Value {
	if x := v.Get(name); x != nil {
		return x.Items()
	}
	return nil
}
