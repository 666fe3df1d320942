package generator_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/output"
)

// rememberer builds one archive again and again into one folder.
type rememberer struct {
	t       *testing.T
	archive fstest.MapFS
	opt     generator.BuildOptions
}

func newRememberer(t *testing.T) *rememberer {
	t.Helper()
	at := time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)
	dir := t.TempDir()
	return &rememberer{
		t: t,
		archive: fstest.MapFS{
			"minutebook.yaml":      {Data: []byte("title: 会议档案\norganisation: 望澜理工大学\ntime_zone: Asia/Shanghai\naudience: public\n"), ModTime: at},
			"notices/2025-05-a.md": {Data: []byte("---\ntitle: 关于机房停电的通知\ndate: 2025-05-20\nattachments: [plan.pdf]\n---\n\n## 通知内容\n\n夜间停电。\n"), ModTime: at},
			"notices/plan.pdf":     {Data: []byte("%PDF-1.4 one"), ModTime: at},
		},
		opt: generator.BuildOptions{
			Options:  generator.Options{Now: moment, Workers: 2, Clock: func() time.Time { return time.Time{} }},
			Audience: "public", Out: filepath.Join(dir, "site"), Version: "v1", Program: "this program", Memory: filepath.Join(dir, "cache", "builds", "site"),
		},
	}
}

// build reports whether anything was read and written anew.
func (r *rememberer) build() (anew bool) {
	r.t.Helper()
	b, err := generator.Build(context.Background(), r.archive, r.opt)
	if err != nil {
		r.t.Fatal(err)
	}
	return b.Archive != nil
}

// clean holds the site against one that was built without remembering anything.
func (r *rememberer) clean() {
	r.t.Helper()
	opt := r.opt
	opt.Memory, opt.Out = "", filepath.Join(r.t.TempDir(), "clean")
	if _, err := generator.Build(context.Background(), r.archive, opt); err != nil {
		r.t.Fatal(err)
	}
	want, got := os.DirFS(opt.Out), os.DirFS(r.opt.Out)
	n := 0
	err := fs.WalkDir(want, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		a, err := fs.ReadFile(want, p)
		if err != nil {
			return err
		}
		if b, err := fs.ReadFile(got, p); err != nil || string(a) != string(b) {
			r.t.Errorf("%s is not what a clean build writes (%v)", p, err)
		}
		return nil
	})
	if err != nil || n < 20 {
		r.t.Fatalf("%d files compared: %v", n, err)
	}
	if problems, err := output.Verify(r.opt.Out); err != nil || len(problems) > 0 {
		r.t.Errorf("the site is not whole: %v %v", problems, err)
	}
}

func TestSecondBuildKnowsThatNothingChanged(t *testing.T) {
	r := newRememberer(t)
	if !r.build() {
		t.Fatal("the first build read nothing")
	}
	first, err := generator.Build(context.Background(), r.archive, r.opt)
	if err != nil {
		t.Fatal(err)
	}
	if first.Archive != nil {
		t.Error("the second build read the records again")
	}
	r.opt.Memory = ""
	full, err := generator.Build(context.Background(), r.archive, r.opt)
	if err != nil {
		t.Fatal(err)
	}
	if first.Stats != full.Stats || first.Records != full.Records || first.Errors != full.Errors || first.Warnings != full.Warnings {
		t.Errorf("it says %+v %d %d %d; one that reads everything says %+v %d %d %d",
			first.Stats, first.Records, first.Errors, first.Warnings, full.Stats, full.Records, full.Errors, full.Warnings)
	}
	if full.Errors == 0 {
		t.Error("the archive has no error, so the figures prove little")
	}
	r.clean()
}

