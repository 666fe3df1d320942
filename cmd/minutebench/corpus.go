package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	seed      = 20200106
	years     = 6
	firstYear = 2020
)

// moment is what both programs build for: the day after the last record.
var moment = time.Date(firstYear+years, 1, 1, 9, 0, 0, 0, time.UTC)

// record is one record before it is written for either program.
type record struct {
	folder, stem, title string
	date                time.Time
	unit                *unit
	people              []string // who is named, the first is in charge
	tags                []string
	fields              []field // beside the common ones
	body                string
}

// field is a key of the front matter with one value, or the items of a list.
// Items are YAML as written.
type field struct {
	key    string
	value  string
	values []string
}

// unit is a unit, and what its next minutes follow up.
type unit struct {
	id, name, project string
	people            []string
	ids               []string // of people
	last              *minutes
}

type minutes struct {
	stem    string
	date    time.Time
	actions []time.Time // when each is due
}

// corpus makes n records in the order of their dates. It holds none of them, so
// that its own size does not count as that of the programs it starts.
type corpus struct {
	n     int
	rand  *rand.Rand
	units []*unit
	docNo map[int]int // last document number of a year
}

func newCorpus(n int) *corpus {
	c := &corpus{n: n, rand: rand.New(rand.NewPCG(seed, uint64(n))), docNo: map[int]int{}}
	const perUnit = 8
	for i := range min(max(n/400, 12), len(places)*len(teams)) {
		u := &unit{id: fmt.Sprintf("u%03d", i), name: places[i%len(places)] + teams[i/len(places)]}
		u.project = u.name + "改造项目"
		for j := range perUnit {
			k := i*perUnit + j
			u.people = append(u.people, surnames[k%len(surnames)]+given[(k+k/len(surnames))%len(given)])
			u.ids = append(u.ids, fmt.Sprintf("p%04d", k))
		}
		c.units = append(c.units, u)
	}
	return c
}

// each makes the records one after the other.
func (c *corpus) each(do func(*record) error) error {
	start := time.Date(firstYear, 1, 1, 0, 0, 0, 0, time.UTC)
	days := int(moment.Sub(start).Hours() / 24)
	for i := range c.n {
		date := start.AddDate(0, 0, i*days/c.n)
		r := &record{date: date, unit: pick(c.rand, c.units)}
		r.people = slices.Clone(r.unit.people)
		c.rand.Shuffle(len(r.people), func(a, b int) { r.people[a], r.people[b] = r.people[b], r.people[a] })
		r.tags = []string{pick(c.rand, tagWords[:10]), pick(c.rand, tagWords[10:])}
		compose := c.pickKind()
		compose(r)
		r.stem = fmt.Sprintf("%s-%06d", date.Format(time.DateOnly), i)
		if m := r.unit.last; m != nil && m.stem == "" {
			m.stem = r.stem
		}
		if err := do(r); err != nil {
			return err
		}
	}
	return nil
}

// pickKind keeps the shares of an ordinary office.
func (c *corpus) pickKind() func(*record) {
	switch p := c.rand.IntN(100); {
	case p < 60:
		return c.minutes
	case p < 85:
		return c.communication
	case p < 95:
		return c.notice
	}
	return c.request
}

