package render

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/templates"
)

// pageOf makes one page of a small archive.
func pageOf(t *testing.T, path string, files map[string]string, opt Options) string {
	t.Helper()
	v, fsys := view(t, files, "public")
	opt.Files = fsys
	s, err := New(v, opt)
	if err != nil {
		t.Fatal(err)
	}
	p, ok := s.Page(path)
	if !ok {
		t.Fatalf("no page %s", path)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// wordsBetween are the words of a part of a page, from a mark to an end.
func wordsBetween(t *testing.T, page, from, to string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, from)
	if !ok {
		t.Fatalf("the page has no %s:\n%s", from, page)
	}
	rest, _, _ = strings.Cut(rest, to)
	z := html.NewTokenizer(strings.NewReader(from + rest))
	var out []string
	for {
		switch z.Next() {
		case html.ErrorToken:
			return strings.Join(out, "|")
		case html.TextToken:
			if text := strings.Join(strings.Fields(string(z.Text())), " "); text != "" {
				out = append(out, text)
			}
		}
	}
}

func wants(t *testing.T, page string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(page, p) {
			t.Errorf("the page lacks %s", p)
		}
	}
}

func TestAccent(t *testing.T) {
	for config, want := range map[string]string{
		"":               `<html lang="zh-CN">`,
		"accent: red\n":  `<html lang="zh-CN">`,
		"accent: blue\n": `<html lang="zh-CN" data-accent="blue">`,
		"主色: 蓝色\n":       `<html lang="zh-CN" data-accent="blue">`,
	} {
		page := pageOf(t, "index.html", map[string]string{"minutebook.yaml": "title: 测试档案\naudience: public\n" + config}, Options{})
		if !strings.Contains(page, want) {
			t.Errorf("%q: no %s", config, want)
		}
	}
}

// The scripts are files of the site, and the only ones.
func TestScripts(t *testing.T) {
	page := pageOf(t, "types/minutes.html", nil, Options{})
	if got := regexp.MustCompile(`<script[^>]*></script>`).FindAllString(page, -1); len(got) != 2 ||
		!regexp.MustCompile(`^<script src="\.\./static/theme\.[0-9a-f]{10}\.js"></script>$`).MatchString(got[0]) ||
		!regexp.MustCompile(`^<script defer src="\.\./static/site\.[0-9a-f]{10}\.js"></script>$`).MatchString(got[1]) {
		t.Errorf("scripts: %q", got)
	}
}

var busy = map[string]string{
	"minutes/2026/2026-09-10-a.md": record("date: 2026-09-10\nstart: 2026-09-10 09:00\nend: 2026-09-10 10:00\naudience: public\nexpected: [王芳, 周凯]\npresent: [王芳, 周凯]\npublished_at: 2026-09-10 12:00\n",
		"## 待办\n\n- 写完方案 @王芳 截止 2026-10-01\n- 订好场地 @周凯 截止 2026-12-01\n"),
	"minutes/2026/2026-10-10-b.md":  record("date: 2026-10-10\nstart: 2026-10-10 09:00\nend: 2026-10-10 10:00\nreviewer: 王芳\nexpected: [王芳, 周凯]\npresent: [王芳]\nabsent:\n  - {person: 周凯, kind: 请假, reason: 出差}\npublished_at: 2026-10-12 12:00\n", "正文\n"),
	"meetings/2026/2026-10-20-c.md": record("date: 2026-10-20\nstart: 2026-10-20 09:00\nend: 2026-10-20 10:00\nstatus: held\n", ""),
	"meetings/2026/2026-11-05-d.md": record("date: 2026-11-05\nstart: 2026-11-05 09:00\nend: 2026-11-05 10:00\n", ""),
}

