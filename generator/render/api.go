package render

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/generator/stats"
)

// The data of a site as JSON, under api/v1/. index.json leads to everything;
// schema.json is a JSON Schema (2020-12) that every file here keeps, each by its
// "kind", and so does statistics/MEASURE.json. Records are split by year, so that no file grows without end. Names of
// states, types and kinds are the ones records are written with and do not change
// with the language of the site. A moment is 2026-01-05 for a day, and RFC 3339
// with the archive's zone if a time of day is known. Fields without a value are
// left out. There are no e-mail addresses and no telephone numbers.
//
// Within version 1 fields may be added; none changes its meaning or goes.

//go:embed api.schema.json
var apiSchema []byte

const (
	apiFolder  = "api/v1/"
	apiVersion = 1
)

type apiHead struct {
	Kind    string `json:"kind"`
	Version int    `json:"version"`
}

type apiIndex struct {
	apiHead
	Title        string        `json:"title"`
	Organisation string        `json:"organisation,omitempty"`
	Language     string        `json:"language"`
	Zone         string        `json:"time_zone"`
	Audience     string        `json:"audience"`
	AsOf         string        `json:"as_of"`
	BaseURL      string        `json:"base_url,omitempty"`
	Schema       string        `json:"schema"`
	Documents    []apiDocument `json:"documents"`
}

type apiDocument struct {
	Path  string `json:"path"`
	Kind  string `json:"kind"`
	Count int    `json:"count"`
}

type apiYears struct {
	apiHead
	Years []apiYear `json:"years"`
}

type apiYear struct {
	Year  string `json:"year"` // "undated" for records without a date
	Path  string `json:"path"`
	Count int    `json:"count"`
}

type apiRecords struct {
	apiHead
	Year    string      `json:"year"`
	Records []apiRecord `json:"records"`
}

// apiParty is somebody: a person or unit of the register by its id, somebody else
// by name only.
type apiParty struct {
	Person string `json:"person,omitempty"`
	Unit   string `json:"unit,omitempty"`
	Name   string `json:"name"`
}

type apiRecord struct {
	ID           string      `json:"id"`
	Type         string      `json:"type"`
	Title        string      `json:"title"`
	Page         string      `json:"page"`
	Source       string      `json:"source"`
	Date         string      `json:"date,omitempty"`
	Updated      string      `json:"updated,omitempty"`
	Status       string      `json:"status,omitempty"`
	Audience     string      `json:"audience"`
	Unit         *apiParty   `json:"unit,omitempty"`
	Project      string      `json:"project,omitempty"`
	Author       *apiParty   `json:"author,omitempty"`
	VersionName  string      `json:"document_version,omitempty"`
	Series       string      `json:"series,omitempty"`
	Number       int         `json:"number,omitempty"`
	Tags         []string    `json:"tags,omitempty"`
	ArchiveNo    string      `json:"archive_no,omitempty"`
	DocNo        string      `json:"doc_no,omitempty"`
	Retention    string      `json:"retention,omitempty"`
	Summary      string      `json:"summary,omitempty"`
	Meeting      *apiMeeting `json:"meeting,omitempty"`
	MeetingOf    string      `json:"meeting_record,omitempty"`
	Minutes      []string    `json:"minutes,omitempty"`
	Supersedes   []string    `json:"supersedes,omitempty"`
	SupersededBy []string    `json:"superseded_by,omitempty"`
	Related      []string    `json:"related,omitempty"`
	Actions      []string    `json:"actions,omitempty"`
	Decisions    []string    `json:"decisions,omitempty"`
}

type apiMeeting struct {
	Kind     string     `json:"kind,omitempty"`
	Start    string     `json:"start,omitempty"`
	End      string     `json:"end,omitempty"`
	Location string     `json:"location,omitempty"`
	Link     string     `json:"link,omitempty"`
	Chair    *apiParty  `json:"chair,omitempty"`
	Recorder *apiParty  `json:"recorder,omitempty"`
	Expected []apiParty `json:"expected,omitempty"`
	Invited  []apiParty `json:"invited,omitempty"`
	Present  []apiParty `json:"present,omitempty"`
	Absent   []apiParty `json:"absent,omitempty"`
}

type apiActions struct {
	apiHead
	Actions []apiAction `json:"actions"`
}

type apiItem struct {
	ID     string     `json:"id"`
	Record string     `json:"record"`
	Page   string     `json:"page"`
	Text   string     `json:"text"`
	Owners []apiParty `json:"owners,omitempty"`
	Due    string     `json:"due,omitempty"` // as first written
}

