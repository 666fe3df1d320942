package search

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// A block is the terms of some hundred or thousand documents that follow each
// other, sorted, with the documents that have them.
//
// Grams of Han characters are numbers here, and only words are texts: there are
// thirty grams to a word, and a number is looked up in a few nanoseconds.
type block struct {
	first  int      // number of its first document
	grams  []uint64 // sorted
	words  []string // sorted; they come after the grams
	starts []uint32 // where each term's postings begin, and the end of the last
	docs   []uint16 // counted from first
	where  []weight
}

// maxBlock is how many documents a block has at most: docs are 16 bits.
const maxBlock = 1 << 12

// gramKey is a gram as a number that sorts as its term does. A Han character has
// 18 bits.
func gramKey(n int, a, b, c rune) uint64 {
	return uint64(n)<<62 | uint64(a)<<40 | uint64(b)<<20 | uint64(c)
}

// appendGram appends the term of a gram's number.
func appendGram(dst []byte, key uint64) []byte {
	n := int(key >> 62)
	dst = append(dst, byte('0'+n))
	for i := range n {
		dst = utf8.AppendRune(dst, rune(key>>(40-20*i)&0xFFFFF))
	}
	return dst
}

// blockBuilder counts the terms of documents. Terms have numbers in the order in
// which they are first met.
type blockBuilder struct {
	grams gramTable
	words map[string]uint32
	keys  []uint64 // by number: a gram's key, 0 for a word
	texts []string // by number: a word, "" for a gram
	stamp []uint32 // by number: the last document that had the term, counted from 1
	slot  []uint32 // by number: its place in now
	now   []counted

	ids  []uint32 // of postings, document by document
	ws   []weight
	ends []uint32 // where each document's postings end

	where  weight // of what comes next; see placedSink
	times  int
	buffer []byte
}

// counted is a term of the document that is being read.
type counted struct {
	id    uint32
	times int
	where weight
}

func newBlockBuilder() *blockBuilder {
	return &blockBuilder{grams: newGramTable(), words: map[string]uint32{}}
}

// add takes a document in.
func (b *blockBuilder) add(d *Document) {
	b.now = b.now[:0]
	words := d.scan(b)
	for _, c := range b.now {
		b.ids = append(b.ids, c.id)
		b.ws = append(b.ws, c.where|densityOf(c.times, words))
	}
	b.ends = append(b.ends, uint32(len(b.ids)))
}

func (b *blockBuilder) in(where weight, times int) { b.where, b.times = where, times }

func (b *blockBuilder) gram(n int, x, y, z rune) {
	id, isNew := b.grams.id(gramKey(n, x, y, z), uint32(len(b.keys)))
	if isNew {
		b.term(gramKey(n, x, y, z), "")
	}
	b.count(id)
}

func (b *blockBuilder) word(kind byte, text []rune) {
	b.buffer = append(b.buffer[:0], kind)
	for _, r := range text {
		b.buffer = utf8.AppendRune(b.buffer, r)
	}
	id, ok := b.words[string(b.buffer)]
	if !ok {
		id = uint32(len(b.keys))
		b.words[string(b.buffer)] = id
		b.term(0, string(b.buffer))
	}
	b.count(id)
}

func (b *blockBuilder) term(key uint64, text string) {
	b.keys = append(b.keys, key)
	b.texts = append(b.texts, text)
	b.stamp = append(b.stamp, 0)
	b.slot = append(b.slot, 0)
}

func (b *blockBuilder) count(id uint32) {
	doc := uint32(len(b.ends)) + 1
	if b.stamp[id] != doc {
		b.stamp[id], b.slot[id] = doc, uint32(len(b.now))
		b.now = append(b.now, counted{id: id})
	}
	c := &b.now[b.slot[id]]
	c.times += b.times
	c.where |= b.where
}

// block sorts what was counted.
func (b *blockBuilder) block(first int) *block {
	order := make([]uint32, len(b.keys)) // numbers by term
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(x, y uint32) int {
		kx, ky := b.keys[x], b.keys[y]
		switch {
		case kx != 0 && ky != 0:
			return cmp.Compare(kx, ky)
		case kx != 0:
			return -1
		case ky != 0:
			return 1
		}
		return strings.Compare(b.texts[x], b.texts[y])
	})
	out := &block{first: first, starts: make([]uint32, len(order)+1), docs: make([]uint16, len(b.ids)), where: make([]weight, len(b.ids))}
	place := make([]uint32, len(order)) // by number: where the next posting goes
	for _, id := range b.ids {
		place[id]++
	}
	n := uint32(0)
	for i, id := range order {
		if b.keys[id] != 0 {
			out.grams = append(out.grams, b.keys[id])
		} else {
			out.words = append(out.words, b.texts[id])
		}
		out.starts[i] = n
		n, place[id] = n+place[id], n
	}
	out.starts[len(order)] = n
	from := uint32(0)
	for doc, end := range b.ends {
		for i := from; i < end; i++ {
			p := place[b.ids[i]]
			place[b.ids[i]]++
			out.docs[p], out.where[p] = uint16(doc), b.ws[i]
		}
		from = end
	}
	return out
}

// gramTable gives grams their numbers: a hash table with open addressing.
type gramTable struct {
	keys []uint64
	ids  []uint32
	n    int
}

func newGramTable() gramTable {
	const size = 1 << 16
	return gramTable{keys: make([]uint64, size), ids: make([]uint32, size)}
}

// id returns the number of a gram; if it has none it is given the next one.
func (t *gramTable) id(key uint64, next uint32) (id uint32, isNew bool) {
	mask := uint64(len(t.keys) - 1)
	i := key * 0x9E3779B97F4A7C15 >> 20 & mask
	for ; t.keys[i] != 0; i = (i + 1) & mask {
		if t.keys[i] == key {
			return t.ids[i], false
		}
	}
	t.keys[i], t.ids[i] = key, next
	if t.n++; t.n*2 > len(t.keys) {
		t.grow()
	}
	return next, true
}

func (t *gramTable) grow() {
	keys, ids := t.keys, t.ids
	t.keys, t.ids = make([]uint64, 2*len(keys)), make([]uint32, 2*len(ids))
	mask := uint64(len(t.keys) - 1)
	for j, key := range keys {
		if key == 0 {
			continue
		}
		i := key * 0x9E3779B97F4A7C15 >> 20 & mask
		for t.keys[i] != 0 {
			i = (i + 1) & mask
		}
		t.keys[i], t.ids[i] = key, ids[j]
	}
}
