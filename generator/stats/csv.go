package stats

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
)

// writeCSV writes a line a number: measure, group, period, value and what it is
// made of. The BOM tells spreadsheets that the text is UTF-8.
func writeCSV(w io.Writer, f *Figures, lang diag.Lang) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	var head []string
	for _, k := range []string{"id", "measure", "by", "group", "period", "value", "unit", "num", "den", "pending", "unknown", "before", "target", "met"} {
		head = append(head, words[k].In(lang))
	}
	c.Write(head)
	for _, fig := range f.Measures {
		for _, s := range fig.series() {
			line := func(period string, x Cell) { c.Write(fig.csvLine(s, period, x, lang)) }
			for i, p := range f.Periods {
				if x := s.In(i); f.Query.Step != Total && (s.Group == nil || len(x.Items) > 0) {
					line(p.Name, x)
				}
			}
			line(words["total"].In(lang), s.Total)
		}
	}
	c.Flush()
	return c.Error()
}

func (f *Figure) csvLine(s *Series, period string, c Cell, lang diag.Lang) []string {
	m, by, target, met := f.Measure, "", "", ""
	if s.Group != nil {
		by = s.Group.By.Label().In(lang)
	}
	if f.Target != nil {
		target = m.Text(f.Target)
		if c.Known {
			met = words["no"].In(lang)
			if f.Target.Met(c.Value) {
				met = words["yes"].In(lang)
			}
		}
	}
	num, den := "", ""
	if m.how == ratio {
		num, den = strconv.Itoa(c.Num), strconv.Itoa(c.Den)
	}
	return []string{
		m.ID, m.Label.In(lang), by, inert(s.label().In(lang)), period, m.number(c.Value, c.Known), m.Unit.Label().In(lang),
		num, den, strconv.Itoa(c.Pending), strconv.Itoa(c.Unknown), m.number(c.Before, c.Compared), target, met,
	}
}

// number is a value a spreadsheet reads as a number; "" if it is not known.
func (m *Measure) number(v float64, known bool) string {
	switch {
	case !known:
		return ""
	case m.Unit == Percent:
		return strconv.FormatFloat(round(v*100), 'f', -1, 64) + "%"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// inert keeps a spreadsheet from reading a text as a formula.
func inert(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(s)[0]) {
		return "'" + s
	}
	return s
}
