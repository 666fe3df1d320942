package search

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// truth is which records hold what is looked for, by plain search in the folded
// text: Han characters anywhere, words and numbers where one begins. Spaces beside
// Han characters do not count, as people set them or not.
type truth struct {
	ids   []string
	texts []string
}

var spacesBesideHan = regexp.MustCompile(`(\p{Han}) +([a-z0-9])|([a-z0-9]) +(\p{Han})`)

func truthOf(docs []Document) *truth {
	t := &truth{}
	for i := range docs {
		text := Fold(Haystack(docs[i].ID, docs[i].Markdown()))
		for last := ""; last != text; {
			last, text = text, spacesBesideHan.ReplaceAllString(text, "$1$3$2$4")
		}
		t.ids, t.texts = append(t.ids, docs[i].ID), append(t.texts, text)
	}
	return t
}

// find are the records that hold a text; whole says that a word at its end does
// not go on.
func (t *truth) find(query string, whole bool) []string {
	out := []string{}
	for i, text := range t.texts {
		if holdsPlainly(text, Fold(query), whole) {
			out = append(out, t.ids[i])
		}
	}
	slices.Sort(out)
	return out
}

func holdsPlainly(text, query string, whole bool) bool {
	head, tail := isASCIIWord(query[0]), whole && isASCIIWord(query[len(query)-1])
	for from := 0; ; {
		i := strings.Index(text[from:], query)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(query)
		if !(head && i > 0 && isASCIIWord(text[i-1])) && !(tail && end < len(text) && isASCIIWord(text[end])) {
			return true
		}
		from = i + 1
	}
}

func isASCIIWord(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

// randomQuery takes what is looked for from a record: Han characters, a word, a
// number, a date, or any stretch of a line.
func (t *truth) randomQuery(r *rand.Rand, kind int) string {
	for {
		lines := strings.FieldsFunc(t.texts[r.IntN(len(t.texts))], func(c rune) bool { return c == '\n' })
		line := lines[r.IntN(len(lines))]
		switch kind {
		case 1, 2, 3, 4, 5, 6, 7, 8: // so many Han characters
			var runs [][]rune
			for _, run := range strings.FieldsFunc(line, func(c rune) bool { return !isHan(c) }) {
				if r := []rune(run); len(r) >= kind {
					runs = append(runs, r)
				}
			}
			if len(runs) > 0 {
				run := runs[r.IntN(len(runs))]
				i := r.IntN(len(run) - kind + 1)
				return string(run[i : i+kind])
			}
		case wholeWord:
			if all := regexp.MustCompile(`[a-z0-9]+`).FindAllString(line, -1); len(all) > 0 {
				return all[r.IntN(len(all))]
			}
		case wholeDate:
			if all := regexp.MustCompile(`\d{4}-\d\d-\d\d`).FindAllString(line, -1); len(all) > 0 {
				return all[r.IntN(len(all))]
			}
		case mixedRun: // Han characters and numbers that stand together
			if all := regexp.MustCompile(`\p{Han}{1,2}\d+\p{Han}{1,2}|\d+\p{Han}{1,3}|\p{Han}{1,3}\d+`).FindAllString(line, -1); len(all) > 0 {
				return all[r.IntN(len(all))]
			}
		}
	}
}

const (
	wholeWord = 10 + iota
	wholeDate
	mixedRun
)

// Recall and precision are 1 for every query: whatever stands in the text is
// found, and nothing else.
func TestFindsExactlyWhatStandsThere(t *testing.T) {
	docs := madeDocuments(1100, 3)
	s := siteOf(t, docs, IndexOptions{pageSize: 20})
	r := s.reader(t)
	if len(r.manifest.Parts) != 2 || r.manifest.Parts[0].Pages == nil {
		t.Fatalf("%d parts, want two, the first with pages", len(r.manifest.Parts))
	}
	checkTruth(t, s, r, truthOf(docs), 2600)
}

func checkTruth(t *testing.T, s site, reader *Reader, truth *truth, n int) {
	t.Helper()
	r := rand.New(rand.NewPCG(4, 5))
	kinds := []int{1, 2, 3, 1, 2, 3, 4, 5, 6, 8, wholeWord, wholeWord, wholeDate, mixedRun}
	for i := range n {
		text := truth.randomQuery(r, kinds[i%len(kinds)])
		query, whole := text, i%3 == 0
		if whole {
			query = `"` + text + `"`
		}
		got, want := s.ids(t, reader, query), truth.find(text, whole)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: found %d records, %d hold it\nfound %v\n hold %v", query, len(got), len(want), got, want)
		}
	}
}

