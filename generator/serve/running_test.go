package serve

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

var testNow = time.Date(2025, 8, 1, 0, 0, 0, 0, time.UTC)

const kickoff = "minutes/2025/2025-06-15-kickoff.md"

// minutesOf is a record that stands on its own.
func minutesOf(title, audience, body string) string {
	return "---\ntitle: " + title + "\nunit: 办公室\ndate: 2025-06-15\naudience: " + audience + "\n---\n\n" + body + "\n"
}

// archiveIn writes a small archive: a public record, an internal and a secret
// one.
func archiveIn(t testing.TB) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "archive")
	write(t, dir, "minutebook.yaml", "title: 测试档案\nlanguages: [en]\n")
	write(t, dir, "registers/units.yaml", "units:\n  - {id: office, name: 办公室}\n  - {id: board, name: 董事会}\n")
	write(t, dir, "registers/people.yaml", "people:\n  - {id: wang, name: 王芳}\n")
	write(t, dir, kickoff, minutesOf("第一版标题", "public", "正文。"))
	write(t, dir, "minutes/2025/2025-06-16-inside.md", minutesOf("内部事项", "internal", "见 [启动会](2025-06-15-kickoff.md)。"))
	write(t, dir, "minutes/2025/2025-06-17-secret.md", minutesOf("CANARY", "[董事会]", "CANARY 正文。"))
	return dir
}

// running is a server at work.
type running struct {
	t    testing.TB
	url  string
	stop func() // and wait

	mu      sync.Mutex
	updates []Update
}

func start(t testing.TB, dir, audience string) *running {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &running{t: t, url: "http://" + l.Addr().String()}
	s := New(Options{
		Dir: dir, Audience: audience, Lang: diag.En, Clock: time.Now,
		Now: func() time.Time { return testNow },
		Report: func(u Update) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.updates = append(r.updates, u)
		},
	})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, l) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Serve: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("Serve does not end")
		}
	})
	t.Cleanup(r.stop)
	return r
}

// client keeps no connections, so that none is left over.
var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

func (r *running) get(path string) (int, string) {
	r.t.Helper()
	res, err := client.Get(r.url + path)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return res.StatusCode, string(b)
}

func (r *running) has(path string, code int, text string) {
	r.t.Helper()
	if got, body := r.get(path); got != code || !strings.Contains(body, text) {
		r.t.Errorf("%s: %d, want %d with %q in\n%s", path, got, code, text, body)
	}
}

// soon waits for a page to be as it should.
func (r *running) soon(path string, code int, text string) {
	r.t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for {
		got, body := r.get(path)
		if got == code && strings.Contains(body, text) {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("%s: %d, want %d with %q in\n%s", path, got, code, text, body)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

var scriptTag = regexp.MustCompile(`data-page="([^"]*)" data-version="([^"]*)"`)

// tab is a browser's tab: it shows a page and listens.
type tab struct {
	t      testing.TB
	events chan event
	close  func()
}

type event struct{ name, data string }

// openTab loads a page and opens the stream its script would open.
func (r *running) openTab(path string) *tab {
	r.t.Helper()
	_, body := r.get(path)
	m := scriptTag.FindStringSubmatch(body)
	if m == nil {
		r.t.Fatalf("%s has no script:\n%s", path, body)
	}
	ctx, cancel := context.WithCancel(context.Background())
	req, err := http.NewRequestWithContext(ctx, "GET", r.url+"/_minutebook/events?"+url.Values{"page": {m[1]}, "version": {m[2]}}.Encode(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	res, err := client.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	if got := res.Header.Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
		r.t.Errorf("events are %q", got)
	}
	b := &tab{t: r.t, events: make(chan event, 100)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		defer close(b.events)
		defer res.Body.Close()
		var e event
		for lines := bufio.NewScanner(res.Body); lines.Scan(); {
			name, value, _ := strings.Cut(lines.Text(), ": ")
			switch name {
			case "event":
				e.name = value
			case "data":
				e.data = value
			case "":
				b.events <- e
			}
		}
	}()
	b.close = sync.OnceFunc(func() { cancel(); <-ended })
	r.t.Cleanup(b.close)
	b.wait("hello")
	return b
}

// wait is for an event of a name; others are passed over.
func (b *tab) wait(name string) string {
	b.t.Helper()
	late := time.After(10 * time.Second)
	for {
		select {
		case e, open := <-b.events:
			if !open {
				b.t.Fatalf("the stream ends without %q", name)
			}
			if e.name == name {
				return e.data
			}
		case <-late:
			b.t.Fatalf("no %q", name)
		}
	}
}

// silent sees that nothing comes for a while.
func (b *tab) silent(d time.Duration) {
	b.t.Helper()
	select {
	case e, open := <-b.events:
		b.t.Errorf("an event: %v %v", e, open)
	case <-time.After(d):
	}
}

// told reports whether any update was so.
func (r *running) told(is func(Update) bool) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, u := range r.updates {
		if is(u) {
			return true
		}
	}
	return false
}
