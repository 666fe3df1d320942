package main

import (
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
	"github.com/minutebook/minutebook/generator/adopt"
	"github.com/minutebook/minutebook/generator/diag"
)

type adoptFlags struct {
	*globals
	out    string
	title  string
	zone   string
	dryRun bool
	json   bool
}

func newAdopt(g *globals) *cobra.Command {
	f := &adoptFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "adopt SOURCE",
		Short: "Turn existing Markdown minutes into an archive",
		Long: "Adopt reads a tree of Markdown minutes and writes an archive: records with what\n" +
			"could be read out of them, and registers of the units and people they name. The\n" +
			"source is never touched and the text of the minutes is kept to the byte. What\n" +
			"could not be told stays empty; minutebook check lists it.",
		Example: "  minutebook adopt ../old-minutes --out archive --dry-run\n  minutebook adopt ../old-minutes --out archive && minutebook check --dir archive",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), cmd.OutOrStdout(), args[0])
		},
	}
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "the folder of the new archive (required unless --dry-run)")
	cmd.Flags().StringVar(&f.title, "title", "", "the archive's title (default: the name of the source folder)")
	cmd.Flags().StringVar(&f.zone, "time-zone", "Asia/Shanghai", "the time zone of the times in the minutes")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "write nothing; show what would be written")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the plan as JSON")
	return cmd
}

func (f *adoptFlags) run(ctx context.Context, out io.Writer, src string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	if f.out == "" && !f.dryRun {
		return diag.Fail(diag.Text{CN: "用 --out 说明档案库写到哪里，或加 --dry-run 先看看", TW: "用 --out 說明檔案庫寫到哪裡，或加 --dry-run 先看看", EN: "say where the archive shall be written with --out, or --dry-run"})
	}
	zone, err := time.LoadLocation(f.zone)
	if err != nil {
		return diag.Fail(diag.Text{CN: "--time-zone 不能是“%s”：写 IANA 时区名，如 Asia/Shanghai", TW: "--time-zone 不能是「%s」：寫 IANA 時區名，如 Asia/Taipei", EN: "--time-zone %q: write an IANA name such as Asia/Shanghai"}, f.zone)
	}
	abs, err := filepath.Abs(src)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return diag.Fail(diag.Text{CN: "打不开来源 %s：%s", TW: "無法開啟來源 %s：%s", EN: "open the source %s: %s"}, src, err)
	}
	defer root.Close()
	title := f.title
	if title == "" {
		title = filepath.Base(abs)
	}
	bar := newBar(f.globals, lang)
	progress := bar.progress()
	plan, err := adopt.Prepare(ctx, root.FS(), adopt.Options{Title: title, Zone: zone, Now: time.Now(), Progress: func(done, n int) {
		if progress != nil {
			progress(generator.Reading, done, n)
		}
	}})
	bar.clear()
	if err != nil {
		return fmt.Errorf("adopt %s: %w", src, err)
	}
	if !f.dryRun {
		if err := plan.Write(f.out); err != nil {
			return err
		}
	}
	if f.json {
		return printPlanJSON(out, plan)
	}
	if !f.quiet {
		f.print(out, lang, plan)
	}
	return nil
}

func printPlanJSON(w io.Writer, p *adopt.Plan) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(p)
}

// print shows the totals and what was not found; a dry run also a line for every
// file.
func (f *adoptFlags) print(w io.Writer, lang diag.Lang, p *adopt.Plan) {
	say := func(t diag.Text, args ...any) { fmt.Fprintln(w, diag.Visible(diag.Say(t, args...).In(lang))) }
	if f.dryRun {
		for _, file := range p.Files {
			say(diag.Text{CN: "%s → %s：%s，%s，出席 %d，决议 %d，待办 %d", TW: "%s → %s：%s，%s，出席 %d，決議 %d，待辦 %d", EN: "%s → %s: %s, %s, %d present, %d decisions, %d actions"},
				file.Source, file.Path, file.Date.String(), file.Title, len(file.Present), file.Decisions, file.Actions)
			for _, n := range file.Notes {
				say(diag.Text{CN: "    %s", TW: "    %s", EN: "    %s"}, n)
			}
		}
	}
	for _, s := range p.Skipped {
		say(diag.Text{CN: "略过 %s：%s", TW: "略過 %s：%s", EN: "skipped %s: %s"}, s.Source, s.Reason)
	}
	for _, n := range p.Notes {
		say(diag.Text{CN: "%s", TW: "%s", EN: "%s"}, n)
	}
	t := p.Totals
	for _, row := range []struct {
		label diag.Text
		n     int
	}{
		{diag.Text{CN: "源文件", TW: "來源檔案", EN: "source files"}, t.Files},
		{diag.Text{CN: "记录", TW: "記錄", EN: "records"}, t.Records},
		{diag.Text{CN: "略过", TW: "略過", EN: "skipped"}, t.Skipped},
		{diag.Text{CN: "会议纪要", TW: "會議紀要", EN: "minutes"}, t.Minutes},
		{diag.Text{CN: "　有日期", TW: "　有日期", EN: "  with a date"}, t.Dated},
		{diag.Text{CN: "　有出席名单", TW: "　有出席名單", EN: "  with attendees"}, t.WithPeople},
		{diag.Text{CN: "决议", TW: "決議", EN: "decisions"}, t.Decisions},
		{diag.Text{CN: "待办", TW: "待辦", EN: "actions"}, t.Action},
		{diag.Text{CN: "单位", TW: "單位", EN: "units"}, t.Units},
		{diag.Text{CN: "人员", TW: "人員", EN: "people"}, t.People},
		{diag.Text{CN: "附件", TW: "附件", EN: "attachments"}, t.Attachments},
	} {
		fmt.Fprintf(w, "%s %6d\n", diag.Pad(row.label.In(lang), 16), row.n)
	}
	if f.dryRun {
		say(diag.Text{CN: "试运行：没有写出任何文件", TW: "試執行：沒有寫出任何檔案", EN: "dry run: nothing was written"})
		return
	}
	say(diag.Text{CN: "已写到 %s；用 minutebook check --dir %[1]s 查看还缺什么", TW: "已寫到 %s；用 minutebook check --dir %[1]s 查看還缺什麼", EN: "written to %s; minutebook check --dir %[1]s lists what is missing"}, f.out)
}
