package stats

import (
	"slices"

	"github.com/minutebook/minutebook/generator/diag"
)

// source is where a measure's items come from.
type source uint8

const (
	ofMeetings source = iota
	ofDuties
	ofAttendance
	ofGuests
	ofMinutes
	ofRequests
	ofDue
	ofClosure
	ofOverdue
	ofConfirmations
	ofAccuracy
	ofSatisfaction
	ofPlans
	ofCommunications
	ofReports
	ofDecisions
	ofExecution
	ofSupersession
	ofRecords
	ofErrors
	ofWarnings
)

// Measures lists what is measured, in the order it is shown.
func Measures() []*Measure { return slices.Clone(measures) }

// Find returns the measure of an id, or nil.
func Find(id string) *Measure {
	i := slices.IndexFunc(measures, func(m *Measure) bool { return m.ID == id })
	if i < 0 {
		return nil
	}
	return measures[i]
}

func t(cn, tw, en string) diag.Text { return diag.Text{CN: cn, TW: tw, EN: en} }

// answered leaves out the requests whose time is up without a response: they are
// missed, but there is nothing to average.
func answered(it *Item) bool { return it.Valued || it.Outcome != Missed }

func urgent(it *Item) bool { return answered(it) && it.Record.Values.Choice("priority") == "high" }

