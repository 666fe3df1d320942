package generator

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

// A confirmation goes into every layout of front matter, and not a byte beside it
// changes. In the records, « » stands around what is added.
func TestConfirmKeepsTheLayout(t *testing.T) {
	const first, second = "{person: 王芳, verdict: 同意, at: 2025-06-15 18:30}", "{person: 周凯, verdict: 同意, at: 2025-06-15 19:00}"
	for what, front := range map[string]string{
		"no key":                    "title: 一\ndate: 2025-06-15\n«confirmations:\n  - " + second + "\n»",
		"no key, and a comment":     "title: 一\ndate: 2025-06-15\n# 完\n\n«confirmations:\n  - " + second + "\n»",
		"an empty key":              "title: 一\nconfirmations:«\n  - " + second + "»\ndate: 2025-06-15\n",
		"an empty key, commented":   "title: 一\nconfirmations:   # 回执«\n  - " + second + "»\ndate: 2025-06-15\n",
		"a list of lines":           "title: 一\nconfirmations:\n  - " + first + "«\n  - " + second + "»\ndate: 2025-06-15\n",
		"lines with comments":       "title: 一\nconfirmations:\n  - " + first + "   # 当面«\n  - " + second + "»\n\n# 以下勿动\ndate: 2025-06-15\n",
		"lines that are not set in": "title: 一\nconfirmations:\n- " + first + "«\n- " + second + "»\ndate: 2025-06-15\n",
		"items of several lines":    "title: 一\ndate: 2025-06-15\nconfirmations:\n    - person: 王芳\n      verdict: 同意\n      at: 2025-06-15 18:30«\n    - " + second + "»\n",
		"brackets":                  "title: 一\nconfirmations: [" + first + "«, " + second + "»]   # 两位\ndate: 2025-06-15\n",
		"Chinese keys":              "主题: 一\n日期: 2025-06-15\n«确认:\n  - {人员: 周凯, 意见: 同意, 时间: 2025-06-15 19:00}\n»",
		"traditional keys":          "主題: 一\n日期: 2025-06-15\n«確認:\n  - {人員: 周凯, 意見: 同意, 時間: 2025-06-15 19:00}\n»",
		"the keys of its lines":     "title: 一\ndate: 2025-06-15\n回执:\n  - {姓名: 王芳, 结论: 收到, 日期: 2025-06-15}«\n  - {姓名: 周凯, 结论: 同意, 日期: 2025-06-15 19:00}»\n",
	} {
		for _, eol := range []string{"\n", "\r\n"} {
			t.Run(fmt.Sprintf("%s %q", what, eol), func(t *testing.T) {
				marked := strings.ReplaceAll("---\n"+front+"---\n\n正文。\n", "\n", eol)
				before, rest, _ := strings.Cut(marked, "«")
				added, after, _ := strings.Cut(rest, "»")
				got, c := confirmIn(t, before+after)
				if got != before+added+after {
					t.Errorf("got\n%s\nwant\n%s", got, before+added+after)
				}
				if line := strings.Split(got, eol)[c.At-1]; !strings.Contains(line, c.Line) {
					t.Errorf("line %d is %q, not %q", c.At, line, c.Line)
				}
				if c.Shared != (what == "brackets") {
					t.Errorf("shared: %v", c.Shared)
				}
			})
		}
	}
	// An empty list in brackets gives way to lines.
	got, _ := confirmIn(t, "---\ntitle: 一\nconfirmations: []\ndate: 2025-06-15\n---\n")
	if want := "---\ntitle: 一\nconfirmations: \n  - " + second + "\ndate: 2025-06-15\n---\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func confirmIn(t *testing.T, record string) (string, *Confirmed) {
	t.Helper()
	const path = "notices/2025/2025-06-15-a.md"
	fsys := fstest.MapFS{
		"minutebook.yaml":       {Data: []byte("title: 一\naudience: internal\n")},
		"registers/people.yaml": {Data: []byte("people:\n  - {id: wang, name: 王芳}\n  - {id: zhou, name: 周凯}\n")},
		path:                    {Data: []byte(record)},
	}
	written := ""
	at := time.Date(2025, 6, 15, 19, 0, 0, 0, time.FixedZone("", 8*3600))
	c, err := Confirm(context.Background(), fsys, func(p string, b []byte) error {
		if p != path {
			t.Errorf("%s was written", p)
		}
		written = string(b)
		return nil
	}, ConfirmOptions{Options: Options{Now: at, Clock: time.Now, Dir: t.TempDir()}, Record: "2025-06-15-a", Person: "周凯", NoCommit: true})
	if err != nil {
		t.Fatalf("%v\n%s", err, record)
	}
	return written, c
}

func TestConfirmRefuses(t *testing.T) {
	for record, want := range map[string]string{
		"没有信息头\n": "cannot be read; mend it first",
		"---\ntitle: 一\nconfirmations: 王芳已阅\n---\n": "is laid out in a way that cannot be added to safely; write the line yourself under confirmations: - {person: 周凯",
	} {
		fsys := fstest.MapFS{
			"minutebook.yaml":              {Data: []byte("title: 一\naudience: internal\n")},
			"registers/people.yaml":        {Data: []byte("people:\n  - {id: zhou, name: 周凯}\n")},
			"notices/2025/2025-06-15-a.md": {Data: []byte(record)},
		}
		_, err := Confirm(context.Background(), fsys, func(string, []byte) error {
			t.Error("something was written")
			return nil
		}, ConfirmOptions{Options: Options{Now: time.Unix(1750000000, 0), Clock: time.Now, Dir: t.TempDir()}, Record: "2025-06-15-a", Person: "zhou", NoCommit: true})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", record, err)
		}
	}
}
