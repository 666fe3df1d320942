package render

import (
	"io/fs"
	"regexp"
	"testing"

	"github.com/minutebook/minutebook/templates"
)

// Phrases are put into the program's templates as escaped text, which is right in
// a text and in a quoted attribute that is a text.
func TestPhrasesStandWhereTextStands(t *testing.T) {
	paths, err := fs.Glob(templates.FS, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	attribute := regexp.MustCompile(`([a-z-]*)=("?)[^"<>]*\{\{t `)
	code := regexp.MustCompile(`<(script|style)[^>]*>[^<]|\bon[a-z]+="`)
	texts := map[string]bool{"aria-label": true, "data-done": true}
	calls := 0
	for _, p := range paths {
		b, err := fs.ReadFile(templates.FS, p)
		if err != nil {
			t.Fatal(err)
		}
		calls += len(phrase.FindAll(b, -1))
		for _, m := range attribute.FindAllSubmatch(b, -1) {
			if !texts[string(m[1])] || string(m[2]) != `"` {
				t.Errorf("%s: a phrase stands in %s", p, m[0])
			}
		}
		if m := code.Find(b); m != nil {
			t.Errorf("%s: code in a page: %s", p, m)
		}
	}
	if calls == 0 {
		t.Error("no phrase was found")
	}
}

func TestPhrasesAreEscapedInPlace(t *testing.T) {
	w := words{text: map[string]string{"a.b": `<"it's">&`}}
	for in, want := range map[string]string{
		`<p title="{{t "a.b"}}">{{t "a.b"}}</p>`: `<p title="&lt;&#34;it&#39;s&#34;&gt;&amp;">&lt;&#34;it&#39;s&#34;&gt;&amp;</p>`,
		`{{t "none"}}`:                           `{{t "none"}}`,
		`{{t "a.b" .Count}}`:                     `{{t "a.b" .Count}}`,
	} {
		if got := string(w.inline([]byte(in))); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}
