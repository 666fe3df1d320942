package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Loader reads one archive again and again, for a program that watches it. A
// file is read again only if it may have changed, and parsed again only if its
// bytes are others; if the config or a register changes, everything is. What it
// returns is what a new Loader would return. One reading at a time; the
// Snapshots may be used from any goroutine.
type Loader struct {
	fsys fs.FS
	opt  Options

	ground *ground
	tree   *files              // nil: to be walked
	kept   map[string]readFile // by path, parsed on this ground
}

// NewLoader makes a Loader. Options.Now is not looked at: each reading has its
// own moment.
func NewLoader(fsys fs.FS, opt Options) *Loader { return &Loader{fsys: fsys, opt: opt} }

// Snapshot is an archive as it was at one reading. Nothing changes it, and the
// archives and views made of it share no links.
type Snapshot struct {
	// Changed are the paths that are not what they were at the reading before, in
	// order. It is empty at the first reading.
	Changed []string

	all Archive // not linked
}

// Archive links the records of a snapshot.
func (s *Snapshot) Archive() *Archive {
	a := s.all
	a.Records = copyAll(s.all.Records)
	a.link()
	return &a
}

// View is Archive().View, without the work of linking the archive first.
func (s *Snapshot) View(audience Audience) *View { return s.all.View(audience) }

// AudienceFor is Archive().AudienceFor.
func (s *Snapshot) AudienceFor(name string) (Audience, bool) { return s.all.AudienceFor(name) }

// ground is what every record is decoded on.
type ground struct {
	raw    map[string][]byte // the files it was made of
	docs   []*source.Document
	config *Config
	sch    *schema.Schema
	reg    *registers
	memory *Memory // asked for once
}

// readGround reads config and registers. If they are what they were it returns
// the old ground.
func readGround(fsys fs.FS, lim source.Limits, old *ground) (*ground, error) {
	raw, err := readOrdinary(fsys, ConfigFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, ErrNoArchive
	}
	if err != nil {
		return nil, fmt.Errorf("read the config: %w", err)
	}
	g := &ground{raw: map[string][]byte{ConfigFile: raw}}
	registers := schema.Builtin().Registers[1:]
	regDocs := map[string]*source.Document{}
	for _, r := range registers {
		if b, err := readOrdinary(fsys, r.File); err == nil {
			g.raw[r.File] = b
		} else if !errors.Is(err, fs.ErrNotExist) {
			regDocs[r.File] = unreadable(r.File, err, lim)
			g.docs = append(g.docs, regDocs[r.File])
		}
	}
	for _, s := range strays(fsys, registers, lim) {
		g.raw[s.doc.Path] = nil
		g.docs = append(g.docs, s.doc)
		if _, there := g.raw[s.meant]; s.meant != "" && !there && regDocs[s.meant] == nil {
			regDocs[s.meant] = s.doc // one that cannot be read
		}
	}
	if old != nil && len(regDocs) == 0 && maps.EqualFunc(g.raw, old.raw, bytes.Equal) {
		return old, nil
	}
	doc := source.ParseYAML(ConfigFile, raw, lim)
	g.config, g.sch = decodeConfig(doc)
	g.docs = append(g.docs, doc)
	for _, r := range registers {
		if b, ok := g.raw[r.File]; ok {
			regDocs[r.File] = source.ParseYAML(r.File, b, lim)
			g.docs = append(g.docs, regDocs[r.File])
		}
	}
	g.reg = readRegisters(regDocs, g.sch, g.config.Zone)
	g.config.Audience.resolve(g.reg, time.Time{})
	return g, nil
}

// manyChanges is from how many paths on it is cheaper to look at everything.
const manyChanges = 200

// Read reads the archive as it is. changed names the files and folders that may
// have changed, appeared or gone since the last reading; without any, and after
// a reading that failed, everything is looked at.
func (l *Loader) Read(ctx context.Context, now time.Time, changed ...string) (*Snapshot, error) {
	s, err := l.read(ctx, changed)
	if err != nil {
		l.tree = nil
		return nil, err
	}
	l.assemble(s, now)
	s.all.Hosting = readHosting(l.fsys)
	return s, nil
}

