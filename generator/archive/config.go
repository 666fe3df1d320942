package archive

import (
	"cmp"
	"io/fs"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
	"github.com/minutebook/minutebook/generator/source"
)

// ConfigFile is the name of an archive's config; the folder it stands in is the
// archive.
const ConfigFile = "minutebook.yaml"

// Config is what minutebook.yaml says.
type Config struct {
	Doc             *source.Document
	Title           string
	Organisation    string
	Languages       []diag.Lang // the first is the default
	Zone            *time.Location
	BaseURL         string
	EditURL         string   // where a record's file is edited, with {path} for its path; "" if unknown
	HistoryURL      string   // where its history is shown, likewise
	Accent          string   // "blue", or "" for red
	Audience        Audience // of records that name none
	Working         bool     // clocks run by working time
	Hours           []Hours  // of a working day
	Severities      []SeverityRule
	Targets         map[string]float64
	VagueWords      []string // to add
	AllowedWords    []string // to take away
	AttachmentLimit int64    // bytes
	Publish         []Publication
}

// Publication says that a site for an audience may be published somewhere.
type Publication struct {
	To       string // as target.Parse reads it
	Remote   string // of a branch
	Audience string // as AudienceFor reads it
	// Where each of them stands; zero if it does not.
	ToSpan, RemoteSpan, AudienceSpan diag.Span
}

// Hours is a stretch of the day, as offsets from midnight.
type Hours struct{ From, To time.Duration }

// SeverityRule sets a rule's severity, everywhere or for a type or folder.
type SeverityRule struct {
	Rule     string
	Severity diag.Severity
	Type     string // name of a record type, "" for all
	Folder   string // prefix of the path, "" for all
	Span     diag.Span
	TypeSpan diag.Span
}

// Severity returns the severity a finding gets: the last rule of the config that
// fits, else the rule's own.
func (c *Config) Severity(rule string, own diag.Severity, file string, recordType string) diag.Severity {
	for _, s := range c.Severities {
		if s.Rule == rule && (s.Type == "" || s.Type == recordType) &&
			(s.Folder == "" || file == s.Folder || strings.HasPrefix(file, strings.TrimSuffix(s.Folder, "/")+"/")) {
			own = s.Severity
		}
	}
	return own
}

// decodeConfig reads the config; what it cannot use stays at its default.
func decodeConfig(doc *source.Document) (*Config, *schema.Schema) {
	base := schema.Builtin()
	c := &Config{Doc: doc, Languages: []diag.Lang{diag.ZhCN}, Zone: shanghai(), AttachmentLimit: 20 << 20, Targets: map[string]float64{}}
	if doc.Front == nil {
		c.sayOnce()
		return c, base
	}
	report := func(n *source.Node, m diag.Message) {
		note(doc, "config-schema", n.Span, m, diag.Message{})
	}
	sch := base.Configured(doc.Front, report)
	v := base.Register("config").Decode(doc, sch, time.UTC)
	c.Title, c.Organisation = v.Text("title"), v.Text("organisation")
	c.BaseURL = v.Text("base_url")
	c.forge(v)
	if c.Accent = v.Choice("accent"); c.Accent == "red" {
		c.Accent = ""
	}
	c.Working = v.Choice("clock") == "working"
	c.languages(v)
	c.zone(v)
	c.audience(v, audienceInDoubt(doc, base.Register("config")))
	for _, x := range v.Items("working_hours") {
		c.hours(x)
	}
	for _, x := range v.Items("rules") {
		c.severity(x)
	}
	for _, x := range v.Items("targets") {
		if t := x.Object().Get("target"); t != nil {
			c.Targets[x.Object().Text("measure")] = t.Number()
		}
	}
	for _, x := range v.Items("publish") {
		if x.Object() != nil {
			c.Publish = append(c.Publish, publication(x.Object()))
		}
	}
	c.VagueWords, c.AllowedWords = words(v, "vague_words"), words(v, "allowed_words")
	if x := v.Get("attachment_limit"); x != nil && x.Number() > 0 {
		c.AttachmentLimit = int64(min(x.Number(), 1<<20)) << 20 // a tebibyte is beyond any
	}
	return c, sch
}

func publication(v *schema.Values) Publication {
	span := func(field string) (s diag.Span) {
		if x := v.Get(field); x != nil {
			s = x.Span
		}
		return s
	}
	return Publication{
		To: v.Text("to"), Remote: cmp.Or(v.Text("remote"), "origin"), Audience: v.Text("audience"),
		ToSpan: span("to"), RemoteSpan: span("remote"), AudienceSpan: span("audience"),
	}
}

