package history

import (
	"bytes"
	"errors"
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

	"github.com/minutebook/minutebook/generator/diag"
)

// Identity is who Git is configured to commit as.
func (r *Repository) Identity() (Ident, error) {
	c, err := r.git.ConfigScoped(config.GlobalScope)
	if err != nil {
		return Ident{}, diag.Fail(diag.Text{CN: "读不了 Git 的配置：%s", TW: "讀不了 Git 的設定：%s", EN: "read the git config: %s"}, err)
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
	ErrDetached = diag.Fail(diag.Text{CN: "没有检出分支；先检出一个，或用 --no-commit 只写入，不提交", TW: "沒有簽出分支；先簽出一個，或用 --no-commit 只寫入，不提交", EN: "no branch is checked out; check one out first, or write without committing by --no-commit"})
	ErrChanged  = diag.Fail(diag.Text{CN: "这份记录有未提交的改动；先提交，或用 --no-commit 只写入，不提交", TW: "這份記錄有未提交的變更；先提交，或用 --no-commit 只寫入，不提交", EN: "the record has changes that are not committed; commit them first, or write without committing by --no-commit"})
	ErrBusy     = diag.Fail(diag.Text{CN: "Git 有事情做到一半（合并、变基或另一条命令）；先把它做完", TW: "Git 有事情做到一半（合併、重定基底或另一個命令）；先把它做完", EN: "git is in the midst of something (a merge, a rebase, another command); finish it first"})
	ErrSigning  = diag.Fail(diag.Text{CN: "Git 设置了提交要签名，本程序做不到；用 --no-commit 写入，再用 git 提交", TW: "Git 設定了提交要簽章，本程式做不到；用 --no-commit 寫入，再用 git 提交", EN: "git is configured to sign commits, which this program cannot; write with --no-commit and commit by git itself"})
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
		return "", diag.Fail(diag.Text{CN: "读不了 Git 的索引：%s", TW: "讀不了 Git 的索引：%s", EN: "read the git index: %s"}, err)
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
		return "", diag.Fail(diag.Text{CN: "没能做成提交：%s", TW: "沒能做成提交：%s", EN: "make the commit: %s"}, err)
	}
	id, err := r.git.Storer.SetEncodedObject(o)
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "没能做成提交：%s", TW: "沒能做成提交：%s", EN: "make the commit: %s"}, err)
	}
	if err := write(); err != nil {
		return "", err
	}
	if err := r.git.Storer.CheckAndSetReference(plumbing.NewHashReference(head.Name(), id), head); err != nil {
		return "", diag.Fail(diag.Text{CN: "没能让分支 %s 指向新的提交：%s", TW: "沒能讓分支 %s 指向新的提交：%s", EN: "move the branch %s: %s"}, head.Name().Short(), err)
	}
	entry.Hash = blob
	r.stamp(entry, full)
	if err := r.git.Storer.SetIndex(idx); err != nil {
		return id.String(), diag.Fail(diag.Text{CN: "提交 %s 已做好，但没能写入 Git 的索引（执行 git reset）：%s", TW: "提交 %s 已做好，但沒能寫入 Git 的索引（執行 git reset）：%s", EN: "commit %s is made, but the git index could not be written (run git reset): %s"}, id, err)
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
		return nil, diag.Fail(diag.Text{CN: "读不了 Git 的 HEAD：%s", TW: "讀不了 Git 的 HEAD：%s", EN: "read the git HEAD: %s"}, err)
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
		return nil, diag.Fail(diag.Text{CN: "读不了 Git 的配置：%s", TW: "讀不了 Git 的設定：%s", EN: "read the git config: %s"}, err)
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
		return nil, diag.Fail(diag.Text{CN: "没能锁定 Git 的索引：%s", TW: "沒能鎖定 Git 的索引：%s", EN: "lock the git index: %s"}, err)
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
		return plumbing.ZeroHash, diag.Fail(diag.Text{CN: "没能写入 Git 的 %s 对象：%s", TW: "沒能寫入 Git 的 %s 物件：%s", EN: "write a git %s: %s"}, kind, err)
	}
	id, err := r.git.Storer.SetEncodedObject(o)
	if err != nil {
		return plumbing.ZeroHash, diag.Fail(diag.Text{CN: "没能写入 Git 的 %s 对象：%s", TW: "沒能寫入 Git 的 %s 物件：%s", EN: "write a git %s: %s"}, kind, err)
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
