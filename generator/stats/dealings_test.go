package stats

import "testing"

func request(priority, submitted, more string) string {
	return record("教务处", "date: "+submitted[:10]+"\npriority: "+priority+"\nsubmitted_at: "+submitted+"\ndepartments:\n  - {unit: 公寓中心, contact: 张敏, duty: 供电}\n"+more, "")
}

func answer(at string) string {
	return "responses:\n  - {unit: 公寓中心, person: 张敏, at: " + at + ", verdict: 同意需求}"
}

var requestFiles = map[string]string{
	"requests/2025/2025-05-05-a.md": request("高", "2025-05-05 09:00", answer("2025-05-05 10:30")), // 1.5 h, in time
	"requests/2025/2025-05-06-b.md": request("高", "2025-05-06 09:00", answer("2025-05-06 12:30")), // 3.5 h, late
	"requests/2025/2025-05-07-c.md": request("中", "2025-05-07 09:00", answer("2025-05-08 09:00")), // 24 h, in time
	"requests/2025/2025-05-08-d.md": request("低", "2025-05-08 09:00", answer("2025-05-08 13:00")), // 4 h, in time
	"requests/2025/2025-05-09-e.md": request("中", "2025-05-09 09:00", ""),                         // time is up
	"requests/2025/2025-06-10-f.md": request("中", "2025-06-10 09:00", ""),                         // still has time
	"requests/2025/2025-05-10-g.md": request("中", "2025-05-10 09:00", "status: withdrawn"),
	// 31 May in UTC, 1 June here.
	"requests/2025/2025-05-31-h.md": request("中", "2025-05-31T20:00:00Z", answer("2025-06-01 05:00")), // 1 h
}

func TestResponses(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", requestFiles)
	for id, want := range map[string]string{
		"response-mean":    "2025-05 8.25, 2025-06 1 p1, = 6.8 p1",
		"response-high":    "2025-05 2.5, 2025-06 -, = 2.5",
		"response-median":  "2025-05 3.75, 2025-06 1 p1, = 3.5 p1",
		"response-p90":     "2025-05 24, 2025-06 1 p1, = 24 p1",
		"response-in-time": "2025-05 0.6 (3/5), 2025-06 1 (1/1) p1, = 0.6667 (4/6) p1",
	} {
		f, m := figure(t, v, id, Query{Step: Monthly})
		verify(t, check{id, overTime(f, m.Measure, m.All), want})
	}
	_, m := figure(t, v, "response-in-time", Query{})
	verify(t,
		check{"by priority", groups(m, ByPriority), "high 0.5 (1/2), medium 0.6667 (2/3) p1, low 1 (1/1)"},
		check{"by the units asked", groups(m, ByUnit), "univ 0.6667 (4/6) p1, logistics 0.6667 (4/6) p1, dorm 0.6667 (4/6) p1"},
		check{"behind the low priority", behind(m.By(ByPriority)[2].Total), "2025-05-08-d met"},
	)
}

func TestResponsesByWorkingTime(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{
		"minutebook.yaml": testConfig + "clock: working\n",
		// Friday 17:00 to Monday 10:30 is two and a half working hours.
		"requests/2025/2025-05-09-a.md": request("高", "2025-05-09 17:00", answer("2025-05-12 10:30")),
		"requests/2025/2025-05-09-b.md": request("高", "2025-05-09 17:00", answer("2025-05-12 09:30")),
	})
	_, mean := figure(t, v, "response-mean", Query{})
	_, rate := figure(t, v, "response-in-time", Query{})
	verify(t, check{"hours", show(mean.Measure, mean.All.Total), "2"}, check{"in time", show(rate.Measure, rate.All.Total), "0.5 (1/2)"})
}

