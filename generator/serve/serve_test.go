package serve

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/search"
)

var testNow = time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)

const kickoff = "minutes/2025/2025-06-15-kickoff.md"

// minutesOf is a record that stands on its own.
func minutesOf(title, audience, body string) string {
	return "---\ntitle: " + title + "\nunit: 办公室\ndate: 2025-06-15\naudience: " + audience + "\n---\n\n" + body + "\n"
}

// archiveIn writes a small archive: a public record, an internal and a secret
// one.
func archiveIn(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "archive")
	write(t, dir, "minutebook.yaml", "title: 测试档案\nlanguages: [en]\n")
	write(t, dir, "registers/units.yaml", "units:\n  - {id: office, name: 办公室}\n  - {id: board, name: 董事会}\n")
	write(t, dir, "registers/people.yaml", "people:\n  - {id: wang, name: 王芳}\n")
	write(t, dir, kickoff, minutesOf("第一版标题", "public", "正文。"))
	write(t, dir, "minutes/2025/2025-06-16-inside.md", minutesOf("内部事项", "internal", "见 [启动会](2025-06-15-kickoff.md)。"))
	write(t, dir, "minutes/2025/2025-06-17-secret.md", minutesOf("CANARY", "[董事会]", "CANARY 正文。"))
	return dir
}

// running is a server at work.
type running struct {
	t    testing.TB
	url  string
	stop func() // and wait

	mu      sync.Mutex
	updates []Update
}

func start(t testing.TB, dir, audience string) *running {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, url: "http://" + l.Addr().String()}
	s := New(Options{
		Dir: dir, Audience: audience, Lang: diag.En, Clock: time.Now,
		Now: func() time.Time { return testNow },
		Report: func(u Update) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.updates = append(r.updates, u)
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("Serve does not end")
		}
	})
	t.Cleanup(r.stop)
	return r
}

// client keeps no connections, so that none is left over.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (r *running) get(path string) (int, string) {
	r.t.Helper()
	res, err := client.Get(r.url + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (r *running) has(path string, code int, text string) {
	r.t.Helper()
	if got, body := r.get(path); got != code || !strings.Contains(body, text) {
		r.t.Errorf("%s: %d, want %d with %q in\n%s", path, got, code, text, body)
	}
}

// soon waits for a page to be as it should.
func (r *running) soon(path string, code int, text string) {
	r.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		got, body := r.get(path)
		if got == code && strings.Contains(body, text) {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("%s: %d, want %d with %q in\n%s", path, got, code, text, body)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

var scriptTag = regexp.MustCompile(`data-page="([^"]*)" data-version="([^"]*)"`)

// tab is a browser's tab: it shows a page and listens.
type tab struct {
	t      testing.TB
	events chan event
	close  func()
}

type event struct{ name, data string }

// openTab loads a page and opens the stream its script would open.
func (r *running) openTab(path string) *tab {
	r.t.Helper()
	_, body := r.get(path)
	m := scriptTag.FindStringSubmatch(body)
	if m == nil {
		r.t.Fatalf("%s has no script:\n%s", path, body)
	}
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", r.url+"/_minutebook/events?"+url.Values{"page": {m[1]}, "version": {m[2]}}.Encode(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
		r.t.Errorf("events are %q", got)
	}
	b := &tab{t: r.t, events: make(chan event, 100)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(b.events)
		defer res.Body.Close()
		var e event
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				b.events <- e
			}
		}
	}()
	b.close = sync.OnceFunc(func() { cancel(); <-ended })
	r.t.Cleanup(b.close)
	b.wait("hello")
	return b
}

// wait is for an event of a name; others are passed over.
func (b *tab) wait(name string) string {
	b.t.Helper()
	late := time.After(10 * time.Second)
	for {
		select {
		case e, open := <-b.events:
			if !open {
				b.t.Fatalf("the stream ends without %q", name)
			}
			if e.name == name {
				return e.data
			}
		case <-late:
			b.t.Fatalf("no %q", name)
		}
	}
}

