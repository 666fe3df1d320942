package main

import (
	"strings"

	"github.com/minutebook/minutebook/generator/schema"
)

// writingWords are the help of the commands that write records.
func writingWords() map[string]*words {
	var types []string
	for _, t := range schema.Builtin().Types {
		types = append(types, t.Name)
	}
	names := strings.Join(types, "、")
	return map[string]*words{
		"minutebook init": {
			group: writing,
			args:  chinese{"文件夹", "資料夾"},
			short: chinese{"新建档案库", "新建檔案庫"},
			long: chinese{
				"写出新档案库的配置和登记册，每项设置都有说明。文件夹必须是空的，或只有 .git、README、LICENSE；\n" +
					"要么全部写出，要么什么也不写。放记录的文件夹随第一份记录出现（minutebook new）。\n" +
					"加 --git 才会新建 Git 仓库。\n\n" +
					"加 --ci 时一并写好托管平台要的东西：检查每次改动的工作流、合并请求模板、给不用 Git 的人填的\n" +
					"工单表单，以及 CODEOWNERS。表单和 CODEOWNERS 由记录类型和登记表得出；档案库建好以后，用 --refresh\n" +
					"重新生成。没有“生成”那一行的文件，它绝不会动。",
				"寫出新檔案庫的設定和登記冊，每項設定都有說明。資料夾必須是空的，或只有 .git、README、LICENSE；\n" +
					"要麼全部寫出，要麼什麼也不寫。放記錄的資料夾隨第一份記錄出現（minutebook new）。\n" +
					"加 --git 才會新建 Git 儲存庫。\n\n" +
					"加 --ci 時一併寫好託管平台要的東西：檢查每次變更的工作流程、合併請求範本、給不用 Git 的人填的\n" +
					"議題表單，以及 CODEOWNERS。表單和 CODEOWNERS 由記錄類型和登記表得出；檔案庫建好以後，用 --refresh\n" +
					"重新產生。沒有「產生」那一行的檔案，它絕不會動。",
			},
			example: chinese{
				"  minutebook init 档案 --organisation 信息中心 --person \"张敏 <zhangmin@example.org>\"\n  minutebook init . --organisation 信息中心 --ci github --git\n  minutebook init . --refresh --ci github",
				"  minutebook init 檔案庫 --organisation 資訊中心 --person \"張敏 <zhangmin@example.org>\"\n  minutebook init . --organisation 資訊中心 --ci github --git\n  minutebook init . --refresh --ci github",
			},
			flags: map[string]chinese{
				"title":        {"档案库的名称（默认：单位名，没有则用文件夹名）", "檔案庫的名稱（預設：單位名，沒有則用資料夾名）"},
				"organisation": {"档案库属于哪个单位；也是登记册里的第一个单位（默认：档案库的名称）", "檔案庫屬於哪個單位；也是登記冊裡的第一個單位（預設：檔案庫的名稱）"},
				"language":     {"档案库的语言：zh-CN、zh-TW 或 en（默认：与提示信息相同）", "檔案庫的語言：zh-CN、zh-TW 或 en（預設：與提示訊息相同）"},
				"time-zone":    {"IANA 时区名（默认按语言：Asia/Shanghai、Asia/Taipei 或 UTC）", "IANA 時區名（預設依語言：Asia/Shanghai、Asia/Taipei 或 UTC）"},
				"audience":     {"没写公开范围的记录给谁看：public（公开）或 internal（内部）", "沒寫公開範圍的記錄給誰看：public（公開）或 internal（內部）"},
				"person":       {"登记册里的第一个人：\"姓名\" 或 \"姓名 <邮箱>\"", "登記冊裡的第一個人：\"姓名\" 或 \"姓名 <電子郵件>\""},
				"ci":           {"另写托管平台要的文件，使每次改动都受检查：github、gitlab、gitee、generic", "另寫託管平台要的檔案，使每次變更都受檢查：github、gitlab、gitee、generic"},
				"refresh":      {"档案库已有：重新生成工单表单和 CODEOWNERS（默认：已有这些文件的平台）", "檔案庫已有：重新產生議題表單和 CODEOWNERS（預設：已有這些檔案的平台）"},
				"git":          {"同时新建 Git 仓库；文件夹已在仓库里就不建", "同時新建 Git 儲存庫；資料夾已在儲存庫裡就不建"},
				"dry-run":      noDryRun,
			},
		},
		"minutebook new": {
			group: writing,
			args:  chinese{"类型", "類型"},
			short: chinese{"写出一份新记录的骨架", "寫出一份新記錄的骨架"},
			long: chinese{
				"写出一份记录，该类型要求的字段和章节都有，档案库知道的先填好：纪要取自它的会议，\n" +
					"同一系列取自上一次（人员、地点、届次、未完成的待办），其余取自登记册。\n" +
					"不知道的留空，minutebook check 会逐项列出。在终端里会问必填的内容，直接回车就是以后再填。\n\n" +
					"类型有 " + names + "，以及 minutebook.yaml 里自定义的；也可以写中文名，如 会议纪要。",
				"寫出一份記錄，該類型要求的欄位和章節都有，檔案庫知道的先填好：紀要取自它的會議，\n" +
					"同一系列取自上一次（人員、地點、屆次、未完成的待辦），其餘取自登記冊。\n" +
					"不知道的留空，minutebook check 會逐項列出。在終端機裡會問必填的內容，直接按 Enter 就是以後再填。\n\n" +
					"類型有 " + names + "，以及 minutebook.yaml 裡自訂的；也可以寫中文名，如 會議紀要。",
			},
			example: chinese{
				"  minutebook new 会议 --series 信息中心例会 --start \"2025-06-15 14:30\" --title 信息中心例会：确定机房搬迁日期 --slug it-weekly\n" +
					"  minutebook new 会议纪要 --meeting 2025-06-15-it-weekly\n" +
					"  minutebook new 通知 --title 机房停电检修 --set 涉及部门=教务处、后勤处 --set 生效日期=2025-07-01 --keys zh",
				"  minutebook new 會議 --series 資訊中心例會 --start \"2025-06-15 14:30\" --title 資訊中心例會：確定機房搬遷日期 --slug it-weekly\n" +
					"  minutebook new 會議紀要 --meeting 2025-06-15-it-weekly\n" +
					"  minutebook new 通知 --title 機房停電檢修 --set 涉及部門=教務處、後勤處 --set 生效日期=2025-07-01 --keys zh",
			},
			flags: map[string]chinese{
				"title":    {"标题", "標題"},
				"date":     {"日期，如 2025-06-15（默认：会议那天，没有则用今天）", "日期，如 2025-06-15（預設：會議那天，沒有則用今天）"},
				"unit":     {"所属单位", "所屬單位"},
				"project":  {"所属项目", "所屬專案"},
				"meeting":  {"纪要用：会议的编号（默认：已开完、还没有纪要的那次；写 \"\" 表示没有）", "紀要用：會議的編號（預設：已開完、還沒有紀要的那次；寫 \"\" 表示沒有）"},
				"series":   {"会议系列；接着它的上一份记录写", "會議系列；接著它的上一份記錄寫"},
				"kind":     {"会议或报告的种类", "會議或報告的種類"},
				"start":    {"开始时间，如 \"2025-06-15 14:30\"", "開始時間，如 \"2025-06-15 14:30\""},
				"end":      {"结束时间", "結束時間"},
				"location": {"地点", "地點"},
				"chair":    {"主持人", "主持人"},
				"recorder": {"记录人", "記錄人"},
				"reviewer": {"审核人", "審核人"},
				"audience": {"谁可以看：public（公开）、internal（内部），或若干单位", "誰可以看：public（公開）、internal（內部），或若干單位"},
				"set":      {"任何字段，写成 字段=值；列表的一行写成 列表.字段=值（可多次）", "任何欄位，寫成 欄位=值；清單的一列寫成 清單.欄位=值（可多次）"},
				"slug":     {"文件名的后半截（默认由标题生成）", "檔名的後半截（預設由標題產生）"},
				"keys":     {"字段名用哪种语言：en 或 zh", "欄位名稱用哪種語言：en 或 zh"},
				"stdout":   {"输出记录，不写文件", "輸出記錄，不寫檔案"},
				"edit":     {"写好后用 $VISUAL 或 $EDITOR 打开", "寫好後用 $VISUAL 或 $EDITOR 開啟"},
				"yes":      {"什么也不问", "什麼也不問"},
			},
		},
		"minutebook adopt": {
			group: writing,
			args:  chinese{"来源", "來源"},
			short: chinese{"把已有的 Markdown 纪要转成档案库", "把已有的 Markdown 紀要轉成檔案庫"},
			long: chinese{
				"读取一批 Markdown 纪要，写出一个档案库：每份记录带上能读出来的内容，登记册里是其中提到的单位和人员。\n" +
					"来源一字不动，纪要的正文逐字节保留。看不出来的留空，minutebook check 会列出。",
				"讀取一批 Markdown 紀要，寫出一個檔案庫：每份記錄帶上能讀出來的內容，登記冊裡是其中提到的單位和人員。\n" +
					"來源一字不動，紀要的內文逐位元組保留。看不出來的留空，minutebook check 會列出。",
			},
			example: chinese{
				"  minutebook adopt ../旧纪要 --out 档案 --dry-run\n  minutebook adopt ../旧纪要 --out 档案 && minutebook check --dir 档案",
				"  minutebook adopt ../舊紀要 --out 檔案庫 --dry-run\n  minutebook adopt ../舊紀要 --out 檔案庫 && minutebook check --dir 檔案庫",
			},
			flags: map[string]chinese{
				"out":       {"新档案库的文件夹（除非 --dry-run，否则必写）", "新檔案庫的資料夾（除非 --dry-run，否則必寫）"},
				"title":     {"档案库的名称（默认：来源文件夹的名字）", "檔案庫的名稱（預設：來源資料夾的名字）"},
				"time-zone": {"纪要里的时间是哪个时区", "紀要裡的時間是哪個時區"},
				"dry-run":   {"什么也不写，只显示会写什么", "什麼也不寫，只顯示會寫什麼"},
				"json":      {"以 JSON 输出方案", "以 JSON 輸出方案"},
			},
		},
	}
}

