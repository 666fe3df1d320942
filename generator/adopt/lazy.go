package adopt

import (
	"regexp"
	"sync"
)

// lazy is an expression that is compiled when it is first looked at. There are
// many here, and every command of the program would wait for them.
func lazy(expr string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })
}
