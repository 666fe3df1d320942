package check

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// vagueWord is a word that commits nobody to anything. A word is not meant where
// it is only part of a longer one (合适时间, 等待定期).
type vagueWord struct {
	text          string
	before, after string // characters that make it part of another word
}

var vagueWords = []vagueWord{
	{text: "待定", before: "等期亟", after: "期位义義稿价價向于於金制"},
	{text: "详见附件"},
	{text: "詳見附件"},
	{text: "见附件"},
	{text: "見附件"},
	{text: "尽快"},
	{text: "盡快"},
	{text: "儘快"},
	{text: "尽早"},
	{text: "盡早"},
	{text: "儘早"},
	{text: "大概", after: "率念"},
	{text: "可能需要"},
	{text: "适时", before: "合舒", after: "间間段候"},
	{text: "適時", before: "合舒", after: "間段候"},
	{text: "择机"},
	{text: "擇機"},
	{text: "酌情"},
	{text: "相关人员"},
	{text: "相關人員"},
	{text: "有关人员"},
	{text: "有關人員"},
	{text: "相关部门"},
	{text: "相關部門"},
	{text: "有关部门"},
	{text: "有關部門"},
	{text: "请确认"},
	{text: "請確認"},
	{text: "等等"},
	{text: "差不多"},
	{text: "视情况"},
	{text: "視情況"},
	{text: "tbd"},
	{text: "tba"},
	{text: "asap"},
	{text: "as soon as possible"},
	{text: "to be determined"},
	{text: "to be decided"},
	{text: "as appropriate"},
	{text: "relevant personnel"},
	{text: "relevant departments"},
	{text: "see attachment"},
	{text: "and so on"},
}

// needsObject are the words that are vague only where nothing follows them: in
// 请确认接口清单 it is clear what to confirm.
var needsObject = []string{"请确认", "請確認"}

// vagueTable finds the words by the last bits of their first character, in lower
// case: most characters of a text are turned away by one look.
var vagueTable = sync.OnceValue(func() *[256][]vagueWord {
	var t [256][]vagueWord
	for _, w := range vagueWords {
		first, _ := utf8.DecodeRuneInString(w.text)
		t[byte(first)] = append(t[byte(first)], w)
	}
	return &t
})

// findVague returns the first vague word of a text outside quotation marks, code
// and titles of works. more are words to add, allowed words to leave out.
func findVague(text string, more, allowed []string) (start, end int, found bool) {
	lower := text
	if l := strings.ToLower(text); len(l) == len(text) {
		lower = l // else offsets would shift; such letters are in none of the words
	}
	var quotes [][2]int
	looked := false // for quotes: most texts have no vague word to look at
	ok := func(w vagueWord, at int) bool {
		word := text[at : at+len(w.text)]
		if !looked {
			quotes, looked = quotedParts(text), true
		}
		return w.fits(lower, at) && !slices.Contains(allowed, word) && !slices.Contains(allowed, w.text) && !inside(quotes, at)
	}
	table := vagueTable()
	for i, c := range lower {
		for _, w := range table[byte(c)] {
			if strings.HasPrefix(lower[i:], w.text) && ok(w, i) {
				return i, i + len(w.text), true
			}
		}
		for _, s := range more {
			if w := (vagueWord{text: strings.ToLower(s)}); s != "" && strings.HasPrefix(lower[i:], w.text) && ok(w, i) {
				return i, i + len(w.text), true
			}
		}
	}
	return 0, 0, false
}

// fits reports whether the word at an offset stands for itself.
func (w vagueWord) fits(text string, at int) bool {
	prev, _ := utf8.DecodeLastRuneInString(text[:at])
	next, _ := utf8.DecodeRuneInString(text[at+len(w.text):])
	if isASCII(w.text) {
		return !isWordRune(prev) && !isWordRune(next)
	}
	if slices.Contains(needsObject, w.text) && (unicode.IsLetter(next) || unicode.IsDigit(next) || next == '《' || next == '“' || next == '「') {
		return false
	}
	return !strings.ContainsRune(w.before, prev) && !strings.ContainsRune(w.after, next)
}

// isWordRune reports whether a character continues an English word; Chinese
// beside one does not.
func isWordRune(c rune) bool {
	return c < utf8.RuneSelf && (unicode.IsLetter(c) || unicode.IsDigit(c) || c == '_')
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(c rune) bool { return c >= utf8.RuneSelf }) < 0
}

var quotePairs = map[rune]rune{'“': '”', '「': '」', '『': '』', '《': '》', '‘': '’', '"': '"', '`': '`'}

// quotedParts lists the stretches of a text within quotation marks, titles of
// works and inline code. A mark that is never closed quotes nothing.
func quotedParts(text string) [][2]int {
	var out [][2]int
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		i += size
		closing, opens := quotePairs[c]
		if !opens {
			continue
		}
		if j := strings.IndexRune(text[i:], closing); j >= 0 {
			out = append(out, [2]int{i, i + j})
			i += j + utf8.RuneLen(closing)
		}
	}
	return out
}

