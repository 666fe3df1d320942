package search

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// IndexOptions say how to make the browser's index. The zero value is a good one.
type IndexOptions struct {
	Workers  int               // 0: one a CPU
	Progress func(done, n int) // told how many documents are read; may be nil
	// Previous reads a file of the index made before, by its path in the site. What
	// has not changed since is not made again.
	Previous func(path string) ([]byte, error)

	pageSize int // of directories, for tests
}

// File is a file of the index.
type File struct {
	Path string // in the site: search/…
	// Digest stands for the file's bytes.
	Digest [32]byte
	// Data makes or remembers them. It may be called from any goroutine.
	Data func() ([]byte, error)
}

// indexVersion changes when the form of the files or of terms does.
const indexVersion = 2

// Form of the files. All are packed; see packer.
//
//	search/index.mbx  the manifest: the length of what is JSON, see manifestFile,
//	                  that, and the table of folding, see foldBytes
//	shards            terms and their postings; see cutter
//	directories       JSON, see directory: a page of a part's shards
//	cards             what is shown of a document, and its text; see card
//	words             what the cards are packed with; see indexWriter.words
//	facets            the values of a field, their labels and documents; see facetFile
//	dates             the days of all documents as numbers 20060102, by their gaps

// pageSize is how many shards a page of a directory tells of. A part of few pages
// has none: its shards stand in the manifest.
const (
	pageSize = 500
	fewPages = 6
)

// manifestFile is the payload of the manifest. Names of files are written one
// after the other, twelve digits each.
type manifestFile struct {
	Version int               `json:"v"`
	Records int               `json:"n"`
	Parts   []manifestPart    `json:"parts"`
	Decks   string            `json:"decks"` // of cards
	Words   string            `json:"words"`
	Facets  map[Field]string  `json:"facets"`
	Dates   string            `json:"dates"`
	Types   [][2]string       `json:"types"` // key and label
	Names   map[string]string `json:"names"` // of fields in queries
}

type manifestPart struct {
	First  int    `json:"first"`
	End    int    `json:"end"`
	Digest string `json:"digest"`
	// Pages are the pages of the directory; if there are none, it is here.
	Pages *directory `json:"pages,omitempty"`
	directory
}

// directory tells which file holds a term: the one of the last separator that does
// not sort after it.
type directory struct {
	Seps  []string `json:"seps,omitempty"`
	Names string   `json:"names,omitempty"`
}

func (d *directory) add(sep, name string) {
	d.Seps = append(d.Seps, sep)
	d.Names += name
}

// Index makes the browser's index of documents: the files that search.js reads.
// They depend on the documents alone, not on their order. Two documents of one id
// are an error.
func Index(docs []Document, opt IndexOptions) ([]File, error) {
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b Document) int { return cmp.Or(cmp.Compare(a.Date, b.Date), cmp.Compare(a.ID, b.ID)) })
	seen := map[string]bool{}
	for i := range docs {
		if seen[docs[i].ID] {
			return nil, fmt.Errorf("index: two documents have the id %q", docs[i].ID)
		}
		seen[docs[i].ID] = true
	}
	w := indexWriter{docs: docs, opt: opt, seen: map[string]bool{}}
	if w.opt.Workers <= 0 {
		w.opt.Workers = runtime.GOMAXPROCS(0)
	}
	if w.opt.pageSize == 0 {
		w.opt.pageSize = pageSize
	}
	w.manifest = manifestFile{Version: indexVersion, Records: len(docs), Facets: map[Field]string{}, Types: [][2]string{}, Names: map[string]string{}}
	for name, field := range fieldNames {
		w.manifest.Names[name] = field
	}
	w.types()
	old := w.previous()
	w.parts(old)
	w.cards(old)
	w.facets()
	w.dates()
	payload, err := json.Marshal(&w.manifest)
	if err != nil {
		return nil, fmt.Errorf("index: %w", err)
	}
	_, file := pack(append(appendText(nil, string(payload)), foldBytes()...))
	w.file(manifest, sha256.Sum256(file), file)
	return w.files, nil
}

type indexWriter struct {
	docs     []Document
	opt      IndexOptions
	manifest manifestFile
	files    []File
	seen     map[string]bool // paths
	done     atomic.Int64
}