// silent sees that nothing comes for a while.
func (b *tab) silent(d time.Duration) {
	b.t.Helper()
	select {
	case e, open := <-b.events:
		b.t.Errorf("an event: %v %v", e, open)
	case <-time.After(d):
	}
}

func TestASaveReloadsThePagesItChanges(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	r.has("/records/2025-06-15-kickoff.html", 200, "第一版标题")
	r.has("/", 200, "测试档案")
	r.has("/index.html", 200, "第一版标题")
	shown, list, other := r.openTab("/records/2025-06-15-kickoff.html"), r.openTab("/types/minutes.html"), r.openTab("/units.html")

	write(t, dir, kickoff, minutesOf("第二版标题", "public", "正文。"))
	shown.wait("reload")
	list.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 200, "第二版标题")
	r.has("/types/minutes.html", 200, "第二版标题")
	r.has("/records/2025-06-16-inside.html", 200, "第二版标题") // it links there
	for len(other.events) > 0 {
		if e := <-other.events; e.name == "reload" {
			t.Error("a page that did not change is loaded again")
		}
	}

	// Whoever comes back with an old version is told at once.
	late := r.openTab("/records/2025-06-15-kickoff.html")
	write(t, dir, kickoff, minutesOf("第三版标题", "public", "正文。"))
	late.wait("reload")
}

func TestWhatEditorsDo(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	at := filepath.Join(dir, filepath.FromSlash(kickoff))
	page := "/records/2025-06-15-kickoff.html"
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	r.has(page, 200, "第一版标题")

	t.Log("rename on save")
	write(t, dir, "minutes/2025/.kickoff.tmp", minutesOf("换名保存", "public", "正文。"))
	b := r.openTab(page)
	must(os.Rename(filepath.Join(dir, "minutes/2025/.kickoff.tmp"), at))
	b.wait("reload")
	r.has(page, 200, "换名保存")

	t.Log("backup by rename, then a new file")
	must(os.Rename(at, at+"~"))
	write(t, dir, kickoff, minutesOf("备份保存", "public", "正文。"))
	r.soon(page, 200, "备份保存")

	t.Log("truncate and write in pieces")
	f, err := os.Create(at)
	must(err)
	text := minutesOf("分段写入", "public", "正文。")
	for _, part := range []string{text[:20], text[20:50], text[50:]} {
		_, err := f.WriteString(part)
		must(err)
		time.Sleep(2 * time.Millisecond)
	}
	must(f.Close())
	r.soon(page, 200, "分段写入")

	t.Log("a record that is deleted")
	b = r.openTab(page)
	must(os.Remove(at))
	b.wait("reload")
	r.has(page, 404, "There is no such page")

	t.Log("and comes back, on the page that says it is not there")
	b = r.openTab(page)
	write(t, dir, kickoff, minutesOf("又回来了", "public", "正文。"))
	b.wait("reload")
	r.has(page, 200, "又回来了")

	t.Log("a new record in a new folder")
	write(t, dir, "notices/2026/2026-01-05-first.md", minutesOf("新的通知", "public", "正文。"))
	r.soon("/records/2026-01-05-first.html", 200, "新的通知")

	t.Log("a folder that is deleted and made again")
	must(os.RemoveAll(filepath.Join(dir, "minutes")))
	r.soon(page, 404, "There is no such page")
	write(t, dir, kickoff, minutesOf("重建目录", "public", "正文。"))
	r.soon(page, 200, "重建目录")
	write(t, dir, kickoff, minutesOf("重建之后再保存", "public", "正文。"))
	r.soon(page, 200, "重建之后再保存")

	t.Log("a folder that is renamed")
	must(os.Rename(filepath.Join(dir, "minutes/2025"), filepath.Join(dir, "minutes/old")))
	time.Sleep(patience)
	write(t, dir, "minutes/old/2025-06-15-kickoff.md", minutesOf("换了目录名", "public", "正文。"))
	r.soon(page, 200, "换了目录名")

	t.Log("the archive itself, away and back")
	must(os.Rename(dir, dir+"-away"))
	r.soon("/_minutebook/live.js", 200, "EventSource")
	deadline := time.Now().Add(5 * time.Second)
	for !r.told(func(u Update) bool { return u.Err != nil }) {
		if time.Now().After(deadline) {
			t.Fatal("nobody says that the archive is gone")
		}
		time.Sleep(5 * time.Millisecond)
	}
	r.has(page, 200, "换了目录名") // what was last there
	must(os.CopyFS(dir, os.DirFS(dir+"-away")))
	time.Sleep(patience)
	write(t, dir, "minutes/old/2025-06-15-kickoff.md", minutesOf("整个搬回", "public", "正文。"))
	r.soon(page, 200, "整个搬回")
}

