package source_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// places lists the findings as "rule line:column".
func places(d *source.Document) []string {
	var all []string
	for _, f := range d.Findings {
		all = append(all, fmt.Sprintf("%s %d:%d", f.Rule, f.Span.Start.Line, f.Span.Start.Column))
	}
	return all
}

func TestReadGood(t *testing.T) {
	d := read("---\ntitle: 周例会\naudience: restricted\n---\n# 决议\n\n同意。\n")
	if len(d.Findings) != 0 {
		t.Fatalf("findings: %v", places(d))
	}
	if got := d.Front.Get("audience").Text; got != "restricted" {
		t.Errorf("audience is %q", got)
	}
	if got := string(d.Bytes[d.Body:]); got != "# 决议\n\n同意。\n" {
		t.Errorf("body is %q", got)
	}
	want := diag.Span{
		Start: diag.Pos{Offset: 0, Line: 1, Column: 1},
		End:   diag.Pos{Offset: 46, Line: 5, Column: 1},
	}
	if d.FrontSpan != want {
		t.Errorf("front matter at %v, want %v", d.FrontSpan, want)
	}
}

// TestTraps holds what makes other readers lose or misread front matter.
func TestTraps(t *testing.T) {
	const fields = "title: a\naudience: restricted\n"
	tests := []struct {
		name, text string
		want       string // finding, "" for none
		front      bool   // whether the fields are read all the same
		body       string // what is trusted as body
	}{
		{"byte order mark", "\uFEFF---\n" + fields + "---\nb\n", "encoding-bom 1:1", true, "b\n"},
		{"utf-16 little endian", "\xff\xfe-\x00-\x00-\x00\n\x00", "encoding-utf8 1:1", false, ""},
		{"utf-16 big endian", "\xfe\xff\x00-\x00-\x00-\x00\n", "encoding-utf8 1:1", false, ""},
		{"gbk", "---\ntitle: \xbb\xe1\xd2\xe9\n---\n", "encoding-utf8 2:8", false, ""},
		{"broken utf-8", "---\ntitle: 会\xff议\n---\n", "encoding-utf8 2:9", false, ""},
		{"cr only", "---\r" + strings.ReplaceAll(fields, "\n", "\r") + "---\rb\r", "line-ends 1:4", false, ""},
		{"key behind a cr", "---\ntitle: a\raudience: public\n---\nb\n", "line-ends 2:9", false, ""},
		{"crlf", "---\r\n" + strings.ReplaceAll(fields, "\n", "\r\n") + "---\r\nb\r\n", "", true, "b\r\n"},
		{"crlf and lf", "---\r\n" + fields + "---\nb\r\n", "", true, "b\r\n"},
		{"nul in a field", "---\ntitle: a\x00b\n---\nb\n", "encoding-control 2:9", false, "b\n"},
		{"nul in the body", "---\n" + fields + "---\na\x00b\n", "encoding-control 5:2", true, "a\x00b\n"},
		{"escape in the body", "---\n" + fields + "---\na\x1b[2J\n", "encoding-control 5:2", true, "a\x1b[2J\n"},
		{"delete", "---\n" + fields + "---\n\x7f\n", "encoding-control 5:1", true, "\x7f\n"},
		{"c1 control", "---\n" + fields + "---\n会\u0085\n", "encoding-control 5:2", true, "会\u0085\n"},
		{"line separator in a field", "---\ntitle: a\u2028audience: public\n---\nb\n", "encoding-control 2:9", false, "b\n"},
		{"line separator in the body", "---\n" + fields + "---\na\u2028b\n", "", true, "a\u2028b\n"},
		{"zero-width space first", "\u200b---\n" + fields + "---\nb\n", "front-matter-leading 1:1", true, "b\n"},
		{"space first", " ---\n" + fields + "---\nb\n", "front-matter-leading 1:1", true, "b\n"},
		{"ideographic space first", "\u3000---\n" + fields + "---\nb\n", "front-matter-leading 1:1", true, "b\n"},
		{"empty line first", "\n\n---\n" + fields + "---\nb\n", "front-matter-leading 1:1", true, "b\n"},
		{"text first", "会议\n---\n" + fields + "---\nb\n", "front-matter-leading 1:1", false, ""},
		{"four hyphens", "----\n" + fields + "----\nb\n", "front-matter-fence 1:1", false, ""},
		{"toml", "+++\ntitle = \"a\"\n+++\nb\n", "front-matter-fence 1:1", false, ""},
		{"json", ";;;\n{}\n;;;\n", "front-matter-fence 1:1", false, ""},
		{"yaml word", "---yaml\n" + fields + "---\nb\n", "front-matter-fence 1:1", false, ""},
		{"yaml word apart", "--- yaml\n" + fields + "---\nb\n", "front-matter-fence 1:1", false, ""},
		{"em dashes", "———\n" + fields + "———\nb\n", "front-matter-fence 1:1", false, ""},
		{"spaced hyphens", "- - -\n" + fields + "- - -\nb\n", "front-matter-fence 1:1", false, ""},
		{"space behind the opening fence", "--- \n" + fields + "---\nb\n", "front-matter-fence 1:1", true, "b\n"},
		{"space behind the closing fence", "---\n" + fields + "--- \nb\n", "front-matter-fence 4:1", true, "b\n"},
		{"dots close", "---\n" + fields + "...\nb\n", "front-matter-fence 4:1", false, ""},
		{"dots, then a rule", "---\n" + fields + "...\nb\n\n---\n", "front-matter-fence 4:1", false, ""},
		{"four hyphens close", "---\n" + fields + "----\nb\n", "front-matter-fence 4:1", false, ""},
		{"never closed", "---\n" + fields + "\nb\n", "front-matter-unclosed 1:1", false, ""},
		{"only an opening fence", "---", "front-matter-unclosed 1:1", false, ""},
		{"closed without a line end", "---\n" + fields + "---", "", true, ""},
		{"indented fence", "---\ntitle: a\n  ---\naudience: restricted\n---\nb\n", "front-matter-fence 3:3", false, ""},
		{"fence in a block scalar", "---\nnote: |\n  a\n  ---\n  b\naudience: restricted\n---\n", "front-matter-fence 4:3", false, ""},
		{"fence behind a no-break space", "---\ntitle: a\n\u00a0---\n" + fields + "---\nb\n", "front-matter-fence 3:2", false, ""},
		{"empty", "---\n---\nb\n", "front-matter-empty 2:1", false, "b\n"},
		{"only a comment", "---\n# title\n---\nb\n", "front-matter-empty 2:1", false, "b\n"},
		{"no front matter", "# 会议\n", "front-matter-missing 1:1", false, "# 会议\n"},
		{"empty file", "", "front-matter-missing 1:1", false, ""},
		{"json object", "{\"title\": \"a\"}\n\nb\n", "front-matter-missing 1:1", false, "{\"title\": \"a\"}\n\nb\n"},
		{"body begins with a brace", "---\n" + fields + "---\n{\"a\": 1}\n\nb\n", "", true, "{\"a\": 1}\n\nb\n"},
		{"body with a rule", "---\n" + fields + "---\na\n\n---\n\nb\n", "", true, "a\n\n---\n\nb\n"},
		{"direction override in a field", "---\ntitle: a\u202eb\naudience: restricted\n---\nb\n", "text-direction 2:9", true, "b\n"},
		{"isolate in the body", "---\n" + fields + "---\n会\u2066\n", "text-direction 5:2", true, "会\u2066\n"},
		{"soft hyphen in a field", "---\ntitle: a\u00adb\naudience: restricted\n---\nb\n", "invisible-character 2:9", true, "b\n"},
		{"emoji family in a field", "---\ntitle: 👨\u200d👩\u200d👧\naudience: restricted\n---\nb\n", "", true, "b\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := read(tt.text)
			var want []string
			if tt.want != "" {
				want = []string{tt.want}
			}
			if got := places(d); !slices.Equal(got, want) {
				t.Errorf("findings %v, want %v", got, want)
			}
			if got := d.Front.Get("audience") != nil; got != tt.front {
				t.Errorf("audience read: %v, want %v", got, tt.front)
			}
			if got := string(d.Bytes[d.Body:]); got != tt.body {
				t.Errorf("body %q, want %q", got, tt.body)
			}
		})
	}
}