var measures = []*Measure{
	{
		ID: "meetings", Label: t("会议次数", "會議次數", "Meetings held"),
		Definition: t("开过的会议；一次会议无论有几份记录只算一次", "開過的會議；一次會議無論有幾份記錄只算一次", "Meetings that took place, each once however many records tell of it"),
		Unit:       Count, By: []Dimension{ByUnit, ByKind, ByDuty}, from: ofMeetings, how: count,
	},
	{
		ID: "cadence", Label: t("应召开会议完成率", "應召開會議完成率", "Meetings held when due"),
		Definition: t("按频次应召开的月、季、年中，确有会议的比例；记在该期最后一天", "按頻次應召開的月、季、年中，確有會議的比例；記在該期最後一天", "Of the months, quarters and years a unit owes a kind of meeting for, those in which it held one; counted on the period's last day"),
		Unit:       Percent, Target: &Target{AtLeast, 1}, Better: Up, By: []Dimension{ByUnit, ByKind, ByDuty}, from: ofDuties, how: ratio,
	},
	{
		ID: "attendance", Label: t("出席率", "出席率", "Attendance rate"),
		Definition: t("应到的人中本人到会的比例；列席不计，由人代理的算未到", "應到的人中本人到會的比例；列席不計，由人代理的算未到", "Of those expected, those who came themselves; guests do not count, and who sent a proxy did not come"),
		Unit:       Percent, Better: Up, By: []Dimension{ByUnit, ByPerson, ByKind}, from: ofAttendance, how: ratio,
	},
	{
		ID: "guests", Label: t("列席人次", "列席人次", "Guests invited"),
		Definition: t("会议列席的人和单位，按次计", "會議列席的人和單位，按次計", "People and units invited to meetings, each time they were"),
		Unit:       Count, By: []Dimension{ByUnit, ByKind}, from: ofGuests, how: count,
	},
	{
		ID: "minutes-on-time", Label: t("纪要及时率", "紀要及時率", "Minutes on time"),
		Definition: t("会后 24 小时内（为协作需求开的会 1 小时内）发布纪要的会议所占比例；不知何时发布的不计", "會後 24 小時內（為協作需求開的會 1 小時內）發布紀要的會議所占比例；不知何時發布的不計", "Meetings whose minutes were published within 24 hours of their end, within one if held for a request; where the time of publication is not known they do not count"),
		Unit:       Percent, Target: &Target{AtLeast, 1}, Better: Up, By: []Dimension{ByUnit, ByKind}, from: ofMinutes, how: ratio,
	},
	{
		ID: "response-mean", Label: t("平均响应时间", "平均回應時間", "Mean response time"),
		Definition: t("协作需求从提交到首次响应的小时数，平均值；尚无响应的不计", "協作需求從提交到首次回應的小時數，平均值；尚無回應的不計", "Hours from a request's submission to the first response, on average; those without one do not count"),
		Unit:       Hours, Target: &Target{Below, 24}, Better: Down, By: []Dimension{ByUnit, ByPriority}, from: ofRequests, only: answered, how: mean,
	},
	{
		ID: "response-high", Label: t("紧急需求平均响应时间", "緊急需求平均回應時間", "Mean response time, high priority"),
		Definition: t("高优先级需求从提交到首次响应的小时数，平均值", "高優先級需求從提交到首次回應的小時數，平均值", "The same for requests of high priority"),
		Unit:       Hours, Target: &Target{AtMost, 2}, Better: Down, By: []Dimension{ByUnit}, from: ofRequests, only: urgent, how: mean,
	},
	{
		ID: "response-median", Label: t("响应时间中位数", "回應時間中位數", "Median response time"),
		Definition: t("一半的需求在这个小时数以内得到响应", "一半的需求在這個小時數以內得到回應", "Half of the requests are answered within these hours"),
		Unit:       Hours, Better: Down, By: []Dimension{ByUnit, ByPriority}, from: ofRequests, only: answered, how: median,
	},
	{
		ID: "response-p90", Label: t("响应时间九成位", "回應時間九成位", "Response time, 90th percentile"),
		Definition: t("九成的需求在这个小时数以内得到响应", "九成的需求在這個小時數以內得到回應", "Nine tenths of the requests are answered within these hours"),
		Unit:       Hours, Better: Down, By: []Dimension{ByUnit, ByPriority}, from: ofRequests, only: answered, how: p90,
	},
	{
		ID: "response-in-time", Label: t("响应及时率", "回應及時率", "Requests answered in time"),
		Definition: t("高优先级 2 小时、其余 24 小时内得到响应的需求所占比例；过时未响应的算未达", "高優先級 2 小時、其餘 24 小時內得到回應的需求所占比例；逾時未回應的算未達", "Requests answered within 2 hours if their priority is high, else 24; one not answered when its time is up has missed it"),
		Unit:       Percent, Better: Up, By: []Dimension{ByUnit, ByPriority}, from: ofRequests, how: ratio,
	},
	{
		ID: "on-time", Label: t("按期完成率", "按期完成率", "Actions done on time"),
		Definition: t("到期的待办中按期交出的比例；延期的按最后期限，已取消的不计，交出后待验收的算按期", "到期的待辦中按期交出的比例；延期的按最後期限，已取消的不計，交出後待驗收的算按期", "Of the actions due, those handed in by their date; extended ones by their final date, cancelled ones left out"),
		Unit:       Percent, Target: &Target{Above, 0.9}, Better: Up, By: []Dimension{ByUnit, ByPerson}, from: ofDue, how: ratio,
	},
	{
		ID: "closure", Label: t("办结率", "辦結率", "Actions closed"),
		Definition: t("布置的待办中已完成的比例；已取消的不计", "布置的待辦中已完成的比例；已取消的不計", "Of the actions set, those that are done; cancelled ones left out"),
		Unit:       Percent, Better: Up, By: []Dimension{ByUnit, ByPerson}, from: ofClosure, how: ratio,
	},
	{
		ID: "overdue", Label: t("逾期未办", "逾期未辦", "Overdue actions"),
		Definition: t("到期而没有交出的待办，按期限所在的时间计", "到期而沒有交出的待辦，按期限所在的時間計", "Actions past their date and not handed in, counted when they were due"),
		Unit:       Count, Target: &Target{AtMost, 0}, Better: Down, By: []Dimension{ByUnit, ByPerson}, Ranked: true, from: ofOverdue, how: count,
	},
	{
		ID: "overdue-age", Label: t("最长逾期天数", "最長逾期天數", "Oldest overdue action"),
		Definition: t("逾期未办的待办中，期限过去最久的天数", "逾期未辦的待辦中，期限過去最久的天數", "Days since the date of the action that has been overdue longest"),
		Unit:       Days, Better: Down, By: []Dimension{ByUnit, ByPerson}, Ranked: true, from: ofOverdue, how: most,
	},
	{
		ID: "confirmation", Label: t("确认率", "確認率", "Confirmation rate"),
		Definition: t("应有的签字和回执中已给出同意的比例；还在期限内（通知为确认截止，其余七天）的不计，有异议的算未确认", "應有的簽字和回執中已給出同意的比例；還在期限內（通知為確認截止，其餘七天）的不計，有異議的算未確認", "Of the signatures and receipts required, those given; while there is still time (a notice's date, else seven days) they do not count, and an objection is no confirmation"),
		Unit:       Percent, Target: &Target{AtLeast, 1}, Better: Up, By: []Dimension{ByUnit, ByPerson, ByType}, from: ofConfirmations, how: ratio,
	},
	{
		ID: "accuracy", Label: t("理解准确率", "理解準確率", "Understanding accuracy"),
		Definition: t("沟通评估的理解准确率，按参评人数加权；有一份没写人数时各份同权", "溝通評估的理解準確率，按參評人數加權；有一份沒寫人數時各份同權", "From evaluations, weighted by respondents; if one does not give their number all weigh the same"),
		Unit:       Percent, Target: &Target{Above, 0.95}, Better: Up, By: []Dimension{ByUnit}, from: ofAccuracy, how: mean,
	},
	{
		ID: "satisfaction", Label: t("满意度", "滿意度", "Satisfaction"),
		Definition: t("沟通评估的满意度（0–5 分），加权同上", "溝通評估的滿意度（0–5 分），加權同上", "From evaluations, 0 to 5, weighted likewise"),
		Unit:       Score, Target: &Target{Above, 4}, Better: Up, By: []Dimension{ByUnit}, from: ofSatisfaction, how: mean,
	},
	{
		ID: "plan", Label: t("计划执行率", "計劃執行率", "Plan adherence"),
		Definition: t("沟通计划到期的各行各期和各阶段中，有对应记录的比例", "溝通計劃到期的各行各期和各階段中，有對應記錄的比例", "Of the rows of communication plans, each time they came round, and of the phases that are over, those a record fulfils"),
		Unit:       Percent, Target: &Target{AtLeast, 1}, Better: Up, By: []Dimension{ByPlan, ByUnit, ByStakeholder, ByFrequency}, from: ofPlans, how: ratio,
	},
	{
		ID: "communications", Label: t("沟通次数", "溝通次數", "Communications"),
		Definition: t("沟通记录的份数", "溝通記錄的份數", "Records of communication"),
		Unit:       Count, By: []Dimension{ByChannel, ByFormality, ByDirection, ByStakeholder, ByUnit}, from: ofCommunications, how: count,
	},
	{
		ID: "tasks", Label: t("任务完成率", "任務完成率", "Tasks completed"),
		Definition: t("报告中完成任务数与计划任务数之比；周报与月报各自计数，按报告类型分开看", "報告中完成任務數與計劃任務數之比；週報與月報各自計數，按報告類型分開看", "Tasks completed ÷ planned as reports tell; weekly and monthly reports both count, the kinds keep them apart"),
		Unit:       Percent, Better: Up, By: []Dimension{ByKind, ByUnit}, from: ofReports, how: ratio,
	},
	{
		ID: "decisions", Label: t("通过的决议", "通過的決議", "Decisions adopted"),
		Definition: t("通过的决议，含后来被替代的", "通過的決議，含後來被取代的", "Decisions adopted, those later superseded included"),
		Unit:       Count, By: []Dimension{ByUnit, ByKind, ByType}, from: ofDecisions, how: count,
	},
	{
		ID: "decisions-executed", Label: t("决议执行率", "決議執行率", "Decisions executed"),
		Definition: t("现行决议中已执行的比例：写明完成日期，或同一记录的待办都已完成；没有待办可依的不计", "現行決議中已執行的比例：寫明完成日期，或同一記錄的待辦都已完成；沒有待辦可依的不計", "Of the decisions in force, those executed: a date of completion is given, or all actions of their record are done; a record that sets no action says nothing"),
		Unit:       Percent, Better: Up, By: []Dimension{ByUnit}, from: ofExecution, how: ratio,
	},
	{
		ID: "decisions-superseded", Label: t("被替代的决议", "被取代的決議", "Decisions superseded"),
		Definition: t("被后来的决议替代的，按替代的时间计", "被後來的決議取代的，按取代的時間計", "Decisions replaced by later ones, counted when they were"),
		Unit:       Count, By: []Dimension{ByUnit}, from: ofSupersession, how: count,
	},
	{
		ID: "records", Label: t("记录份数", "記錄份數", "Records"),
		Definition: t("档案中的记录，按类型和保管期限", "檔案庫中的記錄，按類型和保管期限", "Records of the archive, by type and retention"),
		Unit:       Count, By: []Dimension{ByType, ByRetention, ByUnit}, from: ofRecords, how: count,
	},
	{
		ID: "errors", Label: t("检查出的错误", "檢查出的錯誤", "Errors found"),
		Definition: t("检查在这些记录里发现的错误", "檢查在這些記錄裡發現的錯誤", "Errors the checks find in these records"),
		Unit:       Count, Target: &Target{AtMost, 0}, Better: Down, By: []Dimension{ByRule, ByType, ByUnit}, Ranked: true, from: ofErrors, how: count,
	},
	{
		ID: "warnings", Label: t("检查出的警告", "檢查出的警告", "Warnings found"),
		Definition: t("检查在这些记录里发现的警告", "檢查在這些記錄裡發現的警告", "Warnings the checks find in these records"),
		Unit:       Count, Better: Down, By: []Dimension{ByRule, ByType, ByUnit}, Ranked: true, from: ofWarnings, how: count,
	},
}
