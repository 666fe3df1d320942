package serve

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// BenchmarkSave is what somebody waits for who writes minutes in an archive of
// 10,000: from the end of the save until the browser is told to load the page
// again, and until it has loaded it. The watcher's 20 ms of quiet are part of it.
func BenchmarkSave(b *testing.B) {
	dir := b.TempDir()
	const n = 10_000
	writeCorpus(b, dir, n)
	r := start(b, dir, "internal")
	var paths []string
	if err := filepath.WalkDir(filepath.Join(dir, "minutes"), func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			paths = append(paths, p)
		}
		return err
	}); err != nil {
		b.Fatal(err)
	}
	slices.Sort(paths)
	if len(paths) != n {
		b.Fatalf("%d records", len(paths))
	}
	r.get("/")
	var told, loaded []time.Duration
	i := 0
	for b.Loop() {
		b.StopTimer()
		i++
		path := paths[i*997%n]
		text, err := os.ReadFile(path)
		if err != nil {
			b.Fatal(err)
		}
		page := "/records/" + strings.TrimSuffix(filepath.Base(path), ".md") + ".html"
		shown := r.openTab(page)
		title := fmt.Sprintf("第 %d 次保存", i)
		b.StartTimer()
		started := time.Now()
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), "title: ", "title: "+title+" ", 1)), 0o644); err != nil {
			b.Fatal(err)
		}
		shown.wait("reload")
		told = append(told, time.Since(started))
		if _, body := r.get(page); !strings.Contains(body, title) {
			b.Fatalf("%s does not say %s", page, title)
		}
		loaded = append(loaded, time.Since(started))
		shown.close()
	}
	b.ReportMetric(median(told), "ms-told")
	b.ReportMetric(median(loaded), "ms-loaded")
}

func median(d []time.Duration) float64 {
	slices.Sort(d)
	return float64(d[len(d)/2].Microseconds()) / 1000
}
