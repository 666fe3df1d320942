package generator_test

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/render"
	"github.com/minutebook/minutebook/search"
)

//go:embed testdata/search/first.txt
var goldens string

// golden is a query, and what must come first.
type golden struct{ Query, Want string }

func readGoldens(t *testing.T) (out []golden) {
	t.Helper()
	for line := range strings.Lines(goldens) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		query, want, ok := strings.Cut(line, "\t")
		if !ok {
			t.Fatalf("no tab in %q", line)
		}
		out = append(out, golden{query, strings.TrimSpace(want)})
	}
	if len(out) < 40 {
		t.Fatalf("%d queries, too few", len(out))
	}
	return out
}

var sampleDay = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// clock does not measure: the tests do not look at how long anything takes.
func clock() time.Time { return sampleDay }

// sampleSite is the site of the sample archive for the internal audience.
func sampleSite(t *testing.T) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "site")
	_, err := generator.Build(context.Background(), os.DirFS("../content"), generator.BuildOptions{
		Options: generator.Options{Now: sampleDay, Clock: clock}, Audience: "internal", Out: dir,
	})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// What readers look for comes first, at the terminal and in the browser's index.
func TestWhatComesFirst(t *testing.T) {
	site := sampleSite(t)
	c, err := generator.Check(context.Background(), os.DirFS("../content"), generator.Options{Now: sampleDay, Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	internal, _ := c.Archive.AudienceFor("internal")
	pages, err := render.New(c.Archive.View(internal), render.Options{})
	if err != nil {
		t.Fatal(err)
	}
	store, err := search.OpenStore(context.Background(), t.TempDir(), pages.Documents(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	reader, err := search.OpenReader(func(path string) ([]byte, error) { return os.ReadFile(filepath.Join(site, path)) })
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range readGoldens(t) {
		q := search.ParseQuery(g.Query)
		hits, err := store.Search(context.Background(), q)
		if err != nil {
			t.Fatalf("%s: %v", g.Query, err)
		}
		if len(hits) == 0 {
			t.Errorf("%s: nothing found, want %s", g.Query, g.Want)
			continue
		}
		first := hits[0].ID
		if strings.Contains(g.Want, "#") {
			first += "#" + q.Excerpt(store.Document(first).Markdown(), hits[0].Items, 120).Anchor
		}
		if first != g.Want {
			t.Errorf("%s: %s comes first, want %s", g.Query, first, g.Want)
		}
		same, err := reader.Search(q)
		if err != nil {
			t.Fatalf("%s: %v", g.Query, err)
		}
		if !slices.EqualFunc(hits, same, func(a, b search.Hit) bool { return a.ID == b.ID && a.Score == b.Score }) {
			t.Errorf("%s: the browser's index answers %v, the terminal %v", g.Query, same, hits)
		}
	}
}

// askScript asks search.js the queries it reads, and says how many records it found
// and which comes first.
const askScript = `
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
const [client, site] = process.argv.slice(2);
const { open } = await import(client);
const index = await open("https://minutes.example.org/", { read: async (path) => new Uint8Array(await readFile(site + "/" + decodeURIComponent(path))) });
const out = [];
for (const { Query } of JSON.parse(readFileSync(0, "utf8"))) {
  const { total, hits: [hit] } = await index.search(Query, { size: 1 });
  out.push({ Query, Want: !hit ? "nothing" : hit.id + (hit.anchor ? "#" + hit.anchor : ""), Total: total });
}
console.log(JSON.stringify(out));
`

// The same in the browser's own script, where Node is there to run it.
func TestWhatComesFirstInTheScript(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("no Node: search.js was not asked")
	}
	site := sampleSite(t)
	dir := t.TempDir()
	client, err := os.ReadFile("../templates/static/search.js")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{"search.mjs": client, "ask.mjs": []byte(askScript)} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	goldens := readGoldens(t)
	in, err := json.Marshal(goldens)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(node, "ask.mjs", "./search.mjs", site)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, stderr.String())
	}
	var answers []golden
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatal(err)
	}
	if len(answers) != len(goldens) {
		t.Fatalf("%d answers to %d queries", len(answers), len(goldens))
	}
	for i, g := range goldens {
		got := answers[i].Want
		if !strings.Contains(g.Want, "#") {
			got, _, _ = strings.Cut(got, "#")
		}
		if got != g.Want {
			t.Errorf("%s: %s comes first, want %s", g.Query, got, g.Want)
		}
	}
}

// An index of one audience holds nothing that another's view does not: neither at
// the terminal nor in what is published.
func TestSearchKeepsAudiencesApart(t *testing.T) {
	a, err := archive.Load(context.Background(), os.DirFS("../content"), archive.Options{Now: sampleDay})
	if err != nil {
		t.Fatal(err)
	}
	cache := t.TempDir()
	ask := func(audience, query string) []string {
		found, err := generator.Search(context.Background(), os.DirFS("../content"), generator.SearchOptions{
			Options: generator.Options{Now: sampleDay, Clock: clock}, Audience: audience, Query: search.ParseQuery(query), Limit: 1000, Store: cache,
		})
		if err != nil {
			t.Fatalf("%s: %v", audience, err)
		}
		ids := []string{}
		for _, h := range found.Hits {
			ids = append(ids, h.Record.ID)
		}
		return ids
	}
	for _, x := range []struct{ audience, query, record string }{
		{"信息化中心", "控制数", "2026-09-09-budget-2027-request"},
		{"internal", "民主评议", "2026-01-23-joint-branch-appraisal"},
	} {
		if ids := ask(x.audience, x.query); !slices.Contains(ids, x.record) {
			t.Errorf("%s does not find %s: %v", x.audience, x.record, ids)
		}
		if ids := ask("public", x.query); slices.Contains(ids, x.record) {
			t.Errorf("the public finds %s", x.record)
		}
	}
	public, _ := a.AudienceFor("public")
	view := a.View(public)
	for _, query := range []string{"会议", "的", "type:minutes", "after:2000", "预算", "党"} {
		for _, id := range ask("public", query) {
			if view.Record(id) == nil {
				t.Errorf("%s: the public finds %s", query, id)
			}
		}
	}
}

// Without a search the site has neither an index nor a way to one.
func TestSiteWithoutSearch(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "site")
	_, err := generator.Build(context.Background(), os.DirFS("../content"), generator.BuildOptions{
		Options: generator.Options{Now: sampleDay, Clock: clock}, Audience: "public", Out: dir, NoSearch: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"search", "search.html"} {
		if _, err := os.Stat(filepath.Join(dir, name)); !os.IsNotExist(err) {
			t.Errorf("%s is there: %v", name, err)
		}
	}
	page, err := fs.ReadFile(os.DirFS(dir), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"search.html", "find.", "class=\"find"} {
		if bytes.Contains(page, []byte(part)) {
			t.Errorf("the home page has %s", part)
		}
	}
}
