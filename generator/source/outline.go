package source

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	east "github.com/yuin/goldmark/extension/ast"
	gtext "github.com/yuin/goldmark/text"
)

// outline lists the blocks of a body that begins at base in its file.
func outline(root ast.Node, body []byte, base int) []Block {
	rows := bytes.Count(body, []byte("\n")) - bytes.Count(body, []byte("\n\n"))
	w := &outliner{src: body, base: base, blocks: make([]Block, 0, rows+1)} // about one a line that is not blank
	w.children(root, around{})
	// The parser puts a line behind its table if the table follows it in one
	// paragraph and an underline follows both. The file's order is what was meant.
	slices.SortStableFunc(w.blocks, func(a, b Block) int { return a.Start - b.Start })
	return w.blocks
}

type outliner struct {
	src    []byte
	base   int
	blocks []Block
}

// around is what a block stands in.
type around struct {
	level int // of the lists
	quote bool
}

func (w *outliner) children(parent ast.Node, in around) {
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		w.block(n, in)
	}
}

func (w *outliner) block(n ast.Node, in around) {
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n, in)
	case *ast.Paragraph, *ast.TextBlock:
		w.lines(n.Lines(), 0, in)
	case *ast.List:
		w.list(n, in)
	case *ast.Blockquote:
		w.children(n, around{in.level, true})
	case *ast.CodeBlock:
		w.raw(Code, n, in)
	case *ast.FencedCodeBlock:
		w.raw(Code, n, in)
	case *ast.HTMLBlock:
		w.html(n, in)
	case *ast.ThematicBreak:
		w.add(Rule, n.Pos(), n.Pos(), in)
	case *east.Table:
		for row := n.FirstChild(); row != nil; row = row.NextSibling() {
			w.row(row, in)
		}
	}
}

// add appends the bytes [start, stop) of the body, without white space around.
func (w *outliner) add(kind BlockKind, start, stop int, in around) *Block {
	start, stop = w.trim(start, stop)
	w.blocks = append(w.blocks, Block{
		Kind: kind, Level: in.level, Quote: in.quote, Text: text(w.src[start:stop]), Start: w.base + start,
	})
	return &w.blocks[len(w.blocks)-1]
}

// trim also mends offsets that the parser has computed across a tab and that
// miss a character.
func (w *outliner) trim(start, stop int) (int, int) {
	start = min(max(start, 0), len(w.src))
	for start < len(w.src) && !utf8.RuneStart(w.src[start]) {
		start--
	}
	stop = min(max(stop, start), len(w.src))
	s := w.src[start:stop]
	left := len(s) - len(bytes.TrimLeftFunc(s, unicode.IsSpace))
	if left == len(s) {
		return start, start
	}
	return start + left, start + len(bytes.TrimRightFunc(s, unicode.IsSpace))
}

func (w *outliner) heading(n *ast.Heading, in around) {
	start, stop := n.Pos()+n.Level, 0
	if lines := n.Lines(); lines.Len() > 0 {
		start, stop = lines.At(0).Start, lines.At(lines.Len()-1).Stop
	}
	b := w.add(Heading, start, stop, around{n.Level, in.quote})
	b.takeID()
}

// lines adds a paragraph from line number first on.
func (w *outliner) lines(lines *gtext.Segments, first int, in around) {
	for i := first; i < lines.Len(); i++ {
		start, stop := w.lineOf(lines, i)
		if start, stop = w.trim(start, stop); start < stop {
			w.add(Line, start, stop, in)
		}
	}
}

