package render

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

func request(title, front string) string {
	return of(title, "date: 2026-10-30\nrequester: 王芳\nexpected_by: 2026-11-20\ndepartments:\n  - {unit: 实验中心, contact: 周凯, duty: 检修}\nmilestones:\n  - {title: 勘察, at: 2026-10-31}\n  - {title: 完工, at: 2026-11-20}\n"+front)
}

// now is 2026-11-01 08:00 in the archive's zone.
func TestRequests(t *testing.T) {
	pages := rendered(t, map[string]string{
		"requests/2026/2026-10-30-fast.md": request("快办", "priority: 高\nsubmitted_at: 2026-10-30 09:00\nresponses:\n  - {unit: 实验中心, person: 周凯, at: 2026-10-30 09:40, verdict: 同意, comment: 马上去}\n"),
		"requests/2026/2026-10-30-slow.md": request("慢办", "priority: 高\nsubmitted_at: 2026-10-30 09:00\nstatus: closed\nresponses:\n  - {unit: 实验中心, person: 周凯, at: 2026-10-30 12:30, verdict: 同意}\n"),
		"requests/2026/2026-10-31-runs.md": request("计时", "priority: 中\nsubmitted_at: 2026-10-31 20:00\n"),
		"requests/2026/2026-10-30-wait.md": request("没人理", "priority: 中\nsubmitted_at: 2026-10-30 09:00\nreminded_at: 2026-10-31 09:30\n"),
		"requests/2026/2026-10-20-lost.md": request("早该升级", "priority: 低\nsubmitted_at: 2026-10-20 09:00\n"),
		"requests/2026/2026-10-20-head.md": request("升级了", "priority: 低\nsubmitted_at: 2026-10-20 09:00\nescalated_at: 2026-10-23 10:00\nescalated_to: 王芳\n"),
		"requests/2026/2026-10-20-gone.md": request("撤回了", "priority: 低\nsubmitted_at: 2026-10-20 09:00\nstatus: withdrawn\n"),
		"requests/2026/2026-10-20-when.md": request("不知何时", "priority: 低\n"),
	}, "public")
	says(t, pages, "requests.html",
		"待响应", "|需求|发起人|参与部门|优先级|提交|首次响应|催办与升级|期望完成",
		"|快办 2026-10-30|王芳|实验中心|高|2026-10-30 09:00|按时：40 分钟||2026-11-20",
		"|计时 2026-10-30|王芳|实验中心|中|2026-10-31 20:00|计时中，2026-11-01 20:00 到时||2026-11-20",
		"|没人理 2026-10-30|王芳|实验中心|中|2026-10-30 09:00|未响应，已超时 23.0 小时|已催办 2026-10-31 09:30|2026-11-20",
		"|早该升级 2026-10-30|王芳|实验中心|低|2026-10-20 09:00|未响应，已超时 11.0 天|应升级到部门负责人|2026-11-20",
		"|升级了 2026-10-30|王芳|实验中心|低|2026-10-20 09:00|未响应，已超时 11.0 天| 已升级 2026-10-23 10:00 王芳|2026-11-20",
		"|不知何时 2026-10-30|王芳|实验中心|低||提交时间未知||2026-11-20",
		"已关闭", "|慢办 2026-10-30|王芳|实验中心|高|2026-10-30 09:00|超时：3.5 小时|2026-11-20",
		"已撤回", "|撤回了 2026-10-30|王芳|实验中心|低|2026-10-20 09:00|已撤回|2026-11-20")
	links(t, pages, "requests.html", "requests.html#open", "requests.html#closed", "records/2026-10-30-fast.html")
	says(t, pages, "records/2026-10-30-fast.html", "提交 2026-10-30 09:00", "响应时限 2 小时 2026-10-30 11:00 止", "首次响应 按时：40 分钟", "期望完成 2026-11-20",
		"|时间|部门|人员|历时|意见|说明", "|2026-10-30 09:40|实验中心|周凯|40 分钟|同意需求|马上去", "|2026-10-31|勘察|时间已过", "|2026-11-20|完工|未到")
	if n := strings.Count(said(t, pages, "records/2026-10-30-fast.html"), "勘察"); n != 1 {
		t.Errorf("a milestone stands on the page %d times", n)
	}
}

