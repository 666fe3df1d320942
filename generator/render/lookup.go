package render

import "github.com/minutebook/minutebook/generator/output"

// Page makes the page of one address, without making the others. It is Pages
// with every other page skipped, so the two cannot differ. One at a time may be
// asked for; what it returns may be written at any time, from any goroutine.
func (s *Site) Page(path string) (output.Page, bool) {
	one := *s
	one.only = path
	for p := range one.Pages(nil) {
		if p.Path == path {
			return p.Made(), true
		}
	}
	return output.Page{}, false
}

// skip reports whether a page is not asked for. Families of many pages look
// before they make a page's value; page itself looks before it makes the digest.
func (s *Site) skip(path string) bool { return s.only != "" && s.only != path }
