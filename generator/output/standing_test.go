package output

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestStanding(t *testing.T) {
	standing := func(dir string, site [32]byte) (Stats, bool, error) {
		return Standing(t.Context(), dir, site, Options{})
	}
	built := func(t *testing.T, pages ...Page) (string, [32]byte) {
		t.Helper()
		dir := filepath.Join(t.TempDir(), "public")
		st, err := Write(t.Context(), dir, slices.Values(pages), Options{})
		if err != nil {
			t.Fatal(err)
		}
		return dir, st.Site
	}
	dir, site := built(t, page("a", "1"), page("b/b", "23"))
	st, ok, err := standing(dir, site)
	if want := (Stats{Pages: 2, Bytes: 3, Reused: 2, Site: site}); err != nil || !ok || st != want {
		t.Errorf("the site stands: %v (%v), %+v; want %+v", ok, err, st, want)
	}
	whole(t, dir)
	if st, err := Write(t.Context(), dir, slices.Values([]Page{page("a", "1"), page("b/b", "23")}), Options{}); err != nil || st.Site != site {
		t.Errorf("the same pages make another site: %v", err)
	}
	other, otherSite := built(t, page("a", "1"), page("b/b", "24"))
	if _, ok, err := standing(dir, otherSite); ok || err != nil {
		t.Errorf("the site is taken for another one (%v)", err)
	}
	if err := os.WriteFile(filepath.Join(other, "b/b"), []byte("25"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := standing(other, otherSite); ok || err != nil {
		t.Errorf("a changed page stands (%v)", err)
	}
	if err := os.Remove(filepath.Join(dir, "a")); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := standing(dir, site); ok || err != nil {
		t.Errorf("a missing page stands (%v)", err)
	}
	if _, ok, err := standing(filepath.Join(t.TempDir(), "none"), site); ok || err != nil {
		t.Errorf("no site stands (%v)", err)
	}
	unknown := page("u", "1")
	unknown.Digest = [32]byte{}
	dir, site = built(t, unknown)
	if _, ok, err := standing(dir, site); ok || err != nil {
		t.Errorf("a page that is always to be rendered stands (%v)", err)
	}
	dir, site = built(t, page("a", "1"))
	if err := os.WriteFile(filepath.Join(dir, "mine"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, _, err := standing(dir, site); !errors.Is(err, ErrForeign) {
		t.Errorf("a foreign file is met with %v", err)
	}
}
