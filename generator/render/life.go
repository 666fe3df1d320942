package render

import (
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// An action or a decision has its permanent address in its record,
// records/ID.html#a1, and there stands all that is known of it until a later
// record says more. From then on it has a life, and a page of its own besides:
// actions/ID-a1.html, decisions/ID-d1.html. A page for every one would double
// the files of a large site and repeat a line of the record on most of them.

// makeLives settles the addresses of those pages.
func (s *Site) makeLives() {
	s.lives = map[*archive.Item]string{}
	taken := map[string]bool{}
	put := func(folder string, i *archive.Item) {
		name := lifeName(i)
		for n := 2; taken[folder+name]; n++ {
			name = fmt.Sprintf("%s_%d", lifeName(i), n)
		}
		taken[folder+name] = true
		s.lives[i] = folder + name + ".html"
	}
	for _, a := range s.view.Actions {
		if len(a.Events) > 0 && s.hasPage(a.Record) {
			put("actions/", &a.Item)
		}
	}
	for _, d := range s.view.Decisions {
		if (d.SupersededBy != nil || len(d.Replaces) > 0) && s.hasPage(d.Record) {
			put("decisions/", &d.Item)
		}
	}
}

// hasPage is false for a second record of an id.
func (s *Site) hasPage(r *archive.Record) bool { return s.view.Record(r.ID) == r }

// longestName is what a file system takes, less the extension and a number.
const longestName = 240

func lifeName(i *archive.Item) string {
	name := i.Record.ID + "-" + i.Local
	if len(name) > longestName {
		return fileName(name)
	}
	return name
}

// lifePath is where an item is told about at length: its own page, else its place
// in the record.
func (s *Site) lifePath(i *archive.Item) string {
	if p, ok := s.lives[i]; ok {
		return p
	}
	return itemPath(i)
}

// lifePage is the page of an action or a decision.
type lifePage struct {
	frame
	State  string
	Class  string
	Fields []row
	Life   []moment
	Blocks []block
}

// moment is something that happened to an item.
type moment struct {
	Date   string
	What   string
	Text   string
	By     link
	Record link
	Facts  []string // what changed
	Future bool
}

func (s *Site) lifePages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for _, a := range s.view.Actions {
			if path, ok := s.lives[&a.Item]; ok && !s.skip(path) && !yield(later(path, func() output.Page { return s.page(path, "life", s.actionPage(path, a)) })) {
				return
			}
		}
		for _, d := range s.view.Decisions {
			if path, ok := s.lives[&d.Item]; ok && !s.skip(path) && !yield(later(path, func() output.Page { return s.page(path, "life", s.decisionPage(path, d)) })) {
				return
			}
		}
	}
}

// field is a row of one value, left out while the value is empty.
func (s *Site) field(rows []row, key string, parts ...link) []row {
	if len(parts) == 0 || parts[0].Text == "" {
		return rows
	}
	return append(rows, row{Label: s.word("pages." + key), Parts: parts})
}

func (s *Site) itemFields(from string, i *archive.Item) []row {
	rows := s.field(nil, "source", link{Text: title(i.Record), Href: href(from, itemPath(i)), Note: i.Record.Date.String()})
	if i.Record.Unit != nil {
		rows = s.field(rows, "unit", s.mention(from, i.Record.Unit))
	}
	if len(i.Owners) == 0 {
		return s.field(rows, "owner", link{Text: s.word("pages.nobody")})
	}
	return s.field(rows, "owner", s.mentions(from, i.Owners)...)
}

