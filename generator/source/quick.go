package source

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
)

// The everyday part of YAML, read in one pass: mappings and lists in blocks, one
// level of nesting after another, brackets that end on their line, plain and
// simply quoted text. Front matter is hardly ever anything else, and this is
// about ten times faster than the full parser. Whatever else stands there, wrong
// or merely unusual, is left to that parser: quick says no and has done nothing.
// A fuzz test holds the two to the same nodes.

// quickYAML reads the mapping in the bytes [from, to), or returns nil.
func (d *Document) quickYAML(from, to int) *Node {
	q := &quick{src: text(d.Bytes[from:to]), base: from, line: d.line(from), depth: min(quickDepth, d.lim.Depth)}
	if from != int(d.lines[q.line-1]) {
		return nil // behind a byte order mark: columns are shifted
	}
	if !q.split() || len(q.lines) == 0 || q.lines[0].indent != 0 {
		return nil
	}
	n, ok := q.mapping(0, 1)
	if !ok || q.next < len(q.lines) {
		return nil
	}
	return n
}

// quick is one reading.
type quick struct {
	src   string
	base  int // offset of src in the file
	line  int // the file's line src begins on
	lines []quickLine
	next  int
	depth int // of nesting, at most
	slab  []Node
}

// quickLine is a line that says something.
type quickLine struct {
	start  int // of the line in src
	indent int
	end    int // of the text, without white space behind it
	no     int // line of the file
}

// quickDepth bounds the recursion; the everyday is shallower.
const quickDepth = 8

// split lists the lines that are neither blank nor comments. It says no to what
// could change the meaning of lines: tabs and other control characters, document
// marks.
func (q *quick) split() bool {
	no := q.line
	for start := 0; start < len(q.src); no++ {
		end := strings.IndexByte(q.src[start:], '\n')
		if end < 0 {
			end = len(q.src)
		} else {
			end += start
		}
		line := q.src[start:end]
		core := strings.TrimLeft(line, " ")
		indent := len(line) - len(core)
		core = strings.TrimRight(core, " ")
		if !printable(core) || indent == 0 && (strings.HasPrefix(core, "---") || strings.HasPrefix(core, "...") || strings.HasPrefix(core, "%")) {
			return false
		}
		if core != "" && core[0] != '#' {
			q.lines = append(q.lines, quickLine{start, indent, start + indent + len(core), no})
		}
		start = end + 1
	}
	return true
}

func (q *quick) node(kind NodeKind) *Node {
	if len(q.slab) == 0 {
		q.slab = make([]Node, 24)
	}
	n := &q.slab[0]
	q.slab = q.slab[1:]
	n.Kind = kind
	return n
}

// cursor walks along a line, counting characters.
type cursor struct {
	q      *quick
	line   quickLine
	off    int // in src
	column int
}

func (q *quick) at(l quickLine) cursor { return cursor{q, l, l.start + l.indent, l.indent + 1} }

func (c *cursor) to(off int) {
	c.column += utf8.RuneCountInString(c.q.src[c.off:off])
	c.off = off
}

func (c *cursor) pos() diag.Pos {
	return diag.Pos{Offset: int32(c.q.base + c.off), Line: int32(c.line.no), Column: int32(c.column)}
}

func (c *cursor) rest() string { return c.q.src[c.off:c.line.end] }

func (c *cursor) blank() {
	for c.off < c.line.end && c.q.src[c.off] == ' ' {
		c.off++
		c.column++
	}
}

// mapping reads the pairs at an indent, from the current line on.
func (q *quick) mapping(indent, depth int) (*Node, bool) {
	first := q.at(q.lines[q.next])
	return q.pairs(first, indent, depth)
}

