package publish

import (
	"bytes"
	"context"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/pack"
)

// hostFiles stand at the root of a branch and are read by its host: the name of
// the site, and that the host shall not take away files that begin with a dot.
var hostFiles = []string{"CNAME", ".nojekyll"}

const noJekyll = ".nojekyll"

// growth is a commit for a branch while it is made.
type growth struct {
	site  *site
	tip   *tip
	blobs map[string]plumbing.Hash // of the new tree, by path
	files map[plumbing.Hash]output.File
	small map[plumbing.Hash][]byte // trees, the commit and what is no page
	order []plumbing.Hash          // of the objects that have to travel
	kinds map[plumbing.Hash]pack.Kind
}

func sendBranch(ctx context.Context, name string, s *site, opt Options) (*Result, error) {
	r, err := openRemote(opt)
	if err != nil {
		return nil, err
	}
	ref := plumbing.NewBranchReferenceName(name)
	old, err := r.fetch(ctx, ref)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "%s；什么都没有改", TW: "%s；什麼都沒有改", EN: "%s; nothing was changed"}, err)
	}
	defer old.close()
	if err := old.ours(); err != nil {
		return nil, err
	}
	g := &growth{site: s, tip: old, blobs: map[string]plumbing.Hash{}, files: map[plumbing.Hash]output.File{}, small: map[plumbing.Hash][]byte{}, kinds: map[plumbing.Hash]pack.Kind{}}
	if err := g.collect(); err != nil {
		return nil, err
	}
	tree, err := g.tree()
	if err != nil {
		return nil, err
	}
	result := g.result()
	if tree == old.tree && (opt.KeepHistory || !old.hasPast) {
		result.Commit = old.commit.String()
		return result, nil
	}
	commit, err := g.commit(tree, opt.KeepHistory)
	if err != nil {
		return nil, err
	}
	result.Commit, result.Pushed = commit.String(), true
	if opt.DryRun {
		return result, nil
	}
	return result, r.push(ctx, ref, old.commit, commit, len(g.order), g.objects(opt.Progress))
}

// collect names the blobs of the new tree.
func (g *growth) collect() error {
	for _, f := range g.site.manifest.Files {
		data, err := g.site.read(f)
		if err != nil {
			return err
		}
		id := plumbing.ComputeHash(plumbing.BlobObject, data)
		g.blobs[f.Path] = id
		if g.travels(id, pack.Blob) {
			g.files[id] = f
		}
	}
	g.blobs[manifestAt] = g.keep(plumbing.BlobObject, pack.Blob, g.site.text)
	for _, name := range hostFiles {
		if e, ok := g.tip.blobs[name]; ok && g.blobs[name].IsZero() {
			g.blobs[name] = e
		}
	}
	if g.blobs[noJekyll].IsZero() {
		g.blobs[noJekyll] = g.keep(plumbing.BlobObject, pack.Blob, nil)
	}
	return nil
}

// travels notes an object that the remote has not got yet.
func (g *growth) travels(id plumbing.Hash, kind pack.Kind) bool {
	if _, ok := g.kinds[id]; ok || g.tip.has[id] {
		return false
	}
	g.kinds[id] = kind
	g.order = append(g.order, id)
	return true
}

func (g *growth) keep(t plumbing.ObjectType, kind pack.Kind, data []byte) plumbing.Hash {
	id := plumbing.ComputeHash(t, data)
	if g.travels(id, kind) {
		g.small[id] = data
	}
	return id
}

// tree makes the trees of all folders, the innermost first.
func (g *growth) tree() (plumbing.Hash, error) {
	folders := map[string][]object.TreeEntry{"": nil}
	for name, id := range g.blobs {
		dir, base := split(name)
		folders[dir] = append(folders[dir], object.TreeEntry{Name: base, Mode: filemode.Regular, Hash: id})
		for ; dir != ""; dir, _ = split(dir) {
			if _, ok := folders[dir]; !ok {
				folders[dir] = nil
			}
		}
	}
	var names []string
	for dir := range folders {
		names = append(names, dir)
	}
	depth := func(dir string) int { return strings.Count("/"+dir, "/") + min(len(dir), 1) }
	slices.SortFunc(names, func(a, b string) int { return depth(b) - depth(a) })
	var id plumbing.Hash
	for _, dir := range names {
		t := &object.Tree{Entries: folders[dir]}
		slices.SortFunc(t.Entries, func(a, b object.TreeEntry) int { return strings.Compare(treeKey(a), treeKey(b)) })
		var err error
		if id, err = g.encode(t, plumbing.TreeObject, pack.Tree); err != nil {
			return id, err
		}
		if dir != "" {
			up, base := split(dir)
			folders[up] = append(folders[up], object.TreeEntry{Name: base, Mode: filemode.Dir, Hash: id})
		}
	}
	return id, nil
}

