package search

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// client is search.js under node.
type client struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
}

// newClient starts node. Without it the test is skipped, and says so: half of what
// it holds together is not there.
func newClient(t *testing.T) *client {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("NODE IS NOT INSTALLED: search.js is not tested")
	}
	dir := t.TempDir()
	copyFile(t, "../templates/static/search.js", filepath.Join(dir, "search.mjs"))
	copyFile(t, "testdata/client.mjs", filepath.Join(dir, "client.mjs"))
	cmd := exec.Command(node, filepath.Join(dir, "client.mjs"))
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			t.Errorf("node: %v", err)
		}
	})
	c := &client{t, in, bufio.NewReaderSize(out, 1<<20)}
	c.call(nil, "load", base64.StdEncoding.EncodeToString(foldBytes()), fieldNames)
	return c
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// clientError is what search.js threw.
type clientError struct{ Kind, Message string }

func (e *clientError) Error() string { return e.Kind + ": " + e.Message }

// try calls a function of testdata/client.mjs.
func (c *client) try(result any, name string, args ...any) error {
	c.t.Helper()
	line, err := json.Marshal(append([]any{name}, args...))
	if err != nil {
		c.t.Fatal(err)
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		c.t.Fatal(err)
	}
	line, err = c.out.ReadBytes('\n')
	if err != nil {
		c.t.Fatalf("node has ended: %v", err)
	}
	var answer struct {
		Result json.RawMessage
		Error  *clientError
	}
	if err := json.Unmarshal(line, &answer); err != nil {
		c.t.Fatalf("%s: %v", line, err)
	}
	if answer.Error != nil {
		return answer.Error
	}
	if result == nil {
		return nil
	}
	if err := json.Unmarshal(answer.Result, result); err != nil {
		c.t.Fatalf("%s: %v", answer.Result, err)
	}
	return nil
}

func (c *client) call(result any, name string, args ...any) {
	c.t.Helper()
	if err := c.try(result, name, args...); err != nil {
		c.t.Fatalf("%s%s: %v", name, fmt.Sprint(args...), err)
	}
}
