package render

import (
	"iter"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
)

// kinds of listing that have an index page.
var indexKinds = []string{"types", "years", "units", "people", "projects", "tags", "series"}

func (s *Site) mainPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		pages := []func() output.Page{s.home, s.findingsPage, s.accessibilityPage, s.missingPage}
		if !s.opt.NoSearch {
			pages = append(pages, s.searchPage)
		}
		for _, k := range indexKinds {
			pages = append(pages, func() output.Page { return s.indexPage(k) })
		}
		for _, p := range pages {
			if !yield(p()) {
				return
			}
		}
	}
}

func (s *Site) findingsPage() output.Page {
	const path = "findings.html"
	if s.skip(path) {
		return output.Page{Path: path}
	}
	p := &findingsPage{frame: s.frame(path, s.word("nav.findings"))}
	sum := diag.Summarise(s.opt.Findings)
	p.Summary = s.word("findings.summary", len(s.view.Records), sum.Errors, sum.Warnings)
	count := map[string]int{}
	for _, r := range s.view.Records {
		fs := s.findingsOf(r)
		if len(fs) == 0 {
			continue
		}
		p.Files = append(p.Files, fileFindings{Record: link{Text: title(r), Href: href(path, recordPath(r))}, Path: r.Path(), Findings: fs})
		for _, f := range fs {
			count[f.Rule]++
		}
	}
	for _, rule := range sortedKeys(count) {
		p.Rules = append(p.Rules, findingCount{s.ruleTitle(rule), s.number(count[rule])})
	}
	return s.page(path, "findings", p)
}

func (s *Site) number(n int) string { return s.word("number", n) }
