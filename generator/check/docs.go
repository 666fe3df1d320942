package check

import (
	"bufio"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator/diag"
)

// groupTitles are the groups' names in the documentation.
var groupTitles = map[Group]diag.Text{
	Reading:    t("读入", "讀入", "Reading"),
	Form:       t("格式", "格式", "Form"),
	Substance:  t("内容", "內容", "Substance"),
	References: t("引用", "引用", "References"),
	Attendance: t("出席与表决", "出席與表決", "Attendance and votes"),
	Timing:     t("时限", "時限", "Time"),
	Closing:    t("闭环", "結案", "Closing"),
	Control:    t("受控", "管制", "Control"),
	Privacy:    t("隐私", "隱私", "Privacy"),
	Changes:    t("前后两版", "前後兩版", "Two versions"),
	SignOffs:   t("签字的证明", "簽字的證明", "Proof of confirmations"),
}

var severityTitles = map[diag.Severity]diag.Text{
	diag.Error:   t("错误", "錯誤", "error"),
	diag.Warning: t("警告", "警告", "warning"),
}

var docsIntro = t(
	`# 规则

本页由规则表生成；“minutebook rules 编号”在终端里显示其中一条。“minutebook check”按这些规则检查全部记录，每处问题都指出文件、行、列和改法。

错误会使检查不通过，警告不会。级别可以在 minutebook.yaml 里按规则、记录类型或文件夹改为 error、warning 或 off，后写的优先：

~~~yaml
rules:
  - {rule: minutes-late, severity: "off", type: minutes}
  - {rule: vague-word, severity: warning, folder: minutes/2024}
~~~

示例只写有关的几行，其余部分是一份完整的记录。示例里的人和单位都是虚构的。

“前后两版”里的规则比较改动前后，只在“minutebook check --since”时运行；没有另写改动前的，改动前就是那份完整的记录。“签字的证明”里的规则看每个签字由谁提交，只在“minutebook check --verify-signoffs”时运行。
`,
	`# 規則

本頁由規則表產生；「minutebook rules 編號」在終端機裡顯示其中一條。「minutebook check」按這些規則檢查全部紀錄，每處問題都指出檔案、行、欄和改法。

錯誤會使檢查不通過，警告不會。級別可以在 minutebook.yaml 裡按規則、紀錄類型或資料夾改為 error、warning 或 off，後寫的優先：

~~~yaml
rules:
  - {rule: minutes-late, severity: "off", type: minutes}
  - {rule: vague-word, severity: warning, folder: minutes/2024}
~~~

範例只寫有關的幾行，其餘部分是一份完整的紀錄。範例裡的人和單位都是虛構的。

「前後兩版」裡的規則比較改動前後，只在「minutebook check --since」時執行；沒有另寫改動前的，改動前就是那份完整的紀錄。「簽字的證明」裡的規則看每個簽字由誰提交，只在「minutebook check --verify-signoffs」時執行。
`,
	`# Rules

This page is made from the rule table; "minutebook rules ID" shows one rule in the terminal. "minutebook check" holds every record against them and says of each finding where it is and how to mend it.

Errors fail a check, warnings do not. minutebook.yaml can make a rule error, warning or off, everywhere, for a type or for a folder; the last line that fits counts:

~~~yaml
rules:
  - {rule: minutes-late, severity: "off", type: minutes}
  - {rule: vague-word, severity: warning, folder: minutes/2024}
~~~

The examples show only the lines that matter, of a record that is complete otherwise. Their people and units are made up.

The rules about two versions compare what was before a change with what is after it, and run with "minutebook check --since" only; where an example does not show the version before, it is the complete record. The rules about the proof of confirmations look at who committed each, and run with "minutebook check --verify-signoffs" only.
`)

var (
	wordBad  = t("不合规", "不合規", "Bad")
	wordGood = t("合规", "合規", "Good")
	wordRule = t("规则", "規則", "Rule")
	wordKind = t("级别", "級別", "Severity")
	wordAsks = t("要求", "要求", "What it asks")
)