func TestHome(t *testing.T) {
	page := pageOf(t, "index.html", busy, Options{})
	for part, want := range map[[2]string]string{
		{`<p class="counts">`, "</p>"}:         "记录 4 份|·|决议 0 项|·|未结束待办 2 项|·|其中逾期 1 项",
		{`<h3>逾期待办`, "</section>"}:             "逾期待办|1|写完方案|截止 2026-10-01，已逾期 31 天 · 王芳",
		{`<h3>待写纪要`, "</section>"}:             "待写纪要|1|关于测试的纪要|2026-10-20 09:00 召开",
		{`<h3>等待确认`, "</section>"}:             "等待确认|2|关于测试的纪要|2026-10-10 · 王芳|关于测试的纪要|2026-09-10 · 王芳、周凯",
		{`<span class="label">出席率`, "</li>"}:   "出席率|50.0%|↓ 50.0 个百分点",
		{`<span class="label">纪要及时率`, "</li>"}: "纪要及时率|0.0%|↓ 100.0 个百分点|目标 ≥ 100%|未达标",
		{`<h2>近期会议`, "</tbody>"}:               "近期会议|日期|记录|类型|部门|状态|2026-11-05|关于测试的纪要|会议|办公室|计划",
	} {
		if got := wordsBetween(t, page, part[0], part[1]); got != want {
			t.Errorf("%s: got %s, want %s", part[0], got, want)
		}
	}
	wants(t, page, `<h2>关键指标 <small>2026-10 当月，与上月比较</small></h2>`)
}

