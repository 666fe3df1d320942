package adopt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

func TestEncodings(t *testing.T) {
	const text = "# 采购小组会议 2024-05-14\r\n\r\n与会人：卢一凡\r\n"
	for name, c := range map[string]struct {
		data    string
		skipped string // why, in English; "" if it becomes a record
		body    string
		note    string
	}{
		"bom":           {"\uFEFF" + text, "", text, "dropped the byte order mark"},
		"crlf":          {text, "", text, ""},
		"no line end":   {"# x 2024-05-14", "", "# x 2024-05-14", ""},
		"trailing junk": {text + "\x00\x00", "", text + "\x00\x00", "line 4: control characters in the text: 2"},
		"gbk":           {"\xb2\xc9\xb9\xba", "not UTF-8; save it as UTF-8 and try again", "", ""},
		"utf-16":        {"\xff\xfea\x00", "not UTF-8; save it as UTF-8 and try again", "", ""},
		"cr only":       {strings.ReplaceAll(text, "\r\n", "\r"), "carriage returns without line feeds; save it with LF or CRLF and try again", "", ""},
		"blank":         {" \r\n\t", "the file is empty", "", ""},
		"rule first":    {"---\n# x 2024-05-14\n---\ny\n", "", "---\n# x 2024-05-14\n---\ny\n", "begins with ---, but there is no readable front matter behind it: taken as text"},
		"long line":     {text + strings.Repeat("x", 70_000), "", text + strings.Repeat("x", 70_000), "line 4: this line has 70000 bytes, the limit is 65536"},
	} {
		t.Run(name, func(t *testing.T) {
			p := prepare(t, fstest.MapFS{"minutes/2024-05-14.md": {Data: []byte(c.data)}})
			if c.skipped != "" {
				if len(p.Skipped) != 1 || p.Skipped[0].Reason.In(diag.En) != c.skipped {
					t.Errorf("skipped %v", p.Skipped)
				}
				return
			}
			f := p.Files[0]
			if !bytes.HasSuffix(p.Record(f.Path), []byte("---"+eol(c.data)+c.body)) {
				t.Errorf("record is %q", p.Record(f.Path))
			}
			if got := f.Date.String(); got != "2024-05-14" {
				t.Errorf("date is %q", got)
			}
			var notes []string
			for _, n := range f.Notes {
				notes = append(notes, n.In(diag.En))
			}
			if strings.Join(notes, "; ") != c.note {
				t.Errorf("notes are %q", notes)
			}
		})
	}
}

func eol(s string) string {
	if strings.Contains(s, "\r\n") {
		return "\r\n"
	}
	return "\n"
}

