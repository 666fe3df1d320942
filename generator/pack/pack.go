// Package pack writes Git's pack format (version 2) one object after another,
// without deltas, so that a repository of any size goes through a small memory.
// It is what travels to a branch.
package pack

import (
	"bufio"
	"compress/zlib"
	"crypto/sha1"
	"encoding/binary"
	"fmt"
	"io"
	"iter"
)

// Kind is the kind of an object, as the format numbers them.
type Kind byte

// The kinds of object.
const (
	Commit Kind = iota + 1
	Tree
	Blob
	Tag
)

// Object is one object of a pack.
type Object struct {
	Kind Kind
	Size int64     // bytes that Body gives
	Body io.Reader // without the header of a loose object
}

// Write writes a pack of n objects. An error of the sequence ends it.
func Write(w io.Writer, n int, objects iter.Seq2[Object, error]) error {
	sum := sha1.New()
	buf := bufio.NewWriterSize(io.MultiWriter(w, sum), 64<<10)
	head := binary.BigEndian.AppendUint32([]byte("PACK\x00\x00\x00\x02"), uint32(n))
	if _, err := buf.Write(head); err != nil {
		return fmt.Errorf("write a pack: %w", err)
	}
	z := zlib.NewWriter(buf)
	count := 0
	for o, err := range objects {
		if err != nil {
			return err
		}
		if _, err := buf.Write(header(o)); err != nil {
			return fmt.Errorf("write a pack: %w", err)
		}
		z.Reset(buf)
		got, err := io.Copy(z, o.Body)
		if err != nil {
			return fmt.Errorf("write a pack: %w", err)
		}
		if got != o.Size {
			return fmt.Errorf("write a pack: an object of %d bytes gave %d", o.Size, got)
		}
		if err := z.Close(); err != nil {
			return fmt.Errorf("write a pack: %w", err)
		}
		count++
	}
	if count != n {
		return fmt.Errorf("write a pack: %d objects, not the %d that were announced", count, n)
	}
	if err := buf.Flush(); err != nil {
		return fmt.Errorf("write a pack: %w", err)
	}
	if _, err := w.Write(sum.Sum(nil)); err != nil {
		return fmt.Errorf("write a pack: %w", err)
	}
	return nil
}

// header is an object's kind and size: four bits of the size beside the kind,
// then seven a byte, the highest bit saying that more follow.
func header(o Object) []byte {
	first, rest := byte(o.Kind)<<4|byte(o.Size&0x0f), uint64(o.Size)>>4
	out := []byte{first}
	for rest > 0 {
		out[len(out)-1] |= 0x80
		out = append(out, byte(rest&0x7f))
		rest >>= 7
	}
	return out
}
