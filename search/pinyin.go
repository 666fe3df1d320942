package search

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

//go:embed data/pinyin.txt
var readings []byte

// maxSounds is how many syllables from each one on a term of pinyin holds.
const maxSounds = 6

// spoken are the readings of words and surnames that a table of characters gets
// wrong.
type spoken struct {
	words    map[string][]string
	surnames map[string][]string
}

// longestWord is how many characters the words of data/pinyin.txt have at most.
const longestWord = 4

var speech = sync.OnceValue(func() *spoken {
	s := &spoken{map[string][]string{}, map[string][]string{}}
	for line := range bytes.Lines(readings) {
		switch f := strings.Fields(string(line)); {
		case len(f) == 0 || f[0] == "#":
		case f[0] == "+":
			s.surnames[f[1]] = f[2:]
		default:
			s.words[f[0]] = f[1:]
		}
	}
	return s
})

// syllables keeps how characters are read: asking the library anew takes longer
// than all else.
var syllables sync.Map // rune → string

func syllable(r rune) string {
	if s, ok := syllables.Load(r); ok {
		return s.(string)
	}
	text := ""
	if all := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(all) > 0 {
		text = all[0]
	}
	syllables.Store(r, text)
	return text
}

// read is how a folded text of Han characters is read, syllable by syllable; ""
// stands for a character without a reading.
func read(text []rune, person bool) []string {
	s := speech()
	var out []string
	if person {
		for n := min(2, len(text)); n > 0; n-- {
			if r := s.surnames[string(text[:n])]; r != nil {
				out = append(out, r...)
				break
			}
		}
	}
next:
	for i := len(out); i < len(text); i = len(out) {
		for n := min(longestWord, len(text)-i); n > 1; n-- {
			if r := s.words[string(text[i:i+n])]; r != nil {
				out = append(out, r...)
				continue next
			}
		}
		out = append(out, syllable(text[i]))
	}
	return out
}

// sounds are the pinyin of a text: from every character on, in full and by
// initials.
func sounds(text string, person bool) []string {
	var out []string
	all := normalize(nil, text, nil)
	for i := 0; i < len(all); i++ {
		if kindOf(all[i]) != han {
			continue
		}
		end := i + 1
		for end < len(all) && kindOf(all[end]) == han {
			end++
		}
		parts := read(all[i:end], person && i == 0)
		for j, p := range parts {
			if p == "" {
				continue
			}
			full, initials := join(parts[j:min(j+maxSounds, len(parts))])
			out = append(out, full)
			if len(initials) > 1 {
				out = append(out, initials)
			}
		}
		i = end
	}
	return out
}

// join puts syllables together, and their initials, up to the first one that is
// not known.
func join(parts []string) (full, initials string) {
	var room [7 * maxSounds]byte // a syllable has up to six letters
	all, firsts := room[:0:6*maxSounds], room[6*maxSounds:6*maxSounds]
	for _, p := range parts {
		if p == "" {
			break
		}
		all, firsts = append(all, p...), append(firsts, p[0])
	}
	return string(all), string(firsts)
}

// soundsOf is how a name is read as a whole.
func soundsOf(name string, person bool) (full, initials string) {
	var text []rune
	for _, r := range normalize(nil, name, nil) {
		if kindOf(r) == han {
			text = append(text, r)
		}
	}
	return join(read(text, person))
}
