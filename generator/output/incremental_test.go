package output

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

func TestIncrementalEqualsClean(t *testing.T) {
	tmp := t.TempDir()
	dir, clean := filepath.Join(tmp, "public"), filepath.Join(tmp, "clean")
	write(t, dir, page("a.html", "1"), page("b/b.html", "2"), page("b/c.html", "3"), page("d/d.html", "4"))
	before, err := os.Stat(filepath.Join(dir, "b/b.html"))
	if err != nil {
		t.Fatal(err)
	}

	second := []Page{page("a.html", "new"), page("b/b.html", "2"), page("e/e.html", "5"), page("b/c.html", "3")}
	incremental := slices.Clone(second)
	incremental[1], incremental[3] = unwritable(t, "b/b.html", "2"), unwritable(t, "b/c.html", "3")
	st := write(t, dir, incremental...)
	if want := (Stats{Pages: 4, Bytes: 6, Written: 2, Reused: 2, Removed: 1}); st != want {
		t.Errorf("stats are %+v, want %+v", st, want)
	}
	write(t, clean, second...)
	sameTree(t, tree(t, dir), tree(t, clean))
	whole(t, dir)
	after, err := os.Stat(filepath.Join(dir, "b/b.html"))
	if err != nil {
		t.Fatal(err)
	}
	if !before.ModTime().Equal(after.ModTime()) {
		t.Error("the page that stayed has another time: a browser would load it again")
	}
}

func TestNothingChangedLeavesTheSiteAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, page("a", "1"), page("b", "2"))
	before, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if st := write(t, dir, unwritable(t, "b", "2"), unwritable(t, "a", "1")); st != (Stats{Pages: 2, Bytes: 2, Reused: 2}) {
		t.Errorf("stats are %+v", st)
	}
	after, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	if !os.SameFile(before, after) {
		t.Error("the folder was replaced")
	}
	whole(t, dir)
}

func TestFreshAndUnknownDigestsAreRendered(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	unknown := page("b", "2")
	unknown.Digest = [32]byte{}
	pages := []Page{page("a", "1"), unknown}
	write(t, dir, pages...)
	if st := write(t, dir, pages...); st.Written != 1 || st.Reused != 1 {
		t.Errorf("the page without a digest: %+v", st)
	}
	st, err := Write(t.Context(), dir, slices.Values(pages), Options{Fresh: true})
	if err != nil {
		t.Fatal(err)
	}
	if st.Written != 2 || st.Reused != 0 {
		t.Errorf("a fresh build: %+v", st)
	}
	whole(t, dir)
}

// Each damage must be mended by a build that sees only unchanged digests.
func TestDamagedPagesAreRenderedAgain(t *testing.T) {
	later := time.Now().Add(time.Hour)
	for name, damage := range map[string]func(string) error{
		"removed":   os.Remove,
		"cut short": func(p string) error { return os.Truncate(p, 1) },
		"edited": func(p string) error {
			if err := os.WriteFile(p, []byte("TWO"), 0o644); err != nil {
				return err
			}
			return os.Chtimes(p, later, later)
		},
		"mode":   func(p string) error { return os.Chmod(p, 0o600) },
		"folder": func(p string) error { return errors.Join(os.Remove(p), os.Mkdir(p, 0o755)) },
		"full folder": func(p string) error {
			return errors.Join(os.Remove(p), os.MkdirAll(filepath.Join(p, "sub"), 0o755))
		},
		"link": func(p string) error { return errors.Join(os.Remove(p), os.Symlink("a", p)) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			pages := []Page{page("a", "one"), page("sub/b", "two")}
			write(t, dir, pages...)
			want := tree(t, dir)
			if err := damage(filepath.Join(dir, "sub/b")); err != nil {
				t.Fatal(err)
			}
			if st := write(t, dir, unwritable(t, "a", "one"), pages[1]); st.Written != 1 || st.Reused != 1 {
				t.Errorf("stats are %+v", st)
			}
			sameTree(t, tree(t, dir), want)
		})
	}
}

func TestATouchedPageIsNotRendered(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, page("a", "one"), page("b", "two"))
	later := time.Now().Add(time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "a"), later, later); err != nil {
		t.Fatal(err)
	}
	write(t, dir, unwritable(t, "a", "one"), page("b", "new"))
	whole(t, dir)
}

// A copy of the old site by hard links, a cheap backup, must keep its bytes.
func TestFilesAreNotEditedInPlace(t *testing.T) {
	tmp := t.TempDir()
	dir, backup := filepath.Join(tmp, "public"), filepath.Join(tmp, "backup")
	write(t, dir, page("a", "old"), page("b", "stays"))
	if err := os.Link(filepath.Join(dir, "a"), backup); err != nil {
		t.Skip("no hard links here:", err)
	}
	write(t, dir, page("a", "new"), page("b", "stays"))
	if got := read(t, backup); got != "old" {
		t.Errorf("the backup now holds %q", got)
	}
}

// Another version may make another page of the same input.
func TestAnotherProgramRendersEverything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	v1, v2 := Options{Built: Built{Program: "v1"}}, Options{Built: Built{Program: "v2"}}
	for _, step := range []struct {
		opt  Options
		text string
		want int // pages written
	}{{v1, "first", 1}, {v1, "first", 0}, {v2, "second", 1}, {v2, "second", 0}} {
		p := page("a.html", "the same digest")
		p.Write = func(w io.Writer) error { _, err := io.WriteString(w, step.text); return err }
		st, err := Write(t.Context(), dir, slices.Values([]Page{p}), step.opt)
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := os.ReadFile(filepath.Join(dir, "a.html")); st.Written != step.want || string(got) != step.text {
			t.Errorf("%s: %d written, the page says %q; want %d and %q", step.opt.Built.Program, st.Written, got, step.want, step.text)
		}
	}
}
