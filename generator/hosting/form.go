package hosting

import (
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/templates"
)

// form is what somebody fills in to hand in what a record needs.
type form struct {
	name    string // of the file
	title   string
	about   string
	entries []entry
}

// entry is one question of a form.
type entry struct {
	id       string
	label    string // no two of a form are alike
	help     string
	long     bool     // lines of text
	options  []string // one of them; nil for free text
	required bool
}

// handedIn are the built-in types that people without Git hand in. What follows
// from other records (reports, evaluations) or is drawn up with care over weeks
// (plans, documents) is not.
var handedIn = []string{"meeting", "minutes", "communication", "request"}

// forms are the forms of an archive: those of the types above, of the types that
// it declares itself, and one for the progress of an action.
func forms(a *archive.Archive, lang diag.Lang) []*form {
	var out []*form
	for _, t := range a.Schema.Types {
		if slices.Contains(handedIn, t.Name) || a.Own(t) {
			out = append(out, recordForm(a, t, lang))
		}
	}
	return append(out, progressForm(lang))
}

// recordForm asks for what a record of a type must have, and for what is mostly
// wanted beside it.
func recordForm(a *archive.Archive, t *schema.Type, lang diag.Lang) *form {
	f := &form{name: t.Name, title: t.Label.In(lang)}
	f.about = diag.Say(diag.Text{
		CN: "不用 Git 也能交来一份%s：填好表格，由保管档案的人写成记录", TW: "不用 Git 也能交來一份%s：填好表格，由保管檔案的人寫成記錄", EN: "Hand in without Git what a record needs (%s): whoever keeps the archive writes it from this form",
	}, strings.ToLower(t.Label.In(lang))).In(lang)
	fields, sections := offered(t.Name)
	for _, field := range t.Fields {
		if field.Kind == schema.Raw || !wanted(t, field) && !slices.Contains(fields, field.Name) {
			continue
		}
		f.add(fieldEntry(a, field, lang))
	}
	for _, s := range t.Sections {
		if s.Required || slices.Contains(sections, s.Name) {
			f.add(sectionEntry(s, lang))
		}
	}
	return f
}

// offered are the fields and sections that records of a type mostly have beyond
// what is required: those a new record is written with.
func offered(typ string) (fields, sections []string) {
	b, err := templates.FS.ReadFile("skeletons/records.yaml")
	if err != nil {
		return nil, nil // it is embedded
	}
	n := source.ParseYAML("records.yaml", b, source.Limits{}).Front.Get(typ)
	if n == nil {
		return nil, nil
	}
	list := func(key string) (out []string) {
		if l := n.Get(key); l != nil {
			for _, item := range l.Items {
				out = append(out, item.Text)
			}
		}
		return out
	}
	return list("fields"), list("sections")
}

// wanted reports whether a new record of a type is asked for a field: it must be
// there, may have to be by what stands beside it, or decides that of another. What
// only a later status asks for is not wanted yet.
func wanted(t *schema.Type, field *schema.Field) bool {
	if field.Name == "status" {
		return len(field.Choices) > 0
	}
	if asked(field.Required) {
		return true
	}
	return field.Own && slices.ContainsFunc(t.Fields, func(other *schema.Field) bool {
		c := other.Required
		return asked(c) && (slices.Contains(c.Unless, field.Name) || slices.ContainsFunc(c.When, func(m schema.Match) bool { return m.Field == field.Name }))
	})
}

func asked(c schema.Condition) bool {
	later := slices.ContainsFunc(c.When, func(m schema.Match) bool { return m.Field == "status" })
	return c.Always || len(c.Unless) > 0 || len(c.When) > 0 && !later
}

func fieldEntry(a *archive.Archive, field *schema.Field, lang diag.Lang) entry {
	e := entry{id: field.Name, label: field.Label.In(lang), required: field.Required.Always}
	e.options = choices(a, field, lang)
	e.long = field.Kind == schema.Prose || field.Kind == schema.Object
	e.help = field.Help.In(lang)
	switch {
	case e.options != nil && field.List: // not every platform takes several
		e.help = diag.Say(diag.Text{CN: "可选：%s", TW: "可選：%s", EN: "Choose from %s"}, strings.Join(e.options, " / ")).In(lang)
		e.options = nil
	case e.options != nil && field.Kind != schema.Choice:
		e.help = "" // it tells how to write what is chosen here
	case e.options != nil:
	case field.Kind == schema.Object:
		e.help = rowHelp(field, lang)
	case field.List && e.help == "":
		e.help = diag.Text{CN: "几个之间用顿号隔开", TW: "幾個之間用頓號隔開", EN: "Several are separated by commas"}.In(lang)
	case e.help == "":
		e.help = written[field.Kind].In(lang)
	}
	return e
}

// written says how a value is written where the label does not.
var written = map[schema.Kind]diag.Text{
	schema.Date:     {CN: "如 2025-06-15", TW: "如 2025-06-15", EN: "For example 2025-06-15"},
	schema.Time:     {CN: "如 2025-06-15 14:30", TW: "如 2025-06-15 14:30", EN: "For example 2025-06-15 14:30"},
	schema.Duration: {CN: "如 90m、1小时30分", TW: "如 90m、1小時30分", EN: "For example 90m or 1h30m"},
	schema.Period:   {CN: "如 2025-06、2025-Q2、2025-W24", TW: "如 2025-06、2025-Q2、2025-W24", EN: "For example 2025-06, 2025-Q2 or 2025-W24"},
	schema.Record:   {CN: "记录的编号，也就是网页地址的最后一段；不知道就留空", TW: "記錄的編號，也就是網頁位址的最後一段；不知道就留空", EN: "The id of the record, the last part of its page's address; leave it empty if you do not know it"},
	schema.Bool:     {CN: "是 或 否", TW: "是 或 否", EN: "true or false"},
}

