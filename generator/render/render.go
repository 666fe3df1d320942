// Package render makes the pages of a site from a View. A page is a value with a
// path, a digest of everything its bytes depend on, and a function that writes
// it; the same view gives the same pages, byte for byte.
//
// # Addresses
//
// A page's address is made from ids and never from titles, and a page is one
// file:
//
//	index.html                  home
//	records/ID.html             a record
//	types/TYPE.html             records of a type, and so on for years/2025,
//	                            years/2025-06, units/ID, people/ID, projects/ID,
//	                            tags/WORD and series/WORD; page n is NAME.n.html
//	types/TYPE-2025.html        and TYPE-of-UNIT, TYPE-oldest: a long list, narrowed
//	                            or from its other end
//	units.html, people.html …   the indexes of those
//	actions.html                the ledger of actions, and below actions/ those of
//	                            people/ID and units/ID; actions.n.html is page n
//	decisions.html              the register of decisions
//	actions/ID-a1.html          an action that later records tell more of, and so
//	                            on for decisions/ID-d1; of all others their place
//	                            in the record, records/ID.html#a1, says it all
//	calendar.html               the month of the next meeting; calendar/2025-06
//	plans.html, plans/ID.html   communication plans, and how they are carried out
//	requests.html, notices.html, documents.html, risks.html, disputes.html
//	health.html                 findings, retention, and how the site was built
//	findings.html               what the checks found
//	search.html                 the search; lists for readers without scripts
//	accessibility.html          the accessibility statement
//	404.html                    for addresses that lead nowhere
//	statistics.html             all measures; statistics/MEASURE.html is one, and
//	                            statistics/MEASURE/… the lists behind its numbers
//	files/PATH                  attachments, at their place in the archive
//	feeds.html                  the index of what programs can take:
//	feeds/…xml                  Atom: the archive, units/ID, types/TYPE
//	calendars/…ics              iCalendar: the archive, units, people, kinds, years
//	records/ID.ics, ID.md       a meeting for calendars; a record's Markdown
//	api/v1/NAME.json            data, with its schema
//	ledgers/NAME.csv, .xlsx     tables for spreadsheets
//	search/…mbx                 the index that the search reads; see package search
//	PATH.js                     a file that the search reads, for pages opened from
//	                            the disk; see offline.go
//	sitemap.xml, robots.txt
//	static/NAME.HASH.EXT        styles and scripts
//
// Links are relative, so a site works at the root of a host, under a path, and
// from the disk.
//
// # Safety
//
// Text is escaped by html/template. Markdown is rendered by our own writers for
// links, images and raw HTML: no HTML passes but <br>, and no address whose
// scheme is not http, https, mailto or tel. Where a text names a record that the
// view does not hold, other words stand in its place.
package render

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/stats"
	"github.com/minutebook/minutebook/search"
)

// Options say how to render.
type Options struct {
	Lang     diag.Lang                 // "": the first language of the config
	Files    fs.FS                     // where attachments are read from
	Findings []diag.Finding            // about the view's records
	Rule     func(id string) diag.Text // what a rule asks for; nil, or nothing of a rule nobody knows
	BaseURL  string                    // where the site will be, "": where the config says
	Version  string                    // of the program, for the page about the archive's health
	NoSearch bool                      // the site has no search
	Offline  bool                      // the search works in pages opened from the disk, too
	// Search is how the index is made.
	Search search.IndexOptions
}

// Site is a view, ready to be written.
type Site struct {
	view *archive.View
	opt  Options
	lang diag.Lang
	kit
	listings []*listing
	names    map[string]map[string]string          // kind → key → file name
	hrefs    map[string]map[string][deepest]string // the same → the link from a page that many folders down
	alike    map[*archive.Person]string            // what tells people of one name apart
	findings map[string][]diag.Finding             // by path of the record
	sums     *sums                                 // of attachments
	facts    *memo[*stats.Facts]                   // what is counted
	chromes  *chromes
	// destinations are the entries of the navigation.
	destinations func() []destination
	index        *memo[index]
	offline      staticFile // the search's engine for pages opened from the disk
	only         string     // the one page that is asked for, "" for all
	web
	special
}

// New prepares a site. It fails only if the templates, the program's or the
// archive's own, are broken.
func New(v *archive.View, opt Options) (*Site, error) {
	s := &Site{view: v, opt: opt, lang: cmp.Or(opt.Lang, v.Config.Languages[0]), findings: map[string][]diag.Finding{}, sums: &sums{}, chromes: &chromes{}}
	var err error
	if s.kit, err = kitFor(opt.Files, s.lang); err != nil {
		return nil, err
	}
	s.Found(opt.Findings)
	s.alike = v.Namesakes()
	s.listings = s.makeListings()
	s.facts = &memo[*stats.Facts]{make: func() *stats.Facts {
		f := stats.Collect(v)
		f.Checked(s.opt.Findings)
		return f
	}}
	s.destinations = sync.OnceValue(func() []destination { return slices.Concat(navigation, s.specialDestinations(), further) })
	s.index = &memo[index]{make: func() (x index) {
		x.files, x.err = search.Index(s.Documents(), opt.Search)
		return x
	}}
	if opt.Offline {
		if s.offline, err = s.offlineEngine(); err != nil {
			return nil, err
		}
	}
	s.prepareSpecial()
	if err := s.prepareWeb(); err != nil {
		return nil, err
	}
	return s, nil
}

