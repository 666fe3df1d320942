package history

import (
	"bytes"
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
)

// A file that went away and one that came in the same change are one file if
// their bytes are equal, or if they are texts of which at least half is the same.
// Of several that fit, one of the same name is preferred, then the most alike.
const likeEnough = 50 // percent, as Git has it

// mostPairs is how many pairs of texts are compared in one change. Beyond it only
// those of one name are: whoever moves so many files does not rewrite them.
const mostPairs = 40_000

// followRenames joins deletions and additions of one change.
func followRenames(all []change, read func(plumbing.Hash) ([]byte, error)) ([]change, error) {
	var gone, came []int
	for i, c := range all {
		switch c.kind {
		case Deleted:
			gone = append(gone, i)
		case Added:
			came = append(came, i)
		}
	}
	if len(gone) == 0 || len(came) == 0 {
		return all, nil
	}
	joined := map[int]bool{}
	join := func(g, c int) {
		x := &all[c]
		x.kind, x.from, x.old = Renamed, all[g].path, all[g].old
		joined[g], joined[c] = true, true
	}
	joinEqual(all, gone, came, joined, join)
	if err := joinAlike(all, gone, came, joined, join, read); err != nil {
		return nil, err
	}
	out := all[:0]
	for i, c := range all {
		if c.kind != Deleted || !joined[i] {
			out = append(out, c)
		}
	}
	return out, nil
}

// joinEqual joins files of equal bytes, those of one name first.
func joinEqual(all []change, gone, came []int, joined map[int]bool, join func(g, c int)) {
	byID := map[plumbing.Hash][]int{}
	for _, g := range gone {
		byID[all[g].old] = append(byID[all[g].old], g)
	}
	for _, sameName := range []bool{true, false} {
		for _, c := range came {
			for _, g := range byID[all[c].new] {
				if !joined[c] && !joined[g] && (!sameName || path.Base(all[g].path) == path.Base(all[c].path)) {
					join(g, c)
				}
			}
		}
	}
}

type likeness struct {
	gone, came int
	score      int
	sameName   bool
}

func joinAlike(all []change, gone, came []int, joined map[int]bool, join func(g, c int), read func(plumbing.Hash) ([]byte, error)) error {
	text := func(is []int) []int {
		return slices.DeleteFunc(slices.Clone(is), func(i int) bool { return joined[i] || !isText(all[i].path) })
	}
	gone, came = text(gone), text(came)
	namesOnly := len(gone)*len(came) > mostPairs
	bags := map[plumbing.Hash]bag{}
	bagOf := func(id plumbing.Hash) (bag, error) {
		if b, ok := bags[id]; ok {
			return b, nil
		}
		b, err := read(id)
		if err != nil {
			return bag{}, err
		}
		bags[id] = newBag(b)
		return bags[id], nil
	}
	byName := map[string][]int{}
	if namesOnly {
		for _, g := range gone {
			byName[path.Base(all[g].path)] = append(byName[path.Base(all[g].path)], g)
		}
	}
	var alike []likeness
	for _, c := range came {
		candidates := gone
		if namesOnly {
			candidates = byName[path.Base(all[c].path)]
		}
		for _, g := range candidates {
			x, err := bagOf(all[g].old)
			if err != nil {
				return err
			}
			y, err := bagOf(all[c].new)
			if err != nil {
				return err
			}
			if s := x.like(y); s >= likeEnough {
				alike = append(alike, likeness{g, c, s, path.Base(all[g].path) == path.Base(all[c].path)})
			}
		}
	}
	slices.SortStableFunc(alike, func(a, b likeness) int {
		if a.sameName != b.sameName {
			if a.sameName {
				return -1
			}
			return 1
		}
		return cmp.Or(b.score-a.score, cmp.Compare(all[a.came].path, all[b.came].path), cmp.Compare(all[a.gone].path, all[b.gone].path))
	})
	for _, l := range alike {
		if !joined[l.gone] && !joined[l.came] {
			join(l.gone, l.came)
		}
	}
	return nil
}

// isText reports whether a file may be followed by what it says.
func isText(p string) bool {
	ext := path.Ext(p)
	return strings.EqualFold(ext, ".md") || strings.EqualFold(ext, ".yaml")
}

// bag is a text as the lines it consists of, in no order.
type bag struct {
	lines map[string]int // bytes
	size  int
}

func newBag(b []byte) bag {
	out := bag{lines: map[string]int{}}
	for line := range bytes.Lines(b) {
		line = bytes.TrimSpace(line)
		out.lines[string(line)] += len(line)
		out.size += len(line)
	}
	return out
}

// like is how many percent of the longer text the other has too.
func (x bag) like(y bag) int {
	longer := max(x.size, y.size)
	if longer == 0 || min(x.size, y.size)*100 < longer*likeEnough {
		return 0
	}
	same := 0
	for line, n := range x.lines {
		same += min(n, y.lines[line])
	}
	return same * 100 / longer
}

// Blob is a file's text, for Renames.
type Blob struct {
	Path  string
	Bytes []byte
}

// Renames finds out which of the files that came are ones that went, by their new
// paths.
func Renames(gone, came []Blob) map[string]string {
	texts := map[plumbing.Hash][]byte{}
	var all []change
	for _, g := range gone {
		id := plumbing.ComputeHash(plumbing.BlobObject, g.Bytes)
		texts[id] = g.Bytes
		all = append(all, change{kind: Deleted, path: g.Path, old: id})
	}
	for _, c := range came {
		id := plumbing.ComputeHash(plumbing.BlobObject, c.Bytes)
		texts[id] = c.Bytes
		all = append(all, change{kind: Added, path: c.Path, new: id})
	}
	all, _ = followRenames(all, func(id plumbing.Hash) ([]byte, error) { return texts[id], nil }) // reading from memory cannot fail
	out := map[string]string{}
	for _, c := range all {
		if c.kind == Renamed {
			out[c.path] = c.from
		}
	}
	return out
}
