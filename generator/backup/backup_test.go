package backup

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

// stressed is how often a test does what it does: make stress asks for the long
// form, make stress SHORT=1 for a tenth of it.
func stressed(short, long int) int {
	switch os.Getenv("MINUTEBOOK_STRESS") {
	case "":
		return short
	case "short":
		return max(short, long/10)
	}
	return long
}

// archive makes a repository with an archive in it: two versions of a record, a
// merge, a tag, an attachment that Git does not hold and one that it holds as a
// pointer, a link, and a record that is not committed yet.
func archive(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	run(t, dir, "init", "-q", "-b", "main")
	put(t, dir, "README.md", "about\n")
	put(t, dir, "tool.sh", "#!/bin/sh\n")
	if err := os.Chmod(filepath.Join(dir, "tool.sh"), 0o755); err != nil {
		t.Fatal(err)
	}
	put(t, dir, "content/.gitignore", "*.docx\npublic/\n")
	put(t, dir, "content/minutes/2025/a.md", "one\n")
	put(t, dir, "content/minutes/2025/big.pdf", "version https://git-lfs.github.com/spec/v1\n")
	if err := os.Symlink("../2025/a.md", filepath.Join(dir, "content/minutes/2025/link.md")); err != nil {
		t.Fatal(err)
	}
	commit(t, dir, "first")
	run(t, dir, "tag", "-a", "v1", "-m", "v1")
	run(t, dir, "checkout", "-q", "-b", "side")
	put(t, dir, "content/会议.md", "side\n")
	commit(t, dir, "side")
	run(t, dir, "checkout", "-q", "main")
	put(t, dir, "content/minutes/2025/a.md", "one, mended\n")
	commit(t, dir, "second")
	run(t, dir, "merge", "-q", "-m", "merge", "side")
	put(t, dir, "content/minutes/2025/big.pdf", strings.Repeat("the real file\n", 1000))
	put(t, dir, "content/minutes/2025/需求V1.0.docx", "kept out of git")
	put(t, dir, "content/minutes/2025/b.md", "not committed yet\n")
	put(t, dir, "content/public/.minutebook/manifest.json", "a site")
	put(t, dir, "content/public/index.html", "a site")
	return filepath.Join(dir, "content")
}

var today = time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC)

func written(t *testing.T, dir string) (string, *Summary) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "backup.zip")
	sum, err := Write(t.Context(), name, Options{Dir: dir, Program: "v1", Now: today})
	if err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(name), ".*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	return name, sum
}

func TestBackupRestores(t *testing.T) {
	dir := archive(t)
	name, sum := written(t, dir)
	head := run(t, dir, "rev-parse", "HEAD")
	if sum.Commit != head || sum.Branch != "main" || sum.Archive != "content" || sum.Refs != 3 || sum.Commits != 4 || sum.Files != 9 {
		t.Errorf("%+v", sum)
	}
	if want := []string{"minutes/2025/b.md", "minutes/2025/big.pdf", "minutes/2025/需求V1.0.docx"}; !slices.Equal(sum.Beside, want) {
		t.Errorf("beside %q, want %q", sum.Beside, want)
	}
	out := filepath.Join(t.TempDir(), "restored")
	if _, err := Restore(t.Context(), name, out, Limits{}); err != nil {
		t.Fatal(err)
	}
	got, want := tree(t, out), tree(t, filepath.Dir(dir))
	delete(want, "content/public/index.html")
	delete(want, "content/public/.minutebook/manifest.json")
	if !maps.Equal(got, want) {
		t.Errorf("got %v\nwant %v", got, want)
	}
	run(t, out, "fsck", "--strict")
	for _, ref := range []string{"HEAD", "main", "side", "v1"} {
		if a, b := run(t, out, "rev-parse", ref), run(t, dir, "rev-parse", ref); a != b {
			t.Errorf("%s is %s, want %s", ref, a, b)
		}
	}
	if got := run(t, out, "symbolic-ref", "HEAD"); got != "refs/heads/main" {
		t.Errorf("HEAD is %s", got)
	}
	if got := run(t, out, "status", "--porcelain"); got != "M content/minutes/2025/big.pdf\n?? content/minutes/2025/b.md" {
		t.Errorf("status %q", got)
	}
	if a, b := run(t, out, "log", "--format=%H %an %ae %s"), run(t, dir, "log", "--format=%H %an %ae %s"); a != b {
		t.Errorf("the history is %s, want %s", a, b)
	}
}

// In thirty years there may be no Minutebook, but unzip and Git.
func TestBackupOpensWithoutUs(t *testing.T) {
	if _, err := exec.LookPath("unzip"); err != nil {
		t.Skip("unzip is not installed:", err)
	}
	name, _ := written(t, archive(t))
	dir := t.TempDir()
	command(t, dir, "unzip", "-q", name)
	run(t, dir, "clone", "-q", "backup/data/repository.bundle", "clone")
	if got := tree(t, filepath.Join(dir, "clone"))["content/会议.md"]; got != "side\n" {
		t.Errorf("会议.md is %q", got)
	}
	command(t, filepath.Join(dir, "backup"), "sha256sum", "--quiet", "--ignore-missing", "-c", "manifest-sha256.txt", "tagmanifest-sha256.txt") // not every unzip knows Chinese names
	info, err := os.ReadFile(filepath.Join(dir, "backup/bag-info.txt"))
	if err != nil || !strings.Contains(string(info), "Bagging-Date: 2026-11-22\n") || !strings.Contains(string(info), "Minutebook-Branch: main\nMinutebook-Archive: content\n") {
		t.Errorf("%s, %v", info, err)
	}
}

