package diag

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
)

// failure is an error whose words are in every language.
type failure struct {
	message Message
	causes  []error
}

func (f *failure) Error() string   { return f.message.In(En) }
func (f *failure) Unwrap() []error { return f.causes }

// Fail makes an error that can be told in every language. It says by itself what
// happened, where, and what to do next, because Tell shows nothing of what is
// wrapped around it. Errors among the arguments are wrapped, and told in the
// same language.
func Fail(t Text, args ...any) error {
	f := &failure{message: Say(t, args...)}
	for _, a := range args {
		if err, ok := a.(error); ok {
			f.causes = append(f.causes, err)
		}
	}
	return f
}

// Tell says an error in a language: the outermost that Fail made, else what the
// system complains of, else the error's own words, which are English.
func Tell(err error, l Lang) string {
	if l == En {
		return err.Error()
	}
	if f, ok := errors.AsType[*failure](err); ok {
		return f.message.In(l)
	}
	return told(err, l)
}

// reasons are the complaints of a system that users cause themselves.
var reasons = []struct {
	is   error
	text Text
}{
	{fs.ErrPermission, Text{CN: "没有访问权限", TW: "沒有存取權限", EN: "permission denied"}},
	{fs.ErrNotExist, Text{CN: "没有这个文件或文件夹", TW: "沒有這個檔案或資料夾", EN: "no such file or folder"}},
	{fs.ErrExist, Text{CN: "已经存在", TW: "已經存在", EN: "it exists already"}},
	{syscall.ENOTDIR, Text{CN: "不是文件夹", TW: "不是資料夾", EN: "not a folder"}},
	{syscall.EISDIR, Text{CN: "是文件夹，不是文件", TW: "是資料夾，不是檔案", EN: "a folder, not a file"}},
	{syscall.ENOSPC, Text{CN: "磁盘已满", TW: "磁碟已滿", EN: "the disk is full"}},
	{syscall.EROFS, Text{CN: "磁盘是只读的", TW: "磁碟是唯讀的", EN: "the disk is read-only"}},
	{syscall.EADDRINUSE, Text{CN: "地址已被占用", TW: "位址已被佔用", EN: "the address is in use"}},
	{context.Canceled, Text{CN: "已中止", TW: "已中止", EN: "stopped"}},
}

// told says why the system refused and for which file. What was being done is
// known in English only and follows in brackets.
func told(err error, l Lang) string {
	for _, r := range reasons {
		if !errors.Is(err, r.is) {
			continue
		}
		why := r.text.In(l)
		p, ok := errors.AsType[*fs.PathError](err)
		if ok {
			why = p.Path + "：" + why
		}
		if ok && err == error(p) || err == r.is {
			return why
		}
		return why + "（" + err.Error() + "）"
	}
	return err.Error()
}
