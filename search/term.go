package search

import (
	"slices"
	"strings"
)

// A term is a letter for its kind and the text it stands for. Terms of one kind
// stand together when sorted; they compare by code point.
const (
	gram1    = '1' // a Han character
	gram2    = '2' // two that stand together
	gram3    = '3' // three
	compound = 'c' // two or three words with joints between them: 2025-06-12, v3.0
	value    = 'f' // a value of a filter: its field's letter, a word that means it
	mixed    = 'm' // a Han character and the word that stands before or after it
	initial  = 'p' // the first letter or digit of words
	single   = 'w' // a word
	sound    = 'y' // pinyin of titles, people and tags
)

// maxWord is how many characters of a word a term holds, maxCompound those of a
// compound. What is longer is cut, and verified in the text.
const (
	maxWord     = 32
	maxCompound = 48
)

// sink takes the terms of a text. The characters given to word are valid only
// during the call.
type sink interface {
	gram(n int, a, b, c rune) // n of them
	word(kind byte, text []rune)
}

// scan tells the terms of a normalized text to a sink, and returns how many words
// it has; a Han character is one.
func scan(text []rune, s sink) int {
	units := 0
	var buf [maxCompound + 2]rune
	for i := 0; i < len(text); {
		switch k := kindOf(text[i]); k {
		case han:
			c := text[i]
			var p, pp rune
			if i > 0 && isHan(text[i-1]) {
				p = text[i-1]
				if i > 1 && isHan(text[i-2]) {
					pp = text[i-2]
				}
			}
			s.gram(1, c, 0, 0)
			if p != 0 {
				s.gram(2, p, c, 0)
				if pp != 0 {
					s.gram(3, pp, p, c)
				}
			}
			units++
			i++
		case word:
			end := wordEnd(text, i)
			cut := min(end, i+maxWord)
			s.word(single, text[i:cut])
			s.word(initial, text[i:i+1])
			if i > 0 && isHan(text[i-1]) {
				s.word(mixed, append(append(buf[:0], text[i-1]), text[i:cut]...))
			}
			if end < len(text) && isHan(text[end]) {
				s.word(mixed, append(append(buf[:0], text[i:cut]...), text[end]))
			}
			if window, n := compoundAt(text, i); n > 1 {
				s.word(compound, window)
			}
			units++
			i = end
		default:
			i++
		}
	}
	return units
}

// wordEnd is where a word that begins at i ends.
func wordEnd(text []rune, i int) int {
	for i < len(text) && kindOf(text[i]) == word {
		i++
	}
	return i
}

// compoundAt is the compound of up to three words that begins at i, and how many
// they are.
func compoundAt(text []rune, i int) ([]rune, int) {
	end, n := wordEnd(text, i), 1
	for n < 3 && end+1 < len(text) && kindOf(text[end]) == joint {
		end = wordEnd(text, end+1)
		n++
	}
	return text[i:min(end, i+maxCompound)], n
}

// A weight says how a term stands in a record: bits for where, and how densely in
// the text.
//
//	32  in the title, the id or the document number
//	16  in the name of a person, a unit, a project or a tag
//	 8  in a decision or an action
//	 7  how densely in the text, 1 to 7; 0 if not at all
//
// A hit in a title so outweighs all others, and so on down; see score.
type weight uint8

const (
	inTitle weight = 32
	inName  weight = 16
	inItem  weight = 8
	density weight = 7
)

// densityOf is how densely a text of so many words holds a term so many times:
// once in a text of usual length is 1, seven times 7.
func densityOf(times, words int) weight {
	if times == 0 {
		return 0
	}
	return weight(min(max(times*2048/(words+1024), 1), int(density)))
}

// either is the weight of a record that has one thing or the other, both that of
// one that has both.
func either(a, b weight) weight { return (a|b)&^density | max(a&density, b&density) }
func both(a, b weight) weight   { return a&b&^density | min(a&density, b&density) }

// Term is a term of a document. Text begins with the letter of its kind.
type Term struct {
	Text   string
	Weight uint8
}

// Terms are the terms of a document, each once, in no particular order.
func (d *Document) Terms() []Term {
	c := termCollector{counts: map[string]*termCount{}}
	words := d.scan(&c, &knowledge{})
	out := make([]Term, 0, len(c.counts))
	for text, n := range c.counts {
		out = append(out, Term{text, uint8(n.where | densityOf(n.times, words))})
	}
	return out
}

type termCount struct {
	times int
	where weight
}

