package search

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/golden.json anew")

// golden is testdata/golden.json: what goes in, and what both programs make of it.
type golden struct {
	Normalize []struct{ In, Out string } `json:"normalize"`
	Keys      []struct{ In, Out string } `json:"keys"`
	Queries   []goldenQuery              `json:"queries"`
	Matches   []struct {
		Query, Text string
		Out         bool
	} `json:"matches"`
	Excerpts []goldenExcerpt                             `json:"excerpts"`
	Scores   []struct{ Weight, Records, Found, Out int } `json:"scores"`
	Sums     []struct {
		In   string
		Name string `json:",omitempty"`
		Out  string
	} `json:"sums"`
}

type goldenQuery struct {
	In    string     `json:"in"`
	Query jsonQuery  `json:"query"`
	Plans []jsonPlan `json:"plans"`
}

type goldenExcerpt struct {
	Query    string     `json:"query"`
	Markdown string     `json:"markdown"`
	Items    []jsonItem `json:"items"`
	Length   int        `json:"length"`
	Out      jsonShown  `json:"out"`
}

// The shapes of search.js.
type (
	jsonQuery struct {
		Phrases []jsonPhrase `json:"phrases"`
		Filters []jsonFilter `json:"filters"`
		From    string       `json:"from"`
		Until   string       `json:"until"`
		Notices []jsonNotice `json:"notices"`
	}
	jsonPhrase struct {
		Text  string `json:"text"`
		Exact bool   `json:"exact"`
		Not   bool   `json:"not"`
	}
	jsonFilter struct {
		Field string `json:"field"`
		Value string `json:"value"`
		Exact bool   `json:"exact"`
		Not   bool   `json:"not"`
	}
	jsonNotice struct {
		Kind string `json:"kind"`
		Text string `json:"text"`
	}
	jsonPlan struct {
		Lookups []jsonLookup `json:"lookups"`
		Exact   bool         `json:"exact"`
		Sound   *jsonLookup  `json:"sound"`
		Word    string       `json:"word"`
	}
	jsonLookup struct {
		Term string `json:"term"`
		How  int    `json:"how"`
	}
	jsonItem struct {
		Anchor string `json:"anchor"`
		From   int    `json:"from"`
		To     int    `json:"to"`
	}
	jsonShown struct {
		Segments []jsonSegment `json:"segments"`
		Anchor   string        `json:"anchor"`
	}
	jsonSegment struct {
		Text string `json:"text"`
		Mark bool   `json:"mark"`
	}
)

func shapeOfQuery(q Query) jsonQuery {
	out := jsonQuery{[]jsonPhrase{}, []jsonFilter{}, q.From, q.Until, []jsonNotice{}}
	for _, p := range q.Phrases {
		out.Phrases = append(out.Phrases, jsonPhrase(p))
	}
	for _, f := range q.Filters {
		out.Filters = append(out.Filters, jsonFilter{string(f.Field), f.Value, f.Exact, f.Not})
	}
	for _, n := range q.Notices {
		out.Notices = append(out.Notices, jsonNotice(n))
	}
	return out
}

func shapeOfPlans(q Query) []jsonPlan {
	out := []jsonPlan{}
	for i := range q.Phrases {
		p := q.Phrases[i].Plan()
		shape := jsonPlan{[]jsonLookup{}, p.Exact, nil, p.Word}
		for _, l := range p.Lookups {
			shape.Lookups = append(shape.Lookups, jsonLookup{l.Term, int(l.How)})
		}
		if p.Sound.Term != "" {
			shape.Sound = &jsonLookup{p.Sound.Term, int(p.Sound.How)}
		}
		out = append(out, shape)
	}
	return out
}

func shapeOfExcerpt(query, markdown string, items []jsonItem, length int) jsonShown {
	var all []Item
	for _, i := range items {
		all = append(all, Item(i))
	}
	q := ParseQuery(query)
	e := q.Excerpt(markdown, all, length)
	out := jsonShown{[]jsonSegment{}, e.Anchor}
	for _, s := range e.Segments {
		out.Segments = append(out.Segments, jsonSegment(s))
	}
	return out
}

