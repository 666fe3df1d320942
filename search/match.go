package search

import (
	"strings"
	"unicode/utf8"
)

// Matches reports whether a record's haystack holds what the query's phrases ask
// for, and nothing of what they exclude. Pinyin and filters are not looked at:
// whether a word was found by its sound is known to the index only.
func (q *Query) Matches(haystack string) bool {
	text := string(normalize(nil, haystack, nil))
	for i := range q.Phrases {
		if p := &q.Phrases[i]; p.in(text) == p.Not {
			return false
		}
	}
	return true
}

// doubtful is the part of a query that the text has to decide about. The index knows
// the rest, and only it knows what was found by its sound.
func (q *Query) doubtful() Query {
	var d Query
	for _, p := range q.Phrases {
		if !p.Plan().Exact {
			d.Phrases = append(d.Phrases, p)
		}
	}
	return d
}

// in reports whether a normalized text holds the phrase.
func (p *Phrase) in(text string) bool { return p.find(text, 0) >= 0 }

// find is where the phrase stands in a normalized text, at or after a place; -1 if
// it does not. A word is not found within another one, but may be its beginning.
func (p *Phrase) find(text string, from int) int {
	head, _ := utf8.DecodeRuneInString(p.Text)
	tail, _ := utf8.DecodeLastRuneInString(p.Text)
	for from <= len(text) {
		i := strings.Index(text[from:], p.Text)
		if i < 0 {
			return -1
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[i+len(p.Text):])
		if !(kindOf(head) == word && kindOf(before) == word) && !(p.Exact && kindOf(tail) == word && kindOf(after) == word) {
			return i
		}
		_, n := utf8.DecodeRuneInString(text[i:])
		from = i + n
	}
	return -1
}
