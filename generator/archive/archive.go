// Package archive turns documents and registers into the model: records, the
// meetings and minutes among them, decisions, actions and their lives, people
// and units. Building the model is total: a reference that leads nowhere stays
// nil, keeps its place, and is somebody else's finding.
//
// An Archive is everything. What one audience may see is a View, made in one
// place by narrowing the records first and linking them again: what a View does
// not hold cannot be reached from it. Everything that publishes takes a View.
package archive

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Archive is the whole archive, read and linked.
type Archive struct {
	Model
	// Documents are all files read: config, registers, records, in path order.
	// Their Findings are what reading and decoding had to say; the front matter of
	// a record is in its Values.
	Documents []*source.Document
	// Files are the other files of the archive, by path, with their sizes. Links and
	// devices are among them, whatever their name; so are folders.
	Files map[string]FileInfo
	// Emails leads from the addresses people commit with to the people.
	Emails map[string]*Person
	// Unplaced are Markdown files that are not records: outside every type's
	// folder and without a type of their own.
	Unplaced []*source.Document
	// Hosting are the files for a hosting platform that were generated, in path
	// order.
	Hosting []*source.Document
}

// Release lets go of what only the rules look at, outlines and sections. No rule
// may look at the archive afterwards.
func (a *Archive) Release() {
	for _, d := range a.Documents {
		d.Blocks = nil
	}
	for _, r := range a.Records {
		r.Sections = nil
	}
}

// FileInfo is what the model knows of a file that is not text, or of what stands
// in the place of one.
type FileInfo struct {
	Size    int64
	Type    fs.FileMode // the bits that tell a folder, a link or a device; 0 for a file
	Regular bool        // a file, and of a name that every system can keep
	Pointer bool        // a Git LFS pointer: what it stands for has not been fetched

	modified int64 // nanoseconds; tells two files of one size apart
}

// Model is a linked set of records: an Archive's all, or a View's few.
type Model struct {
	Config   *Config
	Schema   *schema.Schema
	Now      time.Time // the moment states are derived for
	Units    []*Unit   // in the order of the register
	People   []*Person
	Projects []*Project
	Calendar *Calendar
	Records  []*Record // by date, then id
	Actions  []*Action // in record order
	// Decisions are in record order.
	Decisions []*Decision
	// Series are the records of each named series, by date.
	Series map[string][]*Record

	byID   map[string]*Record
	reg    *registers
	memory *Memory // nil: nobody asked
}

// Record returns the record of an id (or a former one), or nil.
func (m *Model) Record(id string) *Record { return m.byID[id] }

// Action returns the action of an id (RECORD#a1), or nil.
func (m *Model) Action(id string) *Action {
	rec, n, ok := cutItem(id)
	if r := m.byID[rec]; ok && r != nil {
		return r.action(n)
	}
	return nil
}

func (r *Record) action(local string) *Action {
	for _, a := range r.Actions {
		if a.Local == local {
			return a
		}
	}
	return nil
}

// Decision returns the decision of an id (RECORD#d1), or nil.
func (m *Model) Decision(id string) *Decision {
	rec, n, ok := cutItem(id)
	if r := m.byID[rec]; ok && r != nil {
		return r.decision(n)
	}
	return nil
}

func (r *Record) decision(local string) *Decision {
	for _, d := range r.Decisions {
		if d.Local == local {
			return d
		}
	}
	return nil
}

// Record is one record: what its file says, and how it hangs together with
// others. A nil pointer means "not there, or not known".
type Record struct {
	Doc    *source.Document
	Type   *schema.Type
	Values *schema.Values

	// Broken says that the front matter could not be read; nothing but the path
	// is known then, and nobody may see the record.
	Broken bool

	ID       string
	Title    string
	Date     schema.Moment
	Status   string // the name of a status of the type
	Audience Audience
	Unit     *Mention
	Project  *Mention
	Tags     []string
	Series   string
	Number   int // within the series, 0 if unknown

	Opening   string // the first words of the body, without marks
	Sections  []*Section
	Decisions []*Decision
	Actions   []*Action
	Events    []*Event // follow-ups this record tells about earlier actions
	Mentions  []*Mention
	Refs      []*Ref
	Attached  []*Attachment

	// Meeting is what is known of the meeting: for a meeting record its own
	// words, for minutes their words over the meeting's. nil for other types.
	Meeting *Meeting

	Confirmations []*Confirmation
	// Signatories are the people whose confirmation the record needs.
	Signatories []*Signatory

	// Linked from other records.
	MeetingOf    *Record   // of minutes: the meeting record
	Minutes      []*Record // of a meeting: its minutes
	Supersedes   []*Record
	SupersededBy []*Record
	Related      []*Record // both ways, by date
	Previous     *Record   // in the series, of the same type
	Next         *Record

	named int // how many of the Mentions stand in values: the first, in their order
	own   own

	past    *Past         // of its file, nil if nothing is known
	arrived schema.Moment // on the main branch
}

// own is what a record's file says where linking may add to it.
type own struct {
	meeting *Meeting
	series  string
	number  int
	stem    string
	aliases []string
	// Everybody and everything the record names, once.
	people   []*Person
	units    []*Unit
	projects []*Project
}

// Path is the record's file, relative to the archive.
func (r *Record) Path() string { return r.Doc.Path }

// Mention returns whom a value names, or nil if the value names nobody or there is
// none.
func (r *Record) Mention(v *schema.Value) *Mention {
	if v == nil || v.Object() != nil || len(v.Items()) > 0 { // parts of it may name somebody
		return nil
	}
	at := func(m *Mention, offset int32) int { return cmp.Compare(m.Span.Start.Offset, offset) }
	if i, ok := slices.BinarySearchFunc(r.Mentions[:r.named], v.Span.Start.Offset, at); ok {
		return r.Mentions[i]
	}
	return nil
}

