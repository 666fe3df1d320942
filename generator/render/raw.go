package render

import (
	"bytes"
	"crypto/sha256"
	"html"
	"io"
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
			if !yield(later(rawPath(r), func() output.Page { return s.rawPage(r) })) {
				return
			}
		}
	}
}

// rawPage is front matter and body, one behind the other.
func (s *Site) rawPage(r *archive.Record) output.Page {
	var front bytes.Buffer
	s.rawFront(&front, r)
	body := s.rawBody(r)
	h := sha256.New()
	h.Write(front.Bytes())
	io.WriteString(h, body)
	return output.Page{Path: rawPath(r), Digest: [32]byte(h.Sum(nil)), Write: func(w io.Writer) error {
		if _, err := w.Write(front.Bytes()); err != nil {
			return err
		}
		_, err := io.WriteString(w, body)
		return err
	}}
}

// rawFront writes the front matter, and the empty line behind it.
func (s *Site) rawFront(b *bytes.Buffer, r *archive.Record) {
	b.Grow(len(r.Doc.Bytes)/4 + 256)
	b.WriteString("---\n")
	for _, v := range r.Values.All() {
		s.rawPair(b, r, v, "", "")
	}
	b.WriteString("---\n\n")
}

// rawPair writes a field of a mapping, without what the view does not hold, and
// nothing if nothing is left of it. lead stands before its key, indent before the
// lines below.
func (s *Site) rawPair(b *bytes.Buffer, r *archive.Record, v *schema.Value, lead, indent string) bool {
	start := b.Len()
	b.WriteString(lead)
	b.WriteString(source.Quote(v.Name))
	b.WriteByte(':')
	if !s.rawValue(b, r, v, indent) {
		b.Truncate(start)
		return false
	}
	return true
}

// rawValue writes what stands behind a colon. Who else may see a record is nobody's
// business.
func (s *Site) rawValue(b *bytes.Buffer, r *archive.Record, v *schema.Value, indent string) bool {
	switch {
	case v.Field.Kind == schema.Audience || v.Shape == source.Null:
		return false
	case v.Object() != nil:
		b.WriteByte('\n')
		return s.rawMapping(b, r, v.Object(), indent+"  ", indent+"  ")
	case len(v.Items()) > 0:
		b.WriteByte('\n')
		some := false
		for _, i := range v.Items() {
			some = s.rawItem(b, r, i, indent+"  ") || some
		}
		return some
	}
	text, ok := s.rawText(r, v)
	if ok {
		b.WriteByte(' ')
		b.WriteString(text)
		b.WriteByte('\n')
	}
	return ok
}

// rawMapping writes the fields of a mapping; lead stands before the first.
func (s *Site) rawMapping(b *bytes.Buffer, r *archive.Record, o *schema.Values, lead, indent string) bool {
	some := false
	for _, x := range o.All() {
		if s.rawPair(b, r, x, lead, indent) {
			some, lead = true, indent
		}
	}
	return some
}

func (s *Site) rawItem(b *bytes.Buffer, r *archive.Record, v *schema.Value, indent string) bool {
	if v.Object() != nil && v.Field.Kind != schema.Audience {
		return s.rawMapping(b, r, v.Object(), indent+"- ", indent+"  ")
	}
	text, ok := s.rawText(r, v)
	if ok {
		b.WriteString(indent)
		b.WriteString("- ")
		b.WriteString(text)
		b.WriteByte('\n')
	}
	return ok
}

// rawText is a single value, false if the view does not hold what it names, or it
// has a shape that the field does not have.
func (s *Site) rawText(r *archive.Record, v *schema.Value) (string, bool) {
	hidden := func(f *archive.Ref) bool { return f.Hidden && f.Span == v.Span }
	if v.Shape != source.Scalar || v.Field.Kind == schema.Audience || v.Field.Kind == schema.Record && slices.ContainsFunc(r.Refs, hidden) {
		return "", false
	}
	return source.Quote(s.shown(v.Text)), true
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
