package hosting_test

import (
	"context"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/hosting"
)

const (
	config = "title: Minutes of the College\norganisation: College\nlanguages: [en]\ntime_zone: UTC\naudience: internal\n"
	units  = "units:\n" +
		"  - {id: college, name: College, head: ann, contacts: [bob, ann]}\n" +
		"  - {id: it, name: IT Centre, aliases: [IT], parent: college, head: cat, contacts: [dan]}\n" +
		"  - {id: press, name: Press Office, parent: college, head: bob, to: 2024-12-31}\n"
	people = "people:\n" +
		"  - {id: ann, name: Ann Field, emails: [ann@college.example]}\n" +
		"  - {id: bob, name: Bob Reed, emails: [bob@college.example], roles: [{unit: college, to: 2025-03-31}]}\n" +
		"  - {id: cat, name: Cat Moor, emails: [49217+catmoor@users.noreply.github.com, cat@college.example]}\n" +
		"  - {id: dan, name: Dan Hill}\n"
)

// load reads an archive with some files in the place of the usual ones.
func load(t *testing.T, files map[string]string) *archive.Archive {
	t.Helper()
	fsys := fstest.MapFS{}
	all := map[string]string{"minutebook.yaml": config, "registers/units.yaml": units, "registers/people.yaml": people}
	maps.Copy(all, files)
	for name, text := range all {
		if text != "" {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
	}
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)})
	if err != nil {
		t.Fatal(err)
	}
	if !a.Sound() {
		t.Fatal("the archive of the test has errors")
	}
	return a
}

func file(a *archive.Archive, path string) string {
	for _, f := range hosting.Files(a, hosting.HostOf(path)) {
		if f.Path == path {
			return string(f.Data)
		}
	}
	return ""
}

// rows are the lines of CODEOWNERS that are no comment.
func rows(text string) string {
	var out []string
	for line := range strings.Lines(text) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "")
}

func TestOwners(t *testing.T) {
	note := "---\ntitle: Notice\n---\n"
	for _, test := range []struct {
		name  string
		files map[string]string
		path  string
		want  string
	}{
		{"the head and the contacts in office of the organisation", nil, ".github/CODEOWNERS", "* ann@college.example\n"},
		{
			"a folder of a unit, and one of a unit that is no more",
			map[string]string{"notices/it/n.md": note, "notices/press/n.md": note, "notices/2025/n.md": note},
			".github/CODEOWNERS",
			"* ann@college.example\n/notices/it/ @catmoor\n",
		},
		{
			"another platform does not know that name",
			map[string]string{"notices/IT/n.md": note},
			".gitlab/CODEOWNERS",
			"* ann@college.example\n/notices/IT/ cat@college.example\n",
		},
		{"an organisation that is no unit: the top units", map[string]string{"minutebook.yaml": strings.Replace(config, "organisation: College", "organisation: Somebody", 1)}, ".github/CODEOWNERS", "* ann@college.example\n"},
		{"nobody of the organisation: the first who has an address", map[string]string{"registers/units.yaml": "units:\n  - {id: college, name: College}\n"}, ".github/CODEOWNERS", "* ann@college.example\n"},
		{"what is no address, or hides one", map[string]string{"registers/people.yaml": strings.NewReplacer("ann@college.example", "ask at the desk, 7-ann@users.noreply.gitlab.com").Replace(people)}, ".github/CODEOWNERS", "* @catmoor\n"},
		{"that one on its own platform", map[string]string{"registers/people.yaml": strings.NewReplacer("ann@college.example", "ask at the desk, 7-ann@users.noreply.gitlab.com").Replace(people)}, ".gitlab/CODEOWNERS", "* @ann\n"},
		{"no address at all", map[string]string{"registers/people.yaml": "people:\n  - {id: ann, name: Ann}\n  - {id: bob, name: Bob}\n  - {id: cat, name: Cat}\n  - {id: dan, name: Dan}\n"}, ".github/CODEOWNERS", ""},
	} {
		if got := rows(file(load(t, test.files), test.path)); got != test.want {
			t.Errorf("%s:\n got %q\nwant %q", test.name, got, test.want)
		}
	}
}

