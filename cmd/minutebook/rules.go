package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

func newRules(g *globals) *cobra.Command {
	var asJSON, markdown bool
	cmd := &cobra.Command{
		Use:     "rules [ID]",
		Short:   "List the rules, or explain one",
		Example: "  minutebook rules\n  minutebook rules action-owner",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return ruleIDs(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			lang, err := g.language()
			if err != nil {
				return err
			}
			rules := check.Rules()
			if len(args) == 1 {
				r := check.Find(args[0])
				if r == nil {
					return unknownRule(args[0])
				}
				rules = []*check.Rule{r}
			}
			out := cmd.OutOrStdout()
			switch {
			case asJSON:
				return printRulesJSON(out, lang, rules)
			case markdown:
				return check.WriteDocs(out, lang)
			case len(args) == 1:
				return check.Explain(out, rules[0], lang)
			}
			for _, r := range rules {
				fmt.Fprintf(out, "%s  %s  %s\n", diag.Pad(r.ID, 28), diag.Pad(r.Severity.String(), 7), r.Title.In(lang))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print them as JSON")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print the whole reference as Markdown")
	return cmd
}

func ruleIDs() []string {
	var out []string
	for _, r := range check.Rules() {
		out = append(out, r.ID)
	}
	return out
}

func unknownRule(id string) error {
	if near := schema.Nearest(id, ruleIDs()); near != "" {
		return diag.Fail(diag.Text{CN: "没有规则“%s”；是不是 %s？", TW: "沒有規則「%s」；是不是 %s？", EN: "no rule %q; did you mean %s?"}, id, near)
	}
	return diag.Fail(diag.Text{CN: "没有规则“%s”；minutebook rules 列出所有规则", TW: "沒有規則「%s」；minutebook rules 列出所有規則", EN: "no rule %q; minutebook rules lists them"}, id)
}

func printRulesJSON(w io.Writer, lang diag.Lang, rules []*check.Rule) error {
	type rule struct {
		ID       string `json:"id"`
		Severity string `json:"severity"`
		Title    string `json:"title"`
		Why      string `json:"why"`
	}
	out := make([]rule, 0, len(rules))
	for _, r := range rules {
		out = append(out, rule{r.ID, r.Severity.String(), r.Title.In(lang), r.Why.In(lang)})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(slices.Clip(out))
}
