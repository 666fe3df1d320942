// Package diag holds what the program has to say about an archive: where
// something stands, which rule it breaks, why, and how to mend it.
//
// A Finding is a value, never an error: everything wrong with the input becomes
// a Finding, and a run goes on. Its words are kept in every language the program
// speaks until a printer picks one, so nothing below the command line needs to
// know the reader's language. An error that ends a run and that users cause
// themselves is made by Fail, which keeps its words the same way.
//
// Lines and columns are 1-based and columns count characters (Unicode code
// points); offsets are 0-based and count bytes. A Span's End is exclusive.
//
// A Report is printed by Write, in a form for people or for one of the programs
// that read findings; what such a program expects is told beside its printer. A
// Baseline holds back findings that were there when it was written.
package diag

import (
	"cmp"
	"fmt"
	"slices"
)

// Pos is a place in a file. The zero Pos means "the file as a whole".
type Pos struct {
	Offset int32 // bytes from the start of the file
	Line   int32 // 1-based
	Column int32 // 1-based, in characters
}

// Span is a stretch of a file; End is exclusive.
type Span struct {
	Start, End Pos
}

// Severity says what a finding does to a run.
type Severity uint8

// Off silences a rule, Warning is reported, Error fails the run.
const (
	Off Severity = iota
	Warning
	Error
)

var severityNames = [...]string{Off: "off", Warning: "warning", Error: "error"}

func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads "error", "warning" or "off".
func ParseSeverity(s string) (Severity, bool) {
	i := slices.Index(severityNames[:], s)
	return Severity(max(i, 0)), i >= 0
}

// Edit replaces the bytes [Start, End) of a file.
type Edit struct {
	Start, End int
	New        string
}

// Fix is a change that mends a finding without asking anybody.
type Fix struct {
	Title Message
	Edits []Edit
}

// Finding is one thing a reader should know about one place.
type Finding struct {
	Rule     string // stable id, for example "action-owner"
	Severity Severity
	File     string // slash-separated, relative to the archive
	Span     Span
	Message  Message
	Hint     Message // how to mend it; may be empty
	Fix      *Fix    // nil if no safe change is known
	Excerpt  string  // the source line at Span.Start, without its line end
}

// Sort puts findings in reading order: file, place, rule, then text. The order
// does not depend on the order they were found in.
func Sort(fs []Finding) {
	slices.SortStableFunc(fs, func(a, b Finding) int {
		return cmp.Or(
			cmp.Compare(a.File, b.File),
			cmp.Compare(a.Span.Start.Line, b.Span.Start.Line),
			cmp.Compare(a.Span.Start.Column, b.Span.Start.Column),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Message.In(ZhCN), b.Message.In(ZhCN)),
		)
	})
}

// Lang is a language the program speaks.
type Lang string

// The interface languages.
const (
	ZhCN Lang = "zh-CN"
	ZhTW Lang = "zh-TW"
	En   Lang = "en"
)

// Langs lists the languages in the order they are offered.
var Langs = []Lang{ZhCN, ZhTW, En}

// ParseLang reads a language tag or a locale ("zh_TW.UTF-8", "zh-Hant", "en_GB").
// It reports false for a language the program does not speak.
func ParseLang(s string) (Lang, bool) {
	tag, _, _ := cutAny(s, ".@")
	tag = lowerDash(tag)
	switch {
	case tag == "zh-tw" || tag == "zh-hk" || tag == "zh-mo" || hasSubtag(tag, "zh-hant"):
		return ZhTW, true
	case tag == "zh" || hasSubtag(tag, "zh"):
		return ZhCN, true
	case tag == "en" || hasSubtag(tag, "en"):
		return En, true
	}
	return "", false
}

// Text is a phrase in every language. It may hold fmt verbs; where the
// languages order the arguments differently they use explicit indexes (%[2]s).
type Text struct {
	CN, TW, EN string
}

// In returns the phrase in one language; the zero Text is "".
func (t Text) In(l Lang) string {
	switch l {
	case ZhTW:
		return t.TW
	case En:
		return t.EN
	default:
		return t.CN
	}
}

// Message is a Text with its arguments. An argument that is a Text, a Message or
// an error is put into the same language.
type Message struct {
	Text Text
	Args []any
}

// Say makes a Message.
func Say(t Text, args ...any) Message { return Message{t, args} }

// Plain makes a Message of a string that is the same in every language.
func Plain(s string) Message { return Message{Text: Text{"%s", "%s", "%s"}, Args: []any{s}} }

// IsZero reports whether there is nothing to say.
func (m Message) IsZero() bool { return m.Text == Text{} }

// In returns the message in one language.
func (m Message) In(l Lang) string {
	f := m.Text.In(l)
	if len(m.Args) == 0 {
		return f
	}
	args := make([]any, len(m.Args))
	for i, a := range m.Args {
		switch a := a.(type) {
		case Text:
			args[i] = a.In(l)
		case Message:
			args[i] = a.In(l)
		case []Text:
			args[i] = joinTexts(a, l)
		case error:
			args[i] = Tell(a, l)
		default:
			args[i] = a
		}
	}
	return fmt.Sprintf(f, args...)
}
