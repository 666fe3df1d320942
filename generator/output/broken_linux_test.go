package output

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"
)

// childBroken is the system call that fails in a child, by name; behind a space
// the only number of bytes, or a flag of those, with which it does.
const childBroken = "OUTPUT_TEST_BROKEN"

// calls are those by which a build changes a disk, with the argument that the
// second word of childBroken is about.
var calls = map[string]struct {
	number uintptr
	arg    uint32
}{
	"write":     {unix.SYS_WRITE, 2},
	"openat":    {unix.SYS_OPENAT, 2},
	"mkdirat":   {unix.SYS_MKDIRAT, 2},
	"linkat":    {unix.SYS_LINKAT, 2},
	"unlinkat":  {unix.SYS_UNLINKAT, 2},
	"renameat":  {unix.SYS_RENAMEAT, 2},
	"renameat2": {unix.SYS_RENAMEAT2, 2},
	"fsync":     {unix.SYS_FSYNC, 2},
	"close":     {unix.SYS_CLOSE, 2},
}

func init() {
	if what := os.Getenv(childBroken); what != "" {
		if err := breakDisk(what); err != nil {
			fmt.Fprintln(os.Stderr, "no filter:", err)
			os.Exit(77)
		}
	}
}

// breakDisk lets the kernel answer a system call of this process with EIO, as it
// does when a disk is broken.
func breakDisk(what string) error {
	name, rest, some := strings.Cut(what, " ")
	call, ok := calls[name]
	if !ok {
		return fmt.Errorf("no call %q", name)
	}
	load := func(at uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: at}
	}
	answer := func(with uint32) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_RET | unix.BPF_K, K: with}
	}
	test := func(how uint16, with uint32, otherwise uint8) unix.SockFilter {
		return unix.SockFilter{Code: unix.BPF_JMP | how | unix.BPF_K, K: with, Jf: otherwise}
	}
	program := []unix.SockFilter{load(0), test(unix.BPF_JEQ, uint32(call.number), 1)}
	if some {
		var with uint32
		if _, err := fmt.Sscan(rest, &with); err != nil {
			return err
		}
		how := uint16(unix.BPF_JEQ)
		if name == "openat" {
			how = unix.BPF_JSET // flags
		}
		// Number, architecture and instruction pointer stand before the arguments.
		program = []unix.SockFilter{load(0), test(unix.BPF_JEQ, uint32(call.number), 3), load(16 + 8*call.arg), test(how, with, 1)}
	}
	program = append(program, answer(unix.SECCOMP_RET_ERRNO|uint32(unix.EIO)), answer(unix.SECCOMP_RET_ALLOW))
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	filter := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&filter)))
	runtime.KeepAlive(program)
	if errno != 0 {
		return errno
	}
	return nil
}

// A broken disk leaves the old site or the new one, whole, whichever call it is
// that fails, and the next build mends all of it.
func TestBrokenDisk(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build := func(gen, broken string) (string, error) {
		t.Helper()
		var env []string
		if broken != "" {
			env = append(env, childBroken+"="+broken)
		}
		out, err := childCommand(t, dir, gen, env...).CombinedOutput()
		if exit, ok := err.(*exec.ExitError); ok && exit.ExitCode() == 77 {
			t.Skip("the kernel takes no filter here: ", string(out))
		}
		return string(out), err
	}
	if out, err := build("1", ""); err != nil {
		t.Fatal(out)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	manifest := len(read(t, dir, manifestPath))
	if out, err := build("0", ""); err != nil {
		t.Fatal(out)
	}

	// What fails, and the generation that must be in place then.
	broken := map[string]string{
		fmt.Sprint("write ", manifest):      "0",
		fmt.Sprint("openat ", unix.O_CREAT): "0",
		"mkdirat":                           "0",
		"fsync":                             "0",
		"close":                             "0",
		"renameat2":                         "0",
		"linkat":                            "1", // what cannot be linked is copied
		"unlinkat":                          "0",
	}
	pages := 0
	for _, f := range m.Files {
		if f.Size > 100 && pages < stressed(5, generationPages) { // the rest is linked
			broken[fmt.Sprint("write ", f.Size)] = "0"
			pages++
		}
	}
	for what, want := range broken {
		out, err := build("1", what)
		if failed := err != nil; failed != (want == "0") {
			t.Errorf("%s: %v: %s", what, err, out)
		} else if failed && !strings.Contains(out, "input/output error") {
			t.Errorf("%s: the error is %s", what, out)
		}
		if got := generationOf(t, dir); got != want {
			t.Errorf("%s: the site is of generation %s, want %s", what, got, want)
		}
		if out, err := build("0", ""); err != nil {
			t.Fatalf("after %s: %s", what, out)
		}
		if got := generationOf(t, dir); got != "0" {
			t.Errorf("after %s: the site is of generation %s", what, got)
		}
		whole(t, dir)
	}
	t.Logf("%d ways to fail, %d of them pages", len(broken), pages)
}
