package check

import (
	"regexp"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

const (
	exampleProgress = "---\ntitle: 后勤处空调检修需求进度\nunit: 信息中心\ndate: 2025-08-01\ncustomer: 后勤处\n---\n\n## 进度表\n\n| 日期 | 阶段 | 进展 |\n|---|---|---|\n"
	exampleReport   = "---\ntitle: 信息中心七月运行与检修情况\nunit: 信息中心\ndate: 2025-07-31\nkind: monthly\nperiod: 2025-07\nreporter: 刘洋\nplanned: 8\ncompleted: 7\n---\n\n## 本期工作\n\n巡检 4 次。\n\n## 存在问题\n\n"
	exampleNext     = "\n## 下期计划\n\n补检一次。\n"
)

var progressRowsRule = &Rule{
	ID: "progress-rows", Group: Form, Severity: diag.Error, record: progressRows,
	Title: t("进度表逐行写明日期、阶段和进展", "進度表逐列寫明日期、階段和進展", "each row of a progress table has its date, stage and progress"),
	Why: t("客户凭这张表了解需求走到了哪一步；没有日期和阶段，就看不出是否拖延。",
		"客戶憑這張表了解需求走到了哪一步；沒有日期和階段，就看不出是否拖延。",
		"The customer reads from this table how far things are; without date and stage delay cannot be seen."),
	Bad:  Example{Whole: exampleProgress + "| 7 月底 | 检修 | 更换电容 |\n", Path: "progress/2025/2025-08-01-air.md"},
	Good: Example{Whole: exampleProgress + "| 2025-07-31 | 检修 | 更换电容 |\n", Path: "progress/2025/2025-08-01-air.md"},
}

// progressRows judges a field that may be a table of the body instead.
func progressRows(p *pass, r *archive.Record) {
	for _, f := range r.Type.Fields {
		if f.Table && r.Values.Get(f.Name) == nil {
			p.tableRows(r, f)
		}
	}
}

func (p *pass) tableRows(r *archive.Record, f *schema.Field) {
	var columns []*schema.Field
	rows := 0
	for _, b := range r.Doc.Blocks {
		switch b.Kind {
		case source.HeaderRow:
			columns = columnsOf(b, f)
			if columns != nil {
				p.missingColumns(r, b, f, columns)
			}
		case source.Row:
			if columns != nil {
				rows++
				p.tableRow(r, b, columns)
			}
		}
	}
	if rows == 0 && r.Doc.Body < len(r.Doc.Bytes) && !r.Doc.Unread() {
		span := keySpan(r, f.Name)
		for _, s := range r.Sections {
			if s.Schema.Role == "rows" {
				span = s.Span
			}
		}
		p.report(r, span, say("没有“%s”的内容", "沒有「%s」的內容", "there is no %[1]s", f.Label), p.columnsHint(f))
	}
}

func (p *pass) columnsHint(f *schema.Field) diag.Message {
	var names []diag.Text
	for _, sub := range f.Fields {
		if sub.Required.Always {
			names = append(names, sub.Label)
		}
	}
	return say("写一张表，至少有这些列：%s", "寫一張表，至少有這些欄：%s", "write a table with at least these columns: %s", names)
}

// columnsOf says which sub-field each column is; nil for a table about
// something else.
func columnsOf(b source.Block, f *schema.Field) []*schema.Field {
	out := make([]*schema.Field, len(b.Cells))
	known := 0
	for i, c := range b.Cells {
		name := schema.CleanHeading(source.Plain(c.Text))
		if out[i] = f.Field(name); out[i] == nil {
			out[i] = f.Field(strings.ToLower(name))
		}
		if out[i] != nil {
			known++
		}
	}
	if known < 2 {
		return nil
	}
	return out
}

func (p *pass) missingColumns(r *archive.Record, b source.Block, f *schema.Field, columns []*schema.Field) {
	var missing []diag.Text
	for _, sub := range f.Fields {
		found := false
		for _, c := range columns {
			found = found || c == sub
		}
		if sub.Required.Always && !found {
			missing = append(missing, sub.Label)
		}
	}
	if len(missing) > 0 {
		p.report(r, r.Doc.Span(b.Start, b.Start+len(b.Text)), say("表里缺少列：%s", "表裡缺少欄：%s", "the table lacks columns: %s", missing), p.columnsHint(f))
	}
}

func (p *pass) tableRow(r *archive.Record, b source.Block, columns []*schema.Field) {
	for i, c := range b.Cells {
		if i >= len(columns) || columns[i] == nil || !columns[i].Required.Always {
			continue
		}
		f, text := columns[i], strings.TrimSpace(source.Plain(c.Text))
		span := r.Doc.Span(c.Start, c.Start+len(c.Text))
		if text == "" {
			p.report(r, r.Doc.Span(b.Start, b.Start+len(b.Text)), say("这一行没有“%s”", "這一列沒有「%s」", "this row has no %s", f.Label), say("填上", "填上", "fill it in"))
			continue
		}
		if _, ok := schema.ParseMoment(text, p.a.Config.Zone); f.Kind == schema.Date && !ok {
			p.report(r, span, say("“%s”不是确切的日期", "「%s」不是確切的日期", "%q is not an exact date", text), say("写成 2025-06-15", "寫成 2025-06-15", "write 2025-06-15"))
		}
	}
}

var problemsIncompleteRule = &Rule{
	ID: "problems-incomplete", Group: Form, Severity: diag.Error, record: problemsIncomplete,
	Title: t("每个存在问题写明影响、措施和责任人", "每個存在問題寫明影響、措施和責任人", "each problem has its impact, measures and owner"),
	Why: t("只写问题不写影响和办法，读报告的人既不知道轻重，也不知道谁在管。",
		"只寫問題不寫影響和辦法，讀報告的人既不知道輕重，也不知道誰在管。",
		"A problem without impact and remedy tells neither how grave it is nor who is dealing with it."),
	Bad:  Example{Whole: exampleReport + "1. 2 号空调噪声偏大\n   - 影响：值班室无法通话\n   - 责任人：刘洋\n" + exampleNext, Path: "reports/2025/2025-07-31-monthly.md"},
	Good: Example{Whole: exampleReport + "1. 2 号空调噪声偏大，影响：值班室无法通话\n   - 措施：更换减振垫\n   - 责任人：刘洋\n" + exampleNext, Path: "reports/2025/2025-07-31-monthly.md"},
}

// problemParts are what a problem must have, and the words that show it.
var problemParts = []struct {
	name  diag.Text
	words func() *regexp.Regexp
}{
	{t("影响", "影響", "impact"), lazy(`(?i)影响|影響|后果|後果|impact|effect|consequence`)},
	{t("措施", "措施", "measures"), lazy(`(?i)措施|解决|解決|对策|對策|应对|應對|处理|處理|办法|辦法|方案|整改|solution|measure|mitigation|remedy|fix`)},
	{t("责任人", "責任人", "owner"), lazy(`(?i)责任|責任|负责|負責|承办|承辦|owner|responsible`)},
}

var labelColon = lazy(`([\p{Han}A-Za-z][\p{Han}A-Za-z /]{0,15})(?:\*\*)?\s*[:：]`)

func problemsIncomplete(p *pass, r *archive.Record) {
	for _, s := range r.Sections {
		if s.Schema.Role == "problems" {
			p.problems(r, s)
		}
	}
}

func (p *pass) problems(r *archive.Record, s *archive.Section) {
	var columns []string
	for _, b := range s.Blocks {
		switch b.Kind {
		case source.HeaderRow:
			columns = nil
			for _, c := range b.Cells {
				columns = append(columns, source.Plain(c.Text))
			}
			p.problem(r, b, columns)
		case source.Row:
			p.problemRow(r, b, columns)
		}
	}
	for _, e := range entries(r.Doc, s.Blocks) {
		var labels []string
		for _, b := range e {
			for _, m := range labelColon().FindAllStringSubmatch(b.Text, -1) {
				labels = append(labels, m[1])
			}
			if strings.Contains(b.Text, "@") {
				labels = append(labels, "owner")
			}
		}
		p.problem(r, e[0], labels)
	}
}

// problem reports the parts that none of the labels names.
func (p *pass) problem(r *archive.Record, at source.Block, labels []string) {
	all := strings.Join(labels, "\n")
	var missing []diag.Text
	for _, part := range problemParts {
		if !part.words().MatchString(all) {
			missing = append(missing, part.name)
		}
	}
	if len(missing) > 0 {
		p.reportProblem(r, at, missing)
	}
}

func (p *pass) problemRow(r *archive.Record, b source.Block, columns []string) {
	var missing []diag.Text
	for _, part := range problemParts {
		for i, c := range b.Cells {
			if i < len(columns) && part.words().MatchString(columns[i]) && strings.TrimSpace(c.Text) == "" {
				missing = append(missing, part.name)
			}
		}
	}
	if len(missing) > 0 {
		p.reportProblem(r, b, missing)
	}
}

func (p *pass) reportProblem(r *archive.Record, at source.Block, missing []diag.Text) {
	p.report(r, r.Doc.Span(at.Start, at.Start+len(at.Text)),
		say("这个问题没有写：%s", "這個問題沒有寫：%s", "this problem lacks: %s", missing),
		say("在下面写“影响：”“措施：”“责任人：”各一行，或写成同名的列", "在下面寫「影響：」「措施：」「責任人：」各一行，或寫成同名的欄", "add lines \"impact:\", \"measures:\" and \"owner:\" below it, or columns of these names"))
}

// entries groups the lines of a section: a list item with what is nested in it,
// or, where there is no list, a paragraph. Rows of tables are left out.
func entries(doc *source.Document, blocks []source.Block) [][]source.Block {
	base := 0
	for _, b := range blocks {
		if b.Kind == source.Item && (base == 0 || b.Level < base) {
			base = b.Level
		}
	}
	var out [][]source.Block
	for i, b := range blocks {
		switch {
		case b.Kind != source.Item && b.Kind != source.Line || saysNone().MatchString(strings.TrimSpace(b.Text)):
		case base > 0 && (b.Kind == source.Line || b.Level > base):
			if len(out) > 0 {
				out[len(out)-1] = append(out[len(out)-1], b)
			}
		case base == 0 && len(out) > 0 && i > 0 && blocks[i-1].Kind == source.Line && sameParagraph(doc, blocks[i-1], b):
			out[len(out)-1] = append(out[len(out)-1], b)
		default:
			out = append(out, []source.Block{b})
		}
	}
	return out
}

func sameParagraph(doc *source.Document, a, b source.Block) bool {
	return strings.Count(string(doc.Bytes[a.Start+len(a.Text):b.Start]), "\n") == 1
}
