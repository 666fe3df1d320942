package output

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"iter"
	"os"
	"path"
	"sync"
)

const (
	fileMode fs.FileMode = 0o644
	dirMode  fs.FileMode = 0o755
)

// stage is the new site while it is being written.
type stage struct {
	place *place
	old   *previous
	fresh bool     // render everything
	built Built    // for the manifest
	root  *os.Root // of the stage; nothing in it is opened another way
	modes bool     // the file system keeps modes
	chmod bool     // the umask takes bits away that we want

	mu      sync.Mutex
	folders map[string]*folder // made so far; nil for those that are not held open
	open    int                // of them held open
	files   []File             // the new site's, in no order
	kept    []File             // those of them that are in the old site
	failed  error              // of the earliest page that failed
	failure int                // its place in the sequence
}

func newStage(p *place, old *previous, opt Options) (*stage, error) {
	if err := p.parent.Mkdir(p.stage, dirMode); err != nil {
		return nil, fmt.Errorf("make a folder beside the output: %w", err)
	}
	root, err := p.parent.OpenRoot(p.stage)
	if err != nil {
		return nil, fmt.Errorf("open the folder beside the output: %w", err)
	}
	// Digests stand for what a page is made from, not for the program that makes it.
	fresh := opt.Fresh || old.manifest != nil && old.manifest.Built.Program != opt.Built.Program
	s := &stage{place: p, old: old, fresh: fresh, built: opt.Built, root: root, folders: map[string]*folder{}}
	if err := s.probe(); err != nil {
		root.Close()
		return nil, err
	}
	return s, nil
}

// probe finds out what a mode comes to here. One look at the new folder spares a
// call for every file: a umask that leaves 0755 whole leaves 0644 whole.
func (s *stage) probe() error {
	mode := func() (fs.FileMode, error) {
		info, err := s.root.Stat(".")
		if err != nil {
			return 0, fmt.Errorf("look at the folder beside the output: %w", err)
		}
		return info.Mode().Perm(), nil
	}
	made, err := mode()
	if err != nil {
		return err
	}
	if made == dirMode {
		s.modes = true
		return nil
	}
	// The folder is ours, so this fails only where there are no modes.
	if s.root.Chmod(".", dirMode) != nil {
		return nil
	}
	changed, err := mode()
	s.modes = changed == dirMode
	s.chmod = s.modes
	return err
}

// close may be called twice.
func (s *stage) close() {
	for _, d := range s.folders {
		if d != nil {
			d.close()
		}
	}
	clear(s.folders)
	s.root.Close()
}

func (s *stage) stats(site [32]byte) Stats {
	st := Stats{Site: site, Pages: len(s.files), Reused: len(s.kept), Written: len(s.files) - len(s.kept)}
	stay := 0
	for _, f := range s.files {
		st.Bytes += f.Size
		if _, ok := s.old.manifest.find(f.Path); ok {
			stay++
		}
	}
	if s.old.manifest != nil {
		st.Removed = len(s.old.manifest.Files) - stay
	}
	return st
}

// sameSources reports whether the pages carried over tell of the same files.
func (s *stage) sameSources() bool {
	for _, f := range s.kept {
		if i, ok := s.old.manifest.find(f.Path); !ok || s.old.manifest.Files[i].Source != f.Source {
			return false
		}
	}
	return true
}

// ahead is how many pages may wait for a worker, so that there is work while the
// sequence takes its time over the next: a site's figures, say.
const ahead = 512

// render writes every page that cannot be carried over.
func (s *stage) render(ctx context.Context, pages iter.Seq[Page], workers int) error {
	type job struct {
		i    int
		page Page
	}
	jobs := make(chan job, ahead)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			w := newPen(ctx, s)
			for j := range jobs {
				if err := w.take(j.page); err != nil {
					s.fail(j.i, err)
				}
			}
		})
	}
	func() {
		// Workers end even if the sequence panics.
		defer wg.Wait()
		defer close(jobs)
		taken, i := names{}, 0
		for page := range pages {
			if ctx.Err() != nil || s.stopped() {
				return
			}
			if err := taken.add(page.Path); err != nil {
				s.fail(i, err)
				return
			}
			jobs <- job{i, page}
			i++
		}
	}()
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.failed
}

// fail keeps the error of the earliest page. Pages are handed out in order and
// those begun are finished, so it is the same one in every run.
func (s *stage) fail(i int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed == nil || i < s.failure {
		s.failed, s.failure = err, i
	}
}

func (s *stage) stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed != nil
}

func (s *stage) add(f File, kept bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files = append(s.files, f)
	if kept {
		s.kept = append(s.kept, f)
	}
}

// reusable finds the page in the old site, if it is there as it should be.
func (s *stage) reusable(page Page) (File, bool) {
	i, ok := s.old.manifest.find(page.Path)
	if s.fresh || !ok || page.Digest == [32]byte{} {
		return File{}, false
	}
	f := s.old.manifest.Files[i]
	return f, f.Digest == page.Digest && s.whole(i)
}

// whole reports whether a file of the old site is what its manifest says.
func (s *stage) whole(i int) bool {
	f, info := s.old.manifest.Files[i], s.old.infos[i]
	if info == nil || !info.Mode().IsRegular() || info.Size() != f.Size {
		return false
	}
	if s.modes && info.Mode().Perm() != fileMode {
		return false
	}
	if s.old.manifest.asWritten(info.ModTime()) {
		return true
	}
	sum, err := hashFile(s.old.site, f.Path)
	return err == nil && sum == f.SHA256
}

