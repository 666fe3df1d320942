package check

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

var (
	theAction   = t("待办", "待辦", "action")
	theDecision = t("决议", "決議", "decision")
)

// settled reports whether an action will not be done any more: it was cancelled
// where it stands.
func settled(a *archive.Action) bool { return a.Written == archive.Cancelled }

// proseItems holds where the items begin that are sentences of running text,
// not entries of a list or table.
func proseItems(r *archive.Record) map[int]bool {
	out := map[int]bool{}
	for _, s := range r.Sections {
		if s.Schema.Role != "actions" && s.Schema.Role != "decisions" {
			continue
		}
		for _, b := range s.Blocks {
			if b.Kind == source.Line {
				out[b.Start] = true // a line that numbers itself begins its item behind the number
			}
		}
	}
	return out
}

// quoteItem names an item in a message: by its words, cut short.
func quoteItem(it *archive.Item) string { return cutText(source.Plain(it.Text), 24) }

func cutText(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n]) + "…"
}

func actionOwner(p *pass, r *archive.Record) {
	for _, a := range r.Actions {
		if len(a.Owners) > 0 || a.Text == "" {
			continue
		}
		p.report(r, a.Span, say("待办 %s“%s”没有责任人", "待辦 %s「%s」沒有責任人", "action %s %q has no owner", a.Local, quoteItem(&a.Item)),
			say("写一名责任人：在下面加“责任人：姓名”，或在行内写 @姓名", "寫一名責任人：在下面加「責任人：姓名」，或在行內寫 @姓名", "name one owner: add \"owner: name\" below it, or @name in the line"))
	}
}

func actionSingleOwner(p *pass, r *archive.Record) {
	for _, a := range r.Actions {
		if len(a.Owners) < 2 || a.Lead {
			continue
		}
		var names []string
		for _, o := range a.Owners {
			names = append(names, o.Text)
		}
		p.report(r, ownersSpan(&a.Item), say("待办 %s 有 %d 名责任人（%s），没有写谁牵头", "待辦 %s 有 %d 名責任人（%s），沒有寫誰牽頭", "action %s has %d owners (%s) and no lead", a.Local, len(names), strings.Join(names, "、")),
			say("写“牵头：姓名，配合：姓名”，或拆成几项", "寫「牽頭：姓名，配合：姓名」，或拆成幾項", "write \"lead: name, support: name\", or make it several actions"))
	}
}

// ownersSpan covers all owners if they stand on one line, else the second.
func ownersSpan(it *archive.Item) diag.Span {
	first, last := it.Owners[0].Span, it.Owners[0].Span
	for _, o := range it.Owners {
		if o.Span.Start.Line != first.Start.Line {
			return it.Owners[1].Span
		}
		if o.Span.Start.Offset < first.Start.Offset {
			first = o.Span
		}
		if o.Span.End.Offset > last.End.Offset {
			last = o.Span
		}
	}
	return diag.Span{Start: first.Start, End: last.End}
}

func actionDue(p *pass, r *archive.Record) {
	for _, a := range r.Actions {
		if a.DueText != "" || a.Text == "" || settled(a) {
			continue
		}
		p.report(r, a.Span, say("待办 %s“%s”没有完成时间", "待辦 %s「%s」沒有完成時間", "action %s %q has no due date", a.Local, quoteItem(&a.Item)),
			say("写一个确切日期：“完成时间：2025-06-20”", "寫一個確切日期：「完成時間：2025-06-20」", "write an exact date: \"due: 2025-06-20\""))
	}
}

var (
	fullDate  = lazy(`\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}`)
	roughDate = lazy(`(?i)左右|上下|前后|前後|大约|大約|大概|约|約|around|about|approx`)
	monthDay  = lazy(`^(\d{1,2})\s*[月/.-]\s*(\d{1,2})\s*[日号號]?(?:前|之前|以前)?$`)
)