// A meeting whose day is over waits for its minutes, whether it is said to have
// been held or still planned; one that was put off does not.
func TestHomeMinutesToBeWritten(t *testing.T) {
	meeting := func(day, status string) string {
		return record("date: "+day+"\nstart: "+day+" 09:00\nend: "+day+" 10:00\nstatus: "+status+"\n", "")
	}
	page := pageOf(t, "index.html", map[string]string{
		"meetings/2026/2026-10-19-a.md": meeting("2026-10-19", "held"),
		"meetings/2026/2026-10-20-b.md": meeting("2026-10-20", "planned"),
		"meetings/2026/2026-10-21-c.md": meeting("2026-10-21", "postponed"),
		"meetings/2026/2026-10-22-d.md": meeting("2026-10-22", "cancelled"),
		"meetings/2026/2026-11-05-e.md": meeting("2026-11-05", "planned"),
	}, Options{})
	if got, want := wordsBetween(t, page, `<h3>待写纪要`, "</section>"), "待写纪要|2|关于测试的纪要|原定 2026-10-20 09:00，未写明是否召开|关于测试的纪要|2026-10-19 09:00 召开"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Minutes that a reader may not see are not called missing: only what the checks
// miss is.
func TestHomeDoesNotMissHiddenMinutes(t *testing.T) {
	held := record("date: 2026-10-19\nstart: 2026-10-19 09:00\nend: 2026-10-19 10:00\nstatus: held\naudience: public\n", "")
	files := map[string]string{
		"meetings/2026/2026-10-19-a.md": held,
		"minutes/2026/2026-10-19-b.md":  record("date: 2026-10-19\nmeeting: 2026-10-19-a\naudience: internal\n", ""),
		"meetings/2026/2026-10-20-c.md": strings.ReplaceAll(held, "-19", "-20"),
	}
	page := pageOf(t, "index.html", files, Options{Findings: []diag.Finding{{Rule: "minutes-missing", File: "meetings/2026/2026-10-20-c.md"}}})
	if got, want := wordsBetween(t, page, `<h3>待写纪要`, "</section>"), "待写纪要|1|关于测试的纪要|2026-10-20 09:00 召开"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What is not known is neither nought nor on target.
func TestHomeOfAnEmptyArchive(t *testing.T) {
	page := pageOf(t, "index.html", nil, Options{})
	wants(t, page, "没有逾期待办，没有待写的纪要，也没有待确认的记录。")
	if strings.Contains(page, "0.0%") || strings.Contains(page, "达标") {
		t.Error("an empty archive has figures")
	}
}

// A long list on the home page names the way to the rest.
func TestHomeShowsTheFirst(t *testing.T) {
	body := "## 待办\n\n"
	for i := range 9 {
		body += fmt.Sprintf("- 事情%d @王芳 截止 2026-0%d-01\n", i, 9-i)
	}
	page := pageOf(t, "index.html", map[string]string{"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\n", body)}, Options{})
	got := wordsBetween(t, page, `<h3>逾期待办`, "</section>")
	if !strings.HasPrefix(got, "逾期待办|9|事情8|截止 2026-01-01，已逾期 304 天 · 王芳|事情7|") || !strings.HasSuffix(got, "|事情1|截止 2026-08-01，已逾期 92 天 · 王芳|全部 9 项") {
		t.Error(got)
	}
	wants(t, page, `<p><a href="actions.html#overdue">全部 9 项</a></p>`)
}

// What no other page lists whole is folded away and not left out.
func TestHomeFoldsTheRest(t *testing.T) {
	files := map[string]string{}
	for i := range 10 {
		files[fmt.Sprintf("minutes/2026/2026-01-%02d-a.md", i+10)] = record(fmt.Sprintf("date: 2026-01-%02d\nreviewer: 王芳\n", i+10), "")
	}
	page := pageOf(t, "index.html", files, Options{})
	if got, want := wordsBetween(t, page, "<summary>另有", "</details>"), "另有 2 项|关于测试的纪要|2026-01-11 · 王芳|关于测试的纪要|2026-01-10 · 王芳"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestRecordAtAGlance(t *testing.T) {
	files := map[string]string{
		"minutebook.yaml": "title: 测试档案\norganisation: 信息化中心\naudience: public\n",
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\nproject: 升级\nseries: 例会\nnumber: 3\nstart: 2026-01-05 09:00\nend: 2026-01-05 10:30\nlocation: 101 室\nchair: 王芳\nreviewer: 王芳\nexpected: [王芳, 周凯]\npresent: [王芳]\nabsent:\n  - {person: 周凯, kind: 请假, reason: 出差}\ninvited: [实验中心]\nattachments:\n  - {file: 表.csv, title: 台账, version: V1.0, date: 2026-01-04}\n  - {file: 无.csv, title: 没有的}\n",
			"## 一、议题\n\n甲\n\n## 二、内容\n\n乙\n\n## 三、决议\n\n- 同意升级\n\n## 四、待办\n\n- [x] 写方案 @王芳 截止 2026-02-01\n- 订场地 @周凯 截止 2026-03-01\n"),
		"minutes/2026/表.csv":           "bytes",
		"minutes/2026/2026-02-05-b.md": record("date: 2026-02-05\nsupersedes: [2026-01-05-a]\n", "- [ ] 2026-01-05-a#a2 进行中 40%\n"),
	}
	page := pageOf(t, "records/2026-01-05-a.html", files, Options{})
	for part, want := range map[[2]string]string{
		{`<p class="kind">`, "</p>"}:                                   "会议纪要|· 2026-01-05 ·|办公室|·|升级|·|例会|第 3 次",
		{`<p class="glance">`, "</p>"}:                                 "已发布|决议 1 项|待办 2 项（完成 1，逾期 1）|确认 0/2|附件 2 个",
		{`<p class="notice replaced">`, "</p>"}:                        "已被替代|：|关于测试的纪要|2026-02-05",
		{`<section class="facts">`, "</section>"}:                      "基本信息|时间|2026-01-05 09:00–10:30|地点|101 室|主持人|王芳|出席情况|应到 2 人，出席 1 人，请假、缺席 1 人，列席 1 人|系列|例会|届次|3|审核人|王芳",
		{`<nav class="contents"`, "</nav>"}:                            "一、议题|二、内容|三、决议|四、待办",
		{`<section class="attendance" id="attendance">`, "</section>"}: "出席人员|出席|王芳|请假|周凯|出差|列席|实验中心",
		{`<section id="decisions">`, "</section>"}:                     "决议|同意升级|已通过",
		{`<section id="files">`, "</section>"}:                         "附件|文件|版本|日期|大小|SHA-256|台账|V1.0|2026-01-04|5 B|277089d91c0b…|没有的|文件缺失",
	} {
		if got := wordsBetween(t, page, part[0], part[1]); got != want {
			t.Errorf("%s:\n got %s\nwant %s", part[0], got, want)
		}
	}
	if got := wordsBetween(t, page, `<section id="actions">`, "</section>"); !strings.HasPrefix(got, "待办|写方案|已完成|2026-01-05|王芳|截止 2026-02-01|订场地|已逾期|40 %|周凯|截止 2026-03-01|") {
		t.Error(got)
	}
	wants(t, page,
		`title="277089d91c0bdf4f2e6862ba7e4a07605119431f5d13f726dd352b06f1b206a9"`,
		`<p class="mark">信息化中心会议纪要</p>`,
		`data-copy="2026-01-05-a"`)
	later := pageOf(t, "records/2026-02-05-b.html", files, Options{})
	if got := wordsBetween(t, later, `<p class="notice">`, "</p>"); got != "替代：|关于测试的纪要|2026-01-05" {
		t.Error(got)
	}
	if strings.Contains(later, `<nav class="contents"`) {
		t.Error("a short text has a table of contents")
	}
}

func TestRetentionIsSaidInWords(t *testing.T) {
	for text, want := range map[string]string{"30": "30 年", "permanent": "永久", "永久": "永久"} {
		page := pageOf(t, "records/2026-01-05-a.html", map[string]string{
			"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\naudience: public\nretention: "+text+"\n", "正文。\n"),
		}, Options{})
		if got := wordsBetween(t, page, `<aside class="side"`, "</aside>"); !strings.Contains(got, "保管期限|"+want+"|") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// A line about an earlier item leads to it and says once what it was; one about an item that is not there,
// or that the view does not hold, does not.
func TestEarlierItemsAreLinked(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\naudience: public\n", "## 待办\n\n- 写方案 @王芳 截止 2026-02-01\n- 订场地 @周凯 截止 2026-03-01\n"),
		"minutes/2026/2026-01-06-h.md": record("date: 2026-01-06\naudience: internal\n", "## 待办\n\n- 保密 @王芳 截止 2026-02-01\n"),
		"minutes/2026/2026-02-05-b.md": record("date: 2026-02-05\naudience: public\n",
			"## 上次会议待办跟进\n\n- [x] 2026-01-05-a#a1 已完成，另见2026-01-05-a#a1。\n- [-] 2026-01-05-a#a2 取消，原因：改期\n- [x] 2026-01-05-a#a9 已完成\n- [x] 2026-01-06-h#a1 已完成\n"),
	}
	page := pageOf(t, "records/2026-02-05-b.html", files, Options{})
	wants(t, page,
		`☑</span> <a href="../actions/2026-01-05-a-a1.html">2026-01-05-a#a1</a> <small class="about">（写方案）</small> 已完成，另见<a href="../actions/2026-01-05-a-a1.html">2026-01-05-a#a1</a>。`,
		`<span class="box">☒</span> <a href="../actions/2026-01-05-a-a2.html">2026-01-05-a#a2</a> <small class="about">（订场地）</small> 取消，原因：改期`,
		`☑</span> 2026-01-05-a#a9 已完成`,
		`☑</span> 另有一份不公开的记录 已完成`)
}

// The mark of printed minutes fits its line whatever the organisation is called.
func TestMark(t *testing.T) {
	for name, want := range map[string]string{
		"":            `<p class="mark short">会议纪要</p>`,
		"信息化中心":       `<p class="mark">信息化中心会议纪要</p>`,
		"大学信息化工作中心":   `<p class="mark long">大学信息化工作中心会议纪要</p>`,
		"望澜理工大学信息化中心": `<p class="mark longer">望澜理工大学信息化中心会议纪要</p>`,
		"望澜理工大学信息化中心与后勤保障处": `<p class="mark longest">望澜理工大学信息化中心与后勤保障处会议纪要</p>`,
	} {
		page := pageOf(t, "records/2026-01-05-a.html", map[string]string{
			"minutebook.yaml":              "title: 测试档案\naudience: public\norganisation: \"" + name + "\"\n",
			"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\n", "正文\n"),
		}, Options{})
		wants(t, page, want)
	}
	notice := pageOf(t, "records/2026-01-05-a.html", map[string]string{"notices/2026/2026-01-05-a.md": record("date: 2026-01-05\n", "正文\n")}, Options{})
	if strings.Contains(notice, `class="mark`) {
		t.Error("a notice has the mark of minutes")
	}
}

