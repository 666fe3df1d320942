package adopt

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// walk lists the Markdown files of the tree. Hidden folders and those of tools
// are not part of it.
func (a *adoption) walk() ([]string, error) {
	var paths []string
	err := fs.WalkDir(a.src, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := e.Name()
		switch {
		case p == ".":
		case e.IsDir() && (strings.HasPrefix(name, ".") || name == "node_modules"):
			return fs.SkipDir
		case !e.IsDir() && isMarkdown(name) && !strings.HasPrefix(name, "."):
			if !e.Type().IsRegular() {
				a.skip(p, diag.Text{CN: "不是普通文件", TW: "不是一般檔案", EN: "not a regular file"})
				return nil
			}
			paths = append(paths, p)
			a.files[p] = true
		case e.Type().IsRegular():
			a.files[p] = true
		}
		return a.ctx.Err()
	})
	return paths, err
}

func isMarkdown(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return ext == ".md" || ext == ".markdown"
}

func (a *adoption) skip(p string, why diag.Text, args ...any) {
	a.plan.Skipped = append(a.plan.Skipped, Skipped{p, diag.Say(why, args...)})
}

var (
	readmeName   = lazy(`(?i)^(?:readme|changelog|contributing|license|code_of_conduct|security|_?index|_sidebar|_navbar|_coverpage|summary|toc)(?:[._-](?:zh|en|cn|tw|zh[_-]\w+|en[_-]\w+))?$|^(?:目录|目錄|索引|自述)$`)
	templateName = lazy(`(?i)template\d*$|^template|(?:模板|模版|範本|样例)$`)
)

// read takes in one file, or skips it with its reason.
func (a *adoption) read(p string) error {
	limit := a.opt.Limits.FileBytes
	if limit == 0 {
		limit = source.DefaultLimits.FileBytes
	}
	limit -= min(frontReserve, limit/2)
	if info, err := fs.Stat(a.src, p); err == nil && info.Size() > int64(limit) {
		a.skip(p, diag.Text{CN: "文件有 %d 字节，超过上限 %d", TW: "檔案有 %d 位元組，超過上限 %d", EN: "the file has %d bytes, more than %d"}, info.Size(), limit)
		return nil
	}
	raw, err := fs.ReadFile(a.src, p)
	if err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	if why := unfit(p, raw); !why.IsZero() {
		a.plan.Skipped = append(a.plan.Skipped, Skipped{p, why})
		return nil
	}
	d := &doc{file: &File{Source: p}, newline: "\n"}
	a.load(d, raw)
	a.docs = append(a.docs, d)
	return nil
}

// unfit says why a file cannot be or is no record; the zero Message if it can.
func unfit(p string, raw []byte) diag.Message {
	stem := strings.TrimSuffix(path.Base(p), path.Ext(p))
	text := bytes.TrimPrefix(raw, []byte("\uFEFF"))
	switch {
	case readmeName().MatchString(stem):
		return diag.Say(diag.Text{CN: "说明或目录，不是记录", TW: "說明或目錄，不是記錄", EN: "a read-me or an index, not a record"})
	case len(bytes.TrimSpace(text)) == 0:
		return diag.Say(diag.Text{CN: "空文件", TW: "空檔案", EN: "the file is empty"})
	case templateName().MatchString(stem):
		return diag.Say(diag.Text{CN: "模板，不是记录", TW: "範本，不是記錄", EN: "a template, not a record"})
	case !utf8.Valid(raw):
		return diag.Say(diag.Text{CN: "不是 UTF-8 编码；另存为 UTF-8 后重试", TW: "不是 UTF-8 編碼；另存為 UTF-8 後重試", EN: "not UTF-8; save it as UTF-8 and try again"})
	case loneCR(text):
		return diag.Say(diag.Text{CN: "有单独的回车符（CR）；把换行改为 LF 或 CRLF 后重试", TW: "有單獨的歸位字元（CR）；把換行改為 LF 或 CRLF 後重試", EN: "carriage returns without line feeds; save it with LF or CRLF and try again"})
	}
	return diag.Message{}
}

