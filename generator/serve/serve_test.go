package serve

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

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
