package schema

import (
	"embed"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

//go:embed data
var data embed.FS

// typeOrder is the order in which the built-in types are shown.
var typeOrder = []string{"meeting", "minutes", "communication", "request", "progress", "notice", "plan", "report", "risk", "dispute", "evaluation", "document"}

// Builtin returns the schema without extensions. The value is shared: treat it
// as read-only and extend it with Extend, which copies.
var Builtin = sync.OnceValue(func() *Schema {
	l := &loader{report: func(n *source.Node, m diag.Message) {
		panic(fmt.Sprintf("built-in schema: line %d: %s", n.Span.Start.Line, m.In(diag.En)))
	}}
	s := &Schema{Kinds: l.kinds(builtinFile("kinds").Get("kinds"), nil)}
	common := l.fields(builtinFile("common").Get("fields"), nil, false)
	for _, name := range typeOrder {
		s.Types = append(s.Types, l.typ(name, builtinFile(name), common, nil))
	}
	for _, p := range builtinFile("registers").Pairs {
		r := &Register{Name: p.Key.Text, File: text(p.Value.Get("file")), Label: l.label(p.Value.Get("label")), Fields: l.fields(p.Value.Get("fields"), nil, false)}
		r.byKey = l.index(p.Value, r.Fields)
		s.Registers = append(s.Registers, r)
	}
	return s
})

func builtinFile(name string) *source.Node {
	path := "data/" + name + ".yaml"
	b, err := data.ReadFile(path)
	if err != nil {
		panic(err)
	}
	doc := source.ParseYAML(path, b, source.Limits{})
	if len(doc.Findings) > 0 {
		panic(fmt.Sprintf("%s: line %d: %s", path, doc.Findings[0].Span.Start.Line, doc.Findings[0].Message.In(diag.En)))
	}
	return doc.Front
}

// loader reads schema nodes; report is told what cannot be used.
type loader struct {
	report func(*source.Node, diag.Message)
}

// typ reads a record type, on top of the one it changes if there is one.
func (l *loader) typ(name string, n *source.Node, common []*Field, old *Type) *Type {
	l.known(n, "type", "folder", "label", "aliases", "dated", "status", "default_status", "fields", "sections", "confirm")
	t := &Type{Name: name, Folder: name, Label: diag.Text{CN: name, TW: name, EN: name}, Dated: true, Fields: common}
	if old != nil {
		c := *old
		t = &c
	}
	if v := n.Get("folder"); v != nil {
		t.Folder = l.folder(v, name)
	}
	if v := n.Get("label"); v != nil {
		t.Label = l.label(v)
	}
	t.Aliases = append(slices.Clone(t.Aliases), texts(n.Get("aliases"))...)
	if v := n.Get("dated"); v != nil {
		t.Dated = l.truth(v)
	}
	if v := n.Get("status"); v != nil {
		t.Statuses = l.choices(v)
	}
	if v := n.Get("default_status"); v != nil {
		t.DefaultStatus = text(v)
	}
	if t.DefaultStatus != "" && !slices.ContainsFunc(t.Statuses, func(c *ChoiceValue) bool { return c.Name == t.DefaultStatus }) {
		l.report(n, diag.Say(diag.Text{CN: "default_status“%s”不在 status 里", TW: "default_status「%s」不在 status 裡", EN: "default_status %q is not one of status"}, t.DefaultStatus))
		t.DefaultStatus = ""
	}
	t.Fields = l.fields(n.Get("fields"), t.Fields, true)
	for i, f := range t.Fields {
		if f.Name == "status" {
			c := *f
			c.Kind, c.Choices = Choice, t.Statuses
			if len(c.Choices) == 0 {
				c.Kind = Text
			}
			t.Fields[i] = &c
		}
	}
	l.conditions(n.Get("fields"), t.Fields)
	t.Sections = l.sections(n.Get("sections"), t.Sections)
	if v := n.Get("confirm"); v != nil {
		t.Confirm = l.confirms(v)
	}
	t.byKey = l.index(n, t.Fields)
	t.bySection = map[string]*Section{}
	for _, s := range t.Sections {
		var told *Section // that has a name of this one
		for _, h := range append([]string{s.Label.CN, s.Label.TW, s.Label.EN}, s.Aliases...) {
			h = strings.ToLower(CleanHeading(h))
			if o := t.bySection[h]; o != nil && o != s {
				if told == o {
					continue
				}
				told = o
				l.report(n, diag.Say(diag.Text{CN: "标题“%s”既是 %s 又是 %s 一节的名称", TW: "標題「%s」既是 %s 又是 %s 一節的名稱", EN: "the heading %q names both section %s and section %s"}, h, o.Name, s.Name))
				continue
			}
			t.bySection[h] = s
		}
	}
	return t
}

// fields reads a mapping of fields on top of the ones there are. What it does
// not say about a field that exists stays as it is.
func (l *loader) fields(n *source.Node, old []*Field, own bool) []*Field {
	out := slices.Clone(old)
	for _, p := range l.pairs(n) {
		name := norm.NFC.String(p.Key.Text)
		i := slices.IndexFunc(out, func(o *Field) bool { return o.Name == name })
		f := &Field{Name: name, Label: diag.Text{CN: name, TW: name, EN: name}, Kind: Text}
		if i >= 0 {
			c := *out[i]
			c.item = nil
			f = &c
		}
		l.field(f, p.Value)
		f.Own = own
		if i >= 0 && (f.Kind != out[i].Kind || f.List != out[i].List) {
			l.report(p.Value, diag.Say(diag.Text{CN: "已有的字段“%s”不能改类型", TW: "已有的欄位「%s」不能改類型", EN: "field %q is there already; its type cannot be changed"}, name))
			continue
		}
		if i >= 0 {
			out[i] = f
		} else {
			out = append(out, f)
		}
	}
	return out
}

// field changes a field to what a mapping says.
func (l *loader) field(f *Field, n *source.Node) {
	l.known(n, "label", "aliases", "help", "type", "list", "of", "values", "fields", "required", "min", "max", "min_items", "table")
	if v := n.Get("label"); v != nil {
		f.Label = l.label(v)
	}
	if v := n.Get("help"); v != nil {
		f.Help = l.label(v)
	}
	names := append([]string{f.Label.CN, f.Label.TW}, texts(n.Get("aliases"))...)
	f.Aliases = unique(append(names, f.Aliases...), f.Name)
	if v := n.Get("fields"); v != nil {
		f.Kind = Object
		f.Fields = l.fields(v, f.Fields, false)
		f.byKey = l.index(v, f.Fields)
		l.conditions(v, f.Fields)
	}
	if v := n.Get("type"); v != nil {
		f.Kind = l.kind(v, f)
	}
	if v := n.Get("list"); v != nil {
		f.List = l.truth(v)
	}
	if v := n.Get("table"); v != nil {
		f.Table = l.truth(v)
	}
	if v := n.Get("of"); v != nil {
		f.Of = text(v)
	}
	if v := n.Get("values"); v != nil {
		f.Choices = l.choices(v)
	}
	if f.Kind == Choice && len(f.Choices) == 0 && f.Name != "status" {
		l.report(n, diag.Say(diag.Text{CN: "choice 字段“%s”要列出 values", TW: "choice 欄位「%s」要列出 values", EN: "choice field %q must list its values"}, f.Name))
		f.Kind = Text
	}
	if v := n.Get("min"); v != nil {
		f.Min = l.number(v)
	}
	if v := n.Get("max"); v != nil {
		f.Max = l.number(v)
	}
	if f.Min != nil && f.Max != nil && *f.Min > *f.Max {
		l.report(n, diag.Say(diag.Text{CN: "字段“%s”的 min 大于 max", TW: "欄位「%s」的 min 大於 max", EN: "field %q: min is above max"}, f.Name))
		f.Min, f.Max = nil, nil
	}
	if v := n.Get("min_items"); v != nil {
		if x := l.number(v); x != nil {
			f.MinItems = int(*x)
		}
	}
	if v := n.Get("required"); v != nil {
		f.Required = l.condition(v)
	}
}

// kind reads the type of a field. Only a mapping of fields makes an object.
func (l *loader) kind(n *source.Node, f *Field) Kind {
	k, ok := kindNames[text(n)]
	switch {
	case !ok:
		l.report(n, diag.Say(diag.Text{CN: "没有“%s”这种字段类型", TW: "沒有「%s」這種欄位類型", EN: "there is no field type %q"}, text(n)))
		return f.Kind
	case (k == Object) != (len(f.Fields) > 0):
		l.report(n, diag.Say(diag.Text{CN: "object 字段“%s”要列出 fields，其他字段不能有 fields", TW: "object 欄位「%s」要列出 fields，其他欄位不能有 fields", EN: "field %q: an object lists its fields, and nothing else has any"}, f.Name))
		return f.Kind
	}
	return k
}

func (l *loader) condition(n *source.Node) Condition {
	var c Condition
	if n.Kind == source.Scalar {
		c.Always = l.truth(n)
		return c
	}
	l.known(n, "when", "unless", "with")
	c.When = l.matches(n.Get("when"))
	c.Unless = texts(n.Get("unless"))
	c.With = texts(n.Get("with"))
	return c
}

func (l *loader) matches(n *source.Node) []Match {
	var out []Match
	for _, p := range l.pairs(n) {
		out = append(out, Match{p.Key.Text, texts(p.Value)})
	}
	return out
}

func (l *loader) sections(n *source.Node, old []*Section) []*Section {
	out := slices.Clone(old)
	for _, p := range l.pairs(n) {
		l.known(p.Value, "label", "aliases", "role", "required")
		s := &Section{
			Name: p.Key.Text, Label: l.named(p), Aliases: texts(p.Value.Get("aliases")),
			Role: l.oneOf(p.Value.Get("role"), "decisions", "actions", "followup", "rows", "problems"), Required: l.truth(p.Value.Get("required")),
		}
		if i := slices.IndexFunc(out, func(o *Section) bool { return o.Name == s.Name }); i >= 0 {
			out[i] = s
		} else {
			out = append(out, s)
		}
	}
	return out
}

func (l *loader) confirms(n *source.Node) []Confirm {
	if n.Kind != source.List {
		l.report(n, diag.Say(diag.Text{CN: "这里要写成列表", TW: "這裡要寫成清單", EN: "a list is expected here"}))
	}
	var out []Confirm
	for _, item := range n.Items {
		l.known(item, "who", "when")
		who := l.oneOf(item.Get("who"), "reviewer", "action-owners", "counterpart", "any", "department-contacts", "requester", "confirmers", "approver", "arbiter")
		out = append(out, Confirm{Who: who, When: l.matches(item.Get("when"))})
	}
	return out
}

func (l *loader) kinds(n *source.Node, old []*MeetingKind) []*MeetingKind {
	out := slices.Clone(old)
	for _, p := range l.pairs(n) {
		l.known(p.Value, "label", "aliases", "cadence", "quorum", "approval")
		k := &MeetingKind{
			Name: p.Key.Text, Label: l.named(p), Aliases: texts(p.Value.Get("aliases")),
			Cadence: l.oneOf(p.Value.Get("cadence"), "month", "quarter", "year"), Quorum: l.share(p.Value.Get("quorum")), Approval: l.share(p.Value.Get("approval")),
		}
		if i := slices.IndexFunc(out, func(o *MeetingKind) bool { return o.Name == k.Name }); i >= 0 {
			out[i] = k
		} else {
			out = append(out, k)
		}
	}
	return out
}

func (l *loader) choices(n *source.Node) []*ChoiceValue {
	var out []*ChoiceValue
	for _, p := range l.pairs(n) {
		l.known(p.Value, "label", "aliases")
		label := l.named(p)
		out = append(out, &ChoiceValue{Name: p.Key.Text, Label: label, Aliases: unique(append([]string{label.CN, label.TW}, texts(p.Value.Get("aliases"))...), p.Key.Text)})
	}
	return out
}

// named reads the label of a thing, which is its name if none is given.
func (l *loader) named(p source.Pair) diag.Text {
	if v := p.Value.Get("label"); v != nil {
		return l.label(v)
	}
	return diag.Text{CN: p.Key.Text, TW: p.Key.Text, EN: p.Key.Text}
}

// label reads [zh-CN, zh-TW, en]; a single text serves all three.
func (l *loader) label(n *source.Node) diag.Text {
	if n.Kind == source.Scalar {
		return diag.Text{CN: n.Text, TW: n.Text, EN: n.Text}
	}
	if n.Kind != source.List || len(n.Items) != 3 {
		l.report(n, diag.Say(diag.Text{CN: "名称要写成 [简体, 繁体, 英文] 三项，或一个通用的词", TW: "名稱要寫成 [簡體, 繁體, 英文] 三項，或一個通用的詞", EN: "a label is [simplified, traditional, English], or one word for all three"}))
		return diag.Text{}
	}
	return diag.Text{CN: n.Items[0].Text, TW: n.Items[1].Text, EN: n.Items[2].Text}
}

func (l *loader) share(n *source.Node) Share {
	if n == nil {
		return Share{}
	}
	a, b, ok := strings.Cut(n.Text, "/")
	num, err1 := strconv.Atoi(strings.TrimSpace(a))
	den, err2 := strconv.Atoi(strings.TrimSpace(b))
	if !ok || err1 != nil || err2 != nil || num < 1 || den < num {
		l.report(n, diag.Say(diag.Text{CN: "份额要写成 1/2、2/3 这样的分数", TW: "份額要寫成 1/2、2/3 這樣的分數", EN: "a share is a fraction such as 1/2 or 2/3"}))
		return Share{}
	}
	return Share{num, den}
}

// number reads a number; nil if it is none.
func (l *loader) number(n *source.Node) *float64 {
	v, err := strconv.ParseFloat(n.Text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		l.report(n, diag.Say(diag.Text{CN: "“%s”不是数", TW: "「%s」不是數", EN: "%q is not a number"}, n.Text))
		return nil
	}
	return &v
}

// truth reads true or false; nothing is false.
func (l *loader) truth(n *source.Node) bool {
	if n == nil {
		return false
	}
	if n.Text != "true" && n.Text != "false" {
		l.report(n, diag.Say(diag.Text{CN: "这里写 true 或 false", TW: "這裡寫 true 或 false", EN: "write true or false here"}))
	}
	return n.Text == "true"
}

// oneOf reads one of some words; nothing is "".
func (l *loader) oneOf(n *source.Node, words ...string) string {
	if n == nil || slices.Contains(words, n.Text) {
		return text(n)
	}
	l.report(n, diag.Say(diag.Text{CN: "“%s”没有意义；可用的有：%s", TW: "「%s」沒有意義；可用的有：%s", EN: "%q means nothing here; the words are %s"}, n.Text, strings.Join(words, ", ")))
	return ""
}

// pairs are the pairs of a mapping; nothing is an empty one.
func (l *loader) pairs(n *source.Node) []source.Pair {
	if n == nil || n.Kind == source.Null {
		return nil
	}
	if n.Kind != source.Map {
		l.report(n, diag.Say(diag.Text{CN: "这里要写成映射（名称: 内容）", TW: "這裡要寫成映射（名稱: 內容）", EN: "a mapping (name: …) is expected here"}))
	}
	return n.Pairs
}

// known reports the keys of a schema mapping that mean nothing.
func (l *loader) known(n *source.Node, keys ...string) {
	for _, p := range l.pairs(n) {
		if !slices.Contains(keys, p.Key.Text) {
			l.report(p.Key, diag.Say(diag.Text{CN: "这里不认识键“%s”；可用的有：%s", TW: "這裡不認識鍵「%s」；可用的有：%s", EN: "key %q means nothing here; the keys are %s"}, p.Key.Text, strings.Join(keys, ", ")))
		}
	}
}

// index maps every accepted key to its field. A name is never an alias of
// another field. A field of the type's own takes an alias from a common one; the
// same rank twice is reported.
func (l *loader) index(at *source.Node, fields []*Field) map[string]*Field {
	m := make(map[string]*Field, len(fields)*4)
	for _, f := range fields {
		m[f.Name] = f
		if f.item == nil && (f.List || f.Kind == Audience) {
			f.item = f.single()
		}
	}
	for _, f := range fields {
		for _, a := range f.Aliases {
			a = norm.NFC.String(a)
			o := m[a]
			switch {
			case o == nil || o == f || f.Own && !o.Own && o.Name != a:
				m[a] = f
			case o.Own && !f.Own:
			default:
				l.report(at, diag.Say(diag.Text{CN: "“%s”既是字段 %s 又是字段 %s 的名称", TW: "「%s」既是欄位 %s 又是欄位 %s 的名稱", EN: "%q names both field %s and field %s"}, a, o.Name, f.Name))
			}
		}
	}
	return m
}

func text(n *source.Node) string {
	if n == nil {
		return ""
	}
	return n.Text
}

func texts(n *source.Node) []string {
	if n == nil {
		return nil
	}
	if n.Kind == source.Scalar {
		return []string{n.Text}
	}
	var out []string
	for _, i := range n.Items {
		out = append(out, i.Text)
	}
	return out
}

// unique drops repetitions and one given word, keeping the order.
func unique(words []string, not string) []string {
	var out []string
	for _, w := range words {
		if w != "" && w != not && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out
}