// file adds a file. One that two things ask for, since they have the same bytes,
// is there once.
func (w *indexWriter) file(path string, digest [32]byte, data []byte) {
	w.lazy(path, digest, func() ([]byte, error) { return data, nil })
}

func (w *indexWriter) lazy(path string, digest [32]byte, data func() ([]byte, error)) {
	if !w.seen[path] {
		w.seen[path] = true
		w.files = append(w.files, File{path, digest, data})
	}
}

// named adds a file of a hashed name, and returns it.
func (w *indexWriter) named(payload []byte) string {
	name, file := pack(payload)
	w.file(pathOf(name), nameDigest(name), file)
	return name
}

// nameDigest stands for the bytes of a file of a hashed name.
func nameDigest(name string) [32]byte {
	return sha256.Sum256([]byte("minutebook search " + strconv.Itoa(indexVersion) + " " + name))
}

func (w *indexWriter) json(v any) string {
	payload, err := json.Marshal(v)
	if err != nil {
		panic(err) // columns of strings and numbers
	}
	return w.named(payload)
}

func (w *indexWriter) types() {
	for i := range w.docs {
		for _, v := range w.docs[i].Values {
			if t := [2]string{v.Key, v.label()}; v.Field == Type && !slices.Contains(w.manifest.Types, t) {
				w.manifest.Types = append(w.manifest.Types, t)
			}
		}
	}
	slices.SortFunc(w.manifest.Types, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
}

func (w *indexWriter) told() {
	if n := w.done.Add(1); w.opt.Progress != nil {
		w.opt.Progress(int(n), len(w.docs))
	}
}

// parts indexes what is looked up, part by part. A part whose documents are those
// of the previous index keeps its files.
func (w *indexWriter) parts(old *manifestFile) {
	digests := w.digests()
	first := 0
	for _, end := range partEnds(len(w.docs)) {
		p := part{first: first, end: end, digest: digestOf(digests[first:end], first)}
		if p.shards = w.kept(old, &p); p.shards == nil {
			p.shards = buildPart(w.docs, p.first, p.end, w.opt.Workers, w.told)
			for _, s := range p.shards {
				w.file(pathOf(s.name), nameDigest(s.name), s.file)
			}
		}
		w.directory(&p)
		first = end
	}
}

// directory adds a part to the manifest.
func (w *indexWriter) directory(p *part) {
	m := manifestPart{First: p.first, End: p.end, Digest: p.digest}
	if len(p.shards) <= fewPages*w.opt.pageSize {
		for _, s := range p.shards {
			m.add(s.sep, s.name)
		}
	} else {
		m.Pages = &directory{}
		for page := range slices.Chunk(p.shards, w.opt.pageSize) {
			var d directory
			for _, s := range page {
				d.add(s.sep, s.name)
			}
			m.Pages.add(d.Seps[0], w.json(&d))
		}
	}
	w.manifest.Parts = append(w.manifest.Parts, m)
}

// digests are those of the documents, as far as terms are made of them.
func (w *indexWriter) digests() [][32]byte {
	out := make([][32]byte, len(w.docs))
	const some = 256
	parallel((len(out)+some-1)/some, w.opt.Workers, func(i int) {
		h := sha256.New()
		for j := i * some; j < min((i+1)*some, len(out)); j++ {
			h.Reset()
			w.docs[j].digest(h)
			h.Sum(out[j][:0])
		}
	})
	return out
}

func (d *Document) digest(h hash.Hash) {
	var b []byte
	text := func(s string) { b = appendText(b, s) }
	for _, s := range []string{d.ID, d.Title, d.DocNo, d.Date} {
		text(s)
	}
	for _, names := range [][]string{d.People, d.Names} {
		b = binary.AppendUvarint(b, uint64(len(names)))
		for _, s := range names {
			text(s)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(d.Values)))
	for i := range d.Values {
		v := &d.Values[i]
		text(string(v.Field))
		text(v.Key)
		text(v.Label)
		b = binary.AppendUvarint(b, uint64(len(v.Also)))
		for _, s := range v.Also {
			text(s)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(d.Items)))
	for _, i := range d.Items {
		b = binary.AppendUvarint(b, uint64(i.From))
		b = binary.AppendUvarint(b, uint64(i.To))
	}
	h.Write(b)
	io.WriteString(h, d.Front)
	io.WriteString(h, d.Body)
}

func digestOf(docs [][32]byte, first int) string {
	h := sha256.New()
	fmt.Fprintf(h, "minutebook search %d %d %d", indexVersion, first, len(docs))
	for i := range docs {
		h.Write(docs[i][:])
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// previous is the manifest of the index made before, nil if there is none that
// this program can go on from.
func (w *indexWriter) previous() *manifestFile {
	if w.opt.Previous == nil {
		return nil
	}
	m, err := readManifest(w.opt.Previous)
	if err != nil {
		return nil
	}
	return m
}

// kept are the shards of a part as they are in the previous index, nil if they
// are not there. Should one of their files turn out to be damaged, the part is
// made again.
func (w *indexWriter) kept(old *manifestFile, p *part) []*shard {
	if old == nil {
		return nil
	}
	i := slices.IndexFunc(old.Parts, func(o manifestPart) bool { return o.Digest == p.digest })
	if i < 0 {
		return nil
	}
	pages, err := old.Parts[i].read(w.opt.Previous)
	if err != nil {
		return nil
	}
	again := sync.OnceValue(func() map[string][]byte {
		files := map[string][]byte{}
		for _, s := range buildPart(w.docs, p.first, p.end, w.opt.Workers, func() {}) {
			files[s.name] = s.file
		}
		return files
	})
	var shards []*shard
	for _, d := range pages {
		for j, sep := range d.Seps {
			name := d.name(j)
			shards = append(shards, &shard{sep: sep, name: name})
			w.lazy(pathOf(name), nameDigest(name), func() ([]byte, error) {
				path := pathOf(name)
				if data, err := w.opt.Previous(path); err == nil {
					if _, err := unpack(path, name, data); err == nil {
						return data, nil
					}
				}
				if data := again()[name]; data != nil {
					return data, nil
				}
				return nil, fmt.Errorf("index: %s was in the previous site and cannot be made again; remove the site and build anew", path)
			})
		}
	}
	w.done.Add(int64(p.end - p.first))
	return shards
}

// facets writes the values of each field: how many there are; for each its key,
// its label, how many documents have it, and the gaps between them.
func (w *indexWriter) facets() {
	type facet struct {
		value *Value
		docs  []int
	}
	byField := map[Field]map[string]*facet{}
	for _, f := range fields {
		byField[f.field] = map[string]*facet{}
	}
	for i := range w.docs {
		for v := range w.docs[i].values {
			byKey := byField[v.Field]
			if byKey == nil {
				continue
			}
			x := byKey[v.Key]
			if x == nil {
				x = &facet{value: v}
				byKey[v.Key] = x
			}
			if n := len(x.docs); n == 0 || x.docs[n-1] != i {
				x.docs = append(x.docs, i)
			}
		}
	}
	for _, f := range fields {
		byKey := byField[f.field]
		if len(byKey) == 0 {
			continue
		}
		keys := make([]string, 0, len(byKey))
		for k := range byKey {
			keys = append(keys, k)
		}
		slices.Sort(keys)
		b := binary.AppendUvarint(nil, uint64(len(keys)))
		for _, k := range keys {
			x := byKey[k]
			b = appendText(appendText(b, k), x.value.label())
			b = binary.AppendUvarint(b, uint64(len(x.docs)))
			last := -1
			for _, d := range x.docs {
				b = binary.AppendUvarint(b, uint64(d-last-1))
				last = d
			}
		}
		w.manifest.Facets[f.field] = w.named(b)
	}
}

// dates writes the day of every document.
func (w *indexWriter) dates() {
	var b []byte
	last := 0
	for i := range w.docs {
		day := dayNumber(w.docs[i].Date)
		b = binary.AppendUvarint(b, uint64(day-last))
		last = day
	}
	w.manifest.Dates = w.named(b)
}

// dayNumber is 20060102 for 2006-01-02, and 0 for what is no date. It grows with
// the date.
func dayNumber(date string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(date, "-", ""))
	if err != nil || len(date) != len("2006-01-02") {
		return 0
	}
	return n
}
