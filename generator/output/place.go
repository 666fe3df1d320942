package output

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

// ErrForeign is wrapped by the error for an output folder that holds what this
// package did not write.
var ErrForeign = diag.Fail(diag.Text{CN: "其中有不是本程序写的东西", TW: "其中有不是本程式寫的東西", EN: "not all of it was written by this program"})

// ErrBusy is wrapped by the error for an output that another build is writing.
var ErrBusy = diag.Fail(diag.Text{CN: "另一次生成正在写", TW: "另一次產生正在寫", EN: "another build is writing"})

// place is where a site goes: a name in a folder, and the names beside it that
// a build uses. All work goes through the folder's root, so that it stays the
// same folder whatever happens to the path.
type place struct {
	dir    string   // as the caller wrote it, for messages
	parent *os.Root // the folder the output is in
	name   string   // of the output in it
	stage  string   // the new site until the swap, and the old one from then on
	aside  string   // the old site while two renames stand in for an exchange
	locked string   // the lock file
}

// locate finds the place for dir and refuses folders that must not be replaced.
func locate(dir string, protect []string) (*place, error) {
	if dir == "" {
		return nil, diag.Fail(diag.Text{CN: "没有指定输出文件夹：用 --out 写明", TW: "沒有指定輸出資料夾：用 --out 寫明", EN: "no output folder given: name one"})
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("output folder %s: %w", dir, err)
	}
	name := filepath.Base(abs)
	if filepath.Dir(abs) == abs {
		return nil, diag.Fail(diag.Text{CN: "输出文件夹 %s 是文件系统的根：换一个单独的文件夹", TW: "輸出資料夾 %s 是檔案系統的根：換一個單獨的資料夾", EN: "output folder %s is the root of a file system: choose a folder of its own"}, dir)
	}
	info, err := os.Lstat(abs)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, fmt.Errorf("output folder: %w", err)
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, diag.Fail(diag.Text{CN: "输出文件夹 %s 是符号链接：改写它所指的文件夹", TW: "輸出資料夾 %s 是符號連結：改寫它所指的資料夾", EN: "output folder %s is a symbolic link: name the folder it leads to"}, dir)
	case !info.IsDir():
		return nil, diag.Fail(diag.Text{CN: "%s 不是文件夹：换一个名字", TW: "%s 不是資料夾：換一個名字", EN: "output folder %s is not a folder: choose another name"}, dir)
	}
	for _, path := range protect {
		holds, err := contains(abs, path)
		if err != nil {
			return nil, fmt.Errorf("output folder %s: %w", dir, err)
		}
		if holds {
			return nil, diag.Fail(diag.Text{CN: "输出文件夹 %s 就是 %s 或者包含它，不能替换：换一个单独的文件夹", TW: "輸出資料夾 %s 就是 %s 或者包含它，不能取代：換一個單獨的資料夾", EN: "output folder %s is or holds %s, which a build must not replace: choose a folder of its own"}, dir, path)
		}
	}
	if err := os.MkdirAll(filepath.Dir(abs), 0o755); err != nil {
		return nil, fmt.Errorf("make the folder above the output: %w", err)
	}
	parent, err := os.OpenRoot(filepath.Dir(abs))
	if err != nil {
		return nil, fmt.Errorf("open the folder above the output: %w", err)
	}
	own := "." + name + ".minutebook-"
	return &place{dir, parent, name, own + "new", own + "old", own + "lock"}, nil
}

func (p *place) close() { p.parent.Close() }

// contains reports whether path is dir or stands below it, by any of its names.
func contains(dir, path string) (bool, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false, err
	}
	paths := []string{abs}
	if real, err := filepath.EvalSymlinks(abs); err == nil {
		paths = append(paths, real)
	}
	for _, p := range paths {
		for ; ; p = filepath.Dir(p) {
			if p == dir || sameFile(p, dir) {
				return true, nil
			}
			if p == filepath.Dir(p) {
				break
			}
		}
	}
	return false, nil
}

func sameFile(a, b string) bool {
	ai, err := os.Stat(a)
	if err != nil {
		return false
	}
	bi, err := os.Stat(b)
	return err == nil && os.SameFile(ai, bi)
}

const lockPoll = 20 * time.Millisecond

// lock keeps other builds away from the place until the returned function is
// called.
func (p *place) lock(ctx context.Context, wait bool) (func(), error) {
	for {
		unlock, ok, err := Lock(p.parent, p.locked)
		if err != nil {
			return nil, fmt.Errorf("lock output folder %s: %w", p.dir, err)
		}
		if ok {
			return unlock, nil
		}
		if !wait {
			return nil, diag.Fail(diag.Text{CN: "%s %s：%s", TW: "%s %s：%s", EN: "%s %s: %s"}, ErrBusy, p.dir, busyHint)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%w %s: stopped waiting for it: %w", ErrBusy, p.dir, ctx.Err())
		case <-time.After(lockPoll):
		}
	}
}

