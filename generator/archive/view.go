package archive

import (
	"cmp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
)

// View is what one audience may see, linked as if nothing else existed: counts,
// states and neighbours are those of the visible records alone. Every page, feed
// and index is made from a View.
type View struct {
	Model
	Audience Audience

	hidden     map[string]bool  // ids of the records left out
	hiddenWide []string         // those with letters beyond ASCII, longest first
	quiet      map[*Commit]bool // whose words are not shown
}

// View narrows the archive to an audience. A record without a valid audience is
// in no view.
func (a *Archive) View(audience Audience) *View { return a.view(audience, copyAll) }

// Take is View for whoever needs the archive no more: the view takes the records
// with it, where View copies them, and packs their values.
func (a *Archive) Take(audience Audience) *View {
	v := a.view(audience, func(rs []*Record) []*Record {
		for _, r := range rs {
			for _, ref := range r.Refs {
				ref.Target = nil
			}
		}
		return rs
	})
	a.Records, a.Actions, a.Decisions, a.Series, a.byID = nil, nil, nil, nil, nil
	for _, r := range v.Records {
		r.Type.Pack(r.Values, r.Doc, v.Config.Zone)
	}
	return v
}

func (a *Archive) view(audience Audience, take func([]*Record) []*Record) *View {
	v := &View{Audience: audience, hidden: map[string]bool{}}
	v.Config, v.Schema, v.Now, v.Calendar, v.reg, v.memory = a.Config, a.Schema, a.Now, a.Calendar, a.reg, a.memory
	taken := make(map[string]bool, len(a.Records)) // addresses; of two records with one the first counts
	for _, r := range a.Records {
		if !r.Broken && audience.Sees(r.Audience) {
			if at := fold(r.ID); !taken[at] {
				taken[at] = true
				v.Records = append(v.Records, r)
				continue
			}
		}
		v.hidden[r.ID], v.hidden[r.own.stem] = true, true
		for _, old := range r.own.aliases {
			v.hidden[old] = true
		}
	}
	v.Records = take(v.Records)
	for _, r := range v.Records {
		delete(v.hidden, r.ID)
		delete(v.hidden, r.own.stem)
	}
	for id := range v.hidden {
		if strings.ContainsFunc(id, func(r rune) bool { return r >= utf8.RuneSelf }) {
			v.hiddenWide = append(v.hiddenWide, id)
		}
	}
	slices.SortFunc(v.hiddenWide, func(a, b string) int { return cmp.Or(len(b)-len(a), strings.Compare(a, b)) })
	v.dropTwins()
	v.link()
	for _, r := range v.Records {
		for _, ref := range r.Refs {
			ref.Hidden = len(v.hidden) > 0 && ref.Target == nil && v.hidden[ref.Text]
		}
	}
	v.narrow(a)
	v.keepQuiet()
	return v
}

// AudienceFor reads the audience a view is asked for: "public", "internal", or a
// unit's name, alias or id. It reports false for anything else.
func (a *Archive) AudienceFor(name string) (Audience, bool) {
	switch name {
	case "public":
		return Audience{Level: Public}, true
	case "internal":
		return Audience{Level: Internal}, true
	}
	if m := a.reg.findUnit(name, a.Now); m.Unit != nil {
		return Audience{Level: Restricted, Units: []*Unit{m.Unit}}, true
	}
	return Audience{}, false
}

// NoAudience is the error for a name that AudienceFor does not know.
func NoAudience(name string) error {
	return diag.Fail(diag.Text{
		CN: "没有公开范围“%s”：写 public（公开）、internal（内部），或登记册里的一个单位",
		TW: "沒有公開範圍「%s」：寫 public（公開）、internal（內部），或登記冊裡的一個單位",
		EN: "no audience %q: say public, internal, or a unit of the register",
	}, name)
}

// Hides reports whether a text is the id of a record the view leaves out, so
// that a page can put something else in its place.
func (v *View) Hides(id string) bool { return v.hidden[id] }

// narrow keeps the people, units and projects that a visible record names, and
// the units above those.
func (v *View) narrow(a *Archive) {
	people, units, projects := map[*Person]bool{}, map[*Unit]bool{}, map[*Project]bool{}
	for _, r := range v.Records {
		for _, p := range r.own.people {
			people[p] = true
		}
		for _, p := range r.own.projects {
			projects[p] = true
		}
		for _, u := range r.own.units {
			for ; u != nil && !units[u]; u = u.parent {
				units[u] = true
			}
		}
	}
	v.People = keep(a.People, func(p *Person) bool { return people[p] })
	v.Units = keep(a.Units, func(u *Unit) bool { return units[u] })
	v.Projects = keep(a.Projects, func(p *Project) bool { return projects[p] })
}

// copyAll returns records as they were read, without their links. They lie side by
// side, as they will be gone through, and are copied on all CPUs.
func copyAll(rs []*Record) []*Record {
	block := make([]Record, len(rs))
	out := make([]*Record, len(rs))
	const chunk = 512
	var all sync.WaitGroup
	for from := 0; from < len(rs); from += chunk {
		all.Go(func() {
			for i := from; i < min(from+chunk, len(rs)); i++ {
				out[i] = &block[i]
				rs[i].copyTo(out[i])
			}
		})
	}
	all.Wait()
	return out
}