// Found sets what was found in the view's records, for whoever knows it only after
// New. It must be called before the first page is made.
func (s *Site) Found(all []diag.Finding) {
	s.opt.Findings, s.findings = all, map[string][]diag.Finding{}
	for len(all) > 0 {
		file := all[0].File
		n := slices.IndexFunc(all, func(f diag.Finding) bool { return f.File != file })
		if n < 0 {
			n = len(all)
		}
		s.findings[file] = append(s.findings[file], all[:n]...) // they come file by file
		all = all[n:]
	}
}

// ruleTitle is what a rule asks for, or its id.
func (s *Site) ruleTitle(id string) link {
	if s.opt.Rule != nil {
		if title := s.in(s.opt.Rule(id)); title != "" {
			return link{Text: title, Note: id}
		}
	}
	return link{Text: id}
}

// collation is how names are ordered: by pinyin, by strokes, by letter.
var collation = map[diag.Lang]string{diag.ZhCN: "zh-u-co-pinyin", diag.ZhTW: "zh-u-co-stroke", diag.En: "en-u-co-pinyin"}

// Pages yields every page of the site. progress, if given, is told how many are
// written.
func (s *Site) Pages(progress func(done, n int)) iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		var done atomic.Int64
		total := s.count()
		var paths []string
		emit := func(p output.Page) bool {
			paths = append(paths, p.Path)
			if progress == nil {
				return yield(p)
			}
			return yield(output.Page{Path: p.Path, Make: func() output.Page {
				p := p.Made()
				write := p.Write
				p.Write = func(w io.Writer) error {
					err := write(w)
					progress(int(done.Add(1)), total)
					return err
				}
				return p
			}})
		}
		for _, part := range []iter.Seq[output.Page]{s.staticPages(), s.indexPages(), s.mainPages(), s.specialPages(), s.listingPages(), s.recordPages(), s.filePages(), s.dataPages()} {
			for p := range part {
				if !emit(p) {
					return
				}
			}
		}
		for p := range s.sitemapPages(paths) {
			if !emit(p) {
				return
			}
		}
	}
}

// count is about how many pages there will be.
func (s *Site) count() int {
	n := 2*len(s.view.Records) + len(s.static) + 4
	for _, l := range s.listings {
		n += l.pages()
	}
	return n
}

// later is a page that is made when its turn comes, side by side with others.
func later(path string, make func() output.Page) output.Page {
	return output.Page{Path: path, Make: make}
}

// page makes the page of a template and its value. The digest covers the
// template, the words and the value.
func (s *Site) page(path, template string, value any) output.Page {
	if s.skip(path) {
		return output.Page{Path: path}
	}
	h := sha256.New()
	h.Write(s.tmpl.digest[:])
	h.Write([]byte(template))
	digest(h, value)
	p := output.Page{Path: path, Write: func(w io.Writer) error { return s.tmpl.execute(w, template, value) }}
	h.Sum(p.Digest[:0])
	return p
}

// staticFile is a file of templates/static under its hashed name.
type staticFile struct {
	name string // style.css
	path string // static/style.HASH.css
	data []byte
}

// asset is the path of a static file. That the ones asked for exist is held by
// every test that makes a page.
func (s *Site) asset(name string) string {
	i := slices.IndexFunc(s.static, func(f staticFile) bool { return f.name == name })
	return s.static[i].path
}

func readStatic(l layered, w words) ([]staticFile, error) {
	var out []staticFile
	paths, err := l.names("static")
	if err != nil {
		return nil, fmt.Errorf("read static files: %w", err)
	}
	for _, p := range paths {
		b, err := l.ReadFile(p)
		if err != nil {
			return nil, fmt.Errorf("read static files: %w", err)
		}
		name := path.Base(p)
		if name == findScript {
			b = withWords(b, w)
		}
		base, ext, _ := strings.Cut(name, ".")
		if _, own := l.own[p]; ext == "js" && !own {
			b = withoutComments(b)
		}
		sum := sha256.Sum256(b)
		out = append(out, staticFile{name, fmt.Sprintf("static/%s.%x.%s", base, sum[:5], ext), b})
	}
	return out, nil
}

// withoutComments leaves out of a script what only its readers need: lines that
// are comments, and the indentation. Our scripts have no text of several lines.
func withoutComments(script []byte) []byte {
	out := make([]byte, 0, len(script))
	for line := range bytes.Lines(script) {
		if line = bytes.TrimLeft(line, " "); !bytes.HasPrefix(line, []byte("//")) && len(bytes.TrimSpace(line)) > 0 {
			out = append(out, line...)
		}
	}
	return out
}

func (s *Site) staticPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, f := range s.static {
			if !yield(output.Page{Path: f.path, Digest: sha256.Sum256(f.data), Write: func(w io.Writer) error {
				_, err := io.Copy(w, bytes.NewReader(f.data))
				return err
			}}) {
				return
			}
		}
	}
}

// byName sorts in the order readers of the language expect.
func byName[T any](s *Site, all []T, name func(T) string) []T {
	out := slices.Clone(all)
	order := collate.New(language.MustParse(collation[s.lang])) // keeps a state, so not for two at a time
	slices.SortStableFunc(out, func(a, b T) int { return order.CompareString(name(a), name(b)) })
	return out
}
