package generator

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Log is what became of one record, version by version.
type Log struct {
	Record    *archive.Record
	Published *history.Commit // that brought it to the main branch, nil if unknown
	Entries   []LogEntry      // the newest first
}

// LogEntry is one version, and what is different from the one before.
type LogEntry struct {
	Version   *history.Version // nil: what is not committed yet
	Author    string           // the register's name, else the one in the commit
	Known     bool             // the author is in the register
	Reviewers []string
	Fields    []FieldChange
	Text      []TextChange
}

// FieldChange is a field of the front matter whose value is another. Of a list it
// holds only the items that went and came.
type FieldChange struct {
	Field        string    // the name, or the key as written if no field is meant
	Label        diag.Text // zero for such a key
	Removed, New []string
}

// TextChange is a stretch of the text that is another.
type TextChange struct {
	Section      string // the heading it stands under, "" above the first
	Line         int    // in the newer version, from 1
	Removed, New []string
}

// noHistory says that nothing can be told of a record's versions, and why.
func noHistory(why diag.Message) error {
	return diag.Fail(diag.Text{CN: "%s", TW: "%s", EN: "%s"}, why)
}

// LogOf tells what became of a record, named by its id or by the path of its
// file within the archive.
func LogOf(ctx context.Context, fsys fs.FS, opt Options, name string) (*Log, error) {
	_, read := opt.recall(ctx)
	a, err := archive.Load(ctx, fsys, archive.Options{Now: opt.Now, Limits: opt.Limits, Workers: opt.Workers, Progress: opt.step(Reading)})
	if err != nil {
		return nil, err
	}
	h, err := read()
	if err != nil {
		return nil, err
	}
	r, err := FindRecord(a, name)
	if err != nil {
		return nil, err
	}
	if !h.State.Whole() {
		return nil, noHistory(Untold(h.State))
	}
	repo, err := history.Open(opt.Dir)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	l := &logger{archive: a, record: r, repo: repo}
	return l.log(h.File(r.Path()))
}

// FindRecord finds a record by its id, a former one, or the path of its file.
func FindRecord(a *archive.Archive, name string) (*archive.Record, error) {
	if r := a.Record(name); r != nil {
		return r, nil
	}
	var ids []string
	for _, r := range a.Records {
		if r.Path() == path.Clean(name) {
			return r, nil
		}
		ids = append(ids, r.ID)
	}
	if near := schema.Nearest(name, ids); near != "" {
		return nil, diag.Fail(diag.Text{CN: "没有记录“%s”；是不是 %s？", TW: "沒有記錄「%s」；是不是 %s？", EN: "there is no record %q; did you mean %s?"}, name, near)
	}
	return nil, diag.Fail(diag.Text{CN: "没有记录“%s”；写记录的编号，或文件的路径", TW: "沒有記錄「%s」；寫記錄的編號，或檔案的路徑", EN: "there is no record %q; say its id, or the path of its file"}, name)
}

type logger struct {
	archive *archive.Archive
	record  *archive.Record
	repo    *history.Repository
}

func (l *logger) log(f *history.File) (*Log, error) {
	out := &Log{Record: l.record}
	committed := ""
	if f != nil {
		out.Published, committed = f.Published, f.Blob
	}
	now := l.record.Doc.Bytes
	if !sameBytes(committed, now) {
		was, err := l.text(committed)
		if err != nil {
			return nil, err
		}
		e := LogEntry{}
		l.compare(&e, was, now)
		out.Entries = append(out.Entries, e)
	}
	if f == nil {
		return out, nil
	}
	for _, v := range f.Versions {
		e := LogEntry{Version: v, Author: v.Author.Name}
		if p := l.archive.Emails[v.Author.Email]; p != nil {
			e.Author, e.Known = p.Name, true
		}
		for _, who := range v.Reviewers {
			name := who.Name
			if p := l.archive.Emails[who.Email]; p != nil {
				name = p.Name
			}
			e.Reviewers = append(e.Reviewers, name)
		}
		was, err := l.text(v.Was)
		if err != nil {
			return nil, err
		}
		is, err := l.text(v.Blob)
		if err != nil {
			return nil, err
		}
		l.compare(&e, was, is)
		out.Entries = append(out.Entries, e)
	}
	return out, nil
}

func (l *logger) text(blob string) ([]byte, error) {
	if blob == "" {
		return nil, nil
	}
	return l.repo.Blob(blob)
}

