package check

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Names are resolved as of the day of the record (or of the line, where it has a
// date of its own); these rules say what came of it. References between records
// stand in reference_record.go, those between meetings in reference_series.go.
var referenceRules = slices.Concat(nameRules, recordReferenceRules, seriesRules)

var nameRules = []*Rule{
	{
		ID: "person-unknown", Group: References, Severity: diag.Error,
		Title:  t("人名须在人员登记表中", "人名須在人員登記表中", "every person is in the register of people"),
		Why:    t("查不到的人无法签字、催办和统计", "查不到的人無法簽字、催辦和統計", "nobody can sign for, remind or count a person who is not known"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "reviewer: 王苦"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "reviewer: wang-fang"},
		record: personUnknown,
	},
	{
		ID: "person-ambiguous", Group: References, Severity: diag.Error,
		Title:  t("同名的人或单位须写明是哪一个", "同名的人或單位須寫明是哪一個", "a name shared by several says which one is meant"),
		Why:    t("同名时系统不猜；猜错会把责任记到别人头上", "同名時系統不猜；猜錯會把責任記到別人頭上", "a wrong guess would make somebody else answerable"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、li-wei-hq"},
		record: nameAmbiguous,
	},
	{
		ID: "person-inactive", Group: References, Severity: diag.Error,
		Title:  t("写到的人当时在任", "寫到的人當時在任", "the people named held a post at the time"),
		Why:    t("五月离职的人不能承担六月的事；人名按记录的日期解释", "五月離職的人不能承擔六月的事；人名按記錄的日期解釋", "someone who left in May cannot own an action of June; names are read as of the record's date"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（后勤）、赵磊"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（后勤）、陈静"},
		record: personInactive,
	},
	{
		ID: "unit-unknown", Group: References, Severity: diag.Error,
		Title:  t("单位须在单位登记表中", "單位須在單位登記表中", "every unit is in the register of units"),
		Why:    t("查不到的单位进不了统计，也无法判断谁可以看", "查不到的單位進不了統計，也無法判斷誰可以看", "an unknown unit is missing from every figure, and who belongs to it cannot be told"),
		Bad:    Example{Of: "seating", Front: "unit: 后勤外"},
		Good:   Example{Of: "seating", Front: "unit: 后勤"},
		record: unitUnknown,
	},
	{
		ID: "unit-inactive", Group: References, Severity: diag.Error,
		Title:  t("写到的单位当时存在", "寫到的單位當時存在", "the units named existed at the time"),
		Why:    t("机构会设立和撤销；记录应写当时的单位", "機構會設立和撤銷；記錄應寫當時的單位", "units come and go; a record names the one of its day"),
		Bad:    Example{Of: "2025-08-20-stop", Front: "date: 2025-08-14\nunits: 后勤处、机关第一党支部", Path: "notices/2025/2025-08-14-stop.md"},
		Good:   Example{Of: "2025-08-20-stop", Front: "units: 后勤处、机关第一党支部"},
		record: unitInactive,
	},
	{
		ID: "party-near", Group: References, Severity: diag.Warning,
		Title:  t("与登记名只差一点的外部名称要核对", "與登記名只差一點的外部名稱要核對", "an outsider whose name is nearly a registered one is looked at twice"),
		Why:    t("外部对象不必登记，所以写错的内部名称会被悄悄当成外部对象", "外部對象不必登記，所以寫錯的內部名稱會被悄悄當成外部對象", "outsiders need no entry, so a misspelt insider silently becomes one"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（后勤）、信息中芯"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "participants: 刘洋、李伟（后勤）、珂川电源公司"},
		record: partyNear,
	},
	{
		ID: "project-unknown", Group: References, Severity: diag.Error,
		Title:  t("项目须在项目登记表中", "專案須在專案登記表中", "every project is in the register of projects"),
		Why:    t("查不到的项目，其记录在项目页上会缺失", "查不到的專案，其記錄在專案頁上會缺失", "records of an unknown project are missing from its page"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "project: 教务系统升及"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "project: jwxt"},
		record: projectUnknown,
	},
	{
		ID: "project-inactive", Group: References, Severity: diag.Error,
		Title:  t("记录的日期在项目的起止之内", "記錄的日期在專案的起訖之內", "a record's date lies within its project"),
		Why:    t("项目起止之外的记录多半写错了项目或日期", "專案起訖之外的記錄多半寫錯了專案或日期", "a record outside its project's life mostly names the wrong project or day"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "project: 校园门户改版"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "project: 教务系统升级"},
		record: projectInactive,
	},
}

// eachMention calls f for every name of a record with a problem.
func eachMention(r *archive.Record, problem archive.Problem, f func(*archive.Mention)) {
	for _, m := range r.Mentions {
		if m.Problem == problem {
			f(m)
		}
	}
}

func personUnknown(p *pass, r *archive.Record) {
	eachMention(r, archive.Unknown, func(m *archive.Mention) {
		if m.Kind == schema.Person {
			p.report(r, m.Span, say("人员登记表中没有“%s”", "人員登記表中沒有「%s」", "%q is not in the register of people", m.Text),
				didYouMean(m.Near(), say("登记到 registers/people.yaml，或改正姓名", "登記到 registers/people.yaml，或改正姓名", "add them to registers/people.yaml or mend the name")))
		}
	})
}

func nameAmbiguous(p *pass, r *archive.Record) {
	eachMention(r, archive.Ambiguous, func(m *archive.Mention) {
		p.report(r, m.Span, say("“%s”不止一个，看不出是哪一个", "「%s」不止一個，看不出是哪一個", "%q may be any of several", m.Text),
			say("写编号，或在括号里写明单位：%s", "寫編號，或在括號裡寫明單位：%s", "write the id, or the unit in brackets: %s", p.namesakes(m.Text)))
	})
}

// namesakes tells people or units of one name apart, as a record may write them.
func (p *pass) namesakes(text string) []diag.Text {
	name := strings.TrimSpace(text)
	if i := strings.IndexAny(name, "(（"); i > 0 {
		name = strings.TrimSpace(name[:i])
	}
	var out []diag.Text
	for _, x := range p.a.People {
		if x.Name != name && !slices.Contains(x.Aliases, name) {
			continue
		}
		id := x.ID
		if roles := p.a.Roles(x); len(roles) > 0 {
			id = name + "（" + roles[0].Unit.Name + "）"
		}
		out = append(out, same(id))
	}
	for _, u := range p.a.Units {
		if u.Name == name || slices.Contains(u.Aliases, name) {
			out = append(out, same(u.ID))
		}
	}
	return out
}

// same is a name, which no language translates.
func same(s string) diag.Text { return diag.Text{CN: s, TW: s, EN: s} }

func personInactive(p *pass, r *archive.Record) {
	eachMention(r, archive.Inactive, func(m *archive.Mention) {
		if m.Person != nil {
			p.report(r, m.Span, say("“%s”当时没有任职%s", "「%s」當時沒有任職%s", "%q held no post then%s", m.Text, p.lapse(m.Person, r.Date)),
				say("改写当时在任的人，或在人员登记表中补上任职", "改寫當時在任的人，或在人員登記表中補上任職", "name whoever held the post, or complete the roles in the register"))
		}
	})
}

// lapse says until when a person's last role ran before a day, or from when the
// first one runs after it.
func (p *pass) lapse(x *archive.Person, day schema.Moment) diag.Message {
	var until, from schema.Moment
	for _, role := range p.a.Roles(x) {
		if !role.To.IsZero() && (until.IsZero() || role.To.After(until.Time)) {
			until = role.To
		}
		if role.From.After(day.Time) && (from.IsZero() || role.From.Before(from.Time)) {
			from = role.From
		}
	}
	switch {
	case !until.IsZero():
		return say("：任职到 %s 为止", "：任職到 %s 為止", ": the last one ended on %s", until)
	case !from.IsZero():
		return say("：%s 才开始任职", "：%s 才開始任職", ": the first one starts on %s", from)
	}
	return say("", "", "")
}

func unitUnknown(p *pass, r *archive.Record) {
	eachMention(r, archive.Unknown, func(m *archive.Mention) {
		if m.Kind == schema.Unit {
			p.report(r, m.Span, say("单位登记表中没有“%s”", "單位登記表中沒有「%s」", "%q is not in the register of units", m.Text),
				didYouMean(m.Near(), say("登记到 registers/units.yaml，或改正名称", "登記到 registers/units.yaml，或改正名稱", "add it to registers/units.yaml or mend the name")))
		}
	})
}

func unitInactive(p *pass, r *archive.Record) {
	eachMention(r, archive.Inactive, func(m *archive.Mention) {
		if m.Unit != nil && m.Person == nil {
			p.report(r, m.Span, say("“%s”在 %s 不存在%s", "「%s」在 %s 不存在%s", "%q did not exist on %s%s", m.Text, r.Date, lifetime(m.Unit.From, m.Unit.To)),
				say("改写当时的单位，或在单位登记表中改正设立与撤销的日期", "改寫當時的單位，或在單位登記表中改正設立與撤銷的日期", "name the unit of that day, or mend its dates in the register"))
		}
	})
}

// lifetime says from when to when something lasted.
func lifetime(from, to schema.Moment) diag.Message {
	switch {
	case from.IsZero() && to.IsZero():
		return say("", "", "")
	case from.IsZero():
		return say("（到 %s 为止）", "（到 %s 為止）", " (until %s)", to)
	case to.IsZero():
		return say("（%s 开始）", "（%s 開始）", " (from %s)", from)
	}
	return say("（%s 至 %s）", "（%s 至 %s）", " (%s to %s)", from, to)
}

// partyNear leaves names of two characters alone: any two of them that share a
// family name are near.
func partyNear(p *pass, r *archive.Record) {
	eachMention(r, archive.Outsider, func(m *archive.Mention) {
		if m.Near() != "" && utf8.RuneCountInString(m.Text) > 2 {
			p.report(r, m.Span, say("“%s”没有登记，按外部对象处理", "「%s」沒有登記，按外部對象處理", "%q is not registered and counts as an outsider", m.Text), didYouMean(m.Near(), diag.Message{}))
		}
	})
}

func projectUnknown(p *pass, r *archive.Record) {
	eachMention(r, archive.Unknown, func(m *archive.Mention) {
		if m.Kind == schema.Project {
			p.report(r, m.Span, say("项目登记表中没有“%s”", "專案登記表中沒有「%s」", "%q is not in the register of projects", m.Text),
				didYouMean(m.Near(), say("登记到 registers/projects.yaml，或改正名称", "登記到 registers/projects.yaml，或改正名稱", "add it to registers/projects.yaml or mend the name")))
		}
	})
}

func projectInactive(p *pass, r *archive.Record) {
	if r.Project == nil || r.Project.Project == nil || r.Date.IsZero() {
		return
	}
	x := r.Project.Project
	if lasts(x.From, x.To, r.Date.Time) {
		return
	}
	p.report(r, r.Project.Span, say("“%s”不含 %s 这一天%s", "「%s」不含 %s 這一天%s", "%q does not include %s%s", r.Project.Text, r.Date, lifetime(x.From, x.To)),
		say("核对记录的项目和日期，或改正项目登记表", "核對記錄的專案和日期，或改正專案登記表", "check the record's project and date, or mend the register"))
}

// lasts reports whether a day lies in a stretch whose ends are inclusive and may
// be open.
func lasts(from, to schema.Moment, day time.Time) bool {
	return (from.IsZero() || !day.Before(from.Time)) && (to.IsZero() || day.Before(to.End()))
}
