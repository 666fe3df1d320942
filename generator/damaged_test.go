package generator_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// The corpus of damaged input is testdata/damaged: each file is a txtar archive
// of one case or a few related ones, and each case is a change to the complete
// archive check/testdata/base.txtar, in which a further record (control) has a
// mistake of its own. A case is checked, and built for the public and for
// insiders, and must
//
//   - fail only with the error it names, and never panic or print;
//   - give exactly the findings it names, and the control record's;
//   - leave every other record its page, and no trace of the records it hides.
//
// A part named "case NAME" begins a case; parts before the first belong to all.
// Other parts are files of the archive, which replace those of the same path,
// except:
//
//	PATH.esc   a file whose content is written with the escapes of Go strings,
//	           line ends included: what is outside them is taken away
//	edit       lines `PATH "old" "new"` (old stands in the file once),
//	           `rename PATH NEW` and `remove PATH`; the id of a base record
//	           serves as its path
//	generate   lines `PATH PIECE…`, which add to a file's end; a piece is a
//	           string or `repeat "unit" N`, where {i} stands for 0, 1, 2 …
//	real       the case needs a folder on disk; lines `symlink PATH TARGET`,
//	           `pipe PATH`, `folder PATH`, `file PATH TEXT` and
//	           `sparse PATH BYTES` add to it
//	want       the findings, one a line: PATH:LINE:COLUMN: SEVERITY: RULE, with
//	           0:0 for a file as a whole
//	error      the error of Check and Build; * stands for anything
//	hidden     paths of records that are in no build, for nobody
//	public     paths of records that the public may see; by default none
//	page       lines `PATH NAME`: a record whose page is not named after its file;
//	           - for one that has none because another took its address, and
//	           `former NAME` for the page of a former id
//
// Strings are Go strings; a path may be one. With -update the parts "want" are
// written anew, to be read before they are believed. Every case is checked and
// narrowed to both audiences; the site is written for the first case of a file
// and those that say something of pages, with -every for all of them.
var (
	update = flag.Bool("update", false, "rewrite the findings of the damaged cases")
	every  = flag.Bool("every", false, "write the sites of all damaged cases")
)

// moment is when the base archive is complete.
var moment = time.Date(2025, 9, 1, 0, 0, 0, 0, time.FixedZone("UTC+8", 8*3600))

const (
	controlPath    = "notices/2025/2025-08-02-control.md"
	controlFinding = controlPath + ":6:12: warning: effective-before-notice"
	control        = `---
title: 机房门禁卡换发安排通知
unit: 信息中心
date: 2025-08-02
units: 后勤处
effective: 2025-08-01
audience: public
---

## 通知内容

旧卡在 8 月 1 日失效，凭证件到 101 室换领。
`
)

// damage is one case.
type damage struct {
	name  string
	files fstest.MapFS
	base  fstest.MapFS // as it was before
	real  []string
	want  []string
	err   string
	// hidden, public and page are by path.
	hidden, public map[string]bool
	page           map[string]string
	isReal         bool
	write          bool // the sites
}