func (l *Loader) read(ctx context.Context, changed []string) (*Snapshot, error) {
	g, err := readGround(l.fsys, l.opt.Limits, l.ground)
	if err != nil {
		return nil, err
	}
	was := *l
	if g != l.ground {
		l.ground, l.kept, l.tree = g, nil, nil
	}
	tree, look, err := l.look(changed)
	if err != nil {
		return nil, fmt.Errorf("walk the archive: %w", err)
	}
	kept, err := l.parse(ctx, tree, look)
	if err != nil {
		return nil, err
	}
	l.tree, l.kept = tree, kept
	s := &Snapshot{}
	if was.ground != nil {
		s.Changed = was.differs(l)
	}
	return s, nil
}

// look lists the archive's files, and the Markdown files to read.
func (l *Loader) look(changed []string) (*files, []string, error) {
	if l.tree == nil || len(changed) == 0 || len(changed) > manyChanges {
		tree, err := walk(l.fsys)
		if err != nil {
			return nil, nil, err
		}
		return tree, tree.markdown, nil
	}
	return l.tree.renew(l.fsys, changed)
}

// renew walks only what is named and returns the files there are now, with those
// of the Markdown files that were named or are in a folder named.
func (t *files) renew(fsys fs.FS, changed []string) (*files, []string, error) {
	out := &files{markdown: t.markdown, files: maps.Clone(t.files)}
	look := &files{files: map[string]FileInfo{}}
	for _, p := range t.outermost(changed) {
		under := func(x string) bool { return x == p || strings.HasPrefix(x, p+"/") }
		out.markdown = slices.DeleteFunc(slices.Clone(out.markdown), under)
		maps.DeleteFunc(out.files, func(x string, _ FileInfo) bool { return under(x) })
		info, err := fs.Lstat(fsys, p)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return nil, nil, err
		case info.IsDir():
			err = look.add(fsys, p)
		default:
			err = look.visit(fsys, p, fs.FileInfoToDirEntry(info))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, nil, err
		}
	}
	out.markdown = slices.Concat(out.markdown, look.markdown)
	slices.Sort(out.markdown)
	maps.Copy(out.files, look.files)
	return out, look.markdown, nil
}

