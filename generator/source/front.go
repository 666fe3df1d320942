package source

import (
	"bufio"
	"bytes"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/adrg/frontmatter"
	"github.com/minutebook/minutebook/generator/diag"
)

// front says where the front matter is: the opening fence, the YAML [from, to)
// and the first byte behind the closing fence.
type front struct{ open, from, to, body int }

// lineEnd returns the offset behind the line that begins at off.
func (d *Document) lineEnd(off int) int {
	if i := bytes.IndexByte(d.Bytes[off:], '\n'); i >= 0 {
		return off + i + 1
	}
	return len(d.Bytes)
}

// splitFront finds the front matter. Where it reports false, everything that
// could be said has been said, and Body is set if the text can still be read.
func (d *Document) splitFront(start int) (front, bool) {
	open, ok := d.openingFence(start)
	if !ok {
		return front{}, false
	}
	f := front{open: open, from: d.lineEnd(open)}
	if !d.closingFence(&f) || !d.librarySplit(f) {
		return front{}, false
	}
	return f, true
}

// openingFence returns the offset of the first fence.
func (d *Document) openingFence(start int) (int, bool) {
	off := start
	for off < len(d.Bytes) {
		r, size := utf8.DecodeRune(d.Bytes[off:])
		if !unicode.IsSpace(r) && !isInvisible(r) {
			break
		}
		off += size
	}
	line := d.Bytes[off:d.lineEnd(off)]
	switch {
	case string(bytes.TrimSpace(line)) == "---":
		if off > start {
			d.add("front-matter-leading", start, off, diag.Say(msgLeadingSpace), diag.Say(hintFirstLine)).Fix = &diag.Fix{
				Title: diag.Say(diag.Text{CN: "删除前面的字符", TW: "刪除前面的字元", EN: "delete what stands before it"}),
				Edits: []diag.Edit{{Start: start, End: off}},
			}
		}
		d.trailingSpace(off)
		return off, true
	case looksLikeFence(line):
		d.badFence(off)
	case d.laterFence(off) > 0:
		d.add("front-matter-leading", off, off+len(bytes.TrimSpace(line)), diag.Say(msgLeadingText), diag.Say(hintFirstLine))
	default:
		d.add("front-matter-missing", start, start, diag.Say(diag.Text{
			CN: "文件没有信息头（front matter）", TW: "檔案沒有前置資料（front matter）", EN: "the file has no front matter",
		}), diag.Say(diag.Text{
			CN: "在第一行写 ---，下面写“title: 主题”等字段，再用一行 --- 结束",
			TW: "在第一行寫 ---，下面寫「title: 主題」等欄位，再用一行 --- 結束",
			EN: "write --- on the first line, fields such as \"title: …\" below it, and --- again to end it",
		}))
		d.Body = start
	}
	return 0, false
}

var (
	msgLeadingSpace = diag.Text{
		CN: "信息头的 --- 前面有空白或看不见的字符",
		TW: "前置資料的 --- 前面有空白或看不見的字元",
		EN: "white space or invisible characters before the opening ---",
	}
	msgLeadingText = diag.Text{
		CN: "信息头的 --- 前面有文字", TW: "前置資料的 --- 前面有文字", EN: "text before the opening ---",
	}
	hintFirstLine = diag.Text{
		CN: "让 --- 成为文件的第一行", TW: "讓 --- 成為檔案的第一行", EN: "make --- the first line of the file",
	}
)

// trailingSpace reports a fence with blanks behind it, which readers disagree
// about.
func (d *Document) trailingSpace(off int) {
	line := bytes.TrimRight(d.Bytes[off:d.lineEnd(off)], "\r\n")
	end := off + len(line)
	if len(line) == len("---") {
		return
	}
	d.add("front-matter-fence", off, end, diag.Say(diag.Text{
		CN: "--- 后面有空格", TW: "--- 後面有空格", EN: "spaces behind ---",
	}), diag.Say(hintFence)).Fix = &diag.Fix{
		Title: diag.Say(diag.Text{CN: "删除空格", TW: "刪除空格", EN: "delete the spaces"}),
		Edits: []diag.Edit{{Start: off + len("---"), End: end}},
	}
}

