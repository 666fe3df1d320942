package adopt

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/source"
)

// facts are what one document says, before it is compared with others.
type facts struct {
	title      string // cleaned: without date, time and number
	heading    string // the first heading or line as written, without marks
	headed     when   // what the heading says about the time
	labelled   when   // what a label says (会议时间：…)
	inText     day    // the first date of the opening lines
	place      string
	link       string
	unit       string
	number     int
	chair      []entry
	recorder   []entry
	presenter  []entry // of a report
	people     attendance
	agenda     []topic
	presenters map[int]entry // by the number of the topic
	bodied     bool          // a section of minutes proper was seen
	days       int           // headings that hold a full date
}

type topic struct {
	title     string
	presenter entry
	number    int
	minutes   int
}

// reader walks the outline of one document.
type reader struct {
	facts
	section label // what the lines at hand belong to
	inBody  bool  // the minutes proper have begun
	nth     int   // the topic being discussed
	table   *table
	topics  *topicTable
	seen    int  // blocks with text so far
	open    bool // the agenda was made of the topics discussed
}

// read takes the facts out of an outline.
func read(blocks []source.Block) *facts {
	r := &reader{facts: facts{presenters: map[int]entry{}}}
	for i := range blocks {
		if b := &blocks[i]; b.Text != "" {
			r.block(b)
			r.seen++
		}
	}
	return &r.facts
}

func (r *reader) block(b *source.Block) {
	switch b.Kind {
	case source.Heading:
		lines := strings.Split(b.Text, "\n")
		if len(lines) == 1 {
			r.headingLine(b.Text)
			break
		}
		for _, l := range lines { // a paragraph that a rule below it made a heading
			if l = strings.TrimSpace(l); l != "" {
				r.line(&source.Block{Kind: source.Line, Text: l})
			}
		}
	case source.Line, source.Item:
		r.line(b)
	case source.HeaderRow, source.Row:
		r.row(b)
	default:
		r.table, r.topics = nil, nil
		if b.Kind == source.Rule && isPeople(r.section) {
			r.section = noLabel
		}
	}
	if b.Kind != source.HeaderRow && b.Kind != source.Row {
		r.table, r.topics = nil, nil
	}
}

// headingLine reads a heading: the title, or the start of a section, which may
// have its content behind a colon (与会人：甲、乙).
func (r *reader) headingLine(text string) {
	plain := stripMarks(text)
	if d, _, _ := findDay(folded(plain)); !d.isZero() {
		r.days++
	}
	if r.heading == "" && r.titleLine(plain) {
		return
	}
	r.section = noLabel
	if l := labelOf(plain); l != noLabel {
		r.enter(l)
		return
	}
	if word, value, ok := cutLabel(stripLinkless(text)); ok {
		if l := labelOf(word); l != noLabel {
			r.enter(l)
			r.value(l, value)
			return
		}
	}
	r.topicLine(plain)
}

// stripLinkless takes the marks of a heading off without losing its links.
func stripLinkless(s string) string { return strings.Trim(s, "# \t") }

// titleLine takes the first heading or line as the title. A line that is only a
// label (会议时间：…) also gives the time. It reports false for a heading that
// opens a section.
func (r *reader) titleLine(plain string) bool {
	word, value, ok := cutLabel(plain)
	if !ok {
		if l := labelOf(plain); l != noLabel && l != labelTitle {
			return false
		}
	} else if l := labelOf(word); l == labelTitle {
		plain = value
	} else if l != noLabel && l != labelTime && l != labelBody {
		return false
	} else if l == labelTime {
		plain = value
	}
	r.heading = plain
	r.headed = parseWhen(plain)
	r.title, r.place = cleanTitle(r.headed)
	if n := ordinal(plain); n > 0 {
		r.number = n
	}
	return true
}

// enter opens a section.
func (r *reader) enter(l label) {
	r.section = l
	switch {
	case l == labelBody:
		r.inBody, r.bodied = true, true
	case isPeople(l):
		r.people.headed = true
	}
}

