package stats

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

var zone = time.FixedZone("UTC+8", 8*3600)

const (
	testConfig = "title: 测试\ntime_zone: Asia/Shanghai\naudience: public\n"
	testUnits  = `units:
  - {id: univ, name: 望湖大学}
  - {id: academic, name: 教务处, parent: univ, head: wang-fang}
  - {id: logistics, name: 后勤处, parent: univ, head: zhou-kai}
  - {id: dorm, name: 公寓中心, parent: logistics}
  - {id: branch, name: 机关党支部, parent: univ, from: 2025-01-15}
  - {id: retired, name: 离退休党支部, parent: univ, exempt: true}
`
	testPeople = `people:
  - {id: wang-fang, name: 王芳, roles: [{unit: academic}, {unit: branch}]}
  - {id: zhang-min, name: 张敏, roles: [{unit: academic, to: 2025-03-15}, {unit: dorm, from: 2025-03-16}]}
  - {id: zhou-kai, name: 周凯, roles: [{unit: logistics}]}
  - {id: old-li, name: 李爱国, roles: [{unit: retired}]}
  - {id: guest, name: 陈工}
`
)

// view reads an archive of the given files beside the usual registers, at a
// moment, for an audience.
func view(t *testing.T, now, audience string, files map[string]string) *archive.View {
	t.Helper()
	fsys := fstest.MapFS{
		"minutebook.yaml":         {Data: []byte(testConfig)},
		"registers/units.yaml":    {Data: []byte(testUnits)},
		"registers/people.yaml":   {Data: []byte(testPeople)},
		"registers/projects.yaml": {Data: []byte("projects:\n  - {id: p1, name: 教务升级, unit: 教务处}\n")},
	}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", now, zone)
	if err != nil {
		t.Fatal(err)
	}
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: at})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range a.Documents {
		for _, f := range d.Findings {
			if f.Rule != "field-required" {
				t.Fatalf("%s: %s: %s", d.Path, f.Rule, f.Message.In(diag.En))
			}
		}
	}
	who, ok := a.AudienceFor(audience)
	if !ok {
		t.Fatalf("no audience %s", audience)
	}
	return a.View(who)
}

// record is a record of some unit with further front matter and a body.
func record(unit, front, body string) string {
	return "---\ntitle: 测试记录\nunit: " + unit + "\n" + front + "\n---\n\n" + body
}

// figure is one measure of a view.
func figure(t *testing.T, v *archive.View, id string, q Query) (*Figures, *Figure) {
	t.Helper()
	m := Find(id)
	if m == nil {
		t.Fatalf("no measure %s", id)
	}
	q.Measures = []*Measure{m}
	f := Collect(v).Figures(q)
	if len(f.Measures) != 1 {
		t.Fatalf("%s gives %d figures", id, len(f.Measures))
	}
	return f, f.Measures[0]
}

// show writes a number the way a test wants it: 0.75 (3/4) p1 u2.
func show(m *Measure, c Cell) string {
	s := "-"
	if c.Known {
		s = fmt.Sprintf("%.4g", c.Value)
	}
	if m.how == ratio {
		s += fmt.Sprintf(" (%d/%d)", c.Num, c.Den)
	}
	if c.Pending > 0 {
		s += fmt.Sprintf(" p%d", c.Pending)
	}
	if c.Unknown > 0 {
		s += fmt.Sprintf(" u%d", c.Unknown)
	}
	return s
}

// overTime writes a series: its periods and its total.
func overTime(f *Figures, m *Measure, s *Series) string {
	var out []string
	for i, p := range f.Periods {
		if f.Query.Step != Total {
			out = append(out, p.Name+" "+show(m, s.In(i)))
		}
	}
	return strings.Join(append(out, "= "+show(m, s.Total)), ", ")
}

// groups writes the totals of a dimension.
func groups(f *Figure, d Dimension) string {
	var out []string
	for _, s := range f.By(d) {
		out = append(out, s.Group.ID+" "+show(f.Measure, s.Total))
	}
	return strings.Join(out, ", ")
}

// behind writes the records and items behind a number.
func behind(c Cell) string {
	var out []string
	for _, it := range c.Items {
		s := "-"
		switch {
		case it.Action != nil:
			s = it.Action.ID()
		case it.Decision != nil:
			s = it.Decision.ID()
		case it.Record != nil:
			s = it.Record.ID
		}
		out = append(out, s+" "+it.Outcome.String())
	}
	return strings.Join(out, ", ")
}

type check struct{ what, got, want string }

func verify(t *testing.T, all ...check) {
	t.Helper()
	for _, c := range all {
		if c.got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.what, c.got, c.want)
		}
	}
}
