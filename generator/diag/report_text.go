package diag

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

var hintLabel = Text{"提示：", "提示：", "hint: "}

// writeText prints for people, in a form editors understand as well:
//
//	minutes/2025/2025-06-15-kickoff.md:12:3: error: 待办 a2 没有责任人 [action-owner]
//	12 | - [ ] 完成需求文档
//	   |       ^~~~~~~~~~~~
//	提示：在事项后写上 @姓名
//
// The words error and warning and the rule's id are the same in every language.
func writeText(w *bufio.Writer, r *Report, o Options) error {
	for _, f := range r.Findings {
		writeFinding(w, f, o)
		w.WriteByte('\n')
	}
	w.WriteString(summaryLine(r.Summary, o.Lang) + "\n")
	return nil
}

// stringWriter is a buffer that keeps its errors to itself or has none.
type stringWriter interface {
	WriteString(s string) (int, error)
}

func writeFinding(w stringWriter, f Finding, o Options) {
	if place := f.place(o); place != "" {
		w.WriteString(o.paint(bold, place+":") + " ")
	}
	w.WriteString(o.paint(severityColor[f.Severity], f.Severity.String()+":") + " ")
	w.WriteString(line(f.Message, o.Lang) + " " + o.paint(dim, "["+f.Rule+"]") + "\n")
	if f.Span.Start.Line > 0 && f.Excerpt != "" {
		number := strconv.Itoa(int(f.Span.Start.Line))
		gutter := strings.Repeat(" ", len(number))
		text, caret := f.pointer()
		w.WriteString(o.paint(dim, number+" |") + " " + text + "\n")
		indent, mark := splitIndent(caret)
		w.WriteString(o.paint(dim, gutter+" |") + " " + indent + o.paint(green, mark) + "\n")
	}
	if !f.Hint.IsZero() {
		w.WriteString(o.paint(cyan, hintLabel.In(o.Lang)) + line(f.Hint, o.Lang) + "\n")
	}
}

// place is file:line:column, as far as it is known.
func (f Finding) place(o Options) string {
	p := Visible(o.path(f.File))
	if p == "" || f.Span.Start.Line == 0 {
		return p
	}
	return fmt.Sprintf("%s:%d:%d", p, f.Span.Start.Line, f.Span.Start.Column)
}

// A cell is a character of a source line as it is shown.
type cell struct {
	text    string
	columns int // tabs: 0, their width is the terminal's affair
	chars   int // characters of the source
}

func cells(s string) []cell {
	var cs []cell
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		var c cell
		switch {
		case r == '\t':
			c = cell{"\t", 0, 1}
		case disruptive(r) || r == utf8.RuneError && n == 1:
			shown := Visible(s[:n])
			c = cell{shown, len(shown), 1}
		default:
			size, w := cluster(s)
			n = size
			c = cell{s[:n], w, utf8.RuneCountInString(s[:n])}
		}
		cs = append(cs, c)
		s = s[n:]
	}
	return cs
}

// cost is the room a cell takes in a window.
func (c cell) cost() int {
	if c.text == "\t" {
		return 8
	}
	return max(c.columns, 1)
}

// A line wider than maxLine columns is cut to so many around the caret, of which
// beforeCaret stand before it.
const (
	maxLine     = 120
	beforeCaret = 40
)

// pointer is the source line as shown, and the line below it that marks the
// span. Tabs are kept in both, so they agree at any tab width.
func (f Finding) pointer() (text, caret string) {
	cs := cells(f.Excerpt)
	from := cellAt(cs, int(f.Span.Start.Column))
	to := from
	switch end := f.Span.End; {
	case end.Line > f.Span.Start.Line:
		to = len(cs)
	case end.Line == f.Span.Start.Line:
		to = cellAt(cs, int(end.Column))
	}
	first, last := window(cs, from)

	var t, c strings.Builder
	if first > 0 {
		t.WriteString("…")
		c.WriteString(" ")
	}
	for i := first; i < last; i++ {
		t.WriteString(cs[i].text)
		if i >= from {
			continue
		}
		if cs[i].text == "\t" {
			c.WriteString("\t")
		} else {
			c.WriteString(strings.Repeat(" ", cs[i].columns))
		}
	}
	if last < len(cs) {
		t.WriteString("…")
	}
	c.WriteString(underline(cs[from:max(from, min(to, last))]))
	return t.String(), c.String()
}

// underline marks cells; an empty stretch is marked where it stands. It ends
// before a tab, whose width nobody knows.
func underline(cs []cell) string {
	columns := 0
	for _, c := range cs {
		if c.text == "\t" {
			break
		}
		columns += c.columns
	}
	return "^" + strings.Repeat("~", max(0, columns-1))
}

// cellAt is the index of the cell that holds a column; behind the last one it is
// len(cs).
func cellAt(cs []cell, column int) int {
	next := 1
	for i, c := range cs {
		next += c.chars
		if column < next {
			return i
		}
	}
	return len(cs)
}

// window chooses the cells to show: all of them, or as many as have room around
// the one at caret.
func window(cs []cell, caret int) (first, last int) {
	whole := 0
	for _, c := range cs {
		whole += c.cost()
	}
	if whole <= maxLine {
		return 0, len(cs)
	}
	used := 0
	for first = caret; first > 0 && used+cs[first-1].cost() <= beforeCaret; first-- {
		used += cs[first-1].cost()
	}
	for last = caret; last < len(cs) && used+cs[last].cost() <= maxLine; last++ {
		used += cs[last].cost()
	}
	return first, last
}

func splitIndent(caret string) (indent, mark string) {
	i := strings.IndexByte(caret, '^')
	return caret[:i], caret[i:]
}

// ANSI colours.
const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	green  = "32"
	yellow = "1;33"
	cyan   = "36"
)

var severityColor = [...]string{Off: dim, Warning: yellow, Error: red}

func (o Options) paint(color, s string) string {
	if !o.Color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

var summaryText = Text{
	CN: "%d 个错误，%d 个警告%s；检查了 %d 个文件、%d 份记录、%d 条规则，用时 %s 秒",
	TW: "%d 個錯誤，%d 個警告%s；檢查了 %d 個檔案、%d 份紀錄、%d 條規則，耗時 %s 秒",
	EN: "%s, %s%s; %s, %s and %s checked in %s s",
}

var heldText = Text{"，另有 %d 个存量问题未列出", "，另有 %d 個既有問題未列出", ", %d older ones held back"}

// summaryLine is the last line of a report in one language.
func summaryLine(s Summary, l Lang) string {
	held := ""
	if s.Held > 0 {
		held = Say(heldText, s.Held).In(l)
	}
	seconds := strconv.FormatFloat(s.Elapsed.Round(10*time.Millisecond).Seconds(), 'f', 2, 64)
	if l == En {
		return Say(summaryText, plural(s.Errors, "error"), plural(s.Warnings, "warning"), held,
			plural(s.Files, "file"), plural(s.Records, "record"), plural(s.Rules, "rule"), seconds).In(l)
	}
	return Say(summaryText, s.Errors, s.Warnings, held, s.Files, s.Records, s.Rules, seconds).In(l)
}

// plural counts in English.
func plural(n int, noun string) string {
	if n != 1 {
		noun += "s"
	}
	return strconv.Itoa(n) + " " + noun
}
