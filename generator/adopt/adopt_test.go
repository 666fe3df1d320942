package adopt

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

func prepare(tb testing.TB, tree fstest.MapFS) *Plan {
	tb.Helper()
	p, err := Prepare(context.Background(), tree, Options{Title: "会议档案", Zone: shanghai(tb)})
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// show prints what a plan found, leaving out what it did not find.
func show(p *Plan) string {
	var b strings.Builder
	line := func(indent, k, v string) {
		if v != "" && v != "0" {
			fmt.Fprintf(&b, "%s%s: %s\n", indent, k, v)
		}
	}
	for _, f := range p.Files {
		front, _, _ := strings.Cut(strings.TrimPrefix(string(p.Record(f.Path)), "---\n"), "\n---")
		fmt.Fprintf(&b, "%s -> %s (%s)\n", f.Source, f.Path, f.Type)
		if f.DateFrom != "" {
			line("  ", "date from", string(f.DateFrom))
		}
		for _, l := range strings.Split(front, "\n") {
			b.WriteString("  " + strings.TrimRight(l, "\r") + "\n")
		}
		for _, t := range f.Agenda {
			line("  ", "topic", strings.TrimSuffix(fmt.Sprintf("%s | %s | %d", t.Title, t.Presenter, t.Minutes), " |  | 0"))
		}
		line("  ", "decisions", fmt.Sprint(f.Decisions))
		line("  ", "actions", fmt.Sprint(f.Actions))
		line("  ", "attachments", strings.Join(f.Attachments, ", "))
		for _, n := range f.Notes {
			line("  ", "note", n.In(diag.En))
		}
	}
	for _, s := range p.Skipped {
		line("", "skipped "+s.Source, s.Reason.In(diag.En))
	}
	for _, n := range p.Notes {
		line("", "note", n.In(diag.En))
	}
	b.Write(p.Record("registers/units.yaml"))
	b.Write(p.Record("registers/people.yaml"))
	return b.String()
}

func TestLayouts(t *testing.T) {
	const name = "testdata/layouts.txtar"
	ar, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	trees, wants := map[string]fstest.MapFS{}, map[string]string{}
	var order []string
	for _, f := range ar.Files {
		id, rest, _ := strings.Cut(f.Name, "/")
		if rest == "want" {
			wants[id] = string(f.Data)
			continue
		}
		if trees[id] == nil {
			trees[id] = fstest.MapFS{}
			order = append(order, id)
		}
		trees[id][rest] = &fstest.MapFile{Data: f.Data}
	}
	got := map[string]string{}
	for _, id := range order {
		t.Run(id, func(t *testing.T) {
			p := prepare(t, trees[id])
			got[id] = show(p)
			if got[id] != wants[id] && !*update {
				t.Errorf("got:\n%s\nwant:\n%s", got[id], wants[id])
			}
			sound(t, trees[id], p)
		})
	}
	if *update {
		rewrite(t, name, ar, got)
	}
}

func rewrite(t *testing.T, name string, ar *txtar.Archive, got map[string]string) {
	out := &txtar.Archive{Comment: ar.Comment}
	for i, f := range ar.Files {
		id, rest, _ := strings.Cut(f.Name, "/")
		if rest == "want" {
			continue
		}
		out.Files = append(out.Files, f)
		last := true
		for _, g := range ar.Files[i+1:] {
			other, r, _ := strings.Cut(g.Name, "/")
			last = last && (other != id || r == "want")
		}
		if last {
			out.Files = append(out.Files, txtar.File{Name: id + "/want", Data: []byte(got[id])})
		}
	}
	if err := os.WriteFile(name, txtar.Format(out), 0o666); err != nil {
		t.Fatal(err)
	}
}

// sound checks what holds for every plan: bodies are kept to the byte, ids and
// paths are unique, and the archive reads back without a fault of form but
// missing fields.
func sound(t *testing.T, tree fstest.MapFS, p *Plan) {
	t.Helper()
	a, err := archive.Load(context.Background(), p.out, archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Records) != len(p.Files) {
		t.Errorf("%d records read back of %d", len(a.Records), len(p.Files))
	}
	for _, d := range a.Documents {
		for _, f := range d.Findings {
			if f.Severity == diag.Error && f.Rule != "field-required" && int(f.Span.Start.Offset) < d.Body {
				t.Errorf("%s:%d: %s: %s", f.File, f.Span.Start.Line, f.Rule, f.Message.In(diag.En))
			}
		}
	}
	ids := map[string]bool{}
	for _, f := range p.Files {
		if k := strings.ToLower(f.ID); ids[k] {
			t.Errorf("id %s twice", f.ID)
		} else {
			ids[k] = true
		}
		if path.Base(f.Path) != f.ID+".md" {
			t.Errorf("%s holds the record %s", f.Path, f.ID)
		}
		want := bytes.TrimPrefix(tree[f.Source].Data, []byte("\uFEFF"))
		if !bytes.HasSuffix(p.Record(f.Path), want) && !bytes.HasPrefix(want, []byte("---")) {
			t.Errorf("%s: the body is not the source's", f.Source)
		}
	}
	for _, m := range a.People {
		if m.ID == "" || m.Name == "" {
			t.Errorf("a person without id or name: %+v", m)
		}
	}
	for _, r := range a.Records {
		for _, m := range r.People("present") {
			if m.Person == nil {
				t.Errorf("%s: %q is nobody (%d)", r.ID, m.Text, m.Problem)
			}
		}
	}
}
