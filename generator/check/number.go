package check

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// secret is a number that identifies a person.
type secret struct {
	start, end int // in the file
	what       diag.Text
	digits     string
	weak       bool // it only looks like one
}

// masked shows the ends of a number, so that its author can find it and nobody
// else can use it.
func (s secret) masked() string {
	n := len(s.digits)
	head, tail := 1, 1
	switch {
	case n >= 15:
		head, tail = 4, 4
	case n >= 11:
		head, tail = 3, 2
	case n < 6:
		tail = 0
	}
	return s.digits[:head] + strings.Repeat("*", n-head-tail) + s.digits[n-tail:]
}

// group is a run of digits, full-width ones folded. X at the end of an identity
// number counts as one.
type group struct {
	start, end int
	digits     string
	before     rune // the character before it, folded
	after      rune
	joined     rune // what joins it to the group before: a space, - or . ; 0 if nothing does
}

// numbers are the runs of digits of a text.
type numbers struct {
	text   []byte
	groups []group
}

// minDigits is the length of the shortest run worth keeping when it stands
// alone: that of a staff number.
const minDigits = 3

// The shortest secrets that no label announces: a letter and nine digits, and
// eleven digits with signs between.
const (
	shortestRun   = 9
	shortestChain = 11
)

// mayHoldSecret is a quick look that spares most records the slow one: dates,
// times and amounts are shorter than any secret.
func mayHoldSecret(text []byte) bool {
	run, chain := 0, 0
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c == 0xEF || c >= '0' && c <= '9' {
			if _, size := digitAt(text, i); size > 0 {
				i += size - 1
				run++
				chain++
				if run >= shortestRun || chain >= shortestChain {
					return true
				}
				continue
			}
		}
		run = 0
		if c == ' ' || c == '-' || c == '.' {
			continue
		}
		_, size := utf8.DecodeRune(text[i:])
		if c < utf8.RuneSelf || joiner(text[i:i+size]) == 0 {
			chain = 0
		}
		i += size - 1
	}
	return false
}

// scanNumbers lists the runs of digits of a text from an offset on; nil if there
// are none to speak of. It puts them into the room of groups that nobody needs any
// more.
func scanNumbers(doc *source.Document, from int, room []group) *numbers {
	text := doc.Bytes
	ns := &numbers{text, room[:0]}
	for i := from; i < len(text); {
		if c := text[i]; c-'0' > 9 && c != 0xEF {
			i++
			continue
		}
		_, size := digitAt(text, i)
		if size == 0 {
			i++
			continue
		}
		g := group{start: i, before: folded(utf8.DecodeLastRune(text[:i]))}
		wide := false
		for size > 0 {
			wide = wide || size > 1
			i += size
			_, size = digitAt(text, i)
		}
		g.end, g.digits, g.after = i, doc.Text(g.start, i), folded(utf8.DecodeRune(text[i:]))
		if wide {
			g.digits = source.Narrow(g.digits)
		}
		if n := len(ns.groups); n > 0 {
			g.joined = joiner(text[ns.groups[n-1].end:g.start])
		}
		ns.groups = append(ns.groups, g)
	}
	long := func(g group) bool { return len(g.digits) >= minDigits }
	if !slices.ContainsFunc(ns.groups, long) {
		return nil
	}
	return ns
}

// digitAt reads an ASCII or full-width digit.
func digitAt(b []byte, i int) (digit byte, size int) {
	if i < len(b) && b[i] >= '0' && b[i] <= '9' {
		return b[i], 1
	}
	if i+2 < len(b) && b[i] == 0xEF && b[i+1] == 0xBC && b[i+2] >= 0x90 && b[i+2] <= 0x99 {
		return '0' + b[i+2] - 0x90, 3
	}
	return 0, 0
}

// folded makes full-width letters and signs narrow.
func folded(c rune, _ int) rune {
	if c > 0xFF00 && c < 0xFF5F {
		return c - 0xFEE0
	}
	return c
}

