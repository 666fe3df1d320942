package browser

import (
	"bytes"
	"cmp"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// kinds are all kinds of page but the records, of which every type is one, and
// the addresses that lead elsewhere. The first pattern that matches a page's path
// says what it is.
var kinds = []struct{ name, pattern string }{
	{"home", `index\.html`},
	{"missing", `404\.html`},
	{"accessibility", `accessibility\.html`},
	{"actions", `actions(\.\d+)?\.html`},
	{"actions of a person", `actions/people/[^/]+\.html`},
	{"actions of a unit", `actions/units/[^/]+\.html`},
	{"actions by whom", `actions/(people|units)\.html`},
	{"action", `actions/[^/]+\.html`},
	{"decisions", `decisions(\.\d+)?\.html`},
	{"decision", `decisions/[^/]+\.html`},
	{"calendar", `calendar(/[^/]+)?\.html`},
	{"statistics", `statistics\.html`},
	{"measure", `statistics/[^/]+\.html`},
	{"behind a measure", `statistics/[^/]+/[^/]+\.html`},
	{"plans", `plans\.html`},
	{"plan", `plans/[^/]+\.html`},
	{"requests", `requests\.html`},
	{"notices", `notices\.html`},
	{"documents", `documents\.html`},
	{"risks", `risks\.html`},
	{"disputes", `disputes\.html`},
	{"health", `health\.html`},
	{"findings", `findings\.html`},
	{"feeds", `feeds\.html`},
	{"types", `types\.html`},
	{"type", `types/[^/]+\.html`},
	{"years", `years\.html`},
	{"year", `years/[^/]+\.html`},
	{"units", `units\.html`},
	{"unit", `units/[^/]+\.html`},
	{"people", `people\.html`},
	{"person", `people/[^/]+\.html`},
	{"projects", `projects\.html`},
	{"project", `projects/[^/]+\.html`},
	{"series index", `series\.html`},
	{"series", `series/[^/]+\.html`},
	{"search", `search\.html`},
	{"tags", `tags\.html`},
	{"tag", `tags/[^/]+\.html`},
}

// page is a page that stands for its kind.
type page struct {
	Kind string `json:"kind"`
	Path string `json:"path"`
}

// onePerKind finds the largest page of each kind: it has the most that could be
// wrong. types gives the type of a record by the path of its page. A page of no
// kind is a failure: it is new and has to be looked at.
func onePerKind(t *testing.T, site fstest.MapFS, types map[string]string) []page {
	t.Helper()
	patterns := make([]*regexp.Regexp, len(kinds))
	for i, k := range kinds {
		patterns[i] = regexp.MustCompile("^(?:" + k.pattern + ")$")
	}
	largest := map[string]string{}
	for name, file := range site {
		if path.Ext(name) != ".html" || bytes.Contains(file.Data, []byte(`http-equiv="refresh"`)) {
			continue
		}
		kind := ""
		if typ := types[name]; typ != "" {
			kind = "record " + typ
		} else if i := slices.IndexFunc(patterns, func(p *regexp.Regexp) bool { return p.MatchString(name) }); i >= 0 {
			kind = kinds[i].name
		} else {
			t.Errorf("%s is a page of no kind that is tested: it needs a line in kinds", name)
			continue
		}
		best, n := largest[kind], len(file.Data)
		if best == "" || cmp.Or(cmp.Compare(n, len(site[best].Data)), cmp.Compare(best, name)) > 0 {
			largest[kind] = name
		}
	}
	var out []page
	for kind, name := range largest {
		out = append(out, page{kind, name})
	}
	slices.SortFunc(out, func(a, b page) int { return cmp.Compare(a.Kind, b.Kind) })
	return out
}

// wantEveryKind holds that no kind is missing, and no type of record.
func wantEveryKind(t *testing.T, pages []page) {
	t.Helper()
	records := 0
	for _, p := range pages {
		if strings.HasPrefix(p.Kind, "record ") {
			records++
		}
	}
	if records != 12 {
		t.Errorf("records of %d types, want all 12", records)
	}
	for _, k := range kinds {
		if !slices.ContainsFunc(pages, func(p page) bool { return p.Kind == k.name }) {
			t.Errorf("the sample archive has no page of the kind %q", k.name)
		}
	}
}
