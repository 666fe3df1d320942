package source_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/markup"
	"github.com/minutebook/minutebook/generator/source"
)

// fuzzLimits are small, so that texts of a fuzzer's size run into them.
var fuzzLimits = source.Limits{
	FileBytes: 20_000, FrontBytes: 5_000, LineBytes: 2_000, Depth: 8, Columns: 20, Cells: 200, References: 10, Blocks: 500,
}

func FuzzRead(f *testing.F) {
	for _, r := range source.Rules {
		if len(r.Bad) < 2000 {
			f.Add([]byte(r.Bad))
		}
	}
	f.Add(minutes(f))
	for _, h := range hostile {
		f.Add([]byte("---\ntitle: a\n---\n" + strings.Repeat(h.unit, 20)))
	}
	for _, s := range []string{
		"---\na: |2\n    b\n c: [d, {e: 'f''', \"g\\\"\": }, ] # h\n---\n- \t> # i {#j}\n\t  ```k\n\tl\n",
		"\uFEFF---\r\n日期: 2025-06-15\r\n---\r\n| a |\r\n|:-|\r\n| `\\|` ||\r\n\r\n1.\t- [ ] b\\\r\n   c  \r\n",
		"---\nk: [\n  a,\n  b: c,\n  ]\n? d\n: e\nf: !x g\n---\n[a]: <b\n\n![[a]][a] <c@d.e>\n===\n",
		"---\na: b\n---\n> > a\nb\n>\n> ---\n\n    c\n\n\td\n<!-- e\n-->\n- \n\n  f\n",
		"---\na: >+1\n  b\n\n\nc: 'd\n  e'\nf: g\n h\n---\n***\n-\n  |x|\n  |-|\n  |y\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := source.Read("a.md", data, fuzzLimits)
		checkDocument(t, d)
		checkSteps(t, d)
		if !reflect.DeepEqual(d, source.Read("a.md", data, fuzzLimits)) {
			t.Error("reading twice gives different documents")
		}
		for _, b := range d.Blocks {
			if p := source.Plain(b.Text); !utf8.ValidString(p) {
				t.Errorf("the plain text of %q is not UTF-8: %q", b.Text, p)
			}
		}
	})
}

func FuzzYAML(f *testing.F) {
	for _, s := range []string{
		"a: b\n", "- a\n", "a: [b, {c: d}]\n", "a: |\n  b\n\n c\n", "a: >-2\n   b\n", "a: &b c\nd: *b\n", "<<: {a: b}\n",
		"? [a]\n: b\n", "a: 'b''c'\nd: \"e\\\"f\"\n", "%YAML 1.1\n---\na: b\n...\n---\nc\n", "a: !!str b\n", "a: ! 'b'\n",
		"{a: b, c: , [d]: e, \"f\":g}\n", "a:\n- b\n-\n- - c\n", "\uFEFFa: b # c\n#d\n", "a: b\n  c\n\n  d\ne: f\n", "\ta: b\n",
		"a：b\n", "a: [b, c: d, ? e : f]\n", "a: b\r\nc: d\r\n", "a:\n  !x\n  b: c\n", "'': a\n", "a: [\n#b\n]\n", "a: [[[[[[[[[[\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := source.ParseYAML("a.yaml", data, fuzzLimits)
		checkDocument(t, d)
		if !reflect.DeepEqual(d, source.ParseYAML("a.yaml", data, fuzzLimits)) {
			t.Error("reading twice gives different documents")
		}
	})
}

// checkDocument states what is true of every document.
func checkDocument(t *testing.T, d *source.Document) {
	t.Helper()
	failed := false
	for _, f := range d.Findings {
		failed = failed || f.Severity == diag.Error
		checkSpan(t, d, f.Span, f.Rule)
		if !utf8.ValidString(f.Excerpt) || utf8.RuneCountInString(f.Excerpt) > 400 {
			t.Errorf("%s: excerpt %q", f.Rule, f.Excerpt)
		}
		for _, l := range diag.Langs {
			if m := f.Message.In(l) + f.Hint.In(l); strings.Contains(m, "%!") && !strings.Contains(string(d.Bytes), "%!") {
				t.Errorf("%s: message %q", f.Rule, m)
			}
		}
		if f.Rule == "parser-failed" {
			t.Errorf("%s", f.Message.In(diag.En))
		}
	}
	if d.Front == nil && !failed {
		t.Error("there is no front matter and no error")
	}
	if d.Body < 0 || d.Body > len(d.Bytes) {
		t.Fatalf("body at %d of %d", d.Body, len(d.Bytes))
	}
	checkSpan(t, d, d.FrontSpan, "front matter")
	if d.Front != nil {
		checkNode(t, d, d.Front)
	}
	checkOutline(t, d)
}

