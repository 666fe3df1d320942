package history

import (
	"errors"
	"fmt"
	"path/filepath"
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
	below, err := below(tree.Filesystem.Root(), dir)
	if err != nil {
		return Checkout{}, false, err
	}
	for path, s := range status {
		if strings.HasPrefix(path, below) && (s.Worktree != git.Unmodified || s.Staging != git.Unmodified) {
			c.Changed++
		}
	}
	return c, true, nil
}

// below is how the paths of a repository begin that lie in a folder.
func below(root, dir string) (string, error) {
	var real [2]string
	for i, p := range []string{root, dir} {
		abs, err := filepath.Abs(p)
		if err != nil {
			return "", fmt.Errorf("find the folder in its repository: %w", err)
		}
		if real[i], err = filepath.EvalSymlinks(abs); err != nil {
			return "", fmt.Errorf("find the folder in its repository: %w", err)
		}
	}
	rel, err := filepath.Rel(real[0], real[1])
	if err != nil {
		return "", fmt.Errorf("find the folder in its repository: %w", err)
	}
	if rel == "." {
		return "", nil
	}
	return filepath.ToSlash(rel) + "/", nil
}
