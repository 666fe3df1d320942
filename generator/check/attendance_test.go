package check

import "testing"

func branch(front, decision string) Example {
	return Example{Of: "2025-08-28-branch", Front: front, Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18，" + decision + "\n\n"}
}

func TestAttendanceRules(t *testing.T) {
	rows{
		{"a person by name and by id is one", Example{Of: "2025-07-10-weekly", Front: "present: wang-fang、zhang-min、liu-yang"}, ""},
		{"namesakes are two", Example{Of: "2025-07-10-weekly", Front: "expected: 王芳、张敏、刘洋、李伟（后勤）\npresent: 王芳、张敏、刘洋、李伟（信息中心）"}, "attendance-sum 王芳、张敏、刘洋、李伟（信息中心）\nattendance-unexpected 李伟（信息中心）"},
		{"absent without being expected", Example{Of: "2025-07-10-weekly", Front: "absent:\n  - {person: 陈静, kind: 请假, reason: 机房值守}"}, "attendance-sum 陈静"},
		{"traditional keys and names", Example{Of: "2025-06-15-kickoff-minutes", Front: "absent:\n缺席:\n  - {人員: 周凯, 類別: 請假, 原因: 參加防汛會議}"}, ""},
		{"present and absent, told once", Example{Of: "2025-07-10-weekly", Front: "absent:\n  - {person: 刘洋, kind: 请假, reason: 机房值守}"}, "attendance-both 刘洋"},
		{"expected twice", Example{Of: "2025-07-10-weekly", Front: "expected: 王芳、张敏、刘洋、王芳"}, "attendance-twice 王芳"},
		{"an outsider twice", Example{Of: "2025-07-03-vendor", Front: "participants: [刘洋, 李伟（后勤）, 珂川电源公司, 珂川电源公司]"}, "attendance-twice 珂川电源公司"},
		{"a misspelt name is not missing as well", Example{Of: "2025-07-10-weekly", Front: "present: 王芳、张敏、刘样"}, "person-unknown 刘样"},
		{"a guest of an invited unit's parent", Example{Of: "2025-07-10-weekly", Front: "present: 王芳、张敏、刘洋、陈静\ninvited: 望湖大学"}, ""},
		{"a guest of another unit", Example{Of: "2025-07-10-weekly", Front: "present: 王芳、张敏、刘洋、陈静\ninvited: 后勤处"}, "attendance-unexpected 陈静"},
		{"an inherited chair who was away", Example{Of: "2025-06-15-kickoff-minutes", Front: "present: 张敏、周凯、刘洋\nabsent:\n  - {person: 王芳, kind: 请假, reason: 出差}"}, "chair-present 张敏、周凯、刘洋"},
	}.run(t)
}

func TestVotes(t *testing.T) {
	const away = "present: 王芳、张敏\nabsent:\n  - {person: 陈静, kind: 请假, reason: 机房值守}"
	rows{
		{"English", branch("", "votes: for 3 against 0 abstain 0"), ""},
		{"traditional script", branch("", "表決：贊成 3 票、反對 0 票、棄權 0 票"), ""},
		{"one too few", branch("", "表决：同意 2 反对 0 弃权 0"), "votes-sum 同意 2 反对 0 弃权 0"},
		{"half of those expected is not more than half", branch("expected: 王芳、张敏、陈静、刘洋\npresent: 王芳、张敏、陈静、刘洋\nunit: 教务处", "表决：同意 2 反对 2 弃权 0"), "votes-approval 同意 2 反对 2 弃权 0"},
		{"guests have no vote", branch("expected: 王芳、张敏、陈静、刘洋\npresent: 王芳、张敏、陈静、刘洋", "表决：同意 4 反对 0 弃权 0"), "votes-sum 同意 4 反对 0 弃权 0"},
		{"counted against those expected, not those present", branch("expected: 王芳、张敏、陈静、刘洋\nunit: 教务处\npresent: 王芳、张敏\nabsent:\n  - {person: 陈静, kind: 请假, reason: 值守}\n  - {person: 刘洋, kind: 请假, reason: 值守}", "表决：同意 2 反对 0 弃权 0"), "votes-approval 同意 2 反对 0 弃权 0"},
		{"a proxy may vote", branch("present: 王芳、张敏、刘洋\nabsent:\n  - {person: 陈静, kind: 请假, reason: 机房值守, proxy: 刘洋}", "表决：同意 3 反对 0 弃权 0"), ""},
		{"a proxy need not vote", branch("present: 王芳、张敏、刘洋\nabsent:\n  - {person: 陈静, kind: 请假, reason: 机房值守, proxy: 刘洋}", "表决：同意 2 反对 0 弃权 0"), ""},
		{"two of three", branch(away, "表决：同意 2 反对 0 弃权 0"), ""},
	}.run(t)
}

// Without a quorum and without a decision there is nothing to mend.
func TestQuorumWithoutDecision(t *testing.T) {
	fs := checkExample(t, Example{Of: "2025-08-28-branch", Front: "present: 王芳\nrecorder: 王芳\nreviewer: 张敏\nabsent:\n  - {person: 张敏, kind: 请假, reason: 参加省里培训}\n  - {person: 陈静, kind: 请假, reason: 机房值守}\nconfirmations:\n  - {person: 张敏, role: 审核人, verdict: 同意, at: 2025-08-29 09:00}", Body: "## 决议事项\n\n无\n\n"})
	if len(fs) != 1 || fs[0].Rule != "quorum" || fs[0].Severity.String() != "warning" {
		t.Errorf("got %v", fs)
	}
}
