package archive

import (
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// A record's page and an attachment's copy are files, on whatever system the
// site is served from. What no such system can keep must not stop the build of
// all the rest.

// nameBytes is the longest name of a file; idBytes leaves room for an extension.
const (
	nameBytes = 255
	idBytes   = 240
)

// address makes an id one that a file can be named after. An id that has to be
// changed carries a hash, so that two of them stay two.
func address(id string) string {
	if portableName(id+".html") && len(id) <= idBytes {
		return id
	}
	h := fnv.New32a()
	h.Write([]byte(id))
	var b strings.Builder
	for _, r := range id {
		if !unportable(r) && r != '/' && b.Len()+utf8.RuneLen(r) < idBytes-len("-00000000") {
			b.WriteRune(r)
		}
	}
	return fmt.Sprintf("%s-%08x", strings.Trim(b.String(), ". -"), h.Sum32())
}

// portable reports whether every system can keep a path.
func portable(p string) bool {
	for name := range strings.SplitSeq(p, "/") {
		if !portableName(name) {
			return false
		}
	}
	return true
}

func portableName(name string) bool {
	return name != "" && len(name) <= nameBytes && !strings.ContainsFunc(name, unportable) &&
		!strings.HasSuffix(name, ".") && !strings.HasSuffix(name, " ") && !isDevice(name)
}

func unportable(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError || strings.ContainsRune(`\<>:"|?*`, r)
}

// isDevice reports whether Windows takes a name for a device, with any extension.
func isDevice(name string) bool {
	stem, _, _ := strings.Cut(name, ".")
	stem = strings.ToUpper(strings.TrimRight(stem, " "))
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	digit, ok := strings.CutPrefix(stem, "COM")
	if !ok {
		digit, ok = strings.CutPrefix(stem, "LPT")
	}
	return ok && utf8.RuneCountInString(digit) == 1 && strings.Contains("0123456789¹²³", digit)
}

// fold is equal for names that some file system takes for the same.
func fold(name string) string {
	if isASCII(name) {
		return strings.ToLower(name) // the same, and most names are so
	}
	return norm.NFC.String(cases.Fold().String(norm.NFD.String(name)))
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
