package check

import (
	"slices"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// SignOff is a confirmation and what is known of who wrote it into the record.
type SignOff struct {
	Record       *archive.Record
	Confirmation *archive.Confirmation
	Proof        Proof
	By           *archive.Person // whose commit it stands in, nil if nobody's of the register
	Commit       string          // the id of that commit, "" if there is none

	why diag.Message
}

// Proof is what the history says of a confirmation.
type Proof string

// A confirmation is proven if every line of it was committed by the person it
// names, contradicted if one was by somebody else of the register, and unproven
// if nobody can tell.
const (
	Proven       Proof = "proven"
	Unproven     Proof = "unproven"
	Contradicted Proof = "contradicted"
)

// Hand is who committed a line of a record.
type Hand struct {
	Commit            string          // "" if the line is not committed
	Author, Committer *archive.Person // nil: nobody of the register
	OnBehalf          []string        // in whose place the commit says it was made
}

// Judge holds the hands of a confirmation's lines, from its first to its last,
// against the person it names.
func Judge(a *archive.Archive, r *archive.Record, c *archive.Confirmation, hands []Hand) SignOff {
	s := SignOff{Record: r, Confirmation: c, Proof: Unproven}
	who := signer(a, c)
	if who == nil {
		s.why = say("登记册里没有这个人", "登記冊裡沒有這個人", "nobody of the register is meant")
		return s
	}
	for _, h := range hands {
		s.By, s.Commit = h.Author, h.Commit
		switch {
		case h.Commit == "":
			s.why = say("还没有提交", "還沒有提交", "it is not committed yet")
			return s
		case h.Author == nil:
			s.why = say("提交者的邮箱不在登记册里", "提交者的電子郵件不在登記冊裡", "the address of its commit is nobody's of the register")
			return s
		case h.Author != who && (slices.Contains(h.OnBehalf, who.Name) || slices.Contains(h.OnBehalf, who.ID)):
			s.why = say("由%s代为登记", "由%s代為登記", "%s wrote it in their place", h.Author.Name)
			return s
		case h.Author != who && sharesLine(r, c):
			s.why = say("几个人的确认写在同一行，分不出是谁写的", "幾個人的確認寫在同一行，分不出是誰寫的", "several confirmations stand on one line, so nobody can tell them apart")
			return s
		case h.Author != who:
			s.Proof = Contradicted
			return s
		case h.Committer != nil && h.Committer != who:
			s.why = say("由%s代为提交", "由%s代為提交", "%s committed it in their place", h.Committer.Name)
			return s
		}
	}
	if len(hands) > 0 {
		s.Proof = Proven
	}
	return s
}

// signer is the person who has to write a confirmation: the one it names, or the
// head of the unit it names.
func signer(a *archive.Archive, c *archive.Confirmation) *archive.Person {
	switch {
	case c.Person == nil:
		return nil
	case c.Person.Person != nil:
		return c.Person.Person
	}
	return a.Head(c.Person.Unit)
}

func sharesLine(r *archive.Record, c *archive.Confirmation) bool {
	return slices.ContainsFunc(r.Confirmations, func(o *archive.Confirmation) bool {
		return o != c && o.Span.Start.Line <= c.Span.End.Line && c.Span.Start.Line <= o.Span.End.Line
	})
}

// RunSignOffs runs the rules about the proof of confirmations.
func RunSignOffs(a *archive.Archive, all []SignOff) []diag.Finding {
	p := &pass{a: a}
	typeOf := map[string]string{}
	for _, rule := range Rules() {
		if rule.signed == nil {
			continue
		}
		p.rule = rule
		for _, s := range all {
			typeOf[s.Record.Path()] = s.Record.Type.Name
			rule.signed(p, s)
		}
	}
	return settle(a, p.findings, typeOf)
}

// signOffRules need to know who committed a line: they run only where that is
// asked for.
var signOffRules = []*Rule{
	{
		ID: "signoff-contradicted", Group: SignOffs, Severity: diag.Error,
		Title:  t("签字由本人提交", "簽字由本人提交", "a confirmation is committed by the person it names"),
		Why:    t("谁都能在文件里写上别人的名字；提交是谁做的，写不了别人", "誰都能在檔案裡寫上別人的名字；提交是誰做的，寫不了別人", "anybody can write another's name into a file, but not into the commit that does it"),
		Bad:    Example{Of: "2025-08-20-stop", Front: "confirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}", CommittedBy: "陈静"},
		Good:   Example{Of: "2025-08-20-stop", Front: "confirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}", CommittedBy: "周凯"},
		signed: signOffContradicted,
	},
	{
		ID: "signoff-unproven", Group: SignOffs, Severity: diag.Warning,
		Title:  t("签字能由提交证明", "簽字能由提交證明", "a confirmation is proven by its commit"),
		Why:    t("代为登记的签字，日后有争议时证明不了；请本人用 minutebook confirm 签", "代為登記的簽字，日後有爭議時證明不了；請本人用 minutebook confirm 簽", "what was written in somebody's place proves nothing in a dispute; have them sign with minutebook confirm"),
		Bad:    Example{Of: "2025-08-20-stop", Front: "confirmations:\n  - {person: 周凯, verdict: 收到, at: 2025-08-20 11:00}", CommittedBy: "unknown@example.org"},
		Good:   Example{Of: "2025-08-20-stop", Front: "confirmations:\n  - {person: 陈静, verdict: 收到, at: 2025-08-21 09:00}", CommittedBy: "陈静"},
		signed: signOffUnproven,
	},
}

func signOffContradicted(p *pass, s SignOff) {
	if s.Proof == Contradicted {
		p.report(s.Record, s.Confirmation.Span, say("%s的签字是%s提交的（%s）", "%s的簽字是%s提交的（%s）", "the confirmation of %s was committed by %s (%s)", s.Confirmation.Person.Name(), s.By.Name, short(s.Commit)),
			say("删去这一行，请本人用 minutebook confirm 签", "刪去這一行，請本人用 minutebook confirm 簽", "remove the line and have them sign with minutebook confirm"))
	}
}

func signOffUnproven(p *pass, s SignOff) {
	if s.Proof == Unproven {
		p.report(s.Record, s.Confirmation.Span, say("证明不了%s的签字：%s", "證明不了%s的簽字：%s", "the confirmation of %s is not proven: %s", s.Confirmation.Person.Name(), s.why),
			say("请本人用 minutebook confirm 签；换过邮箱的，登记在人员登记册的 emails，或写进 .mailmap", "請本人用 minutebook confirm 簽；換過電子郵件的，登記在人員登記冊的 emails，或寫進 .mailmap", "have them sign with minutebook confirm; register a former address under emails, or put it into .mailmap"))
	}
}

func short(commit string) string { return commit[:min(len(commit), 10)] }
