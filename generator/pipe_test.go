//go:build linux || darwin

package generator_test

import "syscall"

// pipe makes a named pipe, which never ends for whoever reads it.
func pipe(at string) error { return syscall.Mkfifo(at, 0o644) }
