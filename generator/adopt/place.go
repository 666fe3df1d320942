package adopt

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
)

// commonStem are words of a file's name that tell nothing apart.
var (
	commonStem = lazy(`(?i)^(?:me+t+ings?|meeting[-_ ]?minutes|minutes|notes|weekly|record|report|sig|md|的|会议|会议纪要)$`)
	stemDate   = lazy(`(?:19|20)\d\d[-_. 年/]?\d{1,2}[-_. 月/]?\d{1,2}日?|\d{1,2}[-_.]\d{1,2}[-_.](?:19|20)\d\d`)
	idForm     = lazy(`^[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}$`)
)

// name gives every record its id: the date, the unit, and what else the file's
// name says in ASCII.
func (a *adoption) name() {
	taken := map[string]bool{}
	for _, d := range a.docs {
		base := d.baseID()
		id := base
		for n := 2; taken[strings.ToLower(id)]; n++ {
			id = base + "-" + strconv.Itoa(n)
		}
		taken[strings.ToLower(id)] = true
		d.file.ID = id
	}
}

func (d *doc) baseID() string {
	if d.existing != nil {
		if v := d.existing.front.Get("id"); v != nil && idForm().MatchString(v.Text) {
			return v.Text
		}
	}
	var parts []string
	if d.typ.Dated && !d.day.isZero() {
		parts = append(parts, d.day.String())
	}
	if d.unit != nil && !strings.HasPrefix(d.unit.ID, "u-") {
		parts = append(parts, d.unit.ID)
	}
	stem := d.name()
	if d.typ.Dated {
		stem = stemDate().ReplaceAllString(stem, " ")
	}
	for _, w := range strings.Split(slug(stem), "-") {
		if w != "" && !commonStem().MatchString(w) && !slices.Contains(strings.Split(strings.Join(parts, "-"), "-"), w) {
			parts = append(parts, w)
		}
	}
	if d.typ.Name == "report" {
		parts = append(parts, "report")
	}
	if len(parts) == 0 || len(parts) == 1 && d.typ.Dated && !d.day.isZero() {
		parts = append(parts, d.typ.Name)
	}
	id := strings.Join(parts, "-")
	return strings.TrimRight(id[:min(len(id), 76)], "-")
}

// place decides where the records stand, and which files go with them.
func (a *adoption) place() {
	linked := map[string]bool{} // source files of records that others link to
	for _, d := range a.docs {
		for _, l := range a.localLinks(d) {
			linked[l] = true
		}
	}
	bySource := map[string]*doc{}
	stems := map[string]int{}
	for _, d := range a.docs {
		bySource[d.file.Source] = d
		stems[norm.NFC.String(d.name())]++
		stems[d.file.ID]++
	}
	for _, d := range a.docs {
		d.file.Path = d.home("")
		if stem := norm.NFC.String(d.name()); linked[d.file.Source] && stem != d.file.ID {
			if stems[stem] == 1 && idForm().MatchString(stem) {
				d.aliases = append(d.aliases, stem)
			} else {
				d.note(diag.Text{CN: "其他记录链接到它，但文件名不唯一，链接不会指向它", TW: "其他記錄連結到它，但檔名不唯一，連結不會指向它", EN: "others link to it, but its name is not unique: the links will not lead to it"})
			}
		}
	}
	for _, d := range a.docs {
		a.attach(d, bySource)
	}
}

// home is the record's path: in its type's folder, by year, below the folders
// given.
func (d *doc) home(below string) string {
	year := ""
	if d.typ.Dated {
		year = "undated"
		if !d.day.isZero() {
			year = strconv.Itoa(d.day.y)
		}
	}
	return path.Join(d.typ.Folder, year, below, d.file.ID+".md")
}

// attach plans the files a record links to. Such a record keeps the folders of
// the source, so that its relative links lead to the same files as before.
func (a *adoption) attach(d *doc, records map[string]*doc) {
	var missing []string
	for _, l := range a.localLinks(d) {
		switch {
		case records[l] != nil:
		case a.files[l] && !isMarkdown(l):
			d.file.Attachments = append(d.file.Attachments, l)
		default:
			missing = append(missing, l)
		}
	}
	if len(missing) > 0 {
		d.note(diag.Text{CN: "链接的文件不在原目录里：%s", TW: "連結的檔案不在原目錄裡：%s", EN: "it links to files that are not in the tree: %s"}, strings.Join(missing, ", "))
	}
	if len(d.file.Attachments) == 0 {
		return
	}
	d.file.Path = d.home(dir(d.file.Source))
	root := strings.TrimSuffix(path.Dir(d.file.Path), dir(d.file.Source))
	for _, f := range d.file.Attachments {
		a.plan.attachments[path.Join(root, f)] = f
	}
}

// localLinks are the files of the tree a text links to, each once. Links out of
// the tree, to addresses and to accounts are none.
func (a *adoption) localLinks(d *doc) []string {
	var out []string
	seen := map[string]bool{}
	for _, l := range d.parsed.Links {
		dest, _, _ := strings.Cut(strings.ReplaceAll(l.Dest, `\`, "/"), "#")
		dest, _, _ = strings.Cut(dest, "?")
		if u, err := url.PathUnescape(dest); err == nil {
			dest = u
		}
		if dest == "" || strings.Contains(dest, ":") || strings.HasPrefix(dest, "/") || strings.Contains(dest, "@") || strings.ContainsAny(dest, "\x00\n") {
			continue
		}
		p := path.Join(dir(d.file.Source), dest)
		if p == ".." || strings.HasPrefix(p, "../") || path.Ext(p) == "" || seen[p] {
			continue
		}
		seen[p] = true
		out = append(out, p)
	}
	return out
}
