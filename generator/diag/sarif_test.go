package diag_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	. "github.com/minutebook/minutebook/generator/diag"
)

const sarifSchemaFile = "testdata/schemas/sarif-2.1.0.json"

// reports are what the schemas must hold for.
func reports() map[string]*Report {
	return map[string]*Report{
		"sample":   sample(),
		"empty":    {},
		"no rules": {Findings: sample().Findings},
		"clean":    {Rules: sample().Rules},
	}
}

func TestSARIFSchema(t *testing.T) {
	schema := sarifSchema(t)
	for name, r := range reports() {
		for _, lang := range append(Langs, "") {
			text := printed(t, FormatSARIF, r, Options{Lang: lang, Version: "1.2.3", Prefix: "content"})
			if err := validateJSON(schema, text); err != nil {
				t.Errorf("%s in %q: %v", name, lang, err)
			}
		}
	}
}

func TestSARIFSchemaRefuses(t *testing.T) {
	schema := sarifSchema(t)
	good := printed(t, FormatSARIF, sample(), Options{})
	for _, change := range [][2]string{
		{`"version": "2.1.0"`, `"version": "2.0.0"`},
		{`"level": "error"`, `"level": "fatal"`},
		{`"startLine": 12`, `"startLine": 0`},
		{`"uri": "minutes/`, `"uri": "%zz`},
	} {
		if !strings.Contains(good, change[0]) {
			t.Fatalf("no %s in the report", change[0])
		}
		if validateJSON(schema, strings.Replace(good, change[0], change[1], 1)) == nil {
			t.Errorf("%s was accepted", change[1])
		}
	}
}

func sarifSchema(t *testing.T) *jsonschema.Schema {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	schema, err := c.Compile(sarifSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

func validateJSON(schema *jsonschema.Schema, text string) error {
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		return err
	}
	return schema.Validate(v)
}

type sarif struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				Version string
				Rules   []struct{ ID string }
			}
		}
		ColumnKind string
		Results    []struct {
			RuleID    string
			RuleIndex int
			Message   struct{ Text string }
			Locations []struct {
				PhysicalLocation struct {
					ArtifactLocation struct{ URI, URIBaseID string }
					Region           *region
				}
			}
			Fixes []struct {
				ArtifactChanges []struct {
					Replacements []struct {
						DeletedRegion   region
						InsertedContent *struct{ Text string }
					}
				}
			}
		}
	}
}

type region struct {
	StartLine, StartColumn, EndLine, EndColumn int
	ByteOffset, ByteLength                     int
}

func TestSARIFContent(t *testing.T) {
	var log sarif
	if err := json.Unmarshal([]byte(printed(t, FormatSARIF, sample(), Options{Prefix: "content", Version: "1.2.3"})), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if run.ColumnKind != "unicodeCodePoints" || run.Tool.Driver.Version != "1.2.3" {
		t.Errorf("columns in %s, version %s", run.ColumnKind, run.Tool.Driver.Version)
	}
	for i, r := range run.Results {
		if got := run.Tool.Driver.Rules[r.RuleIndex].ID; got != r.RuleID {
			t.Errorf("result %d of rule %s points to %s", i, r.RuleID, got)
		}
	}

	first := run.Results[0].Locations[0].PhysicalLocation
	if got, want := first.ArtifactLocation.URI, "content/minutes/2025/2025-06-15-%E5%90%AF%E5%8A%A8%E4%BC%9A.md"; got != want {
		t.Errorf("uri %s, want %s", got, want)
	}
	if first.ArtifactLocation.URIBaseID != "%SRCROOT%" {
		t.Errorf("base %s", first.ArtifactLocation.URIBaseID)
	}
	if got, want := *first.Region, (region{StartLine: 12, StartColumn: 7, EndLine: 12, EndColumn: 13}); got != want {
		t.Errorf("region %+v, want %+v", got, want)
	}
	if r := run.Results[3].Locations[0].PhysicalLocation.Region; r != nil {
		t.Errorf("a finding about a whole file has the region %+v", r)
	}
	if l := run.Results[5].Locations; l != nil {
		t.Errorf("a finding about the archive is placed at %+v", l)
	}
	if m := run.Results[6].Message.Text; strings.Contains(m, "](") {
		t.Errorf("the record's text became a link: %q", m)
	}

	edits := run.Results[1].Fixes[0].ArtifactChanges[0].Replacements
	if got, want := edits[0].DeletedRegion, (region{StartLine: 14, StartColumn: 18, EndLine: 14, EndColumn: 22}); got != want || edits[0].InsertedContent != nil {
		t.Errorf("edit on the line %+v, want %+v", got, want)
	}
	if got, want := edits[1].DeletedRegion, (region{ByteOffset: 9000, ByteLength: 3}); got != want || edits[1].InsertedContent.Text != "甲" {
		t.Errorf("edit elsewhere %+v, want %+v", got, want)
	}
}

func TestSARIFRelativePaths(t *testing.T) {
	for file, want := range map[string]string{
		"a b.md":       "a%20b.md",
		"a:b.md":       "./a:b.md",
		"x/100%#?.md":  "x/100%25%23%3F.md",
		"纪要.md":        "%E7%BA%AA%E8%A6%81.md",
		"bad\xff\n.md": "bad%FF%0A.md",
	} {
		var log sarif
		r := &Report{Findings: []Finding{{Rule: "r", File: file, Severity: Error, Message: Plain("m")}}}
		if err := json.Unmarshal([]byte(printed(t, FormatSARIF, r, Options{})), &log); err != nil {
			t.Fatal(err)
		}
		if got := log.Runs[0].Results[0].Locations[0].PhysicalLocation.ArtifactLocation.URI; got != want {
			t.Errorf("%q: %s, want %s", file, got, want)
		}
	}
}
