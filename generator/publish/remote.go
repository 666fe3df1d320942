package publish

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"os"
	"strings"

	"github.com/go-git/go-billy/v5/osfs"
	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/sideband"
	"github.com/go-git/go-git/v5/plumbing/storer"
	"github.com/go-git/go-git/v5/plumbing/transport"
	"github.com/go-git/go-git/v5/plumbing/transport/client"
	"github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/storage/filesystem"

	"github.com/minutebook/minutebook/generator/pack"
)

// remote is a repository that a branch goes to.
type remote struct {
	transport transport.Transport
	endpoint  *transport.Endpoint
	auth      transport.AuthMethod
}

func openRemote(opt Options) (*remote, error) {
	address, err := addressOf(opt)
	if err != nil {
		return nil, err
	}
	ep, err := transport.NewEndpoint(address)
	if err != nil {
		return nil, errors.New("the remote's address cannot be read; git remote -v shows it")
	}
	t, err := client.NewClient(ep)
	if err != nil {
		return nil, fmt.Errorf("the remote: %w", err)
	}
	r := &remote{transport: t, endpoint: ep}
	if ep.Protocol != "http" && ep.Protocol != "https" {
		return r, nil
	}
	user, token := cmp.Or(opt.Git.User, ep.User, "x-access-token"), cmp.Or(opt.Git.Token, ep.Password)
	ep.User, ep.Password = "", "" // so that no error can show them
	if token == "" {
		return r, nil
	}
	if ip := net.ParseIP(ep.Host); ep.Protocol == "http" && ep.Host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, errors.New("the remote's address begins with http:, so the token would travel in the clear: use https:")
	}
	r.auth = &http.BasicAuth{Username: user, Password: token}
	return r, nil
}

// addressOf is where a remote is: its name looked up in the repository, or an
// address or path as it stands.
func addressOf(opt Options) (string, error) {
	if strings.ContainsAny(opt.Remote, ":/\\") {
		return opt.Remote, nil
	}
	repo, err := git.PlainOpenWithOptions(opt.Repository, &git.PlainOpenOptions{DetectDotGit: true, EnableDotGitCommonDir: true})
	if errors.Is(err, git.ErrRepositoryNotExists) {
		return "", errors.New("the archive is in no Git repository, so there is no remote of that name: name the remote's address")
	}
	if err != nil {
		return "", fmt.Errorf("open the repository: %w", err)
	}
	c, err := repo.Config()
	if err != nil {
		return "", fmt.Errorf("read the repository's config: %w", err)
	}
	named, ok := c.Remotes[opt.Remote]
	if !ok || len(named.URLs) == 0 {
		return "", fmt.Errorf("the repository has no remote %q: add it (git remote add %s ADDRESS) or name the remote's address", opt.Remote, opt.Remote)
	}
	return named.URLs[0], nil
}

// explain makes an error of a remote say what to do.
func (r *remote) explain(what string, err error) error {
	switch {
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed):
		if r.auth == nil {
			return fmt.Errorf("%s: the remote asks who you are: set MINUTEBOOK_GIT_TOKEN to a token that may push (and MINUTEBOOK_GIT_USER if the server wants a name with it)", what)
		}
		return fmt.Errorf("%s: the remote refuses the token in MINUTEBOOK_GIT_TOKEN: it may have run out, or may not push", what)
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return fmt.Errorf("%s: there is no such repository, or it is not shown to you", what)
	case r.endpoint.Protocol == "ssh":
		return fmt.Errorf("%s: %w (over ssh it takes an agent that has your key, and the host in known_hosts)", what, err)
	}
	return fmt.Errorf("%s: %w", what, err)
}

// tip is what a branch holds now.
type tip struct {
	commit  plumbing.Hash // zero if there is no branch
	tree    plumbing.Hash
	hasPast bool                     // the commit has a parent
	blobs   map[string]plumbing.Hash // by path
	has     map[plumbing.Hash]bool   // blobs and trees
	scratch string                   // a folder to be removed
}

func (t *tip) close() {
	if t.scratch != "" {
		os.RemoveAll(t.scratch)
	}
}

