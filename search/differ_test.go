package search

import (
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
)

// pieces are what random texts are made of: what the rules tell apart.
var pieces = []string{
	"会", "议", "會議", "纪要", "预算", "張敏", "衞", "〇", "々", "あ", "ア", "한", "ㄅ", "𠀀", "𠮷",
	"a", "B", "z", "test", "Ａ", "ｚ", "é", "e\u0301", "Ä", "ß", "ı", "İ", "я", "Ω", "ς", "Ⅳ", "ﬁ",
	"0", "7", "12", "2025", "２０", "2025-06-15", "type:", "类型：", "before:", "unit:", "foo:", "date:2025", "year:",
	"-", "--", "—", "‐", "_", "__", "*", "**", "~~", "`", ".", "/", ":", "：", "@", "&", "+", ",", "，",
	" ", "  ", "\u3000", "\t", "\n", "\n\n", "\r", "\u00a0", "\u2028", "\u200b", "\ufe0f", "\U000E0100", "\x00", "\x1b",
	"\"", "“", "”", "「", "」", "＂", "、", "。", "（", "）", "[", "]", "](", ")", "|", "#", "- [ ] ", "> ", "---\n", "title: ", "<b>", "👍", "\u202e", "\U0001F1E8", "\uFFFD", "\uE000",
}

// randomText makes a text of up to n pieces; now and then one of them is any
// character at all.
func randomText(r *rand.Rand, n int) string {
	var b strings.Builder
	for range r.IntN(n + 1) {
		if r.IntN(8) > 0 {
			b.WriteString(pieces[r.IntN(len(pieces))])
			continue
		}
		c := rune(r.IntN(0x110000))
		if r.IntN(2) == 0 {
			c = rune(r.IntN(0x3100))
		}
		if c < 0xD800 || c > 0xDFFF {
			b.WriteRune(c)
		}
	}
	return b.String()
}

// Both programs read any text and any query alike.
func TestRandomTextsInJavaScript(t *testing.T) {
	c := newClient(t)
	r := rand.New(rand.NewPCG(1, 2))
	for range 1500 {
		compareClient(t, c, randomText(r, 12), randomText(r, 60))
		if t.Failed() {
			return
		}
	}
}

func compareClient(t *testing.T, c *client, query, text string) {
	t.Helper()
	differ := func(what string, got, want any) {
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s of query %q, text %q\nsearch.js %+v\nGo        %+v", what, query, text, got, want)
		}
	}
	var s string
	c.call(&s, "normalize", text)
	differ("normal form", s, string(normalize(nil, text, nil)))
	c.call(&s, "fold", text)
	differ("fold", s, Fold(text))
	c.call(&s, "haystack", "id", text)
	differ("haystack", s, Haystack("id", text))
	q := ParseQuery(query)
	var parsed jsonQuery
	c.call(&parsed, "parse", query)
	differ("query", parsed, shapeOfQuery(q))
	var plans []jsonPlan
	c.call(&plans, "plans", query)
	differ("plans", plans, shapeOfPlans(q))
	var yes bool
	c.call(&yes, "matches", query, text)
	differ("match", yes, q.Matches(text))
	var shown jsonShown
	items := []jsonItem{{"a1", 2, 3}}
	c.call(&shown, "excerpt", query, text, items, 40)
	differ("excerpt", shown, shapeOfExcerpt(query, text, items, 40))
}
