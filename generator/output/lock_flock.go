//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package output

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"github.com/minutebook/minutebook/generator/diag"
)

var busyHint = diag.Text{CN: "等它结束，或停止它", TW: "等它結束，或停止它", EN: "wait until it has ended, or stop it"}

// Lock takes the lock if it is free. The file goes away with the lock; a
// build that opened it just before finds that out and opens the next one.
func Lock(parent *os.Root, name string) (unlock func(), ok bool, err error) {
	for {
		f, ok, err := lockFile(parent, name)
		if err != nil || !ok {
			return nil, false, err
		}
		named, err := parent.Lstat(name)
		if err == nil && !named.Mode().IsRegular() {
			f.Close()
			return nil, false, fmt.Errorf("%s is not a regular file: remove it", name)
		}
		if held, statErr := f.Stat(); err != nil || statErr != nil || !os.SameFile(named, held) {
			f.Close()
			continue
		}
		return func() {
			parent.Remove(name)
			f.Close()
		}, true, nil
	}
}

// lockFile opens the file and locks it, unless somebody else has.
func lockFile(parent *os.Root, name string) (*os.File, bool, error) {
	f, err := parent.OpenFile(name, os.O_RDONLY|os.O_CREATE|unix.O_NONBLOCK, 0o644)
	if err != nil {
		return nil, false, err
	}
	err = unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if err != nil {
		f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, false, nil
		}
		return nil, false, &os.PathError{Op: "flock", Path: name, Err: err}
	}
	return f, true, nil
}
