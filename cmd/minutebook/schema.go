package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

func newSchema(g *globals) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "schema [NAME]",
		Short: "Print JSON Schemas for editors",
		Long: "Schema prints the JSON Schema of a record type, of a register or of the config, so\n" +
			"that an editor completes keys and values and marks mistakes while one writes.\n" +
			"Without a name it lists them with the files each is for.\n\n" +
			"There is one schema a type, and the folder of a record chooses it: most records\n" +
			"do not write their type, and a schema for all types would offer the keys of all.\n" +
			"Tell the editor which files a schema is for, for example in VS Code:\n\n" +
			"  \"yaml.schemas\": {\"./schemas/units.json\": \"registers/units.yaml\"}\n\n" +
			"and for the front matter of Markdown in remark's frontmatter-schema plugin:\n\n" +
			"  \"schemas\": {\"./schemas/minutes.json\": [\"minutes/**/*.md\"]}",
		Example: "  minutebook schema\n  minutebook schema minutes\n  minutebook schema --out schemas",
		Args:    cobra.MaximumNArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return schemaNames(schemaFiles(schema.Builtin())), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			lang, err := g.language()
			if err != nil {
				return err
			}
			s, err := g.schema()
			if err != nil {
				return err
			}
			files := schemaFiles(s)
			if len(args) == 1 {
				if files, err = pick(files, args[0]); err != nil {
					return err
				}
			}
			switch {
			case out != "":
				return g.writeSchemas(out, lang, files)
			case len(args) == 1:
				return printSchema(cmd.OutOrStdout(), lang, files[0])
			}
			for _, f := range files {
				fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s\n", diag.Pad(f.name, 14), diag.Pad(f.glob, 26), f.label.In(lang))
			}
			return nil
		},
	}
	cmd.Flags().StringVarP(&out, "out", "o", "", "write NAME.json into this folder instead, all of them without a name")
	return cmd
}

// schema is the archive's with what its config adds, or the built-in one where
// there is no archive.
func (g *globals) schema() (*schema.Schema, error) {
	dir, err := g.find()
	if err != nil {
		if g.dir != "" {
			return nil, err
		}
		return schema.Builtin(), nil
	}
	b, err := os.ReadFile(filepath.Join(dir, archive.ConfigFile))
	if err != nil {
		return nil, fmt.Errorf("read the config: %w", err)
	}
	doc := source.ParseYAML(archive.ConfigFile, b, source.Limits{})
	ignore := func(*source.Node, diag.Message) {} // minutebook check reports it
	return schema.Builtin().Configured(doc.Front, ignore), nil
}

// schemaFile is a JSON Schema and the files it is for.
type schemaFile struct {
	name  string
	glob  string
	label diag.Text
	json  func(diag.Lang) ([]byte, error)
}

func schemaFiles(s *schema.Schema) []schemaFile {
	var out []schemaFile
	for _, t := range s.Types {
		out = append(out, schemaFile{t.Name, t.Folder + "/**/*.md", t.Label, func(l diag.Lang) ([]byte, error) { return s.JSONSchema(t, l) }})
	}
	for _, r := range s.Registers {
		out = append(out, schemaFile{r.Name, r.File, r.Label, func(l diag.Lang) ([]byte, error) { return s.RegisterJSONSchema(r, l) }})
	}
	return out
}

func schemaNames(files []schemaFile) []string {
	var out []string
	for _, f := range files {
		out = append(out, f.name)
	}
	return out
}

func pick(files []schemaFile, name string) ([]schemaFile, error) {
	for _, f := range files {
		if f.name == name {
			return []schemaFile{f}, nil
		}
	}
	if near := schema.Nearest(name, schemaNames(files)); near != "" {
		return nil, diag.Fail(diag.Text{CN: "没有名为“%s”的 Schema；是不是 %s？", TW: "沒有名為「%s」的 Schema；是不是 %s？", EN: "no schema %q; did you mean %s?"}, name, near)
	}
	return nil, diag.Fail(diag.Text{CN: "没有名为“%s”的 Schema；minutebook schema 列出所有名称", TW: "沒有名為「%s」的 Schema；minutebook schema 列出所有名稱", EN: "no schema %q; minutebook schema lists them"}, name)
}

func printSchema(w io.Writer, lang diag.Lang, f schemaFile) error {
	b, err := f.json(lang)
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func (g *globals) writeSchemas(dir string, lang diag.Lang, files []schemaFile) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("--out: %w", err)
	}
	for _, f := range files {
		b, err := f.json(lang)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, f.name+".json"), b, 0o644); err != nil {
			return fmt.Errorf("--out: %w", err)
		}
	}
	if !g.quiet {
		g.note(diag.Text{CN: "%d 份 Schema 已写到 %s", TW: "%d 份 Schema 已寫到 %s", EN: "%d schemas written to %s"}, len(files), dir)
	}
	return nil
}
