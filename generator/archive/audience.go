package archive

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// Audience says who may see a record, or for whom a View is made. The zero
// Audience is nobody: what cannot be read is shown to no one.
type Audience struct {
	Level Level
	// Units are the units a Restricted record names, as resolved; a record whose
	// units are all unknown is seen by nobody.
	Units []*Unit

	values []*schema.Value // the units as written, until they are resolved
}

// Level is how wide an audience is.
type Level uint8

// The levels, from nobody to everybody.
const (
	Nobody Level = iota
	Restricted
	Internal
	Public
)

var levelNames = map[Level]string{Nobody: "", Restricted: "restricted", Internal: "internal", Public: "public"}

func (l Level) String() string { return levelNames[l] }

// decodeAudience reads an audience; anything but the known words and a list of
// units is nobody.
func decodeAudience(v *schema.Value) Audience {
	switch schema.AudienceWord(v.Text) {
	case "public":
		return Audience{Level: Public}
	case "internal":
		return Audience{Level: Internal}
	}
	if len(v.Items()) > 0 {
		return Audience{Level: Restricted, values: v.Items()}
	}
	return Audience{}
}

// fielded is a record type or a register.
type fielded interface {
	Field(key string) *schema.Field
}

// audienceInDoubt reports whether a document may name an audience where nobody
// reads it: under a misspelt key, or in a second place. To fall back on the
// default, or on the first place, could widen what was meant.
func audienceInDoubt(doc *source.Document, set fielded) bool {
	known := set.Field("audience")
	names := slices.Concat([]string{known.Name}, known.Aliases, alsoAudience)
	long := keep(names, func(s string) bool { return utf8.RuneCountInString(s) > 2 }) // 等级 is not nearly 密级
	return slices.ContainsFunc(doc.Findings, func(f diag.Finding) bool {
		if f.Rule != "key-unknown" && f.Rule != "duplicate-key" || insideValue(doc.Front, f.Span) {
			return false
		}
		key := strings.Trim(string(doc.Bytes[f.Span.Start.Offset:f.Span.End.Offset]), `"' `)
		return set.Field(key) == known || set.Field(key) == nil && (slices.Contains(names, key) || schema.Nearest(key, long) != "")
	})
}

// alsoAudience are keys people may think of instead.
var alsoAudience = []string{"visibility", "access", "可见范围", "可見範圍", "保密", "公开", "公開"}

// insideValue reports whether a place lies in a value of a mapping.
func insideValue(n *source.Node, s diag.Span) bool {
	return slices.ContainsFunc(n.Pairs, func(p source.Pair) bool {
		return s.Start.Offset >= p.Value.Span.Start.Offset && s.Start.Offset < p.Value.Span.End.Offset
	})
}

// Name is what AudienceFor reads as the audience of a view: public, internal, or
// the id of its unit.
func (a Audience) Name() string {
	if a.Level == Restricted && len(a.Units) > 0 {
		return a.Units[0].ID
	}
	return a.Level.String()
}

// Sees reports whether an audience may see a record of another audience: the
// public sees public records, insiders also internal ones, and a unit also the
// restricted ones that name it or a unit above it.
func (a Audience) Sees(record Audience) bool {
	switch record.Level {
	case Public:
		return a.Level != Nobody
	case Internal:
		return a.Level == Internal || a.Level == Restricted
	case Restricted:
		return a.Level == Restricted && slices.ContainsFunc(a.Units, func(u *Unit) bool {
			return slices.ContainsFunc(record.Units, u.Within)
		})
	}
	return false
}
