package main

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/scaffold"
	"github.com/minutebook/minutebook/generator/schema"
)

type newFlags struct {
	*globals
	cmd    *cobra.Command
	fields []*string // as fieldFlags
	set    []string
	slug   string
	keys   string
	stdout bool
	edit   bool
	yes    bool
}

// fieldFlags are the fields that have a flag of their own; --set takes the rest.
var fieldFlags = []struct{ name, usage string }{
	{"title", "its title"},
	{"date", "its day, such as 2025-06-15 (default: the meeting's, else today)"},
	{"unit", "the unit it belongs to"},
	{"project", "the project it belongs to"},
	{"meeting", "of minutes: the id of the meeting (default: the one that was held and has none; \"\" for none)"},
	{"series", "the series of meetings, whose last record it follows"},
	{"kind", "the kind of meeting or report"},
	{"start", "when the meeting starts, such as \"2025-06-15 14:30\""},
	{"end", "when it ends"},
	{"location", "where it is"},
	{"chair", "who chairs it"},
	{"recorder", "who takes the minutes"},
	{"reviewer", "who reviews them"},
	{"audience", "who may see it: public, internal, or units"},
}

func newNew(g *globals) *cobra.Command {
	f := &newFlags{globals: g}
	var types []string
	for _, t := range schema.Builtin().Types {
		types = append(types, t.Name)
	}
	cmd := &cobra.Command{
		Use:   "new TYPE",
		Short: "Write the skeleton of a new record",
		Long: "New writes a record with every field and section its type asks for, and fills in\n" +
			"what the archive knows: from the meeting that minutes are of, from the last record\n" +
			"of the series (people, place, number, unfinished actions), from the registers.\n" +
			"What nobody knows stays empty, and minutebook check lists it. On a terminal it asks\n" +
			"for what is required; an empty answer leaves a field for later.\n\n" +
			"The types are " + strings.Join(types, ", ") + ", and those of minutebook.yaml.",
		Example: "  minutebook new meeting --series \"IT weekly\" --start \"2025-06-15 14:30\" --title \"IT weekly: moving the data centre\"\n" +
			"  minutebook new minutes --meeting 2025-06-15-it-weekly-meeting\n" +
			"  minutebook new 通知 --title 机房停电检修 --set 涉及部门=教务处、后勤处 --set effective=2025-07-01 --keys zh",
		Args: cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return recordTypes(g), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), cmd.InOrStdin(), cmd.OutOrStdout(), args[0])
		},
	}
	f.cmd = cmd
	for _, x := range fieldFlags {
		f.fields = append(f.fields, cmd.Flags().String(x.name, "", x.usage))
	}
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "any field as field=value; list.key=value for a row of a list (may be repeated)")
	cmd.Flags().StringVar(&f.slug, "slug", "", "the end of the file's name (default: made of the title)")
	cmd.Flags().StringVar(&f.keys, "keys", "en", "language of the keys: en or zh")
	cmd.Flags().BoolVar(&f.stdout, "stdout", false, "print the record instead of writing it")
	cmd.Flags().BoolVar(&f.edit, "edit", false, "open it in $VISUAL or $EDITOR afterwards")
	cmd.Flags().BoolVarP(&f.yes, "yes", "y", false, "ask nothing")
	cmd.MarkFlagsMutuallyExclusive("stdout", "edit")
	return cmd
}

