package render

import (
	"html"
	"regexp"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/source"
)

// A line about what became of an earlier action or decision begins with its id,
// 2025-06-15-kickoff#a1. The page makes a link of it and says
// what it was about, so that a reader need not look.

// told is an item of an earlier record that this one names.
type told struct {
	name string // as written
	href string
	text string // what was to be done or was decided, for readers who do not know it by its id
}

// toldBy are the items a record names that the view holds.
func (s *Site) toldBy(r *archive.Record) (out []told) {
	for _, ref := range r.Refs {
		if ref.Item == "" || ref.Target == nil || ref.Hidden {
			continue
		}
		if i := itemOf(ref.Target, ref.Item); i != nil {
			out = append(out, told{ref.Text + "#" + ref.Item, href(recordPath(r), s.lifePath(i)), s.redact(source.Plain(i.Text))})
		}
	}
	return out
}

func itemOf(r *archive.Record, local string) *archive.Item {
	for _, a := range r.Actions {
		if a.Local == local {
			return &a.Item
		}
	}
	for _, d := range r.Decisions {
		if d.Local == local {
			return &d.Item
		}
	}
	return nil
}

// itemName is what may be the id of an item, with what stands right before it.
var itemName = regexp.MustCompile(`[^\s#]+#[a-z0-9-]+`)

// words writes a text, the ids of earlier items as links. Inside of a link there is
// no other.
func (w *markdown) words(text string, linked bool) {
	if len(w.told) > 0 && !linked && strings.IndexByte(text, '#') >= 0 {
		last := 0
		for _, at := range itemName.FindAllStringIndex(text, -1) {
			for _, t := range w.told {
				if strings.HasSuffix(text[at[0]:at[1]], t.name) {
					start := at[1] - len(t.name)
					w.escape(text[last:start])
					w.out.WriteString(`<a href="` + html.EscapeString(t.href) + `">`)
					w.escape(t.name)
					w.out.WriteString("</a>")
					if t.text != "" && !strings.Contains(text, t.text) && !strings.Contains(text[:start], t.name) {
						w.out.WriteString(` <small class="about">`)
						w.escape(w.site.word("look.about", t.text))
						w.out.WriteString("</small>")
					}
					last = at[1]
					break
				}
			}
		}
		text = text[last:]
	}
	w.escape(text)
}

// dropped writes the box of a line that says what will not be done, which to
// Markdown is text, and returns the rest.
func (w *markdown) dropped(text string) string {
	for _, box := range []string{"[-] ", "[~] "} {
		if rest, ok := strings.CutPrefix(text, box); ok {
			w.out.WriteString(`<span class="box">☒</span> `)
			return rest
		}
	}
	return text
}
