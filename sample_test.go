package minutebook_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"html"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// sampleDay is the day the sample archive is checked and built for.
var sampleDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// The sample archive is what newcomers copy from: it has no error.
func TestSampleIsComplete(t *testing.T) {
	c, err := generator.Check(context.Background(), sampleArchive(t), generator.Options{Now: sampleDay, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(c.Archive.Records); n < 100 {
		t.Errorf("%d records, want the whole archive", n)
	}
	for _, f := range c.Findings {
		if f.Severity == diag.Error {
			t.Errorf("content/%s:%d: %s [%s]", f.File, f.Span.Start.Line, f.Message.In(diag.En), f.Rule)
		}
	}
}

// One worker in one folder and eight in another write the same bytes.
func TestSampleBuildsTheSameBytes(t *testing.T) {
	archive := sampleArchive(t)
	one := buildSample(t, archive, "internal", 1)
	eight := buildSample(t, archive, "internal", 8)
	if len(one) < 300 {
		t.Errorf("%d files, want the whole site", len(one))
	}
	for name, file := range one {
		if other, ok := eight[name]; !ok || string(other.Data) != string(file.Data) {
			t.Errorf("%s differs", name)
		}
	}
	if len(one) != len(eight) {
		t.Errorf("%d files and %d files", len(one), len(eight))
	}
}

// What the public may not see is not in the public site: neither the id of a
// hidden record nor its title stands anywhere.
func TestSampleKeepsSecrets(t *testing.T) {
	site := buildSample(t, sampleArchive(t), "public", 0)
	hidden := 0
	for _, r := range sampleRecords(t) {
		if _, shown := site["records/"+r.ID+".html"]; shown {
			continue
		}
		hidden++
		for name, file := range site {
			for _, secret := range []string{r.ID, r.Title} {
				if strings.Contains(html.UnescapeString(string(file.Data)), secret) || strings.Contains(name, secret) {
					t.Errorf("%s tells of %s: %q", name, r.ID, secret)
				}
			}
		}
	}
	if hidden < 10 {
		t.Errorf("%d hidden records, too few to prove anything", hidden)
	}
}

// A record comes fast over a slow line: its page, with the styles and scripts it
// asks for, is at most 30 KB as a host sends it.
func TestRecordPagesAreLight(t *testing.T) {
	site := buildSample(t, sampleArchive(t), "internal", 0)
	asset := regexp.MustCompile(`<(?:script|link rel="stylesheet")[^>]* (?:src|href)="\.\./([^"]+)"`)
	heaviest, of := 0, ""
	for _, r := range sampleRecords(t) {
		file, ok := site["records/"+r.ID+".html"]
		if !ok {
			continue // not for this audience
		}
		page := file.Data
		size := sizeSent(t, page)
		assets := asset.FindAllSubmatch(page, -1)
		if len(assets) != 3 {
			t.Fatalf("%s asks for %q, want a style sheet and two scripts", r.ID, assets)
		}
		for _, m := range assets {
			size += sizeSent(t, site[string(m[1])].Data)
		}
		if size > heaviest {
			heaviest, of = size, r.ID
		}
	}
	t.Logf("the heaviest record page has %d bytes with its styles and scripts: %s", heaviest, of)
	if of == "" {
		t.Error("no record has a page")
	}
	if heaviest > 30*1024 {
		t.Errorf("%s has %d bytes, want 30 KB at most", of, heaviest)
	}
}

// sizeSent is how many bytes a host that compresses sends.
func sizeSent(t *testing.T, text []byte) int {
	t.Helper()
	if len(text) == 0 {
		t.Fatal("nothing to send")
	}
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Len()
}

// Every link inside the site leads to a file, and its anchor into that file.
func TestSampleLinksLead(t *testing.T) {
	for _, audience := range []string{"public", "internal"} {
		site := buildSample(t, sampleArchive(t), audience, 0)
		links := 0
		for name, file := range site {
			if path.Ext(name) != ".html" {
				continue
			}
			for _, m := range linkPattern.FindAllStringSubmatch(string(file.Data), -1) {
				links++
				if err := follow(site, name, html.UnescapeString(m[1])); err != nil {
					t.Errorf("%s: %s: %v", audience, name, err)
				}
			}
		}
		if links < 5000 {
			t.Errorf("%s: only %d links found", audience, links)
		}
	}
}

var linkPattern = regexp.MustCompile(`\s(?:href|src)="([^"]*)"`)

// follow goes from a page where a link leads, if that is inside the site.
func follow(site fstest.MapFS, from, link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "" || u.Host != "" {
		return err
	}
	to := from
	if u.Path != "" {
		to = path.Join(path.Dir(from), u.Path)
	}
	file, ok := site[to]
	if !ok {
		return fmt.Errorf("%s leads nowhere", link)
	}
	if u.Fragment != "" && !strings.Contains(html.UnescapeString(string(file.Data)), ` id="`+u.Fragment+`"`) {
		return fmt.Errorf("%s: no such place in %s", link, to)
	}
	return nil
}

// buildSample builds an archive into a folder of its own and returns the files.
func buildSample(t *testing.T, archive fs.FS, audience string, workers int) fstest.MapFS {
	t.Helper()
	out := filepath.Join(t.TempDir(), "site")
	_, err := generator.Build(context.Background(), archive, generator.BuildOptions{
		Options:  generator.Options{Now: sampleDay, Clock: time.Now, Workers: workers},
		Audience: audience, Out: out,
	})
	if err != nil {
		t.Fatal(err)
	}
	return inMemory(t, os.DirFS(out))
}

// sampleRecords are all records of the sample archive.
func sampleRecords(t *testing.T) []*archive.Record {
	t.Helper()
	c, err := generator.Check(context.Background(), sampleArchive(t), generator.Options{Now: sampleDay, Clock: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return c.Archive.Records
}
