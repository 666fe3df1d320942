// Package generator holds the pipelines: which room does what, and in which
// order. Everything else is in the rooms.
//
//	files ─► archive ─► check ─► findings              (Check)
//	git ───────┘ └─► view ─► render ─► output ─► site   (Build)
//	                  └─► search ─┘
package generator

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/render"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/search"
)

// Options are what a pipeline needs to know from outside.
type Options struct {
	Now      time.Time // the moment states are derived for; zero: the day after the newest record
	Limits   source.Limits
	Workers  int              // 0: one a CPU
	Dir      string           // where the archive is on disk, to ask Git about it; "": nobody asks
	Cache    string           // the folder in which the history is kept; "": none
	Clock    func() time.Time // measures the phases; required
	Progress Progress         // may be nil
}

// Progress is told how far a phase is; n is 0 while the total is unknown.
type Progress func(phase Phase, done, n int)

// Phase is a step of a pipeline.
type Phase string

// The phases, in the order they run.
const (
	Reading   Phase = "read"
	Checking  Phase = "check"
	Rendering Phase = "render"
	Indexing  Phase = "index"
	Writing   Phase = "write"
	Sending   Phase = "send"   // of Publish
	Searching Phase = "search" // of Search
)

// Timing is how long a phase took.
type Timing struct {
	Phase   Phase
	Elapsed time.Duration
}

// Checked is a checked archive.
type Checked struct {
	Archive  *archive.Archive
	Findings []diag.Finding // sorted, severities as the config has them
	Timings  []Timing
	// History is what Git knows, nil if nobody asked or it could not be read.
	History *history.History
}

// Report makes of the findings what a printer takes.
func (c *Checked) Report() *diag.Report {
	r := &diag.Report{Findings: c.Findings, Summary: diag.Summarise(c.Findings)}
	for _, rule := range check.Rules() {
		r.Rules = append(r.Rules, diag.RuleInfo{ID: rule.ID, Severity: rule.Severity, Title: rule.Title, Why: rule.Why})
	}
	r.Summary.Files = len(c.Archive.Documents)
	r.Summary.Records = len(c.Archive.Records)
	r.Summary.Rules = len(r.Rules)
	for _, t := range c.Timings {
		r.Summary.Elapsed += t.Elapsed
	}
	return r
}

// Check reads an archive and runs the rules over it. What is wrong with the
// records is in the findings; an error means that nothing could be read.
func Check(ctx context.Context, fsys fs.FS, opt Options) (*Checked, error) {
	return checkSince(ctx, opt.Clock(), fsys, opt)
}

// checkSince is Check, begun at a moment past.
func checkSince(ctx context.Context, begun time.Time, fsys fs.FS, opt Options) (*Checked, error) {
	c := &Checked{}
	watch := stopwatch{opt.Clock, begun, &c.Timings}
	recalling, stop := context.WithCancel(ctx)
	defer stop()
	memory, read := opt.recall(recalling)
	a, err := archive.Load(ctx, fsys, archive.Options{Now: opt.Now, Limits: opt.Limits, Workers: opt.Workers, Progress: opt.step(Reading), Memory: memory})
	if err != nil {
		stop()
		read() //nolint:errcheck // it only has to end
		return nil, err
	}
	c.Archive = a
	if c.History, err = read(); err != nil {
		if ctx.Err() != nil {
			return nil, err
		}
		c.History = nil // and the archive says so
	}
	compare(a, c.History)
	watch.lap(Reading)
	c.Findings = check.Run(a, opt.Workers)
	watch.lap(Checking)
	return c, nil
}

// BuildOptions say what to build.
type BuildOptions struct {
	Options
	Audience string   // public, internal, or a unit's name, alias or id
	Out      string   // the folder to write
	BaseURL  string   // where the site will be; "": where the config says
	Protect  []string // folders that Out must not hold
	Strict   bool     // build nothing if there are errors
	NoSearch bool     // build no search
	Offline  bool     // make the search work in pages opened from the disk, too
	Version  string   // of the program, which the site says it was built by
	Commit   string   // of the archive, "" if it is not all in one

	// Memory names a file in which a build notes what it was made of and what came
	// of it, so that the next one sees that nothing changed; "": none. It must be
	// kept where only those may read who may read the archive.
	Memory string
	// Program tells this program from any other that would build other pages. A
	// build without it remembers nothing.
	Program string
}

