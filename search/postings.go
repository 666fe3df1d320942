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

// readPostings reads what appendPostings wrote. Documents lie in [first, end).
func readPostings(data []byte, first, end int) (postings, bool) {
	r := reader{data: data}
	n := r.uint()
	if n > len(data) {
		return postings{}, false
	}
	p := postings{docs: make([]int, n), where: make([]weight, n)}
	doc := first - 1
	for i := range n {
		doc += 1 + r.uint()
		p.docs[i] = doc
	}
	for i, w := range r.bytes(n) {
		p.where[i] = weight(w)
	}
	return p, !r.bad && len(r.data) == 0 && doc < end
}
