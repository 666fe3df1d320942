package adopt

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/source"
)

// entry is one piece of an attendance list as it was found, before it is known
// whether it names a person.
type entry struct {
	text   string
	org    string // of the line it stands on ("公司：甲、乙")
	inline bool   // one of several on a line
}

// mention is a person as one place names them.
type mention struct {
	name    string // "" if only an account or an address is given
	account string
	emails  []string
	away    bool // on leave or absent
	chair   bool
	records bool
}

// key is the form names and accounts are compared in, the archive's own.
func key(s string) string { return strings.ToLower(norm.NFC.String(strings.TrimSpace(s))) }

// label is what to write for the person before the register has a name.
func (m mention) label() string {
	switch {
	case m.name != "":
		return m.name
	case m.account != "":
		return m.account
	case len(m.emails) > 0:
		local, _, _ := strings.Cut(m.emails[0], "@")
		return local
	}
	return ""
}

var (
	linkForm    = lazy(`\[([^\[\]]*)\]\s?\(([^()\[\]]*)\)`)
	nestedLink  = lazy(`\(\[[^\[\]]*\]\(([^()]*)\)\)`)
	bareURL     = lazy(`\(?\s*(https?://[^\s()（）]+)\s*\)?`)
	emailForm   = lazy(`(?:mailto:)?([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)`)
	siteAccount = lazy(`(?i)\b(?:gitee|github|gitcode|gitlab)\s*:\s*([a-z0-9][a-z0-9._-]*)`)
	accountForm = lazy(`@\s?([A-Za-z0-9][A-Za-z0-9._-]*)`)
	bracketed   = lazy(`\(([^()]*)\)`)
	trailing    = lazy(`(?:\s*[-–—:]+\s*|\s+)(` + markWords + `)$`)
	apart       = lazy(`^(\p{Han})[\s\x{3000}]+(\p{Han})$`)
	delimiters  = lazy(`[-–—_|@/·\s]+`)
	asciiName   = lazy(`^[A-Za-z0-9][A-Za-z0-9 ._'+#-]*$`)
)

const markWords = `请假|請假|缺席|未出席|未参加|未參加|未到|线上参会|线上参加|线上|線上|远程|遠端|电话|电话接入|现场|線下|线下|主持人|主持|主席|记录人|记录|記錄|紀錄|列席|迟到|on leave|absent|leave|apologies|remote|online|by phone|on-site|chair|chairing|host|recorder|scribe|minutes`

var marks = func() map[string]func(*mention) {
	m := map[string]func(*mention){}
	for _, w := range strings.Split(markWords, "|") {
		m[w] = func(*mention) {}
	}
	for _, w := range []string{"请假", "請假", "缺席", "未出席", "未参加", "未參加", "未到", "on leave", "absent", "leave", "apologies"} {
		m[w] = func(p *mention) { p.away = true }
	}
	for _, w := range []string{"主持人", "主持", "主席", "chair", "chairing", "host"} {
		m[w] = func(p *mention) { p.chair = true }
	}
	for _, w := range []string{"记录人", "记录", "記錄", "紀錄", "recorder", "scribe", "minutes"} {
		m[w] = func(p *mention) { p.records = true }
	}
	return m
}()

// Words that make an entry a group, a remark or a placeholder and not a person.
var (
	groupWords = lazy(`成员|成員|人员|人員|代表|团队|團隊|全体|全體|全员|全員|^各|各.*(?:部|组|位|单位)|相关|相關|所有|同事|专家组|工作组|小组|委员会|委員會|(?i:sig)(?:$|[^a-z])|单位|單位|公司|议题|議題|待补充|待補充|待定|老师们|嘉宾|部门|部門|开发者|参会|與會|与会|共计|总计|以上|^等|用户$|^无$|^無$|暂无|^\d+\s?[人位名]$|(?:处|處|局|部|集团|集團|学院|學院|中心|办公室|辦公室)$`)
	groupTail  = lazy(`(?:成员|成員|人员|人員|代表|团队|團隊|同事|同学|老师们|嘉宾|(?i:\b-?sig))\s*$`)
	groupASCII = lazy(`(?i)^(?:all|everyone|everybody|members?|participants?|n/?a|none|nil|todo|tbd|tba|xxx+|topic|etc\.?|name|e-?mail.*|account|.*\baccount)$|\b(?:team|members|participants|quorum|meeting|attendees|others|everyone)\b`)
	honorific  = lazy(`(?:工|总|總|老师|老師|教授|院长|院長|主任|经理|經理|博士|书记|書記|同志|先生|女士)$`)
)

