package history

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
)

// The cache is one file a repository and folder: a head, the texts that are used,
// each once, the commits, and a SHA-256 sum over all of it. Numbers are varints.
// It holds nothing that could not be read from the repository again, so whatever
// is wrong with it, it is made anew; and that it cannot be written makes the next
// run slower and nothing else.
const cacheHead = "minutebook history 1\n"

func cacheFile(dir string, r *Repository) string {
	sum := sha256.Sum256([]byte(r.store.Filesystem().Root() + "\x00" + r.sub))
	return filepath.Join(dir, hex.EncodeToString(sum[:12])+".history")
}

// readCache returns the commits that are kept, and whether a cache was there that
// cannot be used.
func readCache(dir string, r *Repository) (map[plumbing.Hash]*record, bool) {
	if dir == "" {
		return nil, false
	}
	b, err := os.ReadFile(cacheFile(dir, r))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false
	}
	if err != nil {
		return nil, true
	}
	kept, ok := decodeCache(b)
	return kept, !ok
}

// writeCache keeps the commits of the graph, and those kept before as long as
// they are not the most.
func writeCache(dir string, r *Repository, nodes []node, before map[plumbing.Hash]*record) {
	if dir == "" {
		return
	}
	all := make(map[plumbing.Hash]*record, len(nodes)+len(before))
	if len(before) <= 2*len(nodes) {
		for id, x := range before {
			all[id] = x
		}
	}
	for i := range nodes {
		all[nodes[i].id] = nodes[i].record
	}
	if os.MkdirAll(dir, 0o700) != nil {
		return
	}
	file, err := os.CreateTemp(dir, ".history-*")
	if err != nil {
		return
	}
	_, err = file.Write(encodeCache(all))
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), cacheFile(dir, r))
	}
	if err != nil {
		os.Remove(file.Name()) //nolint:errcheck // nothing more can be done
	}
}

type encoder struct {
	b     []byte
	texts map[string]uint64
	list  []string
}

func (e *encoder) number(n int)         { e.b = binary.AppendVarint(e.b, int64(n)) }
func (e *encoder) hash(h plumbing.Hash) { e.b = append(e.b, h[:]...) }

func (e *encoder) text(s string) {
	n, ok := e.texts[s]
	if !ok {
		n = uint64(len(e.list))
		e.texts[s], e.list = n, append(e.list, s)
	}
	e.b = binary.AppendUvarint(e.b, n)
}

func (e *encoder) ident(i Ident) { e.text(i.Name); e.text(i.Email) }

func (e *encoder) idents(all []Ident) {
	e.number(len(all))
	for _, i := range all {
		e.ident(i)
	}
}

func (e *encoder) signature(s signature) {
	e.ident(s.ident)
	e.b = binary.AppendVarint(e.b, s.when)
	e.number(s.zone)
}

var kindCodes = []Kind{Added, Modified, Renamed, Deleted}

func (e *encoder) record(id plumbing.Hash, r *record) {
	e.hash(id)
	e.number(len(r.parents))
	for _, p := range r.parents {
		e.hash(p)
	}
	e.hash(r.tree)
	e.signature(r.author)
	e.signature(r.committer)
	e.text(r.subject)
	e.idents(r.coAuthors)
	e.idents(r.reviewers)
	e.idents(r.onBehalf)
	e.number(len(r.changes))
	for _, changes := range r.changes {
		e.number(len(changes))
		for _, c := range changes {
			for code, k := range kindCodes {
				if k == c.kind {
					e.number(code)
				}
			}
			e.text(c.path)
			e.text(c.from)
			e.hash(c.old)
			e.hash(c.new)
		}
	}
}

func encodeCache(all map[plumbing.Hash]*record) []byte {
	e := &encoder{texts: map[string]uint64{}}
	e.number(len(all))
	for id, r := range all {
		e.record(id, r)
	}
	out := []byte(cacheHead)
	out = binary.AppendUvarint(out, uint64(len(e.list)))
	for _, s := range e.list {
		out = binary.AppendUvarint(out, uint64(len(s)))
		out = append(out, s...)
	}
	out = append(out, e.b...)
	sum := sha256.Sum256(out)
	return append(out, sum[:]...)
}

