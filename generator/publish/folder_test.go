package publish

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/target"
)

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "srv", "www")
	opt := Options{Site: build(t, first), DryRun: true}
	if r := sent(t, "dir:"+dir, opt); len(r.Steps) != 7 {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("a dry run made the folder")
	}
	opt.DryRun = false
	sent(t, "dir:"+dir, opt)
	same(t, tree(t, dir), first)
	whole(t, dir)

	// Files of others stay, wherever they are.
	theirs := map[string]string{"CNAME": "minutes.example.org", "a/theirs.txt": "x", "other/index.html": "y"}
	for name, text := range theirs {
		put(t, dir, name, text)
	}
	before := times(t, dir)
	opt.Site = build(t, second)
	if r := sent(t, "dir:"+dir, opt); steps(r) != fromFirstToSecond || r.Bytes != int64(len("two")+len("new")+len("minutes")) {
		t.Errorf("steps %s, %d bytes", steps(r), r.Bytes)
	}
	want := with(second)
	for name, text := range theirs {
		want[name] = text
	}
	same(t, tree(t, dir), want)
	after := times(t, dir)
	for _, name := range []string{"same.html", "a/x", "CNAME"} {
		if before[name] != after[name] {
			t.Errorf("%s was written again", name)
		}
	}
	if r := sent(t, "dir:"+dir, opt); len(r.Steps) != 0 {
		t.Errorf("steps %s", steps(r))
	}
	// A page that somebody altered is mended.
	put(t, dir, "same.html", "STAYS")
	if r := sent(t, "dir:"+dir, opt); steps(r) != "change same.html" {
		t.Errorf("steps %s", steps(r))
	}
	same(t, tree(t, dir), want)
}

// A run that is cut off after any number of steps leaves whole pages, old or new,
// says that it is half way, and the next run finishes its work.
func TestFolderCutOff(t *testing.T) {
	for n := range 8 {
		dir := filepath.Join(t.TempDir(), "www")
		opt := Options{Site: build(t, first)}
		sent(t, "dir:"+dir, opt)
		put(t, dir, "CNAME", "theirs")
		ctx, stop := context.WithCancel(t.Context())
		opt.Site = build(t, second)
		opt.Progress = func(done, _ int) {
			if done > n {
				stop()
			}
		}
		if n == 0 {
			stop()
		}
		_, err := Send(ctx, target.Target{Kind: target.Folder, Name: dir}, opt)
		stop()
		got := tree(t, dir)
		for name, text := range got {
			if strings.HasPrefix(name, metaDir) || name == "CNAME" {
				continue
			}
			if text != first[name] && text != second[name] {
				t.Errorf("cut off after %d: %s is %q", n, name, text)
			}
		}
		if err == nil {
			same(t, got, with(second, "CNAME", "theirs"))
		} else if _, half := got[publishing]; half {
			refused(t, err, "half way between the old and the new one", "publish again")
			problems, err := output.Verify(dir)
			if err != nil || !slices.Contains(problems, output.Problem{Path: publishing, Kind: output.Extra}) {
				t.Errorf("cut off after %d: %v, %v", n, problems, err)
			}
		} else {
			same(t, got, with(first, "CNAME", "theirs"))
		}
		// The next one may be a third site.
		third := with(first, "index.html", "three")
		opt = Options{Site: build(t, third)}
		sent(t, "dir:"+dir, opt)
		same(t, tree(t, dir), with(third, "CNAME", "theirs"))
	}
}

func TestForeignFolders(t *testing.T) {
	outside := t.TempDir()
	put(t, outside, "x", "outside")
	tests := map[string]struct {
		make func(dir string)
		want string
	}{
		"a file of others":   {func(dir string) { put(t, dir, "index.html", "theirs") }, "it holds files of other makers where pages would go, index.html: move them away or choose another place; nothing was changed"},
		"a link as a folder": {func(dir string) { link(t, outside, filepath.Join(dir, "a")) }, "where pages would go, a: "},
		"a link as a page":   {func(dir string) { link(t, filepath.Join(outside, "x"), filepath.Join(dir, "index.html")) }, "where pages would go, index.html: "},
		"a file as a folder": {func(dir string) { put(t, dir, "records", "theirs") }, "where pages would go, records: "},
		"another manifest":   {func(dir string) { put(t, dir, manifestAt, "{}") }, "what is there is not ours: .minutebook/manifest.json"},
	}
	for name, test := range tests {
		dir := t.TempDir()
		test.make(dir)
		before := tree(t, dir)
		_, err := Send(t.Context(), target.Target{Kind: target.Folder, Name: dir}, Options{Site: build(t, first)})
		refused(t, err, test.want)
		same(t, tree(t, dir), before)
		same(t, tree(t, outside), map[string]string{"x": "outside"})
		if t.Failed() {
			t.Fatal(name)
		}
	}
	// The same bytes are no conflict.
	dir := t.TempDir()
	put(t, dir, "index.html", "one")
	sent(t, "dir:"+dir, Options{Site: build(t, first)})
}

func TestFolderApart(t *testing.T) {
	site := build(t, first)
	archive := t.TempDir()
	door := filepath.Join(t.TempDir(), "door")
	link(t, archive, door)
	for _, dir := range []string{site, filepath.Join(site, "a"), filepath.Dir(site), archive, filepath.Join(archive, "www"), filepath.Join(door, "www")} {
		_, err := Send(t.Context(), target.Target{Kind: target.Folder, Name: dir}, Options{Site: site, Avoid: []string{archive}})
		refused(t, err, "choose a folder apart from it")
	}
	same(t, tree(t, site), first)
	same(t, tree(t, archive), nil)
}

func TestFolderOneAtATime(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, ".minutebook/x", "")
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	unlock, ok, err := output.Lock(root, ".minutebook/publishing.lock")
	if err != nil || !ok {
		t.Fatal(ok, err)
	}
	_, err = Send(t.Context(), target.Target{Kind: target.Folder, Name: dir}, Options{Site: build(t, first)})
	refused(t, err, "somebody else is publishing there")
	unlock()
	sent(t, "dir:"+dir, Options{Site: build(t, first)})
}

func put(t *testing.T, dir, name, text string) {
	t.Helper()
	at := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Fatal(err)
	}
}

func whole(t *testing.T, dir string) {
	t.Helper()
	if problems, err := output.Verify(dir); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

// times tell files apart that were put in place anew.
func times(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name := range tree(t, dir) {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		out[name] = fmt.Sprint(info.ModTime().UnixNano())
	}
	return out
}
