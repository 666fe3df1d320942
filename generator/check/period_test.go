package check

import (
	"strings"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

func TestMissed(t *testing.T) {
	day := func(s string) time.Time {
		d, err := time.ParseInLocation(time.DateOnly, s, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, tc := range []struct {
		step, from, to, days, want string
	}{
		{"month", "2025-01-01", "2025-05-01", "2025-02-28 2025-03-01", "2025-01, 2025-04"},
		{"month", "2025-01-01", "2025-05-01", "", "2025-01 to 2025-04"},
		{"month", "2025-01-02", "2025-03-31", "", "2025-02"},
		{"quarter", "2025-01-01", "2026-01-01", "2025-03-31 2025-07-01", "2025-04 to 2025-06, 2025-10 to 2025-12"},
		{"year", "2023-06-01", "2026-01-01", "2024-12-31", "2025"},
		{"week", "2025-08-18", "2025-09-01", "2025-08-24", "2025-08-25 to 2025-08-31"},
		{"week", "2024-12-30", "2025-01-06", "", "2024-12-30 to 2025-01-05"},
		{"month", "2025-05-01", "2025-05-01", "", ""},
	} {
		var days []time.Time
		for _, d := range strings.Fields(tc.days) {
			days = append(days, day(d))
		}
		var got []string
		for _, gap := range missed(archive.Step(tc.step), day(tc.from), day(tc.to), days) {
			got = append(got, periodName(archive.Step(tc.step), gap).In(diag.En))
		}
		if s := strings.Join(got, ", "); s != tc.want {
			t.Errorf("%s from %s to %s with %q: got %q, want %q", tc.step, tc.from, tc.to, tc.days, s, tc.want)
		}
	}
}

// branchDay is the record of a Party day held by a unit.
func branchDay(unit, day string) string {
	s := strings.Replace(weeklyFile(day, ""), "kind: 周例会", "kind: 主题党日", 1)
	return strings.Replace(s, "unit: 教务处", "unit: "+unit, 1)
}

func TestCadence(t *testing.T) {
	messages := func(e Example) string {
		var out []string
		for _, f := range checkExample(t, e) {
			out = append(out, f.Rule+" "+f.Message.In(diag.ZhCN))
		}
		return strings.Join(out, "\n")
	}
	for _, tc := range []struct {
		name string
		in   Example
		want string
	}{
		{"a run of months is one finding; no committee, no committee meetings", Example{Files: branchUnits("from: 2025-07-01")}, "cadence-missed 后勤党支部在 2025-07 至 2025-08 没有主题党日的记录"},
		{"held in one of two months", Example{Files: branchUnits("from: 2025-07-01") + branchDay("后勤党支部", "2025-08-21")}, "cadence-missed 后勤党支部在 2025-07 没有主题党日的记录"},
		{"exempt", Example{Files: branchUnits("from: 2025-07-01, exempt: true")}, ""},
		{"dissolved", Example{Files: branchUnits("from: 2025-07-01, to: 2025-07-31")}, "cadence-missed 后勤党支部在 2025-07 没有主题党日的记录"},
		{"a unit that once held one owes the next", Example{Files: branchDay("教务处", "2025-06-12")}, "cadence-missed 教务处在 2025-07 至 2025-08 没有主题党日的记录"},
		{"founded before the archive begins", Example{Files: branchUnits("from: 2019-07-01")}, "cadence-missed 后勤党支部在 2025-06 至 2025-08 没有主题党日的记录"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := messages(tc.in); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

func TestPlanRows(t *testing.T) {
	row := func(frequency, by string) Example {
		return Example{Of: "2025-06-16-jwxt-plan", Front: "matrix:\n  - {stakeholder: 信息中心, information: 测试进展, format: 会议纪要, frequency: " + frequency + ", method: 例会, owner: 张敏, fulfilled_by: " + by + "}"}
	}
	ended := func(e Example) Example {
		e.Front += "\nperiod: 2025-06-16/2025-08-31\nphases:"
		return e
	}
	rows{
		{"by series, each quarter", row("每季度", "教务系统升级例会"), ""},
		{"as needed", row("按需", "没有这个系列"), ""},
		{"once, while the plan runs", row("一次", "培训"), ""},
		{"once, when the plan has ended", ended(row("一次", "培训")), "plan-missed 培训"},
		{"once, and done", ended(row("一次", "会议纪要")), ""},
		{"by tag", Example{Of: "2025-07-10-weekly", Front: "tags: 测试", Files: strings.Replace(planWith("每月", "测试"), "2025-06-16/2025-09-30", "2025-07-01/2025-07-31", 1)}, ""},
		{"by type, of this project only", ended(row("一次", "通知")), "plan-missed 通知"},
		{"every two weeks", row("双周", "教务系统升级例会"), "plan-missed 教务系统升级例会"},
	}.run(t)
}

// planWith is the base archive's plan with another row and no phases.
func planWith(frequency, by string) string {
	return "-- plans/2025/2025-06-16-jwxt-plan.md --\n---\ntitle: 教务系统升级项目第三季度沟通计划\nunit: 教务处\nproject: 教务系统升级\ndate: 2025-06-16\nperiod: 2025-06-16/2025-09-30\nmatrix:\n  - {stakeholder: 信息中心, information: 测试进展与待办变动, format: 会议纪要, frequency: " + frequency + ", method: 例会, owner: 张敏, fulfilled_by: " + by + "}\n---\n\n## 检查清单\n\n- 停机前五个工作日发通知\n"
}

func TestReports(t *testing.T) {
	rows{
		{"a week without a working day is no gap", Example{Files: weeklyReport("2025-04-25", "2025-04-21/2025-04-27") + weeklyReport("2025-05-12", "2025-05-05/2025-05-11") + longHoliday}, "report-period-gap 2025-W34"},
		{"the same week worked", Example{Files: weeklyReport("2025-04-25", "2025-04-21/2025-04-27") + weeklyReport("2025-05-12", "2025-05-05/2025-05-11")}, "report-period-gap 2025-05-05/2025-05-11\nreport-period-gap 2025-W34"},
		{"an incident in the same days", Example{Of: "2025-08-29-it-weekly", Front: "kind: 紧急事件\nperiod: 2025-W34"}, ""},
		{"another project", Example{Of: "2025-08-29-it-weekly", Front: "project: 教务系统升级\nperiod: 2025-W34"}, ""},
		{"the same week by its days", Example{Of: "2025-08-29-it-weekly", Front: "period: 2025-08-18/2025-08-24"}, "report-duplicate-period 2025-08-18/2025-08-24"},
	}.run(t)
}

// longHoliday is a calendar in which a whole week is free.
const longHoliday = "-- registers/calendar.yaml --\nyears:\n  - {year: 2025, holidays: [2025-04-28/2025-05-05]}\n"

// weeklyReport is a report of the day and period given.
func weeklyReport(day, period string) string {
	return "-- reports/2025/" + day + "-it-weekly.md --\n---\ntitle: 信息中心周报：第一批模块需求核对完毕\nunit: 信息中心\ndate: " + day + "\nkind: 周报\nperiod: " + period +
		"\nreporter: 刘洋\nplanned: 3\ncompleted: 3\n---\n\n## 本期工作\n\n" + day + " 前核对 12 个模块的需求。\n\n## 存在问题\n\n无\n\n## 下期计划\n\n" + day + " 之后搭建开发环境。\n"
}
