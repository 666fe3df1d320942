// Package serve shows an archive while it is being written: it watches the files,
// and a browser that shows a page is told to load it again as soon as a save
// changes that page.
//
// # What a save costs
//
// The file saved is parsed, the records are linked again, and of the site only
// the pages that a browser asks for are made; a page whose digest is what it was
// is not written again. The rules over one record run at once over the records
// saved, beside the linking. The whole check, which looks at everything, follows
// when saving pauses, and until then the findings of other records stand as they
// were.
//
// Nothing is written to disk, and nothing is read from it because of an address:
// what is served is the site's pages by their names, nothing else.
//
// # What the browser gets
//
// Pages are those of a build, with a style sheet and a script of the server's own
// added to their head (see live/), which a built site never holds. The script
// keeps a stream of events open and tells the server which version of which page
// it shows. The server answers with "reload" as soon as that is not the present
// one: after a save, but also after a reconnection. It answers with "findings"
// when there is something to say about the records saved last, or when the
// archive cannot be read; the site then stays as it last was.
//
// # What is said, and to whom
//
// Findings are told about records that the audience may see, the config and the
// registers only. A record whose front matter was damaged by the last save is in
// no view, but what is wrong with it is told if it was. The server is for the machine it runs on. It answers requests that name
// another host only if it was told to listen to other machines, so that no page
// of a stranger can read it by a name that leads here.
package serve

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/render"
	"github.com/minutebook/minutebook/generator/source"
)

// Options say what to serve.
type Options struct {
	Dir      string           // the archive's folder
	Audience string           // public, internal, or a unit's name, alias or id
	Now      func() time.Time // the moment a site stands for
	Clock    func() time.Time // measures
	Lang     diag.Lang        // of what the server itself says
	Version  string           // of the program
	Limits   source.Limits
	// Memory is what the repository knew when the server was started; may be nil.
	Memory func(emails map[string]*archive.Person) *archive.Memory
	// Report is told of every change, one at a time; may be nil.
	Report func(Update)
}

// Update is what a change led to.
type Update struct {
	First   bool           // the archive was read for the first time
	Checked bool           // nothing was read: the whole check has ended
	Paths   []string       // that changed, relative to the archive
	Records int            // of the view
	Elapsed time.Duration  // from noticing the change until browsers are told
	Err     error          // the archive cannot be read or watched; what was shown stays
	Fresh   []diag.Finding // not told before, errors first
}

// Server serves one view of an archive.
type Server struct {
	opt   Options
	local bool // it is bound to this machine alone
	cache bodyCache

	mu    sync.Mutex
	state *state
	begun chan struct{} // closed with the first state

	// The rest belongs to run.
	root   *os.Root
	loader *archive.Loader
	last   *loaded  // what is shown, or was before the archive could not be read
	missed []string // that changed since then
	own    [32]byte // the archive's own templates, as they were read last
}

// state is what the server shows at one time. It is never changed: another takes
// its place.
type state struct {
	pages    *pages         // nil if nothing could be read yet
	err      error          // why it is not what the files say
	findings []diag.Finding // that the overlay shows
	over     chan struct{}  // closed when another state takes its place
}

// loaded is an archive that was read, and what is known of it.
type loaded struct {
	snap     *archive.Snapshot
	archive  *archive.Archive
	view     *archive.View
	site     *render.Site
	changed  []string       // since what was shown before
	findings []diag.Finding // of everything, hidden or not

	// standing says whether findings about a file that cannot be read are told.
	standing map[string]bool

	whole  bool           // the whole check has run on it
	known  set[findingID] // and found this
	saved  set[string]    // the paths that changed since it ran before that
	before set[findingID] // what it had found then
}

type set[T comparable] = map[T]bool

// findingID tells findings apart, over several readings of a file that did not
// change.
type findingID struct {
	file, rule   string
	line, column int
}

func id(f diag.Finding) findingID {
	return findingID{f.File, f.Rule, int(f.Span.Start.Line), int(f.Span.Start.Column)}
}

// New makes a server. It does nothing until Serve is called.
func New(opt Options) *Server { return &Server{opt: opt, begun: make(chan struct{})} }

// pause is how long saving has to rest before the whole archive is checked.
const pause = 500 * time.Millisecond

