// Package check holds the rules a complete archive keeps, and runs them.
//
// A rule is one value in the table: a stable id, a title, the reason for it, a
// severity, a bad and a good example, and the function that looks for it. Rules
// that reading and decoding report themselves (a fence, a key, a date) stand in
// the same table without a function. The examples are tests, and docs/rules.md
// is made from the table.
//
// A rule's own severity can be changed by the archive's config, for all records,
// a type or a folder.
package check

import (
	"cmp"
	"runtime"
	"slices"
	"sync"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

// Rule is one thing every archive should keep.
type Rule struct {
	ID       string
	Group    Group
	Title    diag.Text // what is asked, as a sentence
	Why      diag.Text // the reason, with the source of the rule where there is one
	Severity diag.Severity
	Bad      Example // gives exactly one kind of finding: this rule's
	Good     Example // gives none of this rule's

	record  func(*pass, *archive.Record) // over one record, in parallel
	archive func(*pass)                  // over all of them
	changed func(*pass, pair)            // over a record before and after a change
	gone    func(*pass, *archive.Record) // over a record that a change took away
	signed  func(*pass, SignOff)         // over a confirmation and who committed it
}

// Group orders the rules in the documentation.
type Group uint8

// The groups.
const (
	Reading Group = iota
	Form
	Substance
	References
	Attendance
	Timing
	Closing
	Control
	Privacy
	Changes
	SignOffs
)

// Example shows a rule. It is a change to a small, complete archive (see
// testdata/base.txtar), so that it holds only what matters: lines of front
// matter replace those of the same key, a section of the body replaces the one
// under the same heading.
type Example struct {
	Of    string // the base record changed: its id
	Front string // "key: value" lines; a key without a value takes the key away
	Body  string // sections, each with its heading
	Path  string // another path for the record
	Whole string // a whole file instead of a change
	Files string // further files, as txtar; they replace base files of the same path
	// Before are further files of the version before, as txtar, for the rules that
	// compare two: the version before is the base archive and these, and the
	// version after is what the example makes of the base archive.
	Before string
	// CommittedBy is who committed the record's confirmations, for the rules about
	// their proof: a name of the register, or an address it does not know.
	CommittedBy string
}

// Rules returns the table, ordered by group and then as written.
var Rules = sync.OnceValue(func() []*Rule {
	var out []*Rule
	for _, r := range source.Rules {
		rule := &Rule{ID: r.ID, Group: Reading, Severity: r.Severity, Title: r.Title, Why: r.Why, Bad: Example{Whole: r.Bad}, Good: Example{Whole: r.Good}}
		if r.ID == "file-unreadable" {
			rule.archive = notOrdinary
		}
		out = append(out, rule)
	}
	for _, table := range [][]*Rule{formRules, registerRules, publishRules, substanceRules, itemRules, referenceRules, linkRules, attendanceRules, timingRules, periodRules, closingRules, controlRules, hostingRules, privacyRules, changeRules, signOffRules} {
		out = append(out, table...)
	}
	slices.SortStableFunc(out, func(x, y *Rule) int { return cmp.Compare(x.Group, y.Group) })
	return out
})

// Find returns the rule of an id, or nil.
func Find(id string) *Rule {
	i := slices.IndexFunc(Rules(), func(r *Rule) bool { return r.ID == id })
	if i < 0 {
		return nil
	}
	return Rules()[i]
}

// Title is what a rule asks for, in words; nothing of a rule there is not.
func Title(id string) diag.Text {
	if r := Find(id); r != nil {
		return r.Title
	}
	return diag.Text{}
}

// Run checks an archive and returns every finding, those of reading included,
// with the severities of the config, sorted. Findings that are off are left out.
func Run(a *archive.Archive, workers int) []diag.Finding {
	return run(a, a.Documents, a.Records, workers, true)
}

// RunOver is what Run finds in some files without looking at the archive as a
// whole: what reading them had to say, and the rules over one record.
func RunOver(a *archive.Archive, paths []string) []diag.Finding {
	asked := map[string]bool{}
	for _, p := range paths {
		asked[p] = true
	}
	docs := slices.DeleteFunc(slices.Clone(a.Documents), func(d *source.Document) bool { return !asked[d.Path] })
	records := slices.DeleteFunc(slices.Clone(a.Records), func(r *archive.Record) bool { return !asked[r.Path()] })
	return run(a, docs, records, 1, false)
}

func run(a *archive.Archive, docs []*source.Document, records []*archive.Record, workers int, whole bool) []diag.Finding {
	typeOf := make(map[string]string, len(records))
	for _, r := range records {
		typeOf[r.Path()] = r.Type.Name
	}
	var all []diag.Finding
	for _, d := range docs {
		all = append(all, d.Findings...)
	}
	u := newUnread(a)
	all = append(all, runRecords(a, u, records, workers)...)
	if whole {
		all = append(all, runArchive(a, u)...)
	}
	hideLogins(a.Config.Doc, all)
	return settle(a, all, typeOf)
}

// settle gives findings the severities of the config, leaves out those that are
// off, and sorts the rest.
func settle(a *archive.Archive, all []diag.Finding, typeOf map[string]string) []diag.Finding {
	out := all[:0]
	for _, f := range all {
		f.Severity = a.Config.Severity(f.Rule, f.Severity, f.File, typeOf[f.File])
		if f.Severity != diag.Off {
			out = append(out, f)
		}
	}
	diag.Sort(out)
	return out
}

// runArchive runs the rules over the archive as a whole.
func runArchive(a *archive.Archive, u *unread) []diag.Finding {
	p := &pass{a: a, unread: u}
	for _, r := range Rules() {
		if r.archive != nil {
			p.rule = r
			r.archive(p)
		}
	}
	return p.findings
}

// runRecords runs the rules over one record at a time, on all CPUs, and joins
// what they found in record order.
func runRecords(a *archive.Archive, u *unread, records []*archive.Record, workers int) []diag.Finding {
	var rules []*Rule
	for _, r := range Rules() {
		if r.record != nil {
			rules = append(rules, r)
		}
	}
	const chunk = 64
	chunks := (len(records) + chunk - 1) / chunk
	found := make([][]diag.Finding, chunks)
	next := make(chan int, chunks)
	for i := range chunks {
		next <- i
	}
	close(next)
	var wg sync.WaitGroup
	for range cmp.Or(workers, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := range next {
				p := &pass{a: a, unread: u}
				for _, rec := range records[i*chunk : min((i+1)*chunk, len(records))] {
					if rec.Broken {
						continue // its reading is an error already
					}
					for _, r := range rules {
						p.rule = r
						r.record(p, rec)
					}
				}
				found[i] = p.findings
			}
		})
	}
	wg.Wait()
	return slices.Concat(found...)
}

