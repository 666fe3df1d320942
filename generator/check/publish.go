package check

import (
	"path"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/generator/target"
)

var publishRules = []*Rule{
	{
		ID: "config-publish", Group: Form, Severity: diag.Error, archive: configPublish,
		Title: t("配置里的发布目标写法正确，一处只给一个公开范围", "設定裡的發布目標寫法正確，一處只給一個公開範圍", "the places to publish to are well formed, and each is for one audience"),
		Why: t("发布往往由无人值守的任务来做：写错的目标到那时才失败；同一个地方写了两个公开范围，内部的站点就会盖过公开的站点，被不该看的人看到。",
			"發布往往由無人值守的工作來做：寫錯的目標到那時才失敗；同一個地方寫了兩個公開範圍，內部的網站就會蓋過公開的網站，被不該看的人看到。",
			"Publishing is mostly done by a job that nobody watches, where a wrong place fails too late; and of two audiences at one place, the internal site replaces the public one before the eyes of everybody."),
		Bad:  Example{Files: exampleConfig + "publish:\n  - {to: branch:gh-pages, audience: public}\n  - {to: branch:gh-pages, audience: internal}\n"},
		Good: Example{Files: exampleConfig + "publish:\n  - {to: branch:gh-pages, audience: public}\n  - {to: branch:gh-pages, remote: intranet, audience: internal}\n"},
	},
}

// place is a target of the config as it is compared.
type place struct {
	target target.Target
	remote string // of a branch
}

// configPublish looks at what publish would refuse only when it runs. It does not
// know where on a disk the archive lies, so of a folder it tells what its path
// says; publish refuses the rest.
func configPublish(p *pass) {
	said := map[place]archive.Publication{}
	for _, x := range p.a.Config.Publish {
		p.publishAudience(x)
		if shown := target.Masked(x.Remote); shown != x.Remote {
			p.reportDoc(p.a.Config.Doc, x.RemoteSpan, say("远程仓库的地址“%s”里有用户名、密码或令牌", "遠端儲存庫的位址「%s」裡有使用者名稱、密碼或權杖", "the remote's address %q holds a user, a password or a token", shown), target.Logins)
		}
		if x.To == "" {
			continue // required, which decoding tells
		}
		t, wrong, remedy := target.Read(x.To)
		switch {
		case !wrong.IsZero():
			p.reportDoc(p.a.Config.Doc, x.ToSpan, wrong, remedy)
			continue
		case t.Kind == target.Folder && inArchive(t.Name):
			p.reportDoc(p.a.Config.Doc, x.ToSpan, say("文件夹“%s”就是档案库、在它里面或包含它", "資料夾「%s」就是檔案庫、在它裡面或包含它", "the folder %q is, holds or lies in the archive", t.Name),
				say("相对的路径从档案库算起；写到档案库之外，如 dir:../public 或 dir:/srv/www/minutes", "相對的路徑從檔案庫算起；寫到檔案庫之外，如 dir:../public 或 dir:/srv/www/minutes", "paths count from the archive; name a folder apart from it, such as dir:../public or dir:/srv/www/minutes"))
			continue
		}
		at := place{target: t.In(".")}
		if t.Kind == target.Branch {
			at.remote = x.Remote
		}
		first, twice := said[at]
		if !twice {
			said[at] = x
			continue
		}
		what := say("“%s”写了两次，第一次在第 %d 行", "「%s」寫了兩次，第一次在第 %d 行", "%q is listed twice, first on line %d", x.To, first.ToSpan.Start.Line)
		if !p.sameAudience(first.Audience, x.Audience) {
			what = say("“%s”在第 %d 行是给 %s 看的，这里给 %s：后发布的会盖过先发布的", "「%s」在第 %d 行是給 %s 看的，這裡給 %s：後發布的會蓋過先發布的", "%q is for %[3]s on line %[2]d and for %[4]s here: what is published last replaces the other", x.To, first.ToSpan.Start.Line, first.Audience, x.Audience)
		}
		p.reportDoc(p.a.Config.Doc, x.ToSpan, what, say("删去一行，或换一个地方", "刪去一行，或換一個地方", "take one of the lines away, or name another place"))
	}
}

// publishAudience tells of a name that is nobody's. Where the register of units
// cannot be read, that is told, and nothing follows from it.
func (p *pass) publishAudience(x archive.Publication) {
	if _, ok := p.a.AudienceFor(x.Audience); ok || x.Audience == "" || !p.a.Sound() {
		return
	}
	names := []string{"public", "internal"}
	for _, u := range p.a.Units {
		names = append(append(names, u.ID, u.Name), u.Aliases...)
	}
	p.reportDoc(p.a.Config.Doc, x.AudienceSpan, say("没有公开范围“%s”", "沒有公開範圍「%s」", "there is no audience %q", x.Audience),
		didYouMean(schema.Nearest(x.Audience, names), say("写 public（公开）、internal（内部），或登记册里的一个单位", "寫 public（公開）、internal（內部），或登記冊裡的一個單位", "write public, internal, or a unit of the register")))
}

// sameAudience compares two audiences, whatever names of a unit they are called by.
func (p *pass) sameAudience(a, b string) bool {
	x, okX := p.a.AudienceFor(a)
	y, okY := p.a.AudienceFor(b)
	return a == b || okX && okY && x.Name() == y.Name()
}

// hideLogins masks the logins that stand in the config in the lines shown with
// its findings, whichever rule they are of. Of a line that is shown in part
// nothing is shown, because it may be cut within a login.
func hideLogins(config *source.Document, all []diag.Finding) {
	for i := range all {
		f := &all[i]
		if config == nil || f.File != config.Path || f.Excerpt == "" {
			continue
		}
		line := config.LineText(int(f.Span.Start.Line))
		switch masked := target.Masked(line); {
		case masked == line:
		case f.Excerpt == line:
			f.Excerpt = masked
		default:
			f.Excerpt = ""
		}
	}
}

// inArchive reports whether a path, as seen from the archive, says by itself that
// it is the archive, in it or above it.
func inArchive(name string) bool {
	name = strings.ReplaceAll(name, `\`, "/")
	if path.IsAbs(name) || len(name) > 1 && name[1] == ':' {
		return path.Clean(name) == "/"
	}
	name = path.Clean(name)
	return !strings.HasPrefix(name, "../") || path.Base(name) == ".."
}
