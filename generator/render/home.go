package render

import (
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/stats"
)

// shownOnHome is how many lines a list on the home page has.
const shownOnHome = 8

type homePage struct {
	frame
	Find      *find // nil for a site without a search
	Figures   []figure
	Period    string // the month the figures are of
	Counts    []link
	Attention []group
	Upcoming  []entry
	Newest    []entry
	Ways      []link // to look for something
}

// figure is a key figure with how it changed.
type figure struct {
	Label  string
	Value  string
	Href   string
	Target string
	State  string // whether the target is met, in words; "" if nothing can be said
	Class  string
	Trend  string
}

func (s *Site) home() output.Page {
	const path = "index.html"
	if s.skip(path) {
		return output.Page{Path: path}
	}
	v := s.view
	h := &homePage{frame: s.frame(path, v.Config.Title), Find: s.find("", path)}
	h.Figures, h.Period = s.keyFigures()
	open := 0
	var overdue []*archive.Action
	for _, a := range v.Actions {
		if a.State != archive.Done && a.State != archive.Cancelled {
			open++
		}
		if a.Overdue(v.Now) {
			overdue = append(overdue, a)
		}
	}
	h.Counts = []link{
		{Text: s.word("look.count.records", len(v.Records)), Href: href(path, "types.html")},
		{Text: s.word("look.count.decisions", len(v.Decisions)), Href: href(path, "decisions.html")},
		{Text: s.word("look.count.open", open), Href: href(path, "actions.html")},
		{Text: s.word("look.count.overdue", len(overdue)), Href: href(path, s.ledgers().all.at("overdue"))},
	}
	more := func(n int) string { return s.word("pages.more", n) }
	slices.SortStableFunc(overdue, byDueLast)
	h.attention(s.word("attention.overdue"), len(overdue), link{Text: s.word("look.all", len(overdue)), Href: href(path, s.ledgers().all.at("overdue"))}, more, func(i int) link {
		x := s.action(path, overdue[i])
		return link{Text: x.Text, Href: x.Link.Href, Note: s.word("look.until") + s.dueNow(overdue[i]) + s.word("look.dot") + s.mention("", overdue[i].Owner()).Text}
	})
	due := s.minutesDue()
	h.attention(s.word("look.minutes-due"), len(due), link{}, more, func(i int) link {
		r, when := due[i], "look.held-on"
		if r.Status == "planned" {
			when = "look.was-planned"
		}
		return link{Text: title(r), Href: href(path, recordPath(r)), Note: s.word(when, r.At())}
	})
	pending := s.unsigned()
	h.attention(s.word("attention.unsigned"), len(pending), link{}, more, func(i int) link {
		r := pending[i]
		return link{Text: title(r), Href: href(path, recordPath(r)+"#signed"), Note: r.Date.String() + s.word("look.dot") + s.waitingFor(r)}
	})
	var upcoming, newest []*archive.Record
	for _, r := range v.Records {
		switch ahead := r.At().After(v.Now); {
		case !ahead:
			newest = append(newest, r)
		case r.Type.Name == "meeting" && r.Status == "planned":
			upcoming = append(upcoming, r)
		}
	}
	slices.SortStableFunc(upcoming, func(a, b *archive.Record) int { return a.At().Compare(b.At().Time) })
	slices.Reverse(newest)
	h.Upcoming = s.entries(path, upcoming[:min(len(upcoming), shownOnHome)])
	h.Newest = s.entries(path, newest[:min(len(newest), shownOnHome)])
	h.Ways = s.ways(path)
	return s.page(path, "home", h)
}

// ways are the ways to look for a record.
func (s *Site) ways(from string) []link {
	var out []link
	for _, k := range indexKinds {
		out = append(out, s.entryTo(up(from), from, destination{k + ".html", k}))
	}
	return out
}

// shownBelow is how many lines a group has in all, with those that are folded away.
const shownBelow = 200

