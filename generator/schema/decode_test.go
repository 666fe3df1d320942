package schema

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// trial is a small schema for what the built-in types have no short example of.
const trial = `
trial:
  fields:
    title: {required: true}
    status: {type: choice}
    names: {label: [名单, 名單, Names], type: person, list: true}
    pair: {type: party, list: true, min_items: 2}
    files: {type: file, list: true}
    flag: {type: bool}
    count: {label: [数量, 數量, Count], type: integer, min: 1, max: 9}
    size: {type: number, min: 0}
    span: {type: period}
    level: {label: [级别, 級別, Level], type: choice, values: {high: {label: [高, 高, High], aliases: [紧急]}, low: {label: [低, 低, Low]}}}
    why: {required: {when: {level: [high]}}}
    place: {required: {unless: [link, names]}}
    link: {type: link}
    by: {required: {with: [count]}}
    body: {type: prose}
    part: {fields: {day: {label: [日期, 日期, Day], type: date, required: true}, note: {}}}
    rows: {list: true, fields: {day: {type: date, required: true}, unit: {type: unit}}}
`

func extended(t testing.TB, config string) (*Schema, []string) {
	t.Helper()
	doc := source.ParseYAML("minutebook.yaml", []byte(config), source.Limits{})
	if doc.Front == nil {
		t.Fatalf("the config cannot be read: %v", doc.Findings)
	}
	var said []string
	s := Builtin().Configured(doc.Front, func(n *source.Node, m diag.Message) {
		said = append(said, fmt.Sprintf("%d:%d: %s", n.Span.Start.Line, n.Span.Start.Column, m.In(diag.En)))
	})
	return s, said
}

// trialType is a type with nothing but the fields of trial.
func trialType(t testing.TB) (*Schema, *Type) {
	t.Helper()
	doc := source.ParseYAML("trial.yaml", []byte(trial), source.Limits{})
	l := &loader{report: func(n *source.Node, m diag.Message) { t.Fatalf("line %d: %s", n.Span.Start.Line, m.In(diag.En)) }}
	return Builtin(), l.typ("trial", doc.Front.Get("trial"), nil, nil)
}

func found(doc *source.Document) []string {
	var out []string
	for _, f := range doc.Findings {
		s := fmt.Sprintf("%d:%d-%d %s: %s", f.Span.Start.Line, f.Span.Start.Column, f.Span.End.Column, f.Rule, f.Message.In(diag.En))
		if f.Fix != nil {
			s += " => " + f.Fix.Edits[0].New
		}
		out = append(out, s)
	}
	return out
}

