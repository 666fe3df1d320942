package source

import (
	"bytes"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// inline reads any text as one paragraph of inline Markdown.
var inline = parser.NewParser(
	parser.WithBlockParsers(util.Prioritized(parser.NewParagraphParser(), 1000)),
	parser.WithInlineParsers(
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(parser.NewLinkParser(), 200),
		util.Prioritized(parser.NewAutoLinkParser(), 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
	),
)

// plainCost bounds what Plain parses, in marks × bytes: some ten milliseconds.
const plainCost = 1 << 22

// Plain returns inline Markdown as plain text: emphasis, strong, strike and code
// without their marks, links and images as their text, autolinks as their
// address, without HTML tags (<br> is a space), with entities and escapes
// decoded. A link by reference keeps its brackets, since its definition is not
// at hand. A text with so many marks that parsing it would not be cheap comes
// back as it is.
func Plain(markdown string) string {
	if !marked(markdown) {
		return markdown
	}
	src := []byte(strings.TrimSpace(markdown))
	if countMarks(src)*len(src) > plainCost {
		return markdown
	}
	var b strings.Builder
	b.Grow(len(src))
	for p := inline.Parse(gtext.NewReader(src)).FirstChild(); p != nil; p = p.NextSibling() {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		writePlain(&b, p, src)
	}
	return b.String()
}

// marked reports whether a text holds a byte that may mean something in Markdown.
func marked(text string) bool {
	for i := range len(text) {
		if isMark[text[i]] {
			return true
		}
	}
	return false
}

var isMark = func() (t [256]bool) {
	for _, c := range "*_~`[]<&\\\n\r" {
		t[c] = true
	}
	return t
}()

func writePlain(b *strings.Builder, parent ast.Node, src []byte) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		switch n := n.(type) {
		case *ast.Text:
			value := n.Value(src)
			switch {
			case parent.Kind() == ast.KindCodeSpan:
				b.Write(bytes.ReplaceAll(value, []byte{'\n'}, []byte{' '}))
			case n.IsRaw():
				b.Write(value)
			default:
				b.WriteString(unescape(value))
			}
			if n.SoftLineBreak() || n.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.AutoLink:
			b.Write(n.Label(src))
		case *ast.RawHTML:
			if isBreak(n, src) {
				b.WriteByte(' ')
			}
		default:
			writePlain(b, n, src)
		}
	}
}

func isBreak(n *ast.RawHTML, src []byte) bool {
	seg := n.Segments.At(0)
	tag := strings.ToLower(string(bytes.Trim(seg.Value(src), "<>/ \t\r\n")))
	return tag == "br" || strings.HasPrefix(tag, "br ")
}

// maxEntity is longer than the longest name of an HTML entity.
const maxEntity = 40

// unescape decodes backslash escapes and entities, each once.
func unescape(s []byte) string {
	if bytes.IndexByte(s, '\\') < 0 && bytes.IndexByte(s, '&') < 0 {
		return string(s)
	}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && util.IsPunct(s[i+1]):
			i++
			b.WriteByte(s[i])
		case s[i] == '&':
			end := bytes.IndexByte(s[i:min(i+maxEntity, len(s))], ';') + 1
			entity := s[i : i+max(end, 1)]
			b.Write(util.ResolveEntityNames(util.ResolveNumericReferences(entity)))
			i += len(entity) - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}
