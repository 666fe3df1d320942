package check

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

const exampleProject = "-- registers/projects.yaml --\nprojects:\n  - {id: jwxt, name: 教务系统升级, unit: academic, owner: zhang-min}\n"

// What the examples put in the place of the base archive's units and people.
const (
	exampleUnits = `-- registers/units.yaml --
units:
  - {id: univ, name: 望湖大学}
  - {id: academic, name: 教务处, aliases: [教务], parent: univ, head: wang-fang, contacts: [zhang-min]}
  - {id: logistics, name: 后勤处, aliases: [后勤], parent: univ, head: zhou-kai, contacts: [li-wei-hq]}
  - {id: it, name: 信息中心, parent: univ, head: chen-jing, contacts: [liu-yang]}
  - {id: branch, name: 机关第一党支部, parent: univ, head: wang-fang, from: 2025-08-15}
`
	examplePeople = `-- registers/people.yaml --
people:
  - {id: wang-fang, name: 王芳, roles: [{unit: academic, role: 处长}, {unit: branch, role: 书记, voting: true}]}
  - {id: zhang-min, name: 张敏, roles: [{unit: academic, role: 科长}, {unit: branch, role: 委员, voting: true}]}
  - {id: zhou-kai, name: 周凯, roles: [{unit: logistics, role: 处长}]}
  - {id: li-wei-hq, name: 李伟, roles: [{unit: logistics, role: 科员}]}
  - {id: li-wei-it, name: 李伟, roles: [{unit: it, role: 工程师}]}
  - {id: chen-jing, name: 陈静, roles: [{unit: it, role: 主任}, {unit: branch, role: 委员, voting: true}]}
  - {id: liu-yang, name: 刘洋, roles: [{unit: it, role: 工程师}]}
  - {id: zhao-lei, name: 赵磊, roles: [{unit: it, role: 工程师, to: 2025-05-31}]}
`
)

