// Package backup puts an archive with all its history into one file, and gets it
// back.
//
// # The file
//
// A ZIP file without compression that holds a BagIt bag (RFC 8493), so that it can
// be opened in thirty years without this program:
//
//	backup/bagit.txt, bag-info.txt          what it is, of which commit
//	backup/data/repository.bundle           branches, tags and their history; git clone reads it
//	backup/data/files/…                     files of the archive that Git does not hold as they are: attachments
//	                                        kept out of it or by LFS, records not yet committed
//	backup/manifest-sha256.txt, tagmanifest-sha256.txt
//
// A backup is made whole or not at all, never replaces a file, and is restored
// once, and compared, before it gets its name. A shallow clone is refused: it has
// not got the history.
//
// # Restoring
//
// Nothing is believed. The file must be byte for byte what this package writes of
// its contents, so that no flipped bit is overlooked, not even one in a date that
// nobody reads; sums, names, sizes and the bundle's objects are looked at before
// anything is used. Everything is written to a folder beside the one asked for,
// which must not exist, and put in place in one step. Names that lead out of it, or
// that a system cannot keep, links that lead out, and contents that grow beyond
// the limits are refused.
package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
)

// Options say what to back up.
type Options struct {
	Dir     string // the archive
	Program string // the version that the bag says made it
	Now     time.Time
}

// Summary is what a backup holds, or what was restored.
type Summary struct {
	Commit  string   // that is checked out
	Branch  string   // "" if HEAD is detached
	Archive string   // the archive's folder in the repository, "" for its root
	Refs    int      // branches and tags
	Commits int      // that can be reached
	Files   int      // of the working tree
	Beside  []string // files that Git does not hold as they are, by path in the archive
	Missing []string // files of the commit that the archive's folder lacks; a restore brings them back
	Bytes   int64    // of the backup
}

// Write backs an archive up to a file that must not exist.
func Write(ctx context.Context, name string, opt Options) (_ *Summary, err error) {
	if _, err := os.Lstat(name); err == nil {
		return nil, diag.Fail(diag.Text{CN: "%s 已经存在：换一个新名字，或把它移走", TW: "%s 已經存在：換一個新名字，或把它移走", EN: "%s exists: name a new file, or move it away"}, name)
	}
	s, err := look(opt.Dir)
	if err != nil {
		return nil, err
	}
	at, err := filepath.Abs(name)
	if err != nil {
		return nil, err
	}
	scratch, err := os.MkdirTemp(filepath.Dir(at), "."+filepath.Base(name)+".minutebook-")
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "没能在备份旁边建立文件夹：%s", TW: "無法在備份旁邊建立資料夾：%s", EN: "make a folder beside the backup: %s"}, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(scratch)) }()
	bundle := filepath.Join(scratch, "bundle")
	if err := s.bundle(ctx, bundle); err != nil {
		return nil, err
	}
	draft := filepath.Join(scratch, "draft.zip")
	if err := s.pack(ctx, draft, bundle, opt); err != nil {
		return nil, diag.Fail(diag.Text{CN: "没能写出备份：%s", TW: "沒能寫出備份：%s", EN: "write the backup: %s"}, err)
	}
	sum, err := s.drill(ctx, draft, filepath.Join(scratch, "drill"))
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "刚做的备份恢复不出来，已经丢弃：%s", TW: "剛做的備份還原不出來，已經丟棄：%s", EN: "the backup cannot be restored, so it was thrown away: %s"}, err)
	}
	// A link, unlike a rename, replaces nothing.
	if err := os.Link(draft, name); err != nil {
		if _, there := os.Lstat(name); there == nil {
			return nil, diag.Fail(diag.Text{CN: "其间出现了 %s：换一个新名字", TW: "其間出現了 %s：換一個新名字", EN: "%s has appeared meanwhile: name a new file"}, name)
		}
		if err := os.Rename(draft, name); err != nil {
			return nil, diag.Fail(diag.Text{CN: "没能把备份放到位：%s", TW: "沒能把備份放到位：%s", EN: "put the backup in place: %s"}, err)
		}
	}
	return sum, nil
}