// orgs counts, for every word that stood beside a name in one entry, the
// different names it stood beside: what stands beside many is an organisation.
type orgs map[string]map[string]bool

// learn looks at an entry like 甲公司-王小明, of which nobody can tell the parts
// apart alone.
func (o orgs) learn(e entry) {
	if e.org != "" {
		o.add(e.org, "", e.text)
	}
	plain, _ := stripLinks(fold(e.text))
	for _, s := range append(brackets(plain), bracketed().ReplaceAllString(plain, " ")) {
		if parts := splitName(s); len(parts) == 2 {
			o.add(parts[0], parts[1])
			o.add(parts[1], parts[0])
		}
	}
}

func (o orgs) add(word string, beside ...string) {
	if o[word] == nil {
		o[word] = map[string]bool{}
	}
	for _, b := range beside {
		o[word][b] = true
	}
}

// many is the number of names that no one person stands beside.
const many = 4

func (o orgs) is(word string) bool { return len(o[word]) >= 2 }

func brackets(s string) []string {
	var out []string
	for _, m := range bracketed().FindAllStringSubmatch(s, -1) {
		out = append(out, m[1])
	}
	return out
}

// splitName cuts 公司-姓名 at its delimiter. A text without Chinese is not cut:
// accounts and foreign names have hyphens and spaces of their own.
func splitName(s string) []string {
	s = strings.Trim(strings.TrimSpace(s), "[]")
	if !hasHan(s) {
		return nil
	}
	var parts []string
	for _, p := range delimiters().Split(s, -1) {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// person reads an entry. ok is false for a group, a remark or a placeholder.
func (o orgs) person(e entry) (m mention, ok bool) {
	s, links := stripLinks(fold(e.text))
	for _, l := range links {
		m.link(l)
	}
	for _, x := range emailForm().FindAllStringSubmatch(s, -1) {
		m.email(x[1])
	}
	s = siteAccount().ReplaceAllString(emailForm().ReplaceAllString(s, " "), "@$1")
	if x := accountForm().FindStringSubmatch(s); x != nil {
		m.account = strings.Trim(x[1], ".-_")
	}
	s = accountForm().ReplaceAllString(s, " ")
	s = m.takeMarks(s)
	if x := apart().FindStringSubmatch(s); x != nil {
		s = x[1] + x[2]
	}
	if groupTail().MatchString(bracketed().ReplaceAllString(s, " ")) {
		return m, false
	}
	m.name = o.choose(s)
	if m.account != "" && key(m.name) == key(m.account) {
		m.name = ""
	}
	return m, m.plausible(e)
}

// link keeps what a link's destination tells: an address, or the account that a
// profile's address ends with.
func (m *mention) link(l [2]string) {
	text, dest := l[0], strings.TrimSpace(l[1])
	if x := emailForm().FindStringSubmatch(dest); x != nil {
		m.email(x[1])
		return
	}
	u, err := url.Parse(dest)
	if err != nil || u.Host == "" || strings.Contains(text, "@") {
		return
	}
	if p := strings.Trim(u.Path, "/"); p != "" && !strings.Contains(p, "/") && accountForm().MatchString("@"+p) && !strings.Contains(p, ".htm") {
		m.account = p
	}
}

func (m *mention) email(s string) {
	for _, have := range m.emails {
		if strings.EqualFold(have, s) {
			return
		}
	}
	m.emails = append(m.emails, s)
}

// stripLinks replaces links by their text and returns text and destination of
// each.
func stripLinks(s string) (plain string, links [][2]string) {
	s = nestedLink().ReplaceAllString(s, "($1)")
	for _, x := range linkForm().FindAllStringSubmatch(s, -1) {
		links = append(links, [2]string{x[1], x[2]})
	}
	s = linkForm().ReplaceAllString(s, " $1 ")
	for _, x := range bareURL().FindAllStringSubmatch(s, -1) {
		links = append(links, [2]string{s, x[1]})
	}
	s = bareURL().ReplaceAllString(s, " ")
	return strings.TrimSpace(s), links
}

// takeMarks takes （请假）, -请假 and their like off a name.
func (m *mention) takeMarks(s string) string {
	s = bracketed().ReplaceAllStringFunc(s, func(b string) string {
		if f := marks[strings.ToLower(strings.TrimSpace(b[1:len(b)-1]))]; f != nil {
			f(m)
			return " "
		}
		return b
	})
	s = trimName(s)
	if x := trailing().FindStringSubmatchIndex(strings.ToLower(s)); x != nil && x[0] > 0 && len(strings.ToLower(s)) == len(s) {
		marks[strings.ToLower(s[x[2]:x[3]])](m)
		s = trimName(s[:x[0]])
	}
	return s
}

func trimName(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune(`-–—*_~.,;:，、；：。"'“”[]<>\+`, r)
	})
}

