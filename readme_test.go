package minutebook_test

import (
	"context"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
)

var update = flag.Bool("update", false, "write the findings of the READMEs anew")

// readmes are the two READMEs and where their record stands in the sample
// archive.
var readmes = []struct {
	file, record string
	lang         diag.Lang
	now          time.Time
}{
	{"README.md", "minutes/2026/2026-11-18-repair-night-shift.md", diag.ZhCN, time.Date(2026, 11, 19, 9, 0, 0, 0, time.UTC)},
	{"README.en.md", "minutes/2026/2026-11-17-auth-printers.md", diag.En, time.Date(2026, 11, 18, 9, 0, 0, 0, time.UTC)},
}

// The record of a README, put into the sample archive, has exactly the finding
// the README shows, printed as it is shown.
func TestReadmeShowsWhatIsPrinted(t *testing.T) {
	for _, r := range readmes {
		t.Run(r.file, func(t *testing.T) {
			text := readText(t, r.file)
			archive := sampleArchive(t)
			archive[r.record] = &fstest.MapFile{Data: []byte(fenced(t, text, "markdown"))}
			c, err := generator.Check(context.Background(), archive, generator.Options{Now: r.now, Clock: time.Now})
			if err != nil {
				t.Fatal(err)
			}
			report := &diag.Report{}
			for _, f := range c.Findings {
				if f.File == r.record {
					report.Findings = append(report.Findings, f)
				}
			}
			if len(report.Findings) != 1 {
				t.Errorf("%d findings, want the one that is shown", len(report.Findings))
			}
			var b strings.Builder
			if err := diag.Write(&b, diag.FormatText, report, diag.Options{Lang: r.lang, Prefix: "content"}); err != nil {
				t.Fatal(err)
			}
			printed, _, _ := strings.Cut(b.String(), "\n\n") // the summary line follows
			printed += "\n"
			shown := fenced(t, text, "text")
			if *update {
				text = strings.Replace(text, "```text\n"+shown+"```", "```text\n"+printed+"```", 1)
				if err := os.WriteFile(r.file, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if shown != printed {
				t.Errorf("%s shows\n%s\nbut printed is\n%s\n(go test . -update)", r.file, shown, printed)
			}
		})
	}
}

// Every command of a README is one the program takes: each may find fault with
// the archive (1), none may be wrong use (2) or a bug (3).
func TestReadmeCommandsWork(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("no sh to run the README's commands with")
	}
	bin := t.TempDir()
	goTool(t, "build", "-o", filepath.Join(bin, "minutebook"+exeSuffix()), "./cmd/minutebook")
	for _, r := range readmes {
		t.Run(r.file, func(t *testing.T) {
			script := lastFenced(t, readText(t, r.file), "sh")
			script = regexp.MustCompile(`(?m)^(make|minutebook serve).*$`).ReplaceAllString(script, "")
			if n := strings.Count(script, "\nminutebook "); n < 8 {
				t.Fatalf("only %d commands found", n)
			}
			dir := t.TempDir()
			old := filepath.Join(dir, "old-minutes")
			if err := os.MkdirAll(old, 0o755); err != nil {
				t.Fatal(err)
			}
			minutes := "# 周例会纪要\n\n时间：2024-03-01 14:00\n\n参会人员：周凯、王芳\n\n## 决议事项\n\n1. 同意方案\n"
			if err := os.WriteFile(filepath.Join(old, "2024-03-01-weekly.md"), []byte(minutes), 0o644); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(shell, "-e", "-c", `minutebook() { command minutebook "$@" || { code=$?; test $code -eq 1 || exit $code; }; }`+"\n"+script)
			cmd.Dir = dir
			cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			for _, want := range []string{"archive/minutebook.yaml", "public/index.html", "inside/index.html", "adopted/minutebook.yaml"} {
				if _, err := os.Stat(filepath.Join(dir, want)); err != nil {
					t.Errorf("the commands made no %s", want)
				}
			}
			if drafts, _ := filepath.Glob(filepath.Join(dir, "archive/*/*/2026-12-01-*.md")); len(drafts) != 2 {
				t.Errorf("drafts %q, want a meeting and its minutes", drafts)
			}
		})
	}
}

// A link of the documentation leads to a file that is there.
func TestDocumentationLinksLead(t *testing.T) {
	docs, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	docs = append(docs, "README.md", "README.en.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
	link := regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)\s]*)?\)`)
	for _, doc := range docs {
		for _, m := range link.FindAllStringSubmatch(outsideFences(readText(t, doc)), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(doc), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", doc, m[1])
			}
		}
	}
}

// sampleArchive is content/ in memory.
func sampleArchive(t *testing.T) fstest.MapFS {
	t.Helper()
	return inMemory(t, os.DirFS("content"))
}

func inMemory(t *testing.T, dir fs.FS) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	err := fs.WalkDir(dir, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(dir, path)
		out[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readText(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// fenced is what stands in the only fenced block of a language.
func fenced(t *testing.T, text, lang string) string {
	t.Helper()
	if n := strings.Count(text, "```"+lang+"\n"); n != 1 {
		t.Fatalf("%d blocks of %s, want one", n, lang)
	}
	return lastFenced(t, text, lang)
}

func lastFenced(t *testing.T, text, lang string) string {
	t.Helper()
	start := strings.LastIndex(text, "```"+lang+"\n")
	if start < 0 {
		t.Fatalf("no block of %s", lang)
	}
	block, _, ok := strings.Cut(text[start+len("```"+lang+"\n"):], "```")
	if !ok {
		t.Fatalf("the block of %s does not end", lang)
	}
	return block
}

// outsideFences is a text without its fenced blocks.
func outsideFences(text string) string {
	var b strings.Builder
	for i, part := range strings.Split(text, "```") {
		if i%2 == 0 {
			b.WriteString(part)
		}
	}
	return b.String()
}

func exeSuffix() string {
	if os.PathSeparator == '\\' {
		return ".exe"
	}
	return ""
}
