//go:build linux || darwin

package output

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The test binary is its own child: a builder to be killed or starved.
const (
	childDir   = "OUTPUT_TEST_DIR"
	childPages = "OUTPUT_TEST_GENERATION"
	childLimit = "OUTPUT_TEST_FILE_SIZE"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := child(dir); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	syscall.Umask(0o022)
	os.Exit(m.Run())
}

func child(dir string) error {
	var limit uint64
	if _, err := fmt.Sscan(os.Getenv(childLimit), &limit); err == nil {
		signal.Ignore(syscall.SIGXFSZ)
		r := syscall.Rlimit{Cur: limit, Max: limit}
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &r); err != nil {
			return err
		}
	}
	_, err := Write(context.Background(), dir, generation(os.Getenv(childPages)), Options{})
	return err
}

const generationPages = 60

// generation is a site of 60 pages, a third of which never change.
func generation(name string) iter.Seq[Page] {
	return func(yield func(Page) bool) {
		for i := range generationPages {
			body := "constant"
			if i%3 > 0 {
				body = strings.Repeat("generation "+name+"\n", 50+2*i)
			}
			if !yield(page(fmt.Sprintf("%d/p%03d.html", i%7, i), body)) {
				return
			}
		}
	}
}

func childCommand(t *testing.T, dir, gen string, env ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	// The race detector would wait a second at the end of each.
	cmd.Env = append(os.Environ(), childDir+"="+dir, childPages+"="+gen, "GORACE=atexit_sleep_ms=0")
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

// generationOf fails the test unless the site is whole and all of one
// generation, which it returns.
func generationOf(t *testing.T, dir string) string {
	t.Helper()
	problems, err := Verify(dir)
	if err != nil || len(problems) > 0 {
		t.Fatalf("the site is broken: %v, %v", problems, err)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != generationPages {
		t.Fatalf("the site has %d pages", len(m.Files))
	}
	found := map[string]bool{}
	for _, f := range m.Files {
		if line, _, ok := strings.Cut(read(t, dir, f.Path), "\n"); ok {
			found[strings.TrimPrefix(line, "generation ")] = true
		}
	}
	if len(found) != 1 {
		t.Fatalf("the site is of generations %v", found)
	}
	for g := range found {
		return g
	}
	return ""
}

// Builders die at random moments, spread over the time that the last one that
// lived took.
func TestKilledBuilders(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	random := rand.New(rand.NewPCG(2025, 6))
	old, took := "", 10*time.Second
	killed, swapped, want := 0, 0, stressed(20, 500)
	for n := 0; killed < want; n++ {
		if n == 10*want {
			t.Fatalf("only %d of %d builders could be killed", killed, n)
		}
		next := fmt.Sprint(n)
		started := time.Now()
		if survived := runFor(t, childCommand(t, dir, next), time.Duration(random.Int64N(int64(took)))); survived {
			took = time.Since(started)
		} else {
			killed++
		}
		if _, err := os.Stat(dir); old != "" || err == nil {
			switch got := generationOf(t, dir); got {
			case old:
			case next:
				swapped++
			default:
				t.Fatalf("the site is of generation %q, want %q or %q", got, old, next)
			}
		}
		old = next + " mended"
		if _, err := Write(t.Context(), dir, generation(old), Options{}); err != nil {
			t.Fatal(err)
		}
		whole(t, dir)
	}
	t.Logf("%d builders were killed; of all, %d had the new site in place", killed, swapped)
}

// runFor kills a command after a while. It reports whether the command had ended
// by then.
func runFor(t *testing.T, cmd *exec.Cmd, while time.Duration) bool {
	t.Helper()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			t.Fatal(err)
		}
		return true
	case <-time.After(while):
	}
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		t.Fatal(err)
	}
	return <-ended == nil
}

// A reader must find a whole page at any moment, and the next build comes while
// it reads.
func TestReadersNeverMissAPage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	build := func(gen string) {
		if _, err := Write(t.Context(), dir, generation(gen), Options{}); err != nil {
			t.Error(err)
		}
	}
	build("0")
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 10 {
			build(fmt.Sprint(i + 1))
		}
	}()
	defer func() { <-done }()
	reads := 0
	for {
		select {
		case <-done:
			t.Logf("%d reads", reads)
			return
		default:
		}
		i := reads % generationPages
		data, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d/p%03d.html", i%7, i)))
		if err != nil {
			// A path is looked up folder by folder; if the exchange falls between
			// two of them, the old folder may be gone already. Once is enough.
			data, err = os.ReadFile(filepath.Join(dir, fmt.Sprintf("%d/p%03d.html", i%7, i)))
		}
		if err != nil || i%3 > 0 && strings.Count(string(data), "\n") != 50+2*i {
			t.Fatalf("page %d: %d bytes, %v", i, len(data), err)
		}
		reads++
	}
}

func TestFileSizeLimit(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write := func(gen string, env ...string) (string, error) {
		out, err := childCommand(t, dir, gen, env...).CombinedOutput()
		return string(out), err
	}
	if out, err := write("0"); err != nil {
		t.Fatal(out)
	}
	tries := stressed(4, 100)
	for n := range tries {
		out, err := write("1", fmt.Sprint(childLimit, "=", 2000*n/tries))
		if err == nil {
			t.Fatal("a build without room succeeded")
		}
		if !strings.Contains(out, "file too large") || !strings.Contains(out, ".html") {
			t.Errorf("the error is %s", out)
		}
		if got := generationOf(t, dir); got != "0" {
			t.Errorf("the site is of generation %s", got)
		}
		whole(t, dir)
	}
	// The largest page fits and the manifest does not.
	if out, err := write("1", childLimit+"=8000"); err == nil || !strings.Contains(out, "write manifest") {
		t.Errorf("the error is %v, %s", err, out)
	}
	if got := generationOf(t, dir); got != "0" {
		t.Errorf("the site is of generation %s", got)
	}
}

func TestUmaskDoesNotShow(t *testing.T) {
	pages := []Page{page("a", "1"), page("b/c/d", "2")}
	want := filepath.Join(t.TempDir(), "public")
	write(t, want, pages...)
	for _, mask := range []int{0, 0o002, 0o077, 0o277} {
		dir := filepath.Join(t.TempDir(), "public")
		before := syscall.Umask(mask)
		_, err := Write(t.Context(), dir, slices.Values(pages), Options{})
		syscall.Umask(before)
		if err != nil {
			t.Errorf("umask %03o: %v", mask, err)
			continue
		}
		sameTree(t, tree(t, dir), tree(t, want))
	}
}

// Special files in the old site are neither opened nor carried over.
func TestFIFOs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	pages := []Page{page("a", "1"), page("b", "2")}
	write(t, dir, pages...)
	name := filepath.Join(dir, "a")
	if err := errors.Join(os.Remove(name), syscall.Mkfifo(name, 0o644)); err != nil {
		t.Fatal(err)
	}
	got, err := Verify(dir)
	if err != nil || !slices.Equal(got, []Problem{{"a", Changed}}) {
		t.Errorf("got %v, %v", got, err)
	}
	write(t, dir, pages...)
	whole(t, dir)

	// Nor is a lock that is none waited for.
	if err := syscall.Mkfifo(filepath.Join(filepath.Dir(dir), ".public.minutebook-lock"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = Write(t.Context(), dir, slices.Values(pages), Options{})
	refused(t, err, "not a regular file")
}
