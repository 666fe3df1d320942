package search

import "strings"

// Lookup is a question to an index of terms.
type Lookup struct {
	Term string
	How  How
}

// How is which terms answer a lookup.
type How uint8

const (
	Whole  How = iota // the term itself
	Begins            // terms that begin with it
	Joined            // the term itself, and those that go on with a joint
)

// Plan is how a phrase is looked up: a record that holds it is in all of Lookups.
type Plan struct {
	Lookups []Lookup
	// Exact says that the lookups find no record that does not hold the phrase.
	// If not, the text decides.
	Exact bool
	// Sound, if its Term is not "", is how the word is looked up as pinyin. Its
	// records hold the phrase as well, unless the term Word is in the index: what
	// stands as a word in a text is that word.
	Sound Lookup
	Word  string
}

// maxLookups is how many lookups a phrase has at most. Those left out lie evenly
// between the others; the text decides.
const maxLookups = 8

// Plan is how the phrase is looked up.
func (p *Phrase) Plan() Plan {
	text := []rune(p.Text)
	c := planner{exact: p.Exact}
	runs := 0
	for i := 0; i < len(text); {
		if k := kindOf(text[i]); k != han && k != word {
			i++ // a space; joints stand within runs
			continue
		}
		end := i
		for end < len(text) && text[end] != ' ' && text[end] != '\n' {
			end++
		}
		c.last = end == len(text)
		c.run(text[i:end])
		runs++
		i = end
	}
	plan := Plan{Lookups: c.lookups, Exact: runs == 1 && len(c.lookups) == 1 && !c.cut}
	if n := len(plan.Lookups); n > maxLookups {
		thin := make([]Lookup, maxLookups)
		for i := range thin {
			thin[i] = plan.Lookups[i*(n-1)/(maxLookups-1)]
		}
		plan.Lookups = thin
	}
	if !p.Exact && len(text) > 1 && len(text) < maxWord && !strings.ContainsFunc(p.Text, func(r rune) bool { return r < 'a' || r > 'z' }) {
		plan.Sound = Lookup{string(rune(sound)) + p.Text, Begins}
		plan.Word = string(rune(single)) + p.Text
	}
	return plan
}

type planner struct {
	exact   bool // the phrase is
	last    bool // the run is the last one of the phrase
	cut     bool // something was left out or shortened
	lookups []Lookup
}

func (c *planner) add(kind byte, text []rune, how How) {
	c.lookups = append(c.lookups, Lookup{string(rune(kind)) + string(text), how})
}

// run looks up a stretch of text without a gap.
func (c *planner) run(text []rune) {
	for i := 0; i < len(text); {
		if kindOf(text[i]) == han {
			end := i
			for end < len(text) && kindOf(text[end]) == han {
				end++
			}
			c.hans(text[i:end], i > 0 || end < len(text))
			i = end
			continue
		}
		end := i // of words and the joints between them
		for end < len(text) && kindOf(text[end]) != han {
			end++
		}
		c.words(text, i, end)
		i = end
	}
}

// hans looks up Han characters. One that stands beside a word is looked up with
// it.
func (c *planner) hans(text []rune, beside bool) {
	switch n := len(text); {
	case n == 1 && beside:
	case n == 1:
		c.add(gram1, text, Whole)
	case n == 2:
		c.add(gram2, text, Whole)
	default:
		for i := range n - 2 {
			c.add(gram3, text[i:i+3], Whole)
		}
	}
}

// words looks up the words from i to end, which joints hold together.
func (c *planner) words(text []rune, i, end int) {
	open := c.last && end == len(text) && !c.exact // the last word may go on
	var starts []int
	for j := i; j < end; {
		starts = append(starts, j)
		j = wordEnd(text, j) + 1
	}
	first, last := starts[0], starts[len(starts)-1]
	if n := wordEnd(text, first); i > 0 {
		c.word(mixed, text[i-1:n], maxWord+1, open && n == end)
	}
	if end < len(text) {
		c.before(text[last:end], text[end])
	}
	switch {
	case len(starts) > 1:
		for k := range max(1, len(starts)-2) {
			window := text[starts[k]:end]
			if k+3 < len(starts) {
				window = text[starts[k] : starts[k+3]-1]
			}
			how := Joined
			if open && k+3 >= len(starts) {
				how = Begins
			}
			if len(window) >= maxCompound {
				window, how, c.cut = window[:maxCompound], Begins, true
			}
			c.add(compound, window, how)
		}
	case i > 0 || end < len(text): // looked up with a Han character
	case end-i == 1 && open:
		c.add(initial, text[i:end], Whole)
	default:
		c.word(single, text[i:end], maxWord, open)
	}
}

// word looks up a word, or a Han character and a word; at most so much of it.
func (c *planner) word(kind byte, text []rune, most int, open bool) {
	switch {
	case len(text) >= most:
		c.cut = true
		c.add(kind, text[:most], Begins)
	case open:
		c.add(kind, text, Begins)
	default:
		c.add(kind, text, Whole)
	}
}

// before looks up a word and the Han character after it.
func (c *planner) before(text []rune, next rune) {
	if len(text) >= maxWord {
		c.cut = true
		text = text[:maxWord]
	}
	c.add(mixed, append(append([]rune{}, text...), next), Whole)
}

// Lookup is how the records that a filter is about are looked up.
func (f *Filter) Lookup() Lookup {
	how := Begins
	if f.Exact {
		how = Whole
	}
	return Lookup{string([]rune{value, f.Field.letter()}) + f.Value, how}
}
