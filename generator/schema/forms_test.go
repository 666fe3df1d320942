package schema

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// Each kind's form takes what is listed before the bar and refuses what stands
// behind it.
func TestForms(t *testing.T) {
	for k, list := range map[Kind]string{
		Text:      "a b;标题 | a\nb",
		Word:      "标签;a b | a,b;甲、乙;甲，乙;a\nb",
		ID:        "a;2025-06-15-kickoff;编号.1_x | -a;.a;a b;a/b;a#b;",
		Date:      "2025-06-15;2024-02-29;2000-02-29;2025-12-31 | 2025-02-29;1900-02-29;2025-04-31;2025-13-01;2025-00-10;2025-6-15;2025-06-15 10:00;25-06-15",
		Time:      "2025-06-15;2025-06-15 14:30;2025-06-15T14:30:05;2025-06-15 14:30+08:00;2025-06-15 14:30 Z | 2025-06-15 24:00;2025-06-15 9:30;2025-06-15 14:60;14:30;2025-06-15 14:30+15:00",
		Duration:  "90m;1h;1h30m;1 h 30 min;2小时;1小时30分;45分钟;1小時5分鐘 | 90;1.5h;h;1h90m;-1h;一小时",
		Period:    "2025;2025-Q1;2025-06;2025-W01;2025-W53;2025-06-15;2025-03-01/2025-12-31;2025/2026 | 2025-Q5;2025-13;2025-W54;2025-W00;25;2025/;/2025;2025-06-15/2025-06-20/2025-06-25",
		Integer:   "0;-3;123456789012345 | 1.0;+1;1e3;1234567890123456;一",
		Number:    "0;-3.5;4.25 | .5;1.;1,5;1e3;+1",
		Bool:      "true;False;TRUE;是;否 | yes;on;1;对",
		Link:      "https://a.example/b?c#d;http://a;mailto:a@b.example;tel:+86 (10) 123-45 | javascript:alert(1);ftp://a;//a;https://a b;https://a\"b;a.example",
		Version:   "V1.0;v2;1.2.3.4;10 | V;1.2.3.4.5;V1.;1.a;-1",
		Retention: "3;10;999;permanent;永久 | 2;0;1000;03;Permanent;forever",
		File:      "a.pdf;a/b c.docx;../a;需求文档V1.0-20250620.docx | /a;a\\b;a:b;a*b;a?b;a|b;a\x01b;",
		Person:    "张敏;李伟（后勤） | a\nb",
	} {
		good, bad, _ := strings.Cut(list, " | ")
		for _, s := range strings.Split(good, ";") {
			if !forms()[k].MatchString(s) {
				t.Errorf("%v refuses %q", k, s)
			}
		}
		for _, s := range strings.Split(bad, ";") {
			if forms()[k].MatchString(s) {
				t.Errorf("%v takes %q", k, s)
			}
		}
	}
	if Prose.Pattern() != "" || Choice.Pattern() != "" || Bool.Pattern() != `^(?:(?:true|True|TRUE|false|False|FALSE|是|否))$` {
		t.Error("patterns")
	}
	if len([]rune(strings.Repeat("长", 80))) != 80 || !forms()[ID].MatchString(strings.Repeat("长", 80)) || forms()[ID].MatchString(strings.Repeat("长", 81)) {
		t.Error("an id has at most 80 characters")
	}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Skipf("no time zone %s here", name)
	}
	return z
}

func TestParseMoment(t *testing.T) {
	for _, tt := range []struct{ zone, s, want, end string }{
		{"Asia/Shanghai", "2025-06-15", "2025-06-15T00:00:00+08:00", "2025-06-16T00:00:00+08:00"},
		{"Asia/Shanghai", "2025-06-15 14:30", "2025-06-15T14:30:00+08:00", "2025-06-15T14:30:00+08:00"},
		{"Asia/Shanghai", "2025-06-15T14:30:05", "2025-06-15T14:30:05+08:00", "2025-06-15T14:30:05+08:00"},
		{"Asia/Shanghai", "2025-06-15 14:30 Z", "2025-06-15T22:30:00+08:00", "2025-06-15T22:30:00+08:00"},
		{"Europe/London", "2025-06-15 14:30+08:00", "2025-06-15T07:30:00+01:00", "2025-06-15T07:30:00+01:00"},
		{"Europe/London", "2025-03-30", "2025-03-30T00:00:00Z", "2025-03-31T00:00:00+01:00"},
		{"America/Sao_Paulo", "2018-11-04", "2018-11-04T01:00:00-02:00", "2018-11-05T01:00:00-02:00"}, // midnight was skipped
		{"Asia/Shanghai", "1986-05-04 02:30", "", ""},                                                 // an hour that was skipped
		{"Pacific/Apia", "2011-12-30", "", ""},                                                        // a day that was skipped
		{"Asia/Shanghai", "2025-02-29", "", ""},
		{"Asia/Shanghai", "", "", ""},
	} {
		m, ok := ParseMoment(tt.s, zone(t, tt.zone))
		if ok != (tt.want != "") {
			t.Errorf("%s in %s: %v", tt.s, tt.zone, ok)
			continue
		}
		if ok && (m.Format(time.RFC3339) != tt.want || m.End().Format(time.RFC3339) != tt.end) {
			t.Errorf("%s in %s: %s to %s, want %s to %s", tt.s, tt.zone, m.Format(time.RFC3339), m.End().Format(time.RFC3339), tt.want, tt.end)
		}
	}
	for s, want := range map[string]string{"2025-06-15": "2025-06-15", "2025-06-15T09:05:59": "2025-06-15 09:05"} {
		if m, _ := ParseMoment(s, time.UTC); m.String() != want {
			t.Errorf("%s reads %s, want %s", s, m, want)
		}
	}
	if (Moment{}).String() != "" || !(Moment{}).End().IsZero() {
		t.Error("the zero moment")
	}
}

