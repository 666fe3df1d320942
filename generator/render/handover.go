package render

import (
	"strconv"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/sheet"
)

// What an archivist takes over (DA/T 18: 档号、责任者、文号、题名、日期、密级、页数、
// 保管期限), and what may be proposed for disposal. Nothing is ever deleted here.

// Catalogue is the catalogue of the view's records.
func (s *Site) Catalogue() sheet.Table { return s.table(s.catalogue()) }

// Disposal lists the records of the view whose retention has ended and that are
// not on hold, for somebody to decide about.
func (s *Site) Disposal() sheet.Table { return s.table(s.disposalSheet()) }

func (s *Site) catalogue() spreadsheet {
	return spreadsheet{"catalogue", []sheetColumn{{"archive-no", 18}, {"responsible", 18}, {"doc-no", 18}, {"title", 48}, {"date", 12}, {"audience", 10}, {"pages", 8}, {"retention", 10}, {"hold", 10}, {"id", 28}}, s.catalogueRows}
}

func (s *Site) disposalSheet() spreadsheet {
	return spreadsheet{"disposal", []sheetColumn{{"archive-no", 18}, {"responsible", 18}, {"doc-no", 18}, {"title", 48}, {"date", 12}, {"audience", 10}, {"retention", 10}, {"kept-until", 12}, {"id", 28}}, s.disposalRows}
}

func (s *Site) catalogueRows() [][]sheet.Cell {
	rows := make([][]sheet.Cell, 0, len(s.view.Records))
	for r := range s.shownRecords() {
		hold := ""
		if onHold(r) {
			hold = s.word("yes")
		}
		pages := sheet.Cell{}
		if n := r.Values.Get("pages"); n != nil && !n.Wrong {
			pages = countCell(int(n.Number()))
		}
		rows = append(rows, []sheet.Cell{
			s.cleanCell(r.Values.Text("archive_no")), s.cleanCell(s.responsible(r)), s.cleanCell(r.Values.Text("doc_no")), s.cleanCell(title(r)),
			when(r.Date), sheet.Text(s.level(r)), pages, s.keptCell(r), sheet.Text(hold), sheet.Text(r.ID),
		})
	}
	return rows
}

func (s *Site) disposalRows() [][]sheet.Cell {
	var rows [][]sheet.Cell
	for _, d := range s.disposals() {
		if r := d.record; !d.hold {
			rows = append(rows, []sheet.Cell{
				s.cleanCell(r.Values.Text("archive_no")), s.cleanCell(s.responsible(r)), s.cleanCell(r.Values.Text("doc_no")), s.cleanCell(title(r)),
				when(r.Date), sheet.Text(s.level(r)), s.keptCell(r), sheet.Day(d.last()), sheet.Text(r.ID),
			})
		}
	}
	return rows
}

// responsible is the unit answerable for a record, else its author.
func (s *Site) responsible(r *archive.Record) string {
	if unit := r.Unit.Name(); unit != "" {
		return unit
	}
	return s.writer(r)
}

func (s *Site) keptCell(r *archive.Record) sheet.Cell {
	switch x := retentionOf(r); {
	case x.permanent:
		return sheet.Text(s.word("feeds.permanent"))
	case x.years > 0:
		return sheet.Int(x.years)
	}
	return sheet.Cell{}
}

// disposal is a record that need no longer be kept.
type disposal struct {
	record *archive.Record
	kept   retention
	until  time.Time // the first day on which it need no longer be kept
	hold   bool      // somebody has stopped its disposal
}

// last is the last day on which it had to be kept.
func (d disposal) last() time.Time { return d.until.AddDate(0, 0, -1) }

// disposals are those of the view, in its order.
func (s *Site) disposals() []disposal {
	var out []disposal
	for _, r := range s.view.Records {
		x := retentionOf(r)
		if until, ok := x.until(r); ok && !s.view.Now.Before(until) {
			out = append(out, disposal{r, x, until, onHold(r)})
		}
	}
	return out
}

func onHold(r *archive.Record) bool {
	h := r.Values.Get("hold")
	return h != nil && h.Bool
}

// retention is how long a record must be kept: a number of years, for ever, or
// not said.
type retention struct {
	years     int
	permanent bool
}

func retentionOf(r *archive.Record) retention {
	text := r.Values.Text("retention")
	if text == "permanent" || text == "永久" {
		return retention{permanent: true}
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return retention{}
	}
	return retention{years: n}
}

// until is the first day on which a record need no longer be kept. The years
// count from the end of the one it was made in.
func (x retention) until(r *archive.Record) (time.Time, bool) {
	if x.years == 0 || r.Date.IsZero() {
		return time.Time{}, false
	}
	return time.Date(r.Date.Year()+1+x.years, 1, 1, 0, 0, 0, 0, r.Date.Location()), true
}

// keptFor is for how many years a record is kept, or "permanent"; "" if it does
// not say.
func keptFor(r *archive.Record) string {
	switch x := retentionOf(r); {
	case x.permanent:
		return "permanent"
	case x.years > 0:
		return strconv.Itoa(x.years)
	}
	return ""
}
