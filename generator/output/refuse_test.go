package output

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

func TestPaths(t *testing.T) {
	long := strings.Repeat("会", 85) // 255 bytes
	for _, good := range []string{
		"a", "index.html", "会议/纪要.html", long + "/" + long, ".nojekyll", ".well-known/security.txt",
		"console.html", "com.html", "com10", "nulls/x", "a b", " a", "a..b", "...a", "record#a1", "com²³", "é", "👩‍💼.html",
	} {
		if err := (names{}).add(good); err != nil {
			t.Errorf("%q is refused: %v", good, err)
		}
	}
	for bad, says := range map[string]string{
		"":                      "empty",
		"/a":                    "absolute",
		"a//b":                  `component ""`,
		"a/":                    `component ""`,
		"./a":                   `component "."`,
		"a/../b":                `component ".."`,
		"..":                    `component ".."`,
		`a\b`:                   `'\\'`,
		"C:/a":                  "':'",
		"a:stream":              "':'",
		"a?b":                   "'?'",
		"a\x00b":                `'\x00'`,
		"a\nb":                  `'\n'`,
		"a\x7f":                 `'\x7f'`,
		"a\u0085":               `'\u0085'`,
		"a\u202egpj.html":       `'\u202e'`,
		"a\xff":                 "UTF-8",
		"a.":                    "ends in '.'",
		"a /b":                  "ends in ' '",
		"CON":                   "device",
		"x/nul":                 "device",
		"Aux.html":              "device",
		"prn.tar.gz":            "device",
		"com1":                  "device",
		"COM¹.txt":              "device",
		"lpt9 .txt":             "device",
		"conin$":                "device",
		long + "x":              "256 bytes",
		"a/" + long + "会/b":     "258 bytes",
		".minutebook/x":         "kept for the manifest",
		".MinuteBook":           "kept for the manifest",
		".minutebook":           "kept for the manifest",
		".minuteboo\u212a/x":    "kept for the manifest", // the Kelvin sign folds to k
		"dir/.minutebook/../..": `component ".."`,
	} {
		err := names{}.add(bad)
		if err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: the error is %v, want one that says %q", bad, err, says)
		}
	}
}

// A path that cannot be is told in the reader's language, with the page's name.
func TestBadPathsAreToldInEveryLanguage(t *testing.T) {
	taken := names{}
	if err := taken.add("a.html"); err != nil {
		t.Fatal(err)
	}
	for page, want := range map[string][2]string{
		"x/CON.html": {`页面 "x/CON.html"：名称 "CON.html" 在 Windows 上是设备：给它换一个路径`, `頁面 "x/CON.html"：名稱 "CON.html" 在 Windows 上是裝置：給它換一個路徑`},
		"a?b":        {`页面 "a?b"：名称 "a?b" 里不能有 '?'：给它换一个路径`, `頁面 "a?b"：名稱 "a?b" 裡不能有 '?'：給它換一個路徑`},
		"A.html":     {`页面 "a.html" 和 "A.html" 在有的系统上是同一个路径：给其中一个改名`, `頁面 "a.html" 和 "A.html" 在有的系統上是同一個路徑：給其中一個改名`},
	} {
		err := taken.add(page)
		if got := [2]string{diag.Tell(err, diag.ZhCN), diag.Tell(err, diag.ZhTW)}; got != want {
			t.Errorf("%s:\n got %s\nwant %s", page, got, want)
		}
	}
}

func TestCollisions(t *testing.T) {
	const nfc, nfd = "caf\u00e9.html", "cafe\u0301.html"
	const compatNFC, compatNFD = "\u6d77.html", "\ufa45.html" // 海, and its compatibility twin
	for _, c := range []struct {
		name, a, b string
		collide    bool
	}{
		{"same", "a.html", "a.html", true},
		{"case", "A.html", "a.html", true},
		{"Cyrillic case", "Ж.html", "ж.html", true},
		{"sharp s", "straße.html", "STRASSE.html", true},
		{"NFC and NFD", nfc, nfd, true},
		{"NFC and NFD with case", "CAF\u00c9.html", nfd, true},
		{"Chinese twins", compatNFC, compatNFD, true},
		{"Hangul", "\ud55c", "\u1112\u1161\u11ab", true},
		{"page and folder", "a", "a/b/c", true},
		{"page and folder with case", "x/A", "X/a/b", true},
		{"folders with case", "Tag/a", "tag/b", true},
		{"folders NFC and NFD", "x/\u00e9/a", "x/e\u0301/b", true},
		{"different", "a.html", "b.html", false},
		{"simplified and traditional", "会议", "會議", false},
		{"full width", "Ａ", "A", false},
		{"one folder", "a/b", "a/c", false},
		{"prefix", "a", "a-b/c", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
				dir := filepath.Join(t.TempDir(), "public")
				pages := []Page{page(pair[0], "1"), page("between", ""), page(pair[1], "2")}
				_, err := Write(t.Context(), dir, slices.Values(pages), Options{})
				if !c.collide {
					if err != nil {
						t.Error(err)
					}
					continue
				}
				refused(t, err, quoted(pair[0]), quoted(pair[1]), "rename one of them")
				if _, err := os.Lstat(dir); err == nil {
					t.Error("a site was written")
				}
			}
		})
	}
}

// quoted is how an error shows a path.
func quoted(s string) string { return `"` + s + `"` }

func TestForeignFolderStays(t *testing.T) {
	for name, files := range map[string][]string{
		"no manifest":       {"notes.txt"},
		"only a folder":     {"sub/notes.txt"},
		"our folder's name": {".minutebook/notes.txt"},
		"droppings too":     {".DS_Store", "notes.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "public")
			for _, f := range files {
				put(t, filepath.Join(dir, f), "mine")
			}
			foreignStays(t, dir)
		})
	}
}

