package render

import (
	"encoding/xml"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
)

// inSitemap is how many addresses one sitemap may hold (sitemaps.org).
const inSitemap = 50_000

type urlset struct {
	XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 urlset"`
	URLs    []siteLoc `xml:"url"`
}

type sitemapIndex struct {
	XMLName xml.Name  `xml:"http://www.sitemaps.org/schemas/sitemap/0.9 sitemapindex"`
	Maps    []siteLoc `xml:"sitemap"`
}

type siteLoc struct {
	Loc     string `xml:"loc"`
	LastMod string `xml:"lastmod,omitempty"`
}

// unlisted are pages nobody should come to from a search engine.
var unlisted = map[string]bool{"404.html": true, searchPath: true}

// sitemapPages lists the pages of a site, whose paths are given in the order they
// were made. A site whose address is not known, or that is not for the public,
// has no sitemap.
func (s *Site) sitemapPages(paths []string) iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if !s.hasSitemap() || s.without("sitemap") {
			return
		}
		if s.only != "" {
			paths = s.allPaths()
		}
		written := map[string]string{}
		for r := range s.shownRecords() {
			written[recordPath(r)] = ""
			if at := changed(r); !at.IsZero() {
				written[recordPath(r)] = at.Format(time.RFC3339)
			}
		}
		var urls []siteLoc
		for _, p := range paths {
			last, own := written[p]
			if former := strings.HasPrefix(p, "records/") && !own; strings.HasSuffix(p, ".html") && !former && !unlisted[p] {
				urls = append(urls, siteLoc{s.absolute(p), last})
			}
		}
		if len(urls) <= inSitemap {
			yield(s.xml("sitemap.xml", urlset{URLs: urls}))
			return
		}
		var index sitemapIndex
		for part := range slices.Chunk(urls, inSitemap) {
			p := fmt.Sprintf("sitemap-%d.xml", len(index.Maps)+1)
			index.Maps = append(index.Maps, siteLoc{Loc: s.absolute(p)})
			if !yield(s.xml(p, urlset{URLs: part})) {
				return
			}
		}
		yield(s.xml("sitemap.xml", index))
	}
}

// allPaths are the paths of all pages, for a sitemap that is asked for alone.
func (s *Site) allPaths() []string {
	all := *s
	all.only = ""
	all.opt.NoSearch = true // no page of it is listed
	var paths []string
	for p := range all.Pages(nil) {
		paths = append(paths, p.Path)
	}
	return paths
}

func (s *Site) hasSitemap() bool {
	return s.base != "" && s.view.Audience.Level == archive.Public
}

func (s *Site) xml(path string, value any) output.Page {
	var all pieces
	io.WriteString(&all, xml.Header)
	if err := xml.NewEncoder(&all).Encode(value); err != nil {
		panic(fmt.Sprintf("render: %s: %v", path, err)) // of texts and lists only: cannot fail
	}
	io.WriteString(&all, "\n")
	return all.page(path)
}

// robotsPage tells search engines what they may read: a public archive all, any
// other nothing. It counts only at the root of a host.
func (s *Site) robotsPage() output.Page {
	text := "User-agent: *\nDisallow: /\n"
	if s.view.Audience.Level == archive.Public {
		text = "User-agent: *\nAllow: /\n"
	}
	if s.hasSitemap() {
		text += "\nSitemap: " + s.absolute("sitemap.xml") + "\n"
	}
	return s.data("robots.txt", []byte(text))
}

// redirectPages lead from the former ids of records to their pages. A former id
// that is the id of another record, or differs from one only in case, leads
// nowhere: the address is taken.
func (s *Site) redirectPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		taken := map[string]bool{}
		fold := func(id string) string { return cases.Fold().String(norm.NFC.String(id)) }
		for r := range s.shownRecords() {
			taken[fold(r.ID)] = true
		}
		for r := range s.shownRecords() {
			for _, old := range r.Values.Items("aliases") {
				id := old.Text
				if id == "" || taken[fold(id)] || s.view.Hides(id) || s.view.Record(id) != r {
					continue
				}
				taken[fold(id)] = true
				if p := "records/" + id + ".html"; !s.skip(p) && !yield(s.redirect(p, r)) {
					return
				}
			}
		}
	}
}

func (s *Site) redirect(path string, r *archive.Record) output.Page {
	to := href(path, recordPath(r))
	canonical := to
	if s.base != "" {
		canonical = s.absolute(recordPath(r))
	}
	p := &partWriter{words: s.words}
	p.raw("<!DOCTYPE html>\n<html lang=\"" + string(s.lang) + "\">\n<head>\n<meta charset=\"utf-8\">\n<title>")
	p.esc(title(r))
	p.raw("</title>\n<meta http-equiv=\"refresh\" content=\"0; url=")
	p.attr(to)
	p.raw("\">\n<meta name=\"robots\" content=\"noindex\">\n<link rel=\"canonical\" href=\"")
	p.esc(canonical)
	p.raw("\">\n</head>\n<body>\n<main>\n<h1>")
	p.word("feeds.moved")
	p.raw("</h1>\n<p>")
	p.link(link{Text: title(r), Href: to})
	p.raw("</p>\n</main>\n</body>\n</html>\n")
	return s.data(path, p.b)
}
