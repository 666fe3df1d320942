package history

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

func TestNewest(t *testing.T) {
	dir := t.TempDir()
	if _, ok, err := Newest(dir); ok || err != nil {
		t.Fatalf("no repository: %v, %v", ok, err)
	}
	run(t, dir, "init", "-q")
	if _, ok, err := Newest(dir); ok || err != nil {
		t.Fatalf("no commit: %v, %v", ok, err)
	}
	run(t, dir, "commit", "-q", "--allow-empty", "-m", "one")
	sub := filepath.Join(dir, "content", "minutes")
	if err := os.MkdirAll(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	want := time.Date(2025, 6, 15, 6, 30, 0, 0, time.UTC)
	for _, d := range []string{dir, sub} {
		if got, ok, err := Newest(d); err != nil || !ok || !got.Equal(want) {
			t.Errorf("%s: %v, %v, %v", d, got, ok, err)
		}
	}
	tree := filepath.Join(t.TempDir(), "linked")
	run(t, dir, "worktree", "add", "-q", "--detach", tree)
	if got, ok, err := Newest(tree); err != nil || !ok || !got.Equal(want) {
		t.Errorf("linked worktree: %v, %v, %v", got, ok, err)
	}
}

func run(t testing.TB, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_COMMITTER_DATE=2025-06-15T14:30:00+08:00", "GIT_AUTHOR_DATE=2025-06-01T08:00:00+08:00",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}
