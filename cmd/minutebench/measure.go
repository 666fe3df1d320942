package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// cost is what one run of a program took.
type cost struct {
	wall, cpu time.Duration // cpu counts user and system time
	rss       int64         // bytes at the peak; 0 where the system does not say
}

// run starts a program and waits for it.
func run(dir, program string, args ...string) (cost, error) {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	if cmd.ProcessState == nil {
		return cost{}, fmt.Errorf("start %s: %w", program, err)
	}
	c := cost{wall, cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), peak(cmd.ProcessState)}
	if err != nil {
		return c, fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(args, " "), err, tail(out.String(), 2000))
	}
	return c, nil
}

func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// series are the runs of one job.
type series struct{ runs []cost }

func (s *series) add(c cost) { s.runs = append(s.runs, c) }

// spread is the median of a figure and its range.
type spread struct{ median, low, high float64 }

func (s *series) of(figure func(cost) float64) spread {
	if len(s.runs) == 0 {
		return spread{}
	}
	v := make([]float64, len(s.runs))
	for i, c := range s.runs {
		v[i] = figure(c)
	}
	slices.Sort(v)
	m := v[len(v)/2]
	if len(v)%2 == 0 {
		m = (v[len(v)/2-1] + m) / 2
	}
	return spread{m, v[0], v[len(v)-1]}
}

func wall(c cost) float64 { return c.wall.Seconds() }
func cpu(c cost) float64  { return c.cpu.Seconds() }
func rss(c cost) float64  { return float64(c.rss) / (1 << 20) }

// tree is a folder counted.
type tree struct {
	files int
	bytes int64
}

func count(dir string) (tree, error) {
	var t tree
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		t.files++
		t.bytes += info.Size()
		return nil
	})
	return t, err
}

// floor is the least a build can cost: it reads every file of in, and writes
// under out files of the names and sizes that plan lists.
func floor(in, plan, out string) error {
	err := filepath.WalkDir(in, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = os.ReadFile(p)
		return err
	})
	if err != nil {
		return err
	}
	b, err := os.ReadFile(plan)
	if err != nil {
		return err
	}
	var page []byte
	made := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		var size int
		name, ok := "", false
		if _, err := fmt.Sscan(line, &size); err == nil {
			_, name, ok = strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		}
		if !ok {
			return errors.New("the plan of the floor is not one: " + line)
		}
		if size > len(page) {
			page = make([]byte, size)
		}
		p := filepath.Join(out, name)
		if dir := filepath.Dir(p); !made[dir] {
			made[dir] = true
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
		}
		if err := os.WriteFile(p, page[:size], 0o644); err != nil {
			return err
		}
	}
	return nil
}

// plan lists the names and sizes of the files under dir for floor.
func plan(dir, file string) error {
	var b strings.Builder
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, p)
		fmt.Fprintf(&b, "%d %s\n", info.Size(), name)
		return err
	})
	if err != nil {
		return err
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
