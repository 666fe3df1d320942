package render

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strings"
	"testing"

	ics "github.com/arran4/golang-ical"
	"github.com/mmcdole/gofeed"
)

const (
	planned = "---\ntitle: 关于扩容的专题会\nunit: 实验中心\ndate: 2026-11-12\nkind: 专题会\nstart: 2026-11-12 14:30\nend: 2026-11-12 16:00\n" +
		"location: 一号楼 301\nlink: https://meet.example.org/1\nchair: 王芳\nrecorder: 周凯\nexpected: [王芳, 周凯]\ninvited: [李四]\n" +
		"goal: 定下扩容方案，明确预算</script><b>。\nagenda:\n  - {title: 方案, presenter: 周凯, minutes: 30}\n  - {title: 表决}\ntags: [扩容]\nversion: V1.2\naliases: [kuorong, 2026-11-12-Old]\n---\n\n## 会前准备\n\n看材料\n"
	cancelled = "---\ntitle: 取消的例会\nunit: 办公室\ndate: 2026-10-02\nstatus: 已取消\nkind: 周例会\nstart: 2026-10-02\nchair: 王芳\nrecorder: 周凯\nexpected: [王芳]\ngoal: 例会\n---\n"
)

// publishedArchive is a small archive with meetings, minutes and a notice.
var publishedArchive = map[string]string{
	"minutebook.yaml":                       "title: 测试档案\naudience: public\norganisation: 测试大学\nbase_url: https://minutes.example.org/wl\nrepository: https://github.com/wl/archive\n",
	"meetings/2026/2026-11-12-expand.md":    planned,
	"meetings/2026/2026-10-02-cancelled.md": cancelled,
	"minutes/2026/2026-10-05-a.md":          record("date: 2026-10-05\nstart: 2026-10-05 09:00\nend: 2026-10-05 10:00\nchair: 王芳\nexpected: [王芳, 周凯]\npresent: [王芳]\nabsent: [{person: 周凯, kind: 请假, reason: 出差}]\n", "## 决议\n\n- 同意扩容，表决：同意 5 票，反对 1 票，弃权 0 票\n\n## 待办\n\n- 完成方案 @周凯 截止 2026-10-20\n"),
	"minutes/2020/2020-01-06-old.md":        record("date: 2020-01-06\nstart: 2020-01-06 09:00\nchair: 王芳\nexpected: [王芳]\npresent: [王芳]\n", "旧事\n"),
	"notices/2026/2026-09-01-n.md":          "---\ntitle: 放假 <通知> & 安排\nunit: 办公室\ndate: 2026-09-01\nauthor: 周凯\nrevisions:\n  - {version: V1.1, date: 2026-09-03, change: 改日期}\n---\n\n国庆**放假**安排，联系 wang@example.org 或 138 0013 8000。\n",
}

func publishedSite(t *testing.T, opt Options) map[string][]byte {
	t.Helper()
	if opt.BaseURL == "" && published0 != nil {
		return published0
	}
	v, fsys := view(t, publishedArchive, "public")
	opt.Files = fsys
	pages := site(t, v, opt)
	if opt.BaseURL == "" {
		published0 = pages
	}
	return pages
}

// published0 is the site as most tests look at it, rendered once.
var published0 map[string][]byte

