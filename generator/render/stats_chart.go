package render

import (
	"fmt"
	"math"
	"strconv"

	"github.com/minutebook/minutebook/generator/stats"
)

// Charts are SVG made from the numbers of the table below them. Sizes are whole
// units of the viewBox, so that the same numbers give the same bytes everywhere.
// The drawing is one image to a screen reader; the links over its bars stand
// outside of it, because what is inside an image cannot be reached. Colours come
// from classes, and a bar off its target is hatched: no colour has to be told
// from another.

const (
	chartWidth  = 720
	chartHeight = 300
	chartLeft   = 60
	chartTop    = 16
	plotHeight  = 240
	plotWidth   = chartWidth - chartLeft
	widestSlot  = 60
	labelWidth  = 60
	shownMonths = 24 // 27 units each: a target of more than 24 pixels
)

type chart struct {
	Title  string
	Desc   string
	Bars   []bar
	Lines  []chartLine
	Target *chartLine
	Hatch  bool // a bar is off its target
}

// bar is a month. Its slot is the stripe it stands in, which is what one clicks.
type bar struct {
	X, Y, Width, Height int
	Slot, SlotWidth     int
	Known               bool
	Missed              bool
	Label               string // below the axis, "" to leave it out
	Tip                 string
	Href                string
}

type chartLine struct {
	Y     int
	Label string
}

func (s *Site) chart(path string, f *stats.Figure, b *board) *chart {
	first := firstShown(f, b.months.Periods, shownMonths)
	periods := b.months.Periods[first:]
	if len(periods) == 0 {
		return nil
	}
	m := f.Measure
	c := &chart{Title: s.word("stats.chart", s.in(m.Label))}
	cells := make([]stats.Cell, len(periods))
	var low, high stats.Cell
	known := 0
	for i := range periods {
		cells[i] = f.All.In(first + i)
		if !cells[i].Known {
			continue
		}
		if known++; known == 1 || cells[i].Value < low.Value {
			low = cells[i]
		}
		if known == 1 || cells[i].Value > high.Value {
			high = cells[i]
		}
	}
	if known == 0 {
		return nil
	}
	c.Desc = s.word("stats.chart-desc", periods[0].Name, periods[len(periods)-1].Name, len(periods), known, s.quantity(m, low), s.quantity(m, high))
	top := high.Value
	if f.Target != nil {
		top = max(top, f.Target.Value)
	}
	top = ceiling(m.Unit, top)
	for i := range 3 {
		v := top * float64(i) / 2
		c.Lines = append(c.Lines, chartLine{chartTop + plotHeight - height(v, top), axisLabel(m.Unit, v)})
	}
	if f.Target != nil {
		c.Target = &chartLine{chartTop + plotHeight - height(f.Target.Value, top), s.word("stats.chart-target", s.targetText(f))}
	}
	slot := min(widestSlot, plotWidth/len(periods))
	every := (labelWidth + slot - 1) / slot
	for i, x := range cells {
		h := height(x.Value, top)
		if !x.Known {
			h = 0
		}
		one := bar{
			Slot: chartLeft + i*slot, SlotWidth: slot, X: chartLeft + i*slot + slot/4, Width: slot - 2*(slot/4),
			Y: chartTop + plotHeight - h, Height: h, Known: x.Known, Missed: f.Target != nil && x.Known && !f.Target.Met(x.Value),
			Tip: s.word("stats.behind", periods[i].Name, s.amount(m, x)), Href: b.at(path, m, nil, x, periods[i]),
		}
		if (len(cells)-1-i)%every == 0 {
			one.Label = periods[i].Name
		}
		c.Hatch = c.Hatch || one.Missed
		c.Bars = append(c.Bars, one)
	}
	return c
}

// height is how high a value stands in the plot.
func height(v, top float64) int { return int(math.Round(v / top * plotHeight)) }

