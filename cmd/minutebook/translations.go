package main

import (
	"maps"
	"sync"

	"github.com/minutebook/minutebook/generator/diag"
)

// words are a command's help in Chinese, and where it stands in the list. English
// stands where the command is made. A test holds the two together: whoever adds a
// command or a flag says it here too.
type words struct {
	group   group
	args    chinese // the placeholders of its line of use, in their order
	short   chinese
	long    chinese
	example chinese // where the English one would be odd
	flags   map[string]chinese
}

// chinese is a phrase in simplified characters and as it is said in Taiwan.
type chinese struct{ cn, tw string }

func (c chinese) in(l diag.Lang) string {
	return diag.Text{CN: c.cn, TW: c.tw}.In(l)
}

// same is what does not differ between the two.
func same(s string) chinese { return chinese{s, s} }

// translations is the whole table, by the path of the command. It is made when
// it is first needed: some phrases list what the program knows.
var translations = sync.OnceValue(func() map[string]*words {
	table := map[string]*words{}
	for _, part := range []func() map[string]*words{rootWords, writingWords, lookingWords, publishingWords, keepingWords, helpingWords} {
		maps.Copy(table, part())
	}
	return table
})

// Phrases that several commands share.
var (
	asJSON       = chinese{"以 JSON 输出", "以 JSON 輸出"}
	noDryRun     = chinese{"只列出要写的文件，什么也不写", "只列出要寫的檔案，什麼也不寫"}
	whoseView    = chinese{"按谁能看到的来算：public（公开）、internal（内部），或一个单位", "按誰能看到的來算：public（公開）、internal（內部），或一個單位"}
	siteAudience = chinese{"给谁看：public（公开）、internal（内部），或一个单位", "給誰看：public（公開）、internal（內部），或一個單位"}
)

func rootWords() map[string]*words {
	return map[string]*words{
		"minutebook": {
			short: chinese{"把会议、纪要和决议写成 Markdown，检查齐全，发布成网站", "把會議、紀要和決議寫成 Markdown，檢查齊全，發布成網站"},
			long: chinese{
				"Minutebook 把单位的会议、纪要和沟通记录作为带信息头的 Markdown 存在 Git 仓库里，\n检查每份记录该有的内容，并生成可以离线翻阅的静态网站。",
				"Minutebook 把單位的會議、紀要和溝通記錄作為帶前置資料的 Markdown 存在 Git 儲存庫裡，\n檢查每份記錄該有的內容，並產生可以離線翻閱的靜態網站。",
			},
			flags: map[string]chinese{
				"dir":   {"档案库所在的文件夹（默认：当前文件夹及其上层中最近的、有 minutebook.yaml 的那个）", "檔案庫所在的資料夾（預設：目前資料夾及其上層中最近的、有 minutebook.yaml 的那個）"},
				"lang":  {"提示信息的语言：zh-CN、zh-TW 或 en（默认取自 LC_ALL、LC_MESSAGES、LANG）", "提示訊息的語言：zh-CN、zh-TW 或 en（預設取自 LC_ALL、LC_MESSAGES、LANG）"},
				"quiet": {"只输出结果", "只輸出結果"},
			},
		},
	}
}

