package history

import (
	"slices"
	"strings"
)

// Hunk is a stretch of lines that one text has in the place of another's. Lines
// are counted from 0.
type Hunk struct {
	From, To       int // in the older text; equal if nothing went
	NewFrom, NewTo int // in the newer one; equal if nothing came
}

// Lines cuts a text into its lines, without line ends.
func Lines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSuffix(l, "\r")
	}
	return lines
}

// mostSteps bounds what comparing two texts may cost; beyond it all lines between
// the first and the last that differ count as one change.
const mostSteps = 4_000_000

// Diff compares two texts by lines, with the fewest changes (Myers 1986).
func Diff(a, b []string) []Hunk {
	from := 0
	for from < len(a) && from < len(b) && a[from] == b[from] {
		from++
	}
	endA, endB := len(a), len(b)
	for endA > from && endB > from && a[endA-1] == b[endB-1] {
		endA, endB = endA-1, endB-1
	}
	if from == endA && from == endB {
		return nil
	}
	hunks := myers(a[from:endA], b[from:endB])
	for i := range hunks {
		hunks[i].From, hunks[i].To = hunks[i].From+from, hunks[i].To+from
		hunks[i].NewFrom, hunks[i].NewTo = hunks[i].NewFrom+from, hunks[i].NewTo+from
	}
	return hunks
}

func myers(a, b []string) []Hunk {
	whole := []Hunk{{0, len(a), 0, len(b)}}
	if len(a) == 0 || len(b) == 0 {
		return whole
	}
	most := len(a) + len(b)
	v := make([]int, 2*most+1)
	var trace [][]int // for each number of changes, how far each diagonal came
	steps := 0
	for d := 0; d <= most; d++ {
		trace = append(trace, slices.Clone(v[most-d:most+d+1]))
		if steps += 2*d + 1; steps > mostSteps {
			return whole
		}
		for k := -d; k <= d; k += 2 {
			var x int
			if k == -d || k != d && v[most+k-1] < v[most+k+1] {
				x = v[most+k+1]
			} else {
				x = v[most+k-1] + 1
			}
			y := x - k
			for x < len(a) && y < len(b) && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[most+k] = x
			if x >= len(a) && y >= len(b) {
				return backtrack(trace, len(a), len(b))
			}
		}
	}
	return whole
}

// backtrack goes from the end back to the beginning and collects the changes.
func backtrack(trace [][]int, x, y int) []Hunk {
	var out []Hunk
	add := func(from, to, newFrom, newTo int) {
		if n := len(out); n > 0 && out[n-1].From == to && out[n-1].NewFrom == newTo {
			out[n-1].From, out[n-1].NewFrom = from, newFrom
			return
		}
		out = append(out, Hunk{from, to, newFrom, newTo})
	}
	for d := len(trace) - 1; d > 0; d-- {
		v := trace[d] // before the step: diagonals -d … d, at k+d
		k := x - y
		at := func(k int) int { return v[k+d] }
		down := k == -d || k != d && at(k-1) < at(k+1)
		before := k - 1
		if down {
			before = k + 1
		}
		px := at(before)
		py := px - before
		if down {
			add(px, px, py, py+1)
		} else {
			add(px, px+1, py, py)
		}
		x, y = px, py
	}
	slices.Reverse(out)
	return out
}
