package source

import (
	"bytes"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
)

const bom = "\uFEFF"

// place is where something first stands, and how often it is there. One file
// gives one finding of a kind, not a thousand.
type place struct{ first, size, count int }

func (p *place) seen(off, size int) {
	if p.count == 0 {
		p.first, p.size = off, size
	}
	p.count++
}

// checkBytes looks at the file before any parser does. It returns where the text
// begins behind a byte order mark, and whether what follows can be read.
func (d *Document) checkBytes() (start int, ok bool) {
	if !d.checkUTF8() {
		return 0, false
	}
	if bytes.HasPrefix(d.Bytes, []byte(bom)) {
		start = len(bom)
		d.add("encoding-bom", 0, start, diag.Say(diag.Text{
			CN: "文件开头有 BOM（字节序标记）", TW: "檔案開頭有 BOM（位元組順序記號）", EN: "the file begins with a byte order mark (BOM)",
		}), diag.Say(diag.Text{
			CN: "另存为“UTF-8（无 BOM）”", TW: "另存為「UTF-8（無 BOM）」", EN: "save it as UTF-8 without BOM",
		})).Fix = &diag.Fix{
			Title: diag.Say(diag.Text{CN: "删除 BOM", TW: "刪除 BOM", EN: "delete the BOM"}),
			Edits: []diag.Edit{{Start: 0, End: start}},
		}
	}
	return start, d.checkCharacters(start)
}

func (d *Document) checkUTF8() bool {
	if utf8.Valid(d.Bytes) {
		return true
	}
	msg := diag.Text{CN: "文件不是 UTF-8 编码", TW: "檔案不是 UTF-8 編碼", EN: "the file is not UTF-8"}
	switch {
	case bytes.HasPrefix(d.Bytes, []byte{0xFF, 0xFE}), bytes.HasPrefix(d.Bytes, []byte{0xFE, 0xFF}):
		msg = diag.Text{
			CN: "文件是 UTF-16 编码，不是 UTF-8", TW: "檔案是 UTF-16 編碼，不是 UTF-8", EN: "the file is UTF-16, not UTF-8",
		}
	case looksGBK(d.Bytes):
		msg = diag.Text{
			CN: "文件像是 GBK（ANSI）编码，不是 UTF-8", TW: "檔案像是 GBK 編碼，不是 UTF-8", EN: "the file seems to be GBK, not UTF-8",
		}
	}
	at := invalidAt(d.Bytes)
	d.add("encoding-utf8", at, at+1, diag.Say(msg), diag.Say(diag.Text{
		CN: "在编辑器里选“另存为”，编码选 UTF-8", TW: "在編輯器裡選「另存新檔」，編碼選 UTF-8", EN: "save it again with the encoding UTF-8",
	}))
	return false
}

// invalidAt returns the offset of the first byte that is not UTF-8.
func invalidAt(b []byte) int {
	for off := 0; off < len(b); {
		r, size := utf8.DecodeRune(b[off:])
		if r == utf8.RuneError && size == 1 {
			return off
		}
		off += size
	}
	return len(b)
}

// looksGBK reports whether every byte above ASCII belongs to a pair that GBK
// could have written. A Chinese character in UTF-8 says that it is UTF-8 with an
// accident instead.
func looksGBK(b []byte) bool {
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if _, size := utf8.DecodeRune(b[i:]); size == 3 {
			return false
		}
		if b[i] == 0x80 || b[i] == 0xFF || i+1 == len(b) {
			return false
		}
		i++
		if b[i] < 0x40 || b[i] == 0x7F || b[i] == 0xFF {
			return false
		}
	}
	return true
}