func (s *Site) actionPage(path string, a *archive.Action) *lifePage {
	x := s.action(path, a)
	p := &lifePage{
		frame: s.frame(path, x.Text, link{Text: s.word("nav.actions"), Href: href(path, "actions.html")}),
		State: x.State, Class: x.Class, Fields: s.itemFields(path, &a.Item), Life: s.actionLife(path, a),
	}
	p.Fields = s.field(p.Fields, "due-now", link{Text: s.dueNow(a)})
	if a.Extensions > 0 {
		p.Fields = s.field(p.Fields, "extended", link{Text: s.word("pages.times", a.Extensions), Note: s.word("pages.due-first", s.dueFirst(a))})
	}
	if a.Percent > 0 && a.State == archive.Doing {
		p.Fields = s.field(p.Fields, "progress", link{Text: fmt.Sprintf("%d %%", a.Percent)})
	}
	if a.Blocked != "" {
		p.Fields = s.field(p.Fields, "blocked", link{Text: s.redact(a.Blocked)})
	}
	if !a.Finished.IsZero() {
		p.Fields = s.field(p.Fields, "finished", link{Text: a.Finished.String(), Note: s.punctual(a)})
	}
	p.Fields = s.otherFields(p.Fields, &a.Item, "result", "accepted_by")
	return p
}

// dueFirst is the due date the record set.
func (s *Site) dueFirst(a *archive.Action) string {
	switch {
	case !a.Due.IsZero():
		return a.Due.String()
	case a.DueText != "":
		return s.redact(a.DueText)
	}
	return s.word("pages.no-due")
}

// dueNow is the due date that holds, with how far off it is.
func (s *Site) dueNow(a *archive.Action) string {
	due := s.dueFirst(a)
	if a.FinalDue.IsZero() {
		return due
	}
	due = a.FinalDue.String()
	if a.Overdue(s.view.Now) {
		return s.word("pages.overdue-by", due, daysBetween(a.FinalDue.Time, s.view.Now))
	}
	return due
}

// punctual says whether a finished action was done in time, where that is known.
func (s *Site) punctual(a *archive.Action) string {
	switch {
	case a.State != archive.Done || a.FinalDue.IsZero():
		return ""
	case a.OnTime():
		return s.word("pages.on-time")
	}
	return s.word("pages.after-due")
}

func (s *Site) otherFields(rows []row, i *archive.Item, keys ...string) []row {
	for _, k := range keys {
		rows = s.field(rows, "field."+k, link{Text: s.redact(i.Fields[k])})
	}
	return rows
}

// actionLife tells what happened, from the record that set the action to the due
// date still ahead.
func (s *Site) actionLife(from string, a *archive.Action) []moment {
	at := a.Record.At()
	life := []moment{{
		Date: at.String(), What: s.word("pages.set"), Record: link{Text: title(a.Record), Href: href(from, itemPath(&a.Item))},
		Facts: []string{s.word("pages.due-is", s.dueFirst(a))},
	}}
	if a.Written != archive.Open {
		life[0].Facts = append(life[0].Facts, s.word("pages.state-is", s.word("action."+string(a.Written))))
	}
	due := s.dueFirst(a)
	for _, e := range a.Events {
		m := moment{
			Date: e.At.String(), What: s.word("event." + eventName(e.Kind)), Text: s.redact(e.Text), By: s.mention(from, e.By),
			Record: link{Text: title(e.Record), Href: href(from, recordPath(e.Record))},
		}
		if e.Kind == archive.Extended {
			next := e.Due.String()
			if next == "" {
				next = s.word("pages.no-due")
			}
			m.Facts = append(m.Facts, s.word("pages.due-moved", due, next))
			due = next
		}
		life = append(life, m)
	}
	if open := a.State != archive.Done && a.State != archive.Cancelled; open && !a.FinalDue.IsZero() {
		life = append(life, s.dueMoment(a.FinalDue, s.word("pages.due-day"), a.Overdue(s.view.Now)))
		slices.SortStableFunc(life, func(x, y moment) int { return compareDays(x.Date, y.Date) })
	}
	return life
}