func TestRegistersRunOn(t *testing.T) {
	files := map[string]string{}
	for i := range 205 {
		status := "open"
		if i < 120 {
			status = "closed"
		}
		files[fmt.Sprintf("risks/2026/2026-01-05-r%03d.md", i)] = of(fmt.Sprintf("风险%03d", i), "date: 2026-01-05\nimpact: 高\nstatus: "+status+"\n")
	}
	pages := rendered(t, files, "public")
	links(t, pages, "risks.html", "risks.html#open", "risks.html#closed", "risks.3.html")
	for path, want := range map[string][2]int{"risks.html": {85, 15}, "risks.2.html": {0, 100}, "risks.3.html": {0, 5}} {
		text := said(t, pages, path)
		_, text, _ = strings.Cut(text, "|风险|")
		open, closed := 0, 0
		for i := range 205 {
			if n := strings.Count(text, fmt.Sprintf("|风险%03d ", i)); i < 120 {
				closed += n
			} else {
				open += n
			}
		}
		if [2]int{open, closed} != want {
			t.Errorf("%s lists %d open and %d closed risks, want %v", path, open, closed, want)
		}
	}
	checkLinks(t, pages)
}

func TestNotices(t *testing.T) {
	pages := rendered(t, map[string]string{
		"notices/2026/2026-10-01-late.md": of("逾期的通知", "date: 2026-10-01\nunits: [实验中心]\neffective: 2026-10-05\nconfirm_by: 2026-10-03 18:00\nconfirmers: [王芳, 周凯]\nconfirmations:\n  - {person: 王芳, verdict: 同意, at: 2026-10-02 09:00}\n"),
		"notices/2026/2026-10-30-wait.md": of("等着的通知", "date: 2026-10-30\nunits: [实验中心]\neffective: 2026-11-05\nconfirm_by: 2026-11-01\nconfirmers: [王芳]\nconfirmations:\n  - {person: 王芳, verdict: 有异议, at: 2026-10-31, comment: 太早}\n"),
		"notices/2026/2026-10-02-done.md": of("办完的通知", "date: 2026-10-02\nunits: [实验中心]\neffective: 2026-10-05\nconfirm_by: 2026-10-03\nconfirmers: [周凯]\nconfirmations:\n  - {person: 周凯, verdict: 已阅, at: 2026-10-02}\n"),
		"notices/2026/2026-10-03-free.md": of("只告知", "date: 2026-10-03\nunits: [实验中心]\neffective: 2026-10-05\n"),
	}, "public")
	says(t, pages, "notices.html",
		"逾期未确认", "|逾期的通知 2026-10-01|实验中心|2026-10-05|2026-10-03 18:00|1 / 2|王芳 2026-10-02 09:00|周凯",
		"等待确认", "|等着的通知 2026-10-30|实验中心|2026-11-05|2026-11-01|0 / 1|王芳 有异议",
		"已全部确认", "|办完的通知 2026-10-02|实验中心|2026-10-05|2026-10-03|1 / 1|周凯 2026-10-02",
		"不需回执", "|只告知 2026-10-03|实验中心|2026-10-05|–")
}

func TestRisksAndDisputes(t *testing.T) {
	pages := rendered(t, map[string]string{
		"risks/2026/2026-01-05-a.md":         of("断电", "date: 2026-01-05\nlikelihood: 高\nimpact: 高\nowner: 王芳\nschedule: 每周\nmitigation: 备电\ntrigger: 跳闸\ncategory: 供电\n"),
		"risks/2026/2026-01-06-b.md":         of("漏水", "date: 2026-01-06\nimpact: 低\nstatus: occurred\nowner: 王芳\nschedule: 每月\nmitigation: 检查\n"),
		"risks/2026/2026-01-07-c.md":         of("已解除", "date: 2026-01-07\nlikelihood: 低\nimpact: 低\nstatus: closed\nowner: 王芳\nschedule: 每月\nmitigation: 检查\n"),
		"requests/2026/2026-10-30-req.md":    request("原来的需求", "priority: 中\nsubmitted_at: 2026-10-30 09:00\n"),
		"disputes/2026/2026-10-31-d.md":      of("谁来修", "date: 2026-10-31\nrequest: 2026-10-30-req\nparties: [实验中心, 外部某公司]\nclaims: [{party: 实验中心, claim: 不修}]\narbiter: 王芳\nstatus: ruled\nruling: 由实验中心修\nruled_at: 2026-10-31 16:00\n"),
		"disputes/2026/2026-10-30-e.md":      of("谁出钱", "date: 2026-10-30\nrequest: 2026-10-30-secret\nparties: [实验中心, 办公室]\narbiter: 王芳\n"),
		"requests/2026/2026-10-30-secret.md": strings.Replace(request("机密需求", "priority: 中\n"), "date:", "audience: internal\ndate:", 1),
	}, "public")
	says(t, pages, "risks.html",
		"|可能性 ╲ 影响|影响：低|影响：中|影响：高", "|可能性：高|||断电", "|可能性：未注明|漏水 已发生||",
		"监控中", "|断电 2026-01-05|供电|高|高|王芳|每周|跳闸", "已发生", "|漏水 2026-01-06|低|王芳|每月", "已关闭", "|已解除 2026-01-07|低|低|王芳|每月")
	says(t, pages, "disputes.html", "协调中", "|谁出钱 2026-10-30|另有一份不公开的记录|实验中心、办公室|王芳", "已裁定", "|谁来修 2026-10-31|原来的需求|实验中心、外部某公司|王芳|由实验中心修|2026-10-31 16:00")
}

