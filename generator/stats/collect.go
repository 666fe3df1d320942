package stats

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Collect goes through a view once.
func Collect(v *archive.View) *Facts {
	c := newCollector(v)
	for _, r := range v.Records {
		c.record(r)
	}
	c.duties()
	c.plans()
	for _, a := range v.Actions {
		c.action(a)
	}
	for _, d := range v.Decisions {
		c.decision(d)
	}
	for s := range c.facts.items {
		c.sort(s)
	}
	return c.facts
}

// Checked adds what the checks found; until then errors and warnings are not
// measured. Findings about files that are not records of the view are left out.
func (f *Facts) Checked(findings []diag.Finding) {
	clear(f.sorted)
	f.collector.findings(findings)
	f.collector.sort(ofErrors)
	f.collector.sort(ofWarnings)
}

// sort puts items in order of time; most are, as records are.
func (c *collector) sort(s source) {
	byTime := func(a, b *Item) int { return a.At.Compare(b.At) }
	if items := c.facts.items[s]; !slices.IsSortedFunc(items, byTime) {
		slices.SortStableFunc(items, byTime)
	}
}

// groupKey tells groups apart. The same word may be a choice of two fields, as
// weekly is a kind of meeting and of report.
type groupKey struct {
	by Dimension
	of *schema.Field // of a choice
	id string
}

// collector notes items.
type collector struct {
	*archive.View
	clock  archive.Clock
	facts  *Facts
	chains map[*archive.Unit][]*Group // a unit's group and those above, itself first
	posts  map[*archive.Person][]archive.Role
	known  map[*archive.Person]int // the people of the view, in order

	standings []*Group          // reused by standing
	rooms     map[source][]Item // for some more
	texts     map[diag.Text]*diag.Text
	own, all  []*archive.Unit
}

func newCollector(v *archive.View) *collector {
	c := &collector{
		View: v, clock: v.Clock(),
		facts:  &Facts{view: v, items: map[source][]*Item{}, groups: map[groupKey]*Group{}, sorted: map[*Measure]sorted{}},
		chains: map[*archive.Unit][]*Group{}, posts: map[*archive.Person][]archive.Role{},
		known: make(map[*archive.Person]int, len(v.People)), texts: map[diag.Text]*diag.Text{}, rooms: map[source][]Item{},
	}
	c.facts.collector = c
	for s := range ofErrors {
		c.facts.items[s] = nil // measured, though nothing may be found
	}
	own := make(map[*archive.Unit]*Group, len(v.Units))
	for i, u := range v.Units {
		own[u] = c.group(ByUnit, u.ID, same(u.Name), i)
		own[u].Unit = u
	}
	for _, u := range v.Units {
		for up := u; up != nil; up = v.Parent(up) {
			if g := own[up]; g != nil {
				c.chains[u] = append(c.chains[u], g)
			}
		}
	}
	namesakes := v.Namesakes()
	for i, p := range v.People {
		c.known[p] = i
		label := same(p.Name)
		if which := namesakes[p]; which != "" {
			label = t(p.Name+"（"+which+"）", p.Name+"（"+which+"）", p.Name+" ("+which+")")
		}
		c.group(ByPerson, p.ID, label, i).Person = p
	}
	return c
}

// record notes what a record says by itself.
func (c *collector) record(r *archive.Record) {
	c.stored(r)
	if r.Meeting != nil && r.Held() {
		c.meeting(r)
	}
	if r.Status == "draft" || r.Status == "withdrawn" {
		return
	}
	c.confirmations(r)
	switch r.Type.Name {
	case "request":
		c.request(r)
	case "communication":
		c.communication(r)
	case "report":
		c.report(r)
	case "evaluation":
		c.evaluation(r)
	}
}

// stored counts a record, whatever it is. Retention is as its author wrote it.
func (c *collector) stored(r *archive.Record) {
	g := []*Group{c.group(ByType, r.Type.Name, r.Type.Label, slices.Index(c.Schema.Types, r.Type)), c.retention(r)}
	at := r.At().Time
	if at.After(c.Now) {
		at = c.Now // planned, but on record already
	}
	c.note(ofRecords, &Item{At: at, Outcome: Met, Num: 1, Record: r}, c.units(r), g)
}

