package minutebook_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// checkout is a fresh checkout of this repository whose origin is a bare one, and
// what runs a command in it, with further settings of the environment.
func checkout(t *testing.T) (work, origin string, run func(dir string, env []string, name string, args ...string) string) {
	t.Helper()
	for _, tool := range []string{"bash", "make", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip("needs "+tool+":", err)
		}
	}
	work, origin = t.TempDir(), filepath.Join(t.TempDir(), "origin.git")
	run = func(dir string, env []string, name string, args ...string) string {
		t.Helper()
		cmd := exec.Command(name, args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "SOURCE_DATE_EPOCH=",
			"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
		cmd.Env = append(cmd.Env, env...)
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
	run(work, nil, "git", "init", "-q", "-b", "main")
	run(work, nil, "git", "init", "-q", "--bare", origin)
	run(work, nil, "git", "remote", "add", "origin", origin)
	run(work, nil, "git", "add", "-A")
	run(work, nil, "git", "commit", "-q", "-m", "x")
	return work, origin, run
}

// scripts are what the steps of a workflow run, in order.
func scripts(t *testing.T, file string) []string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, job := range values(value(doc.Content[0], "jobs")) {
		for _, step := range value(job, "steps").Content {
			if script := value(step, "run"); script != nil {
				out = append(out, script.Value)
			}
		}
	}
	return out
}

// What the workflow that publishes runs, run as CI would. At the end the branch
// holds the public site.
func TestPublishWorkflowRuns(t *testing.T) {
	work, origin, run := checkout(t)
	steps := scripts(t, ".github/workflows/publish.yml")
	if len(steps) != 4 {
		t.Errorf("%d steps, want four", len(steps))
	}
	for _, script := range steps {
		t.Logf("%s\n%s", script, run(work, nil, "bash", "-eo", "pipefail", "-c", script))
	}
	if n := run(origin, nil, "git", "rev-list", "--count", "gh-pages"); n != "1" {
		t.Errorf("the branch has %s commits, want one", n)
	}
	pages := run(origin, nil, "git", "-c", "core.quotePath=off", "ls-tree", "-r", "--name-only", "gh-pages")
	if n := strings.Count("\n"+pages, "\nrecords/"); n < 30 {
		t.Errorf("the branch has %d records", n)
	}
	for _, want := range []string{"index.html", ".nojekyll", ".minutebook/manifest.json"} {
		if !strings.Contains("\n"+pages+"\n", "\n"+want+"\n") {
			t.Errorf("the branch has no %s", want)
		}
	}
}

// standInGH notes what it was asked, and what the file named by the last argument
// holds.
const standInGH = `#!/bin/sh
printf '%s\n' "$@" > asked
for last; do :; done
cp "${last#sarif=@}" sent
`

// What the workflow hands to code scanning arrives there whole: a stand-in takes
// the place of GitHub's program, which none but GitHub can answer.
func TestScanningWorkflowRuns(t *testing.T) {
	work, _, run := checkout(t)
	tools := t.TempDir()
	if err := os.WriteFile(filepath.Join(tools, "gh"), []byte(standInGH), 0o755); err != nil {
		t.Fatal(err)
	}
	env := []string{"PATH=" + tools + ":" + os.Getenv("PATH"), "GITHUB_REPOSITORY=wanghu/archive", "GITHUB_SHA=0123456789abcdef", "GITHUB_REF=refs/heads/main"}
	for _, script := range scripts(t, ".github/workflows/scanning.yml") {
		run(work, env, "bash", "-eo", "pipefail", "-c", script)
	}
	const want = `api
--method
POST
repos/wanghu/archive/code-scanning/sarifs
-f
commit_sha=0123456789abcdef
-f
ref=refs/heads/main
-F
sarif=@findings.b64
`
	if asked, err := os.ReadFile(filepath.Join(work, "asked")); err != nil || string(asked) != want {
		t.Errorf("asked %q (%v)", asked, err)
	}
	sent, err := os.ReadFile(filepath.Join(work, "sent"))
	if err != nil {
		t.Fatal(err)
	}
	packed, err := gzip.NewReader(base64.NewDecoder(base64.StdEncoding, bytes.NewReader(sent)))
	if err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct{ Results []struct{ RuleID string } }
	}
	if err := json.NewDecoder(packed).Decode(&log); err != nil {
		t.Fatal(err)
	}
	if log.Version != "2.1.0" || len(log.Runs) != 1 || len(log.Runs[0].Results) < 20 {
		t.Errorf("version %q, %d runs", log.Version, len(log.Runs))
	}
}