// split is a path's folder, "" for the root, and its last name.
func split(name string) (dir, base string) {
	dir, base = path.Split(name)
	return strings.TrimSuffix(dir, "/"), base
}

// treeKey is what Git sorts entries by: folders as if they ended in a slash.
func treeKey(e object.TreeEntry) string {
	if e.Mode == filemode.Dir {
		return e.Name + "/"
	}
	return e.Name
}

// commit is the same for the same site and the same history.
func (g *growth) commit(tree plumbing.Hash, history bool) (plumbing.Hash, error) {
	built := g.site.manifest.Built
	when, err := time.Parse(time.RFC3339, built.Now)
	if err != nil {
		when = time.Unix(0, 0).UTC()
	}
	who := object.Signature{Name: "Minutebook", Email: "minutebook@localhost", When: when}
	c := &object.Commit{Author: who, Committer: who, TreeHash: tree, Message: "Publish the site for " + orUnknown(built.Audience) + "\n\nBuilt from commit " + orUnknown(built.Commit) + "\n"}
	if history && !g.tip.commit.IsZero() {
		c.ParentHashes = []plumbing.Hash{g.tip.commit}
	}
	return g.encode(c, plumbing.CommitObject, pack.Commit)
}

func orUnknown(s string) string {
	if s == "" {
		return "(not known)"
	}
	return s
}

func (g *growth) encode(o interface {
	Encode(plumbing.EncodedObject) error
}, t plumbing.ObjectType, kind pack.Kind,
) (plumbing.Hash, error) {
	m := &plumbing.MemoryObject{}
	m.SetType(t)
	if err := o.Encode(m); err != nil {
		return plumbing.ZeroHash, diag.Fail(diag.Text{CN: "没能做成提交：%s", TW: "沒能做成提交：%s", EN: "make the commit: %s"}, err)
	}
	r, err := m.Reader()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	return g.keep(t, kind, data), nil
}

// objects are the new objects, read again as they travel.
func (g *growth) objects(progress func(done, n int)) iter.Seq2[pack.Object, error] {
	return func(yield func(pack.Object, error) bool) {
		for i, id := range g.order {
			data, ok := g.small[id]
			if !ok {
				var err error
				if data, err = g.site.read(g.files[id]); err != nil {
					yield(pack.Object{}, err)
					return
				}
			}
			if !yield(pack.Object{Kind: g.kinds[id], Size: int64(len(data)), Body: bytes.NewReader(data)}, nil) {
				return
			}
			if progress != nil {
				progress(i+1, len(g.order))
			}
		}
	}
}

// result compares the new tree with the old one.
func (g *growth) result() *Result {
	r := &Result{Files: len(g.site.manifest.Files)}
	for _, f := range g.site.manifest.Files {
		switch old, ok := g.tip.blobs[f.Path]; {
		case !ok:
			r.Steps = append(r.Steps, Step{f.Path, Add})
			r.Bytes += f.Size
		case old != g.blobs[f.Path]:
			r.Steps = append(r.Steps, Step{f.Path, Change})
			r.Bytes += f.Size
		}
	}
	for name := range g.tip.blobs {
		if _, ok := g.blobs[name]; !ok {
			r.Steps = append(r.Steps, Step{name, Remove})
		}
	}
	slices.SortFunc(r.Steps, func(a, b Step) int { return strings.Compare(a.Path, b.Path) })
	return r
}

// ours refuses a branch that another hand made.
func (t *tip) ours() error {
	if _, ok := t.blobs[manifestAt]; ok {
		return nil
	}
	for name := range t.blobs {
		if !slices.Contains(hostFiles, name) {
			return diag.Fail(diag.Text{CN: "这个分支里是别的东西，不是本程序发布的站点，例如 %s；换一个分支，或先删去这个；什么都没有改", TW: "這個分支裡是別的東西，不是本程式發布的網站，例如 %s；換一個分支，或先刪去這個；什麼都沒有改", EN: "the branch holds something else than a site of ours, %s for one: choose another branch, or delete this one first; nothing was changed"}, name)
		}
	}
	return nil
}
