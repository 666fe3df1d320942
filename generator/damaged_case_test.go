package generator_test

import (
	"bytes"
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator"
)

// readCases reads the cases of a file.
func readCases(t *testing.T, a *txtar.Archive, base fstest.MapFS) []*damage {
	var shared []txtar.File
	var out []*damage
	for _, part := range a.Files {
		name, isCase := strings.CutPrefix(part.Name, "case ")
		switch {
		case isCase:
			d := &damage{
				name: name, files: maps.Clone(base), base: base,
				hidden: map[string]bool{}, public: map[string]bool{controlPath: true}, page: map[string]string{},
			}
			out = append(out, d)
			for _, s := range shared {
				d.add(t, s)
			}
		case len(out) == 0:
			shared = append(shared, part)
		default:
			out[len(out)-1].add(t, part)
		}
	}
	return out
}

// add takes a part into the case.
func (d *damage) add(t *testing.T, part txtar.File) {
	text := string(part.Data)
	switch part.Name {
	case "want":
		d.want = lines(text)
	case "error":
		d.err = strings.TrimSpace(text)
	case "real":
		d.isReal, d.real = true, lines(text)
	case "hidden", "public":
		set := d.hidden
		if part.Name == "public" {
			set = d.public
		}
		for _, l := range lines(text) {
			set[d.path(words(t, l)[0])] = true
		}
	case "page":
		for _, l := range lines(text) {
			w := words(t, l)
			d.page[d.path(w[0])] = w[1]
		}
	case "edit":
		for _, l := range lines(text) {
			d.edit(t, words(t, l))
		}
	case "generate":
		for _, l := range lines(text) {
			d.generate(t, words(t, l))
		}
	default:
		name, data := words(t, part.Name)[0], part.Data
		if plain, ok := strings.CutSuffix(name, ".esc"); ok {
			name, data = plain, []byte(unescape(t, text))
		}
		d.files[name] = file(data)
	}
}

func lines(text string) []string {
	var out []string
	for l := range strings.Lines(text) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

var word = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\S+`)

// words splits a line at white space; strings are unquoted.
func words(t *testing.T, line string) []string {
	t.Helper()
	out := word.FindAllString(line, -1)
	for i, w := range out {
		if w[0] != '"' {
			continue
		}
		s, err := strconv.Unquote(w)
		if err != nil {
			t.Fatalf("%s: %v", w, err)
		}
		out[i] = s
	}
	return out
}

// unescape reads the content of a .esc file: a line end is no part of it, and \n is.
func unescape(t *testing.T, text string) string {
	t.Helper()
	s, err := strconv.Unquote(`"` + strings.ReplaceAll(strings.ReplaceAll(text, "\n", ""), `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return s
}

// path is the path of a base record given by its id, else the path itself.
func (d *damage) path(name string) string {
	for p := range d.base {
		if strings.HasSuffix(p, "/"+name+".md") {
			return p
		}
	}
	return name
}

func (d *damage) edit(t *testing.T, w []string) {
	t.Helper()
	if len(w) == 2 && w[0] == "remove" {
		delete(d.files, d.path(w[1]))
		return
	}
	if len(w) != 3 {
		t.Fatalf("edit %q", w)
	}
	if w[0] == "rename" {
		old := d.path(w[1])
		d.files[w[2]] = d.files[old]
		delete(d.files, old)
		return
	}
	p := d.path(w[0])
	if d.files[p] == nil || bytes.Count(d.files[p].Data, []byte(w[1])) != 1 {
		t.Fatalf("%s: %q does not stand in %s once", d.name, w[1], p)
	}
	d.files[p] = file(bytes.Replace(d.files[p].Data, []byte(w[1]), []byte(w[2]), 1))
}

func (d *damage) generate(t *testing.T, w []string) {
	t.Helper()
	p := d.path(w[0])
	var data []byte
	if f := d.files[p]; f != nil {
		data = slices.Clone(f.Data)
	}
	for w = w[1:]; len(w) > 0; w = w[1:] {
		if w[0] != "repeat" {
			data = append(data, w[0]...)
			continue
		}
		n, err := strconv.Atoi(w[2])
		if err != nil {
			t.Fatal(err)
		}
		for i := range n {
			data = append(data, strings.ReplaceAll(w[1], "{i}", strconv.Itoa(i))...)
		}
		w = w[2:]
	}
	d.files[p] = file(data)
}

// fsys is the case's archive: in memory, or on disk where it has to be.
func (d *damage) fsys(t *testing.T) fs.FS {
	if !d.isReal {
		return d.files
	}
	dir := filepath.Join(t.TempDir(), "archive")
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(os.CopyFS(dir, d.files))
	for _, l := range d.real {
		w := words(t, l)
		at := filepath.Join(dir, filepath.FromSlash(w[1]))
		must(os.MkdirAll(filepath.Dir(at), 0o755))
		switch w[0] {
		case "symlink":
			if err := os.Symlink(w[2], at); err != nil {
				t.Skip("no symbolic links here: ", err)
			}
		case "pipe":
			if err := pipe(at); err != nil {
				t.Skip("no pipes here: ", err)
			}
		case "folder":
			must(os.MkdirAll(at, 0o755))
		case "file":
			must(os.WriteFile(at, []byte(w[2]), 0o644))
		case "sparse":
			n, err := strconv.ParseInt(w[2], 10, 64)
			must(err)
			must(os.WriteFile(at, nil, 0o644))
			must(os.Truncate(at, n))
		default:
			t.Fatalf("real: %s", l)
		}
	}
	root, err := os.OpenRoot(dir)
	must(err)
	t.Cleanup(func() { root.Close() })
	return root.FS()
}

// rewrite puts the findings the cases give into their file.
func rewrite(t *testing.T, name string, a *txtar.Archive, cases []*damage) {
	var out []txtar.File
	i := -1
	want := func() {
		if i < 0 || cases[i].err != "" {
			return
		}
		c, err := generator.Check(context.Background(), cases[i].fsys(t), options())
		if err != nil {
			t.Errorf("%s: %v", cases[i].name, err)
			return
		}
		got := describe(c.Findings)
		if at := slices.Index(got, controlFinding); at >= 0 {
			got = slices.Delete(got, at, at+1)
		}
		out = append(out, txtar.File{Name: "want", Data: []byte(strings.Join(append(got, ""), "\n"))})
	}
	for _, part := range a.Files {
		if strings.HasPrefix(part.Name, "case ") {
			want()
			i++
		}
		if part.Name != "want" {
			out = append(out, part)
		}
	}
	want()
	a.Files = out
	if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
		t.Error(err)
	}
}
