package history

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

func TestLook(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git to make a repository with")
	}
	dir := t.TempDir()
	look := func(at string, want Checkout, there bool) {
		t.Helper()
		if got, ok, err := Look(at); err != nil || ok != there || got != want {
			t.Errorf("%s: %+v, %v, %v; want %+v, %v", at, got, ok, err, want, there)
		}
	}
	look(dir, Checkout{}, false)
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run(t, dir, "init", "-q")
	look(dir, Checkout{}, true)
	write("content/a.md", "one")
	write("README", "one")
	look(dir, Checkout{Changed: 2}, true)
	run(t, dir, "add", ".")
	run(t, dir, "commit", "-q", "-m", "first")
	look(dir, Checkout{}, true)
	write("README", "another text")
	write("content/b.md", "new")
	look(dir, Checkout{Changed: 2}, true)
	look(filepath.Join(dir, "content"), Checkout{Changed: 1}, true)

	run(t, dir, "add", ".")
	run(t, dir, "commit", "-q", "-m", "second")
	clone := filepath.Join(t.TempDir(), "clone")
	run(t, dir, "clone", "-q", "--depth", "1", "file://"+filepath.ToSlash(dir), clone)
	look(clone, Checkout{Shallow: true}, true)
}