// WriteDocs writes the reference of all rules as Markdown.
func WriteDocs(w io.Writer, l diag.Lang) error {
	b := bufio.NewWriter(w)
	b.WriteString(strings.ReplaceAll(docsIntro.In(l), "~~~", "```"))
	rules := Rules()
	for i, r := range rules {
		if i == 0 || rules[i-1].Group != r.Group {
			writeGroup(b, r.Group, l)
		}
		writeRule(b, r, l)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the rules: %w", err)
	}
	return nil
}

func writeGroup(w *bufio.Writer, g Group, l diag.Lang) {
	fmt.Fprintf(w, "\n## %s\n\n| %s | %s | %s |\n|---|---|---|\n", groupTitles[g].In(l), wordRule.In(l), wordKind.In(l), wordAsks.In(l))
	for _, r := range Rules() {
		if r.Group == g {
			fmt.Fprintf(w, "| [`%s`](#%s) | %s | %s |\n", r.ID, r.ID, severityTitles[r.Severity].In(l), strings.ReplaceAll(r.Title.In(l), "|", "\\|"))
		}
	}
}

func writeRule(w *bufio.Writer, r *Rule, l diag.Lang) {
	fmt.Fprintf(w, "\n### %s\n\n%s\n\n%s\n", r.ID, r.sentence(l), r.Why.In(l))
	for _, x := range r.examples() {
		for i, p := range x.parts(l) {
			head := p.title
			if i == 0 {
				head = strings.TrimSpace("**" + x.word.In(l) + "** " + p.title)
			}
			if head != "" {
				w.WriteString("\n" + head + "\n")
			}
			fence := strings.Repeat("`", 3+longestRun(p.text, '`'))
			fmt.Fprintf(w, "\n%s%s\n%s%s\n", fence, p.language, p.text, fence)
		}
	}
}

// sentence is the title of a rule with a stop.
func (r *Rule) sentence(l diag.Lang) string {
	if l != diag.En {
		return r.Title.In(l) + "。"
	}
	return strings.ToUpper(r.Title.EN[:1]) + r.Title.EN[1:] + "."
}

// example is an Example with the word for what it shows.
type example struct {
	word diag.Text
	Example
}

