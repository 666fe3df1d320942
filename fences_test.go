// Package minutebook_test holds what is true of the module as a whole: which
// room may import which, which library belongs in which room, and what only the
// command line may do.
//
// A new package needs a line in the table of layers; that is on purpose.
package minutebook_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/minutebook/minutebook"

// layers gives each room its height. A room imports only what is lower than
// itself; the rooms at the bottom import nothing of ours.
var layers = map[string]int{
	"cmd/minutebook":  8,
	"cmd/minutebench": 8,

	"generator/browser": 8, // tests only
	"generator":         7,
	"generator/backup":  6,
	"generator/publish": 6,
	"generator/serve":   6,

	"generator/adopt":    5,
	"generator/check":    5,
	"generator/history":  5,
	"generator/hosting":  5,
	"generator/output":   5,
	"generator/render":   5,
	"generator/scaffold": 5,
	"generator/stats":    5,

	"generator/archive": 4,
	"generator/schema":  3,
	"generator/source":  2,
	"generator/target":  2,
	"generator/diag":    1,

	"generator/ical":   0,
	"generator/input":  0,
	"generator/markup": 0,
	"generator/pack":   0,
	"generator/sheet":  0,
	"search":           0,
	"templates":        0,
}

// sideways are the imports that are allowed between rooms of one height: a page
// is a value of output, and a page shows figures; a new archive gets the files of
// its hosting platform, and a rule holds them against the registers.
var sideways = map[string][]string{
	"generator/check":    {"generator/hosting"},
	"generator/render":   {"generator/output", "generator/stats"},
	"generator/scaffold": {"generator/hosting"},
}

// libraries says which rooms a library may be imported in. What is not listed is
// allowed everywhere.
var libraries = map[string][]string{
	"github.com/spf13/cobra":      {"cmd/minutebook"},
	"github.com/spf13/pflag":      {"cmd/minutebook"},
	"github.com/yuin/goldmark":    {"generator/source"},
	"github.com/adrg/frontmatter": {"generator/source"},
	"go.yaml.in/yaml":             {"generator/source"},
	"gopkg.in/yaml.v2":            {},
	"gopkg.in/yaml.v3":            {},
	"github.com/blevesearch":      {"search"},
	"github.com/go-git":           {"generator/backup", "generator/history", "generator/publish"},
	"github.com/xuri/excelize":    {}, // reads in tests what sheet wrote
	"github.com/fsnotify":         {"generator/serve"},
	"C":                           {}, // the binary is static
	"log":                         {"cmd/minutebench", "cmd/minutebook"},
	"flag":                        {"cmd/minutebench", "cmd/minutebook"},
}

