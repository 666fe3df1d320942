package main

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/stats"
)

// offered are the values a shell completes a flag with: by command and flag, or
// by flag alone where it means the same in every command.
var offered = map[string]func() []string{
	"lang":                     languages,
	"audience":                 func() []string { return []string{"public", "internal"} },
	"minutebook init language": languages,
	"minutebook init ci":       func() []string { return []string{"github"} },
	"minutebook new keys":      func() []string { return []string{"en", "zh"} },
	"minutebook check format":  checkFormats,
	"minutebook search sort":   func() []string { return []string{"relevance", "date"} },
	"minutebook stats format":  statsFormats,
	"minutebook stats period":  func() []string { return []string{"month", "quarter", "year", "total"} },
	"minutebook stats measure": measureIDs,
}

// offeredFolders are the flags that name a folder.
var offeredFolders = []string{"dir", "minutebook adopt out", "minutebook build out", "minutebook doctor out", "minutebook schema out", "minutebook search cache"}

// offerValues makes shells complete the values of a command's flags.
func offerValues(cmd *cobra.Command) {
	visit := func(f *pflag.Flag) {
		key := cmd.CommandPath() + " " + f.Name
		if slices.Contains(offeredFolders, key) || slices.Contains(offeredFolders, f.Name) {
			cmd.MarkFlagDirname(f.Name)
			return
		}
		values := offered[key]
		if values == nil {
			values = offered[f.Name]
		}
		if _, own := cmd.GetFlagCompletionFunc(f.Name); values == nil || own {
			return
		}
		cmd.RegisterFlagCompletionFunc(f.Name, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return values(), cobra.ShellCompDirectiveNoFileComp
		})
	}
	cmd.LocalNonPersistentFlags().VisitAll(visit)
	cmd.PersistentFlags().VisitAll(visit)
}

// recordTypes are the archive's types with their labels.
func recordTypes(g *globals) []string {
	s, err := g.schema()
	if err != nil {
		s = schema.Builtin()
	}
	lang, err := g.language()
	if err != nil {
		lang = diag.En
	}
	var out []string
	for _, t := range s.Types {
		out = append(out, t.Name+"\t"+t.Label.In(lang))
	}
	return out
}

func languages() []string {
	var out []string
	for _, l := range diag.Langs {
		out = append(out, string(l))
	}
	return out
}

func checkFormats() []string {
	var out []string
	for _, f := range diag.Formats {
		out = append(out, string(f))
	}
	return out
}

func statsFormats() []string {
	var out []string
	for _, f := range stats.Formats {
		out = append(out, string(f))
	}
	return out
}
