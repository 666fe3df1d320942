package adopt

import (
	"bytes"
	"io"
	"io/fs"
	"path"
	"slices"
	"time"
)

// memFS is a tree of files in memory, so that what is planned can be read like
// what is written.
type memFS struct {
	files   map[string][]byte
	folders map[string][]string // names in each folder, each once
}

func newMemFS() *memFS {
	return &memFS{files: map[string][]byte{}, folders: map[string][]string{".": nil}}
}

// put sets a file.
func (m *memFS) put(name string, b []byte) {
	_, known := m.files[name]
	m.files[name] = b
	for child := name; !known && child != "."; child = path.Dir(child) {
		parent := path.Dir(child)
		_, known = m.folders[parent]
		m.folders[parent] = append(m.folders[parent], path.Base(child))
	}
}

// Open opens a file or a folder.
func (m *memFS) Open(name string) (fs.File, error) {
	if b, ok := m.files[name]; ok {
		return &memFile{memInfo{path.Base(name), int64(len(b)), 0o644}, bytes.NewReader(b)}, nil
	}
	if _, ok := m.folders[name]; ok {
		return &memFile{memInfo{path.Base(name), 0, fs.ModeDir | 0o755}, nil}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

// ReadFile returns a file's bytes, which must not be changed.
func (m *memFS) ReadFile(name string) ([]byte, error) {
	if b, ok := m.files[name]; ok {
		return b, nil
	}
	return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
}

// ReadDir lists a folder in the order of names.
func (m *memFS) ReadDir(name string) ([]fs.DirEntry, error) {
	names, ok := m.folders[name]
	if !ok {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: fs.ErrNotExist}
	}
	names = slices.Sorted(slices.Values(names))
	out := make([]fs.DirEntry, 0, len(names))
	for _, n := range names {
		info := memInfo{n, 0, fs.ModeDir | 0o755}
		if b, ok := m.files[path.Join(name, n)]; ok {
			info = memInfo{n, int64(len(b)), 0o644}
		}
		out = append(out, fs.FileInfoToDirEntry(info))
	}
	return out, nil
}

type memInfo struct {
	name string
	size int64
	mode fs.FileMode
}

func (i memInfo) Name() string       { return i.name }
func (i memInfo) Size() int64        { return i.size }
func (i memInfo) Mode() fs.FileMode  { return i.mode }
func (i memInfo) ModTime() time.Time { return time.Time{} }
func (i memInfo) IsDir() bool        { return i.mode.IsDir() }
func (i memInfo) Sys() any           { return nil }

type memFile struct {
	info memInfo
	r    *bytes.Reader // nil for a folder
}

func (f *memFile) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *memFile) Close() error               { return nil }

func (f *memFile) Read(b []byte) (int, error) {
	if f.r == nil {
		return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: fs.ErrInvalid}
	}
	n, err := f.r.Read(b)
	if n == 0 && err == nil && len(b) > 0 {
		err = io.EOF
	}
	return n, err
}
