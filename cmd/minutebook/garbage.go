package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Go lets as much garbage lie as is alive. Of a hundred thousand records gigabytes
// are alive, and a machine that holds them need not hold them twice; collecting
// more often costs a tenth to a quarter of the time there.

// freely is how much garbage may lie whatever is alive, and oneIn how much of what
// is alive beyond that.
const (
	freely = 512 << 20
	oneIn  = 3
)

// gcPercent is how much may be allocated before the next collection, as a part of
// what is alive.
func gcPercent(live uint64) int {
	if live <= freely {
		return 100
	}
	return int(math.Round(100 * float64(freely+(live-freely)/oneIn) / float64(live)))
}

// collectOften follows what is alive, from one collection to the next, unless the
// user has said how.
func collectOften() {
	if os.Getenv("GOGC") != "" {
		return
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	percent := 100
	var follow func(struct{})
	again := func() {
		runtime.AddCleanup(new([16]byte), follow, struct{}{}) // which nobody holds: the next collection finds it
	}
	follow = func(struct{}) {
		metrics.Read(live)
		if p := gcPercent(live[0].Value.Uint64()); p != percent {
			percent = p
			debug.SetGCPercent(p)
		}
		again()
	}
	again()
}