// lives are an archive of actions: what becomes of them is told in June.
var lives = map[string]string{
	"minutes/2025/2025-03-10-a.md": record("教务处", "date: 2025-03-10", "## 待办事项\n\n"+
		"- 写文档 @张敏 截止 2025-03-31\n"+ // a1 done on the day
		"- 搭环境 @周凯 截止 2025-03-31\n"+ // a2 done the day after
		"- 买设备 @周凯 截止 2025-03-20\n"+ // a3 extended to April, done then
		"- 盘点 @王芳 截止 2025-04-15\n"+ // a4 cancelled
		"- 培训 责任人：王芳、张敏（牵头） 截止：2025-04-20\n"+ // a5 never done; the one in the lead answers
		"- 交材料 @王芳 截止 2025-04-25\n"+ // a6 handed in, not accepted
		"- 联系厂商 @砚渡公司 截止 2025-07-01\n"+ // a7 not due
		"- 想一想 @王芳\n"), // a8 without a date
	"minutes/2025/2025-05-20-b.md": record("教务处", "date: 2025-05-20", "## 上次会议待办跟进\n\n"+
		"- [x] 2025-03-10-a#a1 已完成，完成：2025-03-31 23:50\n"+
		"- [x] 2025-03-10-a#a2 已完成，完成：2025-04-01 00:10\n"+
		"- [ ] 2025-03-10-a#a3 延期至 2025-04-30，原因：到货晚，批准：王芳，完成：2025-03-19\n"+
		"- [x] 2025-03-10-a#a3 已完成，完成：2025-04-28\n"+
		"- [-] 2025-03-10-a#a4 取消，原因：不需要\n"+
		"- [ ] 2025-03-10-a#a6 已提交，成果：材料，完成：2025-04-25\n"),
	"minutes/2025/2025-03-11-old.md":   record("离退休党支部", "date: 2025-03-11", "## 待办事项\n\n- 走访 @李爱国 截止 2025-03-20\n"),
	"minutes/2025/2025-03-12-draft.md": record("教务处", "date: 2025-03-12\nstatus: draft", "## 待办事项\n\n- 未定 @王芳 截止 2025-03-20\n"),
}

func TestActions(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", lives)
	f, due := figure(t, v, "on-time", Query{Step: Monthly})
	_, closed := figure(t, v, "closure", Query{})
	_, overdue := figure(t, v, "overdue", Query{})
	_, age := figure(t, v, "overdue-age", Query{})
	verify(t,
		check{"on time", overTime(f, due.Measure, due.All), "2025-03 0.5 (1/2), 2025-04 0.6667 (2/3), 2025-05 - (0/0), 2025-06 - (0/0), = 0.6 (3/5)"},
		check{"on time by person", groups(due, ByPerson), "wang-fang 1 (1/1), zhang-min 0.5 (1/2), zhou-kai 0.5 (1/2)"},
		// Zhang Min was of academic when the actions were set. No record names
		// Zhou Kai's unit, so that he counts for the one above it.
		check{"on time by unit", groups(due, ByUnit), "univ 0.6 (3/5), academic 0.6667 (2/3)"},
		check{"closed", show(closed.Measure, closed.All.Total), "0.4286 (3/7)"},
		check{"overdue", groups(overdue, ByPerson), "zhang-min 1"},
		check{"oldest", show(age.Measure, age.All.Total), "51"},
		check{"behind the overdue", behind(overdue.All.Total), "2025-03-10-a#a5 missed"},
	)
}

func TestNothingDue(t *testing.T) {
	v := view(t, "2025-03-15 12:00", "internal", map[string]string{"minutes/2025/2025-03-10-a.md": record("教务处", "date: 2025-03-10", "## 待办事项\n\n- 写文档 @张敏 截止 2025-03-15\n")})
	_, due := figure(t, v, "on-time", Query{})
	_, overdue := figure(t, v, "overdue", Query{})
	_, age := figure(t, v, "overdue-age", Query{})
	verify(t,
		check{"a rate of nothing is not known", show(due.Measure, due.All.Total), "- (0/0)"},
		check{"a count of nothing is zero", show(overdue.Measure, overdue.All.Total), "0"},
		check{"nor is the age", show(age.Measure, age.All.Total), "-"},
		check{"as text", due.Measure.CellText(due.All.Total), "–"},
	)
}

func TestOverdueIsRanked(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{"minutes/2025/2025-03-10-a.md": record("教务处", "date: 2025-03-10", "## 待办事项\n\n- 甲 @王芳 截止 2025-05-31\n- 乙 @周凯 截止 2025-03-31\n- 丙 @周凯 截止 2025-06-09\n")})
	_, overdue := figure(t, v, "overdue", Query{})
	_, age := figure(t, v, "overdue-age", Query{})
	verify(t,
		check{"most first", groups(overdue, ByPerson), "zhou-kai 2, wang-fang 1"},
		check{"oldest first", groups(age, ByPerson), "zhou-kai 71, wang-fang 10"},
	)
}

