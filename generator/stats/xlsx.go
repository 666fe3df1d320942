package stats

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"time"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"github.com/minutebook/minutebook/generator/diag"
)

// sheetRows is how many rows a sheet can hold; sheetName how long its name may be.
const (
	sheetRows = 1 << 20
	sheetName = 31
)

// writeXLSX writes a workbook: an overview, a sheet a measure with its groups down
// and the periods across, and the records behind the totals. Numbers are numbers,
// rates are rates, days are days, and no text is a formula.
func writeXLSX(w io.Writer, f *Figures, lang diag.Lang) error {
	file := excelize.NewFile()
	defer file.Close()
	file.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return &orderedZip{Writer: zip.NewWriter(w)} })
	b := &book{file: file, figures: f, lang: lang, styles: map[string]int{}}
	b.overview()
	for _, fig := range f.Measures {
		b.measure(fig)
	}
	b.evidence()
	if b.err == nil {
		_, b.err = file.WriteTo(w)
	}
	return b.err
}

// book writes sheets; after an error it writes nothing more.
type book struct {
	file    *excelize.File
	figures *Figures
	lang    diag.Lang
	styles  map[string]int
	err     error
}

// number formats of cells.
const (
	plainDate = "yyyy-mm-dd"
	bold      = "bold"
)

var numberFormats = map[Unit]string{Percent: "0.0%", Hours: "0.0", Days: "0", Score: "0.00", Count: "0"}

func (b *book) style(format string) int {
	id, ok := b.styles[format]
	if !ok && b.err == nil {
		s := &excelize.Style{CustomNumFmt: &format}
		if format == bold {
			s = &excelize.Style{Font: &excelize.Font{Bold: true}}
		}
		id, b.err = b.file.NewStyle(s)
		b.styles[format] = id
	}
	return id
}

// sheet is a sheet that is being written, from the top down.
type sheet struct {
	*book
	stream *excelize.StreamWriter
	row    int
}

// add starts a sheet. The first takes the place of the one a new workbook has.
func (b *book) add(name string, heads ...string) *sheet {
	s := &sheet{book: b}
	if b.err != nil {
		return s
	}
	if list := b.file.GetSheetList(); len(list) == 1 && list[0] == "Sheet1" {
		b.err = b.file.SetSheetName("Sheet1", name)
	} else {
		_, b.err = b.file.NewSheet(name)
	}
	if b.err == nil {
		s.stream, b.err = b.file.NewStreamWriter(name)
	}
	if b.err == nil {
		b.err = s.stream.SetColWidth(1, 2, 28)
	}
	if b.err == nil {
		b.err = s.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	}
	var cells []any
	for _, h := range heads {
		cells = append(cells, excelize.Cell{StyleID: b.style(bold), Value: h})
	}
	s.line(cells...)
	return s
}

func (s *sheet) line(cells ...any) {
	if s.err != nil {
		return
	}
	s.row++
	at, err := excelize.CoordinatesToCellName(1, s.row)
	if err == nil {
		err = s.stream.SetRow(at, cells)
	}
	s.err = err
}

func (s *sheet) end() {
	if s.err == nil {
		s.err = s.stream.Flush()
	}
}

// number is a cell of a value; empty if it is not known.
func (b *book) number(m *Measure, v float64, known bool) any {
	if !known {
		return nil
	}
	return excelize.Cell{StyleID: b.style(numberFormats[m.Unit]), Value: v}
}

func (b *book) word(k string) string { return words[k].In(b.lang) }

func (b *book) overview() {
	s := b.add(b.word("overview"), b.word("measure"), b.word("unit"), b.word("value"), b.word("num"), b.word("den"), b.word("target"), b.word("met"), b.word("definition"))
	for _, f := range b.figures.Measures {
		m, c := f.Measure, f.All.Total
		var num, den any
		if m.how == ratio {
			num, den = c.Num, c.Den
		}
		target, met := "", ""
		if f.Target != nil {
			target = m.Text(f.Target)
			if c.Known {
				met = b.word(map[bool]string{true: "yes", false: "no"}[f.Target.Met(c.Value)])
			}
		}
		s.line(m.Label.In(b.lang), m.Unit.Label().In(b.lang), b.number(m, c.Value, c.Known), num, den, target, met, m.Definition.In(b.lang))
	}
	s.end()
}

func (b *book) measure(f *Figure) {
	heads := []string{b.word("by"), b.word("group")}
	periods := b.figures.Periods
	if b.figures.Query.Step == Total {
		periods = nil
	}
	for _, p := range periods {
		heads = append(heads, p.Name)
	}
	s := b.add(b.name(f.Measure), append(heads, b.word("total"))...)
	for _, x := range f.series() {
		by := ""
		if x.Group != nil {
			by = x.Group.By.Label().In(b.lang)
		}
		cells := []any{by, x.label().In(b.lang)}
		for i := range periods {
			c := x.In(i)
			cells = append(cells, b.number(f.Measure, c.Value, c.Known))
		}
		s.line(append(cells, b.number(f.Measure, x.Total.Value, x.Total.Known))...)
	}
	s.end()
}

// name is a sheet's name: the measure's label, or its id where that is too long.
func (b *book) name(m *Measure) string {
	if s := m.Label.In(b.lang); utf8.RuneCountInString(s) <= sheetName {
		return s
	}
	return m.ID
}

// evidence lists what is behind the totals.
func (b *book) evidence() {
	s := b.add(b.word("evidence"), b.word("measure"), b.word("title"), b.word("date"), b.word("record"), b.word("item"), b.word("outcome"), b.word("value"))
	for _, f := range b.figures.Measures {
		for _, it := range f.All.Total.Items {
			if s.row == sheetRows-1 {
				s.line(b.word("cut"))
				s.end()
				return
			}
			s.item(f.Measure, it)
		}
	}
	s.end()
}

func (s *sheet) item(m *Measure, it *Item) {
	var at, value any
	if !it.At.IsZero() {
		y, mon, d := it.At.Date()
		at = excelize.Cell{StyleID: s.style(plainDate), Value: time.Date(y, mon, d, 0, 0, 0, 0, time.UTC)}
	}
	if it.Valued {
		value = s.number(m, round(it.Value), true)
	}
	title, record, item := it.Text.In(s.lang), "", ""
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
	s.line(m.Label.In(s.lang), title, at, record, item, it.Outcome.Label().In(s.lang), value)
}

// orderedZip writes the parts of a workbook in the order of their names: the
// library hands them over in the order of a map, and the same figures are to give
// the same bytes.
type orderedZip struct {
	*zip.Writer
	names []string
	parts []*bytes.Buffer
}

func (z *orderedZip) Create(name string) (io.Writer, error) {
	part := &bytes.Buffer{}
	i, _ := slices.BinarySearch(z.names, name)
	z.names, z.parts = slices.Insert(z.names, i, name), slices.Insert(z.parts, i, part)
	return part, nil
}

func (z *orderedZip) Close() error {
	for i, name := range z.names {
		w, err := z.Writer.Create(name)
		if err != nil {
			return err
		}
		if _, err := z.parts[i].WriteTo(w); err != nil {
			return err
		}
	}
	return z.Writer.Close()
}