// pairs reads a mapping whose first key is at the cursor and whose further keys
// begin lines of the indent.
func (q *quick) pairs(c cursor, indent, depth int) (*Node, bool) {
	if depth > q.depth {
		return nil, false
	}
	n := q.node(Map)
	n.Span.Start = c.pos()
	for {
		key, ok := c.key()
		if !ok || n.Get(key.Text) != nil {
			return nil, false
		}
		value, ok := q.value(&c, indent, depth)
		if !ok {
			return nil, false
		}
		n.Pairs = append(n.Pairs, Pair{key, value})
		n.Span.End = value.Span.End
		if q.next == len(q.lines) || q.lines[q.next].indent < indent {
			return n, true
		}
		if q.lines[q.next].indent > indent {
			return nil, false
		}
		c = q.at(q.lines[q.next])
	}
}

// key reads a key of letters, digits, _, - and /, and the colon behind it.
func (c *cursor) key() (*Node, bool) {
	rest := c.rest()
	end := 0
	for i, r := range rest {
		if r == ':' {
			break
		}
		if !unicode.IsLetter(r) && (i == 0 || !unicode.IsDigit(r) && r != '_' && r != '-' && r != '/') {
			return nil, false
		}
		end = i + utf8.RuneLen(r)
	}
	if end == 0 || end == len(rest) {
		return nil, false
	}
	if after := rest[end+1:]; after != "" && after[0] != ' ' {
		return nil, false
	}
	n := c.q.node(Scalar)
	n.Text = rest[:end]
	n.Span.Start = c.pos()
	c.to(c.off + end)
	n.Span.End = c.pos()
	c.off++
	c.column++
	return n, ascii(n.Text) || normal(n.Text)
}

// value reads what stands behind a key: on its line, or on the lines below.
func (q *quick) value(c *cursor, indent, depth int) (*Node, bool) {
	behind := c.pos()
	c.blank()
	q.next++
	if c.off < c.line.end {
		n, ok := c.inline(false, depth)
		return n, ok && c.off == c.line.end && !q.continues(indent)
	}
	if q.next < len(q.lines) {
		l := q.lines[q.next]
		switch {
		case l.indent >= indent && q.dash(l):
			return q.list(l.indent, depth+1)
		case l.indent > indent:
			return q.mapping(l.indent, depth+1)
		}
	}
	// Nothing stands there. A comment would make the full parser place it
	// elsewhere.
	end := len(q.src)
	if q.next < len(q.lines) {
		end = q.lines[q.next].start
	}
	if strings.Contains(q.src[c.off:end], "#") {
		return nil, false
	}
	n := q.node(Null)
	n.Span = diag.Span{Start: behind, End: behind}
	return n, true
}

// continues reports whether the next line would go on with a text.
func (q *quick) continues(indent int) bool {
	return q.next < len(q.lines) && q.lines[q.next].indent > indent
}

func (q *quick) dash(l quickLine) bool {
	return q.src[l.start+l.indent] == '-' && (l.start+l.indent+1 == l.end || q.src[l.start+l.indent+1] == ' ')
}

// list reads the items whose dashes stand at an indent.
func (q *quick) list(indent, depth int) (*Node, bool) {
	if depth > q.depth {
		return nil, false
	}
	n := q.node(List)
	first := q.at(q.lines[q.next])
	n.Span.Start = first.pos()
	for q.next < len(q.lines) && q.lines[q.next].indent == indent && q.dash(q.lines[q.next]) {
		c := q.at(q.lines[q.next])
		c.to(c.off + 1)
		c.blank()
		if c.off == c.line.end || q.dash(quickLine{start: c.off, end: c.line.end}) {
			return nil, false // an empty item, a list in a list
		}
		item, ok := q.item(c, indent, depth)
		if !ok {
			return nil, false
		}
		n.Items = append(n.Items, item)
		n.Span.End = item.Span.End
	}
	return n, true
}

// item reads a list item: a mapping if it begins with a key, else one value.
func (q *quick) item(c cursor, indent, depth int) (*Node, bool) {
	probe := c
	if _, ok := probe.key(); ok {
		return q.pairs(c, c.off-c.line.start, depth+1)
	}
	n, ok := c.inline(false, depth)
	q.next++
	return n, ok && c.off == c.line.end && !q.continues(indent)
}

