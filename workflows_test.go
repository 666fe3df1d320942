package minutebook_test

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/scaffold"
)

// A workflow runs with a token of this repository on what a stranger sent. These
// are the rules that keep that harmless; breachesOfWorkflow holds every workflow
// to them.
func TestWorkflowsAreSafe(t *testing.T) {
	files, err := filepath.Glob(".github/workflows/*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no workflows: %v", err)
	}
	texts := map[string][]byte{}
	for _, file := range files {
		if texts[file], err = os.ReadFile(file); err != nil {
			t.Fatal(err)
		}
	}
	// And those that a new archive gets.
	made, err := scaffold.Archive(scaffold.Options{Title: "x", Lang: diag.En, CI: "github", Version: "v1.0.0"})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range made {
		if path.Dir(f.Path) == ".github/workflows" {
			texts["a new archive's "+f.Path] = f.Data
		}
	}
	if len(texts) != 6 {
		t.Errorf("%d workflows, want those that check, publish and scan, here and in a new archive", len(texts))
	}
	for file, text := range texts {
		for _, breach := range breachesOfWorkflow(text) {
			t.Errorf("%s:%s", file, breach)
		}
	}
}

// What runs in other people's workflows keeps the same rules.
func TestActionIsSafe(t *testing.T) {
	text, err := os.ReadFile("action.yml")
	if err != nil {
		t.Fatal(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		t.Fatal(err)
	}
	w := &workflow{}
	w.walk(doc.Content[0])
	for _, breach := range w.breaches {
		t.Errorf("action.yml:%s", breach)
	}
	if steps := value(value(doc.Content[0], "runs"), "steps"); steps == nil || len(steps.Content) != 3 {
		t.Error("action.yml has other steps than three")
	}
}

// The files for other hosts are YAML, and a shell that checks syntax reads ci.sh.
func TestOtherHosts(t *testing.T) {
	for _, host := range scaffold.Hosts {
		made, err := scaffold.Archive(scaffold.Options{Title: "x", Lang: diag.ZhCN, CI: host, Version: "v1.0.0"})
		if err != nil {
			t.Fatal(err)
		}
		installs := false
		for _, f := range made {
			var doc yaml.Node
			if strings.HasSuffix(f.Path, ".yml") {
				if err := yaml.Unmarshal(f.Data, &doc); err != nil {
					t.Errorf("%s: %s: %v", host, f.Path, err)
				}
			}
			installs = installs || strings.Contains(string(f.Data), "go install github.com/minutebook/minutebook/cmd/minutebook@v1.0.0\n")
		}
		if !installs {
			t.Errorf("%s: nothing installs the program", host)
		}
	}
}

const safeWorkflow = `on:
  pull_request:
permissions:
  contents: read
concurrency: one
jobs:
  test:
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2
        with:
          persist-credentials: false
      - run: make test
`

func TestUnsafeWorkflowsAreCaught(t *testing.T) {
	tests := []struct{ from, to, want string }{
		{"", "", ""},
		{"pull_request:", "pull_request_target:", "2: pull_request_target runs a stranger's change with our rights"},
		{"pull_request:", "workflow_run:", "2: workflow_run runs a stranger's change with our rights"},
		{"on:\n  pull_request:", "on: [push, pull_request_target]", "1: pull_request_target runs a stranger's change with our rights"},
		{"contents: read", "contents: write", "4: permission contents: write; only read and none are allowed"},
		{"    steps:", "    permissions:\n      contents: write\n    steps:", "10: permission contents: write; only read and none are allowed"},
		{"  pull_request:", "  push:", ""},
		{"on:\n  pull_request:\npermissions:\n  contents: read", "on: push\npermissions:\n  contents: write", "3: permission contents: write; only read and none are allowed"},
		{"make test\n", "make test\n        env: {TOKEN: \"${{ github.token }}\"}\n", "14: a pull request does not get the token"},
		{"permissions:\n  contents: read", "permissions: write-all", "3: permission permissions: write-all; only read and none are allowed"},
		{"permissions:\n  contents: read\n", "", "1: no permissions at the top"},
		{"    steps:", "    permissions:\n      security-events: write\n    steps:", "10: permission security-events: write; only read and none are allowed"},
		{"    steps:", "    permissions:\n      packages: write\n    steps:", "10: permission packages: write; only read and none are allowed"},
		{"@11bd71901bbe5b1630ceea73d27597364c9af683 # v4.2.2", "@v4", "10: actions/checkout@v4 is not pinned by a commit"},
		{"# v4.2.2", "", "10: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683 has no version comment"},
		{"persist-credentials: false", "fetch-depth: 0", "10: checkout leaves its token on the disk: persist-credentials: false"},
		{"make test", "make test TOKEN=${{ secrets.TOKEN }}", "13: secrets are not used here\n13: an expression in a script can be filled by a stranger: use env"},
		{"make test", "echo ${{ github.event.pull_request.title }}", "13: an expression in a script can be filled by a stranger: use env"},
		{"    timeout-minutes: 5\n", "", "8: a job without timeout-minutes"},
		{"concurrency: one\n", "", "1: no concurrency at the top"},
	}
	for _, test := range tests {
		text := strings.Replace(safeWorkflow, test.from, test.to, 1)
		if got := strings.Join(breachesOfWorkflow([]byte(text)), "\n"); got != test.want {
			t.Errorf("with %q for %q\n got %q\nwant %q", test.to, test.from, got, test.want)
		}
	}
}

var (
	pinned  = regexp.MustCompile(`^[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}$`)
	version = regexp.MustCompile(`^# v\d+\.\d+\.\d+$`)
)

// workflow collects what is wrong with one file as "line: what".
type workflow struct {
	breaches []string
	// ours says that no stranger starts it: then a job, but not the whole workflow,
	// may write to the repository, and get the token for that.
	ours bool
	job  bool // a job is looked at
}

func breachesOfWorkflow(text []byte) []string {
	var doc yaml.Node
	if err := yaml.Unmarshal(text, &doc); err != nil {
		return []string{"1: " + err.Error()}
	}
	w, top := &workflow{}, doc.Content[0]
	w.triggers(top)
	for _, key := range []string{"permissions", "concurrency"} {
		if value(top, key) == nil {
			w.report(top, "no %s at the top", key)
		}
	}
	for _, job := range values(value(top, "jobs")) {
		if value(job, "timeout-minutes") == nil {
			w.report(job, "a job without timeout-minutes")
		}
	}
	w.walk(top)
	return w.breaches
}

func (w *workflow) report(n *yaml.Node, format string, args ...any) {
	w.breaches = append(w.breaches, fmt.Sprintf("%d: ", n.Line)+fmt.Sprintf(format, args...))
}

// triggers looks at what starts the workflow: one name, a list, or a mapping.
func (w *workflow) triggers(top *yaml.Node) {
	on := value(top, "on")
	if on == nil {
		w.report(top, "nothing starts the workflow")
		return
	}
	w.ours = true
	for _, n := range append([]*yaml.Node{on}, on.Content...) {
		w.ours = w.ours && n.Value != "pull_request"
		if n.Value == "pull_request_target" || n.Value == "workflow_run" {
			w.report(n, "%s runs a stranger's change with our rights", n.Value)
		}
	}
}

func (w *workflow) walk(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "secrets.") || n.Value == "secrets" {
		w.report(n, "secrets are not used here")
	}
	if n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "github.token") && !w.ours {
		w.report(n, "a pull request does not get the token")
	}
	if n.Kind != yaml.MappingNode {
		for _, child := range n.Content {
			w.walk(child)
		}
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		w.walk(key)
		outer := w.job
		w.job = w.job || key.Value == "jobs"
		w.walk(val)
		w.job = outer
		switch key.Value {
		case "permissions":
			w.permissions(key, val)
		case "uses":
			w.action(n, val)
		case "run":
			if strings.Contains(val.Value, "${{") {
				w.report(val, "an expression in a script can be filled by a stranger: use env")
			}
		}
	}
}