// outside are the names that reach out of the program: the clock, the machine's
// time zone, the environment, the terminal, the end of the process. Below cmd
// they are arguments.
var outside = map[string][]string{
	"time":    {"Now", "Since", "Until", "Local"},
	"fmt":     {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"os":      {"Args", "Environ", "Exit", "ExpandEnv", "Getenv", "LookupEnv", "Stderr", "Stdin", "Stdout"},
	"syscall": {"Environ", "Exit", "Getenv"},
	"builtin": {"print", "println"},
}

var vagueNames = []string{"util", "utils", "common", "helper", "helpers", "types", "misc", "shared", "base"}

func TestFencesHold(t *testing.T) {
	rooms := listRooms(t)
	if len(rooms) < 8 {
		t.Fatalf("go list found only %d packages", len(rooms))
	}
	for _, p := range rooms {
		for _, breach := range breachesOfRoom(p.name(), p.Name) {
			t.Error(breach)
		}
		for _, file := range p.files() {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, breach := range breachesOfFile(p.name(), relative(t, file), text) {
				t.Error(breach)
			}
		}
	}
}

// A fence that never closes is worse than none: each is shown a trespasser.
func TestFencesCatch(t *testing.T) {
	tests := []struct{ room, text, want string }{
		{"generator/source", `import "github.com/minutebook/minutebook/generator/archive"`, "x.go:2: generator/source imports generator/archive, which is not below it"},
		{"generator/diag", `import _ "github.com/minutebook/minutebook/templates"`, ""},
		{"generator/render", `import "github.com/minutebook/minutebook/generator/output"`, ""},
		{"generator/check", `import "github.com/minutebook/minutebook/generator/output"`, "x.go:2: generator/check imports generator/output, which is not below it"},
		{"search", `import "github.com/minutebook/minutebook/generator/diag"`, "x.go:2: search imports generator/diag, which is not below it"},
		{"generator/render", `import "github.com/yuin/goldmark/ast"`, "x.go:2: github.com/yuin/goldmark/ast may be imported only in generator/source"},
		{"generator/source", `import "github.com/yuin/goldmark/ast"`, ""},
		{"generator", `import "github.com/spf13/cobra"`, "x.go:2: github.com/spf13/cobra may be imported only in cmd/minutebook"},
		{"generator/schema", `import "go.yaml.in/yaml/v3"`, "x.go:2: go.yaml.in/yaml/v3 may be imported only in generator/source"},
		{"generator/stats", `import "github.com/go-git/go-git/v5"`, "x.go:2: github.com/go-git/go-git/v5 may be imported only in generator/backup, generator/history, generator/publish"},
		{"generator", `import "github.com/blevesearch/bleve/v2"`, "x.go:2: github.com/blevesearch/bleve/v2 may be imported only in search"},
		{"generator/source", `import "gopkg.in/yaml.v3"`, "x.go:2: gopkg.in/yaml.v3 may not be imported"},
		{"cmd/minutebook", `import "C"`, "x.go:2: C may not be imported"},
		{"generator/stats", "import \"time\"\nvar now = time.Now", "x.go:3: time.Now below cmd: take it as an argument"},
		{"generator/stats", "import clock \"time\"\nvar d = clock.Since(x)", "x.go:3: time.Since below cmd: take it as an argument"},
		{"generator/output", "import \"os\"\nfunc f() {\n\tos.Exit(2)\n}", "x.go:4: os.Exit below cmd: take it as an argument"},
		{"generator/output", "import \"os\"\nvar home = os.Getenv(\"HOME\")", "x.go:3: os.Getenv below cmd: take it as an argument"},
		{"search", "import \"fmt\"\nfunc f() { fmt.Println() }", "x.go:3: fmt.Println below cmd: take it as an argument"},
		{"search", "func f() { println() }", "x.go:2: builtin.println below cmd: take it as an argument"},
		{"cmd/minutebook", "import \"os\"\nfunc f() { os.Exit(0) }", ""},
		{"generator/stats", "import \"fmt\"\nfunc f() { fmt.Sprintln() }", ""},
	}
	for _, test := range tests {
		got := strings.Join(breachesOfFile(test.room, "x.go", []byte("package x\n"+test.text)), "\n")
		if got != test.want {
			t.Errorf("%s with %s\n got %q\nwant %q", test.room, test.text, got, test.want)
		}
	}
	for _, test := range []struct{ room, name, want string }{
		{"generator/check", "check", ""},
		{"generator/glue", "glue", "generator/glue has no place in the table of layers"},
		{"generator/check", "util", `generator/check is named "util": name it for what it does`},
	} {
		if got := strings.Join(breachesOfRoom(test.room, test.name), "\n"); got != test.want {
			t.Errorf("package %s in %s\n got %q\nwant %q", test.name, test.room, got, test.want)
		}
	}
}

func TestModule(t *testing.T) {
	var mod struct {
		Module struct{ Path string }
		Go     string
		Ignore []struct{ Path string }
	}
	decode(t, goTool(t, "mod", "edit", "-json"), &mod)
	if mod.Module.Path != module {
		t.Errorf("module %s, want %s", mod.Module.Path, module)
	}
	if mod.Go != "1.26.0" {
		t.Errorf("go %s, want 1.26.0", mod.Go)
	}
	if len(mod.Ignore) != 2 || mod.Ignore[0].Path != "./content" || mod.Ignore[1].Path != "./generator/browser/node_modules" {
		t.Errorf("ignore %v, want ./content, which holds records only, and what npm installs", mod.Ignore)
	}
}

// The standard library has ways without C for all it does; a library that has
// not would tie the binary to a system's libc.
func TestBinaryLinksNoC(t *testing.T) {
	out := goTool(t, "list", "-deps", "-f", `{{if and .CgoFiles (not .Standard)}}{{.ImportPath}}{{end}}`, "./cmd/minutebook")
	if names := strings.Fields(string(out)); len(names) > 0 {
		t.Errorf("packages that need C: %s", strings.Join(names, ", "))
	}
}

// breachesOfRoom is what is wrong with a package as such.
func breachesOfRoom(room, name string) (out []string) {
	if _, ok := layers[room]; !ok {
		out = append(out, room+" has no place in the table of layers")
	}
	if slices.Contains(vagueNames, name) {
		out = append(out, fmt.Sprintf("%s is named %q: name it for what it does", room, name))
	}
	return out
}

// breachesOfFile reads one file of a room, whatever its build constraints, and
// returns what it imports or uses against the tables.
func breachesOfFile(room, file string, text []byte) (out []string) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, file, text, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	report := func(pos token.Pos, what string) {
		out = append(out, fmt.Sprintf("%s:%d: %s", file, fset.Position(pos).Line, what))
	}
	names := map[string]string{} // how the file calls the packages of outside
	for _, spec := range f.Imports {
		path, _ := strconv.Unquote(spec.Path.Value)
		if why := forbidden(room, path); why != "" {
			report(spec.Pos(), why)
		}
		if outside[path] != nil {
			name := path
			if spec.Name != nil {
				name = spec.Name.Name
			}
			names[name] = path
		}
	}
	if strings.HasPrefix(room, "cmd/") {
		return out
	}
	ast.Inspect(f, func(n ast.Node) bool {
		pkg, name := reach(n, names)
		if slices.Contains(outside[pkg], name) {
			report(n.Pos(), pkg+"."+name+" below cmd: take it as an argument")
		}
		return true
	})
	return out
}

