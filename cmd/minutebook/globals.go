package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/term"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/input"
)

// globals are the flags every command has.
type globals struct {
	dir   string
	lang  string
	quiet bool
}

// language is the one asked for, else the user's, else English.
func (g *globals) language() (diag.Lang, error) {
	if g.lang == "" {
		return usersLanguage(), nil
	}
	l, ok := diag.ParseLang(g.lang)
	if !ok {
		return "", badLanguage(g.lang)
	}
	return l, nil
}

func badLanguage(s string) error {
	return diag.Fail(diag.Text{CN: "--lang 不能是“%s”：选 zh-CN、zh-TW 或 en", TW: "--lang 不能是「%s」：選 zh-CN、zh-TW 或 en", EN: "--lang %q: choose zh-CN, zh-TW or en"}, s)
}

// note tells on stderr what was done beside the result.
func (g *globals) note(t diag.Text, args ...any) {
	lang, err := g.language()
	if err != nil {
		lang = usersLanguage()
	}
	fmt.Fprintf(os.Stderr, "minutebook: %s\n", diag.Visible(diag.Say(t, args...).In(lang)))
}

// place is an archive on disk.
type place struct {
	dir    string // absolute
	prefix string // how paths inside it read from here: "content/", or ""
	root   *os.Root
}

func (p *place) fs() fs.FS { return input.Folder(p.root) }

// open finds the archive: --dir, or the nearest folder upwards with a config.
// Everything in it is read through an os.Root, so that no link leads out.
func (g *globals) open() (*place, error) {
	dir, err := g.find()
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	return &place{dir: dir, prefix: prefix(dir), root: root}, nil
}

// options are what every pipeline over the archive needs to know: the moment, the
// clock, where Git is asked and where what it said is kept.
func (p *place) options(now time.Time, bar *bar) generator.Options {
	o := generator.Options{Now: now, Clock: time.Now, Dir: p.dir, Cache: cacheDir()}
	if bar != nil {
		o.Progress = bar.progress()
	}
	return o
}

func (g *globals) find() (string, error) {
	if g.dir != "" {
		dir, err := filepath.Abs(g.dir)
		if err != nil {
			return "", fmt.Errorf("--dir: %w", err)
		}
		if _, err := os.Stat(filepath.Join(dir, archive.ConfigFile)); errors.Is(err, fs.ErrNotExist) {
			return "", diag.Fail(diag.Text{
				CN: "%s 里没有 %s；新建档案库：minutebook init %[1]s", TW: "%s 裡沒有 %s；新建檔案庫：minutebook init %[1]s", EN: "%s holds no %s; make an archive with: minutebook init %[1]s",
			}, g.dir, archive.ConfigFile)
		}
		return dir, nil
	}
	here, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for dir := here; ; {
		if _, err := os.Stat(filepath.Join(dir, archive.ConfigFile)); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", diag.Fail(diag.Text{
				CN: "这里和上层文件夹里都没有 %s；用 --dir 指定档案库，或新建一个：minutebook init 文件夹",
				TW: "這裡和上層資料夾裡都沒有 %s；用 --dir 指定檔案庫，或新建一個：minutebook init 資料夾",
				EN: "no %s here or above; say --dir, or make an archive with: minutebook init DIR",
			}, archive.ConfigFile)
		}
		dir = up
	}
}

// prefix is what to put before an archive's paths so that they can be opened
// from the current folder.
func prefix(dir string) string {
	here, err := os.Getwd()
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(here, dir)
	if err != nil || rel == "." {
		return ""
	}
	return filepath.ToSlash(rel) + "/"
}

// moment reads --now, "" for none. One that names no time zone is in the archive's, as
// all times in it are; the machine's has no part in what a command says.
func moment(s string, fsys fs.FS) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	zone := archive.Zone(fsys)
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", "2006-01-02T15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, diag.Fail(diag.Text{CN: "--now 不能是“%s”：写成 2025-06-15 或 2025-06-15 14:30", TW: "--now 不能是「%s」：寫成 2025-06-15 或 2025-06-15 14:30", EN: "--now %q: write 2025-06-15 or 2025-06-15 14:30"}, s)
}

// present is --now, else the present moment.
func (p *place) present(now string) (time.Time, error) {
	t, err := moment(now, p.fs())
	if err == nil && t.IsZero() {
		t = time.Now()
	}
	return t, err
}

// buildMoment is the moment a site stands for: --now, SOURCE_DATE_EPOCH, the
// newest commit, or else the zero time (the newest record's day). The clock has
// no part in it, so that two builds are the same.
func (p *place) buildMoment(now string) (time.Time, error) {
	if now != "" {
		return moment(now, p.fs())
	}
	if s := os.Getenv("SOURCE_DATE_EPOCH"); s != "" {
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return time.Time{}, diag.Fail(diag.Text{CN: "环境变量 SOURCE_DATE_EPOCH 的值“%s”不是秒数；改正或取消它", TW: "環境變數 SOURCE_DATE_EPOCH 的值「%s」不是秒數；改正或取消它", EN: "SOURCE_DATE_EPOCH %q is not a number of seconds; mend or unset it"}, s)
		}
		return time.Unix(n, 0), nil
	}
	t, _, err := history.Newest(p.dir)
	return t, err
}

// cacheDir is the folder for what can be made again, "" if the system has none.
func cacheDir() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "minutebook")
}

// sayBroken is sayHistory where there ought to be a history: what is counted or
// checked by it is then unknown.
func (g *globals) sayBroken(lang diag.Lang, c *generator.Checked) {
	if h := c.History; h == nil || h.State.Problem != history.NoRepository && h.State.Problem != history.NoCommit {
		g.sayHistory(lang, c)
	}
}

// sayHistory tells why nothing is known of the history, where that is so.
func (g *globals) sayHistory(lang diag.Lang, c *generator.Checked) {
	if c.Archive == nil {
		return // the site stands as it was, and this was said when it was made
	}
	if _, why := c.Archive.Remembers(); !why.IsZero() && !g.quiet {
		fmt.Fprintf(os.Stderr, "minutebook: %s\n", why.In(lang))
	}
}

func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }

func useColor(f *os.File) bool { return os.Getenv("NO_COLOR") == "" && isTerminal(f) }
