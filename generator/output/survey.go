package output

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/minutebook/minutebook/generator/diag"
)

// survey is what stands in a site's folder, next to what its manifest lists.
type survey struct {
	infos []fs.FileInfo // of each of the manifest's files; nil if it is not there
	extra []string      // what the manifest does not list, sorted; folders end in "/" and are not looked into
}

// survey looks at a site without following a link in it. A thorough one reads
// every folder. Otherwise a folder older than the manifest is taken to hold what
// it held when the site was written, which spares most of the work.
func (m *Manifest) survey(dir string, thorough bool) (survey, error) {
	var s survey
	folders := m.folders()
	for _, name := range slices.Sorted(maps.Keys(folders)) {
		info, err := os.Lstat(filepath.Join(dir, name))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return survey{}, diag.Fail(diag.Text{CN: "查看站点时出错：%s", TW: "檢視網站時出錯：%s", EN: "look through the site: %s"}, err)
		case !info.IsDir() || !folders[path.Dir(name)] && name != ".":
			continue
		}
		folders[name] = true
		if !thorough && m.asWritten(info.ModTime()) {
			continue
		}
		extra, err := m.extra(dir, name, folders)
		if err != nil {
			return survey{}, diag.Fail(diag.Text{CN: "查看站点时出错：%s", TW: "檢視網站時出錯：%s", EN: "look through the site: %s"}, err)
		}
		s.extra = append(s.extra, extra...)
	}
	slices.Sort(s.extra)
	s.infos = m.infos(dir, folders)
	return s, nil
}

// folders are the folders of a site that is whole; false, because nobody has
// looked yet.
func (m *Manifest) folders() map[string]bool {
	folders := map[string]bool{".": false, metaDir: false}
	for i := range m.Files {
		for dir := path.Dir(m.Files[i].Path); dir != "."; dir = path.Dir(dir) {
			if _, ok := folders[dir]; ok {
				break
			}
			folders[dir] = false
		}
	}
	return folders
}

// extra lists what a folder holds and the manifest does not.
func (m *Manifest) extra(dir, folder string, folders map[string]bool) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(dir, folder))
	if err != nil {
		return nil, err
	}
	var extra []string
	for _, e := range entries {
		name := path.Join(folder, e.Name())
		_, isFolder := folders[name]
		_, isFile := m.find(name)
		switch {
		case isFile, isFolder && e.IsDir(), name == manifestPath:
		case e.IsDir():
			extra = append(extra, name+"/")
		default:
			extra = append(extra, name)
		}
	}
	return extra, nil
}

// infos looks at every file whose folder is a real one.
func (m *Manifest) infos(dir string, folders map[string]bool) []fs.FileInfo {
	infos := make([]fs.FileInfo, len(m.Files))
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			for i := w; i < len(infos); i += workers {
				if name := m.Files[i].Path; folders[path.Dir(name)] {
					// A file that cannot be looked at is as good as missing.
					infos[i], _ = os.Lstat(dir + "/" + name)
				}
			}
		})
	}
	wg.Wait()
	return infos
}
