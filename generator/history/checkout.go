package history

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-git/go-git/v5"
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
		return Checkout{}, false, fmt.Errorf("open the git repository: %w", err)
	}
	cut, err := repo.Storer.Shallow()
	if err != nil {
		return Checkout{}, false, fmt.Errorf("read where the git history is cut off: %w", err)
	}
	c := Checkout{Shallow: len(cut) > 0}
	tree, err := repo.Worktree()
	if errors.Is(err, git.ErrIsBareRepository) {
		return c, true, nil
	}
	if err != nil {
		return Checkout{}, false, fmt.Errorf("open the git worktree: %w", err)
	}
	status, err := tree.Status()
	if err != nil {
		return Checkout{}, false, fmt.Errorf("compare the files with git: %w", err)
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
