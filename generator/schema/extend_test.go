package schema

import (
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/source"
)

func TestBuiltin(t *testing.T) {
	s := Builtin()
	var names []string
	for _, typ := range s.Types {
		names = append(names, typ.Name)
		for _, l := range []string{typ.Label.CN, typ.Label.TW, typ.Label.EN} {
			if l == "" {
				t.Errorf("%s has no label in a language", typ.Name)
			}
		}
		if f := typ.Field("status"); f.Kind != Choice || f.Choice(typ.DefaultStatus) == nil {
			t.Errorf("%s: the default status %q is none of its own", typ.Name, typ.DefaultStatus)
		}
	}
	if want := "meeting minutes communication request progress notice plan report risk dispute evaluation document"; strings.Join(names, " ") != want {
		t.Errorf("types %q", names)
	}
	if a := s.MeetingKind("支部党员大会"); a.Cadence != "quarter" || a.Quorum != (Share{1, 2}) || a.Approval != (Share{1, 2}) {
		t.Errorf("the assembly: %+v", a)
	}
	if s.Type("document").Dated || !s.Type("minutes").Dated {
		t.Error("documents alone have no date in their name")
	}
	if r := s.Type("minutes").Field("reviewer"); !r.Required.Always || !r.Own || r.Kind != Person {
		t.Errorf("the reviewer of minutes: %+v", r)
	}
	if r := s.Type("notice").Field("reviewer"); r.Required.Always || r.Own {
		t.Errorf("the reviewer of a notice: %+v", r)
	}
}

func TestExtend(t *testing.T) {
	s, said := extended(t, `
kinds:
  security: {label: 安全例会, cadence: month, quorum: 2/3}
  weekly: {label: [每周例会, 每週例會, Weekly], cadence: month}
types:
  minutes:
    default_status: draft
    fields:
      project: {required: true}
      absent: {fields: {reason: {required: false}, days: {type: integer}}}
      present: {label: [到会, 到會, Present]}
    sections:
      safety: {required: true}
  inspection:
    label: [巡检记录, 巡檢記錄, Inspection]
    folder: 巡检
    dated: false
    fields:
      inspector: {type: person, required: true}
      编号: {}
`)
	if said != nil {
		t.Fatalf("%q", said)
	}
	minutes := s.Type("minutes")
	if f := minutes.Field("專案"); f.Name != "project" || f.Kind != Project || !f.Required.Always || !f.Own {
		t.Errorf("what a field does not say has changed: %+v", f)
	}
	if f := minutes.Field("absent").Field("事由"); f.Required.Always || f.Kind != Text || minutes.Field("absent").Field("person").Kind != Person || minutes.Field("absent").Field("days").Kind != Integer {
		t.Errorf("a nested field: %+v", f)
	}
	if minutes.Field("到会").Name != "present" || minutes.Field("出席").Name != "present" || minutes.Field("到会").Label.EN != "Present" {
		t.Error("a new label takes the old keys away")
	}
	if minutes.DefaultStatus != "draft" || len(minutes.Statuses) != 3 || minutes.Folder != "minutes" || minutes.Section("决议").Role != "decisions" {
		t.Error("what the type does not say has changed")
	}
	if sec := minutes.Section("Safety"); sec == nil || !sec.Required || sec.Label.CN != "safety" || minutes.Section("") != nil {
		t.Errorf("a section without a label: %+v", sec)
	}
	inspection := s.TypeOfFolder("巡检")
	if inspection != s.Type("Inspection") || inspection.Dated || inspection.Field("title") == nil || inspection.Field("inspector").Kind != Person || inspection.Field("status").Kind != Text {
		t.Errorf("the new type: %+v", inspection)
	}
	if inspection.Field("编号").Name != "编号" || inspection.Field("id").Name != "id" {
		t.Error("a name gives way to an alias")
	}
	if k := s.MeetingKind("安全例会"); k.Name != "security" || k.Quorum != (Share{2, 3}) || k.Label.EN != "安全例会" {
		t.Errorf("the new kind: %+v", k)
	}
	if k := s.MeetingKind("weekly"); k.Label.CN != "每周例会" || k.Cadence != "month" || len(s.Kinds) != len(Builtin().Kinds)+1 {
		t.Errorf("the changed kind: %+v", k)
	}
	// The built-in schema is as it was.
	old := Builtin().Type("minutes")
	if old.Field("project").Required.Always || old.Section("safety") != nil || old.DefaultStatus != "published" || !old.Field("absent").Field("reason").Required.Always || old.Field("到会") != nil {
		t.Error("extending changed the built-in schema")
	}
}

// Extending an extended schema gives new types the common fields and nothing of
// the first type's.
func TestExtendTwice(t *testing.T) {
	s, _ := extended(t, "types:\n  meeting: {fields: {title: {label: [会名, 會名, Name]}}}\n")
	doc := source.ParseYAML("x.yaml", []byte("a: {status: {on: {}}}\n"), source.Limits{})
	s = s.Extend(doc.Front, nil, nil)
	if f := s.Type("a").Field("status"); f.Kind != Choice || len(f.Choices) != 1 || f.Choices[0].Label.CN != "on" {
		t.Errorf("status: %+v", f)
	}
}

