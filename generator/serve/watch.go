package serve

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// How long a watcher waits for more: a save is several events, and a checkout
// thousands. Changes are told when nothing has happened for quiet, or after
// patience if it never gets quiet.
const (
	quiet    = 10 * time.Millisecond
	patience = 200 * time.Millisecond
)

// batch is what happened in a folder.
type batch struct {
	paths []string // slash-separated, relative to the folder
	all   bool     // anything may have happened
	err   error    // a folder cannot be watched
}

// watcher tells what changes in a folder and everything below it, through
// renames, deletions and new folders. The systems below watch single folders
// only, so it keeps a watch for each, and one for the folder above, in which the
// folder itself may go and come back.
type watcher struct {
	dir     string
	notify  *fsnotify.Watcher
	changes chan batch
	done    chan struct{}
}

func watch(dir string) (*watcher, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch %s: %w", dir, err)
	}
	w := &watcher{dir: filepath.Clean(dir), notify: n, changes: make(chan batch), done: make(chan struct{})}
	// Without the folder above, only its going and coming back is missed.
	_ = n.Add(filepath.Dir(w.dir))
	if err := w.add(w.dir); err != nil {
		return nil, errors.Join(err, n.Close())
	}
	go w.run()
	return w, nil
}

func (w *watcher) close() error {
	err := w.notify.Close()
	<-w.done
	return err
}

// add watches a folder and those below it. A folder that has gone is not there.
func (w *watcher) add(dir string) error {
	return filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return fmt.Errorf("watch %s: %w", p, err)
		case !d.IsDir():
			return nil
		case p != w.dir && w.ignored(p):
			return fs.SkipDir
		}
		if err := w.notify.Add(p); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("watch %s: %w; the system may allow more (on Linux: sysctl fs.inotify.max_user_watches)", p, err)
		}
		return nil
	})
}

// rel is a path as the archive has it; false if it is not in the folder.
func (w *watcher) rel(p string) (string, bool) {
	r, err := filepath.Rel(w.dir, p)
	if err != nil || r == ".." || strings.HasPrefix(r, ".."+string(filepath.Separator)) {
		return "", false
	}
	return filepath.ToSlash(r), true
}

// ignored reports whether a path cannot be part of an archive. What it lets
// through in vain costs a look.
func (w *watcher) ignored(p string) bool {
	r, in := w.rel(p)
	return !in || slices.ContainsFunc(strings.Split(r, "/"), func(part string) bool {
		return strings.HasPrefix(part, "_") || strings.HasPrefix(part, ".") && part != "."
	})
}

// gathered is what has happened and not settled yet.
type gathered struct {
	paths   map[string]bool
	folders map[string]bool // that came, went or moved: watches must follow them
	all     bool
}

func (g *gathered) empty() bool { return len(g.paths) == 0 && !g.all }

func (w *watcher) run() {
	defer close(w.done)
	g := gathered{paths: map[string]bool{}, folders: map[string]bool{}}
	settled, late := time.NewTimer(time.Hour), time.NewTimer(time.Hour)
	settled.Stop()
	late.Stop()
	defer settled.Stop()
	defer late.Stop()
	var tell batch
	var out chan batch // nil while there is nothing to tell
	wait := func(wasEmpty bool) {
		if g.empty() {
			return
		}
		settled.Reset(quiet)
		if wasEmpty {
			late.Reset(patience)
		}
	}
	settle := func() {
		settled.Stop()
		late.Stop()
		tell, out = tell.and(w.settle(&g)), w.changes
	}
	for {
		select {
		case ev, open := <-w.notify.Events:
			if !open {
				return
			}
			was := g.empty()
			if w.take(&g, ev) {
				wait(was)
			}
		case err, open := <-w.notify.Errors:
			if open && err != nil { // events were lost
				was := g.empty()
				g.all, g.folders[w.dir] = true, true
				wait(was)
			}
		case <-settled.C:
			settle()
		case <-late.C:
			settle()
		case out <- tell:
			tell, out = batch{}, nil
		}
	}
}

// take notes an event, false if it does not matter.
func (w *watcher) take(g *gathered, ev fsnotify.Event) bool {
	if ev.Op == fsnotify.Chmod || ev.Name != w.dir && w.ignored(ev.Name) {
		return false
	}
	gone := ev.Has(fsnotify.Remove) || ev.Has(fsnotify.Rename)
	if gone && slices.Contains(w.notify.WatchList(), ev.Name) || ev.Has(fsnotify.Create) && isFolder(ev.Name) {
		g.folders[ev.Name] = true
	}
	if ev.Name == w.dir {
		g.all = true
		g.folders[w.dir] = true
		return true
	}
	r, _ := w.rel(ev.Name)
	g.paths[r] = true
	return true
}

func isFolder(p string) bool {
	info, err := os.Lstat(p)
	return err == nil && info.IsDir()
}

// settle lets the watches follow the folders and makes a batch. A watch stays
// with a folder that is renamed and goes on telling the old name: so all of them
// are taken away before those that are needed are added. What happens in a new
// folder before it is watched is not lost, since whoever gets the batch looks at
// the whole folder, later.
func (w *watcher) settle(g *gathered) batch {
	b := batch{paths: slices.Sorted(maps.Keys(g.paths)), all: g.all}
	if len(g.folders) > 0 {
		for _, p := range w.notify.WatchList() {
			for f := range g.folders {
				if p == f || strings.HasPrefix(p, f+string(filepath.Separator)) {
					_ = w.notify.Remove(p) // it may have gone by itself
				}
			}
		}
		for _, f := range slices.Sorted(maps.Keys(g.folders)) {
			if err := w.add(f); err != nil && b.err == nil {
				b.err = err
			}
		}
	}
	clear(g.paths)
	clear(g.folders)
	g.all = false
	return b
}

// and joins a batch that nobody took with the next.
func (b batch) and(next batch) batch {
	paths := slices.Concat(b.paths, next.paths)
	slices.Sort(paths)
	return batch{paths: slices.Compact(paths), all: b.all || next.all, err: errors.Join(b.err, next.err)}
}
