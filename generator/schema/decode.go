package schema

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// fieldSet is a mapping that can be decoded: a Type, a Register or an Object field.
type fieldSet interface {
	Field(key string) *Field
	fields() []*Field
}

func (t *Type) fields() []*Field     { return t.Fields }
func (r *Register) fields() []*Field { return r.Fields }
func (f *Field) fields() []*Field    { return f.Fields }

// Decode reads the front matter of a record of this type. It never fails: what
// is wrong is appended to doc.Findings under the rules of form (see Rules), and
// what could be read is returned. zone is the archive's time zone.
func (t *Type) Decode(doc *source.Document, s *Schema, zone *time.Location) *Values {
	d := &decoder{doc: doc, schema: s, zone: zone, free: make([]Value, count(doc.Front))}
	return d.mapping(t, doc.Front, doc.FrontSpan)
}

// Decode reads a register or the config.
func (r *Register) Decode(doc *source.Document, s *Schema, zone *time.Location) *Values {
	d := &decoder{doc: doc, schema: s, zone: zone, free: make([]Value, count(doc.Front))}
	return d.mapping(r, doc.Front, diag.Span{})
}

type decoder struct {
	doc    *source.Document
	schema *Schema
	zone   *time.Location
	free   []Value // those of a document are made together
}

// count is about how many values a node becomes.
func count(n *source.Node) int {
	if n == nil {
		return 0
	}
	sum := 0
	for _, p := range n.Pairs {
		sum += 1 + count(p.Value)
	}
	for _, i := range n.Items {
		sum += 1 + count(i)
	}
	return sum
}

func (d *decoder) fresh(f *Field, key diag.Span, name string) *Value {
	if len(d.free) == 0 {
		d.free = make([]Value, 4) // a text was split at its commas
	}
	v := &d.free[0]
	d.free = d.free[1:]
	v.Field, v.Key, v.Name = f, key, name
	return v
}

func (d *decoder) report(rule string, span diag.Span, msg, hint diag.Message) *diag.Finding {
	d.doc.Findings = append(d.doc.Findings, d.doc.Report(rule, diag.Error, span, msg, hint))
	return &d.doc.Findings[len(d.doc.Findings)-1]
}

// mapping decodes a mapping against its fields. where stands for the mapping if
// there is none.
func (d *decoder) mapping(set fieldSet, n *source.Node, where diag.Span) *Values {
	out := &Values{Span: where}
	var meant []*Field // by keys that are not known
	if n != nil {
		out.Span = n.Span
		out.all = make([]*Value, 0, len(n.Pairs))
		for _, p := range n.Pairs {
			if set.Field(p.Key.Text) == nil {
				meant = append(meant, d.unknownKey(set, p.Key, n))
			} else if v := d.pair(set, p, out); v != nil {
				out.all = append(out.all, v)
			}
		}
	}
	d.required(set, out, meant)
	return out
}

func (d *decoder) pair(set fieldSet, p source.Pair, seen *Values) *Value {
	f := set.Field(p.Key.Text)
	for _, o := range seen.all {
		if o.Field == f {
			d.report("duplicate-key", p.Key.Span,
				diag.Say(diag.Text{CN: "“%s”与第 %d 行的“%s”是同一字段", TW: "「%s」與第 %d 行的「%s」是同一欄位", EN: "%q is the same field as %[3]q on line %[2]d"}, p.Key.Text, o.Key.Start.Line, o.Name),
				diag.Say(diag.Text{CN: "只留一处；以先写的为准", TW: "只留一處；以先寫的為準", EN: "keep one of them; the first one counts"}))
			return nil
		}
	}
	v := d.fresh(f, p.Key.Span, p.Key.Text)
	d.value(v, p.Value)
	return v
}

// unknownKey returns the field most likely meant, or nil.
func (d *decoder) unknownKey(set fieldSet, key, siblings *source.Node) *Field {
	var names []string
	for _, f := range set.fields() {
		names = append(append(names, f.Name), f.Aliases...)
	}
	hint := diag.Say(diag.Text{CN: "删去它，或在 minutebook.yaml 的 types 里声明", TW: "刪去它，或在 minutebook.yaml 的 types 裡宣告", EN: "remove it, or declare it under types in minutebook.yaml"})
	near := Nearest(key.Text, names)
	if near != "" {
		hint = diag.Say(diag.Text{CN: "是“%s”吗？", TW: "是「%s」嗎？", EN: "did you mean %q?"}, near)
	}
	f := d.report("key-unknown", key.Span, diag.Say(diag.Text{CN: "没有字段“%s”", TW: "沒有欄位「%s」", EN: "there is no field %q"}, key.Text), hint)
	// A fix that makes a field stand twice mends nothing.
	meant := set.Field(near)
	taken := func(p source.Pair) bool { return set.Field(p.Key.Text) == meant }
	if meant != nil && !slices.ContainsFunc(siblings.Pairs, taken) {
		f.Fix = replace(key.Span, near)
	}
	return meant
}