func TestParsePeriod(t *testing.T) {
	for s, want := range map[string]string{
		"2025":                  "2025-01-01 2026-01-01",
		"2025-Q4":               "2025-10-01 2026-01-01",
		"2024-02":               "2024-02-01 2024-03-01",
		"2025-12":               "2025-12-01 2026-01-01",
		"2025-W01":              "2024-12-30 2025-01-06",
		"2026-W53":              "2026-12-28 2027-01-04",
		"2021-W01":              "2021-01-04 2021-01-11",
		"2025-06-15":            "2025-06-15 2025-06-16",
		"2025-06/2025-Q3":       "2025-06-01 2025-10-01",
		"2025-06-15/2025-06-15": "2025-06-15 2025-06-16",
		"2025-06/2025-05":       "",
		"2025-W53":              "",
		"2025-W01/2025-W53":     "",
		"soon":                  "",
	} {
		r, err := ParsePeriod(s, time.UTC)
		got := ""
		if err == nil {
			got = r.From.Format(time.DateOnly) + " " + r.To.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%s: %q (%v), want %q", s, got, err, want)
		}
	}
	if _, err := ParsePeriod("2025-W53", time.UTC); !errors.Is(err, errNoWeek) || err.Error() != `"2025-W53": the year has 52 weeks` {
		t.Error(err)
	}
	if _, err := ParsePeriod("2025-06/2025-05", time.UTC); err == nil || err.Error() != `"2025-06/2025-05" ends before it starts` {
		t.Error(err)
	}
}

func TestParseLength(t *testing.T) {
	for s, want := range map[string]time.Duration{
		"90m": 90 * time.Minute, "1h": time.Hour, "1h30m": 90 * time.Minute, "1 h 5 min": 65 * time.Minute,
		"2小时": 2 * time.Hour, "1小時5分鐘": 65 * time.Minute, "45分": 45 * time.Minute, "soon": 0,
	} {
		if got := parseLength(s); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
	}
}

// A date in a common other form is rewritten, anything that may mean two things
// is not.
func TestRepair(t *testing.T) {
	for _, tt := range []struct {
		kind    Kind
		s, want string
	}{
		{Date, "2025.6.5", "2025-06-05"},
		{Date, "2025/06/15", "2025-06-15"},
		{Date, "2025年6月15日", "2025-06-15"},
		{Date, "２０２５－６－１５", "2025-06-15"},
		{Time, "2025年6月15日 9:05", "2025-06-15 09:05"},
		{Time, "2025-6-15 14点", "2025-06-15 14:00"},
		{Date, "2025-6-15 14:00", ""},
		{Date, "2025.2.30", ""},
		{Date, "15.6.2025", ""},
		{Date, "6月15日", ""},
		{Time, "2025-6-15 25:00", ""},
		{Version, "2025.6.5", ""},
	} {
		if got := repair(tt.kind, tt.s); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.s, got, tt.want)
		}
	}
}

