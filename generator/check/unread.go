package check

import (
	"index/suffixarray"
	"sync"

	"github.com/minutebook/minutebook/generator/archive"
)

// unread holds what stands in the records that could not be read, as a whole or
// in their text. That is an error of theirs. What another record misses may stand
// in one of them; to tell of it as well would be to tell one mistake twice.
type unread struct {
	records []*archive.Record
	texts   func() *suffixarray.Index
}

// unreadBytes is how much of one record is looked at.
const unreadBytes = 1 << 18

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
			all = append(append(all, b[:min(len(b), unreadBytes)]...), 0)
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
