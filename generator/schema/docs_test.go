package schema

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

func format(t *testing.T, l diag.Lang) string {
	t.Helper()
	var b bytes.Buffer
	if err := Builtin().WriteFormat(&b, l); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The reference in docs is what the schema says now.
func TestFormatDocs(t *testing.T) {
	for path, l := range map[string]diag.Lang{"../../docs/format.md": diag.ZhCN, "../../docs/format.en.md": diag.En} {
		want := format(t, l)
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; go test ./generator/schema -run Format -update writes it", err)
		}
		if string(have) != want {
			t.Errorf("%s is not what the schema says; go test ./generator/schema -run Format -update writes it anew", path)
		}
	}
}

func TestFormatSaysEverything(t *testing.T) {
	for _, l := range []diag.Lang{diag.ZhCN, diag.En} {
		text := format(t, l)
		for _, typ := range Builtin().Types {
			_, part, ok := strings.Cut(text, "\n### "+(&page{lang: l}).title(typ.Name, typ.Label)+"\n")
			if !ok {
				t.Errorf("%s: no chapter on %s", l, typ.Name)
				continue
			}
			part, _, _ = strings.Cut(part, "\n### ")
			for _, f := range typ.Fields {
				if f.Own && !strings.Contains(part, "| `"+f.Name+"`") && !strings.Contains(part, "| `"+f.Name+"[]`") {
					t.Errorf("%s: %s does not tell of %s", l, typ.Name, f.Name)
				}
			}
			for _, s := range typ.Sections {
				if !strings.Contains(part, "\n| "+s.Label.In(l)+" |") {
					t.Errorf("%s: %s does not tell of the section %s", l, typ.Name, s.Name)
				}
			}
			for _, c := range typ.Confirm {
				if w := whoWords[c.Who].In(l); w == "" || !strings.Contains(part, "\n- "+w) {
					t.Errorf("%s: %s does not tell that %s signs", l, typ.Name, c.Who)
				}
			}
		}
		for _, k := range Builtin().Kinds {
			if !strings.Contains(text, "\n| `"+k.Name+"` | ") {
				t.Errorf("%s: nothing on meetings of kind %s", l, k.Name)
			}
		}
		for name, k := range kindNames {
			if kindWords[k].In(l) == "" || kindWords[k].TW == "" {
				t.Errorf("%s: no words for values of kind %s", l, name)
			}
		}
		if strings.Contains(text, "{{") {
			t.Errorf("%s: a table is missing", l)
		}
	}
	if err := Builtin().WriteFormat(&bytes.Buffer{}, diag.ZhTW); err == nil {
		t.Error("there is a page in Traditional Chinese after all")
	}
}

// fences returns the fenced blocks of a page in a language.
func fences(text, language string) []string {
	var out []string
	for _, part := range strings.Split(text, "\n```"+language+"\n")[1:] {
		block, _, _ := strings.Cut(part, "\n```\n")
		out = append(out, block+"\n")
	}
	return out
}

// The page's examples are right: the config extends the schema, and the records
// have the fields and headings they show.
func TestFormatExamples(t *testing.T) {
	for _, l := range []diag.Lang{diag.ZhCN, diag.En} {
		text := format(t, l)
		configs := fences(text, "yaml")
		if len(configs) != 1 {
			t.Fatalf("%s: %d configs", l, len(configs))
		}
		doc := source.ParseYAML("minutebook.yaml", []byte(configs[0]), source.Limits{})
		s := Builtin().Configured(doc.Front, func(n *source.Node, m diag.Message) {
			t.Errorf("%s: line %d of the config: %s", l, n.Span.Start.Line, m.In(diag.En))
		})
		if f := s.Type("minutes").Field("项目"); f.Kind != Project || !f.Required.Always {
			t.Errorf("%s: the project of minutes is %+v", l, f)
		}
		if s.Type("巡检记录").Folder != "inspections" || s.MeetingKind("安全例会").Quorum != (Share{2, 3}) {
			t.Errorf("%s: the new type or kind is not there", l)
		}
		minutes := Builtin().Type("minutes")
		records, headings := 0, 0
		for _, block := range fences(text, "markdown") {
			if !strings.HasPrefix(block, "---\n") {
				for line := range strings.Lines(block) {
					if h, ok := strings.CutPrefix(line, "## "); ok {
						headings++
						if s := minutes.Section(h); s == nil || s.Role == "" {
							t.Errorf("%s: %q opens no section that is read", l, h)
						}
					}
				}
				continue
			}
			records++
			doc := source.Read("x.md", []byte(block), source.Limits{})
			minutes.Decode(doc, Builtin(), time.UTC)
			for _, f := range doc.Findings {
				if !slices.Contains([]string{"field-required"}, f.Rule) || strings.Contains(block, "2025-06-15-kickoff\n") {
					t.Errorf("%s: an example is wrong: %s: %s", l, f.Rule, f.Message.In(diag.En))
				}
			}
		}
		if records != 2 || headings != 4 {
			t.Errorf("%s: %d records and %d headings", l, records, headings)
		}
	}
}