func TestContents(t *testing.T) {
	heads := func(levels ...int) []heading {
		var out []heading
		for i, l := range levels {
			out = append(out, heading{level: l, id: fmt.Sprintf("h%d", i), text: fmt.Sprintf("题%d", i)})
		}
		return out
	}
	for _, x := range []struct {
		name string
		in   []heading
		want string
	}{
		{"no headings", nil, ""},
		{"three", heads(3, 3, 3), ""},
		{"four", heads(3, 3, 3, 3), "#h0 #h1 #h2 #h3"},
		{"the highest level is enough", heads(3, 4, 3, 4, 3, 3), "#h0 #h2 #h4 #h5"},
		{"few at the top", heads(3, 4, 4, 3, 4), "#h0 #h1 #h2 #h3 #h4"},
		{"the third level never", heads(3, 4, 5, 5, 4, 4), "#h0 #h1 #h4 #h5"},
		{"too many", heads(make([]int, 25)...), ""},
	} {
		var got []string
		for _, l := range contents(x.in) {
			got = append(got, l.Href)
		}
		if s := strings.Join(got, " "); s != x.want {
			t.Errorf("%s: got %q, want %q", x.name, s, x.want)
		}
	}
}

func TestNarrowedLists(t *testing.T) {
	files := map[string]string{}
	for i := range 24 {
		unit := []string{"办公室", "实验中心", "办公室"}[i%3]
		year := 2025 + i%2
		files[fmt.Sprintf("minutes/%d/%d-01-%02d-x.md", year, year, i+1)] = fmt.Sprintf("---\ntitle: 第 %d 份\nunit: %s\ndate: %d-01-%02d\n---\n\n正文\n", i, unit, year, i+1)
	}
	files["notices/2026/2026-02-01-n.md"] = record("date: 2026-02-01\n", "正文\n")
	v, fsys := view(t, files, "public")
	pages := site(t, v, Options{Files: fsys})
	checkLinks(t, pages)
	narrow := func(path string) string {
		return wordsBetween(t, string(pages[path]), `<dl class="narrow">`, "</dl>")
	}
	for path, want := range map[string]string{
		"types/minutes.html":        "年份|全部|24 份|2026 年|12 份|2025 年|12 份|部门|全部|24 份|办公室|16 份|实验中心|8 份|排序|最新在前|最早在前",
		"types/minutes-2025.html":   "年份|全部|24 份|2026 年|12 份|2025 年|12 份|部门|全部|24 份|办公室|16 份|实验中心|8 份",
		"types/minutes-of-lab.html": "年份|全部|24 份|2026 年|12 份|2025 年|12 份|部门|全部|24 份|办公室|16 份|实验中心|8 份",
		"years/2026.html":           "类型|会议纪要|12 份",
		"units/lab.html":            "类型|会议纪要|8 份",
	} {
		if got := narrow(path); got != want {
			t.Errorf("%s:\n got %s\nwant %s", path, got, want)
		}
	}
	wants(t, string(pages["types/minutes-2025.html"]),
		`<a href="../types/minutes-2025.html" aria-current="true">2025 年</a>`, `<a href="../types/minutes.html">全部</a>`, "共 12 份记录", "<h1>会议纪要 · 2025 年</h1>")
	if got := wordsBetween(t, string(pages["types/minutes-oldest.html"]), "<tbody>", "</tr>"); !strings.HasPrefix(got, "2025-01-01|第 0 份|") {
		t.Errorf("the oldest come first: %s", got)
	}
	if got := wordsBetween(t, string(pages["types/minutes.html"]), "<tbody>", "</tr>"); !strings.HasPrefix(got, "2026-01-24|第 23 份|") {
		t.Errorf("the newest come first: %s", got)
	}
	if bytes.Contains(pages["types/notice.html"], []byte(`class="narrow"`)) {
		t.Error("a list of one record can be narrowed")
	}
	if bytes.Contains(pages["types.html"], []byte("minutes-2025")) {
		t.Error("the index lists narrowed lists")
	}
}