// run reads, watches and reads again until the context ends.
func (s *Server) run(ctx context.Context) error {
	w, err := watch(s.opt.Dir)
	if err != nil {
		return err
	}
	defer w.close()
	defer s.closeRoot()
	s.update(ctx, batch{all: true})
	rest := time.NewTimer(pause)
	defer rest.Stop()
	checked := make(chan *loaded, 1)
	var checking sync.WaitGroup
	defer checking.Wait()
	busy := false
	for {
		select {
		case <-ctx.Done():
			return nil
		case b := <-w.changes:
			s.update(ctx, b)
			rest.Reset(pause)
		case <-rest.C:
			if l := s.last; l != nil && !l.whole && !busy {
				busy = true
				checking.Go(func() { checked <- l.check() })
			}
		case l := <-checked:
			busy = false
			s.settle(l)
			rest.Reset(pause)
		}
	}
}

// update reads what changed and shows it.
func (s *Server) update(ctx context.Context, b batch) {
	started := s.opt.Clock()
	u := Update{First: s.now() == nil}
	l, err := s.load(ctx, b)
	if ctx.Err() != nil {
		return
	}
	switch {
	case err != nil:
		if old := s.now(); old != nil && old.err != nil && old.err.Error() == err.Error() {
			return
		}
		u.Err = err
		s.fail(err)
	case l == nil:
		if b.err == nil {
			return
		}
	default:
		u.Paths, u.Records = l.changed, len(l.view.Records)
		u.Fresh = s.show(l)
	}
	u.Err = cmp.Or(u.Err, b.err)
	u.Elapsed = s.opt.Clock().Sub(started)
	s.report(u)
}

func (s *Server) report(u Update) {
	if s.opt.Report != nil {
		s.opt.Report(u)
	}
}

// load reads what changed. It returns nil if nothing did.
func (s *Server) load(ctx context.Context, b batch) (*loaded, error) {
	another, err := s.open()
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	if b.all || another {
		b.paths = nil
	}
	snap, err := s.loader.Read(ctx, s.opt.Now(), b.paths...)
	if err != nil {
		return nil, fmt.Errorf("read the archive: %w", err)
	}
	old := s.last
	if another {
		old = nil
	}
	s.missed = append(s.missed, snap.Changed...)
	own, err := render.OwnTemplates(s.root.FS())
	if err != nil {
		return nil, err
	}
	if own != s.own {
		s.own, s.missed = own, append(s.missed, "templates")
	}
	if failed := s.now() != nil && s.now().err != nil; old != nil && !failed && len(s.missed) == 0 {
		return nil, nil
	}
	audience, ok := snap.AudienceFor(s.opt.Audience)
	if !ok {
		return nil, archive.NoAudience(s.opt.Audience)
	}
	l := &loaded{snap: snap, changed: slices.Compact(slices.Sorted(slices.Values(s.missed)))}
	var site sync.WaitGroup
	site.Go(func() {
		l.view = snap.View(audience)
		l.site, err = s.site(l.view)
	})
	l.archive = snap.Archive()
	l.judge(old)
	site.Wait()
	if err != nil {
		return nil, err
	}
	l.stand(old)
	s.missed = nil
	return l, nil
}

func (s *Server) site(v *archive.View) (*render.Site, error) {
	site, err := render.New(v, render.Options{Files: s.root.FS(), Rule: check.Title, Version: s.opt.Version})
	if err != nil {
		return nil, fmt.Errorf("prepare the pages: %w", err)
	}
	return site, nil
}

// open opens the archive's folder, again if another has taken its place.
func (s *Server) open() (another bool, err error) {
	if s.root != nil {
		have, err1 := s.root.Stat(".")
		want, err2 := os.Stat(s.opt.Dir)
		if err2 != nil {
			return false, err2
		}
		if err1 == nil && os.SameFile(have, want) {
			return false, nil
		}
		s.closeRoot()
	}
	if s.root, err = os.OpenRoot(s.opt.Dir); err != nil {
		return false, err
	}
	s.loader = archive.NewLoader(s.root.FS(), archive.Options{Limits: s.opt.Limits, Memory: s.opt.Memory})
	return true, nil
}

func (s *Server) closeRoot() {
	if s.root != nil {
		s.root.Close()
		s.root = nil
	}
}

// judge finds what is wrong with what was saved; of the rest it believes what
// was known. The first time it looks at everything.
func (l *loaded) judge(old *loaded) {
	if old == nil {
		l.conclude(check.Run(l.archive, 0))
		l.before = l.known
		return
	}
	l.saved, l.before = set[string]{}, old.known
	if !old.whole {
		l.saved, l.before = maps.Clone(old.saved), old.before
	}
	changed := set[string]{}
	for _, p := range l.changed {
		changed[p], l.saved[p] = true, true
	}
	l.findings = merge(old.findings, changed, check.RunOver(l.archive, l.changed))
}

