package search

import (
	"cmp"
	"slices"
	"strings"
)

// Reader answers queries from the browser's index, as search.js does.
type Reader struct {
	read     func(path string) ([]byte, error)
	manifest *manifestFile
	pages    map[string]*directory
	shards   map[string][]byte // and the words of cards
	cards    map[int]*card
}

// OpenReader opens the index of a site. read reads a file by its path in the
// site. Errors of a Reader are read's, or a DamagedError. A Reader keeps what it
// has read, and is for one goroutine.
func OpenReader(read func(path string) ([]byte, error)) (*Reader, error) {
	m, err := readManifest(read)
	if err != nil {
		return nil, err
	}
	return &Reader{read, m, map[string]*directory{}, map[string][]byte{}, map[int]*card{}}, nil
}

// Records is how many records the index holds.
func (r *Reader) Records() int { return r.manifest.Records }

// Hit is a record that was found.
type Hit struct {
	ID, Title, Type, Unit, Date string // Type is the type's key, Unit the unit's label
	Items                       []Item
	Score                       int
}

// Search returns the records that a query is about, the best ones first. Where the
// index alone cannot tell, the records' texts are read.
func (r *Reader) Search(q Query) ([]Hit, error) {
	found, scores, unsure, err := r.candidates(&q)
	if err != nil {
		return nil, err
	}
	doubt := q.doubtful()
	var hits []Hit
	for i, doc := range found {
		c, err := r.card(doc)
		if err != nil {
			return nil, err
		}
		if unsure && !doubt.Matches(Haystack(c.hit.ID, c.text)) {
			continue
		}
		h := c.hit
		h.Score = scores[i]
		hits = append(hits, h)
	}
	slices.Reverse(hits) // the newest first, among those of one score
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Score, a.Score) })
	return hits, nil
}

// candidates are the documents that may be what the query is about, ascending, and
// their scores. unsure says that their texts have to decide.
func (r *Reader) candidates(q *Query) (docs, scores []int, unsure bool, err error) {
	if len(q.Phrases)+len(q.Filters) == 0 && q.From == "" && q.Until == "" {
		return nil, nil, false, nil
	}
	docs, err = r.dated(q.From, q.Until)
	if err != nil {
		return nil, nil, false, err
	}
	score := map[int]int{}
	for i := range q.Phrases {
		plan := q.Phrases[i].Plan()
		p, err := r.phrase(&plan)
		switch {
		case err != nil:
			return nil, nil, false, err
		case !q.Phrases[i].Not:
			for j, d := range p.docs {
				score[d] += Score(uint8(p.where[j]), r.manifest.Records, len(p.docs))
			}
			docs = keep(docs, p.docs, true)
		case plan.Exact:
			docs = keep(docs, p.docs, false)
		}
		unsure = unsure || !plan.Exact
	}
	for _, f := range fields {
		var any postings
		some := false
		for i := range q.Filters {
			x := &q.Filters[i]
			if x.Field != f.field {
				continue
			}
			p, _, err := r.lookup(x.Lookup(), "")
			if err != nil {
				return nil, nil, false, err
			}
			if x.Not {
				docs = keep(docs, p.docs, false)
				continue
			}
			any, some = union(any, p), true
		}
		if some {
			docs = keep(docs, any.docs, true)
		}
	}
	for _, d := range docs {
		scores = append(scores, score[d])
	}
	return docs, scores, unsure, nil
}

// keep are those of docs that are among others, or that are not.
func keep(docs, others []int, among bool) []int {
	out := docs[:0]
	j := 0
	for _, d := range docs {
		for j < len(others) && others[j] < d {
			j++
		}
		if (j < len(others) && others[j] == d) == among {
			out = append(out, d)
		}
	}
	return out
}

// phrase are the documents that may hold a phrase.
func (r *Reader) phrase(plan *Plan) (postings, error) {
	var out postings
	spoken := plan.Sound.Term != ""
	for i, l := range plan.Lookups {
		p, whole, err := r.lookup(l, plan.Word)
		if err != nil {
			return out, err
		}
		spoken = spoken && !whole
		if i == 0 {
			out = p
		} else {
			out = meet(out, p, both)
		}
	}
	if spoken {
		p, _, err := r.lookup(plan.Sound, "")
		if err != nil {
			return out, err
		}
		out = union(out, p)
	}
	return out, nil
}

