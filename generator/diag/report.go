package diag

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Report is what a run has to say, ready for a printer. Findings are printed in
// the order given (see Sort).
type Report struct {
	Findings []Finding
	Rules    []RuleInfo // every rule that ran, whether or not it found something
	Summary  Summary
}

// RuleInfo is what a reader may know about a rule.
type RuleInfo struct {
	ID       string
	Severity Severity // before the archive's config changed it
	Title    Text
	Why      Text
}

// Summary counts what a run did.
type Summary struct {
	Files, Records, Rules int
	Errors, Warnings      int
	Held                  int // findings that were there before: in a baseline, or in the version before a change
	Elapsed               time.Duration
}

// Summarise counts findings by severity; the other figures are the caller's.
func Summarise(fs []Finding) Summary {
	var s Summary
	for _, f := range fs {
		switch f.Severity {
		case Error:
			s.Errors++
		case Warning:
			s.Warnings++
		}
	}
	return s
}

// Format names a way to print a report.
type Format string

// The formats. Text is for people; the others are for programs: JSON for
// scripts, GitHub for annotations of a pull request, GitLab for its Code Quality
// widget, SARIF 2.1.0 for code scanning, JUnit for the test view of most CI
// systems.
const (
	FormatText   Format = "text"
	FormatJSON   Format = "json"
	FormatGitHub Format = "github"
	FormatGitLab Format = "gitlab"
	FormatSARIF  Format = "sarif"
	FormatJUnit  Format = "junit"
)

// Formats lists the formats in the order they are offered.
var Formats = []Format{FormatText, FormatJSON, FormatGitHub, FormatGitLab, FormatSARIF, FormatJUnit}

// ParseFormat reads the name of a format.
func ParseFormat(s string) (Format, error) {
	if f := Format(s); slices.Contains(Formats, f) {
		return f, nil
	}
	names := make([]Text, len(Formats))
	for i, f := range Formats {
		names[i] = Text{string(f), string(f), string(f)}
	}
	return "", Fail(Text{CN: "没有输出格式“%s”：选 %s", TW: "沒有輸出格式「%s」：選 %s", EN: "unknown format %q: choose one of %s"}, s, names)
}

// Options say for whom a report is printed.
type Options struct {
	Lang    Lang
	Color   bool   // FormatText only: ANSI colours
	Version string // the program's own version; FormatSARIF shows it
	// Prefix is put before every file name, so that a path leads from the
	// reader's folder or the repository's root to the archive: "content".
	Prefix string
}

// path is the file's name as the reader knows it; "" for the archive as a whole.
func (o Options) path(file string) string {
	if o.Prefix == "" || file == "" {
		return file
	}
	return strings.TrimSuffix(o.Prefix, "/") + "/" + file
}

// Write prints a report. What a record says cannot drive the reader's terminal,
// whatever the format: control and bidi characters are shown as <U+202E> in
// formats for people and as escapes in JSON.
func Write(w io.Writer, format Format, r *Report, o Options) error {
	if _, err := ParseFormat(string(format)); err != nil {
		return err
	}
	b := bufio.NewWriter(w)
	if err := printers[format](b, r, o); err != nil {
		return fmt.Errorf("write the %s report: %w", format, err)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the %s report: %w", format, err)
	}
	return nil
}

// A printer need not look at the errors of its writes: the buffered writer keeps
// the first one and Flush returns it.
var printers = map[Format]func(*bufio.Writer, *Report, Options) error{
	FormatText:   writeText,
	FormatJSON:   writeJSON,
	FormatGitHub: writeGitHub,
	FormatGitLab: writeGitLab,
	FormatSARIF:  writeSARIF,
	FormatJUnit:  writeJUnit,
}

// rules lists the report's rules, and behind them the ones that only its
// findings name, so that every finding has one.
func (r *Report) rules() []RuleInfo {
	all := slices.Clone(r.Rules)
	known := make(map[string]bool, len(all))
	for _, rule := range all {
		known[rule.ID] = true
	}
	for _, f := range r.Findings {
		if !known[f.Rule] {
			known[f.Rule] = true
			all = append(all, RuleInfo{ID: f.Rule, Severity: f.Severity})
		}
	}
	return all
}

// errorsFirst is the findings with the errors before the warnings: CI systems
// show only the first few.
func (r *Report) errorsFirst() []Finding {
	fs := slices.Clone(r.Findings)
	slices.SortStableFunc(fs, func(a, b Finding) int { return int(b.Severity) - int(a.Severity) })
	return fs
}
