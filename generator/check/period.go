package check

import (
	"cmp"
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Rules about what has to come round again: meetings with a cadence, rows of a
// communication plan, periodical reports. Only periods that are over count, and
// only whole ones: a branch founded in the middle of a month owes nothing for it.
var periodRules = []*Rule{
	{
		ID: "cadence-missed", Group: Timing, Severity: diag.Warning,
		Title:   t("有召开频次的会议按期召开", "有召開頻次的會議按期召開", "meetings with a cadence are held as often as they must be"),
		Why:     t("支部党员大会每季度、支部委员会和主题党日每月、党课每季度至少一次（《中国共产党支部工作条例（试行）》）；其他频次由配置规定", "支部黨員大會每季度、支部委員會和主題黨日每月、黨課每季度至少一次（《中國共產黨支部工作條例（試行）》）；其他頻次由設定規定", "a branch assembly every quarter, the committee and a Party day every month, a lecture every quarter (Regulations on the Work of Party Branches, trial); the config may ask for more"),
		Bad:     Example{Files: branchUnits("from: 2025-08-01")},
		Good:    Example{Files: branchUnits("from: 2025-08-02")},
		archive: cadenceMissed,
	},
	{
		ID: "plan-missed", Group: Timing, Severity: diag.Warning,
		Title:   t("沟通计划的每一行按频率执行", "溝通計劃的每一行按頻率執行", "every row of a communication plan is carried out as often as it says"),
		Why:     t("写了不做的计划不如不写", "寫了不做的計劃不如不寫", "a plan that is not carried out is worse than none"),
		Bad:     Example{Of: "2025-06-16-jwxt-plan", Front: "matrix:\n  - {stakeholder: 信息中心, information: 测试进展, format: 会议纪要, frequency: 每月, method: 例会, owner: 张敏, fulfilled_by: 教务系统升级例会}"},
		Good:    Example{Of: "2025-06-16-jwxt-plan", Front: "period: 2025-06-16/2025-08-30\nphases:\nmatrix:\n  - {stakeholder: 信息中心, information: 测试进展, format: 会议纪要, frequency: 每月, method: 例会, owner: 张敏, fulfilled_by: 教务系统升级例会}"},
		archive: planMissed,
	},
	{
		ID: "plan-phase-order", Group: Timing, Severity: diag.Error,
		Title:  t("计划的阶段先后有序，且在计划期间之内", "計劃的階段先後有序，且在計劃期間之內", "the phases of a plan are in order and within it"),
		Why:    t("阶段颠倒或越界，计划无法对照执行", "階段顛倒或越界，計劃無法對照執行", "phases out of order or out of the plan cannot be followed"),
		Bad:    Example{Of: "2025-06-16-jwxt-plan", Front: "phases:\n  - {phase: 测试, from: 2025-08-20, to: 2025-06-16, audience: 信息中心, content: 测试用例与缺陷}"},
		Good:   Example{Of: "2025-06-16-jwxt-plan", Front: "phases:\n  - {phase: 测试, from: 2025-06-16, to: 2025-06-16, audience: 信息中心, content: 测试用例与缺陷}"},
		record: planPhaseOrder,
	},
	{
		ID: "report-period-gap", Group: Timing, Severity: diag.Warning,
		Title:   t("周报、月报一期不缺", "週報、月報一期不缺", "no weekly or monthly report is missing"),
		Why:     t("缺一期，前后两期的数字就接不上", "缺一期，前後兩期的數字就接不上", "with one missing, the figures before and after do not join"),
		Bad:     Example{Of: "2025-08-22-it-weekly", Front: "period: 2025-W33"},
		Good:    Example{Of: "2025-08-22-it-weekly", Front: "period: 2025-08-18/2025-08-22"},
		archive: reportPeriodGap,
	},
	{
		ID: "report-duplicate-period", Group: Timing, Severity: diag.Error,
		Title:   t("同一单位同一期只有一份报告", "同一單位同一期只有一份報告", "a unit has one report for a period"),
		Why:     t("两份并存，任务数会被算两次", "兩份並存，任務數會被算兩次", "with two of them its tasks are counted twice"),
		Bad:     Example{Of: "2025-08-29-it-weekly", Front: "period: 2025-08-18/2025-08-24"},
		Good:    Example{Of: "2025-08-29-it-weekly", Front: "period: 2025-08-18/2025-08-24\nsupersedes: 2025-08-22-it-weekly"},
		archive: reportDuplicatePeriod,
	},
}

// branchUnits is the base archive's register of units with another branch.
func branchUnits(life string) string {
	return `-- registers/units.yaml --
units:
  - {id: univ, name: 望湖大学}
  - {id: academic, name: 教务处, aliases: [教务], parent: univ, head: wang-fang, contacts: [zhang-min]}
  - {id: logistics, name: 后勤处, aliases: [后勤], parent: univ, head: zhou-kai, contacts: [li-wei-hq]}
  - {id: it, name: 信息中心, parent: univ, head: chen-jing, contacts: [liu-yang]}
  - {id: branch, name: 机关第一党支部, parent: univ, head: wang-fang, from: 2025-08-15}
  - {id: branch2, name: 后勤党支部, parent: univ, head: zhou-kai, ` + life + `}
`
}

// missed lists the whole periods within [from, to) that hold none of the days,
// which are in order, a run of such periods as one range.
func missed(step archive.Step, from, to time.Time, days []time.Time) []schema.Range {
	var out []schema.Range
	for period := range step.Whole(from, to) {
		i, _ := slices.BinarySearchFunc(days, period.From, time.Time.Compare)
		switch {
		case i < len(days) && days[i].Before(period.To):
		case len(out) > 0 && out[len(out)-1].To.Equal(period.From):
			out[len(out)-1].To = period.To
		default:
			out = append(out, period)
		}
	}
	return out
}

// periodName names a stretch of whole periods: 2025-08, or 2025-08 to 2025-10.
func periodName(step archive.Step, r schema.Range) diag.Message {
	last := r.To.AddDate(0, 0, -1)
	layout := time.DateOnly
	switch step {
	case archive.Monthly, archive.Quarterly:
		layout = "2006-01"
	case archive.Yearly:
		layout = "2006"
	}
	a, b := r.From.Format(layout), last.Format(layout)
	if a == b {
		return diag.Plain(a)
	}
	return say("%s 至 %s", "%s 至 %s", "%s to %s", a, b)
}

// cadenceMissed looks at what the units owe (archive.Model.Duties).
func cadenceMissed(p *pass) {
	doc := p.registerOfUnits()
	if doc == nil {
		return
	}
	unread := p.unread.days(p.a.Config.Zone, "meeting", "minutes") // whose they are nobody knows
	for _, d := range p.a.Duties() {
		if d.Exempt {
			continue
		}
		days := slices.Clone(unread)
		for _, r := range d.Held {
			days = append(days, r.At().Time)
		}
		slices.SortFunc(days, time.Time.Compare)
		for _, gap := range missed(d.Step, d.From, d.To, days) {
			p.reportDoc(doc, d.Unit.At, say("%s在 %s 没有%s的记录", "%s在 %s 沒有%s的記錄", "%s: no %[3]s on record for %[2]s", d.Unit.Name, periodName(d.Step, gap), d.Kind.Label),
				say("开过的补录纪要；不作要求的单位在登记表里写 exempt: true", "開過的補錄紀要；不作要求的單位在登記表裡寫 exempt: true", "file its minutes if it was held; a unit not bound by this has exempt: true in the register"))
		}
	}
}

// registerOfUnits is the file that lists the units, nil if it is not there.
func (p *pass) registerOfUnits() *source.Document {
	file := p.a.Schema.Register("units").File
	i := slices.IndexFunc(p.a.Documents, func(d *source.Document) bool { return d.Path == file })
	if i < 0 {
		return nil
	}
	return p.a.Documents[i]
}

func planMissed(p *pass) {
	for _, row := range p.a.PlanRows() {
		if row.By != nil && !p.unread.names(row.By.Text) {
			p.planRow(row)
		}
	}
}

func (p *pass) planRow(row *archive.PlanRow) {
	var days []time.Time
	for _, f := range row.Records {
		days = append(days, f.Day)
	}
	to := row.Period.To
	if p.a.Now.Before(to) {
		to = p.a.Now
	}
	by := row.By
	hint := say("补录，或改这一行的频率；“%s”须是系列名、类型、报告类型或标签", "補錄，或改這一行的頻率；「%s」須是系列名、類型、報告類型或標籤", "file them or change the frequency; %q must be a series, a type, a kind of report or a tag", by.Text)
	step, each, recurs := row.Frequency()
	if !recurs {
		i, _ := slices.BinarySearchFunc(days, row.Period.From, time.Time.Compare)
		if row.Values.Choice("frequency") == "once" && to.Equal(row.Period.To) && (i == len(days) || !days[i].Before(to)) {
			p.report(row.Plan, by.Span, say("计划期内没有“%s”的记录", "計劃期內沒有「%s」的記錄", "nothing is on record for %q in the time of the plan", by.Text), hint)
		}
		return
	}
	var gaps []diag.Text
	for _, gap := range missed(step, row.Period.From, to, days) {
		if p.periods(step, gap) >= each {
			m := periodName(step, gap)
			gaps = append(gaps, diag.Text{CN: m.In(diag.ZhCN), TW: m.In(diag.ZhTW), EN: m.In(diag.En)})
		}
	}
	if len(gaps) > 0 {
		p.report(row.Plan, by.Span, say("“%s”%s，但这些时间没有记录：%s", "「%s」%s，但這些時間沒有記錄：%s", "%q (%s): nothing is on record for %s", by.Text, row.Values.Get("frequency").Choice().Label, gaps), hint)
	}
}

// periods counts the periods of a run that have a working day.
func (p *pass) periods(step archive.Step, run schema.Range) int {
	n := 0
	for period := range step.Whole(run.From, run.To) {
		if p.a.Calendar.HasWorkday(period) {
			n++
		}
	}
	return n
}

func planPhaseOrder(p *pass, r *archive.Record) {
	whole := r.Values.Period("period")
	var last schema.Moment
	for _, x := range r.Values.Items("phases") {
		from, to := x.Object().Moment("from"), x.Object().Moment("to")
		name := x.Object().Text("phase")
		switch {
		case from.IsZero() || to.IsZero():
			continue
		case to.Before(from.Time):
			p.report(r, x.Object().Get("to").Span, say("阶段“%s”在 %s 结束，早于开始 %s", "階段「%s」在 %s 結束，早於開始 %s", "phase %q ends on %s, before it starts on %s", name, to, from), say("核对两个日期", "核對兩個日期", "check both dates"))
		case from.Before(last.Time):
			p.report(r, x.Object().Get("from").Span, say("阶段“%s”（%s）排在 %s 开始的阶段之后", "階段「%s」（%s）排在 %s 開始的階段之後", "phase %q (%s) stands behind one that starts on %s", name, from, last), say("按开始的先后排列", "按開始的先後排列", "put the phases in order of their start"))
		case !whole.From.IsZero() && (from.Before(whole.From) || to.End().After(whole.To)):
			p.report(r, x.Object().Get("from").Span, say("阶段“%s”（%s 至 %s）超出计划期间", "階段「%s」（%s 至 %s）超出計劃期間", "phase %q (%s to %s) runs out of the plan's period", name, from, to), say("改阶段的起止，或改计划的 period", "改階段的起訖，或改計劃的 period", "change the phase or the plan's period"))
		}
		if from.After(last.Time) {
			last = from
		}
	}
}

// reportRow is a periodical report in the row of those of its unit, project and
// kind.
type reportRow struct {
	unit    *archive.Unit
	project *archive.Project
	kind    string
}

// eachReport calls f for every report and the one of its row before it.
func eachReport(a *archive.Archive, kinds []string, f func(r, prev *archive.Record, period, before schema.Range)) {
	rows := map[reportRow][]*archive.Record{}
	var order []reportRow
	for _, r := range a.Records {
		kind, period := r.Values.Choice("kind"), r.Values.Period("period")
		if r.Type.Name != "report" || r.Unit == nil || !slices.Contains(kinds, kind) || period.From.IsZero() {
			continue
		}
		k := reportRow{unit: r.Unit.Unit, kind: kind}
		if r.Project != nil {
			k.project = r.Project.Project
		}
		if rows[k] == nil {
			order = append(order, k)
		}
		rows[k] = append(rows[k], r)
	}
	of := func(r *archive.Record) schema.Range { return r.Values.Period("period") }
	for _, k := range order {
		row := rows[k]
		slices.SortStableFunc(row, func(x, y *archive.Record) int {
			return cmp.Or(of(x).From.Compare(of(y).From), of(x).To.Compare(of(y).To))
		})
		for i := 1; i < len(row); i++ {
			f(row[i], row[i-1], of(row[i]), of(row[i-1]))
		}
	}
}

func reportPeriodGap(p *pass) {
	unread := p.unread.days(p.a.Config.Zone, "report")
	eachReport(p.a, []string{"weekly", "monthly"}, func(r, prev *archive.Record, period, before schema.Range) {
		if slices.ContainsFunc(unread, func(day time.Time) bool { return !day.Before(before.To) && !day.After(r.Date.Time) }) {
			return // it may be the one that is missing
		}
		step := map[string]archive.Step{"weekly": archive.Weekly, "monthly": archive.Monthly}[r.Values.Choice("kind")]
		for _, gap := range missed(step, before.To, period.From, nil) {
			if p.a.Calendar.HasWorkday(gap) {
				p.reportKey(r, "period", say("与上一期（%s）之间缺 %s 的报告", "與上一期（%s）之間缺 %s 的報告", "between this and the last one (%s), the report for %s is missing", prev.ID, periodName(step, gap)),
					say("补写所缺的报告，或改正期间", "補寫所缺的報告，或改正期間", "write what is missing, or mend the period"))
			}
		}
	})
}

func reportDuplicatePeriod(p *pass) {
	eachReport(p.a, []string{"weekly", "monthly", "stage"}, func(r, prev *archive.Record, period, before schema.Range) {
		if period != before || slices.Contains(r.Supersedes, prev) || slices.Contains(prev.Supersedes, r) {
			return
		}
		p.reportKey(r, "period", say("这一期已有报告：%s", "這一期已有報告：%s", "there is a report for this period already: %s", prev.ID),
			say("合成一份，或用 supersedes 替代旧的", "合成一份，或用 supersedes 取代舊的", "make one of them, or let it supersede the old one"))
	})
}
