//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package output

import (
	"errors"
	"io/fs"
	"os"

	"github.com/minutebook/minutebook/generator/diag"
)

var busyHint = diag.Text{
	CN: "等它结束；如果并没有，删去输出文件夹旁边以 .minutebook-lock 结尾的锁文件",
	TW: "等它結束；如果並沒有，刪去輸出資料夾旁邊以 .minutebook-lock 結尾的鎖定檔",
	EN: "wait until it has ended; if there is none, remove the lock file beside the output (its name ends in .minutebook-lock)",
}

// Lock makes the lock file, which must not be there. It outlives a process
// that dies.
func Lock(parent *os.Root, name string) (unlock func(), ok bool, err error) {
	f, err := parent.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, err
	}
	return func() {
		f.Close()
		parent.Remove(name)
	}, true, nil
}
