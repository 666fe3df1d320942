package history

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Git itself is asked whose every line is, in a history with renames, merges and
// a line that moved.
func TestBlame(t *testing.T) {
	r := newRepo(t)
	r.write("minutes/a.md", tenLines)
	r.commit("起草")
	r.who = "周凯 <zhou@example.org>"
	r.write("minutes/a.md", strings.Replace(tenLines, "五\n", "五，改过\n", 1))
	r.commit("改第五行")
	r.git("checkout", "-q", "-b", "topic")
	r.write("minutes/a.md", strings.Replace(tenLines, "五\n", "五，改过\n", 1)+"十一\n")
	r.commit("分支上加一行")
	r.git("checkout", "-q", "main")
	r.git("mv", "minutes/a.md", "minutes/b.md")
	r.write("minutes/b.md", "零\n"+strings.Replace(tenLines, "五\n", "五，改过\n", 1))
	r.commit("改名并在前面加一行")
	r.hour++
	r.git("merge", "-q", "--no-ff", "-m", "合并", "topic")
	h := r.read("", Options{})
	repo := open(t, r.dir)
	text, err := os.ReadFile(filepath.Join(r.dir, "minutes/b.md"))
	if err != nil {
		t.Fatal(err)
	}
	lines := Lines(string(text))
	if len(lines) != 12 {
		t.Fatalf("%d lines: %q", len(lines), lines)
	}
	var all []int
	for i := range lines {
		all = append(all, i)
	}
	got, err := h.Blame(repo, "minutes/b.md", text, all)
	if err != nil {
		t.Fatal(err)
	}
	for i := range lines {
		want, _, _ := strings.Cut(r.git("blame", "-l", "--root", "-L", fmt.Sprintf("%d,%d", i+1, i+1), "minutes/b.md"), " ")
		if got[i] == nil || got[i].ID != strings.TrimPrefix(want, "^") {
			t.Errorf("line %d (%s): %+v, want %s", i, lines[i], got[i], want)
		}
	}
	// What is not committed is nobody's.
	changed := strings.Replace(string(text), "三\n", "三，未提交\n", 1)
	got, err = h.Blame(repo, "minutes/b.md", []byte(changed), []int{2, 3, 4})
	if err != nil || got[0] == nil || got[1] != nil || got[2] == nil {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := h.Blame(repo, "minutes/none.md", text, []int{0}); err != nil || got[0] != nil {
		t.Errorf("a file that is not committed: %v, %v", got, err)
	}
}
