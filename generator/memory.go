package generator

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/input"
	"github.com/minutebook/minutebook/generator/output"
)

// A build remembers, outside the site, which input led to which site. The next one
// with the same input, options and program only looks whether that site still
// stands. Whatever cannot be read, or is not exactly what was written, is taken
// for a build that was never made.

// taken is the input of a build.
type taken struct {
	fs   fs.FS // to read texts from
	tree *input.Tree
	key  string // stands for everything the site depends on; "": not known
}

// memory is what a build leaves for the next.
type memory struct {
	Key      string   // of taken
	Site     [32]byte // output.Stats.Site
	Records  int
	Hidden   int
	Errors   int
	Warnings int
}

// take reads the input, if there is anything to remember it by.
func take(ctx context.Context, fsys fs.FS, opt *BuildOptions) (*taken, error) {
	if opt.Memory == "" || opt.Program == "" {
		return &taken{fs: fsys}, nil
	}
	workers := opt.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	tree, err := input.Read(ctx, fsys, workers)
	if err != nil {
		return nil, err
	}
	t := &taken{fs: tree.FS(), tree: tree}
	if sum, ok := tree.Sum(); ok {
		now := ""
		if !opt.Now.IsZero() {
			now = opt.Now.Format(time.RFC3339Nano)
		}
		past := ""
		if opt.Dir != "" {
			past = history.Mark(opt.Dir)
		}
		parts := fmt.Sprintf("%x %q %q %q %q %q %q %q %t %t %+v", sum, past, opt.Program, opt.Version, opt.Audience, opt.BaseURL, opt.Commit, now, opt.NoSearch, opt.Offline, opt.Limits)
		t.key = fmt.Sprintf("%x", sha256.Sum256([]byte(parts)))
	}
	return t, nil
}

// read says that the texts were read.
func (t *taken) read() {
	if t.tree != nil {
		t.tree.Forget()
	}
}

// standing is the site in place, nil unless it is known to be the one that this
// input leads to.
func (t *taken) standing(ctx context.Context, opt *BuildOptions) (*Built, error) {
	if t.key == "" {
		return nil, nil
	}
	m, ok := recall(opt.Memory)
	if !ok || m.Key != t.key {
		return nil, nil
	}
	if opt.Strict && m.Errors > 0 {
		return nil, ErrFindings
	}
	stats, whole, err := output.Standing(ctx, opt.Out, m.Site, opt.output())
	if err != nil || !whole {
		return nil, err
	}
	return &Built{Checked: &Checked{}, Records: m.Records, Hidden: m.Hidden, Errors: m.Errors, Warnings: m.Warnings, Stats: stats}, nil
}

// remember notes what came of the input. What is not noted is built again, so
// nothing depends on its success.
func (t *taken) remember(b *Built, opt *BuildOptions) {
	if t.key == "" || !t.tree.Still() {
		return
	}
	text, err := json.Marshal(memory{t.key, b.Stats.Site, b.Records, b.Hidden, b.Errors, b.Warnings})
	if err != nil {
		return
	}
	text = fmt.Appendf(text, "\n%x\n", sha256.Sum256(text))
	if os.MkdirAll(filepath.Dir(opt.Memory), 0o700) != nil {
		return
	}
	f, err := os.CreateTemp(filepath.Dir(opt.Memory), "new-") // for the user alone
	if err != nil {
		return
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if f.Close() == nil && err == nil {
		_ = os.Rename(f.Name(), opt.Memory)
	}
}

// recall reads what was noted, false if it is not whole.
func recall(name string) (memory, bool) {
	var m memory
	b, err := os.ReadFile(name)
	if err != nil {
		return m, false
	}
	text, sum, _ := strings.Cut(string(b), "\n")
	if sum != fmt.Sprintf("%x\n", sha256.Sum256([]byte(text))) {
		return m, false
	}
	return m, json.Unmarshal([]byte(text), &m) == nil
}
