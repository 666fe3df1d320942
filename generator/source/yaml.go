package source

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"github.com/minutebook/minutebook/generator/diag"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

var (
	emptyFront = diag.Text{CN: "信息头是空的", TW: "前置資料是空的", EN: "the front matter is empty"}
	emptyFile  = diag.Text{CN: "文件里没有内容", TW: "檔案裡沒有內容", EN: "there is nothing in the file"}
)

// readYAML reads the mapping in the bytes [from, to). It returns nil together
// with an Error finding if there is none that can be trusted.
func (d *Document) readYAML(from, to int, empty diag.Text) *Node {
	if d.directive(from, to) || d.tooManyNodes(from, to) {
		return nil
	}
	if n := d.quickYAML(from, to); n != nil {
		return n
	}
	return d.fullYAML(from, to, empty)
}

func (d *Document) fullYAML(from, to int, empty diag.Text) (front *Node) {
	d.guard(from, func() {
		dec := yaml.NewDecoder(bytes.NewReader(d.Bytes[from:to]))
		var doc, second yaml.Node
		switch err := dec.Decode(&doc); {
		case errors.Is(err, io.EOF):
			d.add("front-matter-empty", from, from, diag.Say(empty), diag.Say(diag.Text{
				CN: "至少写一个字段，例如“title: 主题”", TW: "至少寫一個欄位，例如「title: 主題」", EN: "write at least one field, such as \"title: …\"",
			}))
			return
		case err != nil:
			d.yamlError(err, from, to)
			return
		}
		start := d.pos(from)
		c := &converter{d: d, end: to, at: start, line: int(start.Line), shift: int(start.Column - 1)}
		front = c.top(doc.Content[0])
		switch err := dec.Decode(&second); {
		case errors.Is(err, io.EOF):
			return
		case err != nil:
			d.yamlError(err, from, to)
		default:
			pos := d.pos(c.offset(second.Line, second.Column))
			d.addAt("yaml-feature", diag.Span{Start: pos, End: pos}, diag.Say(diag.Text{
				CN: "一个文件里有几份 YAML 文档", TW: "一個檔案裡有幾份 YAML 文件", EN: "several YAML documents in one file",
			}), diag.Say(diag.Text{
				CN: "删除中间的 --- 或 ...", TW: "刪除中間的 --- 或 ...", EN: "delete the --- or ... between them",
			}))
		}
		front = nil
	})
	return front
}

// directive reports %YAML and %TAG, which could give other meanings to the rest.
func (d *Document) directive(from, to int) bool {
	for off := from; off < to; off = d.lineEnd(off) {
		line := d.Bytes[off:min(d.lineEnd(off), to)]
		switch core := bytes.TrimSpace(line); {
		case line[0] == '%':
			d.add("yaml-feature", off, off+len(core), diag.Say(diag.Text{
				CN: "不支持 YAML 指令（%）", TW: "不支援 YAML 指令（%）", EN: "YAML directives (%) are not supported",
			}), diag.Say(diag.Text{CN: "删除这一行", TW: "刪除這一行", EN: "delete the line"}))
			return true
		case len(core) > 0 && core[0] != '#':
			return false
		}
	}
	return false
}

// tooManyNodes bounds the nodes of a large register before they are made. Each
// takes some hundred bytes and at least one of these characters.
func (d *Document) tooManyNodes(from, to int) bool {
	n := 0
	for _, c := range []byte("\n,:[{?-") {
		n += bytes.Count(d.Bytes[from:to], []byte{c})
	}
	if n <= nodesPerBlock*d.lim.Blocks {
		return false
	}
	d.add("file-size", from, from, diag.Say(diag.Text{
		CN: "文件里的字段和值太多", TW: "檔案裡的欄位和值太多", EN: "there are too many keys and values in the file",
	}), diag.Say(diag.Text{
		CN: "把内容拆成几个文件", TW: "把內容拆成幾個檔案", EN: "split it into several files",
	}))
	return true
}

// nodesPerBlock makes half a million nodes of the default limits.
const nodesPerBlock = 5

// converter turns YAML nodes into ours. It walks the text once from front to
// back beside them, so that no place costs more than the way from the last one.
type converter struct {
	d     *Document
	end   int      // of the YAML text
	at    diag.Pos // where the walk is
	line  int      // the file's line that YAML calls 1
	shift int      // characters before the first of them
	bad   bool     // something was refused
	told  int      // findings about features
	slab  []Node   // nodes are made by the dozen
}

func (c *converter) newNode() *Node {
	if len(c.slab) == 0 {
		c.slab = make([]Node, 24)
	}
	n := &c.slab[0]
	c.slab = c.slab[1:]
	return n
}

