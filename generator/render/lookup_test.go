package render

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// A page asked for alone is the page of the whole site.
func TestPage(t *testing.T) {
	v, all := sample(t, "internal")
	s, err := New(v, Options{Files: os.DirFS("../../content")})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 200 {
		t.Fatalf("the sample has only %d pages", len(all))
	}
	paths := sortedKeys(all)
	for i, path := range paths {
		// One of many of a family is enough; of small families every one is taken.
		if top, _, in := strings.Cut(path, "/"); in && i%40 != 0 && strings.HasPrefix(paths[i-1], top+"/") {
			continue
		}
		want := all[path]
		p, ok := s.Page(path)
		if !ok || p.Path != path {
			t.Errorf("%s is not found alone", path)
			continue
		}
		var got bytes.Buffer
		if err := p.Write(&got); err != nil {
			t.Errorf("%s: %v", path, err)
		}
		if !bytes.Equal(got.Bytes(), want) {
			t.Errorf("%s alone is not what it is in the site", path)
		}
	}
	digests := map[string][32]byte{}
	for p := range s.Pages(nil) {
		p = p.Made()
		digests[p.Path] = p.Digest
	}
	for _, path := range []string{"index.html", "actions.html", "years/2026.html", "records/2026-01-23-joint-branch-appraisal.html"} {
		if p, _ := s.Page(path); p.Digest != digests[path] || p.Digest == [32]byte{} {
			t.Errorf("%s alone has digest %x, in the site %x", path, p.Digest, digests[path])
		}
	}
	for _, path := range []string{"", "index", "records/", "records/none.html", "../index.html", "records", "types/meeting.99.html"} {
		if p, ok := s.Page(path); ok {
			t.Errorf("Page(%q) is %s", path, p.Path)
		}
	}
}
