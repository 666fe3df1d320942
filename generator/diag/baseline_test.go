package diag_test

import (
	"slices"
	"strings"
	"testing"

	. "github.com/minutebook/minutebook/generator/diag"
)

func debt(file, rule, excerpt, message string, line int) Finding {
	return Finding{
		Rule: rule, Severity: Error, File: file, Excerpt: excerpt, Message: Plain(message),
		Span: Span{Start: Pos{Line: int32(line), Column: 1}},
	}
}

func baselineOf(t *testing.T, fs ...Finding) Baseline {
	t.Helper()
	var b strings.Builder
	if err := WriteBaseline(&b, fs); err != nil {
		t.Fatal(err)
	}
	base, err := ReadBaseline(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func TestBaselineApply(t *testing.T) {
	old := debt("a.md", "owner", "- [ ] 买纸", "没有责任人", 10)
	with := func(change func(*Finding)) Finding {
		f := old
		change(&f)
		return f
	}
	late := debt("a.md", "overdue", "- [ ] 买纸", "a2 逾期 3 天", 10)

	for _, tt := range []struct {
		name        string
		base, now   []Finding
		fresh       []int // lines of the findings reported
		held, stale int
	}{
		{"nothing known", nil, []Finding{old}, []int{10}, 0, 0},
		{"unchanged", []Finding{old}, []Finding{old}, nil, 1, 0},
		{"the line moved", []Finding{old}, []Finding{with(func(f *Finding) { f.Span.Start.Line = 99 })}, nil, 1, 0},
		{"indented anew", []Finding{old}, []Finding{with(func(f *Finding) { f.Excerpt = "\t- [ ]  买纸 " })}, nil, 1, 0},
		{"a warning now", []Finding{old}, []Finding{with(func(f *Finding) { f.Severity = Warning })}, nil, 1, 0},
		{
			"an equal one beside it",
			[]Finding{old},
			[]Finding{old, with(func(f *Finding) { f.Span.Start.Line = 11 })},
			[]int{11},
			1, 0,
		},
		{"mended", []Finding{old}, nil, nil, 0, 1},
		{"one of two mended", []Finding{old, old}, []Finding{old}, nil, 1, 1},
		{"another file", []Finding{old}, []Finding{with(func(f *Finding) { f.File = "b.md" })}, []int{10}, 0, 1},
		{"another rule", []Finding{old}, []Finding{with(func(f *Finding) { f.Rule = "due" })}, []int{10}, 0, 1},
		{"another line of text", []Finding{old}, []Finding{with(func(f *Finding) { f.Excerpt = "- [ ] 买笔" })}, []int{10}, 0, 1},
		{"a day later", []Finding{late}, []Finding{debt("a.md", "overdue", "- [ ] 买纸", "a2 逾期 12 天", 10)}, nil, 1, 0},
		{"another action", []Finding{late}, []Finding{debt("a.md", "overdue", "- [ ] 买纸", "a3 逾期 3 天", 10)}, []int{10}, 0, 1},
	} {
		fresh, held, stale := baselineOf(t, tt.base...).Apply(tt.now)
		var lines []int
		for _, f := range fresh {
			lines = append(lines, int(f.Span.Start.Line))
		}
		if !slices.Equal(lines, tt.fresh) || held != tt.held || stale != tt.stale {
			t.Errorf("%s: reported %v, held %d, stale %d; want %v, %d, %d", tt.name, lines, held, stale, tt.fresh, tt.held, tt.stale)
		}
	}
}

func TestBaselineAppliesTwice(t *testing.T) {
	f := debt("a.md", "r", "x", "m", 1)
	b := baselineOf(t, f)
	for range 2 {
		if fresh, held, stale := b.Apply([]Finding{f}); len(fresh) != 0 || held != 1 || stale != 0 {
			t.Errorf("%d new, %d held, %d stale", len(fresh), held, stale)
		}
	}
}

func TestZeroBaselineHoldsNothing(t *testing.T) {
	fresh, held, stale := Baseline{}.Apply([]Finding{debt("a.md", "r", "x", "m", 1)})
	if len(fresh) != 1 || held != 0 || stale != 0 {
		t.Errorf("%d new, %d held, %d stale", len(fresh), held, stale)
	}
}

// Whatever the order of the findings and the language of the reader, the same
// debts make the same file.
func TestBaselineIsSorted(t *testing.T) {
	a, b, c := debt("a.md", "r", "x", "m", 1), debt("a.md", "s", "x", "m", 2), debt("b.md", "r", "x", "m", 3)
	var one, two strings.Builder
	if err := WriteBaseline(&one, []Finding{a, b, c, a}); err != nil {
		t.Fatal(err)
	}
	if err := WriteBaseline(&two, []Finding{c, a, a, b}); err != nil {
		t.Fatal(err)
	}
	const want = `{"minutebook-baseline":1}
{"rule":"r","file":"a.md","fingerprint":"1ca31a82ba4b88473dd5e056161cc85b","count":2}
{"rule":"s","file":"a.md","fingerprint":"1ca31a82ba4b88473dd5e056161cc85b","count":1}
{"rule":"r","file":"b.md","fingerprint":"1ca31a82ba4b88473dd5e056161cc85b","count":1}
`
	if one.String() != want {
		t.Errorf("got\n%s", one.String())
	}
	if one.String() != two.String() {
		t.Errorf("another order gave another file:\n%s", two.String())
	}
}

func TestBaselineMergedByGit(t *testing.T) {
	const line = `{"rule":"r","file":"a.md","fingerprint":"00","count":%}` + "\n"
	b, err := ReadBaseline(strings.NewReader("{\"minutebook-baseline\":1}\n" +
		strings.Replace(line, "%", "2", 1) + "\n" + strings.Replace(line, "%", "3", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, stale := b.Apply(nil); stale != 3 {
		t.Errorf("%d debts, want 3", stale)
	}
}

func TestReadBaselineRefuses(t *testing.T) {
	const head = "{\"minutebook-baseline\":1}\n"
	for text, want := range map[string]string{
		"[]\n":                          "line 1: not the head of a baseline: ",
		"\n":                            "line 1: not the head of a baseline: EOF",
		"{\"minutebook-baseline\":2}\n": "line 1: version 2 is not known, only 1",
		head + "<<<<<<< HEAD\n":         "line 2: invalid character '<'",
		head + "\n{\"rule\":\"r\"}\n":   "line 3: rule, fingerprint and a count of at least 1 are needed",
		head + `{"rule":"r","fingerprint":"0","count":0}`:       "line 2: rule, fingerprint and a count",
		head + `{"rule":"r","fingerprint":"0","count":1,"x":1}`: `line 2: json: unknown field "x"`,
		head + `{"rule":"r","fingerprint":"0","count":1} {}`:    "line 2: more than one value",
		head + strings.Repeat("x", 2<<20):                       "token too long",
	} {
		_, err := ReadBaseline(strings.NewReader(text))
		if err == nil || !strings.HasPrefix(err.Error(), "read the baseline: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v, want %s", text, err, want)
		}
	}
}

func TestEmptyBaselineFile(t *testing.T) {
	_, err := ReadBaseline(strings.NewReader(""))
	if want := "read the baseline: it is empty; write the baseline anew"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
