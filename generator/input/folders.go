package input

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"sync"
)

// folders is a folder whose own folders are held open once a file in them is read.
// A path from the top asks the system for every folder on the way, for each file.
type folders struct {
	fs.ReadDirFS
	fs.ReadLinkFS
	root *os.Root
	mu   sync.Mutex
	held map[string]*os.Root // by path; nil for those that are not held open
}

// mostHeld is how many folders are held open at most.
const mostHeld = 100

// Folder shows what is in a folder, and nothing outside it, to a program that reads
// many files of few folders and ends before anybody rearranges them.
func Folder(root *os.Root) fs.FS {
	all := root.FS()
	return &folders{ReadDirFS: all.(fs.ReadDirFS), ReadLinkFS: all.(fs.ReadLinkFS), root: root, held: map[string]*os.Root{}}
}

func (f *folders) Open(name string) (fs.File, error) {
	if in, base := f.in(name); in != nil {
		file, err := in.Open(base)
		if err != nil {
			return nil, whole(err, name)
		}
		return file, nil
	}
	return f.root.FS().Open(name)
}

func (f *folders) ReadFile(name string) ([]byte, error) {
	if in, base := f.in(name); in != nil {
		text, err := in.ReadFile(base)
		return text, whole(err, name)
	}
	return fs.ReadFile(f.root.FS(), name)
}

func (f *folders) Lstat(name string) (fs.FileInfo, error) {
	if in, base := f.in(name); in != nil {
		info, err := in.Lstat(base)
		return info, whole(err, name)
	}
	return f.ReadLinkFS.Lstat(name)
}

// whole gives an error the path that was asked for.
func whole(err error, name string) error {
	if e := (*fs.PathError)(nil); errors.As(err, &e) {
		return &fs.PathError{Op: e.Op, Path: name, Err: e.Err}
	}
	return err
}

// in is the folder that a file is in, nil if it is not held open.
func (f *folders) in(name string) (*os.Root, string) {
	dir, base := path.Split(name)
	if dir == "" || !fs.ValidPath(name) {
		return nil, ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	in, known := f.held[dir]
	if !known && len(f.held) < mostHeld {
		in, _ = f.root.OpenRoot(path.Clean(dir)) // what is wrong with it the file's own path tells
		f.held[dir] = in
	}
	return in, base
}
