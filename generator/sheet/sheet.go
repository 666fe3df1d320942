// Package sheet writes tables that spreadsheets open: CSV and XLSX. Both forms
// of a table say the same, and the same table gives the same bytes.
//
// A cell is a text or a value. A value keeps its type where the form has types
// (XLSX), and stands in the form that Excel and WPS recognise where it has none
// (CSV). A text is never taken for a formula: in XLSX it is typed as text, in CSV
// one that begins like a formula is given an apostrophe in front.
package sheet

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Table is one sheet.
type Table struct {
	Name    string // of the sheet; at most 31 characters are kept
	Columns []Column
	Count   int // of rows
	// Row appends the cells of a row: as many as there are columns, or fewer. It may
	// be called from any goroutine, and more than once for a row.
	Row func(cells []Cell, i int) []Cell
}

// Fill gives a table rows that are made already.
func (t *Table) Fill(rows [][]Cell) {
	t.Count = len(rows)
	t.Row = func(cells []Cell, i int) []Cell { return append(cells, rows[i]...) }
}

// rows are those of the table, each good until the next.
func (t *Table) rows(yield func(i int, cells []Cell) bool) {
	var cells []Cell
	for i := range t.Count {
		if cells = t.Row(cells[:0], i); !yield(i, cells[:min(len(cells), len(t.Columns))]) {
			return
		}
	}
}

// Column is the head of a column and how wide it is, in characters.
type Column struct {
	Head  string
	Width int
}

// Kind is what a cell holds.
type Kind uint8

// The kinds of cell. Text comes first so that the zero Cell is an empty text.
const (
	KindText Kind = iota
	KindNumber
	KindPercent // Text is the ratio: 0.25
	KindDay     // 2025-06-15
	KindMinute  // 2025-06-15 14:30
	// Numbers that are shown with so many decimals.
	KindWhole
	KindTenths
	KindHundredths

	kinds
)

// Cell is one value. It holds text only, so that a table can be compared and
// hashed; use the functions below to make one.
type Cell struct {
	Kind Kind
	Text string
}

// Text is a cell of text.
func Text(s string) Cell { return Cell{Text: s} }

// Int is a cell of a whole number.
func Int(n int) Cell { return Cell{KindNumber, strconv.Itoa(n)} }

// Number is a cell of a number.
func Number(f float64) Cell { return Cell{KindNumber, strconv.FormatFloat(f, 'f', -1, 64)} }

// Percent is a cell of a ratio that is shown as a percentage.
func Percent(ratio float64) Cell { return Cell{KindPercent, strconv.FormatFloat(ratio, 'f', -1, 64)} }

// Day is a cell of a day as the calendar shows it, empty for the zero time.
func Day(t time.Time) Cell { return moment(KindDay, time.DateOnly, t) }

// Minute is a cell of a day and a time as the clock shows them, empty for the
// zero time.
func Minute(t time.Time) Cell { return moment(KindMinute, minuteLayout, t) }

const minuteLayout = "2006-01-02 15:04"

func moment(k Kind, layout string, t time.Time) Cell {
	// Spreadsheets count days from 1900 on; an earlier day stays a text.
	switch {
	case t.IsZero():
		return Cell{}
	case t.Year() < 1901 || t.Year() > 9999:
		return Text(t.Format(layout))
	}
	return Cell{k, t.Format(layout)}
}

// Sum is a digest of all that a table says.
func (t Table) Sum() [32]byte {
	h := sha256.New()
	buf := make([]byte, 0, 4<<10)
	put := func(kind byte, s string) {
		if len(buf)+len(s) > cap(buf)-16 {
			h.Write(buf)
			buf = buf[:0]
		}
		buf = append(buf, kind)
		buf = binary.AppendUvarint(buf, uint64(len(s)))
		buf = append(buf, s...)
	}
	put('n', t.Name)
	for _, c := range t.Columns {
		put('c', c.Head)
		put('w', strconv.Itoa(c.Width))
	}
	for _, r := range t.rows {
		put('r', "")
		for _, c := range r {
			put(byte(c.Kind), c.Text)
		}
	}
	h.Write(buf)
	return [32]byte(h.Sum(nil))
}

// Inert keeps a spreadsheet from reading a text as a formula: one that begins
// with = + - @, their full-width forms, a tab or a line end gets an apostrophe
// in front (OWASP, CSV injection).
func Inert(s string) string {
	r, _ := utf8.DecodeRuneInString(s)
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r) {
		return "'" + s
	}
	return s
}