// joiner reads what stands between two runs of digits that may be one number.
func joiner(between []byte) rune {
	switch string(between) {
	case " ", "\u00a0", "\u3000":
		return ' '
	case "-", "－", "–", "‐", "‑":
		return '-'
	case ".":
		return '.'
	}
	return 0
}

func isLetterASCII(c rune) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

// join takes groups from i on as one number of the given lengths. It reports
// false if they are not joined by one and the same sign.
func (ns *numbers) join(i int, lengths ...int) (digits string, last group, ok bool) {
	if i+len(lengths) > len(ns.groups) {
		return "", group{}, false
	}
	groups := ns.groups[i : i+len(lengths)]
	for k, n := range lengths {
		g := &groups[k]
		if len(g.digits) != n || k > 0 && (g.joined == 0 || g.joined == '.' || g.joined != groups[1].joined) {
			return "", group{}, false
		}
	}
	for k := range groups {
		digits += groups[k].digits
	}
	return digits, groups[len(groups)-1], true
}

// label returns the words right before an offset on its line, without the space
// and colon between, in lower case.
func (ns *numbers) label(at int) string {
	from := max(0, at-40)
	line := ns.text[from:at]
	if i := bytes.LastIndexByte(line, '\n'); i >= 0 {
		line = line[i+1:]
	}
	return strings.ToLower(strings.TrimRight(string(line), " \t:：是为為#()（）|*`\"'“"))
}

// serial is a label of numbers that are nobody's: those of orders, files, goods.
var serial = lazy(`(?:单号|單號|订单|訂單|工单|工單|编号|編號|流水号|流水號|批次|批号|批號|序列号|序號|合同号|合約號|发票号|發票號|文号|文號|档号|檔號|条码|條碼|料号|料號|版本|isbn|issn|imei|s/n|\bsn|order(?: no\.?)?|serial(?: no\.?)?|invoice(?: no\.?)?|commit|hash|build)$`)

func (ns *numbers) isSerial(at int) bool { return serial().MatchString(ns.label(at)) }

var (
	idWhat       = t("出现身份证号", "出現身分證字號", "a resident identity number:")
	oldIDWhat    = t("像是 15 位旧身份证号", "像是 15 位舊身分證字號", "what looks like an old 15-digit identity number:")
	taiwanWhat   = t("出现台湾身份证号或居留证号", "出現身分證統一編號或居留證號", "a Taiwan identity or residence number:")
	passportWhat = t("出现护照号", "出現護照號碼", "a passport number:")
	mobileWhat   = t("出现手机号", "出現手機號碼", "a mobile number:")
	cardWhat     = t("出现银行卡号", "出現銀行卡號", "a bank card number:")
	memberWhat   = t("出现学号或工号", "出現學號或員工編號", "a student or staff number:")
)

// idLengths are the ways an identity number is broken up, without the X that may
// be its end.
var idLengths = [][]int{{18}, {17}, {6, 8, 4}, {6, 8, 3}, {6, 4, 4, 4}, {6, 4, 4, 3}, {3, 3, 4, 4, 4}, {4, 4, 4, 4, 2}, {4, 4, 4, 4, 1}}

func idNumber(ns *numbers) []secret {
	var out []secret
	for i, g := range ns.groups {
		if len(g.digits) < 3 || isLetterASCII(g.before) { // none begins with so few
			continue
		}
		if s, ok := ns.idAt(i); ok {
			out = append(out, s)
		} else if len(g.digits) == 15 && !isLetterASCII(g.after) && oldID(g.digits) && !ns.isSerial(g.start) {
			out = append(out, secret{g.start, g.end, oldIDWhat, g.digits, true})
		}
	}
	return out
}

