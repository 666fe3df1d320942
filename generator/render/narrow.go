package render

import (
	"cmp"
	"slices"

	"github.com/minutebook/minutebook/generator/archive"
)

// Lists are narrowed by links: the records of a type by year and by unit, and
// the other way round, those of a year or unit by type. Every record stands in
// two narrowed lists, whatever the number of types, years and units, so that
// they cost about as much as two more lists of everything. A type can be read from
// the oldest record on as well. What else may be asked for is left to the filter
// that works on the lines of a page, and to the search.

// narrowFrom is how long a list is before it can be narrowed.
const narrowFrom = 20

// narrowing is how a listing is one part of another.
type narrowing struct {
	of   *listing // the records of the type
	with *listing // the year or the unit; nil if it is only the order that differs
}

// part adds a narrowed list to the ones it is a part of.
func (l *listing) part(name string) {
	l.name = fileName(name)
	l.of.parts = append(l.of.parts, l)
	if l.with != nil {
		l.with.parts = append(l.with.parts, l)
	}
}

// narrow makes the narrowed lists of each type.
func (s *Site) narrow(m map[[2]string]*listing) []*listing {
	var out []*listing
	for _, t := range s.view.Schema.Types {
		l := m[[2]string{"types", t.Name}]
		if len(l.records) < narrowFrom {
			continue
		}
		parts := map[*listing]*listing{}
		add := func(r *archive.Record, with *listing, key string) {
			if with == nil {
				return
			}
			p := parts[with]
			if p == nil {
				p = &listing{kind: "types", key: l.key + "-" + key, title: s.word("look.narrowed", l.title, with.title), narrowing: &narrowing{l, with}}
				p.part(p.key)
				parts[with] = p
				out = append(out, p)
			}
			p.records = append(p.records, r)
		}
		for _, r := range l.records {
			year := r.Date.Format("2006")
			add(r, m[[2]string{"years", year}], year)
			if r.Unit != nil && r.Unit.Unit != nil {
				add(r, m[[2]string{"units", r.Unit.Unit.ID}], "of-"+r.Unit.Unit.ID)
			}
		}
		oldest := &listing{kind: "types", key: l.key + "-oldest", title: s.word("look.oldest-title", l.title), records: l.records, narrowing: &narrowing{l, nil}}
		oldest.part(oldest.key)
		out = append(out, oldest)
	}
	return out
}

// oldestFirst says in which order a list shows its records.
func (l *listing) oldestFirst() bool { return l.narrowing != nil && l.narrowing.with == nil }

// facets are the ways to narrow a list, and back.
func (s *Site) facets(from string, l *listing) []row {
	switch {
	case l.narrowing != nil:
		return s.typeFacets(from, l.of, l)
	case l.kind == "types":
		return s.typeFacets(from, l, l)
	}
	return s.facet(from, "col.type", nil, l.parts, func(p *listing) *listing { return p.of })
}

// typeFacets are the ways to narrow the list of a type, seen from it or from one
// of its parts.
func (s *Site) typeFacets(from string, of, here *listing) []row {
	by := map[string][]*listing{}
	for _, p := range of.parts {
		kind := "order"
		if p.with != nil {
			kind = p.with.kind
		}
		by[kind] = append(by[kind], p)
	}
	wide := s.listingLink(from, of)
	wide.Text, wide.Here = s.word("look.everything"), here == of || here.oldestFirst()
	with := func(p *listing) *listing { return p.with }
	slices.SortStableFunc(by["years"], func(a, b *listing) int { return cmp.Compare(b.key, a.key) })
	slices.SortStableFunc(by["units"], func(a, b *listing) int { return cmp.Compare(len(b.records), len(a.records)) })
	rows := slices.Concat(s.facet(from, "look.year", &wide, by["years"], with, here), s.facet(from, "col.unit", &wide, by["units"], with, here))
	for _, p := range by["order"] {
		if here == of || here == p {
			rows = append(rows, row{Label: s.word("look.order"), Parts: []link{
				{Text: s.word("look.newest"), Href: href(from, of.path(1)), Here: here == of},
				{Text: s.word("look.oldest"), Href: href(from, p.path(1)), Here: here == p},
			}})
		}
	}
	return rows
}

// facet is one way to narrow: everything, if it is not nil, then each part by the
// name of what sets it apart.
func (s *Site) facet(from, label string, wide *link, parts []*listing, by func(*listing) *listing, here ...*listing) []row {
	if len(parts) == 0 {
		return nil
	}
	x := row{Label: s.word(label)}
	if wide != nil {
		x.Parts = append(x.Parts, *wide)
	}
	for _, p := range parts {
		part := s.listingLink(from, p)
		part.Text, part.Here = by(p).title, slices.Contains(here, p)
		x.Parts = append(x.Parts, part)
	}
	return []row{x}
}

// narrow writes the ways to narrow a list, the present one marked.
func (p *partWriter) narrow(rs []row) {
	p.raw(`<dl class="narrow">`)
	for _, r := range rs {
		p.raw("<div><dt>")
		p.esc(r.Label)
		p.raw("</dt><dd>")
		for _, l := range r.Parts {
			p.raw(`<span><a href="`)
			p.attr(l.Href)
			if l.Here {
				p.raw(`" aria-current="true`)
			}
			p.raw(`">`)
			p.esc(l.Text)
			p.raw("</a>")
			if l.Note != "" {
				p.raw(" <small>")
				p.esc(l.Note)
				p.raw("</small>")
			}
			p.raw("</span> ")
		}
		p.raw("</dd></div>\n")
	}
	p.raw("</dl>\n")
}

// filter is a box that hides the lines of the next table that do not hold what is
// typed. It shows only where a script can make it work.
func (p *partWriter) filter() {
	p.raw(`<div class="filter" hidden><label for="filter">`)
	p.word("look.filter")
	p.raw(`</label> <input type="search" id="filter" autocomplete="off"> <p role="status" data-text="`)
	p.word("look.filtered")
	p.raw("\"></p></div>\n")
}
