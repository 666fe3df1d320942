package browser

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator"
)

// A site that was built to be searched from the disk can be; another says why it
// cannot.
func TestSearchFromTheDisk(t *testing.T) {
	f := needTools(t)
	var sites []*site
	for name, offline := range map[string]bool{"offline": true, "plain": false} {
		s := &site{Name: name, Dir: filepath.Join(t.TempDir(), "site")}
		_, err := generator.Build(context.Background(), sample(t, "zh-CN"), generator.BuildOptions{
			Options:  generator.Options{Now: sampleDay, Clock: time.Now},
			Audience: "internal", Out: s.Dir, Offline: offline,
		})
		if err != nil {
			t.Fatal(err)
		}
		sites = append(sites, s)
	}
	made := map[string]bool{}
	f.run(t, "offline.mjs", job{Sites: sites, Chromium: f.chromium}, func(line []byte) {
		r := unmarshal[report](t, line)
		made[r.Site] = true
		for _, p := range r.Problems {
			t.Errorf("%s: %s", r.Site, p)
		}
	})
	if len(made) != 2 {
		t.Errorf("%d sites were searched, want 2", len(made))
	}
}
