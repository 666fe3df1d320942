package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/search"
)

// searchPrinter says what was found.
type searchPrinter struct {
	w      *bufio.Writer
	lang   diag.Lang
	prefix string
	color  bool
	quiet  bool
}

var (
	foundText    = diag.Text{CN: "%d 条结果，在 %d 份记录中查找，用时 %s", TW: "%d 筆結果，在 %d 份記錄中查找，用時 %s", EN: "%d found in %d records, %s"}
	foundFewer   = diag.Text{CN: "%d 条结果，列出前 %d 条，在 %d 份记录中查找，用时 %s", TW: "%d 筆結果，列出前 %d 筆，在 %d 份記錄中查找，用時 %s", EN: "%d found in %d records, the first %d shown, %s"}
	foundNothing = diag.Text{CN: "没有找到，在 %d 份记录中查找，用时 %s", TW: "沒有找到，在 %d 份記錄中查找，用時 %s", EN: "nothing found in %d records, %s"}
	indexedSome  = diag.Text{CN: "；先更新了 %d 份记录的索引", TW: "；先更新了 %d 份記錄的索引", EN: "; indexed first: %d"}
	noSuchValue  = diag.Text{CN: "没有记录符合 %s:%s", TW: "沒有記錄符合 %s:%s", EN: "no record passes %s:%s"}
	didYouMean   = diag.Text{CN: "%s，是不是 %s？", TW: "%s，是不是 %s？", EN: "%s; did you mean %s?"}
	tryFewer     = diag.Text{CN: "可以换一个说法，或少写几个词", TW: "可以換一個說法，或少寫幾個詞", EN: "try other words, or fewer"}
)

// noticeTexts say what in a query was not understood.
var noticeTexts = map[string]diag.Text{
	search.TooLong:       {CN: "查询太长，只用了前面的部分", TW: "查詢太長，只用了前面的部分", EN: "the query is too long; its end was not used"},
	search.TooMany:       {CN: "词太多，从“%s”起没有用", TW: "詞太多，從「%s」起沒有用", EN: "too many words; those from %q on were not used"},
	search.UnclosedMark:  {CN: "引号没有配对，已当作在末尾结束", TW: "引號沒有配對，已當作在末尾結束", EN: "a quotation mark is not closed; it was taken to end with the query"},
	search.UnknownField:  {CN: "没有“%s”这个筛选，已当作普通的词；可用 type、unit、person、owner、status、tag、year、before、after，或它们的中文", TW: "沒有「%s」這個篩選，已當作普通的詞；可用 type、unit、person、owner、status、tag、year、before、after，或它們的中文", EN: "there is no filter %q, so it was looked for as a word; filters are type, unit, person, owner, status, tag, year, before and after"},
	search.EmptyFilter:   {CN: "“%s:”后面没有写值，没有用它", TW: "「%s:」後面沒有寫值，沒有用它", EN: "nothing stands after %q, so it was left out"},
	search.BadDate:       {CN: "“%s”不是日期，没有用它；请写 2025、2025-06 或 2025-06-15", TW: "「%s」不是日期，沒有用它；請寫 2025、2025-06 或 2025-06-15", EN: "%q is no date and was left out; write 2025, 2025-06 or 2025-06-15"},
	search.NothingToFind: {CN: "只有标点或符号，没有可查找的文字", TW: "只有標點或符號，沒有可查找的文字", EN: "there are only signs here, and no letter, digit or character to look for"},
}

func (p *searchPrinter) line(parts ...string) {
	p.w.WriteString(strings.TrimRight(strings.Join(parts, ""), " "))
	p.w.WriteByte('\n')
}