// merge puts findings in the place of those about some files. All are in the
// order of their files.
func merge(all []diag.Finding, about set[string], with []diag.Finding) []diag.Finding {
	out := make([]diag.Finding, 0, len(all)+len(with))
	for len(all) > 0 {
		file := all[0].File
		n := slices.IndexFunc(all, func(f diag.Finding) bool { return f.File != file })
		if n < 0 {
			n = len(all)
		}
		for len(with) > 0 && with[0].File <= file {
			out, with = append(out, with[0]), with[1:]
		}
		if !about[file] {
			out = append(out, all[:n]...)
		}
		all = all[n:]
	}
	return append(out, with...)
}

// conclude takes in what the whole check found.
func (l *loaded) conclude(all []diag.Finding) {
	l.findings, l.whole, l.known = all, true, make(set[findingID], len(all))
	for _, f := range all {
		l.known[id(f)] = true
	}
}

// check is what is known after looking at everything. One CPU is left to the
// next save.
func (l *loaded) check() *loaded {
	c := *l
	c.conclude(check.Run(l.archive, 1))
	return &c
}

// stand settles what is told of a file that was saved in a state in which nobody
// can say who may see it: as much as before. A new one is told to insiders, since
// one of them is writing it.
func (l *loaded) stand(old *loaded) {
	l.standing = map[string]bool{}
	if old == nil {
		return
	}
	maps.Copy(l.standing, old.standing)
	for _, p := range l.changed {
		was := slices.IndexFunc(old.archive.Records, func(r *archive.Record) bool { return r.Path() == p })
		_, stood := old.standing[p]
		switch {
		case was >= 0 && !old.archive.Records[was].Broken:
			l.standing[p] = old.view.Audience.Sees(old.archive.Records[was].Audience)
		case !stood:
			l.standing[p] = l.view.Audience.Level != archive.Public
		}
	}
}

// tells reports whether findings about a record are told.
func (l *loaded) tells(r *archive.Record) bool {
	if r.Broken {
		return l.standing[r.Path()]
	}
	return l.view.Audience.Sees(r.Audience)
}

// notable are the findings to tell after a save: all about what was saved, and
// those elsewhere that were not there before.
func (l *loaded) notable() []diag.Finding {
	files := set[string]{}
	var all []diag.Finding
	for i := range l.findings {
		if f := &l.findings[i]; l.saved[f.File] || l.whole && !l.before[id(*f)] {
			all = append(all, *f)
			files[f.File] = f.File == archive.ConfigFile || strings.HasPrefix(f.File, "registers/")
		}
	}
	for _, r := range l.archive.Records {
		if _, found := files[r.Path()]; found && l.tells(r) {
			files[r.Path()] = true
		}
	}
	all = slices.DeleteFunc(all, func(f diag.Finding) bool { return !files[f.File] })
	slices.SortStableFunc(all, func(a, b diag.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return all
}

// show lets browsers have what was read, and returns what to say about it.
func (s *Server) show(l *loaded) []diag.Finding {
	s.last = l
	l.site.Found(l.view.Visible(l.findings))
	said := l.notable()
	s.publish(&state{pages: &pages{site: l.site, made: map[string]output.Page{}}, findings: said})
	return said
}

// settle shows what the whole check found, if it is about what is shown and not
// known yet.
func (s *Server) settle(l *loaded) {
	if s.last == nil || s.last.snap != l.snap {
		return
	}
	told := set[findingID]{}
	for _, f := range s.now().findings {
		told[id(f)] = true
	}
	if slices.EqualFunc(s.last.findings, l.findings, func(a, b diag.Finding) bool {
		return id(a) == id(b) && a.Severity == b.Severity
	}) {
		s.last = l
		return
	}
	// The present site may be in use: findings are set on another.
	var err error
	if l.site, err = s.site(l.view); err != nil {
		s.fail(err)
		s.report(Update{Checked: true, Err: err})
		return
	}
	said := s.show(l)
	fresh := slices.DeleteFunc(slices.Clone(said), func(f diag.Finding) bool { return told[id(f)] })
	if len(fresh) > 0 {
		s.report(Update{Checked: true, Fresh: fresh})
	}
}

// fail says why the files cannot be shown as they are; what was shown stays.
func (s *Server) fail(err error) {
	next := &state{err: err}
	if old := s.now(); old != nil {
		next.pages = old.pages
	}
	s.publish(next)
}

// now is the present state, nil before the first.
func (s *Server) now() *state {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

func (s *Server) publish(next *state) {
	next.over = make(chan struct{})
	s.mu.Lock()
	old := s.state
	s.state = next
	s.mu.Unlock()
	if old == nil {
		close(s.begun)
	} else {
		close(old.over)
	}
}
