package check

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

var formRules = slices.Concat(decodedRules, []*Rule{
	{
		ID: "audience-missing", Group: Form, Severity: diag.Error, record: audienceMissing,
		Title: t("记录写明公开范围，或由配置给出缺省值", "紀錄寫明公開範圍，或由設定給出預設值", "a record names its audience, or the config has a default"),
		Why: t("没有公开范围的记录对谁都不公开，等于没有归档。",
			"沒有公開範圍的紀錄對誰都不公開，等於沒有歸檔。",
			"A record without an audience is shown to nobody, as if it had not been filed."),
		Bad:  Example{Of: "2025-08-20-stop", Front: "audience: \"\"\n"},
		Good: Example{Of: "2025-08-20-stop", Front: "audience: [后勤处, 信息中心]\n"},
	},
	{
		ID: "record-type", Group: Form, Severity: diag.Error, archive: recordType,
		Title: t("每个 Markdown 文件都是某一类型的记录", "每個 Markdown 檔案都是某一類型的紀錄", "every Markdown file is a record of some type"),
		Why: t("类型决定记录要写什么；没有类型的文件不检查、不发布、查不到。",
			"類型決定紀錄要寫什麼；沒有類型的檔案不檢查、不發布、查不到。",
			"The type says what a record must hold; a file without one is not checked, published or found."),
		Bad:  Example{Whole: "---\ntitle: 机房空调巡检情况说明\n---\n", Path: "minute/2025/2025-08-01-air.md"},
		Good: Example{Whole: "---\ntitle: 请各处核对机房出入名单\nunit: 信息中心\ndate: 2025-08-01\nunits: 后勤处\neffective: 2025-08-04\n---\n\n## 通知内容\n\n名单见内网。\n", Path: "notices/2025/2025-08-01-access.md"},
	},
	{
		ID: "folder-type", Group: Form, Severity: diag.Error, record: folderType,
		Title: t("记录放在它的类型的文件夹里", "紀錄放在它的類型的資料夾裡", "a record lies in the folder of its type"),
		Why: t("文件夹和类型说法不一，找文件的人和读网页的人会得到两个答案。",
			"資料夾和類型說法不一，找檔案的人和讀網頁的人會得到兩個答案。",
			"Where folder and type disagree, those who look for files and those who read pages get two answers."),
		Bad:  Example{Of: "2025-08-20-stop", Front: "type: notice\n", Path: "reports/2025/2025-08-20-stop.md"},
		Good: Example{Of: "2025-08-20-stop", Front: "type: 通知\n"},
	},
	{
		ID: "file-name", Group: Form, Severity: diag.Error, record: fileNamed,
		Title: t("文件名是“日期-名称.md”", "檔名是「日期-名稱.md」", "files are named YYYY-MM-DD-slug.md"),
		Why: t("以日期开头的文件名在任何目录里都按时间排列，也不会在别的系统上失效；过长的名字有的系统存不下。",
			"以日期開頭的檔名在任何目錄裡都按時間排列，也不會在別的系統上失效；過長的名字有的系統存不下。",
			"Names that start with the date sort by time in every folder listing and work on every system; some systems cannot store longer ones."),
		Bad:  Example{Of: "2025-08-20-stop", Path: "notices/2025/停机 通知.md"},
		Good: Example{Of: "2025-08-20-stop", Path: "notices/2025/2025-08-20-停机通知.md"},
	},
	{
		ID: "file-date", Group: Form, Severity: diag.Error, record: fileDate,
		Title: t("文件名里的日期就是记录的日期", "檔名裡的日期就是紀錄的日期", "the date in the file name is the record's"),
		Why: t("两个日期不同，排序和引用就各走各的。",
			"兩個日期不同，排序和引用就各走各的。",
			"With two dates, sorting and citing go different ways."),
		Bad:  Example{Of: "2025-08-20-stop", Path: "notices/2025/2025-08-02-stop.md"},
		Good: Example{Of: "2025-08-20-stop", Path: "notices/2025/2025-08-20-stop-notice.md"},
	},
	{
		ID: "id-duplicate", Group: Form, Severity: diag.Error, archive: idDuplicate,
		Title: t("编号在全库唯一", "編號在全庫唯一", "an id belongs to one record"),
		Why: t("两份记录同一个编号，引用、网址和签字就不知道指的是哪一份。",
			"兩份紀錄同一個編號，引用、網址和簽字就不知道指的是哪一份。",
			"With one id for two records, references, addresses and signatures no longer say which is meant."),
		Bad:  Example{Of: "seating", Front: "id: 2025-08-20-stop\n"},
		Good: Example{Of: "seating", Front: "id: 2025-08-20-seating\n"},
	},
	{
		ID: "id-collision", Group: Form, Severity: diag.Error, archive: idCollision,
		Title: t("编号和旧编号不只差在大小写", "編號和舊編號不只差在大小寫", "ids and former ids differ in more than case"),
		Why: t("网址由编号而来；不分大小写的系统和服务器会把两份记录当成一份，旧编号占用了现编号也一样。",
			"網址由編號而來；不分大小寫的系統和伺服器會把兩份紀錄當成一份，舊編號占用了現編號也一樣。",
			"Addresses are made from ids; where case does not count two records become one, and so they do where a former id is somebody's present one."),
		Bad:  Example{Of: "seating", Front: "aliases: [2025-08-20-STOP]\n"},
		Good: Example{Of: "seating", Front: "aliases: [2025-08-20-seats]\n"},
	},
	{
		ID: "section-required", Group: Form, Severity: diag.Error, record: sectionRequired,
		Title: t("正文有规定的各节", "內文有規定的各節", "the body has the sections its type asks for"),
		Why: t("议题、内容、决议各有一节，缺席的人才能从纪要里知道谈了什么、定了什么。",
			"議題、內容、決議各有一節，缺席的人才能從紀要裡知道談了什麼、定了什麼。",
			"With a section each for topics, discussion and decisions, those who were not there learn what was said and settled."),
		Bad:  Example{Whole: exampleNotice + "## 通知正文内容\n\n8 月 4 日起凭卡进入机房。\n"},
		Good: Example{Whole: exampleNotice + "## 一、通知内容（正文）\n\n8 月 4 日起凭卡进入机房。\n"},
	},
	{
		ID: "section-empty", Group: Form, Severity: diag.Error, record: sectionEmpty,
		Title: t("规定的各节有内容", "規定的各節有內容", "required sections are not empty"),
		Why: t("只有标题的一节什么也没有记录；确实没有时写“无”，读的人才知道不是漏写。",
			"只有標題的一節什麼也沒有記錄；確實沒有時寫「無」，讀的人才知道不是漏寫。",
			"A bare heading records nothing; where there is nothing to tell, \"none\" shows that it was not forgotten."),
		Bad:  Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n"},
		Good: Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n\n无\n"},
	},
	{
		ID: "section-repeated", Group: Form, Severity: diag.Warning, record: sectionRepeated,
		Title: t("一节只写一次", "一節只寫一次", "a section stands once"),
		Why: t("同名的两节，读者看到第一节就以为看完了。",
			"同名的兩節，讀者看到第一節就以為看完了。",
			"Of two sections with one name readers take the first for all there is."),
		Bad:  Example{Whole: exampleNotice + "## 通知内容\n\n8 月 4 日起凭卡进入机房。\n\n## 通知内容\n\n访客须登记。\n"},
		Good: Example{Whole: exampleNotice + "## 通知内容\n\n### 凭卡\n\n8 月 4 日起凭卡进入机房。\n\n### 访客\n\n访客须登记。\n"},
	},
	progressRowsRule,
	problemsIncompleteRule,
})

