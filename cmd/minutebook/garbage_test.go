package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"testing"
	"time"
)

func TestGCPercent(t *testing.T) {
	for live, want := range map[uint64]int{
		0: 100, 4 << 20: 100, 512 << 20: 100, 640 << 20: 87, 1 << 30: 67, 2 << 30: 50, 3 << 30: 44, 10 << 30: 37,
	} {
		if got := gcPercent(live); got != want {
			t.Errorf("%d MiB: got %d, want %d", live>>20, got, want)
		}
	}
}

// The percentage follows the heap up and down again.
func TestCollectOften(t *testing.T) {
	t.Setenv("GOGC", "")
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	collectOften()
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
	big := make([]byte, 700<<20)
	becomes(func(p int) bool { return p < 90 })
	runtime.KeepAlive(big)
	becomes(func(p int) bool { return p == 100 })
}
