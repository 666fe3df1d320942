package render

import (
	"io"
	"iter"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/sheet"
	"github.com/minutebook/minutebook/generator/source"
)

// The ledgers (台账) as tables to open in a spreadsheet, ledgers/NAME.csv and
// .xlsx: actions, decisions, meetings, records, and the catalogue that an archive
// is handed over with.

// spreadsheet is one of them; rows makes it when it is asked for.
type spreadsheet struct {
	name    string
	columns []sheetColumn
	rows    func() [][]sheet.Cell
}

// sheetColumn is the key of a head among the phrases "feeds.col.", and a width.
type sheetColumn struct {
	key   string
	width int
}

func (s *Site) spreadsheets() []spreadsheet {
	return []spreadsheet{
		{"actions", []sheetColumn{{"id", 28}, {"action", 48}, {"owner", 16}, {"due", 12}, {"final-due", 12}, {"state", 10}, {"progress", 8}, {"finished", 12}, {"unit", 18}, {"source", 40}, {"date", 12}}, s.actionRows},
		{"decisions", []sheetColumn{{"id", 28}, {"decision", 48}, {"state", 10}, {"owner", 16}, {"due", 12}, {"for", 8}, {"against", 8}, {"abstain", 8}, {"review-by", 12}, {"superseded-by", 28}, {"unit", 18}, {"source", 40}, {"date", 12}}, s.decisionRows},
		{"meetings", []sheetColumn{{"id", 28}, {"title", 48}, {"kind", 14}, {"start", 18}, {"end", 18}, {"location", 20}, {"chair", 12}, {"recorder", 12}, {"expected", 8}, {"present", 8}, {"absent", 8}, {"status", 10}, {"unit", 18}, {"minutes", 28}}, s.meetingRows},
		{"records", []sheetColumn{{"id", 28}, {"type", 12}, {"title", 48}, {"date", 12}, {"unit", 18}, {"project", 18}, {"status", 10}, {"author", 12}, {"version", 8}, {"tags", 24}, {"audience", 10}, {"actions", 8}, {"decisions", 8}}, s.recordRows},
		s.catalogue(),
	}
}

func sheetPath(name, ext string) string { return "ledgers/" + name + "." + ext }

func (s *Site) sheetPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if s.without("ledgers/") {
			return
		}
		for _, l := range s.spreadsheets() {
			csv, xlsx := sheetPath(l.name, "csv"), sheetPath(l.name, "xlsx")
			if s.skip(csv) && s.skip(xlsx) {
				continue
			}
			t := s.table(l)
			sum := t.Sum()
			if !s.skip(csv) && !yield(output.Page{Path: csv, Digest: sum, Write: func(w io.Writer) error { return sheet.WriteCSV(w, t) }}) {
				return
			}
			if !s.skip(xlsx) && !yield(output.Page{Path: xlsx, Digest: sum, Write: func(w io.Writer) error { return sheet.WriteXLSX(w, t) }}) {
				return
			}
		}
	}
}

func (s *Site) table(l spreadsheet) sheet.Table {
	t := sheet.Table{Name: s.word("feeds.ledger." + l.name)}
	t.Fill(l.rows())
	for _, c := range l.columns {
		t.Columns = append(t.Columns, sheet.Column{Head: s.word("feeds.col." + c.key), Width: c.width})
	}
	return t
}

func when(m schema.Moment) sheet.Cell {
	if m.Clock {
		return sheet.Minute(m.Time)
	}
	return sheet.Day(m.Time)
}

func (s *Site) cleanCell(text string) sheet.Cell { return sheet.Text(s.clean(text)) }

func (s *Site) namesCell(ms []*archive.Mention) sheet.Cell {
	var out []string
	for _, m := range ms {
		out = append(out, s.mention("", m).Text)
	}
	return s.cleanCell(strings.Join(out, s.word("comma")))
}

// countCell leaves a count of nothing empty.
func countCell(n int) sheet.Cell {
	if n == 0 {
		return sheet.Cell{}
	}
	return sheet.Int(n)
}

