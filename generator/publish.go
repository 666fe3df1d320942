package generator

import (
	"context"
	"io/fs"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/publish"
	"github.com/minutebook/minutebook/generator/target"
)

// PublishOptions say what to publish where.
type PublishOptions struct {
	// BuildOptions are those of the build that comes first. Its Out is a folder
	// for this one site; an Audience of "" is the target's in the config, or else
	// public.
	BuildOptions
	// Site is a site that was built before, "" to build one. Then an Audience
	// only has to be the site's.
	Site   string
	Target target.Target
	Send   publish.Options // its Site is set here
}

// Published is a site that was sent.
type Published struct {
	Target   target.Target
	Audience string
	*publish.Result
}

// Publish checks an archive, builds it for an audience and sends the site to
// where the config lets that audience's sites go. The public's may go anywhere.
// An archive with errors is not published (ErrFindings).
func Publish(ctx context.Context, fsys fs.FS, opt PublishOptions) (*Published, error) {
	opt.Strict = true
	c, err := Check(ctx, fsys, opt.Options)
	if err != nil {
		return nil, err
	}
	if diag.Summarise(c.Findings).Errors > 0 {
		return nil, ErrFindings
	}
	audience, err := opt.audience(c.Archive)
	if err != nil {
		return nil, err
	}
	opt.Send.Site = opt.Site
	if opt.Site == "" {
		opt.Audience = audience
		if _, err := write(ctx, fsys, c, &opt.BuildOptions); err != nil {
			return nil, err
		}
		opt.Send.Site = opt.Out
	}
	r, err := publish.Send(ctx, opt.Target, opt.Send)
	if err != nil {
		return nil, err
	}
	return &Published{opt.Target, audience, r}, nil
}

// audience is whom the site is for, if its sites may go to the target.
func (opt *PublishOptions) audience(a *archive.Archive) (string, error) {
	var listed []string // for the target, as AudienceFor calls them
	for _, p := range a.Config.Publish {
		t, err := target.Parse(p.To)
		if err != nil {
			return "", diag.Fail(diag.Text{CN: "%s 的 publish：%s", TW: "%s 的 publish：%s", EN: "%s: publish: %s"}, archive.ConfigFile, err)
		}
		who, ok := a.AudienceFor(p.Audience)
		if !ok {
			return "", diag.Fail(diag.Text{CN: "%s 的 publish 里没有公开范围“%s”：写 public（公开）、internal（内部），或登记册里的一个单位", TW: "%s 的 publish 裡沒有公開範圍「%s」：寫 public（公開）、internal（內部），或登記冊裡的一個單位", EN: "%s: publish: no audience %q: say public, internal, or a unit of the register"}, archive.ConfigFile, p.Audience)
		}
		if t.In(opt.Dir) == opt.Target && (t.Kind != target.Branch || p.Remote == opt.Send.Remote) {
			listed = append(listed, who.Name())
		}
	}
	want := opt.Audience
	if opt.Site != "" {
		m, err := output.ReadManifest(opt.Site)
		if err != nil {
			return "", diag.Fail(diag.Text{CN: "%s 不是完整构建的站点：%s；重新构建", TW: "%s 不是完整建置的網站：%s；重新建置", EN: "%s is not a site that was built whole: %s"}, opt.Site, err)
		}
		if m.Built.Audience == "" {
			return "", diag.Fail(diag.Text{CN: "%s 没有写明是给谁构建的；重新构建", TW: "%s 沒有寫明是給誰建置的；重新建置", EN: "%s does not say for whom it was built: build it again"}, opt.Site)
		}
		want = m.Built.Audience
	}
	if want == "" && len(listed) > 0 {
		want = listed[0]
	}
	if want == "" {
		want = "public"
	}
	who, ok := a.AudienceFor(want)
	if !ok {
		return "", archive.NoAudience(want)
	}
	if opt.Site != "" && opt.Audience != "" {
		if asked, ok := a.AudienceFor(opt.Audience); !ok || asked.Name() != who.Name() {
			return "", diag.Fail(diag.Text{CN: "%s 是给 %s 构建的，不是给 %s；改 --audience，或重新构建", TW: "%s 是給 %s 建置的，不是給 %s；改 --audience，或重新建置", EN: "%s was built for %s, not for %s"}, opt.Site, want, opt.Audience)
		}
	}
	for _, name := range listed {
		if name == who.Name() {
			return name, nil
		}
	}
	if who.Level == archive.Public {
		return who.Name(), nil
	}
	return "", diag.Fail(diag.Text{CN: "给 %s 的站点不能发布到 %s：那里只应有内部的人能看，并且要在 %s 里写明：publish: [{to: %q, audience: %s}]", TW: "給 %s 的網站不能發布到 %s：那裡只應有內部的人能看，並且要在 %s 裡寫明：publish: [{to: %q, audience: %s}]", EN: "the site for %s may not go to %s: only insiders may be able to read there, and %s has to say so: publish: [{to: %q, audience: %s}]"}, who.Name(), opt.Target, archive.ConfigFile, opt.Target, who.Name())
}

// Publication is a target that the config names.
type Publication struct {
	Target           target.Target
	Remote, Audience string
}

// ErrNothingToPublish says that the config names no target.
var ErrNothingToPublish = diag.Fail(diag.Text{CN: "配置没有写发布到哪里；用 --to 写明，或列在 %s 的 publish: 之下", TW: "設定沒有寫發布到哪裡；用 --to 寫明，或列在 %s 的 publish: 之下", EN: "the config names no place to publish to: say --to, or list places under publish: in %s"}, archive.ConfigFile)

// Publications are the targets of the config of the archive in dir.
func Publications(ctx context.Context, fsys fs.FS, dir string, opt Options) ([]Publication, error) {
	a, err := archive.Load(ctx, fsys, archive.Options{Now: opt.Now, Limits: opt.Limits, Workers: opt.Workers})
	if err != nil {
		return nil, err
	}
	var out []Publication
	for _, p := range a.Config.Publish {
		t, err := target.Parse(p.To)
		if err != nil {
			return nil, diag.Fail(diag.Text{CN: "%s 的 publish：%s", TW: "%s 的 publish：%s", EN: "%s: publish: %s"}, archive.ConfigFile, err)
		}
		out = append(out, Publication{t.In(dir), p.Remote, p.Audience})
	}
	if len(out) == 0 {
		return nil, ErrNothingToPublish
	}
	return out, nil
}
