package scaffold_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/scaffold"
	"github.com/minutebook/minutebook/generator/schema"
)

// A new record of any type, in any language, lacks nothing but what its writer
// has to say: every finding of reading and form is an empty field or section.
func TestNewRecordsAreComplete(t *testing.T) {
	for _, typ := range schema.Builtin().Types {
		for _, lang := range diag.Langs {
			for _, chinese := range []bool{false, true} {
				q := request(typ.Name)
				q.Lang, q.ChineseKeys = lang, chinese
				t.Run(fmt.Sprint(typ.Name, " ", lang, " ", chinese), func(t *testing.T) { complete(t, q) })
			}
		}
	}
	for _, q := range []scaffold.Request{
		request("minutes", "meeting=", "series=信息中心例会"),
		request("meeting", "series=信息中心例会", "title=搬迁：演练 #2"),
		request("request", "status=closed", "priority=高", "departments.unit=后勤处", "departments.duty=[搬运], 清点"),
		request("communication", "direction=external", "start=2025-08-30 10:00"),
		request("report", "kind=weekly"),
		request("dispute", "status=ruled", "parties=信息中心、后勤处"),
	} {
		t.Run(fmt.Sprint(q.Type, q.Given), func(t *testing.T) { complete(t, q) })
	}
}

func complete(t *testing.T, q scaffold.Request) {
	files := sample(t)
	d := draft(t, files, q)
	if again := draft(t, sample(t), q); string(again.Data) != string(d.Data) || again.Path != d.Path {
		t.Error("the same request gives two records")
	}
	files[d.Path] = &fstest.MapFile{Data: d.Data}
	empty := 0
	for _, f := range check.Run(load(t, files), 1) {
		rule := check.Find(f.Rule)
		switch {
		case f.File != d.Path || rule != nil && rule.Group != check.Reading && rule.Group != check.Form:
		case f.Rule == "field-empty":
			empty++
		case f.Rule != "section-empty":
			t.Errorf("%s:%d: %s [%s]", f.File, f.Span.Start.Line, f.Message.In(diag.En), f.Rule)
		}
	}
	if empty < len(d.Questions) {
		t.Errorf("%d questions, but only %d empty fields:\n%s", len(d.Questions), empty, d.Data)
	}
	if t.Failed() {
		t.Logf("%s", d.Data)
	}
}

func TestNewArchiveIsClean(t *testing.T) {
	for _, lang := range diag.Langs {
		for _, opt := range []scaffold.Options{
			{Title: "档案: 一", Lang: lang},
			{Title: "Minutes", Organisation: "望湖学院, [信息]", Lang: lang, Person: "张敏", Email: "zhangmin@example.org", CI: "github", Version: "v1.0.0", Audience: "public", Zone: "Europe/London"},
		} {
			files := fstest.MapFS{}
			made, err := scaffold.Archive(opt)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range made {
				files[f.Path] = &fstest.MapFile{Data: f.Data}
			}
			a := load(t, files)
			for _, f := range check.Run(a, 1) {
				t.Errorf("%s: %s:%d: %s [%s]", lang, f.File, f.Span.Start.Line, f.Message.In(diag.En), f.Rule)
			}
			if a.Config.Title != opt.Title || a.Config.Languages[0] != lang || len(a.Units) != 1 {
				t.Errorf("%s: title %q, languages %v, %d units", lang, a.Config.Title, a.Config.Languages, len(a.Units))
			}
		}
	}
}

// The settings that stand in comments must be right too: people take the # away.
func TestCommentedSettingsAreClean(t *testing.T) {
	for _, lang := range diag.Langs {
		made, err := scaffold.Archive(scaffold.Options{Title: "档案", Lang: lang, Person: "王芳"})
		if err != nil {
			t.Fatal(err)
		}
		files := fstest.MapFS{}
		for _, f := range made {
			if strings.HasSuffix(f.Path, ".yaml") {
				f.Data = []byte(uncomment(string(f.Data)))
			}
			files[f.Path] = &fstest.MapFile{Data: f.Data}
		}
		a := load(t, files)
		for _, f := range check.Run(a, 1) {
			t.Errorf("%s: %s:%d: %s [%s]", lang, f.File, f.Span.Start.Line, f.Message.In(diag.En), f.Rule)
		}
		if a.Schema.Type("inspection") == nil || a.Schema.MeetingKind("safety") == nil || len(a.Config.Severities) != 2 || len(a.Units) != 2 || len(a.People) != 2 {
			t.Errorf("%s: a commented setting was not read", lang)
		}
	}
}

// uncomment takes the # off lines that hold YAML, not prose.
func uncomment(s string) string {
	var b strings.Builder
	for line := range strings.Lines(s) {
		rest, ok := strings.CutPrefix(line, "#")
		if text := strings.TrimSpace(rest); ok && (strings.HasPrefix(text, "- {") || strings.Contains(text, "_") && !strings.Contains(text, " ") || isKey(text)) {
			line = strings.TrimPrefix(rest, " ")
			if strings.HasPrefix(text, "- {id") {
				line = rest
			}
		}
		b.WriteString(line)
	}
	return b.String()
}

// isKey reports whether a line is an ASCII key with its value.
func isKey(text string) bool {
	key, value, ok := strings.Cut(text, ":")
	return ok && strings.Trim(key, "abcdefghijklmnopqrstuvwxyz_") == "" && (value == "" || strings.HasPrefix(value, " "))
}
