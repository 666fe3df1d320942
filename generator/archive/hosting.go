package archive

import (
	"bytes"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// RefreshCommand makes anew the files that a hosting platform reads and that
// follow from config and registers. A file whose first line names the command was
// made by it and may be made again; any other is the archive's own.
const RefreshCommand = "minutebook init . --refresh"

// Generated reports whether a file was made by RefreshCommand.
func Generated(data []byte) bool {
	first, _, _ := bytes.Cut(data, []byte{'\n'})
	return bytes.Contains(first, []byte(RefreshCommand))
}

// hostingFolders are where hosting platforms look for such files.
var hostingFolders = []string{".gitee/ISSUE_TEMPLATE", ".github", ".github/ISSUE_TEMPLATE", ".gitlab", ".gitlab/issue_templates"}

// largestHosting is more than such a file ever has.
const largestHosting = 1 << 20

// readHosting reads the generated files, in path order. What cannot be read is
// none of them: it has no such line.
func readHosting(fsys fs.FS) []*source.Document {
	var out []*source.Document
	for _, folder := range hostingFolders {
		entries, err := fs.ReadDir(fsys, folder)
		if err != nil {
			continue
		}
		for _, e := range entries {
			info, err := e.Info()
			if err != nil || !info.Mode().IsRegular() || info.Size() > largestHosting {
				continue
			}
			p := path.Join(folder, e.Name())
			if b, err := readOrdinary(fsys, p); err == nil && Generated(b) {
				out = append(out, source.Lines(p, b))
			}
		}
	}
	slices.SortFunc(out, func(a, b *source.Document) int { return strings.Compare(a.Path, b.Path) })
	return out
}

// Sound reports whether config and registers were read without an error, so that
// what is made of them is what they mean.
func (a *Archive) Sound() bool {
	return !slices.ContainsFunc(a.Documents, func(d *source.Document) bool {
		ground := d.Path == ConfigFile || strings.HasPrefix(d.Path, "registers/")
		return ground && slices.ContainsFunc(d.Findings, func(f diag.Finding) bool { return f.Severity == diag.Error })
	})
}

// Addresses are what somebody who is in office at the archive's moment commits
// with, in the order of the register.
func (a *Archive) Addresses(p *Person) []string {
	if !p.activeAt(a.Now) {
		return nil
	}
	return a.reg.addresses[p]
}

// CurrentUnits are the units that are there at the model's moment.
func (m *Model) CurrentUnits() []*Unit {
	return keep(m.Units, func(u *Unit) bool { return u.activeAt(m.Now) })
}

// CurrentProjects are the projects that are under way at the model's moment.
func (m *Model) CurrentProjects() []*Project {
	return keep(m.Projects, func(p *Project) bool { return within(p.From, p.To, m.Now) })
}

// Keepers are the units whose archive it is: the one that the config names as its
// organisation, else those without a parent.
func (a *Archive) Keepers() []*Unit {
	if u := a.UnitNamed(a.Config.Organisation); u != nil {
		return []*Unit{u}
	}
	return keep(a.CurrentUnits(), func(u *Unit) bool { return u.parent == nil })
}

// UnitNamed is the one unit that has a name, alias or id at the archive's moment,
// nil if there is none or more than one.
func (a *Archive) UnitNamed(name string) *Unit {
	m := a.reg.unit(name, a.Now)
	if m == nil || m.Problem != Known {
		return nil
	}
	return m.Unit
}

// Own reports whether a record type is one the archive declares itself.
func (a *Archive) Own(t *schema.Type) bool { return schema.Builtin().Type(t.Name) == nil }
