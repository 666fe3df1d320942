package render

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
)

// register is a table of the records of one type, in groups. A group that is
// empty is left out, and long ones run on over pages.
type register struct {
	kind   string // name of the page, and of its heading: nav.KIND
	note   string
	before []block // above the table, on the first page
	head   []string
	groups []registerGroup
	row    func(from string, r *archive.Record) []cell
}

type registerGroup struct {
	id      string
	title   string
	records []*archive.Record
}

// perRegister is how many rows a page of a register holds.
const perRegister = 100

func (g *register) n() int {
	n := 0
	for _, x := range g.groups {
		n += len(x.records)
	}
	return n
}

func (g *register) pages() int { return max(1, (g.n()+perRegister-1)/perRegister) }

func (g *register) path(page int) string {
	if page == 1 {
		return g.kind + ".html"
	}
	return fmt.Sprintf("%s.%d.html", g.kind, page)
}

func (s *Site) registerPages(g *register) iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		for n := 1; n <= g.pages(); n++ {
			if !s.skip(g.path(n)) && !yield(s.registerPage(g, n)) {
				return
			}
		}
	}
}

func (s *Site) registerPage(g *register, n int) output.Page {
	path, heading := g.path(n), s.word("nav."+g.kind)
	if n > 1 {
		heading = s.word("page-title", heading, n)
	}
	p := &blockPage{frame: s.frame(path, heading), Lead: g.note, Pager: s.pager(path, g.pages(), n, g.path)}
	if n == 1 {
		p.Blocks = append(p.Blocks, g.before...)
	}
	at := 0
	for _, x := range g.groups {
		if len(x.records) > 0 {
			first := at/perRegister + 1
			p.Facets = append(p.Facets, link{Text: x.title, Href: href(path, g.path(first)+"#"+x.id), Note: s.number(len(x.records))})
		}
		lo, hi := max((n-1)*perRegister-at, 0), min(n*perRegister-at, len(x.records))
		at += len(x.records)
		if lo >= hi {
			continue
		}
		t := &grid{Class: g.kind, Cards: true, Head: g.head}
		for _, r := range x.records[lo:hi] {
			t.Rows = append(t.Rows, g.row(path, r))
		}
		p.Blocks = append(p.Blocks, block{ID: x.id, Title: x.title, Grid: t.tidy()})
	}
	return s.page(path, "blocks", p)
}

// byStatus groups the records of a type by where they stand, in the schema's
// order, newest first.
func (s *Site) byStatus(name string) []registerGroup {
	t := s.view.Schema.Type(name)
	var out []registerGroup
	records := s.ofType(name)
	for _, c := range t.Statuses {
		g := registerGroup{id: c.Name, title: s.in(c.Label)}
		for _, r := range records {
			if r.Status == c.Name {
				g.records = append(g.records, r)
			}
		}
		out = append(out, g)
	}
	return out
}

// recordCell names the record of a row, with its date.
func (s *Site) recordCell(from string, r *archive.Record) cell { return headCell(s.dated(from, r)) }

// mentioned are whom a list of a record names.
func (s *Site) mentioned(from string, r *archive.Record, field string) []link {
	return s.mentions(from, r.People(field))
}

// The notices, by how their receipts stand.

func (s *Site) noticeRegister() *register {
	groups := []registerGroup{{id: "late"}, {id: "waiting"}, {id: "complete"}, {id: "none-needed"}}
	for i := range groups {
		groups[i].title = s.word("pages.receipts." + groups[i].id)
	}
	for _, r := range s.ofType("notice") {
		i := slices.IndexFunc(groups, func(g registerGroup) bool { return g.id == s.receipts(r).state })
		groups[i].records = append(groups[i].records, r)
	}
	return &register{
		kind: "notices", groups: groups, head: s.heads("notice", "units", "effective", "confirm-by", "receipts", "confirmed", "missing"),
		row: s.noticeRow,
	}
}

// receipts is how the receipts of a notice stand.
type receipts struct {
	state   string // late, waiting, complete or none-needed
	given   []*archive.Signatory
	missing []*archive.Signatory
}