var hintFence = diag.Text{
	CN: "这一行只写三个减号：---", TW: "這一行只寫三個減號：---", EN: "write exactly three hyphens: ---",
}

// badFence reports a line that was meant as a fence and is none.
func (d *Document) badFence(off int) {
	line := strings.TrimRightFunc(text(d.Bytes[off:d.lineEnd(off)]), unicode.IsSpace)
	if utf8.RuneCountInString(line) > 20 {
		line = line[:runeOffset(line, 20)] + "…"
	}
	end := off + len(bytes.TrimRightFunc(d.Bytes[off:d.lineEnd(off)], unicode.IsSpace))
	d.add("front-matter-fence", off, end, diag.Say(diag.Text{
		CN: "“%s” 不是信息头的分隔线", TW: "「%s」不是前置資料的分隔線", EN: "%q is not a front matter fence",
	}, line), diag.Say(hintFence))
}

var fenceWord = regexp.MustCompile(`^(?:---[ \t]*(?i:yaml|yml|toml|json)|\+\+\+|;;;|\.\.\.)$`)

// looksLikeFence reports whether a line was meant as a fence: the marks of other
// formats, too many hyphens, or the dashes a word processor makes of hyphens.
func looksLikeFence(line []byte) bool {
	s := string(bytes.TrimSpace(line))
	if len(s) > 200 || s == "---" {
		return false
	}
	if fenceWord.MatchString(s) {
		return true
	}
	width := 0
	for _, r := range s {
		switch r {
		case '-', '‐', '‑', '–', '−', '－':
			width++
		case '—', '―':
			width += 2
		case ' ':
		default:
			return false
		}
	}
	return width >= 2
}

var keyLine = regexp.MustCompile(`^[\pL\pN_-]+[ \t]*[:：]`)

// laterFence finds front matter that begins further down: a fence, a key, a
// fence. It returns 0 if there is none.
func (d *Document) laterFence(off int) int {
	for at := d.lineEnd(off); at < len(d.Bytes); at = d.lineEnd(at) {
		next := d.lineEnd(at)
		if isFence(d.Bytes[at:next]) && keyLine.Match(d.Bytes[next:d.lineEnd(next)]) &&
			bytes.Contains(d.Bytes[next:], []byte("\n---")) {
			return at
		}
	}
	return 0
}

func isFence(line []byte) bool {
	return string(bytes.TrimRight(line, " \t\r\n")) == "---"
}

// closingFence sets to and body.
func (d *Document) closingFence(f *front) bool {
	lookalike := -1
	for off := f.from; off < len(d.Bytes); {
		next := d.lineEnd(off)
		line := d.Bytes[off:next]
		switch core := bytes.TrimSpace(line); {
		case string(core) == "---":
			if line[0] != '-' {
				return d.indentedFence(off, line)
			}
			if lookalike >= 0 && d.Bytes[lookalike] == '.' {
				d.badFence(lookalike)
				return false
			}
			d.trailingSpace(off)
			f.to, f.body = off, next
			return !d.goesOn(off, next) && d.frontSize(*f)
		case lookalike < 0 && len(core) > 0 && line[0] == core[0] && looksLikeFence(line):
			lookalike = off
		}
		off = next
	}
	if lookalike >= 0 {
		d.badFence(lookalike)
		return false
	}
	d.add("front-matter-unclosed", f.open, f.open+len("---"), diag.Say(diag.Text{
		CN: "信息头没有结束：找不到第二个 ---", TW: "前置資料沒有結束：找不到第二個 ---", EN: "the front matter is not closed: there is no second ---",
	}), diag.Say(diag.Text{
		CN: "在最后一个字段下面单独写一行 ---", TW: "在最後一個欄位下面單獨寫一行 ---", EN: "write a line --- below the last field",
	}))
	return false
}

