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
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/markup"
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
		b.Links = append(b.Links, t.name, t.href, t.text)
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
	ends    []string // of the nodes that are open
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
		if a.Path == target && a.Published() && (!image || imageFiles[strings.ToLower(path.Ext(target))]) {
			return href(w.from, filePath(target))
		}
	}
	return ""
}

func validFragment(f string) bool {
	return f != "" && !strings.ContainsFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' })
}

func (w *markdown) html() (text, error) {
	doc := w.record.Doc
	if doc.Steps.Empty() {
		return text{}, nil
	}
	room := walks.Get().(*[]markup.Step)
	defer walks.Put(room)
	*room = doc.Steps.Steps((*room)[:0])
	src := doc.Bytes[doc.Body:]
	// A page may be written more than once; each time starts afresh.
	pass := &markdown{site: w.site, record: w.record, from: w.from, offset: w.offset, src: src, anchors: w.anchors, told: w.told, ids: map[string]bool{}}
	pass.out.Grow(2 * len(src)) // as most come to less
	pass.walk(*room)
	return text{HTML: template.HTML(pass.out.String()), Contents: contents(pass.heads)}, nil
}

// walks are what texts are unrolled into, one after the other.
var walks = sync.Pool{New: func() any { return new([]markup.Step) }}

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
var tags = [...]string{
	markup.Paragraph: "p", markup.Quote: "blockquote", markup.Item: "li", markup.Row: "tr",
	markup.Strong: "strong", markup.Emphasis: "em", markup.Strike: "del", markup.Code: "code",
}

func (w *markdown) walk(steps []markup.Step) {
	for i := 0; i < len(steps); i++ {
		s := steps[i]
		if int(s.Kind) < len(tags) && tags[s.Kind] != "" {
			w.tag(tags[s.Kind], !s.End)
			continue
		}
		switch s.Kind {
		case markup.Heading:
			w.heading(steps, i)
		case markup.List:
			w.list(s)
		case markup.Block:
			w.either(s, "<pre tabindex=\"0\"><code>", "</code></pre>\n")
		case markup.Line:
			w.line(s)
		case markup.Rule:
			w.out.WriteString("<hr>\n")
		case markup.HTML:
			w.rawHTML(s.Words)
		case markup.Link:
			i = w.link(steps, i)
		case markup.Image:
			last := markup.End(steps, i)
			w.image(s.Words, w.plain(steps[i:last]))
			i = last
		case markup.Text:
			w.text(s)
		case markup.Words:
			w.escape(w.site.redact(s.Words))
		case markup.Table:
			w.either(s, "<div class=\"scroll\" tabindex=\"0\"><table>\n", "</tbody></table></div>\n")
		case markup.Head:
			w.either(s, "<thead><tr>", "</tr></thead>\n<tbody>\n")
		case markup.HeadCell, markup.Cell:
			w.cell(s)
		case markup.Box:
			w.box(s.N > 0)
		}
	}
}

// either writes the beginning of a node or its end.
func (w *markdown) either(s markup.Step, begin, end string) {
	if s.End {
		begin = end
	}
	w.out.WriteString(begin)
}