func actionDueExact(p *pass, r *archive.Record) {
	for _, a := range r.Actions {
		if a.DueText == "" || settled(a) || isDitto(a.DueText) || exactDue(&a.Item) {
			continue
		}
		hint := say("写成一个确切的日期，如 2025-06-20", "寫成一個確切的日期，如 2025-06-20", "write one exact date, such as 2025-06-20")
		if guess := withYear(a.DueText, r); guess != "" {
			hint = say("写上年份：%s", "寫上年份：%s", "add the year: %s", guess)
		}
		p.report(r, a.DueAt, say("待办 %s 的完成时间“%s”不是一个确切的日期", "待辦 %s 的完成時間「%s」不是一個確切的日期", "the due date %[2]q of action %[1]s is not one exact date", a.Local, a.DueText), hint)
	}
}

// exactDue reports whether an item's due date is one day that exists.
func exactDue(it *archive.Item) bool {
	return !it.Due.IsZero() && !roughDate().MatchString(it.DueText) && len(fullDate().FindAllString(it.DueText, 2)) < 2
}

// withYear is a month and day with the year they have next after the record, ""
// for any other text or a day that does not exist.
func withYear(text string, r *archive.Record) string {
	m := monthDay().FindStringSubmatch(strings.TrimSpace(text))
	if m == nil || r.Date.IsZero() {
		return ""
	}
	two := func(s string) string { return strings.Repeat("0", 2-len(s)) + s }
	for _, year := range []string{r.Date.Format("2006"), r.Date.AddDate(1, 0, 0).Format("2006")} {
		at, ok := schema.ParseMoment(year+"-"+two(m[1])+"-"+two(m[2]), r.Date.Location())
		if ok && !at.Before(r.Date.Time) {
			return at.String()
		}
	}
	return ""
}

func actionDueOrder(p *pass, r *archive.Record) {
	at := r.At()
	check := func(it *archive.Item, what diag.Text) {
		if it.Due.IsZero() || at.IsZero() || it.Due.End().After(at.Time) {
			return
		}
		p.report(r, it.DueAt, say("%s %s 的完成时间 %s 早于本次记录的时间 %s", "%s %s 的完成時間 %s 早於本次紀錄的時間 %s", "%s %s is due on %s, before the record's own time %s", what, it.Local, it.Due.String(), at.String()),
			say("核对年份和月份；已经办完的写“状态：已完成”，不列为新的待办", "核對年份和月份；已經辦完的寫「狀態：已完成」，不列為新的待辦", "check year and month; what was done before is not a new action"))
	}
	for _, a := range r.Actions {
		check(&a.Item, theAction)
	}
	for _, d := range r.Decisions {
		check(&d.Item, theDecision)
	}
}

// approval begins a decision that takes effect by being taken: there is nothing
// left for anybody to do by a date.
var approval = lazy(`(?i)^(?:一致|原则|原則|会议|會議|大会|大會|全体|全體|与会人员|與會人員|经表决|經表決|[，,])*(?:同意|通过|通過|批准|审议通过|審議通過|确认|確認|听取|聽取|接收|吸收|选举|選舉|推选|推選|任命|免去|认定|認定|接受|采纳|採納|废止|廢止|撤销|撤銷|不再|不予|approve|adopt|agree|accept|note|confirm|elect|endorse|ratif|withdraw)`)

// binding reports whether a decision obliges somebody to do something.
func binding(r *archive.Record, d *archive.Decision) bool {
	formal := r.Meeting != nil && r.Meeting.Kind != nil && r.Meeting.Kind.Approval.Den > 0
	return d.Text != "" && isResolution(r, d) && d.Status != archive.Proposed && d.Status != archive.Revoked && d.Votes == nil && !formal &&
		!approval().MatchString(source.Plain(d.Text))
}

// isResolution reports whether a decision stands in a section of decisions. What two
// sides agree on in a conversation is an understanding; what is to be done about
// it stands among the actions.
func isResolution(r *archive.Record, d *archive.Decision) bool {
	for _, s := range r.Sections {
		if s.Schema.Role != "decisions" || len(s.Blocks) == 0 {
			continue
		}
		last := s.Blocks[len(s.Blocks)-1]
		if at := int(d.Span.Start.Offset); at >= s.Blocks[0].Start && at < last.Start+len(last.Text) {
			return s.Schema.Name == "decisions"
		}
	}
	return true
}

