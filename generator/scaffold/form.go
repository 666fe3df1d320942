package scaffold

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// form is a record while it is filled in.
type form struct {
	a      *archive.Archive
	typ    *schema.Type
	req    Request
	values map[string]*value // by the field's name
	notes  []diag.Message
	carry  []*archive.Action
}

// value is what a field holds: texts (one, unless it is a list), or the rows of
// a list of mappings; a single mapping is one row.
type value struct {
	texts []string
	rows  []map[string]string
}

func (v *value) empty() bool { return v == nil || len(v.texts) == 0 && len(v.rows) == 0 }

func (f *form) has(field string) bool { return !f.values[field].empty() }

// open reports whether a field exists and nobody has said anything about it.
func (f *form) open(field string) bool {
	_, said := f.values[field]
	return !said && f.typ.Field(field) != nil
}

// text is a field's value, "" if it has none or several.
func (f *form) text(field string) string {
	if v := f.values[field]; v != nil && len(v.texts) == 1 {
		return v.texts[0]
	}
	return ""
}

// fill sets a field that is open; empty texts are left out.
func (f *form) fill(field string, texts ...string) {
	texts = slices.DeleteFunc(texts, func(s string) bool { return s == "" })
	if f.open(field) && len(texts) > 0 {
		f.values[field] = &value{texts: texts}
	}
}

func (f *form) note(cn, tw, en string, args ...any) {
	f.notes = append(f.notes, diag.Say(diag.Text{CN: cn, TW: tw, EN: en}, args...))
}

