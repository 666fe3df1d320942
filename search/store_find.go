package search

import (
	"cmp"
	"context"
	"encoding/binary"
	"slices"

	index "github.com/blevesearch/bleve_index_api"
)

// Search returns the records that a query is about, the best ones first: the same
// as a Reader of the browser's index. What a query costs is bounded by the number
// of its words and of what they find; the context ends one that takes too long.
func (s *Store) Search(ctx context.Context, q Query) ([]Hit, error) {
	if s.reader == nil || len(q.Phrases)+len(q.Filters) == 0 && q.From == "" && q.Until == "" {
		return nil, ctx.Err()
	}
	f := storeFinder{ctx: ctx, store: s, scores: map[int]int{}}
	docs, err := f.find(&q)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, 0, len(docs))
	for _, n := range docs {
		d, err := f.document(n)
		if err != nil {
			return nil, err
		}
		h := Hit{ID: d.ID, Title: d.Title, Date: d.Date, Items: d.Items, Score: f.scores[n]}
		for i := range d.Values {
			switch v := &d.Values[i]; v.Field {
			case Type:
				h.Type = v.Key
			case Unit:
				h.Unit = cmp.Or(h.Unit, v.label())
			}
		}
		hits = append(hits, h)
	}
	slices.SortFunc(hits, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(b.Date, a.Date), cmp.Compare(b.ID, a.ID))
	})
	return hits, nil
}

// Document is the document of an id, nil if the store has none.
func (s *Store) Document(id string) *Document { return s.docs[id] }

// storeFinder finds the answer to one query.
type storeFinder struct {
	ctx    context.Context
	store  *Store
	scores map[int]int
}

// find are the documents that answer a query, by bleve's numbers. What the index
// alone can tell is told first: texts are looked into last, and as few as can be.
func (f *storeFinder) find(q *Query) ([]int, error) {
	docs, err := f.dated(q)
	if err != nil {
		return nil, err
	}
	var unsure []*Phrase
	for i := range q.Phrases {
		p := &q.Phrases[i]
		plan := p.Plan()
		found, err := f.phrase(&plan)
		if err != nil {
			return nil, err
		}
		if !p.Not {
			for j, d := range found.docs {
				f.scores[d] += Score(uint8(found.where[j]), len(f.store.docs), len(found.docs))
			}
			docs = keep(docs, found.docs, true)
		} else if plan.Exact {
			docs = keep(docs, found.docs, false)
		}
		if !plan.Exact {
			unsure = append(unsure, p)
		}
	}
	if docs, err = f.filtered(q, docs); err != nil || len(unsure) == 0 {
		return docs, err
	}
	sure := docs[:0]
	for _, n := range docs {
		d, err := f.document(n)
		if err != nil {
			return nil, err
		}
		text := string(normalize(nil, string(d.haystack(nil)), nil))
		if !slices.ContainsFunc(unsure, func(p *Phrase) bool { return p.in(text) == p.Not }) {
			sure = append(sure, n)
		}
	}
	return sure, nil
}

// dated are the documents of a query's period.
func (f *storeFinder) dated(q *Query) ([]int, error) {
	ids, err := f.store.reader.DocIDReaderAll()
	if err != nil {
		return nil, err
	}
	defer ids.Close()
	var docs []int
	for {
		id, err := ids.Next()
		if err != nil || id == nil {
			return docs, err
		}
		n := int(id.Value())
		if q.From != "" || q.Until != "" {
			d, err := f.document(n)
			if err != nil {
				return nil, err
			}
			if d.Date == "" || d.Date < q.From || q.Until != "" && d.Date >= q.Until {
				continue
			}
		}
		docs = append(docs, n)
	}
}

// phrase are the documents that may hold a phrase.
func (f *storeFinder) phrase(plan *Plan) (postings, error) {
	var out postings
	for i, l := range plan.Lookups {
		p, err := f.lookup(l)
		if err != nil {
			return out, err
		}
		if i == 0 {
			out = p
		} else {
			out = meet(out, p, both)
		}
	}
	if plan.Sound.Term == "" {
		return out, nil
	}
	word, err := f.lookup(Lookup{plan.Word, Whole})
	if err != nil || len(word.docs) > 0 {
		return out, err
	}
	sound, err := f.lookup(plan.Sound)
	return union(out, sound), err
}

// filtered are those of docs that the filters let pass.
func (f *storeFinder) filtered(q *Query, docs []int) ([]int, error) {
	byField := map[Field]postings{}
	for i := range q.Filters {
		x := &q.Filters[i]
		p, err := f.lookup(x.Lookup())
		if err != nil {
			return nil, err
		}
		if x.Not {
			docs = keep(docs, p.docs, false)
		} else {
			byField[x.Field] = union(byField[x.Field], p)
		}
	}
	for _, p := range byField {
		docs = keep(docs, p.docs, true)
	}
	return docs, nil
}

// lookup are the documents that answer a lookup, by all terms that do.
func (f *storeFinder) lookup(l Lookup) (postings, error) {
	prefix := l.Term
	if l.How == Whole {
		prefix += string(weightAfter)
	}
	dict, err := f.store.reader.FieldDictPrefix(termField, []byte(prefix))
	if err != nil {
		return postings{}, err
	}
	defer dict.Close()
	var all storeWeights
	for {
		e, err := dict.Next()
		if err != nil {
			return postings{}, err
		}
		if e == nil {
			return all.postings(), nil
		}
		if term, _, _ := cutWeight(e.Term); l.answers(term) {
			if err := f.term(&all, e.Term); err != nil {
				return postings{}, err
			}
		}
	}
}

// term adds the documents of one of bleve's terms.
func (f *storeFinder) term(all *storeWeights, term string) error {
	if err := f.ctx.Err(); err != nil {
		return err
	}
	docs, err := f.store.reader.TermFieldReader(f.ctx, []byte(term), termField, false, false, false)
	if err != nil {
		return err
	}
	defer docs.Close()
	_, w, ok := cutWeight(term)
	if !ok {
		return errDamaged
	}
	var d index.TermFieldDoc
	for {
		next, err := docs.Next(d.Reset())
		if err != nil || next == nil {
			return err
		}
		all.add(int(next.ID.Value()), w)
	}
}

// document is the one of a number of bleve's.
func (f *storeFinder) document(n int) (*Document, error) {
	if err := f.ctx.Err(); err != nil {
		return nil, err
	}
	var key [8]byte
	binary.BigEndian.PutUint64(key[:], uint64(n))
	id, err := f.store.reader.ExternalID(index.IndexInternalID(key[:]))
	if err != nil {
		return nil, err
	}
	if d := f.store.docs[id]; d != nil {
		return d, nil
	}
	return nil, errDamaged
}

// storeWeights collect the documents of many terms: nought where a document has none,
// else one more than the weight.
type storeWeights []uint8

func (ws *storeWeights) add(doc int, w weight) {
	if n := doc + 1; n > len(*ws) {
		*ws = slices.Grow(*ws, n-len(*ws))[:n]
	}
	if old := (*ws)[doc]; old > 0 {
		w = either(weight(old-1), w)
	}
	(*ws)[doc] = uint8(w) + 1
}

func (ws storeWeights) postings() (p postings) {
	for doc, w := range ws {
		if w > 0 {
			p.add(doc, weight(w-1))
		}
	}
	return p
}
