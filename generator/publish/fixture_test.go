package publish

import (
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/target"
)

// build makes a site of these files for the public, beside others of the test.
func build(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "public")
	var pages []output.Page
	for _, name := range slices.Sorted(maps.Keys(files)) {
		pages = append(pages, output.Page{Path: name, Write: func(w io.Writer) error {
			_, err := io.WriteString(w, files[name])
			return err
		}})
	}
	built := output.Built{Program: "v1", Audience: "public", Commit: strings.Repeat("0a", 20), Now: "2025-06-15T06:30:00Z"}
	if _, err := output.Write(t.Context(), dir, slices.Values(pages), output.Options{Built: built}); err != nil {
		t.Fatal(err)
	}
	return dir
}

var (
	first = map[string]string{
		"index.html": "one", "same.html": "stays", "records/会议.html": "minutes that name somebody", "a-b/x": "1", "a/x": "2", "a.txt": "3", "static/style.css": "body{}",
	}
	// second changes a page, redacts one, takes one away and brings one.
	second = map[string]string{
		"index.html": "two", "same.html": "stays", "records/会议.html": "minutes", "a-b/x": "1", "a/x": "2", "records/new.html": "new", "static/style.css": "body{}",
	}
)

// steps are the steps of a result as text.
func steps(r *Result) string {
	var out []string
	for _, s := range r.Steps {
		out = append(out, string(s.Action)+" "+s.Path)
	}
	return strings.Join(out, ", ")
}

const fromFirstToSecond = "remove a.txt, change index.html, add records/new.html, change records/会议.html"

// tree reads a folder, the lock and the manifest left out.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		if d.Type()&os.ModeSymlink != 0 {
			to, err := os.Readlink(p)
			out[filepath.ToSlash(rel)] = "-> " + to
			return err
		}
		data, err := os.ReadFile(p)
		out[filepath.ToSlash(rel)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(out, manifestAt)
	return out
}

func same(t *testing.T, got, want map[string]string) {
	t.Helper()
	for name, text := range want {
		if g, ok := got[name]; !ok || g != text {
			t.Errorf("%s is %q, want %q", name, g, text)
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is there", name)
		}
	}
}

func refused(t *testing.T, err error, parts ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one about %q", parts)
	}
	for _, p := range parts {
		if !strings.Contains(err.Error(), p) {
			t.Errorf("the error is %q, want %q in it", err, p)
		}
	}
}

func sent(t *testing.T, place string, opt Options) *Result {
	t.Helper()
	to, err := target.Parse(place)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Send(t.Context(), to, opt)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