var registerRules = []*Rule{
	{
		ID: "register-duplicate", Group: References, Severity: diag.Error,
		Title: t("登记册里编号和邮箱不重复", "登記冊裡編號和電子郵件不重複", "ids and addresses are registered once"),
		Why: t("一个编号两处登记，记录里的名字就不知道指谁。",
			"一個編號兩處登記，紀錄裡的名字就不知道指誰。",
			"With an id registered twice, a name in a record no longer says who is meant."),
		Bad:  Example{Files: exampleProject + "  - {id: jwxt, name: 机房改造, unit: it}\n"},
		Good: Example{Files: exampleProject + "  - {id: dcreno, name: 机房改造, unit: it}\n"},
	},
	{
		ID: "register-unknown", Group: References, Severity: diag.Error,
		Title: t("登记表的文件夹里只有登记表", "登記表的資料夾裡只有登記表", "the folder of the registers holds registers only"),
		Why: t("名称写错的登记表等于没有，节假日、人员和单位就按没有登记来算。",
			"名稱寫錯的登記表等於沒有，假日、人員和單位就按沒有登記來算。",
			"A register under a misspelt name is as good as none, and holidays, people and units count as not registered."),
		Bad:  Example{Files: "-- registers/holidays.yaml --\nyears: []\n"},
		Good: Example{Files: "-- registers/README.md --\n人员由人事处登记。\n"},
	},
	{
		ID: "register-reference", Group: References, Severity: diag.Error,
		Title: t("登记册引用的单位和人员已登记", "登記冊引用的單位和人員已登記", "units and people that registers name are registered"),
		Why: t("上级、负责人指向不存在的人，升级、催办和签字就没有对象。",
			"上級、負責人指向不存在的人，升級、催辦和簽字就沒有對象。",
			"Where a parent or head leads nowhere, nobody can be reminded or asked to sign."),
		Bad:  Example{Files: exampleProject + "  - {id: dcreno, name: 机房改造, unit: 信息技术中心}\n"},
		Good: Example{Files: exampleProject + "  - {id: dcreno, name: 机房改造, unit: 信息中心}\n"},
	},
	{
		ID: "register-cycle", Group: References, Severity: diag.Error,
		Title: t("单位的上级不绕回自己", "單位的上級不繞回自己", "the units above a unit do not lead back to it"),
		Why: t("绕回自己的单位没有最上级，限定单位的记录就不知道谁能看。",
			"繞回自己的單位沒有最上級，限定單位的紀錄就不知道誰能看。",
			"Units in a circle have no top, so nobody can say who may see a record meant for one of them."),
		Bad:  Example{Files: strings.Replace(exampleUnits, "name: 机关第一党支部, parent: univ", "name: 机关第一党支部, parent: branch", 1)},
		Good: Example{Files: strings.Replace(exampleUnits, "{id: it, name: 信息中心, parent: univ,", "{id: it, name: 信息中心, parent: academic,", 1)},
	},
	{
		ID: "register-dates", Group: References, Severity: diag.Error,
		Title: t("任职的结束不早于开始", "任職的結束不早於開始", "a role does not end before it starts"),
		Why: t("记录里的人按当天的任职认定；颠倒的日期让他哪一天都不在任。",
			"紀錄裡的人按當天的任職認定；顛倒的日期讓他哪一天都不在任。",
			"People are known by their roles on a record's day; with the dates turned round they hold none on any day."),
		Bad:  Example{Files: strings.Replace(examplePeople, "role: 工程师, to: 2025-05-31", "role: 工程师, from: 2025-09-01, to: 2025-05-31", 1)},
		Good: Example{Files: strings.Replace(examplePeople, "role: 工程师, to: 2025-05-31", "role: 工程师, from: 2025-05-31, to: 2025-05-31", 1)},
	},
	{
		ID: "register-namesakes", Group: References, Severity: diag.Warning, archive: registerNamesakes,
		Title: t("同名的人能用单位或职务区分", "同名的人能用單位或職務區分", "people of one name can be told apart by unit or role"),
		Why: t("记录里写“李伟（后勤）”来区分同名的人；单位、职务、时间都相同，读的人就分不出是哪一位。",
			"紀錄裡寫「李偉（後勤）」來區分同名的人；單位、職務、時間都相同，讀的人就分不出是哪一位。",
			"Records tell namesakes apart by a unit or role in brackets; with unit, role and time the same, readers cannot."),
		Bad:  Example{Files: examplePeople + "  - {id: zhao-lei-2, name: 赵磊, roles: [{unit: it, role: 工程师, from: 2024-03-01}]}\n"},
		Good: Example{Files: examplePeople + "  - {id: zhao-lei-2, name: 赵磊, roles: [{unit: it, role: 工程师, from: 2025-06-01}]}\n"},
	},
	{
		ID: "unit-without-head", Group: References, Severity: diag.Warning, archive: unitWithoutHead,
		Title: t("每个单位登记了负责人", "每個單位登記了負責人", "every unit has a registered head"),
		Why: t("超时的需求要升级给负责人，单位的待办和签字也由负责人代表。",
			"逾時的需求要升級給負責人，單位的待辦和簽字也由負責人代表。",
			"Late requests are escalated to the head, who also answers and signs for the unit."),
		Bad:  Example{Files: exampleUnits + "  - {id: library, name: 图书馆, parent: univ}\n"},
		Good: Example{Files: exampleUnits + "  - {id: library, name: 图书馆, parent: univ, to: 2024-12-31}\n"},
	},
	{
		ID: "config-schema", Group: Form, Severity: diag.Error,
		Title: t("配置里的类型和会议类型写法正确", "設定裡的類型和會議類型寫法正確", "types and kinds in the config are well formed"),
		Why: t("读不懂的类型声明不起作用，按它写的记录会被当作有错。",
			"讀不懂的類型宣告不起作用，按它寫的紀錄會被當作有錯。",
			"A declaration that cannot be read has no effect, and records written by it seem to be wrong."),
		Bad:  Example{Files: exampleConfig + "kinds:\n  lab: {label: [实验室例会, 實驗室例會, Lab meeting], cadence: fortnight}\n"},
		Good: Example{Files: exampleConfig + "kinds:\n  lab: {label: [实验室例会, 實驗室例會, Lab meeting], cadence: month}\n"},
	},
	{
		ID: "config-time-zone", Group: Form, Severity: diag.Error,
		Title: t("配置的时区存在", "設定的時區存在", "the config's time zone exists"),
		Why: t("纪要时限、逾期都按时区计时；认不出的时区只能当作 Asia/Shanghai。",
			"紀要時限、逾期都按時區計時；認不出的時區只能當作 Asia/Shanghai。",
			"Time limits are counted in this zone; one that is not known is taken for Asia/Shanghai."),
		Bad:  Example{Files: strings.Replace(exampleConfig, "Asia/Shanghai", "Asia/Beijing", 1)},
		Good: Example{Files: strings.Replace(exampleConfig, "Asia/Shanghai", "Asia/Taipei", 1)},
	},
	{
		ID: "config-working-hours", Group: Form, Severity: diag.Error,
		Title: t("工作时段写成 08:30-12:00", "工作時段寫成 08:30-12:00", "working hours are written 08:30-12:00"),
		Why: t("按工作时间计时，要知道一天里哪些时刻算工作。",
			"按工作時間計時，要知道一天裡哪些時刻算工作。",
			"Counting in working time needs to know which hours of a day are worked."),
		Bad:  Example{Files: exampleConfig + "working_hours: [上午, 13:30-17:30]\n"},
		Good: Example{Files: exampleConfig + "working_hours: [08:30-12:00, 13:30-17:30]\n"},
	},
	{
		ID: "config-rule", Group: Form, Severity: diag.Error,
		Title: t("配置里的规则编号存在", "設定裡的規則編號存在", "the rules that the config sets exist"),
		Why: t("写错的规则编号不起作用，而写的人以为规则已经放宽或收紧。",
			"寫錯的規則編號不起作用，而寫的人以為規則已經放寬或收緊。",
			"A misspelt rule id has no effect while its author believes the rule is off or on."),
		Bad:  Example{Files: exampleConfig + "rules:\n  - {rule: action-ower, severity: warning}\n"},
		Good: Example{Files: exampleConfig + "rules:\n  - {rule: action-owner, severity: warning}\n"},
	},
	{
		ID: "config-type", Group: Form, Severity: diag.Error, archive: configType,
		Title: t("配置里规则所限的类型存在", "設定裡規則所限的類型存在", "the record types that the config limits rules to exist"),
		Why: t("限定给不存在的类型，这条设置就对谁都不起作用。",
			"限定給不存在的類型，這條設定就對誰都不起作用。",
			"A setting limited to a type that does not exist applies to nothing."),
		Bad:  Example{Files: exampleConfig + "rules:\n  - {rule: action-owner, severity: warning, type: minute}\n"},
		Good: Example{Files: exampleConfig + "rules:\n  - {rule: action-owner, severity: warning, type: minutes}\n"},
	},
	{
		ID: "config-audience", Group: Form, Severity: diag.Warning, archive: configAudience,
		Title: t("缺省公开范围里的单位已登记", "預設公開範圍裡的單位已登記", "the units of the default audience are registered"),
		Why: t("没有登记的单位谁也不是：本该看到记录的人看不到。",
			"沒有登記的單位誰也不是：本該看到紀錄的人看不到。",
			"A unit that is not registered is nobody, so those who should see the records do not."),
		Bad:  Example{Files: strings.Replace(exampleConfig, "internal", "[望湖大学, 校友会]", 1)},
		Good: Example{Files: strings.Replace(exampleConfig, "internal", "[望湖大学, 信息中心]", 1)},
	},
	{
		ID: "calendar-year", Group: Timing, Severity: diag.Warning, archive: calendarYear,
		Title: t("按工作时间计时的年份有日历", "按工作時間計時的年份有日曆", "years counted in working time have a calendar"),
		Why: t("没有当年的放假和调休安排，节假日会被算成工作日，时限就算错了（依国务院办公厅每年的节假日安排）。",
			"沒有當年的放假和補班安排，假日會被算成工作日，時限就算錯了（依政府每年公布的辦公日曆）。",
			"Without the year's public holidays they count as working days, and time limits come out wrong."),
		Bad:  Example{Files: exampleConfig + "clock: working\nworking_hours: [08:30-12:00, 13:30-17:30]\n-- registers/calendar.yaml --\nyears:\n  - {year: 2024, holidays: [2024-05-01/2024-05-05]}\n"},
		Good: Example{Files: exampleConfig + "clock: wall\n-- registers/calendar.yaml --\nyears:\n  - {year: 2024, holidays: [2024-05-01/2024-05-05]}\n"},
	},
}

