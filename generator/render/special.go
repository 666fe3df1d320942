package render

import (
	"iter"
	"strings"
	"sync"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
)

// The pages about something other than one record or one list of records. Those
// of a type that has no visible record are not made, nor linked.

// special is what those pages show, sorted once.
type special struct {
	figures *counted
	board   *memo[*board]   // of the statistics
	present map[string]bool // the types that have records
	lives   map[*archive.Item]string
	ledgers func() *ledgers
	decided func() map[*archive.Person][]*archive.Decision
	// peopleByName are all people of the view.
	peopleByName func() []*archive.Person
	days         map[string][]*archive.Record // meetings by day
	months       []string                     // that have meetings
}

// prepareSpecial sorts what those pages show.
func (s *Site) prepareSpecial() {
	s.figures = &counted{}
	s.board = &memo[*board]{make: s.makeBoard}
	s.present = map[string]bool{}
	for _, r := range s.view.Records {
		s.present[r.Type.Name] = true
	}
	s.ledgers = sync.OnceValue(s.makeLedgers)
	s.decided = sync.OnceValue(s.makeDecided)
	s.peopleByName = sync.OnceValue(func() []*archive.Person {
		return byName(s, s.view.People, func(p *archive.Person) string { return p.Name })
	})
	var both sync.WaitGroup
	both.Go(s.makeLives)
	s.makeCalendar()
	both.Wait()
}

// specialDestinations are the entries of the navigation for them.
func (s *Site) specialDestinations() []destination {
	var out []destination
	if len(s.months) > 0 {
		out = append(out, destination{"calendar.html", "calendar"})
	}
	out = append(out, destination{"statistics.html", "statistics"})
	for _, x := range []struct{ kind, key string }{
		{"plan", "plans"}, {"request", "requests"}, {"notice", "notices"}, {"document", "documents"}, {"risk", "risks"}, {"dispute", "disputes"},
	} {
		if s.present[x.kind] {
			out = append(out, destination{x.key + ".html", x.key})
		}
	}
	return append(out, destination{"health.html", "health"})
}

func (s *Site) specialPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		parts := []iter.Seq[output.Page]{s.ledgerPages(), s.decisionPages(), s.lifePages(), s.monthPages(), s.planPages(), s.registersPages(), s.statsPages()}
		for _, part := range parts {
			for p := range part {
				if !yield(p) {
					return
				}
			}
		}
		if s.only == "" {
			s.counted() // which the pages of people show
			s.board.forget()
			s.facts.forget()
		}
		if s.skip("health.html") {
			return
		}
		yield(s.healthPage())
	}
}

func (s *Site) registersPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, x := range []struct {
			kind, key string
			make      func() *register
		}{
			{"request", "requests", s.requestRegister},
			{"notice", "notices", s.noticeRegister},
			{"document", "documents", s.documentRegister},
			{"risk", "risks", s.riskRegister},
			{"dispute", "disputes", s.disputeRegister},
		} {
			if !s.present[x.kind] || s.only != "" && !strings.HasPrefix(s.only, x.key+".") {
				continue
			}
			for p := range s.registerPages(x.make()) {
				if !yield(p) {
					return
				}
			}
		}
	}
}

// recordBlocks are what a record's page shows beyond what every record has.
func (s *Site) recordBlocks(r *archive.Record) []block {
	if r.Type.Name == "plan" && s.hasPage(r) {
		path := recordPath(r)
		return []block{{Title: s.word("nav.plans"), Rows: s.field(nil, "adherence", link{Text: s.adherence(r), Href: href(path, planPath(r))})}}
	}
	return s.requestBlocks(r)
}
