package output

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"

	"github.com/minutebook/minutebook/generator/diag"
)

var busyHint = diag.Text{CN: "等它结束，或停止它", TW: "等它結束，或停止它", EN: "wait until it has ended, or stop it"}

// Lock takes the lock if it is free. The file stays: an open file cannot be
// removed here.
func Lock(parent *os.Root, name string) (unlock func(), ok bool, err error) {
	f, err := parent.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, false, err
	}
	const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err = windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &windows.Overlapped{})
	if err != nil {
		f.Close()
		if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
			return nil, false, nil
		}
		return nil, false, &os.PathError{Op: "lock", Path: name, Err: err}
	}
	return func() { f.Close() }, true, nil
}
