package schema

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
)

// WriteFormat writes the reference of the record format as Markdown: the prose
// of data/format.LANG.md with the tables of this schema in it. It fails for a
// language that has no prose.
func (s *Schema) WriteFormat(w io.Writer, l diag.Lang) error {
	prose, err := data.ReadFile("data/format." + string(l) + ".md")
	if err != nil {
		return fmt.Errorf("write the format: there is no text in %s; choose zh-CN or en", l)
	}
	p := &page{lang: l}
	tables := map[string]func(*page){"{{types}}": s.writeTypes, "{{kinds}}": s.writeKinds, "{{registers}}": s.writeRegisters, "{{forms}}": writeForms}
	for line := range strings.Lines(string(prose)) {
		if table := tables[strings.TrimSpace(line)]; table != nil {
			table(p)
		} else {
			p.b.WriteString(line)
		}
	}
	out := bufio.NewWriter(w)
	out.WriteString(p.b.String())
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write the format: %w", err)
	}
	return nil
}

// page is a Markdown page in one language.
type page struct {
	b    strings.Builder
	lang diag.Lang
}

// words are the page's own, by their English form.
var words = map[string]diag.Text{
	"Common fields":        {CN: "共同字段", TW: "共同欄位", EN: "Common fields"},
	"Key":                  {CN: "键", TW: "鍵", EN: "Key"},
	"Chinese keys":         {CN: "中文键", TW: "中文鍵", EN: "Chinese keys"},
	"Required":             {CN: "必填", TW: "必填", EN: "Required"},
	"Form":                 {CN: "形式", TW: "形式", EN: "Form"},
	"Meaning":              {CN: "说明", TW: "說明", EN: "Meaning"},
	"yes":                  {CN: "是", TW: "是", EN: "yes"},
	"yes, or a table":      {CN: "是（可改为正文里的表格）", TW: "是（可改為內文裡的表格）", EN: "yes, or a table in the text"},
	"if":                   {CN: "%s 时", TW: "%s 時", EN: "if %s"},
	"without":              {CN: "没有 %s 时", TW: "沒有 %s 時", EN: "without %s"},
	"with":                 {CN: "有 %s 时", TW: "有 %s 時", EN: "with %s"},
	"list":                 {CN: "列表：", TW: "清單：", EN: "list: "},
	"Sections":             {CN: "正文各节", TW: "內文各節", EN: "Sections"},
	"Heading":              {CN: "标题", TW: "標題", EN: "Heading"},
	"Other headings":       {CN: "也认作", TW: "也認作", EN: "Also"},
	"Status":               {CN: "状态", TW: "狀態", EN: "Status"},
	"by default":           {CN: "（缺省 `%s`）", TW: "（預設 `%s`）", EN: " (`%s` by default)"},
	":":                    {CN: "：", TW: "：", EN: ": "},
	"Signed by":            {CN: "须签字", TW: "須簽字", EN: "Signed by"},
	"Types":                {CN: "记录类型", TW: "紀錄類型", EN: "Record types"},
	"Config and registers": {CN: "配置与登记表的字段", TW: "設定與登記表的欄位", EN: "Config and registers"},
	"Meeting kinds":        {CN: "会议类型", TW: "會議類型", EN: "Meeting kinds"},
	"Also":                 {CN: "也可写", TW: "也可寫", EN: "Also"},
	"Held every":           {CN: "召开频次", TW: "召開頻次", EN: "Held every"},
	"Quorum":               {CN: "法定人数", TW: "法定人數", EN: "Quorum"},
	"Approval":             {CN: "通过须过", TW: "通過須過", EN: "Needs more than"},
	"month":                {CN: "每月", TW: "每月", EN: "month"},
	"quarter":              {CN: "每季度", TW: "每季", EN: "quarter"},
	"year":                 {CN: "每年", TW: "每年", EN: "year"},
	"Folder":               {CN: "文件夹", TW: "資料夾", EN: "Folder"},
	"own":                  {CN: "除共同字段外：", TW: "除共同欄位外：", EN: "Besides the common fields:"},
	"The text is free.":    {CN: "正文自由书写。", TW: "內文自由書寫。", EN: "The text is free."},
}

