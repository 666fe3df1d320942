package publish

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
)

// store is a target that is changed file by file: a folder or a bucket.
type store interface {
	// list returns what is there, by path.
	list(ctx context.Context) (map[string]entry, error)
	// same reports whether what is there has these bytes. known says that the
	// manifest of the target lists it with their checksum.
	same(ctx context.Context, name string, e entry, f output.File, data []byte, known bool) (bool, error)
	// read returns a file of at most maxManifest bytes; the error is
	// fs.ErrNotExist if there is none.
	read(ctx context.Context, name string) ([]byte, error)
	// put puts a file in place in one step.
	put(ctx context.Context, name string, data []byte) error
	// seal puts the manifest in place, unless another one came there meanwhile.
	seal(ctx context.Context, data []byte) error
	// remove takes a file away; that it is gone already is no error.
	remove(ctx context.Context, name string) error
	// width is how many files may travel at once.
	width() int
}

// entry is a file of a store.
type entry struct {
	size int64
	tag  string // of a bucket: the ETag
	odd  bool   // no regular file
}

// journey is a site on its way to a store.
type journey struct {
	store store
	site  *site
	there map[string]entry
	// ours are the checksums of the files that a manifest of ours lists there,
	// and of those that a run that was cut off may have left.
	ours map[string][32]byte
	half bool // a run was cut off
}

// send brings a store to what the site is.
func send(ctx context.Context, st store, s *site, opt Options) (*Result, error) {
	j := &journey{store: st, site: s}
	if err := j.look(ctx); err != nil {
		return nil, err
	}
	files, gone, err := j.plan(ctx)
	if err != nil {
		return nil, err
	}
	r := &Result{Files: len(s.manifest.Files)}
	for _, f := range files {
		action := Add
		if _, ok := j.there[f.Path]; ok {
			action = Change
		}
		r.Steps = append(r.Steps, Step{f.Path, action})
		r.Bytes += f.Size
	}
	for _, name := range gone {
		r.Steps = append(r.Steps, Step{name, Remove})
	}
	slices.SortFunc(r.Steps, func(a, b Step) int { return strings.Compare(a.Path, b.Path) })
	if opt.DryRun || len(r.Steps) == 0 && !j.half && j.sealed(ctx) {
		return r, nil
	}
	if err := j.announce(ctx); err != nil {
		return nil, diag.Fail(diag.Text{CN: "%s；页面都没有改", TW: "%s；頁面都沒有改", EN: "%s; no page was changed"}, err)
	}
	if err := j.carry(ctx, files, gone, opt.Progress); err != nil {
		return nil, diag.Fail(diag.Text{CN: "%s；那里的站点新旧各半，每个页面都是完整的；再发布一次就补完", TW: "%s；那裡的網站新舊各半，每個頁面都是完整的；再發布一次就補完", EN: "%s: the site there is half way between the old and the new one, each page whole; publish again to finish"}, err)
	}
	return r, nil
}

