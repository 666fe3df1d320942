package scaffold

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/unicode/norm"
)

// maxSlug is the longest slug, in characters.
const maxSlug = 40

// Slug makes a file's name of a text: lower-case ASCII words and numbers joined
// by hyphens, Chinese characters as pinyin, at most 40 characters, cut between
// words. "" if nothing of the text can be written so.
func Slug(text string) string {
	var words []string
	var word strings.Builder
	end := func() {
		if word.Len() > 0 {
			words = append(words, word.String())
			word.Reset()
		}
	}
	args := pinyin.NewArgs()
	for _, r := range norm.NFKD.String(text) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			word.WriteRune(unicode.ToLower(r))
		case unicode.Is(unicode.Mn, r) || r == '\'': // é, o'clock
		default:
			end()
			if sound := pinyin.SinglePinyin(r, args); len(sound) > 0 {
				words = append(words, sound[0])
			}
		}
	}
	end()
	return join(words)
}

func join(words []string) string {
	slug := ""
	for _, w := range words {
		next := strings.TrimPrefix(slug+"-"+w, "-")
		if len(next) > maxSlug {
			if slug == "" {
				return w[:maxSlug]
			}
			break
		}
		slug = next
	}
	return slug
}