// fill makes what comes out of what goes in.
func (g *golden) fill() {
	for i := range g.Normalize {
		g.Normalize[i].Out = string(normalize(nil, g.Normalize[i].In, nil))
	}
	for i := range g.Keys {
		g.Keys[i].Out = string(withoutKeys(nil, g.Keys[i].In))
	}
	for i := range g.Queries {
		q := ParseQuery(g.Queries[i].In)
		g.Queries[i].Query, g.Queries[i].Plans = shapeOfQuery(q), shapeOfPlans(q)
	}
	for i := range g.Matches {
		q := ParseQuery(g.Matches[i].Query)
		g.Matches[i].Out = q.Matches(g.Matches[i].Text)
	}
	for i := range g.Excerpts {
		x := &g.Excerpts[i]
		x.Out = shapeOfExcerpt(x.Query, x.Markdown, x.Items, x.Length)
	}
	for i := range g.Scores {
		x := &g.Scores[i]
		x.Out = Score(uint8(x.Weight), x.Records, x.Found)
	}
	for i := range g.Sums {
		x := &g.Sums[i]
		x.Out = fmt.Sprintf("%016x", sum([]byte(x.In), x.Name))
	}
}

func (g *golden) size() int {
	return len(g.Normalize) + len(g.Keys) + 2*len(g.Queries) + len(g.Matches) + len(g.Excerpts) + len(g.Scores) + len(g.Sums)
}

func readGolden(t *testing.T) *golden {
	t.Helper()
	data, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	g := &golden{}
	if err := json.Unmarshal(data, g); err != nil {
		t.Fatal(err)
	}
	if g.size() < 300 {
		t.Fatalf("testdata/golden.json holds %d vectors, want 300 or more", g.size())
	}
	return g
}

func TestGolden(t *testing.T) {
	want, got := readGolden(t), readGolden(t)
	got.fill()
	if *update {
		data, err := json.MarshalIndent(got, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("testdata/golden.json", append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	compareGolden(t, got, want)
}

func TestGoldenInJavaScript(t *testing.T) {
	c := newClient(t)
	want, got := readGolden(t), readGolden(t)
	for i := range got.Normalize {
		c.call(&got.Normalize[i].Out, "normalize", got.Normalize[i].In)
	}
	for i := range got.Keys {
		c.call(&got.Keys[i].Out, "withoutKeys", got.Keys[i].In)
	}
	for i := range got.Queries {
		q := &got.Queries[i]
		q.Query, q.Plans = jsonQuery{}, nil
		c.call(&q.Query, "parse", q.In)
		c.call(&q.Plans, "plans", q.In)
	}
	for i := range got.Matches {
		x := &got.Matches[i]
		c.call(&x.Out, "matches", x.Query, x.Text)
	}
	for i := range got.Excerpts {
		x := &got.Excerpts[i]
		x.Out = jsonShown{}
		c.call(&x.Out, "excerpt", x.Query, x.Markdown, x.Items, x.Length)
	}
	for i := range got.Scores {
		x := &got.Scores[i]
		c.call(&x.Out, "score", x.Weight, x.Records, x.Found)
	}
	for i := range got.Sums {
		x := &got.Sums[i]
		c.call(&x.Out, "sum", []byte(x.In), x.Name) // base64
	}
	compareGolden(t, got, want)
}

func compareGolden(t *testing.T, got, want *golden) {
	t.Helper()
	g, w := reflect.ValueOf(*got), reflect.ValueOf(*want)
	for f := range g.NumField() {
		for i := range g.Field(f).Len() {
			x, y := g.Field(f).Index(i).Interface(), w.Field(f).Index(i).Interface()
			if !reflect.DeepEqual(x, y) {
				t.Errorf("%s %d\n got %+v\nwant %+v", g.Type().Field(f).Name, i, x, y)
			}
		}
	}
}
