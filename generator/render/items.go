package render

import (
	"fmt"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/source"
)

// action shows an action with its life.
func (s *Site) action(from string, a *archive.Action) item {
	x := s.item(from, &a.Item)
	x.Due = a.FinalDue.String()
	if x.Due == "" {
		x.Due = s.redact(a.DueText)
	}
	x.State, x.Class = s.actionState(a)
	switch {
	case a.State == archive.Done && !a.Finished.IsZero():
		x.Detail = day(a.Finished.Time)
	case a.Percent > 0 && a.State == archive.Doing:
		x.Detail = fmt.Sprintf("%d %%", a.Percent)
	}
	for _, e := range a.Events {
		x.History = append(x.History, event{
			Date: day(e.At.Time), What: s.word("event." + eventName(e.Kind)), Text: s.redact(e.Text),
			Record: link{Text: title(e.Record), Href: href(from, recordPath(e.Record))},
		})
	}
	return x
}

// actionState is where an action stands, as a word and a class.
func (s *Site) actionState(a *archive.Action) (word, class string) {
	if a.Overdue(s.view.Now) {
		return s.word("action.overdue"), "overdue"
	}
	return s.word("action." + string(a.State)), string(a.State)
}

func eventName(k archive.EventKind) string {
	if k == archive.Unclear {
		return "unclear"
	}
	return string(k)
}

func (s *Site) decision(from string, d *archive.Decision) item {
	x := s.item(from, &d.Item)
	x.Due = d.Due.String()
	x.State, x.Class = s.word("decision."+string(d.Status)), string(d.Status)
	if v := d.Votes; v != nil {
		x.Detail = s.word("votes", v.For, v.Against, v.Abstain)
	}
	if by := d.SupersededBy; by != nil {
		x.History = append(x.History, event{Date: by.Record.Date.String(), What: s.word("decision.superseded"), Record: link{Text: title(by.Record), Href: href(from, itemPath(&by.Item))}})
	}
	return x
}

func (s *Site) item(from string, i *archive.Item) item {
	x := item{
		Text: s.redact(source.Plain(i.Text)), Local: i.Local, Date: i.Record.Date.String(),
		Link:   link{Text: i.Local, Href: href(from, s.lifePath(i))},
		Record: link{Text: title(i.Record), Href: href(from, recordPath(i.Record))},
		Owners: s.mentions(from, i.Owners),
	}
	if own, ok := s.lives[i]; ok {
		x.Life = link{Text: s.word("pages.own-page"), Href: href(from, own)}
	}
	return x
}
