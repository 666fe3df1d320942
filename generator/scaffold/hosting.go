package scaffold

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/hosting"
)

// hostingFiles are what the registers of a new archive make of a host's forms.
func hostingFiles(files []File, host string) ([]File, error) {
	if !slices.Contains(hosting.Hosts, host) {
		return nil, nil
	}
	tree := fstest.MapFS{}
	for _, f := range files {
		tree[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	a, err := archive.Load(context.Background(), tree, archive.Options{Workers: 1})
	if err != nil {
		return nil, fmt.Errorf("read the new archive back: %w", err)
	}
	var out []File
	for _, f := range hosting.Files(a, host) {
		out = append(out, File(f))
	}
	return out, nil
}

// Deed is what Refresh does with a file.
type Deed uint8

// A file is made where there is none, changed or removed if it was generated and
// the registers now say something else, and kept if it is the archive's own. Of one
// that is as it should be nothing is told.
const (
	Made Deed = iota + 1
	Changed
	Removed
	Kept
)

// Refreshed is what Refresh did with a file.
type Refreshed struct {
	Path string
	Deed Deed
}

// refreshed is a file as it is to be; nil data for none.
type refreshed struct {
	Refreshed
	data []byte
}

// Refresh brings the generated files of an archive's hosts up to what its schema
// and registers say now: those of one host, or for "" of each that has some. Files
// of the archive's own stay. With dry nothing is written.
func Refresh(root *os.Root, a *archive.Archive, host string, dry bool) ([]Refreshed, error) {
	if !a.Sound() {
		return nil, diag.Fail(diag.Text{
			CN: "配置或登记表有错，照它生成的文件也会错：先按 minutebook check 改正", TW: "設定或登記表有錯，照它產生的檔案也會錯：先按 minutebook check 改正", EN: "the config or a register has errors, and so would the files made of them: mend what minutebook check lists first",
		})
	}
	hosts, err := refreshedHosts(a, host)
	if err != nil {
		return nil, err
	}
	var todo []refreshed
	for _, h := range hosts {
		some, err := plan(root, a, h)
		if err != nil {
			return nil, err
		}
		todo = append(todo, some...)
	}
	if !dry {
		if err := carryOut(root, todo); err != nil {
			return nil, err
		}
	}
	var out []Refreshed
	for _, r := range todo {
		out = append(out, r.Refreshed)
	}
	return out, nil
}

func refreshedHosts(a *archive.Archive, host string) ([]string, error) {
	if slices.Contains(hosting.Hosts, host) {
		return []string{host}, nil
	}
	var out []string
	for _, d := range a.Hosting {
		if h := hosting.HostOf(d.Path); !slices.Contains(out, h) {
			out = append(out, h)
		}
	}
	if host != "" || out == nil {
		return nil, diag.Fail(diag.Text{
			CN: "这里还没有生成过的文件：用 --ci 写明托管平台（%s）", TW: "這裡還沒有產生過的檔案：用 --ci 寫明託管平台（%s）", EN: "no file here was generated: name the host with --ci (%s)",
		}, strings.Join(hosting.Hosts, ", "))
	}
	return out, nil
}

// plan says what is to be done for one host, in path order.
func plan(root *os.Root, a *archive.Archive, host string) ([]refreshed, error) {
	var out []refreshed
	want := map[string]bool{}
	for _, f := range hosting.Files(a, host) {
		want[f.Path] = true
		info, err := root.Lstat(f.Path)
		if errors.Is(err, fs.ErrNotExist) {
			out = append(out, refreshed{Refreshed{f.Path, Made}, f.Data})
			continue
		}
		if err != nil {
			return nil, diag.Fail(diag.Text{CN: "看不了 %s：%s", TW: "無法檢視 %s：%s", EN: "look at %s: %s"}, f.Path, err)
		}
		old := generatedText(a, f.Path)
		switch {
		case old == nil || !info.Mode().IsRegular():
			out = append(out, refreshed{Refreshed{f.Path, Kept}, nil})
		case !hosting.Same(old, f.Data):
			out = append(out, refreshed{Refreshed{f.Path, Changed}, f.Data})
		}
	}
	for _, d := range a.Hosting {
		if hosting.HostOf(d.Path) == host && !want[d.Path] {
			out = append(out, refreshed{Refreshed{d.Path, Removed}, nil})
		}
	}
	slices.SortFunc(out, func(a, b refreshed) int { return strings.Compare(a.Path, b.Path) })
	return out, nil
}

func generatedText(a *archive.Archive, path string) []byte {
	for _, d := range a.Hosting {
		if d.Path == path {
			return d.Bytes
		}
	}
	return nil
}

// carryOut writes what is to be written beside, and moves it into place when all
// of it is there.
func carryOut(root *os.Root, todo []refreshed) (err error) {
	beside := func(p string) string { return path.Join(path.Dir(p), "."+path.Base(p)+".new") }
	defer func() {
		for _, r := range todo {
			if r.data != nil && err != nil {
				root.Remove(beside(r.Path))
			}
		}
	}()
	for _, r := range todo {
		if r.data == nil {
			continue
		}
		root.Remove(beside(r.Path)) // of a run that was cut off
		if err := Create(root, File{beside(r.Path), r.data}); err != nil {
			return diag.Fail(diag.Text{CN: "写不了 %s：%s；什么也没改", TW: "無法寫入 %s：%s；什麼也沒改", EN: "write %s: %s; nothing was changed"}, r.Path, err)
		}
	}
	for _, r := range todo {
		switch r.Deed {
		case Made, Changed:
			err = root.Rename(beside(r.Path), r.Path)
		case Removed:
			err = root.Remove(r.Path)
		}
		if err != nil {
			return diag.Fail(diag.Text{CN: "改不了 %s：%s；再执行一次就会补齐", TW: "無法更動 %s：%s；再執行一次就會補齊", EN: "change %s: %s; run it again for the rest"}, r.Path, err)
		}
	}
	return nil
}
