package serve

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// tells waits until a watcher has told all of the paths, or everything.
func tells(t *testing.T, w *watcher, paths ...string) {
	t.Helper()
	var told []string
	for {
		select {
		case b := <-w.changes:
			if b.err != nil {
				t.Fatal(b.err)
			}
			told = append(told, b.paths...)
			if b.all {
				told = append(told, "*")
			}
			if !slices.ContainsFunc(paths, func(p string) bool { return !slices.Contains(told, p) }) {
				return
			}
		case <-time.After(5 * time.Second):
			t.Fatalf("told %q, want %q", told, paths)
		}
	}
}

func startWatch(t *testing.T, dir string) *watcher {
	t.Helper()
	w, err := watch(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.close(); err != nil {
			t.Error(err)
		}
	})
	return w
}

func TestWatcherFollowsFolders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "archive")
	write(t, dir, "minutes/2025/a.md", "a")
	w := startWatch(t, dir)
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}

	write(t, dir, "minutes/2025/a.md", "b")
	tells(t, w, "minutes/2025/a.md")

	write(t, dir, "notices/2026/q1/b.md", "b")
	tells(t, w, "notices")
	write(t, dir, "notices/2026/q1/b.md", "c")
	tells(t, w, "notices/2026/q1/b.md")

	must(os.Rename(at("notices"), at("letters")))
	tells(t, w, "notices", "letters")
	write(t, dir, "letters/2026/q1/b.md", "d")
	tells(t, w, "letters/2026/q1/b.md")

	must(os.RemoveAll(at("minutes")))
	tells(t, w, "minutes")
	write(t, dir, "minutes/2025/a.md", "e")
	tells(t, w, "minutes")
	write(t, dir, "minutes/2025/a.md", "f")
	tells(t, w, "minutes/2025/a.md")

	must(os.Rename(dir, dir+"-away"))
	tells(t, w, "*")
	write(t, dir, "minutes/2025/a.md", "g")
	tells(t, w, "*")
	write(t, dir, "minutes/2025/a.md", "h")
	tells(t, w, "minutes/2025/a.md")
}

func TestWatcherIsQuietAboutTheRest(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "archive")
	write(t, dir, "minutes/a.md", "a")
	write(t, dir, ".git/index", "a")
	write(t, dir, "_drafts/a.md", "a")
	w := startWatch(t, dir)
	write(t, dir, ".git/index", "b")
	write(t, dir, ".git/refs/new/x", "b")
	write(t, dir, "minutes/.a.md.swp", "b")
	write(t, dir, "_drafts/a.md", "b")
	write(t, dir, "../beside/a.md", "b")
	if err := os.Chmod(filepath.Join(dir, "minutes", "a.md"), 0o600); err != nil {
		t.Fatal(err)
	}
	select {
	case b := <-w.changes:
		t.Errorf("told %+v", b)
	case <-time.After(5 * patience):
	}
	write(t, dir, "minutes/b.md", "b")
	select {
	case b := <-w.changes:
		if !slices.Equal(b.paths, []string{"minutes/b.md"}) || b.all {
			t.Errorf("told %+v, want minutes/b.md alone", b)
		}
	case <-time.After(5 * time.Second):
		t.Error("a new file is not told")
	}
}

// Changes that never stop are told all the same, and none is told twice or lost.
func TestWatcherHasLimitedPatience(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "minutes/a.md", "a")
	w := startWatch(t, dir)
	stop := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-stop:
				return
			case <-time.After(quiet / 4):
				write(t, dir, "minutes/a.md", "b")
			}
		}
	}()
	tells(t, w, "minutes/a.md")
	tells(t, w, "minutes/a.md")
	close(stop)
	<-ended
}