const exampleNotice = "---\ntitle: 机房出入改为凭卡登记\nunit: 信息中心\ndate: 2025-08-01\nunits: 后勤处\neffective: 2025-08-04\n---\n\n"

func audienceMissing(p *pass, r *archive.Record) {
	hint := say("写 public（公开）、internal（内部），或可见单位的列表", "寫 public（公開）、internal（內部），或可見單位的清單", "write public, internal, or the list of units that may see it")
	if v := r.Values.Find("audience"); v != nil {
		if v.Text == "" && v.Shape != source.List && v.Shape != source.Map {
			p.report(r, v.Key, say("“%s”是空的，这份记录对谁都不公开", "「%s」是空的，這份紀錄對誰都不公開", "%q is empty, so the record is shown to nobody", v.Name), hint)
		}
		return
	}
	// A default that is wrong is told once, where it stands.
	if n := configNode(p.a, "audience"); p.a.Config.Audience.Level != archive.Nobody || n != nil && n.Kind != source.Null {
		return
	}
	p.reportKey(r, "audience",
		say("没有写公开范围，配置里也没有缺省值，这份记录对谁都不公开", "沒有寫公開範圍，設定裡也沒有預設值，這份紀錄對誰都不公開", "no audience here and no default in the config, so the record is shown to nobody"),
		say("在本记录写 audience，或在 %s 写缺省的 audience", "在本紀錄寫 audience，或在 %s 寫預設的 audience", "write audience here, or a default audience in %s", archive.ConfigFile))
}

