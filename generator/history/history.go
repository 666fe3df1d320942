// Package history reads what Git knows about an archive.
package history

import (
	"errors"
	"fmt"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
)

// Newest returns the committer's time of the commit that is checked out in the
// repository around a folder. It reports false if there is no repository or no
// commit yet. Linked worktrees are understood.
func Newest(dir string) (time.Time, bool, error) {
	repo, err := git.PlainOpenWithOptions(dir, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("open the git repository: %w", err)
	}
	head, err := repo.Head()
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return time.Time{}, false, nil
	}
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read the git HEAD: %w", err)
	}
	c, err := repo.CommitObject(head.Hash())
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read commit %s: %w", head.Hash(), err)
	}
	return c.Committer.When, true, nil
}