// told reports whether any update was so.
func (r *running) told(is func(Update) bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.updates {
		if is(u) {
			return true
		}
	}
	return false
}

func TestABrokenConfigIsShownAndMended(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	config := filepath.Join(dir, "minutebook.yaml")
	b := r.openTab("/records/2025-06-15-kickoff.html")

	if err := os.Remove(config); err != nil {
		t.Fatal(err)
	}
	var o overlay
	if err := json.Unmarshal([]byte(b.wait("findings")), &o); err != nil {
		t.Fatal(err)
	}
	if o.Title != "The archive cannot be read; mend it and it will show up" || len(o.Findings) != 1 || o.Findings[0].Message != "read the archive: no minutebook.yaml here" {
		t.Errorf("the overlay says %+v", o)
	}
	r.has("/records/2025-06-15-kickoff.html", 200, "第一版标题")

	write(t, dir, "minutebook.yaml", "title: 修好的档案\nlanguages: [en]\n")
	b.wait("reload")
	r.has("/", 200, "修好的档案")

	// A config that is no YAML is a finding, and its place is told.
	b = r.openTab("/records/2025-06-15-kickoff.html")
	write(t, dir, "minutebook.yaml", "title: [修好的档案\n")
	b.wait("reload") // the title has gone from every page
	b = r.openTab("/records/2025-06-15-kickoff.html")
	if data := b.wait("findings"); !strings.Contains(data, `"place":"minutebook.yaml:`) {
		t.Errorf("the overlay says %s", data)
	}
	write(t, dir, "minutebook.yaml", "title: 又修好了\nlanguages: [en]\n")
	r.soon("/", 200, "又修好了")
}

func TestAnArchiveThatCannotBeReadAtFirst(t *testing.T) {
	dir := archiveIn(t)
	if err := os.Rename(filepath.Join(dir, "minutebook.yaml"), filepath.Join(dir, "minutebook.yml")); err != nil {
		t.Fatal(err)
	}
	r := start(t, dir, "internal")
	r.has("/records/2025-06-15-kickoff.html", 503, "no minutebook.yaml here")
	b := r.openTab("/records/2025-06-15-kickoff.html")
	write(t, dir, "minutebook.yaml", "title: 测试档案\nlanguages: [en]\n")
	b.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 200, "第一版标题")
}

func TestAnAudienceNobodyKnows(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "nobody")
	r.has("/", 503, "no audience &#34;nobody&#34;: say public, internal, or a unit of the register")
	write(t, dir, "registers/units.yaml", "units:\n  - {id: office, name: 办公室}\n  - {id: nobody, name: 董事会}\n")
	r.soon("/records/2025-06-17-secret.html", 200, "CANARY")
}