// Whatever a page may depend on, or may have happened to the site, is noticed.
func TestRememberedSiteIsNeverAnOldOne(t *testing.T) {
	change := map[string]func(*rememberer){
		"a record":   func(r *rememberer) { r.edit("notices/2025-05-a.md", "夜间", "白天") },
		"the config": func(r *rememberer) { r.edit("minutebook.yaml", "会议档案", "档案") },
		"a register": func(r *rememberer) {
			r.archive["registers/people.yaml"] = &fstest.MapFile{Data: []byte("people: []\n")}
		},
		"an attachment":        func(r *rememberer) { r.edit("notices/plan.pdf", "one", "two") },
		"a template":           func(r *rememberer) { r.archive["templates/static/own.css"] = &fstest.MapFile{Data: []byte("p{}")} },
		"a new record":         func(r *rememberer) { r.archive["notices/2025-05-b.md"] = r.archive["notices/2025-05-a.md"] },
		"a record gone":        func(r *rememberer) { delete(r.archive, "notices/2025-05-a.md") },
		"the moment":           func(r *rememberer) { r.opt.Now = r.opt.Now.Add(time.Hour) },
		"the audience":         func(r *rememberer) { r.opt.Audience = "internal" },
		"the address":          func(r *rememberer) { r.opt.BaseURL = "https://minutes.example.org/" },
		"no search":            func(r *rememberer) { r.opt.NoSearch = true },
		"search off the net":   func(r *rememberer) { r.opt.Offline = true },
		"the version":          func(r *rememberer) { r.opt.Version = "v2" },
		"the commit":           func(r *rememberer) { r.opt.Commit = "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a" },
		"the program":          func(r *rememberer) { r.opt.Program = "another program" },
		"a page cut short":     func(r *rememberer) { r.spoil("index.html", func(b []byte) []byte { return b[:9] }) },
		"a page edited":        func(r *rememberer) { r.spoil("index.html", flip) },
		"a page of other mode": func(r *rememberer) { r.must(os.Chmod(filepath.Join(r.opt.Out, "index.html"), 0o600)) },
		"a page gone":          func(r *rememberer) { r.must(os.Remove(filepath.Join(r.opt.Out, "404.html"))) },
		"the site gone":        func(r *rememberer) { r.must(os.RemoveAll(r.opt.Out)) },
		"no memory":            func(r *rememberer) { r.must(os.Remove(r.opt.Memory)) },
		"a memory cut short":   func(r *rememberer) { r.must(os.Truncate(r.opt.Memory, 40)) },
		"an empty memory":      func(r *rememberer) { r.must(os.Truncate(r.opt.Memory, 0)) },
	}
	for what, do := range change {
		t.Run(what, func(t *testing.T) {
			r := newRememberer(t)
			r.build()
			do(r)
			if !r.build() {
				t.Error("the next build let the site stand")
			}
			r.clean()
			if r.build() {
				t.Error("the build after that did not know the site")
			}
		})
	}
}

// Every bit of what was noted counts: with one of them turned, the site is built.
func TestDamagedMemoryIsNotBelieved(t *testing.T) {
	r := newRememberer(t)
	r.build()
	whole, err := os.ReadFile(r.opt.Memory)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(whole); i += 1 + len(whole)/60 {
		bad := []byte(string(whole))
		bad[i] ^= 1 << (i % 8)
		r.must(os.WriteFile(r.opt.Memory, bad, 0o600))
		if !r.build() {
			t.Errorf("byte %d of the memory was damaged, and it was believed", i)
		}
	}
	r.clean()
}

// A site that somebody else's build put there is not ours, though whole.
func TestRememberedSiteIsTheOneInPlace(t *testing.T) {
	r := newRememberer(t)
	r.build()
	noted, err := os.ReadFile(r.opt.Memory)
	if err != nil {
		t.Fatal(err)
	}
	r.edit("notices/2025-05-a.md", "夜间", "白天")
	r.build()
	r.edit("notices/2025-05-a.md", "白天", "夜间")
	r.must(os.WriteFile(r.opt.Memory, noted, 0o600))
	if !r.build() {
		t.Error("the site of other records was let stand")
	}
	r.clean()
}

func TestStrictBuildRemembersErrors(t *testing.T) {
	r := newRememberer(t)
	r.build()
	r.opt.Strict = true
	if _, err := generator.Build(context.Background(), r.archive, r.opt); !errors.Is(err, generator.ErrFindings) {
		t.Errorf("a strict build says %v, not that there are errors", err)
	}
}

// A text saved while the site is built is in the next one. What was noted is about
// the texts that were read, even if they are put back.
func TestSaveDuringBuild(t *testing.T) {
	r := newRememberer(t)
	saved := false
	r.opt.Progress = func(p generator.Phase, _, _ int) {
		if !saved && p == generator.Reading {
			saved = true
			r.edit("notices/2025-05-a.md", "夜间", "白天")
		}
	}
	r.opt.Workers = 1
	r.build()
	if !saved {
		t.Fatal("nothing was saved meanwhile")
	}
	if !r.build() {
		t.Error("what was saved meanwhile is not in the site, and nobody noticed")
	}
	r.clean()
}

func (r *rememberer) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// edit saves another text, at the same time as before.
func (r *rememberer) edit(name, old, new string) {
	r.t.Helper()
	f := *r.archive[name]
	text := strings.Replace(string(f.Data), old, new, 1)
	if text == string(f.Data) {
		r.t.Fatalf("%s does not hold %q", name, old)
	}
	f.Data = []byte(text)
	r.archive[name] = &f
}

// spoil changes a page where it stands.
func (r *rememberer) spoil(page string, how func([]byte) []byte) {
	r.t.Helper()
	name := filepath.Join(r.opt.Out, page)
	b, err := os.ReadFile(name)
	r.must(err)
	r.must(os.WriteFile(name, how(b), 0o644))
}

func flip(b []byte) []byte {
	b[len(b)/2] ^= 1
	return b
}
