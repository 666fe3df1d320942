package main

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
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
	p, err := f.open()
	if err != nil {
		return err
	}
	defer p.root.Close()
	now, err := p.present(f.now)
	if err != nil {
		return err
	}
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
		return diag.Fail(diag.Text{CN: "查找超过 %s 没有完成，已经放弃；请少查一些", TW: "查找超過 %s 沒有完成，已經放棄；請少查一些", EN: "the search was given up after %s; ask for less at once"}, searchTime)
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
		return "", diag.Fail(diag.Text{CN: "--sort 不能是“%s”：选 relevance 或 date", TW: "--sort 不能是「%s」：選 relevance 或 date", EN: "--sort %q: choose relevance or date"}, f.sort)
	}
	if f.limit < 0 {
		return "", diag.Fail(diag.Text{CN: "--limit 不能是 %d：写 0 或更大的数", TW: "--limit 不能是 %d：寫 0 或更大的數", EN: "--limit %d: write 0 or more"}, f.limit)
	}
	var words []string
	for _, x := range searchFields {
		for _, v := range *f.filters[x.name] {
			if x.name == "year" && !isPeriod(v) {
				return "", badDate("year", v, "2025")
			}
			words = append(words, filterWord(x.name, v))
		}
	}
	for _, x := range []struct{ name, value string }{{"after", f.after}, {"before", f.before}} {
		if x.value == "" {
			continue
		}
		if !isPeriod(x.value) {
			return "", badDate(x.name, x.value, "2025, 2025-06, 2025-06-15")
		}
		words = append(words, filterWord(x.name, x.value))
	}
	words = append(words, args...)
	if strings.TrimSpace(strings.Join(words, "")) == "" {
		return "", diag.Fail(diag.Text{CN: "请写要查什么，如 minutebook search 会议纪要", TW: "請寫要查什麼，如 minutebook search 會議紀要", EN: "say what to look for, such as: minutebook search 会议纪要"})
	}
	return strings.Join(words, " "), nil
}

func badDate(flag, value, forms string) error {
	return diag.Fail(diag.Text{CN: "--%s 不能是“%s”：写成 %s", TW: "--%s 不能是「%s」：寫成 %s", EN: "--%s %q: write it like %s"}, flag, value, forms)
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
		home := cacheDir()
		if home == "" {
			return "", diag.Fail(diag.Text{CN: "找不到用户的缓存文件夹；用 --cache 指定一个放索引的地方", TW: "找不到使用者的快取資料夾；用 --cache 指定一個放索引的地方", EN: "the user has no cache folder; say --cache, a folder for the index"})
		}
		cache = filepath.Join(home, "search")
	}
	return filepath.Join(cache, fmt.Sprintf("%x", sha256.Sum256([]byte(dir)))[:16]), nil
}
