package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// runSchema runs the command in a folder that is an archive with a type of its
// own.
func runSchema(t *testing.T, args ...string) (string, error) {
	t.Helper()
	dir := t.TempDir()
	config := "title: 示例\ntypes:\n  audit: {label: [审计, 審計, Audit], fields: {scope: {required: true}}}\n"
	if err := os.WriteFile(filepath.Join(dir, "minutebook.yaml"), []byte(config), 0o644); err != nil {
		t.Fatal(err)
	}
	root := newRoot()
	var out bytes.Buffer
	root.SetOut(&out)
	root.SetArgs(append([]string{"schema", "--dir", dir, "--lang", "en", "--quiet"}, args...))
	err := root.Execute()
	return out.String(), err
}

func TestSchemaLists(t *testing.T) {
	out, err := runSchema(t)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(out, "\n")
	for _, want := range []string{
		"minutes         minutes/**/*.md             Minutes",
		"audit           audit/**/*.md               Audit",
		"people          registers/people.yaml       People",
		"config          minutebook.yaml             Configuration",
	} {
		if !slices.Contains(lines, want) {
			t.Errorf("no line %q in\n%s", want, out)
		}
	}
}

func TestSchemaPrintsOne(t *testing.T) {
	out, err := runSchema(t, "audit")
	if err != nil {
		t.Fatal(err)
	}
	var s struct {
		ID         string `json:"$id"`
		Title      string
		Properties map[string]any
	}
	if err := json.Unmarshal([]byte(out), &s); err != nil {
		t.Fatal(err)
	}
	if s.ID != "urn:minutebook:schema:audit" || s.Title != "Audit" || s.Properties["scope"] == nil || s.Properties["标题"] == nil {
		t.Errorf("%+v", s)
	}
}

func TestSchemaWrites(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "schemas")
	if _, err := runSchema(t, "--out", dir); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(files) != 18 { // 12 types, 1 of the archive's own, 5 registers
		t.Errorf("%d files: %v", len(files), err)
	}
}

func TestSchemaUnknown(t *testing.T) {
	for name, want := range map[string]string{
		"minuets": `no schema "minuets"; did you mean minutes?`,
		"x":       `no schema "x"; minutebook schema lists them`,
	} {
		if _, err := runSchema(t, name); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
}