func checkSpan(t *testing.T, d *source.Document, s diag.Span, what string) {
	t.Helper()
	if s == (diag.Span{}) {
		return
	}
	if s != d.Span(int(s.Start.Offset), int(s.End.Offset)) {
		t.Errorf("%s: %v is not where its offsets are, %v", what, s, d.Span(int(s.Start.Offset), int(s.End.Offset)))
	}
	if int(s.End.Offset) > len(d.Bytes) || !onRune(d, int(s.Start.Offset)) || !onRune(d, int(s.End.Offset)) {
		t.Errorf("%s: %v cuts a character or is outside", what, s)
	}
}

func onRune(d *source.Document, off int) bool {
	return off >= len(d.Bytes) || utf8.RuneStart(d.Bytes[off]) || !utf8.Valid(d.Bytes)
}

func checkNode(t *testing.T, d *source.Document, n *source.Node) {
	t.Helper()
	checkSpan(t, d, n.Span, "node")
	written := string(d.Bytes[n.Span.Start.Offset:n.Span.End.Offset])
	if n.Kind == source.Scalar && !n.Quoted && !slices.Equal(strings.Fields(written), strings.Fields(n.Text)) {
		t.Errorf("%q is written %q", n.Text, written)
	}
	if written != "" && strings.TrimSpace(written) != written && !n.Quoted {
		t.Errorf("%q has white space around", written)
	}
	last := n.Span.Start.Offset
	inside := func(c *source.Node) {
		if c.Span.Start.Offset < last || c.Span.End.Offset > n.Span.End.Offset {
			t.Errorf("%v is not inside %v behind %d", c.Span, n.Span, last)
		}
		last = c.Span.End.Offset
		checkNode(t, d, c)
	}
	for _, item := range n.Items {
		inside(item)
	}
	for _, p := range n.Pairs {
		inside(p.Key)
		inside(p.Value)
	}
}

// checkSteps states what is true of the steps of every body: their stretches are
// of the body, their words are UTF-8, and every node that begins ends.
func checkSteps(t *testing.T, d *source.Document) {
	t.Helper()
	var open []markup.Kind
	for _, s := range d.Steps.Steps(nil) {
		switch last := len(open) - 1; {
		case s.End && (last < 0 || open[last] != s.Kind):
			t.Fatalf("%s ends in %v", kindNames[s.Kind], open)
		case s.End:
			open = open[:last]
		case s.Kind < markup.Text:
			open = append(open, s.Kind)
		}
		if s.From < 0 || s.From > s.To || s.To > len(d.Bytes)-d.Body || s.N < -1 || !utf8.ValidString(s.Words) {
			t.Errorf("step %+v of a body of %d bytes", s, len(d.Bytes)-d.Body)
		}
	}
	if len(open) > 0 {
		t.Errorf("%v do not end", open)
	}
}

func checkOutline(t *testing.T, d *source.Document) {
	t.Helper()
	last := d.Body
	for _, b := range d.Blocks {
		end := b.Start + len(b.Text)
		if b.Start < last || end > len(d.Bytes) || !onRune(d, b.Start) {
			t.Fatalf("block %+v is outside, or before %d", b, last)
		}
		last = b.Start
		if string(d.Bytes[b.Start:end]) != b.Text || strings.TrimSpace(b.Text) != b.Text {
			t.Errorf("block %+v does not stand at its place", b)
		}
		for _, c := range b.Cells {
			if c.Start < b.Start || c.Start+len(c.Text) > end || string(d.Bytes[c.Start:c.Start+len(c.Text)]) != c.Text {
				t.Errorf("cell %+v does not stand in its row %+v", c, b)
			}
		}
	}
	last = d.Body
	for _, l := range d.Links {
		if l.Start < last || l.End <= l.Start || l.End > len(d.Bytes) || !onRune(d, l.Start) || !onRune(d, l.End) {
			t.Errorf("link %+v is outside, or before %d", l, last)
			continue
		}
		last = l.Start
		if c := d.Bytes[l.Start]; c != '[' && c != '!' && c != '<' {
			t.Errorf("link %+v begins with %q", l, c)
		}
		if c := d.Bytes[l.End-1]; c != ')' && c != ']' && c != '>' {
			t.Errorf("link %+v ends with %q", l, c)
		}
	}
}
