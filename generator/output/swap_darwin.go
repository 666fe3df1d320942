package output

import (
	"os"

	"golang.org/x/sys/unix"
)

// exchange lets two names in a folder change places in one step. The error wraps
// errors.ErrUnsupported if the file system cannot.
func exchange(parent *os.Root, a, b string) error {
	d, err := parent.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	fd := int(d.Fd())
	return os.NewSyscallError("renameatx_np", unix.RenameatxNp(fd, a, fd, b, unix.RENAME_SWAP))
}