func TestConfiguredByAnyKey(t *testing.T) {
	s, said := extended(t, "记录类型:\n  audit: {}\n會議類型:\n  morning: {}\n")
	if said != nil || s.Type("audit") == nil || s.MeetingKind("morning") == nil {
		t.Errorf("not found under Chinese keys: %q", said)
	}
	if got := Builtin().Configured(nil, nil); len(got.Types) != len(Builtin().Types) {
		t.Error("no config changes something")
	}
}

func TestExtendReports(t *testing.T) {
	for _, tt := range []struct{ config, want string }{
		{"types: [a]\n", "1:8: a mapping (name: …) is expected here"},
		{"types: {audit: yes}\n", "1:16: a mapping (name: …) is expected here"},
		{"types: {Audit: {}}\n", "1:9: the name of a record type has lower-case letters, digits and -, at most 40 characters"},
		{"types: {a/b: {}}\n", "1:9: the name of a record type has lower-case letters, digits and -, at most 40 characters"},
		{"types: {audit: {folder: ../x}}\n", `1:25: "../x" cannot be a folder of records; write one level, and neither registers nor templates`},
		{"types: {audit: {folder: registers}}\n", `1:25: "registers" cannot be a folder of records; write one level, and neither registers nor templates`},
		{"types: {audit: {folder: minutes}}\n", "1:16: folder minutes already belongs to type minutes"},
		{"types: {meeting: {folder: minutes}}\n", "1:18: folder minutes already belongs to type minutes"},
		{"types: {audit: {colour: red}}\n", `1:17: key "colour" means nothing here; the keys are type, folder, label, aliases, dated, status, default_status, fields, sections, confirm`},
		{"types: {audit: {label: [a, b]}}\n", "1:24: a label is [simplified, traditional, English], or one word for all three"},
		{"types: {audit: {dated: no}}\n", "1:24: write true or false here"},
		{"types: {minutes: {default_status: gone}}\n", `1:18: default_status "gone" is not one of status`},
		{"types: {audit: {fields: {a: {type: colour}}}}\n", `1:36: there is no field type "colour"`},
		{"types: {audit: {fields: {a: {type: choice}}}}\n", `1:29: choice field "a" must list its values`},
		{"types: {audit: {fields: {a: {type: object}}}}\n", `1:36: field "a": an object lists its fields, and nothing else has any`},
		{"types: {audit: {fields: {a: {type: text, fields: {b: {}}}}}}\n", `1:36: field "a": an object lists its fields, and nothing else has any`},
		{"types: {audit: {fields: {a: {required: always}}}}\n", "1:40: write true or false here"},
		{"types: {audit: {fields: {a: {required: {unless: [b]}}}}}\n", `1:29: the condition names no field: "b"`},
		{"types: {audit: {fields: {a: {required: {when: {status: [x]}}}}}}\n", `1:29: the condition can never hold: status is never "x"`},
		{"types: {audit: {fields: {a: {min: few}}}}\n", `1:35: "few" is not a number`},
		{"types: {audit: {fields: {a: {aliases: [甲]}, b: {aliases: [甲]}}}}\n", `1:16: "甲" names both field a and field b`},
		{"types: {audit: {fields: {a: {aliases: [title]}}}}\n", `1:16: "title" names both field title and field a`},
		{"types: {audit: {sections: {a: {role: decision}}}}\n", `1:38: "decision" means nothing here; the words are decisions, actions, followup, rows, problems`},
		{"types: {audit: {confirm: [{who: boss}]}}\n", `1:33: "boss" means nothing here; the words are reviewer, action-owners, counterpart, any, department-contacts, requester, confirmers, approver, arbiter`},
		{"kinds: {a: {cadence: week}}\n", `1:22: "week" means nothing here; the words are month, quarter, year`},
		{"kinds: {a: {quorum: 3/2}}\n", "1:21: a share is a fraction such as 1/2 or 2/3"},
		{"kinds: {a: {quorum: 0.5}}\n", "1:21: a share is a fraction such as 1/2 or 2/3"},
	} {
		if _, said := extended(t, tt.config); !slices.Equal(said, []string{tt.want}) {
			t.Errorf("%s got %q\nwant %q", tt.config, said, tt.want)
		}
	}
}

// What a config cannot say stays as it was, so that the rest can be used.
func TestExtendTakesTheRest(t *testing.T) {
	s, said := extended(t, "types:\n  audit:\n    folder: a/b\n    fields:\n      a: {type: colour, required: true}\n")
	if len(said) != 2 {
		t.Fatalf("%q", said)
	}
	audit := s.TypeOfFolder("audit")
	if audit == nil || audit.Field("a").Kind != Text || !audit.Field("a").Required.Always {
		t.Errorf("%+v", audit)
	}
}
