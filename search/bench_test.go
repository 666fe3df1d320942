package search

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// proseDocuments are n records of about 3.4 KB: words of two to four of 3,000 Han
// characters, drawn as words of a language are, a few often and most seldom, with
// numbers, dates and Latin words between them.
func proseDocuments(n int) []Document {
	r := rand.New(rand.NewPCG(11, 12))
	words := make([]string, 12000)
	for i := range words {
		var b strings.Builder
		for range 2 + r.IntN(3)*r.IntN(2) {
			f := r.Float64()
			b.WriteRune(rune(0x4E00 + int(3000*f*f*f)*6))
		}
		words[i] = b.String()
	}
	zipf := rand.NewZipf(r, 1.15, 6, uint64(len(words)-1))
	prose := func(length int) string {
		var b strings.Builder
		for b.Len() < length {
			switch r.IntN(24) {
			case 0:
				fmt.Fprintf(&b, " %s ", madeWords[r.IntN(len(madeWords))])
			case 1:
				fmt.Fprintf(&b, " %d ", r.IntN(20)*r.IntN(1000))
			case 2, 3:
				b.WriteString("，")
			case 4:
				b.WriteString("。\n")
			default:
				b.WriteString(words[zipf.Uint64()])
			}
		}
		return b.String()
	}
	names := make([]string, 300)
	for i := range names {
		names[i] = string(madeHan[i%20]) + words[100+i]
	}
	docs := make([]Document, n)
	start := time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range docs {
		date := start.AddDate(0, 0, i*2190/n).Format(time.DateOnly)
		d := Document{ID: fmt.Sprintf("%s-%06d", date, i), Date: date, Title: strings.ReplaceAll(prose(60), "\n", "")}
		unit := names[r.IntN(40)] + "处"
		d.Names = []string{unit}
		d.Values = []Value{{Field: Type, Key: []string{"minutes", "communication", "notice"}[r.IntN(3)]}, {Field: Unit, Key: unit}, {Field: Status, Key: "open"}}
		front := "---\ntitle: " + d.Title + "\ndate: " + date + "\nunit: " + unit + "\npresent:\n"
		for range 6 {
			p := names[r.IntN(len(names))]
			d.People = append(d.People, p)
			d.Values = append(d.Values, Value{Field: Person, Key: p})
			front += "  - " + p + "\n"
		}
		var actions strings.Builder
		for j := range 3 {
			fmt.Fprintf(&actions, "%d. %s\n   - 责任人：%s\n   - 完成时间：%s\n", j+1, strings.ReplaceAll(prose(70), "\n", ""), d.People[j], date)
			d.Items = append(d.Items, Item{fmt.Sprintf("a%d", j+1), 17 + 3*j, 19 + 3*j})
		}
		d.Body = front + "---\n\n## 待办事项\n\n" + actions.String() + "\n## 会议内容\n\n" + prose(2300)
		docs[i] = d
	}
	return docs
}

func BenchmarkIndex(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		docs := proseDocuments(n)
		text := 0
		for i := range docs {
			text += len(docs[i].Markdown())
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(text))
			size, files := 0, 0
			for b.Loop() {
				all, err := Index(docs, IndexOptions{})
				if err != nil {
					b.Fatal(err)
				}
				size, files = 0, len(all)
				for _, f := range all {
					data, _ := f.Data()
					size += len(data)
				}
			}
			b.ReportMetric(float64(size), "index-bytes")
			b.ReportMetric(float64(files), "files")
		})
	}
}

// What one more record costs: the time, and how much of the index is other bytes.
func BenchmarkNewRecord(b *testing.B) {
	for _, n := range []int{1000, 10000} {
		docs := proseDocuments(n + 1)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			before := siteOf(b, docs[:n], IndexOptions{})
			b.ReportAllocs()
			var files []File
			for b.Loop() {
				var err error
				if files, err = Index(docs, IndexOptions{Previous: before.read}); err != nil {
					b.Fatal(err)
				}
			}
			total, changed := 0, 0
			for _, f := range files {
				data, err := f.Data()
				if err != nil {
					b.Fatal(err)
				}
				total += len(data)
				if !bytes.Equal(before[f.Path], data) {
					changed += len(data)
				}
			}
			b.ReportMetric(100*float64(changed)/float64(total), "%changed")
		})
	}
}

func BenchmarkSearch(b *testing.B) {
	s := siteOf(b, proseDocuments(1000), IndexOptions{})
	r := s.reader(b)
	for _, query := range []string{"责", "责任", "责任人", "github", "2019-06"} {
		b.Run(query, func(b *testing.B) {
			b.ReportAllocs()
			q := ParseQuery(query)
			for b.Loop() {
				if _, err := r.Search(q); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
