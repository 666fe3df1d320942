package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/publish"
	"github.com/minutebook/minutebook/generator/target"
)

type publishFlags struct {
	*globals
	to          string
	audience    string
	site        string
	remote      string
	baseURL     string
	now         string
	keepHistory bool
	dryRun      bool
	json        bool
}

func newPublish(g *globals) *cobra.Command {
	f := &publishFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "publish",
		Short: "Send the site to a branch, a folder or S3-compatible storage",
		Long: "Publish checks the archive, builds the site of an audience and sends what is not\n" +
			"there yet; without --to it does so for every place that minutebook.yaml lists under\n" +
			"publish. An archive with errors is not published. The public site may go anywhere;\n" +
			"any other only where minutebook.yaml says so:\n\n" +
			"  publish:\n    - {to: branch:gh-pages, audience: public}\n    - {to: \"s3://intranet/minutes\", audience: internal}\n\n" +
			"A branch holds one commit without a past, so that what was redacted is not to be\n" +
			"found in it; --keep-history adds a commit instead. Files of others in a folder or a\n" +
			"bucket are never touched.\n\n" +
			"Environment:\n" +
			"  MINUTEBOOK_GIT_TOKEN, MINUTEBOOK_GIT_USER   for a remote reached by https (by ssh: the agent)\n" +
			"  AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, AWS_ENDPOINT_URL   for s3://",
		Example: "  minutebook publish --to branch:gh-pages --dry-run\n  minutebook publish --to dir:/srv/www/minutes\n  minutebook publish --to s3://minutes/public --site public",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVar(&f.to, "to", "", "branch:NAME, dir:PATH or s3://BUCKET/PREFIX (default: every place of the config)")
	cmd.Flags().StringVarP(&f.audience, "audience", "a", "", "who will read it: public, internal, or a unit (default: as the config says, else public)")
	cmd.Flags().StringVar(&f.site, "site", "", "a site that was built before (default: build one)")
	cmd.Flags().StringVar(&f.remote, "remote", "", "the remote of a branch: its name in the repository, or an address (default: origin)")
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "where the site will be (default: base_url of the config)")
	cmd.Flags().StringVar(&f.now, "now", "", "the moment to build for (default: as for build)")
	cmd.Flags().BoolVar(&f.keepHistory, "keep-history", false, "add a commit to the branch instead of replacing it")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "show what would change, and change nothing")
	cmd.Flags().BoolVar(&f.json, "json", false, "print what was done as JSON")
	return cmd
}

func (f *publishFlags) run(ctx context.Context, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	p, err := f.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	now, err := p.buildMoment(f.now)
	if err != nil {
		return err
	}
	places, err := f.places(ctx, p, now)
	if err != nil {
		return err
	}
	commit, err := history.CheckedOut(p.dir)
	if err != nil {
		return err
	}
	for _, place := range places {
		done, err := f.one(ctx, p, place, now, commit, lang)
		if err != nil {
			return err
		}
		if err := f.print(out, lang, done); err != nil {
			return err
		}
	}
	return nil
}

// places are where to publish: the one asked for, or those of the config.
func (f *publishFlags) places(ctx context.Context, p *place, now time.Time) ([]generator.Publication, error) {
	if f.to != "" {
		t, err := target.Parse(f.to)
		if err != nil {
			return nil, diag.Fail(diag.Text{CN: "--to：%s", TW: "--to：%s", EN: "--to: %s"}, err)
		}
		here, err := os.Getwd()
		if err != nil {
			return nil, err
		}
		return []generator.Publication{{Target: t.In(here), Remote: cmp.Or(f.remote, "origin"), Audience: f.audience}}, nil
	}
	if f.site != "" || f.audience != "" || f.remote != "" {
		return nil, diag.Fail(diag.Text{CN: "--site、--audience 和 --remote 要和 --to 一起用", TW: "--site、--audience 和 --remote 要和 --to 一起用", EN: "--site, --audience and --remote go with --to"})
	}
	return generator.Publications(ctx, p.fs(), p.dir, generator.Options{Now: now})
}

