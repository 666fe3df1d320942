package source

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/minutebook/minutebook/generator/diag"
)

// excerptRunes is how much of a line a finding shows.
const excerptRunes = 400

// lineTable lists the offset of each line's first byte. Only LF ends a line: a
// lone CR is refused elsewhere. A file too large for the table has one line.
func lineTable(data []byte) []int32 {
	if len(data) > math.MaxInt32 {
		return []int32{0}
	}
	lines := make([]int32, 1, bytes.Count(data, []byte{'\n'})+1)
	for off := 0; ; {
		i := bytes.IndexByte(data[off:], '\n')
		if i < 0 {
			return lines
		}
		off += i + 1
		lines = append(lines, int32(off))
	}
}

// line returns the number of the line an offset stands on, from 1.
func (d *Document) line(off int) int {
	i, found := slices.BinarySearch(d.lines, int32(min(off, math.MaxInt32)))
	if found {
		i++
	}
	return i
}

func (d *Document) pos(off int) diag.Pos {
	off = min(max(off, 0), len(d.Bytes), math.MaxInt32)
	n := d.line(off)
	start := int(d.lines[n-1])
	return diag.Pos{Offset: int32(off), Line: int32(n), Column: int32(utf8.RuneCount(d.Bytes[start:off]) + 1)}
}

// Span gives the places of the bytes [start, end) of the file. It takes the
// logarithm of the number of lines and the length of the line.
func (d *Document) Span(start, end int) diag.Span {
	return diag.Span{Start: d.pos(start), End: d.pos(max(start, end))}
}

// LineText returns a line, counted from 1, without its line end; "" if there is
// no such line.
func (d *Document) LineText(line int) string {
	if line < 1 || line > len(d.lines) {
		return ""
	}
	end := len(d.Bytes)
	if line < len(d.lines) {
		end = int(d.lines[line])
	}
	return text(bytes.TrimRight(d.Bytes[d.lines[line-1]:end], "\r\n"))
}

// Text is what is written at the bytes [start, end) of the file.
func (d *Document) Text(start, end int) string { return text(d.Bytes[start:end]) }

// Report makes a Finding about a place in this file and gives it the excerpt. It
// does not add it to the Findings. A zero span means the file as a whole.
//
// Of a line of more than 400 characters the excerpt is a stretch of that length.
// It begins with the line, so that the column still counts from its start,
// unless the place is too far to the right to be in it.
func (d *Document) Report(rule string, sev diag.Severity, span diag.Span, msg, hint diag.Message) diag.Finding {
	f := diag.Finding{Rule: rule, Severity: sev, File: d.Path, Span: span, Message: msg, Hint: hint}
	if span.Start.Line > 0 {
		f.Excerpt = excerpt(d.LineText(int(span.Start.Line)), int(span.Start.Column))
	}
	return f
}

// excerpt cuts a line to excerptRunes characters that include the column. The
// copy is made only of lines that are cut or not UTF-8.
func excerpt(line string, column int) string {
	if len(line) <= excerptRunes && utf8.ValidString(line) {
		return line
	}
	skip := 0
	if column > excerptRunes*3/4 {
		skip = column - 1 - excerptRunes/2
	}
	from := runeOffset(line, skip)
	to := from + runeOffset(line[from:], excerptRunes)
	return strings.ToValidUTF8(line[from:to], "\uFFFD")
}

// runeOffset returns the length in bytes of the first n characters.
func runeOffset(s string, n int) int {
	off := 0
	for ; n > 0 && off < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[off:])
		off += size
	}
	return off
}

// add reports a breach of one of this package's rules at the bytes [start, end).
// The pointer is good until the next call.
func (d *Document) add(rule string, start, end int, msg, hint diag.Message) *diag.Finding {
	return d.addAt(rule, d.Span(start, end), msg, hint)
}

func (d *Document) addAt(rule string, span diag.Span, msg, hint diag.Message) *diag.Finding {
	d.Findings = append(d.Findings, d.Report(rule, severity(rule), span, msg, hint))
	return &d.Findings[len(d.Findings)-1]
}

// text views bytes of a Document as a string without copying them. An archive of
// 100,000 records would otherwise hold every body twice.
func text(b []byte) string {
	return unsafe.String(unsafe.SliceData(b), len(b))
}