func (r *Record) copyTo(c *Record) {
	*c = *r
	c.Refs = copies(r.Refs, func(x *Ref) { x.Target = nil })
	same := func(old *Ref) *Ref {
		if i := slices.Index(r.Refs, old); i >= 0 {
			return c.Refs[i]
		}
		return nil
	}
	c.Actions = copies(r.Actions, func(x *Action) { x.Record = c })
	c.Decisions = copies(r.Decisions, func(x *Decision) {
		x.Record = c
		x.Replaces = slices.Clone(x.Replaces)
		for i, ref := range x.Replaces {
			x.Replaces[i] = same(ref)
		}
	})
	c.Events = copies(r.Events, func(x *Event) { x.Record, x.Ref = c, same(x.Ref) })
}

func copies[T any](all []*T, mend func(*T)) []*T {
	if len(all) == 0 {
		return nil
	}
	block := make([]T, len(all))
	out := make([]*T, len(all))
	for i, p := range all {
		block[i] = *p
		out[i] = &block[i]
		mend(out[i])
	}
	return out
}

// Parent is the unit above, nil at the top.
func (m *Model) Parent(u *Unit) *Unit { return u.parent }

// Children are the units right below, in register order.
func (m *Model) Children(u *Unit) []*Unit {
	return keep(m.Units, func(c *Unit) bool { return c.parent == u })
}

// Head is the person answerable for a unit, nil if unknown here.
func (m *Model) Head(u *Unit) *Person {
	if u != nil && u.head != nil && slices.Contains(m.People, u.head) {
		return u.head
	}
	return nil
}

// UnitOf is the unit a project belongs to, nil if unknown here.
func (m *Model) UnitOf(p *Project) *Unit {
	if p.unit != nil && slices.Contains(m.Units, p.unit) {
		return p.unit
	}
	return nil
}

// OwnerOf is the person answerable for a project, nil if unknown here.
func (m *Model) OwnerOf(p *Project) *Person {
	if p.owner != nil && slices.Contains(m.People, p.owner) {
		return p.owner
	}
	return nil
}

// Contacts are the people to turn to in a unit, as far as they are known here.
func (m *Model) Contacts(u *Unit) []*Person {
	return keep(u.contacts, func(p *Person) bool { return slices.Contains(m.People, p) })
}

// Roles are the posts of a person in units that are known here.
func (m *Model) Roles(p *Person) []Role {
	return keep(p.roles, func(r Role) bool { return r.Unit != nil && slices.Contains(m.Units, r.Unit) })
}

// Posts are the posts of a person, each in the unit it is in or the nearest one
// above that is known here: somebody of an unnamed office still counts for the
// department it is part of.
func (m *Model) Posts(p *Person) []Role {
	var out []Role
	for _, r := range p.roles {
		for r.Unit != nil && !slices.Contains(m.Units, r.Unit) {
			r.Unit = r.Unit.parent
		}
		if r.Unit != nil {
			out = append(out, r)
		}
	}
	return out
}

// Namesakes says of people who share their name with another one known here what
// tells them apart: the unit of their post, or their id where that does not do.
func (v *View) Namesakes() map[*Person]string {
	count := make(map[string]int, len(v.People))
	for _, p := range v.People {
		count[p.Name]++
	}
	out, times := map[*Person]string{}, map[[2]string]int{}
	for _, p := range v.People {
		if count[p.Name] == 1 {
			continue
		}
		unit := ""
		if roles := v.Roles(p); len(roles) > 0 {
			now := max(0, slices.IndexFunc(roles, func(r Role) bool { return within(r.From, r.To, v.Now) }))
			unit = roles[now].Unit.Name
		}
		out[p] = unit
		times[[2]string{p.Name, unit}]++
	}
	for p, unit := range out {
		if unit == "" || times[[2]string{p.Name, unit}] > 1 {
			out[p] = p.ID
		}
	}
	return out
}

// Visible keeps the findings about the records of the view. What is wrong with
// registers, the config and hidden records is nobody's business there.
func (v *View) Visible(all []diag.Finding) []diag.Finding {
	paths := make(map[string]bool, len(v.Records))
	for _, r := range v.Records {
		paths[r.Path()] = true
	}
	out := make([]diag.Finding, 0, len(all))
	file, visible := "", false
	for _, f := range all {
		if f.File != file { // they come file by file
			file, visible = f.File, paths[f.File]
		}
		if visible {
			out = append(out, f)
		}
	}
	return out
}

// HidesAny reports whether the view leaves any record out.
func (v *View) HidesAny() bool { return len(v.hidden) > 0 }

// HiddenWide are the hidden ids that do not consist of ASCII letters, longest
// first: they have no word boundaries to be found by.
func (v *View) HiddenWide() []string { return v.hiddenWide }
