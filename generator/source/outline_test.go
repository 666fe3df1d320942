package source_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/source"
)

var kinds = map[source.BlockKind]string{
	source.Heading: "h", source.Line: "line", source.Item: "item", source.HeaderRow: "header", source.Row: "row",
	source.Code: "code", source.HTML: "html", source.Rule: "rule",
}

// showBlock writes a block as "kind level marks: text".
func showBlock(b source.Block) string {
	s := fmt.Sprintf("%s%d", kinds[b.Kind], b.Level)
	if b.Quote {
		s += " quoted"
	}
	if b.Ordinal > 0 {
		s += fmt.Sprintf(" %d.", b.Ordinal)
	}
	s += [...]string{"", " [ ]", " [x]"}[b.Task]
	if b.ID != "" {
		s += " #" + b.ID
	}
	if b.Cells == nil {
		return s + ": " + b.Text
	}
	var cells []string
	for _, c := range b.Cells {
		cells = append(cells, c.Text)
	}
	return s + ": " + strings.Join(cells, "/")
}

func TestOutline(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string
	}{
		{
			"headings", "# 一 {#top}\n\n## 二 ##\n\n三\n===\n\n四\n五 {#x}\n---\n\n#\n",
			[]string{"h1 #top: 一", "h2: 二", "h1: 三", "h2 #x: 四\n五", "h1: "},
		},
		{
			"ids that are none", "# a {#A}\n\n# b {#-b}\n\n# c \\{#c}\n\n# d {#d} e\n\n# " + "f {#" + strings.Repeat("f", 65) + "}\n",
			[]string{"h1: a {#A}", "h1: b {#-b}", "h1: c \\{#c}", "h1: d {#d} e", "h1: f {#" + strings.Repeat("f", 65) + "}"},
		},
		{
			"lines", "一 **粗**  \n二\\\n三\\\\\n四\\\n\n　　五\n",
			[]string{"line0: 一 **粗**", "line0: 二", "line0: 三\\\\", "line0: 四\\", "line0: 五"},
		},
		{"tight list", "- 一\n- 二\n  - 三\n    四\n", []string{"item1: 一", "item1: 二", "item2: 三", "line2: 四"}},
		{"loose list", "- 一\n\n  二\n\n- 三\n", []string{"item1: 一", "line1: 二", "item1: 三"}},
		{"numbers", "3. 一\n3. 二\n   1) 三\n", []string{"item1 3.: 一", "item1 4.: 二", "item2 1.: 三"}},
		{
			"tasks", "- [ ] 一\n- [x] 二\n- [X]三\n- [x](a.md)\n- [-] 四\n- [ ]\n",
			[]string{"item1 [ ]: 一", "item1 [x]: 二", "item1 [x]: 三", "item1: [x](a.md)", "item1: [-] 四", "item1 [ ]: "},
		},
		{"task with an id", "- [ ] 一 {#a1}\n", []string{"item1 [ ] #a1: 一"}},
		{
			"table", "| a | b |\n|---|:-:|\n| 1 | 2 \\| 3 |\n| 4 |\n||6|\n",
			[]string{"header0: a/b", "row0: 1/2 \\| 3", "row0: 4/", "row0: /6"},
		},
		{"row behind an ideographic space", "|a|b|\n|-|-|\n　|c|\n", []string{"header0: a/b", "row0: /c"}},
		{"table behind a line", "一\n|a|\n|-|\n", []string{"line0: 一", "header0: a"}},
		{"underlined table behind a line", "一\n|a|\n|-|\n|b|\n-\n", []string{"h2: 一", "header0: a", "row0: b"}},
		{"table in an item", "- 一\n\n  |a|b|\n  |-|-|\n  |c|d|\n", []string{"item1: 一", "header1: a/b", "row1: c/d"}},
		{"table as an item", "- |a|\n  |-|\n  |b|\n", []string{"item1: ", "header1: a", "row1: b"}},
		{
			"quotes", "> # 一\n> 二\n> - 三\n>\n>   四\n> > 五\n",
			[]string{"h1 quoted: 一", "line0 quoted: 二", "item1 quoted: 三", "line1 quoted: 四", "line0 quoted: 五"},
		},
		{"quote in an item", "- > 一\n- 二\n  > 三\n", []string{"item1: ", "line1 quoted: 一", "item1: 二", "line1 quoted: 三"}},
		{"heading in an item", "1. # 一\n2.\n", []string{"item1 1.: ", "h1: 一", "item1 2.: "}},
		{"code", "```go\na\n\n# b\n```\n\n    c\n      d\n", []string{"code0: a\n\n# b", "code0: c\n      d"}},
		{"empty code", "```\n```\n", []string{"code0: "}},
		{"html", "<div>\n一\n</div>\n\n<!-- 二\n\n三 -->\n", []string{"html0: <div>\n一\n</div>", "html0: <!-- 二\n\n三 -->"}},
		{"rule", "一\n\n***\n\n二\n", []string{"line0: 一", "rule0: ", "line0: 二"}},
		{"definitions", "[a]: /b\n一\n", []string{"line0: 一"}},
		{"crlf", "# 一\r\n\r\n- 二\\\r\n  三\r\n", []string{"h1: 一", "item1: 二", "line1: 三"}},
		{"no attributes", "# 一 {.red onclick=x}\n", []string{"h1: 一 {.red onclick=x}"}},
		{"tab indents", "-\t一\n\n\t二\n\n1.\ta\n", []string{"item1: 一", "line1: 二", "item1 1.: a"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := read("---\ntitle: a\n---\n" + tt.body)
			if len(d.Findings) > 0 {
				t.Fatal(places(d))
			}
			var got []string
			for _, b := range d.Blocks {
				got = append(got, showBlock(b))
				if at := string(d.Bytes[b.Start : b.Start+len(b.Text)]); at != b.Text {
					t.Errorf("text %q stands where %q is", b.Text, at)
				}
				for _, c := range b.Cells {
					if at := string(d.Bytes[c.Start : c.Start+len(c.Text)]); at != c.Text {
						t.Errorf("cell %q stands where %q is", c.Text, at)
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("outline\n%q, want\n%q", got, tt.want)
			}
		})
	}
}

func TestLinks(t *testing.T) {
	const text = "---\ntitle: a\n---\n" +
		"见 [一 **二**](a.md \"t\") 与 ![图](b.png)。\n\n" +
		"- [![内](c.png)](d.md)\n\n" +
		"| <https://e.example/?a&b> |\n|---|\n| <f@g.example> |\n\n" +
		"[h][k] [k] [K][]\n第二行 [空]() [尾](z.md)\n\n" +
		"`[no](no.md)` \\[no](no.md) [a&amp;b](x\\_y&amp;z.md)\n\n" +
		"[k]: <l m.md>\n"
	d := read(text)
	var got []string
	for _, l := range d.Links {
		kind := "link"
		if l.Image {
			kind = "image"
		}
		got = append(got, fmt.Sprintf("%s %s %s", kind, l.Dest, text[l.Start:l.End]))
	}
	want := []string{
		`link a.md [一 **二**](a.md "t")`,
		"image b.png ![图](b.png)",
		"link d.md [![内](c.png)](d.md)",
		"image c.png ![内](c.png)",
		"link https://e.example/?a&b <https://e.example/?a&b>",
		"link mailto:f@g.example <f@g.example>",
		"link l m.md [h][k]",
		"link l m.md [k]",
		"link l m.md [K][]",
		"link  [空]()",
		"link z.md [尾](z.md)",
		"link x_y&z.md [a&amp;b](x\\_y&amp;z.md)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("links\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestPlain(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "",
		"会议":                           "会议",
		"**粗** *斜* ~~删~~ `码 *x*`":      "粗 斜 删 码 *x*",
		"[一 **二**](a.md \"t\")":        "一 二",
		"![图](a.png) 后":                "图 后",
		"<https://a.example> <b@c.de>": "https://a.example b@c.de",
		"a<b>c</b><br>d<br/>e":         "ac d e",
		"&lt;b&gt; &amp;amp; &#x4f1a; &copy &nosuch;": "<b> &amp; 会 &copy &nosuch;",
		`\*星\* \\ \会`:         `*星* \ \会`,
		`\&amp; a\|b`:         `&amp; a|b`,
		"2 * 3 * 4":           "2 * 3 * 4",
		"snake_case_name":     "snake_case_name",
		"一\n二":                "一 二",
		"[ref] [a][b]":        "[ref] [a][b]",
		"1. 不是列表 # 也不是 **x**": "1. 不是列表 # 也不是 x",
		"***一** 二*":           "一 二",
	} {
		if got := source.Plain(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	hostile := strings.Repeat("*a_", 20_000)
	if got := source.Plain(hostile); got != hostile {
		t.Error("a text with too many marks is not left as it is")
	}
}
