package check

import (
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// followupAction looks at the sections that follow up earlier actions. Sections
// that track something else (a risk, a request) tell a story in their own words.
func followupAction(p *pass, r *archive.Record) {
	for _, s := range r.Sections {
		if s.Schema.Role != "followup" || !strings.Contains(s.Schema.Label.CN, "待办") {
			continue
		}
		base, lines := baseLevel(s.Blocks), followupLines(s.Blocks)
		for _, b := range lines {
			text := strings.TrimSpace(source.Plain(b.Text))
			if text == "" || saysNone().MatchString(text) || tells(r, b) || b.Kind == source.Item && b.Level > base {
				continue
			}
			p.report(r, r.Doc.Span(b.Start, b.Start+len(b.Text)), say("“%s”没有写是哪一项待办", "「%s」沒有寫是哪一項待辦", "%q does not say which action it follows up", cutText(text, 24)),
				say("行首写待办的编号，如 2025-06-15-kickoff#a1", "行首寫待辦的編號，如 2025-06-15-kickoff#a1", "begin the line with the action's id, such as 2025-06-15-kickoff#a1"))
		}
	}
}

// followupLines are the lines that each stand for a follow-up: list items and
// rows, or, where there are none, the lines of the text.
func followupLines(blocks []source.Block) []source.Block {
	var listed, lines []source.Block
	for _, b := range blocks {
		switch b.Kind {
		case source.Item, source.Row:
			listed = append(listed, b)
		case source.Line:
			lines = append(lines, b)
		}
	}
	if listed != nil {
		return listed
	}
	return lines
}

// tells reports whether a line was read as an event.
func tells(r *archive.Record, b source.Block) bool {
	for _, e := range r.Events {
		if at := int(e.Span.Start.Offset); at >= b.Start && at <= b.Start+len(b.Text) {
			return true
		}
	}
	return false
}

func followupUnclear(p *pass, r *archive.Record) {
	for _, e := range r.Events {
		if e.Kind != archive.Unclear || p.a.Action(e.Ref.Text+"#"+e.Ref.Item) == nil || !inFollowup(r, e) {
			continue
		}
		p.report(r, e.Span, say("看不出待办 %s#%s 进展如何", "看不出待辦 %s#%s 進展如何", "it does not say how action %s#%s stands", e.Ref.Text, e.Ref.Item),
			say("写：进行中 60%%、已完成、延期至 日期、受阻、已提交、验收通过 或 取消", "寫：進行中 60%%、已完成、延期至 日期、受阻、已提交、驗收通過 或 取消", "write: in progress 60%%, completed, extended to DATE, blocked, submitted, accepted or cancelled"))
	}
}

// inFollowup reports whether an event stands in a section of follow-ups; a list
// of ids elsewhere need not say more.
func inFollowup(r *archive.Record, e *archive.Event) bool {
	for _, s := range r.Sections {
		if s.Schema.Role != "followup" || len(s.Blocks) == 0 {
			continue
		}
		last := s.Blocks[len(s.Blocks)-1]
		if at := int(e.Span.Start.Offset); at >= s.Blocks[0].Start && at <= last.Start+len(last.Text) {
			return true
		}
	}
	return false
}

// known reports whether an event is about an action that exists.
func known(p *pass, e *archive.Event) bool { return p.a.Action(e.Ref.Text+"#"+e.Ref.Item) != nil }

func extensionIncomplete(p *pass, r *archive.Record) {
	for _, e := range r.Events {
		if e.Kind != archive.Extended || !known(p, e) {
			continue
		}
		var missing []diag.Text
		if e.Due.IsZero() {
			missing = append(missing, t("新的日期", "新的日期", "the new date"))
		}
		if e.Reason == "" {
			missing = append(missing, t("原因", "原因", "the reason"))
		}
		if e.By == nil {
			missing = append(missing, t("批准人", "批准人", "who approved it"))
		}
		if len(missing) > 0 {
			p.report(r, e.Span, say("待办 %s#%s 延期，没有写：%s", "待辦 %s#%s 延期，沒有寫：%s", "the extension of %s#%s lacks %s", e.Ref.Text, e.Ref.Item, missing),
				say("写“延期至 2025-07-10，原因：…，批准人：…”", "寫「延期至 2025-07-10，原因：…，批准人：…」", "write \"extended to 2025-07-10, reason: …, approved by: …\""))
		}
	}
}

func cancelReason(p *pass, r *archive.Record) {
	hint := say("写“原因：…”", "寫「原因：…」", "write \"reason: …\"")
	for _, e := range r.Events {
		if e.Kind == archive.Dropped && e.Reason == "" && known(p, e) {
			p.report(r, e.Span, say("取消待办 %s#%s 没有写原因", "取消待辦 %s#%s 沒有寫原因", "action %s#%s is cancelled without a reason", e.Ref.Text, e.Ref.Item), hint)
		}
	}
	for _, a := range r.Actions {
		if settled(a) && a.Fields["reason"] == "" {
			p.report(r, a.Span, say("待办 %s 取消了，没有写原因", "待辦 %s 取消了，沒有寫原因", "action %s is cancelled without a reason", a.Local), hint)
		}
	}
}

func blockedReason(p *pass, r *archive.Record) {
	for _, e := range r.Events {
		if e.Kind == archive.Blocked && e.Reason == "" && known(p, e) {
			p.report(r, e.Span, say("待办 %s#%s 受阻，没有写原因", "待辦 %s#%s 受阻，沒有寫原因", "action %s#%s is blocked without a reason", e.Ref.Text, e.Ref.Item),
				say("写“原因：…”，让能帮忙的人知道缺什么", "寫「原因：…」，讓能幫忙的人知道缺什麼", "write \"reason: …\", so that those who can help know what is missing"))
		}
	}
}

func deliverableMissing(p *pass, r *archive.Record) {
	for _, e := range r.Events {
		if e.Kind != archive.Finished && e.Kind != archive.HandedIn || e.Result != "" || linksOn(r, int(e.Span.Start.Line)) {
			continue
		}
		a := p.a.Action(e.Ref.Text + "#" + e.Ref.Item)
		if a == nil || a.Fields["result"] != "" || handedIn(a, e) {
			continue
		}
		p.report(r, e.Span, say("待办 %s#%s 完成了，没有写成果", "待辦 %s#%s 完成了，沒有寫成果", "action %s#%s is done, but no deliverable is named", e.Ref.Text, e.Ref.Item),
			say("写“成果：…”，或链接到成果", "寫「成果：…」，或連結到成果", "write \"result: …\", or link to it"))
	}
}

// handedIn reports whether an event before this one named the deliverable.
func handedIn(a *archive.Action, before *archive.Event) bool {
	for _, e := range a.Events {
		if e == before {
			return false
		}
		if e.Result != "" {
			return true
		}
	}
	return false
}

func linksOn(r *archive.Record, line int) bool { return strings.Contains(r.Doc.LineText(line), "](") }
