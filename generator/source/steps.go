package source

import (
	"strings"
	"sync"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"

	"github.com/minutebook/minutebook/generator/markup"
)

var writers = sync.Pool{New: func() any { return &markup.Writer{} }}

// steps keeps a tree in the form that it is rendered from.
func steps(root ast.Node, src []byte) markup.Tape {
	w := stepper{src: src, Writer: writers.Get().(*markup.Writer)}
	defer writers.Put(w.Writer)
	w.children(root)
	return w.Tape()
}

type stepper struct {
	src []byte
	*markup.Writer
}

func (w *stepper) children(parent ast.Node) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.node(n)
	}
}

func (w *stepper) node(n ast.Node) {
	if t, ok := n.(*ast.Text); ok {
		w.text(t)
		return
	}
	kind, number := markup.Kind(0), 0
	switch n := n.(type) {
	case *ast.Paragraph:
		kind = markup.Paragraph
	case *ast.Blockquote:
		kind = markup.Quote
	case *ast.Heading:
		kind, number = markup.Heading, n.Level
	case *ast.List:
		if kind, number = markup.List, -1; n.IsOrdered() {
			number = n.Start
		}
	case *ast.ListItem:
		kind = markup.Item
	case *east.Table:
		kind = markup.Table
	case *east.TableHeader:
		kind = markup.Head
	case *east.TableRow:
		kind = markup.Row
	case *east.TableCell:
		if kind, number = markup.Cell, alignments[n.Alignment]; n.Parent().Kind() == east.KindTableHeader {
			kind = markup.HeadCell
		}
	case *ast.Emphasis:
		if kind = markup.Emphasis; n.Level == 2 {
			kind = markup.Strong
		}
	case *east.Strikethrough:
		kind = markup.Strike
	case *ast.CodeSpan:
		kind = markup.Code
	case *ast.CodeBlock, *ast.FencedCodeBlock, *ast.HTMLBlock:
		w.Open(markup.Block, 0)
		w.lines(n)
		w.Close(markup.Block)
		return
	case *ast.Link:
		w.Say(markup.Link, unescape(n.Destination))
		w.children(n)
		w.Close(markup.Link)
		return
	case *ast.Image:
		w.Say(markup.Image, unescape(n.Destination))
		w.children(n)
		w.Close(markup.Image)
		return
	case *ast.AutoLink:
		w.Say(markup.Link, autoDestination(n, w.src))
		w.Say(markup.Words, string(n.Label(w.src)))
		w.Close(markup.Link)
		return
	case *ast.RawHTML:
		var raw strings.Builder
		for i := range n.Segments.Len() {
			seg := n.Segments.At(i)
			raw.Write(seg.Value(w.src))
		}
		w.Say(markup.HTML, raw.String())
		return
	case *ast.ThematicBreak:
		w.Open(markup.Rule, 0)
		return
	case *east.TaskCheckBox:
		if n.IsChecked {
			number = 1
		}
		w.Open(markup.Box, number)
		return
	}
	if kind == 0 { // the text of an item that is no paragraph
		w.children(n)
		return
	}
	w.Open(kind, number)
	w.children(n)
	w.Close(kind)
}

var alignments = map[east.Alignment]int{east.AlignLeft: markup.Left, east.AlignRight: markup.Right, east.AlignCenter: markup.Centre}

// lines are those of a block of code, or of HTML.
func (w *stepper) lines(n ast.Node) {
	for i := range n.Lines().Len() {
		w.line(n.Lines().At(i))
	}
	if b, ok := n.(*ast.HTMLBlock); ok && b.HasClosure() {
		w.line(b.ClosureLine)
	}
}

func (w *stepper) line(seg gtext.Segment) {
	var flags markup.Flags
	if seg.ForceNewline {
		flags = markup.Ended
	}
	w.Stretch(markup.Line, flags, seg.Padding, seg.Start, seg.Stop)
}

// text takes a text together with the neighbours it was cut from, so that an id
// is found even where the parser split it.
func (w *stepper) text(n *ast.Text) {
	if p, ok := n.PreviousSibling().(*ast.Text); ok && joined(p, n) {
		return // taken with the one before
	}
	last := n
	for {
		next, ok := last.NextSibling().(*ast.Text)
		if !ok || !joined(last, next) {
			break
		}
		last = next
	}
	var flags markup.Flags
	set := func(f markup.Flags, yes bool) {
		if yes {
			flags |= f
		}
	}
	parent := n.Parent()
	set(markup.Soft, last.SoftLineBreak())
	set(markup.Hard, last.HardLineBreak())
	set(markup.Raw, parent.Kind() == ast.KindCodeSpan)
	set(markup.Linked, parent.Kind() == ast.KindLink)
	set(markup.First, n.PreviousSibling() == nil && parent.Parent() != nil && parent.Parent().Kind() == ast.KindListItem)
	w.Stretch(markup.Text, flags, 0, n.Segment.Start, last.Segment.Stop)
}

func joined(a, b *ast.Text) bool {
	return !a.SoftLineBreak() && !a.HardLineBreak() && a.Segment.Stop == b.Segment.Start
}

// autoDestination is where an address in angle brackets leads.
func autoDestination(n *ast.AutoLink, src []byte) string {
	dest := string(n.URL(src))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	return dest
}
