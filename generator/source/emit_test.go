package source

import (
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestQuote(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"信息中心", "信息中心"},
		{"2025-06-15 14:30", "2025-06-15 14:30"},
		{"李伟（后勤）", "李伟（后勤）"},
		{"会议室：304", "会议室：304"},
		{"https://meet.example/7", "https://meet.example/7"},
		{"0123", "0123"},
		{"C#", "C#"},
		{"", `""`},
		{"null", `"null"`},
		{"~", `"~"`},
		{"- 一", `"- 一"`},
		{"a: b", `"a: b"`},
		{"a:", `"a:"`},
		{"a #b", `"a #b"`},
		{"a, b", `"a, b"`},
		{"谁来?", `"谁来?"`},
		{"[待定]", `"[待定]"`},
		{" 前后 ", `" 前后 "`},
		{`说“好”`, `说“好”`},
		{`"好"`, `"\"好\""`},
		{`a\b`, `a\b`},
		{`"a\b`, `"\"a\\b"`},
		{"一\n二", `"一\u000A二"`},
		{"行\u2028行", `"行\u2028行"`},
	} {
		if got := Quote(c.text); got != c.want {
			t.Errorf("Quote(%q) = %s, want %s", c.text, got, c.want)
		}
	}
}

func FuzzQuote(f *testing.F) {
	for _, s := range []string{"", "张敏", "a: b", "- a", "? a", "{a: 1}", "a,b", "null", "\"", "\\", "a\tb", "# a", "&a", "*a", "!a", "%a", "@a", "`a`", "...", "---", "<<", "=", "\ufeffa", "a\u00a0", "\u200b", "\U0001F600"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) || len(text) > 10_000 {
			t.Skip()
		}
		for _, r := range text {
			if unicode.IsControl(r) {
				t.Skip()
			}
		}
		for _, layout := range []struct{ before, after string }{{"key: ", "\n"}, {"key: ", " # 说明\n"}, {"key: [", ", x]\n"}, {"key: {a: ", ", b: x}\n"}, {"key:\n  - a: ", "\n"}} {
			n := ParseYAML("a.yaml", []byte(layout.before+Quote(text)+layout.after), Limits{}).Front.Get("key")
			if n != nil && n.Kind == List {
				n = n.Items[0]
			}
			if n != nil && n.Kind == Map {
				n = n.Get("a")
			}
			if n == nil || n.Kind != Scalar || n.Text != text {
				t.Fatalf("%s%s%s reads as %+v", layout.before, Quote(text), layout.after, n)
			}
		}
	})
}
