package search

import (
	"cmp"
	"slices"
	"strings"
)

// Excerpt is a part of a record's text with what was found marked.
type Excerpt struct {
	Segments []Segment
	// Anchor is that of the decision or action the excerpt is from, "" if it is
	// from none.
	Anchor string
}

// Segment is a stretch of an excerpt.
type Segment struct {
	Text string
	Mark bool // it was found
}

// stretch is where a phrase stands in a text, in characters.
type stretch struct{ from, to, phrase int }

// Excerpt is the part of a record's Markdown that shows best why it was found: it
// begins with the line that holds most of the phrases, and of such lines with the
// first one in a decision or action, else in the body, else in the front matter.
// It is at most so many characters of the Markdown long; its marks are left out.
// Without a hit it is the beginning of the body.
func (q *Query) Excerpt(markdown string, items []Item, length int) Excerpt {
	text := []rune(string(withoutKeys(nil, markdown)))
	found := q.stretches(string(text))
	body := bodyAt(text)
	e := Excerpt{}
	from := body
	if first, line := bestLine(text, found, items, body); first.to > 0 {
		for i := range items {
			if items[i].From <= line && line <= items[i].To {
				e.Anchor = items[i].Anchor
				break
			}
		}
		for from = first.from; from > 0 && text[from-1] != '\n'; {
			from--
		}
		if first.from-from > length/3 {
			from = first.from - length/4
		}
	}
	w := excerptWriter{}
	if from > 0 && text[from-1] != '\n' {
		w.put('…', false)
	}
	to := min(from+length, len(text))
	w.write(text, from, to, found)
	if to < len(text) && len(strings.TrimSpace(string(text[to:]))) > 0 {
		w.put('…', false)
	}
	e.Segments = w.out
	return e
}

// stretches are all places where the phrases stand in the text, in order and
// without overlap.
func (q *Query) stretches(text string) []stretch {
	var at []int
	runes := normalize(nil, text, &at)
	norm := string(runes)
	index := make([]int, len(norm)) // which character of the text each byte is from
	n := 0
	for i := range norm {
		index[i] = at[n]
		n++
	}
	lastOf := func(end int) int { // of the byte before end, which may be within a character
		for end--; end > 0 && norm[end]&0xC0 == 0x80; {
			end--
		}
		return index[end]
	}
	var all []stretch
	for i := range q.Phrases {
		p := &q.Phrases[i]
		if p.Not {
			continue
		}
		for from := p.find(norm, 0); from >= 0; {
			end := from + len(p.Text)
			all = append(all, stretch{index[from], lastOf(end) + 1, i})
			from = p.find(norm, end)
		}
	}
	slices.SortFunc(all, func(a, b stretch) int {
		return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to), cmp.Compare(a.phrase, b.phrase))
	})
	return all
}

// bodyAt is where the first line of the body begins that is neither empty nor a
// heading.
func bodyAt(text []rune) int {
	i := 0
	if len(text) > 3 && string(text[:4]) == "---\n" {
		for i = 4; i < len(text) && !(text[i-1] == '\n' && i+4 <= len(text) && string(text[i:i+4]) == "---\n"); {
			i++
		}
		i = min(i+4, len(text))
	}
	for i < len(text) && (text[i] == '\n' || text[i] == '#') {
		for i < len(text) && text[i] != '\n' {
			i++
		}
		i = min(i+1, len(text))
	}
	return i
}

// bestLine is the first hit in the line that shows best what was found, and the
// number of the line.
func bestLine(text []rune, found []stretch, items []Item, body int) (best stretch, bestLine int) {
	line, pos, top := 1, 0, 0
	for i := 0; i < len(found); {
		for ; pos < found[i].from; pos++ {
			if text[pos] == '\n' {
				line++
			}
		}
		end := pos
		for end < len(text) && text[end] != '\n' {
			end++
		}
		var phrases []int
		j := i
		for ; j < len(found) && found[j].from < end; j++ {
			if !slices.Contains(phrases, found[j].phrase) {
				phrases = append(phrases, found[j].phrase)
			}
		}
		worth := len(phrases)*4 + 1
		switch {
		case slices.ContainsFunc(items, func(x Item) bool { return x.From <= line && line <= x.To }):
			worth += 2
		case pos >= body:
			worth++
		}
		if worth > top {
			best, bestLine, top = found[i], line, worth
		}
		i = j
	}
	return best, bestLine
}

// excerptWriter makes segments of Markdown, without its marks.
type excerptWriter struct {
	out []Segment
}

func (w *excerptWriter) put(r rune, mark bool) {
	n := len(w.out)
	if n == 0 || w.out[n-1].Mark != mark {
		w.out = append(w.out, Segment{Mark: mark})
		n++
	}
	w.out[n-1].Text += string(r)
}

// write puts the characters from from to to.
func (w *excerptWriter) write(text []rune, from, to int, found []stretch) {
	blank := true // nothing is put since the last space
	head := from == 0 || text[from-1] == '\n'
	for i := from; i < to; i++ {
		for len(found) > 0 && found[0].to <= i {
			found = found[1:]
		}
		mark := len(found) > 0 && found[0].from <= i
		r := text[i]
		if r == '\n' || r == ' ' || r == '\t' || r == '|' {
			head = head || r == '\n'
			if !blank {
				w.put(' ', mark && r == ' ')
				blank = true
			}
			continue
		}
		if head && !mark {
			if strings.ContainsRune("#>-*+", r) {
				continue
			}
			if r == '[' && i+2 < to && text[i+2] == ']' { // a task's box
				i += 2
				continue
			}
		}
		head = false
		before, after := rune(0), ""
		if i > 0 {
			before = text[i-1]
		}
		if i+1 < len(text) {
			after = string(text[i+1])
		}
		if isMark(r, before, after) || r == '[' && !mark {
			continue
		}
		if r == ']' && after == "(" { // the address of a link
			if end := slices.Index(text[i:to], ')'); end > 0 && (len(found) == 0 || found[0].from > i+end) && !slices.Contains(text[i:i+end], '\n') {
				i += end
				continue
			}
		}
		w.put(r, mark)
		blank = false
	}
}
