package render

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"sync"

	"github.com/minutebook/minutebook/generator/output"
)

var imageFiles = map[string]bool{".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true}

// filePages are the attachments that visible records name or link to.
func (s *Site) filePages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		seen := map[string]bool{}
		for _, r := range s.view.Records {
			for _, a := range r.Attached {
				if !a.Published() || seen[a.Path] || s.skip(filePath(a.Path)) {
					continue
				}
				seen[a.Path] = true
				p, ok := s.filePage(a.Path)
				if ok && !yield(p) {
					return
				}
			}
		}
	}
}

// filePage copies an attachment. Its digest is that of its bytes.
func (s *Site) filePage(p string) (output.Page, bool) {
	if s.opt.Files == nil {
		return output.Page{}, false
	}
	page := output.Page{Path: filePath(p), Write: func(w io.Writer) error {
		f, err := s.opt.Files.Open(p)
		if err != nil {
			return fmt.Errorf("open attachment: %w", err)
		}
		defer f.Close()
		_, err = io.Copy(w, f)
		return err
	}}
	sum, err := s.sum(p)
	if errors.Is(err, errNotRegular) {
		return page, false
	}
	page.Digest = sum // if it could not be read, Write says what is wrong
	return page, true
}

var errNotRegular = errors.New("not a regular file")

// sums are the SHA-256 of attachments, by path.
type sums struct {
	mu     sync.Mutex
	byPath map[string]func() ([32]byte, error)
}

// sum is the SHA-256 of an attachment, read once.
func (s *Site) sum(p string) ([32]byte, error) {
	s.sums.mu.Lock()
	if s.sums.byPath == nil {
		s.sums.byPath = map[string]func() ([32]byte, error){}
	}
	sum := s.sums.byPath[p]
	if sum == nil {
		sum = sync.OnceValues(func() ([32]byte, error) { return s.readSum(p) })
		s.sums.byPath[p] = sum
	}
	s.sums.mu.Unlock()
	return sum()
}

func (s *Site) readSum(p string) (sum [32]byte, err error) {
	if s.opt.Files == nil {
		return sum, fs.ErrNotExist
	}
	f, err := s.opt.Files.Open(p)
	if err != nil {
		return sum, fmt.Errorf("open attachment: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return sum, errNotRegular
	}
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum, fmt.Errorf("read attachment: %w", err)
	}
	h.Sum(sum[:0])
	return sum, nil
}