// compare notes what is different between two versions. Of a file that was not
// there, or that went, it notes nothing.
func (l *logger) compare(e *LogEntry, was, is []byte) {
	if was == nil || is == nil {
		return
	}
	// Line ends are Git's business.
	older := source.Read(l.record.Path(), was, source.Limits{})
	newer := source.Read(l.record.Path(), is, source.Limits{})
	l.fields(e, older, newer)
	text := func(d *source.Document) []string { return history.Lines(string(d.Bytes[d.Body:])) }
	a, b := text(older), text(newer)
	first := strings.Count(string(newer.Bytes[:newer.Body]), "\n")
	for _, h := range history.Diff(a, b) {
		c := TextChange{Section: sectionAt(newer, first+h.NewFrom+1), Line: first + h.NewFrom + 1, Removed: said(a[h.From:h.To]), New: said(b[h.NewFrom:h.NewTo])}
		if len(c.Removed)+len(c.New) > 0 {
			e.Text = append(e.Text, c)
		}
	}
}

// said leaves out the blank lines.
func said(lines []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(s string) bool { return strings.TrimSpace(s) == "" })
}

// sectionAt is the last heading at or above a line.
func sectionAt(d *source.Document, line int) string {
	out := ""
	for _, b := range d.Blocks {
		if b.Kind == source.Heading && int(d.Span(b.Start, b.Start).Start.Line) <= line {
			out = source.Plain(b.Text)
		}
	}
	return out
}

func (l *logger) fields(e *LogEntry, older, newer *source.Document) {
	was, is := l.values(older), l.values(newer)
	var names []string
	for _, vs := range [][]fieldValue{is, was} {
		for _, v := range vs {
			if !slices.Contains(names, v.name) {
				names = append(names, v.name)
			}
		}
	}
	for _, name := range names {
		a, b := find(was, name), find(is, name)
		c := FieldChange{Field: name, Label: b.label, Removed: without(a.items, b.items), New: without(b.items, a.items)}
		if c.Label == (diag.Text{}) {
			c.Label = a.label
		}
		if len(c.Removed)+len(c.New) > 0 {
			e.Fields = append(e.Fields, c)
		}
	}
}

// fieldValue is what a field holds, an item of a list by itself.
type fieldValue struct {
	name  string
	label diag.Text
	items []string
}

func find(all []fieldValue, name string) fieldValue {
	if i := slices.IndexFunc(all, func(v fieldValue) bool { return v.name == name }); i >= 0 {
		return all[i]
	}
	return fieldValue{}
}

// without is what a list holds beyond another, each as often as it is more.
func without(all, some []string) []string {
	left := slices.Clone(some)
	var out []string
	for _, s := range all {
		if i := slices.Index(left, s); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// values are the fields of a version. Keys that mean no field keep their name.
func (l *logger) values(d *source.Document) []fieldValue {
	if d.Front == nil {
		return nil
	}
	var out []fieldValue
	values := l.record.Type.Decode(d, l.archive.Schema, time.UTC)
	for _, p := range d.Front.Pairs {
		f := l.record.Type.Field(p.Key.Text)
		switch {
		case f == nil:
			out = append(out, fieldValue{p.Key.Text, diag.Text{}, []string{written(p.Value)}})
		case find(out, f.Name).name == "":
			v := fieldValue{name: f.Name, label: f.Label}
			if x := values.Get(f.Name); x != nil && f.List && len(x.Items()) > 0 {
				for _, i := range x.Items() {
					v.items = append(v.items, valueText(i, p.Value))
				}
			} else if x != nil {
				v.items = []string{valueText(x, p.Value)}
			}
			out = append(out, v)
		}
	}
	return out
}

// valueText is a decoded value in one line, the same however it is laid out. n is
// what it was decoded from, or what that is a part of.
func valueText(v *schema.Value, n *source.Node) string {
	if v.Object() == nil {
		if part := at(n, v.Span); part != nil {
			return written(part)
		}
		return oneLine(v.Text) // one name of several in a text
	}
	var parts []string
	for _, x := range v.Object().All() {
		text := valueText(x, n)
		if len(x.Items()) > 0 {
			var items []string
			for _, i := range x.Items() {
				items = append(items, valueText(i, n))
			}
			text = strings.Join(items, "、")
		}
		parts = append(parts, x.Field.Name+": "+text)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// written is a value as it was written, in one line.
func written(n *source.Node) string {
	switch n.Kind {
	case source.List:
		var parts []string
		for _, i := range n.Items {
			parts = append(parts, written(i))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case source.Map:
		var parts []string
		for _, p := range n.Pairs {
			parts = append(parts, p.Key.Text+": "+written(p.Value))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return oneLine(n.Text)
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// at is the part of a node that stands in a place, or nil.
func at(n *source.Node, place diag.Span) *source.Node {
	if n.Span == place {
		return n
	}
	for _, i := range n.Items {
		if x := at(i, place); x != nil {
			return x
		}
	}
	for _, p := range n.Pairs {
		if x := at(p.Value, place); x != nil {
			return x
		}
	}
	return nil
}
