package search

import "math/bits"

// Score is what a phrase adds to the score of a record: its weight there times how
// rare the phrase is, as far as so many of all records hold it. Whole numbers, so
// that two programs come to the same order.
func Score(w uint8, records, found int) int { return int(w) * rarity(records, found) }

// rarity is one more than the number of times by which all records have to be
// divided by the fourth root of two to come to those found, roughly.
func rarity(records, found int) int {
	return 1 + quarterOctaves(records) - quarterOctaves(max(found, 1))
}

// quarterOctaves is four times the binary logarithm, between the octaves by steps
// instead of a curve.
func quarterOctaves(n int) int {
	e := bits.Len32(uint32(n)) - 1
	if e < 0 {
		return 0
	}
	return 4*e + int(uint64(n)<<2>>e)&3
}
