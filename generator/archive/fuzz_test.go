package archive

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// fuzzLimits are small, so that texts of a fuzzer's size run into them.
var fuzzLimits = source.Limits{
	FileBytes: 20_000, FrontBytes: 5_000, LineBytes: 2_000, Depth: 8, Columns: 20, Cells: 200, References: 10, Blocks: 500,
}

var fuzzNow = time.Date(2025, 9, 1, 0, 0, 0, 0, zone)

// FuzzConfig: whatever stands in the config and the registers, an archive is
// loaded, the same one every time, and what is wrong stands in the files.
func FuzzConfig(f *testing.F) {
	projects := "projects:\n  - {id: p1, name: 教务升级, unit: 教务, owner: 王芳, from: 2025-01-01}\n"
	calendar := "years:\n  - {year: 2025, holidays: [2025-05-01/2025-05-05], workdays: [2025-04-27]}\n"
	add := func(config, units, people string) {
		f.Add([]byte(config), []byte(units), []byte(people), []byte(projects), []byte(calendar))
	}
	add(testConfig, testUnits, testPeople)
	add(testConfig+"languages: [en, zh-TW]\nclock: working\nworking_hours: [08:30-12:00, 13:30-17:30]\nrules:\n  - {rule: action-owner, severity: off, type: minutes, folder: minutes/2025}\n"+
		"targets:\n  - {measure: a, target: 1.5}\nvague_words: [或许]\nattachment_limit: 5\n", testUnits, testPeople)
	add(testConfig+"kinds:\n  lab: {label: [实验室例会, 實驗室例會, Lab], cadence: month, quorum: 2/3}\ntypes:\n  minutes:\n    fields: {level: {type: choice, values: {a: {label: 甲}}, required: {when: {status: [draft]}}}}\n"+
		"  audit: {label: 审计, folder: audits, status: {open: {}}, default_status: open, fields: {of: {type: record, of: minutes}}, sections: {s: {label: 事实, role: actions}}, confirm: [{who: reviewer}]}\n", testUnits, testPeople)
	add("audience: [后勤, x]\ntime_zone: Europe/London\n", "units:\n- {id: a, name: a, parent: b}\n- {id: b, name: b, parent: a}\n- {name: c}\n", "people: [{name: 张敏}, 李, {id: a, roles: [{}]}]\n")
	add("audiance: public\ntitle: a\ntitle: b\n", "units: {a: b}\n", "")
	f.Fuzz(func(t *testing.T, config, units, people, projects, calendar []byte) {
		fsys := fstest.MapFS{
			"minutebook.yaml":              {Data: config},
			"registers/units.yaml":         {Data: units},
			"registers/people.yaml":        {Data: people},
			"registers/projects.yaml":      {Data: projects},
			"registers/calendar.yaml":      {Data: calendar},
			"minutes/2025/2025-06-15-a.md": {Data: []byte(fuzzMinutes + fuzzBody)},
		}
		a := loadFuzz(t, fsys)
		for _, d := range a.Documents {
			checkPositions(t, d)
		}
		for _, u := range a.Units {
			for n, above := 0, u; above != nil; n, above = n+1, a.Parent(above) {
				if n > len(a.Units) {
					t.Fatalf("the units above %q have no end", u.ID)
				}
			}
		}
		checkViews(t, a)
		again := loadFuzz(t, fsys)
		if x, y := findings(a), findings(again); x != y {
			t.Errorf("loading twice gives other findings:\n%s\n%s", x, y)
		}
	})
}

