// Package target reads how a config or a command line writes where a site goes:
// branch:NAME, dir:PATH or s3://BUCKET/PREFIX. It opens nothing, so that a rule
// can look at a target long before anything is sent there.
package target

import (
	"path"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
)

// Kind is a kind of target.
type Kind string

// The kinds of target.
const (
	Branch Kind = "branch"
	Folder Kind = "dir"
	Bucket Kind = "s3"
)

// Target is where a site goes.
type Target struct {
	Kind   Kind
	Name   string // of the branch or the bucket, or the folder's path
	Prefix string // in the bucket: "" or a path without slashes at its ends
}

// Parse reads branch:NAME, dir:PATH or s3://BUCKET/PREFIX.
func Parse(text string) (Target, error) {
	t, wrong, remedy := Read(text)
	if wrong.IsZero() {
		return t, nil
	}
	return Target{}, diag.Fail(diag.Text{CN: "%s；%s", TW: "%s；%s", EN: "%s: %s"}, wrong, remedy)
}

// Read is Parse for whoever reports what is wrong by himself: nothing if it is
// zero. No secret of an address is repeated.
func Read(text string) (t Target, wrong, remedy diag.Message) {
	if shown := Masked(text); shown != text {
		return t, diag.Say(diag.Text{CN: "“%s”里有用户名、密码或密钥", TW: "「%s」裡有使用者名稱、密碼或金鑰", EN: "%q holds a user, a password or a key"}, shown), Logins
	}
	if name, ok := strings.CutPrefix(text, "branch:"); ok {
		if !isBranch(name) {
			return t, diag.Say(diag.Text{CN: "“%s”里的分支名不合 Git 的规定", TW: "「%s」裡的分支名稱不合 Git 的規定", EN: "%q: that is no name of a branch"}, text),
				diag.Say(diag.Text{CN: "写成 branch:gh-pages 这样", TW: "寫成 branch:gh-pages 這樣", EN: "write it like branch:gh-pages"})
		}
		return Target{Kind: Branch, Name: name}, wrong, remedy
	}
	if dir, ok := strings.CutPrefix(text, "dir:"); ok && dir != "" {
		return Target{Kind: Folder, Name: dir}, wrong, remedy
	}
	if rest, ok := strings.CutPrefix(text, "s3://"); ok {
		bucket, prefix, _ := strings.Cut(rest, "/")
		t := Target{Kind: Bucket, Name: bucket, Prefix: strings.Trim(prefix, "/")}
		how := diag.Say(diag.Text{
			CN: "写成 s3://存储桶 或 s3://存储桶/前缀；服务器写在环境变量 AWS_ENDPOINT_URL 里",
			TW: "寫成 s3://儲存桶 或 s3://儲存桶/前綴；伺服器寫在環境變數 AWS_ENDPOINT_URL 裡",
			EN: "write s3://BUCKET or s3://BUCKET/PREFIX; the server comes from AWS_ENDPOINT_URL in the environment",
		})
		switch {
		case bucket == "":
			return Target{}, diag.Say(diag.Text{CN: "“%s”里缺少存储桶", TW: "「%s」裡缺少儲存桶", EN: "%q names no bucket"}, text), how
		case strings.ContainsAny(bucket, "@:?#"):
			return Target{}, diag.Say(diag.Text{CN: "“%s”里的存储桶名称不对", TW: "「%s」裡的儲存桶名稱不對", EN: "%q: that is no name of a bucket"}, text), how
		case strings.Contains("/"+t.Prefix+"/", "/../"), t.Prefix != "" && path.Clean(t.Prefix) != t.Prefix:
			return Target{}, diag.Say(diag.Text{CN: "“%s”里的前缀不是写全的路径", TW: "「%s」裡的前綴不是寫全的路徑", EN: "%q: that prefix is no plain path"}, text), how
		}
		return t, wrong, remedy
	}
	return t, diag.Say(diag.Text{CN: "“%s”不是能发布的地方", TW: "「%s」不是能發布的地方", EN: "%q is no place to publish"}, text),
		diag.Say(diag.Text{CN: "写成 branch:名称、dir:路径 或 s3://存储桶/前缀", TW: "寫成 branch:名稱、dir:路徑 或 s3://儲存桶/前綴", EN: "write branch:NAME, dir:PATH or s3://BUCKET/PREFIX"})
}

// Logins says where a secret goes instead.
var Logins = diag.Say(diag.Text{
	CN: "把它删去并作废；登录写在环境变量里：Git 用 MINUTEBOOK_GIT_TOKEN 和 MINUTEBOOK_GIT_USER，S3 用 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY",
	TW: "把它刪去並作廢；登入寫在環境變數裡：Git 用 MINUTEBOOK_GIT_TOKEN 和 MINUTEBOOK_GIT_USER，S3 用 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY",
	EN: "take it away and revoke it; logins come from the environment: MINUTEBOOK_GIT_TOKEN and MINUTEBOOK_GIT_USER for Git, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY for S3",
})

// Masked is a text with stars for the logins in its addresses that no config
// should hold and no message should repeat. It is as long as before, so that a
// column still counts. It is not left to net/url, which does not read a password
// with odd characters.
func Masked(text string) string {
	var b strings.Builder
	for word := range strings.SplitAfterSeq(text, " ") {
		for strings.Contains(word, "@") {
			scheme, address, ok := strings.Cut(word, "://")
			if !ok {
				break // no password goes into git@host:path
			}
			n := login(scheme, address)
			b.WriteString(scheme + "://" + strings.Repeat("*", utf8.RuneCountInString(address[:n])))
			word = address[n:]
		}
		b.WriteString(word)
	}
	return b.String()
}

// login is how many bytes of an address are a secret: those before the host, if a
// password is in them or it is reached over HTTP or S3, where a user alone is how
// tokens are written.
func login(scheme, address string) int {
	host, _, _ := strings.Cut(address, "/")
	at := strings.LastIndexByte(host, '@')
	if at < 0 {
		// What ends in no port is a name and a password with a slash in it.
		_, port, ok := strings.Cut(host, ":")
		if !ok || host[0] == '[' || strings.Trim(port, "0123456789") == "" {
			return 0
		}
		at = max(strings.LastIndexByte(address, '@'), 0)
	}
	if !strings.Contains(address[:at], ":") && strings.HasSuffix(strings.ToLower(scheme), "ssh") {
		return 0
	}
	return at
}

// String is the target as Parse reads it.
func (t Target) String() string {
	switch {
	case t.Kind != Bucket:
		return string(t.Kind) + ":" + t.Name
	case t.Prefix == "":
		return "s3://" + t.Name
	}
	return "s3://" + t.Name + "/" + t.Prefix
}

// In makes the path of a folder absolute, as seen from dir, so that targets can
// be compared.
func (t Target) In(dir string) Target {
	if t.Kind == Folder {
		if !filepath.IsAbs(t.Name) {
			t.Name = filepath.Join(dir, t.Name)
		}
		t.Name = filepath.Clean(t.Name)
	}
	return t
}

// isBranch refuses what Git takes for no name of a branch.
func isBranch(name string) bool {
	bad := name == "" || name == "@" || name[0] == '-' || strings.HasSuffix(name, ".") || strings.Contains(name, "..") || strings.Contains(name, "@{") ||
		strings.ContainsFunc(name, func(r rune) bool { return r <= ' ' || r == 0x7f || strings.ContainsRune(`~^:?*[\`, r) })
	for part := range strings.SplitSeq(name, "/") {
		bad = bad || part == "" || part[0] == '.' || strings.HasSuffix(part, ".lock")
	}
	return !bad
}
