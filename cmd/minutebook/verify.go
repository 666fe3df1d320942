package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/publish"
)

type verifyFlags struct {
	*globals
	site    string
	baseURL string
	json    bool
}

func newVerify(g *globals) *cobra.Command {
	f := &verifyFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "verify",
		Short: "Prove that a site is what was built, and from what",
		Long: "Verify holds every byte of a site, in a folder or where it is published, against its\n" +
			"manifest, and names files that are missing, altered or not ours. If the archive is\n" +
			"at hand, at the commit the site was built from, it builds the site once more and\n" +
			"compares. A site at an address cannot be asked what else it holds.\n" +
			"It exits with 0 if the site is whole, 1 if it is not, 2 if that could not be told.",
		Example: "  minutebook verify --site public\n  minutebook verify --site https://minutes.example.org/ --dir content",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.run(cmd.Context(), cmd.OutOrStdout()) },
	}
	cmd.Flags().StringVar(&f.site, "site", "public", "the folder or the address of the site")
	cmd.Flags().StringVar(&f.baseURL, "base-url", "", "the address that the site was built with, if it was given to build")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the result as JSON")
	return cmd
}

func (f *verifyFlags) run(ctx context.Context, out io.Writer) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	m, problems, err := f.look(ctx)
	if err != nil {
		return err
	}
	rebuilt, why, err := f.rebuild(ctx, m)
	if err != nil {
		return err
	}
	var differ []output.Problem
	if rebuilt != nil {
		differ = output.Compare(m, rebuilt)
	}
	if err := f.print(out, lang, m, problems, differ, rebuilt != nil, why); err != nil {
		return err
	}
	if len(problems) > 0 || len(differ) > 0 {
		return errFindings
	}
	return nil
}

// look holds the site against its manifest.
func (f *verifyFlags) look(ctx context.Context) (*output.Manifest, []output.Problem, error) {
	if strings.HasPrefix(f.site, "http://") || strings.HasPrefix(f.site, "https://") {
		return publish.Fetch(ctx, f.site)
	}
	m, err := output.ReadManifest(f.site)
	if err != nil {
		return nil, nil, diag.Fail(diag.Text{CN: "%s 不是完整构建的站点：%s；用 --site 写明站点的文件夹，或重新构建", TW: "%s 不是完整建置的網站：%s；用 --site 寫明網站的資料夾，或重新建置", EN: "%s is not a site that was built whole: %s: say its folder with --site, or build it again"}, f.site, err)
	}
	problems, err := output.Verify(f.site)
	return m, problems, err
}