func (p *page) word(s string) string {
	t, ok := words[s]
	if !ok {
		panic("no such word: " + s)
	}
	return t.In(p.lang)
}

func (p *page) printf(format string, args ...any) { fmt.Fprintf(&p.b, format, args...) }

// table writes the head of a table.
func (p *page) table(columns ...string) {
	for i, c := range columns {
		columns[i] = p.word(c)
	}
	p.row(columns...)
	p.printf("|%s\n", strings.Repeat("---|", len(columns)))
}

func (p *page) row(cells ...string) {
	for i, c := range cells {
		cells[i] = strings.ReplaceAll(strings.ReplaceAll(c, "|", `\|`), "\n", " ")
	}
	p.printf("| %s |\n", strings.Join(cells, " | "))
}

// join lists words the way the language does.
func (p *page) join(words []string) string {
	if p.lang == diag.En {
		return strings.Join(words, ", ")
	}
	return strings.Join(words, "、")
}

func (s *Schema) writeTypes(p *page) {
	common := slices.DeleteFunc(slices.Clone(s.Types[0].Fields), func(f *Field) bool { return f.Own })
	p.printf("## %s\n\n", p.word("Common fields"))
	for i, f := range common {
		if f.Name == "status" { // its values are the type's
			c := *f
			c.Choices = nil
			common[i] = &c
		}
	}
	p.fields(common, "", nil)
	p.printf("\n## %s\n", p.word("Types"))
	for _, t := range s.Types {
		p.typ(t)
	}
}

func (p *page) typ(t *Type) {
	p.printf("\n### %s\n\n%s%s`%s/`\n", p.title(t.Name, t.Label), p.word("Folder"), p.word(":"), t.Folder)
	own := slices.DeleteFunc(slices.Clone(t.Fields), func(f *Field) bool { return !f.Own })
	p.printf("\n%s\n\n", p.word("own"))
	p.fields(own, "", t)
	p.sections(t)
	p.statuses(t)
	p.confirms(t)
}

func (p *page) title(name string, label diag.Text) string {
	if p.lang == diag.En {
		return label.EN + " (`" + name + "`)"
	}
	return label.In(p.lang) + "（`" + name + "`）"
}

// fields writes a table of fields, nested ones behind the field they belong to.
func (p *page) fields(fields []*Field, path string, t *Type) {
	if path == "" {
		p.table("Key", "Chinese keys", "Required", "Form", "Meaning")
	}
	for _, f := range fields {
		key := path + f.Name
		if f.List && f.Kind == Object {
			key += "[]"
		}
		aliases := slices.DeleteFunc(slices.Clone(f.Aliases), func(a string) bool {
			return path == "" && t != nil && t.Field(a) != f
		})
		p.row("`"+key+"`", p.join(aliases), p.required(f), p.form(f), p.meaning(f))
		p.fields(f.Fields, key+".", t)
	}
}

func (p *page) meaning(f *Field) string {
	help := f.Help.In(p.lang)
	if p.lang != diag.En {
		return help
	}
	if help == "" {
		return f.Label.EN
	}
	return f.Label.EN + ". " + help
}

func (p *page) required(f *Field) string {
	c := f.Required
	code := func(names []string) string {
		var out []string
		for _, n := range names {
			out = append(out, "`"+n+"`")
		}
		return p.join(out)
	}
	switch {
	case c.Always && f.Table:
		return p.word("yes, or a table")
	case c.Always:
		return p.word("yes")
	case len(c.When) > 0:
		return p.matches(c.When)
	case len(c.Unless) > 0:
		return fmt.Sprintf(p.word("without"), code(c.Unless))
	case len(c.With) > 0:
		return fmt.Sprintf(p.word("with"), code(c.With))
	}
	return ""
}

func (p *page) matches(ms []Match) string {
	var out []string
	for _, m := range ms {
		out = append(out, "`"+m.Field+": "+strings.Join(m.Values, " / ")+"`")
	}
	return fmt.Sprintf(p.word("if"), p.join(out))
}

