package source

import (
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
)

// RuleText is a rule of reading: what documentation says about it, and its
// severity. Bad and Good are whole files; reading Bad gives this finding and no
// other, reading Good gives none. Bad is empty for file-unreadable and
// parser-failed, which no text can cause.
type RuleText struct {
	ID         string
	Severity   diag.Severity
	Title, Why diag.Text
	Bad, Good  string
}

func severity(rule string) diag.Severity {
	for i := range Rules {
		if Rules[i].ID == rule {
			return Rules[i].Severity
		}
	}
	panic("no such rule: " + rule)
}

const good = "---\ntitle: 周例会\n---\n正文\n"

// Rules are the findings that reading a file can give.
var Rules = []RuleText{
	{
		ID: "file-unreadable", Severity: diag.Error,
		Title: diag.Text{CN: "文件可以读取", TW: "檔案可以讀取", EN: "the file can be read"},
		Why: diag.Text{
			CN: "读不到的记录无法检查，也不能当作不存在。",
			TW: "讀不到的紀錄無法檢查，也不能當作不存在。",
			EN: "A record that cannot be read cannot be checked, and must not count as absent.",
		},
		Good: good,
	},
	{
		ID: "file-size", Severity: diag.Error,
		Title: diag.Text{CN: "文件大小在上限之内", TW: "檔案大小在上限之內", EN: "the file is within the size limit"},
		Why: diag.Text{
			CN: "记录是给人读的文字；大段数据放在附件里，构建才快。",
			TW: "紀錄是給人讀的文字；大段資料放在附件裡，建置才快。",
			EN: "A record is text for people; bulk data belongs in attachments, and builds stay fast.",
		},
		Bad: "---\ntitle: 周例会\n---\n" + strings.Repeat("正文\n", 100_001), Good: good,
	},
	{
		ID: "line-length", Severity: diag.Error,
		Title: diag.Text{CN: "行的长度在上限之内", TW: "行的長度在上限之內", EN: "lines are within the length limit"},
		Why: diag.Text{
			CN: "超长的行多半是嵌入的图片或数据，无法审阅，也拖慢处理。",
			TW: "超長的行多半是嵌入的圖片或資料，無法審閱，也拖慢處理。",
			EN: "A huge line is mostly an embedded picture or data: nobody can review it, and it slows everything down.",
		},
		Bad: "---\ntitle: 周例会\n---\n" + strings.Repeat("长", 22_000) + "\n", Good: good,
	},
	{
		ID: "encoding-utf8", Severity: diag.Error,
		Title: diag.Text{CN: "文件是 UTF-8 编码", TW: "檔案是 UTF-8 編碼", EN: "the file is UTF-8"},
		Why: diag.Text{
			CN: "别的编码在另一台电脑上会变成乱码。",
			TW: "別的編碼在另一台電腦上會變成亂碼。",
			EN: "Other encodings turn into gibberish on another computer.",
		},
		Bad: "---\ntitle: \xd6\xdc\xc0\xfd\xbb\xe1\n---\n", Good: good,
	},
	{
		ID: "encoding-bom", Severity: diag.Warning,
		Title: diag.Text{CN: "文件开头没有 BOM", TW: "檔案開頭沒有 BOM", EN: "the file has no byte order mark"},
		Why: diag.Text{
			CN: "很多程序会因为 BOM 认不出信息头。",
			TW: "很多程式會因為 BOM 認不出前置資料。",
			EN: "Many programs do not recognise front matter behind a byte order mark.",
		},
		Bad: bom + good, Good: good,
	},
	{
		ID: "encoding-control", Severity: diag.Error,
		Title: diag.Text{CN: "没有控制字符", TW: "沒有控制字元", EN: "no control characters"},
		Why: diag.Text{
			CN: "看不见的控制字符会截断文字，或在终端里执行动作。",
			TW: "看不見的控制字元會截斷文字，或在終端機裡執行動作。",
			EN: "Control characters are invisible, cut texts short and can drive a terminal.",
		},
		Bad: "---\ntitle: 周例会\n---\n正文\x00\n", Good: good,
	},
	{
		ID: "line-ends", Severity: diag.Error,
		Title: diag.Text{CN: "换行符是 LF 或 CRLF", TW: "換行符號是 LF 或 CRLF", EN: "lines end with LF or CRLF"},
		Why: diag.Text{
			CN: "单独的 CR 在有的程序里是换行，在有的程序里不是，字段会因此藏起来。",
			TW: "單獨的 CR 在有的程式裡是換行，在有的程式裡不是，欄位會因此藏起來。",
			EN: "A lone CR is a line end for some programs only, and fields can hide behind it.",
		},
		Bad: "---\rtitle: 周例会\r---\r正文\r", Good: good,
	},
	{
		ID: "text-direction", Severity: diag.Warning,
		Title: diag.Text{CN: "没有改变文字方向的控制字符", TW: "沒有改變文字方向的控制字元", EN: "no characters that change the text direction"},
		Why: diag.Text{
			CN: "它们能让屏幕上的文字与实际的内容不同。",
			TW: "它們能讓螢幕上的文字與實際的內容不同。",
			EN: "They can make the text on the screen differ from the text in the file.",
		},
		Bad: "---\ntitle: 周例会\n---\n同意\u202e反对\n", Good: good,
	},
	{
		ID: "invisible-character", Severity: diag.Warning,
		Title: diag.Text{CN: "信息头里没有看不见的字符", TW: "前置資料裡沒有看不見的字元", EN: "no invisible characters in the front matter"},
		Why: diag.Text{
			CN: "零宽空格和软连字符让两个看起来一样的名字不相等。",
			TW: "零寬空格和軟連字號讓兩個看起來一樣的名字不相等。",
			EN: "Zero-width spaces and soft hyphens make two names differ that look the same.",
		},
		Bad: "---\ntitle: 周\u200b例会\n---\n", Good: good,
	},
	{
		ID: "front-matter-missing", Severity: diag.Error,
		Title: diag.Text{CN: "记录有信息头", TW: "紀錄有前置資料", EN: "a record has front matter"},
		Why: diag.Text{
			CN: "没有主题、日期和公开范围，就无法归档，也不知道谁可以看。",
			TW: "沒有主題、日期和公開範圍，就無法歸檔，也不知道誰可以看。",
			EN: "Without title, date and audience a record cannot be filed, and nobody knows who may see it.",
		},
		Bad: "# 周例会\n", Good: good,
	},
	{
		ID: "front-matter-leading", Severity: diag.Error,
		Title: diag.Text{CN: "信息头从第一行开始", TW: "前置資料從第一行開始", EN: "front matter begins on the first line"},
		Why: diag.Text{
			CN: "前面只要有一个字符，很多程序就把信息头当作正文，公开范围也就丢了。",
			TW: "前面只要有一個字元，很多程式就把前置資料當作正文，公開範圍也就丟了。",
			EN: "With a single character before it, many programs take front matter for text, and the audience is lost.",
		},
		Bad: "\n" + good, Good: good,
	},
	{
		ID: "front-matter-fence", Severity: diag.Error,
		Title: diag.Text{CN: "信息头的分隔线正好是 ---", TW: "前置資料的分隔線正好是 ---", EN: "the fences of front matter are exactly ---"},
		Why: diag.Text{
			CN: "----、...、+++ 等写法在各个程序里的意思不同，字段可能全部或部分丢失。",
			TW: "----、...、+++ 等寫法在各個程式裡的意思不同，欄位可能全部或部分遺失。",
			EN: "----, ..., +++ and the like mean different things to different programs, and fields get lost.",
		},
		Bad: "----\ntitle: 周例会\n----\n", Good: good,
	},
	{
		ID: "front-matter-unclosed", Severity: diag.Error,
		Title: diag.Text{CN: "信息头有结束的 ---", TW: "前置資料有結束的 ---", EN: "front matter is closed"},
		Why: diag.Text{
			CN: "没有结束线，就分不清哪些是字段，哪些是正文。",
			TW: "沒有結束線，就分不清哪些是欄位，哪些是正文。",
			EN: "Without the closing fence nobody can tell fields from text.",
		},
		Bad: "---\ntitle: 周例会\n正文\n", Good: good,
	},
	{
		ID: "front-matter-size", Severity: diag.Error,
		Title: diag.Text{CN: "信息头的大小在上限之内", TW: "前置資料的大小在上限之內", EN: "front matter is within the size limit"},
		Why: diag.Text{
			CN: "信息头是字段，长的内容属于正文。",
			TW: "前置資料是欄位，長的內容屬於正文。",
			EN: "Front matter holds fields; long texts belong in the body.",
		},
		Bad: "---\ntitle: 周例会\n" + strings.Repeat("# 说明\n", 8000) + "---\n", Good: good,
	},
	{
		ID: "front-matter-empty", Severity: diag.Error,
		Title: diag.Text{CN: "信息头里有字段", TW: "前置資料裡有欄位", EN: "front matter has fields"},
		Why: diag.Text{
			CN: "空的信息头和没有一样。", TW: "空的前置資料和沒有一樣。", EN: "Empty front matter is as good as none.",
		},
		Bad: "---\n---\n正文\n", Good: good,
	},
	{
		ID: "yaml-syntax", Severity: diag.Error,
		Title: diag.Text{CN: "信息头和登记册是正确的 YAML", TW: "前置資料和登記冊是正確的 YAML", EN: "front matter and registers are YAML"},
		Why: diag.Text{
			CN: "有一处写错，整个信息头都读不出来。", TW: "有一處寫錯，整個前置資料都讀不出來。", EN: "One slip makes all fields unreadable.",
		},
		Bad: "---\ntitle: \"周例会\n---\n", Good: good,
	},
	{
		ID: "yaml-feature", Severity: diag.Error,
		Title: diag.Text{CN: "只用简单的 YAML", TW: "只用簡單的 YAML", EN: "only plain YAML is used"},
		Why: diag.Text{
			CN: "锚点、别名、标签、合并键和多份文档让人看不出真正的值，还可能耗尽内存。",
			TW: "錨點、別名、標籤、合併鍵和多份文件讓人看不出真正的值，還可能耗盡記憶體。",
			EN: "Anchors, aliases, tags, merge keys and several documents hide the real values and can exhaust memory.",
		},
		Bad: "---\ntitle: *重要\n---\n", Good: "---\ntitle: '*重要'\n---\n",
	},
	{
		ID: "yaml-key", Severity: diag.Error,
		Title: diag.Text{CN: "字段写成“名称: 值”", TW: "欄位寫成「名稱: 值」", EN: "fields are written \"key: value\""},
		Why: diag.Text{
			CN: "信息头是一组有名称的字段，名称是文字。",
			TW: "前置資料是一組有名稱的欄位，名稱是文字。",
			EN: "Front matter is a set of named fields, and a name is text.",
		},
		Bad: "---\ntitle：周例会\n---\n", Good: good,
	},
	{
		ID: "duplicate-key", Severity: diag.Error,
		Title: diag.Text{CN: "字段不重复", TW: "欄位不重複", EN: "no key is written twice"},
		Why: diag.Text{
			CN: "同一个字段写两次，各个程序取的值不同。",
			TW: "同一個欄位寫兩次，各個程式取的值不同。",
			EN: "Programs disagree about which of two equal keys counts.",
		},
		Bad: "---\ntitle: 周例会\ntitle: 月例会\n---\n", Good: good,
	},
	{
		ID: "nesting-depth", Severity: diag.Error,
		Title: diag.Text{CN: "嵌套的层数在上限之内", TW: "巢狀的層數在上限之內", EN: "nesting is within the limit"},
		Why: diag.Text{
			CN: "没有人读得懂几十层的列表，程序处理它也很慢。",
			TW: "沒有人讀得懂幾十層的清單，程式處理它也很慢。",
			EN: "Nobody can read a list of dozens of levels, and it is slow to process.",
		},
		Bad: "---\ntitle: 周例会\n---\n" + strings.Repeat("> ", 33) + "正文\n", Good: good,
	},
	{
		ID: "inline-marks", Severity: diag.Error,
		Title: diag.Text{CN: "行内标记的数量在上限之内", TW: "行內標記的數量在上限之內", EN: "inline marks are within the limit"},
		Why: diag.Text{
			CN: "成千上万个 * [ ` 挤在一段里，解析的时间会成倍增长。",
			TW: "成千上萬個 * [ ` 擠在一段裡，解析的時間會成倍增長。",
			EN: "Thousands of * [ ` in one paragraph multiply the time it takes to parse them.",
		},
		Bad: "---\ntitle: 周例会\n---\n" + strings.Repeat("*周_", 10_000) + "\n", Good: good,
	},
	{
		ID: "table-size", Severity: diag.Error,
		Title: diag.Text{CN: "表格的大小在上限之内", TW: "表格的大小在上限之內", EN: "tables are within the size limit"},
		Why: diag.Text{
			CN: "每一行都会补足到表头的列数，很小的文件也能生成很大的网页。",
			TW: "每一列都會補足到表頭的欄數，很小的檔案也能產生很大的網頁。",
			EN: "Every row is filled up to the width of the header, so a small file can become a huge page.",
		},
		Bad:  "---\ntitle: 周例会\n---\n" + strings.Repeat("|列", 300) + "|\n" + strings.Repeat("|-", 300) + "|\n",
		Good: "---\ntitle: 周例会\n---\n|列|\n|-|\n",
	},
	{
		ID: "link-references", Severity: diag.Error,
		Title: diag.Text{CN: "链接引用的数量在上限之内", TW: "連結參照的數量在上限之內", EN: "link references are within the limit"},
		Why: diag.Text{
			CN: "一个很长的地址引用几万次，会生成极大的网页。",
			TW: "一個很長的網址引用幾萬次，會產生極大的網頁。",
			EN: "A long address referred to thousands of times makes an enormous page.",
		},
		Bad:  "---\ntitle: 周例会\n---\n[a]: /b\n\n" + strings.Repeat("[a]\n\n", 1001),
		Good: "---\ntitle: 周例会\n---\n[a]: /b\n\n[a]\n",
	},
	{
		ID: "parser-failed", Severity: diag.Error,
		Title: diag.Text{CN: "解析器没有出错", TW: "解析器沒有出錯", EN: "the parser comes to its end"},
		Why: diag.Text{
			CN: "这是程序的缺陷；一份记录的错误不应让整个构建停下来。",
			TW: "這是程式的缺陷；一份紀錄的錯誤不應讓整個建置停下來。",
			EN: "This is a bug in the program; one record must not stop the whole build.",
		},
		Good: good,
	},
}
