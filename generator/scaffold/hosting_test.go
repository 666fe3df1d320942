package scaffold_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/scaffold"
)

// refresh refreshes the archive in a folder and says what was done, or the error.
func refresh(t *testing.T, dir, host string) string {
	t.Helper()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	a, err := archive.Load(context.Background(), root.FS(), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	done, err := scaffold.Refresh(root, a, host, false)
	if err != nil {
		return err.Error()
	}
	var out []string
	for _, d := range done {
		out = append(out, fmt.Sprint(d.Path, " ", d.Deed))
	}
	return strings.Join(out, "\n")
}

func newArchive(t *testing.T, ci string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "archive")
	files, err := scaffold.Archive(scaffold.Options{Title: "A", Lang: diag.En, Person: "Ann", Email: "ann@example.org", CI: ci})
	if err != nil {
		t.Fatal(err)
	}
	if err := scaffold.Place(dir, files); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A link in the place of a generated file is somebody's own, wherever it leads.
func TestRefreshFollowsNoLink(t *testing.T) {
	dir := newArchive(t, "github")
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("# minutebook init . --refresh\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	owners := filepath.Join(dir, ".github", "CODEOWNERS")
	os.Remove(owners)
	if err := os.Symlink(secret, owners); err != nil {
		t.Skip(err)
	}
	if got, want := refresh(t, dir, "github"), fmt.Sprint(".github/CODEOWNERS ", scaffold.Kept); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if b, _ := os.ReadFile(secret); string(b) != "# minutebook init . --refresh\n" {
		t.Errorf("written through the link: %q", b)
	}
}

// What a run that was cut off left behind is in nobody's way, and a second run has
// nothing to do.
func TestRefreshAgain(t *testing.T) {
	dir := newArchive(t, "")
	left := filepath.Join(dir, ".gitee", "ISSUE_TEMPLATE", ".minutes.yml.new")
	if err := os.MkdirAll(filepath.Dir(left), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := strings.Count(refresh(t, dir, "gitee"), "\n") + 1; got != 5 {
		t.Errorf("%d files made, want 5", got)
	}
	if got := refresh(t, dir, ""); got != "" {
		t.Errorf("a second run did %s", got)
	}
	if got := strings.Join(tree(t, filepath.Join(dir, ".gitee")), " "); got != "ISSUE_TEMPLATE/action-progress.yml ISSUE_TEMPLATE/communication.yml ISSUE_TEMPLATE/meeting.yml ISSUE_TEMPLATE/minutes.yml ISSUE_TEMPLATE/request.yml" {
		t.Errorf("there is %s", got)
	}
}

// If one file cannot be written, none is changed.
func TestRefreshAllOrNothing(t *testing.T) {
	dir := newArchive(t, "")
	if err := os.MkdirAll(filepath.Join(dir, ".gitlab"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".gitlab", "issue_templates"), []byte("in the way"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := refresh(t, dir, "gitlab"); !strings.Contains(got, ".gitlab/issue_templates/action-progress.md") {
		t.Errorf("got %s", got)
	}
	if got := strings.Join(tree(t, filepath.Join(dir, ".gitlab")), " "); got != "issue_templates" {
		t.Errorf("there is %s", got)
	}
}
