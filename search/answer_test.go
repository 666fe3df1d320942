package search

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// office are a few records to ask about.
func office() []Document {
	doc := func(id, kind, unit, title, body string, items ...Item) Document {
		label := map[string]string{"minutes": "会议纪要", "notice": "通知"}[kind]
		return Document{
			ID: id, Title: title, Date: id[:10], Body: "---\ntitle: " + title + "\n---\n\n" + body, Items: items,
			Values: []Value{{Field: Type, Key: kind, Label: label}, {Field: Unit, Key: unit, Label: unit + "处"}},
		}
	}
	return []Document{
		doc("2024-03-01-a", "minutes", "后勤", "锅炉检修", "正文里提到预算。\n\n- 检修锅炉 @张敏\n", Item{"a1", 7, 7}),
		doc("2025-01-02-b", "minutes", "教务", "预算会", "## 一、议题\n\n年度**预算**编制，含[附表](b.xlsx)与 3 项说明。\n"),
		doc("2025-06-03-c", "notice", "后勤", "停水通知", "与预算无关，预算不变，预算照旧。\n"),
		doc("2026-02-04-d", "notice", "教务", "放假", "二月放假。\n\n1. 核定<b>预算</b>\n   - 责任人：李伟\n", Item{"d1", 7, 8}),
	}
}

// What search.js answers, to the last field.
func TestClientAnswers(t *testing.T) {
	c := newClient(t)
	c.call(nil, "open", siteOf(t, office(), IndexOptions{}).write(t), map[string]any{})
	ask := func(query string, options map[string]any) string {
		var found clientResult
		c.call(&found, "search", query, options)
		var b strings.Builder
		fmt.Fprintf(&b, "%d", found.Total)
		for _, n := range found.Notices {
			fmt.Fprintf(&b, " %s(%s)", n.Kind, n.Text)
		}
		for _, f := range []string{"type", "unit", "year"} {
			for _, v := range found.Facets[f] {
				fmt.Fprintf(&b, " %s=%s/%s:%d", f, v.Key, v.Label, v.Count)
			}
		}
		for _, h := range found.Hits {
			fmt.Fprintf(&b, "\n%s %s %s %s %s %s #%s ", h.ID, h.Title, h.TypeLabel, h.Unit, h.Date, h.URL, h.Anchor)
			for _, s := range h.Excerpt {
				if s.Mark {
					s.Text = "【" + s.Text + "】"
				}
				b.WriteString(s.Text)
			}
		}
		return b.String()
	}
	const site = "https://minutes.example.org/records/"
	tests := []struct {
		query   string
		options string
		want    string
	}{
		{"预算", `{}`, `4
2025-01-02-b 预算会 会议纪要 教务处 2025-01-02 ` + site + `2025-01-02-b.html # 年度【预算】编制，含附表与 3 项说明。 
2026-02-04-d 放假 通知 教务处 2026-02-04 ` + site + `2026-02-04-d.html#d1 #d1 1. 核定<b>【预算】</b> 责任人：李伟 
2025-06-03-c 停水通知 通知 后勤处 2025-06-03 ` + site + `2025-06-03-c.html # 与【预算】无关，【预算】不变，【预算】照旧。 
2024-03-01-a 锅炉检修 会议纪要 后勤处 2024-03-01 ` + site + `2024-03-01-a.html # 正文里提到【预算】。 检修锅炉 @张敏 `},
		{"預算", `{"sort":"date","size":2,"from":1,"excerpts":false}`, `4
2025-06-03-c 停水通知 通知 后勤处 2025-06-03 ` + site + `2025-06-03-c.html # 
2025-01-02-b 预算会 会议纪要 教务处 2025-01-02 ` + site + `2025-01-02-b.html # `},
		{
			"预算 type:notice", `{"facets":["type","unit","year"],"size":0}`,
			`2 type=minutes/会议纪要:2 type=notice/通知:2 unit=后勤/后勤处:1 unit=教务/教务处:1 year=2026/2026:1 year=2025/2025:1`,
		},
		{"类型:纪要 类型:通知 -unit:后勤", `{"size":0,"facets":["unit"]}`, `1 unit=教务/教务处:1`},
		{"锅炉 -预算会", `{"length":9}`, `1
2024-03-01-a 锅炉检修 会议纪要 后勤处 2024-03-01 ` + site + `2024-03-01-a.html#a1 #a1 …检修【锅炉】 @张敏 `},
		{"无此字段：预算 before:昨天", `{"size":0}`, `0 unknown-field(无此字段) bad-date(昨天)`},
		{"年度预算编制", `{"size":0}`, `1`},
		{"提到预算照旧", `{}`, `0`},
		{"after:2024 before:2026", `{"size":0}`, `2`},
		{"", `{"facets":["type"]}`, `0`},
		{"，。", `{}`, `0 nothing-to-find()`},
	}
	for _, test := range tests {
		var options map[string]any
		if err := json.Unmarshal([]byte(test.options), &options); err != nil {
			t.Fatal(err)
		}
		if got := ask(test.query, options); got != test.want {
			t.Errorf("%s %s\n got %s\nwant %s", test.query, test.options, got, test.want)
		}
	}
}

// A filter of the page is a word of the query.
func TestFilterAsQuery(t *testing.T) {
	c := newClient(t)
	for value, want := range map[string]string{"后勤处": "后勤处", `a"b`: "ab", "“x”：y": "xy"} {
		var query string
		c.call(&query, "toQuery", "unit", value)
		q := ParseQuery(query)
		if len(q.Filters) != 1 || q.Filters[0] != (Filter{Unit, want, true, false}) || len(q.Notices) > 0 {
			t.Errorf("%s is the query %s, read as %+v", value, query, q)
		}
	}
}
