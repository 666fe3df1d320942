package render

import (
	"bytes"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/stats"
)

// held is minutes of a meeting two people are expected at.
func held(day, present string) string {
	return record("date: "+day+"\nkind: 周例会\nstart: "+day+" 09:00\nduration: 1h\npublished_at: "+day+" 12:00\nexpected: [王芳, 周凯]\npresent: ["+present+"]\n", "")
}

// twoMonths has full attendance in January and half of it in February.
var twoMonths = map[string]string{
	"minutes/2026/2026-01-05-a.md": held("2026-01-05", "王芳, 周凯"),
	"minutes/2026/2026-01-12-b.md": held("2026-01-12", "王芳, 周凯"),
	"minutes/2026/2026-02-02-c.md": held("2026-02-02", "王芳"),
}

func statsSite(t *testing.T, files map[string]string) map[string]string {
	t.Helper()
	v, fsys := view(t, files, "public")
	pages := site(t, v, Options{Files: fsys})
	checkLinks(t, pages)
	out := map[string]string{}
	for name, data := range pages {
		if path.Dir(name) == "statistics" || strings.HasPrefix(name, "statistics") {
			out[name] = string(unzipped(t, name, data))
		}
	}
	return out
}

func shows(t *testing.T, pages map[string]string, name string, want ...string) {
	t.Helper()
	page, ok := pages[name]
	if !ok {
		t.Fatalf("no page %s", name)
	}
	for _, w := range want {
		if !strings.Contains(page, w) {
			t.Errorf("%s does not hold %s", name, w)
		}
	}
}

func TestChart(t *testing.T) {
	pages := statsSite(t, twoMonths)
	shows(t, pages, "statistics/attendance.html",
		`<svg viewBox="0 0 720 300" role="group" aria-labelledby="chart-title">`,
		`<title id="chart-title">出席率，按月</title>`,
		`2026-01 至 2026-11 的柱形图，共 11 个月，其中 2 个月有数值，最低 50.0%，最高 100.0%。`,
		`<g role="img" aria-labelledby="chart-title chart-desc">`,
		// Half the value is half the height, and bars stand on one line.
		`<rect class="bar" x="75" y="16" width="30" height="240"/>`,
		`<rect class="bar" x="135" y="136" width="30" height="120"/>`,
		`<text class="axis" x="52" y="260">0%</text>`, `<text class="axis" x="52" y="140">50%</text>`, `<text class="axis" x="52" y="20">100%</text>`,
		// Every bar leads to its month, over its whole stripe.
		`<a href="../statistics/attendance/all.html#m2026-01" aria-label="2026-01：100.0% (4/4)"><rect class="hit" x="60" y="16" width="60" height="240"><title>2026-01：100.0% (4/4)</title></rect></a>`,
		`<a href="../statistics/attendance/all.html#m2026-02" aria-label="2026-02：50.0% (1/2)">`,
		// March has no meeting: a dash, no bar and no link.
		`<text class="month" x="210" y="250">–</text>`, `<rect class="hit" x="180" y="16" width="60" height="240"><title>2026-03：–</title></rect>`,
	)
	if n := strings.Count(pages["statistics/attendance.html"], `<rect class="bar`); n != 2 {
		t.Errorf("%d bars, want 2", n)
	}
}

// Off the target is said by a hatch and in words, and the target is a line.
func TestChartTarget(t *testing.T) {
	files := map[string]string{"minutebook.yaml": "title: 测试档案\naudience: public\ntargets: [{measure: attendance, target: 75}]\n"}
	for name, data := range twoMonths {
		files[name] = data
	}
	pages := statsSite(t, files)
	shows(t, pages, "statistics/attendance.html",
		`<line class="target" x1="60" x2="720" y1="76" y2="76"/>`, `目标 ≥ 75%`,
		`<rect class="bar" x="75" y="16" width="30" height="240"/>`,
		`<rect class="bar missed" fill="url(#hatch)" x="135" y="136" width="30" height="120"/>`,
		`<span class="state overdue">未达标</span>`, `<span class="state done">达标</span>`,
	)
}