const (
	fuzzMinutes = "---\ntitle: 教务升级例会纪要\nunit: 教务\ndate: 2025-06-15\nreviewer: 王芳\n---\n\n"
	fuzzBody    = "## 决议事项\n\n1. 分两批上线 责任人：张敏，完成时间：2025-08-20，表决：同意 3 反对 0 弃权 1\n\n## 待办事项\n\n" +
		"- [ ] 完成需求文档 @李伟（后勤） 截止 2025-06-20 {#doc}\n- 搭建环境\n  - 责任人：王芳、周凯（牵头）\n  - 状态：进行中\n\n| 事项 | 责任人 | 完成时间 |\n|---|---|---|\n| 联调 | 砚渡公司 | 2025-07-01 |\n"
)

// FuzzBody: whatever stands in a body, its sections and items stand in it, their
// ids are different, and every action has a state.
func FuzzBody(f *testing.F) {
	for _, s := range []string{
		fuzzBody,
		"会议结论：\n1、同意升级\n2、（责任人：张敏，完成时间：2025 年 8 月 1 日）\n**遗留问题**\n无\n",
		"## 上次会议待办跟进\n\n- [x] 2025-06-01-z#a1 已完成，成果：文档，完成：2025-06-10\n- [-] `2025-06-01-z#a2` 取消：不再需要\n- [2025-06-01-z#a3](x.md) 延期至 2025-07-01，原因：缺人，批准人：王芳\n- 2025-06-01-z#a1 进行中 60%\n",
		"| 编号 | 进展 |\n|---|---|\n| 2025-06-01-z#a1 | 受阻：没有机柜 |\n\n## Action items\n\n- fix it @x due 2025-07-01 {#fix}\n- fix {#fix}\n",
		"## 决议\n- a 替代：2025-06-01-z#d1，复审：2025-12-01\n  > - b\n\n\tc\n## 决议\n```\nd\n```\n<b>\n",
		"# 待办\n- \n- []\n1) ：：\n- [ ] 责任人：\n- 责任人：（((（、@、\n截止 9999\n",
		"[a](2025-06-01-z.md#a1) ![b](%zz) [c](../../x?y#z) <http://d>\n\n[a]: e\n",
	} {
		f.Add([]byte(s))
	}
	const earlier = fuzzMinutes + "## 待办事项\n\n1. 写文档 @张敏 截止 2025-06-08\n2. 买机柜 @周凯 截止 2025-06-09\n3. 联调 @王芳 截止 2025-06-10\n"
	f.Fuzz(func(t *testing.T, body []byte) {
		fsys := fstest.MapFS{
			"minutebook.yaml":              {Data: []byte(testConfig)},
			"registers/units.yaml":         {Data: []byte(testUnits)},
			"registers/people.yaml":        {Data: []byte(testPeople)},
			"minutes/2025/2025-06-15-a.md": {Data: append([]byte(fuzzMinutes), body...)},
			"minutes/2025/2025-06-01-z.md": {Data: []byte(strings.ReplaceAll(earlier, "2025-06-15", "2025-06-01"))},
		}
		a := loadFuzz(t, fsys)
		for _, r := range a.Records {
			checkRecord(t, r)
		}
		for _, x := range a.Actions {
			switch x.State {
			case Open, Doing, Submitted, Done, Cancelled:
			default:
				t.Errorf("%s is in no state: %q", x.ID(), x.State)
			}
			if x.State == Done && x.Finished.IsZero() || x.Extensions < 0 || x.Percent < 0 || x.Percent > 100 {
				t.Errorf("%s: done %v, %d extensions, %d%%", x.ID(), x.Finished, x.Extensions, x.Percent)
			}
		}
		checkViews(t, a)
		if x, y := told(a), told(loadFuzz(t, fsys)); x != y {
			t.Errorf("loading twice gives other items:\n%s\n%s", x, y)
		}
	})
}

