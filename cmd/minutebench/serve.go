package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Both programs show a site while it is written. What somebody waits for is
// measured from outside and alike for both: from the end of a save until the page
// that is asked for over and over holds what was saved.

// saves is how many records are saved, each another.
const saves = 20

// pollEvery is how often the page is asked for, which a figure may be too high by.
const pollEvery = 2 * time.Millisecond

// server is one of the two, at an address of its own.
type server struct {
	name    string
	program string
	args    []string
	address string                     // of the site, without a slash at its end
	page    func(record string) string // where a record is shown
	root    string                     // of the records
	waits   *series
}

func (b *bench) measureServe() error {
	for _, s := range []server{
		{
			name: "hugo server", program: b.hugo, args: []string{"server", "--quiet", "--bind", "127.0.0.1", "--noBuildLock", "--cacheDir", filepath.Join(b.dir, "hugo-cache-serve"), "--source", b.site(), "--port"},
			page: func(record string) string { return "/" + record + "/" }, root: filepath.Join(b.site(), "content"), waits: &b.hugoSave,
		},
		{
			name: "serve", program: b.program, args: []string{"serve", "--quiet", "--dir", b.archive(), "--now", moment.Format(time.RFC3339), "--addr"},
			page: func(record string) string { return "/records/" + filepath.Base(record) + ".html" }, root: b.archive(), waits: &b.save,
		},
	} {
		if s.program == "" {
			continue
		}
		if err := s.measure(); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

func (s *server) measure() error {
	host, err := freeAddress()
	if err != nil {
		return err
	}
	s.address = "http://" + host
	last := host
	if strings.HasSuffix(s.args[len(s.args)-1], "port") {
		_, last, _ = net.SplitHostPort(host)
	}
	cmd := exec.Command(s.program, append(s.args, last)...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	defer func() {
		if cmd.Process.Kill() == nil {
			<-ended
		}
	}()
	records, err := filepath.Glob(filepath.Join(s.root, "communications", "*", "*.md"))
	if err != nil {
		return err
	}
	if len(records) < saves {
		return fmt.Errorf("%d communications are too few to save %d", len(records), saves)
	}
	if err := s.await("/", "<html", ended); err != nil {
		return fmt.Errorf("%w\n%s", err, tail(out.String(), 2000))
	}
	for i := range saves {
		if err := s.saveOne(records[i*len(records)/saves], fmt.Sprintf("第 %d 次存盘的补记。", i+1), ended); err != nil {
			return err
		}
	}
	return nil
}

func (s *server) saveOne(file, note string, ended <-chan error) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(s.root, strings.TrimSuffix(file, ".md"))
	if err != nil {
		return err
	}
	page := s.page(filepath.ToSlash(rel))
	if err := s.await(page, "<html", ended); err != nil { // as in a tab that is open
		return err
	}
	mark := []byte("## 讨论要点\n\n")
	if err := os.WriteFile(file, bytes.Replace(text, mark, append(bytes.Clone(mark), note...), 1), 0o644); err != nil {
		return err
	}
	saved := time.Now()
	if err := s.await(page, note, ended); err != nil {
		return err
	}
	s.waits.add(cost{wall: time.Since(saved)})
	return nil
}

// await asks for a page until it holds a text.
func (s *server) await(page, text string, ended <-chan error) error {
	const patience = 5 * time.Minute
	for start := time.Now(); time.Since(start) < patience; time.Sleep(pollEvery) {
		select {
		case err := <-ended:
			return errors.Join(errors.New("it ended"), err)
		default:
		}
		if b, err := get(s.address + page); err == nil && bytes.Contains(b, []byte(text)) {
			return nil
		}
	}
	return fmt.Errorf("%s does not show %q", page, text)
}

func get(address string) ([]byte, error) {
	r, err := http.Get(address)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	return io.ReadAll(r.Body)
}

func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}
