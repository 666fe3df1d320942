package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/minutebook/minutebook/search"
)

// The search of a built site is measured beside Pagefind's on the Hugo site of the
// same records: what each costs to build, and for ten queries what comes over the
// network until ten hits can be shown, and whether the hits are right. A record
// that holds every word of a query, as it reads on the engine's own site, is a
// right one; both texts are folded the same way. Neither engine's dialog counts.

const pagefindVersion = "1.6.0"

// pagefindMemory is how much address space Pagefind gets, in KiB: it needs 6 GiB
// for 10,000 records and more than it can have for many more.
const pagefindMemory = 12 << 20

// searchQueries are ordinary ones, those that break words in the wrong place, and
// one for what is not there.
var searchQueries = []string{
	"会议", "章", "纳入例行检查", "例行检", "预算的", "會議", "信通〔２０２４〕３号", "信通〔2024〕9999号", "API 网关", "主从延迟",
}

//go:embed search.mjs
var searchScript []byte

// searched is what one engine answered to one query.
type searched struct {
	Query        string
	Found        int
	IDs          []string
	Milliseconds float64
	Bytes        int64
	Requests     int
	Opened       struct {
		Bytes    int64
		Requests int
	}
	truth, right int // records there are, and of them found
}

// engine is one of the two.
type engine struct {
	name    string
	index   tree // its files
	answers []searched
}

// searchBench is the comparison.
type searchBench struct {
	pagefind string // the program; "" without
	build    series // of Pagefind's index
	engines  []engine
}

// findPagefind installs Pagefind into the user's cache unless it is there.
func (b *bench) findPagefind() error {
	switch b.search.pagefind {
	case "none":
		b.search.pagefind = ""
		return nil
	case "install":
	default:
		var err error
		b.search.pagefind, err = filepath.Abs(b.search.pagefind)
		return err
	}
	b.search.pagefind = ""
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	tools := filepath.Join(cache, "minutebook-bench", "pagefind-"+pagefindVersion)
	programs := filepath.Join(tools, "node_modules", "@pagefind", "*", "bin", "pagefind_extended")
	found, _ := filepath.Glob(programs)
	if len(found) == 0 {
		cmd := exec.Command("npm", "install", "--no-audit", "--no-fund", "--prefix", tools, "pagefind@"+pagefindVersion)
		if out, err := cmd.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "minutebench: without Pagefind: npm install: %v\n%s\n", err, tail(string(out), 2000))
			return nil
		}
		found, _ = filepath.Glob(programs)
	}
	if len(found) != 1 {
		fmt.Fprintln(os.Stderr, "minutebench: without Pagefind: npm brought no program for this system")
		return nil
	}
	b.search.pagefind = found[0]
	return nil
}

// indexHugo makes Pagefind's index of the site that Hugo built, once: it takes
// most of the time of a run.
func (b *bench) indexHugo(site string) error {
	c, err := runCapped(b.dir, pagefindMemory, b.search.pagefind, "--site", site, "--quiet")
	if err != nil {
		return err
	}
	b.search.build.add(c)
	return nil
}

// runCapped runs a program that may have only so much memory, where a shell can
// see to that.
func runCapped(dir string, kib int, program string, args ...string) (cost, error) {
	if runtime.GOOS == "windows" {
		return run(dir, program, args...)
	}
	return run(dir, "sh", append([]string{"-c", fmt.Sprintf(`ulimit -v %d; exec "$0" "$@"`, kib), program}, args...)...)
}

// compareSearch asks both engines.
func (b *bench) compareSearch(ours, hugo string) error {
	records := map[string][2]string{} // the folded texts of a record on either site
	err := newCorpus(b.n).each(func(r *record) error {
		records[r.stem] = [2]string{search.Fold(r.markdown()), search.Fold(r.hugoPage())}
		return nil
	})
	if err != nil {
		return err
	}
	scripts, _ := filepath.Glob(filepath.Join(ours, "static", "search.*.js"))
	if len(scripts) != 1 {
		return errors.New("the site that was built has no search")
	}
	for i, x := range []struct{ name, site, script, index string }{
		{"minutebook", ours, "static/" + filepath.Base(scripts[0]), "search"},
		{"pagefind", hugo, "pagefind/pagefind.js", "pagefind"},
	} {
		e := engine{name: x.name}
		if e.answers, err = b.ask10(x.name, x.site, x.script); err != nil {
			return err
		}
		if err := b.countInto(&e.index, filepath.Join(x.site, x.index)); err != nil {
			return err
		}
		for j := range e.answers {
			e.answers[j].judge(records, i)
		}
		b.search.engines = append(b.search.engines, e)
	}
	return nil
}

