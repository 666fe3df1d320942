package generator

import (
	"bytes"
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// ConfirmOptions say what is confirmed, and by whom.
type ConfirmOptions struct {
	Options
	Record   string
	Person   string        // who confirms; "": whoever the identity is
	Identity history.Ident // that Git commits with
	Verdict  string        // as the record may write it; "": agreed
	Comment  string
	Role     string // "": what the record makes of the person
	NoCommit bool
	DryRun   bool
}

// Confirmed is a confirmation that was written, or would have been.
type Confirmed struct {
	Record   *archive.Record
	Person   *archive.Person
	Line     string // the item as it stands in the record
	At       int    // its line, from 1
	Commit   string // "" if nothing was committed
	OnBehalf bool   // somebody else wrote it: it stays unproven
	Shared   bool   // it shares a line with others, so that nobody can tell them apart
}

// Confirm writes a confirmation into a record and commits it. Nothing else in the
// file changes, and nothing else is committed.
func Confirm(ctx context.Context, fsys fs.FS, write func(path string, b []byte) error, opt ConfirmOptions) (*Confirmed, error) {
	_, read := opt.recall(ctx)
	a, err := archive.Load(ctx, fsys, archive.Options{Now: opt.Now, Limits: opt.Limits, Workers: opt.Workers, Progress: opt.step(Reading)})
	if err != nil {
		return nil, err
	}
	h, err := read()
	if err != nil {
		return nil, err
	}
	r, err := FindRecord(a, opt.Record)
	if err != nil {
		return nil, err
	}
	c := &confirmer{a: a, r: r, h: h, opt: opt}
	return c.run(write)
}

type confirmer struct {
	a   *archive.Archive
	r   *archive.Record
	h   *history.History
	opt ConfirmOptions
}

func (c *confirmer) run(write func(path string, b []byte) error) (*Confirmed, error) {
	if c.r.Broken {
		return nil, diag.Fail(diag.Text{CN: "%s 的信息头读不了；先改好它：minutebook check", TW: "%s 的前置資料讀不了；先修正它：minutebook check", EN: "the front matter of %s cannot be read; mend it first: minutebook check"}, c.r.Path())
	}
	me, who, err := c.people()
	if err != nil {
		return nil, err
	}
	verdict, err := c.verdict()
	if err != nil {
		return nil, err
	}
	for _, old := range c.r.Confirmations {
		if old.Person != nil && old.Person.Person == who && old.Verdict == verdict.Name && cmp.Or(c.opt.Role, old.Role) == old.Role {
			return nil, diag.Fail(diag.Text{CN: "%s已经签过字了，在第 %d 行", TW: "%s已經簽過字了，在第 %d 行", EN: "%s has confirmed this already, on line %d"}, who.Name, old.Span.Start.Line)
		}
	}
	out := &Confirmed{Record: c.r, Person: who, OnBehalf: me != who}
	c.describe(out, who, verdict)
	edited, err := c.insert(out)
	if err != nil {
		return nil, err
	}
	if c.opt.DryRun {
		return out, nil
	}
	if c.opt.NoCommit {
		return out, write(c.r.Path(), edited)
	}
	if !c.h.State.Whole() && c.h.State.Problem != history.Shallow {
		return nil, diag.Fail(diag.Text{CN: "%s；用 --no-commit 只写入签字，不提交", TW: "%s；用 --no-commit 只寫入簽字，不提交", EN: "%s; write the confirmation without committing it by --no-commit"}, Untold(c.h.State))
	}
	repo, err := history.Open(c.opt.Dir)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	message := "确认：" + c.r.Title
	if c.english() {
		message = "Confirm: " + c.r.Title
	}
	if out.OnBehalf {
		message += "\n\nOn-behalf-of: " + who.Name
	}
	written := false
	out.Commit, err = repo.CommitFile(c.r.Path(), c.r.Doc.Bytes, edited, history.Signed{Message: message, By: c.opt.Identity, At: c.opt.Now}, func() error {
		written = true
		return write(c.r.Path(), edited)
	})
	if err != nil && out.Commit == "" && written {
		if back := write(c.r.Path(), c.r.Doc.Bytes); back != nil {
			err = diag.Fail(diag.Text{CN: "%s；没能把 %s 恢复原样：%s", TW: "%s；沒能把 %s 恢復原樣：%s", EN: "%s; could not put %s back as it was: %s"}, err, c.r.Path(), back)
		}
	}
	return out, err
}

// people are who commits and who confirms.
func (c *confirmer) people() (me, who *archive.Person, err error) {
	identity := c.h.Mapped(c.opt.Identity)
	me = c.a.Emails[identity.Email]
	if c.opt.Person != "" {
		m := c.a.PersonFor(c.opt.Person, c.opt.Now)
		if m.Person == nil {
			return nil, nil, diag.Fail(diag.Text{CN: "--person：登记册里没有“%s”，或者不止一位；写编号", TW: "--person：登記冊裡沒有「%s」，或者不止一位；寫編號", EN: "--person %q: no such person in the register, or more than one; say the id"}, c.opt.Person)
		}
		return me, m.Person, nil
	}
	switch {
	case c.opt.Identity.Email == "":
		return nil, nil, diag.Fail(diag.Text{CN: "Git 不知道你是谁；设置：git config user.name 姓名 && git config user.email 邮箱", TW: "Git 不知道你是誰；設定：git config user.name 姓名 && git config user.email 電子郵件", EN: "git does not know who you are; set it with: git config user.name NAME && git config user.email ADDRESS"})
	case me == nil:
		return nil, nil, diag.Fail(diag.Text{CN: "Git 提交用的邮箱 %s 不属于人员登记册里的任何人；把它加到那里的 emails，或用 --person 代人登记", TW: "Git 提交用的電子郵件 %s 不屬於人員登記冊裡的任何人；把它加到那裡的 emails，或用 --person 代人登記", EN: "the address git commits with, %s, is nobody's in the register of people; add it there under emails, or confirm in somebody's place with --person"}, c.opt.Identity.Email)
	}
	return me, me, nil
}

func (c *confirmer) verdict() (*schema.ChoiceValue, error) {
	t := c.r.Type
	f := t.Field("confirmations")
	if f == nil || f.Field("verdict") == nil {
		return nil, diag.Fail(diag.Text{CN: "“%s”这一类记录不签字", TW: "「%s」這一類記錄不簽字", EN: "a record of type %s holds no confirmations"}, diag.Text{CN: t.Label.CN, TW: t.Label.TW, EN: t.Name})
	}
	field := f.Field("verdict")
	v := field.Choice(cmp.Or(c.opt.Verdict, "agreed"))
	switch {
	case v == nil:
		var names []string
		for _, x := range field.Choices {
			names = append(names, x.Name)
		}
		return nil, diag.Fail(diag.Text{CN: "--verdict 不能是“%s”：选 %s", TW: "--verdict 不能是「%s」：選 %s", EN: "--verdict %q: choose one of %s"}, c.opt.Verdict, strings.Join(names, ", "))
	case v.Name == "objected" && strings.TrimSpace(c.opt.Comment) == "":
		return nil, diag.Fail(diag.Text{CN: "有异议要写明理由：用 --comment 写", TW: "有異議要寫明理由：用 --comment 寫", EN: "an objection needs its reason: say --comment TEXT"})
	}
	return v, nil
}

// english reports whether the record writes its keys in English.
func (c *confirmer) english() bool {
	for _, v := range c.r.Values.All() {
		if v.Name != v.Field.Name {
			return false
		}
	}
	return true
}

// key is how the record calls a field, or would.
func (c *confirmer) key(f *schema.Field, among []*schema.Value) string {
	for _, v := range among {
		if v.Field.Name == f.Name {
			return v.Name
		}
	}
	for _, v := range slices.Concat(among, c.r.Values.All()) {
		switch {
		case v.Name == v.Field.Name:
			return f.Name
		case v.Name == v.Field.Label.TW && v.Field.Label.TW != v.Field.Label.CN:
			return f.Label.TW
		case v.Name == v.Field.Label.CN && v.Field.Label.TW != v.Field.Label.CN:
			return f.Label.CN
		}
	}
	return f.Label.CN
}

// describe writes the item.
func (c *confirmer) describe(out *Confirmed, who *archive.Person, verdict *schema.ChoiceValue) {
	field := c.r.Type.Field("confirmations")
	var among []*schema.Value
	for _, i := range c.r.Values.Items("confirmations") {
		if i.Object() != nil {
			among = append(among, i.Object().All()...)
		}
	}
	name := who.Name
	if m := c.a.PersonFor(name, c.opt.Now); m.Person != who {
		name = who.ID
	}
	word := verdict.Label.CN
	if strings.HasPrefix(string(c.a.Config.Languages[0]), "en") {
		word = verdict.Name
	}
	if c.opt.Verdict != "" {
		word = c.opt.Verdict
	}
	parts := []struct{ field, text string }{
		{"person", name},
		{"role", cmp.Or(c.opt.Role, c.role(who))},
		{"verdict", word},
		{"at", c.opt.Now.In(c.a.Config.Zone).Format("2006-01-02 15:04")},
		{"comment", strings.Join(strings.Fields(c.opt.Comment), " ")},
	}
	var b strings.Builder
	for _, p := range parts {
		if p.text == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(c.key(field.Field(p.field), among) + ": " + source.Quote(p.text))
	}
	out.Line = "{" + b.String() + "}"
}

// role is what the record asks the person's confirmation as.
func (c *confirmer) role(who *archive.Person) string {
	i := slices.IndexFunc(c.r.Signatories, func(s *archive.Signatory) bool { return s.Person == who })
	if i < 0 {
		return ""
	}
	field := map[string]string{"reviewer": "reviewer", "approver": "approver", "arbiter": "arbiter", "requester": "requester"}[c.r.Signatories[i].Who]
	if f := c.r.Type.Field(field); field != "" && f != nil {
		return f.Label.In(c.a.Config.Languages[0])
	}
	if c.r.Signatories[i].Who == "action-owners" {
		return diag.Text{CN: "责任人", TW: "責任人", EN: "owner"}.In(c.a.Config.Languages[0])
	}
	return ""
}

// insert puts the item into the record's bytes: behind the last one, into an empty
// list, or with a key of its own before the front matter ends. What it makes is
// read again, and must be the old record with one confirmation more.
func (c *confirmer) insert(out *Confirmed) ([]byte, error) {
	doc := c.r.Doc
	eol := "\n"
	if bytes.Contains(doc.Bytes[:doc.Body], []byte("\r\n")) {
		eol = "\r\n"
	}
	var at, until int
	var text string
	v := c.list()
	switch {
	case v == nil:
		at = lineStart(doc.Bytes, lastContent(doc.Bytes, int(doc.FrontSpan.End.Offset)))
		text = c.key(c.r.Type.Field("confirmations"), nil) + ":" + eol + "  - " + out.Line + eol
	case v.Shape != source.List || v.Empty:
		if v.Shape == source.List { // []
			at, until = int(v.Span.Start.Offset), int(v.Span.End.Offset)
			text = eol + "  - " + out.Line
			break
		}
		at = lineEnd(doc.Bytes, int(v.Key.Start.Offset))
		text = eol + "  - " + out.Line
	case doc.Bytes[v.Span.Start.Offset] == '[':
		at = int(v.Span.End.Offset) - 1
		text = ", " + out.Line
		out.Shared = true
	default:
		dash := int(v.Span.Start.Offset)
		indent := string(doc.Bytes[lineStart(doc.Bytes, dash):dash])
		at = lineEnd(doc.Bytes, lastContent(doc.Bytes, int(v.Span.End.Offset)))
		text = eol + indent + "- " + out.Line
	}
	edited := slices.Concat(doc.Bytes[:at], []byte(text), doc.Bytes[max(at, until):])
	return edited, c.verify(out, edited)
}

// list is the field as it stands in the record, nil if it does not.
func (c *confirmer) list() *schema.Value {
	for _, v := range c.r.Values.All() {
		if v.Field.Name == "confirmations" {
			return v
		}
	}
	return nil
}

// lastContent is the offset behind the last byte that is no space before another.
func lastContent(b []byte, at int) int { return len(bytes.TrimRight(b[:at], " \t\r\n")) }

func lineStart(b []byte, at int) int { return bytes.LastIndexByte(b[:at], '\n') + 1 }

// lineEnd is where the line ends that an offset stands on, without its line end.
func lineEnd(b []byte, at int) int {
	end := len(b)
	if i := bytes.IndexByte(b[at:], '\n'); i >= 0 {
		end = at + i
	}
	if end > at && b[end-1] == '\r' {
		end--
	}
	return end
}

// verify reads the edited record and compares.
func (c *confirmer) verify(out *Confirmed, edited []byte) error {
	l := &logger{archive: c.a, record: c.r}
	doc := source.Read(c.r.Path(), edited, c.opt.Limits)
	e := LogEntry{}
	l.compare(&e, c.r.Doc.Bytes, edited)
	refuse := diag.Fail(diag.Text{CN: "%s 的写法没法稳妥地加上签字；自己在 confirmations 之下写这一行：- %s", TW: "%s 的寫法沒辦法穩妥地加上簽字；自己在 confirmations 之下寫這一行：- %s", EN: "%s is laid out in a way that cannot be added to safely; write the line yourself under confirmations: - %s"}, c.r.Path(), out.Line)
	if doc.Front == nil || len(e.Text) > 0 || len(e.Fields) != 1 || e.Fields[0].Field != "confirmations" || len(e.Fields[0].Removed) > 0 || len(e.Fields[0].New) != 1 {
		return refuse
	}
	values := c.r.Type.Decode(doc, c.a.Schema, c.a.Config.Zone)
	items := values.Items("confirmations")
	if len(items) == 0 || items[len(items)-1].Object() == nil || items[len(items)-1].Object().Choice("verdict") == "" {
		return refuse
	}
	out.At = int(items[len(items)-1].Span.Start.Line)
	return nil
}

// ProofOf is what a confirmation written now will be worth, for whoever writes it.
func (c *Confirmed) ProofOf() check.Proof {
	if c.OnBehalf || c.Commit == "" || c.Shared {
		return check.Unproven
	}
	return check.Proven
}