// lookingWords are the help of the commands that check and look up.
func lookingWords() map[string]*words {
	return map[string]*words{
		"minutebook check": {
			group: looking,
			short: chinese{"检查每份记录写没写全", "檢查每份記錄寫沒寫全"},
			long: chinese{
				"读取档案库，一次报告所有文件的所有问题。\n" +
					"没有错误时退出码是 0，有错误是 1，无法运行是 2。\n" +
					"加 --since 时检查一次改动：改动没碰到的旧问题只计数；不许变的（已签字的记录、编号、\n" +
					"待办已有的经过）同改动前的版本对照。\n" +
					"在 GitHub 工作流里，--format github 还会写出步骤摘要。",
				"讀取檔案庫，一次報告所有檔案的所有問題。\n" +
					"沒有錯誤時結束代碼是 0，有錯誤是 1，無法執行是 2。\n" +
					"加 --since 時檢查一次變更：變更沒碰到的舊問題只計數；不許變的（已簽字的記錄、編號、\n" +
					"待辦已有的經過）與變更前的版本對照。\n" +
					"在 GitHub 工作流程裡，--format github 還會寫出步驟摘要。",
			},
			flags: map[string]chinese{
				"format":          {"输出格式：" + strings.Join(checkFormats(), "、"), "輸出格式：" + strings.Join(checkFormats(), "、")},
				"baseline":        {"记着旧问题的基线文件，其中的问题不再报告", "記著舊問題的基準檔案，其中的問題不再報告"},
				"write-baseline":  {"把现有的问题写成基线，退出码为 0", "把現有的問題寫成基準，結束代碼為 0"},
				"strict":          {"有警告也算不通过", "有警告也算不通過"},
				"now":             {"按什么时刻检查（默认：现在）", "按什麼時刻檢查（預設：現在）"},
				"since":           {"一个版本，或 A..B：只报告这次改动造成或碰到的问题，并与改动前对照", "一個版本，或 A..B：只報告這次變更造成或碰到的問題，並與變更前對照"},
				"verify-signoffs": {"按签字所在的提交，说明哪些签字得到证明", "按簽字所在的提交，說明哪些簽字得到證明"},
			},
		},
		"minutebook rules": {
			group: looking,
			args:  chinese{"[规则]", "[規則]"},
			short: chinese{"列出规则，或说明其中一条", "列出規則，或說明其中一條"},
			flags: map[string]chinese{
				"json":     asJSON,
				"markdown": {"以 Markdown 输出全部规则的说明", "以 Markdown 輸出全部規則的說明"},
			},
		},
		"minutebook search": {
			group: looking,
			args:  chinese{"查询…", "查詢…"},
			short: chinese{"检索记录", "檢索記錄"},
			long: chinese{
				"查找中文里的任意片段，英文单词和它的开头，数字、日期和文号；人名、题名和标签还可以用拼音。\n" +
					"简体繁体、全角半角、大写小写都算相同。几个词须都出现；“…”是整句，-词 须不出现；\n" +
					"type: unit: person: owner: status: tag: year: before: after: 和同名参数一样缩小范围。\n\n" +
					"索引存在用户的缓存里，每个公开范围各一份，查找之前先更新。",
				"查找中文裡的任意片段，英文單字和它的開頭，數字、日期和文號；人名、題名和標籤還可以用拼音。\n" +
					"簡體繁體、全形半形、大寫小寫都算相同。幾個詞須都出現；「…」是整句，-詞 須不出現；\n" +
					"type: unit: person: owner: status: tag: year: before: after: 和同名參數一樣縮小範圍。\n\n" +
					"索引存在使用者的快取裡，每個公開範圍各一份，查找之前先更新。",
			},
			flags: map[string]chinese{
				"after":    {"某天、某月或某年之后的记录", "某天、某月或某年之後的記錄"},
				"before":   {"某天、某月或某年之前的记录", "某天、某月或某年之前的記錄"},
				"year":     {"某年的记录；可写几次，任一即可", "某年的記錄；可寫幾次，任一即可"},
				"type":     {"某种类型的记录：minutes、会议纪要；可写几次，任一即可", "某種類型的記錄：minutes、會議紀要；可寫幾次，任一即可"},
				"unit":     {"某个单位及其下级的记录：名称、别名、编号或拼音；可写几次，任一即可", "某個單位及其下級的記錄：名稱、別名、編號或拼音；可寫幾次，任一即可"},
				"person":   {"提到某人的记录：姓名、别名、编号或拼音；可写几次，任一即可", "提到某人的記錄：姓名、別名、編號或拼音；可寫幾次，任一即可"},
				"owner":    {"有某人负责的决议或待办的记录；可写几次，任一即可", "有某人負責的決議或待辦的記錄；可寫幾次，任一即可"},
				"status":   {"处于某种状态，或有决议、待办处于该状态的记录：overdue、已完成；可写几次，任一即可", "處於某種狀態，或有決議、待辦處於該狀態的記錄：overdue、已完成；可寫幾次，任一即可"},
				"tag":      {"有某个标签的记录；可写几次，任一即可", "有某個標籤的記錄；可寫幾次，任一即可"},
				"sort":     {"relevance（最相关的在前）或 date（最新的在前）", "relevance（最相關的在前）或 date（最新的在前）"},
				"limit":    {"显示几条，0 只给数目", "顯示幾筆，0 只給數目"},
				"audience": whoseView,
				"cache":    {"存放索引的文件夹（默认：用户缓存里的 minutebook/search）", "存放索引的資料夾（預設：使用者快取裡的 minutebook/search）"},
				"now":      {"按什么时刻推算状态（默认：现在）", "按什麼時刻推算狀態（預設：現在）"},
				"json":     {"以 JSON 输出结果", "以 JSON 輸出結果"},
			},
		},
		"minutebook stats": {
			group: looking,
			short: chinese{"统计会议、出席、待办等", "統計會議、出席、待辦等"},
			long: chinese{
				"按月、季、年或合计，输出某个范围内可见记录的各项指标。只选一项 --measure 时，\n" +
					"按单位、人员和种类细分；选几项时，每项一行。JSON 里每个数字都指明背后的记录。",
				"按月、季、年或合計，輸出某個範圍內可見記錄的各項指標。只選一項 --measure 時，\n" +
					"按單位、人員和種類細分；選幾項時，每項一列。JSON 裡每個數字都指明背後的記錄。",
			},
			flags: map[string]chinese{
				"period":   {"month（月）、quarter（季）、year（年）或 total（合计）", "month（月）、quarter（季）、year（年）或 total（合計）"},
				"from":     {"从哪天、哪月、哪季或哪年起", "從哪天、哪月、哪季或哪年起"},
				"to":       {"到哪天、哪月、哪季或哪年止", "到哪天、哪月、哪季或哪年止"},
				"unit":     {"只算一个单位及其下级：名称、别名或编号", "只算一個單位及其下級：名稱、別名或編號"},
				"measure":  {"只要这些指标：" + strings.Join(measureIDs(), "、"), "只要這些指標：" + strings.Join(measureIDs(), "、")},
				"audience": whoseView,
				"format":   {"table（表格）、json、csv 或 xlsx", "table（表格）、json、csv 或 xlsx"},
				"out":      {"写到一个还不存在的文件", "寫到一個還不存在的檔案"},
				"now":      {"按什么时刻统计（默认：现在）", "按什麼時刻統計（預設：現在）"},
			},
		},
	}
}

