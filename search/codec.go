package search

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"sync"
)

// A file of the index is a magic, the sum of what follows once unpacked, and that,
// packed with zlib: hosts do not compress files of a kind they do not know. The
// sum's first twelve digits are the file's name, so that a file can be told to be
// whole, and to be the one that was asked for.
const (
	magic    = "MBX1"
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
// Two lanes of 32 bits, mixed at the end.
func sum(data []byte) uint64 {
	a, b := uint32(0xDEADBEEF), uint32(0x41C6CE57)
	for _, c := range data {
		a = (a ^ uint32(c)) * 2654435761
		b = (b ^ uint32(c)) * 1597334677
		a = bits.RotateLeft32(a, 13)
		b = bits.RotateLeft32(b, 15)
	}
	a ^= uint32(len(data))
	a = (a ^ a>>16) * 2246822507
	b = (b ^ b>>13) * 3266489909
	a ^= b ^ b>>16
	b ^= a ^ a>>16
	return uint64(a)<<32 | uint64(b)
}

// hexSum is a sum in digits.
func hexSum(data []byte) string { return fmt.Sprintf("%016x", sum(data)) }

// nameOf is the name of the file whose payload has a sum.
func nameOf(s uint64) string { return fmt.Sprintf("%016x", s)[:nameLength] }

func pathOf(name string) string { return folder + name + fileExt }

// packers are kept: a new one takes longer to make than a shard to pack.
var packers = sync.Pool{New: func() any {
	z, err := zlib.NewWriterLevel(nil, packLevel)
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

const packLevel = 6

// pack makes a file of a payload.
func pack(payload []byte) (name string, file []byte) {
	s := sum(payload)
	var b bytes.Buffer
	b.WriteString(magic)
	binary.Write(&b, binary.BigEndian, s) // a Buffer takes everything
	z := packers.Get().(*zlib.Writer)
	z.Reset(&b)
	z.Write(payload)
	z.Close()
	packers.Put(z)
	return nameOf(s), b.Bytes()
}

// unpack returns the payload of a file. name is "" if the file has a fixed name.
func unpack(path, name string, file []byte) ([]byte, error) {
	if len(file) < 12 || string(file[:4]) != magic {
		return nil, &DamagedError{path, "it is not a file of an index"}
	}
	z, err := zlib.NewReader(bytes.NewReader(file[12:]))
	if err != nil {
		return nil, &DamagedError{path, "it cannot be unpacked"}
	}
	payload, err := io.ReadAll(io.LimitReader(z, maxFile+1))
	if err != nil || len(payload) > maxFile {
		return nil, &DamagedError{path, "it cannot be unpacked"}
	}
	s := binary.BigEndian.Uint64(file[4:12])
	if sum(payload) != s || name != "" && nameOf(s) != name {
		return nil, &DamagedError{path, "its contents are others than were written"}
	}
	return payload, nil
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