func (c *collector) retention(r *archive.Record) *Group {
	v := r.Values.Get("retention")
	if v == nil || !retentionForm.MatchString(v.Text) {
		return c.group(ByRetention, "none", t("未定", "未定", "Not set"), 1<<20)
	}
	if n, err := strconv.Atoi(v.Text); err == nil {
		return c.group(ByRetention, v.Text, t(v.Text+" 年", v.Text+" 年", v.Text+" years"), n)
	}
	return c.group(ByRetention, "permanent", t("永久", "永久", "Permanent"), 1<<19)
}

var retentionForm = regexp.MustCompile(`^(?:[0-9]{1,3}|permanent|永久)$`)

// note puts an item among those of a source, with the groups it counts in. What
// is yet to come is left out.
func (c *collector) note(s source, it *Item, groups ...[]*Group) {
	if it.At.After(c.Now) {
		return
	}
	it.groups = make([]*Group, 0, total(groups))
	for _, gs := range groups {
		for _, g := range gs {
			if g != nil && !slices.Contains(it.groups, g) {
				it.groups = append(it.groups, g)
			}
		}
	}
	if !it.At.IsZero() {
		it.At = it.At.In(c.Config.Zone)
	}
	room := c.rooms[s]
	if len(room) == cap(room) {
		room = make([]Item, 0, min(16+len(c.facts.items[s]), 512)) // there are several for each record
	}
	room = append(room, *it)
	c.rooms[s] = room
	c.facts.items[s] = append(c.facts.items[s], &room[len(room)-1])
}

// text keeps a text once. Most are names.
func (c *collector) text(t diag.Text) *diag.Text {
	kept := c.texts[t]
	if kept == nil {
		kept = &t
		c.texts[t] = kept
	}
	return kept
}

func total(groups [][]*Group) (n int) {
	for _, gs := range groups {
		n += len(gs)
	}
	return n
}

// group returns the one group of a dimension and an id.
func (c *collector) group(by Dimension, id string, label diag.Text, order int) *Group {
	return c.groupAs(groupKey{by: by, id: id}, label, order)
}

func (c *collector) groupAs(k groupKey, label diag.Text, order int) *Group {
	g := c.facts.groups[k]
	if g == nil {
		g = &Group{By: k.by, ID: k.id, Label: label, order: order, place: len(c.facts.order)}
		c.facts.groups[k] = g
		c.facts.order = append(c.facts.order, g)
	}
	return g
}

func (c *collector) choice(by Dimension, r *archive.Record, field string) *Group {
	v := r.Values.Get(field)
	if v == nil || v.Choice() == nil {
		return nil
	}
	return c.groupAs(groupKey{by, v.Field, v.Choice().Name}, v.Choice().Label, slices.Index(v.Field.Choices, v.Choice()))
}

func (c *collector) kind(m *archive.Meeting) *Group {
	if m == nil || m.Kind == nil {
		return nil
	}
	return c.group(ByKind, m.Kind.Name, m.Kind.Label, slices.Index(c.Schema.Kinds, m.Kind))
}

// person is the group of somebody whom a visible record names. Others, such as a
// head who answers for a unit, are not to be shown.
func (c *collector) person(p *archive.Person) *Group {
	if p == nil {
		return nil
	}
	if i, ok := c.known[p]; ok {
		return c.group(ByPerson, p.ID, same(p.Name), i)
	}
	return nil
}

// units are the groups of a record's unit and those above it.
func (c *collector) units(r *archive.Record) []*Group {
	if r.Unit == nil {
		return nil
	}
	return c.chains[r.Unit.Unit]
}

// measured reports whether a record's unit is measured.
func (c *collector) measured(r *archive.Record) bool {
	return r.Unit == nil || r.Unit.Unit.Measured()
}