type termCollector struct {
	counts map[string]*termCount
	where  weight // of what is scanned
	times  int
}

func (c *termCollector) add(text string) {
	n := c.counts[text]
	if n == nil {
		n = &termCount{}
		c.counts[text] = n
	}
	n.times += c.times
	n.where |= c.where
}

func (c *termCollector) gram(n int, x, y, z rune) { c.add(gramText(n, x, y, z)) }

func (c *termCollector) word(kind byte, text []rune) { c.add(string(rune(kind)) + string(text)) }

func (c *termCollector) in(where weight, times int) { c.where, c.times = where, times }

func gramText(n int, x, y, z rune) string {
	switch n {
	case 1:
		return string(gram1) + string(x)
	case 2:
		return string(gram2) + string(x) + string(y)
	}
	return string(gram3) + string(x) + string(y) + string(z)
}

// placedSink is a sink that is told where what it is given stands, and how often
// that counts as standing in the text.
type placedSink interface {
	sink
	in(where weight, times int)
}

// scan tells all terms of a document to a sink, and returns how many words its
// text has.
func (d *Document) scan(s placedSink, k *knowledge) int {
	buf := k.room
	defer func() { k.room = buf }()
	words := 0
	d.regions(&k.text, func(text string, item bool) {
		if s.in(0, 1); item {
			s.in(inItem, 1)
		}
		buf = normalize(buf[:0], text, nil)
		words += scan(buf, s)
	})
	s.in(inTitle, 0)
	for _, text := range []string{d.Title, d.ID, d.DocNo} {
		buf = normalize(buf[:0], text, nil)
		scan(buf, s)
	}
	for _, w := range sounds(d.Title, false) {
		s.word(sound, []rune(w))
	}
	s.in(inName, 0)
	for i, names := range [][]string{d.People, d.Names} {
		for _, name := range names {
			buf = normalize(buf[:0], name, nil)
			scan(buf, s)
			for _, w := range k.soundsOf(name, i == 0) {
				s.word(sound, w)
			}
		}
	}
	s.in(0, 0)
	for v := range d.values {
		for _, text := range k.meaningsOf(v) {
			s.word(value, text)
		}
	}
	return words
}

// knowledge is what was found out of names and values, which stand in many
// documents. Its zero value knows nothing yet.
type knowledge struct {
	room     []rune // for the characters of a text
	text     []byte
	sounds   map[heard][][]rune
	meanings map[meant]known
}

type (
	heard struct {
		name   string
		person bool
	}
	meant struct {
		field      Field
		key, label string
	}
	known struct {
		also  []string
		words [][]rune // behind the letter of the field
	}
)

// mostKnown bounds what is kept.
const mostKnown = 1 << 13

func (k *knowledge) soundsOf(name string, person bool) [][]rune {
	at := heard{name, person}
	words, ok := k.sounds[at]
	if !ok {
		for _, w := range sounds(name, person) {
			words = append(words, []rune(w))
		}
		keepKnown(&k.sounds, at, words)
	}
	return words
}

func (k *knowledge) meaningsOf(v *Value) [][]rune {
	at := meant{v.Field, v.Key, v.Label}
	x, ok := k.meanings[at]
	if !ok || !slices.Equal(x.also, v.Also) {
		x = known{also: v.Also}
		for _, text := range v.meanings() {
			x.words = append(x.words, append([]rune{v.Field.letter()}, []rune(text)...))
		}
		keepKnown(&k.meanings, at, x)
	}
	return x.words
}

func keepKnown[K comparable, V any](m *map[K]V, at K, v V) {
	if *m == nil || len(*m) >= mostKnown {
		*m = map[K]V{}
	}
	(*m)[at] = v
}

// meanings are the words that mean a value in a filter, folded; names also by
// their sound.
func (v *Value) meanings() []string {
	var out []string
	for _, text := range append([]string{v.Key, v.label()}, v.Also...) {
		out = append(out, meaning(text))
	}
	if v.Field != Type && v.Field != Status {
		full, initials := soundsOf(v.label(), v.Field == Person || v.Field == Owner)
		out = append(out, full, initials)
	}
	slices.Sort(out)
	out = slices.Compact(out)
	if out[0] == "" {
		out = out[1:]
	}
	return out
}

// meaning is a filter's value as it is compared: folded, without spaces and
// punctuation.
func meaning(text string) string {
	return strings.Map(func(r rune) rune {
		if k := kindOf(r); k == gap || k == joint && r != '-' {
			return -1
		}
		return r
	}, Fold(text))
}
