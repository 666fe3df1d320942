package history

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// Range is the two ends of a change.
type Range struct {
	Base string // the commit before it
	Head string // the commit after it; "" is the working tree
}

// ErrUnrelated says that two commits have no ancestor in common.
var ErrUnrelated = errors.New("the two commits have no ancestor in common")

// Range reads a revision or A..B, as Git names them. The base is where the two
// ends parted, so that what others did meanwhile is no part of the change; the
// end of a revision alone is the working tree.
func (r *Repository) Range(text string) (Range, error) {
	base, head, two := strings.Cut(text, "..")
	head = strings.TrimPrefix(head, ".")
	if two && base == "" || two && head == "" {
		return Range{}, fmt.Errorf("%q: write a revision, or two as A..B", text)
	}
	shallow, err := r.git.Storer.Shallow()
	if err != nil {
		return Range{}, fmt.Errorf("read what was left out of the clone: %w", err)
	}
	if len(shallow) > 0 {
		return Range{}, errShallow
	}
	a, err := r.resolve(base)
	if err != nil {
		return Range{}, err
	}
	end := "HEAD"
	if two {
		end = head
	}
	b, err := r.resolve(end)
	if err != nil {
		return Range{}, err
	}
	common, err := a.MergeBase(b)
	if err != nil {
		return Range{}, objectError(plumbing.CommitObject, a.Hash, err)
	}
	if len(common) == 0 {
		return Range{}, fmt.Errorf("%s and %s: %w", base, end, ErrUnrelated)
	}
	out := Range{Base: common[0].Hash.String()}
	if two {
		out.Head = b.Hash.String()
	}
	return out, nil
}

func (r *Repository) resolve(rev string) (*object.Commit, error) {
	id, err := r.git.ResolveRevision(plumbing.Revision(rev))
	if errors.Is(err, plumbing.ErrReferenceNotFound) && rev == "HEAD" {
		return nil, ErrNoCommit
	}
	if err != nil {
		return nil, fmt.Errorf("there is no revision %q here; fetch it first, or name another", rev)
	}
	c, err := r.git.CommitObject(*id)
	if err != nil {
		return nil, objectError(plumbing.CommitObject, *id, err)
	}
	return c, nil
}

// Head is the commit that is checked out.
func (r *Repository) Head() (string, error) {
	c, err := r.resolve("HEAD")
	if err != nil {
		return "", err
	}
	return c.Hash.String(), nil
}

// Blob reads the bytes of an id.
func (r *Repository) Blob(id string) ([]byte, error) {
	return readObject(r.store, plumbing.BlobObject, plumbing.NewHash(id))
}

// Close gives back what reading a repository holds open.
func (r *Repository) Close() { r.close() }