func loneCR(b []byte) bool {
	for i := bytes.IndexByte(b, '\r'); i >= 0; {
		if i+1 == len(b) || b[i+1] != '\n' {
			return true
		}
		next := bytes.IndexByte(b[i+1:], '\r')
		if next < 0 {
			return false
		}
		i += 1 + next
	}
	return false
}

// frontReserve is room for front matter in a file that must stay below the limit.
const frontReserve = 64 << 10

// load reads a file's text.
func (a *adoption) load(d *doc, raw []byte) {
	d.body = raw
	if rest, ok := bytes.CutPrefix(raw, []byte("\uFEFF")); ok {
		d.body = rest
		d.note(diag.Text{CN: "去掉了文件开头的 BOM", TW: "去掉了檔案開頭的 BOM", EN: "dropped the byte order mark"})
	}
	if i := bytes.IndexByte(d.body, '\n'); i > 0 && d.body[i-1] == '\r' {
		d.newline = "\r\n"
	}
	if bytes.HasPrefix(d.body, []byte("---")) {
		a.readFront(d)
	}
	// The text is read behind a fence of ours, so that one of its own, or a rule
	// on its first line, is only text.
	const fence = "---\nid: x\n---\n"
	d.parsed = source.Read(d.file.Source, append([]byte(fence), shortLines(d.body)...), a.opt.Limits)
	d.facts = read(d.parsed.Blocks)
	a.findType(d)
}

// shortLines cuts what no one reads - pictures written into the text - out of
// overlong lines, so that the rest of the file can be read. Lengths change, so
// nothing may be looked up by its place in the result.
func shortLines(b []byte) []byte {
	const most = 4096
	if len(b) <= most {
		return b
	}
	out := make([]byte, 0, len(b))
	for len(b) > 0 {
		line, n := b, len(b)
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			line, n = b[:i], i+1
		}
		if len(line) <= most {
			out = append(out, b[:n]...)
		} else {
			cut := most
			for cut > 0 && !utf8.RuneStart(line[cut]) {
				cut--
			}
			out = append(append(out, line[:cut]...), '\n')
		}
		b = b[n:]
	}
	return out
}

var (
	weeklyWord     = lazy(`周报|週報|(?i)\bweekly[ _-]?report\b`)
	weeklyName     = lazy(`(?i)(?:^|[_\s-])weekly(?:$|[_\s-])|周报|週報`)
	monthlyWord    = lazy(`月报|月報|(?i)\bmonthly[ _-]?report\b`)
	collectionWord = lazy(`年度纪要|年度紀要|纪要汇总|紀要彙總|会议汇总|纪要合集|会议纪要集|\d{4}\s*年.{0,20}(?:纪要|紀要)$`)
)

// findType decides what a file is.
func (a *adoption) findType(d *doc) {
	name, head := d.name(), d.heading
	typ := "minutes"
	switch {
	case weeklyWord().MatchString(head) || weeklyName().MatchString(name) && !meetingWord().MatchString(head):
		typ = "report"
	case monthlyWord().MatchString(head):
		typ = "report"
	case d.days >= 3 && !d.people.headed, collectionWord().MatchString(name) && d.days >= 2:
		typ = "document"
		d.note(diag.Text{CN: "含 %d 次会议的汇编，整份保留为一份文件", TW: "含 %d 次會議的彙編，整份保留為一份文件", EN: "a collection of %d meetings, kept whole as one document"}, d.days)
	case !d.people.headed && !d.bodied && d.headed.day.isZero() && d.labelled.day.isZero() && findStemDay(name).isZero() && !meetingWord().MatchString(head):
		typ = "document"
		d.note(diag.Text{CN: "没有日期、与会人和会议内容，作为文件收入", TW: "沒有日期、與會人和會議內容，作為文件收入", EN: "no date, attendance or minutes in it: taken as a document"})
	}
	if e := d.existing; e != nil && e.typ != "" {
		typ = e.typ
	}
	d.typ = a.sch.Type(typ)
	d.file.Type = typ
	if d.existing != nil {
		d.existing.keep(d, a)
	}
}

func findStemDay(stem string) day {
	d, _, _ := findDay(folded(stem))
	return d
}
