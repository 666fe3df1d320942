package backup

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
)

// The names in a bag.
const (
	top         = "backup/"
	bundleName  = "data/repository.bundle"
	filesDir    = "data/files/"
	bagName     = "bagit.txt"
	infoName    = "bag-info.txt"
	sumsName    = "manifest-sha256.txt"
	tagSumsName = "tagmanifest-sha256.txt"

	infoCommit  = "Minutebook-Commit"
	infoBranch  = "Minutebook-Branch"
	infoArchive = "Minutebook-Archive"

	bagText = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
)

// maxTagFile bounds what is read into memory: lists of names and sums.
const maxTagFile = 256 << 20

// bag is a bag that is written.
type bag struct {
	info []field
	data []payload
}

// field is a line of bag-info.txt.
type field struct{ name, value string }

// payload is a file of the bag, by its name below the top.
type payload struct {
	name string
	size int64
	sum  [32]byte
	open func() (io.ReadCloser, error)
}

func (b *bag) addFile(name, from string) error {
	sum, err := sumOf(from)
	if err != nil {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	b.data = append(b.data, payload{name, info.Size(), sum, func() (io.ReadCloser, error) { return os.Open(from) }})
	return nil
}

func inMemory(name string, text []byte) payload {
	return payload{name, int64(len(text)), sha256.Sum256(text), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(text)), nil }}
}

// write writes the bag as a ZIP file. Its bytes depend on its contents alone.
func (b *bag) write(ctx context.Context, w io.Writer) error {
	slices.SortFunc(b.data, func(x, y payload) int { return strings.Compare(x.name, y.name) })
	var info strings.Builder
	for _, f := range b.info {
		fmt.Fprintf(&info, "%s: %s\n", f.name, f.value)
	}
	tags := []payload{inMemory(infoName, []byte(info.String())), inMemory(bagName, []byte(bagText)), inMemory(sumsName, sumLines(b.data))}
	all := append(slices.Clone(tags), inMemory(tagSumsName, sumLines(tags)))
	return writeZIP(ctx, w, append(all, b.data...))
}

func sumLines(files []payload) []byte {
	var out []byte
	for _, f := range files {
		out = append(out, hex.EncodeToString(f.sum[:])+"  "+f.name+"\n"...)
	}
	return out
}

func writeZIP(ctx context.Context, w io.Writer, files []payload) error {
	z := zip.NewWriter(w)
	for _, f := range files {
		if err := ctx.Err(); err != nil {
			return err
		}
		to, err := z.CreateHeader(&zip.FileHeader{Name: top + f.name, Method: zip.Store})
		if err != nil {
			return err
		}
		from, err := f.open()
		if err != nil {
			return err
		}
		h := sha256.New()
		_, err = io.Copy(io.MultiWriter(to, h), from)
		if err = errors.Join(err, from.Close()); err != nil {
			return err
		}
		if [32]byte(h.Sum(nil)) != f.sum {
			return diag.Fail(diag.Text{CN: "%s 的 SHA-256 和记下的不一样", TW: "%s 的 SHA-256 和記下的不一樣", EN: "%s is not what its sum says"}, f.name)
		}
	}
	return z.Close()
}

// ErrDamaged is wrapped by the error for a backup whose bytes are not those that
// were written.
var ErrDamaged = diag.Fail(diag.Text{CN: "备份已损坏，或者不是本程序做的", TW: "備份已損壞，或者不是本程式做的", EN: "the backup is damaged, or was not made by this program"})

