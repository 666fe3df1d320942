package diag

import (
	"bufio"
	"cmp"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// The JUnit format: a suite for every rule, and in it a test case for every file
// in which the rule found something. A rule that found nothing has one case that
// passed, so that a viewer shows what was checked.
//
// A case fails if one of its findings is an error; warnings alone leave it
// passed, with their text as its output. All of a file's findings under a rule
// stand in one failure, because viewers show only the first.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	Failure   *junitFailure `xml:"failure"`
	Output    *junitText    `xml:"system-out"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

var wholeArchive = Text{"整个档案库", "整個檔案庫", "the archive as a whole"}

func writeJUnit(w *bufio.Writer, r *Report, o Options) error {
	byRule := make(map[string][]Finding)
	for _, f := range r.Findings {
		byRule[f.Rule] = append(byRule[f.Rule], f)
	}
	out := junitSuites{
		Name: "minutebook",
		Time: strconv.FormatFloat(r.Summary.Elapsed.Seconds(), 'f', 3, 64),
	}
	for _, rule := range r.rules() {
		suite := newJUnitSuite(rule, byRule[rule.ID], o)
		out.Tests += suite.Tests
		out.Failures += suite.Failures
		out.Suites = append(out.Suites, suite)
	}
	w.WriteString(xml.Header)
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(out); err != nil {
		return err
	}
	return w.WriteByte('\n')
}

func newJUnitSuite(rule RuleInfo, fs []Finding, o Options) junitSuite {
	o.Color = false
	title := rule.Title.In(o.Lang)
	suite := junitSuite{Name: xmlText(rule.ID)}
	if title != "" {
		suite.Name = xmlText(rule.ID + ": " + title)
	}
	if len(fs) == 0 {
		suite.Cases = []junitCase{{Name: xmlText(cmp.Or(title, rule.ID)), ClassName: xmlText(rule.ID)}}
	}
	for _, group := range groupByFile(fs) {
		c := newJUnitCase(group, o)
		if c.Failure != nil {
			suite.Failures++
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Tests = len(suite.Cases)
	return suite
}

// groupByFile keeps the order in which the files come up.
func groupByFile(fs []Finding) [][]Finding {
	var groups [][]Finding
	at := make(map[string]int)
	for _, f := range fs {
		i, ok := at[f.File]
		if !ok {
			i = len(groups)
			at[f.File] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}

// newJUnitCase makes a case of what one rule found in one file.
func newJUnitCase(fs []Finding, o Options) junitCase {
	var text strings.Builder
	var first *Finding // the first error
	errors := 0
	for i, f := range fs {
		writeFinding(&text, f, o)
		if f.Severity == Error {
			errors++
			if first == nil {
				first = &fs[i]
			}
		}
	}
	name := cmp.Or(Visible(o.path(fs[0].File)), wholeArchive.In(o.Lang))
	c := junitCase{Name: xmlText(name), ClassName: xmlText(fs[0].Rule)}
	if first == nil {
		c.Output = &junitText{xmlText(text.String())}
		return c
	}
	message := line(first.Message, o.Lang)
	if errors > 1 {
		message += fmt.Sprintf(" (+%d)", errors-1)
	}
	c.Failure = &junitFailure{Type: xmlText(fs[0].Rule), Message: xmlText(message), Text: xmlText(text.String())}
	return c
}

// xmlText drops what XML 1.0 has no way to say.
func xmlText(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t', r == '\n', r == '\r',
			r >= 0x20 && r <= 0xd7ff, r >= 0xe000 && r <= 0xfffd, r >= 0x10000 && r <= 0x10ffff:
			return r
		}
		return -1
	}, s)
}
