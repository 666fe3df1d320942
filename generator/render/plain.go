package render

import (
	"net/url"
	"strings"

	"github.com/minutebook/minutebook/generator/output"
)

// plainPage is a page of the site itself: a title and paragraphs.
type plainPage struct {
	frame
	Parts []plainPart
	Ways  []link
}

// plainPart is a heading with what stands under it.
type plainPart struct {
	Title string
	Texts []string
}

// accessibilityPage says what readers can count on, and whom to tell where it
// fails them.
func (s *Site) accessibilityPage() output.Page {
	const path = "accessibility.html"
	p := &plainPage{frame: s.frame(path, s.word("nav.accessibility"))}
	for _, k := range []string{"aim", "means", "limits"} {
		p.Parts = append(p.Parts, plainPart{Title: s.word("look.access." + k + ".title"), Texts: strings.Split(s.word("look.access."+k), "\n")})
	}
	contact := s.word("look.access.contact")
	if o := s.view.Config.Organisation; o != "" {
		contact = s.word("look.access.contact-of", o)
	}
	p.Parts = append(p.Parts, plainPart{Title: s.word("look.access.contact.title"), Texts: []string{contact}})
	return s.page(path, "plain", p)
}

// missingPage is what a server shows for an address that leads nowhere. It may
// stand at any depth, so that its links begin at the host's root: the path of the
// base URL, else "/".
func (s *Site) missingPage() output.Page {
	const path = "404.html"
	root := "/"
	if u, err := url.Parse(s.base); err == nil && u.Path != "" {
		root = strings.TrimSuffix(u.EscapedPath(), "/") + "/"
	}
	p := &plainPage{frame: s.frame(path, s.word("look.missing"))}
	p.Meta = meta{Title: p.Title, Site: p.Site, NoIndex: true} // it has no address of its own
	p.Parts = []plainPart{{Texts: []string{s.word("look.missing.text")}}}
	for _, k := range append([]string{"index", "actions", "decisions"}, indexKinds...) {
		p.Ways = append(p.Ways, link{Text: s.word("nav." + k), Href: k + ".html"})
	}
	p.Ways[0].Text = s.word("nav.home")
	p.rootAt(s, root)
	return s.page(path, "plain", p)
}

// rootAt makes the links of a page at the site's root begin at another place.
func (p *plainPage) rootAt(site *Site, root string) {
	p.Root, p.Chrome = root, site.chrome(root, "404.html")
	for _, links := range [][]link{p.Trail, p.Ways} {
		for i := range links {
			links[i].Href = root + links[i].Href
		}
	}
}
