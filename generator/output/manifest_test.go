package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestManifestBytes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	b := page("b/会议.html", "b")
	b.Digest = [32]byte{31: 0xab}
	c := page("c.html", "")
	c.Digest = [32]byte{}
	write(t, dir, c, b)
	const want = `{"format":"minutebook-site","version":1,"files":[
{"path":"b/会议.html","size":1,"sha256":"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d","digest":"00000000000000000000000000000000000000000000000000000000000000ab"},
{"path":"c.html","size":0,"sha256":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
]}
`
	if got := read(t, dir, manifestPath); got != want {
		t.Errorf("the manifest is\n%s\nwant\n%s", got, want)
	}
	m, err := ReadManifest(dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Files) != 2 || m.Files[0].Digest != b.Digest || m.Files[1].Path != "c.html" {
		t.Errorf("read back as %+v", m.Files)
	}
}

// The manifest says what the site was built from, and which record a page tells of.
func TestManifestNamesSources(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	b := page("b.html", "b")
	b.Source = "minutes/2025/会议.md"
	odd := page("odd.html", "")
	odd.Source = `minutes/a"b.md` // no page could be named like that
	built := Built{Program: `v1 "x"`, Audience: "public", Commit: strings.Repeat("0a", 20), Now: "2025-06-15T06:30:00Z"}
	build := func(b Built, pages ...Page) Stats {
		t.Helper()
		st, err := Write(t.Context(), dir, slices.Values(pages), Options{Built: b})
		if err != nil {
			t.Fatal(err)
		}
		whole(t, dir)
		return st
	}
	build(built, b, odd)
	text := read(t, dir, manifestPath)
	for _, want := range []string{
		`{"format":"minutebook-site","version":1,"built":{"program":"v1 \"x\"","audience":"public","commit":"0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a","now":"2025-06-15T06:30:00Z"},"files":[` + "\n",
		`","source":"minutes/2025/会议.md"}`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the manifest lacks %s:\n%s", want, text)
		}
	}
	if strings.Contains(text, "a\"b") || !json.Valid([]byte(text)) {
		t.Errorf("the manifest is\n%s", text)
	}
	m, err := ReadManifest(dir)
	if err != nil || m.Built != built || m.Files[0].Source != b.Source || m.Files[1].Source != "" {
		t.Errorf("read back as %+v, %v", m, err)
	}
	before, err := os.Stat(dir)
	if err != nil {
		t.Fatal(err)
	}
	build(built, b, odd)
	if after, err := os.Stat(dir); err != nil || !os.SameFile(before, after) {
		t.Error("the same again replaced the site")
	}
	// Another commit, and another file of the same record, are said without writing
	// a page anew.
	built.Commit = strings.Repeat("0b", 20)
	if st := build(built, b, odd); st.Written != 0 || !strings.Contains(read(t, dir, manifestPath), `"commit":"0b0b`) {
		t.Errorf("%+v", st)
	}
	b.Source = "minutes/2025/renamed.md"
	if st := build(built, b, odd); st.Written != 0 || !strings.Contains(read(t, dir, manifestPath), "renamed.md") {
		t.Errorf("%+v", st)
	}
	// Only what we would write ourselves is believed.
	for _, change := range [][2]string{{`"commit":`, `"Commit":`}, {`"built":{`, `"built":{ `}, {`"audience":"public",`, ``}, {"renamed.md", "../renamed.md"}} {
		forged := strings.Replace(read(t, dir, manifestPath), change[0], change[1], 1)
		if m, err := ParseManifest(forged); err == nil && m.Built.Audience != "" {
			t.Errorf("%q in place of %q is believed", change[1], change[0])
		}
	}
}

func TestVerify(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	var pages []Page
	for _, path := range []string{"a", "b", "c", "d/e", "f", "g"} {
		pages = append(pages, page(path, "body of "+path))
	}
	write(t, dir, pages...)
	whole(t, dir)
	in := func(name string) string { return filepath.Join(dir, name) }
	put(t, in("b"), "body of x") // same size
	put(t, in("c"), "longer than it was")
	put(t, in("d/.hidden"), "x")
	put(t, in(".git/objects/1"), "x")
	put(t, in(".minutebook/more"), "x")
	for _, err := range []error{
		os.RemoveAll(in("a")),
		errors.Join(os.Remove(in("f")), os.Symlink("g", in("f"))),
		errors.Join(os.Remove(in("g")), os.Mkdir(in("g"), 0o755)),
		os.Symlink("..", in("up")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	got, err := Verify(dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []Problem{
		{".git/", Extra},
		{".minutebook/more", Extra},
		{"a", Missing},
		{"b", Changed},
		{"c", Changed},
		{"d/.hidden", Extra},
		{"f", Changed},
		{"g", Changed},
		{"up", Extra},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestVerifyNeedsAManifest(t *testing.T) {
	dir := t.TempDir()
	_, err := Verify(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without a manifest: %v", err)
	}
	good := manifestText("a", "b")
	replace := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	for text, says := range map[string]string{
		"":                             `begins ""`,
		"{}\n":                         "another program or version",
		replace(`n":1`, `n":2`):        "another program or version",
		good[:len(good)-1]:             "cut short",
		good[:len(good)/2]:             "cut short",
		manifestText("../x"):           `line 2: the component ".."`,
		manifestText("/etc/passwd"):    "line 2: the path is absolute",
		manifestText("a", "c", "b"):    "line 4: it is out of order",
		manifestText("a", "a"):         "line 3: it is out of order",
		replace("0000", ""):            "line 2: ", // 60 digits
		replace("0000", "000g"):        "64 hexadecimal digits",
		replace(`size":0`, `size":-1`): `"-1" is not a size`,
		replace(`size":0`, `size":`):   `"" is not a size`,
		replace(`size`, `Size`):        "not a file's entry",
		replace(`path`, `Path`):        "not a file's entry",
		replace(`"}`, `",more}`):       "not a file's entry",
	} {
		put(t, filepath.Join(dir, manifestPath), text)
		_, err := Verify(dir)
		refused(t, err, "manifest", says)
		_, err = Write(t.Context(), dir, slices.Values([]Page{page("a", "a")}), Options{})
		refused(t, err, "manifest", says, "nothing was changed")
	}
}

// manifestText is a manifest of empty files with these paths.
func manifestText(paths ...string) string {
	var lines []string
	for _, p := range paths {
		lines = append(lines, fmt.Sprintf(`{"path":"%s","size":0,"sha256":"%064d"}`, p, 0))
	}
	return `{"format":"minutebook-site","version":1,"files":[` + "\n" + strings.Join(lines, ",\n") + "\n]}\n"
}

// What is written is read back the same, and is JSON for anybody else.
func TestManifestRoundTrip(t *testing.T) {
	m := &Manifest{Files: []File{
		{Path: "b/会议 & 'q' #1.html", Size: 1 << 40, SHA256: [32]byte{1, 2, 3}, Digest: [32]byte{0xff}},
		{Path: "a'\u2028.html"},
	}}
	text := m.Bytes()
	got, err := ParseManifest(string(text))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Files, m.Files) || got.Files[0].Path != "a'\u2028.html" {
		t.Errorf("read back as %+v", got.Files)
	}
	var other struct {
		Files []struct {
			Path   string
			Size   int64
			SHA256 string
		}
	}
	if err := json.Unmarshal(text, &other); err != nil {
		t.Fatal(err)
	}
	if f := other.Files[1]; f.Path != "b/会议 & 'q' #1.html" || f.Size != 1<<40 || !strings.HasPrefix(f.SHA256, "01020300") {
		t.Errorf("JSON reads it as %+v", f)
	}
}
