package schema

import (
	"slices"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// required reports the fields that must be there and are missing or empty. One
// that a misspelt key means is not missing.
func (d *decoder) required(set fieldSet, got *Values, meant []*Field) {
	for _, f := range set.fields() {
		if f.Kind == Raw || slices.Contains(meant, f) || !f.Required.holds(got) || got.Get(f.Name) != nil {
			continue
		}
		if f.Table && d.doc.Body < len(d.doc.Bytes) {
			continue // judged with the body's table by the rule progress-rows
		}
		d.missing(f, got)
	}
}

func (d *decoder) missing(f *Field, got *Values) {
	for _, v := range got.all {
		if v.Field == f {
			if v.mistyped() {
				return
			}
			span := v.Key
			if v.Shape != source.Null {
				span = v.Span
			}
			d.report("field-empty", span, sayEmpty(v), f.hint(v.Name))
			return
		}
	}
	at := diag.Span{Start: got.Span.Start, End: got.Span.Start}
	d.report("field-required", at, diag.Say(diag.Text{CN: "缺少“%s”（%s）", TW: "缺少「%s」（%s）", EN: "%[2]s is missing (%[1]s)"}, f.Label, f.Name), f.hint(f.Name))
}

// mistyped reports whether an empty collection stands where none belongs: that
// is told as its type.
func (v *Value) mistyped() bool {
	f := v.Field
	switch v.Shape {
	case source.List:
		return !f.List
	case source.Map:
		return f.List || f.Kind != Object
	}
	return false
}

func sayEmpty(v *Value) diag.Message {
	return diag.Say(diag.Text{CN: "“%s”是空的", TW: "「%s」是空的", EN: "%q is empty"}, v.Name)
}

// hint says how the field is written, under the key its author uses.
func (f *Field) hint(key string) diag.Message {
	if f.Help != (diag.Text{}) {
		return diag.Say(f.Help)
	}
	return diag.Say(diag.Text{CN: "写一行 %s: …", TW: "寫一行 %s: …", EN: "write a line %s: …"}, key)
}

// holds reports whether the condition asks for the field beside these values.
func (c Condition) holds(got *Values) bool {
	switch {
	case c.Always:
		return true
	case len(c.When) > 0:
		return Matches(c.When, got)
	case len(c.Unless) > 0:
		return !slices.ContainsFunc(c.Unless, func(name string) bool { return got.Get(name) != nil })
	case len(c.With) > 0:
		return slices.ContainsFunc(c.With, func(name string) bool { return got.Get(name) != nil })
	}
	return false
}

// Matches reports whether every match holds for the values.
func Matches(ms []Match, got *Values) bool {
	for _, m := range ms {
		if !slices.Contains(m.Values, got.Choice(m.Field)) {
			return false
		}
	}
	return true
}
