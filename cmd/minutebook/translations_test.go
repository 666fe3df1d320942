package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/minutebook/minutebook/generator/diag"
)

// Every command, argument and flag is explained in Chinese too, and nothing is
// explained that is not there. A new command brings its words to translations().
func TestTranslationsAreWhole(t *testing.T) {
	root := newRoot()
	dress(root, diag.En)
	for _, fault := range untranslated(root, translations()) {
		t.Error(fault)
	}
	for _, g := range groups {
		if g.title.CN == "" || g.title.TW == "" || g.title.EN == "" {
			t.Errorf("group %s has no title in every language", g.id)
		}
	}
}

// untranslated compares a tree of commands with a table, both ways.
func untranslated(root *cobra.Command, table map[string]*words) (faults []string) {
	fault := func(parts ...string) { faults = append(faults, strings.Join(parts, " ")) }
	both := func(c chinese, what ...string) {
		if c.cn == "" || c.tw == "" {
			fault(append(what, "is not said in zh-CN and zh-TW")...)
		}
	}
	there := map[string]bool{}
	eachCommand(root, func(cmd *cobra.Command) {
		path := cmd.CommandPath()
		there[path] = true
		w := table[path]
		if w == nil {
			fault(path, "is not in translations()")
			return
		}
		both(w.short, path+": short")
		if cmd.Long != "" {
			both(w.long, path+": long")
		} else if w.long != (chinese{}) {
			fault(path + ": long is said in Chinese only")
		}
		if args := strings.Fields(cmd.Use)[1:]; len(args) != len(strings.Fields(w.args.cn)) || len(args) != len(strings.Fields(w.args.tw)) {
			fault(path+": args are not those of", cmd.Use)
		}
		if w.example != (chinese{}) {
			both(w.example, path+": example")
		}
		if known := slices.ContainsFunc(groups, func(g struct {
			id    group
			title diag.Text
		},
		) bool {
			return g.id == w.group
		}); cmd.Parent() == root && !known {
			fault(path + ": its group is none of groups")
		}
		flags := map[string]bool{}
		own := func(f *pflag.Flag) {
			if f.Name != "help" && !f.Hidden {
				flags[f.Name] = true
				both(w.flags[f.Name], path, "--"+f.Name)
			}
		}
		cmd.LocalNonPersistentFlags().VisitAll(own)
		cmd.PersistentFlags().VisitAll(own)
		for name := range w.flags {
			if !flags[name] {
				fault(path, "--"+name, "is translated and not there")
			}
		}
	})
	for path := range table {
		if !there[path] {
			fault(path, "is translated and not there")
		}
	}
	slices.Sort(faults)
	return faults
}

// The comparison finds what it is there to find.
func TestUntranslatedIsFound(t *testing.T) {
	root := &cobra.Command{Use: "m", Short: "m"}
	one := &cobra.Command{Use: "one DIR", Short: "One", Long: "One.", Run: func(*cobra.Command, []string) {}}
	one.Flags().String("out", "", "where")
	root.AddCommand(one, &cobra.Command{Use: "two", Short: "Two", Run: func(*cobra.Command, []string) {}})
	got := untranslated(root, map[string]*words{
		"m":       {short: same("m")},
		"m one":   {short: chinese{cn: "一"}, flags: map[string]chinese{"old": same("旧")}},
		"m three": {},
	})
	want := []string{
		"m one --old is translated and not there",
		"m one --out is not said in zh-CN and zh-TW",
		"m one: args are not those of one DIR",
		"m one: its group is none of groups",
		"m one: long is not said in zh-CN and zh-TW",
		"m one: short is not said in zh-CN and zh-TW",
		"m three is translated and not there",
		"m two is not in translations()",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// What stands in an example can be typed: its commands and flags are there.
func TestExamplesCanBeTyped(t *testing.T) {
	flag := regexp.MustCompile(`(?:^|\s)--([a-z-]+)`)
	for _, lang := range diag.Langs {
		root := newRoot()
		dress(root, lang)
		seen := 0
		eachCommand(root, func(cmd *cobra.Command) {
			for _, line := range regexp.MustCompile(`&&|\n`).Split(cmd.Example, -1) {
				args, ok := strings.CutPrefix(strings.TrimSpace(line), "minutebook ")
				if !ok {
					continue
				}
				seen++
				of, _, err := root.Find(strings.Fields(args))
				if err != nil || of == root {
					t.Errorf("%s: there is no command for %q", lang, line)
					continue
				}
				for _, m := range flag.FindAllStringSubmatch(args, -1) {
					if of.Flag(m[1]) == nil {
						t.Errorf("%s: %s has no --%s, as %q says", lang, of.CommandPath(), m[1], line)
					}
				}
			}
		})
		if seen < 15 {
			t.Errorf("%s: only %d examples found", lang, seen)
		}
	}
}

// A flag that completes is there.
func TestOfferedValuesHaveFlags(t *testing.T) {
	root := newRoot()
	dress(root, diag.En)
	there := map[string]bool{}
	eachCommand(root, func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) { there[f.Name], there[cmd.CommandPath()+" "+f.Name] = true, true })
	})
	keys := slices.Clone(offeredFolders)
	for key := range offered {
		keys = append(keys, key)
	}
	for _, key := range keys {
		if !there[key] {
			t.Errorf("no flag for %q", key)
		}
	}
}

// Characters that only simplified Chinese writes do not stand in the help for
// Taiwan, nor the other way round.
func TestHelpKeepsToItsCharacters(t *testing.T) {
	const simplified, traditional = "们个会议录记检查档为单开关发这时间里过说读写网页与从将语", "們個會議錄記檢查檔為單開關發這時間裡過說讀寫網頁與從將語"
	s, w := []rune(simplified), []rune(traditional)
	for path, x := range translations() {
		all := []chinese{x.short, x.long, x.example, x.args}
		for _, f := range x.flags {
			all = append(all, f)
		}
		for _, c := range all {
			for i := range s {
				if s[i] == w[i] {
					continue
				}
				if strings.ContainsRune(c.tw, s[i]) {
					t.Errorf("%s: %c in zh-TW: %s", path, s[i], c.tw)
				}
				if strings.ContainsRune(c.cn, w[i]) {
					t.Errorf("%s: %c in zh-CN: %s", path, w[i], c.cn)
				}
			}
		}
	}
}

// What stands for a flag's value is a word of the reader's language too, and not
// the name of a type.
func TestValuesOfFlagsAreNamed(t *testing.T) {
	eachCommand(newRoot(), func(cmd *cobra.Command) {
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			name, _ := pflag.UnquoteUsage(f)
			if _, ok := metavars[f.Value.Type()]; !ok && name == f.Value.Type() {
				t.Errorf("%s --%s takes a %s, which metavars does not name", cmd.CommandPath(), f.Name, name)
			}
		})
	})
}
