// Package source turns the bytes of a file into a Document: the front matter as
// nodes that keep their places, the body as an outline of headings, lines, list
// items and table rows, and a line table.
//
// Reading never fails. What is wrong with a file is a Finding of the Document,
// and what can be read is there all the same. A file is hostile until it has
// been read: its size, lines and front matter are limited before a parser sees
// them, nesting, tables, references and inline marks while the parser runs and
// before they cost anything, and exceeding a limit is a Finding.
//
// A record is UTF-8. Its first line is "---", the next line that is "---" ends
// the front matter, and everything behind is the body. Whatever only looks like
// that is an error and never silently something else: front matter that cannot
// be trusted leaves Front nil together with at least one Error, so that whoever
// reads on can fail closed.
//
// Front matter and registers are a small YAML: mappings with text keys, lists
// and scalars. Anchors, aliases, merge keys, tags, directives and several
// documents in one file are refused, and of two equal keys (after NFC) the first
// wins and the second is an error.
//
// The body is CommonMark with tables, task lists and strikethrough; raw HTML is
// parsed and attribute syntax is not.
//
// The bytes of a Document must not be changed after it has been read: the texts
// of its outline share their memory.
package source

import (
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/markup"
)

// Limits bound what one file may ask of the program. The zero value of a field
// means its default (see DefaultLimits).
type Limits struct {
	FileBytes  int // a record or register, default 4 MiB
	FrontBytes int // the front matter, default 64 KiB
	LineBytes  int // one line, default 64 KiB
	Depth      int // nesting of lists, quotes and YAML, default 32
	Columns    int // cells of one table row, default 256
	Cells      int // cells of all tables of one file, counting the ones GFM pads, default 100,000
	References int // link reference definitions and their uses, default 1,000
	Blocks     int // lines of a body, and so of its outline, default 100,000
}

// DefaultLimits are generous for what people write and small for a machine.
var DefaultLimits = Limits{
	FileBytes:  4 << 20,
	FrontBytes: 64 << 10,
	LineBytes:  64 << 10,
	Depth:      32,
	Columns:    256,
	Cells:      100_000,
	References: 1_000,
	Blocks:     100_000,
}

// orDefaults fills the fields that are zero.
func (l Limits) orDefaults() Limits {
	for _, f := range []struct{ have, want *int }{
		{&l.FileBytes, &DefaultLimits.FileBytes},
		{&l.FrontBytes, &DefaultLimits.FrontBytes},
		{&l.LineBytes, &DefaultLimits.LineBytes},
		{&l.Depth, &DefaultLimits.Depth},
		{&l.Columns, &DefaultLimits.Columns},
		{&l.Cells, &DefaultLimits.Cells},
		{&l.References, &DefaultLimits.References},
		{&l.Blocks, &DefaultLimits.Blocks},
	} {
		if *f.have == 0 {
			*f.have = *f.want
		}
	}
	return l
}

// Document is one file, read. Path, Bytes and the line table are always there.
type Document struct {
	Path  string // slash-separated, relative to the archive
	Bytes []byte

	// Front is the mapping of the front matter, nil if there is none or it is
	// not a mapping.
	Front *Node
	// FrontSpan covers the front matter with both fences; zero if there is none.
	FrontSpan diag.Span
	// Body is the offset of the first byte behind the front matter. It is
	// len(Bytes) when the body must not be trusted (not UTF-8, fence unclosed),
	// and in a file without any front matter the offset of its text.
	Body int
	// Blocks is the outline of the body, in reading order.
	Blocks []Block
	// Links are the destinations of links and images of the body, in order.
	Links []Link
	// Steps is the body for whoever renders it. Offsets count from Body.
	Steps markup.Tape

	Findings []diag.Finding

	lines []int32 // offset of each line's first byte
	lim   Limits  // it is read within
	read  bool    // the body was parsed
}

// Unread reports whether there is a body and nothing is known of what it says: it
// is over a limit, or the parser failed on it. A finding says why.
func (d *Document) Unread() bool { return !d.read && d.Body < len(d.Bytes) }

// BlockKind says what a Block is.
type BlockKind uint8

// The kinds of block in an outline.
const (
	Heading   BlockKind = iota + 1 // # 决议事项; Level is 1–6
	Line                           // one line of a paragraph
	Item                           // the first line of a list item; Level is its nesting depth from 1
	HeaderRow                      // a table's header
	Row                            // a table's row
	Code                           // a code block, fenced or indented, as one block
	HTML                           // an HTML block, as one block
	Rule                           // a thematic break
)

// TaskState is the box of a task-list item.
type TaskState uint8

// A list item has no box, an empty one or a ticked one.
const (
	NoTask TaskState = iota
	TaskOpen
	TaskDone
)

// Block is one entry of the outline.
//
// Text is the Markdown as written, without the marks that make the block (#,
// list marker, task box, quote marks) and without surrounding white space; Start
// is the offset of its first byte in the file, so Text[i] stands at Start+i.
// Inline markup stays in; Plain removes it. A backslash that makes a hard line
// break is not part of the text. A paragraph inside a list item yields Line
// blocks whose Level is the item's; an item that begins with anything but a
// paragraph has an empty Text. An underlined heading of several lines, a code
// block and an HTML block keep their line breaks, and the marks of the quote or
// list around them at the start of their further lines. The Text of a table row
// is the whole row; a Rule has none.
type Block struct {
	Kind  BlockKind
	Level int  // heading level; nesting depth of the list around it, 0 outside
	Quote bool // inside a block quote
	Task  TaskState
	// Ordinal is the number an ordered item carries in the rendered page, 0 for
	// a bullet.
	Ordinal int
	// ID is the explicit id of a heading or item written {#budget}, without the
	// braces; Text does not hold it. "" if there is none.
	ID    string
	Text  string
	Start int
	Cells []Cell // of HeaderRow and Row
}

// Cell is one cell of a table, as written and trimmed.
type Cell struct {
	Text  string
	Start int
}

// Link is one destination written in the body.
type Link struct {
	Dest  string // as the Markdown parser understands it
	Image bool
	Start int // offset of the link's first byte
	End   int
}
