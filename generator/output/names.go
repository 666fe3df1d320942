package output

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
)

// metaDir holds what the site says about itself.
const metaDir = ".minutebook"

const maxName = 255 // bytes of one component, on every file system in use

// CheckPath reports why a path cannot be a page, on this system or another.
func CheckPath(p string) error {
	switch {
	case p == "":
		return diag.Fail(diag.Text{CN: "路径是空的", TW: "路徑是空的", EN: "the path is empty"})
	case !utf8.ValidString(p):
		return diag.Fail(diag.Text{CN: "路径不是 UTF-8", TW: "路徑不是 UTF-8", EN: "the path is not UTF-8"})
	case p[0] == '/':
		return diag.Fail(diag.Text{CN: "路径是绝对的", TW: "路徑是絕對的", EN: "the path is absolute"})
	}
	for name := range strings.SplitSeq(p, "/") {
		if err := checkName(name); err != nil {
			return err
		}
	}
	if first, _, _ := strings.Cut(p, "/"); foldName(first) == metaDir {
		return diag.Fail(diag.Text{CN: "%s 留给清单用", TW: "%s 留給清單用", EN: "%s is kept for the manifest"}, metaDir)
	}
	return nil
}

func checkName(name string) error {
	if name == "" || name == "." || name == ".." {
		return diag.Fail(diag.Text{CN: "路径里的 %q 不是名称", TW: "路徑裡的 %q 不是名稱", EN: "the component %q is not a name"}, name)
	}
	if len(name) > maxName {
		return diag.Fail(diag.Text{CN: "名称 %.20q… 有 %d 字节，超过 %d", TW: "名稱 %.20q… 有 %d 位元組，超過 %d", EN: "the name %.20q… has %d bytes, more than %d"}, name, len(name), maxName)
	}
	for _, r := range name {
		// Direction marks make one name look like another.
		if unicode.IsControl(r) || r >= utf8.RuneSelf && unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune(`\<>:"|?*`, r) {
			return diag.Fail(diag.Text{CN: "名称 %q 里不能有 %q", TW: "名稱 %q 裡不能有 %q", EN: "the name %q holds %q"}, name, r)
		}
	}
	if last := name[len(name)-1]; last == '.' || last == ' ' {
		return diag.Fail(diag.Text{CN: "名称 %q 不能以 %q 结尾", TW: "名稱 %q 不能以 %q 結尾", EN: "the name %q ends in %q"}, name, last)
	}
	if isDevice(name) {
		return diag.Fail(diag.Text{CN: "名称 %q 在 Windows 上是设备", TW: "名稱 %q 在 Windows 上是裝置", EN: "the name %q is a device on Windows"}, name)
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
		return diag.Fail(diag.Text{CN: "页面 %q：%s：给它换一个路径", TW: "頁面 %q：%s：給它換一個路徑", EN: "page %q: %s: give the page another path"}, p, err)
	}
	folded := foldName(p)
	if c, taken := n[folded]; taken {
		if c.spelling == c.page {
			return diag.Fail(diag.Text{CN: "页面 %q 和 %q 在有的系统上是同一个路径：给其中一个改名", TW: "頁面 %q 和 %q 在有的系統上是同一個路徑：給其中一個改名", EN: "pages %q and %q have the same path on some systems: rename one of them"}, c.page, p)
		}
		return diag.Fail(diag.Text{CN: "页面 %q 是页面 %q 的文件夹：给其中一个改名", TW: "頁面 %q 是頁面 %q 的資料夾：給其中一個改名", EN: "page %q is a folder of page %q: rename one of them"}, p, c.page)
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
			return diag.Fail(diag.Text{CN: "页面 %q 是页面 %q 的文件夹：给其中一个改名", TW: "頁面 %q 是頁面 %q 的資料夾：給其中一個改名", EN: "page %q is a folder of page %q: rename one of them"}, c.page, p)
		case c.spelling != dir:
			return diag.Fail(diag.Text{CN: "页面 %q 和 %q 的文件夹在有的系统上是同一个：给其中一个改名", TW: "頁面 %q 和 %q 的資料夾在有的系統上是同一個：給其中一個改名", EN: "pages %q and %q are in folders that are the same on some systems: rename one of them"}, c.page, p)
		default:
			return nil // and so are the folders above it
		}
	}
	return nil
}
