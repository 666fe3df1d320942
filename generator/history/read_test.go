package history

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// repo is a repository in a temporary folder whose clock goes an hour a commit.
type repo struct {
	t    testing.TB
	dir  string
	hour int
	who  string
}

func newRepo(t testing.TB) *repo {
	r := &repo{t: t, dir: t.TempDir(), who: "王芳 <wang@example.org>"}
	r.git("init", "-q", "-b", "main")
	return r
}

// git runs Git with a clock and an identity of its own and returns what it says.
func (r *repo) git(args ...string) string {
	r.t.Helper()
	name, rest, _ := strings.Cut(r.who, " <")
	address := strings.TrimSuffix(rest, ">")
	at := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(r.hour) * time.Hour).Format(time.RFC3339)
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_SYSTEM="+os.DevNull, "GIT_COMMITTER_DATE="+at, "GIT_AUTHOR_DATE="+at,
		"GIT_AUTHOR_NAME="+name, "GIT_AUTHOR_EMAIL="+address, "GIT_COMMITTER_NAME="+name, "GIT_COMMITTER_EMAIL="+address, "GIT_ALLOW_PROTOCOL=file")
	out, err := cmd.CombinedOutput()
	if err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (r *repo) write(path, text string) {
	r.t.Helper()
	file := filepath.Join(r.dir, path)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
}

// commit commits everything an hour after the last one.
func (r *repo) commit(message string) string {
	r.t.Helper()
	r.hour++
	r.git("add", "-A")
	r.git("commit", "-q", "--allow-empty", "-m", message)
	return r.git("rev-parse", "HEAD")
}

func (r *repo) read(sub string, opt Options) *History {
	r.t.Helper()
	h, err := Read(context.Background(), filepath.Join(r.dir, sub), opt)
	if err != nil {
		r.t.Fatal(err)
	}
	return h
}

// story is a file's versions in a line each, the newest first.
func story(h *History, path string) string {
	f := h.File(path)
	if f == nil {
		return "unknown"
	}
	var b strings.Builder
	for _, v := range f.Versions {
		fmt.Fprintf(&b, "%s %s %s", v.At.UTC().Format("15:04"), v.Kind, v.Path)
		if v.From != "" {
			fmt.Fprintf(&b, " from %s", v.From)
		}
		fmt.Fprintf(&b, ": %s\n", v.Subject)
	}
	if f.Published == nil {
		return b.String() + "not published\n"
	}
	return b.String() + "published " + f.Published.Committed.UTC().Format("15:04") + "\n"
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n%s\nwant\n%s", what, got, want)
	}
}

const tenLines = "一\n二\n三\n四\n五\n六\n七\n八\n九\n十\n"

func TestVersionsOfASubfolder(t *testing.T) {
	r := newRepo(t)
	r.write("README", "x")
	r.write("content/minutes/a.md", tenLines)
	r.commit("第一份纪要")
	r.write("content/minutes/b.md", "b\n")
	r.commit("另一份")
	r.write("content/minutes/a.md", tenLines+"十一\n")
	r.write("README", "y")
	r.commit("补记")
	h := r.read("content", Options{})
	if got := fmt.Sprintf("%+v", h.State); !strings.Contains(got, "Branch:main Main:main Commits:3 ") || !h.State.Whole() {
		t.Errorf("state %s", got)
	}
	same(t, "a", story(h, "minutes/a.md"), "03:00 modified minutes/a.md: 补记\n01:00 added minutes/a.md: 第一份纪要\npublished 01:00\n")
	same(t, "b", story(h, "minutes/b.md"), "02:00 added minutes/b.md: 另一份\npublished 02:00\n")
	same(t, "outside", story(h, "README"), "unknown")
	if f := h.File("minutes/b.md"); f.Blob != BlobID([]byte("b\n")) || f.Blob != r.git("rev-parse", "HEAD:content/minutes/b.md") {
		t.Errorf("blob %s", f.Blob)
	}
	root := r.read("", Options{})
	same(t, "from the root", story(root, "README"), "03:00 modified README: 补记\n01:00 added README: 第一份纪要\npublished 01:00\n")
}