func TestDocuments(t *testing.T) {
	doc := func(title, no, front string) string {
		return of(title, "date: 2026-01-05\ndoc_no: "+no+"\nversion: V1.1\nprepared_by: 周凯\napproved_by: 王芳\neffective: 2026-02-01\nrevisions:\n  - {version: V1.0, date: 2025-01-05, change: 首版, approver: 王芳}\n  - {version: V1.1, date: 2026-01-05, change: 改版, approver: 王芳}\n"+front)
	}
	pages := rendered(t, map[string]string{
		"documents/new.md":      doc("新办法", "甲〔2026〕2号", "class: 制度\nsupersedes: [old]\n"),
		"documents/old.md":      doc("旧办法", "甲〔2023〕1号", "class: 制度\nstatus: effective\n"),
		"documents/template.md": doc("纪要模板", "T-1", "class: 模板\nattachments: [{file: a.docx, title: 空白表}]\n"),
		"documents/plain.md":    doc("杂项", "Z-1", "status: withdrawn\n"),
		"documents/a.docx":      "x",
	}, "public")
	says(t, pages, "documents.html",
		"制度", "|文件编号|文件|版本|状态|生效|批准|修订|替代关系",
		"|甲〔2026〕2号|新办法|V1.1|现行有效|2026-02-01|王芳| V1.0 2025-01-05 V1.1 2026-01-05|替代《旧办法》",
		"|甲〔2023〕1号|旧办法|V1.1|已被替代|2026-02-01|王芳| V1.0 2025-01-05 V1.1 2026-01-05|已由《新办法》替代",
		"模板", "|T-1|纪要模板|V1.1|现行有效|2026-02-01|王芳| V1.0 2025-01-05 V1.1 2026-01-05|空白表", "其他文件", "|Z-1|杂项|V1.1|已废止|2026-02-01|王芳| V1.0 2025-01-05 V1.1 2026-01-05")
	for _, old := range []string{"<s>甲〔2023〕1号</s>", `<s><a href="records/old.html">旧办法</a></s>`, "<s>Z-1</s>"} {
		if !bytes.Contains(pages["documents.html"], []byte(old)) {
			t.Errorf("no %s", old)
		}
	}
	links(t, pages, "documents.html", "files/documents/a.docx")
}