// judge counts the records that a query ought to find, and those it did.
func (s *searched) judge(records map[string][2]string, site int) {
	words := strings.Fields(search.Fold(s.Query))
	found := map[string]bool{}
	for _, id := range s.IDs {
		found[id] = true
	}
	for id, texts := range records {
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(texts[site], w) }) {
			s.truth++
			if found[id] {
				s.right++
			}
		}
	}
	s.Found = len(found)
}

// ask10 asks one engine every query.
func (b *bench) ask10(name, site, script string) ([]searched, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serveFile(w, r, site) })}
	go server.Serve(l)
	defer server.Close()
	program := filepath.Join(b.dir, "search.mjs")
	if err := os.WriteFile(program, searchScript, 0o644); err != nil {
		return nil, err
	}
	queries, err := json.Marshal(searchQueries)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command("node", program, name, "http://"+l.Addr().String()+"/", script, string(queries), b.dir)
	var out, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("ask %s: %w\n%s", name, err, tail(stderr.String(), 2000))
	}
	var answers []searched
	for d := json.NewDecoder(&out); ; {
		var a searched
		if err := d.Decode(&a); errors.Is(err, io.EOF) {
			return answers, nil
		} else if err != nil {
			return nil, fmt.Errorf("ask %s: %w", name, err)
		}
		answers = append(answers, a)
	}
}

// compressed are the files that a server sends compressed.
var compressed = []string{".html", ".js", ".css", ".json", ".md", ".svg", ".xml"}

// serveFile answers as an ordinary server of static files does, with the length of
// what it sends.
func serveFile(w http.ResponseWriter, r *http.Request, site string) {
	name := path.Clean("/" + r.URL.Path)
	text, err := os.ReadFile(filepath.Join(site, filepath.FromSlash(name)))
	if err != nil {
		http.NotFound(w, r)
		return
	}
	if slices.Contains(compressed, path.Ext(name)) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		z.Write(text)
		z.Close()
		text = b.Bytes()
		w.Header().Set("Content-Encoding", "gzip")
	}
	switch path.Ext(name) {
	case ".js":
		w.Header().Set("Content-Type", "text/javascript")
	default:
		w.Header().Set("Content-Type", "application/octet-stream")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.Write(text)
}

// reportSearch prints the comparison.
func (b *bench) reportSearch(p *printer) {
	if len(b.search.engines) == 0 {
		return
	}
	c := b.search.build
	p.line("\nSearch, beside Pagefind %s on the Hugo site (its index: %.1f s, %.1f CPU s, %.0f MiB; that of Minutebook is part of its build):", pagefindVersion, c.of(wall).median, c.of(cpu).median, c.of(rss).median)
	p.line("\n| engine | files | MB | to open: KB | requests |\n|---|---:|---:|---:|---:|")
	for _, e := range b.search.engines {
		first := e.answers[0].Opened
		p.line("| %s | %d | %.1f | %.1f | %d |", e.name, e.index.files, float64(e.index.bytes)/1e6, float64(first.Bytes)/1e3, first.Requests)
	}
	p.line("\n| query | engine | true | found | recall | precision | KB | requests | ms |\n|---|---|---:|---:|---:|---:|---:|---:|---:|")
	for i, q := range searchQueries {
		for _, e := range b.search.engines {
			a := e.answers[i]
			p.line("| %s | %s | %d | %d | %s | %s | %.1f | %d | %.0f |", q, e.name, a.truth, a.Found, share(a.right, a.truth), share(a.right, a.Found), float64(a.Bytes)/1e3, a.Requests, a.Milliseconds)
		}
	}
}

// share is a part of a whole; of nothing there is none.
func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(part)/float64(whole))
}