func TestRenamesAreFollowed(t *testing.T) {
	r := newRepo(t)
	r.write("minutes/a.md", tenLines)
	r.write("minutes/c.md", "别的\n")
	r.commit("起草")
	r.git("mv", "minutes/a.md", "minutes/b.md")
	r.commit("改名")
	// Renamed and rewritten a little, while another file takes the former name.
	r.git("mv", "minutes/b.md", "minutes/2025.md")
	r.write("minutes/2025.md", tenLines+"十一\n")
	r.write("minutes/a.md", "一份新的纪要，和从前的无关\n")
	r.commit("再改名")
	h := r.read("", Options{})
	same(t, "renamed", story(h, "minutes/2025.md"), "03:00 renamed minutes/2025.md from minutes/b.md: 再改名\n02:00 renamed minutes/b.md from minutes/a.md: 改名\n01:00 added minutes/a.md: 起草\npublished 01:00\n")
	same(t, "the new one of the old name", story(h, "minutes/a.md"), "03:00 added minutes/a.md: 再改名\npublished 03:00\n")
	// A whole folder, and a text that has nothing in common.
	r.git("mv", "minutes", "records")
	r.commit("换文件夹")
	r.git("rm", "-q", "records/c.md")
	r.write("records/d.md", "毫不相干\n")
	r.commit("换一份")
	h = r.read("", Options{})
	same(t, "moved", story(h, "records/2025.md"), "04:00 renamed records/2025.md from minutes/2025.md: 换文件夹\n03:00 renamed minutes/2025.md from minutes/b.md: 再改名\n02:00 renamed minutes/b.md from minutes/a.md: 改名\n01:00 added minutes/a.md: 起草\npublished 01:00\n")
	same(t, "unlike", story(h, "records/d.md"), "05:00 added records/d.md: 换一份\npublished 05:00\n")
	if got := h.commits[0]; !got.Gone {
		t.Error("the commit that removed a record does not say so")
	}
}

func TestDeletedAndBack(t *testing.T) {
	r := newRepo(t)
	r.write("minutes/a.md", tenLines)
	r.commit("起草")
	r.git("rm", "-q", "minutes/a.md")
	r.commit("误删")
	r.write("minutes/a.md", tenLines)
	r.commit("恢复")
	same(t, "a", story(r.read("", Options{}), "minutes/a.md"), "03:00 added minutes/a.md: 恢复\n02:00 deleted minutes/a.md: 误删\n01:00 added minutes/a.md: 起草\npublished 01:00\n")
}

// A record that is written on a branch is published when the branch is merged.
func TestMerges(t *testing.T) {
	r := newRepo(t)
	r.write("minutes/old.md", tenLines)
	r.commit("已有的")
	r.git("checkout", "-q", "-b", "topic")
	r.write("minutes/new.md", "新\n")
	r.commit("在分支上起草")
	r.write("minutes/old.md", "零\n"+tenLines)
	r.commit("在分支上修改")
	r.git("checkout", "-q", "main")
	r.git("mv", "minutes/old.md", "minutes/renamed.md")
	r.commit("主分支上改名")
	r.hour++
	r.git("merge", "-q", "--no-ff", "-m", "合并\n\nReviewed-by: 周凯 <zhou@example.org>\nCo-authored-by: 陈静 <chen@example.org>", "topic")
	h := r.read("", Options{})
	same(t, "new", story(h, "minutes/new.md"), "02:00 added minutes/new.md: 在分支上起草\npublished 05:00\n")
	same(t, "renamed", story(h, "minutes/renamed.md"), "05:00 modified minutes/renamed.md: 合并\n04:00 renamed minutes/renamed.md from minutes/old.md: 主分支上改名\n03:00 modified minutes/old.md: 在分支上修改\n01:00 added minutes/old.md: 已有的\npublished 01:00\n")
	merge := h.commits[0]
	if !merge.Merge || len(merge.Reviewers) != 1 || merge.Reviewers[0].Name != "周凯" || len(merge.CoAuthors) != 1 || merge.CoAuthors[0].Email != "chen@example.org" {
		t.Errorf("merge %+v", merge)
	}

	// On a branch, what is not merged yet is not published.
	r.git("checkout", "-q", "-b", "more")
	r.write("minutes/later.md", "稍后\n")
	r.commit("还没合并")
	h = r.read("", Options{})
	same(t, "later", story(h, "minutes/later.md"), "06:00 added minutes/later.md: 还没合并\nnot published\n")
	same(t, "new, from the branch", story(h, "minutes/new.md"), "02:00 added minutes/new.md: 在分支上起草\npublished 05:00\n")
	if h.State.Branch != "more" || h.State.Main != "main" {
		t.Errorf("state %+v", h.State)
	}
}

