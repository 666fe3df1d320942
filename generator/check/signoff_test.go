package check

import (
	"testing"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

func TestJudge(t *testing.T) {
	fsys := baseFiles(t)
	e := Example{Of: "2025-08-20-stop", Front: "confirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}\n  - {person: 无此人, verdict: 收到, at: 2025-08-20 12:00}\n" +
		"related: []\n"}
	e.apply(t, fsys)
	fsys["notices/2025/2025-08-21-other.md"] = &fstest.MapFile{Data: []byte("---\ntitle: 并排写的回执\nunit: 教务处\ndate: 2025-08-21\nconfirmations: [{person: 周凯, verdict: 收到, at: 2025-08-22}, {person: 陈静, verdict: 收到, at: 2025-08-22}]\n---\n")}
	a := load(t, fsys)
	stop, other := a.Record("2025-08-20-stop"), a.Record("2025-08-21-other")
	person := func(id string) *archive.Person {
		for _, p := range a.People {
			if p.ID == id {
				return p
			}
		}
		t.Fatalf("no person %s", id)
		return nil
	}
	zhou, chen := person("zhou-kai"), person("chen-jing")
	own := Hand{Commit: "abc", Author: zhou, Committer: zhou}
	for what, tt := range map[string]struct {
		record *archive.Record
		n      int
		hands  []Hand
		want   Proof
		why    string
	}{
		"by themselves":                 {stop, 0, []Hand{own}, Proven, ""},
		"merged by a platform":          {stop, 0, []Hand{{Commit: "abc", Author: zhou}}, Proven, ""},
		"every line by themselves":      {stop, 0, []Hand{own, own}, Proven, ""},
		"one line by somebody else":     {stop, 0, []Hand{own, {Commit: "def", Author: chen, Committer: chen}}, Contradicted, ""},
		"by somebody else":              {stop, 0, []Hand{{Commit: "abc", Author: chen, Committer: chen}}, Contradicted, ""},
		"by somebody else, as is said":  {stop, 0, []Hand{{Commit: "abc", Author: chen, Committer: chen, OnBehalf: []string{"周凯"}}}, Unproven, "陈静 wrote it in their place"},
		"in the place of a third":       {stop, 0, []Hand{{Commit: "abc", Author: chen, Committer: chen, OnBehalf: []string{"刘洋"}}}, Contradicted, ""},
		"committed by somebody else":    {stop, 0, []Hand{{Commit: "abc", Author: zhou, Committer: chen}}, Unproven, "陈静 committed it in their place"},
		"by a stranger":                 {stop, 0, []Hand{{Commit: "abc"}}, Unproven, "the address of its commit is nobody's of the register"},
		"not committed":                 {stop, 0, []Hand{{}}, Unproven, "it is not committed yet"},
		"nothing is known":              {stop, 0, nil, Unproven, ""},
		"of nobody":                     {stop, 1, []Hand{own}, Unproven, "nobody of the register is meant"},
		"on a line of two, by the last": {other, 1, []Hand{{Commit: "abc", Author: chen, Committer: chen}}, Proven, ""},
		"on a line of two, by another":  {other, 0, []Hand{{Commit: "abc", Author: chen, Committer: chen}}, Unproven, "several confirmations stand on one line, so nobody can tell them apart"},
	} {
		s := Judge(a, tt.record, tt.record.Confirmations[tt.n], tt.hands)
		if s.Proof != tt.want || s.why.In(diag.En) != tt.why {
			t.Errorf("%s: %s (%s), want %s (%s)", what, s.Proof, s.why.In(diag.En), tt.want, tt.why)
		}
	}
}
