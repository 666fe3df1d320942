package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// bench is one measurement.
type bench struct {
	n, rounds          int
	program, hugo, dir string

	input, pages, barePages, hugoPages tree
	binary                             int64 // bytes
	versions                           []string

	build, bare, again, one, check, startup, save series // of Minutebook; bare is without the search
	hugoBuild, hugoSave                           series
	least                                         series // for the pages of bare

	search searchBench
}

func (b *bench) archive() string { return filepath.Join(b.dir, "archive") }
func (b *bench) site() string    { return filepath.Join(b.dir, "hugo") }

// run measures everything.
func (b *bench) run() error {
	var err error
	if b.program, err = filepath.Abs(b.program); err != nil {
		return err
	}
	info, err := os.Stat(b.program)
	if err != nil {
		return fmt.Errorf("%w: make build makes it", err)
	}
	b.binary = info.Size()
	if err := b.ask(); err != nil {
		return err
	}
	if b.input, err = count(b.archive()); err != nil {
		return err
	}
	for i := range b.rounds {
		if err := b.round(i); err != nil {
			return err
		}
	}
	if err := b.measureServe(); err != nil {
		return err
	}
	for range 20 {
		c, err := run(b.dir, b.program, "version")
		if err != nil {
			return err
		}
		b.startup.add(c)
	}
	return nil
}

// ask notes the versions of what is measured.
func (b *bench) ask() error {
	programs := []string{b.program}
	if b.hugo != "" {
		programs = append(programs, b.hugo)
	}
	for _, p := range programs {
		out, err := exec.Command(p, "version").Output()
		if err != nil {
			return fmt.Errorf("%s version: %w", p, err)
		}
		line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
		b.versions = append(b.versions, line)
	}
	return nil
}

// round runs every program once, each into a folder of its own.
func (b *bench) round(i int) error {
	fresh := func(name string) string { return filepath.Join(b.dir, fmt.Sprintf("%s-%d", name, i)) }
	if b.hugo != "" {
		out := fresh("hugo-out")
		if err := b.measure(&b.hugoBuild, b.site(), b.hugo, "--quiet", "--destination", out, "--cacheDir", fresh("hugo-cache"), "--noBuildLock"); err != nil {
			return err
		}
		if i == 0 {
			if err := b.countInto(&b.hugoPages, out); err != nil {
				return err
			}
			if b.search.pagefind != "" {
				if err := b.indexHugo(out); err != nil {
					return err
				}
			}
		}
	}
	out := fresh("out")
	build := []string{"build", "--quiet", "--dir", b.archive(), "--out", out, "--now", moment.Format(time.RFC3339)}
	if err := b.measure(&b.build, b.dir, b.program, build...); err != nil {
		return err
	}
	bare := fresh("bare")
	if err := b.measure(&b.bare, b.dir, b.program, "build", "--no-search", "--quiet", "--dir", b.archive(), "--out", bare, "--now", moment.Format(time.RFC3339)); err != nil {
		return err
	}
	list := filepath.Join(b.dir, "plan")
	if i == 0 {
		if err := b.countInto(&b.pages, out); err != nil {
			return err
		}
		if err := b.countInto(&b.barePages, bare); err != nil {
			return err
		}
		if err := plan(bare, list); err != nil {
			return err
		}
		if b.hugo != "" && b.search.pagefind != "" {
			if err := b.compareSearch(out, fresh("hugo-out")); err != nil {
				return err
			}
		}
	}
	if err := b.measure(&b.again, b.dir, b.program, build...); err != nil {
		return err
	}
	if err := b.touch(i); err != nil {
		return err
	}
	if err := b.measure(&b.one, b.dir, b.program, build...); err != nil {
		return err
	}
	if err := b.measureCheck(); err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	return b.measure(&b.least, b.dir, self, "floor", b.archive(), list, fresh("floor"))
}

func (b *bench) measure(s *series, dir, program string, args ...string) error {
	c, err := run(dir, program, args...)
	if err != nil {
		return err
	}
	s.add(c)
	return nil
}

// measureCheck runs check. The actions of the last weeks are not done yet and may
// be overdue, so findings are no failure.
func (b *bench) measureCheck() error {
	const findings = 1
	c, err := run(b.dir, b.program, "check", "--quiet", "--dir", b.archive(), "--now", moment.Format(time.RFC3339))
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() == findings {
		err = nil
	}
	b.check.add(c)
	return err
}

func (b *bench) countInto(t *tree, dir string) error {
	var err error
	*t, err = count(dir)
	return err
}

// touch changes the text of one record in the middle of the archive.
func (b *bench) touch(i int) error {
	records, err := filepath.Glob(filepath.Join(b.archive(), "communications", "*", "*.md"))
	if err != nil {
		return err
	}
	if len(records) == 0 {
		return fmt.Errorf("%d records are too few: no communication among them", b.n)
	}
	name := records[len(records)/2]
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	mark := []byte("## 讨论要点\n\n")
	return os.WriteFile(name, bytes.Replace(text, mark, fmt.Appendf(bytes.Clone(mark), "第 %d 次补记。", i+1), 1), 0o644)
}
