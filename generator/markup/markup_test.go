package markup

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// record plays steps to a writer, as whoever parses a text does.
func record(w *Writer, steps []Step) {
	for _, s := range steps {
		switch {
		case s.End:
			w.Close(s.Kind)
		case s.Kind == Text || s.Kind == Line:
			w.Stretch(s.Kind, s.Flags, s.N, s.From, s.To)
		case s.Kind == Link || s.Kind == Image || s.Kind == HTML || s.Kind == Words:
			w.Say(s.Kind, s.Words)
		default:
			w.Open(s.Kind, s.N)
		}
	}
}

func TestTape(t *testing.T) {
	want := []Step{
		{Kind: Heading, N: 6},
		{Kind: Text, From: 3, To: 9},
		{Kind: Heading, End: true},
		{Kind: List, N: -1},
		{Kind: Item},
		{Kind: Box, N: 1},
		{Kind: Text, Flags: First | Soft, From: 4_000_000, To: 4_000_001},
		{Kind: Link, Words: "a.md#x"},
		{Kind: Words, Words: "会议"},
		{Kind: Link, End: true},
		{Kind: Item, End: true},
		{Kind: List, End: true},
		{Kind: List, N: 1_000_000_000},
		{Kind: List, End: true},
		{Kind: Block},
		{Kind: Line, N: 3, From: 10, To: 10},
		{Kind: Line, Flags: Ended, From: 2, To: 5},
		{Kind: Block, End: true}, // not in order
		{Kind: Cell, N: Centre},
		{Kind: HTML, Words: "<br>"},
		{Kind: HTML},
		{Kind: Cell, End: true},
		{Kind: Rule},
	}
	var w Writer
	record(&w, want)
	if got := w.Tape().Steps(nil); !slices.Equal(got, want) {
		t.Errorf("got\n%v\nwant\n%v", got, want)
	}
	if !w.Tape().Empty() {
		t.Error("the next tape begins with what the last one held")
	}
}

// What was put in comes out, whatever it is, and a tape keeps its steps when its
// writer goes on.
func TestTapesOfAnything(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 2026))
	var w Writer
	var before Tape
	var held []Step
	for range 2000 {
		steps := make([]Step, r.IntN(20))
		for i := range steps {
			s := Step{Kind: Kind(1 + r.IntN(int(Rule)))}
			switch {
			case s.Kind < Text && r.IntN(2) == 0:
				s.End = true
			case s.Kind == Text || s.Kind == Line:
				s.Flags, s.From = Flags(r.IntN(64)), r.IntN(1<<22)
				s.To = s.From + r.IntN(100)
			case s.Kind == Link || s.Kind == Image || s.Kind == HTML || s.Kind == Words:
				s.Words = string(make([]byte, r.IntN(300)))
			}
			if !s.End && numbered(s.Kind) {
				s.N = r.IntN(1<<20) - 1
			}
			steps[i] = s
		}
		record(&w, steps)
		tape := w.Tape()
		if got := tape.Steps(nil); !slices.Equal(got, steps) {
			t.Fatalf("got\n%v\nwant\n%v", got, steps)
		}
		if got := before.Steps(nil); !slices.Equal(got, held) {
			t.Fatalf("a tape changed: got\n%v\nwant\n%v", got, held)
		}
		before, held = tape, steps
	}
}

func TestEnd(t *testing.T) {
	steps := []Step{
		{Kind: Item}, {Kind: Text, To: 2}, {Kind: List, N: -1}, {Kind: Item}, {Kind: Box}, {Kind: Item, End: true}, {Kind: List, End: true}, {Kind: Item, End: true}, {Kind: Rule},
	}
	for begin, want := range map[int]int{0: 7, 2: 6, 3: 5} {
		if got := End(steps, begin); got != want {
			t.Errorf("what begins at %d ends at %d, want %d", begin, got, want)
		}
	}
}

// Steps are taken out into the room that is given.
func TestRoom(t *testing.T) {
	var w Writer
	record(&w, []Step{{Kind: Rule}})
	got := w.Tape().Steps([]Step{{Kind: Box}})
	if want := []Step{{Kind: Box}, {Kind: Rule}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
