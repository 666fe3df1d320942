package schema

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// formRules are the rules that the JSON Schema stands for, too.
var formRules = []string{
	"key-unknown", "duplicate-key", "field-required", "field-empty", "value-type",
	"value-format", "value-choice", "value-range", "audience-invalid",
}

// twins are the two judges of one mapping.
type twins struct {
	name    string
	set     fieldSet
	decode  func(*source.Document)
	schema  *jsonschema.Schema
	asFront bool // a record, not a register
}

func compile(t testing.TB, b []byte, err error) *jsonschema.Schema {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("urn:test", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("urn:test")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func twinsOfType(t testing.TB, s *Schema, typ *Type) *twins {
	b, err := s.JSONSchema(typ, diag.ZhCN)
	return &twins{typ.Name, typ, func(d *source.Document) { typ.Decode(d, s, time.UTC) }, compile(t, b, err), true}
}

func twinsOfRegister(t testing.TB, s *Schema, r *Register) *twins {
	b, err := s.RegisterJSONSchema(r, diag.ZhCN)
	return &twins{r.Name, r, func(d *source.Document) { r.Decode(d, s, time.UTC) }, compile(t, b, err), false}
}

func (w *twins) read(front, body string) *source.Document {
	if w.asFront {
		return source.Read("x.md", []byte("---\n"+front+"---\n"+body), source.Limits{})
	}
	return source.ParseYAML("x.yaml", []byte(front), source.Limits{})
}

// verdicts returns what each judge finds wrong: "" and nil for nothing.
func (w *twins) verdicts(t testing.TB, doc *source.Document) (ours string, theirs error) {
	t.Helper()
	if doc.Front == nil {
		t.Fatalf("%s: not read: %v", w.name, doc.Findings)
	}
	w.decode(doc)
	for _, f := range doc.Findings {
		if slices.Contains(formRules, f.Rule) {
			ours += fmt.Sprintf("%d:%d %s: %s\n", f.Span.Start.Line, f.Span.Start.Column, f.Rule, f.Message.In(diag.En))
		}
	}
	return ours, w.schema.Validate(coreYAML(doc.Front))
}

var (
	coreInt   = regexp.MustCompile(`^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$`)
	coreFloat = regexp.MustCompile(`^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$`)
)

// coreYAML gives a node the value a reader of YAML 1.2 (core schema) gives it.
func coreYAML(n *source.Node) any {
	switch n.Kind {
	case source.Null:
		return nil
	case source.List:
		out := []any{}
		for _, i := range n.Items {
			out = append(out, coreYAML(i))
		}
		return out
	case source.Map:
		out := map[string]any{}
		for _, p := range n.Pairs {
			out[p.Key.Text] = coreYAML(p.Value)
		}
		return out
	}
	switch {
	case n.Quoted:
		return n.Text
	case slices.Contains([]string{"true", "True", "TRUE"}, n.Text):
		return true
	case slices.Contains([]string{"false", "False", "FALSE"}, n.Text):
		return false
	case coreInt.MatchString(n.Text):
		base := 10
		if strings.ContainsAny(n.Text, "ox") {
			base = 0
		}
		i, err := strconv.ParseInt(n.Text, base, 64)
		if err == nil {
			return json.Number(strconv.FormatInt(i, 10))
		}
		return json.Number(strings.TrimPrefix(n.Text, "+"))
	case coreFloat.MatchString(n.Text):
		f, err := strconv.ParseFloat(n.Text, 64)
		if err == nil {
			return json.Number(strconv.FormatFloat(f, 'f', -1, 64))
		}
	}
	return n.Text
}

// Every record of the sample archive and of the base of the rules' examples is
// right to both, and so are their registers.
func TestFixturesAgree(t *testing.T) {
	s := Builtin()
	files := map[string][]byte{}
	root := os.DirFS("../../content")
	err := fs.WalkDir(root, ".", func(p string, d fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(p, ".md") && strings.Contains(p, "/") || strings.HasSuffix(p, ".yaml")) {
			files["content/"+p], err = fs.ReadFile(root, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	base, err := txtar.ParseFile("../check/testdata/base.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range base.Files {
		files["base/"+f.Name] = f.Data
	}
	types, registers := map[*Type]*twins{}, map[string]*twins{}
	for _, typ := range s.Types {
		types[typ] = twinsOfType(t, s, typ)
	}
	for _, r := range s.Registers {
		registers[r.File] = twinsOfRegister(t, s, r)
	}
	records := 0
	for path, data := range files {
		_, inside, _ := strings.Cut(path, "/")
		folder, _, _ := strings.Cut(inside, "/")
		var ours string
		var theirs error
		if w := registers[inside]; w != nil {
			ours, theirs = w.verdicts(t, source.ParseYAML(path, data, source.Limits{}))
		} else if typ := s.TypeOfFolder(folder); typ != nil {
			records++
			doc := source.Read(path, data, source.Limits{})
			if n := doc.Front.Get("type"); n != nil {
				typ = s.Type(n.Text)
			}
			ours, theirs = types[typ].verdicts(t, doc)
		}
		if ours != "" || theirs != nil {
			t.Errorf("%s:\ndecoding: %s\nJSON Schema: %v", path, ours, theirs)
		}
	}
	if records < 14 {
		t.Errorf("only %d records", records)
	}
}

// update writes docs/format.md and docs/format.en.md anew.
var update = flag.Bool("update", false, "write the golden files anew")

var every = flag.Bool("every", false, "compare the verdicts on every mutation, not a part of them")

// The two judges agree on hundreds of mappings of every type and register, made
// by changing a complete one.
func TestMutationsAgree(t *testing.T) {
	s := Builtin()
	var all []*twins
	for _, typ := range s.Types {
		all = append(all, twinsOfType(t, s, typ))
	}
	for _, r := range s.Registers {
		all = append(all, twinsOfRegister(t, s, r))
	}
	for _, w := range all {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			c := &changer{schema: s, set: w.set}
			right, wrong := 0, 0
			judge := func(what string, m *tree) {
				front := m.front()
				ours, theirs := w.verdicts(t, w.read(front, "text\n"))
				if (ours == "") != (theirs == nil) {
					t.Errorf("%s:\n%s\ndecoding: %s\nJSON Schema: %v", what, front, ours, theirs)
				}
				if ours == "" {
					right++
				} else {
					wrong++
				}
			}
			whole := c.complete(w.set)
			judge("the complete one", whole)
			if right != 1 {
				t.Fatalf("the complete one is wrong:\n%s", whole.front())
			}
			total := 0
			c.each(func(string, func() *tree) { total++ })
			step, n := max(1, total/110), 0
			if *every {
				step = 1
			}
			c.each(func(what string, changed func() *tree) {
				if n++; n%step == 0 {
					judge(what, changed())
				}
			})
			// Several changes at once, for conditions between fields.
			c.rand = rand.New(rand.NewPCG(1, uint64(len(w.name))))
			for i := range 90 {
				judge("random "+strconv.Itoa(i), c.random())
			}
			t.Logf("%d right, %d wrong", right, wrong)
			if right+wrong < 200 || right < 50 || wrong < 50 {
				t.Errorf("%d right and %d wrong mappings are too few to tell", right, wrong)
			}
		})
	}
}

// Every kind of field, alone, in a list, required or not, gives every value the
// same verdict.
func TestKindsAgree(t *testing.T) {
	for name, k := range kindNames {
		if k == Raw || k == Object {
			continue
		}
		for _, more := range []string{"", ", required: true", ", list: true", ", list: true, required: true", ", list: true, min_items: 2", ", min: 2, max: 5"} {
			config := "one: {fields: {f: {type: " + name + ", values: {high: {label: [高, 高, High], aliases: [紧急]}, \"3\": {}, true: {}}" + more + "}}}"
			doc := source.ParseYAML("x.yaml", []byte(config), source.Limits{})
			l := &loader{report: func(n *source.Node, m diag.Message) { t.Fatal(m.In(diag.En)) }}
			typ := l.typ("one", doc.Front.Get("one"), nil, nil)
			s := &Schema{Types: []*Type{typ}, Kinds: Builtin().Kinds}
			w, c := twinsOfType(t, s, typ), &changer{schema: s, set: typ}
			for _, v := range append(c.spellings(typ.Fields[0]), values...) {
				tried := []string{v}
				if strings.Contains(more, "list") {
					tried = []string{v, "[" + v + "]", "[" + v + ", 甲]"}
				}
				for _, v := range tried {
					ours, theirs := w.verdicts(t, w.read("f: "+v+"\n", "text\n"))
					if (ours == "") != (theirs == nil) {
						t.Errorf("%s%s: %s\ndecoding: %s\nJSON Schema: %v", name, more, v, ours, theirs)
					}
				}
			}
		}
	}
}

// tree is a YAML value to be written: a scalar as it stands in the file, a list
// or a mapping.
type tree struct {
	raw   string
	list  bool
	items []*tree
	keys  []string // of a mapping, beside items
}

func (t *tree) isMap() bool { return t.keys != nil }

func (t *tree) flow() string {
	var parts []string
	for i, c := range t.items {
		if t.isMap() {
			parts = append(parts, strconv.Quote(t.keys[i])+": "+c.flow())
		} else {
			parts = append(parts, c.flow())
		}
	}
	switch {
	case t.isMap():
		return "{" + strings.Join(parts, ", ") + "}"
	case t.list:
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return t.raw
}

func (t *tree) front() string {
	var b strings.Builder
	for i, k := range t.keys {
		fmt.Fprintf(&b, "%s: %s\n", strconv.Quote(k), t.items[i].flow())
	}
	if b.Len() == 0 {
		return "{}\n"
	}
	return b.String()
}

func (t *tree) clone() *tree {
	c := *t
	c.keys = slices.Clone(t.keys)
	c.items = nil
	for _, i := range t.items {
		c.items = append(c.items, i.clone())
	}
	return &c
}

func (t *tree) drop(i int) {
	t.keys, t.items = slices.Delete(t.keys, i, i+1), slices.Delete(t.items, i, i+1)
	if t.keys == nil {
		t.keys = []string{}
	}
}

// changer makes wrong and right mappings of right ones.
type changer struct {
	schema *Schema
	set    fieldSet
	rand   *rand.Rand
}

// samples are right values of the kinds.
var samples = map[Kind]string{
	Text: "一行字", Prose: "一段话", Word: "标签", ID: "id-1", Date: "2025-06-15", Time: "2025-06-15 14:30", Duration: "90m",
	Period: "2025-Q3", Integer: "3", Number: "3.5", Bool: "true", Person: "张敏", Unit: "教务处", Party: "李伟（后勤）",
	Project: "教务系统", Record: "2025-06-15-kickoff", File: "a/b.pdf", Link: "https://meet.example.edu/1", Version: "V1.0",
	Audience: "internal", Retention: "10", Meeting: "周例会", Raw: "anything",
}

// complete is a mapping with every field.
func (c *changer) complete(set fieldSet) *tree {
	t := &tree{keys: []string{}}
	for _, f := range set.fields() {
		t.keys, t.items = append(t.keys, f.Name), append(t.items, c.sample(f))
	}
	return t
}

func (c *changer) sample(f *Field) *tree {
	one := &tree{raw: samples[f.Kind]}
	switch {
	case f.Kind == Audience:
		return one
	case f.Kind == Object:
		one = c.complete(f)
	case f.Kind == Choice:
		one.raw = strconv.Quote(f.Choices[len(f.Choices)-1].Name)
	case f.Kind == Type_:
		one.raw = c.set.(*Type).Name
	case f.Name == "year":
		one.raw = "2025"
	}
	if f.List && f.MinItems > 1 {
		return &tree{list: true, items: []*tree{one, one.clone()}}
	}
	if f.List {
		return &tree{list: true, items: []*tree{one}}
	}
	return one
}

// values are tried in the place of every value.
var values = []string{
	"~", "null", `""`, `"  "`, `"\n"`, "[]", "{}", "[~]", `[""]`, `["　"]`, "[x]", "[甲, 乙]", "[[x]]", "[{a: b}]", "{a: b}", "[[]]", "[{}]",
	"true", "False", "TRUE", `"true"`, "是", "yes", "off", "0", "1", "2", "3", "5", "42", "600", "601", "999", "1000", "2025", "12345", "-1", "3.5", "-0.5", "1.25",
	"2025-06-15", "2025-6-5", "2025.06.15", "2025-02-29", "2024-02-29", `"2025-06-15 14:30"`, `"2025-06-15T14:30:05+08:00"`, `"2025-06-15 24:00"`, `" 2025-06-15 "`, "2025年6月15日",
	"2025-Q3", "2025-Q5", "2025-06", "2025-13", "2026-W53", "2025-03-01/2025-12-31", "90m", "1h30m", "1小时30分", "90", "1.5h",
	"x", "X", "a b", "-x", "文字", "永久", "permanent", "V1.0", "v1.2.3.4", "1.2.3", "V1.2.3.4.5", "V", "public", "Public", "公开", `" internal "`, "restricted", "[public]",
	"张敏、李伟", "张敏,李伟;王芳", "、", `"，,"`, `"甲（乙、丙）"`, `"甲（乙、丙"`, `"甲（乙（丙、丁）戊）、己"`, `"甲（（（乙）））"`, `"甲、乙）"`, `"甲）、乙"`, `"甲、"`, `"甲\n乙"`, `"（\n）"`, `"两\n行"`, `"尾行\n"`, "甲　、　乙", "id-1、id-2", "id 1、id-2",
	"https://meet.example.edu/1", "javascript:alert(1)", "mailto:a@b.example", `"tel:+86 10 1"`, "a/b.pdf", "/etc/passwd", `"a\\b"`, `"a:b"`, "../a.pdf",
}

// spellings are all the ways to write a field's choice, right and not quite.
func (c *changer) spellings(f *Field) []string {
	var out []string
	add := func(name string, label diag.Text, aliases []string) {
		for _, s := range append([]string{name, label.CN, label.TW, label.EN}, aliases...) {
			out = append(out, strconv.Quote(s))
		}
		out = append(out, strconv.Quote(strings.ToUpper(name)), strconv.Quote(" "+name+" "), strconv.Quote(name+"x"))
	}
	switch f.Kind {
	case Choice:
		for _, v := range f.Choices {
			add(v.Name, v.Label, v.Aliases)
		}
	case Meeting:
		for _, k := range c.schema.Kinds {
			add(k.Name, k.Label, k.Aliases)
		}
	case Type_:
		t := c.set.(*Type)
		add(t.Name, t.Label, t.Aliases)
	}
	return out
}

// each gives every single change to the complete mapping to yield.
func (c *changer) each(yield func(string, func() *tree)) { c.changes(c.set, c.complete(c.set), yield) }

// changes gives every single change to a mapping to yield, which may have it
// made: the changed copy of the outermost mapping.
func (c *changer) changes(set fieldSet, m *tree, yield func(string, func() *tree)) {
	for i, f := range set.fields() {
		change := func(what string, edit func(*tree)) {
			yield(f.Name+": "+what, func() *tree {
				n := m.clone()
				edit(n)
				return n
			})
		}
		change("dropped", func(n *tree) { n.drop(i) })
		change("misspelt", func(n *tree) { n.keys[i] += "x" })
		keys := keysOf(set, f)
		for _, k := range keys[1:] {
			change("as "+k, func(n *tree) { n.keys[i] = k })
			change("again as "+k, func(n *tree) { n.keys, n.items = append(n.keys, k), append(n.items, n.items[i].clone()) })
		}
		for _, v := range append(c.spellings(f), values...) {
			change(v, func(n *tree) { n.items[i] = &tree{raw: v} })
			if f.List {
				change("item "+v, func(n *tree) { n.items[i].items[0] = &tree{raw: v} })
			}
		}
		if f.List {
			change("one item", func(n *tree) { n.items[i].items = n.items[i].items[:1] })
		}
		if f.Kind == Object {
			inner := m.items[i]
			if f.List {
				inner = inner.items[0]
			}
			c.changes(f, inner, func(what string, changed func() *tree) {
				yield(f.Name+"."+what, func() *tree {
					n := m.clone()
					if f.List {
						n.items[i].items[0] = changed()
					} else {
						n.items[i] = changed()
					}
					return n
				})
			})
		}
	}
}

// random drops some fields, empties some and chooses others.
func (c *changer) random() *tree {
	m := c.complete(c.set)
	c.shuffle(c.set, m)
	return m
}

func (c *changer) shuffle(set fieldSet, m *tree) {
	fields := set.fields()
	for i := len(fields) - 1; i >= 0; i-- {
		f := fields[i]
		optional := !f.Required.Always || c.rand.IntN(60) == 0
		switch n := c.rand.IntN(10); {
		case n < 5 && optional:
			m.drop(i)
		case n == 5 && optional:
			m.items[i] = &tree{raw: []string{"~", `""`, "[]"}[c.rand.IntN(3)]}
		case f.Kind == Choice && !f.List:
			v := f.Choices[c.rand.IntN(len(f.Choices))]
			m.items[i] = &tree{raw: strconv.Quote(append([]string{v.Name}, v.Aliases...)[c.rand.IntN(1+len(v.Aliases))])}
		case f.Kind == Object && f.List:
			c.shuffle(f, m.items[i].items[0])
		}
	}
}

// What the schema cannot know by nature, each with both verdicts, so that the
// list is complete and true.
func TestSchemaCannotKnow(t *testing.T) {
	s := Builtin()
	for _, tt := range []struct {
		reason, typ, front, body string
		ours                     string // the rule that finds it
	}{
		{"leading zeros are lost", "minutes", "id: +5", "text", "value-format"},
		{"an exponent is lost", "document", "version: 1e3", "text", "value-format"},
		{"3.0 is a whole number", "minutes", "number: 3.0", "text", "value-format"},
		{"a text of digits is not compared", "minutes", "number: \"0\"", "text", "value-range"},
		{"2025 has 52 weeks", "report", "period: 2025-W53", "text", "value-format"},
		{"the body may hold the table", "progress", "rows: ~", "", "field-empty"},
	} {
		typ := s.Type(tt.typ)
		w := twinsOfType(t, s, typ)
		c := &changer{schema: s, set: typ}
		m := c.complete(typ)
		key, raw, _ := strings.Cut(tt.front, ": ")
		m.items[slices.Index(m.keys, key)] = &tree{raw: raw}
		ours, theirs := w.verdicts(t, w.read(m.front(), tt.body))
		if tt.ours == "" != (ours == "") || !strings.Contains(ours, tt.ours) {
			t.Errorf("%s: decoding says %q, want %s", tt.reason, ours, tt.ours)
		}
		if theirs != nil {
			t.Errorf("%s: the schema knows after all: %v", tt.reason, theirs)
		}
	}
}