// line reads a line or a list item.
func (r *reader) line(b *source.Block) {
	text := b.Text
	if r.heading == "" && b.Kind == source.Line && r.titleLine(stripMarks(text)) {
		return
	}
	if m := wholeBold().FindStringSubmatch(text); m != nil {
		word, value, ok := cutLabel(m[1])
		if l := labelOf(m[1]); l != noLabel {
			r.enter(l)
			return
		} else if !ok || labelOf(word) == noLabel {
			if isPeople(r.section) && b.Kind == source.Line {
				r.section = noLabel
			}
			r.topicLine(stripMarks(m[1]))
			return
		}
		r.fact(labelOf(word), value)
		return
	}
	if word, value, ok := cutLabel(text); ok {
		if l := labelOf(word); l != noLabel && !(isPeople(r.section) && strings.ContainsAny(word, "@[")) {
			r.fact(l, value)
			return
		}
	} else if l := labelOf(text); l != noLabel && b.Kind == source.Line && r.section != labelAgenda && utf8.RuneCountInString(text) <= 24 && !r.inBody {
		if !isPeople(r.section) || wordLabel(text) != noLabel { // 王小明（主持） is a person
			r.enter(l)
			return
		}
	}
	r.content(b, text)
}

// fact reads 标签：值. A label of the minutes proper ends the opening part.
func (r *reader) fact(l label, value string) {
	if value == "" || isPeople(l) || l == labelAgenda {
		if !r.inBody || isPeople(l) && !r.people.headed {
			r.enter(l)
		}
	} else if l == labelBody {
		r.enter(l)
	} else if !isPeople(r.section) || l == labelChair || l == labelRecorder {
		// a fact between the sections
	} else {
		r.section = noLabel
	}
	if value != "" {
		r.value(l, value)
	}
}

// value keeps what stands behind a label. Within the minutes proper only who
// wrote them, when the meeting was and who presents is believed: other labels
// there speak of other things.
func (r *reader) value(l label, value string) {
	plain := stripMarks(value)
	if r.inBody && l != labelRecorder && l != labelPresenter && l != labelTime && !(isPeople(l) && r.section == l) {
		return
	}
	switch l {
	case labelTime:
		r.time(plain)
	case labelEnd:
		if w := parseWhen(plain); w.clocked && r.labelled.clocked && w.start > r.labelled.start {
			r.labelled.end, r.labelled.ended = w.start, true
		}
	case labelPlace:
		r.location(value)
	case labelLink:
		if m := anyLink().FindString(value); m != "" && r.link == "" {
			r.link = m
		}
	case labelChair:
		r.chair = firstEntries(r.chair, value)
	case labelRecorder:
		r.recorder = firstEntries(r.recorder, value)
	case labelPresenter:
		r.presents(plain)
	case labelTitle:
		if r.title == "" {
			r.title, _ = cleanTitle(parseWhen(plain))
		}
	case labelUnit:
		if r.unit == "" && utf8.RuneCountInString(plain) <= 30 {
			r.unit = plain
		}
	case labelNumber:
		if n := ordinal(plain); n > 0 {
			r.number = n
		} else if n, err := strconv.Atoi(plain); err == nil && n > 0 {
			r.number = n
		}
	case labelAgenda:
		r.addTopic(topic{title: plain})
	default:
		if isPeople(l) {
			r.people.headed = true
			r.people.addLine(l, value)
		}
	}
}

// time keeps what a label says of the time. Behind the opening part it must
// hold a full date, and it never replaces what the opening part said.
func (r *reader) time(plain string) {
	w := parseWhen(plain)
	switch {
	case w.day.isZero() && (r.inBody || !w.clocked):
	case r.labelled.day.isZero() && !r.labelled.clocked:
		if r.inBody && !w.ended { // a line of a chat log
			return
		}
		r.labelled = w
		if place := strings.TrimSpace(trimNoise(w.rest)); place != "" && r.place == "" && isPlace(place) && !r.inBody {
			r.place = place
		}
	}
}

func firstEntries(have []entry, value string) []entry {
	if len(have) > 0 {
		return have
	}
	var out []entry
	for _, p := range splitPeople(etcetera().ReplaceAllString(value, "")) {
		out = append(out, entry{text: p})
	}
	return out
}

func (r *reader) presents(value string) {
	ps := splitPeople(value)
	if len(ps) == 0 {
		return
	}
	e := entry{text: ps[0], inline: len(ps) > 1}
	if r.presenter == nil {
		r.presenter = []entry{e}
	}
	if _, ok := r.presenters[r.nth]; !ok && r.nth > 0 {
		r.presenters[r.nth] = e
	} else if !r.inBody && len(r.agenda) > 0 && r.agenda[len(r.agenda)-1].presenter.text == "" {
		r.agenda[len(r.agenda)-1].presenter = e
	}
}

