package serve

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/render"
)

// Serve watches and answers on a listener until the context ends. It closes the
// listener.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	s.local = loopback(l.Addr())
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	server := &http.Server{
		Handler:           s.handler(),
		BaseContext:       func(net.Listener) context.Context { return ctx }, // streams of events end with it
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      2 * time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	var ran, served error
	var both sync.WaitGroup
	both.Go(func() {
		defer cancel()
		ran = s.run(ctx)
	})
	both.Go(func() {
		defer cancel()
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			served = fmt.Errorf("answer requests: %w", err)
		}
	})
	<-ctx.Done()
	end, stop := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer stop()
	if server.Shutdown(end) != nil {
		server.Close() // whoever still loads something has had his time
	}
	both.Wait()
	return errors.Join(ran, served)
}

// loopback reports whether only this machine reaches an address.
func loopback(a net.Addr) bool {
	at, err := netip.ParseAddrPort(a.String())
	return err == nil && at.Addr().IsLoopback()
}

// own is where the server's own files and the events are; no page of a site is
// named so.
const own = "/_minutebook/"

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+own+"events", s.events)
	for name, f := range liveFiles {
		mux.HandleFunc("GET "+own+name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", output.ContentType(name))
			w.Write(f)
		})
	}
	mux.HandleFunc("GET /", s.page)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		if s.local && !localName(r.Host) {
			http.Error(w, "minutebook serves this machine only: open http://localhost instead", http.StatusMisdirectedRequest)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// localName reports whether a Host header names this machine in a way that no
// name server can have a hand in.
func localName(host string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.TrimSuffix(strings.ToLower(strings.Trim(name, "[]")), ".")
	if ip, err := netip.ParseAddr(name); err == nil {
		return ip.IsLoopback()
	}
	return name == "localhost" || strings.HasSuffix(name, ".localhost")
}

// page answers with a page of the site.
func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	select {
	case <-s.begun:
	case <-r.Context().Done():
		return
	}
	st, name := s.now(), pageName(r.URL.Path)
	if st.pages == nil {
		s.excuse(w, http.StatusServiceUnavailable, name, unreadable, st.err.Error())
		return
	}
	p, ok := st.pages.get(name)
	if !ok {
		s.excuse(w, http.StatusNotFound, name, noPage, "/"+name)
		return
	}
	if strings.HasPrefix(name, "files/") {
		s.stream(w, p)
		return
	}
	body, err := s.cache.body(p)
	if err != nil {
		s.excuse(w, http.StatusInternalServerError, name, broken, err.Error())
		return
	}
	w.Header().Set("Content-Type", output.ContentType(name))
	if strings.HasSuffix(name, ".html") {
		body = s.withScript(body, name, version(p))
	}
	w.Write(body)
}

// pageName is the page an address means.
func pageName(address string) string {
	name := strings.TrimPrefix(address, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	return name
}

// stream answers with an attachment, which may be large.
func (s *Server) stream(w http.ResponseWriter, p output.Page) {
	w.Header().Set("Content-Type", output.ContentType(p.Path))
	out := &counter{w: w}
	switch err := p.Write(out); {
	case err == nil:
	case out.n == 0:
		s.excuse(w, http.StatusInternalServerError, p.Path, broken, err.Error())
	default:
		panic(http.ErrAbortHandler) // the browser shall know that it is not whole
	}
}

type counter struct {
	w io.Writer
	n int64
}

func (c *counter) Write(b []byte) (int, error) {
	n, err := c.w.Write(b)
	c.n += int64(n)
	return n, err
}

// excuse answers with a page of the server's own. It holds the script as well, so
// that the real one takes its place as soon as it can.
func (s *Server) excuse(w http.ResponseWriter, code int, name string, what diag.Text, detail string) {
	title := html.EscapeString(what.In(s.opt.Lang))
	body := fmt.Sprintf("<!DOCTYPE html>\n<html lang=%q>\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>%s</title>\n</head>\n"+
		"<body class=\"live-excuse\">\n<main>\n<h1>%s</h1>\n<p>%s</p>\n<p><a href=\"/\">%s</a></p>\n</main>\n</body>\n</html>\n",
		s.opt.Lang, title, title, html.EscapeString(diag.Visible(detail)), html.EscapeString(home.In(s.opt.Lang)))
	w.Header().Set("Content-Type", output.ContentType(".html"))
	w.WriteHeader(code)
	w.Write(s.withScript([]byte(body), name, noVersion))
}

// withScript adds the server's style sheet and script to a page.
func (s *Server) withScript(body []byte, name, version string) []byte {
	head := fmt.Sprintf("<link rel=\"stylesheet\" href=\"%slive.css\">\n<script src=\"%slive.js\" data-page=\"%s\" data-version=\"%s\" defer></script>\n</head>",
		own, own, html.EscapeString(name), version)
	return bytes.Replace(body, []byte("</head>"), []byte(head), 1)
}

// noVersion is that of a page that is not there.
const noVersion = "none"

// version changes when a page does.
func version(p output.Page) string { return fmt.Sprintf("%x", p.Digest[:8]) }

// pages are those of one site, made when they are asked for.
type pages struct {
	mu   sync.Mutex
	site *render.Site
	made map[string]output.Page
}

func (p *pages) get(name string) (output.Page, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if x, ok := p.made[name]; ok {
		return x, true
	}
	x, ok := p.site.Page(name)
	if ok {
		p.made[name] = x
	}
	return x, ok
}

// version is that of a page, or noVersion.
func (st *state) version(name string) string {
	if st.pages == nil {
		return noVersion
	}
	if p, ok := st.pages.get(name); ok {
		return version(p)
	}
	return noVersion
}

// bodyCache keeps what was written of pages, from one state to the next.
type bodyCache struct {
	mu     sync.Mutex
	bodies map[string]body
}

type body struct {
	digest [32]byte
	bytes  []byte
}

// manyBodies is how many pages are kept; a session looks at fewer.
const manyBodies = 256

func (c *bodyCache) body(p output.Page) ([]byte, error) {
	c.mu.Lock()
	have, ok := c.bodies[p.Path]
	c.mu.Unlock()
	if ok && have.digest == p.Digest && p.Digest != [32]byte{} {
		return have.bytes, nil
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.bodies == nil || len(c.bodies) >= manyBodies {
		c.bodies = map[string]body{}
	}
	c.bodies[p.Path] = body{p.Digest, b.Bytes()}
	return b.Bytes(), nil
}