func recordType(p *pass) {
	var folders []string
	for _, t := range p.a.Schema.Types {
		folders = append(folders, t.Folder)
	}
	for _, doc := range p.a.Unplaced {
		if doc.Front == nil {
			continue // the front matter is what is wrong first
		}
		folder, _, _ := strings.Cut(doc.Path, "/")
		span := diag.Span{Start: doc.Front.Span.Start, End: doc.Front.Span.Start}
		for _, key := range []string{"type", "类型", "類型"} {
			if n := doc.Front.Get(key); n != nil {
				span = n.Span
			}
		}
		hint := say("把它移到类型的文件夹：%s", "把它移到類型的資料夾：%s", "move it to the folder of a type: %s", strings.Join(folders, ", "))
		if near := schema.Nearest(folder, folders); near != "" {
			hint = say("是文件夹“%s”吗？", "是資料夾「%s」嗎？", "did you mean the folder %q?", near)
		}
		p.reportDoc(doc, span, say("文件夹“%s”不属于任何记录类型，这个文件没有归档", "資料夾「%s」不屬於任何紀錄類型，這個檔案沒有歸檔", "folder %q belongs to no record type, so the file is not filed", folder), hint)
	}
}

func folderType(p *pass, r *archive.Record) {
	folder, _, _ := strings.Cut(r.Path(), "/")
	v := r.Values.Get("type")
	if v == nil || folder == r.Type.Folder || p.a.Schema.Type(v.Text) == nil {
		return
	}
	p.report(r, v.Span,
		say("类型是“%s”，文件却在 %s/ 里", "類型是「%s」，檔案卻在 %s/ 裡", "the type is %q but the file lies in %s/", v.Text, folder),
		say("把文件移到 %s/，或改正类型", "把檔案移到 %s/，或改正類型", "move the file to %s/, or mend the type", r.Type.Folder))
}

var (
	datedName  = lazy(`^(\d{4}-\d{2}-\d{2})-(.+)$`)
	datePrefix = lazy(`^\d{4}[-._年 ]?\d{1,2}[-._月 ]?\d{1,2}日?[-_ ]*`)
	slugForm   = lazy(`^[\p{L}\p{M}\p{N}]+(?:-[\p{L}\p{M}\p{N}]+)*$`)
)

// maxNameBytes is what common file systems take for one name.
const maxNameBytes = 255

func fileNamed(p *pass, r *archive.Record) {
	name := path.Base(r.Path())
	stem := strings.TrimSuffix(name, path.Ext(name))
	slug := stem
	var wrong diag.Text
	if r.Type.Dated {
		m := datedName().FindStringSubmatch(stem)
		if m != nil {
			slug = m[2]
		}
		if m == nil {
			wrong = t("开头没有日期", "開頭沒有日期", "it does not begin with a date")
		} else if _, ok := schema.ParseMoment(m[1], p.a.Config.Zone); !ok {
			wrong = t("日期不存在", "日期不存在", "its date does not exist")
		}
	}
	switch {
	case wrong != diag.Text{}:
	case !slugForm().MatchString(slug):
		wrong = t("只能用汉字、字母、数字，中间用 - 连接", "只能用漢字、字母、數字，中間用 - 連接", "it may hold letters and digits joined by - only")
	case utf8.RuneCountInString(stem) > 80 || len(name) > maxNameBytes:
		wrong = t("太长", "太長", "it is too long")
	default:
		return
	}
	p.report(r, diag.Span{},
		say("文件名“%s”不合规定：%s", "檔名「%s」不合規定：%s", "file name %q will not do: %s", name, wrong),
		say("改名为 %s", "改名為 %s", "rename it to %s", goodName(r, slug)))
}

