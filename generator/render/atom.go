package render

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
)

// An Atom feed (RFC 4287) needs absolute addresses and is left out while the
// site's is not known. An entry's id is the permanent address of its record by
// the config's base URL; its time is the record's own (see changed).

// inFeed is how many entries a feed has: the newest.
const inFeed = 50

type atomFeed struct {
	XMLName  xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	Lang     string      `xml:"xml:lang,attr"`
	Title    string      `xml:"title"`
	Subtitle string      `xml:"subtitle,omitempty"`
	ID       string      `xml:"id"`
	Updated  string      `xml:"updated"`
	Author   atomAuthor  `xml:"author"`
	Links    []atomLink  `xml:"link"`
	Program  string      `xml:"generator"`
	Entries  []atomEntry `xml:"entry"`
}

type atomAuthor struct {
	Name string `xml:"name"`
}

type atomLink struct {
	Rel  string `xml:"rel,attr"`
	Type string `xml:"type,attr"`
	Href string `xml:"href,attr"`
}

type atomEntry struct {
	Title      string         `xml:"title"`
	ID         string         `xml:"id"`
	Updated    string         `xml:"updated"`
	Published  string         `xml:"published,omitempty"`
	Author     atomAuthor     `xml:"author"`
	Link       atomLink       `xml:"link"`
	Categories []atomCategory `xml:"category"`
	Summary    *atomText      `xml:"summary"`
}

type atomCategory struct {
	Term   string `xml:"term,attr"`
	Scheme string `xml:"scheme,attr,omitempty"`
	Label  string `xml:"label,attr,omitempty"`
}

type atomText struct {
	Type string `xml:"type,attr"`
	Text string `xml:",chardata"`
}

const archiveFeed = "feeds/archive.xml"

// feedPath is the address of a list's own feed.
func feedPath(l *listing) string { return "feeds/" + l.kind + "/" + l.name + ".xml" }

// hasFeed reports whether a list has a feed of its own.
func (s *Site) hasFeed(l *listing) bool {
	return s.base != "" && (l.kind == "units" || l.kind == "types") && len(l.records) > 0
}

func (s *Site) feedPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if s.base == "" || s.without("feeds/") {
			return
		}
		if !s.skip(archiveFeed) && !yield(s.feed(archiveFeed, "index.html", s.view.Config.Title, s.view.Records)) {
			return
		}
		for _, l := range s.listings {
			p := feedPath(l)
			if s.hasFeed(l) && !s.skip(p) && !yield(s.feed(p, l.path(1), s.view.Config.Title+" · "+s.clean(l.title), l.records)) {
				return
			}
		}
	}
}

// feed writes the newest of some records. page is the page that lists them.
func (s *Site) feed(path, page, name string, records []*archive.Record) output.Page {
	f := atomFeed{
		Lang: string(s.lang), Title: name, Subtitle: s.view.Config.Organisation, ID: join(s.lasting, path),
		Author: atomAuthor{s.publisher()}, Program: "Minutebook",
		Links: []atomLink{{"self", "application/atom+xml", s.absolute(path)}, {"alternate", "text/html", s.absolute(page)}},
	}
	for _, r := range s.newest(records) {
		f.Entries = append(f.Entries, s.atomEntry(r))
	}
	if len(f.Entries) > 0 {
		f.Updated = f.Entries[0].Updated
	} else {
		f.Updated = time.Unix(0, 0).UTC().Format(time.RFC3339) // nothing was ever written
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	if err := xml.NewEncoder(&b).Encode(f); err != nil {
		panic(fmt.Sprintf("render: feed %s: %v", path, err)) // of texts and lists only: cannot fail
	}
	b.WriteByte('\n')
	return s.data(path, b.Bytes())
}

// publisher is whose archive it is.
func (s *Site) publisher() string {
	if o := s.view.Config.Organisation; o != "" {
		return o
	}
	return s.view.Config.Title
}

// newest are the records last written to, the newest first.
func (s *Site) newest(records []*archive.Record) []*archive.Record {
	type dated struct {
		record *archive.Record
		at     time.Time
	}
	var all []dated
	for _, r := range records {
		if at := changed(r); !at.IsZero() && s.view.Record(r.ID) == r {
			all = append(all, dated{r, at.Time})
		}
	}
	slices.SortStableFunc(all, func(a, b dated) int {
		if c := b.at.Compare(a.at); c != 0 {
			return c
		}
		return strings.Compare(b.record.ID, a.record.ID)
	})
	var out []*archive.Record
	for _, d := range all[:min(len(all), inFeed)] {
		out = append(out, d.record)
	}
	return out
}

func (s *Site) atomEntry(r *archive.Record) atomEntry {
	e := atomEntry{
		Title: s.clean(title(r)), ID: join(s.lasting, recordPath(r)), Updated: changed(r).Format(time.RFC3339),
		Link:       atomLink{"alternate", "text/html", s.absolute(recordPath(r))},
		Author:     atomAuthor{s.writer(r)},
		Categories: []atomCategory{{Term: r.Type.Name, Scheme: join(s.lasting, "types.html"), Label: s.in(r.Type.Label)}},
	}
	if !r.Date.IsZero() {
		e.Published = r.Date.Format(time.RFC3339)
	}
	for _, tag := range r.Tags {
		e.Categories = append(e.Categories, atomCategory{Term: s.clean(tag)})
	}
	if text := s.summary(r); text != "" {
		e.Summary = &atomText{"text", text}
	}
	return e
}

// writer is who wrote a record: its author or recorder, else the unit, else the
// organisation.
func (s *Site) writer(r *archive.Record) string {
	for _, field := range []string{"author", "recorder", "prepared_by", "reporter"} {
		if m := r.Person(field); m != nil {
			return s.clean(m.Name())
		}
	}
	if r.Unit != nil {
		return s.clean(r.Unit.Name())
	}
	return s.publisher()
}