// audience reads the default audience. In doubt it is nobody.
func (c *Config) audience(v *schema.Values, doubt bool) {
	switch x := v.Get("audience"); {
	case doubt:
		c.sayOnce()
	case x != nil:
		c.Audience = decodeAudience(x)
	case v.Find("audience") != nil:
		c.sayOnce()
		note(c.Doc, "audience-missing", v.Find("audience").Key,
			diag.Say(diag.Text{CN: "缺省的公开范围是空的，没写公开范围的记录对谁都不公开", TW: "預設的公開範圍是空的，沒寫公開範圍的記錄對誰都不公開", EN: "the default audience is empty, so records without one are shown to nobody"}),
			diag.Say(diag.Text{CN: "写 public（公开）、internal（内部），或可见单位的列表", TW: "寫 public（公開）、internal（內部），或可見單位的清單", EN: "write public, internal, or the list of units that may see them"}))
	}
}

// sayOnce leaves it at the finding about the config: that no record has an
// audience follows from it, and is not told again of each.
func (c *Config) sayOnce() {
	c.Severities = append(c.Severities,
		SeverityRule{Rule: "audience-missing", Severity: diag.Off},
		SeverityRule{Rule: "audience-missing", Severity: diag.Error, Folder: ConfigFile})
}

func (c *Config) languages(v *schema.Values) {
	var out []diag.Lang
	for _, x := range v.Items("languages") {
		if x.Choice() != nil {
			out = append(out, diag.Lang(x.Choice().Name))
		}
	}
	if len(out) > 0 {
		c.Languages = out
	}
}

// Zone is the time zone of an archive, as far as its config can be read.
func Zone(fsys fs.FS) *time.Location {
	text, err := readOrdinary(fsys, ConfigFile)
	if err != nil {
		return shanghai()
	}
	c, _ := decodeConfig(source.ParseYAML(ConfigFile, text, source.Limits{}))
	return c.Zone
}

// shanghai is the zone of an archive that names none.
func shanghai() *time.Location {
	if z, err := time.LoadLocation("Asia/Shanghai"); err == nil {
		return z
	}
	return time.FixedZone("UTC+8", 8*3600)
}

func (c *Config) zone(v *schema.Values) {
	x := v.Get("time_zone")
	if x == nil {
		return
	}
	z, err := time.LoadLocation(x.Text)
	if err != nil || x.Text == "Local" {
		note(c.Doc, "config-time-zone", x.Span,
			diag.Say(diag.Text{CN: "没有时区“%s”", TW: "沒有時區「%s」", EN: "there is no time zone %q"}, x.Text),
			diag.Say(diag.Text{CN: "写 IANA 名称，如 Asia/Shanghai、Asia/Taipei、Europe/London", TW: "寫 IANA 名稱，如 Asia/Shanghai、Asia/Taipei、Europe/London", EN: "write an IANA name such as Asia/Shanghai or Europe/London"}))
		return
	}
	c.Zone = z
}

func (c *Config) hours(x *schema.Value) {
	from, to, ok := strings.Cut(x.Text, "-")
	a, err1 := time.Parse("15:04", strings.TrimSpace(from))
	b, err2 := time.Parse("15:04", strings.TrimSpace(to))
	if !ok || err1 != nil || err2 != nil || !a.Before(b) {
		note(c.Doc, "config-working-hours", x.Span,
			diag.Say(diag.Text{CN: "工作时段“%s”格式不对", TW: "工作時段「%s」格式不對", EN: "working hours %q have the wrong form"}, x.Text),
			diag.Say(diag.Text{CN: "写成 08:30-12:00", TW: "寫成 08:30-12:00", EN: "write 08:30-12:00"}))
		return
	}
	midnight, _ := time.Parse("15:04", "00:00")
	c.Hours = append(c.Hours, Hours{a.Sub(midnight), b.Sub(midnight)})
}

func (c *Config) severity(x *schema.Value) {
	if x.Object() == nil {
		return
	}
	sev, ok := diag.ParseSeverity(x.Object().Choice("severity"))
	rule := x.Object().Get("rule")
	if !ok || rule == nil {
		return
	}
	s := SeverityRule{Rule: rule.Text, Severity: sev, Type: x.Object().Text("type"), Folder: x.Object().Text("folder"), Span: rule.Span}
	if t := x.Object().Get("type"); t != nil {
		s.TypeSpan = t.Span
	}
	c.Severities = append(c.Severities, s)
}

func words(v *schema.Values, field string) []string {
	var out []string
	for _, x := range v.Items(field) {
		out = append(out, x.Text)
	}
	return out
}
