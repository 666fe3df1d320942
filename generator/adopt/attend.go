package adopt

import (
	"regexp"
	"strings"

	"github.com/minutebook/minutebook/generator/source"
)

// attendance gathers the people of one document as entries, by what the lists
// are headed with.
type attendance struct {
	present, absent, invited, expected []entry
	headed                             bool // some list was announced
}

func (a *attendance) list(l label) *[]entry {
	switch l {
	case labelAbsent:
		return &a.absent
	case labelInvited:
		return &a.invited
	case labelExpected:
		return &a.expected
	}
	return &a.present
}

func isPeople(l label) bool {
	return l == labelPresent || l == labelAbsent || l == labelInvited || l == labelExpected
}

var (
	separators = "、,，;；"
	etcetera   = lazy(`(?:\s*(?:及|和|以及)(?:相关|其他|各)[^、，,]*|等?\s*(?:共|共计|约)?\s*\d+\s*余?(?:人|位|名)(?:参会|参加|与会)?|等+(?:人|相关人员)?)[。.\s]*$`)
	listIntro  = lazy(`[:：]\s*$`)
	breaks     = lazy(`(?i)<br\s*/?>`)
)

// addLine reads one line of a list of people: one person, several with
// separators, or 公司：甲、乙.
func (a *attendance) addLine(l label, line string) {
	for _, part := range breaks().Split(line, -1) {
		a.addPart(l, strings.Trim(strings.TrimSpace(part), "*_"))
	}
}

func (a *attendance) addPart(l label, s string) {
	if s == "" || listIntro().MatchString(s) {
		return
	}
	org := ""
	if word, value, ok := cutLabel(s); ok && !strings.ContainsAny(word, "[@") {
		if what := labelOf(word); isPeople(what) {
			l = what
		} else if what == noLabel && !asciiName().MatchString(word) {
			org = word
		}
		if isPeople(labelOf(word)) || org != "" {
			s = value
		}
	}
	names := splitPeople(etcetera().ReplaceAllString(s, ""))
	for _, n := range names {
		e := entry{text: n, org: org, inline: len(names) > 1}
		to := a.list(l)
		*to = append(*to, e)
	}
}

// splitPeople cuts a line at the separators outside brackets, or at its spaces
// if nothing but Chinese names stands between them.
func splitPeople(s string) []string {
	var out []string
	depth, from := 0, 0
	add := func(to int) {
		if p := strings.TrimSpace(s[from:to]); p != "" {
			out = append(out, p)
		}
	}
	for i, r := range s {
		switch {
		case strings.ContainsRune("(（[【", r):
			depth++
		case strings.ContainsRune(")）]】", r):
			depth = max(depth-1, 0)
		case depth == 0 && strings.ContainsRune(separators, r):
			add(i)
			from = i + len(string(r))
		}
	}
	add(len(s))
	if len(out) == 1 {
		if fields := strings.Fields(s); len(fields) > 1 && allNames(fields) {
			return fields
		}
	}
	return out
}

func allNames(words []string) bool {
	for _, w := range words {
		if !isChineseName(w) {
			return false
		}
	}
	return true
}

// column is what a column of an attendance table holds.
type column uint8

const (
	colOther column = iota
	colName
	colAccount
	colState
)

var columnWords = []struct {
	re  func() *regexp.Regexp
	col column
}{
	{lazy(`(?i)账号|帳號|賬號|account|gitee|github|gitcode|邮箱|信箱|e-?mail|联系方式|handle`), colAccount},
	{lazy(`(?i)^(?:姓名|名字|人员|人員|成员|成員|参会人.*|參會人.*|与会人.*|與會人.*|出席人.*|出席者|参加人.*|用户.*|.*昵称.*|.*暱稱.*|names?|attendees?|participants?|members?|who|person)$`), colName},
	{lazy(`(?i)签到|簽到|是否(?:出席|参会|到会)|出席情况|出席情況|^(?:出席|到会|状态|狀態|备注|備註|attended|present|status|remarks?)$`), colState},
}

func columnOf(head string) column {
	head = stripMarks(fold(head))
	for _, c := range columnWords {
		if c.re().MatchString(head) {
			return c.col
		}
	}
	return colOther
}

// table reads an attendance table. A column headed as names gives a person a
// cell; accounts and states belong to the name left of them. In a table whose
// header says nothing of the kind, every cell that stands alone is a person.
type table struct {
	cols  []column
	named bool
}

func newTable(head []source.Cell) *table {
	t := &table{}
	for _, c := range head {
		col := columnOf(c.Text)
		t.cols = append(t.cols, col)
		t.named = t.named || col == colName
	}
	return t
}

var awayCell = lazy(`(?i)^\s*(?:请假|請假|缺席|未出席|未到|否|no|absent|leave|apologies|×|✗|x)\s*$`)

func (t *table) row(a *attendance, l label, cells []source.Cell) {
	if late := newTable(cells); late.named && !t.named && late.whole(cells) {
		*t = *late // the header stands in the first row
		return
	}
	var names []entry
	for i, c := range cells {
		text := strings.TrimSpace(c.Text)
		if text == "" {
			continue
		}
		last := len(names) - 1
		switch col := t.column(i); {
		case last >= 0 && (col == colAccount || col == colName && !t.named && strings.HasPrefix(strings.TrimLeft(text, "[ "), "@")):
			names[last].text += " " + asAccount(text)
		case col == colName:
			names = append(names, entry{text: text})
		case col == colAccount:
			names = append(names, entry{text: asAccount(text)})
		case col == colState && last >= 0 && awayCell().MatchString(text):
			names[last].text += "(请假)"
		}
	}
	to := a.list(l)
	*to = append(*to, names...)
}

// whole reports whether every cell that is not empty heads a column.
func (t *table) whole(cells []source.Cell) bool {
	for i, c := range cells {
		if strings.TrimSpace(c.Text) != "" && t.cols[i] == colOther {
			return false
		}
	}
	return true
}

func (t *table) column(i int) column {
	switch {
	case i >= len(t.cols):
		return colOther
	case t.cols[i] == colOther && !t.named:
		return colName
	}
	return t.cols[i]
}

var plainAccount = lazy(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// asAccount marks a bare word in a column of accounts as one.
func asAccount(s string) string {
	if plainAccount().MatchString(s) {
		return "@" + s
	}
	return s
}
