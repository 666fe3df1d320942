package check

import (
	"strings"
	"testing"
)

func TestMeetingTimes(t *testing.T) {
	workingDays := "-- minutebook.yaml --\ntitle: 示例档案\nlanguages: [zh-CN]\ntime_zone: Asia/Shanghai\naudience: internal\nclock: working\n"
	rows{
		{"across midnight", Example{Of: "2025-07-10-weekly", Front: "start: 2025-07-10 22:00\nend: 2025-07-11 00:30\npublished_at: 2025-07-11 15:00\nconfirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-07-11 16:10}\n  - {person: 刘洋, role: 责任人, verdict: 同意, at: 2025-07-11 10:00}"}, ""},
		{"across midnight with the day forgotten", Example{Of: "2025-07-10-weekly", Front: "start: 2025-07-10 22:00\nend: 2025-07-10 00:30\npublished_at: 2025-07-11 00:20"}, "meeting-end 2025-07-10 00:30"},
		{"an end in another time zone", Example{Of: "2025-07-10-weekly", Front: "end: 2025-07-10 02:00+00:00"}, ""},
		{"whole days", Example{Of: "2025-07-10-weekly", Front: "start: 2025-07-10\nend: 2025-07-10\npublished_at: 2025-07-11 15:00\nconfirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-07-10}\n  - {person: 刘洋, role: 责任人, verdict: 同意, at: 2025-07-11 10:00}"}, ""},
		{"published to the minute of the limit", Example{Of: "2025-07-10-weekly", Front: "published_at: 2025-07-11 10:00"}, ""},
		{"published a minute later", Example{Of: "2025-07-10-weekly", Front: "published_at: 2025-07-11 10:01"}, "minutes-late 2025-07-11 10:01"},
		{"published three working days later", Example{Of: "2025-07-10-weekly", Front: "published_at: 2025-07-15 09:30", Files: workingDays}, ""},
		{"a meeting held for a request", Example{Of: "2025-06-15-kickoff", Front: "within: 2025-07-01-cooling"}, "minutes-late 2025-06-15 20:00"},
		{"a planned meeting that has minutes", Example{Of: "2025-06-15-kickoff", Front: "status: planned"}, ""},
		{"held a day and an hour ago", Example{Files: heldMeeting("2025-08-30 21:00", "2025-08-30 23:00")}, "minutes-missing held"},
		{"held a day ago to the minute", Example{Files: heldMeeting("2025-08-30 22:00", "2025-08-31 00:00")}, ""},
		{"a draft may be dated ahead", Example{Of: "2025-08-29-it-weekly", Front: "status: draft\ndate: 2025-10-29", Path: "reports/2025/2025-10-29-it-weekly.md"}, ""},
	}.run(t)
}

func TestRequestTimes(t *testing.T) {
	answered := func(at string) string {
		return "responses:\n  - {unit: 后勤处, person: 周凯, at: " + at + ", verdict: 同意需求}\n"
	}
	high := func(submitted, more string) Example {
		return Example{Files: requestFile("高", submitted, "mark: 紧急\ncc: 周凯\n"+more)}
	}
	rows{
		{"high, within two hours", high("2025-08-29 09:00", answered("2025-08-29 11:00")), ""},
		{"high, a minute late", high("2025-08-29 09:00", answered("2025-08-29 11:01")), "request-late 2025-08-29 11:01"},
		{"the earliest of several answers counts", high("2025-08-29 09:00", "responses:\n  - {unit: 后勤处, person: 周凯, at: 2025-08-29 15:00, verdict: 同意需求}\n  - {unit: 后勤处, person: 李伟（后勤）, at: 2025-08-29 09:30, verdict: 需补充信息}\n"), ""},
		{"high and not answered tonight", high("2025-08-31 21:00", ""), "request-reminder 2025-08-31 21:00"},
		{"high and still in time", high("2025-08-31 22:30", ""), ""},
		{"48 hours late is told instead of late", Example{Files: requestFile("低", "2025-08-28 23:00", "reminded_at: 2025-08-30\n")}, "request-escalation 2025-08-28 23:00"},
		{"escalated and still not answered", Example{Files: requestFile("低", "2025-08-25 23:00", "escalated_at: 2025-08-29\nescalated_to: 周凯\n")}, "request-late 2025-08-25 23:00"},
		{"withdrawn", Example{Files: strings.Replace(requestFile("低", "2025-08-20 23:00", ""), "status: open", "status: 已撤回", 1)}, ""},
		{"submitted on a day without a time", Example{Files: requestFile("高", "2025-08-31", "mark: 紧急\ncc: 周凯\n")}, ""},
		{"the last milestone late", Example{Of: "2025-07-01-cooling", Front: "milestones:\n  - {title: 现场勘察, at: 2025-07-03}\n  - {title: 检修完成, at: 2025-07-08}"}, "milestone-order 2025-07-08"},
		{"a milestone on the day asked for", Example{Of: "2025-07-01-cooling", Front: "milestones:\n  - {title: 检修完成, at: 2025-07-07 23:00}"}, ""},
	}.run(t)
}

func TestReviewAndConfirmation(t *testing.T) {
	due := "## 决议事项\n\n1. 权限配置按学院分级授权 责任人：刘洋，完成时间：2025-07-25，复审：2025-08-20\n\n"
	rows{
		{"a later record that names the decision reviews it", Example{Of: "2025-07-10-weekly", Body: due, Files: weeklyFile("2025-08-21", "related: 2025-07-10-weekly#d1")}, ""},
		{"the day of review ends at 24:00", Example{Of: "2025-07-10-weekly", Body: strings.Replace(due, "2025-08-20", "2025-08-31", 1)}, ""},
		{"an extended action is not overdue", followups("- 2025-07-10-weekly#a1 延期至 2025-09-20，原因：等待补丁，批准人：王芳\n"), "followup-own 2025-07-10-weekly#a1"},
		{"confirmed before the meeting ended", Example{Of: "2025-06-15-kickoff-minutes", Front: "confirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-06-15 15:30}\n  - {person: 张敏, role: 责任人, verdict: 同意, at: 2025-06-16 09:30}\n  - {person: 刘洋, role: 责任人, verdict: 同意, at: 2025-06-16 10:00}"}, "confirmation-early {person: 王芳, role: 审核人, verdict: 同意, at: 2025-06-15 15:30}"},
		{"a document approved before its date", Example{Of: "seating", Front: "confirmations:\n  - {person: 周凯, role: 批准人, verdict: 同意, at: 2025-05-28}"}, ""},
		{"a notice withdrawn needs no receipts", Example{Of: "2025-08-20-stop", Front: "status: 已撤回\nconfirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}"}, ""},
	}.run(t)
}
