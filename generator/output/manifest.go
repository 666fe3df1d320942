package output

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"
)

// manifestPath is where the manifest stands in a site.
const manifestPath = metaDir + "/manifest.json"

// The manifest's first and last line, and what stands between the values of a
// file's. A change of format is a change of the first line.
const (
	manifestHead = `{"format":"minutebook-site","version":1,"files":[`
	manifestTail = `]}`

	linePath   = `{"path":`
	lineSize   = `,"size":`
	lineSHA256 = `,"sha256":"`
	lineDigest = `","digest":"`
	lineEnd    = `"}`
)

// Manifest lists the files of a site, itself excepted. On disk it is JSON with
// one file a line, and its bytes depend on the pages alone; only these bytes are
// read back, so that a manifest somebody edited is not mistaken for ours.
type Manifest struct {
	Files []File // sorted by path

	modified time.Time // of the manifest itself; zero if it is not from a disk
	sum      [32]byte  // of its bytes on the disk
}

// File is an entry of a Manifest.
type File struct {
	Path   string
	Size   int64 // bytes
	SHA256 [32]byte
	Digest [32]byte // of the page's inputs, zero if unknown
}

// ReadManifest reads the manifest of a site. The error wraps fs.ErrNotExist if
// there is none.
func ReadManifest(dir string) (*Manifest, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open site: %w", err)
	}
	defer root.Close()
	return readManifest(root)
}

func readManifest(site *os.Root) (*Manifest, error) {
	info, err := site.Lstat(manifestPath)
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("read manifest: %s is not a file", manifestPath)
	}
	data, err := site.ReadFile(manifestPath)
	if err != nil {
		return nil, fmt.Errorf("read manifest: %w", err)
	}
	m, err := parseManifest(string(data))
	if err != nil {
		return nil, fmt.Errorf("read manifest %s: %w", manifestPath, err)
	}
	m.modified, m.sum = info.ModTime(), sha256.Sum256(data)
	return m, nil
}

// encode sorts the files and writes the manifest.
func (m *Manifest) encode() []byte {
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	b := make([]byte, 0, 256*(1+len(m.Files)))
	b = append(b, manifestHead...)
	for i := range m.Files {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '\n')
		b = m.Files[i].append(b)
	}
	b = append(b, '\n')
	b = append(b, manifestTail...)
	return append(b, '\n')
}

// append writes a file's line. A path that checkPath lets pass holds nothing
// that JSON wants escaped.
func (f *File) append(b []byte) []byte {
	b = append(b, linePath...)
	b = append(b, '"')
	b = append(b, f.Path...)
	b = append(b, '"')
	b = append(b, lineSize...)
	b = strconv.AppendInt(b, f.Size, 10)
	b = append(b, lineSHA256...)
	b = hex.AppendEncode(b, f.SHA256[:])
	if f.Digest != [32]byte{} {
		b = append(b, lineDigest...)
		b = hex.AppendEncode(b, f.Digest[:])
	}
	return append(b, lineEnd...)
}

// parseManifest reads what encode wrote and nothing else.
func parseManifest(text string) (*Manifest, error) {
	head, rest, _ := strings.Cut(text, "\n")
	if head != manifestHead {
		return nil, fmt.Errorf("it begins %.80q, not %q: another program or version wrote it", head, manifestHead)
	}
	rest, ok := strings.CutSuffix(rest, manifestTail+"\n")
	if !ok {
		return nil, errors.New("it was cut short")
	}
	m := &Manifest{Files: make([]File, 0, strings.Count(rest, "\n"))}
	for line, after, more := strings.Cut(rest, "\n"); more; line, after, more = strings.Cut(after, "\n") {
		f, err := parseFile(strings.TrimSuffix(line, ","))
		if err == nil && len(m.Files) > 0 && m.Files[len(m.Files)-1].Path >= f.Path {
			err = errors.New("it is out of order")
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", len(m.Files)+2, err)
		}
		m.Files = append(m.Files, f)
	}
	return m, nil
}

func parseFile(line string) (File, error) {
	var f File
	malformed := errors.New("it is not a file's entry")
	rest, ok := strings.CutPrefix(line, linePath+`"`)
	if !ok {
		return f, malformed
	}
	if f.Path, rest, ok = strings.Cut(rest, `"`); !ok {
		return f, malformed
	}
	if err := checkPath(f.Path); err != nil {
		return f, err
	}
	if rest, ok = strings.CutPrefix(rest, lineSize); !ok {
		return f, malformed
	}
	size, rest, ok := strings.Cut(rest, lineSHA256)
	if !ok {
		return f, malformed
	}
	var err error
	if f.Size, err = strconv.ParseInt(size, 10, 64); err != nil || f.Size < 0 {
		return f, fmt.Errorf("%.20q is not a size", size)
	}
	if rest, ok = strings.CutSuffix(rest, lineEnd); !ok {
		return f, malformed
	}
	sum, digest, known := strings.Cut(rest, lineDigest)
	if err := parseSum(&f.SHA256, sum); err != nil {
		return f, err
	}
	if known {
		err = parseSum(&f.Digest, digest)
	}
	return f, err
}

func parseSum(to *[32]byte, text string) error {
	if len(text) != hex.EncodedLen(len(to)) {
		return fmt.Errorf("%.80q is not a sum of 64 hexadecimal digits", text)
	}
	if _, err := hex.Decode(to[:], []byte(text)); err != nil {
		return fmt.Errorf("%q is not a sum of 64 hexadecimal digits: %w", text, err)
	}
	return nil
}

// find returns the place of a path in Files.
func (m *Manifest) find(path string) (int, bool) {
	if m == nil {
		return 0, false
	}
	return slices.BinarySearchFunc(m.Files, path, func(f File, p string) int { return strings.Compare(f.Path, p) })
}

// asWritten reports whether something modified at t was left alone since the
// site was written, of which the manifest is the last. What has the manifest's
// own time may have changed within the same tick of the file system's clock.
func (m *Manifest) asWritten(t time.Time) bool { return t.Before(m.modified) }
