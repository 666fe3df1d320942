package archive

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// stray is a file beside the registers that is no register. Nothing of it is read.
type stray struct {
	doc   *source.Document
	meant string // the path of the register that it is nearly named like, if any
}

// strays lists the files beside the registers, but for a README and what begins
// with a dot or an underscore, or ends like what an editor keeps.
func strays(fsys fs.FS, registers []*schema.Register, lim source.Limits) []stray {
	const folder = "registers"
	entries, err := fs.ReadDir(fsys, folder)
	if err != nil {
		return nil // there are no registers, or each says so itself
	}
	var known []string
	for _, r := range registers {
		known = append(known, path.Base(r.File))
	}
	var out []stray
	for _, e := range entries {
		name := e.Name()
		kept := strings.ContainsAny(name[:1], "._") || strings.HasSuffix(name, "~") || strings.HasPrefix(strings.ToUpper(name), "README")
		if !kept && !slices.Contains(known, name) {
			out = append(out, newStray(folder, name, known, lim))
		}
	}
	return out
}

func newStray(folder, name string, known []string, lim source.Limits) stray {
	s := stray{doc: source.Read(path.Join(folder, name), nil, lim)}
	s.doc.Findings = nil
	hint := diag.Say(diag.Text{CN: "登记表是：%s；别的文件请移走", TW: "登記表是：%s；別的檔案請移走", EN: "the registers are %s; take anything else away"}, strings.Join(known, ", "))
	if near := schema.Nearest(name, known); near != "" {
		s.meant = path.Join(folder, near)
		hint = diag.Say(diag.Text{CN: "是“%s”吗？", TW: "是「%s」嗎？", EN: "did you mean %q?"}, near)
	}
	note(s.doc, "register-unknown", diag.Span{}, diag.Say(diag.Text{CN: "“%s”不是登记表，没有读取", TW: "「%s」不是登記表，沒有讀取", EN: "%q is no register and is not read"}, name), hint)
	return s
}
