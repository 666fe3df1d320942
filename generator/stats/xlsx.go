package stats

import (
	"io"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/sheet"
)

// sheetName is how long the name of a sheet may be.
const sheetName = 31

// writeXLSX writes a workbook: an overview, a sheet a measure with its groups down
// and the periods across, and the records behind the totals. Numbers are numbers,
// rates are rates, days are days, and no text is a formula.
func writeXLSX(w io.Writer, f *Figures, lang diag.Lang) error {
	b := book{figures: f, lang: lang}
	tables := []sheet.Table{b.overview()}
	for _, fig := range f.Measures {
		tables = append(tables, b.measure(fig))
	}
	return sheet.WriteXLSX(w, append(tables, b.evidence())...)
}

// book makes the sheets.
type book struct {
	figures *Figures
	lang    diag.Lang
}

var numberKinds = map[Unit]sheet.Kind{Percent: sheet.KindPercent, Hours: sheet.KindTenths, Days: sheet.KindWhole, Score: sheet.KindHundredths, Count: sheet.KindWhole}

// number is a cell of a value; empty if it is not known.
func (b *book) number(m *Measure, v float64, known bool) sheet.Cell {
	if !known {
		return sheet.Cell{}
	}
	c := sheet.Number(v)
	c.Kind = numberKinds[m.Unit]
	return c
}

func (b *book) word(k string) string { return words[k].In(b.lang) }

// table begins a sheet. The texts of its first columns take more room.
func (b *book) table(name string, heads ...string) sheet.Table {
	t := sheet.Table{Name: name}
	for i, h := range heads {
		width := 0
		if i < 2 {
			width = 28
		}
		t.Columns = append(t.Columns, sheet.Column{Head: h, Width: width})
	}
	return t
}

func (b *book) overview() sheet.Table {
	t := b.table(b.word("overview"), b.word("measure"), b.word("unit"), b.word("value"), b.word("num"), b.word("den"), b.word("target"), b.word("met"), b.word("definition"))
	rows := make([][]sheet.Cell, 0, len(b.figures.Measures))
	for _, f := range b.figures.Measures {
		m, c := f.Measure, f.All.Total
		var num, den sheet.Cell
		if m.how == ratio {
			num, den = sheet.Int(c.Num), sheet.Int(c.Den)
		}
		target, met := "", ""
		if f.Target != nil {
			target = m.Text(f.Target)
			if c.Known {
				met = b.word(map[bool]string{true: "yes", false: "no"}[f.Target.Met(c.Value)])
			}
		}
		rows = append(rows, []sheet.Cell{
			sheet.Text(m.Label.In(b.lang)), sheet.Text(m.Unit.Label().In(b.lang)), b.number(m, c.Value, c.Known), num, den,
			sheet.Text(target), sheet.Text(met), sheet.Text(m.Definition.In(b.lang)),
		})
	}
	t.Fill(rows)
	return t
}

func (b *book) measure(f *Figure) sheet.Table {
	heads := []string{b.word("by"), b.word("group")}
	periods := b.figures.Periods
	if b.figures.Query.Step == Total {
		periods = nil
	}
	for _, p := range periods {
		heads = append(heads, p.Name)
	}
	t := b.table(b.name(f.Measure), append(heads, b.word("total"))...)
	var rows [][]sheet.Cell
	for _, x := range f.series() {
		by := ""
		if x.Group != nil {
			by = x.Group.By.Label().In(b.lang)
		}
		row := []sheet.Cell{sheet.Text(by), sheet.Text(x.label().In(b.lang))}
		for i := range periods {
			c := x.In(i)
			row = append(row, b.number(f.Measure, c.Value, c.Known))
		}
		rows = append(rows, append(row, b.number(f.Measure, x.Total.Value, x.Total.Known)))
	}
	t.Fill(rows)
	return t
}

// name is a sheet's name: the measure's label, or its id where that is too long.
func (b *book) name(m *Measure) string {
	if s := m.Label.In(b.lang); utf8.RuneCountInString(s) <= sheetName {
		return s
	}
	return m.ID
}

// evidence lists what is behind the totals.
func (b *book) evidence() sheet.Table {
	t := b.table(b.word("evidence"), b.word("measure"), b.word("title"), b.word("date"), b.word("record"), b.word("item"), b.word("outcome"), b.word("value"))
	var rows [][]sheet.Cell
	for _, f := range b.figures.Measures {
		for _, it := range f.All.Total.Items {
			if len(rows) == sheet.MaxRows-2 {
				t.Fill(append(rows, []sheet.Cell{sheet.Text(b.word("cut"))}))
				return t
			}
			rows = append(rows, b.item(f.Measure, it))
		}
	}
	t.Fill(rows)
	return t
}

func (b *book) item(m *Measure, it *Item) []sheet.Cell {
	value := b.number(m, round(it.Value), it.Valued)
	title, record, item := it.Text().In(b.lang), "", ""
	if it.Record != nil {
		record = it.Record.ID
		if title == "" {
			title = it.Record.Title
		}
	}
	switch {
	case it.Action != nil:
		item = it.Action.Text
	case it.Decision != nil:
		item = it.Decision.Text
	}
	return []sheet.Cell{
		sheet.Text(m.Label.In(b.lang)), sheet.Text(title), sheet.Day(it.At), sheet.Text(record), sheet.Text(item),
		sheet.Text(it.Outcome.Label().In(b.lang)), value,
	}
}
