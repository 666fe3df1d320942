// Minutebench measures what a build costs, beside Hugo building a site of the
// same records and beside the least a build can cost: reading all input and
// writing files of the same names and sizes.
//
// It makes its own records from a fixed seed: 60 % minutes, 25 % communications,
// 10 % notices and 5 % requests of six years, about 3 KB each. The programs run
// in turn, each time into a fresh folder, since deleting a large folder makes the
// next writes slower for a while. What it prints is a Markdown table of medians
// with their ranges; the ratios are ratios of medians.
//
//	minutebench -n 10000 -program bin/minutebook
//
// With -pagefind install it also compares the search of both sites; see search.go.
// That needs Node and npm.
//
// Hugo is installed by go install into the user's cache, unless -hugo names a
// program or is none. Where it cannot be had, the rest is measured.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
)

func main() {
	var b bench
	flag.IntVar(&b.n, "n", 10000, "records")
	flag.IntVar(&b.rounds, "runs", 3, "runs of every program")
	flag.StringVar(&b.program, "program", "bin/minutebook", "the program to measure")
	flag.StringVar(&b.hugo, "hugo", "install", "the Hugo to measure; install: version "+hugoVersion+", none: without")
	flag.StringVar(&b.search.pagefind, "pagefind", "none", "the Pagefind to compare the search with; install: version "+pagefindVersion+", none: without")
	flag.StringVar(&b.dir, "dir", "", "where to work, a folder that does not exist yet and stays (default: a new one that goes away)")
	only := flag.Bool("corpus", false, "only write the records, into -dir")
	flag.Parse()
	if err := start(&b, *only, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "minutebench:", err)
		os.Exit(2)
	}
}

func start(b *bench, only bool, args []string) error {
	if len(args) == 4 && args[0] == "floor" { // this program measured by itself
		return floor(args[1], args[2], args[3])
	}
	if len(args) > 0 {
		return fmt.Errorf("what is %q? minutebench takes flags only", args[0])
	}
	if b.dir == "" {
		if only {
			return errors.New("-corpus needs -dir, the folder to write")
		}
		cache, err := os.UserCacheDir()
		if err != nil {
			return err
		}
		if err := os.MkdirAll(cache, 0o755); err != nil {
			return err
		}
		if b.dir, err = os.MkdirTemp(cache, "minutebench-"); err != nil {
			return err
		}
		defer os.RemoveAll(b.dir)
	} else if err := os.Mkdir(b.dir, 0o755); err != nil {
		return err
	}
	if err := newCorpus(b.n).write(b.archive(), b.site()); err != nil || only {
		return err
	}
	if err := b.findHugo(); err != nil {
		return err
	}
	if err := b.findPagefind(); err != nil {
		return err
	}
	if err := b.run(); err != nil {
		return err
	}
	return b.report(os.Stdout)
}
