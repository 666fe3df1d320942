package source_test

import (
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

func TestSpan(t *testing.T) {
	d := read("会议\r\n👍🏽ab\n")
	for _, tt := range []struct {
		off, line, column int
	}{
		{0, 1, 1}, {3, 1, 2}, {6, 1, 3}, {8, 2, 1}, {16, 2, 3}, {17, 2, 4}, {19, 3, 1}, {99, 3, 1},
	} {
		got := d.Span(tt.off, tt.off).Start
		if int(got.Line) != tt.line || int(got.Column) != tt.column {
			t.Errorf("offset %d is %d:%d, want %d:%d", tt.off, got.Line, got.Column, tt.line, tt.column)
		}
	}
}

func TestLineText(t *testing.T) {
	d := read("会议\r\nab\n")
	for line, want := range map[int]string{-1: "", 0: "", 1: "会议", 2: "ab", 3: "", 4: ""} {
		if got := d.LineText(line); got != want {
			t.Errorf("line %d is %q, want %q", line, got, want)
		}
	}
}

func TestReport(t *testing.T) {
	d := read("---\ntitle: a\n---\n完成\n" + strings.Repeat("长", 900) + "尾\n")
	msg := diag.Plain("m")
	f := d.Report("action-owner", diag.Warning, d.Span(17, 20), msg, diag.Message{})
	if f.File != "minutes/a.md" || f.Rule != "action-owner" || f.Severity != diag.Warning || f.Excerpt != "完成" {
		t.Errorf("%+v", f)
	}
	if len(d.Findings) != 0 {
		t.Error("Report has added the finding")
	}
	if f := d.Report("r", diag.Error, diag.Span{}, msg, diag.Message{}); f.Excerpt != "" {
		t.Errorf("a whole file has the excerpt %q", f.Excerpt)
	}
	start := d.Span(24, 24)
	if got := d.Report("r", diag.Error, start, msg, diag.Message{}).Excerpt; got != strings.Repeat("长", 400) {
		t.Errorf("the excerpt at the start has %d bytes", len(got))
	}
	end := d.Span(24+2700, 24+2703)
	if got := d.Report("r", diag.Error, end, msg, diag.Message{}).Excerpt; got != strings.Repeat("长", 200)+"尾" {
		t.Errorf("the excerpt at the end is %q", got)
	}
	if got := read("a\xff").Findings[0].Excerpt; got != "a\uFFFD" {
		t.Errorf("an excerpt that is not UTF-8: %q", got)
	}
}
