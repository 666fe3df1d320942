package output

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// metaDir holds what the site says about itself.
const metaDir = ".minutebook"

const maxName = 255 // bytes of one component, on every file system in use

// CheckPath reports why a path cannot be a page, on this system or another.
func CheckPath(p string) error {
	switch {
	case p == "":
		return errors.New("the path is empty")
	case !utf8.ValidString(p):
		return errors.New("the path is not UTF-8")
	case p[0] == '/':
		return errors.New("the path is absolute")
	}
	for name := range strings.SplitSeq(p, "/") {
		if err := checkName(name); err != nil {
			return err
		}
	}
	if first, _, _ := strings.Cut(p, "/"); foldName(first) == metaDir {
		return fmt.Errorf("%s is kept for the manifest", metaDir)
	}
	return nil
}

func checkName(name string) error {
	if name == "" || name == "." || name == ".." {
		return fmt.Errorf("the component %q is not a name", name)
	}
	if len(name) > maxName {
		return fmt.Errorf("the name %.20q… has %d bytes, more than %d", name, len(name), maxName)
	}
	for _, r := range name {
		// Direction marks make one name look like another.
		if unicode.IsControl(r) || r >= utf8.RuneSelf && unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`\<>:"|?*`, r) {
			return fmt.Errorf("the name %q holds %q", name, r)
		}
	}
	if last := name[len(name)-1]; last == '.' || last == ' ' {
		return fmt.Errorf("the name %q ends in %q", name, last)
	}
	if isDevice(name) {
		return fmt.Errorf("the name %q is a device on Windows", name)
	}
	return nil
}

// isDevice reports whether Windows takes the name for a device: in any case,
// with any extension and spaces before it.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.TrimRight(stem, " ")
	if len(stem) > len("CONOUT$") {
		return false
	}
	stem = strings.ToUpper(stem)
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	digit, ok := strings.CutPrefix(stem, "COM")
	if !ok {
		digit, ok = strings.CutPrefix(stem, "LPT")
	}
	return ok && utf8.RuneCountInString(digit) == 1 && strings.Contains("0123456789¹²³", digit)
}

// foldName is equal for names that some file system takes for the same.
func foldName(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return norm.NFC.String(cases.Fold().String(norm.NFD.String(s)))
		}
	}
	return strings.ToLower(s)
}

// names are the paths given out so far, of pages and of the folders above them,
// by their folded form.
type names map[string]claim

type claim struct {
	spelling string // of the page or folder
	page     string // the first page that needs it
}

// add takes a page's path, or reports what is wrong with it.
func (n names) add(p string) error {
	if err := CheckPath(p); err != nil {
		return fmt.Errorf("page %q: %w: give the page another path", p, err)
	}
	folded := foldName(p)
	if c, taken := n[folded]; taken {
		if c.spelling == c.page {
			return fmt.Errorf("pages %q and %q have the same path on some systems: rename one of them", c.page, p)
		}
		return fmt.Errorf("page %q is a folder of page %q: rename one of them", p, c.page)
	}
	if err := n.addFolders(p, folded); err != nil {
		return err
	}
	n[folded] = claim{p, p}
	return nil
}

func (n names) addFolders(p, folded string) error {
	dir, foldedDir := path.Dir(p), path.Dir(folded)
	for ; dir != "."; dir, foldedDir = path.Dir(dir), path.Dir(foldedDir) {
		c, taken := n[foldedDir]
		switch {
		case !taken:
			n[foldedDir] = claim{dir, p}
		case c.spelling == c.page:
			return fmt.Errorf("page %q is a folder of page %q: rename one of them", c.page, p)
		case c.spelling != dir:
			return fmt.Errorf("pages %q and %q are in folders that are the same on some systems: rename one of them", c.page, p)
		default:
			return nil // and so are the folders above it
		}
	}
	return nil
}