// look finds out what is there, and what of it is ours.
func (j *journey) look(ctx context.Context) (err error) {
	if j.there, err = j.store.list(ctx); err != nil {
		return err
	}
	j.ours = map[string][32]byte{}
	for _, name := range []string{publishing, manifestAt} {
		if _, ok := j.there[name]; !ok {
			continue
		}
		data, err := j.store.read(ctx, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		m, err := output.ParseManifest(string(data))
		if err != nil {
			return diag.Fail(diag.Text{CN: "那里不是本程序发布的站点：%s：%s；换一个地方；什么都没有改", TW: "那裡不是本程式發布的網站：%s：%s；換一個地方；什麼都沒有改", EN: "what is there is not ours: %s: %s: choose another place; nothing was changed"}, name, err)
		}
		j.half = j.half || name == publishing
		for _, f := range m.Files {
			j.ours[f.Path] = f.SHA256
		}
	}
	if _, ok := j.there[manifestAt]; !ok {
		j.half = j.half || len(j.ours) > 0
	}
	return nil
}

// sealed reports whether the manifest there is that of the site.
func (j *journey) sealed(ctx context.Context) bool {
	data, err := j.store.read(ctx, manifestAt)
	return err == nil && string(data) == string(j.site.text)
}

// plan tells which files have to travel, in the order they do, and which go.
func (j *journey) plan(ctx context.Context) (files []output.File, gone []string, err error) {
	var foreign []string
	for _, f := range j.site.manifest.Files {
		e, ok := j.there[f.Path]
		if ok {
			data, err := j.site.read(f)
			if err != nil {
				return nil, nil, err
			}
			sum, ours := j.ours[f.Path]
			same, err := j.store.same(ctx, f.Path, e, f, data, ours && sum == f.SHA256 && !j.half)
			if err != nil {
				return nil, nil, err
			}
			if same {
				continue
			}
			if !ours {
				foreign = append(foreign, f.Path)
			}
		}
		for dir := path.Dir(f.Path); dir != "."; dir = path.Dir(dir) {
			if _, file := j.there[dir]; file && !slices.Contains(foreign, dir) {
				foreign = append(foreign, dir)
			}
		}
		files = append(files, f)
	}
	if len(foreign) > 0 {
		more := diag.Plain("")
		if len(foreign) > 3 {
			more = diag.Say(diag.Text{CN: " 等，另有 %d 个", TW: " 等，另有 %d 個", EN: " and %d more"}, len(foreign)-3)
			foreign = foreign[:3]
		}
		return nil, nil, diag.Fail(diag.Text{CN: "那里有别人的文件占着页面的位置：%s%s；移走它们，或换一个地方；什么都没有改", TW: "那裡有別人的檔案占著頁面的位置：%s%s；移走它們，或換一個地方；什麼都沒有改", EN: "it holds files of other makers where pages would go, %s%s: move them away or choose another place; nothing was changed"}, strings.Join(foreign, ", "), more)
	}
	slices.SortStableFunc(files, func(a, b output.File) int { return cmp.Compare(j.turn(a), j.turn(b)) })
	for name := range j.ours {
		_, there := j.there[name]
		if there && !j.stays(name) {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	return files, gone, nil
}

// turn is when a file travels: what pages link to comes before them.
func (j *journey) turn(f output.File) int {
	_, there := j.there[f.Path]
	switch page := path.Ext(f.Path) == ".html"; {
	case !page && !there:
		return 0
	case page && !there:
		return 1
	case !page:
		return 2
	}
	return 3
}

func (j *journey) stays(name string) bool {
	_, ok := slices.BinarySearchFunc(j.site.manifest.Files, name, func(f output.File, n string) int { return strings.Compare(f.Path, n) })
	return ok
}

// carry makes the changes.
func (j *journey) carry(ctx context.Context, files []output.File, gone []string, progress func(done, n int)) error {
	var mu sync.Mutex
	done, total := 0, len(files)+len(gone)
	step := func() {
		if progress != nil {
			mu.Lock()
			defer mu.Unlock()
			done++
			progress(done, total)
		}
	}
	// A page must not come before what it links to, so the turns are kept apart.
	for len(files) > 0 {
		n := 1
		for n < len(files) && j.turn(files[n]) == j.turn(files[0]) {
			n++
		}
		err := each(ctx, j.store.width(), files[:n], func(ctx context.Context, f output.File) error {
			data, err := j.site.read(f)
			if err != nil {
				return err
			}
			defer step()
			return j.store.put(ctx, f.Path, data)
		})
		if err != nil {
			return err
		}
		files = files[n:]
	}
	if err := j.store.seal(ctx, j.site.text); err != nil {
		return err
	}
	err := each(ctx, j.store.width(), gone, func(ctx context.Context, name string) error {
		defer step()
		return j.store.remove(ctx, name)
	})
	if err != nil {
		return err
	}
	return j.store.remove(ctx, publishing)
}

// announce notes everything that may be there from now on as ours.
func (j *journey) announce(ctx context.Context) error {
	all := map[string]output.File{}
	for name, sum := range j.ours {
		all[name] = output.File{Path: name, SHA256: sum}
	}
	for _, f := range j.site.manifest.Files {
		all[f.Path] = f
	}
	m := output.Manifest{Built: j.site.manifest.Built}
	for _, f := range all {
		m.Files = append(m.Files, f)
	}
	return j.store.put(ctx, publishing, m.Bytes())
}

// each does something with every item, so many at a time, and returns the first
// error that is not about being stopped for another one.
func each[T any](ctx context.Context, width int, items []T, do func(context.Context, T) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	jobs := make(chan T)
	var wg sync.WaitGroup
	for range min(width, len(items)) {
		wg.Go(func() {
			for item := range jobs {
				if ctx.Err() != nil {
					continue
				}
				if err := do(ctx, item); err != nil {
					stop(err)
				}
			}
		})
	}
	for _, item := range items {
		jobs <- item
	}
	close(jobs)
	wg.Wait()
	return context.Cause(ctx)
}
