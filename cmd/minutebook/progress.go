package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator"
	"github.com/minutebook/minutebook/generator/diag"
)

// bar draws how far a run is, on a terminal only and only if it takes more than
// a second. It may be told from many goroutines.
type bar struct {
	mu      sync.Mutex
	w       io.Writer
	lang    diag.Lang
	started time.Time
	drawn   time.Time
	width   int
}

func newBar(g *globals, lang diag.Lang) *bar {
	if g.quiet || !isTerminal(os.Stderr) {
		return nil
	}
	return &bar{w: os.Stderr, lang: lang, started: time.Now()}
}

var phaseNames = map[generator.Phase]diag.Text{
	generator.Reading:   {CN: "读取", TW: "讀取", EN: "reading"},
	generator.Checking:  {CN: "检查", TW: "檢查", EN: "checking"},
	generator.Rendering: {CN: "准备页面", TW: "準備頁面", EN: "preparing"},
	generator.Indexing:  {CN: "编制索引", TW: "編製索引", EN: "indexing"},
	generator.Searching: {CN: "查找", TW: "查找", EN: "searching"},
	generator.Writing:   {CN: "写出", TW: "寫出", EN: "writing"},
	generator.Sending:   {CN: "发送", TW: "傳送", EN: "sending"},
}

// progress is the callback of the pipelines; nil if nothing is to be drawn.
func (b *bar) progress() generator.Progress {
	if b == nil {
		return nil
	}
	return b.step
}

func (b *bar) step(p generator.Phase, done, n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if now.Sub(b.started) < time.Second || now.Sub(b.drawn) < 100*time.Millisecond {
		return
	}
	b.drawn = now
	line := fmt.Sprintf("%s %d", phaseNames[p].In(b.lang), done)
	if n > 0 {
		const cells = 24
		full := min(cells, done*cells/n)
		line = fmt.Sprintf("%s [%s%s] %d/%d", phaseNames[p].In(b.lang), strings.Repeat("█", full), strings.Repeat("░", cells-full), done, n)
	}
	fmt.Fprintf(b.w, "\r%s%s", line, strings.Repeat(" ", max(0, b.width-diag.Width(line))))
	b.width = diag.Width(line)
}

// clear takes the bar away.
func (b *bar) clear() {
	if b == nil || b.width == 0 {
		return
	}
	fmt.Fprintf(b.w, "\r%s\r", strings.Repeat(" ", b.width))
	b.width = 0
}
