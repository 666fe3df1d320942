package check

import (
	"bytes"
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Change is what lies between two states of an archive.
type Change struct {
	Base, Head *archive.Archive
	// Moved leads from the paths of files that were renamed to their former ones.
	Moved map[string]string
}

// RunChange runs the rules that need two versions and returns what they find,
// with the severities of the newer config, sorted. Places are those of the newer
// version; of what is gone only the file is told, and the message says where it
// stood.
func RunChange(c Change) []diag.Finding {
	pairs, gone := c.pairs()
	p := &pass{a: c.Head}
	typeOf := map[string]string{}
	for _, r := range gone {
		typeOf[r.Path()] = r.Type.Name
	}
	for _, x := range pairs {
		typeOf[x.head.Path()] = x.head.Type.Name
	}
	for _, rule := range Rules() {
		p.rule = rule
		switch {
		case rule.gone != nil:
			for _, r := range gone {
				rule.gone(p, r)
			}
		case rule.changed != nil:
			for _, x := range pairs {
				if !x.base.Broken && !x.head.Broken {
					rule.changed(p, x)
				}
			}
		}
	}
	return settle(c.Head, p.findings, typeOf)
}

// pair is one record before and after.
type pair struct{ base, head *archive.Record }

// pairs finds the records that are in both states: under one path, renamed, or
// under one id. The others of the older state are gone.
func (c Change) pairs() (both []pair, gone []*archive.Record) {
	byPath, byID := map[string]*archive.Record{}, map[string]*archive.Record{}
	for _, r := range c.Base.Records {
		byPath[r.Path()], byID[r.ID] = r, r
	}
	stays := map[string]bool{}
	for _, r := range c.Head.Records {
		stays[r.Path()] = true
	}
	taken := map[*archive.Record]bool{}
	for _, r := range c.Head.Records {
		old := byPath[r.Path()]
		if old == nil {
			old = byPath[c.Moved[r.Path()]]
		}
		if old == nil && byID[r.ID] != nil && !stays[byID[r.ID].Path()] {
			old = byID[r.ID]
		}
		if old != nil && !taken[old] {
			taken[old] = true
			both = append(both, pair{old, r})
		}
	}
	for _, r := range c.Base.Records {
		if !taken[r] {
			gone = append(gone, r)
		}
	}
	return both, gone
}

// changeRules need two versions of a record: they run over a change only.
var changeRules = []*Rule{
	{
		ID: "record-frozen", Group: Changes, Severity: diag.Error,
		Title:   t("签过字的记录不再改动；要改，升版本、写修订记录和批准人", "簽過字的記錄不再改動；要改，升版本、寫修訂記錄和批准人", "a signed record is frozen: it changes only with a higher version and a revision that names its approver"),
		Why:     t("签字确认的是当时的内容；悄悄改动，签字就落在了别的话上。可以改的只有：新的确认、关联、标签、暂缓处置、档号", "簽字確認的是當時的內容；悄悄改動，簽字就落在了別的話上。可以改的只有：新的確認、關聯、標籤、暫緩處置、檔號", "a signature stands for the words that were there; changed quietly, it stands under others. Only further confirmations, related, tags, hold and archive_no may change"),
		Bad:     Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n测试用例共 86 条，全部通过。\n\n"},
		Good:    Example{Of: "2025-07-10-weekly", Front: "version: V1.1\nrevisions:\n  - {version: V1.1, date: 2025-07-14, change: 改正用例条数, approver: 王芳}", Body: "## 会议内容\n\n测试用例共 85 条，通过 78 条，7 条为权限配置问题。\n\n"},
		changed: recordFrozen,
	},
	{
		ID: "record-kept", Group: Changes, Severity: diag.Error,
		Title: t("保管期限内的、暂缓处置的记录不删，也不移出档案", "保管期限內的、暫緩處置的記錄不刪，也不移出檔案庫", "a record within its retention or on hold is neither deleted nor moved out of the archive"),
		Why:   t("没写保管期限的，至少保管 3 年；删了的记录，日后没有依据可查", "沒寫保管期限的，至少保管 3 年；刪了的記錄，日後沒有依據可查", "without a retention of its own a record is kept for 3 years; what is deleted cannot be referred to later"),
		Bad:   Example{Before: "-- notices/2025/2025-08-01-parking.md --\n" + oldNotice("2025-08-01", "retention: 10")},
		Good:  Example{Before: "-- notices/2019/2019-08-01-parking.md --\n" + oldNotice("2019-08-01", "retention: 3")},
		gone:  recordKept,
	},
	{
		ID: "id-kept", Group: Changes, Severity: diag.Error,
		Title:   t("记录的编号不变", "記錄的編號不變", "a record's id does not change"),
		Why:     t("别处引用的是编号；改了名的，把原编号写进 aliases，旧链接才不断", "別處引用的是編號；改了名的，把原編號寫進 aliases，舊連結才不斷", "others refer to it; after a renaming the former id under aliases keeps old links alive"),
		Bad:     Example{Of: "2025-08-22-it-weekly", Front: "id: it-weekly-34"},
		Good:    Example{Of: "2025-08-22-it-weekly", Front: "id: it-weekly-34\naliases: 2025-08-22-it-weekly"},
		changed: idKept,
	},
	{
		ID: "doc-no-kept", Group: Changes, Severity: diag.Error,
		Title:   t("文件编号不变", "文件編號不變", "a document number does not change"),
		Why:     t("编号一经发出，就会被引用和登记；新文件用新编号", "編號一經發出，就會被引用和登記；新文件用新編號", "once given, a number is quoted and registered; a new document takes a new one"),
		Bad:     Example{Of: "seating", Front: "doc_no: WH-HQ-002"},
		Good:    Example{Before: "-- documents/parking.md --\n" + unnumbered(""), Files: "-- documents/parking.md --\n" + unnumbered("doc_no: WH-HQ-002\n")},
		changed: docNoKept,
	},
	{
		ID: "followup-kept", Group: Changes, Severity: diag.Error,
		Title:   t("跟进待办的记载不改不删，后来的情况另记一行", "跟進待辦的記載不改不刪，後來的情況另記一行", "what was told of an action is neither changed nor removed; what comes later is told in another line"),
		Why:     t("待办的状态由这些记载逐条推算，改了旧的，就改了历史", "待辦的狀態由這些記載逐條推算，改了舊的，就改了歷史", "an action's state is derived from these lines; to change an old one is to change history"),
		Bad:     Example{Before: "-- communications/2025/2025-06-18-call.md --\n" + callFile("- 2025-06-15-kickoff-minutes#a1 进展 80%\n"), Files: "-- communications/2025/2025-06-18-call.md --\n" + callFile("- 2025-06-15-kickoff-minutes#a1 已完成\n")},
		Good:    Example{Before: "-- communications/2025/2025-06-18-call.md --\n" + callFile("- 2025-06-15-kickoff-minutes#a1 进展 80%\n"), Files: "-- communications/2025/2025-06-18-call.md --\n" + callFile("- 2025-06-15-kickoff-minutes#a1 进展 80%\n- 2025-06-15-kickoff-minutes#a1 已完成\n")},
		changed: followupKept,
	},
}

func oldNotice(day, more string) string {
	return "---\ntitle: 东门停车场施工期间车辆绕行\nunit: 后勤处\ndate: " + day + "\nunits: 信息中心\neffective: " + day + "\nconfirmers: 陈静\n" + more + "\n---\n\n## 通知内容\n\n施工期间车辆由北门出入。\n"
}

func unnumbered(more string) string {
	return "---\ntitle: 访客停车管理办法\nunit: 后勤处\ndate: 2025-06-10\n" + more + "version: V1.0\nprepared_by: 李伟（后勤）\napproved_by: 周凯\n---\n\n访客车辆停放在东门停车场。\n"
}

func callFile(lines string) string {
	return "---\ntitle: 同教务处通话：需求文档的进展\nunit: 信息中心\ndate: 2025-06-18\nchannel: 电话\nformality: 非正式口头\nparticipants: 刘洋、张敏\nrecorder: 刘洋\ngoal: 了解需求文档的进展\n---\n\n## 讨论要点\n\n" + lines
}

// free are the fields that may change in a signed record, and those that have a
// rule of their own.
var free = []string{"related", "tags", "hold", "archive_no", "id", "doc_no"}

func recordFrozen(p *pass, x pair) {
	if !x.base.Signed() {
		return
	}
	what, at := x.content()
	if len(what) == 0 {
		return
	}
	was, now := x.base.Values.Text("version"), x.head.Values.Text("version")
	hint := say("撤回改动；确要修订的，升版本，在修订记录里写明改了什么、谁批准，再请有关的人重新确认", "撤回改動；確要修訂的，升版本，在修訂記錄裡寫明改了什麼、誰批准，再請有關的人重新確認", "take the change back; to revise the record, raise its version, add a revision that says what was changed and who approved it, and have it confirmed anew")
	switch {
	case now == "" || was != "" && compareVersions(now, was) <= 0:
		p.report(x.head, at, say("记录已签字，%s改了，版本却没有升（%s）", "記錄已簽字，%s改了，版本卻沒有升（%s）", "the record is signed and %s changed, but its version was not raised (%s)", what, cmp.Or(now, "—")), hint)
	case x.revision(now) == nil:
		p.report(x.head, at, say("记录已签字，%s改了，修订记录里却没有新写 %s", "記錄已簽字，%s改了，修訂記錄裡卻沒有新寫 %s", "the record is signed and %s changed, but no new revision tells of %s", what, now), hint)
	case x.revision(now).Object().Get("approver") == nil:
		p.report(x.head, x.revision(now).Span, say("记录已签字，%s改了，%s 的修订记录却没有批准人", "記錄已簽字，%s改了，%s 的修訂記錄卻沒有批准人", "the record is signed and %s changed, but the revision %s names no approver", what, now), hint)
	}
}

// content names what was changed of what a signature stands for, and where the
// first of it is.
func (x pair) content() (what []diag.Text, at diag.Span) {
	add := func(name diag.Text, span diag.Span) {
		if len(what) == 0 {
			at = span
		}
		if !slices.Contains(what, name) {
			what = append(what, name)
		}
	}
	if x.base.Type != x.head.Type && x.base.Type.Name != x.head.Type.Name {
		add(t("类型", "類型", "the type"), keySpan(x.head, "type"))
	}
	for _, v := range x.head.Values.All() {
		old := valueOf(x.base, v.Field.Name)
		switch {
		case slices.Contains(free, v.Field.Name) || v.Field.Name == "type":
		case grows(v.Field.Name) && old != nil:
			if !holdsAll(v.Items(), old.Items()) {
				add(label(x.head, v.Field.Name), v.Span)
			}
		case grows(v.Field.Name):
		case v.Field.Name != "version" && (old == nil || !sameValue(old, v)):
			add(label(x.head, v.Field.Name), v.Span)
		}
	}
	for _, old := range x.base.Values.All() {
		name := old.Field.Name
		if !slices.Contains(free, name) && name != "type" && valueOf(x.head, name) == nil && old.Shape != source.Null {
			add(label(x.base, name), diag.Span{Start: x.head.Values.Span.Start, End: x.head.Values.Span.Start})
		}
	}
	if span, differs := x.body(); differs {
		add(t("正文", "正文", "the text"), span)
	}
	return what, at
}

// grows reports whether lines may be added to a field, and none changed.
func grows(field string) bool {
	return field == "confirmations" || field == "result_confirmations" || field == "revisions"
}

// valueOf is a field's value even if it is empty.
func valueOf(r *archive.Record, field string) *schema.Value {
	for _, v := range r.Values.All() {
		if v.Field.Name == field {
			return v
		}
	}
	return nil
}

// holdsAll reports whether every value of one list is in another.
func holdsAll(all, some []*schema.Value) bool {
	left := slices.Clone(all)
	for _, s := range some {
		i := slices.IndexFunc(left, func(v *schema.Value) bool { return sameValue(s, v) })
		if i < 0 {
			return false
		}
		left = slices.Delete(left, i, i+1)
	}
	return true
}

// sameValue compares what two values say, whatever their layout.
func sameValue(a, b *schema.Value) bool {
	switch {
	case a.Object() != nil && b.Object() != nil:
		return slices.EqualFunc(byField(a.Object()), byField(b.Object()), func(x, y *schema.Value) bool { return x.Field.Name == y.Field.Name && sameValue(x, y) })
	case len(a.Items()) > 0 || len(b.Items()) > 0:
		return slices.EqualFunc(a.Items(), b.Items(), sameValue)
	}
	return a.Shape == b.Shape && a.Text == b.Text && sameNode(a.Rest(), b.Rest())
}

func byField(v *schema.Values) []*schema.Value {
	all := slices.DeleteFunc(slices.Clone(v.All()), func(x *schema.Value) bool { return x.Shape == source.Null })
	slices.SortStableFunc(all, func(a, b *schema.Value) int { return cmp.Compare(a.Field.Name, b.Field.Name) })
	return all
}

func sameNode(a, b *source.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Kind == b.Kind && strings.TrimSpace(a.Text) == strings.TrimSpace(b.Text) && slices.EqualFunc(a.Items, b.Items, sameNode) &&
		slices.EqualFunc(a.Pairs, b.Pairs, func(x, y source.Pair) bool { return sameNode(x.Key, y.Key) && sameNode(x.Value, y.Value) })
}

// body compares the texts, spaces at the ends of lines left aside, and returns
// the first line that differs.
func (x pair) body() (diag.Span, bool) {
	was, now := bodyLines(x.base.Doc), bodyLines(x.head.Doc)
	for i := range max(len(was), len(now)) {
		switch {
		case i >= len(now):
			end := len(x.head.Doc.Bytes)
			return x.head.Doc.Span(end, end), true
		case i >= len(was) || was[i].text != now[i].text:
			return x.head.Doc.Span(now[i].start, now[i].start+len(now[i].text)), true
		}
	}
	return diag.Span{}, false
}

type bodyLine struct {
	text  string
	start int
}

// bodyLines are the lines of a text, those left out that are empty: a blank line
// more or less is no other text.
func bodyLines(doc *source.Document) []bodyLine {
	var out []bodyLine
	at := doc.Body
	for line := range bytes.Lines(doc.Bytes[doc.Body:]) {
		if s := strings.TrimRight(string(line), " \t\r\n"); s != "" {
			out = append(out, bodyLine{s, at})
		}
		at += len(line)
	}
	return out
}

// revision is the line that the newer version has about a version and the older
// one has not, nil if there is none.
func (x pair) revision(version string) *schema.Value {
	told := func(items []*schema.Value) *schema.Value {
		i := slices.IndexFunc(items, func(v *schema.Value) bool { return compareVersions(v.Object().Text("version"), version) == 0 })
		if i < 0 {
			return nil
		}
		return items[i]
	}
	if told(x.base.Values.Items("revisions")) != nil {
		return nil
	}
	return told(x.head.Values.Items("revisions"))
}

// leastYears is how long a record is kept that names no retention.
const leastYears = 3

// keptUntil is the first day on which a record need no longer be kept; false if it
// must be kept for ever, or nobody can tell. The years count from the end of the
// one it was made in.
func keptUntil(r *archive.Record) (time.Time, bool) {
	years := leastYears
	if text := r.Values.Text("retention"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return time.Time{}, false
		}
		years = max(years, n)
	}
	if r.Date.IsZero() {
		return time.Time{}, false
	}
	return time.Date(r.Date.Year()+1+years, 1, 1, 0, 0, 0, 0, r.Date.Location()), true
}

