package output

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

// page is a page of these bytes, with their sum for a digest.
func page(path, body string) Page {
	return Page{Path: path, Digest: sha256.Sum256([]byte(body)), Write: func(w io.Writer) error {
		_, err := io.WriteString(w, body)
		return err
	}}
}

// unwritable is a page that must not be rendered.
func unwritable(t *testing.T, path, body string) Page {
	p := page(path, body)
	p.Write = func(io.Writer) error {
		t.Errorf("page %s was rendered", path)
		return nil
	}
	return p
}

func write(t *testing.T, dir string, pages ...Page) Stats {
	t.Helper()
	st, err := Write(t.Context(), dir, slices.Values(pages), Options{})
	if err != nil {
		t.Fatal(err)
	}
	st.Site = [32]byte{} // see TestStanding
	return st
}

// tree reads a folder: modes and bytes by path, symbolic links by destination.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	got := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, name)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		what := info.Mode().String()
		switch {
		case info.Mode().IsRegular():
			data, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			what += " " + string(data)
		case info.Mode()&fs.ModeSymlink != 0:
			to, err := os.Readlink(name)
			if err != nil {
				return err
			}
			what += " " + to
		}
		got[filepath.ToSlash(rel)] = what
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func sameTree(t *testing.T, got, want map[string]string) {
	t.Helper()
	for path := range got {
		if _, ok := want[path]; !ok {
			t.Errorf("%s should not be there", path)
		}
	}
	for path, w := range want {
		if g := got[path]; g != w {
			t.Errorf("%s is %.80q, want %.80q", path, g, w)
		}
	}
}

// whole fails the test unless the site is what its manifest says, and nothing
// stands beside it.
func whole(t *testing.T, dir string) {
	t.Helper()
	problems, err := Verify(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	beside, err := filepath.Glob(filepath.Join(filepath.Dir(dir), ".*.minutebook-*"))
	if err != nil {
		t.Fatal(err)
	}
	if len(beside) > 0 {
		t.Errorf("left beside the site: %v", beside)
	}
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func put(t *testing.T, path, body string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
		t.Fatal(err)
	}
}

// refused fails the test unless the error says all of this.
func refused(t *testing.T, err error, says ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one that says %q", says)
	}
	for _, s := range says {
		if !strings.Contains(err.Error(), s) {
			t.Errorf("the error %q does not say %q", err, s)
		}
	}
}

func TestWriteMakesASite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "not", "there", "public")
	st := write(t, dir, page("index.html", "首页"), page("minutes/2025/kick-off.html", "<h1>"), page("empty.txt", ""))
	if want := (Stats{Pages: 3, Bytes: 10, Written: 3}); st != want {
		t.Errorf("stats are %+v, want %+v", st, want)
	}
	got := tree(t, dir)
	delete(got, ".minutebook/manifest.json")
	sameTree(t, got, map[string]string{
		".":                          "drwxr-xr-x",
		".minutebook":                "drwxr-xr-x",
		"index.html":                 "-rw-r--r-- 首页",
		"empty.txt":                  "-rw-r--r-- ",
		"minutes":                    "drwxr-xr-x",
		"minutes/2025":               "drwxr-xr-x",
		"minutes/2025/kick-off.html": "-rw-r--r-- <h1>",
	})
	whole(t, dir)
}

func TestOrderAndWorkersDoNotShow(t *testing.T) {
	pages := corpus(60, true)
	var want map[string]string
	for _, workers := range []int{1, 2, 3, 16, 0} {
		dir := filepath.Join(t.TempDir(), fmt.Sprint("site", workers))
		if _, err := Write(t.Context(), dir, slices.Values(pages), Options{Workers: workers}); err != nil {
			t.Fatal(err)
		}
		slices.Reverse(pages)
		if want == nil {
			want = tree(t, dir)
		}
		sameTree(t, tree(t, dir), want)
	}
}

func TestNoPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir)
	whole(t, dir)
	if st := write(t, dir, page("a", "a")); st.Written != 1 {
		t.Errorf("stats are %+v", st)
	}
	if st := write(t, dir); st != (Stats{Removed: 1}) {
		t.Errorf("stats are %+v", st)
	}
	whole(t, dir)
}

func TestAnEmptyFolderIsTaken(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, page("a", "a"))
	whole(t, dir)
}

func TestAFailingPageLeavesTheOldSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	pages := corpus(20, false)
	write(t, dir, pages...)
	want := tree(t, dir)
	for i := range pages {
		broken := slices.Clone(pages)
		for j := range broken {
			broken[j].Digest[0]++
		}
		broken[i].Write = func(w io.Writer) error {
			if _, err := w.Write(make([]byte, i*10_000)); err != nil {
				return err
			}
			return errors.New("template: no such field")
		}
		_, err := Write(t.Context(), dir, slices.Values(broken), Options{})
		refused(t, err, broken[i].Path, "template: no such field")
		sameTree(t, tree(t, dir), want)
		whole(t, dir)
	}
}

func TestTheFirstErrorIsReported(t *testing.T) {
	for range 10 {
		pages := corpus(50, false)
		for i := 10; i < 50; i++ {
			pages[i].Write = func(io.Writer) error {
				if i == 10 {
					time.Sleep(time.Millisecond) // the others overtake it
				}
				return fmt.Errorf("error %d", i)
			}
		}
		_, err := Write(t.Context(), filepath.Join(t.TempDir(), "public"), slices.Values(pages), Options{Workers: 8})
		refused(t, err, "error 10")
	}
}

