package publish

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Target{
		"branch:gh-pages":  {Kind: Branch, Name: "gh-pages"},
		"branch:pages/内部":  {Kind: Branch, Name: "pages/内部"},
		"dir:/srv/www":     {Kind: Folder, Name: "/srv/www"},
		"dir:C:\\www":      {Kind: Folder, Name: "C:\\www"},
		"s3://minutes":     {Kind: Bucket, Name: "minutes"},
		"s3://minutes/a/b": {Kind: Bucket, Name: "minutes", Prefix: "a/b"},
	} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
		if got.String() != text {
			t.Errorf("%s reads %s", text, got)
		}
	}
	if got, err := Parse("s3://minutes/a/"); err != nil || got.String() != "s3://minutes/a" {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{
		"", "gh-pages", "branch:", "branch:a..b", "branch:-x", "branch:a b", "branch:a/.b", "branch:x.lock", "branch:a//b", "branch:@", "branch:a~1", "branch:a\n",
		"dir:", "s3://", "s3:///a", "s3://key:secret@minutes/a", "s3://minutes/a/../b", "s3://minutes/a//b", "ftp://x",
	} {
		if got, err := Parse(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
	_, err := Parse("https://somebody:secret@example.org/x")
	refused(t, err, "https://somebody:xxxxx@example.org/x", "branch:NAME")
}

func TestSecretsAreScrubbed(t *testing.T) {
	plain := errors.New("no secret here")
	if got := scrub(plain, "", "s3cr&t"); got != plain {
		t.Errorf("%v", got)
	}
	if got := scrub(errors.New("GET /?k=s3cr%26t of s3cr&t"), "s3cr&t"); got.Error() != "GET /?k=*** of ***" {
		t.Errorf("%v", got)
	}
}

func TestWhatIsNoSiteIsNotSent(t *testing.T) {
	to := Target{Kind: Folder, Name: filepath.Join(t.TempDir(), "www")}
	_, err := Send(t.Context(), to, Options{Site: t.TempDir()})
	refused(t, err, "is not a site that was built whole")
	// A page altered after the build.
	site := build(t, first)
	if err := os.WriteFile(filepath.Join(site, "index.html"), []byte("ONE"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = Send(t.Context(), to, Options{Site: site})
	refused(t, err, "index.html is not what was built")
}