// reach is the package and the name that a node refers to, if it is one of
// outside's packages or a call without a package.
func reach(n ast.Node, names map[string]string) (pkg, name string) {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		if x, ok := n.X.(*ast.Ident); ok {
			return names[x.Name], n.Sel.Name
		}
	case *ast.CallExpr:
		if x, ok := n.Fun.(*ast.Ident); ok {
			return "builtin", x.Name
		}
	}
	return "", ""
}

// forbidden says why a room may not import a path, "" if it may.
func forbidden(room, path string) string {
	if own, ok := strings.CutPrefix(path, module+"/"); ok {
		if layers[own] >= layers[room] && !slices.Contains(sideways[room], own) {
			return fmt.Sprintf("%s imports %s, which is not below it", room, own)
		}
		return ""
	}
	for library, rooms := range libraries {
		if path != library && !strings.HasPrefix(path, library+"/") || slices.Contains(rooms, room) {
			continue
		}
		if len(rooms) == 0 {
			return path + " may not be imported"
		}
		return path + " may be imported only in " + strings.Join(rooms, ", ")
	}
	return ""
}

// room is a package as go list tells of it.
type room struct {
	Dir, ImportPath, Name   string
	GoFiles, IgnoredGoFiles []string
}

func (p room) name() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// files are the package's files for every system, without tests.
func (p room) files() (out []string) {
	for _, name := range slices.Concat(p.GoFiles, p.IgnoredGoFiles) {
		if !strings.HasSuffix(name, "_test.go") {
			out = append(out, filepath.Join(p.Dir, name))
		}
	}
	return out
}

// listRooms are the packages of the module, this one left out.
func listRooms(t *testing.T) (out []room) {
	t.Helper()
	dec := json.NewDecoder(strings.NewReader(string(goTool(t, "list", "-json=Dir,ImportPath,Name,GoFiles,IgnoredGoFiles", "./..."))))
	for dec.More() {
		var p room
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if p.ImportPath != module {
			out = append(out, p)
		}
	}
	return out
}

func goTool(t *testing.T, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("go", args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, stderr.String())
	}
	return out
}

func decode(t *testing.T, text []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
}

func relative(t *testing.T, file string) string {
	t.Helper()
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	rel, err := filepath.Rel(here, file)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}
