package stats

import (
	"encoding/json"
	"io"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// The JSON form of figures. Times are RFC 3339 in the archive's zone, days are
// 2025-06-15; a period's last day belongs to it. A cell points to the items it is
// made of by their places in the measure's items. A cell without a value, and a
// comparison with a period that has none, is null. Groups leave out the periods
// that nothing counts in.
type jsonFigures struct {
	Now      string        `json:"now"`
	Step     string        `json:"step"`           // month, quarter, year or total
	Unit     string        `json:"unit,omitempty"` // id of the unit asked for
	Periods  []jsonPeriod  `json:"periods"`
	Measures []jsonMeasure `json:"measures"`
}

type jsonPeriod struct {
	Name    string `json:"name"` // 2025-06, 2025-Q2, 2025 or total
	First   string `json:"first,omitempty"`
	Last    string `json:"last,omitempty"`
	Running bool   `json:"running,omitempty"`
}

type jsonMeasure struct {
	ID         string      `json:"id"`
	Label      string      `json:"label"`
	Definition string      `json:"definition"`
	Unit       Unit        `json:"unit"`             // percent is a fraction
	Better     Better      `json:"better,omitempty"` // up, down
	Target     *jsonTarget `json:"target,omitempty"`
	All        jsonSeries  `json:"all"`
	Groups     []jsonGroup `json:"groups"`
	Items      []jsonItem  `json:"items"`
}

type jsonTarget struct {
	Op    Op      `json:"op"`
	Value float64 `json:"value"`
}

type jsonSeries struct {
	Total   jsonCell   `json:"total"`
	Periods []jsonCell `json:"periods,omitempty"`
}

type jsonGroup struct {
	By    Dimension `json:"by"`
	ID    string    `json:"id"`
	Label string    `json:"label"`
	jsonSeries
}

type jsonCell struct {
	Period  string   `json:"period,omitempty"`
	Value   *float64 `json:"value"`
	Num     *int     `json:"num,omitempty"` // of a ratio
	Den     *int     `json:"den,omitempty"`
	Pending int      `json:"pending,omitempty"`
	Unknown int      `json:"unknown,omitempty"`
	Before  *float64 `json:"before"`
	Met     *bool    `json:"met,omitempty"` // the target
	Items   []int    `json:"items"`
}

type jsonItem struct {
	At       string   `json:"at,omitempty"`
	Outcome  string   `json:"outcome"`
	Value    *float64 `json:"value,omitempty"`
	Record   string   `json:"record,omitempty"`
	Action   string   `json:"action,omitempty"`
	Decision string   `json:"decision,omitempty"`
	By       []string `json:"by,omitempty"` // records that met a duty
	Text     string   `json:"text,omitempty"`
}

func writeJSON(w io.Writer, f *Figures, lang diag.Lang) error {
	out := jsonFigures{Now: f.Now.Format(time.RFC3339), Step: string(f.Query.Step), Periods: []jsonPeriod{}, Measures: []jsonMeasure{}}
	if out.Step == "" {
		out.Step = "total"
	}
	if f.Query.Unit != nil {
		out.Unit = f.Query.Unit.ID
	}
	for _, p := range f.Periods {
		out.Periods = append(out.Periods, p.json())
	}
	for _, fig := range f.Measures {
		out.Measures = append(out.Measures, fig.json(f, lang))
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	return e.Encode(out)
}

func (p Period) json() jsonPeriod {
	out := jsonPeriod{Name: p.Name, Running: p.Running}
	if p.Name == "" {
		out.Name = "total"
	}
	if !p.From.IsZero() {
		out.First = p.From.Format(time.DateOnly)
	}
	if !p.To.IsZero() {
		out.Last = p.To.Add(-1).Format(time.DateOnly)
	}
	return out
}

func (f *Figure) json(all *Figures, lang diag.Lang) jsonMeasure {
	m := f.Measure
	out := jsonMeasure{
		ID: m.ID, Label: m.Label.In(lang), Definition: m.Definition.In(lang), Unit: m.Unit, Better: m.Better,
		Groups: []jsonGroup{}, Items: []jsonItem{},
	}
	if f.Target != nil {
		out.Target = &jsonTarget{f.Target.Op, f.Target.Value}
	}
	places := make(map[*Item]int, len(f.All.Total.Items))
	for i, it := range f.All.Total.Items {
		places[it] = i
		out.Items = append(out.Items, it.json(lang))
	}
	out.All = f.jsonSeries(f.All, all, places)
	for _, s := range f.Groups {
		out.Groups = append(out.Groups, jsonGroup{s.Group.By, s.Group.ID, s.label().In(lang), f.jsonSeries(s, all, places)})
	}
	return out
}

func (f *Figure) jsonSeries(s *Series, all *Figures, places map[*Item]int) jsonSeries {
	out := jsonSeries{Total: f.jsonCell(s.Total, places)}
	if all.Query.Step == Total {
		return out
	}
	for i, p := range all.Periods {
		if c := s.In(i); s.Group == nil || len(c.Items) > 0 {
			x := f.jsonCell(c, places)
			x.Period = p.Name
			out.Periods = append(out.Periods, x)
		}
	}
	return out
}

func (f *Figure) jsonCell(c Cell, places map[*Item]int) jsonCell {
	out := jsonCell{Pending: c.Pending, Unknown: c.Unknown, Items: make([]int, 0, len(c.Items))}
	if c.Known {
		out.Value = &c.Value
		if f.Target != nil {
			met := f.Target.Met(c.Value)
			out.Met = &met
		}
	}
	if c.Compared {
		out.Before = &c.Before
	}
	if f.Measure.how == ratio {
		out.Num, out.Den = &c.Num, &c.Den
	}
	for _, it := range c.Items {
		out.Items = append(out.Items, places[it])
	}
	return out
}

func (it *Item) json(lang diag.Lang) jsonItem {
	out := jsonItem{Outcome: it.Outcome.String(), Text: it.Text().In(lang), By: ids(it.By)}
	if !it.At.IsZero() {
		out.At = it.At.Format(time.RFC3339)
	}
	if it.Valued {
		v := round(it.Value)
		out.Value = &v
	}
	if it.Record != nil {
		out.Record = it.Record.ID
	}
	if it.Action != nil {
		out.Action = it.Action.ID()
	}
	if it.Decision != nil {
		out.Decision = it.Decision.ID()
	}
	return out
}

func ids(rs []*archive.Record) []string {
	var out []string
	for _, r := range rs {
		out = append(out, r.ID)
	}
	return out
}
