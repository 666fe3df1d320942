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
	smallShard = 3 << 10
	largeShard = 10 << 10
	cutEvery   = 32 // a sum in so many ends a shard
)

// part is the documents from first to end (excluded), as they are looked up.
type part struct {
	first, end int
	digest     string   // of the documents
	shards     []*shard // by term
}

// shard is one file of a part.
type shard struct {
	sep  string // sorts after every term of the shard before, and not after its own
	name string
	file []byte // before it is packed, its payload
	cuts []int  // where other kinds of bytes begin in that
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
func buildPart(docs []Document, first, end, workers int, told func()) []*shard {
	blocks := make([]*block, (end-first+maxBlock-1)/maxBlock)
	builders := sync.Pool{New: func() any { return newBlockBuilder() }}
	parallel(len(blocks), workers, func(i int) {
		b := builders.Get().(*blockBuilder)
		defer builders.Put(b)
		from := first + i*maxBlock
		for j := from; j < min(from+maxBlock, end); j++ {
			b.add(&docs[j])
			told()
		}
		blocks[i] = b.block(from)
	})
	c := cutter{documents: end - first, cut: make(chan *shard, workers)}
	var packed sync.WaitGroup
	for range workers {
		packed.Go(func() {
			for s := range c.cut {
				s.name, s.file = pack(s.file, s.cuts...)
			}
		})
	}
	merge(blocks, first, &c)
	c.flush()
	close(c.cut)
	packed.Wait()
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

// merge tells every term of the blocks in order, and which blocks have it next.
func merge(blocks []*block, first int, c *cutter) {
	at := make([]int, len(blocks))
	var term []byte
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
		c.add(term, blocks, at, have, first)
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
		c.add(term, blocks, at, have, first)
	}
}

// cutter makes shards of terms that come in order. A shard is the number of the
// part's documents, that of its terms and the lengths of its columns but the last;
// and the columns, each term by term: how many bytes a term shares with the one
// before and how many others follow (four bits each, 15 for 15 and a number more);
// those others; how many documents have it; their weights; the gaps between them,
// see gapWriter. Like stands beside like, so that it packs well.
type cutter struct {
	documents int
	n         int
	columns   [4][]byte
	gaps      gapWriter
	last      []byte // the term before
	first     []byte // of the shard
	before    []byte // the last one of the shard before
	shards    []*shard
	cut       chan *shard // those that wait to be packed
}

const (
	heads = iota
	tails
	counts
	weights
)

func (c *cutter) size() int {
	n := len(c.gaps.bytes)
	for _, col := range c.columns {
		n += len(col)
	}
	return n
}

// add takes a term, with what the blocks that have it hold next.
func (c *cutter) add(term []byte, blocks []*block, at, have []int, first int) {
	n := 0
	for _, i := range have {
		n += int(blocks[i].starts[at[i]+1] - blocks[i].starts[at[i]])
	}
	if c.n > 0 && c.size()+3*n/2 > largeShard {
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
	rest := len(term) - shared
	c.columns[heads] = append(c.columns[heads], byte(min(shared, 15)<<4|min(rest, 15)))
	for _, x := range []int{shared, rest} {
		if x >= 15 {
			c.columns[heads] = binary.AppendUvarint(c.columns[heads], uint64(x-15))
		}
	}
	c.columns[tails] = append(c.columns[tails], term[shared:]...)
	c.columns[counts] = binary.AppendUvarint(c.columns[counts], uint64(n))
	low := lowBits(c.documents, n)
	last := first - 1
	for _, i := range have {
		b := blocks[i]
		from, to := b.starts[at[i]], b.starts[at[i]+1]
		for _, d := range b.docs[from:to] {
			doc := b.first + int(d)
			c.gaps.add(uint(doc-last-1), low)
			last = doc
		}
		for _, w := range b.where[from:to] {
			c.columns[weights] = append(c.columns[weights], byte(w))
		}
		at[i]++
	}
	c.last = append(c.last[:0], term...)
	c.n++
	if c.size() > smallShard && sum(term, "")%cutEvery == 0 {
		c.flush()
	}
}

func (c *cutter) flush() {
	if c.n == 0 {
		return
	}
	gaps := c.gaps.end()
	payload := make([]byte, 0, c.size()+len(gaps)+24)
	payload = binary.AppendUvarint(payload, uint64(c.documents))
	payload = binary.AppendUvarint(payload, uint64(c.n))
	for _, col := range c.columns {
		payload = binary.AppendUvarint(payload, uint64(len(col)))
	}
	var cuts []int
	for i, col := range c.columns {
		if i == weights {
			cuts = append(cuts, len(payload))
		}
		payload = append(payload, col...)
		c.columns[i] = col[:0]
	}
	cuts = append(cuts, len(payload))
	payload = append(payload, gaps...)
	s := &shard{sep: separator(c.before, c.first), file: payload, cuts: cuts}
	c.shards = append(c.shards, s)
	c.cut <- s
	c.before = append(c.before[:0], c.last...)
	c.n = 0
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
