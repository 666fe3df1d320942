package main

import (
	"io"
	"testing"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator/diag"
)

// What no command of the program asks for yet is said rightly too.
func TestWrongUse(t *testing.T) {
	tests := []struct {
		args   []string
		en, cn string
	}{
		{[]string{"send", "a"}, "TO is missing; write: m send FILE TO [NOTE…] [flags]", "缺少TO；写成：m send FILE TO [NOTE…] [选项]"},
		{[]string{"send", "a", "b"}, "flag --key is needed; m send --help says how to write it", "m send 缺少选项 --key；m send --help 说明怎么写"},
		{[]string{"send", "a", "b", "c", "d", "--key", "k"}, "", ""},
		{[]string{"send", "a", "b", "--key", "k", "--times", "many"}, `flag --times cannot be "many": write a whole number`, "选项 --times 的值“many”不对：要写整数"},
		{[]string{"send", "a", "b", "--key", "k", "--wait", "long"}, `flag --wait cannot be "long": write a duration such as 30s, 5m or 2h`, "选项 --wait 的值“long”不对：要写时长，如 30s、5m、2h"},
		{[]string{"--dir", "send", "sned"}, `there is no command "sned"; did you mean m send?`, "没有命令“sned”；是不是要用 m send？"},
		{[]string{"-Csend", "sned"}, `there is no command "sned"; did you mean m send?`, "没有命令“sned”；是不是要用 m send？"},
		{[]string{"--dir=send", "-h", "sned"}, `there is no command "sned"; did you mean m send?`, "没有命令“sned”；是不是要用 m send？"},
		{[]string{"--dri", "x", "sned"}, "there is no flag --dri; did you mean --dir?", "m 没有选项 --dri；是不是要用 --dir？"},
	}
	for _, test := range tests {
		root := &cobra.Command{Use: "m", Short: "m", SilenceErrors: true, SilenceUsage: true, Args: cobra.NoArgs}
		root.PersistentFlags().StringP("dir", "C", "", "where")
		root.PersistentFlags().String("lang", "", "language")
		send := &cobra.Command{Use: "send FILE TO [NOTE…]", Short: "Send", Args: cobra.MinimumNArgs(2), Run: func(*cobra.Command, []string) {}}
		send.Flags().String("key", "", "the key")
		send.Flags().Int("times", 1, "how often")
		send.Flags().Duration("wait", 0, "how long")
		if err := send.MarkFlagRequired("key"); err != nil {
			t.Fatal(err)
		}
		root.AddCommand(send)
		root.SetOut(io.Discard)
		root.SetErr(io.Discard)
		root.SetArgs(test.args)
		dress(root, diag.En)
		err := unknownCommand(root, test.args)
		if err == nil {
			err = root.Execute()
		}
		en, cn := "", ""
		if err != nil {
			en, cn = diag.Tell(err, diag.En), diag.Tell(err, diag.ZhCN)
		}
		if en != test.en || cn != test.cn {
			t.Errorf("%q:\n got %s\n     %s\nwant %s\n     %s", test.args, en, cn, test.en, test.cn)
		}
	}
}

func TestSpoken(t *testing.T) {
	for _, name := range localeVariables {
		t.Setenv(name, "")
	}
	t.Setenv("LANG", "zh_CN.UTF-8")
	for want, tests := range map[diag.Lang][][]string{
		diag.ZhCN: {nil, {"check"}, {"--lang"}, {"--lang", "fr"}, {"check", "--", "--lang=en"}},
		diag.ZhTW: {{"--lang", "zh-TW", "check"}, {"check", "--lang=zh_TW.UTF-8"}},
		diag.En:   {{"chek", "--frobnicate", "--lang=en"}},
	} {
		for _, args := range tests {
			if got := spoken(args); got != want {
				t.Errorf("%q: %s, want %s", args, got, want)
			}
		}
	}
	t.Setenv("LC_ALL", "C")
	if got := spoken(nil); got != diag.En {
		t.Errorf("LC_ALL=C: %s, want en: it counts before LANG", got)
	}
}
