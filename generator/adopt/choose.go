package adopt

import (
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

// folderDays are the days the file names of one folder give.
type folderDays struct {
	count    map[day]int
	weekdays [7]int
	n        int
}

// rhythm is the weekday most of a folder's meetings fall on; ok is false where
// there are too few of them or no such day.
func (f *folderDays) rhythm() (time.Weekday, bool) {
	const enough = 8
	for w, n := range f.weekdays {
		if f.n >= enough && 10*n >= 6*f.n {
			return time.Weekday(w), true
		}
	}
	return 0, false
}

var folderDay = lazy(`(?:^|/)((?:19|20)\d\d)年?/(?:.*/)?(\d{1,2})[-_月.]?(\d{2}|\d{1,2}日?)(?:\D[^/]*)?$`)

// nameDay is the date a file's name gives, with the help of its folders if need
// be (2024/05-14.md).
func nameDay(d *doc) (day, DateSource) {
	if x := findStemDay(d.name()); !x.isZero() {
		return x, FromName
	}
	stem := d.name()
	if dir(d.file.Source) != "" {
		stem = dir(d.file.Source) + "/" + stem
	}
	if m := folderDay().FindStringSubmatch(folded(stem)); m != nil {
		x := day{number(m[1]), number(m[2]), number(trimDay(m[3]))}
		if x.valid() {
			return x, FromFolder
		}
	}
	return day{}, ""
}

func trimDay(s string) string {
	if len(s) > 2 {
		return s[:len(s)-len("日")]
	}
	return s
}

// findDates settles the date of every file.
func (a *adoption) findDates() {
	days := map[string]*folderDays{}
	for _, d := range a.docs {
		f := days[dir(d.file.Source)]
		if f == nil {
			f = &folderDays{count: map[day]int{}}
			days[dir(d.file.Source)] = f
		}
		if x, _ := nameDay(d); !x.isZero() {
			f.count[x]++
			f.weekdays[x.time().Weekday()]++
			f.n++
		}
	}
	for _, d := range a.docs {
		d.chooseDay(days[dir(d.file.Source)])
		d.chooseTimes()
	}
}

type candidate struct {
	day  day
	from DateSource
}

// chooseDay believes the first source that speaks, and notes the others that
// say something else.
func (d *doc) chooseDay(f *folderDays) {
	var all []candidate
	add := func(x day, from DateSource) {
		if x.valid() {
			all = append(all, candidate{x, from})
		}
	}
	if d.existing != nil {
		add(d.existing.day, FromFront)
	}
	named, from := nameDay(d)
	add(named, from)
	if d.typ.Name != "document" {
		add(d.labelled.day, FromLabel)
		if d.headed.last.isZero() || named.isZero() { // the first day of a period is no meeting's
			add(d.headed.day, FromTitle)
		}
		add(d.inText, FromText)
	}
	if len(all) == 0 {
		return
	}
	best := all[0]
	if best.from == FromName || best.from == FromFolder {
		for _, c := range all[1:] {
			if c.day != best.day && c.from != FromText && f.trusts(c.day, best.day) {
				best = c
				break
			}
		}
	}
	d.day, d.file.DateFrom = best.day, best.from
	for _, c := range all {
		if c.day != best.day && c.from != FromText {
			d.note(diag.Text{
				CN: "日期取自%s（%s），%s写的是 %s", TW: "日期取自%s（%s），%s寫的是 %s", EN: "the date is the %s's (%s); the %s says %s",
			}, best.from.Text(), best.day, c.from.Text(), c.day)
		}
	}
}

// trusts reports whether the text's day is to be believed over the name's: it
// is on the folder's weekday and the name's is not, it is near, and no file is
// named after it, which a heading copied from another file would be.
func (f *folderDays) trusts(text, name day) bool {
	w, ok := f.rhythm()
	gap := text.time().Sub(name.time()).Abs()
	return ok && text.time().Weekday() == w && name.time().Weekday() != w && f.count[text] == 0 && gap <= 15*24*time.Hour
}

// chooseTimes takes the times of day from the line whose date agrees.
func (d *doc) chooseTimes() {
	for _, w := range []when{d.labelled, d.headed} {
		if w.clocked && (w.day.isZero() || w.day == d.day || w.day.m == d.day.m && w.day.d == d.day.d) {
			d.times = w
			return
		}
	}
}

func (d day) String() string { return d.time().Format(time.DateOnly) }

// sourceNames are the places a date may come from, for the reader.
var sourceNames = map[DateSource]diag.Text{
	FromFront:  {CN: "信息头", TW: "前置資料", EN: "front matter"},
	FromName:   {CN: "文件名", TW: "檔名", EN: "file name"},
	FromFolder: {CN: "文件夹", TW: "資料夾", EN: "folder"},
	FromLabel:  {CN: "时间标签", TW: "時間標籤", EN: "label"},
	FromTitle:  {CN: "标题", TW: "標題", EN: "heading"},
	FromText:   {CN: "正文", TW: "正文", EN: "text"},
}

// Text names the place for a reader.
func (s DateSource) Text() diag.Text { return sourceNames[s] }
