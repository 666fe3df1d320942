package archive

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// fieldWords are the labels of an item's parts, in lower case.
var fieldWords = map[string][]string{
	"owner":       {"责任人", "責任人", "负责人", "負責人", "责任部门", "責任部門", "责任单位", "責任單位", "承办人", "承辦人", "执行人", "執行人", "跟进人", "跟進人", "owner", "assignee", "responsible"},
	"lead":        {"牵头人", "牽頭人", "牵头部门", "牽頭部門", "牵头单位", "牽頭單位", "牵头", "牽頭", "lead"},
	"support":     {"配合人", "配合部门", "配合部門", "配合", "协办", "協辦", "support"},
	"due":         {"计划完成时间", "預計完成時間", "完成时间", "完成時間", "完成时限", "完成時限", "完成期限", "完成日期", "截止时间", "截止時間", "截止日期", "截止", "期限", "时限", "時限", "闭环时间", "due date", "due", "deadline"},
	"done":        {"实际完成时间", "實際完成時間", "实际完成", "實際完成", "完成于", "完成於", "完成", "completed", "done"},
	"state":       {"状态", "狀態", "status", "state"},
	"result":      {"交付成果", "交付物", "成果", "输出", "輸出", "deliverable", "result"},
	"votes":       {"表决结果", "表决", "表決", "投票", "votes", "vote"},
	"replaces":    {"替代", "取代", "supersedes", "replaces"},
	"review_by":   {"复审日期", "複審日期", "复核日期", "复审", "复核", "複審", "review by", "review"},
	"accepted_by": {"验收人", "驗收人", "accepted by"},
	"reason":      {"原因", "理由", "reason"},
	"approver":    {"批准人", "批准", "审批人", "審批人", "approved by", "approver"},
	"text":        {"待办事项", "待辦事項", "决议事项", "決議事項", "工作事项", "事项", "事項", "待办", "待辦", "决议", "決議", "任务", "任務", "行动项", "行動項", "内容", "內容", "遗留问题", "action item", "action", "task", "item", "decision"},
	"number":      {"序号", "序號", "编号", "編號", "no.", "no", "#"},
	"presenter":   {"汇报人", "匯報人", "主讲人", "申报人", "presenter", "主要内容", "备注", "remarks"},
}

var fieldByWord = func() map[string]string {
	m := map[string]string{}
	for f, ws := range fieldWords {
		for _, w := range ws {
			m[w] = f
		}
	}
	return m
}()

// fieldOf returns the field a column or label means, "" if none.
func fieldOf(word string) string { return fieldByWord[strings.ToLower(strings.TrimSpace(word))] }

func isFieldLabel(word, field string) bool { return fieldOf(schema.CleanHeading(word)) == field }

var (
	atName   = regexp.MustCompile(`(?:^|[\s,，、;；(（])@([^\s@,，、;；。()（）\[\]:：]+(?:[(（][^()（）]*[)）])?)`)
	votes    = regexp.MustCompile(`(?i)(?:同意|赞成|贊成|for)\s*[:：]?\s*(\d{1,5})\s*(?:票|人)?\s*[,，、;；]?\s*(?:反对|反對|against)\s*[:：]?\s*(\d{1,5})\s*(?:票|人)?\s*[,，、;；]?\s*(?:弃权|棄權|abstain(?:ed)?|abstentions?)\s*[:：]?\s*(\d{1,5})`)
	bodyDate = regexp.MustCompile(`(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?(?:[ T](\d{1,2}):(\d{2}))?`)
)

// readDate reads the first full date of a text. It reports false if there is
// none or the day does not exist.
func readDate(s string, zone *time.Location) (schema.Moment, bool) {
	if len(s) == len(time.DateOnly) { // nothing else, as a rule
		if m, ok := schema.ParseMoment(s, zone); ok {
			return m, true
		}
	}
	m := bodyDate.FindStringSubmatch(source.Narrow(s))
	if m == nil {
		return schema.Moment{}, false
	}
	two := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	text := m[1] + "-" + two(m[2]) + "-" + two(m[3])
	if m[4] != "" {
		text += " " + two(m[4]) + ":" + m[5]
	}
	return schema.ParseMoment(text, zone)
}

// itemParser takes the labelled parts out of an item's lines.
type itemParser struct {
	body   *body
	item   *Item
	leads  []*Mention
	others []*Mention
	votes  *Votes
	state  string
	said   diag.Span // of the state
}

