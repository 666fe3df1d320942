package adopt

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"testing/fstest"
)

func smallTree() fstest.MapFS {
	return fstest.MapFS{
		"team/a/meetings/2024-05-14.md": {Data: []byte("# 甲组例会 2024-05-14\r\n\r\n与会人：卢一凡\r\n\r\n![图](../img/pic.png)\r\n")},
		"team/a/img/pic.png":            {Data: []byte("\x89PNG")},
		"team/a/img/other.png":          {Data: []byte("not linked to")},
	}
}

// listing is every file below a folder with its bytes.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		rel, _ := filepath.Rel(dir, p)
		out[filepath.ToSlash(rel)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var smallArchive = map[string]string{
	"minutebook.yaml":       "title: 会议档案\ntime_zone: Asia/Shanghai\n# Records that name no audience are seen inside the organisation only.\naudience: internal\n",
	"registers/units.yaml":  "units:\n  - {id: a, name: 甲组}\n",
	"registers/people.yaml": "people:\n  - {id: p-001, name: 卢一凡, roles: [{unit: a}]}\n",
	"minutes/2024/team/a/meetings/2024-05-14-a.md": "---\r\nid: 2024-05-14-a\r\ntitle: 甲组例会\r\nunit: a\r\ndate: 2024-05-14\r\nkind: weekly\r\npresent: [卢一凡]\r\n---\r\n" +
		"# 甲组例会 2024-05-14\r\n\r\n与会人：卢一凡\r\n\r\n![图](../img/pic.png)\r\n",
	"minutes/2024/team/a/img/pic.png": "\x89PNG",
}

func TestWriteNew(t *testing.T) {
	dir := t.TempDir()
	p := prepare(t, smallTree())
	if err := p.Write(dir + "/below/out"); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, dir); !reflect.DeepEqual(got, below("below/out/", smallArchive)) {
		t.Errorf("got %q", got)
	}
}

func below(prefix string, files map[string]string) map[string]string {
	out := map[string]string{}
	for k, v := range files {
		out[prefix+k] = v
	}
	return out
}

func TestWriteEmptyFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(dir+"/out", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := prepare(t, smallTree()).Write(dir + "/out"); err != nil {
		t.Fatal(err)
	}
	if got := listing(t, dir); !reflect.DeepEqual(got, below("out/", smallArchive)) {
		t.Errorf("got %q", got)
	}
}

// An archive without records keeps its config and what else stands in it.
func TestWriteEmptyArchive(t *testing.T) {
	dir := t.TempDir()
	fill(t, dir+"/out", map[string]string{
		"minutebook.yaml": "title: 自己的\n", "README.md": "hello\n", ".git/HEAD": "ref\n", "minutes/.gitkeep": "",
		"registers/people.yaml": "people: []\n", "registers/calendar.yaml": "years:\n  - {year: 2024}\n",
	})
	if err := prepare(t, smallTree()).Write(dir + "/out"); err != nil {
		t.Fatal(err)
	}
	want := below("", smallArchive)
	want["minutebook.yaml"], want["README.md"], want[".git/HEAD"] = "title: 自己的\n", "hello\n", "ref\n"
	want["registers/calendar.yaml"] = "years:\n  - {year: 2024}\n"
	if got := listing(t, dir); !reflect.DeepEqual(got, below("out/", want)) {
		t.Errorf("got %q", got)
	}
}

func fill(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"a folder of other things":    {"notes.txt": "x"},
		"an archive with a record":    {"minutebook.yaml": "title: x\n", "minutes/2024/a.md": "# x\n"},
		"an archive with people":      {"minutebook.yaml": "title: x\n", "registers/people.yaml": "people:\n  - {id: a, name: 卢一凡}\n"},
		"an archive with a file":      {"minutebook.yaml": "title: x\n", "minutes/2024/a.pdf": "x"},
		"an archive with hidden work": {"minutebook.yaml": "title: x\n", "minutes/.draft/a.md": "x"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir+"/out", files)
			if err := prepare(t, smallTree()).Write(dir + "/out"); !errors.Is(err, ErrNotEmpty) {
				t.Errorf("error is %v", err)
			}
			if got := listing(t, dir); !reflect.DeepEqual(got, below("out/", files)) {
				t.Errorf("touched: %q", got)
			}
		})
	}
	t.Run("a file", func(t *testing.T) {
		dir := t.TempDir()
		fill(t, dir, map[string]string{"out": "x"})
		if err := prepare(t, smallTree()).Write(dir + "/out"); err == nil {
			t.Error("a file was replaced")
		}
	})
	t.Run("a link", func(t *testing.T) {
		dir := t.TempDir()
		fill(t, dir+"/real", map[string]string{})
		if err := os.Symlink(t.TempDir(), dir+"/out"); err != nil {
			t.Skip(err)
		}
		if err := prepare(t, smallTree()).Write(dir + "/out"); err == nil {
			t.Error("a link was followed")
		}
	})
}

// If a file cannot be copied, nothing is left behind.
func TestWriteAllOrNothing(t *testing.T) {
	for name, files := range map[string]map[string]string{"new": nil, "archive": {"minutebook.yaml": "title: x\n"}} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir+"/out", files)
			tree := smallTree()
			p := prepare(t, tree)
			delete(tree, "team/a/img/pic.png")
			if err := p.Write(dir + "/out"); !errors.Is(err, fs.ErrNotExist) {
				t.Fatalf("error is %v", err)
			}
			if got := listing(t, dir); !reflect.DeepEqual(got, below("out/", files)) {
				t.Errorf("left behind: %q", got)
			}
			list, _ := os.ReadDir(dir)
			if slices.ContainsFunc(list, func(e os.DirEntry) bool { return e.Name() != "out" }) {
				t.Errorf("left behind: %v", list)
			}
		})
	}
}