// TestFailsClosed: a file whose fields were not read has an error.
func TestFailsClosed(t *testing.T) {
	for _, text := range []string{
		"\xff", "---\n", "----\na: b\n----\n", "---\n- a\n---\n", "---\na\n---\n", "---\na: &x b\n---\n", "---\na: [\n---\n",
		"---\n\ta: b\n---\n", "---\na: b\n...\nc: d\n---\n", "---\n%TAG ! a\na: b\n---\n", "---\n? [a]\n: b\n---\n",
		"---\na: " + strings.Repeat("[", 100_000) + "\n---\n",
	} {
		d := read(text)
		if d.Front != nil {
			t.Errorf("%.20q: there is front matter", text)
		}
		if !slices.ContainsFunc(d.Findings, func(f diag.Finding) bool { return f.Severity == diag.Error }) {
			t.Errorf("%.20q: no error", text)
		}
	}
}

func TestEncodingIsNamed(t *testing.T) {
	for text, want := range map[string]string{
		"\xff\xfea\x00":     "the file is UTF-16, not UTF-8",
		"\xbb\xe1\xd2\xe9":  "the file seems to be GBK, not UTF-8",
		"a\xffb":            "the file is not UTF-8",
		"会议\xe4\xbc":        "the file is not UTF-8",
		"\xce\xf7 \x81\x20": "the file is not UTF-8",
	} {
		if got := read(text).Findings[0].Message.In(diag.En); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

func TestFixes(t *testing.T) {
	for text, want := range map[string]string{
		"\uFEFF---\ntitle: a\n---\n":   "---\ntitle: a\n---\n",
		"\u200b\n---\ntitle: a\n---\n": "---\ntitle: a\n---\n",
		"--- \t\r\ntitle: a\n---\n":    "---\r\ntitle: a\n---\n",
		"---\ntitle: a\u200bb\n---\n":  "---\ntitle: ab\n---\n",
	} {
		d := read(text)
		if len(d.Findings) != 1 || d.Findings[0].Fix == nil {
			t.Errorf("%q: no fix in %v", text, places(d))
			continue
		}
		e := d.Findings[0].Fix.Edits[0]
		fixed := text[:e.Start] + e.New + text[e.End:]
		if fixed != want {
			t.Errorf("%q becomes %q, want %q", text, fixed, want)
		}
		if again := read(fixed); len(again.Findings) != 0 {
			t.Errorf("%q still has %v", fixed, places(again))
		}
	}
}

func TestLimits(t *testing.T) {
	const head = "---\ntitle: a\n---\n"
	tests := []struct {
		name, text string
		lim        source.Limits
		want       string
		front      bool
	}{
		{"file", head + "0123456789", source.Limits{FileBytes: 20}, "file-size 0:0", false},
		{"front matter", "---\ntitle: abcdefghij\n---\n", source.Limits{FrontBytes: 10}, "front-matter-size 1:1", false},
		{"line of the body", head + "a\n" + strings.Repeat("会", 30), source.Limits{LineBytes: 80}, "line-length 5:1", true},
		{"lines of the body", head + "a\nb\nc\nd\n", source.Limits{Blocks: 3}, "file-size 7:1", true},
		{"lists", head + "a\n\n- b\n  - c\n    - d\n", source.Limits{Depth: 2}, "nesting-depth 8:5", true},
		{"quotes", head + "> > > a\n", source.Limits{Depth: 2}, "nesting-depth 4:5", true},
		{"columns", head + "b\n\n|a|b|c|\n|-|-|-|\n", source.Limits{Columns: 2}, "table-size 6:1", true},
		{"cells that are filled up", head + "|a|b|c|d|\n|-|-|-|-|\n|1|\n|2|\n", source.Limits{Cells: 15}, "table-size 4:1", true},
		{"definitions", head + "[a]: /a\n\n[b]: /b\n\n[c]: /c\n", source.Limits{References: 2}, "link-references 8:1", true},
		{"uses", head + "[a]: /a\n\n[a] [a]\n[a]\n", source.Limits{References: 2}, "link-references 7:3", true},
		{"yaml", "---\na:\n  b:\n    c: d\n---\n", source.Limits{Depth: 2}, "nesting-depth 4:5", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := source.Read("a.md", []byte(tt.text), tt.lim)
			if got := places(d); !slices.Equal(got, []string{tt.want}) {
				t.Errorf("findings %v, want %s", got, tt.want)
			}
			if d.Blocks != nil || d.Links != nil {
				t.Errorf("there is an outline: %v", d.Blocks)
			}
			if !d.Steps.Empty() {
				t.Error("there are steps")
			}
			if got := d.Front != nil; got != tt.front {
				t.Errorf("front matter read: %v, want %v", got, tt.front)
			}
		})
	}
}

// A body that was refused is told from one that says nothing.
func TestUnread(t *testing.T) {
	const front = "---\ntitle: 周例会\n---\n"
	tests := []struct {
		name, text string
		want       bool
	}{
		{"read", front + "正文\n", false},
		{"no body", front, false},
		{"only white space", front + "\n\n", false},
		{"a line over the limit", front + strings.Repeat("长", 22_000) + "\n", true},
		{"lines over the limit", front + strings.Repeat("正\n", 100_001), true},
		{"nesting over the limit", front + strings.Repeat("> ", 33) + "正文\n", true},
		{"damaged front matter before a body that can be read", "---\ntitle: \"周例会\n---\n正文\n", false},
		{"front matter that is not closed", "---\ntitle: 周例会\n正文\n", false},
	}
	for _, test := range tests {
		if got := source.Read("minutes/a.md", []byte(test.text), source.Limits{}).Unread(); got != test.want {
			t.Errorf("%s: unread %v, want %v", test.name, got, test.want)
		}
	}
}