func TestChartScale(t *testing.T) {
	for _, x := range []struct {
		unit     stats.Unit
		in, want float64
	}{
		{stats.Percent, 0, 1},
		{stats.Percent, 0.4, 1},
		{stats.Percent, 1.2, 1.5},
		{stats.Score, 4.2, 5},
		{stats.Count, 0, 2},
		{stats.Count, 3, 4},
		{stats.Count, 7, 8},
		{stats.Count, 9, 10},
		{stats.Count, 10, 10},
		{stats.Count, 101, 200},
		{stats.Hours, 0.4, 2},
	} {
		if got := ceiling(x.unit, x.in); got != x.want {
			t.Errorf("%s %v ends at %v, want %v", x.unit, x.in, got, x.want)
		}
	}
	if a, b, c := height(0, 4), height(1, 4), height(3, 4); a != 0 || b != 60 || c != 180 {
		t.Errorf("heights %d, %d, %d, want 0, 60, 180", a, b, c)
	}
}

func TestMeasurePage(t *testing.T) {
	pages := statsSite(t, twoMonths)
	shows(t, pages, "statistics/attendance.html",
		`<th scope="row">2026-02</th><td class="num"><a href="../statistics/attendance/all.html#m2026-02">50.0%</a></td><td class="num">1/2</td><td class="num">↓ 50.0 个百分点</td>`,
		`<th scope="row">2026-Q1</th><td class="num"><a href="../statistics/attendance/all.html#m2026-02">83.3%</a></td><td class="num">5/6</td>`,
		`<th scope="row">2026 <small>未结束</small></th>`,
		`<th scope="row"><a href="../people/zhou.html">周凯</a></th>`,
		`<a href="../statistics/attendance/person-zhou.html">66.7%</a> <small>2/3</small>`,
	)
	shows(t, pages, "statistics/attendance/person-zhou.html",
		`<h1>出席率：周凯</h1>`, `3 项`, `<section id="m2026-02"><h2>2026-02</h2>`,
		`<td class="date">2026-02-02</td><td><a href="../../records/2026-02-02-c.html">关于测试的纪要</a> <small>周凯</small></td><td><span class="state overdue">未达到</span></td>`,
	)
	// Every line has its own day.
	shows(t, pages, "statistics/attendance/person-zhou.html",
		`<section id="m2026-01"><h2>2026-01</h2>`, `<td class="date">2026-01-12</td><td><a href="../../records/2026-01-12-b.html">`, `<td class="date">2026-01-05</td><td><a href="../../records/2026-01-05-a.html">`,
	)
	// One line for a meeting, with who was not there.
	shows(t, pages, "statistics/attendance/all.html", `<td class="num">1/2</td><td>周凯</td>`, `<td class="num">2/2</td>`)
	// A count that fell.
	shows(t, pages, "statistics/meetings.html", `<a href="../statistics/meetings/all.html#m2026-02">1</a></td><td class="num">↓ 1</td>`)
	// Four measures are made of the same things and share their list.
	if _, twice := pages["statistics/minutes-on-time/unit-office.html"]; twice {
		t.Error("the only unit has a list of its own, the same as that of everything")
	}
}

func TestCadenceMatrix(t *testing.T) {
	files := map[string]string{
		"minutebook.yaml":              "title: 测试档案\naudience: public\n",
		"registers/units.yaml":         "units:\n  - {id: branch, name: 第一支部, duties: [支委会]}\n",
		"minutes/2026/2026-08-03-a.md": "---\ntitle: 八月支委会\nunit: 第一支部\ndate: 2026-08-03\nkind: 支部委员会\nstart: 2026-08-03 09:00\nduration: 1h\npresent: [王芳]\nexpected: [王芳]\n---\n\n文\n",
		"minutes/2026/2026-10-05-b.md": "---\ntitle: 十月支委会\nunit: 第一支部\ndate: 2026-10-05\nkind: 支部委员会\nstart: 2026-10-05 09:00\nduration: 1h\npresent: [王芳]\nexpected: [王芳]\n---\n\n文\n",
	}
	pages := statsSite(t, files)
	shows(t, pages, "statistics/cadence.html", `第一支部`, `✓ 已开</a>`, `✗ 未开</a>`)
}

