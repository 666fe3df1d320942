package scaffold

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/templates"
)

// offersFile says what is offered beyond what a type requires.
const offersFile = "skeletons/records.yaml"

var slugForm = regexp.MustCompile(`^[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$`)

// New makes the skeleton of a record. An error says what is wrong with the
// request; names that no register knows are notes, since people are often
// registered after their first meeting.
func New(a *archive.Archive, req Request) (*Draft, error) {
	typ := a.Schema.Type(req.Type)
	if typ == nil {
		return nil, noType(a.Schema, req.Type)
	}
	if req.Slug != "" && (!slugForm.MatchString(req.Slug) || len([]rune(req.Slug)) > maxSlug) {
		return nil, diag.Fail(diag.Text{CN: "文件名“%s”不行：用字母和数字，以 - 连接，最多 %d 个字符", TW: "檔名「%s」不行：用字母和數字，以 - 連接，最多 %d 個字元", EN: "slug %q: use letters and digits joined by -, at most %d of them"}, req.Slug, maxSlug)
	}
	req.Today = dayOf(req.Today.In(a.Config.Zone))
	f := &form{a: a, typ: typ, req: req, values: map[string]*value{}}
	for _, s := range req.Given {
		if err := f.give(s); err != nil {
			return nil, err
		}
	}
	if err := f.known(); err != nil {
		return nil, err
	}
	if m, ok := schema.ParseMoment(f.text("date"), a.Config.Zone); !ok || m.Clock {
		return nil, diag.Fail(diag.Text{CN: "日期不能是“%s”：写成 2025-06-15 这样的日子", TW: "日期不能是「%s」：寫成 2025-06-15 這樣的日子", EN: "date: write a day such as 2025-06-15, not %q"}, f.text("date"))
	}
	offer, err := offers(typ.Name)
	if err != nil {
		return nil, err
	}
	d := &Draft{File: File{Path: f.path(), Data: f.emit(offer)}}
	if err := f.verify(d.File); err != nil {
		return nil, err
	}
	for _, field := range ordered(typ.Fields) {
		if f.needs(field) && field.Kind != schema.Object && f.open(field.Name) {
			d.Questions = append(d.Questions, field)
		}
	}
	d.Notes = f.notes
	return d, nil
}

func noType(s *schema.Schema, name string) error {
	var all []string
	var labels []diag.Text
	for _, t := range s.Types {
		labels = append(labels, diag.Text{CN: t.Name + " " + t.Label.CN, TW: t.Name + " " + t.Label.TW, EN: t.Name})
		all = append(append(all, t.Name, t.Label.CN, t.Label.TW), t.Aliases...)
	}
	if near := schema.Nearest(name, all); near != "" {
		return diag.Fail(diag.Text{CN: "没有记录类型“%s”；是不是 %s？", TW: "沒有記錄類型「%s」；是不是 %s？", EN: "there is no record type %q; did you mean %s?"}, name, near)
	}
	return diag.Fail(diag.Text{CN: "没有记录类型“%s”；类型有 %s", TW: "沒有記錄類型「%s」；類型有 %s", EN: "there is no record type %q; the types are %s"}, name, labels)
}

// offers returns what the skeletons add to a type, nil if nothing.
func offers(typ string) (*source.Node, error) {
	b, err := templates.FS.ReadFile(offersFile)
	if err != nil {
		return nil, fmt.Errorf("read the skeletons: %w", err)
	}
	return source.ParseYAML(offersFile, b, source.Limits{}).Front.Get(typ), nil
}

// verify reads the record the way the archive will, beside the same config and
// registers. What is wrong with a value is an error; what is wrong with a name,
// a note.
func (f *form) verify(file File) error {
	tree := fstest.MapFS{file.Path: &fstest.MapFile{Data: file.Data}}
	for _, d := range f.a.Documents {
		if strings.HasSuffix(d.Path, ".yaml") {
			tree[d.Path] = &fstest.MapFile{Data: d.Bytes}
		}
	}
	read, err := archive.Load(context.Background(), tree, archive.Options{Now: f.a.Now, Workers: 1})
	if err != nil {
		return fmt.Errorf("read the new record back: %w", err)
	}
	if len(read.Records) != 1 {
		return fmt.Errorf("the folder %s/ is not one the archive reads; mend types in %s", f.typ.Folder, archive.ConfigFile)
	}
	r := read.Records[0]
	for _, x := range r.Doc.Findings {
		if x.Rule != "field-empty" {
			return diag.Fail(diag.Text{CN: "%s（%s）", TW: "%s（%s）", EN: "%s (%s)"}, withHint(x), strings.TrimSpace(x.Excerpt))
		}
	}
	var told []string
	for _, m := range r.Mentions {
		if !slices.Contains(told, m.Text) {
			told = append(told, m.Text)
			f.nameNote(m)
		}
	}
	return nil
}

func (f *form) nameNote(m *archive.Mention) {
	switch {
	case m.Problem == archive.Unknown && m.Near() != "":
		f.note("“%s”没有登记；是“%s”吗？", "「%s」沒有登記；是「%s」嗎？", "%q is in no register; did you mean %q?", m.Text, m.Near())
	case m.Problem == archive.Unknown:
		f.note("“%s”没有登记；请在 registers/ 里登记", "「%s」沒有登記；請在 registers/ 裡登記", "%q is in no register; enter it under registers/", m.Text)
	case m.Problem == archive.Ambiguous:
		f.note("不止一人叫“%s”；在括号里写单位，或写编号", "不止一人叫「%s」；在括號裡寫單位，或寫編號", "there are several people named %q; add the unit in brackets, or write the id", m.Text)
	case m.Problem == archive.Inactive:
		f.note("“%s”那天不在任", "「%s」那天不在任", "%q is not in office on that day", m.Text)
	}
}

// Ask words the question for a field: its label, and what may be written.
func Ask(s *schema.Schema, field *schema.Field, lang diag.Lang) string {
	w := &writer{lang: lang}
	if field.Kind == schema.Meeting {
		return w.say(field, kindWords(s, lang))
	}
	return w.say(field, w.help(field))
}

func withHint(f diag.Finding) diag.Message {
	if f.Hint.IsZero() {
		return f.Message
	}
	return diag.Say(diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s: %s"}, f.Message, f.Hint)
}
