package diag_test

import (
	"strings"
	"testing"

	. "github.com/minutebook/minutebook/generator/diag"
)

func TestWidth(t *testing.T) {
	for s, want := range map[string]int{
		"":                                 0,
		"abc":                              3,
		"会议纪要":                             8,
		"Ａ１：":                              6,
		"ﾊﾝｶｸ":                             4, // half-width katakana
		"“…”":                              3, // ambiguous: narrow
		"Café":                             4,
		"Cafe\u0301":                       4, // combining acute
		"e" + strings.Repeat("\u0301", 50): 1,
		"한글":                               4,
		"\u1112\u1161\u11ab":               2, // the syllable 한 in parts
		"👍":                                2,
		"👍🏽":                               2, // with a skin tone
		"👩‍💻":                              2, // joined
		"👨‍👩‍👧‍👦":                          2,
		"❤":                                1,
		"❤️":                               2, // as an emoji
		"1️⃣":                              2, // a key cap
		"🇨🇳":                               2,
		"🇨🇳🇹🇼":                             4,
		"中\u200d文":                         4, // a joiner between letters joins nothing
		"\u200b\ufeff":                     0,
		"\x1b\t":                           0,
		"a\xffb":                           3,
		"办\ufe0f":                          2,
	} {
		if got := Width(s); got != want {
			t.Errorf("Width(%q) = %d, want %d", s, got, want)
		}
	}
}

func TestPad(t *testing.T) {
	for _, tt := range []struct {
		s       string
		columns int
		want    string
	}{
		{"会议", 6, "会议  "},
		{"ab", 6, "ab    "},
		{"👩‍💻", 3, "👩‍💻 "},
		{"会议纪要", 3, "会议纪要"},
		{"", 2, "  "},
		{"x", -1, "x"},
	} {
		if got := Pad(tt.s, tt.columns); got != tt.want {
			t.Errorf("Pad(%q, %d) = %q, want %q", tt.s, tt.columns, got, tt.want)
		}
	}
}

func TestVisible(t *testing.T) {
	for s, want := range map[string]string{
		"责任人 ok 👩‍💻":               "责任人 ok 👩‍💻",
		"\x1b[31m":                 "<U+001B>[31m",
		"a\r\n\tb\x00":             "a<U+000D><U+000A><U+0009>b<U+0000>",
		"\x7f\u009b\u0085":         "<U+007F><U+009B><U+0085>",
		"\u202etxt\u2069":          "<U+202E>txt<U+2069>",
		"\u200b\u2060\ufeff\u00ad": "<U+200B><U+2060><U+FEFF><U+00AD>",
		"\u2028\u2029":             "<U+2028><U+2029>",
		"\U000e0041":               "<U+E0041>",
		"\ufffe\ufdd0":             "<U+FFFE><U+FDD0>",
		"a\xff\xfe":                "a<0xFF><0xFE>",
		"\ufffd":                   "\ufffd",
	} {
		if got := Visible(s); got != want {
			t.Errorf("Visible(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestParseLang(t *testing.T) {
	for s, want := range map[string]Lang{
		"zh-CN": ZhCN, "zh": ZhCN, "zh_CN.UTF-8": ZhCN, "zh-Hans": ZhCN, "zh-SG": ZhCN, "ZH-cn": ZhCN,
		"zh-TW": ZhTW, "zh_TW.UTF-8": ZhTW, "zh_TW@radical": ZhTW, "zh-Hant": ZhTW, "zh-Hant-HK": ZhTW, "zh-HK": ZhTW, "zh-MO": ZhTW,
		"en": En, "en_GB.UTF-8": En, "en-US": En,
		"": "", "C": "", "C.UTF-8": "", "POSIX": "", "fr": "", "english": "", "zhx": "",
	} {
		got, ok := ParseLang(s)
		if got != want || ok != (want != "") {
			t.Errorf("ParseLang(%q) = %q, %v, want %q", s, got, ok, want)
		}
	}
	for _, l := range Langs {
		if got, ok := ParseLang(string(l)); got != l || !ok {
			t.Errorf("ParseLang(%q) = %q, %v", l, got, ok)
		}
	}
}

func TestMessageIn(t *testing.T) {
	owner := Text{"责任人", "負責人", "owner"}
	due := Text{"完成时间", "完成時間", "due date"}
	for _, tt := range []struct {
		name       string
		m          Message
		cn, tw, en string
	}{
		{"nothing", Message{}, "", "", ""},
		{"no arguments, so a percent sign is one", Say(Text{"100%", "100%", "100%"}), "100%", "100%", "100%"},
		{"the same everywhere", Plain("50% %s"), "50% %s", "50% %s", "50% %s"},
		{"a text inside", Say(Text{"缺少%s", "缺少%s", "no %s"}, owner), "缺少责任人", "缺少負責人", "no owner"},
		{
			"a message inside", Say(Text{"%s（%d）", "%s（%d）", "%s (%d)"}, Say(Text{"缺%s", "缺%s", "no %s"}, owner), 3),
			"缺责任人（3）", "缺負責人（3）", "no owner (3)",
		},
		{
			"a list of texts", Say(Text{"缺少%s", "缺少%s", "missing: %s"}, []Text{owner, due}),
			"缺少责任人、完成时间", "缺少負責人、完成時間", "missing: owner, due date",
		},
		{"another order", Say(Text{"%s的%s", "%s的%s", "%[2]s of %[1]s"}, "甲", "乙"), "甲的乙", "甲的乙", "乙 of 甲"},
	} {
		for l, want := range map[Lang]string{ZhCN: tt.cn, ZhTW: tt.tw, En: tt.en, "": tt.cn} {
			if got := tt.m.In(l); got != want {
				t.Errorf("%s: in %q %q, want %q", tt.name, l, got, want)
			}
		}
	}
	if !(Message{}).IsZero() || Plain("x").IsZero() {
		t.Error("IsZero")
	}
}

func TestParseSeverity(t *testing.T) {
	for s, want := range map[string]Severity{"off": Off, "warning": Warning, "error": Error} {
		if got, ok := ParseSeverity(s); got != want || !ok || got.String() != s {
			t.Errorf("ParseSeverity(%q) = %v, %v", s, got, ok)
		}
	}
	if _, ok := ParseSeverity("fatal"); ok {
		t.Error("fatal is a severity")
	}
}

func TestSort(t *testing.T) {
	f := func(file string, line, column int, rule, message string) Finding {
		return Finding{File: file, Span: Span{Start: Pos{Line: int32(line), Column: int32(column)}}, Rule: rule, Message: Plain(message)}
	}
	want := []Finding{
		f("a.md", 0, 0, "z", "m"), f("a.md", 2, 1, "a", "m"), f("a.md", 2, 9, "a", "m"),
		f("a.md", 10, 1, "a", "m"), f("a.md", 10, 1, "b", "k"), f("a.md", 10, 1, "b", "m"), f("b.md", 1, 1, "a", "m"),
	}
	got := []Finding{want[6], want[3], want[5], want[0], want[4], want[2], want[1]}
	Sort(got)
	for i := range want {
		if got[i].File != want[i].File || got[i].Span != want[i].Span || got[i].Rule != want[i].Rule || got[i].Message.In(En) != want[i].Message.In(En) {
			t.Errorf("%d: %+v, want %+v", i, got[i], want[i])
		}
	}
}