// publishingWords are the help of the commands that make and show the site.
func publishingWords() map[string]*words {
	return map[string]*words{
		"minutebook build": {
			group: publishing,
			short: chinese{"生成网站", "產生網站"},
			long: chinese{
				"把某个范围内可见的记录写成网站。输出文件夹一步从旧网站换成新网站，\n" +
					"不是本程序写出的文件夹绝不改动。除非加 --strict，有问题也照常生成。",
				"把某個範圍內可見的記錄寫成網站。輸出資料夾一步從舊網站換成新網站，\n" +
					"不是本程式寫出的資料夾絕不更動。除非加 --strict，有問題也照常產生。",
			},
			flags: map[string]chinese{
				"out":       {"写到哪个文件夹", "寫到哪個資料夾"},
				"audience":  siteAudience,
				"base-url":  {"网站将来的地址，如 https://minutes.example.org/（默认：配置里的 base_url）", "網站將來的網址，如 https://minutes.example.org/（預設：設定裡的 base_url）"},
				"now":       {"按什么时刻生成（默认：SOURCE_DATE_EPOCH、最新的提交，或最新记录那天）", "按什麼時刻產生（預設：SOURCE_DATE_EPOCH、最新的提交，或最新記錄那天）"},
				"strict":    {"档案库有错误就不生成", "檔案庫有錯誤就不產生"},
				"no-search": {"不生成检索", "不產生檢索"},
				"offline":   {"让检索在直接从磁盘打开的网页里也能用", "讓檢索在直接從磁碟開啟的網頁裡也能用"},
				"json":      {"以 JSON 输出做了什么", "以 JSON 輸出做了什麼"},
			},
		},
		"minutebook serve": {
			group: publishing,
			short: chinese{"在本机查看，保存后自动刷新", "在本機檢視，儲存後自動重新整理"},
			long: chinese{
				"在浏览器里显示网站并留意文件：保存之后，变了的页面自动刷新，\n" +
					"刚保存的内容有什么问题，显示在页面上和终端里。磁盘上什么也不写。\n\n" +
					"除非用 --addr 另行指定，只在本机可以访问。它供写作时使用；要发布，用 build 生成的网站。",
				"在瀏覽器裡顯示網站並留意檔案：儲存之後，變了的頁面自動重新整理，\n" +
					"剛儲存的內容有什麼問題，顯示在頁面上和終端機裡。磁碟上什麼也不寫。\n\n" +
					"除非用 --addr 另行指定，只在本機可以存取。它供寫作時使用；要發布，用 build 產生的網站。",
			},
			flags: map[string]chinese{
				"addr":     {"监听的地址；端口写 0 就用一个空闲的", "監聽的位址；連接埠寫 0 就用一個空閒的"},
				"audience": {"显示谁能看到的：public（公开）、internal（内部），或一个单位", "顯示誰能看到的：public（公開）、internal（內部），或一個單位"},
				"now":      {"按什么时刻生成（默认：现在）", "按什麼時刻產生（預設：現在）"},
				"open":     {"打开浏览器", "開啟瀏覽器"},
			},
		},
	}
}