func TestForeignFilesInASiteStay(t *testing.T) {
	for _, extra := range []string{"CNAME", ".git/HEAD", "minutes/mine.html", ".minutebook/mine"} {
		dir := filepath.Join(t.TempDir(), "public")
		write(t, dir, page("minutes/a.html", "old"))
		put(t, filepath.Join(dir, extra), "mine")
		foreignStays(t, dir)
	}
}

func foreignStays(t *testing.T, dir string) {
	t.Helper()
	want := tree(t, filepath.Dir(dir))
	_, err := Write(t.Context(), dir, slices.Values([]Page{page("a.html", "new")}), Options{})
	refused(t, err, dir, "not all of it was written by this program", "move it away or choose another folder")
	if !errors.Is(err, ErrForeign) {
		t.Errorf("%v is not ErrForeign", err)
	}
	sameTree(t, tree(t, filepath.Dir(dir)), want)
}

func TestForeignErrorNamesAFew(t *testing.T) {
	err := foreign([]string{"a", "b/", "c", "d", "e"})
	refused(t, err, "it holds a, b/, c and 2 more")
}

func TestDesktopDroppingsAreNoReasonToStop(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "public")
	write(t, dir, page("minutes/a.html", "old"))
	put(t, filepath.Join(dir, ".DS_Store"), "")
	put(t, filepath.Join(dir, "minutes/Thumbs.db"), "")
	write(t, dir, page("minutes/a.html", "new"))
	whole(t, dir)
}

func TestRefusedFolders(t *testing.T) {
	tmp := t.TempDir()
	home := filepath.Join(tmp, "home")
	archive := filepath.Join(home, "archive")
	put(t, filepath.Join(archive, "minutes/a.md"), "# a")
	put(t, filepath.Join(tmp, "file"), "mine")
	if err := os.Mkdir(filepath.Join(tmp, "empty"), 0o755); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{
		"link": "empty", "dangling": "nothing", "archive-link": archive, "home-link": home,
	} {
		if err := os.Symlink(to, filepath.Join(tmp, link)); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(archive)
	protect := []string{".", home}
	want := tree(t, tmp)
	for _, c := range []struct {
		dir  string
		says string
	}{
		{"", "no output folder given"},
		{"/", "is the root of a file system"},
		{filepath.Join(tmp, "file"), "is not a folder"},
		{filepath.Join(tmp, "link"), "is a symbolic link"},
		{filepath.Join(tmp, "link") + "/", "is a symbolic link"},
		{filepath.Join(tmp, "dangling"), "is a symbolic link"},
		{tmp, "is or holds ."},
		{home, "is or holds ."},
		{archive, "is or holds ."},
		{".", "is or holds ."},
		{"..", "is or holds ."},
		{"minutes/..", "is or holds ."},
		{filepath.Join(tmp, "home-link", "archive"), "is or holds ."},
	} {
		_, err := Write(t.Context(), c.dir, slices.Values([]Page{page("a", "a")}), Options{Protect: protect})
		refused(t, err, c.says)
	}
	sameTree(t, tree(t, tmp), want)

	// Through its other name the archive is protected as well, and folders in it
	// may be written.
	_, err := Write(t.Context(), home, slices.Values([]Page{page("a", "a")}), Options{Protect: []string{filepath.Join(tmp, "archive-link")}})
	refused(t, err, "is or holds")
	for _, dir := range []string{"public", filepath.Join(tmp, "home-link", "site")} {
		if _, err := Write(t.Context(), dir, slices.Values([]Page{page("a", "a")}), Options{Protect: protect}); err != nil {
			t.Error(err)
		}
	}
}

// Links beside and in the output must not carry a write or a removal elsewhere.
func TestLinksLeadNowhere(t *testing.T) {
	tmp := t.TempDir()
	outside := filepath.Join(tmp, "outside")
	put(t, filepath.Join(outside, "a"), "mine")
	put(t, filepath.Join(outside, "sub/b"), "mine")
	want := tree(t, outside)
	dir := filepath.Join(tmp, "in", "public")
	for _, plant := range []struct{ name, to string }{
		{".public.minutebook-new", "../outside"},
		{".public.minutebook-old", "../outside"},
		{"public/a", "../../outside/a"},
		{"public/sub", "../../outside/sub"},
	} {
		if err := os.RemoveAll(filepath.Join(tmp, "in")); err != nil {
			t.Fatal(err)
		}
		write(t, dir, page("a", "1"), page("sub/b", "2"))
		name := filepath.Join(tmp, "in", plant.name)
		if err := errors.Join(os.RemoveAll(name), os.Symlink(plant.to, name)); err != nil {
			t.Fatal(err)
		}
		_, err := Write(t.Context(), dir, slices.Values([]Page{page("a", "1"), page("sub/b", "2"), page("c", "3")}), Options{})
		if plant.name == "public/sub" {
			// The folder is a link now, which is not ours to remove.
			refused(t, err, "public", "sub")
		} else {
			if err != nil {
				t.Errorf("%s: %v", plant.name, err)
			}
			whole(t, dir)
		}
		sameTree(t, tree(t, outside), want)
	}

	lock := filepath.Join(tmp, "in", ".public.minutebook-lock")
	if err := errors.Join(os.RemoveAll(filepath.Join(tmp, "in")), os.Mkdir(filepath.Join(tmp, "in"), 0o755), os.Symlink("victim", lock)); err != nil {
		t.Fatal(err)
	}
	_, err := Write(t.Context(), dir, slices.Values([]Page{page("a", "1")}), Options{})
	refused(t, err, ".public.minutebook-lock", "not a regular file")
}