func (c *corpus) minutes(r *record) {
	r.folder = "minutes"
	r.title = fmt.Sprintf("%s%s：%s与%s", r.unit.name, pick(c.rand, []string{"周例会", "专题会"}), pick(c.rand, systems)+pick(c.rand, parts), pick(c.rand, parts))
	chair, recorder, present := r.people[0], r.people[1], r.people
	hour := 8 + c.rand.IntN(8)
	r.add("kind", pick(c.rand, []string{"周例会", "专题会", "技术评审", "联席会议"}))
	r.add("start", at(r.date, hour, 30))
	r.add("end", at(r.date, hour+1, 30))
	r.add("location", fmt.Sprintf("信息楼 %d 会议室", 201+c.rand.IntN(9)))
	r.add("chair", chair)
	r.add("expected", list(r.people))
	if c.rand.IntN(3) == 0 {
		present = r.people[:len(r.people)-1]
		r.addList("absent", fmt.Sprintf("{person: %s, kind: 请假, reason: 赴现场参加%s}", r.people[len(r.people)-1], pick(c.rand, parts)))
	}
	r.add("present", list(present))
	r.add("recorder", recorder)
	r.add("reviewer", chair)
	r.add("published_at", at(r.date, 18, 40))

	var b strings.Builder
	b.WriteString("## 一、会议议题\n\n")
	for i := range 3 {
		fmt.Fprintf(&b, "%d. %s的%s\n", i+1, pick(c.rand, systems), pick(c.rand, parts))
	}
	c.followUp(&b, r)
	fmt.Fprintf(&b, "\n## 三、会议内容\n\n**通报。** %s\n\n%s\n\n%s\n%s\n\n", paragraph(c.rand, present, 5), paragraph(c.rand, present, 4), table(c.rand, present, 4), paragraph(c.rand, present, 4))
	fmt.Fprintf(&b, "会前准备：\n\n- [x] 材料已于前一日发出\n- [x] %s\n- [ ] %s\n\n", pick(c.rand, parts)+"的数据已核对", pick(c.rand, parts)+"的样本留待下次演示")
	b.WriteString("## 四、决议事项\n\n")
	owners := []string{chair}
	for i := range 1 + c.rand.IntN(2) {
		owner := pick(c.rand, present)
		fmt.Fprintf(&b, "%d. 同意%s按方案 %d 实施%s，原方案停用。\n   - 责任人：%s\n   - 完成时间：%s\n   - 表决：同意 %d，反对 0，弃权 0\n",
			i+1, pick(c.rand, systems), 1+c.rand.IntN(4), pick(c.rand, parts), owner, c.due(r), len(present))
	}
	b.WriteString("\n## 五、待办事项\n\n")
	m := &minutes{date: r.date}
	for range 1 + c.rand.IntN(3) {
		owner := pick(c.rand, present)
		owners = append(owners, owner)
		due := r.date.AddDate(0, 0, 3+c.rand.IntN(20))
		m.actions = append(m.actions, due)
		fmt.Fprintf(&b, "- [ ] %s%s的%s并报送记录人 @%s 截止 %s\n", pick(c.rand, verbs), pick(c.rand, systems), pick(c.rand, parts), owner, due.Format(time.DateOnly))
	}
	r.unit.last = m
	slices.Sort(owners)
	signed := []string{fmt.Sprintf("{person: %s, role: 审核人, verdict: agreed, at: %s}", chair, at(r.date.AddDate(0, 0, 1), 9, 20))}
	for _, o := range slices.Compact(owners) {
		if o != chair {
			signed = append(signed, fmt.Sprintf("{person: %s, role: 责任人, verdict: agreed, at: %s}", o, at(r.date.AddDate(0, 0, 1), 10, 5)))
		}
	}
	r.addList("confirmations", signed...)
	r.body = b.String()
}

// followUp closes the actions of the unit's last minutes.
func (c *corpus) followUp(b *strings.Builder, r *record) {
	m := r.unit.last
	if m == nil || !m.date.Before(r.date) {
		return
	}
	b.WriteString("\n## 二、上次会议待办跟进\n\n")
	for i, due := range m.actions {
		done := due
		if done.After(r.date) {
			done = r.date
		}
		fmt.Fprintf(b, "- [x] %s#a%d 已完成，完成：%s，成果：%s\n", m.stem, i+1, done.Format(time.DateOnly), pick(c.rand, systems)+pick(c.rand, results))
	}
}

