package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
)

type checkFlags struct {
	*globals
	format        string
	baseline      string
	writeBaseline string
	since         string
	signOffs      bool
	strict        bool
	now           string
}

func newCheck(g *globals) *cobra.Command {
	f := &checkFlags{globals: g}
	var names []string
	for _, x := range diag.Formats {
		names = append(names, string(x))
	}
	cmd := &cobra.Command{
		Use:   "check",
		Short: "Check that every record is complete",
		Long: "Check reads the archive and reports every finding of every file in one run.\n" +
			"It exits with 0 if there is no error, 1 if there is one, 2 if it could not run.\n" +
			"With --since it looks at a change: old findings that the change does not touch are\n" +
			"only counted, and what may not change (a signed record, an id, what was told of an\n" +
			"action) is held against the version before.\n" +
			"In a GitHub workflow, --format github also writes the step summary.",
		Example: "  minutebook check\n  minutebook check --since origin/main\n  minutebook check --dir content --format sarif > findings.sarif\n  minutebook check --write-baseline debts.jsonl && minutebook check --baseline debts.jsonl",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVarP(&f.format, "format", "f", "text", "how to print: "+strings.Join(names, ", "))
	cmd.Flags().StringVar(&f.baseline, "baseline", "", "a file of old findings that are held back")
	cmd.Flags().StringVar(&f.since, "since", "", "a revision, or A..B: tell only what the change makes or touches, and hold it against the version before")
	cmd.Flags().BoolVar(&f.signOffs, "verify-signoffs", false, "say which confirmations are proven by whose commit they stand in")
	cmd.Flags().StringVar(&f.writeBaseline, "write-baseline", "", "write the present findings as a baseline and exit with 0")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "warnings fail the run too")
	cmd.Flags().StringVar(&f.now, "now", "", "the moment to check for (default: the clock)")
	cmd.MarkFlagsMutuallyExclusive("baseline", "write-baseline")
	cmd.MarkFlagsMutuallyExclusive("since", "write-baseline")
	return cmd
}

func (f *checkFlags) run(ctx context.Context, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	format, err := diag.ParseFormat(f.format)
	if err != nil {
		return fmt.Errorf("--format: %w", err)
	}
	lang, err := f.language()
	if err != nil {
		return err
	}
	p, err := f.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	now, err := p.present(f.now)
	if err != nil {
		return err
	}
	bar := newBar(f.globals, lang)
	c, since, err := f.check(ctx, p, p.options(now, bar))
	bar.clear()
	if err != nil {
		return err
	}
	f.sayBroken(lang, c)
	var signed []check.SignOff
	if f.signOffs {
		if signed, err = generator.VerifySignOffs(c, generator.Options{Dir: p.dir}); err != nil {
			return diag.Fail(diag.Text{CN: "--verify-signoffs：%s", TW: "--verify-signoffs：%s", EN: "--verify-signoffs: %s"}, err)
		}
	}
	if f.writeBaseline != "" {
		return f.saveBaseline(c.Findings)
	}
	held, err := f.hold(c)
	if err != nil {
		return err
	}
	report := c.Report()
	report.Summary.Held = held + since.Held
	opt := diag.Options{Lang: lang, Color: format == diag.FormatText && out == os.Stdout && useColor(os.Stdout), Version: version(), Prefix: p.prefix}
	if err := diag.Write(out, format, report, opt); err != nil {
		return fmt.Errorf("print the findings: %w", err)
	}
	if f.signOffs {
		w := out
		if format != diag.FormatText {
			w = os.Stderr
		}
		printSignOffs(w, lang, p.prefix, signed, format == diag.FormatText)
	}
	if err := stepSummary(format, report, opt); err != nil {
		return err
	}
	if report.Summary.Errors > 0 || f.strict && report.Summary.Warnings > 0 {
		return errFindings
	}
	return nil
}

// check runs the whole check, or that of a change.
func (f *checkFlags) check(ctx context.Context, p *place, opt generator.Options) (*generator.Checked, *generator.Since, error) {
	if f.since == "" {
		c, err := generator.Check(ctx, p.fs(), opt)
		if err != nil {
			return nil, nil, diag.Fail(diag.Text{CN: "检查不了 %s：%s", TW: "無法檢查 %s：%s", EN: "check %s: %s"}, p.dir, err)
		}
		return c, &generator.Since{}, nil
	}
	c, s, err := generator.CheckSince(ctx, p.fs(), opt, f.since)
	if err != nil {
		return nil, nil, diag.Fail(diag.Text{CN: "--since %s：%s", TW: "--since %s：%s", EN: "--since %s: %s"}, f.since, err)
	}
	return c, s, nil
}

// hold takes the findings of the baseline away and returns how many.
func (f *checkFlags) hold(c *generator.Checked) (int, error) {
	if f.baseline == "" {
		return 0, nil
	}
	file, err := os.Open(f.baseline)
	if err != nil {
		return 0, diag.Fail(diag.Text{CN: "读不了基线文件：%s", TW: "讀不了基準檔案：%s", EN: "--baseline: %s"}, err)
	}
	defer file.Close()
	b, err := diag.ReadBaseline(file)
	if err != nil {
		return 0, diag.Fail(diag.Text{CN: "基线文件 %s 不能用：%s", TW: "基準檔案 %s 不能用：%s", EN: "--baseline %s: %s"}, f.baseline, err)
	}
	fresh, held, stale := b.Apply(c.Findings)
	c.Findings = fresh
	if stale > 0 && !f.quiet && f.since == "" {
		f.note(diag.Text{
			CN: "基线里有 %d 个问题已经解决；用 --write-baseline %s 重写它",
			TW: "基準裡有 %d 個問題已經解決；用 --write-baseline %s 重寫它",
			EN: "%d findings of the baseline are mended; write it again with --write-baseline %s",
		}, stale, f.baseline)
	}
	return held, nil
}

func (f *checkFlags) saveBaseline(fs []diag.Finding) error {
	file, err := os.Create(f.writeBaseline)
	if err != nil {
		return diag.Fail(diag.Text{CN: "写不了基线文件：%s", TW: "寫不了基準檔案：%s", EN: "--write-baseline: %s"}, err)
	}
	if err := errors.Join(diag.WriteBaseline(file, fs), file.Close()); err != nil {
		return diag.Fail(diag.Text{CN: "写不了基线文件：%s", TW: "寫不了基準檔案：%s", EN: "--write-baseline: %s"}, err)
	}
	if !f.quiet {
		f.note(diag.Text{CN: "%d 个问题已写到 %s", TW: "%d 個問題已寫到 %s", EN: "%d findings written to %s"}, len(fs), f.writeBaseline)
	}
	return nil
}

// stepSummary writes the whole table where a GitHub workflow shows it.
func stepSummary(format diag.Format, r *diag.Report, opt diag.Options) error {
	path := os.Getenv("GITHUB_STEP_SUMMARY")
	if format != diag.FormatGitHub || path == "" {
		return nil
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return fmt.Errorf("write the step summary: %w", err)
	}
	return errors.Join(diag.WriteStepSummary(file, r, opt), file.Close())
}
