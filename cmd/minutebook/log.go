package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
)

type logFlags struct {
	*globals
	json bool
	max  int
}

func newLog(g *globals) *cobra.Command {
	f := &logFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "log RECORD",
		Short: "Tell who changed what in a record, version by version",
		Long: "Log lists the versions of a record that Git knows, the newest first: when, by whom,\n" +
			"what for, and which fields and which words of the text are not what they were.\n" +
			"A record is named by its id or by its file. Renames are followed.",
		Example: "  minutebook log 2025-06-15-kickoff\n  minutebook log content/minutes/2025/2025-06-15-kickoff.md --json",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), cmd.OutOrStdout(), args[0]) },
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "print the versions as JSON")
	cmd.Flags().IntVarP(&f.max, "max", "n", 0, "only so many of the newest versions (default: all)")
	return cmd
}

func (f *logFlags) run(ctx context.Context, out io.Writer, name string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	if f.max < 0 {
		return diag.Fail(diag.Text{CN: "--max 不能是 %d：写大于 0 的数", TW: "--max 不能是 %d：寫大於 0 的數", EN: "--max %d: write a number above 0"}, f.max)
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
	bar := newBar(f.globals, lang)
	l, err := generator.LogOf(ctx, p.fs(), p.options(time.Time{}, bar), p.within(name))
	bar.clear()
	if err != nil {
		return err
	}
	total := len(l.Entries)
	if f.max > 0 && f.max < total {
		l.Entries = l.Entries[:f.max]
	}
	if f.json {
		return writeLogJSON(out, l)
	}
	w := &logPrinter{Writer: bufio.NewWriter(out), lang: lang, zone: l.Record.At().Location(), color: out == os.Stdout && useColor(os.Stdout)}
	w.log(l, p.prefix, total)
	return w.Flush()
}

// within is how a file is called inside the archive, if a name is that of one
// there; ids stay as they are.
func (p *place) within(name string) string {
	if !strings.HasSuffix(strings.ToLower(name), ".md") {
		return name
	}
	abs, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if _, err := os.Stat(abs); err != nil {
		return filepath.ToSlash(name)
	}
	rel, err := filepath.Rel(p.dir, abs)
	if err != nil || strings.HasPrefix(rel, "..") {
		return filepath.ToSlash(name)
	}
	return filepath.ToSlash(rel)
}

type logPrinter struct {
	*bufio.Writer
	lang  diag.Lang
	zone  *time.Location
	color bool
}

var logWords = struct {
	head, arrived, pending, uncommitted, renamed, deleted, added, text, review, stranger, shown diag.Text
}{
	head:        diag.Text{CN: "%s：%d 个版本", TW: "%s：%d 個版本", EN: "%s, versions: %d"},
	arrived:     diag.Text{CN: "，%s 进入主分支", TW: "，%s 進入主分支", EN: ", on the main branch since %s"},
	pending:     diag.Text{CN: "，还没有进入主分支", TW: "，還沒有進入主分支", EN: ", not on the main branch as far as is known"},
	uncommitted: diag.Text{CN: "尚未提交的改动", TW: "尚未提交的改動", EN: "not committed yet"},
	renamed:     diag.Text{CN: "改名，原为 %s", TW: "改名，原為 %s", EN: "renamed from %s"},
	deleted:     diag.Text{CN: "删去", TW: "刪去", EN: "deleted"},
	added:       diag.Text{CN: "建立", TW: "建立", EN: "created"},
	text:        diag.Text{CN: "正文", TW: "正文", EN: "text"},
	review:      diag.Text{CN: "审阅：%s", TW: "審閱：%s", EN: "reviewed by %s"},
	stranger:    diag.Text{CN: "（不在登记册）", TW: "（不在登記冊）", EN: " (not in the register)"},
	shown:       diag.Text{CN: "另有 %d 个更早的版本未列出", TW: "另有 %d 個更早的版本未列出", EN: "older versions that are not listed: %d"},
}

func (w *logPrinter) say(t diag.Text, args ...any) string { return diag.Say(t, args...).In(w.lang) }

func (w *logPrinter) log(l *generator.Log, prefix string, total int) {
	r := l.Record
	fmt.Fprintf(w, "%s  %s\n", r.ID, diag.Visible(r.Title))
	w.WriteString(w.say(logWords.head, prefix+r.Path(), total))
	if l.Published != nil {
		w.WriteString(w.say(logWords.arrived, w.at(l.Published.Committed)))
	} else {
		w.WriteString(w.say(logWords.pending))
	}
	w.WriteString("\n")
	for _, e := range l.Entries {
		w.WriteString("\n")
		w.entry(e)
	}
	if older := total - len(l.Entries); older > 0 {
		w.WriteString("\n" + w.say(logWords.shown, older) + "\n")
	}
}

func (w *logPrinter) at(t time.Time) string { return t.In(w.zone).Format("2006-01-02 15:04") }

func (w *logPrinter) entry(e generator.LogEntry) {
	if v := e.Version; v == nil {
		w.WriteString(w.say(logWords.uncommitted) + "\n")
	} else {
		name := diag.Visible(e.Author)
		if !e.Known {
			name += w.say(logWords.stranger)
		}
		fmt.Fprintf(w, "%s  %s  %s  %s\n", w.at(v.At), v.ID[:10], name, diag.Visible(v.Subject))
		switch v.Kind {
		case history.Added:
			w.WriteString("  " + w.say(logWords.added) + "\n")
		case history.Deleted:
			w.WriteString("  " + w.say(logWords.deleted) + "\n")
		case history.Renamed:
			w.WriteString("  " + w.say(logWords.renamed, diag.Visible(v.From)) + "\n")
		}
	}
	if len(e.Reviewers) > 0 {
		w.WriteString("  " + w.say(logWords.review, diag.Visible(strings.Join(e.Reviewers, ", "))) + "\n")
	}
	for _, c := range e.Fields {
		name := c.Field
		if w.lang != diag.En && c.Label != (diag.Text{}) {
			name = c.Label.In(w.lang)
		}
		w.change(diag.Visible(name), c.Removed, c.New)
	}
	for _, c := range e.Text {
		name := w.say(logWords.text)
		if c.Section != "" {
			name += " " + diag.Visible(c.Section)
		}
		w.change(name, c.Removed, c.New)
	}
}

// change prints one thing that is another, on one line where it fits.
func (w *logPrinter) change(name string, removed, added []string) {
	fmt.Fprintf(w, "  %s\n", name)
	for _, s := range removed {
		w.line("-", "31", s)
	}
	for _, s := range added {
		w.line("+", "32", s)
	}
}

func (w *logPrinter) line(mark, color, s string) {
	s = "    " + mark + " " + diag.Visible(s)
	if w.color {
		s = "\x1b[" + color + "m" + s + "\x1b[0m"
	}
	w.WriteString(s + "\n")
}

type logJSON struct {
	Version   int            `json:"version"`
	Record    string         `json:"record"`
	Path      string         `json:"path"`
	Published string         `json:"published,omitempty"`
	Versions  []logEntryJSON `json:"versions"`
}

type logEntryJSON struct {
	Commit    string        `json:"commit,omitempty"` // none: not committed yet
	At        string        `json:"at,omitempty"`
	Author    string        `json:"author,omitempty"`
	Known     bool          `json:"known"`
	Reviewers []string      `json:"reviewers,omitempty"`
	Subject   string        `json:"subject,omitempty"`
	Kind      string        `json:"kind"`
	Path      string        `json:"path,omitempty"`
	From      string        `json:"from,omitempty"`
	Fields    []fieldJSON   `json:"fields,omitempty"`
	Text      []sectionJSON `json:"text,omitempty"`
}

type fieldJSON struct {
	Field   string   `json:"field"`
	Removed []string `json:"removed,omitempty"`
	Added   []string `json:"added,omitempty"`
}

type sectionJSON struct {
	Section string   `json:"section"`
	Line    int      `json:"line"`
	Removed []string `json:"removed,omitempty"`
	Added   []string `json:"added,omitempty"`
}

func writeLogJSON(out io.Writer, l *generator.Log) error {
	j := logJSON{Version: 1, Record: l.Record.ID, Path: l.Record.Path(), Versions: []logEntryJSON{}}
	if l.Published != nil {
		j.Published = l.Published.Committed.Format(time.RFC3339)
	}
	for _, e := range l.Entries {
		x := logEntryJSON{Kind: "uncommitted", Author: e.Author, Known: e.Known, Reviewers: e.Reviewers}
		if v := e.Version; v != nil {
			x.Commit, x.At, x.Subject, x.Kind, x.Path, x.From = v.ID, v.At.Format(time.RFC3339), v.Subject, string(v.Kind), v.Path, v.From
		}
		for _, c := range e.Fields {
			x.Fields = append(x.Fields, fieldJSON{c.Field, c.Removed, c.New})
		}
		for _, c := range e.Text {
			x.Text = append(x.Text, sectionJSON{c.Section, c.Line, c.Removed, c.New})
		}
		j.Versions = append(j.Versions, x)
	}
	e := json.NewEncoder(out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(j)
}
