package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestMemoryLimit(t *testing.T) {
	for live, want := range map[uint64]int64{0: 600 << 20, 400 << 20: 600 << 20, 500 << 20: 750 << 20, 4 << 30: 6 << 30} {
		if got := memoryLimit(live); got != want {
			t.Errorf("%d MiB alive: got %d MiB, want %d", live>>20, got>>20, want>>20)
		}
	}
}

// The limit follows the heap up and down again.
func TestCollectOften(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	if !collectOften() {
		t.Fatal("it does not follow")
	}
	becomes := func(want func(int64) bool) {
		for !want(debug.SetMemoryLimit(-1)) {
			runtime.GC()
			time.Sleep(time.Millisecond) // cleanups have a goroutine of their own
		}
	}
	becomes(func(l int64) bool { return l == 600<<20 })
	big := make([]byte, 700<<20)
	becomes(func(l int64) bool { return l >= 1050<<20 })
	runtime.KeepAlive(big)
	becomes(func(l int64) bool { return l == 600<<20 })
}

// Who says how is obeyed.
func TestCollectAsTold(t *testing.T) {
	for _, name := range []string{"GOGC", "GOMEMLIMIT"} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("GOGC", "")
			t.Setenv("GOMEMLIMIT", "")
			t.Setenv(name, "100")
			if collectOften() {
				t.Errorf("%s is set and not obeyed", name)
			}
		})
	}
}
