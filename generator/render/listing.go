package render

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
)

// perPage is how many records a page of a list holds.
const perPage = 50

// listing is a list of records under one heading: a type, a year, a unit…
type listing struct {
	kind    string // folder of its pages
	key     string
	name    string // file name without folder, page and extension
	title   string
	records []*archive.Record // oldest first
	below   []*listing
	intro   func(from string) []row
	parts   []*listing // this list, narrowed
	*narrowing
}

func (l *listing) pages() int { return max(1, (len(l.records)+perPage-1)/perPage) }

func (l *listing) path(page int) string {
	if page == 1 {
		return fmt.Sprintf("%s/%s.html", l.kind, l.name)
	}
	return fmt.Sprintf("%s/%s.%d.html", l.kind, l.name, page)
}

// makeListings sorts every record into the lists it belongs to, in one pass.
func (s *Site) makeListings() []*listing {
	m := map[[2]string]*listing{}
	var all []*listing
	at := func(kind, key, title string) *listing {
		l := m[[2]string{kind, key}]
		if l == nil {
			l = &listing{kind: kind, key: key, name: fileName(key), title: title}
			m[[2]string{kind, key}] = l
			all = append(all, l)
		}
		return l
	}
	v := s.view
	for _, t := range v.Schema.Types {
		at("types", t.Name, s.in(t.Label))
	}
	for _, u := range v.Units {
		l := at("units", u.ID, u.Name)
		l.intro = func(from string) []row { return s.unitIntro(from, u) }
	}
	people := map[*archive.Person]*listing{} // the table of keys is slower
	for _, p := range v.People {
		l := at("people", p.ID, s.nameOf(p))
		people[p] = l
		l.intro = func(from string) []row { return s.personIntro(from, p) }
	}
	for _, p := range v.Projects {
		l := at("projects", p.ID, p.Name)
		l.intro = func(from string) []row { return s.projectIntro(from, p) }
	}
	var year, month *listing // of the record before: they come by date
	var lastYear int
	var lastMonth time.Month
	for _, r := range v.Records {
		add := func(l *listing) {
			if n := len(l.records); n == 0 || l.records[n-1] != r {
				l.records = append(l.records, r)
			}
		}
		add(at("types", r.Type.Name, s.in(r.Type.Label)))
		if !r.Date.IsZero() {
			if y, m, _ := r.Date.Date(); month == nil || y != lastYear || m != lastMonth {
				lastYear, lastMonth = y, m
				year = at("years", r.Date.Format("2006"), s.word("year", r.Date.Format("2006")))
				month = at("years", r.Date.Format("2006-01"), r.Date.Format("2006-01"))
			}
			add(year)
			add(month)
		}
		// A word that names a hidden record has no list: its address would tell.
		for _, tag := range r.Tags {
			if s.redact(tag) == tag {
				add(at("tags", tag, tag))
			}
		}
		if r.Series != "" && s.redact(r.Series) == r.Series {
			add(at("series", r.Series, r.Series))
		}
		named, projects := r.Named()
		for _, p := range named {
			add(people[p])
		}
		for _, p := range projects {
			add(at("projects", p.ID, p.Name))
		}
		if r.Unit != nil {
			for u := r.Unit.Unit; u != nil; u = v.Parent(u) {
				add(at("units", u.ID, u.Name))
			}
		}
	}
	for _, l := range all {
		if l.kind == "years" && len(l.key) == len("2006-01") {
			y := m[[2]string{"years", l.key[:4]}]
			y.below = append(y.below, l)
		}
	}
	for _, u := range v.Units {
		l := m[[2]string{"units", u.ID}]
		for _, c := range v.Children(u) {
			l.below = append(l.below, m[[2]string{"units", c.ID}])
		}
	}
	all = append(all, s.narrow(m)...)
	s.nameListings(all)
	return all
}

// nameListings settles the file names: two keys never share one.
func (s *Site) nameListings(all []*listing) {
	s.names, s.hrefs = map[string]map[string]string{}, map[string]map[string][deepest]string{}
	taken := map[string]bool{}
	for _, l := range all {
		for n := 2; taken[l.kind+"/"+l.name]; n++ {
			l.name = fmt.Sprintf("%s_%d", fileName(l.key), n)
		}
		taken[l.kind+"/"+l.name] = true
		if s.names[l.kind] == nil {
			s.names[l.kind], s.hrefs[l.kind] = map[string]string{}, map[string][deepest]string{}
		}
		s.names[l.kind][l.key] = l.name
		var ways [deepest]string
		for depth := range ways {
			ways[depth] = href(strings.Repeat("/", depth), l.path(1))
		}
		s.hrefs[l.kind][l.key] = ways
	}
}

func (s *Site) listingPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, l := range s.listings {
			if s.skipList(l) {
				continue
			}
			shown := slices.Clone(l.records)
			if !l.oldestFirst() {
				slices.Reverse(shown)
			}
			for n := 1; n <= l.pages(); n++ {
				if !yield(later(l.path(n), func() output.Page { return s.listPage(l, shown, n) })) {
					return
				}
			}
		}
	}
}

// skipList reports whether no page of a list is asked for.
func (s *Site) skipList(l *listing) bool {
	return s.only != "" && !strings.HasPrefix(s.only, l.kind+"/"+l.name+".")
}

