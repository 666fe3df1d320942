package backup

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/pack"
)

// restoring tries a file and makes sure that nothing is left of a try that fails.
func restoring(t *testing.T, data []byte, limits Limits) error {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "x.zip")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	_, err := Restore(t.Context(), name, filepath.Join(dir, "out"), limits)
	left, readErr := os.ReadDir(dir)
	if readErr != nil {
		t.Fatal(readErr)
	}
	if err != nil && len(left) != 1 {
		t.Errorf("%v, and %v is left", err, left)
	}
	return err
}

// Every flipped bit and every cut is found, wherever it is.
func TestDamageIsFound(t *testing.T) {
	name, _ := written(t, archive(t))
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(2026, 11))
	flips, cuts := stressed(200, 1000), stressed(20, 100)
	for range flips {
		data := bytes.Clone(whole)
		bit := random.IntN(8 * len(data))
		data[bit/8] ^= 1 << (bit % 8)
		if err := restoring(t, data, Limits{}); err == nil {
			t.Errorf("bit %d flipped, and nobody noticed", bit)
		}
	}
	for range cuts {
		n := random.IntN(len(whole))
		if err := restoring(t, whole[:n], Limits{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
	for _, more := range [][]byte{{0}, []byte("x"), whole} {
		if err := restoring(t, append(bytes.Clone(whole), more...), Limits{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes more: %v", len(more), err)
		}
	}
	t.Logf("%d flipped bits and %d cuts of a backup of %d bytes", flips, cuts, len(whole))
}

// What is damaged is told in the reader's language, to the innermost cause.
func TestDamageIsToldInEveryLanguage(t *testing.T) {
	name, _ := written(t, archive(t))
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[diag.Lang]string{
		diag.ZhCN: "：备份已损坏，或者不是本程序做的：末尾之后还有 1 字节；什么都没有写入；换一份备份再试",
		diag.ZhTW: "：備份已損壞，或者不是本程式做的：結尾之後還有 1 位元組；什麼都沒有寫入；換一份備份再試",
		diag.En:   ": the backup is damaged, or was not made by this program: 1 bytes follow its end; nothing was written: try another copy of the backup",
	} {
		if got := diag.Tell(restoring(t, append(bytes.Clone(whole), 0), Limits{}), lang); !strings.HasSuffix(got, want) {
			t.Errorf("%s:\n got %s\nwant %s", lang, got, want)
		}
	}
}

func TestRestoreOverwritesNothing(t *testing.T) {
	name, _ := written(t, archive(t))
	out := t.TempDir()
	_, err := Restore(t.Context(), name, out, Limits{})
	refused(t, err, "exists: name a new folder; nothing was changed")
	file := filepath.Join(out, "file")
	put(t, out, "file", "mine")
	_, err = Restore(t.Context(), name, file, Limits{})
	refused(t, err, "exists")
	if data, _ := os.ReadFile(file); string(data) != "mine" {
		t.Errorf("the file is %q", data)
	}
}

// hostile makes a backup as write would, of a repository that nobody could have
// made by committing, and of files with names of a stranger's choice.
type hostile struct {
	objects []pack.Object
	archive string
	files   map[string]string
}

func (h *hostile) add(kind pack.Kind, data []byte) plumbing.Hash {
	h.objects = append(h.objects, pack.Object{Kind: kind, Size: int64(len(data)), Body: bytes.NewReader(data)})
	return plumbing.ComputeHash([]plumbing.ObjectType{0, plumbing.CommitObject, plumbing.TreeObject, plumbing.BlobObject}[kind], data)
}

// tree is written by hand: the library refuses bad names.
func (h *hostile) tree(entries ...object.TreeEntry) plumbing.Hash {
	var b bytes.Buffer
	for _, e := range entries {
		mode := strings.TrimLeft(e.Mode.String(), "0")
		b.WriteString(mode + " " + e.Name + "\x00")
		b.Write(e.Hash[:])
	}
	return h.add(pack.Tree, b.Bytes())
}

func (h *hostile) bytes(t *testing.T, root plumbing.Hash) []byte {
	t.Helper()
	id := h.add(pack.Commit, []byte("tree "+root.String()+"\nauthor a <a@example.org> 1 +0000\ncommitter a <a@example.org> 1 +0000\n\nx\n"))
	var bundle bytes.Buffer
	bundle.WriteString(bundleHead + id.String() + " refs/heads/main\n\n")
	err := pack.Write(&bundle, len(h.objects), func(yield func(pack.Object, error) bool) {
		for _, o := range h.objects {
			if !yield(o, nil) {
				return
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b := &bag{info: []field{{infoCommit, id.String()}, {infoBranch, "main"}, {infoArchive, h.archive}}}
	b.data = append(b.data, inMemory(bundleName, bundle.Bytes()))
	for name, text := range h.files {
		b.data = append(b.data, inMemory(filesDir+name, []byte(text)))
	}
	var out bytes.Buffer
	if err := b.write(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Names that lead out of the folder are refused, in the commit and beside it.
func TestNothingOutsideTheFolder(t *testing.T) {
	names := []string{
		"../x", "..", "/etc/x", "a/../../x", "a/../x", "./x", ".", "a//x", "", "a/", `..\x`, `a\..\..\x`, `C:\x`, "C:x", "//server/share/x", "x\x00y", "x\ny",
		".git/config", ".GIT/hooks/pre-commit", "a/.git/x", "git~1/config", "CON", "con.md", "a/NUL", "aux.txt", "COM1", "lpt9.pdf", "x.", "x ", "a./b", "x\u202ey", strings.Repeat("长", 86),
	}
	for _, name := range names {
		if name != "" && !strings.HasSuffix(name, "/") { // those are folders to a ZIP file
			h := &hostile{files: map[string]string{name: "x"}}
			if err := restoring(t, h.bytes(t, h.tree()), Limits{}); err == nil {
				t.Errorf("a file %q beside the commit was restored", name)
			}
		}
		h := &hostile{}
		blob := h.add(pack.Blob, []byte("x"))
		if err := restoring(t, h.bytes(t, h.tree(object.TreeEntry{Name: name, Mode: filemode.Regular, Hash: blob})), Limits{}); err == nil {
			t.Errorf("a file %q of the commit was restored", name)
		}
		h = &hostile{files: map[string]string{"x": "x"}, archive: name}
		if name == "" {
			continue // the archive may be the root
		}
		if err := restoring(t, h.bytes(t, h.tree()), Limits{}); err == nil {
			t.Errorf("an archive in %q was restored", name)
		}
		h = &hostile{}
		inner := h.tree(object.TreeEntry{Name: "x", Mode: filemode.Regular, Hash: h.add(pack.Blob, []byte("x"))})
		if err := restoring(t, h.bytes(t, h.tree(object.TreeEntry{Name: name, Mode: filemode.Dir, Hash: inner})), Limits{}); err == nil {
			t.Errorf("a folder %q of the commit was restored", name)
		}
	}
}

func TestLinksStayInside(t *testing.T) {
	for to, fine := range map[string]bool{
		"b": true, "../b": true, "c/d": true, "../../b": false, "/etc/passwd": false, "x/../../..": false, "..": false, "../..": false, ".": false, "": false,
		"../.git/config": false, `..\..\b`: false, "c/../../../b": false, "C:\\x": false, strings.Repeat("../", 100) + "b": false,
	} {
		h := &hostile{}
		l := object.TreeEntry{Name: "l", Mode: filemode.Symlink, Hash: h.add(pack.Blob, []byte(to))}
		b := object.TreeEntry{Name: "b", Mode: filemode.Regular, Hash: h.add(pack.Blob, []byte("x"))}
		err := restoring(t, h.bytes(t, h.tree(object.TreeEntry{Name: "a", Mode: filemode.Dir, Hash: h.tree(b, l)}, b)), Limits{})
		if (err == nil) != fine {
			t.Errorf("a link to %q: %v", to, err)
		}
	}
	// Nothing is written through a link, or in place of one.
	for _, at := range []string{"l", "l/x"} {
		h := &hostile{files: map[string]string{at: "through"}}
		l := object.TreeEntry{Name: "l", Mode: filemode.Symlink, Hash: h.add(pack.Blob, []byte("b"))}
		refused(t, restoring(t, h.bytes(t, h.tree(l)), Limits{}), "would be written through a link")
	}
}

// Contents that grow are stopped before they have grown.
func TestBombs(t *testing.T) {
	h := &hostile{}
	blob := h.add(pack.Blob, make([]byte, 1<<20))
	data := h.bytes(t, h.tree(object.TreeEntry{Name: "x", Mode: filemode.Regular, Hash: blob}))
	if len(data) > 1<<14 {
		t.Errorf("the bomb has %d bytes already", len(data))
	}
	if err := restoring(t, data, Limits{}); err != nil {
		t.Error(err)
	}
	refused(t, restoring(t, data, Limits{Object: 1 << 19}), "an object of its history has 1048576 bytes, more than 524288")
	refused(t, restoring(t, data, Limits{Total: 1 << 19}), "its history has more than 524288 bytes")

	// One folder in ten places of a folder in ten places of a folder…
	h = &hostile{}
	at := h.tree(object.TreeEntry{Name: "x", Mode: filemode.Regular, Hash: h.add(pack.Blob, []byte("x"))})
	for range 9 {
		var ten []object.TreeEntry
		for i := range 10 {
			ten = append(ten, object.TreeEntry{Name: string(rune('a' + i)), Mode: filemode.Dir, Hash: at})
		}
		at = h.tree(ten...)
	}
	refused(t, restoring(t, h.bytes(t, at), Limits{Files: 1000}), "it has more than 1000 files")

	h = &hostile{}
	at = h.tree()
	for range deepest + 1 {
		at = h.tree(object.TreeEntry{Name: "d", Mode: filemode.Dir, Hash: at})
	}
	refused(t, restoring(t, h.bytes(t, at), Limits{}), "more folders, or deeper ones, than an archive can have")
}

// A file that other programs made is refused, even if its sums are right.
func TestForeignZIPs(t *testing.T) {
	name, _ := written(t, archive(t))
	z, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	again := func(change func(w *zip.Writer, f *zip.File) *zip.FileHeader) []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		for _, f := range z.File {
			to, err := w.CreateHeader(change(w, f))
			if err != nil {
				t.Fatal(err)
			}
			from, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.Copy(to, from); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	plain := func(_ *zip.Writer, f *zip.File) *zip.FileHeader {
		return &zip.FileHeader{Name: f.Name, Method: zip.Store}
	}
	if err := restoring(t, again(plain), Limits{}); err != nil {
		t.Errorf("the same again: %v", err)
	}
	for what, change := range map[string]func(w *zip.Writer, f *zip.File) *zip.FileHeader{
		"compressed": func(_ *zip.Writer, f *zip.File) *zip.FileHeader {
			return &zip.FileHeader{Name: f.Name, Method: zip.Deflate}
		},
		"with a comment": func(w *zip.Writer, f *zip.File) *zip.FileHeader { w.SetComment("x"); return plain(w, f) },
		"without a sum": func(w *zip.Writer, f *zip.File) *zip.FileHeader {
			return &zip.FileHeader{Name: strings.Replace(f.Name, "b.md", "c.md", 1), Method: zip.Store}
		},
		"with a tag file of others": func(w *zip.Writer, f *zip.File) *zip.FileHeader {
			return &zip.FileHeader{Name: strings.Replace(f.Name, infoName, "fetch.txt", 1), Method: zip.Store}
		},
		"as a link": func(w *zip.Writer, f *zip.File) *zip.FileHeader {
			h := plain(w, f)
			h.SetMode(os.ModeSymlink | 0o777)
			return h
		},
	} {
		if err := restoring(t, again(change), Limits{}); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