// configNode returns the value of a field of the config as written, or nil.
func configNode(a *archive.Archive, field string) *source.Node {
	reg := a.Schema.Register("config")
	if a.Config.Doc.Front == nil {
		return nil
	}
	for _, p := range a.Config.Doc.Front.Pairs {
		if f := reg.Field(p.Key.Text); f != nil && f.Name == field {
			return p.Value
		}
	}
	return nil
}

// registerRow is a line of a register, by its field names.
type registerRow map[string]*source.Node

func (row registerRow) text(field string) string {
	if n := row[field]; n != nil {
		return strings.TrimSpace(n.Text)
	}
	return ""
}

// registerRows returns the lines of a register as written, by the name of its
// list, so that a rule can tell "not written" from "not known".
func registerRows(a *archive.Archive, name string) ([]registerRow, *source.Document) {
	reg := a.Schema.Register(name)
	i := slices.IndexFunc(a.Documents, func(d *source.Document) bool { return d.Path == reg.File })
	if i < 0 || a.Documents[i].Front == nil {
		return nil, nil
	}
	var out []registerRow
	for _, p := range a.Documents[i].Front.Pairs {
		list := reg.Field(p.Key.Text)
		if list == nil || list.Name != name {
			continue
		}
		for _, item := range p.Value.Items {
			row := registerRow{}
			for _, x := range item.Pairs {
				if f := list.Field(x.Key.Text); f != nil {
					row[f.Name] = x.Value
				}
			}
			out = append(out, row)
		}
	}
	return out, a.Documents[i]
}

