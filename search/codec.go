package search

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"sync"
)

// A file of the index is a magic, the sum of what follows once unpacked, and that,
// deflated: hosts do not compress files of a kind they do not know. The sum's first
// twelve digits are the file's name, so that a file can be told to be whole, and to
// be the one that was asked for. Cards are packed in another way; see card.
const (
	magic    = "MBX2"
	fileExt  = ".mbx"
	folder   = "search/"
	manifest = folder + "index" + fileExt
	maxFile  = 64 << 20 // unpacked; more is damage

	nameLength = 12
)

// DamagedError says that a file of the index is not what it was when written.
type DamagedError struct{ Path, Why string }

func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s is damaged: %s; build the site again", e.Path, e.Why)
}

// sum is not for secrecy: it finds damage, in a few lines that run everywhere.
// Two lanes of 32 bits, mixed at the end. The name is summed after the data, where
// a file has one that its data do not give it.
func sum(data []byte, name string) uint64 {
	a, b := uint32(0xDEADBEEF), uint32(0x41C6CE57)
	for _, c := range data {
		a, b = lanes(a, b, c)
	}
	for i := range len(name) {
		a, b = lanes(a, b, name[i])
	}
	a ^= uint32(len(data) + len(name))
	a = (a ^ a>>16) * 2246822507
	b = (b ^ b>>13) * 3266489909
	a ^= b ^ b>>16
	b ^= a ^ a>>16
	return uint64(a)<<32 | uint64(b)
}

func lanes(a, b uint32, c byte) (uint32, uint32) {
	a = (a ^ uint32(c)) * 2654435761
	b = (b ^ uint32(c)) * 1597334677
	return bits.RotateLeft32(a, 13), bits.RotateLeft32(b, 15)
}

// nameOf is the name of the file whose payload has a sum.
func nameOf(s uint64) string { return fmt.Sprintf("%016x", s)[:nameLength] }

func pathOf(name string) string { return folder + name + fileExt }

const packLevel = 5

// packer packs payloads that have a dictionary in common: what stands there need
// not stand in the file.
type packer struct {
	dict    []byte
	writers sync.Pool // a new one takes longer to make than a file to pack
}

func newPacker(dict []byte) *packer {
	p := &packer{dict: dict}
	p.writers.New = func() any {
		z, err := flate.NewWriterDict(nil, packLevel, dict)
		if err != nil {
			panic(err) // the level is a constant
		}
		return &packing{deflate: z}
	}
	return p
}

// packing is a file that is being made.
type packing struct {
	deflate *flate.Writer
	file    bytes.Buffer
}

// file makes the file of a payload whose sum is given. At the cuts other kinds of
// bytes begin, which are packed for themselves.
func (p *packer) file(payload []byte, sum uint64, cuts ...int) []byte {
	w := p.writers.Get().(*packing)
	defer p.writers.Put(w)
	b, z := &w.file, w.deflate
	b.Reset()
	b.WriteString(magic)
	binary.Write(b, binary.BigEndian, sum) // a Buffer takes everything
	z.Reset(b)
	from := 0
	for _, to := range cuts {
		z.Write(payload[from:to])
		z.Flush()
		from = to
	}
	z.Write(payload[from:])
	z.Close()
	return bytes.Clone(b.Bytes()) // and not what the buffer has in reserve
}

// plain packs without a dictionary.
var plain = newPacker(nil)

// pack makes a file of a payload, which names it.
func pack(payload []byte, cuts ...int) (name string, file []byte) {
	s := sum(payload, "")
	return nameOf(s), plain.file(payload, s, cuts...)
}

// unpack returns the payload of a file. name is "" if the file has a fixed name.
func unpack(path, name string, file []byte) ([]byte, error) {
	payload, said, err := inflate(path, file, nil)
	if err != nil {
		return nil, err
	}
	if s := sum(payload, ""); s != said || name != "" && nameOf(s) != name {
		return nil, otherContents(path)
	}
	return payload, nil
}

func otherContents(path string) error {
	return &DamagedError{path, "its contents are others than were written"}
}

// inflate returns what a file holds, and the sum it should have.
func inflate(path string, file, dict []byte) (payload []byte, sum uint64, err error) {
	if len(file) < 12 || string(file[:4]) != magic {
		return nil, 0, &DamagedError{path, "it is not a file of an index"}
	}
	payload, err = io.ReadAll(io.LimitReader(flate.NewReaderDict(bytes.NewReader(file[12:]), dict), maxFile+1))
	if err != nil || len(payload) > maxFile {
		return nil, 0, &DamagedError{path, "it cannot be unpacked"}
	}
	return payload, binary.BigEndian.Uint64(file[4:12]), nil
}

// reader takes a payload apart. What cannot be read is zero, and bad is set.
type reader struct {
	data []byte
	bad  bool
}

func (r *reader) uint() int {
	n, w := binary.Uvarint(r.data)
	if w <= 0 || n > 1<<31 {
		r.bad, r.data = true, nil
		return 0
	}
	r.data = r.data[w:]
	return int(n)
}

func (r *reader) bytes(n int) []byte {
	if n < 0 || n > len(r.data) {
		r.bad, r.data = true, nil
		return nil
	}
	b := r.data[:n]
	r.data = r.data[n:]
	return b
}

func (r *reader) text() string { return string(r.bytes(r.uint())) }

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}