// Person returns the mention in a field, nil if the field is empty.
func (r *Record) Person(field string) *Mention {
	if v := r.Values.Get(field); v != nil {
		return r.Mention(v)
	}
	return nil
}

// Named are the people and projects the record names anywhere, each once.
func (r *Record) Named() ([]*Person, []*Project) { return r.own.people, r.own.projects }

// People returns the mentions in a list field.
func (r *Record) People(field string) []*Mention {
	var out []*Mention
	for _, v := range r.Values.Items(field) {
		if m := r.Mention(v); m != nil {
			out = append(out, m)
		}
	}
	return out
}

// At is the moment the record stands for: a meeting's start, else its date.
func (r *Record) At() schema.Moment {
	if r.Meeting != nil && !r.Meeting.Start.IsZero() {
		return r.Meeting.Start
	}
	return r.Date
}

// Signed reports whether every required confirmation is there and none objects.
// A record that needs none is not signed.
func (r *Record) Signed() bool {
	for _, s := range r.Signatories {
		if s.Given == nil || s.Given.Verdict != "agreed" {
			return false
		}
	}
	return len(r.Signatories) > 0
}

// Section is a part of the body that the type knows, under a heading or a label.
type Section struct {
	Schema *schema.Section
	Span   diag.Span      // of the heading's text
	Blocks []source.Block // a stretch of the document's, not to be changed
}

// Mention is a name in a record, and whom it means as of the record's date.
type Mention struct {
	Text   string
	Span   diag.Span
	Person *Person
	Unit   *Unit
	// Project is set for a field that names a project.
	Project *Project
	near    *string     // of few of them, and there are a dozen in each record
	Kind    schema.Kind // Person, Unit, Party or Project
	// Problem says why nobody is meant, or why the one meant should not be.
	Problem Problem
}

// Near is the known name most like an unknown one, "" if none is.
func (m *Mention) Near() string {
	if m.near == nil {
		return ""
	}
	return *m.near
}

func (m *Mention) doubt(problem Problem, near string) {
	if m.Problem = problem; near != "" {
		m.near = &near
	}
}

// Name is the name to show: the register's, else as written.
func (m *Mention) Name() string {
	switch {
	case m == nil:
		return ""
	case m.Person != nil:
		return m.Person.Name
	case m.Unit != nil:
		return m.Unit.Name
	}
	return m.Text
}

// Problem is what is wrong with a name.
type Problem uint8

// The problems of names. An Outsider is a party that no register knows. Of an
// Unreadable name nobody can tell: the register, or the line of it that would
// know, is damaged and says so itself.
const (
	Known Problem = iota
	Unknown
	Ambiguous // several people of the name; the text does not tell which
	Inactive  // known, but without a role (or abolished) on the record's date
	Outsider
	Unreadable
)

// Meeting is a meeting as far as it is known.
type Meeting struct {
	Kind     *schema.MeetingKind
	Start    schema.Moment
	End      schema.Moment
	Location string
	Link     string
	Chair    *Mention
	Recorder *Mention
	Expected []*Mention
	Invited  []*Mention
	Present  []*Mention // of minutes
	Absent   []*Absence // of minutes
}

// Absence is somebody expected who was not there.
type Absence struct {
	Person *Mention
	Kind   string // "leave" or "absent"
	Reason string
	Proxy  *Mention
}

// Confirmation is a signature or receipt.
type Confirmation struct {
	Person  *Mention
	Role    string
	Verdict string // "agreed", "objected" or ""
	At      schema.Moment
	Comment string
	Span    diag.Span
}

// Signatory is somebody whose confirmation a record needs.
type Signatory struct {
	Who    string  // as in schema.Confirm
	Person *Person // nil for "any"
	Given  *Confirmation
}

// Ref is a reference to another record, from a field or from the body.
type Ref struct {
	Field  string // the field's name, "" for a link of the body
	Text   string // as written
	Span   diag.Span
	Target *Record
	// Item is the action or decision meant, as a local id ("a1"), "" for none.
	Item string
	// Hidden says that the target exists but the view does not hold it.
	Hidden bool

	key string // Text as the table of ids has it
}

// Attachment is a file that belongs to a record.
type Attachment struct {
	Path    string // relative to the archive, cleaned
	Title   string
	Version string
	Date    schema.Moment
	Span    diag.Span
	Text    string // as written
	Linked  bool   // named by a link of the body, not by a field
	File    *FileInfo
}

// safeFiles are the kinds of attachment that a browser shows or saves without
// running anything.
var safeFiles = map[string]bool{
	".pdf": true, ".doc": true, ".docx": true, ".xls": true, ".xlsx": true, ".ppt": true, ".pptx": true,
	".wps": true, ".et": true, ".dps": true, ".ofd": true, ".odt": true, ".ods": true, ".odp": true,
	".txt": true, ".csv": true, ".md": true, ".ics": true, ".zip": true,
	".png": true, ".jpg": true, ".jpeg": true, ".gif": true, ".webp": true,
}

// Safe reports whether an attachment is of a kind that sites hold. Others are
// named on the page and not published.
func (a *Attachment) Safe() bool { return safeFiles[strings.ToLower(path.Ext(a.Path))] }

// Published reports whether sites hold an attachment: a file inside the archive,
// whole, and of a safe kind.
func (a *Attachment) Published() bool {
	return a.File != nil && a.File.Regular && !a.File.Pointer && a.Safe() && !strings.HasPrefix(a.Path, "../") && !strings.HasPrefix(a.Path, "/")
}