// standing is the groups a person or unit counts in for a record. It reports
// false if they belong to exempt units only. The groups are good until the next
// call: there are as many calls as seats in all meetings.
func (c *collector) standing(m *archive.Mention, r *archive.Record) (groups []*Group, measured bool) {
	var units []*archive.Unit
	switch {
	case m.Person != nil && !m.Person.MeasuredAt(r.At().Time):
		return nil, false // their unit need not be one the view knows
	case m.Person != nil:
		units = c.unitsOf(m.Person, r)
	case m.Unit != nil:
		units = []*archive.Unit{m.Unit}
	}
	groups = c.standings[:0]
	measured = len(units) == 0
	for _, u := range units {
		if u.Measured() {
			measured = true
			groups = append(groups, c.chains[u]...)
		}
	}
	c.standings = append(groups, c.person(m.Person))
	return c.standings, measured
}

// unitsOf are the units a person belongs to on a record's day: within the
// record's own unit if they do, else all.
func (c *collector) unitsOf(p *archive.Person, r *archive.Record) []*archive.Unit {
	own, all := c.own[:0], c.all[:0]
	for _, post := range c.postsOf(p) {
		if !lasts(post, r.At().Time) {
			continue
		}
		all = append(all, post.Unit)
		if r.Unit != nil && post.Unit.Within(r.Unit.Unit) {
			own = append(own, post.Unit)
		}
	}
	c.own, c.all = own, all
	if len(own) > 0 {
		return own
	}
	return all
}

// postsOf are a person's posts, in units of the view.
func (c *collector) postsOf(p *archive.Person) []archive.Role {
	posts, ok := c.posts[p]
	if !ok {
		posts = c.Posts(p)
		c.posts[p] = posts
	}
	return posts
}

func lasts(r archive.Role, day time.Time) bool {
	return (r.From.IsZero() || !day.Before(r.From.Time)) && (r.To.IsZero() || day.Before(r.To.End()))
}

// confirmGrace is how long a confirmation may take where no date is set.
const confirmGrace = 7

func (c *collector) confirmations(r *archive.Record) {
	by := r.Values.Moment("confirm_by")
	if by.IsZero() && !r.At().IsZero() {
		by = schema.Moment{Time: r.At().End().AddDate(0, 0, confirmGrace), Clock: true}
	}
	kind := []*Group{c.group(ByType, r.Type.Name, r.Type.Label, slices.Index(c.Schema.Types, r.Type))}
	for _, s := range r.Signatories {
		groups, measured := c.units(r), c.measured(r)
		if s.Person != nil {
			groups, measured = c.standing(&archive.Mention{Person: s.Person}, r)
		}
		if !measured {
			continue
		}
		it := &Item{At: r.At().Time, Record: r, Signatory: s}
		switch {
		case s.Given != nil && s.Given.Verdict == "agreed":
			it.judge(true)
		case by.End().After(c.Now):
			it.Outcome = Pending
		default:
			it.judge(false)
		}
		c.note(ofConfirmations, it, groups, kind)
	}
}

// judge makes the item count in a ratio.
func (it *Item) judge(met bool) {
	it.Outcome, it.Den = Missed, 1
	if met {
		it.Outcome, it.Num = Met, 1
	}
}

func (c *collector) findings(all []diag.Finding) {
	records := make(map[string]*archive.Record, len(c.Records))
	for _, r := range c.Records {
		records[r.Path()] = r
	}
	from := map[diag.Severity]source{diag.Error: ofErrors, diag.Warning: ofWarnings}
	for _, s := range from {
		c.facts.items[s] = nil
	}
	for _, f := range all {
		r, s := records[f.File], from[f.Severity]
		if r == nil || f.Severity == diag.Off {
			continue
		}
		at := r.At().Time
		if at.After(c.Now) {
			at = c.Now
		}
		g := []*Group{c.group(ByRule, f.Rule, same(f.Rule), 0), c.group(ByType, r.Type.Name, r.Type.Label, slices.Index(c.Schema.Types, r.Type))}
		c.note(s, &Item{At: at, Outcome: Missed, Num: 1, Record: r, text: c.text(inAll(f.Message))}, c.units(r), g)
	}
}

// same is a name that no language changes.
func same(s string) diag.Text { return diag.Text{CN: s, TW: s, EN: s} }

func inAll(m diag.Message) diag.Text {
	return diag.Text{CN: m.In(diag.ZhCN), TW: m.In(diag.ZhTW), EN: m.In(diag.En)}
}

// fold is the form of a text that groups go by.
func fold(s string) string { return strings.ToLower(strings.TrimSpace(s)) }