// rowHelp tells what stands in each line of a list of mappings.
func rowHelp(field *schema.Field, lang diag.Lang) string {
	var parts []string
	for _, sub := range field.Fields {
		part := sub.Label.In(lang)
		if len(sub.Choices) > 0 {
			var words []string
			for _, c := range sub.Choices {
				words = append(words, c.Label.In(lang))
			}
			part = diag.Say(diag.Text{CN: "%s（%s）", TW: "%s（%s）", EN: "%s (%s)"}, part, strings.Join(words, " / ")).In(lang)
		}
		parts = append(parts, part)
	}
	between := diag.Text{CN: "、", TW: "、", EN: ", "}.In(lang)
	if !field.List {
		return strings.Join(parts, between)
	}
	return diag.Say(diag.Text{CN: "每行一项：%s", TW: "每行一項：%s", EN: "One a line: %s"}, strings.Join(parts, between)).In(lang)
}

// choices are what a field can be, nil if that is open.
func choices(a *archive.Archive, field *schema.Field, lang diag.Lang) []string {
	var names, ids []string
	switch field.Kind {
	case schema.Choice:
		for _, c := range field.Choices {
			names, ids = append(names, c.Label.In(lang)), append(ids, c.Name)
		}
	case schema.Meeting:
		for _, k := range a.Schema.Kinds {
			names, ids = append(names, k.Label.In(lang)), append(ids, k.Name)
		}
	case schema.Unit:
		for _, u := range a.CurrentUnits() {
			names, ids = append(names, u.Name), append(ids, u.ID)
		}
	case schema.Project:
		for _, p := range a.CurrentProjects() {
			names, ids = append(names, p.Name), append(ids, p.ID)
		}
	}
	for i, name := range names {
		// Platforms refuse two options alike, and one that is the word for no choice.
		if name == "" || strings.EqualFold(name, "none") || slices.Contains(names[:i], name) {
			names[i] = strings.TrimSpace(name + " (" + ids[i] + ")")
		}
	}
	return names
}

func sectionEntry(s *schema.Section, lang diag.Lang) entry {
	e := entry{id: "section-" + s.Name, label: s.Label.In(lang), long: true, required: s.Required}
	switch s.Role {
	case "actions":
		e.help = diag.Text{
			CN: "每行一件：做什么、一个责任人、确切的完成日期", TW: "每行一件：做什麼、一個責任人、確切的完成日期", EN: "One a line: what is to be done, one person who answers for it, and the exact day it is due",
		}.In(lang)
	case "decisions":
		e.help = diag.Text{CN: "每行一条", TW: "每行一條", EN: "One a line"}.In(lang)
	}
	return e
}

// add puts a question to a form. Two labels alike are told apart by their ids.
func (f *form) add(e entry) {
	if slices.ContainsFunc(f.entries, func(x entry) bool { return strings.EqualFold(x.label, e.label) }) {
		e.label += " (" + e.id + ")"
	}
	f.entries = append(f.entries, e)
}

// progressForm is for whoever answers for an action. What it asks for makes the
// line of follow-up that a later record holds.
func progressForm(lang diag.Lang) *form {
	say := func(cn, tw, en string) string { return diag.Text{CN: cn, TW: tw, EN: en}.In(lang) }
	return &form{
		name:  "action-progress",
		title: say("待办进展", "待辦進展", "Progress of an action item"),
		about: say("责任人报告一项待办的进展、受阻、延期或完成；由记录人写进下一份纪要", "責任人回報一項待辦的進展、受阻、延期或完成；由記錄人寫進下一份紀要", "Whoever answers for an action item tells how it stands; the recorder takes it into the next minutes"),
		entries: []entry{
			{id: "action", label: say("待办编号", "待辦編號", "Action item"), required: true, help: say("在待办页面上，如 2025-06-15-kickoff#a1", "在待辦頁面上，如 2025-06-15-kickoff#a1", "As the page of the item has it, for example 2025-06-15-kickoff#a1")},
			{id: "person", label: say("报告人", "回報人", "Reported by"), required: true},
			{id: "date", label: say("日期", "日期", "Date"), required: true, help: written[schema.Date].In(lang)},
			{id: "state", label: say("情况", "情況", "State"), required: true, options: []string{
				say("进行中", "進行中", "In progress"), say("受阻", "受阻", "Blocked"), say("延期", "延期", "Extended"),
				say("已提交，待验收", "已提交，待驗收", "Submitted, to be accepted"), say("已完成", "已完成", "Completed"), say("取消", "取消", "Cancelled"),
			}},
			{id: "percent", label: say("完成比例", "完成比例", "Share done"), help: say("如 80%", "如 80%", "For example 80%")},
			{id: "result", label: say("成果", "成果", "Result"), long: true, help: say("交付了什么，放在哪里", "交付了什麼，放在哪裡", "What was handed in, and where it is")},
			{id: "reason", label: say("原因", "原因", "Reason"), long: true, help: say("受阻、延期或取消时写明", "受阻、延期或取消時寫明", "Why it is blocked, extended or cancelled")},
			{id: "due", label: say("新的完成日期", "新的完成日期", "New due date"), help: say("延期时写明，并写批准的人", "延期時寫明，並寫批准的人", "If it is extended, and who approved that")},
		},
	}
}
