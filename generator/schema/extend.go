package schema

import (
	"regexp"
	"slices"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// Extend returns a copy of the schema with an archive's own meeting kinds and
// record types: the mappings under kinds: and types: of its config, in the same
// form as the built-in files. A type or field that exists is changed, another is
// added. report is called with the node at fault for everything that cannot be
// used; the rest is taken.
func (s *Schema) Extend(types, kinds *source.Node, report func(*source.Node, diag.Message)) *Schema {
	l := &loader{report: report}
	out := &Schema{Types: slices.Clone(s.Types), Kinds: l.kinds(kinds, s.Kinds), Registers: s.Registers}
	common := slices.DeleteFunc(slices.Clone(s.Types[0].Fields), func(f *Field) bool { return f.Own })
	for _, p := range l.pairs(types) {
		if !typeName.MatchString(p.Key.Text) {
			report(p.Key, diag.Say(diag.Text{CN: "记录类型的名称只用小写字母、数字和 -，不超过 40 个字符", TW: "記錄類型的名稱只用小寫字母、數字和 -，不超過 40 個字元", EN: "the name of a record type has lower-case letters, digits and -, at most 40 characters"}))
			continue
		}
		i := slices.IndexFunc(out.Types, func(t *Type) bool { return t.Name == p.Key.Text })
		if i >= 0 {
			out.Types[i] = l.typ(p.Key.Text, p.Value, common, out.Types[i])
			continue
		}
		out.Types = append(out.Types, l.typ(p.Key.Text, p.Value, common, nil))
	}
	l.folders(types, out.Types)
	l.targets(types, out)
	return out
}

// targets reports fields that ask for records of a type that is not there, and
// lets them refer to any.
func (l *loader) targets(declared *source.Node, s *Schema) {
	for _, t := range s.Types {
		for _, f := range t.Fields {
			if f.Of == "" || s.Type(f.Of) != nil {
				continue
			}
			l.report(declared.Get(t.Name), diag.Say(diag.Text{CN: "字段“%s”要的记录类型“%s”不存在", TW: "欄位「%s」要的記錄類型「%s」不存在", EN: "field %q asks for records of type %q, which does not exist"}, f.Name, f.Of))
			f.Of = ""
		}
	}
}

// Configured is Extend with what a config says under types and kinds, by any of
// their keys. config may be nil.
func (s *Schema) Configured(config *source.Node, report func(*source.Node, diag.Message)) *Schema {
	var types, kinds *source.Node
	if config != nil {
		for _, p := range config.Pairs {
			switch f := s.Register("config").Field(p.Key.Text); {
			case f == nil:
			case f.Name == "types":
				types = p.Value
			case f.Name == "kinds":
				kinds = p.Value
			}
		}
	}
	return s.Extend(types, kinds, report)
}

var (
	typeName   = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)
	folderName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$`)
)

// folders reports types that share a folder, at the one the config declares.
func (l *loader) folders(declared *source.Node, types []*Type) {
	for i, t := range types {
		for _, o := range types[:i] {
			if t.Folder != o.Folder {
				continue
			}
			at, other := declared.Get(t.Name), o
			if at == nil {
				at, other = declared.Get(o.Name), t
			}
			l.report(at, diag.Say(diag.Text{CN: "文件夹 %s 已属于类型 %s", TW: "資料夾 %s 已屬於類型 %s", EN: "folder %s already belongs to type %s"}, t.Folder, other.Name))
		}
	}
}

// folder reads the folder of a type; what cannot be one is reported and the
// type's name stands for it.
func (l *loader) folder(n *source.Node, name string) string {
	if f := text(n); folderName.MatchString(f) && f != "registers" && f != "templates" {
		return f
	}
	l.report(n, diag.Say(diag.Text{CN: "“%s”不能作记录的文件夹；只写一层，不能是 registers 或 templates", TW: "「%s」不能作記錄的資料夾；只寫一層，不能是 registers 或 templates", EN: "%q cannot be a folder of records; write one level, and neither registers nor templates"}, text(n)))
	return name
}

// conditions reports conditions on fields or values that are not there: they
// would never hold.
func (l *loader) conditions(n *source.Node, fields []*Field) {
	named := func(name string) *Field {
		i := slices.IndexFunc(fields, func(f *Field) bool { return f.Name == name })
		if i < 0 {
			return nil
		}
		return fields[i]
	}
	for _, p := range l.pairs(n) {
		f := named(norm.NFC.String(p.Key.Text))
		if f == nil {
			continue
		}
		for _, name := range slices.Concat(f.Required.Unless, f.Required.With) {
			if named(name) == nil {
				l.report(p.Value, diag.Say(diag.Text{CN: "条件里的字段“%s”不存在", TW: "條件裡的欄位「%s」不存在", EN: "the condition names no field: %q"}, name))
			}
		}
		for _, m := range f.Required.When {
			on := named(m.Field)
			for _, v := range m.Values {
				if on == nil || !slices.ContainsFunc(on.Choices, func(c *ChoiceValue) bool { return c.Name == v }) {
					l.report(p.Value, diag.Say(diag.Text{CN: "条件里的“%s: %s”不存在", TW: "條件裡的「%s: %s」不存在", EN: "the condition can never hold: %s is never %q"}, m.Field, v))
				}
			}
		}
	}
}
