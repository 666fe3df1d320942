package archive

import (
	"path"
	"slices"
)

// Twin is an attachment whose file, or a folder that it is in, is told from
// another one by case alone.
type Twin struct {
	Record     *Record
	Attachment *Attachment
	Of         string // the path of the other, which comes before it
}

// Twins lists the attachments whose place another one has where case does not
// count. Only the first is published.
func (m *Model) Twins() []Twin {
	var out []Twin
	spelling := map[string]string{} // of files and of the folders they are in
	for _, r := range m.Records {
		for _, a := range r.Attached {
			if a.File == nil {
				continue
			}
			if other := takenBy(spelling, a.Path); other != "" {
				out = append(out, Twin{r, a, other})
				continue
			}
			for p := a.Path; p != "."; p = path.Dir(p) {
				spelling[fold(p)] = p
			}
		}
	}
	return out
}

// takenBy is the path that has the place of a path, or of a folder it is in.
func takenBy(spelling map[string]string, p string) string {
	for ; p != "."; p = path.Dir(p) {
		if s, ok := spelling[fold(p)]; ok && s != p {
			return s
		}
	}
	return ""
}

// dropTwins takes the files away from attachments that are twins.
func (v *View) dropTwins() {
	for _, t := range v.Twins() {
		bare := *t.Attachment
		bare.File = nil
		t.Record.Attached = slices.Clone(t.Record.Attached)
		t.Record.Attached[slices.Index(t.Record.Attached, t.Attachment)] = &bare
	}
}
