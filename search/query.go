package search

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Query is what somebody looks for. All phrases must be found and none of those
// that are Not; of the filters of one field one must hold, and none that is Not.
type Query struct {
	Phrases []Phrase
	Filters []Filter
	// From and Until bound the date: the first day that fits and the first that
	// does not any more, as 2006-01-02, "" for no bound.
	From, Until string
	// Notices are what was not understood. The rest of the query holds.
	Notices []Notice
}

// Phrase is a word, or several in their order.
type Phrase struct {
	Text  string // normalized
	Exact bool   // it stood in quotes: its last word is not the beginning of a longer one
	Not   bool
}

// Filter is a value that a record must have.
type Filter struct {
	Field Field
	Value string // folded, without spaces and punctuation
	Exact bool   // it stood in quotes: the value is not the beginning of a longer one
	Not   bool
}

// Notice is something in a query that was not understood, and where: Kind is one
// of the constants, Text what it is about.
type Notice struct{ Kind, Text string }

// What can be wrong with a query. Text is in brackets.
const (
	TooLong       = "too-long"        // cut after MaxQuery characters
	TooMany       = "too-many"        // words after the first MaxWords are left out (the first of them)
	UnclosedMark  = "unclosed-quote"  // taken as closed at the end
	UnknownField  = "unknown-field"   // taken as words (the field)
	EmptyFilter   = "empty-filter"    // left out (the field)
	BadDate       = "bad-date"        // left out (the date)
	NothingToFind = "nothing-to-find" // the query has no letter, digit or Han character
)

// MaxQuery is how many characters of a query are read, MaxWords how many words
// and filters.
const (
	MaxQuery = 1000
	MaxWords = 24
)

// fieldNames are what people call the fields, folded.
var fieldNames = map[string]string{
	"type": "type", "类型": "type", "种类": "type",
	"unit": "unit", "dept": "unit", "department": "unit", "部门": "unit", "单位": "unit", "组织": "unit",
	"year": "year", "年": "year", "年份": "year", "年度": "year",
	"person": "person", "people": "person", "人": "person", "人员": "person", "姓名": "person",
	"owner": "owner", "责任人": "owner", "负责人": "owner",
	"status": "status", "状态": "status",
	"tag": "tag", "标签": "tag",
	"date": "date", "日期": "date",
	"before": "before", "早于": "before", "之前": "before",
	"after": "after", "晚于": "after", "之后": "after",
}

// ParseQuery reads what somebody typed. It always succeeds.
//
//	预算 budget          both words; a Latin word may be the beginning of a longer one
//	"预算 编制"           a phrase, as it stands
//	-采购                not this word
//	unit:后勤 类型:会议    filters; a value may be in quotes, and a filter negated
//	before:2025-06       dates: before, after, date; a year, a month or a day
func ParseQuery(text string) Query {
	p := queryParser{}
	p.read(text)
	for p.at < len(p.text) {
		p.atom()
	}
	if text != "" && len(p.q.Phrases)+len(p.q.Filters) == 0 && p.q.From+p.q.Until == "" && len(p.q.Notices) == 0 {
		p.notice(NothingToFind, "")
	}
	return p.q
}

type queryParser struct {
	text   []rune // as typed
	folded []rune // each character of text, folded; drop where it leaves nothing
	at     int
	words  int
	q      Query
}

func (p *queryParser) notice(kind, text string) {
	p.q.Notices = append(p.q.Notices, Notice{kind, text})
}

func (p *queryParser) read(text string) {
	t := folds()
	for _, r := range text {
		if len(p.text) == MaxQuery {
			p.notice(TooLong, "")
			break
		}
		f := t.step(r)
		if f < ' ' && f != drop {
			f = ' '
		}
		p.text, p.folded = append(p.text, r), append(p.folded, f)
	}
}

func isQuote(r rune) bool { return strings.ContainsRune("\"“”„「」『』", r) }

// until is where the next character of a set stands, or the end.
func (p *queryParser) until(from int, is func(rune) bool) int {
	for from < len(p.folded) && !is(p.folded[from]) {
		from++
	}
	return from
}

func isSpace(r rune) bool { return r == ' ' }

// quoted reads what stands in the quotes that open here.
func (p *queryParser) quoted() string {
	end := p.until(p.at+1, isQuote)
	text := string(p.text[p.at+1 : end])
	if end == len(p.text) {
		p.notice(UnclosedMark, "")
	}
	p.at = min(end+1, len(p.text))
	return text
}

