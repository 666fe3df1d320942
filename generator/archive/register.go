package archive

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Unit is an organisation or a department.
type Unit struct {
	ID      string
	Name    string
	Aliases []string
	Exempt  bool // its members are not measured
	From    schema.Moment
	To      schema.Moment
	At      diag.Span // of its id in the register

	parent   *Unit
	head     *Person
	contacts []*Person
}

// Within reports whether the unit is another one or lies below it.
func (u *Unit) Within(other *Unit) bool {
	for ; u != nil; u = u.parent {
		if u == other {
			return true
		}
	}
	return false
}

func (u *Unit) activeAt(t time.Time) bool { return within(u.From, u.To, t) }

// Person is somebody in the register of people. Addresses are not kept here, so
// that no page can show them; what they commit with is Archive.Emails.
type Person struct {
	ID       string
	Name     string
	Aliases  []string
	External bool

	roles []Role
}

// Role is a post somebody holds for a time.
type Role struct {
	Unit   *Unit
	Role   string
	From   schema.Moment
	To     schema.Moment
	Voting bool
}

// activeAt reports whether the person holds a role on a day. People without any
// role are always active.
func (p *Person) activeAt(t time.Time) bool {
	return len(p.roles) == 0 || slices.ContainsFunc(p.roles, func(r Role) bool { return within(r.From, r.To, t) })
}

// Placed reports whether every unit the person holds a role in is known.
func (p *Person) Placed() bool {
	return !slices.ContainsFunc(p.roles, func(r Role) bool { return r.Unit == nil })
}

// VotingIn reports whether the person may vote in a unit on a day.
func (p *Person) VotingIn(u *Unit, t time.Time) bool {
	return slices.ContainsFunc(p.roles, func(r Role) bool { return r.Voting && r.Unit == u && within(r.From, r.To, t) })
}

func (p *Person) inUnit(u *Unit, t time.Time) bool {
	return slices.ContainsFunc(p.roles, func(r Role) bool { return r.Unit.Within(u) && within(r.From, r.To, t) })
}

// within reports whether a day lies in a stretch; both ends are inclusive and
// may be open.
func within(from, to schema.Moment, t time.Time) bool {
	return (from.IsZero() || !t.Before(from.Time)) && (to.IsZero() || t.Before(to.End()))
}

// Project is a project of the register.
type Project struct {
	ID      string
	Name    string
	Aliases []string
	From    schema.Moment
	To      schema.Moment

	unit  *Unit
	owner *Person
}

// Calendar says which days are worked, beyond the week's pattern.
type Calendar struct {
	years    map[int]bool
	holidays []schema.Range
	workdays []schema.Range
}

// Workday reports whether a day is worked. Monday to Friday are, unless the
// calendar says otherwise.
func (c *Calendar) Workday(t time.Time) bool {
	in := func(r schema.Range) bool { return !t.Before(r.From) && t.Before(r.To) }
	switch {
	case slices.ContainsFunc(c.workdays, in):
		return true
	case slices.ContainsFunc(c.holidays, in):
		return false
	}
	return t.Weekday() != time.Saturday && t.Weekday() != time.Sunday
}

// Covers reports whether the calendar has the year's holidays.
func (c *Calendar) Covers(year int) bool { return c.years[year] }

// registers are the registers with their look-up tables.
type registers struct {
	units    []*Unit
	people   []*Person
	projects []*Project
	calendar *Calendar
	emails   map[string]*Person
	// addresses are those of emails, in the order of the register.
	addresses map[*Person][]string
	// damaged are the kinds of name whose register could not be read at all, and
	// nameless those where the id of a line is missing; lost are the names on lines
	// that could not be used.
	damaged, nameless map[schema.Kind]bool
	lost              map[string]bool

	unitNames    map[string][]*Unit
	personNames  map[string][]*Person
	projectNames map[string]*Project
	nameList     []string // of people, for did-you-mean
	unitList     []string
	projectList  []string
}

// key is the form names are looked up by.
func key(s string) string { return strings.ToLower(norm.NFC.String(strings.TrimSpace(s))) }

type registerReader struct {
	*registers
	sch  *schema.Schema
	zone *time.Location
	docs map[string]*source.Document
}

// readRegisters decodes the registers that are there. What is wrong with them is
// a finding of their documents.
func readRegisters(docs map[string]*source.Document, sch *schema.Schema, zone *time.Location) *registers {
	r := &registerReader{
		registers: &registers{
			unitNames: map[string][]*Unit{}, personNames: map[string][]*Person{}, projectNames: map[string]*Project{},
			damaged: map[schema.Kind]bool{}, nameless: map[schema.Kind]bool{}, lost: map[string]bool{},
			emails: map[string]*Person{}, addresses: map[*Person][]string{}, calendar: &Calendar{years: map[int]bool{}},
		},
		sch: sch, zone: zone, docs: docs,
	}
	heads := r.readUnits()
	r.readPeople()
	for _, link := range heads {
		link()
	}
	r.readProjects()
	r.readCalendar()
	return r.registers
}

// registerKinds are the kinds of name that the registers hold.
var registerKinds = map[string]schema.Kind{"units": schema.Unit, "people": schema.Person, "projects": schema.Project}

