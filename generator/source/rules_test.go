package source_test

import (
	"slices"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// ids returns the rules of a document's findings, in the order found.
func ids(d *source.Document) []string {
	var rules []string
	for _, f := range d.Findings {
		rules = append(rules, f.Rule)
	}
	return rules
}

func read(text string) *source.Document {
	return source.Read("minutes/a.md", []byte(text), source.Limits{})
}

func TestRuleExamples(t *testing.T) {
	for _, r := range source.Rules {
		t.Run(r.ID, func(t *testing.T) {
			if got := ids(read(r.Good)); got != nil {
				t.Errorf("the good example gives %v", got)
			}
			if r.Bad == "" {
				if r.ID != "file-unreadable" && r.ID != "parser-failed" {
					t.Error("there is no bad example")
				}
				return
			}
			bad := read(r.Bad)
			if got := ids(bad); !slices.Equal(got, []string{r.ID}) {
				t.Fatalf("the bad example gives %v, want only %s", got, r.ID)
			}
			f := bad.Findings[0]
			if f.Severity != r.Severity {
				t.Errorf("severity %v, the table says %v", f.Severity, r.Severity)
			}
			for _, l := range diag.Langs {
				if f.Message.In(l) == "" || f.Hint.In(l) == "" {
					t.Errorf("no message or hint in %s", l)
				}
			}
		})
	}
}

func TestRulesAreComplete(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range source.Rules {
		if seen[r.ID] {
			t.Errorf("%s is there twice", r.ID)
		}
		seen[r.ID] = true
		for _, l := range diag.Langs {
			if r.Title.In(l) == "" || r.Why.In(l) == "" {
				t.Errorf("%s has no title or reason in %s", r.ID, l)
			}
		}
	}
	for _, id := range []string{
		"file-unreadable", "file-size", "encoding-utf8", "encoding-bom", "encoding-control",
		"line-ends", "line-length", "front-matter-missing", "front-matter-leading", "front-matter-fence",
		"front-matter-unclosed", "front-matter-size", "front-matter-empty", "yaml-syntax", "yaml-feature", "yaml-key",
		"duplicate-key", "nesting-depth", "table-size", "link-references", "inline-marks", "parser-failed",
		"text-direction", "invisible-character",
	} {
		if !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
}
