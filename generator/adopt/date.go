package adopt

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// day is a date of the calendar, without a zone. The zero day is none.
type day struct{ y, m, d int }

func (d day) isZero() bool { return d == day{} }

func (d day) time() time.Time { return time.Date(d.y, time.Month(d.m), d.d, 0, 0, 0, 0, time.UTC) }

// valid reports whether the day exists in a year that minutes may have.
func (d day) valid() bool {
	t := d.time()
	return d.y >= 1949 && d.y <= 2200 && t.Year() == d.y && int(t.Month()) == d.m && t.Day() == d.d
}

// clock is a time of day in minutes from midnight.
type clock int

// when is what a text says about a time. What it does not say is zero.
type when struct {
	day        day
	last       day  // of a period (3.16-3.22), else zero
	clocked    bool // start is given
	ended      bool // end is given
	start, end clock
	zoned      bool
	offset     int    // minutes east of UTC, if zoned
	rest       string // the text without the date, the clocks and the zone
	before     string // the part of rest that stands in front of them
}

const (
	months  = `(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*`
	numeral = `[〇零○一二三四五六七八九十]`
)

// The forms of dates, tried in this order. Each gives three numbers.
var dateForms = []struct {
	re    func() *regexp.Regexp
	order string // of year, month and day among the groups
}{
	{lazy(`(?:中華民國|中华民国|民國|民国)\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日`), "rmd"},
	{lazy(`(?:^|\D)(\d{4})\s?[-/._年]\s?(\d{1,2})\s?[-/._月]\s?(\d{1,3})(?:\s?日|\s?號|\s?号)?(?:\D|$)`), "ymd"},
	{lazy(`(?:^|\D)((?:19|20)\d\d)(\d\d)(\d\d)(?:\D|$)`), "ymd"},
	{lazy(`(?:^|\D)(\d{1,2})[-/._](\d{1,2})[-/._](\d{4})(?:\D|$)`), "dmy"},
	{lazy(`(?i)(?:^|[^a-z])` + months + `\s*\.?\s*(\d{1,2})(?:st|nd|rd|th)?\s*,?\s*(\d{4})(?:\D|$)`), "mdy"},
	{lazy(`(?i)(?:^|\D)(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?` + months + `\.?,?\s+(\d{4})(?:\D|$)`), "dmy"},
	{lazy(`(` + numeral + `{4})年(` + numeral + `{1,3})月(` + numeral + `{1,3})[日号號]`), "ymd"},
}

// findDay returns the first date of a text in the first form that fits, and
// where it stands.
func findDay(s string) (d day, from, to int) {
	for _, f := range dateForms {
		for _, m := range f.re().FindAllStringSubmatchIndex(s, 4) {
			if d := dayOf(s, m, f.order); d.valid() {
				from, to = m[2], m[7]
				for _, suffix := range []string{"日", "号", "號"} {
					if rest := strings.TrimLeft(s[to:], " "); strings.HasPrefix(rest, suffix) {
						to = len(s) - len(rest) + len(suffix)
					}
				}
				if f.order == "rmd" {
					from = m[0]
				}
				return d, from, to
			}
		}
	}
	return day{}, 0, 0
}

func dayOf(s string, m []int, order string) day {
	var d day
	for i, what := range order {
		n := number(s[m[2*i+2]:m[2*i+3]])
		switch what {
		case 'y':
			d.y = n
		case 'r':
			d.y = n + 1911
		case 'm':
			d.m = n
		case 'd':
			d.d = n
		}
	}
	if order == "dmy" && d.m > 12 && d.d <= 12 {
		d.m, d.d = d.d, d.m // an American date
	}
	return d
}

// number reads digits, Chinese numerals or the name of a month.
func number(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	if len(s) >= 3 {
		if i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3])); i >= 0 {
			return i/3 + 1
		}
	}
	digits := "〇一二三四五六七八九"
	n, tens := 0, false
	for _, r := range strings.NewReplacer("零", "〇", "○", "〇").Replace(s) {
		if r == '十' {
			n, tens = max(n, 1)*10, true
			continue
		}
		v := strings.IndexRune(digits, r) / len("一")
		if tens {
			n += v
		} else {
			n = n*10 + v
		}
	}
	return n
}

var (
	zoneForm   = lazy(`(?i)[(（]?\s*(?:UTC|GMT)\s*([+-])\s*(\d{1,2})(?::?(\d\d))?\s*[)）]?\s*(?:beijing|北京时间|北京時間|中国标准时间|中國標準時間)?|[(（]\s*(?:北京时间|北京時間|beijing time)\s*[)）]|北京时间|北京時間`)
	clockForm  = lazy(`(?i)(上午|下午|晚上|晚|中午|早上|凌晨)?\s*(\d{1,2})(?::(\d\d)(?::\d\d)?|\s?[点點时時](?:\s?(\d{1,2})\s?分|(半))?)\s*(am|pm|a\.m\.|p\.m\.)?|\b(\d{1,2})\s?(am|pm|a\.m\.|p\.m\.)(?:\W|$)`)
	periodForm = lazy(`^\s*[-–—~至到]+\s*(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?`)
	rangeForm  = lazy(`(?i)^\s*(?:[-–—~至到]+|to)\s*$`)
	weekdays   = lazy(`(?i)[(（]?\s*(?:周|星期|礼拜|禮拜|週)[一二三四五六日天]\s*[)）]?|\b(?:mon|tues?|wed(?:nes)?|thur?s?|fri|satur?|sun)day\b,?`)
)

