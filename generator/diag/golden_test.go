package diag_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	. "github.com/minutebook/minutebook/generator/diag"
)

var update = flag.Bool("update", false, "write the golden files anew")

// span covers marked in the source line excerpt, which begins at an offset.
func span(line, lineOffset int, excerpt, marked string) Span {
	start := strings.Index(excerpt, marked)
	if start < 0 {
		panic("the excerpt does not hold what is marked")
	}
	pos := func(i int) Pos {
		return Pos{Offset: int32(lineOffset + i), Line: int32(line), Column: int32(1 + utf8.RuneCountInString(excerpt[:i]))}
	}
	return Span{pos(start), pos(start + len(marked))}
}

// sample is a report with everything a printer may stumble over.
func sample() *Report {
	var (
		task    = "- [ ] 完成需求文档 @陈小月"
		tabbed  = "\t- 👩‍💻 Cafe\u0301：\t责任人  待定"
		hostile = "  - \x1b[31m请 @someone 看 \u202etxt.exe\ufffe"
		long    = strings.Repeat("会议内容很长，", 60) + "尽快" + strings.Repeat("，后面还有 more", 40)
		fence   = "title: 周会"
	)
	fs := []Finding{
		{
			Rule: "action-owner", Severity: Error, File: "minutes/2025/2025-06-15-启动会.md",
			Span:    span(12, 300, task, "完成需求文档"),
			Message: Say(Text{"待办 %s 没有责任人", "待辦 %s 沒有負責人", "action %s has no owner"}, "a2"),
			Hint:    Say(Text{"在事项后写上 @姓名", "在事項後寫上 @姓名", "write @name behind the action"}),
			Excerpt: task,
		},
		{
			Rule: "vague-word", Severity: Warning, File: "minutes/2025/2025-06-15-启动会.md",
			Span:    span(14, 400, tabbed, "待定"),
			Message: Say(Text{"“%s”说得含糊", "「%s」說得含糊", "%q is vague"}, "待定"),
			Hint:    Say(Text{"写出姓名和日期", "寫出姓名與日期", "give a name and a date"}),
			Excerpt: tabbed,
			Fix: &Fix{
				Title: Say(Text{"删去这个词", "刪去這個詞", "remove the word"}),
				Edits: []Edit{{Start: 400 + strings.Index(tabbed, "  待定"), End: 400 + len(tabbed)}, {Start: 9000, End: 9003, New: "甲"}},
			},
		},
		{
			Rule: "vague-word", Severity: Error, File: "minutes/2025/2025-06-15-启动会.md",
			Span:    span(20, 600, long, "尽快"),
			Message: Say(Text{"“%s”说得含糊", "「%s」說得含糊", "%q is vague"}, "尽快"),
			Excerpt: long,
		},
		{
			Rule: "front-matter", Severity: Error, File: "minutes/2025/2025-06-22-周会.md",
			Message: Say(Text{"文件没有元数据", "檔案沒有中繼資料", "the file has no front matter"}),
			Hint:    Say(Text{"在第一行写上 ---", "在第一行寫上 ---", "begin the file with ---"}),
		},
		{
			Rule: "front-key", Severity: Warning, File: "minutes/2025/2025-06-29-周会.md",
			Span:    Span{Pos{4, 2, 1}, Pos{40, 4, 3}},
			Message: Say(Text{"字段 title 写了两次", "欄位 title 寫了兩次", "the key title stands twice"}),
			Excerpt: fence,
		},
		{
			Rule: "cadence", Severity: Warning,
			Message: Say(Text{"6 月没有例会", "6 月沒有例會", "no regular meeting in June"}),
		},
		{
			Rule: "person-unknown", Severity: Error, File: "odd/100%, a:b\u202e|`.md",
			Span:    span(3, 50, hostile, "请 @someone 看 \u202etxt.exe\ufffe"),
			Message: Say(Text{"没有人叫 %s", "沒有人叫 %s", "nobody is called %s"}, "@someone\x1b[2J\u202e]]>\n::error::<script>|`*x*` [click](https://example.org)\ufffe"),
			Excerpt: hostile,
		},
	}
	r := &Report{
		Findings: fs,
		Rules: []RuleInfo{
			{
				"action-owner", Error,
				Text{"待办有责任人", "待辦有負責人", "Every action has an owner"},
				Text{"没有责任人的事没有人做。", "沒有負責人的事沒有人做。", "What nobody owns nobody does."},
			},
			{
				"vague-word", Warning,
				Text{"不用含糊的词", "不用含糊的詞", "No vague words"},
				Text{"含糊的词无法验收。", "含糊的詞無法驗收。", "What is vague cannot be accepted."},
			},
			{
				"front-matter", Error,
				Text{"有元数据", "有中繼資料", "Front matter is there"},
				Text{"没有元数据就无法归档。", "沒有中繼資料就無法歸檔。", "A record cannot be filed without it."},
			},
			{"quorum", Error, Text{"达到法定人数", "達到法定人數", "The quorum is reached"}, Text{}},
		},
		Summary: Summarise(fs),
	}
	r.Summary.Files, r.Summary.Records, r.Summary.Rules = 14, 12, 4
	r.Summary.Held, r.Summary.Elapsed = 2, 1234*time.Millisecond
	return r
}

func printed(t *testing.T, format Format, r *Report, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, format, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, lang := range Langs {
		o := Options{Lang: lang, Version: "1.2.3", Prefix: "content/"}
		for _, format := range Formats {
			checkGolden(t, string(format)+"."+string(lang), []byte(printed(t, format, sample(), o)))
		}
		var b bytes.Buffer
		if err := WriteStepSummary(&b, sample(), o); err != nil {
			t.Fatal(err)
		}
		checkGolden(t, "step-summary."+string(lang), b.Bytes())
	}
	checkGolden(t, "text.color", []byte(printed(t, FormatText, sample(), Options{Lang: En, Color: true})))
	var b bytes.Buffer
	if err := WriteBaseline(&b, sample().Findings); err != nil {
		t.Fatal(err)
	}
	checkGolden(t, "baseline", b.Bytes())
}

func checkGolden(t *testing.T, name string, got []byte) {
	t.Helper()
	file := filepath.Join("testdata", "golden", name)
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s differs (go test -update writes it anew):\n%s", file, firstDifference(string(got), string(want)))
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := 0; i < len(g) && i < len(w); i++ {
		if g[i] != w[i] {
			return "got  " + g[i] + "\nwant " + w[i]
		}
	}
	return "one of them ends early"
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestWriteReportsAFailedWrite(t *testing.T) {
	for _, format := range Formats {
		err := Write(brokenWriter{}, format, sample(), Options{})
		if want := "write the " + string(format) + " report: io: read/write on closed pipe"; err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", format, err, want)
		}
	}
	if err := WriteStepSummary(brokenWriter{}, sample(), Options{}); err == nil {
		t.Error("step summary: no error")
	}
	if err := WriteBaseline(brokenWriter{}, sample().Findings); err == nil {
		t.Error("baseline: no error")
	}
}
