package backup

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"strings"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/revlist"

	"github.com/minutebook/minutebook/generator/diag"
)

const (
	bundleHead = "# v2 git bundle\n"
	maxLine    = 4096 // of a bundle's head
	maxRefs    = 1_000_000
)

// packed is what follows the head of a bundle.
type packed struct {
	io.Reader
	io.Closer
}

// bundle opens the bundle and reads its head: the branches and tags.
func (r *restorer) bundle() (*packed, map[string]plumbing.Hash, error) {
	body, err := r.data[bundleName].Open()
	if err != nil {
		return nil, nil, damaged(asTold, err)
	}
	in := bufio.NewReaderSize(body, maxLine)
	refs, err := bundleRefs(in)
	if err != nil {
		body.Close()
		return nil, nil, err
	}
	return &packed{in, body}, refs, nil
}

func bundleRefs(in *bufio.Reader) (map[string]plumbing.Hash, error) {
	if line, err := in.ReadSlice('\n'); err != nil || string(line) != bundleHead {
		return nil, damaged(diag.Text{CN: "里面的历史不是 Git 的 bundle", TW: "裡面的歷史不是 Git 的 bundle", EN: "its history is no bundle of Git"})
	}
	refs := map[string]plumbing.Hash{}
	for {
		line, err := in.ReadSlice('\n')
		if err != nil || len(refs) > maxRefs {
			return nil, damaged(diag.Text{CN: "历史的开头读不懂", TW: "歷史的開頭讀不懂", EN: "the head of its history cannot be read"})
		}
		if len(line) == 1 {
			return refs, nil
		}
		id, name, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
		known := name == "HEAD" || strings.HasPrefix(name, "refs/heads/") || strings.HasPrefix(name, "refs/tags/")
		if !ok || !plumbing.IsHash(id) || !known || plumbing.ReferenceName(name).Validate() != nil {
			return nil, damaged(diag.Text{CN: "历史的开头有这一行：%.200q", TW: "歷史的開頭有這一行：%.200q", EN: "the head of its history has the line %.200q"}, line)
		}
		refs[name] = plumbing.NewHash(id)
	}
}

// scan reads the objects of the bundle without keeping any, and refuses those
// that would grow beyond the limits.
func (r *restorer) scan(ctx context.Context) (map[string]plumbing.Hash, error) {
	in, refs, err := r.bundle()
	if err != nil {
		return nil, err
	}
	defer in.Close()
	s := packfile.NewScanner(in)
	_, n, err := s.Header()
	if err != nil {
		return nil, damaged(itsHistory, err)
	}
	total := int64(0)
	for range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		h, err := s.NextObjectHeader()
		if err != nil {
			return nil, damaged(itsHistory, err)
		}
		if h.Length > r.limits.Object {
			return nil, diag.Fail(diag.Text{CN: "历史里有一个对象 %d 字节，超过 %d", TW: "歷史裡有一個物件 %d 位元組，超過 %d", EN: "an object of its history has %d bytes, more than %d"}, h.Length, r.limits.Object)
		}
		d := &deltaHead{}
		if _, _, err := s.NextObject(d); err != nil {
			return nil, damaged(itsHistory, err)
		}
		size := h.Length
		if h.Type == plumbing.OFSDeltaObject || h.Type == plumbing.REFDeltaObject {
			if size = d.target(); size < 0 || size > r.limits.Object {
				return nil, diag.Fail(diag.Text{CN: "历史里有一个对象超过 %d 字节", TW: "歷史裡有一個物件超過 %d 位元組", EN: "an object of its history has more than %d bytes"}, r.limits.Object)
			}
		}
		if total += size; total > r.limits.Total {
			return nil, diag.Fail(diag.Text{CN: "历史合计超过 %d 字节", TW: "歷史合計超過 %d 位元組", EN: "its history has more than %d bytes"}, r.limits.Total)
		}
	}
	return refs, nil
}

// deltaHead keeps the first bytes of an object, which of a delta are the sizes of
// what it is made from and of what it makes.
type deltaHead struct{ first []byte }

func (d *deltaHead) Write(p []byte) (int, error) {
	if room := 2*binary.MaxVarintLen64 - len(d.first); room > 0 {
		d.first = append(d.first, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// target is the size of what a delta makes, or -1.
func (d *deltaHead) target() int64 {
	_, n := binary.Uvarint(d.first)
	if n <= 0 {
		return -1
	}
	size, m := binary.Uvarint(d.first[n:])
	if m <= 0 || size > 1<<62 {
		return -1
	}
	return int64(size)
}

// reachable makes sure that every object of the history is there, and counts the
// commits.
func reachable(ctx context.Context, repo *git.Repository, refs map[string]plumbing.Hash) (int, error) {
	var tips []plumbing.Hash
	for _, id := range refs {
		tips = append(tips, id)
	}
	if len(tips) == 0 {
		return 0, damaged(diag.Text{CN: "里面没有分支", TW: "裡面沒有分支", EN: "it holds no branch"})
	}
	all, err := revlist.Objects(repo.Storer, tips, nil)
	if err != nil {
		return 0, damaged(diag.Text{CN: "历史有缺口：%s", TW: "歷史有缺口：%s", EN: "its history has gaps: %s"}, err)
	}
	n := 0
	for _, id := range all {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		o, err := repo.Storer.EncodedObject(plumbing.AnyObject, id)
		if err != nil {
			return 0, damaged(diag.Text{CN: "历史有缺口：%s：%s", TW: "歷史有缺口：%s：%s", EN: "its history has gaps: %s: %s"}, id, err)
		}
		if o.Type() == plumbing.CommitObject {
			n++
		}
	}
	return n, nil
}

// How deep folders may lie in one another, and how many a commit may have.
const (
	deepest    = 200
	mostFolder = 5_000_000
)

// eachFile calls a function with every file, link and submodule of a commit. It
// goes into folders itself: a walker of the library keeps the names of all it has
// seen, and a small tree can be made that is seen very often.
func eachFile(c *object.Commit, do func(name string, e object.TreeEntry) error) error {
	root, err := c.Tree()
	if err != nil {
		return diag.Fail(diag.Text{CN: "读不了提交 %s：%s", TW: "讀不了提交 %s：%s", EN: "read commit %s: %s"}, c.Hash, err)
	}
	folders := 0
	var enter func(t *object.Tree, prefix string, depth int) error
	enter = func(t *object.Tree, prefix string, depth int) error {
		if folders++; depth > deepest || folders > mostFolder {
			return diag.Fail(diag.Text{CN: "提交里的文件夹比档案库能有的更多或更深", TW: "提交裡的資料夾比檔案庫能有的更多或更深", EN: "the commit has more folders, or deeper ones, than an archive can have"})
		}
		for _, e := range t.Entries {
			name := prefix + e.Name
			if e.Mode != filemode.Dir || strings.ContainsAny(e.Name, "/\\\x00") {
				if err := do(name, e); err != nil {
					return err
				}
				continue
			}
			sub, err := t.Tree(e.Name)
			if err != nil {
				return diag.Fail(diag.Text{CN: "读不了文件夹 %s：%s", TW: "讀不了資料夾 %s：%s", EN: "read the folder %s: %s"}, name, err)
			}
			if err := enter(sub, name+"/", depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return enter(root, "", 1)
}
