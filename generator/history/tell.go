package history

import (
	"maps"

	"github.com/go-git/go-git/v5/plumbing"
)

// names leads from what files are called at one commit to what they are called at
// HEAD. A path that is not in it has the same name; "" means that it is no file
// of HEAD's.
type names struct {
	m      map[string]string
	shared int // by how many commits
}

func (n *names) of(p string) string {
	if now, ok := n.m[p]; ok {
		return now
	}
	return p
}

// tell makes of the graph what is known of each file.
func (h *History) tell() error {
	if err := h.present(); err != nil {
		return err
	}
	if err := h.people(); err != nil {
		return err
	}
	line, err := h.mainLine()
	if err != nil {
		return err
	}
	nodes := h.graph.nodes
	called := make([]*names, len(nodes))
	called[0] = &names{shared: 1}
	for i := range nodes {
		n := called[i]
		h.versions(int32(i), n)
		if line[int32(i)] {
			h.published(i, n)
		}
		h.handOn(i, called)
	}
	return nil
}

// present lists the files of HEAD.
func (h *History) present() error {
	head := &h.graph.nodes[0]
	return newTrees(h.repo.store).list(head.tree, "", func(path string, e entry) {
		h.files[path] = &File{Path: path, Blob: e.id.String()}
	})
}

// handOn gives a commit's names to its parents, renames undone.
func (h *History) handOn(i int, called []*names) {
	n := &h.graph.nodes[i]
	own := called[i]
	called[i] = nil
	for k, p := range n.parents {
		last := k == len(n.parents)-1
		give := own
		if hasRename(n.changes[k]) {
			if !last || own.shared > 1 {
				give = &names{m: maps.Clone(own.m)}
				if last {
					own.shared--
				}
			}
			give.undo(n.changes[k])
			give.shared = max(give.shared, 1)
		} else if !last {
			own.shared++
		}
		called[p] = called[p].with(give)
	}
}

func hasRename(all []change) bool {
	for i := range all {
		if all[i].kind == Renamed {
			return true
		}
	}
	return false
}

func (n *names) undo(all []change) {
	if n.m == nil {
		n.m = map[string]string{}
	}
	for _, c := range all {
		if c.kind == Renamed {
			n.m[c.from] = n.of(c.path)
		}
	}
	for _, c := range all {
		if c.kind == Renamed {
			n.m[c.path] = ""
		}
	}
}

// with joins the names that two children give to one parent. The first one counts
// where they do not agree, but a name counts more than none.
func (n *names) with(other *names) *names {
	switch {
	case n == nil:
		return other
	case n == other || len(other.m) == 0:
		other.shared--
		return n
	case n.shared > 1:
		n.shared--
		n = &names{m: maps.Clone(n.m), shared: 1}
	}
	if n.m == nil {
		n.m = map[string]string{}
	}
	for p, now := range other.m {
		if old, ok := n.m[p]; !ok || old == "" {
			n.m[p] = now
		}
	}
	other.shared--
	return n
}

// versions notes what a commit did to files.
func (h *History) versions(i int32, called *names) {
	n, c := &h.graph.nodes[i], h.commits[i]
	for _, x := range n.own() {
		f := h.files[called.of(x.path)]
		if f == nil {
			c.Gone = true
			continue
		}
		v := &Version{Commit: c, Kind: x.kind, Path: x.path, From: x.from}
		if x.kind != Deleted {
			v.Blob = x.new.String()
		}
		if x.kind != Added {
			v.Was = x.old.String()
		}
		f.Versions = append(f.Versions, v)
	}
}

// own is what a commit changed itself: of a merge, what is different from every
// parent.
func (n *node) own() []change {
	if len(n.changes) == 1 {
		return n.changes[0]
	}
	count := map[string]int{}
	for _, changes := range n.changes[1:] {
		for _, c := range changes {
			count[c.path]++
		}
	}
	var out []change
	for _, c := range n.changes[0] {
		if count[c.path] == len(n.changes)-1 {
			out = append(out, c)
		}
	}
	return out
}

// published notes what a commit of the main branch brought to it. The oldest
// comes last and stays.
func (h *History) published(i int, called *names) {
	for _, c := range h.graph.nodes[i].changes[0] {
		if f := h.files[called.of(c.path)]; f != nil && c.kind != Deleted {
			f.Published = h.commits[i]
		}
	}
}

// mainLine are the commits of the main branch, by its first parents, that HEAD is
// built on.
func (h *History) mainLine() (map[int32]bool, error) {
	start, ok, err := h.mainStart()
	if err != nil || !ok {
		return nil, err
	}
	line := map[int32]bool{}
	for {
		line[start] = true
		parents := h.graph.nodes[start].parents
		if len(parents) == 0 {
			return line, nil
		}
		start = parents[0]
	}
}

func (h *History) mainStart() (int32, bool, error) {
	if h.State.Main == "" || h.State.Main == h.State.Branch {
		return 0, h.State.Main != "", nil
	}
	id, ok := h.repo.mainTip(h.State.Main)
	for ok {
		if i, here := h.graph.at[id]; here {
			return i, true, nil
		}
		c, err := h.repo.commit(id)
		if err != nil {
			return 0, false, err
		}
		if len(c.parents) == 0 {
			break
		}
		id = c.parents[0]
	}
	return 0, false, nil
}

// skew is by how much a commit may seem to be older than its parent before its
// time is doubted: clocks are never quite equal.
const skew = 3600

// people makes the commits that are told about.
func (h *History) people() error {
	m, err := h.mailmap()
	if err != nil {
		return err
	}
	h.mail = m
	h.commits = make([]*Commit, len(h.graph.nodes))
	for i := range h.graph.nodes {
		n := &h.graph.nodes[i]
		h.commits[i] = &Commit{
			ID: n.id.String(), At: n.author.time(), Committed: n.committer.time(),
			Author: m.apply(n.author.ident), Committer: m.apply(n.committer.ident),
			CoAuthors: m.applyAll(n.coAuthors), Reviewers: m.applyAll(n.reviewers), OnBehalf: m.applyAll(n.onBehalf),
			Subject: n.subject, Merge: len(n.parents) > 1,
		}
	}
	for i := range h.graph.nodes {
		n := &h.graph.nodes[i]
		for _, p := range n.parents {
			if n.committer.when+skew < h.graph.nodes[p].committer.when {
				h.commits[i].Doubtful, h.commits[p].Doubtful = true, true
			}
		}
	}
	for _, c := range h.commits {
		if c.Doubtful {
			h.State.Doubtful++
		}
	}
	return nil
}

// mailmap reads the one at HEAD, in the root of the repository.
func (h *History) mailmap() (mailmap, error) {
	b, err := readObject(h.repo.store, plumbing.CommitObject, h.graph.nodes[0].id)
	if err != nil {
		return mailmap{}, err
	}
	c, err := parseCommit(b)
	if err != nil {
		return mailmap{}, objectError(plumbing.CommitObject, h.graph.nodes[0].id, err)
	}
	root, err := newTrees(h.repo.store).tree(c.tree)
	for err == nil && len(root) > 0 {
		var e entry
		if e, root, err = next(root); err == nil && e.name == ".mailmap" && !e.folder() && e.mode != "120000" {
			text, err := readObject(h.repo.store, plumbing.BlobObject, e.id)
			return parseMailmap(string(text)), err
		}
	}
	return parseMailmap(""), err
}