func TestConfirmation(t *testing.T) {
	signed := "confirmations:\n  - {person: 王芳, verdict: 同意, at: 2025-04-11}\n"
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{
		// The reviewer agreed, the owner objected.
		"minutes/2025/2025-04-10-a.md": record("教务处", "date: 2025-04-10\nreviewer: 王芳\n"+signed+"  - {person: 周凯, verdict: 有异议, at: 2025-04-12, comment: 太紧}", "## 待办事项\n\n- 甲 @周凯 截止 2025-05-31\n"),
		"notices/2025/2025-04-20-n.md": record("教务处", "date: 2025-04-20\nconfirm_by: 2025-04-25\nconfirmers: [王芳, 周凯, 李爱国]\n"+signed, ""),
		"notices/2025/2025-06-01-n.md": record("教务处", "date: 2025-06-01\nconfirm_by: 2025-06-10\nconfirmers: [王芳, 周凯]\n"+signed, ""), // until 24:00
		"minutes/2025/2025-06-04-b.md": record("教务处", "date: 2025-06-04\nreviewer: 王芳", ""),                                          // seven days
		"notices/2025/2025-05-01-w.md": record("教务处", "date: 2025-05-01\nstatus: withdrawn\nconfirm_by: 2025-05-02\nconfirmers: [王芳]", ""),
	})
	f, m := figure(t, v, "confirmation", Query{Step: Monthly})
	verify(t,
		check{"over time", overTime(f, m.Measure, m.All), "2025-04 0.5 (2/4), 2025-05 - (0/0), 2025-06 1 (1/1) p2, = 0.6 (3/5) p2"},
		check{"by person", groups(m, ByPerson), "wang-fang 1 (3/3) p1, zhou-kai 0 (0/2) p1"},
		check{"by type", groups(m, ByType), "minutes 0.5 (1/2) p1, notice 0.6667 (2/3) p1"},
	)
}

func TestEvaluations(t *testing.T) {
	of := func(front string) string { return record("教务处", front, "") }
	v := view(t, "2025-12-31 12:00", "internal", map[string]string{
		"evaluations/2025/2025-04-05-a.md": of("date: 2025-04-05\nperiod: 2025-Q1\nrespondents: 30\nsatisfaction: 4.0\naccuracy: 90"),
		"evaluations/2025/2025-03-20-b.md": of("date: 2025-03-20\nperiod: 2025-03-01/2025-03-15\nrespondents: 10\nsatisfaction: 5\naccuracy: 98"),
		"evaluations/2025/2025-07-05-c.md": of("date: 2025-07-05\nperiod: 2025-Q2\nrespondents: 100\nsatisfaction: 3"),
		"evaluations/2025/2025-06-20-d.md": of("date: 2025-06-20\nperiod: 2025-05\nsatisfaction: 4"),                 // does not say how many
		"evaluations/2025/2025-08-20-e.md": of("date: 2025-08-20\nperiod: 2025-07\nrespondents: 0\nsatisfaction: 1"), // nobody
	})
	f, s := figure(t, v, "satisfaction", Query{Step: Quarterly})
	_, a := figure(t, v, "accuracy", Query{Step: Quarterly})
	verify(t,
		// (30 × 4 + 10 × 5) ÷ 40; then (3 + 4) ÷ 2; and of all four, none weighted.
		check{"satisfaction", overTime(f, s.Measure, s.All), "2025-Q1 4.25, 2025-Q2 3.5, 2025-Q3 - u1, 2025-Q4 -, = 4 u1"},
		check{"accuracy, (30 × 90 + 10 × 98) ÷ 40", show(a.Measure, a.All.Total), "0.92"},
	)
	if a.Target.Met(0.95) || !a.Target.Met(0.951) {
		t.Error("the target of accuracy is above 95 %")
	}
}

func TestCommunications(t *testing.T) {
	of := func(front string) string { return record("教务处", front, "") }
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{
		"communications/2025/2025-04-01-a.md": of("date: 2025-04-01\nchannel: 电子邮件，共四封\nformality: 书面\ndirection: 对外\ncounterparty: [砚渡公司]\nparticipants: [王芳, 砚渡公司]"),
		"communications/2025/2025-05-01-b.md": of("date: 2025-05-01\nchannel: 电子邮件\nformality: 正式书面\ndirection: 对外\ncounterparty: [ 砚渡公司 , 后勤处]\nparticipants: [王芳]"),
		"communications/2025/2025-05-02-c.md": of("date: 2025-05-02\nchannel: 当面\nformality: 非正式口头\nparticipants: [王芳, 公寓中心]"),
	})
	f, m := figure(t, v, "communications", Query{Step: Monthly})
	verify(t,
		check{"over time", overTime(f, m.Measure, m.All), "2025-04 1, 2025-05 2, 2025-06 0, = 3"},
		check{"channel", groups(m, ByChannel), "当面 1, 电子邮件 2"},
		check{"formality", groups(m, ByFormality), "formal-written 1, written 1, informal-oral 1"},
		check{"direction", groups(m, ByDirection), "external 2"},
		check{"stakeholder", groups(m, ByStakeholder), "dorm 1, logistics 1, wang-fang 1, =砚渡公司 2"},
	)
}