func damaged(why diag.Text, args ...any) error {
	return diag.Fail(diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s: %s"}, ErrDamaged, diag.Say(why, args...))
}

// What is damaged in more places than one.
var (
	asTold     = diag.Text{CN: "%s", TW: "%s", EN: "%s"}
	within     = diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s: %s"}
	itsHistory = diag.Text{CN: "里面的历史：%s", TW: "裡面的歷史：%s", EN: "its history: %s"}
	noPlace    = diag.Text{CN: "里面不该有 %.200q", TW: "裡面不該有 %.200q", EN: "the entry %.200q has no place in it"}
	missing    = diag.Text{CN: "缺少 %.200s", TW: "缺少 %.200s", EN: "%.200s is missing"}
	unreadable = diag.Text{CN: "%s 读不懂", TW: "%s 讀不懂", EN: "%s cannot be read"}
)

// opened is a backup whose every byte was looked at.
type opened struct {
	file  *os.File
	size  int64
	info  map[string]string
	data  map[string]*zip.File // by name below the top
	names []string             // of data, in order
}

func (o *opened) close() { o.file.Close() }

// openBackup reads a backup and refuses one that write would not have written.
func openBackup(ctx context.Context, name string) (_ *opened, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	stat, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if !stat.Mode().IsRegular() {
		return nil, diag.Fail(diag.Text{CN: "它不是文件", TW: "它不是檔案", EN: "it is not a file"})
	}
	z, err := zip.NewReader(f, stat.Size())
	if err != nil {
		return nil, damaged(asTold, err)
	}
	o := &opened{file: f, size: stat.Size(), info: map[string]string{}, data: map[string]*zip.File{}}
	files := map[string]*zip.File{}
	for _, e := range z.File {
		name, ok := strings.CutPrefix(e.Name, top)
		if !ok || e.Method != zip.Store || e.UncompressedSize64 > uint64(stat.Size()) || files[name] != nil {
			return nil, damaged(noPlace, e.Name)
		}
		files[name] = e
	}
	if err := o.sort(files); err != nil {
		return nil, err
	}
	return o, o.compare(ctx, files)
}

// sort tells tag files from payload and checks the payload's names.
func (o *opened) sort(files map[string]*zip.File) error {
	for name, e := range files {
		if slices.Contains([]string{bagName, infoName, sumsName, tagSumsName}, name) {
			continue
		}
		if rest, ok := strings.CutPrefix(name, filesDir); ok {
			if err := checkName(rest); err != nil {
				return diag.Fail(diag.Text{CN: "备份里的文件名 %.200q 不能用：%s", TW: "備份裡的檔名 %.200q 不能用：%s", EN: "the backup names a file that cannot be: %.200q: %s"}, rest, err)
			}
		} else if name != bundleName {
			return damaged(noPlace, e.Name)
		}
		o.data[name] = e
		o.names = append(o.names, name)
	}
	for _, name := range []string{bagName, infoName, sumsName, tagSumsName, bundleName} {
		if files[name] == nil {
			return damaged(missing, name)
		}
	}
	slices.Sort(o.names)
	return nil
}

// compare writes the backup anew from its contents and holds the two together.
func (o *opened) compare(ctx context.Context, files map[string]*zip.File) error {
	sums, err := readSums(files[sumsName])
	if err != nil {
		return err
	}
	b := &bag{}
	for _, name := range o.names {
		sum, ok := sums[name]
		if !ok {
			return damaged(diag.Text{CN: "%s 没有 SHA-256", TW: "%s 沒有 SHA-256", EN: "no sum of %s"}, name)
		}
		delete(sums, name)
		e := files[name]
		b.data = append(b.data, payload{name, int64(e.UncompressedSize64), sum, func() (io.ReadCloser, error) { return e.Open() }})
	}
	for name := range sums {
		return damaged(missing, name)
	}
	info, err := readTag(files[infoName])
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(info)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		if !ok {
			return damaged(unreadable, infoName)
		}
		o.info[name] = value
		b.info = append(b.info, field{name, value})
	}
	if err := b.write(ctx, &comparer{in: o.file}); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return damaged(asTold, err)
	}
	if at, err := o.file.Seek(0, io.SeekCurrent); err != nil || at != o.size {
		return damaged(diag.Text{CN: "末尾之后还有 %d 字节", TW: "結尾之後還有 %d 位元組", EN: "%d bytes follow its end"}, o.size-at)
	}
	return nil
}

func readTag(e *zip.File) ([]byte, error) {
	if e.UncompressedSize64 > maxTagFile {
		return nil, damaged(diag.Text{CN: "%s 太大", TW: "%s 太大", EN: "%s is too large"}, e.Name)
	}
	r, err := e.Open()
	if err != nil {
		return nil, damaged(asTold, err)
	}
	defer r.Close()
	text, err := io.ReadAll(io.LimitReader(r, maxTagFile))
	if err != nil {
		return nil, damaged(within, e.Name, err)
	}
	return text, nil
}

func readSums(e *zip.File) (map[string][32]byte, error) {
	text, err := readTag(e)
	if err != nil {
		return nil, err
	}
	out := map[string][32]byte{}
	for line := range strings.Lines(string(text)) {
		sum, name, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "  ")
		b, err := hex.DecodeString(sum)
		if !ok || err != nil || len(b) != 32 {
			return nil, damaged(unreadable, e.Name)
		}
		out[name] = [32]byte(b)
	}
	return out, nil
}

// comparer takes what is written as long as the file has the same.
type comparer struct {
	in   io.Reader
	here []byte
}

func (c *comparer) Write(p []byte) (int, error) {
	if cap(c.here) < len(p) {
		c.here = make([]byte, len(p))
	}
	here := c.here[:len(p)]
	if _, err := io.ReadFull(c.in, here); err != nil {
		return 0, diag.Fail(diag.Text{CN: "它被截断了", TW: "它被截斷了", EN: "it was cut short"})
	}
	if !bytes.Equal(here, p) {
		return 0, diag.Fail(diag.Text{CN: "它的字节和写入时不一样", TW: "它的位元組和寫入時不一樣", EN: "its bytes are not those that were written"})
	}
	return len(p), nil
}

// checkName refuses names that lead out of a folder, that are Git's own, or that
// some system cannot keep.
func checkName(name string) error {
	if err := output.CheckPath(name); err != nil {
		return err
	}
	for part := range strings.SplitSeq(strings.ToLower(name), "/") {
		if part == ".git" || part == "git~1" {
			return diag.Fail(diag.Text{CN: "它会成为 Git 仓库自己的一部分", TW: "它會成為 Git 儲存庫自己的一部分", EN: "it would be a part of the repository itself"})
		}
	}
	return nil
}
