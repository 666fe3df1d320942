package history

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// Tree is the archive as it was at a commit, as a file system. It may be read
// from many goroutines. Symbolic links are not followed, and submodules are not
// there.
func (r *Repository) Tree(commit string) (fs.FS, error) {
	c, err := r.commit(plumbing.NewHash(commit))
	if err != nil {
		return nil, err
	}
	t := newTrees(r.store)
	root, err := t.find(c.tree, r.sub)
	if err != nil {
		return nil, err
	}
	out := &treeFS{repo: r, nodes: map[string]*treeNode{".": {name: ".", mode: fs.ModeDir | 0o755}}}
	err = t.list(root, "", func(p string, e entry) {
		n := &treeNode{name: path.Base(p), id: e.id, mode: 0o644}
		if e.mode == "120000" {
			n.mode = fs.ModeSymlink | 0o777
		}
		out.add(p, n)
	})
	for _, n := range out.nodes {
		slices.SortFunc(n.children, func(a, b *treeNode) int { return strings.Compare(a.name, b.name) })
	}
	return out, err
}

type treeFS struct {
	mu    sync.Mutex // the store is for one reader at a time
	repo  *Repository
	nodes map[string]*treeNode
}

type treeNode struct {
	name     string
	mode     fs.FileMode
	id       plumbing.Hash
	children []*treeNode
}

func (t *treeFS) add(p string, n *treeNode) {
	t.nodes[p] = n
	dir := path.Dir(p)
	if t.nodes[dir] == nil {
		t.add(dir, &treeNode{name: path.Base(dir), mode: fs.ModeDir | 0o755})
	}
	t.nodes[dir].children = append(t.nodes[dir].children, n)
}

func (t *treeFS) find(op, name string) (*treeNode, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrInvalid}
	}
	n := t.nodes[name]
	if n == nil {
		return nil, &fs.PathError{Op: op, Path: name, Err: fs.ErrNotExist}
	}
	return n, nil
}

func (t *treeFS) read(n *treeNode) ([]byte, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return readObject(t.repo.store, plumbing.BlobObject, n.id)
}

// ReadFile reads a file that is neither a folder nor a link.
func (t *treeFS) ReadFile(name string) ([]byte, error) {
	n, err := t.find("read", name)
	if err != nil {
		return nil, err
	}
	if !n.mode.IsRegular() {
		return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrInvalid}
	}
	return t.read(n)
}

// ReadDir lists a folder by name.
func (t *treeFS) ReadDir(name string) ([]fs.DirEntry, error) {
	n, err := t.find("readdir", name)
	if err != nil {
		return nil, err
	}
	out := make([]fs.DirEntry, len(n.children))
	for i, c := range n.children {
		out[i] = treeEntry{t, c}
	}
	return out, nil
}

// Stat tells of a file without following links.
func (t *treeFS) Stat(name string) (fs.FileInfo, error) {
	n, err := t.find("stat", name)
	if err != nil {
		return nil, err
	}
	return treeEntry{t, n}.Info()
}

// Open opens a file or folder.
func (t *treeFS) Open(name string) (fs.File, error) {
	n, err := t.find("open", name)
	if err != nil {
		return nil, err
	}
	f := &treeFile{entry: treeEntry{t, n}, Reader: bytes.NewReader(nil)}
	if n.mode.IsRegular() {
		b, err := t.read(n)
		if err != nil {
			return nil, err
		}
		f.Reader = bytes.NewReader(b)
	}
	return f, nil
}

type treeEntry struct {
	fs   *treeFS
	node *treeNode
}

func (e treeEntry) Name() string      { return e.node.name }
func (e treeEntry) IsDir() bool       { return e.node.mode.IsDir() }
func (e treeEntry) Type() fs.FileMode { return e.node.mode.Type() }

func (e treeEntry) Info() (fs.FileInfo, error) {
	i := treeInfo{treeEntry: e}
	if !e.IsDir() {
		e.fs.mu.Lock()
		defer e.fs.mu.Unlock()
		var err error
		if i.size, err = e.fs.repo.store.EncodedObjectSize(e.node.id); err != nil {
			return nil, objectError(plumbing.BlobObject, e.node.id, err)
		}
	}
	return i, nil
}

// treeInfo: Git keeps no times of files.
type treeInfo struct {
	treeEntry
	size int64
}

func (i treeInfo) Size() int64        { return i.size }
func (i treeInfo) Mode() fs.FileMode  { return i.node.mode }
func (i treeInfo) ModTime() time.Time { return time.Time{} }
func (i treeInfo) Sys() any           { return nil }

type treeFile struct {
	*bytes.Reader
	entry treeEntry
	at    int
}

func (f *treeFile) Stat() (fs.FileInfo, error) { return f.entry.Info() }
func (f *treeFile) Close() error               { return nil }

func (f *treeFile) ReadDir(n int) ([]fs.DirEntry, error) {
	rest := f.entry.node.children[f.at:]
	if n > 0 && len(rest) == 0 {
		return nil, io.EOF
	}
	if n > 0 {
		rest = rest[:min(n, len(rest))]
	}
	f.at += len(rest)
	out := make([]fs.DirEntry, len(rest))
	for i, c := range rest {
		out[i] = treeEntry{f.entry.fs, c}
	}
	return out, nil
}
