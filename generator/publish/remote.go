package publish

import (
	"cmp"
	"context"
	"errors"
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

	"github.com/minutebook/minutebook/generator/diag"
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
		return nil, diag.Fail(diag.Text{CN: "看不懂远程仓库的地址；git remote -v 列出它", TW: "看不懂遠端儲存庫的位址；git remote -v 列出它", EN: "the remote's address cannot be read; git remote -v shows it"})
	}
	t, err := client.NewClient(ep)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "用不了这个远程仓库：%s", TW: "用不了這個遠端儲存庫：%s", EN: "the remote: %s"}, err)
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
		return nil, diag.Fail(diag.Text{CN: "远程仓库的地址以 http: 开头，令牌会以明文传送；改用 https:", TW: "遠端儲存庫的位址以 http: 開頭，權杖會以明文傳送；改用 https:", EN: "the remote's address begins with http:, so the token would travel in the clear: use https:"})
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
		return "", diag.Fail(diag.Text{CN: "档案库不在 Git 仓库里，没有这个名字的远程仓库；写出它的地址", TW: "檔案庫不在 Git 儲存庫裡，沒有這個名字的遠端儲存庫；寫出它的位址", EN: "the archive is in no Git repository, so there is no remote of that name: name the remote's address"})
	}
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "打不开 Git 仓库：%s", TW: "打不開 Git 儲存庫：%s", EN: "open the repository: %s"}, err)
	}
	c, err := repo.Config()
	if err != nil {
		return "", diag.Fail(diag.Text{CN: "读不了 Git 仓库的配置：%s", TW: "讀不了 Git 儲存庫的設定：%s", EN: "read the repository's config: %s"}, err)
	}
	named, ok := c.Remotes[opt.Remote]
	if !ok || len(named.URLs) == 0 {
		return "", diag.Fail(diag.Text{CN: "Git 仓库没有远程仓库“%s”；添加它（git remote add %s 地址），或写出它的地址", TW: "Git 儲存庫沒有遠端儲存庫「%s」；新增它（git remote add %s 位址），或寫出它的位址", EN: "the repository has no remote %q: add it (git remote add %s ADDRESS) or name the remote's address"}, opt.Remote, opt.Remote)
	}
	return named.URLs[0], nil
}

// What is done with a remote.
var (
	reaching = diag.Text{CN: "连接远程仓库", TW: "連線遠端儲存庫", EN: "reach the remote"}
	looking  = diag.Text{CN: "查看分支", TW: "檢視分支", EN: "look at the branch"}
	pushing  = diag.Text{CN: "推送", TW: "推送", EN: "push"}
)

// explain makes an error of a remote say what to do.
func (r *remote) explain(what diag.Text, err error) error {
	switch {
	case errors.Is(err, transport.ErrAuthenticationRequired), errors.Is(err, transport.ErrAuthorizationFailed):
		if r.auth == nil {
			return diag.Fail(diag.Text{CN: "%s：远程仓库要求登录；把能推送的令牌放进环境变量 MINUTEBOOK_GIT_TOKEN（服务器还要用户名时，再设 MINUTEBOOK_GIT_USER）", TW: "%s：遠端儲存庫要求登入；把能推送的權杖放進環境變數 MINUTEBOOK_GIT_TOKEN（伺服器還要使用者名稱時，再設 MINUTEBOOK_GIT_USER）", EN: "%s: the remote asks who you are: set MINUTEBOOK_GIT_TOKEN to a token that may push (and MINUTEBOOK_GIT_USER if the server wants a name with it)"}, what)
		}
		return diag.Fail(diag.Text{CN: "%s：远程仓库拒绝了 MINUTEBOOK_GIT_TOKEN 里的令牌；它可能过期了，或者不能推送", TW: "%s：遠端儲存庫拒絕了 MINUTEBOOK_GIT_TOKEN 裡的權杖；它可能過期了，或者不能推送", EN: "%s: the remote refuses the token in MINUTEBOOK_GIT_TOKEN: it may have run out, or may not push"}, what)
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return diag.Fail(diag.Text{CN: "%s：没有这个仓库，或者你无权看到它", TW: "%s：沒有這個儲存庫，或者你無權看到它", EN: "%s: there is no such repository, or it is not shown to you"}, what)
	case r.endpoint.Protocol == "ssh":
		return diag.Fail(diag.Text{CN: "%s：%s（用 ssh 时，代理里要有你的密钥，known_hosts 里要有这台主机）", TW: "%s：%s（用 ssh 時，代理程式裡要有你的金鑰，known_hosts 裡要有這台主機）", EN: "%s: %s (over ssh it takes an agent that has your key, and the host in known_hosts)"}, what, err)
	}
	return diag.Fail(diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s: %s"}, what, err)
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
		return nil, r.explain(reaching, err)
	}
	defer session.Close()
	refs, err := session.AdvertisedReferencesContext(ctx)
	if errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return t, nil
	}
	if err != nil {
		return nil, r.explain(reaching, err)
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
		return nil, r.explain(looking, err)
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
		return nil, r.explain(looking, err)
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
		return diag.Fail(diag.Text{CN: "查看分支时出错：%s", TW: "檢視分支時出錯：%s", EN: "look at the branch: %s"}, err)
	}
	t.tree, t.hasPast = c.TreeHash, c.NumParents() > 0
	t.has[t.tree] = true
	root, err := c.Tree()
	if err != nil {
		return diag.Fail(diag.Text{CN: "查看分支时出错：%s", TW: "檢視分支時出錯：%s", EN: "look at the branch: %s"}, err)
	}
	walk := object.NewTreeWalker(root, true, nil)
	defer walk.Close()
	for {
		name, e, err := walk.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return diag.Fail(diag.Text{CN: "查看分支时出错：%s", TW: "檢視分支時出錯：%s", EN: "look at the branch: %s"}, err)
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
		return r.explain(pushing, err)
	}
	defer session.Close()
	refs, err := session.AdvertisedReferencesContext(ctx)
	if err != nil && !errors.Is(err, transport.ErrEmptyRemoteRepository) {
		return diag.Fail(diag.Text{CN: "%s；什么都没有改", TW: "%s；什麼都沒有改", EN: "%s; nothing was changed"}, r.explain(pushing, err))
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
		return diag.Fail(diag.Text{CN: "%s；什么都没有改", TW: "%s；什麼都沒有改", EN: "%s; nothing was changed"}, ours)
	case status != nil && len(status.CommandStatuses) > 0:
		if strings.Contains(err.Error(), "failed to update ref") || strings.Contains(err.Error(), "cannot lock ref") || strings.Contains(err.Error(), "fetch first") {
			return errMeanwhile
		}
		return diag.Fail(diag.Text{CN: "远程仓库拒绝了推送：%s；分支没有变", TW: "遠端儲存庫拒絕了推送：%s；分支沒有變", EN: "the remote refuses the push: %s; the branch is as it was"}, err)
	}
	return diag.Fail(diag.Text{CN: "%s；分支上是旧站点或新站点，都是完整的；再发布一次，确保是新的", TW: "%s；分支上是舊網站或新網站，都是完整的；再發布一次，確保是新的", EN: "%s; the branch holds the old site or the new one, each whole: publish again to be sure of the new one"}, r.explain(pushing, err))
}

var errMeanwhile = diag.Fail(diag.Text{CN: "其间有别人改了这个分支；什么都没有改；要用你的站点，就再发布一次", TW: "其間有別人改了這個分支；什麼都沒有改；要用你的網站，就再發布一次", EN: "somebody else changed the branch meanwhile; nothing was changed: publish again if your site is the one to be seen"})
