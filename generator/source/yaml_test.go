package source_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// show writes a node as text with the places of its scalars.
func show(n *source.Node) string {
	switch n.Kind {
	case source.Map:
		var all []string
		for _, p := range n.Pairs {
			all = append(all, p.Key.Text+"="+show(p.Value))
		}
		return "{" + strings.Join(all, " ") + "}"
	case source.List:
		var all []string
		for _, item := range n.Items {
			all = append(all, show(item))
		}
		return "[" + strings.Join(all, " ") + "]"
	case source.Null:
		return "null"
	}
	if n.Quoted {
		return fmt.Sprintf("%q", n.Text)
	}
	return n.Text
}

func TestYAMLValues(t *testing.T) {
	for text, want := range map[string]string{
		"card: 62220000000000000001":    "{card=62220000000000000001}",
		"no: 0123":                      "{no=0123}",
		"yes: true\nno: 1e3":            "{yes=true no=1e3}",
		"day: 2025-02-30":               "{day=2025-02-30}",
		"a:\nb: ~\nc: null\nd: ''":      `{a=null b=null c=null d=""}`,
		"a: 'it''s'\nb: \"x\\ty\"":      `{a="it's" b="x\ty"}`,
		"a: |\n  x\n  y\nb: >\n  x\n y": `{a="x\ny\n" b="x\n"}`,
		"a: [x, {b: c}, []]":            "{a=[x {b=c} []]}",
		"日期: 2025-06-15":                "{日期=2025-06-15}",
		"a: '<<'\n'<<': b":              `{a="<<" <<=b}`,
		"true: a\n1: b\nnull: c":        "{true=a 1=b null=c}",
		"url: http://a.example/b":       "{url=http://a.example/b}",
	} {
		text = strings.ReplaceAll(text, "\n y", "\n")
		d := source.ParseYAML("units.yaml", []byte(text), source.Limits{})
		if len(d.Findings) > 0 || d.Front == nil {
			t.Errorf("%q: %v", text, places(d))
			continue
		}
		if got := show(d.Front); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// TestYAMLSpans: the bytes of a span are what was written.
func TestYAMLSpans(t *testing.T) {
	const text = "---\n" +
		"题目: 会议 # 说明\n" +
		"quoted: \"a \\\"b\\\" 会\"\n" +
		"single: 'it''s'\n" +
		"list: [甲, \"乙, 丙\", {k: v, e: }, ] # ]\n" +
		"lit: |-\n  一\n\n  二\n  # 三\n# 说明\n" +
		"fold: >2\n    x\n   y\n" +
		"plain: 一 二\n  三\n" +
		"empty:\n" +
		"map:\n  a: 1\n  b:\n  - x\n  - - y\n" +
		"braces: {}\n" +
		"pair: [a: b]\n" +
		"last:\n  ? k\n\n" +
		"---\n"
	d := read(text)
	if len(d.Findings) > 0 {
		t.Fatal(places(d))
	}
	for key, want := range map[string]string{
		"题目":     "会议",
		"quoted": `"a \"b\" 会"`,
		"single": "'it''s'",
		"list":   `[甲, "乙, 丙", {k: v, e: }, ]`,
		"lit":    "|-\n  一\n\n  二\n  # 三",
		"fold":   ">2\n    x\n   y",
		"plain":  "一 二\n  三",
		"empty":  "",
		"map":    "a: 1\n  b:\n  - x\n  - - y",
		"braces": "{}",
		"pair":   "[a: b]",
		"last":   "? k",
	} {
		span := d.Front.Get(key).Span
		if got := text[span.Start.Offset:span.End.Offset]; got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
		if again := d.Span(int(span.Start.Offset), int(span.End.Offset)); again != span {
			t.Errorf("%s: %v, want %v", key, span, again)
		}
	}
	if got := d.Front.Get("list").Items[1].Span.Start; got != (diag.Pos{Offset: 78, Line: 5, Column: 11}) {
		t.Errorf("second item at %v", got)
	}
}

func TestYAMLFindings(t *testing.T) {
	tests := []struct{ name, text, want, hint string }{
		{"anchor", "a: &x b", "yaml-feature 1:4", ""},
		{"alias", "a: &x b\nc: *x", "yaml-feature 1:4,yaml-feature 2:4", ""},
		{
			"alias bomb", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]",
			"yaml-feature 1:4,yaml-feature 2:4,yaml-feature 3:5,yaml-feature 3:8", "",
		},
		{"unknown alias", "title: a\nnote: *b", "yaml-feature 2:7", "in quotes"},
		{"emphasis as a value", "title: *重要* 会议", "yaml-feature 1:8", "in quotes"},
		{"tag", "a: !!str 1", "yaml-feature 1:4", ""},
		{"own tag", "a: !x 1", "yaml-feature 1:4", ""},
		{"tag of a list", "a: !!set [b]", "yaml-feature 1:4", ""},
		{"bare tag", "a: ! b", "yaml-feature 1:4", ""},
		{"bare tag of a quoted text", "a: ! 'b'", "yaml-feature 1:4", ""},
		{"merge key", "a: b\n<<: c", "yaml-feature 2:1", ""},
		{"two documents", "a: b\n--- \nc: d", "yaml-feature 2:1", ""},
		{"two documents, the second broken", "a: b\n---\nc: [", "yaml-syntax 3:4", ""},
		{"directive", "%YAML 1.2\n---\na: b", "yaml-feature 1:1", ""},
		{"duplicate", "a: 1\nb: 2\na: 3", "duplicate-key 3:1", ""},
		{"duplicate after NFC", "caf\u00e9: 1\ncafe\u0301: 2", "duplicate-key 2:1", ""},
		{"duplicate in a list", "x:\n- a: 1\n  a: 2", "duplicate-key 3:3", ""},
		{"list as a key", "? [a]\n: b", "yaml-key 1:3", ""},
		{"mapping as a key", "{a: b}: c", "yaml-key 1:1", ""},
		{"empty key", "'': b", "yaml-key 1:1", ""},
		{"no key", ": b", "yaml-syntax 1:1", ""},
		{"list as a file", "- a\n- b", "yaml-key 1:1", ""},
		{"text as a file", "a", "yaml-key 1:1", ""},
		{"full-width colon alone", "title：会议", "yaml-key 1:1", "full-width"},
		{"empty file", "", "front-matter-empty 1:1", ""},
		{"tab", "a:\n\tb: c", "yaml-syntax 2:1", "tabs"},
		{"no space behind the colon", "title:会议\ndate: 2025-06-15", "yaml-syntax 1:6", "space behind"},
		{"full-width colon", "date: 2025-06-15\ntitle：会议\nunit: a", "yaml-syntax 2:6", "full-width"},
		{"open double quote", "title: \"会议\ndate: a", "yaml-syntax 1:8", "pairs"},
		{"open single quote", "title: '会议\ndate: a", "yaml-syntax 1:8", "pairs"},
		{"text behind a quote", "title: \"会议\" 纪要\ndate: a", "yaml-syntax 1:13", "pairs"},
		{"at sign", "owner: @zhang", "yaml-syntax 1:8", "in quotes"},
		{"backtick", "owner: `zhang`", "yaml-syntax 1:8", "in quotes"},
		{"open bracket", "title: [紧急\ndate: a", "yaml-syntax 1:8", "brackets"},
		{"text behind a bracket", "title: [紧急] 会议", "yaml-syntax 1:13", "brackets"},
		{"colon in a value", "title: 会议: 第一次", "yaml-syntax 1:10", "colon in quotes"},
		{"depth by brackets", "a: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "nesting-depth 1:35", ""},
		{"depth by indents", nestedKeys(40), "nesting-depth 33:33", ""},
		{"100 kB of brackets", strings.Repeat("[\n", 100_000), "nesting-depth 33:1", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := source.ParseYAML("people.yaml", []byte(tt.text), source.Limits{})
			if got := strings.Join(places(d), ","); got != tt.want {
				t.Errorf("findings %s, want %s", got, tt.want)
			}
			if len(d.Findings) > 0 && !strings.Contains(d.Findings[0].Hint.In(diag.En), tt.hint) {
				t.Errorf("hint %q, want %q in it", d.Findings[0].Hint.In(diag.En), tt.hint)
			}
		})
	}
}

func nestedKeys(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

func TestDuplicateKeyFirstWins(t *testing.T) {
	d := source.ParseYAML("a.yaml", []byte("audience: restricted\naudience: public\n"), source.Limits{})
	if got := show(d.Front); got != "{audience=restricted}" {
		t.Errorf("%s", got)
	}
	if got, want := d.Findings[0].Message.In(diag.En), "the key audience is already there on line 1"; got != want {
		t.Errorf("message %q, want %q", got, want)
	}
}

func TestSyntaxErrorInThreeLanguages(t *testing.T) {
	f := read("---\ntitle: a\nnote: \"b\n---\n").Findings[0]
	want := []string{"引号没有配对", "引號沒有配對", "a quotation mark is not closed"}
	got := []string{f.Message.In(diag.ZhCN), f.Message.In(diag.ZhTW), f.Message.In(diag.En)}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if f.Span.Start.Line != 3 || f.Excerpt != "note: \"b" {
		t.Errorf("line %d, excerpt %q", f.Span.Start.Line, f.Excerpt)
	}
}

func TestParseYAML(t *testing.T) {
	d := source.ParseYAML("units.yaml", []byte("\uFEFF---\n# 部门\nunits:\n  - id: a\n"), source.Limits{})
	if got := places(d); !slices.Equal(got, []string{"encoding-bom 1:1"}) {
		t.Errorf("findings %v", got)
	}
	if got := show(d.Front); got != "{units=[{id=a}]}" {
		t.Errorf("%s", got)
	}
	if d.Body != len(d.Bytes) || d.Blocks != nil {
		t.Error("a register has a body")
	}
	if got := d.Front.Get("units").Items[0].Get("id").Span.Start; got.Line != 4 || got.Column != 9 {
		t.Errorf("id at %v", got)
	}
	long := source.ParseYAML("units.yaml", []byte("a: "+strings.Repeat("b", 70_000)), source.Limits{})
	if got := places(long); !slices.Equal(got, []string{"line-length 1:1"}) || long.Front != nil {
		t.Errorf("a long line: %v", got)
	}
	many := source.ParseYAML("units.yaml", []byte("a:\n"+strings.Repeat("-\n", 300_000)), source.Limits{})
	if got := places(many); !slices.Equal(got, []string{"file-size 1:1"}) || many.Front != nil {
		t.Errorf("many nodes: %v", got)
	}
}
