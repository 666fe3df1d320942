package render

import (
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
)

// perLedger is how many items a page of a ledger holds.
const perLedger = 100

// soonDays is how long before its due date an action is due soon.
const soonDays = 7

// The states a ledger is sorted into, in its order.
var ledgerStates = []string{"overdue", "soon", "open", "done"}

func (s *Site) ledgerState(a *archive.Action) string {
	switch {
	case a.State == archive.Done || a.State == archive.Cancelled:
		return "done"
	case a.Overdue(s.view.Now):
		return "overdue"
	case !a.FinalDue.IsZero() && a.FinalDue.End().Before(s.view.Now.AddDate(0, 0, soonDays)):
		return "soon"
	}
	return "open"
}

// ledger is a list of actions: all of them, or those of a person or a unit. Its
// pages follow each other from the overdue to the closed ones.
type ledger struct {
	base   string // path without extension
	title  string
	states map[string][]*archive.Action
	n      int
}

func (s *Site) newLedger(base, title string, as []*archive.Action) *ledger {
	l := &ledger{base: base, title: title, states: map[string][]*archive.Action{}, n: len(as)}
	for _, a := range as {
		k := s.ledgerState(a)
		l.states[k] = append(l.states[k], a)
	}
	for k, group := range l.states {
		slices.SortStableFunc(group, byDueLast)
		if k == "done" {
			slices.Reverse(group)
		}
	}
	return l
}

// byDueLast sorts by due date, those without one behind.
func byDueLast(a, b *archive.Action) int {
	switch x, y := a.FinalDue, b.FinalDue; {
	case x.IsZero() && y.IsZero():
		return 0
	case x.IsZero():
		return 1
	case y.IsZero():
		return -1
	default:
		return x.Compare(y.Time)
	}
}

func (l *ledger) pages() int { return max(1, (l.n+perLedger-1)/perLedger) }

func (l *ledger) path(page int) string {
	if page == 1 {
		return l.base + ".html"
	}
	return fmt.Sprintf("%s.%d.html", l.base, page)
}

// begin is the page on which the actions of a state begin, or would.
func (l *ledger) begin(state string) int {
	before := 0
	for _, k := range ledgerStates {
		if k == state {
			break
		}
		before += len(l.states[k])
	}
	return min(before/perLedger+1, l.pages())
}

// at is the address of a state.
func (l *ledger) at(state string) string { return l.path(l.begin(state)) + "#" + state }

// counts are links to the states of a ledger with how many stand there.
func (s *Site) counts(from string, l *ledger) []link {
	var out []link
	for _, k := range ledgerStates {
		x := link{Text: s.word("ledger."+k, len(l.states[k]))}
		if len(l.states[k]) > 0 {
			x.Href = href(from, l.at(k))
		}
		out = append(out, x)
	}
	return out
}

// countOf is the number of a state as a link to where it begins.
func (s *Site) countOf(from string, l *ledger, state string) link {
	n := len(l.states[state])
	if n == 0 {
		return link{Text: "0"}
	}
	return link{Text: s.number(n), Href: href(from, l.at(state))}
}

// ledgers are those of the whole archive, of each unit and of each person.
type ledgers struct {
	all     *ledger
	units   map[*archive.Unit]*ledger
	people  map[*archive.Person]*ledger
	nobody  []*archive.Action // whose record names no owner
	outside []*archive.Action // whose owner is in no register
}

// makeLedgers gives each action to its owners and to the units that answer for it.
func (s *Site) makeLedgers() *ledgers {
	v := s.view
	people, units := map[*archive.Person][]*archive.Action{}, map[*archive.Unit][]*archive.Action{}
	out := &ledgers{all: s.newLedger("actions", s.word("nav.actions"), v.Actions), units: map[*archive.Unit]*ledger{}, people: map[*archive.Person]*ledger{}}
	roles := map[*archive.Person][]archive.Role{}
	for _, p := range v.People {
		roles[p] = v.Roles(p)
	}
	for _, a := range v.Actions {
		if len(a.Owners) == 0 {
			out.nobody = append(out.nobody, a)
		}
		known := false
		for _, o := range a.Owners {
			if o.Person != nil {
				people[o.Person] = appendNew(people[o.Person], a)
			}
			known = known || o.Person != nil || o.Unit != nil
		}
		if !known && len(a.Owners) > 0 {
			out.outside = append(out.outside, a)
		}
		for _, u := range answerable(a, roles) {
			for ; u != nil; u = v.Parent(u) {
				units[u] = appendNew(units[u], a)
			}
		}
	}
	for _, p := range v.People {
		if as := people[p]; len(as) > 0 {
			out.people[p] = s.newLedger("actions/people/"+s.names["people"][p.ID], s.word("pages.actions-of", s.nameOf(p)), as)
		}
	}
	for _, u := range v.Units {
		// The ledger of a unit above all others is the ledger of all.
		if as := units[u]; len(as) == len(v.Actions) && len(as) > 0 {
			out.units[u] = out.all
		} else if len(as) > 0 {
			out.units[u] = s.newLedger("actions/units/"+s.names["units"][u.ID], s.word("pages.actions-of", u.Name), as)
		}
	}
	return out
}

