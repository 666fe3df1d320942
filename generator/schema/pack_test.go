package schema

import (
	"reflect"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/source"
)

// everything has a value of every kind, right and wrong, in every way of writing.
const everything = `title: "x"
status:
名單: 张敏、李伟（后勤，机电）， 王芳
pair: [甲, 'a ''b''']
files:
  - "a\tb.pdf"
flag: true
数量: 12
size: 0.5
span: 2025-06
level: 紧急
why: |
  一行
  两行
link: {a: b}
body: >-
  c
  d
part: {day: 2025-06-15, note: "", Day: 2025-06-16}
rows:
  - day: 2025-06-15
    unit: 教务处
  - {}
  - day: 2025-13-15
    unit: [a]
`

func decoded(t testing.TB, typ *Type, front string, zone *time.Location) (*source.Document, *Values) {
	t.Helper()
	doc := source.Read("minutes/a.md", []byte("---\n"+front+"---\n\ntext\n"), source.Limits{})
	return doc, typ.Decode(doc, Builtin(), zone)
}

// samePacked holds that values are the same before they are packed and after.
func samePacked(t testing.TB, typ *Type, doc *source.Document, v *Values, zone *time.Location) {
	t.Helper()
	all := v.All()
	typ.Pack(v, doc, zone)
	again := v.All()
	if len(again) != len(all) {
		t.Fatalf("%d values, packed %d", len(all), len(again))
	}
	for i, x := range all {
		if !reflect.DeepEqual(x, again[i]) {
			t.Errorf("%s: packed %+v, was %+v", x.Name, again[i], x)
		}
		if got := v.Find(x.Field.Name); !reflect.DeepEqual(x, got) {
			t.Errorf("%s: found %+v, was %+v", x.Name, got, x)
		}
	}
}

func TestPack(t *testing.T) {
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Skip("no time zones here")
	}
	_, typ := trialType(t)
	doc, v := decoded(t, typ, everything, zone)
	before := v.All()
	samePacked(t, typ, doc, v, zone)
	if v.packed == nil || v.all != nil {
		t.Fatal("nothing was packed")
	}
	typ.Pack(v, doc, zone) // changes nothing

	if got := v.Text("why"); got != "一行\n两行" {
		t.Errorf("why is %q", got)
	}
	if got := v.Choice("level"); got != "high" {
		t.Errorf("level is %q", got)
	}
	if got := v.Period("span"); got.From.Format(time.DateOnly) != "2025-06-01" || got.To.Format(time.DateOnly) != "2025-07-01" {
		t.Errorf("span is %v", got)
	}
	if got := v.Find("part").Object().Moment("day").String(); got != "2025-06-15" {
		t.Errorf("the day of part is %s", got)
	}
	if got := v.Items("names"); len(got) != 3 || got[1].Text != "李伟（后勤，机电）" || got[1].Name != "名單" || got[2].Span.Start.Column != 19 {
		t.Errorf("names are %+v", got)
	}
	if v.Get("status") != nil || v.Find("status") == nil || v.Find("by") != nil || v.Text("by") != "" {
		t.Error("what is empty or missing is told wrongly")
	}
	if got := v.Find("link").Rest(); got == nil || got.Get("a").Text != "b" {
		t.Errorf("the rest of link is %+v", got)
	}
	size := reflect.TypeFor[Value]().Size()
	if got, was := len(v.packed.bytes), len(before)*int(size); got > was/3 {
		t.Errorf("%d bytes, of values that take %d at least", got, was)
	}
}

func TestPackMoments(t *testing.T) {
	zone := time.FixedZone("UTC+8", 8*3600)
	doc, v := decoded(t, Builtin().Type("minutes"), "title: a\ndate: 2025-06-15\nstart: 2025-06-15 14:30\nend: 0001-01-01 00:00\nperiod: 2025-06-02/2025-06-01\n", zone)
	samePacked(t, Builtin().Type("minutes"), doc, v, zone)
	for field, want := range map[string]string{"date": "2025-06-15", "start": "2025-06-15 14:30", "end": "0001-01-01 00:00", "title": ""} {
		if got := v.Moment(field).String(); got != want {
			t.Errorf("%s is %q, not %q", field, got, want)
		}
	}
}

func TestPackNothing(t *testing.T) {
	_, typ := trialType(t)
	for _, front := range []string{"", "no: such\n"} {
		doc, v := decoded(t, typ, front, time.UTC)
		samePacked(t, typ, doc, v, time.UTC)
		if v.Get("title") != nil || len(v.All()) != 0 {
			t.Errorf("%q has values", front)
		}
	}
}

// FuzzPack: packed values are the ones that were decoded, whatever was written.
func FuzzPack(f *testing.F) {
	f.Add(everything)
	f.Add("type: minutes\ntitle: a\ndate: 2025-06-15\naudience: [教务处]\nconfirmations:\n  - {person: 甲, at: 2025-06-16 09:00, verdict: agreed}\nabsent: [{person: 乙}]\n")
	f.Add("title: &a b\nseries: *a\nunit: ! 'c'\n\"date\": 0001-01-01\nattachments: [{file: a.pdf}, b]\n")
	s := Builtin()
	zone := time.FixedZone("UTC+8", 8*3600)
	f.Fuzz(func(t *testing.T, front string) {
		for _, name := range []string{"minutes", "plan", "request"} {
			doc := source.Read("a.md", []byte("---\n"+front+"\n---\n\ntext\n"), source.Limits{FileBytes: 20_000, FrontBytes: 5_000, LineBytes: 2_000, Depth: 8})
			typ := s.Type(name)
			samePacked(t, typ, doc, typ.Decode(doc, s, zone), zone)
		}
	})
}
