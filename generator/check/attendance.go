package check

import (
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// The rules of attendance compare lists of names. Where a name of the lists is
// not known, that is its own finding and nothing is compared: a misspelt name
// would make somebody missing and somebody else too many.
var attendanceRules = []*Rule{
	{
		ID: "attendance-sum", Group: Attendance, Severity: diag.Error,
		Title:  t("出席加缺席等于应到", "出席加缺席等於應到", "present and absent together are those expected"),
		Why:    t("每个应到的人要么到会，要么有缺席的原因", "每個應到的人要麼到會，要麼有缺席的原因", "everybody expected was there, or there is a reason why not"),
		Bad:    Example{Of: "2025-06-15-kickoff-minutes", Front: "absent:"},
		Good:   Example{Of: "2025-06-15-kickoff-minutes", Front: "absent:\npresent: 王芳、zhang-min、周凯、刘洋"},
		record: attendanceSum,
	},
	{
		ID: "attendance-both", Group: Attendance, Severity: diag.Error,
		Title:  t("同一人不能既出席又缺席", "同一人不能既出席又缺席", "nobody is both present and absent"),
		Why:    t("两处相反，必有一处写错", "兩處相反，必有一處寫錯", "one of the two is wrong"),
		Bad:    Example{Of: "2025-06-15-kickoff-minutes", Front: "present: 王芳、张敏、刘洋、周凯"},
		Good:   Example{Of: "2025-06-15-kickoff-minutes", Front: "expected: 王芳、张敏、刘洋、周凯、li-wei-hq\npresent: 王芳、张敏、刘洋、li-wei-hq"},
		record: attendanceBoth,
	},
	{
		ID: "attendance-twice", Group: Attendance, Severity: diag.Error,
		Title:  t("一份名单里每人只写一次", "一份名單裡每人只寫一次", "a list names everybody once"),
		Why:    t("重复的名字会被多算一次", "重複的名字會被多算一次", "a name written twice is counted twice"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "present: 王芳、张敏、刘洋、zhang-min"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（后勤）、李伟（信息中心）"},
		record: attendanceTwice,
	},
	{
		ID: "attendance-unexpected", Group: Attendance, Severity: diag.Warning,
		Title:  t("出席的人在应到或列席之中", "出席的人在應到或列席之中", "everybody present was expected or invited"),
		Why:    t("出席率按应到人数计算，列席者不计", "出席率按應到人數計算，列席者不計", "attendance is measured against those expected; guests do not count"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "present: 王芳、张敏、刘洋、陈静"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "present: 王芳、张敏、刘洋、陈静\ninvited: 信息中心"},
		record: attendanceUnexpected,
	},
	{
		ID: "proxy-present", Group: Attendance, Severity: diag.Error,
		Title:  t("代理人到会", "代理人到會", "a proxy is present"),
		Why:    t("没到会的人不能代表别人", "沒到會的人不能代表別人", "who is not there cannot stand in for anybody"),
		Bad:    Example{Of: "2025-06-15-kickoff-minutes", Front: "absent:\n  - {person: 周凯, kind: 请假, reason: 参加市里防汛会议, proxy: 李伟（后勤）}"},
		Good:   Example{Of: "2025-06-15-kickoff-minutes", Front: "present: 王芳、张敏、刘洋、李伟（后勤）\nabsent:\n  - {person: 周凯, kind: 请假, reason: 参加市里防汛会议, proxy: 李伟（后勤）}"},
		record: proxyPresent,
	},
	{
		ID: "chair-present", Group: Attendance, Severity: diag.Error,
		Title:  t("主持人到会", "主持人到會", "the chair is present"),
		Why:    t("没到会的人不能主持会议", "沒到會的人不能主持會議", "who is not there cannot chair the meeting"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "chair: 陈静"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "chair: 张敏"},
		record: chairPresent,
	},
	{
		ID: "recorder-present", Group: Attendance, Severity: diag.Warning,
		Title:  t("记录人到会", "記錄人到會", "the recorder is present"),
		Why:    t("没到会的人只能转述", "沒到會的人只能轉述", "who is not there can only report at second hand"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "recorder: 陈静"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "recorder: 陈静\npresent: 王芳、张敏、刘洋、陈静\ninvited: 陈静"},
		record: recorderPresent,
	},
	{
		ID: "quorum", Group: Attendance, Severity: diag.Error,
		Title:  t("到会人数达到法定人数才能作出决议", "到會人數達到法定人數才能作出決議", "a meeting decides only with a quorum"),
		Why:    t("党支部的会议，有表决权的人到会须达到规定的比例；人数不足时作出的决议无效", "黨支部的會議，有表決權的人到會須達到規定的比例；人數不足時作出的決議無效", "in a Party branch a share of those who may vote must be there; without it a decision is void"),
		Bad:    Example{Of: "2025-08-28-branch", Front: "present: 王芳\nrecorder: 王芳\nreviewer: 张敏\nabsent:\n  - {person: 张敏, kind: 请假, reason: 参加省里培训}\n  - {person: 陈静, kind: 请假, reason: 机房值守}\nconfirmations:\n  - {person: 张敏, role: 审核人, verdict: 同意, at: 2025-08-29 09:00}\n  - {person: 陈静, role: 责任人, verdict: 同意, at: 2025-08-29 10:00}", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18，表决：同意 1 反对 0 弃权 0\n\n"},
		Good:   Example{Of: "2025-08-28-branch", Front: "present: 王芳、张敏\nabsent:\n  - {person: 陈静, kind: 请假, reason: 机房值守}", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18，表决：同意 2 反对 0 弃权 0\n\n"},
		record: quorum,
	},
	{
		ID: "votes-sum", Group: Attendance, Severity: diag.Error,
		Title:  t("票数之和等于到会有表决权的人数", "票數之和等於到會有表決權的人數", "the votes add up to those present and entitled"),
		Why:    t("票数对不上，表决结果就不可信", "票數對不上，表決結果就不可信", "if the votes do not add up the result cannot be trusted"),
		Bad:    Example{Of: "2025-08-28-branch", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18，表决：同意 4 反对 0 弃权 0\n\n"},
		Good:   Example{Of: "2025-08-28-branch", Front: "invited: 刘洋\npresent: 王芳、张敏、陈静、刘洋", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18，表决：同意 2 票，反对 1 票，弃权 0 票\n\n"},
		record: votesSum,
	},
	{
		ID: "votes-approval", Group: Attendance, Severity: diag.Error,
		Title:  t("通过的决议，赞成票超过应到人数的规定比例", "通過的決議，贊成票超過應到人數的規定比例", "an adopted decision has the votes it needs"),
		Why:    t("支部的表决，赞成人数须超过应到会有表决权党员的半数，不是到会人数的半数", "支部的表決，贊成人數須超過應到會有表決權黨員的半數，不是到會人數的半數", "in a Party branch a motion needs more than half of those expected who may vote, not of those present"),
		Bad:    Example{Of: "2025-08-28-branch", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18，表决：同意 1 反对 1 弃权 1\n\n"},
		Good:   Example{Of: "2025-08-28-branch", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18，状态：提议，表决：同意 1 反对 1 弃权 1\n\n"},
		record: votesApproval,
	},
	{
		ID: "votes-missing", Group: Attendance, Severity: diag.Warning,
		Title:  t("要表决的会议，决议写明票数", "要表決的會議，決議寫明票數", "a decision that needs a vote says how it went"),
		Why:    t("没有票数，看不出决议是否有效", "沒有票數，看不出決議是否有效", "without the votes nobody can tell whether the decision is valid"),
		Bad:    Example{Of: "2025-08-28-branch", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18\n\n"},
		Good:   Example{Of: "2025-08-28-branch", Front: "kind: 主题党日", Body: "## 决议事项\n\n1. 九月主题党日定在 9 月 18 日 责任人：陈静，完成时间：2025-09-18\n\n"},
		record: votesMissing,
	},
}

// identity tells one person, unit or outsider from another.
type identity any

func identify(m *archive.Mention) identity {
	switch {
	case m.Person != nil:
		return m.Person
	case m.Unit != nil:
		return m.Unit
	}
	return strings.ToLower(m.Text)
}

func resolved(m *archive.Mention) bool {
	return m.Problem != archive.Unknown && m.Problem != archive.Ambiguous
}

// roll is who was to come to a meeting and who came, with every name known.
type roll struct {
	*archive.Meeting
	expected, present, absent, invited, proxies map[identity]bool
}

// roll is that of a record, called once for all rules that ask.
func (p *pass) roll(r *archive.Record) *roll {
	if p.rolled != r {
		p.rolled, p.lastRoll = r, rollOf(r)
	}
	return p.lastRoll
}

// rollOf returns nil for a record that says nobody was present, or has a name
// that is not known.
func rollOf(r *archive.Record) *roll {
	m := r.Meeting
	if m == nil || len(m.Present) == 0 || len(m.Expected) == 0 {
		return nil
	}
	out := &roll{Meeting: m, absent: map[identity]bool{}, proxies: map[identity]bool{}}
	ok := true
	set := func(ms []*archive.Mention) map[identity]bool {
		s := make(map[identity]bool, len(ms))
		for _, x := range ms {
			ok = ok && resolved(x)
			s[identify(x)] = true
		}
		return s
	}
	out.expected, out.present, out.invited = set(m.Expected), set(m.Present), set(m.Invited)
	for _, a := range m.Absent {
		if a.Person == nil || !resolved(a.Person) {
			return nil
		}
		out.absent[identify(a.Person)] = true
		if a.Proxy != nil {
			out.proxies[identify(a.Proxy)] = true
		}
	}
	if !ok {
		return nil
	}
	return out
}

func attendanceSum(p *pass, r *archive.Record) {
	l := p.roll(r)
	if l == nil {
		return
	}
	var missing []diag.Text
	for _, m := range l.Expected {
		if k := identify(m); !l.present[k] && !l.absent[k] {
			missing = append(missing, same(m.Name()))
		}
	}
	if len(missing) > 0 {
		p.reportKey(r, "present", say("应到 %d 人，出席和缺席里都没有写到：%s", "應到 %d 人，出席和缺席裡都沒有寫到：%s", "%d expected, but neither present nor absent: %s", len(l.expected), missing),
			say("到会的写进“出席”，没到的写进“缺席”并注明原因", "到會的寫進「出席」，沒到的寫進「缺席」並註明原因", "put them under present, or under absent with the reason"))
	}
	for _, a := range l.Absent {
		if !l.expected[identify(a.Person)] {
			p.report(r, a.Person.Span, say("%s缺席，但不在应到之中", "%s缺席，但不在應到之中", "%s is absent but was not expected", a.Person.Name()),
				say("写进“应到”，或从“缺席”里删去", "寫進「應到」，或從「缺席」裡刪去", "add them to those expected, or take them off the absent"))
		}
	}
}

func attendanceBoth(p *pass, r *archive.Record) {
	if r.Meeting == nil {
		return
	}
	present := map[identity]bool{}
	for _, m := range r.Meeting.Present {
		present[identify(m)] = true
	}
	for _, a := range r.Meeting.Absent {
		if a.Person != nil && resolved(a.Person) && present[identify(a.Person)] {
			p.report(r, a.Person.Span, say("%s既写在出席里，又写在缺席里", "%s既寫在出席裡，又寫在缺席裡", "%s is listed both as present and as absent", a.Person.Name()),
				say("删去其中一处", "刪去其中一處", "remove one of the two"))
		}
	}
}

// attendanceTwice looks at every list of names of the front matter.
func attendanceTwice(p *pass, r *archive.Record) {
	for _, v := range r.Values.All() {
		if len(v.Items()) < 2 {
			continue
		}
		seen := map[identity]bool{}
		for _, item := range v.Items() {
			who := item
			if item.Object() != nil && v.Field.Name == "absent" {
				who = item.Object().Get("person")
			}
			m := r.Mention(who)
			if m == nil || !resolved(m) {
				continue
			}
			if k := identify(m); seen[k] {
				p.report(r, m.Span, say("“%s”里已有%s", "「%s」裡已有%s", "%s already lists %s", label(r, v.Field.Name), m.Name()), say("删去重复的", "刪去重複的", "remove the repetition"))
			} else {
				seen[k] = true
			}
		}
	}
}

func attendanceUnexpected(p *pass, r *archive.Record) {
	l := p.roll(r)
	if l == nil {
		return
	}
	for _, m := range l.Present {
		k := identify(m)
		if l.expected[k] || l.invited[k] || l.proxies[k] || p.sentBy(m.Person, l.Invited, r.At()) {
			continue
		}
		p.report(r, m.Span, say("%s出席了，但不在应到和列席之中", "%s出席了，但不在應到和列席之中", "%s was present but neither expected nor invited", m.Name()),
			say("列入“列席”（不计出席率），或列入“应到”", "列入「列席」（不計出席率），或列入「應到」", "list them as invited, which does not count, or as expected"))
	}
}

// sentBy reports whether a person belongs to one of the units invited.
func (p *pass) sentBy(x *archive.Person, invited []*archive.Mention, day schema.Moment) bool {
	return x != nil && slices.ContainsFunc(invited, func(m *archive.Mention) bool {
		return m.Unit != nil && p.belongs(x, m.Unit, day)
	})
}

// belongs reports whether a person holds a post in a unit or below it on a day.
func (p *pass) belongs(x *archive.Person, u *archive.Unit, day schema.Moment) bool {
	return slices.ContainsFunc(p.a.Roles(x), func(role archive.Role) bool {
		return role.Unit.Within(u) && lasts(role.From, role.To, day.Time)
	})
}

func proxyPresent(p *pass, r *archive.Record) {
	l := p.roll(r)
	if l == nil {
		return
	}
	for _, a := range l.Absent {
		if a.Proxy != nil && resolved(a.Proxy) && !l.present[identify(a.Proxy)] {
			p.report(r, a.Proxy.Span, say("%s代理%s，但没有到会", "%s代理%s，但沒有到會", "%s stands in for %s but is not present", a.Proxy.Name(), a.Person.Name()),
				say("把代理人写进“出席”，或删去代理", "把代理人寫進「出席」，或刪去代理", "list the proxy as present, or remove the proxy"))
		}
	}
}

func chairPresent(p *pass, r *archive.Record) {
	if l := p.roll(r); l != nil {
		p.officer(r, l, l.Chair, t("主持人", "主持人", "chair"))
	}
}

func recorderPresent(p *pass, r *archive.Record) {
	if l := p.roll(r); l != nil {
		p.officer(r, l, l.Recorder, t("记录人", "記錄人", "recorder"))
	}
}

// officer reports a chair or recorder who was not there. A name inherited from
// the meeting record is shown where the minutes list those present.
func (p *pass) officer(r *archive.Record, l *roll, m *archive.Mention, role diag.Text) {
	if m == nil || !resolved(m) || l.present[identify(m)] {
		return
	}
	span := keySpan(r, "present")
	if slices.Contains(r.Mentions, m) {
		span = m.Span
	}
	p.report(r, span, say("%s%s不在出席之中", "%s%s不在出席之中", "the %s, %s, is not among those present", role, m.Name()),
		say("写实际的%s，或把本人写进“出席”", "寫實際的%s，或把本人寫進「出席」", "name the actual %s, or list them as present", role))
}

// voters are those who may vote in a meeting: how many were expected, and how
// many of them came. They are the people with a vote in the record's unit; where
// none of them has one there, everybody expected.
func (l *roll) voters(r *archive.Record) (expected, present int) {
	may := map[identity]bool{}
	if r.Unit != nil && r.Unit.Unit != nil {
		for k := range l.expected {
			if x, ok := k.(*archive.Person); ok && x.VotingIn(r.Unit.Unit, r.At().Time) {
				may[k] = true
			}
		}
	}
	if len(may) == 0 {
		may = l.expected
	}
	for k := range may {
		if l.present[k] {
			present++
		}
	}
	return len(may), present
}

func adopted(d *archive.Decision) bool {
	return d.Status == archive.Adopted || d.Status == archive.Superseded
}

// hasQuorum is true for a kind of meeting that asks for none.
func (l *roll) hasQuorum(r *archive.Record) bool {
	if l.Kind == nil || l.Kind.Quorum.Den == 0 {
		return true
	}
	expected, present := l.voters(r)
	return present*l.Kind.Quorum.Den >= expected*l.Kind.Quorum.Num
}

// quorum is an error where something was decided; a meeting that was not quorate
// and decided nothing is a fact, and a warning.
func quorum(p *pass, r *archive.Record) {
	l := p.roll(r)
	if l == nil || l.hasQuorum(r) {
		return
	}
	expected, present := l.voters(r)
	share := l.Kind.Quorum
	f := p.reportKey(r, "present", say("应到有表决权的 %d 人，到会 %d 人，不足 %d/%d", "應到有表決權的 %d 人，到會 %d 人，不足 %d/%d", "%d who may vote were expected and %d came, fewer than %d/%d", expected, present, share.Num, share.Den),
		say("改期重开；已写的决议改为“状态：提议”", "改期重開；已寫的決議改為「狀態：提議」", "hold it again; mark what was decided as proposed"))
	if !slices.ContainsFunc(r.Decisions, adopted) {
		f.Severity = diag.Warning
	}
}

// votesSum lets a proxy vote or not: rules differ.
func votesSum(p *pass, r *archive.Record) {
	l := p.roll(r)
	if l == nil {
		return
	}
	_, present := l.voters(r)
	for _, d := range r.Decisions {
		if d.Votes == nil {
			continue
		}
		sum := d.Votes.For + d.Votes.Against + d.Votes.Abstain
		if sum < present || sum > present+len(l.proxies) {
			p.report(r, d.Votes.Span, say("票数合计 %d，到会有表决权的有 %d 人", "票數合計 %d，到會有表決權的有 %d 人", "%d votes, but %d present may vote", sum, present),
				say("核对票数和出席名单；列席者没有表决权", "核對票數和出席名單；列席者沒有表決權", "check the votes and who was there; guests have no vote"))
		}
	}
}

func votesApproval(p *pass, r *archive.Record) {
	l := p.roll(r)
	if l == nil || l.Kind == nil || l.Kind.Approval.Den == 0 || !l.hasQuorum(r) {
		return
	}
	expected, _ := l.voters(r)
	share := l.Kind.Approval
	for _, d := range r.Decisions {
		if adopted(d) && d.Votes != nil && d.Votes.For*share.Den <= expected*share.Num {
			p.report(r, d.Votes.Span, say("同意 %d 票，没有超过应到 %d 人的 %d/%d，决议不成立", "同意 %d 票，沒有超過應到 %d 人的 %d/%d，決議不成立", "%d votes for, not more than %[3]d/%[4]d of the %[2]d expected: the motion is lost", d.Votes.For, expected, share.Num, share.Den),
				say("在这项决议后写“状态：提议”，或核对票数", "在這項決議後寫「狀態：提議」，或核對票數", "mark the decision as proposed, or check the votes"))
		}
	}
}

func votesMissing(p *pass, r *archive.Record) {
	if r.Meeting == nil || r.Meeting.Kind == nil || r.Meeting.Kind.Approval.Den == 0 {
		return
	}
	for _, d := range r.Decisions {
		if adopted(d) && d.Votes == nil {
			p.report(r, d.Span, say("%s的决议没有写表决结果", "%s的決議沒有寫表決結果", "a decision of a %s without its votes", r.Meeting.Kind.Label),
				say("在决议后写：表决：同意 7 反对 0 弃权 1", "在決議後寫：表決：同意 7 反對 0 棄權 1", "add: votes: for 7 against 0 abstain 1"))
		}
	}
}
