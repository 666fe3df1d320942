package search

// postings are documents, ascending, and the weight of what was looked up in each.
type postings struct {
	docs  []int
	where []weight
}

func (p *postings) add(doc int, w weight) {
	p.docs, p.where = append(p.docs, doc), append(p.where, w)
}

// union are the documents of either.
func union(a, b postings) postings {
	if len(a.docs) == 0 {
		return b
	}
	var out postings
	i, j := 0, 0
	for i < len(a.docs) || j < len(b.docs) {
		switch {
		case j == len(b.docs) || i < len(a.docs) && a.docs[i] < b.docs[j]:
			out.add(a.docs[i], a.where[i])
			i++
		case i == len(a.docs) || b.docs[j] < a.docs[i]:
			out.add(b.docs[j], b.where[j])
			j++
		default:
			out.add(a.docs[i], either(a.where[i], b.where[j]))
			i++
			j++
		}
	}
	return out
}

// meet are the documents of both; what they have in common is told by join.
func meet(a, b postings, join func(a, b weight) weight) postings {
	var out postings
	for i, j := 0, 0; i < len(a.docs) && j < len(b.docs); {
		switch {
		case a.docs[i] < b.docs[j]:
			i++
		case b.docs[j] < a.docs[i]:
			j++
		default:
			out.add(a.docs[i], join(a.where[i], b.where[j]))
			i++
			j++
		}
	}
	return out
}

// shardReader goes through a shard term by term; see cutter.
type shardReader struct {
	documents int // of the part
	columns   [4]reader
	gaps      gapReader
	left      int    // terms to come
	term      []byte // the present one
	count     int    // its documents
}

func newShardReader(data []byte) (*shardReader, bool) {
	in := reader{data: data}
	s := &shardReader{documents: in.uint(), left: in.uint()}
	var sizes [4]int
	for i := range sizes {
		sizes[i] = in.uint()
	}
	for i := range sizes {
		s.columns[i].data = in.bytes(sizes[i])
	}
	s.gaps.data = in.data
	return s, !in.bad
}

// next goes to the next term. It reports false at the end, and where it cannot be
// read; see whole.
func (s *shardReader) next() bool {
	if s.left == 0 || s.bad() {
		return false
	}
	s.left--
	head := s.columns[heads].bytes(1)
	if head == nil {
		return false
	}
	shared, rest := int(head[0]>>4), int(head[0]&15)
	for _, x := range []*int{&shared, &rest} {
		if *x == 15 {
			*x += s.columns[heads].uint()
		}
	}
	if shared > len(s.term) {
		s.columns[heads].bad = true
		return false
	}
	s.term = append(s.term[:shared], s.columns[tails].bytes(rest)...)
	if s.count = s.columns[counts].uint(); s.count == 0 || s.count > s.documents {
		s.columns[counts].bad = true
	}
	return !s.bad()
}

// postings reads those of the present term, or goes over them. The part's first
// document is number first.
func (s *shardReader) postings(first int, keep bool) (p postings) {
	where := s.columns[weights].bytes(s.count)
	low := lowBits(s.documents, s.count)
	doc := -1
	for i := range where {
		doc += 1 + s.gaps.gap(low)
		if keep {
			p.add(first+doc, weight(where[i]))
		}
	}
	if doc >= s.documents {
		s.gaps.bad = true
	}
	return p
}

func (s *shardReader) bad() bool {
	for i := range s.columns {
		if s.columns[i].bad {
			return true
		}
	}
	return s.gaps.bad
}

// whole reports whether the shard was read to its end, and nothing was wrong.
func (s *shardReader) whole() bool {
	for i := range s.columns {
		if len(s.columns[i].data) > 0 {
			return false
		}
	}
	return s.left == 0 && s.gaps.atEnd() && !s.bad()
}