// goodName is the name a record's file should have.
func goodName(r *archive.Record, slug string) string {
	if datedName().FindString(path.Base(r.Path())) == "" {
		slug = datePrefix().ReplaceAllString(slug, "") // a date of another form
	}
	parts := strings.FieldsFunc(slug, func(c rune) bool { return !unicode.In(c, unicode.L, unicode.M, unicode.N) })
	s := norm.NFC.String(strings.Join(parts, "-"))
	if s == "" {
		s = r.Type.Name
	}
	date := ""
	if r.Type.Dated {
		date = "YYYY-MM-DD-"
		if !r.Date.IsZero() {
			date = r.Date.Format("2006-01-02-")
		}
	}
	name := []rune(date + s)
	for len(name) > 80 || len(string(name)) > maxNameBytes-len(".md") {
		name = name[:len(name)-1]
	}
	return string(name) + ".md"
}

func fileDate(p *pass, r *archive.Record) {
	m := datedName().FindStringSubmatch(r.Doc.Path[strings.LastIndex(r.Doc.Path, "/")+1:])
	if m == nil || !r.Type.Dated || r.Date.IsZero() {
		return
	}
	in, ok := schema.ParseMoment(m[1], p.a.Config.Zone)
	if !ok || in.Equal(r.Date.Time) {
		return
	}
	p.reportKey(r, "date",
		say("日期是 %s，文件名里却是 %s", "日期是 %s，檔名裡卻是 %s", "the date is %s, but the file name says %s", r.Date.String(), m[1]),
		say("改正日期，或改文件名", "改正日期，或改檔名", "mend the date, or rename the file"))
}

func idDuplicate(p *pass) {
	first := make(map[string]*archive.Record, len(p.a.Records))
	for _, r := range p.a.Records {
		if r.Broken {
			continue
		}
		o := first[r.ID]
		if o == nil {
			first[r.ID] = r
			continue
		}
		span := diag.Span{}
		if v := r.Values.Get("id"); v != nil {
			span = v.Span
		}
		p.report(r, span,
			say("编号“%s”已是 %s 的", "編號「%s」已是 %s 的", "id %q is already that of %s", r.ID, o.Path()),
			say("改用别的编号，或改文件名；引用它的记录以先有的为准", "改用別的編號，或改檔名；引用它的紀錄以先有的為準", "take another id or file name; references mean the first one"))
	}
}

// idCollision looks for ids and former ids that are one where case does not
// count. Equal ids are idDuplicate's.
func idCollision(p *pass) {
	fold := cases.Fold()
	key := func(s string) string { return fold.String(norm.NFC.String(s)) }
	taken := make(map[string]*archive.Record, len(p.a.Records))
	for _, r := range p.a.Records {
		if r.Broken {
			continue
		}
		k := key(r.ID)
		switch o := taken[k]; {
		case o == nil:
			taken[k] = r
		case o.ID != r.ID:
			p.collision(r, keyOrFile(r), r.ID, o)
		}
	}
	for _, r := range p.a.Records {
		for _, v := range r.Values.Items("aliases") {
			k := key(v.Text)
			if o := taken[k]; o == nil {
				taken[k] = r
			} else if o != r {
				p.collision(r, v.Span, v.Text, o)
			}
		}
	}
}

func keyOrFile(r *archive.Record) diag.Span {
	if v := r.Values.Get("id"); v != nil {
		return v.Span
	}
	return diag.Span{}
}

func (p *pass) collision(r *archive.Record, span diag.Span, id string, o *archive.Record) {
	p.report(r, span,
		say("“%s”与 %s 的编号或旧编号在网址里分不开", "「%s」與 %s 的編號或舊編號在網址裡分不開", "%q cannot be told from an id or former id of %s in an address", id, o.Path()),
		say("换一个不只差在大小写的编号", "換一個不只差在大小寫的編號", "take an id that differs in more than case"))
}

// opened is a section with the level of the heading that opens it, 0 for a
// label.
type opened struct {
	*archive.Section
	level  int
	filled bool // holds more than headings
	title  bool // is the document's title, which happens to be the section's name
}

var saysNone = lazy(`(?i)^(?:无|無|暂无|暫無|没有|沒有|none|n/?a|nil|-+|/)[。.；;]?$`)