func TestTooLarge(t *testing.T) {
	p, err := Prepare(context.Background(), fstest.MapFS{"a.md": {Data: bytes.Repeat([]byte("x\n"), 50_000)}}, Options{Limits: source.Limits{FileBytes: 100_000}})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Skipped) != 1 || p.Skipped[0].Reason.In(diag.En) != "the file has 100000 bytes, more than 50000" {
		t.Errorf("skipped %v", p.Skipped)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	tree := fstest.MapFS{"a.md": {Data: []byte("# a\n")}, "b.md": {Data: []byte("# b\n")}}
	_, err := Prepare(ctx, tree, Options{Progress: func(done, n int) {
		if done != 1 || n != 2 {
			t.Errorf("progress %d of %d", done, n)
		}
		cancel()
	}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
}

// The same tree gives the same bytes, whatever order maps are walked in.
func TestDeterministic(t *testing.T) {
	tree := fstest.MapFS{}
	for i := range 60 {
		name := fmt.Sprintf("team/g%d/2024-%02d-%02d.md", i%5, i%12+1, i%28+1)
		tree[name] = &fstest.MapFile{Data: fmt.Appendf(nil, "# 组%d例会\n\n## 与会人\n- 卢一凡 [@a%d](https://git.example/a%d)\n- 程思%c [@a%d](https://git.example/a%d)\n- 公司%d-韩冰\n", i%5, i%3, i%3, '远'+rune(i%4), i%3, i%3, i%6)}
	}
	want := show(prepare(t, tree))
	for range 5 {
		if got := show(prepare(t, tree)); got != want {
			t.Fatalf("got\n%s\nwant\n%s", got, want)
		}
	}
}

func TestTimes(t *testing.T) {
	for line, want := range map[string]string{
		"2024-05-14 9:30-12:00(UTC+08:00)Beijing": "2024-05-14 09:30 12:00",
		"2025年03月12日 9:30-12：00（北京时间）":            "2025-03-12 09:30 12:00",
		"Dec.14, 2021 at 15:00pm GMT+8":           "2021-12-14 15:00",
		"June 28, 2024 at 10:30Am GMT+8":          "2024-06-28 10:30",
		"1st of March 2024, 2 pm – 3:30 pm":       "2024-03-01 14:00 15:30",
		"下午2点半至4点 2024.5.14":                      "2024-05-14 14:30 16:00",
		"二〇二四年十二月三十一日 晚上8时":                       "2024-12-31 20:00",
		"民國113年5月14日 上午9:00":                      "2024-05-14 09:00",
		"12/31/2024":                              "2024-12-31",
		"31.12.2024 23:00-1:00":                   "2024-12-31 23:00",
		"2024-02-30 and 2024-02-29":               "2024-02-29",
		"version 1.2.3 of 2024":                   "",
		"2026.03.16-03.22":                        "2026-03-16",
		"2025-10-15 10:30-11:30 14:00-15:00":      "2025-10-15 10:30 15:00",
		"1234567890123":                           "",
		"2024-05-14 25:00":                        "2024-05-14",
	} {
		w := parseWhen(line)
		got := ""
		if !w.day.isZero() {
			got = w.day.String()
		}
		if w.clocked {
			got += fmt.Sprintf(" %02d:%02d", w.start/60, w.start%60)
		}
		if w.ended {
			got += fmt.Sprintf(" %02d:%02d", w.end/60, w.end%60)
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", line, got, want)
		}
	}
}

func TestPersons(t *testing.T) {
	known := orgs{}
	for _, s := range []string{"青禾-卢一凡", "青禾-程思远", "韩冰-青禾", "青禾-宋文"} {
		known.learn(entry{text: s})
	}
	for text, want := range map[string]string{
		"卢一凡":                         "卢一凡",
		"青禾-华小舟":                      "华小舟",
		"华小舟-青禾":                      "华小舟",
		"青禾华小舟":                       "华小舟",
		"青禾-skylark":                  "skylark",
		"Finn袁小聪":                     "袁小聪",
		"AAA滕小舟(AAA滕小舟)":              "滕小舟",
		"祝小楚|PlainOak":                "祝小楚",
		"小溪(青禾-朱小威)":                  "朱小威",
		"(季小凯)":                       "季小凯",
		"季小凯（青禾）":                     "季小凯",
		"季小凯(Kit)(季小凯(Kit))":          "季小凯",
		"欧阳小山":                        "欧阳小山",
		"周　明":                         "周明",
		"amber-heron":                 "amber-heron",
		"Mia Hartley (remote)":        "Mia Hartley",
		"Gitee:QZX029":                "@QZX029",
		"[@gitee account](https://x)": "",
		"各部门代表":                       "",
		"全体成员":                        "",
		"议题相关人员":                      "",
		"研发部":                         "",
		"All":                         "",
		"TODO":                        "",
		"12人":                         "",
		"The attendance has reached quorum with 8 participants.": "",
	} {
		m, ok := known.person(entry{text: text})
		got := m.name
		if got == "" && m.account != "" {
			got = "@" + m.account
		}
		if !ok {
			got = ""
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func FuzzPlan(f *testing.F) {
	f.Add("2024-05-14.md", []byte("# 例会 2024-05-14 9:30-12:00(UTC+08:00)\n\n## 与会人\n- 卢一凡 [@a](https://b.example/a)\n"))
	f.Add("a/周报 1.md", []byte("---\ntitle: x\n标签: [a, b]\n---\n| 主持人 | 卢一凡 |\n|--|--|\n"))
	f.Add("x.md", []byte("\uFEFF参会人员：a、b(请假)\n![x](../../y.png)[z](x.md)\n"))
	f.Add("y.md", []byte("{a: b}\n---\n[@x]([y (z) - w](https://c.example/x))\n"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		name = strings.Trim(strings.Map(func(r rune) rune {
			if r < ' ' || r == '\\' || r == '/' || r == '\uFFFD' {
				return '_'
			}
			return r
		}, name), ".")
		tree := fstest.MapFS{"team/" + name + ".md": {Data: data}, "team/other.md": {Data: []byte("# 例会\n与会人：卢一凡\n")}, "y.png": {Data: []byte("x")}}
		p := prepare(t, tree)
		sound(t, tree, p)
	})
}

func BenchmarkPrepare(b *testing.B) {
	for _, n := range []int{100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			tree := generated(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Prepare(context.Background(), tree, Options{}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/file")
		})
	}
}

// generated is a tree of n minutes of some 2 KB.
func generated(n int) fstest.MapFS {
	tree := fstest.MapFS{}
	for i := range n {
		var t bytes.Buffer
		fmt.Fprintf(&t, "# 第%d组例会 %d-%d-%d 9:30-11:00(UTC+08:00)Beijing\n\n## 议题\n\n", i%20, 2020+i%5, i%12+1, i%28+1)
		for k := range 5 {
			fmt.Fprintf(&t, "议题%d：第%d项工作的方案评审  \n", k+1, i*5+k)
		}
		t.WriteString("\n## 与会人\n\n")
		for k := range 8 {
			c := "王李张刘陈杨赵黄"[3*k : 3*k+3]
			fmt.Fprintf(&t, "- %s%c [@user%d](https://git.example/user%d)\n", c, '一'+rune((i+k)%900), (i*8+k)%3000, (i*8+k)%3000)
		}
		t.WriteString("\n## 会议纪要\n\n")
		for k := range 5 {
			fmt.Fprintf(&t, "**议题%d：第%d项工作的方案评审**\n汇报人：王%c\n会议结论：\n1、同意该方案，按计划实施。\n遗留问题：\n1、补充测试数据。责任人：李%c 截止：2025-01-%02d\n\n", k+1, i*5+k, '一'+rune(k), '一'+rune(k), k+1)
		}
		tree[fmt.Sprintf("team/g%d/meetings/%d_%02d_%02d_%d.md", i%20, 2020+i%5, i%12+1, i%28+1, i)] = &fstest.MapFile{Data: t.Bytes()}
	}
	return tree
}
