package schema

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The forms of written values, as regular expressions that both the decoder and
// the JSON Schema use: the two cannot disagree. They match the whole of a
// text that is trimmed and not empty. Dates that do not exist (30 February, 29 February of a common year) do
// not match.
const (
	month31  = `(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])`
	month30  = `(?:0[469]|11)-(?:0[1-9]|[12]\d|30)`
	february = `02-(?:0[1-9]|1\d|2[0-8])`
	leapYear = `(?:\d{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)`

	dateForm   = `(?:(?:\d{4}-(?:` + month31 + `|` + month30 + `|` + february + `))|` + leapYear + `-02-29)`
	clockForm  = `(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?`
	zoneForm   = `(?:Z|[+-](?:0\d|1[0-4]):[0-5]\d)`
	timeForm   = dateForm + `(?:[ T]` + clockForm + ` ?` + zoneForm + `?)?`
	periodOne  = `(?:` + dateForm + `|\d{4}-W(?:0[1-9]|[1-4]\d|5[0-3])|\d{4}-Q[1-4]|\d{4}-(?:0[1-9]|1[0-2])|\d{4})`
	periodForm = periodOne + `(?:/` + periodOne + `)?`
	lengthForm = `(?:\d{1,3} ?(?:h|小时|小時)(?: ?[0-5]?\d ?(?:m|min|分|分钟|分鐘))?|\d{1,4} ?(?:m|min|分|分钟|分鐘))`

	idForm        = `[\p{L}\p{N}][\p{L}\p{N}._-]{0,79}`
	versionForm   = `[Vv]?\d{1,6}(?:\.\d{1,6}){0,3}`
	integerForm   = `-?\d{1,15}`
	numberForm    = `-?\d{1,15}(?:\.\d{1,9})?`
	linkForm      = `(?:https?://[^\s<>"]+|mailto:[^\s<>"]+|tel:[+0-9() -]+)`
	fileForm      = `[^/\\\x00-\x1f:*?"<>|` + space + `][^\\\x00-\x1f:*?"<>|]*`
	retentionForm = `(?:[3-9]|[1-9]\d{1,2}|permanent|永久)`
	boolForm      = `(?:true|True|TRUE|false|False|FALSE|是|否)`
	lineForm      = `[^` + space + `](?:[^\n]*[^` + space + `])?`
	wordForm      = `[^` + space + `,，、;；](?:[^\n,，、;；]*[^` + space + `,，、;；])?`

	// A bracket that is not closed would swallow the names behind it.
	nameForm = `(?:[^` + space + `()（）]|` + glossForm + `)(?:[^\n()（）]|` + glossForm + `)*`
	// glossForm is a pair of brackets, with at most one level of others inside.
	glossForm = `[(（](?:[^\n()（）]|[(（][^\n()（）]*[)）])*[)）]`
)

// space is what strings.TrimSpace takes away, for a class of characters: \s means
// something else in every language. The forms of free text begin without it, so
// that a backtracking engine has one way to read them.
const space = "\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"

var formPatterns = map[Kind]string{
	Text: lineForm, Word: wordForm, ID: idForm, Date: dateForm, Time: timeForm, Duration: lengthForm,
	Period: periodForm, Integer: integerForm, Number: numberForm, Bool: boolForm, Link: linkForm,
	Version: versionForm, Retention: retentionForm, File: fileForm,
	Person: nameForm, Unit: nameForm, Party: nameForm, Project: lineForm, Record: lineForm,
}

var forms = sync.OnceValue(func() map[Kind]*regexp.Regexp {
	m := make(map[Kind]*regexp.Regexp, len(formPatterns))
	for k := range formPatterns {
		m[k] = regexp.MustCompile(k.Pattern())
	}
	return m
})

// Pattern returns the regular expression a value of the kind matches as a whole,
// "" if any text will do. It is valid for Go and, with the u flag, for ECMAScript.
func (k Kind) Pattern() string {
	if p := formPatterns[k]; p != "" {
		return `^(?:` + p + `)$`
	}
	return ""
}

// formed reports whether a text has the form of the kind, or the kind has none.
func (k Kind) formed(text string) bool {
	form := forms()[k]
	return form == nil || k.plain(text) || form.MatchString(text)
}

// plain reports whether a text has the form of a kind at first sight. Most have, and
// an expression takes its time.
func (k Kind) plain(text string) bool {
	if text == "" || text != strings.TrimSpace(text) {
		return false
	}
	switch k {
	case Text, Project, Record:
		return strings.IndexByte(text, '\n') < 0
	case Person, Unit, Party:
		return !strings.ContainsAny(text, "\n()（）")
	case Date, Time:
		return plainDate(text)
	}
	return false
}

