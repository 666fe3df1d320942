// Package adopt turns a tree of Markdown minutes that nobody wrote for this
// program into an archive: records with front matter, and registers of the units
// and people they name.
//
// # What it promises
//
// The source is read and never written. Every record is the source file to the
// byte - without its byte order mark - behind front matter that says what could
// be read out of it: decisions and actions are not copied up, the archive reads
// them where they stand. What cannot be told stays absent, and checking the
// archive reports it; nothing is guessed to satisfy a rule, and neither the
// clock nor a file's times are ever looked at. The same tree gives the same
// archive.
//
// # How it decides
//
// A date is looked for in the front matter, the file's name, its folders, a
// label (会议时间：), the heading and the opening lines. Where the file's name and
// the text disagree the name is believed, because headings are copied from the
// minutes before; the text is believed only if its day is the weekday the
// folder's meetings fall on, the name's is not, and no other file has that day.
// Every disagreement is a note. Times of day are taken only from a line whose
// date was not refused.
//
// People are who an attendance list names. Groups ("all members"), companies and
// remarks in it are not people. There is one person for every distinct name; an
// account or an address beside a name belongs to it. Two spellings that share an
// account are one person, but two Chinese names without a character in common
// are two, whatever account a copied line gives them.
//
// A unit is the folder that holds the minutes, without folders that only sort
// (meetings, 2024, 会议纪要), named as the headings name it if most of them do.
//
// Weekly and monthly reports become reports, collections of a year's minutes and
// texts that are no minutes become documents, each whole; read-me files, indexes,
// templates and empty files are left out with their reason.
//
// # Where things go
//
// A record stands in its type's folder, by year. One that links to files of the
// tree keeps the folders of the source below the year, and so does what it links
// to: relative links stay right without touching the text.
//
// The whole plan is in memory, files linked to excepted, before anything is
// written; Write then makes the archive beside its destination and moves it
// there in one step.
package adopt

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Options are what adopting needs to know from outside.
type Options struct {
	Title    string         // of the archive, required by its config
	Zone     *time.Location // of the times written in the tree, default UTC
	Now      time.Time      // handed to the reading of the result
	Limits   source.Limits
	Progress func(done, n int) // called for every file read; may be nil
}

// Plan is what adopting a tree would write. It is complete: Write adds nothing
// but the files linked to.
type Plan struct {
	Files   []*File   // by source path
	Skipped []Skipped // by source path
	Units   []Unit
	People  []Person
	Notes   []diag.Message // about the tree as a whole
	Totals  Totals

	src         fs.FS
	out         *memFS            // every file to write
	attachments map[string]string // path in the archive to path in the source
	zone        *time.Location
}

// File is one source file and the record it becomes.
type File struct {
	Source   string // its path in the tree
	Path     string // the record's path in the archive
	ID       string
	Type     string
	Title    string
	Date     schema.Moment // zero if no date was found
	DateFrom DateSource
	Start    schema.Moment
	End      schema.Moment
	Unit     string // id in the register, "" if unknown
	Series   string
	Number   int
	Chair    string
	Recorder string
	Present  []string // names as the register has them
	Absent   []string
	Agenda   []Topic

	Decisions int // as the archive reads them in the body
	Actions   int

	Attachments []string       // source paths of the files that go with it
	Missing     []string       // names of the fields minutes need and it does not tell
	Notes       []diag.Message // what was odd, and what was decided
}

// Topic is one entry of an agenda.
type Topic struct {
	Title     string
	Presenter string
	Minutes   int // 0 if not given
}

// DateSource says where a date was found.
type DateSource string

// The places a date may come from.
const (
	FromFront  DateSource = "front matter"
	FromName   DateSource = "file name"
	FromFolder DateSource = "folder"
	FromLabel  DateSource = "label"
	FromTitle  DateSource = "title"
	FromText   DateSource = "text"
)

// Skipped is a file that becomes no record.
type Skipped struct {
	Source string
	Reason diag.Message
}

// Unit is an entry of the register of units.
type Unit struct {
	ID, Name string
	Aliases  []string
	Parent   string // id, "" for none
}

// Person is an entry of the register of people.
type Person struct {
	ID, Name string
	Aliases  []string
	Emails   []string
	Units    []string // ids of the units attended
}

// Totals sum the plan up.
type Totals struct {
	Files, Records, Skipped    int
	Dated, WithPeople          int // minutes with a date, with somebody present
	Minutes, Decisions, Action int
	Units, People, Attachments int
}

// adoption is a plan while it is made.
type adoption struct {
	ctx   context.Context
	opt   Options
	sch   *schema.Schema
	src   fs.FS
	plan  *Plan
	docs  []*doc
	files map[string]bool // every regular file of the tree
	orgs  orgs
	crowd *crowd
}

// doc is one Markdown file on its way to a record.
type doc struct {
	*facts
	file     *File
	body     []byte // what the record holds behind its front matter
	newline  string
	parsed   *source.Document
	typ      *schema.Type
	existing *existing // front matter the file came with, nil if none
	unit     *Unit
	day      day
	times    when // the line whose times of day are believed
	mentions []mention
	present  []mention
	absent   []mention
	invited  []mention
	expected []mention
	aliases  []string // names the source's links know the record by

	chairs, recorders, reporters []mention
	guests, invitees             []string // invited and expected, as registered
	reporter                     string
}

func (d *doc) note(t diag.Text, args ...any) {
	d.file.Notes = append(d.file.Notes, diag.Say(t, args...))
}