func (c *converter) top(n *yaml.Node) *Node {
	if n.Kind == yaml.MappingNode {
		if node := c.node(n, -1, 1); !c.bad {
			return node
		}
		return nil
	}
	start := c.d.pos(c.offset(n.Line, n.Column))
	c.d.addAt("yaml-key", diag.Span{Start: start, End: start}, diag.Say(diag.Text{
		CN: "这里应该是“字段: 值”", TW: "這裡應該是「欄位: 值」", EN: "fields (\"key: value\") are expected here",
	}), diag.Say(c.d.cause(int(start.Line), c.line, c.end).hint))
	return nil
}

// node converts a value. The indent is the one of the collection around it, and
// the walk ends behind the value.
func (c *converter) node(n *yaml.Node, indent, depth int) *Node {
	at := c.offset(n.Line, n.Column)
	if n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 && at > int(c.at.Offset) {
		// YAML places a value that is not there where the next thing begins.
		at = int(c.at.Offset) + len(bytes.TrimRight(c.d.Bytes[c.at.Offset:at], " \t\r\n"))
	}
	start := c.to(at)
	if depth > c.d.lim.Depth {
		c.refuse("nesting-depth", start, diag.Say(diag.Text{
			CN: "嵌套超过 %d 层", TW: "巢狀超過 %d 層", EN: "nested deeper than %d levels",
		}, c.d.lim.Depth), diag.Say(hintFlatter))
		return &Node{Span: diag.Span{Start: start, End: start}}
	}
	if c.feature(n, start) {
		return &Node{Span: diag.Span{Start: start, End: c.at}}
	}
	node := c.newNode()
	switch n.Kind {
	case yaml.MappingNode:
		node.Kind = Map
		c.pairs(node, n, depth)
		c.closeFlow(n, start, '}')
	case yaml.SequenceNode:
		node.Kind = List
		node.Items = make([]*Node, 0, len(n.Content))
		for _, item := range n.Content {
			node.Items = append(node.Items, c.node(item, n.Column-1, depth+1))
		}
		c.closeFlow(n, start, ']')
	default:
		c.scalar(node, n, indent)
	}
	node.Span = diag.Span{Start: start, End: c.at}
	return node
}

const quotedStyle = yaml.DoubleQuotedStyle | yaml.SingleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle

func (c *converter) scalar(node *Node, n *yaml.Node, indent int) {
	node.Quoted = n.Style&quotedStyle != 0
	if n.Tag != "!!null" || node.Quoted {
		node.Kind, node.Text = Scalar, n.Value
	}
	rest := c.d.Bytes[c.at.Offset:c.end]
	size := 0
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		size = doubleQuoted(rest)
	case n.Style&yaml.SingleQuotedStyle != 0:
		size = singleQuoted(rest)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		size = blockScalar(rest, indent)
	default:
		size = plainScalar(rest, n.Value)
	}
	c.to(int(c.at.Offset) + size)
}

func (c *converter) pairs(node *Node, n *yaml.Node, depth int) {
	seen := make(map[string]diag.Pos, len(n.Content)/2)
	node.Pairs = make([]Pair, 0, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, ok := c.key(n.Content[i], depth)
		value := c.node(n.Content[i+1], n.Column-1, depth+1)
		if !ok {
			continue
		}
		name := norm.NFC.String(key.Text)
		if first, twice := seen[name]; twice {
			c.d.addAt("duplicate-key", key.Span, diag.Say(diag.Text{
				CN: "字段 %s 重复，第 %d 行已经有了", TW: "欄位 %s 重複，第 %d 行已經有了", EN: "the key %s is already there on line %d",
			}, key.Text, first.Line), diag.Say(diag.Text{
				CN: "只保留一个；多个值写成列表", TW: "只保留一個；多個值寫成清單", EN: "keep one of them; write several values as a list",
			}))
			continue
		}
		seen[name] = key.Span.Start
		node.Pairs = append(node.Pairs, Pair{key, value})
	}
}

// key converts a key; its Kind is Scalar whatever it looks like.
func (c *converter) key(n *yaml.Node, depth int) (*Node, bool) {
	isMerge := n.Kind == yaml.ScalarNode && n.Value == "<<" && n.Style&quotedStyle == 0
	node := c.node(n, 0, depth)
	switch {
	case isMerge:
		c.refuse("yaml-feature", node.Span.Start, diag.Say(diag.Text{
			CN: "不支持 YAML 的合并键 <<", TW: "不支援 YAML 的合併鍵 <<", EN: "YAML merge keys (<<) are not supported",
		}), diag.Say(hintWriteOut))
	case n.Kind == yaml.AliasNode: // refused as such
	case n.Kind != yaml.ScalarNode, n.Value == "":
		c.refuse("yaml-key", node.Span.Start, diag.Say(diag.Text{
			CN: "字段名必须是文字", TW: "欄位名稱必須是文字", EN: "a key must be text",
		}), diag.Say(diag.Text{
			CN: "冒号前面写字段名；含有 [ ] { } 的文字要加引号",
			TW: "冒號前面寫欄位名稱；含有 [ ] { } 的文字要加引號",
			EN: "write the key before the colon; put a text with [ ] { } in quotes",
		}))
	default:
		node.Kind, node.Text = Scalar, n.Value
		return node, true
	}
	return nil, false
}

