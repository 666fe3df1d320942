package publish

import (
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/minutebook/minutebook/generator/target"
)

// A bare repository is the remote in all of these: of the file system, and of
// Git's own HTTP server.

func TestBranch(t *testing.T) {
	for name, serve := range map[string]func(*testing.T, string) string{
		"file": func(_ *testing.T, bare string) string { return bare },
		"http": func(t *testing.T, bare string) string { return backend(t, bare, nil) },
		"http without filters": func(t *testing.T, bare string) string {
			run(t, bare, "config", "uploadpack.allowFilter", "false")
			return backend(t, bare, nil)
		},
	} {
		t.Run(name, func(t *testing.T) {
			bare := repository(t)
			opt := Options{Remote: serve(t, bare), Site: build(t, first)}

			opt.DryRun = true
			r := sent(t, "branch:gh-pages", opt)
			if len(r.Steps) != 7 || !r.Pushed || branches(t, bare) != "" {
				t.Fatalf("a dry run: %+v, branches %q", r, branches(t, bare))
			}
			opt.DryRun = false
			r = sent(t, "branch:gh-pages", opt)
			one := run(t, bare, "rev-parse", "gh-pages")
			if r.Commit != one || !r.Pushed || r.Files != 7 {
				t.Errorf("%+v, want commit %s", r, one)
			}
			same(t, checkout(t, bare, "gh-pages"), with(first, ".nojekyll", ""))
			run(t, bare, "fsck", "--strict", "--no-dangling")

			// The same site again: nothing happens.
			if r = sent(t, "branch:gh-pages", opt); r.Pushed || len(r.Steps) != 0 || r.Commit != one {
				t.Errorf("%+v", r)
			}

			opt.Site = build(t, second)
			if r = sent(t, "branch:gh-pages", opt); steps(r) != fromFirstToSecond {
				t.Errorf("steps %s", steps(r))
			}
			same(t, checkout(t, bare, "gh-pages"), with(second, ".nojekyll", ""))
			run(t, bare, "fsck", "--strict", "--no-dangling")
			if n := run(t, bare, "rev-list", "--count", "gh-pages"); n != "1" {
				t.Errorf("%s commits, want one", n)
			}
			// What was redacted is nowhere in the history.
			if out := run(t, bare, "log", "--all", "-p", "-a"); strings.Contains(out, "that name somebody") || !strings.Contains(out, "minutes") {
				t.Errorf("the branch remembers: %s", out)
			}

			opt.KeepHistory, opt.Site = true, build(t, first)
			sent(t, "branch:gh-pages", opt)
			if n := run(t, bare, "rev-list", "--count", "gh-pages"); n != "2" {
				t.Errorf("%s commits, want two", n)
			}
			same(t, checkout(t, bare, "gh-pages"), with(first, ".nojekyll", ""))
			// Without a change there is nothing to add; but a past goes away when it
			// is not wanted any more.
			if r = sent(t, "branch:gh-pages", opt); r.Pushed {
				t.Errorf("%+v", r)
			}
			opt.KeepHistory = false
			if r = sent(t, "branch:gh-pages", opt); !r.Pushed || r.Commit != one {
				t.Errorf("%+v, want commit %s again", r, one)
			}
			run(t, bare, "fsck", "--strict", "--no-dangling")
		})
	}
}

// Only what the remote has not got travels: each push is one pack, and Git counts
// what is in it.
func TestOnlyChangesTravel(t *testing.T) {
	bare := repository(t)
	run(t, bare, "config", "receive.unpackLimit", "1") // packs are kept as they come
	opt := Options{Remote: bare, Site: build(t, first)}
	sent(t, "branch:gh-pages", opt)
	before := packs(t, bare)
	opt.Site = build(t, second)
	sent(t, "branch:gh-pages", opt)
	for name := range packs(t, bare) {
		if _, old := before[name]; old {
			continue
		}
		n := 0
		for _, line := range strings.Split(run(t, bare, "verify-pack", "-v", name), "\n") {
			if f := strings.Fields(line); len(f) >= 4 && len(f[0]) == 40 {
				n++
			}
		}
		// Three pages, the manifest, the trees of the root, records and .minutebook,
		// and the commit.
		if n != 8 {
			t.Errorf("%d objects travelled, want 8", n)
		}
		return
	}
	t.Error("no pack came")
}

