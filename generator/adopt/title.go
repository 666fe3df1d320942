package adopt

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/schema"
)

var (
	ordinalForm = lazy(`第\s*(\d{1,4}|[一二三四五六七八九十]{1,3})\s*(?:次|期|届|屆|回)|(?i)\bno\.\s*(\d{1,4})\b|(?i)#(\d{1,4})\b`)
	ordinalCut  = lazy(`[(（\[【]?\s*第\s*(?:\d{1,4}|[一二三四五六七八九十]{1,3})\s*(?:次|期|届|屆|回)\s*(?:会议|會議)?\s*[)）\]】]?`)
	monthDay    = lazy(`(^|[^\d])(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])($|[^\d])`)
	weekNumber  = lazy(`[\[【]\s*\d{1,2}\s*[\]】]\s*[周週]|第\s*\d{1,2}\s*[周週]`)
	yearMonth   = lazy(`^\s*\d{4}\s*[-/年.]\s*\d{1,2}(?:\s*月)?(?:\s|$)`)
	monthYear   = lazy(`(?i)^\s*` + months + `\.?\s*,?\s*\d{4}(?:\s|$)`)
	hollow      = lazy(`([,，;；])(?:\s*[,，;；])+`)
	leftovers   = lazy(`(?i)[(（\[【]\s*[-–—~,.:：/]*\s*[)）\]】]|(?:^|\s)(?:at|on|from|beijing|gmt|utc|的)\s*$`)
	leadingAt   = lazy(`(?i)^\s*(?:at|on|beijing)\b\s*`)
	placeWords  = lazy(`^(?:.{0,12}(?:线上|線上|线下|線下|腾讯|騰訊|视频|視訊|网络|電話|电话).{0,12}|(?i:online|zoom|teams|virtual|remote|hybrid)(?:\s\w+)?)$`)
	placeholder = lazy(`(?i)^(?:topic|todo|tbd|tba|n/?a|xxx*|…|\.{3}|待定|待补充|待補充|无|無)[\s\d.。]*$`)
)

// ordinal is the number of a meeting in its series (第 12 次, No. 12), 0 if it
// gives none.
func ordinal(s string) int {
	m := ordinalForm().FindStringSubmatch(folded(s))
	if m == nil {
		return 0
	}
	return number(m[1] + m[2] + m[3])
}

func isPlaceholder(s string) bool { return placeholder().MatchString(strings.TrimSpace(s)) }

// cleanTitle is what a heading leaves when its date, times and number are taken
// off. What follows times in a heading that begins with a date is the place.
func cleanTitle(w when) (title, place string) {
	s := w.rest
	for _, re := range []*regexp.Regexp{yearMonth(), monthYear()} {
		s = re.ReplaceAllString(s, " ")
	}
	if m := monthDay().FindStringSubmatchIndex(s); m != nil {
		s = s[:m[4]] + s[m[7]:]
	}
	s = weekNumber().ReplaceAllString(s, " ")
	if t := ordinalCut().ReplaceAllString(s, ""); trimNoise(t) != "" {
		s = t
	}
	s = trimNoise(hollow().ReplaceAllString(s, "$1"))
	if s != "" && w.clocked && strings.TrimSpace(trimNoise(w.before)) == "" && isPlace(s) {
		return "", s
	}
	if !strings.ContainsFunc(s, unicode.IsLetter) || isPlaceholder(s) {
		return "", ""
	}
	return s, ""
}

// isPlace reports whether the words behind a date and times are where it was
// held: a few characters without a word for a meeting, or a word for "online".
func isPlace(s string) bool {
	if placeWords().MatchString(s) {
		return true
	}
	return utf8.RuneCountInString(s) <= 8 && !meetingWord().MatchString(s) && !strings.ContainsAny(s, "，,。")
}

// trimNoise takes off what a date leaves behind: empty brackets, "at", dashes.
func trimNoise(s string) string {
	for {
		t := strings.TrimFunc(s, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune("-–—_~,，.、:：;；|/*#。", r)
		})
		t = leadingAt().ReplaceAllString(leftovers().ReplaceAllString(t, ""), "")
		if t == s {
			break
		}
		s = t
	}
	return strings.ReplaceAll(fold2(s), " （", "（")
}

// fold2 makes one line of a text: white space becomes one blank, and what
// cannot be seen goes.
func fold2(s string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029':
			return -1
		}
		return r
	}, s)), " ")
}

var meetingWord = lazy(`(?i)例会|例會|会议|會議|周会|週會|月会|月會|晨会|站会|评审|評審|讨论会|研讨|开工会|启动会|啟動會|专题会|总结会|复盘|培训|大会|大會|办公会|联席会|沟通会|对齐会|串讲|宣讲|纪要|紀要|周报|週報|月报|\bmeetings?\b|\bminutes\b|\bsync\b|\breview\b|\bstand-?up\b|\bkick-?off\b`)

// kindWords lead from words of a title to a kind of meeting where the schema's
// own labels and aliases do not.
var kindWords = []struct{ word, kind string }{
	{"开工会", "kickoff"},
	{"開工會", "kickoff"},
	{"kickoff", "kickoff"},
	{"周会", "weekly"},
	{"週會", "weekly"},
	{"月会", "monthly"},
	{"月會", "monthly"},
	{"评审", "technical"},
	{"評審", "technical"},
	{"宣贯", "training"},
}

// kindOf is the kind of meeting a title plainly says, "" if none. The longest
// word decides, so that 月度例会 is not 例会.
func kindOf(sch *schema.Schema, title string) string {
	best, kind := 0, ""
	lower := strings.ToLower(title)
	try := func(word, name string) {
		w := strings.ToLower(word)
		if len(w) > best && containsWord(lower, w) {
			best, kind = len(w), name
		}
	}
	for _, k := range sch.Kinds {
		for _, w := range append([]string{k.Label.CN, k.Label.TW, k.Label.EN}, k.Aliases...) {
			try(w, k.Name)
		}
	}
	for _, k := range kindWords {
		try(k.word, k.kind)
	}
	return kind
}

// containsWord looks for a word; one of letters must stand alone.
func containsWord(s, w string) bool {
	i := strings.Index(s, w)
	if i < 0 || hasHan(w) {
		return i >= 0
	}
	edge := func(r rune) bool { return r == utf8.RuneError || !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i+len(w):])
	return edge(before) && edge(after)
}
