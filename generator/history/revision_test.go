package history

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

func open(t *testing.T, dir string) *Repository {
	t.Helper()
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(r.Close)
	return r
}

func TestRange(t *testing.T) {
	r := newRepo(t)
	r.write("content/minutes/a.md", "a\n")
	base := r.commit("起草")
	r.git("checkout", "-q", "-b", "topic")
	r.write("content/minutes/b.md", "b\n")
	topic := r.commit("分支")
	r.git("checkout", "-q", "main")
	r.write("content/minutes/c.md", "c\n")
	main := r.commit("主分支")
	r.git("checkout", "-q", "topic")
	repo := open(t, filepath.Join(r.dir, "content"))
	for _, tt := range []struct {
		text string
		want Range
	}{
		{"main", Range{Base: base}}, // what main did meanwhile is not in the change
		{"HEAD~1", Range{Base: base}},
		{base[:10], Range{Base: base}},
		{"HEAD", Range{Base: topic}},
		{"main..topic", Range{Base: base, Head: topic}},
		{"topic...main", Range{Base: base, Head: main}},
	} {
		if got, err := repo.Range(tt.text); err != nil || got != tt.want {
			t.Errorf("%s: %v, %v; want %v", tt.text, got, err, tt.want)
		}
	}
	for text, want := range map[string]string{
		"nowhere": `there is no revision "nowhere" here`, "main..": "write a revision, or two as A..B", "..main": "write a revision, or two as A..B", "": "there is no revision",
	} {
		if _, err := repo.Range(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	r.git("checkout", "-q", "--orphan", "other")
	r.commit("另起炉灶")
	if _, err := repo.Range("main"); !errors.Is(err, ErrUnrelated) {
		t.Errorf("unrelated: %v", err)
	}
	shallow := filepath.Join(t.TempDir(), "clone")
	r.git("clone", "-q", "--depth", "1", "-b", "main", "file://"+r.dir, shallow)
	if _, err := open(t, shallow).Range("HEAD"); err == nil || !strings.Contains(err.Error(), "git fetch --unshallow") {
		t.Errorf("shallow: %v", err)
	}
}

func TestTree(t *testing.T) {
	r := newRepo(t)
	r.write("README", "x")
	r.write("content/minutebook.yaml", "title: 一\n")
	r.write("content/minutes/2025/a.md", "a\n")
	id := r.commit("起草")
	r.write("content/minutes/2025/a.md", "later\n")
	r.write("content/minutes/b.md", "b\n")
	r.commit("后来")
	tree, err := open(t, filepath.Join(r.dir, "content")).Tree(id)
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(tree, "minutebook.yaml", "minutes/2025/a.md"); err != nil {
		t.Error(err)
	}
	if b, err := fs.ReadFile(tree, "minutes/2025/a.md"); err != nil || string(b) != "a\n" {
		t.Errorf("%q, %v", b, err)
	}
	for _, name := range []string{"minutes/b.md", "README", "../README"} {
		if _, err := fs.ReadFile(tree, name); err == nil {
			t.Errorf("%s is in the tree", name)
		}
	}
}
