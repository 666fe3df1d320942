package minutebook_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// What the workflow that publishes runs, run as CI would: in a fresh checkout
// whose origin is a bare repository. At the end the branch holds the public site.
func TestPublishWorkflowRuns(t *testing.T) {
	for _, tool := range []string{"bash", "make", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("needs "+tool+":", err)
		}
	}
	work, origin := t.TempDir(), filepath.Join(t.TempDir(), "origin.git")
	run := func(dir, name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "SOURCE_DATE_EPOCH=",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return strings.TrimSpace(string(out))
	}
	files, err := exec.Command("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Skip("this is no checkout:", err)
	}
	there := slices.DeleteFunc(strings.Split(strings.TrimRight(string(files), "\x00"), "\x00"), func(name string) bool {
		_, err := os.Lstat(name)
		return err != nil // deleted, and not yet committed
	})
	copied(t, ".", there, work)
	run(work, "git", "init", "-q", "-b", "main")
	run(work, "git", "init", "-q", "--bare", origin)
	run(work, "git", "remote", "add", "origin", origin)
	run(work, "git", "add", "-A")
	run(work, "git", "commit", "-q", "-m", "x")

	text, err := os.ReadFile(".github/workflows/publish.yml")
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, job := range values(value(doc.Content[0], "jobs")) {
		for _, step := range value(job, "steps").Content {
			if script := value(step, "run"); script != nil {
				t.Logf("%s\n%s", script.Value, run(work, "bash", "-eo", "pipefail", "-c", script.Value))
				ran++
			}
		}
	}
	if ran != 4 {
		t.Errorf("%d steps ran, want four", ran)
	}
	if n := run(origin, "git", "rev-list", "--count", "gh-pages"); n != "1" {
		t.Errorf("the branch has %s commits, want one", n)
	}
	pages := run(origin, "git", "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "gh-pages")
	if n := strings.Count("\n"+pages, "\nrecords/"); n < 30 {
		t.Errorf("the branch has %d records", n)
	}
	for _, want := range []string{"index.html", ".nojekyll", ".minutebook/manifest.json"} {
		if !strings.Contains("\n"+pages+"\n", "\n"+want+"\n") {
			t.Errorf("the branch has no %s", want)
		}
	}
}
