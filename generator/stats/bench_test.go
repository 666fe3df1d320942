package stats

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
)

// benchView is a view of n records of six years: six in ten are minutes of eight
// people with two actions, the rest communications, notices and requests.
func benchView(b *testing.B, n int) *archive.View {
	b.Helper()
	fsys := fstest.MapFS{"minutebook.yaml": {Data: []byte(testConfig)}}
	var units, people strings.Builder
	for i := range 40 {
		fmt.Fprintf(&units, "  - {id: u%d, name: 单位%d%s}\n", i, i, map[bool]string{true: fmt.Sprintf(", parent: u%d", i/8)}[i >= 8])
	}
	for i := range 400 {
		fmt.Fprintf(&people, "  - {id: p%d, name: 人员%d, roles: [{unit: u%d}]}\n", i, i, i%40)
	}
	fsys["registers/units.yaml"] = &fstest.MapFile{Data: []byte("units:\n" + units.String())}
	fsys["registers/people.yaml"] = &fstest.MapFile{Data: []byte("people:\n" + people.String())}
	name := func(i int) string { return fmt.Sprintf("人员%d", i%400) }
	for i := range n {
		at := time.Date(2019, 1, 1, 9, 0, 0, 0, zone).Add(time.Duration(i) * 6 * 365 * 24 * time.Hour / time.Duration(n))
		date, clock := at.Format(time.DateOnly), at.Format("2006-01-02 15:04")
		front := "date: " + date + "\n"
		folder, body := "minutes", ""
		switch {
		case i%20 < 12:
			var list []string
			for j := range 8 {
				list = append(list, name(i*7+j*13))
			}
			front += "kind: 周例会\nstart: " + clock + "\nduration: 1h\npublished_at: " + at.Add(time.Duration(i%30)*time.Hour).Format("2006-01-02 15:04") +
				"\nexpected: [" + strings.Join(list, ", ") + "]\npresent: [" + strings.Join(list[:6+i%3], ", ") + "]\nreviewer: " + list[0]
			due := at.AddDate(0, 0, 14).Format(time.DateOnly)
			body = "## 决议事项\n\n1. 同意\n\n## 待办事项\n\n- 甲 @" + list[1] + " 截止 " + due + " 完成：" + date + "\n- 乙 @" + list[2] + " 截止 " + due + "\n"
		case i%20 < 17:
			folder = "communications"
			front += "channel: 电话\nformality: 书面\ndirection: 对内\ncounterparty: [" + name(i) + "]\nparticipants: [" + name(i+1) + "]"
		case i%20 < 19:
			folder = "notices"
			front += "confirm_by: " + date + "\nconfirmers: [" + name(i) + ", " + name(i+5) + "]\nconfirmations:\n  - {person: " + name(i) + ", verdict: 同意, at: " + date + "}"
		default:
			folder = "requests"
			front += "priority: 中\nsubmitted_at: " + clock + "\ndepartments:\n  - {unit: 单位3, contact: " + name(3) + ", duty: 办}\nresponses:\n  - {unit: 单位3, person: " + name(3) + ", at: " + at.Add(5*time.Hour).Format("2006-01-02 15:04") + ", verdict: 同意需求}"
		}
		fsys[fmt.Sprintf("%s/%d/%s-%d.md", folder, at.Year(), date, i)] = &fstest.MapFile{Data: []byte(record(fmt.Sprintf("单位%d", i%40), front, body))}
	}
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: time.Date(2025, 1, 1, 0, 0, 0, 0, zone)})
	if err != nil {
		b.Fatal(err)
	}
	v := a.View(archive.Audience{Level: archive.Internal})
	if len(v.Records) != n || len(v.Actions) != n/20*24 {
		b.Fatalf("%d records, %d actions", len(v.Records), len(v.Actions))
	}
	return v
}

// BenchmarkFigures prints the cost of a record: collecting, and sorting into
// months with every breakdown. It is to be the same for 1,000 and 10,000.
func BenchmarkFigures(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		v := benchView(b, n)
		perRecord := func(b *testing.B) {
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/record")
		}
		b.Run(fmt.Sprintf("collect/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Collect(v)
			}
			perRecord(b)
		})
		facts := Collect(v)
		b.Run(fmt.Sprintf("months/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				facts.Figures(Query{Step: Monthly})
			}
			perRecord(b)
		})
	}
}
