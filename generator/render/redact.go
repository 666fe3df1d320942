package render

import (
	"strings"
	"unicode"
)

// redact puts other words in the place of every id of a record that the view
// leaves out. Ids of ASCII letters are found as whole words; others wherever
// they stand.
func (s *Site) redact(text string) string {
	if !s.view.HidesAny() {
		return text
	}
	for _, id := range s.view.HiddenWide() {
		text = strings.ReplaceAll(text, id, s.word("hidden"))
	}
	var b strings.Builder
	last := 0
	for i := 0; i < len(text); {
		if !idByte(text[i]) {
			i++
			continue
		}
		end := i
		for end < len(text) && idByte(text[end]) {
			end++
		}
		if from, to, ok := s.hiddenIn(text[i:end]); ok {
			b.WriteString(text[last : i+from])
			b.WriteString(s.word("hidden"))
			last = i + to
			// An item behind the id goes with it.
			if last < len(text) && text[last] == '#' {
				last++
				for last < len(text) && idByte(text[last]) {
					last++
				}
				end = max(end, last)
			}
		}
		i = end
	}
	if last == 0 {
		return text
	}
	b.WriteString(text[last:])
	return b.String()
}

// hiddenIn finds a hidden id in a run of id characters: the longest from each
// beginning of a part.
func (s *Site) hiddenIn(run string) (from, to int, ok bool) {
	for from = range len(run) {
		if from > 0 && run[from-1] != '.' && run[from-1] != '_' && run[from-1] != '-' {
			continue
		}
		for to = len(run); to > from; to-- {
			if to < len(run) && run[to] != '.' && run[to] != '_' && run[to] != '-' {
				continue
			}
			if s.view.Hides(run[from:to]) {
				return from, to, true
			}
		}
	}
	return 0, 0, false
}

func idByte(c byte) bool {
	return c < unicode.MaxASCII && (unicode.IsLetter(rune(c)) || unicode.IsDigit(rune(c)) || c == '-' || c == '_' || c == '.')
}
