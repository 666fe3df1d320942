package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

func TestConfigPublish(t *testing.T) {
	for _, test := range []struct{ name, lines, want string }{
		{"places apart", "{to: branch:a, audience: public}\n{to: branch:a, remote: inside, audience: internal}\n{to: s3://box/a, audience: 教务处}\n{to: s3://box/b, audience: internal}\n{to: dir:../www, audience: public}\n{to: dir:/srv/www, audience: internal}", ""},
		{"an unknown scheme", "{to: ftp://x, audience: public}", `6:10 "ftp://x" is no place to publish | write branch:NAME, dir:PATH or s3://BUCKET/PREFIX`},
		{"no scheme", "{to: gh-pages, audience: public}", `6:10 "gh-pages" is no place to publish | write branch:NAME, dir:PATH or s3://BUCKET/PREFIX`},
		{"a name no branch has", "{to: branch:a..b, audience: public}", `6:10 "branch:a..b": that is no name of a branch | write it like branch:gh-pages`},
		{"a bucket missing", "{to: 's3:///a', audience: public}", `6:10 "s3:///a" names no bucket | write s3://BUCKET or s3://BUCKET/PREFIX; the server comes from AWS_ENDPOINT_URL in the environment`},
		{"a prefix that climbs", "{to: 's3://box/a/../b', audience: public}", `6:10 "s3://box/a/../b": that prefix is no plain path | write s3://BUCKET or s3://BUCKET/PREFIX; the server comes from AWS_ENDPOINT_URL in the environment`},
		{"nobody's audience", "{to: branch:a, audience: 教务科}", `6:30 there is no audience "教务科" | did you mean "教务处"?`},
		{"an audience far from any", "{to: branch:a, audience: everybody}", `6:30 there is no audience "everybody" | write public, internal, or a unit of the register`},
		{"the archive", "{to: 'dir:.', audience: public}", folderFinding(".")},
		{"a folder in it", "{to: dir:public, audience: public}", folderFinding("public")},
		{"a folder whose path does not tell", "{to: dir:../../content/public, audience: public}", ""},
		{"a folder in it that climbs", "{to: dir:minutes/../public, audience: public}", folderFinding("minutes/../public")},
		{"what holds it", "{to: dir:../.., audience: public}", folderFinding("../..")},
		{"the root", "{to: dir:/, audience: public}", folderFinding("/")},
		{"a drive", "{to: 'dir:D:\\www', audience: public}", ""},
		{"twice", "{to: branch:a, audience: 教务}\n{to: branch:a, remote: origin, audience: academic}", `7:10 "branch:a" is listed twice, first on line 6 | take one of the lines away, or name another place`},
		{"twice, otherwise written", "{to: dir:../www, audience: public}\n{to: dir:../x/../www/, audience: public}", `7:10 "dir:../x/../www/" is listed twice, first on line 6 | take one of the lines away, or name another place`},
		{"for two audiences", "{to: s3://box/a, audience: public}\n{to: s3://box/a/, audience: internal}", `7:10 "s3://box/a/" is for public on line 6 and for internal here: what is published last replaces the other | take one of the lines away, or name another place`},
		{"without a place", "{audience: public}", ""},
	} {
		lines := "  - " + strings.ReplaceAll(test.lines, "\n", "\n  - ") + "\n"
		var got []string
		for _, f := range checkExample(t, Example{Files: exampleConfig + "publish:\n" + lines}) {
			if f.Rule == "config-publish" {
				got = append(got, fmt.Sprintf("%d:%d %s | %s", f.Span.Start.Line, f.Span.Start.Column, f.Message.In(diag.En), f.Hint.In(diag.En)))
			}
		}
		if got := strings.Join(got, "\n"); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func folderFinding(dir string) string {
	return fmt.Sprintf("6:10 the folder %q is, holds or lies in the archive | paths count from the archive; name a folder apart from it, such as dir:../public or dir:/srv/www/minutes", dir)
}

// A secret stands in the config already; no report carries it further.
func TestConfigPublishKeepsSecrets(t *testing.T) {
	lines := "publish:\n" +
		"  - {to: 's3://key:pw1@box/a', audience: internal}\n" +
		"  - {to: branch:a, remote: 'https://us:pw2@git.example.org/a', audience: everybody}\n" +
		"  - {to: 's3://key:pw/3@box/b', remote: 'https://pw4@git.example.org/b', audience: internal} # " + strings.Repeat("long ", 100) + "\n"
	var got []string
	for _, f := range checkExample(t, Example{Files: exampleConfig + lines}) {
		for _, l := range diag.Langs {
			if all := f.Message.In(l) + f.Hint.In(l) + f.Excerpt; strings.Contains(all, "pw") {
				t.Errorf("a secret is shown: %s", all)
			}
		}
		got = append(got, fmt.Sprintf("%s %d:%d %s | %s", f.Rule, f.Span.Start.Line, f.Span.Start.Column, f.Message.In(diag.En), f.Excerpt))
	}
	want := `config-publish 6:10 "s3://*******@box/a" holds a user, a password or a key |   - {to: 's3://*******@box/a', audience: internal}
config-publish 7:28 the remote's address "https://******@git.example.org/a" holds a user, a password or a token |   - {to: branch:a, remote: 'https://******@git.example.org/a', audience: everybody}
config-publish 7:74 there is no audience "everybody" |   - {to: branch:a, remote: 'https://******@git.example.org/a', audience: everybody}
config-publish 8:10 "s3://********@box/b" holds a user, a password or a key | 
config-publish 8:41 the remote's address "https://***@git.example.org/b" holds a user, a password or a token | `
	if got := strings.Join(got, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Other rules show lines of the config as well, and of an entry that is none.
func TestOtherRulesKeepSecrets(t *testing.T) {
	for lines, want := range map[string]string{
		"publish: https://us:pw@git.example.org/a\n":                               "value-type publish: https://*****@git.example.org/a",
		"publish:\n  - {to: 's3://k:pw@box/a', audience: internal, when: never}\n": "key-unknown   - {to: 's3://****@box/a', audience: internal, when: never}",
	} {
		told := false
		for _, f := range checkExample(t, Example{Files: exampleConfig + lines}) {
			for _, l := range diag.Langs {
				if all := f.Message.In(l) + f.Hint.In(l) + f.Excerpt; strings.Contains(all, "pw") {
					t.Errorf("a secret is shown: %s", all)
				}
			}
			told = told || f.Rule+" "+f.Excerpt == want
		}
		if !told {
			t.Errorf("no finding is %s", want)
		}
	}
}
