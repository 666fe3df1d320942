package publish

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/minutebook/minutebook/generator/target"
)

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
	to := target.Target{Kind: target.Folder, Name: filepath.Join(t.TempDir(), "www")}
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