func (c *corpus) communication(r *record) {
	r.folder = "communications"
	r.title = fmt.Sprintf("%s：就%s%s达成的口径", r.unit.name, pick(c.rand, systems), pick(c.rand, parts))
	r.add("status", "closed")
	r.add("channel", pick(c.rand, []string{"电话", "企业微信群", "E-mail", "当面沟通"}))
	r.add("formality", "written")
	r.add("direction", "internal")
	r.add("counterparty", list(r.people[2:3]))
	r.add("participants", list(r.people[:4]))
	r.add("host", r.people[0])
	r.add("recorder", r.people[1])
	r.add("goal", "确定"+pick(c.rand, systems)+pick(c.rand, parts)+"的步骤与时间，双方按同一口径执行。")
	r.addList("confirmations", fmt.Sprintf("{person: %s, role: 对象, verdict: agreed, at: %s}", r.people[2], at(r.date.AddDate(0, 0, 1), 9, 40)))
	var b strings.Builder
	fmt.Fprintf(&b, "## 讨论要点\n\n%s\n\n%s\n\n%s\n%s\n\n", paragraph(c.rand, r.people, 6), paragraph(c.rand, r.people, 5), table(c.rand, r.people, 5), paragraph(c.rand, r.people, 5))
	b.WriteString("## 共识\n\n")
	for i := range 2 {
		fmt.Fprintf(&b, "%d. %s的%s由%s牵头，按周通报。\n   - 责任人：%s\n   - 完成时间：%s\n", i+1, pick(c.rand, systems), pick(c.rand, parts), r.unit.name, r.people[i], c.due(r))
	}
	r.body = b.String()
}

func (c *corpus) notice(r *record) {
	r.folder = "notices"
	r.title = fmt.Sprintf("关于%s%s期间服务安排的通知", pick(c.rand, systems), pick(c.rand, parts))
	y := r.date.Year()
	c.docNo[y]++
	r.add("status", "closed")
	r.add("doc_no", fmt.Sprintf("信通〔%d〕%d号", y, c.docNo[y]))
	r.add("author", r.people[1])
	r.add("approver", r.people[0])
	units := []string{r.unit.name}
	if other := pick(c.rand, c.units); other != r.unit {
		units = append(units, other.name)
	}
	r.add("units", list(units))
	r.add("effective", r.date.AddDate(0, 0, 5).Format(time.DateOnly))
	r.add("confirm_by", at(r.date.AddDate(0, 0, 3), 17, 0))
	r.add("confirmers", list(r.people[2:4]))
	r.add("published_at", at(r.date, 10, 0))
	r.addList("confirmations",
		fmt.Sprintf("{person: %s, role: 接收人, verdict: agreed, at: %s}", r.people[2], at(r.date, 15, 20)),
		fmt.Sprintf("{person: %s, role: 接收人, verdict: agreed, at: %s}", r.people[3], at(r.date.AddDate(0, 0, 1), 9, 5)))
	r.body = fmt.Sprintf("## 通知内容\n\n%s\n\n%s\n\n%s\n**安排**\n\n1. %s\n2. %s\n3. %s\n", paragraph(c.rand, r.people, 6), paragraph(c.rand, r.people, 6),
		table(c.rand, r.people, 4), sentence(c.rand, r.people), sentence(c.rand, r.people), sentence(c.rand, r.people))
}

