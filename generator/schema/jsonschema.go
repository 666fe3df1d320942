package schema

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
)

// JSONSchema returns the JSON Schema (2020-12) of the front matter of a type's
// records, with titles and descriptions in one language. It is the same to the
// byte for the same schema.
//
// It is for a front matter read as YAML 1.2 (core schema) and gives the verdict
// of the rules of form: keys, choices, forms, shapes, ranges, what is required
// and when. Every key of a field is a property, and two spellings of one field
// exclude each other. Where text is expected a number or a truth value will do
// if it would be right as text (title: 2025).
//
// Some things it cannot know, and there it is silent: how a number was written
// (0123, +5, 1e3, 3.0), the range of a number in quotes, a key that stands
// twice, text that is not NFC, whether a table stands in the body instead of a
// field, which years have 53 weeks, the order of a period, and clocks put
// forward. What a name refers to is not a matter of form.
func (s *Schema) JSONSchema(t *Type, lang diag.Lang) ([]byte, error) {
	e := &emitter{schema: s, typ: t, lang: lang}
	return e.document(t.Name, t.Label, t)
}

// RegisterJSONSchema returns the JSON Schema of a register or the config, as
// JSONSchema does of a type.
func (s *Schema) RegisterJSONSchema(r *Register, lang diag.Lang) ([]byte, error) {
	e := &emitter{schema: s, lang: lang}
	return e.document(r.Name, r.Label, r)
}

// object is a JSON object whose members stay in order.
type object []member

type member struct {
	key   string
	value any
}

