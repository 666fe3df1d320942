package search

import (
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// How large a shard is before it is packed. One ends after a term whose sum says
// so, so that a change moves no boundary but its own; smallShard bounds that from
// below, largeShard from above.
const (
	smallShard = 6 << 10
	largeShard = 24 << 10
	cutEvery   = 256 // a sum in so many ends a shard
)

// part is the documents from first to end (excluded), as they are looked up.
type part struct {
	first, end int
	digest     string  // of the documents
	shards     []shard // by term
}

// shard is one file of a part.
type shard struct {
	sep  string // sorts after every term of the shard before, and not after its own
	name string
	file []byte
}

// partEnds divides documents into parts: most of them, which stay as they are when
// a record is added, and the newest, less than a sixteenth. When these are as many
// as the largest power of two below, they join the others.
func partEnds(n int) []int {
	newest := 1
	for newest*2 <= n/16 {
		newest *= 2
	}
	if newest < 64 || n%newest == 0 {
		return []int{n}
	}
	return []int{n - n%newest, n}
}

// buildPart indexes the documents from first to end. told is called after each.
func buildPart(docs []Document, first, end, workers int, told func()) []shard {
	size := min(max((end-first+2*workers-1)/(2*workers), 1), maxBlock)
	blocks := make([]*block, (end-first+size-1)/size)
	parallel(len(blocks), workers, func(i int) {
		b := newBlockBuilder()
		from := first + i*size
		for j := from; j < min(from+size, end); j++ {
			b.add(&docs[j])
			told()
		}
		blocks[i] = b.block(from)
	})
	c := cutter{last: []byte{}}
	merge(blocks, first, c.add)
	c.flush()
	parallel(len(c.shards), workers, func(i int) {
		s := &c.shards[i]
		s.name, s.file = pack(s.file)
	})
	return c.shards
}

// parallel does n things, some at a time.
func parallel(n, workers int, do func(i int)) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(workers, n) {
		wg.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

// merge tells every term of the blocks in order, with its postings.
func merge(blocks []*block, first int, add func(term, postings []byte)) {
	at := make([]int, len(blocks))
	var term, postings []byte
	var have []int
	for {
		have = have[:0]
		low := ^uint64(0)
		for i, b := range blocks {
			if at[i] < len(b.grams) {
				if k := b.grams[at[i]]; k < low {
					low, have = k, append(have[:0], i)
				} else if k == low {
					have = append(have, i)
				}
			}
		}
		if len(have) == 0 {
			break
		}
		term = appendGram(term[:0], low)
		postings = appendPostings(postings[:0], blocks, at, have, first)
		add(term, postings)
	}
	for {
		have = have[:0]
		low := ""
		for i, b := range blocks {
			if j := at[i] - len(b.grams); j < len(b.words) {
				if w := b.words[j]; len(have) == 0 || w < low {
					low, have = w, append(have[:0], i)
				} else if w == low {
					have = append(have, i)
				}
			}
		}
		if len(have) == 0 {
			return
		}
		term = append(term[:0], low...)
		postings = appendPostings(postings[:0], blocks, at, have, first)
		add(term, postings)
	}
}

// appendPostings writes the postings of the next term of some blocks: how many
// there are, the gaps between the documents, the weights.
func appendPostings(dst []byte, blocks []*block, at, have []int, first int) []byte {
	n := 0
	for _, i := range have {
		b := blocks[i]
		n += int(b.starts[at[i]+1] - b.starts[at[i]])
	}
	dst = binary.AppendUvarint(dst, uint64(n))
	last := first - 1
	for _, i := range have {
		b := blocks[i]
		for _, d := range b.docs[b.starts[at[i]]:b.starts[at[i]+1]] {
			doc := b.first + int(d)
			dst = binary.AppendUvarint(dst, uint64(doc-last-1))
			last = doc
		}
	}
	for _, i := range have {
		b := blocks[i]
		for _, w := range b.where[b.starts[at[i]]:b.starts[at[i]+1]] {
			dst = append(dst, byte(w))
		}
		at[i]++
	}
	return dst
}

// cutter makes shards of terms that come in order. A shard is the number of its
// terms; for each how many bytes it shares with the one before, how many others
// follow, and how long its postings are; then all postings.
type cutter struct {
	terms    []byte
	postings []byte
	n        int
	last     []byte // the term before
	first    []byte // of the shard
	before   []byte // the last one of the shard before
	shards   []shard
}

func (c *cutter) add(term, postings []byte) {
	if c.n > 0 && len(c.terms)+len(c.postings)+len(postings) > largeShard {
		c.flush()
	}
	shared := 0
	if c.n == 0 {
		c.first = append(c.first[:0], term...)
	} else {
		for shared < min(len(term), len(c.last)) && term[shared] == c.last[shared] {
			shared++
		}
	}
	c.terms = binary.AppendUvarint(c.terms, uint64(shared))
	c.terms = binary.AppendUvarint(c.terms, uint64(len(term)-shared))
	c.terms = append(c.terms, term[shared:]...)
	c.terms = binary.AppendUvarint(c.terms, uint64(len(postings)))
	c.postings = append(c.postings, postings...)
	c.last = append(c.last[:0], term...)
	c.n++
	if size := len(c.terms) + len(c.postings); size > smallShard && sum(term)%cutEvery == 0 {
		c.flush()
	}
}

func (c *cutter) flush() {
	if c.n == 0 {
		return
	}
	payload := binary.AppendUvarint(make([]byte, 0, len(c.terms)+len(c.postings)+3), uint64(c.n))
	payload = append(append(payload, c.terms...), c.postings...)
	c.shards = append(c.shards, shard{sep: separator(c.before, c.first), file: payload})
	c.before = append(c.before[:0], c.last...)
	c.terms, c.postings, c.n = c.terms[:0], c.postings[:0], 0
}

// separator is the shortest beginning of a term, in characters, that sorts after
// the one before.
func separator(before, term []byte) string {
	n := 0
	for n < len(term) {
		_, w := utf8.DecodeRune(term[n:])
		if n += w; bytes.Compare(before, term[:n]) < 0 {
			break
		}
	}
	return string(term[:n])
}

// find returns the shard that holds a term, if any does.
func find(seps []string, term string) int {
	i, ok := slices.BinarySearchFunc(seps, term, strings.Compare)
	if !ok {
		i--
	}
	return i
}