// head reads an item: its first line, its nested lines, its table cells.
func (p *itemParser) head(d draft) {
	p.item.Text = p.line(d.head.Text, d.head.Start)
	last, wrapped := d.head, true
	for _, part := range d.parts {
		rest := p.line(part.Text, part.Start)
		// A line that only wraps goes on with the item's words.
		if wrapped = wrapped && rest != "" && contiguous(p.body.record.Doc, last, part); wrapped {
			p.item.Text = joinLines(p.item.Text, rest)
			last = part
		}
	}
	if m := explicitID.FindStringSubmatch(p.item.Text); m != nil && p.item.Local == "" {
		p.item.Text, p.item.Local = strings.TrimSpace(strings.TrimSuffix(p.item.Text, m[0])), m[1]
	}
	for _, c := range d.cells {
		if f := fieldOf(c.label); f != "" {
			p.set(f, c.Text, c.Start)
		}
	}
	p.item.Owners = append(p.leads, p.others...)
	p.item.Lead = len(p.leads) == 1
}

// explicitID is an item's own id; source takes it off where it ends the line, but
// it may also stand before the item's fields.
var explicitID = regexp.MustCompile(`\{#([a-z0-9][a-z0-9-]{0,63})\}$`)

// joinLines joins two lines of a paragraph: with a space between Latin words,
// with nothing between Chinese characters.
func joinLines(a, b string) string {
	r, _ := utf8.DecodeLastRuneInString(a)
	q, _ := utf8.DecodeRuneInString(b)
	if r < utf8.RuneSelf && q < utf8.RuneSelf {
		return a + " " + b
	}
	return a + b
}

// line sets the fields a line holds and returns the rest of it.
func (p *itemParser) line(text string, start int) string {
	var cut [][2]int // taken out of the text
	if m := votesIn(text); m != nil {
		n := func(i int) int { v, _ := strconv.Atoi(text[m[2*i]:m[2*i+1]]); return v }
		p.votes = &Votes{For: n(1), Against: n(2), Abstain: n(3), Span: p.body.span(start+m[0], start+m[1])}
		cut = append(cut, [2]int{m[0], m[1]})
	}
	labels := inlineLabels(text)
	for i, l := range labels {
		from, to := l.value, len(text)
		if i+1 < len(labels) {
			to = labels[i+1].start
		}
		field := fieldOf(text[l.word[0]:l.word[1]])
		if from > to {
			continue
		}
		to = from + valueEnd(text[from:to], field)
		p.set(field, text[from:to], start+from)
		cut = append(cut, [2]int{l.word[0], to})
	}
	for _, m := range namesIn(text) {
		p.owner(text[m[2]:m[3]], start+m[2], false)
		cut = append(cut, [2]int{m[2] - 1, m[3]})
	}
	return remove(text, cut)
}

// votesIn finds the votes a line tells. Few lines do, and those that do not are
// told apart by what no votes are without: 反 or the g of against.
func votesIn(text string) []int {
	if !strings.Contains(text, "反") && !strings.ContainsAny(text, "gG") {
		return nil
	}
	return votes.FindStringSubmatchIndex(text)
}

// namesIn finds the names behind an @.
func namesIn(text string) [][]int {
	if strings.IndexByte(text, '@') < 0 {
		return nil
	}
	return atName.FindAllStringSubmatchIndex(text, -1)
}

// valueEnd is where a value ends: names, dates and states at a comma, words of
// explanation only at the end of the sentence, all at a bracket not their own.
func valueEnd(s, field string) int {
	depth := 0
	for i, r := range s {
		switch r {
		case '(', '（':
			depth++
		case ')', '）', ']', '】':
			if depth--; depth < 0 {
				return i
			}
		case ';', '；', '。', '\n':
			return i
		case ',', '，':
			if depth == 0 && field != "reason" && field != "result" && field != "votes" {
				return i
			}
		case '@':
			if depth == 0 && field != "reason" && field != "result" {
				return i
			}
		}
	}
	return len(s)
}

// remove takes stretches out of a text, with the brackets and commas they leave
// empty.
func remove(text string, cut [][2]int) string {
	slices.SortFunc(cut, func(a, b [2]int) int { return cmp.Compare(a[0], b[0]) })
	var b strings.Builder
	at := 0
	for _, c := range cut {
		if c[0] > at {
			b.WriteString(text[at:c[0]])
		}
		at = max(at, c[1])
	}
	b.WriteString(text[at:])
	s := b.String()
	if strings.ContainsAny(s, ")）】]") {
		s = emptyBrackets.ReplaceAllString(s, "")
	}
	s = strings.TrimSpace(s)
	if len(cut) == 0 {
		return s
	}
	return strings.Trim(s, " \t,，;；、:：—-*")
}

