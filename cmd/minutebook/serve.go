package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/serve"
)

type serveFlags struct {
	*globals
	addr     string
	audience string
	now      string
	browser  bool
}

func newServe(g *globals) *cobra.Command {
	f := &serveFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Show the archive on this machine, anew after every save",
		Long: "Serve shows the site in a browser and watches the files: after a save the pages\n" +
			"that changed load again by themselves, and what is wrong with what was saved\n" +
			"shows over the page and here. Nothing is written to disk.\n\n" +
			"It listens on the loopback address, for this machine alone, unless --addr says\n" +
			"otherwise. It is for writing; publish what build makes.",
		Example: "  minutebook serve --open\n  minutebook serve --audience public --addr 127.0.0.1:0",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVar(&f.addr, "addr", "127.0.0.1:8321", "address to listen on; port 0 takes a free one")
	cmd.Flags().StringVarP(&f.audience, "audience", "a", "internal", "whose view to show: public, internal, or a unit")
	cmd.Flags().StringVar(&f.now, "now", "", "the moment to build for (default: the clock)")
	cmd.Flags().BoolVar(&f.browser, "open", false, "open a browser")
	return cmd
}

func (f *serveFlags) run(ctx context.Context, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	dir, err := f.find()
	if err != nil {
		return err
	}
	fixed, err := moment(f.now, os.DirFS(dir))
	if err != nil {
		return err
	}
	l, err := net.Listen("tcp", f.addr)
	if err != nil {
		return diag.Fail(diag.Text{CN: "无法监听 %s：%s；用 --addr 127.0.0.1:0 换一个空闲的端口", TW: "無法監聽 %s：%s；用 --addr 127.0.0.1:0 換一個空閒的連接埠", EN: "listen on %s: %s; --addr 127.0.0.1:0 takes a free port"}, f.addr, err)
	}
	p := &servePrinter{
		w: out, lang: lang, url: "http://" + l.Addr().String() + "/", quiet: f.quiet,
		opt: diag.Options{Lang: lang, Color: out == os.Stdout && useColor(os.Stdout), Prefix: prefix(dir)},
	}
	if f.browser {
		p.ready = func() error { return openBrowser(ctx, p.url) }
	}
	return serve.New(serve.Options{
		Dir: dir, Audience: f.audience, Lang: lang, Version: version(), Clock: time.Now, Report: p.print,
		Memory: generator.Recall(ctx, dir, cacheDir()),
		Now: func() time.Time {
			if fixed.IsZero() {
				return time.Now()
			}
			return fixed
		},
	}).Serve(ctx, l)
}

// servePrinter says on the terminal what the browser shows.
type servePrinter struct {
	w     io.Writer
	lang  diag.Lang
	url   string
	quiet bool
	opt   diag.Options
	ready func() error // called once the site is there; may be nil
}

var (
	serveReady = diag.Text{CN: "%d 份记录，%s；保存后自动刷新，按 Ctrl-C 结束", TW: "%d 份記錄，%s；儲存後自動重新整理，按 Ctrl-C 結束", EN: "%d records at %s; saves show by themselves, Ctrl-C ends"}
	serveSaved = diag.Text{CN: "%s：%s 内已刷新", TW: "%s：%s 內已重新整理", EN: "%s: shown in %s"}
	serveMore  = diag.Text{CN: "%s 等 %d 个文件", TW: "%s 等 %d 個檔案", EN: "%s and others, %d files"}
	serveWhole = diag.Text{CN: "全库检查另有发现：", TW: "全庫檢查另有發現：", EN: "the check of the whole archive also found:"}
)

func (p *servePrinter) print(u serve.Update) {
	say := func(t diag.Text, args ...any) {
		if !p.quiet {
			fmt.Fprintln(p.w, diag.Say(t, args...).In(p.lang))
		}
	}
	switch {
	case u.Err != nil:
		fmt.Fprintf(os.Stderr, "minutebook: %s\n", diag.Tell(u.Err, p.lang))
	case u.Checked:
		say(serveWhole)
	case !u.First:
		say(serveSaved, p.paths(u.Paths), short(u.Elapsed))
	}
	if u.First {
		say(serveReady, u.Records, p.url)
		if p.ready != nil {
			if err := p.ready(); err != nil {
				fmt.Fprintf(os.Stderr, "minutebook: open a browser: %v\n", err)
			}
		}
	}
	if len(u.Fresh) > 0 {
		sum := diag.Summarise(u.Fresh)
		sum.Files, sum.Records, sum.Rules, sum.Elapsed = len(u.Paths), u.Records, len(check.Rules()), u.Elapsed
		if err := diag.Write(p.w, diag.FormatText, &diag.Report{Findings: u.Fresh, Summary: sum}, p.opt); err != nil {
			fmt.Fprintf(os.Stderr, "minutebook: %v\n", err)
		}
	}
}

// paths names one of the files that changed.
func (p *servePrinter) paths(all []string) any {
	switch len(all) {
	case 0:
		return "."
	case 1:
		return diag.Visible(all[0])
	}
	return diag.Say(serveMore, diag.Visible(all[0]), len(all))
}

// openBrowser starts the browser and does not wait for it.
func openBrowser(ctx context.Context, url string) error {
	name, args := "xdg-open", []string{url}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", url}
	}
	c := exec.CommandContext(ctx, name, args...)
	if err := c.Start(); err != nil {
		return err
	}
	go c.Wait()
	return nil
}
