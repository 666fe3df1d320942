package output

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/sys/unix"
)

// smallDisk is a file system of so many bytes; making one needs privileges.
func smallDisk(t *testing.T, size int) string {
	dir := t.TempDir()
	if err := unix.Mount("tmpfs", dir, "tmpfs", 0, fmt.Sprint("size=", size)); err != nil {
		t.Skip("cannot mount a small disk:", err)
	}
	t.Cleanup(func() {
		if err := unix.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

func TestFullDisk(t *testing.T) {
	disk := smallDisk(t, 1<<20)
	dir := filepath.Join(disk, "public")
	all := stressed(20, 60)
	write(t, dir, corpus(all, true)...)
	want := tree(t, dir)
	// Each time the disk is full somewhere else.
	for n := range all {
		pages := append(corpus(all, true)[:n], Page{Path: "big", Write: func(w io.Writer) error {
			_, err := w.Write(make([]byte, 1<<20))
			return err
		}})
		for i := range pages {
			pages[i].Digest = [32]byte{}
		}
		_, err := Write(t.Context(), dir, slices.Values(pages), Options{})
		refused(t, err, "page", "no space left on device")
		sameTree(t, tree(t, dir), want)
		whole(t, dir)
	}
	write(t, dir, corpus(10, true)...)
	whole(t, dir)
}

func TestMountPointIsRefused(t *testing.T) {
	dir := smallDisk(t, 1<<20)
	_, err := Write(t.Context(), dir, slices.Values([]Page{page("a", "1")}), Options{})
	refused(t, err, "a mount point cannot be replaced: choose a folder inside it")
	write(t, filepath.Join(dir, "site"), page("a", "1"))
	whole(t, filepath.Join(dir, "site"))
}
