package render

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/archive"
)

// recordPath is the address of a record's page.
func recordPath(r *archive.Record) string { return "records/" + r.ID + ".html" }

func itemPath(i *archive.Item) string { return recordPath(i.Record) + "#" + i.Local }

func filePath(p string) string { return "files/" + p }

// fileName makes a file's name of any key: letters and digits stay, everything
// else is a hyphen, and a key that was changed (or could meet another on a disk
// that does not tell case) carries a hash.
func fileName(key string) string {
	var b strings.Builder
	exact := true
	for _, r := range key {
		switch {
		case unicode.IsLower(r) || unicode.IsDigit(r) || r == '-' || unicode.Is(unicode.Han, r):
			b.WriteRune(r)
		default:
			b.WriteByte('-')
			exact = false
		}
		if b.Len() > 120 {
			exact = false
			break
		}
	}
	if exact && b.Len() > 0 {
		return b.String()
	}
	h := fnv.New32a()
	h.Write([]byte(key))
	return fmt.Sprintf("%s-%08x", strings.Trim(b.String(), "-"), h.Sum32())
}

// up is the way from a page back to the site's root: "" or "../".
func up(path string) string {
	n := strings.Count(path, "/")
	if ways := "../../../"; n <= len(ways)/3 {
		return ways[:3*n] // as all are
	}
	return strings.Repeat("../", n)
}

// href is the link from one page to another, percent-encoded where a URL asks
// for it. The fragment stays.
func href(from, to string) string {
	path, frag, has := strings.Cut(to, "#")
	if plainPath(path) && plainPath(frag) {
		return up(from) + to // as almost all are
	}
	out := up(from) + escapePath(path)
	if has {
		out += "#" + escapePath(frag)
	}
	return out
}

// plainPath reports whether nothing of a path needs to be escaped.
func plainPath(p string) bool {
	ascii := true
	for i := range len(p) {
		if !pathByte[p[i]] {
			return false
		}
		ascii = ascii && p[i] < utf8.RuneSelf
	}
	return ascii || utf8.ValidString(p)
}

// escapePath percent-encodes what may not stand in a path. Letters of every
// script may (browsers show them); html/template encodes them on output.
func escapePath(p string) string {
	if plainPath(p) {
		return p
	}
	var b strings.Builder
	for _, r := range p {
		if r < utf8.RuneSelf && !pathByte[r] {
			fmt.Fprintf(&b, "%%%02X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// pathByte are the bytes that escapePath lets be.
var pathByte = func() (ok [256]bool) {
	for c := range 256 {
		ok[c] = c >= utf8.RuneSelf || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~/!$&'()*+,;=@", byte(c)) >= 0
	}
	return ok
}()
