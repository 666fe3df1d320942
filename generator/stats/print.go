package stats

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
)

// Format is a form that figures are written in.
type Format string

// The formats.
const (
	FormatTable Format = "table" // for people at a terminal
	FormatJSON  Format = "json"
	FormatCSV   Format = "csv"
	FormatXLSX  Format = "xlsx"
)

// Formats lists the formats in the order they are offered.
var Formats = []Format{FormatTable, FormatJSON, FormatCSV, FormatXLSX}

// Write writes figures in a form and a language.
func Write(w io.Writer, format Format, f *Figures, lang diag.Lang) error {
	var err error
	switch format {
	case FormatTable:
		err = writeTable(w, f, lang)
	case FormatJSON:
		err = writeJSON(w, f, lang)
	case FormatCSV:
		err = writeCSV(w, f, lang)
	case FormatXLSX:
		err = writeXLSX(w, f, lang)
	default:
		_, err = ParseFormat(string(format))
		return err
	}
	if err != nil {
		return fmt.Errorf("write the figures as %s: %w", format, err)
	}
	return nil
}

// words are the headings of tables.
var words = map[string]diag.Text{
	"as of":   t("截至 %s", "截至 %s", "as of %s"),
	"measure": t("指标", "指標", "Measure"), "total": t("合计", "合計", "Total"), "target": t("目标", "目標", "Target"),
	"met": t("达标", "達標", "Met"), "yes": t("是", "是", "yes"), "no": t("否", "否", "no"),
	"by": t("按", "按", "By"), "group": t("分组", "分組", "Group"), "all": t("全部", "全部", "All"),
	"period": t("期间", "期間", "Period"), "value": t("数值", "數值", "Value"), "unit": t("单位", "單位", "Unit"),
	"num": t("分子", "分子", "Numerator"), "den": t("分母", "分母", "Denominator"),
	"pending": t("未到期", "未到期", "Pending"), "unknown": t("无法判断", "無法判斷", "Unknown"),
	"before": t("上期", "上期", "Before"), "definition": t("定义", "定義", "Definition"), "id": t("编号", "編號", "Id"),
	"date": t("日期", "日期", "Date"), "record": t("记录", "記錄", "Record"), "title": t("主题", "主題", "Title"),
	"item": t("事项", "事項", "Item"), "outcome": t("结果", "結果", "Outcome"),
	"overview": t("概览", "概覽", "Overview"), "evidence": t("明细", "明細", "Records"),
	"cut": t("行数到了工作表的上限，其余见 JSON", "列數到了工作表的上限，其餘見 JSON", "the sheet is full; the JSON form has the rest"),
}

// Label names a dimension.
func (d Dimension) Label() diag.Text { return dimensionLabels[d] }

var dimensionLabels = map[Dimension]diag.Text{
	ByUnit: t("单位", "單位", "Unit"), ByPerson: t("人员", "人員", "Person"), ByKind: t("类型", "類型", "Kind"),
	ByDuty: t("单位与会议类型", "單位與會議類型", "Unit and kind of meeting"), ByPriority: t("优先级", "優先級", "Priority"),
	ByType: t("记录类型", "記錄類型", "Record type"), ByChannel: t("渠道", "管道", "Channel"),
	ByFormality: t("正式程度", "正式程度", "Formality"), ByDirection: t("方向", "方向", "Direction"),
	ByStakeholder: t("干系人", "利害關係人", "Stakeholder"), ByPlan: t("沟通计划", "溝通計劃", "Plan"),
	ByFrequency: t("频率", "頻率", "Frequency"), ByRetention: t("保管期限", "保管期限", "Retention"), ByRule: t("规则", "規則", "Rule"),
}

// Label names a unit of values.
func (u Unit) Label() diag.Text { return unitLabels[u] }

var unitLabels = map[Unit]diag.Text{
	Percent: t("百分比", "百分比", "per cent"), Hours: t("小时", "小時", "hours"), Days: t("天", "天", "days"),
	Score: t("分", "分", "points"), Count: t("个", "個", "count"),
}

// Label names an outcome.
func (o Outcome) Label() diag.Text { return outcomeLabels[o] }

var outcomeLabels = map[Outcome]diag.Text{
	Met: t("达到", "達到", "met"), Missed: t("未达到", "未達到", "missed"),
	Pending: t("未到期", "未到期", "pending"), Unknown: t("无法判断", "無法判斷", "unknown"),
}

// CellText is a cell the way people read it, with a dash for what is not known.
func (m *Measure) CellText(c Cell) string {
	if !c.Known {
		return "–"
	}
	return m.Format(c.Value)
}

// series are all series of a figure: everything first.
func (f *Figure) series() []*Series { return append([]*Series{f.All}, f.Groups...) }

