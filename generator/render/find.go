package render

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/output"
)

// The page of the search, and the way to it from every page. The search itself
// is the work of a script; without one the page leads to the lists.

const (
	searchPath   = "search.html"
	findScript   = "find.js"
	engineScript = "search.js"
)

// wordsMark stands in the script of the search where its words go, so that a
// reader loads them with it and not with every page.
var wordsMark = []byte(`{/* the phrases "find." in the page's language */}`)

// withWords puts the phrases of the search into its script.
func withWords(script []byte, w words) []byte {
	phrases := map[string]string{}
	for key, text := range w.text {
		if name, ok := strings.CutPrefix(key, "find."); ok {
			phrases[name] = text
		}
	}
	text, _ := json.Marshal(phrases) // of texts: cannot fail
	return bytes.Replace(script, wordsMark, text, 1)
}

// find is what the script of the search needs to know on a page.
type find struct {
	Page    string // of the search
	Root    string // of the site
	Engine  string // the script that reads the index
	Offline string // the same for pages opened from the disk, "" without; from the root
	Script  string
	Sheet   string
	Here    bool
}

// find is the way to the search from a page, from which root leads to the site's
// root; nil for a site without.
func (s *Site) find(root, path string) *find {
	if s.opt.NoSearch {
		return nil
	}
	f := &find{
		Page: root + searchPath, Root: root, Engine: root + s.asset(engineScript),
		Script: root + s.asset(findScript), Sheet: root + s.asset("find.css"), Here: path == searchPath,
	}
	if s.opt.Offline {
		f.Offline = s.offline.path
	}
	return f
}

type searchPage struct {
	frame
	Groups []group
}

// listsOnSearch is how many lists of a kind the page of the search leads to.
const listsOnSearch = 24

func (s *Site) searchPage() output.Page {
	if s.skip(searchPath) {
		return output.Page{Path: searchPath}
	}
	p := &searchPage{frame: s.frame(searchPath, s.word("nav.search"))}
	for _, kind := range indexKinds {
		var all []*listing
		for _, l := range s.listings {
			if l.kind == kind && l.narrowing == nil && len(l.records) > 0 && !(kind == "years" && len(l.below) == 0) {
				all = append(all, l)
			}
		}
		if len(all) == 0 {
			continue
		}
		p.Groups = append(p.Groups, group{All: s.entryTo(up(searchPath), searchPath, destination{kind + ".html", kind}), Links: s.listingLinks(searchPath, s.longest(kind, all))})
	}
	return s.page(searchPath, "search", p)
}

// longest are the lists with the most records, in the order readers expect.
func (s *Site) longest(kind string, all []*listing) []*listing {
	slices.SortStableFunc(all, func(a, b *listing) int { return cmp.Compare(len(b.records), len(a.records)) })
	all = all[:min(len(all), listsOnSearch)]
	if kind == "years" {
		slices.SortFunc(all, func(a, b *listing) int { return cmp.Compare(b.key, a.key) })
		return all
	}
	return byName(s, all, func(l *listing) string { return l.title })
}