// examples are the rule's, the bad one first. What goes wrong outside the
// records (a disk) has none that could be shown.
func (r *Rule) examples() []example {
	if r.Bad == (Example{}) {
		return nil
	}
	return []example{{wordBad, r.Bad}, {wordGood, r.Good}}
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := range len(s) {
		if s[i] != c {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	return max(0, longest-2)
}

// part is a piece of an example as a reader sees it.
type part struct{ title, language, text string }

// parts cuts an example into what is shown of it. An example that changes
// nothing, because the base archive is good as it is, has none.
func (e Example) parts(l diag.Lang) []part {
	var out []part
	if e.Path != "" && e.Whole == "" {
		out = append(out, part{"", "text", e.Path + "\n"})
	}
	if e.Front != "" {
		p := part{"", "yaml", removals(e.Front, l)}
		if e.CommittedBy != "" {
			p.text = fmt.Sprintf(t("# 提交者：%s\n", "# 提交者：%s\n", "# committed by %s\n").In(l), e.CommittedBy) + p.text
		}
		out = append(out, p)
	}
	if e.Body != "" {
		out = append(out, part{"", "markdown", readable(e.Body)})
	}
	if e.Whole != "" {
		p := part{"", "markdown", readable(e.Whole)}
		if e.Path != "" {
			p.title = "`" + e.Path + "`"
		}
		out = append(out, p)
	}
	after := txtar.Parse([]byte(e.Files)).Files
	for _, f := range txtar.Parse([]byte(e.Before)).Files {
		note := t("改动前", "改動前", "before")
		if !slices.ContainsFunc(after, func(g txtar.File) bool { return g.Name == f.Name }) {
			note = t("改动前；改动后没有了", "改動前；改動後沒有了", "before; it is gone after")
		}
		out = append(out, part{"`" + f.Name + "` (" + note.In(l) + ")", "markdown", readable(string(f.Data))})
	}
	for _, f := range after {
		language := "text"
		switch path.Ext(f.Name) {
		case ".yaml", ".yml":
			language = "yaml"
		case ".md":
			language = "markdown"
		}
		out = append(out, part{"`" + f.Name + "`", language, readable(string(f.Data))})
	}
	return out
}

// removals shows the lines of front matter; a key that an example takes away is
// told as a comment.
func removals(front string, l diag.Lang) string {
	gone := t("没有这一行：%s", "沒有這一行：%s", "without the line %s")
	lines := strings.Split(strings.TrimSuffix(front, "\n"), "\n")
	var b strings.Builder
	for i, line := range lines {
		key, isKey := strings.CutSuffix(line, ":")
		nested := i+1 < len(lines) && strings.HasPrefix(lines[i+1], " ")
		if isKey && !nested && !strings.HasPrefix(line, " ") {
			fmt.Fprintf(&b, "# "+gone.In(l)+"\n", key)
			continue
		}
		b.WriteString(diag.Visible(line) + "\n")
	}
	return b.String()
}

const (
	exampleLines   = 40
	exampleColumns = 100
)

// readable makes hidden characters visible and cuts what is long: some examples
// are bad because they are.
func readable(s string) string {
	var b strings.Builder
	for i, line := range strings.Split(strings.TrimSuffix(s, "\n"), "\n") {
		if i == exampleLines {
			b.WriteString("…\n")
			break
		}
		if runes := []rune(diag.Visible(line)); len(runes) > exampleColumns {
			b.WriteString(string(runes[:exampleColumns]) + "…\n")
		} else {
			b.WriteString(string(runes) + "\n")
		}
	}
	return b.String()
}

// Explain writes one rule for a terminal.
func Explain(w io.Writer, r *Rule, l diag.Lang) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s (%s, %s)\n\n", r.ID, severityTitles[r.Severity].In(l), groupTitles[r.Group].In(l))
	writeLines(b, r.sentence(l), "  ")
	b.WriteByte('\n')
	writeLines(b, r.Why.In(l), "  ")
	for _, x := range r.examples() {
		parts := x.parts(l)
		if len(parts) == 0 {
			continue
		}
		fmt.Fprintf(b, "\n%s\n", x.word.In(l))
		for i, p := range parts {
			if i > 0 {
				b.WriteByte('\n')
			}
			if p.title != "" {
				fmt.Fprintf(b, "  %s\n", strings.Trim(p.title, "`"))
			}
			for line := range strings.Lines(p.text) {
				b.WriteString(strings.TrimRight("    "+line, " \n") + "\n")
			}
		}
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("explain %s: %w", r.ID, err)
	}
	return nil
}

// writeLines writes a text in lines of at most 78 columns.
func writeLines(w *bufio.Writer, s, indent string) {
	const columns = 78
	for _, line := range wrap(s, columns-len(indent)) {
		w.WriteString(indent + line + "\n")
	}
}

// wrap breaks a text at spaces and between Chinese characters, never before a
// mark that closes or ends something.
func wrap(s string, columns int) []string {
	var lines []string
	line := ""
	for _, word := range breakable(s) {
		if line != "" && diag.Width(line)+diag.Width(strings.TrimRight(word, " ")) > columns {
			lines, line = append(lines, strings.TrimRight(line, " ")), ""
		}
		line += word
	}
	return append(lines, strings.TrimRight(line, " "))
}

// breakable cuts a text into pieces that stay together.
func breakable(s string) []string {
	const closing, opening = "，。、；：？！）》」』”’%,.;:?!)]}", "（《「『“‘([{"
	var out []string
	var last rune
	for _, r := range s {
		wide := func(r rune) bool {
			return unicode.Is(unicode.Han, r) || strings.ContainsRune(closing+opening, r) && r > 0x7f
		}
		glued := len(out) > 0 && (strings.ContainsRune(closing, r) || strings.ContainsRune(opening, last) ||
			r == ' ' || last != ' ' && !wide(r) && !wide(last))
		if glued {
			out[len(out)-1] += string(r)
		} else {
			out = append(out, string(r))
		}
		last = r
	}
	return out
}
