// Package markup holds the tree of a Markdown text as the steps of a walk through
// it: a node begins, a text stands in it, the node ends. A tree of pointers is
// many times its text, and so each text had to be parsed once to be read and
// again to be shown; the steps take a tenth of the text, and are kept.
//
// Who parses the text puts the steps in (Writer); who shows it takes them out
// (Tape.Steps). Neither knows the other's library.
package markup

import "encoding/binary"

// Kind is what a step is about.
type Kind uint8

// The kinds of step. Those before Text have an end, and what they hold stands
// between.
const (
	Paragraph Kind = iota + 1
	Quote
	Heading // N is its level, 1 to 6
	List    // N is its first number, -1 if it has none
	Item
	Table
	Head // the row of a table that names its columns
	Row
	HeadCell // N is its Alignment
	Cell     // N is its Alignment
	Block    // of lines that are no Markdown: code, or HTML
	Strong
	Emphasis
	Strike
	Code
	Link  // Words is where it leads
	Image // Words is where it lies; what is between describes it

	Text  // a stretch of the source; see Step
	Line  // of a Block: a stretch of the source behind N spaces
	HTML  // a tag within a line, as it is written: Words
	Words // that do not stand so in the source
	Box   // of a task: N is 1 if it is ticked
	Rule  // a line across
)

// Alignment of the cells of a table.
const (
	NoAlignment = iota
	Left
	Right
	Centre
)

// Step is one step.
type Step struct {
	Kind     Kind
	End      bool // the node ends here
	Flags    Flags
	N        int
	From, To int    // offsets in the source, of a Text or a Line
	Words    string // of Link, Image, HTML and Words
}

// Flags say where a Text stands and how its line ends.
type Flags uint8

// The flags of a Text, and the last one of a Line.
const (
	Soft   Flags = 1 << iota // the line ends behind it
	Hard                     // the same, and must end there
	Raw                      // in Code, where nothing is escaped
	Linked                   // in a Link
	First                    // it begins an item of a list
	Ended                    // of a Line: it ends with a line end, even where the source ends first
)

// Tape is the steps of one text. Its zero value has none.
type Tape struct{ b []byte }

// Empty reports whether there are no steps.
func (t Tape) Empty() bool { return len(t.b) == 0 }

// Writer makes tapes, one after the other. Its zero value is ready.
type Writer struct {
	b  []byte
	at int // offset that the last step ended at
}

const ends = 1 << 7 // the bit of a step's first byte that says so

// Open begins a node that has a number, or 0.
func (w *Writer) Open(k Kind, n int) {
	w.b = append(w.b, byte(k))
	if numbered(k) {
		w.b = binary.AppendVarint(w.b, int64(n))
	}
}

// Close ends a node.
func (w *Writer) Close(k Kind) { w.b = append(w.b, byte(k)|ends) }

// Stretch is a Text or a Line.
func (w *Writer) Stretch(k Kind, flags Flags, n, from, to int) {
	w.b = append(w.b, byte(k), byte(flags))
	if numbered(k) {
		w.b = binary.AppendVarint(w.b, int64(n))
	}
	w.b = binary.AppendVarint(w.b, int64(from-w.at))
	w.b = binary.AppendVarint(w.b, int64(to-from))
	w.at = to
}

// Say is a step with words of its own: HTML, Words, or the beginning of a Link or
// an Image.
func (w *Writer) Say(k Kind, words string) {
	w.b = append(w.b, byte(k))
	w.b = binary.AppendUvarint(w.b, uint64(len(words)))
	w.b = append(w.b, words...)
}

// Tape returns what was written since the last one.
func (w *Writer) Tape() Tape {
	t := Tape{append(make([]byte, 0, len(w.b)), w.b...)}
	w.b, w.at = w.b[:0], 0
	return t
}

func numbered(k Kind) bool {
	switch k {
	case Heading, List, HeadCell, Cell, Line, Box:
		return true
	}
	return false
}

// Steps appends the steps to room.
func (t Tape) Steps(room []Step) []Step {
	at := 0
	for b := t.b; len(b) > 0; {
		s := Step{Kind: Kind(b[0] &^ ends), End: b[0]&ends != 0}
		b = b[1:]
		number := func() int {
			v, n := binary.Varint(b)
			b = b[n:]
			return int(v)
		}
		switch {
		case s.End:
		case s.Kind == Link || s.Kind == Image || s.Kind == HTML || s.Kind == Words:
			size, n := binary.Uvarint(b)
			b = b[n:]
			s.Words = string(b[:size])
			b = b[size:]
		case s.Kind == Text || s.Kind == Line:
			s.Flags = Flags(b[0])
			b = b[1:]
			if s.Kind == Line {
				s.N = number()
			}
			s.From = at + number()
			s.To = s.From + number()
			at = s.To
		case numbered(s.Kind):
			s.N = number()
		}
		room = append(room, s)
	}
	return room
}

// End is the index of the step that ends the node which begins at i.
func End(steps []Step, i int) int {
	depth := 0
	for ; ; i++ {
		switch {
		case steps[i].End:
			depth--
		case steps[i].Kind < Text:
			depth++
		}
		if depth == 0 {
			return i
		}
	}
}
