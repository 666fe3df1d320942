package diag

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonReport is the JSON format. Its shape is a promise: within version 1 keys
// are added, never renamed, removed or given another meaning.
//
// Lines and columns are 1-based and count characters; bytes are 0-based offsets
// into the file; ends are exclusive. All of them are 0 for a finding about a file
// as a whole, and file is "" for one about the archive as a whole. fix is null if
// no safe change is known; its edits replace bytes of the same file.
type jsonReport struct {
	Version  int           `json:"version"`
	Findings []jsonFinding `json:"findings"`
	Summary  jsonSummary   `json:"summary"`
}

type jsonFinding struct {
	Rule      string   `json:"rule"`
	Severity  string   `json:"severity"` // "error" or "warning"
	File      string   `json:"file"`
	Line      int      `json:"line"`
	Column    int      `json:"column"`
	EndLine   int      `json:"endLine"`
	EndColumn int      `json:"endColumn"`
	StartByte int      `json:"startByte"`
	EndByte   int      `json:"endByte"`
	Message   string   `json:"message"`
	Hint      string   `json:"hint"`
	Fix       *jsonFix `json:"fix"`
}

type jsonFix struct {
	Title string     `json:"title"`
	Edits []jsonEdit `json:"edits"`
}

type jsonEdit struct {
	Start int    `json:"start"`
	End   int    `json:"end"`
	New   string `json:"new"`
}

type jsonSummary struct {
	Files     int   `json:"files"`
	Records   int   `json:"records"`
	Rules     int   `json:"rules"`
	Errors    int   `json:"errors"`
	Warnings  int   `json:"warnings"`
	Held      int   `json:"held"`
	ElapsedMS int64 `json:"elapsedMs"`
}

func writeJSON(w *bufio.Writer, r *Report, o Options) error {
	s := r.Summary
	out := jsonReport{
		Version:  1,
		Findings: make([]jsonFinding, 0, len(r.Findings)),
		Summary: jsonSummary{
			Files: s.Files, Records: s.Records, Rules: s.Rules,
			Errors: s.Errors, Warnings: s.Warnings, Held: s.Held,
			ElapsedMS: s.Elapsed.Milliseconds(),
		},
	}
	for _, f := range r.Findings {
		out.Findings = append(out.Findings, jsonFinding{
			Rule: f.Rule, Severity: f.Severity.String(), File: o.path(f.File),
			Line: int(f.Span.Start.Line), Column: int(f.Span.Start.Column),
			EndLine: int(f.Span.End.Line), EndColumn: int(f.Span.End.Column),
			StartByte: int(f.Span.Start.Offset), EndByte: int(f.Span.End.Offset),
			Message: f.Message.In(o.Lang), Hint: f.Hint.In(o.Lang),
			Fix: toJSONFix(f.Fix, o.Lang),
		})
	}
	return encodeJSON(w, out, "  ")
}

func toJSONFix(fix *Fix, l Lang) *jsonFix {
	if fix == nil {
		return nil
	}
	out := &jsonFix{Title: fix.Title.In(l), Edits: make([]jsonEdit, 0, len(fix.Edits))}
	for _, e := range fix.Edits {
		out.Edits = append(out.Edits, jsonEdit(e))
	}
	return out
}

// encodeJSON writes a value and a line end. Characters that act on a terminal
// are written as \u escapes, which mean the same to every reader of JSON.
func encodeJSON(w io.Writer, v any, indent string) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", indent)
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := w.Write(escapeDisruptive(b.Bytes()))
	return err
}

// escapeDisruptive works on encoded JSON: beyond ASCII there is nothing but the
// insides of strings, and within ASCII the encoder has escaped all but DEL.
func escapeDisruptive(src []byte) []byte {
	out := make([]byte, 0, len(src))
	for len(src) > 0 {
		r, n := utf8.DecodeRune(src)
		switch {
		case r < 0x7f || !disruptive(r):
			out = append(out, src[:n]...)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		default:
			out = fmt.Appendf(out, `\u%04x`, r)
		}
		src = src[n:]
	}
	return out
}