// appendNew adds an action unless it was the last one added: actions come in one
// by one, each to every list it belongs to.
func appendNew(as []*archive.Action, a *archive.Action) []*archive.Action {
	if n := len(as); n > 0 && as[n-1] == a {
		return as
	}
	return append(as, a)
}

// answerable are the units that answer for an action: those that own it, and
// those its owners had a post in on the day it was set; if that says nothing, the
// record's.
func answerable(a *archive.Action, roles map[*archive.Person][]archive.Role) []*archive.Unit {
	var out []*archive.Unit
	for _, o := range a.Owners {
		if o.Unit != nil {
			out = append(out, o.Unit)
		}
		for _, r := range roles[o.Person] {
			if inPost(r, a.Record.At().Time) {
				out = append(out, r.Unit)
			}
		}
	}
	if len(out) == 0 && a.Record.Unit != nil && a.Record.Unit.Unit != nil {
		return []*archive.Unit{a.Record.Unit.Unit}
	}
	return out
}

func (s *Site) ledgerPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if s.without("actions") {
			return
		}
		if !s.ledgerOf(s.ledgers().all, s.otherLedgers)(yield) || !yield(s.ownersPage()) || !yield(s.unitLedgersPage()) {
			return
		}
		for _, p := range s.view.People {
			if l := s.ledgers().people[p]; l != nil && !s.ledgerOf(l, func(from string) []link {
				return []link{s.person(from, p), {Text: s.word("pages.by-owner"), Href: href(from, "actions/owners.html")}}
			})(yield) {
				return
			}
		}
		for _, u := range s.view.Units {
			if l := s.ledgers().units[u]; l != nil && l != s.ledgers().all && !s.ledgerOf(l, func(from string) []link {
				return []link{s.to(from, "units", u.ID, u.Name), {Text: s.word("pages.by-unit"), Href: href(from, "actions/units.html")}}
			})(yield) {
				return
			}
		}
	}
}

// otherLedgers lead to the narrowed ledgers.
func (s *Site) otherLedgers(from string) []link {
	return []link{
		{Text: s.word("pages.by-owner"), Href: href(from, "actions/owners.html"), Note: s.number(len(s.ledgers().people))},
		{Text: s.word("pages.by-unit"), Href: href(from, "actions/units.html"), Note: s.number(len(s.ledgers().units))},
	}
}

// ledgerOf writes the pages of a ledger; it reports false when told to stop.
func (s *Site) ledgerOf(l *ledger, others func(from string) []link) func(yield func(output.Page) bool) bool {
	return func(yield func(output.Page) bool) bool {
		for n := 1; n <= l.pages(); n++ {
			path := l.path(n)
			if s.skip(path) {
				continue
			}
			if !yield(later(path, func() output.Page { return s.ledgerPage(l, n, others(path)) })) {
				return false
			}
		}
		return true
	}
}

func (s *Site) ledgerPage(l *ledger, n int, narrow []link) output.Page {
	path, title := l.path(n), l.title
	if n > 1 {
		title = s.word("page-title", title, n)
	}
	p := &registerPage{frame: s.frame(path, title), Narrow: narrow, Counts: s.counts(path, l), Pager: s.pager(path, l.pages(), n, l.path)}
	if l != s.ledgers().all {
		p.Trail = append(p.Trail, link{Text: s.word("nav.actions"), Href: href(path, "actions.html")})
	}
	p.Groups = s.ledgerGroups(path, l, n)
	return s.page(path, "actions", p)
}

// ledgerGroups are the actions of one page, under their states.
func (s *Site) ledgerGroups(path string, l *ledger, n int) []itemGroup {
	from, to, at := (n-1)*perLedger, n*perLedger, 0
	var out []itemGroup
	for _, k := range ledgerStates {
		as := l.states[k]
		lo, hi := max(from-at, 0), min(to-at, len(as))
		at += len(as)
		if lo >= hi && (len(as) > 0 || l.begin(k) != n) {
			continue
		}
		g := itemGroup{Title: s.word("ledger."+k, len(as)), ID: k}
		for ; lo < hi; lo++ {
			g.Items = append(g.Items, s.action(path, as[lo]))
		}
		out = append(out, g)
	}
	return out
}

// pager links the pages of a list.
func (s *Site) pager(from string, pages, here int, path func(int) string) []link {
	var out []link
	for p := 1; p <= pages && pages > 1; p++ {
		if p == 1 || p == pages || p >= here-2 && p <= here+2 {
			out = append(out, link{Text: fmt.Sprint(p), Href: href(from, path(p)), Here: p == here})
		}
	}
	return out
}

// ledgerGrid is a table of ledgers: how many actions stand where.
func (s *Site) ledgerGrid(head string) *grid {
	g := &grid{Class: "tally", Head: []string{s.word(head)}}
	for _, k := range ledgerStates {
		g.Head = append(g.Head, s.word("pages.ledger."+k))
	}
	g.Head = append(g.Head, s.word("pages.all"))
	return g
}

