package main

import (
	"math"
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestBounds(t *testing.T) {
	for live, want := range map[uint64]struct {
		limit   int64
		percent int
	}{
		0: {560 << 20, 100}, 373 << 20: {560 << 20, 100}, 374 << 20: {math.MaxInt64, 50}, 4 << 30: {math.MaxInt64, 50},
	} {
		if limit, percent := bounds(live); limit != want.limit || percent != want.percent {
			t.Errorf("%d MiB alive: got %d, %d, want %d, %d", live>>20, limit, percent, want.limit, want.percent)
		}
	}
}

// The bounds follow the heap up and down again.
func TestCollectOften(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	if !collectOften() {
		t.Fatal("it does not follow")
	}
	becomes := func(want func(int64) bool) {
		for !want(debug.SetMemoryLimit(-1)) {
			runtime.GC()
			time.Sleep(time.Millisecond) // cleanups have a goroutine of their own
		}
	}
	becomes(func(l int64) bool { return l == 560<<20 })
	big := make([]byte, 700<<20)
	becomes(func(l int64) bool { return l == math.MaxInt64 })
	runtime.KeepAlive(big)
	becomes(func(l int64) bool { return l == 560<<20 })
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