// decoder reads what encoder wrote. After the first thing that is wrong it reads
// nothing more.
type decoder struct {
	b     []byte
	texts []string
	wrong bool
}

func (d *decoder) take(n int) []byte {
	if n < 0 || n > len(d.b) {
		d.wrong, n = true, 0
	}
	out := d.b[:n]
	d.b = d.b[n:]
	return out
}

func (d *decoder) unsigned() uint64 {
	n, size := binary.Uvarint(d.b)
	if size <= 0 {
		d.wrong = true
		return 0
	}
	d.b = d.b[size:]
	return n
}

func (d *decoder) number() int { return int(d.wide()) }

func (d *decoder) wide() int64 {
	n, size := binary.Varint(d.b)
	if size <= 0 {
		d.wrong = true
		return 0
	}
	d.b = d.b[size:]
	return n
}

// count is a number of things that take at least a byte each.
func (d *decoder) count() int {
	n := d.number()
	if n < 0 || n > len(d.b) {
		d.wrong, n = true, 0
	}
	return n
}

func (d *decoder) hash() (h plumbing.Hash) {
	copy(h[:], d.take(len(h)))
	return h
}

func (d *decoder) text() string {
	n := d.unsigned()
	if n >= uint64(len(d.texts)) {
		d.wrong = true
		return ""
	}
	return d.texts[n]
}

func (d *decoder) ident() Ident { return Ident{d.text(), d.text()} }

func (d *decoder) idents() []Ident {
	n := d.count()
	if n == 0 {
		return nil
	}
	out := make([]Ident, n)
	for i := range out {
		out[i] = d.ident()
	}
	return out
}

func (d *decoder) signature() signature {
	return signature{ident: d.ident(), when: d.wide(), zone: d.number()}
}

func (d *decoder) record() (plumbing.Hash, *record) {
	id, r := d.hash(), &record{}
	if n := d.count(); n > 0 {
		r.parents = make([]plumbing.Hash, n)
		for i := range r.parents {
			r.parents[i] = d.hash()
		}
	}
	r.tree = d.hash()
	r.author, r.committer = d.signature(), d.signature()
	r.subject, r.coAuthors, r.reviewers, r.onBehalf = d.text(), d.idents(), d.idents(), d.idents()
	r.changes = make([][]change, d.count())
	for i := range r.changes {
		n := d.count()
		if n == 0 {
			continue
		}
		r.changes[i] = make([]change, n)
		for j := range r.changes[i] {
			code := d.number()
			if code < 0 || code >= len(kindCodes) {
				d.wrong = true
				return id, r
			}
			r.changes[i][j] = change{kind: kindCodes[code], path: d.text(), from: d.text(), old: d.hash(), new: d.hash()}
		}
	}
	return id, r
}

func decodeCache(b []byte) (map[plumbing.Hash]*record, bool) {
	n := len(b) - sha256.Size
	if n < len(cacheHead) || string(b[:len(cacheHead)]) != cacheHead {
		return nil, false
	}
	if sum := sha256.Sum256(b[:n]); !bytes.Equal(sum[:], b[n:]) {
		return nil, false
	}
	d := &decoder{b: b[len(cacheHead):n]}
	texts := d.unsigned()
	if texts > uint64(n) {
		return nil, false
	}
	d.texts = make([]string, texts)
	for i := range d.texts {
		d.texts[i] = string(d.take(int(d.unsigned())))
	}
	size := d.count()
	out := make(map[plumbing.Hash]*record, size)
	for range size {
		if d.wrong {
			return nil, false
		}
		id, r := d.record()
		out[id] = r
	}
	return out, !d.wrong && len(d.b) == 0
}
