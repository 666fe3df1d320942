package adopt

import (
	"cmp"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// crowd is everybody the tree names, while the register is made.
type crowd struct {
	accounts map[string]map[string]int // account → name → times they stood together
	owner    map[string]string         // account → name, both as keys
	same     map[string]string         // a name → the name of the same person
	emails   map[string]string         // address → key of the name or account it first stood beside
	claimed  map[string]*Person        // address → whose it is
	shown    map[string]string         // key → as first written
	people   map[string]*Person        // by key
	order    []*Person
	names    map[string]*Person // every name, alias and id taken
	numbered int                // people without a Latin id so far
}

// findPeople reads the entries of all files and makes the register.
func (a *adoption) findPeople() {
	for _, d := range a.docs {
		for _, list := range [][]entry{d.people.present, d.people.absent, d.people.invited, d.people.expected, d.chair, d.recorder} {
			for _, e := range list {
				a.orgs.learn(e)
			}
		}
	}
	for _, d := range a.docs {
		a.readPeople(d)
	}
	c := &crowd{
		accounts: map[string]map[string]int{}, owner: map[string]string{}, same: map[string]string{}, emails: map[string]string{}, claimed: map[string]*Person{},
		shown: map[string]string{}, people: map[string]*Person{}, names: map[string]*Person{},
	}
	c.count(a.docs)
	a.conflicts(c)
	for _, d := range a.docs {
		for _, m := range d.mentions {
			c.add(m, d.file.Unit)
		}
	}
	c.finish()
	for _, d := range a.docs {
		d.resolve(c)
	}
	a.plan.setPeople(c)
	a.crowd = c
}

// readPeople turns the entries of one file into mentions. Who is marked as away
// in a list of those present is absent; a mark may also tell the chair.
func (a *adoption) readPeople(d *doc) {
	d.present, d.absent = a.sort(d.people.present, nil)
	_, away := a.sort(nil, d.people.absent)
	d.absent = append(d.absent, away...)
	d.invited, _ = a.sort(d.people.invited, nil)
	d.expected, _ = a.sort(d.people.expected, nil)
	var chair, recorder []mention
	for _, m := range d.present {
		if m.chair && chair == nil {
			chair = []mention{m}
		}
		if m.records && recorder == nil {
			recorder = []mention{m}
		}
	}
	if ms, _ := a.sort(d.chair, nil); len(ms) > 0 {
		chair = ms[:1]
	}
	if ms, _ := a.sort(d.recorder, nil); len(ms) > 0 {
		recorder = ms[:1]
	}
	d.chairs, d.recorders = chair, recorder
	if d.typ.Name == "report" {
		d.reporters, _ = a.sort(d.presenter, nil)
	}
	for _, list := range [][]mention{d.present, d.absent, d.invited, d.expected, chair, recorder, d.reporters} {
		d.mentions = append(d.mentions, list...)
	}
	d.existing.named(func(_, name string) {
		d.mentions = append(d.mentions, mention{name: name})
	})
}

func (a *adoption) sort(here, gone []entry) (present, absent []mention) {
	for _, e := range here {
		if m, ok := a.orgs.person(e); ok && m.away {
			absent = append(absent, m)
		} else if ok {
			present = append(present, m)
		}
	}
	for _, e := range gone {
		if m, ok := a.orgs.person(e); ok {
			absent = append(absent, m)
		}
	}
	return present, absent
}

// count learns which names and accounts stand together, and whose each account
// is: the name's it stands beside most often.
func (c *crowd) count(docs []*doc) {
	first := map[string]int{}
	n := 0
	for _, d := range docs {
		for _, m := range d.mentions {
			n++
			for _, e := range m.emails {
				if low := strings.ToLower(e); c.emails[low] == "" && m.name+m.account != "" {
					c.emails[low] = key(m.label())
				}
			}
			if m.name == "" || m.account == "" {
				continue
			}
			acc, name := key(m.account), key(m.name)
			if c.accounts[acc] == nil {
				c.accounts[acc] = map[string]int{}
			}
			if c.accounts[acc][name] == 0 {
				first[acc+"\x00"+name] = n
			}
			c.accounts[acc][name]++
		}
	}
	for acc, names := range c.accounts {
		all := sortedKeys(names)
		c.owner[acc] = slices.MinFunc(all, func(a, b string) int {
			return cmp.Or(
				cmp.Compare(rank(a), rank(b)), // a Chinese name says more than a handle
				cmp.Compare(names[b], names[a]),
				cmp.Compare(first[acc+"\x00"+a], first[acc+"\x00"+b]),
			)
		})
	}
	apart := c.together(docs)
	for acc, names := range c.accounts {
		for name := range names {
			if own := c.owner[acc]; name != own && compatible(name, own) && !apart[pair(name, own)] {
				if have := c.same[name]; have == "" || own < have {
					c.same[name] = own
				}
			}
		}
	}
}

func rank(name string) int {
	if isChineseName(name) {
		return 0
	}
	return 1
}

// together collects the pairs of names sharing an account that were both present
// at one meeting: they are two people.
func (c *crowd) together(docs []*doc) map[[2]string]bool {
	out := map[[2]string]bool{}
	sharing := map[string][]string{}
	for _, names := range c.accounts {
		if len(names) < 2 || len(names) > many*many {
			continue // one name, or no person's account
		}
		for a := range names {
			for b := range names {
				if a != b {
					sharing[a] = append(sharing[a], b)
				}
			}
		}
	}
	for _, d := range docs {
		here := map[string]bool{}
		for _, m := range d.present {
			here[key(m.name)] = true
		}
		for a := range here {
			for _, b := range sharing[a] {
				if here[b] {
					out[pair(a, b)] = true
				}
			}
		}
	}
	return out
}

func pair(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

// compatible reports whether two names may be one person's: two Chinese names
// without a character in common are not.
func compatible(a, b string) bool {
	return !isChineseName(a) || !isChineseName(b) || shareRune(a, b)
}

// conflicts notes the accounts that stand beside the names of two people.
func (a *adoption) conflicts(c *crowd) {
	for _, acc := range sortedKeys(c.accounts) {
		for _, name := range sortedKeys(c.accounts[acc]) {
			if own := c.owner[acc]; name != own && c.same[name] != own {
				a.plan.Notes = append(a.plan.Notes, diag.Say(diag.Text{
					CN: "账号 %s 与“%s”和“%s”都写在一起，按两个人登记", TW: "帳號 %s 與「%s」和「%s」都寫在一起，按兩個人登記",
					EN: "the account %s stands beside both %q and %q: registered as two people",
				}, acc, own, name))
			}
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// of is the key of the person a mention means.
func (c *crowd) of(m mention) string {
	k := key(m.label())
	if m.name == "" && m.account == "" {
		if have := c.emails[strings.ToLower(m.emails[0])]; have != "" {
			k = have
		}
	}
	for range 4 { // a name may lead on; a circle must end
		next := cmp.Or(c.same[k], c.owner[k])
		if next == "" || next == k {
			break
		}
		k = next
	}
	return k
}

// add registers a mention.
func (c *crowd) add(m mention, unit string) {
	k := c.of(m)
	p := c.people[k]
	if p == nil {
		p = &Person{Name: m.label()}
		c.people[k] = p
		c.order = append(c.order, p)
	}
	if key(p.Name) != k && key(m.name) == k {
		p.Name = m.name // known by account or another name until now
	}
	if unit != "" && !slices.Contains(p.Units, unit) {
		p.Units = append(p.Units, unit)
	}
	for _, alias := range []string{m.account, m.name} {
		if alias != "" && c.of(mention{name: alias}) == k {
			p.Aliases = append(p.Aliases, alias)
		}
	}
	for _, e := range m.emails {
		if low := strings.ToLower(e); c.claimed[low] == nil {
			c.claimed[low] = p
			p.Emails = append(p.Emails, e)
		}
	}
}

// finish gives everybody an id, and each name, alias and id to one person only.
func (c *crowd) finish() {
	for _, p := range c.order {
		c.names[key(p.Name)] = p
	}
	for _, p := range c.order {
		aliases := p.Aliases
		p.Aliases = nil
		for _, alias := range aliases {
			if k := key(alias); c.names[k] == nil {
				c.names[k] = p
				p.Aliases = append(p.Aliases, alias)
			}
		}
	}
	for _, p := range c.order {
		c.identify(p)
	}
}

// identify makes an id of an account or a Latin name, else a number.
func (c *crowd) identify(p *Person) {
	for _, word := range append(slices.Clone(p.Aliases), p.Name) {
		if hasHan(word) {
			continue
		}
		if id := slug(word); id != "" && (c.names[id] == nil || c.names[id] == p) && !isDigits(id) {
			p.ID = id
			c.names[id] = p
			return
		}
	}
	for {
		c.numbered++
		if id := "p-" + pad3(c.numbered); c.names[id] == nil {
			p.ID = id
			c.names[id] = p
			return
		}
	}
}

// person is the one a mention means.
func (c *crowd) person(m mention) *Person { return c.people[c.of(m)] }

// list is the names of people in order, each once.
func (c *crowd) list(ms []mention) []string {
	var out []string
	seen := map[*Person]bool{}
	for _, m := range ms {
		if p := c.person(m); p != nil && !seen[p] {
			seen[p] = true
			out = append(out, p.Name)
		}
	}
	return out
}

// resolve writes the people of a file as the register has them.
func (d *doc) resolve(c *crowd) {
	f := d.file
	f.Present, f.Absent = c.list(d.present), c.list(d.absent)
	away := map[string]bool{}
	for _, n := range f.Absent {
		away[n] = true
	}
	f.Present = slices.DeleteFunc(f.Present, func(n string) bool { return away[n] })
	d.guests, d.invitees = c.list(d.invited), c.list(d.expected)
	first := func(ms []mention) string {
		if l := c.list(ms); len(l) > 0 {
			return l[0]
		}
		return ""
	}
	f.Chair, f.Recorder, d.reporter = first(d.chairs), first(d.recorders), first(d.reporters)
}

func (p *Plan) setPeople(c *crowd) {
	p.People = nil
	for _, x := range c.order {
		p.People = append(p.People, *x)
	}
}

// owners registers the people who own an action of a record and were in no list:
// an action's owner has to be somebody.
func (a *adoption) owners(d *doc, r *archive.Record) {
	added := false
	for _, act := range r.Actions {
		for _, o := range act.Owners {
			if o.Problem != archive.Outsider || a.crowd.names[key(o.Text)] != nil {
				continue
			}
			m, ok := a.orgs.person(entry{text: o.Text, inline: true})
			if !ok || m.name == "" || key(m.name) != key(o.Text) || !isChineseName(m.name) && !plainAccount().MatchString(m.name) {
				continue
			}
			p := &Person{Name: m.name}
			a.crowd.people[key(m.name)], a.crowd.names[key(m.name)] = p, p
			a.crowd.order = append(a.crowd.order, p)
			a.crowd.identify(p)
			added = true
		}
	}
	if added {
		a.plan.setPeople(a.crowd)
	}
}
