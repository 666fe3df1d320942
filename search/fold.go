package search

import (
	"bytes"
	_ "embed"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/opencc/TSCharacters.txt
var openCC []byte

//go:embed data/variants.txt
var variants []byte

// drop is what a character folds to that leaves nothing behind.
const drop rune = 0

// foldTable leads from a character to the one it is searched as. It is made of
// old blocks of Unicode only, so that no version of a library or a browser can
// change it, and it is handed to the browser with every index.
type foldTable struct {
	plane [0x10000]uint16 // a character that stays leads to itself
}

var folds = sync.OnceValue(makeFolds)

func makeFolds() *foldTable {
	t := &foldTable{}
	for i := range t.plane {
		t.plane[i] = uint16(i)
	}
	t.foldLetters()
	t.foldMarks()
	t.foldHan()
	t.foldForms()
	return t
}

// foldLetters takes capitals and accents from the letters of Latin, Greek and
// Cyrillic.
func (t *foldTable) foldLetters() {
	for _, block := range [][2]rune{{'A', 'Z'}, {0xC0, 0x24F}, {0x370, 0x52F}, {0x1E00, 0x1EFF}, {0x2160, 0x216F}} {
		for r := block[0]; r <= block[1]; r++ {
			base, _ := utf8.DecodeRuneInString(norm.NFD.String(string(r)))
			if base >= 0x80 && r < 0x370 {
				base = r // ł and ø have no decomposition
			}
			if low := unicode.ToLower(base); low < 0x10000 {
				t.plane[r] = uint16(low)
			}
		}
	}
	t.plane['ς'] = 'σ'
	t.plane['ı'] = 'i'
}

// foldMarks drops what stands on, under or beside a character without being one,
// and makes one of the many hyphens.
func (t *foldTable) foldMarks() {
	for _, block := range [][2]rune{{0x300, 0x36F}, {0xAD, 0xAD}, {0x200B, 0x200F}, {0x202A, 0x202E}, {0x2060, 0x2064}, {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}} {
		for r := block[0]; r <= block[1]; r++ {
			t.plane[r] = uint16(drop)
		}
	}
	for _, r := range "‐‑‒–—―−﹘﹣" {
		t.plane[r] = '-'
	}
	for _, r := range "\t\u00A0\u2002\u2003\u2009\u202F\u3000" {
		t.plane[r] = ' '
	}
	for _, r := range "\r\v\f\u0085\u2028\u2029" {
		t.plane[r] = '\n'
	}
}

// foldHan joins the forms of a Han character in the simplified one.
func (t *foldTable) foldHan() {
	for _, data := range [][]byte{openCC, variants} {
		for line := range bytes.Lines(data) {
			f := strings.Fields(string(line))
			if len(f) < 2 || f[0] == "#" {
				continue
			}
			from, _ := utf8.DecodeRuneInString(f[0])
			to, _ := utf8.DecodeRuneInString(f[1])
			t.set(from, to)
		}
	}
	for _, block := range [][2]rune{{0x2E80, 0x2FD5}, {0xF900, 0xFAFF}} { // radicals, compatibility forms
		for r := block[0]; r <= block[1]; r++ {
			if to, n := utf8.DecodeRuneInString(norm.NFKC.String(string(r))); n > 0 && to != r && isHan(to) {
				t.set(r, to)
			}
		}
	}
	// One step is not always the last: 薴 is 苧, and 苧 is 苎.
	for range 3 {
		for r := range t.plane {
			t.plane[r] = uint16(t.step(rune(t.plane[r])))
		}
	}
}

// foldForms makes half-width characters of full-width ones.
func (t *foldTable) foldForms() {
	for r := rune(0xFF01); r <= 0xFF5E; r++ {
		t.plane[r] = t.plane[r-0xFF01+'!']
	}
}

// set adds a pair. What is not of the first plane is left out: no such character
// stands in the fonts of those who write minutes.
func (t *foldTable) set(from, to rune) {
	if from < 0x10000 && to < 0x10000 {
		t.plane[from] = uint16(to)
	}
}

func (t *foldTable) step(r rune) rune {
	switch {
	case r < 0x10000:
		return rune(t.plane[r])
	case r >= 0xE0100 && r <= 0xE01EF: // selectors of Han variants
		return drop
	}
	return r
}

// Fold returns a text as it is searched: simplified characters, half width,
// lower case, without accents. Punctuation and spaces stay.
func Fold(text string) string {
	t := folds()
	return strings.Map(func(r rune) rune {
		if r = t.step(r); r == drop {
			return -1
		}
		return r
	}, text)
}

// kind is what a folded character is to a search.
type kind uint8

const (
	gap   kind = iota // stands between words
	han               // a word of its own: Han, kana, hangul, bopomofo
	word              // part of a word: letters and digits
	joint             // joins two words if it stands between them
)

func isHan(r rune) bool {
	switch {
	case r < 0x3005:
		return false
	case r <= 0x9FFF:
		return r >= 0x4E00 || r >= 0x3400 && r <= 0x4DBF || r >= 0x3041 && r <= 0x30FF && r != 0x30FB || r >= 0x3105 && r <= 0x312F || r == 0x3005 || r == 0x3007
	}
	return r >= 0xAC00 && r <= 0xD7A3 || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFF
}

// kindOf goes by fixed ranges: what a browser calls a letter depends on its age.
func kindOf(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
		return word
	case r < 0x80:
		if strings.IndexByte("-._/:@&+,", byte(r)) >= 0 {
			return joint
		}
		return gap
	case r >= 0xC0 && r <= 0x1FFF && r != 0xD7 && r != 0xF7 || r >= 0x2160 && r <= 0x2188 || r == 0xAA || r == 0xB5 || r == 0xBA:
		return word
	case isHan(r):
		return han
	}
	return gap
}

// foldBytes is the table for the browser: how many characters are folded, the
// gaps between them, the upper and the lower bytes of what they fold to. Selectors
// of Han variants, which are dropped, are not in it.
var foldBytes = sync.OnceValue(func() []byte {
	var gaps, high, low []byte
	n, last := 0, 0
	for r, to := range folds().plane {
		if int(to) != r {
			gaps = binary.AppendUvarint(gaps, uint64(r-last))
			high, low = append(high, byte(to>>8)), append(low, byte(to))
			last = r
			n++
		}
	}
	return slices.Concat(binary.AppendUvarint(nil, uint64(n)), gaps, high, low)
})