// What is not known is a dash and never nothing.
func TestNothingKnown(t *testing.T) {
	pages := statsSite(t, map[string]string{"notices/2026/2026-01-20-c.md": record("date: 2026-01-20\n", "无关\n")})
	for name, page := range pages {
		if path.Ext(name) != ".html" {
			continue
		}
		for _, zero := range []string{"0.0%", ">0%", "NaN", "Inf"} {
			if strings.Contains(page, zero) {
				t.Errorf("%s says %s", name, zero)
			}
		}
	}
	shows(t, pages, "statistics/attendance.html", "<dd>–</dd>")
	if strings.Contains(pages["statistics/attendance.html"], "<svg") {
		t.Error("a chart of nothing")
	}
	shows(t, pages, "statistics/attendance.csv", "attendance,出席率,,全部,合计,,百分比,,,,,,,\r\n")
	shows(t, pages, "statistics/attendance.json", `{"period":"total"}`)
	shows(t, pages, "statistics/records.html", `<rect class="bar" x="75" y="136" width="30" height="120"/>`)

	empty := statsSite(t, nil)
	shows(t, empty, "statistics.html", "<h1>统计</h1>")
	shows(t, empty, "statistics/attendance.html", "<dd>–</dd>")
}

// An archive of one month that is not over yet.
func TestOnePeriod(t *testing.T) {
	pages := statsSite(t, map[string]string{"minutes/2026/2026-11-01-a.md": record("date: 2026-11-01\nkind: 周例会\nstart: 2026-11-01 06:00\nduration: 1h\nexpected: [王芳, 周凯]\npresent: [王芳, 周凯]\n", "")})
	shows(t, pages, "statistics.html", "2026-11，与上期比较")
	shows(t, pages, "statistics/attendance.html", `<rect class="bar" x="75" y="16" width="30" height="240"/>`, `<th scope="row">2026-11 <small>未结束</small></th>`)
}

func TestStatisticsFiles(t *testing.T) {
	pages := statsSite(t, twoMonths)
	shows(t, pages, "statistics/attendance.csv",
		"编号,指标,分组方式,分组,期间,数值,单位,分子,分母,未到期,无法判断,上期,目标,达标\r\n",
		"attendance,出席率,,全部,2026-01,100.0%,百分比,4,4,,,,,\r\n",
		"attendance,出席率,,全部,2026-02,50.0%,百分比,1,2,,,100.0%,,\r\n",
		"attendance,出席率,人员,周凯,合计,66.7%,百分比,2,3,,,,,\r\n")
	shows(t, pages, "statistics/attendance.json",
		`{"period":"2026-02","value":0.5,"num":1,"den":2,"before":1,"page":"statistics/attendance/all.html#m2026-02"}`,
		`{"by":"person","id":"zhou","group":"周凯","period":"total","value":0.666667,"num":2,"den":3,"page":"statistics/attendance/person-zhou.html"}`)
}

// What people write stays text: on pages, and in a spreadsheet.
func TestStatisticsEscape(t *testing.T) {
	pages := statsSite(t, map[string]string{
		"communications/2026/2026-01-05-a.md": record("date: 2026-01-05\nchannel: '<img src=x onerror=alert(1)>'\nformality: 书面\ndirection: 对外\ncounterparty: ['=1+1', '\"><script>x</script>']\nparticipants: [王芳]\n", ""),
	})
	shows(t, pages, "statistics/communications.html", `&lt;img src=x onerror=alert`, `=1+1`, `&#34;&gt;&lt;script&gt;x&lt;`)
	shows(t, pages, "statistics/communications.csv", `,'=1+1,`)
	for name, page := range pages {
		if path.Ext(name) == ".html" && (strings.Contains(page, "<script>x") || strings.Contains(page, "<img")) {
			t.Errorf("%s holds a record's mark-up", name)
		}
	}
}

// A long list runs on, and numbers lead to the page they begin on.
func TestBehindRunsOn(t *testing.T) {
	files := map[string]string{}
	for i := range perBehind + 5 {
		month := 3
		if i < 4 {
			month = 2
		}
		files[fmt.Sprintf("notices/2026/2026-%02d-02-n%d.md", month, i)] = record(fmt.Sprintf("date: 2026-%02d-02\n", month), "文\n")
	}
	pages := statsSite(t, files)
	shows(t, pages, "statistics/records.html", `<a href="../statistics/records/all.2.html#m2026-02">4</a>`, `<a href="../statistics/records/all.html#m2026-03">201</a>`)
	shows(t, pages, "statistics/records/all.2.html", `<section id="m2026-02">`, `<section id="m2026-03">`)
}

