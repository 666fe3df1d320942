package check

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

// Every rule that reading and decoding report has its entry in the table.
func TestEveryReportedRuleIsInTheTable(t *testing.T) {
	call := regexp.MustCompile(`(?:report|note|add|addAt)\((?:[\w.]+, )?"([a-z][a-z-]+)"`)
	found := 0
	for _, dir := range []string{"../schema", "../archive", "../source"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range call.FindAllSubmatch(text, -1) {
				found++
				if id := string(m[1]); Find(id) == nil {
					t.Errorf("%s reports %q, which is not in the table", name, id)
				}
			}
		}
	}
	if found < 30 {
		t.Errorf("only %d reports found: has their form changed?", found)
	}
}

func TestFileNames(t *testing.T) {
	for path, want := range map[string]string{
		"notices/2025/2025-08-20-停机升级通知.md":                            "",
		"notices/2025/2025-08-20-v2-Stop.md":                           "",
		"notices/2025/2025-08-20-Überblick.md":                         "",
		"notices/2025/2025-08-20.md":                                   "2025-08-20-notice.md",
		"notices/2025/20250820-stop.md":                                "2025-08-20-stop.md",
		"notices/2025/2025-08-20-stop_all.md":                          "2025-08-20-stop-all.md",
		"notices/2025/2025-08-20-stop (1).md":                          "2025-08-20-stop-1.md",
		"notices/2025/2025-08-20--stop.md":                             "2025-08-20-stop.md",
		"notices/2025/2025-02-30-stop.md":                              "2025-08-20-stop.md",
		"notices/2025/2025-08-20-" + strings.Repeat("停", 69) + ".md":   "",
		"notices/2025/2025-08-20-" + strings.Repeat("停", 70) + ".md":   "2025-08-20-" + strings.Repeat("停", 69) + ".md",
		"notices/2025/2025-08-20-" + strings.Repeat("a-", 40) + "b.md": "2025-08-20-" + strings.Repeat("a-", 34) + "a.md",
	} {
		fs := checkExample(t, Example{Of: "2025-08-20-stop", Path: path})
		switch {
		case want == "" && len(fs) > 0:
			t.Errorf("%s: %s", path, fs[0].Message.In(diag.En))
		case want != "" && (ids(fs) != "file-name" || !strings.HasSuffix(fs[0].Hint.In(diag.En), " "+want)):
			t.Errorf("%s: %s, want a hint to %s", path, ids(fs), want)
		}
	}
}

