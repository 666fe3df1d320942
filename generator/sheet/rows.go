package sheet

import (
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The rows of a sheet are written here and put into the part that the library
// made of the heads: given every cell by itself it took a tenth of a build.

// endOfRows is where the library's part ends the heads.
const endOfRows = "</sheetData>"

// writeRows writes the rows below the heads. What is empty has no
// cell.
func writeRows(w io.Writer, rows [][]Cell, styles [KindMinute + 1]int) error {
	b := make([]byte, 0, 64<<10)
	for n, r := range rows {
		number := strconv.Itoa(n + 2)
		b = append(append(append(b, `<row r="`...), number...), `">`...)
		for i, c := range r {
			if c.Text == "" {
				continue
			}
			b = append(b, `<c r="`...)
			b = append(append(append(b, column(i)...), number...), '"')
			if style := styles[c.Kind]; style != 0 {
				b = append(strconv.AppendInt(append(b, ` s="`...), int64(style), 10), '"')
			}
			b = appendValue(b, c)
			b = append(b, `</c>`...)
		}
		b = append(b, `</row>`...)
		if len(b) > 32<<10 {
			if _, err := w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	_, err := w.Write(b)
	return err
}

// column names a column: A to Z, AA and on.
func column(i int) string {
	name := ""
	for ; i >= 0; i = i/26 - 1 {
		name = string(rune('A'+i%26)) + name
	}
	return name
}

// appendValue writes a value as what it is, or the text that it cannot be told
// from, and ends the opening tag of its cell.
func appendValue(b []byte, c Cell) []byte {
	number := func(f float64) []byte {
		b = append(b, `><v>`...)
		b = strconv.AppendFloat(b, f, 'f', -1, 64)
		return append(b, `</v>`...)
	}
	switch c.Kind {
	case KindNumber, KindPercent:
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil {
			return number(f)
		}
	case KindDay:
		if t, err := time.Parse(time.DateOnly, c.Text); err == nil {
			return number(serial(t))
		}
	case KindMinute:
		if t, err := time.Parse(minuteLayout, c.Text); err == nil {
			return number(serial(t))
		}
	}
	text := cut(c.Text)
	b = append(b, ` t="inlineStr"><is><t`...)
	if strings.ContainsRune(" \t\r\n", rune(text[0])) || strings.ContainsRune(" \t\r\n", rune(text[len(text)-1])) {
		b = append(b, ` xml:space="preserve"`...)
	}
	b = append(b, '>')
	b = append(b, escape(text)...)
	return append(b, `</t></is>`...)
}

// serial counts days from the last of 1899, as spreadsheets do from March 1900 on;
// earlier days are texts.
func serial(t time.Time) float64 {
	const day = 24 * 60 * 60
	seconds := t.Unix() - firstDay
	return float64(seconds/day) + float64(seconds%day)/day
}

var firstDay = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()

// encoded is how the format writes a character that XML does not hold. A text that
// looks like one has its first mark encoded, so that it is read as it stands; the
// last mark of one may be the first of the next.
var encoded = regexp.MustCompile(`^_x[0-9A-Fa-f]{4}_`)

func escape(s string) string {
	for i := strings.Index(s, "_x"); i >= 0; {
		if encoded.MatchString(s[i:]) {
			s = s[:i] + "_x005F" + s[i:]
			i += len("_x005F")
		}
		next := strings.Index(s[i+1:], "_x")
		if next < 0 {
			break
		}
		i += 1 + next
	}
	if !plain(s) {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(s)) // a builder takes everything
		return strings.ReplaceAll(b.String(), "&#xA;", "\n")
	}
	return s
}

// plain reports whether XML holds a text as it stands.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '<' || c == '>' || c == '&' || c == '"' || c == '\'' {
			return false
		}
	}
	return utf8.ValidString(s) && !strings.ContainsAny(s, "\uFFFE\uFFFF")
}
