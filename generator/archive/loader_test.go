package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var loaderFiles = map[string]string{
	"minutebook.yaml":                    "title: 测试档案\naudience: internal\n",
	"registers/units.yaml":               "units:\n  - {id: office, name: 办公室}\n",
	"registers/people.yaml":              "people:\n  - {id: wang, name: 王芳}\n  - {id: zhou, name: 周凯}\n",
	"minutes/2025/2025-06-15-kickoff.md": "---\ntitle: 启动会纪要\nunit: 办公室\ndate: 2025-06-15\n---\n\n## 待办事项\n\n- [ ] 完成需求文档 @王芳 截止 2025-06-20\n",
	"minutes/2025/2025-06-22-review.md":  "---\ntitle: 评审会纪要\nunit: 办公室\ndate: 2025-06-22\nrelated: [2025-06-15-kickoff]\nattachments:\n  - file: plan.pdf\n---\n\n- [x] 2025-06-15-kickoff#a1 已完成\n",
	"minutes/2025/plan.pdf":              "one",
	"notices/2025-07-01-holiday.md":      "---\ntitle: 放假通知\nunit: 办公室\ndate: 2025-07-01\n---\n",
}

func mapFS(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

var loaderNow = time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)

// summary says what an archive holds and how it hangs together.
func summary(a *Archive) string {
	var b strings.Builder
	for _, d := range a.Documents {
		fmt.Fprintf(&b, "%s %d findings\n", d.Path, len(d.Findings))
	}
	for _, r := range a.Records {
		fmt.Fprintf(&b, "%s %q by %s audience %s related %d", r.ID, r.Title, r.Unit.Name(), r.Audience.Level, len(r.Related))
		for _, x := range r.Attached {
			fmt.Fprintf(&b, " attached %s %v", x.Path, x.File != nil)
			if x.File != nil {
				fmt.Fprintf(&b, " %d", x.File.Size)
			}
		}
		for _, x := range r.Actions {
			fmt.Fprintf(&b, " %s %s %s", x.ID(), x.Owner().Name(), x.State)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "%d files, %d unplaced, now %s\n", len(a.Files), len(a.Unplaced), a.Now)
	return b.String()
}

// Whatever changes, and however it is named, a Loader reads what a new one reads.
func TestLoaderReadsWhatLoadReads(t *testing.T) {
	const kickoff, review, holiday = "minutes/2025/2025-06-15-kickoff.md", "minutes/2025/2025-06-22-review.md", "notices/2025-07-01-holiday.md"
	steps := []struct {
		name    string
		do      func(fstest.MapFS)
		named   []string
		changed []string
		want    string // in the summary
	}{
		{"nothing", func(fstest.MapFS) {}, []string{kickoff}, nil, `2025-06-15-kickoff "启动会纪要" by 办公室 audience internal related 1 2025-06-15-kickoff#a1 王芳 done`},
		{"a title", edited(kickoff, "启动会", "开工会"), []string{kickoff}, []string{kickoff}, `2025-06-15-kickoff "开工会纪要"`},
		{"an owner", edited(kickoff, "@王芳", "@周凯"), []string{kickoff}, []string{kickoff}, `2025-06-15-kickoff#a1 周凯 done`},
		{"the follow-up", edited(review, "- [x]", "没有"), []string{review}, []string{review}, `2025-06-15-kickoff#a1 周凯 open`},
		{"a file that grows", func(f fstest.MapFS) { f["minutes/2025/plan.pdf"].Data = []byte("longer") }, []string{"minutes/2025/plan.pdf"}, []string{"minutes/2025/plan.pdf"}, "attached minutes/2025/plan.pdf true 6"},
		{"a file of the same size", func(f fstest.MapFS) { f["minutes/2025/plan.pdf"].ModTime = loaderNow }, []string{"minutes/2025/plan.pdf"}, []string{"minutes/2025/plan.pdf"}, "attached minutes/2025/plan.pdf true 6"},
		{"a file that goes", without("minutes/2025/plan.pdf"), []string{"minutes/2025/plan.pdf"}, []string{"minutes/2025/plan.pdf"}, "attached minutes/2025/plan.pdf false"},
		{"a record that goes", without(kickoff), []string{kickoff}, []string{kickoff}, `2025-06-22-review "评审会纪要" by 办公室 audience internal related 0`},
		{"a record in a new folder", with("notices/2026/2026-01-02-new.md", "---\ntitle: 新通知\ndate: 2026-01-02\n---\n"), []string{"notices/2026/2026-01-02-new.md"}, []string{"notices/2026", "notices/2026/2026-01-02-new.md"}, `2026-01-02-new "新通知"`},
		{"a folder that goes", without("notices/2026/2026-01-02-new.md"), []string{"notices/2026"}, []string{"notices/2026", "notices/2026/2026-01-02-new.md"}, `2025-07-01-holiday "放假通知"`},
		{"a folder that is named", with("notices/2027/2027-01-02-next.md", "---\ntitle: 明年\ndate: 2027-01-02\n---\n"), []string{"notices"}, []string{"notices/2027", "notices/2027/2027-01-02-next.md"}, `2027-01-02-next "明年"`},
		{"what is no part of it", with("_drafts/x.md", "x"), []string{"_drafts", "_drafts/x.md", "../outside", ".", "/abs", "README.md", ".git/index"}, nil, `2027-01-02-next "明年"`},
		{"a register", edited("registers/units.yaml", "办公室", "总办"), []string{"registers/units.yaml"}, []string{"registers/units.yaml"}, "2025-07-01-holiday \"放假通知\" by 办公室"},
		{"the config", edited("minutebook.yaml", "internal", "public"), []string{"minutebook.yaml"}, []string{"minutebook.yaml"}, "audience public"},
		{"a link for a record", linked("notices/2025-07-02-link.md", "2025-07-01-holiday.md"), []string{"notices/2025-07-02-link.md"}, []string{"notices/2025-07-02-link.md"}, "notices/2025-07-02-link.md 1 findings"},
		{"and the record", with("notices/2025-07-02-link.md", "---\ntitle: 补班通知\ndate: 2025-07-02\n---\n"), []string{"notices/2025-07-02-link.md"}, []string{"notices/2025-07-02-link.md"}, `2025-07-02-link "补班通知"`},
		{"a link for a folder", linked("notices/2027", "../minutes/2025"), []string{"notices/2027"}, []string{"notices/2027", "notices/2027/2027-01-02-next.md"}, `2025-07-02-link "补班通知"`},
		{"what is behind a link", func(fstest.MapFS) {}, []string{"notices/2027/2025-06-22-review.md"}, nil, "4 files, 0 unplaced"},
		{"a register misspelt", with("registers/units.yml", "units: []\n"), []string{"registers/units.yml"}, []string{"registers/units.yml"}, "registers/units.yml 1 findings"},
		{"and taken away", without("registers/units.yml"), []string{"registers/units.yml"}, []string{"registers/units.yml"}, "registers/units.yaml 0 findings"},
		{"a link for a register", linked("registers/units.yaml", "../minutebook.yaml"), []string{"registers/units.yaml"}, []string{"registers/units.yaml"}, "registers/units.yaml 1 findings"},
		{"everything, nothing named", edited(holiday, "放假", "调休"), nil, []string{holiday}, `2025-07-01-holiday "调休通知"`},
		{"a config in ruins", edited("minutebook.yaml", "title:", "title: ["), []string{"minutebook.yaml"}, []string{"minutebook.yaml"}, "minutebook.yaml 1 findings"},
		{"and mended", edited("minutebook.yaml", "title: [", "title:"), []string{"minutebook.yaml"}, []string{"minutebook.yaml"}, "minutebook.yaml 0 findings"},
	}
	fsys := mapFS(loaderFiles)
	l := NewLoader(fsys, Options{})
	first, err := l.Read(context.Background(), loaderNow)
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Changed) != 0 {
		t.Errorf("the first reading says that %q changed", first.Changed)
	}
	was, wasFirst := summary(first.Archive()), first.Archive()
	for _, step := range steps {
		step.do(fsys)
		s, err := l.Read(context.Background(), loaderNow, step.named...)
		if err != nil {
			t.Fatalf("%s: %v", step.name, err)
		}
		if !slices.Equal(s.Changed, step.changed) {
			t.Errorf("%s: changed %q, want %q", step.name, s.Changed, step.changed)
		}
		got := summary(s.Archive())
		if !strings.Contains(got, step.want) {
			t.Errorf("%s: no %q in\n%s", step.name, step.want, got)
		}
		a, err := Load(context.Background(), fsys, Options{Now: loaderNow})
		if err != nil {
			t.Fatal(err)
		}
		if want := summary(a); got != want {
			t.Errorf("%s: read again\n%s\nread anew\n%s", step.name, got, want)
		}
		inside := Audience{Level: Internal}
		if got, want := viewIDs(s.View(inside)), viewIDs(a.View(inside)); !slices.Equal(got, want) {
			t.Errorf("%s: the view has %q, of a new archive %q", step.name, got, want)
		}
	}
	if summary(wasFirst) != was || summary(first.Archive()) != was {
		t.Error("later readings changed the first snapshot")
	}
}

