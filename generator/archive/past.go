package archive

import (
	"slices"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Memory is what the repository around an archive knows of its files. Who reads
// an archive may give one; the model only holds it against the records.
type Memory struct {
	// Problem says why nothing is known, zero if everything is.
	Problem diag.Message
	Files   map[string]*Past // by path
}

// Past is what is known of one file.
type Past struct {
	Revisions []Revision // the newest first
	// Arrived is when the file first came to the main branch, zero if that is not
	// known.
	Arrived time.Time
	// Changed says that the file is not as it was committed.
	Changed bool
}

// Revision is one commit's doing to a file.
type Revision struct {
	*Commit
	Renamed string // what the file was called before, "" if it was not renamed
}

// Commit is a change that somebody made to files.
type Commit struct {
	ID        string
	At        time.Time
	Author    *Person   // nil: nobody of the register
	Reviewers []*Person // of the register
	Subject   string
	Gone      bool // it touched a file that is no longer there
}

// Past returns what is known of a record's file, nil if nothing is. Subjects are
// as they were written: what an audience may see of it is View.Revisions.
func (r *Record) Past() *Past { return r.past }

// Published is when the record was published: what it says itself, else when it
// came to the main branch; the zero Moment if neither is known. A draft is not
// published, and minutes that lay on the main branch before their meeting was
// over were not those that were published.
func (r *Record) Published() schema.Moment {
	if m := r.Values.Moment("published_at"); !m.IsZero() {
		return m
	}
	if r.arrived.IsZero() || r.Status == "draft" {
		return schema.Moment{}
	}
	if over := r.Meeting.Over(); r.Type.Name == "minutes" && !over.IsZero() && r.arrived.Before(over.End()) {
		return schema.Moment{}
	}
	return r.arrived
}

// SaysPublished reports whether the record states when it was published.
func (r *Record) SaysPublished() bool { return !r.Values.Moment("published_at").IsZero() }

// remember ties the memory to the records of the model.
func (m *Model) remember() {
	if m.memory == nil {
		return
	}
	for _, r := range m.Records {
		r.past, r.arrived = m.memory.Files[r.Path()], schema.Moment{}
		if r.past != nil && !r.past.Arrived.IsZero() {
			r.arrived = schema.Moment{Time: r.past.Arrived.In(m.Config.Zone), Clock: true}
		}
	}
}

// Remembers reports whether the archive lies in a repository whose history can be
// trusted, and else why not; the zero Message means that nobody asked.
func (m *Model) Remembers() (bool, diag.Message) {
	switch {
	case m.memory == nil:
		return false, diag.Message{}
	case !m.memory.Problem.IsZero():
		return false, m.memory.Problem
	}
	return true, diag.Message{}
}

// keepQuiet notes the commits whose words the view must not show: those that also
// touched something it leaves out, or that is gone, of which nobody knows who
// might see it.
func (v *View) keepQuiet() {
	if v.memory == nil {
		return
	}
	shown := map[string]bool{}
	for _, r := range v.Records {
		shown[r.Path()] = true
		for _, a := range r.Attached {
			shown[a.Path] = true
		}
	}
	v.quiet = map[*Commit]bool{}
	for p, past := range v.memory.Files {
		hidden := !shown[p] && strings.Contains(p, "/") && !strings.HasPrefix(p, "registers/")
		for _, x := range past.Revisions {
			if hidden || x.Gone {
				v.quiet[x.Commit] = true
			}
		}
	}
}

// Revisions are the versions of a record's file as the audience may see them,
// newest first: without people whom no visible record names, and without the
// words of a commit that also touched a hidden record.
func (v *View) Revisions(r *Record) []Revision {
	if r.past == nil {
		return nil
	}
	known := func(p *Person) bool { return p != nil && slices.Contains(v.People, p) }
	out := make([]Revision, len(r.past.Revisions))
	for i, x := range r.past.Revisions {
		c := *x.Commit
		if !known(c.Author) {
			c.Author = nil
		}
		c.Reviewers = keep(c.Reviewers, known)
		if v.quiet[x.Commit] {
			c.Subject = ""
		}
		out[i] = Revision{Commit: &c}
		// A former name is a former address: it is told if it is still one.
		if old := stem(x.Renamed); x.Renamed != "" && slices.Contains(r.own.aliases, old) {
			out[i].Renamed = old
		}
	}
	return out
}
