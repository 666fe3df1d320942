package render

import (
	"html/template"
	"strconv"
	"strings"
	"sync"
)

// The parts of pages that stand on every page by the dozen: links, field tables,
// lists of records and of items. They are written here and not in templates
// because executing a template for each link took most of the time of a build.
// Every text passes through esc and every address through attr.

// parts are the template functions: each takes a value of values.go.
func (w words) parts() template.FuncMap {
	writers := sync.Pool{New: func() any { return &partWriter{words: w} }}
	part := func(f func(*partWriter)) template.HTML {
		p := writers.Get().(*partWriter)
		p.b = p.b[:0]
		f(p)
		html := template.HTML(p.b)
		if cap(p.b) <= 1<<20 {
			writers.Put(p)
		}
		return html
	}
	return template.FuncMap{
		"meta":     func(m meta) template.HTML { return part(func(p *partWriter) { p.meta(m) }) },
		"link":     func(l link) template.HTML { return part(func(p *partWriter) { p.link(l) }) },
		"links":    func(ls []link) template.HTML { return part(func(p *partWriter) { p.links(ls) }) },
		"rows":     func(rs []row) template.HTML { return part(func(p *partWriter) { p.rows(rs) }) },
		"table":    func(t *table) template.HTML { return part(func(p *partWriter) { p.table(t) }) },
		"entries":  func(es []entry) template.HTML { return part(func(p *partWriter) { p.entries(es) }) },
		"items":    func(is []item) template.HTML { return part(func(p *partWriter) { p.items(is, true) }) },
		"filter":   func() template.HTML { return part((*partWriter).filter) },
		"tree":     func(bs []branch) template.HTML { return part(func(p *partWriter) { p.tree(bs) }) },
		"narrow":   func(rs []row) template.HTML { return part(func(p *partWriter) { p.narrow(rs) }) },
		"ledger":   func(is []item) template.HTML { return part(func(p *partWriter) { p.ledger(is) }) },
		"files":    func(fs []attachedFile) template.HTML { return part(func(p *partWriter) { p.files(fs) }) },
		"blocks":   func(bs []block) template.HTML { return part(func(p *partWriter) { p.blocks(bs) }) },
		"facets":   func(ls []link) template.HTML { return part(func(p *partWriter) { p.facets(ls) }) },
		"chart":    func(c *chart) template.HTML { return part(func(p *partWriter) { p.chart(c) }) },
		"life":     func(ms []moment) template.HTML { return part(func(p *partWriter) { p.life(ms) }) },
		"meeting":  func(e calendarEntry) template.HTML { return part(func(p *partWriter) { p.meeting(e) }) },
		"each":     func(ls []link) template.HTML { return part(func(p *partWriter) { p.each(ls) }) },
		"trail":    func(ls []link) template.HTML { return part(func(p *partWriter) { p.trail(ls) }) },
		"pager":    func(ls []link) template.HTML { return part(func(p *partWriter) { p.pager(ls) }) },
		"signed":   func(ss []signature) template.HTML { return part(func(p *partWriter) { p.signed(ss) }) },
		"findings": func(fs []finding) template.HTML { return part(func(p *partWriter) { p.findings(fs) }) },
	}
}

type partWriter struct {
	words words
	b     []byte
}

func (p *partWriter) raw(s string) { p.b = append(p.b, s...) }

// esc writes a text as text, or as the value of an attribute between quotes.
func (p *partWriter) esc(s string) { p.b = appendEscaped(p.b, s) }

// appendEscaped does what html.EscapeString does.
func appendEscaped(b []byte, s string) []byte {
	last := 0
	for i := range len(s) {
		var e string
		switch s[i] {
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		case '&':
			e = "&amp;"
		case '"':
			e = "&#34;"
		case '\'':
			e = "&#39;"
		default:
			continue
		}
		b = append(append(b, s[last:i]...), e...)
		last = i + 1
	}
	return append(b, s[last:]...)
}

// attr writes an address between quotes. Only addresses that stay in the site or
// have a scheme of the list are written; others become "#".
func (p *partWriter) attr(href string) {
	if first, _, _ := strings.Cut(href, "/"); strings.IndexByte(first, ':') >= 0 && !safeURL(href) {
		href = "#"
	}
	p.esc(escapeURL(href))
}

