package diag

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Visible shows what would otherwise act on a terminal or hide from its reader:
// control characters, bidi overrides, zero-width spaces and line separators
// become <U+202E>, bytes that are not UTF-8 become <0xFF>. Everything a command
// prints that came out of a record goes through it.
func Visible(s string) string {
	var b strings.Builder
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case r == utf8.RuneError && n == 1:
			fmt.Fprintf(&b, "<0x%02X>", s[0])
		case disruptive(r):
			fmt.Fprintf(&b, "<U+%04X>", r)
		default:
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}

// disruptive reports whether a character does something other than be seen. The
// two joiners are let through: emoji and several scripts need them.
func disruptive(r rune) bool {
	switch {
	case r >= ' ' && r < 0x7f, r == '\u200c', r == joiner:
		return false
	case r&0xfffe == 0xfffe, r >= 0xfdd0 && r <= 0xfdef: // noncharacters
		return true
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// maxMessage is how many columns of a message people are shown: it may quote a
// line of any length.
const maxMessage = 400

// line is a message as people see it: on one line, harmless, and not endless.
func line(m Message, l Lang) string {
	return clip(Visible(m.In(l)), maxMessage)
}

// clip cuts a string to a number of columns and marks the cut.
func clip(s string, columns int) string {
	if len(s) <= columns {
		return s
	}
	used := 0
	for i, n := 0, 0; i < len(s); i += n {
		size, w := cluster(s[i:])
		n = size
		// A character without width costs a column too, or the cut would never come.
		if used += max(w, 1); used > columns {
			return s[:i] + "…"
		}
	}
	return s
}
