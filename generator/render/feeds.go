package render

import (
	"iter"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
)

// The index of everything that programs can take from the site.

type feedsPage struct {
	frame
	Groups []feedGroup
}

// feedGroup is a kind of feed: what it is good for, and where it is.
type feedGroup struct {
	ID    string
	Title string
	How   string
	Lines [][]link // each a file, or one in several forms
	More  []feedList
}

// feedList is a longer list of one group, folded up.
type feedList struct {
	Title string
	Links []link
}

const feedsIndex = "feeds.html"

// dataPages are all pages for programs, and the index of them.
func (s *Site) dataPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, part := range []iter.Seq[output.Page]{
			s.feedPages(), s.calendarPages(), s.meetingPages(), s.apiPages(), s.sheetPages(), s.rawPages(), s.redirectPages(),
		} {
			for p := range part {
				if !yield(p) {
					return
				}
			}
		}
		if !s.skip(feedsIndex) && !yield(s.feedsPage()) {
			return
		}
		if !s.skip("robots.txt") {
			yield(s.robotsPage())
		}
	}
}

func (s *Site) feedsPage() output.Page {
	p := &feedsPage{frame: s.frame(feedsIndex, s.word("nav.feeds"))}
	p.Groups = []feedGroup{s.atomGroup(), s.calendarGroup(), s.sheetGroup(), s.apiGroup(), s.otherGroup()}
	return s.page(feedsIndex, "feeds", p)
}

func (s *Site) group(id string) feedGroup {
	return feedGroup{ID: id, Title: s.word("feeds." + id), How: s.word("feeds." + id + ".how")}
}

func (s *Site) atomGroup() feedGroup {
	g := s.group("atom")
	if s.base == "" {
		g.How = s.word("feeds.no-base")
		return g
	}
	g.Lines = [][]link{{{Text: s.word("feeds.whole"), Href: href(feedsIndex, archiveFeed)}}}
	for _, kind := range []string{"types", "units"} {
		var ls []link
		for _, l := range s.listings {
			if l.kind == kind && s.hasFeed(l) {
				ls = append(ls, link{Text: l.title, Href: href(feedsIndex, feedPath(l))})
			}
		}
		g.add(s.word("nav."+kind), ls)
	}
	return g
}

func (g *feedGroup) add(title string, ls []link) {
	if len(ls) > 0 {
		g.More = append(g.More, feedList{title, ls})
	}
}

func (s *Site) calendarGroup() feedGroup {
	g := s.group("calendars")
	g.Lines = [][]link{{{Text: s.word("feeds.whole"), Href: href(feedsIndex, archiveCalendar)}}}
	d := s.meetings()
	for _, kind := range []string{"units", "people"} {
		var ls []link
		for _, l := range byName(s, s.listings, func(l *listing) string { return l.title }) {
			if l.kind == kind && d.subject[kind+"/"+l.name] != nil {
				ls = append(ls, link{Text: l.title, Href: href(feedsIndex, calendarPath(kind, l.name))})
			}
		}
		g.add(s.word("nav."+kind), ls)
	}
	var kinds, years []link
	for _, k := range s.view.Schema.Kinds {
		if name := fileName(k.Name); d.subject["kinds/"+name] != nil {
			kinds = append(kinds, link{Text: s.in(k.Label), Href: href(feedsIndex, calendarPath("kinds", name))})
		}
	}
	g.add(s.word("meeting.kind"), kinds)
	for _, subject := range sortedKeys(d.subject) {
		if y, ok := strings.CutPrefix(subject, "years/"); ok {
			years = append([]link{{Text: s.word("year", y), Href: href(feedsIndex, calendarPath("years", y))}}, years...)
		}
	}
	g.add(s.word("feeds.by-year"), years)
	return g
}

func (s *Site) sheetGroup() feedGroup {
	g := s.group("ledgers")
	for _, l := range s.spreadsheets() {
		g.Lines = append(g.Lines, []link{
			{Text: s.word("feeds.ledger."+l.name) + " XLSX", Href: href(feedsIndex, sheetPath(l.name, "xlsx"))},
			{Text: "CSV", Href: href(feedsIndex, sheetPath(l.name, "csv"))},
		})
	}
	return g
}

func (s *Site) apiGroup() feedGroup {
	g := s.group("api")
	at := func(name string) link { return link{Text: name, Href: href(feedsIndex, apiFolder+name)} }
	g.Lines = [][]link{{at("index.json")}, {at("schema.json")}}
	for _, f := range s.apiFiles() {
		l := at(f.Path[len(apiFolder):])
		l.Note = s.number(f.Count)
		g.Lines = append(g.Lines, []link{l})
	}
	return g
}

func (s *Site) otherGroup() feedGroup {
	g := s.group("other")
	if s.hasSitemap() {
		g.Lines = append(g.Lines, []link{{Text: "sitemap.xml", Href: href(feedsIndex, "sitemap.xml")}})
	}
	g.Lines = append(g.Lines, []link{{Text: "robots.txt", Href: href(feedsIndex, "robots.txt")}})
	return g
}

// subscriptions is a row of a list's page: how to follow the list.
func (s *Site) subscriptions(from string, l *listing) []row {
	var parts []link
	if s.hasFeed(l) {
		parts = append(parts, link{Text: "Atom", Href: href(from, feedPath(l))})
	}
	if (l.kind == "units" || l.kind == "people") && s.meetings().subject[l.kind+"/"+l.name] != nil {
		parts = append(parts, link{Text: s.word("feeds.calendar"), Href: href(from, calendarPath(l.kind, l.name))})
	}
	if len(parts) == 0 {
		return nil
	}
	return []row{{Label: s.word("feeds.subscribe"), Parts: parts}}
}

// recordTools are what a reader can do with a record besides reading it.
func (s *Site) recordTools(r *archive.Record) []link {
	from := recordPath(r)
	out := []link{{Text: s.word("feeds.raw"), Href: href(from, rawPath(r))}}
	if hasCalendar(r) {
		out = append(out, link{Text: s.word("feeds.add"), Href: href(from, meetingPath(r))})
	}
	for _, x := range []struct{ key, href string }{
		{"feeds.edit", s.view.Config.EditLink(r)}, {"feeds.history", s.view.Config.HistoryLink(r)},
	} {
		if x.href != "" && s.webLink(x.href) == x.href {
			out = append(out, link{Text: s.word(x.key), Href: x.href})
		}
	}
	return out
}
