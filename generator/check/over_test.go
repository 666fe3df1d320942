package check

import (
	"context"
	"slices"
	"testing"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// RunOver finds what stands in the files asked for, and nothing that takes a look
// at the whole archive.
func TestRunOver(t *testing.T) {
	fsys := baseFiles(t)
	const unread, twin = "notices/2025/2025-08-01-unread.md", "notices/2025/2025-08-02-twin.md"
	Example{Path: unread, Whole: "---\ntitle: 没有结束的前置信息\n"}.apply(t, fsys)
	Example{Path: twin, Whole: "---\nid: 2025-08-20-stop\ntitle: 同号的通知\nauthor: 李无名\n---\n"}.apply(t, fsys)
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: baseNow})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := ids(RunOver(a, []string{unread})), "front-matter-unclosed"; got != want {
		t.Errorf("an unreadable record: %q, want %q", got, want)
	}
	over := RunOver(a, []string{twin})
	for _, f := range over {
		if f.File != twin {
			t.Errorf("asked for %s, got one about %s", twin, f.File)
		}
	}
	if got := ids(over); !slices.Contains(rulesOf(over), "person-unknown") || slices.Contains(rulesOf(over), "id-duplicate") {
		t.Errorf("over one record: %s", got)
	}
	all := Run(a, 0)
	if !slices.Contains(rulesOf(all), "id-duplicate") {
		t.Error("the whole check finds no twin")
	}
	for _, f := range over {
		if !slices.Contains(rulesOf(all), f.Rule) {
			t.Errorf("%s is found over one record only", f.Rule)
		}
	}
	if got := RunOver(a, nil); len(got) != 0 {
		t.Errorf("nothing asked for: %s", ids(got))
	}
}

func rulesOf(fs []diag.Finding) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.Rule)
	}
	return out
}