// kindWords say the form of a value in a table's cell.
var kindWords = map[Kind]diag.Text{
	Text: {CN: "一行文字", TW: "一行文字", EN: "one line"}, Prose: {CN: "文字", TW: "文字", EN: "text"},
	Word: {CN: "一个词", TW: "一個詞", EN: "a word"}, ID: {CN: "编号", TW: "編號", EN: "an id"},
	Date:     {CN: "日期 2025-06-15", TW: "日期 2025-06-15", EN: "a date, 2025-06-15"},
	Time:     {CN: "时间 2025-06-15 14:30", TW: "時間 2025-06-15 14:30", EN: "a time, 2025-06-15 14:30"},
	Duration: {CN: "时长 90m、1h30m、1小时30分", TW: "時長 90m、1h30m、1小時30分", EN: "a length, 90m or 1h30m"},
	Period:   {CN: "期间 2025、2025-Q3、2025-06、2025-W23、起/止", TW: "期間 2025、2025-Q3、2025-06、2025-W23、起/止", EN: "a period, 2025, 2025-Q3, 2025-06, 2025-W23 or FROM/TO"},
	Integer:  {CN: "整数", TW: "整數", EN: "a whole number"}, Number: {CN: "数", TW: "數", EN: "a number"},
	Bool: {CN: "true 或 false", TW: "true 或 false", EN: "true or false"}, Choice: {CN: "列出的值之一", TW: "列出的值之一", EN: "one of the values listed"},
	Person: {CN: "人员", TW: "人員", EN: "a person"}, Unit: {CN: "单位", TW: "單位", EN: "a unit"},
	Party:   {CN: "人员、单位或外部人士", TW: "人員、單位或外部人士", EN: "a person, a unit or an outsider"},
	Project: {CN: "项目", TW: "專案", EN: "a project"}, Record: {CN: "记录的编号", TW: "紀錄的編號", EN: "the id of a record"},
	File: {CN: "相对路径", TW: "相對路徑", EN: "a relative path"}, Link: {CN: "网址", TW: "網址", EN: "an address"},
	Version: {CN: "版本 V1.0", TW: "版本 V1.0", EN: "a version, V1.0"}, Audience: {CN: "public、internal 或单位列表", TW: "public、internal 或單位清單", EN: "public, internal or units"},
	Retention: {CN: "年数或 permanent", TW: "年數或 permanent", EN: "years or permanent"},
	Meeting:   {CN: "会议类型", TW: "會議類型", EN: "a kind of meeting"}, Type_: {CN: "记录类型", TW: "紀錄類型", EN: "a record type"},
	Object: {CN: "下列各项", TW: "下列各項", EN: "the following"}, Raw: {CN: "见下", TW: "見下", EN: "see below"},
}