func TestAtom(t *testing.T) {
	pages := publishedSite(t, Options{})
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(pages["feeds/archive.xml"]))
	if err != nil {
		t.Fatal(err)
	}
	if feed.FeedType != "atom" || feed.FeedVersion != "1.0" || feed.Title != "测试档案" || feed.Link != "https://minutes.example.org/wl/" ||
		feed.FeedLink != "https://minutes.example.org/wl/feeds/archive.xml" || feed.Updated != "2026-11-12T00:00:00+08:00" || feed.Authors[0].Name != "测试大学" {
		t.Errorf("feed %+v", feed)
	}
	var got []string
	for _, e := range feed.Items {
		got = append(got, e.Updated+" "+e.Title)
	}
	if want := "2026-11-12T00:00:00+08:00 关于扩容的专题会|2026-10-05T00:00:00+08:00 关于测试的纪要|2026-10-02T00:00:00+08:00 取消的例会|2026-09-03T00:00:00+08:00 放假 <通知> & 安排|2020-01-06T00:00:00+08:00 关于测试的纪要"; strings.Join(got, "|") != want {
		t.Errorf("entries\n%s\nwant\n%s", strings.Join(got, "|"), want)
	}
	n := feed.Items[3]
	if n.GUID != "https://minutes.example.org/wl/records/2026-09-01-n.html" || n.Link != n.GUID || n.Published != "2026-09-01T00:00:00+08:00" ||
		n.Authors[0].Name != "周凯" || n.Categories[0] != "通知" || n.Description != "国庆放假安排，联系 … 或 …。" {
		t.Errorf("entry %+v", n)
	}
	lab, err := gofeed.NewParser().Parse(bytes.NewReader(pages["feeds/units/lab.xml"]))
	if err != nil || len(lab.Items) != 1 || lab.Title != "测试档案 · 实验中心" {
		t.Errorf("unit's feed: %v, %+v", err, lab)
	}
	if office, err := gofeed.NewParser().Parse(bytes.NewReader(pages["feeds/units/office.xml"])); err != nil || len(office.Items) != 5 {
		t.Errorf("the feed of the unit above: %v", err)
	}
	if minutes, err := gofeed.NewParser().Parse(bytes.NewReader(pages["feeds/types/minutes.xml"])); err != nil || len(minutes.Items) != 2 {
		t.Errorf("the feed of minutes: %v", err)
	}
	if pages["feeds/types/risk.xml"] != nil {
		t.Error("a type without records has a feed")
	}
}

// A feed keeps the elements RFC 4287 asks for, once each, and no others.
func TestAtomElements(t *testing.T) {
	data := publishedSite(t, Options{})["feeds/archive.xml"]
	counts := map[string]int{}
	var stack []string
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		tok, err := d.Token()
		if err != nil {
			break
		}
		switch x := tok.(type) {
		case xml.StartElement:
			if x.Name.Space != "http://www.w3.org/2005/Atom" {
				t.Fatalf("element %v outside the namespace", x.Name)
			}
			stack = append(stack, x.Name.Local)
			counts[strings.Join(stack, "/")]++
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		}
	}
	for path, want := range map[string]int{
		"feed/title": 1, "feed/id": 1, "feed/updated": 1, "feed/author/name": 1, "feed/link": 2, "feed/entry": 5, "feed/entry/id": 5,
		"feed/entry/title": 5, "feed/entry/updated": 5, "feed/entry/author/name": 5, "feed/entry/link": 5, "feed/entry/summary": 5,
	} {
		if counts[path] != want {
			t.Errorf("%s %d times, want %d", path, counts[path], want)
		}
	}
}

