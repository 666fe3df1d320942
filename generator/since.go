package generator

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/source"
)

// Since is what a check of a change looked at.
type Since struct {
	history.Range
	Held int // findings that were there before and that the change does not touch
}

// CheckSince checks an archive as Check does and holds back what the change since
// a revision neither makes nor touches: a finding is told if the older version
// has not its like, or if it stands on a line that was changed. To these come the
// findings of the rules over a change. With A..B the newer version is B and not
// what lies on the disk.
func CheckSince(ctx context.Context, fsys fs.FS, opt Options, rev string) (*Checked, *Since, error) {
	repo, err := history.Open(opt.Dir)
	if err != nil {
		return nil, nil, err
	}
	defer repo.Close()
	s := &Since{}
	if s.Range, err = repo.Range(rev); err != nil {
		return nil, nil, err
	}
	baseFS, err := repo.Tree(s.Base)
	if err != nil {
		return nil, nil, err
	}
	if s.Head != "" {
		if fsys, err = repo.Tree(s.Head); err != nil {
			return nil, nil, err
		}
		if head, err := repo.Head(); err != nil || head != s.Head {
			opt.Dir = "" // what is told of HEAD is not told of it
		}
	}
	c, err := Check(ctx, fsys, opt)
	if err != nil {
		return nil, nil, err
	}
	watch := stopwatch{opt.Clock, opt.Clock(), &c.Timings}
	base, err := c.older(ctx, baseFS, opt)
	if err != nil {
		return nil, nil, diag.Fail(diag.Text{CN: "读不了 %s 时的档案库：%s", TW: "讀不了 %s 時的檔案庫：%s", EN: "read the archive as it was at %s: %s"}, rev, err)
	}
	if base == nil {
		return c, s, nil
	}
	x := changeBetween(base, c.Archive)
	fresh, held := diag.NewBaseline(x.asNow(check.Run(base, opt.Workers))).Split(c.Findings)
	for _, f := range held {
		if x.touches(f) {
			fresh = append(fresh, f)
		} else {
			s.Held++
		}
	}
	c.Findings = append(fresh, check.RunChange(check.Change{Base: base, Head: c.Archive, Moved: x.moved})...)
	diag.Sort(c.Findings)
	watch.lap(Checking)
	return c, s, nil
}

// older reads the older version with the history of the newer one, so that a
// time that is only known from it is the same in both. It returns nil if there was
// no archive yet.
func (c *Checked) older(ctx context.Context, fsys fs.FS, opt Options) (*archive.Archive, error) {
	o := archive.Options{Now: opt.Now, Limits: opt.Limits, Workers: opt.Workers}
	if c.History != nil {
		o.Memory = func(emails map[string]*archive.Person) *archive.Memory { return memoryOf(c.History, emails) }
	}
	a, err := archive.Load(ctx, fsys, o)
	if errors.Is(err, archive.ErrNoArchive) {
		return nil, nil
	}
	return a, err
}

// change is how the files of two versions stand to each other.
type change struct {
	older, newer map[string]*source.Document
	moved        map[string]string // newer path → older
	lines        map[string][]history.Hunk
}

func changeBetween(base, head *archive.Archive) *change {
	x := &change{older: map[string]*source.Document{}, newer: map[string]*source.Document{}, lines: map[string][]history.Hunk{}}
	for _, d := range base.Documents {
		x.older[d.Path] = d
	}
	for _, d := range head.Documents {
		x.newer[d.Path] = d
	}
	only := func(docs []*source.Document, other map[string]*source.Document) (out []history.Blob) {
		for _, d := range docs {
			if other[d.Path] == nil {
				out = append(out, history.Blob{Path: d.Path, Bytes: d.Bytes})
			}
		}
		return out
	}
	x.moved = history.Renames(only(base.Documents, x.newer), only(head.Documents, x.older))
	return x
}

// asNow puts the present names of files into findings of the older version.
func (x *change) asNow(all []diag.Finding) []diag.Finding {
	now := map[string]string{}
	for newer, older := range x.moved {
		now[older] = newer
	}
	for i, f := range all {
		if p, ok := now[f.File]; ok {
			all[i].File = p
		}
	}
	return all
}

// touches reports whether a finding stands on a line that the change wrote.
func (x *change) touches(f diag.Finding) bool {
	newer := x.newer[f.File]
	if newer == nil || f.Span.Start.Line == 0 {
		return false
	}
	hunks, known := x.lines[f.File]
	if !known {
		path := f.File
		if from, ok := x.moved[path]; ok {
			path = from
		}
		if older := x.older[path]; older != nil {
			hunks = history.Diff(history.Lines(string(older.Bytes)), history.Lines(string(newer.Bytes)))
		}
		x.lines[f.File] = hunks
	}
	from, to := f.Span.Start.Line-1, max(f.Span.Start.Line, f.Span.End.Line)
	return slices.ContainsFunc(hunks, func(h history.Hunk) bool { return h.NewFrom < int(to) && int(from) < h.NewTo })
}
