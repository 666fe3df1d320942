package history

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// writeStream writes a repository as git fast-import takes it: records of six
// years in the folders of an archive, a commit for each of them and as many that
// change one, in branches that are merged again, with a rename now and then.
func writeStream(w io.Writer, records, commits int) {
	name := func(i int) string {
		folder := []string{"minutes", "minutes", "minutes", "communications", "notices"}[i%5]
		year := 2019 + i*6/records
		return fmt.Sprintf("content/%s/%d/%d-%02d-%02d-record-%05d.md", folder, year, year, i%12+1, i%28+1, i)
	}
	names := make([]string, records)
	text := func(i, version int) string {
		return fmt.Sprintf("---\ntitle: 第 %d 次例会\nunit: 办公室\nversion: V1.%d\n---\n\n## 会议内容\n\n", i, version) +
			string(bytes.Repeat(fmt.Appendf(nil, "第 %d 项：预算、采购和分工，逐项讨论后确定负责人和时间。\n\n", i), 20))
	}
	mark, at := 0, int64(1546300800)
	commit := func(from, merge int, subject string, change func()) {
		mark++
		at += 3600
		fmt.Fprintf(w, "commit refs/heads/main\nmark :%d\nauthor 王芳 <wang%d@example.org> %d +0800\ncommitter 王芳 <wang@example.org> %d +0800\ndata %d\n%s\n", mark, mark%40, at, at, len(subject), subject)
		if from > 0 {
			fmt.Fprintf(w, "from :%d\n", from)
		}
		if merge > 0 {
			fmt.Fprintf(w, "merge :%d\n", merge)
		}
		change()
		fmt.Fprintln(w)
	}
	put := func(i, version int) {
		s := text(i, version)
		fmt.Fprintf(w, "M 100644 inline %s\ndata %d\n%s\n", names[i], len(s), s)
	}
	for n := range commits {
		i, version := n/2, n%2
		if i >= records {
			i, version = n%records, n
		}
		switch {
		case version == 0:
			names[i] = name(i)
			commit(mark, 0, fmt.Sprintf("记录：第 %d 次例会", i), func() { put(i, 0) })
		case n%50 == 49: // a branch, merged at once
			base := mark
			commit(base, 0, "在分支上修改", func() { put(i, version) })
			commit(base, mark, "合并", func() { put(i, version) })
		case n%100 == 51:
			old := names[i]
			names[i] = old[:len(old)-3] + "-moved.md"
			commit(mark, 0, "改名", func() { fmt.Fprintf(w, "R %s %s\n", old, names[i]) })
		default:
			commit(mark, 0, fmt.Sprintf("修改第 %d 次例会的纪要", i), func() { put(i, version) })
		}
	}
	fmt.Fprint(w, "done\n")
}

func importStream(tb testing.TB, dir string, write func(io.Writer)) {
	tb.Helper()
	run(tb, dir, "init", "-q", "-b", "main")
	cmd := exec.Command("git", "fast-import", "--quiet", "--done")
	cmd.Dir = dir
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	write(in)
	if err := in.Close(); err != nil {
		tb.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		tb.Fatal(err)
	}
}

// BenchmarkRead reads 10,000 records in 20,000 commits, side by side with what
// git itself takes to list the changed names of every commit. "of-git" is the
// ratio of the two.
func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	importStream(b, dir, func(w io.Writer) { writeStream(w, 10_000, 20_000) })
	run(b, dir, "repack", "-adq")
	run(b, dir, "checkout", "-q", "-f", "main")
	archive := filepath.Join(dir, "content")
	cache := b.TempDir()
	for _, kind := range []struct{ name, cache string }{{"cold", ""}, {"cached", cache}} {
		b.Run(kind.name, func(b *testing.B) {
			if _, err := Read(context.Background(), archive, Options{Cache: kind.cache}); err != nil {
				b.Fatal(err)
			}
			var git, own time.Duration
			for b.Loop() {
				started := time.Now()
				h, err := Read(context.Background(), archive, Options{Cache: kind.cache})
				own += time.Since(started)
				if err != nil || !h.State.Whole() || h.State.Commits < 20_000 {
					b.Fatal(err, h.State)
				}
				started = time.Now()
				cmd := exec.Command("git", "log", "--name-status")
				cmd.Dir = dir
				if out, err := cmd.Output(); err != nil || len(out) < 1<<20 {
					b.Fatal(err, len(out))
				}
				git += time.Since(started)
			}
			b.ReportMetric(own.Seconds()/float64(b.N), "own-s/op")
			b.ReportMetric(git.Seconds()/float64(b.N), "git-s/op")
			b.ReportMetric(float64(own)/float64(git), "of-git")
		})
	}
}
