package backup

import (
	"context"
	"errors"
	"fmt"
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
func Restore(ctx context.Context, name, out string, limits Limits) (_ *Summary, err error) {
	if _, err := os.Lstat(out); err == nil {
		return nil, fmt.Errorf("%s exists: name a new folder; nothing was changed", out)
	}
	o, err := openBackup(ctx, name)
	if err != nil {
		return nil, err
	}
	defer o.close()
	stage, err := os.MkdirTemp(filepath.Dir(filepath.Clean(out)), "."+filepath.Base(filepath.Clean(out))+".minutebook-")
	if err != nil {
		return nil, fmt.Errorf("make a folder beside %s: %w", out, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	r := &restorer{opened: o, dir: stage, limits: limits.filled()}
	sum, err := r.run(ctx)
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w; nothing was written", name, err)
	}
	if err := os.Chmod(stage, 0o755); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(out); err == nil {
		return nil, fmt.Errorf("%s has appeared meanwhile: name a new folder; nothing was changed", out)
	}
	if err := os.Rename(stage, out); err != nil {
		return nil, fmt.Errorf("put the archive in place: %w", err)
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
		return nil, fmt.Errorf("write the repository's index: %w", err)
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
			return nil, damaged("its branch is not at its commit")
		}
		opt.DefaultBranch = branch
		head = plumbing.NewSymbolicReference(plumbing.HEAD, branch)
	}
	repo, err := git.InitWithOptions(store, osfs.New(r.dir), opt)
	if err != nil {
		return nil, fmt.Errorf("make the repository: %w", err)
	}
	in, _, err := r.bundle()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	if err := packfile.UpdateObjectStorage(store, in); err != nil {
		return nil, damaged("its history: %v", err)
	}
	for name, id := range refs {
		if name == "HEAD" {
			continue
		}
		if err := store.SetReference(plumbing.NewHashReference(plumbing.ReferenceName(name), id)); err != nil {
			return nil, fmt.Errorf("write %s: %w", name, err)
		}
	}
	if err := store.SetReference(head); err != nil {
		return nil, fmt.Errorf("write HEAD: %w", err)
	}
	return repo, nil
}

// checkout writes the files of the commit.
func (r *restorer) checkout(ctx context.Context, repo *git.Repository, sum *Summary) error {
	c, err := repo.CommitObject(plumbing.NewHash(sum.Commit))
	if err != nil {
		return damaged("its commit %.40s: %v", sum.Commit, err)
	}
	return eachFile(c, func(name string, e object.TreeEntry) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := checkName(name); err != nil {
			return fmt.Errorf("the commit has a file that cannot be restored: %.200q: %w", name, err)
		}
		if e.Mode == filemode.Submodule {
			return nil // another repository's; it is not in this one
		}
		blob, err := repo.BlobObject(e.Hash)
		if err != nil {
			return damaged("%s: %v", name, err)
		}
		body, err := blob.Reader()
		if err != nil {
			return damaged("%s: %v", name, err)
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
			return fmt.Errorf("the archive's folder %.200q: %w", sum.Archive, err)
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
			return damaged("%s would be written through a link", at)
		}
		in, err := r.data[name].Open()
		if err != nil {
			return damaged("%s: %v", name, err)
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
		return fmt.Errorf("it has more than %d files", r.limits.Files)
	}
	if err := r.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	f, err := r.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	n, err := io.Copy(f, io.LimitReader(body, r.limits.Total-r.bytes+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if r.bytes += n; r.bytes > r.limits.Total {
		return fmt.Errorf("its files have more than %d bytes", r.limits.Total)
	}
	return nil
}

const longestLink = 4096

// addLink notes a link that stays inside: some ".." at its beginning, no more of
// them than there are folders above it, and names behind them.
func (r *restorer) addLink(name string, body io.Reader) error {
	text, err := io.ReadAll(io.LimitReader(body, longestLink+1))
	if err != nil {
		return damaged("%s: %v", name, err)
	}
	to, rest := string(text), string(text)
	up := 0
	for strings.HasPrefix(rest, "../") {
		rest, up = rest[len("../"):], up+1
	}
	if len(to) > longestLink || up > strings.Count(name, "/") || checkName(rest) != nil {
		return fmt.Errorf("the link %s leads to %.200q, which is not in the archive: replace it by a file", name, to)
	}
	if r.files++; r.files > r.limits.Files {
		return fmt.Errorf("it has more than %d files", r.limits.Files)
	}
	r.links = append(r.links, link{name, to})
	return nil
}

func (r *restorer) makeLinks() error {
	for _, l := range r.links {
		if err := r.root.MkdirAll(path.Dir(l.name), 0o755); err != nil {
			return fmt.Errorf("write %s: %w", l.name, err)
		}
		if err := r.root.Symlink(l.to, l.name); err != nil {
			return fmt.Errorf("write %s: %w", l.name, err)
		}
	}
	return nil
}
