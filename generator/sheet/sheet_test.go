package sheet

import (
	"bytes"
	"encoding/csv"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

var (
	noon  = time.Date(2026, 1, 5, 12, 30, 0, 0, time.FixedZone("UTC+8", 8*3600))
	table = filled(Table{
		Name:    "待办台账",
		Columns: []Column{{"事项", 40}, {"数量", 8}, {"比例", 8}, {"日期", 12}, {"时间", 16}},
	}, tableRows)
	tableRows = [][]Cell{
		{Text("完成“需求”, 文档"), Int(3), Percent(0.255), Day(noon), Minute(noon)},
		{Text("=HYPERLINK(\"x\")"), Number(-2.5)},
		{Text("第一行\n第二行"), {}, {}, Day(time.Time{}), Text("-")},
	}
)

func filled(t Table, rows [][]Cell) Table {
	t.Fill(rows)
	return t
}

func TestCSV(t *testing.T) {
	var b bytes.Buffer
	if err := WriteCSV(&b, table); err != nil {
		t.Fatal(err)
	}
	want := "\ufeff事项,数量,比例,日期,时间\r\n" +
		"\"完成“需求”, 文档\",3,25.5%,2026-01-05,2026-01-05 12:30\r\n" +
		"\"'=HYPERLINK(\"\"x\"\")\",-2.5,,,\r\n" +
		"\"第一行\r\n第二行\",,,,'-\r\n"
	if b.String() != want {
		t.Errorf("got\n%q\nwant\n%q", b.String(), want)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(b.String(), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 4 || rows[2][0] != `'=HYPERLINK("x")` {
		t.Errorf("read back %q, %v", rows, err)
	}
}

// No text of any spreadsheet's formula characters is left as it is; numbers we
// wrote ourselves are.
func TestInert(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+1": "'+1", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＠x": "'＠x", "": "", "会议": "会议", "a=1": "a=1", "1-1": "1-1",
	} {
		if got := Inert(in); got != want {
			t.Errorf("Inert(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestXLSX(t *testing.T) {
	var b bytes.Buffer
	second := Table{Name: "a/b[c]:" + strings.Repeat("长", 40), Columns: []Column{{"x", 0}}}
	if err := WriteXLSX(&b, table, second); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got := f.GetSheetList(); len(got) != 2 || got[0] != "待办台账" || got[1] != "a-b-c--"+strings.Repeat("长", 24) {
		t.Errorf("sheets %q", got)
	}
	if x := f.GetDefinedName(); len(x) != 1 || x[0].RefersTo != "'待办台账'!$A$1:$E$4" {
		t.Errorf("filters %+v", x)
	}
	for cell, want := range map[string]struct {
		shown, raw string
		kind       excelize.CellType
	}{
		"A1": {"事项", "事项", excelize.CellTypeSharedString},
		"A2": {"完成“需求”, 文档", "完成“需求”, 文档", excelize.CellTypeSharedString},
		"B2": {"3", "3", excelize.CellTypeUnset},
		"C2": {"25.5%", "0.255", excelize.CellTypeUnset},
		"D2": {"2026-01-05", "46027", excelize.CellTypeUnset},
		"E2": {"2026-01-05 12:30", "46027.5208333333", excelize.CellTypeUnset},
		"A3": {`=HYPERLINK("x")`, `=HYPERLINK("x")`, excelize.CellTypeSharedString},
		"B3": {"-2.5", "-2.5", excelize.CellTypeUnset},
		"A4": {"第一行\n第二行", "第一行\n第二行", excelize.CellTypeSharedString},
		"D4": {"", "", excelize.CellTypeUnset},
	} {
		shown, _ := f.GetCellValue("待办台账", cell)
		raw, _ := f.GetCellValue("待办台账", cell, excelize.Options{RawCellValue: true})
		kind, _ := f.GetCellType("待办台账", cell)
		formula, _ := f.GetCellFormula("待办台账", cell)
		if shown != want.shown || raw != want.raw || kind != want.kind || formula != "" {
			t.Errorf("%s: %q (%q, type %d, formula %q), want %q (%q, type %d)", cell, shown, raw, kind, formula, want.shown, want.raw, want.kind)
		}
	}
}

func TestSameBytes(t *testing.T) {
	write := func() []byte {
		var b bytes.Buffer
		if err := WriteXLSX(&b, table, Table{Name: "二", Columns: table.Columns}, Table{Name: "三", Columns: table.Columns}); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	first := write()
	for range 20 {
		if !bytes.Equal(first, write()) {
			t.Fatal("two workbooks of one table differ")
		}
	}
}

// A text longer than a cell can hold is cut, and the workbook still opens.
func TestLongText(t *testing.T) {
	var b bytes.Buffer
	long := strings.Repeat("😀", 20000)
	if err := WriteXLSX(&b, filled(Table{Columns: []Column{{"长", 0}}}, [][]Cell{{Text(long)}})); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := f.GetCellValue("Sheet1", "A2")
	if want := strings.Repeat("😀", 16383) + "…"; err != nil || got != want {
		t.Errorf("%d characters, want %d", len([]rune(got)), len([]rune(want)))
	}
}

// The digest tells tables apart that differ in a type, in a border between two
// cells or in a head, and no others.
func TestSum(t *testing.T) {
	one := func(head string, cells ...Cell) Table {
		return filled(Table{Name: "n", Columns: []Column{{head, 8}, {"", 8}}}, [][]Cell{cells})
	}
	seen := map[[32]byte]int{}
	for i, x := range []Table{
		one("a", Text("3")), one("a", Int(3)), one("b", Int(3)), one("a", Text("ab"), Text("c")), one("a", Text("a"), Text("bc")),
		one("a"),
		filled(Table{Name: "n", Columns: []Column{{"a", 9}, {"", 8}}}, [][]Cell{{Text("3")}}),
		one("a", Text(strings.Repeat("x", 10000))),
	} {
		if j, twice := seen[x.Sum()]; twice {
			t.Errorf("tables %d and %d have one digest", i, j)
		}
		seen[x.Sum()] = i
	}
}

func BenchmarkXLSX(b *testing.B) {
	t := Table{Name: "台账", Columns: table.Columns}
	t.Fill(slices.Repeat(tableRows[:1], 10_000))
	b.ReportAllocs()
	for b.Loop() {
		if err := WriteXLSX(io.Discard, t); err != nil {
			b.Fatal(err)
		}
	}
}

// What is written here is read by the library as it was meant.
func TestRows(t *testing.T) {
	texts := []string{
		"二 <b>&amp;</b> \"x\" 'y'", " 前后有空格 ", "\t制表符", "两行\n一行", "_x0041_ 不是 A", "_x005F_x0041_", "a_xyz_", "表情🎉", "=1+1", "\uFEFF有标记",
	}
	wide := Table{Name: "宽", Columns: make([]Column, 30)}
	row := make([]Cell, 30)
	wide.Fill([][]Cell{row})
	for i := range wide.Columns {
		wide.Columns[i].Head = strconv.Itoa(i)
	}
	for i, s := range texts {
		row[i] = Text(s)
	}
	row[26] = Int(27)
	row[27] = Day(time.Date(1901, 1, 1, 0, 0, 0, 0, time.UTC))
	row[28] = Day(time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC))
	row[29] = Text("bad \x01\xFF\uFFFF")
	var b bytes.Buffer
	if err := WriteXLSX(&b, wide); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := map[string]string{"AA2": "27", "AB2": "367", "AC2": "2958465", "AD2": "bad \uFFFD\uFFFD\uFFFD"}
	for i, s := range texts {
		want[string(rune('A'+i))+"2"] = s
	}
	for cell, text := range want {
		if got, err := f.GetCellValue("宽", cell, excelize.Options{RawCellValue: true}); err != nil || got != text {
			t.Errorf("%s is %q (%v), want %q", cell, got, err, text)
		}
	}
}

// Tables of one name get sheets of their own, whatever their case.
func TestSheetNames(t *testing.T) {
	long := strings.Repeat("长", 40)
	var b bytes.Buffer
	if err := WriteXLSX(&b, Table{Name: "a"}, Table{Name: "A"}, Table{Name: long}, Table{Name: long}, Table{Name: "'"}, filled(Table{Name: "it's", Columns: []Column{{"x", 0}}}, [][]Cell{{Int(1)}})); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want := []string{"a", "A 2", strings.Repeat("长", 31), strings.Repeat("长", 29) + " 2", "Sheet5", "it's"}
	if got := f.GetSheetList(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if x := f.GetDefinedName(); len(x) != 1 || x[0].RefersTo != "'it''s'!$A$1:$A$2" {
		t.Errorf("filters %+v", x)
	}
}

// Short texts are written once and referred to, as many as there is room for; the
// others stand in their cells. Both are read alike.
func TestSharedTexts(t *testing.T) {
	x := Table{Columns: []Column{{"a", 0}, {"b", 0}}}
	var rows [][]Cell
	for i := range mostShared + 10 {
		rows = append(rows, []Cell{Text("文" + strconv.Itoa(i)), Text("同")})
	}
	rows[0][0] = Text(strings.Repeat("长", 100))
	x.Fill(rows)
	var b bytes.Buffer
	if err := WriteXLSX(&b, x); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]struct {
		text string
		kind excelize.CellType
	}{
		"A2": {strings.Repeat("长", 100), excelize.CellTypeInlineString}, "A3": {"文1", excelize.CellTypeSharedString},
		"A4107": {"文4105", excelize.CellTypeInlineString}, "B2": {"同", excelize.CellTypeSharedString}, "B4107": {"同", excelize.CellTypeSharedString},
	} {
		text, _ := f.GetCellValue("Sheet1", cell)
		kind, _ := f.GetCellType("Sheet1", cell)
		if text != want.text || kind != want.kind {
			t.Errorf("%s: %q (type %d), want %q (type %d)", cell, text, kind, want.text, want.kind)
		}
	}
}

// Numbers keep their value and are shown with the decimals asked for.
func TestFormats(t *testing.T) {
	row := []Cell{{KindWhole, "2.6"}, {KindTenths, "2.64"}, {KindHundredths, "2.645"}, {KindPercent, "0.2645"}, {KindWhole, "viele"}}
	var b bytes.Buffer
	if err := WriteXLSX(&b, filled(Table{Columns: make([]Column, len(row))}, [][]Cell{row})); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, want := range map[string]string{"A2": "3", "B2": "2.6", "C2": "2.65", "D2": "26.5%", "E2": "viele", "A1": ""} {
		if got, err := f.GetCellValue("Sheet1", cell); err != nil || got != want {
			t.Errorf("%s: %q, want %q (%v)", cell, got, want, err)
		}
	}
	if raw, _ := f.GetCellValue("Sheet1", "C2", excelize.Options{RawCellValue: true}); raw != "2.645" {
		t.Errorf("the value became %q", raw)
	}
}
