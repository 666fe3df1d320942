package check

import (
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Rules about time. How hours are counted is told with archive.Clock; the rules of
// requests stand in timing_request.go.
var timingRules = slices.Concat(meetingTimeRules, requestTimeRules)

var meetingTimeRules = []*Rule{
	{
		ID: "meeting-end", Group: Timing, Severity: diag.Error,
		Title:  t("会议的结束在开始之后", "會議的結束在開始之後", "a meeting ends after it starts"),
		Why:    t("纪要时限从会议结束起算", "紀要時限從會議結束起算", "the time limit of the minutes runs from the end of the meeting"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "end: 2025-07-10 08:00"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "start: 2025-07-09 23:30\nend: 2025-07-10 00:40"},
		record: meetingEnd,
	},
	{
		ID: "meeting-long", Group: Timing, Severity: diag.Warning,
		Title:  t("一次会议不超过 24 小时", "一次會議不超過 24 小時", "a meeting lasts no more than 24 hours"),
		Why:    t("超过一天的多半是日期写错；几天的会一天一份记录", "超過一天的多半是日期寫錯；幾天的會一天一份記錄", "longer ones mostly have a wrong date; a conference of several days has a record a day"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "end: 2025-07-11 10:00\npublished_at: 2025-07-11 10:30\nconfirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-07-11 16:10}\n  - {person: 刘洋, role: 责任人, verdict: 同意, at: 2025-07-11 10:40}"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "end:\nduration: 5h30m"},
		record: meetingLong,
	},
	{
		ID: "meeting-passed", Group: Timing, Severity: diag.Warning,
		Title:  t("计划的会议过了时间，要么有纪要，要么改状态", "計劃的會議過了時間，要麼有紀要，要麼改狀態", "a planned meeting whose time has passed has minutes or another status"),
		Why:    t("不说明是否开过，读者和统计都只能猜", "不說明是否開過，讀者和統計都只能猜", "otherwise readers and figures can only guess whether it took place"),
		Bad:    Example{Files: plannedMeeting("2025-08-29")},
		Good:   Example{Files: plannedMeeting("2025-09-02")},
		record: meetingPassed,
	},
	{
		ID: "minutes-missing", Group: Timing, Severity: diag.Error,
		Title:  t("开过的会议有纪要", "開過的會議有紀要", "a meeting that was held has minutes"),
		Why:    t("没有纪要，决议和待办都没有着落", "沒有紀要，決議和待辦都沒有著落", "without minutes its decisions and actions are lost"),
		Bad:    Example{Files: heldMeeting("2025-08-29 09:00", "2025-08-29 10:00")},
		Good:   Example{Files: heldMeeting("2025-08-31 09:00", "2025-08-31 10:00")},
		record: minutesMissing,
	},
	{
		ID: "minutes-late", Group: Timing, Severity: diag.Warning,
		Title:  t("纪要在会后 24 小时内发布；为协作需求开的会，1 小时内", "紀要在會後 24 小時內發布；為協作需求開的會，1 小時內", "minutes are published within 24 hours, within one for a meeting held for a request"),
		Why:    t("时间一长记不准，待办也开始得晚", "時間一長記不準，待辦也開始得晚", "memory fades, and actions start late"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "published_at: 2025-07-11 10:30"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "published_at: 2025-07-11"},
		record: minutesLate,
	},
	{
		ID: "minutes-early", Group: Timing, Severity: diag.Error,
		Title:  t("纪要在会议结束之后发布", "紀要在會議結束之後發布", "minutes are published after the meeting"),
		Why:    t("会还没开完就发布的纪要，时间必有一处写错", "會還沒開完就發布的紀要，時間必有一處寫錯", "minutes published before the end have a wrong time somewhere"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "published_at: 2025-07-10 09:30"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "published_at: 2025-07-10"},
		record: minutesEarly,
	},
	{
		ID: "date-future", Group: Timing, Severity: diag.Error,
		Title:  t("已经发生的事不写将来的日期", "已經發生的事不寫將來的日期", "what has happened is not dated in the future"),
		Why:    t("将来的日期会打乱排序、统计和时限", "將來的日期會打亂排序、統計和時限", "a date to come upsets order, figures and time limits"),
		Bad:    Example{Of: "2025-08-29-it-weekly", Front: "date: 2025-10-29", Path: "reports/2025/2025-10-29-it-weekly.md"},
		Good:   Example{Of: "2025-08-29-it-weekly", Front: "date: 2025-08-31", Path: "reports/2025/2025-08-31-it-weekly.md"},
		record: dateFuture,
	},
	{
		ID: "confirmation-early", Group: Timing, Severity: diag.Error,
		Title:  t("确认在被确认的事之后", "確認在被確認的事之後", "a confirmation comes after what it confirms"),
		Why:    t("会还没开就签了字，签字没有意义", "會還沒開就簽了字，簽字沒有意義", "a signature given before the meeting confirms nothing"),
		Bad:    Example{Of: "2025-08-28-branch", Front: "confirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-08-28 15:00}\n  - {person: 陈静, role: 责任人, verdict: 同意, at: 2025-08-29 10:00}"},
		Good:   Example{Of: "2025-08-28-branch", Front: "confirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-08-28}\n  - {person: 陈静, role: 责任人, verdict: 同意, at: 2025-08-29 10:00}"},
		record: confirmationEarly,
	},
	{
		ID: "action-overdue", Group: Timing, Severity: diag.Warning,
		Title:   t("待办按期完成", "待辦按期完成", "actions are done by their date"),
		Why:     t("过期未办的事要催办、延期或取消，不能没有下文", "過期未辦的事要催辦、延期或取消，不能沒有下文", "what is overdue is chased, extended or cancelled, never left hanging"),
		Bad:     Example{Of: "2025-07-10-weekly", Body: "## 待办事项\n\n- [ ] 修复 7 条权限配置问题 @刘洋 截止 2025-07-18\n"},
		Good:    Example{Of: "2025-07-10-weekly", Body: "## 待办事项\n\n- [ ] 修复 7 条权限配置问题 @刘洋 截止 2025-09-01\n"},
		archive: actionOverdue,
	},
	{
		ID: "decision-review-due", Group: Timing, Severity: diag.Warning,
		Title:   t("约定复审的决议按时复审", "約定複審的決議按時複審", "a decision to be reviewed is reviewed in time"),
		Why:     t("试行到期而不复审，就成了没有依据的长期做法", "試行到期而不複審，就成了沒有依據的長期做法", "a trial nobody reviews becomes a practice without grounds"),
		Bad:     Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n\n1. 权限配置按学院分级授权 责任人：刘洋，完成时间：2025-07-25，复审：2025-08-20\n\n"},
		Good:    Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n\n1. 权限配置按学院分级授权 责任人：刘洋，完成时间：2025-07-25，复审：2025-12-20\n\n"},
		archive: decisionReviewDue,
	},
	{
		ID: "notice-unconfirmed", Group: Timing, Severity: diag.Warning,
		Title:  t("通知在截止前由每个人确认", "通知在截止前由每個人確認", "a notice is confirmed by everybody in time"),
		Why:    t("没有回执，就不知道人家看到没有", "沒有回執，就不知道人家看到沒有", "without a receipt nobody knows whether it was read"),
		Bad:    Example{Of: "2025-08-20-stop", Front: "confirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}"},
		Good:   Example{Of: "2025-08-20-stop", Front: "confirm_by: 2025-09-01\nconfirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}"},
		record: noticeUnconfirmed,
	},
	{
		ID: "effective-before-notice", Group: Timing, Severity: diag.Warning,
		Title:  t("通知不早于发出之日生效", "通知不早於發出之日生效", "a notice takes effect no earlier than it is given"),
		Why:    t("没人能遵守还没收到的通知", "沒人能遵守還沒收到的通知", "nobody can keep a rule they have not been told"),
		Bad:    Example{Of: "2025-08-20-stop", Front: "effective: 2025-08-18"},
		Good:   Example{Of: "2025-08-20-stop", Front: "effective: 2025-08-20"},
		record: effectiveBeforeNotice,
	},
}

// plannedMeeting is a meeting record of a day, still to be held.
func plannedMeeting(day string) string { return meetingFile("planned", day+" 09:00", day+" 10:00") }

func heldMeeting(start, end string) string { return meetingFile("held", start, end) }

func meetingFile(status, start, end string) string {
	return "-- meetings/2025/" + start[:10] + "-exchange.md --\n---\ntitle: 信息中心与后勤处机房巡检交流会\nunit: 信息中心\ndate: " + start[:10] +
		"\nstatus: " + status + "\nkind: 专题会\nstart: " + start + "\nend: " + end +
		"\nlocation: 机房 101\nchair: 陈静\nrecorder: 刘洋\nexpected: 陈静、刘洋、周凯\ngoal: 商定每季度巡检的项目和分工\nagenda:\n  - {title: 巡检项目, presenter: 刘洋, minutes: 30}\n---\n\n## 会议议程\n\n逐项过巡检项目。\n"
}

// ownTime reports whether a record says itself when its meeting was, and where.
func ownTime(r *archive.Record) (diag.Span, bool) {
	for _, field := range []string{"end", "duration", "start"} {
		if v := r.Values.Get(field); v != nil {
			return v.Span, true
		}
	}
	return diag.Span{}, false
}

func meetingEnd(p *pass, r *archive.Record) {
	span, own := ownTime(r)
	if !own || r.Meeting == nil || r.Meeting.Start.IsZero() || r.Meeting.End.IsZero() || r.Meeting.End.End().After(r.Meeting.Start.Time) {
		return
	}
	p.report(r, span, say("会议在 %s 结束，不在开始（%s）之后", "會議在 %s 結束，不在開始（%s）之後", "the meeting ends at %s, not after its start (%s)", r.Meeting.End, r.Meeting.Start),
		say("核对两个时间；过了午夜的，结束写第二天的日期", "核對兩個時間；過了午夜的，結束寫第二天的日期", "check both; a meeting across midnight ends on the next day"))
}

func meetingLong(p *pass, r *archive.Record) {
	if span, own := ownTime(r); own && r.Meeting != nil && tooLong(r.Meeting) {
		p.report(r, span, say("会议长达 %.0f 小时", "會議長達 %.0f 小時", "the meeting lasts %.0f hours", r.Meeting.End.Sub(r.Meeting.Start.Time).Hours()),
			say("核对结束日期；连开几天的，每天一份记录", "核對結束日期；連開幾天的，每天一份記錄", "check the day it ended; several days take a record each"))
	}
}

// tooLong reports whether a meeting lasts longer than a day.
func tooLong(m *archive.Meeting) bool {
	return m.Start.Clock && m.End.Clock && m.End.Sub(m.Start.Time) > 24*time.Hour
}

func meetingPassed(p *pass, r *archive.Record) {
	if r.Type.Name != "meeting" || r.Status != "planned" || len(r.Minutes) > 0 {
		return
	}
	end := r.Meeting.Over()
	if end.IsZero() || !end.End().Before(p.a.Now) {
		return
	}
	span := keySpan(r, "start")
	if v := r.Values.Get("status"); v != nil {
		span = v.Span
	}
	p.report(r, span, say("会议时间（%s）已过，状态还是“计划”，也没有纪要", "會議時間（%s）已過，狀態還是「計劃」，也沒有紀要", "the meeting's time (%s) has passed, but it is still planned and has no minutes", end),
		say("开过的写纪要，状态改为 held；没开的改为 postponed 或 cancelled", "開過的寫紀要，狀態改為 held；沒開的改為 postponed 或 cancelled", "write its minutes and set status: held, or set postponed or cancelled"))
}

func minutesMissing(p *pass, r *archive.Record) {
	if r.Type.Name != "meeting" || r.Status != "held" || len(r.Minutes) > 0 {
		return
	}
	end := r.Meeting.Over()
	if end.IsZero() || !p.limit(end, r.MinutesLimit()).Before(p.a.Now) || p.unread.names(r.ID) {
		return
	}
	p.reportKey(r, "status", say("会议 %s 开过，还没有纪要", "會議 %s 開過，還沒有紀要", "the meeting was held on %s and has no minutes", r.At()),
		say("写一份纪要，其中 meeting: %s", "寫一份紀要，其中 meeting: %s", "write minutes with meeting: %s", r.ID))
}

func minutesLate(p *pass, r *archive.Record) {
	end, at := r.Meeting.Over(), r.Published()
	if r.Type.Name != "minutes" || end.IsZero() || at.IsZero() {
		return
	}
	length := r.MeetingOf.MinutesLimit()
	by := p.limit(end, length)
	switch {
	case !at.After(by):
	case !r.SaysPublished():
		p.reportKey(r, "title", say("纪要 %s 才进入主分支，晚于会后 %.0f 小时的时限（%s）", "紀要 %s 才進入主分支，晚於會後 %.0f 小時的時限（%s）", "the minutes came to the main branch at %s, later than %.0f h after the meeting (%s)", at, length.Hours(), stamp(by)),
			say("在别处更早发布过的，写明 published_at；否则无须改动", "在別處更早發布過的，寫明 published_at；否則無須改動", "if they were published elsewhere before, write published_at; otherwise nothing is to be changed"))
	default:
		p.reportKey(r, "published_at", say("纪要 %s 发布，晚于会后 %.0f 小时的时限（%s）", "紀要 %s 發布，晚於會後 %.0f 小時的時限（%s）", "the minutes were published at %s, later than %.0f h after the meeting (%s)", at, length.Hours(), stamp(by)),
			say("这是已成的事实，无须改动；下次请在会后当天发布", "這是已成的事實，無須改動；下次請在會後當天發布", "nothing is to be changed; publish the next ones on the day of the meeting"))
	}
}

// overSurely is when a meeting was over at the earliest. The end of one that lasts
// unbelievably long is in doubt, and meeting-long says so.
func overSurely(m *archive.Meeting) schema.Moment {
	if m != nil && tooLong(m) {
		return m.Start
	}
	return m.Over()
}

func minutesEarly(p *pass, r *archive.Record) {
	end, at := overSurely(r.Meeting), r.Published()
	if r.Type.Name != "minutes" || end.IsZero() || at.IsZero() || !before(at, end) {
		return
	}
	p.reportKey(r, "published_at", say("纪要 %s 发布，会议 %s 才结束", "紀要 %s 發布，會議 %s 才結束", "the minutes were published at %s, but the meeting ended at %s", at, end),
		say("核对发布时间和会议的结束时间", "核對發布時間和會議的結束時間", "check both times"))
}

// dateFuture leaves alone what is not done yet: drafts, and meetings that are
// not held.
func dateFuture(p *pass, r *archive.Record) {
	if r.Status == "draft" || r.Type.Name == "meeting" && r.Status != "held" || !r.At().After(p.a.Now) {
		return
	}
	field := "date"
	if r.Date.IsZero() || !r.Date.After(p.a.Now) {
		field = "start"
	}
	p.reportKey(r, field, say("%s 还没有到", "%s 還沒有到", "%s is yet to come", r.At()),
		say("核对日期；还没定稿的，状态写 draft", "核對日期；還沒定稿的，狀態寫 draft", "check the date; what is not final yet has the status draft"))
}

// confirmationEarly leaves documents alone: they are approved before the day
// they are issued on.
func confirmationEarly(p *pass, r *archive.Record) {
	if r.Type.Name == "document" {
		return
	}
	from := overSurely(r.Meeting)
	if from.IsZero() {
		from = schema.Moment{Time: r.Date.Time, Clock: true}
	}
	for _, c := range r.Confirmations {
		if !c.At.IsZero() && !from.IsZero() && before(c.At, from) {
			p.report(r, c.Span, say("%s %s 就确认了，早于 %s", "%s %s 就確認了，早於 %s", "%s confirmed this at %s, before %s", c.Person.Name(), c.At, from),
				say("核对确认的时间", "核對確認的時間", "check when it was confirmed"))
		}
	}
}

func actionOverdue(p *pass) {
	for _, a := range p.a.Actions {
		unknown := a.StateText != "" && len(a.Events) == 0 // see action-state-unknown
		if !a.Overdue(p.a.Now) || unknown || p.unread.names(a.ID()) {
			continue
		}
		span := a.DueAt
		if span.Start.Line == 0 {
			span = a.Span
		}
		days := int(p.a.Now.Sub(a.FinalDue.End()).Hours() / 24)
		who := diag.Message{}
		if o := a.Owner(); o != nil {
			who = say("（%s）", "（%s）", " (%s)", o.Name())
		}
		p.report(a.Record, span, say("待办 %s%s应在 %s 前完成，已逾期 %d 天", "待辦 %s%s應在 %s 前完成，已逾期 %d 天", "action %s%s was due on %s, %d days ago", a.Local, who, a.FinalDue, days),
			say("在后来的记录里写一行 %s，说明完成、延期或取消", "在後來的記錄裡寫一行 %s，說明完成、延期或取消", "tell in a later record, in a line %s …, whether it is done, extended or cancelled", a.ID()))
	}
}

// decisionReviewDue takes any later record that names the decision as its review.
func decisionReviewDue(p *pass) {
	named := map[string]schema.Moment{}
	for _, r := range p.a.Records {
		for _, ref := range r.Refs {
			if ref.Item != "" && ref.Target != nil && ref.Target != r {
				named[ref.Target.ID+"#"+ref.Item] = r.At() // in order of date: the last one stays
			}
		}
	}
	for _, d := range p.a.Decisions {
		if d.Status != archive.Adopted || d.ReviewBy.IsZero() || !d.ReviewBy.End().Before(p.a.Now) || named[d.ID()].After(d.Record.At().Time) || p.unread.names(d.ID()) {
			continue
		}
		p.report(d.Record, d.Span, say("决议 %s 应在 %s 前复审", "決議 %s 應在 %s 前複審", "decision %s was to be reviewed by %s", d.Local, d.ReviewBy),
			say("在后来的记录里提到 %s：继续、修改（替代它）或废止", "在後來的記錄裡提到 %s：繼續、修改（取代它）或廢止", "name %s in a later record: keep it, replace it or revoke it", d.ID()))
	}
}

func noticeUnconfirmed(p *pass, r *archive.Record) {
	by := r.Values.Moment("confirm_by")
	if r.Type.Name != "notice" || r.Status != "published" || by.IsZero() || !by.End().Before(p.a.Now) {
		return
	}
	if names := unsigned(r); len(names) > 0 {
		p.reportKey(r, "confirm_by", say("确认截止 %s 已过，还没有确认的：%s", "確認截止 %s 已過，還沒有確認的：%s", "to be confirmed by %s; not yet confirmed by %s", by, names),
			say("催他们回执，收到后写进 confirmations", "催他們回執，收到後寫進 confirmations", "ask them, and list their receipts under confirmations"))
	}
}

// unsigned names the people whose confirmation is still to be given.
func unsigned(r *archive.Record) []diag.Text {
	var out []diag.Text
	for _, s := range r.Signatories {
		switch {
		case s.Given != nil:
		case s.Person != nil:
			out = append(out, same(s.Person.Name))
		default:
			out = append(out, t("对方", "對方", "the other side"))
		}
	}
	return out
}

func effectiveBeforeNotice(p *pass, r *archive.Record) {
	at := r.Values.Moment("effective")
	if r.Type.Name == "notice" && !at.IsZero() && !r.Date.IsZero() && at.Before(r.Date.Time) {
		p.reportKey(r, "effective", say("%s 生效，通知 %s 才发出", "%s 生效，通知 %s 才發出", "it takes effect on %s, but the notice is of %s", at, r.Date),
			say("核对两个日期；补发的通知在正文里说明", "核對兩個日期；補發的通知在正文裡說明", "check both; a notice given afterwards says so in its text"))
	}
}
