package archive

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Options are what loading needs to know from outside.
type Options struct {
	Now      time.Time // zero: the end of the newest record's day
	Limits   source.Limits
	Workers  int               // 0: one a CPU
	Progress func(done, n int) // called now and then, from one goroutine; may be nil
	// Memory is asked what the repository knows once the people are known by the
	// addresses they commit with; may be nil.
	Memory func(emails map[string]*Person) *Memory
}

// ErrNoArchive says that a folder holds no minutebook.yaml.
var ErrNoArchive = diag.Fail(diag.Text{CN: "这里没有 %s", TW: "這裡沒有 %s", EN: "no %s here"}, ConfigFile)

// Load reads an archive. It fails only if the archive cannot be read at all:
// what is wrong inside is a finding of a document.
func Load(ctx context.Context, fsys fs.FS, opt Options) (*Archive, error) {
	s, err := NewLoader(fsys, opt).Read(ctx, opt.Now)
	if err != nil {
		return nil, err
	}
	s.all.link() // nobody else holds these records
	return &s.all, nil
}

func sortRecords(rs []*Record) {
	compare := func(x, y *Record) int {
		if c := x.Date.Compare(y.Date.Time); c != 0 {
			return c
		}
		return cmp.Or(strings.Compare(x.ID, y.ID), strings.Compare(x.Path(), y.Path()))
	}
	if !slices.IsSortedFunc(rs, compare) { // as they are mostly: files are named by date
		slices.SortStableFunc(rs, compare)
	}
}

// files are what an archive consists of beside config and registers.
type files struct {
	markdown []string // in path order
	files    map[string]FileInfo
}

// walk lists the archive's files.
func walk(fsys fs.FS) (*files, error) {
	out := &files{files: map[string]FileInfo{}}
	if err := out.add(fsys, "."); err != nil {
		return nil, err
	}
	slices.Sort(out.markdown)
	return out, nil
}

// add lists what is at or under a path. A file that goes away meanwhile is not
// there.
func (t *files) add(fsys fs.FS, root string) error {
	return fs.WalkDir(fsys, root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			if p != "." && errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			return err
		}
		return t.visit(fsys, p, d)
	})
}

// visit takes one entry in. Folders and files whose name starts with a dot or an
// underscore are not part of an archive, nor are the registers, the archive's own
// templates and a README beside the config. Links and devices are listed and never
// followed.
func (t *files) visit(fsys fs.FS, p string, d fs.DirEntry) error {
	switch {
	case p == ".":
		return nil
	case excluded(p):
		if d.IsDir() {
			return fs.SkipDir
		}
		return nil
	case d.IsDir():
		t.files[p] = FileInfo{Type: fs.ModeDir}
		return nil
	case !strings.Contains(p, "/") && d.Type().IsRegular():
		return nil // files beside the config: README and the like
	case isMarkdown(p) && d.Type().IsRegular():
		t.markdown = append(t.markdown, p)
		return nil
	case isMarkdown(p) && strings.Contains(p, "/"):
		t.markdown = append(t.markdown, p) // to be told of; see readOne
	}
	info, err := d.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	f := FileInfo{Size: info.Size(), Type: d.Type(), Regular: d.Type().IsRegular() && portable(p), modified: info.ModTime().UnixNano()}
	f.Pointer = f.Regular && isPointer(fsys, p, f.Size)
	t.files[p] = f
	return nil
}

// excluded reports whether the last part of a path keeps it out of the archive.
func excluded(p string) bool {
	name := path.Base(p)
	return strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") || p == "registers" || p == "templates"
}

func isMarkdown(p string) bool { return strings.EqualFold(path.Ext(p), ".md") }

// isPointer reports whether a file is one of the small texts Git LFS leaves in
// the place of a file that was not fetched.
func isPointer(fsys fs.FS, p string, size int64) bool {
	const smallest, largest = 100, 200
	if size < smallest || size > largest {
		return false
	}
	b, err := fs.ReadFile(fsys, p)
	return err == nil && strings.HasPrefix(string(b), "version https://git-lfs.github.com/spec/")
}

// loader decodes records on one ground: a schema, a config and registers.
type loader struct {
	fsys   fs.FS
	opt    Options
	sch    *schema.Schema
	config *Config
	reg    *registers
	files  map[string]FileInfo
	kept   map[string]readFile // read before, on the same ground
}

// readFile is a Markdown file as it was read, and the record it is, if any. It is
// empty if the file has gone since it was listed.
type readFile struct {
	doc    *source.Document
	record *Record
	unread bool // it is there and cannot be read
}

// readAll reads the files on all CPUs and returns them in the order given.
func (l *loader) readAll(ctx context.Context, paths []string) ([]readFile, error) {
	out := make([]readFile, len(paths))
	workers := cmp.Or(l.opt.Workers, runtime.GOMAXPROCS(0))
	next := make(chan int)
	done := make(chan struct{}, 64)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for i := range next {
				out[i] = l.readOne(paths[i])
				done <- struct{}{}
			}
		})
	}
	var report sync.WaitGroup
	report.Go(func() {
		n := 0
		for range done {
			if n++; l.opt.Progress != nil {
				l.opt.Progress(n, len(paths))
			}
		}
	})
	var err error
feed:
	for i := range paths {
		select {
		case next <- i:
		case <-ctx.Done():
			err = ctx.Err()
			break feed
		}
	}
	close(next)
	wg.Wait()
	close(done)
	report.Wait()
	return out, err
}

func (l *loader) readOne(p string) readFile {
	var b []byte
	var err error
	if f, ok := l.files[p]; ok {
		err = &notOrdinary{p, f.Type}
	} else if b, err = fs.ReadFile(l.fsys, p); errors.Is(err, fs.ErrNotExist) {
		return readFile{}
	}
	if err != nil {
		doc := unreadable(p, err, l.opt.Limits)
		return readFile{doc: doc, record: l.record(doc), unread: true}
	}
	if old, ok := l.kept[p]; ok && !old.unread && bytes.Equal(old.doc.Bytes, b) {
		return old
	}
	doc := source.Read(p, b, l.opt.Limits)
	return readFile{doc: doc, record: l.record(doc)}
}

// note adds an error to what a document has to say.
func note(doc *source.Document, rule string, span diag.Span, msg, hint diag.Message) {
	doc.Findings = append(doc.Findings, doc.Report(rule, diag.Error, span, msg, hint))
}
