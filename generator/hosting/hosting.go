// Package hosting makes the files by which a hosting platform takes part in an
// archive, and which follow from its schema and registers: issue forms, in which
// people who do not use Git hand in what a record needs, and CODEOWNERS, which
// says who is asked to review what.
//
// The words are those of the schema in the archive's first language; what can be
// chosen are the statuses, kinds, units and projects that exist at the archive's
// moment. Each file begins with a line that names the command that made it
// (archive.RefreshCommand). Whoever takes the line away has taken the file over:
// nobody rewrites it any more, and no rule holds it against the registers.
//
// CODEOWNERS says no more than the registers do. The head and the contacts of the
// archive's own organisation review everything; in a folder that bears the name of
// a unit, those of that unit do. Who has no address to be reached by is left out,
// and if nobody of the organisation has one, the first person of the register who
// has reviews. Without any address there is no such file.
//
// Files is a pure function of the archive: what the registers say, no clock.
package hosting

import (
	"bytes"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// File is a file of a hosting platform.
type File struct {
	Path string // slash-separated, relative to the archive, which is the repository's root
	Data []byte
}

// Hosts are the platforms that files are made for.
var Hosts = []string{"github", "gitlab", "gitee"}

// HostOf is the platform that looks for a file, "" if none of Hosts does.
func HostOf(path string) string {
	for _, host := range Hosts {
		if strings.HasPrefix(path, "."+host+"/") {
			return host
		}
	}
	return ""
}

// Files are the files of a platform in path order, none for one that is not among
// Hosts.
func Files(a *archive.Archive, host string) []File {
	lang := a.Config.Languages[0]
	var out []File
	add := func(path string, text []byte) {
		if len(text) > 0 {
			out = append(out, File{path, text})
		}
	}
	switch host {
	case "github":
		add(".github/CODEOWNERS", codeOwners(a, lang, githubHandle))
		for _, f := range forms(a, lang) {
			add(".github/ISSUE_TEMPLATE/"+f.name+".yml", f.yaml(lang))
		}
		add(".github/ISSUE_TEMPLATE/config.yml", chooser(a, lang))
	case "gitlab":
		add(".gitlab/CODEOWNERS", codeOwners(a, lang, gitlabHandle))
		for _, f := range forms(a, lang) {
			add(".gitlab/issue_templates/"+f.name+".md", f.markdown(lang))
		}
	case "gitee":
		for _, f := range forms(a, lang) {
			add(".gitee/ISSUE_TEMPLATE/"+f.name+".yml", f.yaml(lang))
		}
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// Same reports whether a file is as it was made, whatever ends its lines: a
// checkout on Windows writes them its own way.
func Same(have, made []byte) bool {
	return bytes.Equal(bytes.ReplaceAll(have, []byte("\r\n"), []byte("\n")), made)
}

// heading is the first line of every file, without the marks of a comment.
var heading = diag.Text{
	CN: "由 " + archive.RefreshCommand + " 按配置和登记表生成，改动会被覆盖；删去这一行，文件就归你自己改",
	TW: "由 " + archive.RefreshCommand + " 依設定和登記表產生，改動會被覆蓋；刪去這一行，檔案就歸你自己改",
	EN: "Made by " + archive.RefreshCommand + " from the config and the registers, which writes over changes; take this line away to keep the file as your own",
}

// chooser says what is offered beside the forms: an empty issue, and the site if
// there is one.
func chooser(a *archive.Archive, lang diag.Lang) []byte {
	var b strings.Builder
	b.WriteString("# " + heading.In(lang) + "\nblank_issues_enabled: true\n")
	if a.Config.BaseURL != "" {
		b.WriteString("contact_links:\n")
		b.WriteString("  - name: " + quoted(diag.Text{CN: "先查一查记录", TW: "先查一查記錄", EN: "Look for a record"}.In(lang)) + "\n")
		b.WriteString("    url: " + quoted(a.Config.BaseURL) + "\n")
		b.WriteString("    about: " + quoted(diag.Text{CN: "已发布的会议、纪要和待办都能在网站上搜到", TW: "已發布的會議、紀要和待辦都能在網站上搜到", EN: "The site finds meetings, minutes and action items that are published"}.In(lang)) + "\n")
	}
	return []byte(b.String())
}
