package stats

import (
	"strings"
	"testing"
)

func TestPlan(t *testing.T) {
	plan := record("教务处", `date: 2025-03-01
project: 教务升级
period: 2025-03-03/2025-04-30
matrix:
  - {stakeholder: 后勤处, information: 每周进展, format: 纪要, frequency: 每周, method: 例会, owner: 王芳, fulfilled_by: 升级例会}
  - {stakeholder: 后勤处, information: 双周通报, format: 邮件, frequency: 每两周, method: 邮件, owner: 王芳, fulfilled_by: 双周通报}
  - {stakeholder: 王芳, information: 月报, format: 报告, frequency: 每月, method: 邮件, owner: 王芳, fulfilled_by: 月报}
  - {stakeholder: 砚渡公司, information: 评估, format: 报告, frequency: 一次, method: 邮件, owner: 王芳, fulfilled_by: 项目评估}
  - {stakeholder: 后勤处, information: 通告, format: 通知, frequency: 每月, method: 邮件, owner: 王芳}
  - {stakeholder: 后勤处, information: 随时, format: 通知, frequency: 按需, method: 邮件, owner: 王芳, fulfilled_by: 通知}
phases:
  - {phase: 启动, from: 2025-03-03, to: 2025-03-14, audience: [后勤处], content: 启动会}
  - {phase: 实施, from: 2025-03-15, to: 2025-03-23, audience: [砚渡公司], content: 联调}
  - {phase: 收尾, from: 2025-03-24, to: 2025-04-30, audience: [王芳], content: 验收}`, "")
	series := func(day, more string) string {
		return record("教务处", "date: "+day+"\nproject: 教务升级\n"+more, "")
	}
	files := map[string]string{
		"plans/2025/2025-03-01-plan.md": plan,
		"minutes/2025/2025-03-05-a.md":  series("2025-03-05", "series: 升级例会\npresent: 张敏"),
		// 16 March is a Sunday: still the second week. Zhang Min moves to the
		// dormitories, below logistics, on that day.
		"minutes/2025/2025-03-16-b.md": series("2025-03-16", "series: 升级例会\npresent: 张敏"),
		"notices/2025/2025-03-12-c.md": series("2025-03-12", "tags: [双周通报]\ncc: [周凯]"),
		"reports/2025/2025-04-02-d.md": series("2025-04-02", "kind: 月报\nperiod: 2025-03"),
		// A monthly report of something else.
		"reports/2025/2025-04-03-e.md": record("教务处", "date: 2025-04-03\nkind: 月报\nperiod: 2025-04", ""),
	}
	// Monday, four weeks after the plan began.
	v := view(t, "2025-03-31 12:00", "internal", files)
	_, m := figure(t, v, "plan", Query{})
	var rows []string
	for _, it := range m.All.Total.Items {
		s := it.At.Format("01-02") + " " + it.Text().CN + " " + it.Outcome.String()
		for _, r := range it.By {
			s += " " + r.ID
		}
		rows = append(rows, s)
	}
	verify(t,
		check{"behind the plan", strings.Join(rows, "\n"), `03-09 每周进展 met 2025-03-05-a
03-14 启动 met 2025-03-12-c
03-16 每周进展 met 2025-03-16-b
03-16 双周通报 met 2025-03-12-c
03-23 每周进展 missed
03-23 双周通报 met 2025-03-12-c
03-23 实施 missed
03-30 每周进展 missed
03-30 双周通报 missed
03-31 评估 pending
03-31 通告 unknown
03-31 收尾 pending`},
		check{"adherence", show(m.Measure, m.All.Total), "0.5556 (5/9) p2 u1"},
		check{"by stakeholder", groups(m, ByStakeholder), "logistics 0.625 (5/8) u1, wang-fang - (0/0) p1, =砚渡公司 0 (0/1) p1"},
		check{"by frequency", groups(m, ByFrequency), "weekly 0.5 (2/4), biweekly 0.6667 (2/3), monthly - (0/0) u1, once - (0/0) p1"},
	)
	// When the plan is over, what was due once and what comes every month is judged.
	v = view(t, "2025-05-01 12:00", "internal", files)
	_, m = figure(t, v, "plan", Query{Step: Monthly})
	verify(t, check{"over", groups(m, ByFrequency), "weekly 0.25 (2/8), biweekly 0.2857 (2/7), monthly 0 (0/1) u1, once 0 (0/1)"})
}

// A week without a working day asks for nothing, and does not part the weeks
// beside it.
func TestPlanOverHolidays(t *testing.T) {
	v := view(t, "2025-10-20 12:00", "internal", map[string]string{
		"registers/calendar.yaml": "years:\n  - {year: 2025, holidays: [2025-10-01/2025-10-12]}\n",
		"plans/2025/2025-09-15-plan.md": record("教务处", `date: 2025-09-15
period: 2025-09-22/2025-10-19
matrix:
  - {stakeholder: 后勤处, information: 每周进展, format: 纪要, frequency: 每周, method: 例会, owner: 王芳, fulfilled_by: 升级例会}
  - {stakeholder: 后勤处, information: 双周通报, format: 邮件, frequency: 每两周, method: 邮件, owner: 王芳, fulfilled_by: 双周通报}`, ""),
		"notices/2025/2025-09-30-c.md": record("教务处", "date: 2025-09-30\ntags: [双周通报]", ""),
	})
	_, m := figure(t, v, "plan", Query{})
	// Weeks of 22 and 29 September and of 13 October; the one of 6 October is free.
	verify(t, check{"weeks", groups(m, ByFrequency), "weekly 0 (0/3), biweekly 1 (2/2)"})
}
