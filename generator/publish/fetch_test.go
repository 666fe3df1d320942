package publish

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/output"
)

// served is a site at an address below /minutes/; odd answers some paths its own
// way.
func served(t *testing.T, dir string, odd map[string]http.HandlerFunc) string {
	t.Helper()
	files := http.StripPrefix("/minutes/", http.FileServer(http.Dir(dir)))
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if h := odd[strings.TrimPrefix(r.URL.Path, "/minutes/")]; h != nil {
			h(w, r)
			return
		}
		files.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/minutes/"
}

func TestFetch(t *testing.T) {
	files := with(first, "100% & #1.txt", "odd name", "empty.txt", "")
	dir := build(t, files)
	for _, address := range []string{served(t, dir, nil), strings.TrimSuffix(served(t, dir, nil), "/"), served(t, dir, nil) + "index.html"} {
		m, problems, err := Fetch(t.Context(), address)
		if err != nil || len(problems) != 0 || len(m.Files) != len(files) || m.Built.Audience != "public" {
			t.Errorf("%s: %v, %v", address, problems, err)
		}
	}
	outside := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "one") }))
	t.Cleanup(outside.Close)
	endless := func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := w.Write(make([]byte, 1<<16)); err != nil {
				return
			}
		}
	}
	address := served(t, dir, map[string]http.HandlerFunc{
		"a.txt":     http.NotFound,
		"a/x":       func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "X") },
		"a-b/x":     endless,
		"same.html": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "stay") },
		// The right bytes, from elsewhere.
		"index.html": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, outside.URL+"/x", http.StatusFound) },
		"static/style.css": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/other/style.css", http.StatusFound)
		},
		// A detour inside is none of our business.
		"empty.txt": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/minutes/empty", http.StatusFound) },
		"empty":     func(http.ResponseWriter, *http.Request) {},
	})
	_, problems, err := Fetch(t.Context(), address)
	want := []output.Problem{
		{Path: "a-b/x", Kind: output.Changed},
		{Path: "a.txt", Kind: output.Missing},
		{Path: "a/x", Kind: output.Changed},
		{Path: "index.html", Kind: output.Changed},
		{Path: "same.html", Kind: output.Changed},
		{Path: "static/style.css", Kind: output.Changed},
	}
	if err != nil || !slices.Equal(problems, want) {
		t.Errorf("got %v, %v\nwant %v", problems, err, want)
	}
	// A site that is half way says so.
	put(t, dir, publishing, "{}")
	_, problems, err = Fetch(t.Context(), served(t, dir, nil))
	if err != nil || !slices.Equal(problems, []output.Problem{{Path: publishing, Kind: output.Extra}}) {
		t.Errorf("%v, %v", problems, err)
	}
}

func TestFetchCannotTell(t *testing.T) {
	dir := build(t, first)
	down := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	_, _, err := Fetch(t.Context(), served(t, dir, map[string]http.HandlerFunc{"a/x": down}))
	refused(t, err, "read a/x: the server says 502 Bad Gateway")
	_, _, err = Fetch(t.Context(), served(t, dir, map[string]http.HandlerFunc{manifestAt: http.NotFound}))
	refused(t, err, "read the manifest at http://", "it is not there")
	if err := os.WriteFile(filepath.Join(dir, manifestAt), []byte("{}"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, _, err = Fetch(t.Context(), served(t, dir, nil))
	refused(t, err, "another program or version wrote it")
	for _, address := range []string{"ftp://x/", "https://", "https://x/?a", "public"} {
		_, _, err := Fetch(t.Context(), address)
		refused(t, err, "the address of the site is not like https://minutes.example.org/")
	}
}
