package browser

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator"
)

// What the tests are made of is part of the test's program, so that a change of
// a script is not answered from go test's cache.
//
//go:embed *.mjs flows/*.mjs package-lock.json
var _ embed.FS

// sampleDay is the day the sample archive is built for.
var sampleDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// policy is stricter than what the pages ask for themselves.
const policy = "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// site is a built site that is being served.
type site struct {
	Name  string `json:"name"`
	Base  string `json:"base"` // its address, with a slash at the end
	Dir   string `json:"dir"`  // where its files are
	Pages []page `json:"pages"`
}

// job is what a script is to do.
type job struct {
	Sites    []*site `json:"sites"`
	Chromium string  `json:"chromium"`
	Pictures string  `json:"pictures"` // the folder for them
}

// sizes and schemes are the ways in which each page is looked at.
var (
	sizes   = []string{"desktop", "phone"}
	schemes = []string{"light", "dark"}
)

// What is checked of each page: in every size and scheme, in every size, and of
// its file.
var (
	checksOfLook = []string{"axe", "picture"}
	checksOfSize = []string{"console", "overflow", "line length", "keyboard", "without scripts"}
	checksOfFile = []string{"html"}
)

// Every kind of page is fit to be read: in three languages, in windows of two
// sizes, light and dark, with and without scripts, by eye, by keyboard and by
// screen reader.
func TestPagesInTheBrowser(t *testing.T) {
	f := needTools(t)
	// Under a path in the first language, at the root of a host in the others.
	sites := []*site{
		serve(t, "zh-CN", "internal", "/archive/"),
		serve(t, "zh-TW", "internal", "/", "home", "statistics", "calendar", "feeds", "record minutes", "record request"),
		serve(t, "en", "internal", "/", "home", "statistics", "measure", "calendar", "actions", "requests", "record minutes", "record request"),
	}
	made := map[check]bool{}
	problems := map[[2]string][]string{} // of a site's kind
	each := func(line []byte) {
		r := unmarshal[report](t, line)
		made[r.check] = true
		of := [2]string{r.Site, r.Kind}
		for _, p := range r.Problems {
			problems[of] = append(problems[of], strings.TrimSpace(r.View+" "+r.Check)+": "+p)
		}
	}
	f.run(t, "validate.mjs", job{Sites: sites}, each)
	f.run(t, "run.mjs", job{Sites: sites, Chromium: f.chromium, Pictures: outFolder(t, "screenshots")}, each)
	for _, s := range sites {
		for _, p := range s.Pages {
			t.Run(s.Name+"/"+p.Kind, func(t *testing.T) {
				for _, problem := range problems[[2]string{s.Name, p.Kind}] {
					t.Errorf("%s: %s", p.Path, problem)
				}
				for _, c := range due(s.Name, p.Kind) {
					if !made[c] {
						t.Errorf("%s: not checked: %s %s", p.Path, c.View, c.Check)
					}
				}
			})
		}
	}
}

// due are the checks that a page has to pass.
func due(site, kind string) (out []check) {
	add := func(view string, names []string) {
		for _, name := range names {
			out = append(out, check{site, kind, view, name})
		}
	}
	add("", checksOfFile)
	for _, size := range sizes {
		add(size, checksOfSize)
		for _, scheme := range schemes {
			add(size+" "+scheme, checksOfLook)
		}
	}
	return out
}

// What a reader does works: each flow is a function of flows/*.mjs.
func TestFlowsInTheBrowser(t *testing.T) {
	f := needTools(t)
	s := serve(t, "zh-CN", "internal", "/archive/")
	flows := 0
	f.run(t, "flow.mjs", job{Sites: []*site{s}, Chromium: f.chromium}, func(line []byte) {
		r := unmarshal[report](t, line)
		flows++
		t.Run(r.Check, func(t *testing.T) {
			for _, p := range r.Problems {
				t.Error(p)
			}
		})
	})
	if flows < 6 {
		t.Errorf("%d flows were tried, too few", flows)
	}
}

// serve builds the sample archive for an audience and serves it below a path.
// kinds are the kinds of page to look at, none for all.
func serve(t *testing.T, lang, audience, path string, kinds ...string) *site {
	t.Helper()
	s := &site{Name: lang, Dir: t.TempDir()}
	dir := filepath.Join(s.Dir, "site")
	s.Base = listen(t, path, files(dir))
	_, err := generator.Build(context.Background(), sample(t, lang), generator.BuildOptions{
		Options:  generator.Options{Now: sampleDay, Clock: time.Now},
		Audience: audience, Out: dir, BaseURL: s.Base,
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Dir = dir
	types := map[string]string{}
	checked, err := generator.Check(context.Background(), sample(t, lang), generator.Options{Now: sampleDay, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range checked.Archive.Records {
		types["records/"+r.ID+".html"] = r.Type.Name
	}
	s.Pages = onePerKind(t, inMemory(t, os.DirFS(dir)), types)
	if kinds == nil {
		wantEveryKind(t, s.Pages)
		return s
	}
	s.Pages = slices.DeleteFunc(s.Pages, func(p page) bool { return !slices.Contains(kinds, p.Kind) })
	if len(s.Pages) != len(kinds) {
		t.Fatalf("%d pages of the kinds %q", len(s.Pages), kinds)
	}
	return s
}

// listen serves below a path on this machine and returns the address.
func listen(t *testing.T, path string, h http.Handler) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(path, http.StripPrefix(path, h))
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL + path
}

// get is the status and the text of an answer.
func get(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(resp.StatusCode, " ", string(text))
}

// files serves a folder like a plain host of static files.
func files(dir string) http.Handler {
	plain := http.FileServerFS(os.DirFS(dir))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", policy)
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if path, ok := strings.CutSuffix(r.URL.Path, "index.html"); ok {
			r.URL.Path = path // FileServer sends readers of index.html to its folder
		}
		plain.ServeHTTP(w, r)
	})
}

// sample is the sample archive with another first language.
func sample(t *testing.T, lang string) fstest.MapFS {
	t.Helper()
	out := inMemory(t, os.DirFS("../../content"))
	config := out["minutebook.yaml"]
	line := regexp.MustCompile(`(?m)^languages: .*$`)
	if !line.Match(config.Data) {
		t.Fatal("the sample archive names no languages")
	}
	config.Data = line.ReplaceAll(config.Data, []byte("languages: ["+lang+"]"))
	return out
}

func inMemory(t *testing.T, dir fs.FS) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, path)
		out[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// outFolder is an empty folder below out/, where a person finds it.
func outFolder(t *testing.T, name string) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("../../out", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
