package render

import (
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
)

// pastTable is a record's history in Git.
type pastTable struct {
	Note  string
	Table *table
}

// shownRevisions bounds the table of one page.
const shownRevisions = 30

// past is a record's history as its readers may see it, nil where nobody asked
// Git or nothing can be told; the page about the archive's health says why.
func (s *Site) past(from string, r *archive.Record) *pastTable {
	if ok, _ := s.view.Remembers(); !ok {
		return nil
	}
	all := s.view.Revisions(r)
	if len(all) == 0 {
		return &pastTable{Note: s.word("past.uncommitted")}
	}
	out := &pastTable{Table: &table{Head: s.heads("date", "author", "subject", "version"), Dates: []bool{true}}}
	var notes []string
	if r.Past().Changed {
		notes = append(notes, s.word("past.changed"))
	}
	if len(all) > shownRevisions {
		notes = append(notes, s.word("past.more", shownRevisions, len(all)))
	}
	out.Note = strings.Join(notes, " ")
	for i, x := range all[:min(len(all), shownRevisions)] {
		out.Table.Rows = append(out.Table.Rows, [][]link{
			{{Text: clockTime(x.At.In(s.view.Config.Zone))}},
			{s.reviser(from, x)},
			{s.told(x, i == len(all)-1)},
			{{Text: x.ID[:10]}},
		})
	}
	return out
}

// reviser is who made a version, as the register knows them, with those who
// reviewed it.
func (s *Site) reviser(from string, x archive.Revision) link {
	out := link{Text: s.word("past.someone")}
	if x.Author != nil {
		out = s.to(from, "people", x.Author.ID, s.nameOf(x.Author))
	}
	var names []string
	for _, p := range x.Reviewers {
		names = append(names, s.nameOf(p))
	}
	if len(names) > 0 {
		out.Note = s.word("past.reviewed", strings.Join(names, s.word("comma")))
	}
	return out
}

// told is what a version's commit says, without what is nobody's business.
func (s *Site) told(x archive.Revision, first bool) link {
	out := link{Text: s.clean(cutText(x.Subject, 200))}
	if out.Text == "" {
		out.Text = s.word("past.quiet")
	}
	switch {
	case first:
		out.Note = s.word("past.created")
	case x.Renamed != "":
		out.Note = s.word("past.renamed", s.redact(x.Renamed))
	}
	return out
}

// pastBlock is how much of the archive Git can answer for.
func (s *Site) pastBlock() block {
	b := block{ID: "history", Title: s.word("past.health"), Note: s.word("past.health-note")}
	ok, why := s.view.Remembers()
	if !ok {
		b.Note = why.In(s.lang)
		return b
	}
	var whole, changed, none, stated, arrived, unknown int
	for _, r := range s.view.Records {
		switch p := r.Past(); {
		case p == nil:
			none++
		case p.Changed:
			changed++
			whole++
		default:
			whole++
		}
		switch {
		case r.SaysPublished():
			stated++
		case r.Published().IsZero():
			unknown++
		default:
			arrived++
		}
	}
	row := func(key string, n int) {
		b.Rows = s.field(b.Rows, key, link{Text: s.word("pages.past-of", n, len(s.view.Records))})
	}
	row("past-whole", whole)
	if changed > 0 {
		row("past-changed", changed)
	}
	if none > 0 {
		row("past-none", none)
	}
	row("past-stated", stated)
	row("past-arrived", arrived)
	row("past-unknown", unknown)
	return b
}
