package stats

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

func day(s string) time.Time {
	t, err := time.ParseInLocation(time.DateOnly, s, zone)
	if err != nil {
		panic(err)
	}
	return t
}

// dated are communications of a few days.
func dated(days ...string) map[string]string {
	out := map[string]string{}
	for i, d := range days {
		out[fmt.Sprintf("communications/2025/%s-%d.md", d, i)] = record("教务处", "date: "+d+"\nchannel: 当面", "")
	}
	return out
}

func TestPeriods(t *testing.T) {
	v := view(t, "2025-08-10 12:00", "internal", dated("2024-12-31", "2025-01-01", "2025-03-31", "2025-04-01", "2025-04-02", "2025-08-10", "2025-08-11"))
	for _, x := range []struct {
		name string
		q    Query
		want string
	}{
		{"total; tomorrow does not count yet", Query{}, "= 6"},
		{"years", Query{Step: Yearly}, "2024 1, 2025 5, = 6"},
		{"quarters", Query{Step: Quarterly}, "2024-Q4 1, 2025-Q1 2, 2025-Q2 2, 2025-Q3 1, = 6"},
		{"from", Query{Step: Quarterly, From: day("2025-04-01")}, "2025-Q2 2, 2025-Q3 1, = 3"},
		{"from and to", Query{Step: Quarterly, From: day("2025-01-01"), To: day("2025-04-01")}, "2025-Q1 2, = 2"},
		{"to alone", Query{Step: Yearly, To: day("2025-04-01")}, "2024 1, 2025 2, = 3"},
		{"a range of the total", Query{From: day("2025-01-01"), To: day("2025-04-02")}, "= 3"},
		{"later than now", Query{Step: Quarterly, From: day("2025-07-01"), To: day("2026-01-01")}, "2025-Q3 1, = 1"},
		{"nothing there", Query{Step: Monthly, From: day("2026-01-01")}, "= 0"},
	} {
		f, m := figure(t, v, "communications", x.q)
		verify(t, check{x.name, overTime(f, m.Measure, m.All), x.want})
	}
	// The quarter before the first one asked for is there to compare with.
	_, m := figure(t, v, "communications", Query{Step: Quarterly, From: day("2025-04-01")})
	if c := m.All.In(0); !c.Compared || c.Before != 2 || len(c.Items) != 2 {
		t.Errorf("the first quarter is compared with %v, %v", c.Before, c.Compared)
	}
	f, _ := figure(t, v, "communications", Query{Step: Monthly})
	if n := len(f.Periods); n != 9 || !f.Periods[8].Running || f.Periods[7].Running {
		t.Errorf("%d months, running %v", n, f.Periods)
	}
}

// A date centuries ago makes no table of thousands of months; it counts in the
// total, as a record without a date does.
func TestFarDates(t *testing.T) {
	files := dated("1600-01-01", "2025-08-01")
	files["communications/2025/none.md"] = record("教务处", "channel: 当面", "")
	v := view(t, "2025-08-10 12:00", "internal", files)
	f, m := figure(t, v, "communications", Query{Step: Monthly})
	if len(f.Periods) != 600 || m.All.Total.Value != 3 || m.All.In(599).Value != 1 {
		t.Errorf("%d months, total %v, last %v", len(f.Periods), m.All.Total.Value, m.All.In(599).Value)
	}
	_, m = figure(t, v, "communications", Query{From: day("1500-01-01")})
	if m.All.Total.Value != 2 {
		t.Errorf("since 1500 there are %v", m.All.Total.Value)
	}
}

func TestOfOneUnit(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", branchFiles)
	logistics := v.Units[1]
	if logistics.ID != "logistics" {
		t.Fatal(logistics.ID)
	}
	_, m := figure(t, v, "meetings", Query{Unit: logistics})
	verify(t,
		check{"total", show(m.Measure, m.All.Total), "2"},
		check{"units", groups(m, ByUnit), "logistics 2, dorm 2"},
		check{"rows", groups(m, ByDuty), "dorm/weekly 2"},
	)
}

