package generator

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/render"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/search"
)

// SearchOptions say what to look for, and where.
type SearchOptions struct {
	Options
	Audience string // public, internal, or a unit's name, alias or id
	Query    search.Query
	ByDate   bool // the newest first, instead of the best
	Limit    int  // of hits, 0 for none
	// Time is how long the answer may take once the index is up to date, 0 for any.
	Time time.Duration
	// Store is a folder of this archive's own, where an index is kept for each
	// audience.
	Store string
}

// Found is the answer to a query.
type Found struct {
	Query   search.Query
	Total   int
	Hits    []Hit // the first of them
	Records int   // that the audience may see
	Unknown []UnknownValue
	Timings []Timing
	// Indexed is how many records had to be indexed first, Rebuilt whether those
	// were all.
	Indexed int
	Rebuilt bool
}

// Hit is a record that was found. Item is the decision or action that holds what
// was looked for, nil if none does.
type Hit struct {
	Record  *archive.Record
	Item    *archive.Item
	Excerpt search.Excerpt
}

// Page is where the hit stands on a site; see package render for the addresses.
func (h Hit) Page() string {
	page := "records/" + h.Record.ID + ".html"
	if h.Item != nil {
		page += "#" + h.Item.Local
	}
	return page
}

// Took is how long everything took.
func (f *Found) Took() (all time.Duration) {
	for _, t := range f.Timings {
		all += t.Elapsed
	}
	return all
}

// UnknownValue is a filter that no record passes, and the value it is most like,
// "" if it is like none.
type UnknownValue struct {
	search.Filter
	Near string
}

// excerptLength is how many characters of a text a hit shows.
const excerptLength = 120

// Search answers a query from an index that is brought up to date first.
func Search(ctx context.Context, fsys fs.FS, opt SearchOptions) (*Found, error) {
	f := &Found{Query: opt.Query}
	watch := stopwatch{opt.Clock, opt.Clock(), &f.Timings}
	a, err := archive.Load(ctx, fsys, archive.Options{Now: opt.Now, Limits: opt.Limits, Workers: opt.Workers, Progress: opt.step(Reading)})
	if err != nil {
		return nil, err
	}
	audience, ok := a.AudienceFor(opt.Audience)
	if !ok {
		return nil, archive.NoAudience(opt.Audience)
	}
	view := a.View(audience)
	f.Records = len(view.Records)
	watch.lap(Reading)
	site, err := render.New(view, render.Options{})
	if err != nil {
		return nil, fmt.Errorf("prepare the records: %w", err)
	}
	docs := site.Documents()
	store, err := search.OpenStore(ctx, filepath.Join(opt.Store, folderOf(audience)), docs, opt.step(Indexing))
	if err != nil {
		return nil, fmt.Errorf("open the search index: %w", err)
	}
	defer store.Close()
	f.Indexed, f.Rebuilt = store.Changed, store.Rebuilt
	watch.lap(Indexing)
	if opt.Time > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeout(ctx, opt.Time)
		defer stop()
	}
	if err := f.answer(ctx, store, view, opt); err != nil {
		return nil, err
	}
	if f.Total == 0 {
		if err := f.explain(ctx, store, docs); err != nil {
			return nil, err
		}
	}
	watch.lap(Searching)
	return f, nil
}

// folderOf names the folder of an audience's index. No index is ever another
// audience's.
func folderOf(a archive.Audience) string {
	name := a.Level.String()
	for _, u := range a.Units {
		name += fmt.Sprintf("-%x", sha256.Sum256([]byte(u.ID)))[:17]
	}
	return name
}

func (f *Found) answer(ctx context.Context, store *search.Store, view *archive.View, opt SearchOptions) error {
	hits, err := store.Search(ctx, opt.Query)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	f.Total = len(hits)
	if opt.ByDate {
		slices.SortStableFunc(hits, newestFirst)
	}
	for _, h := range hits[:min(len(hits), opt.Limit)] {
		hit := Hit{Record: view.Record(h.ID), Excerpt: opt.Query.Excerpt(store.Document(h.ID).Markdown(), h.Items, excerptLength)}
		hit.Item = itemOf(hit.Record, hit.Excerpt.Anchor)
		f.Hits = append(f.Hits, hit)
	}
	return nil
}

func newestFirst(a, b search.Hit) int {
	switch {
	case a.Date > b.Date:
		return -1
	case a.Date < b.Date:
		return 1
	}
	return 0
}

// itemOf is a record's decision or action of an anchor.
func itemOf(r *archive.Record, anchor string) *archive.Item {
	for _, a := range r.Actions {
		if a.Local == anchor {
			return &a.Item
		}
	}
	for _, d := range r.Decisions {
		if d.Local == anchor {
			return &d.Item
		}
	}
	return nil
}

// explain finds filters that no record passes.
func (f *Found) explain(ctx context.Context, store *search.Store, docs []search.Document) error {
	for _, filter := range f.Query.Filters {
		if filter.Not {
			continue
		}
		hits, err := store.Search(ctx, search.Query{Filters: []search.Filter{filter}})
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if len(hits) == 0 {
			f.Unknown = append(f.Unknown, UnknownValue{filter, schema.Nearest(filter.Value, namesOf(docs, filter.Field))})
		}
	}
	return nil
}

// namesOf are the values of a field, as people may write them.
func namesOf(docs []search.Document, field search.Field) []string {
	var out []string
	seen := map[string]bool{}
	for i := range docs {
		for _, v := range docs[i].Values {
			if v.Field != field || seen[v.Key] {
				continue
			}
			seen[v.Key] = true
			out = append(append(out, v.Key, v.Label), v.Also...)
		}
	}
	return slices.DeleteFunc(out, func(name string) bool { return name == "" })
}
