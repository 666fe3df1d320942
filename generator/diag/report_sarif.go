package diag

import (
	"bufio"
	"cmp"
	"net/url"
	"strings"
	"unicode/utf8"
)

// The SARIF 2.1.0 format (OASIS, with errata 01), as much of it as code scanning
// on GitHub and the viewers of editors use. Paths are relative to %SRCROOT%.

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	sarifRoot   = "%SRCROOT%"
	homePage    = "https://github.com/minutebook/minutebook"
)

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool                `json:"tool"`
	Language   string                   `json:"language"`
	ColumnKind string                   `json:"columnKind"`
	BaseIDs    map[string]sarifArtifact `json:"originalUriBaseIds"`
	Results    []sarifResult            `json:"results"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	URI     string      `json:"informationUri"`
	Rules   []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID      string      `json:"id"`
	Short   sarifText   `json:"shortDescription"`
	Full    sarifText   `json:"fullDescription"`
	Help    sarifText   `json:"help"`
	Default sarifConfig `json:"defaultConfiguration"`
}

type sarifConfig struct {
	Enabled bool   `json:"enabled"`
	Level   string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifResult struct {
	RuleID       string            `json:"ruleId"`
	RuleIndex    int               `json:"ruleIndex"`
	Level        string            `json:"level"`
	Message      sarifText         `json:"message"`
	Locations    []sarifLocation   `json:"locations,omitempty"`
	Fingerprints map[string]string `json:"partialFingerprints"`
	Fixes        []sarifFix        `json:"fixes,omitempty"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   *sarifRegion  `json:"region,omitempty"`
}

type sarifArtifact struct {
	URI         string     `json:"uri,omitempty"`
	BaseID      string     `json:"uriBaseId,omitempty"`
	Description *sarifText `json:"description,omitempty"`
}

// sarifRegion is a stretch of text by lines, or of bytes where only those are
// known.
type sarifRegion struct {
	StartLine   int        `json:"startLine,omitempty"`
	StartColumn int        `json:"startColumn,omitempty"`
	EndLine     int        `json:"endLine,omitempty"`
	EndColumn   int        `json:"endColumn,omitempty"`
	ByteOffset  *int       `json:"byteOffset,omitempty"`
	ByteLength  *int       `json:"byteLength,omitempty"`
	Snippet     *sarifText `json:"snippet,omitempty"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	Artifact     sarifArtifact      `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted *sarifText  `json:"insertedContent,omitempty"`
}

var sarifLevels = [...]string{Off: "none", Warning: "warning", Error: "error"}

var rootText = Text{"仓库的根目录", "儲存庫的根目錄", "the repository's root"}

func writeSARIF(w *bufio.Writer, r *Report, o Options) error {
	rules := r.rules()
	index := make(map[string]int, len(rules))
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "minutebook", Version: o.Version, URI: homePage,
			Rules: make([]sarifRule, 0, len(rules)),
		}},
		Language:   string(cmp.Or(o.Lang, ZhCN)),
		ColumnKind: "unicodeCodePoints",
		BaseIDs:    map[string]sarifArtifact{sarifRoot: {Description: &sarifText{rootText.In(o.Lang)}}},
		Results:    make([]sarifResult, 0, len(r.Findings)),
	}
	for i, rule := range rules {
		index[rule.ID] = i
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSARIFRule(rule, o.Lang))
	}
	prints := fingerprints(r.Findings)
	for i, f := range r.Findings {
		result := newSARIFResult(f, o)
		result.RuleIndex = index[f.Rule]
		result.Fingerprints = map[string]string{"minutebook/v1": prints[i]}
		run.Results = append(run.Results, result)
	}
	return encodeJSON(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}}, "  ")
}

func newSARIFRule(rule RuleInfo, l Lang) sarifRule {
	title := cmp.Or(rule.Title.In(l), rule.ID)
	why := cmp.Or(rule.Why.In(l), title)
	return sarifRule{
		ID: rule.ID, Short: sarifText{title}, Full: sarifText{why}, Help: sarifText{why},
		Default: sarifConfig{Enabled: rule.Severity != Off, Level: sarifLevels[rule.Severity]},
	}
}

func newSARIFResult(f Finding, o Options) sarifResult {
	text := f.Message.In(o.Lang)
	if !f.Hint.IsZero() {
		text += "\n" + hintLabel.In(o.Lang) + f.Hint.In(o.Lang)
	}
	result := sarifResult{RuleID: f.Rule, Level: sarifLevels[f.Severity], Message: sarifText{noLinks(text)}}
	if f.File == "" {
		return result
	}
	at := sarifPhysical{Artifact: artifact(f.File, o)}
	if f.Span.Start.Line > 0 {
		at.Region = &sarifRegion{
			StartLine: int(f.Span.Start.Line), StartColumn: int(f.Span.Start.Column),
			EndLine: int(f.Span.End.Line), EndColumn: int(f.Span.End.Column),
		}
	}
	result.Locations = []sarifLocation{{at}}
	if f.Fix != nil && len(f.Fix.Edits) > 0 {
		result.Fixes = []sarifFix{newSARIFFix(f, o)}
	}
	return result
}

// noLinks takes apart what SARIF would read as a link: [text](target).
func noLinks(s string) string { return strings.ReplaceAll(s, "](", "] (") }

// artifact names a file by a relative URI reference.
func artifact(file string, o Options) sarifArtifact {
	return sarifArtifact{URI: (&url.URL{Path: o.path(file)}).String(), BaseID: sarifRoot}
}

func newSARIFFix(f Finding, o Options) sarifFix {
	change := sarifChange{Artifact: artifact(f.File, o)}
	for _, e := range f.Fix.Edits {
		r := sarifReplacement{Deleted: editRegion(f, e)}
		if e.New != "" {
			r.Inserted = &sarifText{e.New}
		}
		change.Replacements = append(change.Replacements, r)
	}
	return sarifFix{sarifText{noLinks(f.Fix.Title.In(o.Lang))}, []sarifChange{change}}
}

// editRegion places an edit by line and column if it lies on the line the finding
// quotes, and by bytes if not: the rest of the file is not at hand.
func editRegion(f Finding, e Edit) sarifRegion {
	lead := byteAt(f.Excerpt, int(f.Span.Start.Column))
	start := int(f.Span.Start.Offset) - lead
	if f.Span.Start.Line == 0 || e.Start < start || e.End < e.Start || e.End > start+len(f.Excerpt) {
		length := e.End - e.Start
		return sarifRegion{ByteOffset: &e.Start, ByteLength: &length}
	}
	column := func(offset int) int { return 1 + utf8.RuneCountInString(f.Excerpt[:offset-start]) }
	return sarifRegion{
		StartLine: int(f.Span.Start.Line), StartColumn: column(e.Start),
		EndLine: int(f.Span.Start.Line), EndColumn: column(e.End),
	}
}

// byteAt is the offset of a column in a line.
func byteAt(s string, column int) int {
	at := 1
	for i := range s {
		if at == column {
			return i
		}
		at++
	}
	return len(s)
}
