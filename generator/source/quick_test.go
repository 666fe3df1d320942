package source

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

// both reads a front matter by the quick way and by the full parser.
func both(t *testing.T, front string) (fast, full *Node, findings int) {
	t.Helper()
	data := "---\n" + front + "\n---\n"
	d, start, ok := open("x.md", []byte(data), Limits{})
	if !ok {
		return nil, nil, 1
	}
	f, ok := d.splitFront(start)
	if !ok || f.from >= f.to {
		return nil, nil, 1
	}
	fast = d.quickYAML(f.from, f.to)
	full = d.fullYAML(f.from, f.to, emptyFront)
	return fast, full, len(d.Findings)
}

func TestQuickReadsTheEveryday(t *testing.T) {
	for _, front := range []string{
		"title: 关于测试的纪要",
		"title: a\nunit: 教务处\nstart: 2025-06-15 14:30",
		"present: 张敏、李伟（后勤）",
		"tags: [教务系统, 验收]",
		"absent:\n  - {person: 周凯, kind: 请假, reason: 参加市里防汛会议}\n  - {person: 王芳, kind: 缺席}",
		"absent:\n- person: 周凯\n  kind: 请假\n- person: 王芳",
		"next_meeting:\n  start: 2025-06-22 14:30\n  location: 301\nversion: V1.0",
		"# 说明\n\ntitle: a\n\n# 还有\nunit: b",
		"title: \"引号 里\"\nunit: '单引号'",
		"hold:\ntitle: x",
		"link: https://example.org/a?b=c",
		"list: []\nmap: {}",
	} {
		fast, full, n := both(t, front)
		if fast == nil {
			t.Errorf("left to the full parser:\n%s", front)
		} else if n > 0 || !reflect.DeepEqual(fast, full) {
			t.Errorf("differs:\n%s\n%+v\n%+v", front, fast, full)
		}
	}
}

func TestQuickLeavesTheRest(t *testing.T) {
	for _, front := range []string{
		"a: 1\na: 2", "a: &x 1", "a: *x", "a: !!str 1", "a: |\n  文", "a: \"\\n\"", "a: b\n  c", "a: b # c", "a:\n\t- b", "? a",
		"a: b: c", "- a", "a: [b", "a: {b", "a: ~", "a: null", "a: 'it''s'", "<<: {a: b}", "a: - b", "a:\n  # c\nb: 1", "a: @b", "a: %b", "é: 1\ne\u0301: 2",
	} {
		if fast, _, _ := both(t, front); fast != nil {
			t.Errorf("read %q as %+v", front, fast)
		}
	}
}

// The sample archive's records are all everyday.
func TestQuickReadsTheSample(t *testing.T) {
	files, _ := filepath.Glob("../../content/*/*/*.md")
	if len(files) < 100 {
		t.Fatalf("%d records", len(files))
	}
	quick := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(data), "---\n")
		front, _, _ := strings.Cut(rest, "\n---\n")
		fast, full, _ := both(t, front)
		if fast == nil {
			continue
		}
		quick++
		if !reflect.DeepEqual(fast, full) {
			t.Errorf("%s differs", name)
		}
	}
	if quick*10 < len(files)*9 {
		t.Errorf("only %d of %d files are read quickly", quick, len(files))
	}
}

// Whatever the quick way reads, the full parser reads to the same nodes and has
// nothing against.
func FuzzQuick(f *testing.F) {
	for _, s := range []string{
		"title: 关于测试\ntags: [a, b]", "a:\n  - {b: c, d: e}\n  - f: g\n    h: i", "a: \"b\"\nc: 'd'\ne:", "a:\n- b\n- c", "a: [b, [c], {d: e}]", "a: 14:30", "a: - b", "a:\n\n  b: c\n# d",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, front string) {
		if len(front) > 4096 {
			return
		}
		fast, full, n := both(t, front)
		if fast != nil && (n > 0 || !reflect.DeepEqual(fast, full)) {
			t.Errorf("%q\nquick %+v\nfull  %+v, %d findings", front, fast, full, n)
		}
	})
}
