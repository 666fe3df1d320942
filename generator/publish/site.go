package publish

import (
	"crypto/sha256"
	"io"
	"os"

	"github.com/minutebook/minutebook/generator/diag"
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
		return nil, diag.Fail(diag.Text{CN: "打不开站点：%s", TW: "打不開網站：%s", EN: "open the site: %s"}, err)
	}
	m, err := output.ReadManifest(dir)
	if err != nil {
		root.Close()
		return nil, diag.Fail(diag.Text{CN: "%s 不是完整构建的站点：%s；重新构建", TW: "%s 不是完整建置的網站：%s；重新建置", EN: "%s is not a site that was built whole: %s"}, dir, err)
	}
	return &site{root, m, m.Bytes()}, nil
}

func (s *site) close() { s.root.Close() }

// read returns a file's bytes if they are those that were built.
func (s *site) read(f output.File) ([]byte, error) {
	info, err := s.root.Lstat(f.Path)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "读不了站点：%s；重新构建", TW: "讀不了網站：%s；重新建置", EN: "read the site: %s: build it again"}, err)
	}
	data := make([]byte, 0, f.Size)
	if info.Mode().IsRegular() && info.Size() == f.Size {
		file, err := s.root.Open(f.Path)
		if err != nil {
			return nil, diag.Fail(diag.Text{CN: "读不了站点：%s", TW: "讀不了網站：%s", EN: "read the site: %s"}, err)
		}
		defer file.Close()
		data = data[:f.Size]
		if _, err := io.ReadFull(file, data); err != nil {
			return nil, diag.Fail(diag.Text{CN: "读不了站点的 %s：%s", TW: "讀不了網站的 %s：%s", EN: "read the site: %s: %s"}, f.Path, err)
		}
	}
	if int64(len(data)) != f.Size || sha256.Sum256(data) != f.SHA256 {
		return nil, diag.Fail(diag.Text{CN: "%s 和构建时不一样；minutebook verify 列出全部不同，或者重新构建站点", TW: "%s 和建置時不一樣；minutebook verify 列出全部不同，或者重新建置網站", EN: "%s is not what was built: minutebook verify tells more; build the site again"}, f.Path)
	}
	return data, nil
}