func TestDamaged(t *testing.T) {
	base := baseArchive(t)
	names, err := filepath.Glob("testdata/damaged/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	quiet(t)
	sites := make(chan string, runtime.GOMAXPROCS(0))
	for range cap(sites) {
		sites <- t.TempDir()
	}
	count := 0
	t.Run("case", func(t *testing.T) {
		for _, name := range names {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			cases := readCases(t, a, base)
			count += len(cases)
			file := strings.TrimSuffix(filepath.Base(name), ".txtar")
			if *update {
				rewrite(t, name, a, cases)
				continue
			}
			for i, d := range cases {
				d.write = *every || i == 0 || len(d.page) > 0
				t.Run(file+"/"+d.name, func(t *testing.T) {
					t.Parallel()
					site := <-sites
					defer func() { sites <- site }()
					d.run(t, site)
				})
			}
		}
	})
	if count < 300 {
		t.Errorf("%d cases, want 300 or more", count)
	}
}

// Without damage there is nothing to say but what is wrong with the control.
func TestUndamaged(t *testing.T) {
	d := &damage{files: baseArchive(t), base: baseArchive(t), write: true, public: map[string]bool{controlPath: true}}
	d.run(t, t.TempDir())
}

// quiet fails the test if anything is printed until its end.
func quiet(t *testing.T) {
	out, err := os.Create(filepath.Join(t.TempDir(), "printed"))
	if err != nil {
		t.Fatal(err)
	}
	stdout, stderr := os.Stdout, os.Stderr
	os.Stdout, os.Stderr = out, out
	t.Cleanup(func() {
		os.Stdout, os.Stderr = stdout, stderr
		out.Close()
		if b, err := os.ReadFile(out.Name()); err != nil || len(b) > 0 {
			t.Errorf("printed %q, %v", b, err)
		}
	})
}

func baseArchive(t *testing.T) fstest.MapFS {
	a, err := txtar.ParseFile("check/testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{controlPath: file([]byte(control))}
	for _, f := range a.Files {
		fsys[f.Name] = file(f.Data)
	}
	return fsys
}

func file(data []byte) *fstest.MapFile { return &fstest.MapFile{Data: data, Mode: 0o644} }

func options() generator.Options {
	return generator.Options{Now: moment, Workers: 1, Clock: func() time.Time { return time.Time{} }}
}

// run checks and builds a case, over the site of another case: pages that are the
// same are carried over, which saves most of the time.
func (d *damage) run(t *testing.T, site string) {
	fsys := d.fsys(t)
	c, err := generator.Check(context.Background(), fsys, options())
	if d.failed(t, "check", err) {
		return
	}
	d.compare(t, c.Findings)
	checkFindings(t, c.Findings)
	for _, audience := range []string{"internal", "public"} {
		d.checkView(t, c.Archive, audience)
		if !d.write {
			continue
		}
		out := filepath.Join(site, audience)
		_, err := generator.Build(context.Background(), fsys, generator.BuildOptions{Options: options(), Audience: audience, Out: out})
		if d.failed(t, "build "+audience, err) {
			continue
		}
		d.checkPages(t, audience, out)
	}
}

// failed reports whether a pipeline ended in an error, the expected one or not.
func (d *damage) failed(t *testing.T, what string, err error) bool {
	t.Helper()
	switch {
	case err == nil && d.err != "":
		t.Errorf("%s: no error, want %q", what, d.err)
	case err != nil && !matches(err.Error(), d.err):
		t.Errorf("%s: %v, want %q", what, err, d.err)
	}
	return err != nil
}

// matches compares a text with one in which * stands for anything.
func matches(text, want string) bool {
	before, after, star := strings.Cut(want, "*")
	return text == want || star && strings.HasPrefix(text, before) && strings.HasSuffix(text, after)
}

func (d *damage) compare(t *testing.T, fs []diag.Finding) {
	t.Helper()
	got, want := describe(fs), append([]string{controlFinding}, d.want...)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("findings\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// describe writes findings in one line each.
func describe(fs []diag.Finding) []string {
	var out []string
	for _, f := range fs {
		name := f.File
		if !utf8.ValidString(name) || !norm.NFC.IsNormalString(name) || strings.ContainsFunc(name, func(r rune) bool { return !strconv.IsPrint(r) }) {
			name = strconv.QuoteToASCII(name)
		}
		out = append(out, fmt.Sprintf("%s:%d:%d: %s: %s", name, f.Span.Start.Line, f.Span.Start.Column, f.Severity, f.Rule))
	}
	return out
}

// checkFindings states what is true of the words of every finding.
func checkFindings(t *testing.T, all []diag.Finding) {
	t.Helper()
	for _, f := range all {
		for _, l := range diag.Langs {
			m := f.Message.In(l)
			if m == "" || strings.Contains(m+f.Hint.In(l), "%!") {
				t.Errorf("%s: message in %s: %q, hint %q", f.Rule, l, m, f.Hint.In(l))
			}
		}
	}
}

// checkPages compares the pages of the records with those the audience is to see,
// and looks in every file for those it is not.
func (d *damage) checkPages(t *testing.T, audience, out string) {
	t.Helper()
	want, secret := d.pages(audience)
	if old := d.page["former"]; old != "" && audience == "internal" {
		want[old] = true
	}
	got := map[string]bool{}
	err := filepath.WalkDir(out, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, _ := filepath.Rel(out, p)
		rel = filepath.ToSlash(rel)
		if page, ok := strings.CutSuffix(rel, ".html"); ok && strings.HasPrefix(page, "records/") {
			got[strings.TrimPrefix(page, "records/")] = true
		}
		b, err := os.ReadFile(p)
		if strings.HasPrefix(rel, "static/") {
			return err // the program's own words
		}
		for s := range secret {
			if strings.Contains(rel, s) || bytes.Contains(b, []byte(s)) {
				t.Errorf("%s: %s tells of %s", audience, rel, s)
			}
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	compareSets(t, audience+" pages", got, want)
}

// checkView compares the records of a view with those the audience is to see.
func (d *damage) checkView(t *testing.T, a *archive.Archive, audience string) {
	t.Helper()
	who, ok := a.AudienceFor(audience)
	if !ok {
		t.Fatalf("no audience %q", audience)
	}
	want, _ := d.pages(audience)
	got := map[string]bool{}
	for _, r := range a.View(who).Records {
		got[r.ID] = true
	}
	compareSets(t, audience+" view", got, want)
}

func compareSets(t *testing.T, what string, got, want map[string]bool) {
	t.Helper()
	if !maps.Equal(got, want) {
		t.Errorf("%s: missing %v, too many %v", what, less(want, got), less(got, want))
	}
}

// pages are the names of the pages an audience is to have, and of those that
// nothing may tell it of.
func (d *damage) pages(audience string) (want, secret map[string]bool) {
	want, secret = map[string]bool{}, map[string]bool{}
	for p := range d.files {
		if !isRecord(p) {
			continue
		}
		page := d.page[p]
		if page == "-" {
			continue
		}
		if page == "" {
			page = norm.NFC.String(strings.TrimSuffix(path.Base(p), path.Ext(p)))
		}
		if d.hidden[p] || audience == "public" && !d.public[p] {
			secret[page] = true
		} else {
			want[page] = true
		}
	}
	for s := range secret {
		for w := range want {
			if strings.Contains(w, s) {
				delete(secret, s)
			}
		}
	}
	return want, secret
}

// isRecord reports whether a file is one that the archive takes for a record,
// unless a case hides it. A folder that begins with a dot holds none.
func isRecord(p string) bool {
	return strings.Contains(p, "/") && p[0] != '.' && !strings.HasPrefix(p, "registers/") && strings.EqualFold(path.Ext(p), ".md")
}

func less(a, b map[string]bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(a)), func(s string) bool { return b[s] })
}
