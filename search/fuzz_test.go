package search

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// badQueries are what people paste, and what those try who wish no good.
var badQueries = []string{
	"", " ", "，。！", `"`, `"""`, "“预算", "-", "--", "- -", ":", "：：", "type:", "type:\"", "unknown:预算", "before:昨天", "date:2025-02-30",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "(a+)+$", ".*.*.*", "%00%ff", "\x00\x01\x02", "\xff\xfe", "a\u0301\u0301\u0301", "👨‍👩‍👧‍👦", "\u202e预算", "constructor:x", "__proto__:x",
	strings.Repeat("预", 10000), strings.Repeat("预 ", 5000), strings.Repeat("a-", 5000), strings.Repeat(`"`, 10000), strings.Repeat("type:a ", 2000), strings.Repeat("x1会2", 3000),
}

// Any query is read, costs a bounded number of lookups, and finds the text that it
// is.
func FuzzQuery(f *testing.F) {
	for _, q := range badQueries {
		f.Add(q)
	}
	for _, q := range asked {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, text string) {
		q := ParseQuery(text)
		if n := len(q.Phrases) + len(q.Filters); n > MaxWords {
			t.Errorf("%d phrases and filters", n)
		}
		for i := range q.Phrases {
			p := &q.Phrases[i]
			plan := p.Plan()
			if n := len(plan.Lookups); n == 0 || n > maxLookups {
				t.Errorf("%q has %d lookups", p.Text, n)
			}
			if !p.in(p.Text) {
				t.Errorf("%q does not hold itself", p.Text)
			}
			// What a text is indexed by answers what the text is looked up by.
			c := termCollector{counts: map[string]*termCount{}}
			scan([]rune(p.Text), &c)
			terms := slices.Collect(maps.Keys(c.counts))
			for _, l := range plan.Lookups {
				if !slices.ContainsFunc(terms, func(x string) bool { return strings.HasPrefix(x, l.Term) && l.answers(x) }) {
					t.Errorf("%q is looked up by %v, and has the terms %v", p.Text, l, terms)
				}
			}
		}
		if utf8.ValidString(text) && q.Matches(text) != q.Matches(Fold(text)) {
			t.Errorf("%q matches itself, and not when folded", text)
		}
		q.Excerpt(text, []Item{{"a1", 1, 1}}, 30)
	})
}

// Any bytes can stand in the place of a file: they are answered or called damage.
func FuzzReader(f *testing.F) {
	s := siteOf(f, madeDocuments(40, 3), IndexOptions{})
	r := s.reader(f)
	words, err := r.words()
	if err != nil {
		f.Fatal(err)
	}
	cards := newPacker(words)
	for path, data := range s {
		dict := words
		if !strings.Contains(path, "-") {
			dict = nil
		}
		payload, _, err := inflate(path, data, dict)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(payload, path == manifest)
	}
	f.Fuzz(func(t *testing.T, payload []byte, whole bool) {
		name, file := pack(payload)
		read := func(path string) ([]byte, error) {
			if path == pathOf(name) || whole {
				return file, nil
			}
			if strings.HasPrefix(path, folder+name) {
				card := strings.TrimSuffix(strings.TrimPrefix(path, folder), fileExt)
				return cards.file(payload, sum(payload, card)), nil
			}
			return s.read(path)
		}
		m := *r.manifest
		m.Parts = []manifestPart{{First: 0, End: m.Records, directory: directory{Seps: []string{""}, Names: name}}}
		m.Dates, m.Decks = name, name
		bad := &Reader{read, &m, map[string]*directory{}, map[string][]byte{}, map[int]*card{}}
		var err error
		if whole {
			bad, err = OpenReader(read)
		}
		for _, q := range asked {
			if err == nil {
				_, err = bad.Search(ParseQuery(q))
			}
			var damage *DamagedError
			if err != nil && !errors.As(err, &damage) {
				t.Fatalf("%q: %v", q, err)
			}
			if err != nil && whole {
				return
			}
			err = nil
		}
	})
}
