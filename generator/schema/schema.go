// Package schema says what a record type is: its fields, sections, labels,
// aliases, conditions and defaults, as data. The built-in types are the YAML
// files under data/, read by the same code as an archive's own extensions.
//
// Everything that needs to know what a record holds asks here: decoding front
// matter (Decode), the checks of form it makes on the way, the JSON Schema for
// editors, the skeletons of new records and the tables of the documentation.
//
// A key of front matter is a field's name (English), its label in either
// Chinese script, or one of its aliases; all mean the same. Where two fields of
// one mapping claim one alias, the one a type declares itself wins over a common
// one; two claims of the same rank are an error of the schema.
package schema

import (
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
)

// Kind is what a field's value is.
type Kind uint8

// The kinds of value. The comment gives the form that is accepted.
const (
	Text      Kind = iota + 1 // one line of text
	Prose                     // text of any length
	Word                      // a tag: one line, no comma
	ID                        // letters, digits, . _ -, at most 80 characters
	Date                      // 2025-06-15
	Time                      // 2025-06-15 14:30[:05][+08:00], or a date
	Duration                  // 90m, 1h30m, 1小时30分
	Period                    // 2025, 2025-Q3, 2025-06, 2025-W23, a date, or FROM/TO
	Integer                   //
	Number                    //
	Bool                      // true, false, 是, 否
	Choice                    // one of Field.Choices
	Person                    // a name, alias or id of the register of people
	Unit                      // a name, alias or id of the register of units
	Party                     // a person or a unit, or somebody outside
	Project                   // a name, alias or id of the register of projects
	Record                    // the id of a record, or its path
	File                      // a path relative to the record
	Link                      // an http(s), mailto or tel address
	Version                   // V1.2, 1.2.3
	Audience                  // public, internal, or a list of units
	Retention                 // years (3 or more) or permanent
	Meeting                   // a kind of meeting
	Type_                     // a record type
	Object                    // a mapping of Field.Fields
	Raw                       // read by somebody else
)

var kindNames = map[string]Kind{
	"text": Text, "prose": Prose, "word": Word, "id": ID, "date": Date, "time": Time,
	"duration": Duration, "period": Period, "integer": Integer, "number": Number,
	"bool": Bool, "choice": Choice, "person": Person, "unit": Unit, "party": Party,
	"project": Project, "record": Record, "file": File, "link": Link, "version": Version,
	"audience": Audience, "retention": Retention, "kind": Meeting, "type": Type_,
	"object": Object, "raw": Raw,
}

// Schema is every record type, meeting kind and register an archive knows.
type Schema struct {
	Types     []*Type        // in the order they are shown
	Kinds     []*MeetingKind // in the order they are shown
	Registers []*Register    // config, units, people, projects, calendar
}

// Type is a record type.
type Type struct {
	Name          string
	Folder        string // records of the type live below it
	Label         diag.Text
	Aliases       []string
	Dated         bool     // files are named YYYY-MM-DD-slug.md
	Fields        []*Field // common ones first
	Sections      []*Section
	Statuses      []*ChoiceValue
	DefaultStatus string
	Confirm       []Confirm
	byKey         map[string]*Field
	bySection     map[string]*Section
}

// Register is a YAML file beside the records.
type Register struct {
	Name   string
	File   string // relative to the archive
	Label  diag.Text
	Fields []*Field
	byKey  map[string]*Field
}

// Field is one key of a mapping.
type Field struct {
	Name     string
	Label    diag.Text
	Aliases  []string // every other accepted key, the Chinese labels included
	Help     diag.Text
	Kind     Kind
	List     bool
	Of       string         // the type a Record must have; "" for any
	Choices  []*ChoiceValue // of a Choice
	Fields   []*Field       // of an Object
	Required Condition
	Min, Max *float64 // of Integer and Number, inclusive
	MinItems int      // of a List
	Table    bool     // may be given as a table in the body instead
	Own      bool     // declared by the type, not common to all

	byKey map[string]*Field
	item  *Field // of a List or an Audience: its items on their own
}