func TestForeignBranches(t *testing.T) {
	bare := repository(t)
	work := filepath.Join(t.TempDir(), "work")
	run(t, bare, "clone", "-q", bare, work)
	commit := func(branch, file, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(work, file), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		run(t, work, "add", "-A")
		run(t, work, "commit", "-q", "-m", file)
		run(t, work, "push", "-q", "origin", "HEAD:refs/heads/"+branch)
	}
	commit("pages", "CNAME", "minutes.example.org\n")
	commit("main", "main.go", "package main")
	opt := Options{Remote: bare, Site: build(t, first)}

	main := run(t, bare, "rev-parse", "main")
	_, err := Send(t.Context(), target.Target{Kind: target.Branch, Name: "main"}, opt)
	refused(t, err, "publish to branch:main: the branch holds something else than a site of ours, main.go for one", "nothing was changed")
	if got := run(t, bare, "rev-parse", "main"); got != main {
		t.Errorf("main moved to %s", got)
	}
	// The host's own file stays, here and later.
	for range 2 {
		sent(t, "branch:pages", opt)
		same(t, checkout(t, bare, "pages"), with(first, "CNAME", "minutes.example.org\n", ".nojekyll", ""))
		opt.Site = build(t, first)
	}
}

// Somebody pushes between our look at the branch and our push.
func TestForcePushedMeanwhile(t *testing.T) {
	bare := repository(t)
	opt := Options{Site: build(t, first), Remote: bare}
	sent(t, "branch:gh-pages", opt)
	other := run(t, bare, "commit-tree", "-m", "theirs", "-p", "gh-pages", run(t, bare, "rev-parse", "gh-pages^{tree}"))
	// The push is two requests: what is there, and then the new commit.
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		var once sync.Once
		opt.Remote = backend(t, bare, func(_ http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.String(), "git-receive-pack") && r.Method == method {
				once.Do(func() { run(t, bare, "update-ref", "refs/heads/gh-pages", other) })
			}
			return true
		})
		opt.Site = build(t, second)
		_, err := Send(t.Context(), target.Target{Kind: target.Branch, Name: "gh-pages"}, opt)
		refused(t, err, "somebody else changed the branch meanwhile; nothing was changed")
		if got := run(t, bare, "rev-parse", "gh-pages"); got != other {
			t.Errorf("%s: the branch is at %s, want theirs", method, got)
		}
		opt.Remote, opt.Site = bare, build(t, first)
		sent(t, "branch:gh-pages", opt)
	}
}

// A remote that goes away in the middle leaves the branch as it was.
func TestRemoteDisappears(t *testing.T) {
	bare := repository(t)
	opt := Options{Site: build(t, first), Remote: bare}
	sent(t, "branch:gh-pages", opt)
	before := run(t, bare, "rev-parse", "gh-pages")
	opt.Site = build(t, second)
	hang := func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "git-receive-pack") {
			c, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				c.Close()
			}
			return false
		}
		return true
	}
	opt.Remote = backend(t, bare, hang)
	_, err := Send(t.Context(), target.Target{Kind: target.Branch, Name: "gh-pages"}, opt)
	refused(t, err, "the branch holds the old site or the new one, each whole")
	if got := run(t, bare, "rev-parse", "gh-pages"); got != before {
		t.Errorf("the branch moved to %s", got)
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	opt.Remote = gone.URL + "/repo.git"
	_, err = Send(t.Context(), target.Target{Kind: target.Branch, Name: "gh-pages"}, opt)
	refused(t, err, "reach the remote", "nothing was changed")
}

