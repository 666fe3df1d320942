package adopt

import (
	"bytes"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// existing is front matter a file came with. What the archive knows stays as it
// was written, byte for byte; the rest becomes comments, so that nothing is lost.
type existing struct {
	front  *source.Node
	doc    *source.Document
	typ    string
	kept   []byte
	has    map[string]bool // names of the fields kept
	values *schema.Values
	day    day
}

// readFront splits off front matter. A file that only begins with a rule has
// none, and its text is left whole.
func (a *adoption) readFront(d *doc) {
	parsed := source.Read(d.file.Source, d.body, a.opt.Limits)
	if parsed.Front == nil || len(parsed.Front.Pairs) == 0 || int(parsed.Front.Span.Start.Offset) >= parsed.Body {
		d.note(diag.Text{
			CN: "以 --- 开头，但不是可读的信息头，按正文处理", TW: "以 --- 開頭，但不是可讀的前置資料，按正文處理",
			EN: "begins with ---, but there is no readable front matter behind it: taken as text",
		})
		return
	}
	e := &existing{front: parsed.Front, doc: parsed, has: map[string]bool{}}
	for _, k := range []string{"type", "类型", "類型"} {
		if v := parsed.Front.Get(k); v != nil {
			if t := a.sch.Type(v.Text); t != nil {
				e.typ = t.Name
			}
		}
	}
	for _, k := range []string{"date", "日期"} {
		if v := parsed.Front.Get(k); v != nil && e.day.isZero() {
			e.day, _, _ = findDay(folded(v.Text))
		}
	}
	d.existing = e
	d.body = d.body[parsed.Body:]
}

// keep sorts the keys into those the type knows and reads, and comments.
func (e *existing) keep(d *doc, a *adoption) {
	before := len(e.doc.Findings)
	e.values = d.typ.Decode(e.doc, a.sch, a.opt.Zone)
	var bad []diag.Span
	for _, f := range e.doc.Findings[before:] {
		if f.Rule != "field-required" && f.Span.Start.Line > 0 && f.Span != e.values.Span && f.Span != e.doc.FrontSpan {
			bad = append(bad, f.Span)
		}
	}
	var dropped []string
	var out bytes.Buffer
	for i, p := range e.front.Pairs {
		from, to := lineStart(e.doc.Bytes, int(p.Key.Span.Start.Offset)), e.end(i)
		raw := bytes.TrimRight(e.doc.Bytes[from:to], "\r\n \t")
		f := d.typ.Field(p.Key.Text)
		if f == nil || f.Name == "type" && e.typ == "" || e.hurts(bad, from, to) || e.sharesLine(i) {
			dropped = append(dropped, p.Key.Text)
			for _, line := range strings.Split(strings.ReplaceAll(string(raw), "\r\n", "\n"), "\n") {
				out.WriteString("# " + line + d.newline)
			}
			continue
		}
		e.has[f.Name] = true
		out.Write(raw)
		out.WriteString(d.newline)
	}
	e.kept = out.Bytes()
	if len(dropped) > 0 {
		d.note(diag.Text{
			CN: "原信息头里用不上的字段改成了注释：%s", TW: "原前置資料裡用不上的欄位改成了註解：%s",
			EN: "keys of its front matter that mean nothing here became comments: %s",
		}, strings.Join(dropped, ", "))
	}
}

// end is where a pair's lines end: at the next pair, or at the closing fence.
func (e *existing) end(i int) int {
	if i+1 < len(e.front.Pairs) {
		return lineStart(e.doc.Bytes, int(e.front.Pairs[i+1].Key.Span.Start.Offset))
	}
	fence := bytes.LastIndex(e.doc.Bytes[:e.doc.Body], []byte("\n---"))
	return max(fence+1, lineStart(e.doc.Bytes, int(e.front.Pairs[i].Key.Span.Start.Offset)))
}

// sharesLine reports whether a pair cannot be told apart from its neighbours by
// lines: the mapping is written in braces.
func (e *existing) sharesLine(i int) bool {
	start := e.front.Pairs[i].Key.Span.Start
	return start.Column != 1 || lineStart(e.doc.Bytes, int(start.Offset)) != int(start.Offset)
}

func (e *existing) hurts(bad []diag.Span, from, to int) bool {
	for _, s := range bad {
		if at := int(s.Start.Offset); at >= from && at < to {
			return true
		}
	}
	return false
}

func lineStart(b []byte, off int) int { return bytes.LastIndexByte(b[:off], '\n') + 1 }

// text is the text of a field that was kept, "" if there is none.
func (e *existing) text(field string) string {
	if e == nil || !e.has[field] {
		return ""
	}
	return e.values.Text(field)
}

// named calls f for every person the kept front matter names.
func (e *existing) named(f func(field, name string)) {
	if e == nil {
		return
	}
	var visit func(top string, v *schema.Value)
	visit = func(top string, v *schema.Value) {
		if v.Object() != nil {
			for _, x := range v.Object().All() {
				visit(top, x)
			}
		}
		for _, x := range v.Items() {
			visit(top, x)
		}
		if v.Object() == nil && len(v.Items()) == 0 && v.Text != "" && v.Field.Kind == schema.Person && v.Shape == source.Scalar {
			f(top, v.Text)
		}
	}
	for _, v := range e.values.All() {
		if e.has[v.Field.Name] {
			visit(v.Field.Name, v)
		}
	}
}
