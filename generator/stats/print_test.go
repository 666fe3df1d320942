package stats

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/minutebook/minutebook/generator/diag"
)

// printed are two months with a channel that a spreadsheet would run.
var printed = map[string]string{
	"communications/2025/2025-04-01-a.md": record("教务处", "date: 2025-04-01\nchannel: '=HYPERLINK(\"x\")'", ""),
	"communications/2025/2025-05-01-b.md": record("教务处", "date: 2025-05-01\nchannel: 当面", ""),
	"minutes/2025/2025-04-02-m.md":        held("教务处", "周例会", "2025-04-02 09:00", "2025-04-02 10:00", "expected: 王芳、张敏、周凯\npresent: 王芳、张敏"),
	"requests/2025/2025-05-05-r.md":       request("高", "2025-05-05 09:00", answer("2025-05-05 10:30")),
}

func write(t *testing.T, format Format, lang diag.Lang, q Query, ids ...string) []byte {
	t.Helper()
	for _, id := range ids {
		q.Measures = append(q.Measures, Find(id))
	}
	var b bytes.Buffer
	if err := Write(&b, format, Collect(view(t, "2025-05-20 12:00", "internal", printed)).Figures(q), lang); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTable(t *testing.T) {
	got := string(write(t, FormatTable, diag.ZhCN, Query{Step: Monthly}, "attendance", "response-high", "communications"))
	verify(t, check{"several measures", got, `` +
		"指标                          2025-04  2025-05         合计  目标\n" +
		"出席率                          66.7%        –  66.7% (2/3)\n" +
		"紧急需求平均响应时间（小时）        –      1.5          1.5  <= 2 ✓\n" +
		"沟通次数                            1        1            2\n\n" +
		"截至 2025-05-20 12:00\n"})
	got = string(write(t, FormatTable, diag.En, Query{}, "attendance"))
	verify(t, check{"one measure", got, `` +
		"attendance: Of those expected, those who came themselves; guests do not count, and who sent a proxy did not come\n\n" +
		"Attendance rate         Total  Target\n" +
		"All               66.7% (2/3)\n\n" +
		"Unit                    Total\n" +
		"望湖大学          66.7% (2/3)\n" +
		"教务处           100.0% (1/1)\n" +
		"后勤处            50.0% (1/2)\n" +
		"公寓中心         100.0% (1/1)\n\n" +
		"Person                  Total\n" +
		"王芳             100.0% (1/1)\n" +
		"张敏             100.0% (1/1)\n" +
		"周凯               0.0% (0/1)\n\n" +
		"Kind                    Total\n" +
		"Weekly meeting    66.7% (2/3)\n\n" +
		"as of 2025-05-20 12:00\n"})
}

func TestCSV(t *testing.T) {
	b := write(t, FormatCSV, diag.En, Query{Step: Monthly}, "attendance", "communications", "response-high")
	text, ok := strings.CutPrefix(string(b), "\ufeff")
	if !ok {
		t.Fatal("no BOM")
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	line := func(i int) string { return strings.Join(rows[i], "|") }
	find := func(start string) string {
		for i := range rows {
			if strings.HasPrefix(line(i), start) {
				return line(i)
			}
		}
		return "no " + start
	}
	verify(t,
		check{"head", line(0), "Id|Measure|By|Group|Period|Value|Unit|Numerator|Denominator|Pending|Unknown|Before|Target|Met"},
		check{"a rate", find("attendance|Attendance rate||All|2025-04"), "attendance|Attendance rate||All|2025-04|66.6667%|per cent|2|3|0|0|||"},
		check{"nothing known", find("attendance|Attendance rate||All|2025-05"), "attendance|Attendance rate||All|2025-05||per cent|0|0|0|0|||"},
		check{"a count and the month before", find("communications|Communications||All|2025-05"), "communications|Communications||All|2025-05|1|count|||0|0|1||"},
		check{"no formula", find("communications|Communications|Channel|'=HYPERLINK"), `communications|Communications|Channel|'=HYPERLINK|2025-04|1|count|||0|0|||`},
		check{"a target", find("response-high|Mean response time, high priority||All|Total"), "response-high|Mean response time, high priority||All|Total|1.5|hours|||0|0||<= 2|yes"},
	)
}

func TestInert(t *testing.T) {
	for in, want := range map[string]string{"=1+1": "'=1+1", "+49": "'+49", "-x": "'-x", "@SUM": "'@SUM", "\tx": "'\tx", "\rx": "'\rx", "＝1": "'＝1", "a=b": "a=b", "": "", "王芳": "王芳"} {
		verify(t, check{in, inert(in), want})
	}
}

func TestXLSX(t *testing.T) {
	b := write(t, FormatXLSX, diag.ZhCN, Query{Step: Monthly}, "attendance", "communications", "response-high")
	x, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	cell := func(sheet, at string) string {
		v, err := x.GetCellValue(sheet, at)
		if err != nil {
			t.Fatal(err)
		}
		raw, _ := x.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
		kind, _ := x.GetCellType(sheet, at)
		formula, _ := x.GetCellFormula(sheet, at)
		s := v + " | " + raw
		if kind == excelize.CellTypeInlineString || kind == excelize.CellTypeSharedString {
			s += " | text"
		}
		return s + formula
	}
	verify(t,
		check{"sheets", strings.Join(x.GetSheetList(), " "), "概览 出席率 沟通次数 紧急需求平均响应时间 明细"},
		check{"a rate is a number with a format", cell("概览", "C2"), "66.7% | 0.666667"},
		check{"what it is made of", cell("概览", "D2") + ", " + cell("概览", "E2"), "2 | 2, 3 | 3"},
		check{"a target", cell("概览", "F4"), "<= 2 | <= 2 | text"},
		check{"a month", cell("出席率", "C2"), "66.7% | 0.666667"},
		check{"a month of which nothing is known", cell("出席率", "D2"), " | "},
		check{"the group", cell("出席率", "B4"), "教务处 | 教务处 | text"},
		check{"hours", cell("紧急需求平均响应时间", "D2"), "1.5 | 1.5"},
		check{"no formula", cell("沟通次数", "B3"), "=HYPERLINK | =HYPERLINK | text"},
		check{"a day is a day", cell("明细", "C2"), "2025-04-02 | 45749"},
		check{"its record", cell("明细", "D2"), "2025-04-02-m | 2025-04-02-m | text"},
		check{"who", cell("明细", "B2"), "王芳 | 王芳 | text"},
	)
	for range 8 {
		if again := write(t, FormatXLSX, diag.ZhCN, Query{Step: Monthly}, "attendance", "communications", "response-high"); !bytes.Equal(b, again) {
			t.Fatal("two workbooks of the same figures differ")
		}
	}
}

func TestJSON(t *testing.T) {
	b := write(t, FormatJSON, diag.En, Query{Step: Monthly, From: day("2025-05-01")}, "communications", "attendance")
	var got jsonFigures
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	text := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	m := got.Measures[0]
	verify(t,
		check{"now", got.Now + " " + got.Step, "2025-05-20T12:00:00+08:00 month"},
		check{"periods", text(got.Periods), `[{"name":"2025-05","first":"2025-05-01","last":"2025-05-31","running":true}]`},
		check{"all, compared with April", text(m.All), `{"total":{"value":1,"before":null,"items":[0]},"periods":[{"period":"2025-05","value":1,"before":1,"items":[0]}]}`},
		check{"items", text(m.Items), `[{"at":"2025-05-01T00:00:00+08:00","outcome":"met","record":"2025-05-01-b"}]`},
		check{"not known", text(got.Measures[1].All.Total), `{"value":null,"num":0,"den":0,"before":null,"items":[]}`},
	)
	if bytes.Contains(b, []byte("HYPERLINK")) {
		t.Error("a group of another time is listed")
	}
}

// Every format takes all measures, whatever the step, and says so of no other.
func TestFormats(t *testing.T) {
	for _, format := range Formats {
		for _, step := range []Step{Total, Monthly, Quarterly, Yearly} {
			for _, lang := range diag.Langs {
				if len(write(t, format, lang, Query{Step: step})) < 500 {
					t.Errorf("%s by %q in %s is too short", format, step, lang)
				}
			}
		}
	}
	if err := Write(&bytes.Buffer{}, "pdf", &Figures{}, diag.En); err == nil || err.Error() != `no format "pdf"; choose table, json, csv or xlsx` {
		t.Errorf("got %v", err)
	}
}
