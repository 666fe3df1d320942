package archive

import (
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// record decodes a document, on its own: nothing here looks at other records. It
// returns nil for a Markdown file that no type claims.
func (l *loader) record(doc *source.Document) *Record {
	t := l.typeOf(doc)
	if t == nil {
		return nil
	}
	r := &Record{Doc: doc, Type: t, ID: address(stem(doc.Path)), Values: &schema.Values{}}
	if doc.Front == nil {
		r.Broken, r.own.stem = true, r.ID
		return r
	}
	r.Values = t.Decode(doc, l.sch, l.config.Zone)
	l.fill(r)
	day := r.Date.Time
	l.mentions(r, r.Values, day)
	r.Unit, r.Project = r.Person("unit"), r.Person("project")
	if r.Audience.Level != Nobody {
		r.Audience.resolve(l.reg, day)
	}
	l.refs(r)
	l.attachments(r)
	l.confirmations(r)
	l.meeting(r)
	r.own = own{meeting: r.Meeting, series: r.Series, number: r.Number, stem: stem(doc.Path), aliases: words(r.Values, "aliases")}
	b := &body{record: r, reg: l.reg, zone: l.config.Zone, day: day}
	b.read()
	r.names()
	r.signatories()
	doc.Front = nil // the values hold it, and of all records it is a quarter of what there is in memory
	return r
}

// names lists everybody and everything the record names, once.
func (r *Record) names() {
	for _, m := range r.Mentions {
		r.own.people = once(r.own.people, m.Person)
		r.own.units = once(r.own.units, m.Unit)
		r.own.projects = once(r.own.projects, m.Project)
	}
}

func once[T any](all []*T, x *T) []*T {
	if x == nil || slices.Contains(all, x) {
		return all
	}
	return append(all, x)
}

// typeOf is the type a document says it has, else the one of its folder.
func (l *loader) typeOf(doc *source.Document) *schema.Type {
	if doc.Front != nil {
		for _, p := range doc.Front.Pairs {
			// The key is the same for all types.
			if f := l.sch.Types[0].Field(p.Key.Text); f == nil || f.Name != "type" {
				continue
			}
			if t := l.sch.Type(p.Value.Text); t != nil {
				return t
			}
		}
	}
	top, _, _ := strings.Cut(doc.Path, "/")
	return l.sch.TypeOfFolder(top)
}

// stem is a file's name without its extension.
func stem(p string) string {
	return norm.NFC.String(strings.TrimSuffix(path.Base(p), path.Ext(p)))
}

func (l *loader) fill(r *Record) {
	v := r.Values
	if id := v.Get("id"); id != nil && !id.Wrong && id.Text != "" {
		r.ID = address(id.Text)
	}
	r.Title, r.Series = v.Text("title"), v.Text("series")
	r.Date = v.Moment("date")
	r.Status = v.Choice("status")
	if r.Status == "" {
		r.Status = r.Type.DefaultStatus
	}
	if n := v.Get("number"); n != nil && !n.Wrong {
		r.Number = int(n.Number())
	}
	r.Tags = words(v, "tags")
	// What a record is that names no audience is the config's to say; a record
	// that names one wrongly is nobody's.
	r.Audience = l.config.Audience
	if given := v.Find("audience"); given != nil {
		r.Audience = decodeAudience(given)
	}
	if audienceInDoubt(r.Doc, r.Type) {
		r.Audience = Audience{}
	}
}

func (a *Audience) resolve(reg *registers, day time.Time) {
	for _, v := range a.values {
		if m := reg.findUnit(v.Text, day); m.Unit != nil {
			a.Units = append(a.Units, m.Unit)
		}
	}
	a.values = nil
}

// mentions resolves every name in a mapping. A name beside a date of its own
// (a confirmation, a revision) is resolved as of that date.
func (l *loader) mentions(r *Record, vs *schema.Values, day time.Time) {
	for _, name := range []string{"at", "date"} {
		if m := vs.Moment(name); !m.IsZero() && vs != r.Values {
			day = m.Time
		}
	}
	for _, v := range vs.All() {
		l.mention(r, v, day)
	}
}

func (l *loader) mention(r *Record, v *schema.Value, day time.Time) {
	switch {
	case v.Object() != nil:
		l.mentions(r, v.Object(), day)
	case len(v.Items()) > 0:
		for _, i := range v.Items() {
			l.mention(r, i, day)
		}
	case v.Text == "" || v.Shape != source.Scalar || v.Field.List || v.Wrong:
	case v.Field.Kind == schema.Person || v.Field.Kind == schema.Unit || v.Field.Kind == schema.Party:
		l.add(r, v, l.reg.find(v.Field.Kind, v.Text, day))
	case v.Field.Kind == schema.Project:
		l.add(r, v, l.reg.findProject(v.Text))
	}
}

func (l *loader) add(r *Record, v *schema.Value, m *Mention) {
	m.Span = v.Span
	r.named++
	r.Mentions = append(r.Mentions, m)
}

func (l *loader) refs(r *Record) {
	var visit func(v *schema.Value)
	visit = func(v *schema.Value) {
		for _, i := range v.Items() {
			visit(i)
		}
		if v.Field.Kind == schema.Record && !v.Field.List && !v.Wrong && v.Text != "" {
			r.Refs = append(r.Refs, newRef(v.Field.Name, v.Text, v.Span))
		}
	}
	for _, v := range r.Values.All() {
		visit(v)
	}
	for _, link := range r.Doc.Links {
		if id, ok := recordLink(r.Path(), link.Dest); ok {
			ref := newRef("", id, r.Doc.Span(link.Start, link.End))
			r.Refs = append(r.Refs, ref)
		}
	}
}

// newRef reads an id, a path of a record, or either with #item behind it.
func newRef(field, text string, span diag.Span) *Ref {
	target, item, _ := strings.Cut(text, "#")
	if strings.HasSuffix(strings.ToLower(target), ".md") {
		target = stem(target)
	}
	return &Ref{Field: field, Text: target, Item: item, Span: span, key: norm.NFC.String(target)}
}

// recordLink returns what a link of the body means if it leads to a record: a
// relative link to a Markdown file.
func recordLink(from, dest string) (string, bool) {
	p, frag, _ := strings.Cut(dest, "#")
	if p == "" || strings.Contains(p, ":") || strings.HasPrefix(p, "/") || !strings.EqualFold(path.Ext(p), ".md") {
		return "", false
	}
	if frag != "" {
		frag = "#" + frag
	}
	return stem(path.Join(path.Dir(from), unescape(p))) + frag, true
}

func (l *loader) attachments(r *Record) {
	add := func(v *schema.Value, o *schema.Values) {
		p := path.Join(path.Dir(r.Path()), v.Text)
		at := &Attachment{Path: p, Span: v.Span, Text: v.Text, Title: path.Base(v.Text)}
		if o != nil {
			at.Version, at.Date = o.Text("version"), o.Moment("date")
			if t := o.Text("title"); t != "" {
				at.Title = t
			}
		}
		at.find(l.files)
		r.Attached = append(r.Attached, at)
	}
	for _, x := range r.Values.Items("attachments") {
		if f := x.Object().Get("file"); f != nil && !f.Wrong {
			add(f, x.Object())
		}
	}
	for _, x := range r.Values.Items("materials") {
		if !x.Wrong {
			add(x, nil)
		}
	}
	for _, link := range r.Doc.Links {
		if p, ok := fileLink(r.Path(), link.Dest); ok {
			at := &Attachment{Path: p, Text: link.Dest, Title: path.Base(p), Linked: true, Span: r.Doc.Span(link.Start, link.End)}
			at.find(l.files)
			r.Attached = append(r.Attached, at)
		}
	}
}

// fileLink returns the file a link of the body leads to, if it leads to a file
// of the archive that is not a record.
func fileLink(from, dest string) (string, bool) {
	p, _, _ := strings.Cut(dest, "#")
	p, _, _ = strings.Cut(p, "?")
	if p == "" || strings.Contains(p, ":") || strings.HasPrefix(p, "/") || strings.EqualFold(path.Ext(p), ".md") {
		return "", false
	}
	return path.Join(path.Dir(from), unescape(p)), true
}

func (l *loader) confirmations(r *Record) {
	for _, field := range []string{"confirmations", "result_confirmations"} {
		for _, x := range r.Values.Items(field) {
			p := x.Object().Get("person")
			if p == nil {
				continue
			}
			c := &Confirmation{Person: r.Mention(p), Role: x.Object().Text("role"), Verdict: x.Object().Choice("verdict"), At: x.Object().Moment("at"), Comment: x.Object().Text("comment"), Span: x.Span}
			if field == "result_confirmations" {
				c.Verdict, c.Role = "agreed", "result"
			}
			r.Confirmations = append(r.Confirmations, c)
		}
	}
}

// meeting reads what a meeting or minutes say of the meeting themselves.
func (l *loader) meeting(r *Record) {
	if r.Type.Field("chair") == nil || r.Type.Field("expected") == nil {
		return
	}
	v := r.Values
	m := &Meeting{
		Kind: l.sch.MeetingKind(v.Text("kind")), Start: v.Moment("start"), End: v.Moment("end"),
		Location: v.Text("location"), Link: v.Text("link"), Chair: r.Person("chair"), Recorder: r.Person("recorder"),
		Expected: r.People("expected"), Invited: r.People("invited"), Present: r.People("present"),
	}
	if d := v.Get("duration"); d != nil && !d.Wrong && m.End.IsZero() && m.Start.Clock {
		m.End = schema.Moment{Time: m.Start.Add(d.Length()), Clock: true}
	}
	for _, x := range v.Items("absent") {
		if p := x.Object().Get("person"); p != nil {
			a := &Absence{Person: r.Mention(p), Kind: x.Object().Choice("kind"), Reason: x.Object().Text("reason")}
			if q := x.Object().Get("proxy"); q != nil {
				a.Proxy = r.Mention(q)
			}
			m.Absent = append(m.Absent, a)
		}
	}
	r.Meeting = m
}
