package render

import (
	"bytes"
	"html"
	"iter"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// A record's Markdown, for whoever wants to read or reuse it without the page:
// records/ID.md. It is not the file itself, which may hold what the page does not
// show. The front matter is written anew from the fields that are known, without
// comments, and references to records the view does not hold are left out of it.
// The body keeps its lines; what names such a record is replaced, however it is
// encoded.

func rawPath(r *archive.Record) string { return "records/" + r.ID + ".md" }

func (s *Site) rawPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, r := range s.view.Records {
			if s.skip(rawPath(r)) || s.view.Record(r.ID) != r {
				continue
			}
			if !yield(later(rawPath(r), func() output.Page { return s.data(rawPath(r), s.raw(r)) })) {
				return
			}
		}
	}
}

func (s *Site) raw(r *archive.Record) []byte {
	var b bytes.Buffer
	b.Grow(len(r.Doc.Bytes) + len(r.Doc.Bytes)/8)
	s.rawFront(&b, r)
	b.WriteString(s.rawBody(r))
	return b.Bytes()
}

// rawFront writes the front matter, and the empty line behind it.
func (s *Site) rawFront(b *bytes.Buffer, r *archive.Record) {
	b.WriteString("---\n")
	for _, v := range r.Values.All() {
		if n := s.rawNode(r, v); n != nil {
			writeYAML(b, v.Name, n, "")
		}
	}
	b.WriteString("---\n\n")
}

// rawNode is a field's value without what the view does not hold, nil if nothing
// is left of it. Who else may see a record is nobody's business.
func (s *Site) rawNode(r *archive.Record, v *schema.Value) *source.Node {
	switch {
	case v.Field.Kind == schema.Audience || v.Shape == source.Null:
		return nil
	case v.Object() != nil:
		n := &source.Node{Kind: source.Map}
		for _, o := range v.Object().All() {
			if c := s.rawNode(r, o); c != nil {
				n.Pairs = append(n.Pairs, source.Pair{Key: &source.Node{Kind: source.Scalar, Text: o.Name}, Value: c})
			}
		}
		return some(n, len(n.Pairs))
	case len(v.Items()) > 0:
		n := &source.Node{Kind: source.List}
		for _, i := range v.Items() {
			if c := s.rawNode(r, i); c != nil {
				n.Items = append(n.Items, c)
			}
		}
		return some(n, len(n.Items))
	case v.Field.Kind == schema.Record && slices.ContainsFunc(r.Refs, func(f *archive.Ref) bool { return f.Hidden && f.Span == v.Span }):
		return nil
	case v.Shape == source.Scalar:
		return &source.Node{Kind: source.Scalar, Text: s.shown(v.Text)}
	}
	return nil // of a shape the field does not have
}

func some(n *source.Node, parts int) *source.Node {
	if parts == 0 {
		return nil
	}
	return n
}

func writeYAML(b *bytes.Buffer, key string, n *source.Node, indent string) {
	b.WriteString(indent)
	b.WriteString(source.Quote(key))
	b.WriteByte(':')
	switch n.Kind {
	case source.Scalar:
		b.WriteByte(' ')
		b.WriteString(source.Quote(n.Text))
		b.WriteByte('\n')
	case source.List:
		b.WriteString("\n")
		for _, i := range n.Items {
			writeYAMLItem(b, i, indent+"  ")
		}
	case source.Map:
		b.WriteString("\n")
		for _, p := range n.Pairs {
			writeYAML(b, p.Key.Text, p.Value, indent+"  ")
		}
	}
}

func writeYAMLItem(b *bytes.Buffer, n *source.Node, indent string) {
	if n.Kind != source.Map {
		b.WriteString(indent)
		b.WriteString("- ")
		b.WriteString(source.Quote(n.Text))
		b.WriteByte('\n')
		return
	}
	for i, p := range n.Pairs {
		lead := "  "
		if i == 0 {
			lead = "- "
		}
		var one bytes.Buffer
		writeYAML(&one, p.Key.Text, p.Value, indent+"  ")
		b.WriteString(indent + lead + strings.TrimPrefix(one.String(), indent+"  "))
	}
}

// rawBody is the text of a record, line by line, with Unix line ends.
func (s *Site) rawBody(r *archive.Record) string {
	body := strings.TrimLeft(unixLines(r.Doc.Text(r.Doc.Body, len(r.Doc.Bytes))), "\n")
	if !s.view.HidesAny() {
		return body
	}
	lines := strings.SplitAfter(body, "\n")
	for i, l := range lines {
		text, end := strings.CutSuffix(l, "\n")
		lines[i] = s.shown(text)
		if end {
			lines[i] += "\n"
		}
	}
	return strings.Join(lines, "")
}

func unixLines(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// shown is a text without the ids of hidden records. A text that would name one
// once a browser or a parser has decoded it goes as a whole.
func (s *Site) shown(text string) string {
	if !s.view.HidesAny() {
		return text
	}
	out := s.redact(text)
	for plain := out; ; {
		next := norm.NFC.String(unescapeText(html.UnescapeString(unescapePercent(plain))))
		if s.redact(next) != next {
			return s.word("hidden")
		}
		if next == plain {
			return out
		}
		plain = next
	}
}

// unescapePercent decodes every %XX it can, wherever it stands.
func unescapePercent(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if u, err := url.PathUnescape(s[i : i+3]); err == nil {
				b.WriteString(u)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
