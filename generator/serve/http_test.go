package serve

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"
)

func TestHosts(t *testing.T) {
	r := start(t, archiveIn(t), "internal")
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(r.url, "http://"))
	for host, want := range map[string]int{
		"localhost": 200, "localhost:" + port: 200, "LOCALHOST.": 200, "127.0.0.1:" + port: 200, "127.8.9.1": 200,
		"[::1]:" + port: 200, "app.localhost:1": 200,
		"evil.example": 421, "evil.example:" + port: 421, "localhost.evil.example": 421, "192.168.1.7": 421, "10.0.0.1:80": 421,
		"127.0.0.1.evil.example": 421, "notlocalhost": 421, "[2001:db8::1]": 421,
	} {
		for _, path := range []string{"/", "/_minutebook/live.js", "/records/2025-06-15-kickoff.html"} {
			req, err := http.NewRequest("GET", r.url+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Host = host
			res, err := client.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != want {
				t.Errorf("Host %s: %s is %d, want %d", host, path, res.StatusCode, want)
			}
			if want != 200 && strings.Contains(string(body), "测试档案") {
				t.Errorf("Host %s gets the page", host)
			}
		}
	}
	if localName("") {
		t.Error("a request without a host is taken for local")
	}
}

func TestLoopback(t *testing.T) {
	for addr, want := range map[string]bool{"127.0.0.1:80": true, "[::1]:80": true, "0.0.0.0:80": false, "[::]:80": false, "192.168.1.7:80": false} {
		if got := loopback(net.TCPAddrFromAddrPort(mustAddr(t, addr))); got != want {
			t.Errorf("%s is loopback: %v", addr, got)
		}
	}
}

// Nothing but the site's pages can be had, whatever the address.
func TestAddresses(t *testing.T) {
	dir := archiveIn(t)
	write(t, dir, "minutes/2025/plan.pdf", "%PDF-1.7 test")
	write(t, dir, "minutes/2025/other.pdf", "nobody names it")
	write(t, dir, kickoff, strings.Replace(minutesOf("第一版标题", "public", "正文。"), "audience", "attachments:\n  - file: plan.pdf\naudience", 1))
	r := start(t, dir, "internal")
	for path, want := range map[string]string{
		"/":                                "200 text/html; charset=utf-8",
		"/records/2025-06-15-kickoff.html": "200 text/html; charset=utf-8",
		"/files/minutes/2025/plan.pdf":     "200 application/pdf",
		"/files/minutes/2025/other.pdf":    "404 text/html; charset=utf-8",
		"/_minutebook/live.js":             "200 text/javascript; charset=utf-8",
		"/_minutebook/live.css":            "200 text/css; charset=utf-8",
		"/_minutebook/":                    "404 text/html; charset=utf-8",
		"/records":                         "404 text/html; charset=utf-8",
		"/records/":                        "404 text/html; charset=utf-8",
		"/files/":                          "404 text/html; charset=utf-8",
		"/static/":                         "404 text/html; charset=utf-8",
		"/minutebook.yaml":                 "404 text/html; charset=utf-8",
		"/registers/people.yaml":           "404 text/html; charset=utf-8",
		"/" + kickoff:                      "404 text/html; charset=utf-8",
		"/files/../minutebook.yaml":        "307 ",
		"/%2e%2e/%2e%2e/etc/passwd":        "404 text/html; charset=utf-8",
		"/files/..%2f..%2fminutebook.yaml": "404 text/html; charset=utf-8",
		"/etc/passwd":                      "404 text/html; charset=utf-8",
		"/%00":                             "404 text/html; charset=utf-8",
		"/<script>alert(1)</script>":       "404 text/html; charset=utf-8",
	} {
		res, err := client.Get(r.url + strings.NewReplacer("<", "%3C", ">", "%3E").Replace(path))
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		got := fmt.Sprintf("%d %s", res.StatusCode, res.Header.Get("Content-Type"))
		if strings.HasPrefix(want, "307") {
			got = fmt.Sprintf("%d ", res.StatusCode)
		}
		if got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
		if strings.Contains(string(body), "<script>alert") || strings.Contains(string(body), "nobody names it") || strings.Contains(string(body), "wang") {
			t.Errorf("%s: %s", path, body)
		}
		if got := res.Header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'self'; ") {
			t.Errorf("%s: the policy is %q", path, got)
		}
		if got := res.Header.Get("X-Content-Type-Options"); got != "nosniff" {
			t.Errorf("%s: X-Content-Type-Options is %q", path, got)
		}
	}
	res, err := client.Post(r.url+"/", "text/plain", strings.NewReader("x"))
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != 405 {
		t.Errorf("POST is %d", res.StatusCode)
	}
	if _, body := r.get("/files/minutes/2025/plan.pdf"); body != "%PDF-1.7 test" {
		t.Errorf("the attachment is %q", body)
	}
	if _, css := r.get("/_minutebook/live.css"); strings.Contains(css, "url(") {
		t.Error("the style sheet loads something")
	}
}

// What the server adds to a page is two lines of its head, and both obey the
// policy of a built page.
func TestThePageIsTheBuiltOne(t *testing.T) {
	r := start(t, archiveIn(t), "internal")
	_, body := r.get("/units.html")
	added := regexp.MustCompile(`(?m)^<link rel="stylesheet" href="/_minutebook/live\.css">\n<script src="/_minutebook/live\.js" data-page="units\.html" data-version="[0-9a-f]{16}" defer></script>\n`)
	if n := len(added.FindAllString(body, -1)); n != 1 {
		t.Errorf("the server's lines are there %d times in\n%s", n, body)
	}
	if rest := added.ReplaceAllString(body, ""); strings.Contains(rest, "_minutebook") {
		t.Errorf("there is more of the server in\n%s", rest)
	}
}

// A server that ends leaves nothing running, even with tabs open.
func TestNothingIsLeftRunning(t *testing.T) {
	dir := archiveIn(t)
	before := runtime.NumGoroutine()
	r := start(t, dir, "internal")
	tabs := []*tab{r.openTab("/"), r.openTab("/units.html"), r.openTab("/none.html")}
	write(t, dir, kickoff, minutesOf("第二版标题", "public", "正文。"))
	r.stop()
	for _, b := range tabs {
		b.close()
	}
	deadline := time.Now().Add(5 * time.Second)
	for runtime.NumGoroutine() > before {
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Fatalf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), before, buf[:runtime.Stack(buf, true)])
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func mustAddr(t *testing.T, s string) netip.AddrPort {
	t.Helper()
	a, err := netip.ParseAddrPort(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