// lineOf returns a line of a paragraph without the backslash of a hard break.
func (w *outliner) lineOf(lines *gtext.Segments, i int) (start, stop int) {
	seg := lines.At(i)
	start, stop = w.trim(seg.Start, seg.Stop)
	if i == lines.Len()-1 {
		return start, stop
	}
	s := w.src[start:stop]
	if slashes := len(s) - len(bytes.TrimRight(s, `\`)); slashes%2 == 1 {
		stop--
	}
	return start, stop
}

func (w *outliner) list(list *ast.List, in around) {
	in.level++
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		first := item.FirstChild()
		var b *Block
		var lines *gtext.Segments
		if first != nil && (first.Kind() == ast.KindParagraph || first.Kind() == ast.KindTextBlock) {
			lines = first.Lines()
			start, stop := w.lineOf(lines, 0)
			b = w.add(Item, start, stop, in)
			b.takeTask(first)
			b.takeID()
		} else {
			at := w.behindMarker(item.Pos())
			b = w.add(Item, at, at, in)
		}
		if list.IsOrdered() {
			b.Ordinal = number
			number++
		}
		if lines != nil {
			w.lines(lines, 1, in)
			first = first.NextSibling()
		}
		for n := first; n != nil; n = n.NextSibling() {
			w.block(n, in)
		}
	}
}

// behindMarker returns the offset behind a list item's marker.
func (w *outliner) behindMarker(at int) int {
	at, _ = w.trim(at, at)
	for at < len(w.src) && w.src[at] >= '0' && w.src[at] <= '9' {
		at++
	}
	if at < len(w.src) && strings.IndexByte("-+*.)", w.src[at]) >= 0 {
		at++
	}
	return at
}

// takeTask takes the box off an item that has one.
func (b *Block) takeTask(paragraph ast.Node) {
	box, ok := paragraph.FirstChild().(*east.TaskCheckBox)
	if !ok {
		return
	}
	b.Task = TaskOpen
	if box.IsChecked {
		b.Task = TaskDone
	}
	b.drop(min(len("[ ]"), len(b.Text)))
}

// drop takes bytes off the front of the text, and the white space behind them.
func (b *Block) drop(n int) {
	rest := strings.TrimLeftFunc(b.Text[n:], unicode.IsSpace)
	b.Start += len(b.Text) - len(rest)
	b.Text = rest
}

// maxID is the length of the longest explicit id.
const maxID = 64

// takeID takes {#id} off the end of the text.
func (b *Block) takeID() {
	i := strings.LastIndex(b.Text, "{#")
	if i < 0 || !strings.HasSuffix(b.Text, "}") || i > 0 && b.Text[i-1] == '\\' {
		return
	}
	if id := b.Text[i+2 : len(b.Text)-1]; isID(id) {
		b.ID = id
		b.Text = strings.TrimRightFunc(b.Text[:i], unicode.IsSpace)
	}
}

func isID(s string) bool {
	for i := range len(s) {
		c := s[i]
		if !(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' && i > 0) {
			return false
		}
	}
	return len(s) > 0 && len(s) <= maxID
}

// raw adds a block whose lines are not Markdown.
func (w *outliner) raw(kind BlockKind, n ast.Node, in around) {
	start, stop := n.Pos(), 0
	if lines := n.Lines(); lines.Len() > 0 {
		start, stop = lines.At(0).Start, lines.At(lines.Len()-1).Stop
	}
	w.add(kind, start, stop, in)
}

func (w *outliner) html(n *ast.HTMLBlock, in around) {
	start, stop := n.Pos(), 0
	if lines := n.Lines(); lines.Len() > 0 {
		start, stop = lines.At(0).Start, lines.At(lines.Len()-1).Stop
	}
	if n.HasClosure() {
		stop = max(stop, n.ClosureLine.Stop)
	}
	w.add(HTML, start, stop, in)
}

func (w *outliner) row(n ast.Node, in around) {
	kind := Row
	if n.Kind() == east.KindTableHeader {
		kind = HeaderRow
	}
	start := n.Pos()
	stop := len(w.src)
	if i := bytes.IndexByte(w.src[start:], '\n'); i >= 0 {
		stop = start + i
	}
	b := w.add(kind, start, stop, in)
	end := b.Start + len(b.Text)
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		cell := Cell{Start: end}
		if lines := c.Lines(); lines.Len() > 0 {
			from, to := w.trim(lines.At(0).Start, lines.At(0).Stop)
			cell = Cell{text(w.src[from:to]), min(max(w.base+from, b.Start), end)}
		}
		b.Cells = append(b.Cells, cell)
	}
}