func TestUnitsAreATree(t *testing.T) {
	page := pageOf(t, "units.html", map[string]string{
		"minutes/2026/2026-01-05-a.md": "---\ntitle: 甲\nunit: 实验中心\ndate: 2026-01-05\n---\n\n正文\n",
	}, Options{})
	wants(t, page, "<ul class=\"tree\"><li><a href=\"units/office.html\">办公室</a> <small>1 份</small><ul class=\"tree\"><li><a href=\"units/lab.html\">实验中心</a> <small>1 份</small></li></ul>\n</li></ul>")
}

// The page for missing addresses is shown at any depth: all its links begin at
// the root of the site.
func TestMissingPage(t *testing.T) {
	for base, root := range map[string]string{"": "/", "https://example.org": "/", "https://example.org/a/b/": "/a/b/", "https://example.org/文": "/%E6%96%87/"} {
		page := pageOf(t, "404.html", map[string]string{"minutebook.yaml": "title: 测试档案\nbase_url: " + base + "\n"}, Options{})
		elements([]byte(page), func(tag string, attr map[string]string) {
			for _, k := range []string{"href", "src"} {
				if to := attr[k]; to != "" && to != "#main" && attr["rel"] != "canonical" && !strings.HasPrefix(to, root) {
					t.Errorf("%s: <%s %s=%q>", base, tag, k, to)
				}
			}
		})
		wants(t, page, `<a href="`+root+`types.html">按类型</a>`)
	}
}

