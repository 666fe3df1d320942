package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/stats"
)

type statsFlags struct {
	*globals
	period   string
	from, to string
	unit     string
	measures []string
	audience string
	format   string
	out      string
	now      string
}

func newStats(g *globals) *cobra.Command {
	f := &statsFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "stats",
		Short: "Count meetings, attendance, actions and the rest",
		Long: "Stats prints the measures of what one audience may see, by month, quarter, year or\n" +
			"in total. One --measure is broken down by unit, person and kind; several are a line\n" +
			"each. JSON points every number to the records behind it.",
		Example: "  minutebook stats\n  minutebook stats --measure attendance --period month --from 2025-01\n  minutebook stats --unit 信息中心 --format xlsx --out figures.xlsx",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVarP(&f.period, "period", "p", "quarter", "month, quarter, year or total")
	cmd.Flags().StringVar(&f.from, "from", "", "the first day, month, quarter or year")
	cmd.Flags().StringVar(&f.to, "to", "", "the last day, month, quarter or year")
	cmd.Flags().StringVar(&f.unit, "unit", "", "only a unit and those below it: name, alias or id")
	cmd.Flags().StringSliceVarP(&f.measures, "measure", "m", nil, "only these: "+strings.Join(measureIDs(), ", "))
	cmd.Flags().StringVarP(&f.audience, "audience", "a", "internal", "whose view to count: public, internal, or a unit")
	cmd.Flags().StringVarP(&f.format, "format", "f", "table", "table, json, csv or xlsx")
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "write to a file that does not exist yet")
	cmd.Flags().StringVar(&f.now, "now", "", "the moment to count for (default: the clock)")
	return cmd
}

func (f *statsFlags) run(ctx context.Context, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	format, err := stats.ParseFormat(f.format)
	if err != nil {
		return fmt.Errorf("--format: %w", err)
	}
	if format == stats.FormatXLSX && f.out == "" && isTerminal(os.Stdout) {
		return diag.Fail(diag.Text{CN: "工作簿不能显示在终端里；用 --out figures.xlsx 写到文件", TW: "活頁簿不能顯示在終端機裡；用 --out figures.xlsx 寫到檔案", EN: "a workbook is not for a terminal; say --out figures.xlsx"})
	}
	query, err := f.query()
	if err != nil {
		return err
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
		return fmt.Errorf("read %s: %w", p.dir, err)
	}
	f.sayBroken(lang, c)
	audience, ok := c.Archive.AudienceFor(f.audience)
	if !ok {
		return archive.NoAudience(f.audience)
	}
	view := c.Archive.View(audience)
	if err := f.narrow(&query, c.Archive, view); err != nil {
		return err
	}
	facts := stats.Collect(view)
	facts.Checked(c.Findings)
	return f.write(out, func(w io.Writer) error { return stats.Write(w, format, facts.Figures(query), lang) })
}

// query reads what can be read without the archive.
func (f *statsFlags) query() (stats.Query, error) {
	var q stats.Query
	steps := map[string]stats.Step{"month": stats.Monthly, "quarter": stats.Quarterly, "year": stats.Yearly, "total": stats.Total}
	step, ok := steps[f.period]
	if !ok {
		return q, diag.Fail(diag.Text{CN: "--period 不能是“%s”：选 month、quarter、year 或 total", TW: "--period 不能是「%s」：選 month、quarter、year 或 total", EN: "--period %q: choose month, quarter, year or total"}, f.period)
	}
	q.Step = step
	for _, id := range f.measures {
		m := stats.Find(id)
		if m == nil {
			return q, unknownMeasure(id)
		}
		q.Measures = append(q.Measures, m)
	}
	return q, nil
}

func measureIDs() []string {
	var out []string
	for _, m := range stats.Measures() {
		out = append(out, m.ID)
	}
	return out
}

func unknownMeasure(id string) error {
	if near := schema.Nearest(id, measureIDs()); near != "" {
		return diag.Fail(diag.Text{CN: "没有指标“%s”；是不是 %s？", TW: "沒有指標「%s」；是不是 %s？", EN: "--measure %q is unknown; did you mean %s?"}, id, near)
	}
	return diag.Fail(diag.Text{CN: "没有指标“%s”；可以选 %s", TW: "沒有指標「%s」；可以選 %s", EN: "--measure %q is unknown; choose among %s"}, id, list(measureIDs()))
}

// narrow reads what the archive gives a meaning: units, and days in its zone.
func (f *statsFlags) narrow(q *stats.Query, a *archive.Archive, v *archive.View) error {
	for _, x := range []struct {
		flag, text string
		set        func(schema.Range)
	}{{"from", f.from, func(r schema.Range) { q.From = r.From }}, {"to", f.to, func(r schema.Range) { q.To = r.To }}} {
		if x.text == "" {
			continue
		}
		r, err := schema.ParsePeriod(x.text, a.Config.Zone)
		if err != nil {
			return diag.Fail(diag.Text{CN: "--%s 不能是“%s”：写成 2025、2025-Q3、2025-06 或 2025-06-15", TW: "--%s 不能是「%s」：寫成 2025、2025-Q3、2025-06 或 2025-06-15", EN: "--%s %q: write 2025, 2025-Q3, 2025-06 or 2025-06-15"}, x.flag, x.text)
		}
		x.set(r)
	}
	if !q.From.IsZero() && !q.To.IsZero() && !q.From.Before(q.To) {
		return diag.Fail(diag.Text{CN: "--from %s 在 --to %s 之后；对调一下", TW: "--from %s 在 --to %s 之後；對調一下", EN: "--from %s is after --to %s"}, f.from, f.to)
	}
	if f.unit == "" {
		return nil
	}
	named, ok := a.AudienceFor(f.unit)
	if !ok || len(named.Units) != 1 {
		return diag.Fail(diag.Text{CN: "登记册里没有单位“%s”；registers/units.yaml 里有全部单位", TW: "登記冊裡沒有單位「%s」；registers/units.yaml 裡有全部單位", EN: "--unit %q: no such unit in the register"}, f.unit)
	}
	q.Unit = named.Units[0]
	for _, u := range v.Units {
		if u == q.Unit {
			return nil
		}
	}
	return diag.Fail(diag.Text{CN: "--audience %[2]s 能看到的记录里没有提到单位“%[1]s”", TW: "--audience %[2]s 能看到的記錄裡沒有提到單位「%[1]s」", EN: "--unit %q: no record that %s may see names it"}, f.unit, f.audience)
}

// write prints, or writes a new file whole.
func (f *statsFlags) write(out io.Writer, print func(io.Writer) error) error {
	if err := writeNew(out, f.out, print); err != nil {
		return err
	}
	if f.out != "" && !f.quiet {
		f.note(diag.Text{CN: "统计已写到 %s", TW: "統計已寫到 %s", EN: "figures written to %s"}, f.out)
	}
	return nil
}
