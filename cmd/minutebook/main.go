// Command minutebook keeps an organisation's meetings, minutes and communication
// records as Markdown: it checks what a record must hold and builds an archive
// of pages from it.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	_ "time/tzdata" // time zones, for machines that have none installed

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
)

// The exit codes. They never depend on an output format.
const (
	exitClean    = 0
	exitFindings = 1 // the archive has findings that fail the run
	exitFailed   = 2 // could not run, or wrong use
	exitBug      = 3
)

// errFindings ends a run whose findings are printed already.
var errFindings = errors.New("findings")

var thisIsABug = diag.Text{CN: "程序出错了，这是程序的缺陷：%v", TW: "程式出錯了，這是程式的缺陷：%v", EN: "this is a bug: %v"}

func main() {
	collectOften()
	os.Exit(run(os.Args[1:]))
}

func run(args []string) (code int) {
	lang := spoken(args)
	complain := func(err error) {
		line := strings.ReplaceAll(diag.Tell(err, lang), "\n", "; ") // errors that were joined
		fmt.Fprintf(os.Stderr, "minutebook: %s\n", diag.Visible(line))
	}
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintf(os.Stderr, "minutebook: "+thisIsABug.In(lang)+"\n%s", p, debug.Stack())
			code = exitBug
		}
	}()
	root := newRoot()
	root.SetArgs(args)
	dress(root, lang)
	if err := unknownCommand(root, args); err != nil {
		complain(err)
		return exitFailed
	}
	switch err := root.Execute(); {
	case err == nil:
		return exitClean
	case errors.Is(err, errFindings):
		return exitFindings
	case errors.Is(err, generator.ErrFindings):
		complain(err)
		return exitFindings
	default:
		complain(err)
		return exitFailed
	}
}

func newRoot() *cobra.Command {
	g := &globals{}
	root := &cobra.Command{
		Use:           "minutebook",
		Short:         "Keep meetings, minutes and decisions as Markdown; check them; publish them",
		Long:          "Minutebook keeps an organisation's meetings, minutes and communication records as\nfront-mattered Markdown in a Git repository. It checks what a record must hold and\nbuilds a static archive from it.",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
	}
	root.PersistentFlags().StringVarP(&g.dir, "dir", "C", "", "the archive (default: the nearest folder upwards with minutebook.yaml)")
	root.PersistentFlags().StringVar(&g.lang, "lang", "", "language of messages: zh-CN, zh-TW or en (default: from LC_ALL, LC_MESSAGES, LANG)")
	root.PersistentFlags().BoolVarP(&g.quiet, "quiet", "q", false, "print results only")
	root.AddCommand(newInit(g), newNew(g), newCheck(g), newConfirm(g), newBuild(g), newServe(g), newSearch(g), newLog(g), newStats(g), newPublish(g), newVerify(g), newBackup(g), newRestore(g), newCatalogue(g), newAdopt(g), newRules(g), newSchema(g), newDoctor(g), newVersion())
	return root
}