// recordKept leaves drafts alone: they are no records yet.
func recordKept(p *pass, r *archive.Record) {
	if r.Status == "draft" {
		return
	}
	hint := say("把文件放回原处；不再有效的，改状态或另写一份替代它", "把檔案放回原處；不再有效的，改狀態或另寫一份取代它", "put the file back; what is no longer valid gets another status or is superseded")
	if h := r.Values.Get("hold"); h != nil && h.Bool {
		p.reportGone(r, say("《%s》暂缓处置，却不在档案里了", "《%s》暫緩處置，卻不在檔案庫裡了", "%q is on hold and no longer in the archive", r.Title), hint)
		return
	}
	until, ends := keptUntil(r)
	switch {
	case !ends:
		p.reportGone(r, say("《%s》要永久保管，却不在档案里了", "《%s》要永久保管，卻不在檔案庫裡了", "%q is to be kept for ever and is no longer in the archive", cmp.Or(r.Title, r.ID)), hint)
	case p.a.Now.Before(until):
		p.reportGone(r, say("《%s》要保管到 %s，却不在档案里了", "《%s》要保管到 %s，卻不在檔案庫裡了", "%q is to be kept until %s and is no longer in the archive", r.Title, until.AddDate(0, 0, -1).Format(time.DateOnly)), hint)
	}
}