func TestCancelledBuild(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, page("a", "old"))
	ctx, cancel := context.WithCancel(t.Context())
	endless := page("a", "new")
	endless.Write = func(w io.Writer) error {
		cancel()
		for {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return err
			}
		}
	}
	if _, err := Write(ctx, dir, slices.Values([]Page{endless}), Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	if got := read(t, dir, "a"); got != "old" {
		t.Errorf("the page holds %q", got)
	}
	whole(t, dir)
}

func TestAPanickingSequenceLeavesTheOldSite(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, page("a", "old"))
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic was swallowed")
			}
		}()
		Write(t.Context(), dir, func(yield func(Page) bool) {
			yield(page("a", "new"))
			panic("a bug")
		}, Options{})
	}()
	whole(t, dir)
	write(t, dir, page("a", "new"))
	whole(t, dir)
}

// No more pages are alive than may wait, those that the workers have, and the one
// being handed out.
func TestPagesAreTakenAsWorkersBecomeFree(t *testing.T) {
	const workers = 3
	var taken, done, most atomic.Int64
	pages := func(yield func(Page) bool) {
		for i := range 3 * ahead {
			most.Store(max(most.Load(), taken.Add(1)-done.Load()))
			p := page(fmt.Sprint(i), "x")
			p.Write = func(w io.Writer) error {
				defer done.Add(1)
				_, err := w.Write([]byte("x"))
				return err
			}
			if !yield(p) {
				return
			}
		}
	}
	if _, err := Write(t.Context(), filepath.Join(t.TempDir(), "public"), pages, Options{Workers: workers}); err != nil {
		t.Fatal(err)
	}
	if most.Load() > ahead+workers+1 {
		t.Errorf("%d pages were alive at once", most.Load())
	}
}

// stressed is how often a test does what it does: make stress asks for the long
// form, make stress SHORT=1 for a tenth of it.
func stressed(short, long int) int {
	switch os.Getenv("MINUTEBOOK_STRESS") {
	case "":
		return short
	case "short":
		return max(short, long/10)
	}
	return long
}

func TestBuildersTakeTurns(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	var wg sync.WaitGroup
	var inside atomic.Int64
	for n := range stressed(10, 20) {
		wg.Go(func() {
			var pages []Page
			for i := range 20 {
				pages = append(pages, page(fmt.Sprintf("p%d", i), fmt.Sprint("builder ", n)))
			}
			pages[0].Write = func(w io.Writer) error {
				if inside.Add(1) > 1 {
					t.Error("two builds at once")
				}
				defer inside.Add(-1)
				time.Sleep(2 * time.Millisecond)
				_, err := fmt.Fprint(w, "builder ", n)
				return err
			}
			if _, err := Write(t.Context(), dir, slices.Values(pages), Options{Wait: true}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	first := read(t, dir, "p0")
	for i := range 20 {
		if got := read(t, dir, fmt.Sprint("p", i)); got != first {
			t.Errorf("p%d is of %q, p0 of %q", i, got, first)
		}
	}
	whole(t, dir)
}

func TestASecondBuilderSaysSo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	slow := page("a", "first")
	slow.Write = func(w io.Writer) error {
		second := func(ctx context.Context, wait bool) {
			t.Helper()
			_, err := Write(ctx, dir, slices.Values([]Page{page("a", "second")}), Options{Wait: wait})
			refused(t, err, "another build is writing "+dir)
			if !errors.Is(err, ErrBusy) {
				t.Errorf("%v is not ErrBusy", err)
			}
			if said := diag.Tell(err, diag.ZhCN); !strings.HasPrefix(said, "另一次生成正在写") {
				t.Errorf("in Chinese it is %s", said)
			}
		}
		second(t.Context(), false)
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Millisecond)
		defer cancel()
		second(ctx, true)
		_, err := io.WriteString(w, "first")
		return err
	}
	write(t, dir, slow)
	if got := read(t, dir, "a"); got != "first" {
		t.Errorf("the page holds %q", got)
	}
	whole(t, dir)
}

// A builder that has no exchange renames twice, and may die in between.
func TestSwapByRename(t *testing.T) {
	tmp := t.TempDir()
	dir := filepath.Join(tmp, "public")
	write(t, dir, page("a", "old"))
	p, err := locate(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()

	t.Run("failure is undone", func(t *testing.T) {
		refused(t, p.swapByRename(), p.stage) // there is no new site
		if got := read(t, dir, "a"); got != "old" {
			t.Errorf("the page holds %q", got)
		}
		whole(t, dir)
	})
	t.Run("success", func(t *testing.T) {
		other := filepath.Join(tmp, "other")
		write(t, other, page("a", "new"))
		if err := os.Rename(other, filepath.Join(tmp, p.stage)); err != nil {
			t.Fatal(err)
		}
		if err := p.swapByRename(); err != nil {
			t.Fatal(err)
		}
		if got := read(t, dir, "a"); got != "new" {
			t.Errorf("the page holds %q", got)
		}
		if left := p.discard(); left != "" {
			t.Errorf("left %s", left)
		}
		whole(t, dir)
	})
	t.Run("death in between is undone", func(t *testing.T) {
		if err := os.Rename(dir, filepath.Join(tmp, p.aside)); err != nil {
			t.Fatal(err)
		}
		put(t, filepath.Join(tmp, p.stage, "a"), "unfinished")
		_, err := Write(t.Context(), dir, slices.Values([]Page{{Path: "../x"}}), Options{})
		refused(t, err, "../x")
		if got := read(t, dir, "a"); got != "new" {
			t.Errorf("the page holds %q", got)
		}
		whole(t, dir)
	})
}
