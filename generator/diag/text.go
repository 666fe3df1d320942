package diag

import "strings"

// joinTexts lists phrases the way the language does: with 、 in Chinese and with
// a comma in English.
func joinTexts(ts []Text, l Lang) string {
	sep := "、"
	if l == En {
		sep = ", "
	}
	var b strings.Builder
	for i, t := range ts {
		if i > 0 {
			b.WriteString(sep)
		}
		b.WriteString(t.In(l))
	}
	return b.String()
}

func cutAny(s, chars string) (before, after string, found bool) {
	if i := strings.IndexAny(s, chars); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

func lowerDash(s string) string {
	return strings.ReplaceAll(strings.ToLower(s), "_", "-")
}

func hasSubtag(tag, prefix string) bool {
	rest, ok := strings.CutPrefix(tag, prefix)
	return ok && (rest == "" || rest[0] == '-')
}
