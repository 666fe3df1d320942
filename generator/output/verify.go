package output

import (
	"crypto/sha256"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
)

// Kind says in what way a file is not what the manifest says.
type Kind string

// The kinds of problem.
const (
	Missing Kind = "missing" // listed, and not there
	Changed Kind = "changed" // listed, and other bytes or not a regular file
	Extra   Kind = "extra"   // there, and not listed; a folder's path ends in "/"
)

// Problem is one difference between a folder and its manifest.
type Problem struct {
	Path string
	Kind Kind
}

// Verify holds a folder against its manifest, every byte of it. The problems
// come sorted by path; none means that the site is whole. It follows no link and
// opens nothing but regular files. An error means that it could not be told.
func Verify(dir string) ([]Problem, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "核对不了站点：%s", TW: "無法核對網站：%s", EN: "verify site: %s"}, err)
	}
	defer root.Close()
	m, err := readManifest(root)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "核对不了站点 %s：%s", TW: "無法核對網站 %s：%s", EN: "verify site %s: %s"}, dir, err)
	}
	found, err := m.survey(dir, true)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "核对不了站点 %s：%s", TW: "無法核對網站 %s：%s", EN: "verify site %s: %s"}, dir, err)
	}
	var problems []Problem
	for _, path := range found.extra {
		problems = append(problems, Problem{path, Extra})
	}
	for i, f := range m.Files {
		info := found.infos[i]
		switch {
		case info == nil:
			problems = append(problems, Problem{f.Path, Missing})
		case !info.Mode().IsRegular() || info.Size() != f.Size:
			problems = append(problems, Problem{f.Path, Changed})
		default:
			sum, err := hashFile(root, f.Path)
			if err != nil {
				return nil, diag.Fail(diag.Text{CN: "核对不了站点 %s：%s", TW: "無法核對網站 %s：%s", EN: "verify site %s: %s"}, dir, err)
			}
			if sum != f.SHA256 {
				problems = append(problems, Problem{f.Path, Changed})
			}
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return problems, nil
}

func hashFile(root *os.Root, path string) (sum [32]byte, err error) {
	f, err := root.Open(path)
	if err != nil {
		return sum, err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return sum, err
	}
	h.Sum(sum[:0])
	return sum, nil
}

// Compare holds what a manifest lists against what another one does, which says
// how it should be.
func Compare(got, want *Manifest) []Problem {
	var problems []Problem
	for i := range want.Files {
		f := &want.Files[i]
		switch at, ok := got.find(f.Path); {
		case !ok:
			problems = append(problems, Problem{f.Path, Missing})
		case got.Files[at].SHA256 != f.SHA256:
			problems = append(problems, Problem{f.Path, Changed})
		}
	}
	for _, f := range got.Files {
		if _, ok := want.find(f.Path); !ok {
			problems = append(problems, Problem{f.Path, Extra})
		}
	}
	slices.SortFunc(problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return problems
}
