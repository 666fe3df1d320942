package scaffold_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/scaffold"
	"github.com/minutebook/minutebook/generator/schema"
)

var today = time.Date(2025, 9, 1, 10, 0, 0, 0, time.FixedZone("", 8*3600))

func sample(t testing.TB) fstest.MapFS {
	t.Helper()
	ar, err := txtar.ParseFile("testdata/archive.txtar")
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{}
	for _, f := range ar.Files {
		files[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return files
}

func load(t testing.TB, files fs.FS) *archive.Archive {
	t.Helper()
	a, err := archive.Load(context.Background(), files, archive.Options{Now: today})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// request is a type and settings written field=value.
func request(typ string, given ...string) scaffold.Request {
	q := scaffold.Request{Type: typ, Today: today, Lang: diag.ZhCN}
	for _, g := range given {
		field, value, _ := strings.Cut(g, "=")
		q.Given = append(q.Given, scaffold.Setting{Field: field, Value: value})
	}
	return q
}

func draft(t testing.TB, files fs.FS, q scaffold.Request) *scaffold.Draft {
	t.Helper()
	d, err := scaffold.New(load(t, files), q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func notes(d *scaffold.Draft) []string {
	var out []string
	for _, n := range d.Notes {
		out = append(out, n.In(diag.ZhCN))
	}
	return out
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant:\n%s", what, got, want)
	}
}

func TestMeetingOfSeries(t *testing.T) {
	d := draft(t, sample(t), request("meeting", "series=信息中心例会"))
	same(t, "path", d.Path, "meetings/2025/2025-07-10-it-weekly-03.md")
	same(t, "record", string(d.Data), `---
title:  # 主题：写明目标：谁、就什么、做什么
unit: 信息中心  # 部门
project: 机房搬迁  # 项目
date: 2025-07-10  # 日期
kind: weekly  # 会议类型
start: 2025-07-10 14:00  # 开始
end:  # 结束：如 2025-06-15 14:30
location: 信息楼 305  # 地点
chair: 王芳  # 主持人
recorder: 刘洋  # 记录人
expected: [王芳, 张敏, 李伟（信息中心）]  # 应到
goal:  # 目标
agenda:  # 议程：每项还可写 presenter, minutes
  - title: 搬迁演练安排  # 议题
series: 信息中心例会  # 系列
number: 3  # 届次
related: [2025-06-12-it-weekly-02]  # 关联
audience: [信息中心]  # 公开范围
---

## 会前准备

- 完成搬迁清单（张敏，2025-07-01）：2025-06-12-it-weekly-02#a1
- 取消旧机房门禁（李伟（信息中心），2025-07-05）：2025-06-12-it-weekly-02#a2
`)
	same(t, "notes", strings.Join(notes(d), "\n"), `时间取自 2025-06-12-it-weekly-02 预告的下次会议
“陈静”没有列入 应到：那天已不在任
列出了本系列未办结的待办 2 项`)
	var asked []string
	for _, q := range d.Questions {
		asked = append(asked, q.Name)
	}
	same(t, "questions", strings.Join(asked, " "), "title end goal")
}

func TestMinutesOfSeriesWithChineseKeys(t *testing.T) {
	q := request("会议纪要", "会议=", "系列=信息中心例会", "日期=2025-07-17", "主题=信息中心第 3 次例会：演练", "缺席.人员=张敏", "缺席.类别=请假", "缺席.人员=王芳")
	q.ChineseKeys = true
	d := draft(t, sample(t), q)
	same(t, "path", d.Path, "minutes/2025/2025-07-17-xin-xi-zhong-xin-di-3-ci-li-hui-yan-lian.md")
	same(t, "record", string(d.Data), `---
主题: 信息中心第 3 次例会：演练
部门: 信息中心
项目: 机房搬迁
状态: 草稿  # 草稿 / 已发布 / 已办结
日期: 2025-07-17
会议类型: 周例会
开始:  # 如 2025-06-15 14:30
结束:  # 如 2025-06-15 14:30
地点: 信息楼 201
主持人: 王芳
应到: [王芳, 张敏, 李伟（信息中心）]
出席:  # 应到 [王芳, 张敏, 李伟（信息中心）]
缺席:  # 每项还可写 代理人
  - 人员: 张敏
    类别: 请假
    原因:
  - 人员: 王芳
    类别:  # 请假 / 缺席
    原因:
记录人: 刘洋
系列: 信息中心例会
届次: 3
审核人: 王芳
关联: [2025-06-12-it-weekly-02]
公开范围: [信息中心]
---

## 会议议题

## 上次会议待办跟进

- [ ] 2025-06-12-it-weekly-02#a1
  - 完成搬迁清单（张敏，2025-07-01）
- [ ] 2025-06-12-it-weekly-02#a2
  - 取消旧机房门禁（李伟（信息中心），2025-07-05）

## 会议内容

## 决议事项

## 待办事项

## 下次会议安排
`)
}

func TestMinutesOfTheOnlyMeetingWithout(t *testing.T) {
	q := request("minutes")
	q.Lang = diag.En
	d := draft(t, sample(t), q)
	same(t, "path", d.Path, "minutes/2025/2025-08-05-move-kickoff.md")
	same(t, "record", string(d.Data), `---
title: 机房搬迁启动会  # Title
unit: 信息中心  # Unit
project: 机房搬迁  # Project
status: draft  # Status: draft / published / closed
date: 2025-08-05  # Date
meeting: 2025-08-05-move-kickoff-meeting  # Meeting
present:  # Present: expected are [王芳, 张敏, 刘洋]
absent:  # Absent: each may also have proxy
recorder: 刘洋  # Recorder
reviewer:  # Reviewer
audience: public  # Audience
---

## Topics

1. 搬迁日期
2. 分工

## Discussion

## Decisions

## Action items

## Next meeting
`)
	same(t, "note", d.Notes[0].In(diag.En), "these are the minutes of 2025-08-05-move-kickoff-meeting, which was held and has none")
}

// With two meetings to choose from, nothing is chosen.
func TestMinutesOfOneOfTwoMeetings(t *testing.T) {
	files := sample(t)
	first := files["meetings/2025/2025-08-05-move-kickoff-meeting.md"].Data
	second := strings.ReplaceAll(string(first), "2025-08-05", "2025-08-06")
	files["meetings/2025/2025-08-06-move-meeting.md"] = &fstest.MapFile{Data: []byte(second)}
	d := draft(t, files, request("minutes"))
	if strings.Contains(string(d.Data), "meeting:") {
		t.Errorf("a meeting was chosen:\n%s", d.Data)
	}
	same(t, "notes", strings.Join(notes(d), "\n"), "有 2 次会议没有纪要：2025-08-05-move-kickoff-meeting, 2025-08-06-move-meeting；用 --meeting 指明是哪一次")
	d = draft(t, files, request("minutes", "date=2025-08-06"))
	same(t, "path by the day", d.Path, "minutes/2025/2025-08-06-move.md")
}

func TestRosterOfUnit(t *testing.T) {
	d := draft(t, sample(t), request("meeting", "unit=信息", "date=2025-06-30"))
	if want := "expected: [王芳, 张敏, 刘洋, 陈静, li-wei-it]"; !strings.Contains(string(d.Data), want) {
		t.Errorf("no %s in:\n%s", want, d.Data)
	}
	d = draft(t, sample(t), request("meeting", "unit=信息", "date=2025-07-01"))
	if want := "expected: [王芳, 张敏, 刘洋, li-wei-it]"; !strings.Contains(string(d.Data), want) {
		t.Errorf("no %s in:\n%s", want, d.Data)
	}
}

// Carried actions stay as they are until somebody says more, although their own
// words would read as a state; and what is written behind the id counts.
func TestCarriedActions(t *testing.T) {
	files := sample(t)
	d := draft(t, files, request("minutes", "meeting=", "series=信息中心例会", "date=2025-07-17"))
	files[d.Path] = &fstest.MapFile{Data: d.Data}
	states := func() string {
		a := load(t, files)
		return string(a.Action("2025-06-12-it-weekly-02#a1").State + " " + a.Action("2025-06-12-it-weekly-02#a2").State)
	}
	same(t, "untouched", states(), "open open")
	said := strings.Replace(string(d.Data), "02#a1\n", "02#a1 进行中 60%\n", 1)
	said = strings.Replace(said, "- [ ] 2025-06-12-it-weekly-02#a2\n", "- [x] 2025-06-12-it-weekly-02#a2 已完成，成果：撤销单\n", 1)
	files[d.Path] = &fstest.MapFile{Data: []byte(said)}
	same(t, "told", states(), "doing done")
}

func TestSameIDAsTheMeeting(t *testing.T) {
	files := sample(t)
	files["meetings/2025/2025-08-05-move-kickoff.md"] = files["meetings/2025/2025-08-05-move-kickoff-meeting.md"]
	delete(files, "meetings/2025/2025-08-05-move-kickoff-meeting.md")
	same(t, "path", draft(t, files, request("minutes")).Path, "minutes/2025/2025-08-05-move-kickoff-minutes.md")
}

func TestConditionsFollowWhatIsKnown(t *testing.T) {
	lines := func(q scaffold.Request) []string {
		var keys []string
		for line := range strings.Lines(string(draft(t, sample(t), q).Data)) {
			if key, _, ok := strings.Cut(line, ":"); ok && !strings.HasPrefix(line, " ") {
				keys = append(keys, key)
			}
		}
		return keys
	}
	for _, c := range []struct {
		q    scaffold.Request
		key  string
		want bool
	}{
		{request("request"), "retrospective", false},
		{request("request", "status=closed"), "retrospective", true},
		{request("request", "状态=已关闭"), "result", true},
		{request("communication"), "counterparty", false},
		{request("communication", "direction=external"), "counterparty", true},
		{request("notice"), "confirm_by", false},
		{request("notice", "confirmers=张敏"), "confirm_by", true},
		{request("meeting"), "end", true},
		{request("meeting", "duration=90m"), "end", false},
		{request("meeting", "link=https://meet.example/1"), "location", false},
		{request("report", "kind=incident"), "planned", false},
		{request("report", "kind=周报"), "planned", true},
		{request("notice", "audience="), "audience", false},
	} {
		if got := slices.Contains(lines(c.q), c.key); got != c.want {
			t.Errorf("new %s %v: key %s there: %v, want %v", c.q.Type, c.q.Given, c.key, got, c.want)
		}
	}
}

func TestAudienceWithoutDefault(t *testing.T) {
	files := sample(t)
	files["minutebook.yaml"] = &fstest.MapFile{Data: []byte("title: 望湖学院档案\n")}
	d := draft(t, files, request("notice"))
	if !slices.ContainsFunc(d.Questions, func(f *schema.Field) bool { return f.Name == "audience" }) {
		t.Error("nobody asks who may see the notice")
	}
}

func TestRefused(t *testing.T) {
	a := load(t, sample(t))
	for _, c := range []struct {
		q    scaffold.Request
		want string
	}{
		{request("minute"), `there is no record type "minute"; did you mean minutes?`},
		{request("notice", "tittle=一"), `there is no field "tittle"; did you mean title?`},
		{request("notice", "date=6 月 1 日"), `date: write a day such as 2025-06-15, not "6 月 1 日"`},
		{request("notice", "date=2025-02-30"), `date: write a day such as 2025-06-15, not "2025-02-30"`},
		{request("notice", "date=2025-06-15 10:00"), `date: write a day such as 2025-06-15, not "2025-06-15 10:00"`},
		{request("meeting", "start=明天"), `(start: 明天  # 开始)`},
		{request("meeting", "agenda=一"), `the parts of "agenda" are given as agenda.part=…: there is no field ""; the fields are title, presenter, minutes`},
		{request("meeting", "agenda.titel=一"), `there is no field "titel"; did you mean title?`},
		{request("meeting", "title.a=一"), `field "title" has no parts; write title=…`},
		{request("dispute", "parties=张敏"), `needs at least 2 items (parties: [张敏]`},
		{request("minutes", "meeting=2025-08-05-move-kickof-meeting"), `meeting: there is no record "2025-08-05-move-kickof-meeting"; did you mean 2025-08-05-move-kickoff-meeting?`},
		{request("minutes", "meeting=2025-06-12-it-weekly-02"), `meeting: 2025-06-12-it-weekly-02 is not a meeting but of type minutes`},
		{scaffold.Request{Type: "notice", Today: today, Slug: "../x"}, `slug "../x": use letters and digits joined by -, at most 40 of them`},
	} {
		_, err := scaffold.New(a, c.q)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("new %s %v: %v, want %s", c.q.Type, c.q.Given, err, c.want)
		}
	}
}

func TestNamesNobodyKnows(t *testing.T) {
	d := draft(t, sample(t), request("risk", "owner=张明", "unit=信息中心"))
	same(t, "note", strings.Join(notes(d), "\n"), "“张明”没有登记；是“张敏”吗？")
	d = draft(t, sample(t), request("risk", "owner=李伟"))
	same(t, "note", strings.Join(notes(d), "\n"), "不止一人叫“李伟”；在括号里写单位，或写编号")
	d = draft(t, sample(t), request("meeting", "series=信息中心列会"))
	same(t, "note", notes(d)[0], "系列“信息中心列会”还没有记录；是“信息中心例会”吗？")
}

func TestSlug(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"IT weekly: Moving the Data Centre", "it-weekly-moving-the-data-centre"},
		{"会议纪要", "hui-yi-ji-yao"},
		{"資訊處會議", "zi-xun-chu-hui-yi"},
		{"第3次V2.0版", "di-3-ci-v2-0-ban"},
		{"Ｆｕｌｌ　ｗｉｄｔｈ", "full-width"},
		{"Café O'Clock", "cafe-oclock"},
		{"绿色校园", "lv-se-xiao-yuan"},
		{"……", ""},
		{"", ""},
		{"机房搬迁启动会与后续各项工作的安排和分工", "ji-fang-ban-qian-qi-dong-hui-yu-hou-xu"},
		{strings.Repeat("a", 50), strings.Repeat("a", 40)},
	} {
		if got := scaffold.Slug(c.text); got != c.want {
			t.Errorf("Slug(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	for _, s := range []string{"会议 A-1", "é", "\x80", "ǖ", "한국", "İ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := scaffold.Slug(text)
		if len(s) > 40 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || strings.Contains(s, "--") || strings.HasPrefix(s, "-") || strings.HasSuffix(s, "-") {
			t.Errorf("Slug(%q) = %q", text, s)
		}
	})
}
