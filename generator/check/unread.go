package check

import (
	"index/suffixarray"
	"path"
	"slices"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/schema"
)

// unread holds what stands in the records that could not be read, as a whole or
// in their text, and in their paths. That is an error of theirs. What another
// record misses may stand in one of them; to tell of it as well would be to tell
// one mistake twice.
type unread struct {
	records []*archive.Record
	texts   func() *suffixarray.Index
}

// unreadBytes is how much is looked at of one record, and unreadTotal of all.
const (
	unreadBytes = 1 << 18
	unreadTotal = 1 << 24
)

func newUnread(a *archive.Archive) *unread {
	u := &unread{}
	for _, r := range a.Records {
		if isUnread(r) {
			u.records = append(u.records, r)
		}
	}
	u.texts = sync.OnceValue(func() *suffixarray.Index {
		var all []byte
		for _, r := range u.records {
			b := r.Doc.Bytes
			all = append(append(all, r.Path()...), 0)
			all = append(append(all, b[:min(len(b), unreadBytes, unreadTotal-min(len(all), unreadTotal))]...), 0)
		}
		return suffixarray.New(all)
	})
	return u
}

// isUnread reports whether a record, or its text, could not be read.
func isUnread(r *archive.Record) bool { return r.Broken || r.Doc.Unread() }

// names reports whether any of them has a text in it.
func (u *unread) names(text string) bool {
	return len(u.records) > 0 && text != "" && len(u.texts().Lookup([]byte(text), 1)) > 0
}

// days are the days that the files of records of some types are named after whose
// front matter could not be read, in order.
func (u *unread) days(zone *time.Location, types ...string) []time.Time {
	var out []time.Time
	for _, r := range u.records {
		m := datedName().FindStringSubmatch(path.Base(r.Path()))
		if m == nil || !r.Broken || !slices.Contains(types, r.Type.Name) {
			continue
		}
		if day, ok := schema.ParseMoment(m[1], zone); ok {
			out = append(out, day.Time)
		}
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}
