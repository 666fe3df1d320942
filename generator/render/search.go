package render

import (
	"bytes"
	"cmp"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/search"
)

// Documents are the view's records as they are searched: what the site serves of
// each as Markdown, and what the view says of it. Who does not see a record finds
// nothing of it, since no view of theirs holds it.
func (s *Site) Documents() []search.Document {
	records := slices.DeleteFunc(slices.Clone(s.view.Records), func(r *archive.Record) bool { return s.view.Record(r.ID) != r })
	out := make([]search.Document, len(records))
	var all sync.WaitGroup
	var next atomic.Int64
	for range cmp.Or(s.opt.Search.Workers, runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(out)); i = next.Add(1) - 1 {
				out[i] = s.document(records[i])
			}
		})
	}
	all.Wait()
	return out
}

func (s *Site) document(r *archive.Record) search.Document {
	var front bytes.Buffer
	s.rawFront(&front, r)
	d := search.Document{
		ID: r.ID, Title: s.shown(title(r)), DocNo: s.shown(r.Values.Text("doc_no")), Front: front.String(), Body: s.rawBody(r),
		Items: searchItems(r, bytes.Count(front.Bytes(), []byte{'\n'})),
	}
	if !r.Date.IsZero() {
		d.Date = day(r.Date.Time)
	}
	v := &values{}
	v.add(search.Type, r.Type.Name, s.in(r.Type.Label), append(slices.Clone(r.Type.Aliases), each(r.Type.Label)...)...)
	if m := r.Unit; m != nil {
		d.Names = append(d.Names, s.shown(m.Text))
		s.addUnit(v, search.Unit, m)
		if m.Unit != nil {
			for u := s.view.Parent(m.Unit); u != nil; u = s.view.Parent(u) {
				v.add(search.Unit, u.ID, u.Name, u.Aliases...)
			}
		}
	}
	if r.Project != nil {
		d.Names = append(d.Names, s.shown(r.Project.Text))
	}
	for _, t := range r.Tags {
		d.Names = append(d.Names, s.shown(t))
		v.add(search.Tag, s.shown(t), "")
	}
	for _, m := range r.Mentions {
		if m.Person != nil {
			d.People = append(d.People, s.shown(m.Text))
			addPerson(v, search.Person, m.Person)
		}
	}
	d.People, d.Names = distinct(d.People), distinct(d.Names)
	for _, c := range r.Type.Statuses {
		if c.Name == r.Status {
			v.add(search.Status, c.Name, s.in(c.Label), append(slices.Clone(c.Aliases), each(c.Label)...)...)
		}
	}
	for _, a := range r.Actions {
		word, state := s.actionState(a)
		v.add(search.Status, state, word)
		s.addOwners(v, &a.Item)
	}
	for _, x := range r.Decisions {
		v.add(search.Status, string(x.Status), s.word("decision."+string(x.Status)))
		s.addOwners(v, &x.Item)
	}
	d.Values = slices.Clone(v.all) // and not what append has in reserve
	return d
}

// each is a text in every language.
func each(t diag.Text) []string { return []string{t.CN, t.TW, t.EN} }

func distinct(all []string) []string {
	slices.Sort(all)
	return slices.Compact(all)
}

func (s *Site) addUnit(v *values, f search.Field, m *archive.Mention) {
	if m.Unit != nil {
		v.add(f, m.Unit.ID, m.Unit.Name, m.Unit.Aliases...)
	} else {
		v.add(f, s.shown(m.Text), "")
	}
}

func addPerson(v *values, f search.Field, p *archive.Person) { v.add(f, p.ID, p.Name, p.Aliases...) }

func (s *Site) addOwners(v *values, i *archive.Item) {
	for _, m := range i.Owners {
		if m.Person != nil {
			addPerson(v, search.Owner, m.Person)
		} else {
			s.addUnit(v, search.Owner, m)
		}
	}
}

// values collects what a document is filtered by, each value once.
type values struct{ all []search.Value }

func (v *values) add(f search.Field, key, label string, also ...string) {
	if slices.ContainsFunc(also, mayReach) { // an alias may be an address
		also = slices.DeleteFunc(slices.Clone(also), mayReach)
	}
	if key != "" && !slices.ContainsFunc(v.all, func(o search.Value) bool { return o.Field == f && o.Key == key }) {
		v.all = append(v.all, search.Value{Field: f, Key: key, Label: label, Also: also})
	}
}

// searchItems are the decisions and actions of a record, by the lines of its
// Markdown, of which the front matter takes some. An item is the line it begins
// in, and what is indented below.
func searchItems(r *archive.Record, front int) []search.Item {
	var items []search.Item
	text := unixLines(r.Doc.Text(r.Doc.Body, len(r.Doc.Bytes)))
	body := strings.TrimLeft(text, "\n")
	front -= len(text) - len(body)
	lines := strings.Split(body, "\n")
	add := func(i *archive.Item) {
		before := unixLines(r.Doc.Text(r.Doc.Body, min(max(int(i.Span.Start.Offset), r.Doc.Body), len(r.Doc.Bytes))))
		from := strings.Count(before, "\n") + 1 // of the text, as it was
		to := from
		for skip := len(text) - len(body); to-skip >= 0 && to-skip < len(lines) && indented(lines[to-skip]); {
			to++
		}
		items = append(items, search.Item{Anchor: i.Local, From: from + front, To: to + front})
	}
	for _, a := range r.Actions {
		add(&a.Item)
	}
	for _, d := range r.Decisions {
		add(&d.Item)
	}
	slices.SortFunc(items, func(a, b search.Item) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Anchor, b.Anchor))
	})
	return items
}

func indented(line string) bool {
	return line != "" && (line[0] == ' ' || line[0] == '\t') && strings.TrimSpace(line) != ""
}

// index is the search's, or why there is none.
type index struct {
	files []search.File
	err   error
}

// Index makes the index for the search, which takes a while, unless the site has
// none. Its pages do so by themselves; who wants to know when it is done, or that
// it cannot be, calls it before.
func (s *Site) Index() error {
	if s.opt.NoSearch {
		return nil
	}
	return s.index.get().err
}

// indexPages are the files of the search. They come early, since the index may be
// let go of then.
func (s *Site) indexPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, part := range []iter.Seq[output.Page]{s.searchPages(), s.offlinePages()} {
			for p := range part {
				if !yield(p) {
					return
				}
			}
		}
		if s.only == "" {
			s.index.forget()
		}
	}
}

// searchPages are the files of the browser's index.
func (s *Site) searchPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if s.opt.NoSearch || s.without("search/") {
			return
		}
		x := s.index.get()
		if x.err != nil {
			yield(output.Page{Path: "search/index.mbx", Write: func(io.Writer) error { return x.err }})
			return
		}
		for _, f := range x.files {
			if s.skip(f.Path) {
				continue
			}
			if !yield(output.Page{Path: f.Path, Digest: f.Digest, Write: func(w io.Writer) error {
				data, err := f.Data()
				if err != nil {
					return err
				}
				_, err = w.Write(data)
				return err
			}}) {
				return
			}
		}
	}
}
