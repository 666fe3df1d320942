package adopt

import (
	"bytes"
	"context"
	"os"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

func shanghai(tb testing.TB) *time.Location {
	tb.Helper()
	z, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		tb.Fatal(err)
	}
	return z
}

// corpus is a folder of real minutes, if there is one on this machine.
func corpus(t *testing.T) string {
	t.Helper()
	for _, p := range []string{os.Getenv("MINUTEBOOK_CORPUS"), "../../../shared/corpora/openharmony"} {
		if info, err := os.Stat(p); p != "" && err == nil && info.IsDir() {
			return p
		}
	}
	t.Skip("no corpus of real minutes here: set MINUTEBOOK_CORPUS to a folder of Markdown minutes")
	return ""
}

// TestCorpus adopts real minutes, writes the archive and reads it back.
func TestCorpus(t *testing.T) {
	tree := os.DirFS(corpus(t))
	p, err := Prepare(context.Background(), tree, Options{Title: "试用", Zone: shanghai(t)})
	if err != nil {
		t.Fatal(err)
	}
	if p.Totals.Records*100 < p.Totals.Files*99 {
		t.Errorf("%d records of %d files", p.Totals.Records, p.Totals.Files)
	}
	if p.Totals.Dated*100 < p.Totals.Minutes*98 {
		t.Errorf("%d of %d minutes have a date", p.Totals.Dated, p.Totals.Minutes)
	}
	out := t.TempDir() + "/archive"
	if err := p.Write(out); err != nil {
		t.Fatal(err)
	}
	a, err := archive.Load(context.Background(), os.DirFS(out), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Records) != p.Totals.Records {
		t.Errorf("%d records read back of %d", len(a.Records), p.Totals.Records)
	}
	noted := map[string]bool{}
	for _, f := range p.Files {
		noted[f.Path] = len(f.Notes) > 0
		src, err := os.ReadFile(corpus(t) + "/" + f.Source)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasSuffix(p.Record(f.Path), bytes.TrimPrefix(src, []byte("\uFEFF"))) {
			t.Errorf("%s: the body is not the source's", f.Source)
		}
	}
	for _, d := range a.Documents {
		for _, f := range d.Findings {
			if f.Severity == diag.Error && f.Rule != "field-required" && !(int(f.Span.Start.Offset) >= d.Body && noted[f.File]) {
				t.Errorf("%s:%d: %s: %s", f.File, f.Span.Start.Line, f.Rule, f.Message.In(diag.En))
			}
		}
	}
	for _, r := range a.Records {
		for _, m := range append(r.People("present"), r.Person("chair"), r.Person("recorder")) {
			if m != nil && m.Person == nil {
				t.Errorf("%s: %q is nobody (%d)", r.ID, m.Text, m.Problem)
			}
		}
	}
	t.Logf("%+v", p.Totals)
}