// openedSections lists the sections of a body with what the rules of form ask.
func openedSections(r *archive.Record) []opened {
	level := map[int]int{}
	for _, b := range r.Doc.Blocks {
		if b.Kind == source.Heading {
			level[b.Start] = b.Level
		}
	}
	out := make([]opened, len(r.Sections))
	for i, s := range r.Sections {
		out[i] = opened{Section: s, level: level[int(s.Span.Start.Offset)]}
		allowNone := s.Schema.Role != "" || s.Schema.Name == "next"
		for _, b := range s.Blocks {
			text := strings.TrimSpace(b.Text)
			if b.Kind != source.Heading && text != "" && (allowNone || !saysNone().MatchString(text)) {
				out[i].filled = true
			}
		}
	}
	for i := range out[:max(0, len(out)-1)] {
		o := &out[i]
		if !o.filled && o.level > 0 && out[i+1].level > o.level {
			o.filled = true // its parts are sections of their own
			o.title = len(r.Doc.Blocks) > 0 && r.Doc.Blocks[0].Start == int(o.Span.Start.Offset)
		}
	}
	return out
}

func sectionRequired(p *pass, r *archive.Record) {
	if r.Doc.Unread() {
		return
	}
	have := map[*schema.Section]bool{}
	for _, o := range openedSections(r) {
		have[o.Schema] = have[o.Schema] || !o.title
	}
	for _, s := range r.Type.Sections {
		if !s.Required || have[s] {
			continue
		}
		span, hint := strayHeading(r, s)
		p.report(r, span, say("缺少“%s”一节", "缺少「%s」一節", "the section %q is missing", s.Label), hint)
	}
}

// strayHeading finds the heading that may be meant for a missing section, else
// the start of the body.
func strayHeading(r *archive.Record, s *schema.Section) (diag.Span, diag.Message) {
	names := append([]string{s.Label.CN, s.Label.TW, s.Label.EN}, s.Aliases...)
	for _, b := range r.Doc.Blocks {
		if b.Kind != source.Heading || r.Type.Section(b.Text) != nil {
			continue
		}
		if schema.Nearest(schema.CleanHeading(b.Text), names) != "" {
			return r.Doc.Span(b.Start, b.Start+len(b.Text)), say("是这一节吗？把标题改为“%s”", "是這一節嗎？把標題改為「%s」", "is it this one? call it %q", s.Label)
		}
	}
	body := min(r.Doc.Body, len(r.Doc.Bytes))
	return r.Doc.Span(body, body), say("加一行标题“## %s”，下面写内容；没有就写“无”", "加一行標題「## %s」，下面寫內容；沒有就寫「無」", "add the heading \"## %s\" with its text, or \"none\"", s.Label)
}

func sectionEmpty(p *pass, r *archive.Record) {
	all := openedSections(r)
	for i, o := range all {
		same := func(x opened) bool { return x.Schema == o.Schema && !x.title }
		if !o.Schema.Required || o.title || slices.IndexFunc(all, same) != i ||
			slices.ContainsFunc(all, func(x opened) bool { return same(x) && x.filled }) {
			continue
		}
		p.report(r, o.Span, say("“%s”一节是空的", "「%s」一節是空的", "the section %q is empty", plainHeading(r, o)),
			say("写上内容；决议、待办、下次安排确实没有时写“无”", "寫上內容；決議、待辦、下次安排確實沒有時寫「無」", "fill it in; for decisions, actions and what is next \"none\" will do"))
	}
}

func plainHeading(r *archive.Record, o opened) string {
	return schema.CleanHeading(string(r.Doc.Bytes[o.Span.Start.Offset:o.Span.End.Offset]))
}

func sectionRepeated(p *pass, r *archive.Record) {
	first := map[string]diag.Span{}
	for _, o := range openedSections(r) {
		if o.level == 0 || o.title {
			continue // labels may stand under every topic
		}
		k := fmt.Sprint(o.level, plainHeading(r, o))
		at, again := first[k]
		if !again {
			first[k] = o.Span
			continue
		}
		p.report(r, o.Span,
			say("“%s”一节在第 %d 行已经有了", "「%s」一節在第 %d 行已經有了", "there is a section %q on line %d already", plainHeading(r, o), at.Start.Line),
			say("并成一节，或换一个标题", "併成一節，或換一個標題", "make them one, or name this one differently"))
	}
}
