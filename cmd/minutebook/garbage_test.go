package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGCPercent(t *testing.T) {
	for live, want := range map[uint64]int{0: 4800, 4 << 20: 4800, 32 << 20: 600, 192 << 20: 100, 1150 << 20: 100, 1380 << 20: 67, 1725 << 20: 33, 4 << 30: 33} {
		if got := gcPercent(live); got != want {
			t.Errorf("%d MiB: got %d, want %d", live>>20, got, want)
		}
	}
}

// The percentage follows the heap up and down again.
func TestCollectOften(t *testing.T) {
	t.Setenv("GOGC", "")
	t.Setenv("GOMEMLIMIT", "")
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	if !collectOften() {
		t.Fatal("it does not follow")
	}
	now := []metrics.Sample{{Name: "/gc/gogc:percent"}}
	becomes := func(want func(int) bool) {
		for {
			runtime.GC()
			metrics.Read(now)
			if want(int(now[0].Value.Uint64())) {
				return
			}
			time.Sleep(time.Millisecond) // cleanups have a goroutine of their own
		}
	}
	big := make([]byte, 200<<20)
	becomes(func(p int) bool { return p == 100 })
	runtime.KeepAlive(big)
	becomes(func(p int) bool { return p > 300 })
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
