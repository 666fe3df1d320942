package search

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/registry"
	index "github.com/blevesearch/bleve_index_api"
)

// In bleve a document is one field of terms. Its text is written here, a term a
// line, and our tokenizer only has to cut it: what the terms of a text are is
// decided in one place, and could be worked out by many goroutines before bleve's
// builder, which analyses one document at a time.
//
// Behind a term stands its weight, so that a term with each of its weights is one
// of bleve's. A weight is then read off a term instead of being kept for every
// document, and both a term and the beginning of one are looked up by prefix.
const (
	termField   = "t"
	analysisOf  = "minutebook"
	weightAfter = '\x01'
	noWeight    = '0' // the byte of weight nought
)

func init() {
	err := registry.RegisterTokenizer(analysisOf, func(map[string]any, *registry.Cache) (analysis.Tokenizer, error) {
		return lineTokenizer{}, nil
	})
	if err != nil {
		panic(err) // the name is ours
	}
}

// lineTokenizer makes a token of every line.
type lineTokenizer struct{}

func (lineTokenizer) Tokenize(text []byte) analysis.TokenStream {
	n := bytes.Count(text, []byte{'\n'})
	tokens, out := make([]analysis.Token, n), make(analysis.TokenStream, n)
	for i := range tokens {
		end := bytes.IndexByte(text, '\n')
		tokens[i] = analysis.Token{Term: text[:end:end], Position: i + 1, End: end}
		out[i], text = &tokens[i], text[end+1:]
	}
	return out
}

// termLines are the terms of a document as the tokenizer wants them.
func (d *Document) termLines() string {
	var b strings.Builder
	for _, t := range d.Terms() {
		b.WriteString(t.Text)
		b.WriteByte(weightAfter)
		b.WriteByte(noWeight + t.Weight)
		b.WriteByte('\n')
	}
	return b.String()
}

// cutWeight is a term of bleve's in its two parts.
func cutWeight(bleves string) (term string, w weight, ok bool) {
	n := len(bleves) - 2
	if n < 0 || bleves[n] != weightAfter {
		return "", 0, false
	}
	return bleves[:n], weight(bleves[n+1] - noWeight), true
}

func newMapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	if err := m.AddCustomAnalyzer(analysisOf, map[string]any{"type": custom.Name, "tokenizer": analysisOf}); err != nil {
		return nil, err
	}
	terms := bleve.NewTextFieldMapping()
	terms.Analyzer = analysisOf
	terms.Store, terms.DocValues, terms.IncludeInAll, terms.IncludeTermVectors, terms.SkipFreqNorm = false, false, false, false, true
	m.DefaultMapping = bleve.NewDocumentStaticMapping()
	m.DefaultMapping.AddFieldMappingsAt(termField, terms)
	m.IndexDynamic, m.StoreDynamic, m.DocValuesDynamic = false, false, false
	return m, nil
}

// buildStore writes an index of documents into a folder that is not there yet.
func buildStore(ctx context.Context, dir string, docs []*Document, progress func(done, n int)) error {
	m, err := newMapping()
	if err != nil {
		return err
	}
	// The builder moves files from its own folder here, so both are on one disk.
	b, err := bleve.NewBuilder(dir, m, map[string]any{"batchSize": 1000, "buildPathPrefix": filepath.Dir(dir)})
	if err != nil {
		return err
	}
	err = eachLines(ctx, docs, func(i int, lines string) error {
		progress(i+1, len(docs))
		return b.Index(docs[i].ID, map[string]any{termField: lines})
	})
	return errors.Join(err, b.Close())
}

// updateStore brings an index up to date with documents that changed.
func updateStore(ctx context.Context, dir string, changed []*Document, gone []string, progress func(done, n int)) error {
	x, err := bleve.OpenUsing(dir, map[string]any{"bolt_timeout": "5s"})
	if err != nil {
		return err
	}
	batch := x.NewBatch()
	for _, id := range gone {
		batch.Delete(id)
	}
	err = eachLines(ctx, changed, func(i int, lines string) error {
		progress(i+1, len(changed))
		return batch.Index(changed[i].ID, map[string]any{termField: lines})
	})
	if err == nil {
		err = x.Batch(batch)
	}
	return errors.Join(err, x.Close())
}

// eachLines works out the lines of documents on all CPUs and hands them on in
// order.
func eachLines(ctx context.Context, docs []*Document, do func(i int, lines string) error) error {
	const step = 64
	lines := make([]string, step)
	for from := 0; from < len(docs); from += step {
		part := docs[from:min(from+step, len(docs))]
		var all sync.WaitGroup
		workers := runtime.GOMAXPROCS(0)
		for w := range workers {
			all.Go(func() {
				for i := w; i < len(part); i += workers {
					lines[i] = part[i].termLines()
				}
			})
		}
		all.Wait()
		for i := range part {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := do(from+i, lines[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// openReader opens an index for reading only.
func openReader(dir string) (bleve.Index, index.IndexReader, error) {
	x, err := bleve.OpenUsing(dir, map[string]any{"read_only": true, "bolt_timeout": "5s"})
	if err != nil {
		return nil, nil, fmt.Errorf("open the index: %w", err)
	}
	inner, err := x.Advanced()
	if err != nil {
		return nil, nil, errors.Join(err, x.Close())
	}
	r, err := inner.Reader()
	if err != nil {
		return nil, nil, errors.Join(err, x.Close())
	}
	return x, r, nil
}
