package output

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// exchange lets two names in a folder change places in one step. The error wraps
// errors.ErrUnsupported if the kernel or the file system cannot.
func exchange(parent *os.Root, a, b string) error {
	d, err := parent.Open(".")
	if err != nil {
		return err
	}
	defer d.Close()
	fd := int(d.Fd())
	err = unix.Renameat2(fd, a, fd, b, unix.RENAME_EXCHANGE)
	if errors.Is(err, unix.EINVAL) {
		return fmt.Errorf("%w: %w", errors.ErrUnsupported, err)
	}
	return os.NewSyscallError("renameat2", err)
}
