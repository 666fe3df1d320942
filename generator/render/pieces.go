package render

import (
	"crypto/sha256"
	"io"

	"github.com/minutebook/minutebook/generator/output"
)

// pieces are the bytes of a file that may be long. A single buffer would be copied,
// whenever it is full, into one of twice the size.
type pieces struct{ all [][]byte }

// How large a piece is: the first, and the largest.
const (
	firstPiece = 4 << 10
	mostPiece  = 256 << 10
)

func (p *pieces) Write(b []byte) (int, error) {
	n := len(b)
	for len(b) > 0 {
		last := len(p.all) - 1
		if last < 0 || len(p.all[last]) == cap(p.all[last]) {
			p.all = append(p.all, make([]byte, 0, min(firstPiece<<min(len(p.all), 8), mostPiece)))
			last++
		}
		room := min(cap(p.all[last])-len(p.all[last]), len(b))
		p.all[last] = append(p.all[last], b[:room]...)
		b = b[room:]
	}
	return n, nil
}

// page is the page that consists of them.
func (p *pieces) page(path string) output.Page {
	h := sha256.New()
	for _, b := range p.all {
		h.Write(b)
	}
	return output.Page{Path: path, Digest: [32]byte(h.Sum(nil)), Write: func(w io.Writer) error {
		for _, b := range p.all {
			if _, err := w.Write(b); err != nil {
				return err
			}
		}
		return nil
	}}
}