func TestFindingsOfWhatWasSaved(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	b := r.openTab("/units.html")
	b.silent(100 * time.Millisecond) // nothing was saved yet
	// The whole archive was checked all the same, and what is known of a record
	// stays known while another is saved.
	r.has("/findings.html", 200, "minutes/2025/2025-06-16-inside.md")
	defer r.has("/findings.html", 200, "minutes/2025/2025-06-16-inside.md")

	write(t, dir, kickoff, strings.Replace(minutesOf("第二版标题", "public", "正文。"), "audience", "reviewer: 李无名\naudience", 1))
	var o overlay
	if err := json.Unmarshal([]byte(b.wait("findings")), &o); err != nil {
		t.Fatal(err)
	}
	found := map[string]overlayEntry{}
	last := "error"
	for _, f := range o.Findings {
		found[f.Rule] = f
		if f.Severity == "error" && last == "warning" {
			t.Errorf("an error behind a warning: %v", o.Findings)
		}
		last = f.Severity
		if !strings.HasPrefix(f.Place, kickoff) {
			t.Errorf("a finding about %s, which nobody touched", f.Place)
		}
	}
	f, ok := found["person-unknown"]
	if !ok || f.Place != kickoff+":5:11" || !strings.Contains(f.Message, "李无名") || f.Severity != "error" {
		t.Errorf("person-unknown is %+v among %+v", f, o.Findings)
	}
	if o.Label != "Check results" || o.Close != "Close" || o.ID == "" {
		t.Errorf("the overlay is %+v", o)
	}
	if !r.told(func(u Update) bool {
		for _, f := range u.Fresh {
			if f.Rule == "person-unknown" && f.File == kickoff {
				return len(u.Paths) == 1 && u.Paths[0] == kickoff && !u.First
			}
		}
		return false
	}) {
		t.Error("the terminal is not told")
	}
	// Who opens another page sees them too.
	if data := r.openTab("/people.html").wait("findings"); !strings.Contains(data, "李无名") {
		t.Errorf("another tab is told %s", data)
	}
}

// The whole check follows when saving pauses: what only it can find is told then.
func TestTheWholeCheckFollows(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	b := r.openTab("/units.html")
	write(t, dir, "minutes/2025/2025-06-18-twin.md", strings.Replace(minutesOf("同号的纪要", "public", "正文。"), "---\n", "---\nid: 2025-06-15-kickoff\n", 1))
	for !strings.Contains(b.wait("findings"), `"rule":"id-duplicate"`) {
	}
	if !r.told(func(u Update) bool { return u.Checked && len(u.Fresh) > 0 }) {
		t.Error("the terminal is not told")
	}
}

func TestHiddenRecordsAreNeverServed(t *testing.T) {
	dir := archiveIn(t)
	for _, audience := range []string{"public", "internal"} {
		r := start(t, dir, audience)
		b := r.openTab("/units.html")
		r.has("/records/2025-06-17-secret.html", 404, "There is no such page")
		// What is wrong with it is not told either.
		write(t, dir, "minutes/2025/2025-06-17-secret.md", minutesOf("CANARY 二", "[董事会]", "## 待办事项\n\n- [ ] CANARY @李无名\n"))
		write(t, dir, kickoff, minutesOf("保存 "+audience, "public", "## 待办事项\n\n- [ ] 公开的事 @李无名\n"))
		data := b.wait("findings")
		for !strings.Contains(data, "2025-06-15-kickoff") {
			data += b.wait("findings")
		}
		for _, path := range []string{"/", "/units.html", "/findings.html", "/types/minutes.html", "/actions.html", "/records/2025-06-17-secret.html"} {
			_, body := r.get(path)
			data += strings.ReplaceAll(body, "/records/2025-06-17-secret.html", "") + strings.ReplaceAll(body, `data-page="records/2025-06-17-secret.html"`, "")
		}
		data = strings.ReplaceAll(data, `data-page="records/2025-06-17-secret.html"`, "")
		data = strings.ReplaceAll(data, "/records/2025-06-17-secret.html", "")
		if strings.Contains(data, "CANARY") || strings.Contains(data, "secret") {
			t.Errorf("%s: the hidden record shows in\n%s", audience, data)
		}
		if r.told(func(u Update) bool {
			for _, f := range u.Fresh {
				if strings.Contains(f.File, "secret") {
					return true
				}
			}
			return false
		}) {
			t.Errorf("%s: the terminal is told of the hidden record", audience)
		}
		r.stop()
	}
}

