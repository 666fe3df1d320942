package main

// keepingWords are the help of the commands that send an archive's sites away,
// prove them, keep the archive safe and tell its past.
func keepingWords() map[string]*words {
	return map[string]*words{
		"minutebook publish": {
			group: publishing,
			short: chinese{"把网站发布到分支、文件夹或存储桶", "把網站發布到分支、資料夾或儲存貯體"},
			long: chinese{
				"检查档案库，为一类读者生成网站，再把目标上还没有的内容送过去；不写 --to 时，\n" +
					"依次发布到 minutebook.yaml 的 publish 里列出的每个地方。有错误的档案库不发布。\n" +
					"公开版可以发往任何地方，其他版本只能发往 minutebook.yaml 写明的地方：\n\n" +
					"  publish:\n" +
					"    - {to: branch:gh-pages, audience: public}\n" +
					"    - {to: \"s3://intranet/minutes\", audience: internal}\n\n" +
					"分支上只有一个没有历史的提交，涂去的内容不会留在它的历史里；--keep-history 则追加提交。\n" +
					"文件夹和存储桶里别人的文件绝不改动。\n\n" +
					"环境变量：\n" +
					"  MINUTEBOOK_GIT_TOKEN、MINUTEBOOK_GIT_USER   用 https 访问的远程仓库（用 ssh 时由 ssh-agent 提供）\n" +
					"  AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY、AWS_SESSION_TOKEN、AWS_REGION、AWS_ENDPOINT_URL   用于 s3://",
				"檢查檔案庫，為一類讀者產生網站，再把目標上還沒有的內容送過去；不寫 --to 時，\n" +
					"依次發布到 minutebook.yaml 的 publish 裡列出的每個地方。有錯誤的檔案庫不發布。\n" +
					"公開版可以發往任何地方，其他版本只能發往 minutebook.yaml 寫明的地方：\n\n" +
					"  publish:\n" +
					"    - {to: branch:gh-pages, audience: public}\n" +
					"    - {to: \"s3://intranet/minutes\", audience: internal}\n\n" +
					"分支上只有一個沒有歷史的提交，塗去的內容不會留在它的歷史裡；--keep-history 則追加提交。\n" +
					"資料夾和儲存貯體裡別人的檔案絕不更動。\n\n" +
					"環境變數：\n" +
					"  MINUTEBOOK_GIT_TOKEN、MINUTEBOOK_GIT_USER   用 https 存取的遠端儲存庫（用 ssh 時由 ssh-agent 提供）\n" +
					"  AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY、AWS_SESSION_TOKEN、AWS_REGION、AWS_ENDPOINT_URL   用於 s3://",
			},
			flags: map[string]chinese{
				"to":           {"branch:名称、dir:路径或 s3://存储桶/前缀（默认：配置里的每个地方）", "branch:名稱、dir:路徑或 s3://儲存貯體/前綴（預設：設定裡的每個地方）"},
				"audience":     {"给谁看：public（公开）、internal（内部），或一个单位（默认：按配置，否则 public）", "給誰看：public（公開）、internal（內部），或一個單位（預設：按設定，否則 public）"},
				"site":         {"已经生成的网站（默认：现在生成）", "已經產生的網站（預設：現在產生）"},
				"remote":       {"分支所在的远程仓库：在本仓库里的名称，或一个地址（默认：origin）", "分支所在的遠端儲存庫：在本儲存庫裡的名稱，或一個網址（預設：origin）"},
				"keep-history": {"在分支上追加提交，不替换原来的", "在分支上追加提交，不取代原來的"},
				"base-url":     {"网站将来的地址（默认：配置里的 base_url）", "網站將來的網址（預設：設定裡的 base_url）"},
				"now":          {"按什么时刻生成（默认：同 build）", "按什麼時刻產生（預設：同 build）"},
				"dry-run":      {"只列出会有什么变化，什么也不改", "只列出會有什麼變化，什麼也不改"},
				"json":         {"以 JSON 输出做了什么", "以 JSON 輸出做了什麼"},
			},
		},
		"minutebook verify": {
			group: keeping,
			short: chinese{"核对网站与它的清单", "核對網站與它的清單"},
			long: chinese{
				"把一个网站（文件夹里的，或已发布的）的每个字节同它的清单核对，指出缺少、被改动和多余的文件。\n" +
					"手边有档案库，而且正在生成网站的那次提交上时，再重新生成一次加以比较。\n" +
					"对一个网址，无从得知它还有哪些别的文件。\n" +
					"完好时退出码是 0，不完好是 1，无法判断是 2。",
				"把一個網站（資料夾裡的，或已發布的）的每個位元組與它的清單核對，指出缺少、被更動和多餘的檔案。\n" +
					"手邊有檔案庫，而且正在產生網站的那次提交上時，再重新產生一次加以比較。\n" +
					"對一個網址，無從得知它還有哪些別的檔案。\n" +
					"完好時結束代碼是 0，不完好是 1，無法判斷是 2。",
			},
			flags: map[string]chinese{
				"site":     {"网站所在的文件夹或网址", "網站所在的資料夾或網址"},
				"base-url": {"生成网站时写明的地址，如果写过", "產生網站時寫明的網址，如果寫過"},
				"json":     {"以 JSON 输出结果", "以 JSON 輸出結果"},
			},
		},
		"minutebook backup": {
			group: keeping,
			args:  chinese{"文件", "檔案"},
			short: chinese{"把档案库连同历史备份到一个文件", "把檔案庫連同歷史備份到一個檔案"},
			long: chinese{
				"写出一个 ZIP 文件，里面有仓库（Git bundle：分支、标签和它们的历史）、Git 没有照原样保存的档案库文件，\n" +
					"以及全部内容的校验和（BagIt）。备份得名之前先恢复一次，逐个比较档案库的文件；不覆盖任何文件。\n" +
					"拒绝浅克隆。需要 Git。",
				"寫出一個 ZIP 檔案，裡面有儲存庫（Git bundle：分支、標籤和它們的歷史）、Git 沒有照原樣保存的檔案庫檔案，\n" +
					"以及全部內容的校驗和（BagIt）。備份得名之前先還原一次，逐個比較檔案庫的檔案；不覆寫任何檔案。\n" +
					"拒絕淺層複製。需要 Git。",
			},
			flags: map[string]chinese{"json": {"以 JSON 输出做了什么", "以 JSON 輸出做了什麼"}},
		},
		"minutebook restore": {
			group: keeping,
			args:  chinese{"文件", "檔案"},
			short: chinese{"从备份恢复档案库", "從備份還原檔案庫"},
			long: chinese{
				"从一个备份恢复出一个新文件夹：带历史的仓库、当时检出的文件，以及 Git 没有保存的文件。\n" +
					"损坏的备份不予恢复，不覆盖任何文件，新文件夹要么完整出现，要么不出现。",
				"從一個備份還原出一個新資料夾：帶歷史的儲存庫、當時取出的檔案，以及 Git 沒有保存的檔案。\n" +
					"損壞的備份不予還原，不覆寫任何檔案，新資料夾要麼完整出現，要麼不出現。",
			},
			flags: map[string]chinese{
				"out":  {"恢复到哪个文件夹，必须还不存在", "還原到哪個資料夾，必須還不存在"},
				"json": {"以 JSON 输出做了什么", "以 JSON 輸出做了什麼"},
			},
		},
		"minutebook catalogue": {
			group: keeping,
			short: chinese{"移交用的档案目录和到期鉴定清单", "移交用的檔案目錄和到期鑑定清單"},
			long: chinese{
				"按档案员接收时的项目列出记录：档号、责任者、文号、题名、日期、密级、页数、保管期限。\n" +
					"--disposal 只列出保管期限已满、又没有暂缓处置的记录。只提建议，什么也不删。\n" +
					"表头用档案库的语言，除非写了 --lang。",
				"按檔案員接收時的項目列出記錄：檔號、責任者、文號、題名、日期、密級、頁數、保管期限。\n" +
					"--disposal 只列出保管期限已滿、又沒有暫緩處置的記錄。只提建議，什麼也不刪。\n" +
					"表頭用檔案庫的語言，除非寫了 --lang。",
			},
			flags: map[string]chinese{
				"audience": whoseView,
				"disposal": {"只列出保管期限已满、没有暂缓处置的记录", "只列出保管期限已滿、沒有暫緩處置的記錄"},
				"format":   {"csv 或 xlsx", "csv 或 xlsx"},
				"now":      {"按哪一天列出（默认：今天）", "按哪一天列出（預設：今天）"},
				"out":      {"写到一个还不存在的文件", "寫到一個還不存在的檔案"},
			},
		},
		"minutebook log": {
			group: looking,
			args:  chinese{"记录", "記錄"},
			short: chinese{"一份记录的历次版本", "一份記錄的歷次版本"},
			long: chinese{
				"列出 Git 里一份记录的各个版本，最新的在前：什么时候、谁、为什么改，哪些字段和哪些文字变了。\n" +
					"记录用编号或文件路径指明；改过名的也跟得上。",
				"列出 Git 裡一份記錄的各個版本，最新的在前：什麼時候、誰、為什麼改，哪些欄位和哪些文字變了。\n" +
					"記錄用編號或檔案路徑指明；改過名的也跟得上。",
			},
			flags: map[string]chinese{
				"max":  {"只要最新的几个版本（默认：全部）", "只要最新的幾個版本（預設：全部）"},
				"json": {"以 JSON 输出各个版本", "以 JSON 輸出各個版本"},
			},
		},
		"minutebook confirm": {
			group: writing,
			args:  chinese{"记录", "記錄"},
			short: chinese{"签字确认一份记录", "簽字確認一份記錄"},
			long: chinese{
				"在一份记录里加上您的签字，并以您的 Git 身份单独提交这个文件；提交所用的邮箱须是人员登记表里您的邮箱。\n" +
					"签字那一行在谁的提交里，就由谁证明（minutebook check --verify-signoffs）。文件里其他内容一概不变。\n" +
					"用 --person 代别人写的签字，始终算未证明。",
				"在一份記錄裡加上您的簽字，並以您的 Git 身分單獨提交這個檔案；提交所用的信箱須是人員登記表裡您的信箱。\n" +
					"簽字那一行在誰的提交裡，就由誰證明（minutebook check --verify-signoffs）。檔案裡其他內容一概不變。\n" +
					"用 --person 代別人寫的簽字，始終算未證明。",
			},
			flags: map[string]chinese{
				"verdict":   {"agreed（同意）、objected（有异议），或意思相同的词（默认：agreed）", "agreed（同意）、objected（有異議），或意思相同的詞（預設：agreed）"},
				"comment":   {"附上的话；有异议必须说明理由", "附上的話；有異議必須說明理由"},
				"role":      {"以什么身份（默认：记录要求您签字的身份）", "以什麼身分（預設：記錄要求您簽字的身分）"},
				"person":    {"代谁写：姓名、别名或编号", "代誰寫：姓名、別名或編號"},
				"now":       {"签字的时刻（默认：现在）", "簽字的時刻（預設：現在）"},
				"no-commit": {"只写文件，由您自己提交", "只寫檔案，由您自己提交"},
				"dry-run":   {"只显示会写什么", "只顯示會寫什麼"},
			},
		},
	}
}