func TestCleanHeading(t *testing.T) {
	for s, want := range map[string]string{
		"三、决议事项":         "决议事项",
		"3. 决议事项":        "决议事项",
		"3.1 决议事项：":      "决议事项",
		"（三）决议事项":        "决议事项",
		"(三)、决议事项":       "决议事项",
		"第二部分 决议事项":      "决议事项",
		"③决议事项":          "决议事项",
		"Ⅲ. 决议事项":        "决议事项",
		"iv) Decisions":  "Decisions",
		"**决议事项**":       "决议事项",
		"## 决议事项 ##":     "决议事项",
		"１．Ｄｅｃｉｓｉｏｎｓ":    "Decisions",
		"十大任务":           "十大任务",
		"2025 年工作":       "2025 年工作",
		"一、":             "一、",
		"Cafe\u0301":     "Café",
		"Invitations":    "Invitations",
		"会议纪要（Minutes）：": "会议纪要(Minutes)",
	} {
		if got := CleanHeading(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestSectionOfHeading(t *testing.T) {
	minutes := Builtin().Type("minutes")
	for h, want := range map[string]string{
		"三、决议事项": "decisions", "決議": "decisions", "Resolutions": "decisions", "RESOLUTION:": "decisions",
		"待办事项（Action items）": "actions", "讨论 (Notes)": "discussion", "其他 (Decisions)": "decisions",
		"上次会议待办跟进": "followup", "下次会议安排": "next", "附件": "", "": "", "决议的背景": "",
	} {
		s := minutes.Section(h)
		if (s == nil) != (want == "") || s != nil && s.Name != want {
			t.Errorf("%q opens %v, want %q", h, s, want)
		}
	}
	if minutes.SectionNamed("next").Label.CN != "下次会议安排" || minutes.SectionNamed("agenda") != nil {
		t.Error("a section by its name")
	}
}

func TestNearest(t *testing.T) {
	words := []string{"title", "标题", "date", "日期", "attachments", "高"}
	for word, want := range map[string]string{
		"titel": "title", "Title": "title", "tilte": "title", "tite": "title", "attachmnets": "attachments", "atachement": "attachments",
		"标體": "标题", "日其": "日期", "完全不同": "", "dtae": "date", "dta": "", "author": "", "": "", "低": "",
		strings.Repeat("x", 65): "",
	} {
		if got := Nearest(word, words); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
	if got := Nearest("bat", []string{"cat", "hat"}); got != "cat" {
		t.Errorf("of two equals %q, want the first", got)
	}
}

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "ab", 1}, {"abc", "abxc", 1}, {"abc", "xyz", 3}, {"ca", "abc", 3}, {"abcdefgh", "a", 5},
	} {
		if got := distance([]rune(tt.a), []rune(tt.b), 5); got != tt.want {
			t.Errorf("%q to %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}

func TestAudienceWord(t *testing.T) {
	for s, want := range map[string]string{"public": "public", "公開": "public", "内部": "internal", "internal": "internal", "Public": "", "pubic": "", "": ""} {
		if got := AudienceWord(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestUnique(t *testing.T) {
	if got := unique([]string{"a", "", "b", "a", "c"}, "c"); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("%q", got)
	}
}

// A look is quicker than an expression, and says the same.
func TestFormed(t *testing.T) {
	parts := []string{"", "a", "张", " ", "\u3000", "\u00a0", "\n", "\t", "(", ")", "（", "）", "、", ",", ":", "2025-06-15", "2025-02-29", "2024-02-29", "2025-13-01", "2025-06-31", "2025-06-28", "2025-00-10", " 14:30", "T09:00Z", "3", "/", "\u0085", "\v", "\ufeff"}
	for k := range formPatterns {
		for _, a := range parts {
			for _, b := range parts {
				for _, c := range parts {
					text := a + b + c
					if got, want := k.formed(text), forms()[k].MatchString(text); got != want {
						t.Fatalf("%v: %q has the form: %v, and by the expression: %v", k, text, got, want)
					}
				}
			}
		}
	}
	if !Prose.formed("\n") {
		t.Error("a kind without a form has one")
	}
}

// A plain day is what the time package makes of it, and where clocks are put forward
// at midnight begins at one.
func TestParseMomentOfDays(t *testing.T) {
	z := zone(t, "America/Sao_Paulo")
	late := 0
	for day := time.Date(2015, 1, 1, 12, 0, 0, 0, time.UTC); day.Year() < 2020; day = day.AddDate(0, 0, 1) {
		s := day.Format(time.DateOnly)
		m, ok := ParseMoment(s, z)
		if !ok || m.Clock || m.Format(time.DateOnly) != s {
			t.Fatalf("%s is %v, %v", s, m, ok)
		}
		want, err := time.ParseInLocation(time.DateOnly, s, z)
		if err != nil {
			t.Fatal(err)
		}
		if m.Hour() == 1 {
			late++
		} else if m.Time != want {
			t.Fatalf("%s is %v, not %v", s, m.Time, want)
		}
	}
	if late != 4 {
		t.Errorf("%d days begin at one, and clocks were put forward in 4 of these years", late)
	}
}
