package history

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/minutebook/minutebook/generator/diag"
)

// raw is a commit as it is stored.
type raw struct {
	tree              plumbing.Hash
	parents           []plumbing.Hash
	author, committer signature
	message           string
}

type signature struct {
	ident Ident // as written, the address in lower case
	when  int64 // seconds
	zone  int   // seconds east
}

// parseCommit reads a commit's bytes.
func parseCommit(b []byte) (raw, error) {
	var c raw
	for {
		line, rest, ok := bytes.Cut(b, []byte{'\n'})
		if !ok {
			return c, diag.Fail(diag.Text{CN: "提交的头部没有结束", TW: "提交的標頭沒有結束", EN: "a commit without an end of its head"})
		}
		b = rest
		if len(line) == 0 {
			break
		}
		key, value, _ := strings.Cut(string(line), " ")
		var err error
		switch key {
		case "tree":
			c.tree, err = parseHash(value)
		case "parent":
			var p plumbing.Hash
			p, err = parseHash(value)
			c.parents = append(c.parents, p)
		case "author":
			c.author = parseSignature(value)
		case "committer":
			c.committer = parseSignature(value)
		}
		if err != nil {
			return c, err
		}
	}
	c.message = strings.ToValidUTF8(string(b), "\uFFFD")
	return c, nil
}

func parseHash(s string) (plumbing.Hash, error) {
	if !plumbing.IsHash(s) {
		return plumbing.ZeroHash, diag.Fail(diag.Text{CN: "%q 不是对象的编号", TW: "%q 不是物件的編號", EN: "%q is not the id of an object"}, s)
	}
	return plumbing.NewHash(s), nil
}

// parseSignature reads "Name <address> 1750000000 +0800". What is not there stays
// empty: old and foreign tools write all sorts of things.
func parseSignature(s string) signature {
	var out signature
	s = strings.ToValidUTF8(s, "\uFFFD")
	from, to := strings.IndexByte(s, '<'), strings.LastIndexByte(s, '>')
	if from < 0 || to < from {
		out.ident.Name = strings.TrimSpace(s)
		return out
	}
	out.ident = newIdent(s[:from], s[from+1:to])
	when, zone, _ := strings.Cut(strings.TrimSpace(s[to+1:]), " ")
	out.when, _ = strconv.ParseInt(when, 10, 64)
	if n, err := strconv.Atoi(zone); err == nil && len(zone) == 5 {
		out.zone = (n/100)*3600 + (n%100)*60
	}
	return out
}

func newIdent(name, address string) Ident {
	return Ident{Name: strings.TrimSpace(name), Email: strings.ToLower(strings.TrimSpace(address))}
}

func (s signature) time() time.Time {
	return time.Unix(s.when, 0).In(time.FixedZone("", s.zone))
}

// reviewing are the trailers that say somebody looked at a change.
var reviewing = []string{"reviewed-by", "approved-by", "acked-by"}

// parseMessage takes a message's subject and the people of its trailers.
func parseMessage(message string) (subject string, coAuthors, reviewers, onBehalf []Ident) {
	message = strings.TrimSpace(strings.ReplaceAll(message, "\r\n", "\n"))
	parts := strings.Split(message, "\n\n")
	subject = strings.Join(strings.Fields(parts[0]), " ")
	if len(parts) == 1 {
		return subject, nil, nil, nil
	}
	// The trailers are the last paragraph.
	for line := range strings.Lines(parts[len(parts)-1]) {
		key, value, ok := strings.Cut(line, ":")
		if !ok {
			continue
		}
		key = strings.ToLower(strings.TrimSpace(key))
		who := parseSignature(strings.TrimSpace(value)).ident
		if who == (Ident{}) {
			continue
		}
		switch key {
		case "co-authored-by":
			coAuthors = append(coAuthors, who)
		case "on-behalf-of":
			onBehalf = append(onBehalf, who)
		}
		for _, r := range reviewing {
			if key == r {
				reviewers = append(reviewers, who)
			}
		}
	}
	return subject, coAuthors, reviewers, onBehalf
}

// mailmap puts the present names and addresses in the place of former ones.
type mailmap struct {
	byBoth, byEmail map[Ident]Ident
}

// parseMailmap reads a .mailmap; lines of another form are skipped.
//
//	Name <address>                       the name of everybody with the address
//	<address> <former>                   another address
//	Name <address> <former>
//	Name <address> Former Name <former>  only of who was called so
func parseMailmap(text string) mailmap {
	m := mailmap{byBoth: map[Ident]Ident{}, byEmail: map[Ident]Ident{}}
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		name, rest, ok := strings.Cut(line, "<")
		if !ok {
			continue
		}
		address, rest, ok := strings.Cut(rest, ">")
		if !ok {
			continue
		}
		now := newIdent(name, address)
		formerName, formerAddress, two := strings.Cut(rest, "<")
		formerAddress, _, _ = strings.Cut(formerAddress, ">")
		if !two {
			if now.Name != "" {
				m.byEmail[Ident{Email: now.Email}] = now
			}
			continue
		}
		former := newIdent(formerName, formerAddress)
		if former.Name == "" {
			m.byEmail[former] = now
		} else {
			former.Name = strings.ToLower(former.Name)
			m.byBoth[former] = now
		}
	}
	return m
}

func (m mailmap) apply(who Ident) Ident {
	now, ok := m.byBoth[Ident{Name: strings.ToLower(who.Name), Email: who.Email}]
	if !ok {
		now, ok = m.byEmail[Ident{Email: who.Email}]
	}
	if !ok {
		return who
	}
	if now.Name == "" {
		now.Name = who.Name
	}
	return now
}

func (m mailmap) applyAll(who []Ident) []Ident {
	if len(who) == 0 {
		return nil
	}
	out := make([]Ident, len(who))
	for i, w := range who {
		out[i] = m.apply(w)
	}
	return out
}
