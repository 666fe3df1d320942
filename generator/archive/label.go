package archive

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// inlineLabel is a label found in a line: 责任人：, **Due:**, or 截止 before a year.
type inlineLabel struct {
	start, end int // of the label with the separator before it and its colon
	word       [2]int
	value      int // where the value begins; a year belongs to it
}

// inlineLabels finds the labels of a line. A label stands at the start or behind
// something that is no letter; a word of fieldWords may do without a colon before
// a year. Of two words that fit, the longer counts. A regular expression could
// say it too, but this runs over every line of every item.
func inlineLabels(text string) []inlineLabel {
	var out []inlineLabel
	if l, ok := labelFrom(text, 0, 0); ok {
		out = append(out, l)
	}
	i := 0
	if len(out) > 0 {
		i = out[0].end
	}
	for i < len(text) {
		size := separator(text[i:])
		if size == 0 {
			i++ // a separator never begins in the middle of a character
			continue
		}
		l, ok := labelFrom(text, i, i+size)
		if !ok {
			i += size
			continue
		}
		out = append(out, l)
		i = l.end
	}
	return out
}

// separator is the length of the character that may stand before a label, 0 if
// the text does not begin with one.
func separator(s string) int {
	switch s[0] {
	case ' ', '\t', '\n', '\f', '\r', ',', ';', '(', '*', '[':
		return 1
	case 0xE3, 0xEF: // 、。【 and the full-width signs
		for _, c := range []string{"，", "、", "；", "。", "（", "【"} {
			if strings.HasPrefix(s, c) {
				return len(c)
			}
		}
	}
	return 0
}

// labelFrom reads a label at i, with or without the stars of bold type.
func labelFrom(text string, start, i int) (inlineLabel, bool) {
	if strings.HasPrefix(text[i:], "**") {
		if l, ok := wordFrom(text, i+2); ok {
			l.start = start
			return l, true
		}
	}
	l, ok := wordFrom(text, i)
	l.start = start
	return l, ok
}

func wordFrom(text string, i int) (inlineLabel, bool) {
	c, _ := utf8.DecodeRuneInString(text[i:])
	for _, word := range labelWords[smallLetter(c)] {
		n := foldedPrefix(text[i:], word)
		if n == 0 {
			continue
		}
		end := i + n
		l := inlineLabel{word: [2]int{i, end}}
		if strings.HasPrefix(text[end:], "**") && l.ends(text, end+2) || l.ends(text, end) {
			return l, true
		}
	}
	return inlineLabel{}, false
}

// ends reads what makes a word a label: a colon, or a year.
func (l *inlineLabel) ends(text string, i int) bool {
	i = skipSpace(text, i)
	for _, colon := range []string{":", "："} {
		if strings.HasPrefix(text[i:], colon) {
			i = skipSpace(text, i+len(colon))
			if strings.HasPrefix(text[i:], "**") {
				i = skipSpace(text, i+2)
			}
			l.end, l.value = i, i
			return true
		}
	}
	const year = 4
	for n := range year {
		if i+n >= len(text) || text[i+n] < '0' || text[i+n] > '9' {
			return false
		}
	}
	l.end, l.value = i+year, i
	return true
}

func skipSpace(text string, i int) int {
	for i < len(text) && strings.IndexByte(" \t\n\f\r", text[i]) >= 0 {
		i++
	}
	return i
}

// labelWords are the words that may label a part within a line, by their first
// character, the longest first.
var labelWords = func() map[rune][]string {
	m := map[rune][]string{}
	for f, ws := range fieldWords {
		if f == "text" || f == "number" || f == "presenter" {
			continue
		}
		for _, w := range ws {
			c, _ := utf8.DecodeRuneInString(w)
			m[c] = append(m[c], w)
		}
	}
	for _, ws := range m {
		slices.SortFunc(ws, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	}
	return m
}()

// foldedPrefix is the length of the text that is the word in any case, 0 if it
// does not begin with it.
func foldedPrefix(text, word string) int {
	i := 0
	for _, w := range word {
		c, size := utf8.DecodeRuneInString(text[i:])
		if size == 0 || smallLetter(c) != w {
			return 0
		}
		i += size
	}
	return i
}

// smallLetter makes a Latin letter small, with the two signs that Unicode holds to be
// Latin letters; other characters of labels have no case.
func smallLetter(c rune) rune {
	switch {
	case c >= 'A' && c <= 'Z':
		return c + 'a' - 'A'
	case c == '\u212A': // the sign of the kelvin
		return 'k'
	case c == '\u017F': // the long s
		return 's'
	}
	return c
}
