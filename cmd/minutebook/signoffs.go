package main

import (
	"fmt"
	"io"

	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
)

var proofNames = map[check.Proof]diag.Text{
	check.Proven:       {CN: "已证明", TW: "已證明", EN: "proven"},
	check.Unproven:     {CN: "未证明", TW: "未證明", EN: "unproven"},
	check.Contradicted: {CN: "不是本人", TW: "不是本人", EN: "contradicted"},
}

// printSignOffs counts the confirmations by their proof and lists them.
func printSignOffs(w io.Writer, lang diag.Lang, prefix string, all []check.SignOff, list bool) {
	n := map[check.Proof]int{}
	for _, s := range all {
		n[s.Proof]++
	}
	if list && len(all) > 0 {
		fmt.Fprintln(w)
	}
	for _, s := range all {
		if !list {
			break
		}
		c := s.Confirmation
		line := fmt.Sprintf("%s  %s%s:%d:%d  %s  %s", proofNames[s.Proof].In(lang), prefix, s.Record.Path(), c.Span.Start.Line, c.Span.Start.Column, diag.Visible(c.Person.Name()), c.At)
		if s.Commit != "" {
			line += "  " + s.Commit[:10]
		}
		fmt.Fprintln(w, line)
	}
	text := diag.Text{
		CN: "确认 %d 条：已证明 %d，未证明 %d，不是本人 %d",
		TW: "確認 %d 條：已證明 %d，未證明 %d，不是本人 %d",
		EN: "confirmations: %d; %d proven, %d unproven, %d contradicted",
	}
	fmt.Fprintf(w, text.In(lang)+"\n", len(all), n[check.Proven], n[check.Unproven], n[check.Contradicted])
}