// plainDate reports whether a text is a day that every month has: 2025-06-15.
func plainDate(s string) bool {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' {
		return false
	}
	for _, i := range [...]int{0, 1, 2, 3, 5, 6, 8, 9} {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	month, day := s[5:7], s[8:]
	return "01" <= month && month <= "12" && "01" <= day && day <= "28"
}

func digits(s string) (n int) {
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n
}

var timeLayouts = []string{time.DateOnly, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z07:00"}

// ParseMoment reads a date or a time in a zone. The text must match the form of
// Time. It reports false for a time the zone's clocks skipped.
func ParseMoment(s string, zone *time.Location) (Moment, bool) {
	if plainDate(s) {
		year, month, day := digits(s[:4]), digits(s[5:7]), digits(s[8:])
		if t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, zone); t.Day() == day && t.Hour() == 0 {
			return Moment{t, false}, true
		} // else clocks were put forward at midnight
	}
	if !Time.formed(s) {
		return Moment{}, false
	}
	norm := s
	if len(s) > 10 {
		norm = s[:10] + "T" + strings.ReplaceAll(s[11:], " ", "")
	}
	for _, layout := range timeLayouts {
		t, err := time.ParseInLocation(layout, norm, zone)
		if err != nil {
			continue
		}
		hasZone := strings.HasSuffix(layout, "Z07:00")
		if hasZone {
			return Moment{t.In(zone), true}, true
		}
		clock := layout != time.DateOnly
		if !clock && t.Format(layout) != norm {
			t = t.Add(time.Hour) // clocks were put forward at midnight: the day begins at one
		}
		if t.Format(layout) != norm {
			return Moment{}, false
		}
		return Moment{t, clock}, true
	}
	return Moment{}, false
}

var lengthParts = regexp.MustCompile(`^(?:(\d+) ?(?:h|小时|小時))? ?(?:(\d+) ?(?:m|min|分|分钟|分鐘))?$`)

func parseLength(s string) time.Duration {
	m := lengthParts.FindStringSubmatch(s)
	if m == nil {
		return 0
	}
	h, _ := strconv.Atoi(m[1])
	min, _ := strconv.Atoi(m[2])
	return time.Duration(h)*time.Hour + time.Duration(min)*time.Minute
}

// errNoWeek says that a year has no week 53.
var errNoWeek = errors.New("the year has 52 weeks")

// ParsePeriod reads a period: a year, quarter, month, ISO week, day, or two of
// them joined by a slash. It fails for another form, for a week 53 that the year
// does not have, and for a period that ends before it starts.
func ParsePeriod(s string, zone *time.Location) (Range, error) {
	if !forms()[Period].MatchString(s) {
		return Range{}, fmt.Errorf("%q is not a period", s)
	}
	a, b, both := strings.Cut(s, "/")
	if !hasWeek(a) || !hasWeek(b) {
		return Range{}, fmt.Errorf("%q: %w", s, errNoWeek)
	}
	r := onePeriod(a, zone)
	if both {
		r.To = onePeriod(b, zone).To
		if !r.From.Before(r.To) {
			return Range{}, fmt.Errorf("%q ends before it starts", s)
		}
	}
	return r, nil
}

// hasWeek reports whether the week a period names exists, if it names one. The
// last week of a year is the one of 28 December.
func hasWeek(s string) bool {
	if !strings.HasSuffix(s, "-W53") {
		return true
	}
	year, _ := strconv.Atoi(s[:4])
	_, last := time.Date(year, 12, 28, 0, 0, 0, 0, time.UTC).ISOWeek()
	return last == 53
}

func onePeriod(s string, zone *time.Location) Range {
	year, _ := strconv.Atoi(s[:4])
	day := func(m time.Month, d int) time.Time { return time.Date(year, m, d, 0, 0, 0, 0, zone) }
	switch {
	case len(s) == 4:
		return Range{day(1, 1), day(13, 1)}
	case s[5] == 'Q':
		m := time.Month(s[6]-'1')*3 + 1
		return Range{day(m, 1), day(m+3, 1)}
	case s[5] == 'W':
		week, _ := strconv.Atoi(s[6:])
		jan4 := day(1, 4)
		monday := jan4.AddDate(0, 0, -(int(jan4.Weekday())+6)%7+(week-1)*7)
		return Range{monday, monday.AddDate(0, 0, 7)}
	case len(s) == 7:
		m, _ := strconv.Atoi(s[5:])
		return Range{day(time.Month(m), 1), day(time.Month(m)+1, 1)}
	default:
		m, _ := strconv.Atoi(s[5:7])
		d, _ := strconv.Atoi(s[8:])
		return Range{day(time.Month(m), d), day(time.Month(m), d+1)}
	}
}
