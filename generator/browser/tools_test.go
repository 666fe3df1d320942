package browser

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// required is the environment variable that makes missing tools a failure.
const required = "MINUTEBOOK_BROWSER"

// tools are the programs the tests run.
type tools struct{ chromium, node string }

// findTools looks for what the tests need and says what is missing.
func findTools() (tools, error) {
	var f tools
	var missing []string
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			f.chromium = path
			break
		}
	}
	if f.chromium == "" {
		missing = append(missing, "Chromium")
	}
	var err error
	if f.node, err = exec.LookPath("node"); err != nil {
		missing = append(missing, "Node")
	}
	if _, err := exec.LookPath("pdftotext"); err != nil {
		missing = append(missing, "pdftotext (poppler-utils)")
	}
	if _, err := os.Stat("node_modules/playwright-core/package.json"); err != nil {
		missing = append(missing, "npm packages (npm ci --prefix generator/browser)")
	}
	if missing != nil {
		return f, errors.New("not here: " + strings.Join(missing, ", "))
	}
	return f, nil
}

// needTools are the tools; without them the test is skipped, or fails where
// MINUTEBOOK_BROWSER=required says that they must be here.
func needTools(t *testing.T) tools {
	t.Helper()
	f, err := findTools()
	switch {
	case err == nil:
	case os.Getenv(required) == "required":
		t.Fatalf("the site was not tested in a browser: %v", err)
	default:
		t.Skipf("THE SITE WAS NOT TESTED IN A BROWSER: %v", err)
	}
	return f
}

// TestToolsAreHere says for make test whether the browser tests can run.
func TestToolsAreHere(t *testing.T) { needTools(t) }

// check is one thing that was looked at.
type check struct {
	Site  string `json:"site"`
	Kind  string `json:"kind"` // of page
	View  string `json:"view"` // "phone", "phone dark", "" for the file
	Check string `json:"check"`
}

// report is what Node says of one check.
type report struct {
	check
	Problems []string `json:"problems"`
}

// run gives a job to a script and hands on each line it reports.
func (f tools) run(t *testing.T, script string, job any, each func(line []byte)) {
	t.Helper()
	in, err := json.Marshal(job)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), f.node, script)
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		each(lines.Bytes())
	}
	if err := errors.Join(lines.Err(), cmd.Wait()); err != nil {
		t.Errorf("%s: %v\n%s", script, err, stderr.String())
	}
}

func unmarshal[T any](t *testing.T, line []byte) (v T) {
	t.Helper()
	if err := json.Unmarshal(line, &v); err != nil {
		t.Fatal(fmt.Errorf("%w in %q", err, line))
	}
	return v
}