// codeParts lists the inline code of a text.
func codeParts(text string) [][2]int {
	var out [][2]int
	for i := 0; i < len(text); i++ {
		if text[i] != '`' {
			continue
		}
		if j := strings.IndexByte(text[i+1:], '`'); j >= 0 {
			out = append(out, [2]int{i + 1, i + 1 + j})
			i += j + 1
		}
	}
	return out
}

func inside(parts [][2]int, at int) bool {
	return slices.ContainsFunc(parts, func(p [2]int) bool { return at >= p[0] && at < p[1] })
}

// What a template leaves to be filled in. The names of parts in brackets may
// come with 填写, 请输入 or the like before them.
var (
	partNames     = `姓名|日期|时间|時間|地点|地點|部门|部門|单位|單位|主题|主題|标题|標題|内容|內容|名称|名稱|编号|編號|职务|職務|责任人|責任人|负责人|負責人|主持人|记录人|記錄人|审核人|審核人|项目名|项目名称|專案名稱|会议名称|會議名稱|文件名|电话|電話|金额|金額|原因|说明|說明|name|date|time|place|location|title|department|owner|chair|project|description|subject|your name|insert [a-z ]+`
	fillIn        = `请填写|請填寫|填写|填寫|请输入|請輸入|输入|輸入|此处|此處|在此|具体|具體|待填|待补|待補`
	bracketedPart = lazy(`(?i)(?:\[|【|［|<|＜|\{\{ ?)(?:(?:` + fillIn + `|[：: ])*(?:` + partNames + `)[1-9一二三]?|(?:` + fillIn + `)+[：: ]?|x{2,})(?:\]|】|］|>|＞| ?\}\})`)
	plainPart     = lazy(`(?:^|[^0-9A-Za-z_.*])([X×Ｘ]{3,})(?:$|[^0-9A-Za-z_.])|([XＸ×]{2,})(?:年|月|日|时|時|分|元|人|部门|部門|单位|單位|公司|同志|老师|老師|处|處|科|号|號)|\b(TODO|FIXME)\b(?:$|[^ 清列表單]|[ ][^Ll])|^(x{3,})$|(待填写?|待填寫|此处填写|此處填寫|在此填写|在此填寫)|(?i:(lorem ipsum))|(\{\{[^{}]*\}\})`)
)

// findPlaceholder returns the first placeholder of a text outside inline code.
func findPlaceholder(text string) (start, end int, found bool) {
	if !mayHoldPlaceholder(text) {
		return 0, 0, false
	}
	code := codeParts(text)
	for _, m := range bracketedPart().FindAllStringIndex(text, -1) {
		if inside(code, m[0]) || text[m[0]] == '[' && m[1] < len(text) && strings.IndexByte("([:", text[m[1]]) >= 0 {
			continue // code, or a link
		}
		return m[0], m[1], true
	}
	for _, m := range plainPart().FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 && !inside(code, m[g]) {
				return m[g], m[g+1], true
			}
		}
	}
	return 0, 0, false
}

// mayHoldPlaceholder is a quick look that spares most texts the slow one.
func mayHoldPlaceholder(text string) bool {
	for i := range len(text) {
		if begins := placeholderSigns[text[i]]; begins != nil && slices.ContainsFunc(begins, func(s string) bool { return strings.HasPrefix(text[i:], s) }) {
			return true
		}
	}
	return false
}

// placeholderSigns are what a placeholder has, by the first byte.
var placeholderSigns = func() (signs [256][]string) {
	for _, s := range []string{"[", "<", "{", "【", "［", "＜", "×", "Ｘ", "XX", "xxx", "TODO", "FIXME", "填", "orem ipsum", "LOREM"} {
		signs[s[0]] = append(signs[s[0]], s)
	}
	return signs
}()

var (
	wholeDitto = lazy(`(?i)^[（(]?(?:同上|同前|同左|〃|ditto|as above|same as above)[)）]?[。.；;]?$`)
	labelDitto = lazy(`(?i)[:：]\s*(?:\*\*)?\s*((?:同上|同前|同左|〃|ditto|same as above))(?:[。.；;，,]|\s*$)`)
)

// isDitto reports whether a text is nothing but a sign for "the same again".
func isDitto(text string) bool {
	const longest = len("（same as above）。")
	text = strings.TrimSpace(text)
	return len(text) <= longest && strings.ContainsAny(text, "同〃dDaAsS") && wholeDitto().MatchString(text)
}

// dittoBehindLabel finds it as the value of a label: 责任人：同上.
func dittoBehindLabel(text string) (start, end int, found bool) {
	if strings.IndexByte(text, ':') < 0 && !strings.Contains(text, "：") {
		return 0, 0, false
	}
	if !slices.ContainsFunc([]string{"同上", "同前", "同左", "〃", "itto", "ITTO", "ame as", "AME AS"}, func(s string) bool { return strings.Contains(text, s) }) {
		return 0, 0, false
	}
	m := labelDitto().FindStringSubmatchIndex(text)
	if m == nil {
		return 0, 0, false
	}
	return m[2], m[3], true
}