// What search.js finds, and in which order, is what Reader finds; and what both
// find is there.
func TestClientFindsTheSame(t *testing.T) {
	c := newClient(t)
	docs := madeDocuments(1100, 3)
	s := siteOf(t, docs, IndexOptions{pageSize: 20})
	reader, truth := s.reader(t), truthOf(docs)
	c.call(nil, "open", s.write(t), map[string]any{})
	r := rand.New(rand.NewPCG(8, 9))
	for i := range 400 {
		kind := []int{1, 2, 3, 4, 5, wholeWord, wholeDate, mixedRun}[i%8]
		query := truth.randomQuery(r, kind)
		switch r.IntN(6) {
		case 0:
			query = `"` + query + `"`
		case 1:
			query += " " + truth.randomQuery(r, 1+r.IntN(2))
		case 2:
			query += " -" + truth.randomQuery(r, 1+r.IntN(5))
		case 3:
			query += []string{" type:minutes", " unit:后勤", " year:2021", " person:zengshanguo", " tag:\"预算\"", " -tag:预", " before:2022-03", " after:2021-11-05", " status:进行中"}[r.IntN(9)]
		}
		got, want := c.ids(query), s.ids(t, reader, query)
		if !slices.Equal(got, want) {
			t.Fatalf("%s: search.js finds %d, Go %d\nsearch.js %v\nGo        %v", query, len(got), len(want), got, want)
		}
	}
}

// clientResult is what search.js answers.
type clientResult struct {
	Total             int
	Approximate, More bool
	Notices           []jsonNotice
	Facets            map[string][]struct {
		Key, Label string
		Count      int
	}
	Hits []struct {
		ID, URL, Title, Type, TypeLabel, Unit, Date, Anchor string
		Excerpt                                             []jsonSegment
	}
}

// ids asks for all hits of a query, as often as it takes.
func (c *client) ids(query string) []string {
	c.t.Helper()
	for {
		var found clientResult
		c.call(&found, "search", query, map[string]any{"size": 1 << 20, "excerpts": false})
		if found.More {
			continue
		}
		out := []string{}
		for _, h := range found.Hits {
			out = append(out, h.ID)
		}
		if found.Approximate || found.Total != len(out) {
			c.t.Errorf("%s: %d of %d hits, approximate %t", query, len(out), found.Total, found.Approximate)
		}
		return out
	}
}

// A word found by its sound stands in no text: the texts decide about the longer
// phrases beside it, and not about it.
func TestSoundBesidePhrase(t *testing.T) {
	docs := []Document{
		{ID: "a", Title: "张敏谈预算编制", Date: "2025-01-01", Body: "---\ntitle: 张敏谈预算编制\n---\n\n纳入日常预算\n", People: []string{"张敏"}},
		{ID: "b", Title: "预算", Date: "2025-01-02", Body: "---\ntitle: 预算\n---\n\n纳入日常预算\n"},
		{ID: "c", Title: "曾单国与重庆", Date: "2025-01-03", Body: "---\ntitle: 曾单国与重庆\n---\n\n内容\n", People: []string{"曾单国", "单梅"}},
	}
	s := siteOf(t, docs, IndexOptions{})
	c := newClient(t)
	c.call(nil, "open", s.write(t), map[string]any{})
	for query, want := range map[string]string{
		"zhangmin 纳入日常预算":  "a",
		"zm 纳入日常预算":        "a",
		"-zhangmin 纳入日常预算": "b",
		"zhangmin":         "a",
		"yusuan":           "b a",
		"ysbz":             "a",
		"zengdanguo":       "c",
		"zengshanguo":      "",
		"shanmei":          "c",
		"danmei":           "",
		"chongqing":        "c",
		"zhongqing":        "",
		`"zhangmin"`:       "",
	} {
		if got := strings.Join(s.ids(t, s.reader(t), query), " "); got != want {
			t.Errorf("%s finds %q, want %q", query, got, want)
		}
		if got := strings.Join(c.ids(query), " "); got != want {
			t.Errorf("search.js: %s finds %q, want %q", query, got, want)
		}
	}
}
