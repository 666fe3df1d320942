package archive

import (
	"slices"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Item is what an action and a decision have in common: a line of text that
// somebody is to act on.
type Item struct {
	Record *Record
	Local  string // "a1", "d2", or the explicit id
	Text   string // the item's words without its fields, as Markdown
	Span   diag.Span
	Owners []*Mention // the lead first, if one is named
	Lead   bool       // a lead is named among several owners
	Due    schema.Moment
	DueAt  diag.Span // where the due date stands
	// DueText is the due date as written; it is set even if it is not a date.
	DueText string
	// StateText is the state as written if it is a word the program does not
	// know, else "".
	StateText string
	StateAt   diag.Span
	Fields    map[string]string // the other labelled parts: result, accepted_by, …
}

// ID is the item's stable id: RECORD#a1.
func (i *Item) ID() string { return i.Record.ID + "#" + i.Local }

// Owner is the person or unit answerable, nil if none is named.
func (i *Item) Owner() *Mention {
	if len(i.Owners) == 0 {
		return nil
	}
	return i.Owners[0]
}

// Decision is a resolution of a record.
type Decision struct {
	Item
	Status   DecisionStatus
	Votes    *Votes
	ReviewBy schema.Moment
	// Replaces are the ids of earlier decisions this one replaces, as written.
	Replaces     []*Ref
	SupersededBy *Decision

	written DecisionStatus
}

// DecisionStatus is where a decision stands.
type DecisionStatus string

// The states of a decision.
const (
	Proposed   DecisionStatus = "proposed"
	Adopted    DecisionStatus = "adopted"
	Superseded DecisionStatus = "superseded"
	Revoked    DecisionStatus = "revoked"
)

// Votes are the votes cast on a motion.
type Votes struct {
	For, Against, Abstain int
	Span                  diag.Span
}

// Action is something somebody has to do by a date.
type Action struct {
	Item
	// Written is the state the record itself gives (a ticked box, a state word).
	Written State
	// WrittenAt is the date that goes with it (完成：DATE), else zero.
	WrittenAt schema.Moment
	// Events are the follow-ups of later records, by date.
	Events []*Event

	// Derived by replay.
	State      State
	Percent    int           // last progress told, 0–100
	Blocked    string        // the reason, if it is held up
	FinalDue   schema.Moment // Due, or the last extension
	Extensions int
	Finished   schema.Moment // when it was done or cancelled
}

// State is where an action stands.
type State string

// The states of an action. Overdue is not among them: it is derived from the
// due date and the moment of the build.
const (
	Open      State = "open"
	Doing     State = "doing"
	Submitted State = "submitted"
	Done      State = "done"
	Cancelled State = "cancelled"
)

// Event is something a later record says about an action.
type Event struct {
	Kind    EventKind
	Record  *Record // that tells it
	Ref     *Ref    // to the action
	At      schema.Moment
	Percent int           // of Progress, -1 if not told
	Due     schema.Moment // of Extended
	Reason  string
	By      *Mention // who approved or accepted
	Result  string   // the deliverable
	Text    string   // the line, without the reference
	Span    diag.Span

	dated bool // At is written in the line, not taken from the record
}

// EventKind is what happened to an action.
type EventKind string

// The kinds of event.
const (
	Progressed EventKind = "progress"
	Blocked    EventKind = "blocked"
	Extended   EventKind = "extended"
	HandedIn   EventKind = "submitted"
	Accepted   EventKind = "accepted"
	Finished   EventKind = "done"
	Dropped    EventKind = "cancelled"
	Reopened   EventKind = "reopened"
	Unclear    EventKind = "" // the line names the action and says nothing known
)

// replay derives the action's state from what its record wrote and the events.
func (a *Action) replay() {
	slices.SortStableFunc(a.Events, func(x, y *Event) int { return x.At.Compare(y.At.Time) })
	a.State, a.Finished, a.FinalDue = a.Written, a.WrittenAt, a.Due
	a.Percent, a.Blocked, a.Extensions = 0, "", 0
	if a.closed() && a.Finished.IsZero() {
		a.Finished = a.Record.At()
	}
	for _, e := range a.Events {
		a.apply(e)
	}
}

func (a *Action) apply(e *Event) {
	if e.Kind != Blocked && e.Kind != Unclear {
		a.Blocked = ""
	}
	switch e.Kind {
	case Progressed:
		a.State = Doing
		if e.Percent >= 0 {
			a.Percent = e.Percent
		}
	case Blocked:
		a.State, a.Blocked = Doing, e.Reason
	case Extended:
		a.Extensions++
		a.FinalDue = e.Due
	case HandedIn:
		a.State = Submitted
	case Finished, Accepted:
		// What was done counts from the day it was handed in, not accepted.
		if a.State != Submitted || a.Finished.IsZero() {
			a.Finished = e.At
		}
		a.State, a.Percent = Done, 100
	case Dropped:
		a.State, a.Finished = Cancelled, e.At
	case Reopened:
		a.State, a.Finished = Doing, schema.Moment{}
	}
	if e.Kind == HandedIn {
		a.Finished = e.At
	} else if a.State == Doing {
		a.Finished = schema.Moment{}
	}
}

func (a *Action) closed() bool { return a.State == Done || a.State == Cancelled }

// Overdue reports whether the action was not done by its due date. What is
// handed in and waits for acceptance is not overdue.
func (a *Action) Overdue(now time.Time) bool {
	return !a.closed() && a.State != Submitted && !a.FinalDue.IsZero() && a.FinalDue.End().Before(now)
}

// OnTime reports whether a finished action was finished by its due date.
func (a *Action) OnTime() bool {
	if a.State != Done || a.FinalDue.IsZero() {
		return false
	}
	return a.Finished.Before(a.FinalDue.End())
}
