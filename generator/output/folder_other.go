//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package output

import "os"

// folder is a folder of the stage, held open to make files in.
type folder struct{ root *os.Root }

func openFolder(root *os.Root, name string) (*folder, error) {
	r, err := root.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &folder{r}, nil
}

func (d *folder) create(base string) (*os.File, error) {
	return d.root.OpenFile(base, os.O_WRONLY|os.O_CREATE|os.O_EXCL, fileMode)
}

func (d *folder) close() { d.root.Close() }
