package main

import (
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Go lets as much garbage lie as is alive. Of ten thousand records hundreds of
// megabytes are alive and of a hundred thousand gigabytes, and a machine that holds
// them need not hold them twice; collecting more often costs a twentieth to a
// quarter of the time there.

// enough is the memory that the program takes without asking whether it must. Where
// more is needed half as much again as is alive may be garbage: a limit that nearly
// all of the memory is needed for has the system take and give it all the time.
const enough = 560 << 20

// bounds are how much memory the program may take where so much is alive, and how
// much garbage as a part of that.
func bounds(live uint64) (limit int64, percent int) {
	if live+live/2 <= enough {
		return enough, 100
	}
	return math.MaxInt64, 50
}

// collectOften follows what is alive, from one collection to the next, unless the
// user has said how. It reports whether it does.
func collectOften() bool {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return false
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	limit := int64(enough)
	debug.SetMemoryLimit(limit)
	var follow func(struct{})
	again := func() {
		runtime.AddCleanup(new([16]byte), follow, struct{}{}) // which nobody holds: the next collection finds it
	}
	follow = func(struct{}) {
		metrics.Read(live)
		if l, p := bounds(live[0].Value.Uint64()); l != limit {
			limit = l
			debug.SetMemoryLimit(l)
			debug.SetGCPercent(p)
		}
		again()
	}
	again()
	return true
}
