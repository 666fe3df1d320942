package render

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"reflect"
	"sync"
)

// digest feeds a page's value into a hash: every exported and unexported field
// of structs, slices, pointers and basic values. Functions are left out; what
// they depend on must stand beside them in the value.
func digest(h hash.Hash, v any) {
	d := digesters.Get().(*digester)
	d.hash, d.buf = h, d.buf[:0]
	d.feed(reflect.ValueOf(v))
	h.Write(d.buf)
	d.hash = nil
	digesters.Put(d)
}

// summed is a part that many values share, and that was hashed once.
type summed interface{ digestSum() [sha256.Size]byte }

// sumOf is the hash of a part, which must not be summed itself yet.
func sumOf(part any) (sum [sha256.Size]byte) {
	h := sha256.New()
	digest(h, part)
	h.Sum(sum[:0])
	return sum
}

// digester collects what is to be hashed, since a value consists of many short
// texts.
type digester struct {
	hash hash.Hash
	buf  []byte
}

var digesters = sync.Pool{New: func() any { return &digester{buf: make([]byte, 0, 8<<10)} }}

func (d *digester) number(kind byte, n uint64) {
	if len(d.buf) > 4<<10 {
		d.hash.Write(d.buf)
		d.buf = d.buf[:0]
	}
	d.buf = append(d.buf, kind)
	d.buf = binary.AppendUvarint(d.buf, n)
}

func (d *digester) feed(v reflect.Value) {
	switch v.Kind() {
	case reflect.Invalid:
		d.number('0', 0)
	case reflect.String:
		s := v.String()
		d.number('s', uint64(len(s)))
		d.buf = append(d.buf, s...)
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		d.number('b', n)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.number('i', uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		d.number('u', v.Uint())
	case reflect.Slice, reflect.Array:
		d.number('l', uint64(v.Len()))
		for i := range v.Len() {
			d.feed(v.Index(i))
		}
	case reflect.Struct:
		d.number('t', uint64(v.NumField()))
		for i := range v.NumField() {
			d.feed(v.Field(i))
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			d.number('0', 0)
			return
		}
		if v.CanInterface() {
			if x, ok := v.Interface().(summed); ok {
				sum := x.digestSum()
				d.number('h', uint64(len(sum)))
				d.buf = append(d.buf, sum[:]...)
				return
			}
		}
		d.feed(v.Elem())
	case reflect.Func:
	default:
		panic("render: a page value holds a " + v.Kind().String())
	}
}
