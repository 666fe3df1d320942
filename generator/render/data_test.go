package render

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/xuri/excelize/v2"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/generator/stats"
)

func compileSchema(t *testing.T, data []byte) *jsonschema.Schema {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sampleSite is the sample, not yet rendered.
func sampleSite(t *testing.T, audience string) *Site {
	t.Helper()
	a, err := archive.Load(context.Background(), os.DirFS("../../content"), archive.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	au, _ := a.AudienceFor(audience)
	s, err := New(a.View(au), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Every data file of the sample keeps the published schema.
func TestAPISchema(t *testing.T) {
	for _, audience := range []string{"public", "internal"} {
		pages := map[string][]byte{}
		s := sampleSite(t, audience)
		for p := range inTurn(s.apiPages(), s.statsPages()) {
			if path.Ext(p.Path) != ".json" {
				continue
			}
			p = p.Made()
			var b bytes.Buffer
			if err := p.Write(&b); err != nil {
				t.Fatal(err)
			}
			pages[p.Path] = b.Bytes()
		}
		schema := compileSchema(t, pages["api/v1/schema.json"])
		kinds := map[string]int{}
		for name, data := range pages {
			if name == "api/v1/schema.json" {
				continue
			}
			doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s of %s: %v", name, audience, err)
			}
			kinds[doc.(map[string]any)["kind"].(string)]++
		}
		if len(kinds) != 9 || kinds["figures"] != len(stats.Measures()) {
			t.Errorf("kinds %v", kinds)
		}
	}
}

func inTurn[T any](all ...iter.Seq[T]) iter.Seq[T] {
	return func(yield func(T) bool) {
		for _, seq := range all {
			for x := range seq {
				if !yield(x) {
					return
				}
			}
		}
	}
}

// The totals are those of the measures' own files and lead to them.
func TestAPIStats(t *testing.T) {
	v, fsys := view(t, twoMonths, "public")
	pages := site(t, v, Options{Files: fsys})
	got := string(unzipped(t, "api/v1/stats.json", pages["api/v1/stats.json"]))
	for _, want := range []string{
		`{"kind":"stats","version":1,"as_of":"2026-11-01T08:00:00+08:00","measures":[{"id":"meetings",`,
		`"unit":"percent","value":0.833333,"num":5,"den":6,"figures":"statistics/attendance.json","page":"statistics/attendance.html"}`,
		`"unit":"percent","target":">= 100%","value":1,"num":3,"den":3,"met":true,"figures":"statistics/minutes-on-time.json",`,
		// Nobody asked for anything: not known is not nought.
		`"unit":"hours","target":"< 24","figures":"statistics/response-mean.json",`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the totals lack %s:\n%s", want, got)
		}
	}
}

// The schema refuses what a data file may not hold.
func TestAPISchemaRefuses(t *testing.T) {
	schema := compileSchema(t, apiSchema)
	good := `{"kind":"people","version":1,"people":[{"id":"wang","name":"王芳","page":"people/wang.html"}]}`
	for _, x := range []struct{ old, new string }{
		{"", ""}, {`"version":1`, `"version":2`}, {`"page"`, `"email":"a@b.example","page"`}, {`"id":"wang",`, ``}, {`"kind":"people"`, `"kind":"units"`},
	} {
		doc, err := jsonschema.UnmarshalJSON(strings.NewReader(strings.Replace(good, x.old, x.new, 1)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(doc); (err == nil) != (x.new == x.old) {
			t.Errorf("%s → %s: %v", x.old, x.new, err)
		}
	}
}

func TestAPI(t *testing.T) {
	pages := publishedSite(t, Options{})
	for p, want := range map[string]string{
		"api/v1/index.json":        `{"kind":"index","version":1,"title":"测试档案","organisation":"测试大学","language":"zh-CN","time_zone":"Asia/Shanghai","audience":"public","as_of":"2026-11-01T08:00:00+08:00","base_url":"https://minutes.example.org/wl/","schema":"api/v1/schema.json","documents":[{"path":"api/v1/records.json","kind":"years","count":5},{"path":"api/v1/records-2026.json","kind":"records","count":4},{"path":"api/v1/records-2020.json","kind":"records","count":1},{"path":"api/v1/actions.json","kind":"actions","count":1},{"path":"api/v1/decisions.json","kind":"decisions","count":1},{"path":"api/v1/people.json","kind":"people","count":2},{"path":"api/v1/units.json","kind":"units","count":2},{"path":"api/v1/stats.json","kind":"stats","count":26}]}`,
		"api/v1/records.json":      `{"kind":"years","version":1,"years":[{"year":"2026","path":"api/v1/records-2026.json","count":4},{"year":"2020","path":"api/v1/records-2020.json","count":1}]}`,
		"api/v1/actions.json":      `{"kind":"actions","version":1,"actions":[{"id":"2026-10-05-a#a1","record":"2026-10-05-a","page":"records/2026-10-05-a.html#a1","text":"完成方案","owners":[{"person":"zhou","name":"周凯"}],"due":"2026-10-20","final_due":"2026-10-20","state":"open","overdue":true}]}`,
		"api/v1/decisions.json":    `{"kind":"decisions","version":1,"decisions":[{"id":"2026-10-05-a#d1","record":"2026-10-05-a","page":"records/2026-10-05-a.html#d1","text":"同意扩容","status":"adopted","votes":{"for":5,"against":1,"abstain":0}}]}`,
		"api/v1/people.json":       `{"kind":"people","version":1,"people":[{"id":"wang","name":"王芳","page":"people/wang.html"},{"id":"zhou","name":"周凯","page":"people/zhou.html"}]}`,
		"api/v1/units.json":        `{"kind":"units","version":1,"units":[{"id":"office","name":"办公室","page":"units/office.html"},{"id":"lab","name":"实验中心","page":"units/lab.html","parent":"office"}]}`,
		"api/v1/records-2020.json": `{"kind":"records","version":1,"year":"2020","records":[{"id":"2020-01-06-old","type":"minutes","title":"关于测试的纪要","page":"records/2020-01-06-old.html","source":"records/2020-01-06-old.md","date":"2020-01-06","updated":"2020-01-06","status":"published","audience":"public","unit":{"unit":"office","name":"办公室"},"summary":"旧事","meeting":{"start":"2020-01-06T09:00:00+08:00","chair":{"person":"wang","name":"王芳"},"expected":[{"person":"wang","name":"王芳"}],"present":[{"person":"wang","name":"王芳"}]}}]}`,
	} {
		if got := strings.TrimSuffix(string(pages[p]), "\n"); got != want {
			t.Errorf("%s\n got %s\nwant %s", p, got, want)
		}
	}
}

// Addresses and numbers of people are nowhere in what programs read, even where a
// record's text holds them.
func TestNoContacts(t *testing.T) {
	pages := publishedSite(t, Options{})
	for name, data := range pages {
		if strings.HasPrefix(name, "records/") && !strings.HasSuffix(name, ".ics") {
			continue // the record's own words
		}
		for _, secret := range []string{"wang@example.org", "canary-mail", "138 0013 8000"} {
			if bytes.Contains(unzipped(t, name, data), []byte(secret)) {
				t.Errorf("%s holds %s", name, secret)
			}
		}
	}
}

// unzipped is a file with what is packed in it.
func unzipped(t *testing.T, name string, data []byte) []byte {
	t.Helper()
	if path.Ext(name) != ".xlsx" {
		return data
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	var out bytes.Buffer
	for _, f := range z.File {
		out.WriteString(f.Name + "\n")
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, r); err != nil {
			t.Fatal(err)
		}
	}
	return out.Bytes()
}

func TestLedgersAsCSV(t *testing.T) {
	pages := publishedSite(t, Options{})
	for p, want := range map[string]string{
		"ledgers/actions.csv":   "编号,待办事项,责任人,原定期限,现定期限,状态,进度,结束日期,部门,出处,日期|2026-10-05-a#a1,完成方案,周凯,2026-10-20,2026-10-20,已逾期,,,办公室,关于测试的纪要,2026-10-05",
		"ledgers/decisions.csv": "编号,决议事项,状态,责任人,原定期限,同意,反对,弃权,复审日期,被何决议替代,部门,出处,日期|2026-10-05-a#d1,同意扩容,已通过,,,5,1,0,,,办公室,关于测试的纪要,2026-10-05",
		"ledgers/meetings.csv":  "编号,题名,会议类型,开始,结束,地点,主持人,记录人,应到,实到,缺席,状态,部门,会议纪要|2020-01-06-old,关于测试的纪要,,2020-01-06 09:00,,,王芳,,1,1,,已发布,办公室,|2026-10-02-cancelled,取消的例会,周例会,2026-10-02,,,王芳,周凯,1,,,已取消,办公室,|2026-10-05-a,关于测试的纪要,,2026-10-05 09:00,2026-10-05 10:00,,王芳,,2,1,1,已发布,办公室,|2026-11-12-expand,关于扩容的专题会,专题会,2026-11-12 14:30,2026-11-12 16:00,一号楼 301,王芳,周凯,2,,,计划,实验中心,",
	} {
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(pages[p], []byte("\ufeff")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range rows {
			got = append(got, strings.Join(r, ","))
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s\n got %s\nwant %s", p, strings.Join(got, "|"), want)
		}
	}
}

// The catalogue for hand-over, as a spreadsheet program reads it.
func TestCatalogue(t *testing.T) {
	files := map[string]string{
		"notices/2026/2026-09-01-n.md": "---\ntitle: =HYPERLINK(\"http://evil.example\")\nunit: 办公室\ndate: 2026-09-01\narchive_no: 2026-D30-0001\ndoc_no: 测办〔2026〕1号\npages: 3\nretention: 10\nhold: true\n---\n",
		"notices/2026/2026-09-02-o.md": "---\ntitle: 永久保存的通知\nunit: 办公室\ndate: 2026-09-02\nretention: permanent\naudience: internal\n---\n",
	}
	v, fsys := view(t, files, "internal")
	f, err := excelize.OpenReader(bytes.NewReader(site(t, v, Options{Files: fsys})["ledgers/catalogue.xlsx"]))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("归档目录")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows {
		got = append(got, strings.Join(r, ","))
	}
	want := "档号,责任者,文号,题名,日期,密级,页数,保管期限（年）,暂缓处置,编号|2026-D30-0001,办公室,测办〔2026〕1号,=HYPERLINK(\"http://evil.example\"),2026-09-01,公开,3,10,是,2026-09-01-n|,办公室,,永久保存的通知,2026-09-02,内部,,永久,,2026-09-02-o"
	if strings.Join(got, "|") != want {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "|"), want)
	}
	if formula, _ := f.GetCellFormula("归档目录", "D2"); formula != "" {
		t.Errorf("the title became the formula %s", formula)
	}
	if raw, _ := f.GetCellValue("归档目录", "E2", excelize.Options{RawCellValue: true}); raw != "46266" {
		t.Errorf("the day is stored as %s", raw)
	}
	if kind, _ := f.GetCellType("归档目录", "H2"); kind != excelize.CellTypeUnset {
		t.Errorf("the years are of type %d", kind)
	}
}

func TestRaw(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-open.md": "---\n# 内部备注 canary\ntitle: \"一: 二\"   # canary\n部门: 办公室\ndate: 2026-01-05\naudience: public\nunknown: canary\nrelated: [2026-01-06-canary0-x, 2026-01-04-b]\nsupersedes: [2026-01-06-canary0-x]\nabsent:\n  - {person: 周凯, kind: leave, reason: 见 2026-01-06-canary0-x}\ntags: [\"#甲\", '0123']\n---\r\n\r\n" +
			"见 2026-01-06-canary0-x#a1 与 [乙](2026-01-04-b.md)。\r\n" +
			"[隐](%32026-01-06-canary0-x.md)\n[隐](%E6%9C%BA%E5%AF%86%E4%BC%9A%E8%AE%AEcanary.md)\n&#x32;026-01-06-canary0-x\n2026\\-01-06-canary0-x\n&amp;#x32;026-01-06-canary0-x\n%2532026-01-06-canary0-x\n留下 50% 的预算\n",
		"minutes/2026/2026-01-04-b.md":         record("date: 2026-01-04\n", "正文\n"),
		"minutes/2026/2026-01-06-canary0-x.md": record("date: 2026-01-06\naudience: internal\n", "正文\n"),
		"minutes/2026/机密会议canary.md":           record("date: 2026-01-07\naudience: internal\n", ""),
	}
	v, fsys := view(t, files, "public")
	got := string(site(t, v, Options{Files: fsys})["records/2026-01-05-open.md"])
	want := `---
title: "一: 二"
部门: 办公室
date: 2026-01-05
related:
  - 2026-01-04-b
absent:
  - person: 周凯
    kind: leave
    reason: 见 另有一份不公开的记录
tags:
  - "#甲"
  - 0123
---

见 另有一份不公开的记录 与 [乙](2026-01-04-b.md)。
另有一份不公开的记录
另有一份不公开的记录
另有一份不公开的记录
另有一份不公开的记录
另有一份不公开的记录
另有一份不公开的记录
留下 50% 的预算
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What is written is a record again, with the same fields and the same text.
func TestRawReadsBack(t *testing.T) {
	s := sampleSite(t, "internal")
	v := s.view
	for _, r := range v.Records {
		var raw bytes.Buffer
		if err := s.rawPage(r).Write(&raw); err != nil {
			t.Fatal(err)
		}
		doc := source.Read(r.Path(), raw.Bytes(), source.Limits{})
		if len(doc.Findings) > 0 {
			t.Errorf("%s: %s", rawPath(r), doc.Findings[0].Message.In("en"))
			continue
		}
		again := r.Type.Decode(doc, v.Schema, v.Config.Zone)
		for _, x := range r.Values.All() {
			// Who may see it, and what this view does not hold, is left out.
			if x.Field.Kind == schema.Audience || x.Field.Kind == schema.Record && slices.ContainsFunc(r.Refs, func(f *archive.Ref) bool { return f.Hidden }) {
				continue
			}
			if got, want := flat(again.Get(x.Field.Name)), flat(r.Values.Get(x.Field.Name)); got != want {
				t.Errorf("%s: %s is %q, want %q", rawPath(r), x.Field.Name, got, want)
			}
		}
		if len(doc.Blocks) != len(r.Doc.Blocks) {
			t.Errorf("%s: %d blocks, the record has %d", rawPath(r), len(doc.Blocks), len(r.Doc.Blocks))
		}
	}
}

// flat is a value with all it holds.
func flat(v *schema.Value) string {
	switch {
	case v == nil:
		return ""
	case v.Object() != nil:
		out := ""
		for _, o := range v.Object().All() {
			if text := flat(v.Object().Get(o.Field.Name)); text != "" {
				out += o.Field.Name + "=" + text + ";"
			}
		}
		return "{" + out + "}"
	case len(v.Items()) > 0:
		out := ""
		for _, i := range v.Items() {
			out += flat(i) + ","
		}
		return "[" + out + "]"
	}
	return v.Text
}

// Hidden records leave nothing in feeds, calendars, tables and data.
func TestNoLeakInData(t *testing.T) {
	files := map[string]string{
		"minutebook.yaml": publishedArchive["minutebook.yaml"],
		"minutes/2026/2026-01-05-open.md": record("date: 2026-01-05\nstart: 2026-01-05 09:00\nlocation: 见 2026-01-06-canary0-x\naudience: public\nrelated: [2026-01-06-canary0-x, 机密会议canary]\ntags: [2026-01-06-canary0-x]\nseries: 2026-01-06-canary1-x\nversion: V1.0\naliases: [canary2-old]\n",
			"见 2026-01-06-canary0-x\n\n## 决议\n\n- 按 2026-01-06-canary0-x#d1 办\n\n## 待办\n\n- 跟进 2026-01-06-canary0-x @王芳 截止 2026-02-01\n\n- [x] 2026-01-06-canary2-x#a1 已完成\n"),
		"meetings/2026/2026-02-02-open.md": "---\ntitle: 续 2026-01-06-canary0-x\nunit: 办公室\ndate: 2026-02-02\naudience: public\nkind: 专题会\nstart: 2026-02-02 09:00\nlocation: 见 2026-01-06-canary0-x\ngoal: 续 机密会议canary\nagenda: [{title: 议 2026-01-06-canary1-x, presenter: 王芳}]\n---\n",
		"minutes/2026/机密会议canary.md":       record("date: 2026-01-07\naudience: internal\n", ""),
	}
	for i := range 20 {
		c := fmt.Sprintf("canary%d-", i)
		folder, kind := "minutes", "专题会"
		if i%2 == 0 {
			folder, kind = "meetings", "党课"
		}
		files[fmt.Sprintf("%s/2024/2026-01-06-canary%d-x.md", folder, i)] = "---\ntitle: " + c + "title\nunit: 实验中心\ndate: 2024-01-06\naudience: internal\nkind: " + kind + "\nstart: 2026-01-06 09:00\nlocation: " + c + "place\nchair: 周凯\nexpected: [周凯]\ngoal: " + c + "goal\nproject: 升级\narchive_no: " + c + "no\naliases: [" + c + "old]\n---\n\n## 决议\n\n- " + c + "decision\n\n## 待办\n\n- " + c + "action @周凯 截止 2026-02-01\n\n- [x] 2026-01-05-open#a1 已完成 " + c + "event\n"
	}
	v, fsys := view(t, files, "public")
	pages := site(t, v, Options{Files: fsys})
	seen := 0
	for name, data := range pages {
		if path.Ext(name) == ".html" && name != "feeds.html" {
			continue // TestNoLeak looks at pages
		}
		seen++
		text := append([]byte(name+"\n"), unzipped(t, name, data)...)
		for _, secret := range []string{"canary", "周凯", "实验中心", "升级", "zhou", "lab", "records-2024", "party-lecture"} {
			if i := bytes.Index(text, []byte(secret)); i >= 0 && !strings.HasPrefix(name, "static/") && !(secret == "lab" && bytes.HasPrefix(text[i:], []byte("label"))) {
				t.Errorf("%s holds %s: …%s…", name, secret, text[max(0, i-60):min(len(text), i+60)])
			}
		}
	}
	if seen < 30 {
		t.Errorf("only %d files", seen)
	}
}

// The pages for programs are the same each time and asked for alone.
func TestDataIsTheSame(t *testing.T) {
	first := publishedSite(t, Options{})
	v, fsys := view(t, publishedArchive, "public")
	second := site(t, v, Options{Files: fsys})
	s, err := New(v, Options{Files: fsys})
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range first {
		if path.Ext(name) == ".html" {
			continue
		}
		if !bytes.Equal(data, second[name]) {
			t.Errorf("%s differs between two renderings", name)
		}
		var b bytes.Buffer
		if p, ok := s.Page(name); !ok || p.Write(&b) != nil || !bytes.Equal(b.Bytes(), data) {
			t.Errorf("%s asked for alone is another", name)
		}
	}
}

// A table's digest changes with what it shows.
func TestDataDigests(t *testing.T) {
	digests := func(files map[string]string) map[string][32]byte {
		v, fsys := view(t, files, "public")
		s, err := New(v, Options{Files: fsys})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string][32]byte{}
		for p := range s.Pages(nil) {
			p = p.Made()
			out[p.Path] = p.Digest
		}
		return out
	}
	before := digests(publishedArchive)
	files := map[string]string{}
	for k, v := range publishedArchive {
		files[k] = strings.Replace(v, "截止 2026-10-20", "截止 2026-10-21", 1)
	}
	after := digests(files)
	for p, want := range map[string]bool{
		"ledgers/actions.csv": true, "ledgers/actions.xlsx": true, "api/v1/actions.json": true, "records/2026-10-05-a.md": true,
		"ledgers/decisions.csv": false, "api/v1/people.json": false, "calendars/archive.ics": false, "records/2026-09-01-n.md": false, "sitemap.xml": false,
	} {
		if got := before[p] != after[p]; got != want {
			t.Errorf("%s changed: %v, want %v", p, got, want)
		}
	}
}
