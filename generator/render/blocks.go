package render

import (
	"slices"
	"strings"
)

// Pages that are made of the same few parts (a calendar aside, every page about
// something other than one record) are lists of blocks.

// blockPage is a page of blocks.
type blockPage struct {
	frame
	Lead   string
	Facets []link // other ways to see the same, or narrower
	Blocks []block
	Pager  []link
}

// block is a part of a page under its own heading. What is empty is left out; a
// block with nothing at all says so.
type block struct {
	ID     string
	Title  string // "": no heading
	Sub    bool   // a heading below the one before
	Note   string
	Facets []link
	Rows   []row
	Grid   *grid
	Lines  []*behindLine
	Items  []item
	Links  []link
	More   link // to the rest
}

// grid is a table whose cells may stand out.
type grid struct {
	Class string
	Cards bool // on a phone each row is a card, its cells with their heads
	Head  []string
	Rows  [][]cell
}

type cell struct {
	Parts []link
	State string // the class of a state, "" for plain text
	Head  bool   // names its row
	Num   bool
	Date  bool // kept on one line
	Old   bool // no longer in force
	List  bool // one part a line
}

func textCell(s string) cell {
	if s == "" {
		return cell{} // as many are
	}
	return cell{Parts: []link{{Text: s}}}
}

func dateCell(s string) cell { return cell{Parts: []link{{Text: s}}, Date: true} }

func linkCell(ls ...link) cell { return cell{Parts: ls} }

func listCell(ls ...link) cell { return cell{Parts: ls, List: true} }

func stateCell(class, s string) cell { return cell{Parts: []link{{Text: s}}, State: class} }

func numCell(l link) cell {
	if l == (link{}) {
		return cell{Num: true}
	}
	return cell{Parts: []link{l}, Num: true}
}

func headCell(l link) cell { return cell{Parts: []link{l}, Head: true} }

// tidy drops the columns in which no row says anything.
func (g *grid) tidy() *grid {
	said := make([]bool, len(g.Head))
	for _, r := range g.Rows {
		for i, c := range r {
			said[i] = said[i] || slices.ContainsFunc(c.Parts, func(l link) bool { return l.Text != "" })
		}
	}
	out := &grid{Class: g.Class, Cards: g.Cards, Head: keepAt(g.Head, said), Rows: make([][]cell, 0, len(g.Rows))}
	n := len(out.Head)
	cells := make([]cell, 0, n*len(g.Rows)) // of all rows
	for _, r := range g.Rows {
		for i, c := range r {
			if said[i] {
				cells = append(cells, c)
			}
		}
		out.Rows = append(out.Rows, cells[len(cells)-n:len(cells):len(cells)])
	}
	return out
}

func keepAt[T any](all []T, keep []bool) []T {
	var out []T
	for i, x := range all {
		if keep[i] {
			out = append(out, x)
		}
	}
	return out
}

func (b *block) empty() bool {
	return b.Note == "" && len(b.Facets)+len(b.Rows)+len(b.Lines)+len(b.Items)+len(b.Links) == 0 && b.Grid == nil
}

func (p *partWriter) blocks(bs []block) {
	for i := range bs {
		p.block(&bs[i])
	}
}

func (p *partWriter) block(b *block) {
	p.raw("<section")
	if b.ID != "" {
		p.raw(` id="`)
		p.esc(b.ID)
		p.raw(`"`)
	}
	p.raw(">")
	if b.Title != "" {
		level := "h2>"
		if b.Sub {
			level = "h3>"
		}
		p.raw("<" + level)
		p.esc(b.Title)
		p.raw("</" + level)
	}
	p.raw("\n")
	if b.Note != "" {
		p.raw("<p>")
		p.esc(b.Note)
		p.raw("</p>\n")
	}
	p.facets(b.Facets)
	if len(b.Rows) > 0 {
		p.rows(b.Rows)
	}
	if b.Grid != nil {
		p.grid(b.Grid)
	}
	if len(b.Lines) > 0 {
		p.behindLines(b.Lines)
	}
	if len(b.Items) > 0 {
		p.items(b.Items, true)
	}
	if len(b.Links) > 0 {
		p.raw(`<ul class="columns">`)
		p.each(b.Links)
		p.raw("</ul>")
	}
	if b.empty() {
		p.raw("<p>")
		p.word("none")
		p.raw("</p>")
	}
	if b.More.Text != "" {
		p.raw(`<p class="more-line">`)
		p.link(b.More)
		p.raw("</p>")
	}
	p.raw("</section>\n")
}

func (p *partWriter) each(ls []link) {
	for _, l := range ls {
		p.raw("<li>")
		p.link(l)
		p.raw("</li>")
	}
}

// facets are links to other views of the same things, the present one marked.
func (p *partWriter) facets(ls []link) {
	if len(ls) == 0 {
		return
	}
	p.raw(`<ul class="facets">`)
	for _, l := range ls {
		p.raw("<li>")
		if l.Here {
			p.raw(`<a href="`)
			p.attr(l.Href)
			p.raw(`" aria-current="page">`)
			p.esc(l.Text)
			p.raw("</a>")
			if l.Note != "" {
				p.raw(" <small>")
				p.esc(l.Note)
				p.raw("</small>")
			}
		} else {
			p.link(l)
		}
		p.raw("</li>")
	}
	p.raw("</ul>\n")
}

func (p *partWriter) grid(g *grid) {
	class := g.Class
	if g.Cards {
		class = strings.TrimSpace(class + " cards")
	}
	p.tableHead(class, g.Head...)
	for _, r := range g.Rows {
		p.raw("<tr>")
		for i, c := range r {
			label := ""
			if g.Cards && !c.Head {
				label = g.Head[i]
			}
			p.cell(c, label)
		}
		p.raw("</tr>\n")
	}
	p.tableEnd()
}

// cell writes a cell; the label is its head's, where it is to be said again.
func (p *partWriter) cell(c cell, label string) {
	end := "</td>"
	switch {
	case c.Head:
		p.raw(`<th scope="row"`)
		end = "</th>"
	case c.Num:
		p.raw(`<td class="num"`)
	case c.Date:
		p.raw(`<td class="date"`)
	default:
		p.raw("<td")
	}
	if label != "" {
		p.raw(` data-label="`)
		p.esc(label)
		p.raw(`"`)
	}
	p.raw(">")
	if c.Old {
		p.raw("<s>")
	}
	switch {
	case c.State != "":
		for _, l := range c.Parts {
			p.state(c.State, l.Text)
			if l.Note != "" {
				p.raw(" <small>")
				p.esc(l.Note)
				p.raw("</small>")
			}
		}
	case c.List && len(c.Parts) > 1:
		p.raw(`<ul class="plain">`)
		p.each(c.Parts)
		p.raw("</ul>")
	default:
		p.links(c.Parts)
	}
	if c.Old {
		p.raw("</s>")
	}
	p.raw(end)
}