// outermost drops the paths that are not part of the archive or lie below
// another, and puts a folder not known yet in the place of what is in it.
func (t *files) outermost(changed []string) []string {
	var out []string
	for _, p := range changed {
		p = path.Clean(p)
		if q, ok := t.outer(p); ok {
			out = append(out, q)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(out, func(p string) bool {
		return slices.ContainsFunc(out, func(q string) bool { return strings.HasPrefix(p, q+"/") })
	})
}

// outer is a path, or the uppermost on the way to it that is not known yet or no
// folder; false if it is not part of the archive.
func (t *files) outer(p string) (string, bool) {
	for i := range len(p) + 1 {
		if i < len(p) && p[i] != '/' {
			continue
		}
		at := p[:i]
		if excluded(at) || !fs.ValidPath(at) || at == "." {
			return "", false
		}
		if f, known := t.files[at]; !known || f.Type != fs.ModeDir {
			return at, true
		}
	}
	return p, true
}

// parse reads Markdown files and returns all there are. A file whose bytes are
// known is not parsed again.
func (l *Loader) parse(ctx context.Context, tree *files, look []string) (map[string]readFile, error) {
	reader := &loader{fsys: l.fsys, opt: l.opt, sch: l.ground.sch, config: l.ground.config, reg: l.ground.reg, files: tree.files, kept: l.kept}
	read, err := reader.readAll(ctx, look)
	if err != nil {
		return nil, err
	}
	kept := maps.Clone(l.kept)
	if len(look) == len(tree.markdown) {
		kept = make(map[string]readFile, len(look)) // all of them were read
	}
	for i, p := range look {
		kept[p] = read[i]
	}
	tree.markdown = slices.DeleteFunc(tree.markdown, func(p string) bool { return kept[p].doc == nil }) // gone since listed
	if len(kept) > len(tree.markdown) {
		all := kept
		kept = make(map[string]readFile, len(tree.markdown))
		for _, p := range tree.markdown {
			kept[p] = all[p]
		}
	}
	if l.tree == nil || !maps.Equal(tree.files, l.tree.files) {
		for p, x := range kept {
			if x.record != nil {
				x.record = x.record.withFiles(tree.files)
				kept[p] = x
			}
		}
	}
	return kept, nil
}

// withFiles is the record with its attachments as they are now.
func (r *Record) withFiles(files map[string]FileInfo) *Record {
	same := func(a *Attachment) bool {
		f, ok := files[a.Path]
		return ok == (a.File != nil) && (!ok || f == *a.File)
	}
	if !slices.ContainsFunc(r.Attached, func(a *Attachment) bool { return !same(a) }) {
		return r
	}
	c := *r
	c.Attached = copies(r.Attached, func(x *Attachment) { x.find(files) })
	return &c
}

// find looks an attachment's file up.
func (a *Attachment) find(files map[string]FileInfo) {
	a.File = nil
	if f, ok := files[a.Path]; ok {
		a.File = &f
	}
}

// differs lists the paths that are not what they were.
func (l *Loader) differs(now *Loader) []string {
	diff := map[string]bool{}
	differing(diff, l.ground.raw, now.ground.raw, bytes.Equal)
	differing(diff, l.kept, now.kept, func(a, b readFile) bool { return a.doc == b.doc || bytes.Equal(a.doc.Bytes, b.doc.Bytes) })
	if l.tree != nil {
		differing(diff, l.tree.files, now.tree.files, func(a, b FileInfo) bool { return a == b })
	}
	return slices.Sorted(maps.Keys(diff))
}

func differing[V any](out map[string]bool, a, b map[string]V, same func(V, V) bool) {
	both := 0
	for k, v := range a {
		w, ok := b[k]
		if ok {
			both++
		}
		if !ok || !same(v, w) {
			out[k] = true
		}
	}
	if both == len(b) {
		return
	}
	for k := range b {
		if _, ok := a[k]; !ok {
			out[k] = true
		}
	}
}

// assemble makes the archive of what is there.
func (l *Loader) assemble(s *Snapshot, now time.Time) {
	g := l.ground
	s.all = Archive{
		Model: Model{
			Config: g.config, Schema: g.sch, Now: now, Units: g.reg.units, People: g.reg.people,
			Projects: g.reg.projects, Calendar: g.reg.calendar, reg: g.reg,
		},
		Files: l.tree.files, Emails: g.reg.emails,
	}
	a := &s.all
	if g.memory == nil && l.opt.Memory != nil {
		g.memory = l.opt.Memory(g.reg.emails)
	}
	a.memory = g.memory
	a.Documents = make([]*source.Document, 0, len(g.docs)+len(l.tree.markdown))
	for _, p := range l.tree.markdown {
		x := l.kept[p]
		a.Documents = append(a.Documents, x.doc)
		if x.record == nil {
			a.Unplaced = append(a.Unplaced, x.doc)
		} else {
			a.Records = append(a.Records, x.record)
		}
	}
	for _, d := range g.docs {
		i, _ := slices.BinarySearchFunc(a.Documents, d.Path, func(x *source.Document, p string) int { return strings.Compare(x.Path, p) })
		a.Documents = slices.Insert(a.Documents, i, d)
	}
	sortRecords(a.Records)
	if a.Now.IsZero() && len(a.Records) > 0 {
		a.Now = a.Records[len(a.Records)-1].Date.End()
	}
	a.Now = a.Now.In(g.config.Zone)
}