func TestMainBranchOfTheRemote(t *testing.T) {
	up := newRepo(t)
	up.git("branch", "-m", "trunk")
	up.write("minutes/a.md", tenLines)
	first := up.commit("起草")
	up.write("minutes/b.md", "b\n")
	up.commit("又一份")
	r := &repo{t: t, dir: filepath.Join(t.TempDir(), "clone"), hour: up.hour, who: up.who}
	up.git("clone", "-q", up.dir, r.dir)
	// A detached head on a commit of the main branch is as good as the branch.
	r.git("checkout", "-q", first)
	h := r.read("", Options{})
	if h.State.Branch != "" || h.State.Main != "trunk" {
		t.Errorf("state %+v", h.State)
	}
	same(t, "a", story(h, "minutes/a.md"), "01:00 added minutes/a.md: 起草\npublished 01:00\n")
	same(t, "b", story(h, "minutes/b.md"), "unknown")

	// A detached head where no main branch is known publishes nothing.
	lone := newRepo(t)
	lone.git("branch", "-m", "work")
	lone.write("minutes/a.md", tenLines)
	lone.commit("起草")
	lone.git("checkout", "-q", "--detach")
	same(t, "detached", story(lone.read("", Options{}), "minutes/a.md"), "01:00 added minutes/a.md: 起草\nnot published\n")
	lone.git("checkout", "-q", "work")
	same(t, "on a branch of its own", story(lone.read("", Options{}), "minutes/a.md"), "01:00 added minutes/a.md: 起草\npublished 01:00\n")
}

func TestMailmap(t *testing.T) {
	r := newRepo(t)
	r.write("content/minutes/a.md", "a\n")
	r.write(".mailmap", "# 换过邮箱的人\n王芳 <wangfang@example.org> <wang@example.org>\n周凯 <zhou@example.org> Zhou K <shared@example.org>\n陈静 <CHEN@example.org>\nnonsense\n")
	r.commit("王芳写的")
	r.who = "Zhou K <Shared@example.org>"
	r.write("content/minutes/a.md", "b\n")
	r.commit("周凯写的")
	r.who = "Somebody <shared@example.org>"
	r.write("content/minutes/a.md", "c\n")
	r.commit("别人写的")
	r.who = "chenjing <chen@example.org>"
	r.write("content/minutes/a.md", "d\n")
	r.commit("陈静写的")
	var got strings.Builder
	for _, v := range r.read("content", Options{}).File("minutes/a.md").Versions {
		fmt.Fprintf(&got, "%s: %s <%s>\n", v.Subject, v.Author.Name, v.Author.Email)
	}
	same(t, "authors", got.String(), "陈静写的: 陈静 <chen@example.org>\n别人写的: Somebody <shared@example.org>\n周凯写的: 周凯 <zhou@example.org>\n王芳写的: 王芳 <wangfang@example.org>\n")
}

// Nothing is told of a repository that does not hold everything.
func TestStatesWithoutHistory(t *testing.T) {
	full := newRepo(t)
	full.write("minutes/a.md", tenLines)
	full.commit("起草")
	full.write("minutes/a.md", tenLines+"十一\n")
	full.commit("补记")

	t.Run("no repository", func(t *testing.T) {
		stateOf(t, t.TempDir(), NoRepository)
	})
	t.Run("no commit", func(t *testing.T) {
		r := newRepo(t)
		r.write("minutes/a.md", "a")
		stateOf(t, r.dir, NoCommit)
	})
	t.Run("shallow", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "clone")
		full.git("clone", "-q", "--depth", "1", "file://"+full.dir, dir)
		stateOf(t, dir, Shallow)
	})
	t.Run("objects missing", func(t *testing.T) {
		r := newRepo(t)
		r.write("minutes/a.md", tenLines)
		first := r.commit("起草")
		tree := r.git("rev-parse", "HEAD:minutes")
		r.write("minutes/a.md", "b")
		r.commit("补记")
		for _, id := range []string{tree, first} {
			if err := os.Remove(filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])); err != nil {
				t.Fatal(err)
			}
			stateOf(t, r.dir, Damaged)
		}
	})
	t.Run("an object damaged", func(t *testing.T) {
		r := newRepo(t)
		r.write("minutes/a.md", tenLines)
		id := r.commit("起草")
		file := filepath.Join(r.dir, ".git", "objects", id[:2], id[2:])
		if err := os.Chmod(file, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte("no object"), 0o644); err != nil {
			t.Fatal(err)
		}
		stateOf(t, r.dir, Damaged)
	})
	t.Run("another format", func(t *testing.T) {
		r := &repo{t: t, dir: t.TempDir(), who: full.who}
		r.git("init", "-q", "--object-format=sha256")
		stateOf(t, r.dir, Unreadable)
	})
	t.Run("bare", func(t *testing.T) {
		r := &repo{t: t, dir: t.TempDir(), who: full.who}
		r.git("init", "-q", "--bare")
		stateOf(t, r.dir, NoRepository)
	})
}

