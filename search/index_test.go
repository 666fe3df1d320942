package search

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
)

// The index depends on the documents alone: not on their order, nor on how many
// work at it.
func TestIndexIsDeterministic(t *testing.T) {
	docs := madeDocuments(1100, 3)
	want := siteOf(t, docs, IndexOptions{Workers: 1})
	for name, s := range map[string]site{
		"another order":    siteOf(t, reversed(docs), IndexOptions{Workers: 1}),
		"several workers":  siteOf(t, docs, IndexOptions{Workers: 7}),
		"a previous index": siteOf(t, docs, IndexOptions{Previous: want.read}),
		"one of others":    siteOf(t, docs, IndexOptions{Previous: siteOf(t, docs[:1050], IndexOptions{}).read}),
	} {
		if !maps.EqualFunc(s, want, bytes.Equal) {
			t.Errorf("%s makes another index", name)
		}
	}
}

// A new record changes what tells of the newest ones, and nothing else.
func TestNewRecordChangesLittle(t *testing.T) {
	docs := madeDocuments(2101, 6)
	before, after := siteOf(t, docs[:2100], IndexOptions{}), siteOf(t, docs, IndexOptions{})
	total, changed := 0, 0
	for path, data := range after {
		total += len(data)
		if !bytes.Equal(before[path], data) {
			changed += len(data)
		}
	}
	if changed*100 > total*15 {
		t.Errorf("%d of %d bytes of the index are others, more than 15 %%", changed, total)
	}
}

// With the previous index at hand the part that did not change is not made again,
// but its files can be, should the previous ones be damaged.
func TestPreviousIndexIsUsed(t *testing.T) {
	docs := madeDocuments(1101, 3)
	old := siteOf(t, docs[:1100], IndexOptions{})
	read := func(path string) ([]byte, error) {
		data, err := old.read(path)
		if path != manifest {
			data = bytes.Clone(data)
			data[len(data)-1] ^= 1
		}
		return data, err
	}
	told := 0
	files, err := Index(docs, IndexOptions{Previous: read, Workers: 1, Progress: func(int, int) { told++ }})
	if err != nil {
		t.Fatal(err)
	}
	if newest := 1101 % 64; told != newest {
		t.Errorf("%d documents were read, want the %d newest", told, newest)
	}
	want := siteOf(t, docs, IndexOptions{})
	for _, f := range files {
		data, err := f.Data()
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(data, want[f.Path]) {
			t.Errorf("%s is another file than in a fresh index", f.Path)
		}
	}
}

func TestTwoDocumentsOfOneID(t *testing.T) {
	docs := madeDocuments(2, 1)
	docs[1].ID = docs[0].ID
	if _, err := Index(docs, IndexOptions{}); err == nil || err.Error() != `index: two documents have the id "`+docs[0].ID+`"` {
		t.Errorf("got %v", err)
	}
}

func TestEmptyIndex(t *testing.T) {
	s := siteOf(t, nil, IndexOptions{})
	if got := s.ids(t, s.reader(t), "预算"); len(got) != 0 {
		t.Errorf("found %v in an empty index", got)
	}
	c := newClient(t)
	c.call(nil, "open", s.write(t), map[string]any{})
	for _, q := range []string{"预算", "type:minutes", "before:2025", "", `"预算" -a`} {
		if got := c.ids(q); len(got) != 0 {
			t.Errorf("search.js found %v in an empty index", got)
		}
	}
}

// asked are queries that read every kind of file.
var asked = []string{"会", "预算", "责任人", "github", "ki", "2025-06", "unit:后勤 会议纪要预", "before:2021-01", "zsg"}

// damages are what can happen to a file on its way. The kind is what search.js
// calls it.
var damages = []struct {
	name, kind string
	make       func(path string, data []byte, s site) []byte
}{
	{"missing", "missing", func(string, []byte, site) []byte { return nil }},
	{"empty", "damaged", func(string, []byte, site) []byte { return []byte{} }},
	{"truncated", "damaged", func(_ string, data []byte, _ site) []byte { return data[:len(data)*2/3] }},
	{"a byte short", "damaged", func(_ string, data []byte, _ site) []byte { return data[:len(data)-1] }},
	{"a bit flipped", "damaged", func(_ string, data []byte, _ site) []byte {
		out := bytes.Clone(data)
		out[len(out)/2] ^= 0x10
		return out
	}},
	{"a page instead", "damaged", func(string, []byte, site) []byte { return []byte("<!doctype html><title>404</title>") }},
	{"already unpacked", "damaged", func(_ string, data []byte, _ site) []byte {
		out, _ := io.ReadAll(flate.NewReader(bytes.NewReader(data[12:])))
		return out
	}},
	{"of another name", "damaged", func(path string, _ []byte, s site) []byte {
		for _, other := range slices.Sorted(maps.Keys(s)) {
			if strings.HasPrefix(other, folder) && other != path && other != manifest {
				return s[other]
			}
		}
		panic("one file only")
	}},
}

