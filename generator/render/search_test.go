package render

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/minutebook/minutebook/search"
)

// searchable is a site of which only what the search reads is rendered.
func searchable(t *testing.T, s *Site) map[string][]byte {
	t.Helper()
	pages := map[string][]byte{}
	add := func(path string, data []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		pages[path] = data
	}
	for p := range s.rawPages() {
		p = p.Made()
		var b bytes.Buffer
		add(p.Path, nil, p.Write(&b))
		pages[p.Path] = b.Bytes()
	}
	for p := range s.searchPages() {
		var b bytes.Buffer
		add(p.Path, nil, p.Write(&b))
		pages[p.Path] = b.Bytes()
	}
	return pages
}

func openIndex(t *testing.T, pages map[string][]byte) *search.Reader {
	t.Helper()
	r, err := search.OpenReader(func(path string) ([]byte, error) {
		if data := pages[path]; data != nil {
			return data, nil
		}
		return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func found(t *testing.T, r *search.Reader, query string) []string {
	t.Helper()
	hits, err := r.Search(search.ParseQuery(query))
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	out := []string{}
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}

// Whatever stands in a record of the sample is found, and nothing else: the truth
// is plain search in what the site serves as Markdown.
func TestSearchOfTheSample(t *testing.T) {
	s := sampleSite(t, "internal")
	pages := searchable(t, s)
	reader := openIndex(t, pages)
	if reader.Records() != len(s.view.Records) {
		t.Fatalf("the index holds %d of %d records", reader.Records(), len(s.view.Records))
	}
	marks := strings.NewReplacer("**", "", "`", "", "~~", "", "__", "")
	texts := map[string]string{}
	var ids []string
	for _, r := range s.view.Records {
		ids = append(ids, r.ID)
		texts[r.ID] = search.Fold(marks.Replace(search.Haystack(r.ID, string(pages[rawPath(r)]))))
	}
	word := regexp.MustCompile(`[a-z0-9]+`)
	random := rand.New(rand.NewPCG(21, 22))
	for i := range 1500 {
		text := texts[ids[random.IntN(len(ids))]]
		var query string
		holds := strings.Contains
		if n := 1 + i%6; n == 6 {
			all := word.FindAllString(text, -1)
			query = all[random.IntN(len(all))]
			begins := regexp.MustCompile(`(^|[^a-z0-9])` + query)
			holds = func(text, _ string) bool { return begins.MatchString(text) }
		} else {
			runs := strings.FieldsFunc(text, func(c rune) bool { return !unicode.Is(unicode.Han, c) })
			if len(runs) == 0 {
				continue // a record in English
			}
			run := []rune(runs[random.IntN(len(runs))])
			from := random.IntN(len(run))
			query = string(run[from:min(from+n, len(run))])
		}
		var want []string
		for _, id := range ids {
			if holds(texts[id], query) {
				want = append(want, id)
			}
		}
		got := found(t, reader, query)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%q: found %v\nit stands in %v", query, got, want)
		}
	}
}

// Words of many kinds lead to the record they should.
func TestSearchFindsFirst(t *testing.T) {
	reader := openIndex(t, searchable(t, sampleSite(t, "internal")))
	for query, want := range map[string]string{
		"教务系统启动会":                    "2025-05-13-jw2-kickoff",
		"教務系統啟動會":                    "2025-05-13-jw2-kickoff",
		"会议纪要模板":                     "it-tp-02-minutes-template",
		"ＷＬ-IT-TP-02":                "it-tp-02-minutes-template",
		"夜间停电窗口":                     "2025-09-04-dc-power-window-request",
		"type:request 停电":            "2025-09-04-dc-power-window-request",
		"党课":                         "2026-09-17-branch-lecture",
		"zhutidangri":                "2026-10-23-branch-theme-day",
		"终验":                         "2026-11-12-jw2-final-acceptance-meeting",
		"2026-06-16-jw2-acc":         "2026-06-16-jw2-acceptance",
		"旧电池":                        "2026-10-22-ops-joint-06",
		"802.1X":                     "2025-09-23-auth-8021x-review",
		"选课 before:2026":             "2025-05-27-jw2-survey-colleges",
		"fulingxiao type:evaluation": "2026-09-30-jw2-communication-evaluation",
		"应急 type:document":           "it-qp-03-incident-procedure",
		"unit:后勤保障处 報修":              "2025-06-12-repair-kickoff",
	} {
		if got := found(t, reader, query); len(got) == 0 || got[0] != want {
			t.Errorf("%s: first comes %v, want %s", query, got[:min(len(got), 3)], want)
		}
	}
}

// The lines of a document's items are those where the items stand.
func TestItemsOfDocuments(t *testing.T) {
	s := sampleSite(t, "internal")
	items := 0
	for _, d := range s.Documents() {
		lines := strings.Split(d.Markdown(), "\n")
		r := s.view.Record(d.ID)
		text := map[string]string{}
		for _, a := range r.Actions {
			text[a.Local] = a.Text
		}
		for _, x := range r.Decisions {
			text[x.Local] = x.Text
		}
		if len(d.Items) != len(text) {
			t.Errorf("%s: %d items, want %d", d.ID, len(d.Items), len(text))
		}
		for _, i := range d.Items {
			items++
			words := strings.FieldsFunc(text[i.Anchor], func(c rune) bool { return !unicode.IsLetter(c) })
			if len(words) > 0 && !strings.Contains(lines[i.From-1], words[0]) || i.To < i.From || i.To > len(lines) {
				t.Errorf("%s#%s: lines %d to %d begin %q, the item %q", d.ID, i.Anchor, i.From, i.To, lines[i.From-1], text[i.Anchor])
			}
		}
	}
	if items < 100 {
		t.Errorf("only %d items", items)
	}
	v, _ := view(t, map[string]string{"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\n", "\r\n\r\n## 决议\r\n\r\n1. 同意扩容\r\n   - 责任人：王芳\r\n   - 完成时间：2026-02-01\r\n\r\n## 待办\r\n\r\n- [ ] 出方案 @周凯 截止 2026-01-20\r\n- [ ] 订设备 @周凯 截止 2026-01-21\r\n")}, "public")
	site, err := New(v, Options{})
	if err != nil {
		t.Fatal(err)
	}
	d := site.Documents()[0]
	got := ""
	for _, i := range d.Items {
		got += fmt.Sprintf("%s %q\n", i.Anchor, strings.Join(strings.Split(d.Markdown(), "\n")[i.From-1:i.To], "|"))
	}
	want := "d1 \"1. 同意扩容|   - 责任人：王芳|   - 完成时间：2026-02-01\"\n" +
		"a1 \"- [ ] 出方案 @周凯 截止 2026-01-20\"\na2 \"- [ ] 订设备 @周凯 截止 2026-01-21\"\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What the view does not hold is not in the index: not in its files, not to be
// found.
func TestNoLeakInSearch(t *testing.T) {
	files := map[string]string{
		"minutes/2026/2026-01-05-open.md":     record("date: 2026-01-05\naudience: public\ntags: [2026-01-06-canary-x]\nrelated: [2026-01-06-canary-x]\n", "见 2026-01-06-canary-x\n\n## 待办\n\n- 跟进 2026-01-06-canary-x @王芳 截止 2026-02-01\n"),
		"minutes/2026/2026-01-06-canary-x.md": "---\ntitle: 机密会议canary\nunit: 实验中心\ndate: 2026-01-06\naudience: internal\nchair: 周凯\ntags: [隐蔽]\n---\n\n隐蔽的内容 canary\n",
	}
	secrets := []string{"canary", "机密", "隐蔽", "周凯", "实验中心", "zhoukai", "canary-mail"}
	for audience, leaks := range map[string]bool{"public": false, "internal": true} {
		v, _ := view(t, files, audience)
		s, err := New(v, Options{})
		if err != nil {
			t.Fatal(err)
		}
		pages := searchable(t, s)
		reader := openIndex(t, pages)
		for _, secret := range secrets[:6] {
			if got := found(t, reader, secret); (len(got) > 0) != leaks {
				t.Errorf("%s: %s finds %v", audience, secret, got)
			}
		}
		if leaks {
			continue
		}
		for name, data := range pages {
			if !strings.HasPrefix(name, "search/") {
				continue
			}
			text := append([]byte(name+"\n"), unpacked(t, pages, data, strings.Contains(name, "-"))...)
			for _, secret := range secrets {
				if bytes.Contains(text, []byte(secret)) {
					t.Errorf("%s holds %s", name, secret)
				}
			}
		}
	}
}

// unpacked is what a file of the index holds. Cards have a dictionary, which the
// manifest names.
func unpacked(t *testing.T, pages map[string][]byte, file []byte, card bool) []byte {
	t.Helper()
	var dict []byte
	if card {
		m := wordsName.FindSubmatch(unpacked(t, pages, pages["search/index.mbx"], false))
		if m == nil {
			t.Fatal("the manifest names no words")
		}
		dict = unpacked(t, pages, pages["search/"+string(m[1])+".mbx"], false)
	}
	data, err := io.ReadAll(flate.NewReaderDict(bytes.NewReader(file[12:]), dict))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

var wordsName = regexp.MustCompile(`"words":"([0-9a-f]{12})"`)

func TestSiteWithoutSearch(t *testing.T) {
	v, _ := view(t, map[string]string{"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\n", "正文\n")}, "public")
	for without, want := range map[bool]bool{true: false, false: true} {
		_, got := site(t, v, Options{NoSearch: without})["search/index.mbx"]
		if got != want {
			t.Errorf("with NoSearch %t there is an index: %t", without, got)
		}
	}
}

// The client is as small as readers on a phone are promised.
func TestSizeOfSearchScript(t *testing.T) {
	v, _ := view(t, nil, "public")
	for path, data := range site(t, v, Options{}) {
		if !strings.HasPrefix(path, "static/search.") {
			continue
		}
		var b bytes.Buffer
		z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		z.Write(data)
		z.Close()
		if b.Len() > 10<<10 {
			t.Errorf("%s takes %d bytes on the way, more than 10 KB", path, b.Len())
		}
		return
	}
	t.Error("there is no search script")
}
