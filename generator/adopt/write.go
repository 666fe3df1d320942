package adopt

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// ErrNotEmpty says that the destination holds something an adoption must not
// touch.
var ErrNotEmpty = diag.Fail(diag.Text{CN: "文件夹不是空的：换一个新的，或者还没有记录和登记册的档案库", TW: "資料夾不是空的：換一個新的，或者還沒有記錄和登記冊的檔案庫", EN: "the folder is not empty: choose a new one, or an archive without records and registers"})

// Write makes the archive. The destination must not exist, be empty, or be an
// archive without records and registers, whose config is kept. Everything is
// written beside the destination first and moved there when it is whole; after
// an error the destination is as it was. Only a folder of the name
// ".NAME.minutebook-adopt" is used beside it.
func (p *Plan) Write(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("find the folder: %w", err)
	}
	parent, base := filepath.Dir(dir), filepath.Base(dir)
	if parent == dir {
		return fmt.Errorf("write %s: a folder with a name is needed", dir)
	}
	if err := os.MkdirAll(parent, 0o777); err != nil {
		return fmt.Errorf("make the folder: %w", err)
	}
	root, err := os.OpenRoot(parent)
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	defer root.Close()
	there, err := destination(root, base)
	if err != nil {
		return err
	}
	stage := "." + base + ".minutebook-adopt"
	if err := root.RemoveAll(stage); err != nil {
		return fmt.Errorf("clear what an earlier run left: %w", err)
	}
	defer root.RemoveAll(stage) // empty or gone after success
	if err := p.stage(root, stage); err != nil {
		return err
	}
	if there == emptyArchive {
		return merge(root, stage, base)
	}
	if there == emptyFolder {
		if err := root.Remove(base); err != nil {
			return fmt.Errorf("replace the empty folder: %w", err)
		}
	}
	if err := root.Rename(stage, base); err != nil {
		return fmt.Errorf("move the archive to its place: %w", err)
	}
	return nil
}

type state uint8

const (
	nothing state = iota
	emptyFolder
	emptyArchive
)

// destination looks at what stands where the archive is to be.
func destination(root *os.Root, base string) (state, error) {
	info, err := root.Lstat(base)
	if errors.Is(err, fs.ErrNotExist) {
		return nothing, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at the folder: %w", err)
	}
	if !info.IsDir() {
		return 0, diag.Fail(diag.Text{CN: "%s 不是文件夹：换一个名字", TW: "%s 不是資料夾：換一個名字", EN: "%s is not a folder: choose another name"}, base)
	}
	sub, err := root.OpenRoot(base)
	if err != nil {
		return 0, fmt.Errorf("look at the folder: %w", err)
	}
	defer sub.Close()
	list, err := fs.ReadDir(sub.FS(), ".")
	if err != nil {
		return 0, fmt.Errorf("look at the folder: %w", err)
	}
	if len(list) == 0 {
		return emptyFolder, nil
	}
	a, err := archive.Load(context.Background(), sub.FS(), archive.Options{})
	if errors.Is(err, archive.ErrNoArchive) {
		return 0, ErrNotEmpty
	}
	if err != nil {
		return 0, fmt.Errorf("look at the folder: %w", err)
	}
	if len(a.Records)+len(a.Unplaced)+len(a.Units)+len(a.People) > 0 {
		return 0, ErrNotEmpty
	}
	return emptyArchive, onlyFolders(sub.FS())
}

// onlyFolders reports ErrNotEmpty for an archive whose folders of records hold
// anything but folders and the marks that keep those in git.
func onlyFolders(fsys fs.FS) error {
	for _, t := range schema.Builtin().Types {
		err := fs.WalkDir(fsys, t.Folder, func(p string, e fs.DirEntry, err error) error {
			switch {
			case errors.Is(err, fs.ErrNotExist) && p == t.Folder:
				return fs.SkipDir
			case err != nil:
				return fmt.Errorf("look at the folder: %w", err)
			case !e.IsDir() && e.Name() != ".gitkeep":
				return ErrNotEmpty
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// stage writes every file into a new folder.
func (p *Plan) stage(root *os.Root, name string) error {
	if err := root.Mkdir(name, 0o777); err != nil {
		return fmt.Errorf("make a folder to work in: %w", err)
	}
	to, err := root.OpenRoot(name)
	if err != nil {
		return fmt.Errorf("open the folder to work in: %w", err)
	}
	defer to.Close()
	made := map[string]bool{}
	folder := func(file string) error {
		d := path.Dir(file)
		if made[d] {
			return nil
		}
		made[d] = true
		return to.MkdirAll(filepath.FromSlash(d), 0o777)
	}
	for _, f := range sortedKeys(p.out.files) {
		if err := folder(f); err != nil {
			return fmt.Errorf("write %s: %w", f, err)
		}
		if err := to.WriteFile(filepath.FromSlash(f), p.out.files[f], 0o666); err != nil {
			return fmt.Errorf("write %s: %w", f, err)
		}
	}
	for _, f := range sortedKeys(p.attachments) {
		if err := folder(f); err != nil {
			return fmt.Errorf("write %s: %w", f, err)
		}
		if err := p.copyTo(to, f); err != nil {
			return fmt.Errorf("copy %s: %w", p.attachments[f], err)
		}
	}
	return nil
}

func (p *Plan) copyTo(to *os.Root, name string) error {
	in, err := p.src.Open(p.attachments[name])
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := to.OpenFile(filepath.FromSlash(name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// merge moves the staged files into an archive that holds no records. Its own
// config stays; registers without entries give way. What was moved is put back
// if a later move fails.
func merge(root *os.Root, stage, base string) (err error) {
	type move struct{ from, to string }
	var done []move
	defer func() {
		if err == nil {
			return
		}
		for _, m := range slices.Backward(done) {
			err = errors.Join(err, root.Rename(m.to, m.from))
		}
	}()
	mv := func(from, to string) error {
		if err := root.Rename(from, to); err != nil {
			return fmt.Errorf("move %s to its place: %w", path.Base(to), err)
		}
		done = append(done, move{from, to})
		return nil
	}
	aside := stage + "/.aside"
	if err := root.Mkdir(aside, 0o777); err != nil {
		return fmt.Errorf("make a folder to work in: %w", err)
	}
	list, err := fs.ReadDir(root.FS(), stage)
	if err != nil {
		return fmt.Errorf("list what was written: %w", err)
	}
	for _, e := range list {
		names := []string{e.Name()}
		switch {
		case strings.HasPrefix(e.Name(), "."), e.Name() == archive.ConfigFile:
			continue
		case e.Name() == "registers":
			if names, err = registerFiles(root, stage, base); err != nil {
				return err
			}
		}
		for _, n := range names {
			if _, err := root.Lstat(base + "/" + n); err == nil {
				if err := mv(base+"/"+n, aside+"/"+strings.ReplaceAll(n, "/", "_")); err != nil {
					return err
				}
			}
			if err := mv(stage+"/"+n, base+"/"+n); err != nil {
				return err
			}
		}
	}
	return nil
}

// registerFiles lists the registers written one by one, so that others of the
// archive stay.
func registerFiles(root *os.Root, stage, base string) ([]string, error) {
	if err := root.MkdirAll(base+"/registers", 0o777); err != nil {
		return nil, fmt.Errorf("make the folder of registers: %w", err)
	}
	list, err := fs.ReadDir(root.FS(), stage+"/registers")
	if err != nil {
		return nil, fmt.Errorf("list the registers: %w", err)
	}
	var out []string
	for _, e := range list {
		out = append(out, "registers/"+e.Name())
	}
	return out, nil
}