func (s *Site) ledgerRow(from string, name link, l *ledger) []cell {
	out := []cell{headCell(name)}
	for _, k := range ledgerStates {
		out = append(out, numCell(s.countOf(from, l, k)))
	}
	return append(out, numCell(link{Text: s.number(l.n), Href: href(from, l.path(1))}))
}

func (s *Site) ownersPage() output.Page {
	const path = "actions/owners.html"
	if s.skip(path) {
		return output.Page{Path: path}
	}
	p := &blockPage{frame: s.frame(path, s.word("pages.by-owner-title"), link{Text: s.word("nav.actions"), Href: href(path, "actions.html")})}
	g := s.ledgerGrid("col.owner")
	for _, x := range s.peopleByName() {
		if l := s.ledgers().people[x]; l != nil {
			g.Rows = append(g.Rows, s.ledgerRow(path, s.person(path, x), l))
		}
	}
	b := block{}
	if len(g.Rows) > 0 {
		b.Grid = g
	}
	p.Blocks = []block{b}
	for _, rest := range []struct {
		key string
		as  []*archive.Action
	}{{"no-owner", s.ledgers().nobody}, {"outside-owner", s.ledgers().outside}} {
		if len(rest.as) == 0 {
			continue
		}
		b := block{ID: rest.key, Title: s.word("pages."+rest.key, len(rest.as))}
		for _, a := range rest.as[:min(len(rest.as), perLedger)] {
			b.Items = append(b.Items, s.action(path, a))
		}
		p.Blocks = append(p.Blocks, b)
	}
	return s.page(path, "blocks", p)
}

func (s *Site) unitLedgersPage() output.Page {
	const path = "actions/units.html"
	if s.skip(path) {
		return output.Page{Path: path}
	}
	p := &blockPage{
		frame: s.frame(path, s.word("pages.by-unit-title"), link{Text: s.word("nav.actions"), Href: href(path, "actions.html")}),
		Lead:  s.word("pages.by-unit-note"),
	}
	g := s.ledgerGrid("col.unit")
	var add func(u *archive.Unit, depth int)
	add = func(u *archive.Unit, depth int) {
		if l := s.ledgers().units[u]; l != nil {
			name := s.to(path, "units", u.ID, strings.Repeat("　", depth)+u.Name)
			g.Rows = append(g.Rows, s.ledgerRow(path, name, l))
		}
		for _, c := range s.view.Children(u) {
			add(c, depth+1)
		}
	}
	for _, u := range s.view.Units {
		if s.view.Parent(u) == nil {
			add(u, 0)
		}
	}
	b := block{}
	if len(g.Rows) > 0 {
		b.Grid = g
	}
	p.Blocks = []block{b}
	return s.page(path, "blocks", p)
}

// decisionPages are the register of decisions, newest first, a heading a year.
func (s *Site) decisionPages() iter.Seq[output.Page] {
	newest := slices.Clone(s.view.Decisions)
	slices.Reverse(newest)
	pages := max(1, (len(newest)+perLedger-1)/perLedger)
	path := func(n int) string {
		if n == 1 {
			return "decisions.html"
		}
		return fmt.Sprintf("decisions.%d.html", n)
	}
	var years []link // with the address of their first decision
	for i, d := range newest {
		if y := decidedIn(d); len(years) == 0 || years[len(years)-1].Text != y {
			years = append(years, link{Text: y, Href: path(i/perLedger+1) + "#y" + y})
		}
	}
	return func(yield func(output.Page) bool) {
		for n := 1; n <= pages; n++ {
			if s.skip(path(n)) {
				continue
			}
			shown := newest[(n-1)*perLedger : min(n*perLedger, len(newest))]
			if !yield(later(path(n), func() output.Page {
				return s.decisionsPage(path(n), n, shown, years, s.pager(path(n), pages, n, path))
			})) {
				return
			}
		}
	}
}

func (s *Site) decisionsPage(here string, n int, shown []*archive.Decision, years, pager []link) output.Page {
	heading := s.word("nav.decisions")
	if n > 1 {
		heading = s.word("page-title", heading, n)
	}
	p := &registerPage{frame: s.frame(here, heading), Pager: pager}
	for _, y := range years {
		p.Counts = append(p.Counts, link{Text: s.word("year", y.Text), Href: href(here, y.Href)})
	}
	for _, d := range shown {
		year := decidedIn(d)
		if k := len(p.Groups); k == 0 || p.Groups[k-1].ID != "y"+year {
			p.Groups = append(p.Groups, itemGroup{Title: s.word("year", year), ID: "y" + year})
		}
		g := &p.Groups[len(p.Groups)-1]
		g.Items = append(g.Items, s.decision(here, d))
	}
	return s.page(here, "decisions", p)
}

// decidedIn is the year of a decision; its record is checked to have a date.
func decidedIn(d *archive.Decision) string { return d.Record.Date.Format("2006") }
