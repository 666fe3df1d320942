package check

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

var shanghai = time.FixedZone("UTC+8", 8*3600)

// baseNow is the moment the base archive is checked at.
var baseNow = time.Date(2025, 9, 1, 0, 0, 0, 0, shanghai)

// baseFiles returns the files of the base archive.
func baseFiles(t *testing.T) fstest.MapFS {
	t.Helper()
	a, err := txtar.ParseFile("testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

// apply puts an example into the base archive.
func (e Example) apply(t *testing.T, fsys fstest.MapFS) {
	t.Helper()
	if e.Whole != "" {
		path := e.Path
		if path == "" {
			path = "notices/2025/2025-08-01-example.md"
		}
		fsys[path] = &fstest.MapFile{Data: []byte(e.Whole)}
	}
	if e.Of != "" {
		path, data := baseRecord(t, fsys, e.Of)
		delete(fsys, path)
		if e.Path != "" {
			path = e.Path
		}
		fsys[path] = &fstest.MapFile{Data: []byte(edit(data, e.Front, e.Body))}
	}
	for _, f := range txtar.Parse([]byte(e.Files)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
}

func baseRecord(t *testing.T, fsys fstest.MapFS, id string) (path, data string) {
	t.Helper()
	for p, f := range fsys {
		if strings.HasSuffix(p, "/"+id+".md") {
			return p, string(f.Data)
		}
	}
	t.Fatalf("the base archive has no record %q", id)
	return "", ""
}

// edit changes front-matter keys and sections of a record.
func edit(record, front, body string) string {
	_, rest, _ := strings.Cut(record, "---\n")
	old, oldBody, _ := strings.Cut(rest, "---\n")
	fields := blocks(old, topKey)
	for _, b := range blocks(front, topKey) {
		fields = put(fields, b, strings.HasSuffix(strings.TrimSpace(b.text), ":"))
	}
	sections := blocks(oldBody, heading)
	for _, b := range blocks(body, heading) {
		sections = put(sections, b, false)
	}
	return "---\n" + join(fields) + "---\n" + join(sections)
}

type block struct{ key, text string }

// blocks cuts a text where a line has a key; what stands before the first has
// the key "".
func blocks(text string, keyOf func(line string) string) []block {
	var out []block
	for line := range strings.Lines(text) {
		if k := keyOf(line); k != "" || len(out) == 0 {
			out = append(out, block{key: k})
		}
		if !strings.HasSuffix(line, "\n") {
			line += "\n"
		}
		out[len(out)-1].text += line
	}
	return out
}

func topKey(line string) string {
	k, _, ok := strings.Cut(line, ":")
	if !ok || strings.HasPrefix(line, " ") || strings.HasPrefix(line, "#") {
		return ""
	}
	return k
}

func heading(line string) string {
	if h, ok := strings.CutPrefix(line, "## "); ok {
		h = strings.TrimSpace(h)
		if _, after, ok := strings.Cut(h, "、"); ok {
			return after
		}
		return h
	}
	return ""
}

func put(all []block, b block, remove bool) []block {
	for i := range all {
		if all[i].key == b.key {
			if remove {
				return append(all[:i], all[i+1:]...)
			}
			all[i] = b
			return all
		}
	}
	if remove {
		return all
	}
	return append(all, b)
}

func join(bs []block) string {
	var s strings.Builder
	for _, b := range bs {
		s.WriteString(b.text)
	}
	return s.String()
}

// before is the archive that an example changes.
func (e Example) before(t *testing.T) *archive.Archive {
	t.Helper()
	fsys := baseFiles(t)
	for _, f := range txtar.Parse([]byte(e.Before)).Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return load(t, fsys)
}

func load(t *testing.T, fsys fstest.MapFS) *archive.Archive {
	t.Helper()
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: baseNow})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// changeExample runs the rules over the change that an example makes.
func changeExample(t *testing.T, e Example) []diag.Finding {
	t.Helper()
	fsys := baseFiles(t)
	e.apply(t, fsys)
	return RunChange(Change{Base: e.before(t), Head: load(t, fsys)})
}

// signOffExample runs the rules over the confirmations of an example's record,
// as if they had all been committed by one person.
func signOffExample(t *testing.T, e Example) []diag.Finding {
	t.Helper()
	fsys := baseFiles(t)
	e.apply(t, fsys)
	a := load(t, fsys)
	hand := Hand{Commit: "0123456789abcdef"}
	for _, p := range a.People {
		if p.Name == e.CommittedBy {
			hand.Author, hand.Committer = p, p
		}
	}
	var all []SignOff
	r := a.Record(e.Of)
	for _, c := range r.Confirmations {
		all = append(all, Judge(a, r, c, []Hand{hand}))
	}
	return RunSignOffs(a, all)
}

// checkExample runs all rules over the base archive with an example in it.
func checkExample(t *testing.T, e Example) []diag.Finding {
	t.Helper()
	fsys := baseFiles(t)
	e.apply(t, fsys)
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: baseNow})
	if err != nil {
		t.Fatal(err)
	}
	return Run(a, 0)
}

func ids(fs []diag.Finding) string {
	var out []string
	for _, f := range fs {
		if len(out) == 0 || out[len(out)-1] != f.Rule {
			out = append(out, f.Rule)
		}
	}
	return strings.Join(out, " ")
}

func TestBaseIsClean(t *testing.T) {
	for _, f := range checkExample(t, Example{}) {
		t.Errorf("%s:%d:%d: %s [%s]", f.File, f.Span.Start.Line, f.Span.Start.Column, f.Message.In(diag.ZhCN), f.Rule)
	}
}

// Every rule's bad example gives that rule's finding and no other rule's, its
// good example nothing at all.
func TestExamples(t *testing.T) {
	for _, r := range Rules() {
		if r.Group == Reading {
			continue // tested where they are raised, in package source
		}
		t.Run(r.ID, func(t *testing.T) {
			if r.Bad == (Example{}) {
				t.Fatal("no bad example")
			}
			example := checkExample
			switch r.Group {
			case Changes:
				example = changeExample
			case SignOffs:
				example = signOffExample
			}
			bad := example(t, r.Bad)
			if got := ids(bad); got != r.ID {
				t.Errorf("bad example gives %q", got)
			}
			for _, f := range bad {
				for _, l := range diag.Langs {
					if s := f.Message.In(l); s == "" || strings.Contains(s, "%!") {
						t.Errorf("message in %s: %q", l, s)
					}
				}
				if f.Severity != r.Severity {
					t.Errorf("severity %v, the table says %v", f.Severity, r.Severity)
				}
			}
			if got := ids(example(t, r.Good)); got != "" {
				t.Errorf("good example gives %q", got)
			}
		})
	}
}

func TestTable(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] {
			t.Errorf("%s stands twice", r.ID)
		}
		seen[r.ID] = true
		if r.Severity == diag.Off {
			t.Errorf("%s has no severity", r.ID)
		}
		for _, x := range []diag.Text{r.Title, r.Why} {
			if x.CN == "" || x.TW == "" || x.EN == "" {
				t.Errorf("%s: title or reason is missing in a language", r.ID)
			}
		}
	}
	if len(seen) < 60 {
		t.Errorf("%d rules, want at least 60", len(seen))
	}
}
