// Package publish sends a built site to where its readers are: a branch of a Git
// repository, a folder, or a bucket of an S3-compatible storage.
//
// # What travels
//
// The files of the site's manifest, each held against its checksum while it is
// read, so that a site altered after it was built is not sent. Of these only the
// ones that are not there yet: the target is asked what it has.
//
// # What a reader of the target sees
//
// A branch changes from the old site to the new one in one step, by the server. A
// folder and a bucket cannot do that. There the order keeps every page whole and
// every link leading somewhere: a file is put in place in one step, what pages
// need comes before the pages, the manifest comes after all of them, and files
// that the new site has no more are removed last. A site that is being sent holds
// .minutebook/publishing.json, which lists what may be old or new; it goes away
// with the last step. When a run is cut off, that file stays, says so to whoever
// verifies the target, and lets the next run finish the work.
//
// # What is never touched
//
// Files that no manifest of ours lists. If one has the name of a page and other
// bytes, nothing is sent. A branch without our manifest is refused, so that a
// slip does not replace the source of a project with its pages; CNAME and
// .nojekyll at its root belong to the host and stay.
//
// # History
//
// A branch holds one commit without a parent, so that a record that was redacted
// is not to be found in its past; KeepHistory adds a commit to those that are
// there. The commit is the same for the same site. Either way the server is told
// which commit is to be replaced, and refuses if there is another one by then.
package publish

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/target"
)

// Options say how to send a site.
type Options struct {
	Site string // the folder of the site
	// DryRun finds out what would change and changes nothing.
	DryRun bool
	// KeepHistory adds a commit to a branch instead of replacing it.
	KeepHistory bool
	// Repository is a folder in the repository whose remote a branch goes to;
	// Remote is the remote's name there, or an address.
	Repository string
	Remote     string
	Git        GitLogin
	S3         S3Login
	// Avoid are folders that a target folder must not be, hold or be in.
	Avoid []string
	// Progress is told how many files of how many were sent; may be nil.
	Progress func(done, n int)
}

// GitLogin is who pushes over HTTP. Over SSH the agent and the known hosts of
// whoever runs the program are used.
type GitLogin struct{ User, Token string }

// S3Login is who writes to a bucket, and where it is.
type S3Login struct{ Endpoint, Region, Key, Secret, Session string }

// Action is what happens to a file of the target.
type Action string

// The actions.
const (
	Add    Action = "add"
	Change Action = "change"
	Remove Action = "remove"
)

// Step is a file of the target that changes.
type Step struct {
	Path   string
	Action Action
}

// Result is what was sent, or with DryRun what would have been.
type Result struct {
	Steps []Step // by path
	Files int    // of the site
	Bytes int64  // of the files added and changed
	// Commit is the commit of a branch; the one that is there if nothing changed.
	Commit string
	// Pushed says that the branch got a commit, which it may without any step.
	Pushed bool
}

// Send publishes a site. An error says what state the target is in.
func Send(ctx context.Context, t target.Target, opt Options) (*Result, error) {
	s, err := openSite(opt.Site)
	if err != nil {
		return nil, err
	}
	defer s.close()
	var r *Result
	switch t.Kind {
	case target.Branch:
		r, err = sendBranch(ctx, t.Name, s, opt)
	case target.Folder:
		r, err = sendFolder(ctx, t.Name, s, opt)
	case target.Bucket:
		r, err = sendBucket(ctx, t, s, opt)
	default:
		err = errors.New("no target")
	}
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "发布到 %s 没有完成：%s", TW: "發布到 %s 沒有完成：%s", EN: "publish to %s: %s"}, t, scrub(err, opt.Git.Token, opt.S3.Secret, opt.S3.Session))
	}
	return r, nil
}

// scrub takes secrets out of what an error says in any language, whatever library
// wrote them there.
func scrub(err error, secrets ...string) error {
	found := false
	clean := func(l diag.Lang) string {
		said := diag.Tell(err, l)
		text := said
		for _, s := range secrets {
			if s != "" {
				text = strings.ReplaceAll(strings.ReplaceAll(text, s, "***"), url.QueryEscape(s), "***")
			}
		}
		found = found || text != said
		return text
	}
	scrubbed := diag.Text{CN: clean(diag.ZhCN), TW: clean(diag.ZhTW), EN: clean(diag.En)}
	if !found {
		return err
	}
	return diag.Fail(scrubbed)
}