func (c *corpus) request(r *record) {
	r.folder = "requests"
	r.title = fmt.Sprintf("请求为%s%s安排人员与维护窗口", pick(c.rand, systems), pick(c.rand, parts))
	contact, asks := r.people[0], r.people[1]
	r.add("status", "closed")
	r.add("requester", asks)
	r.add("priority", "medium")
	r.add("submitted_at", at(r.date, 9, 20))
	r.add("expected_by", at(r.date.AddDate(0, 0, 10), 18, 0))
	r.add("background", strings.TrimSuffix(quoteless(sentence(c.rand, r.people)), "\n"))
	r.add("goal", "在维护窗口内完成"+pick(c.rand, parts)+"，业务不中断。")
	r.addList("departments", fmt.Sprintf("{unit: %s, contact: %s, duty: 提供环境并安排%s}", r.unit.name, contact, pick(c.rand, parts)))
	r.addList("milestones", fmt.Sprintf("{title: 方案会签, at: %s}", at(r.date.AddDate(0, 0, 3), 12, 0)), fmt.Sprintf("{title: 窗口实施, at: %s}", at(r.date.AddDate(0, 0, 9), 23, 0)))
	r.addList("responses", fmt.Sprintf("{unit: %s, person: %s, at: %s, verdict: accepted, comment: 人员已排班}", r.unit.name, contact, at(r.date, 11, 5)))
	done := r.date.AddDate(0, 0, 10)
	r.add("result", "窗口内按步骤完成，复测通过，业务无中断。")
	r.addList("result_confirmations", fmt.Sprintf("{unit: %s, person: %s, at: %s}", r.unit.name, contact, at(done, 9, 40)))
	r.add("retrospective", "提前一天核对清单，现场没有返工；抄表仍靠手写，下次由系统导出。")
	r.addList("confirmations",
		fmt.Sprintf("{person: %s, role: 接口人, verdict: agreed, at: %s}", contact, at(done, 10, 0)),
		fmt.Sprintf("{person: %s, role: 发起人, verdict: agreed, at: %s}", asks, at(done, 11, 0)))
	r.body = fmt.Sprintf("## 进展跟踪\n\n%s\n%s\n\n%s\n", table(c.rand, r.people, 6), paragraph(c.rand, r.people, 6), paragraph(c.rand, r.people, 6))
}

// due is a day some weeks after a record.
func (c *corpus) due(r *record) string {
	return r.date.AddDate(0, 0, 5+c.rand.IntN(40)).Format(time.DateOnly)
}

func (r *record) add(key, value string) { r.fields = append(r.fields, field{key: key, value: value}) }

func (r *record) addList(key string, values ...string) {
	r.fields = append(r.fields, field{key: key, values: values})
}

func at(day time.Time, hour, minute int) string {
	return fmt.Sprintf("%s %02d:%02d", day.Format(time.DateOnly), hour, minute)
}

func list(items []string) string { return "[" + strings.Join(items, ", ") + "]" }

// quoteless makes of a sentence a plain YAML scalar.
func quoteless(s string) string { return strings.NewReplacer(": ", "：", " #", "＃").Replace(s) }

// markdown is the record as Minutebook reads it.
func (r *record) markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\nunit: %s\nproject: %s\ndate: %s\n", r.title, r.unit.name, r.unit.project, r.date.Format(time.DateOnly))
	for _, f := range r.fields {
		if f.values == nil {
			fmt.Fprintf(&b, "%s: %s\n", f.key, f.value)
			continue
		}
		fmt.Fprintf(&b, "%s:\n", f.key)
		for _, v := range f.values {
			fmt.Fprintf(&b, "  - %s\n", v)
		}
	}
	fmt.Fprintf(&b, "tags: %s\n---\n\n%s", list(r.tags), r.body)
	return b.String()
}

// path is where the record stands in an archive.
func (r *record) path() string {
	return filepath.Join(r.folder, r.date.Format("2006"), r.stem+".md")
}

const config = `title: 性能测试档案
organisation: 性能测试单位
languages: [zh-CN]
time_zone: Asia/Shanghai
base_url: https://bench.example/
audience: public
`

// registers are the files beside the records.
func (c *corpus) registers() map[string]string {
	var units, people, projects strings.Builder
	units.WriteString("units:\n")
	people.WriteString("people:\n")
	projects.WriteString("projects:\n")
	for _, u := range c.units {
		fmt.Fprintf(&units, "  - {id: %s, name: %s, head: %s}\n", u.id, u.name, u.ids[0])
		fmt.Fprintf(&projects, "  - {id: %s-x, name: %s, unit: %s, owner: %s}\n", u.id, u.project, u.id, u.ids[0])
		for i, p := range u.people {
			fmt.Fprintf(&people, "  - {id: %s, name: %s, roles: [{unit: %s, role: 工程师}]}\n", u.ids[i], p, u.id)
		}
	}
	return map[string]string{
		"minutebook.yaml":         config,
		"registers/units.yaml":    units.String(),
		"registers/people.yaml":   people.String(),
		"registers/projects.yaml": projects.String(),
	}
}

// writeFile makes the folders on the way as well.
func writeFile(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, []byte(text), 0o644)
}
