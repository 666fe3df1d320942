package schema

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/minutebook/minutebook/generator/diag"
)

// This file says in JSON Schema what single values look like: which types a YAML
// reader may make of them, their patterns and their ranges.

// scalar describes one value.
func (e *emitter) scalar(f *Field, mayBeEmpty bool) object {
	switch f.Kind {
	case Choice:
		var all []option
		for _, c := range f.Choices {
			all = append(all, option{c.Name, c.Label, c.Aliases})
		}
		return choice(all, e.lang, mayBeEmpty)
	case Meeting:
		var all []option
		for _, k := range e.schema.Kinds {
			all = append(all, option{k.Name, k.Label, k.Aliases})
		}
		return choice(all, e.lang, mayBeEmpty)
	case Type_:
		var all []option
		for _, t := range e.schema.Types {
			if e.typ == nil || t == e.typ {
				all = append(all, option{t.Name, t.Label, t.Aliases})
			}
		}
		return choice(all, e.lang, mayBeEmpty)
	}
	types := append([]string{"string"}, plainTypes[f.Kind]...)
	if mayBeEmpty {
		types = append(types, "null")
	}
	out := object{{"type", types}}
	if p := formPatterns[f.Kind]; p != "" {
		out = append(out, member{"pattern", "^[" + space + "]*(?:" + p + ")?[" + space + "]*$"},
			member{"patternErrorMessage", f.Kind.form().In(e.lang)})
	}
	return append(out, bounds(f)...)
}

// plainTypes are the types other than string that a YAML reader makes of values
// that are right as text.
var plainTypes = map[Kind][]string{
	Text: {"number", "boolean"}, Prose: {"number", "boolean"}, Word: {"number", "boolean"}, ID: {"number", "boolean"},
	Person: {"number", "boolean"}, Unit: {"number", "boolean"}, Party: {"number", "boolean"}, Project: {"number", "boolean"},
	Record: {"number", "boolean"}, File: {"number", "boolean"}, Version: {"number"}, Number: {"number"},
	Integer: {"integer"}, Period: {"integer"}, Retention: {"integer"}, Bool: {"boolean"},
}

// bounds say which numbers have the form of their kind and are in range.
func bounds(f *Field) object {
	switch f.Kind {
	case ID:
		return object{{"minimum", 0}}
	case Version:
		return object{{"minimum", 0}, {"exclusiveMaximum", 1_000_000}}
	case Period:
		return object{{"minimum", 1000}, {"maximum", 9999}}
	case Retention:
		return object{{"minimum", 3}, {"maximum", 999}}
	case Integer, Number:
		const digits = 1_000_000_000_000_000
		low, high := member{"exclusiveMinimum", -digits}, member{"exclusiveMaximum", digits}
		if f.Min != nil {
			low = member{"minimum", *f.Min}
		}
		if f.Max != nil {
			high = member{"maximum", *f.Max}
		}
		return object{low, high}
	}
	return nil
}

// audience is one of the words or a list of units.
func (e *emitter) audience(mayBeEmpty bool) object {
	units := append(e.scalar(&Field{Kind: Unit}, false), member{"allOf", []any{object{{"$ref", filledRef}}}})
	words := choice([]option{
		{"public", diag.Text{CN: "公开", TW: "公開", EN: "public"}, nil},
		{"internal", diag.Text{CN: "内部", TW: "內部", EN: "internal"}, nil},
	}, e.lang, mayBeEmpty)
	spellings := `(?:public|公开|公開|internal|内部|內部)`
	if mayBeEmpty {
		spellings += "?"
	}
	branches := words.get("anyOf").([]any)
	pattern := branches[1].(object)
	pattern.set("pattern", "^["+space+"]*"+spellings+"["+space+"]*$") // in this case only
	return object{{"anyOf", append(branches, object{{"type", "array"}, {"minItems", 1}, {"items", units}})}}
}

// option is one value of a choice with everything it may be called.
type option struct {
	name    string
	label   diag.Text
	aliases []string
}

// choice describes a choice: the spellings as editors offer them, and those in
// another case or with space around them.
func choice(options []option, lang diag.Lang, mayBeEmpty bool) object {
	var values []any
	var descriptions, patterns []string
	add := func(o option, spelling string) {
		if spelling == "" || slices.Contains(values, any(spelling)) {
			return
		}
		values = append(values, spelling)
		descriptions = append(descriptions, o.describe(lang))
		patterns = append(patterns, regexp.QuoteMeta(spelling))
		if typed, ok := coreValue(spelling); ok {
			values, descriptions = append(values, typed), append(descriptions, o.describe(lang))
		}
	}
	for _, o := range options {
		for _, s := range append([]string{o.name, o.label.CN, o.label.TW}, o.aliases...) {
			add(o, s)
		}
		patterns = append(patterns, anyCase(o.name), anyCase(o.label.EN))
	}
	pattern, types := "(?:"+strings.Join(patterns, "|")+")", []string{"string"}
	if mayBeEmpty {
		pattern, types = pattern+"?", []string{"string", "null"}
	}
	return object{{"anyOf", []any{
		object{{"enum", values}, {"enumDescriptions", descriptions}},
		object{{"type", types}, {"pattern", "^[" + space + "]*" + pattern + "[" + space + "]*$"}},
	}}}
}

func (o option) describe(l diag.Lang) string {
	if label := o.label.In(l); label != o.name {
		return label + " (" + o.name + ")"
	}
	return o.name
}

// anyCase is a pattern for a text in any case, as strings.EqualFold has it.
func anyCase(s string) string {
	var b strings.Builder
	for _, r := range s {
		others := string(r)
		for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
			others += string(o)
		}
		if len(others) == len(string(r)) {
			b.WriteString(regexp.QuoteMeta(others))
		} else {
			b.WriteString("[" + others + "]")
		}
	}
	return b.String()
}

// coreValue is what a YAML 1.2 reader makes of a plain scalar that is not text.
func coreValue(s string) (any, bool) {
	switch s {
	case "true", "True", "TRUE":
		return true, true
	case "false", "False", "FALSE":
		return false, true
	}
	if forms()[Number].MatchString(s) {
		return json.Number(s), true
	}
	return nil, false
}

// splitPattern is the pattern of a text that stands for a list: at least n items
// between the separators that split knows.
func splitPattern(f *Field, n int, mayBeEmpty bool) string {
	const separators = ",，、;；\n"
	gap := "[" + space + separators + "]*"
	var item string
	switch {
	case f.Kind == ID:
		item = "(?:" + idForm + ")[" + space + "]*"
	case f.named():
		item = "(?:[^()（）" + separators + space + "]|" + glossForm + ")(?:[^()（）" + separators + "]|" + glossForm + ")*"
	default:
		item = "[^" + separators + space + "][^" + separators + "]*"
	}
	p := gap + item + "(?:[" + separators + "]" + gap + item + "){" + strconv.Itoa(n-1) + ",}(?:[" + separators + "]" + gap + ")?"
	if mayBeEmpty {
		return "^[" + space + "]*$|^" + p + "$"
	}
	return "^" + p + "$"
}
