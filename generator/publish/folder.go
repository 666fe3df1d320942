package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
)

// folder is a folder of a web server, perhaps of another machine. All work goes
// through its root, and no link in it is followed.
type folder struct {
	root   *os.Root // nil while the folder is not there
	before []byte   // the manifest when we came
}

// partial is the name of a file that is not yet whole.
const partial = metaDir + "publishing.part"

func sendFolder(ctx context.Context, dir string, s *site, opt Options) (*Result, error) {
	for _, avoid := range append([]string{opt.Site}, opt.Avoid...) {
		if err := apart(dir, avoid); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && opt.DryRun {
		return send(ctx, &folder{}, s, opt)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, diag.Fail(diag.Text{CN: "建不了文件夹：%s", TW: "無法建立資料夾：%s", EN: "make the folder: %s"}, err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "打不开文件夹：%s", TW: "打不開資料夾：%s", EN: "open the folder: %s"}, err)
	}
	defer root.Close()
	f := &folder{root: root}
	if !opt.DryRun {
		if err := root.MkdirAll(path.Dir(manifestAt), 0o755); err != nil {
			return nil, err
		}
		unlock, ok, err := output.Lock(root, metaDir+"publishing.lock")
		if err != nil {
			return nil, diag.Fail(diag.Text{CN: "锁不住文件夹：%s", TW: "無法鎖定資料夾：%s", EN: "lock the folder: %s"}, err)
		}
		if !ok {
			return nil, diag.Fail(diag.Text{CN: "有别人正在往那里发布；等它结束；什么都没有改", TW: "有別人正在往那裡發布；等它結束；什麼都沒有改", EN: "somebody else is publishing there: wait until that has ended; nothing was changed"})
		}
		defer unlock()
		if err := root.Remove(partial); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	return send(ctx, f, s, opt)
}

// apart refuses a target that is, holds or lies in a folder to be avoided.
func apart(dir, avoid string) error {
	a, err := real(dir)
	if err != nil {
		return err
	}
	b, err := real(avoid)
	if err != nil {
		return err
	}
	within := func(inner, outer string) bool {
		rel, err := filepath.Rel(outer, inner)
		return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
	}
	if within(a, b) || within(b, a) {
		return diag.Fail(diag.Text{CN: "%[1]s 就是 %[2]s、包含它或在它里面；换一个分开的文件夹", TW: "%[1]s 就是 %[2]s、包含它或在它裡面；換一個分開的資料夾", EN: "%s is, holds or lies in %s: choose a folder apart from it"}, dir, avoid)
	}
	return nil
}

// real is a path without links, as far as it is there.
func real(p string) (string, error) {
	abs, err := filepath.Abs(p)
	if err != nil {
		return "", err
	}
	rest := ""
	for at := abs; ; at = filepath.Dir(at) {
		if found, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(found, rest), nil
		}
		if at == filepath.Dir(at) {
			return abs, nil
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

func (f *folder) width() int { return 1 }

func (f *folder) list(ctx context.Context) (map[string]entry, error) {
	out := map[string]entry{}
	if f.root == nil {
		return out, nil
	}
	err := fs.WalkDir(f.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return errors.Join(err, ctx.Err())
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		out[name] = entry{size: info.Size(), odd: !info.Mode().IsRegular()}
		return nil
	})
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "查看文件夹时出错：%s", TW: "檢視資料夾時出錯：%s", EN: "look through the folder: %s"}, err)
	}
	if _, ok := out[manifestAt]; ok {
		if f.before, err = f.read(ctx, manifestAt); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (f *folder) same(_ context.Context, name string, e entry, want output.File, _ []byte, _ bool) (bool, error) {
	if e.odd || e.size != want.Size {
		return false, nil
	}
	file, err := f.root.Open(name)
	if err != nil {
		return false, err
	}
	defer file.Close()
	h := sha256.New()
	if _, err := io.Copy(h, file); err != nil {
		return false, err
	}
	return [32]byte(h.Sum(nil)) == want.SHA256, nil
}

func (f *folder) read(_ context.Context, name string) ([]byte, error) {
	info, err := f.root.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > maxManifest {
		return nil, diag.Fail(diag.Text{CN: "%s 不是清单；换一个文件夹；什么都没有改", TW: "%s 不是清單；換一個資料夾；什麼都沒有改", EN: "%s is no manifest: choose another folder; nothing was changed"}, name)
	}
	return f.root.ReadFile(name)
}

func (f *folder) put(ctx context.Context, name string, data []byte) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := f.makeFolder(path.Dir(name)); err != nil {
		return err
	}
	w, err := f.root.OpenFile(partial, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	if err == nil && name == manifestAt {
		err = w.Sync()
	}
	if err == nil && runtime.GOOS != "windows" {
		err = w.Chmod(0o644) // whatever the umask takes away, a web server has to read it
	}
	if err = errors.Join(err, w.Close()); err == nil {
		err = f.root.Rename(partial, name)
	}
	if err != nil {
		f.root.Remove(partial)
		return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
	}
	return nil
}

// makeFolder makes a folder and those above it. A link in the way is somebody
// else's.
func (f *folder) makeFolder(dir string) error {
	if dir == "." {
		return nil
	}
	if err := f.makeFolder(path.Dir(dir)); err != nil {
		return err
	}
	switch info, err := f.root.Lstat(dir); {
	case errors.Is(err, fs.ErrNotExist):
		return f.root.Mkdir(dir, 0o755)
	case err != nil:
		return err
	case !info.IsDir():
		return diag.Fail(diag.Text{CN: "%s 占着文件夹的位置；移走它", TW: "%s 占著資料夾的位置；移走它", EN: "%s is in the way of a folder: move it away"}, dir)
	}
	return nil
}

func (f *folder) seal(ctx context.Context, data []byte) error {
	now, err := f.read(ctx, manifestAt)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if string(now) != string(f.before) {
		return diag.Fail(diag.Text{CN: "其间有别人在那里发布过", TW: "其間有別人在那裡發布過", EN: "somebody else published there meanwhile"})
	}
	return f.put(ctx, manifestAt, data)
}

// remove takes a file away and the folders that are empty then.
func (f *folder) remove(_ context.Context, name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return diag.Fail(diag.Text{CN: "删不了 %s：%s", TW: "無法刪除 %s：%s", EN: "remove %s: %s"}, name, err)
	}
	for dir := path.Dir(name); dir != "." && dir+"/" != metaDir; dir = path.Dir(dir) {
		if f.root.Remove(dir) != nil {
			break
		}
	}
	return nil
}
