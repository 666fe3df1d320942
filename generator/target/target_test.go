package target

import (
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Target{
		"branch:gh-pages":  {Kind: Branch, Name: "gh-pages"},
		"branch:pages/内部":  {Kind: Branch, Name: "pages/内部"},
		"dir:/srv/www":     {Kind: Folder, Name: "/srv/www"},
		"dir:C:\\www":      {Kind: Folder, Name: "C:\\www"},
		"s3://minutes":     {Kind: Bucket, Name: "minutes"},
		"s3://minutes/a/b": {Kind: Bucket, Name: "minutes", Prefix: "a/b"},
	} {
		got, err := Parse(text)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
		if got.String() != text {
			t.Errorf("%s reads %s", text, got)
		}
	}
	if got, err := Parse("s3://minutes/a/"); err != nil || got.String() != "s3://minutes/a" {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{
		"", "gh-pages", "branch:", "branch:a..b", "branch:-x", "branch:a b", "branch:a/.b", "branch:x.lock", "branch:a//b", "branch:@", "branch:a~1", "branch:a\n",
		"dir:", "s3://", "s3:///a", "s3://key:secret@minutes/a", "s3://minutes/a/../b", "s3://minutes/a//b", "ftp://x",
	} {
		if got, err := Parse(text); err == nil {
			t.Errorf("%q is read as %+v", text, got)
		}
	}
}

func TestWhatIsWrong(t *testing.T) {
	for text, want := range map[string][2]string{
		"ftp://x":           {`"ftp://x" is no place to publish: write branch:NAME, dir:PATH or s3://BUCKET/PREFIX`, "“ftp://x”不是能发布的地方；写成 branch:名称、dir:路径 或 s3://存储桶/前缀"},
		"branch:a..b":       {`"branch:a..b": that is no name of a branch: write it like branch:gh-pages`, "“branch:a..b”里的分支名不合 Git 的规定；写成 branch:gh-pages 这样"},
		"s3:///a":           {`"s3:///a" names no bucket: write s3://BUCKET or s3://BUCKET/PREFIX; the server comes from AWS_ENDPOINT_URL in the environment`, "“s3:///a”里缺少存储桶；写成 s3://存储桶 或 s3://存储桶/前缀；服务器写在环境变量 AWS_ENDPOINT_URL 里"},
		"s3://key:pw@box/a": {`"s3://******@box/a" holds a user, a password or a key: take it away and revoke it; logins come from the environment: MINUTEBOOK_GIT_TOKEN and MINUTEBOOK_GIT_USER for Git, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for S3`, "“s3://******@box/a”里有用户名、密码或密钥；把它删去并作废；登录写在环境变量里：Git 用 MINUTEBOOK_GIT_TOKEN 和 MINUTEBOOK_GIT_USER，S3 用 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY"},
	} {
		_, err := Parse(text)
		if got := [2]string{diag.Tell(err, diag.En), diag.Tell(err, diag.ZhCN)}; got != want {
			t.Errorf("%s:\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestMasked(t *testing.T) {
	for text, want := range map[string]string{
		"https://us:pw@git.example.org/minutes":                    "https://*****@git.example.org/minutes",
		"https://token@git.example.org/minutes":                    "https://*****@git.example.org/minutes",
		"HTTPS://us:p%@ss@git.example.org":                         "HTTPS://********@git.example.org",
		"ssh://git:pw@git.example.org/minutes":                     "ssh://******@git.example.org/minutes",
		"s3://key:se/cret@minutes/public":                          "s3://***********@minutes/public",
		"https://王:密码@example.org":                                 "https://****@example.org",
		"  - {to: 's3://k:p@a', remote: \"https://us:p/w@b/c\"}":   "  - {to: 's3://***@a', remote: \"https://******@b/c\"}",
		"https://git.example.org:8443/@us/minutes and https://t@b": "https://git.example.org:8443/@us/minutes and https://*@b",
	} {
		if got := Masked(text); got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
	for _, text := range []string{
		"", "origin", "git@git.example.org:us/minutes.git", "ssh://git@git.example.org/us/minutes",
		"https://git.example.org/minutes", "https://git.example.org/@us/minutes", "https://[::1]:8443/@us/minutes", "https://example.org:x/minutes",
	} {
		if got := Masked(text); got != text {
			t.Errorf("%s reads %s", text, got)
		}
	}
}
