package archive

import (
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// A Step is how often something comes round.
type Step string

// The steps. Weeks begin on Monday.
const (
	Daily     Step = "day"
	Weekly    Step = "week"
	Monthly   Step = "month"
	Quarterly Step = "quarter"
	Yearly    Step = "year"
)

var stepMonths = map[Step]int{Monthly: 1, Quarterly: 3, Yearly: 12}

// Begin is the midnight the period that holds a moment begins with.
func (s Step) Begin(t time.Time) time.Time {
	y, m, d := t.Date()
	switch n := time.Month(stepMonths[s]); {
	case n > 0:
		m, d = m-(m-1)%n, 1
	case s == Weekly:
		d -= (int(t.Weekday()) + 6) % 7
	}
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}

// Next is where the period after the one that begins at a moment begins.
func (s Step) Next(begin time.Time) time.Time {
	switch n := stepMonths[s]; {
	case n > 0:
		return begin.AddDate(0, n, 0)
	case s == Weekly:
		return begin.AddDate(0, 0, 7)
	}
	return begin.AddDate(0, 0, 1)
}

// Whole are the whole periods within [from, to), in order.
func (s Step) Whole(from, to time.Time) iter.Seq[schema.Range] {
	return func(yield func(schema.Range) bool) {
		at := s.Begin(from)
		if at.Before(from) {
			at = s.Next(at)
		}
		for next := s.Next(at); !next.After(to); at, next = next, s.Next(next) {
			if !yield(schema.Range{From: at, To: next}) {
				return
			}
		}
	}
}

// A Duty is a kind of meeting that a unit has to hold once in every whole period
// of [From, To).
type Duty struct {
	Unit   *Unit
	Kind   *schema.MeetingKind
	Step   Step
	From   time.Time
	To     time.Time
	Exempt bool      // the unit or one above it is not measured: nothing is owed
	Held   []*Record // the meetings held, by day; each by one record
}

type unitKind struct {
	unit *Unit
	kind *schema.MeetingKind
}

// Duties are the meetings with a cadence: of the kinds a unit has ever held, and
// for Party branches of all that are asked of a branch. A unit owes them from its
// founding on, but not before the archive begins; where its founding is not
// known, from the first such meeting on.
func (m *Model) Duties() []*Duty {
	held, first := m.heldByKind()
	committees := m.committees()
	var out []*Duty
	for _, u := range m.Units {
		for _, kind := range m.Schema.Kinds {
			d := &Duty{Unit: u, Kind: kind, Step: Step(kind.Cadence), To: m.Now, Exempt: !u.Measured(), Held: held[unitKind{u, kind}]}
			if kind.Cadence == "" || len(d.Held) == 0 && !asked(u, kind, committees[u]) {
				continue
			}
			slices.SortStableFunc(d.Held, func(a, b *Record) int { return a.At().Compare(b.At().Time) })
			if d.From = d.owesFrom(first); d.From.IsZero() {
				continue
			}
			if !u.To.IsZero() && u.To.End().Before(d.To) {
				d.To = u.To.End()
			}
			out = append(out, d)
		}
	}
	return out
}

// heldByKind sorts the meetings held by unit and kind, and tells when the archive
// begins.
func (m *Model) heldByKind() (held map[unitKind][]*Record, first time.Time) {
	held = map[unitKind][]*Record{}
	for _, r := range m.Records {
		if first.IsZero() {
			first = r.Date.Time
		}
		if x := r.Meeting; x != nil && x.Kind != nil && x.Kind.Cadence != "" && r.Unit != nil && r.Held() {
			k := unitKind{r.Unit.Unit, x.Kind}
			held[k] = append(held[k], r)
		}
	}
	return held, first
}

// Held reports whether the record stands for a meeting that took place: minutes
// do, and a meeting that is said to have been held and has none. Of several
// minutes of one meeting the first stands for it, and a later version of the same
// minutes for the one it replaces.
func (r *Record) Held() bool {
	if r.Type.Name == "meeting" {
		return r.Status == "held" && len(r.Minutes) == 0
	}
	if r.Meeting == nil || r.Replaced() {
		return false
	}
	if r.MeetingOf == nil {
		return true
	}
	i := slices.IndexFunc(r.MeetingOf.Minutes, func(x *Record) bool { return !x.Replaced() })
	return i < 0 || r.MeetingOf.Minutes[i] == r
}

// Replaced reports whether another record of the type supersedes this one and
// tells of the same time: it is a new version, not a thing of its own.
func (r *Record) Replaced() bool {
	return slices.ContainsFunc(r.SupersededBy, func(x *Record) bool {
		return x.Type == r.Type && x != r && x.stretch() == r.stretch()
	})
}

// stretch is the time a record tells of: its period, or its moment.
func (r *Record) stretch() schema.Range {
	if r.Values.Get("period") != nil {
		return r.Values.Period("period")
	}
	at := r.At()
	return schema.Range{From: at.Time, To: at.End()}
}

// Measured reports whether figures are kept of a unit: neither it nor one above it
// is exempt.
func (u *Unit) Measured() bool {
	for ; u != nil; u = u.parent {
		if u.Exempt {
			return false
		}
	}
	return true
}

// MeasuredAt reports whether figures are kept of a person on a day: not all their
// posts are in exempt units.
func (p *Person) MeasuredAt(t time.Time) bool {
	posts := keep(p.roles, func(r Role) bool { return within(r.From, r.To, t) })
	return len(posts) == 0 || slices.ContainsFunc(posts, func(r Role) bool { return r.Unit.Measured() })
}

func (d *Duty) owesFrom(archive time.Time) time.Time {
	switch founded := d.Unit.From.Time; {
	case founded.IsZero() && len(d.Held) > 0:
		return Monthly.Begin(d.Held[0].At().Time)
	case founded.Before(archive):
		return archive
	default:
		return founded
	}
}

// asked reports whether a unit has to hold a kind of meeting it has never held: a
// Party branch those of a branch, with a committee if it has one. Party groups
// are asked for only where there are any.
func asked(u *Unit, kind *schema.MeetingKind, committee bool) bool {
	if !strings.HasPrefix(kind.Name, "party-") || !strings.HasSuffix(u.Name, "支部") && !strings.HasSuffix(u.Name, "支部委员会") {
		return false
	}
	return kind.Name != "party-group" && (kind.Name != "party-committee" || committee)
}

// committees are the units that have members of a committee.
func (m *Model) committees() map[*Unit]bool {
	out := map[*Unit]bool{}
	for _, p := range m.People {
		for _, role := range p.roles {
			if strings.Contains(role.Role, "委员") || strings.Contains(role.Role, "委員") {
				out[role.Unit] = true
			}
		}
	}
	return out
}

// A PlanRow is a row of a communication plan's matrix, with the records that
// carry it out.
type PlanRow struct {
	Plan    *Record
	Values  *schema.Values // the row's
	By      *schema.Value  // the name of what fulfils it, nil if the row names nothing
	Period  schema.Range   // of the plan
	Records []Fulfilment   // by day; shared between rows, not to be changed
}

// Fulfilment is a record that carries out a row of a plan: a report does for the
// first day of its period, another record for its own.
type Fulfilment struct {
	Day    time.Time
	Record *Record
}

// Frequency is how often the row comes round, and in how many periods once. It
// reports false for rows that are due once or as needed.
func (p *PlanRow) Frequency() (step Step, each int, ok bool) {
	switch p.Values.Choice("frequency") {
	case "daily":
		return Daily, 1, true
	case "weekly":
		return Weekly, 1, true
	case "biweekly":
		return Weekly, 2, true
	case "monthly":
		return Monthly, 1, true
	case "quarterly":
		return Quarterly, 1, true
	case "yearly":
		return Yearly, 1, true
	}
	return "", 0, false
}

// PlanRows are the rows of all plans that are in force or were. A row names what
// fulfils it by a series or a tag, which counts wherever it stands, or by a type,
// a kind of report or a kind of meeting, which counts in the plan's project, or
// else in its unit and below.
func (m *Model) PlanRows() []*PlanRow {
	var out []*PlanRow
	wanted := map[string]bool{}
	for _, r := range m.Records {
		period := r.Values.Period("period")
		if r.Type.Name != "plan" || r.Status == "draft" || period.From.IsZero() {
			continue
		}
		for _, x := range r.Values.Items("matrix") {
			if x.Object() == nil {
				continue
			}
			p := &PlanRow{Plan: r, Values: x.Object(), By: x.Object().Get("fulfilled_by"), Period: period}
			if p.By != nil {
				wanted[planName(p.By.Text)] = true
			}
			out = append(out, p)
		}
	}
	index := m.carriers(wanted)
	for _, p := range out {
		if p.By != nil {
			p.Records = index.of(planName(p.By.Text), p.Plan)
		}
	}
	return out
}

func planName(s string) string { return strings.ToLower(strings.TrimSpace(s)) }

// carrier is a name as far as it counts: anywhere (a nil scope), in a project, or
// in a unit and below.
type carrier struct {
	name  string
	scope any
}

type carriers map[carrier][]Fulfilment

// carriers finds the records of each name in one pass over all of them.
func (m *Model) carriers(wanted map[string]bool) carriers {
	out := carriers{}
	if len(wanted) == 0 {
		return out
	}
	for _, r := range m.Records {
		f := Fulfilment{r.At().Time, r}
		if from := r.Values.Period("period").From; r.Type.Name == "report" && !from.IsZero() {
			f.Day = from
		}
		for _, n := range append([]string{r.Series}, r.Tags...) {
			if n = planName(n); wanted[n] {
				out.add(carrier{n, nil}, f)
			}
		}
		for _, n := range r.kindNames() {
			if !wanted[n] {
				continue
			}
			if r.Project != nil && r.Project.Project != nil {
				out.add(carrier{n, r.Project.Project}, f)
			}
			if r.Unit != nil {
				for u := r.Unit.Unit; u != nil; u = u.parent {
					out.add(carrier{n, u}, f)
				}
			}
		}
	}
	for _, fs := range out {
		slices.SortStableFunc(fs, func(a, b Fulfilment) int { return a.Day.Compare(b.Day) })
	}
	return out
}

func (c carriers) add(k carrier, f Fulfilment) {
	if fs := c[k]; len(fs) == 0 || fs[len(fs)-1].Record != f.Record {
		c[k] = append(fs, f)
	}
}

// kindNames are the names of what a record is: its type and its kind.
func (r *Record) kindNames() []string {
	out := labels(r.Type.Name, r.Type.Label)
	if v := r.Values.Get("kind"); v != nil && v.Choice() != nil {
		out = append(out, labels(v.Choice().Name, v.Choice().Label)...)
	}
	if r.Meeting != nil && r.Meeting.Kind != nil {
		out = append(out, labels(r.Meeting.Kind.Name, r.Meeting.Kind.Label)...)
	}
	return out
}

func labels(name string, l diag.Text) []string {
	return []string{planName(name), planName(l.CN), planName(l.TW), planName(l.EN)}
}

// of are the records that carry a name for a plan, the plan itself left out.
func (c carriers) of(name string, plan *Record) []Fulfilment {
	var scope any
	switch {
	case plan.Project != nil:
		scope = plan.Project.Project
	case plan.Unit != nil:
		scope = plan.Unit.Unit
	}
	anywhere, here := c[carrier{name, nil}], c[carrier{name, scope}]
	own := func(f Fulfilment) bool { return f.Record == plan }
	switch {
	case len(here) == 0 && !slices.ContainsFunc(anywhere, own):
		return anywhere
	case len(anywhere) == 0 && !slices.ContainsFunc(here, own):
		return here
	}
	seen := map[*Record]bool{plan: true}
	var out []Fulfilment
	for _, f := range slices.Concat(anywhere, here) {
		if !seen[f.Record] {
			seen[f.Record] = true
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b Fulfilment) int { return a.Day.Compare(b.Day) })
	return out
}

// HasWorkday reports whether any day of a stretch is worked.
func (c *Calendar) HasWorkday(in schema.Range) bool {
	for d := in.From; d.Before(in.To); d = d.AddDate(0, 0, 1) {
		if c.Workday(d) {
			return true
		}
	}
	return false
}