// ErrFindings says that a strict build stopped at the errors of the archive.
var ErrFindings = diag.Fail(diag.Text{CN: "档案库有错误，没有生成；minutebook check 列出这些错误", TW: "檔案庫有錯誤，沒有產生；minutebook check 列出這些錯誤", EN: "the archive has errors; minutebook check lists them"})

// Built is a site that was written. If it stood already and nothing had changed,
// Checked holds the timings alone; else its Archive has no records any more.
type Built struct {
	*Checked
	Audience archive.Audience
	Records  int // that the audience may see
	Hidden   int // that it may not see
	Errors   int
	Warnings int
	Stats    output.Stats
}

// Build checks an archive and writes what one audience may see of it as a site.
// Findings do not stop it: a page shows them. A site that a build of the same
// input left, and that is whole, is let stand.
func Build(ctx context.Context, fsys fs.FS, opt BuildOptions) (*Built, error) {
	begun := opt.Clock()
	in, err := take(ctx, fsys, &opt)
	if err != nil {
		return nil, err
	}
	if b, err := in.standing(ctx, &opt); b != nil || err != nil {
		if b != nil {
			b.Timings = []Timing{{Reading, opt.Clock().Sub(begun)}}
		}
		return b, err
	}
	c, err := checkSince(ctx, begun, in.fs, opt.Options)
	if err != nil {
		return nil, err
	}
	in.read()
	b, err := write(ctx, fsys, c, &opt)
	if err != nil {
		return nil, err
	}
	in.remember(b, &opt)
	return b, nil
}

// write writes the site of a checked archive.
func write(ctx context.Context, fsys fs.FS, c *Checked, opt *BuildOptions) (*Built, error) {
	sum := diag.Summarise(c.Findings)
	if opt.Strict && sum.Errors > 0 {
		return nil, ErrFindings
	}
	audience, ok := c.Archive.AudienceFor(opt.Audience)
	if !ok {
		return nil, archive.NoAudience(opt.Audience)
	}
	watch := stopwatch{opt.Clock, opt.Clock(), &c.Timings}
	c.Archive.Release()
	all := len(c.Archive.Records)
	view := c.Archive.Take(audience)
	b := &Built{Checked: c, Audience: audience, Records: len(view.Records), Hidden: all - len(view.Records), Errors: sum.Errors, Warnings: sum.Warnings}
	site, err := render.New(view, render.Options{
		BaseURL: opt.BaseURL, Files: fsys, Findings: view.Visible(c.Findings), Rule: check.Title, Version: opt.Version, NoSearch: opt.NoSearch, Offline: opt.Offline,
		Search: search.IndexOptions{Workers: opt.Workers, Progress: opt.step(Indexing), Previous: reader(opt.Out)},
	})
	if err != nil {
		return nil, fmt.Errorf("prepare the pages: %w", err)
	}
	watch.lap(Rendering)
	if err := site.Index(); err != nil {
		return nil, err
	}
	watch.lap(Indexing)
	to := opt.output()
	to.Built = output.Built{Program: opt.Version, Audience: audience.Name(), Commit: opt.Commit, Now: view.Now.UTC().Format(time.RFC3339), Search: opt.search()}
	b.Stats, err = output.Write(ctx, opt.Out, site.Pages(opt.step(Writing)), to)
	if err != nil {
		return nil, err
	}
	watch.lap(Writing)
	return b, nil
}

// search says in the manifest what search the site has.
func (o *BuildOptions) search() string {
	switch {
	case o.NoSearch:
		return "none"
	case o.Offline:
		return "offline"
	}
	return ""
}

func (o *BuildOptions) output() output.Options {
	return output.Options{Workers: o.Workers, Protect: o.Protect}
}

// reader reads the files of a site that may be there, and not beyond its folder.
func reader(dir string) func(path string) ([]byte, error) {
	return func(path string) ([]byte, error) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		defer root.Close()
		return root.ReadFile(path)
	}
}

func (o Options) step(p Phase) func(done, n int) {
	if o.Progress == nil {
		return nil
	}
	return func(done, n int) { o.Progress(p, done, n) }
}

// stopwatch measures phases.
type stopwatch struct {
	clock func() time.Time
	last  time.Time
	out   *[]Timing
}

func (s *stopwatch) lap(p Phase) {
	now := s.clock()
	*s.out = append(*s.out, Timing{p, now.Sub(s.last)})
	s.last = now
}
