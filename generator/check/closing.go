package check

import (
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Rules about confirmations and about closing a record. Whose confirmation a
// record needs is the schema's to say (archive.Record.Signatories).
var closingRules = []*Rule{
	{
		ID: "closed-unsigned", Group: Closing, Severity: diag.Error,
		Title:  t("每个该确认的人都确认之后才能关闭", "每個該確認的人都確認之後才能關閉", "a record is closed only when everybody who must has confirmed"),
		Why:    t("结果没有得到确认就关闭，事情只是看上去办完了", "結果沒有得到確認就關閉，事情只是看上去辦完了", "what is closed before its result is confirmed only looks done"),
		Bad:    Example{Of: "2025-07-01-cooling", Front: "confirmations:"},
		Good:   Example{Of: "2025-07-01-cooling", Front: "status: delivered\nconfirmations:"},
		record: closedUnsigned,
	},
	{
		ID: "closed-open-action", Group: Closing, Severity: diag.Error,
		Title:  t("待办都有结果之后才能关闭记录", "待辦都有結果之後才能關閉記錄", "a record is closed only when its actions are done or cancelled"),
		Why:    t("关闭的记录没人再看，里面没办完的事就丢了", "關閉的記錄沒人再看，裡面沒辦完的事就丟了", "nobody looks at a closed record again; what is open in it is lost"),
		Bad:    Example{Of: "2025-08-28-branch", Front: "status: closed"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "status: closed"},
		record: closedOpenAction,
	},
	{
		ID: "objection-open", Group: Closing, Severity: diag.Error,
		Title:  t("有异议未消除的记录不能关闭或生效", "有異議未消除的記錄不能關閉或生效", "a record somebody objects to is neither closed nor in force"),
		Why:    t("异议要有答复：改了再确认，或写明为什么不改", "異議要有答覆：改了再確認，或寫明為什麼不改", "an objection is answered: mended and confirmed anew, or with reasons why not"),
		Bad:    Example{Of: "2025-07-01-cooling", Front: "confirmations:\n  - {person: 刘洋, role: 发起人, verdict: 有异议, at: 2025-07-07 08:40, comment: 夜间又升到 20 度}"},
		Good:   Example{Of: "2025-07-01-cooling", Front: "confirmations:\n  - {person: 刘洋, role: 发起人, verdict: 有异议, at: 2025-07-07 08:40, comment: 夜间又升到 20 度}\n  - {person: 刘洋, role: 发起人, verdict: 同意, at: 2025-07-09 08:40}"},
		record: objectionOpen,
	},
	{
		ID: "four-eyes", Group: Closing, Severity: diag.Error,
		Title:  t("审核人不是记录人，批准人不是编制人", "審核人不是記錄人，批准人不是編制人", "who reviews did not record, who approves did not prepare"),
		Why:    t("自己审自己写的，等于没有审", "自己審自己寫的，等於沒有審", "to review one's own text is no review"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "recorder: wang-fang"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "recorder: 刘洋"},
		record: fourEyes,
	},
	{
		ID: "accept-own", Group: Closing, Severity: diag.Warning,
		Title:   t("待办不由责任人自己验收", "待辦不由責任人自己驗收", "an action is not accepted by its owner"),
		Why:     t("验收是别人看过成果之后说行", "驗收是別人看過成果之後說行", "acceptance means that somebody else has looked at the result"),
		Bad:     Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 已完成，成果：需求文档V1.0，完成：2025-06-19\n- [x] 2025-06-15-kickoff-minutes#a2 验收通过，验收人：刘洋\n\n"},
		Good:    Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 验收通过，验收人：刘洋\n- [x] 2025-06-15-kickoff-minutes#a2 已完成，成果：测试环境，完成：2025-06-19\n\n"},
		archive: acceptOwn,
	},
	{
		ID: "high-priority-mark", Group: Closing, Severity: diag.Error,
		Title:  t("高优先级的需求标“紧急”", "高優先級的需求標「緊急」", "a request of high priority is marked urgent"),
		Why:    t("没有标记，收件人不会先看", "沒有標記，收件人不會先看", "without the mark nobody reads it first"),
		Bad:    Example{Of: "2025-07-01-cooling", Front: "mark:"},
		Good:   Example{Of: "2025-07-01-cooling", Front: "priority: 中\nmark:"},
		record: highPriorityMark,
	},
	{
		ID: "high-priority-cc", Group: Closing, Severity: diag.Error,
		Title:  t("高优先级的需求抄送部门负责人", "高優先級的需求抄送部門負責人", "a request of high priority goes to the head of a unit as well"),
		Why:    t("急事要有能调人的人知道", "急事要有能調人的人知道", "somebody who can free people must know of it"),
		Bad:    Example{Of: "2025-07-01-cooling", Front: "cc: 张敏"},
		Good:   Example{Of: "2025-07-01-cooling", Front: "cc: 张敏、陈静"},
		record: highPriorityCc,
	},
	{
		ID: "confirmation-missing", Group: Closing, Severity: diag.Error,
		Title:  t("正式的或有结论的沟通得到对方确认，文件得到批准", "正式的或有結論的溝通得到對方確認，文件得到批准", "communication that is formal or concludes something is confirmed, a document approved"),
		Why:    t("口头说好的事，七天不确认就各记各的了", "口頭說好的事，七天不確認就各記各的了", "what was agreed by word of mouth is remembered differently within a week"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "status: open\nconfirmations:"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "status: open\nconfirmations:", Body: "## 共识\n\n无\n"},
		record: confirmationMissing,
	},
	{
		ID: "minutes-unsigned", Group: Closing, Severity: diag.Warning,
		Title:  t("纪要在七天内由审核人和责任人签字", "紀要在七天內由審核人和責任人簽字", "minutes are signed within seven days by the reviewer and the owners of actions"),
		Why:    t("责任人没有确认的待办，等于没有布置下去", "責任人沒有確認的待辦，等於沒有布置下去", "an action its owner has not confirmed was never handed out"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "confirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-07-10 16:10}"},
		Good:   Example{Of: "2025-08-28-branch", Front: "confirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-08-29 09:00}"},
		record: minutesUnsigned,
	},
	{
		ID: "confirmation-stranger", Group: Closing, Severity: diag.Warning,
		Title:  t("确认由与记录有关的人作出", "確認由與記錄有關的人作出", "confirmations are given by those concerned"),
		Why:    t("无关的人签字不算数，该签的人可能还没签", "無關的人簽字不算數，該簽的人可能還沒簽", "the signature of somebody else does not count, and the right one may be missing"),
		Bad:    Example{Of: "2025-08-20-stop", Front: "confirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}\n  - {person: 陈静, verdict: 收到, at: 2025-08-21 09:00}\n  - {person: 刘洋, verdict: 收到, at: 2025-08-21 09:10}"},
		Good:   Example{Of: "2025-08-20-stop", Front: "cc: 刘洋\nconfirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}\n  - {person: 陈静, verdict: 收到, at: 2025-08-21 09:00}\n  - {person: 刘洋, verdict: 收到, at: 2025-08-21 09:10}"},
		record: confirmationStranger,
	},
	{
		ID: "confirmation-twice", Group: Closing, Severity: diag.Warning,
		Title:  t("同一人同一角色的同一意见只写一次", "同一人同一角色的同一意見只寫一次", "a person confirms once in one role"),
		Why:    t("重复的签字会让确认率多算", "重複的簽字會讓確認率多算", "a signature given twice is counted twice"),
		Bad:    Example{Of: "2025-07-03-vendor", Front: "confirmations:\n  - {person: 李伟（后勤）, role: 对方, verdict: 同意, at: 2025-07-03 17:00}\n  - {person: li-wei-hq, role: 对方, verdict: 已确认, at: 2025-07-04 17:00}"},
		Good:   Example{Of: "2025-07-03-vendor", Front: "confirmations:\n  - {person: 李伟（后勤）, role: 对方, verdict: 同意, at: 2025-07-03 17:00}\n  - {person: li-wei-hq, role: 施工方, verdict: 已确认, at: 2025-07-04 17:00}"},
		record: confirmationTwice,
	},
	{
		ID: "contact-unit", Group: Closing, Severity: diag.Warning,
		Title:  t("接口人属于他所代表的部门", "窗口屬於他所代表的部門", "a department's contact belongs to it"),
		Why:    t("别的部门的人答应的事，本部门不认", "別的部門的人答應的事，本部門不認", "a department is not bound by what somebody of another one promises"),
		Bad:    Example{Of: "2025-07-01-cooling", Front: "departments:\n  - {unit: 后勤处, contact: 张敏, duty: 检修空调}\n  - {unit: 后勤处, contact: 李伟（后勤）, duty: 供应配件}\nresult_confirmations:\n  - {unit: 后勤处, person: 李伟（后勤）, at: 2025-07-06 18:00}\n  - {unit: 后勤处, person: 张敏, at: 2025-07-06 18:00}"},
		Good:   Example{Of: "2025-07-01-cooling", Front: "cc: 陈静\ndepartments:\n  - {unit: 望湖大学, contact: 李伟（后勤）, duty: 检修空调}"},
		record: contactUnit,
	},
	{
		ID: "arbiter-party", Group: Closing, Severity: diag.Error,
		Title:  t("仲裁人不是争议的一方", "仲裁人不是爭議的一方", "the arbiter is not one of the parties"),
		Why:    t("谁也不能裁判自己的事", "誰也不能裁判自己的事", "nobody judges their own case"),
		Bad:    Example{Of: "2025-07-02-cooling-dispute", Front: "arbiter: 刘洋\nconfirmations:\n  - {person: 刘洋, role: 仲裁人, verdict: 同意, at: 2025-07-04 11:00}"},
		Good:   Example{Of: "2025-07-02-cooling-dispute", Front: "arbiter: 张敏\nconfirmations:\n  - {person: 张敏, role: 仲裁人, verdict: 同意, at: 2025-07-04 11:00}"},
		record: arbiterParty,
	},
}

func closedUnsigned(p *pass, r *archive.Record) {
	if names := unsigned(r); r.Status == "closed" && len(names) > 0 {
		p.reportKey(r, "status", say("已关闭，还没有确认的：%s", "已關閉，還沒有確認的：%s", "it is closed, but not confirmed by %s", names),
			say("请他们确认并写进 confirmations，或先改回未关闭的状态", "請他們確認並寫進 confirmations，或先改回未關閉的狀態", "have them confirm under confirmations, or take the status back"))
	}
}

func closedOpenAction(p *pass, r *archive.Record) {
	if r.Status != "closed" {
		return
	}
	var open []diag.Text
	for _, a := range r.Actions {
		if a.State != archive.Done && a.State != archive.Cancelled {
			open = append(open, same(a.Local))
		}
	}
	if len(open) > 0 {
		p.reportKey(r, "status", say("已关闭，还有没办完的待办：%s", "已關閉，還有沒辦完的待辦：%s", "it is closed with open actions: %s", open),
			say("在后来的记录里跟进到完成或取消，或先改回未关闭的状态", "在後來的記錄裡跟進到完成或取消，或先改回未關閉的狀態", "follow them up until they are done or cancelled, or take the status back"))
	}
}

// objectionOpen goes by each person's last word.
func objectionOpen(p *pass, r *archive.Record) {
	if r.Status != "closed" && r.Status != "effective" {
		return
	}
	last := map[identity]*archive.Confirmation{}
	for _, c := range r.Confirmations {
		if c.Person == nil {
			continue
		}
		if old := last[identify(c.Person)]; old == nil || !c.At.Before(old.At.Time) {
			last[identify(c.Person)] = c
		}
	}
	for _, c := range r.Confirmations {
		if c.Verdict == "objected" && c.Person != nil && last[identify(c.Person)] == c {
			p.report(r, c.Span, say("%s有异议，记录却已%s", "%s有異議，記錄卻已%s", "%s objects, but the record is %s", c.Person.Name(), p.status(r)),
				say("处理异议后请本人再确认一次，或改状态", "處理異議後請本人再確認一次，或改狀態", "settle it and have them confirm anew, or change the status"))
		}
	}
}

// status names a record's status.
func (p *pass) status(r *archive.Record) diag.Text {
	for _, s := range r.Type.Statuses {
		if s.Name == r.Status {
			return diag.Text{CN: strings.TrimPrefix(s.Label.CN, "已"), TW: strings.TrimPrefix(s.Label.TW, "已"), EN: s.Name}
		}
	}
	return same(r.Status)
}

func fourEyes(p *pass, r *archive.Record) {
	p.bothHands(r, "reviewer", "recorder")
	p.bothHands(r, "approver", "author")
	p.bothHands(r, "approved_by", "prepared_by")
}

// bothHands reports one person in two fields that ask for two.
func (p *pass) bothHands(r *archive.Record, second, first string) {
	a, b := r.Person(second), r.Person(first)
	if first == "recorder" && b == nil && r.Meeting != nil {
		b = r.Meeting.Recorder
	}
	if a == nil || b == nil || a.Person == nil || a.Person != b.Person {
		return
	}
	p.report(r, a.Span, say("%s既是%s又是%s", "%s既是%s又是%s", "%s is %s and %s at once", a.Name(), label(r, second), label(r, first)),
		say("换一个人担任%s", "換一個人擔任%s", "name somebody else as %s", label(r, second)))
}

func acceptOwn(p *pass) {
	for _, a := range p.a.Actions {
		for _, e := range a.Events {
			if e.Kind != archive.Accepted || e.By == nil || e.By.Person == nil || len(a.Owners) != 1 || a.Owner().Person != e.By.Person {
				continue
			}
			p.report(e.Record, e.Span, say("%s验收了自己负责的 %s", "%s驗收了自己負責的 %s", "%s accepted their own action, %s", e.By.Name(), a.Local),
				say("由布置的人或用成果的人验收", "由布置的人或用成果的人驗收", "let whoever asked for it or uses it accept it"))
		}
	}
}

var urgent = []string{"紧急", "緊急", "urgent"}

func highPriorityMark(p *pass, r *archive.Record) {
	priority := r.Values.Get("priority")
	if r.Type.Name != "request" || r.Values.Choice("priority") != "high" || slices.Contains(urgent, strings.ToLower(r.Values.Text("mark"))) {
		return
	}
	span := priority.Span
	if mark := r.Values.Get("mark"); mark != nil {
		span = mark.Span
	}
	f := p.report(r, span, say("优先级为高，却没有标“紧急”", "優先級為高，卻沒有標「緊急」", "the priority is high, but it is not marked urgent"),
		say("写一行 mark: 紧急", "寫一行 mark: 緊急", "write a line mark: urgent"))
	if r.Values.Get("mark") == nil && r.Doc.LineText(int(priority.Span.Start.Line)) == priority.Name+": "+priority.Text {
		f.Fix = addLine(priority, map[string]string{"优先级": "标记: 紧急", "優先級": "標記: 緊急"}[priority.Name], "mark: 紧急")
	}
}

// addLine puts a line of front matter below a value that ends its own.
func addLine(below *schema.Value, line, otherwise string) *diag.Fix {
	if line == "" {
		line = otherwise
	}
	at := int(below.Span.End.Offset)
	return &diag.Fix{
		Title: say("加一行“%s”", "加一行「%s」", "add a line %q", line),
		Edits: []diag.Edit{{Start: at, End: at, New: "\n" + line}},
	}
}

// highPriorityCc accepts the head of the record's unit, of a unit above it, or of
// a department that takes part.
func highPriorityCc(p *pass, r *archive.Record) {
	if r.Type.Name != "request" || r.Values.Choice("priority") != "high" {
		return
	}
	var units []*archive.Unit
	if r.Unit != nil && r.Unit.Unit != nil {
		for u := r.Unit.Unit; u != nil; u = p.a.Parent(u) {
			units = append(units, u)
		}
	}
	for _, d := range r.Values.Items("departments") {
		if v := d.Object().Get("unit"); v != nil && r.Mention(v) != nil && r.Mention(v).Unit != nil {
			units = append(units, r.Mention(v).Unit)
		}
	}
	var heads []diag.Text
	for _, u := range units {
		h := p.a.Head(u)
		if h == nil {
			continue
		}
		for _, m := range r.People("cc") {
			if m.Person == h || m.Unit == u {
				return
			}
		}
		if !slices.Contains(heads, same(h.Name)) {
			heads = append(heads, same(h.Name))
		}
	}
	if len(heads) == 0 {
		return // no head is registered
	}
	field := "cc"
	if r.Values.Get("cc") == nil {
		field = "priority"
	}
	p.reportKey(r, field, say("优先级为高，却没有抄送部门负责人", "優先級為高，卻沒有抄送部門負責人", "the priority is high, but no head of a unit has a copy"),
		say("在“抄送”里写其中一位：%s", "在「副本」裡寫其中一位：%s", "name one of them under cc: %s", heads))
}

// grace is how long a confirmation may take before it is missed.
const grace = 7 * 24 * time.Hour

// since is the moment a record's confirmations are waited for from.
func since(r *archive.Record) schema.Moment {
	if at := r.Published(); !at.IsZero() {
		return at
	}
	if end := r.Meeting.Over(); !end.IsZero() {
		return end
	}
	return r.At()
}

func (p *pass) graceOver(r *archive.Record) bool {
	from := since(r)
	return !from.IsZero() && from.End().Add(grace).Before(p.a.Now)
}

// confirmationMissing is a warning until the days of grace are over. Minutes,
// notices and closed records have rules of their own, and a request asks for
// confirmations only in the state that waits for them.
func confirmationMissing(p *pass, r *archive.Record) {
	if slices.Contains([]string{"minutes", "notice", "request"}, r.Type.Name) || r.Status == "closed" || r.Status == "draft" || r.Status == "withdrawn" || r.Status == "superseded" {
		return
	}
	names := unsigned(r)
	if len(names) == 0 {
		return
	}
	span := keySpan(r, "title")
	if v := r.Values.Get("confirmations"); v != nil {
		span = v.Key
	}
	f := p.report(r, span, say("还没有得到确认：%s", "還沒有得到確認：%s", "not yet confirmed by %s", names),
		say("请对方确认，写进 confirmations（人员、意见、时间）", "請對方確認，寫進 confirmations（人員、意見、時間）", "have them confirm it; list person, verdict and time under confirmations"))
	if !p.graceOver(r) {
		f.Severity = diag.Warning
	}
}

func minutesUnsigned(p *pass, r *archive.Record) {
	if r.Type.Name != "minutes" || r.Status != "published" || !p.graceOver(r) {
		return
	}
	names := unsigned(r)
	if len(names) == 0 {
		return
	}
	span := keySpan(r, "reviewer")
	if v := r.Values.Get("confirmations"); v != nil {
		span = v.Key
	}
	p.report(r, span, say("纪要发布超过七天，还没有签字的：%s", "紀要發布超過七天，還沒有簽字的：%s", "published more than seven days ago, not yet signed by %s", names),
		say("请他们签字，写进 confirmations", "請他們簽字，寫進 confirmations", "have them sign under confirmations"))
}

// definite are the signatories a record names one by one; where a type asks for
// others too, anybody's confirmation may be right.
var definite = []string{"reviewer", "action-owners", "confirmers", "approver", "department-contacts", "requester"}

func confirmationStranger(p *pass, r *archive.Record) {
	if len(r.Type.Confirm) == 0 || r.Doc.Unread() || slices.ContainsFunc(r.Type.Confirm, func(c schema.Confirm) bool { return !slices.Contains(definite, c.Who) }) {
		return
	}
	concerned := map[*archive.Person]bool{}
	for _, s := range r.Signatories {
		concerned[s.Person] = true
	}
	for _, m := range r.Mentions {
		if slices.ContainsFunc(r.Confirmations, func(c *archive.Confirmation) bool { return c.Person == m }) {
			continue
		}
		if m.Kind == schema.Person && m.Person == nil {
			return // it may be whoever confirmed; the name is an error already
		}
		concerned[m.Person] = true
	}
	if r.MeetingOf != nil {
		for _, m := range r.MeetingOf.Mentions {
			concerned[m.Person] = true
		}
	}
	for _, c := range r.Confirmations {
		if c.Person != nil && c.Person.Person != nil && !concerned[c.Person.Person] {
			p.report(r, c.Person.Span, say("%s确认了，但记录里别处没有提到他", "%s確認了，但記錄裡別處沒有提到他", "%s has confirmed this, but is named nowhere else in it", c.Person.Name()),
				say("核对姓名；知会的人写进“抄送”", "核對姓名；知會的人寫進「副本」", "check the name; list who is only informed under cc"))
		}
	}
}

func confirmationTwice(p *pass, r *archive.Record) {
	type given struct {
		who           identity
		role, verdict string
	}
	seen := map[given]bool{}
	for _, x := range r.Values.Items("confirmations") {
		who := x.Object().Get("person")
		if who == nil || r.Mention(who) == nil || !resolved(r.Mention(who)) {
			continue
		}
		k := given{identify(r.Mention(who)), x.Object().Text("role"), x.Object().Choice("verdict")}
		if seen[k] {
			p.report(r, who.Span, say("%s已经以同样的意见确认过", "%s已經以同樣的意見確認過", "%s has already confirmed this in the same words", r.Mention(who).Name()), say("删去重复的一行", "刪去重複的一行", "remove the repetition"))
		}
		seen[k] = true
	}
}

func contactUnit(p *pass, r *archive.Record) {
	for _, d := range r.Values.Items("departments") {
		unit, contact := d.Object().Get("unit"), d.Object().Get("contact")
		if unit == nil || contact == nil {
			continue
		}
		u, c := r.Mention(unit), r.Mention(contact)
		if u == nil || c == nil || u.Unit == nil || c.Person == nil || c.Problem != archive.Known || len(p.a.Roles(c.Person)) == 0 || p.belongs(c.Person, u.Unit, r.At()) {
			continue
		}
		p.report(r, c.Span, say("接口人%s不在%s任职", "窗口%s不在%s任職", "the contact, %s, holds no post in %s", c.Name(), u.Name()),
			say("换成该部门的人，或在人员登记表中补上任职", "換成該部門的人，或在人員登記表中補上任職", "name somebody of the department, or complete the register"))
	}
}

// arbiterParty takes a member of a unit for the unit.
func arbiterParty(p *pass, r *archive.Record) {
	arbiter := r.Person("arbiter")
	if arbiter == nil || arbiter.Person == nil {
		return
	}
	for _, m := range r.People("parties") {
		if m.Person == arbiter.Person || m.Unit != nil && p.belongs(arbiter.Person, m.Unit, r.At()) {
			p.report(r, arbiter.Span, say("仲裁人%s属于争议的一方（%s）", "仲裁人%s屬於爭議的一方（%s）", "the arbiter, %s, belongs to a party (%s)", arbiter.Name(), m.Name()),
				say("请双方的上级或无关的人仲裁", "請雙方的上級或無關的人仲裁", "ask somebody above both, or outside"))
			return
		}
	}
}