// attention adds a group to the home page: the first few links, and the others on
// the page all leads to, or folded away below.
func (h *homePage) attention(title string, n int, all link, more func(int) string, at func(int) link) {
	if n == 0 {
		return
	}
	g := group{Title: title, Count: n}
	for i := range min(n, shownOnHome) {
		g.Links = append(g.Links, at(i))
	}
	switch {
	case n <= shownOnHome:
	case all.Text != "":
		g.All = all
	default: // no other page has them all
		for i := shownOnHome; i < min(n, shownBelow); i++ {
			g.Rest = append(g.Rest, at(i))
		}
		g.More = more(n - shownOnHome)
	}
	h.Attention = append(h.Attention, g)
}

// minutesDue are the meetings without minutes whose time is over, newest first:
// those that were held, and those that nobody says took place or not.
func (s *Site) minutesDue() []*archive.Record {
	var out []*archive.Record
	for _, r := range s.view.Records {
		if r.Type.Name != "meeting" || r.Status != "held" && r.Status != "planned" || len(r.Minutes) > 0 {
			continue
		}
		over := r.Meeting.Over()
		if r.Status == "planned" && (over.IsZero() || !over.End().Before(s.view.Now)) {
			continue
		}
		// Minutes may be there for others to read. The checks have seen them.
		if s.view.HidesAny() && !slices.ContainsFunc(s.findings[r.Path()], tellsOfNoMinutes) {
			continue
		}
		out = append(out, r)
	}
	slices.Reverse(out)
	return out
}

func tellsOfNoMinutes(f diag.Finding) bool {
	return f.Rule == "minutes-missing" || f.Rule == "meeting-passed"
}

// unsigned are the records that wait for a confirmation, newest first.
func (s *Site) unsigned() []*archive.Record {
	var out []*archive.Record
	for _, r := range s.view.Records {
		if r.Status != "draft" && slices.ContainsFunc(r.Signatories, func(g *archive.Signatory) bool { return g.Given == nil }) {
			out = append(out, r)
		}
	}
	slices.Reverse(out)
	return out
}

// waitingFor names whose confirmations are missing, the first few of them.
func (s *Site) waitingFor(r *archive.Record) string {
	text, n := "", 0
	for _, g := range r.Signatories {
		if g.Given != nil || g.Person == nil {
			continue
		}
		if n++; n > 3 {
			return s.word("look.and-others", text)
		}
		if n > 1 {
			text += s.word("comma")
		}
		text += s.person("", g.Person).Text
	}
	if n == 0 {
		return s.word("sign.anyone")
	}
	return text
}

// keyMeasures are the four figures of the home page.
var keyMeasures = []string{"on-time", "minutes-on-time", "attendance", "confirmation"}

// keyFigures are the figures of the last month that is over, with how they
// changed from the month before.
func (s *Site) keyFigures() (figures []figure, period string) {
	q := stats.Query{Step: stats.Monthly}
	for _, id := range keyMeasures {
		q.Measures = append(q.Measures, stats.Find(id))
	}
	fs := s.facts.get().Figures(q)
	last := lastWhole(fs)
	if last < 0 {
		return nil, ""
	}
	for _, f := range fs.Measures {
		figures = append(figures, s.keyFigure(f, f.All.In(last)))
	}
	return figures, fs.Periods[last].Name
}

// comparison is how people write what programs write in ASCII.
var comparison = strings.NewReplacer(">=", "≥", "<=", "≤")

// keyFigure is a figure that says so where there is nothing to compare or count.
func (s *Site) keyFigure(f *stats.Figure, c stats.Cell) figure {
	x := s.figureOf("index.html", f, c)
	if f.Target == nil {
		x.Target = ""
	}
	switch {
	case !c.Known:
		x.Trend = s.word("look.trend.unknown")
	case x.Trend == "":
		x.Trend = s.word("look.trend.none")
	}
	return x
}
