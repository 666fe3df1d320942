package check

import (
	"io/fs"
	"net/url"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

var linkRules = []*Rule{
	{
		ID: "attachment-missing", Group: References, Severity: diag.Error,
		Title:   t("附件在档案库里", "附件在檔案庫裡", "an attachment is in the archive"),
		Why:     t("只有文件名的附件，几年后谁也找不到", "只有檔名的附件，幾年後誰也找不到", "an attachment that is only a name cannot be found years later"),
		Bad:     Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.0-20250601.csv}"},
		Good:    Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.0-20250601.csv}", Files: "-- documents/会议室清单V1.0-20250601.csv --\n房间,座位\n301,20\n"},
		archive: attachmentMissing,
	},
	{
		ID: "attachment-unsafe", Group: References, Severity: diag.Error,
		Title:  t("附件是档案库内的普通文件", "附件是檔案庫內的普通檔案", "an attachment is an ordinary file inside the archive"),
		Why:    t("链接、文件夹和库外的路径，备份与发布都带不走，还可能泄露别的文件", "連結、資料夾和庫外的路徑，備份與發布都帶不走，還可能洩露別的檔案", "links, folders and paths outside are lost in backups and may expose other files"),
		Bad:    Example{Of: "seating", Front: "attachments:\n  - {file: ../../会议室清单V1.0-20250601.csv}"},
		Good:   Example{Of: "seating", Front: "attachments:\n  - {file: ../files/会议室清单V1.0-20250601.csv}", Files: "-- files/会议室清单V1.0-20250601.csv --\n房间,座位\n301,20\n"},
		record: attachmentUnsafe, archive: attachmentTwin,
	},
	{
		ID: "attachment-pointer", Group: References, Severity: diag.Error,
		Title:  t("附件是文件本身，不是 Git LFS 指针", "附件是檔案本身，不是 Git LFS 指標", "an attachment is the file itself, not a Git LFS pointer"),
		Why:    t("指针只有三行字，发布出去读者打不开", "指標只有三行字，發布出去讀者打不開", "a pointer is three lines of text that readers cannot open"),
		Bad:    Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.0-20250601.xlsx}", Files: "-- documents/会议室清单V1.0-20250601.xlsx --\nversion https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n"},
		Good:   Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.0-20250601.txt}", Files: "-- documents/会议室清单V1.0-20250601.txt --\n一份讲 version https://git-lfs.github.com/spec/v1 的说明。\n"},
		record: attachmentPointer,
	},
	{
		ID: "attachment-kind", Group: References, Severity: diag.Warning,
		Title:  t("附件是网站会发布的类型", "附件是網站會發布的類型", "an attachment is of a kind that the site publishes"),
		Why:    t("SVG、HTML 之类能在读者的浏览器里执行程序，别的少见类型读者多半打不开；网站只写出名称，不提供文件", "SVG、HTML 之類能在讀者的瀏覽器裡執行程式，別的少見類型讀者多半打不開；網站只寫出名稱，不提供檔案", "SVG, HTML and the like can run programs in the reader's browser, and few can open what is rare; the site says the name alone"),
		Bad:    Example{Of: "seating", Front: "attachments:\n  - {file: 会议室平面图V1.0-20250601.svg}", Files: "-- documents/会议室平面图V1.0-20250601.svg --\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>\n"},
		Good:   Example{Of: "seating", Front: "attachments:\n  - {file: 会议室平面图V1.0-20250601.png}", Files: "-- documents/会议室平面图V1.0-20250601.png --\nPNG\n"},
		record: attachmentKind,
	},
	{
		ID: "attachment-size", Group: References, Severity: diag.Error,
		Title:  t("附件不超过大小上限", "附件不超過大小上限", "an attachment is within the size limit"),
		Why:    t("大文件会永远留在 git 历史里，拖慢每一次克隆", "大檔案會永遠留在 git 歷史裡，拖慢每一次複製", "a large file stays in the git history for ever and slows every clone"),
		Bad:    Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.0-20250601.csv}", Files: smallLimit + "-- documents/会议室清单V1.0-20250601.csv --\n" + strings.Repeat("房间,座位\n", 75_000)},
		Good:   Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.0-20250601.csv}", Files: smallLimit + "-- documents/会议室清单V1.0-20250601.csv --\n" + strings.Repeat("房间,座位\n", 1<<10)},
		record: attachmentSize,
	},
	{
		ID: "link-broken", Group: References, Severity: diag.Error,
		Title:   t("正文里的链接通向存在的地方", "正文裡的連結通向存在的地方", "links in the text lead somewhere"),
		Why:     t("断开的链接让读者白点一次，也说明引用的东西已经不在", "斷開的連結讓讀者白點一次，也說明引用的東西已經不在", "a broken link wastes the reader's time and shows that something is gone"),
		Bad:     Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n见[启动会纪要](2025-06-15-kickof-minutes.md#a1)，7 条为权限配置问题。\n\n"},
		Good:    Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n见[启动会纪要](2025-06-15-kickoff-minutes.md#a1)和[决议](#决议事项)，7 条为权限配置问题。\n\n"},
		archive: linkBroken,
	},
	{
		ID: "link-scheme", Group: References, Severity: diag.Error,
		Title:  t("链接只用 http、https、mailto、tel", "連結只用 http、https、mailto、tel", "links use http, https, mailto or tel only"),
		Why:    t("javascript:、file: 之类能在读者的电脑上执行程序或打开本机文件", "javascript:、file: 之類能在讀者的電腦上執行程式或開啟本機檔案", "javascript:, file: and the like run programs or open files on the reader's machine"),
		Bad:    Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n见[共享盘](file:///D:/测试/用例.xlsx)，7 条为权限配置问题。\n\n"},
		Good:   Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n见[用例库](https://test.example/cases)，7 条为权限配置问题。\n\n"},
		record: linkScheme,
	},
	{
		ID: "link-empty", Group: References, Severity: diag.Warning,
		Title:  t("链接写了地址", "連結寫了位址", "a link has an address"),
		Why:    t("空链接是还没填完的内容", "空連結是還沒填完的內容", "an empty link is something left unfinished"),
		Bad:    Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n见[用例库]()，7 条为权限配置问题。\n\n"},
		Good:   Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n见[用例库]，7 条为权限配置问题。\n\n"},
		record: linkEmpty,
	},
	{
		ID: "image-missing", Group: References, Severity: diag.Error,
		Title:  t("正文里的图片在档案库里", "正文裡的圖片在檔案庫裡", "pictures in the text are in the archive"),
		Why:    t("缺图的地方读者只看到一个叉", "缺圖的地方讀者只看到一個叉", "readers see a broken picture in its place"),
		Bad:    Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n![缺陷分布](缺陷分布.png)\n\n7 条为权限配置问题。\n\n"},
		Good:   Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n![缺陷分布](%E7%BC%BA%E9%99%B7%E5%88%86%E5%B8%83.png)\n\n7 条为权限配置问题。\n\n", Files: "-- minutes/2025/缺陷分布.png --\nPNG\n"},
		record: imageMissing,
	},
	{
		ID: "attachment-unlisted", Group: References, Severity: diag.Warning,
		Title:   t("记录旁的文件都有记录引用", "記錄旁的檔案都有記錄引用", "every file beside the records is referred to"),
		Why:     t("没有记录引用的文件不会发布，也没人知道它属于什么", "沒有記錄引用的檔案不會發布，也沒人知道它屬於什麼", "a file nothing refers to is not published, and nobody knows what it belongs to"),
		Bad:     Example{Of: "seating", Files: "-- documents/会议室清单V1.0-20250601.csv --\n房间,座位\n"},
		Good:    Example{Of: "seating", Body: "## 清单\n\n见[会议室清单](会议室清单V1.0-20250601.csv?raw=1)。\n", Files: "-- documents/会议室清单V1.0-20250601.csv --\n房间,座位\n"},
		archive: attachmentUnlisted,
	},
}

// smallLimit is the base archive's config with a limit of 1 MB.
const smallLimit = "-- minutebook.yaml --\ntitle: 示例档案\nlanguages: [zh-CN]\ntime_zone: Asia/Shanghai\naudience: internal\nattachment_limit: 1\n"

// outside reports whether an archive path leads out of the archive.
func outside(p string) bool { return p == ".." || strings.HasPrefix(p, "../") || path.IsAbs(p) }

func attachmentMissing(p *pass) {
	text := textPaths(p.a)
	inFolder := map[string][]string{}
	for f := range p.a.Files {
		inFolder[path.Dir(f)] = append(inFolder[path.Dir(f)], path.Base(f))
	}
	for _, names := range inFolder {
		slices.Sort(names) // of equals the first is suggested
	}
	for _, r := range p.a.Records {
		for _, at := range r.Attached {
			if at.File != nil || at.Linked || outside(at.Path) || text[at.Path] {
				continue
			}
			if isGround(p.a, at.Path) {
				p.report(r, at.Span, say("“%s”是档案库的配置或登记表，不是附件，不会发布", "「%s」是檔案庫的設定或登記表，不是附件，不會發布", "%q is the archive's config or a register, not an attachment, and is not published", at.Text),
					say("把要附上的内容另存为文件，放到记录旁边", "把要附上的內容另存成檔案，放到記錄旁邊", "save what is to be attached as a file beside the record"))
				continue
			}
			near := inFolder[path.Dir(at.Path)]
			p.report(r, at.Span, say("档案库里没有“%s”", "檔案庫裡沒有「%s」", "%q is not in the archive", at.Text),
				didYouMean(schema.Nearest(path.Base(at.Path), near[:min(len(near), nearLimit)]), say("把文件放进 %s，或改正文件名", "把檔案放進 %s，或改正檔名", "put the file into %s, or mend its name", path.Dir(at.Path))))
		}
	}
}

// textPaths are the Markdown files of an archive.
func textPaths(a *archive.Archive) map[string]bool {
	out := make(map[string]bool, len(a.Documents))
	for _, d := range a.Documents {
		out[d.Path] = !isGround(a, d.Path)
	}
	return out
}

// isGround reports whether a path is that of the config or a register.
func isGround(a *archive.Archive, p string) bool {
	return slices.ContainsFunc(a.Schema.Registers, func(r *schema.Register) bool { return r.File == p })
}

func attachmentUnsafe(p *pass, r *archive.Record) {
	for _, at := range r.Attached {
		switch {
		case at.Linked: // see link-broken
		case outside(at.Path):
			p.report(r, at.Span, say("“%s”在档案库之外", "「%s」在檔案庫之外", "%q is outside the archive", at.Text),
				say("把文件复制到记录旁边", "把檔案複製到記錄旁邊", "copy the file next to the record"))
		case at.File != nil && !at.File.Regular:
			p.report(r, at.Span, say("“%s”不是普通文件，是文件夹、链接或设备", "「%s」不是普通檔案，是資料夾、連結或裝置", "%q is no ordinary file but a folder, a link or a device", at.Text),
				say("换成文件本身", "換成檔案本身", "put the file itself in its place"))
		}
	}
}

// attachmentTwin tells of attachments that are not published because another has
// their place.
func attachmentTwin(p *pass) {
	for _, twin := range p.a.Twins() {
		p.report(twin.Record, twin.Attachment.Span, say("“%s”与“%s”只差在大小写，只发布先写的那个", "「%s」與「%s」只差在大小寫，只發布先寫的那個", "%q differs from %q in case alone, and only the first is published", twin.Attachment.Text, twin.Of),
			say("改名，让两个名称不只差在大小写", "改名，讓兩個名稱不只差在大小寫", "rename one, so that they differ in more than case"))
	}
}

func attachmentPointer(p *pass, r *archive.Record) {
	for _, at := range r.Attached {
		if at.File != nil && at.File.Pointer {
			p.report(r, at.Span, say("“%s”只是 Git LFS 指针，文件没有取下来", "「%s」只是 Git LFS 指標，檔案沒有取下來", "%q is a Git LFS pointer: the file was not fetched", at.Text),
				say("运行 git lfs pull；自动构建里打开 lfs 选项", "執行 git lfs pull；自動建置裡開啟 lfs 選項", "run git lfs pull; in a workflow, check out with lfs"))
		}
	}
}

func attachmentKind(p *pass, r *archive.Record) {
	for _, at := range r.Attached {
		if at.File == nil || !at.File.Regular || outside(at.Path) || at.Safe() {
			continue
		}
		p.report(r, at.Span, say("“%s”不会在网站上发布", "「%s」不會在網站上發布", "%q is not published on the site", at.Text),
			say("换成 PDF、办公文档、CSV、PNG 或 JPEG 图片，或压缩为 ZIP", "換成 PDF、辦公文件、CSV、PNG 或 JPEG 圖片，或壓縮為 ZIP", "make it a PDF, an office document, a CSV, a PNG or JPEG picture, or a ZIP"))
	}
}

func attachmentSize(p *pass, r *archive.Record) {
	limit := p.a.Config.AttachmentLimit
	for _, at := range r.Attached {
		if at.File != nil && at.File.Size > limit {
			p.report(r, at.Span, say("“%s”有 %.1f MB，上限是 %d MB", "「%s」有 %.1f MB，上限是 %d MB", "%q has %.1f MB; the limit is %d MB", at.Text, float64(at.File.Size)/(1<<20), limit>>20),
				say("压缩或拆分文件，或放到文件系统再写链接", "壓縮或拆分檔案，或放到檔案系統再寫連結", "compress or split it, or keep it elsewhere and link to it"))
		}
	}
}

// urlScheme is the scheme of an address as a browser reads it.
var urlScheme = lazy(`^([A-Za-z][A-Za-z0-9+.-]*):`)

// schemeOf returns the scheme of a link's address in lower case, "//" for one
// that names a host without a scheme, "" for a path. Browsers skip white space
// and control characters, and so does this.
func schemeOf(dest string) string {
	dest = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, dest)
	if m := urlScheme().FindStringSubmatch(dest); m != nil {
		return strings.ToLower(m[1])
	}
	if slashed := strings.ReplaceAll(dest, `\`, "/"); strings.HasPrefix(slashed, "//") {
		return "//"
	}
	return ""
}

func linkScheme(p *pass, r *archive.Record) {
	for _, l := range r.Doc.Links {
		switch s := schemeOf(l.Dest); s {
		case "", "http", "https", "mailto", "tel":
		case "//":
			p.report(r, linkSpan(r, l), say("链接“%s”没有写 https:", "連結「%s」沒有寫 https:", "the link %q lacks its https:", l.Dest),
				say("写完整的地址", "寫完整的位址", "write the whole address"))
		default:
			p.report(r, linkSpan(r, l), say("链接不能用 %s:", "連結不能用 %s:", "links may not use %s:", s),
				say("只用 http、https、mailto、tel；文件放到记录旁边再引用", "只用 http、https、mailto、tel；檔案放到記錄旁邊再引用", "use http, https, mailto or tel; put a file beside the record and refer to it"))
		}
	}
}

func linkSpan(r *archive.Record, l source.Link) diag.Span { return r.Doc.Span(l.Start, l.End) }

func linkEmpty(p *pass, r *archive.Record) {
	for _, l := range r.Doc.Links {
		if strings.TrimSpace(l.Dest) == "" {
			p.report(r, linkSpan(r, l), say("链接没有地址", "連結沒有位址", "the link has no address"),
				say("填上地址，或去掉链接的括号", "填上位址，或去掉連結的括號", "fill in the address, or remove the brackets"))
		}
	}
}

// localTarget returns the archive path and the anchor a link without a scheme
// leads to. A path that begins with a slash starts at the archive's root; an
// anchor alone has the path "".
func localTarget(from, dest string) (target, anchor string, ok bool) {
	dest = strings.TrimSpace(dest)
	if dest == "" || schemeOf(dest) != "" {
		return "", "", false
	}
	dest, anchor, _ = strings.Cut(dest, "#")
	dest, _, _ = strings.Cut(dest, "?")
	anchor = unescaped(anchor)
	switch {
	case dest == "":
		return "", anchor, true
	case strings.HasPrefix(dest, "/"):
		return path.Clean(unescaped(dest)[1:]), anchor, true
	}
	return path.Join(path.Dir(from), unescaped(dest)), anchor, true
}

func unescaped(s string) string {
	if u, err := url.PathUnescape(s); err == nil {
		return u
	}
	return s
}

func linkBroken(p *pass) {
	near := newNearIDs(p.a)
	for _, r := range p.a.Records {
		for _, l := range r.Doc.Links {
			target, anchor, ok := localTarget(r.Path(), l.Dest)
			if !ok || l.Image {
				continue
			}
			to := r
			if target != "" {
				to = p.a.Record(strings.TrimSuffix(path.Base(target), path.Ext(target)))
			}
			switch isRecord := target == "" || strings.EqualFold(path.Ext(target), ".md"); {
			case !isRecord && p.a.Files[target].Regular:
			case !isRecord:
				p.report(r, linkSpan(r, l), say("链接指向的“%s”不在档案库里", "連結指向的「%s」不在檔案庫裡", "the link leads to %q, which is not in the archive", unescaped(l.Dest)),
					say("把文件放进档案库，或改正路径", "把檔案放進檔案庫，或改正路徑", "put the file into the archive, or mend the path"))
			case to == nil:
				p.report(r, linkSpan(r, l), say("链接指向的记录“%s”不存在", "連結指向的記錄「%s」不存在", "the link leads to %q, but there is no such record", path.Base(target)),
					didYouMean(near.to(strings.TrimSuffix(path.Base(target), path.Ext(target))), say("写那份记录的相对路径", "寫那份記錄的相對路徑", "write the path of the record, relative to this one")))
			case anchor != "" && !hasAnchor(to, anchor):
				p.report(r, linkSpan(r, l), say("“%s”里没有位置“%s”", "「%s」裡沒有位置「%s」", "%q has no place %q", to.ID, anchor),
					say("写待办或决议的编号（#a1、#d1），或标题的文字", "寫待辦或決議的編號（#a1、#d1），或標題的文字", "write the id of an action or decision (#a1, #d1), or the words of a heading"))
			}
		}
	}
}

// hasAnchor reports whether a record has a place of a name: an action, a
// decision, an explicit id, or a heading by its words.
func hasAnchor(r *archive.Record, anchor string) bool {
	if hasItem(r, anchor) {
		return true
	}
	want := headingAnchor(anchor)
	return slices.ContainsFunc(r.Doc.Blocks, func(b source.Block) bool {
		return b.ID != "" && b.ID == anchor || b.Kind == source.Heading && headingAnchor(source.Plain(b.Text)) == want
	})
}

// headingAnchor is the form headings are linked by: letters and digits in lower
// case, with hyphens for spaces, as the usual forges make them.
func headingAnchor(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		case r == ' ':
			return '-'
		}
		return -1
	}, strings.TrimSpace(s))
}

func imageMissing(p *pass, r *archive.Record) {
	for _, l := range r.Doc.Links {
		target, _, ok := localTarget(r.Path(), l.Dest)
		if !ok || !l.Image || p.a.Files[target].Regular {
			continue
		}
		p.report(r, linkSpan(r, l), say("图片“%s”不在档案库里", "圖片「%s」不在檔案庫裡", "the picture %q is not in the archive", unescaped(l.Dest)),
			say("把图片放到记录旁边，或改正路径", "把圖片放到記錄旁邊，或改正路徑", "put the picture beside the record, or mend the path"))
	}
}

// listedFiles are the paths that records refer to, and the folders those are in.
func listedFiles(a *archive.Archive) map[string]bool {
	listed := map[string]bool{}
	list := func(p string) {
		for ; p != "." && p != "/" && !listed[p]; p = path.Dir(p) {
			listed[p] = true
		}
	}
	for _, r := range a.Records {
		for _, at := range r.Attached {
			list(at.Path)
		}
	}
	for _, d := range a.Documents {
		for _, l := range d.Links {
			if target, _, ok := localTarget(d.Path, l.Dest); ok {
				list(target)
			}
		}
	}
	return listed
}

func attachmentUnlisted(p *pass) {
	listed := listedFiles(p.a)
	for f, info := range p.a.Files {
		name := path.Base(f)
		if info.Type == 0 && !listed[f] && !p.unread.names(name) && !p.unread.names(url.PathEscape(name)) {
			p.reportFile(f, say("没有记录引用“%s”", "沒有記錄引用「%s」", "no record refers to %q", name),
				say("写进某份记录的“附件”，或移走它", "寫進某份記錄的「附件」，或移走它", "list it under a record's attachments, or take it away"))
		}
	}
}

// notOrdinary tells of links and devices among the records, whatever they lead to:
// what is behind them is not read. One that stands for a record is told when it is
// read, and one that a record refers to, or through, where that is written. Beside
// the config only the folders of the types count.
func notOrdinary(p *pass) {
	listed := sync.OnceValue(func() map[string]bool { return listedFiles(p.a) }) // mostly there are none
	for f, info := range p.a.Files {
		if info.Type == 0 || info.Type == fs.ModeDir {
			continue
		}
		counts := strings.Contains(f, "/") && !strings.EqualFold(path.Ext(f), ".md") || p.a.Schema.TypeOfFolder(f) != nil
		if counts && !listed()[f] {
			msg, hint := archive.NotOrdinary(info.Type)
			p.reportFile(f, msg, hint)
		}
	}
}
