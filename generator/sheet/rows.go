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

// rows writes the heads and the rows below. What is empty has no cell.
func (b *book) rows(w io.Writer, t Table) error {
	buf := make([]byte, 0, 64<<10)
	buf = append(buf, `<row r="1">`...)
	columns := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i] = column(i)
		if c.Head != "" {
			buf = b.cell(buf, columns[i], "1", Cell{Text: c.Head}, headStyle)
		}
	}
	buf = append(buf, `</row>`...)
	for n, r := range t.rows {
		number := strconv.Itoa(n + 2)
		buf = append(append(append(buf, `<row r="`...), number...), `">`...)
		for i, c := range r {
			if c.Text != "" {
				buf = b.cell(buf, columns[i], number, c, int(c.Kind))
			}
		}
		buf = append(buf, `</row>`...)
		if len(buf) > 32<<10 {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
	}
	_, err := w.Write(buf)
	return err
}

func (b *book) cell(buf []byte, column, row string, c Cell, style int) []byte {
	buf = append(append(append(append(buf, `<c r="`...), column...), row...), `" s="`...)
	buf = append(strconv.AppendInt(buf, int64(style), 10), '"')
	return append(b.value(buf, c), `</c>`...)
}

// column names a column: A to Z, AA and on.
func column(i int) string {
	name := ""
	for ; i >= 0; i = i/26 - 1 {
		name = string(rune('A'+i%26)) + name
	}
	return name
}

// value writes a value as what it is, or the text that it cannot be told from, and
// ends the opening tag of its cell.
func (b *book) value(buf []byte, c Cell) []byte {
	number := func(f float64) []byte {
		buf = append(buf, `><v>`...)
		buf = strconv.AppendFloat(buf, f, 'f', -1, 64)
		return append(buf, `</v>`...)
	}
	switch c.Kind {
	case KindText:
	case KindDay:
		if t, err := time.Parse(time.DateOnly, c.Text); err == nil {
			return number(serial(t))
		}
	case KindMinute:
		if t, err := time.Parse(minuteLayout, c.Text); err == nil {
			return number(serial(t))
		}
	default:
		if f, err := strconv.ParseFloat(c.Text, 64); err == nil {
			return number(f)
		}
	}
	if n, ok := b.share(c.Text); ok {
		buf = append(buf, ` t="s"><v>`...)
		return append(strconv.AppendInt(buf, int64(n), 10), `</v>`...)
	}
	text := cut(c.Text)
	buf = append(append(buf, ` t="inlineStr"><is><t`...), space(text)...)
	buf = append(append(buf, '>'), escape(text)...)
	return append(buf, `</t></is>`...)
}

// share is the number of a text that cells refer to.
func (b *book) share(text string) (int, bool) {
	if len(text) > longestShared {
		return 0, false
	}
	n, ok := b.shared[text]
	if !ok {
		if n = len(b.texts); n == mostShared {
			return 0, false
		}
		b.shared[text] = n
		b.texts = append(b.texts, text)
	}
	b.uses++
	return n, true
}

// space keeps the white space around a text.
func space(text string) string {
	if strings.ContainsRune(" \t\r\n", rune(text[0])) || strings.ContainsRune(" \t\r\n", rune(text[len(text)-1])) {
		return ` xml:space="preserve"`
	}
	return ""
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
