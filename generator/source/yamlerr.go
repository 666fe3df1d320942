package source

import (
	"bytes"
	"regexp"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"go.yaml.in/yaml/v3"
)

// yamlError makes the parser's message ours. The parser names a line that may be
// one off, so a known cause on that line or beside it gives the place.
func (d *Document) yamlError(err error, from, to int) {
	msg := strings.TrimPrefix(err.Error(), "yaml: ")
	first, line := d.line(from), d.line(from)
	rest, said := strings.CutPrefix(msg, "line ")
	if said {
		number, problem, _ := strings.Cut(rest, ": ")
		if n, err := strconv.Atoi(number); err == nil {
			line, msg = first+n-1, problem
		}
	}
	switch {
	case strings.HasPrefix(msg, "exceeded max depth"):
		at := deepest(d.Bytes[from:to], d.lim.Depth)
		d.add("nesting-depth", from+at, from+at, diag.Say(diag.Text{
			CN: "嵌套超过 %d 层", TW: "巢狀超過 %d 層", EN: "nested deeper than %d levels",
		}, d.lim.Depth), diag.Say(hintFlatter))
		return
	case strings.HasPrefix(msg, "unknown anchor"):
		d.unknownAlias(msg, from, to)
		return
	}
	if strings.HasPrefix(msg, "did not find expected ',' or") && said {
		line++ // these the parser counts from nought
	}
	if strings.HasPrefix(msg, "did not find expected key") || strings.HasPrefix(msg, "did not find expected '-'") {
		line = d.firstFailing(msg, from, to)
	}
	line = min(line, d.line(max(to-1, from)))
	c := d.cause(line, first, to)
	if strings.HasPrefix(msg, "found unexpected ") { // the end, inside quotes
		c = d.openQuote(line, first, c)
	}
	if msg == "did not find expected alphabetic or numeric character" { // *重要*, &重要
		d.add("yaml-feature", c.start, c.end, diag.Say(msgAlias), diag.Say(hintWriteOut))
		return
	}
	d.add("yaml-syntax", c.start, c.end, diag.Say(problemText(msg)), diag.Say(c.hint))
}

// firstFailing returns the line at which the parser first gives a message that
// itself names only where the collection around it begins.
func (d *Document) firstFailing(msg string, from, to int) int {
	first, last := d.line(from), d.line(max(to-1, from))
	return first + sort.Search(last-first, func(i int) bool {
		var n yaml.Node
		err := yaml.Unmarshal(d.Bytes[from:int(d.lines[first+i])], &n)
		return err != nil && strings.HasSuffix(err.Error(), msg)
	})
}

// deepest returns where more brackets are open than the limit allows, read
// without regard to quotes: the YAML parser has refused the text already.
func deepest(b []byte, limit int) int {
	depth := 0
	for i, c := range b {
		switch c {
		case '[', '{', '-', '?':
			depth++
		case ']', '}':
			depth--
		case '\n', ' ':
		default:
			if c != ':' && c != '"' {
				continue
			}
		}
		if depth > limit {
			return i
		}
	}
	return 0
}

// unknownAlias reports a text that begins with an asterisk, which YAML takes for
// an alias. The parser's message has no line, only the name.
func (d *Document) unknownAlias(msg string, from, to int) {
	_, name, _ := strings.Cut(msg, "'")
	name, _, _ = strings.Cut(name, "'")
	at, end := from, from
	re := regexp.MustCompile(`(?m)(?:^|[\s\[{,])\*` + regexp.QuoteMeta(name))
	if m := re.FindIndex(d.Bytes[from:to]); m != nil {
		end = from + m[1]
		at = end - len(name) - 1
	}
	d.add("yaml-feature", at, end, diag.Say(msgAlias), diag.Say(hintWriteOut))
}

var msgAlias = diag.Text{
	CN: "以 * 或 & 开头的值会被当作 YAML 别名或锚点，这里不支持",
	TW: "以 * 或 & 開頭的值會被當作 YAML 別名或錨點，這裡不支援",
	EN: "a value that begins with * or & is a YAML alias or anchor, which is not supported",
}

// cause is why a line is not YAML: the place and what to do.
type cause struct {
	start, end int
	hint       diag.Text
}

