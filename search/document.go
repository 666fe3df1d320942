package search

import (
	"cmp"
	"strings"
)

// Document is a record as it is searched. All of it is data the audience of the
// index may see.
type Document struct {
	ID    string
	Title string
	DocNo string
	Date  string // 2006-01-02, "" if unknown
	// Front and Body, one behind the other, are the record's Markdown as the site
	// serves it at records/ID.md. Front is its front matter to the end, or nothing: so
	// the body need not be a copy of what is in memory already.
	Front, Body string
	// People are the names of the people in it, Names those of units, projects and
	// tags: a hit in one of them counts more than one in the text. They are
	// searched by their sound as well.
	People, Names []string
	// Values are what the record is filtered by.
	Values []Value
	// Items are its decisions and actions, by the line they begin in.
	Items []Item
}

// Value is a value of a filter: a type, a unit, a person.
type Value struct {
	Field Field
	// Key tells the value from others of the field: a type's name, a unit's id.
	Key string
	// Label is shown to people.
	Label string
	// Also are other words that mean the value: aliases, labels in other languages.
	Also []string
}

// Field is what can be filtered by.
type Field string

// The fields of filters. Dates are filtered by as well, but are not values.
const (
	Type   Field = "type"
	Unit   Field = "unit"
	Person Field = "person" // named anywhere in the record
	Owner  Field = "owner"  // answerable for one of its decisions or actions
	Status Field = "status" // of the record, or of one of its decisions or actions
	Tag    Field = "tag"
	Year   Field = "year" // of Date; the index knows it by itself
)

// fields are all of them, with their letters in terms.
var fields = []struct {
	field  Field
	letter rune
}{{Type, 't'}, {Unit, 'u'}, {Year, 'd'}, {Person, 'p'}, {Owner, 'o'}, {Status, 's'}, {Tag, 'g'}}

func (f Field) letter() rune {
	for _, x := range fields {
		if x.field == f {
			return x.letter
		}
	}
	return 0
}

// values are what the document is filtered by, its year included.
func (d *Document) values(yield func(*Value) bool) {
	for i := range d.Values {
		if !yield(&d.Values[i]) {
			return
		}
	}
	if len(d.Date) >= 4 {
		yield(&Value{Field: Year, Key: d.Date[:4]})
	}
}

// Item is a decision or an action, and where it stands in the text.
type Item struct {
	Anchor   string // of its place on the record's page: "a1"
	From, To int    // lines of Text, counted from 1, the last included
}

// Markdown is the record's Markdown.
func (d *Document) Markdown() string { return d.Front + d.Body }

// label is what is shown of a value.
func (v *Value) label() string { return cmp.Or(v.Label, v.Key) }

// Haystack is the text in which a record is searched, before it is folded: its id,
// a line end, and its Markdown with the keys of the front matter blanked. Line n of
// the Markdown is line n+1 here.
func Haystack(id, markdown string) string {
	d := Document{ID: id, Body: markdown}
	return string(d.haystack(make([]byte, 0, len(id)+1+len(markdown))))
}

func (d *Document) haystack(to []byte) []byte {
	to = append(append(to, d.ID...), '\n')
	if d.Front == "" {
		return withoutKeys(to, d.Body)
	}
	return append(withoutKeys(to, d.Front), d.Body...)
}

// regions splits the haystack where decisions and actions begin and end. Nothing
// that is searched for crosses a line end, so that each region stands for itself.
func (d *Document) regions(room *[]byte, do func(text string, item bool)) {
	*room = d.haystack((*room)[:0])
	text := string(*room)
	from, was := 0, false
	next, last := 0, 0 // the next item, and the last line of those before it
	for pos, line := 0, 0; pos < len(text); line++ {
		for next < len(d.Items) && d.Items[next].From <= line {
			last = max(last, d.Items[next].To)
			next++
		}
		if item := line > 0 && line <= last; item != was {
			if pos > from {
				do(text[from:pos], was)
			}
			from, was = pos, item
		}
		n := strings.IndexByte(text[pos:], '\n') + 1
		if n == 0 {
			break
		}
		pos += n
	}
	if from < len(text) {
		do(text[from:], was)
	}
}