type apiAction struct {
	apiItem
	FinalDue   string     `json:"final_due,omitempty"` // after extensions
	State      string     `json:"state"`
	Overdue    bool       `json:"overdue"`
	Percent    int        `json:"percent,omitempty"`
	Extensions int        `json:"extensions,omitempty"`
	Finished   string     `json:"finished,omitempty"`
	Events     []apiEvent `json:"events,omitempty"`
}

type apiEvent struct {
	At     string `json:"at,omitempty"`
	Kind   string `json:"kind"`
	Record string `json:"record"`
	Due    string `json:"due,omitempty"`
	Text   string `json:"text,omitempty"`
}

type apiDecisions struct {
	apiHead
	Decisions []apiDecision `json:"decisions"`
}

type apiDecision struct {
	apiItem
	Status       string    `json:"status"`
	Votes        *apiVotes `json:"votes,omitempty"`
	ReviewBy     string    `json:"review_by,omitempty"`
	SupersededBy string    `json:"superseded_by,omitempty"`
}

type apiVotes struct {
	For     int `json:"for"`
	Against int `json:"against"`
	Abstain int `json:"abstain"`
}

type apiPeople struct {
	apiHead
	People []apiPerson `json:"people"`
}

type apiPerson struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Page     string    `json:"page"`
	External bool      `json:"external,omitempty"`
	Roles    []apiRole `json:"roles,omitempty"`
}