func (ns *numbers) idAt(i int) (secret, bool) {
	for _, lengths := range idLengths {
		digits, last, ok := ns.join(i, lengths...)
		if !ok {
			continue
		}
		end := last.end
		if len(digits) == 17 {
			if last.after != 'X' && last.after != 'x' {
				continue
			}
			_, size := utf8.DecodeRune(ns.text[end:])
			end += size
			digits += "X"
		}
		if next := folded(utf8.DecodeRune(ns.text[end:])); validID(digits) && !isLetterASCII(next) {
			return secret{ns.groups[i].start, end, idWhat, digits, false}, true
		}
	}
	return secret{}, false
}

// provinces are the first two digits of an identity number (GB/T 2260).
var provinces = map[string]bool{
	"11": true, "12": true, "13": true, "14": true, "15": true, "21": true, "22": true, "23": true, "31": true, "32": true, "33": true, "34": true,
	"35": true, "36": true, "37": true, "41": true, "42": true, "43": true, "44": true, "45": true, "46": true, "50": true, "51": true, "52": true,
	"53": true, "54": true, "61": true, "62": true, "63": true, "64": true, "65": true, "71": true, "81": true, "82": true, "83": true,
}

// validID checks the province, the day of birth and the check character of an
// 18-character number (GB 11643, ISO 7064 MOD 11-2). A permanent residence
// permit begins with 9 before the province.
func validID(s string) bool {
	if !provinces[s[:2]] && !(s[0] == '9' && provinces[s[1:3]]) {
		return false
	}
	if born, err := time.Parse("20060102", s[6:14]); err != nil || born.Year() < 1880 || born.Year() > 2100 {
		return false
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return "10X98765432"[sum%11] == s[17]
}

func oldID(s string) bool {
	_, err := time.Parse("20060102", "19"+s[6:12])
	return provinces[s[:2]] && err == nil
}

// taiwanValue are the numbers that the letters stand for, A to Z.
var taiwanValue = [26]int{10, 11, 12, 13, 14, 15, 16, 17, 34, 18, 19, 20, 21, 22, 35, 23, 24, 25, 26, 27, 28, 29, 32, 30, 31, 33}

func taiwanID(ns *numbers) []secret {
	var out []secret
	for _, g := range ns.groups {
		if len(g.digits) != 9 || g.before < 'A' || g.before > 'Z' || isLetterASCII(g.after) || !strings.Contains("1289", g.digits[:1]) {
			continue
		}
		_, size := utf8.DecodeLastRune(ns.text[:g.start])
		start := g.start - size
		prev := folded(utf8.DecodeLastRune(ns.text[:start]))
		if isLetterASCII(prev) || prev >= '0' && prev <= '9' || prev == '-' || prev == '/' || !validTaiwan(g.before, g.digits) || ns.isSerial(start) {
			continue
		}
		out = append(out, secret{start, g.end, taiwanWhat, string(g.before) + g.digits, false})
	}
	return out
}

func validTaiwan(letter rune, digits string) bool {
	v := taiwanValue[letter-'A']
	sum := v/10 + v%10*9
	for i := range 8 {
		sum += int(digits[i]-'0') * (8 - i)
	}
	return (sum+int(digits[8]-'0'))%10 == 0
}

// mobileNumber finds mainland mobile numbers: 11 digits, in one piece or as
// 3-4-4, with or without the country's code.
func mobileNumber(ns *numbers) []secret {
	var out []secret
	for i := 0; i < len(ns.groups); i++ {
		g := ns.groups[i]
		start, end, digits, used := g.start, g.end, g.digits, 1
		if code := strings.TrimPrefix(digits, "00"); len(code) == 13 && strings.HasPrefix(code, "86") {
			digits = code[2:]
		}
		if all, last, ok := ns.mobileParts(i); ok {
			digits, end, used = all, last.end, 3
		}
		if !isMobile(digits) || !ns.standsAlone(i, i+used-1) {
			continue
		}
		out = append(out, secret{start, end, mobileWhat, digits, false})
		i += used - 1
	}
	return out
}

// mobileParts reads 138-0013-8000, also with the country's code right before.
func (ns *numbers) mobileParts(i int) (digits string, last group, ok bool) {
	if i+2 >= len(ns.groups) || ns.groups[i+1].joined == 0 || ns.groups[i+1].joined != ns.groups[i+2].joined {
		return "", group{}, false
	}
	a, b, c := ns.groups[i].digits, ns.groups[i+1].digits, ns.groups[i+2].digits
	if a = strings.TrimPrefix(a, "86"); len(a) != 3 || len(b) != 4 || len(c) != 4 {
		return "", group{}, false
	}
	return a + b + c, ns.groups[i+2], true
}

func isMobile(s string) bool {
	return len(s) == 11 && s[0] == '1' && s[1] >= '3' && s[1] <= '9' && strings.Trim(s[3:], s[3:4]) != ""
}

// mobileWords may stand right before a number without a space.
var mobileWords = lazy(`(?i)(?:^|[^a-z_])(?:tel|mob|mobile|phone|cell|no|wx|vx|qq)$`)

// standsAlone reports whether the groups from..to are not part of a longer
// number, a file name or a code.
func (ns *numbers) standsAlone(from, to int) bool {
	first, last := ns.groups[from], ns.groups[to]
	if isLetterASCII(first.before) && !mobileWords().MatchString(string(ns.text[max(0, first.start-12):first.start])) {
		return false
	}
	if isLetterASCII(last.after) || first.before == '=' || first.before == '/' || first.before == '#' {
		return false
	}
	if j := first.joined; from > 0 && (j == '-' || j == '.') && !isCountryCode(ns.groups[from-1].digits) {
		return false
	}
	if to+1 < len(ns.groups) {
		if j := ns.groups[to+1].joined; j == '.' || j == '-' && len(ns.groups[to+1].digits) > 5 {
			return false // a short number behind a dash is an extension
		}
	}
	return !ns.isSerial(first.start)
}

func isCountryCode(s string) bool { return s == "86" || s == "0086" }

// cardLengths are the ways a card number is printed.
var cardLengths = [][]int{{16}, {17}, {18}, {19}, {4, 4, 4, 4}, {4, 4, 4, 4, 1}, {4, 4, 4, 4, 2}, {4, 4, 4, 4, 3}, {6, 10}, {6, 13}, {6, 4, 4, 4}}

func cardNumber(ns *numbers) []secret {
	var out []secret
	for i := 0; i < len(ns.groups); i++ {
		if len(ns.groups[i].digits) < 4 {
			continue // no card begins with so few, and most groups are shorter
		}
		for k := len(cardLengths) - 1; k >= 0; k-- {
			digits, last, ok := ns.join(i, cardLengths[k]...)
			if !ok || !isCard(digits) || !ns.cardAlone(i, last) {
				continue
			}
			out = append(out, secret{ns.groups[i].start, last.end, cardWhat, digits, false})
			i += len(cardLengths[k]) - 1
			break
		}
	}
	return out
}

func (ns *numbers) cardAlone(i int, last group) bool {
	g := ns.groups[i]
	if _, isID := ns.idAt(i); isID {
		return false
	}
	return !isLetterASCII(g.before) && !isLetterASCII(last.after) && g.before != '/' && g.before != '=' && g.before != '.' && g.joined != '-' && !ns.isSerial(g.start)
}

// isCard checks the issuer's digits and the check digit (ISO/IEC 7812). The
// issuers are those of cards that are used here; 2 to 6 and 9558 cover them.
func isCard(s string) bool {
	switch {
	case strings.HasPrefix(s, "9558"):
	case s[0] == '4', s[0] == '6' && strings.Contains("0234579", s[1:2]), s[0] == '5' && s[1] >= '0' && s[1] <= '8', strings.HasPrefix(s, "35"):
	case s[:4] >= "2221" && s[:4] <= "2720":
	default:
		return false
	}
	return luhn(s) && strings.Trim(s, s[:1]) != ""
}

func luhn(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[len(s)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
