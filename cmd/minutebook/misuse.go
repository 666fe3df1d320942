package main

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// The wrong uses that a command line can tell without running anything. What
// cobra and pflag say of them is English and does not say what is right.
var (
	noCommand     = diag.Text{CN: "没有命令“%s”；%s --help 列出所有命令", TW: "沒有命令「%s」；%s --help 列出所有命令", EN: "there is no command %q; %s --help lists them"}
	nearCommand   = diag.Text{CN: "没有命令“%s”；是不是要用 %s？", TW: "沒有命令「%s」；是不是要用 %s？", EN: "there is no command %q; did you mean %s?"}
	noFlag        = diag.Text{CN: "%[2]s 没有选项 %[1]s；%[2]s --help 列出所有选项", TW: "%[2]s 沒有選項 %[1]s；%[2]s --help 列出所有選項", EN: "there is no flag %s; %s --help lists them"}
	nearFlag      = diag.Text{CN: "%[2]s 没有选项 %[1]s；是不是要用 %[3]s？", TW: "%[2]s 沒有選項 %[1]s；是不是要用 %[3]s？", EN: "there is no flag %[1]s; did you mean %[3]s?"}
	otherFlag     = diag.Text{CN: "%[2]s 没有选项 %[1]s，有它的是 %[3]s；%[2]s --help 列出所有选项", TW: "%[2]s 沒有選項 %[1]s，有它的是 %[3]s；%[2]s --help 列出所有選項", EN: "there is no flag %s here, only in %[3]s; %[2]s --help lists those there are"}
	noValue       = diag.Text{CN: "选项 %s 后面缺少值；%s --help 说明怎么写", TW: "選項 %s 後面缺少值；%s --help 說明怎麼寫", EN: "flag %s needs a value; %s --help says which"}
	badValue      = diag.Text{CN: "选项 %s 的值“%s”不对：要写%s", TW: "選項 %s 的值「%s」不對：要寫%s", EN: "flag %s cannot be %q: write %s"}
	badSyntax     = diag.Text{CN: "“%s”不是选项的写法；写成 --名称 值，或 --名称=值", TW: "「%s」不是選項的寫法；寫成 --名稱 值，或 --名稱=值", EN: "%q is not how a flag is written; write --name value, or --name=value"}
	missingFlag   = diag.Text{CN: "%[2]s 缺少选项 --%[1]s；%[2]s --help 说明怎么写", TW: "%[2]s 缺少選項 --%[1]s；%[2]s --help 說明怎麼寫", EN: "flag --%s is needed; %s --help says how to write it"}
	exclusive     = diag.Text{CN: "--%s 和 --%s 不能一起用；去掉一个", TW: "--%s 和 --%s 不能一起用；去掉一個", EN: "--%s and --%s cannot be given together; leave one out"}
	missingArg    = diag.Text{CN: "缺少%s；写成：%s", TW: "缺少%s；寫成：%s", EN: "%s is missing; write: %s"}
	missingChoice = diag.Text{CN: "缺少%s；写成：%s；可以写 %s", TW: "缺少%s；寫成：%s；可以寫 %s", EN: "%s is missing; write: %s; it is one of %s"}
	extraArg      = diag.Text{CN: "多了“%s”；写成：%s；有空格的值要加引号", TW: "多了「%s」；寫成：%s；有空格的值要加引號", EN: "%q is too much; write: %s; a value with spaces needs quotes"}
	extraArchive  = diag.Text{CN: "多了“%[1]s”；要指定档案库，写成：%[2]s --dir %[1]s", TW: "多了「%[1]s」；要指定檔案庫，寫成：%[2]s --dir %[1]s", EN: "%[1]q is too much; to name the archive, write: %[2]s --dir %[1]s"}
)

// shapes says what a flag that is not text takes, by pflag's name of its type.
var shapes = map[string]diag.Text{
	"bool":     {CN: " true 或 false", TW: " true 或 false", EN: "true or false"},
	"int":      {CN: "整数", TW: "整數", EN: "a whole number"},
	"int64":    {CN: "整数", TW: "整數", EN: "a whole number"},
	"uint":     {CN: "不小于 0 的整数", TW: "不小於 0 的整數", EN: "a whole number, 0 or more"},
	"float64":  {CN: "数", TW: "數", EN: "a number"},
	"duration": {CN: "时长，如 30s、5m、2h", TW: "時長，如 30s、5m、2h", EN: "a duration such as 30s, 5m or 2h"},
}

