package main

import (
	"fmt"
	"io"
	"runtime"
	"time"
)

// row is one line of the table of figures.
type row struct {
	s     *series
	name  string
	files *tree
}

// report prints what was measured.
func (b *bench) report(w io.Writer) error {
	p := &printer{w: w}
	p.line("%d records, %d files, %.1f MB; %s/%s, %d CPUs, %d runs each", b.n, b.input.files, float64(b.input.bytes)/1e6, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), b.rounds)
	p.line("")
	for _, v := range b.versions {
		p.line("- %s", v)
	}
	p.line("\n| run | wall s | CPU s | peak MiB | files | MB |\n|---|---:|---:|---:|---:|---:|")
	for _, r := range []row{
		{&b.hugoBuild, "Hugo, build", &b.hugoPages},
		{&b.search.build, "Pagefind, index of Hugo's site", nil},
		{&b.build, "build", &b.pages},
		{&b.bare, "build without the search", &b.barePages},
		{&b.again, "build again, nothing changed", nil},
		{&b.one, "build again, one record changed", nil},
		{&b.check, "check", nil},
		{&b.least, "floor: read the input, write the files of the build without the search", &b.barePages},
	} {
		if len(r.s.runs) == 0 {
			continue
		}
		size := " | "
		if r.files != nil {
			size = fmt.Sprintf("%d | %.1f", r.files.files, float64(r.files.bytes)/1e6)
		}
		p.line("| %s | %s | %s | %.0f | %s |", r.name, seconds(r.s.of(wall)), seconds(r.s.of(cpu)), r.s.of(rss).median, size)
	}
	p.line("\n| ratio of medians | wall | CPU | target |\n|---|---:|---:|---:|")
	if len(b.hugoBuild.runs) > 0 {
		p.ratio("build without the search ÷ Hugo", &b.bare, &b.hugoBuild, "≤ 0.25")
	}
	if len(b.search.build.runs) > 0 {
		both, larger := b.beside()
		p.ratio("build ÷ (Hugo + Pagefind)", &b.build, both, "≤ 0.10")
		p.line("| peak memory of a build ÷ the larger of theirs | %.3f |  | ≤ 0.125 |", b.build.of(rss).median/larger)
	}
	p.ratio("build without the search ÷ floor", &b.bare, &b.least, "≤ 3")
	p.ratio("check ÷ build without the search", &b.check, &b.bare, "≤ 0.33")
	p.ratio("nothing changed ÷ build", &b.again, &b.build, "≤ 0.10")
	p.ratio("one record changed ÷ build", &b.one, &b.build, "≤ 0.125")
	b.reportSave(p)
	start := b.startup.of(wall)
	p.line("\nStart-up of version: %.0f ms (%.0f–%.0f), target ≤ 30 ms. Binary: %.1f MB, target ≤ 40 MB.",
		1000*start.median, 1000*start.low, 1000*start.high, float64(b.binary)/1e6)
	b.reportSearch(p)
	return p.err
}

// beside is what Hugo and Pagefind take together, and the larger of their peaks.
func (b *bench) beside() (both *series, larger float64) {
	hugo, pagefind := &b.hugoBuild, &b.search.build
	sum := func(figure func(cost) float64) time.Duration {
		return time.Duration((hugo.of(figure).median + pagefind.of(figure).median) * float64(time.Second))
	}
	both = &series{}
	both.add(cost{wall: sum(wall), cpu: sum(cpu)})
	return both, max(hugo.of(rss).median, pagefind.of(rss).median)
}

// reportSave tells what somebody waits for who writes.
func (b *bench) reportSave(p *printer) {
	ours := b.save.of(wall)
	p.line("\nFrom a save until the page shows it, %d records one after the other: serve %.0f ms (%.0f–%.0f), target ≤ 100 ms.", saves, 1000*ours.median, 1000*ours.low, 1000*ours.high)
	if len(b.hugoSave.runs) > 0 {
		hugo := b.hugoSave.of(wall)
		p.line("hugo server: %.0f ms (%.0f–%.0f), %.0f times as long, target ≥ 20.", 1000*hugo.median, 1000*hugo.low, 1000*hugo.high, hugo.median/ours.median)
	}
}

// printer keeps the first error.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func (p *printer) ratio(name string, a, b *series, target string) {
	p.line("| %s | %.3f | %.3f | %s |", name, a.of(wall).median/b.of(wall).median, a.of(cpu).median/b.of(cpu).median, target)
}

func seconds(s spread) string { return fmt.Sprintf("%.2f (%.2f–%.2f)", s.median, s.low, s.high) }
