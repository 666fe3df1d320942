package archive

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// findPerson resolves a name as of a day; the zero day asks for no role. A name
// may carry a unit, role or id in brackets that tells namesakes apart:
// 李伟（后勤）.
func (r *registers) findPerson(text string, day time.Time) *Mention {
	m := &Mention{Text: text, Kind: schema.Person}
	name, detail := splitDetail(text)
	all := r.personNames[key(name)]
	if len(all) == 0 {
		if all = r.personNames[key(text)]; len(all) == 0 {
			m.doubt(r.unknown(schema.Person, name, r.nameList))
			return m
		}
		detail = ""
	}
	if detail != "" {
		if picked := r.pick(all, detail, day); len(picked) > 0 {
			all = picked
		} else if len(all) > 1 && r.damaged[schema.Unit] {
			m.Problem = Unreadable
			return m
		} else if len(all) > 1 {
			m.Problem = Ambiguous
			return m
		}
	}
	return choose(m, all, day)
}

// choose settles on the one person who is active on the day.
func choose(m *Mention, all []*Person, day time.Time) *Mention {
	active := all
	if !day.IsZero() {
		active = keep(all, func(p *Person) bool { return p.activeAt(day) })
	}
	switch {
	case len(active) == 1:
		m.Person = active[0]
	case len(active) > 1:
		m.Problem = Ambiguous
	case len(all) == 1:
		m.Person, m.Problem = all[0], Inactive
	default:
		m.Problem = Ambiguous
	}
	return m
}

// pick keeps the namesakes a detail fits: their id, a unit they belong to, or a
// role they hold.
func (r *registers) pick(all []*Person, detail string, day time.Time) []*Person {
	d := key(detail)
	return keep(all, func(p *Person) bool {
		if key(p.ID) == d {
			return true
		}
		for _, u := range r.unitNames[d] {
			if p.inUnit(u, day) || day.IsZero() && slices.ContainsFunc(p.roles, func(x Role) bool { return x.Unit.Within(u) }) {
				return true
			}
		}
		return slices.ContainsFunc(p.roles, func(x Role) bool { return x.Role != "" && key(x.Role) == d })
	})
}

// splitDetail cuts 李伟（后勤） into its name and detail.
func splitDetail(text string) (name, detail string) {
	folded := source.Narrow(strings.TrimSpace(text))
	if strings.HasSuffix(folded, ")") {
		if i := strings.IndexByte(folded, '('); i > 0 {
			return strings.TrimSpace(folded[:i]), strings.TrimSpace(folded[i+1 : len(folded)-1])
		}
	}
	return strings.TrimSpace(text), ""
}

func (r *registers) findProject(text string) *Mention {
	m := &Mention{Text: text, Kind: schema.Project, Project: r.projectNames[key(text)]}
	if m.Project == nil {
		m.doubt(r.unknown(schema.Project, text, r.projectList))
	}
	return m
}

// unknown says why a name is not found, and which one is near.
func (r *registers) unknown(kind schema.Kind, name string, known []string) (Problem, string) {
	anID := !strings.ContainsFunc(name, func(c rune) bool { return c >= utf8.RuneSelf })
	if r.damaged[kind] || r.lost[key(name)] || r.nameless[kind] && anID {
		return Unreadable, ""
	}
	return Unknown, schema.Nearest(name, known)
}

func (r *registers) findUnit(text string, day time.Time) *Mention {
	if m := r.unit(text, day); m != nil {
		return m
	}
	m := &Mention{Text: text, Kind: schema.Unit}
	m.doubt(r.unknown(schema.Unit, text, r.unitList))
	return m
}

// unit resolves the name of a unit as of a day, nil if no unit has it.
func (r *registers) unit(text string, day time.Time) *Mention {
	all := r.unitNames[key(text)]
	if len(all) == 0 {
		return nil
	}
	m := &Mention{Text: text, Kind: schema.Unit}
	active := keep(all, func(u *Unit) bool { return day.IsZero() || u.activeAt(day) })
	switch {
	case len(active) == 1:
		m.Unit = active[0]
	case len(active) > 1:
		m.Problem = Ambiguous
	default:
		m.Unit, m.Problem = all[0], Inactive
	}
	return m
}

// findParty resolves a unit, a person, or an outsider. Which names are near is
// asked last: most parties are people, and no unit is near them.
func (r *registers) findParty(text string, day time.Time) *Mention {
	m := r.unit(text, day)
	if m == nil {
		m = r.findPerson(text, day)
	}
	m.Kind = schema.Party
	if m.Problem != Unknown {
		return m
	}
	problem, near := r.unknown(schema.Unit, text, r.unitList)
	if problem == Unreadable {
		return &Mention{Text: text, Kind: schema.Party, Problem: Unreadable}
	}
	m.doubt(Outsider, cmp.Or(m.Near(), near))
	return m
}

func (r *registers) find(kind schema.Kind, text string, day time.Time) *Mention {
	switch kind {
	case schema.Person:
		return r.findPerson(text, day)
	case schema.Unit:
		return r.findUnit(text, day)
	default:
		return r.findParty(text, day)
	}
}

func keep[T any](all []T, ok func(T) bool) []T {
	var out []T
	for _, x := range all {
		if ok(x) {
			out = append(out, x)
		}
	}
	return out
}

// PersonFor finds whom a name, alias or id means on a day.
func (a *Archive) PersonFor(name string, day time.Time) *Mention { return a.reg.findPerson(name, day) }
