package schema

import (
	"strings"
	"unicode/utf8"
)

// Nearest returns the candidate a misspelt word most likely means, "" if none is
// near: at most one edit in three characters, a swap of neighbours counting as
// one. The first of equals wins.
func Nearest(word string, candidates []string) string {
	word = strings.ToLower(word)
	n := utf8.RuneCountInString(word)
	if n == 0 || n > 64 {
		return ""
	}
	best, limit := "", max(1, n/3)+1
	for _, c := range candidates {
		if d := distance([]rune(word), []rune(strings.ToLower(c)), limit); d < limit {
			best, limit = c, d
		}
	}
	// One character of a one-character word is all of it.
	if n == 1 && best != "" && limit > 0 {
		return ""
	}
	return best
}

// distance is the optimal string alignment distance, or limit if it is not below.
func distance(a, b []rune, limit int) int {
	if len(a)-len(b) >= limit || len(b)-len(a) >= limit {
		return limit
	}
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		low := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
			low = min(low, cur[j])
		}
		if low >= limit {
			return limit
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return min(prev[len(b)], limit)
}