func (s *Site) receipts(r *archive.Record) receipts {
	var x receipts
	for _, need := range r.Signatories {
		if need.Given != nil && need.Given.Verdict == "agreed" {
			x.given = append(x.given, need)
		} else {
			x.missing = append(x.missing, need)
		}
	}
	by := r.Values.Moment("confirm_by")
	switch {
	case len(r.Signatories) == 0:
		x.state = "none-needed"
	case len(x.missing) == 0:
		x.state = "complete"
	case r.Status != "withdrawn" && !by.IsZero() && by.End().Before(s.view.Now):
		x.state = "late"
	default:
		x.state = "waiting"
	}
	return x
}

// shownPeople is how many people a cell names.
const shownPeople = 12

func (s *Site) noticeRow(from string, r *archive.Record) []cell {
	x := s.receipts(r)
	class := map[string]string{"late": "overdue", "waiting": "pending", "complete": "done"}[x.state]
	count := textCell("–")
	if n := len(r.Signatories); n > 0 {
		count = stateCell(class, s.word("pages.met-of", len(x.given), n))
	}
	var given, missing []link
	for _, g := range x.given {
		l := s.person(from, g.Person)
		l.Note = g.Given.At.String()
		given = append(given, l)
	}
	for _, g := range x.missing {
		l := s.person(from, g.Person)
		if g.Given != nil {
			l.Note = s.word("sign.objected")
		}
		missing = append(missing, l)
	}
	return []cell{
		s.recordCell(from, r), linkCell(s.mentioned(from, r, "units")...), dateCell(r.Values.Moment("effective").String()),
		dateCell(r.Values.Moment("confirm_by").String()), count, listCell(s.cut(given, from, r)...), listCell(s.cut(missing, from, r)...),
	}
}

// cut keeps a cell short; the record has the rest.
func (s *Site) cut(ls []link, from string, r *archive.Record) []link {
	if len(ls) <= shownPeople {
		return ls
	}
	return append(ls[:shownPeople-1:shownPeople-1], link{Text: s.word("pages.more", len(ls)-shownPeople+1), Href: href(from, recordPath(r))})
}

// The risks, and how likely and grave those still open are.

var levels = []string{"high", "medium", "low"}

func (s *Site) riskRegister() *register {
	return &register{
		kind: "risks", groups: s.byStatus("risk"), before: []block{s.riskMatrix("risks.html")},
		head: s.heads("risk", "category", "likelihood", "impact", "owner", "schedule", "trigger"),
		row: func(from string, r *archive.Record) []cell {
			out := []cell{s.recordCell(from, r)}
			for _, f := range []string{"category", "likelihood", "impact", "owner", "schedule", "trigger"} {
				out = append(out, linkCell(s.named(from, r, r.Values.Get(f))))
			}
			return out
		},
	}
}

// riskMatrix places the risks that are not closed: a row for each likelihood, a
// column for each impact. A likelihood that is not said has a row of its own.
func (s *Site) riskMatrix(from string) block {
	places, unsaid := map[[2]string][]link{}, false
	for _, r := range s.ofType("risk") {
		if r.Status == "closed" {
			continue
		}
		k := [2]string{r.Values.Choice("likelihood"), r.Values.Choice("impact")}
		unsaid = unsaid || k[0] == ""
		l := link{Text: title(r), Href: href(from, recordPath(r))}
		if r.Status != "open" {
			l.Note = s.status(r)
		}
		places[k] = append(places[k], l)
	}
	b := block{ID: "matrix", Title: s.word("pages.risk-matrix"), Note: s.word("pages.risk-none")}
	if len(places) == 0 {
		return b
	}
	b.Note = s.word("pages.risk-matrix-note")
	g := &grid{Class: "risk-matrix", Head: []string{s.word("pages.risk-axes")}}
	t := s.view.Schema.Type("risk")
	impact, likelihood := t.Field("impact"), t.Field("likelihood")
	columns := slices.Backward(levels)
	for _, c := range columns {
		g.Head = append(g.Head, s.choiceHead("pages.impact-is", impact, c))
	}
	rows := levels
	if unsaid {
		rows = append(slices.Clone(levels), "")
	}
	for _, l := range rows {
		name := s.word("pages.likelihood-unsaid")
		if l != "" {
			name = s.choiceHead("pages.likelihood-is", likelihood, l)
		}
		row := []cell{headCell(link{Text: name})}
		for _, c := range columns {
			row = append(row, listCell(places[[2]string{l, c}]...))
		}
		g.Rows = append(g.Rows, row)
	}
	b.Grid = g
	return b
}