// fold makes brackets, digits and letters half width and takes out what cannot
// be seen.
func fold(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '【':
			return '['
		case r == '】':
			return ']'
		case r >= '\u200B' && r <= '\u200F' || r == '\uFEFF' || r == '\u00AD' || r == '\u2060' || r == '\u2028' || r == '\u2029' || r == '\u180E':
			return -1
		case r == '\t' || r == '\u00A0' || r == '\u3000':
			return ' '
		case r < ' ' || r >= 0x7F && r < 0xA0 || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, source.Narrow(s)))
}

// choose settles on the name in 昵称(公司-姓名), 姓名（公司）, 公司-姓名 and the
// like.
func (o orgs) choose(s string) string {
	open := strings.IndexByte(s, '(')
	if open < 0 || !strings.HasSuffix(s, ")") {
		return o.pick(bracketed().ReplaceAllString(s, " "))
	}
	outer, inner := trimName(s[:open]), trimName(s[open+1:len(s)-1])
	a, b := o.pick(outer), o.pick(inner)
	switch {
	case outer == "" || outer == inner:
		return b
	case inner == "":
		return a
	case strings.ContainsAny(inner, "()"):
		return a
	case isChineseName(a) && (!isChineseName(b) || o.is(inner) || len(splitName(inner)) < 2):
		return a
	case isChineseName(b):
		return b
	}
	return a
}

// pick takes the person out of 公司-姓名, 姓名-公司 and 公司姓名.
func (o orgs) pick(s string) string {
	s = trimName(s)
	parts := splitName(s)
	if len(parts) < 2 {
		return o.unglue(s)
	}
	var names, others []string
	for _, p := range parts {
		if isChineseName(o.unglue(p)) && len(o[p]) < many {
			names = append(names, o.unglue(p))
		} else {
			others = append(others, p)
		}
	}
	switch len(names) {
	case 0:
		for _, p := range others {
			if asciiName().MatchString(p) || len(others) == 2 && o.is(others[0]) != o.is(others[1]) && !o.is(p) {
				return p
			}
		}
		return s
	case 1:
		return names[0]
	}
	best := names[len(names)-1] // the company stands first as a rule
	for _, n := range names {
		if len(o[n]) < len(o[best]) {
			best = n
		}
	}
	return best
}

// unglue cuts a known organisation, or a nickname in Latin letters, off a name
// written together with it.
func (o orgs) unglue(s string) string {
	if m := latinGlued().FindStringSubmatch(s); m != nil {
		if name := m[1] + m[2]; isChineseName(name) && len(name) > len("一") {
			return name
		}
	}
	if n := utf8.RuneCountInString(s); !isHan(s) || n < 4 || n > 30 {
		return s
	}
	for i := range s {
		head, tail := s[:i], s[i:]
		switch {
		case i == 0:
		case (o.is(head) || o[head][tail]) && isChineseName(tail):
			return tail
		case isChineseName(head) && o.startsWith(tail):
			return head
		}
	}
	return s
}

var latinGlued = lazy(`^(?:[A-Za-z]+\s?(\p{Han}{2,3})|(\p{Han}{2,3})\s?[A-Za-z]+)$`)

// startsWith reports whether a text begins with a known organisation.
func (o orgs) startsWith(s string) bool {
	for i := range s {
		if i > len("一") && o.is(s[:i]) {
			return true
		}
	}
	return o.is(s)
}

// plausible reports whether what was read is a person.
func (m mention) plausible(e entry) bool {
	s := m.label()
	if s == "" || groupASCII().MatchString(m.name) || groupASCII().MatchString(m.account) || groupWords().MatchString(m.name) {
		return false
	}
	if m.name == "" || isChineseName(m.name) {
		return true
	}
	n := utf8.RuneCountInString(m.name)
	letters := strings.ContainsFunc(m.name, unicode.IsLetter)
	switch {
	case !letters && n < 5, n > 30, strings.ContainsAny(m.name, "。；;？！?!|=<>{}"):
		return false
	case len(strings.Fields(m.name)) > 4:
		return false
	case hasHan(m.name) && n > 16:
		return false
	}
	// One of several on a line is a person only if it looks like one: companies
	// are listed beside people.
	if e.inline && isHan(m.name) && m.account == "" && len(m.emails) == 0 {
		return honorific().MatchString(m.name)
	}
	return true
}