func TestTargets(t *testing.T) {
	files := dated("2025-04-01")
	files["minutebook.yaml"] = testConfig + "targets:\n  - {measure: on-time, target: 95}\n  - {measure: response-mean, target: 4}\n  - {measure: attendance, target: 80}\n  - {measure: overdue-age, target: 30}\n"
	f := Collect(view(t, "2025-06-10 12:00", "internal", files)).Figures(Query{})
	var got []string
	for _, x := range f.Measures {
		if x.Target != nil {
			got = append(got, x.Measure.ID+" "+x.Measure.Text(x.Target))
		}
	}
	verify(t, check{"targets", strings.Join(got, ", "), "cadence >= 100%, attendance >= 80%, minutes-on-time >= 100%, response-mean < 4, response-high <= 2, " +
		"on-time > 95%, overdue <= 0, overdue-age <= 30, confirmation >= 100%, accuracy > 95%, satisfaction > 4, plan >= 100%"})
}

func TestMeasuresAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Measures() {
		for _, l := range diag.Langs {
			if m.Label.In(l) == "" || m.Definition.In(l) == "" {
				t.Errorf("%s says nothing in %s", m.ID, l)
			}
		}
		if seen[m.ID] || m.how == 0 || m.Unit.Label().EN == "" {
			t.Errorf("%s is not whole", m.ID)
		}
		seen[m.ID] = true
		for _, d := range m.By {
			if d.Label().CN == "" {
				t.Errorf("%s: dimension %s has no label", m.ID, d)
			}
		}
	}
}

func TestRecords(t *testing.T) {
	files := dated("2025-04-01")
	files["documents/a.md"] = record("教务处", "date: 2025-01-02\nretention: 永久", "")
	files["documents/b.md"] = record("教务处", "date: 2025-01-03\nretention: 10\nstatus: draft", "")
	files["meetings/2025/2025-07-01-m.md"] = held("教务处", "周例会", "2025-07-01 09:00", "2025-07-01 10:00", "retention: 10")
	f, m := figure(t, view(t, "2025-06-10 12:00", "internal", files), "records", Query{Step: Quarterly})
	verify(t,
		check{"drafts and what is planned count", overTime(f, m.Measure, m.All), "2025-Q1 2, 2025-Q2 2, = 4"},
		check{"by type", groups(m, ByType), "meeting 1, communication 1, document 2"},
		check{"by retention", groups(m, ByRetention), "10 2, permanent 1, none 1"},
	)
}

func TestChecked(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", dated("2025-04-01", "2025-05-01"))
	find := func(rule string, s diag.Severity, file string) diag.Finding {
		return diag.Finding{Rule: rule, Severity: s, File: file, Message: diag.Plain("x")}
	}
	facts := Collect(v)
	q := Query{Measures: []*Measure{Find("errors"), Find("warnings")}}
	if n := len(facts.Figures(q).Measures); n != 0 {
		t.Errorf("%d measures of checks that did not run", n)
	}
	facts.Checked([]diag.Finding{
		find("b-rule", diag.Error, "communications/2025/2025-04-01-0.md"),
		find("a-rule", diag.Error, "communications/2025/2025-05-01-1.md"),
		find("b-rule", diag.Error, "communications/2025/2025-05-01-1.md"),
		find("b-rule", diag.Warning, "communications/2025/2025-05-01-1.md"),
		find("b-rule", diag.Error, "registers/units.yaml"),
		find("b-rule", diag.Error, "minutes/2025/hidden.md"),
	})
	f := facts.Figures(q)
	verify(t,
		check{"by rule", groups(f.Measures[0], ByRule), "b-rule 2, a-rule 1"},
		check{"warnings", show(Find("warnings"), f.Measures[1].All.Total), "1"},
	)
	facts.Checked(nil)
	verify(t, check{"the last run counts", show(Find("errors"), facts.Figures(q).Measures[0].All.Total), "0"})
}