// unknownCommand is the error for a word where a command should be. It is looked
// for before anything runs, because cobra prints the help and is content.
func unknownCommand(root *cobra.Command, args []string) error {
	if len(args) > 0 && (args[0] == cobra.ShellCompRequestCmd || args[0] == cobra.ShellCompNoDescRequestCmd) {
		return nil // a shell asks; cobra adds these commands later
	}
	cmd, rest, err := root.Find(args)
	if err != nil || !cmd.HasSubCommands() || cmd.Runnable() {
		return nil
	}
	if word := firstWord(cmd, rest); word != "" {
		return notACommand(cmd, word)
	}
	return nil
}

func notACommand(cmd *cobra.Command, word string) error {
	var names []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() || c.Name() == "help" {
			names = append(append(names, c.Name()), c.Aliases...)
		}
	}
	if near := schema.Nearest(word, names); near != "" {
		return diag.Fail(nearCommand, word, cmd.CommandPath()+" "+near)
	}
	return diag.Fail(noCommand, word, cmd.CommandPath())
}

// firstWord is the first argument that is neither a flag nor a flag's value, ""
// if there is none or an unknown flag comes before it.
func firstWord(cmd *cobra.Command, args []string) string {
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "--" {
			return strings.Join(args[i+1:min(i+2, len(args))], "")
		}
		if len(a) < 2 || a[0] != '-' {
			return a
		}
		f := flagOf(cmd, a)
		if f == nil {
			return ""
		}
		if apart := a == "--"+f.Name || a == "-"+f.Shorthand; apart && f.NoOptDefVal == "" {
			i++
		}
	}
	return ""
}

// flagOf is the flag an argument such as --dir=x or -Cx begins with, nil if the
// command has none.
func flagOf(cmd *cobra.Command, arg string) *pflag.Flag {
	if long, ok := strings.CutPrefix(arg, "--"); ok {
		name, _, _ := strings.Cut(long, "=")
		return cmd.Flag(name)
	}
	f := cmd.Flags().ShorthandLookup(arg[1:2])
	if f == nil {
		f = cmd.InheritedFlags().ShorthandLookup(arg[1:2])
	}
	return f
}

// wrongFlag says in the user's language what pflag has to say.
func wrongFlag(cmd *cobra.Command, err error) error {
	path := cmd.CommandPath()
	switch e := err.(type) {
	case *pflag.NotExistError:
		return unknownFlag(cmd, e)
	case *pflag.ValueRequiredError:
		name := "--" + e.GetSpecifiedName()
		if e.GetSpecifiedShortnames() != "" {
			name = "-" + e.GetSpecifiedName()
		}
		return diag.Fail(noValue, name, path)
	case *pflag.InvalidValueError:
		if shape, ok := shapes[e.GetFlag().Value.Type()]; ok {
			return diag.Fail(badValue, "--"+e.GetFlag().Name, e.GetValue(), shape)
		}
	case *pflag.InvalidSyntaxError:
		return diag.Fail(badSyntax, e.GetSpecifiedFlag())
	}
	return err
}

func unknownFlag(cmd *cobra.Command, e *pflag.NotExistError) error {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			names = append(names, f.Name)
		}
	})
	shown, meant := "--"+e.GetSpecifiedName(), e.GetSpecifiedName()
	if short := e.GetSpecifiedShortnames(); short != "" {
		// -format is more likely --format than -f and the rest.
		shown, meant = "-"+short, short
	}
	if near := schema.Nearest(meant, names); near != "" {
		return diag.Fail(nearFlag, shown, cmd.CommandPath(), "--"+near)
	}
	var others []string
	for _, c := range cmd.Root().Commands() {
		if c.IsAvailableCommand() && c.Flags().Lookup(meant) != nil {
			others = append(others, c.Name())
		}
	}
	if len(others) > 0 {
		return diag.Fail(otherFlag, shown, cmd.CommandPath(), list(others))
	}
	return diag.Fail(noFlag, shown, cmd.CommandPath())
}