func TestPaths(t *testing.T) {
	a := load(t, nil)
	for host, want := range map[string]string{
		"github":  ".github/CODEOWNERS .github/ISSUE_TEMPLATE/action-progress.yml .github/ISSUE_TEMPLATE/communication.yml .github/ISSUE_TEMPLATE/config.yml .github/ISSUE_TEMPLATE/meeting.yml .github/ISSUE_TEMPLATE/minutes.yml .github/ISSUE_TEMPLATE/request.yml",
		"gitlab":  ".gitlab/CODEOWNERS .gitlab/issue_templates/action-progress.md .gitlab/issue_templates/communication.md .gitlab/issue_templates/meeting.md .gitlab/issue_templates/minutes.md .gitlab/issue_templates/request.md",
		"gitee":   ".gitee/ISSUE_TEMPLATE/action-progress.yml .gitee/ISSUE_TEMPLATE/communication.yml .gitee/ISSUE_TEMPLATE/meeting.yml .gitee/ISSUE_TEMPLATE/minutes.yml .gitee/ISSUE_TEMPLATE/request.yml",
		"generic": "",
	} {
		var got []string
		for _, f := range hosting.Files(a, host) {
			got = append(got, f.Path)
			if !archive.Generated(f.Data) {
				t.Errorf("%s does not say what made it", f.Path)
			}
			if hosting.HostOf(f.Path) != host {
				t.Errorf("%s is taken for a file of %q", f.Path, hosting.HostOf(f.Path))
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s:\n got %s\nwant %s", host, strings.Join(got, " "), want)
		}
	}
}

// issueForm is what a platform reads.
type issueForm struct {
	Name, Description, Title string
	Body                     []struct {
		Type, ID   string
		Attributes struct {
			Label, Description, Value string
			Options                   []string
		}
		Validations struct{ Required bool }
	}
}

func parse(t *testing.T, text string) *issueForm {
	t.Helper()
	f := &issueForm{}
	dec := yaml.NewDecoder(strings.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(f); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	return f
}

// question is one entry as a line: type id label? [options]
func (f *issueForm) question(id string) string {
	for _, e := range f.Body {
		if e.ID == id {
			s := e.Type + " " + e.Attributes.Label
			if e.Validations.Required {
				s += "*"
			}
			if e.Attributes.Options != nil {
				s += " [" + strings.Join(e.Attributes.Options, ", ") + "]"
			}
			return s
		}
	}
	return ""
}

func TestForms(t *testing.T) {
	a := load(t, map[string]string{
		"registers/units.yaml":    units + "  - {id: it2, name: IT Centre, parent: college, head: cat}\n",
		"minutebook.yaml":         config + "types:\n  inspection:\n    label: [巡检记录, 巡檢記錄, Inspection]\n    fields:\n      place: {label: [地点, 地點, Place], type: text, required: true}\n      safe: {label: [安全, 安全, Safe], type: choice, values: {\"yes\": {label: [是, 是, \"yes\"]}, \"no\": {label: [否, 否, \"none\"]}}, required: true}\n",
		"registers/projects.yaml": "projects:\n  - {id: net, name: \"Network: \\\"core\\\"\", unit: it, owner: cat}\n  - {id: old, name: Old wing, unit: it, owner: cat, to: 2024-01-31}\n",
	})
	for _, test := range []struct{ form, id, want string }{
		{"minutes", "title", "input Title*"},
		{"minutes", "unit", "dropdown Unit* [College, IT Centre, IT Centre (it2)]"},
		{"minutes", "project", `dropdown Project [Network: "core"]`},
		{"minutes", "status", "dropdown Status [Draft, Published, Closed]"},
		{"minutes", "meeting", "input Meeting"},
		{"minutes", "chair", "input Chair"},
		{"minutes", "absent", "textarea Absent"},
		{"minutes", "section-decisions", "textarea Decisions*"},
		{"minutes", "confirmations", ""},
		{"meeting", "agenda", "textarea Agenda*"},
		{"communication", "direction", "dropdown Direction [Internal, External]"},
		{"communication", "counterparty", "input Counterparty"},
		{"request", "priority", "dropdown Priority* [High, Medium, Low]"},
		{"request", "result", ""},
		{"request", "retrospective", ""},
		{"inspection", "place", "input Place*"},
		{"inspection", "safe", "dropdown Safe* [yes, none (no)]"},
		{"action-progress", "action", "input Action item*"},
		{"action-progress", "state", "dropdown State* [In progress, Blocked, Extended, Submitted, to be accepted, Completed, Cancelled]"},
	} {
		if got := parse(t, file(a, ".github/ISSUE_TEMPLATE/"+test.form+".yml")).question(test.id); got != test.want {
			t.Errorf("%s %s:\n got %s\nwant %s", test.form, test.id, got, test.want)
		}
	}
}

// The states of the form are the words by which a later record tells of an action.
func TestStatesAreUnderstood(t *testing.T) {
	for lang, want := range map[string][]archive.EventKind{
		"zh-CN": {archive.Progressed, archive.Blocked, archive.Extended, archive.HandedIn, archive.Finished, archive.Dropped},
		"zh-TW": {archive.Progressed, archive.Blocked, archive.Extended, archive.HandedIn, archive.Finished, archive.Dropped},
		"en":    {archive.Progressed, archive.Blocked, archive.Extended, archive.HandedIn, archive.Finished, archive.Dropped},
	} {
		setting := strings.Replace(config, "[en]", "["+lang+"]", 1)
		form := parse(t, file(load(t, map[string]string{"minutebook.yaml": setting}), ".github/ISSUE_TEMPLATE/action-progress.yml"))
		var lines string
		for _, e := range form.Body {
			for _, o := range e.Attributes.Options {
				lines += "- 2025-05-05-start#a1 " + o + "\n"
			}
		}
		a := load(t, map[string]string{"minutebook.yaml": setting, "minutes/2025/2025-05-12-next.md": "---\ntitle: Next\n---\n\n## Matters arising\n\n" + lines})
		var got []archive.EventKind
		for _, e := range a.Records[0].Events {
			got = append(got, e.Kind)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", lang, got, want)
		}
	}
}

// What the platforms refuse a form for.
func TestFormsAreAccepted(t *testing.T) {
	sample, err := archive.Load(context.Background(), os.DirFS("../../content"), archive.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range []*archive.Archive{sample, load(t, nil), load(t, map[string]string{"minutebook.yaml": strings.Replace(config, "[en]", "[zh-TW]", 1)})} {
		for _, f := range hosting.Files(a, "github") {
			if !strings.HasSuffix(f.Path, ".yml") || strings.HasSuffix(f.Path, "config.yml") {
				continue
			}
			form := parse(t, string(f.Data))
			if form.Name == "" || form.Description == "" || len(form.Body) < 5 {
				t.Errorf("%s: name %q, description %q, %d entries", f.Path, form.Name, form.Description, len(form.Body))
			}
			ids, labels := map[string]bool{}, map[string]bool{}
			for _, e := range form.Body {
				if e.Type == "markdown" {
					continue
				}
				if e.ID == "" || strings.Trim(e.ID, "abcdefghijklmnopqrstuvwxyz0123456789_-") != "" || ids[e.ID] {
					t.Errorf("%s: id %q is empty, odd or there twice", f.Path, e.ID)
				}
				if e.Attributes.Label == "" || labels[strings.ToLower(e.Attributes.Label)] {
					t.Errorf("%s: label %q is empty or there twice", f.Path, e.Attributes.Label)
				}
				ids[e.ID], labels[strings.ToLower(e.Attributes.Label)] = true, true
				options := map[string]bool{}
				for _, o := range e.Attributes.Options {
					if o == "" || strings.EqualFold(o, "none") || options[o] {
						t.Errorf("%s: option %q of %s is empty, reserved or there twice", f.Path, o, e.ID)
					}
					options[o] = true
				}
				if (e.Type == "dropdown") != (len(options) > 0) {
					t.Errorf("%s: %s is a %s of %d options", f.Path, e.ID, e.Type, len(options))
				}
			}
		}
	}
}

func TestChooser(t *testing.T) {
	at := ".github/ISSUE_TEMPLATE/config.yml"
	head := "# Made by minutebook init . --refresh from the config and the registers, which writes over changes; take this line away to keep the file as your own\nblank_issues_enabled: true\n"
	if got := file(load(t, nil), at); got != head {
		t.Errorf("without a site:\n%s", got)
	}
	want := head + `contact_links:
  - name: "Look for a record"
    url: "https://minutes.college.example/"
    about: "The site finds meetings, minutes and action items that are published"
`
	if got := file(load(t, map[string]string{"minutebook.yaml": config + "base_url: https://minutes.college.example/\n"}), at); got != want {
		t.Errorf("with a site:\n%s", got)
	}
}

// What a name holds cannot end the comment it stands in.
func TestMarkdownKeepsItsComments(t *testing.T) {
	text := file(load(t, map[string]string{"registers/units.yaml": strings.Replace(units, "name: IT Centre", "name: \"IT --> <b>Centre\"", 1)}), ".gitlab/issue_templates/minutes.md")
	if want := "\n## Unit\n\n<!-- required; choose one: College / IT - -> <b>Centre -->\n"; !strings.Contains(text, want) {
		t.Errorf("%q is not in\n%s", want, text)
	}
}

func TestSame(t *testing.T) {
	for _, test := range []struct {
		have string
		want bool
	}{{"a\nb\n", true}, {"a\r\nb\r\n", true}, {"a\nb", false}, {"a\n b\n", false}} {
		if got := hosting.Same([]byte(test.have), []byte("a\nb\n")); got != test.want {
			t.Errorf("%q: %v, want %v", test.have, got, test.want)
		}
	}
}
