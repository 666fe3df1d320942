package history

import (
	"path/filepath"
	"testing"
)

// Whatever changes what is told changes the mark, and nothing else does.
func TestMark(t *testing.T) {
	r := newRepo(t)
	seen := map[string]string{Mark(t.TempDir()): "no repository"}
	fresh := func(what string) {
		t.Helper()
		m := Mark(r.dir)
		if old, ok := seen[m]; ok {
			t.Errorf("%s has the mark of: %s", what, old)
		}
		if again := Mark(filepath.Join(r.dir, "minutes")); len(seen) > 2 && again != m {
			t.Errorf("%s: the mark is not the same twice: %s, %s", what, m, again)
		}
		seen[m] = what
	}
	fresh("no commit")
	r.write("minutes/a.md", tenLines)
	r.commit("起草")
	fresh("a commit")
	r.write("minutes/a.md", "改\n") // is not committed
	if _, ok := seen[Mark(r.dir)]; !ok {
		t.Error("a change that is not committed changes the mark")
	}
	r.git("checkout", "-q", "-f", "-b", "topic")
	fresh("another branch")
	r.commit("在分支上")
	fresh("a commit on it")
	r.git("update-ref", "refs/heads/main", "HEAD")
	fresh("the main branch moved")
}
