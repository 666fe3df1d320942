package history

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// Identity is who Git is configured to commit as.
func (r *Repository) Identity() (Ident, error) {
	c, err := r.git.ConfigScoped(config.GlobalScope)
	if err != nil {
		return Ident{}, fmt.Errorf("read the git config: %w", err)
	}
	return newIdent(c.User.Name, c.User.Email), nil
}

// Mapped is who an identity is by the mailmap at HEAD.
func (h *History) Mapped(who Ident) Ident { return h.mail.apply(newIdent(who.Name, who.Email)) }

// Signed is what a commit says of itself.
type Signed struct {
	Message string
	By      Ident
	At      time.Time
}

// Reasons not to commit.
var (
	ErrDetached = errors.New("no branch is checked out; check one out first, or write without committing by --no-commit")
	ErrChanged  = errors.New("the record has changes that are not committed; commit them first, or write without committing by --no-commit")
	ErrBusy     = errors.New("git is in the midst of something (a merge, a rebase, another command); finish it first")
	ErrSigning  = errors.New("git is configured to sign commits, which this program cannot; write with --no-commit and commit by git itself")
)

// CommitFile commits one file of the archive, and nothing else, on the branch that
// is checked out. was is what the working tree holds and must be what is
// committed; write puts the new bytes into the working tree, between the making
// of the objects and the moving of the branch. The id that is returned is "" if
// the branch was not moved.
func (r *Repository) CommitFile(name string, was, now []byte, s Signed, write func() error) (string, error) {
	head, err := r.ready()
	if err != nil {
		return "", err
	}
	full := path.Join(r.sub, name)
	unlock, err := r.lock()
	if err != nil {
		return "", err
	}
	defer unlock()
	idx, err := r.git.Storer.Index()
	if err != nil {
		return "", fmt.Errorf("read the git index: %w", err)
	}
	entry, err := idx.Entry(full)
	if err != nil {
		return "", ErrChanged // it was never added
	}
	if now, err = r.asCommitted(entry.Hash, was, now); err != nil {
		return "", err
	}
	parent, err := r.git.CommitObject(head.Hash())
	if err != nil {
		return "", objectError(plumbing.CommitObject, head.Hash(), err)
	}
	blob, err := r.put(plumbing.BlobObject, now)
	if err != nil {
		return "", err
	}
	tree, err := r.replace(parent.TreeHash, full, entry.Hash, blob)
	if err != nil {
		return "", err
	}
	who := object.Signature{Name: s.By.Name, Email: s.By.Email, When: s.At}
	c := &object.Commit{Author: who, Committer: who, Message: s.Message + "\n", TreeHash: tree, ParentHashes: []plumbing.Hash{parent.Hash}}
	o := r.git.Storer.NewEncodedObject()
	if err := c.Encode(o); err != nil {
		return "", fmt.Errorf("make the commit: %w", err)
	}
	id, err := r.git.Storer.SetEncodedObject(o)
	if err != nil {
		return "", fmt.Errorf("make the commit: %w", err)
	}
	if err := write(); err != nil {
		return "", err
	}
	if err := r.git.Storer.CheckAndSetReference(plumbing.NewHashReference(head.Name(), id), head); err != nil {
		return "", fmt.Errorf("move the branch %s: %w", head.Name().Short(), err)
	}
	entry.Hash = blob
	r.stamp(entry, full)
	if err := r.git.Storer.SetIndex(idx); err != nil {
		return id.String(), fmt.Errorf("commit %s is made, but the git index could not be written (run git reset): %w", id, err)
	}
	return id.String(), nil
}

// ready returns the branch that is checked out, if something may be committed.
func (r *Repository) ready() (*plumbing.Reference, error) {
	head, err := r.git.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, ErrNoCommit
	}
	if err != nil {
		return nil, fmt.Errorf("read the git HEAD: %w", err)
	}
	if !head.Name().IsBranch() {
		return nil, ErrDetached
	}
	for _, name := range []string{"MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "rebase-merge", "rebase-apply"} {
		if _, err := r.store.Filesystem().Stat(name); err == nil {
			return nil, ErrBusy
		}
	}
	c, err := r.git.ConfigScoped(config.GlobalScope)
	if err != nil {
		return nil, fmt.Errorf("read the git config: %w", err)
	}
	if strings.EqualFold(c.Raw.Section("commit").Option("gpgsign"), "true") {
		return nil, ErrSigning
	}
	return head, nil
}

// lock holds the index as Git itself does.
func (r *Repository) lock() (func(), error) {
	f, err := r.store.Filesystem().OpenFile("index.lock", os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, ErrBusy
	}
	if err != nil {
		return nil, fmt.Errorf("lock the git index: %w", err)
	}
	return func() {
		f.Close()                                 //nolint:errcheck // nothing was written
		r.store.Filesystem().Remove("index.lock") //nolint:errcheck // it is ours
	}, nil
}

// asCommitted returns the new bytes with the line ends that the committed ones
// have, where Git puts others into the working tree.
func (r *Repository) asCommitted(blob plumbing.Hash, was, now []byte) ([]byte, error) {
	if BlobID(was) == blob.String() {
		return now, nil
	}
	unix := func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")) }
	if BlobID(unix(was)) == blob.String() {
		return unix(now), nil
	}
	return nil, ErrChanged
}

func (r *Repository) put(kind plumbing.ObjectType, b []byte) (plumbing.Hash, error) {
	o := r.git.Storer.NewEncodedObject()
	o.SetType(kind)
	o.SetSize(int64(len(b)))
	w, err := o.Writer()
	if err == nil {
		_, err = w.Write(b)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return plumbing.ZeroHash, fmt.Errorf("write a git %s: %w", kind, err)
	}
	id, err := r.git.Storer.SetEncodedObject(o)
	if err != nil {
		return plumbing.ZeroHash, fmt.Errorf("write a git %s: %w", kind, err)
	}
	return id, nil
}

// replace makes a tree in which one file has other bytes. What it had must be
// what the index has: a staged change is not committed along.
func (r *Repository) replace(tree plumbing.Hash, name string, was, now plumbing.Hash) (plumbing.Hash, error) {
	b, err := readObject(r.store, plumbing.TreeObject, tree)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	first, rest, deeper := strings.Cut(name, "/")
	for at := 0; at < len(b); {
		e, _, err := next(b[at:])
		if err != nil {
			return plumbing.ZeroHash, err
		}
		at += skip(b[at:])
		if e.name != first || e.folder() != deeper {
			continue
		}
		id := now
		switch {
		case deeper:
			if id, err = r.replace(e.id, rest, was, now); err != nil {
				return plumbing.ZeroHash, err
			}
		case e.id != was:
			return plumbing.ZeroHash, ErrChanged
		}
		out := bytes.Clone(b)
		copy(out[at-len(id):at], id[:])
		return r.put(plumbing.TreeObject, out)
	}
	return plumbing.ZeroHash, ErrChanged // the file is not in the commit
}

// stamp lets Git see without reading it that the file is the one in the index.
func (r *Repository) stamp(e *index.Entry, full string) {
	if info, err := os.Stat(filepath.Join(r.work, filepath.FromSlash(full))); err == nil {
		e.Size, e.ModifiedAt = uint32(info.Size()), info.ModTime()
	}
}
