package input

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"testing/fstest"
)

// What a folder holds is there as in any other file system, however many folders it
// has, and what lies outside is not.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.md")
	var names []string
	write := func(name, text string) {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte(text), 0o644)); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	write("minutebook.yaml", "title: a\n")
	write("minutes/2025/a.md", "# a\n")
	write("minutes/2025/b.md", "# b\n")
	for i := range mostHeld + 5 {
		write("f"+strconv.Itoa(i)+"/x.md", strconv.Itoa(i))
	}
	if err := os.WriteFile(outside, []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	fsys := Folder(root)
	if err := fstest.TestFS(fsys, names...); err != nil {
		t.Error(err)
	}
	for i := range mostHeld + 5 {
		if got, err := fs.ReadFile(fsys, "f"+strconv.Itoa(i)+"/x.md"); err != nil || string(got) != strconv.Itoa(i) {
			t.Errorf("folder %d: %q, %v", i, got, err)
		}
	}
	if err := errors.Join(os.Symlink(outside, filepath.Join(dir, "minutes/2025/out.md")), os.Symlink(filepath.Dir(outside), filepath.Join(dir, "out"))); err != nil {
		t.Skip("no links here: ", err)
	}
	for _, name := range []string{"minutes/2025/out.md", "out/secret.md", "minutes/2025/none.md", "none/a.md", "../secret.md"} {
		_, err := fs.ReadFile(fsys, name)
		if e := (*fs.PathError)(nil); !errors.As(err, &e) || e.Path != name {
			t.Errorf("%s: %v", name, err)
		}
		if f, err := fsys.Open(name); err == nil {
			f.Close()
			t.Errorf("%s can be opened", name)
		}
	}
	if info, err := fs.Lstat(fsys, "out"); err != nil || info.Mode().Type() != fs.ModeSymlink {
		t.Errorf("the link is %v, %v", info, err)
	}
}
