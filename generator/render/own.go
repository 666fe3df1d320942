package render

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/templates"
)

// Own templates. An archive may bring a folder templates/ beside its config, laid
// out like the program's: a file of pages/ or static/ takes the place of the one of
// the same name, further static files are added, and the phrases of messages/ take
// the place of the program's. What is wrong with them fails the site, with file and
// line: a site that looks half like the one before is worse than none.

// ownFolder is where an archive keeps its templates.
const ownFolder = "templates"

// What an archive's templates may take. They are parsed whole, so there is a limit.
const (
	maxOwnFiles = 200
	maxOwnSize  = 1 << 20 // bytes of one file
)

// ownFile is one of the archive's templates.
type ownFile struct {
	path string // pages/home.html
	data []byte
}

// readOwn reads the archive's templates, in the order of their paths. Files that
// are not regular are refused: they lead somewhere else.
func readOwn(files fs.FS) ([]ownFile, error) {
	if files == nil {
		return nil, nil
	}
	var out []ownFile
	for _, folder := range []string{"messages", "pages", "static"} {
		entries, err := fs.ReadDir(files, path.Join(ownFolder, folder))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the archive's templates: %w", err)
		}
		for _, e := range entries {
			at := path.Join(ownFolder, folder, e.Name())
			if strings.HasPrefix(e.Name(), ".") || strings.HasSuffix(e.Name(), "~") {
				continue // what editors and systems leave
			}
			if err := fits(e, at, len(out)); err != nil {
				return nil, err
			}
			b, err := fs.ReadFile(files, at)
			if err != nil {
				return nil, fmt.Errorf("read the archive's templates: %w", err)
			}
			out = append(out, ownFile{folder + "/" + e.Name(), b})
		}
	}
	return out, nil
}

// fits says why a file cannot be one of the archive's templates.
func fits(e fs.DirEntry, at string, before int) error {
	info, err := e.Info()
	if err != nil {
		return fmt.Errorf("read the archive's templates: %w", err)
	}
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r)
	}
	switch name := e.Name(); {
	case !e.Type().IsRegular():
		return diag.Fail(diag.Text{CN: "%s 不是普通文件：把文件本身放在那里", TW: "%s 不是普通檔案：把檔案本身放在那裡", EN: "%s is not a regular file: put the file itself there"}, at)
	case strings.TrimFunc(name, plain) != "" || path.Ext(name) == "":
		return diag.Fail(diag.Text{CN: "%s：文件名只用字母、数字、- 和 _，并带扩展名", TW: "%s：檔名只用字母、數字、- 和 _，並帶副檔名", EN: "%s: name it with letters, digits, - and _, and an extension"}, at)
	case info.Size() > maxOwnSize:
		return diag.Fail(diag.Text{CN: "%s 有 %d 字节，超过 %d 字节", TW: "%s 有 %d 位元組，超過 %d 位元組", EN: "%s has %d bytes, more than %d"}, at, info.Size(), maxOwnSize)
	case before >= maxOwnFiles:
		return diag.Fail(diag.Text{CN: "%s：%[3]s/ 里的文件超过 %[2]d 个", TW: "%s：%[3]s/ 裡的檔案超過 %[2]d 個", EN: "%s: more than %d files in %s/"}, at, maxOwnFiles, ownFolder)
	}
	return nil
}

// OwnTemplates identifies the templates an archive brings along, so that whoever
// watches it notices a change. It is zero if there are none.
func OwnTemplates(files fs.FS) ([32]byte, error) {
	own, err := readOwn(files)
	if err != nil || len(own) == 0 {
		return [32]byte{}, err
	}
	return digestOwn(own), nil
}

func digestOwn(own []ownFile) (sum [32]byte) {
	h := sha256.New()
	for _, f := range own {
		digest(h, []string{f.path, string(f.data)})
	}
	h.Sum(sum[:0])
	return sum
}

// layered is the program's templates with the archive's over them.
type layered struct {
	fs.FS
	own map[string][]byte
}

// ReadFile returns the archive's file if there is one.
func (l layered) ReadFile(name string) ([]byte, error) {
	if b, ok := l.own[name]; ok {
		return slices.Clone(b), nil
	}
	return fs.ReadFile(l.FS, name)
}

// names are the files of a folder in either layer, in order.
func (l layered) names(folder string) ([]string, error) {
	entries, err := fs.ReadDir(l.FS, folder)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range entries {
		out = append(out, folder+"/"+e.Name())
	}
	for p := range l.own {
		if path.Dir(p) == folder {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// ownKits keeps the kits made last for archives with templates of their own, since
// a server asks for one after every save.
var ownKits struct {
	sync.Mutex
	digest [32]byte
	kits   map[diag.Lang]kit
}

// kitOver is the kit of a language with the archive's templates over the
// program's.
func kitOver(own []ownFile, lang diag.Lang) (kit, error) {
	ownKits.Lock()
	defer ownKits.Unlock()
	if sum := digestOwn(own); sum != ownKits.digest || ownKits.kits == nil {
		ownKits.digest, ownKits.kits = sum, map[diag.Lang]kit{}
	}
	if k, ok := ownKits.kits[lang]; ok {
		return k, nil
	}
	l := layered{FS: templates.FS, own: map[string][]byte{}}
	for _, f := range own {
		l.own[f.path] = f.data
	}
	k, err := readKit(l, lang)
	if err == nil {
		ownKits.kits[lang] = k
	}
	return k, err
}

// staticNamed finds a static file for a template: {{static "logo.svg"}} is its
// path from the root of the site.
func staticNamed(static []staticFile) func(string) (string, error) {
	return func(name string) (string, error) {
		i, found := slices.BinarySearchFunc(static, name, func(f staticFile, name string) int { return cmp.Compare(f.name, name) })
		if !found {
			return "", fmt.Errorf("no file %q in static/", name)
		}
		return static[i].path, nil
	}
}
