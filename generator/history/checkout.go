package history

import (
	"errors"
	"strings"

	"github.com/go-git/go-git/v5"

	"github.com/minutebook/minutebook/generator/diag"
)

// Checkout is in what state the repository around a folder is.
type Checkout struct {
	Shallow bool // the history was cut off when the repository was cloned
	Changed int  // files below the folder that are not as they are committed
}

// Look finds out the state of the repository around a folder. It reports false
// if there is none.
func Look(dir string) (Checkout, bool, error) {
	repo, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return Checkout{}, false, nil
	}
	if err != nil {
		return Checkout{}, false, diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the git repository: %s"}, err)
	}
	cut, err := repo.Storer.Shallow()
	if err != nil {
		return Checkout{}, false, diag.Fail(diag.Text{CN: "没能查明克隆里少了哪些提交：%s", TW: "沒能查明複製時少了哪些提交：%s", EN: "read what was left out of the clone: %s"}, err)
	}
	c := Checkout{Shallow: len(cut) > 0}
	tree, err := repo.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return c, true, nil
	}
	if err != nil {
		return Checkout{}, false, diag.Fail(diag.Text{CN: "打不开 Git 的工作区：%s", TW: "打不開 Git 的工作區：%s", EN: "open the git worktree: %s"}, err)
	}
	status, err := tree.Status()
	if err != nil {
		return Checkout{}, false, diag.Fail(diag.Text{CN: "没能把文件和 Git 比较：%s", TW: "沒能把檔案和 Git 比較：%s", EN: "compare the files with git: %s"}, err)
	}
	sub, err := within(tree.Filesystem.Root(), dir)
	if err != nil {
		return Checkout{}, false, err
	}
	for path, s := range status {
		if strings.HasPrefix(path, sub) && (s.Worktree != git.Unmodified || s.Staging != git.Unmodified) {
			c.Changed++
		}
	}
	return c, true, nil
}
