package scaffold

import (
	"cmp"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// writer writes front matter for people to fill in: a comment behind each key
// says what belongs there.
type writer struct {
	strings.Builder
	lang    diag.Lang
	chinese bool
}

func (w *writer) line(s string) {
	w.WriteString(s)
	w.WriteByte('\n')
}

// field writes one key of the record.
func (w *writer) field(f *form, field *schema.Field) {
	v := f.values[field.Name]
	key := w.key(field, f.typ.Field)
	switch {
	case field.Kind == schema.Object && field.List:
		rows := [][]part{w.row(field, nil)}
		if !v.empty() {
			rows = nil
			for _, r := range v.rows {
				rows = append(rows, w.row(field, r))
			}
		} else if !f.needs(field) {
			w.entry("", key, "", w.say(field, w.further(field)))
			return
		}
		w.entry("", key, "", w.say(field, w.further(field)))
		for _, r := range rows {
			w.parts(r, "  - ", "    ")
		}
	case field.Kind == schema.Object:
		w.entry("", key, "", w.say(field, ""))
		if !v.empty() {
			w.parts(w.row(field, v.rows[0]), "  ", "  ")
		}
	case v.empty():
		w.entry("", key, "", w.say(field, cmp.Or(f.hint(field), w.help(field))))
	case field.Name == "status": // the one value that is sure to change
		w.entry("", key, scalars(field, v.texts), w.say(field, w.help(field)))
	default:
		w.entry("", key, scalars(field, v.texts), w.say(field, ""))
	}
}

// part is a key inside a mapping.
type part struct{ key, value, comment string }

// row lists the parts of a mapping that are filled or must be.
func (w *writer) row(field *schema.Field, filled map[string]string) []part {
	var out []part
	for _, sub := range field.Fields {
		text := filled[sub.Name]
		if text == "" && !sub.Required.Always {
			continue
		}
		p := part{key: w.key(sub, field.Field)}
		if text == "" {
			p.comment = w.say(sub, w.help(sub))
		} else {
			p.value, p.comment = source.Quote(text), w.say(sub, "")
		}
		out = append(out, p)
	}
	return out
}

func (w *writer) parts(row []part, first, rest string) {
	for _, p := range row {
		w.entry(first, p.key, p.value, p.comment)
		first = rest
	}
}

// entry writes one line: key, value and comment, without trailing blanks.
func (w *writer) entry(indent, key, value, comment string) {
	s := indent + source.Quote(key) + ":"
	if value != "" {
		s += " " + value
	}
	if comment = strings.TrimSpace(comment); comment != "" {
		s += "  # " + comment
	}
	w.line(s)
}

// scalars writes a text, or a list in brackets. An audience of units is a list,
// even if it is one.
func scalars(field *schema.Field, texts []string) string {
	units := field.Kind == schema.Audience && schema.AudienceWord(texts[0]) == ""
	if !field.List && !units && len(texts) == 1 {
		return source.Quote(texts[0])
	}
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = source.Quote(t)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// key is the word a field is written with: its name, or its label if that is
// wanted and means this field and no other.
func (w *writer) key(field *schema.Field, find func(string) *schema.Field) string {
	label := field.Label.CN
	if w.lang == diag.ZhTW {
		label = field.Label.TW
	}
	if w.chinese && find(label) == field {
		return label
	}
	return field.Name
}

// say is the comment behind a key: the label, unless the key is it, and what
// more there is to know.
func (w *writer) say(field *schema.Field, more string) string {
	label := field.Label.In(w.lang)
	if w.chinese && w.lang != diag.En {
		label = ""
	}
	sep := "："
	if w.lang == diag.En {
		sep = ": "
	}
	if label == "" || more == "" {
		sep = ""
	}
	return oneLine(label + sep + more)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// help tells what may be written: the field's own help, its choices, or a form.
func (w *writer) help(field *schema.Field) string {
	if h := field.Help.In(w.lang); h != "" {
		return h
	}
	if len(field.Choices) > 0 {
		var words []string
		for _, c := range field.Choices {
			words = append(words, w.word(c))
		}
		return strings.Join(words, " / ")
	}
	return forms[field.Kind].In(w.lang)
}

// forms say how a value is written where the label does not.
var forms = map[schema.Kind]diag.Text{
	schema.Date:   {CN: "如 2025-06-15", TW: "如 2025-06-15", EN: "such as 2025-06-15"},
	schema.Time:   {CN: "如 2025-06-15 14:30", TW: "如 2025-06-15 14:30", EN: "such as 2025-06-15 14:30"},
	schema.Period: {CN: "如 2025-06、2025-Q2、2025-W24", TW: "如 2025-06、2025-Q2、2025-W24", EN: "such as 2025-06, 2025-Q2 or 2025-W24"},
}

// word is how a choice is written, with its label where that says more.
func (w *writer) word(c *schema.ChoiceValue) string {
	switch {
	case w.lang == diag.En:
		return c.Name
	case w.chinese:
		return c.Label.In(w.lang)
	}
	return c.Name + " " + c.Label.In(w.lang)
}

// further names the keys a row may have beside those that must be there.
func (w *writer) further(field *schema.Field) string {
	var keys []string
	for _, sub := range field.Fields {
		if !sub.Required.Always {
			keys = append(keys, w.key(sub, field.Field))
		}
	}
	if keys == nil {
		return ""
	}
	text := diag.Text{CN: "每项还可写 %s", TW: "每項還可寫 %s", EN: "each may also have %s"}
	return diag.Say(text, strings.Join(keys, ", ")).In(w.lang)
}
