package render

import (
	"html/template"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
)

// The values the templates see. They hold text and links only, ready to be
// shown; nothing in them can reach the model.

// link is a text that may lead somewhere.
type link struct {
	Text string
	Href string // "" for plain text
	Note string // a short remark behind it
	Here bool   // the page itself
}

// row is one line of a field table: a label and what stands there.
type row struct {
	Label string
	Parts []link // a value or a list
	Prose string // text of several lines
	Lines bool   // the parts stand one a line
	Table *table // a list of mappings
}

type table struct {
	Head  []string
	Dates []bool // columns that stay on one line
	Rows  [][][]link
}

// entry is a record in a list.
type entry struct {
	Link   link
	Type   string
	Date   string
	Unit   link
	Status string
	Broken int // findings
}

// item is an action or a decision in a register.
type item struct {
	Link    link
	Record  link
	Date    string
	Owners  []link
	Due     string
	State   string // word
	Class   string // open, doing, submitted, done, cancelled, overdue, …
	Detail  string
	Text    string
	Local   string
	History []event
	Life    link // to its own page, if it has one
}

// event is a line of an action's life.
type event struct {
	Date   string
	What   string
	Record link
	Text   string
}

type listPage struct {
	frame
	Intro   []row
	Count   string
	Facets  []row // ways to narrow the list
	Entries []entry
	Pager   []link
	Blocks  []block
	Below   []link // narrower lists: the months of a year, the units below
}

type indexPage struct {
	frame
	Ways   []link // to the other indexes
	Groups []group
}

// findingCount is how many findings a rule has.
type findingCount struct {
	Rule  link
	Count string
}

type group struct {
	Title string
	Count int // 0: not told
	Links []link
	All   link   // to the rest
	More  string // how many are folded away
	Rest  []link // those
	Tree  []branch
}

// branch is a link with those below it.
type branch struct {
	Link  link
	Below []branch
}

type recordPage struct {
	frame
	ID         string
	Kind       []link // type, date, unit, project, series
	Status     string
	Mark       *mark  // of minutes, in print
	Glance     []link // to what hangs on the record
	Replaced   []link // by these records
	Replaces   []link
	Facts      []row // about the meeting, and the fields of the type
	Common     []row // fields every record has
	Body       body
	Attendance []row
	Actions    []item
	Decisions  []item
	Signed     []signature
	Files      []attachedFile
	Revisions  *table
	History    *pastTable
	Relations  []row
	Tools      []link // other forms of the record: calendar, source, history
	Findings   []finding
	Blocks     []block // of the record's type
	Prev       link
	Next       link
}

type signature struct {
	Name   link
	Role   string
	State  string
	Class  string
	Date   string
	Remark string
}

type finding struct {
	Rule     string
	Severity string
	Class    string
	Place    string
	Message  string
	Hint     string
}

type registerPage struct {
	frame
	Narrow []link // other ledgers
	Counts []link // to the groups
	Groups []itemGroup
	Pager  []link
}

type itemGroup struct {
	Title string
	ID    string
	Items []item
}

type findingsPage struct {
	frame
	Summary string
	Rules   []findingCount
	Files   []fileFindings
}

type fileFindings struct {
	Record   link
	Path     string
	Findings []finding
}

// body is a record's Markdown. What its HTML depends on stands beside the
// function that makes it.
type body struct {
	Source [32]byte
	Links  []string
	HTML   func() (text, error)
}

// text is a body as HTML, with the headings it has.
type text struct {
	HTML     template.HTML
	Contents []link // of a long text
}

func (s *Site) entries(from string, rs []*archive.Record) []entry {
	out := make([]entry, len(rs))
	for i, r := range rs {
		out[i] = s.entry(from, r)
	}
	return out
}

func (s *Site) entry(from string, r *archive.Record) entry {
	return entry{
		Link: link{Text: title(r), Href: href(from, recordPath(r))}, Type: s.in(r.Type.Label), Date: r.Date.String(),
		Unit: s.mention(from, r.Unit), Status: s.status(r), Broken: len(s.findings[r.Path()]),
	}
}

// title is a record's title, or its id while it has none.
func title(r *archive.Record) string {
	if r.Title == "" {
		return r.ID
	}
	return r.Title
}

func (s *Site) status(r *archive.Record) string {
	for _, c := range r.Type.Statuses {
		if c.Name == r.Status {
			return s.in(c.Label)
		}
	}
	return ""
}

// mention links a name to the page of whom it means.
func (s *Site) mention(from string, m *archive.Mention) link {
	switch {
	case m == nil:
		return link{}
	case m.Person != nil:
		return s.to(from, "people", m.Person.ID, s.nameOf(m.Person))
	case m.Unit != nil:
		return s.to(from, "units", m.Unit.ID, m.Unit.Name)
	case m.Project != nil:
		return s.to(from, "projects", m.Project.ID, m.Project.Name)
	}
	return link{Text: m.Text}
}

func (s *Site) mentions(from string, ms []*archive.Mention) []link {
	out := make([]link, 0, len(ms))
	for _, m := range ms {
		out = append(out, s.mention(from, m))
	}
	return out
}

// person links to a person's page. Units answer through their heads, so it may be
// asked for somebody no visible record names; that name is not said.
func (s *Site) person(from string, p *archive.Person) link {
	if p == nil {
		return link{}
	}
	if _, named := s.names["people"][p.ID]; !named {
		return link{Text: s.word("unit.head")}
	}
	return s.to(from, "people", p.ID, s.nameOf(p))
}

// nameOf is a person's name, with what tells them apart where another has it too.
func (s *Site) nameOf(p *archive.Person) string {
	if which := s.alike[p]; which != "" {
		return s.word("person.apart", p.Name, which)
	}
	return p.Name
}

// deepest is how many folders deep pages may be, and one more.
const deepest = 4

// to links to a listing, or only says its name if there is none.
func (s *Site) to(from, kind, key, text string) link {
	return link{Text: text, Href: s.hrefs[kind][key][strings.Count(from, "/")]}
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
