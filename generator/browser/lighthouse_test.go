package browser

import (
	"fmt"
	"os"
	"testing"
)

// TestLighthouse prints the scores of a few pages of the public site, where a
// score below 100 is a failure. It is run by make lighthouse: how fast a page is
// depends on what else the machine does.
func TestLighthouse(t *testing.T) {
	if os.Getenv("MINUTEBOOK_LIGHTHOUSE") == "" {
		t.Skip("make lighthouse runs it")
	}
	f := needTools(t)
	s := serve(t, "zh-CN", "public", "/", "home", "record minutes", "type", "statistics")
	scored := 0
	f.run(t, "lighthouse.mjs", job{Sites: []*site{s}, Chromium: f.chromium, Pictures: outFolder(t, "lighthouse")}, func(line []byte) {
		r := unmarshal[struct {
			Kind   string
			Scores map[string]float64
			Lost   []string // what cost points
		}](t, line)
		scored++
		fmt.Printf("%-16s", r.Kind)
		for _, name := range []string{"performance", "accessibility", "best-practices", "seo"} {
			score, ok := r.Scores[name]
			fmt.Printf("  %s %3.0f", name, 100*score)
			if !ok || score < 1 {
				t.Errorf("%s: %s %.0f: %q", r.Kind, name, 100*score, r.Lost)
			}
		}
		fmt.Println()
	})
	if scored != len(s.Pages) {
		t.Errorf("%d pages have scores, want %d", scored, len(s.Pages))
	}
}