// A record whose front matter a save has damaged is in no view. Whoever may see
// it is told why; of a hidden one nothing is told.
// The index is that of what is served: of the view, and of the last save.
func TestSearchOfWhatIsServed(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	ask := func(query string) string {
		index, err := search.OpenReader(func(path string) ([]byte, error) {
			code, body := r.get("/" + path)
			if code != http.StatusOK {
				return nil, fmt.Errorf("%s: %d", path, code)
			}
			return []byte(body), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		hits, err := index.Search(search.ParseQuery(query))
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, h := range hits {
			ids = append(ids, h.ID)
		}
		return strings.Join(ids, " ")
	}
	r.has("/search.html", http.StatusOK, `data-finder`)
	for query, want := range map[string]string{"第一版标题": "2025-06-15-kickoff", "内部": "2025-06-16-inside", "canary": "", "第二版": ""} {
		if got := ask(query); got != want {
			t.Errorf("%s: found %q, want %q", query, got, want)
		}
	}
	write(t, dir, kickoff, minutesOf("第二版标题", "public", "正文。"))
	r.soon("/records/2025-06-15-kickoff.html", http.StatusOK, "第二版标题")
	for query, want := range map[string]string{"第一版标题": "", "第二版": "2025-06-15-kickoff"} {
		if got := ask(query); got != want {
			t.Errorf("after the save: %s: found %q, want %q", query, got, want)
		}
	}
}

func TestARecordThatIsDamaged(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	b := r.openTab("/records/2025-06-15-kickoff.html")
	write(t, dir, "minutes/2025/2025-06-17-secret.md", "---\ntitle: [CANARY\n---\n")
	write(t, dir, kickoff, "---\ntitle: [第一版标题\n---\n")
	b.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 404, "There is no such page")
	b = r.openTab("/records/2025-06-15-kickoff.html")
	var o overlay
	if err := json.Unmarshal([]byte(b.wait("findings")), &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Findings) != 1 || o.Findings[0].Place != kickoff+":2:8" || o.Findings[0].Severity != "error" {
		t.Errorf("the overlay says %+v", o)
	}
	write(t, dir, "minutes/2025/2025-06-20-new.md", "---\ntitle: [新\n---\n")
	for !strings.Contains(b.wait("findings"), "2025-06-20-new.md:2:8") {
	}
	write(t, dir, kickoff, minutesOf("第一版标题", "public", "正文。"))
	b.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 200, "第一版标题")
	if r.told(func(u Update) bool {
		return slices.ContainsFunc(u.Fresh, func(f diag.Finding) bool { return strings.Contains(f.File, "secret") })
	}) {
		t.Error("the terminal is told of the hidden record")
	}
}

// A record that is hidden while it is looked at goes away.
func TestARecordThatBecomesHidden(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "public")
	b := r.openTab("/records/2025-06-15-kickoff.html")
	write(t, dir, kickoff, minutesOf("第一版标题", "internal", "正文。"))
	b.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 404, "There is no such page")
	_, body := r.get("/types/minutes.html")
	if strings.Contains(body, "第一版标题") {
		t.Error("the list still names it")
	}
}

func TestMerge(t *testing.T) {
	of := func(files ...string) []diag.Finding {
		var out []diag.Finding
		for _, f := range files {
			file, rule, _ := strings.Cut(f, " ")
			out = append(out, diag.Finding{File: file, Rule: rule})
		}
		return out
	}
	for _, test := range []struct {
		all   []diag.Finding
		about []string
		with  []diag.Finding
		want  string
	}{
		{of("a 1", "a 2", "b 1", "d 1"), []string{"b"}, of("b 2", "b 3"), "a 1, a 2, b 2, b 3, d 1"},
		{of("a 1", "b 1"), []string{"b"}, nil, "a 1"},
		{of("b 1"), []string{"a", "c"}, of("a 1", "c 1"), "a 1, b 1, c 1"},
		{of("a 1", "b 1"), []string{"a", "b"}, of("a 2"), "a 2"},
		{nil, []string{"a"}, of("a 1"), "a 1"},
		{of("a 1"), nil, nil, "a 1"},
	} {
		about := set[string]{}
		for _, f := range test.about {
			about[f] = true
		}
		var got []string
		for _, f := range merge(test.all, about, test.with) {
			got = append(got, f.File+" "+f.Rule)
		}
		if strings.Join(got, ", ") != test.want {
			t.Errorf("%v about %v with %v: %q, want %q", test.all, test.about, test.with, got, test.want)
		}
	}
}