// reportGone is report about a record of which only the older version is there.
func (p *pass) reportGone(r *archive.Record, msg, hint diag.Message) {
	p.findings = append(p.findings, diag.Finding{Rule: p.rule.ID, Severity: p.rule.Severity, File: r.Path(), Message: msg, Hint: hint})
}

func idKept(p *pass, x pair) {
	if x.base.ID == x.head.ID || slices.ContainsFunc(x.head.Values.Items("aliases"), func(v *schema.Value) bool { return v.Text == x.base.ID }) {
		return
	}
	p.reportKey(x.head, "id", say("编号原是 %s，改成了 %s", "編號原是 %s，改成了 %s", "the id was %s and is now %s", x.base.ID, x.head.ID),
		say("改回原编号，或写 aliases: %s", "改回原編號，或寫 aliases: %s", "change it back, or write aliases: %s", x.base.ID))
}

func docNoKept(p *pass, x pair) {
	was, now := x.base.Values.Text("doc_no"), x.head.Values.Text("doc_no")
	if was == "" || was == now {
		return
	}
	p.reportKey(x.head, "doc_no", say("文件编号原是 %s，改成了 %s", "文件編號原是 %s，改成了 %s", "the document number was %s and is now %s", was, cmp.Or(now, "—")),
		say("改回 %s；新文件另建一份记录", "改回 %s；新文件另建一份記錄", "change it back to %s; a new document is a record of its own", was))
}

