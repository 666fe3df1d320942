package render

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"html"
	"html/template"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"

	"github.com/minutebook/minutebook/generator/archive"
)

// body prepares a record's Markdown. Where its links lead is settled now, since
// it depends on the view; the HTML is made when the page is written.
func (s *Site) body(r *archive.Record) body {
	from := recordPath(r)
	w := &markdown{site: s, record: r, from: from, offset: r.Doc.Body}
	b := body{Source: sha256.Sum256(r.Doc.Bytes[r.Doc.Body:])}
	for _, l := range r.Doc.Links {
		b.Links = append(b.Links, w.destination(l.Dest, l.Image))
	}
	for _, a := range r.Actions {
		word, class := s.actionState(a)
		w.anchors = append(w.anchors, anchor{int(a.Span.Start.Offset), a.Local, word, class})
	}
	for _, d := range r.Decisions {
		w.anchors = append(w.anchors, anchor{int(d.Span.Start.Offset), d.Local, s.word("decision." + string(d.Status)), string(d.Status)})
	}
	slices.SortFunc(w.anchors, func(a, b anchor) int { return a.offset - b.offset })
	for _, a := range w.anchors {
		b.Links = append(b.Links, a.id, a.state, a.class)
	}
	w.told = s.toldBy(r)
	for _, t := range w.told {
		b.Links = append(b.Links, t.name, t.href)
	}
	if s.view.HidesAny() {
		b.Links = append(b.Links, s.redact(string(r.Doc.Bytes[r.Doc.Body:])))
	}
	b.HTML = w.html
	return b
}

// safeURL reports whether an address may be linked to.
func safeURL(u string) bool {
	for _, scheme := range []string{"https://", "http://", "mailto:", "tel:"} {
		if len(u) > len(scheme) && strings.EqualFold(u[:len(scheme)], scheme) {
			return true
		}
	}
	return false
}

// anchor marks where an action or decision begins, and says where it stands now.
type anchor struct {
	offset int
	id     string
	state  string // in words
	class  string
}

// markdown writes one record's body.
type markdown struct {
	site    *Site
	record  *archive.Record
	from    string
	offset  int // of the source in the file
	src     []byte
	anchors []anchor // not yet written
	told    []told
	ids     map[string]bool
	heads   []heading
	out     bytes.Buffer
}

// heading is one that was written.
type heading struct {
	level int
	id    string
	text  string
}

// hiddenDest stands for a link to a record the view does not hold.
const hiddenDest = "\x00hidden"

// destination is the address a link of the body gets: "" if it must not be one.
func (w *markdown) destination(dest string, image bool) string {
	if safeURL(dest) {
		if image {
			return "" // no request leaves the site
		}
		return dest
	}
	p, frag, hasFrag := strings.Cut(dest, "#")
	if p == "" && hasFrag && validFragment(frag) {
		return "#" + frag
	}
	if p == "" || strings.ContainsAny(p, ":\\?") || strings.HasPrefix(p, "/") {
		return ""
	}
	target := path.Join(path.Dir(w.record.Path()), unescape(p))
	if strings.EqualFold(path.Ext(target), ".md") {
		id := strings.TrimSuffix(path.Base(target), path.Ext(target))
		switch r := w.site.view.Record(id); {
		case r != nil && hasFrag && validFragment(frag):
			return href(w.from, recordPath(r)+"#"+frag)
		case r != nil:
			return href(w.from, recordPath(r))
		case w.site.view.Hides(id):
			return hiddenDest
		}
	}
	for _, a := range w.record.Attached {
		if a.Path == target && a.File != nil && a.File.Regular && published(target) && (!image || imageFiles[strings.ToLower(path.Ext(target))]) {
			return href(w.from, filePath(target))
		}
	}
	return ""
}

func validFragment(f string) bool {
	return f != "" && !strings.ContainsFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' })
}

