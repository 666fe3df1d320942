package diag_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	"time"

	. "github.com/minutebook/minutebook/generator/diag"
)

func TestTextShape(t *testing.T) {
	excerpt := "- [ ] 完成需求文档"
	r := &Report{
		Findings: []Finding{{
			Rule: "action-owner", Severity: Error, File: "minutes/2025/2025-06-15-kickoff.md",
			Span:    span(12, 0, excerpt, "完成"),
			Message: Plain("待办 a2 没有责任人"), Hint: Plain("写上 @姓名"), Excerpt: excerpt,
		}},
		Summary: Summary{Files: 3, Records: 2, Rules: 40, Errors: 1, Elapsed: 120 * time.Millisecond},
	}
	want := strings.Join([]string{
		"minutes/2025/2025-06-15-kickoff.md:12:7: error: 待办 a2 没有责任人 [action-owner]",
		"12 | - [ ] 完成需求文档",
		"   |       ^~~~",
		"提示：写上 @姓名",
		"",
		"1 个错误，0 个警告；检查了 3 个文件、2 份记录、40 条规则，用时 0.12 秒",
		"",
	}, "\n")
	if got := printed(t, FormatText, r, Options{Lang: ZhCN}); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCaret(t *testing.T) {
	long := strings.Repeat("甲", 100) + "X" + strings.Repeat("乙", 100)
	for _, tt := range []struct{ name, excerpt, marked, text, caret string }{
		{"ASCII", "one two", "two", "one two", "    ^~~"},
		{"one character", "one two", "o", "one two", "^"},
		{"Chinese before", "责任人 x", "x", "责任人 x", "       ^"},
		{"full width", "Ａ：x", "：", "Ａ：x", "  ^~"},
		{"emoji", "👍 ok", "ok", "👍 ok", "   ^~"},
		{"joined emoji", "👩‍💻 ok", "ok", "👩‍💻 ok", "   ^~"},
		{"flag", "🇨🇳 ok", "ok", "🇨🇳 ok", "   ^~"},
		{"combining mark", "e\u0301e ok", "ok", "e\u0301e ok", "   ^~"},
		{"tabs kept", "\ta\tb", "b", "\ta\tb", "\t \t^"},
		{"underline ends at a tab", "ab\tc", "ab\tc", "ab\tc", "^~"},
		{"control before", "a\x1bb", "b", "a<U+001B>b", "         ^"},
		{"control marked", "a\u202eb", "\u202e", "a<U+202E>b", " ^~~~~~~~"},
		{"invalid UTF-8", "a\xffb", "b", "a<0xFF>b", "       ^"},
		{"nothing marked", "abc", "", "abc", "^"},
		{
			"cut to a window", long, "X",
			"…" + strings.Repeat("甲", 20) + "X" + strings.Repeat("乙", 39) + "…",
			strings.Repeat(" ", 41) + "^",
		},
		{
			"cut at the end", "X" + strings.Repeat("y", 200), "X" + strings.Repeat("y", 200),
			"X" + strings.Repeat("y", 119) + "…", "^" + strings.Repeat("~", 119),
		},
		{
			"cut at the start", strings.Repeat("y", 200) + "X", "X",
			"…" + strings.Repeat("y", 40) + "X", strings.Repeat(" ", 41) + "^",
		},
	} {
		f := Finding{Rule: "r", Severity: Warning, File: "f", Message: Plain("m"), Excerpt: tt.excerpt, Span: span(7, 0, tt.excerpt, tt.marked)}
		got := strings.Split(printed(t, FormatText, &Report{Findings: []Finding{f}}, Options{}), "\n")
		if want := "7 | " + tt.text; got[1] != want {
			t.Errorf("%s: source line\n%q, want\n%q", tt.name, got[1], want)
		}
		if want := "  | " + tt.caret; got[2] != want {
			t.Errorf("%s: caret line\n%q, want\n%q", tt.name, got[2], want)
		}
	}
}

func TestCaretOutsideTheLine(t *testing.T) {
	for _, tt := range []struct {
		name  string
		span  Span
		caret string
	}{
		{"behind the end", Span{Pos{3, 1, 4}, Pos{3, 1, 4}}, "   ^"},
		{"far behind the end", Span{Pos{90, 1, 91}, Pos{95, 1, 96}}, "   ^"},
		{"to a later line", Span{Pos{1, 1, 2}, Pos{9, 3, 1}}, " ^~"},
		{"without an end", Span{Start: Pos{1, 1, 2}}, " ^"},
		{"an end before the start", Span{Pos{2, 1, 3}, Pos{0, 1, 1}}, "  ^"},
	} {
		f := Finding{Rule: "r", Severity: Error, File: "f", Message: Plain("m"), Excerpt: "abc", Span: tt.span}
		got := strings.Split(printed(t, FormatText, &Report{Findings: []Finding{f}}, Options{}), "\n")[2]
		if want := "  | " + tt.caret; got != want {
			t.Errorf("%s: %q, want %q", tt.name, got, want)
		}
	}
}

// No format may hand a record's control characters to a terminal.
func TestNothingDrivesATerminal(t *testing.T) {
	var all strings.Builder
	for _, lang := range Langs {
		for _, format := range Formats {
			all.WriteString(printed(t, format, sample(), Options{Lang: lang}))
		}
		if err := WriteStepSummary(&all, sample(), Options{Lang: lang}); err != nil {
			t.Fatal(err)
		}
	}
	for _, bad := range []string{"\x1b", "\u202e", "\u2066", "\u0085", "\u009b", "\ufffe", "\x00"} {
		if strings.Contains(all.String(), bad) {
			t.Errorf("%q got through", bad)
		}
	}
	if !strings.Contains(all.String(), "<U+202E>") || !strings.Contains(all.String(), `\u202e`) {
		t.Error("the hostile finding is not in the reports")
	}
}

func TestLongMessageIsCut(t *testing.T) {
	f := Finding{Rule: "r", Severity: Error, File: "f", Message: Plain(strings.Repeat("长", 5000))}
	got, _, _ := strings.Cut(printed(t, FormatText, &Report{Findings: []Finding{f}}, Options{}), "\n")
	if want := "f: error: " + strings.Repeat("长", 200) + "… [r]"; got != want {
		t.Errorf("%d bytes, want %d", len(got), len(want))
	}
}

func TestSummaryLine(t *testing.T) {
	s := Summary{Files: 1, Records: 2, Rules: 3, Errors: 1, Warnings: 0, Held: 4, Elapsed: 2 * time.Second}
	for lang, want := range map[Lang]string{
		ZhCN: "1 个错误，0 个警告，另有 4 个存量问题未列出；检查了 1 个文件、2 份记录、3 条规则，用时 2.00 秒\n",
		ZhTW: "1 個錯誤，0 個警告，另有 4 個既有問題未列出；檢查了 1 個檔案、2 份紀錄、3 條規則，耗時 2.00 秒\n",
		En:   "1 error, 0 warnings, 4 older ones held back; 1 file, 2 records and 3 rules checked in 2.00 s\n",
	} {
		if got := printed(t, FormatText, &Report{Summary: s}, Options{Lang: lang}); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
}

func TestSummarise(t *testing.T) {
	got := Summarise([]Finding{{Severity: Error}, {Severity: Warning}, {Severity: Error}, {Severity: Off}})
	if want := (Summary{Errors: 2, Warnings: 1}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
}

func TestParseFormat(t *testing.T) {
	for _, f := range Formats {
		if got, err := ParseFormat(string(f)); got != f || err != nil {
			t.Errorf("%s: %q, %v", f, got, err)
		}
	}
	const want = `unknown format "yaml": choose one of text, json, github, gitlab, sarif, junit`
	if _, err := ParseFormat("yaml"); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
	if err := Write(nil, "yaml", &Report{}, Options{}); err == nil || err.Error() != want {
		t.Errorf("Write: %v, want %s", err, want)
	}
}

func TestEmptyJSON(t *testing.T) {
	const want = `{
  "version": 1,
  "findings": [],
  "summary": {
    "files": 0,
    "records": 0,
    "rules": 0,
    "errors": 0,
    "warnings": 0,
    "held": 0,
    "elapsedMs": 0
  }
}
`
	if got := printed(t, FormatJSON, &Report{}, Options{}); got != want {
		t.Errorf("got %s", got)
	}
	if got := printed(t, FormatGitLab, &Report{}, Options{}); got != "[]\n" {
		t.Errorf("gitlab: got %s", got)
	}
}

// Escaped or not, a program reads what the record said.
func TestJSONKeepsTheText(t *testing.T) {
	const message = "a\x1b\u202e\u2028\U000e0001\x7f<b>&中👍\\u0041"
	f := Finding{Rule: "r", Severity: Error, File: "中文.md", Message: Plain(message)}
	text := printed(t, FormatJSON, &Report{Findings: []Finding{f}}, Options{})
	var got struct {
		Findings []struct{ File, Message string }
	}
	if err := json.Unmarshal([]byte(text), &got); err != nil {
		t.Fatal(err)
	}
	if got.Findings[0].Message != message || got.Findings[0].File != "中文.md" {
		t.Errorf("read back %+q", got.Findings[0])
	}
	if !strings.Contains(text, `a\u001b\u202e\u2028\udb40\udc01\u007f<b>&中👍\\u0041`) {
		t.Errorf("escaped as %s", text)
	}
}

func TestGitHubEscaping(t *testing.T) {
	r := &Report{Findings: []Finding{
		{Rule: "w", Severity: Warning, File: "a.md", Message: Plain("later")},
		{
			Rule: "e", Severity: Error, File: "100%,a:b.md", Span: Span{Pos{0, 3, 4}, Pos{2, 3, 6}},
			Message: Plain("50%: a, b\r\n::error::x"), Hint: Plain("do"),
		},
		{Rule: "e", Severity: Error, Message: Plain("all"), Span: Span{}},
		{Rule: "e", Severity: Error, File: "m.md", Message: Plain("lines"), Span: Span{Pos{0, 3, 4}, Pos{9, 5, 1}}},
	}, Rules: []RuleInfo{{ID: "e", Title: Text{EN: "No: x, y"}}}}
	got := strings.Split(printed(t, FormatGitHub, r, Options{Lang: En, Prefix: "content"}), "\n")
	for i, want := range []string{
		"::error file=content/100%25%2Ca%3Ab.md,line=3,col=4,endLine=3,endColumn=6,title=e%3A No%3A x%2C y" +
			"::50%25: a, b<U+000D><U+000A>::error::x%0Ahint: do",
		"::error title=e%3A No%3A x%2C y::all",
		"::error file=content/m.md,line=3,endLine=5,title=e%3A No%3A x%2C y::lines",
		"::warning file=content/a.md,title=w::later",
	} {
		if got[i] != want {
			t.Errorf("line %d\n%s, want\n%s", i+1, got[i], want)
		}
	}
}

func TestStepSummaryEscaping(t *testing.T) {
	f := Finding{
		Rule: "r", Severity: Error, File: "a|@b.md", Span: Span{Start: Pos{0, 2, 1}},
		Message: Plain("@team `x` | <img> *b* [l](https://example.org) #12\nnext &lt; www.example.org"),
	}
	var b strings.Builder
	if err := WriteStepSummary(&b, &Report{Findings: []Finding{f}}, Options{Lang: En}); err != nil {
		t.Fatal(err)
	}
	const want = "| error | <code>a&#124;@b.md:2:1</code> | @&#8203;team &#96;x&#96; &#124; &lt;img&gt; &#42;b&#42; " +
		"&#91;l&#93;(https&#58;//example.org) #&#8203;12&lt;U+000A&gt;next &amp;lt; www&#46;example.org | <code>r</code> |"
	if got := strings.Split(b.String(), "\n")[4]; got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

func TestStepSummaryIsCapped(t *testing.T) {
	fs := make([]Finding, 30_000)
	for i := range fs {
		fs[i] = Finding{Rule: "r", Severity: Warning, File: "minutes/f.md", Message: Plain("some finding or other, at some length")}
	}
	fs[len(fs)-1].Severity = Error
	var b strings.Builder
	if err := WriteStepSummary(&b, &Report{Findings: fs}, Options{Lang: En}); err != nil {
		t.Fatal(err)
	}
	got := b.String()
	if len(got) >= 1<<20 || len(got) < 900_000 {
		t.Errorf("%d bytes", len(got))
	}
	if !strings.Contains(got[:300], "| error |") {
		t.Error("the error is not first")
	}
	rows := strings.Count(got, "\n| warning |") + 1
	want := "\n\n" + strconv.Itoa(30_000-rows) + " more findings are not shown here: see the log of this run for all of them.\n"
	if !strings.HasSuffix(got, want) {
		t.Errorf("ends %q, want %q", got[len(got)-150:], want)
	}
}

func TestStepSummaryWithoutFindings(t *testing.T) {
	var b strings.Builder
	if err := WriteStepSummary(&b, &Report{}, Options{Lang: En}); err != nil {
		t.Fatal(err)
	}
	if want := "0 errors, 0 warnings; 0 files, 0 records and 0 rules checked in 0.00 s\n\nNothing found.\n"; b.String() != want {
		t.Errorf("%q", b.String())
	}
}

type gitLab []struct {
	Fingerprint, Severity string
	Location              struct {
		Path  string
		Lines struct{ Begin int }
	}
}

func gitLabOf(t *testing.T, fs ...Finding) gitLab {
	t.Helper()
	var got gitLab
	if err := json.Unmarshal([]byte(printed(t, FormatGitLab, &Report{Findings: fs}, Options{Prefix: "content/"})), &got); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestFingerprints(t *testing.T) {
	a := Finding{Rule: "r", Severity: Error, File: "f.md", Message: Plain("m"), Excerpt: "x", Span: Span{Start: Pos{0, 3, 1}}}
	moved := a
	moved.Span.Start.Line = 30
	other := a
	other.Excerpt = "y"

	before, after := gitLabOf(t, a, a), gitLabOf(t, other, moved, moved)
	if before[0].Fingerprint == before[1].Fingerprint {
		t.Error("two equal findings share a fingerprint")
	}
	if before[0].Fingerprint != after[1].Fingerprint || before[1].Fingerprint != after[2].Fingerprint {
		t.Error("a fingerprint changed although only the line moved")
	}
	if after[0].Fingerprint == after[1].Fingerprint {
		t.Error("different lines share a fingerprint")
	}
	if got := after[1].Location; got.Path != "content/f.md" || got.Lines.Begin != 30 {
		t.Errorf("location %+v", got)
	}
}

func TestGitLabPlacesEverything(t *testing.T) {
	got := gitLabOf(t, Finding{File: "f.md", Severity: Warning}, Finding{Severity: Error})
	if l := got[0].Location; l.Path != "content/f.md" || l.Lines.Begin != 1 || got[0].Severity != "minor" {
		t.Errorf("whole file: %+v", got[0])
	}
	if l := got[1].Location; l.Path != "content" || l.Lines.Begin != 1 || got[1].Severity != "major" {
		t.Errorf("whole archive: %+v", got[1])
	}
}