func (p *partWriter) word(key string) {
	s, ok := p.words.text[key]
	if !ok {
		panic("render: no phrase " + key)
	}
	p.esc(s)
}

func (p *partWriter) link(l link) {
	if l.Href != "" {
		p.raw(`<a href="`)
		p.attr(l.Href)
		p.raw(`"`)
		p.raw(external(l.Href))
		p.raw(`>`)
		p.esc(l.Text)
		p.raw("</a>")
	} else {
		p.esc(l.Text)
	}
	if l.Note != "" {
		p.raw(" <small>")
		p.esc(l.Note)
		p.raw("</small>")
	}
}

func (p *partWriter) links(ls []link) {
	for i, l := range ls {
		if i > 0 {
			p.word("comma")
		}
		p.link(l)
	}
}

// besideLabel is how many columns of a table fit beside its label.
const besideLabel = 3

func (p *partWriter) rows(rs []row) {
	p.raw("<dl class=\"fields\">\n")
	for _, r := range rs {
		if r.Table != nil && len(r.Table.Head) > besideLabel {
			p.raw(`<div class="wide"><dt>`)
		} else {
			p.raw("<div><dt>")
		}
		p.esc(r.Label)
		p.raw("</dt><dd>")
		switch {
		case r.Table != nil:
			p.table(r.Table)
		case r.Prose != "":
			p.raw(`<p class="prose">`)
			p.esc(r.Prose)
			p.raw("</p>")
		case r.Lines && len(r.Parts) > 1:
			p.raw("<ul>")
			for _, l := range r.Parts {
				p.raw("<li>")
				p.link(l)
				p.raw("</li>")
			}
			p.raw("</ul>")
		default:
			p.links(r.Parts)
		}
		p.raw("</dd></div>\n")
	}
	p.raw("</dl>")
}

// tableHead opens a table that scrolls inside itself.
func (p *partWriter) tableHead(class string, heads ...string) {
	p.raw(`<div class="scroll" tabindex="0"><table`)
	if class != "" {
		p.raw(` class="` + class + `"`)
	}
	p.raw("><thead><tr>")
	for _, h := range heads {
		p.raw(`<th scope="col">`)
		p.esc(h)
		p.raw("</th>")
	}
	p.raw("</tr></thead>\n<tbody>")
}

func (p *partWriter) tableEnd() { p.raw("</tbody></table></div>") }

// heads are the phrases of column heads.
func (p *partWriter) heads(keys ...string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = p.words.text["col."+k]
	}
	return out
}

func (p *partWriter) table(t *table) {
	p.tableHead("cards", t.Head...) // on a phone each row is one
	for _, r := range t.Rows {
		p.raw("<tr>")
		for i, c := range r {
			if i < len(t.Dates) && t.Dates[i] {
				p.raw(`<td class="date" data-label="`)
			} else {
				p.raw(`<td data-label="`)
			}
			p.esc(t.Head[i])
			p.raw(`">`)
			p.links(c)
			p.raw("</td>")
		}
		p.raw("</tr>\n")
	}
	p.tableEnd()
}

func (p *partWriter) entries(es []entry) {
	p.tableHead("entries", p.heads("date", "record", "type", "unit", "status")...)
	for _, e := range es {
		p.raw(`<tr><td class="date">`)
		p.esc(e.Date)
		p.raw("</td><td>")
		p.link(e.Link)
		p.raw("</td><td>")
		p.esc(e.Type)
		p.raw("</td><td>")
		p.link(e.Unit)
		p.raw("</td><td>")
		p.esc(e.Status)
		p.raw("</td></tr>\n")
	}
	p.tableEnd()
}

// items writes actions or decisions, with the record they come from if asked.
func (p *partWriter) items(is []item, source bool) {
	heads := p.heads("item", "owner", "due", "state")
	if source {
		heads = append(heads, p.heads("source")...)
	}
	p.tableHead("items", heads...)
	for _, i := range is {
		p.raw("<tr><td>")
		p.link(link{Text: i.Text, Href: i.Link.Href})
		p.history(i.History)
		p.raw("</td><td>")
		p.links(i.Owners)
		p.raw(`</td><td class="date" data-label="`)
		p.esc(heads[2]) // on a phone no head stands over it
		p.raw(`">`)
		p.esc(i.Due)
		p.raw("</td><td>")
		p.state(i.Class, i.State)
		if i.Detail != "" {
			p.raw(" <small>")
			p.esc(i.Detail)
			p.raw("</small>")
		}
		if source {
			p.raw("</td><td>")
			p.link(link{Text: i.Record.Text, Href: i.Record.Href, Note: i.Date})
		}
		p.raw("</td></tr>\n")
	}
	p.tableEnd()
}