func TestForm(t *testing.T) {
	notice := func(body string) Example { return Example{Whole: exampleNotice + body} }
	report := func(problems string) Example {
		return Example{Whole: exampleReport + problems + exampleNext, Path: "reports/2025/2025-07-31-monthly.md"}
	}
	progress := func(rows string) Example {
		return Example{Whole: exampleProgress + rows, Path: "progress/2025/2025-08-01-air.md"}
	}
	for _, tc := range []struct {
		name string
		in   Example
		want string
	}{
		{"a title that is a section's name", notice("# 通知内容\n\n## 正文\n\n凭卡进入。\n"), ""},
		{"a title over the sections", Example{Of: "2025-07-10-weekly", Body: "## 会议议题\n\n### 一、测试\n\n第一批模块的测试进展。\n"}, ""},
		{"parts that are sections of their own", Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n### 决议\n\n1. 同意权限配置方案\n"}, ""},
		{"a title is not the section it is named after", notice("# 通知内容\n\n## 待办事项\n\n无\n"), "section-required "},
		{"a heading with a gloss", notice("## 三、通知内容 (Notice)\n\n凭卡进入。\n"), ""},
		{"nothing is no content", notice("## 通知内容\n\n无\n"), "section-empty 通知内容"},
		{"a code block is content", notice("## 通知内容\n\n```\n凭卡进入\n```\n"), ""},
		{"a heading that is nearly right", notice("## 通知內客\n\n凭卡进入。\n"), "section-required 通知內客"},
		{"no decisions", Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n\n暂无。\n"}, ""},
		{"an empty section of decisions", Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n"}, "section-empty 决议事项"},
		{"problems as a table", report("| 问题 | 影响 | 解决办法 | 责任人 |\n|---|---|---|---|\n| 噪声偏大 | 无法通话 | 换垫 | 刘洋 |\n"), ""},
		{"a table without a column", report("| 问题 | 影响 | 责任人 |\n|---|---|---|\n| 噪声偏大 | 无法通话 | 刘洋 |\n"), "problems-incomplete | 问题 | 影响 | 责任人 |"},
		{"an empty cell", report("| 问题 | 影响 | 措施 | 责任人 |\n|---|---|---|---|\n| 噪声偏大 | 无法通话 | | 刘洋 |\n"), "problems-incomplete | 噪声偏大 | 无法通话 | | 刘洋 |"},
		{"no problems", report("无。\n"), ""},
		{"problems in the traditional script", report("1. 噪音偏大\n   - 影響：無法通話\n   - 因應措施：更換墊片\n   - 負責人：刘洋\n"), ""},
		{"problems in English", report("1. The fan is loud\n   - Impact: no calls\n   - Solution: new pads\n   - Owner: 刘洋\n"), ""},
		{"a paragraph", report("2 号空调噪声偏大。\n影响：无法通话。措施：换垫。责任人：刘洋。\n"), ""},
		{"no rows", progress(""), "progress-rows 进度表"},
		{"an empty stage", progress("| 2025-07-31 | | 更换电容 |\n"), "progress-rows | 2025-07-31 | | 更换电容 |"},
		{"the file's date and the field's", Example{Of: "2025-08-20-stop", Front: "date: 2025-08-19\n"}, "file-date 2025-08-19"},
		{"a list of units", Example{Of: "2025-08-20-stop", Front: "audience: [后勤处]\n"}, ""},
		{"an empty list", Example{Of: "2025-08-20-stop", Front: "audience: []\n"}, "audience-invalid []"},
		{"the default is told once where it is wrong", Example{Files: strings.Replace(exampleConfig, "audience: internal", "audience: 内网", 1)}, "audience-invalid 内网"},
		{"a former id that is nobody's", Example{Of: "seating", Front: "aliases: [2024-seating]\n"}, ""},
		{"a former id that is another's present one", Example{Of: "seating", Front: "aliases: [2025-08-20-stop]\n"}, "id-collision 2025-08-20-stop"},
		{"two headings that stand apart", notice("## 通知内容\n\n凭卡进入。\n\n## 附则\n\n### 时间\n\n8 月 4 日。\n\n## 其他\n\n### 时间点\n\n9 点。\n"), ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := found(t, tc.in); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}

// A record that relies on a default there is none of is told so, and so is only
// that record.
func TestAudienceWithoutDefault(t *testing.T) {
	fs := checkExample(t, Example{Files: strings.Replace(exampleConfig, "audience: internal\n", "", 1), Of: "2025-08-20-stop", Front: "audience: internal\n"})
	if ids(fs) != "audience-missing" {
		t.Fatal(ids(fs))
	}
	for _, f := range fs {
		if strings.HasSuffix(f.File, "2025-08-20-stop.md") {
			t.Errorf("%s names its audience", f.File)
		}
	}
}

func TestTitles(t *testing.T) {
	for title, want := range map[string]string{
		"周例会纪要": "title-goal",
		"教务系统升级例会第 2 次会议纪要":               "title-goal",
		"教务系统升级例会（2025-07-10）":            "title-goal",
		"Weekly meeting minutes, 10 July": "title-goal",
		"Permissions":                     "title-goal",
		"权限分级授权":                          "title-goal",
		"权限按学院分级授权":                       "",
		"Permissions by faculty":          "",
		"第一批模块测试相关问题":                     "title-empty-word",
		"第一批模块上线测试的事":                     "title-empty-word",
		"推选第一届监事会并登记理事":                   "",
		"第一批模块测试时间待定，等厂商答复":               "vague-word",
		"[项目名称]第一批模块测试":                   "placeholder",
	} {
		if got := ids(checkExample(t, Example{Of: "2025-07-10-weekly", Front: "title: \"" + title + "\"\n"})); got != want {
			t.Errorf("%s: %q, want %q", title, got, want)
		}
	}
}
