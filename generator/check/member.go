package check

import (
	"bytes"
	"regexp"
	"slices"

	"golang.org/x/text/width"
)

// Numbers that only their label makes known: those of passports, students and
// staff. Their form differs from place to place.
var (
	passportLabel = lazy(`(?i)(?:护照|護照|passport)(?:号码?|號碼?|编号|編號| ?(?:no\.?|number|#))?[\s:：为為是(（|*]{0,4}([A-Z]{0,2}[0-9]{7,9})(?:[^0-9A-Za-z]|$)`)
	memberLabel   = lazy(`(?i)(?:学号|學號|工号|工號|学生证号码?|學生證號碼?|员工编号|員工編號|员工号|職工編號|职工号|教工号|教职工号|学籍号|學籍號|人员编号|(?:student|staff|employee) ?(?:no\.?|id|number))[\s:：为為是(（#|*]{0,4}([A-Z]{0,4}[0-9](?:[-]?[0-9]){3,19})(.{0,4})`)
	memberColumn  = lazy(`(?i)^(?:学号|學號|工号|工號|学生证号码?|學生證號碼?|员工编号|員工編號|员工号|職工編號|职工号|教工号|教职工号|(?:student|staff|employee) ?(?:no\.?|id|number))$`)
	memberValue   = lazy(`^[A-Za-z]{0,4}[0-9](?:-?[0-9]){3,19}$`)
	notMember     = lazy(`^(?:\s*(?:年|级|級|届|屆|位|个|個|人|名|至|到|起|～|~|—|–|以))`)
)

// A text without any of these words has no label; the slow look is spared.
var (
	ofPassports   = []string{"护照", "護照", "assport", "ASSPORT"}
	ofMembers     = []string{"学号", "學號", "工号", "工號", "学生证", "學生證", "员工", "員工", "職工", "学籍号", "學籍號", "人员编号", "tudent", "TUDENT", "taff", "TAFF", "mployee", "MPLOYEE"}
	passportWords = newWordSet(ofPassports...)
	memberWords   = newWordSet(ofMembers...)
	labelWords    = newWordSet(slices.Concat(ofPassports, ofMembers)...) // one look for both
)

// wordSet finds out in one pass whether a text holds any of some words.
type wordSet struct {
	words [][]byte
	heads [1 << headBits / 64]uint64 // a bit for the first three bytes of each
}

const headBits = 16

func head(a, b, c byte) uint32 {
	return (uint32(a)<<16 | uint32(b)<<8 | uint32(c)) * 2654435761 >> (32 - headBits)
}

func newWordSet(words ...string) *wordSet {
	s := &wordSet{}
	for _, w := range words {
		s.words = append(s.words, []byte(w))
		h := head(w[0], w[1], w[2])
		s.heads[h/64] |= 1 << (h % 64)
	}
	return s
}

func (s *wordSet) in(text []byte) bool {
	for i := 2; i < len(text); i++ {
		h := head(text[i-2], text[i-1], text[i])
		if s.heads[h/64]>>(h%64)&1 == 0 {
			continue
		}
		if slices.ContainsFunc(s.words, func(w []byte) bool { return bytes.HasPrefix(text[i-2:], w) }) {
			return true
		}
	}
	return false
}

func passportNumber(ns *numbers) []secret {
	if !passportWords.in(ns.text) {
		return nil
	}
	var out []secret
	ns.labelled(passportLabel(), func(start, end int, number, _ string) {
		out = append(out, secret{start, end, passportWhat, number, false})
	})
	return out
}

func memberNumber(ns *numbers) []secret {
	if !memberWords.in(ns.text) {
		return nil
	}
	var out []secret
	ns.labelled(memberLabel(), func(start, end int, number, rest string) {
		if !notMember().MatchString(rest) {
			out = append(out, secret{start, end, memberWhat, number, false})
		}
	})
	return append(out, ns.memberColumns()...)
}

// labelled calls f for the first group of every match of a label, line by line,
// with full-width letters and digits folded.
func (ns *numbers) labelled(label *regexp.Regexp, f func(start, end int, number, rest string)) {
	last := -1
	for _, g := range ns.groups {
		if len(g.digits) < minDigits {
			continue
		}
		from := bytes.LastIndexByte(ns.text[:g.start], '\n') + 1
		if from == last {
			continue // the line has been looked at
		}
		last = from
		to := len(ns.text)
		if i := bytes.IndexByte(ns.text[from:], '\n'); i >= 0 {
			to = from + i
		}
		line, at := foldLine(ns.text[from:to])
		for _, m := range label.FindAllStringSubmatchIndex(line, -1) {
			rest := ""
			if len(m) > 4 && m[4] >= 0 {
				rest = line[m[4]:m[5]]
			}
			f(from+at(m[2]), from+at(m[3]), line[m[2]:m[3]], rest)
		}
	}
}

// foldLine makes full-width characters narrow and tells where each byte of the
// result stood.
func foldLine(b []byte) (string, func(int) int) {
	if !bytes.Contains(b, []byte{0xEF, 0xBC}) {
		return string(b), func(i int) int { return i }
	}
	var out []byte
	var from []int
	for i, c := range string(b) {
		n := len(out)
		out = append(out, width.Fold.String(string(c))...)
		for range len(out) - n {
			from = append(from, i)
		}
	}
	from = append(from, len(b))
	return string(out), func(i int) int { return from[i] }
}

// memberColumns finds the numbers below the heading 学号 of a table.
func (ns *numbers) memberColumns() []secret {
	var out []secret
	columns := map[int]bool{}
	off := 0
	for line := range bytes.Lines(ns.text) {
		start := off
		off += len(line)
		if !bytes.Contains(line, []byte("|")) {
			clear(columns)
			continue
		}
		ns.cells(start, line, func(i, from int, cell string) {
			switch {
			case memberColumn().MatchString(cell):
				columns[i] = true
			case columns[i] && memberValue().MatchString(cell):
				out = append(out, secret{from, from + len(cell), memberWhat, cell, false})
			}
		})
	}
	return out
}

// cells calls f for each cell of a table's line, trimmed.
func (ns *numbers) cells(start int, line []byte, f func(i, from int, cell string)) {
	for i, c := range bytes.Split(line, []byte("|")) {
		core := bytes.TrimSpace(c)
		f(i, start+bytes.Index(c, core), string(core))
		start += len(c) + 1
	}
}