func decisionOwner(p *pass, r *archive.Record) {
	prose := proseItems(r)
	for _, d := range r.Decisions {
		switch {
		case !binding(r, d) || prose[int(d.Span.Start.Offset)]:
		case len(d.Owners) == 0:
			p.report(r, d.Span, say("决议 %s“%s”没有责任人", "決議 %s「%s」沒有責任人", "decision %s %q has no owner", d.Local, quoteItem(&d.Item)),
				say("写由谁落实：“责任人：姓名”", "寫由誰落實：「責任人：姓名」", "write who carries it out: \"owner: name\""))
		case len(d.Owners) > 1 && !d.Lead:
			p.report(r, ownersSpan(&d.Item), say("决议 %s 有 %d 名责任人，没有写谁牵头", "決議 %s 有 %d 名責任人，沒有寫誰牽頭", "decision %s has %d owners and no lead", d.Local, len(d.Owners)),
				say("写“牵头：姓名，配合：姓名”", "寫「牽頭：姓名，配合：姓名」", "write \"lead: name, support: name\""))
		}
	}
}

func decisionDue(p *pass, r *archive.Record) {
	prose := proseItems(r)
	for _, d := range r.Decisions {
		if !binding(r, d) || prose[int(d.Span.Start.Offset)] || isDitto(d.DueText) || exactDue(&d.Item) {
			continue
		}
		hint := say("写到哪一天落实：“完成时间：2025-06-20”", "寫到哪一天落實：「完成時間：2025-06-20」", "write by which day: \"due: 2025-06-20\"")
		if d.DueText != "" {
			p.report(r, d.DueAt, say("决议 %s 的完成时间“%s”不是一个确切的日期", "決議 %s 的完成時間「%s」不是一個確切的日期", "the due date %[2]q of decision %[1]s is not one exact date", d.Local, d.DueText), hint)
			continue
		}
		p.report(r, d.Span, say("决议 %s“%s”没有完成时间", "決議 %s「%s」沒有完成時間", "decision %s %q has no due date", d.Local, quoteItem(&d.Item)), hint)
	}
}

// itemUnlisted tells of sections that are running text, unless every sentence is
// reported for its owner or date already.
func itemUnlisted(p *pass, r *archive.Record) {
	prose := proseItems(r)
	told := map[*archive.Section]bool{}
	tell := func(it *archive.Item, role string) {
		if !prose[int(it.Span.Start.Offset)] {
			return
		}
		for _, s := range r.Sections {
			starts := func(b source.Block) bool { return b.Start == int(it.Span.Start.Offset) }
			if s.Schema.Role != role || told[s] || !slices.ContainsFunc(s.Blocks, starts) {
				continue
			}
			told[s] = true
			p.report(r, it.Span, say("“%s”一节是整段文字，不是逐项列出", "「%s」一節是整段文字，不是逐項列出", "the section %q is running text, not a list", s.Schema.Label),
				say("每项一行：“1. 内容”，下面写责任人和完成时间", "每項一行：「1. 內容」，下面寫責任人和完成時間", "put each on a line of its own, \"1. …\", with owner and due date below"))
		}
	}
	for _, a := range r.Actions {
		if len(a.Owners) > 0 && a.DueText != "" {
			tell(&a.Item, "actions")
		}
	}
	for _, d := range r.Decisions {
		tell(&d.Item, "decisions")
	}
}

func itemIDDuplicate(p *pass, r *archive.Record) {
	first := map[string]diag.Span{}
	check := func(it *archive.Item) {
		if at, again := first[it.Local]; again {
			p.report(r, it.Span, say("编号 %s 在第 %d 行已用过", "編號 %s 在第 %d 行已用過", "the id %s is already used on line %d", it.Local, at.Start.Line),
				say("换一个 {#编号}；没有写编号的项按次序得到 a1、a2…、d1、d2…", "換一個 {#編號}；沒有寫編號的項按次序得到 a1、a2…、d1、d2…", "take another {#id}; items without one are numbered a1, a2 …, d1, d2 …"))
			return
		}
		first[it.Local] = it.Span
	}
	for _, d := range r.Decisions {
		check(&d.Item)
	}
	for _, a := range r.Actions {
		check(&a.Item)
	}
}

