package history

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/storage/filesystem"

	"github.com/minutebook/minutebook/generator/diag"
)

// change is what became of one path between two trees.
type change struct {
	kind     Kind
	path     string // after it; of Deleted, before it
	from     string // of Renamed
	old, new plumbing.Hash
}

// trees reads and compares trees. It is for one goroutine.
type trees struct {
	store *filesystem.Storage
	// The trees read last. A tree is compared with the one before it and the one
	// after it, so few are enough; when half is full, the older half goes.
	young, old map[plumbing.Hash][]byte
}

const keptTrees = 64

func newTrees(s *filesystem.Storage) *trees {
	return &trees{store: s, young: map[plumbing.Hash][]byte{}}
}

func (t *trees) tree(id plumbing.Hash) ([]byte, error) {
	if id.IsZero() {
		return nil, nil
	}
	if b, ok := t.young[id]; ok {
		return b, nil
	}
	b, ok := t.old[id]
	if !ok {
		var err error
		if b, err = readObject(t.store, plumbing.TreeObject, id); err != nil {
			return nil, err
		}
	}
	if len(t.young) >= keptTrees {
		t.young, t.old = map[plumbing.Hash][]byte{}, t.young
	}
	t.young[id] = b
	return b, nil
}

// entry is one line of a tree.
type entry struct {
	mode string // octal, as written
	name string
	id   plumbing.Hash
}

const (
	modeTree = "40000"
	modeLink = "160000" // a submodule: its files are another repository's
)

func (e entry) folder() bool { return e.mode == modeTree }

var errTree = diag.Fail(diag.Text{CN: "一个目录对象已损坏", TW: "一個目錄物件已損壞", EN: "a tree is damaged"})

// next reads the first line of a tree.
func next(b []byte) (e entry, rest []byte, err error) {
	space := bytes.IndexByte(b, ' ')
	nul := bytes.IndexByte(b, 0)
	if space < 0 || nul < space || len(b) < nul+21 {
		return e, nil, diag.Fail(diag.Text{CN: "%s：%s；检查：git fsck", TW: "%s：%s；檢查：git fsck", EN: "%s: %s; look with: git fsck"}, errObject, errTree)
	}
	e.mode, e.name = string(b[:space]), string(b[space+1:nul])
	copy(e.id[:], b[nul+1:nul+21])
	return e, b[nul+21:], nil
}

// skip is the length of the first line of a tree, 0 if it has none.
func skip(b []byte) int {
	nul := bytes.IndexByte(b, 0)
	if nul < 0 || len(b) < nul+21 {
		return 0
	}
	return nul + 21
}

// find is the folder at a path below a tree, the zero hash if there is none.
func (t *trees) find(root plumbing.Hash, path string) (plumbing.Hash, error) {
	for path != "" {
		var name string
		name, path, _ = strings.Cut(path, "/")
		b, err := t.tree(root)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		root = plumbing.ZeroHash
		for len(b) > 0 {
			var e entry
			if e, b, err = next(b); err != nil {
				return plumbing.ZeroHash, err
			}
			if e.name == name && e.folder() {
				root = e.id
			}
		}
		if root.IsZero() {
			return root, nil
		}
	}
	return root, nil
}

// list calls f for every file below a tree, in the order of the tree.
func (t *trees) list(id plumbing.Hash, prefix string, f func(path string, e entry)) error {
	b, err := t.tree(id)
	for err == nil && len(b) > 0 {
		var e entry
		if e, b, err = next(b); err != nil {
			break
		}
		switch {
		case e.folder():
			err = t.list(e.id, prefix+e.name+"/", f)
		case e.mode != modeLink:
			f(prefix+e.name, e)
		}
	}
	return err
}

// diff adds what is different between two folders to out.
func (t *trees) diff(prefix string, old, new plumbing.Hash, out *[]change) error {
	if old == new {
		return nil
	}
	a, err := t.tree(old)
	if err != nil {
		return err
	}
	b, err := t.tree(new)
	if err != nil {
		return err
	}
	for len(a) > 0 || len(b) > 0 {
		if n := skip(a); n > 0 && len(b) >= n && bytes.Equal(a[:n], b[:n]) {
			a, b = a[n:], b[n:]
			continue
		}
		var x, y entry
		restA, restB := a, b
		if len(a) > 0 {
			if x, restA, err = next(a); err != nil {
				return err
			}
		}
		if len(b) > 0 {
			if y, restB, err = next(b); err != nil {
				return err
			}
		}
		switch order(x, y, len(a) > 0, len(b) > 0) {
		case 0:
			a, b = restA, restB
			err = t.both(prefix, x, y, out)
		case -1:
			a = restA
			err = t.one(prefix, x, Deleted, out)
		case 1:
			b = restB
			err = t.one(prefix, y, Added, out)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// order says which of two lines comes first; a tree has folders sorted as if
// their names ended in a slash.
func order(x, y entry, haveX, haveY bool) int {
	switch {
	case !haveX:
		return 1
	case !haveY:
		return -1
	}
	key := func(e entry) string {
		if e.folder() {
			return e.name + "/"
		}
		return e.name
	}
	return cmp.Compare(key(x), key(y))
}

func (t *trees) both(prefix string, x, y entry, out *[]change) error {
	switch {
	case x.folder():
		return t.diff(prefix+x.name+"/", x.id, y.id, out)
	case x.mode == modeLink || y.mode == modeLink:
		if x.mode == y.mode {
			return nil
		}
		if err := t.one(prefix, x, Deleted, out); err != nil {
			return err
		}
		return t.one(prefix, y, Added, out)
	case x.id != y.id:
		*out = append(*out, change{kind: Modified, path: prefix + x.name, old: x.id, new: y.id})
	}
	return nil
}

// one is a line that only one of two trees has.
func (t *trees) one(prefix string, e entry, kind Kind, out *[]change) error {
	if e.mode == modeLink {
		return nil
	}
	if e.folder() {
		return t.list(e.id, prefix+e.name+"/", func(path string, e entry) { *out = append(*out, single(path, e, kind)) })
	}
	*out = append(*out, single(prefix+e.name, e, kind))
	return nil
}

func single(path string, e entry, kind Kind) change {
	c := change{kind: kind, path: path}
	if kind == Added {
		c.new = e.id
	} else {
		c.old = e.id
	}
	return c
}

// compare is diff with renames followed, sorted by path.
func (t *trees) compare(old, new plumbing.Hash) ([]change, error) {
	var out []change
	if err := t.diff("", old, new, &out); err != nil {
		return nil, err
	}
	out, err := followRenames(out, func(id plumbing.Hash) ([]byte, error) { return readObject(t.store, plumbing.BlobObject, id) })
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.kind, b.kind))
	})
	return out, nil
}
