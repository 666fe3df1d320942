package source

import (
	"bytes"
	"slices"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/markup"
)

// Read reads a record: front matter and Markdown.
func Read(path string, data []byte, lim Limits) *Document {
	d, start, ok := open(path, data, lim)
	if !ok {
		return d
	}
	if f, ok := d.splitFront(start); ok {
		d.FrontSpan = d.Span(f.open, f.body)
		d.Body = f.body
		d.checkInvisible(f.from, f.to)
		if !d.breaksLine(f.from, f.to) {
			d.Front = d.readYAML(f.from, f.to, emptyFront)
		}
	}
	d.readBody()
	return d
}

// ParseYAML reads a register or a config: a file that is YAML as a whole. Its
// Front is the mapping and its Body is empty.
func ParseYAML(path string, data []byte, lim Limits) *Document {
	d, start, ok := open(path, data, lim)
	if !ok {
		return d
	}
	d.checkInvisible(start, len(data))
	if d.breaksLine(start, len(data)) || d.lineTooLong(start) {
		return d
	}
	d.Front = d.readYAML(start, len(data), emptyFile)
	return d
}

// open makes a Document and checks its bytes. It returns where the text begins
// behind a byte order mark, and whether the text can be read at all.
func open(path string, data []byte, lim Limits) (d *Document, start int, ok bool) {
	d = &Document{Path: path, Bytes: data, Body: len(data), lim: lim.orDefaults()}
	if len(data) > d.lim.FileBytes {
		d.lines = []int32{0}
		d.addAt("file-size", diag.Span{}, diag.Say(diag.Text{
			CN: "文件有 %d 字节，上限是 %d", TW: "檔案有 %d 位元組，上限是 %d", EN: "the file has %d bytes, the limit is %d",
		}, len(data), d.lim.FileBytes), diag.Say(diag.Text{
			CN: "把内容拆成几份记录，大段数据放到附件里",
			TW: "把內容拆成幾份紀錄，大段資料放到附件裡",
			EN: "split it into several records and keep bulk data in attachments",
		}))
		return d, 0, false
	}
	d.lines = lineTable(data)
	start, ok = d.checkBytes()
	return d, start, ok
}

// guard runs a parser that is not ours. A panic in it is a finding about the
// place given, never a crash. It reports whether the parser came to its end.
func (d *Document) guard(start int, parse func()) (ok bool) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case refusal:
			d.add(r.rule, r.off, r.off, r.msg, r.hint)
		default:
			d.add("parser-failed", start, start, diag.Say(diag.Text{
				CN: "解析器在这份文件上出错：%v", TW: "解析器在這份檔案上出錯：%v", EN: "the parser failed on this file: %v",
			}, r), diag.Say(diag.Text{
				CN: "逐段删减内容，找到引起错误的写法；这是程序的缺陷，请报告",
				TW: "逐段刪減內容，找到引起錯誤的寫法；這是程式的缺陷，請回報",
				EN: "remove parts of the text until it passes, and report the rest: this is a bug",
			}))
		}
	}()
	ok = false
	parse()
	return true
}

// lineTooLong reports the first line from an offset on that is over the limit.
func (d *Document) lineTooLong(from int) bool {
	for i := d.line(from) - 1; i < len(d.lines); i++ {
		start, end := int(d.lines[i]), len(d.Bytes)
		if i+1 < len(d.lines) {
			end = int(d.lines[i+1]) - 1
		}
		if end-start <= d.lim.LineBytes {
			continue
		}
		d.add("line-length", start, end, diag.Say(diag.Text{
			CN: "这一行有 %d 字节，上限是 %d", TW: "這一行有 %d 位元組，上限是 %d", EN: "this line has %d bytes, the limit is %d",
		}, end-start, d.lim.LineBytes), diag.Say(diag.Text{
			CN: "把它分成几行；图片和数据放到附件里",
			TW: "把它分成幾行；圖片和資料放到附件裡",
			EN: "break it into lines; keep pictures and data in attachments",
		}))
		return true
	}
	return false
}

// readBody fills Blocks, Links and Steps. A body over a limit stays without them.
func (d *Document) readBody() {
	body := d.Bytes[d.Body:]
	if len(body) == 0 || d.lineTooLong(d.Body) || d.tooManyLines(body) {
		return
	}
	var blocks []Block
	var links []Link
	var tape markup.Tape
	if d.guard(d.Body, func() {
		root, all := parseBody(body, d.Body, &d.lim)
		blocks, links, tape = outline(root, body, d.Body), all, steps(root, body)
	}) {
		d.Blocks, d.Links, d.Steps, d.read = blocks, links, tape, true
	}
}

func (d *Document) tooManyLines(body []byte) bool {
	n := bytes.Count(body, []byte{'\n'})
	if n <= d.lim.Blocks {
		return false
	}
	at := int(d.lines[min(d.line(d.Body)+d.lim.Blocks, len(d.lines))-1])
	d.add("file-size", at, at, diag.Say(diag.Text{
		CN: "正文有 %d 行，上限是 %d", TW: "正文有 %d 行，上限是 %d", EN: "the body has %d lines, the limit is %d",
	}, n, d.lim.Blocks), diag.Say(diag.Text{
		CN: "把内容拆成几份记录", TW: "把內容拆成幾份紀錄", EN: "split it into several records",
	}))
	return true
}

func sortLinks(links []Link) {
	slices.SortStableFunc(links, func(a, b Link) int { return a.Start - b.Start })
}

// Lines makes a Document of a file that is neither a record nor YAML of ours: its
// bytes and its lines, for findings about it, and nothing that was read.
func Lines(path string, data []byte) *Document {
	return &Document{Path: path, Bytes: data, Body: len(data), lines: lineTable(data), lim: Limits{}.orDefaults()}
}
