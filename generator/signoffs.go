package generator

import (
	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/check"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
)

// VerifySignOffs finds out for every confirmation of a checked archive whose
// commit it stands in, line by line, and adds what is wrong to the findings. It
// fails if the history is not whole: then nothing can be proven or denied.
func VerifySignOffs(c *Checked, opt Options) ([]check.SignOff, error) {
	if c.History == nil {
		return nil, noHistory(unread)
	}
	if !c.History.State.Whole() {
		return nil, noHistory(Untold(c.History.State))
	}
	repo, err := history.Open(opt.Dir)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	var all []check.SignOff
	for _, r := range c.Archive.Records {
		for _, x := range r.Confirmations {
			hands, err := handsOf(c, repo, r, x)
			if err != nil {
				return nil, err
			}
			all = append(all, check.Judge(c.Archive, r, x, hands))
		}
	}
	c.Findings = append(c.Findings, check.RunSignOffs(c.Archive, all)...)
	diag.Sort(c.Findings)
	return all, nil
}

func handsOf(c *Checked, repo *history.Repository, r *archive.Record, x *archive.Confirmation) ([]check.Hand, error) {
	var lines []int
	for l := x.Span.Start.Line; l <= x.Span.End.Line; l++ {
		// A list ends where its last line does, which may be the start of the next.
		if l == x.Span.Start.Line || l < x.Span.End.Line || x.Span.End.Column > 1 {
			lines = append(lines, int(l-1))
		}
	}
	commits, err := c.History.Blame(repo, r.Path(), r.Doc.Bytes, lines)
	if err != nil {
		return nil, err
	}
	hands := make([]check.Hand, len(commits))
	for i, k := range commits {
		if k != nil {
			hands[i] = check.Hand{Commit: k.ID, Author: c.Archive.Emails[k.Author.Email], Committer: c.Archive.Emails[k.Committer.Email]}
			for _, who := range k.OnBehalf {
				hands[i].OnBehalf = append(hands[i].OnBehalf, who.Name)
			}
		}
	}
	return hands, nil
}
