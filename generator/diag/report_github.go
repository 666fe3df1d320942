package diag

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// writeGitHub prints workflow commands, which GitHub Actions turns into
// annotations: ten errors and ten warnings a step, so errors come first. The
// summary follows as an ordinary line of the log.
func writeGitHub(w *bufio.Writer, r *Report, o Options) error {
	titles := make(map[string]Text, len(r.Rules))
	for _, rule := range r.Rules {
		titles[rule.ID] = rule.Title
	}
	for _, f := range r.errorsFirst() {
		w.WriteString("::" + f.Severity.String())
		sep := " "
		for _, p := range gitHubProperties(f, titles[f.Rule].In(o.Lang), o) {
			w.WriteString(sep + p[0] + "=" + propertyEscaper.Replace(p[1]))
			sep = ","
		}
		text := line(f.Message, o.Lang)
		if !f.Hint.IsZero() {
			text += "\n" + hintLabel.In(o.Lang) + line(f.Hint, o.Lang)
		}
		w.WriteString("::" + dataEscaper.Replace(text) + "\n")
	}
	w.WriteString(summaryLine(r.Summary, o.Lang) + "\n")
	return nil
}

// GitHub's own escapes: what would end a command, and in a property what would
// end the property.
var (
	dataEscaper     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscaper = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// gitHubProperties places an annotation. Columns are only allowed when it begins
// and ends on one line.
func gitHubProperties(f Finding, title string, o Options) [][2]string {
	var ps [][2]string
	number := func(name string, n int) { ps = append(ps, [2]string{name, fmt.Sprint(n)}) }
	if f.File != "" {
		ps = append(ps, [2]string{"file", Visible(o.path(f.File))})
	}
	if start, end := f.Span.Start, f.Span.End; start.Line > 0 {
		number("line", int(start.Line))
		if end.Line == start.Line {
			number("col", int(start.Column))
			number("endLine", int(end.Line))
			number("endColumn", int(end.Column))
		} else if end.Line > start.Line {
			number("endLine", int(end.Line))
		}
	}
	if title != "" {
		title = ": " + title
	}
	return append(ps, [2]string{"title", f.Rule + title})
}

// stepSummaryLimit keeps a summary under the 1 MiB GitHub accepts from a step,
// with room for what else the step may write.
const stepSummaryLimit = 1_000_000

var stepSummaryTexts = struct{ head, none, cut Text }{
	head: Text{
		"| 级别 | 位置 | 问题 | 规则 |",
		"| 等級 | 位置 | 問題 | 規則 |",
		"| Severity | Place | Finding | Rule |",
	},
	none: Text{"没有发现问题。", "沒有發現問題。", "Nothing found."},
	cut: Text{
		"还有 %d 个问题没有列出：完整列表见本次运行的日志。",
		"還有 %d 個問題沒有列出：完整清單請見本次執行的記錄檔。",
		"%d more findings are not shown here: see the log of this run for all of them.",
	},
}

// WriteStepSummary prints the findings, errors first, as a Markdown table for
// the page of a GitHub Actions run ($GITHUB_STEP_SUMMARY). Nothing a record says
// becomes markup, a link or a mention. What does not fit is counted.
func WriteStepSummary(w io.Writer, r *Report, o Options) error {
	const roomForCut = 500
	var b strings.Builder
	b.WriteString(summaryLine(r.Summary, o.Lang) + "\n\n")
	fs := r.errorsFirst()
	if len(fs) == 0 {
		b.WriteString(stepSummaryTexts.none.In(o.Lang) + "\n")
	} else {
		b.WriteString(stepSummaryTexts.head.In(o.Lang) + "\n|---|---|---|---|\n")
	}
	for i, f := range fs {
		row := stepSummaryRow(f, o)
		if b.Len()+len(row) > stepSummaryLimit-roomForCut {
			b.WriteString("\n" + Say(stepSummaryTexts.cut, len(fs)-i).In(o.Lang) + "\n")
			break
		}
		b.WriteString(row)
	}
	if _, err := io.WriteString(w, b.String()); err != nil {
		return fmt.Errorf("write the step summary: %w", err)
	}
	return nil
}

func stepSummaryRow(f Finding, o Options) string {
	text := plainMarkdown.Replace(line(f.Message, o.Lang))
	if !f.Hint.IsZero() {
		text += "<br>" + hintLabel.In(o.Lang) + plainMarkdown.Replace(line(f.Hint, o.Lang))
	}
	place := ""
	if p := f.place(o); p != "" {
		place = "<code>" + codeMarkdown.Replace(clip(p, maxMessage)) + "</code>"
	}
	return fmt.Sprintf("| %s | %s | %s | <code>%s</code> |\n", f.Severity, place, text, codeMarkdown.Replace(f.Rule))
}

// Character references keep a mark from being markup.
var markdownMarks = []string{
	"&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;",
	"|", "&#124;", "`", "&#96;", `\`, "&#92;", "*", "&#42;", "_", "&#95;", "~", "&#126;",
	"[", "&#91;", "]", "&#93;", "!", "&#33;", "$", "&#36;", "://", "&#58;//", "www.", "www&#46;",
}

var (
	// codeMarkdown makes text that stays text inside a code element, where GitHub
	// looks for neither mentions nor references to issues.
	codeMarkdown = strings.NewReplacer(markdownMarks...)
	// plainMarkdown makes text that stays text anywhere. GitHub looks for mentions
	// after it has resolved character references: only something between the @ and
	// the name helps, here a space of no width.
	plainMarkdown = strings.NewReplacer(append([]string{"@", "@&#8203;", "#", "#&#8203;"}, markdownMarks...)...)
)