// The rule looks for ids in the table that it is part of.
func init() {
	i := slices.IndexFunc(registerRules, func(r *Rule) bool { return r.ID == "config-rule" })
	registerRules[i].archive = configRule
}

func configRule(p *pass) {
	var ids []string
	for _, r := range Rules() {
		ids = append(ids, r.ID)
	}
	for _, s := range p.a.Config.Severities {
		if Find(s.Rule) == nil {
			p.reportDoc(p.a.Config.Doc, s.Span, say("没有规则“%s”", "沒有規則「%s」", "there is no rule %q", s.Rule),
				didYouMean(schema.Nearest(s.Rule, ids), say("规则的编号见文档", "規則的編號見文件", "the documentation lists the ids of all rules")))
		}
	}
}

func configType(p *pass) {
	var names []string
	for _, t := range p.a.Schema.Types {
		names = append(names, t.Name)
	}
	for _, s := range p.a.Config.Severities {
		if s.Type != "" && !slices.Contains(names, s.Type) {
			p.reportDoc(p.a.Config.Doc, s.TypeSpan, say("没有记录类型“%s”", "沒有紀錄類型「%s」", "there is no record type %q", s.Type),
				didYouMean(schema.Nearest(s.Type, names), say("可选：%s", "可選：%s", "one of %s", strings.Join(names, ", "))))
		}
	}
}

func configAudience(p *pass) {
	n := configNode(p.a, "audience")
	if n == nil {
		return // audience-missing tells the records that are concerned
	}
	known := map[string]bool{}
	var names []string
	for _, u := range p.a.Units {
		for _, name := range append([]string{u.ID, u.Name}, u.Aliases...) {
			known[strings.ToLower(name)] = true
			names = append(names, name)
		}
	}
	for _, item := range n.Items {
		if text := strings.TrimSpace(item.Text); text != "" && !known[strings.ToLower(text)] {
			p.reportDoc(p.a.Config.Doc, item.Span, say("缺省公开范围里的单位“%s”没有登记", "預設公開範圍裡的單位「%s」沒有登記", "the default audience names unit %q, which is not registered", text),
				didYouMean(schema.Nearest(text, names), say("在 registers/units.yaml 登记，或删去", "在 registers/units.yaml 登記，或刪去", "register it in registers/units.yaml, or remove it")))
		}
	}
}

