package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/minutebook/minutebook/generator/diag"
)

// The words around a command's own in its help.
var (
	headUsage    = diag.Text{CN: "用法：", TW: "用法：", EN: "Usage:"}
	headAliases  = diag.Text{CN: "别名：", TW: "別名：", EN: "Aliases:"}
	headExamples = diag.Text{CN: "例子：", TW: "範例：", EN: "Examples:"}
	headCommands = diag.Text{CN: "命令：", TW: "命令：", EN: "Commands:"}
	headFlags    = diag.Text{CN: "选项：", TW: "選項：", EN: "Flags:"}
	headGlobal   = diag.Text{CN: "所有命令都有的选项：", TW: "所有命令都有的選項：", EN: "Flags of every command:"}
	moreHelp     = diag.Text{CN: "某个命令的详细说明：%s %s --help", TW: "某個命令的詳細說明：%s %s --help", EN: "More about a command: %s %s --help"}
	wordCommand  = diag.Text{CN: "命令", TW: "命令", EN: "COMMAND"}
	wordFlags    = diag.Text{CN: "[选项]", TW: "[選項]", EN: "[flags]"}
	byDefault    = diag.Text{CN: "（默认 %s）", TW: "（預設 %s）", EN: " (default %s)"}
	helpFlag     = diag.Text{CN: "显示这份说明", TW: "顯示這份說明", EN: "show this help"}
)

// group is a heading in the list of commands. The order is that of the work.
type group string

const (
	writing    group = "writing"
	looking    group = "looking"
	publishing group = "publishing"
	keeping    group = "keeping"
	helping    group = "helping"
)

var groups = []struct {
	id    group
	title diag.Text
}{
	{writing, diag.Text{CN: "写记录：", TW: "寫記錄：", EN: "Write records:"}},
	{looking, diag.Text{CN: "检查和查阅：", TW: "檢查與查閱：", EN: "Check and look up:"}},
	{publishing, diag.Text{CN: "生成和发布网站：", TW: "產生與發布網站：", EN: "Build and publish the site:"}},
	{keeping, diag.Text{CN: "保管：", TW: "保管：", EN: "Keep it safe:"}},
	{helping, diag.Text{CN: "其他：", TW: "其他：", EN: "Help:"}},
}

// metavars stand for a flag's value, by pflag's name of its type; a usage may
// name another in back quotes.
var metavars = map[string]diag.Text{
	"string":      {CN: "值", TW: "值", EN: "string"},
	"strings":     {CN: "值", TW: "值", EN: "strings"},
	"stringArray": {CN: "值", TW: "值", EN: "string"},
	"int":         {CN: "数", TW: "數", EN: "int"},
	"float":       {CN: "数", TW: "數", EN: "float"},
	"uint":        {CN: "数", TW: "數", EN: "uint"},
	"duration":    {CN: "时长", TW: "時長", EN: "duration"},
}

// dress makes a tree of commands speak a language: its help by the table of
// translations, and wrong use of it as an error that says what is right. It
// changes nothing in what a command does.
func dress(root *cobra.Command, lang diag.Lang) {
	root.SetHelpCommand(newHelp())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	root.SetFlagErrorFunc(wrongFlag)
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) { writeHelp(cmd.OutOrStdout(), cmd, lang) })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		writeHelp(cmd.OutOrStderr(), cmd, lang)
		return nil
	})
	table := translations()
	eachCommand(root, func(cmd *cobra.Command) {
		cmd.InitDefaultHelpFlag()
		cmd.Flag("help").Usage = helpFlag.In(lang)
		if check := cmd.Args; check != nil {
			cmd.Args = func(cmd *cobra.Command, args []string) error { return wrongUse(cmd, args, check) }
		}
		offerValues(cmd)
		if w := table[cmd.CommandPath()]; w != nil && lang != diag.En {
			w.put(cmd, lang)
		}
	})
}

// eachCommand visits a command and those below it.
func eachCommand(cmd *cobra.Command, visit func(*cobra.Command)) {
	visit(cmd)
	for _, c := range cmd.Commands() {
		eachCommand(c, visit)
	}
}

// newHelp is cobra's help command, but for a topic that is none.
func newHelp() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Explain a command",
		Args:  cobra.ArbitraryArgs,
		ValidArgsFunction: func(cmd *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
			var out []string
			if of, _, err := cmd.Root().Find(args); err == nil {
				for _, c := range of.Commands() {
					if c.IsAvailableCommand() {
						out = append(out, c.Name()+"\t"+c.Short)
					}
				}
			}
			return out, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			of, rest, err := cmd.Root().Find(args)
			if err != nil {
				return err
			}
			if len(rest) > 0 {
				return notACommand(of, rest[0])
			}
			return of.Help()
		},
	}
}

// put gives a command its words in a language.
func (w *words) put(cmd *cobra.Command, lang diag.Lang) {
	cmd.Short = w.short.in(lang)
	cmd.Long = w.long.in(lang)
	cmd.Example = cmp.Or(w.example.in(lang), cmd.Example)
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if usage := w.flags[f.Name].in(lang); usage != "" {
			f.Usage = usage
		}
	})
}