func TestBackupRefuses(t *testing.T) {
	dir := archive(t)
	shallow := filepath.Join(t.TempDir(), "shallow")
	run(t, "", "clone", "-q", "--depth", "1", "file://"+filepath.Dir(dir), shallow)
	empty := t.TempDir()
	run(t, empty, "init", "-q")
	devices := t.TempDir()
	run(t, devices, "init", "-q", "-b", "main")
	put(t, devices, "con.md", "x")
	commit(t, devices, "a device")
	leads := t.TempDir()
	run(t, leads, "init", "-q", "-b", "main")
	if err := os.Symlink("/etc/passwd", filepath.Join(leads, "x.md")); err != nil {
		t.Fatal(err)
	}
	commit(t, leads, "a link")
	for at, want := range map[string]string{
		shallow:     "this is a shallow clone, which has not got the whole history: run git fetch --unshallow first",
		empty:       "the repository has no commit yet",
		t.TempDir(): "is in no Git repository",
		devices:     `the commit has a file that cannot be restored: "con.md": the name "con.md" is a device on Windows`,
		leads:       `the link x.md leads to "/etc/passwd", which is not in the archive`,
	} {
		name := filepath.Join(t.TempDir(), "x.zip")
		_, err := Write(t.Context(), name, Options{Dir: at, Now: today})
		refused(t, err, want)
		if left, _ := os.ReadDir(filepath.Dir(name)); len(left) > 0 {
			t.Errorf("left behind: %v", left)
		}
	}
	_, err := Write(t.Context(), filepath.Join(t.TempDir(), "x.zip"), Options{Dir: devices, Now: today})
	for lang, want := range map[diag.Lang]string{
		diag.ZhCN: `刚做的备份恢复不出来，已经丢弃：提交里有恢复不了的文件 "con.md"：名称 "con.md" 在 Windows 上是设备`,
		diag.ZhTW: `剛做的備份還原不出來，已經丟棄：提交裡有無法還原的檔案 "con.md"：名稱 "con.md" 在 Windows 上是裝置`,
	} {
		if got := diag.Tell(err, lang); got != want {
			t.Errorf("%s: %s", lang, got)
		}
	}
	name, _ := written(t, dir)
	before, _ := os.ReadFile(name)
	_, err = Write(t.Context(), name, Options{Dir: dir, Now: today})
	refused(t, err, "exists: name a new file")
	if after, _ := os.ReadFile(name); string(after) != string(before) {
		t.Error("the old backup was changed")
	}
}

// A detached HEAD, a linked worktree and a missing file are no obstacle.
func TestStatesOfRepositories(t *testing.T) {
	dir := archive(t)
	linked := filepath.Join(t.TempDir(), "linked")
	run(t, dir, "worktree", "add", "-q", "--detach", linked, "HEAD~1")
	if err := os.Remove(filepath.Join(linked, "content/.gitignore")); err != nil {
		t.Fatal(err)
	}
	name, sum := written(t, filepath.Join(linked, "content"))
	if sum.Branch != "" || sum.Commit != run(t, linked, "rev-parse", "HEAD") || !slices.Equal(sum.Missing, []string{".gitignore"}) {
		t.Errorf("%+v", sum)
	}
	out := filepath.Join(t.TempDir(), "out")
	if _, err := Restore(t.Context(), name, out, Limits{}); err != nil {
		t.Fatal(err)
	}
	if got := run(t, out, "rev-parse", "HEAD"); got != sum.Commit {
		t.Errorf("HEAD is %s", got)
	}
	if got := run(t, out, "status", "--porcelain"); got != "" {
		t.Errorf("status %q", got)
	}
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	return command(t, dir, "git", args...)
}

func command(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "LC_ALL=C.UTF-8",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org",
		"GIT_COMMITTER_DATE=2025-06-15T14:30:00+08:00", "GIT_AUTHOR_DATE=2025-06-15T14:30:00+08:00")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func commit(t *testing.T, dir, message string) {
	t.Helper()
	run(t, dir, "add", "-A")
	run(t, dir, "commit", "-q", "-m", message)
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// tree is what a folder holds, .git left out: the text of files, with an x before
// it if they can be run, and where links lead.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".git" {
			return filepath.SkipDir
		}
		rel, _ := filepath.Rel(dir, p)
		rel = filepath.ToSlash(rel)
		if d.Type()&os.ModeSymlink != 0 {
			to, err := os.Readlink(p)
			out[rel] = "-> " + to
			return err
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		data, err := os.ReadFile(p)
		out[rel] = strings.Repeat("x", int(info.Mode()>>6&1)) + string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func refused(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one about %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error is %s, want %s in it", strconv.Quote(err.Error()), strconv.Quote(p))
		}
	}
}
