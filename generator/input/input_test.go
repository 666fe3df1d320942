package input

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"
	"time"
)

func archive() fstest.MapFS {
	at := time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)
	return fstest.MapFS{
		"minutebook.yaml":          {Data: []byte("title: 档案\n"), ModTime: at},
		"registers/people.yaml":    {Data: []byte("people: []\n"), ModTime: at},
		"minutes/2025/a.md":        {Data: []byte("# a\n"), ModTime: at},
		"minutes/2025/plan.pdf":    {Data: []byte("%PDF"), ModTime: at},
		"minutes/2025/.draft.md":   {Data: []byte("# draft\n"), ModTime: at},
		".git/HEAD":                {Data: []byte("ref: refs/heads/main\n"), ModTime: at},
		"templates/pages/own.html": {Data: []byte("<p>"), ModTime: at},
		".github/CODEOWNERS":       {Data: []byte("* @ming\n"), ModTime: at},
	}
}

func read(t *testing.T, fsys fs.FS) *Tree {
	t.Helper()
	tree, err := Read(t.Context(), fsys, 2)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func sum(t *testing.T, fsys fs.FS) [32]byte {
	t.Helper()
	s, ok := read(t, fsys).Sum()
	if !ok {
		t.Fatal("the archive could not be read whole")
	}
	return s
}

func TestSumCoversEveryFile(t *testing.T) {
	before := sum(t, archive())
	if sum(t, archive()) != before {
		t.Fatal("the same archive has two sums")
	}
	changes := map[string]func(fstest.MapFS){
		"a byte of the config":     func(a fstest.MapFS) { a["minutebook.yaml"].Data = []byte("title: 档桉\n") },
		"a byte of a register":     func(a fstest.MapFS) { a["registers/people.yaml"].Data = []byte("people: {}\n") },
		"a byte of a record":       func(a fstest.MapFS) { a["minutes/2025/a.md"].Data = []byte("# b\n") },
		"a byte of an attachment":  func(a fstest.MapFS) { a["minutes/2025/plan.pdf"].Data = []byte("%PDG") },
		"a byte of a template":     func(a fstest.MapFS) { a["templates/pages/own.html"].Data = []byte("<b>") },
		"a byte of CODEOWNERS":     func(a fstest.MapFS) { a[".github/CODEOWNERS"].Data = []byte("* @hong\n") },
		"a new empty file":         func(a fstest.MapFS) { a["minutes/2025/b.md"] = &fstest.MapFile{} },
		"a file gone":              func(a fstest.MapFS) { delete(a, "minutes/2025/plan.pdf") },
		"a file renamed":           func(a fstest.MapFS) { a["minutes/2025/c.md"] = a["minutes/2025/a.md"]; delete(a, "minutes/2025/a.md") },
		"a link instead of a file": func(a fstest.MapFS) { a["minutes/2025/plan.pdf"].Mode = fs.ModeSymlink },
		"two texts changed places": func(a fstest.MapFS) {
			a["minutes/2025/a.md"], a["registers/people.yaml"] = a["registers/people.yaml"], a["minutes/2025/a.md"]
		},
	}
	for what, change := range changes {
		a := archive()
		change(a)
		if sum(t, a) == before {
			t.Errorf("%s does not change the sum", what)
		}
	}
}

func TestSumLeavesOutWhatIsNoInput(t *testing.T) {
	before := sum(t, archive())
	a := archive()
	a["minutes/2025/.draft.md"].Data = []byte("# other\n")
	a[".git/HEAD"].Data = []byte("ref: refs/heads/other\n")
	a["minutes/2025/a.md"].ModTime = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	a["minutes/2025/plan.pdf"].ModTime = a["minutes/2025/a.md"].ModTime
	if sum(t, a) != before {
		t.Error("times or hidden files change the sum")
	}
}

func TestTextsAreThoseThatWereSummed(t *testing.T) {
	a := archive()
	tree := read(t, a)
	a["minutes/2025/a.md"].Data = []byte("# saved meanwhile\n")
	got, err := fs.ReadFile(tree.FS(), "minutes/2025/a.md")
	if err != nil || string(got) != "# a\n" {
		t.Errorf("the text is %q (%v), not the one that was summed", got, err)
	}
	got[0] = 'x' // whoever reads may write on it
	if again, err := fs.ReadFile(tree.FS(), "minutes/2025/a.md"); !errors.Is(err, ErrSaved) {
		t.Errorf("the text is now %q (%v), and nobody says that it was saved", again, err)
	}
	a["minutes/2025/a.md"].Data = []byte("# a\n")
	if again, err := fs.ReadFile(tree.FS(), "minutes/2025/a.md"); err != nil || string(again) != "# a\n" {
		t.Errorf("the text is now %q (%v)", again, err)
	}
}

func TestStill(t *testing.T) {
	if !read(t, archive()).Still() {
		t.Error("an archive that nobody touched is not what it was")
	}
	for what, change := range map[string]func(fstest.MapFS){
		"an attachment changed":   func(a fstest.MapFS) { a["minutes/2025/plan.pdf"].Data = []byte("%PDF-2") },
		"a text changed":          func(a fstest.MapFS) { a["minutes/2025/a.md"].Data = []byte("# saved meanwhile\n") },
		"an attachment was saved": func(a fstest.MapFS) { a["minutes/2025/plan.pdf"].ModTime = time.Unix(0, 0) },
		"a record appeared":       func(a fstest.MapFS) { a["minutes/2025/b.md"] = &fstest.MapFile{} },
		"a record went away":      func(a fstest.MapFS) { delete(a, "minutes/2025/a.md") },
	} {
		a := archive()
		tree := read(t, a)
		change(a)
		if tree.Still() {
			t.Errorf("%s, and nobody noticed", what)
		}
	}
}

func TestUnreadableHasNoSum(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "a.md")
	if err := os.WriteFile(name, []byte("# a\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	tree := read(t, refusing{os.DirFS(dir), "a.md"})
	if _, ok := tree.Sum(); ok {
		t.Error("a file that cannot be read has a sum")
	}
}

// refusing is a file system that does not open one file.
type refusing struct {
	fs.FS
	name string
}

func (r refusing) Open(name string) (fs.File, error) {
	if name == r.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return r.FS.Open(name)
}
