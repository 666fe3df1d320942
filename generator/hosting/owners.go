package hosting

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// The addresses that platforms give to people who hide theirs. No platform takes
// them for an owner, but they hold the name it does take.
var (
	githubHandle = regexp.MustCompile(`(?i)^(?:\d+\+)?([a-z0-9-]+)@users\.noreply\.github\.com$`)
	gitlabHandle = regexp.MustCompile(`(?i)^\d+-([a-z0-9_.-]+)@users\.noreply\.gitlab\.com$`)
	noReply      = regexp.MustCompile(`(?i)@users\.noreply\.`)
	address      = regexp.MustCompile(`^[^\s@#,;<>"]+@[^\s@#,;<>"]+$`)
	// plainFolder is a path that the patterns of CODEOWNERS read as it stands.
	plainFolder = regexp.MustCompile(`^[\p{L}\p{N}/._-]+$`)
)

// codeOwners says who is asked to review, nil if nobody can be asked.
func codeOwners(a *archive.Archive, lang diag.Lang, handle *regexp.Regexp) []byte {
	var all []string
	for _, u := range a.Keepers() {
		all = append(all, owners(a, u, handle)...)
	}
	if len(all) == 0 {
		all = firstOwner(a, handle)
	}
	if len(all) == 0 {
		return nil
	}
	rows := [][2]string{{"*", strings.Join(distinct(all), " ")}}
	for _, folder := range unitFolders(a) {
		if of := distinct(owners(a, a.UnitNamed(path.Base(folder)), handle)); len(of) > 0 {
			rows = append(rows, [2]string{"/" + folder + "/", strings.Join(of, " ")})
		}
	}
	var b strings.Builder
	b.WriteString("# " + heading.In(lang) + "\n")
	b.WriteString("# " + diag.Text{
		CN: "由谁审核：每个文件以最后一条合适的为准",
		TW: "由誰審核：每個檔案以最後一條合適的為準",
		EN: "Who is asked to review; the last line that fits a file counts",
	}.In(lang) + "\n")
	for _, row := range rows {
		b.WriteString(row[0] + " " + row[1] + "\n")
	}
	return []byte(b.String())
}

// unitFolders are the folders of records that bear the name of a unit, in order:
// minutes/office. The folders of record types themselves are no unit's.
func unitFolders(a *archive.Archive) []string {
	var out []string
	for p, f := range a.Files {
		if f.Type.IsDir() && strings.Contains(p, "/") && plainFolder.MatchString(p) && a.UnitNamed(path.Base(p)) != nil {
			out = append(out, p)
		}
	}
	slices.Sort(out)
	return out
}

// owners are the head and the contacts of a unit, as a platform knows them.
func owners(a *archive.Archive, u *archive.Unit, handle *regexp.Regexp) []string {
	var out []string
	if head := a.Head(u); head != nil {
		out = append(out, owner(a, head, handle)...)
	}
	for _, p := range a.Contacts(u) {
		out = append(out, owner(a, p, handle)...)
	}
	return out
}

func firstOwner(a *archive.Archive, handle *regexp.Regexp) []string {
	for _, p := range a.People {
		if o := owner(a, p, handle); o != nil {
			return o
		}
	}
	return nil
}

// owner is how a platform knows a person: by the name in the address it gave, else
// by the first address that somebody reads. At most one.
func owner(a *archive.Archive, p *archive.Person, handle *regexp.Regexp) []string {
	all := a.Addresses(p)
	for _, mail := range all {
		if m := handle.FindStringSubmatch(mail); m != nil {
			return []string{"@" + m[1]}
		}
	}
	for _, mail := range all {
		if address.MatchString(mail) && !noReply.MatchString(mail) {
			return []string{mail}
		}
	}
	return nil
}

func distinct(all []string) []string {
	var out []string
	for _, s := range all {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