func (f *publishFlags) one(ctx context.Context, p *place, at generator.Publication, now time.Time, commit string, lang diag.Lang) (*generator.Published, error) {
	scratch, err := os.MkdirTemp("", "minutebook-site-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(scratch)
	bar := newBar(f.globals, lang)
	defer bar.clear()
	send := publish.Options{
		DryRun: f.dryRun, KeepHistory: f.keepHistory, Repository: p.dir, Remote: at.Remote, Avoid: []string{p.dir},
		Git: publish.GitLogin{User: os.Getenv("MINUTEBOOK_GIT_USER"), Token: os.Getenv("MINUTEBOOK_GIT_TOKEN")},
		S3: publish.S3Login{
			Endpoint: cmp.Or(os.Getenv("AWS_ENDPOINT_URL_S3"), os.Getenv("AWS_ENDPOINT_URL")),
			Region:   cmp.Or(os.Getenv("AWS_REGION"), os.Getenv("AWS_DEFAULT_REGION")),
			Key:      os.Getenv("AWS_ACCESS_KEY_ID"), Secret: os.Getenv("AWS_SECRET_ACCESS_KEY"), Session: os.Getenv("AWS_SESSION_TOKEN"),
		},
	}
	if report := bar.progress(); report != nil {
		send.Progress = func(done, n int) { report(generator.Sending, done, n) }
	}
	return generator.Publish(ctx, p.fs(), generator.PublishOptions{
		BuildOptions: generator.BuildOptions{
			Options:  p.options(now, bar),
			Audience: at.Audience, Out: filepath.Join(scratch, "site"), BaseURL: f.baseURL, Version: version(), Commit: commit,
		},
		Site: f.site, Target: at.Target, Send: send,
	})
}

// actionNames are the steps as people read them.
var actionNames = map[publish.Action]diag.Text{
	publish.Add:    {CN: "新增", TW: "新增", EN: "add"},
	publish.Change: {CN: "更改", TW: "變更", EN: "change"},
	publish.Remove: {CN: "删除", TW: "刪除", EN: "remove"},
}

func (f *publishFlags) print(w io.Writer, lang diag.Lang, p *generator.Published) error {
	n := map[publish.Action]int{}
	for _, s := range p.Steps {
		n[s.Action]++
	}
	if f.json {
		steps := make([]map[string]string, 0, len(p.Steps))
		for _, s := range p.Steps {
			steps = append(steps, map[string]string{"path": s.Path, "action": string(s.Action)})
		}
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(map[string]any{
			"version": 1, "to": p.Target.String(), "audience": p.Audience, "dry_run": f.dryRun, "files": p.Files, "bytes": p.Bytes,
			"added": n[publish.Add], "changed": n[publish.Change], "removed": n[publish.Remove], "commit": p.Commit, "pushed": p.Pushed && !f.dryRun, "steps": steps,
		})
	}
	if f.dryRun {
		for _, s := range p.Steps {
			fmt.Fprintf(w, "%s\t%s\n", actionNames[s.Action].In(lang), s.Path)
		}
	}
	if f.quiet {
		return nil
	}
	text := diag.Text{
		CN: "%[1]s：%[2]s 的站点，%[3]d 个文件；新增 %[4]d，更改 %[5]d，删除 %[6]d，%.1[7]f MB",
		TW: "%[1]s：%[2]s 的網站，%[3]d 個檔案；新增 %[4]d，變更 %[5]d，刪除 %[6]d，%.1[7]f MB",
		EN: "%[1]s: the site for %[2]s, %[3]d files; %[4]d added, %[5]d changed, %[6]d removed, %.1[7]f MB",
	}
	if f.dryRun {
		text = diag.Text{
			CN: "%[1]s：%[2]s 的站点，%[3]d 个文件；将新增 %[4]d，更改 %[5]d，删除 %[6]d，%.1[7]f MB；什么都没有改",
			TW: "%[1]s：%[2]s 的網站，%[3]d 個檔案；將新增 %[4]d，變更 %[5]d，刪除 %[6]d，%.1[7]f MB；什麼都沒有改",
			EN: "%[1]s: the site for %[2]s, %[3]d files; %[4]d would be added, %[5]d changed, %[6]d removed, %.1[7]f MB; nothing was changed",
		}
	}
	line := fmt.Sprintf(text.In(lang), p.Target, p.Audience, p.Files, n[publish.Add], n[publish.Change], n[publish.Remove], float64(p.Bytes)/1e6)
	if p.Commit != "" {
		line += "; " + p.Commit[:12]
	}
	_, err := fmt.Fprintln(w, line)
	return err
}