// telling is what a line tells of an action.
type telling struct {
	ref, text string
	kind      archive.EventKind
}

func tellingOf(e *archive.Event) telling {
	return telling{e.Ref.Text + "#" + e.Ref.Item, strings.Join(strings.Fields(e.Text), " "), e.Kind}
}

// followupKept looks at each line that told of an action: it must stand there
// still. Of a draft nothing has been told yet.
func followupKept(p *pass, x pair) {
	if x.base.Status == "draft" {
		return
	}
	left := slices.Clone(x.head.Events)
	var missing []*archive.Event
	for _, e := range x.base.Events {
		i := slices.IndexFunc(left, func(n *archive.Event) bool { return tellingOf(n) == tellingOf(e) })
		if i < 0 {
			missing = append(missing, e)
			continue
		}
		left = slices.Delete(left, i, i+1)
	}
	hint := say("恢复原来的一行；后来的情况另写一行", "恢復原來的一行；後來的情況另寫一行", "put the line back; tell what came later in another one")
	for _, e := range missing {
		was := tellingOf(e)
		// A line about the same action that was not there before is the altered one.
		i := slices.IndexFunc(left, func(n *archive.Event) bool { return tellingOf(n).ref == was.ref })
		if i < 0 {
			p.report(x.head, diag.Span{}, say("原来第 %d 行关于 %s 的记载没有了：%s", "原來第 %d 行關於 %s 的記載沒有了：%s", "what line %d told of %s is gone: %s", e.Span.Start.Line, was.ref, was.text), hint)
			continue
		}
		p.report(x.head, left[i].Span, say("原来第 %d 行关于 %s 的记载被改了，原文：%s", "原來第 %d 行關於 %s 的記載被改了，原文：%s", "what line %d told of %s was changed; it was: %s", e.Span.Start.Line, was.ref, was.text), hint)
		left = slices.Delete(left, i, i+1)
	}
}
