package check

import (
	"strings"
	"testing"
)

func TestClosingRules(t *testing.T) {
	objection := "  - {person: 刘洋, role: 发起人, verdict: 有异议, at: 2025-07-09 08:40, comment: 夜间又升到 20 度}\n"
	agreed := "  - {person: 刘洋, role: 发起人, verdict: 同意, at: 2025-07-07 08:40}\n"
	rows{
		{"closed without the contact's result", Example{Of: "2025-07-01-cooling", Front: "result_confirmations:"}, "closed-unsigned closed"},
		{"an objection after agreeing", Example{Of: "2025-07-01-cooling", Front: "confirmations:\n" + agreed + objection}, "objection-open {person: 刘洋, role: 发起人, verdict: 有异议, at: 2025-07-09 08:40, comment: 夜间又升到 20 度}"},
		{"an objection to an open record", Example{Of: "2025-07-01-cooling", Front: "status: delivered\nconfirmations:\n" + objection}, ""},
		{"handed in is not yet done", Example{Of: "2025-07-10-weekly", Front: "status: closed", Body: "## 待办事项\n\n- 修复 7 条权限配置问题 @刘洋 截止 2025-07-18 状态：待验收\n"}, "closed-open-action closed"},
		{"closed because a later record finished it", Example{Of: "2025-06-15-kickoff-minutes", Front: "status: 已办结"}, ""},
		{"approved by who prepared it", Example{Of: "seating", Front: "prepared_by: 周凯"}, "four-eyes 周凯"},
		{"the recorder is inherited", Example{Of: "2025-06-15-kickoff-minutes", Front: "reviewer: 张敏\nrecorder: 王芳"}, ""},
		{"accepted by one of two owners", Example{Of: "2025-06-15-kickoff-minutes", Body: "## 四、待办事项\n\n1. 完成需求文档\n   - 责任人：张敏\n   - 完成时间：2025-06-20\n2. 搭建测试环境\n   - 牵头人：刘洋\n   - 责任人：王芳\n   - 完成时间：2025-06-27\n"}, ""},
		{"marked in the traditional script", Example{Of: "2025-07-01-cooling", Front: "mark: 緊急"}, ""},
		{"marked in English", Example{Of: "2025-07-01-cooling", Front: "mark: Urgent"}, ""},
		{"a copy to the unit itself", Example{Of: "2025-07-01-cooling", Front: "cc: 信息中心"}, ""},
		{"no copy at all", Example{Of: "2025-07-01-cooling", Front: "cc:"}, "high-priority-cc 高"},
		{"formal and not confirmed by the one named", Example{Of: "2025-07-03-vendor", Front: "status: open\nformality: 正式口头\ncounterparty: 周凯"}, "confirmation-missing confirmations"},
		{"confirmed by who is copied in the meeting record", Example{Of: "2025-06-15-kickoff-minutes", Front: "confirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-06-16 09:10}\n  - {person: 张敏, role: 责任人, verdict: 同意, at: 2025-06-16 09:30}\n  - {person: 刘洋, role: 责任人, verdict: 同意, at: 2025-06-16 10:00}\n  - {person: 周凯, role: 应到, verdict: 同意, at: 2025-06-16 11:00}"}, ""},
		{"objected, then agreed in one role", Example{Of: "2025-07-03-vendor", Front: "confirmations:\n  - {person: 李伟（后勤）, role: 对方, verdict: 有异议, comment: 日期待改, at: 2025-07-03 17:00}\n  - {person: 李伟（后勤）, role: 对方, verdict: 同意, at: 2025-07-04 17:00}"}, ""},
		{"an arbiter from a unit that is a party", Example{Of: "2025-07-02-cooling-dispute", Front: "parties: 教务处、后勤处"}, "arbiter-party 王芳"},
	}.run(t)
}

// Within seven days a missing confirmation is a warning.
func TestGrace(t *testing.T) {
	for day, want := range map[string]string{"2025-08-28": "warning", "2025-08-20": "error"} {
		path := "communications/2025/" + day + "-vendor.md"
		e := Example{Of: "2025-07-03-vendor", Front: "status: open\nconfirmations:\ndate: " + day, Path: path, Body: "## 共识\n\n1. 空调检修定在 9 月 6 日 责任人：李伟（后勤），完成时间：2025-09-06\n"}
		fs := checkExample(t, e)
		if len(fs) != 1 || fs[0].Rule != "confirmation-missing" || fs[0].Severity.String() != want {
			t.Errorf("%s: got %v, want a %s", day, fs, want)
		}
	}
}

// The mark can be added without asking anybody, under the key its author would
// write.
func TestMarkFix(t *testing.T) {
	for front, want := range map[string]string{
		"mark:":                    "priority: 高\nmark: 紧急\n",
		"mark:\npriority:\n优先级: 高": "优先级: 高\n标记: 紧急\n",
		"mark:\npriority:\n優先級: 高": "優先級: 高\n標記: 緊急\n",
	} {
		e := Example{Of: "2025-07-01-cooling", Front: front}
		fs := checkExample(t, e)
		if len(fs) != 1 || fs[0].Fix == nil {
			t.Fatalf("%q: got %v", front, fs)
		}
		fsys := baseFiles(t)
		e.apply(t, fsys)
		data, edit := string(fsys[fs[0].File].Data), fs[0].Fix.Edits[0]
		if got := data[:edit.Start] + edit.New + data[edit.End:]; !strings.Contains(got, want) {
			t.Errorf("%q: want %q in\n%s", front, want, got)
		}
	}
}
