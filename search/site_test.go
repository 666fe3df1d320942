package search

import (
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// site is a site's files as far as the search reads them: those of its index.
type site map[string][]byte

func (s site) read(path string) ([]byte, error) {
	if data, ok := s[path]; ok {
		return data, nil
	}
	return nil, fmt.Errorf("%s: %w", path, fs.ErrNotExist)
}

// write puts the site on the disk, for search.js.
func (s site) write(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for path, data := range s {
		path = filepath.Join(dir, filepath.FromSlash(path))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func siteOf(t testing.TB, docs []Document, opt IndexOptions) site {
	t.Helper()
	files, err := Index(docs, opt)
	if err != nil {
		t.Fatal(err)
	}
	s := site{}
	for _, f := range files {
		if s[f.Path], err = f.Data(); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s site) reader(t testing.TB) *Reader {
	t.Helper()
	r, err := OpenReader(s.read)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// ids are those of the hits, best first.
func (s site) ids(t testing.TB, r *Reader, query string) []string {
	t.Helper()
	hits, err := r.Search(ParseQuery(query))
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	out := []string{}
	for _, h := range hits {
		out = append(out, h.ID)
	}
	return out
}

// The words of made-up records. Few characters in many orders, so that what is
// looked for crosses words everywhere.
var (
	madeHan   = []rune("会议纪要预算采购编制责任人完成时间教务系统启动后勤保障处宿舍报修值班张敏李伟單國會議預")
	madeWords = []string{"github", "api", "test", "testing", "rapid", "minutes", "kubernetes", "ups", "wifi", "ip", "usb"}
)

// madeDocuments are n records of random text.
func madeDocuments(n int, seed uint64) []Document {
	r := rand.New(rand.NewPCG(seed, 1))
	text := func(length int) string {
		var b strings.Builder
		for b.Len() < length {
			switch r.IntN(14) {
			case 0:
				b.WriteString([]string{"，", "。", "、", "：", "\n", "\n\n", " ", "（"}[r.IntN(8)])
			case 1:
				b.WriteString(" " + madeWords[r.IntN(len(madeWords))] + " ")
			case 2:
				fmt.Fprintf(&b, "%d", r.IntN(2000))
			case 3:
				fmt.Fprintf(&b, " 2025-%02d-%02d ", 1+r.IntN(12), 1+r.IntN(28))
			default:
				for range 1 + r.IntN(5) {
					b.WriteRune(madeHan[r.IntN(len(madeHan))])
				}
			}
		}
		return strings.Trim(strings.ReplaceAll(b.String(), "\n\n\n", "\n"), " \n")
	}
	docs := make([]Document, n)
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range docs {
		day = day.AddDate(0, 0, r.IntN(3))
		title := strings.ReplaceAll(text(20+r.IntN(30)), "\n", "")
		person, unit, tag := []string{"张敏", "李伟", "曾单国"}[r.IntN(3)], []string{"后勤保障处", "教务处"}[r.IntN(2)], []string{"预算", "报修"}[r.IntN(2)]
		body := text(100 + r.IntN(300))
		d := Document{
			ID: fmt.Sprintf("%s-r%04d", day.Format(time.DateOnly), i), Title: title, Date: day.Format(time.DateOnly),
			Front:  "---\ntitle: " + title + "\nauthor: " + person + "\nunit: " + unit + "\ntags:\n  - " + tag + "\n---\n\n",
			Body:   body + "\n",
			People: []string{person}, Names: []string{unit, tag},
			Values: []Value{
				{Field: Type, Key: []string{"minutes", "notice"}[r.IntN(2)], Label: "记录"},
				{Field: Person, Key: "p-" + person, Label: person},
				{Field: Unit, Key: unit},
				{Field: Tag, Key: tag},
				{Field: Status, Key: "open", Label: "进行中"},
			},
		}
		if lines := strings.Count(body, "\n"); lines > 1 {
			d.Items = []Item{{"a1", 10, 10}}
		}
		docs[i] = d
	}
	return docs
}

func reversed(docs []Document) []Document {
	out := slices.Clone(docs)
	slices.Reverse(out)
	return out
}
