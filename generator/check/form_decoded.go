package check

import (
	"github.com/minutebook/minutebook/generator/diag"
)

// exampleConfig begins an example that changes the base archive's config.
const exampleConfig = "-- minutebook.yaml --\ntitle: 示例档案\nlanguages: [zh-CN]\ntime_zone: Asia/Shanghai\naudience: internal\n"

const exampleEvaluation = "---\ntitle: 2025 年上半年沟通效果评估\nunit: 教务处\ndate: 2025-07-31\nperiod: "

// decodedRules are the rules of form that decoding a record reports itself.
var decodedRules = []*Rule{
	{
		ID: "key-unknown", Group: Form, Severity: diag.Error,
		Title: t("字段都是已知的", "欄位都是已知的", "every field is a known one"),
		Why: t("写错的字段名等于没有写：后来的人查不到，统计也数不到。",
			"寫錯的欄位名稱等於沒有寫：後來的人查不到，統計也數不到。",
			"A field under a misspelt name is as good as not written: nobody finds it and no figure counts it."),
		Bad:  Example{Of: "2025-08-20-stop", Front: "抄宋: 周凯\n"},
		Good: Example{Of: "2025-08-20-stop", Front: "抄送: 周凯\n"},
	},
	{
		ID: "field-required", Group: Form, Severity: diag.Error,
		Title: t("必填字段都在", "必填欄位都在", "required fields are there"),
		Why: t("一份记录要能独立说明谁、何时、何地、为什么；缺的内容日后补不回来。",
			"一份紀錄要能獨立說明誰、何時、何地、為什麼；缺的內容日後補不回來。",
			"A record must tell who, when, where and why by itself; what is missing cannot be recovered years later."),
		Bad:  Example{Of: "2025-06-15-kickoff", Front: "goal:\n"},
		Good: Example{Of: "2025-06-15-kickoff", Front: "location:\nlink: https://meet.example.edu/301\n"},
	},
	{
		ID: "field-empty", Group: Form, Severity: diag.Error,
		Title: t("写出的字段有内容", "寫出的欄位有內容", "a field that is written is filled in"),
		Why: t("空着的字段看起来填过，其实什么也没有记下。",
			"空著的欄位看起來填過，其實什麼也沒有記下。",
			"An empty field looks filled in and records nothing."),
		Bad:  Example{Of: "2025-06-15-kickoff", Front: "goal: \"\"\n"},
		Good: Example{Of: "2025-06-15-kickoff", Front: "goal: 确定升级的范围和分工\n"},
	},
	{
		ID: "value-type", Group: Form, Severity: diag.Error,
		Title: t("值的形状符合字段", "值的形狀符合欄位", "a value has the shape its field asks for"),
		Why: t("该写一个值的地方写成列表，就不知道以哪一个为准。",
			"該寫一個值的地方寫成清單，就不知道以哪一個為準。",
			"Where one value is asked for, a list does not say which one counts."),
		Bad:  Example{Of: "2025-06-15-kickoff", Front: "goal: [确定升级的范围, 确定分工]\n"},
		Good: Example{Of: "2025-06-15-kickoff", Front: "tags: [教务, 升级]\n"},
	},
	{
		ID: "value-format", Group: Form, Severity: diag.Error,
		Title: t("日期、时间、编号等按规定的格式写", "日期、時間、編號等按規定的格式寫", "dates, times and ids have their form"),
		Why: t("日期写法不一，就无法排序和计时（格式依 GB/T 7408）。",
			"日期寫法不一，就無法排序和計時（格式依 ISO 8601）。",
			"Dates in different forms cannot be sorted or counted (the form is ISO 8601's)."),
		Bad:  Example{Of: "2025-08-20-stop", Front: "effective: 2025.8.25\n"},
		Good: Example{Of: "2025-08-20-stop", Front: "effective: 2025-08-26\n"},
	},
	{
		ID: "value-choice", Group: Form, Severity: diag.Error,
		Title: t("可选的值取自列表", "可選的值取自清單", "a choice is one of its values"),
		Why: t("表外的值无法归类，按它筛选和统计都会漏掉这份记录。",
			"表外的值無法歸類，按它篩選和統計都會漏掉這份紀錄。",
			"A value off the list belongs to no class, so filters and figures miss the record."),
		Bad:  Example{Of: "2025-07-03-vendor", Front: "formality: 半正式\n"},
		Good: Example{Of: "2025-07-03-vendor", Front: "formality: informal-oral\n"},
	},
	{
		ID: "value-range", Group: Form, Severity: diag.Error,
		Title: t("数值在范围之内", "數值在範圍之內", "numbers are within their range"),
		Why: t("范围之外的数多半是笔误，会让平均值和比率失真。",
			"範圍之外的數多半是筆誤，會讓平均值和比率失真。",
			"A number out of range is most likely a slip and distorts averages and rates."),
		Bad:  Example{Whole: exampleEvaluation + "2025-01/2025-06\nsatisfaction: 42\n---\n", Path: "evaluations/2025/2025-07-31-first-half.md"},
		Good: Example{Whole: exampleEvaluation + "2025-01/2025-06\nsatisfaction: 4.2\n---\n", Path: "evaluations/2025/2025-07-31-first-half.md"},
	},
	{
		ID: "time-gap", Group: Form, Severity: diag.Error,
		Title: t("时刻在时区里存在", "時刻在時區裡存在", "a time exists in the time zone"),
		Why: t("时钟拨快的那一小时没有时刻，按它计时会差一小时。",
			"時鐘撥快的那一小時沒有時刻，按它計時會差一小時。",
			"The hour the clocks skip has no times; whatever is counted from one is an hour off."),
		Bad:  Example{Of: "2025-08-20-stop", Front: "published_at: 1986-05-04 02:30\n"},
		Good: Example{Of: "2025-08-20-stop", Front: "published_at: 2025-08-20 09:30\n"},
	},
	{
		ID: "period-order", Group: Form, Severity: diag.Error,
		Title: t("期间的结束不早于开始", "期間的結束不早於開始", "a period does not end before it starts"),
		Why: t("颠倒的期间不含任何一天，报告和计划就落不到时间上。",
			"顛倒的期間不含任何一天，報告和計畫就落不到時間上。",
			"A period turned round holds no day, so a report or plan covers no time at all."),
		Bad:  Example{Whole: exampleEvaluation + "2025-06/2025-01\n---\n", Path: "evaluations/2025/2025-07-31-first-half.md"},
		Good: Example{Whole: exampleEvaluation + "2025-01/2025-06\n---\n", Path: "evaluations/2025/2025-07-31-first-half.md"},
	},
	{
		ID: "audience-invalid", Group: Form, Severity: diag.Error,
		Title: t("公开范围是 public、internal 或单位列表", "公開範圍是 public、internal 或單位清單", "the audience is public, internal or a list of units"),
		Why: t("拼错的公开范围绝不能放宽谁可以看；在改正之前，这份记录对谁都不公开。",
			"拼錯的公開範圍絕不能放寬誰可以看；在改正之前，這份紀錄對誰都不公開。",
			"A misspelt audience must never widen who may read; until it is mended the record is shown to nobody."),
		Bad:  Example{Of: "2025-08-20-stop", Front: "audience: 半公开\n"},
		Good: Example{Of: "2025-08-20-stop", Front: "audience: 公开\n"},
	},
}