func TestSubjects(t *testing.T) {
	minutes := func(title, front string) string {
		return of(title, "kind: 周例会\nexpected: [王芳, 周凯]\n"+front)
	}
	pages := rendered(t, map[string]string{
		"registers/people.yaml":         "people:\n  - {id: wang, name: 王芳, roles: [{unit: office, role: 主任, from: 2020-01-01}]}\n  - {id: zhou, name: 周凯, roles: [{unit: office, role: 科员, to: 2026-10-31}]}\n  - {id: li, name: 李雷, roles: [{unit: office, role: 秘书}]}\n",
		"minutes/2025/2025-12-01-w1.md": minutes("第一次", "date: 2025-12-01\nseries: 例会\nnumber: 1\npresent: [王芳, 周凯]\nproject: 升级\n") + "\n## 决议\n\n1. 买设备\n   - 责任人：周凯\n\n## 待办\n\n- 询价 @周凯 截止 2025-12-20\n",
		"minutes/2026/2026-01-05-w2.md": minutes("第三次", "date: 2026-01-05\nseries: 例会\nnumber: 3\npresent: [王芳]\nabsent: [{person: 周凯, kind: 请假, reason: 出差}]\nproject: 升级\n") + "\n- [x] 2025-12-01-w1#a1 已完成，完成：2026-01-04\n",
		"minutes/2026/2026-02-02-w9.md": minutes("第十二次", "date: 2026-02-02\nseries: 例会\nnumber: 12\npresent: [周凯, 王芳]\n"),
		"minutes/2026/2026-03-02-wx.md": minutes("机密", "date: 2026-03-02\nseries: 例会\nnumber: 13\npresent: [周凯]\nproject: 升级\naudience: internal\n") + "\n## 待办\n\n- 密事 @周凯 截止 2026-04-01\n",
	}, "public")
	says(t, pages, "people/zhou.html", "出席",
		"|年度|应到|出席|出席率", "|2026|2|1|50.0%", "|2025|1|1|100.0%", "|合计|3|2|66.7%", "负责的决议（1）", "|买设备|周凯||已通过|第一次 2025-12-01", "全部待办（1）")
	links(t, pages, "people/zhou.html", "../actions/people/zhou.html#done", "../actions/people/zhou.html")
	says(t, pages, "units/office.html", "现有人员（1）", "会议（3）", "|2026-02-02|第十二次|周例会|已发布")
	if strings.Contains(said(t, pages, "units/office.html"), "李雷") {
		t.Error("a unit lists somebody no visible record names")
	}
	says(t, pages, "projects/p1.html", "|月份|记录|决议|布置待办|完成待办", "|2025-12|第一次 会议纪要|1|1|0", "|2026-01|第三次 会议纪要|0|0|1", "决议（1）")
	name := "series/" + fileName("例会") + ".html"
	says(t, pages, name, "第 1 至第 12 次，缺第 2、4–11 次。", "|1|2025-12-01|第一次 会议纪要", "|2||没有记录", "|3|2026-01-05|第三次 会议纪要", "|4–11||没有记录", "|12|2026-02-02|第十二次 会议纪要")
	checkLinks(t, pages)
}

func TestHealth(t *testing.T) {
	files := map[string]string{
		"minutes/2020/2020-03-01-old.md":  of("旧纪要", "date: 2020-03-01\nretention: 5\n"),
		"minutes/2021/2021-03-01-edge.md": of("差一天", "date: 2021-03-01\nretention: 5\n"),
		"minutes/2016/2016-03-01-hold.md": of("暂缓的", "date: 2016-03-01\nretention: 3\nhold: true\n"),
		"minutes/2016/2016-03-02-perm.md": of("永久的", "date: 2016-03-02\nretention: 永久\n"),
		"minutes/2016/2016-03-03-none.md": of("没写的", "date: 2016-03-03\n"),
	}
	v, fsys := view(t, files, "public")
	finding := func(rule, file string, sev diag.Severity) diag.Finding {
		return diag.Finding{Rule: rule, File: file, Severity: sev, Message: diag.Plain("x")}
	}
	rule := func(id string) diag.Text {
		if id == "late" {
			return diag.Text{CN: "纪要按时发布", TW: "紀要按時發布", EN: "minutes are published in time"}
		}
		return diag.Text{}
	}
	pages := site(t, v, Options{Files: fsys, Version: "v9.8.7", Rule: rule, Findings: []diag.Finding{
		finding("late", "minutes/2020/2020-03-01-old.md", diag.Warning), finding("late", "minutes/2020/2020-03-01-old.md", diag.Warning),
		finding("late", "minutes/2021/2021-03-01-edge.md", diag.Warning), finding("broken", "minutes/2021/2021-03-01-edge.md", diag.Error),
		finding("elsewhere", "registers/people.yaml", diag.Error),
	}})
	says(t, pages, "health.html",
		"|broken|错误|1|差一天 2021-03-01", "|纪要按时发布 late|警告|3| 旧纪要 2020-03-01 差一天 2021-03-01",
		"记录（5）", "|会议纪要|5",
		"|3 年|1", "|5 年|2", "|永久|1", "|未注明|1",
		"|暂缓的 2016-03-01|3 年|2019-12-31|暂缓处置", "|旧纪要 2020-03-01|5 年|2025-12-31|建议鉴定",
		"程序版本 v9.8.7", "数据截至 2026-11-01 08:00 Asia/Shanghai", "待办与决议 0 项待办，0 项决议")
	says(t, pages, "findings.html", "按规则 broken 1 纪要按时发布 late 3")
	links(t, pages, "health.html", "ledgers/catalogue.xlsx", "feeds.html", "findings.html")
	text := said(t, pages, "health.html")
	if !strings.Contains(text, "2 份记录保管期满") || strings.Contains(text, "elsewhere") {
		t.Errorf("the page says\n%s", text)
	}
}

