package render

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/search"
)

// A page that was opened from the disk may load scripts, but neither modules nor
// files. A site for the disk has its index in scripts as well: beside every file
// that the search reads stands one named PATH.js, which leaves the file's bytes
// behind where the search looks for them. A script has a third more bytes, so only
// a build that is told to makes them.

// offlineStore begins a script that leaves something behind.
const offlineStore = "(globalThis.minutebook ??= {})"

// offlineEngine is the client of the index as a classic script.
func (s *Site) offlineEngine() (staticFile, error) {
	i := slices.IndexFunc(s.static, func(f staticFile) bool { return f.name == engineScript })
	module := append([]byte("\n"), s.static[i].data...)
	plain := bytes.ReplaceAll(module, []byte("\nexport "), []byte("\n"))
	if bytes.Equal(plain, module) {
		return staticFile{}, fmt.Errorf("%s exports nothing", engineScript)
	}
	data := fmt.Appendf(nil, "(() => {%s\n%s.open = open;\n})();\n", plain, offlineStore)
	sum := sha256.Sum256(data)
	return staticFile{"search-offline.js", fmt.Sprintf("static/search-offline.%x.js", sum[:5]), data}, nil
}

// offlinePages are the scripts that hold what the search reads.
func (s *Site) offlinePages() iter.Seq[output.Page] {
	return func(yield func(output.Page) bool) {
		if !s.opt.Offline || s.opt.NoSearch {
			return
		}
		if !s.skip(s.offline.path) && !yield(s.data(s.offline.path, s.offline.data)) {
			return
		}
		for _, f := range s.index.get().files { // there are none if it failed, and searchPages says so
			if !s.skip(f.Path+".js") && !yield(offlineShard(f)) {
				return
			}
		}
	}
}

// offlineShard is the script of a file of the index.
func offlineShard(f search.File) output.Page {
	return output.Page{Path: f.Path + ".js", Digest: sha256.Sum256(append([]byte("script of "), f.Digest[:]...)), Write: func(w io.Writer) error {
		data, err := f.Data()
		if err != nil {
			return err
		}
		name, _ := json.Marshal(f.Path) // a string always has an encoding
		_, err = fmt.Fprintf(w, "%s[%s] = \"%s\";\n", offlineStore, name, base64.StdEncoding.EncodeToString(data))
		return err
	}}
}
