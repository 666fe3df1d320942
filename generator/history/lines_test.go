package history

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestDiff(t *testing.T) {
	for _, tt := range []struct{ a, b, want string }{
		{"", "", ""},
		{"一\n二\n", "一\n二\n", ""},
		{"", "一\n", "0-0 0-1"},
		{"一\n", "", "0-1 0-0"},
		{"一\n二\n三\n", "一\n二改\n三\n", "1-2 1-2"},
		{"一\n二\n三\n", "零\n一\n二\n三", "0-0 0-1"},
		{"一\r\n二\r\n", "一\n二\n", ""},
	} {
		a, b := Lines(tt.a), Lines(tt.b)
		var got []string
		for _, h := range Diff(a, b) {
			got = append(got, fmt.Sprintf("%d-%d %d-%d", h.From, h.To, h.NewFrom, h.NewTo))
		}
		if strings.Join(got, ", ") != tt.want {
			t.Errorf("%q to %q: %s, want %s", tt.a, tt.b, strings.Join(got, ", "), tt.want)
		}
		if !slices.Equal(patched(a, b), b) {
			t.Errorf("%q to %q: the changes do not lead there", tt.a, tt.b)
		}
	}
}

// patched applies the changes between two texts to the older one.
func patched(a, b []string) []string {
	var out []string
	at := 0
	for _, h := range Diff(a, b) {
		out = append(append(out, a[at:h.From]...), b[h.NewFrom:h.NewTo]...)
		at = h.To
	}
	return append(out, a[at:]...)
}

func TestDiffOfAnyTexts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := func() []string {
		out := make([]string, r.IntN(30))
		for i := range out {
			out[i] = string(rune('a' + r.IntN(5)))
		}
		return out
	}
	for range 3000 {
		a, b := text(), text()
		if got := patched(a, b); !slices.Equal(got, b) {
			t.Fatalf("%q to %q: got %q by %v", a, b, got, Diff(a, b))
		}
		changed := 0
		for _, h := range Diff(a, b) {
			changed += h.To - h.From + h.NewTo - h.NewFrom
		}
		if want := len(a) + len(b) - 2*common(a, b); changed != want {
			t.Fatalf("%q to %q: %d lines changed, %d would do", a, b, changed, want)
		}
	}
}

// common is how many lines two texts have in common, in order.
func common(a, b []string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		last := 0
		for j := range b {
			was := row[j+1]
			if a[i] == b[j] {
				row[j+1] = last + 1
			} else {
				row[j+1] = max(row[j], row[j+1])
			}
			last = was
		}
	}
	return row[len(b)]
}

// Texts that have nothing in common are one change, and cost no more than that.
func TestDiffIsBounded(t *testing.T) {
	a, b := make([]string, 20_000), make([]string, 20_000)
	for i := range a {
		a[i], b[i] = fmt.Sprint("a", i), fmt.Sprint("b", i)
	}
	if got := Diff(a, b); len(got) != 1 || got[0] != (Hunk{0, 20_000, 0, 20_000}) {
		t.Errorf("%d changes", len(got))
	}
}
