package scaffold

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// known fills in what the archive knows. What the writer said comes first, then
// the meeting, then the series, then the registers.
func (f *form) known() error {
	if f.typ.Field("meeting") != nil {
		if err := f.fromMeeting(); err != nil {
			return err
		}
	}
	f.fromSeries()
	if f.open("unit") && len(f.a.Units) == 1 {
		f.fill("unit", f.a.Units[0].Name)
	}
	if start := f.text("start"); len(start) >= len(time.DateOnly) {
		f.fill("date", start[:len(time.DateOnly)])
	}
	f.fill("date", f.req.Today.Format(time.DateOnly))
	f.roster()
	if field := f.typ.Field("status"); field != nil && field.Choice("draft") != nil {
		f.fill("status", f.choiceWord(field, "draft"))
	}
	return nil
}

// choiceWord is how a choice is written beside the keys of the file.
func (f *form) choiceWord(field *schema.Field, name string) string {
	if c := field.Choice(name); c != nil && f.req.ChineseKeys {
		return f.chinese(c.Label)
	}
	return name
}

func (f *form) chinese(t diag.Text) string {
	if f.req.Lang == diag.ZhTW {
		return t.TW
	}
	return t.CN
}

// day is the day the record is known to be for, the zero time if it is not.
func (f *form) day() time.Time {
	for _, field := range []string{"date", "start"} {
		if m, ok := schema.ParseMoment(f.text(field), f.a.Config.Zone); ok {
			return dayOf(m.Time)
		}
	}
	return time.Time{}
}

func dayOf(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, t.Location())
}

// fromMeeting takes over what minutes do not inherit by themselves.
func (f *form) fromMeeting() error {
	m, err := f.meeting()
	if err != nil || m == nil {
		return err
	}
	f.values["meeting"] = &value{texts: []string{m.ID}}
	f.fill("title", m.Title)
	f.fill("date", m.At().Format(time.DateOnly))
	f.about(m)
	if m.Meeting != nil {
		f.person("recorder", m.Meeting.Recorder)
	}
	return nil
}

// meeting is the one given, else the only one that was held and has no minutes.
func (f *form) meeting() (*archive.Record, error) {
	if !f.open("meeting") {
		r := f.a.Record(f.text("meeting"))
		if r != nil && r.Type.Name != "meeting" {
			return nil, diag.Fail(diag.Text{CN: "--meeting：%s 不是会议，而是%s", TW: "--meeting：%s 不是會議，而是%s", EN: "meeting: %s is not a meeting but of type %s"}, r.ID, diag.Text{CN: r.Type.Label.CN, TW: r.Type.Label.TW, EN: r.Type.Name})
		}
		return r, nil
	}
	var waiting []*archive.Record
	for _, r := range f.a.Records {
		if r.Type.Name == "meeting" && f.awaitsMinutes(r) {
			waiting = append(waiting, r)
		}
	}
	switch {
	case len(waiting) == 1:
		f.note("会议 %s 已召开、还没有纪要，本纪要以它为准", "會議 %s 已召開、還沒有紀要，本紀要以它為準", "these are the minutes of %s, which was held and has none", waiting[0].ID)
		return waiting[0], nil
	case len(waiting) > 1:
		var ids []string
		for _, r := range waiting {
			ids = append(ids, r.ID)
		}
		f.note("有 %d 次会议没有纪要：%s；用 --meeting 指明是哪一次", "有 %d 次會議沒有紀要：%s；用 --meeting 指明是哪一次", "%d meetings have no minutes: %s; say which with --meeting", len(ids), strings.Join(ids, ", "))
	}
	return nil, nil
}

// awaitsMinutes reports whether a meeting was held, has no minutes, and fits
// what the writer said of day and series.
func (f *form) awaitsMinutes(r *archive.Record) bool {
	at := dayOf(r.At().Time)
	if len(r.Minutes) > 0 || at.After(f.req.Today) || r.Status != "held" && r.Status != "planned" {
		return false
	}
	if s := f.text("series"); s != "" && s != r.Series {
		return false
	}
	if day := f.day(); !day.IsZero() && !day.Equal(at) {
		return false
	}
	// Minutes may tell of the meeting without naming it.
	return r.Series == "" || !slices.ContainsFunc(f.a.Series[r.Series], func(o *archive.Record) bool {
		return o.Type == f.typ && dayOf(o.At().Time).Equal(at)
	})
}

// about takes over what a record and the next of its kind have in common.
func (f *form) about(r *archive.Record) {
	if r.Unit != nil {
		f.fill("unit", r.Unit.Text)
	}
	if r.Project != nil {
		f.fill("project", r.Project.Text)
	}
	if v := r.Values.Get("audience"); v != nil {
		if len(v.Items()) == 0 {
			f.fill("audience", v.Text)
			return
		}
		var units []string
		for _, u := range v.Items() {
			units = append(units, u.Text)
		}
		f.fill("audience", units...)
	}
}

