package search

import (
	"context"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"
	"testing"
)

// readerOf is a reader of the browser's index of documents.
func readerOf(t *testing.T, docs []Document) *Reader {
	t.Helper()
	files := map[string]func() ([]byte, error){}
	made, err := Index(docs, IndexOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range made {
		files[f.Path] = f.Data
	}
	r, err := OpenReader(func(path string) ([]byte, error) {
		if f := files[path]; f != nil {
			return f()
		}
		return nil, fs.ErrNotExist
	})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// The terminal and the browser give one answer: the same records, in the same
// order, for the same reasons.
func TestStoreAndReaderGiveOneAnswer(t *testing.T) {
	docs := papers(180, 9)
	s, r := openStore(t, t.TempDir(), docs), readerOf(t, docs)
	queries := []string{
		"会议", "會議", "张敏", "zhangmin", "zm", "zengguo", "shanfang", "chongqing", "caigou", "类型:minutes", "type:会议纪要 食堂", "person:张敏", "人员:zhangmin -采购",
		"年份:2025", "before:2025-03 会议", "after:2025-10", "date:2025-06", "食堂 预算 github", "-会议纪要", "\"budget\" 安全", "第12号 食堂", "type:nothing", "", "\"\"", "-", "2025-06-12", "p007",
		"zhangmin 预算编制", "会议纪要食堂 zm",
	}
	random := rand.New(rand.NewPCG(3, 3))
	for range 600 {
		d := docs[random.IntN(len(docs))]
		part := func() string {
			text := []rune(d.Markdown())
			from := random.IntN(len(text))
			return strings.NewReplacer("\n", " ", "\"", "").Replace(string(text[from:min(from+1+random.IntN(7), len(text))]))
		}
		q := part()
		switch random.IntN(6) {
		case 0:
			q = fmt.Sprintf("\"%s\"", q)
		case 1:
			q += " " + part()
		case 2:
			q += " -" + part()
		case 3:
			q += " person:" + []string{"张敏", "zengguo", "李"}[random.IntN(3)]
		case 4:
			q += fmt.Sprintf(" before:2025-%02d", 1+random.IntN(12))
		}
		queries = append(queries, q)
	}
	some := 0
	for _, text := range queries {
		q := ParseQuery(text)
		got, err := s.Search(context.Background(), q)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		want, err := r.Search(q)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		if len(got) > 0 {
			some++
		}
		if a, b := listed(got), listed(want); a != b {
			t.Errorf("%q (%+v)\nterminal %s\n browser %s", text, q, a, b)
		}
	}
	if some < 300 {
		t.Errorf("only %d queries found anything", some)
	}
}

func listed(hits []Hit) string {
	var b strings.Builder
	for _, h := range hits {
		fmt.Fprintf(&b, "%s %d %s %s; ", h.ID, h.Score, h.Type, h.Date)
	}
	return b.String()
}
