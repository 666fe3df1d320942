package browser

import (
	"os"
	"strings"
	"testing"
)

// A check that never fails is worse than none: each is shown a page with a fault.
func TestFaultsAreCaught(t *testing.T) {
	f := needTools(t)
	s := &site{Name: "zh-CN", Dir: "testdata", Pages: []page{{"faulty", "faulty.html"}}}
	s.Base = listen(t, "/", files("testdata"))
	got := map[string]string{}
	each := func(line []byte) {
		r := unmarshal[report](t, line)
		got[strings.TrimSpace(r.View+" "+r.Check)] = strings.Join(r.Problems, "\n")
	}
	f.run(t, "validate.mjs", job{Sites: []*site{s}}, each)
	f.run(t, "run.mjs", job{Sites: []*site{s}, Chromium: f.chromium, Pictures: t.TempDir()}, each)
	for name, wants := range map[string][]string{
		"html":                    {"Duplicate ID", "[no-dup-id]"},
		"desktop light axe":       {"[image-alt]", "[color-contrast]", "[target-size]"},
		"desktop dark axe":        {"[color-contrast]"},
		"phone light axe":         {"[image-alt]"},
		"phone dark axe":          {"[color-contrast]"},
		"desktop console":         {"Content Security Policy", "status 404", "script: broken on purpose"},
		"phone console":           {"request leaves the site: http://elsewhere.invalid/x.png"},
		"phone overflow":          {"in a window of 390 px", "in a window of 320 px"},
		"desktop line length":     {"a line of 60.0 characters"},
		"desktop keyboard":        {"the first stop is not the way to the text", "no focus to be seen on", "the focus is outside the window on"},
		"phone keyboard":          {"no focus to be seen on"},
		"desktop without scripts": {"with scripts “后来才有”"},
		"phone without scripts":   {"with scripts “后来才有”"},
	} {
		for _, want := range wants {
			if !strings.Contains(got[name], want) {
				t.Errorf("%s: no %q in\n%s", name, want, got[name])
			}
		}
	}
}

// What the browser is shown is what a plain host of files would show.
func TestFilesAreServed(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/index.html", []byte("home"), 0o644); err != nil {
		t.Fatal(err)
	}
	base := listen(t, "/a/", files(dir))
	for path, want := range map[string]string{"index.html": "200 home", "none.html": "404", "": "200 home"} {
		if got := get(t, base+path); !strings.HasPrefix(got, want) {
			t.Errorf("%q: %s, want %s", path, got, want)
		}
	}
}