func (w *workflow) permissions(key, val *yaml.Node) {
	pairs := val.Content
	if val.Kind == yaml.ScalarNode {
		pairs = []*yaml.Node{key, val}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		may := pairs[i+1].Value
		if w.ours && w.job && slices.Contains([]string{"contents", "security-events"}, pairs[i].Value) && may == "write" {
			continue
		}
		if !slices.Contains([]string{"read", "none", "read-all"}, may) {
			w.report(pairs[i], "permission %s: %s; only read and none are allowed", pairs[i].Value, may)
		}
	}
}

func (w *workflow) action(step, uses *yaml.Node) {
	switch {
	case strings.HasPrefix(uses.Value, "./"):
	case !pinned.MatchString(uses.Value):
		w.report(uses, "%s is not pinned by a commit", uses.Value)
	case !version.MatchString(uses.LineComment):
		w.report(uses, "%s has no version comment", uses.Value)
	case strings.HasPrefix(uses.Value, "actions/checkout@"):
		if keep := value(value(step, "with"), "persist-credentials"); keep == nil || keep.Value != "false" {
			w.report(uses, "checkout leaves its token on the disk: persist-credentials: false")
		}
	}
}

// value is what a mapping holds under a key, nil if nothing.
func value(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func values(n *yaml.Node) (out []*yaml.Node) {
	if n == nil {
		return nil
	}
	for i := 1; i < len(n.Content); i += 2 {
		out = append(out, n.Content[i])
	}
	return out
}
