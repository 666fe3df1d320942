package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/search"
)

type searchFlags struct {
	*globals
	filters  map[string]*[]string // by field
	after    string
	before   string
	sort     string
	limit    int
	audience string
	cache    string
	json     bool
	now      string
}

// searchFields are the filters that have a flag, with what their help says.
var searchFields = []struct{ name, usage string }{
	{"type", "only records of a type: minutes, 会议纪要"},
	{"unit", "only records of a unit or one below it: name, alias, id or pinyin"},
	{"person", "only records that name a person: name, alias, id or pinyin"},
	{"owner", "only records with a decision or action of a person"},
	{"status", "only records in a state, or with a decision or action in it: overdue, 已完成"},
	{"tag", "only records with a tag"},
	{"year", "only records of a year"},
}

func newSearch(g *globals) *cobra.Command {
	f := &searchFlags{globals: g, filters: map[string]*[]string{}}
	cmd := &cobra.Command{
		Use:   "search QUERY…",
		Short: "Find records, decisions and actions by what stands in them",
		Long: "Search finds any part of a Chinese text, words and their beginnings, numbers, dates\n" +
			"and document numbers; names, titles and tags by pinyin as well. Simplified and\n" +
			"traditional characters, full and half width, capitals and small letters are the\n" +
			"same. All words must be found; \"…\" is a phrase, -word must not be found, and\n" +
			"type: unit: person: owner: status: tag: year: before: after: narrow, like the flags.\n\n" +
			"It keeps an index in the user's cache, a separate one for each audience, and brings\n" +
			"it up to date before it looks.",
		Example: "  minutebook search 会议纪要\n  minutebook search zhangmin 预算 --year 2025\n  minutebook search '\"夜间派单\" -试行' --type minutes --json\n  minutebook search --status overdue --owner 李伟",
		RunE: func(cmd *cobra.Command, args []string) error {
			return f.run(cmd.Context(), cmd.OutOrStdout(), args)
		},
	}
	for _, x := range searchFields {
		f.filters[x.name] = cmd.Flags().StringArray(x.name, nil, x.usage+"; may be given again, for any of them")
	}
	cmd.Flags().StringVar(&f.after, "after", "", "only records after a day, month or year")
	cmd.Flags().StringVar(&f.before, "before", "", "only records before a day, month or year")
	cmd.Flags().StringVar(&f.sort, "sort", "relevance", "relevance, or date for the newest first")
	cmd.Flags().IntVarP(&f.limit, "limit", "n", 10, "how many to show, 0 for the number only")
	cmd.Flags().StringVarP(&f.audience, "audience", "a", "internal", "whose view to search: public, internal, or a unit")
	cmd.Flags().StringVar(&f.cache, "cache", "", "the folder for indexes (default: minutebook/search in the user's cache)")
	cmd.Flags().BoolVar(&f.json, "json", false, "print the answer as JSON")
	cmd.Flags().StringVar(&f.now, "now", "", "the moment states are derived for (default: the clock)")
	return cmd
}

// searchTime is how long an answer may take, once the index is up to date. No
// query comes near it; it ends one that somebody found a way to make slow.
const searchTime = time.Minute

func (f *searchFlags) run(ctx context.Context, out io.Writer, args []string) error {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	defer stop()
	lang, err := f.language()
	if err != nil {
		return err
	}
	text, err := f.query(args)
	if err != nil {
		return err
	}
	now, err := moment(f.now)
	if err != nil {
		return err
	}
	if now.IsZero() {
		now = time.Now()
	}
	p, err := f.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	cache, err := f.cacheOf(p.dir)
	if err != nil {
		return err
	}
	bar := newBar(f.globals, lang)
	found, err := generator.Search(ctx, p.fs(), generator.SearchOptions{
		Options:  p.options(now, bar),
		Audience: f.audience, Query: search.ParseQuery(text), ByDate: f.sort == "date", Limit: f.limit, Store: cache, Time: searchTime,
	})
	bar.clear()
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("the search was given up after %s; ask for less at once", searchTime)
	case err != nil:
		return err
	}
	w := &searchPrinter{w: bufio.NewWriter(out), lang: lang, prefix: p.prefix, color: out == os.Stdout && useColor(os.Stdout), quiet: f.quiet}
	if f.json {
		err = w.json(f, strings.Join(args, " "), found)
	} else {
		w.text(found)
	}
	return errors.Join(err, w.w.Flush())
}

// query is what is asked: the flags as words of the query language, then the
// arguments, so that one that is too long is cut at its own end.
func (f *searchFlags) query(args []string) (string, error) {
	if f.sort != "relevance" && f.sort != "date" {
		return "", fmt.Errorf("--sort %q: choose relevance or date", f.sort)
	}
	if f.limit < 0 {
		return "", fmt.Errorf("--limit %d: write 0 or more", f.limit)
	}
	var words []string
	for _, x := range searchFields {
		for _, v := range *f.filters[x.name] {
			if x.name == "year" && !isPeriod(v) {
				return "", fmt.Errorf("--year %q: write 2025", v)
			}
			words = append(words, filterWord(x.name, v))
		}
	}
	for _, x := range []struct{ name, value string }{{"after", f.after}, {"before", f.before}} {
		if x.value == "" {
			continue
		}
		if !isPeriod(x.value) {
			return "", fmt.Errorf("--%s %q: write 2025, 2025-06 or 2025-06-15", x.name, x.value)
		}
		words = append(words, filterWord(x.name, x.value))
	}
	words = append(words, args...)
	if strings.TrimSpace(strings.Join(words, "")) == "" {
		return "", errors.New("say what to look for, such as: minutebook search 会议纪要")
	}
	return strings.Join(words, " "), nil
}

// isPeriod reports whether the query language takes a text for a year, a month or
// a day.
func isPeriod(text string) bool {
	return text != "" && len(search.ParseQuery(filterWord("date", text)).Notices) == 0
}

// filterWord is a filter as the query language writes it. A value with a space
// stands in quotes.
func filterWord(field, value string) string {
	value = strings.NewReplacer(`"`, "", "“", "", "”", "").Replace(strings.TrimSpace(value))
	if strings.ContainsAny(value, " \t\n\u3000") {
		value = `"` + value + `"`
	}
	return field + ":" + value
}

// cacheOf is the folder for the indexes of one archive.
func (f *searchFlags) cacheOf(dir string) (string, error) {
	cache := f.cache
	if cache == "" {
		home, err := os.UserCacheDir()
		if err != nil {
			return "", fmt.Errorf("find the user's cache: %w; say --cache", err)
		}
		cache = filepath.Join(home, "minutebook", "search")
	}
	return filepath.Join(cache, fmt.Sprintf("%x", sha256.Sum256([]byte(dir)))[:16]), nil
}

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
			x.Item, x.Line = h.Item.ID(), h.Item.Span.Start.Line
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
