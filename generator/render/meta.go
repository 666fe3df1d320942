package render

import (
	"encoding/json"

	"github.com/minutebook/minutebook/generator/archive"
)

// meta is what a page says about itself to programs: to search engines, to those
// that show a link with a title and a line of text (Open Graph), and to those that
// look for feeds.
type meta struct {
	Title       string
	Site        string
	Description string
	Canonical   string // "" while the site's address is not known
	Kind        string // of Open Graph: website or article
	Locale      string
	NoIndex     bool
	Feeds       []link // Text names it, Note is its media type
	Data        string // schema.org as JSON, "" if there is none
}

func (s *Site) meta(path, title string) meta {
	h := meta{
		Title: title, Site: s.view.Config.Title, Canonical: s.absolute(path), Kind: "website", Locale: locales[string(s.lang)],
		Description: s.word("feeds.about", title, s.publisher()), NoIndex: s.view.Audience.Level != archive.Public,
	}
	if s.base != "" {
		h.Feeds = []link{{Text: s.view.Config.Title, Href: href(path, archiveFeed), Note: "application/atom+xml"}}
	}
	return h
}

// locales are the languages in the form Open Graph wants.
var locales = map[string]string{"zh-CN": "zh_CN", "zh-TW": "zh_TW", "en": "en_GB"}

// describeRecord adds to a page's head what its record says.
func (s *Site) describeRecord(h *meta, r *archive.Record) {
	h.Kind = "article"
	if text := s.summary(r); text != "" {
		h.Description = text
	}
	if hasCalendar(r) {
		h.Feeds = append(h.Feeds, link{Text: s.word("feeds.add"), Href: href(recordPath(r), meetingPath(r)), Note: "text/calendar"})
		h.Data = s.eventData(r)
	}
}

// ldEvent is a meeting as schema.org has it.
type ldEvent struct {
	Context     string      `json:"@context"`
	Type        string      `json:"@type"`
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	Start       string      `json:"startDate"`
	End         string      `json:"endDate,omitempty"`
	Status      string      `json:"eventStatus"`
	Mode        string      `json:"eventAttendanceMode,omitempty"`
	Location    []ldPlace   `json:"location,omitempty"`
	Organizer   *ldOrganise `json:"organizer,omitempty"`
	Language    string      `json:"inLanguage"`
	URL         string      `json:"url,omitempty"`
}

type ldPlace struct {
	Type string `json:"@type"`
	Name string `json:"name,omitempty"`
	URL  string `json:"url,omitempty"`
}

type ldOrganise struct {
	Type string `json:"@type"`
	Name string `json:"name"`
}

func (s *Site) eventData(r *archive.Record) string {
	m := r.Meeting
	x := ldEvent{
		Context: "https://schema.org", Type: "Event", Name: s.clean(title(r)), Description: s.clean(r.Values.Text("goal")),
		Start: stamp(m.Start), End: stamp(m.End), Status: "https://schema.org/EventScheduled", Language: string(s.lang), URL: s.absolute(recordPath(r)),
	}
	switch r.Status {
	case "cancelled":
		x.Status = "https://schema.org/EventCancelled"
	case "postponed":
		x.Status = "https://schema.org/EventPostponed"
	}
	online := s.webLink(m.Link)
	if m.Location != "" {
		x.Location, x.Mode = append(x.Location, ldPlace{Type: "Place", Name: s.clean(m.Location)}), "Offline"
	}
	if online != "" {
		x.Location = append(x.Location, ldPlace{Type: "VirtualLocation", URL: online})
		x.Mode = map[string]string{"": "Online", "Offline": "Mixed"}[x.Mode]
	}
	if x.Mode != "" {
		x.Mode = "https://schema.org/" + x.Mode + "EventAttendanceMode"
	}
	if r.Unit != nil {
		x.Organizer = &ldOrganise{"Organization", s.clean(r.Unit.Name())}
	}
	b, err := json.Marshal(x) // escapes < > &, so that no text ends the element
	if err != nil {
		panic("render: " + err.Error()) // of texts only: cannot fail
	}
	return string(b)
}

// meta writes the elements of a head. A data block (application/ld+json) is not
// run, and so default-src 'self' lets it be.
func (p *partWriter) meta(h meta) {
	tag := func(open, value, end string) {
		if value != "" {
			p.raw(open)
			p.esc(value)
			p.raw(end)
		}
	}
	tag(`<meta name="description" content="`, h.Description, "\">\n")
	if h.NoIndex {
		p.raw("<meta name=\"robots\" content=\"noindex\">\n")
	}
	tag(`<link rel="canonical" href="`, h.Canonical, "\">\n")
	for _, f := range h.Feeds {
		p.raw(`<link rel="alternate" type="`)
		p.esc(f.Note)
		p.raw(`" title="`)
		p.esc(f.Text)
		p.raw(`" href="`)
		p.attr(f.Href)
		p.raw("\">\n")
	}
	tag(`<meta property="og:title" content="`, h.Title, "\">\n")
	tag(`<meta property="og:site_name" content="`, h.Site, "\">\n")
	tag(`<meta property="og:description" content="`, h.Description, "\">\n")
	tag(`<meta property="og:type" content="`, h.Kind, "\">\n")
	tag(`<meta property="og:locale" content="`, h.Locale, "\">\n")
	tag(`<meta property="og:url" content="`, h.Canonical, "\">\n")
	if h.Data != "" {
		p.raw(`<script type="application/ld+json">`)
		p.raw(h.Data)
		p.raw("</script>\n")
	}
}