// source is the archive that is backed up.
type source struct {
	dir     string // of the archive
	root    string // of the repository's working tree
	sub     string // from the one to the other, "" if they are the same
	commit  plumbing.Hash
	branch  string
	beside  []string
	missing []string
	files   map[string]bool // of the archive's folder
}

// look finds the repository and what of the archive is not in it.
func look(dir string) (*source, error) {
	repo, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return nil, diag.Fail(diag.Text{CN: "%s 不在 Git 仓库里，没有历史可存：先执行 git init、git add、git commit", TW: "%s 不在 Git 儲存庫裡，沒有歷史可存：先執行 git init、git add、git commit", EN: "%s is in no Git repository, so there is no history to keep: git init, add and commit first"}, dir)
	}
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the repository: %s"}, err)
	}
	shallow, err := repo.Storer.Shallow()
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the repository: %s"}, err)
	}
	if len(shallow) > 0 {
		return nil, diag.Fail(diag.Text{CN: "这是浅克隆，历史不全：先执行 git fetch --unshallow", TW: "這是淺層複製，歷史不全：先執行 git fetch --unshallow", EN: "this is a shallow clone, which has not got the whole history: run git fetch --unshallow first"})
	}
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return nil, diag.Fail(diag.Text{CN: "Git 仓库里还没有提交：先提交档案库", TW: "Git 儲存庫裡還沒有提交：先提交檔案庫", EN: "the repository has no commit yet: commit the archive first"})
	}
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "读不了 HEAD：%s", TW: "讀不了 HEAD：%s", EN: "read HEAD: %s"}, err)
	}
	tree, err := repo.Worktree()
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the repository: %s"}, err)
	}
	s := &source{commit: head.Hash(), files: map[string]bool{}}
	if head.Name().IsBranch() {
		s.branch = head.Name().Short()
	}
	if s.root, err = filepath.EvalSymlinks(tree.Filesystem.Root()); err != nil {
		return nil, err
	}
	if dir, err = filepath.Abs(dir); err == nil {
		s.dir, err = filepath.EvalSymlinks(dir)
	}
	if err != nil {
		return nil, err
	}
	rel, err := filepath.Rel(s.root, s.dir)
	if err != nil {
		return nil, err
	}
	if rel != "." {
		s.sub = filepath.ToSlash(rel)
	}
	return s, s.compare(repo)
}

// compare walks the archive's folder and notes what the commit has otherwise.
func (s *source) compare(repo *git.Repository) error {
	c, err := repo.CommitObject(s.commit)
	if err != nil {
		return diag.Fail(diag.Text{CN: "读不了提交 %s：%s", TW: "讀不了提交 %s：%s", EN: "read commit %s: %s"}, s.commit, err)
	}
	held := map[string]plumbing.Hash{}
	if err := eachFile(c, func(name string, e object.TreeEntry) error {
		if rest, ok := strings.CutPrefix(name, s.prefix()); ok && e.Mode != filemode.Submodule {
			held[rest] = e.Hash
		}
		return nil
	}); err != nil {
		return err
	}
	err = filepath.WalkDir(s.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == s.dir {
			return err
		}
		if d.Name() == ".git" {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			// A site that was built into the archive is no part of it.
			if _, err := os.Lstat(filepath.Join(p, ".minutebook", "manifest.json")); err == nil {
				return fs.SkipDir
			}
			return nil
		}
		rel, err := filepath.Rel(s.dir, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		want, known := held[name]
		delete(held, name)
		if known && !d.Type().IsRegular() {
			return nil // a link; the commit has it
		}
		if !d.Type().IsRegular() {
			return diag.Fail(diag.Text{CN: "%s 既不在 Git 里，也不是普通文件：提交它，或把它移走", TW: "%s 既不在 Git 裡，也不是普通檔案：提交它，或把它移走", EN: "%s is neither in Git nor a regular file: commit it or move it away"}, name)
		}
		s.files[name] = true
		id, err := blobOf(p)
		if err == nil && id != want {
			s.beside = append(s.beside, name)
		}
		return err
	})
	if err != nil {
		return diag.Fail(diag.Text{CN: "查看档案库时出错：%s", TW: "檢視檔案庫時出錯：%s", EN: "look through the archive: %s"}, err)
	}
	for name := range held {
		s.missing = append(s.missing, name)
	}
	slices.Sort(s.missing)
	slices.Sort(s.beside)
	return nil
}

