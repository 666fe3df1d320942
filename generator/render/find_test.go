package render

import (
	"bytes"
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

// Every page leads to the search, and says where its script finds what it needs.
func TestWayToTheSearch(t *testing.T) {
	for path, root := range map[string]string{"index.html": "", "types/minutes.html": "../", "404.html": "/archive/"} {
		page := pageOf(t, path, nil, Options{BaseURL: "https://minutes.example.org/archive/"})
		want := regexp.MustCompile(`<a class="find" href="` + root + `search\.html" data-root="` + root + `" data-engine="` + root + `static/search\.[0-9a-f]{10}\.js" data-script="` +
			root + `static/find\.[0-9a-f]{10}\.js" data-sheet="` + root + `static/find\.[0-9a-f]{10}\.css">`)
		if !want.MatchString(page) {
			t.Errorf("%s: %s", path, regexp.MustCompile(`<a class="find"[^>]*>`).FindString(page))
		}
		if page := pageOf(t, path, nil, Options{NoSearch: true}); strings.Contains(page, "search.html") {
			t.Errorf("%s leads to a search that is not there", path)
		}
	}
}

// Without scripts the page of the search leads to the lists that have records.
func TestSearchPageListsWhatThereIs(t *testing.T) {
	page := pageOf(t, searchPath, busy, Options{})
	if got, want := wordsBetween(t, page, `<h2><a href="types.html">`, "</section>"), "按类型|会议|2 份|会议纪要|2 份"; got != want {
		t.Errorf("types: %s, want %s", got, want)
	}
	if got, want := wordsBetween(t, page, `<h2><a href="years.html">`, "</section>"), "按时间|2026 年|4 份"; got != want {
		t.Errorf("years: %s, want %s", got, want)
	}
	wants(t, page, `<p class="lead">浏览器没有运行脚本`)
}

// The script of the search speaks the language of the site, and has a word for
// every notice and every failure of its client.
func TestSearchScriptHasItsWords(t *testing.T) {
	v, _ := view(t, nil, "public")
	for _, lang := range diag.Langs {
		s, err := New(v, Options{Lang: lang})
		if err != nil {
			t.Fatal(err)
		}
		var script, client string
		for _, f := range s.static {
			switch f.name {
			case findScript:
				script = string(f.data)
			case engineScript:
				client = string(f.data)
			}
		}
		_, rest, _ := strings.Cut(script, "const words = ")
		var words map[string]string
		if err := json.NewDecoder(strings.NewReader(rest)).Decode(&words); err != nil {
			t.Fatalf("%s: %v", lang, err)
		}
		for _, m := range regexp.MustCompile(`say\("([a-z-]+)"`).FindAllStringSubmatch(script, -1) {
			if words[m[1]] == "" {
				t.Errorf("%s: no word for %s", lang, m[1])
			}
		}
		for _, kind := range []string{"too-long", "too-many", "unclosed-quote", "unknown-field", "empty-filter", "bad-date", "nothing-to-find"} {
			if words["notice-"+kind] == "" || !strings.Contains(client, `"`+kind+`"`) {
				t.Errorf("%s: the notice %s: %q", lang, kind, words["notice-"+kind])
			}
		}
		for _, kind := range []string{"damaged", "missing", "network", "unsupported"} {
			if words["failed-"+kind] == "" || !strings.Contains(client, `"`+kind+`"`) {
				t.Errorf("%s: the failure %s: %q", lang, kind, words["failed-"+kind])
			}
		}
	}
}

// For the disk, a script holds the bytes of every file that the search reads.
func TestOfflineScriptsHoldTheFiles(t *testing.T) {
	v, fsys := view(t, busy, "public")
	pages := site(t, v, Options{Files: fsys, Offline: true})
	scripts := 0
	for name, data := range pages {
		if !strings.HasPrefix(name, "search/") || strings.HasSuffix(name, ".js") {
			continue
		}
		script, ok := pages[name+".js"]
		if !ok {
			t.Errorf("%s has no script", name)
			continue
		}
		scripts++
		_, rest, _ := bytes.Cut(script, []byte("] = "))
		var held []byte
		if err := json.NewDecoder(bytes.NewReader(rest)).Decode(&held); err != nil { // bytes are base64 in JSON
			t.Fatalf("%s: %v", name, err)
		}
		if !bytes.Equal(held, data) {
			t.Errorf("%s: the script holds other bytes", name)
		}
		if !bytes.Contains(script, []byte(`["`+name+`"]`)) {
			t.Errorf("%s: the script is for another file", name)
		}
	}
	if scripts < 6 {
		t.Errorf("%d scripts, too few", scripts)
	}
	plain := site(t, v, Options{Files: fsys})
	for name := range plain {
		if strings.HasSuffix(name, ".mbx.js") || strings.Contains(name, "search-offline") {
			t.Errorf("%s is in a site that is not for the disk", name)
		}
	}
}