func (p *page) form(f *Field) string {
	out := kindWords[f.Kind].In(p.lang)
	switch {
	case f.Kind == Choice && len(f.Choices) > 0:
		out = p.choices(f.Choices)
	case f.Of != "":
		out += " (`" + f.Of + "`)"
	}
	if f.Min != nil && f.Max != nil {
		out += fmt.Sprintf(" %s–%s", number(*f.Min), number(*f.Max))
	} else if f.Min != nil {
		out += " ≥ " + number(*f.Min)
	} else if f.Max != nil {
		out += " ≤ " + number(*f.Max)
	}
	if f.List {
		out = p.word("list") + out
	}
	if f.MinItems > 0 {
		out += fmt.Sprintf(" (≥ %d)", f.MinItems)
	}
	return out
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func (p *page) choices(cs []*ChoiceValue) string {
	var out []string
	for _, c := range cs {
		s := "`" + c.Name + "`"
		if p.lang != diag.En {
			s += " " + c.Label.In(p.lang)
		}
		out = append(out, s)
	}
	return p.join(out)
}

func (p *page) sections(t *Type) {
	if len(t.Sections) == 0 {
		p.printf("\n%s\n", p.word("The text is free."))
		return
	}
	p.printf("\n%s\n\n", p.word("Sections"))
	p.table("Heading", "Required", "Other headings")
	for _, s := range t.Sections {
		required := ""
		if s.Required {
			required = p.word("yes")
		}
		others := append([]string{s.Label.CN, s.Label.TW, s.Label.EN}, s.Aliases...)
		p.row(s.Label.In(p.lang), required, p.join(unique(others, s.Label.In(p.lang))))
	}
}

func (p *page) statuses(t *Type) {
	if len(t.Statuses) == 0 {
		return
	}
	p.printf("\n%s%s%s", p.word("Status"), p.word(":"), p.choices(t.Statuses))
	if t.DefaultStatus != "" {
		p.printf(p.word("by default"), t.DefaultStatus)
	}
	p.printf("\n")
}

// whoWords name who must confirm.
var whoWords = map[string]diag.Text{
	"reviewer":            {CN: "审核人", TW: "審核人", EN: "the reviewer"},
	"action-owners":       {CN: "每项待办的责任人", TW: "每項待辦的責任人", EN: "the owner of every action"},
	"counterpart":         {CN: "对方", TW: "對方", EN: "the counterpart"},
	"any":                 {CN: "参与的任意一方", TW: "參與的任意一方", EN: "any participant"},
	"department-contacts": {CN: "每个参与部门的接口人（结果）", TW: "每個參與部門的窗口（結果）", EN: "the contact of every department, for the result"},
	"requester":           {CN: "发起人", TW: "發起人", EN: "the requester"},
	"confirmers":          {CN: "每位需确认人员", TW: "每位需確認人員", EN: "everybody who is to confirm"},
	"approver":            {CN: "批准人", TW: "批准人", EN: "the approver"},
	"arbiter":             {CN: "仲裁人", TW: "仲裁人", EN: "the arbiter"},
}

// conclusion is the pseudo field of Confirm.When.
var conclusion = diag.Text{CN: "有决议或共识时", TW: "有決議或共識時", EN: "where something was settled"}

func (p *page) confirms(t *Type) {
	for i, c := range t.Confirm {
		if i == 0 {
			p.printf("\n%s%s\n\n", p.word("Signed by"), strings.TrimSpace(p.word(":")))
		}
		when := ""
		switch {
		case len(c.When) > 0 && c.When[0].Field == "conclusion":
			when = conclusion.In(p.lang)
		case len(c.When) > 0:
			when = p.matches(c.When)
		}
		if when != "" {
			when = ", " + when
			if p.lang != diag.En {
				when = "，" + strings.TrimPrefix(when, ", ")
			}
		}
		p.printf("- %s%s\n", whoWords[c.Who].In(p.lang), when)
	}
}

func (s *Schema) writeKinds(p *page) {
	p.printf("## %s\n\n", p.word("Meeting kinds"))
	p.table("Key", "Chinese keys", "Also", "Held every", "Quorum", "Approval")
	share := func(s Share) string {
		if s.Den == 0 {
			return ""
		}
		return fmt.Sprintf("%d/%d", s.Num, s.Den)
	}
	for _, k := range s.Kinds {
		cadence := ""
		if k.Cadence != "" {
			cadence = p.word(k.Cadence)
		}
		p.row("`"+k.Name+"`", p.join(unique([]string{k.Label.CN, k.Label.TW}, "")), p.join(k.Aliases), cadence, share(k.Quorum), share(k.Approval))
	}
}

// writeRegisters describes the config and the registers.
func (s *Schema) writeRegisters(p *page) {
	p.printf("## %s\n", p.word("Config and registers"))
	for _, r := range s.Registers {
		p.printf("\n### %s\n\n", p.title(r.File, r.Label))
		p.fields(r.Fields, "", nil)
	}
}

// writeForms lists the names of kinds that a config may give a field.
func writeForms(p *page) {
	names := make([]string, 0, len(kindNames))
	for name := range kindNames {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return int(kindNames[a]) - int(kindNames[b]) })
	p.row("type", p.word("Form"))
	p.printf("|---|---|\n")
	for _, name := range names {
		if k := kindNames[name]; k != Raw && k != Object {
			p.row("`"+name+"`", kindWords[k].In(p.lang))
		}
	}
}
