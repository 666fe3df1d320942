package render

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

func (s *Site) recordPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, r := range s.view.Records {
			if s.view.Record(r.ID) != r {
				continue // a second record of the id is a finding and has no page
			}
			if s.skip(recordPath(r)) {
				continue
			}
			if !yield(later(recordPath(r), func() output.Page {
				p := s.page(recordPath(r), "record", s.recordPage(r))
				p.Source = r.Path()
				return p
			})) {
				return
			}
		}
	}
}

// shownElsewhere are the fields a record page does not repeat in its tables.
var shownElsewhere = map[string]bool{
	"id": true, "title": true, "type": true, "status": true, "confirmations": true, "result_confirmations": true, "revisions": true,
	"attachments": true, "materials": true, "related": true, "supersedes": true, "aliases": true, "audience": true, "meeting": true,
	"kind": true, "start": true, "end": true, "duration": true, "location": true, "link": true, "chair": true, "recorder": true,
	"expected": true, "invited": true, "present": true, "absent": true,
	"submitted_at": true, "expected_by": true, "responses": true, "milestones": true, "reminded_at": true, "escalated_at": true, "escalated_to": true,
}

func (s *Site) recordPage(r *archive.Record) *recordPage {
	path := recordPath(r)
	p := &recordPage{
		frame: s.frame(path, title(r), s.to(path, "types", r.Type.Name, s.in(r.Type.Label))),
		ID:    r.ID, Kind: s.kindLine(path, r), Status: s.status(r), Mark: s.mark(r),
	}
	if r.Meeting != nil {
		p.Facts = s.meeting(path, r)
		p.Attendance = s.attendance(path, r.Meeting)
	}
	s.fields(p, r)
	p.Body = s.body(r)
	for _, a := range r.Actions {
		p.Actions = append(p.Actions, s.action(path, a))
	}
	for _, d := range r.Decisions {
		p.Decisions = append(p.Decisions, s.decision(path, d))
	}
	p.Signed = s.signatures(path, r)
	for _, a := range r.Attached {
		if !a.Linked {
			p.Files = append(p.Files, s.attachment(path, a))
		}
	}
	if v := r.Values.Get("revisions"); v != nil {
		p.Revisions = s.objects(path, r, v)
	}
	p.History = s.past(path, r)
	p.Replaced, p.Replaces = s.records(path, r.SupersededBy), s.records(path, r.Supersedes)
	p.Relations = s.relations(path, r)
	p.Findings = s.findingsOf(r)
	p.Blocks = s.recordBlocks(r)
	p.Glance = s.glance(p, r)
	p.Tools = s.recordTools(r)
	s.describeRecord(&p.Meta, r)
	if r.Previous != nil {
		p.Prev = link{Text: title(r.Previous), Href: href(path, recordPath(r.Previous))}
	}
	if r.Next != nil {
		p.Next = link{Text: title(r.Next), Href: href(path, recordPath(r.Next))}
	}
	return p
}

// fields sorts the front matter into what belongs to the type, which a reader
// wants before the text, and what every record has, which stands beside it.
func (s *Site) fields(p *recordPage, r *archive.Record) {
	for _, v := range r.Values.All() {
		if shownElsewhere[v.Field.Name] && (r.Meeting != nil || !meetingField[v.Field.Name]) {
			continue
		}
		x, ok := s.row(recordPath(r), r, v)
		switch {
		case !ok:
		case v.Field.Own:
			p.Facts = append(p.Facts, x)
		default:
			p.Common = append(p.Common, x)
		}
	}
}

// kindLine says in one line what and whose a record is.
func (s *Site) kindLine(from string, r *archive.Record) []link {
	var out []link
	add := func(l link) {
		if l.Text != "" {
			out = append(out, l)
		}
	}
	add(s.to(from, "types", r.Type.Name, s.in(r.Type.Label)))
	add(link{Text: r.Date.String()})
	add(s.mention(from, r.Unit))
	add(s.mention(from, r.Project))
	if r.Series != "" {
		l := s.to(from, "series", r.Series, s.redact(r.Series))
		if r.Number > 0 {
			l.Note = s.word("look.number", r.Number)
		}
		add(l)
	}
	return out
}