// Of records that a public site leaves out nothing stands on these pages, and
// where a type has no others, not even its page.
func TestNoLeakOfRegisters(t *testing.T) {
	c := "canary"
	hidden := "audience: internal\ntags: [" + c + "]\nauthor: 周凯\ndate: 2026-10-05\n"
	files := map[string]string{
		"minutes/2026/2026-01-05-open.md":   of("公开例会", "date: 2026-01-05\nseries: 例会\nnumber: 1\n") + "\n## 决议\n\n1. 公开的决议\n\n## 待办\n\n- 公开的事 @王芳 截止 2026-02-01\n",
		"meetings/2026/2026-10-05-m.md":     of(c+"会", hidden+"kind: 周例会\nstart: 2026-10-05 09:00\nseries: 例会\nnumber: 2\nlocation: "+c+"\n"),
		"requests/2026/2026-10-05-r.md":     of(c+"需求", hidden+"requester: 周凯\npriority: 高\nsubmitted_at: 2026-10-05 09:00\nretention: 3\n"),
		"notices/2026/2026-10-05-n.md":      of(c+"通知", hidden+"confirmers: [周凯]\nconfirm_by: 2026-10-06\n"),
		"risks/2026/2026-10-05-k.md":        of(c+"风险", hidden+"impact: 高\nowner: 周凯\ncategory: "+c+"\n"),
		"disputes/2026/2026-10-05-d.md":     of(c+"争议", hidden+"request: 2026-10-05-r\nparties: [实验中心, 周凯]\narbiter: 周凯\nruling: "+c+"\n"),
		"documents/secret.md":               of(c+"制度", hidden+"doc_no: "+c+"-1\nversion: V1.0\n"),
		"plans/2026/2026-10-05-p.md":        of(c+"计划", hidden+"period: 2026\nmatrix: [{stakeholder: 周凯, information: "+c+", format: 函, frequency: 每月, method: 函, owner: 周凯, fulfilled_by: 例会}]\n"),
		"minutes/2026/2026-02-05-follow.md": of(c+"例会", hidden+"present: [王芳]\nexpected: [王芳]\n") + "\n- [x] 2026-01-05-open#a1 " + c + "完成\n\n## 决议\n\n1. " + c + "决议\n   - 替代：2026-01-05-open#d1\n",
	}
	pages := rendered(t, files, "public")
	for name, page := range pages {
		if bytes.Contains(page, []byte(c)) || strings.Contains(name, c) {
			t.Errorf("%s holds the canary", name)
		}
		for _, who := range []string{"周凯", "实验中心"} {
			if bytes.Contains(page, []byte(who)) {
				t.Errorf("%s names %s", name, who)
			}
		}
	}
	lacks(t, pages, "requests.html", "notices.html", "risks.html", "disputes.html", "documents.html", "plans.html", "calendar/2026-10.html",
		"actions/2026-01-05-open-a1.html", "decisions/2026-01-05-open-d1.html")
	says(t, pages, "health.html", "|会议纪要|1")
	says(t, pages, "series/"+fileName("例会")+".html", "第 1 至第 1 次，没有缺号。")
	if inside := rendered(t, files, "internal"); !bytes.Contains(inside["requests.html"], []byte(c)) {
		t.Error("insiders do not see the request either")
	}
}

// A unit answers through its head. Where no visible record names the head, no
// page does.
func TestHeadNobodyNames(t *testing.T) {
	pages := rendered(t, map[string]string{
		"registers/units.yaml":                "units:\n  - {id: office, name: 办公室}\n  - {id: lab, name: 实验中心, parent: office, head: zhou}\n",
		"communications/2026/2026-10-05-a.md": of("正式函", "date: 2026-10-05\nformality: 正式书面\ncounterparty: [实验中心]\n"),
	}, "public")
	says(t, pages, "records/2026-10-05-a.html", "|负责人|对方|待确认||")
	for name, page := range pages {
		if bytes.Contains(page, []byte("周凯")) {
			t.Errorf("%s names the head", name)
		}
	}
}