// carryOver links the files of the old site that stay into the new one.
func (s *stage) carryOver(ctx context.Context, workers int) error {
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			w := newPen(ctx, s)
			for i := range jobs {
				if err := w.keep(s.kept[i]); err != nil {
					s.fail(i, err)
				}
			}
		})
	}
	for i := range s.kept {
		if ctx.Err() != nil || s.stopped() {
			break
		}
		jobs <- i
	}
	close(jobs)
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.failed
}

// finish writes the manifest, makes it last and returns its sum.
func (s *stage) finish() (sum [32]byte, err error) {
	m := &Manifest{Built: s.built, Files: s.files}
	f, err := s.create(manifestPath)
	if err != nil {
		return sum, err
	}
	text := m.Bytes()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return sum, fmt.Errorf("write manifest: %w", err)
	}
	for _, dir := range []string{metaDir, "."} {
		if err := syncDir(s.root, dir); err != nil {
			return sum, fmt.Errorf("sync the new site: %w", err)
		}
	}
	return sha256.Sum256(text), nil
}

// create makes a new file and the folders above it.
func (s *stage) create(name string) (*os.File, error) {
	dir, base := path.Split(name)
	in, err := s.folder(path.Clean(dir))
	if err != nil {
		return nil, err
	}
	var f *os.File
	if in != nil {
		f, err = in.create(base)
	} else {
		f, err = s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
	}
	if err != nil || !s.chmod {
		return f, err
	}
	if err := f.Chmod(fileMode); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// mostOpen is how many folders are held open. Most sites have fewer; a path from
// the site's root takes a look at every folder on the way, for each file.
const mostOpen = 100

// folder makes a folder, and returns it if it is held open.
func (s *stage) folder(dir string) (*folder, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.makeFolder(dir)
}

// makeFolder wants s.mu held, so that a folder is there once it is in the map.
func (s *stage) makeFolder(dir string) (*folder, error) {
	if d, ok := s.folders[dir]; ok {
		return d, nil
	}
	if dir != "." {
		if _, err := s.makeFolder(path.Dir(dir)); err != nil {
			return nil, err
		}
		if err := s.root.Mkdir(dir, dirMode); err != nil {
			return nil, err
		}
		if s.chmod {
			if err := s.root.Chmod(dir, dirMode); err != nil {
				return nil, err
			}
		}
	}
	var d *folder
	if s.open < mostOpen {
		var err error
		if d, err = openFolder(s.root, dir); err != nil {
			return nil, err
		}
		s.open++
	}
	s.folders[dir] = d
	return d, nil
}

// pen is a worker's tool: it writes one file at a time and knows what it wrote.
type pen struct {
	ctx   context.Context
	stage *stage
	buf   *bufio.Writer // collects a page, so that most take a single write
	file  *os.File
	hash  hash.Hash
	size  int64
}

func newPen(ctx context.Context, s *stage) *pen {
	w := &pen{ctx: ctx, stage: s, hash: sha256.New()}
	w.buf = bufio.NewWriterSize(ink{w}, 64<<10)
	return w
}

// ink is the pen's way to the disk.
type ink struct{ *pen }

func (w ink) Write(b []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := w.file.Write(b)
	w.hash.Write(b[:n])
	w.size += int64(n)
	return n, err
}

// take makes a page and renders it, unless it can be carried over.
func (w *pen) take(page Page) error {
	page = page.Made()
	if CheckPath(page.Source) != nil {
		page.Source = ""
	}
	if f, ok := w.stage.reusable(page); ok {
		f.Source = page.Source
		w.stage.add(f, true)
		return nil
	}
	if page.Write == nil {
		return fmt.Errorf("page %q has nothing that writes it", page.Path)
	}
	f, err := w.write(page.Path, page.Write)
	if err != nil {
		return fmt.Errorf("page %q: %w", page.Path, err)
	}
	f.Digest, f.Source = page.Digest, page.Source
	w.stage.add(f, false)
	return nil
}

// write makes a file of what content writes. The buffer keeps the first error of
// the disk, so content cannot hide it.
func (w *pen) write(name string, content func(io.Writer) error) (_ File, err error) {
	w.file, err = w.stage.create(name)
	if err != nil {
		return File{}, err
	}
	w.buf.Reset(ink{w})
	w.hash.Reset()
	w.size = 0
	if err := errors.Join(content(w.buf), w.buf.Flush()); err != nil {
		w.file.Close()
		return File{}, err
	}
	if err := w.file.Close(); err != nil {
		return File{}, err
	}
	f := File{Path: name, Size: w.size}
	w.hash.Sum(f.SHA256[:0])
	return f, nil
}

// keep brings a file of the old site into the new one.
func (w *pen) keep(f File) error {
	s := w.stage
	if _, err := s.folder(path.Dir(f.Path)); err != nil {
		return fmt.Errorf("page %q: %w", f.Path, err)
	}
	if s.place.parent.Link(s.place.name+"/"+f.Path, s.place.stage+"/"+f.Path) == nil {
		return nil
	}
	copied, err := w.write(f.Path, func(out io.Writer) error {
		in, err := s.old.site.Open(f.Path)
		if err != nil {
			return err
		}
		defer in.Close()
		_, err = io.Copy(out, in)
		return err
	})
	if err != nil {
		return fmt.Errorf("carry over page %q: %w", f.Path, err)
	}
	if copied.SHA256 != f.SHA256 {
		return fmt.Errorf("carry over page %q: it changed since it was written: build again afresh", f.Path)
	}
	return nil
}
