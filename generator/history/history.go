// Package history reads what Git knows about an archive: who wrote which version
// of which record when, which commit brought it to the main branch, and whose
// commit a line stands in.
//
// # One walk
//
// Read walks the commits that lead to HEAD once, for all paths together. For each
// commit the trees are compared with those of its parents, folders that are equal
// are not opened, and a file that went away beside one that came is followed if
// the two are alike (see rename.go). A merge counts as a version of a file only
// if it made a text that none of its parents has, as git log shows it. The order
// is that of the graph: a commit always stands before its parents, whatever the
// clocks of the machines said.
//
// A path is told about under the name it has at HEAD. A file that was deleted and
// came back under its name is the same file.
//
// # What is not known
//
// Nothing is guessed. If the repository is a shallow clone, if objects are
// missing or damaged, or if there is no repository or no commit, then State says
// so and no file is known. A commit whose time cannot be right, because it is
// earlier than that of the commit before it, keeps its place in the order, and is
// Doubtful.
//
// # The main branch
//
// Published is the commit that first brought a file to the main branch: the
// oldest one along its first parents that has the file, so that work on a branch
// counts from the day it was merged. The main branch is the one that the remote
// "origin" calls its HEAD, else main or master, else the branch that is checked
// out. While a commit of the main branch is checked out, what is told depends on
// that commit alone; a commit beside it tells of the part of the main branch that
// it is built on.
//
// # The cache
//
// What one commit changed never changes. With a folder for a cache, it is kept
// there by commit, and only commits that are new are compared. A cache that is
// damaged is made anew.
package history

import (
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/minutebook/minutebook/generator/diag"
)

// History is what Git knows about the files of an archive.
type History struct {
	State State

	files   map[string]*File // by path at HEAD, relative to the archive
	commits []*Commit        // children before parents
	mail    mailmap
	graph   graph
	repo    *Repository
}

// File returns what is known of a file, nil if nothing is. The path is relative
// to the archive.
func (h *History) File(path string) *File {
	if f := h.files[path]; f != nil && len(f.Versions) > 0 {
		return f
	}
	return nil
}

// Files are the files of HEAD that something is known of, by path.
func (h *History) Files() iter.Seq[*File] {
	return func(yield func(*File) bool) {
		for _, p := range slices.Sorted(maps.Keys(h.files)) {
			if f := h.files[p]; len(f.Versions) > 0 && !yield(f) {
				return
			}
		}
	}
}

// State is how far a history can be trusted.
type State struct {
	Problem  Problem
	Detail   string // what Git said about a Damaged or Unreadable repository
	Head     string // the commit that is checked out
	Branch   string // "" if none is: the head is detached
	Main     string // the name of the main branch, "" if it is not known
	Commits  int
	Doubtful int  // commits whose time cannot be right
	Linked   bool // a linked worktree
	Within   bool // a submodule of another repository
	Rebuilt  bool // the cache was damaged and made anew
	Cached   int  // commits that did not have to be compared
}

// Whole reports whether the history is there from the first commit on.
func (s State) Whole() bool { return s.Problem == None }

// Problem is why nothing is known.
type Problem string

// The problems.
const (
	None         Problem = ""
	NoRepository Problem = "no-repository"
	NoCommit     Problem = "no-commit"
	Shallow      Problem = "shallow"    // commits were left out when it was cloned
	Damaged      Problem = "damaged"    // objects are missing or cannot be read
	Unreadable   Problem = "unreadable" // of a format that is not known here
)

// File is what is known of one file.
type File struct {
	Path     string
	Blob     string     // the id of its bytes at HEAD; see BlobID
	Versions []*Version // the newest first
	// Published is the commit that first brought the file to the main branch,
	// nil if that is not known.
	Published *Commit
}

// Created is the first version.
func (f *File) Created() *Version { return f.Versions[len(f.Versions)-1] }

// Updated is the newest version.
func (f *File) Updated() *Version { return f.Versions[0] }

// Version is one commit's doing to a file.
type Version struct {
	*Commit
	Kind Kind
	Path string // what the file was called after it
	From string // of Renamed, what it was called before
	Blob string // the id of the bytes, "" of Deleted
	Was  string // of the bytes before, in the first parent; "" of Added
}

// Kind is what a commit did to a file.
type Kind string

// The kinds of version.
const (
	Added    Kind = "added"
	Modified Kind = "modified"
	Renamed  Kind = "renamed" // and perhaps modified too
	Deleted  Kind = "deleted"
)

// Commit is what a commit says of itself. Names and addresses are those that the
// mailmap at HEAD puts in their place.
type Commit struct {
	ID        string
	At        time.Time // the author's
	Committed time.Time // the committer's
	Author    Ident
	Committer Ident
	CoAuthors []Ident // from Co-authored-by trailers
	Reviewers []Ident // from Reviewed-by, Approved-by and Acked-by trailers
	OnBehalf  []Ident // from On-behalf-of trailers
	Subject   string
	Merge     bool
	Doubtful  bool // its time cannot be right
	Gone      bool // it touched a file that is no longer there
}

// Ident is who a commit names. The address is in lower case.
type Ident struct{ Name, Email string }

// Options are what reading needs to know from outside.
type Options struct {
	Cache    string            // the folder of the cache; "": none
	Workers  int               // 0: one a CPU
	Progress func(done, n int) // called now and then; may be nil
}

// Read reads the history of an archive's folder. A state of the repository that
// leaves nothing to tell is no error.
func Read(ctx context.Context, dir string, opt Options) (*History, error) {
	h := &History{files: map[string]*File{}}
	repo, err := Open(dir)
	if err != nil {
		return h, h.State.stop(err)
	}
	h.repo = repo
	defer repo.close()
	h.State, err = repo.state()
	if err != nil {
		return h, h.State.stop(err)
	}
	if err := h.read(ctx, opt); err != nil {
		h.files, h.commits = map[string]*File{}, nil
		return h, h.State.stop(err)
	}
	return h, nil
}

// stop makes a state of what is one, and returns any other error.
func (s *State) stop(err error) error {
	switch {
	case errors.Is(err, ErrNoRepository):
		s.Problem = NoRepository
	case errors.Is(err, ErrNoCommit):
		s.Problem = NoCommit
	case errors.Is(err, errShallow):
		s.Problem = Shallow
	case errors.Is(err, plumbing.ErrObjectNotFound), errors.Is(err, errObject):
		s.Problem, s.Detail = Damaged, err.Error()
	case errors.Is(err, errFormat):
		s.Problem, s.Detail = Unreadable, err.Error()
	default:
		return diag.Fail(diag.Text{CN: "读不了 Git 的历史：%s", TW: "讀不了 Git 的歷史：%s", EN: "read the git history: %s"}, err)
	}
	return nil
}
