package source_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/markup"
	"github.com/minutebook/minutebook/generator/source"
)

var kindNames = map[markup.Kind]string{
	markup.Paragraph: "p", markup.Quote: "quote", markup.Heading: "h", markup.List: "list", markup.Item: "item", markup.Table: "table", markup.Head: "head",
	markup.Row: "row", markup.HeadCell: "th", markup.Cell: "td", markup.Block: "block", markup.Strong: "strong", markup.Emphasis: "em", markup.Strike: "strike",
	markup.Code: "code", markup.Link: "link", markup.Image: "image", markup.Text: "text", markup.Line: "line", markup.HTML: "html", markup.Words: "words",
	markup.Box: "box", markup.Rule: "rule",
}

// told writes steps down: nodes with their number, texts as they stand.
func told(body string) string {
	d := source.Read("a.md", []byte("---\ntitle: a\n---\n"+body), source.Limits{})
	src := d.Bytes[d.Body:]
	var out []string
	for _, s := range d.Steps.Steps(nil) {
		line := kindNames[s.Kind]
		switch {
		case s.End:
			line = "/" + line
		case s.Kind == markup.Text || s.Kind == markup.Line:
			line += fmt.Sprintf(" %q", src[s.From:s.To])
		case s.Words != "":
			line += fmt.Sprintf(" %q", s.Words)
		}
		if s.N != 0 {
			line += fmt.Sprintf(" %d", s.N)
		}
		for i, f := range []string{"soft", "hard", "raw", "linked", "first", "ended"} {
			if s.Flags>>i&1 == 1 {
				line += " " + f
			}
		}
		out = append(out, line)
	}
	return strings.Join(out, "; ")
}

func TestSteps(t *testing.T) {
	for _, tt := range []struct{ body, want string }{
		{"## 决议\n", `h 2; text "决议"; /h`},
		{"甲\n乙  \n丙\\\n丁", `p; text "甲" soft; text "乙" hard; text "丙" hard; text "丁"; /p`},
		{"a*b*c **d** ~~e~~ `f|g`\n", `p; text "a"; em; text "b"; /em; text "c "; strong; text "d"; /strong; text " "; strike; text "e"; /strike; text " "; code; text "f|g" raw; /code; /p`},
		// A text that the parser cuts at its marks is one all the same.
		{"记录 x#a1 [未完\n", `p; text "记录 x#a1 [未完"; /p`},
		{"- [x] 甲\n- [ ] 乙\n- [-] 丙\n  1. 丁\n", `list -1; item; box 1; text "甲"; /item; item; box; text "乙"; /item; item; text "[-] 丙" first; list 1; item; text "丁" first; /item; /list; /item; /list`},
		{"7. 甲\n\n   乙\n", `list 7; item; p; text "甲" first; /p; p; text "乙" first; /p; /item; /list`},
		{"> 甲\n\n***\n", `quote; p; text "甲"; /p; /quote; rule`},
		{"|a|b|c|\n|:-|-:|:-:|\n|1|2|3|\n", `table; head; th 1; text "a"; /th; th 2; text "b"; /th; th 3; text "c"; /th; /head; row; td 1; text "1"; /td; td 2; text "2"; /td; td 3; text "3"; /td; /row; /table`},
		{"|a|\n|-|\n|`x\\|y`|\n", `table; head; th; text "a"; /th; /head; row; td; code; text "x" raw; text "|y" raw; /code; /td; /row; /table`},
		{"```go\nx\n  y\n```\n", `block; line "x\n" ended; line "  y\n" ended; /block`},
		{"- a\n\n\t\tb\n", `list -1; item; p; text "a" first; /p; block; line "b\n" 2 ended; /block; /item; /list`}, // half a tab is left
		{"```\nx", `block; line "x" ended; /block`},
		{"<div>\n甲\n</div>\n", `block; line "<div>\n"; line "甲\n"; line "</div>\n"; /block`},
		{"<!-- a\nb -->\n", `block; line "<!-- a\n"; line "b -->\n"; /block`},
		{"甲<br>乙 <i class='a\n b'>", `p; text "甲"; html "<br>"; text "乙 "; html "<i class='a\nb'>"; /p`},
		{"[见 **上次**](a\\_b.md#a1)", `p; link "a_b.md#a1"; text "见 " linked; strong; text "上次"; /strong; /link; /p`},
		{"[a]\n\n[a]: x.md?a&amp;b\n", `p; link "x.md?a&b"; text "a" linked; /link; /p`},
		{"![图 *一*](a.png)", `p; image "a.png"; text "图 "; em; text "一"; /em; /image; /p`},
		{"<https://example.org/?a> <a@example.org>", `p; link "https://example.org/?a"; words "https://example.org/?a"; /link; text " "; link "mailto:a@example.org"; words "a@example.org"; /link; /p`},
		{"", ""},
	} {
		if got := told(tt.body); got != tt.want {
			t.Errorf("%q:\ngot  %s\nwant %s", tt.body, got, tt.want)
		}
	}
}
