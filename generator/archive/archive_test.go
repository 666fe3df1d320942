package archive

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator/schema"
)

var zone = time.FixedZone("UTC+8", 8*3600)

const (
	testConfig = "title: 测试\ntime_zone: Asia/Shanghai\naudience: public\n"
	testUnits  = `units:
  - {id: univ, name: 望湖大学}
  - {id: academic, name: 教务处, aliases: [教务], parent: univ, head: wang-fang}
  - {id: logistics, name: 后勤处, aliases: [后勤], parent: univ, head: zhou-kai}
  - {id: dorm, name: 公寓中心, parent: logistics}
  - {id: old, name: 电教中心, to: 2025-03-31}
`
	testPeople = `people:
  - {id: wang-fang, name: 王芳, aliases: [芳姐], roles: [{unit: academic, role: 处长, voting: true}]}
  - {id: zhang-min, name: 张敏, emails: [zm@example.org], roles: [{unit: academic, from: 2024-01-01, to: 2025-05-31}, {unit: dorm, from: 2025-06-01}]}
  - {id: zhou-kai, name: 周凯, roles: [{unit: logistics}]}
  - {id: li-wei-1, name: 李伟, roles: [{unit: dorm, role: 电工}]}
  - {id: li-wei-2, name: 李伟, roles: [{unit: academic}]}
  - {id: zhao-lei, name: 赵磊, roles: [{unit: academic, to: 2025-05-31}]}
  - {id: guest, name: 陈工}
`
)

