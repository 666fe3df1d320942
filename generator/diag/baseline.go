package diag

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Baseline is a list of findings an archive had when it adopted a rule: old
// debts, which are held back so that new ones stand out.
//
// A finding is known by its rule, its file and the text it is about, not by its
// line, so it is still held when lines move; by its count, so a second equal one
// beside it is reported; and without the figures in its message, so an action
// that is overdue by 3 days is the same tomorrow. The zero Baseline holds
// nothing.
//
// It is kept as JSON lines, sorted, one finding a line, so that a version-control
// diff shows which debts were paid and two branches merge line by line.
type Baseline struct {
	counts map[debt]int
}

// debt is what makes two findings the same one.
type debt struct {
	Rule        string `json:"rule"`
	File        string `json:"file"`
	Fingerprint string `json:"fingerprint"`
}

type baselineLine struct {
	debt
	Count int `json:"count"`
}

type baselineHeader struct {
	Baseline int `json:"minutebook-baseline"`
}

const baselineVersion = 1

// NewBaseline makes a baseline that holds exactly the given findings.
func NewBaseline(fs []Finding) Baseline {
	b := Baseline{counts: make(map[debt]int)}
	for _, f := range fs {
		b.counts[debtOf(f)]++
	}
	return b
}

// WriteBaseline writes a baseline that holds exactly the given findings.
func WriteBaseline(w io.Writer, fs []Finding) error {
	counts := NewBaseline(fs).counts
	buf := bufio.NewWriter(w)
	err := encodeJSON(buf, baselineHeader{baselineVersion}, "")
	debts := slices.SortedFunc(maps.Keys(counts), func(a, b debt) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Fingerprint, b.Fingerprint))
	})
	for _, d := range debts {
		err = errors.Join(err, encodeJSON(buf, baselineLine{d, counts[d]}, ""))
	}
	if err = errors.Join(err, buf.Flush()); err != nil {
		return fmt.Errorf("write the baseline: %w", err)
	}
	return nil
}

// ReadBaseline reads what WriteBaseline wrote. A line that stands there twice, as
// a merge of two branches may leave it, counts once. It fails on anything that is
// not a baseline of this version, because a baseline misread would report old
// debts as new or hide new ones.
func ReadBaseline(r io.Reader) (Baseline, error) {
	b := Baseline{counts: make(map[debt]int)}
	in := bufio.NewScanner(r)
	in.Buffer(nil, 1<<20)
	number := 0
	for in.Scan() {
		number++
		text := strings.TrimSpace(in.Text())
		var err error
		switch {
		case number == 1:
			err = checkBaselineHeader(text)
		case text != "":
			err = b.add(text)
		}
		if err != nil {
			return Baseline{}, Fail(Text{CN: "第 %d 行读不懂（%s）；用 --write-baseline 重写", TW: "第 %d 行讀不懂（%s）；用 --write-baseline 重寫", EN: "read the baseline: line %d: %s; write the baseline anew"}, number, err)
		}
	}
	if err := in.Err(); err != nil {
		return Baseline{}, fmt.Errorf("read the baseline: %w", err)
	}
	if number == 0 {
		return Baseline{}, Fail(Text{CN: "是空的；用 --write-baseline 重写", TW: "是空的；用 --write-baseline 重寫", EN: "read the baseline: it is empty; write the baseline anew"})
	}
	return b, nil
}

func checkBaselineHeader(text string) error {
	var h baselineHeader
	if err := decodeLine(text, &h); err != nil {
		return fmt.Errorf("not the head of a baseline: %w", err)
	}
	if h.Baseline != baselineVersion {
		return fmt.Errorf("version %d is not known, only %d", h.Baseline, baselineVersion)
	}
	return nil
}

func (b Baseline) add(text string) error {
	var l baselineLine
	if err := decodeLine(text, &l); err != nil {
		return err
	}
	if l.Rule == "" || l.Fingerprint == "" || l.Count < 1 {
		return errors.New("rule, fingerprint and a count of at least 1 are needed")
	}
	b.counts[l.debt] = max(b.counts[l.debt], l.Count)
	return nil
}

func decodeLine(text string, v any) error {
	dec := json.NewDecoder(strings.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return err
	}
	if dec.More() {
		return errors.New("more than one value on the line")
	}
	return nil
}

// Apply takes the findings the baseline holds out of fs. It returns the others in
// their order, how many were held, and how many debts of the baseline no longer
// exist. Among equal findings the first ones are held. Stale debts mean something
// only if fs came from a check of the whole archive.
func (b Baseline) Apply(fs []Finding) (fresh []Finding, held, stale int) {
	fresh, old := b.Split(fs)
	for _, n := range b.counts {
		stale += n
	}
	return fresh, len(old), stale - len(old)
}

// Split parts findings into those that the baseline does not hold and those that
// it does, each in their order.
func (b Baseline) Split(fs []Finding) (fresh, held []Finding) {
	left := maps.Clone(b.counts)
	for _, f := range fs {
		if d := debtOf(f); left[d] > 0 {
			left[d]--
			held = append(held, f)
		} else {
			fresh = append(fresh, f)
		}
	}
	return fresh, held
}

func debtOf(f Finding) debt {
	// The message in one language, so that the reader's does not matter.
	text := digest(spaceless(f.Excerpt), figureless(spaceless(f.Message.In(ZhCN))))
	return debt{f.Rule, f.File, text}
}

// fingerprints names each finding for systems that compare two runs: the same
// name when only its line has moved, and different names for equal findings.
func fingerprints(fs []Finding) []string {
	seen := make(map[debt]int)
	names := make([]string, len(fs))
	for i, f := range fs {
		d := debtOf(f)
		seen[d]++
		names[i] = digest(d.Rule, d.File, d.Fingerprint, strconv.Itoa(seen[d]))
	}
	return names
}

func digest(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// spaceless makes re-indented and re-wrapped text equal.
func spaceless(s string) string { return strings.Join(strings.Fields(s), " ") }

// figureless puts # for every number that stands alone: counts of days and hours
// change by themselves. One that belongs to a word, as in a2, stays.
func figureless(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		end := i + 1
		for isASCIIWord(s[i]) && end < len(s) && isASCIIWord(s[end]) {
			end++
		}
		if word := s[i:end]; strings.Trim(word, "0123456789") == "" {
			b.WriteByte('#')
		} else {
			b.WriteString(word)
		}
		i = end
	}
	return b.String()
}

func isASCIIWord(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_'
}