var (
	hintFlatter  = diag.Text{CN: "减少嵌套的层数", TW: "減少巢狀的層數", EN: "use fewer levels"}
	hintWriteOut = diag.Text{
		CN: "把值完整地写在每一处；以 & * ! 开头的文字要加引号",
		TW: "把值完整地寫在每一處；以 & * ! 開頭的文字要加引號",
		EN: "write the value out in every place; put a text that begins with & * or ! in quotes",
	}
)

// featuresTold bounds the findings of one file: a bomb has thousands of aliases.
const featuresTold = 20

// feature refuses anchors, aliases and tags, and passes over the word that makes
// them.
func (c *converter) feature(n *yaml.Node, start diag.Pos) bool {
	rest := c.d.Bytes[start.Offset:c.end]
	what := diag.Text{}
	switch {
	case n.Kind == yaml.AliasNode:
		what = diag.Text{CN: "别名（*）", TW: "別名（*）", EN: "aliases (*)"}
	case n.Anchor != "":
		what = diag.Text{CN: "锚点（&）", TW: "錨點（&）", EN: "anchors (&)"}
	case n.Style&yaml.TaggedStyle != 0, n.Kind == yaml.ScalarNode && n.Style&quotedStyle == 0 &&
		len(rest) > 0 && rest[0] == '!' && (n.Value == "" || n.Value[0] != '!'):
		what = diag.Text{CN: "标签（!）", TW: "標籤（!）", EN: "tags (!)"}
	case n.Style&quotedStyle != 0 && len(rest) > 0 && rest[0] == '!',
		n.Kind != yaml.ScalarNode && len(rest) > 0 && rest[0] == '!':
		what = diag.Text{CN: "标签（!）", TW: "標籤（!）", EN: "tags (!)"}
	default:
		return false
	}
	word := bytes.IndexAny(rest, " \t\r\n,[]{}")
	if word < 0 {
		word = len(rest)
	}
	c.to(int(start.Offset) + word)
	c.bad = true
	if c.told++; c.told > featuresTold {
		return true
	}
	c.d.addAt("yaml-feature", diag.Span{Start: start, End: c.at}, diag.Say(diag.Text{
		CN: "不支持 YAML 的%s", TW: "不支援 YAML 的%s", EN: "YAML %s are not supported",
	}, what), diag.Say(hintWriteOut))
	return true
}

func (c *converter) refuse(rule string, at diag.Pos, msg, hint diag.Message) {
	c.bad = true
	c.d.addAt(rule, diag.Span{Start: at, End: c.at}, msg, hint)
}

// offset finds a place that YAML names by line and character.
func (c *converter) offset(line, column int) int {
	n := min(c.line+line-1, len(c.d.lines))
	off, chars := int(c.d.lines[n-1]), column-1
	if line == 1 {
		chars += c.shift
	}
	if behind := int(c.at.Column - 1); n == int(c.at.Line) && chars >= behind {
		off, chars = int(c.at.Offset), chars-behind
	}
	for ; chars > 0 && off < c.end; chars-- {
		_, size := utf8.DecodeRune(c.d.Bytes[off:])
		off += size
	}
	return min(off, c.end)
}

// to walks on to an offset; there is no way back.
func (c *converter) to(off int) diag.Pos {
	b := c.d.Bytes
	for int(c.at.Offset) < off {
		if b[c.at.Offset] == '\n' {
			c.at = diag.Pos{Offset: c.at.Offset + 1, Line: c.at.Line + 1, Column: 1}
			continue
		}
		_, size := utf8.DecodeRune(b[c.at.Offset:])
		c.at.Offset += int32(size)
		c.at.Column++
	}
	return c.at
}

// closeFlow walks behind the bracket of a collection written in brackets.
func (c *converter) closeFlow(n *yaml.Node, start diag.Pos, bracket byte) {
	b := c.d.Bytes[:c.end]
	if n.Style&yaml.FlowStyle == 0 || b[start.Offset] != bracket-2 { // [a: b] holds a mapping without braces
		return
	}
	off := int(c.at.Offset)
	if off == int(start.Offset) {
		off++ // an empty collection: still before its opening bracket
	}
	for ; off < len(b) && b[off] != bracket; off++ {
		if b[off] == '#' {
			off = min(c.d.lineEnd(off), len(b)) - 1
		}
	}
	c.to(min(off+1, len(b)))
}