// load reads an archive of the given files beside the usual registers.
func load(t *testing.T, files map[string]string) *Archive {
	t.Helper()
	fsys := fstest.MapFS{
		"minutebook.yaml":         {Data: []byte(testConfig)},
		"registers/units.yaml":    {Data: []byte(testUnits)},
		"registers/people.yaml":   {Data: []byte(testPeople)},
		"registers/projects.yaml": {Data: []byte("projects:\n  - {id: p1, name: 教务升级, unit: 教务}\n")},
	}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(data)}
	}
	a, err := Load(context.Background(), fsys, Options{Now: time.Date(2025, 9, 1, 0, 0, 0, 0, zone)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// minutes is a record of that type with a body and further front matter.
func minutes(front, body string) string {
	return "---\ntitle: 测试会议的纪要\nunit: 教务处\n" + front + "---\n\n" + body
}

func TestLoadNeedsConfig(t *testing.T) {
	_, err := Load(context.Background(), fstest.MapFS{}, Options{})
	if err != ErrNoArchive {
		t.Fatalf("got %v", err)
	}
}

func TestWhatIsARecord(t *testing.T) {
	a := load(t, map[string]string{
		"minutes/2025/2025-06-15-a.md":   minutes("date: 2025-06-15\n", ""),
		"minutes/2025/图.png":             "x",
		"other/note.md":                  "# 笔记\n",
		"other/typed.md":                 "---\ntype: 通知\ntitle: 写明了类型\n---\n",
		"README.md":                      "# 说明\n",
		".github/x.md":                   "x",
		"minutes/_draft/2025-06-16.md":   "x",
		"minutes/2025/2025-06-17-bad.md": "没有前言\n",
	})
	var got []string
	for _, r := range a.Records {
		got = append(got, fmt.Sprintf("%s:%s:%v", r.Path(), r.Type.Name, r.Broken))
	}
	want := "minutes/2025/2025-06-17-bad.md:minutes:true other/typed.md:notice:false minutes/2025/2025-06-15-a.md:minutes:false"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("records %s\n   want %s", s, want)
	}
	if len(a.Unplaced) != 1 || a.Unplaced[0].Path != "other/note.md" {
		t.Errorf("unplaced %v", a.Unplaced)
	}
	if f, ok := a.Files["minutes/2025/图.png"]; !ok || f.Size != 1 || !f.Regular {
		t.Errorf("file %+v, %v", f, ok)
	}
}

func TestNames(t *testing.T) {
	a := load(t, nil)
	may, july := time.Date(2025, 5, 10, 0, 0, 0, 0, zone), time.Date(2025, 7, 10, 0, 0, 0, 0, zone)
	tests := []struct {
		kind    schema.Kind
		text    string
		day     time.Time
		id      string
		problem Problem
		near    string
	}{
		{schema.Person, "王芳", july, "wang-fang", Known, ""},
		{schema.Person, "芳姐", july, "wang-fang", Known, ""},
		{schema.Person, "wang-fang", july, "wang-fang", Known, ""},
		{schema.Person, "王方", july, "", Unknown, "王芳"},
		{schema.Person, "欧阳修文", july, "", Unknown, ""},
		{schema.Person, "李伟", july, "", Ambiguous, ""},
		{schema.Person, "李伟（后勤）", july, "li-wei-1", Known, ""}, // through the unit above
		{schema.Person, "李伟(教务)", july, "li-wei-2", Known, ""},
		{schema.Person, "李伟（电工）", july, "li-wei-1", Known, ""},
		{schema.Person, "李伟（li-wei-2）", july, "li-wei-2", Known, ""},
		{schema.Person, "李伟（财务）", july, "", Ambiguous, ""},
		{schema.Person, "赵磊", may, "zhao-lei", Known, ""},
		{schema.Person, "赵磊", july, "zhao-lei", Inactive, ""},
		{schema.Person, "赵磊", time.Date(2025, 5, 31, 23, 59, 0, 0, zone), "zhao-lei", Known, ""},
		{schema.Person, "陈工", july, "guest", Known, ""},
		{schema.Unit, "后勤", july, "logistics", Known, ""},
		{schema.Unit, "后勤外", july, "", Unknown, "后勤处"},
		{schema.Unit, "电教中心", july, "old", Inactive, ""},
		{schema.Party, "教务", july, "academic", Known, ""},
		{schema.Party, "王芳", july, "wang-fang", Known, ""},
		{schema.Party, "砚渡公司", july, "", Outsider, ""},
	}
	for _, x := range tests {
		m := a.reg.find(x.kind, x.text, x.day)
		id := ""
		if m.Person != nil {
			id = m.Person.ID
		} else if m.Unit != nil {
			id = m.Unit.ID
		}
		if id != x.id || m.Problem != x.problem || m.Near() != x.near {
			t.Errorf("%s on %s: id %q problem %d near %q", x.text, x.day.Format(time.DateOnly), id, m.Problem, m.Near())
		}
	}
}

// describe writes items in one line each, so that a table can hold them.
func describe(r *Record) string {
	var out []string
	line := func(i *Item, more string) {
		var owners []string
		for _, o := range i.Owners {
			owners = append(owners, o.Name())
		}
		out = append(out, fmt.Sprintf("%s|%s|%s|%s%s", i.Local, i.Text, strings.Join(owners, "+"), i.Due, more))
	}
	for _, a := range r.Actions {
		line(&a.Item, "|"+string(a.Written))
	}
	for _, d := range r.Decisions {
		more := "|" + string(d.Status)
		if d.Votes != nil {
			more += fmt.Sprintf("|%d:%d:%d", d.Votes.For, d.Votes.Against, d.Votes.Abstain)
		}
		line(&d.Item, more)
	}
	return strings.Join(out, "\n")
}

func TestNotations(t *testing.T) {
	tests := []struct{ name, body, want string }{
		{
			"nested lines", "## 四、待办事项\n\n1. 完成需求文档\n   - 责任人：王芳\n   - 完成时间：2025-06-20\n2. 搭建环境\n   - **责任人**：周凯、王芳\n   - 截止日期: 2025年7月1日\n   - 状态：进行中\n",
			"a1|完成需求文档|王芳|2025-06-20|open\na2|搭建环境|周凯+王芳|2025-07-01|doing",
		},
		{
			"task lines", "## 待办\n\n- [ ] 完成需求文档 @王芳 截止 2025-06-20\n- [x] 搭建环境 责任人：周凯，完成时间：2025-06-21\n- [ ] Write it due:2025-06-20 @王芳\n",
			"a1|完成需求文档|王芳|2025-06-20|open\na2|搭建环境|周凯|2025-06-21|done\na3|Write it|王芳|2025-06-20|open",
		},
		{
			"brackets", "## 行动项\n\n- 完成需求文档（责任人：李伟（后勤），完成时间：2025-06-20）\n- 清点电池【责任人：王芳；截止：2025-06-22 18:00】\n",
			"a1|完成需求文档|李伟|2025-06-20|open\na2|清点电池|王芳|2025-06-22 18:00|open",
		},
		{
			"table", "### 3. 遗留问题\n\n| 序号 | 事项 | 责任人 | 完成时间 | 状态 | 成果 |\n|---|---|---|---|---|---|\n| 1 | 完成需求文档 | 王芳 | 2025-06-20 | 已完成 | 文档V1 |\n| 2 | 搭建环境 | 周凯 | 6月底 | | |\n",
			"a1|完成需求文档|王芳|2025-06-20|done\na2|搭建环境|周凯||open",
		},
		{
			"english", "## Action items\n\n1. Draft the plan\n   - Owner: 王芳\n   - Due date: 2025-06-20\n\n## Decisions\n\n- Adopt plan B (votes: for 5, against 1, abstained 0)\n",
			"a1|Draft the plan|王芳|2025-06-20|open\nd1|Adopt plan B|||adopted|5:1:0",
		},
		{
			"traditional", "## 決議事項\n\n1. 通過預算，表決：贊成 9 票，反對 0 票，棄權 1 票\n   - 負責人：王芳\n   - 完成時間：2025-06-20\n",
			"d1|通過預算|王芳|2025-06-20|adopted|9:0:1",
		},
		{
			"lead among several", "## 待办\n- 联调 牵头：王芳，配合：周凯，截止 2025-06-20\n- 验证 责任人：周凯、王芳（牵头） 截止：2025-06-21\n",
			"a1|联调|王芳|2025-06-20|open\na2|验证|王芳+周凯|2025-06-21|open",
		},
		{
			"label lines", "## 会议内容\n\n**议题1：分工**\n汇报人：王芳\n会议结论：\n1、同意分工\n2、同意时间表\n遗留问题：\n1、补充材料 责任人：周凯 截止 2025-06-20\n\n**议题2：预算**\n结论：同意。\n遗留问题：无\n",
			"a1|补充材料|周凯|2025-06-20|open\nd1|同意分工|||adopted\nd2|同意时间表|||adopted\nd3|同意。|||adopted",
		},
		{
			"paragraphs", "## 决议事项\n\n会议形成以下决议：\n\n同意预算方案，\n下月执行。\n\n同意人员调整。\n",
			"d1|同意预算方案，下月执行。|||adopted\nd2|同意人员调整。|||adopted",
		},
		{"nothing", "## 待办事项\n\n无。\n\n## 决议事项\n\n- 暂无\n", ""},
		{
			"explicit id", "## 待办事项\n\n- 增补预算 {#budget} @王芳 截止 2025-06-20\n- 清点 {#count}\n",
			"budget|增补预算|王芳|2025-06-20|open\ncount|清点|||open",
		},
		{"other headings end it", "## 决议事项\n\n1. 同意\n\n## 其他\n\n1. 茶歇\n", "d1|同意|||adopted"},
		{"deeper headings do not", "## 决议事项\n\n### 关于预算\n\n1. 同意\n", "d1|同意|||adopted"},
		{"follow-ups are no actions", "## 待办事项\n\n- [x] 2025-06-01-x#a1 已完成\n- 新的一件 @王芳 截止 2025-06-20\n", "a1|新的一件|王芳|2025-06-20|open"},
		{"proposed and revoked", "## 决议\n\n- 更名 状态：待表决\n- 旧规则 状态：废止\n", "d1|更名|||proposed\nd2|旧规则|||revoked"},
		{"done on a day", "## 待办\n\n- 交材料 @王芳 截止 2025-06-20 完成：2025-06-19\n", "a1|交材料|王芳|2025-06-20|done"},
		{"code is no list", "## 待办\n\n```\n- [ ] 不是待办\n```\n", ""},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			a := load(t, map[string]string{"minutes/2025/2025-06-15-a.md": minutes("date: 2025-06-15\n", x.body)})
			if got := describe(a.Records[0]); got != x.want {
				t.Errorf("got\n%s\nwant\n%s", got, x.want)
			}
		})
	}
}

