package check

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"github.com/minutebook/minutebook/generator/diag"
)

const weekly = "minutes/2025/2025-07-10-weekly.md"

// edited is the base archive with texts put in the place of others in one file.
func edited(t *testing.T, path string, pairs ...string) fstest.MapFS {
	t.Helper()
	fsys := baseFiles(t)
	text := string(fsys[path].Data)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s does not hold %q", path, pairs[i])
		}
		text = strings.Replace(text, pairs[i], pairs[i+1], 1)
	}
	fsys[path] = &fstest.MapFile{Data: []byte(text)}
	return fsys
}

func lines(fs []diag.Finding) string {
	var out []string
	for _, f := range fs {
		out = append(out, fmt.Sprintf("%s:%d:%d: %s [%s]", f.File, f.Span.Start.Line, f.Span.Start.Column, f.Message.In(diag.En), f.Rule))
	}
	return strings.Join(out, "\n")
}

func TestWhatMayChangeInASignedRecord(t *testing.T) {
	const confirmed = "  - {person: 刘洋, role: 责任人, verdict: 同意, at: 2025-07-11 10:00}\n"
	revised := func(version, approver string) []string {
		return []string{"confirmations:\n", "version: " + version + "\nrevisions:\n  - {version: " + version + ", date: 2025-07-14, change: 改正条数" + approver + "}\nconfirmations:\n", "共 86 条", "共 85 条"}
	}
	for what, tt := range map[string]struct {
		pairs []string
		want  string
	}{
		"nothing":                  {},
		"a further confirmation":   {[]string{confirmed, confirmed + "  - {person: 张敏, verdict: 同意, at: 2025-07-12 10:00}\n"}, ""},
		"tags and the like":        {[]string{"recorder: 张敏\n", "recorder: 张敏\ntags: [测试]\nhold: true\narchive_no: A-1\nrelated: 2025-06-15-kickoff\n"}, ""},
		"only how it is written":   {[]string{"recorder: 张敏\n", "记录人: \"张敏\"   # 科长\n", "chair: 王芳\nexpected: 王芳、张敏、刘洋\n", "expected: [王芳, 张敏, 刘洋]\nchair: 王芳\n", "## 会议内容\n\n", "## 会议内容\n\n\n"}, ""},
		"a field":                  {[]string{"location: 行政楼 301", "location: 行政楼 302"}, weekly + ":9:11: the record is signed and location changed, but its version was not raised (—) [record-frozen]"},
		"a field that is new":      {[]string{"recorder: 张敏\n", "recorder: 张敏\ncc: 陈静\n"}, weekly + ":14:5: the record is signed and cc changed, but its version was not raised (—) [record-frozen]"},
		"a field that is gone":     {[]string{"project: 教务系统升级\n", ""}, weekly + ":2:1: the record is signed and project changed, but its version was not raised (—) [record-frozen]"},
		"a confirmation altered":   {[]string{"at: 2025-07-11 10:00", "at: 2025-07-10 10:30"}, weekly + ":19:3: the record is signed and confirmations changed, but its version was not raised (—) [record-frozen]"},
		"fields and text":          {[]string{"chair: 王芳", "chair: 张敏", "共 86 条", "共 87 条"}, weekly + ":10:8: the record is signed and chair, the text changed, but its version was not raised (—) [record-frozen]"},
		"text that is new":         {[]string{"完成：2025-07-17\n", "完成：2025-07-17\n\n又及：另议。\n"}, weekly + ":44:1: the record is signed and the text changed, but its version was not raised (—) [record-frozen]"},
		"a version with all of it": {revised("V1.1", ", approver: 王芳"), ""},
		"a version without approver": {
			revised("V1.1", ""),
			weekly + ":20:5: the record is signed and the text changed, but the revision V1.1 names no approver [record-frozen]",
		},
		"a version without revision": {
			[]string{"confirmations:\n", "version: V1.1\nconfirmations:\n", "共 86 条", "共 85 条"},
			weekly + ":35:1: the record is signed and the text changed, but no new revision tells of V1.1 [record-frozen]",
		},
	} {
		t.Run(what, func(t *testing.T) {
			got := lines(RunChange(Change{Base: load(t, baseFiles(t)), Head: load(t, edited(t, weekly, tt.pairs...))}))
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// A lower or equal version is no revision, nor is a revision that was there.
func TestVersionsMustRise(t *testing.T) {
	const seating = "documents/seating.md"
	for what, tt := range map[string]struct {
		pairs []string
		want  string
	}{
		"the same version": {[]string{"提前一个工作日", "提前两个工作日"}, seating + ":15:1: the record is signed and the text changed, but its version was not raised (V1.0) [record-frozen]"},
		"a lower one":      {[]string{"version: V1.0\n", "version: V0.9\n", "提前一个工作日", "提前两个工作日"}, seating + ":15:1: the record is signed and the text changed, but its version was not raised (V0.9) [record-frozen]"},
		"an old revision rewritten": {
			[]string{"change: 首次发布", "change: 发布"},
			seating + ":10:3: the record is signed and revisions changed, but its version was not raised (V1.0) [record-frozen]",
		},
	} {
		t.Run(what, func(t *testing.T) {
			got := lines(RunChange(Change{Base: load(t, baseFiles(t)), Head: load(t, edited(t, seating, tt.pairs...))}))
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestWhatMayGo(t *testing.T) {
	const path = "notices/2025/2025-08-01-parking.md"
	for what, tt := range map[string]struct{ notice, want string }{
		"three years by default": {oldNotice("2025-08-01", ""), `"东门停车场施工期间车辆绕行" is to be kept until 2028-12-31 and is no longer in the archive`},
		"three years at least":   {oldNotice("2022-08-01", "retention: 1"), `"东门停车场施工期间车辆绕行" is to be kept until 2025-12-31 and is no longer in the archive`},
		"for ever":               {oldNotice("1999-08-01", "retention: permanent"), `"东门停车场施工期间车辆绕行" is to be kept for ever and is no longer in the archive`},
		"nobody can tell":        {oldNotice("some day", ""), `"东门停车场施工期间车辆绕行" is to be kept for ever and is no longer in the archive`},
		"on hold":                {oldNotice("1999-08-01", "retention: 3\nhold: true"), `"东门停车场施工期间车辆绕行" is on hold and no longer in the archive`},
		"its time is over":       {oldNotice("2021-08-01", "retention: 3"), ""},
		"a draft":                {unnumbered("type: document\nstatus: draft\n"), ""},
	} {
		t.Run(what, func(t *testing.T) {
			base := baseFiles(t)
			base[path] = &fstest.MapFile{Data: []byte(tt.notice)}
			got := ""
			for _, f := range RunChange(Change{Base: load(t, base), Head: load(t, baseFiles(t))}) {
				if f.File != path || f.Rule != "record-kept" || f.Span != (diag.Span{}) {
					t.Errorf("%s: %+v [%s]", f.File, f.Span, f.Rule)
				}
				got += f.Message.In(diag.En)
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// A record that was renamed is the same record, whether its id or its text says so.
func TestRenamedRecords(t *testing.T) {
	const old = "reports/2025/2025-08-22-it-weekly.md"
	for what, tt := range map[string]struct {
		now   string
		moved bool
		want  string
	}{
		"another folder":                   {"reports/weekly/2025-08-22-it-weekly.md", false, ""},
		"another name":                     {"reports/2025/2025-08-22-weekly.md", true, "reports/2025/2025-08-22-weekly.md:2:1: the id was 2025-08-22-it-weekly and is now 2025-08-22-weekly [id-kept]"},
		"another name, not found to be it": {"reports/2025/2025-08-22-weekly.md", false, old + ":0:0: \"信息中心第 34 周周报：选课模块通过压力测试\" is to be kept until 2028-12-31 and is no longer in the archive [record-kept]"},
		"out of the archive":               {"_old/2025-08-22-it-weekly.md", true, old + ":0:0: \"信息中心第 34 周周报：选课模块通过压力测试\" is to be kept until 2028-12-31 and is no longer in the archive [record-kept]"},
	} {
		t.Run(what, func(t *testing.T) {
			head := baseFiles(t)
			head[tt.now] = head[old]
			delete(head, old)
			c := Change{Base: load(t, baseFiles(t)), Head: load(t, head)}
			if tt.moved {
				c.Moved = map[string]string{tt.now: old}
			}
			if got := lines(RunChange(c)); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestFollowupsStay(t *testing.T) {
	const path = "communications/2025/2025-06-18-call.md"
	const first, second = "- 2025-06-15-kickoff-minutes#a1 进展 50%\n", "- 2025-06-15-kickoff-minutes#a1 进展 80%\n"
	for what, tt := range map[string]struct{ was, now, want string }{
		"in another order":  {first + second, second + first, ""},
		"one of two equal":  {first + first, first, path + ":0:0: what line 15 told of 2025-06-15-kickoff-minutes#a1 is gone: 进展 50% [followup-kept]"},
		"another action":    {first, "- 2025-06-15-kickoff-minutes#a2 进展 50%\n", path + ":0:0: what line 14 told of 2025-06-15-kickoff-minutes#a1 is gone: 进展 50% [followup-kept]"},
		"a word":            {first, "无\n\n" + second, path + ":16:3: what line 14 told of 2025-06-15-kickoff-minutes#a1 was changed; it was: 进展 50% [followup-kept]"},
		"the box is ticked": {"- [ ] 2025-06-15-kickoff-minutes#a1 需求文档\n", "- [x] 2025-06-15-kickoff-minutes#a1 需求文档\n", path + ":14:7: what line 14 told of 2025-06-15-kickoff-minutes#a1 was changed; it was: 需求文档 [followup-kept]"},
	} {
		t.Run(what, func(t *testing.T) {
			with := func(text string) fstest.MapFS {
				fsys := baseFiles(t)
				for _, f := range txtar.Parse([]byte("-- " + path + " --\n" + callFile(text))).Files {
					fsys[f.Name] = &fstest.MapFile{Data: f.Data}
				}
				return fsys
			}
			got := lines(RunChange(Change{Base: load(t, with(tt.was)), Head: load(t, with(tt.now))}))
			if got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

// The config has its say about these rules as about others.
func TestChangeRulesCanBeSilenced(t *testing.T) {
	head := edited(t, weekly, "共 86 条", "共 85 条")
	head["minutebook.yaml"] = &fstest.MapFile{Data: append(head["minutebook.yaml"].Data, "rules:\n  - {rule: record-frozen, severity: \"off\", type: minutes}\n"...)}
	if got := lines(RunChange(Change{Base: load(t, baseFiles(t)), Head: load(t, head)})); got != "" {
		t.Errorf("got %s", got)
	}
}
