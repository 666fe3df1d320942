package check

import "testing"

func TestFindVague(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"尽快完成联调", "尽快"},
		{"儘快完成聯調", "儘快"},
		{"完成时间待定", "待定"},
		{"等待定期巡检的结果", ""},
		{"核对待定位的 3 台设备", ""},
		{"适时组织复测", "适时"},
		{"选一个合适时间", ""},
		{"出现故障的概率大概率不变", ""},
		{"大概 20 人参加", "大概"},
		{"由相关人员落实", "相关人员"},
		{"由相關人員落實", "相關人員"},
		{"修订《相关人员管理办法》", ""},
		{"删去办法里的“相关人员”", ""},
		{"刪去辦法裡的「儘快」", ""},
		{`replace "ASAP" by a date`, ""},
		{"把 `待定` 换成日期", ""},
		{"未闭合的“引号里尽快处理", "尽快"},
		{"Send the list ASAP", "ASAP"},
		{"Date TBD", "TBD"},
		{"the tbdx module", ""},
		{"Fix it as soon as possible", "as soon as possible"},
		{"尽快fix", "尽快"},
		{"请确认", "请确认"},
		{"请确认。", "请确认"},
		{"请确认接口清单", ""},
		{"请确认《接口清单》", ""},
		{"抓紧办理", "抓紧"},
		{"酌情处理", ""}, // allowed
		{"", ""},
	} {
		from, to, ok := findVague(tc.text, []string{"抓紧", ""}, []string{"酌情"})
		if got := tc.text[from:to]; got != tc.want || ok != (tc.want != "") {
			t.Errorf("findVague(%q) = %q, want %q", tc.text, got, tc.want)
		}
	}
}

func TestFindPlaceholder(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"[姓名]汇报", "[姓名]"},
		{"【请填写日期】", "【请填写日期】"},
		{"主持人：<姓名>", "<姓名>"},
		{"Chair: [name]", "[name]"},
		{"[insert topic here]", "[insert topic here]"},
		{"见[姓名](people.md)", ""},
		{"见[姓名][1]", ""},
		{"模板里的 `[姓名]`", ""},
		{"- [ ] 核对", ""},
		{"按[2025]12号文办理", ""},
		{"责任人：XXX", "XXX"},
		{"XX月XX日前完成", "XX"},
		{"×××同志发言", "×××"},
		{"尺码 XXXL 的工作服", ""},
		{"网段 10.20.xxx 已回收", ""},
		{"a_XXX_b", ""},
		{"TODO 补数据", "TODO"},
		{"列入 todo 清单", ""},
		{"加入 TODO list", ""},
		{"加入TODO清单", ""},
		{"提取码：TODO", "TODO"},
		{"TODO", "TODO"},
		{"xxx", "xxx"},
		{"仓库名为 device_xxx，其中 xxx 为厂家名", ""},
		{"结论待填", "待填"},
		{"请各处填写回执", ""},
		{"Lorem ipsum dolor", "Lorem ipsum"},
		{"{{meeting.title}}", "{{meeting.title}}"},
		{"3 × 4 台", ""},
	} {
		from, to, ok := findPlaceholder(tc.text)
		if got := tc.text[from:to]; got != tc.want || ok != (tc.want != "") {
			t.Errorf("findPlaceholder(%q) = %q, want %q", tc.text, got, tc.want)
		}
	}
}

func TestDitto(t *testing.T) {
	for text, want := range map[string]bool{
		"同上": true, "（同上）": true, "同上。": true, "〃": true, "Ditto": true, " same as above ": true,
		"不同上次": false, "同上级沟通": false, "意见同上": false,
	} {
		if isDitto(text) != want {
			t.Errorf("isDitto(%q) is not %v", text, want)
		}
	}
}

func TestTemplatesKeepTheirPlaceholders(t *testing.T) {
	for class, want := range map[string]string{"template": "", "manual": "placeholder"} {
		e := Example{Of: "seating", Front: "class: " + class + "\n", Body: "## 申请人\n\n[姓名]，[部门]\n"}
		if got := ids(checkExample(t, e)); got != want {
			t.Errorf("%s: %q, want %q", class, got, want)
		}
	}
}