func TestItemPositions(t *testing.T) {
	a := load(t, map[string]string{"minutes/2025/2025-06-15-a.md": minutes("date: 2025-06-15\n", "## 待办\n\n1. 完成文档\n   - 责任人：王芳\n   - 完成时间：2025-06-20\n")})
	x := a.Records[0].Actions[0]
	at := func(s string, line, col int) {
		t.Helper()
		if got := fmt.Sprintf("%d:%d", line, col); got != s {
			t.Errorf("at %s, want %s", got, s)
		}
	}
	at("9:4", int(x.Span.Start.Line), int(x.Span.Start.Column))
	at("10:10", int(x.Owner().Span.Start.Line), int(x.Owner().Span.Start.Column))
	at("11:11", int(x.DueAt.Start.Line), int(x.DueAt.Start.Column))
	if got := string(a.Records[0].Doc.Bytes[x.DueAt.Start.Offset:x.DueAt.End.Offset]); got != "2025-06-20" {
		t.Errorf("due span covers %q", got)
	}
}

// An action's life, told by later records.
func TestReplay(t *testing.T) {
	tests := []struct {
		name, second, third string
		want                string // state percent due extensions finished onTime
	}{
		{"untouched", "", "", "open 0 2025-06-20 0 - false"},
		{"progress", "- [ ] REF 进行中 80%", "", "doing 80 2025-06-20 0 - false"},
		{"done on time", "- [x] REF 已完成，成果：文档V1，完成：2025-06-19", "", "done 100 2025-06-20 0 2025-06-19 true"},
		{"done on the day counts till midnight", "- [x] REF 完成：2025-06-20 23:50", "", "done 100 2025-06-20 0 2025-06-20 23:50 true"},
		{"done late", "- [x] REF 已完成", "", "done 100 2025-06-20 0 2025-06-25 false"},
		{"extended", "- [ ] REF 延期至 2025-07-10，原因：设备到货晚，批准：王芳", "- [x] REF 已完成", "done 100 2025-07-10 1 2025-07-05 true"},
		{"handed in, then accepted late, counts when handed in", "- [ ] REF 已提交，成果：文档，完成：2025-06-18", "- [x] REF 验收通过，验收人：王芳", "done 100 2025-06-20 0 2025-06-18 true"},
		{"handed in and sent back", "- [ ] REF 已提交", "- [ ] REF 验收不通过，原因：缺附录", "doing 0 2025-06-20 0 - false"},
		{"blocked", "- [ ] REF 受阻，原因：等待采购", "", "doing 0 2025-06-20 0 - false"},
		{"cancelled", "- [-] REF 取消，原因：改由学院承担", "", "cancelled 0 2025-06-20 0 2025-06-25 false"},
		{"not done is not done", "- [ ] REF 尚未完成", "", "doing 0 2025-06-20 0 - false"},
		{"in a table", "| 编号 | 进展 |\n|---|---|\n| REF | 进行中 30% |", "", "doing 30 2025-06-20 0 - false"},
		{"english", "- [x] REF completed, deliverable: plan V1", "", "done 100 2025-06-20 0 2025-06-25 false"},
		{"a link as reference", "- [x] [REF](2025-06-15-a.md) 已完成", "", "done 100 2025-06-20 0 2025-06-25 false"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			ref := func(s string) string {
				return "## 上次会议待办跟进\n\n" + strings.ReplaceAll(s, "REF", "2025-06-15-a#a1") + "\n"
			}
			a := load(t, map[string]string{
				"minutes/2025/2025-06-15-a.md": minutes("date: 2025-06-15\n", "## 待办\n\n- 完成文档 @王芳 截止 2025-06-20\n"),
				"minutes/2025/2025-06-25-b.md": minutes("date: 2025-06-25\n", ref(x.second)),
				"minutes/2025/2025-07-05-c.md": minutes("date: 2025-07-05\n", ref(x.third)),
			})
			c := a.Action("2025-06-15-a#a1")
			finished := c.Finished.String()
			if finished == "" {
				finished = "-"
			}
			if got := fmt.Sprintf("%s %d %s %d %s %v", c.State, c.Percent, c.FinalDue, c.Extensions, finished, c.OnTime()); got != x.want {
				t.Errorf("got  %s\nwant %s", got, x.want)
			}
		})
	}
}