// ceiling is a round number no value of a chart exceeds; its half is round too.
func ceiling(u stats.Unit, v float64) float64 {
	switch {
	case u == stats.Percent:
		return max(1, math.Ceil(v*2)/2)
	case u == stats.Score:
		return max(5, math.Ceil(v))
	case v <= 2:
		return 2
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, n := range []float64{1, 2, 4, 6, 8} {
		if n*unit >= v {
			return n * unit
		}
	}
	return 10 * unit
}

func axisLabel(u stats.Unit, v float64) string {
	if u == stats.Percent {
		return strconv.FormatFloat(v*100, 'f', 0, 64) + "%"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (p *partWriter) chart(c *chart) {
	p.raw(`<figure class="chart"><div class="scroll" tabindex="0">`)
	p.raw(fmt.Sprintf(`<svg viewBox="0 0 %d %d" role="group" aria-labelledby="chart-title">`, chartWidth, chartHeight) + "\n")
	p.raw(`<title id="chart-title">`)
	p.esc(c.Title)
	p.raw("</title>\n<desc id=\"chart-desc\">")
	p.esc(c.Desc)
	p.raw("</desc>\n")
	if c.Hatch {
		p.raw(`<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect class="ground" width="6" height="6"/><rect class="stripe" width="3" height="6"/></pattern></defs>` + "\n")
	}
	p.raw(`<g role="img" aria-labelledby="chart-title chart-desc">` + "\n")
	for _, l := range c.Lines {
		p.chartLine("grid", l)
		p.chartText("axis", chartLeft-8, l.Y+4, l.Label)
	}
	for i := range c.Bars {
		p.bar(&c.Bars[i])
	}
	if c.Target != nil {
		p.chartLine("target", *c.Target)
	}
	p.raw("</g>\n<g>\n")
	for i := range c.Bars {
		p.barLink(&c.Bars[i])
	}
	p.raw("</g></svg></div>\n<figcaption>")
	p.chartKey(c)
	p.raw("</figcaption></figure>\n")
}

func (p *partWriter) chartLine(class string, l chartLine) {
	p.b = fmt.Appendf(p.b, `<line class="%s" x1="%d" x2="%d" y1="%d" y2="%d"/>`+"\n", class, chartLeft, chartWidth, l.Y, l.Y)
}

func (p *partWriter) chartText(class string, x, y int, text string) {
	p.b = fmt.Appendf(p.b, `<text class="%s" x="%d" y="%d">`, class, x, y)
	p.esc(text)
	p.raw("</text>\n")
}

// bar draws a month: a bar, or a dash where nothing is known. A bar of nothing
// has a foot to be seen by.
func (p *partWriter) bar(b *bar) {
	middle := b.Slot + b.SlotWidth/2
	if b.Known {
		class, fill := "bar", ""
		if b.Missed {
			class, fill = "bar missed", ` fill="url(#hatch)"`
		}
		p.b = fmt.Appendf(p.b, `<rect class="%s"%s x="%d" y="%d" width="%d" height="%d"/>`+"\n", class, fill, b.X, b.Y, b.Width, b.Height)
		p.b = fmt.Appendf(p.b, `<line class="foot" x1="%d" x2="%d" y1="%d" y2="%d"/>`+"\n", b.X, b.X+b.Width, chartTop+plotHeight, chartTop+plotHeight)
	} else {
		p.chartText("month", middle, chartTop+plotHeight-6, "–")
	}
	if b.Label != "" {
		p.chartText("month", middle, chartTop+plotHeight+22, b.Label)
	}
}

// barLink lays a link over the whole stripe of a month, so that a low bar can be
// hit as well as a high one.
func (p *partWriter) barLink(b *bar) {
	area := fmt.Sprintf(`<rect class="hit" x="%d" y="%d" width="%d" height="%d"><title>`, b.Slot, chartTop, b.SlotWidth, plotHeight)
	if b.Href == "" {
		p.raw(area)
		p.esc(b.Tip)
		p.raw("</title></rect>\n")
		return
	}
	p.raw(`<a href="`)
	p.attr(b.Href)
	p.raw(`" aria-label="`)
	p.esc(b.Tip)
	p.raw(`">` + area)
	p.esc(b.Tip)
	p.raw("</title></rect></a>\n")
}

func (p *partWriter) chartKey(c *chart) {
	p.esc(c.Title)
	if c.Target != nil {
		p.raw(` <span class="key target">`)
		p.esc(c.Target.Label)
		p.raw(`</span> <span class="key met">`)
		p.word("stats.key-met")
		p.raw(`</span>`)
	}
	if c.Hatch {
		p.raw(` <span class="key missed">`)
		p.word("stats.key-missed")
		p.raw(`</span>`)
	}
}
