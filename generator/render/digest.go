package render

import (
	"encoding/binary"
	"hash"
	"reflect"
)

// digest feeds a page's value into a hash: every exported and unexported field
// of structs, slices, pointers and basic values. Functions are left out; what
// they depend on must stand beside them in the value.
func digest(h hash.Hash, v any) { feed(h, reflect.ValueOf(v)) }

func feed(h hash.Hash, v reflect.Value) {
	var buf [9]byte
	number := func(kind byte, n uint64) {
		buf[0] = kind
		binary.LittleEndian.PutUint64(buf[1:], n)
		h.Write(buf[:])
	}
	switch v.Kind() {
	case reflect.Invalid:
		number('0', 0)
	case reflect.String:
		s := v.String()
		number('s', uint64(len(s)))
		h.Write([]byte(s))
	case reflect.Bool:
		n := uint64(0)
		if v.Bool() {
			n = 1
		}
		number('b', n)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		number('i', uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		number('u', v.Uint())
	case reflect.Slice, reflect.Array:
		number('l', uint64(v.Len()))
		for i := range v.Len() {
			feed(h, v.Index(i))
		}
	case reflect.Struct:
		number('t', uint64(v.NumField()))
		for i := range v.NumField() {
			feed(h, v.Field(i))
		}
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			number('0', 0)
			return
		}
		feed(h, v.Elem())
	case reflect.Func:
	default:
		panic("render: a page value holds a " + v.Kind().String())
	}
}