func TestOverdue(t *testing.T) {
	a := &Action{State: Open, FinalDue: schema.Moment{Time: time.Date(2025, 6, 20, 0, 0, 0, 0, zone)}}
	for _, x := range []struct {
		now  time.Time
		want bool
	}{
		{time.Date(2025, 6, 20, 23, 59, 59, 0, zone), false},
		{time.Date(2025, 6, 21, 0, 0, 0, 0, zone), false},
		{time.Date(2025, 6, 21, 0, 0, 1, 0, zone), true},
	} {
		if got := a.Overdue(x.now); got != x.want {
			t.Errorf("at %s: %v", x.now, got)
		}
	}
	a.State = Submitted
	if a.Overdue(time.Date(2026, 1, 1, 0, 0, 0, 0, zone)) {
		t.Error("what is handed in is overdue")
	}
}

func TestMinutesInherit(t *testing.T) {
	a := load(t, map[string]string{
		"meetings/2025/2025-06-15-m.md": "---\ntitle: 启动会\nunit: 教务处\ndate: 2025-06-15\nkind: 启动会\nstart: 2025-06-15 23:00\nduration: 2h\nlocation: 301\nchair: 王芳\nrecorder: 周凯\nexpected: 王芳、周凯\nseries: 例会\nnumber: 3\n---\n",
		"minutes/2025/2025-06-15-a.md":  minutes("date: 2025-06-15\nmeeting: 2025-06-15-m\npresent: 王芳\nlocation: 302\n", ""),
	})
	r := a.Record("2025-06-15-a")
	m := r.Meeting
	got := fmt.Sprint(m.Kind.Name, " ", m.Start, " ", m.End, " ", m.Location, " ", m.Chair.Name(), " ", len(m.Expected), " ", r.Series, r.Number)
	if want := "kickoff 2025-06-15 23:00 2025-06-16 01:00 302 王芳 2 例会3"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if r.MeetingOf.Minutes[0] != r {
		t.Error("the meeting does not know its minutes")
	}
}

