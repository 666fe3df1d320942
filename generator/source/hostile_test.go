package source_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/source"
)

// hostile are texts that parsers are known to take very long over, or very much
// memory. Each is repeated to fill a body; a line end is added every line bytes.
var hostile = []struct {
	name, unit string
	line       int
	want       string // the refusal, "" if the body is cheap enough to be read
}{
	{"link openers", "[a](", 60_000, "inline-marks"},
	{"image openers", "![a](", 60_000, "inline-marks"},
	{"brackets open", "[", 60_000, "inline-marks"},
	{"brackets close", "]", 60_000, "inline-marks"},
	{"brackets", "[a]", 100, "inline-marks"},
	{"link titles", "[a](b \"", 60_000, "inline-marks"},
	{"link titles in brackets", "[a](b (", 60_000, "inline-marks"},
	{"angle destinations", "[a](<b", 60_000, "inline-marks"},
	{"strong", "*a_ ", 60_000, "inline-marks"},
	{"nested strong", "*a **a ", 60_000, "inline-marks"},
	{"strikes", "~~a~ ", 60_000, "inline-marks"},
	{"backticks", "`a``b", 60_000, "inline-marks"},
	{"backticks on many lines", "`a``b", 100, "inline-marks"},
	{"tags", "a<b c=\"", 60_000, "inline-marks"},
	{"comments", "a<!--", 60_000, "inline-marks"},
	{"instructions", "a<?", 60_000, "inline-marks"},
	{"declarations", "a<!A ", 60_000, "inline-marks"},
	{"addresses", "<http:", 60_000, "inline-marks"},
	{"inside a heading", "*a_ ", -60_000, "inline-marks"},
	{"quotes", "> ", 60_000, "nesting-depth"},
	{"lists", "+ ", 60_000, "nesting-depth"},
	{"numbered lists", "1. ", 60_000, "nesting-depth"},
	{"lists and quotes", "> - ", 60_000, "nesting-depth"},
	{"asterisks that are no rule", "* * * a", 60_000, "inline-marks"},
	{"cells", "|a", 60_000, ""},
	{"rows", "|a|b|c|\n", 0, ""},
	{"definitions", "[a]: b\n\n", 0, "link-references"},
	{"definitions with open titles", "[a]: b \"\n", 0, "inline-marks"},
	{"lazy quotes", "> > > a\nb\n", 0, ""},
	{"changing lists", "1) a\n2. b\n", 0, ""},
	{"tables", "aaaa|bbbb\n-|-\nc|d\n\n", 0, "table-size"},
	{"hard breaks", "aaaa\\\n", 0, ""},
	{"empty lines", "\n", 0, "file-size"},
	{"html blocks", "<div\n", 0, ""},
	{"fences", "```\n", 0, ""},
	{"entities", "&amp;", 60_000, ""},
	{"backslashes", "\\", 60_000, ""},
	{"spaces", " ", 60_000, ""},
}

// body repeats a unit to some 350 kB.
func body(unit string, line int) string {
	const size = 350_000
	prefix := ""
	if line < 0 {
		line, prefix = -line, "# "
	}
	if line == 0 {
		return strings.Repeat(unit, size/len(unit))
	}
	one := prefix + strings.Repeat(unit, line/len(unit)) + "\n"
	return strings.Repeat(one, size/len(one))
}

// TestHostile: what is over a limit is refused with its rule, and the rest is
// read; the benchmark of the same name tells what it costs.
func TestHostile(t *testing.T) {
	for _, h := range hostile {
		t.Run(h.name, func(t *testing.T) {
			d := read("---\ntitle: a\n---\n" + body(h.unit, h.line))
			var want []string
			if h.want != "" {
				want = []string{h.want}
			}
			if got := ids(d); !slices.Equal(got, want) {
				t.Errorf("findings %v, want %v", got, want)
			}
			if d.Unread() != (h.want != "") || h.want != "" && !d.Steps.Empty() {
				t.Errorf("unread: %v; no steps: %v", d.Unread(), d.Steps.Empty())
			}
		})
	}
}

func TestNastyBodies(t *testing.T) {
	const head = "---\ntitle: a\n---\n"
	tests := []struct{ name, body, want string }{
		{"100k-character line", strings.Repeat("会", 100_000), "line-length 4:1"},
		{"10k-column table", strings.Repeat("|a", 10_000) + "|\n" + strings.Repeat("|-", 10_000) + "|\n", "table-size 4:1"},
		{"small table that is filled up", strings.Repeat("|a", 250) + "|\n" + strings.Repeat("|-", 250) + "|\n" +
			strings.Repeat("|\n", 500), "table-size 4:1"},
		{"escaped bars", "|a|\n|-|\n" + strings.Repeat("|`\\|`|\n", 11_000), "table-size 4:1"},
		{"80k nested items", strings.Repeat("- ", 80_000) + "a", "line-length 4:1"},
		{"30k nested items", strings.Repeat("- ", 30_000) + "a", "nesting-depth 4:65"},
		{"27k references", "[a]: " + strings.Repeat("b", 1000) + "\n\n" + strings.Repeat("[a]\n\n", 27_000), "link-references 2006:3"},
		{"few references to much", "[a]: " + strings.Repeat("b", 60_000) + "\n\n" + strings.Repeat("[a]\n\n", 100), "link-references 144:3"},
		{"deeply nested brackets", strings.Repeat("[", 30_000) + strings.Repeat("]", 30_000), "inline-marks 4:1"},
		{"one heading 10k times", strings.Repeat("# 会议纪要\n", 10_000), ""},
		{"backticks of every length", ladder(300), "inline-marks 4:1"},
		{"1,000 items", strings.Repeat("- [ ] 一 @二 [三](四)\n", 1000), ""},
		{"emoji and combining marks", "# 👨‍👩‍👧 e\u0301\u0301 🇨🇳\n", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := read(head + tt.body)
			if got := strings.Join(places(d), ","); got != tt.want {
				t.Errorf("findings %s, want %s", got, tt.want)
			}
		})
	}
}

// ladder is runs of backticks, each longer than the last.
func ladder(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("e" + strings.Repeat("`", i+1))
	}
	return b.String()
}

func BenchmarkHostile(b *testing.B) {
	for _, h := range hostile {
		text := []byte("---\ntitle: a\n---\n" + strings.Repeat(body(h.unit, h.line), 11))
		b.Run(h.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				source.Read("a.md", text, source.Limits{})
			}
		})
	}
}
