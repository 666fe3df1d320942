package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2"
	index "github.com/blevesearch/bleve_index_api"
)

// Store answers queries on the machine that holds the archive. Its index is
// bleve's, in a folder of the user's cache that belongs to one archive and one
// audience; the texts are those it was opened with.
type Store struct {
	docs   map[string]*Document
	index  bleve.Index // nil if there is no document
	reader index.IndexReader
	// Changed is how many documents were indexed when the store was opened, Rebuilt
	// whether it was made anew.
	Changed int
	Rebuilt bool
}

// OpenStore opens the store of a folder and makes it hold just these documents,
// whose ids differ. Those that changed since it was opened last are indexed; if it
// is damaged, or was made by a version that read texts in another way, all are.
// progress may be nil.
func OpenStore(ctx context.Context, dir string, all []Document, progress func(done, n int)) (*Store, error) {
	if progress == nil {
		progress = func(int, int) {}
	}
	s := &Store{docs: make(map[string]*Document, len(all))}
	digests := make(map[string]string, len(all))
	docs := make([]*Document, len(all))
	for i := range all {
		d := &all[i]
		docs[i], s.docs[d.ID], digests[d.ID] = d, d, d.storeDigest()
	}
	if len(s.docs) != len(docs) {
		return nil, errors.New("two records have one id")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the index: %w", err)
	}
	folder, have, err := readCurrent(ctx, dir)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var changed []*Document
	var gone []string
	if err == nil {
		changed, gone = difference(docs, digests, have.Records)
	}
	// Many small parts make an index slow, and a fresh one costs little more.
	s.Rebuilt = err != nil || len(changed)+len(gone) > max(32, len(docs)/4) || len(have.Files) > manyFiles || len(have.Records) == 0
	switch {
	case s.Rebuilt && len(docs)+len(gone) > 0:
		s.Changed = len(docs)
		folder, err = s.make(ctx, dir, digests, func(to string) error { return buildStore(ctx, to, docs, progress) })
	case len(changed)+len(gone) > 0:
		s.Changed = len(changed)
		from := filepath.Join(folder, bleveFolder)
		folder, err = s.make(ctx, dir, digests, func(to string) error {
			// bleve writes to its list of segments, and never to a segment.
			if err := linkTree(from, to, "root.bolt"); err != nil {
				return err
			}
			return updateStore(ctx, to, changed, gone, progress)
		})
	default:
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("write the index: %w", err)
	}
	if len(docs) > 0 {
		s.index, s.reader, err = openReader(filepath.Join(folder, bleveFolder))
	}
	return s, err
}

// manyFiles is from how many files on an index is made anew.
const manyFiles = 40

// make makes a generation and puts it in the place of the present one.
func (s *Store) make(ctx context.Context, dir string, digests map[string]string, index func(to string) error) (string, error) {
	made, err := os.MkdirTemp(dir, unfinished)
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(made) // unless it has another name by then
	if len(digests) > 0 {
		err = index(filepath.Join(made, bleveFolder))
	} else {
		err = os.Mkdir(filepath.Join(made, bleveFolder), 0o700)
	}
	if err != nil {
		return "", err
	}
	folder, err := makeCurrent(ctx, dir, made, digests)
	if err == nil {
		sweep(dir, folder)
	}
	return folder, err
}

// difference is what has to be indexed, and what has to go.
func difference(docs []*Document, now, then map[string]string) (changed []*Document, gone []string) {
	for _, d := range docs {
		if then[d.ID] != now[d.ID] {
			changed = append(changed, d)
		}
	}
	for id := range then {
		if _, stays := now[id]; !stays {
			gone = append(gone, id)
		}
	}
	return changed, gone
}

// Close lets go of the index.
func (s *Store) Close() error {
	if s.index == nil {
		return nil
	}
	return errors.Join(s.reader.Close(), s.index.Close())
}
