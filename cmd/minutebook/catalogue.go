package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/render"
	"github.com/minutebook/minutebook/generator/sheet"
)

type catalogueFlags struct {
	*globals
	audience string
	disposal bool
	format   string
	out      string
	now      string
}

func newCatalogue(g *globals) *cobra.Command {
	f := &catalogueFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "catalogue",
		Short: "List the records for hand-over to an archive, or for disposal",
		Long: "Catalogue lists the records of a view as an archivist takes them over: archive\n" +
			"number, responsible, document number, title, date, classification, pages and\n" +
			"retention. --disposal lists those whose retention has ended and that are not on\n" +
			"hold. It proposes; nothing is ever deleted. Headings are in the archive's language\n" +
			"unless --lang is given.",
		Example: "  minutebook catalogue --format xlsx --out catalogue.xlsx\n  minutebook catalogue --disposal --audience Registry",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVarP(&f.audience, "audience", "a", "internal", "whose view to list: public, internal, or a unit")
	cmd.Flags().BoolVar(&f.disposal, "disposal", false, "only records whose retention has ended, not on hold")
	cmd.Flags().StringVarP(&f.format, "format", "f", "csv", "csv or xlsx")
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "write to a file that does not exist yet")
	cmd.Flags().StringVar(&f.now, "now", "", "the day to list for (default: the clock)")
	return cmd
}

func (f *catalogueFlags) run(ctx context.Context, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	write := sheet.WriteCSV
	switch f.format {
	case "csv":
	case "xlsx":
		write = func(w io.Writer, t sheet.Table) error { return sheet.WriteXLSX(w, t) }
		if f.out == "" && isTerminal(os.Stdout) {
			return diag.Fail(diag.Text{CN: "工作簿不能显示在终端里；用 --out catalogue.xlsx 写到文件", TW: "活頁簿不能顯示在終端機裡；用 --out catalogue.xlsx 寫到檔案", EN: "a workbook is not for a terminal; say --out catalogue.xlsx"})
		}
	default:
		return diag.Fail(diag.Text{CN: "没有输出格式“%s”：选 csv 或 xlsx", TW: "沒有輸出格式「%s」：選 csv 或 xlsx", EN: "--format %q: choose csv or xlsx"}, f.format)
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
	c, err := generator.Check(ctx, p.fs(), p.options(now, bar))
	bar.clear()
	if err != nil {
		return diag.Fail(diag.Text{CN: "读不了 %s：%s", TW: "讀不了 %s：%s", EN: "read %s: %s"}, p.dir, err)
	}
	audience, ok := c.Archive.AudienceFor(f.audience)
	if !ok {
		return diag.Fail(diag.Text{CN: "--audience 不能是“%s”：写 public（公开）、internal（内部），或登记册里的一个单位", TW: "--audience 不能是「%s」：寫 public（公開）、internal（內部），或登記冊裡的一個單位", EN: "--audience %q: say public, internal, or a unit of the register"}, f.audience)
	}
	view := c.Archive.View(audience)
	opt := render.Options{Files: p.fs(), Version: version()}
	if f.lang != "" {
		opt.Lang = lang
	}
	site, err := render.New(view, opt)
	if err != nil {
		return err
	}
	table := site.Catalogue()
	if f.disposal {
		table = site.Disposal()
	}
	if err := writeNew(out, f.out, func(w io.Writer) error { return write(w, table) }); err != nil {
		return err
	}
	f.tell(lang, len(c.Archive.Records)-len(view.Records))
	return nil
}

// tell says on the side what the list does not hold, and where it is.
func (f *catalogueFlags) tell(lang diag.Lang, outside int) {
	if f.quiet {
		return
	}
	if outside > 0 {
		fmt.Fprintf(os.Stderr, diag.Text{
			CN: "minutebook：%d 份记录不在“%s”的范围内，未列出\n",
			TW: "minutebook：%d 份記錄不在「%s」的範圍內，未列出\n",
			EN: "minutebook: %d records are not for %q and are not listed\n",
		}.In(lang), outside, f.audience)
	}
	if f.out != "" {
		fmt.Fprintf(os.Stderr, diag.Text{CN: "minutebook：已写入 %s\n", TW: "minutebook：已寫入 %s\n", EN: "minutebook: written to %s\n"}.In(lang), f.out)
	}
}

// writeNew prints, or writes a new file whole.
func writeNew(out io.Writer, name string, print func(io.Writer) error) error {
	if name == "" {
		w := bufio.NewWriter(out)
		return errors.Join(print(w), w.Flush())
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, os.ErrExist) {
		return diag.Fail(diag.Text{CN: "%s 已经存在；先移走它，或者用 --out 写到别的名字", TW: "%s 已經存在；先移走它，或者用 --out 寫到別的名字", EN: "--out %s exists; remove it or choose another name"}, name)
	}
	if err != nil {
		return diag.Fail(diag.Text{CN: "--out：%s", TW: "--out：%s", EN: "--out: %s"}, err)
	}
	w := bufio.NewWriter(file)
	if err := errors.Join(print(w), w.Flush(), file.Close()); err != nil {
		return errors.Join(err, os.Remove(name))
	}
	return nil
}
