package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Go lets as much garbage lie as is alive, and so collects a dozen times before a
// hundred megabytes are in use. Of a hundred thousand records two gigabytes are
// alive, and a machine that holds them need not hold them twice; collecting more
// often takes a fifth more of the processor there.

// least is how much garbage is not worth collecting. enough is what the heap may come
// to without asking whether it must. Where so much is alive that the garbage would be
// less than a part of it, it is that part. (A limit on the memory as a whole took a
// fifth more time of a hundred thousand records.)
const (
	least  = 192 << 20
	enough = 2300 << 20
	oneIn  = 3
)

// goLeast is the heap that Go does not collect at 100 per cent.
const goLeast = 4 << 20

// gcPercent is how much may be allocated before the next collection, as a part of
// what is alive.
func gcPercent(live uint64) int {
	live = max(live, goLeast)
	garbage := max(live/oneIn, least)
	if live < enough {
		garbage = max(garbage, min(live, enough-live))
	}
	return int(math.Round(100 * float64(garbage) / float64(live)))
}

// collectOften follows what is alive, from one collection to the next, unless the
// user has said how. It reports whether it does.
func collectOften() bool {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return false
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	percent := gcPercent(0)
	debug.SetGCPercent(percent)
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
	return true
}