// useLine is how a command is written.
func useLine(cmd *cobra.Command, lang diag.Lang) string {
	line := cmd.CommandPath()
	for i := range strings.Fields(cmd.Use)[1:] {
		line += " " + argument(cmd, i).In(lang)
	}
	return line + " " + wordFlags.In(lang)
}

// argument is one of the placeholders in a command's line of use, with its
// brackets.
func argument(cmd *cobra.Command, i int) diag.Text {
	en := strings.Fields(cmd.Use)[1+i]
	t := diag.Text{CN: en, TW: en, EN: en}
	if w := translations()[cmd.CommandPath()]; w != nil {
		for lang, to := range map[diag.Lang]*string{diag.ZhCN: &t.CN, diag.ZhTW: &t.TW} {
			if all := strings.Fields(w.args.in(lang)); i < len(all) {
				*to = all[i]
			}
		}
	}
	return t
}

// argName is the bare name of the placeholder.
func argName(cmd *cobra.Command, i int) diag.Text {
	t := argument(cmd, i)
	for _, s := range []*string{&t.CN, &t.TW, &t.EN} {
		*s = strings.Trim(*s, "[]…. ")
	}
	return t
}

func writeHelp(w io.Writer, cmd *cobra.Command, lang diag.Lang) {
	p := func(format string, args ...any) { fmt.Fprintf(w, format, args...) }
	p("%s\n\n%s\n", strings.TrimSpace(cmp.Or(cmd.Long, cmd.Short)), headUsage.In(lang))
	if cmd.Runnable() {
		p("  %s\n", useLine(cmd, lang))
	}
	if cmd.HasAvailableSubCommands() {
		p("  %s %s %s\n", cmd.CommandPath(), wordCommand.In(lang), wordFlags.In(lang))
	}
	if len(cmd.Aliases) > 0 {
		p("\n%s\n  %s\n", headAliases.In(lang), cmd.NameAndAliases())
	}
	if cmd.Example != "" {
		p("\n%s\n%s\n", headExamples.In(lang), strings.TrimRight(cmd.Example, "\n"))
	}
	writeCommands(w, cmd, lang)
	writeFlags(w, headFlags.In(lang), cmd.LocalFlags(), lang)
	writeFlags(w, headGlobal.In(lang), cmd.InheritedFlags(), lang)
	if cmd.HasAvailableSubCommands() {
		p("\n"+moreHelp.In(lang)+"\n", cmd.CommandPath(), wordCommand.In(lang))
	}
}

// writeCommands lists the commands below one by their groups; those of a command
// that is not the root have none.
func writeCommands(w io.Writer, cmd *cobra.Command, lang diag.Lang) {
	table := translations()
	section := func(title string, belongs func(group) bool) {
		for _, c := range cmd.Commands() {
			if !c.IsAvailableCommand() && c.Name() != "help" {
				continue
			}
			var g group
			if t := table[c.CommandPath()]; t != nil {
				g = t.group
			}
			if !belongs(g) {
				continue
			}
			if title != "" {
				fmt.Fprintf(w, "\n%s\n", title)
				title = ""
			}
			fmt.Fprintf(w, "  %s  %s\n", diag.Pad(c.Name(), c.NamePadding()), c.Short)
		}
	}
	if !cmd.HasAvailableSubCommands() {
		return
	}
	for _, x := range groups {
		section(x.title.In(lang), func(g group) bool { return g == x.id })
	}
	section(headCommands.In(lang), func(g group) bool { return g == "" })
}

// writeFlags is pflag's list of flags in any language: Chinese takes two columns
// a character.
func writeFlags(w io.Writer, title string, flags *pflag.FlagSet, lang diag.Lang) {
	type row struct{ left, right string }
	var rows []row
	width := 0
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		left := "      --" + f.Name
		if f.Shorthand != "" {
			left = "  -" + f.Shorthand + ", --" + f.Name
		}
		name, usage := pflag.UnquoteUsage(f)
		if t, ok := metavars[name]; ok {
			name = t.In(lang)
		}
		if name != "" {
			left += " " + name
		}
		if !isZero(f) {
			value := f.DefValue
			if f.Value.Type() == "string" && lang == diag.En {
				value = fmt.Sprintf("%q", value)
			}
			usage += fmt.Sprintf(byDefault.In(lang), value)
		}
		width = max(width, diag.Width(left))
		rows = append(rows, row{left, usage})
	})
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s\n", title)
	for _, r := range rows {
		fmt.Fprintf(w, "%s   %s\n", diag.Pad(r.left, width), r.right)
	}
}

// isZero reports whether a flag's default says nothing.
func isZero(f *pflag.Flag) bool {
	switch f.DefValue {
	case "", "0", "false", "[]", "0s":
		return true
	}
	return false
}
