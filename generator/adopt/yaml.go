package adopt

import (
	"strconv"
	"strings"

	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// emitter writes the small YAML the archive reads: keys, text and lists.
type emitter struct {
	b       strings.Builder
	newline string
	has     map[string]bool // keys written
}

// wide is the number of characters a list on one line may have.
const wide = 100

func (e *emitter) line(indent int, s string) {
	e.b.WriteString(strings.Repeat(" ", indent) + s + e.newline)
}

// field writes a key and its text; an empty text writes nothing.
func (e *emitter) field(k, v string) {
	if v != "" && !e.has[k] {
		e.has[k] = true
		e.line(0, k+": "+scalar(v))
	}
}

// number writes a key and a number; 0 writes nothing.
func (e *emitter) number(k string, n int) {
	if n > 0 && !e.has[k] {
		e.has[k] = true
		e.line(0, k+": "+strconv.Itoa(n))
	}
}

// list writes a key and its texts, on one line if they fit.
func (e *emitter) list(k string, vs []string) {
	if len(vs) == 0 || e.has[k] {
		return
	}
	e.has[k] = true
	if one := k + ": " + flow(vs); len([]rune(one)) <= wide {
		e.line(0, one)
		return
	}
	e.line(0, k+":")
	for _, v := range vs {
		e.line(2, "- "+scalar(v))
	}
}

func flow(vs []string) string {
	var parts []string
	for _, v := range vs {
		parts = append(parts, scalar(v))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// keyValue is a key and a value ready to be written.
type keyValue struct{ key, value string }

// rows writes a list of mappings, one a line.
func (e *emitter) rows(k string, rows [][]keyValue) {
	if len(rows) == 0 || e.has[k] {
		return
	}
	e.has[k] = true
	e.line(0, k+":")
	for _, r := range rows {
		e.line(2, "- "+mapping(r))
	}
}

// mapping writes a mapping in braces, leaving out what is empty.
func mapping(pairs []keyValue) string {
	var parts []string
	for _, p := range pairs {
		if p.value != "" {
			parts = append(parts, p.key+": "+p.value)
		}
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// otherType are the words and numbers that another reader of YAML would not take
// for text.
var otherType = lazy(`(?i)^(?:true|false|yes|no|on|off|null|y|n|[-+.\d][\d_.,eExXoO+]*|0x[0-9a-f]+|\.inf|\.nan)$`)

// scalar writes a text so that every reader of YAML takes it for that text:
// plain where that is certain, in double quotes otherwise.
func scalar(s string) string {
	if otherType().MatchString(s) && !isMoment(s) {
		return `"` + s + `"`
	}
	return source.Quote(s)
}

var momentForm = lazy(`^\d{4}-\d\d-\d\d(?: \d\d:\d\d(?:[+-]\d\d:\d\d)?)?$`)

// isMoment reports whether a text is a date as the archive writes it, which
// stands without quotes in all its records.
func isMoment(s string) bool { return momentForm().MatchString(s) }

func configYAML(opt Options) []byte {
	e := &emitter{newline: "\n", has: map[string]bool{}}
	title := opt.Title
	if title == "" {
		title = "会议档案"
	}
	e.field("title", fold2(title))
	if z := opt.Zone.String(); z != "UTC" && z != "Local" {
		e.field("time_zone", z)
	}
	e.line(0, "# Records that name no audience are seen inside the organisation only.")
	e.field("audience", "internal")
	return []byte(e.b.String())
}

func unitsYAML(units []Unit) []byte {
	e := &emitter{newline: "\n", has: map[string]bool{}}
	var rows [][]keyValue
	for _, u := range units {
		r := []keyValue{{"id", scalar(u.ID)}, {"name", scalar(u.Name)}}
		if len(u.Aliases) > 0 {
			r = append(r, keyValue{"aliases", flow(u.Aliases)})
		}
		if u.Parent != "" {
			r = append(r, keyValue{"parent", scalar(u.Parent)})
		}
		rows = append(rows, r)
	}
	e.rows("units", rows)
	return []byte(e.b.String())
}

func peopleYAML(people []Person) []byte {
	e := &emitter{newline: "\n", has: map[string]bool{}}
	var rows [][]keyValue
	for _, p := range people {
		r := []keyValue{{"id", scalar(p.ID)}, {"name", scalar(p.Name)}}
		if len(p.Aliases) > 0 {
			r = append(r, keyValue{"aliases", flow(p.Aliases)})
		}
		if len(p.Emails) > 0 {
			r = append(r, keyValue{"emails", flow(p.Emails)})
		}
		var roles []string
		for _, u := range p.Units {
			roles = append(roles, mapping([]keyValue{{"unit", scalar(u)}}))
		}
		if len(roles) > 0 {
			r = append(r, keyValue{"roles", "[" + strings.Join(roles, ", ") + "]"})
		}
		rows = append(rows, r)
	}
	e.rows("people", rows)
	return []byte(e.b.String())
}

// missing lists the fields a type asks for that a record does not have.
func missing(t *schema.Type, has map[string]bool) []string {
	var out []string
	for _, f := range t.Fields {
		wanted := f.Required.Always
		if len(f.Required.Unless) > 0 {
			wanted = true
			for _, u := range f.Required.Unless {
				wanted = wanted && !has[u]
			}
		}
		if wanted && !has[f.Name] {
			out = append(out, f.Name)
		}
	}
	return out
}