func (f *newFlags) run(ctx context.Context, in io.Reader, out io.Writer, typ string) error {
	if _, err := f.globals.language(); err != nil {
		return err
	}
	p, err := f.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	now := time.Now()
	a, err := archive.Load(ctx, p.fs(), archive.Options{Now: now})
	if err != nil {
		return fmt.Errorf("read %s: %w", p.dir, err)
	}
	req, err := f.request(a, typ, now)
	if err != nil {
		return err
	}
	d, err := scaffold.New(a, req)
	if err != nil {
		return err
	}
	if stdin, ok := in.(*os.File); ok && !f.yes && isTerminal(stdin) {
		if d, err = ask(a, req, d, bufio.NewReader(in), os.Stderr); err != nil {
			return err
		}
	}
	if !f.quiet {
		for _, n := range d.Notes {
			fmt.Fprintf(os.Stderr, "minutebook: %s\n", n.In(req.Lang))
		}
	}
	if f.stdout {
		_, err := out.Write(d.Data)
		return err
	}
	err = scaffold.Create(p.root, d.File)
	if errors.Is(err, fs.ErrExist) {
		return diag.Fail(diag.Text{CN: "%s 已经有了；换一个 --slug 或 --date", TW: "%s 已經有了；換一個 --slug 或 --date", EN: "%s is there already; name another --slug or --date"}, p.prefix+d.Path)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(out, p.prefix+d.Path)
	if f.edit {
		return edit(ctx, filepath.Join(p.dir, filepath.FromSlash(d.Path)))
	}
	return nil
}

// request gathers what the flags say. Comments are in the language of the
// archive, not of the terminal, unless --lang is given: the file belongs to it.
func (f *newFlags) request(a *archive.Archive, typ string, now time.Time) (scaffold.Request, error) {
	req := scaffold.Request{Type: typ, Slug: f.slug, Today: now, Lang: a.Config.Languages[0], ChineseKeys: f.keys == "zh"}
	if f.keys != "en" && f.keys != "zh" {
		return req, diag.Fail(diag.Text{CN: "--keys 不能是“%s”：选 en 或 zh", TW: "--keys 不能是「%s」：選 en 或 zh", EN: "--keys %q: choose en or zh"}, f.keys)
	}
	if f.lang != "" {
		req.Lang, _ = diag.ParseLang(f.lang)
	}
	for i, x := range fieldFlags {
		if f.cmd.Flags().Changed(x.name) {
			req.Given = append(req.Given, scaffold.Setting{Field: x.name, Value: *f.fields[i]})
		}
	}
	for _, s := range f.set {
		field, value, ok := strings.Cut(s, "=")
		if !ok {
			return req, diag.Fail(diag.Text{CN: "--set 不能是“%s”：写成 字段=值", TW: "--set 不能是「%s」：寫成 欄位=值", EN: "--set %q: write field=value"}, s)
		}
		req.Given = append(req.Given, scaffold.Setting{Field: field, Value: value})
	}
	return req, nil
}

// ask puts the questions of a draft, one line each, until all are answered or
// passed over. An answer that will not do is asked for again.
func ask(a *archive.Archive, req scaffold.Request, d *scaffold.Draft, in *bufio.Reader, out io.Writer) (*scaffold.Draft, error) {
	asked := map[string]bool{}
	for {
		field := nextQuestion(d, asked)
		if field == nil {
			return d, nil
		}
		fmt.Fprintf(out, "%s\n> ", scaffold.Ask(a.Schema, field, req.Lang))
		line, err := in.ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("read the answer: %w", err)
		}
		if answer := strings.TrimSpace(line); answer != "" {
			try := req
			try.Given = append(try.Given[:len(try.Given):len(try.Given)], scaffold.Setting{Field: field.Name, Value: answer})
			better, wrong := scaffold.New(a, try)
			if wrong == nil {
				req, d = try, better
			} else {
				fmt.Fprintln(out, diag.Tell(wrong, req.Lang))
				if err == nil {
					continue
				}
			}
		}
		asked[field.Name] = true
		if err != nil { // the end of the input: the rest stays empty
			fmt.Fprintln(out)
			return d, nil
		}
	}
}

func nextQuestion(d *scaffold.Draft, asked map[string]bool) *schema.Field {
	for _, q := range d.Questions {
		if !asked[q.Name] {
			return q
		}
	}
	return nil
}

// edit opens a file in the user's editor.
func edit(ctx context.Context, file string) error {
	words := strings.Fields(cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR")))
	if len(words) == 0 {
		return diag.Fail(diag.Text{CN: "记录已写好，但不知道用什么编辑器打开：把环境变量 VISUAL 或 EDITOR 设为编辑器", TW: "記錄已寫好，但不知道用什麼編輯器開啟：把環境變數 VISUAL 或 EDITOR 設為編輯器", EN: "--edit: set VISUAL or EDITOR to the editor to use; the record is written"})
	}
	c := exec.CommandContext(ctx, words[0], append(words[1:], file)...)
	c.Stdin, c.Stdout, c.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := c.Run(); err != nil {
		return diag.Fail(diag.Text{CN: "记录已写好，但编辑器出错：%s", TW: "記錄已寫好，但編輯器出錯：%s", EN: "the record is written, but the editor failed: %s"}, err)
	}
	return nil
}