func helpingWords() map[string]*words {
	shell := func(name string, cn, tw string) *words {
		return &words{
			short: chinese{"输出 " + name + " 的补全脚本", "輸出 " + name + " 的自動完成指令碼"},
			long:  chinese{cn, tw},
			flags: map[string]chinese{"no-descriptions": {"补全时不附说明", "自動完成時不附說明"}},
		}
	}
	return map[string]*words{
		"minutebook help": {
			group: helping,
			args:  same("[命令]"),
			short: chinese{"说明一个命令怎么用", "說明一個命令怎麼用"},
		},
		"minutebook version": {
			group: helping,
			short: chinese{"显示版本", "顯示版本"},
			flags: map[string]chinese{"json": asJSON},
		},
		"minutebook schema": {
			group: helping,
			args:  chinese{"[名称]", "[名稱]"},
			short: chinese{"输出给编辑器用的 JSON Schema", "輸出給編輯器用的 JSON Schema"},
			long: chinese{
				"输出某种记录、某个登记册或配置的 JSON Schema，编辑器据此补全字段和取值，边写边标出错误。\n" +
					"不写名称时，列出全部名称和各自适用的文件。\n\n" +
					"每种记录一份 Schema，由记录所在的文件夹决定用哪一份：多数记录不写类型，\n" +
					"而适用于所有类型的 Schema 会把所有类型的字段都列出来。\n" +
					"要告诉编辑器哪些文件用哪一份，例如在 VS Code 里：\n\n" +
					"  \"yaml.schemas\": {\"./schemas/units.json\": \"registers/units.yaml\"}\n\n" +
					"Markdown 的信息头，用 remark 的 frontmatter-schema 插件：\n\n" +
					"  \"schemas\": {\"./schemas/minutes.json\": [\"minutes/**/*.md\"]}",
				"輸出某種記錄、某個登記冊或設定的 JSON Schema，編輯器據此自動完成欄位和值，邊寫邊標出錯誤。\n" +
					"不寫名稱時，列出全部名稱和各自適用的檔案。\n\n" +
					"每種記錄一份 Schema，由記錄所在的資料夾決定用哪一份：多數記錄不寫類型，\n" +
					"而適用於所有類型的 Schema 會把所有類型的欄位都列出來。\n" +
					"要告訴編輯器哪些檔案用哪一份，例如在 VS Code 裡：\n\n" +
					"  \"yaml.schemas\": {\"./schemas/units.json\": \"registers/units.yaml\"}\n\n" +
					"Markdown 的前置資料，用 remark 的 frontmatter-schema 外掛程式：\n\n" +
					"  \"schemas\": {\"./schemas/minutes.json\": [\"minutes/**/*.md\"]}",
			},
			flags: map[string]chinese{"out": {"改为写到这个文件夹里的 名称.json；不写名称时全部写出", "改為寫到這個資料夾裡的 名稱.json；不寫名稱時全部寫出"}},
		},
		"minutebook doctor": {
			group: helping,
			short: chinese{"检查运行环境，说明哪里要处理", "檢查執行環境，說明哪裡要處理"},
			long: chinese{
				"逐项查看命令所依赖的东西：版本、语言、档案库和配置、时区、Git 仓库、输出文件夹，\n" +
					"并说明有问题的该怎么办。只查看，不写任何东西。\n" +
					"没有错误时退出码是 0，有错误时是 1；警告不影响退出码。",
				"逐項檢視命令所依賴的東西：版本、語言、檔案庫和設定、時區、Git 儲存庫、輸出資料夾，\n" +
					"並說明有問題的該怎麼辦。只檢視，不寫任何東西。\n" +
					"沒有錯誤時結束代碼是 0，有錯誤時是 1；警告不影響結束代碼。",
			},
			flags: map[string]chinese{
				"out":  {"build 要写的文件夹", "build 要寫的資料夾"},
				"json": asJSON,
			},
		},
		"minutebook completion": {
			group: helping,
			short: chinese{"输出命令补全脚本", "輸出命令自動完成指令碼"},
			long: chinese{
				"输出指定 shell 的命令补全脚本。各 shell 怎么装，见下一级命令的说明。",
				"輸出指定 shell 的命令自動完成指令碼。各 shell 怎麼裝，見下一級命令的說明。",
			},
		},
		"minutebook completion bash": shell("bash",
			"输出 bash 的补全脚本。它依赖 bash-completion，没有的话先用系统的软件包管理器安装。\n\n"+
				"只在当前会话里使用：\n\n\tsource <(minutebook completion bash)\n\n"+
				"以后每次都使用，执行一次：\n\n"+
				"#### Linux：\n\n\tminutebook completion bash > /etc/bash_completion.d/minutebook\n\n"+
				"#### macOS：\n\n\tminutebook completion bash > $(brew --prefix)/etc/bash_completion.d/minutebook\n\n"+
				"重新打开 shell 后生效。",
			"輸出 bash 的自動完成指令碼。它依賴 bash-completion，沒有的話先用系統的套件管理程式安裝。\n\n"+
				"只在目前的工作階段使用：\n\n\tsource <(minutebook completion bash)\n\n"+
				"以後每次都使用，執行一次：\n\n"+
				"#### Linux：\n\n\tminutebook completion bash > /etc/bash_completion.d/minutebook\n\n"+
				"#### macOS：\n\n\tminutebook completion bash > $(brew --prefix)/etc/bash_completion.d/minutebook\n\n"+
				"重新開啟 shell 後生效。"),
		"minutebook completion zsh": shell("zsh",
			"输出 zsh 的补全脚本。\n\n"+
				"如果还没有启用补全，先执行一次：\n\n\techo \"autoload -U compinit; compinit\" >> ~/.zshrc\n\n"+
				"只在当前会话里使用：\n\n\tsource <(minutebook completion zsh)\n\n"+
				"以后每次都使用，执行一次：\n\n"+
				"#### Linux：\n\n\tminutebook completion zsh > \"${fpath[1]}/_minutebook\"\n\n"+
				"#### macOS：\n\n\tminutebook completion zsh > $(brew --prefix)/share/zsh/site-functions/_minutebook\n\n"+
				"重新打开 shell 后生效。",
			"輸出 zsh 的自動完成指令碼。\n\n"+
				"如果還沒有啟用自動完成，先執行一次：\n\n\techo \"autoload -U compinit; compinit\" >> ~/.zshrc\n\n"+
				"只在目前的工作階段使用：\n\n\tsource <(minutebook completion zsh)\n\n"+
				"以後每次都使用，執行一次：\n\n"+
				"#### Linux：\n\n\tminutebook completion zsh > \"${fpath[1]}/_minutebook\"\n\n"+
				"#### macOS：\n\n\tminutebook completion zsh > $(brew --prefix)/share/zsh/site-functions/_minutebook\n\n"+
				"重新開啟 shell 後生效。"),
		"minutebook completion fish": shell("fish",
			"输出 fish 的补全脚本。\n\n"+
				"只在当前会话里使用：\n\n\tminutebook completion fish | source\n\n"+
				"以后每次都使用，执行一次：\n\n\tminutebook completion fish > ~/.config/fish/completions/minutebook.fish\n\n"+
				"重新打开 shell 后生效。",
			"輸出 fish 的自動完成指令碼。\n\n"+
				"只在目前的工作階段使用：\n\n\tminutebook completion fish | source\n\n"+
				"以後每次都使用，執行一次：\n\n\tminutebook completion fish > ~/.config/fish/completions/minutebook.fish\n\n"+
				"重新開啟 shell 後生效。"),
		"minutebook completion powershell": shell("PowerShell",
			"输出 PowerShell 的补全脚本。\n\n"+
				"只在当前会话里使用：\n\n\tminutebook completion powershell | Out-String | Invoke-Expression\n\n"+
				"以后每次都使用，把上面命令的输出加到 PowerShell 的配置文件里。",
			"輸出 PowerShell 的自動完成指令碼。\n\n"+
				"只在目前的工作階段使用：\n\n\tminutebook completion powershell | Out-String | Invoke-Expression\n\n"+
				"以後每次都使用，把上面命令的輸出加到 PowerShell 的設定檔裡。"),
	}
}
