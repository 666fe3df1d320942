package source

import (
	"bytes"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	gtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Inline parsing costs, at worst, the marks of a paragraph times its bytes. A
// wall of text of 64 KiB with 1,500 marks costs 100 million.
const (
	inlineCost  = 1 << 27 // marks × bytes, summed over the paragraphs of a file
	inlineMarks = 200_000 // marks of a file: each may become a node
	escapedBars = 10_000  // \| in tables: the parser compares each with each
)

// markdown is the one parser of bodies. The hooks hold it to the limits of the
// budget it runs with, where the parser itself knows what it is looking at: a
// scan of the text before it could be led astray.
var markdown = parser.NewParser(
	parser.WithBlockParsers(
		util.Prioritized(parser.NewSetextHeadingParser(), 100),
		util.Prioritized(parser.NewThematicBreakParser(), 200),
		util.Prioritized(nested{parser.NewListParser()}, 300),
		util.Prioritized(parser.NewListItemParser(), 400),
		util.Prioritized(parser.NewCodeBlockParser(), 500),
		util.Prioritized(costly{parser.NewATXHeadingParser()}, 600),
		util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
		util.Prioritized(nested{parser.NewBlockquoteParser()}, 800),
		util.Prioritized(parser.NewHTMLBlockParser(), 900),
		util.Prioritized(parser.NewParagraphParser(), 1000),
	),
	parser.WithInlineParsers(
		util.Prioritized(taskBox{extension.NewTaskCheckBoxParser()}, 0),
		util.Prioritized(parser.NewCodeSpanParser(), 100),
		util.Prioritized(linkParser{parser.NewLinkParser()}, 200),
		util.Prioritized(linkParser{parser.NewAutoLinkParser()}, 300),
		util.Prioritized(parser.NewRawHTMLParser(), 400),
		util.Prioritized(parser.NewEmphasisParser(), 500),
		util.Prioritized(extension.NewStrikethroughParser(), 500),
	),
	parser.WithParagraphTransformers(
		util.Prioritized(beforeTables{}, 50),
		util.Prioritized(parser.LinkReferenceParagraphTransformer, 100),
		util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		util.Prioritized(afterTables{}, 250),
	),
	parser.WithASTTransformers(
		util.Prioritized(extension.NewTableASTTransformer(), 0),
	),
)

// parseBody panics with a refusal where the text is over a limit, since the
// parser has no other way to stop.
func parseBody(source []byte, base int, lim *Limits) (ast.Node, []Link) {
	b := &budget{Context: parser.NewContext(), lim: lim, base: base}
	root := markdown.Parse(gtext.NewReader(source), parser.WithContext(b))
	sortLinks(b.links)
	return root, b.links
}

// refusal is the panic that ends parsing.
type refusal struct {
	rule      string
	off       int
	msg, hint diag.Message
}

// budget is the context of one parse: what it may still cost, and the links it
// has found.
type budget struct {
	parser.Context
	lim  *Limits
	base int // offset of the body in the file
	at   int // in the body, where the parser is

	cells, bars, cost, marks      int
	definitions, uses, referenced int
	links                         []Link
}

func (b *budget) refuse(rule string, msg, hint diag.Text, args ...any) {
	panic(refusal{rule, b.base + b.at, diag.Say(msg, args...), diag.Say(hint)})
}

// spend pays for the inline marks of a stretch of text.
func (b *budget) spend(marks, size int) {
	b.cost += marks * size
	if b.cost > inlineCost || b.marks > inlineMarks {
		b.refuse("inline-marks", diag.Text{
			CN: "行内标记（* _ ~ ` [ ] <）太多，无法在合理的时间内解析",
			TW: "行內標記（* _ ~ ` [ ] <）太多，無法在合理的時間內解析",
			EN: "too many inline marks (* _ ~ ` [ ] <) to be parsed in reasonable time",
		}, diag.Text{
			CN: "把长段落分开；数据和日志放进代码块（```）或附件",
			TW: "把長段落分開；資料和日誌放進程式碼區塊（```）或附件",
			EN: "split long paragraphs; put data and logs into a code block (```) or an attachment",
		})
	}
}

func countMarks(line []byte) (n int) {
	for _, c := range line {
		switch c {
		case '*', '_', '~', '`', '[', ']', '<':
			n++
		}
	}
	return n
}

func (b *budget) tooBig(msg diag.Text, args ...any) {
	b.refuse("table-size", msg, diag.Text{
		CN: "把表格分开，或放到附件里", TW: "把表格分開，或放到附件裡", EN: "split the table, or keep it in an attachment",
	}, args...)
}

// AddReference counts link reference definitions.
func (b *budget) AddReference(r parser.Reference) {
	if b.definitions++; b.definitions > b.lim.References {
		b.refuse("link-references", diag.Text{
			CN: "链接引用的定义超过 %d 个", TW: "連結參照的定義超過 %d 個", EN: "more than %d link reference definitions",
		}, hintInlineLinks, b.lim.References)
	}
	b.Context.AddReference(r)
}

// Reference counts the uses of link reference definitions and the bytes they
// stand for.
func (b *budget) Reference(label string) (parser.Reference, bool) {
	r, ok := b.Context.Reference(label)
	if !ok {
		return r, ok
	}
	b.uses++
	b.referenced += len(r.Destination()) + len(r.Title())
	if b.uses > b.lim.References || b.referenced > b.lim.FileBytes {
		b.refuse("link-references", diag.Text{
			CN: "链接引用用得太多，上限是 %d 处", TW: "連結參照用得太多，上限是 %d 處", EN: "link references are used too often, the limit is %d",
		}, hintInlineLinks, b.lim.References)
	}
	return r, ok
}

var hintInlineLinks = diag.Text{
	CN: "改用 [文字](地址) 的写法", TW: "改用 [文字](網址) 的寫法", EN: "write [text](address) instead",
}

// nested limits the depth of lists and quotes.
type nested struct{ parser.BlockParser }

func (p nested) Open(parent ast.Node, r gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	_, seg := r.Position()
	n, state := p.BlockParser.Open(parent, r, pc)
	if n == nil {
		return n, state
	}
	b := pc.(*budget)
	depth := 1
	for a := parent; a != nil; a = a.Parent() {
		if k := a.Kind(); k == ast.KindList || k == ast.KindBlockquote {
			depth++
		}
	}
	if depth > b.lim.Depth {
		b.at = seg.Start
		b.refuse("nesting-depth", diag.Text{
			CN: "列表和引用嵌套超过 %d 层", TW: "清單和引用的巢狀超過 %d 層", EN: "lists and quotes nested deeper than %d levels",
		}, hintFlatter, b.lim.Depth)
	}
	return n, state
}

// costly pays for blocks of one line that are no paragraphs.
type costly struct{ parser.BlockParser }

func (p costly) Open(parent ast.Node, r gtext.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, seg := r.PeekLine()
	n, state := p.BlockParser.Open(parent, r, pc)
	if n != nil {
		b := pc.(*budget)
		b.at = seg.Start
		marks := countMarks(line)
		b.marks += marks
		b.spend(marks, len(line))
	}
	return n, state
}

// beforeTables pays for a paragraph before it may become definitions or a table.
type beforeTables struct{}

func (beforeTables) Transform(p *ast.Paragraph, r gtext.Reader, pc parser.Context) {
	b := pc.(*budget)
	lines := p.Lines()
	brackets, columns, bars := 0, 0, 0
	for i := range lines.Len() {
		seg := lines.At(i)
		line := r.Source()[seg.Start:seg.Stop]
		if i == 0 {
			b.at = seg.Start
		}
		marks := countMarks(line)
		b.marks += marks
		b.spend(marks, len(line))
		line = util.TrimLeftSpace(line)
		if len(line) > 0 && line[0] == '[' {
			brackets++
		}
		if i > 0 && isDelimiterRow(line) {
			columns = max(columns, columnsOf(line))
		}
		bars += bytes.Count(line, []byte(`\|`))
	}
	if brackets > 0 {
		b.spend(brackets, paragraphSize(lines))
	}
	if columns == 0 {
		return
	}
	b.bars += bars
	b.cells += columns * lines.Len()
	switch {
	case columns > b.lim.Columns:
		b.tooBig(diag.Text{
			CN: "表格有 %d 列，上限是 %d", TW: "表格有 %d 欄，上限是 %d", EN: "a table of %d columns, the limit is %d",
		}, columns, b.lim.Columns)
	case b.cells > b.lim.Cells:
		b.tooBig(diag.Text{
			CN: "文件里的表格一共超过 %d 格", TW: "檔案裡的表格一共超過 %d 格", EN: "the tables of the file have more than %d cells",
		}, b.lim.Cells)
	case b.bars > escapedBars:
		b.tooBig(diag.Text{
			CN: "表格里的 \\| 超过 %d 个", TW: "表格裡的 \\| 超過 %d 個", EN: "more than %d \\| in the tables of the file",
		}, escapedBars)
	}
}

func isDelimiterRow(line []byte) bool {
	return len(bytes.Trim(line, "|:- \t\r\n")) == 0
}

// columnsOf counts the cells of a delimiter row.
func columnsOf(line []byte) int {
	return bytes.Count(bytes.Trim(line, " \t\r\n"), []byte{'|'}) + 1 - edgeBars(line)
}

func edgeBars(line []byte) (n int) {
	line = bytes.Trim(line, " \t\r\n")
	if bytes.HasPrefix(line, []byte{'|'}) {
		n++
	}
	if len(line) > 1 && bytes.HasSuffix(line, []byte{'|'}) {
		n++
	}
	return n
}

func paragraphSize(lines *gtext.Segments) (n int) {
	for i := range lines.Len() {
		seg := lines.At(i)
		n += seg.Stop - seg.Start
	}
	return n
}

// afterTables pays for what has stayed a paragraph: its inline marks work across
// all its lines.
type afterTables struct{}

func (afterTables) Transform(p *ast.Paragraph, r gtext.Reader, pc parser.Context) {
	lines, marks := p.Lines(), 0
	for i := range lines.Len() {
		seg := lines.At(i)
		marks += countMarks(r.Source()[seg.Start:seg.Stop])
	}
	pc.(*budget).spend(marks, paragraphSize(lines))
}

// taskBox reads [ ] and [x], but leaves [x](address) and [x][label] to links.
type taskBox struct{ parser.InlineParser }

func (p taskBox) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	if line, _ := block.PeekLine(); len(line) > 3 && (line[3] == '(' || line[3] == '[') {
		return nil
	}
	return p.InlineParser.Parse(parent, block, pc)
}

// linkParser notes where the links end that another parser finds.
type linkParser struct{ parser.InlineParser }

func (p linkParser) Parse(parent ast.Node, block gtext.Reader, pc parser.Context) ast.Node {
	b := pc.(*budget)
	_, start := block.Position()
	b.at = start.Start
	n := p.InlineParser.Parse(parent, block, pc)
	_, end := block.Position()
	link := Link{Start: b.base + start.Start, End: b.base + end.Start}
	switch n := n.(type) {
	case *ast.Link:
		link.Start, link.Dest = b.base+n.Pos(), unescape(n.Destination)
	case *ast.Image:
		link.Start, link.Dest, link.Image = b.base+n.Pos(), unescape(n.Destination), true
	case *ast.AutoLink:
		link.Dest = autoDestination(n, block.Source())
	default:
		return n
	}
	b.links = append(b.links, link)
	return n
}

// CloseBlock is the link parser's way to end a paragraph.
func (p linkParser) CloseBlock(parent ast.Node, block gtext.Reader, pc parser.Context) {
	if c, ok := p.InlineParser.(parser.CloseBlocker); ok {
		c.CloseBlock(parent, block, pc)
	}
}
