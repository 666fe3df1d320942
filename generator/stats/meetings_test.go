package stats

import "testing"

// held is the minutes of a meeting.
func held(unit, kind, start, end, more string) string {
	return record(unit, "date: "+start[:10]+"\nkind: "+kind+"\nstart: "+start+"\nend: "+end+"\n"+more, "")
}

var branchFiles = map[string]string{
	"documents/rule.md":              record("望湖大学", "date: 2025-01-02", ""),
	"minutes/2025/2025-02-10-day.md": held("机关党支部", "主题党日", "2025-02-10 14:00", "2025-02-10 15:00", ""),
	// The meeting begins in March and ends in April.
	"minutes/2025/2025-03-31-day.md":   held("机关党支部", "主题党日", "2025-03-31 23:30", "2025-04-01 00:30", ""),
	"minutes/2025/2025-02-11-old.md":   held("离退休党支部", "主题党日", "2025-02-11 14:00", "2025-02-11 15:00", ""),
	"minutes/2025/2025-05-06-staff.md": held("公寓中心", "周例会", "2025-05-06 09:00", "2025-05-06 10:00", ""),
	// A meeting that was held and its minutes are one meeting; one that is only
	// planned is none.
	"meetings/2025/2025-05-20-m.md":    held("公寓中心", "周例会", "2025-05-20 09:00", "2025-05-20 10:00", "status: held"),
	"minutes/2025/2025-05-20-m-min.md": record("公寓中心", "date: 2025-05-20\nmeeting: 2025-05-20-m", ""),
	"meetings/2025/2025-06-09-p.md":    held("公寓中心", "周例会", "2025-06-09 09:00", "2025-06-09 10:00", "status: planned"),
}

func TestMeetingsAndCadence(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", branchFiles)
	f, m := figure(t, v, "meetings", Query{Step: Monthly})
	g, c := figure(t, v, "cadence", Query{Step: Monthly})
	verify(t,
		check{"meetings", overTime(f, m.Measure, m.All), "2025-01 0, 2025-02 2, 2025-03 1, 2025-04 0, 2025-05 2, 2025-06 0, = 5"},
		check{"meetings by unit, with what lies below", groups(m, ByUnit), "univ 5, logistics 2, dorm 2, branch 2, retired 1"},
		check{"meetings by kind", groups(m, ByKind), "weekly 2, party-day 3"},
		check{"the matrix", overTime(f, m.Measure, m.By(ByDuty)[0]), "2025-01 0, 2025-02 1, 2025-03 1, 2025-04 0, 2025-05 0, 2025-06 0, = 2"},
		// Founded in the middle of January: February is the first month owed, June
		// is not over. The exempt branch owes nothing.
		check{"cadence", overTime(g, c.Measure, c.All), "2025-01 - (0/0), 2025-02 1 (1/1), 2025-03 1 (1/1), 2025-04 0 (0/1), 2025-05 0 (0/1), 2025-06 - (0/0), = 0.5 (2/4)"},
		check{"cadence rows", groups(c, ByDuty), "branch/party-day 0.5 (2/4)"},
		check{"behind the cadence", behind(c.All.Total), "2025-02-10-day met, 2025-03-31-day met, - missed, - missed"},
		check{"a gap is named", c.All.Total.Items[2].Text().CN, "机关党支部 主题党日"},
	)
}

// A Party branch owes what it never held; to the public, who see only part of the
// records, nothing is called missed that they see none of.
func TestCadenceNeverHeld(t *testing.T) {
	files := map[string]string{"minutes/2025/2025-01-02-x.md": held("机关党支部", "周例会", "2025-01-02 09:00", "2025-01-02 10:00", "")}
	for audience, want := range map[string]string{"internal": "branch/party-assembly 0 (0/1), branch/party-day 0 (0/5), branch/party-lecture 0 (0/1)", "public": ""} {
		_, c := figure(t, view(t, "2025-07-01 12:00", audience, files), "cadence", Query{Step: Monthly})
		verify(t, check{audience, groups(c, ByDuty), want})
	}
}