var emptyBrackets = regexp.MustCompile(`[(（【\[][\s,，;；、:：*]*[)）】\]]`)

func (p *itemParser) set(field, text string, start int) {
	lead := len(text) - len(strings.TrimLeft(text, " \t*"))
	text, start = strings.Trim(text, " \t*"), start+lead
	if text == "" {
		return
	}
	it := p.item
	switch field {
	case "owner", "lead":
		p.owner(text, start, field == "lead")
	case "due":
		if it.DueText == "" {
			it.DueText, it.DueAt = text, p.body.span(start, start+len(text))
			it.Due, _ = readDate(text, p.body.zone)
		}
	case "state":
		p.state, p.said = text, p.body.span(start, start+len(text))
	case "votes":
	default:
		if it.Fields[field] == "" {
			it.Fields[field] = strings.TrimSpace(source.Plain(text))
		}
	}
}

// owner adds the people or units a text names.
func (p *itemParser) owner(text string, start int, lead bool) {
	depth, from := 0, 0
	add := func(end int) {
		part := text[from:end]
		skip := len(part) - len(strings.TrimLeft(part, " \t@"))
		name := strings.TrimSpace(part[skip:])
		if name == "" {
			return
		}
		plain := strings.TrimSpace(source.Plain(name))
		if who, detail := splitDetail(plain); fieldOf(detail) == "lead" {
			plain, lead = who, true
		}
		m := p.body.reg.findParty(plain, p.body.day)
		m.Span = p.body.span(start+from+skip, start+from+skip+len(name))
		p.body.record.Mentions = append(p.body.record.Mentions, m)
		if lead {
			p.leads = append(p.leads, m)
			lead = false
		} else {
			p.others = append(p.others, m)
		}
	}
	for i, r := range text {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			depth--
		case '、', '，', ',', '/', '&':
			if depth == 0 {
				add(i)
				from = i + len(string(r))
			}
		}
	}
	add(len(text))
}

func (b *body) addAction(it *Item, p *itemParser, task source.TaskState) {
	if it.Local == "" {
		it.Local = "a" + strconv.Itoa(b.actions)
	}
	a := &Action{Item: *it, Written: Open}
	if s, ok := stateWords[strings.ToLower(strings.TrimSpace(p.state))]; ok {
		a.Written = s
	} else if p.state != "" {
		a.StateText, a.StateAt = p.state, p.said
	}
	if task == source.TaskDone {
		a.Written = Done
	}
	if done := it.Fields["done"]; done != "" {
		if at, ok := readDate(done, b.zone); ok {
			a.Written, a.WrittenAt = Done, at
		}
	}
	b.record.Actions = append(b.record.Actions, a)
}

// stateWords are the states a record may write beside an action.
var stateWords = map[string]State{
	"未开始": Open, "未開始": Open, "待办": Open, "待辦": Open, "open": Open, "not started": Open,
	"进行中": Doing, "進行中": Doing, "推进中": Doing, "处理中": Doing, "doing": Doing, "in progress": Doing,
	"待验收": Submitted, "待驗收": Submitted, "已提交": Submitted, "submitted": Submitted,
	"已完成": Done, "完成": Done, "已办结": Done, "已闭环": Done, "done": Done, "completed": Done, "closed": Done,
	"已取消": Cancelled, "取消": Cancelled, "cancelled": Cancelled, "canceled": Cancelled,
}

func (b *body) addDecision(it *Item, p *itemParser) {
	if it.Local == "" {
		it.Local = "d" + strconv.Itoa(b.decisions)
	}
	d := &Decision{Item: *it, Status: Adopted, Votes: p.votes}
	switch strings.ToLower(strings.TrimSpace(p.state)) {
	case "提议", "提議", "待表决", "待表決", "proposed":
		d.Status = Proposed
	case "废止", "廢止", "已废止", "撤销", "已撤销", "撤銷", "revoked":
		d.Status = Revoked
	}
	d.written = d.Status
	if r := it.Fields["review_by"]; r != "" {
		d.ReviewBy, _ = readDate(r, b.zone)
	}
	if r := it.Fields["replaces"]; r != "" {
		if m := refAt(r); m != nil {
			d.Replaces = append(d.Replaces, &Ref{Field: "replaces", Text: m.record, Item: m.item, Span: it.Span, key: norm.NFC.String(m.record)})
			b.record.Refs = append(b.record.Refs, d.Replaces[0])
		}
	}
	b.record.Decisions = append(b.record.Decisions, d)
}
