package backup

import (
	"context"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/storage/filesystem"

	"github.com/minutebook/minutebook/generator/diag"
)

// Limits bound what a backup may grow to. The zero value is generous.
type Limits struct {
	Object int64 // bytes of one object of the history, 2 GiB
	Total  int64 // bytes of all objects, and of all files, 256 GiB each
	Files  int   // of the working tree, two million
}

func (l Limits) filled() Limits {
	if l.Object == 0 {
		l.Object = 2 << 30
	}
	if l.Total == 0 {
		l.Total = 256 << 30
	}
	if l.Files == 0 {
		l.Files = 2_000_000
	}
	return l
}

// Restore makes a folder, which must not exist, of a backup: the repository with
// its history, the files of the commit that was checked out, and those beside it.
func Restore(ctx context.Context, name, out string, limits Limits) (*Summary, error) {
	if _, err := os.Lstat(out); err == nil {
		return nil, diag.Fail(diag.Text{CN: "%s 已经存在：换一个新文件夹；什么都没有改", TW: "%s 已經存在：換一個新資料夾；什麼都沒有改", EN: "%s exists: name a new folder; nothing was changed"}, out)
	}
	sum, err := unpack(ctx, name, out, limits)
	switch {
	case errors.Is(err, ErrDamaged):
		return nil, diag.Fail(diag.Text{CN: "没能恢复 %s：%s；什么都没有写入；换一份备份再试", TW: "沒能還原 %s：%s；什麼都沒有寫入；換一份備份再試", EN: "restore %s: %s; nothing was written: try another copy of the backup"}, name, err)
	case err != nil:
		return nil, diag.Fail(diag.Text{CN: "没能恢复 %s：%s；什么都没有写入", TW: "沒能還原 %s：%s；什麼都沒有寫入", EN: "restore %s: %s; nothing was written"}, name, err)
	}
	return sum, nil
}

// unpack is Restore into a folder that was not there a moment ago.
func unpack(ctx context.Context, name, out string, limits Limits) (_ *Summary, err error) {
	o, err := openBackup(ctx, name)
	if err != nil {
		return nil, err
	}
	defer o.close()
	stage, err := os.MkdirTemp(filepath.Dir(filepath.Clean(out)), "."+filepath.Base(filepath.Clean(out))+".minutebook-")
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "没能在 %s 旁边建立文件夹：%s", TW: "無法在 %s 旁邊建立資料夾：%s", EN: "make a folder beside %s: %s"}, out, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	r := &restorer{opened: o, dir: stage, limits: limits.filled()}
	sum, err := r.run(ctx)
	if err != nil {
		return nil, err
	}
	if err := os.Chmod(stage, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(out); err == nil {
		return nil, diag.Fail(diag.Text{CN: "其间出现了 %s：换一个新文件夹", TW: "其間出現了 %s：換一個新資料夾", EN: "%s has appeared meanwhile: name a new folder"}, out)
	}
	if err := os.Rename(stage, out); err != nil {
		return nil, diag.Fail(diag.Text{CN: "没能把档案库放到位：%s", TW: "沒能把檔案庫放到位：%s", EN: "put the archive in place: %s"}, err)
	}
	return sum, nil
}

// restorer fills a folder.
type restorer struct {
	*opened
	dir    string
	limits Limits
	root   *os.Root
	files  int
	bytes  int64
	links  []link
}

// link is a symbolic link of the commit. Links come last, so that nothing is
// written through one.
type link struct{ name, to string }

func (r *restorer) run(ctx context.Context) (*Summary, error) {
	refs, err := r.scan(ctx)
	if err != nil {
		return nil, err
	}
	if r.root, err = os.OpenRoot(r.dir); err != nil {
		return nil, err
	}
	defer r.root.Close()
	repo, err := r.repository(refs)
	if err != nil {
		return nil, err
	}
	sum := &Summary{Commit: r.info[infoCommit], Branch: r.info[infoBranch], Archive: r.info[infoArchive], Refs: len(refs), Bytes: r.size}
	if _, ok := refs["HEAD"]; ok {
		sum.Refs--
	}
	if sum.Commits, err = reachable(ctx, repo, refs); err != nil {
		return nil, err
	}
	if err := r.checkout(ctx, repo, sum); err != nil {
		return nil, err
	}
	if err := r.beside(ctx, sum); err != nil {
		return nil, err
	}
	if err := r.makeLinks(); err != nil {
		return nil, err
	}
	tree, err := repo.Worktree()
	if err == nil {
		err = tree.Reset(&git.ResetOptions{Mode: git.MixedReset, Commit: plumbing.NewHash(sum.Commit)})
	}
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "写不了 Git 的索引：%s", TW: "無法寫入 Git 的索引：%s", EN: "write the repository's index: %s"}, err)
	}
	sum.Files = r.files
	return sum, nil
}

