package pack

import (
	"bytes"
	"errors"
	"iter"
	"os/exec"
	"strings"
	"testing"
)

func objects(bodies ...string) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		for _, b := range bodies {
			if !yield(Object{Blob, int64(len(b)), strings.NewReader(b)}, nil) {
				return
			}
		}
	}
}

// Git itself reads what is written, objects of every length of header included.
func TestGitReadsIt(t *testing.T) {
	bodies := []string{"", "a", strings.Repeat("b", 15), strings.Repeat("c", 16), strings.Repeat("d", 2047), strings.Repeat("e", 2048), strings.Repeat("会议\n", 100_000)}
	var b bytes.Buffer
	if err := Write(&b, len(bodies), objects(bodies...)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	git(t, dir, nil, "init", "-q", "--bare")
	git(t, dir, b.Bytes(), "unpack-objects", "-q", "--strict")
	for _, body := range bodies {
		id := strings.TrimSpace(string(git(t, dir, []byte(body), "hash-object", "--stdin")))
		if got := git(t, dir, nil, "cat-file", "blob", id); string(got) != body {
			t.Errorf("%d bytes came back as %d", len(body), len(got))
		}
	}
}

func TestWhatIsPromisedIsHeld(t *testing.T) {
	wrong := errors.New("the disk is gone")
	tests := []struct {
		n    int
		all  iter.Seq2[Object, error]
		want string
	}{
		{2, objects("a"), "write a pack: 1 objects, not the 2 that were announced"},
		{1, func(yield func(Object, error) bool) { yield(Object{}, wrong) }, "the disk is gone"},
		{1, func(yield func(Object, error) bool) { yield(Object{Blob, 3, strings.NewReader("ab")}, nil) }, "write a pack: an object of 3 bytes gave 2"},
	}
	for _, test := range tests {
		if err := Write(&bytes.Buffer{}, test.n, test.all); err == nil || err.Error() != test.want {
			t.Errorf("got %v, want %s", err, test.want)
		}
	}
}

func git(t *testing.T, dir string, in []byte, args ...string) []byte {
	t.Helper()
	cmd := exec.Command("git", args...)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("git %v: %v", args, err)
	}
	return out
}
