package publish

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"github.com/minutebook/minutebook/generator/output"
)

// The names of a site's own files, next to its pages.
const (
	metaDir     = ".minutebook/"
	manifestAt  = metaDir + "manifest.json"
	publishing  = metaDir + "publishing.json"
	maxManifest = 256 << 20 // bytes; a site of a million files has 200 MB
)

// site is a built site that is being sent.
type site struct {
	root     *os.Root
	manifest *output.Manifest
	text     []byte // of the manifest
}

func openSite(dir string) (*site, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the site: %w", err)
	}
	m, err := output.ReadManifest(dir)
	if err != nil {
		root.Close()
		return nil, fmt.Errorf("%s is not a site that was built whole: %w", dir, err)
	}
	return &site{root, m, m.Bytes()}, nil
}

func (s *site) close() { s.root.Close() }

// read returns a file's bytes if they are those that were built.
func (s *site) read(f output.File) ([]byte, error) {
	info, err := s.root.Lstat(f.Path)
	if err != nil {
		return nil, fmt.Errorf("read the site: %w: build it again", err)
	}
	data := make([]byte, 0, f.Size)
	if info.Mode().IsRegular() && info.Size() == f.Size {
		file, err := s.root.Open(f.Path)
		if err != nil {
			return nil, fmt.Errorf("read the site: %w", err)
		}
		defer file.Close()
		data = data[:f.Size]
		if _, err := io.ReadFull(file, data); err != nil {
			return nil, fmt.Errorf("read the site: %s: %w", f.Path, err)
		}
	}
	if int64(len(data)) != f.Size || sha256.Sum256(data) != f.SHA256 {
		return nil, fmt.Errorf("%s is not what was built: minutebook verify tells more; build the site again", f.Path)
	}
	return data, nil
}