// parseWhen reads the date, the times of day and the zone of one line.
func parseWhen(line string) when {
	r := &whenReader{folded: source.Narrow(line)}
	r.text, r.taken = r.folded, make([]bool, len(r.folded))
	r.day()
	if m := zoneForm().FindStringSubmatchIndex(r.text); m != nil {
		if m[2] >= 0 {
			r.zoned, r.offset = true, zoneOffset(r.text, m)
		}
		r.take(m[0], m[1])
	}
	r.clocks()
	if !r.when.day.isZero() {
		for _, m := range weekdays().FindAllStringIndex(r.text, 2) {
			r.take(m[0], m[1])
		}
	}
	r.leave(line)
	return r.when
}

// whenReader takes what it understands out of a line.
type whenReader struct {
	when
	folded string // the line in half width
	text   string // folded; what has been read is blank
	taken  []bool // by byte of both
}

func (r *whenReader) take(from, to int) {
	for i := from; i < to; i++ {
		r.taken[i] = true
	}
	r.text = r.text[:from] + strings.Repeat(" ", to-from) + r.text[to:]
}

func (r *whenReader) day() {
	d, from, to := findDay(r.text)
	if r.when.day = d; d.isZero() {
		return
	}
	r.take(from, to)
	if m := periodForm().FindStringSubmatchIndex(r.text[to:]); m != nil && m[0] == 0 {
		last := day{d.y, number(r.text[to+m[4] : to+m[5]]), number(r.text[to+m[6] : to+m[7]])}
		if m[2] >= 0 {
			last.y = number(r.text[to+m[2] : to+m[3]])
		}
		if last.valid() && last.time().After(d.time()) {
			r.last = last
			r.take(to, to+m[7])
		}
	}
}

// leave sets rest and before from the line as it was written, not as folded.
func (r *whenReader) leave(line string) {
	var b strings.Builder
	at, cut := 0, -1
	for _, c := range line { // folding keeps the number of characters
		_, size := utf8.DecodeRuneInString(r.folded[at:])
		if size > 0 && r.taken[at] {
			if cut < 0 {
				cut = b.Len()
			}
			c = ' '
		}
		b.WriteRune(c)
		at += size
	}
	r.rest = b.String()
	r.before = r.rest
	if cut >= 0 {
		r.before = r.rest[:cut]
	}
}

func zoneOffset(s string, m []int) int {
	h := number(s[m[4]:m[5]])
	n := h * 60
	if m[6] >= 0 {
		n += number(s[m[6]:m[7]])
	}
	if s[m[2]:m[3]] == "-" {
		n = -n
	}
	return n
}

// clocks reads the start from the first time of day and the end from the last
// one that ends a range, so that two sessions of a day make one stretch.
func (r *whenReader) clocks() {
	s, before := r.text, 0
	for i, m := range clockForm().FindAllStringSubmatchIndex(s, 8) {
		c, ok := clockOf(s, m)
		if !ok {
			continue
		}
		isRange := i > 0 && rangeForm().MatchString(s[before:m[0]])
		if isRange && c <= r.start && c+12*60 > r.start && c < 12*60 {
			c += 12 * 60 // 下午2:30-4:00
		}
		switch {
		case !r.clocked:
			r.start, r.clocked = c, true
		case isRange && c > r.start:
			r.end, r.ended = c, true
		}
		if isRange {
			r.take(before, m[0])
		}
		r.take(m[0], m[1])
		before = m[1]
	}
}

func clockOf(s string, m []int) (clock, bool) {
	part := func(i int) string {
		if m[2*i] < 0 {
			return ""
		}
		return strings.ToLower(s[m[2*i]:m[2*i+1]])
	}
	h, min, half := number(part(2)), 0, part(6)
	if part(7) != "" {
		h, half = number(part(7)), part(8)
	}
	switch {
	case part(3) != "":
		min = number(part(3))
	case part(4) != "":
		min = number(part(4))
	case part(5) != "":
		min = 30
	}
	late := part(1) == "下午" || part(1) == "晚上" || part(1) == "晚" || strings.HasPrefix(half, "p")
	switch {
	case late && h < 12, part(1) == "中午" && h < 3:
		h += 12
	case h == 12 && strings.HasPrefix(half, "a"):
		h = 0
	}
	return clock(h*60 + min), h < 24 && min < 60
}

// moment puts a time of day on a date, in the archive's zone unless the text
// gave another one: then it is written with its offset.
func (w when) moment(d day, c clock, zone *time.Location) string {
	t := time.Date(d.y, time.Month(d.m), d.d, int(c)/60, int(c)%60, 0, 0, zone)
	s := d.time().Format(time.DateOnly) + " " + t.Format("15:04")
	if _, at := t.Zone(); w.zoned && at != w.offset*60 {
		abs, sign := w.offset, '+'
		if abs < 0 {
			abs, sign = -abs, '-'
		}
		s += string(sign) + two(abs/60) + ":" + two(abs%60)
	}
	if _, ok := schema.ParseMoment(s, zone); !ok {
		return ""
	}
	return s
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}
