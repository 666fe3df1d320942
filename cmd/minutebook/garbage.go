package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// Go lets as much garbage lie as is alive. Of ten thousand records hundreds of
// megabytes are alive and of a hundred thousand gigabytes, and a machine that holds
// them need not hold them twice; collecting more often costs a twentieth to a
// quarter of the time there.

// enough is the memory that the program takes without asking whether it must.
const enough = 600 << 20

// memoryLimit is what the program may take where so much is alive: beyond enough,
// half of it may be garbage.
func memoryLimit(live uint64) int64 { return int64(max(enough, live+live/2)) }

// collectOften follows what is alive, from one collection to the next, unless the
// user has said how. It reports whether it does.
func collectOften() bool {
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		return false
	}
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var follow func(struct{})
	again := func() {
		runtime.AddCleanup(new([16]byte), follow, struct{}{}) // which nobody holds: the next collection finds it
	}
	follow = func(struct{}) {
		metrics.Read(live)
		debug.SetMemoryLimit(memoryLimit(live[0].Value.Uint64()))
		again()
	}
	debug.SetMemoryLimit(enough)
	again()
	return true
}