func calendarYear(p *pass) {
	if !p.a.Config.Working {
		return
	}
	missing := map[int]bool{}
	for _, r := range p.a.Records {
		if !r.Date.IsZero() && !p.a.Calendar.Covers(r.Date.Year()) {
			missing[r.Date.Year()] = true
		}
	}
	span := diag.Span{}
	if n := configNode(p.a, "clock"); n != nil {
		span = n.Span
	}
	for _, y := range slices.Sorted(maps.Keys(missing)) {
		year := strconv.Itoa(y)
		p.reportDoc(p.a.Config.Doc, span, say("按工作时间计时，工作日历里却没有 %s 年", "按工作時間計時，工作日曆裡卻沒有 %s 年", "clocks run by working time, but the calendar lacks %s", year),
			say("在 registers/calendar.yaml 登记 %s 年的放假和调休", "在 registers/calendar.yaml 登記 %s 年的放假和補班", "enter the holidays of %s in registers/calendar.yaml", year))
	}
}

// unitWithoutHead looks at the units that take part: a top unit stands for the
// whole, an exempt one is not measured, an abolished one has nobody.
func unitWithoutHead(p *pass) {
	rows, doc := registerRows(p.a, "units")
	for _, row := range rows {
		to, _ := schema.ParseMoment(row.text("to"), p.a.Config.Zone)
		over := !to.IsZero() && to.End().Before(p.a.Now)
		if row.text("parent") == "" || row.text("head") != "" || row["id"] == nil || over || row.text("exempt") == "true" || row.text("exempt") == "是" {
			continue
		}
		p.reportDoc(doc, row["id"].Span, say("单位“%s”没有登记负责人", "單位「%s」沒有登記負責人", "unit %q has no head", row.text("name")),
			say("写 head: 人员编号", "寫 head: 人員編號", "write head: and the id of a person"))
	}
}

func registerNamesakes(p *pass) {
	rows, doc := registerRows(p.a, "people")
	at := map[string]diag.Span{}
	for _, row := range rows {
		if n := row["id"]; n != nil {
			if _, again := at[n.Text]; !again {
				at[n.Text] = n.Span
			}
		}
	}
	byName := map[string][]*archive.Person{}
	for _, x := range p.a.People {
		byName[x.Name] = append(byName[x.Name], x)
	}
	for _, x := range p.a.People {
		for _, o := range byName[x.Name] {
			if o == x {
				break // the rest come later and look back at this one
			}
			if !x.Placed() || !o.Placed() {
				continue // a unit is missing, and that is told
			}
			if where, same := sameRole(p.a.Roles(x), p.a.Roles(o)); same {
				p.reportDoc(doc, at[x.ID], say("有两位“%s”（%s、%s），%s，记录里分不出来", "有兩位「%s」（%s、%s），%s，紀錄裡分不出來", "there are two people named %q (%s and %s), %s: records cannot tell them apart", x.Name, o.ID, x.ID, where),
					say("写上不同的职务，或给其中一位起别名（如“李伟（大）”）", "寫上不同的職務，或給其中一位起別名（如「李偉（大）」）", "give them different roles, or one of them an alias"))
				break
			}
		}
	}
}

// sameRole reports whether one of two people cannot be told from the other by
// any unit or role of theirs, and says where they meet.
func sameRole(a, b []archive.Role) (diag.Message, bool) {
	if len(a) == 0 && len(b) == 0 {
		return say("都没有任职", "都沒有任職", "neither with a role"), true
	}
	for _, x := range [][2][]archive.Role{{a, b}, {b, a}} {
		if len(x[0]) > 0 && !slices.ContainsFunc(x[0], func(r archive.Role) bool { return !shares(x[1], r) }) {
			return say("同在%s、职务和时间也相同", "同在%s、職務和時間也相同", "both in %s with the same role at the same time", x[0][0].Unit.Name), true
		}
	}
	return diag.Message{}, false
}

func shares(rs []archive.Role, r archive.Role) bool {
	return slices.ContainsFunc(rs, func(o archive.Role) bool { return o.Unit == r.Unit && o.Role == r.Role && overlap(o, r) })
}

func overlap(x, y archive.Role) bool {
	before := func(to, from archive.Role) bool {
		return !to.To.IsZero() && !from.From.IsZero() && !from.From.Before(to.To.End())
	}
	return !before(x, y) && !before(y, x)
}
