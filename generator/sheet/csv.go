package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
)

// WriteCSV writes a table as RFC 4180 has it. The BOM in front tells Excel and
// WPS that the text is UTF-8.
func WriteCSV(w io.Writer, t Table) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	line := make([]string, len(t.Columns))
	for i, col := range t.Columns {
		line[i] = Inert(col.Head)
	}
	if err := c.Write(line); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	for _, r := range t.rows {
		clear(line)
		for i, cell := range r {
			line[i] = cell.csv()
		}
		if err := c.Write(line); err != nil {
			return fmt.Errorf("write CSV: %w", err)
		}
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

func (c Cell) csv() string {
	switch c.Kind {
	case KindText:
		return Inert(c.Text)
	case KindPercent:
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil {
			return strconv.FormatFloat(f*100, 'f', 1, 64) + "%"
		}
	}
	return c.Text
}