// fetch looks at a branch: its newest commit alone, and without the files' bytes
// where the server can leave them out, for their checksums are enough.
func (r *remote) fetch(ctx context.Context, ref plumbing.ReferenceName) (_ *tip, err error) {
	t := &tip{blobs: map[string]plumbing.Hash{}, has: map[plumbing.Hash]bool{}}
	session, err := r.transport.NewUploadPackSession(r.endpoint, r.auth)
	if err != nil {
		return nil, r.explain("reach the remote", err)
	}
	defer session.Close()
	refs, err := session.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return t, nil
	}
	if err != nil {
		return nil, r.explain("reach the remote", err)
	}
	hash, ok := refs.References[ref.String()]
	if !ok {
		return t, nil
	}
	t.commit = hash
	req := packp.NewUploadPackRequestFromCapabilities(refs.Capabilities)
	req.Wants = []plumbing.Hash{hash}
	if refs.Capabilities.Supports(capability.Shallow) {
		req.Depth = packp.DepthCommits(1)
		req.Capabilities.Set(capability.Shallow)
	}
	if refs.Capabilities.Supports(capability.Filter) {
		req.Filter = packp.FilterBlobNone()
		req.Capabilities.Set(capability.Filter)
	}
	answer, err := session.UploadPack(ctx, req)
	if err != nil {
		return nil, r.explain("look at the branch", err)
	}
	defer answer.Close()
	if t.scratch, err = os.MkdirTemp("", "minutebook-publish-"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			t.close()
		}
	}()
	objects := filesystem.NewStorage(osfs.New(t.scratch), cache.NewObjectLRUDefault())
	if err := packfile.UpdateObjectStorage(objects, demultiplex(req.Capabilities, answer)); err != nil {
		return nil, r.explain("look at the branch", err)
	}
	return t, t.read(objects)
}

func demultiplex(c *capability.List, r io.Reader) io.Reader {
	switch {
	case c.Supports(capability.Sideband64k):
		return sideband.NewDemuxer(sideband.Sideband64k, r)
	case c.Supports(capability.Sideband):
		return sideband.NewDemuxer(sideband.Sideband, r)
	}
	return r
}

func (t *tip) read(objects storer.EncodedObjectStorer) error {
	c, err := object.GetCommit(objects, t.commit)
	if err != nil {
		return fmt.Errorf("look at the branch: %w", err)
	}
	t.tree, t.hasPast = c.TreeHash, c.NumParents() > 0
	t.has[t.tree] = true
	root, err := c.Tree()
	if err != nil {
		return fmt.Errorf("look at the branch: %w", err)
	}
	walk := object.NewTreeWalker(root, true, nil)
	defer walk.Close()
	for {
		name, e, err := walk.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("look at the branch: %w", err)
		}
		t.has[e.Hash] = true
		if e.Mode != filemode.Dir {
			t.blobs[name] = e.Hash
		}
	}
}

// push moves the branch from one commit to another, which comes with n objects.
func (r *remote) push(ctx context.Context, ref plumbing.ReferenceName, from, to plumbing.Hash, n int, objects iter.Seq2[pack.Object, error]) error {
	session, err := r.transport.NewReceivePackSession(r.endpoint, r.auth)
	if err != nil {
		return r.explain("push", err)
	}
	defer session.Close()
	refs, err := session.AdvertisedReferencesContext(ctx)
	if err != nil && !errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return fmt.Errorf("%w; nothing was changed", r.explain("push", err))
	}
	if refs.References[ref.String()] != from {
		return errMeanwhile
	}
	req := packp.NewReferenceUpdateRequestFromCapabilities(refs.Capabilities)
	req.Commands = []*packp.Command{{Name: ref, Old: from, New: to}}
	in, out := io.Pipe()
	req.Packfile = in
	packed := make(chan error, 1)
	go func() {
		err := pack.Write(out, n, objects)
		out.CloseWithError(err)
		packed <- err
	}()
	status, err := session.ReceivePack(ctx, req)
	in.CloseWithError(io.ErrClosedPipe) // lets the writer end, whatever was read
	ours := <-packed
	if err == nil && status != nil {
		err = status.Error()
	}
	switch {
	case err == nil:
		return nil
	case ours != nil && !errors.Is(ours, io.ErrClosedPipe):
		return fmt.Errorf("%w; nothing was changed", ours)
	case status != nil && len(status.CommandStatuses) > 0:
		if strings.Contains(err.Error(), "failed to update ref") || strings.Contains(err.Error(), "cannot lock ref") || strings.Contains(err.Error(), "fetch first") {
			return errMeanwhile
		}
		return fmt.Errorf("the remote refuses the push: %w; the branch is as it was", err)
	}
	return fmt.Errorf("%w; the branch holds the old site or the new one, each whole: publish again to be sure of the new one", r.explain("push", err))
}

var errMeanwhile = errors.New("somebody else changed the branch meanwhile; nothing was changed: publish again if your site is the one to be seen")
