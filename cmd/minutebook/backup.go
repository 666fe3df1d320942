package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator/backup"
	"github.com/minutebook/minutebook/generator/diag"
)

type backupFlags struct {
	*globals
	json bool
}

func newBackup(g *globals) *cobra.Command {
	f := &backupFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Put the archive with its whole history into one file",
		Long: "Backup writes one ZIP file with the repository (as a Git bundle: branches, tags and\n" +
			"their history), the files of the archive that Git does not hold as they are, and\n" +
			"the checksums of all (a BagIt bag). It restores the file once and compares every\n" +
			"file of the archive before the backup gets its name, and replaces no file. A\n" +
			"shallow clone is refused. Git is needed.",
		Example: "  minutebook backup /mnt/backup/minutes-2026-11-22.zip\n  minutebook restore /mnt/backup/minutes-2026-11-22.zip --out drill",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), cmd.OutOrStdout(), args[0]) },
	}
	cmd.Flags().BoolVar(&f.json, "json", false, "print what was done as JSON")
	return cmd
}

func (f *backupFlags) run(ctx context.Context, out io.Writer, name string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	p, err := f.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	sum, err := backup.Write(ctx, name, backup.Options{Dir: p.dir, Program: version(), Now: time.Now()})
	if err != nil {
		return err
	}
	return printSummary(out, f.globals, f.json, lang, name, sum, diag.Text{
		CN: "%[1]s：提交 %[2]s，%[3]d 次提交，%[4]d 个分支和标签，%[5]d 个文件，其中 Git 未照原样保存的 %[6]d 个；%.1[7]f MB，已试恢复",
		TW: "%[1]s：提交 %[2]s，%[3]d 次提交，%[4]d 個分支和標籤，%[5]d 個檔案，其中 Git 未照原樣保存的 %[6]d 個；%.1[7]f MB，已試還原",
		EN: "%[1]s: commit %[2]s, %[3]d commits, %[4]d branches and tags, %[5]d files, %[6]d of them not in Git as they are; %.1[7]f MB, restored once to be sure",
	})
}

type restoreFlags struct {
	*globals
	out  string
	json bool
}

func newRestore(g *globals) *cobra.Command {
	f := &restoreFlags{globals: g}
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Get an archive back out of a backup",
		Long: "Restore makes a new folder of a backup: the repository with its history, the files\n" +
			"of the commit that was checked out, and those that Git did not hold. A damaged file\n" +
			"is refused, nothing is overwritten, and the folder appears whole or not at all.",
		Example: "  minutebook restore minutes-2026-11-22.zip --out restored",
		Args:    cobra.ExactArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return f.run(cmd.Context(), cmd.OutOrStdout(), args[0]) },
	}
	cmd.Flags().StringVarP(&f.out, "out", "o", "", "the folder to make, which must not exist")
	cmd.Flags().BoolVar(&f.json, "json", false, "print what was done as JSON")
	if err := cmd.MarkFlagRequired("out"); err != nil {
		panic(err) // the flag is there, four lines up
	}
	return cmd
}

func (f *restoreFlags) run(ctx context.Context, out io.Writer, name string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	sum, err := backup.Restore(ctx, name, f.out, backup.Limits{})
	if err != nil {
		return err
	}
	return printSummary(out, f.globals, f.json, lang, f.out, sum, diag.Text{
		CN: "%[1]s：提交 %[2]s，%[3]d 次提交，%[4]d 个分支和标签，%[5]d 个文件，其中 Git 未照原样保存的 %[6]d 个；备份 %.1[7]f MB",
		TW: "%[1]s：提交 %[2]s，%[3]d 次提交，%[4]d 個分支和標籤，%[5]d 個檔案，其中 Git 未照原樣保存的 %[6]d 個；備份 %.1[7]f MB",
		EN: "%[1]s: commit %[2]s, %[3]d commits, %[4]d branches and tags, %[5]d files, %[6]d of them not in Git as they are; from %.1[7]f MB",
	})
}

func printSummary(w io.Writer, g *globals, asJSON bool, lang diag.Lang, at string, s *backup.Summary, text diag.Text) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(map[string]any{
			"version": 1, "path": at, "commit": s.Commit, "branch": s.Branch, "archive": s.Archive, "refs": s.Refs, "commits": s.Commits,
			"files": s.Files, "beside": append([]string{}, s.Beside...), "missing": append([]string{}, s.Missing...), "bytes": s.Bytes,
		})
	}
	if g.quiet {
		return nil
	}
	if len(s.Missing) > 0 {
		fmt.Fprintf(os.Stderr, diag.Text{
			CN: "minutebook：提交里的 %d 个文件不在工作目录中（%s 等），恢复时按提交内容还原\n",
			TW: "minutebook：提交裡的 %d 個檔案不在工作目錄中（%s 等），還原時以提交內容為準\n",
			EN: "minutebook: %d files of the commit are not in the folder (%s for one); a restore brings them back as committed\n",
		}.In(lang), len(s.Missing), s.Missing[0])
	}
	_, err := fmt.Fprintf(w, text.In(lang)+"\n", at, s.Commit[:12], s.Commits, s.Refs, s.Files, len(s.Beside), float64(s.Bytes)/1e6)
	return err
}