type symptom struct {
	re   *regexp.Regexp // its last group, or all of it, is the place
	hint diag.Text
}

// quoteOpens matches a line whose value begins with a quotation mark that it does
// not close.
var quoteOpens = regexp.MustCompile(`(?:: +|- +|[\[{,] *)("[^"]*|'[^']*)$`)

// symptoms are the usual causes, the surest first. Few files have any.
var symptoms = sync.OnceValue(func() []symptom {
	return []symptom{
		{regexp.MustCompile(`^ *(\t+)`), diag.Text{
			CN: "缩进用空格，不能用制表符（Tab）", TW: "縮排用空格，不能用定位字元（Tab）", EN: "indent with spaces, not with tabs",
		}},
		{regexp.MustCompile(`^\s*(?:- +)?[\pL\pN_ -]+(：)`), diag.Text{
			CN: "冒号要用半角的“: ”（后面有空格），不能用全角的“：”",
			TW: "冒號要用半形的「: 」（後面有空格），不能用全形的「：」",
			EN: "write a plain colon and a space (: ) instead of the full-width ：",
		}},
		{regexp.MustCompile(`^\s*(?:- +)?[\pL\pN_-]+(:)[^\s:/]`), diag.Text{
			CN: "冒号后面要有一个空格", TW: "冒號後面要有一個空格", EN: "put a space behind the colon",
		}},
		{regexp.MustCompile("(?:^|: +|- +)([@`%])"), diag.Text{
			CN: "以 @ ` % 开头的值要加引号", TW: "以 @ ` % 開頭的值要加引號", EN: "put a value that begins with @ ` or % in quotes",
		}},
		{quoteOpens, hintQuotes},
		{regexp.MustCompile(`(?:: +|- +)(?:"[^"]*"|'[^']*')\s*([^\s#,\]}].*)$`), hintQuotes},
		{regexp.MustCompile(`(?:: +|- +)([\[{][^\]}]*)$`), hintBrackets},
		{regexp.MustCompile(`(?:: +|- +)(?:\[[^\]]*\]|\{[^}]*\})\s*([^\s#,\]}:].*)$`), hintBrackets},
		{regexp.MustCompile(`(?:: +|- +)([*&!].*)$`), diag.Text{
			CN: "以 * & ! 开头的值要加引号", TW: "以 * & ! 開頭的值要加引號", EN: "put a value that begins with * & or ! in quotes",
		}},
		{regexp.MustCompile(`^\s*(?:- +)?[^\s\[{"'-][^:]*: +[^\s\[{"'].*(:)(?:\s|$)`), diag.Text{
			CN: "值里有冒号时，把整个值放进引号", TW: "值裡有冒號時，把整個值放進引號", EN: "put a value with a colon in quotes",
		}},
	}
})

var (
	hintQuotes = diag.Text{
		CN: "引号要成对，并且包住整个值", TW: "引號要成對，並且包住整個值", EN: "quotes come in pairs and go around the whole value",
	}
	hintBrackets = diag.Text{
		CN: "括号要成对；以 [ 或 { 开头的文字要加引号",
		TW: "括號要成對；以 [ 或 { 開頭的文字要加引號",
		EN: "brackets come in pairs; put a text that begins with [ or { in quotes",
	}
	hintField = diag.Text{
		CN: "每行写成“字段: 值”，下一层比上一层多缩进两个空格",
		TW: "每行寫成「欄位: 值」，下一層比上一層多縮排兩個空格",
		EN: "write \"key: value\" on each line, and indent each level by two more spaces",
	}
)

// causeBytes is how much of a line is searched for a cause.
const causeBytes = 2000

// cause looks at a line, the one above and the one below, between the first line
// and the offset to. Without a known cause it is the whole line.
func (d *Document) cause(line, first, to int) cause {
	last := d.line(max(to-1, 0))
	for _, n := range []int{line, line - 1, line + 1} {
		if n < first || n > last {
			continue
		}
		start, s := int(d.lines[n-1]), d.LineText(n)
		if len(s) > causeBytes || utf8.RuneCountInString(s) == 0 {
			continue
		}
		for _, y := range symptoms() {
			if m := y.re.FindStringSubmatchIndex(s); m != nil {
				return cause{start + m[2], start + m[3], y.hint}
			}
		}
	}
	start := int(d.lines[line-1])
	return cause{start, start + len(bytes.TrimRight(d.Bytes[start:min(d.lineEnd(start), to)], "\r\n")), hintField}
}