// rebuild builds the site anew if the archive is there as it was. Otherwise it
// says why not.
func (f *verifyFlags) rebuild(ctx context.Context, m *output.Manifest) (*output.Manifest, diag.Text, error) {
	dir, err := f.find()
	if err != nil {
		if f.dir != "" {
			return nil, diag.Text{}, err
		}
		return nil, diag.Text{CN: "手边没有档案库", TW: "手邊沒有檔案庫", EN: "no archive is at hand"}, nil
	}
	f.dir = dir
	commit, err := history.CheckedOut(dir)
	if err != nil {
		return nil, diag.Text{}, err
	}
	now, err := time.Parse(time.RFC3339, m.Built.Now)
	switch b := m.Built; {
	case err != nil || b.Audience == "":
		return nil, diag.Text{CN: "清单没有写明站点由什么构建", TW: "清單沒有寫明網站由什麼建置", EN: "the manifest does not say what the site was built from"}, nil
	case b.Program != version():
		return nil, diag.Text{CN: "站点由另一版本的程序构建", TW: "網站由另一版本的程式建置", EN: "another version of the program built the site"}, nil
	case b.Commit == "":
		return nil, diag.Text{CN: "站点构建时有未提交的改动", TW: "網站建置時有未提交的變更", EN: "not all of the archive was committed when the site was built"}, nil
	case commit == "":
		return nil, diag.Text{CN: "档案库有未提交的改动", TW: "檔案庫有未提交的變更", EN: "not all of the archive is committed"}, nil
	case b.Commit != commit:
		return nil, diag.Text{CN: "档案库不在构建站点的那次提交", TW: "檔案庫不在建置網站的那次提交", EN: "the archive is at another commit than the site was built from"}, nil
	}
	p, err := f.open()
	if err != nil {
		return nil, diag.Text{}, err
	}
	defer p.root.Close()
	scratch, err := os.MkdirTemp("", "minutebook-verify-")
	if err != nil {
		return nil, diag.Text{}, err
	}
	defer os.RemoveAll(scratch)
	lang, err := f.language()
	if err != nil {
		return nil, diag.Text{}, err
	}
	bar := newBar(f.globals, lang)
	defer bar.clear()
	site := filepath.Join(scratch, "site")
	_, err = generator.Build(ctx, p.fs(), generator.BuildOptions{
		Options:  p.options(now, bar),
		Audience: m.Built.Audience, Out: site, BaseURL: f.baseURL, Version: version(), Commit: commit,
		NoSearch: m.Built.Search == "none", Offline: m.Built.Search == "offline",
	})
	if err != nil {
		return nil, diag.Text{}, diag.Fail(diag.Text{CN: "没能重新构建站点：%s", TW: "沒能重新建置網站：%s", EN: "build the site anew: %s"}, err)
	}
	rebuilt, err := output.ReadManifest(site)
	return rebuilt, diag.Text{}, err
}

// problemNames are the kinds of problem as people read them.
var problemNames = map[output.Kind]diag.Text{
	output.Missing: {CN: "缺少", TW: "缺少", EN: "missing"},
	output.Changed: {CN: "被改动", TW: "被更動", EN: "altered"},
	output.Extra:   {CN: "多余", TW: "多餘", EN: "extra"},
}

func (f *verifyFlags) print(w io.Writer, lang diag.Lang, m *output.Manifest, problems, differ []output.Problem, compared bool, why diag.Text) error {
	if f.json {
		list := func(ps []output.Problem) []map[string]string {
			out := make([]map[string]string, 0, len(ps))
			for _, p := range ps {
				out = append(out, map[string]string{"path": p.Path, "kind": string(p.Kind)})
			}
			return out
		}
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(map[string]any{
			"version": 1, "site": f.site, "files": len(m.Files), "built": m.Built, "problems": list(problems),
			"rebuilt": compared, "not_rebuilt_because": why.In(diag.En), "differs_from_rebuilt": list(differ),
		})
	}
	for _, p := range problems {
		fmt.Fprintf(w, "%s\t%s\n", problemNames[p.Kind].In(lang), p.Path)
	}
	against := diag.Text{CN: "与重新构建不同", TW: "與重新建置不同", EN: "differs from a fresh build"}
	for _, p := range differ {
		fmt.Fprintf(w, "%s\t%s\n", against.In(lang), p.Path)
	}
	if f.quiet {
		return nil
	}
	result := diag.Text{
		CN: "%[1]s：%[2]d 个文件，与清单不符 %[3]d 处", TW: "%[1]s：%[2]d 個檔案，與清單不符 %[3]d 處", EN: "%[1]s: %[2]d files, %[3]d not as the manifest says",
	}
	fmt.Fprintf(w, result.In(lang), f.site, len(m.Files), len(problems))
	if compared {
		fmt.Fprintf(w, diag.Text{CN: "；与提交 %s 重新构建的结果不同 %d 处\n", TW: "；與提交 %s 重新建置的結果不同 %d 處\n", EN: "; a fresh build of commit %s differs in %d\n"}.In(lang), m.Built.Commit[:min(12, len(m.Built.Commit))], len(differ))
	} else {
		fmt.Fprintf(w, diag.Text{CN: "；没有重新构建比较：%s\n", TW: "；沒有重新建置比較：%s\n", EN: "; not compared with a fresh build: %s\n"}.In(lang), why.In(lang))
	}
	return nil
}