func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeJSON(&b, m.key); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := writeJSON(&b, m.value); err != nil {
			return nil, fmt.Errorf("%s: %w", m.key, err)
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

func writeJSON(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

// emitter writes one JSON Schema.
type emitter struct {
	schema *Schema
	typ    *Type // nil for a register
	lang   diag.Lang
	defs   object
}

const filledRef = "#/$defs/filled"

func (e *emitter) document(name string, label diag.Text, set fieldSet) ([]byte, error) {
	mapping := e.mapping(set, "field")
	filled := object{
		{"description", diag.Text{CN: "不能是空的", TW: "不能是空的", EN: "must not be empty"}.In(e.lang)},
		{"type", []string{"string", "number", "boolean", "array", "object"}},
		{"pattern", "[^" + space + "]"},
		{"minItems", 1},
		{"minProperties", 1},
	}
	doc := slices.Concat(object{
		{"$schema", "https://json-schema.org/draft/2020-12/schema"},
		{"$id", "urn:minutebook:schema:" + name},
		{"title", label.In(e.lang)},
		{"type", "object"},
	}, mapping, object{{"$defs", append(object{{"filled", filled}}, e.defs...)}})
	var raw, out bytes.Buffer
	if err := writeJSON(&raw, doc); err != nil {
		return nil, fmt.Errorf("write the JSON Schema of %s: %w", name, err)
	}
	if err := json.Indent(&out, raw.Bytes(), "", "  "); err != nil {
		return nil, fmt.Errorf("write the JSON Schema of %s: %w", name, err)
	}
	return out.Bytes(), nil // with the encoder's line end
}

// mapping describes the keys of a mapping. path names the definitions of its
// fields.
func (e *emitter) mapping(set fieldSet, path string) object {
	var properties object
	var rules []any
	for i, f := range set.fields() {
		def := path + "." + f.Name
		if !plainName.MatchString(f.Name) {
			def = path + "." + strconv.Itoa(i)
		}
		e.defs = append(e.defs, member{def, e.field(f, def)})
		keys := keysOf(set, f)
		for _, k := range keys {
			p := object{{"$ref", "#/$defs/" + def}}
			if k != f.Name && (e.lang == diag.En || k != f.Label.In(e.lang)) {
				p = append(p, member{"doNotSuggest", true}) // accepted, but two offers a field are enough
			}
			properties = append(properties, member{k, p})
		}
		rules = append(rules, e.required(set, f, keys)...)
		rules = append(rules, onlyOne(keys)...)
	}
	out := object{{"properties", properties}, {"additionalProperties", false}}
	if len(rules) > 0 {
		out = append(out, member{"allOf", rules})
	}
	return out
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// keysOf lists the keys that mean a field of a mapping.
func keysOf(set fieldSet, f *Field) []string {
	var out []string
	for _, k := range append([]string{f.Name}, f.Aliases...) {
		if set.Field(k) == f {
			out = append(out, k)
		}
	}
	return out
}

// onlyOne says that a field stands under one of its keys. It does so with if and
// then: editors passed over dependentSchemas for years.
func onlyOne(keys []string) []any {
	var out []any
	for i, k := range keys[:max(0, len(keys)-1)] {
		var others object
		for _, o := range keys[i+1:] {
			others = append(others, member{o, false})
		}
		out = append(out, object{{"if", object{{"required", []string{k}}}}, {"then", object{{"properties", others}}}})
	}
	return out
}

// required says when a field must be there. A field that is always required has
// a definition that cannot be empty; of the others it is said here.
func (e *emitter) required(set fieldSet, f *Field, keys []string) []any {
	c := f.Required
	switch {
	case f.Kind == Raw || f.Table:
		return nil
	case c.Always:
		return []any{anyOf(keys, nil)}
	case len(c.When) > 0:
		var all []any
		for _, m := range c.When {
			on := fieldNamed(set, m.Field)
			if on == nil {
				return nil // it never holds
			}
			all = append(all, anyOf(keysOf(set, on), e.oneOf(on, m.Values)))
		}
		return []any{object{{"if", object{{"allOf", all}}}, {"then", e.there(keys)}}}
	case len(c.Unless) > 0:
		if others := e.anyThere(set, c.Unless); others != nil {
			return []any{object{{"if", others}, {"else", e.there(keys)}}}
		}
		return []any{e.there(keys)}
	case len(c.With) > 0:
		if others := e.anyThere(set, c.With); others != nil {
			return []any{object{{"if", others}, {"then", e.there(keys)}}}
		}
	}
	return nil
}

func fieldNamed(set fieldSet, name string) *Field {
	i := slices.IndexFunc(set.fields(), func(f *Field) bool { return f.Name == name })
	if i < 0 {
		return nil
	}
	return set.fields()[i]
}

// anyOf says that one of the keys is there, with a value that is so if that
// matters.
func anyOf(keys []string, value any) any {
	var out []any
	for _, k := range keys {
		o := object{{"required", []string{k}}}
		if value != nil {
			o = append(o, member{"properties", object{{k, value}}})
		}
		out = append(out, o)
	}
	if len(out) == 1 {
		return out[0]
	}
	return object{{"anyOf", out}}
}

// there says that a field is there and not empty.
func (e *emitter) there(keys []string) any { return anyOf(keys, object{{"$ref", filledRef}}) }

// anyThere says that one of the fields is there and not empty; nil if the
// mapping has none of them.
func (e *emitter) anyThere(set fieldSet, names []string) any {
	var keys []string
	for _, name := range names {
		if f := fieldNamed(set, name); f != nil {
			keys = append(keys, keysOf(set, f)...)
		}
	}
	if len(keys) == 0 {
		return nil
	}
	return e.there(keys)
}

// oneOf says that a choice is one of some values.
func (e *emitter) oneOf(f *Field, names []string) any {
	var some []option
	for _, c := range f.Choices {
		if slices.Contains(names, c.Name) {
			some = append(some, option{c.Name, c.Label, c.Aliases})
		}
	}
	return choice(some, e.lang, false)
}

// field describes a field with what editors show of it.
func (e *emitter) field(f *Field, def string) object {
	mayBeEmpty := !f.Required.Always || f.Table
	out := e.words(f)
	if f.Kind == Raw {
		return out
	}
	out = append(out, e.value(f, def, mayBeEmpty)...)
	if !mayBeEmpty {
		out = append(out, member{"allOf", []any{object{{"$ref", filledRef}}}})
	}
	return out
}

func (e *emitter) words(f *Field) object {
	keysWord := diag.Text{CN: "可用的键：", TW: "可用的鍵：", EN: "Keys: "}.In(e.lang)
	description := f.Help.In(e.lang)
	if form, ok := formHints[f.Kind]; ok && f.Kind != Text && description == "" {
		description = form.In(e.lang)
	}
	out := object{{"title", f.Label.In(e.lang)}}
	if description != "" {
		out = append(out, member{"description", description})
	}
	keys := append([]string{"`" + f.Name + "`"}, f.Aliases...)
	md := "**" + f.Label.In(e.lang) + "**"
	if description != "" {
		md += "\n\n" + description
	}
	return append(out, member{"markdownDescription", md + "\n\n" + keysWord + strings.Join(keys, ", ")})
}

// value describes what a field takes.
func (e *emitter) value(f *Field, def string, mayBeEmpty bool) object {
	switch {
	case f.Kind == Audience:
		return e.audience(mayBeEmpty)
	case f.List:
		return e.list(f, def, mayBeEmpty)
	case f.Kind == Object:
		return append(shape("object", mayBeEmpty), e.mapping(f, def)...)
	}
	return e.scalar(f, mayBeEmpty)
}

// shape is the type of a list or mapping; emptiness may be written as text, too.
func shape(name string, mayBeEmpty bool) object {
	if mayBeEmpty {
		return object{{"type", []string{name, "string", "null"}}, {"pattern", "^[" + space + "]*$"}}
	}
	return object{{"type", name}}
}

func (e *emitter) list(f *Field, def string, mayBeEmpty bool) object {
	item := *f
	item.List = false
	var out object
	if f.splits() {
		out = e.scalar(&item, mayBeEmpty)
		out.set("type", append(out.get("type").([]string), "array"))
		out.set("pattern", splitPattern(f, max(1, f.MinItems), mayBeEmpty))
		out.set("patternErrorMessage", diag.Text{CN: "写成列表，或在一行里用顿号隔开", TW: "寫成清單，或在一行裡用頓號隔開", EN: "write a list, or one line with commas"}.In(e.lang))
		if f.MinItems > 1 {
			out.set("type", []string{"string", "array"}) // a number is one item
			if mayBeEmpty {
				out.set("type", []string{"string", "array", "null"})
			}
		}
	} else {
		out = shape("array", mayBeEmpty)
	}
	of := e.value(&item, def, false)
	if f.Kind != Object {
		of = append(of, member{"allOf", []any{object{{"$ref", filledRef}}}})
	}
	out = append(out, member{"items", of})
	if f.MinItems > 0 {
		out = append(out, member{"minItems", f.MinItems})
	}
	return out
}

func (o object) get(key string) any {
	for _, m := range o {
		if m.key == key {
			return m.value
		}
	}
	return nil
}

func (o *object) set(key string, value any) {
	for i := range *o {
		if (*o)[i].key == key {
			(*o)[i].value = value
			return
		}
	}
	*o = append(*o, member{key, value})
}
