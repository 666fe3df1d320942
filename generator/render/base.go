package render

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"io"
	"net/url"
	"regexp"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
)

// ParseBaseURL reads the absolute address of a site. What it returns ends in a
// slash.
func ParseBaseURL(s string) (string, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil:
		return "", fmt.Errorf("base URL %q: %w", s, err)
	case u.Scheme != "http" && u.Scheme != "https" || u.Host == "":
		return "", diag.Fail(diag.Text{CN: "网站地址“%s”不完整：写成 https://minutes.example.org/ 这样", TW: "網站網址「%s」不完整：寫成 https://minutes.example.org/ 這樣", EN: "base URL %q: write a whole address such as https://minutes.example.org/"}, s)
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return "", diag.Fail(diag.Text{CN: "网站地址“%s”里不要有用户名、? 和 # 后面的部分", TW: "網站網址「%s」裡不要有使用者名稱、? 和 # 後面的部分", EN: "base URL %q: leave out user, query and fragment"}, s)
	}
	return strings.TrimSuffix(u.String(), "/") + "/", nil
}

// web is what a site knows of the world that reads it.
type web struct {
	base    string // the absolute address of the site, "" if it is not known
	lasting string // the address that names are made from; see prepareWeb
	diary   *diary
}

// prepareWeb finds out where the site is published: where the options say, else
// where the config says. Names that must never change (of entries in feeds, of
// events in calendars) are made from the config's address, so that a preview
// under another does not show everything as new.
func (s *Site) prepareWeb() error {
	s.diary = &diary{}
	// An address of the config that is none of the web is as good as none.
	s.base, _ = ParseBaseURL(s.view.Config.BaseURL)
	s.lasting = s.base
	if s.opt.BaseURL == "" {
		return nil
	}
	var err error
	if s.base, err = ParseBaseURL(s.opt.BaseURL); err != nil {
		return err
	}
	if s.lasting == "" {
		s.lasting = s.base
	}
	return nil
}

// absolute is the whole address of a page, "" if the site's is not known.
func (s *Site) absolute(path string) string { return join(s.base, path) }

// join puts a page's path behind an address. The home page is the address.
func join(base, path string) string {
	if base == "" {
		return ""
	}
	if path == "index.html" {
		return base
	}
	return base + escapeURL(href("", path))
}

// authority names the archive within names that are unique in the world: the host
// of its address, or something made of its title that no host is called.
func (s *Site) authority() string {
	if u, err := url.Parse(s.lasting); err == nil && u.Host != "" {
		return u.Hostname()
	}
	sum := sha256.Sum256([]byte(s.view.Config.Title + "\x00" + s.view.Config.Organisation))
	return fmt.Sprintf("%x.minutebook.invalid", sum[:6])
}

// data makes a page that no template has a part in. Its bytes are made now, so
// that its digest cannot miss anything.
func (s *Site) data(path string, bytes []byte) output.Page {
	return output.Page{Path: path, Digest: sha256.Sum256(bytes), Write: func(w io.Writer) error {
		_, err := w.Write(bytes)
		return err
	}}
}

// without reports whether no page of a folder is asked for.
func (s *Site) without(folder string) bool { return s.only != "" && !strings.HasPrefix(s.only, folder) }

// clean is a text as data files, feeds and calendars may carry it: they travel
// further than a page, so besides the ids of hidden records it loses addresses
// and numbers that reach a person.
func (s *Site) clean(text string) string {
	text = s.redact(text)
	if mayReach(text) {
		text = contact.ReplaceAllString(text, "${1}…${2}")
	}
	return text
}

// mayReach reports whether a text can hold a contact at all: it is asked of every
// text, and most hold neither a sign of an address nor ten digits in a row.
func mayReach(text string) bool {
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '@' || c == '+' || c == "＠"[0] && strings.HasPrefix(text[i:], "＠"):
			return true
		case c >= '0' && c <= '9':
			if digits++; digits >= 10 {
				return true
			}
		case c != ' ' && c != '-' && c != '(' && c != ')':
			digits = 0
		}
	}
	return false
}

// contact is an e-mail address, a mobile number of the mainland or Taiwan, or a
// telephone number written with its area.
var contact = regexp.MustCompile(`(^|[^\w.%+-])(?:[\w.%+-]+[@＠][\w-]+(?:\.[\w-]+)+` +
	`|(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}` +
	`|\(?0\d{2,3}\)?[- ]\d{7,8}(?:-\d{1,6})?|\+\d{1,3}[- ]?\d[\d -]{6,14}\d)($|[^\w])`)

// summary is a record in a line or two: its goal, else the first words of its
// text.
func (s *Site) summary(r *archive.Record) string {
	text := cmp.Or(r.Values.Text("goal"), r.Opening)
	return s.clean(cutText(strings.Join(strings.Fields(text), " "), 200))
}

// cutText keeps the first n characters.
func cutText(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i] + "…"
		}
	}
	return s
}

// changed is when a record was last written to, as far as it says itself: its
// date, its publication, its newest revision or signature. The zero Moment if it
// gives no date at all.
func changed(r *archive.Record) schema.Moment {
	last := r.Date
	later := func(m schema.Moment) {
		if m.After(last.Time) {
			last = m
		}
	}
	later(r.Published())
	for _, x := range r.Values.Items("revisions") {
		later(x.Object().Moment("date"))
	}
	for _, c := range r.Confirmations {
		later(c.At)
	}
	return last
}