// What did not change is not parsed again.
func TestLoaderKeepsWhatItParsed(t *testing.T) {
	fsys := mapFS(loaderFiles)
	l := NewLoader(fsys, Options{})
	docs := func(changed ...string) map[string]uintptr {
		s, err := l.Read(context.Background(), loaderNow, changed...)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]uintptr{}
		for _, d := range s.Archive().Documents {
			out[d.Path] = reflect.ValueOf(d).Pointer()
		}
		return out
	}
	const kickoff = "minutes/2025/2025-06-15-kickoff.md"
	before := docs()
	edited(kickoff, "启动会", "开工会")(fsys)
	after := docs()
	for p := range before {
		if same := before[p] == after[p]; same == (p == kickoff) {
			t.Errorf("%s: the same document: %v", p, same)
		}
	}
	edited("registers/people.yaml", "周凯", "周恺")(fsys)
	for p, d := range docs("registers/people.yaml") {
		if d == after[p] {
			t.Errorf("%s was decoded on the old registers", p)
		}
	}
}

// A reading that failed is made up for by the next, whatever that is told.
func TestLoaderRecovers(t *testing.T) {
	fsys := mapFS(loaderFiles)
	l := NewLoader(fsys, Options{})
	if _, err := l.Read(context.Background(), loaderNow); err != nil {
		t.Fatal(err)
	}
	config := fsys["minutebook.yaml"]
	delete(fsys, "minutebook.yaml")
	edited("notices/2025-07-01-holiday.md", "放假", "调休")(fsys)
	if _, err := l.Read(context.Background(), loaderNow, "minutebook.yaml"); !errors.Is(err, ErrNoArchive) {
		t.Fatalf("without a config: %v", err)
	}
	fsys["minutebook.yaml"] = config
	s, err := l.Read(context.Background(), loaderNow, "minutebook.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := s.Changed, []string{"notices/2025-07-01-holiday.md"}; !slices.Equal(got, want) {
		t.Errorf("changed %q, want %q", got, want)
	}
	if got := s.Archive().Record("2025-07-01-holiday").Title; got != "调休通知" {
		t.Errorf("the title is %q", got)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := l.Read(ctx, loaderNow); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// A file that is there but cannot be read is read as soon as it can be.
func TestLoaderReadsAgainWhatWasUnreadable(t *testing.T) {
	fsys := &lockedFS{mapFS(loaderFiles), "notices/2025-07-01-holiday.md"}
	l := NewLoader(fsys, Options{})
	s, err := l.Read(context.Background(), loaderNow)
	if err != nil {
		t.Fatal(err)
	}
	if d := s.Archive().Record("2025-07-01-holiday").Doc; len(d.Findings) != 1 || d.Findings[0].Rule != "file-unreadable" {
		t.Fatalf("findings of an unreadable file: %v", d.Findings)
	}
	locked := fsys.locked
	fsys.locked = ""
	fsys.MapFS[locked].Data = nil // the bytes it seemed to have
	if s, err = l.Read(context.Background(), loaderNow, locked); err != nil {
		t.Fatal(err)
	}
	for _, f := range s.Archive().Record("2025-07-01-holiday").Doc.Findings {
		if f.Rule == "file-unreadable" {
			t.Error("it is still said to be unreadable")
		}
	}
}

// lockedFS refuses to open one file.
type lockedFS struct {
	fstest.MapFS
	locked string
}

func (f *lockedFS) Open(name string) (fs.File, error) {
	if name == f.locked {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.Open(name)
}

func (f *lockedFS) ReadFile(name string) ([]byte, error) {
	if name == f.locked {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrPermission}
	}
	return f.MapFS.ReadFile(name)
}

func viewIDs(v *View) []string {
	var out []string
	for _, r := range v.Records {
		out = append(out, r.ID)
	}
	return out
}

func edited(path, old, new string) func(fstest.MapFS) {
	return func(f fstest.MapFS) {
		f[path] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(f[path].Data), old, new))}
	}
}

func without(path string) func(fstest.MapFS) { return func(f fstest.MapFS) { delete(f, path) } }

func with(path, text string) func(fstest.MapFS) {
	return func(f fstest.MapFS) { f[path] = &fstest.MapFile{Data: []byte(text)} }
}

// linked puts a symbolic link in the place of a file or folder.
func linked(path, to string) func(fstest.MapFS) {
	return func(f fstest.MapFS) {
		for p := range f {
			if strings.HasPrefix(p, path+"/") {
				delete(f, p)
			}
		}
		f[path] = &fstest.MapFile{Data: []byte(to), Mode: fs.ModeSymlink | 0o777}
	}
}
