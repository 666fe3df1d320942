package search

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// papers are documents of made-up minutes; those of one seed are always the same.
func papers(n int, seed uint64) []Document {
	r := rand.New(rand.NewPCG(seed, 1))
	words := []string{"预算编制", "采购", "会议纪要", "食堂", "會議", "安全检查", "GitHub", "k8s-v1.30", "2025-06-12", "报修", "重庆", "第 12 号", "校发〔2025〕7号", "ＡＰＩ接口", "budget", "决定由", "负责"}
	people := []string{"张敏", "曾国", "单芳", "王立诚"}
	var out []Document
	for i := range n {
		var text strings.Builder
		for range 5 + r.IntN(40) {
			text.WriteString(words[r.IntN(len(words))])
			text.WriteString([]string{"", "，", " ", "\n"}[r.IntN(4)])
		}
		who := people[r.IntN(len(people))]
		d := Document{
			ID: fmt.Sprintf("2025-%02d-%02d-p%03d", 1+i%12, 1+i%28, i), Title: words[r.IntN(len(words))] + "专题会", Date: fmt.Sprintf("2025-%02d-%02d", 1+i%12, 1+i%28),
			Names:  []string{who},
			Values: []Value{{Field: Type, Key: "minutes", Label: "会议纪要"}, {Field: Person, Key: fmt.Sprint("p", i%4), Label: who}},
		}
		d.Body = "---\ntitle: \"" + d.Title + "\"\nchair: " + who + "\n---\n\n" + text.String() + "\n"
		out = append(out, d)
	}
	return out
}

func openStore(t *testing.T, dir string, docs []Document) *Store {
	t.Helper()
	s, err := OpenStore(context.Background(), dir, docs, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func idsFound(t *testing.T, s *Store, query string) []string {
	t.Helper()
	all, err := s.Search(context.Background(), ParseQuery(query))
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	ids := []string{}
	for _, h := range all {
		ids = append(ids, h.ID)
	}
	slices.Sort(ids)
	return ids
}

// What the store finds is what holds the phrases, by the text itself.
func TestStoreFindsWhatTheTextsHold(t *testing.T) {
	docs := papers(150, 1)
	s := openStore(t, t.TempDir(), docs)
	queries := []string{"会", "会议", "會議", "纪要", "会议纪要", "预算编制采购", "食堂 -采购", "\"GitHub\"", "k8s-v1", "2025-06-12", "2025-06", "12", "校发〔2025〕7号", "api接口", "接口", "-会议", "单", "\"budget 决定\"", "\"budget\"", "由负责", "第12号"}
	r := rand.New(rand.NewPCG(7, 7))
	for range 400 {
		text := []rune(docs[r.IntN(len(docs))].Markdown())
		from := r.IntN(len(text))
		q := string(text[from:min(from+1+r.IntN(9), len(text))])
		if r.IntN(3) == 0 {
			q = "\"" + strings.NewReplacer("\"", "", "\n", " ").Replace(q) + "\""
		}
		queries = append(queries, strings.ReplaceAll(q, "\n", " "))
	}
	asked := 0
	for _, text := range queries {
		q := ParseQuery(text)
		if len(q.Phrases) == 0 || len(q.Filters) > 0 || slices.ContainsFunc(q.Phrases, func(p Phrase) bool { return p.Plan().Sound.Term != "" }) {
			continue // nothing to find, or perhaps found by its sound
		}
		asked++
		want := []string{}
		for _, d := range docs {
			if q.Matches(Haystack(d.ID, d.Markdown())) {
				want = append(want, d.ID)
			}
		}
		slices.Sort(want)
		if got := idsFound(t, s, text); !slices.Equal(got, want) {
			t.Errorf("%q (%+v)\n got %v\nwant %v", text, q.Phrases, got, want)
		}
	}
	if asked < 300 {
		t.Errorf("only %d queries", asked)
	}
}

func TestStoreIsUpdatedByWhatChanged(t *testing.T) {
	dir := t.TempDir()
	docs := papers(60, 2)
	s := openStore(t, dir, docs)
	if !s.Rebuilt || s.Changed != 60 {
		t.Errorf("the first time: rebuilt %v, changed %d", s.Rebuilt, s.Changed)
	}
	again := openStore(t, dir, docs)
	if again.Rebuilt || again.Changed != 0 {
		t.Errorf("nothing changed: rebuilt %v, changed %d", again.Rebuilt, again.Changed)
	}
	next := slices.Clone(docs[1:])
	edited := next[9]
	edited.Body += "\n关于蟠桃会的决定\n"
	next[9] = edited
	fresh := next[10]
	fresh.ID, fresh.Body = "2026-01-01-new", "蟠桃园\n"
	next = append(next, fresh)
	after := openStore(t, dir, next)
	if after.Rebuilt || after.Changed != 2 {
		t.Errorf("two of 60 changed: rebuilt %v, changed %d", after.Rebuilt, after.Changed)
	}
	if got, want := idsFound(t, after, "蟠桃"), []string{edited.ID, fresh.ID}; !slices.Equal(got, want) {
		t.Errorf("found %v, want %v", got, want)
	}
	for _, q := range []string{"会", "食堂", "budget", "会议纪要 -采购"} {
		whole := openStore(t, t.TempDir(), next)
		if got, want := idsFound(t, after, q), idsFound(t, whole, q); !slices.Equal(got, want) {
			t.Errorf("%s: %d found after an update, %d in a fresh index", q, len(got), len(want))
		}
	}
	// Who has the old one open goes on reading it.
	if got := idsFound(t, again, "蟠桃"); len(got) != 0 {
		t.Errorf("the old store finds %v", got)
	}
	if none := openStore(t, dir, nil); len(idsFound(t, none, "会")) != 0 {
		t.Error("an empty store finds something")
	}
	if back := openStore(t, dir, docs); len(idsFound(t, back, "会")) == 0 {
		t.Error("a store that was empty finds nothing")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), unfinished) {
			t.Errorf("%s stays behind", e.Name())
		}
	}
}