// recover puts right what a dead build left: an old site that it had renamed
// aside goes back, everything else goes away.
func (p *place) recover() error {
	_, err := p.parent.Lstat(p.name)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := p.parent.Lstat(p.aside + "/" + manifestPath); err == nil {
			if err := p.parent.Rename(p.aside, p.name); err != nil {
				return fmt.Errorf("restore the site of a build that died: %w", err)
			}
		}
	}
	for _, name := range []string{p.stage, p.aside} {
		if err := p.parent.RemoveAll(name); err != nil {
			return fmt.Errorf("remove what a build that died left beside %s: %w", p.dir, err)
		}
	}
	return nil
}

// discard removes what a build does not need any more. It returns the path of
// what could not be removed.
func (p *place) discard() string {
	for _, name := range []string{p.stage, p.aside} {
		if err := p.parent.RemoveAll(name); err != nil {
			return filepath.Join(filepath.Dir(filepath.Clean(p.dir)), name)
		}
	}
	return ""
}

// previous is the site that is to be replaced.
type previous struct {
	exists   bool          // there is a folder
	site     *os.Root      // the folder, nil if there is none
	manifest *Manifest     // nil if the folder is empty or not there
	infos    []fs.FileInfo // of the manifest's files; nil where there is none
}

func (o *previous) close() {
	if o.site != nil {
		o.site.Close()
	}
}

// previous looks at the folder that is there and refuses one that is not ours.
func (p *place) previous() (*previous, error) {
	site, err := p.parent.OpenRoot(p.name)
	if errors.Is(err, fs.ErrNotExist) {
		return &previous{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("open output folder: %w", err)
	}
	old := &previous{exists: true, site: site}
	dir := filepath.Join(p.parent.Name(), p.name)
	m, err := readManifest(site)
	var found survey
	switch {
	case errors.Is(err, fs.ErrNotExist):
		// Nothing is known, so everything there is foreign.
		found, err = (&Manifest{}).survey(dir, true)
	case err == nil:
		// FAT on Windows leaves the time of a folder alone.
		found, err = m.survey(dir, runtime.GOOS == "windows")
	}
	if err == nil {
		err = foreign(found.extra)
	}
	if err != nil {
		old.close()
		return nil, diag.Fail(diag.Text{CN: "输出文件夹 %s：%s；把它移走，或换一个文件夹；什么也没有改动", TW: "輸出資料夾 %s：%s；把它移走，或換一個資料夾；什麼也沒有更動", EN: "output folder %s: %s: move it away or choose another folder; nothing was changed"}, p.dir, err)
	}
	old.manifest, old.infos = m, found.infos
	return old, nil
}

// droppings are files that a desktop puts into every folder it shows.
var droppings = []string{".DS_Store", "Thumbs.db", "desktop.ini"}

func foreign(extra []string) error {
	extra = slices.DeleteFunc(extra, func(path string) bool {
		return slices.Contains(droppings, path[strings.LastIndexByte(path, '/')+1:])
	})
	if len(extra) == 0 {
		return nil
	}
	shown, more := extra, diag.Message{}
	if len(extra) > 3 {
		shown, more = extra[:3], diag.Say(diag.Text{CN: " 等 %[1]d 项", TW: " 等 %[1]d 項", EN: " and %[2]d more"}, len(extra), len(extra)-3)
	}
	return diag.Fail(diag.Text{CN: "%s：%s%s", TW: "%s：%s%s", EN: "%s: it holds %s%s"}, ErrForeign, strings.Join(shown, ", "), more)
}

// swap puts the new site in the old one's place and makes that last.
func (p *place) swap(oldExists bool) error {
	var err error
	if oldExists {
		err = exchange(p.parent, p.stage, p.name)
	} else {
		err = p.parent.Rename(p.stage, p.name)
	}
	if errors.Is(err, errors.ErrUnsupported) {
		err = p.swapByRename()
	}
	if errors.Is(err, syscall.EBUSY) {
		return fmt.Errorf("put the new site in place: %w: a mount point cannot be replaced: choose a folder inside it", err)
	}
	if err != nil {
		return fmt.Errorf("put the new site in place: %w", err)
	}
	if err := syncDir(p.parent, "."); err != nil {
		return fmt.Errorf("the new site is in place, but may not outlive a power failure: %w", err)
	}
	return nil
}

// swapByRename is the exchange of systems that have none. Between its two
// renames there is no site.
func (p *place) swapByRename() error {
	if err := p.parent.Rename(p.name, p.aside); err != nil {
		return err
	}
	if err := p.parent.Rename(p.stage, p.name); err != nil {
		return errors.Join(err, p.parent.Rename(p.aside, p.name))
	}
	return nil
}

// syncDir makes the names in a folder durable. Windows has no such call, and
// some file systems refuse it.
func syncDir(root *os.Root, name string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	err = d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, errors.ErrUnsupported) {
		return nil
	}
	return err
}