// repository unpacks the bundle.
func (r *restorer) repository(refs map[string]plumbing.Hash) (*git.Repository, error) {
	store := filesystem.NewStorage(osfs.New(filepath.Join(r.dir, ".git")), cache.NewObjectLRUDefault())
	branch := plumbing.NewBranchReferenceName(r.info[infoBranch])
	opt := git.InitOptions{}
	head := plumbing.NewHashReference(plumbing.HEAD, plumbing.NewHash(r.info[infoCommit]))
	if id, ok := refs[branch.String()]; ok {
		if id.String() != r.info[infoCommit] {
			return nil, damaged(diag.Text{CN: "分支不在记下的提交上", TW: "分支不在記下的提交上", EN: "its branch is not at its commit"})
		}
		opt.DefaultBranch = branch
		head = plumbing.NewSymbolicReference(plumbing.HEAD, branch)
	}
	repo, err := git.InitWithOptions(store, osfs.New(r.dir), opt)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "没能建立 Git 仓库：%s", TW: "無法建立 Git 儲存庫：%s", EN: "make the repository: %s"}, err)
	}
	in, _, err := r.bundle()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if err := packfile.UpdateObjectStorage(store, in); err != nil {
		return nil, damaged(itsHistory, err)
	}
	for name, id := range refs {
		if name == "HEAD" {
			continue
		}
		if err := store.SetReference(plumbing.NewHashReference(plumbing.ReferenceName(name), id)); err != nil {
			return nil, diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
		}
	}
	if err := store.SetReference(head); err != nil {
		return nil, diag.Fail(diag.Text{CN: "写不了 HEAD：%s", TW: "無法寫入 HEAD：%s", EN: "write HEAD: %s"}, err)
	}
	return repo, nil
}

// checkout writes the files of the commit.
func (r *restorer) checkout(ctx context.Context, repo *git.Repository, sum *Summary) error {
	c, err := repo.CommitObject(plumbing.NewHash(sum.Commit))
	if err != nil {
		return damaged(diag.Text{CN: "提交 %.40s：%s", TW: "提交 %.40s：%s", EN: "its commit %.40s: %s"}, sum.Commit, err)
	}
	return eachFile(c, func(name string, e object.TreeEntry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := checkName(name); err != nil {
			return diag.Fail(diag.Text{CN: "提交里有恢复不了的文件 %.200q：%s", TW: "提交裡有無法還原的檔案 %.200q：%s", EN: "the commit has a file that cannot be restored: %.200q: %s"}, name, err)
		}
		if e.Mode == filemode.Submodule {
			return nil // another repository's; it is not in this one
		}
		blob, err := repo.BlobObject(e.Hash)
		if err != nil {
			return damaged(within, name, err)
		}
		body, err := blob.Reader()
		if err != nil {
			return damaged(within, name, err)
		}
		defer body.Close()
		if e.Mode == filemode.Symlink {
			return r.addLink(name, body)
		}
		mode := os.FileMode(0o644)
		if e.Mode == filemode.Executable {
			mode = 0o755
		}
		return r.write(name, body, mode)
	})
}

// beside writes the files that the commit does not hold.
func (r *restorer) beside(ctx context.Context, sum *Summary) error {
	if sum.Archive != "" {
		if err := checkName(sum.Archive); err != nil {
			return diag.Fail(diag.Text{CN: "档案库的文件夹 %.200q：%s", TW: "檔案庫的資料夾 %.200q：%s", EN: "the archive's folder %.200q: %s"}, sum.Archive, err)
		}
	}
	for _, name := range r.names {
		rest, ok := strings.CutPrefix(name, filesDir)
		if !ok {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		at := path.Join(sum.Archive, rest)
		if slices.ContainsFunc(r.links, func(l link) bool { return l.name == at || strings.HasPrefix(at, l.name+"/") }) {
			return damaged(diag.Text{CN: "%s 会经过符号链接写出去", TW: "%s 會經過符號連結寫出去", EN: "%s would be written through a link"}, at)
		}
		in, err := r.data[name].Open()
		if err != nil {
			return damaged(within, name, err)
		}
		if err := r.root.Remove(at); err == nil {
			r.files--
		}
		err = r.write(at, in, 0o644)
		if err = errors.Join(err, in.Close()); err != nil {
			return err
		}
		sum.Beside = append(sum.Beside, rest)
	}
	return nil
}

func (r *restorer) write(name string, body io.Reader, mode os.FileMode) error {
	if r.files++; r.files > r.limits.Files {
		return diag.Fail(diag.Text{CN: "文件超过 %d 个", TW: "檔案超過 %d 個", EN: "it has more than %d files"}, r.limits.Files)
	}
	if err := r.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
	}
	f, err := r.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
	}
	n, err := io.Copy(f, io.LimitReader(body, r.limits.Total-r.bytes+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
	}
	if r.bytes += n; r.bytes > r.limits.Total {
		return diag.Fail(diag.Text{CN: "文件合计超过 %d 字节", TW: "檔案合計超過 %d 位元組", EN: "its files have more than %d bytes"}, r.limits.Total)
	}
	return nil
}

const longestLink = 4096

// addLink notes a link that stays inside: some ".." at its beginning, no more of
// them than there are folders above it, and names behind them.
func (r *restorer) addLink(name string, body io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(body, longestLink+1))
	if err != nil {
		return damaged(within, name, err)
	}
	to, rest := string(text), string(text)
	up := 0
	for strings.HasPrefix(rest, "../") {
		rest, up = rest[len("../"):], up+1
	}
	if len(to) > longestLink || up > strings.Count(name, "/") || checkName(rest) != nil {
		return diag.Fail(diag.Text{CN: "符号链接 %s 指到 %.200q，不在档案库里：换成文件", TW: "符號連結 %s 指到 %.200q，不在檔案庫裡：換成檔案", EN: "the link %s leads to %.200q, which is not in the archive: replace it by a file"}, name, to)
	}
	if r.files++; r.files > r.limits.Files {
		return diag.Fail(diag.Text{CN: "文件超过 %d 个", TW: "檔案超過 %d 個", EN: "it has more than %d files"}, r.limits.Files)
	}
	r.links = append(r.links, link{name, to})
	return nil
}

func (r *restorer) makeLinks() error {
	for _, l := range r.links {
		if err := r.root.MkdirAll(path.Dir(l.name), 0o755); err != nil {
			return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, l.name, err)
		}
		if err := r.root.Symlink(l.to, l.name); err != nil {
			return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, l.name, err)
		}
	}
	return nil
}