// Whatever is damaged, the answer is that of the records: the store is made anew.
func TestDamagedStoreIsMadeAnew(t *testing.T) {
	docs := papers(40, 3)
	origin := t.TempDir()
	s, err := OpenStore(context.Background(), origin, docs, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := idsFound(t, s, "会议")
	s.Close()
	var files []string
	filepath.WalkDir(origin, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(origin, path)
			files = append(files, rel)
		}
		return err
	})
	if len(files) < 5 {
		t.Fatalf("a store of %d files: %v", len(files), files)
	}
	r := rand.New(rand.NewPCG(5, 5))
	for i := range 60 {
		dir := filepath.Join(t.TempDir(), "store")
		if err := os.CopyFS(dir, os.DirFS(origin)); err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(dir, files[i%len(files)])
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		how := []string{"flipped", "cut", "missing"}[r.IntN(3)]
		switch how {
		case "flipped":
			text[r.IntN(len(text))] ^= 1 << r.IntN(8)
			err = os.WriteFile(name, text, 0o600)
		case "cut":
			err = os.WriteFile(name, text[:r.IntN(len(text))], 0o600)
		case "missing":
			err = os.Remove(name)
		}
		if err != nil {
			t.Fatal(err)
		}
		x := openStore(t, dir, docs)
		if got := idsFound(t, x, "会议"); !slices.Equal(got, want) {
			t.Errorf("%s %s: found %d, want %d", files[i%len(files)], how, len(got), len(want))
		}
		if !x.Rebuilt {
			t.Errorf("%s %s: not noticed", files[i%len(files)], how)
		}
	}
}

func TestStoreOfAnotherVersionIsMadeAnew(t *testing.T) {
	dir := t.TempDir()
	docs := papers(5, 4)
	openStore(t, dir, docs)
	folder, _, err := readCurrent(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Appendf(nil, `{"format":1,"analysis":"as it was","records":{},"files":{}}`)
	if err := os.WriteFile(filepath.Join(folder, storeList), text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, currentFile), []byte(filepath.Base(folder)+" "+hexOf(text)+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := openStore(t, dir, docs); !s.Rebuilt || s.Changed != 5 {
		t.Errorf("rebuilt %v, changed %d", s.Rebuilt, s.Changed)
	}
}

// A search that nobody waits for any more ends.
func TestStoreStopsWhenTold(t *testing.T) {
	s := openStore(t, t.TempDir(), papers(20, 5))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := s.Search(ctx, ParseQuery("会议")); err != context.Canceled {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	if _, err := OpenStore(ctx, t.TempDir(), papers(20, 6), nil); err == nil {
		t.Error("an index was made after all")
	}
}
