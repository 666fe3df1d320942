package main

import (
	"context"
	"crypto/sha256"
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
)

type buildFlags struct {
	*globals
	out      string
	audience string
	baseURL  string
	now      string
	strict   bool
	noSearch bool
	offline  bool
	json     bool
}

func newBuild(g *globals) *cobra.Command {
	f := &buildFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "build",
		Short: "Build the archive's pages",
		Long: "Build writes the site of what one audience may see. The output folder changes\n" +
			"from the old site to the new one in one step, and a folder that is not a site of\n" +
			"ours is never touched. Findings do not stop a build unless --strict is given.",
		Example: "  minutebook build --out public\n  minutebook build --out inside --audience internal",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVarP(&f.out, "out", "o", "public", "the folder to write")
	cmd.Flags().StringVarP(&f.audience, "audience", "a", "public", "who will read it: public, internal, or a unit")
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "where the site will be, such as https://minutes.example.org/ (default: base_url of the config)")
	cmd.Flags().StringVar(&f.now, "now", "", "the moment to build for (default: SOURCE_DATE_EPOCH, the newest commit, or the newest record's day)")
	cmd.Flags().BoolVar(&f.strict, "strict", false, "build nothing if the archive has errors")
	cmd.Flags().BoolVar(&f.noSearch, "no-search", false, "build no search")
	cmd.Flags().BoolVar(&f.offline, "offline", false, "make the search work in pages opened from the disk, too")
	cmd.MarkFlagsMutuallyExclusive("no-search", "offline")
	cmd.Flags().BoolVar(&f.json, "json", false, "print what was done as JSON")
	return cmd
}

func (f *buildFlags) run(ctx context.Context, out io.Writer) error {
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
	commit, err := history.CheckedOut(p.dir)
	if err != nil {
		return err
	}
	bar := newBar(f.globals, lang)
	b, err := generator.Build(ctx, p.fs(), generator.BuildOptions{
		Options:  p.options(now, bar),
		Audience: f.audience, Out: f.out, BaseURL: f.baseURL, Protect: protected(p.dir), Strict: f.strict, NoSearch: f.noSearch, Offline: f.offline, Version: version(), Commit: commit,
		Memory: memoryOf(f.out), Program: program(),
	})
	bar.clear()
	if err != nil {
		return err
	}
	f.sayHistory(lang, b.Checked)
	if f.json {
		return f.printJSON(out, b)
	}
	if !f.quiet {
		f.print(out, lang, b)
	}
	return nil
}

// memoryOf is where the builds of an output folder note what they were made of, ""
// where the user has no cache.
func memoryOf(out string) string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	if out, err = filepath.Abs(out); err != nil {
		return ""
	}
	return filepath.Join(cache, "minutebook", "builds", fmt.Sprintf("%x", sha256.Sum256([]byte(out))))
}

// program is the sum of the program's own file, "" if it cannot be read: a version
// does not tell two states of a work tree apart.
func program() string {
	name, err := os.Executable()
	if err != nil {
		return ""
	}
	f, err := os.Open(name)
	if err != nil {
		return ""
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return ""
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}

// protected are the folders an output must not hold.
func protected(archive string) []string {
	out := []string{archive}
	if home, err := os.UserHomeDir(); err == nil {
		out = append(out, home)
	}
	return out
}

func (f *buildFlags) print(w io.Writer, lang diag.Lang, b *generator.Built) {
	var total time.Duration
	phases := ""
	for _, t := range b.Timings {
		total += t.Elapsed
		phases += fmt.Sprintf(" %s %s", phaseNames[t.Phase].In(lang), short(t.Elapsed))
	}
	text := diag.Text{
		CN: "%[1]s：%[2]d 份记录，%[3]d 个页面（写出 %[4]d，沿用 %[5]d，删去 %[6]d），%.1[7]f MB；%[8]d 个错误，%[9]d 个警告；用时 %[10]s（%[11]s）",
		TW: "%[1]s：%[2]d 份記錄，%[3]d 個頁面（寫出 %[4]d，沿用 %[5]d，刪去 %[6]d），%.1[7]f MB；%[8]d 個錯誤，%[9]d 個警告；用時 %[10]s（%[11]s）",
		EN: "%[1]s: %[2]d records, %[3]d pages (%[4]d written, %[5]d kept, %[6]d removed), %.1[7]f MB; %[8]d errors, %[9]d warnings; %[10]s (%[11]s)",
	}
	s := b.Stats
	fmt.Fprintf(w, text.In(lang)+"\n", filepath.ToSlash(f.out), b.Records, s.Pages, s.Written, s.Reused, s.Removed, float64(s.Bytes)/1e6, b.Errors, b.Warnings, short(total), phases[1:])
	if hidden := b.Hidden; b.Records == 0 && hidden > 0 {
		fmt.Fprintln(w, diag.Say(diag.Text{
			CN: "“%s”一份记录也看不到：%d 份记录的公开范围都更窄。要给内部看，用 --audience internal；要公开，在记录里写“公开范围: public”",
			TW: "「%s」一份記錄也看不到：%d 份記錄的公開範圍都更窄。要給內部看，用 --audience internal；要公開，在記錄裡寫「公開範圍: public」",
			EN: "%q sees none of the %d records: all are for a narrower audience. Build for insiders with --audience internal, or write audience: public in the records meant for everybody",
		}, f.audience, hidden).In(lang))
	}
}

func short(d time.Duration) string { return d.Round(time.Millisecond).String() }

func (f *buildFlags) printJSON(w io.Writer, b *generator.Built) error {
	phases := map[string]float64{}
	for _, t := range b.Timings {
		phases[string(t.Phase)] = t.Elapsed.Seconds()
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(map[string]any{
		"version": 1, "out": f.out, "audience": f.audience, "records": b.Records,
		"pages": b.Stats.Pages, "bytes": b.Stats.Bytes, "written": b.Stats.Written, "kept": b.Stats.Reused, "removed": b.Stats.Removed,
		"errors": b.Errors, "warnings": b.Warnings, "seconds": phases,
	})
}