func (w *markdown) box(ticked bool) {
	if ticked {
		w.out.WriteString(`<span class="box done">☑</span> `)
	} else {
		w.out.WriteString(`<span class="box">☐</span> `)
	}
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
var aligned = map[int]string{markup.Right: ` class="right"`, markup.Centre: ` class="centre"`}

func (w *markdown) cell(s markup.Step) {
	tag, scope := "td", ""
	if s.Kind == markup.HeadCell {
		tag, scope = "th", ` scope="col"`
	}
	if s.End {
		w.out.WriteString("</" + tag + ">")
		return
	}
	w.out.WriteString("<" + tag + scope + aligned[s.N] + ">")
}

// open writes the beginning of a node whose end depends on it.
func (w *markdown) open(begin, end string) {
	w.out.WriteString(begin)
	w.ends = append(w.ends, end)
}

// close writes the end of the innermost of them.
func (w *markdown) close() {
	last := len(w.ends) - 1
	w.out.WriteString(w.ends[last])
	w.ends = w.ends[:last]
}

// heading writes a heading below the page's own h1, with an id made of its words.
func (w *markdown) heading(steps []markup.Step, i int) {
	if steps[i].End {
		w.close()
		return
	}
	level := min(steps[i].N+1, 6)
	if steps[i].N == 1 {
		level = 2
	}
	within := steps[i:markup.End(steps, i)]
	id := w.headingID(within)
	w.heads = append(w.heads, heading{level, id, w.plain(within)})
	h := "h" + strconv.Itoa(level)
	w.open("<"+h+` id="`+id+`">`, "</"+h+">\n")
}

func (w *markdown) headingID(steps []markup.Step) string {
	var words strings.Builder
	depth := 0
	for _, s := range steps {
		switch {
		case s.End:
			depth--
		case s.Kind == markup.Text && depth == 1:
			words.Write(w.src[s.From:s.To])
		case s.Kind < markup.Text:
			depth++
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

func (w *markdown) list(s markup.Step) {
	switch {
	case s.End:
		w.close()
	case s.N < 0:
		w.open("<ul>\n", "</ul>\n")
	case s.N > 1:
		w.open(`<ol start="`+strconv.Itoa(s.N)+"\">\n", "</ol>\n")
	default:
		w.open("<ol>\n", "</ol>\n")
	}
}

// line writes a line of code, or of HTML as the text it is.
func (w *markdown) line(s markup.Step) {
	line := strings.Repeat(" ", s.N) + string(w.src[s.From:s.To])
	if s.Flags&markup.Ended != 0 && line != "" && !strings.HasSuffix(line, "\n") {
		line += "\n"
	}
	w.escape(w.site.redact(line))
}

// rawHTML lets a line break pass and shows everything else as text.
func (w *markdown) rawHTML(tag string) {
	switch strings.ToLower(strings.ReplaceAll(tag, " ", "")) {
	case "<br>", "<br/>":
		w.out.WriteString("<br>")
	default:
		w.escape(w.site.redact(tag))
	}
}

// link writes the beginning or the end of a link, and returns the step to go on
// from: nothing is shown of one that leads to a hidden record.
func (w *markdown) link(steps []markup.Step, i int) int {
	if steps[i].End {
		w.close()
		return i
	}
	switch to := w.destination(steps[i].Words, false); to {
	case hiddenDest:
		w.escape(w.site.word("hidden"))
		return markup.End(steps, i)
	case "":
		w.open(`<span class="broken">`, "</span>")
	default:
		w.open(`<a href="`+html.EscapeString(escapeURL(to))+`"`+external(to)+`>`, "</a>")
	}
	return i
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

// plain is the text of a node without its marks, as it may be shown.
func (w *markdown) plain(steps []markup.Step) string {
	var b strings.Builder
	for _, s := range steps {
		if s.Kind == markup.Text {
			b.Write(w.src[s.From:s.To])
		}
	}
	return w.site.redact(unescapeText(withoutID(b.String())))
}

func (w *markdown) image(dest, text string) {
	to := w.destination(dest, true)
	if to == "" || to == hiddenDest {
		w.out.WriteString(`<span class="broken">`)
		w.escape(text)
		w.out.WriteString("</span>")
		return
	}
	w.out.WriteString(`<img src="` + html.EscapeString(escapeURL(to)) + `" alt="` + html.EscapeString(text) + `" loading="lazy">`)
}

func (w *markdown) text(s markup.Step) {
	for len(w.anchors) > 0 && w.anchors[0].offset-w.offset < s.To {
		a := w.anchors[0]
		w.anchor(a)
		w.anchors = w.anchors[1:]
	}
	text := string(w.src[s.From:s.To])
	if s.Flags&markup.Raw == 0 {
		text = unescapeText(text)
	}
	if s.Flags&markup.First != 0 {
		text = w.dropped(text)
	}
	w.words(w.site.redact(withoutID(text)), s.Flags&markup.Linked != 0)
	switch {
	case s.Flags&markup.Hard != 0:
		w.out.WriteString("<br>\n")
	case s.Flags&markup.Soft != 0:
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

func (w *markdown) escape(s string) { w.out.Write(appendEscaped(w.out.AvailableBuffer(), s)) }
