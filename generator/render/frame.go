package render

import (
	"crypto/sha256"
	"errors"
	"html/template"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// frame is what every page has around its own matter.
type frame struct {
	Lang   diag.Lang
	Accent string // "" for red
	Title  string // of the page
	Head   string // the same for the browser, with the archive's name if it fits
	Site   string // of the archive
	Root   string // "" or "../"
	Trail  []link // from home to here
	Meta   meta
	Chrome *chrome
}

// Frame is the frame of a page, for the layout: what a template asks of the page
// itself is looked for in each of its parts every time.
func (f *frame) Frame() *frame { return f }

// chrome is the part of a frame that thousands of pages share, as HTML. It is
// written once for each way to the site's root, and for each page that the
// navigation marks.
type chrome struct {
	top, foot template.HTML
	failed    string // why it could not be written
	sum       [sha256.Size]byte
}

func (c *chrome) digestSum() [sha256.Size]byte { return c.sum }

// chromes are those made so far.
type chromes struct {
	mu    sync.Mutex
	byKey map[string]*chrome
}

func (c *chromes) get(key string, make func() *chrome) *chrome {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byKey == nil {
		c.byKey = map[string]*chrome{}
	}
	if c.byKey[key] == nil {
		c.byKey[key] = make()
	}
	return c.byKey[key]
}

// Top is the assets, the header and the navigation.
func (c *chrome) Top() (template.HTML, error) { return c.part(c.top) }

// Foot stands at the end of the page.
func (c *chrome) Foot() (template.HTML, error) { return c.part(c.foot) }

// part fails the page that wants it: an archive's own template may be at fault.
func (c *chrome) part(html template.HTML) (template.HTML, error) {
	if c.failed != "" {
		return "", errors.New(c.failed)
	}
	return html, nil
}

// chromeParts is what a chrome is made of.
type chromeParts struct {
	Site     string
	Root     string // "", "../" or an absolute path
	CSS      string
	Icon     string
	Theme    string // the script that runs before anything is painted
	Script   string // that adds comfort
	Find     *find  // the way to the search, nil for a site without
	Nav      []link
	More     []link // of the navigation, behind one entry
	InMore   bool   // the page itself is among More
	Foot     []link
	Audience string // for whom the site was made
	Updated  string // the moment the site stands for
}

// destination is an entry of the navigation: a page, and the key of its name
// among the phrases "nav.".
type destination struct{ path, key string }

// navigation and further are the entries of the navigation, with the pages about
// some types between them; foot stands at the end of every page.
var (
	navigation = []destination{
		{"index.html", "home"}, {"types.html", "records"}, {"actions.html", "actions"}, {"decisions.html", "decisions"},
	}
	further = []destination{
		{"years.html", "years"},
		{"units.html", "units"},
		{"people.html", "people"},
		{"projects.html", "projects"},
		{"series.html", "series"},
		{"tags.html", "tags"},
		{"findings.html", "findings"},
	}
	foot = []destination{{feedsIndex, "feeds"}, {"accessibility.html", "accessibility"}}
)

// inFront are the entries that always show; the others stand behind "more". A
// short list keeps a phone's header to two lines.
var inFront = map[string]bool{"home": true, "records": true, "actions": true, "decisions": true, "calendar": true, "statistics": true}

func (s *Site) frame(path, title string, trail ...link) frame {
	f := frame{
		Lang: s.lang, Accent: s.view.Config.Accent, Title: title, Head: headTitle(title, s.view.Config.Title), Site: s.view.Config.Title, Root: up(path),
		Meta: s.meta(path, title), Chrome: s.chrome(up(path), path),
	}
	if path != "index.html" {
		f.Trail = append([]link{{Text: s.word("nav.home"), Href: href(path, "index.html")}}, trail...)
	}
	return f
}

// chrome is the chrome of a page from which root leads to the site's root.
func (s *Site) chrome(root, path string) *chrome {
	nav := s.destinations()
	named := func(d destination) bool { return d.path == path }
	if path != searchPath && !slices.ContainsFunc(nav, named) && !slices.ContainsFunc(foot, named) {
		path = "" // nothing marks it
	}
	key := root + "\x00" + path
	return s.chromes.get(key, func() *chrome { return s.makeChrome(root, path, nav) })
}

func (s *Site) makeChrome(root, path string, nav []destination) *chrome {
	p := chromeParts{
		Site: s.view.Config.Title, Root: root, CSS: root + s.asset("style.css"), Icon: root + s.asset("icon.svg"), Theme: root + s.asset("theme.js"), Script: root + s.asset("site.js"),
		Audience: s.audience(), Updated: s.view.Now.Format("2006-01-02 15:04"), Find: s.find(root, path),
	}
	for _, d := range nav {
		l := s.entryTo(root, path, d)
		if inFront[d.key] {
			p.Nav = append(p.Nav, l)
			continue
		}
		p.More = append(p.More, l)
		p.InMore = p.InMore || l.Here
	}
	for _, d := range foot {
		p.Foot = append(p.Foot, s.entryTo(root, path, d))
	}
	c := &chrome{}
	var err error
	if c.top, err = s.tmpl.fragment("top", p); err == nil {
		c.foot, err = s.tmpl.fragment("foot", p)
	}
	if err != nil {
		c.failed = err.Error()
	}
	c.sum = sumOf(*c)
	return c
}

// longestHead is how many characters of a title browsers and search engines show.
const longestHead = 70

// headTitle names a page outside of it: in tabs, bookmarks and lists of results.
func headTitle(title, site string) string {
	whole := title + " · " + site
	if title != site && utf8.RuneCountInString(whole) <= longestHead {
		return whole
	}
	if runes := []rune(title); len(runes) > longestHead {
		return strings.TrimSpace(string(runes[:longestHead-1])) + "…"
	}
	return title
}

func (s *Site) entryTo(root, here string, d destination) link {
	return link{Text: s.word("nav." + d.key), Href: root + d.path, Here: d.path == here}
}

// audience says for whom the site was made.
func (s *Site) audience() string {
	if us := s.view.Audience.Units; len(us) > 0 {
		return s.word("look.audience.unit", us[0].Name)
	}
	if s.view.Audience.Level == archive.Nobody {
		return ""
	}
	return s.word("look.audience." + s.view.Audience.Level.String())
}
