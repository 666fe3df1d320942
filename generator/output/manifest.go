package output

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

// manifestPath is where the manifest stands in a site.
const manifestPath = metaDir + "/manifest.json"

// The manifest's first and last line, and what stands between the values of a
// file's. A change of format is a change of the first line.
const (
	manifestHead  = `{"format":"minutebook-site","version":1,`
	manifestBuilt = `"built":`
	manifestFiles = `"files":[`
	manifestTail  = `]}`

	linePath   = `{"path":`
	lineSize   = `,"size":`
	lineSHA256 = `,"sha256":"`
	lineDigest = `","digest":"`
	lineSource = `","source":"`
	lineEnd    = `"}`
)

// Manifest lists the files of a site, itself excepted. On disk it is JSON with
// one file a line, and its bytes depend on the pages and on what the site was
// built from alone; only these bytes are read back, so that a manifest somebody
// edited is not mistaken for ours.
type Manifest struct {
	Built Built
	Files []File // sorted by path

	modified time.Time // of the manifest itself; zero if it is not from a disk
	sum      [32]byte  // of its bytes on the disk
}

// Built says what a site was built from, so that it can be built again and held
// against the first. What is not known is empty.
type Built struct {
	Program  string `json:"program,omitempty"`  // the version that built it
	Audience string `json:"audience,omitempty"` // public, internal, or a unit's id
	Commit   string `json:"commit,omitempty"`   // the commit of the archive, if all of it was committed
	Now      string `json:"now,omitempty"`      // the moment it stands for, RFC 3339 in UTC
	Search   string `json:"search,omitempty"`   // "none" without a search, "offline" with one for the disk as well
}

// File is an entry of a Manifest.
type File struct {
	Path   string
	Size   int64 // bytes
	SHA256 [32]byte
	Digest [32]byte // of the page's inputs, zero if unknown
	Source string   // the file of the record it tells of, "" if it tells of no one record
}

// ReadManifest reads the manifest of a site. The error wraps fs.ErrNotExist if
// there is none.
func ReadManifest(dir string) (*Manifest, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "打不开站点：%s", TW: "打不開網站：%s", EN: "open site: %s"}, err)
	}
	defer root.Close()
	return readManifest(root)
}

func readManifest(site *os.Root) (*Manifest, error) {
	info, err := site.Lstat(manifestPath)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "读不了清单：%s", TW: "讀不了清單：%s", EN: "read manifest: %s"}, err)
	}
	if !info.Mode().IsRegular() {
		return nil, diag.Fail(diag.Text{CN: "读不了清单：%s 不是文件", TW: "讀不了清單：%s 不是檔案", EN: "read manifest: %s is not a file"}, manifestPath)
	}
	data, err := site.ReadFile(manifestPath)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "读不了清单：%s", TW: "讀不了清單：%s", EN: "read manifest: %s"}, err)
	}
	m, err := ParseManifest(string(data))
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "读不了清单 %s：%s", TW: "讀不了清單 %s：%s", EN: "read manifest %s: %s"}, manifestPath, err)
	}
	m.modified, m.sum = info.ModTime(), sha256.Sum256(data)
	return m, nil
}