// What an audience may not see is in none of its figures, not even by name.
func TestAudience(t *testing.T) {
	secret := map[string]string{
		"minutes/2025/2025-05-01-s.md":        record("后勤处", "date: 2025-05-01\naudience: [后勤处]\nkind: 周例会\nstart: 2025-05-01 09:00\nend: 2025-05-01 10:00\nexpected: 周凯\npresent: 周凯\nreviewer: 周凯\nretention: 30", "## 决议事项\n\n1. 密\n\n## 待办事项\n\n- 密 @周凯 截止 2025-05-20\n\n## 上次会议待办跟进\n\n- [x] 2025-04-02-b#a1 已完成\n"),
		"communications/2025/2025-05-02-i.md": record("公寓中心", "date: 2025-05-02\naudience: internal\nchannel: 密电\ncounterparty: [密号公司]\ndirection: 对外", ""),
		"requests/2025/2025-05-03-s.md":       strings.Replace(request("高", "2025-05-03 09:00", ""), "unit: 教务处", "unit: 教务处\naudience: internal", 1),
	}
	files := map[string]string{
		"minutes/2025/2025-04-02-b.md":        record("教务处", "date: 2025-04-02\naudience: public\nkind: 周例会\nstart: 2025-04-02 09:00\nend: 2025-04-02 10:00\nexpected: 王芳\npresent: 王芳", "## 待办事项\n\n- 甲 @王芳 截止 2025-05-20\n"),
		"communications/2025/2025-05-02-p.md": record("教务处", "date: 2025-05-02\naudience: public\nchannel: 当面", ""),
	}
	all := func(files map[string]string, audience string) string {
		var b strings.Builder
		if err := Write(&b, FormatJSON, Collect(view(t, "2025-06-10 12:00", audience, files)).Figures(Query{Step: Monthly}), diag.ZhCN); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	alone := all(files, "public")
	for name, text := range secret {
		files[name] = text
	}
	public, logistics := all(files, "public"), all(files, "后勤处")
	if public != alone {
		t.Error("hidden records change the public figures")
	}
	for _, word := range []string{"zhou-kai", "周凯", "logistics", "dorm", "密", "2025-05-03-s"} {
		if strings.Contains(public, word) {
			t.Errorf("the public figures hold %q", word)
		}
		if !strings.Contains(logistics, word) {
			t.Errorf("the unit's own figures do not hold %q", word)
		}
	}
	_, due := figure(t, view(t, "2025-06-10 12:00", "public", files), "on-time", Query{})
	verify(t, check{"to the public the action is not done", show(due.Measure, due.All.Total), "0 (0/1)"})
	_, due = figure(t, view(t, "2025-06-10 12:00", "后勤处", files), "on-time", Query{})
	verify(t, check{"to the unit one of two is", show(due.Measure, due.All.Total), "0.5 (1/2)"})
}

// A unit answers through its head; a head whom no record names is not named by
// the figures either.
func TestUnnamedHead(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "public", map[string]string{
		"communications/2025/2025-04-01-a.md": record("教务处", "date: 2025-04-01\nchannel: 函件\nformality: 正式书面\ncounterparty: [后勤处]", ""),
	})
	_, m := figure(t, v, "confirmation", Query{})
	verify(t,
		check{"rate", show(m.Measure, m.All.Total), "0 (0/1)"},
		check{"people", groups(m, ByPerson), ""},
		check{"units", groups(m, ByUnit), "univ 0 (0/1), logistics 0 (0/1)"},
	)
}

func TestMethods(t *testing.T) {
	upTo := func(n int) (out []float64) {
		for i := range n {
			out = append(out, float64(n-i))
		}
		return out
	}
	for _, x := range []struct {
		how  method
		n    int
		want float64
	}{{p90, 1, 1}, {p90, 9, 9}, {p90, 10, 9}, {p90, 11, 10}, {p90, 20, 18}, {median, 1, 1}, {median, 4, 2.5}, {median, 5, 3}, {most, 7, 7}, {mean, 4, 2.5}} {
		if got := x.how.of(upTo(x.n), make([]int, x.n)); got != x.want {
			t.Errorf("method %d of 1 to %d: %v, want %v", x.how, x.n, got, x.want)
		}
	}
}
