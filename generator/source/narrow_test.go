package source

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/width"
)

func TestNarrow(t *testing.T) {
	for in, want := range map[string]string{
		"２０２５－０６－１５": "2025-06-15", "张敏（后勤处）": "张敏(后勤处)", "ｶﾅ": "カナ", "a\u3000b": "a b", "后勤处、ABC": "后勤处、ABC", "a\xef": "a\xef", "": "",
	} {
		if got := Narrow(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if s := string(r); Narrow(s) != width.Fold.String(s) {
			t.Fatalf("%U: got %q, want %q", r, Narrow(s), width.Fold.String(s))
		}
	}
}
