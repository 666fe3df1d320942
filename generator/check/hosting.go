package check

import (
	"bytes"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/hosting"
	"github.com/minutebook/minutebook/generator/source"
)

const (
	reviewerExample = `-- registers/people.yaml --
people:
  - {id: wang-fang, name: 王芳, emails: [wangfang@wanghu.example], roles: [{unit: academic, role: 处长}, {unit: branch, role: 书记, voting: true}]}
`
	ownersExample = `-- .github/CODEOWNERS --
# 由 minutebook init . --refresh 按配置和登记表生成，改动会被覆盖；删去这一行，文件就归你自己改
# 由谁审核：每个文件以最后一条合适的为准
`
)

var hostingRules = []*Rule{
	{
		ID: "hosting-files-stale", Group: Control, Severity: diag.Warning, archive: hostingFilesStale,
		Title: t("生成的表单和 CODEOWNERS 同登记表一致", "產生的表單和 CODEOWNERS 同登記表一致", "generated forms and CODEOWNERS agree with the registers"),
		Why: t("表单里选不到新设的部门，或者请已离任的人审核，都是因为登记表改了、照它生成的文件没有跟着改。",
			"表單裡選不到新設的部門，或者請已離任的人審核，都是因為登記表改了、照它產生的檔案沒有跟著改。",
			"When a register changes and what was made of it does not, a form lacks a new department, and somebody who has left is asked to review."),
		Bad:  Example{Files: reviewerExample + restOfPeople + ownersExample + "* zhaolei@wanghu.example\n"},
		Good: Example{Files: reviewerExample + restOfPeople + ownersExample + "* wangfang@wanghu.example\n"},
	},
}

// restOfPeople are those of the base archive whom the example does not change.
var restOfPeople = examplePeople[strings.Index(examplePeople, "  - {id: zhang-min"):]

// hostingFilesStale makes again what is there as generated, and compares. A file
// that is missing was not wanted, and one without the line is the archive's own.
func hostingFilesStale(p *pass) {
	if len(p.a.Hosting) == 0 || !p.a.Sound() {
		return
	}
	made := map[string]map[string][]byte{} // by host, by path
	for _, d := range p.a.Hosting {
		host := hosting.HostOf(d.Path)
		if made[host] == nil {
			made[host] = map[string][]byte{}
			for _, f := range hosting.Files(p.a, host) {
				made[host][f.Path] = f.Data
			}
		}
		want, ok := made[host][d.Path]
		switch {
		case !ok:
			p.reportDoc(d, lineSpan(d, 1), say("按现在的配置和登记表，不再生成这个文件", "依現在的設定和登記表，不再產生這個檔案", "this file is no longer made of the config and the registers"),
				say("用 %s 删去它；要自己留着，就删去第一行", "用 %s 刪去它；要自己留著，就刪去第一行", "remove it with: %s; to keep it as your own, take the first line away", archive.RefreshCommand))
		case !hosting.Same(d.Bytes, want):
			n, line, more := firstDifference(d.Bytes, want)
			msg := say("登记表改了，这里没有跟着改：应为“%s”", "登記表改了，這裡沒有跟著改：應為「%s」", "this does not follow the registers any more: now it would be %q", line)
			if !more {
				msg = say("登记表改了，这里没有跟着改：从这一行起应当没有了", "登記表改了，這裡沒有跟著改：從這一行起應當沒有了", "this does not follow the registers any more: from here on it would have nothing")
			}
			p.reportDoc(d, lineSpan(d, n), msg,
				say("用 %s 重新生成；要自己改这个文件，就删去第一行", "用 %s 重新產生；要自己改這個檔案，就刪去第一行", "make it anew with: %s; to edit it yourself, take the first line away", archive.RefreshCommand))
		}
	}
}

// firstDifference is the number of the first line of a text that is not as it
// should be, and what should stand there, trimmed; false if the text should have
// ended. A line that is missing at the end is told at the last one.
func firstDifference(text, want []byte) (n int, line string, more bool) {
	have, should := strings.Split(string(text), "\n"), strings.Split(strings.TrimSuffix(string(want), "\n"), "\n")
	for i := range should {
		if i >= len(have) || strings.TrimSuffix(have[i], "\r") != should[i] {
			return min(i+1, len(have)), strings.TrimSpace(should[i]), true
		}
	}
	return min(len(should)+1, len(have)), "", false
}

// lineSpan covers a line of a file.
func lineSpan(d *source.Document, n int) diag.Span {
	start := 0
	for range n - 1 {
		start += bytes.IndexByte(d.Bytes[start:], '\n') + 1
	}
	return d.Span(start, start+len(d.LineText(n)))
}