func (w *markdown) html() (text, error) {
	root, src := w.record.Doc.Tree()
	if root == nil {
		return text{}, nil
	}
	// A page may be written more than once; each time starts afresh.
	pass := &markdown{site: w.site, record: w.record, from: w.from, offset: w.offset, src: src, anchors: w.anchors, told: w.told, ids: map[string]bool{}}
	pass.out.Grow(2 * len(src)) // as most come to less
	if err := ast.Walk(root, pass.node); err != nil {
		return text{}, fmt.Errorf("render %s: %w", w.record.Path(), err)
	}
	return text{HTML: template.HTML(pass.out.String()), Contents: contents(pass.heads)}, nil
}

// A table of contents stands where a text has this many headings, and holds no
// more than so many.
const fewHeadings, manyHeadings = 4, 24

// contents lists the headings of a long text: those of the highest level, and
// the next one's where that stays short.
func contents(heads []heading) []link {
	top, n := 6, map[int]int{}
	for _, h := range heads {
		top = min(top, h.level)
		n[h.level]++
	}
	deepest := top
	if n[top] < fewHeadings && n[top]+n[top+1] <= manyHeadings {
		deepest = top + 1
	}
	var out []link
	for _, h := range heads {
		if h.level <= deepest && h.text != "" {
			out = append(out, link{Text: h.text, Href: "#" + h.id})
		}
	}
	if len(out) < fewHeadings || len(out) > manyHeadings {
		return nil
	}
	return out
}

// tags of nodes that are written as an element and nothing else.
var tags = map[ast.NodeKind]string{
	ast.KindParagraph: "p", ast.KindBlockquote: "blockquote", extast.KindStrikethrough: "del",
	extast.KindTableRow: "tr",
}

func (w *markdown) node(n ast.Node, entering bool) (ast.WalkStatus, error) {
	if tag, ok := tags[n.Kind()]; ok {
		w.tag(tag, entering)
		return ast.WalkContinue, nil
	}
	switch n := n.(type) {
	case *ast.Heading:
		w.heading(n, entering)
	case *ast.List:
		w.list(n, entering)
	case *ast.ListItem:
		w.tag("li", entering)
	case *ast.Emphasis:
		tag := "em"
		if n.Level == 2 {
			tag = "strong"
		}
		w.tag(tag, entering)
	case *ast.CodeSpan:
		w.tag("code", entering)
	case *ast.ThematicBreak:
		if entering {
			w.out.WriteString("<hr>\n")
		}
	case *ast.FencedCodeBlock, *ast.CodeBlock, *ast.HTMLBlock:
		if entering {
			w.lines(n)
		}
		return ast.WalkSkipChildren, nil
	case *ast.RawHTML:
		if entering {
			w.rawHTML(n)
		}
	case *ast.Link:
		w.link(string(n.Destination), entering)
		if entering && w.destination(string(n.Destination), false) == hiddenDest {
			return ast.WalkSkipChildren, nil
		}
	case *ast.AutoLink:
		if entering {
			w.autoLink(n)
		}
	case *ast.Image:
		if entering {
			w.image(n)
		}
		return ast.WalkSkipChildren, nil
	case *ast.Text:
		if entering {
			w.text(n)
		}
	case *ast.String:
		if entering {
			w.escape(string(n.Value))
		}
	case *extast.Table:
		if entering {
			w.out.WriteString("<div class=\"scroll\" tabindex=\"0\"><table>\n")
		} else {
			w.out.WriteString("</tbody></table></div>\n")
		}
	case *extast.TableHeader:
		if entering {
			w.out.WriteString("<thead><tr>")
		} else {
			w.out.WriteString("</tr></thead>\n<tbody>\n")
		}
	case *extast.TableCell:
		w.cell(n, entering)
	case *extast.TaskCheckBox:
		switch {
		case entering && n.IsChecked:
			w.out.WriteString(`<span class="box done">☑</span> `)
		case entering:
			w.out.WriteString(`<span class="box">☐</span> `)
		}
	}
	return ast.WalkContinue, nil
}

func (w *markdown) tag(tag string, entering bool) {
	if entering {
		w.out.WriteByte('<')
	} else {
		w.out.WriteString("</")
	}
	w.out.WriteString(tag)
	w.out.WriteByte('>')
	if entering {
		return
	}
	switch tag {
	case "p", "li", "blockquote", "tr":
		w.out.WriteByte('\n')
	}
}

