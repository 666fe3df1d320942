package history

import (
	"errors"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/minutebook/minutebook/generator/diag"
)

// Range is the two ends of a change.
type Range struct {
	Base string // the commit before it
	Head string // the commit after it; "" is the working tree
}

// ErrUnrelated says that two commits have no ancestor in common.
var ErrUnrelated = diag.Fail(diag.Text{CN: "两个提交没有共同的祖先", TW: "兩個提交沒有共同的祖先", EN: "the two commits have no ancestor in common"})

// Range reads a revision or A..B, as Git names them. The base is where the two
// ends parted, so that what others did meanwhile is no part of the change; the
// end of a revision alone is the working tree.
func (r *Repository) Range(text string) (Range, error) {
	base, head, two := strings.Cut(text, "..")
	head = strings.TrimPrefix(head, ".")
	if two && base == "" || two && head == "" {
		return Range{}, diag.Fail(diag.Text{CN: "“%s”不是版本的写法；写一个版本，或两个：A..B", TW: "「%s」不是版本的寫法；寫一個版本，或兩個：A..B", EN: "%q: write a revision, or two as A..B"}, text)
	}
	shallow, err := r.git.Storer.Shallow()
	if err != nil {
		return Range{}, diag.Fail(diag.Text{CN: "没能查明克隆里少了哪些提交：%s", TW: "沒能查明複製時少了哪些提交：%s", EN: "read what was left out of the clone: %s"}, err)
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
		return Range{}, diag.Fail(diag.Text{CN: "%s 和 %s：%s；换一个版本", TW: "%s 和 %s：%s；換一個版本", EN: "%s and %s: %s; name another revision"}, base, end, ErrUnrelated)
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
		return nil, diag.Fail(diag.Text{CN: "这里没有版本“%s”；先取回它（git fetch），或换一个", TW: "這裡沒有版本「%s」；先取回它（git fetch），或換一個", EN: "there is no revision %q here; fetch it first, or name another"}, rev)
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