// indentedFence reports a --- that is not at the start of its line: most readers
// of front matter end there, and the fields below would be lost.
func (d *Document) indentedFence(off int, line []byte) bool {
	start := off + len(line) - len(bytes.TrimLeftFunc(line, unicode.IsSpace))
	d.add("front-matter-fence", start, start+len("---"), diag.Say(diag.Text{
		CN: "信息头里有缩进的 ---，很多程序会在这里结束信息头",
		TW: "前置資料裡有縮排的 ---，很多程式會在這裡結束前置資料",
		EN: "an indented --- inside the front matter: many readers end it here",
	}), diag.Say(diag.Text{
		CN: "文字里换用 ***；要结束信息头就把 --- 顶格写",
		TW: "文字裡改用 ***；要結束前置資料就把 --- 頂格寫",
		EN: "in a text write *** instead; to end the front matter put --- at the start of the line",
	}))
	return false
}

var (
	plainKey  = regexp.MustCompile(`^[\pL\pN_-]+:(?:[ \t]|\r?\n|$)`)
	underKey  = regexp.MustCompile(`^(?:[ \t]|- |#|\r?\n)`)
	hintSplit = diag.Text{
		CN: "删去中间的这一行 ---；文字里的分隔线用 ***", TW: "刪去中間的這一行 ---；文字裡的分隔線用 ***", EN: "delete this ---; in a text write *** instead",
	}
)

// goesOn reports a fence that cuts front matter in two: fields stand right below
// it and end with a fence of their own. They would be text, and with them perhaps
// the audience.
func (d *Document) goesOn(fence, body int) bool {
	keys := 0
	for off := body; off < len(d.Bytes); off = d.lineEnd(off) {
		switch line := d.Bytes[off:d.lineEnd(off)]; {
		case plainKey.Match(line):
			keys++
		case keys > 0 && isFence(line):
			d.add("front-matter-fence", fence, fence+len("---"), diag.Say(diag.Text{
				CN: "这一行 --- 结束了信息头，下面却还有字段", TW: "這一行 --- 結束了前置資料，下面卻還有欄位", EN: "this --- ends the front matter, but fields follow",
			}), diag.Say(hintSplit))
			return true
		case keys == 0 || !underKey.Match(line):
			return false
		}
	}
	return false
}

func (d *Document) frontSize(f front) bool {
	if f.to-f.from <= d.lim.FrontBytes {
		return true
	}
	d.add("front-matter-size", f.open, f.open+len("---"), diag.Say(diag.Text{
		CN: "信息头有 %d 字节，上限是 %d", TW: "前置資料有 %d 位元組，上限是 %d", EN: "the front matter has %d bytes, the limit is %d",
	}, f.to-f.from, d.lim.FrontBytes), diag.Say(diag.Text{
		CN: "长的内容写到正文里", TW: "長的內容寫到正文裡", EN: "move long texts to the body",
	}))
	return false
}

var rawFormat = frontmatter.NewFormat("---", "---", func(raw []byte, v any) error {
	*v.(*[]byte) = raw
	return nil
})

var readers = sync.Pool{New: func() any { return bufio.NewReader(nil) }}

// librarySplit lets the front matter library split the file, up to where the body
// begins. Two readers that disagree about where the fields end would be a way to
// hide some.
func (d *Document) librarySplit(f front) (agreed bool) {
	d.guard(f.open, func() {
		var raw []byte
		in := readers.Get().(*bufio.Reader) // the library makes no other of it
		in.Reset(bytes.NewReader(d.Bytes[f.open:f.body]))
		defer readers.Put(in)
		rest, err := frontmatter.MustParse(in, &raw, rawFormat)
		if err != nil {
			panic(err)
		}
		agreed = bytes.Equal(raw, d.Bytes[f.from:f.to]) && len(rest) == 0
		if !agreed {
			panic("two readers found two ends of the front matter")
		}
	})
	return agreed
}
