package schema

import (
	"encoding/binary"
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// Values that are only looked at now and then are kept packed: as bytes that say of
// each value which field it is, where it stands and what was written, and refer to
// the document for words that stand there so. That is a tenth of the room, and
// nothing a garbage collector has to follow. Reading one makes its Value anew.

// packed are the values of a mapping as bytes. A Get passes over the values before
// the one it wants, since each begins with its length.
type packed struct {
	set   fieldSet // whose fields the values are
	doc   *source.Document
	zone  *time.Location
	rest  []*source.Node // what has no shorter form
	bytes []byte
}

// What follows the length of a value and the number of its field is two bytes, and
// then its key, its name if that is not what stands at the key, its span, its text if
// that is not what stands there, and what the text means. The first byte has its
// shape, what is true of it, and where its text is.
const (
	shapeBits = 3
	emptyBit  = 1 << 2
	boolBit   = 1 << 3
	wrongBit  = 1 << 4
	keyBit    = 1 << 5 // its key and name are those of the list it is in
	textShift = 6      // two bits
)

// Where a text is.
const (
	textNone   byte = iota // there is none
	textThere              // the bytes of the span
	textQuoted             // the same, without the first and the last
	textOwn                // here
)

// The second byte says what the text means, and whose the name is.
const (
	meansNothing byte = iota
	meansDay
	meansMoment
	meansStretch
	meansChoice
	meansList
	meansObject
	meansRest

	meaningBits = 1<<7 - 1
	nameOwnBit  = 1 << 7 // the name is here, and not what stands at the key
)

// Pack packs the values of a record of the type that were decoded from a document
// in a time zone. Values handed out before stay as they are.
func (t *Type) Pack(v *Values, doc *source.Document, zone *time.Location) {
	if v.packed != nil || len(v.all) == 0 {
		return
	}
	p := &packer{packed: &packed{set: t, doc: doc, zone: zone}}
	var all []byte
	for _, x := range v.all {
		p.b = p.b[:0]
		p.pair(t, x)
		all = binary.AppendUvarint(all, uint64(len(p.b)))
		all = append(all, p.b...)
	}
	p.bytes = slices.Clone(all) // and not what append has in reserve
	v.all, v.packed = nil, p.packed
}

type packer struct {
	*packed
	b []byte
}

func (p *packer) number(n int)   { p.b = binary.AppendUvarint(p.b, uint64(n)) }
func (p *packer) signed(n int64) { p.b = binary.AppendVarint(p.b, n) }
func (p *packer) text(s string)  { p.number(len(s)); p.b = append(p.b, s...) }

// span writes a span that starts some way behind a place.
func (p *packer) span(from diag.Pos, s diag.Span) {
	p.pos(from, s.Start)
	p.pos(s.Start, s.End)
}

func (p *packer) pos(from, to diag.Pos) {
	p.signed(int64(to.Offset - from.Offset))
	p.signed(int64(to.Line - from.Line))
	p.signed(int64(to.Column - from.Column))
}

// pair writes a value of a mapping behind the number of its field.
func (p *packer) pair(set fieldSet, v *Value) {
	p.number(slices.Index(set.fields(), v.Field))
	p.value(v, nil)
}

// value writes a value; in is the list it is an item of, or nil.
func (p *packer) value(v, in *Value) {
	text, name := p.where(v.Span, v.Text), p.where(v.Key, v.Name)
	sameKey := in != nil && v.Key == in.Key && v.Name == in.Name
	ownName := !sameKey && name != textThere
	flags := byte(v.Shape) | bit(v.Empty, emptyBit) | bit(v.Bool, boolBit) | bit(v.Wrong, wrongBit) | bit(sameKey, keyBit) | text<<textShift
	p.b = append(p.b, flags, p.meaning(v)|bit(ownName, nameOwnBit))
	if !sameKey {
		p.span(diag.Pos{}, v.Key)
	}
	if ownName {
		p.text(v.Name)
	}
	p.span(v.Key.Start, v.Span)
	if text == textOwn {
		p.text(v.Text)
	}
	p.content(v)
}

func bit(is bool, b byte) byte {
	if is {
		return b
	}
	return 0
}

// where tells how a text can be had from the document.
func (p *packer) where(at diag.Span, s string) byte {
	if s == "" {
		return textNone
	}
	written := p.doc.Text(int(at.Start.Offset), int(at.End.Offset))
	switch {
	case written == s:
		return textThere
	case len(written) == len(s)+2 && written[1:len(written)-1] == s:
		return textQuoted
	}
	return textOwn
}

func (p *packer) meaning(v *Value) byte {
	switch x := v.of.(type) {
	case *Moment:
		switch {
		case x.IsZero():
		case x.Clock:
			return meansMoment
		default:
			return meansDay
		}
	case *Range:
		return meansStretch
	case *ChoiceValue:
		return meansChoice
	case *list:
		return meansList
	case *Values:
		return meansObject
	case *source.Node:
		return meansRest
	}
	return meansNothing
}

func (p *packer) content(v *Value) {
	switch x := v.of.(type) {
	case *Moment:
		if !x.IsZero() {
			p.signed(x.Unix())
		}
	case *Range:
		p.signed(x.From.Unix())
		p.signed(x.To.Unix())
	case *ChoiceValue:
		p.number(slices.Index(v.Field.Choices, x))
	case *list:
		p.number(len(x.items))
		for _, i := range x.items {
			p.value(i, v)
		}
	case *Values:
		p.span(v.Span.Start, x.Span)
		p.number(len(x.all))
		for _, y := range x.all {
			p.pair(v.Field, y)
		}
	case *source.Node:
		p.number(len(p.rest))
		p.rest = append(p.rest, x)
	}
}

// all makes all values.
func (p *packed) all() []*Value {
	var out []*Value
	for u := (unpacker{packed: p, b: p.bytes}); len(u.b) > 0; {
		u.number() // length
		out = append(out, u.pair(p.set))
	}
	return out
}

// get makes the value of a field, nil if there is none.
func (p *packed) get(name string) *Value {
	fields := p.set.fields()
	for u := (unpacker{packed: p, b: p.bytes}); len(u.b) > 0; {
		size := u.number()
		rest := u.b[size:]
		if i := u.number(); fields[i].Name == name {
			v := &Value{Field: fields[i]}
			u.value(v, nil)
			return v
		}
		u.b = rest
	}
	return nil
}

type unpacker struct {
	*packed
	b []byte
}

func (u *unpacker) number() int {
	v, n := binary.Uvarint(u.b)
	u.b = u.b[n:]
	return int(v)
}

func (u *unpacker) signed() int64 {
	v, n := binary.Varint(u.b)
	u.b = u.b[n:]
	return v
}

func (u *unpacker) moment() time.Time {
	t := time.Unix(u.signed(), 0)
	if t.IsZero() {
		return time.Time{}
	}
	return t.In(u.zone)
}

func (u *unpacker) text() string {
	n := u.number()
	s := string(u.b[:n])
	u.b = u.b[n:]
	return s
}

func (u *unpacker) span(from diag.Pos) (s diag.Span) {
	s.Start = u.pos(from)
	s.End = u.pos(s.Start)
	return s
}

func (u *unpacker) pos(from diag.Pos) diag.Pos {
	return diag.Pos{Offset: from.Offset + int32(u.signed()), Line: from.Line + int32(u.signed()), Column: from.Column + int32(u.signed())}
}

func (u *unpacker) pair(set fieldSet) *Value {
	v := &Value{Field: set.fields()[u.number()]}
	u.value(v, nil)
	return v
}

func (u *unpacker) value(v, in *Value) {
	flags, means := u.b[0], u.b[1]
	u.b = u.b[2:]
	v.Shape = source.NodeKind(flags & shapeBits)
	v.Empty, v.Bool, v.Wrong = flags&emptyBit != 0, flags&boolBit != 0, flags&wrongBit != 0
	if flags&keyBit != 0 {
		v.Key, v.Name = in.Key, in.Name
	} else {
		v.Key = u.span(diag.Pos{})
		if means&nameOwnBit != 0 {
			v.Name = u.text()
		} else {
			v.Name = u.doc.Text(int(v.Key.Start.Offset), int(v.Key.End.Offset))
		}
	}
	v.Span = u.span(v.Key.Start)
	switch from, to := int(v.Span.Start.Offset), int(v.Span.End.Offset); flags >> textShift {
	case textThere:
		v.Text = u.doc.Text(from, to)
	case textQuoted:
		v.Text = u.doc.Text(from+1, to-1)
	case textOwn:
		v.Text = u.text()
	}
	u.content(v, means&meaningBits)
}

func (u *unpacker) content(v *Value, means byte) {
	switch means {
	case meansDay, meansMoment:
		v.of = &Moment{u.moment(), means == meansMoment}
	case meansStretch:
		v.of = &Range{u.moment(), u.moment()}
	case meansChoice:
		v.of = v.Field.Choices[u.number()]
	case meansList:
		n := u.number()
		block, items := make([]Value, n), make([]*Value, n)
		for i := range items {
			items[i] = &block[i]
			items[i].Field = v.Field.item
			u.value(items[i], v)
		}
		v.of = &list{items}
	case meansObject:
		o := &Values{Span: u.span(v.Span.Start)}
		o.all = make([]*Value, u.number())
		for i := range o.all {
			o.all[i] = u.pair(v.Field)
		}
		v.of = o
	case meansRest:
		v.of = u.rest[u.number()]
	}
}
