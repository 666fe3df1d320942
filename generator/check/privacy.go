package check

import (
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// Numbers that identify a person, in a record that anybody may read, are an
// error; elsewhere they are a warning: they may be needed there. The law asks
// for no more personal data than the purpose needs and none published without
// consent (中华人民共和国个人信息保护法, articles 6 and 25).
var privacyRules = []*Rule{
	privacyRule("privacy-id-number", idNumber, nil,
		t("记录里没有身份证号", "紀錄裡沒有身分證字號", "no resident identity numbers"),
		t("身份证号一经公开无法收回，足以冒名开户；记录里写姓名和单位就够了（《个人信息保护法》第六条、第二十五条）。",
			"身分證字號一經公開無法收回，足以冒名開戶；紀錄裡寫姓名和單位就夠了（《個人資料保護法》第五條）。",
			"An identity number cannot be taken back once it is out and is enough to pose as somebody; name and unit will do (Personal Information Protection Law, articles 6 and 25)."),
		"联系人证件号 33010619900307009X", "合同编号 330106199003072171"),
	privacyRule("privacy-taiwan-id", taiwanID, nil,
		t("记录里没有台湾身份证号或居留证号", "紀錄裡沒有國民身分證統一編號或居留證號", "no Taiwan identity or residence numbers"),
		t("统一编号伴随终身，公开后可被用来冒名办事。",
			"統一編號伴隨終身，公開後可被用來冒名辦事（《個人資料保護法》第五條）。",
			"The number stays with a person for life and lets others act in their name."),
		"来访人员证件 A123456789", "料号 A123456789"),
	privacyRule("privacy-passport", passportNumber, passportWords,
		t("记录里没有护照号", "紀錄裡沒有護照號碼", "no passport numbers"),
		t("护照号用于出入境和开户，来访记录写姓名和单位就够了。",
			"護照號碼用於出入境和開戶，來訪紀錄寫姓名和單位就夠了。",
			"Passport numbers open borders and accounts; a record of a visit needs name and organisation only."),
		"来访人员护照号：E12345678", "来访人员护照号已另行登记，共 2 本"),
	privacyRule("privacy-mobile", mobileNumber, nil,
		t("记录里没有手机号", "紀錄裡沒有手機號碼", "no mobile numbers"),
		t("手机号连着支付和各种账户；需要联系时写单位电话或接口人。",
			"手機號碼連著支付和各種帳戶；需要聯絡時寫單位電話或窗口。",
			"Mobile numbers lead to payments and accounts; give the office telephone or the contact instead."),
		"有事联系刘洋，电话 138 0013 8000", "有事联系信息中心，电话 0571-88001380 转 8001"),
	privacyRule("privacy-card", cardNumber, nil,
		t("记录里没有银行卡号", "紀錄裡沒有銀行卡號", "no bank card numbers"),
		t("卡号加姓名足以盗刷；付款信息走财务系统，不进会议记录。",
			"卡號加姓名足以盜刷；付款資訊走財務系統，不進會議紀錄。",
			"A card number with a name is enough for fraud; payment details belong in the accounts, not in minutes."),
		"退款账户 6222 0212 3456 7890 128", "退款单号 6222021234567890128"),
	privacyRule("privacy-student-no", memberNumber, memberWords,
		t("记录里没有学号和工号", "紀錄裡沒有學號和員工編號", "no student or staff numbers"),
		t("学号、工号是登录名和初始口令的一部分，还能查到成绩和工资。",
			"學號、員工編號是登入帳號和初始密碼的一部分，還能查到成績和薪資。",
			"Student and staff numbers are parts of log-ins and first passwords, and lead to marks and pay."),
		"报障学生学号：2024130215", "学号位数由 8 位改为 10 位"),
}

// finder looks for one kind of number.
type finder func(*numbers) []secret

// privacyRule makes the rule for one kind of number. words are parts of the
// labels that such a number needs, nil for one that is known by itself.
func privacyRule(id string, find finder, words *wordSet, title, why diag.Text, bad, good string) *Rule {
	example := func(text string) Example {
		return Example{Of: "2025-08-20-stop", Front: "audience: public\n", Body: "## 通知内容\n\n" + text + "\n"}
	}
	return &Rule{
		ID: id, Group: Privacy, Severity: diag.Error, Title: title, Why: why, Bad: example(bad), Good: example(good),
		record: func(p *pass, r *archive.Record) { p.secrets(r, find, words) },
	}
}

// secrets reports what a finder finds in a record, without repeating it: neither
// the message nor the excerpt shows more than its ends.
func (p *pass) secrets(r *archive.Record, find finder, words *wordSet) {
	seen := p.numbersOf(r.Doc)
	if r.Doc.FrontSpan.Start.Line == 0 || words == nil && !seen.secret || words != nil && (!seen.labelled || !words.in(r.Doc.Bytes)) {
		return
	}
	ns := seen.scan()
	if ns == nil {
		return
	}
	for _, s := range find(ns) {
		hint := say("删去它；确需保存就放在不公开的系统里", "刪去它；確需保存就放在不公開的系統裡", "remove it; keep it in a system of its own if it is needed")
		f := p.report(r, r.Doc.Span(s.start, s.end), say("%s %s", "%s %s", "%s %s", s.what, s.masked()), hint)
		if s.weak || r.Audience.Level != archive.Public {
			f.Severity = diag.Warning
		}
		f.Excerpt = ns.maskLine(f.Excerpt)
	}
}

// seenNumbers are the numbers of one document, which several rules look at.
type seenNumbers struct {
	doc      *source.Document
	secret   bool // one of them may be a secret by itself
	labelled bool // there are words that tell of others
	scanned  bool
	all      *numbers // nil if none is long
	room     []group  // of the document before
}

func (p *pass) numbersOf(doc *source.Document) *seenNumbers {
	if p.seen.doc != doc {
		room := p.seen.room
		if p.seen.all != nil {
			room = p.seen.all.groups
		}
		p.seen = seenNumbers{doc: doc, secret: mayHoldSecret(doc.Bytes), labelled: labelWords.in(doc.Bytes), room: room}
	}
	return &p.seen
}

func (s *seenNumbers) scan() *numbers {
	if !s.scanned {
		s.scanned, s.all = true, scanNumbers(s.doc, int(s.doc.FrontSpan.Start.Offset), s.room)
	}
	return s.all
}

// maskLine hides every number of a line that any finder would report.
func (ns *numbers) maskLine(line string) string {
	for _, find := range []finder{idNumber, taiwanID, passportNumber, mobileNumber, cardNumber, memberNumber} {
		for _, s := range find(ns) {
			line = strings.ReplaceAll(line, string(ns.text[s.start:s.end]), s.masked())
		}
	}
	return line
}