func stateOf(t *testing.T, dir string, want Problem) {
	t.Helper()
	h, err := Read(context.Background(), dir, Options{Cache: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	if h.State.Problem != want || h.State.Whole() || h.File("minutes/a.md") != nil {
		t.Errorf("state %+v, want %s", h.State, want)
	}
}

// A linked worktree and a submodule have their history elsewhere.
func TestTreesElsewhere(t *testing.T) {
	r := newRepo(t)
	r.write("content/minutes/a.md", tenLines)
	r.commit("起草")
	linked := filepath.Join(t.TempDir(), "linked")
	r.git("worktree", "add", "-q", "-b", "topic", linked)
	h, err := Read(context.Background(), filepath.Join(linked, "content"), Options{})
	if err != nil || !h.State.Linked || h.State.Within || h.State.Branch != "topic" {
		t.Errorf("linked worktree: %+v, %v", h.State, err)
	}
	same(t, "linked", story(h, "minutes/a.md"), "01:00 added minutes/a.md: 起草\npublished 01:00\n")

	outer := newRepo(t)
	outer.write("README", "x")
	outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", r.dir, "archive")
	outer.commit("收进子模块")
	h, err = Read(context.Background(), filepath.Join(outer.dir, "archive", "content"), Options{})
	if err != nil || !h.State.Within || h.State.Linked {
		t.Errorf("submodule: %+v, %v", h.State, err)
	}
	same(t, "in the submodule", story(h, "minutes/a.md"), "01:00 added minutes/a.md: 起草\npublished 01:00\n")
	// Seen from outside, its files belong to another history.
	same(t, "from outside", story(outer.read("", Options{}), "archive/content/minutes/a.md"), "unknown")
}

// An archive that a link leads to is the one that it leads to.
func TestFolderBehindALink(t *testing.T) {
	r := newRepo(t)
	r.write("content/minutes/a.md", tenLines)
	r.commit("起草")
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(r.dir, link); err != nil {
		t.Skip("no symbolic links here")
	}
	h, err := Read(context.Background(), filepath.Join(link, "content"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	same(t, "a", story(h, "minutes/a.md"), "01:00 added minutes/a.md: 起草\npublished 01:00\n")
}

// A wrong clock changes neither the order nor what belongs to what, and is told.
func TestClockSkew(t *testing.T) {
	r := newRepo(t)
	r.hour = 9
	r.write("minutes/a.md", "a\n")
	r.commit("十点")
	r.hour = 2
	r.write("minutes/a.md", "b\n")
	r.commit("三点，其实更晚")
	r.hour = 11
	r.write("minutes/b.md", "b\n")
	r.commit("十二点")
	h := r.read("", Options{})
	same(t, "a", story(h, "minutes/a.md"), "03:00 modified minutes/a.md: 三点，其实更晚\n10:00 added minutes/a.md: 十点\npublished 10:00\n")
	if h.State.Doubtful != 2 || !h.File("minutes/a.md").Published.Doubtful || h.File("minutes/b.md").Published.Doubtful {
		t.Errorf("state %+v", h.State)
	}
}

// The second run compares nothing, a new commit is the only one that is compared,
// and all of it tells the same as a run without a cache.
func TestCache(t *testing.T) {
	r := newRepo(t)
	cache := filepath.Join(t.TempDir(), "deep", "cache")
	for i := range 5 {
		r.write(fmt.Sprintf("minutes/%d.md", i), strings.Repeat(fmt.Sprintf("第 %d 行\n", i), 9))
		r.commit(fmt.Sprintf("第 %d 份", i))
	}
	r.git("mv", "minutes/0.md", "minutes/zero.md")
	r.commit("改名\n\nReviewed-by: 周凯 <zhou@example.org>")
	counts := func(want int) {
		t.Helper()
		h := r.read("", Options{Cache: cache})
		if h.State.Cached != want || h.State.Rebuilt {
			t.Errorf("%d commits from the cache, want %d; rebuilt %v", h.State.Cached, want, h.State.Rebuilt)
		}
		fresh := r.read("", Options{})
		for path := range fresh.files {
			same(t, path, story(h, path), story(fresh, path))
		}
		for i, c := range fresh.commits {
			if fmt.Sprintf("%+v", *c) != fmt.Sprintf("%+v", *h.commits[i]) {
				t.Errorf("commit %d: %+v, want %+v", i, *h.commits[i], *c)
			}
		}
	}
	counts(0)
	counts(6)
	r.write("minutes/1.md", "改过\n")
	r.commit("第七次")
	counts(6)
	counts(7)
	// Another branch knows what they have in common.
	r.git("checkout", "-q", "-b", "topic", "HEAD~3")
	r.write("minutes/topic.md", "分支\n")
	r.commit("分支")
	counts(4)
	r.git("checkout", "-q", "main")
	counts(7)
}

// Whatever happens to a cache, the history is right, and it is said.
func TestDamagedCache(t *testing.T) {
	r := newRepo(t)
	cache := t.TempDir()
	r.write("minutes/a.md", tenLines)
	r.commit("起草")
	r.read("", Options{Cache: cache})
	files, err := filepath.Glob(filepath.Join(cache, "*.history"))
	if err != nil || len(files) != 1 {
		t.Fatalf("%v, %v", files, err)
	}
	good, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	damage := map[string][]byte{"empty": {}, "of another version": append([]byte("minutebook history 0\n"), good[len(cacheHead):]...)}
	for i := range good {
		damage[fmt.Sprintf("byte %d flipped", i)] = append(append(bytes.Clone(good[:i]), good[i]^0x10), good[i+1:]...)
	}
	for i := 0; i < len(good); i += 7 {
		damage[fmt.Sprintf("cut at %d", i)] = good[:i]
	}
	for what, b := range damage {
		if _, ok := decodeCache(b); ok {
			t.Errorf("%s: the cache is taken for a good one", what)
		}
	}
	if err := os.WriteFile(files[0], damage["byte 30 flipped"], 0o600); err != nil {
		t.Fatal(err)
	}
	h := r.read("", Options{Cache: cache})
	same(t, "a", story(h, "minutes/a.md"), "01:00 added minutes/a.md: 起草\npublished 01:00\n")
	if !h.State.Rebuilt || h.State.Cached != 0 {
		t.Errorf("state %+v", h.State)
	}
	if h := r.read("", Options{Cache: cache}); h.State.Rebuilt || h.State.Cached != 1 {
		t.Errorf("after it: %+v", h.State)
	}
}

// FuzzDecodeCache: bytes that carry a right sum are still not believed.
func FuzzDecodeCache(f *testing.F) {
	f.Add([]byte(cacheHead))
	f.Fuzz(func(t *testing.T, b []byte) {
		d := &decoder{b: b, texts: []string{"a"}}
		d.record()
		decodeCache(b)
	})
}

// Git itself is asked about every record of a longer history.
func TestAgainstGit(t *testing.T) {
	r := newRepo(t)
	importStream(t, r.dir, func(w io.Writer) { writeStream(w, 60, 150) })
	r.git("checkout", "-q", "-f", "main")
	h := r.read("content", Options{Workers: 3})
	if len(h.files) != 60 {
		t.Fatalf("%d files", len(h.files))
	}
	renamed := 0
	for path, f := range h.files {
		var got []string
		for _, v := range f.Versions {
			got = append(got, v.ID)
			if v.Kind == Renamed {
				renamed++
			}
		}
		same(t, path, strings.Join(got, "\n"), r.git("log", "--follow", "--format=%H", "--", "content/"+path))
	}
	if renamed == 0 {
		t.Error("no record was renamed")
	}
}
