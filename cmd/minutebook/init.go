package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/scaffold"
)

type initFlags struct {
	*globals
	title        string
	organisation string
	language     string
	zone         string
	audience     string
	person       string
	ci           string
	git          bool
	refresh      bool
	dryRun       bool
}

func newInit(g *globals) *cobra.Command {
	f := &initFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "init DIR",
		Short: "Make a new archive",
		Long: "Init writes the configuration and the registers of a new archive, with every\n" +
			"setting explained. The folder must be empty or hold no more than .git, a README\n" +
			"and a LICENSE; either everything is written or nothing. Folders of records come\n" +
			"with the first record (minutebook new). No repository is made unless --git is given.\n\n" +
			"With --ci, what the host needs comes too: what checks each change, a template for\n" +
			"pull requests, issue forms for people who do not use Git, and CODEOWNERS. The forms\n" +
			"and CODEOWNERS follow from the schema and the registers; in an archive there is,\n" +
			"--refresh makes them anew. It never touches a file without the line that says so.",
		Example: "  minutebook init archive --title \"Meetings of the IT Centre\" --language en --time-zone Europe/London\n  minutebook init . --organisation 信息中心 --language zh-CN --person \"张敏 <zhangmin@example.org>\" --ci github\n  minutebook init . --refresh --ci github",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if f.refresh {
				return f.renew(cmd.Context(), cmd.OutOrStdout(), args[0])
			}
			return f.run(cmd.OutOrStdout(), args[0])
		},
	}
	cmd.Flags().StringVar(&f.title, "title", "", "name of the archive (default: the organisation, else the folder's name)")
	cmd.Flags().StringVar(&f.organisation, "organisation", "", "whose archive it is; the first unit of the register (default: the title)")
	cmd.Flags().StringVar(&f.language, "language", "", "language of the archive: zh-CN, zh-TW or en (default: that of the messages)")
	cmd.Flags().StringVar(&f.zone, "time-zone", "", "IANA name (default: Asia/Shanghai, Asia/Taipei or UTC, by language)")
	cmd.Flags().StringVar(&f.audience, "audience", "internal", "who may see a record that does not say: public or internal")
	cmd.Flags().StringVar(&f.person, "person", "", "the first person of the register: \"NAME\" or \"NAME <EMAIL>\"")
	cmd.Flags().StringVar(&f.ci, "ci", "", "also write what checks every change: "+strings.Join(scaffold.Hosts, ", "))
	cmd.Flags().BoolVar(&f.git, "git", false, "also make a Git repository, unless the folder is in one")
	cmd.Flags().BoolVar(&f.refresh, "refresh", false, "of an archive there is, make the issue forms and CODEOWNERS anew (default: for the hosts it has them for)")
	cmd.Flags().BoolVar(&f.dryRun, "dry-run", false, "list what would be written, and write nothing")
	for _, other := range []string{"title", "organisation", "language", "time-zone", "audience", "person", "git"} {
		cmd.MarkFlagsMutuallyExclusive("refresh", other)
	}
	return cmd
}

func (f *initFlags) run(out io.Writer, dir string) error {
	lang, err := f.globals.language()
	if err != nil {
		return err
	}
	opt, err := f.options(dir, lang)
	if err != nil {
		return err
	}
	files, err := scaffold.Archive(opt)
	if err != nil {
		return err
	}
	if f.dryRun {
		if err := scaffold.Vacant(dir); err != nil {
			return err
		}
	} else if err := scaffold.Place(dir, files); err != nil {
		return err
	}
	for _, file := range files {
		fmt.Fprintln(out, filepath.Join(dir, filepath.FromSlash(file.Path)))
	}
	if f.dryRun {
		return nil
	}
	inside := inRepository(dir)
	if f.git && !inside {
		if err := makeRepository(dir); err != nil {
			return err
		}
		inside = true
	}
	if !f.quiet {
		fmt.Fprint(out, nextSteps(lang, dir, opt.Person != "", inside))
	}
	return nil
}

// deeds name what was done with a file.
var deeds = map[scaffold.Deed]diag.Text{
	scaffold.Made:    {CN: "新建", TW: "新建", EN: "new"},
	scaffold.Changed: {CN: "更新", TW: "更新", EN: "changed"},
	scaffold.Removed: {CN: "删去", TW: "刪去", EN: "removed"},
	scaffold.Kept:    {CN: "没动（自己的文件）", TW: "沒動（自己的檔案）", EN: "kept, it is your own"},
}

