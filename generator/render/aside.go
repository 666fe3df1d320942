package render

// What stands beside a record's text: its decisions and actions at a glance, and
// its attachments below.

// ledger lists the items of a record, each with its place in the text, its state
// and what became of it.
func (p *partWriter) ledger(is []item) {
	p.raw(`<ol class="ledger">`)
	for _, i := range is {
		p.raw(`<li><a class="what" href="#`)
		p.esc(i.Local)
		p.raw(`">`)
		p.esc(i.Text)
		p.raw(`</a><p class="who">`)
		p.state(i.Class, i.State)
		if i.Detail != "" {
			p.raw(" <span>")
			p.esc(i.Detail)
			p.raw("</span>")
		}
		if len(i.Owners) > 0 {
			p.raw(" <span>")
			p.links(i.Owners)
			p.raw("</span>")
		}
		if i.Due != "" {
			p.raw(` <span class="date">`)
			p.word("look.until")
			p.esc(i.Due)
			p.raw("</span>")
		}
		if i.Life.Text != "" {
			p.raw(" <span>")
			p.link(i.Life)
			p.raw("</span>")
		}
		p.raw("</p>")
		p.history(i.History)
		p.raw("</li>\n")
	}
	p.raw("</ol>")
}

// sumShown is how much of a SHA-256 stands on the page; the whole is in its title.
const sumShown = 12

// files lists attachments with what proves them unaltered.
func (p *partWriter) files(fs []attachedFile) {
	p.tableHead("", p.heads("file", "version", "date", "size", "sum")...)
	for _, f := range fs {
		p.raw("<tr><td>")
		p.link(f.Link)
		if f.State != "" {
			p.raw(" ")
			p.state(f.Class, f.State)
		}
		p.raw("</td><td>")
		p.esc(f.Version)
		p.raw(`</td><td class="date">`)
		p.esc(f.Date)
		p.raw(`</td><td class="date">`)
		p.esc(f.Size)
		p.raw("</td><td>")
		if f.Sum != "" {
			p.raw(`<code class="sum" title="`)
			p.esc(f.Sum)
			p.raw(`">`)
			p.esc(f.Sum[:sumShown])
			p.raw("…</code>")
		}
		p.raw("</td></tr>\n")
	}
	p.tableEnd()
}
