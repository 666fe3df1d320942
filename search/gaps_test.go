package search

import (
	"bytes"
	"testing"
)

func TestGaps(t *testing.T) {
	type gap struct{ gap, low uint }
	tests := []struct {
		gaps []gap
		want []byte
	}{
		{nil, []byte{}},
		{[]gap{{0, 0}}, []byte{0}},
		{[]gap{{5, 2}}, []byte{0b0101}}, // 1 0, 1 0
		{[]gap{{5, 2}, {0, 0}, {40, 0}}, []byte{0xE5, 0xFF, 0xFF, 0xFF, 0xFF, 0x1F}}, // 1 0 1 0, 0, forty ones and 0
		{[]gap{{9727, 12}, {1, 1}}, []byte{0b11111011, 0b00101111, 0b1}},             // 1 1 0, nine ones and 0 1 0; 0 1
		{[]gap{{0, 3}, {7, 3}, {8, 3}}, []byte{0b11100000, 0b1}},                     // 0 000, 0 111, 1 0 000
	}
	var w gapWriter
	for _, test := range tests {
		for _, g := range test.gaps {
			w.add(g.gap, g.low)
		}
		got := bytes.Clone(w.end())
		if !bytes.Equal(got, test.want) && len(got)+len(test.want) > 0 {
			t.Errorf("%v is %08b, want %08b", test.gaps, got, test.want)
		}
		r := gapReader{data: got}
		for _, g := range test.gaps {
			if back := r.gap(g.low); back != int(g.gap) || r.bad {
				t.Errorf("%v is read as %d, bad %t", g, back, r.bad)
			}
		}
		if !r.atEnd() {
			t.Errorf("%v is not read to its end", test.gaps)
		}
		if r.gap(20); !r.bad {
			t.Errorf("after the end of %v a gap is read", test.gaps)
		}
	}
}

func TestLowBits(t *testing.T) {
	for _, x := range []struct {
		documents, found int
		want             uint
	}{{9728, 1, 12}, {9728, 3242, 1}, {9728, 3243, 0}, {9728, 9728, 0}, {1, 1, 0}, {98304, 12, 12}} {
		if got := lowBits(x.documents, x.found); got != x.want {
			t.Errorf("%d of %d documents have %d low bits, want %d", x.found, x.documents, got, x.want)
		}
	}
}
