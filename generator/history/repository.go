package history

import (
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/storage/filesystem"

	"github.com/minutebook/minutebook/generator/diag"
)

// ErrNoRepository says that no repository is around a folder, and ErrNoCommit
// that nothing has been committed to it yet.
var (
	ErrNoRepository = diag.Fail(diag.Text{CN: "这里不在 Git 仓库里", TW: "這裡不在 Git 儲存庫裡", EN: "this is not in a git repository"})
	ErrNoCommit     = diag.Fail(diag.Text{CN: "Git 仓库里还没有提交", TW: "Git 儲存庫裡還沒有提交", EN: "the git repository has no commit yet"})

	errShallow = diag.Fail(diag.Text{CN: "这个 Git 仓库是浅克隆；取回其余：git fetch --unshallow", TW: "這個 Git 儲存庫是淺層複製；取回其餘：git fetch --unshallow", EN: "the git repository is a shallow clone; fetch the rest with: git fetch --unshallow"})
	errObject  = diag.Fail(diag.Text{CN: "Git 仓库的一个对象读不了", TW: "Git 儲存庫的一個物件讀不了", EN: "an object of the git repository cannot be read"})
	errFormat  = diag.Fail(diag.Text{CN: "Git 仓库的格式本程序不认识", TW: "Git 儲存庫的格式本程式不認得", EN: "the git repository is of a format that is not known here"})
)

// keptObjects is how much of the objects read last is kept in memory: enough for
// what neighbouring commits have in common.
const keptObjects = 16 * cache.MiByte

// Repository is the repository around an archive's folder.
type Repository struct {
	git    *git.Repository
	store  *filesystem.Storage
	work   string // the root of the working tree
	sub    string // the archive within it, slash-separated; "" if it is the root
	linked bool
	within bool
}

// Open finds the repository around a folder.
func Open(dir string) (*Repository, error) {
	r, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	switch {
	case errors.Is(err, git.ErrRepositoryNotExists):
		return nil, ErrNoRepository
	case errors.Is(err, git.ErrUnsupportedExtensionRepositoryFormatVersion), errors.Is(err, git.ErrUnsupportedRepositoryFormatVersion), errors.Is(err, git.ErrUnknownExtension):
		return nil, diag.Fail(diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s: %s"}, errFormat, err)
	case err != nil:
		return nil, diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	tree, err := r.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return nil, ErrNoRepository // a bare repository has no archive in it
	}
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	out := &Repository{git: r, work: tree.Filesystem.Root()}
	if out.sub, err = below(out.work, dir); err != nil {
		return nil, err
	}
	out.kindOfTree()
	old, ok := r.Storer.(*filesystem.Storage)
	if !ok {
		return nil, diag.Fail(diag.Text{CN: "%s：%T", TW: "%s：%T", EN: "%s: %T"}, errFormat, r.Storer)
	}
	out.store = filesystem.NewStorageWithOptions(old.Filesystem(), cache.NewObjectLRU(keptObjects), filesystem.Options{KeepDescriptors: true, ExclusiveAccess: true})
	return out, nil
}

// again opens the objects once more, for another goroutine.
func (r *Repository) again() *filesystem.Storage {
	return filesystem.NewStorageWithOptions(r.store.Filesystem(), cache.NewObjectLRU(keptObjects), filesystem.Options{KeepDescriptors: true, ExclusiveAccess: true})
}

func (r *Repository) close() { r.store.Close() } //nolint:errcheck // only read from

// below is how a folder is called within another, links resolved.
func below(root, dir string) (string, error) {
	root, err := filepath.EvalSymlinks(root)
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	if dir, err = filepath.Abs(dir); err == nil {
		dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	rel, err := filepath.Rel(root, dir)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", ErrNoRepository
	}
	if rel == "." {
		return "", nil
	}
	return filepath.ToSlash(rel), nil
}

// kindOfTree looks what stands in the place of a .git folder: a file leads to a
// worktree's own folder, which knows the common one, or to a submodule's.
func (r *Repository) kindOfTree() {
	b, err := os.ReadFile(filepath.Join(r.work, ".git"))
	if err != nil {
		return // a folder
	}
	at, ok := strings.CutPrefix(strings.TrimSpace(string(b)), "gitdir: ")
	if !ok {
		return
	}
	if !filepath.IsAbs(at) {
		at = filepath.Join(r.work, at)
	}
	_, err = os.Stat(filepath.Join(at, "commondir"))
	r.linked = err == nil
	r.within = err != nil && strings.Contains(filepath.ToSlash(at), "/modules/")
}

// state is what can be told without reading any commit.
func (r *Repository) state() (State, error) {
	s := State{Linked: r.linked, Within: r.within}
	head, err := r.git.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return s, ErrNoCommit
	}
	if err != nil {
		return s, diag.Fail(diag.Text{CN: "读不了 Git 的 HEAD：%s", TW: "讀不了 Git 的 HEAD：%s", EN: "read the git HEAD: %s"}, err)
	}
	s.Head = head.Hash().String()
	if head.Name().IsBranch() {
		s.Branch = head.Name().Short()
	}
	s.Main = r.mainName(s.Branch)
	shallow, err := r.git.Storer.Shallow()
	if err != nil {
		return s, diag.Fail(diag.Text{CN: "没能查明克隆里少了哪些提交：%s", TW: "沒能查明複製時少了哪些提交：%s", EN: "read what was left out of the clone: %s"}, err)
	}
	if len(shallow) > 0 {
		return s, errShallow
	}
	return s, nil
}

