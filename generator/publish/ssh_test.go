//go:build !windows

package publish

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
	"golang.org/x/crypto/ssh/knownhosts"

	"github.com/minutebook/minutebook/generator/target"
)

// Over SSH, with the key in an agent and the host known: Git's own programs answer
// on the other side.
func TestBranchOverSSH(t *testing.T) {
	bare := repository(t)
	user, host := newKey(t), newKey(t)
	address := sshServer(t, user, host)
	t.Setenv("SSH_AUTH_SOCK", agentFor(t, user))
	known := filepath.Join(t.TempDir(), "known_hosts")
	t.Setenv("SSH_KNOWN_HOSTS", known)
	note := func(key ed25519.PrivateKey) {
		t.Helper()
		line := knownhosts.Line([]string{knownhosts.Normalize(address)}, signer(t, key).PublicKey()) + "\n"
		if err := os.WriteFile(known, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	note(host)
	opt := Options{Remote: "ssh://git@" + address + bare, Site: build(t, first)}
	sent(t, "branch:gh-pages", opt)
	same(t, checkout(t, bare, "gh-pages"), with(first, ".nojekyll", ""))
	opt.Site = build(t, second)
	if r := sent(t, "branch:gh-pages", opt); steps(r) != fromFirstToSecond {
		t.Errorf("steps %s", steps(r))
	}
	same(t, checkout(t, bare, "gh-pages"), with(second, ".nojekyll", ""))

	// Another host in its place, and no agent.
	note(newKey(t))
	_, err := Send(t.Context(), target.Target{Kind: target.Branch, Name: "gh-pages"}, opt)
	refused(t, err, "reach the remote", "over ssh", "known_hosts", "nothing was changed")
	note(host)
	t.Setenv("SSH_AUTH_SOCK", "")
	_, err = Send(t.Context(), target.Target{Kind: target.Branch, Name: "gh-pages"}, opt)
	refused(t, err, "over ssh", "an agent that has your key", "nothing was changed")
}

func newKey(t *testing.T) ed25519.PrivateKey {
	t.Helper()
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func signer(t *testing.T, key ed25519.PrivateKey) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// agentFor is the socket of an agent that has a key.
func agentFor(t *testing.T, key ed25519.PrivateKey) string {
	t.Helper()
	ring := agent.NewKeyring()
	if err := ring.Add(agent.AddedKey{PrivateKey: key}); err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "agent") // a socket's path must be short
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	l, err := net.Listen("unix", filepath.Join(dir, "s"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				agent.ServeAgent(ring, c) // it ends with the connection
			}()
		}
	}()
	return l.Addr().String()
}

// sshServer lets one key in and runs Git's two services, nothing else.
func sshServer(t *testing.T, user, host ed25519.PrivateKey) string {
	t.Helper()
	allowed := string(signer(t, user).PublicKey().Marshal())
	config := &ssh.ServerConfig{PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if string(key.Marshal()) != allowed {
			return nil, errors.New("unknown key")
		}
		return nil, nil
	}}
	config.AddHostKey(signer(t, host))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serveSSH(c, config)
		}
	}()
	return l.Addr().String()
}

func serveSSH(c net.Conn, config *ssh.ServerConfig) {
	defer c.Close()
	conn, channels, requests, err := ssh.NewServerConn(c, config)
	if err != nil {
		return
	}
	defer conn.Close()
	go ssh.DiscardRequests(requests)
	for ch := range channels {
		channel, requests, err := ch.Accept()
		if err != nil {
			return
		}
		go func() {
			defer channel.Close()
			for r := range requests {
				if r.Type != "exec" {
					r.Reply(false, nil) // the client goes on without
					continue
				}
				r.Reply(true, nil)
				service, dir, _ := strings.Cut(string(r.Payload[4:]), " ")
				status := struct{ Code uint32 }{1}
				if service == "git-upload-pack" || service == "git-receive-pack" {
					cmd := exec.Command(service, strings.Trim(dir, "'"))
					in, err := cmd.StdinPipe()
					if err != nil {
						return
					}
					cmd.Stdout, cmd.Stderr = channel, channel.Stderr()
					if cmd.Start() != nil {
						return
					}
					go func() {
						io.Copy(in, channel) // Git sees the end
						in.Close()
					}()
					if cmd.Wait() == nil {
						status.Code = 0
					}
				}
				channel.SendRequest("exit-status", false, ssh.Marshal(&status))
				return
			}
		}()
	}
}