func itemEmpty(p *pass, r *archive.Record) {
	empty := func(span diag.Span, what diag.Text) {
		p.report(r, span, say("这一项%s没有内容", "這一項%s沒有內容", "this %s says nothing", what),
			say("写明做什么，或删去这一项", "寫明做什麼，或刪去這一項", "write what is to be done, or remove it"))
	}
	for _, a := range r.Actions {
		if a.Text == "" {
			empty(a.Span, theAction)
		}
	}
	for _, d := range r.Decisions {
		if d.Text == "" {
			empty(d.Span, theDecision)
		}
	}
	for _, s := range r.Sections {
		what := theAction
		switch s.Schema.Role {
		case "actions":
		case "decisions":
			what = theDecision
		default:
			continue
		}
		base := baseLevel(s.Blocks)
		for _, b := range s.Blocks {
			if b.Kind == source.Item && b.Level == base && strings.TrimSpace(source.Plain(b.Text)) == "" {
				empty(r.Doc.Span(b.Start, b.Start+len(b.Text)), what)
			}
			if b.Kind == source.Row && emptyRow(r, b) {
				empty(r.Doc.Span(b.Start, b.Start+len(b.Text)), what)
			}
		}
	}
}

// emptyRow reports whether a row has something in it, beyond its number, and yet
// was no item.
func emptyRow(r *archive.Record, b source.Block) bool {
	within := func(s diag.Span) bool {
		at := int(s.Start.Offset)
		return at >= b.Start && at <= b.Start+len(b.Text)
	}
	for _, a := range r.Actions {
		if within(a.Span) {
			return false
		}
	}
	for _, d := range r.Decisions {
		if within(d.Span) {
			return false
		}
	}
	filled := false
	for _, c := range b.Cells {
		text := strings.TrimSpace(source.Plain(c.Text))
		if saysNone().MatchString(text) {
			return false
		}
		filled = filled || strings.IndexFunc(text, unicode.IsLetter) >= 0
	}
	return filled && !tells(r, b)
}

// baseLevel is the depth of the outermost list items, 0 if there are none.
func baseLevel(blocks []source.Block) int {
	base := 0
	for _, b := range blocks {
		if b.Kind == source.Item && (base == 0 || b.Level < base) {
			base = b.Level
		}
	}
	return base
}

func actionStateUnknown(p *pass, r *archive.Record) {
	for _, a := range r.Actions {
		if a.StateText == "" {
			continue
		}
		p.report(r, a.StateAt, say("待办 %s 的状态“%s”无法识别，按未开始计", "待辦 %s 的狀態「%s」無法識別，按未開始計", "state %[2]q of action %[1]s is not known and counts as open", a.Local, a.StateText),
			say("写：未开始、进行中、待验收、已完成、已取消 之一", "寫：未開始、進行中、待驗收、已完成、已取消 之一", "write open, in progress, submitted, done or cancelled"))
	}
}

func actionTitleShort(p *pass, r *archive.Record) {
	for _, a := range r.Actions {
		if text := strings.TrimSpace(source.Plain(a.Text)); text != "" && tooShort(text, 4, 2) {
			p.report(r, a.Span, say("待办 %s“%s”太短，看不出做什么", "待辦 %s「%s」太短，看不出做什麼", "action %s %q is too short to tell what is to be done", a.Local, text),
				say("写明动作和对象，如“完成需求文档”", "寫明動作和對象，如「完成需求文件」", "name what is done to what, such as \"finish the requirements\""))
		}
	}
}

// tooShort reports whether a text has fewer Chinese characters than chars, or,
// if it has none, fewer words than words.
func tooShort(text string, chars, words int) bool {
	han, letters := 0, 0
	for _, c := range text {
		switch {
		case unicode.Is(unicode.Han, c):
			han++
		case unicode.IsLetter(c) || unicode.IsDigit(c):
			letters++
		}
	}
	if han == 0 {
		return len(strings.Fields(text)) < words
	}
	return han+letters < chars
}