func TestManySavesAtOnce(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	r.has("/", 200, "测试档案")
	var all sync.WaitGroup
	for writer := range 4 {
		all.Go(func() {
			for n := range 60 {
				write(t, dir, fmt.Sprintf("minutes/2026/2026-02-%02d-burst-%d.md", writer+1, n%15), minutesOf(fmt.Sprintf("第 %d-%d 次", writer, n), "public", "正文。"))
			}
		})
	}
	for range 4 {
		all.Go(func() {
			for range 20 {
				r.get("/types/minutes.html")
				r.get("/records/2025-06-15-kickoff.html")
			}
		})
	}
	all.Wait()
	for writer := range 4 {
		for n := range 15 {
			r.soon(fmt.Sprintf("/records/2026-02-%02d-burst-%d.html", writer+1, n), 200, fmt.Sprintf("第 %d-%d 次", writer, 45+n))
		}
	}
}

func TestHosts(t *testing.T) {
	r := start(t, archiveIn(t), "internal")
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(r.url, "http://"))
	for host, want := range map[string]int{
		"localhost": 200, "localhost:" + port: 200, "LOCALHOST.": 200, "127.0.0.1:" + port: 200, "127.8.9.1": 200,
		"[::1]:" + port: 200, "app.localhost:1": 200,
		"evil.example": 421, "evil.example:" + port: 421, "localhost.evil.example": 421, "192.168.1.7": 421, "10.0.0.1:80": 421,
		"127.0.0.1.evil.example": 421, "notlocalhost": 421, "[2001:db8::1]": 421,
	} {
		for _, path := range []string{"/", "/_minutebook/live.js", "/records/2025-06-15-kickoff.html"} {
			req, err := http.NewRequest("GET", r.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = host
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != want {
				t.Errorf("Host %s: %s is %d, want %d", host, path, res.StatusCode, want)
			}
			if want != 200 && strings.Contains(string(body), "测试档案") {
				t.Errorf("Host %s gets the page", host)
			}
		}
	}
	if localName("") {
		t.Error("a request without a host is taken for local")
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "0.0.0.0:80": false, "[::]:80": false, "192.168.1.7:80": false} {
		if got := loopback(net.TCPAddrFromAddrPort(mustAddr(t, addr))); got != want {
			t.Errorf("%s is loopback: %v", addr, got)
		}
	}
}

// Nothing but the site's pages can be had, whatever the address.
func TestAddresses(t *testing.T) {
	dir := archiveIn(t)
	write(t, dir, "minutes/2025/plan.pdf", "%PDF-1.7 test")
	write(t, dir, "minutes/2025/other.pdf", "nobody names it")
	write(t, dir, kickoff, strings.Replace(minutesOf("第一版标题", "public", "正文。"), "audience", "attachments:\n  - file: plan.pdf\naudience", 1))
	r := start(t, dir, "internal")
	for path, want := range map[string]string{
		"/":                                "200 text/html; charset=utf-8",
		"/records/2025-06-15-kickoff.html": "200 text/html; charset=utf-8",
		"/files/minutes/2025/plan.pdf":     "200 application/pdf",
		"/files/minutes/2025/other.pdf":    "404 text/html; charset=utf-8",
		"/_minutebook/live.js":             "200 text/javascript; charset=utf-8",
		"/_minutebook/live.css":            "200 text/css; charset=utf-8",
		"/_minutebook/":                    "404 text/html; charset=utf-8",
		"/records":                         "404 text/html; charset=utf-8",
		"/records/":                        "404 text/html; charset=utf-8",
		"/files/":                          "404 text/html; charset=utf-8",
		"/static/":                         "404 text/html; charset=utf-8",
		"/minutebook.yaml":                 "404 text/html; charset=utf-8",
		"/registers/people.yaml":           "404 text/html; charset=utf-8",
		"/" + kickoff:                      "404 text/html; charset=utf-8",
		"/files/../minutebook.yaml":        "307 ",
		"/%2e%2e/%2e%2e/etc/passwd":        "404 text/html; charset=utf-8",
		"/files/..%2f..%2fminutebook.yaml": "404 text/html; charset=utf-8",
		"/etc/passwd":                      "404 text/html; charset=utf-8",
		"/%00":                             "404 text/html; charset=utf-8",
		"/<script>alert(1)</script>":       "404 text/html; charset=utf-8",
	} {
		res, err := client.Get(r.url + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(path))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		got := fmt.Sprintf("%d %s", res.StatusCode, res.Header.Get("Content-Type"))
		if strings.HasPrefix(want, "307") {
			got = fmt.Sprintf("%d ", res.StatusCode)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		if strings.Contains(string(body), "<script>alert") || strings.Contains(string(body), "nobody names it") || strings.Contains(string(body), "wang") {
			t.Errorf("%s: %s", path, body)
		}
		if got := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'self'; ") {
			t.Errorf("%s: the policy is %q", path, got)
		}
		if got := res.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options is %q", path, got)
		}
	}
	res, err := client.Post(r.url+"/", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 405 {
		t.Errorf("POST is %d", res.StatusCode)
	}
	if _, body := r.get("/files/minutes/2025/plan.pdf"); body != "%PDF-1.7 test" {
		t.Errorf("the attachment is %q", body)
	}
	if _, css := r.get("/_minutebook/live.css"); strings.Contains(css, "url(") {
		t.Error("the style sheet loads something")
	}
}

