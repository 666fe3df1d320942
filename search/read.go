package search

import (
	"encoding/json"
	"fmt"
)

// readManifest reads the manifest of an index. What is too new or too old is
// damage to this program.
func readManifest(read func(path string) ([]byte, error)) (*manifestFile, error) {
	file, err := read(manifest)
	if err != nil {
		return nil, fmt.Errorf("read the search index: %w", err)
	}
	payload, err := unpack(manifest, "", file)
	if err != nil {
		return nil, err
	}
	m := &manifestFile{}
	r := reader{data: payload}
	if err := json.Unmarshal(r.bytes(r.uint()), m); err != nil {
		return nil, &DamagedError{manifest, "it cannot be read"}
	}
	if m.Version != indexVersion {
		return nil, &DamagedError{manifest, fmt.Sprintf("it is of version %d, and this program reads %d", m.Version, indexVersion)}
	}
	return m, nil
}

// named reads a file of a hashed name.
func named(read func(path string) ([]byte, error), name string) ([]byte, error) {
	file, err := read(pathOf(name))
	if err != nil {
		return nil, fmt.Errorf("read the search index: %w", err)
	}
	return unpack(pathOf(name), name, file)
}

func (d *directory) name(i int) string {
	return d.Names[i*nameLength : (i+1)*nameLength]
}

func (d *directory) whole() bool { return len(d.Names) == len(d.Seps)*nameLength }

// read returns the directory of a part, page by page.
func (p *manifestPart) read(read func(path string) ([]byte, error)) ([]directory, error) {
	if p.Pages == nil {
		return []directory{p.directory}, nil
	}
	var out []directory
	for i := range p.Pages.Seps {
		d, err := p.page(read, i)
		if err != nil {
			return nil, err
		}
		out = append(out, *d)
	}
	return out, nil
}

func (p *manifestPart) page(read func(path string) ([]byte, error), i int) (*directory, error) {
	payload, err := named(read, p.Pages.name(i))
	if err != nil {
		return nil, err
	}
	d := &directory{}
	if json.Unmarshal(payload, d) != nil || !d.whole() {
		return nil, &DamagedError{pathOf(p.Pages.name(i)), "it cannot be read"}
	}
	return d, nil
}
