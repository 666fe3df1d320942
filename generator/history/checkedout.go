package history

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/index"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/minutebook/minutebook/generator/diag"
)

// CheckedOut returns the commit that is checked out around a folder if the folder
// holds what the commit does: no file changed, missing, or not committed. Names
// that begin with a dot do not count. Otherwise, and without a repository, it
// returns "": nothing that was built then can be said to come from a commit.
//
// A file whose size and time are those that Git noted when it last looked is
// taken to be unchanged, as Git does; any other is read.
func CheckedOut(dir string) (string, error) {
	repo, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return "", nil
	}
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	tree, err := repo.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return "", nil
	}
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return "", nil
	}
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "读不了 Git 的 HEAD：%s", TW: "讀不了 Git 的 HEAD：%s", EN: "read the git HEAD: %s"}, err)
	}
	c, err := repo.CommitObject(head.Hash())
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "读不了提交 %s：%s", TW: "讀不了提交 %s：%s", EN: "read commit %s: %s"}, head.Hash(), err)
	}
	sub, err := within(tree.Filesystem.Root(), dir)
	if err != nil {
		return "", err
	}
	files, err := committed(c, sub)
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "读不了提交 %s：%s", TW: "讀不了提交 %s：%s", EN: "read commit %s: %s"}, head.Hash(), err)
	}
	noted := map[string]*index.Entry{}
	if idx, err := repo.Storer.Index(); err == nil { // without one every file is read
		for _, e := range idx.Entries {
			noted[e.Name] = e
		}
	}
	same, err := asCommitted(dir, sub, files, noted)
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "没能把档案库和它的提交比较：%s", TW: "沒能把檔案庫和它的提交比較：%s", EN: "compare the archive with its commit: %s"}, err)
	}
	if !same {
		return "", nil
	}
	return head.Hash().String(), nil
}

// within is how the paths of a repository begin that lie in a folder.
func within(root, dir string) (string, error) {
	sub, err := below(root, dir)
	if err == nil && sub != "" {
		sub += "/"
	}
	return sub, err
}

// committed are the blobs of the commit's files below a folder, by path there.
func committed(c *object.Commit, sub string) (map[string]plumbing.Hash, error) {
	root, err := c.Tree()
	if err == nil && sub != "" {
		root, err = root.Tree(strings.TrimSuffix(sub, "/"))
		if errors.Is(err, object.ErrDirectoryNotFound) {
			return nil, nil
		}
	}
	if err != nil {
		return nil, err
	}
	files := map[string]plumbing.Hash{}
	walk := object.NewTreeWalker(root, true, nil)
	defer walk.Close()
	for {
		name, e, err := walk.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if e.Mode != filemode.Dir && !hiddenName(name) {
			files[name] = e.Hash
		}
	}
}

func hiddenName(name string) bool { return name[0] == '.' || strings.Contains(name, "/.") }

// asCommitted walks the folder and compares.
func asCommitted(dir, sub string, files map[string]plumbing.Hash, noted map[string]*index.Entry) (bool, error) {
	seen, same := 0, true
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || p == dir {
			return err
		}
		if d.Name()[0] == '.' {
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return nil
		}
		rel, err := filepath.Rel(dir, p)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		want, ok := files[name]
		if same = ok; !same {
			return fs.SkipAll
		}
		seen++
		if same, err = unchanged(p, want, noted[sub+name]); !same && err == nil {
			return fs.SkipAll
		}
		return err
	})
	return same && seen == len(files), err
}

func unchanged(p string, want plumbing.Hash, e *index.Entry) (bool, error) {
	info, err := os.Lstat(p)
	if err != nil {
		return false, err
	}
	if e != nil && e.Hash == want && info.Mode().IsRegular() && int64(e.Size) == info.Size() && e.ModifiedAt.Equal(info.ModTime()) {
		return true, nil
	}
	var data []byte
	if info.Mode()&fs.ModeSymlink != 0 {
		var to string
		to, err = os.Readlink(p)
		data = []byte(to)
	} else {
		data, err = os.ReadFile(p)
	}
	return err == nil && plumbing.ComputeHash(plumbing.BlobObject, data) == want, err
}
