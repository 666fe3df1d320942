package archive

import (
	"slices"
	"strings"
	"testing"
)

// viewFiles are four records for four kinds of reader.
var viewFiles = map[string]string{
	"minutes/2025/2025-06-01-open.md":   minutes("date: 2025-06-01\naudience: public\nrelated: [2025-06-02-inner, 2025-06-03-closed]\n", "## 待办\n\n- 完成文档 @王芳 截止 2025-06-20\n\n## 决议\n\n- 每周一开会\n"),
	"minutes/2025/2025-06-02-inner.md":  minutes("date: 2025-06-02\naudience: internal\n", "- [x] 2025-06-01-open#a1 已完成\n\n## 决议\n\n- 改为周二 替代：2025-06-01-open#d1\n"),
	"minutes/2025/2025-06-03-closed.md": minutes("date: 2025-06-03\naudience: [后勤处]\nreviewer: 周凯\nproject: 教务升级\n", ""),
	"minutes/2025/2025-06-04-wrong.md":  minutes("date: 2025-06-04\naudience: pubilc\n", ""),
}

func ids(v *View) string {
	var out []string
	for _, r := range v.Records {
		out = append(out, strings.TrimPrefix(r.ID, "2025-06-"))
	}
	return strings.Join(out, " ")
}

func TestViews(t *testing.T) {
	a := load(t, viewFiles)
	for _, x := range []struct{ audience, want string }{
		{"public", "01-open"},
		{"internal", "01-open 02-inner"},
		{"后勤处", "01-open 02-inner 03-closed"},
		{"公寓中心", "01-open 02-inner 03-closed"}, // below 后勤处
		{"教务处", "01-open 02-inner"},
		{"望湖大学", "01-open 02-inner"}, // above 后勤处: not named
	} {
		au, ok := a.AudienceFor(x.audience)
		if !ok {
			t.Fatalf("no audience %s", x.audience)
		}
		if got := ids(a.View(au)); got != x.want {
			t.Errorf("%s sees %s, want %s", x.audience, got, x.want)
		}
	}
	if _, ok := a.AudienceFor("pubilc"); ok {
		t.Error("a misspelt audience was accepted")
	}
}

// What hidden records say does not reach the visible ones, whether those are
// copied or taken.
func TestViewIsLinkedAlone(t *testing.T) {
	t.Run("View", func(t *testing.T) { linkedAlone(t, (*Archive).View) })
	t.Run("Take", func(t *testing.T) { linkedAlone(t, (*Archive).Take) })
}

// Take empties the archive, and View leaves it as it was.
func TestTake(t *testing.T) {
	a := load(t, viewFiles)
	a.View(Audience{Level: Public})
	if s := a.Action("2025-06-01-open#a1").State; len(a.Records) != 4 || s != Done {
		t.Errorf("a view left %d records, the action %s", len(a.Records), s)
	}
	a.Take(Audience{Level: Public})
	if len(a.Records)+len(a.Actions)+len(a.Decisions) != 0 || a.Record("2025-06-01-open") != nil {
		t.Errorf("%d records are left", len(a.Records))
	}
}

func linkedAlone(t *testing.T, narrow func(*Archive, Audience) *View) {
	a := load(t, viewFiles)
	if s := a.Action("2025-06-01-open#a1").State; s != Done {
		t.Fatalf("in the archive the action is %s", s)
	}
	v := narrow(a, Audience{Level: Public})
	if s := v.Action("2025-06-01-open#a1").State; s != Open {
		t.Errorf("the public view shows %s", s)
	}
	if s := v.Decision("2025-06-01-open#d1").Status; s != Adopted {
		t.Errorf("the public view shows the decision %s", s)
	}
	r := v.Records[0]
	if len(r.Related) != 0 {
		t.Errorf("related %v", r.Related)
	}
	for _, ref := range r.Refs {
		if ref.Target != nil || !ref.Hidden {
			t.Errorf("reference to %s: target %v, hidden %v", ref.Text, ref.Target, ref.Hidden)
		}
	}
	if !v.Hides("2025-06-03-closed") || !v.Hides("2025-06-04-wrong") || v.Hides("2025-06-01-open") {
		t.Error("Hides is wrong")
	}
	var names []string
	for _, p := range v.People {
		names = append(names, p.ID)
	}
	for _, u := range v.Units {
		names = append(names, u.ID)
	}
	if got := strings.Join(names, " "); got != "wang-fang univ academic" || len(v.Projects) != 0 {
		t.Errorf("registers hold %s and %d projects", got, len(v.Projects))
	}
	if h := v.Head(v.Units[1]); h == nil || h.ID != "wang-fang" {
		t.Errorf("head %v", h)
	}
}