// inline reads a value that ends on its line.
func (c *cursor) inline(flow bool, depth int) (*Node, bool) {
	if depth > c.q.depth || c.off == c.line.end {
		return nil, false
	}
	switch c.q.src[c.off] {
	case '[':
		return c.brackets(depth)
	case '{':
		return c.braces(depth)
	case '"', '\'':
		return c.quoted()
	}
	return c.plain(flow)
}

func (c *cursor) quoted() (*Node, bool) {
	rest := c.rest()
	end := strings.IndexByte(rest[1:], rest[0])
	if end < 0 || strings.IndexByte(rest[1:end+1], '\\') >= 0 || len(rest) > end+2 && rest[end+2] == rest[0] {
		return nil, false
	}
	n := c.q.node(Scalar)
	n.Text, n.Quoted = rest[1:end+1], true
	n.Span.Start = c.pos()
	c.to(c.off + end + 2)
	n.Span.End = c.pos()
	return n, true
}

// plain reads unquoted text up to the end of the line, or in brackets up to a
// comma or bracket.
func (c *cursor) plain(flow bool) (*Node, bool) {
	rest := c.rest()
	if flow {
		if i := strings.IndexAny(rest, ",[]{}"); i >= 0 {
			rest = strings.TrimRight(rest[:i], " ")
		}
		if strings.IndexByte(rest, '?') >= 0 {
			return nil, false
		}
	}
	if rest == "" || strings.IndexByte(",[]{}#&*!|>'\"%@`-?:=<~", rest[0]) >= 0 || strings.HasSuffix(rest, ":") || strings.Contains(rest, ": ") || strings.Contains(rest, " #") || isNull(rest) {
		return nil, false
	}
	n := c.q.node(Scalar)
	n.Text = rest
	n.Span.Start = c.pos()
	c.to(c.off + len(rest))
	n.Span.End = c.pos()
	return n, true
}

func isNull(s string) bool { return len(s) == 4 && strings.EqualFold(s, "null") }

// brackets reads [a, b].
func (c *cursor) brackets(depth int) (*Node, bool) {
	n := c.q.node(List)
	n.Span.Start = c.pos()
	n.Items = []*Node{}
	ok := c.separated(']', func() bool {
		item, ok := c.inline(true, depth+1)
		n.Items = append(n.Items, item)
		return ok
	})
	n.Span.End = c.pos()
	return n, ok
}

// braces reads {a: b, c: d}.
func (c *cursor) braces(depth int) (*Node, bool) {
	n := c.q.node(Map)
	n.Span.Start = c.pos()
	n.Pairs = []Pair{}
	ok := c.separated('}', func() bool {
		key, ok := c.key()
		if !ok || n.Get(key.Text) != nil || c.off == c.line.end || c.q.src[c.off] != ' ' {
			return false
		}
		c.blank()
		value, ok := c.inline(true, depth+1)
		n.Pairs = append(n.Pairs, Pair{key, value})
		return ok
	})
	n.Span.End = c.pos()
	return n, ok
}

// separated reads what stands between brackets, with commas in between.
func (c *cursor) separated(closing byte, one func() bool) bool {
	c.to(c.off + 1)
	c.blank()
	if c.off < c.line.end && c.q.src[c.off] == closing {
		c.to(c.off + 1)
		return true
	}
	for {
		if !one() {
			return false
		}
		c.blank()
		if c.off == c.line.end {
			return false
		}
		switch c.q.src[c.off] {
		case closing:
			c.to(c.off + 1)
			return true
		case ',':
			c.to(c.off + 1)
			c.blank()
		default:
			return false
		}
	}
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// normal reports whether a key is the same in every normal form, as letters of
// the CJK blocks are; others are compared by the full parser.
func normal(s string) bool {
	for _, r := range s {
		if r >= utf8.RuneSelf && (r < 0x4E00 || r > 0x9FFF) {
			return false
		}
	}
	return true
}

// printable says no to the characters that YAML refuses or takes for line ends.
func printable(s string) bool {
	for _, r := range s {
		if r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 || r == 0x2028 || r == 0x2029 || r == 0xFEFF || r == 0xFFFE || r == 0xFFFF || r == utf8.RuneError || r >= 0xD800 && r < 0xE000 {
			return false
		}
	}
	return true
}
