package archive

import (
	"errors"
	"io/fs"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// notOrdinary is the error of something that stands in the place of a file and is
// none. It is not opened: a link may lead anywhere, and a pipe may never end.
type notOrdinary struct {
	path string
	mode fs.FileMode
}

func (e *notOrdinary) Error() string {
	return e.path + " is " + kind(e.mode).EN + ", not an ordinary file: put the file itself in its place"
}

// kind names what a mode stands for.
func kind(mode fs.FileMode) diag.Text {
	if mode&fs.ModeSymlink != 0 {
		return diag.Text{CN: "符号链接", TW: "符號連結", EN: "a symbolic link"}
	}
	return diag.Text{CN: "设备、管道一类的东西", TW: "裝置、管線一類的東西", EN: "a device, a pipe or the like"}
}

// NotOrdinary says that a link or a device is no file, and what to do about it.
func NotOrdinary(mode fs.FileMode) (msg, hint diag.Message) {
	return diag.Say(diag.Text{CN: "这是%s，不是普通文件，不读取", TW: "這是%s，不是一般檔案，不讀取", EN: "this is %s and no ordinary file, and is not read"}, kind(mode)),
		diag.Say(diag.Text{CN: "换成文件本身，或移走它", TW: "換成檔案本身，或移走它", EN: "put the file itself in its place, or take it away"})
}

// readOrdinary reads a file that neither is a link or a device nor lies behind one.
func readOrdinary(fsys fs.FS, p string) ([]byte, error) {
	for i := range len(p) + 1 {
		if i < len(p) && p[i] != '/' {
			continue
		}
		info, err := fs.Lstat(fsys, p[:i])
		if err != nil {
			return nil, err
		}
		if mode := info.Mode().Type(); mode != 0 && mode != fs.ModeDir {
			return nil, &notOrdinary{p[:i], mode}
		}
	}
	return fs.ReadFile(fsys, p)
}

// unreadable is a file that is there and cannot be read.
func unreadable(p string, err error, lim source.Limits) *source.Document {
	msg, hint := diag.Say(diag.Text{CN: "读不了这个文件：%s", TW: "讀不了這個檔案：%s", EN: "cannot read this file: %s"}, err.Error()), diag.Message{}
	if odd := (*notOrdinary)(nil); errors.As(err, &odd) && odd.path == p {
		msg, hint = NotOrdinary(odd.mode)
	}
	doc := source.Read(p, nil, lim)
	doc.Findings = nil
	note(doc, "file-unreadable", diag.Span{}, msg, hint)
	return doc
}