func TestDecodeFindings(t *testing.T) {
	s, typ := trialType(t)
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Skip("no time zones here")
	}
	const ok = "title: x\nplace: y\n"
	for _, tt := range []struct {
		name, front string
		want        []string
	}{
		{"nothing wrong", ok, nil},
		{"missing", "place: y\n", []string{"2:1-1 field-required: title is missing (title)"}},
		{"null", "title:\nplace: y\n", []string{`2:1-6 field-empty: "title" is empty`}},
		{"blank", "title: \"  \"\nplace: y\n", []string{`2:8-12 field-empty: "title" is empty`}},
		{"an empty list where a text belongs", "title: []\nplace: y\n", []string{"2:8-10 value-type: title must be a single value, not a list"}},
		{"a list", "title: [a]\nplace: y\n", []string{"2:8-11 value-type: title must be a single value, not a list"}},
		{"a number is text", "title: 2025\nplace: true\n", nil},
		{"two lines", "title: \"a\\nb\"\nplace: y\n", []string{`2:8-14 value-format: title: "a b" has the wrong form`}},
		{"unknown, near one", ok + "flga: true\n", []string{`4:1-5 key-unknown: there is no field "flga" => flag`}},
		{"unknown, near one that stands there", ok + "flga: true\nflag: false\n", []string{`4:1-5 key-unknown: there is no field "flga"`}},
		{"unknown, near none", ok + "完全无关的字段: 1\n", []string{`4:1-8 key-unknown: there is no field "完全无关的字段"`}},
		{"twice by two names", ok + "names: 甲\n名單: 乙\n", []string{`5:1-3 duplicate-key: "名單" is the same field as "names" on line 4`}},
		{"an integer", ok + "count: 3.0\nby: a\n", []string{`4:8-11 value-format: count: "3.0" has the wrong form`}},
		{"too many", ok + "数量: 10\nby: a\n", []string{"4:5-7 value-range: 数量 must be between 1 and 9"}},
		{"below", ok + "size: -0.5\n", []string{"4:7-11 value-range: size must be between 0 and …"}},
		{"bool", ok + "flag: yes\n", []string{`4:7-10 value-format: flag: "yes" has the wrong form`}},
		{"choice by label", ok + "级别: 低\n", nil},
		{"choice in capitals", ok + "level: LOW\n", nil},
		{"no choice, near one; never mended by itself", ok + "level: lov\n", []string{`4:8-11 value-choice: level cannot be "lov"`}},
		{"when it holds", ok + "level: 紧急\n", []string{"2:1-1 field-required: why is missing (why)"}},
		{"when it does not", ok + "level: low\n", nil},
		{"unless: another is there", "title: x\nlink: https://meet.example.edu/1\n", nil},
		{"unless: the other is empty", "title: x\nlink:\n", []string{"2:1-1 field-required: place is missing (place)"}},
		{"with", ok + "count: 2\n", []string{"2:1-1 field-required: by is missing (by)"}},
		{"names on one line", ok + "names: 张敏、李伟（后勤，机电），王芳\n", nil},
		{"names that are none", ok + "names: 、，\n", []string{`4:8-10 field-empty: "names" is empty`}},
		{"an empty item", ok + "names: [甲, \"\"]\n", []string{"4:12-14 field-empty: names has an empty item"}},
		{"a mapping for names", ok + "names: {a: b}\n", []string{"4:8-14 value-type: names must be a list, not a mapping (key: value)"}},
		{"too few", ok + "pair: 甲\n", []string{"4:7-8 value-range: pair needs at least 2 items"}},
		{"enough", ok + "pair: 甲、乙\n", nil},
		{"files do not stand on one line", ok + "files: a.pdf\n", []string{"4:8-13 value-type: files must be a list, not a single value"}},
		{"a path that climbs nowhere", ok + "files: [/etc/hosts]\n", []string{`4:9-19 value-format: files: "/etc/hosts" has the wrong form`}},
		{"a mapping", ok + "part: {日期: 2025-06-15}\n", nil},
		{"a mapping without what it needs", ok + "part: {note: a}\n", []string{"4:7-7 field-required: day is missing (Day)"}},
		{"a text for a mapping", ok + "part: a\n", []string{"4:7-8 value-type: part must be a mapping (key: value), not a single value"}},
		{"rows", ok + "rows:\n  - {day: 2025-06-15}\n  - {day: 2025.6.5, unit: a}\n", []string{`6:11-19 value-format: day: "2025.6.5" has the wrong form => 2025-06-05`}},
		{"an order", ok + "span: 2025-06/2025-01\n", []string{"4:7-22 period-order: period 2025-06/2025-01 ends before it starts"}},
		{"a week too many", ok + "span: 2025-W53\n", []string{`4:7-15 value-format: span: "2025-W53" has the wrong form`}},
		{"prose of two lines", ok + "body: |\n  a\n  b\n", nil},
	} {
		doc := source.Read("a.md", []byte("---\n"+tt.front+"---\n"), source.Limits{})
		typ.Decode(doc, s, shanghai)
		if got := found(doc); !slices.Equal(got, tt.want) {
			t.Errorf("%s:\n got %s\nwant %s", tt.name, strings.Join(got, "\n     "), strings.Join(tt.want, "\n     "))
		}
	}
}

func TestDecodeAudience(t *testing.T) {
	typ := Builtin().Type("notice")
	for _, tt := range []struct{ written, want string }{
		{"public", ""},
		{"内部", ""},
		{"\" 公開 \"", ""},
		{"[后勤处, 信息中心]", ""},
		{"后勤处", `9:11-14 audience-invalid: "后勤处" is not an audience`},
		{"Public", `9:11-17 audience-invalid: "Public" is not an audience`},
		{"publik", `9:11-17 audience-invalid: "publik" is not an audience`},
		{"restricted", `9:11-21 audience-invalid: "restricted" is not an audience`},
		{"[]", `9:11-13 audience-invalid: "" is not an audience`},
		{"{public: true}", "9:11-25 value-type: audience must be a list, not a mapping (key: value)"},
		{"[后勤处, ~]", "9:17-18 field-empty: audience has an empty item"},
	} {
		doc := source.Read("a.md", []byte("---\ntitle: 停机\nunit: 教务处\ndate: 2025-06-15\nunits: 后勤处\neffective: 2025-06-16\n\n\naudience: "+tt.written+"\n---\n"), source.Limits{})
		typ.Decode(doc, Builtin(), time.UTC)
		if got := strings.Join(found(doc), "\n"); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.written, got, tt.want)
		}
	}
}

