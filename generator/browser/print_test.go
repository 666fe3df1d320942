package browser

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// word is a run of characters on paper; lengths are points from the top left.
type word struct {
	Left   float64 `xml:"xMin,attr"`
	Top    float64 `xml:"yMin,attr"`
	Right  float64 `xml:"xMax,attr"`
	Bottom float64 `xml:"yMax,attr"`
	Text   string  `xml:",chardata"`
}

func (w word) height() float64 { return w.Bottom - w.Top }
func (w word) middle() float64 { return (w.Top + w.Bottom) / 2 }

type sheet struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Words  []word  `xml:"word"`
}

const millimetre = 72 / 25.4

// The grid of GB/T 9704-2012: a text area of 156 by 225 mm on A4, 37 mm from the
// top and 28 mm from the side where sheets are bound, which is the left of odd
// pages; 22 lines of 28 characters.
const (
	areaTop, areaHeight, areaWidth = 37 * millimetre, 225 * millimetre, 156 * millimetre
	row                            = areaHeight / 22
)

func TestMinutesOnPaper(t *testing.T) {
	sheets := printed(t, "record minutes")
	if len(sheets) < 3 {
		t.Fatalf("%d pages, want a text over several", len(sheets))
	}
	// The box of a word is higher than its characters by what its typeface likes:
	// where they stand in it is read off the lines of the second page.
	text := heightOf(sheets[1].Words)
	rise := math.Inf(1)
	for _, w := range sheets[1].Words {
		if near(w.height(), text, 1) {
			rise = min(rise, w.middle())
		}
	}
	rise = areaTop + row/2 - rise
	if math.Abs(rise) > row/4 {
		t.Errorf("the first line of page 2 is off its place by %.1f pt", rise)
	}
	for i, s := range sheets {
		if !near(s.Width, 210*millimetre, 1) || !near(s.Height, 297*millimetre, 1) {
			t.Errorf("page %d is %.0f by %.0f pt, want A4", i+1, s.Width, s.Height)
		}
		left := 28 * millimetre
		if i%2 == 1 {
			left = 26 * millimetre
		}
		right, bottom := left+areaWidth, areaTop+areaHeight
		var number []word
		lines := map[int]string{} // by their place on the page, the first is 1
		for _, w := range s.Words {
			if w.middle() > bottom {
				number = append(number, w)
				continue
			}
			if w.Left < left-1 || w.Right > right+1 || w.middle()+rise < areaTop {
				t.Errorf("page %d: %q leaves the text area: %.0f to %.0f, at %.0f", i+1, w.Text, w.Left, w.Right, w.middle())
			}
			if !near(w.height(), text, 1) {
				continue // of a table or a title
			}
			place := (w.middle()+rise-areaTop)/row + .5
			if !near(place, math.Round(place), .2) {
				t.Errorf("page %d: %q stands on line %.2f", i+1, w.Text, place)
			}
			lines[int(math.Round(place))] += w.Text
		}
		for n, line := range lines {
			if n > 22 {
				t.Errorf("page %d has a line %d, want 22: %s", i+1, n, line)
			}
			if n := utf8.RuneCountInString(line); !strings.ContainsFunc(line, latin) && n > 28 {
				t.Errorf("page %d: a line of %d characters, want 28 at most: %s", i+1, n, line)
			}
		}
		checkNumber(t, i, number, left, right)
	}
	checkMark(t, sheets[0].Words[0], text, rise)
}

// checkMark holds the mark: in the middle of the text area, its characters 35 mm
// below the area's top. text is the height of a box of 16 pt.
func checkMark(t *testing.T, mark word, text, rise float64) {
	t.Helper()
	if !strings.HasSuffix(mark.Text, "纪要") {
		t.Fatalf("the first words are %q, want the mark", mark.Text)
	}
	if middle := (mark.Left + mark.Right) / 2; !near(middle, 28*millimetre+areaWidth/2, 3) {
		t.Errorf("the middle of the mark is at %.1f mm, want 106", middle/millimetre)
	}
	size := 16 * mark.height() / text
	if top := (mark.middle() + rise*size/16 - size/2) / millimetre; !near(top, 37+35, 1) {
		t.Errorf("the mark begins at %.1f mm, want 72", top)
	}
}

// checkNumber holds the number of a page: a dash on either side, at the outside
// edge, one character from it.
func checkNumber(t *testing.T, i int, words []word, left, right float64) {
	t.Helper()
	text := ""
	for _, w := range words {
		text += w.Text
	}
	if want := fmt.Sprintf("—%d—", i+1); text != want {
		t.Errorf("page %d: below the text stands %q, want %q", i+1, text, want)
		return
	}
	if gap := right - words[len(words)-1].Right; i%2 == 0 && math.Abs(gap-14) > 3 {
		t.Errorf("page %d: the number ends %.0f pt from the right, want 14", i+1, gap)
	}
	if gap := words[0].Left - left; i%2 == 1 && math.Abs(gap-14) > 3 {
		t.Errorf("page %d: the number begins %.0f pt from the left, want 14", i+1, gap)
	}
}

// heightOf is the height of the words of the text: that of most.
func heightOf(words []word) float64 {
	count := map[int]int{}
	best := 0
	for _, w := range words {
		h := int(math.Round(w.height()))
		if count[h]++; count[h] > count[best] {
			best = h
		}
	}
	return float64(best)
}

func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance }

func latin(r rune) bool { return r < 0x2000 }

// printed prints the page that stands for a kind and reads where its words are.
func printed(t *testing.T, kind string) []sheet {
	t.Helper()
	f := needTools(t)
	s := serve(t, "zh-CN", "internal", "/", kind)
	pdf := filepath.Join(outFolder(t, "print"), "minutes.pdf")
	f.run(t, "print.mjs", map[string]any{"chromium": f.chromium, "address": s.Base + s.Pages[0].Path, "pdf": pdf}, func([]byte) {})
	out, err := exec.Command("pdftotext", "-bbox", pdf, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Pages []sheet `xml:"body>doc>page"`
	}
	dec := xml.NewDecoder(bytes.NewReader(out))
	dec.Strict, dec.Entity = false, xml.HTMLEntity
	if err := dec.Decode(&doc); err != nil {
		t.Fatal(err)
	}
	return doc.Pages
}