// glance counts what hangs on a record, with links to it.
func (s *Site) glance(p *recordPage, r *archive.Record) []link {
	var out []link
	if n := len(p.Decisions); n > 0 {
		out = append(out, link{Text: s.word("look.glance.decisions", n), Href: "#decisions"})
	}
	if n := len(p.Actions); n > 0 {
		done, late := 0, 0
		for _, a := range r.Actions {
			switch {
			case a.State == archive.Done:
				done++
			case a.Overdue(s.view.Now):
				late++
			}
		}
		x := link{Text: s.word("look.glance.actions", n, done), Href: "#actions"}
		if late > 0 {
			x.Text = s.word("look.glance.late", n, done, late)
		}
		out = append(out, x)
	}
	if n := len(r.Signatories); n > 0 {
		given := 0
		for _, g := range r.Signatories {
			if g.Given != nil && g.Given.Verdict == "agreed" {
				given++
			}
		}
		out = append(out, link{Text: s.word("look.glance.signed", given, n), Href: "#signed"})
	}
	if n := len(p.Files); n > 0 {
		out = append(out, link{Text: s.word("look.glance.files", n), Href: "#files"})
	}
	return out
}

// meetingField are the fields that a meeting's own block shows, inherited or not.
var meetingField = map[string]bool{
	"kind": true, "start": true, "end": true, "duration": true, "location": true, "link": true, "chair": true,
	"recorder": true, "expected": true, "invited": true, "present": true, "absent": true,
}

// row shows a value of the front matter, false if there is nothing to show.
func (s *Site) row(from string, r *archive.Record, v *schema.Value) (row, bool) {
	x := row{Label: s.in(v.Field.Label)}
	switch {
	case v.Shape == source.Null || v.Field.Kind == schema.Raw:
		return x, false
	case v.Field.List && v.Field.Kind == schema.Object:
		x.Table = s.objects(from, r, v)
		return x, len(x.Table.Rows) > 0
	case v.Object() != nil:
		for _, o := range v.Object().All() {
			x.Lines = true
			if part, ok := s.row(from, r, o); ok {
				for i := range part.Parts {
					part.Parts[i].Text = part.Label + s.word("colon") + part.Parts[i].Text
				}
				x.Parts = append(x.Parts, part.Parts...)
			}
		}
	case len(v.Items()) > 0:
		for _, i := range v.Items() {
			x.Parts = append(x.Parts, s.value(from, r, i))
		}
	case v.Field.Kind == schema.Prose:
		x.Prose = s.redact(v.Text)
	case v.Text != "":
		x.Parts = []link{s.value(from, r, v)}
	}
	return x, x.Prose != "" || len(x.Parts) > 0
}

// value shows one value, with a link where it leads somewhere.
func (s *Site) value(from string, r *archive.Record, v *schema.Value) link {
	switch v.Field.Kind {
	case schema.Choice:
		if v.Choice() != nil {
			return link{Text: s.in(v.Choice().Label)}
		}
	case schema.Meeting:
		if k := s.view.Schema.MeetingKind(v.Text); k != nil {
			return link{Text: s.in(k.Label)}
		}
	case schema.Date, schema.Time:
		if !v.Time().IsZero() {
			return link{Text: v.Time().String()}
		}
	case schema.Period:
		return link{Text: strings.Replace(s.redact(v.Text), "/", "–", 1)}
	case schema.Retention:
		if x := retentionOf(r); x != (retention{}) {
			return link{Text: s.retentionName(x)}
		}
	case schema.Link:
		if safeURL(v.Text) {
			return link{Text: v.Text, Href: v.Text}
		}
	case schema.Word:
		if v.Field.Name == "tags" {
			return s.to(from, "tags", v.Text, s.redact(v.Text))
		}
	case schema.Record:
		return s.reference(from, r, v)
	case schema.Bool:
		if v.Bool {
			return link{Text: s.word("yes")}
		}
		return link{Text: s.word("no")}
	}
	if v.Field.Name == "fulfilled_by" {
		return link{Text: s.redact(s.kindName(v.Text))}
	}
	if v.Field.Name == "series" {
		return s.to(from, "series", v.Text, s.redact(v.Text))
	}
	if m := r.Mention(v); m != nil {
		return s.mention(from, m)
	}
	return link{Text: s.redact(v.Text)}
}

