package adopt

import (
	"bytes"
	"strconv"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// frontLimit keeps front matter well below what the archive reads.
const frontLimit = 48 << 10

// record writes the front matter and puts the body behind it.
func (d *doc) record(sch *schema.Schema, opt Options) []byte {
	d.settle(opt)
	front, has := d.front(sch, d.file.Agenda)
	if len(front) > frontLimit {
		d.note(diag.Text{CN: "议程太长，没有写进信息头", TW: "議程太長，沒有寫進前置資料", EN: "the agenda is too long for front matter and was left in the text"})
		d.file.Agenda = nil
		front, has = d.front(sch, nil)
	}
	d.file.Missing = missing(d.typ, has)
	var out bytes.Buffer
	out.Grow(len(front) + len(d.body) + 16)
	fence := "---" + d.newline
	out.WriteString(fence)
	out.WriteString(front)
	out.WriteString(fence)
	out.Write(d.body)
	return out.Bytes()
}

// settle fills what the plan shows of the file.
func (d *doc) settle(opt Options) {
	f := d.file
	if !d.day.isZero() {
		f.Date, _ = schema.ParseMoment(d.day.String(), opt.Zone)
		if d.times.clocked {
			f.Start, _ = schema.ParseMoment(d.times.moment(d.day, d.times.start, opt.Zone), opt.Zone)
		}
		if d.times.ended {
			f.End, _ = schema.ParseMoment(d.times.moment(d.day, d.times.end, opt.Zone), opt.Zone)
		}
	}
	for _, t := range d.agenda {
		x := Topic{Title: t.title, Minutes: min(t.minutes, 600)}
		by := t.presenter
		if by.text == "" {
			by = d.presenters[t.number]
		}
		x.Presenter = by.text
		f.Agenda = append(f.Agenda, x)
	}
}

// front writes the front matter, without its fences. has names the fields there.
func (d *doc) front(sch *schema.Schema, agenda []Topic) (text string, has map[string]bool) {
	e := &emitter{newline: d.newline, has: map[string]bool{}}
	if x := d.existing; x != nil {
		for k := range x.has {
			e.has[k] = true
		}
		e.b.Write(x.kept)
	}
	f := d.file
	e.field("id", f.ID)
	e.field("title", clip(f.Title, 200))
	e.field("unit", f.Unit)
	e.field("date", f.Date.String())
	switch d.typ.Name {
	case "minutes", "meeting":
		d.meeting(e, sch, agenda)
	case "report":
		d.report(e)
	}
	e.list("aliases", d.aliases)
	return e.b.String(), e.has
}

// meeting writes what is known of a meeting.
func (d *doc) meeting(e *emitter, sch *schema.Schema, agenda []Topic) {
	f := d.file
	e.field("kind", kindOf(sch, d.heading))
	if !f.Start.IsZero() {
		e.field("start", d.times.moment(d.day, d.times.start, f.Start.Location()))
	}
	if !f.End.IsZero() {
		e.field("end", d.times.moment(d.day, d.times.end, f.End.Location()))
	}
	e.field("location", clip(d.place, 60))
	e.field("link", d.link)
	e.field("chair", f.Chair)
	e.list("expected", d.invitees)
	e.list("invited", d.guests)
	if d.typ.Field("present") != nil {
		e.list("present", f.Present)
		var away [][]keyValue
		for _, name := range f.Absent {
			away = append(away, []keyValue{{"person", scalar(name)}, {"kind", "leave"}})
		}
		e.rows("absent", away)
	}
	e.field("recorder", f.Recorder)
	e.field("series", clip(f.Series, 200))
	e.number("number", f.Number)
	if d.typ.Field("agenda") == nil {
		return
	}
	var rows [][]keyValue
	for _, t := range agenda {
		r := []keyValue{{"title", scalar(t.Title)}}
		if t.Presenter != "" {
			r = append(r, keyValue{"presenter", scalar(t.Presenter)})
		}
		if t.Minutes > 0 {
			r = append(r, keyValue{"minutes", strconv.Itoa(t.Minutes)})
		}
		rows = append(rows, r)
	}
	e.rows("agenda", rows)
}

// report writes what is known of a weekly or monthly report.
func (d *doc) report(e *emitter) {
	kind := "weekly"
	if monthlyWord().MatchString(d.heading) {
		kind = "monthly"
	}
	e.field("kind", kind)
	switch {
	case !d.headed.last.isZero():
		e.field("period", d.headed.day.String()+"/"+d.headed.last.String())
	case kind == "monthly" && !d.day.isZero():
		e.field("period", d.day.String()[:len("2006-01")])
	}
	e.field("reporter", d.reporter)
}

// clip cuts a text at a number of characters.
func clip(s string, most int) string {
	s = fold2(s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most-1]) + "…"
}
