package generator

import (
	"bytes"
	"context"
	"slices"
	"sync"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
)

// recall begins to read the history beside the archive. The function it returns
// waits for it, and is nil if nobody asked for one.
func (o Options) recall(ctx context.Context) (memory func(map[string]*archive.Person) *archive.Memory, read func() (*history.History, error)) {
	if o.Dir == "" {
		return nil, func() (*history.History, error) { return nil, nil }
	}
	read = sync.OnceValues(func() (*history.History, error) {
		return history.Read(ctx, o.Dir, history.Options{Cache: o.Cache, Workers: o.Workers})
	})
	go read() //nolint:errcheck // whoever waits for it looks
	return func(emails map[string]*archive.Person) *archive.Memory {
		h, err := read()
		if err != nil {
			return &archive.Memory{Problem: unread}
		}
		return memoryOf(h, emails)
	}, read
}

// Recall begins to read the history of an archive's folder, for whoever reads the
// archive itself.
func Recall(ctx context.Context, dir, cache string) func(map[string]*archive.Person) *archive.Memory {
	memory, _ := Options{Dir: dir, Cache: cache}.recall(ctx)
	return memory
}

// memoryOf is a history as an archive holds it: people in the place of addresses.
func memoryOf(h *history.History, emails map[string]*archive.Person) *archive.Memory {
	m := &archive.Memory{Problem: Untold(h.State), Files: map[string]*archive.Past{}}
	commits := map[*history.Commit]*archive.Commit{}
	commit := func(c *history.Commit) *archive.Commit {
		out := commits[c]
		if out == nil {
			out = &archive.Commit{ID: c.ID, At: c.At, Author: emails[c.Author.Email], Subject: c.Subject, Gone: c.Gone}
			for _, r := range c.Reviewers {
				if p := emails[r.Email]; p != nil && !slices.Contains(out.Reviewers, p) {
					out.Reviewers = append(out.Reviewers, p)
				}
			}
			commits[c] = out
		}
		return out
	}
	for f := range h.Files() {
		past := &archive.Past{Revisions: make([]archive.Revision, len(f.Versions))}
		for i, v := range f.Versions {
			past.Revisions[i] = archive.Revision{Commit: commit(v.Commit), Renamed: v.From}
		}
		if f.Published != nil && !f.Published.Doubtful {
			past.Arrived = f.Published.Committed
		}
		m.Files[f.Path] = past
	}
	return m
}

// compare notes which records are not as they were committed.
func compare(a *archive.Archive, h *history.History) {
	if h == nil {
		return
	}
	for _, r := range a.Records {
		if past, f := r.Past(), h.File(r.Path()); past != nil && f != nil {
			past.Changed = !sameBytes(f.Blob, r.Doc.Bytes)
		}
	}
}

// sameBytes reports whether bytes are those of a blob, or would be committed as
// it where Git puts its own line ends in the place of the system's.
func sameBytes(blob string, b []byte) bool {
	if history.BlobID(b) == blob {
		return true
	}
	return bytes.Contains(b, []byte("\r\n")) && history.BlobID(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n"))) == blob
}

// Untold says why nothing is known of a history, the zero Message if it is.
func Untold(s history.State) diag.Message {
	switch s.Problem {
	case history.NoRepository:
		return diag.Say(diag.Text{CN: "档案不在 Git 仓库里，没有版本历史", TW: "檔案庫不在 Git 儲存庫裡，沒有版本歷史", EN: "the archive is not in a git repository, so nothing is known of its history"})
	case history.NoCommit:
		return diag.Say(diag.Text{CN: "Git 仓库里还没有提交，没有版本历史", TW: "Git 儲存庫裡還沒有提交，沒有版本歷史", EN: "nothing has been committed yet, so there is no history"})
	case history.Shallow:
		return diag.Say(diag.Text{CN: "这是浅克隆，缺少早先的提交，版本历史一概不显示；取回全部：git fetch --unshallow", TW: "這是淺層複製，缺少早先的提交，版本歷史一概不顯示；取回全部：git fetch --unshallow", EN: "this is a shallow clone without its earlier commits, so nothing is told of the history; fetch them with: git fetch --unshallow"})
	case history.Damaged:
		return diag.Say(diag.Text{CN: "Git 仓库缺少对象或已损坏，版本历史一概不显示；检查：git fsck", TW: "Git 儲存庫缺少物件或已損壞，版本歷史一概不顯示；檢查：git fsck", EN: "objects of the git repository are missing or damaged, so nothing is told of the history; look with: git fsck"})
	case history.Unreadable:
		return unread
	}
	return diag.Message{}
}

var unread = diag.Say(diag.Text{CN: "读不了这个 Git 仓库，版本历史一概不显示", TW: "讀不了這個 Git 儲存庫，版本歷史一概不顯示", EN: "the git repository cannot be read, so nothing is told of the history"})
