package check

import (
	"time"

	"github.com/minutebook/minutebook/generator/schema"
)

// limit is when a time limit that starts at a moment runs out, by the archive's
// clock.
func (p *pass) limit(from schema.Moment, length time.Duration) time.Time {
	return p.a.Clock().Limit(from, length)
}

// stamp writes a computed time the way records do.
func stamp(t time.Time) string { return t.Format("2006-01-02 15:04") }