// atom reads a word, a phrase or a filter.
func (p *queryParser) atom() {
	for p.at < len(p.text) && (isSpace(p.folded[p.at]) || p.folded[p.at] == drop) {
		p.at++
	}
	not := false
	for p.at < len(p.text) && p.folded[p.at] == '-' {
		p.at++
		not = true
	}
	switch {
	case p.at == len(p.text) || isSpace(p.folded[p.at]):
		return // a hyphen by itself
	case isQuote(p.folded[p.at]):
		p.phrase(p.quoted(), true, not)
		return
	}
	end := p.until(p.at, func(r rune) bool { return isSpace(r) || isQuote(r) })
	colon := p.until(p.at, func(r rune) bool { return r == ':' })
	if colon >= end || colon == p.at {
		p.phrase(p.take(end), false, not)
		return
	}
	name := Fold(string(p.text[p.at:colon]))
	field, known := fieldNames[name]
	if !known {
		if isFieldLike(name) && colon+1 < len(p.folded) && p.folded[colon+1] != '/' {
			p.notice(UnknownField, string(p.text[p.at:colon]))
		}
		p.phrase(p.take(end), false, not)
		return
	}
	written := string(p.text[p.at:colon])
	p.at = colon + 1
	if p.at < len(p.text) && isQuote(p.folded[p.at]) {
		p.filter(written, field, p.quoted(), true, not)
		return
	}
	p.filter(written, field, p.take(end), false, not)
}

func (p *queryParser) take(end int) string {
	text := string(p.text[p.at:end])
	p.at = end
	return text
}

// isFieldLike reports whether a word looks like the name of a field: two to ten
// characters, all letters or all Han.
func isFieldLike(name string) bool {
	n := utf8.RuneCountInString(name)
	letters, hans := 0, 0
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z':
			letters++
		case isHan(r):
			hans++
		}
	}
	return n >= 2 && n <= 10 && (letters == n || hans == n)
}

// room counts a word and reports whether there is room for it.
func (p *queryParser) room(text string) bool {
	p.words++
	if p.words == MaxWords+1 {
		p.notice(TooMany, text)
	}
	return p.words <= MaxWords
}

func (p *queryParser) phrase(text string, exact, not bool) {
	norm := string(normalize(nil, text, nil))
	if norm != "" && p.room(text) {
		p.q.Phrases = append(p.q.Phrases, Phrase{norm, exact, not})
	}
}

func (p *queryParser) filter(written, field, text string, exact, not bool) {
	v := meaning(text)
	switch {
	case v == "":
		p.notice(EmptyFilter, written)
	case field == "before" || field == "after" || field == "date":
		p.period(field, text, not)
	case p.room(text):
		p.q.Filters = append(p.q.Filters, Filter{Field(field), v, exact, not})
	}
}

// period narrows the dates of the query.
func (p *queryParser) period(field, text string, not bool) {
	from, until, ok := period(Fold(text))
	if !ok || not && field == "date" {
		p.notice(BadDate, text)
		return
	}
	if field == "before" && !not {
		from, until = "", from
	}
	if field == "after" && !not {
		from, until = until, ""
	}
	if field == "before" && not { // not before it: from its first day on
		until = ""
	}
	if field == "after" && not {
		from = ""
	}
	p.q.From = max(p.q.From, from)
	if until != "" && (p.q.Until == "" || until < p.q.Until) {
		p.q.Until = until
	}
}

// period reads a year, a month or a day, and returns its first day and the first
// one after it.
func period(text string) (from, until string, ok bool) {
	var n [3]int
	parts, digits := 0, 0
	for _, r := range text {
		switch {
		case r >= '0' && r <= '9':
			if digits == 0 {
				if parts++; parts > 3 {
					return "", "", false
				}
			}
			if digits++; digits > 4 {
				return "", "", false
			}
			n[parts-1] = n[parts-1]*10 + int(r-'0')
		case strings.ContainsRune("-/.年月日 ", r):
			digits = 0
		default:
			return "", "", false
		}
	}
	y, m, d := n[0], n[1], n[2]
	if y < 1000 || parts > 1 && (m < 1 || m > 12) || parts > 2 && (d < 1 || d > monthDays(y, m)) {
		return "", "", false
	}
	day := func(y, m, d int) string { return fmt.Sprintf("%04d-%02d-%02d", y, m, d) }
	switch {
	case parts == 1:
		return day(y, 1, 1), day(y+1, 1, 1), true
	case parts == 2 && m == 12:
		return day(y, 12, 1), day(y+1, 1, 1), true
	case parts == 2:
		return day(y, m, 1), day(y, m+1, 1), true
	case d < monthDays(y, m):
		return day(y, m, d), day(y, m, d+1), true
	case m == 12:
		return day(y, m, d), day(y+1, 1, 1), true
	}
	return day(y, m, d), day(y, m+1, 1), true
}

func monthDays(y, m int) int {
	switch {
	case m == 2 && y%4 == 0 && (y%100 != 0 || y%400 == 0):
		return 29
	case m == 2:
		return 28
	case m == 4 || m == 6 || m == 9 || m == 11:
		return 30
	}
	return 31
}
