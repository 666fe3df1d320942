package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
)

// TestCorpusIsClean keeps what is measured a build of good records: one with
// thousands of findings would measure the findings.
func TestCorpusIsClean(t *testing.T) {
	dir := t.TempDir()
	if err := newCorpus(300).write(filepath.Join(dir, "archive"), filepath.Join(dir, "hugo")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(filepath.Join(dir, "archive"))
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	c, err := generator.Check(context.Background(), root.FS(), generator.Options{Now: moment, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Archive.Records) != 300 {
		t.Errorf("%d records, want 300", len(c.Archive.Records))
	}
	if n := diag.Summarise(c.Findings).Errors; n != 0 {
		t.Errorf("%d errors, the first: %v", n, c.Findings[0])
	}
	for _, f := range c.Findings {
		if f.Rule != "action-overdue" {
			t.Errorf("a finding of %s: %v", f.Rule, f.Message)
		}
	}
}

func TestCorpusIsTheSame(t *testing.T) {
	made := func() string {
		text := ""
		if err := newCorpus(50).each(func(r *record) error { text += r.path() + r.markdown() + r.hugoPage(); return nil }); err != nil {
			t.Fatal(err)
		}
		return text
	}
	if first, second := made(), made(); first != second {
		t.Error("two corpora of one size differ")
	}
}

func TestFloorWritesThePlan(t *testing.T) {
	dir := t.TempDir()
	site, list, out := filepath.Join(dir, "site"), filepath.Join(dir, "plan"), filepath.Join(dir, "out")
	for name, text := range map[string]string{"index.html": "<p>x</p>", "a b/c.html": "", "static/x.css": "p{}"} {
		if err := writeFile(filepath.Join(site, name), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := plan(site, list); err != nil {
		t.Fatal(err)
	}
	if err := floor(site, list, out); err != nil {
		t.Fatal(err)
	}
	got, err := count(out)
	if want := (tree{files: 3, bytes: 11}); err != nil || got != want {
		t.Errorf("the floor wrote %v (%v), want %v", got, err, want)
	}
	if info, err := os.Stat(filepath.Join(out, "a b", "c.html")); err != nil || info.Size() != 0 {
		t.Errorf("a b/c.html: %v, %v", info, err)
	}
}

func TestSpread(t *testing.T) {
	s := series{runs: []cost{{wall: 3 * time.Second}, {wall: time.Second}, {wall: 2 * time.Second}}}
	if got, want := s.of(wall), (spread{2, 1, 3}); got != want {
		t.Errorf("of three runs %v, want %v", got, want)
	}
	s.add(cost{wall: 6 * time.Second})
	if got, want := s.of(wall), (spread{2.5, 1, 6}); got != want {
		t.Errorf("of four runs %v, want %v", got, want)
	}
}
