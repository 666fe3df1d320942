package check

import (
	"bytes"
	"hash/maphash"
	"strings"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

var substanceRules = []*Rule{
	{
		ID: "placeholder", Group: Substance, Severity: diag.Error, record: placeholder,
		Title: t("模板里的占位文字都已换掉", "範本裡的佔位文字都已換掉", "nothing of the template is left to be filled in"),
		Why: t("留着“[姓名]”“XXX”的记录没有写完，却会被当作定稿引用。",
			"留著「[姓名]」「XXX」的紀錄沒有寫完，卻會被當作定稿引用。",
			"A record with \"[name]\" or \"XXX\" in it is not finished and will be cited as if it were."),
		Bad:  Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n[姓名]汇报测试进展。\n"},
		Good: Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n模板中的 `[姓名]` 已统一改为[姓名栏](https://example.edu/form)，测试进展正常。\n"},
	},
	{
		ID: "vague-word", Group: Substance, Severity: diag.Error, record: vagueWording,
		Title: t("主题、目标、议程、决议和待办不用含糊的词", "主題、目標、議程、決議和待辦不用含糊的詞", "titles, goals, agendas, decisions and actions are definite"),
		Why: t("“尽快”“相关人员”“待定”没有约束任何人，事后谁都可以说不是自己。引号里的原话不算。",
			"「儘快」「相關人員」「待定」沒有約束任何人，事後誰都可以說不是自己。引號裡的原話不算。",
			"\"Soon\", \"those concerned\" and \"to be decided\" bind nobody. What is quoted is exempt."),
		Bad:  actionsExample("1. 尽快修复权限配置问题\n" + exampleOwner + exampleDue),
		Good: actionsExample("1. 把通知里的“尽快”改为确切日期\n" + exampleOwner + exampleDue),
	},
	{
		ID: "title-goal", Group: Substance, Severity: diag.Warning, record: titleGoal,
		Title: t("主题写明目标", "主題寫明目標", "a title names its goal"),
		Why: t("“例会纪要”这样的主题在列表和搜索里分不出哪一份；主题要让没看正文的人知道谈了什么。",
			"「例會紀要」這樣的主題在清單和搜尋裡分不出哪一份；主題要讓沒看內文的人知道談了什麼。",
			"In lists and searches \"weekly minutes\" could be any of them; a title should tell those who do not open it what it is about."),
		Bad:  Example{Of: "2025-07-10-weekly", Front: "title: 周例会纪要（2025 年 7 月 10 日）\n"},
		Good: Example{Of: "2025-07-10-weekly", Front: "title: 周例会纪要：权限配置分级授权\n"},
	},
	{
		ID: "title-empty-word", Group: Substance, Severity: diag.Warning, record: titleEmptyWord,
		Title: t("主题不以“的事”“有关事宜”收尾", "主題不以「的事」「有關事宜」收尾", "a title does not end in an empty word"),
		Why: t("“空调的事”没有说要做什么；写明动作，收件人才知道要不要看。",
			"「冷氣的事」沒有說要做什麼；寫明動作，收件人才知道要不要看。",
			"\"The matter of the cooling\" does not say what about it; with a verb readers know whether it concerns them."),
		Bad:  Example{Of: "2025-07-01-cooling", Front: "title: 后勤处检修机房空调有关事宜\n"},
		Good: Example{Of: "2025-07-01-cooling", Front: "title: 请后勤处检修机房空调并记入大事记\n"},
	},
	{
		ID: "ditto", Group: Substance, Severity: diag.Error, record: ditto,
		Title: t("不写“同上”", "不寫「同上」", "nothing is \"ditto\""),
		Why: t("每一项都要能单独引用、排序和统计；“同上”离开上一行就没有意义。",
			"每一項都要能單獨引用、排序和統計；「同上」離開上一列就沒有意義。",
			"Each item is cited, sorted and counted by itself; \"ditto\" means nothing away from the line above."),
		Bad:  Example{Of: "2025-06-15-kickoff", Front: "location: 同上\n"},
		Good: Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n张敏不同意上述排序，其余人员同上次一样赞成。\n"},
	},
	{
		ID: "duplicate-title", Group: Substance, Severity: diag.Warning, archive: duplicateTitle,
		Title: t("同一天、同一部门的记录主题不重复", "同一天、同一部門的紀錄主題不重複", "records of one unit and day have different titles"),
		Why: t("主题、部门、日期都相同的两份记录，多半是同一件事登记了两次。",
			"主題、部門、日期都相同的兩份紀錄，多半是同一件事登記了兩次。",
			"Two records of one title, unit and day are most likely one matter filed twice."),
		Bad:  Example{Files: "-- notices/2025/2025-08-01-a.md --\n" + exampleNotice + "## 通知内容\n\n8 月 4 日起凭卡进入机房。\n-- notices/2025/2025-08-01-b.md --\n" + exampleNotice + "## 通知内容\n\n8 月 4 日起访客须登记。\n"},
		Good: Example{Files: "-- notices/2025/2025-08-01-a.md --\n" + exampleNotice + "## 通知内容\n\n8 月 4 日起凭卡进入机房。\n-- notices/2025/2025-08-01-b.md --\n" + strings.Replace(exampleNotice, "凭卡", "刷脸", 1) + "## 通知内容\n\n8 月 4 日起访客须登记。\n"},
	},
	{
		ID: "body-repeated", Group: Substance, Severity: diag.Warning, archive: bodyRepeated,
		Title: t("正文不是另一份记录的复制", "內文不是另一份紀錄的複製", "a body is not the copy of another record's"),
		Why: t("复制来的正文多半忘了改，记下的是另一次会议的事。",
			"複製來的內文多半忘了改，記下的是另一次會議的事。",
			"A copied body was most likely not rewritten and records another meeting's business."),
		Bad:  twoNotices("8 月 4 日起凭卡进入"),
		Good: twoNotices("8 月 5 日起凭卡进入"),
	},
}

// twoNotices are two notices of one long text but for their first words.
func twoNotices(second string) Example {
	const rest = "机房。进出须在门禁刷卡，不得尾随；外来施工人员由数据组陪同，当天登记、当天离场；搬运设备须出示出门单，由值班员核对序列号后放行；卡片遗失须在一小时内报信息中心挂失。\n"
	return Example{Files: "-- notices/2025/2025-08-01-a.md --\n" + exampleNotice + "## 通知内容\n\n8 月 4 日起凭卡进入" + rest +
		"-- notices/2025/2025-08-01-b.md --\n" + strings.Replace(exampleNotice, "凭卡", "刷脸", 1) + "## 通知内容\n\n" + second + rest}
}

// scalars calls f for every text of the front matter, with the field it is of.
func scalars(vs *schema.Values, f func(*schema.Value)) {
	for _, v := range vs.All() {
		scalarsOf(v, f)
	}
}

func scalarsOf(v *schema.Value, f func(*schema.Value)) {
	switch {
	case v.Object() != nil:
		scalars(v.Object(), f)
	case len(v.Items()) > 0:
		for _, i := range v.Items() {
			scalarsOf(i, f)
		}
	case v.Shape == source.Scalar && v.Text != "":
		f(v)
	}
}

// spanWithin is the place of a stretch of a value, or the whole value where its text
// is not written as it reads.
func spanWithin(doc *source.Document, v *schema.Value, start, end int) diag.Span {
	raw := doc.Bytes[v.Span.Start.Offset:v.Span.End.Offset]
	if i := bytes.Index(raw, []byte(v.Text)); i >= 0 {
		at := int(v.Span.Start.Offset) + i
		return doc.Span(at+start, at+end)
	}
	return v.Span
}

func placeholder(p *pass, r *archive.Record) {
	if r.Values.Choice("class") == "template" {
		return // a template is made of them
	}
	hint := say("填上实际的内容，或删去", "填上實際的內容，或刪去", "fill it in, or remove it")
	tell := func(text string, span diag.Span) {
		p.report(r, span, say("“%s”是模板的占位文字，还没有填", "「%s」是範本的佔位文字，還沒有填", "%q is left of a template", text), hint)
	}
	scalars(r.Values, func(v *schema.Value) {
		if from, to, ok := findPlaceholder(v.Text); ok {
			tell(v.Text[from:to], spanWithin(r.Doc, v, from, to))
		}
	})
	for _, b := range r.Doc.Blocks {
		if b.Kind == source.Code || b.Kind == source.HTML {
			continue
		}
		if from, to, ok := findPlaceholder(b.Text); ok {
			tell(b.Text[from:to], r.Doc.Span(b.Start+from, b.Start+to))
		}
	}
}

// keyFields are the fields that bind somebody and so must be definite.
var keyFields = map[string]bool{
	"title": true, "goal": true, "agenda": true, "duty": true, "expected_by": true, "milestones": true, "location": true,
	"schedule": true, "mitigation": true, "ruling": true, "effective": true, "improvements": true, "frequency": true,
	"departments": true, "result": true, "retrospective": true, "next_meeting": true,
}

func vagueWording(p *pass, r *archive.Record) {
	for _, v := range r.Values.All() {
		if !keyFields[v.Field.Name] {
			continue
		}
		scalarsOf(v, func(x *schema.Value) {
			if from, to, ok := p.vague(x.Text); ok {
				p.reportVague(r, spanWithin(r.Doc, x, from, to), x.Text[from:to], say("“%s”", "「%s」", "%q", v.Name))
			}
		})
	}
	for _, a := range r.Actions {
		p.vagueItem(r, &a.Item, theAction)
	}
	for _, d := range r.Decisions {
		p.vagueItem(r, &d.Item, theDecision)
	}
}

func (p *pass) vague(text string) (start, end int, found bool) {
	return findVague(text, p.a.Config.VagueWords, p.a.Config.AllowedWords)
}

// vagueItem looks at an item's first line and at its owners. A due date that is
// no date is another rule's.
func (p *pass) vagueItem(r *archive.Record, it *archive.Item, what diag.Text) {
	at := it.Span.Start.Offset
	text := []byte(nil)
	text = append(text, r.Doc.Bytes[at:it.Span.End.Offset]...)
	blank := func(s diag.Span) {
		for i := max(s.Start.Offset, at); i < min(s.End.Offset, it.Span.End.Offset); i++ {
			text[i-at] = '.'
		}
	}
	blank(it.DueAt)
	name := say("%s %s", "%s %s", "%s %s", what, it.Local)
	for _, o := range it.Owners {
		blank(o.Span)
		if from, to, ok := p.vague(o.Text); ok {
			p.reportVague(r, o.Span, o.Text[from:to], name)
		}
	}
	if from, to, ok := p.vague(string(text)); ok {
		p.reportVague(r, r.Doc.Span(int(at)+from, int(at)+to), string(text[from:to]), name)
	}
}

func (p *pass) reportVague(r *archive.Record, span diag.Span, word string, where diag.Message) {
	p.report(r, span, say("%s里的“%s”含糊", "%s裡的「%s」含糊", "%s: %q is vague", where, word),
		say("写明是谁、什么、哪一天；引用原话就加引号", "寫明是誰、什麼、哪一天；引用原話就加引號", "say who, what and which day; put it in quotation marks if it is a quotation"))
}

var numberOrDate = lazy(`第?\s*[一二三四五六七八九十〇零百\d]+\s*(?:次|届|屆|期|号|號|周|週|季度|季|年度|年|月份|月|日)|(?i:\b(?:no|nr|of|the|for|on|and|meeting|minutes|record|monthly|weekly|january|february|march|april|may|june|july|august|september|october|november|december|week|q[1-4])\b)|[\p{P}\p{S}\p{Z}]+|\d+`)

func titleGoal(p *pass, r *archive.Record) {
	title := strings.TrimSpace(r.Title)
	if title == "" || r.Type.Name == "document" {
		return // the name of a document is its subject
	}
	if _, _, ok := p.vague(title); ok {
		return
	}
	if _, _, ok := findPlaceholder(title); ok {
		return
	}
	hint := say("写明谁就什么做什么，如“教务系统启动会：确定范围和分工”", "寫明誰就什麼做什麼，如「教務系統啟動會：確定範圍和分工」", "say who does what about what, such as \"Registry kick-off: scope and roles agreed\"")
	switch {
	case tooShort(title, 8, 3):
		p.reportKey(r, "title", say("主题“%s”太短，看不出目标", "主題「%s」太短，看不出目標", "the title %q is too short to name a goal", title), hint)
	case r.Values.Get("period") != nil: // a regular report is known by what it covers
	case p.onlyKind(r, title):
		p.reportKey(r, "title", say("主题“%s”只有类型、系列或日期，没有写目标", "主題「%s」只有類型、系列或日期，沒有寫目標", "the title %q is only a kind, series or date and names no goal", title), hint)
	}
}

// onlyKind reports whether nothing is left of a title without its type, kind,
// series, unit, dates and numbers.
func (p *pass) onlyKind(r *archive.Record, title string) bool {
	words := append([]string{r.Type.Label.CN, r.Type.Label.TW, r.Type.Label.EN, r.Series}, r.Type.Aliases...)
	if r.Meeting != nil && r.Meeting.Kind != nil {
		words = append(append(words, r.Meeting.Kind.Label.CN, r.Meeting.Kind.Label.TW, r.Meeting.Kind.Label.EN), r.Meeting.Kind.Aliases...)
	}
	if v := r.Values.Get("kind"); v != nil && v.Choice() != nil {
		words = append(append(words, v.Choice().Label.EN), v.Choice().Aliases...)
	}
	if r.Unit != nil {
		words = append(words, r.Unit.Text, r.Unit.Name())
	}
	rest := strings.ToLower(title)
	for _, w := range words {
		if w != "" {
			rest = strings.ReplaceAll(rest, strings.ToLower(w), " ")
		}
	}
	for _, w := range []string{"会议", "會議", "纪要", "紀要", "通知", "记录", "記錄", "紀錄", "报告", "報告", "例会", "例會", "工作", "关于", "關於", "的"} {
		rest = strings.ReplaceAll(rest, w, " ")
	}
	return strings.TrimSpace(numberOrDate().ReplaceAllString(rest, "")) == ""
}

var emptyEnding = lazy(`(?i)(?:的事情?|一事|这事|這事|的事宜|(?:相关|相關|有关|有關|若干)(?:事宜|事项|事項|问题|問題|工作|情况|情況)|的(?:问题|問題)|\b(?:matters|issues|things|stuff))$`)

func titleEmptyWord(p *pass, r *archive.Record) {
	title := strings.TrimRight(strings.TrimSpace(r.Title), "。.!！")
	if last, _ := utf8.DecodeLastRuneInString(title); !strings.ContainsRune("事情宜项項题題作况況sSſfF", last) {
		return // as of emptyEnding's words
	}
	v := r.Values.Get("title")
	m := emptyEnding().FindStringIndex(title)
	if m == nil || v == nil || tooShort(title, 8, 3) {
		return
	}
	p.report(r, spanWithin(r.Doc, v, m[0], m[1]), say("主题以“%s”收尾，没有说做什么", "主題以「%s」收尾，沒有說做什麼", "the title ends in %q and does not say what is to be done", title[m[0]:m[1]]),
		say("改成动作，如“检修机房空调”“商定合同续签价格”", "改成動作，如「檢修機房冷氣」「商定合約續簽價格」", "end it with what is done, such as \"repair the cooling\""))
}

func ditto(p *pass, r *archive.Record) {
	tell := func(text string, span diag.Span) {
		p.report(r, span, say("写了“%s”，没有写内容", "寫了「%s」，沒有寫內容", "%q stands here instead of the words", text),
			say("把上面的内容再写一遍", "把上面的內容再寫一遍", "write the words again"))
	}
	scalars(r.Values, func(v *schema.Value) {
		if isDitto(v.Text) {
			tell(v.Text, v.Span)
		}
	})
	for _, b := range r.Doc.Blocks {
		switch b.Kind {
		case source.Row:
			for _, c := range b.Cells {
				if isDitto(c.Text) {
					tell(c.Text, r.Doc.Span(c.Start, c.Start+len(c.Text)))
				}
			}
		case source.Line, source.Item:
			if isDitto(b.Text) {
				tell(b.Text, r.Doc.Span(b.Start, b.Start+len(b.Text)))
			} else if from, to, ok := dittoBehindLabel(b.Text); ok {
				tell(b.Text[from:to], r.Doc.Span(b.Start+from, b.Start+to))
			}
		}
	}
}

// subject is what two records of one matter have in common. A meeting and its
// minutes are two types and may share a title.
type subject struct {
	kind, title, unit, date string
}

func subjectOf(r *archive.Record) subject {
	s := subject{kind: r.Type.Name, title: strings.Join(strings.Fields(r.Title), " "), date: r.Date.String()}
	if r.Unit != nil {
		s.unit = r.Unit.Name()
	}
	return s
}

func duplicateTitle(p *pass) {
	first := make(map[subject]*archive.Record, len(p.a.Records))
	for _, r := range p.a.Records {
		s := subjectOf(r)
		if r.Broken || s.title == "" || s.date == "" {
			continue
		}
		o := first[s]
		if o == nil {
			first[s] = r
			continue
		}
		p.reportKey(r, "title", say("主题、部门和日期都与 %s 相同", "主題、部門和日期都與 %s 相同", "title, unit and date are those of %s", o.Path()),
			say("是同一件事就删去一份；不是就在主题里写明区别", "是同一件事就刪去一份；不是就在主題裡寫明區別", "remove one if they are the same; else say in the title how they differ"))
	}
}

// minBody is the shortest body, in bytes, that says too much for two records to
// share: some eighty Chinese characters.
const minBody = 240

func bodyRepeated(p *pass) {
	seed := maphash.MakeSeed()
	type sameBody struct {
		of  *schema.Type
		sum uint64
	}
	first := make(map[sameBody]*archive.Record, len(p.a.Records))
	for _, r := range p.a.Records {
		body := bodyOf(r)
		if r.Broken || len(body) < minBody {
			continue
		}
		h := sameBody{r.Type, maphash.Bytes(seed, body)}
		o := first[h]
		if o == nil {
			first[h] = r
			continue
		}
		if !bytes.Equal(bodyOf(o), body) || subjectOf(o) == subjectOf(r) {
			continue // the hash only, or duplicate-title says it
		}
		span := r.Doc.Span(r.Doc.Body, r.Doc.Body)
		if len(r.Doc.Blocks) > 0 {
			top := r.Doc.Blocks[0]
			span = r.Doc.Span(top.Start, top.Start+len(top.Text))
		}
		p.report(r, span, say("正文与 %s 完全相同", "內文與 %s 完全相同", "the body is the same as that of %s", o.Path()),
			say("改写为本次的内容；真的一样就引用那一份", "改寫為本次的內容；真的一樣就引用那一份", "write what is this record's own, or refer to the other"))
	}
}

func bodyOf(r *archive.Record) []byte {
	return bytes.TrimSpace(r.Doc.Bytes[min(r.Doc.Body, len(r.Doc.Bytes)):])
}