// aligned are the classes of table cells that are not set to the left.
var aligned = map[extast.Alignment]string{extast.AlignRight: ` class="right"`, extast.AlignCenter: ` class="centre"`}

func (w *markdown) cell(n *extast.TableCell, entering bool) {
	switch head := n.Parent().Kind() == extast.KindTableHeader; {
	case head && entering:
		w.out.WriteString(`<th scope="col"`)
		w.out.WriteString(aligned[n.Alignment])
		w.out.WriteByte('>')
	case head:
		w.out.WriteString("</th>")
	case entering:
		w.out.WriteString("<td")
		w.out.WriteString(aligned[n.Alignment])
		w.out.WriteByte('>')
	default:
		w.out.WriteString("</td>")
	}
}

// heading writes a heading below the page's own h1, with an id made of its words.
func (w *markdown) heading(n *ast.Heading, entering bool) {
	level := min(n.Level+1, 6)
	if n.Level == 1 {
		level = 2
	}
	if entering {
		id := w.headingID(n)
		w.heads = append(w.heads, heading{level, id, w.plain(n)})
		w.out.WriteString("<h")
		w.out.WriteByte('0' + byte(level))
		w.out.WriteString(` id="`)
		w.out.WriteString(id)
		w.out.WriteString(`">`)
	} else {
		w.out.WriteString("</h")
		w.out.WriteByte('0' + byte(level))
		w.out.WriteString(">\n")
	}
}

func (w *markdown) headingID(n *ast.Heading) string {
	var words strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			words.Write(t.Segment.Value(w.src))
		}
	}
	base := "s-" + fileName(strings.ToLower(w.site.redact(words.String())))
	id := base
	for k := 2; w.ids[id]; k++ {
		id = fmt.Sprintf("%s-%d", base, k)
	}
	w.ids[id] = true
	return id
}

func (w *markdown) list(n *ast.List, entering bool) {
	switch {
	case !n.IsOrdered():
		w.tag("ul", entering)
	case entering && n.Start > 1:
		fmt.Fprintf(&w.out, `<ol start="%d">`, n.Start)
	default:
		w.tag("ol", entering)
	}
	w.out.WriteByte('\n')
}

// lines writes a block of code, or of HTML as the text it is.
func (w *markdown) lines(n ast.Node) {
	w.out.WriteString("<pre tabindex=\"0\"><code>")
	for i := range n.Lines().Len() {
		seg := n.Lines().At(i)
		w.escape(w.site.redact(string(seg.Value(w.src))))
	}
	if b, ok := n.(*ast.HTMLBlock); ok && b.HasClosure() {
		w.escape(w.site.redact(string(b.ClosureLine.Value(w.src))))
	}
	w.out.WriteString("</code></pre>\n")
}

// rawHTML lets a line break pass and shows everything else as text.
func (w *markdown) rawHTML(n *ast.RawHTML) {
	var raw strings.Builder
	for i := range n.Segments.Len() {
		seg := n.Segments.At(i)
		raw.Write(seg.Value(w.src))
	}
	switch strings.ToLower(strings.ReplaceAll(raw.String(), " ", "")) {
	case "<br>", "<br/>":
		w.out.WriteString("<br>")
	default:
		w.escape(w.site.redact(raw.String()))
	}
}

func (w *markdown) link(dest string, entering bool) {
	to := w.destination(dest, false)
	switch {
	case to == hiddenDest && entering:
		w.escape(w.site.word("hidden"))
	case to == hiddenDest:
	case to == "" && entering:
		w.out.WriteString(`<span class="broken">`)
	case to == "":
		w.out.WriteString("</span>")
	case entering:
		w.out.WriteString(`<a href="` + html.EscapeString(escapeURL(to)) + `"` + external(to) + `>`)
	default:
		w.out.WriteString("</a>")
	}
}

func external(to string) string {
	if safeURL(to) {
		return ` rel="noopener noreferrer nofollow"`
	}
	return ""
}

