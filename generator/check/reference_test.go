package check

import (
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

// rows are examples and what they give: rule and text pointed at, one a line.
type rows []struct {
	name string
	in   Example
	want string
}

func (rs rows) run(t *testing.T) {
	t.Helper()
	for _, tc := range rs {
		t.Run(tc.name, func(t *testing.T) {
			if got := found(t, tc.in); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// hintOf returns the message and hint of an example's one finding.
func hintOf(t *testing.T, e Example) (message, hint string) {
	t.Helper()
	fs := checkExample(t, e)
	if len(fs) != 1 {
		t.Fatalf("findings: %s", ids(fs))
	}
	return fs[0].Message.In(diag.ZhCN), fs[0].Hint.In(diag.ZhCN)
}

func followups(lines string) Example {
	return Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 已完成，成果：需求文档V1.0，完成：2025-06-19\n- [x] 2025-06-15-kickoff-minutes#a2 验收通过，验收人：王芳\n" + lines + "\n"}
}

func TestReferenceRules(t *testing.T) {
	rows{
		{"each place of a wrong name is named, the list is not counted on top", Example{Of: "2025-07-10-weekly", Front: "present: 王苦、张敏、刘洋"}, "person-unknown 王苦"},
		{"an empty field is not an unknown person too", Example{Of: "2025-07-10-weekly", Front: "reviewer: \"\""}, "field-empty \"\""},
		{"a namesake with his unit", Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（信息中心）"}, ""},
		{"a namesake with a unit of neither", Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（教务处）"}, "person-ambiguous 李伟（教务处）"},
		{"the last day in office is in office", Example{Of: "2025-07-03-vendor", Front: "date: 2025-05-31\nproject: 校园门户改版\nparticipants: 刘洋、赵磊\nconfirmations:\n  - {person: 李伟（后勤）, role: 对方, verdict: 同意, at: 2025-07-03 17:00}", Path: "communications/2025/2025-05-31-vendor.md"}, ""},
		{"an outsider of two characters is not near", Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（后勤）、张三"}, ""},
		{"an item that is not there", Example{Of: "2025-07-03-vendor", Front: "related: 2025-07-10-weekly#a9"}, "record-unknown 2025-07-10-weekly#a9"},
		{"an item that is there", Example{Of: "2025-07-03-vendor", Front: "related: 2025-07-10-weekly#d1"}, ""},
		{"a former id", Example{Of: "2025-07-03-vendor", Front: "aliases: 2025-07-03-old\nrelated: 2025-07-10-weekly", Files: "-- documents/parking.md --\n" + strings.TrimPrefix(documentFile("parking", "doc_no: WH-HQ-002\nrelated: 2025-07-03-old"), "-- documents/parking.md --\n")}, ""},
		{"a follow-up on the day of the meeting", followups("- 2025-06-15-kickoff-minutes#a2 进行中，完成：2025-06-15\n"), ""},
		{"a follow-up before the hour of the meeting", followups("- [x] 2025-06-15-kickoff-minutes#a2 已完成，成果：测试环境，完成：2025-06-15 09:00\n"), "followup-order 2025-06-15-kickoff-minutes#a2"},
		{"a follow-up of no record", followups("- [x] 2025-06-16-nothing#a1 已完成，成果：测试环境\n"), "followup-unknown 2025-06-16-nothing#a1"},
		{"a wrong kind in traditional script", Example{Of: "2025-06-15-kickoff-minutes", Front: "會議類型: 週例會"}, "meeting-minutes-mismatch 週例會"},
		{"a meeting that began late", Example{Of: "2025-06-15-kickoff-minutes", Front: "start: 2025-06-15 15:00"}, ""},
		{"a number that starts anew with the year", Example{Files: weeklyFile("2025-01-09", "series: 选课保障例会\nnumber: 1") + weeklyFile("2024-12-12", "series: 选课保障例会\nnumber: 9")}, ""},
		{"the gap is told where the hole ends", Example{Files: weeklyFile("2025-08-07", "series: 选课保障例会\nnumber: 9") + weeklyFile("2025-08-14", "series: 选课保障例会\nnumber: 11")}, "series-gap 11"},
	}.run(t)
}

// weeklyFile is minutes of a day that are complete, with lines of their own.
func weeklyFile(day, more string) string {
	return "-- minutes/" + day[:4] + "/" + day + "-course.md --\n---\ntitle: 选课保障例会纪要：核对学分规则\nunit: 教务处\ndate: " + day +
		"\nkind: 周例会\nstart: " + day + " 09:00\nend: " + day + " 10:00\nlocation: 行政楼 301\nchair: 王芳\nexpected: 王芳、张敏\npresent: 王芳、张敏\nrecorder: 张敏\nreviewer: 王芳\n" + more +
		"\npublished_at: " + day + " 15:00\nconfirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: " + day + " 16:10}\n---\n\n## 会议议题\n\n学分规则的核对。\n\n## 会议内容\n\n" + day + " 逐条核对了 28 条规则。\n\n## 决议事项\n\n无\n"
}

func TestDidYouMean(t *testing.T) {
	for _, tc := range []struct {
		in            Example
		message, hint string
	}{
		{Example{Of: "2025-07-03-vendor", Front: "related: 2025-06-16-kickoff"}, "没有编号为“2025-06-16-kickoff”的记录", "是“2025-06-15-kickoff”吗？"},
		{Example{Of: "2025-07-03-vendor", Front: "related: 2025-06-15-kikcoff"}, "没有编号为“2025-06-15-kikcoff”的记录", "是“2025-06-15-kickoff”吗？"},
		{Example{Of: "2025-07-03-vendor", Front: "related: 老纪要"}, "没有编号为“老纪要”的记录", "写记录的编号，即文件名去掉 .md"},
		{followups("- [x] 2025-06-15-kickoff-minutes#a7 已完成，成果：报告\n"), "“2025-06-15-kickoff-minutes”里没有 a7", "它有：a1、a2、d1"},
		{Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（后勤）、赵磊"}, "“赵磊”当时没有任职：任职到 2025-05-31 为止", "改写当时在任的人，或在人员登记表中补上任职"},
		{Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟"}, "“李伟”不止一个，看不出是哪一个", "写编号，或在括号里写明单位：李伟（后勤处）、李伟（信息中心）"},
	} {
		message, hint := hintOf(t, tc.in)
		if message != tc.message || hint != tc.hint {
			t.Errorf("got  %s / %s\nwant %s / %s", message, hint, tc.message, tc.hint)
		}
	}
}

// A circle of three is one finding, at its oldest record, whatever its dates.
func TestCircleOfThree(t *testing.T) {
	files := weeklyFile("2025-08-07", "supersedes: 2025-08-21-course") + weeklyFile("2025-08-14", "supersedes: 2025-08-07-course") + weeklyFile("2025-08-21", "supersedes: 2025-08-14-course")
	fs := checkExample(t, Example{Files: files})
	if len(fs) != 1 || fs[0].Rule != "supersedes-cycle" || fs[0].File != "minutes/2025/2025-08-07-course.md" {
		t.Errorf("got %v", fs)
	}
}

func TestAudienceOfReferences(t *testing.T) {
	rows{
		{"public to internal", Example{Of: "2025-07-03-vendor", Front: "audience: public\nrelated: 2025-07-10-weekly"}, "reference-audience 2025-07-10-weekly"},
		{"two references to one record are told once", Example{Of: "2025-07-03-vendor", Front: "audience: public\nrelated: 2025-07-10-weekly", Body: "## 争议点\n\n见[例会](../../minutes/2025/2025-07-10-weekly.md)。\n"}, "reference-audience 2025-07-10-weekly"},
		{"a unit to its own", Example{Of: "2025-07-03-vendor", Front: "audience: [信息中心]\nrelated: 2025-07-02-cooling-dispute", Files: restrictedTo("望湖大学")}, ""},
		{"two units to one's own", Example{Of: "2025-07-03-vendor", Front: "audience: [信息中心, 后勤处]\nrelated: 2025-08-29-rooms", Files: restrictedTo("后勤处")}, "reference-audience 2025-08-29-rooms"},
		{"a unit to the one above", Example{Of: "2025-07-03-vendor", Front: "audience: [信息中心, 后勤处]\nrelated: 2025-08-29-rooms", Files: restrictedTo("望湖大学")}, ""},
	}.run(t)
}

// restrictedTo is a notice that one unit may see.
func restrictedTo(unit string) string {
	notice := strings.Replace(roomsNotice, "attachments:\n  - {file: ../../documents/会议室清单V1.10-20250601.csv}\n", "audience: ["+unit+"]\n", 1)
	return "-- notices/2025/2025-08-29-rooms.md --\n" + notice
}