func (p *partWriter) state(class, text string) {
	p.raw(`<span class="state `)
	p.esc(class)
	p.raw(`">`)
	p.esc(text)
	p.raw("</span>")
}

func (p *partWriter) history(es []event) {
	if len(es) == 0 {
		return
	}
	p.raw("<details><summary>")
	p.word("col.history")
	p.raw(" <small>")
	p.esc(strconv.Itoa(len(es)))
	p.raw(`</small></summary><ol class="history">`)
	for _, e := range es {
		p.raw("<li><time>")
		p.esc(e.Date)
		p.raw("</time> ")
		p.esc(e.What)
		if e.Text != "" {
			p.raw(" <span>")
			p.esc(e.Text)
			p.raw("</span>")
		}
		p.raw(" <small>")
		p.link(e.Record)
		p.raw("</small></li>")
	}
	p.raw("</ol></details>")
}

// tree lists links with those below them.
func (p *partWriter) tree(bs []branch) {
	p.raw(`<ul class="tree">`)
	for _, b := range bs {
		p.raw("<li>")
		p.link(b.Link)
		if len(b.Below) > 0 {
			p.tree(b.Below)
		}
		p.raw("</li>")
	}
	p.raw("</ul>\n")
}

// trail leads from the home page to this one.
func (p *partWriter) trail(ls []link) {
	if len(ls) == 0 {
		return
	}
	p.raw(`<nav class="trail" aria-label="`)
	p.word("nav.trail")
	p.raw(`"><ol>`)
	for _, l := range ls {
		if l.Text != "" {
			p.raw("<li>")
			p.link(l)
			p.raw("</li>")
		}
	}
	p.raw("</ol></nav>\n")
}

// pager leads to the other pages of a list, this one marked.
func (p *partWriter) pager(ls []link) {
	if len(ls) == 0 {
		return
	}
	p.raw(`<nav class="pager" aria-label="`)
	p.word("pager")
	p.raw(`"><ul>`)
	for _, l := range ls {
		p.raw(`<li><a href="`)
		p.attr(l.Href)
		p.raw(`"`)
		if l.Here {
			p.raw(` aria-current="page"`)
		}
		p.raw(">")
		p.esc(l.Text)
		p.raw("</a></li>")
	}
	p.raw("</ul></nav>")
}

// signed lists who signed a record and who has still to.
func (p *partWriter) signed(ss []signature) {
	p.tableHead("", p.heads("name", "role", "state", "date", "remark")...)
	for _, s := range ss {
		p.raw("<tr><td>")
		p.link(s.Name)
		p.raw("</td><td>")
		p.esc(s.Role)
		p.raw("</td><td>")
		p.state(s.Class, s.State)
		p.raw(`</td><td class="date">`)
		p.esc(s.Date)
		p.raw("</td><td>")
		p.esc(s.Remark)
		p.raw("</td></tr>\n")
	}
	p.tableEnd()
}

// findings lists what the checks found: the problem, then what to do about it.
func (p *partWriter) findings(fs []finding) {
	p.raw(`<ul class="lines problems">`)
	for _, f := range fs {
		p.raw(`<li><span class="severity `)
		p.esc(f.Class)
		p.raw(`">`)
		p.esc(f.Severity)
		p.raw("</span> ")
		p.esc(f.Message)
		if f.Hint != "" {
			p.raw("<p>")
			p.esc(f.Hint)
			p.raw("</p>")
		}
		p.raw("<small><code>")
		p.esc(f.Rule)
		p.raw("</code>")
		if f.Place != "" {
			p.raw(" · ")
			p.word("col.place")
			p.raw(" ")
			p.esc(f.Place)
		}
		p.raw("</small></li>\n")
	}
	p.raw("</ul>\n")
}
