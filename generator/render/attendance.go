package render

import (
	"strings"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/archive"
)

// attended counts who came: expected, present, absent, invited. "" if the record
// says nothing of them.
func (s *Site) attended(m *archive.Meeting) string {
	var parts []string
	for _, n := range []struct {
		key string
		n   int
	}{{"expected", len(m.Expected)}, {"present", len(m.Present)}, {"absent", len(m.Absent)}, {"invited", len(m.Invited)}} {
		if n.n > 0 {
			parts = append(parts, s.word("look.attended."+n.key, n.n))
		}
	}
	return strings.Join(parts, s.word("look.comma"))
}

// attendance lists who came and who did not. Of a meeting that was not held yet
// it lists who is expected.
func (s *Site) attendance(from string, m *archive.Meeting) []row {
	var rows []row
	add := func(key string, parts []link) {
		if len(parts) > 0 {
			rows = append(rows, row{Label: s.word("meeting." + key), Parts: parts})
		}
	}
	add("present", s.mentions(from, m.Present))
	absent := map[string][]link{}
	for _, a := range m.Absent {
		x := s.mention(from, a.Person)
		x.Note = s.redact(a.Reason)
		if a.Proxy != nil {
			if x.Note != "" {
				x.Note += s.word("semicolon")
			}
			x.Note += s.word("proxy", s.mention("", a.Proxy).Text)
		}
		absent[a.Kind] = append(absent[a.Kind], x)
	}
	for _, kind := range []string{"leave", "absent", ""} {
		if len(absent[kind]) > 0 {
			rows = append(rows, row{Label: s.word("absence." + kind), Parts: absent[kind]})
		}
	}
	if len(m.Present) == 0 {
		add("expected", s.mentions(from, m.Expected))
	}
	add("invited", s.mentions(from, m.Invited))
	return rows
}

// mark is the head of printed minutes: whose minutes they are, in one line of red.
type mark struct {
	Text   string
	Class  string // how large it is set, so that it fits the line
	Number string // of the document
}

// mark returns the head that printed minutes have; other records have none.
func (s *Site) mark(r *archive.Record) *mark {
	if r.Type.Name != "minutes" {
		return nil
	}
	m := &mark{Text: s.view.Config.Organisation + s.in(r.Type.Label), Number: r.Values.Text("doc_no")}
	// The line is 442 pt wide; the largest of the sizes that fits is taken.
	switch n := utf8.RuneCountInString(m.Text); {
	case n <= 8:
		m.Class = "mark short"
	case n <= 12:
		m.Class = "mark"
	case n <= 13:
		m.Class = "mark long"
	case n <= 18:
		m.Class = "mark longer"
	default:
		m.Class = "mark longest"
	}
	return m
}