// lookup are the documents that answer a lookup. whole says that a term was among
// the answers.
func (r *Reader) lookup(l Lookup, term string) (out postings, whole bool, err error) {
	for i := range r.manifest.Parts {
		part := &r.manifest.Parts[i]
		var inPart postings
		err := r.terms(part, l, func(t string, p postings) {
			whole = whole || t == term
			inPart = union(inPart, p)
		})
		if err != nil {
			return out, false, err
		}
		out.docs = append(out.docs, inPart.docs...)
		out.where = append(out.where, inPart.where...)
	}
	return out, whole, nil
}

// answers reports whether a term that begins with l.Term answers it.
func (l Lookup) answers(term string) bool {
	switch l.How {
	case Begins:
		return true
	case Joined:
		return len(term) == len(l.Term) || kindOf(rune(term[len(l.Term)])) == joint
	}
	return len(term) == len(l.Term)
}

// terms tells the terms of a part that answer a lookup, and their postings.
func (r *Reader) terms(part *manifestPart, l Lookup, do func(term string, p postings)) error {
	pages, page := 1, 0
	if part.Pages != nil {
		pages, page = len(part.Pages.Seps), max(find(part.Pages.Seps, l.Term), 0)
	}
	for ; page < pages; page++ {
		dir := &part.directory
		if part.Pages != nil {
			var err error
			if dir, err = r.page(part, page); err != nil {
				return err
			}
		}
		for i := max(find(dir.Seps, l.Term), 0); i < len(dir.Seps); i++ {
			if sep := dir.Seps[i]; sep > l.Term && !strings.HasPrefix(sep, l.Term) {
				return nil
			}
			if more, err := r.shard(dir.name(i), part, l, do); err != nil || !more {
				return err
			}
		}
	}
	return nil
}

func (r *Reader) page(part *manifestPart, i int) (*directory, error) {
	name := part.Pages.name(i)
	if d := r.pages[name]; d != nil {
		return d, nil
	}
	d, err := part.page(r.read, i)
	if err == nil {
		r.pages[name] = d
	}
	return d, err
}

// shard tells the terms of a shard that answer a lookup, and reports whether the
// next shard may have more.
func (r *Reader) shard(name string, part *manifestPart, l Lookup, do func(term string, p postings)) (more bool, err error) {
	data := r.shards[name]
	if data == nil {
		if data, err = named(r.read, name); err != nil {
			return false, err
		}
		r.shards[name] = data
	}
	s, ok := newShardReader(data)
	ok = ok && s.documents == part.End-part.First
	more = l.How != Whole
	for ok && s.next() {
		t := string(s.term)
		answers := strings.HasPrefix(t, l.Term) && l.answers(t)
		p := s.postings(part.First, answers)
		if answers {
			do(t, p)
		}
		more = more && (strings.HasPrefix(t, l.Term) || t < l.Term)
	}
	if !ok || !s.whole() {
		return false, &DamagedError{pathOf(name), "it cannot be read"}
	}
	return more, nil
}

// dated are the documents of a period.
func (r *Reader) dated(from, until string) ([]int, error) {
	var docs []int
	if from == "" && until == "" {
		for i := range r.manifest.Records {
			docs = append(docs, i)
		}
		return docs, nil
	}
	payload, err := named(r.read, r.manifest.Dates)
	if err != nil {
		return nil, err
	}
	in := reader{data: payload}
	low, high := max(dayNumber(from), 1), dayNumber(until)
	day := 0
	for i := range r.manifest.Records {
		day += in.uint()
		if day >= low && (high == 0 || day < high) {
			docs = append(docs, i)
		}
	}
	if in.bad || len(in.data) > 0 {
		return nil, &DamagedError{pathOf(r.manifest.Dates), "it cannot be read"}
	}
	return docs, nil
}
