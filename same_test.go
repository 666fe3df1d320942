package minutebook_test

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

// The program writes the same bytes whatever the machine is like: time zone,
// locale, umask, path, the order in which files came to be, number of CPUs, clock.
// Only make stress runs this; the short form is TestSampleBuildsTheSameBytes.
func TestSampleBuildsTheSameBytesAnywhere(t *testing.T) {
	if os.Getenv("MINUTEBOOK_STRESS") == "" {
		t.Skip("make stress runs this")
	}
	if runtime.GOOS == "windows" {
		t.Skip("no umask here")
	}
	program := filepath.Join(t.TempDir(), "minutebook")
	goTool(t, "build", "-o", program, "./cmd/minutebook")
	// All of them are copies: where the sample lies in its repository, the pages
	// tell its history as well.
	files := filesOf(t, "content")
	here := copied(t, "content", files, filepath.Join(t.TempDir(), "here"))
	backwards := slices.Clone(files)
	slices.Reverse(backwards)
	long := filepath.Join(t.TempDir(), strings.Repeat("很长的路径 ", 10))
	old := copied(t, here, files, filepath.Join(t.TempDir(), "old"))
	for _, name := range files {
		if err := os.Chtimes(filepath.Join(old, name), time.Time{}, time.Date(1999, 12, 31, 23, 59, 59, 0, time.UTC)); err != nil {
			t.Fatal(err)
		}
	}
	var first string
	for _, v := range []struct {
		name, dir, umask string
		env              []string
	}{
		{"plainly", here, "022", nil},
		{"in Honolulu", here, "022", []string{"TZ=Pacific/Honolulu"}},
		{"in Kiritimati", here, "022", []string{"TZ=Pacific/Kiritimati"}},
		{"in a Turkish locale", here, "022", []string{"LC_ALL=tr_TR.UTF-8", "LANG=tr_TR.UTF-8"}},
		{"without a locale", here, "022", []string{"LC_ALL=C", "HOME=/nonexistent"}},
		{"with a strict umask", here, "077", nil},
		{"on one CPU", here, "022", []string{"GOMAXPROCS=1"}},
		{"on many CPUs", here, "022", []string{"GOMAXPROCS=16"}},
		{"elsewhere, written backwards", copied(t, here, backwards, long), "022", nil},
		{"with files of another year", old, "022", []string{"TZ=Asia/Kathmandu", "GOGC=5"}},
	} {
		out := filepath.Join(t.TempDir(), "site")
		cmd := exec.Command("sh", "-c", `umask "$1"; shift; exec "$@"`, "sh", v.umask, program, "build", "--dir", v.dir, "--out", out, "--audience", "internal", "--quiet")
		cmd.Env = append(append(os.Environ(), "SOURCE_DATE_EPOCH=1795305600"), v.env...)
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", v.name, err, text)
		}
		sum := sumOfSite(t, out)
		if first == "" {
			first = sum
		}
		if sum != first {
			t.Errorf("built %s, the site has other bytes", v.name)
		}
	}
}

func filesOf(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// copied writes files to a new folder in the order given.
func copied(t *testing.T, from string, files []string, to string) string {
	t.Helper()
	for _, name := range files {
		data, err := os.ReadFile(filepath.Join(from, name))
		if err != nil {
			t.Fatal(err)
		}
		at := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// sumOfSite is over every file's name, mode and bytes. The manifest names the
// commit only where there is one, so what the site was built from is left out.
func sumOfSite(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	for _, name := range filesOf(t, dir) {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if name == ".minutebook/manifest.json" {
			_, rest, _ := strings.Cut(string(data), "\n")
			data = []byte(rest)
		}
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(h, "%s %s %x\n", name, info.Mode(), sha256.Sum256(data))
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