type apiRole struct {
	Unit   string `json:"unit"`
	Role   string `json:"role,omitempty"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Voting bool   `json:"voting,omitempty"`
}

type apiUnits struct {
	apiHead
	Units []apiUnit `json:"units"`
}

type apiUnit struct {
	ID       string   `json:"id"`
	Name     string   `json:"name"`
	Page     string   `json:"page"`
	Parent   string   `json:"parent,omitempty"`
	Head     string   `json:"head,omitempty"`
	Contacts []string `json:"contacts,omitempty"`
}

// apiStats are the totals of all measures. What they are by month, quarter and
// year, and of each unit and person, stands in the file of each.
type apiStats struct {
	apiHead
	AsOf     string       `json:"as_of"`
	Measures []apiMeasure `json:"measures"`
}

// apiMeasure is a measure in total. A value that is not known is left out, which
// is not zero; per cent is a fraction.
type apiMeasure struct {
	ID         string   `json:"id"`
	Label      string   `json:"label"`
	Definition string   `json:"definition"`
	Unit       string   `json:"unit"`
	Target     string   `json:"target,omitempty"`
	Value      *float64 `json:"value,omitempty"`
	Num        *int     `json:"num,omitempty"`
	Den        *int     `json:"den,omitempty"`
	Met        *bool    `json:"met,omitempty"`
	Figures    string   `json:"figures"` // the file of its numbers
	Page       string   `json:"page"`
}

// apiPage is a data file that is made when it is asked for. Its list is the last
// field, and empty in head: what stands in it is made one by one, since all of it
// takes many times the room of its text.
// One without a head is made elsewhere.
type apiPage struct {
	apiDocument
	head any
	each iter.Seq[any]
}

// apiFiles are all data files but the index and the schema.
func (s *Site) apiFiles() []apiPage {
	v := s.view
	years := s.recordYears()
	head := func(kind string) apiHead { return apiHead{kind, apiVersion} }
	files := []apiPage{
		{apiDocument{apiFolder + "records.json", "years", len(v.Records)}, apiYears{head("years"), []apiYear{}}, func(yield func(any) bool) {
			for _, y := range years {
				if !yield(y) {
					return
				}
			}
		}},
	}
	for _, y := range years {
		files = append(files, apiPage{apiDocument{y.Path, "records", y.Count}, apiRecords{head("records"), y.Year, []apiRecord{}}, s.apiRecords(y.Year)})
	}
	return append(files,
		apiPage{apiDocument{apiFolder + "actions.json", "actions", len(v.Actions)}, apiActions{head("actions"), []apiAction{}}, s.apiActions},
		apiPage{apiDocument{apiFolder + "decisions.json", "decisions", len(v.Decisions)}, apiDecisions{head("decisions"), []apiDecision{}}, s.apiDecisions},
		apiPage{apiDocument{apiFolder + "people.json", "people", len(v.People)}, apiPeople{head("people"), []apiPerson{}}, s.apiPeople},
		apiPage{apiDocument{apiFolder + "units.json", "units", len(v.Units)}, apiUnits{head("units"), []apiUnit{}}, s.apiUnits},
		apiPage{apiDocument: apiDocument{statsPath, "stats", len(stats.Measures())}}, // beside the pages of statistics, from the same figures
	)
}

func (s *Site) apiPages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if s.without(apiFolder) {
			return
		}
		if p := apiFolder + "schema.json"; !s.skip(p) && !yield(s.data(p, apiSchema)) {
			return
		}
		files := s.apiFiles()
		if p := apiFolder + "index.json"; !s.skip(p) && !yield(s.json(p, s.apiIndex(files), nil)) {
			return
		}
		for _, f := range files {
			if f.head != nil && !s.skip(f.Path) && !yield(later(f.Path, func() output.Page { return s.json(f.Path, f.head, f.each) })) {
				return
			}
		}
	}
}

// json makes the page of a value, whose last field is a list that each fills, if it
// is given.
func (s *Site) json(path string, head any, each iter.Seq[any]) output.Page {
	var all pieces
	var one bytes.Buffer
	e := json.NewEncoder(&one)
	e.SetEscapeHTML(false)
	// add writes a value without what stands at its end.
	add := func(value any, end string) {
		one.Reset()
		if err := e.Encode(value); err != nil {
			panic(fmt.Sprintf("render: %s: %v", path, err)) // of texts, numbers and lists only: cannot fail
		}
		all.Write(one.Bytes()[:one.Len()-len(end)-len("\n")])
	}
	if each == nil {
		add(head, "")
	} else {
		const end = "]}"
		add(head, end)
		comma := ""
		for x := range each {
			io.WriteString(&all, comma)
			add(x, "")
			comma = ","
		}
		io.WriteString(&all, end)
	}
	io.WriteString(&all, "\n")
	return all.page(path)
}

func (s *Site) apiIndex(files []apiPage) apiIndex {
	x := apiIndex{
		apiHead: apiHead{"index", apiVersion}, Title: s.view.Config.Title, Organisation: s.view.Config.Organisation,
		Language: string(s.lang), Zone: s.view.Config.Zone.String(), Audience: s.view.Audience.Level.String(),
		AsOf: s.view.Now.Format(time.RFC3339), BaseURL: s.base, Schema: apiFolder + "schema.json",
	}
	for _, f := range files {
		x.Documents = append(x.Documents, f.apiDocument)
	}
	return x
}

const undated = "undated"

func yearOf(r *archive.Record) string {
	if r.Date.IsZero() {
		return undated
	}
	return r.Date.Format("2006")
}

// recordYears are the years that have records, the newest first; records without
// a date come first of all.
func (s *Site) recordYears() []apiYear {
	count := map[string]int{}
	for _, r := range s.view.Records {
		if s.view.Record(r.ID) == r {
			count[yearOf(r)]++
		}
	}
	out := []apiYear{}
	years := sortedKeys(count)
	for i := range years {
		y := years[len(years)-1-i]
		out = append(out, apiYear{Year: y, Path: apiFolder + "records-" + y + ".json", Count: count[y]})
	}
	return out
}

func (s *Site) apiRecords(year string) iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, r := range s.view.Records {
			if yearOf(r) == year && s.view.Record(r.ID) == r && !yield(s.apiRecord(r)) {
				return
			}
		}
	}
}

func (s *Site) apiRecord(r *archive.Record) apiRecord {
	x := apiRecord{
		ID: r.ID, Type: r.Type.Name, Title: s.clean(title(r)), Page: recordPath(r), Source: rawPath(r),
		Date: stamp(r.Date), Updated: stamp(changed(r)), Status: r.Status, Audience: r.Audience.Level.String(),
		Unit: s.apiParty(r.Unit), Author: s.apiParty(r.Person("author")), VersionName: s.clean(r.Values.Text("version")),
		Series: s.clean(r.Series), Number: r.Number, ArchiveNo: s.clean(r.Values.Text("archive_no")), DocNo: s.clean(r.Values.Text("doc_no")),
		Retention: keptFor(r), Summary: s.summary(r),
		Supersedes: ids(r.Supersedes), SupersededBy: ids(r.SupersededBy), Related: ids(r.Related), Minutes: ids(r.Minutes),
	}
	if r.Project != nil && r.Project.Project != nil {
		x.Project = r.Project.Project.ID
	}
	if r.MeetingOf != nil {
		x.MeetingOf = r.MeetingOf.ID
	}
	for _, t := range r.Tags {
		x.Tags = append(x.Tags, s.clean(t))
	}
	for _, a := range r.Actions {
		x.Actions = append(x.Actions, a.ID())
	}
	for _, d := range r.Decisions {
		x.Decisions = append(x.Decisions, d.ID())
	}
	if r.Meeting != nil {
		x.Meeting = s.apiMeeting(r.Meeting)
	}
	return x
}

func (s *Site) apiMeeting(m *archive.Meeting) *apiMeeting {
	x := &apiMeeting{
		Start: stamp(m.Start), End: stamp(m.End), Location: s.clean(m.Location), Link: s.webLink(m.Link),
		Chair: s.apiParty(m.Chair), Recorder: s.apiParty(m.Recorder),
		Expected: s.apiParties(m.Expected), Invited: s.apiParties(m.Invited), Present: s.apiParties(m.Present),
	}
	if m.Kind != nil {
		x.Kind = m.Kind.Name
	}
	// Why somebody was absent is on the page and goes no further.
	for _, a := range m.Absent {
		if p := s.apiParty(a.Person); p != nil {
			x.Absent = append(x.Absent, *p)
		}
	}
	return x
}

// stamp is a moment in the form of the data files.
func stamp(m schema.Moment) string {
	switch {
	case m.IsZero():
		return ""
	case m.Clock:
		return m.Format(time.RFC3339)
	}
	return m.Format(time.DateOnly)
}

func ids(rs []*archive.Record) []string {
	var out []string
	for _, r := range rs {
		if r != nil {
			out = append(out, r.ID)
		}
	}
	return out
}

func (s *Site) apiParty(m *archive.Mention) *apiParty {
	if m == nil || m.Name() == "" {
		return nil
	}
	return &apiParty{Person: personID(m), Unit: unitID(m), Name: s.clean(m.Name())}
}

func (s *Site) apiParties(ms []*archive.Mention) []apiParty {
	var out []apiParty
	for _, m := range ms {
		if p := s.apiParty(m); p != nil {
			out = append(out, *p)
		}
	}
	return out
}

func (s *Site) apiItem(i *archive.Item) apiItem {
	return apiItem{
		ID: i.ID(), Record: i.Record.ID, Page: itemPath(i), Text: s.clean(source.Plain(i.Text)),
		Owners: s.apiParties(i.Owners), Due: stamp(i.Due),
	}
}

func (s *Site) apiActions(yield func(any) bool) {
	for _, a := range s.view.Actions {
		y := apiAction{
			apiItem: s.apiItem(&a.Item), FinalDue: stamp(a.FinalDue), State: string(a.State), Overdue: a.Overdue(s.view.Now),
			Percent: a.Percent, Extensions: a.Extensions, Finished: stamp(a.Finished),
		}
		for _, e := range a.Events {
			y.Events = append(y.Events, apiEvent{At: stamp(e.At), Kind: eventName(e.Kind), Record: e.Record.ID, Due: stamp(e.Due), Text: s.clean(source.Plain(e.Text))})
		}
		if !yield(y) {
			return
		}
	}
}

func (s *Site) apiDecisions(yield func(any) bool) {
	for _, d := range s.view.Decisions {
		y := apiDecision{apiItem: s.apiItem(&d.Item), Status: string(d.Status), ReviewBy: stamp(d.ReviewBy)}
		if v := d.Votes; v != nil {
			y.Votes = &apiVotes{v.For, v.Against, v.Abstain}
		}
		if d.SupersededBy != nil {
			y.SupersededBy = d.SupersededBy.ID()
		}
		if !yield(y) {
			return
		}
	}
}

func (s *Site) apiPeople(yield func(any) bool) {
	for _, p := range s.view.People {
		y := apiPerson{ID: p.ID, Name: s.clean(p.Name), Page: "people/" + s.names["people"][p.ID] + ".html", External: p.External}
		for _, r := range s.view.Roles(p) {
			y.Roles = append(y.Roles, apiRole{r.Unit.ID, s.clean(r.Role), stamp(r.From), stamp(r.To), r.Voting})
		}
		if !yield(y) {
			return
		}
	}
}

func (s *Site) apiUnits(yield func(any) bool) {
	for _, u := range s.view.Units {
		y := apiUnit{ID: u.ID, Name: s.clean(u.Name), Page: "units/" + s.names["units"][u.ID] + ".html"}
		if p := s.view.Parent(u); p != nil {
			y.Parent = p.ID
		}
		if h := s.view.Head(u); h != nil {
			y.Head = h.ID
		}
		for _, c := range s.view.Contacts(u) {
			y.Contacts = append(y.Contacts, c.ID)
		}
		if !yield(y) {
			return
		}
	}
}

// statsPath is where the totals of the measures are.
const statsPath = apiFolder + "stats.json"

func (s *Site) apiStats(b *board) apiStats {
	x := apiStats{apiHead{"stats", apiVersion}, s.view.Now.Format(time.RFC3339), []apiMeasure{}}
	for _, f := range b.months.Measures {
		m, total := f.Measure, s.figureLine(f, figurePlace{f.All, nil, -1})
		y := apiMeasure{
			ID: m.ID, Label: s.in(m.Label), Definition: s.in(m.Definition), Unit: string(m.Unit),
			Value: total.Value, Num: total.Num, Den: total.Den, Met: total.Met,
			Figures: figurePath(m, "json"), Page: measurePath(m),
		}
		if f.Target != nil {
			y.Target = m.Text(f.Target)
		}
		x.Measures = append(x.Measures, y)
	}
	return x
}
