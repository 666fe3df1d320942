package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
)

type doctorFlags struct {
	*globals
	out  string
	json bool
}

func newDoctor(g *globals) *cobra.Command {
	f := &doctorFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Look at the surroundings and say what needs attention",
		Long: "Doctor looks at what the commands depend on: the version, the language, the archive\n" +
			"and its config, the time zone, the Git repository, the output folder. Of what is not\n" +
			"well it says what to do. It only looks, and writes nothing.\n" +
			"It exits with 0 if there is no error and 1 if there is one; warnings do not count.",
		Example: "  minutebook doctor\n  minutebook doctor --dir content --out public --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVarP(&f.out, "out", "o", "public", "the folder build is to write")
	cmd.Flags().BoolVar(&f.json, "json", false, "print it as JSON")
	return cmd
}

func (f *doctorFlags) run(ctx context.Context, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	dir, missing := f.find()
	_, noGit := exec.LookPath("git")
	probes := generator.Examine(ctx, generator.Surroundings{
		Version: fmt.Sprintf("%s (%s %s/%s)", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH),
		Lang:    lang, Locale: f.locale(), Now: time.Now(), Local: time.Local,
		Git: noGit == nil, Dir: dir, NoArchive: missing, Out: f.out,
	})
	if f.json {
		err = writeProbesJSON(out, lang, probes)
	} else {
		f.print(out, lang, probes)
	}
	for _, p := range probes {
		if p.Severity == diag.Error {
			return cmp.Or(err, errFindings)
		}
	}
	return err
}

// locale is where the language was found.
func (f *doctorFlags) locale() string {
	if f.lang != "" {
		return "--lang"
	}
	for _, name := range localeVariables {
		if v := os.Getenv(name); v != "" {
			return name + "=" + v
		}
	}
	return ""
}

var probeStates = map[diag.Severity]diag.Text{
	diag.Off:     {CN: "正常", TW: "正常", EN: "ok"},
	diag.Warning: {CN: "警告", TW: "警告", EN: "warning"},
	diag.Error:   {CN: "错误", TW: "錯誤", EN: "error"},
}

// print shows a line each, and below it what to do; --quiet leaves out what is
// well.
func (f *doctorFlags) print(w io.Writer, lang diag.Lang, probes []generator.Probe) {
	for _, p := range probes {
		if f.quiet && p.Severity == diag.Off {
			continue
		}
		fmt.Fprintf(w, "%s  %s  %s\n", diag.Pad(probeStates[p.Severity].In(lang), 7), diag.Pad(p.Name.In(lang), 11), diag.Visible(p.Message.In(lang)))
		if !p.Hint.IsZero() {
			fmt.Fprintf(w, "%22s→ %s\n", "", diag.Visible(p.Hint.In(lang)))
		}
	}
}

func writeProbesJSON(w io.Writer, lang diag.Lang, probes []generator.Probe) error {
	type probe struct {
		ID      string `json:"id"`
		Status  string `json:"status"`
		Message string `json:"message"`
		Hint    string `json:"hint,omitempty"`
	}
	out := struct {
		Version int     `json:"version"`
		Checks  []probe `json:"checks"`
	}{Version: 1}
	for _, p := range probes {
		out.Checks = append(out.Checks, probe{p.ID, probeStates[p.Severity].In(diag.En), p.Message.In(lang), p.Hint.In(lang)})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(out)
}
