package diag_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	. "github.com/minutebook/minutebook/generator/diag"
)

const junitSchemaFile = "testdata/schemas/junit.xsd"

func TestJUnitSchema(t *testing.T) {
	s := readSchema(t)
	for name, r := range reports() {
		for _, lang := range Langs {
			text := printed(t, FormatJUnit, r, Options{Lang: lang})
			if err := s.validate(text); err != nil {
				t.Errorf("%s in %s: %v", name, lang, err)
			}
		}
	}
}

// TestJUnitXmllint asks a second judge of the schema, where there is one;
// TestJUnitSchema always runs.
func TestJUnitXmllint(t *testing.T) {
	lint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint is not installed")
	}
	for name, r := range reports() {
		cmd := exec.Command(lint, "--nonet", "--noout", "--schema", junitSchemaFile, "-")
		cmd.Stdin = strings.NewReader(printed(t, FormatJUnit, r, Options{Lang: ZhTW}))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func TestJUnitContent(t *testing.T) {
	type testcase struct {
		Name      string `xml:"name,attr"`
		ClassName string `xml:"classname,attr"`
		Failure   *struct {
			Message string `xml:"message,attr"`
			Text    string `xml:",chardata"`
		} `xml:"failure"`
		Output string `xml:"system-out"`
	}
	var got struct {
		Tests    int `xml:"tests,attr"`
		Failures int `xml:"failures,attr"`
		Suites   []struct {
			Name     string     `xml:"name,attr"`
			Tests    int        `xml:"tests,attr"`
			Failures int        `xml:"failures,attr"`
			Cases    []testcase `xml:"testcase"`
		} `xml:"testsuite"`
	}
	text := printed(t, FormatJUnit, sample(), Options{Lang: En, Color: true})
	if err := xml.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	var table []string
	for _, s := range got.Suites {
		table = append(table, fmt.Sprintf("%s: %d of %d failed", s.Name, s.Failures, s.Tests))
	}
	want := []string{
		"action-owner: Every action has an owner: 1 of 1 failed",
		"vague-word: No vague words: 1 of 1 failed",
		"front-matter: Front matter is there: 1 of 1 failed",
		"quorum: The quorum is reached: 0 of 1 failed",
		"front-key: 0 of 1 failed",
		"cadence: 0 of 1 failed",
		"person-unknown: 1 of 1 failed",
	}
	if !slices.Equal(table, want) || got.Tests != 7 || got.Failures != 4 {
		t.Errorf("%d of %d failed:\n%s", got.Failures, got.Tests, strings.Join(table, "\n"))
	}
	vague := got.Suites[1].Cases[0]
	if vague.Name != "minutes/2025/2025-06-15-启动会.md" || vague.ClassName != "vague-word" || vague.Failure.Message != `"尽快" is vague` {
		t.Errorf("%+v", vague)
	}
	for _, part := range []string{":14:20: warning: ", ":20:421: error: ", "\n14 | \t- "} {
		if !strings.Contains(vague.Failure.Text, part) {
			t.Errorf("%q is not in\n%s", part, vague.Failure.Text)
		}
	}
	if warned := got.Suites[4].Cases[0]; warned.Failure != nil || !strings.Contains(warned.Output, "the key title stands twice [front-key]") {
		t.Errorf("a warning: %+v", warned)
	}
	if name := got.Suites[5].Cases[0].Name; name != "the archive as a whole" {
		t.Errorf("a finding about the archive is the case %q", name)
	}
	if hostile := got.Suites[6].Cases[0].Failure.Text; !strings.Contains(hostile, "]]><U+000A>::error::<script>") {
		t.Errorf("the text was changed: %s", hostile)
	}
}

func TestJUnitCountsFurtherErrors(t *testing.T) {
	f := Finding{Rule: "r", Severity: Error, File: "f", Message: Plain("m")}
	text := printed(t, FormatJUnit, &Report{Findings: []Finding{f, f, f}}, Options{})
	if !strings.Contains(text, `message="m (+2)"`) || !strings.Contains(text, `<testsuite name="r" tests="1" failures="1" errors="0">`) {
		t.Error(text)
	}
}

// A schema is as much of XML Schema as the JUnit schema uses: elements that hold
// a sequence of other elements, or text, and attributes that are required or not.
type schema struct {
	Elements []element `xml:"element"`
}

type element struct {
	Name string  `xml:"name,attr"`
	Type string  `xml:"type,attr"`
	Body content `xml:"complexType"`
}

type content struct {
	Mixed      bool        `xml:"mixed,attr"`
	Sequence   []particle  `xml:"sequence>element"`
	Attributes []attribute `xml:"attribute"`
}

type particle struct {
	Ref string `xml:"ref,attr"`
	Min string `xml:"minOccurs,attr"` // "" is 1
	Max string `xml:"maxOccurs,attr"` // "" is 1
}

type attribute struct {
	Name string `xml:"name,attr"`
	Use  string `xml:"use,attr"`
}

func readSchema(t *testing.T) *schema {
	t.Helper()
	data, err := os.ReadFile(junitSchemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var s schema
	if err := xml.Unmarshal(data, &s); err != nil {
		t.Fatal(err)
	}
	if len(s.Elements) != 10 {
		t.Fatalf("%d elements read from the schema, want 10", len(s.Elements))
	}
	return &s
}

// A node is an element of a document.
type node struct {
	XMLName  xml.Name
	Attrs    []xml.Attr `xml:",any,attr"`
	Text     string     `xml:",chardata"`
	Children []node     `xml:",any"`
}

func (n node) name() string { return n.XMLName.Local }

func (s *schema) validate(text string) error {
	var root node
	if err := xml.Unmarshal([]byte(text), &root); err != nil {
		return err
	}
	return s.check(root)
}

func (s *schema) check(n node) error {
	i := slices.IndexFunc(s.Elements, func(e element) bool { return e.Name == n.name() })
	if i < 0 {
		return fmt.Errorf("unknown element %s", n.name())
	}
	e := s.Elements[i]
	if e.Type == "" && !e.Body.Mixed && strings.TrimSpace(n.Text) != "" {
		return fmt.Errorf("%s holds the text %q", n.name(), n.Text)
	}
	if err := e.Body.checkAttributes(n); err != nil {
		return err
	}
	if err := e.Body.checkSequence(n); err != nil {
		return err
	}
	for _, child := range n.Children {
		if err := s.check(child); err != nil {
			return err
		}
	}
	return nil
}

func (c content) checkAttributes(n node) error {
	for _, a := range n.Attrs {
		if !slices.ContainsFunc(c.Attributes, func(d attribute) bool { return d.Name == a.Name.Local }) {
			return fmt.Errorf("%s has the unknown attribute %s", n.name(), a.Name.Local)
		}
	}
	for _, d := range c.Attributes {
		if d.Use == "required" && !slices.ContainsFunc(n.Attrs, func(a xml.Attr) bool { return a.Name.Local == d.Name }) {
			return fmt.Errorf("%s has no attribute %s", n.name(), d.Name)
		}
	}
	return nil
}

func (c content) checkSequence(n node) error {
	left := n.Children
	for _, p := range c.Sequence {
		count := 0
		for len(left) > 0 && left[0].name() == p.Ref {
			left = left[1:]
			count++
		}
		if p.Min != "0" && count == 0 {
			return fmt.Errorf("%s has no %s", n.name(), p.Ref)
		}
		if p.Max != "unbounded" && count > 1 {
			return fmt.Errorf("%s has %d times %s", n.name(), count, p.Ref)
		}
	}
	if len(left) > 0 {
		return fmt.Errorf("%s does not belong there in %s", left[0].name(), n.name())
	}
	return nil
}

// The judge of the JUnit tests must be able to say no.
func TestSchemaRefuses(t *testing.T) {
	s := readSchema(t)
	const suite, end = `<testsuites><testsuite name="s" tests="1">`, `</testsuite></testsuites>`
	for text, want := range map[string]string{
		suite + `<testcase name="c"/>` + end:                                           "",
		suite + `<testcase/>` + end:                                                    "testcase has no attribute name",
		suite + `<testcase name="c" line="1"/>` + end:                                  "testcase has the unknown attribute line",
		suite + `<testcase name="c">text</testcase>` + end:                             `testcase holds the text "text"`,
		suite + `<testcase name="c"><failure/><error/></testcase>` + end:               "error does not belong there in testcase",
		suite + `<testcase name="c"><skipped/><skipped/></testcase>` + end:             "testcase has 2 times skipped",
		suite + `<testcase name="c"><failure>text</failure></testcase>` + end:          "",
		suite + `<properties/>` + end:                                                  "properties has no property",
		suite + `<testcase name="c"><system-out a="1">x</system-out></testcase>` + end: "system-out has the unknown attribute a",
		`<report/>`: "unknown element report",
		`<testsuites><testcase name="c"/></testsuites>`: "testcase does not belong there in testsuites",
	} {
		got := ""
		if err := s.validate(text); err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