// Condition says when a field must be there. The zero Condition is never.
type Condition struct {
	Always bool
	When   []Match  // required if all of these hold
	Unless []string // required if none of these fields is there
	With   []string // required if one of these fields is there
}

// Match holds if the field's choice is one of the values.
type Match struct {
	Field  string
	Values []string
}

// ChoiceValue is one value of a Choice.
type ChoiceValue struct {
	Name    string
	Label   diag.Text
	Aliases []string // the Chinese labels included
}

// Section is a part of the body under a heading.
type Section struct {
	Name     string
	Label    diag.Text
	Aliases  []string
	Role     string // "decisions", "actions", "followup", "rows", "problems" or ""
	Required bool
}

// Confirm names who must sign a record.
type Confirm struct {
	// Who is "reviewer", "action-owners", "counterpart", "any",
	// "department-contacts", "requester", "confirmers", "approver" or "arbiter".
	Who  string
	When []Match // only while these hold; the pseudo field "conclusion" is "yes" when the record has a decision
}

// MeetingKind is a kind of meeting with the rules that come with it.
type MeetingKind struct {
	Name     string
	Label    diag.Text
	Aliases  []string
	Cadence  string // "month", "quarter", "year" or ""
	Quorum   Share  // of the expected voters who must be present
	Approval Share  // of the expected voters a motion needs more than
}

// Share is a fraction; the zero Share means "no such rule".
type Share struct{ Num, Den int }

// Type returns the type of a name, label or alias, or nil.
func (s *Schema) Type(name string) *Type {
	return find(s.Types, name, func(t *Type) (string, diag.Text, []string) { return t.Name, t.Label, t.Aliases })
}

// TypeOfFolder returns the type whose records live in a top-level folder, or nil.
func (s *Schema) TypeOfFolder(folder string) *Type {
	for _, t := range s.Types {
		if t.Folder == folder {
			return t
		}
	}
	return nil
}

// MeetingKind returns the kind of a name, label or alias, or nil.
func (s *Schema) MeetingKind(name string) *MeetingKind {
	return find(s.Kinds, name, func(k *MeetingKind) (string, diag.Text, []string) { return k.Name, k.Label, k.Aliases })
}

// Register returns the register of a name, or nil.
func (s *Schema) Register(name string) *Register {
	for _, r := range s.Registers {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Field returns the field a key means, or nil.
func (t *Type) Field(key string) *Field { return t.byKey[norm.NFC.String(key)] }

// Field returns the field a key means, or nil.
func (r *Register) Field(key string) *Field { return r.byKey[norm.NFC.String(key)] }

// Field returns the sub-field a key means, or nil.
func (f *Field) Field(key string) *Field { return f.byKey[norm.NFC.String(key)] }

// Section returns the section a heading opens, or nil. Leading numbers and a
// gloss in brackets do not matter: 三、决议事项, 3. 决议 and 会议纪要(Notes) are found.
func (t *Type) Section(heading string) *Section {
	for _, h := range headingForms(heading) {
		if s := t.bySection[h]; s != nil {
			return s
		}
	}
	return nil
}

// SectionNamed returns the section of a name, or nil.
func (t *Type) SectionNamed(name string) *Section {
	for _, s := range t.Sections {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Choice returns the value a text means, or nil.
func (f *Field) Choice(text string) *ChoiceValue {
	return find(f.Choices, text, func(c *ChoiceValue) (string, diag.Text, []string) { return c.Name, c.Label, c.Aliases })
}

// find looks a text up among names, labels and aliases; English is found in any
// case.
func find[T any](all []*T, text string, names func(*T) (string, diag.Text, []string)) *T {
	text = norm.NFC.String(strings.TrimSpace(text))
	for _, v := range all {
		name, label, aliases := names(v)
		if strings.EqualFold(text, name) || strings.EqualFold(text, label.EN) ||
			text == label.CN || text == label.TW || slices.Contains(aliases, text) {
			return v
		}
	}
	return nil
}