// Ways of writing an audience wrongly: none may widen who sees the record.
func TestMisspeltAudienceNeverWidens(t *testing.T) {
	for _, s := range []string{
		"pubilc", "Public", "PUBLIC", "publik", "public ,internal", "'public '", "public.", "public/internal", "全部", "所有人", "公开的", "公開版",
		"everyone", "true", "yes", "1", "''", "~", "{public: true}", "[public]", "[公开]", "[]", "[后勤处不存在]", "Internal", "INTERNAL", "internel", "inner", "restricted", "内 部", "ｐｕｂｌｉｃ", "\"public\\u200b\"",
	} {
		a := load(t, map[string]string{"minutes/2025/2025-06-01-x.md": minutes("date: 2025-06-01\naudience: "+s+"\n", "")})
		want := Nobody
		switch s {
		case "'public '":
			want = Public // white space around a word is no misspelling
		case "[public]", "[公开]", "[后勤处不存在]":
			want = Restricted // to units that do not exist: seen by no one
		}
		au := a.Records[0].Audience
		if au.Level != want || len(au.Units) != 0 {
			t.Errorf("audience: %s gives %v of %d units", s, au.Level, len(au.Units))
		}
		for _, name := range []string{"public", "internal", "后勤处"} {
			reader, _ := a.AudienceFor(name)
			if n := len(a.View(reader).Records); n != 0 && want != Public {
				t.Errorf("audience: %s is seen by %s", s, name)
			}
		}
	}
}

// People of one name are told apart by their unit as far as the view knows it,
// and by their id where units do not tell.
func TestNamesakes(t *testing.T) {
	a := load(t, map[string]string{
		"registers/people.yaml": testPeople + "  - {id: chen-1, name: 陈晨, roles: [{unit: dorm, to: 2025-08-31}, {unit: academic, from: 2025-09-01}]}\n" +
			"  - {id: chen-2, name: 陈晨, roles: [{unit: academic}]}\n  - {id: chen-3, name: 陈晨, roles: [{unit: dorm}]}\n  - {id: chen-4, name: 陈晨}\n",
		"minutes/2025/2025-06-01-open.md":  minutes("date: 2025-06-01\naudience: public\npresent: [li-wei-1, li-wei-2, 王芳, chen-1, chen-2, chen-3, chen-4]\n", ""),
		"minutes/2025/2025-06-02-inner.md": minutes("date: 2025-06-02\ninvited: [公寓中心]\naudience: internal\n", ""),
	})
	for audience, want := range map[string]string{
		// The public view knows no 公寓中心.
		"public":   "chen-1 chen-1, chen-2 chen-2, chen-3 chen-3, chen-4 chen-4, li-wei-1 li-wei-1, li-wei-2 教务处",
		"internal": "chen-1 chen-1, chen-2 chen-2, chen-3 公寓中心, chen-4 chen-4, li-wei-1 公寓中心, li-wei-2 教务处",
	} {
		au, _ := a.AudienceFor(audience)
		var got []string
		for p, which := range a.View(au).Namesakes() {
			got = append(got, p.ID+" "+which)
		}
		slices.Sort(got)
		if s := strings.Join(got, ", "); s != want {
			t.Errorf("%s: got %s, want %s", audience, s, want)
		}
	}
}