// series are the records of the record's series before its day, or all of them
// if the day is not known. Minutes are of the series of their meeting.
func (f *form) series() (name string, before []*archive.Record) {
	name = f.text("series")
	if name == "" {
		if m := f.a.Record(f.text("meeting")); m != nil {
			name = m.Series
		}
	}
	day := f.day()
	for _, r := range f.a.Series[name] {
		if !r.Broken && r.Meeting != nil && (day.IsZero() || r.Date.Before(day)) {
			before = append(before, r)
		}
	}
	return name, before
}

// fromSeries takes over what goes on from one meeting of a series to the next.
func (f *form) fromSeries() {
	name, before := f.series()
	if len(before) == 0 {
		f.newSeries(name)
		return
	}
	last := before[len(before)-1]
	f.announced(last)
	f.about(last)
	m := last.Meeting
	if !f.has("meeting") {
		if m.Kind != nil {
			kind := m.Kind.Name
			if f.req.ChineseKeys {
				kind = f.chinese(m.Kind.Label)
			}
			f.fill("kind", kind)
		}
		f.person("chair", m.Chair)
		if !f.has("link") {
			f.fill("location", m.Location)
		}
		if !f.has("location") {
			f.fill("link", m.Link)
		}
		f.people("expected", m.Expected)
		f.fill("number", f.nextNumber(before))
	}
	f.person("recorder", m.Recorder)
	for _, r := range slices.Backward(before) {
		if r.Type == f.typ || f.typ.Name == "meeting" {
			f.fill("related", r.ID)
			break
		}
	}
	for _, r := range slices.Backward(before) {
		if p := r.Person("reviewer"); p != nil && f.typ.Field("reviewer").Own {
			f.person("reviewer", p)
			break
		}
	}
	f.unfinished(before)
}

// newSeries says so where a series has no record yet: it may be misspelt.
func (f *form) newSeries(name string) {
	if name == "" || len(f.a.Series[name]) > 0 {
		return
	}
	var names []string
	for s := range f.a.Series {
		names = append(names, s)
	}
	slices.Sort(names)
	if near := schema.Nearest(name, names); near != "" {
		f.note("系列“%s”还没有记录；是“%s”吗？", "系列「%s」還沒有記錄；是「%s」嗎？", "the series %q has no record yet; did you mean %q?", name, near)
	}
}

// announced takes the time and place the last record gives for the next meeting,
// unless that meeting has its record already.
func (f *form) announced(last *archive.Record) {
	v := last.Values.Get("next_meeting")
	if v == nil || f.has("meeting") || f.has("start") {
		return
	}
	start := v.Object().Moment("start")
	day := f.day()
	if start.IsZero() || !start.After(last.At().Time) || !day.IsZero() && !day.Equal(dayOf(start.Time)) {
		return
	}
	f.fill("start", start.String())
	if !f.has("link") {
		f.fill("location", v.Object().Text("location"))
	}
	if topic := v.Object().Text("topic"); topic != "" && f.open("agenda") {
		f.values["agenda"] = &value{rows: []map[string]string{{"title": topic}}}
	}
	f.note("时间取自 %s 预告的下次会议", "時間取自 %s 預告的下次會議", "the time is the one %s announces", last.ID)
}

// nextNumber counts on from the records of this type, else from all of them.
func (f *form) nextNumber(before []*archive.Record) string {
	highest := 0
	for _, same := range []bool{f.typ.Name != "meeting", false} {
		for _, r := range before {
			if !same || r.Type == f.typ {
				highest = max(highest, r.Number)
			}
		}
		if highest > 0 {
			return strconv.Itoa(highest + 1)
		}
	}
	return ""
}

// roster puts the members of the unit down as expected where no meeting before
// tells who is.
func (f *form) roster() {
	if !f.open("expected") || f.has("meeting") {
		return
	}
	u := f.unit()
	if u == nil {
		return
	}
	day := f.day()
	var names []string
	for _, p := range f.a.People {
		if !p.External && slices.ContainsFunc(f.a.Roles(p), func(r archive.Role) bool { return r.Unit == u && holdsOn(r, day) }) {
			names = append(names, f.nameOf(p))
		}
	}
	f.fill("expected", names...)
}

// unit is the register's unit that the record names.
func (f *form) unit() *archive.Unit {
	name := f.text("unit")
	for _, u := range f.a.Units {
		if name != "" && slices.ContainsFunc(append([]string{u.ID, u.Name}, u.Aliases...), func(s string) bool { return strings.EqualFold(s, name) }) {
			return u
		}
	}
	return nil
}

