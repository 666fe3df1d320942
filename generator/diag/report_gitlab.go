package diag

import (
	"bufio"
	"cmp"
	"strings"
)

// gitLabIssue is one entry of GitLab's Code Quality report.
type gitLabIssue struct {
	Description string         `json:"description"`
	CheckName   string         `json:"check_name"`
	Fingerprint string         `json:"fingerprint"`
	Severity    string         `json:"severity"`
	Location    gitLabLocation `json:"location"`
}

type gitLabLocation struct {
	Path  string      `json:"path"`
	Lines gitLabLines `json:"lines"`
}

type gitLabLines struct {
	Begin int `json:"begin"`
}

var gitLabSeverity = [...]string{Off: "info", Warning: "minor", Error: "major"}

// writeGitLab prints a Code Quality report. GitLab wants a path and a line for
// everything: a finding about a file stands on its first line, one about the
// archive on the archive's folder.
func writeGitLab(w *bufio.Writer, r *Report, o Options) error {
	issues := make([]gitLabIssue, 0, len(r.Findings))
	prints := fingerprints(r.Findings)
	for i, f := range r.Findings {
		issues = append(issues, gitLabIssue{
			Description: f.Message.In(o.Lang),
			CheckName:   f.Rule,
			Fingerprint: prints[i],
			Severity:    gitLabSeverity[f.Severity],
			Location: gitLabLocation{
				Path:  cmp.Or(o.path(f.File), strings.TrimSuffix(o.Prefix, "/"), "."),
				Lines: gitLabLines{Begin: int(max(f.Span.Start.Line, 1))},
			},
		})
	}
	return encodeJSON(w, issues, "  ")
}