// rows returns the lines of a register that can be used: those with an id or a
// name, which serves as the id where there is none.
func (r *registerReader) rows(name, list string) ([]*schema.Value, *source.Document) {
	reg := r.sch.Register(name)
	doc := r.docs[reg.File]
	if doc == nil {
		return nil, nil
	}
	var out []*schema.Value
	if doc.Front != nil {
		for _, x := range reg.Decode(doc, r.sch, r.zone).Items(list) {
			switch o := x.Object(); {
			case o == nil:
			case o.Text("id")+o.Text("year")+o.Text("name") != "":
				out = append(out, x)
				r.nameless[registerKinds[name]] = r.nameless[registerKinds[name]] || o.Text("id") == ""
			default:
				r.lose(o)
			}
		}
	}
	r.damaged[registerKinds[name]] = len(out) == 0
	return out, doc
}

// rowID is the value that tells a line of a register from the others.
func rowID(o *schema.Values) *schema.Value {
	if o.Text("id") != "" {
		return o.Get("id")
	}
	return o.Get("name")
}

// lose notes the names of a line without an id or name.
func (r *registerReader) lose(o *schema.Values) {
	for _, v := range o.All() {
		r.lost[key(v.Text)] = true
		for _, i := range v.Items() {
			r.lost[key(i.Text)] = true
		}
	}
}

// readUnits returns what can only be linked once the people are known.
func (r *registerReader) readUnits() (later []func()) {
	rows, doc := r.rows("units", "units")
	byID := map[string]*Unit{}
	var linked []*schema.Value
	for _, x := range rows {
		o := x.Object()
		u := &Unit{ID: rowID(o).Text, Name: o.Text("name"), Aliases: words(o, "aliases"), From: o.Moment("from"), To: o.Moment("to"), At: rowID(o).Span}
		if e := o.Get("exempt"); e != nil {
			u.Exempt = e.Bool
		}
		if byID[key(u.ID)] != nil {
			duplicateID(doc, rowID(o))
			continue
		}
		byID[key(u.ID)] = u
		dates(doc, o)
		r.units = append(r.units, u)
		linked = append(linked, x)
		for _, n := range append([]string{u.ID, u.Name}, u.Aliases...) {
			if n != "" && !slices.Contains(r.unitNames[key(n)], u) {
				r.unitNames[key(n)] = append(r.unitNames[key(n)], u)
				r.unitList = append(r.unitList, n)
			}
		}
	}
	for i, x := range linked {
		u := r.units[i]
		if p := x.Object().Get("parent"); p != nil {
			u.parent = r.parent(doc, u, p)
		}
		later = append(later, func() {
			if h := x.Object().Get("head"); h != nil {
				u.head = r.registerPerson(doc, h)
			}
			for _, c := range x.Object().Items("contacts") {
				if p := r.registerPerson(doc, c); p != nil {
					u.contacts = append(u.contacts, p)
				}
			}
		})
	}
	return later
}

func (r *registerReader) parent(doc *source.Document, u *Unit, v *schema.Value) *Unit {
	p := r.registerUnit(doc, v)
	if p != nil && p.Within(u) {
		note(doc, "register-cycle", v.Span, diag.Say(diag.Text{CN: "“%s”的上级绕回了它自己", TW: "「%s」的上級繞回了它自己", EN: "the parents of %q lead back to itself"}, u.Name), diag.Message{})
		return nil
	}
	return p
}

func (r *registerReader) readPeople() {
	rows, doc := r.rows("people", "people")
	byID := map[string]bool{}
	for _, x := range rows {
		o := x.Object()
		if byID[key(rowID(o).Text)] {
			duplicateID(doc, rowID(o))
			continue
		}
		byID[key(rowID(o).Text)] = true
		p := &Person{ID: rowID(o).Text, Name: o.Text("name"), Aliases: words(o, "aliases")}
		if e := o.Get("external"); e != nil {
			p.External = e.Bool
		}
		for _, v := range o.Items("roles") {
			r.role(doc, p, v)
		}
		for _, v := range o.Items("emails") {
			r.email(doc, p, v)
		}
		r.people = append(r.people, p)
		for _, n := range append([]string{p.ID, p.Name}, p.Aliases...) {
			if n != "" && !slices.Contains(r.personNames[key(n)], p) {
				r.personNames[key(n)] = append(r.personNames[key(n)], p)
				r.nameList = append(r.nameList, n)
			}
		}
	}
}

func (r *registerReader) role(doc *source.Document, p *Person, v *schema.Value) {
	if v.Object() == nil {
		return
	}
	o := v.Object()
	role := Role{Role: o.Text("role"), From: o.Moment("from"), To: o.Moment("to")}
	if u := o.Get("unit"); u != nil {
		role.Unit = r.registerUnit(doc, u)
	}
	if b := o.Get("voting"); b != nil {
		role.Voting = b.Bool
	}
	dates(doc, o)
	p.roles = append(p.roles, role)
}

