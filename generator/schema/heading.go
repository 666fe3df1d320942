package schema

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/source"
)

// leadingNumber is the number of a heading: 三、 3. 3.1 （三） 第二部分 ③ Ⅲ. and the like.
var leadingNumber = regexp.MustCompile(
	`^(?:第?[一二三四五六七八九十百]+(?:[、.:)]|部分|\s)|\([一二三四五六七八九十百\d]+\)|\d{1,3}(?:\.\d{1,3})*(?:[、.:)]|\s)|[①-⑳]|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩivxIVX]+[、.)])\s*[、.]?\s*`)

// CleanHeading takes the number and the closing colon off a heading and folds
// full-width punctuation and letters to half width.
func CleanHeading(s string) string {
	s = source.Narrow(norm.NFC.String(strings.TrimSpace(s)))
	s = strings.Trim(s, "*_# \t")
	for {
		m := leadingNumber.FindString(s)
		if m == "" || len(m) == len(s) {
			break
		}
		s = s[len(m):]
	}
	return strings.TrimSpace(strings.TrimRight(s, ": \t"))
}

// headingForms lists the ways to read a heading, most literal first: as it
// stands, without the gloss in brackets, and the gloss itself.
func headingForms(s string) []string {
	clean := strings.ToLower(CleanHeading(s))
	forms := []string{clean}
	before, gloss, ok := strings.Cut(clean, "(")
	if !ok {
		return forms
	}
	if before = strings.TrimSpace(before); before != "" {
		forms = append(forms, strings.TrimRight(before, ": "))
	}
	if gloss, _, ok = strings.Cut(gloss, ")"); ok && gloss != "" {
		forms = append(forms, strings.TrimSpace(gloss))
	}
	return forms
}