// checkCharacters looks for characters that make a text read differently by a
// person and by a program. It reports whether the lines of the file are clear.
func (d *Document) checkCharacters(start int) bool {
	var control, cr, bidi place
	b := d.Bytes
	for i := start; i < len(b); i++ {
		switch c := b[i]; {
		case c >= ' ' && c < 0x7F, c == '\n', c == '\t':
		case c == '\r':
			if i+1 == len(b) || b[i+1] != '\n' {
				cr.seen(i, 1)
			}
		case c < ' ', c == 0x7F:
			control.seen(i, 1)
		case c == 0xC2 && b[i+1] < 0xA0: // U+0080–U+009F
			control.seen(i, 2)
		case c == 0xE2 && isBidi(b[i+1], b[i+2]):
			bidi.seen(i, 3)
		}
	}
	if control.count > 0 {
		d.add("encoding-control", control.first, control.first+control.size, diag.Say(diag.Text{
			CN: "有 %d 个控制字符", TW: "有 %d 個控制字元", EN: "control characters in the text: %d",
		}, control.count), diag.Say(diag.Text{
			CN: "删除这个看不见的字符", TW: "刪除這個看不見的字元", EN: "delete this invisible character",
		}))
	}
	if bidi.count > 0 {
		d.add("text-direction", bidi.first, bidi.first+bidi.size, diag.Say(diag.Text{
			CN: "有 %d 个改变文字方向的控制字符，显示的内容可能与实际不同",
			TW: "有 %d 個改變文字方向的控制字元，顯示的內容可能與實際不同",
			EN: "characters that change the text direction: %d; what is shown may not be what is written",
		}, bidi.count), diag.Say(diag.Text{
			CN: "删除它", TW: "刪除它", EN: "delete it",
		}))
	}
	if cr.count > 0 {
		d.add("line-ends", cr.first, cr.first+1, diag.Say(diag.Text{
			CN: "有 %d 个单独的回车符（CR），它不是换行", TW: "有 %d 個單獨的歸位字元（CR），它不是換行", EN: "carriage returns without a line feed: %d",
		}, cr.count), diag.Say(diag.Text{
			CN: "把换行符改为 LF 或 CRLF 后保存", TW: "把換行符號改為 LF 或 CRLF 後儲存", EN: "save the file with LF or CRLF line ends",
		}))
	}
	return cr.count == 0
}

// isBidi reports whether E2 b c is U+202A–U+202E or U+2066–U+2069.
func isBidi(b, c byte) bool {
	return b == 0x80 && c >= 0xAA && c <= 0xAE || b == 0x81 && c >= 0xA6 && c <= 0xA9
}

// checkInvisible reports zero-width characters and soft hyphens in front matter:
// two names that look equal would not be.
func (d *Document) checkInvisible(from, to int) {
	var hidden place
	before := rune(0)
	for off := from; off < to; {
		if d.Bytes[off] < 0x80 {
			before = rune(d.Bytes[off])
			off++
			continue
		}
		r, size := utf8.DecodeRune(d.Bytes[off:to])
		if isInvisible(r) && !(r == '\u200D' && joinsEmoji(before)) {
			hidden.seen(off, size)
		}
		before = r
		off += size
	}
	if hidden.count == 0 {
		return
	}
	f := d.add("invisible-character", hidden.first, hidden.first+hidden.size, diag.Say(diag.Text{
		CN: "有 %d 个看不见的字符（如零宽空格、软连字符）",
		TW: "有 %d 個看不見的字元（如零寬空格、軟連字號）",
		EN: "invisible characters (zero-width spaces, soft hyphens and the like): %d",
	}, hidden.count), diag.Say(diag.Text{
		CN: "删除它，或重新键入这个词", TW: "刪除它，或重新輸入這個詞", EN: "delete it, or type the word again",
	}))
	f.Fix = &diag.Fix{
		Title: diag.Say(diag.Text{CN: "删除这个字符", TW: "刪除這個字元", EN: "delete the character"}),
		Edits: []diag.Edit{{Start: hidden.first, End: hidden.first + hidden.size}},
	}
}

func isInvisible(r rune) bool {
	switch r {
	case '\u00AD', '\u180E', '\u2060', '\uFEFF':
		return true
	}
	return r >= '\u200B' && r <= '\u200F'
}

// joinsEmoji reports whether a zero-width joiner behind r makes one picture of
// several.
func joinsEmoji(r rune) bool {
	return r >= 0x1F000 || r == 0xFE0F || r >= 0x2600 && r <= 0x27BF
}

// breaksLine reports characters that YAML takes for a line end, or refuses, and
// an editor does not: a key could hide behind them.
func (d *Document) breaksLine(from, to int) bool {
	raw := d.Bytes[from:to]
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		if c >= ' ' && c < 0x7F || c == '\n' || c == '\t' || c == '\r' {
			continue
		}
		if c < ' ' || c == 0x7F || c == 0xC2 && raw[i+1] < 0xA0 {
			return true // reported by checkCharacters
		}
		if c == 0xE2 && raw[i+1] == 0x80 && (raw[i+2] == 0xA8 || raw[i+2] == 0xA9) {
			d.add("encoding-control", from+i, from+i+3, diag.Say(diag.Text{
				CN: "有行分隔符 U+2028 或 U+2029，YAML 把它当作换行",
				TW: "有行分隔符號 U+2028 或 U+2029，YAML 把它當作換行",
				EN: "a line separator (U+2028 or U+2029), which YAML takes for a line end",
			}), diag.Say(diag.Text{
				CN: "删除它，需要换行就按回车键", TW: "刪除它，需要換行就按 Enter 鍵", EN: "delete it; press Enter for a new line",
			}))
			return true
		}
	}
	return false
}
