package adopt

import (
	"strconv"
	"strings"
	"unicode"
)

var (
	sortingFolder = lazy(`(?i)^(?:meetings?|meeting[-_ ]?(?:notes?|minutes|records?|logs?)|minutes|notes|records?|archives?|docs?|documents?|reports?|content|src|会议|會議|会议纪要|會議紀要|会议记录|會議記錄|纪要|紀要|记录|記錄|例会|例會|归档|歸檔|周报|週報|.*(?:汇总|彙總)|(?:19|20)\d\d[-_ ]?(?:\d\d?)?年?(?:度|.{0,4}(?:纪要|会议))?|\d{1,2}月?|q[1-4]|第[一二三四]季度)$`)
	unitInTitle   = lazy(`(?i)^(.{1,30}?(?:SIG|委员会|委員會|工作组|工作組|项目组|小组|支部|中心|学院|學院|公司|办公室|辦公室|\bcommittee\b|\bboard\b|\bteam\b|\bcouncil\b|\bdepartment\b|\bworking group\b))`)
	meetingTail   = lazy(`(?i)\s*(?:项目|工作|定期|不定期|临时|月度|季度|年度|双周|每周|周|第)*(?:例会|例會|周会|週會|月会|会议|會議|办公会|晨会|站会|\bmeetings?\b|\bweekly\b|\bminutes\b).*$`)
)

// unitFolder is the folder whose name stands for the unit: the deepest that does
// not only sort. A tree that has none gives its topmost folder, if any, marked
// as sorting.
func unitFolder(p string) (folder string, sorts bool) {
	d := dir(p)
	for d != "" {
		at := strings.LastIndexByte(d, '/')
		if !sortingFolder().MatchString(d[at+1:]) {
			return d, false
		}
		if at < 0 {
			return d, true
		}
		d = d[:at]
	}
	return "", true
}

// unitOf is the unit a title begins with, "" if it names none.
func unitOf(title string) string {
	if m := unitInTitle().FindString(title); m != "" {
		return strings.TrimSpace(m)
	}
	if at := meetingTail().FindStringIndex(title); at != nil && at[0] > 0 {
		if s := strings.TrimSpace(title[:at[0]]); len([]rune(s)) <= 20 && len([]rune(s)) >= 2 && !sortingFolder().MatchString(s) {
			return s
		}
	}
	return ""
}

// findUnits makes a unit of every folder of minutes, and of every unit a label
// names where the folder says nothing.
func (a *adoption) findUnits() {
	groups := map[string][]*doc{}
	var order []string
	for _, d := range a.docs {
		folder, sorts := unitFolder(d.file.Source)
		k := folder
		if name := d.existing.text("unit"); name != "" {
			k = "\x00" + name
		} else if sorts && d.facts.unit != "" {
			k = "\x00" + d.facts.unit
		}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], d)
	}
	taken := map[string]bool{}
	byFolder := map[string]*Unit{}
	for _, k := range order {
		u := a.newUnit(k, groups[k], taken)
		if u == nil {
			continue
		}
		byFolder[k] = u
		for _, d := range groups[k] {
			d.unit, d.file.Unit = u, u.ID
		}
	}
	for _, k := range order {
		if u := byFolder[k]; u != nil {
			if p := byFolder[dir(k)]; p != nil && k != "" {
				u.Parent = p.ID
			}
			a.plan.Units = append(a.plan.Units, *u)
		}
	}
}

func (a *adoption) newUnit(k string, docs []*doc, taken map[string]bool) *Unit {
	label, labelled := strings.CutPrefix(k, "\x00")
	name := label
	_, sorts := unitFolder(k + "/x")
	if !labelled {
		name = commonUnit(docs)
		if name == "" && (sorts || k == "") {
			return nil
		}
	}
	last := k[strings.LastIndexByte(k, '/')+1:]
	u := &Unit{}
	ids := []string{slug(last), slug(strings.ReplaceAll(k, "/", "-"))}
	if labelled || sorts {
		last = ""
		ids = []string{slug(name)}
	}
	for _, id := range ids {
		if id != "" && !taken[id] {
			u.ID = id
			break
		}
	}
	for n := len(taken) + 1; u.ID == "" || taken[u.ID]; n++ {
		u.ID = "u-" + pad3(n)
	}
	u.Name = name
	if u.Name == "" {
		u.Name = last
	}
	taken[u.ID] = true
	// A name is a unit's alone, or it would mean nobody.
	if taken["\x00"+key(u.Name)] {
		u.Name = last + " " + u.Name
	}
	taken["\x00"+key(u.Name)] = true
	if last != "" && key(last) != key(u.ID) && key(last) != key(u.Name) && !taken["\x00"+key(last)] {
		u.Aliases = append(u.Aliases, fold2(last))
		taken["\x00"+key(last)] = true
	}
	return u
}

// commonUnit is the unit that at least half of the titles that name one agree
// on.
func commonUnit(docs []*doc) string {
	count, first := map[string]int{}, map[string]int{}
	best, total := "", 0
	for i, d := range docs {
		name := unitOf(d.title)
		if name == "" || d.typ.Name == "document" {
			continue
		}
		total++
		if count[name] == 0 {
			first[name] = i
		}
		count[name]++
		if count[name] > count[best] || count[name] == count[best] && first[name] < first[best] {
			best = name
		}
	}
	if 2*count[best] < total {
		return ""
	}
	return best
}

// slug makes an id of a text: its ASCII letters and digits in lower case, joined
// by hyphens; "" if it has none.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(folded(s)) {
		switch {
		case r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 40 {
			break
		}
	}
	return strings.Trim(b.String(), "-")
}

func pad3(n int) string {
	s := strconv.Itoa(n)
	return strings.Repeat("0", max(3-len(s), 0)) + s
}
