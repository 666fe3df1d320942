package search

// The gaps between a term's documents are nearly the whole of an index. They are
// written as bits: so many low bits of a gap as a term of that many documents
// wants, and before them the rest of it, as ones that a zero ends (Rice's code).

// lowBits is how many those are: so many that the rest is seldom more than one.
func lowBits(documents, found int) uint {
	k := uint(0)
	for 3*found<<k <= documents {
		k++
	}
	return k
}

// gapWriter writes bits, the lowest of a byte first.
type gapWriter struct {
	bytes []byte
	bits  uint64 // not yet written
	n     uint   // how many
}

func (w *gapWriter) add(gap, low uint) {
	for rest := gap >> low; rest > 0; {
		ones := min(rest, 32)
		w.put(1<<ones-1, ones)
		rest -= ones
	}
	w.put(0, 1)
	w.put(uint64(gap)&(1<<low-1), low)
}

func (w *gapWriter) put(bits uint64, n uint) {
	w.bits |= bits << w.n
	for w.n += n; w.n >= 8; w.n -= 8 {
		w.bytes = append(w.bytes, byte(w.bits))
		w.bits >>= 8
	}
}

// end returns what was written, and begins anew. It is valid until the next gap.
func (w *gapWriter) end() []byte {
	if w.n > 0 {
		w.bytes = append(w.bytes, byte(w.bits))
	}
	out := w.bytes
	*w = gapWriter{bytes: out[:0]}
	return out
}

// gapReader reads what a gapWriter wrote. After the end there are zeros, and bad is
// set.
type gapReader struct {
	data []byte
	at   int // the next bit
	bad  bool
}

func (r *gapReader) bit() int {
	if r.at >= 8*len(r.data) {
		r.bad = true
		return 0
	}
	b := int(r.data[r.at>>3]) >> (r.at & 7) & 1
	r.at++
	return b
}

func (r *gapReader) gap(low uint) int {
	n := 0
	for r.bit() == 1 {
		n++
	}
	n <<= low
	for i := range low {
		n |= r.bit() << i
	}
	return n
}

// atEnd reports whether all was read, but for what fills the last byte.
func (r *gapReader) atEnd() bool { return (r.at+7)/8 == len(r.data) }
