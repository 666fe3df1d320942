package search

import (
	"strings"
	"unicode/utf8"
)

// normalize appends the form in which a text is searched and compared: folded;
// what stands between words is one space, or one line end where there is one; a
// joint between two words stays. Marks of Markdown that may stand within a word
// leave nothing, and neither do spaces between a Han character and a word, since
// people write “12 月” as well as “12月”.
//
// at, if it is not nil, is given for every character appended which one of the
// text it was, counted from 0.
func normalize(dst []rune, text string, at *[]int) []rune {
	t := folds()
	var (
		last   = gap  // kind of the last character put
		pend   rune   // what stands between it and the next: ' ', '\n', a joint, 0
		blank  bool   // pend is nothing but spaces
		before rune   // the last character as written
		first  = true // nothing is put yet
	)
	i := -1
	for len(text) > 0 {
		r, width := utf8.DecodeRuneInString(text)
		text = text[width:]
		i++
		marked := isMark(r, before, text)
		before = r
		if r = t.step(r); marked || r == drop {
			continue
		}
		k := kindOf(r)
		if k == word || k == han {
			switch {
			case pend == 0 || first:
			case pend != ' ' && pend != '\n': // a joint
				if k != word {
					pend = ' '
				}
				dst = put(dst, pend, at, i)
			case blank && k != last:
			default:
				dst = put(dst, pend, at, i)
			}
			dst = put(dst, r, at, i)
			last, pend, first = k, 0, false
			continue
		}
		switch {
		case pend == 0 && k == joint && last == word:
			pend, blank = r, false
		case r == '\n' || pend == '\n':
			pend, blank = '\n', false
		default:
			blank = r == ' ' && (pend == 0 || blank)
			pend = ' '
		}
	}
	return dst
}

func put(dst []rune, r rune, at *[]int, i int) []rune {
	if at != nil {
		*at = append(*at, i)
	}
	return append(dst, r)
}

// isMark reports whether a character is Markdown that may stand within a word: a
// backtick, or one of a doubled *, _ or ~.
func isMark(r, before rune, after string) bool {
	switch r {
	case '`':
		return true
	case '*', '_', '~':
		return before == r || len(after) > 0 && rune(after[0]) == r
	}
	return false
}

// withoutKeys appends a record's Markdown with the keys of its front matter
// blanked, so that its values are searched and the names of its fields are not. A
// key is what stands in a line up to the first colon that a space or the line's end
// follows, if it holds no space; a hyphen of a list may stand before it. Every
// character stays in its place.
func withoutKeys(to []byte, markdown string) []byte {
	rest, ok := strings.CutPrefix(markdown, "---\n")
	end := strings.Index(rest, "\n---\n") + 1
	if !ok || end == 0 {
		return append(to, markdown...)
	}
	to = append(to, "---\n"...)
	for line := range strings.Lines(rest[:end]) {
		n := keyEnd(line)
		for range line[:n] {
			to = append(to, ' ')
		}
		to = append(to, line[n:]...)
	}
	return append(to, rest[end:]...)
}

// keyEnd is where the key of a line of front matter ends, 0 if it has none.
func keyEnd(line string) int {
	key := strings.TrimPrefix(strings.TrimLeft(line, " "), "- ")
	head := len(line) - len(key)
	if n := strings.IndexAny(key, " \n"); n > 0 && key[n-1] == ':' {
		return head + n
	}
	return 0
}