func TestGitLogin(t *testing.T) {
	bare := repository(t)
	const token = "t0p-secret"
	opt := Options{Site: build(t, first)}
	opt.Remote = backend(t, bare, func(w http.ResponseWriter, r *http.Request) bool {
		if _, password, _ := r.BasicAuth(); password != token {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			w.WriteHeader(http.StatusUnauthorized)
			return false
		}
		return true
	})
	to := target.Target{Kind: target.Branch, Name: "gh-pages"}
	_, err := Send(t.Context(), to, opt)
	refused(t, err, "the remote asks who you are: set MINUTEBOOK_GIT_TOKEN")
	opt.Git.Token = "wrong-secret"
	_, err = Send(t.Context(), to, opt)
	refused(t, err, "the remote refuses the token in MINUTEBOOK_GIT_TOKEN")
	if strings.Contains(err.Error(), "wrong-secret") {
		t.Errorf("the error tells the token: %v", err)
	}
	opt.Git.Token = token
	if _, err = Send(t.Context(), to, opt); err != nil {
		t.Error(err)
	}
	// Nor is a token told that stands in the address, and none goes out in the clear.
	opt.Git.Token = ""
	address := opt.Remote
	opt.Remote = strings.Replace(address, "http://", "http://me:"+token+"@", 1)
	if _, err = Send(t.Context(), to, opt); err != nil {
		t.Error(err)
	}
	opt.Remote = strings.Replace(address, "http://", "http://me:hidden-word@", 1)
	_, err = Send(t.Context(), to, opt)
	refused(t, err, "refuses the token")
	if strings.Contains(err.Error(), "hidden-word") {
		t.Errorf("the error tells the token: %v", err)
	}
	opt.Remote = "http://me:hidden-word@git.example.org/x.git"
	_, err = Send(t.Context(), to, opt)
	refused(t, err, "the token would travel in the clear")
}

func TestRemoteNames(t *testing.T) {
	bare, work := repository(t), t.TempDir()
	run(t, work, "init", "-q")
	run(t, work, "remote", "add", "origin", bare)
	sub := filepath.Join(work, "content")
	if err := os.Mkdir(sub, 0o755); err != nil {
		t.Fatal(err)
	}
	opt := Options{Site: build(t, first), Repository: sub, Remote: "origin"}
	sent(t, "branch:gh-pages", opt)
	if got := branches(t, bare); got != "gh-pages" {
		t.Errorf("branches %q", got)
	}
	opt.Remote = "upstream"
	_, err := Send(t.Context(), target.Target{Kind: target.Branch, Name: "x"}, opt)
	refused(t, err, `the repository has no remote "upstream": add it`)
	opt.Repository = t.TempDir()
	_, err = Send(t.Context(), target.Target{Kind: target.Branch, Name: "x"}, opt)
	refused(t, err, "the archive is in no Git repository")
}

// repository is an empty bare repository that leaves out files on request.
func repository(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "repo.git")
	run(t, "", "init", "-q", "--bare", dir)
	for _, c := range []string{"uploadpack.allowFilter", "http.receivepack", "receive.fsckObjects"} {
		run(t, dir, "config", c, "true")
	}
	return dir
}

// backend serves a repository by git http-backend. Before may answer a request
// itself and return false.
func backend(t *testing.T, bare string, before func(http.ResponseWriter, *http.Request) bool) string {
	t.Helper()
	handler := &cgi.Handler{
		Path: filepath.Join(run(t, "", "--exec-path"), "git-http-backend"),
		Env:  []string{"GIT_PROJECT_ROOT=" + filepath.Dir(bare), "GIT_HTTP_EXPORT_ALL=1"},
	}
	if _, err := os.Stat(handler.Path); err != nil {
		t.Skip("git http-backend is not installed:", err)
	}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if before == nil || before(w, r) {
			handler.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s.URL + "/" + filepath.Base(bare)
}

func run(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null",
		"GIT_AUTHOR_NAME=a", "GIT_AUTHOR_EMAIL=a@example.org", "GIT_COMMITTER_NAME=a", "GIT_COMMITTER_EMAIL=a@example.org")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func branches(t *testing.T, bare string) string {
	return run(t, bare, "for-each-ref", "--format=%(refname:short)")
}

func packs(t *testing.T, bare string) map[string]bool {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(bare, "objects/pack/*.pack"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, n := range names {
		out[n] = true
	}
	return out
}

// checkout reads a branch, the manifest left out.
func checkout(t *testing.T, bare, branch string) map[string]string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "tree")
	run(t, "", "clone", "-q", "-b", branch, bare, dir)
	if err := os.RemoveAll(filepath.Join(dir, ".git")); err != nil {
		t.Fatal(err)
	}
	return tree(t, dir)
}

func with(files map[string]string, more ...string) map[string]string {
	out := map[string]string{}
	for k, v := range files {
		out[k] = v
	}
	for i := 0; i < len(more); i += 2 {
		out[more[i]] = more[i+1]
	}
	return out
}