// What the server adds to a page is two lines of its head, and both obey the
// policy of a built page.
func TestThePageIsTheBuiltOne(t *testing.T) {
	r := start(t, archiveIn(t), "internal")
	_, body := r.get("/units.html")
	added := regexp.MustCompile(`(?m)^<link rel="stylesheet" href="/_minutebook/live\.css">\n<script src="/_minutebook/live\.js" data-page="units\.html" data-version="[0-9a-f]{16}" defer></script>\n`)
	if n := len(added.FindAllString(body, -1)); n != 1 {
		t.Errorf("the server's lines are there %d times in\n%s", n, body)
	}
	if rest := added.ReplaceAllString(body, ""); strings.Contains(rest, "_minutebook") {
		t.Errorf("there is more of the server in\n%s", rest)
	}
}

// A server that ends leaves nothing running, even with tabs open.
func TestNothingIsLeftRunning(t *testing.T) {
	dir := archiveIn(t)
	before := runtime.NumGoroutine()
	r := start(t, dir, "internal")
	tabs := []*tab{r.openTab("/"), r.openTab("/units.html"), r.openTab("/none.html")}
	write(t, dir, kickoff, minutesOf("第二版标题", "public", "正文。"))
	r.stop()
	for _, b := range tabs {
		b.close()
	}
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func mustAddr(t *testing.T, s string) netip.AddrPort {
	t.Helper()
	a, err := netip.ParseAddrPort(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// The archive's own templates are followed like its records: a broken one is said
// with its line, and what was shown stays until it is mended.
func TestOwnTemplates(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	r.has("/accessibility.html", 200, "<h1>")
	write(t, dir, "templates/pages/plain.html", `{{define "main"}}<h1>Our own page</h1>{{end}}`)
	r.soon("/accessibility.html", 200, "<h1>Our own page</h1>")

	b := r.openTab("/accessibility.html")
	write(t, dir, "templates/pages/plain.html", "{{define \"main\"}}\n{{end")
	if said := b.wait("findings"); !strings.Contains(said, "templates/pages/plain.html:2: unclosed action") {
		t.Errorf("the overlay says %s", said)
	}
	r.has("/accessibility.html", 200, "<h1>Our own page</h1>")

	write(t, dir, "templates/pages/plain.html", `{{define "main"}}<h1>Mended</h1>{{end}}`)
	r.soon("/accessibility.html", 200, "<h1>Mended</h1>")
	if err := os.RemoveAll(filepath.Join(dir, "templates")); err != nil {
		t.Fatal(err)
	}
	r.soon("/accessibility.html", 200, "<h1>Accessibility")
}
