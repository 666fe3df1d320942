package check

import (
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Rules about the time limits of requests. Of reminder, escalation and lateness
// a request shows the one that is to be seen to next, never two at once.
var requestTimeRules = []*Rule{
	{
		ID: "request-reminder", Group: Timing, Severity: diag.Warning,
		Title:  t("需求超时未响应，要催办", "需求逾時未回應，要催辦", "a request not answered in time is reminded of"),
		Why:    t("超时的需求靠提醒才不会被忘掉", "逾時的需求靠提醒才不會被忘掉", "without a reminder a late request is forgotten"),
		Bad:    Example{Files: requestFile("中", "2025-08-30 09:00", "")},
		Good:   Example{Files: requestFile("中", "2025-08-31 09:00", "")},
		record: requestReminder,
	},
	{
		ID: "request-late", Group: Timing, Severity: diag.Warning,
		Title:  t("需求按时响应：高优先级 2 小时，其余 24 小时", "需求按時回應：高優先級 2 小時，其餘 24 小時", "a request is answered in time: within 2 hours if its priority is high, else within 24"),
		Why:    t("发起人要知道有没有人接，才能安排下一步", "發起人要知道有沒有人接，才能安排下一步", "the requester must know whether somebody has taken it on"),
		Bad:    Example{Files: requestFile("中", "2025-08-29 09:00", "reminded_at: 2025-08-30 09:10\n")},
		Good:   Example{Files: requestFile("中", "2025-08-29 09:00", "responses:\n  - {unit: 后勤处, person: 周凯, at: 2025-08-30 09:00, verdict: 同意需求}\n")},
		record: requestLate,
	},
	{
		ID: "request-escalation", Group: Timing, Severity: diag.Error,
		Title:  t("超时 48 小时仍未响应，升级到部门负责人", "逾時 48 小時仍未回應，升級到部門負責人", "a request 48 hours late goes to the head of the unit"),
		Why:    t("催办无效时，要由能拍板的人处理", "催辦無效時，要由能拍板的人處理", "when reminders do not help, somebody who can decide must"),
		Bad:    Example{Files: requestFile("中", "2025-08-28 09:00", "reminded_at: 2025-08-29 09:10\n")},
		Good:   Example{Files: requestFile("中", "2025-08-28 09:00", "escalated_at: 2025-08-31 10:00\nescalated_to: 周凯\nresponses:\n  - {unit: 后勤处, person: 周凯, at: 2025-08-29 08:00, verdict: 需补充信息}\n")},
		record: requestEscalation,
	},
	{
		ID: "response-early", Group: Timing, Severity: diag.Error,
		Title:  t("响应在提交之后", "回應在提交之後", "a response comes after the request"),
		Why:    t("先响应后提交，响应时间就成了负数", "先回應後提交，回應時間就成了負數", "a response before the request makes the response time negative"),
		Bad:    Example{Of: "2025-07-01-cooling", Front: "responses:\n  - {unit: 后勤处, person: 李伟（后勤）, at: 2025-07-01 08:10, verdict: 同意需求}"},
		Good:   Example{Of: "2025-07-01-cooling", Front: "responses:\n  - {unit: 后勤处, person: 李伟（后勤）, at: 2025-07-01, verdict: 同意需求}"},
		record: responseEarly,
	},
	{
		ID: "milestone-order", Group: Timing, Severity: diag.Error,
		Title:  t("里程碑按时间排列，不晚于期望完成", "里程碑按時間排列，不晚於期望完成", "milestones follow each other and end by the date asked for"),
		Why:    t("节点颠倒或超出期限，计划就做不成", "節點顛倒或超出期限，計劃就做不成", "a plan whose milestones go back or run over cannot be kept"),
		Bad:    Example{Of: "2025-07-01-cooling", Front: "milestones:\n  - {title: 检修完成, at: 2025-07-06}\n  - {title: 现场勘察, at: 2025-07-03}"},
		Good:   Example{Of: "2025-07-01-cooling", Front: "milestones:\n  - {title: 现场勘察, at: 2025-07-06}\n  - {title: 检修完成, at: 2025-07-06 18:00}"},
		record: milestoneOrder,
	},
}

// requestFile is a request of a priority and time of submission, with further
// lines of front matter.
func requestFile(priority, submitted, more string) string {
	return "-- requests/2025/" + submitted[:10] + "-lights.md --\n---\ntitle: 请后勤处更换机房应急照明\nunit: 信息中心\ndate: " + submitted[:10] +
		"\nstatus: open\nrequester: 刘洋\npriority: " + priority + "\nsubmitted_at: " + submitted +
		"\nexpected_by: 2025-09-20\nbackground: 机房应急灯有两盏不亮\ngoal: 八盏应急灯全部可用\ndepartments:\n  - {unit: 后勤处, contact: 李伟（后勤）, duty: 更换灯具}\nmilestones:\n  - {title: 更换完成, at: 2025-09-15}\n" + more + "---\n"
}

// escalationDelay is how late an answer may be before the head of the unit is told.
const escalationDelay = 48 * time.Hour

// waiting reports whether a request that nobody has answered has been late for
// longer than a delay.
func (p *pass) waiting(r *archive.Record, delay time.Duration) bool {
	submitted := r.Values.Moment("submitted_at")
	return r.Type.Name == "request" && r.Status != "withdrawn" && !submitted.IsZero() && r.FirstResponse() == nil &&
		p.limit(submitted, r.ResponseLimit()+delay).Before(p.a.Now)
}

func requestReminder(p *pass, r *archive.Record) {
	if !p.waiting(r, 0) || p.waiting(r, escalationDelay) || r.Values.Get("reminded_at") != nil || r.Values.Get("escalated_at") != nil {
		return
	}
	p.reportKey(r, "submitted_at", say("%s 提交，超过 %.0f 小时没有响应，也没有催办", "%s 提交，超過 %.0f 小時沒有回應，也沒有催辦", "submitted at %s, not answered within %.0f h, and nobody was reminded", r.Values.Moment("submitted_at"), r.ResponseLimit().Hours()),
		say("提醒参与部门的接口人，记下 reminded_at", "提醒參與部門的窗口，記下 reminded_at", "remind the contacts of the departments and note it under reminded_at"))
}

func requestLate(p *pass, r *archive.Record) {
	submitted := r.Values.Moment("submitted_at")
	if r.Type.Name != "request" || r.Status == "withdrawn" || submitted.IsZero() {
		return
	}
	by := p.limit(submitted, r.ResponseLimit())
	if first := r.FirstResponse(); first != nil {
		if first.Time().After(by) {
			p.report(r, first.Span, say("首次响应 %s，晚于时限 %s", "首次回應 %s，晚於時限 %s", "first answered at %s, later than %s", first.Time(), stamp(by)),
				say("这是已成的事实，无须改动；原因可写进复盘", "這是已成的事實，無須改動；原因可寫進復盤", "nothing is to be changed; the retrospective may say why"))
		}
		return
	}
	reminded, escalated := r.Values.Get("reminded_at") != nil, r.Values.Get("escalated_at") != nil
	if by.Before(p.a.Now) && (escalated || reminded && !p.waiting(r, escalationDelay)) {
		p.reportKey(r, "submitted_at", say("时限 %s 已过，还没有响应", "時限 %s 已過，還沒有回應", "no answer by %s", stamp(by)),
			say("收到响应后写进 responses", "收到回應後寫進 responses", "list the answer under responses when it comes"))
	}
}

func requestEscalation(p *pass, r *archive.Record) {
	if !p.waiting(r, escalationDelay) || r.Values.Get("escalated_at") != nil {
		return
	}
	p.reportKey(r, "submitted_at", say("%s 提交，超时 48 小时仍未响应，没有升级", "%s 提交，逾時 48 小時仍未回應，沒有升級", "submitted at %s, 48 h late without an answer, and not escalated", r.Values.Moment("submitted_at")),
		say("报给部门负责人，写 escalated_at 和 escalated_to", "報給部門負責人，寫 escalated_at 和 escalated_to", "take it to the head of the unit; write escalated_at and escalated_to"))
}

func responseEarly(p *pass, r *archive.Record) {
	submitted := r.Values.Moment("submitted_at")
	if submitted.IsZero() {
		return
	}
	for _, x := range r.Values.Items("responses") {
		if at := x.Object().Get("at"); at != nil && !at.Time().IsZero() && before(at.Time(), submitted) {
			p.report(r, at.Span, say("响应 %s 早于提交 %s", "回應 %s 早於提交 %s", "answered at %s, before it was submitted at %s", at.Time(), submitted),
				say("核对两个时间", "核對兩個時間", "check both times"))
		}
	}
}

func milestoneOrder(p *pass, r *archive.Record) {
	by := r.Values.Moment("expected_by")
	var last schema.Moment
	for _, x := range r.Values.Items("milestones") {
		at := x.Object().Get("at")
		if at == nil || at.Time().IsZero() {
			continue
		}
		switch {
		case !last.IsZero() && before(at.Time(), last):
			p.report(r, at.Span, say("“%s”（%s）排在 %s 之后", "「%s」（%s）排在 %s 之後", "%q (%s) stands behind %s", x.Object().Text("title"), at.Time(), last),
				say("按时间先后排列，或改正日期", "按時間先後排列，或改正日期", "put them in order of time, or mend the date"))
			continue
		case !by.IsZero() && before(by, at.Time()):
			p.report(r, at.Span, say("“%s”（%s）晚于期望完成 %s", "「%s」（%s）晚於期望完成 %s", "%q (%s) is later than %s, when all is to be done", x.Object().Text("title"), at.Time(), by),
				say("提前这个节点，或与发起人改期望完成时间", "提前這個節點，或與發起人改期望完成時間", "move it forward, or agree a later date with the requester"))
		}
		last = at.Time()
	}
}