// renew makes the generated files of an archive anew.
func (f *initFlags) renew(ctx context.Context, out io.Writer, dir string) error {
	lang, err := f.globals.language()
	if err != nil {
		return err
	}
	if f.ci != "" && !slices.Contains(scaffold.Hosts, f.ci) {
		return noHost(f.ci)
	}
	at := *f.globals
	at.dir = dir
	p, err := at.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	a, err := archive.Load(ctx, p.fs(), archive.Options{Now: time.Now()})
	if err != nil {
		return fmt.Errorf("read %s: %w", p.dir, err)
	}
	done, err := scaffold.Refresh(p.root, a, f.ci, f.dryRun)
	if err != nil {
		return err
	}
	for _, d := range done {
		fmt.Fprintf(out, "%s\t%s\n", filepath.Join(dir, filepath.FromSlash(d.Path)), deeds[d.Deed].In(lang))
	}
	if len(done) == 0 && !f.quiet {
		f.note(diag.Text{CN: "都同登记表一致，没有要改的", TW: "都同登記表一致，沒有要改的", EN: "everything agrees with the registers; nothing to change"})
	}
	return nil
}

func noHost(name string) error {
	return diag.Fail(diag.Text{CN: "--ci 不能是“%s”：可用 %s", TW: "--ci 不能是「%s」：可用 %s", EN: "--ci %q: choose %s"}, name, strings.Join(scaffold.Hosts, ", "))
}

func (f *initFlags) options(dir string, lang diag.Lang) (scaffold.Options, error) {
	full, err := filepath.Abs(dir)
	if err != nil {
		return scaffold.Options{}, fmt.Errorf("find the folder: %w", err)
	}
	if f.language != "" {
		l, ok := diag.ParseLang(f.language)
		if !ok {
			return scaffold.Options{}, diag.Fail(diag.Text{CN: "--language 不能是“%s”：选 zh-CN、zh-TW 或 en", TW: "--language 不能是「%s」：選 zh-CN、zh-TW 或 en", EN: "--language %q: choose zh-CN, zh-TW or en"}, f.language)
		}
		lang = l
	}
	if f.ci != "" && !slices.Contains(scaffold.Hosts, f.ci) {
		return scaffold.Options{}, noHost(f.ci)
	}
	name, email, _ := strings.Cut(f.person, "<")
	return scaffold.Options{
		Title: cmp.Or(f.title, f.organisation, filepath.Base(full)), Organisation: f.organisation,
		Lang: lang, Zone: f.zone, Audience: f.audience,
		Person: strings.TrimSpace(name), Email: strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(email), ">")),
		CI: f.ci, Version: installable(version()),
	}, nil
}

// installable is the version a workflow installs: this one if it is a release.
func installable(v string) string {
	if strings.HasPrefix(v, "v") && !strings.ContainsAny(v, "+ ") {
		return v
	}
	return "latest"
}

// inRepository reports whether a folder lies in a Git repository.
func inRepository(dir string) bool {
	full, err := filepath.Abs(dir)
	if err != nil {
		return false
	}
	for {
		if _, err := os.Stat(filepath.Join(full, ".git")); err == nil {
			return true
		}
		up := filepath.Dir(full)
		if up == full {
			return false
		}
		full = up
	}
}

func makeRepository(dir string) error {
	cmd := exec.Command("git", "init", "--quiet")
	cmd.Dir = dir
	if b, err := cmd.CombinedOutput(); err != nil {
		return diag.Fail(diag.Text{CN: "档案库已写好，但 git init 失败：%s：%s", TW: "檔案庫已寫好，但 git init 失敗：%s：%s", EN: "the archive is written, but git init failed: %s: %s"}, err, strings.TrimSpace(string(b)))
	}
	return nil
}

func nextSteps(lang diag.Lang, dir string, person, repository bool) string {
	steps := []diag.Text{{
		CN: "在 registers/ 里登记单位和人员（写法见 registers/README.md）",
		TW: "在 registers/ 裡登記單位和人員（寫法見 registers/README.md）",
		EN: "enter your units and people under registers/ (registers/README.md shows how)",
	}}
	if person {
		steps[0] = diag.Text{CN: "在 registers/ 里登记其他单位和人员", TW: "在 registers/ 裡登記其他單位和人員", EN: "enter your other units and people under registers/"}
	}
	if dir != "." {
		cd := "cd " + dir
		steps = append([]diag.Text{{CN: cd, TW: cd, EN: cd}}, steps...)
	}
	if !repository {
		steps = append(steps, diag.Text{CN: "git init", TW: "git init", EN: "git init"})
	}
	steps = append(steps,
		diag.Text{CN: "minutebook new minutes   写第一份纪要", TW: "minutebook new minutes   寫第一份紀要", EN: "minutebook new minutes   to write the first minutes"},
		diag.Text{CN: "minutebook check         检查是否完整", TW: "minutebook check         檢查是否完整", EN: "minutebook check         to see what is missing"},
		diag.Text{CN: "minutebook serve         在浏览器里看", TW: "minutebook serve         在瀏覽器裡看", EN: "minutebook serve         to look at it in a browser"},
	)
	s := diag.Text{CN: "\n接下来：\n", TW: "\n接下來：\n", EN: "\nNext:\n"}.In(lang)
	for i, step := range steps {
		s += fmt.Sprintf("  %d. %s\n", i+1, step.In(lang))
	}
	return s
}