func loadFuzz(t *testing.T, fsys fstest.MapFS) *Archive {
	t.Helper()
	a, err := Load(context.Background(), fsys, Options{Now: fuzzNow, Limits: fuzzLimits, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// checkPositions: what a document has to say stands in it, in words.
func checkPositions(t *testing.T, d *source.Document) {
	t.Helper()
	for _, f := range d.Findings {
		checkPlace(t, d, f.Span, f.Rule)
		for _, l := range diag.Langs {
			if m := f.Message.In(l); m == "" || strings.Contains(m, "%!") && !bytes.Contains(d.Bytes, []byte("%!")) {
				t.Errorf("%s: message %q", f.Rule, m)
			}
		}
	}
}

func checkPlace(t *testing.T, d *source.Document, s diag.Span, what string) {
	t.Helper()
	if s != (diag.Span{}) && (int(s.End.Offset) > len(d.Bytes) || s.Start.Offset > s.End.Offset || s != d.Span(int(s.Start.Offset), int(s.End.Offset))) {
		t.Errorf("%s: %v is not a place in %s", what, s, d.Path)
	}
}

// checkRecord: sections, items and events stand in the body, in order, and an
// item is known by one id. Ids that a body gives twice are the body's mistake.
func checkRecord(t *testing.T, r *Record) {
	t.Helper()
	checkPositions(t, r.Doc)
	inBody := func(s diag.Span, what string) {
		t.Helper()
		checkPlace(t, r.Doc, s, what)
		if int(s.Start.Offset) < r.Doc.Body {
			t.Errorf("%s at %d is not in the body", what, s.Start.Offset)
		}
	}
	for _, s := range r.Sections {
		inBody(s.Span, "section "+s.Schema.Name)
	}
	ids, given := map[string]bool{}, map[string]bool{}
	for _, b := range r.Doc.Blocks {
		given[b.ID] = true
	}
	item := func(it *Item) {
		inBody(it.Span, it.Local)
		if it.DueText != "" {
			inBody(it.DueAt, "due date of "+it.Local)
		}
		for _, o := range it.Owners {
			inBody(o.Span, "owner "+o.Text)
		}
		written := given[it.Local] || bytes.Contains(r.Doc.Bytes, []byte("{#"+it.Local+"}"))
		if it.Local == "" || ids[it.Local] && !written {
			t.Errorf("the id %q is there twice", it.Local)
		}
		ids[it.Local] = true
		if it.Record != r || !utf8.ValidString(it.Text) {
			t.Errorf("%s: %q", it.Local, it.Text)
		}
	}
	for _, x := range r.Actions {
		item(&x.Item)
	}
	for _, x := range r.Decisions {
		item(&x.Item)
	}
	for _, e := range r.Events {
		inBody(e.Span, "event")
	}
}

// checkViews: a narrower audience sees no more, and nobody sees a record that is
// shown to nobody.
func checkViews(t *testing.T, a *Archive) {
	t.Helper()
	public, internal := a.View(Audience{Level: Public}), a.View(Audience{Level: Internal})
	if len(public.Records) > len(internal.Records) || len(internal.Records) > len(a.Records) {
		t.Errorf("%d public of %d internal of %d", len(public.Records), len(internal.Records), len(a.Records))
	}
	for _, r := range internal.Records {
		if r.Audience.Level == Nobody || r.Broken {
			t.Errorf("%s is shown to somebody", r.Path())
		}
	}
}

func findings(a *Archive) string {
	var b strings.Builder
	for _, d := range a.Documents {
		for _, f := range d.Findings {
			fmt.Fprintln(&b, f.File, f.Span, f.Rule, f.Message.In(diag.En))
		}
	}
	return b.String()
}

// told writes what the bodies of an archive were understood to say.
func told(a *Archive) string {
	var b strings.Builder
	for _, x := range a.Actions {
		fmt.Fprintln(&b, x.ID(), x.Span, x.Text, x.State, x.FinalDue, x.Percent, x.Blocked, x.Finished, len(x.Events), x.Fields)
	}
	for _, d := range a.Decisions {
		fmt.Fprintln(&b, d.ID(), d.Span, d.Text, d.Status, d.Votes != nil, d.Fields)
	}
	return b.String() + findings(a)
}