// A preview elsewhere changes where links lead and not what entries are called.
func TestBaseURL(t *testing.T) {
	pages := publishedSite(t, Options{BaseURL: "http://preview.example.org:8080"})
	feed, err := gofeed.NewParser().Parse(bytes.NewReader(pages["feeds/archive.xml"]))
	if err != nil {
		t.Fatal(err)
	}
	if e := feed.Items[1]; e.GUID != "https://minutes.example.org/wl/records/2026-10-05-a.html" || e.Link != "http://preview.example.org:8080/records/2026-10-05-a.html" {
		t.Errorf("id %s, link %s", e.GUID, e.Link)
	}
	if !bytes.Contains(pages["records/2026-11-12-expand.ics"], []byte("UID:2026-11-12-expand@minutes.example.org\r\n")) {
		t.Error("the preview changed the UID")
	}
	if !bytes.Contains(pages["sitemap.xml"], []byte("<loc>http://preview.example.org:8080/</loc>")) {
		t.Error("the sitemap does not list the home page")
	}
	for in, want := range map[string]string{
		"https://a.example": "https://a.example/", "https://a.example/x/": "https://a.example/x/", "http://a.example:1/归档": "http://a.example:1/%E5%BD%92%E6%A1%A3/",
	} {
		if got, err := ParseBaseURL(in); got != want || err != nil {
			t.Errorf("ParseBaseURL(%q) = %q, %v, want %q", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		"minutes.example.org": `base URL "minutes.example.org": write a whole address such as https://minutes.example.org/`,
		"mailto:a@b.example":  `base URL "mailto:a@b.example": write a whole address such as https://minutes.example.org/`,
		"https://u@a.example": `base URL "https://u@a.example": leave out user, query and fragment`,
		"https://a.example?q": `base URL "https://a.example?q": leave out user, query and fragment`,
	} {
		if _, err := ParseBaseURL(in); err == nil || err.Error() != want {
			t.Errorf("ParseBaseURL(%q): %v, want %s", in, err, want)
		}
	}
	v, _ := view(t, nil, "public")
	if _, err := New(v, Options{BaseURL: "nowhere"}); err == nil {
		t.Error("a wrong base URL is accepted")
	}
}

// Without an address what needs one is left out, and the index says why.
func TestNoBaseURL(t *testing.T) {
	v, fsys := view(t, map[string]string{"meetings/2026/2026-11-12-expand.md": planned}, "public")
	pages := site(t, v, Options{Files: fsys})
	for _, p := range []string{"feeds/archive.xml", "sitemap.xml"} {
		if pages[p] != nil {
			t.Errorf("%s is there", p)
		}
	}
	if !bytes.Contains(pages["feeds.html"], []byte("请管理员在配置里写 base_url")) {
		t.Error("nothing says why")
	}
	if got := string(pages["robots.txt"]); got != "User-agent: *\nAllow: /\n" {
		t.Errorf("robots.txt %q", got)
	}
	if page := pages["records/2026-11-12-expand.html"]; bytes.Contains(page, []byte("canonical")) || bytes.Contains(page, []byte("og:url")) || !bytes.Contains(page, []byte("og:title")) {
		t.Error("the page has an address it does not know")
	}
	text := unfold(pages["records/2026-11-12-expand.ics"])
	if strings.Contains(text, "URL:") || !strings.Contains(text, `ORGANIZER;CN="王芳":urn:x-minutebook:wang`) || !strings.Contains(text, ".minutebook.invalid\r\n") {
		t.Errorf("calendar\n%s", text)
	}
}

func unfold(b []byte) string { return strings.ReplaceAll(string(b), "\r\n ", "") }

func TestMeetingFile(t *testing.T) {
	got := unfold(publishedSite(t, Options{})["records/2026-11-12-expand.ics"])
	want := strings.Join([]string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Minutebook//Minutebook//EN", "CALSCALE:GREGORIAN", "NAME:关于扩容的专题会", "X-WR-CALNAME:关于扩容的专题会", "X-WR-TIMEZONE:Asia/Shanghai",
		"BEGIN:VEVENT", "UID:2026-11-12-expand@minutes.example.org", "SEQUENCE:2040000", "DTSTAMP:20261111T160000Z", "LAST-MODIFIED:20261111T160000Z",
		"DTSTART:20261112T063000Z", "DTEND:20261112T080000Z", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
		"SUMMARY;LANGUAGE=zh-CN:关于扩容的专题会", "LOCATION;LANGUAGE=zh-CN:一号楼 301",
		`DESCRIPTION;LANGUAGE=zh-CN:目标：定下扩容方案，明确预算</script><b>。\n主持人：王芳\n线上会议：https://meet.example.org/1\n议程：\n1. 方案（周凯） 30 分钟\n2. 表决\n详情：https://minutes.example.org/wl/records/2026-11-12-expand.html`,
		"CATEGORIES;LANGUAGE=zh-CN:专题会", "URL:https://minutes.example.org/wl/records/2026-11-12-expand.html",
		`ORGANIZER;CN="王芳":https://minutes.example.org/wl/people/wang.html`,
		`ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=CHAIR;CN="王芳":https://minutes.example.org/wl/people/wang.html`,
		`ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN="周凯":https://minutes.example.org/wl/people/zhou.html`,
		`ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=OPT-PARTICIPANT;CN="李四":urn:x-minutebook:guest`,
		"END:VEVENT", "END:VCALENDAR", "",
	}, "\r\n")
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCalendars(t *testing.T) {
	pages := publishedSite(t, Options{})
	events := func(path string) string {
		cal, err := ics.ParseCalendar(bytes.NewReader(pages[path]))
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		var out []string
		for _, e := range cal.Events() {
			id, _, _ := strings.Cut(e.Id(), "@")
			if len(e.Attendees()) > 0 {
				t.Errorf("%s: %s names who takes part", path, id)
			}
			out = append(out, id)
		}
		return strings.Join(out, " ")
	}
	// The meeting of 2020 is older than a year.
	recent := "2026-10-02-cancelled 2026-10-05-a 2026-11-12-expand"
	for path, want := range map[string]string{
		"calendars/archive.ics": recent, "calendars/units/office.ics": recent, "calendars/units/lab.ics": "2026-11-12-expand",
		"calendars/people/wang.ics": recent, "calendars/people/zhou.ics": recent,
		"calendars/kinds/weekly.ics": "2026-10-02-cancelled", "calendars/kinds/topic.ics": "2026-11-12-expand",
		"calendars/years/2020.ics": "2020-01-06-old", "calendars/years/2026.ics": recent,
	} {
		if got := events(path); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	text := unfold(pages["records/2026-10-02-cancelled.ics"])
	for _, line := range []string{"STATUS:CANCELLED", "TRANSP:TRANSPARENT", "SEQUENCE:1", "DTSTART;VALUE=DATE:20261002", "DTEND;VALUE=DATE:20261003", "SUMMARY;LANGUAGE=zh-CN:【已取消】取消的例会"} {
		if !strings.Contains(text, "\r\n"+line+"\r\n") {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
	if pages["records/2026-10-05-a.ics"] != nil || pages["records/2026-09-01-n.ics"] != nil {
		t.Error("what is not a record of a meeting has a file for calendars")
	}
}

// The minutes of a meeting tell who came, and are not a second meeting.
func TestMinutesOfMeeting(t *testing.T) {
	files := map[string]string{
		"meetings/2026/2026-10-12-m.md": strings.ReplaceAll(planned, "2026-11-12", "2026-10-12"),
		"minutes/2026/2026-10-12-n.md":  record("date: 2026-10-12\nmeeting: 2026-10-12-m\npresent: [王芳]\nabsent: [{person: 周凯, kind: 请假, reason: 出差}]\n", "正文\n"),
	}
	v, fsys := view(t, files, "public")
	pages := site(t, v, Options{Files: fsys})
	if n := bytes.Count(pages["calendars/archive.ics"], []byte("BEGIN:VEVENT")); n != 1 {
		t.Errorf("%d events", n)
	}
	text := unfold(pages["records/2026-10-12-m.ics"])
	if !strings.Contains(text, `ROLE=CHAIR;PARTSTAT=ACCEPTED;CN="王芳"`) || !strings.Contains(text, `ROLE=REQ-PARTICIPANT;PARTSTAT=DECLINED;CN="周凯"`) {
		t.Errorf("calendar\n%s", text)
	}
}

// A higher version, one more revision and a cancellation each make the number
// grow; nothing makes it shrink.
func TestSequence(t *testing.T) {
	last := -1
	for _, front := range []string{
		"", "revisions: [{version: '', date: 2026-10-01, change: 一}]\n", "version: V0.1\n", "version: V0.1\nstatus: 已取消\n", "version: v0.2\n", "version: V0.9\n", "version: 1.0\n", "version: V1.0.1\n",
		"version: V1.0.1\nrevisions: [{version: V1.0.1, date: 2026-10-01, change: 一}]\n",
		"version: V1.0.1\nrevisions: [{version: V1.0.1, date: 2026-10-01, change: 一}, {version: V1.0.1, date: 2026-10-02, change: 二}]\n",
		"version: V1.10\n", "version: V2.0\nstatus: 已延期\n", "version: V9.0.0\n", "version: V999999999999999999999.1.1\n",
	} {
		v, _ := view(t, map[string]string{"meetings/2026/2026-11-12-m.md": "---\ntitle: 会\nunit: 办公室\n" + front + "---\n"}, "public")
		n := sequence(v.Record("2026-11-12-m"))
		if front != "version: V999999999999999999999.1.1\n" && n <= last {
			t.Errorf("%q: %d, not above %d", front, n, last)
		}
		if n > 1<<31-1 {
			t.Errorf("%q: %d does not fit the standard's integer", front, n)
		}
		last = n
	}
}

func TestSitemap(t *testing.T) {
	pages := publishedSite(t, Options{})
	var set urlset
	if err := xml.Unmarshal(pages["sitemap.xml"], &set); err != nil {
		t.Fatal(err)
	}
	listed := map[string]string{}
	for _, u := range set.URLs {
		listed[u.Loc] = u.LastMod
	}
	html := 0
	for p := range pages {
		if !strings.HasSuffix(p, ".html") || unlisted[p] || p == "records/kuorong.html" || p == "records/2026-11-12-Old.html" {
			continue
		}
		html++
		if _, ok := listed[join("https://minutes.example.org/wl/", p)]; !ok {
			t.Errorf("%s is not listed", p)
		}
	}
	if len(set.URLs) != html {
		t.Errorf("%d addresses for %d pages", len(set.URLs), html)
	}
	if got := listed["https://minutes.example.org/wl/records/2026-09-01-n.html"]; got != "2026-09-03T00:00:00+08:00" {
		t.Errorf("last changed %q", got)
	}
	if got, want := string(pages["robots.txt"]), "User-agent: *\nAllow: /\n\nSitemap: https://minutes.example.org/wl/sitemap.xml\n"; got != want {
		t.Errorf("robots.txt %q", got)
	}
	v, fsys := view(t, publishedArchive, "internal")
	inside := site(t, v, Options{Files: fsys})
	if got := string(inside["robots.txt"]); got != "User-agent: *\nDisallow: /\n" {
		t.Errorf("robots.txt inside %q", got)
	}
	if inside["sitemap.xml"] != nil || !bytes.Contains(inside["index.html"], []byte(`<meta name="robots" content="noindex">`)) || bytes.Contains(pages["index.html"], []byte("noindex")) {
		t.Error("search engines are told wrongly")
	}
	// Asked for alone, it is the same.
	s, err := New(v, Options{Files: fsys})
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := s.Page("sitemap.xml"); ok {
		t.Error("the inner site has a sitemap after all")
	}
	public, fsys := view(t, publishedArchive, "public")
	if s, err = New(public, Options{Files: fsys}); err != nil {
		t.Fatal(err)
	}
	p, ok := s.Page("sitemap.xml")
	var b bytes.Buffer
	if !ok || p.Write(&b) != nil || !bytes.Equal(b.Bytes(), pages["sitemap.xml"]) {
		t.Error("the sitemap alone is another")
	}
}

// More addresses than one sitemap may hold are split.
func TestLargeSitemap(t *testing.T) {
	v, _ := view(t, publishedArchive, "public")
	s, err := New(v, Options{})
	if err != nil {
		t.Fatal(err)
	}
	paths := make([]string, 2*inSitemap+1)
	for i := range paths {
		paths[i] = "a.html"
	}
	var got []string
	for p := range s.sitemapPages(paths) {
		var b bytes.Buffer
		if err := p.Write(&b); err != nil {
			t.Fatal(err)
		}
		got = append(got, p.Path+" "+strings.Repeat("x", bytes.Count(b.Bytes(), []byte("<loc>"))/25000))
	}
	if want := "sitemap-1.xml xx|sitemap-2.xml xx|sitemap-3.xml |sitemap.xml "; strings.Join(got, "|") != want {
		t.Errorf("got %s", strings.Join(got, "|"))
	}
}

func TestMeta(t *testing.T) {
	page := string(publishedSite(t, Options{})["records/2026-11-12-expand.html"])
	for _, want := range []string{
		`<meta name="description" content="定下扩容方案，明确预算&lt;/script&gt;&lt;b&gt;。">`,
		`<link rel="canonical" href="https://minutes.example.org/wl/records/2026-11-12-expand.html">`,
		`<link rel="alternate" type="application/atom+xml" title="测试档案" href="../feeds/archive.xml">`,
		`<link rel="alternate" type="text/calendar" title="加入日历" href="../records/2026-11-12-expand.ics">`,
		`<meta property="og:type" content="article">`,
		`<meta property="og:url" content="https://minutes.example.org/wl/records/2026-11-12-expand.html">`,
		`<a href="https://github.com/wl/archive/edit/main/meetings/2026/2026-11-12-expand.md" rel="noopener noreferrer nofollow">编辑</a>`,
		`<a href="https://github.com/wl/archive/commits/main/meetings/2026/2026-11-12-expand.md" rel="noopener noreferrer nofollow">修改历史</a>`,
		`<a href="../records/2026-11-12-expand.md">Markdown 原文</a>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s", want)
		}
	}
	_, rest, _ := strings.Cut(page, `<script type="application/ld+json">`)
	data, _, _ := strings.Cut(rest, "</script>")
	var got map[string]any
	if err := json.Unmarshal([]byte(data), &got); err != nil {
		t.Fatalf("%v in %s", err, data)
	}
	want := `{"@context":"https://schema.org","@type":"Event","name":"关于扩容的专题会","description":"定下扩容方案，明确预算\u003c/script\u003e\u003cb\u003e。","startDate":"2026-11-12T14:30:00+08:00","endDate":"2026-11-12T16:00:00+08:00","eventStatus":"https://schema.org/EventScheduled","eventAttendanceMode":"https://schema.org/MixedEventAttendanceMode","location":[{"@type":"Place","name":"一号楼 301"},{"@type":"VirtualLocation","url":"https://meet.example.org/1"}],"organizer":{"@type":"Organization","name":"实验中心"},"inLanguage":"zh-CN","url":"https://minutes.example.org/wl/records/2026-11-12-expand.html"}`
	if data != want {
		t.Errorf("got\n%s\nwant\n%s", data, want)
	}
	if n := bytes.Count(publishedSite(t, Options{})["records/2026-10-02-cancelled.html"], []byte("https://schema.org/EventCancelled")); n != 1 {
		t.Errorf("cancelled %d times", n)
	}
}

func TestRedirects(t *testing.T) {
	files := map[string]string{
		"notices/2026/2026-09-01-n.md":      "---\ntitle: 放假 <通知>\nunit: 办公室\ndate: 2026-09-01\naliases: [old-n, 2026-09-02-O, 2026-09-02-o, 2026-09-03-P, 2026-09-04-hidden]\n---\n",
		"notices/2026/2026-09-02-o.md":      "---\ntitle: 另一份\nunit: 办公室\ndate: 2026-09-02\naliases: [old-n]\n---\n",
		"notices/2026/2026-09-04-hidden.md": "---\ntitle: 不公开\nunit: 办公室\ndate: 2026-09-04\naudience: internal\n---\n",
	}
	v, fsys := view(t, files, "public")
	pages := site(t, v, Options{Files: fsys, BaseURL: "https://a.example/x"})
	want := `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>放假 &lt;通知&gt;</title>
<meta http-equiv="refresh" content="0; url=../records/2026-09-01-n.html">
<meta name="robots" content="noindex">
<link rel="canonical" href="https://a.example/x/records/2026-09-01-n.html">
</head>
<body>
<main>
<h1>本记录已换编号</h1>
<p><a href="../records/2026-09-01-n.html">放假 &lt;通知&gt;</a></p>
</main>
</body>
</html>
`
	if got := string(pages["records/2026-09-03-P.html"]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	var got []string
	for _, p := range names(pages) {
		if strings.HasPrefix(p, "records/") && strings.HasSuffix(p, ".html") {
			got = append(got, strings.TrimPrefix(p, "records/"))
		}
	}
	// Not 2026-09-02-O, which some disks take for 2026-09-02-o, and not the id of
	// a hidden record.
	if want := "2026-09-01-n.html 2026-09-02-o.html 2026-09-03-P.html old-n.html"; strings.Join(got, " ") != want {
		t.Errorf("pages %s", got)
	}
}

// The index leads to every feed, calendar, ledger and data file there is.
func TestFeedsIndex(t *testing.T) {
	pages := publishedSite(t, Options{})
	linked := map[string]bool{}
	elements(pages["feeds.html"], func(tag string, attr map[string]string) {
		if tag == "a" {
			linked[attr["href"]] = true
		}
	})
	for _, p := range names(pages) {
		for _, folder := range []string{"feeds/", "calendars/", "ledgers/", "api/"} {
			if strings.HasPrefix(p, folder) && !linked[p] {
				t.Errorf("%s is not listed", p)
			}
		}
	}
	if !bytes.Contains(pages["index.html"], []byte(`href="feeds.html"`)) {
		t.Error("the home page does not lead to the feeds")
	}
	if !bytes.Contains(pages["units/office.html"], []byte(`href="../calendars/units/office.ics"`)) || !bytes.Contains(pages["people/wang.html"], []byte(`href="../calendars/people/wang.ics"`)) {
		t.Error("the pages of units and people do not lead to their calendars")
	}
}

func TestContactsAreCut(t *testing.T) {
	v, _ := view(t, nil, "public")
	s, err := New(v, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{
		"找 wang.fang@mail.example.org。": "找 …。", "电话13800138000": "电话…", "138-0013-8000 转": "… 转", "+86 13800138000": "…", "手机 0912-345-678": "手机 …",
		"值班 0571-88001380-8001": "值班 …", "+44 20 7946 0958 ext": "… ext",
		"@王芳 截止 2026-02-01": "@王芳 截止 2026-02-01", "2026-01-05-a#a1": "2026-01-05-a#a1", "合同 202601051234567": "合同 202601051234567", "预算 1380.5 万": "预算 1380.5 万", "2026-11-12 14:30": "2026-11-12 14:30",
	} {
		if got := s.clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}