// list joins names the way each language does.
func list(names []string) diag.Text {
	zh := strings.Join(names, "、")
	return diag.Text{CN: zh, TW: zh, EN: strings.Join(names, ", ")}
}

// wrongUse is what keeps a command from running: arguments, and flags that are
// needed or shut each other out.
func wrongUse(cmd *cobra.Command, args []string, check cobra.PositionalArgs) error {
	if err := check(cmd, args); err != nil {
		return wrongArgs(cmd, args, err)
	}
	if f := cmd.Flag("lang"); f.Changed {
		if _, ok := diag.ParseLang(f.Value.String()); !ok {
			return badLanguage(f.Value.String())
		}
	}
	var wrong error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed || wrong != nil {
			return
		}
		if a := f.Annotations[cobra.BashCompOneRequiredFlag]; len(a) > 0 && a[0] == "true" {
			wrong = diag.Fail(missingFlag, f.Name, cmd.CommandPath())
		}
	})
	if wrong != nil {
		return wrong
	}
	return exclusiveFlags(cmd)
}

// exclusiveFlags reads what MarkFlagsMutuallyExclusive left at the flags: the
// groups each is in, as names with spaces between them.
func exclusiveFlags(cmd *cobra.Command) (err error) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		for _, group := range f.Annotations["cobra_annotation_mutually_exclusive"] {
			var given []string
			for _, name := range strings.Fields(group) {
				if cmd.Flags().Changed(name) {
					given = append(given, name)
				}
			}
			if len(given) > 1 && err == nil {
				err = diag.Fail(exclusive, given[0], given[1])
			}
		}
	})
	return err
}

func wrongArgs(cmd *cobra.Command, args []string, err error) error {
	want, need, more := placeholders(cmd.Use)
	line := diag.Text{CN: useLine(cmd, diag.ZhCN), TW: useLine(cmd, diag.ZhTW), EN: useLine(cmd, diag.En)}
	switch {
	case len(args) < need:
		name := argName(cmd, len(args))
		if choices := choices(cmd, args); len(choices) > 0 {
			return diag.Fail(missingChoice, name, line, list(choices))
		}
		return diag.Fail(missingArg, name, line)
	case len(args) > want && !more:
		extra := args[want]
		if name := oneDash(cmd); name != "" {
			return diag.Fail(nearFlag, "-"+name, cmd.CommandPath(), "--"+name)
		}
		if _, err := os.Stat(filepath.Join(extra, archive.ConfigFile)); err == nil {
			return diag.Fail(extraArchive, extra, cmd.CommandPath())
		}
		return diag.Fail(extraArg, extra, line)
	}
	return err
}

// oneDash finds a flag that was written with one dash, so that -format json was
// read as -f with the value "ormat", and json was too much.
func oneDash(cmd *cobra.Command) (name string) {
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed && f.Shorthand != "" && cmd.Flag(f.Shorthand+f.Value.String()) != nil {
			name = f.Shorthand + f.Value.String()
		}
	})
	return name
}

// placeholders counts what the line of use asks for: all, those that are needed,
// and whether more may follow ("RECORD", "[ID]", "QUERY…").
func placeholders(use string) (all, needed int, more bool) {
	for _, w := range strings.Fields(use)[1:] {
		if w == "[flags]" {
			continue
		}
		all++
		if w[0] != '[' {
			needed++
		}
		more = more || strings.Contains(w, "…") || strings.Contains(w, "...")
	}
	return all, needed, more
}

// choices are what a shell would offer for the next argument.
func choices(cmd *cobra.Command, args []string) []string {
	offered := cmd.ValidArgs
	if cmd.ValidArgsFunction != nil {
		offered, _ = cmd.ValidArgsFunction(cmd, args, "")
	}
	var out []string
	for _, o := range offered {
		name, label, _ := strings.Cut(o, "\t")
		if label != "" && !strings.Contains(strings.ToLower(label), name) {
			name += " " + label
		}
		out = append(out, name)
	}
	return out
}