// Prepare reads a tree and decides what to make of it. It fails only if the tree
// cannot be read or the context ends.
func Prepare(ctx context.Context, tree fs.FS, opt Options) (*Plan, error) {
	if opt.Zone == nil {
		opt.Zone = time.UTC
	}
	a := &adoption{
		ctx: ctx, opt: opt, sch: schema.Builtin(), src: tree, files: map[string]bool{}, orgs: orgs{},
		plan: &Plan{src: tree, out: newMemFS(), attachments: map[string]string{}, zone: opt.Zone},
	}
	paths, err := a.walk()
	if err != nil {
		return nil, fmt.Errorf("read the tree: %w", err)
	}
	for i, p := range paths {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := a.read(p); err != nil {
			return nil, fmt.Errorf("read the tree: %w", err)
		}
		if opt.Progress != nil {
			opt.Progress(i+1, len(paths))
		}
	}
	a.findDates()
	a.findUnits()
	a.findSeries()
	a.name()
	a.findPeople()
	a.place()
	if err := a.compose(); err != nil {
		return nil, err
	}
	a.sum(len(paths))
	return a.plan, nil
}

// compose writes every file into memory, reads the result back as an archive,
// and completes the register of people with the owners of actions.
func (a *adoption) compose() error {
	p := a.plan
	for _, d := range a.docs {
		p.out.put(d.file.Path, d.record(a.sch, a.opt))
	}
	p.out.put(archive.ConfigFile, configYAML(a.opt))
	p.writeRegisters()
	got, err := archive.Load(a.ctx, p.out, archive.Options{Now: a.opt.Now, Limits: a.opt.Limits})
	if err != nil {
		return fmt.Errorf("read the result back: %w", err)
	}
	byPath := make(map[string]*archive.Record, len(got.Records))
	for _, r := range got.Records {
		byPath[r.Path()] = r
	}
	for _, d := range a.docs {
		if r := byPath[d.file.Path]; r != nil {
			d.file.Decisions, d.file.Actions = len(r.Decisions), len(r.Actions)
			a.owners(d, r)
			a.unreadable(d, r)
		}
	}
	p.writeRegisters()
	return nil
}

// unreadable notes what keeps the archive from reading the body of a record.
func (a *adoption) unreadable(d *doc, r *archive.Record) {
	front := bytes.Count(r.Doc.Bytes[:len(r.Doc.Bytes)-len(d.body)], []byte("\n"))
	for _, f := range r.Doc.Findings {
		if line := int(f.Span.Start.Line) - front; f.Severity == diag.Error && line > 0 {
			d.note(diag.Text{CN: "第 %d 行：%s", TW: "第 %d 行：%s", EN: "line %d: %s"}, line, f.Message)
		}
	}
}

func (p *Plan) writeRegisters() {
	if len(p.Units) > 0 {
		p.out.put("registers/units.yaml", unitsYAML(p.Units))
	}
	if len(p.People) > 0 {
		p.out.put("registers/people.yaml", peopleYAML(p.People))
	}
}

func (a *adoption) sum(files int) {
	p := a.plan
	slices.SortFunc(p.Skipped, func(x, y Skipped) int { return strings.Compare(x.Source, y.Source) })
	t := Totals{Files: files, Skipped: len(p.Skipped), Units: len(p.Units), People: len(p.People), Attachments: len(p.attachments)}
	for _, d := range a.docs {
		f := d.file
		p.Files = append(p.Files, f)
		t.Records++
		t.Decisions += f.Decisions
		t.Action += f.Actions
		if f.Type != "minutes" {
			continue
		}
		t.Minutes++
		if !f.Date.IsZero() {
			t.Dated++
		}
		if len(f.Present) > 0 {
			t.WithPeople++
		}
	}
	p.Totals = t
}

// Record returns the bytes of the record a path of the plan names, or nil.
func (p *Plan) Record(path string) []byte { return p.out.files[path] }

// dir is the folder of a source file, "" for the root of the tree.
func dir(p string) string {
	if d := path.Dir(p); d != "." {
		return d
	}
	return ""
}

func (d *doc) name() string {
	return strings.TrimSuffix(path.Base(d.file.Source), path.Ext(d.file.Source))
}

// findSeries calls a title that comes back in a unit a series.
func (a *adoption) findSeries() {
	count := map[[2]string]int{}
	id := func(d *doc) [2]string {
		u := ""
		if d.unit != nil {
			u = d.unit.ID
		}
		return [2]string{u, key(d.title)}
	}
	for _, d := range a.docs {
		if d.title != "" && d.typ.Field("series") != nil {
			count[id(d)]++
		}
	}
	for _, d := range a.docs {
		d.file.Number = d.number
		if d.title != "" && count[id(d)] > 1 {
			d.file.Series = d.title
		}
		d.file.Title = cmp.Or(d.title, d.topicTitle())
	}
}

// topicTitle makes a title of the agenda for minutes whose heading is only a
// date.
func (d *doc) topicTitle() string {
	const most = 60
	out := ""
	for _, t := range d.agenda {
		next := t.title
		if out != "" {
			next = out + "；" + t.title
		}
		if len([]rune(next)) > most {
			break
		}
		out = next
	}
	if out == "" && len(d.agenda) > 0 {
		out = string([]rune(d.agenda[0].title)[:min(most, len([]rune(d.agenda[0].title)))])
	}
	return out
}