// compareDays orders by day alone: what happens on one day stays as it was told.
func compareDays(a, b string) int {
	cut := func(s string) string { return s[:min(len(s), len("2006-01-02"))] }
	switch x, y := cut(a), cut(b); {
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

func (s *Site) dueMoment(due schema.Moment, what string, missed bool) moment {
	m := moment{Date: due.String(), What: what, Future: due.End().After(s.view.Now)}
	if missed {
		m.Facts = []string{s.word("action.overdue")}
	}
	return m
}

func (s *Site) decisionPage(path string, d *archive.Decision) *lifePage {
	x := s.decision(path, d)
	p := &lifePage{
		frame: s.frame(path, x.Text, link{Text: s.word("nav.decisions"), Href: href(path, "decisions.html")}),
		State: x.State, Class: x.Class, Fields: s.itemFields(path, &d.Item), Life: s.decisionLife(path, d),
	}
	if d.Votes != nil {
		p.Fields = s.field(p.Fields, "votes", link{Text: x.Detail})
	}
	p.Fields = s.field(p.Fields, "due", link{Text: d.Due.String()})
	if !d.ReviewBy.IsZero() {
		p.Fields = s.field(p.Fields, "review-by", link{Text: d.ReviewBy.String()})
	}
	p.Fields = s.otherFields(p.Fields, &d.Item, "done", "result")
	var carry []item
	for _, a := range d.Record.Actions {
		carry = append(carry, s.action(path, a))
	}
	if len(carry) > 0 {
		p.Blocks = []block{{ID: "execution", Title: s.word("pages.execution"), Note: s.word("pages.execution-note"), Items: carry}}
	}
	return p
}

func (s *Site) decisionLife(from string, d *archive.Decision) []moment {
	life := []moment{{
		Date: d.Record.At().String(), What: s.word("pages.decided"), Record: link{Text: title(d.Record), Href: href(from, itemPath(&d.Item))},
	}}
	for _, ref := range d.Replaces {
		m := moment{Date: d.Record.At().String(), What: s.word("relation.supersedes"), Record: s.ref(from, ref)}
		if old := s.view.Decision(ref.Text + "#" + ref.Item); old != nil {
			m.Record.Href, m.Text = href(from, s.lifePath(&old.Item)), s.redact(source.Plain(old.Text))
		}
		life = append(life, m)
	}
	if by := d.SupersededBy; by != nil {
		life = append(life, moment{
			Date: by.Record.At().String(), What: s.word("relation.superseded-by"), Text: s.redact(source.Plain(by.Text)),
			Record: link{Text: title(by.Record), Href: href(from, s.lifePath(&by.Item))},
		})
	}
	if !d.ReviewBy.IsZero() && d.SupersededBy == nil {
		life = append(life, s.dueMoment(d.ReviewBy, s.word("pages.review-by"), false))
	}
	return life
}

func (p *partWriter) life(ms []moment) {
	p.raw(`<ol class="life">`)
	for _, m := range ms {
		if m.Future {
			p.raw(`<li class="ahead"><time>`)
		} else {
			p.raw("<li><time>")
		}
		p.esc(m.Date)
		p.raw("</time> <strong>")
		p.esc(m.What)
		p.raw("</strong>")
		for _, f := range m.Facts {
			p.raw(` <span class="fact">`)
			p.esc(f)
			p.raw("</span>")
		}
		if m.By.Text != "" {
			p.raw(" <small>")
			p.word("pages.by")
			p.link(m.By)
			p.raw("</small>")
		}
		if m.Text != "" {
			p.raw("<p>")
			p.esc(m.Text)
			p.raw("</p>")
		}
		if m.Record.Text != "" {
			p.raw("<p><small>")
			p.word("pages.told-in")
			p.link(m.Record)
			p.raw("</small></p>")
		}
		p.raw("</li>\n")
	}
	p.raw("</ol>\n")
}

// daysBetween counts the midnights from one moment to another, as people count
// days: an action due on Monday is a day late on Tuesday.
func daysBetween(from, to time.Time) int {
	noon := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	}
	return int(noon(to.In(from.Location())).Sub(noon(from)).Hours() / 24)
}
