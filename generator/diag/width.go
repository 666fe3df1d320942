package diag

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Width is the number of terminal columns a string takes: Chinese, full-width
// characters and emoji take two, combining marks and joiners none, a flag or a
// joined emoji two as a whole. Characters of ambiguous width (“ ” …) take one,
// as terminals do unless told otherwise. Control characters count as none: make
// a string Visible before it is measured.
func Width(s string) int {
	columns := 0
	for s != "" {
		size, w := cluster(s)
		columns += w
		s = s[size:]
	}
	return columns
}

// Pad fills a string with spaces on the right until it takes the given number of
// columns. A wider string stays as it is.
func Pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-Width(s)))
}

const (
	joiner       = '\u200d'
	emojiVariant = '\ufe0f'
	// maxMarks bounds what hangs on one character, so that a heap of combining
	// marks cannot make a cut line long.
	maxMarks = 16
)

// cluster measures the first character of s with all that belongs to it: its
// combining marks, the second half of a flag, what is joined to an emoji.
func cluster(s string) (size, columns int) {
	first, size := utf8.DecodeRuneInString(s)
	columns = runeWidth(first)
	if disruptive(first) {
		return size, columns
	}
	flag, joined := isRegional(first), false
	for range maxMarks {
		next, n := utf8.DecodeRuneInString(s[size:])
		switch {
		case n == 0, next == utf8.RuneError && n == 1, disruptive(next):
			return size, columns
		case next == emojiVariant && takesEmojiForm(first):
			columns = 2
		case runeWidth(next) == 0:
		case flag && isRegional(next):
			columns, flag = 2, false
		case isEmoji(first) && (isSkinTone(next) || joined && isEmoji(next)):
		default:
			return size, columns
		}
		joined = next == joiner
		size += n
	}
	return size, columns
}

func runeWidth(r rune) int {
	switch {
	case r >= ' ' && r < 0x7f:
		return 1
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Mn, unicode.Me, unicode.Zl, unicode.Zp):
		return 0
	case r >= 0x1160 && r <= 0x11ff: // Hangul vowels and finals, drawn into the syllable
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

func isRegional(r rune) bool { return r >= 0x1f1e6 && r <= 0x1f1ff }
func isSkinTone(r rune) bool { return r >= 0x1f3fb && r <= 0x1f3ff }
func isEmoji(r rune) bool    { return unicode.Is(unicode.So, r) }

// takesEmojiForm reports whether a character is drawn wider as an emoji: symbols
// such as ❤, and the digits, # and * of key caps.
func takesEmojiForm(r rune) bool {
	return isEmoji(r) || unicode.In(r, unicode.Sm, unicode.Po) && r > 0x7f || strings.ContainsRune("0123456789#*", r)
}