// mainName is the name of the main branch, "" if it is not known.
func (r *Repository) mainName(current string) string {
	if ref, err := r.git.Reference("refs/remotes/origin/HEAD", false); err == nil && ref.Type() == plumbing.SymbolicReference {
		if name, ok := strings.CutPrefix(ref.Target().String(), "refs/remotes/origin/"); ok {
			return name
		}
	}
	for _, name := range []string{"main", "master"} {
		if _, ok := r.mainTip(name); ok {
			return name
		}
	}
	return current
}

// mainTip is the newest commit of the main branch: the remote's, else our own.
func (r *Repository) mainTip(name string) (plumbing.Hash, bool) {
	for _, ref := range []plumbing.ReferenceName{plumbing.NewRemoteReferenceName("origin", name), plumbing.NewBranchReferenceName(name)} {
		if x, err := r.git.Reference(ref, true); err == nil {
			return x.Hash(), true
		}
	}
	return plumbing.ZeroHash, false
}

// BlobID is the id Git gives to a file's bytes.
func BlobID(b []byte) string {
	h := sha1.New()
	h.Write([]byte("blob " + strconv.Itoa(len(b)) + "\x00"))
	h.Write(b)
	return hex.EncodeToString(h.Sum(nil))
}

// readObject returns the bytes of an object.
func readObject(s *filesystem.Storage, kind plumbing.ObjectType, id plumbing.Hash) ([]byte, error) {
	o, err := s.EncodedObject(kind, id)
	if err != nil {
		return nil, objectError(kind, id, err)
	}
	r, err := o.Reader()
	if err != nil {
		return nil, objectError(kind, id, err)
	}
	b := make([]byte, o.Size())
	if _, err = io.ReadFull(r, b); err == nil {
		err = r.Close()
	}
	if err != nil {
		return nil, objectError(kind, id, err)
	}
	return b, nil
}

func objectError(kind plumbing.ObjectType, id plumbing.Hash, err error) error {
	return diag.Fail(diag.Text{CN: "%s：%s %s：%s；检查：git fsck", TW: "%s：%s %s：%s；檢查：git fsck", EN: "%s: %s %s: %s; look with: git fsck"}, errObject, kind, id, err)
}

// Newest returns the committer's time of the commit that is checked out in the
// repository around a folder. It reports false if there is no repository or no
// commit yet. Linked worktrees are understood.
func Newest(dir string) (time.Time, bool, error) {
	repo, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, diag.Fail(diag.Text{CN: "读不了 Git 的 HEAD：%s", TW: "讀不了 Git 的 HEAD：%s", EN: "read the git HEAD: %s"}, err)
	}
	c, err := repo.CommitObject(head.Hash())
	if err != nil {
		return time.Time{}, false, diag.Fail(diag.Text{CN: "读不了提交 %s：%s", TW: "讀不了提交 %s：%s", EN: "read commit %s: %s"}, head.Hash(), err)
	}
	return c.Committer.When, true, nil
}

// Mark stands for everything that Read tells of a folder: with the same mark it
// tells the same. It costs next to nothing.
func Mark(dir string) string {
	r, err := Open(dir)
	if err != nil {
		return err.Error()
	}
	defer r.close()
	s, err := r.state()
	if err != nil {
		return err.Error()
	}
	tip, _ := r.mainTip(s.Main)
	if s.Branch == s.Main {
		tip = plumbing.ZeroHash // HEAD is all that counts
	}
	return s.Head + " " + strconv.Quote(s.Branch) + " " + strconv.Quote(s.Main) + " " + tip.String()
}
