package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"

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
		return nil, fmt.Errorf("make the folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the folder: %w", err)
	}
	defer root.Close()
	f := &folder{root: root}
	if !opt.DryRun {
		if err := root.MkdirAll(path.Dir(manifestAt), 0o755); err != nil {
			return nil, err
		}
		unlock, ok, err := output.Lock(root, metaDir+"publishing.lock")
		if err != nil {
			return nil, fmt.Errorf("lock the folder: %w", err)
		}
		if !ok {
			return nil, errors.New("somebody else is publishing there: wait until that has ended; nothing was changed")
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
		return fmt.Errorf("%s is, holds or lies in %s: choose a folder apart from it", dir, avoid)
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
		return nil, fmt.Errorf("look through the folder: %w", err)
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
		return nil, fmt.Errorf("%s is no manifest: choose another folder; nothing was changed", name)
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
		return fmt.Errorf("write %s: %w", name, err)
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
		return fmt.Errorf("%s is in the way of a folder: move it away", dir)
	}
	return nil
}

func (f *folder) seal(ctx context.Context, data []byte) error {
	now, err := f.read(ctx, manifestAt)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if string(now) != string(f.before) {
		return errors.New("somebody else published there meanwhile")
	}
	return f.put(ctx, manifestAt, data)
}

// remove takes a file away and the folders that are empty then.
func (f *folder) remove(_ context.Context, name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove %s: %w", name, err)
	}
	for dir := path.Dir(name); dir != "." && dir+"/" != metaDir; dir = path.Dir(dir) {
		if f.root.Remove(dir) != nil {
			break
		}
	}
	return nil
}
