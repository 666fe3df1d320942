//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package output

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// folder is a folder of the stage, held open to make files in.
type folder struct {
	file *os.File
	fd   int
}

func openFolder(root *os.Root, name string) (*folder, error) {
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	return &folder{f, int(f.Fd())}, nil
}

// create makes a new file. A file opened the ordinary way is first offered to the
// poller, which costs five calls for each and is of no use for a file on a disk.
func (d *folder) create(base string) (*os.File, error) {
	for {
		fd, err := unix.Openat(d.fd, base, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW|unix.O_CLOEXEC, uint32(fileMode))
		switch {
		case err == nil:
			return os.NewFile(uintptr(fd), base), nil
		case !errors.Is(err, unix.EINTR):
			return nil, &os.PathError{Op: "open", Path: base, Err: err}
		}
	}
}

func (d *folder) close() { d.file.Close() }
