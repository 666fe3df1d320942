package schema

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// The shapes a value can be asked to have.
var (
	typeText    = diag.Text{CN: "一个值", TW: "一個值", EN: "a single value"}
	typeList    = diag.Text{CN: "列表", TW: "清單", EN: "a list"}
	typeMapping = diag.Text{CN: "映射（键: 值）", TW: "映射（鍵: 值）", EN: "a mapping (key: value)"}
	nodeShapes  = map[source.NodeKind]diag.Text{source.Scalar: typeText, source.List: typeList, source.Map: typeMapping}
)

func (d *decoder) wrongType(v *Value, n *source.Node, want diag.Text) {
	v.Wrong = true
	d.report("value-type", n.Span,
		diag.Say(diag.Text{CN: "“%s”应是%s，这里是%s", TW: "「%s」應是%s，這裡是%s", EN: "%s must be %s, not %s"}, v.Name, want, nodeShapes[n.Kind]), v.Field.hint(v.Name))
}

// formHints show how a value of a kind is written.
var formHints = map[Kind]diag.Text{
	Text:      {CN: "写成一行", TW: "寫成一行", EN: "write it on one line"},
	Word:      {CN: "标签里不能有逗号、顿号或换行；多个标签写成列表", TW: "標籤裡不能有逗號、頓號或換行；多個標籤寫成清單", EN: "a tag has no comma; write several as a list"},
	ID:        {CN: "只用字母、数字、汉字和 . _ -，以字母或数字开头，不超过 80 个字符", TW: "只用字母、數字、漢字和 . _ -，以字母或數字開頭，不超過 80 個字元", EN: "use letters, digits, . _ and -, at most 80 characters, starting with a letter or digit"},
	Date:      {CN: "写成 2025-06-15；日期必须存在", TW: "寫成 2025-06-15；日期必須存在", EN: "write 2025-06-15; the day must exist"},
	Time:      {CN: "写成 2025-06-15 14:30；日期必须存在", TW: "寫成 2025-06-15 14:30；日期必須存在", EN: "write 2025-06-15 14:30; the day must exist"},
	Duration:  {CN: "写成 90m、1h30m 或 1小时30分", TW: "寫成 90m、1h30m 或 1小時30分", EN: "write 90m or 1h30m"},
	Period:    {CN: "写成 2025、2025-Q3、2025-06、2025-W23 或 2025-03-01/2025-12-31", TW: "寫成 2025、2025-Q3、2025-06、2025-W23 或 2025-03-01/2025-12-31", EN: "write 2025, 2025-Q3, 2025-06, 2025-W23 or 2025-03-01/2025-12-31"},
	Integer:   {CN: "写成整数", TW: "寫成整數", EN: "write a whole number"},
	Number:    {CN: "写成数，小数点用 .", TW: "寫成數，小數點用 .", EN: "write a number with a point"},
	Bool:      {CN: "写 true 或 false", TW: "寫 true 或 false", EN: "write true or false"},
	Link:      {CN: "写 http(s)、mailto 或 tel 地址", TW: "寫 http(s)、mailto 或 tel 位址", EN: "write an http(s), mailto or tel address"},
	Version:   {CN: "写成 V1.0 或 1.2.3", TW: "寫成 V1.0 或 1.2.3", EN: "write V1.0 or 1.2.3"},
	Retention: {CN: "写年数（不少于 3）或 permanent", TW: "寫年數（不少於 3）或 permanent", EN: "write a number of years, 3 or more, or permanent"},
	Person:    nameHint,
	Unit:      nameHint,
	Party:     nameHint,
	File:      {CN: "写相对于本记录的路径，用 / 分隔，不能有 : * ? \" < > |", TW: "寫相對於本記錄的路徑，用 / 分隔，不能有 : * ? \" < > |", EN: "write a path relative to the record, with / and without : * ? \" < > |"},
}

var nameHint = diag.Text{CN: "写登记表里的名称、别名或编号；同名的写成 姓名（单位），括号要配对", TW: "寫登記表裡的名稱、別名或編號；同名的寫成 姓名（單位），括號要配對", EN: "write a name, alias or id of the register; of two with one name, NAME (UNIT), with its bracket closed"}

