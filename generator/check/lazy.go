package check

import (
	"regexp"
	"sync"
)

// lazy is an expression that is compiled when it is first looked at, since every
// command of the program would wait for those of the rules.
func lazy(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
