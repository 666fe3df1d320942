package history

import (
	"cmp"
	"slices"

	"github.com/go-git/go-git/v5/plumbing"
)

// Blame tells whose commit each of some lines of a file stands in: the one that
// brought the line in as it is. The lines are those of the text given, from 0; nil
// stands for a line that is not committed. At a merge a line comes from the first
// parent that has it.
func (h *History) Blame(r *Repository, path string, text []byte, lines []int) ([]*Commit, error) {
	out := make([]*Commit, len(lines))
	f := h.File(path)
	if f == nil {
		return out, nil
	}
	b := &blame{history: h, repo: r, texts: map[plumbing.Hash][]string{}, out: out}
	now := Lines(string(text))
	head := plumbing.NewHash(f.Blob)
	was, err := b.lines(head)
	if err != nil {
		return nil, err
	}
	todo := stretch{node: 0, path: path, blob: head}
	for i, l := range lines {
		if at, ok := before(Diff(was, now), l); ok {
			todo.lines = append(todo.lines, tracked{i, at})
		}
	}
	work := []stretch{todo}
	for len(work) > 0 {
		s := work[len(work)-1]
		work = work[:len(work)-1]
		if len(s.lines) == 0 {
			continue
		}
		more, err := b.step(s)
		if err != nil {
			return nil, err
		}
		work = append(work, more...)
	}
	return out, nil
}

type blame struct {
	history *History
	repo    *Repository
	texts   map[plumbing.Hash][]string
	out     []*Commit
}

// tracked is a line that is looked for: which of those asked for, and where it
// stands in the text at hand.
type tracked struct{ asked, at int }

// stretch are lines that a commit is known to have.
type stretch struct {
	node  int32
	path  string
	blob  plumbing.Hash
	lines []tracked
}

func (b *blame) lines(id plumbing.Hash) ([]string, error) {
	if t, ok := b.texts[id]; ok {
		return t, nil
	}
	raw, err := readObject(b.repo.store, plumbing.BlobObject, id)
	if err != nil {
		return nil, err
	}
	b.texts[id] = Lines(string(raw))
	return b.texts[id], nil
}

// step goes back to the commit that made the text and on to its parents.
func (b *blame) step(s stretch) ([]stretch, error) {
	nodes := b.history.graph.nodes
	for {
		same := -1
		for k := range nodes[s.node].parents {
			if changeOf(nodes[s.node].changes[k], s.path) == nil {
				same = k
				break
			}
		}
		if same < 0 {
			break
		}
		s.node = nodes[s.node].parents[same]
	}
	n := &nodes[s.node]
	var more []stretch
	for k, p := range n.parents {
		c := changeOf(n.changes[k], s.path)
		if c.kind == Added || len(s.lines) == 0 {
			continue
		}
		from := c.path
		if c.kind == Renamed {
			from = c.from
		}
		was, err := b.lines(c.old)
		if err != nil {
			return nil, err
		}
		now, err := b.lines(s.blob)
		if err != nil {
			return nil, err
		}
		older := stretch{node: p, path: from, blob: c.old}
		hunks := Diff(was, now)
		s.lines = slices.DeleteFunc(s.lines, func(l tracked) bool {
			at, ok := before(hunks, l.at)
			if ok {
				older.lines = append(older.lines, tracked{l.asked, at})
			}
			return ok
		})
		more = append(more, older)
	}
	for _, l := range s.lines {
		b.out[l.asked] = b.history.commits[s.node]
	}
	return more, nil
}

// changeOf is what became of a path, nil if nothing did. Changes are in order.
func changeOf(all []change, path string) *change {
	i, ok := slices.BinarySearchFunc(all, path, func(c change, p string) int { return cmp.Compare(c.path, p) })
	for ok && i < len(all) && all[i].path == path {
		if all[i].kind != Deleted {
			return &all[i]
		}
		i++
	}
	return nil
}

// before is where a line of the newer text stood in the older one, false if it is
// new.
func before(hunks []Hunk, line int) (int, bool) {
	shift := 0
	for _, h := range hunks {
		if line < h.NewFrom {
			break
		}
		if line < h.NewTo {
			return 0, false
		}
		shift = h.To - h.NewTo
	}
	return line + shift, true
}