func (s *Site) choiceHead(key string, f *schema.Field, value string) string {
	if c := f.Choice(value); c != nil {
		value = s.in(c.Label)
	}
	return s.word(key, value)
}

func (s *Site) disputeRegister() *register {
	return &register{
		kind: "disputes", groups: s.byStatus("dispute"), head: s.heads("dispute", "request", "parties", "arbiter", "ruling", "ruled-at"),
		row: func(from string, r *archive.Record) []cell {
			return []cell{
				s.recordCell(from, r), linkCell(s.named(from, r, r.Values.Get("request"))), linkCell(s.mentioned(from, r, "parties")...),
				linkCell(s.named(from, r, r.Values.Get("arbiter"))), textCell(s.redact(r.Values.Text("ruling"))), dateCell(r.Values.Moment("ruled_at").String()),
			}
		},
	}
}

// The documents under control: regulations, templates, manuals.

func (s *Site) documentRegister() *register {
	t := s.view.Schema.Type("document")
	var groups []registerGroup
	for _, c := range t.Field("class").Choices {
		groups = append(groups, registerGroup{id: c.Name, title: s.word("pages.class", s.in(c.Label))})
	}
	groups = append(groups, registerGroup{id: "other", title: s.word("pages.class-other")})
	for _, r := range s.ofType("document") {
		i := slices.IndexFunc(groups, func(g registerGroup) bool { return g.id == r.Values.Choice("class") })
		if i < 0 {
			i = len(groups) - 1
		}
		groups[i].records = append(groups[i].records, r)
	}
	for _, g := range groups {
		slices.SortStableFunc(g.records, func(a, b *archive.Record) int {
			switch x, y := outOfForce(a), outOfForce(b); {
			case x != y && x:
				return 1
			case x != y:
				return -1
			}
			return strings.Compare(a.Values.Text("doc_no"), b.Values.Text("doc_no"))
		})
	}
	return &register{
		kind: "documents", groups: groups, note: s.word("pages.documents-note"),
		head: s.heads("doc-no", "document", "version", "status", "effective", "approver", "revisions", "replaces", "files"), row: s.documentRow,
	}
}

// outOfForce reports whether a document is struck off.
func outOfForce(r *archive.Record) bool {
	return r.Status == "superseded" || r.Status == "withdrawn" || len(r.SupersededBy) > 0
}

func (s *Site) documentRow(from string, r *archive.Record) []cell {
	old := outOfForce(r)
	status := stateCell("", s.status(r))
	switch {
	case old:
		status.State = "superseded"
		if r.Status != "withdrawn" && r.Status != "superseded" {
			status.Parts[0].Text = s.word("relation.superseded-by")
		}
	case r.Status == "effective":
		status.State = "done"
	case r.Status == "draft":
		status.State = "pending"
	}
	approver := r.Person("approved_by")
	if approver == nil {
		approver = r.Person("approver")
	}
	var revisions, relations, files []link
	for _, x := range r.Values.Items("revisions") {
		revisions = append(revisions, link{Text: x.Object().Text("version"), Note: x.Object().Moment("date").String()})
	}
	for _, o := range r.Supersedes {
		relations = append(relations, link{Text: s.word("pages.replaces-it", title(o)), Href: href(from, recordPath(o))})
	}
	for _, o := range r.SupersededBy {
		relations = append(relations, link{Text: s.word("pages.replaced-by-it", title(o)), Href: href(from, recordPath(o))})
	}
	for _, a := range r.Attached {
		if !a.Linked {
			files = append(files, s.attachment(from, a).Link)
		}
	}
	no := textCell(r.Values.Text("doc_no"))
	name := headCell(link{Text: title(r), Href: href(from, recordPath(r))})
	no.Old, name.Old = old, old
	return []cell{
		no, name, textCell(r.Values.Text("version")), status, dateCell(r.Values.Moment("effective").String()),
		linkCell(s.mention(from, approver)), listCell(revisions...), listCell(relations...), listCell(files...),
	}
}

// duration says how long something took: minutes, hours or days.
func (s *Site) duration(d time.Duration) string {
	switch {
	case d < time.Hour:
		return s.word("pages.minutes", int(d.Round(time.Minute)/time.Minute))
	case d < 48*time.Hour:
		return s.word("pages.hours", d.Hours())
	}
	return s.word("pages.days", d.Hours()/24)
}
