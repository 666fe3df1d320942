package check

import (
	"bytes"
	"flag"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

var update = flag.Bool("update", false, "write docs/rules.md and docs/rules.en.md anew")

// The reference in docs is what the table says now.
func TestDocs(t *testing.T) {
	for path, l := range map[string]diag.Lang{"../../docs/rules.md": diag.ZhCN, "../../docs/rules.en.md": diag.En} {
		var b bytes.Buffer
		if err := WriteDocs(&b, l); err != nil {
			t.Fatal(err)
		}
		if *update {
			if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		have, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; go test ./generator/check -run Docs -update writes it", err)
		}
		if !bytes.Equal(have, b.Bytes()) {
			t.Errorf("%s is not what the rules say; go test ./generator/check -run Docs -update writes it anew", path)
		}
	}
}

// A group is one chapter, so that no rule is listed twice.
func TestDocsOfEveryGroup(t *testing.T) {
	var b bytes.Buffer
	if err := WriteDocs(&b, diag.En); err != nil {
		t.Fatal(err)
	}
	for _, chapter := range []string{"Reading", "Form", "Substance", "References", "Attendance and votes", "Time", "Closing", "Control", "Privacy", "Two versions", "Proof of confirmations"} {
		if n := strings.Count(b.String(), "\n## "+chapter+"\n"); n != 1 {
			t.Errorf("%s: %d chapters", chapter, n)
		}
	}
}

// Whatever a rule says can be read in every language, as Markdown and in a
// terminal, with nothing that a terminal would obey.
func TestDocsOfEveryRule(t *testing.T) {
	for _, l := range diag.Langs {
		var all bytes.Buffer
		if err := WriteDocs(&all, l); err != nil {
			t.Fatal(err)
		}
		for _, r := range Rules() {
			if !strings.Contains(all.String(), "\n### "+r.ID+"\n\n"+r.sentence(l)) {
				t.Errorf("%s: not in the reference in %s", r.ID, l)
			}
			if r.Bad != (Example{}) && len(r.Bad.parts(l)) == 0 {
				t.Errorf("%s: its bad example shows nothing", r.ID)
			}
			if groupTitles[r.Group].In(l) == "" || severityTitles[r.Severity].In(l) == "" {
				t.Errorf("%s: its group or severity has no name in %s", r.ID, l)
			}
			var b bytes.Buffer
			if err := Explain(&b, r, l); err != nil {
				t.Fatal(err)
			}
			for line := range strings.Lines(b.String()) {
				if text := strings.TrimSuffix(line, "\n"); diag.Visible(text) != text {
					t.Errorf("%s: hidden characters in %q", r.ID, text)
				}
			}
		}
	}
}

// The introduction shows how rules are silenced with rules that exist.
func TestDocsIntro(t *testing.T) {
	for _, l := range diag.Langs {
		named := regexp.MustCompile(`rule: ([a-z-]+)`).FindAllStringSubmatch(docsIntro.In(l), -1)
		if len(named) != 2 {
			t.Errorf("%s: %d rules are named", l, len(named))
		}
		for _, m := range named {
			if Find(m[1]) == nil {
				t.Errorf("%s: there is no rule %s", l, m[1])
			}
		}
	}
}

func TestExplain(t *testing.T) {
	for l, want := range map[diag.Lang]string{
		diag.ZhCN: `field-required (错误, 格式)

  必填字段都在。

  一份记录要能独立说明谁、何时、何地、为什么；缺的内容日后补不回来。

不合规
    # 没有这一行：goal

合规
    # 没有这一行：location
    link: https://meet.example.edu/301
`,
		diag.En: `field-required (error, Form)

  Required fields are there.

  A record must tell who, when, where and why by itself; what is missing
  cannot be recovered years later.

Bad
    # without the line goal

Good
    # without the line location
    link: https://meet.example.edu/301
`,
	} {
		var b bytes.Buffer
		if err := Explain(&b, Find("field-required"), l); err != nil {
			t.Fatal(err)
		}
		if b.String() != want {
			t.Errorf("in %s:\n%s", l, b.String())
		}
	}
}

func TestExampleParts(t *testing.T) {
	e := Example{
		Front: "goal:\nagenda:\n  - {title: 甲}\n",
		Body:  "## 决议事项\n\n```\n无\n```\n",
		Path:  "notices/2025/停机.md",
		Files: "-- registers/units.yaml --\nunits:\n-- notes/a.md --\ntext\x00\n",
	}
	want := []part{
		{"", "text", "notices/2025/停机.md\n"},
		{"", "yaml", "# without the line goal\nagenda:\n  - {title: 甲}\n"},
		{"", "markdown", "## 决议事项\n\n```\n无\n```\n"},
		{"`registers/units.yaml`", "yaml", "units:\n"},
		{"`notes/a.md`", "markdown", "text<U+0000>\n"},
	}
	if got := e.parts(diag.En); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestReadableCutsWhatIsLong(t *testing.T) {
	got := readable(strings.Repeat("长", 200) + "\n" + strings.Repeat("行\n", 100))
	want := strings.Repeat("长", 100) + "…\n" + strings.Repeat("行\n", 39) + "…\n"
	if got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestWrap(t *testing.T) {
	for _, tt := range []struct {
		s       string
		columns int
		want    []string
	}{
		{"one two three", 8, []string{"one two", "three"}},
		{"纪要在会后二十四小时内发出。", 14, []string{"纪要在会后二十", "四小时内发出。"}},
		{"缺席的人，要说明", 8, []string{"缺席的", "人，要说", "明"}}, // no line begins with a comma
		{"见 RECORD#a1 一行", 8, []string{"见", "RECORD#a1", "一行"}},
		{"", 8, []string{""}},
	} {
		if got := wrap(tt.s, tt.columns); !slices.Equal(got, tt.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", tt.s, tt.columns, got, tt.want)
		}
	}
}

func TestLongestRunMakesTheFenceLonger(t *testing.T) {
	for s, want := range map[string]int{"": 0, "``": 0, "a```b": 1, "`````": 3} {
		if got := longestRun(s, '`'); got != want {
			t.Errorf("%q: %d, want %d", s, got, want)
		}
	}
}