// pass is one rule at work.
type pass struct {
	a        *archive.Archive
	unread   *unread
	rule     *Rule
	findings []diag.Finding
	seen     seenNumbers // of the record the privacy rules last looked at
	rolled   *archive.Record
	lastRoll *roll // of rolled
}

// report adds a finding about a place in a record. A zero span means the record
// as a whole.
func (p *pass) report(r *archive.Record, span diag.Span, msg, hint diag.Message) *diag.Finding {
	return p.reportDoc(r.Doc, span, msg, hint)
}

func (p *pass) reportDoc(doc *source.Document, span diag.Span, msg, hint diag.Message) *diag.Finding {
	p.findings = append(p.findings, doc.Report(p.rule.ID, p.rule.Severity, span, msg, hint))
	return &p.findings[len(p.findings)-1]
}

// reportFile adds a finding about a file that is no document.
func (p *pass) reportFile(file string, msg, hint diag.Message) {
	p.findings = append(p.findings, diag.Finding{Rule: p.rule.ID, Severity: p.rule.Severity, File: file, Message: msg, Hint: hint})
}

// reportKey is report at the value of a field, or where the front matter starts
// if the field is not there.
func (p *pass) reportKey(r *archive.Record, field string, msg, hint diag.Message) *diag.Finding {
	return p.report(r, keySpan(r, field), msg, hint)
}

func keySpan(r *archive.Record, field string) diag.Span {
	if v := r.Values.Get(field); v != nil {
		return v.Span
	}
	return diag.Span{Start: r.Values.Span.Start, End: r.Values.Span.Start}
}

// say is short for a message in the three languages.
func say(cn, tw, en string, args ...any) diag.Message {
	return diag.Say(diag.Text{CN: cn, TW: tw, EN: en}, args...)
}

// t is short for a text in the three languages.
func t(cn, tw, en string) diag.Text { return diag.Text{CN: cn, TW: tw, EN: en} }

// didYouMean is the hint for an unknown name; what else to do is said if no name
// is near.
func didYouMean(near string, otherwise diag.Message) diag.Message {
	if near == "" {
		return otherwise
	}
	return say("是“%s”吗？", "是「%s」嗎？", "did you mean %q?", near)
}

// label names a field the way its author's language does.
func label(r *archive.Record, field string) diag.Text {
	if f := r.Type.Field(field); f != nil {
		return diag.Text{CN: f.Label.CN, TW: f.Label.TW, EN: f.Name}
	}
	return diag.Text{CN: field, TW: field, EN: field}
}