// value decodes one node into v, whose Field is set.
func (d *decoder) value(v *Value, n *source.Node) {
	v.Shape, v.Span, v.Text = n.Kind, n.Span, strings.TrimSpace(n.Text)
	v.Empty = v.Text == "" && len(n.Items) == 0 && len(n.Pairs) == 0
	f := v.Field
	if n.Kind == source.Null || n.Kind == source.Scalar && v.Text == "" {
		return // emptiness is judged by required
	}
	switch {
	case f.Kind == Raw:
	case f.Kind == Audience:
		d.audience(v, n)
	case f.List:
		d.list(v, n)
	case f.Kind == Object:
		if n.Kind != source.Map {
			d.wrongType(v, n, typeMapping)
			break
		}
		v.of = d.mapping(f, n, n.Span)
	case n.Kind != source.Scalar:
		d.wrongType(v, n, typeText)
	default:
		d.scalar(v)
	}
	if n.Kind != source.Scalar && v.of == nil {
		v.of = n
	}
}

// list decodes the items of a list. A single text is accepted where the items
// are names or words, split at 、 and the like: people write 出席：张敏、李伟.
func (d *decoder) list(v *Value, n *source.Node) {
	var nodes []*source.Node
	switch {
	case n.Kind == source.List:
		nodes = n.Items
	case n.Kind == source.Scalar && v.Field.splits():
		nodes = d.split(n, v.Field.named())
	default:
		d.wrongType(v, n, typeList)
		return
	}
	if n.Kind == source.Scalar && len(nodes) == 0 {
		d.report("field-empty", n.Span, sayEmpty(v), v.Field.hint(v.Name))
	} else if v.Field.MinItems > len(nodes) {
		d.report("value-range", n.Span, diag.Say(diag.Text{CN: "“%s”至少要有 %d 项", TW: "「%s」至少要有 %d 項", EN: "%s needs at least %d items"}, v.Name, v.Field.MinItems), diag.Message{})
	}
	d.items(v, v.Field.item, nodes)
}

// single is the field of one item of a list, or of one unit of an audience.
func (f *Field) single() *Field {
	one := *f
	one.List, one.Required = false, Condition{}
	if f.Kind == Audience {
		one.Kind = Unit
	}
	return &one
}

// items decodes what stands in a list. An empty item is no item.
func (d *decoder) items(v *Value, item *Field, nodes []*source.Node) {
	items := make([]*Value, 0, len(nodes))
	for _, c := range nodes {
		if c.Kind == source.Null || c.Kind == source.Scalar && strings.TrimSpace(c.Text) == "" {
			d.report("field-empty", c.Span, diag.Say(diag.Text{CN: "“%s”里有空项", TW: "「%s」裡有空項", EN: "%s has an empty item"}, v.Name), diag.Say(diag.Text{CN: "填上内容，或删去这一项", TW: "填上內容，或刪去這一項", EN: "fill it in or remove it"}))
			continue
		}
		iv := d.fresh(item, v.Key, v.Name)
		if d.value(iv, c); !iv.Wrong {
			items = append(items, iv)
		}
	}
	if len(items) > 0 {
		v.of = &list{items}
	}
}

// splits reports whether one text may stand for a list of the field.
func (f *Field) splits() bool {
	switch f.Kind {
	case Person, Unit, Party, Word, Record, ID:
		return true
	}
	return false
}

// named reports whether the values of a field are names, which may have a gloss
// in brackets.
func (f *Field) named() bool { return f.Kind == Person || f.Kind == Unit || f.Kind == Party }

