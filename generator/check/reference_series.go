package check

import (
	"slices"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Rules about how meetings, their minutes and the meetings of a series hang
// together.
var seriesRules = []*Rule{
	{
		ID: "meeting-minutes-mismatch", Group: References, Severity: diag.Error,
		Title:  t("纪要写的会议日期和类型与会议记录一致", "紀要寫的會議日期和類型與會議記錄一致", "minutes agree with the meeting record on the day and kind"),
		Why:    t("两份记录各说各的，统计不知道信哪一份", "兩份記錄各說各的，統計不知道信哪一份", "when the two disagree nobody knows which one to count"),
		Bad:    Example{Of: "2025-06-15-kickoff-minutes", Front: "kind: 周例会"},
		Good:   Example{Of: "2025-06-15-kickoff-minutes", Front: "start: 2025-06-15 14:40\nend: 2025-06-15 16:05"},
		record: meetingMinutesMismatch,
	},
	{
		ID: "meeting-two-minutes", Group: References, Severity: diag.Warning,
		Title:  t("一次会议只有一份纪要", "一次會議只有一份紀要", "a meeting has one set of minutes"),
		Why:    t("两份纪要并存，不知道以哪份为准", "兩份紀要並存，不知道以哪份為準", "of two sets nobody knows which one counts"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "start:\nend:\nkind:\nseries:\nnumber:\nlocation:\nchair:\nexpected:\ndate: 2025-06-15\nmeeting: 2025-06-15-kickoff\npresent: 王芳、张敏、刘洋\nabsent: [{person: 周凯, kind: 请假, reason: 参加市里防汛会议}]\npublished_at: 2025-06-15 22:00", Path: "minutes/2025/2025-06-15-second.md"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "related: 2025-06-15-kickoff"},
		record: meetingTwoMinutes,
	},
	{
		ID: "series-number", Group: References, Severity: diag.Error,
		Title:   t("同一系列的届次逐次增加", "同一系列的屆次逐次增加", "numbers in a series go up"),
		Why:     t("届次重复或倒退，引用“第几次”就会指错", "屆次重複或倒退，引用「第幾次」就會指錯", "with a number twice or going back, “the third meeting” means the wrong one"),
		Bad:     Example{Of: "2025-07-10-weekly", Front: "number: 1"},
		Good:    Example{Of: "2025-07-10-weekly", Front: "series: 选课保障例会\nnumber: 1"},
		archive: seriesNumber,
	},
	{
		ID: "series-gap", Group: References, Severity: diag.Warning,
		Title:   t("同一系列的届次没有跳号", "同一系列的屆次沒有跳號", "no number of a series is missing"),
		Why:     t("跳号往往是有一次会议没有入档", "跳號往往是有一次會議沒有入檔", "a hole mostly means that a meeting was not filed"),
		Bad:     Example{Of: "2025-07-10-weekly", Front: "number: 4"},
		Good:    Example{Of: "2025-07-10-weekly", Front: "series: 选课保障例会\nnumber: 4"},
		archive: seriesGap,
	},
	{
		ID: "next-meeting", Group: References, Severity: diag.Error,
		Title:  t("预告的下次会议在本次之后", "預告的下次會議在本次之後", "the next meeting announced is after this one"),
		Why:    t("日历和提醒按预告的时间发出", "日曆和提醒按預告的時間發出", "calendars and reminders go by the time announced"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "next_meeting: {start: 2025-07-01 09:00}"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "next_meeting: {start: 2025-07-10 14:00}"},
		record: nextMeeting,
	},
	{
		ID: "next-meeting-moved", Group: References, Severity: diag.Warning,
		Title:  t("下一次会议在预告的那天召开", "下一次會議在預告的那天召開", "the next meeting of a series takes place on the day announced"),
		Why:    t("日期变了而没有另行通知，会有人白跑一趟", "日期變了而沒有另行通知，會有人白跑一趟", "people who were not told of a new day come for nothing"),
		Bad:    Example{Of: "2025-06-15-kickoff-minutes", Front: "next_meeting: {start: 2025-07-03 09:00}"},
		Good:   Example{Of: "2025-06-15-kickoff-minutes", Front: "next_meeting: {start: 2025-07-10 15:00}"},
		record: nextMeetingMoved,
	},
}

func meetingMinutesMismatch(p *pass, r *archive.Record) {
	if r.MeetingOf == nil || r.MeetingOf.Meeting == nil {
		return
	}
	m := r.MeetingOf.Meeting
	if own := r.Values.Moment("start"); !own.IsZero() && !m.Start.IsZero() && !sameDay(own, m.Start) {
		p.reportKey(r, "start", say("纪要写 %s 开会，会议记录写 %s", "紀要寫 %s 開會，會議記錄寫 %s", "the minutes say the meeting was on %s, the meeting record says %s", own, m.Start),
			say("改正其中一处；会议改期的，改会议记录", "改正其中一處；會議改期的，改會議記錄", "mend one of them; if the meeting was moved, mend its record"))
	}
	own := p.a.Schema.MeetingKind(r.Values.Text("kind"))
	if own != nil && m.Kind != nil && own != m.Kind {
		p.reportKey(r, "kind", say("纪要写的是%s，会议记录写的是%s", "紀要寫的是%s，會議記錄寫的是%s", "the minutes are of a %s, the meeting record of a %s", own.Label, m.Kind.Label),
			say("删去纪要里的这一行，会从会议记录继承", "刪去紀要裡的這一行，會從會議記錄繼承", "remove the line: minutes inherit it from the meeting"))
	}
}

func sameDay(a, b schema.Moment) bool {
	ay, am, ad := a.Date()
	by, bm, bd := b.Date()
	return ay == by && am == bm && ad == bd
}

func meetingTwoMinutes(p *pass, r *archive.Record) {
	if r.MeetingOf == nil {
		return
	}
	first := r.MeetingOf.Minutes[0]
	if first != r && !slices.Contains(r.Supersedes, first) && !slices.Contains(first.Supersedes, r) {
		p.reportKey(r, "meeting", say("“%s”已有一份纪要：%s", "「%s」已有一份紀要：%s", "%q already has minutes: %s", r.MeetingOf.Title, first.ID),
			say("合成一份；替代旧的那份时写 supersedes", "合成一份；取代舊的那份時寫 supersedes", "make one of them, or say which one supersedes the other"))
	}
}

// eachNumbered calls f for every record that numbers itself and the numbered
// record of its series and type before it. A number that starts again at 1 in a
// new year starts a new run.
func eachNumbered(a *archive.Archive, f func(r, prev *archive.Record)) {
	last := map[[2]string]*archive.Record{}
	for _, r := range a.Records {
		if r.Series == "" || r.Number == 0 {
			continue
		}
		k := [2]string{r.Series, r.Type.Name}
		prev := last[k]
		last[k] = r
		newRun := prev != nil && r.Number == 1 && r.Date.Year() > prev.Date.Year()
		if prev != nil && !newRun && r.Values.Get("number") != nil && !slices.Contains(r.Supersedes, prev) {
			f(r, prev)
		}
	}
}

func seriesNumber(p *pass) {
	eachNumbered(p.a, func(r, prev *archive.Record) {
		if r.Number <= prev.Number {
			p.reportKey(r, "number", say("“%s”第 %d 次之前已有第 %d 次（%s）", "「%s」第 %d 次之前已有第 %d 次（%s）", "number %[2]d of %[1]q comes after number %[3]d (%[4]s)", r.Series, r.Number, prev.Number, prev.ID),
				say("上一次是第 %d 次，这一次应是第 %d 次", "上一次是第 %d 次，這一次應是第 %d 次", "the last was number %d, so this is number %d", prev.Number, prev.Number+1))
		}
	})
}

func seriesGap(p *pass) {
	eachNumbered(p.a, func(r, prev *archive.Record) {
		if r.Number > prev.Number+1 && !p.unread.names(r.Series) {
			p.reportKey(r, "number", say("“%s”第 %d 次与第 %d 次之间缺 %d 次", "「%s」第 %d 次與第 %d 次之間缺 %d 次", "%q: between numbers %d and %d, %d missing", r.Series, prev.Number, r.Number, r.Number-prev.Number-1),
				say("补上缺的记录，或改正届次", "補上缺的記錄，或改正屆次", "file what is missing, or mend the number"))
		}
	})
}

// announced is when the next meeting is to be, and where the record says so.
func announced(r *archive.Record) (schema.Moment, diag.Span) {
	if v := r.Values.Get("next_meeting"); v != nil {
		if s := v.Object().Get("start"); s != nil {
			return s.Time(), s.Span
		}
	}
	return schema.Moment{}, diag.Span{}
}

func nextMeeting(p *pass, r *archive.Record) {
	next, at := announced(r)
	if next.IsZero() || r.At().IsZero() || next.End().After(r.At().Time) {
		return
	}
	p.report(r, at, say("下次会议 %s 不在本次（%s）之后", "下次會議 %s 不在本次（%s）之後", "the next meeting, %s, is not after this one (%s)", next, r.At()),
		say("核对年份和日期", "核對年份和日期", "check the year and the day"))
}

func nextMeetingMoved(p *pass, r *archive.Record) {
	next, at := announced(r)
	if next.IsZero() || r.Next == nil || r.Next.At().IsZero() || sameDay(next, r.Next.At()) {
		return
	}
	p.report(r, at, say("预告 %s 开会，下一次实际在 %s（%s）", "預告 %s 開會，下一次實際在 %s（%s）", "the next meeting was announced for %s, but took place on %s (%s)", next, r.Next.At(), r.Next.ID),
		say("如已改期并通知，可在下一次的纪要里说明", "如已改期並通知，可在下一次的紀要裡說明", "if people were told, say so in the next minutes"))
}