// dates reports a line of a register that ends before it begins.
func dates(doc *source.Document, o *schema.Values) {
	from, to := o.Moment("from"), o.Moment("to")
	if !from.IsZero() && !to.IsZero() && to.Before(from.Time) {
		note(doc, "register-dates", o.Get("to").Span, diag.Say(diag.Text{CN: "结束（%s）早于开始（%s）", TW: "結束（%s）早於開始（%s）", EN: "this ends on %s, before it begins on %s"}, to, from), diag.Message{})
	}
}

func (r *registerReader) email(doc *source.Document, p *Person, v *schema.Value) {
	k := strings.ToLower(v.Text)
	if o := r.emails[k]; o != nil && o != p {
		note(doc, "register-duplicate", v.Span, diag.Say(diag.Text{CN: "邮箱已登记给 %s", TW: "電子郵件已登記給 %s", EN: "the address already belongs to %s"}, o.Name), diag.Message{})
		return
	}
	r.emails[k] = p
	r.addresses[p] = append(r.addresses[p], v.Text)
}

func (r *registerReader) readProjects() {
	rows, doc := r.rows("projects", "projects")
	for _, x := range rows {
		o := x.Object()
		if r.projectNames[key(rowID(o).Text)] != nil {
			duplicateID(doc, rowID(o))
			continue
		}
		p := &Project{ID: rowID(o).Text, Name: o.Text("name"), Aliases: words(o, "aliases"), From: o.Moment("from"), To: o.Moment("to")}
		if u := o.Get("unit"); u != nil {
			p.unit = r.registerUnit(doc, u)
		}
		if h := o.Get("owner"); h != nil {
			p.owner = r.registerPerson(doc, h)
		}
		dates(doc, o)
		r.projects = append(r.projects, p)
		for _, v := range projectNames(o) {
			if old := r.projectNames[key(v.Text)]; old == nil {
				r.projectNames[key(v.Text)] = p
				r.projectList = append(r.projectList, v.Text)
			} else if old != p {
				note(doc, "register-duplicate", v.Span,
					diag.Say(diag.Text{CN: "“%s”已是项目 %s 的名称", TW: "「%s」已是專案 %s 的名稱", EN: "%q already names project %s"}, v.Text, old.ID),
					diag.Say(diag.Text{CN: "换一个名称；记录里写它时，以先登记的为准", TW: "換一個名稱；記錄裡寫它時，以先登記的為準", EN: "take another; in records it means the first one"}))
			}
		}
	}
}

// projectNames are the values a project is known by.
func projectNames(o *schema.Values) []*schema.Value {
	var out []*schema.Value
	for _, field := range []string{"id", "name"} {
		if v := o.Get(field); v != nil {
			out = append(out, v)
		}
	}
	return append(out, o.Items("aliases")...)
}

func (r *registerReader) readCalendar() {
	rows, _ := r.rows("calendar", "years")
	for _, x := range rows {
		if y := x.Object().Get("year"); y != nil {
			r.calendar.years[int(y.Number())] = true
		}
		r.calendar.holidays = append(r.calendar.holidays, x.Object().Periods("holidays")...)
		r.calendar.workdays = append(r.calendar.workdays, x.Object().Periods("workdays")...)
	}
}

func duplicateID(doc *source.Document, v *schema.Value) {
	note(doc, "register-duplicate", v.Span,
		diag.Say(diag.Text{CN: "编号“%s”已用过", TW: "編號「%s」已用過", EN: "id %q is already used"}, v.Text),
		diag.Say(diag.Text{CN: "每个编号只登记一次；以先写的为准", TW: "每個編號只登記一次；以先寫的為準", EN: "register each id once; the first one counts"}))
}

// registerUnit finds a unit that another line of a register names.
func (r *registerReader) registerUnit(doc *source.Document, v *schema.Value) *Unit {
	us := r.unitNames[key(v.Text)]
	if len(us) > 0 {
		return us[0]
	}
	if p, _ := r.unknown(schema.Unit, v.Text, nil); p == Unreadable {
		return nil
	}
	r.unknownInRegister(doc, v, r.unitList, diag.Text{CN: "单位", TW: "單位", EN: "unit"})
	return nil
}

// registerPerson finds a person that a line of a register names; the name must
// be one person's alone, dates do not matter.
func (r *registerReader) registerPerson(doc *source.Document, v *schema.Value) *Person {
	m := r.findPerson(v.Text, time.Time{})
	if m.Person == nil && m.Problem != Unreadable {
		r.unknownInRegister(doc, v, r.nameList, diag.Text{CN: "人员", TW: "人員", EN: "person"})
	}
	return m.Person
}

func (r *registerReader) unknownInRegister(doc *source.Document, v *schema.Value, names []string, what diag.Text) {
	hint := diag.Message{}
	if near := schema.Nearest(v.Text, names); near != "" {
		hint = diag.Say(diag.Text{CN: "是“%s”吗？", TW: "是「%s」嗎？", EN: "did you mean %q?"}, near)
	}
	note(doc, "register-reference", v.Span, diag.Say(diag.Text{CN: "没有登记过%s“%s”，或不止一个", TW: "沒有登記過%s「%s」，或不止一個", EN: "there is no single %s %q in the registers"}, what, v.Text), hint)
}
