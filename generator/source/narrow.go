package source

import (
	"strings"

	"golang.org/x/text/width"
)

// Narrow folds full-width letters, digits and signs into the usual ones, ２０２５
// into 2025, and what is half as wide as it should be the other way.
func Narrow(s string) string {
	for i := range len(s) {
		// The folded ones are U+3000 and U+FF00 to U+FFEF; few texts have any.
		switch c := s[i]; {
		case c == 0xEF && i+1 < len(s) && s[i+1] >= 0xBC, c == 0xE3 && strings.HasPrefix(s[i:], "\u3000"):
			return width.Fold.String(s)
		}
	}
	return s
}