func (s *source) prefix() string {
	if s.sub == "" {
		return ""
	}
	return s.sub + "/"
}

func blobOf(p string) (plumbing.Hash, error) {
	f, err := os.Open(p)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return plumbing.ZeroHash, err
	}
	h := plumbing.NewHasher(plumbing.BlobObject, info.Size())
	if _, err := io.Copy(h, f); err != nil {
		return plumbing.ZeroHash, err
	}
	return h.Sum(), nil
}

// bundle lets Git write its own format, with the deltas that keep a long history
// small.
func (s *source) bundle(ctx context.Context, to string) error {
	cmd := exec.CommandContext(ctx, "git", "bundle", "create", "--quiet", to, "HEAD", "--branches", "--tags")
	cmd.Dir = s.root
	out, err := cmd.CombinedOutput()
	if errors.Is(err, exec.ErrNotFound) {
		return diag.Fail(diag.Text{CN: "做备份需要 git：先安装它（恢复时不用）", TW: "做備份需要 git：先安裝它（還原時不用）", EN: "git is needed to write a backup: install it (restoring needs none)"})
	}
	if err != nil {
		return diag.Fail(diag.Text{CN: "git bundle：%s：%s", TW: "git bundle：%s：%s", EN: "git bundle: %s: %s"}, err, bytes.TrimSpace(out))
	}
	return nil
}

// pack writes the bag.
func (s *source) pack(ctx context.Context, to, bundle string, opt Options) error {
	b := &bag{info: []field{
		{"Bag-Software-Agent", "Minutebook " + opt.Program},
		{"Bagging-Date", opt.Now.UTC().Format(time.DateOnly)},
		{infoCommit, s.commit.String()},
		{infoBranch, s.branch},
		{infoArchive, s.sub},
	}}
	if err := b.addFile(bundleName, bundle); err != nil {
		return err
	}
	for _, name := range s.beside {
		if err := output.CheckPath(path.Join(s.sub, name)); err != nil {
			return diag.Fail(diag.Text{CN: "%s：%s：给它改名", TW: "%s：%s：給它改名", EN: "%s: %s: rename it"}, name, err)
		}
		if err := b.addFile(filesDir+name, filepath.Join(s.dir, filepath.FromSlash(name))); err != nil {
			return err
		}
	}
	f, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	err = b.write(ctx, f)
	return errors.Join(err, f.Sync(), f.Close())
}

// drill restores the draft and holds every file of the archive against it.
func (s *source) drill(ctx context.Context, draft, to string) (*Summary, error) {
	sum, err := unpack(ctx, draft, to, Limits{})
	if err != nil {
		return nil, err
	}
	if sum.Commit != s.commit.String() {
		return nil, diag.Fail(diag.Text{CN: "里面是提交 %s，不是 %s", TW: "裡面是提交 %s，不是 %s", EN: "it holds commit %s, not %s"}, sum.Commit, s.commit)
	}
	for name := range s.files {
		a, err := sumOf(filepath.Join(s.dir, filepath.FromSlash(name)))
		if err != nil {
			return nil, err
		}
		b, err := sumOf(filepath.Join(to, filepath.FromSlash(s.prefix()+name)))
		if err != nil {
			return nil, err
		}
		if a != b {
			return nil, diag.Fail(diag.Text{CN: "%s 恢复出来和现在不一样；其间是不是有人改过？", TW: "%s 還原出來和現在不一樣；其間是不是有人改過？", EN: "%s came back otherwise than it is; did somebody change it meanwhile?"}, name)
		}
	}
	sum.Missing = s.missing
	return sum, nil
}

func sumOf(p string) (sum [32]byte, err error) {
	f, err := os.Open(p)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, nil
}
