package source

import (
	"fmt"
	"strings"
)

// Quote writes a text as a YAML value on one line: as it stands where YAML
// reads it back as it stands, else in double quotes. It may follow "key: ",
// "- ", or stand in a list or mapping in brackets. The text must be UTF-8.
func Quote(text string) string {
	if plainYAML(text) {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 2)
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case needsEscape(r) && r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		case needsEscape(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// plainYAML reports whether a text means itself without quotes. The first
// characters are those that begin something else in YAML; commas, brackets and
// question marks end a value that stands in brackets.
func plainYAML(text string) bool {
	switch strings.ToLower(text) {
	case "", "~", "null":
		return false
	}
	return !strings.ContainsAny(text[:1], "-?:#&*!|>'\"%@`=<") &&
		!strings.ContainsAny(text, ",[]{}?") &&
		!strings.Contains(text, ": ") && !strings.Contains(text, " #") &&
		!strings.HasSuffix(text, ":") && strings.TrimSpace(text) == text &&
		!strings.ContainsFunc(text, needsEscape)
}

// needsEscape reports the characters that YAML takes for a line end or refuses
// to read as they stand.
func needsEscape(r rune) bool {
	return r < ' ' || r >= 0x7F && r < 0xA0 || r == '\u2028' || r == '\u2029' || r == '\uFEFF' || r == 0xFFFE || r == 0xFFFF
}