func (s *Site) actionRows() [][]sheet.Cell {
	rows := make([][]sheet.Cell, 0, len(s.view.Actions))
	for _, a := range s.view.Actions {
		state := s.word("action." + string(a.State))
		if a.Overdue(s.view.Now) {
			state = s.word("action.overdue")
		}
		progress := sheet.Cell{}
		if a.Percent > 0 {
			progress = sheet.Percent(float64(a.Percent) / 100)
		}
		finished := sheet.Cell{}
		if a.State == archive.Done || a.State == archive.Cancelled {
			finished = when(a.Finished)
		}
		rows = append(rows, []sheet.Cell{
			sheet.Text(a.ID()), s.cleanCell(source.Plain(a.Text)), s.namesCell(a.Owners), when(a.Due), when(a.FinalDue),
			sheet.Text(state), progress, finished, s.cleanCell(a.Record.Unit.Name()), s.cleanCell(title(a.Record)), when(a.Record.Date),
		})
	}
	return rows
}

func (s *Site) decisionRows() [][]sheet.Cell {
	rows := make([][]sheet.Cell, 0, len(s.view.Decisions))
	for _, d := range s.view.Decisions {
		var votes [3]sheet.Cell
		if v := d.Votes; v != nil {
			votes = [3]sheet.Cell{sheet.Int(v.For), sheet.Int(v.Against), sheet.Int(v.Abstain)}
		}
		by := ""
		if d.SupersededBy != nil {
			by = d.SupersededBy.ID()
		}
		rows = append(rows, []sheet.Cell{
			sheet.Text(d.ID()), s.cleanCell(source.Plain(d.Text)), sheet.Text(s.word("decision." + string(d.Status))), s.namesCell(d.Owners), when(d.Due),
			votes[0], votes[1], votes[2], when(d.ReviewBy), sheet.Text(by), s.cleanCell(d.Record.Unit.Name()), s.cleanCell(title(d.Record)), when(d.Record.Date),
		})
	}
	return rows
}

func (s *Site) meetingRows() [][]sheet.Cell {
	var rows [][]sheet.Cell
	for _, r := range s.meetings().all {
		m := r.Meeting
		kind, minutes := "", strings.Join(ids(r.Minutes), " ")
		if m.Kind != nil {
			kind = s.in(m.Kind.Label)
		}
		expected, present, absent := len(m.Expected), len(m.Present), len(m.Absent)
		for _, o := range r.Minutes {
			if o.Meeting != nil {
				present, absent = present+len(o.Meeting.Present), absent+len(o.Meeting.Absent)
			}
		}
		rows = append(rows, []sheet.Cell{
			sheet.Text(r.ID), s.cleanCell(title(r)), sheet.Text(kind), when(m.Start), when(m.End), s.cleanCell(m.Location),
			s.cleanCell(s.mention("", m.Chair).Text), s.cleanCell(s.mention("", m.Recorder).Text), countCell(expected), countCell(present), countCell(absent),
			sheet.Text(s.status(r)), s.cleanCell(r.Unit.Name()), sheet.Text(minutes),
		})
	}
	return rows
}

// shownRecords are the records that have a page.
func (s *Site) shownRecords() iter.Seq[*archive.Record] {
	return func(yield func(*archive.Record) bool) {
		for _, r := range s.view.Records {
			if s.view.Record(r.ID) == r && !yield(r) {
				return
			}
		}
	}
}

func (s *Site) recordRows() [][]sheet.Cell {
	rows := make([][]sheet.Cell, 0, len(s.view.Records))
	for r := range s.shownRecords() {
		project := ""
		if p := r.Project; p != nil {
			project = p.Text
			if p.Project != nil {
				project = p.Project.Name
			}
		}
		rows = append(rows, []sheet.Cell{
			sheet.Text(r.ID), sheet.Text(s.in(r.Type.Label)), s.cleanCell(title(r)), when(r.Date), s.cleanCell(r.Unit.Name()), s.cleanCell(project),
			sheet.Text(s.status(r)), s.cleanCell(s.mention("", r.Person("author")).Text), s.cleanCell(r.Values.Text("version")),
			s.cleanCell(strings.Join(r.Tags, s.word("comma"))), sheet.Text(s.level(r)), countCell(len(r.Actions)), countCell(len(r.Decisions)),
		})
	}
	return rows
}

// level is how far a record may go, in words.
func (s *Site) level(r *archive.Record) string {
	return s.word("feeds.level." + r.Audience.Level.String())
}
