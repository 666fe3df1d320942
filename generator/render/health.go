package render

import (
	"cmp"
	"slices"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
)

// healthPage says how the archive is: what the checks found, what is in it, how
// long it must be kept and how this site was built.
func (s *Site) healthPage() output.Page {
	const path = "health.html"
	p := &blockPage{frame: s.frame(path, s.word("nav.health"))}
	p.Blocks = []block{s.findingsByRule(path), s.recordsByType(path), s.retentions(), s.disposal(path)}
	if ok, why := s.view.Remembers(); ok || !why.IsZero() {
		p.Blocks = append(p.Blocks, s.pastBlock())
	}
	p.Blocks = append(p.Blocks, s.buildFacts(path))
	return s.page(path, "blocks", p)
}

// manifestPath is where the writer of a site puts the manifest.
const manifestPath = ".minutebook/manifest.json"

// shownRecords is how many records of a rule are named.
const shownRecords = 5

func (s *Site) findingsByRule(path string) block {
	type rule struct {
		id      string
		sev     diag.Severity
		n       int
		records []*archive.Record
	}
	rules := map[string]*rule{}
	sum := diag.Summarise(s.opt.Findings)
	for _, r := range s.view.Records {
		for _, f := range s.findings[r.Path()] {
			x := rules[f.Rule]
			if x == nil {
				x = &rule{id: f.Rule, sev: f.Severity}
				rules[f.Rule] = x
			}
			x.n++
			x.sev = max(x.sev, f.Severity)
			if n := len(x.records); n == 0 || x.records[n-1] != r {
				x.records = append(x.records, r)
			}
		}
	}
	b := block{ID: "findings", Title: s.word("pages.open-findings"), Note: s.word("findings.summary", len(s.view.Records), sum.Errors, sum.Warnings)}
	if len(rules) == 0 {
		b.Note = s.word("findings.clean")
		return b
	}
	var all []*rule
	for _, id := range sortedKeys(rules) {
		all = append(all, rules[id])
	}
	slices.SortStableFunc(all, func(a, b *rule) int { return cmp.Or(cmp.Compare(b.sev, a.sev), cmp.Compare(b.n, a.n)) })
	g := &grid{Cards: true, Head: s.heads("rule", "severity", "findings", "records")}
	for _, x := range all {
		var names []link
		for _, r := range x.records[:min(len(x.records), shownRecords)] {
			names = append(names, s.dated(path, r))
		}
		if more := len(x.records) - len(names); more > 0 {
			names = append(names, link{Text: s.word("pages.more", more), Href: href(path, "findings.html")})
		}
		class := map[diag.Severity]string{diag.Error: "overdue", diag.Warning: "pending"}[x.sev]
		g.Rows = append(g.Rows, []cell{headCell(s.ruleTitle(x.id)), stateCell(class, s.word("severity."+x.sev.String())), numCell(link{Text: s.number(x.n)}), listCell(names...)})
	}
	b.Grid, b.More = g, link{Text: s.word("pages.all-findings"), Href: href(path, "findings.html")}
	return b
}

func (s *Site) recordsByType(path string) block {
	n := map[string]int{}
	for _, r := range s.view.Records {
		n[r.Type.Name]++
	}
	b := block{ID: "types", Title: s.word("pages.by-type", len(s.view.Records))}
	g := &grid{Class: "tally", Head: s.heads("type", "records")}
	for _, t := range s.view.Schema.Types {
		if n[t.Name] > 0 {
			g.Rows = append(g.Rows, []cell{headCell(s.to(path, "types", t.Name, s.in(t.Label))), numCell(link{Text: s.number(n[t.Name])})})
		}
	}
	if len(g.Rows) > 0 {
		b.Grid = g
	}
	return b
}

func (s *Site) retentionName(x retention) string {
	switch {
	case x.permanent:
		return s.word("pages.permanent")
	case x.years > 0:
		return s.word("pages.years", x.years)
	}
	return s.word("pages.retention-unsaid")
}

func (s *Site) retentions() block {
	n := map[retention]int{}
	for _, r := range s.view.Records {
		n[retentionOf(r)]++
	}
	var classes []retention
	for x := range n {
		classes = append(classes, x)
	}
	// The shortest first, then what is kept for ever, then what says nothing.
	rank := func(x retention) int {
		switch {
		case x.permanent:
			return 1 << 20
		case x.years == 0:
			return 1 << 21
		}
		return x.years
	}
	slices.SortFunc(classes, func(a, b retention) int { return rank(a) - rank(b) })
	g := &grid{Class: "tally", Head: s.heads("retention", "records")}
	for _, x := range classes {
		g.Rows = append(g.Rows, []cell{headCell(link{Text: s.retentionName(x)}), numCell(link{Text: s.number(n[x])})})
	}
	b := block{ID: "retention", Title: s.word("pages.retention")}
	if len(g.Rows) > 0 {
		b.Grid = g
	}
	return b
}

// shownDisposals bounds the proposals of one page.
const shownDisposals = 200

// disposal proposes the records whose time is over for review. Nothing is ever
// deleted here, and what is on hold is said to be.
func (s *Site) disposal(path string) block {
	b := block{ID: "disposal", Title: s.word("pages.disposal"), Note: s.word("pages.disposal-none")}
	g := &grid{Cards: true, Head: s.heads("record", "retention", "kept-until", "state")}
	all := s.disposals()
	for _, d := range all[:min(len(all), shownDisposals)] {
		state := stateCell("pending", s.word("pages.to-review"))
		if d.hold {
			state = stateCell("", s.word("pages.on-hold"))
		}
		g.Rows = append(g.Rows, []cell{s.recordCell(path, d.record), textCell(s.retentionName(d.kept)), dateCell(day(d.last())), state})
	}
	if n := len(all); n > 0 {
		b.Grid, b.Note = g, s.word("pages.disposal-note", n)
	}
	return b
}

func (s *Site) buildFacts(path string) block {
	b := block{ID: "build", Title: s.word("pages.build")}
	b.Rows = s.field(b.Rows, "program", link{Text: s.opt.Version})
	b.Rows = s.field(b.Rows, "moment", link{Text: clockTime(s.view.Now), Note: s.view.Config.Zone.String()})
	b.Rows = s.field(b.Rows, "audience", link{Text: s.audience()})
	b.Rows = s.field(b.Rows, "records", link{Text: s.number(len(s.view.Records))})
	b.Rows = s.field(b.Rows, "items", link{Text: s.word("pages.items-count", len(s.view.Actions), len(s.view.Decisions))})
	// Not a link: many hosts do not serve folders whose name begins with a dot.
	b.Rows = s.field(b.Rows, "manifest", link{Text: manifestPath, Note: s.word("pages.manifest-note")})
	b.Rows = s.field(b.Rows, "data", link{Text: s.word("feeds.ledger.catalogue"), Href: href(path, sheetPath("catalogue", "xlsx"))}, link{Text: s.word("nav.feeds"), Href: href(path, feedsIndex)})
	return b
}