// isCard tells cards from the other files of an index.
func isCard(path string) bool { return strings.Contains(path, "-") }

// A damaged file is said to be damaged. Never does it change what is found.
func TestDamageIsSaid(t *testing.T) {
	s := siteOf(t, madeDocuments(1100, 3), IndexOptions{pageSize: 20})
	right, opened := map[string][]string{}, map[string]bool{}
	whole, err := OpenReader(func(path string) ([]byte, error) {
		opened[path] = !isCard(path) || strings.HasSuffix(path, "-7"+fileExt) // of a deck's 64 cards one
		return s.read(path)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range asked {
		right[q] = s.ids(t, whole, q)
	}
	for _, d := range damages {
		said := 0
		for path, picked := range opened {
			if !picked {
				continue
			}
			bad := maps.Clone(s)
			if bad[path] = d.make(path, s[path], s); bad[path] == nil {
				delete(bad, path)
			}
			r, err := OpenReader(bad.read)
			if r != nil && path != pathOf(whole.manifest.Words) { // the other cards need not be read again
				r.cards = maps.Clone(whole.cards)
				maps.DeleteFunc(r.cards, func(doc int, _ *card) bool { return pathOf(cardName(whole.manifest.Decks, doc)) == path })
			}
			for _, q := range asked {
				var hits []Hit
				if r != nil {
					hits, err = r.Search(ParseQuery(q))
				}
				var damage *DamagedError
				switch {
				case err == nil:
					if got := idsOf(hits); !slices.Equal(got, right[q]) {
						t.Fatalf("%s is %s, and %q finds %v, want %v", path, d.name, q, got, right[q])
					}
				case errors.As(err, &damage) && damage.Path == path, d.kind == "missing" && errors.Is(err, fs.ErrNotExist):
					said++
				default:
					t.Fatalf("%s is %s, and the error is %v", path, d.name, err)
				}
				if r == nil {
					break
				}
			}
		}
		if said < len(asked) {
			t.Errorf("files that are %s are noticed %d times only", d.name, said)
		}
	}
}

func idsOf(hits []Hit) []string {
	out := []string{}
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}

// The same, of search.js: every file that a query reads is damaged in turn, of the
// cards that of the best hit.
func TestDamageIsSaidByClient(t *testing.T) {
	c := newClient(t)
	s := siteOf(t, madeDocuments(1100, 3), IndexOptions{pageSize: 20})
	dir := s.write(t)
	for i, q := range asked {
		opened := map[string]bool{}
		r, err := OpenReader(func(path string) ([]byte, error) {
			if !isCard(path) {
				opened[path] = true
			}
			return s.read(path)
		})
		if err != nil {
			t.Fatal(err)
		}
		best := s.ids(t, r, q)
		for doc, c := range r.cards {
			if len(best) > 0 && c.hit.ID == best[0] {
				opened[pathOf(cardName(r.manifest.Decks, doc))] = true
			}
		}
		for path := range opened {
			d := damages[(i+len(path)+int(path[len(folder)]))%len(damages)]
			instead := map[string]any{path: nil}
			if data := d.make(path, s[path], s); data != nil {
				instead[path] = base64.StdEncoding.EncodeToString(data)
			}
			err := c.try(nil, "open", dir, instead)
			if err == nil {
				err = c.try(nil, "search", q, map[string]any{"size": 10, "excerpts": false})
			}
			var e *clientError
			if !errors.As(err, &e) || e.Kind != d.kind {
				t.Errorf("%q with %s %s: %v, want the kind %s", q, path, d.name, err, d.kind)
			}
		}
	}
}

// Where the front matter stands by itself a document is the same as where it stands
// in the body.
func TestFrontAndBody(t *testing.T) {
	for _, d := range madeDocuments(20, 9) {
		one := d
		one.Front, one.Body = "", d.Markdown()
		if d.Front == "" {
			t.Fatal("the front matter of the test's documents is in the body")
		}
		if got, want := string(d.haystack(nil)), Haystack(one.ID, one.Body); got != want {
			t.Errorf("%s is searched in %q, in one piece in %q", d.ID, got, want)
		}
	}
	split := siteOf(t, madeDocuments(20, 9), IndexOptions{})
	docs := madeDocuments(20, 9)
	for i := range docs {
		docs[i].Front, docs[i].Body = "", docs[i].Markdown()
	}
	for path, data := range siteOf(t, docs, IndexOptions{}) {
		if path != manifest && !bytes.Equal(data, split[path]) {
			t.Errorf("%s is another file", path)
		}
	}
}
