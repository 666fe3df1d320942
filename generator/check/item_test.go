package check

import (
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

// found runs an example and returns rule@line:column and the text a finding
// points at, one a line.
func found(t *testing.T, e Example) string {
	t.Helper()
	var out []string
	for _, f := range checkExample(t, e) {
		text := []rune(f.Excerpt)
		from := min(max(int(f.Span.Start.Column)-1, 0), len(text))
		to := len(text)
		if f.Span.End.Line == f.Span.Start.Line {
			to = min(max(int(f.Span.End.Column)-1, from), len(text))
		}
		out = append(out, f.Rule+" "+string(text[from:to]))
	}
	return strings.Join(out, "\n")
}

func TestItemRules(t *testing.T) {
	for _, tc := range []struct {
		name string
		in   Example
		want string
	}{
		{"a task line", actionsExample("- [ ] 修复权限配置问题 @刘洋 截止 2025-09-18\n"), ""},
		{"a task line without a date", actionsExample("- [ ] 修复权限配置问题 @刘洋\n"), "action-due 修复权限配置问题 @刘洋"},
		{"a table", actionsExample("| 待办 | 责任人 | 完成时间 |\n|---|---|---|\n| 修复权限配置问题 | | 2025-09-18 |\n"), "action-owner 修复权限配置问题"},
		{"a row without what is to be done", actionsExample("| 序号 | 待办 | 责任人 | 完成时间 |\n|---|---|---|---|\n| 1 | | 刘洋 | 2025-09-18 |\n"), "item-empty | 1 | | 刘洋 | 2025-09-18 |"},
		{"a row of nothing", actionsExample("| 序号 | 待办 | 责任人 | 完成时间 |\n|---|---|---|---|\n| 1 | | | |\n"), ""},
		{"two owners in brackets", actionsExample("1. 修复权限配置问题（责任人：刘洋、张敏；完成时间：2025-09-18）\n"), "action-single-owner 刘洋、张敏"},
		{"a lead in the traditional script", actionsExample("1. 修復權限設定問題\n   - 牽頭：刘洋\n   - 責任人：张敏\n   - 完成時間：2025-09-18\n"), ""},
		{"English labels", actionsExample("1. Mend the seven permissions\n   - owner: 刘洋\n   - due: 2025-09-18\n"), ""},
		{"a day that does not exist", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 完成时间：2026-02-30\n"), "action-due-exact 2026-02-30"},
		{"a rough day", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 完成时间：2025-09-18 左右\n"), "action-due-exact 2025-09-18 左右"},
		{"two days", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 完成时间：2025-09-18 至 2025-09-20\n"), "action-due-exact 2025-09-18 至 2025-09-20"},
		{"soon is told once", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 完成时间：尽快\n"), "action-due-exact 尽快"},
		{"the same again is told once", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 完成时间：同上\n"), "ditto 同上"},
		{"an owner nobody is", actionsExample("1. 修复权限配置问题\n   - 责任人：相关人员\n" + exampleDue), "vague-word 相关人员"},
		{"the day of the meeting ends at 24:00", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 完成时间：2025-07-10\n   - 状态：已完成\n"), ""},
		{"a time before the meeting on its day", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 完成时间：2025-07-10 08:00\n   - 状态：已完成\n"), "action-due-order 2025-07-10 08:00"},
		{"a cancelled action", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 状态：已取消\n   - 原因：改由厂商修复\n"), ""},
		{"a cancelled action without a reason", actionsExample("1. 修复权限配置问题\n" + exampleOwner + "   - 状态：已取消\n"), "cancel-reason 修复权限配置问题"},
		{"running text with owner and date", actionsExample("修复权限配置问题，责任人：刘洋，完成时间：2025-09-18。\n"), "item-unlisted 修复权限配置问题，责任人：刘洋，完成时间：2025-09-18。"},
		{"running text without an owner is an error", actionsExample("修复权限配置问题，完成时间：2025-09-18。\n"), "action-owner 修复权限配置问题，完成时间：2025-09-18。"},
		{"an approval needs nobody", decisionsExample("1. 审议通过权限配置方案\n2. 原则同意分批上线\n3. Approved the plan for permissions\n"), ""},
		{"a decision in the traditional script", decisionsExample("1. 權限設定按學院分級授權\n   - 責任人：刘洋\n   - 完成時限：2025-07-25\n"), ""},
		{"a proposal binds nobody", decisionsExample("1. 权限配置按学院分级授权\n   - 状态：提议\n"), ""},
		{"an empty item", decisionsExample("1. 同意权限配置方案\n2.\n"), "item-empty "},
		{"a short action", actionsExample("1. 复测\n" + exampleOwner + exampleDue), "action-title-short 复测"},
		{"a blocked action with its reason behind the word", followupExample("- 2025-06-15-kickoff-minutes#a2 受阻：机柜没有空位\n"), ""},
		{"an extension without anything", followupExample("- 2025-06-15-kickoff-minutes#a2 延期\n"), "extension-incomplete 2025-06-15-kickoff-minutes#a2"},
		{"an extension in English", followupExample("- 2025-06-15-kickoff-minutes#a2 extended to 2025-07-20, reason: late delivery, approved by: 王芳\n"), ""},
		{"nothing to follow up", Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n无\n"}, "action-overdue 2025-06-20\naction-overdue 2025-06-27"},
		{"a deliverable that was handed in before", followupExample("- 2025-06-15-kickoff-minutes#a2 已提交，成果：测试环境交付单\n- 2025-06-15-kickoff-minutes#a2 已完成\n"), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := found(t, tc.in); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// A month and day without a year get the year they have next.
func TestDueWithoutYear(t *testing.T) {
	for text, want := range map[string]string{"9月18日": "2025-09-18", "9/18": "2025-09-18", "1月5日前": "2026-01-05"} {
		fs := checkExample(t, actionsExample("1. 修复权限配置问题\n"+exampleOwner+"   - 完成时间："+text+"\n"))
		if len(fs) != 1 || fs[0].Rule != "action-due-exact" || !strings.Contains(fs[0].Hint.In(diag.ZhCN), want) {
			t.Errorf("%s: %v", text, fs)
		}
	}
}
