// Package scaffold makes the files people start from: a new archive (Archive)
// and the skeleton of a new record (New).
//
// A new archive has no finding, neither error nor warning. A new record holds
// every field its type asks for, with its label beside it, and every section;
// what the archive or the writer knows already is filled in, and what nobody
// knows stays empty. So the only findings of form a new record has are
// field-empty and section-empty: the list of what is still to be written.
//
// What is known comes from the meeting that minutes are of, from the last record
// of the series (who is expected, chairs and records, where, the next number, the
// next meeting it announces, the actions not done yet), and from the register of
// people. A name is taken over only while its bearer is in office. Nothing is
// guessed, and nothing depends on map order or the clock: the same archive and
// the same request make the same bytes.
//
// Files are written all or none (Place, Create), and never over another.
package scaffold

import (
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// File is a file to be written.
type File struct {
	Path string // slash-separated, relative to the archive
	Data []byte
}

// Request says which record is wanted and what its writer knows already.
type Request struct {
	Type  string // name, label or alias of a record type
	Given []Setting
	Slug  string    // of the file's name; "" to make one of what is known
	Today time.Time // the record's day where nothing else says it
	Lang  diag.Lang // of comments, headings and notes
	// ChineseKeys writes the labels as keys, in the script of Lang.
	ChineseKeys bool
}

// Setting is the value of a field, as it would be written in the file.
//
// Field is a key of the type, or list.key for a row of a list: a key the last
// row has already begins another row. A list of names may be given at once, with
// separators, or one by one. An empty Value keeps the field empty, whatever the
// archive knows.
type Setting struct{ Field, Value string }

// Draft is the skeleton of a record.
type Draft struct {
	File
	// Questions are the required fields nobody has filled, without those inside
	// mappings, in the order of the file.
	Questions []*schema.Field
	// Notes say what was taken from where, and what was left out.
	Notes []diag.Message
}