// Values keep what was written and where.
func TestDecodeValues(t *testing.T) {
	s, typ := trialType(t)
	doc := source.Read("a.md", []byte("---\ntitle: 标题\n名单: 张敏、　李伟（后勤，机电）\nplace: \"  一楼 \"\ncount: 7\nby: x\nlevel: 高\nwhy: y\nflag: TRUE\nspan: 2025-Q1\npart: {day: 2025-06-15}\nrows:\n  - {day: 2025-01-02}\n---\n"), source.Limits{})
	v := typ.Decode(doc, s, time.UTC)
	if len(doc.Findings) > 0 {
		t.Fatal(found(doc))
	}
	if v.Text("title") != "标题" || v.Text("place") != "一楼" || v.Text("nothing") != "" || v.Choice("level") != "high" || v.Choice("flag") != "" {
		t.Errorf("texts: %q %q %q", v.Text("title"), v.Text("place"), v.Choice("level"))
	}
	if n := v.Get("names"); n.Name != "名单" || n.Key.Start.Line != 3 {
		t.Errorf("the key is %q on line %d", n.Name, n.Key.Start.Line)
	}
	var items []string
	for _, i := range v.Items("names") {
		items = append(items, fmt.Sprintf("%s %d-%d", doc.Bytes[i.Span.Start.Offset:i.Span.End.Offset], i.Span.Start.Column, i.Span.End.Column))
	}
	if want := []string{"张敏 5-7", "李伟（后勤，机电） 9-18"}; !slices.Equal(items, want) {
		t.Errorf("names %q, want %q", items, want)
	}
	if v.Get("count").Number() != 7 || !v.Get("flag").Bool {
		t.Error("number or truth value")
	}
	if r := v.Period("span"); r.From.Format(time.DateOnly) != "2025-01-01" || r.To.Format(time.DateOnly) != "2025-04-01" {
		t.Errorf("period %v", r)
	}
	if got := v.Get("part").Object().Moment("day").String(); got != "2025-06-15" {
		t.Errorf("part.day %s", got)
	}
	if got := v.Items("rows")[0].Object().Moment("day").String(); got != "2025-01-02" {
		t.Errorf("rows[0].day %s", got)
	}
	var none *Values
	if none.Get("x") != nil || none.Text("x") != "" || !none.Moment("x").IsZero() || none.Items("x") != nil {
		t.Error("no values have a value")
	}
}

// A type's own field takes an alias from a common one, and an English key is
// found in one spelling only.
func TestAliases(t *testing.T) {
	doc := Builtin().Type("document")
	for key, want := range map[string]string{
		"文号": "doc_no", "编号": "doc_no", "編號": "id", "批准人": "approved_by", "approver": "approver",
		"标题": "title", "題名": "title", "Title": "", "": "",
	} {
		name := ""
		if f := doc.Field(key); f != nil {
			name = f.Name
		}
		if name != want {
			t.Errorf("%q means %q, want %q", key, name, want)
		}
	}
	for word, want := range map[string]string{"会议纪要": "minutes", "Minutes": "minutes", "紀要": "minutes", "通告": "notice", "manual": ""} {
		if got := Builtin().Type(word); (got == nil) != (want == "") || got != nil && got.Name != want {
			t.Errorf("type %q: %v, want %q", word, got, want)
		}
	}
	for word, want := range map[string]string{"例会": "weekly", " 支委会 ": "party-committee", "Stand-Up": "standup", "茶话会": "", "": ""} {
		if got := Builtin().MeetingKind(word); (got == nil) != (want == "") || got != nil && got.Name != want {
			t.Errorf("kind %q: %v, want %q", word, got, want)
		}
	}
	if Builtin().TypeOfFolder("risks").Name != "risk" || Builtin().TypeOfFolder("risk") != nil {
		t.Error("the folder of risks")
	}
	if Builtin().Register("people").File != "registers/people.yaml" || Builtin().Register("persons") != nil {
		t.Error("the register of people")
	}
	if f := Builtin().Type("minutes").Field("absent").Field("事由"); f.Name != "reason" {
		t.Error("a nested alias")
	}
}

func TestMatches(t *testing.T) {
	s, typ := trialType(t)
	read := func(front string) *Values {
		return typ.Decode(source.Read("a.md", []byte("---\n"+front+"---\n"), source.Limits{}), s, time.UTC)
	}
	when := []Match{{"level", []string{"high", "low"}}}
	for front, want := range map[string]bool{"level: 高\n": true, "level: low\n": true, "level: mid\n": false, "title: x\n": false} {
		if Matches(when, read(front)) != want {
			t.Errorf("%q: not %v", front, want)
		}
	}
	if !Matches(nil, read("title: x\n")) {
		t.Error("no condition does not hold")
	}
}
