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

// maxBlock is how many documents a block has at most. Its table of terms should
// stay in the processor's cache; docs are 16 bits.
const maxBlock = 512

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
	texts []string // of the words
	keys  []uint64 // by number: a gram's key, or a word's place in texts
	seen  []seen   // by number
	now   []counted

	ids  []uint32 // of postings, document by document
	ws   []weight
	ends []uint32 // where each document's postings end

	where  weight // of what comes next; see placedSink
	times  int
	buffer []byte
	known  knowledge
}

// seen is where a term was met last.
type seen struct {
	doc  uint32 // the document, counted from 1
	slot uint32 // its place in now
}

// isGram tells the two kinds of keys apart.
func isGram(key uint64) bool { return key>>62 != 0 }

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
	words := d.scan(b, &b.known)
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
		b.term(gramKey(n, x, y, z))
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
		b.term(uint64(len(b.texts)))
		b.texts = append(b.texts, string(b.buffer))
	}
	b.count(id)
}

func (b *blockBuilder) term(key uint64) {
	b.keys = append(b.keys, key)
	b.seen = append(b.seen, seen{})
}

func (b *blockBuilder) count(id uint32) {
	doc := uint32(len(b.ends)) + 1
	if b.seen[id].doc != doc {
		b.seen[id] = seen{doc, uint32(len(b.now))}
		b.now = append(b.now, counted{id: id})
	}
	c := &b.now[b.seen[id].slot]
	c.times += b.times
	c.where |= b.where
}

// reset forgets everything but how much room that took.
func (b *blockBuilder) reset() {
	clear(b.grams.slots)
	b.grams.n = 0
	clear(b.words)
	clear(b.texts)
	b.texts, b.keys, b.seen = b.texts[:0], b.keys[:0], b.seen[:0]
	b.ids, b.ws, b.ends = b.ids[:0], b.ws[:0], b.ends[:0]
}

// block sorts what was counted, and begins anew.
func (b *blockBuilder) block(first int) *block {
	defer b.reset()
	type numbered struct {
		key uint64
		id  uint32
	}
	grams, words := make([]numbered, 0, len(b.keys)), make([]numbered, 0, len(b.texts))
	for id, key := range b.keys {
		if isGram(key) {
			grams = append(grams, numbered{key, uint32(id)})
		} else {
			words = append(words, numbered{key, uint32(id)})
		}
	}
	slices.SortFunc(grams, func(x, y numbered) int { return cmp.Compare(x.key, y.key) })
	slices.SortFunc(words, func(x, y numbered) int { return strings.Compare(b.texts[x.key], b.texts[y.key]) })
	order := append(grams, words...)
	out := &block{first: first, starts: make([]uint32, len(order)+1), docs: make([]uint16, len(b.ids)), where: make([]weight, len(b.ids))}
	place := make([]uint32, len(order)) // by number: where the next posting goes
	for _, id := range b.ids {
		place[id]++
	}
	n := uint32(0)
	for i, x := range order {
		if isGram(x.key) {
			out.grams = append(out.grams, x.key)
		} else {
			out.words = append(out.words, b.texts[x.key])
		}
		out.starts[i] = n
		n, place[x.id] = n+place[x.id], n
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
	slots []gramSlot
	n     int
}

type gramSlot struct {
	key uint64
	id  uint32
}

func newGramTable() gramTable { return gramTable{slots: make([]gramSlot, 1<<16)} }

// slot is where a gram is, or would be.
func (t *gramTable) slot(key uint64) *gramSlot {
	mask := uint64(len(t.slots) - 1)
	for i := key * 0x9E3779B97F4A7C15 >> 40 & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.key == key || s.key == 0 {
			return s
		}
	}
}

// id returns the number of a gram; if it has none it is given the next one.
func (t *gramTable) id(key uint64, next uint32) (id uint32, isNew bool) {
	s := t.slot(key)
	if s.key == key {
		return s.id, false
	}
	*s = gramSlot{key, next}
	if t.n++; t.n*2 > len(t.slots) {
		old := t.slots
		t.slots = make([]gramSlot, 2*len(old))
		for _, o := range old {
			if o.key != 0 {
				*t.slot(o.key) = o
			}
		}
	}
	return next, true
}