func TestAccessibilityStatementNamesWhoAnswers(t *testing.T) {
	page := pageOf(t, "accessibility.html", map[string]string{"minutebook.yaml": "title: 测试档案\norganisation: 档案<馆>\n"}, Options{})
	wants(t, page, "请告诉档案&lt;馆&gt;，并附上该页的地址。")
	wants(t, pageOf(t, "accessibility.html", nil, Options{}), "请告诉发布本站的单位，并附上该页的地址。")
	wants(t, pageOf(t, "index.html", nil, Options{}), `<a href="accessibility.html">无障碍声明</a>`, "公开版")
}

// What stands beside the text is escaped and redacted like the text.
func TestSideIsSafe(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\naudience: public\nabsent:\n  - {person: 周凯, kind: 缺席, reason: \"<b>见 2026-01-06-canary\"}\nattachments:\n  - {file: x.csv, title: \"<i>2026-01-06-canary\"}\n",
			"## 待办\n\n- <u>x</u> 完成 @王芳 截止 2026-01-06-canary\n"),
		"minutes/2026/2026-01-06-canary.md": record("date: 2026-01-06\naudience: internal\n", ""),
		"minutes/2026/x.csv":                "x",
	}
	page := pageOf(t, "records/2026-01-05-a.html", files, Options{Findings: []diag.Finding{{Rule: "r", File: "minutes/2026/2026-01-05-a.md", Message: diag.Plain("<s>2026-01-06-canary"), Hint: diag.Plain("<q>"), Severity: diag.Error}}})
	for _, bad := range []string{"canary", "<b>", "<i>", "<u>", "<s>", "<q>"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %s", bad)
		}
	}
	wants(t, page, "&lt;b&gt;见 另有一份不公开的记录", "&lt;i&gt;另有一份不公开的记录", `<span class="severity error">错误</span> &lt;s&gt;另有一份不公开的记录<p>&lt;q&gt;</p>`)
}

// Printed minutes have 22 lines of 28 characters in 156 by 225 mm, no more and no
// less (GB/T 9704-2012).
func TestPrintGrid(t *testing.T) {
	css := style(t)
	const mm = 72 / 25.4
	if !strings.Contains(css, "size: A4; margin: 37mm 26mm 35mm 28mm;") || !strings.Contains(css, "margin: 37mm 28mm 35mm 26mm;") {
		t.Fatal("the text area is not 156 by 225 mm with 28 mm on the binding side")
	}
	for name, x := range map[string]struct {
		length float64
		n      int
	}{"--row": {225 * mm, 22}, "--char": {156 * mm, 28}} {
		m := regexp.MustCompile(name + `: ([0-9.]+)pt;`).FindStringSubmatch(css)
		if m == nil {
			t.Fatalf("no %s", name)
		}
		size, err := strconv.ParseFloat(m[1], 64)
		if err != nil || int(x.length/size) != x.n {
			t.Errorf("%s is %s pt: %d fit into %.1f pt, want %d", name, m[1], int(x.length/size), x.length, x.n)
		}
	}
}

