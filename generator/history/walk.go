package history

import (
	"cmp"
	"container/heap"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-git/go-git/v5/plumbing"
)

// node is a commit in the graph.
type node struct {
	*record
	id      plumbing.Hash
	parents []int32 // places in the graph, as the commit has them
	known   bool    // from the cache
}

// record is what is kept of a commit. It never changes.
type record struct {
	parents           []plumbing.Hash
	tree              plumbing.Hash // of the archive's folder, zero if there is none
	author, committer signature
	subject           string
	coAuthors         []Ident
	reviewers         []Ident
	onBehalf          []Ident
	// changes are those against each parent; a commit without parents is compared
	// with nothing.
	changes [][]change
}

// graph is every commit that leads to HEAD, children before parents.
type graph struct {
	nodes []node
	at    map[plumbing.Hash]int32
}

// read walks the history and tells what it knows of each file.
func (h *History) read(ctx context.Context, opt Options) error {
	head := plumbing.NewHash(h.State.Head)
	kept, damaged := readCache(opt.Cache, h.repo)
	h.State.Rebuilt = damaged
	found, err := h.repo.collect(ctx, head, kept)
	if err != nil {
		return err
	}
	h.graph = arrange(found)
	if err := h.repo.compareAll(ctx, h.graph.nodes, opt); err != nil {
		return err
	}
	fresh := 0
	for i := range h.graph.nodes {
		if !h.graph.nodes[i].known {
			fresh++
		}
	}
	h.State.Commits, h.State.Cached = len(h.graph.nodes), len(h.graph.nodes)-fresh
	if fresh > 0 {
		writeCache(opt.Cache, h.repo, h.graph.nodes, kept)
	}
	return h.tell()
}

// collect reads the commits that lead to one.
func (r *Repository) collect(ctx context.Context, head plumbing.Hash, kept map[plumbing.Hash]*record) (map[plumbing.Hash]*node, error) {
	found := map[plumbing.Hash]*node{}
	todo := []plumbing.Hash{head}
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if found[id] != nil {
			continue
		}
		if len(found)%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		n := &node{id: id, record: kept[id], known: true}
		if n.record == nil {
			n.known = false
			var err error
			if n.record, err = r.commit(id); err != nil {
				return nil, err
			}
		}
		found[id] = n
		todo = append(todo, n.record.parents...)
	}
	return found, nil
}

// commit reads one commit. Its tree is the whole one still.
func (r *Repository) commit(id plumbing.Hash) (*record, error) {
	b, err := readObject(r.store, plumbing.CommitObject, id)
	if err != nil {
		return nil, err
	}
	c, err := parseCommit(b)
	if err != nil {
		return nil, objectError(plumbing.CommitObject, id, err)
	}
	out := &record{parents: c.parents, tree: c.tree, author: c.author, committer: c.committer}
	out.subject, out.coAuthors, out.reviewers, out.onBehalf = parseMessage(c.message)
	return out, nil
}

// arrange puts the commits in order: a commit before its parents, and of those
// that may come next the newest first.
func arrange(found map[plumbing.Hash]*node) graph {
	children := make(map[plumbing.Hash]int, len(found))
	for _, n := range found {
		for _, p := range n.record.parents {
			children[p]++
		}
	}
	ready := &newestFirst{}
	for id, n := range found {
		if children[id] == 0 {
			heap.Push(ready, n)
		}
	}
	g := graph{nodes: make([]node, 0, len(found)), at: make(map[plumbing.Hash]int32, len(found))}
	for ready.Len() > 0 {
		n := heap.Pop(ready).(*node)
		g.at[n.id] = int32(len(g.nodes))
		g.nodes = append(g.nodes, *n)
		for _, p := range n.record.parents {
			if children[p]--; children[p] == 0 {
				heap.Push(ready, found[p])
			}
		}
	}
	for i := range g.nodes {
		n := &g.nodes[i]
		n.parents = make([]int32, len(n.record.parents))
		for k, p := range n.record.parents {
			n.parents[k] = g.at[p]
		}
	}
	return g
}

type newestFirst []*node

func (q newestFirst) Len() int { return len(q) }
func (q newestFirst) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(q[j].committer.when, q[i].committer.when), slices.Compare(q[i].id[:], q[j].id[:])) < 0
}
func (q newestFirst) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *newestFirst) Push(x any)   { *q = append(*q, x.(*node)) }
func (q *newestFirst) Pop() any {
	old := *q
	x := old[len(old)-1]
	*q = old[:len(old)-1]
	return x
}

// compareAll finds out what the commits that are not known yet changed. Each
// worker takes stretches of neighbours, whose trees are mostly the same.
func (r *Repository) compareAll(ctx context.Context, nodes []node, opt Options) error {
	var todo []int32
	for i := range nodes {
		if !nodes[i].known {
			todo = append(todo, int32(i))
		}
	}
	if len(todo) == 0 {
		return nil
	}
	const stretch = 128
	workers := min(cmp.Or(opt.Workers, runtime.GOMAXPROCS(0)), (len(todo)+stretch-1)/stretch)
	var done atomic.Int64
	each := func(f func(t *trees, n *node) error) error {
		var wg sync.WaitGroup
		var at atomic.Int64
		errs := make([]error, workers)
		for w := range workers {
			wg.Go(func() {
				store := r.store
				if w > 0 {
					store = r.again()
					defer store.Close() //nolint:errcheck // only read from
				}
				t := newTrees(store)
				for errs[w] == nil {
					from := int(at.Add(stretch)) - stretch
					if from >= len(todo) {
						return
					}
					if errs[w] = ctx.Err(); errs[w] != nil {
						return
					}
					for _, i := range todo[from:min(from+stretch, len(todo))] {
						if errs[w] = f(t, &nodes[i]); errs[w] != nil {
							return
						}
						done.Add(1)
					}
					if w == 0 && opt.Progress != nil {
						opt.Progress(int(done.Load()), 2*len(todo))
					}
				}
			})
		}
		wg.Wait()
		for _, err := range errs {
			if err != nil {
				return err
			}
		}
		return nil
	}
	err := each(func(t *trees, n *node) (err error) {
		n.tree, err = t.find(n.tree, r.sub)
		return err
	})
	if err != nil {
		return err
	}
	return each(func(t *trees, n *node) error { return n.compare(t, nodes) })
}

// compare compares a commit with its parents.
func (n *node) compare(t *trees, nodes []node) error {
	if len(n.parents) == 0 {
		all, err := t.compare(plumbing.ZeroHash, n.tree)
		n.changes = [][]change{all}
		return err
	}
	n.changes = make([][]change, len(n.parents))
	for k, p := range n.parents {
		var err error
		if n.changes[k], err = t.compare(nodes[p].tree, n.tree); err != nil {
			return err
		}
	}
	return nil
}
