package hosting

import (
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// notice stands above the questions: an issue is read by more people than a
// record may be.
var notice = diag.Text{
	CN: "填的内容，凡能看到这个仓库的人都看得到；不该公开的，请直接交给保管档案的人。",
	TW: "填的內容，凡能看到這個儲存庫的人都看得到；不該公開的，請直接交給保管檔案的人。",
	EN: "Whoever can see this repository can read what you write here. Hand anything confidential to the keeper of the archive instead.",
}

// yaml writes a form in the syntax of GitHub's issue forms, which Gitee reads too.
func (f *form) yaml(lang diag.Lang) []byte {
	w := &strings.Builder{}
	line := func(indent int, parts ...string) {
		w.WriteString(strings.Repeat("  ", indent) + strings.Join(parts, "") + "\n")
	}
	line(0, "# ", heading.In(lang))
	line(0, "name: ", quoted(f.title))
	line(0, "description: ", quoted(f.about))
	line(0, "title: ", quoted(diag.Say(diag.Text{CN: "【%s】", TW: "【%s】", EN: "[%s] "}, f.title).In(lang)))
	line(0, "body:")
	line(1, "- type: markdown")
	line(2, "attributes:")
	line(3, "value: ", quoted(notice.In(lang)))
	for _, e := range f.entries {
		line(1, "- type: ", e.element())
		line(2, "id: ", e.id)
		line(2, "attributes:")
		line(3, "label: ", quoted(e.label))
		if e.help != "" {
			line(3, "description: ", quoted(e.help))
		}
		if len(e.options) > 0 {
			line(3, "options:")
			for _, o := range e.options {
				line(4, "- ", quoted(o))
			}
		}
		if e.required {
			line(2, "validations:")
			line(3, "required: true")
		}
	}
	return []byte(w.String())
}

func (e *entry) element() string {
	switch {
	case len(e.options) > 0:
		return "dropdown"
	case e.long:
		return "textarea"
	}
	return "input"
}

// quoted writes a text as YAML in double quotes, whatever it is: a form's words
// are never a number, a date or a truth value, by any version of YAML.
func quoted(text string) string {
	if q := source.Quote(text); strings.HasPrefix(q, `"`) {
		return q
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

// markdown writes a form as a text to be filled in, for platforms that have no
// forms. What is said of a question is a comment, which nobody sees afterwards.
func (f *form) markdown(lang diag.Lang) []byte {
	w := &strings.Builder{}
	comment := func(text string) {
		// Two hyphens would end the comment.
		w.WriteString("<!-- " + strings.ReplaceAll(text, "--", "- -") + " -->\n")
	}
	w.WriteString("<!-- " + heading.In(lang) + " -->\n")
	comment(f.about)
	comment(notice.In(lang))
	for _, e := range f.entries {
		w.WriteString("\n## " + e.label + "\n\n")
		var say []string
		if e.required {
			say = append(say, diag.Text{CN: "必填", TW: "必填", EN: "required"}.In(lang))
		}
		if e.help != "" {
			say = append(say, e.help)
		}
		if len(e.options) > 0 {
			say = append(say, diag.Say(diag.Text{CN: "选一个：%s", TW: "選一個：%s", EN: "choose one: %s"}, strings.Join(e.options, " / ")).In(lang))
		}
		if say != nil {
			comment(strings.Join(say, diag.Text{CN: "；", TW: "；", EN: "; "}.In(lang)))
		}
	}
	return []byte(w.String())
}
