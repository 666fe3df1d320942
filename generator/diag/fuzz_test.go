package diag_test

import (
	"encoding/xml"
	"strings"
	"testing"
	"unicode/utf8"

	. "github.com/minutebook/minutebook/generator/diag"
)

// Whatever a record says and wherever a finding points, every format is written,
// harmless, and of its own grammar; and the text format stays within its width.
func FuzzWrite(f *testing.F) {
	f.Add("minutes/a.md", "没有责任人", "- [ ] 完成\t需求文档", 3, 1, 7, 1, 9)
	f.Add("a:b\x1b.md", "\u202e]]>\n::error::", "\t👩‍💻e\u0301\xff", -1, 0, 0, 4, 1)
	f.Add("", "", strings.Repeat("\u0301", 500)+strings.Repeat("长", 200), 900, 2, 600, 2, 601)
	f.Fuzz(func(t *testing.T, file, message, excerpt string, offset, line, column, endLine, endColumn int) {
		if strings.ContainsAny(excerpt, "\r\n") || line < 0 {
			t.Skip("not the line of a file")
		}
		finding := Finding{
			Rule: "r", Severity: Error, File: file, Message: Plain(message), Hint: Plain(message), Excerpt: excerpt,
			Span: Span{Pos{int32(offset), int32(line), int32(column)}, Pos{int32(offset), int32(endLine), int32(endColumn)}},
			Fix:  &Fix{Title: Plain(message), Edits: []Edit{{Start: offset, End: offset + 1, New: message}}},
		}
		r := &Report{Findings: []Finding{finding, finding}}
		for _, format := range Formats {
			got := printed(t, format, r, Options{Lang: En})
			if !utf8.ValidString(got) {
				t.Errorf("%s is not UTF-8", format)
			}
			if flat := strings.NewReplacer("\n", "", "\t", "").Replace(got); Visible(flat) != flat {
				t.Errorf("%s is not harmless: %+q", format, got)
			}
			if format == FormatJUnit {
				if err := xml.Unmarshal([]byte(got), new(node)); err != nil {
					t.Error(err)
				}
			}
		}
		text := strings.Split(printed(t, FormatText, &Report{Findings: []Finding{finding}}, Options{}), "\n")
		for _, l := range text[1:] {
			if head, rest, ok := strings.Cut(l, " | "); ok && strings.Trim(head, " 0123456789") == "" && Width(rest) > 122 {
				t.Errorf("%d columns: %+q", Width(rest), rest)
			}
		}
	})
}
