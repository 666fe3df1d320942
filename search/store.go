package search

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"
)

// A store's folder holds generations, and a file that says which one is valid and
// what its manifest's sum is:
//
//	current            g-8f2c61d09a7be350 SHA-256 of its manifest
//	g-…/manifest.json  what the generation was made of, and the sum of every file
//	g-…/index/…        bleve's files
//
// A generation is never changed. Another is made beside it, of links to the files
// that stay, and takes its place when the file "current" is exchanged: whoever
// reads the old one goes on reading it, and a program that is killed leaves
// behind nothing but a folder that the next one removes. bleve finds hardly any
// damage in its files when it opens them, so every file's sum is compared first.

// storeFormat is changed with the form of a store.
const storeFormat = 1

const (
	currentFile = "current"
	storeList   = "manifest.json"
	bleveFolder = "index"
	generation  = "g-"
)

// storeManifest is what a generation was made of.
type storeManifest struct {
	Format   int               `json:"format"`
	Analysis string            `json:"analysis"` // how texts became terms
	Records  map[string]string `json:"records"`  // digests of documents, by id
	Files    map[string]string `json:"files"`    // sums of bleve's files, by path
}

// errDamaged is why a store is made anew.
var errDamaged = errors.New("the index in the cache is damaged")

// readCurrent returns the valid generation of a store after reading every byte of
// it. The error is fs.ErrNotExist if there is none.
func readCurrent(ctx context.Context, dir string) (string, *storeManifest, error) {
	text, err := os.ReadFile(filepath.Join(dir, currentFile))
	if err != nil {
		return "", nil, err
	}
	name, sum, ok := strings.Cut(strings.TrimSuffix(string(text), "\n"), " ")
	if !ok || !strings.HasPrefix(name, generation) || filepath.Base(name) != name {
		return "", nil, errDamaged
	}
	folder := filepath.Join(dir, name)
	text, err = os.ReadFile(filepath.Join(folder, storeList))
	if err != nil {
		return "", nil, err
	}
	var m storeManifest
	if hexOf(text) != sum || json.Unmarshal(text, &m) != nil || m.Format != storeFormat || m.Analysis != analysisMark() {
		return "", nil, errDamaged
	}
	files, err := sumFiles(ctx, filepath.Join(folder, bleveFolder))
	if err != nil {
		return "", nil, err
	}
	if len(files) != len(m.Files) {
		return "", nil, errDamaged
	}
	for path, sum := range files {
		if m.Files[path] != sum {
			return "", nil, errDamaged
		}
	}
	return folder, &m, nil
}

func hexOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// sumFiles are the sums of all files in a folder.
func sumFiles(ctx context.Context, dir string) (map[string]string, error) {
	sums := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err = cmp.Or(err, ctx.Err()); err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		h := sha256.New()
		if _, err := io.Copy(h, f); err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		sums[filepath.ToSlash(name)] = hex.EncodeToString(h.Sum(nil))
		return err
	})
	return sums, err
}

// makeCurrent writes the manifest of a folder whose index is complete, and makes
// it the valid generation of a store.
func makeCurrent(ctx context.Context, dir, made string, records map[string]string) (string, error) {
	files, err := sumFiles(ctx, filepath.Join(made, bleveFolder))
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(storeManifest{storeFormat, analysisMark(), records, files})
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(made, storeList), text, 0o600); err != nil {
		return "", err
	}
	name := generation + randomName()
	if err := os.Rename(made, filepath.Join(dir, name)); err != nil {
		return "", err
	}
	next := filepath.Join(dir, currentFile+"-"+randomName())
	if err := os.WriteFile(next, []byte(name+" "+hexOf(text)+"\n"), 0o600); err != nil {
		return "", err
	}
	if err := os.Rename(next, filepath.Join(dir, currentFile)); err != nil {
		return "", errors.Join(err, os.Remove(next))
	}
	return filepath.Join(dir, name), nil
}

func randomName() string {
	var b [8]byte
	rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// unfinished begins the name of a folder in which a generation is made.
const unfinished = "new-"

// sweep removes what others left behind: generations that are not valid, and
// unfinished ones of programs that cannot be at it any more. Where a system does
// not remove files that are open, it is tried again another time.
func sweep(dir, keep string) {
	entries, err := os.ReadDir(dir)
	now, err2 := os.Stat(filepath.Join(dir, currentFile))
	if err != nil || err2 != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		old := err == nil && now.ModTime().Sub(info.ModTime()) > 24*time.Hour
		if name := e.Name(); strings.HasPrefix(name, generation) && name != filepath.Base(keep) || strings.HasPrefix(name, unfinished) && old {
			os.RemoveAll(filepath.Join(dir, name))
		}
	}
}

// linkTree makes a folder of links to the files of another; the files named in
// apart, which are written to, are copied.
func linkTree(from, to string, apart ...string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		if d.IsDir() {
			return os.MkdirAll(target, 0o700)
		}
		if !slices.Contains(apart, d.Name()) && os.Link(path, target) == nil {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, text, 0o600)
	})
}

// storeDigest changes with everything a store keeps of a document.
func (d *Document) storeDigest() string {
	h := sha256.New()
	d.digest(h)
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// analysisMark changes when texts become other terms than before: with the fold
// table, the readings of pinyin, or the rules.
var analysisMark = sync.OnceValue(func() string {
	h := sha256.New()
	t := folds()
	for _, r := range t.plane {
		h.Write([]byte{byte(r >> 8), byte(r)})
	}
	h.Write(readings)
	probe := Document{
		ID: "2025-06-12-kickoff", Title: "重庆单敏的 A/B 测试：v3.0", DocNo: "校发〔2025〕12号", Date: "2025-06-12",
		Body: "---\ntitle: x\n---\n\n第 12 号，GitHub 与 k8s-v1.30。\n- 待办 @曾敏\n", Names: []string{"单敏"},
		Values: []Value{{Owner, "shan-min", "单敏", nil}}, Items: []Item{{"a1", 6, 6}},
	}
	terms := probe.Terms()
	slices.SortFunc(terms, func(a, b Term) int { return strings.Compare(a.Text, b.Text) })
	fmt.Fprint(h, terms)
	return hex.EncodeToString(h.Sum(nil)[:16])
})