func TestSeriesAndSupersedes(t *testing.T) {
	a := load(t, map[string]string{
		"minutes/2025/2025-06-01-a.md": minutes("date: 2025-06-01\nseries: 例会\n", "## 决议\n\n- 每周一开会\n"),
		"minutes/2025/2025-06-08-b.md": minutes("date: 2025-06-08\nseries: 例会\n", "## 决议\n\n- 改为每周二 替代：2025-06-01-a#d1\n"),
		"documents/rule-2.md":          "---\ntitle: 办法二\nunit: 教务处\ndate: 2025-06-02\nsupersedes: rule-1\nrelated: 2025-06-01-a\n---\n",
		"documents/rule-1.md":          "---\ntitle: 办法一\nunit: 教务处\ndate: 2025-01-02\naliases: rule-0\n---\n",
	})
	if p := a.Record("2025-06-08-b").Previous; p == nil || p.ID != "2025-06-01-a" || p.Next.ID != "2025-06-08-b" {
		t.Errorf("previous %v", p)
	}
	d := a.Decision("2025-06-01-a#d1")
	if d.Status != Superseded || d.SupersededBy.ID() != "2025-06-08-b#d1" {
		t.Errorf("decision %s by %v", d.Status, d.SupersededBy)
	}
	if by := a.Record("rule-0").SupersededBy; len(by) != 1 || by[0].ID != "rule-2" {
		t.Errorf("superseded by %v", by)
	}
	if rel := a.Record("2025-06-01-a").Related; len(rel) != 2 {
		t.Errorf("related both ways: %d", len(rel))
	}
}

func TestSigned(t *testing.T) {
	body := "## 待办\n\n- 完成文档 @周凯 截止 2025-06-20\n"
	front := "date: 2025-06-15\nreviewer: 王芳\nconfirmations:\n  - {person: 王芳, verdict: 同意, at: 2025-06-16}\n"
	both := front + "  - {person: 周凯, verdict: agreed, at: 2025-06-16}\n"
	object := front + "  - {person: 周凯, verdict: 有异议, at: 2025-06-16, comment: 期限太紧}\n"
	for _, x := range []struct {
		front string
		want  bool
	}{{front, false}, {both, true}, {object, false}, {"date: 2025-06-15\n", false}} {
		a := load(t, map[string]string{"minutes/2025/2025-06-15-a.md": minutes(x.front, body)})
		if got := a.Records[0].Signed(); got != x.want {
			t.Errorf("%s: signed %v", x.front, got)
		}
	}
}
