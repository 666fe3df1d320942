package check

import "github.com/minutebook/minutebook/generator/diag"

// The fields of an item, as the examples need them.
const (
	exampleOwner = "   - 责任人：刘洋\n"
	exampleDue   = "   - 完成时间：2025-09-18\n"
)

func actionsExample(items string) Example {
	return Example{Of: "2025-07-10-weekly", Body: "## 待办事项\n\n" + items}
}

func decisionsExample(items string) Example {
	return Example{Of: "2025-07-10-weekly", Body: "## 决议事项\n\n" + items}
}

func followupExample(lines string) Example {
	return Example{Of: "2025-07-10-weekly", Body: "## 上次会议待办跟进\n\n- [x] 2025-06-15-kickoff-minutes#a1 已完成，成果：需求文档V1.0，完成：2025-06-19\n" + lines + "- [x] 2025-06-15-kickoff-minutes#a2 验收通过，验收人：王芳\n"}
}

var itemRules = []*Rule{
	{
		ID: "action-owner", Group: Substance, Severity: diag.Error, record: actionOwner,
		Title: t("每项待办有责任人", "每項待辦有責任人", "every action has an owner"),
		Why: t("没有人负责的事没有人做；事后也问不到人。",
			"沒有人負責的事沒有人做；事後也問不到人。",
			"What nobody answers for nobody does, and later there is nobody to ask."),
		Bad:  actionsExample("1. 修复 7 条权限配置问题\n" + exampleDue),
		Good: actionsExample("1. 修复 7 条权限配置问题（责任人：刘洋，完成时间：2025-09-18）\n"),
	},
	{
		ID: "action-single-owner", Group: Substance, Severity: diag.Error, record: actionSingleOwner,
		Title: t("多人负责的待办写明谁牵头", "多人負責的待辦寫明誰牽頭", "an action of several owners has one lead"),
		Why: t("人人负责就是无人负责：催办、验收、逾期都要落到一个人。",
			"人人負責就是無人負責：催辦、驗收、逾期都要落到一個人。",
			"What all answer for nobody answers for: reminders, acceptance and delay need one person."),
		Bad:  actionsExample("1. 修复 7 条权限配置问题\n   - 责任人：刘洋、张敏\n" + exampleDue),
		Good: actionsExample("1. 修复 7 条权限配置问题\n   - 责任人：张敏、刘洋（牵头）\n" + exampleDue),
	},
	{
		ID: "action-due", Group: Substance, Severity: diag.Error, record: actionDue,
		Title: t("每项待办有完成时间", "每項待辦有完成時間", "every action has a due date"),
		Why: t("没有期限就谈不上按期完成，也不会提醒。",
			"沒有期限就談不上按期完成，也不會提醒。",
			"Without a date nothing is late, and nobody is reminded."),
		Bad:  actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner),
		Good: actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner + "   - 截止：2025年9月18日\n"),
	},
	{
		ID: "action-due-exact", Group: Substance, Severity: diag.Error, record: actionDueExact,
		Title: t("完成时间是一个确切的日期", "完成時間是一個確切的日期", "a due date is one exact day"),
		Why: t("“月底”“尽快”各人理解不同；只有确切的日期能判断是否按期。",
			"「月底」「儘快」各人理解不同；只有確切的日期能判斷是否按期。",
			"\"End of June\" and \"soon\" mean something else to everybody; only an exact day can be kept or missed."),
		Bad:  actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner + "   - 完成时间：7 月底\n"),
		Good: actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner + "   - 完成时间：2025-09-18 前\n"),
	},
	{
		ID: "action-due-order", Group: Substance, Severity: diag.Error, record: actionDueOrder,
		Title: t("完成时间不早于会议", "完成時間不早於會議", "a due date is not before its meeting"),
		Why: t("早于会议的期限多半写错了年份或月份，一写下就逾期。",
			"早於會議的期限多半寫錯了年份或月份，一寫下就逾期。",
			"A date before the meeting is most likely a wrong year or month, and overdue as it is written."),
		Bad:  actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner + "   - 完成时间：2024-07-18\n   - 状态：已完成\n"),
		Good: actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner + "   - 完成时间：2025-07-10\n   - 状态：已完成\n"),
	},
	{
		ID: "action-state-unknown", Group: Substance, Severity: diag.Error, record: actionStateUnknown,
		Title: t("待办的状态用规定的词", "待辦的狀態用規定的詞", "the state of an action is a known word"),
		Why: t("看不懂的状态按未开始计，办完的事会被算成逾期。",
			"看不懂的狀態按未開始計，辦完的事會被算成逾期。",
			"A state that is not known counts as open, and what is done counts as overdue."),
		Bad:  actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner + exampleDue + "   - 状态：差一点\n"),
		Good: actionsExample("1. 修复 7 条权限配置问题\n" + exampleOwner + exampleDue + "   - 状态：已完成\n"),
	},
	{
		ID: "action-title-short", Group: Substance, Severity: diag.Warning, record: actionTitleShort,
		Title: t("待办写明做什么", "待辦寫明做什麼", "an action says what is to be done"),
		Why: t("一两个字的待办过几周就没有人记得指什么，也无法验收。",
			"一兩個字的待辦過幾週就沒有人記得指什麼，也無法驗收。",
			"After a few weeks nobody knows what a single word meant, and nobody can accept it."),
		Bad:  actionsExample("1. 跟进\n" + exampleOwner + exampleDue),
		Good: actionsExample("1. 跟进验收\n" + exampleOwner + exampleDue),
	},
	{
		ID: "decision-owner", Group: Substance, Severity: diag.Warning, record: decisionOwner,
		Title: t("要落实的决议写明由谁落实", "要落實的決議寫明由誰落實", "a decision to be carried out has one owner"),
		Why: t("决议靠人落实。表决结果、人事和“同意”“通过”一类当场生效的决议不要求。",
			"決議靠人落實。表決結果、人事和「同意」「通過」一類當場生效的決議不要求。",
			"Somebody has to carry a decision out. Votes, appointments and approvals take effect at once and need nobody."),
		Bad:  decisionsExample("1. 权限配置按学院分级授权，完成时间：2025-07-25\n"),
		Good: decisionsExample("1. 同意权限配置按学院分级授权的方案\n"),
	},
	{
		ID: "decision-due", Group: Substance, Severity: diag.Warning, record: decisionDue,
		Title: t("要落实的决议写明何时落实", "要落實的決議寫明何時落實", "a decision to be carried out has a date"),
		Why: t("没有日期的决议无法核对是否执行。当场生效的决议不要求。",
			"沒有日期的決議無法核對是否執行。當場生效的決議不要求。",
			"Whether a decision without a date was carried out cannot be checked. Those that take effect at once need none."),
		Bad:  decisionsExample("1. 权限配置按学院分级授权，责任人：刘洋，完成时间：下个月\n"),
		Good: decisionsExample("1. 通过权限配置方案，同意3票，反对0票，弃权0票\n"),
	},
	{
		ID: "item-unlisted", Group: Substance, Severity: diag.Warning, record: itemUnlisted,
		Title: t("决议和待办逐项列出", "決議和待辦逐項列出", "decisions and actions are listed"),
		Why: t("整段文字里的几件事没有各自的编号，后面的会议就无法跟进其中一件。",
			"整段文字裡的幾件事沒有各自的編號，後面的會議就無法跟進其中一件。",
			"What is woven into one paragraph has no id of its own, so a later meeting cannot follow it up."),
		Bad:  decisionsExample("会议认为权限配置应当按学院分级授权，并由信息中心落实。\n"),
		Good: decisionsExample("会议议定以下事项：\n\n1、权限配置按学院分级授权，责任人：刘洋，完成时间：2025-07-25\n"),
	},
	{
		ID: "item-id-duplicate", Group: Substance, Severity: diag.Error, record: itemIDDuplicate,
		Title: t("待办和决议的编号不重复", "待辦和決議的編號不重複", "ids of actions and decisions are unique in a record"),
		Why: t("两项同一个编号，跟进就记到了另一项上。",
			"兩項同一個編號，跟進就記到了另一項上。",
			"With one id for two items a follow-up is credited to the wrong one."),
		Bad:  actionsExample("1. 修复权限配置问题 {#a2}\n" + exampleOwner + exampleDue + "2. 补写回归测试用例\n" + exampleOwner + exampleDue),
		Good: actionsExample("1. 修复权限配置问题 {#permissions}\n" + exampleOwner + exampleDue + "2. 补写回归测试用例\n" + exampleOwner + exampleDue),
	},
	{
		ID: "item-empty", Group: Substance, Severity: diag.Error, record: itemEmpty,
		Title: t("列出的项目有内容", "列出的項目有內容", "a listed item says something"),
		Why: t("空的一项占了编号，却没有事情可做。",
			"空的一項占了編號，卻沒有事情可做。",
			"An empty item takes a number and asks for nothing."),
		Bad:  actionsExample("1. 责任人：刘洋，完成时间：2025-09-18\n"),
		Good: actionsExample("无\n"),
	},
	{
		ID: "followup-action", Group: Substance, Severity: diag.Warning, record: followupAction,
		Title: t("跟进的每一行写明待办的编号", "跟進的每一行寫明待辦的編號", "every follow-up names its action"),
		Why: t("没有编号的跟进接不到原来的待办上，那一项会一直显示未完成。",
			"沒有編號的跟進接不到原來的待辦上，那一項會一直顯示未完成。",
			"A follow-up without the id does not reach its action, which stays open for ever."),
		Bad:  followupExample("- 测试环境已交付使用\n"),
		Good: followupExample("  - 测试环境已交付使用\n"),
	},
	{
		ID: "followup-unclear", Group: Substance, Severity: diag.Error, record: followupUnclear,
		Title: t("跟进写明进展如何", "跟進寫明進展如何", "a follow-up says how the action stands"),
		Why: t("只写编号和经过，看不出是完成、延期还是受阻，状态就无从更新。",
			"只寫編號和經過，看不出是完成、延期還是受阻，狀態就無從更新。",
			"An id with a story does not tell done from delayed, so the state cannot change."),
		Bad:  followupExample("- 2025-06-15-kickoff-minutes#a2 环境已经搬到新机房\n"),
		Good: followupExample("- 2025-06-15-kickoff-minutes#a2 进行中 60%，环境已经搬到新机房\n"),
	},
	{
		ID: "extension-incomplete", Group: Substance, Severity: diag.Error, record: extensionIncomplete,
		Title: t("延期写明新的日期、原因和批准人", "延期寫明新的日期、原因和批准人", "an extension has its new date, reason and approver"),
		Why: t("没有批准的延期就是逾期；没有新日期，就等于没有期限。",
			"沒有批准的延期就是逾期；沒有新日期，就等於沒有期限。",
			"An extension nobody approved is delay, and one without a date is no date at all."),
		Bad:  followupExample("- 2025-06-15-kickoff-minutes#a2 延期至 2025-07-20，原因：服务器晚到货\n"),
		Good: followupExample("- 2025-06-15-kickoff-minutes#a2 延期至 2025-07-20，原因：服务器晚到货，批准人：王芳\n"),
	},
	{
		ID: "cancel-reason", Group: Substance, Severity: diag.Error, record: cancelReason,
		Title: t("取消待办写明原因", "取消待辦寫明原因", "a cancelled action has a reason"),
		Why: t("不写原因的取消，看起来和不了了之没有区别。",
			"不寫原因的取消，看起來和不了了之沒有區別。",
			"A cancellation without a reason looks the same as letting the matter drop."),
		Bad:  followupExample("- 2025-06-15-kickoff-minutes#a2 取消\n"),
		Good: followupExample("- 2025-06-15-kickoff-minutes#a2 取消：改用信息中心现有的环境\n"),
	},
	{
		ID: "blocked-reason", Group: Substance, Severity: diag.Error, record: blockedReason,
		Title: t("受阻的待办写明原因", "受阻的待辦寫明原因", "a blocked action has a reason"),
		Why: t("只写受阻，能解决的人不知道缺什么。",
			"只寫受阻，能解決的人不知道缺什麼。",
			"Those who could help must know what is missing."),
		Bad:  followupExample("- 2025-06-15-kickoff-minutes#a2 受阻\n"),
		Good: followupExample("- 2025-06-15-kickoff-minutes#a2 受阻，原因：机柜没有空位\n"),
	},
	{
		ID: "deliverable-missing", Group: Substance, Severity: diag.Warning, record: deliverableMissing,
		Title: t("完成的待办写明成果", "完成的待辦寫明成果", "a finished action names its deliverable"),
		Why: t("没有成果就没有东西可以验收，也无法证明办完了。",
			"沒有成果就沒有東西可以驗收，也無法證明辦完了。",
			"Without a deliverable there is nothing to accept and nothing to show that it was done."),
		Bad:  followupExample("- [x] 2025-06-15-kickoff-minutes#a2 已完成\n"),
		Good: followupExample("- [x] 2025-06-15-kickoff-minutes#a2 已完成，见[验收单](../../communications/2025/2025-07-03-vendor.md)\n"),
	},
}
