// Package input takes in what a build is made of: every file of an archive, read
// once, and one sum that stands for all of it. A build that finds the sum of the
// site in place has nothing to do.
//
// The sum covers the kind, the path and every byte of each file below the archive
// whose name, or folder's name, does not begin with a dot, and of those in the
// folders of hosting platforms; times and permissions have no part in it. Texts
// are kept until they are asked for, so that what is built is what was summed even
// if somebody saves meanwhile. Of other files, attachments, only the sum is kept. Still tells
// whether all of them are what they were.
package input

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"
	"time"
)

// Tree is an archive's files as they were at one moment.
type Tree struct {
	base  fs.FS
	files []file // in path order
	texts texts
	whole bool
	sum   [32]byte
}

// file is one entry: a folder, a file, or something that is neither.
type file struct {
	path     string
	kind     fs.FileMode // type bits
	size     int64
	modified time.Time
	sum      [32]byte // of a regular file's bytes
	text     []byte   // nil unless it is kept
	unread   bool
}

// longest is the size of a text up to which it is kept.
const longest = 8 << 20

// Read takes in the files of an archive. It fails only if the folder itself cannot
// be read; a file that cannot be is met again by whoever needs it.
func Read(ctx context.Context, fsys fs.FS, workers int) (*Tree, error) {
	t := &Tree{base: fsys, texts: texts{FS: fsys, mu: &sync.Mutex{}, read: map[string]*file{}}}
	var err error
	if t.files, t.whole, err = list(fsys); err != nil {
		return nil, err
	}
	if err := t.read(ctx, max(workers, 1)); err != nil {
		return nil, err
	}
	h := sha256.New()
	for i := range t.files {
		f := &t.files[i]
		var head [16]byte
		binary.LittleEndian.PutUint64(head[:8], uint64(len(f.path)))
		binary.LittleEndian.PutUint64(head[8:], uint64(f.kind))
		h.Write(head[:])
		io.WriteString(h, f.path)
		h.Write(f.sum[:])
		t.whole = t.whole && !f.unread
		if f.text != nil {
			t.texts.read[f.path] = f
		}
	}
	h.Sum(t.sum[:0])
	return t, nil
}

// hosting are the folders of hosting platforms, whose files a rule looks at.
var hosting = map[string]bool{".github": true, ".gitlab": true, ".gitee": true}

// list notes what there is, false if a folder would not say.
func list(fsys fs.FS) (files []file, whole bool, err error) {
	whole = true
	err = fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && p == ".":
			return fmt.Errorf("look through the archive: %w", err)
		case err != nil:
			whole = false
			return nil
		case p == ".":
			return nil
		case strings.HasPrefix(d.Name(), ".") && !hosting[p]:
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		files = append(files, file{path: p, kind: d.Type()})
		return nil
	})
	return files, whole, err
}

func (t *Tree) read(ctx context.Context, workers int) error {
	next := make(chan int)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				t.files[i].read(t.base)
			}
		})
	}
	for i := range t.files {
		if ctx.Err() != nil {
			break
		}
		if t.files[i].kind.IsRegular() {
			next <- i
		}
	}
	close(next)
	wg.Wait()
	return ctx.Err()
}

func (f *file) read(fsys fs.FS) {
	in, err := fsys.Open(f.path)
	if err != nil {
		f.unread = true
		return
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.unread = true
		return
	}
	f.size, f.modified = info.Size(), info.ModTime()
	if !f.keeps() {
		h := sha256.New()
		n, err := io.Copy(h, in)
		f.unread = err != nil || n != f.size
		h.Sum(f.sum[:0])
		return
	}
	// One byte more than it should have tells whether it grew.
	text := make([]byte, f.size+1)
	n, err := io.ReadFull(in, text)
	if !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) || int64(n) != f.size {
		f.unread = true
		return
	}
	f.text = text[:n:n]
	f.sum = sha256.Sum256(f.text)
}

// Sum stands for all of the archive, false if not all of it could be read.
func (t *Tree) Sum() ([32]byte, bool) { return t.sum, t.whole }

// FS is the archive with its texts as they were read. Each is handed out once; who
// asks for one again gets it from the disk, if it is still the one that was summed.
func (t *Tree) FS() fs.FS { return t.texts }

// Forget lets go of the texts: FS reads what is there from then on.
func (t *Tree) Forget() {
	t.texts.mu.Lock()
	defer t.texts.mu.Unlock()
	for _, f := range t.texts.read {
		f.text = nil
	}
	clear(t.texts.read)
}

// Still reports whether the archive holds the files it held, of the same sizes and
// times: whoever opens one later reads what is there then.
func (t *Tree) Still() bool {
	now, whole, err := list(t.base)
	if err != nil || !whole || len(now) != len(t.files) {
		return false
	}
	for i := range t.files {
		f := &t.files[i]
		if now[i].path != f.path || now[i].kind != f.kind {
			return false
		}
		if !f.kind.IsRegular() {
			continue
		}
		info, err := fs.Lstat(t.base, f.path)
		if err != nil || info.Size() != f.size || !info.ModTime().Equal(f.modified) {
			return false
		}
	}
	return true
}

// keeps reports whether a file's text is kept.
func (f *file) keeps() bool {
	switch strings.ToLower(path.Ext(f.path)) {
	case ".md", ".yaml", ".yml":
		return f.size <= longest
	}
	return false
}

// texts shows the texts that were read in the place of those on disk.
type texts struct {
	fs.FS
	mu   *sync.Mutex
	read map[string]*file
}

// ErrSaved says that a text was saved between two looks at it.
var ErrSaved = errors.New("it was saved while the archive was being read")

// ReadFile returns a text as it was read. What is not kept is read now.
func (t texts) ReadFile(name string) ([]byte, error) {
	t.mu.Lock()
	f := t.read[name]
	var text []byte
	if f != nil {
		text, f.text = f.text, nil
	}
	t.mu.Unlock()
	if text != nil {
		return text, nil
	}
	text, err := fs.ReadFile(t.FS, name)
	if err == nil && f != nil && sha256.Sum256(text) != f.sum {
		return nil, &fs.PathError{Op: "read", Path: name, Err: ErrSaved}
	}
	return text, err
}

func (t texts) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(t.FS, name) }

func (t texts) Lstat(name string) (fs.FileInfo, error) { return fs.Lstat(t.FS, name) }

func (t texts) ReadLink(name string) (string, error) { return fs.ReadLink(t.FS, name) }
