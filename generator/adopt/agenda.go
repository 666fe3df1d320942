package adopt

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/source"
)

// maxTopics bounds an agenda: what is longer is no agenda.
const maxTopics = 60

var (
	topicNumber   = lazy(`^(?:(?:议题|議題|议案|議案|主题)\s*([一二三四五六七八九十]{1,3}|\d{1,3})|(?i:topic|item)\s*(\d{1,3}))\s*[:：、.．,，)）\s-]?\s*`)
	itemNumber    = lazy(`^(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:[、．.)）:：]\s*)|^[（(](?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）]\s*`)
	subNumber     = lazy(`^\d{1,3}\.\d`)
	inlineBy      = lazy(`[\s,，;；、(（-]*(?:汇报人|匯報人|报告人|報告人|主讲人|主講人|发言人|presenter)\s*[-–—:：]+\s*([^,，;；、()（）]+)[)）]?\s*$`)
	trailingBy    = lazy(`\s*[(（]([^()（）]+)[)）]\s*$`)
	listElsewhere = lazy(`(?i)(?:议题|議題|议程|議程)(?:列表|清单|清單|申报)|\b(?:agenda|topic) list\b`)
	minutesLong   = lazy(`(\d{1,3})\s*(?:分钟|分鐘|min(?:ute)?s?\b)`)
)

// topicLine recognises the start of a topic in the minutes proper, so that who
// presents it can be told. It also makes an agenda where there is no other.
func (r *reader) topicLine(plain string) bool {
	m := topicNumber().FindStringSubmatch(plain)
	if m == nil {
		return false
	}
	r.nth = number(m[1] + m[2])
	if r.section == labelAgenda {
		r.section = noLabel
	}
	title, by := r.cutPresenter(plain[len(m[0]):])
	if by.text != "" {
		r.presenters[r.nth] = by
	}
	r.loose(topic{title: title, number: r.nth})
	return true
}

// loose notes a topic that stands outside an agenda; it counts only while no
// agenda has been read.
func (r *reader) loose(t topic) {
	if len(r.agenda) > 0 && !r.open {
		return
	}
	if t.title != "" && len(r.agenda) < maxTopics {
		r.open = true
		r.agenda = append(r.agenda, t)
	}
}

// agendaLine reads one line of an agenda. Lines nested in a topic are its
// explanation.
func (r *reader) agendaLine(b *source.Block, text string) {
	plain := stripMarks(text)
	if strings.Contains(text, "](") && listElsewhere().MatchString(plain) {
		return
	}
	if doubled(plain) { // a list of those online, pasted without a heading
		r.enter(labelPresent)
		r.people.addLine(labelPresent, text)
		return
	}
	if b.Kind == source.Item && b.Level > 1 || b.Kind == source.Line && b.Level > 0 && topicNumber().FindString(plain) == "" || subNumber().MatchString(plain) {
		return
	}
	n := 0
	if m := topicNumber().FindStringSubmatch(plain); m != nil {
		n, plain = number(m[1]+m[2]), plain[len(m[0]):]
	} else if m := itemNumber().FindString(plain); m != "" {
		plain = plain[len(m):]
	} else if b.Kind == source.Line && len(r.agenda) > 0 {
		if r.agenda[len(r.agenda)-1].number > 0 {
			return // goes on with what the topic is about
		}
	}
	t := topic{number: n}
	t.title, t.presenter = r.cutPresenter(plain)
	r.addTopic(t)
}

// doubled reports whether a line is a name twice, 昵称(昵称), as meeting tools
// list those who have joined.
func doubled(s string) bool {
	s = folded(s)
	open := strings.IndexByte(s, '(')
	return open > 0 && s == s[:open]+"("+s[:open]+")"
}

func (r *reader) addTopic(t topic) {
	if r.open {
		return
	}
	t.title = strings.TrimSpace(strings.TrimRight(fold2(t.title), "；;。：: "))
	if m := minutesLong().FindStringSubmatch(t.title); m != nil && t.minutes == 0 {
		t.minutes = number(m[1])
	}
	if t.title == "" || isPlaceholder(t.title) || len(r.agenda) >= maxTopics || utf8.RuneCountInString(t.title) > 300 {
		return
	}
	if t.number == 0 {
		t.number = len(r.agenda) + 1
	}
	r.agenda = append(r.agenda, t)
}

// cutPresenter takes the one who presents off the end of a topic.
func (r *reader) cutPresenter(s string) (string, entry) {
	if m := inlineBy().FindStringSubmatchIndex(s); m != nil && m[0] > 0 {
		return strings.TrimSpace(s[:m[0]]), entry{text: s[m[2]:m[3]]}
	}
	if m := trailingBy().FindStringSubmatchIndex(s); m != nil && m[0] > 0 {
		first := splitPeople(s[m[2]:m[3]])
		if len(first) > 0 && isChineseName(first[0]) && allNames(first) {
			return strings.TrimSpace(s[:m[0]]), entry{text: first[0]}
		}
	}
	return strings.TrimSpace(s), entry{}
}

// topicTable is an agenda as a table.
type topicTable struct{ title, by, time int }

var topicColumns = []struct {
	re  func() *regexp.Regexp
	set func(*topicTable, int)
}{
	{lazy(`(?i)^(?:议题|議題|议题名称|議題名稱|议程|議程|主题|内容|topics?|items?|agenda|subject)$`), func(t *topicTable, i int) { t.title = i }},
	{lazy(`(?i)^(?:发言人|發言人|汇报人|匯報人|报告人|主讲人|主講人|申报人|presenters?|speakers?|owner|lead|who)$`), func(t *topicTable, i int) { t.by = i }},
	{lazy(`(?i)^(?:时间|時間|时长|時長|分钟|time|duration|minutes)$`), func(t *topicTable, i int) { t.time = i }},
}

// newTopicTable returns nil for a table that names no column of topics.
func newTopicTable(head []source.Cell) *topicTable {
	t := &topicTable{-1, -1, -1}
	for i, c := range head {
		for _, k := range topicColumns {
			if k.re().MatchString(stripMarks(fold(c.Text))) {
				k.set(t, i)
			}
		}
	}
	if t.title < 0 {
		return nil
	}
	return t
}

func (t *topicTable) row(r *reader, cells []source.Cell) {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return stripMarks(cells[i].Text)
	}
	x := topic{}
	x.title, x.presenter = r.cutPresenter(cell(t.title))
	if m := topicNumber().FindStringSubmatch(x.title); m != nil {
		x.number, x.title = number(m[1]+m[2]), x.title[len(m[0]):]
	}
	if by := splitPeople(cell(t.by)); len(by) > 0 {
		x.presenter = entry{text: by[0]}
	}
	if w := parseWhen(cell(t.time)); w.ended {
		x.minutes = int(w.end - w.start)
	} else if m := minutesLong().FindStringSubmatch(cell(t.time)); m != nil {
		x.minutes = number(m[1])
	}
	r.addTopic(x)
}