// A weekly report and a weekly meeting are kinds of one name, not one kind.
func TestKindsOfReportsAreNotKindsOfMeetings(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{
		"minutes/2025/2025-05-06-m.md": held("公寓中心", "周例会", "2025-05-06 09:00", "2025-05-06 10:00", ""),
		"reports/2025/2025-05-12-r.md": record("教务处", "date: 2025-05-12\nkind: 周报\nperiod: 2025-05-05/2025-05-11\nplanned: 8\ncompleted: 6\n", ""),
	})
	label := func(measure string) string {
		_, m := figure(t, v, measure, Query{})
		return m.By(ByKind)[0].Group.Label.CN
	}
	verify(t, check{"of meetings", label("meetings"), "周例会"}, check{"of reports", label("tasks"), "周报"})
}

func TestReportsAndDecisions(t *testing.T) {
	report := func(kind, period, planned, completed, more string) string {
		return record("教务处", "date: 2025-05-12\nkind: "+kind+"\nperiod: "+period+"\nplanned: "+planned+"\ncompleted: "+completed+"\n"+more, "")
	}
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{
		// The week ends in May.
		"reports/2025/2025-05-12-a.md": report("周报", "2025-04-28/2025-05-04", "8", "6", ""),
		"reports/2025/2025-05-12-b.md": report("月报", "2025-04", "20", "19", ""),
		"reports/2025/2025-05-12-c.md": report("周报", "2025-05-05/2025-05-11", "4", "1", ""),
		"reports/2025/2025-05-13-d.md": report("周报", "2025-05-05/2025-05-11", "4", "4", "supersedes: 2025-05-12-c"),
		"reports/2025/2025-05-12-e.md": report("周报", "2025-05-12/2025-05-18", "0", "0", ""),
		"minutes/2025/2025-03-01-a.md": record("教务处", "date: 2025-03-01", "## 决议事项\n\n1. 每周一开会\n2. 换系统 状态：提议\n3. 用旧表 状态：废止\n\n## 待办事项\n\n- 甲 @王芳 截止 2025-03-31 完成：2025-03-05\n"),
		"minutes/2025/2025-04-01-b.md": record("教务处", "date: 2025-04-01", "## 决议事项\n\n1. 改为周二 替代：2025-03-01-a#d1\n2. 采购 完成：2025-04-20\n\n## 待办事项\n\n- 乙 @王芳 截止 2025-07-31\n"),
		"minutes/2025/2025-04-02-c.md": record("教务处", "date: 2025-04-02", "## 决议事项\n\n1. 同意\n"),
		"minutes/2025/2025-04-03-d.md": record("教务处", "date: 2025-04-03", "## 决议事项\n\n1. 同意\n\n## 待办事项\n\n- 丙 @王芳 截止 2025-04-30 完成：2025-04-05\n"),
	})
	f, tasks := figure(t, v, "tasks", Query{Step: Monthly})
	_, adopted := figure(t, v, "decisions", Query{Step: Monthly})
	_, executed := figure(t, v, "decisions-executed", Query{})
	_, superseded := figure(t, v, "decisions-superseded", Query{Step: Monthly})
	verify(t,
		check{"tasks", overTime(f, tasks.Measure, tasks.All), "2025-03 - (0/0), 2025-04 0.95 (19/20), 2025-05 0.8333 (10/12), 2025-06 - (0/0), = 0.9062 (29/32)"},
		check{"tasks by kind", groups(tasks, ByKind), "weekly 0.8333 (10/12), monthly 0.95 (19/20)"},
		check{"adopted", overTime(f, adopted.Measure, adopted.All), "2025-03 1, 2025-04 4, 2025-05 0, 2025-06 0, = 5"},
		// The purchase has its date, d its action; b's other decision waits for its
		// action, and c sets none.
		check{"executed", show(executed.Measure, executed.All.Total), "0.6667 (2/3) u1"},
		check{"behind the executed", behind(executed.All.Total), "2025-04-01-b#d1 missed, 2025-04-01-b#d2 met, 2025-04-02-c#d1 unknown, 2025-04-03-d#d1 met"},
		check{"superseded", overTime(f, superseded.Measure, superseded.All), "2025-03 0, 2025-04 1, 2025-05 0, 2025-06 0, = 1"},
		check{"behind the superseded", behind(superseded.All.Total), "2025-03-01-a#d1 met"},
	)
}
