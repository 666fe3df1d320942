package scaffold

import (
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// unfinished finds the actions of the series that are not done.
func (f *form) unfinished(before []*archive.Record) {
	for _, r := range before {
		for _, a := range r.Actions {
			if a.State != archive.Done && a.State != archive.Cancelled {
				f.carry = append(f.carry, a)
			}
		}
	}
	if n := len(f.carry); n > 0 && f.carriedInto() != nil {
		f.note("列出了本系列未办结的待办 %d 项", "列出了本系列未辦結的待辦 %d 項", "unfinished actions of the series listed: %d", n)
	}
}

// carriedInto is the section unfinished actions are listed in: the one of
// follow-ups, or for a meeting yet to be held its preparation. nil if there is
// nothing to list or no such section.
func (f *form) carriedInto() *schema.Section {
	if len(f.carry) == 0 {
		return nil
	}
	if i := slices.IndexFunc(f.typ.Sections, func(s *schema.Section) bool { return s.Role == "followup" }); i >= 0 {
		return f.typ.Sections[i]
	}
	return f.typ.SectionNamed("notes")
}

// carried lists the actions.
//
// In a section of follow-ups the line begins with the id and holds nothing else,
// so that the writer adds how it stands: what the action is stands below, since
// words of its text such as "complete" would be read as its state.
func (f *form) carried(w *writer, s *schema.Section) {
	for _, a := range f.carry {
		if s.Role == "followup" {
			w.line("- [ ] " + a.ID())
			w.line("  - " + f.describe(a))
		} else {
			w.line("- " + f.describe(a) + f.colon() + a.ID())
		}
	}
}

func (f *form) colon() string {
	if f.req.Lang == diag.En {
		return ": "
	}
	return "："
}

// describe is what is to be done, by whom and when.
func (f *form) describe(a *archive.Action) string {
	var more []string
	for _, o := range a.Owners {
		more = append(more, strings.TrimSpace(source.Plain(o.Text)))
	}
	if !a.FinalDue.IsZero() {
		more = append(more, a.FinalDue.String())
	}
	text := oneLine(a.Text)
	switch {
	case more == nil:
		return text
	case f.req.Lang == diag.En:
		return text + " (" + strings.Join(more, ", ") + ")"
	}
	return text + "（" + strings.Join(more, "，") + "）"
}