func (s *Site) listPage(l *listing, records []*archive.Record, n int) output.Page {
	path := l.path(n)
	title := l.title
	if n > 1 {
		title = s.word("page-title", title, n)
	}
	v := &listPage{
		frame: s.frame(path, title, link{Text: s.word("nav." + l.kind), Href: href(path, l.kind+".html")}),
		Count: s.word("count.records", len(records)),
	}
	from, to := (n-1)*perPage, min(n*perPage, len(records))
	v.Entries = s.entries(path, records[min(from, to):to])
	v.Facets = s.facets(path, l)
	if l.narrowing != nil {
		v.Trail = append(v.Trail, link{Text: l.of.title, Href: href(path, l.of.path(1))})
	}
	if n == 1 {
		if l.intro != nil {
			v.Intro = l.intro(path)
		}
		v.Intro = append(v.Intro, s.subscriptions(path, l)...)
		v.Blocks = s.subjectBlocks(path, l)
		for _, b := range l.below {
			v.Below = append(v.Below, link{Text: b.title, Href: href(path, b.path(1)), Note: s.word("count.short", len(b.records))})
		}
	}
	for p := 1; p <= l.pages() && l.pages() > 1; p++ {
		if p == 1 || p == l.pages() || p >= n-2 && p <= n+2 {
			v.Pager = append(v.Pager, link{Text: fmt.Sprint(p), Href: href(path, l.path(p)), Here: p == n})
		}
	}
	return s.page(path, "list", v)
}

func (s *Site) unitIntro(from string, u *archive.Unit) []row {
	var rows []row
	if p := s.view.Parent(u); p != nil {
		rows = append(rows, row{Label: s.word("unit.parent"), Parts: []link{s.to(from, "units", p.ID, p.Name)}})
	}
	if h := s.view.Head(u); h != nil {
		rows = append(rows, row{Label: s.word("unit.head"), Parts: []link{s.person(from, h)}})
	}
	var contacts []link
	for _, c := range s.view.Contacts(u) {
		contacts = append(contacts, s.person(from, c))
	}
	if len(contacts) > 0 {
		rows = append(rows, row{Label: s.word("unit.contacts"), Parts: contacts})
	}
	return rows
}

func (s *Site) personIntro(from string, p *archive.Person) []row {
	var rows []row
	for _, r := range s.view.Roles(p) {
		unit := s.to(from, "units", r.Unit.ID, r.Unit.Name)
		unit.Note = r.Role
		if span := s.span(r.From, r.To); span != "" {
			unit.Note = strings.TrimSpace(unit.Note + " " + span)
		}
		rows = append(rows, row{Label: s.word("person.role"), Parts: []link{unit}})
	}
	return rows
}

// span is from when to when something is so; either end may be open.
func (s *Site) span(from, to schema.Moment) string {
	switch {
	case from.IsZero() && to.IsZero():
		return ""
	case to.IsZero():
		return s.word("pages.since", day(from.Time))
	case from.IsZero():
		return s.word("pages.up-to", day(to.Time))
	}
	return day(from.Time) + "–" + day(to.Time)
}

// projectIntro says who answers for a project, and from when to when it runs.
func (s *Site) projectIntro(from string, p *archive.Project) []row {
	var rows []row
	if u := s.view.UnitOf(p); u != nil {
		rows = s.field(rows, "unit", s.to(from, "units", u.ID, u.Name))
	}
	if o := s.view.OwnerOf(p); o != nil {
		rows = s.field(rows, "owner", s.person(from, o))
	}
	if span := s.span(p.From, p.To); span != "" {
		rows = s.field(rows, "period", link{Text: span})
	}
	return rows
}

// indexPages are the pages that lead to the listings of one kind.
func (s *Site) indexPage(kind string) output.Page {
	path := kind + ".html"
	if s.skip(path) {
		return output.Page{Path: path}
	}
	v := &indexPage{frame: s.frame(path, s.word("nav."+kind)), Ways: s.ways(path)}
	var all []*listing
	for _, l := range s.listings {
		if l.kind == kind && l.narrowing == nil {
			all = append(all, l)
		}
	}
	switch kind {
	case "years":
		slices.SortFunc(all, func(a, b *listing) int { return strings.Compare(b.key, a.key) })
		for _, l := range all {
			if len(l.below) > 0 {
				g := group{Title: l.title, Links: []link{s.listingLink(path, l)}}
				for _, m := range l.below {
					g.Links = append(g.Links, s.listingLink(path, m))
				}
				v.Groups = append(v.Groups, g)
			}
		}
	case "units":
		v.Groups = s.unitGroups(path, all)
	case "types":
		v.Groups = []group{{Links: s.listingLinks(path, all)}}
	default:
		v.Groups = []group{{Links: s.listingLinks(path, byName(s, all, func(l *listing) string { return l.title }))}}
	}
	return s.page(path, "index", v)
}

// unitGroups is a tree for each unit at the top.
func (s *Site) unitGroups(path string, all []*listing) []group {
	byKey := map[string]*listing{}
	for _, l := range all {
		byKey[l.key] = l
	}
	var groups []group
	for _, top := range s.view.Units {
		if s.view.Parent(top) != nil {
			continue
		}
		var tree func(u *archive.Unit) branch
		tree = func(u *archive.Unit) branch {
			b := branch{Link: s.listingLink(path, byKey[u.ID])}
			for _, c := range s.view.Children(u) {
				b.Below = append(b.Below, tree(c))
			}
			return b
		}
		g := group{Tree: []branch{tree(top)}}
		groups = append(groups, g)
	}
	return groups
}

func (s *Site) listingLinks(from string, all []*listing) []link {
	var out []link
	for _, l := range all {
		out = append(out, s.listingLink(from, l))
	}
	return out
}

func (s *Site) listingLink(from string, l *listing) link {
	return link{Text: l.title, Href: href(from, l.path(1)), Note: s.word("count.short", len(l.records))}
}
