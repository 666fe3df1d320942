package output

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// corpus is n pages of 8 KB in 60 folders, or each in a folder of its own.
func corpus(n int, ownFolder bool) []Page {
	pages := make([]Page, n)
	for i := range pages {
		body := bytes.Repeat(fmt.Appendf(nil, "<p>第 %08d 页，会议纪要</p>\n", i), 250)[:8<<10]
		path := fmt.Sprintf("records/%02d/record-%05d.html", i%60, i)
		if ownFolder {
			path = fmt.Sprintf("records/record-%05d/index.html", i)
		}
		pages[i] = Page{Path: path, Digest: sha256.Sum256(body), Write: func(w io.Writer) error {
			_, err := w.Write(body)
			return err
		}}
	}
	return pages
}

// floor writes the same bytes the plain way: one os.WriteFile after another.
func floor(b *testing.B, dir string, pages iter.Seq[Page]) time.Duration {
	start := time.Now()
	made := map[string]bool{}
	for p := range pages {
		name := filepath.Join(dir, p.Path)
		if parent := filepath.Dir(name); !made[parent] {
			if err := os.MkdirAll(parent, 0o755); err != nil {
				b.Fatal(err)
			}
			made[parent] = true
		}
		var buf bytes.Buffer
		buf.Grow(8 << 10)
		if err := p.Write(&buf); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(name, buf.Bytes(), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	return time.Since(start)
}

// BenchmarkWrite reports each kind of build as a multiple of the floor measured
// in the same iteration, in a fresh folder.
func BenchmarkWrite(b *testing.B) {
	for _, layout := range []struct {
		name string
		own  bool
	}{{"flat", false}, {"folder-each", true}} {
		b.Run(layout.name, func(b *testing.B) {
			pages := corpus(10_000, layout.own)
			changed := slices.Clone(pages)
			changed[4321] = Page{Path: pages[4321].Path, Digest: [32]byte{1}, Write: pages[4321].Write}
			var floors, first, same, one time.Duration
			write := func(dir string, pages []Page) time.Duration {
				start := time.Now()
				if _, err := Write(b.Context(), dir, slices.Values(pages), Options{}); err != nil {
					b.Fatal(err)
				}
				return time.Since(start)
			}
			for b.Loop() {
				dir := b.TempDir()
				floors += floor(b, filepath.Join(dir, "floor"), slices.Values(pages))
				site := filepath.Join(dir, "site")
				first += write(site, pages)
				same += write(site, pages)
				one += write(site, changed)
			}
			b.ReportMetric(first.Seconds()/floors.Seconds(), "first/floor")
			b.ReportMetric(same.Seconds()/floors.Seconds(), "same/floor")
			b.ReportMetric(one.Seconds()/floors.Seconds(), "one/floor")
			b.ReportMetric(floors.Seconds()*1000/float64(b.N), "floor-ms")
		})
	}
}