// content reads a line that announces nothing, for the section it stands in.
func (r *reader) content(b *source.Block, text string) {
	switch {
	case isPeople(r.section):
		if r.topicLine(stripMarks(text)) {
			r.section = noLabel
			return
		}
		r.people.addLine(r.section, text)
	case r.section == labelAgenda:
		r.agendaLine(b, text)
	case r.section == labelTime && !r.inBody:
		r.time(stripMarks(text))
		r.section = noLabel
	case r.section == labelPlace && !r.inBody:
		r.location(text)
		r.section = noLabel
	case r.section == labelChair, r.section == labelRecorder:
		r.value(r.section, text)
		r.section = noLabel
	case r.section == labelTitle && !r.inBody:
		if n := ordinal(text); n > 0 {
			r.number = n
		} else if r.title == "" {
			r.title, _ = cleanTitle(parseWhen(stripMarks(text)))
		}
	default:
		r.opening(text)
	}
}

// opening reads the lines before any section: a date, a link to join.
func (r *reader) opening(text string) {
	plain := stripMarks(text)
	r.topicLine(plain)
	if m := meetingNumber().FindStringSubmatch(folded(plain)); m != nil && r.place == "" {
		r.place = m[1] + " " + m[2]
	}
	r.meetingLink(text)
	if r.inBody || r.seen > 12 {
		return
	}
	if w := parseWhen(plain); !w.day.isZero() && r.inText.isZero() && utf8.RuneCountInString(plain) < 60 {
		r.inText = w.day
		if w.clocked && !r.labelled.clocked && !r.headed.clocked {
			r.labelled = w
		}
	}
}

var (
	meetingNumber = lazy(`^#?\s*(腾讯会议|騰訊會議|Zoom|飞书会议|钉钉会议|WeLink)\s*[:：]\s*(\d[\d\s-]{6,14}\d)\s*$`)
	joinLink      = lazy(`https?://(?:meeting\.tencent\.com/(?:dm|p|s)/|[a-z0-9.-]*zoom\.us/j/|meet\.google\.com/|teams\.(?:microsoft|live)\.com/|vc\.feishu\.cn/j/|meet\.jit\.si/|[a-z0-9.-]*webex\.com/)[^\s<>"()（）\[\]，。；]+`)
	anyLink       = lazy(`https?://[^\s<>"()（）\[\]，。；]+`)
)

// meetingLink keeps the address by which a meeting is joined.
func (r *reader) meetingLink(text string) {
	if m := joinLink().FindString(text); m != "" && r.link == "" {
		r.link = m
	}
}

// location keeps a place; an address to join goes to the link.
func (r *reader) location(value string) {
	if m := anyLink().FindString(value); m != "" {
		if r.link == "" {
			r.link = m
		}
		value = strings.Replace(value, m, "", 1)
	}
	if p := trimNoise(stripMarks(value)); p != "" && r.place == "" && utf8.RuneCountInString(p) <= 60 {
		r.place = p
	}
}

// row reads a row of a table: of people, of an agenda, or of 标签 | 值 pairs as
// forms have them.
func (r *reader) row(b *source.Block) {
	head := b.Kind == source.HeaderRow
	if head {
		r.table, r.topics = nil, nil
	}
	switch {
	case isPeople(r.section) && !r.pairs(b.Cells, false):
		if head {
			r.table = newTable(b.Cells)
			if !r.table.named && !r.table.blank(b.Cells) {
				r.table.row(&r.people, r.section, b.Cells)
			}
		} else if r.table != nil {
			r.table.row(&r.people, r.section, b.Cells)
		}
	case r.section == labelAgenda:
		if head {
			r.topics = newTopicTable(b.Cells)
		} else if r.topics != nil {
			r.topics.row(r, b.Cells)
		}
	case !r.inBody:
		r.pairs(b.Cells, true)
	}
}

// blank reports whether a header row holds nothing, or only words for columns.
func (t *table) blank(cells []source.Cell) bool {
	for i, c := range cells {
		if strings.TrimSpace(c.Text) != "" && t.cols[i] == colOther {
			return false
		}
	}
	return true
}

// pairs reads a row of a form. It reports whether the row is one.
func (r *reader) pairs(cells []source.Cell, keep bool) bool {
	if len(cells) < 2 || len(cells) > 8 {
		return false
	}
	found := false
	for i := 0; i+1 < len(cells); i++ {
		l := formLabel(cells[i].Text)
		value := strings.TrimSpace(cells[i+1].Text)
		if l == noLabel || value == "" || formLabel(value) != noLabel {
			continue
		}
		found = true
		if !keep {
			return true
		}
		if isPeople(l) {
			r.people.headed = true
		}
		r.value(l, value)
		i++
	}
	return found
}

// formLabel is what a cell announces, without a gloss: 王小明（请假） is no label.
func formLabel(cell string) label {
	before, _, _ := strings.Cut(folded(stripMarks(cell)), "(")
	return wordLabel(before)
}
