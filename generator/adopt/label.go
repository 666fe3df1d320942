package adopt

import (
	"strings"

	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// label is what a heading or the words before a colon announce.
type label uint8

const (
	noLabel label = iota
	labelTime
	labelEnd
	labelPlace
	labelLink
	labelChair
	labelRecorder
	labelPresent
	labelAbsent
	labelInvited
	labelExpected
	labelAgenda
	labelTitle
	labelUnit
	labelNumber
	labelPresenter
	labelBody // discussion, decisions, actions: the minutes proper
)

// labelWords are the words for each label, in lower case and half width. The
// sections a type of record knows by other words are found in the schema.
var labelWords = map[label][]string{
	labelTime:      {"会议时间", "會議時間", "时间", "時間", "日期", "会议日期", "會議日期", "召开时间", "召開時間", "开会时间", "開會時間", "开始时间", "date", "time", "when", "meeting time", "meeting date", "date and time", "date/time", "date & time"},
	labelEnd:       {"结束时间", "結束時間", "end", "end time"},
	labelPlace:     {"会议地点", "會議地點", "地点", "地點", "会议室", "會議室", "召开地点", "会议方式", "會議方式", "location", "place", "venue", "where"},
	labelLink:      {"会议链接", "會議連結", "线上会议", "線上會議", "腾讯会议", "会议号", "會議號", "入会链接", "链接", "連結", "meeting link", "link", "zoom", "teams"},
	labelChair:     {"主持人", "主持", "会议主持", "會議主持", "会议主持人", "會議主持人", "主席", "会议主席", "召集人", "chair", "chaired by", "chairman", "chairperson", "host", "hosted by", "moderator", "facilitator"},
	labelRecorder:  {"记录人", "記錄人", "紀錄人", "记录", "記錄", "紀錄", "会议记录人", "會議紀錄人", "记录员", "記錄員", "记录整理", "纪要人", "纪要整理", "整理人", "纪要撰写", "recorder", "recorded by", "minutes by", "minute taker", "minutes taker", "note taker", "notes by", "scribe", "secretary"},
	labelPresent:   {"与会人", "與會人", "与会人员", "與會人員", "与会者", "與會者", "与会", "与会成员", "参会人", "參會人", "参会人员", "參會人員", "参会者", "参会", "参会成员", "参会名单", "主要参会人员", "主要与会人员", "主要参会人", "参加人", "参加人员", "參加人員", "参加者", "参与人", "参与人员", "參與人員", "出席", "出席人", "出席人员", "出席人員", "出席者", "出席情况", "出席名单", "出席人名单", "实到", "实到人员", "到会人员", "签到", "attendees", "attendance", "attending", "present", "participants", "members present", "in attendance", "who", "people"},
	labelAbsent:    {"缺席", "缺席人员", "缺席人員", "缺席者", "请假", "請假", "请假人员", "請假人員", "未出席", "未到", "缺勤", "未参会", "未参会人员", "absent", "absentees", "apologies", "regrets", "absence", "absences", "not present", "members absent"},
	labelInvited:   {"列席", "列席人员", "列席人員", "列席者", "特邀", "特邀人员", "invited", "guests", "guest", "observers", "also present", "by invitation"},
	labelExpected:  {"应到", "應到", "应到人员", "應到人員", "应参会人员", "expected", "invitees"},
	labelAgenda:    {"议题", "議題", "会议议题", "會議議題", "议程", "議程", "会议议程", "會議議程", "议程表", "议题列表", "会议内容安排", "agenda", "agenda items", "topics", "topic"},
	labelTitle:     {"会议主题", "會議主題", "主题", "主題", "会议名称", "會議名稱", "题目", "subject", "title", "meeting", "meeting title"},
	labelUnit:      {"召开部门", "主办部门", "主辦單位", "主办单位", "组织部门", "组织单位", "部门", "部門", "单位", "單位", "department", "unit", "organised by", "organized by"},
	labelNumber:    {"届次", "屆次", "期次", "期数", "number", "meeting number", "meeting no.", "no."},
	labelPresenter: {"汇报人", "匯報人", "报告人", "報告人", "主讲人", "主講人", "发言人", "發言人", "主讲", "申报人", "分享人", "演讲人", "presenter", "presented by", "speaker", "lead"},
	labelBody:      {"会议纪要", "會議紀要", "会议记录", "會議記錄", "會議紀錄", "纪要", "紀要", "会议内容", "會議內容", "讨论", "討論", "工作进展", "进展情况", "下一步计划", "notes", "minutes", "minute of meeting", "discussion", "meeting notes"},
}

var labelByWord = func() map[string]label {
	m := map[string]label{}
	for l, words := range labelWords {
		for _, w := range words {
			m[w] = l
		}
	}
	return m
}()

var minutesType = schema.Builtin().Type("minutes")

// labelOf returns what a heading, or a label without its colon, announces. A
// gloss in brackets does not matter, and may itself be the word.
func labelOf(text string) label {
	if l := wordLabel(text); l != noLabel {
		return l
	}
	if before, gloss, ok := strings.Cut(schema.CleanHeading(text), "("); ok {
		gloss, _, _ = strings.Cut(gloss, ")")
		for _, f := range []string{before, gloss} {
			if l := wordLabel(f); l != noLabel {
				return l
			}
		}
	}
	if s := minutesType.Section(text); s != nil {
		switch s.Name {
		case "topics":
			return labelAgenda
		case "attendance":
			return labelPresent
		}
		return labelBody
	}
	return noLabel
}

// wordLabel returns what a text announces as it stands.
func wordLabel(text string) label {
	clean := strings.ToLower(schema.CleanHeading(text))
	if l := labelByWord[clean]; l != noLabel {
		return l
	}
	return labelByWord[strings.ReplaceAll(clean, " ", "")]
}

var (
	wholeBold = lazy(`^\s*(?:\*\*|__)([^*_]+)(?:\*\*|__)\s*[:：]?\s*$`)
	labelled  = lazy(`^\s*(?:[-*+]\s+)?(?:\*\*|__)?\s*([^:：\n|]{1,24}?)\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?\s*`)
	urlScheme = lazy(`(?i)^(?:https?|mailto|ftp|file)$`)
)

// cutLabel takes a leading "label:" off a line. The word is as written, without
// emphasis; ok is false for a line without one.
func cutLabel(line string) (word, value string, ok bool) {
	m := labelled().FindStringSubmatchIndex(line)
	if m == nil {
		return "", line, false
	}
	word = strings.Trim(line[m[2]:m[3]], "*_ \t")
	if urlScheme().MatchString(word) || isDigits(word) {
		return "", line, false
	}
	return word, strings.TrimRight(strings.TrimSpace(line[m[1]:]), "*_ \t"), true
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// stripMarks takes the marks of headings and emphasis off a line, also those
// that Markdown does not read as such because they are not closed.
func stripMarks(s string) string {
	return strings.TrimSpace(source.Plain(strings.Trim(s, "*_# \t\r\n")))
}

// folded is the form labels and noise are looked for in.
func folded(s string) string { return source.Narrow(s) }
