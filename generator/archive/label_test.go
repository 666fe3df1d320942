package archive

import (
	"cmp"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// labelExpression says what a label is in another way, for comparison.
var labelExpression = func() *regexp.Regexp {
	var words []string
	for f, ws := range fieldWords {
		if f != "text" && f != "number" && f != "presenter" {
			words = append(words, ws...)
		}
	}
	slices.SortFunc(words, func(a, b string) int { return cmp.Or(cmp.Compare(len(b), len(a)), cmp.Compare(a, b)) })
	for i, w := range words {
		words[i] = regexp.QuoteMeta(w)
	}
	return regexp.MustCompile(`(?i)(?:^|[\s,，、;；。(（*\[【])(?:\*\*)?(` + strings.Join(words, "|") + `)(?:\*\*)?(?:\s*[:：]\s*(?:\*\*)?\s*|\s*(\d{4}))`)
}()

func labelsByExpression(text string) []inlineLabel {
	var out []inlineLabel
	for _, m := range labelExpression.FindAllStringSubmatchIndex(text, -1) {
		l := inlineLabel{start: m[0], end: m[1], word: [2]int{m[2], m[3]}, value: m[1]}
		if m[4] >= 0 {
			l.value = m[4]
		}
		out = append(out, l)
	}
	return out
}

func TestInlineLabels(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string // word=what follows the label
	}{
		{"责任人：王芳", []string{"责任人=王芳"}},
		{"完成方案 @王芳 截止 2025-07-01", []string{"截止=2025-07-01"}},
		{"**完成时间：** 2025-07-01", []string{"完成时间=2025-07-01"}},
		{"**Owner**: Wang, Due date : 2025-07-01", []string{"Owner=Wang, Due date : 2025-07-01", "Due date=2025-07-01"}},
		{"已完成，完成：2025-06-20，成果：清单", []string{"完成=2025-06-20，成果：清单", "成果=清单"}},
		{"未完成时间表", nil},
		{"总责任人：王芳", nil},
		{"", nil},
		{"责任人", nil},
		{"tasK：OWNER：x", nil},
		{"(STATUS：open", []string{"STATUS=open"}},
	} {
		var got []string
		for _, l := range inlineLabels(c.text) {
			got = append(got, c.text[l.word[0]:l.word[1]]+"="+c.text[l.value:])
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("labels of %q: %q, want %q", c.text, got, c.want)
		}
	}
}

// FuzzInlineLabels holds the scanner to the expression.
func FuzzInlineLabels(f *testing.F) {
	for _, s := range []string{
		"责任人：王芳", "** 责任人**：** 王", "***due**2025", "截止 ** 2025", "完成时间2025完成：x", "a；。due 20255due:", "(**lead**:**support:", "\u017Ftatus: x", "due date 2025 due: 2",
		"，截止2025，due date: **x** 完成于 :", "approved by：李 批准人 **：", "  owner：", "\nreview by 2026",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			t.Skip("a document is UTF-8")
		}
		if got, want := inlineLabels(s), labelsByExpression(s); !reflect.DeepEqual(got, want) {
			t.Errorf("labels of %q: %v, want %v", s, got, want)
		}
	})
}

func BenchmarkInlineLabels(b *testing.B) {
	lines := []string{"整理统一认证平台的压力测试并报送记录人 @王芳 截止 2023-01-16", "责任人：王芳", "完成时间：2023-01-31", "同意邮件系统按方案 3 实施压力测试，原方案停用。"}
	b.ReportAllocs()
	for b.Loop() {
		for _, s := range lines {
			inlineLabels(s)
		}
	}
}

// Before a line is matched a look tells that it cannot be a label, or bold.
func TestQuickLooks(t *testing.T) {
	parts := []string{"", " ", "\t", "**", "__", "*", "_", "责任人", "十九个字的标签不多不少正好十九个字的呀", "二十个字的标签比最长的还要多出来一个字的呀", ":", "：", "a b", "\u3000", "\v"}
	for _, a := range parts {
		for _, b := range parts {
			for _, c := range parts {
				for _, d := range parts {
					text := a + b + c + d
					if got, want := labelAt(text), labelLine.FindStringSubmatchIndex(text); !slices.Equal(got, want) {
						t.Fatalf("%q: label %v, matched %v", text, got, want)
					}
					if got, want := boldAt(text), boldLine.FindStringSubmatch(text); !slices.Equal(got, want) {
						t.Fatalf("%q: bold %v, matched %v", text, got, want)
					}
				}
			}
		}
	}
}