// nameOf is a name that means one person only.
func (f *form) nameOf(p *archive.Person) string {
	for _, o := range f.a.People {
		if o != p && (strings.EqualFold(o.Name, p.Name) || slices.Contains(o.Aliases, p.Name)) {
			return p.ID
		}
	}
	return p.Name
}

func holdsOn(r archive.Role, day time.Time) bool {
	return (r.From.IsZero() || !day.Before(r.From.Time)) && (r.To.IsZero() || day.Before(r.To.End()))
}

// inOffice reports whether a mention still means somebody on the record's day.
func (f *form) inOffice(m *archive.Mention) bool {
	if m.Person == nil {
		return true
	}
	roles := f.a.Roles(m.Person)
	day := f.day()
	return len(roles) == 0 || day.IsZero() || slices.ContainsFunc(roles, func(r archive.Role) bool { return holdsOn(r, day) })
}

func (f *form) person(field string, m *archive.Mention) {
	if m != nil {
		f.people(field, []*archive.Mention{m})
	}
}

// people takes names over as they were written, and leaves out those who have
// gone since.
func (f *form) people(field string, ms []*archive.Mention) {
	if !f.open(field) {
		return
	}
	var names, gone []string
	for _, m := range ms {
		if f.inOffice(m) {
			names = append(names, m.Text)
		} else {
			gone = append(gone, m.Text)
		}
	}
	f.fill(field, names...)
	if gone != nil {
		f.note("“%s”没有列入 %s：那天已不在任", "「%s」沒有列入 %s：那天已不在任", "%q left out of %s: no longer in office on that day", strings.Join(gone, ", "), f.typ.Field(field).Label)
	}
}

// hint is what an empty field of this record may be chosen from, "" if the
// schema knows no less.
func (f *form) hint(field *schema.Field) string {
	switch {
	case field.Kind == schema.Meeting:
		return kindWords(f.a.Schema, f.req.Lang)
	case field.Name == "present":
		var names []string
		if m := f.a.Record(f.text("meeting")); m != nil && m.Meeting != nil {
			for _, x := range m.Meeting.Expected {
				names = append(names, x.Text)
			}
		} else if v := f.values["expected"]; v != nil {
			names = v.texts
		}
		if names != nil {
			text := diag.Text{CN: "应到 [%s]", TW: "應到 [%s]", EN: "expected are [%s]"}
			return diag.Say(text, strings.Join(names, ", ")).In(f.req.Lang)
		}
	}
	return ""
}

func kindWords(s *schema.Schema, lang diag.Lang) string {
	var words []string
	for _, k := range s.Kinds {
		if lang == diag.En {
			words = append(words, k.Name)
		} else {
			words = append(words, k.Label.In(lang))
		}
	}
	return strings.Join(words, " / ")
}

var trailingNumber = regexp.MustCompile(`\d+$`)

// slug is the name the writer wants, else that of the meeting, the title, the
// last of the series counted on, the series, or the type.
func (f *form) slug() string {
	if f.req.Slug != "" {
		return f.req.Slug
	}
	if m := f.a.Record(f.text("meeting")); m != nil && m.Type.Name == "meeting" {
		return strings.TrimSuffix(undated(m.ID), "-meeting")
	}
	if s := Slug(f.text("title")); s != "" {
		return s
	}
	name, before := f.series()
	if len(before) > 0 {
		last := strings.TrimSuffix(undated(before[len(before)-1].ID), "-meeting")
		if next, err := strconv.Atoi(f.text("number")); err == nil && trailingNumber.MatchString(last) {
			return trailingNumber.ReplaceAllStringFunc(last, func(old string) string { return fmt.Sprintf("%0*d", len(old), next) })
		}
	}
	if s := Slug(name); s != "" {
		return s
	}
	return cmp.Or(Slug(f.typ.Name), f.typ.Name)
}

// undated takes the day off an id.
func undated(id string) string {
	if len(id) > len("2025-06-15-") && id[4] == '-' && id[7] == '-' && id[10] == '-' {
		return id[len("2025-06-15-"):]
	}
	return id
}

// path is where the record goes: FOLDER/YYYY/YYYY-MM-DD-slug.md. A name made
// here that another record bears already gets the type behind it, as minutes and
// their meeting often share one.
func (f *form) path() string {
	stem, dir := f.slug(), f.typ.Folder
	if f.typ.Dated {
		date := f.text("date")
		stem = date + "-" + stem
		dir = path.Join(dir, date[:4])
	}
	if f.req.Slug == "" && f.taken(stem) {
		stem += "-" + f.typ.Name
	}
	return path.Join(dir, stem+".md")
}

func (f *form) taken(stem string) bool {
	return slices.ContainsFunc(f.a.Records, func(r *archive.Record) bool {
		file := path.Base(r.Path())
		return strings.EqualFold(r.ID, stem) || strings.EqualFold(strings.TrimSuffix(file, path.Ext(file)), stem)
	})
}