func style(t *testing.T) string {
	t.Helper()
	b, err := templates.FS.ReadFile("static/style.css")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// Text is readable in every scheme: each colour has the contrast WCAG asks for on
// the ground it stands on.
func TestContrast(t *testing.T) {
	css := style(t)
	scheme := func(selectors ...string) map[string]string {
		out := map[string]string{}
		for _, s := range selectors {
			_, block, ok := strings.Cut(css, s+" {")
			if !ok {
				t.Fatalf("no %s", s)
			}
			block, _, _ = strings.Cut(block, "}")
			for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6})`).FindAllStringSubmatch(block, -1) {
				out[m[1]] = m[2]
			}
		}
		return out
	}
	const light, dark = "\n:root", "\n:root[data-theme=\"dark\"]"
	for name, colours := range map[string]map[string]string{
		"light":      scheme(light),
		"light blue": scheme(light, "\n:root[data-accent=\"blue\"]"),
		"dark":       scheme(light, dark),
		"dark blue":  scheme(light, dark, "\n:root[data-theme=\"dark\"][data-accent=\"blue\"]"),
		"system":     scheme(light, "\n  :root:not([data-theme=\"light\"])"),
	} {
		for _, p := range []struct {
			text, ground string
			least        float64
		}{
			{"ink", "paper", 7},
			{"ink", "shade", 7},
			{"soft", "paper", 4.5},
			{"soft", "shade", 4.5},
			{"accent", "paper", 4.5},
			{"accent", "shade", 4.5},
			{"done", "done-bg", 4.5},
			{"late", "late-bg", 4.5},
			{"wait", "wait-bg", 4.5},
			{"idle", "idle-bg", 4.5},
			{"ink", "wait-bg", 4.5},
			{"edge", "paper", 3},
		} {
			if c := contrast(t, colours[p.text], colours[p.ground]); c < p.least {
				t.Errorf("%s: %s on %s has %.2f:1, want %.1f:1", name, p.text, p.ground, c, p.least)
			}
		}
	}
}

// contrast is the ratio of WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	x, y := luminance(t, a), luminance(t, b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	hex := strings.TrimPrefix(colour, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("colour %q", colour)
	}
	part := func(shift int) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}

// Two people of one name are told apart wherever they are named.
func TestNamesakes(t *testing.T) {
	files := map[string]string{
		"registers/units.yaml":  "units:\n  - {id: office, name: 办公室}\n  - {id: lab, name: 实验中心}\n",
		"registers/people.yaml": "people:\n  - {id: wang, name: 王芳}\n  - {id: li-1, name: 李伟, roles: [{unit: office}]}\n  - {id: li-2, name: 李伟, roles: [{unit: lab}]}\n",
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\ninvited: [实验中心]\npresent: [王芳, 李伟（实验中心）]\nabsent:\n  - {person: li-1, kind: 请假, reason: 出差, proxy: li-2}\n",
			"## 待办\n\n- 写方案 @li-2 截止 2026-02-01\n"),
	}
	for path, want := range map[string][3]string{
		"people.html":              {`<ul class="columns"`, "</ul>", "李伟（办公室）|1 份|李伟（实验中心）|1 份|王芳|1 份"},
		"people/li-2.html":         {"<h1", "</h1>", "李伟（实验中心）"},
		"actions/people/li-2.html": {"<h1", "</h1>", "待办：李伟（实验中心）"},
		"index.html":               {`<h3>逾期待办`, "</section>", "逾期待办|1|写方案|截止 2026-02-01，已逾期 273 天 · 李伟（实验中心）"},
		"records/2026-01-05-a.html": {
			`<dt>出席</dt>`, "</section>",
			"出席|王芳|、|李伟（实验中心）|请假|李伟（办公室）|出差；代理：李伟（实验中心）|列席|实验中心",
		},
		"ledgers/actions.csv": {"写方案,", ",2026", "写方案,李伟（实验中心）"},
	} {
		if got := wordsBetween(t, pageOf(t, path, files, Options{}), want[0], want[1]); got != want[2] {
			t.Errorf("%s: got %s, want %s", path, got, want[2])
		}
	}
}

// What a table says by its heads is said beside the words where a phone shows no
// heads.
func TestHeadsOnPhones(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\nproject: 升级\nabsent: [{person: 周凯, kind: 请假, reason: 出差, proxy: 王芳}]\n", "## 待办\n\n- 写方案 @王芳 截止 2026-02-01\n"),
		"minutes/2026/2026-01-06-b.md": record("date: 2026-01-06\nabsent: [{person: 周凯, kind: 请假, proxy: 王芳}]\n", ""),
	}
	wants(t, pageOf(t, "actions.html", files, Options{}), `<td class="date" data-label="期限">2026-02-01</td>`)
	wants(t, pageOf(t, "projects/p1.html", files, Options{}), `<table class="timeline cards">`, `data-label="决议">0</td>`)
	// A reason and a proxy are two remarks, and either may be alone.
	wants(t, pageOf(t, "records/2026-01-05-a.html", files, Options{}), "<small>出差；代理：王芳</small>")
	wants(t, pageOf(t, "records/2026-01-06-b.html", files, Options{}), "<small>代理：王芳</small>")
}

// A span of time says which of its ends is open, a project who answers for it,
// and the parts of a value stand one a line.
func TestSpansAndProjects(t *testing.T) {
	files := map[string]string{
		"registers/units.yaml":             "units:\n  - {id: office, name: 办公室}\n  - {id: lab, name: 实验中心}\n",
		"registers/people.yaml":            "people:\n  - {id: wang, name: 王芳, roles: [{unit: office, role: 科员, to: 2025-12-31}, {unit: office, from: 2026-01-01}, {unit: office, role: 主任, from: 2020-01-01, to: 2021-06-30}]}\n",
		"registers/projects.yaml":          "projects:\n  - {id: p1, name: 升级, unit: office, owner: wang, from: 2026-01-01, to: 2026-12-31}\n  - {id: p2, name: 扩容, unit: lab, owner: wang, from: 2026-03-01}\n",
		"minutes/2026/2026-01-05-a.md":     record("date: 2026-01-05\nproject: 升级\npresent: [王芳]\nnext_meeting: {start: 2026-02-05 09:00, location: 101 室}\n", ""),
		"minutes/2026/2026-01-06-b.md":     record("date: 2026-01-06\nproject: 扩容\n", ""),
		"evaluations/2026/2026-01-07-c.md": record("date: 2026-01-07\nperiod: 2025-07-01/2025-12-31\n", ""),
	}
	for path, want := range map[string][3]string{
		"people/wang.html": {`<dl class="fields">`, "</dl>", "任职|办公室|科员 至 2025-12-31|任职|办公室|2026-01-01 起|任职|办公室|主任 2020-01-01–2021-06-30"},
		"projects/p1.html": {`<dl class="fields">`, "</dl>", "部门|办公室|责任人|王芳|期间|2026-01-01–2026-12-31"},
		// A unit that no record names is not told.
		"projects/p2.html":          {`<dl class="fields">`, "</dl>", "责任人|王芳|期间|2026-03-01 起"},
		"records/2026-01-05-a.html": {`<dt>下次会议</dt>`, "</div>", "下次会议|开始：2026-02-05 09:00|地点：101 室"},
		"records/2026-01-07-c.html": {`<dt>评估期</dt>`, "</div>", "评估期|2025-07-01–2025-12-31"},
	} {
		if got := wordsBetween(t, pageOf(t, path, files, Options{}), want[0], want[1]); got != want[2] {
			t.Errorf("%s: got %s, want %s", path, got, want[2])
		}
	}
	wants(t, pageOf(t, "records/2026-01-05-a.html", files, Options{}), "<li>开始：2026-02-05 09:00</li>")
}

// A file that a browser could run, or that is only a pointer, is named and not
// published, and the page says why there is nothing to open.
func TestAttachmentsNotPublished(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\nattachments:\n  - {file: 图.svg, title: 图}\n  - {file: 表.xlsx, title: 表}\n  - {file: 无.pdf, title: 无}\n  - {file: 单.csv, title: 单}\n", "见[表](表.xlsx)。\n"),
		"minutes/2026/图.svg":           `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
		"minutes/2026/表.xlsx":          "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n",
		"minutes/2026/单.csv":           "a,b\n",
	}
	page := pageOf(t, "records/2026-01-05-a.html", files, Options{})
	if got, want := wordsBetween(t, page, `<section id="files">`, "</section>"), "附件|文件|版本|日期|大小|SHA-256|图|不在网站上发布|71 B|表|文件没有取下来|无|文件缺失|单|4 B|5be08c9684a1…"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	wants(t, page, `<p>见<span class="broken">表</span>。</p>`)
	v, fsys := view(t, files, "public")
	for name := range site(t, v, Options{Files: fsys}) {
		if strings.HasPrefix(name, "files/") && name != "files/minutes/2026/单.csv" {
			t.Errorf("%s is published", name)
		}
	}
}

// What fulfils a row of a plan is said in words where it is named by an id.
func TestFulfilledByInWords(t *testing.T) {
	row := func(by string) string {
		return "  - {stakeholder: 办公室, information: 进展, format: 报告, frequency: 每月, method: 邮件, owner: 王芳, fulfilled_by: " + by + "}\n"
	}
	page := pageOf(t, "records/2026-01-05-a.html", map[string]string{
		"plans/2026/2026-01-05-a.md": record("date: 2026-01-05\nperiod: 2026\nmatrix:\n"+row("stage")+row("weekly")+row("minutes")+row("机房例会"), ""),
	}, Options{})
	for _, want := range []string{"阶段审查", "周例会、周报", "会议纪要", "机房例会"} {
		wants(t, page, `<td data-label="对应记录">`+want+`</td>`)
	}
}
