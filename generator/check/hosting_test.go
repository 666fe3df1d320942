package check

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/hosting"
)

// stale tells what the rule finds in an archive with some generated files, after a
// change to them.
func stale(t *testing.T, host string, change func(fstest.MapFS)) string {
	t.Helper()
	fsys := baseFiles(t)
	Example{Files: reviewerExample + restOfPeople}.apply(t, fsys)
	for _, f := range hosting.Files(load(t, fsys), host) {
		fsys[f.Path] = &fstest.MapFile{Data: f.Data}
	}
	change(fsys)
	var out []string
	for _, f := range Run(load(t, fsys), 0) {
		if f.Rule == "hosting-files-stale" {
			out = append(out, fmt.Sprintf("%s:%d:%d: %s", f.File, f.Span.Start.Line, f.Span.Start.Column, f.Message.In(diag.En)))
		}
	}
	return strings.Join(out, "\n")
}

func TestHostingFilesStale(t *testing.T) {
	replace := func(path, from, to string) func(fstest.MapFS) {
		return func(fsys fstest.MapFS) {
			fsys[path] = &fstest.MapFile{Data: []byte(strings.Replace(string(fsys[path].Data), from, to, 1))}
		}
	}
	const owners, minutes = ".github/CODEOWNERS", ".github/ISSUE_TEMPLATE/minutes.yml"
	for _, test := range []struct {
		name, host string
		change     func(fstest.MapFS)
		want       string
	}{
		{"as it was made", "github", func(fstest.MapFS) {}, ""},
		{"as Windows checks it out", "github", func(fsys fstest.MapFS) {
			fsys[owners] = &fstest.MapFile{Data: []byte(strings.ReplaceAll(string(fsys[owners].Data), "\n", "\r\n"))}
		}, ""},
		{"a line changed", "github", replace(owners, "wangfang@", "wang@"), `.github/CODEOWNERS:3:1: this does not follow the registers any more: now it would be "* wangfang@wanghu.example"`},
		{"a line too many", "github", replace(owners, "wanghu.example\n", "wanghu.example\n/minutes/ @us\n"), ".github/CODEOWNERS:4:1: this does not follow the registers any more: from here on it would have nothing"},
		{"cut off", "github", replace(owners, "\n* wangfang@wanghu.example\n", "\n"), `.github/CODEOWNERS:3:1: this does not follow the registers any more: now it would be "* wangfang@wanghu.example"`},
		{"without an end of its last line", "github", replace(owners, "wanghu.example\n", "wanghu.example"), ".github/CODEOWNERS:3:1: this does not follow the registers any more: from here on it would have nothing"},
		{"somebody's own", "github", replace(owners, "minutebook init . --refresh", "us"), ""},
		{"a file nobody wanted", "github", func(fsys fstest.MapFS) { delete(fsys, minutes) }, ""},
		{"of a type that is no more", "gitlab", func(fsys fstest.MapFS) {
			fsys[".gitlab/issue_templates/visit.md"] = &fstest.MapFile{Data: []byte("<!-- minutebook init . --refresh -->\n")}
		}, ".gitlab/issue_templates/visit.md:1:1: this file is no longer made of the config and the registers"},
		{
			"a unit that is new", "gitee", replace("registers/units.yaml", "units:\n", "units:\n  - {id: library, name: 图书馆, parent: univ, head: wang-fang}\n"),
			`.gitee/ISSUE_TEMPLATE/communication.yml:21:1: this does not follow the registers any more: now it would be "- \"图书馆\""` + "\n" +
				`.gitee/ISSUE_TEMPLATE/meeting.yml:21:1: this does not follow the registers any more: now it would be "- \"图书馆\""` + "\n" +
				`.gitee/ISSUE_TEMPLATE/minutes.yml:21:1: this does not follow the registers any more: now it would be "- \"图书馆\""` + "\n" +
				`.gitee/ISSUE_TEMPLATE/request.yml:21:1: this does not follow the registers any more: now it would be "- \"图书馆\""`,
		},
		{"a register that cannot be read tells of itself", "github", replace("registers/units.yaml", "units:\n", "unit:\n"), ""},
	} {
		if got := stale(t, test.host, test.change); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}