// split cuts a scalar at list separators, of names at those outside brackets,
// keeping the places where the text was written on one line as it reads.
func (d *decoder) split(n *source.Node, names bool) []*source.Node {
	var out []*source.Node
	exact := n.Span.End.Line == n.Span.Start.Line && string(d.doc.Bytes[n.Span.Start.Offset:n.Span.End.Offset]) == n.Text
	depth, start := 0, 0
	cut := func(end int) {
		part := n.Text[start:end]
		lead := len(part) - len(strings.TrimLeftFunc(part, unicode.IsSpace))
		part = strings.TrimSpace(part)
		if part == "" {
			return
		}
		c := &source.Node{Kind: source.Scalar, Text: part, Quoted: n.Quoted, Span: n.Span}
		if exact {
			at := int(n.Span.Start.Offset) + start + lead
			c.Span = d.doc.Span(at, at+len(part))
		}
		out = append(out, c)
	}
	for i, r := range n.Text {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth = max(0, depth-1)
		case '、', '，', ',', ';', '；', '\n':
			if depth == 0 || !names {
				cut(i)
				start = i + utf8.RuneLen(r)
			}
		}
	}
	cut(len(n.Text))
	return out
}

// scalar decodes a text by the kind of its field.
func (d *decoder) scalar(v *Value) {
	f := v.Field
	v.Text = norm.NFC.String(v.Text)
	switch f.Kind {
	case Choice:
		if c := f.Choice(v.Text); c != nil {
			v.of = c
		} else {
			d.wrongChoice(v)
		}
		return
	case Meeting:
		if d.schema.MeetingKind(v.Text) == nil {
			d.wrongKind(v)
		}
		return
	case Type_:
		if d.schema.Type(v.Text) == nil {
			d.wrongRecordType(v)
		}
		return
	}
	if !f.Kind.formed(v.Text) {
		d.wrongForm(v)
		return
	}
	switch f.Kind {
	case Date, Time:
		m, ok := ParseMoment(v.Text, d.zone)
		if !ok {
			d.report("time-gap", v.Span, diag.Say(diag.Text{CN: "%s 这一时刻在时区 %s 不存在", TW: "%s 這一時刻在時區 %s 不存在", EN: "%s does not exist in time zone %s"}, v.Text, d.zone.String()),
				diag.Say(diag.Text{CN: "当天时钟曾拨快；请核对时间", TW: "當天時鐘曾撥快；請核對時間", EN: "clocks were put forward that day; check the time"}))
		}
		v.of = &m
	case Period:
		r, err := ParsePeriod(v.Text, d.zone)
		if errors.Is(err, errNoWeek) {
			d.wrongForm(v)
		} else if err != nil {
			d.report("period-order", v.Span, diag.Say(diag.Text{CN: "期间 %s 的结束早于开始", TW: "期間 %s 的結束早於開始", EN: "period %s ends before it starts"}, v.Text), diag.Message{})
		}
		v.of = &r
	case Integer, Number:
		d.inRange(v)
	case Bool:
		v.Bool = strings.EqualFold(v.Text, "true") || v.Text == "是"
	}
}

func (d *decoder) inRange(v *Value) {
	f, n := v.Field, v.Number()
	if (f.Min == nil || n >= *f.Min) && (f.Max == nil || n <= *f.Max) {
		return
	}
	bound := func(p *float64) string {
		if p == nil {
			return "…"
		}
		return strconv.FormatFloat(*p, 'f', -1, 64)
	}
	v.Wrong = true
	d.report("value-range", v.Span, diag.Say(diag.Text{CN: "“%s”应在 %s 与 %s 之间", TW: "「%s」應在 %s 與 %s 之間", EN: "%s must be between %s and %s"}, v.Name, bound(f.Min), bound(f.Max)), diag.Message{})
}

// audience accepts one of the two words or a list of units. Anything else is an
// error, so that a misspelt word never widens who may see a record.
func (d *decoder) audience(v *Value, n *source.Node) {
	if n.Kind == source.Scalar && AudienceWord(v.Text) != "" {
		return
	}
	if n.Kind == source.Scalar || n.Kind == source.List && len(n.Items) == 0 {
		hint := diag.Say(diag.Text{CN: "写 public（公开）、internal（内部），或用列表写可见的单位；在改正之前本记录对谁都不公开", TW: "寫 public（公開）、internal（內部），或用清單寫可見的單位；在改正之前本記錄對誰都不公開", EN: "write public, internal, or a list of units; until then the record is shown to nobody"})
		d.report("audience-invalid", n.Span, diag.Say(diag.Text{CN: "公开范围“%s”无效", TW: "公開範圍「%s」無效", EN: "%q is not an audience"}, shorten(v.Text)), hint)
		return
	}
	if n.Kind != source.List {
		d.wrongType(v, n, typeList)
		return
	}
	d.items(v, v.Field.item, n.Items)
}

// AudienceWord returns "public" or "internal" for the words that mean them, else
// "". Only exact words count.
func AudienceWord(s string) string {
	switch s {
	case "public", "公开", "公開":
		return "public"
	case "internal", "内部", "內部":
		return "internal"
	}
	return ""
}