// form says how a value of the kind is written; whatever has no form of its own
// is one line of text.
func (k Kind) form() diag.Text {
	if t, ok := formHints[k]; ok {
		return t
	}
	return formHints[Text]
}

func (d *decoder) wrongForm(v *Value) {
	v.Wrong = true
	f := d.report("value-format", v.Span,
		diag.Say(diag.Text{CN: "“%s”的值“%s”格式不对", TW: "「%s」的值「%s」格式不對", EN: "%s: %q has the wrong form"}, v.Name, shorten(v.Text)), diag.Say(v.Field.Kind.form()))
	if good := repair(v.Field.Kind, v.Text); good != "" {
		f.Fix = replace(v.Span, good)
	}
}

var looseDate = regexp.MustCompile(`^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]*(\d{1,2})[:：点點时時](\d{2})?分?)?$`)

// repair rewrites a date or time written in another common form, "" if it cannot
// tell.
func repair(k Kind, s string) string {
	if k != Date && k != Time {
		return ""
	}
	m := looseDate.FindStringSubmatch(source.Narrow(s))
	if m == nil || k == Date && m[4] != "" {
		return ""
	}
	out := fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3])
	if m[4] != "" {
		out += fmt.Sprintf(" %02s:%02s", m[4], m[5])
	}
	if !forms()[k].MatchString(out) {
		return ""
	}
	return out
}

func (d *decoder) wrongChoice(v *Value) {
	var names []string
	for _, c := range v.Field.Choices {
		names = append(append(names, c.Name, c.Label.CN, c.Label.TW), c.Aliases...)
	}
	var labels []diag.Text
	for _, c := range v.Field.Choices {
		labels = append(labels, diag.Text{CN: c.Label.CN, TW: c.Label.TW, EN: c.Name})
	}
	d.choiceFinding(v, names, diag.Say(diag.Text{CN: "可选：%s", TW: "可選：%s", EN: "one of %s"}, labels))
}

func (d *decoder) wrongKind(v *Value) {
	var names []string
	for _, k := range d.schema.Kinds {
		names = append(append(names, k.Name, k.Label.CN, k.Label.TW), k.Aliases...)
	}
	var labels []diag.Text
	for _, k := range d.schema.Kinds {
		labels = append(labels, diag.Text{CN: k.Label.CN, TW: k.Label.TW, EN: k.Name})
	}
	d.choiceFinding(v, names, diag.Say(diag.Text{CN: "可选：%s；其他类型在 minutebook.yaml 的 kinds 里声明", TW: "可選：%s；其他類型在 minutebook.yaml 的 kinds 裡宣告", EN: "one of %s; declare others under kinds in minutebook.yaml"}, labels))
}

func (d *decoder) wrongRecordType(v *Value) {
	var names []string
	for _, t := range d.schema.Types {
		names = append(names, t.Name, t.Label.CN, t.Label.TW)
	}
	d.choiceFinding(v, names, v.Field.hint(v.Name))
}

// choiceFinding offers the nearest value, else says hint. It has no fix: one
// character makes 不同意 of 同意.
func (d *decoder) choiceFinding(v *Value, names []string, hint diag.Message) {
	if near := Nearest(v.Text, names); near != "" {
		hint = diag.Say(diag.Text{CN: "是“%s”吗？", TW: "是「%s」嗎？", EN: "did you mean %q?"}, near)
	}
	v.Wrong = true
	d.report("value-choice", v.Span, diag.Say(diag.Text{CN: "“%s”没有“%s”这个值", TW: "「%s」沒有「%s」這個值", EN: "%s cannot be %q"}, v.Name, shorten(v.Text)), hint)
}

// replace makes the fix that puts other text in a place.
func replace(s diag.Span, text string) *diag.Fix {
	return &diag.Fix{
		Title: diag.Say(diag.Text{CN: "改为“%s”", TW: "改為「%s」", EN: "replace with %q"}, text),
		Edits: []diag.Edit{{Start: int(s.Start.Offset), End: int(s.End.Offset), New: text}},
	}
}

// shorten cuts a text for a message.
func shorten(s string) string {
	r := []rune(strings.ReplaceAll(s, "\n", " "))
	if len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return string(r)
}