func (s *Series) label() diag.Text {
	if s.Group == nil {
		return words["all"]
	}
	return s.Group.Label
}

// shownPeriods is how many periods fit beside each other on a terminal.
const shownPeriods = 6

// writeTable writes a line a measure, or all there is to say about a single one.
func writeTable(w io.Writer, f *Figures, lang diag.Lang) error {
	g := grid{lang: lang}
	first := max(0, len(f.Periods)-shownPeriods)
	if f.Query.Step == Total {
		first = len(f.Periods)
	}
	periods := f.Periods[first:]
	heading := func(first diag.Text, last ...diag.Text) {
		cells := []diag.Text{first}
		for _, p := range periods {
			cells = append(cells, same(p.Name))
		}
		g.row(append(append(cells, words["total"]), last...)...)
	}
	line := func(fig *Figure, s *Series, label diag.Text) {
		cells := []diag.Text{label}
		for i := range periods {
			cells = append(cells, same(fig.Measure.CellText(s.In(first+i))))
		}
		cells = append(cells, same(fig.Measure.CellText(s.Total)+of(fig.Measure, s.Total)))
		if fig.Target != nil && s.Group == nil {
			cells = append(cells, same(fig.verdict(s.Total)))
		}
		g.row(cells...)
	}
	if len(f.Measures) != 1 {
		heading(words["measure"], words["target"])
		for _, fig := range f.Measures {
			line(fig, fig.All, named(fig.Measure))
		}
		return g.writeAsOf(w, f)
	}
	fig := f.Measures[0]
	heading(named(fig.Measure), words["target"])
	line(fig, fig.All, words["all"])
	last := Dimension("")
	for _, s := range fig.Groups {
		if s.Group.By != last {
			last = s.Group.By
			g.row()
			heading(last.Label())
		}
		line(fig, s, s.Group.Label)
	}
	if _, err := fmt.Fprintf(w, "%s: %s\n\n", fig.Measure.ID, fig.Measure.Definition.In(lang)); err != nil {
		return err
	}
	return g.writeAsOf(w, f)
}

// writeAsOf writes the table, and the moment its numbers are for: a site may have
// been built for another.
func (g *grid) writeAsOf(w io.Writer, f *Figures) error {
	if err := g.write(w); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "\n"+words["as of"].In(g.lang)+"\n", f.Now.Format("2006-01-02 15:04"))
	return err
}

// named is a measure's label with its unit, where the numbers do not show it.
func named(m *Measure) diag.Text {
	if m.Unit == Percent || m.Unit == Count {
		return m.Label
	}
	u := m.Unit.Label()
	return diag.Text{CN: m.Label.CN + "（" + u.CN + "）", TW: m.Label.TW + "（" + u.TW + "）", EN: m.Label.EN + " (" + u.EN + ")"}
}

// of shows what a ratio is made of.
func of(m *Measure, c Cell) string {
	if m.how != ratio || c.Den == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d/%d)", c.Num, c.Den)
}

// verdict writes the target with a mark for a value that keeps it.
func (f *Figure) verdict(c Cell) string {
	s := f.Measure.Text(f.Target)
	switch {
	case !c.Known:
		return s
	case f.Target.Met(c.Value):
		return s + " ✓"
	}
	return s + " ✗"
}

// grid is a table whose columns are as wide as their widest cell; the first and
// the last are set left, numbers right.
type grid struct {
	lang diag.Lang
	rows [][]string
}

func (g *grid) row(cells ...diag.Text) {
	var out []string
	for _, c := range cells {
		out = append(out, diag.Visible(c.In(g.lang)))
	}
	g.rows = append(g.rows, out)
}

func (g *grid) write(w io.Writer) error {
	columns := 0
	for _, r := range g.rows {
		columns = max(columns, len(r))
	}
	wide := make([]int, columns)
	for _, r := range g.rows {
		for i, c := range r {
			wide[i] = max(wide[i], diag.Width(c))
		}
	}
	var b strings.Builder
	for _, r := range g.rows {
		var line strings.Builder
		for i, c := range r {
			switch {
			case i == 0:
				line.WriteString(diag.Pad(c, wide[0]))
			case i == columns-1:
				line.WriteString("  " + c)
			default:
				line.WriteString(strings.Repeat(" ", 2+wide[i]-diag.Width(c)) + c)
			}
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// ParseFormat reads the name of a format.
func ParseFormat(s string) (Format, error) {
	if !slices.Contains(Formats, Format(s)) {
		return "", diag.Fail(diag.Text{CN: "没有输出格式“%s”：选 table、json、csv 或 xlsx", TW: "沒有輸出格式「%s」：選 table、json、csv 或 xlsx", EN: "no format %q; choose table, json, csv or xlsx"}, s)
	}
	return Format(s), nil
}