// escapeURL percent-encodes the bytes that a URL may not hold.
func escapeURL(u string) string {
	const hex = "0123456789ABCDEF"
	n := 0
	for i := range len(u) {
		if !urlByte[u[i]] {
			n++
		}
	}
	if n == 0 {
		return u
	}
	b := make([]byte, 0, len(u)+2*n)
	for i := range len(u) {
		if c := u[i]; urlByte[c] {
			b = append(b, c)
		} else {
			b = append(b, '%', hex[c>>4], hex[c&15])
		}
	}
	return string(b)
}

// urlByte are the bytes that a URL may hold.
var urlByte = func() (ok [256]bool) {
	for c := byte(' ' + 1); c < utf8.RuneSelf; c++ {
		ok[c] = strings.IndexByte("\"<>\\^`{|}", c) < 0
	}
	return ok
}()

func (w *markdown) autoLink(n *ast.AutoLink) {
	url := string(n.URL(w.src))
	if n.AutoLinkType == ast.AutoLinkEmail {
		url = "mailto:" + strings.TrimPrefix(url, "mailto:")
	}
	w.link(url, true)
	w.escape(w.site.redact(string(n.Label(w.src))))
	w.link(url, false)
}

// plain is the text of a node without its marks, as it may be shown.
func (w *markdown) plain(n ast.Node) string {
	var b strings.Builder
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		if t, ok := c.(*ast.Text); ok && entering {
			b.Write(t.Segment.Value(w.src))
		}
		return ast.WalkContinue, nil
	})
	return w.site.redact(unescapeText(withoutID(b.String())))
}

func (w *markdown) image(n *ast.Image) {
	text := w.plain(n)
	to := w.destination(string(n.Destination), true)
	if to == "" || to == hiddenDest {
		w.out.WriteString(`<span class="broken">`)
		w.escape(text)
		w.out.WriteString("</span>")
		return
	}
	w.out.WriteString(`<img src="` + html.EscapeString(escapeURL(to)) + `" alt="` + html.EscapeString(text) + `" loading="lazy">`)
}

// text writes a text and the neighbours it was cut from, so that an id is found
// even where the parser split it.
func (w *markdown) text(n *ast.Text) {
	if p, ok := n.PreviousSibling().(*ast.Text); ok && joined(p, n) {
		return // written with the one before
	}
	start, end := n.Segment.Start, n.Segment.Stop
	last := n
	for {
		next, ok := last.NextSibling().(*ast.Text)
		if !ok || !joined(last, next) {
			break
		}
		last, end = next, next.Segment.Stop
	}
	for len(w.anchors) > 0 && w.anchors[0].offset-w.offset < end {
		a := w.anchors[0]
		w.anchor(a)
		w.anchors = w.anchors[1:]
	}
	text := string(w.src[start:end])
	if n.Parent().Kind() != ast.KindCodeSpan {
		text = unescapeText(text)
	}
	w.words(n, w.site.redact(withoutID(w.dropped(n, text))))
	switch {
	case last.HardLineBreak():
		w.out.WriteString("<br>\n")
	case last.SoftLineBreak():
		w.out.WriteByte('\n')
	}
}

func (w *markdown) anchor(a anchor) {
	w.out.WriteString(`<a class="anchor" id="`)
	w.escape(a.id)
	w.out.WriteString(`" href="#`)
	w.escape(a.id)
	w.out.WriteString(`">`)
	w.escape(a.id)
	w.out.WriteString(`</a> <span class="state `)
	w.escape(a.class)
	w.out.WriteString(`">`)
	w.escape(a.state)
	w.out.WriteString("</span> ")
}

// explicitID is the id an author gave a heading or an item; it is in the page as
// an anchor and not as text.
var explicitID = regexp.MustCompile(`\s*\{#[a-z0-9][a-z0-9-]{0,63}\}`)

func withoutID(text string) string {
	if !strings.Contains(text, "{#") {
		return text
	}
	return explicitID.ReplaceAllString(text, "")
}

func joined(a, b *ast.Text) bool {
	return !a.SoftLineBreak() && !a.HardLineBreak() && a.Segment.Stop == b.Segment.Start
}

func (w *markdown) escape(s string) { w.out.Write(appendEscaped(w.out.AvailableBuffer(), s)) }