// What a record outside the view holds is in none of the statistics.
func TestNoLeakInStatistics(t *testing.T) {
	files := map[string]string{
		"communications/2026/2026-01-05-a.md": record("date: 2026-01-05\nchannel: 电话\nformality: 书面\ndirection: 对外\ncounterparty: [见2026-01-06-canary-x]\nparticipants: [王芳]\n",
			"## 待办\n\n- 跟进 2026-01-06-canary-x @王芳 截止 2026-02-01\n"),
		"minutes/2026/2026-01-06-canary-x.md": "---\ntitle: canary 标题\nunit: 实验中心\ndate: 2026-01-06\naudience: internal\nkind: 周例会\nstart: 2026-01-06 09:00\nduration: 1h\nexpected: [周凯]\npresent: [周凯]\n---\n\n## 待办\n\n- canary @周凯 截止 2026-01-07\n",
	}
	pages := statsSite(t, files)
	for name, page := range pages {
		for _, hidden := range []string{"canary", "周凯", "实验中心", "zhou"} {
			if strings.Contains(name, hidden) || strings.Contains(page, hidden) {
				t.Errorf("%s holds %s", name, hidden)
			}
		}
	}
	shows(t, pages, "statistics/overdue/all.html", "跟进 另有一份不公开的记录")
	shows(t, pages, "statistics/meetings.html", "<dd>0</dd>")
}

// A page asked for by its address is the page of the whole site.
func TestOneStatisticsPage(t *testing.T) {
	v, fsys := view(t, twoMonths, "public")
	all := site(t, v, Options{Files: fsys})
	for _, name := range []string{"statistics.html", "statistics/attendance.html", "statistics/attendance.csv", "statistics/attendance/person-zhou.html"} {
		s, err := New(v, Options{Files: fsys})
		if err != nil {
			t.Fatal(err)
		}
		p, ok := s.Page(name)
		var b bytes.Buffer
		if !ok || p.Write(&b) != nil || !bytes.Equal(b.Bytes(), all[name]) {
			t.Errorf("%s by itself is not what it is in the site", name)
		}
	}
}

// Of those with as many overdue actions, whose oldest is older comes first; only
// equals in both share a place.
func TestOverdueRanking(t *testing.T) {
	page := pageOf(t, "statistics.html", map[string]string{
		"registers/people.yaml": "people:\n  - {id: a, name: 安一}\n  - {id: b, name: 白二}\n  - {id: c, name: 陈三}\n  - {id: d, name: 丁四}\n",
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\n", "## 待办\n\n- 甲 @安一 截止 2026-10-31\n- 乙 @白二 截止 2026-10-22\n- 丙 @陈三 截止 2026-10-22\n"+
			"- 丁 @丁四 截止 2026-10-31\n- 戊 @丁四 截止 2026-10-31\n"),
	}, Options{})
	if got, want := wordsBetween(t, page, `<section id="overdue">`, "</tbody>"), "逾期排行|名次|人员|逾期未办|最长逾期天数|1|丁四|2|1 天|2|白二|1|10 天|2|陈三|1|10 天|4|安一|1|1 天"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// What stands open now is shown whole and not by the last month, and a reader is
// told that somebody is left out of the rates.
func TestStandingFigures(t *testing.T) {
	files := map[string]string{
		"registers/units.yaml":         "units:\n  - {id: office, name: 办公室}\n  - {id: lab, name: 实验中心, exempt: true}\n",
		"minutes/2026/2026-01-05-a.md": record("date: 2026-01-05\ninvited: [实验中心]\n", "## 待办\n\n- 甲 @王芳 截止 2026-02-01\n- 乙 @王芳 截止 2026-03-01\n- 丙 @王芳 截止 2026-10-20\n"),
	}
	page := pageOf(t, "statistics.html", files, Options{})
	if got, want := wordsBetween(t, page, `<span class="label">逾期未办`, "</li>"), "逾期未办|3|其中 2026-10：1|目标 ≤ 0|未达标"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	const exempt = "免于考核的单位只计会议、沟通、决议和记录的次数，不计各种比率。"
	wants(t, page, exempt+"</p>")
	files["registers/units.yaml"] = "units:\n  - {id: office, name: 办公室}\n  - {id: lab, name: 实验中心}\n"
	if strings.Contains(pageOf(t, "statistics.html", files, Options{}), exempt) {
		t.Error("nobody is exempt")
	}
}