// openQuote finds the quotation mark that is not closed, from the line where the
// parser noticed backwards.
func (d *Document) openQuote(line, first int, otherwise cause) cause {
	for n := line; n >= first; n-- {
		start, s := int(d.lines[n-1]), d.LineText(n)
		if len(s) > causeBytes {
			continue
		}
		if m := quoteOpens.FindStringSubmatchIndex(s); m != nil {
			return cause{start + m[2], start + m[3], hintQuotes}
		}
	}
	return otherwise
}

// problems translates what the parser says. Every message has its words here in
// the parser's English; one that is not listed is shown as it is.
var problems = map[string]diag.Text{
	"mapping values are not allowed in this context": {
		CN: "这里不能再有“字段: 值”", TW: "這裡不能再有「欄位: 值」", EN: "there cannot be another \"key: value\" here",
	},
	"could not find expected ':'": {
		CN: "这一行不是“字段: 值”", TW: "這一行不是「欄位: 值」", EN: "this line is not \"key: value\"",
	},
	"did not find expected key": {
		CN: "这里应该是一个字段，缩进或引号可能不对", TW: "這裡應該是一個欄位，縮排或引號可能不對", EN: "a key is expected here; indentation or quotes may be wrong",
	},
	"did not find expected '-' indicator": {
		CN: "列表里的每一项要以“- ”开头，并且对齐", TW: "清單裡的每一項要以「- 」開頭，並且對齊", EN: "every item of a list begins with \"- \" in the same column",
	},
	"did not find expected ',' or ']'": {
		CN: "方括号 [ 没有配对，或缺少逗号", TW: "方括號 [ 沒有配對，或缺少逗號", EN: "a bracket [ is not closed, or a comma is missing",
	},
	"did not find expected ',' or '}'": {
		CN: "花括号 { 没有配对，或缺少逗号", TW: "大括號 { 沒有配對，或缺少逗號", EN: "a brace { is not closed, or a comma is missing",
	},
	"did not find expected node content": {
		CN: "括号里缺少内容", TW: "括號裡缺少內容", EN: "something is missing inside the brackets",
	},
	"found unexpected end of stream": {
		CN: "引号没有配对", TW: "引號沒有配對", EN: "a quotation mark is not closed",
	},
	"found character that cannot start any token": {
		CN: "值不能以这个字符开头", TW: "值不能以這個字元開頭", EN: "a value cannot begin with this character",
	},
	"found unknown escape character": {
		CN: "双引号里有不认识的反斜杠写法", TW: "雙引號裡有不認識的反斜線寫法", EN: "an unknown backslash escape inside double quotes",
	},
	"block sequence entries are not allowed in this context": {
		CN: "列表要另起一行", TW: "清單要另起一行", EN: "a list begins on a line of its own",
	},
	"found a tab character that violates indentation": {
		CN: "缩进里有制表符（Tab）", TW: "縮排裡有定位字元（Tab）", EN: "a tab in the indentation",
	},
	"found a tab character where an indentation space is expected": {
		CN: "缩进里有制表符（Tab）", TW: "縮排裡有定位字元（Tab）", EN: "a tab in the indentation",
	},
	"did not find expected <document start>": {
		CN: "这里应该是“字段: 值”", TW: "這裡應該是「欄位: 值」", EN: "fields (\"key: value\") are expected here",
	},
	"mapping keys are not allowed in this context": {
		CN: "这里不能以“? ”开头", TW: "這裡不能以「? 」開頭", EN: "\"? \" cannot stand here",
	},
	"found unexpected document indicator": {
		CN: "引号在 --- 或 ... 之前没有配对", TW: "引號在 --- 或 ... 之前沒有配對", EN: "a quotation mark is not closed before --- or ...",
	},
}

func problemText(problem string) diag.Text {
	if t, ok := problems[problem]; ok {
		return t
	}
	problem = strings.ToValidUTF8(problem, "?")
	return diag.Text{
		CN: "YAML 写法有误：" + problem, TW: "YAML 寫法有誤：" + problem, EN: "this is not YAML: " + problem,
	}
}