// Bytes sorts the files and returns the manifest as it stands on a disk.
func (m *Manifest) Bytes() []byte {
	slices.SortFunc(m.Files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	b := make([]byte, 0, 256*(1+len(m.Files)))
	b = append(b, m.Built.head()...)
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

// append writes a file's line. A path that CheckPath lets pass holds nothing
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
	if f.Source != "" {
		b = append(b, lineSource...)
		b = append(b, f.Source...)
	}
	return append(b, lineEnd...)
}

// head is the first line.
func (b Built) head() string {
	if b == (Built{}) {
		return manifestHead + manifestFiles
	}
	text, _ := json.Marshal(b) // texts alone, so it cannot fail
	return manifestHead + manifestBuilt + string(text) + "," + manifestFiles
}

// parseHead reads the first line, if it is one that head writes.
func parseHead(line string) (Built, error) {
	var b Built
	rest, ok := strings.CutPrefix(line, manifestHead)
	if text, found := strings.CutPrefix(rest, manifestBuilt); ok && found {
		if text, ok = strings.CutSuffix(text, ","+manifestFiles); ok {
			ok = json.Unmarshal([]byte(text), &b) == nil
		}
	}
	if !ok || b.head() != line {
		return Built{}, diag.Fail(diag.Text{CN: "它以 %.80q 开头，应为 %q：是别的程序或版本写的", TW: "它以 %.80q 開頭，應為 %q：是別的程式或版本寫的", EN: "it begins %.80q, not %q: another program or version wrote it"}, line, manifestHead)
	}
	return b, nil
}

// ParseManifest reads what Bytes wrote and nothing else.
func ParseManifest(text string) (*Manifest, error) {
	head, rest, _ := strings.Cut(text, "\n")
	built, err := parseHead(head)
	if err != nil {
		return nil, err
	}
	rest, ok := strings.CutSuffix(rest, manifestTail+"\n")
	if !ok {
		return nil, diag.Fail(diag.Text{CN: "它被截断了", TW: "它被截斷了", EN: "it was cut short"})
	}
	m := &Manifest{Built: built, Files: make([]File, 0, strings.Count(rest, "\n"))}
	for line, after, more := strings.Cut(rest, "\n"); more; line, after, more = strings.Cut(after, "\n") {
		f, err := parseFile(strings.TrimSuffix(line, ","))
		if err == nil && len(m.Files) > 0 && m.Files[len(m.Files)-1].Path >= f.Path {
			err = diag.Fail(diag.Text{CN: "它的次序不对", TW: "它的順序不對", EN: "it is out of order"})
		}
		if err != nil {
			return nil, diag.Fail(diag.Text{CN: "第 %d 行：%s", TW: "第 %d 行：%s", EN: "line %d: %s"}, len(m.Files)+2, err)
		}
		m.Files = append(m.Files, f)
	}
	return m, nil
}

var errEntry = diag.Fail(diag.Text{CN: "它不是文件的条目", TW: "它不是檔案的條目", EN: "it is not a file's entry"})

func parseFile(line string) (File, error) {
	var f File
	rest, ok := strings.CutPrefix(line, linePath+`"`)
	if !ok {
		return f, errEntry
	}
	if f.Path, rest, ok = strings.Cut(rest, `"`); !ok {
		return f, errEntry
	}
	if err := CheckPath(f.Path); err != nil {
		return f, err
	}
	if rest, ok = strings.CutPrefix(rest, lineSize); !ok {
		return f, errEntry
	}
	size, rest, ok := strings.Cut(rest, lineSHA256)
	if !ok {
		return f, errEntry
	}
	var err error
	if f.Size, err = strconv.ParseInt(size, 10, 64); err != nil || f.Size < 0 {
		return f, diag.Fail(diag.Text{CN: "%.20q 不是大小", TW: "%.20q 不是大小", EN: "%.20q is not a size"}, size)
	}
	if rest, ok = strings.CutSuffix(rest, lineEnd); !ok {
		return f, errEntry
	}
	rest, source, told := strings.Cut(rest, lineSource)
	if told {
		if err := CheckPath(source); err != nil {
			return f, diag.Fail(diag.Text{CN: "来源 %q：%s", TW: "來源 %q：%s", EN: "source %q: %s"}, source, err)
		}
		f.Source = source
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
		return diag.Fail(diag.Text{CN: "%.80q 不是 64 位十六进制的 SHA-256", TW: "%.80q 不是 64 位十六進位的 SHA-256", EN: "%.80q is not a sum of 64 hexadecimal digits"}, text)
	}
	if _, err := hex.Decode(to[:], []byte(text)); err != nil {
		return diag.Fail(diag.Text{CN: "%q 不是 64 位十六进制的 SHA-256：%s", TW: "%q 不是 64 位十六進位的 SHA-256：%s", EN: "%q is not a sum of 64 hexadecimal digits: %s"}, text, err)
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