func (p *searchPrinter) paint(code, text string) string {
	if !p.color || text == "" {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

// text prints a block of lines for each hit: date and title, where it stands, and
// the text with what was found.
func (p *searchPrinter) text(f *generator.Found) {
	const column = len("2006-01-02") + 2
	indent := strings.Repeat(" ", column)
	for _, h := range f.Hits {
		p.line(diag.Pad(h.Record.Date.String(), column), p.paint("1", diag.Visible(titleOf(h))))
		where := []string{h.Record.Type.Label.In(p.lang), unitOf(h), idOf(h), p.prefix + placeOf(h)}
		where = slices.DeleteFunc(where, func(s string) bool { return s == "" })
		p.line(indent, p.paint("2", diag.Visible(strings.Join(where, " · "))))
		excerpt := ""
		for _, s := range h.Excerpt.Segments {
			if text := diag.Visible(s.Text); s.Mark {
				excerpt += p.paint("1;31", text)
			} else {
				excerpt += text
			}
		}
		if excerpt != "" {
			p.line(indent, excerpt)
		}
		p.line()
	}
	for _, n := range f.Query.Notices {
		p.line(p.notice(n))
	}
	for _, u := range f.Unknown {
		text := fmt.Sprintf(noSuchValue.In(p.lang), u.Field, diag.Visible(u.Value))
		if u.Near != "" {
			text = fmt.Sprintf(didYouMean.In(p.lang), text, diag.Visible(u.Near))
		}
		p.line(text)
	}
	if !p.quiet {
		p.line(p.summary(f))
	}
}

func (p *searchPrinter) notice(n search.Notice) string {
	text := noticeTexts[n.Kind].In(p.lang)
	if strings.Contains(text, "%") {
		text = fmt.Sprintf(text, diag.Visible(n.Text))
	}
	return text
}

func (p *searchPrinter) summary(f *generator.Found) string {
	took := short(f.Took())
	var text string
	switch {
	case f.Total == 0:
		text = fmt.Sprintf(foundNothing.In(p.lang), f.Records, took)
		if len(f.Unknown) == 0 && len(f.Query.Notices) == 0 {
			text += p.semicolon() + tryFewer.In(p.lang)
		}
	case len(f.Hits) == f.Total || len(f.Hits) == 0:
		text = fmt.Sprintf(foundText.In(p.lang), f.Total, f.Records, took)
	case p.lang == diag.En:
		text = fmt.Sprintf(foundFewer.In(p.lang), f.Total, f.Records, len(f.Hits), took)
	default:
		text = fmt.Sprintf(foundFewer.In(p.lang), f.Total, len(f.Hits), f.Records, took)
	}
	if f.Indexed > 0 {
		text += fmt.Sprintf(indexedSome.In(p.lang), f.Indexed)
	}
	return text
}

func (p *searchPrinter) semicolon() string {
	return diag.Text{CN: "；", TW: "；", EN: "; "}.In(p.lang)
}

func titleOf(h generator.Hit) string {
	if h.Record.Title == "" {
		return h.Record.ID
	}
	return h.Record.Title
}

func unitOf(h generator.Hit) string {
	if h.Record.Unit == nil {
		return ""
	}
	return h.Record.Unit.Name()
}

// idOf is the id of the decision or action, else that of the record.
func idOf(h generator.Hit) string {
	if h.Item != nil {
		return h.Item.ID()
	}
	return h.Record.ID
}

// placeOf is the file, and the line of the decision or action.
func placeOf(h generator.Hit) string {
	if h.Item != nil {
		return fmt.Sprintf("%s:%d", h.Record.Path(), h.Item.Span.Start.Line)
	}
	return h.Record.Path()
}

// searchAnswer is what --json prints; see docs/search.md.
type searchAnswer struct {
	Version  int            `json:"version"`
	Query    string         `json:"query"`
	Audience string         `json:"audience"`
	Records  int            `json:"records"`
	Total    int            `json:"total"`
	Seconds  float64        `json:"seconds"`
	Indexed  int            `json:"indexed"`
	Notices  []searchNotice `json:"notices"`
	Hits     []searchHit    `json:"hits"`
}

type searchNotice struct {
	Kind string `json:"kind"`
	Text string `json:"text"`
	Near string `json:"near,omitempty"`
}

type searchHit struct {
	ID      string          `json:"id"`
	Item    string          `json:"item,omitempty"`
	Title   string          `json:"title"`
	Type    string          `json:"type"`
	Date    string          `json:"date,omitempty"`
	Unit    string          `json:"unit,omitempty"`
	Status  string          `json:"status,omitempty"`
	File    string          `json:"file"`
	Line    int             `json:"line,omitempty"`
	Page    string          `json:"page"`
	Excerpt []searchSegment `json:"excerpt"`
}

type searchSegment struct {
	Text string `json:"text"`
	Mark bool   `json:"mark,omitempty"`
}

func (p *searchPrinter) json(f *searchFlags, query string, found *generator.Found) error {
	a := searchAnswer{
		Version: 1, Query: query, Audience: f.audience, Records: found.Records, Total: found.Total,
		Seconds: found.Took().Seconds(), Indexed: found.Indexed, Notices: []searchNotice{}, Hits: []searchHit{},
	}
	for _, n := range found.Query.Notices {
		a.Notices = append(a.Notices, searchNotice{Kind: n.Kind, Text: n.Text})
	}
	for _, u := range found.Unknown {
		a.Notices = append(a.Notices, searchNotice{Kind: "no-such-value", Text: string(u.Field) + ":" + u.Value, Near: u.Near})
	}
	for _, h := range found.Hits {
		x := searchHit{
			ID: h.Record.ID, Title: h.Record.Title, Type: h.Record.Type.Name, Date: h.Record.Date.String(), Unit: unitOf(h), Status: h.Record.Status,
			File: p.prefix + h.Record.Path(), Page: h.Page(), Excerpt: []searchSegment{},
		}
		if h.Item != nil {
			x.Item, x.Line = h.Item.ID(), int(h.Item.Span.Start.Line)
		}
		for _, s := range h.Excerpt.Segments {
			x.Excerpt = append(x.Excerpt, searchSegment(s))
		}
		a.Hits = append(a.Hits, x)
	}
	e := json.NewEncoder(p.w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(a)
}
