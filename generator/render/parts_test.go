package render

import "testing"

var partWords = words{text: map[string]string{
	"nav.trail": "Where", "pager": "Pages", "comma": ", ",
	"col.name": "Name", "col.role": "Role", "col.state": "State", "col.date": "Date", "col.remark": "Remark",
	"stats.col.date": "Day", "stats.col.what": "What", "stats.col.outcome": "Outcome", "stats.col.amount": "Amount", "stats.col.missing": "Missing",
}}

func TestParts(t *testing.T) {
	const open = `<div class="scroll" tabindex="0"><table`
	for _, c := range []struct {
		name  string
		write func(*partWriter)
		want  string
	}{
		{"no trail", func(p *partWriter) { p.trail(nil) }, ""},
		{
			"trail", func(p *partWriter) {
				p.trail([]link{{Text: "Home", Href: "../index.html"}, {}, {Text: `"A" & B`, Href: "b.html"}})
			},
			`<nav class="trail" aria-label="Where"><ol><li><a href="../index.html">Home</a></li><li><a href="b.html">&#34;A&#34; &amp; B</a></li></ol></nav>` + "\n",
		},
		{
			"pager", func(p *partWriter) {
				p.pager([]link{{Text: "1", Href: "a.html"}, {Text: "2", Href: "a.2.html", Here: true}, {Text: "3", Href: "javascript:alert(1)"}})
			},
			`<nav class="pager" aria-label="Pages"><ul><li><a href="a.html">1</a></li><li><a href="a.2.html" aria-current="page">2</a></li><li><a href="#">3</a></li></ul></nav>`,
		},
		{
			"signed", func(p *partWriter) {
				p.signed([]signature{{Name: link{Text: "Zhang"}, Role: "chair", State: "signed", Class: "done", Date: "2025-06-16", Remark: "<late>"}})
			},
			open + `><thead><tr><th scope="col">Name</th><th scope="col">Role</th><th scope="col">State</th><th scope="col">Date</th><th scope="col">Remark</th></tr></thead>` + "\n" +
				`<tbody><tr><td>Zhang</td><td>chair</td><td><span class="state done">signed</span></td><td class="date">2025-06-16</td><td>&lt;late&gt;</td></tr>` + "\n</tbody></table></div>",
		},
		{
			"a table beside its label", func(p *partWriter) {
				p.rows([]row{{Label: "Parts", Table: &table3}})
			},
			`<dl class="fields">` + "\n<div><dt>Parts</dt><dd>" + open + ` class="cards"><thead><tr><th scope="col">Who</th><th scope="col">When</th></tr></thead>` + "\n" +
				`<tbody><tr><td data-label="Who">Li</td><td class="date" data-label="When">2025-06-16</td></tr>` + "\n</tbody></table></div></dd></div>\n</dl>",
		},
		{
			"a wide table", func(p *partWriter) {
				p.rows([]row{{Label: "Steps", Table: &table{Head: []string{"a", "b", "c", "d"}}}})
			},
			`<dl class="fields">` + "\n" + `<div class="wide"><dt>Steps</dt><dd>` + open + ` class="cards"><thead><tr><th scope="col">a</th><th scope="col">b</th><th scope="col">c</th><th scope="col">d</th></tr></thead>` + "\n<tbody></tbody></table></div></dd></div>\n</dl>",
		},
		{
			"lines behind a figure, without the columns nobody fills", func(p *partWriter) {
				p.behindLines([]*behindLine{
					{Date: "2025-06-16", What: link{Text: "A"}, Outcome: "met", Class: "done"},
					{Date: "2025-06-15", What: link{Text: "B"}, By: []link{{Text: "C"}}, Outcome: "unknown"},
				})
			},
			open + ` class="behind"><thead><tr><th scope="col">Day</th><th scope="col">What</th><th scope="col">Outcome</th></tr></thead>` + "\n" +
				`<tbody><tr><td class="date">2025-06-16</td><td>A</td><td><span class="state done">met</span></td></tr>` + "\n" +
				`<tr><td class="date">2025-06-15</td><td><ul class="plain"><li>B</li><li>C</li></ul></td><td>unknown</td></tr>` + "\n</tbody></table></div>",
		},
		{
			"with amounts and who is missing", func(p *partWriter) {
				p.behindLines([]*behindLine{{What: link{Text: "A"}, Amount: "3/4", Missing: "Li & Wu"}})
			},
			open + ` class="behind"><thead><tr><th scope="col">What</th><th scope="col">Amount</th><th scope="col">Missing</th></tr></thead>` + "\n" +
				`<tbody><tr><td>A</td><td class="num">3/4</td><td>Li &amp; Wu</td></tr>` + "\n</tbody></table></div>",
		},
	} {
		p := &partWriter{words: partWords}
		c.write(p)
		if got := string(p.b); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

var table3 = table{Head: []string{"Who", "When"}, Dates: []bool{false, true}, Rows: [][][]link{{{{Text: "Li"}}, {{Text: "2025-06-16"}}}}}

func TestHref(t *testing.T) {
	for _, c := range [][3]string{
		{"index.html", "records/a.html", "records/a.html"},
		{"records/a.html", "records/b.html#d1", "../records/b.html#d1"},
		{"statistics/m/all.html", "people/张敏.html", "../../people/张敏.html"},
		{"a.html", "files/a b?.txt", "files/a%20b%3F.txt"},
		{"a.html", "files/a%#b#c", "files/a%25#b%23c"},
		{"a.html", "files/\xff.txt", "files/\uFFFD.txt"},
	} {
		if got := href(c[0], c[1]); got != c[2] {
			t.Errorf("from %s to %q: got %q, want %q", c[0], c[1], got, c[2])
		}
	}
}

func TestMayReach(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "张敏": false, "a@example.org": true, "zhang＠example.org": true, "全角。（＋１）": false, "+86 571": true,
		"0571 8820 1234": true, "2025-06-15": false, "共 1,208,344,901 行": false,
	} {
		if got := mayReach(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
