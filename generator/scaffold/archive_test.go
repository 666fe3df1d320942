package scaffold_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/scaffold"
)

func made(t *testing.T, opt scaffold.Options) map[string]string {
	t.Helper()
	files, err := scaffold.Archive(opt)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		out[f.Path] = string(f.Data)
	}
	return out
}

func TestArchiveFiles(t *testing.T) {
	files := made(t, scaffold.Options{Title: "会议档案", Organisation: "望湖学院", Lang: diag.ZhTW})
	for path, want := range map[string]string{
		".gitignore":           "/public/\n",
		"minutebook.yaml":      "title: 会议档案\n",
		"registers/units.yaml": "  - {id: wang-hu-xue-yuan, name: 望湖学院}\n",
		"registers/README.md":  "unit: wang-hu-xue-yuan",
	} {
		if !strings.Contains(files[path], want) {
			t.Errorf("%s does not hold %q:\n%s", path, want, files[path])
		}
	}
	for _, want := range []string{"languages: [zh-TW]\n", "time_zone: Asia/Taipei\n", "audience: internal\n", "organisation: 望湖学院\n"} {
		if !strings.Contains(files["minutebook.yaml"], want) {
			t.Errorf("minutebook.yaml does not hold %q", want)
		}
	}
	if len(files) != 4 {
		t.Errorf("%d files, want 4", len(files))
	}
	files = made(t, scaffold.Options{Title: "Minutes", Lang: diag.En, Person: "Ann Field", Email: "ann@example.org", CI: "github", Version: "v1.2.0"})
	if want := "- {id: ann-field, name: Ann Field, emails: [ann@example.org], roles: [{unit: minutes}]}"; !strings.Contains(files["registers/people.yaml"], want) {
		t.Errorf("people.yaml: %s", files["registers/people.yaml"])
	}
	if want := "run: go install github.com/minutebook/minutebook/cmd/minutebook@v1.2.0\n"; !strings.Contains(files[".github/workflows/check.yml"], want) {
		t.Errorf("check.yml: %s", files[".github/workflows/check.yml"])
	}
}

func TestArchiveRefused(t *testing.T) {
	for _, c := range []struct {
		opt  scaffold.Options
		want string
	}{
		{scaffold.Options{Lang: diag.En}, "the archive needs a title"},
		{scaffold.Options{Title: "A", Lang: diag.En, Zone: "Asia/Beijing"}, `there is no time zone "Asia/Beijing"`},
		{scaffold.Options{Title: "A", Lang: diag.En, Audience: "everybody"}, `audience "everybody": write public or internal`},
	} {
		if _, err := scaffold.Archive(c.opt); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.opt, err, c.want)
		}
	}
}

var two = []scaffold.File{{Path: "minutebook.yaml", Data: []byte("title: A\n")}, {Path: "registers/units.yaml", Data: []byte("units: []\n")}}

// tree lists the files below a folder.
func tree(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			out = append(out, filepath.ToSlash(rel))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPlace(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "archive")
	if err := scaffold.Place(dir, two); err != nil {
		t.Fatal(err)
	}
	if got := tree(t, dir); !slices.Equal(got, []string{"minutebook.yaml", "registers/units.yaml"}) {
		t.Errorf("written: %v", got)
	}
	if err := scaffold.Place(dir, two); err == nil || !strings.Contains(err.Error(), "is an archive already") {
		t.Errorf("placed twice: %v", err)
	}
}

func TestPlaceBesideReadme(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(filepath.Join(dir, "README.md"), []byte("mine"), 0o644)
	os.Mkdir(filepath.Join(dir, ".git"), 0o755)
	if err := scaffold.Place(dir, two); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "README.md")); string(b) != "mine" {
		t.Errorf("README.md is now %q", b)
	}
	other := t.TempDir()
	os.WriteFile(filepath.Join(other, "notes.txt"), []byte("mine"), 0o644)
	if err := scaffold.Place(other, two); err == nil || !strings.Contains(err.Error(), "it holds notes.txt") {
		t.Errorf("placed into a folder in use: %v", err)
	}
	if got := tree(t, other); !slices.Equal(got, []string{"notes.txt"}) {
		t.Errorf("left behind: %v", got)
	}
}

// If one file cannot be written, none is there afterwards.
func TestPlaceAllOrNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "archive")
	bad := append(slices.Clone(two), scaffold.File{Path: "registers/units.yaml/deeper.yaml"})
	if err := scaffold.Place(dir, bad); err == nil {
		t.Fatal("a file below a file was written")
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("left behind: %v", tree(t, dir))
	}
	keep := t.TempDir()
	os.WriteFile(filepath.Join(keep, "LICENSE"), nil, 0o644)
	if err := scaffold.Place(keep, bad); err == nil {
		t.Fatal("a file below a file was written")
	}
	if got := tree(t, keep); !slices.Equal(got, []string{"LICENSE"}) {
		t.Errorf("left behind: %v", got)
	}
}

func TestCreateKeepsWhatIsThere(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	f := scaffold.File{Path: "minutes/2025/a.md", Data: []byte("one")}
	if err := scaffold.Create(root, f); err != nil {
		t.Fatal(err)
	}
	f.Data = []byte("two")
	if err := scaffold.Create(root, f); !errors.Is(err, fs.ErrExist) {
		t.Errorf("written over: %v", err)
	}
	if b, _ := os.ReadFile(filepath.Join(dir, "minutes/2025/a.md")); string(b) != "one" {
		t.Errorf("the file is now %q", b)
	}
}