// kindName says in words what a plan's row may name by its id: a type of record, a
// kind of meeting, a kind of report, or several of one id. Anything else, a series
// or a tag, stays as it is.
func (s *Site) kindName(text string) string {
	var names []string
	add := func(t diag.Text) {
		if name := s.in(t); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if k := s.view.Schema.MeetingKind(text); k != nil {
		add(k.Label)
	}
	for _, t := range s.view.Schema.Types {
		if t.Name == text {
			add(t.Label)
		}
		if f := t.Field("kind"); f != nil {
			for _, c := range f.Choices {
				if c.Name == text {
					add(c.Label)
				}
			}
		}
	}
	if names == nil {
		return text
	}
	return strings.Join(names, s.word("comma"))
}

// reference shows a field that names a record.
func (s *Site) reference(from string, r *archive.Record, v *schema.Value) link {
	for _, ref := range r.Refs {
		if ref.Span == v.Span {
			return s.ref(from, ref)
		}
	}
	return link{Text: s.redact(v.Text)}
}

func (s *Site) ref(from string, ref *archive.Ref) link {
	switch {
	case ref.Hidden:
		return link{Text: s.word("hidden")}
	case ref.Target == nil:
		return link{Text: ref.Text}
	case ref.Item != "":
		return link{Text: title(ref.Target) + " · " + ref.Item, Href: href(from, recordPath(ref.Target)+"#"+ref.Item)}
	}
	return link{Text: title(ref.Target), Href: href(from, recordPath(ref.Target))}
}

// objects shows a list of mappings as a table with a column for each field used.
func (s *Site) objects(from string, r *archive.Record, v *schema.Value) *table {
	t := &table{}
	var used []*schema.Field
	for _, f := range v.Field.Fields {
		for _, i := range v.Items() {
			if i.Object().Get(f.Name) != nil {
				used = append(used, f)
				t.Head = append(t.Head, s.in(f.Label))
				t.Dates = append(t.Dates, f.Kind == schema.Date || f.Kind == schema.Time)
				break
			}
		}
	}
	for _, i := range v.Items() {
		cells := make([][]link, len(used))
		for n, f := range used {
			if c := i.Object().Get(f.Name); c != nil {
				if x, ok := s.row(from, r, c); ok {
					cells[n] = x.Parts
					if x.Prose != "" {
						cells[n] = []link{{Text: x.Prose}}
					}
				}
			}
		}
		t.Rows = append(t.Rows, cells)
	}
	return t
}

// meeting shows what is known of the meeting, inherited or not.
func (s *Site) meeting(from string, r *archive.Record) []row {
	m := r.Meeting
	var rows []row
	add := func(key string, parts ...link) {
		if len(parts) > 0 && parts[0].Text != "" {
			rows = append(rows, row{Label: s.word("meeting." + key), Parts: parts})
		}
	}
	if m.Kind != nil {
		add("kind", link{Text: s.in(m.Kind.Label)})
	}
	when := m.Start.String()
	if !m.End.IsZero() {
		end := m.End.String()
		if m.End.Clock && m.End.Format("2006-01-02") == m.Start.Format("2006-01-02") {
			end = m.End.Format("15:04")
		}
		when += "–" + end
	}
	add("time", link{Text: when})
	add("location", link{Text: m.Location})
	if safeURL(m.Link) {
		add("link", link{Text: m.Link, Href: m.Link})
	}
	add("chair", s.mention(from, m.Chair))
	add("recorder", s.mention(from, m.Recorder))
	if counts := s.attended(m); counts != "" {
		add("attendance", link{Text: counts, Href: "#attendance"})
	}
	return rows
}

func (s *Site) signatures(from string, r *archive.Record) []signature {
	var out []signature
	listed := map[*archive.Confirmation]bool{}
	for _, need := range r.Signatories {
		x := signature{Name: s.person(from, need.Person), Role: s.word("sign." + need.Who), State: s.word("sign.pending"), Class: "pending"}
		if need.Given != nil {
			listed[need.Given] = true
			s.given(from, &x, need.Given)
		} else if need.Person == nil {
			x.Name = link{Text: s.word("sign.anyone")}
		}
		out = append(out, x)
	}
	for _, c := range r.Confirmations {
		if !listed[c] {
			x := signature{Role: c.Role}
			s.given(from, &x, c)
			out = append(out, x)
		}
	}
	return out
}

func (s *Site) given(from string, x *signature, c *archive.Confirmation) {
	x.Name, x.Date, x.Remark = s.mention(from, c.Person), c.At.String(), s.redact(c.Comment)
	x.State, x.Class = s.word("sign.agreed"), "done"
	if c.Verdict != "agreed" {
		x.State, x.Class = s.word("sign.objected"), "overdue"
	}
}

// attachedFile is a file that belongs to a record.
type attachedFile struct {
	Link    link
	Version string
	Date    string
	Size    string
	Sum     string // SHA-256 in hexadecimal, "" if the file is not published
	State   string // why there is no file to open
	Class   string
}

func (s *Site) attachment(from string, a *archive.Attachment) attachedFile {
	x := attachedFile{Link: link{Text: s.redact(a.Title)}, Version: a.Version, Date: a.Date.String()}
	switch {
	case a.Published():
		x.Size, x.Link.Href = size(a.File.Size), href(from, filePath(a.Path))
		if sum, err := s.sum(a.Path); err == nil {
			x.Sum = fmt.Sprintf("%x", sum)
		}
	case a.File == nil || !a.File.Regular:
		x.State, x.Class = s.word("file.missing"), "overdue"
	case a.File.Pointer:
		x.State, x.Class = s.word("file.pointer"), "overdue"
	default:
		x.Size, x.State, x.Class = size(a.File.Size), s.word("file.unpublished"), "pending"
	}
	return x
}

func size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func (s *Site) relations(from string, r *archive.Record) []row {
	var rows []row
	add := func(key string, rs ...*archive.Record) {
		if parts := s.records(from, rs); len(parts) > 0 {
			rows = append(rows, row{Label: s.word("relation." + key), Parts: parts, Lines: true})
		}
	}
	add("meeting", r.MeetingOf)
	add("minutes", r.Minutes...)
	add("related", r.Related...)
	hidden := 0
	for _, ref := range r.Refs {
		if ref.Hidden {
			hidden++
		}
	}
	if hidden > 0 {
		rows = append(rows, row{Label: s.word("relation.hidden"), Parts: []link{{Text: s.word("hidden")}}})
	}
	return rows
}

// records are links to records, with their dates.
func (s *Site) records(from string, rs []*archive.Record) []link {
	var out []link
	for _, r := range rs {
		if r != nil {
			out = append(out, link{Text: title(r), Href: href(from, recordPath(r)), Note: r.Date.String()})
		}
	}
	return out
}

func (s *Site) findingsOf(r *archive.Record) []finding {
	var out []finding
	for _, f := range s.findings[r.Path()] {
		x := finding{Rule: f.Rule, Severity: s.word("severity." + f.Severity.String()), Class: f.Severity.String(), Message: s.redact(f.Message.In(s.lang)), Hint: s.redact(f.Hint.In(s.lang))}
		if f.Span.Start.Line > 0 {
			x.Place = fmt.Sprintf("%d:%d", f.Span.Start.Line, f.Span.Start.Column)
		}
		out = append(out, x)
	}
	return out
}