// give takes what the writer says.
func (f *form) give(s Setting) error {
	key, sub, dotted := strings.Cut(strings.TrimSpace(s.Field), ".")
	field := f.typ.Field(key)
	if field == nil {
		return noField(key, f.typ.Fields)
	}
	text := norm.NFC.String(strings.TrimSpace(s.Value))
	if text == "" {
		f.values[field.Name] = &value{}
		return nil
	}
	if field.Kind == schema.Object {
		return f.giveRow(field, sub, text)
	}
	if dotted {
		return diag.Fail(diag.Text{CN: "字段“%[1]s”没有下一级；写成 %[1]s=…", TW: "欄位「%[1]s」沒有下一級；寫成 %[1]s=…", EN: "field %[1]q has no parts; write %[1]s=…"}, key)
	}
	texts := []string{text}
	if field.List || field.Kind == schema.Audience {
		texts = splitList(field.Kind, text)
	}
	if field.Kind == schema.Record {
		for i, t := range texts {
			id, err := f.recordID(t)
			if err != nil {
				return diag.Fail(diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s: %s"}, key, err)
			}
			texts[i] = id
		}
	}
	v := f.values[field.Name]
	if v == nil || !field.List && field.Kind != schema.Audience {
		v = &value{}
		f.values[field.Name] = v
	}
	v.texts = append(v.texts, texts...)
	return nil
}

func (f *form) giveRow(field *schema.Field, sub, text string) error {
	part := field.Field(sub)
	if part == nil {
		err := noField(sub, field.Fields)
		return diag.Fail(diag.Text{CN: "“%s”的下一级写成 %[1]s.字段=…：%[2]s", TW: "「%s」的下一級寫成 %[1]s.欄位=…：%[2]s", EN: "the parts of %q are given as %[1]s.part=…: %[2]s"}, field.Name, err)
	}
	v := f.values[field.Name]
	if v == nil {
		v = &value{}
		f.values[field.Name] = v
	}
	last := len(v.rows) - 1
	if last < 0 || field.List && v.rows[last][part.Name] != "" {
		v.rows = append(v.rows, map[string]string{})
		last++
	}
	v.rows[last][part.Name] = text
	return nil
}

func noField(key string, fields []*schema.Field) error {
	var names []string
	for _, f := range fields {
		names = append(append(names, f.Name), f.Aliases...)
	}
	if near := schema.Nearest(key, names); near != "" {
		return diag.Fail(diag.Text{CN: "没有字段“%s”；是不是 %s？", TW: "沒有欄位「%s」；是不是 %s？", EN: "there is no field %q; did you mean %s?"}, key, near)
	}
	names = names[:0]
	for _, f := range fields {
		names = append(names, f.Name)
	}
	return diag.Fail(diag.Text{CN: "没有字段“%s”；字段有 %s", TW: "沒有欄位「%s」；欄位有 %s", EN: "there is no field %q; the fields are %s"}, key, strings.Join(names, ", "))
}

// recordID finds the record that an id or a path means. An item behind # stays.
func (f *form) recordID(text string) (string, error) {
	id, item, _ := strings.Cut(text, "#")
	if strings.HasSuffix(id, ".md") {
		id = strings.TrimSuffix(path.Base(id), ".md")
	}
	r := f.a.Record(id)
	if r == nil {
		var ids []string
		for _, x := range f.a.Records {
			ids = append(ids, x.ID)
		}
		if near := schema.Nearest(id, ids); near != "" {
			return "", diag.Fail(diag.Text{CN: "没有记录“%s”；是不是 %s？", TW: "沒有記錄「%s」；是不是 %s？", EN: "there is no record %q; did you mean %s?"}, id, near)
		}
		return "", diag.Fail(diag.Text{CN: "没有记录“%s”；写记录的编号，也就是去掉 .md 的文件名", TW: "沒有記錄「%s」；寫記錄的編號，也就是去掉 .md 的檔名", EN: "there is no record %q; give the id of one, which is its file's name without .md"}, id)
	}
	if item != "" {
		return r.ID + "#" + item, nil
	}
	return r.ID, nil
}

// splitList cuts a text at the separators that the archive takes for them, but
// not inside brackets: 张敏、李伟（后勤、夜班）.
func splitList(kind schema.Kind, text string) []string {
	switch kind {
	case schema.Person, schema.Unit, schema.Party, schema.Word, schema.Record, schema.ID:
	case schema.Audience:
		if schema.AudienceWord(text) != "" {
			return []string{text}
		}
	default:
		return []string{text}
	}
	depth := 0
	parts := strings.FieldsFunc(text, func(r rune) bool {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth = max(0, depth-1)
		case '、', '，', ',', ';', '；':
			return depth == 0
		}
		return false
	})
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// needs reports whether a field is required beside what is filled in. Where the
// config has no audience for records that name none, each must name its own.
func (f *form) needs(field *schema.Field) bool {
	c := field.Required
	switch {
	case field.Kind == schema.Raw:
		return false
	case field.Kind == schema.Audience:
		return f.a.Config.Audience.Level == archive.Nobody
	case c.Always:
		return true
	case len(c.When) > 0:
		return !slices.ContainsFunc(c.When, func(m schema.Match) bool { return !slices.Contains(m.Values, f.choice(m.Field)) })
	case len(c.Unless) > 0:
		return !slices.ContainsFunc(c.Unless, f.has)
	case len(c.With) > 0:
		return slices.ContainsFunc(c.With, f.has)
	}
	return false
}

// choice is the name of the choice a field holds, "" if none.
func (f *form) choice(field string) string {
	if x := f.typ.Field(field); x != nil {
		if c := x.Choice(f.text(field)); c != nil {
			return c.Name
		}
	}
	return ""
}

// emit writes the whole file.
func (f *form) emit(offer *source.Node) []byte {
	w := &writer{lang: f.req.Lang, chinese: f.req.ChineseKeys}
	w.line("---")
	for _, field := range ordered(f.typ.Fields) {
		if f.offered(field, offer) {
			w.field(f, field)
		}
	}
	w.line("---")
	for _, s := range f.typ.Sections {
		carried := f.carriedInto() == s
		if !s.Required && !carried && !holds(offer.Get("sections"), s.Name) {
			continue
		}
		w.line("")
		w.line("## " + s.Label.In(f.req.Lang))
		if carried {
			w.line("")
			f.carried(w, s)
		}
		if s.Name == "topics" {
			f.topics(w)
		}
	}
	return []byte(w.String())
}

// topics lists the agenda of the meeting that minutes are of.
func (f *form) topics(w *writer) {
	m := f.a.Record(f.text("meeting"))
	if m == nil || m.Values.Items("agenda") == nil {
		return
	}
	w.line("")
	for i, x := range m.Values.Items("agenda") {
		w.line(fmt.Sprintf("%d. %s", i+1, oneLine(x.Object().Text("title"))))
	}
}

// offered reports whether a field stands in the file: it is required, has a
// value, or the skeleton offers it. A project is not offered where there are none.
func (f *form) offered(field *schema.Field, offer *source.Node) bool {
	if field.Kind == schema.Project && len(f.a.Projects) == 0 {
		offer = nil
	}
	return f.has(field.Name) || f.needs(field) || holds(offer.Get("fields"), field.Name)
}

func holds(list *source.Node, name string) bool {
	return list != nil && slices.ContainsFunc(list.Items, func(n *source.Node) bool { return n.Text == name })
}

// ordered puts the fields of the type itself behind those that say what the
// record is (title, unit, date) and before the rest of the common ones.
func ordered(fields []*schema.Field) []*schema.Field {
	date := slices.IndexFunc(fields, func(f *schema.Field) bool { return f.Name == "date" })
	common := 0
	for i, f := range fields {
		if !f.Own {
			common = i + 1
		}
	}
	return slices.Concat(fields[:date+1], fields[common:], fields[date+1:common])
}