func TestAttendance(t *testing.T) {
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{
		// Zhang Min belongs to academic in early March and to the dormitories after.
		"minutes/2025/2025-03-10-a.md": held("教务处", "周例会", "2025-03-10 09:00", "2025-03-10 10:00", "expected: 王芳、张敏、周凯\npresent: 王芳、张敏、陈工\ninvited: [陈工, 公寓中心]\nabsent:\n  - {person: 周凯, kind: 请假, reason: 出差}"),
		"minutes/2025/2025-03-20-b.md": held("教务处", "周例会", "2025-03-20 09:00", "2025-03-20 10:00", "expected: 王芳、张敏、王芳\npresent: 王芳"),
		// In the branch's own meeting Wang Fang counts for the branch alone.
		"minutes/2025/2025-04-10-c.md": held("机关党支部", "主题党日", "2025-04-10 09:00", "2025-04-10 10:00", "expected: 王芳、李爱国\npresent: 李爱国"),
		// Says nothing about who came; a draft; a former version.
		"minutes/2025/2025-05-01-d.md": held("教务处", "周例会", "2025-05-01 09:00", "2025-05-01 10:00", "expected: 王芳、周凯"),
		"minutes/2025/2025-05-02-e.md": held("教务处", "周例会", "2025-05-02 09:00", "2025-05-02 10:00", "status: draft\nexpected: 王芳\npresent: 周凯"),
		"minutes/2025/2025-04-10-b.md": held("机关党支部", "主题党日", "2025-04-10 09:00", "2025-04-10 10:00", "expected: 王芳\npresent: 王芳"),
		"minutes/2025/2025-04-11-x.md": record("机关党支部", "date: 2025-04-11\nstart: 2025-04-10 09:00\nend: 2025-04-10 10:00\nkind: 主题党日\nsupersedes: 2025-04-10-b\nexpected: 王芳\npresent: 王芳", ""),
	})
	f, m := figure(t, v, "attendance", Query{Step: Monthly})
	verify(t,
		check{"over time", overTime(f, m.Measure, m.All), "2025-03 0.6 (3/5), 2025-04 0.5 (1/2), 2025-05 - (0/0) u2, 2025-06 - (0/0), = 0.5714 (4/7) u2"},
		check{"by person", groups(m, ByPerson), "wang-fang 0.75 (3/4) u1, zhang-min 0.5 (1/2), zhou-kai 0 (0/1) u1"},
		// March 10: Wang Fang and Zhang Min came for academic, Zhou Kai did not for
		// logistics. March 20: Wang Fang for academic; Zhang Min, absent, for the
		// dormitories.
		check{"by unit", groups(m, ByUnit), "univ 0.5714 (4/7) u2, academic 1 (3/3) u1, logistics 0 (0/2) u1, dorm 0 (0/1), branch 0.5 (1/2)"},
		check{"by kind", groups(m, ByKind), "weekly 0.6 (3/5) u2, party-day 0.5 (1/2)"},
	)
	_, guests := figure(t, v, "guests", Query{})
	verify(t, check{"guests", groups(guests, ByUnit), "univ 2, academic 2"})
	if c := m.All.In(1); !c.Compared || c.Before != 0.6 {
		t.Errorf("April is compared with %v, %v", c.Before, c.Compared)
	}
	if c := m.All.In(0); c.Compared {
		t.Error("the first month is compared with one before the archive")
	}
}

func TestMinutesOnTime(t *testing.T) {
	start, end := "2025-05-10 09:00", "2025-05-10 10:00"
	meeting := func(more string) string { return held("教务处", "周例会", start, end, "status: held\n"+more) }
	of := func(more string) string { return record("教务处", "date: 2025-05-10\n"+more, "") }
	v := view(t, "2025-06-10 12:00", "internal", map[string]string{
		"minutes/2025/2025-05-10-a.md":    held("教务处", "周例会", start, end, "published_at: 2025-05-11 10:00"), // to the minute
		"minutes/2025/2025-05-10-b.md":    held("教务处", "周例会", start, end, "published_at: 2025-05-11 10:01"), // late
		"minutes/2025/2025-05-10-c.md":    held("教务处", "周例会", start, end, "published_at: 2025-05-11"),       // some time that day
		"minutes/2025/2025-05-10-d.md":    held("教务处", "周例会", start, end, ""),                               // unknown
		"minutes/2025/2025-05-10-e.md":    held("教务处", "周例会", start, end, "status: draft"),                  // time is up
		"minutes/2025/2025-06-10-f.md":    held("教务处", "周例会", "2025-06-10 09:00", "2025-06-10 10:00", "status: draft"),
		"meetings/2025/2025-05-10-g.md":   meeting(""),                      // no minutes at all
		"meetings/2025/2025-05-10-h.md":   meeting("within: 2025-05-09-rq"), // an hour, for a request
		"minutes/2025/2025-05-10-h2.md":   of("meeting: 2025-05-10-h\npublished_at: 2025-05-10 11:01"),
		"requests/2025/2025-05-09-rq.md":  record("教务处", "date: 2025-05-09", ""),
		"minutes/2025/2025-05-10-old.md":  held("离退休党支部", "主题党日", start, end, "published_at: 2025-05-31"), // exempt
		"minutes/2025/2025-05-31-edge.md": held("教务处", "周例会", "2025-05-31 23:30", "2025-06-01 00:30", "published_at: 2025-06-01 23:00"),
	})
	f, m := figure(t, v, "minutes-on-time", Query{Step: Monthly})
	verify(t,
		check{"over time", overTime(f, m.Measure, m.All), "2025-05 0.4286 (3/7) u1, 2025-06 - (0/0) p1, = 0.4286 (3/7) p1 u1"},
		check{"behind May", behind(m.All.In(0)), "2025-05-10-a met, 2025-05-10-b missed, 2025-05-10-c met, 2025-05-10-d unknown, 2025-05-10-e missed, 2025-05-10-g missed, 2025-05-10-h2 missed, 2025-05-31-edge met"},
	)
}
