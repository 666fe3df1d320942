package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/minutebook/minutebook/generator/diag"
)

// rendered makes the site of a small archive.
func rendered(t *testing.T, files map[string]string, audience string) map[string][]byte {
	t.Helper()
	v, fsys := view(t, files, audience)
	return site(t, v, Options{Files: fsys, Version: "v9.8.7"})
}

// said is the text of a page's main part, an element of a table, list or heading
// a line, the cells of a row between bars.
func said(t *testing.T, pages map[string][]byte, path string) string {
	t.Helper()
	page, ok := pages[path]
	if !ok {
		t.Fatalf("no page %s", path)
	}
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	var walk func(n *html.Node, in bool)
	walk = func(n *html.Node, in bool) {
		in = in || n.DataAtom == atom.Main
		if n.Type == html.TextNode && in {
			b.WriteString(n.Data)
		}
		switch n.DataAtom {
		case atom.Td, atom.Th:
			b.WriteString("|")
		case atom.Tr, atom.H1, atom.H2, atom.H3, atom.P, atom.Section, atom.Dt:
			b.WriteString("\n")
		case atom.Dd, atom.Li:
			b.WriteString(" ")
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			walk(c, in)
		}
	}
	walk(doc, false)
	var out []string
	for _, line := range strings.Split(b.String(), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// says fails for each line that a page's text does not have.
func says(t *testing.T, pages map[string][]byte, path string, want ...string) {
	t.Helper()
	got := said(t, pages, path)
	for _, w := range want {
		if !strings.Contains("\n"+got+"\n", "\n"+w+"\n") {
			t.Errorf("%s does not say %q; it says\n%s", path, w, got)
		}
	}
}

func links(t *testing.T, pages map[string][]byte, path string, want ...string) {
	t.Helper()
	for _, w := range want {
		if !bytes.Contains(pages[path], []byte(`href="`+w+`"`)) {
			t.Errorf("%s has no link to %s", path, w)
		}
	}
}

func lacks(t *testing.T, pages map[string][]byte, paths ...string) {
	t.Helper()
	for _, p := range paths {
		if _, ok := pages[p]; ok {
			t.Errorf("there is a page %s", p)
		}
	}
}

// of is a record of front matter alone, with its own title.
func of(title, front string) string {
	return "---\ntitle: " + title + "\nunit: 办公室\n" + front + "---\n"
}

func TestActionLife(t *testing.T) {
	pages := rendered(t, map[string]string{
		"minutes/2026/2026-01-05-a.md": of("一月例会", "date: 2026-01-05\n") + "\n## 待办\n\n- 完成文档 @王芳 截止 2026-02-01\n- 没有下文 @王芳\n- 无人负责，期限未定\n",
		"minutes/2026/2026-01-26-b.md": of("二月例会", "date: 2026-01-26\n") + "\n- 2026-01-05-a#a1 延期至 2026-03-01，原因：缺人，批准：周凯\n",
		"minutes/2026/2026-02-02-c.md": of("机密例会", "date: 2026-02-02\naudience: internal\n") + "\n- [x] 2026-01-05-a#a1 已完成\n",
		"minutes/2026/2026-02-09-d.md": of("三月例会", "date: 2026-02-09\n") + "\n- 2026-01-05-a#a1 进行中 40%\n- 2026-01-05-a#a3 受阻：没有人手\n",
	}, "public")
	const page = "actions/2026-01-05-a-a1.html"
	says(t, pages, page,
		"完成文档", "已逾期", "出处 一月例会 2026-01-05", "责任人 王芳", "现行期限 2026-03-01，已逾期 245 天", "延期 1 次 原定 2026-02-01",
		"经过", "2026-01-05 提出 期限 2026-02-01", "2026-01-26 延期 期限由 2026-02-01 改为 2026-03-01 经手：周凯", "延期至 2026-03-01，原因：缺人，批准：周凯",
		"见：二月例会", "2026-02-09 进展", "2026-03-01 到期 已逾期")
	links(t, pages, page, "../records/2026-01-05-a.html#a1", "../records/2026-01-26-b.html")
	if strings.Contains(said(t, pages, page), "完成 已完成") || bytes.Contains(pages[page], []byte("2026-02-02")) {
		t.Error("a record that is not shown tells of the action")
	}
	// The ledger leads to the page; what has no life is told in its record.
	links(t, pages, "actions.html", page, "records/2026-01-05-a.html#a2")
	links(t, pages, "records/2026-01-05-a.html", "../"+page)
	lacks(t, pages, "actions/2026-01-05-a-a2.html")
	says(t, pages, "actions/2026-01-05-a-a3.html", "责任人 未指定", "现行期限 未定期限", "受阻原因 没有人手")
	inside := rendered(t, map[string]string{
		"minutes/2026/2026-01-05-a.md": of("一月例会", "date: 2026-01-05\n") + "\n## 待办\n\n- 完成文档 @王芳 截止 2026-02-01\n",
		"minutes/2026/2026-01-12-b.md": of("验收会", "date: 2026-01-12\n") + "\n- 2026-01-05-a#a1 已提交，成果：文档V1.0\n",
		"minutes/2026/2026-02-12-c.md": of("终验会", "date: 2026-02-12\n") + "\n- 2026-01-05-a#a1 验收通过，验收人：周凯\n",
	}, "internal")
	says(t, inside, page, "已完成", "结束 2026-01-12 按期", "2026-01-12 提交", "2026-02-12 验收 经手：周凯")
}

func TestDecisionLife(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-a.md": of("一月例会", "date: 2026-01-05\n") + "\n## 决议\n\n1. 采购甲方案\n   - 表决：同意 5，反对 1，弃权 0\n2. 不变的事\n\n## 待办\n\n- 签合同 @王芳 截止 2026-02-01\n",
		"minutes/2026/2026-03-05-b.md": of("三月例会", "date: 2026-03-05\n") + "\n## 决议\n\n1. 改购乙方案\n   - 替代：2026-01-05-a#d1\n   - 复审：2026-12-01\n",
	}
	pages := rendered(t, files, "public")
	says(t, pages, "decisions/2026-01-05-a-d1.html", "采购甲方案", "已被替代", "表决 同意 5，反对 1，弃权 0", "2026-01-05 作出", "2026-03-05 已被替代", "改购乙方案", "见：三月例会",
		"同一记录布置的待办", "|签合同|王芳|2026-02-01|已逾期|一月例会 2026-01-05")
	links(t, pages, "decisions/2026-01-05-a-d1.html", "../decisions/2026-03-05-b-d1.html")
	says(t, pages, "decisions/2026-03-05-b-d1.html", "已通过", "复审 2026-12-01", "2026-03-05 替代", "采购甲方案", "2026-12-01 复审")
	links(t, pages, "decisions/2026-03-05-b-d1.html", "../decisions/2026-01-05-a-d1.html")
	lacks(t, pages, "decisions/2026-01-05-a-d2.html")
	files["minutes/2026/2026-01-05-a.md"] = strings.Replace(files["minutes/2026/2026-01-05-a.md"], "date:", "audience: internal\ndate:", 1)
	pages = rendered(t, files, "public")
	says(t, pages, "decisions/2026-03-05-b-d1.html", "见：另有一份不公开的记录")
	lacks(t, pages, "decisions/2026-01-05-a-d1.html")
}

// Two items of different records may come to one name; both have a page.
func TestLifeNames(t *testing.T) {
	pages := rendered(t, map[string]string{
		"minutes/2026/2026-01-05-x.md":    of("甲", "date: 2026-01-05\n") + "\n## 待办\n\n- 甲的事 {#b-c}\n",
		"minutes/2026/2026-01-05-x-b.md":  of("乙", "date: 2026-01-05\n") + "\n## 待办\n\n- 乙的事 {#c}\n",
		"minutes/2026/2026-02-05-then.md": of("丙", "date: 2026-02-05\n") + "\n- [x] 2026-01-05-x#b-c 已完成\n- [x] 2026-01-05-x-b#c 已完成\n",
	}, "public")
	says(t, pages, "actions/2026-01-05-x-b-c.html", "甲的事")
	says(t, pages, "actions/2026-01-05-x-b-c_2.html", "乙的事")
}

func TestLedgers(t *testing.T) {
	var actions strings.Builder
	for i := range 250 {
		switch {
		case i < 150:
			fmt.Fprintf(&actions, "- 逾期的第%d件事 @王芳 截止 2026-10-01\n", i)
		case i < 249:
			fmt.Fprintf(&actions, "- [x] 做完的第%d件事 @周凯 截止 2026-10-01\n", i)
		default:
			actions.WriteString("- 没人做的事 截止 2026-11-05\n")
		}
	}
	pages := rendered(t, map[string]string{
		"registers/people.yaml":        "people:\n  - {id: wang, name: 王芳, roles: [{unit: lab, role: 主任, to: 2026-06-30}, {unit: office, role: 科员, from: 2026-07-01}]}\n  - {id: zhou, name: 周凯}\n",
		"minutes/2026/2026-01-05-a.md": of("一月例会", "date: 2026-01-05\ninvited: [实验中心]\n") + "\n## 待办\n\n" + actions.String(),
	}, "public")
	for path, want := range map[string]string{
		"actions.html":             "待办\n按责任人 2 按部门 2\n已逾期（150） 七天内到期（1） 其他未结束（0） 已结束（99）\n已逾期（150）",
		"actions.2.html":           "待办（第 2 页）\n按责任人 2 按部门 2\n已逾期（150） 七天内到期（1） 其他未结束（0） 已结束（99）\n已逾期（150）",
		"actions.3.html":           "待办（第 3 页）\n按责任人 2 按部门 2\n已逾期（150） 七天内到期（1） 其他未结束（0） 已结束（99）\n已结束（99）",
		"actions/people/wang.html": "待办：王芳\n王芳 按责任人\n已逾期（150） 七天内到期（0） 其他未结束（0） 已结束（0）\n已逾期（150）",

		"actions/units/lab.html": "待办：实验中心\n实验中心 按部门\n已逾期（150） 七天内到期（0） 其他未结束（0） 已结束（0）\n已逾期（150）",
	} {
		got := strings.ReplaceAll(said(t, pages, path), " \n", "\n")
		// The two lists of links may stand on one line.
		if got = strings.Replace(got, " 已逾期（150） 七天", "\n已逾期（150） 七天", 1); !strings.HasPrefix(got, want+"\n") {
			t.Errorf("%s begins\n%.200s\nwant\n%s", path, got, want)
		}
	}
	if n := bytes.Count(pages["actions.2.html"], []byte("逾期的第")); n != 50 {
		t.Errorf("%d overdue actions on the second page, want 50", n)
	}
	links(t, pages, "actions.html", "actions.html#overdue", "actions.2.html#soon", "actions.2.html#done", "actions/owners.html", "actions/units.html")
	links(t, pages, "actions.3.html", "actions.2.html#done")
	for path, ids := range map[string][]string{"actions.html": {"overdue"}, "actions.2.html": {"overdue", "soon", "open", "done"}, "actions.3.html": {"done"}} {
		for _, id := range ids {
			if !bytes.Contains(pages[path], []byte(`id="`+id+`"`)) {
				t.Errorf("%s has no %s", path, id)
			}
		}
	}
	says(t, pages, "actions/owners.html", "|责任人|已逾期|七天内到期|其他未结束|已结束|合计", "|王芳|150|0|0|0|150", "|周凯|0|0|0|99|99", "没有责任人（1）", "|没人做的事||2026-11-05|未开始|一月例会 2026-01-05")
	says(t, pages, "actions/units.html", "|办公室|150|1|0|99|250", "| 实验中心|150|0|0|0|150")
	// A unit that answers for all has no ledger of its own.
	lacks(t, pages, "actions/units/office.html")
	links(t, pages, "units/office.html", "../actions.html", "../actions.2.html#soon")
	checkLinks(t, pages)
}

func TestLedgerOfNothing(t *testing.T) {
	pages := rendered(t, nil, "public")
	says(t, pages, "actions.html", "已逾期（0）", "已结束（0）", "无")
	says(t, pages, "actions/owners.html", "无")
	says(t, pages, "decisions.html", "无")
	lacks(t, pages, "calendar.html", "plans.html", "requests.html", "notices.html", "documents.html", "risks.html", "disputes.html")
	says(t, pages, "health.html", "没有发现问题", "没有保管期满的记录。")
	checkLinks(t, pages)
}

func TestCalendar(t *testing.T) {
	files := map[string]string{
		"registers/calendar.yaml":          "years:\n  - year: 2026\n    holidays: [2026-10-01/2026-10-07]\n    workdays: [2026-10-10]\n",
		"meetings/2026/2026-10-08-one.md":  of("甲会", "date: 2026-10-08\nkind: 周例会\nstart: 2026-10-08 14:00\nend: 2026-10-08 15:00\nstatus: held\n"),
		"minutes/2026/2026-10-08-one-m.md": of("甲会纪要", "date: 2026-10-08\nmeeting: 2026-10-08-one\n"),
		"meetings/2026/2026-10-08-two.md":  of("乙会", "date: 2026-10-08\nkind: 周例会\nstart: 2026-10-08 09:00\nend: 2026-10-10 12:00\nstatus: cancelled\n"),
		"meetings/2026/2026-10-29-six.md":  of("丙会", "date: 2026-10-29\nkind: 周例会\nstart: 2026-10-29\nstatus: postponed\n"),
		"minutes/2026/2026-10-30-own.md":   of("丁会纪要", "date: 2026-10-30\n"),
		"meetings/2026/2026-12-01-nxt.md":  of("戊会", "date: 2026-12-01\nkind: 周例会\nstart: 2026-12-01 10:00\nend: 2026-12-01 11:00\n"),
	}
	pages := rendered(t, files, "public")
	says(t, pages, "calendar/2026-10.html",
		"日历：2026 年 10 月", "|周一|周二|周三|周四|周五|周六|周日",
		"||||1 周四 休|2 周五 休|3 周六|4 周日",
		"|5 周一 休|6 周二 休|7 周三 休|8 周四 09:00 乙会 已取消 14:00 甲会 会议纪要|9 周五 续 乙会 已取消|10 周六 班 续 乙会 已取消|11 周日",
		"|26 周一|27 周二|28 周三|29 周四 丙会 已延期|30 周五 丁会纪要|31 周六|")
	if got := said(t, pages, "calendar/2026-10.html"); !strings.Contains(got, "2026 年 10 月 4 次会议 2026 年 12 月 →") || strings.Contains(got, "甲会纪要") {
		t.Errorf("the head of October is\n%.200s", got)
	}
	if !bytes.Contains(pages["calendar/2026-10.html"], []byte("<s><a href=\"../records/2026-10-08-two.html\">乙会</a></s>")) {
		t.Error("a cancelled meeting is not struck out")
	}
	// The calendar opens on the month of the next meeting, else of the last one.
	says(t, pages, "calendar.html", "日历", "月份", "2026 年")
	links(t, pages, "calendar.html", "calendar/2026-10.html", "records/2026-12-01-nxt.html", "calendars/archive.ics")
	lacks(t, pages, "calendar/2026-11.html")
	delete(files, "meetings/2026/2026-12-01-nxt.md")
	links(t, rendered(t, files, "public"), "calendar.html", "records/2026-10-08-one.html")
}

func TestEnglishCalendar(t *testing.T) {
	v, fsys := view(t, map[string]string{"minutes/2026/2026-10-30-own.md": of("丁会纪要", "date: 2026-10-30\n")}, "public")
	pages := site(t, v, Options{Files: fsys, Lang: diag.En})
	says(t, pages, "calendar/2026-10.html", "Calendar: October 2026", "|Mon|Tue|Wed|Thu|Fri|Sat|Sun")
}

func TestPlans(t *testing.T) {
	pages := rendered(t, map[string]string{
		"plans/2026/2026-07-01-plan.md": of("下半年沟通计划", `date: 2026-07-01
period: 2026-07-01/2026-12-31
matrix:
  - {stakeholder: 实验中心, information: 进度, format: 纪要, frequency: 每月, method: 例会, owner: 王芳, fulfilled_by: 月会}
  - {stakeholder: 周凯, information: 进度, format: 纪要, frequency: 每月, method: 例会, owner: 王芳, fulfilled_by: 没有的会}
  - {stakeholder: 实验中心, information: 预算, format: 函, frequency: 按需, method: 邮件, owner: 王芳, fulfilled_by: 函件}
  - {stakeholder: 外部某公司, information: 验收, format: 函, frequency: 一次, method: 邮件, owner: 王芳, fulfilled_by: 验收}
  - {stakeholder: 王芳, information: 口头, format: 口头, frequency: 每周, method: 口头, owner: 王芳}
phases:
  - {phase: 准备, from: 2026-07-01, to: 2026-07-31, audience: [周凯], content: 交底}
  - {phase: 收尾, from: 2026-12-01, to: 2026-12-31, audience: [周凯], content: 移交, outcome: 移交清单}
`),
		"plans/2026/2026-10-01-draft.md":   of("计划草稿", "date: 2026-10-01\nstatus: draft\nperiod: 2027\nmatrix: [{stakeholder: 王芳, information: 甲, format: 乙, frequency: 每月, method: 丙, owner: 王芳}]\n"),
		"minutes/2026/2026-07-10-m.md":     of("七月会", "date: 2026-07-10\nseries: 月会\n"),
		"minutes/2026/2026-09-10-m.md":     of("九月会", "date: 2026-09-10\nseries: 月会\n"),
		"minutes/2026/2026-10-10-m.md":     of("十月会", "date: 2026-10-10\nseries: 月会\n"),
		"minutes/2026/2026-08-10-m.md":     of("八月密会", "date: 2026-08-10\nseries: 月会\naudience: internal\n"),
		"notices/2026/2026-09-20-money.md": of("预算函", "date: 2026-09-20\ntags: [函件]\n"),
	}, "public")
	says(t, pages, "plans.html", "|计划|项目或部门|期间|状态|执行", "|下半年沟通计划|办公室|2026-07-01–2026-12-31|执行中|3 / 9（33.3%）", "|计划草稿|办公室|2027-01-01–2027-12-31|草稿|–")
	const plan = "plans/2026-07-01-plan.html"
	says(t, pages, plan,
		"|实验中心|进度|纪要|每月|例会|王芳|3 / 4| 十月会 2026-10-10 九月会 2026-09-10 七月会 2026-07-10",
		"|周凯|进度|纪要|每月|例会|王芳|0 / 4|",
		"|实验中心|预算|函|按需|邮件|王芳|不计|预算函 2026-09-20",
		"|外部某公司|验收|函|一次|邮件|王芳|尚未到期|",
		"|王芳|口头|口头|每周|口头|王芳|没有可核对的记录|",
		"|准备|2026-07-01–2026-07-31|周凯|交底||未执行",
		"|收尾|2026-12-01–2026-12-31|周凯|移交|移交清单|尚未到期",
		"|2026-08-31|进度|实验中心|每月|未执行|", "|2026-09-30|进度|实验中心|每月|已执行|九月会 2026-09-10")
	links(t, pages, "records/2026-07-01-plan.html", "../"+plan)
	if bytes.Contains(pages[plan], []byte("密会")) {
		t.Error("a record that is not shown fulfils a row")
	}
}

func TestHeadTitle(t *testing.T) {
	long := strings.Repeat("长", 60)
	for _, x := range []struct{ title, site, want string }{
		{"待办", "档案", "待办 · 档案"},
		{"档案", "档案", "档案"},
		{long, "档案", long + " · 档案"},
		{long + "一二三四五六七八", "档案", long + "一二三四五六七八"},
		{long + long, "档案", long + strings.Repeat("长", 9) + "…"},
	} {
		if got := headTitle(x.title, x.site); got != x.want {
			t.Errorf("headTitle(%q, %q) = %q, want %q", x.title, x.site, got, x.want)
		}
	}
}

// A decision stands once on the page of each who is to carry it out, and on no
// other.
func TestDecisionsOfPeople(t *testing.T) {
	pages := rendered(t, map[string]string{
		"minutes/2026/2026-01-05-a.md": of("甲会", "date: 2026-01-05\npresent: 王芳、周凯、张敏\n") + "## 决议\n\n- 购置扫描仪 责任人：王芳、周凯、王芳\n- 调整值班表 责任人：周凯\n",
	}, "internal")
	for path, want := range map[string]string{"people/wang.html": "1 0", "people/zhou.html": "1 1"} {
		page := string(pages[path])
		from := strings.Index(page, `id="decisions"`)
		if from < 0 {
			t.Errorf("%s has no decisions", path)
			continue
		}
		page = page[from:]
		if got := fmt.Sprint(strings.Count(page, "#d1\""), " ", strings.Count(page, "#d2\"")); got != want {
			t.Errorf("%s: d1 and d2 stand %s times, want %s", path, got, want)
		}
	}
}
