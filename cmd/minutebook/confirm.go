package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
)

type confirmFlags struct {
	*globals
	opt generator.ConfirmOptions
	now string
}

func newConfirm(g *globals) *cobra.Command {
	f := &confirmFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "confirm RECORD",
		Short: "Sign a record, and commit the signature",
		Long: "Confirm adds your confirmation to a record and commits that one file under your git\n" +
			"identity, whose address must be yours in the register of people: whose commit the\n" +
			"line stands in is what proves it (minutebook check --verify-signoffs). Nothing else\n" +
			"in the file changes. With --person it is written in somebody's place and stays\n" +
			"unproven.",
		Example: "  minutebook confirm 2025-06-15-kickoff\n  minutebook confirm 2025-06-15-kickoff --verdict objected --comment \"item 3 was postponed\"\n  minutebook confirm 2025-06-15-kickoff --dry-run",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), cmd.OutOrStdout(), args[0]) },
	}
	cmd.Flags().StringVar(&f.opt.Verdict, "verdict", "", "agreed or objected, or a word that means it (default: agreed)")
	cmd.Flags().StringVar(&f.opt.Comment, "comment", "", "what to say with it; an objection needs its reason")
	cmd.Flags().StringVar(&f.opt.Role, "role", "", "in which role (default: what the record asks you as)")
	cmd.Flags().StringVar(&f.opt.Person, "person", "", "write it in somebody's place: name, alias or id")
	cmd.Flags().BoolVar(&f.opt.NoCommit, "no-commit", false, "write it, and leave the commit to you")
	cmd.Flags().BoolVar(&f.opt.DryRun, "dry-run", false, "say what would be written")
	cmd.Flags().StringVar(&f.now, "now", "", "the moment to sign at (default: the clock)")
	return cmd
}

func (f *confirmFlags) run(ctx context.Context, out io.Writer, name string) error {
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
	now, err := p.present(f.now)
	if err != nil {
		return err
	}
	f.opt.Options = p.options(now, nil)
	f.opt.Record = p.within(name)
	if f.opt.Identity, err = identity(p.dir); err != nil {
		return err
	}
	c, err := generator.Confirm(ctx, p.fs(), p.replace, f.opt)
	if err != nil {
		return err
	}
	if !f.quiet {
		f.print(out, lang, p.prefix, c)
	}
	return nil
}

// identity is who Git commits as: by the environment, else by its config.
func identity(dir string) (history.Ident, error) {
	var who history.Ident
	repo, err := history.Open(dir)
	switch {
	case err == nil:
		defer repo.Close()
		if who, err = repo.Identity(); err != nil {
			return who, err
		}
	case !errors.Is(err, history.ErrNoRepository):
		return who, err
	}
	if s := os.Getenv("GIT_AUTHOR_NAME"); s != "" {
		who.Name = s
	}
	if s := os.Getenv("GIT_AUTHOR_EMAIL"); s != "" {
		who.Email = s
	}
	return who, nil
}

// replace writes a file of the archive in one step.
func (p *place) replace(name string, b []byte) error {
	info, err := p.root.Lstat(name)
	if err != nil {
		return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
	}
	if !info.Mode().IsRegular() {
		return diag.Fail(diag.Text{CN: "写不了 %s：它不是普通文件", TW: "無法寫入 %s：它不是普通檔案", EN: "write %s: it is not a regular file"}, name)
	}
	tmp := path.Join(path.Dir(name), "."+path.Base(name)+".new")
	file, err := p.root.OpenFile(tmp, os.O_CREATE|os.O_EXCL|os.O_WRONLY, info.Mode().Perm())
	if err != nil {
		return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
	}
	_, err = file.Write(b)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = p.root.Rename(tmp, name)
	}
	if err != nil {
		p.root.Remove(tmp) //nolint:errcheck // nothing more can be done
		return diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "無法寫入 %s：%s", EN: "write %s: %s"}, name, err)
	}
	return nil
}

func (f *confirmFlags) print(w io.Writer, lang diag.Lang, prefix string, c *generator.Confirmed) {
	say := func(t diag.Text, args ...any) { fmt.Fprintln(w, diag.Say(t, args...).In(lang)) }
	fmt.Fprintf(w, "%s%s:%d: %s\n", prefix, c.Record.Path(), c.At, diag.Visible(c.Line))
	switch {
	case f.opt.DryRun:
		say(diag.Text{CN: "试运行，没有写入", TW: "試執行，沒有寫入", EN: "a dry run: nothing was written"})
		return
	case c.Commit != "":
		say(diag.Text{CN: "%s已签字，提交 %s", TW: "%s已簽字，提交 %s", EN: "%s has confirmed it, in commit %s"}, c.Person.Name, c.Commit[:10])
	default:
		say(diag.Text{CN: "已写入，尚未提交：由本人提交之后，签字才算证明", TW: "已寫入，尚未提交：由本人提交之後，簽字才算證明", EN: "written and not committed: it is proven once they have committed it themselves"})
	}
	if c.OnBehalf {
		say(diag.Text{CN: "这是代%s登记的，不是本人的提交，不能证明本人签过字", TW: "這是代%s登記的，不是本人的提交，不能證明本人簽過字", EN: "it was written in the place of %s, so it stays unproven"}, c.Person.Name)
	}
	if c.Shared && c.ProofOf() != check.Proven {
		say(diag.Text{CN: "几个人的确认写在同一对方括号里，证明不了各是谁写的；以后请一人一行", TW: "幾個人的確認寫在同一對方括號裡，證明不了各是誰寫的；以後請一人一行", EN: "the confirmations stand in one pair of brackets, so nobody can prove who wrote which; give each a line of its own"})
	}
}
