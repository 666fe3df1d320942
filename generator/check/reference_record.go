package check

import (
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Rules about references from a record to another record, or to an action or a
// decision in one.
var recordReferenceRules = []*Rule{
	{
		ID: "record-unknown", Group: References, Severity: diag.Error,
		Title:   t("引用的记录存在", "引用的記錄存在", "a record that is referred to exists"),
		Why:     t("断开的引用让读者查不到来龙去脉", "斷開的引用讓讀者查不到來龍去脈", "a reference that leads nowhere breaks the thread"),
		Bad:     Example{Of: "2025-07-03-vendor", Front: "related: 2025-06-15-kickof"},
		Good:    Example{Of: "2025-07-03-vendor", Front: "related: ../../meetings/2025/2025-06-15-kickoff.md"},
		archive: recordUnknown,
	},
	{
		ID: "record-type-mismatch", Group: References, Severity: diag.Error,
		Title:  t("引用的记录是该字段要的类型", "引用的記錄是該欄位要的類型", "a record referred to is of the type the field asks for"),
		Why:    t("纪要的“会议”指向别的纪要时，会议信息无从继承", "紀要的「會議」指向別的紀要時，會議資訊無從繼承", "minutes whose meeting is not a meeting inherit nothing"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "meeting: 2025-06-15-kickoff-minutes"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "related: 2025-06-15-kickoff-minutes"},
		record: recordTypeMismatch,
	},
	{
		ID: "self-reference", Group: References, Severity: diag.Error,
		Title:  t("记录不引用自己", "記錄不引用自己", "a record does not refer to itself"),
		Why:    t("指向自己多半是复制后忘了改", "指向自己多半是複製後忘了改", "it is mostly a line copied and not changed"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "related: 2025-07-03-vendor"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "related: 2025-07-01-cooling"},
		record: selfReference,
	},
	{
		ID: "followup-unknown", Group: References, Severity: diag.Error,
		Title:   t("跟进的待办存在", "跟進的待辦存在", "a follow-up is about an action that exists"),
		Why:     t("编号写错，跟进就不会记到任何待办上", "編號寫錯，跟進就不會記到任何待辦上", "with a wrong id the follow-up counts for no action at all"),
		Bad:     Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 已完成，成果：需求文档V1.0，完成：2025-06-19\n- [x] 2025-06-15-kickoff-minutes#a2 验收通过，验收人：王芳\n- [x] 2025-06-15-kickoff-minutes#a7 已完成，成果：测试报告\n\n"},
		Good:    Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 已完成，成果：需求文档V1.0，完成：2025-06-19\n- [x] 2025-06-15-kickoff-minutes#a2 验收通过，验收人：王芳\n- 2025-06-15-kickoff-minutes#d1 按计划推进\n\n"},
		archive: followupUnknown,
	},
	{
		ID: "followup-order", Group: References, Severity: diag.Error,
		Title:  t("跟进不早于待办本身", "跟進不早於待辦本身", "a follow-up is not older than its action"),
		Why:    t("状态按日期先后推算；日期颠倒，状态就错", "狀態按日期先後推算；日期顛倒，狀態就錯", "states are replayed by date; dates the wrong way round give a wrong state"),
		Bad:    Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 已完成，成果：需求文档V1.0，完成：2025-05-19\n- [x] 2025-06-15-kickoff-minutes#a2 验收通过，验收人：王芳\n\n"},
		Good:   Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 已完成，成果：需求文档V1.0，完成：2025-06-15\n- [x] 2025-06-15-kickoff-minutes#a2 验收通过，验收人：王芳\n\n"},
		record: followupOrder,
	},
	{
		ID: "followup-own", Group: References, Severity: diag.Error,
		Title:  t("本记录的待办不用跟进行来写状态", "本記錄的待辦不用跟進行來寫狀態", "a record does not follow up its own actions"),
		Why:    t("跟进是后来的记录说的话；本记录的状态写在待办那一行", "跟進是後來的記錄說的話；本記錄的狀態寫在待辦那一行", "follow-ups are what later records tell; a record states its own actions' state beside them"),
		Bad:    Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n测试用例共 86 条，通过 79 条。\n\n- 2025-07-10-weekly#a1 已完成，成果：权限配置\n\n"},
		Good:   Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n测试用例共 86 条，通过 79 条，见 2025-07-10-weekly#a1。\n\n"},
		record: followupOwn,
	},
	{
		ID: "decision-supersedes-unknown", Group: References, Severity: diag.Error,
		Title:  t("被替代的决议存在", "被取代的決議存在", "a decision that is replaced exists"),
		Why:    t("找不到被替代的决议，旧决议会一直显示为有效", "找不到被取代的決議，舊決議會一直顯示為有效", "otherwise the old decision goes on being shown as in force"),
		Bad:    Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n\n1. 权限配置按学院分级授权 责任人：刘洋，完成时间：2025-07-25，替代：2025-06-15-kickoff-minutes#d4\n\n"},
		Good:   Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n\n1. 升级分三批上线 责任人：刘洋，完成时间：2025-07-25，替代：2025-06-15-kickoff-minutes#d1\n\n"},
		record: decisionSupersedesUnknown,
	},
	{
		ID: "supersedes-cycle", Group: References, Severity: diag.Error,
		Title:   t("记录的替代关系不绕圈", "記錄的取代關係不繞圈", "records do not supersede each other in a circle"),
		Why:     t("绕成圈就没有一份是现行的", "繞成圈就沒有一份是現行的", "in a circle none of them is in force"),
		Bad:     Example{Of: "2025-06-15-kickoff-minutes", Front: "supersedes: 2025-07-03-vendor", Files: cycleExample},
		Good:    Example{Of: "2025-07-10-weekly", Front: "supersedes: 2025-06-15-kickoff-minutes"},
		archive: supersedesCycle,
	},
	{
		ID: "supersedes-order", Group: References, Severity: diag.Error,
		Title:   t("替代别的记录的，日期不早于它", "取代別的記錄的，日期不早於它", "a record is not older than what it supersedes"),
		Why:     t("旧的不能替代新的；日期或方向写反了", "舊的不能取代新的；日期或方向寫反了", "the old cannot replace the new: a date or the direction is wrong"),
		Bad:     Example{Of: "2025-06-15-kickoff-minutes", Front: "supersedes: 2025-07-10-weekly"},
		Good:    Example{Of: "2025-07-10-weekly", Front: "supersedes: 2025-06-15-kickoff-minutes"},
		archive: supersedesOrder,
	},
	{
		ID: "reference-audience", Group: References, Severity: diag.Warning,
		Title:  t("记录的读者看得到它引用的记录", "記錄的讀者看得到它引用的記錄", "those who may read a record may read what it refers to"),
		Why:    t("看不到的引用只显示为“另有一份不公开的记录”", "看不到的引用只顯示為「另有一份不公開的記錄」", "a reference they may not see is shown only as “a record that is not public”"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "audience: public\nrelated: 2025-07-01-cooling"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "audience: [信息中心]\nrelated: 2025-07-01-cooling"},
		record: referenceAudience,
	},
}

// cycleExample is the second record of the circle.
const cycleExample = `-- communications/2025/2025-07-03-vendor.md --
---
title: 与后勤处商定机房空调检修时间
unit: 信息中心
date: 2025-07-03
channel: 电话
formality: 非正式口头
participants: 刘洋、李伟（后勤）
recorder: 刘洋
goal: 商定检修时间，避免影响选课
supersedes: 2025-06-15-kickoff-minutes
confirmations:
  - {person: 李伟（后勤）, role: 对方, verdict: 同意, at: 2025-07-03 17:00}
---

## 讨论要点

选课在 7 月 8 日开始，检修要避开当天。

## 共识

1. 空调检修定在 7 月 6 日 责任人：李伟（后勤），完成时间：2025-07-06
`

// isField reports whether a reference comes from a field of front matter.
func isField(ref *archive.Ref) bool {
	return ref.Field != "" && ref.Field != "followup" && ref.Field != "replaces"
}

func recordUnknown(p *pass) {
	near := newNearIDs(p.a)
	for _, r := range p.a.Records {
		for _, ref := range r.Refs {
			switch {
			case !isField(ref):
			case ref.Target == nil:
				p.report(r, ref.Span, say("没有编号为“%s”的记录", "沒有編號為「%s」的記錄", "there is no record %q", ref.Text),
					didYouMean(near.to(ref.Text), say("写记录的编号，即文件名去掉 .md", "寫記錄的編號，即檔名去掉 .md", "write the record's id: its file name without .md")))
			case ref.Item != "" && !hasItem(ref.Target, ref.Item):
				p.reportNoItem(r, ref)
			}
		}
	}
}

// hasItem reports whether a record has an action or decision of a local id. One
// that could not be read may have any.
func hasItem(r *archive.Record, local string) bool {
	return isUnread(r) || slices.ContainsFunc(r.Actions, func(a *archive.Action) bool { return a.Local == local }) ||
		slices.ContainsFunc(r.Decisions, func(d *archive.Decision) bool { return d.Local == local })
}

// reportNoItem says that a record has no such action or decision, and which it has.
func (p *pass) reportNoItem(r *archive.Record, ref *archive.Ref) {
	var have []diag.Text
	for _, a := range ref.Target.Actions {
		have = append(have, same(a.Local))
	}
	for _, d := range ref.Target.Decisions {
		have = append(have, same(d.Local))
	}
	hint := say("它有：%s", "它有：%s", "it has %s", have)
	if len(have) == 0 {
		hint = say("它没有待办，也没有决议", "它沒有待辦，也沒有決議", "it has no actions or decisions")
	}
	p.report(r, ref.Span, say("“%s”里没有 %s", "「%s」裡沒有 %s", "%q has no %s", ref.Text, ref.Item), hint)
}

// nearIDs finds the id a wrong one most likely means. Ids share either their
// date or the words behind it with what was meant, so only those are compared.
type nearIDs struct {
	byDate, byWords map[string][]string
}

// nearLimit bounds the ids compared for one mistake.
const nearLimit = 64

func newNearIDs(a *archive.Archive) *nearIDs {
	n := &nearIDs{map[string][]string{}, map[string][]string{}}
	for _, r := range a.Records {
		date, words := cutDate(r.ID)
		if len(n.byDate[date]) < nearLimit {
			n.byDate[date] = append(n.byDate[date], r.ID)
		}
		if words != "" && len(n.byWords[words]) < nearLimit {
			n.byWords[words] = append(n.byWords[words], r.ID)
		}
	}
	return n
}

// cutDate cuts an id into YYYY-MM-DD and what follows; an id without a date is
// all words, and files under no date.
func cutDate(id string) (date, words string) {
	if len(id) > 11 && id[4] == '-' && id[7] == '-' && id[10] == '-' {
		return id[:10], id[11:]
	}
	return "", id
}

func (n *nearIDs) to(id string) string {
	date, words := cutDate(id)
	return schema.Nearest(id, slices.Concat(n.byWords[words], n.byDate[date]))
}

func recordTypeMismatch(p *pass, r *archive.Record) {
	for _, ref := range r.Refs {
		if !isField(ref) || ref.Target == nil || ref.Target == r || ref.Target.Broken {
			continue
		}
		f := r.Type.Field(ref.Field)
		if f == nil || f.Of == "" || f.Of == ref.Target.Type.Name {
			continue
		}
		want := p.a.Schema.Type(f.Of)
		p.report(r, ref.Span, say("“%s”是%s，这里要的是%s", "「%s」是%s，這裡要的是%s", "%q is of type %s, but this asks for %s", ref.Text, ref.Target.Type.Label, want.Label),
			say("写一份%s的编号；别的关联写在“关联”里", "寫一份%s的編號；別的關聯寫在「關聯」裡", "give the id of a record of type %s; other links go under related", want.Label))
	}
}

func selfReference(p *pass, r *archive.Record) {
	for _, ref := range r.Refs {
		if isField(ref) && ref.Target == r {
			p.report(r, ref.Span, say("“%s”写的是本记录自己", "「%s」寫的是本記錄自己", "%s names this record itself", label(r, ref.Field)),
				say("删去它，或改成要引用的记录", "刪去它，或改成要引用的記錄", "remove it, or name the record that is meant"))
		}
	}
}

func followupUnknown(p *pass) {
	near := newNearIDs(p.a)
	for _, r := range p.a.Records {
		for _, e := range r.Events {
			switch ref := e.Ref; {
			case ref.Target == nil:
				p.report(r, ref.Span, say("跟进的是“%s#%s”，但没有这份记录", "跟進的是「%s#%s」，但沒有這份記錄", "this follows up %s#%s, but there is no such record", ref.Text, ref.Item),
					didYouMean(near.to(ref.Text), say("写待办所在记录的编号，后接 # 和待办编号", "寫待辦所在記錄的編號，後接 # 和待辦編號", "write the id of the action's record, then # and the action")))
			case !hasItem(ref.Target, ref.Item):
				p.reportNoItem(r, ref)
			}
		}
	}
}

func followupOrder(p *pass, r *archive.Record) {
	for _, e := range r.Events {
		from := e.Ref.Target
		if from == nil || from == r || e.At.IsZero() || !before(e.At, from.At()) {
			continue
		}
		p.report(r, e.Span, say("跟进的日期 %s 早于这项待办的产生（%s）", "跟進的日期 %s 早於這項待辦的產生（%s）", "the follow-up is dated %s, but the action is of %s", e.At, from.At()),
			say("核对这一行的日期和待办编号", "核對這一行的日期和待辦編號", "check the date of this line and the action's id"))
	}
}

// before reports whether a moment is over before another one begins; a day
// without a time ends at 24:00.
func before(a, b schema.Moment) bool { return !a.End().After(b.Time) && a.Before(b.Time) }

func followupOwn(p *pass, r *archive.Record) {
	for _, e := range r.Events {
		if e.Ref.Target == r {
			p.report(r, e.Span, say("跟进的是本记录自己的 %s，不起作用", "跟進的是本記錄自己的 %s，不起作用", "this follows up the record's own %s and has no effect", e.Ref.Item),
				say("把状态写在待办那一行，如 - [x] …… 完成：%s", "把狀態寫在待辦那一行，如 - [x] …… 完成：%s", "write the state beside the action, as in - [x] … done: %s", r.Date))
		}
	}
}

func decisionSupersedesUnknown(p *pass, r *archive.Record) {
	for _, d := range r.Decisions {
		for _, ref := range d.Replaces {
			switch {
			case ref.Target == nil:
				p.report(r, ref.Span, say("要替代的决议在“%s”，但没有这份记录", "要取代的決議在「%s」，但沒有這份記錄", "the decision to replace is in %q, but there is no such record", ref.Text),
					say("写成 记录编号#d1", "寫成 記錄編號#d1", "write RECORD#d1"))
			case !hasItem(ref.Target, ref.Item):
				p.reportNoItem(r, ref)
			}
		}
		if text := d.Fields["replaces"]; len(d.Replaces) == 0 && strings.Contains(text, "#") {
			p.report(r, d.Span, say("看不出“%s”指哪项决议", "看不出「%s」指哪項決議", "cannot tell which decision %q is", text), say("写成 记录编号#d1", "寫成 記錄編號#d1", "write RECORD#d1"))
		}
	}
}

// supersedesCycle reports each circle once, at its oldest record: that one
// cannot replace a newer one.
func supersedesCycle(p *pass) {
	circle := circles(p.a.Records)
	told := map[int]bool{}
	for _, r := range p.a.Records {
		for _, ref := range r.Refs {
			n := circle[r]
			if ref.Field != "supersedes" || ref.Target == nil || ref.Target == r || n == 0 || circle[ref.Target] != n || told[n] {
				continue
			}
			told[n] = true
			p.report(r, ref.Span, say("“%s”又直接或间接地替代了本记录", "「%s」又直接或間接地取代了本記錄", "%q supersedes this record in turn", ref.Text),
				say("只保留新记录替代旧记录的那一个方向", "只保留新記錄取代舊記錄的那一個方向", "keep only the direction from the newer record to the older one"))
		}
	}
}

func supersedesOrder(p *pass) {
	circle := circles(p.a.Records)
	for _, r := range p.a.Records {
		for _, ref := range r.Refs {
			old := ref.Target
			if ref.Field != "supersedes" || old == nil || old == r || circle[r] != 0 && circle[r] == circle[old] || !before(r.At(), old.At()) {
				continue
			}
			p.report(r, ref.Span, say("本记录（%s）早于它要替代的“%s”（%s）", "本記錄（%s）早於它要取代的「%s」（%s）", "this record (%s) is older than %q (%s), which it supersedes", r.At(), ref.Text, old.At()),
				say("把“替代”写到较新的那一份里", "把「取代」寫到較新的那一份裡", "say it in the newer of the two"))
		}
	}
}

// circles numbers the circles of supersession from 1; records in none are left
// out. It is Tarjan's algorithm for strongly connected components.
func circles(records []*archive.Record) map[*archive.Record]int {
	type state struct{ index, low int }
	seen := map[*archive.Record]*state{}
	out := map[*archive.Record]int{}
	var stack []*archive.Record
	circle := 0
	var visit func(r *archive.Record) *state
	visit = func(r *archive.Record) *state {
		s := &state{len(seen) + 1, len(seen) + 1}
		seen[r] = s
		at := len(stack)
		stack = append(stack, r)
		for _, old := range r.Supersedes {
			switch o := seen[old]; {
			case o == nil:
				s.low = min(s.low, visit(old).low)
			case o.index > 0: // still on the stack
				s.low = min(s.low, o.index)
			}
		}
		if s.low == s.index {
			if len(stack)-at > 1 {
				circle++
				for _, x := range stack[at:] {
					out[x] = circle
				}
			}
			for _, x := range stack[at:] {
				seen[x].index = 0
			}
			stack = stack[:at]
		}
		return s
	}
	for _, r := range records {
		if len(r.Supersedes) > 0 && seen[r] == nil {
			visit(r)
		}
	}
	return out
}

func referenceAudience(p *pass, r *archive.Record) {
	told := map[*archive.Record]bool{}
	for _, ref := range r.Refs {
		x := ref.Target
		if x == nil || x == r || told[x] || x.Audience.Level == archive.Nobody || readersSee(r.Audience, x.Audience) {
			continue
		}
		told[x] = true
		p.report(r, ref.Span, say("本记录的读者有人看不到“%s”", "本記錄的讀者有人看不到「%s」", "some who may read this record may not read %q", ref.Text),
			say("收窄本记录的公开范围，或放宽所引用记录的范围", "收窄本記錄的公開範圍，或放寬所引用記錄的範圍", "narrow this record's audience or widen the other one's"))
	}
}

// readersSee reports whether everybody who may read the one may read the other.
func readersSee(one, other archive.Audience) bool {
	if one.Level != archive.Restricted {
		return one.Level == archive.Nobody || one.Sees(other)
	}
	for _, u := range one.Units {
		if !(archive.Audience{Level: archive.Restricted, Units: []*archive.Unit{u}}).Sees(other) {
			return false
		}
	}
	return true
}
