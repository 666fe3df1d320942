package scaffold

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"text/template"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/templates"
)

// Options say what a new archive is like.
type Options struct {
	Title        string // required
	Organisation string // the Title by default
	Lang         diag.Lang
	Zone         string // an IANA name; the usual one of the language by default
	Audience     string // public or internal (the default)
	Person       string // the first person to be registered; "" for nobody yet
	Email        string // that person commits with
	// CI adds what the CI of a host needs to check each change with the Version of
	// the program, and a template for what people send: one of Hosts, or "".
	CI      string
	Version string
}

// zones are where a language's archives mostly are; English ones are anywhere.
var zones = map[diag.Lang]string{diag.ZhCN: "Asia/Shanghai", diag.ZhTW: "Asia/Taipei", diag.En: "UTC"}

// Archive makes the files of a new archive, in path order. Folders of records
// are not among them: they come with the first record, and Git keeps no empty
// ones.
func Archive(opt Options) ([]File, error) {
	if strings.TrimSpace(opt.Title) == "" {
		return nil, diag.Fail(diag.Text{CN: "档案库要有名称；用 --title 写明", TW: "檔案庫要有名稱；用 --title 寫明", EN: "the archive needs a title"})
	}
	opt.Organisation = cmp.Or(opt.Organisation, opt.Title)
	opt.Zone = cmp.Or(opt.Zone, zones[opt.Lang])
	opt.Audience = cmp.Or(opt.Audience, "internal")
	if _, err := time.LoadLocation(opt.Zone); err != nil || opt.Zone == "Local" {
		return nil, diag.Fail(diag.Text{CN: "没有时区“%s”；写 IANA 时区名，如 Asia/Shanghai", TW: "沒有時區「%s」；寫 IANA 時區名，如 Asia/Taipei", EN: "there is no time zone %q; write an IANA name such as Asia/Shanghai or Europe/London"}, opt.Zone)
	}
	if opt.Audience != "public" && opt.Audience != "internal" {
		return nil, diag.Fail(diag.Text{CN: "公开范围不能是“%s”：写 public（公开）或 internal（内部）；单位登记之后才能写", TW: "公開範圍不能是「%s」：寫 public（公開）或 internal（內部）；單位登記之後才能寫", EN: "audience %q: write public or internal; units can be named once they are registered"}, opt.Audience)
	}
	data := struct {
		Options
		UnitID, PersonID string
	}{opt, cmp.Or(Slug(opt.Organisation), "organisation"), cmp.Or(Slug(opt.Person), "person-1")}
	skeletons := [][2]string{
		{".gitignore", "gitignore"},
		{archive.ConfigFile, string(opt.Lang) + "/minutebook.yaml"},
		{"registers/README.md", string(opt.Lang) + "/README.md"},
		{"registers/units.yaml", string(opt.Lang) + "/units.yaml"},
	}
	if opt.Person != "" {
		skeletons = append(skeletons, [2]string{"registers/people.yaml", string(opt.Lang) + "/people.yaml"})
	}
	if opt.CI != "" {
		more, err := opt.ciFiles()
		if err != nil {
			return nil, err
		}
		skeletons = append(skeletons, more...)
	}
	var files []File
	for _, s := range skeletons {
		b, err := expand("skeletons/archive/"+s[1], data)
		if err != nil {
			return nil, err
		}
		files = append(files, File{s[0], b})
	}
	more, err := hostingFiles(files, opt.CI)
	if err != nil {
		return nil, err
	}
	files = append(files, more...)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// Hosts are the kinds of CI that an archive can be made for.
var Hosts = []string{"github", "gitlab", "gitee", "generic"}

// ciFiles are the files for a host: where each goes, and its skeleton.
func (opt *Options) ciFiles() ([][2]string, error) {
	request := string(opt.Lang) + "/pull_request.md"
	switch opt.CI {
	case "github":
		return [][2]string{{".github/workflows/check.yml", "check.yml"}, {".github/workflows/publish.yml", "publish.yml"}, {".github/workflows/scanning.yml", "scanning.yml"}, {".github/PULL_REQUEST_TEMPLATE.md", request}}, nil
	case "gitlab":
		return [][2]string{{".gitlab-ci.yml", "gitlab-ci.yml"}, {".gitlab/merge_request_templates/Default.md", request}}, nil
	case "gitee":
		return [][2]string{{".workflow/minutebook-check.yml", "gitee.yml"}, {".gitee/PULL_REQUEST_TEMPLATE.zh-CN.md", request}}, nil
	case "generic":
		return [][2]string{{"ci.sh", "ci.sh"}}, nil
	}
	return nil, fmt.Errorf("CI %q: choose %s", opt.CI, strings.Join(Hosts, ", "))
}

func expand(name string, data any) ([]byte, error) {
	t, err := template.New(path.Base(name)).Funcs(template.FuncMap{"yaml": source.Quote}).ParseFS(templates.FS, name)
	if err != nil {
		return nil, fmt.Errorf("read a skeleton: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, data); err != nil {
		return nil, fmt.Errorf("fill a skeleton: %w", err)
	}
	return b.Bytes(), nil
}

// mayStay are what a folder may hold before it becomes an archive.
var mayStay = []string{".git", "readme", "readme.md", "readme.txt", "license", "license.md", "license.txt"}

// Vacant reports, as an error, what keeps a folder from becoming an archive. A
// folder that is not there is vacant.
func Vacant(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return diag.Fail(diag.Text{CN: "看不了文件夹 %s：%s", TW: "無法檢視資料夾 %s：%s", EN: "look into the folder %s: %s"}, dir, err)
	}
	if slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return e.Name() == archive.ConfigFile }) {
		return diag.Fail(diag.Text{CN: "%s 已经是档案库；往里加记录用 minutebook new", TW: "%s 已經是檔案庫；往裡加記錄用 minutebook new", EN: "%s is an archive already; add to it with: minutebook new"}, dir)
	}
	for _, e := range entries {
		if !slices.Contains(mayStay, strings.ToLower(e.Name())) {
			return diag.Fail(diag.Text{CN: "%s 不是空的，里面有 %s；换一个新文件夹，或只有 .git、README、LICENSE 的文件夹", TW: "%s 不是空的，裡面有 %s；換一個新資料夾，或只有 .git、README、LICENSE 的資料夾", EN: "%s is not empty: it holds %s; name a new folder, or one with only .git, a README or a LICENSE"}, dir, e.Name())
		}
	}
	return nil
}

// Place writes the files of a new archive into a vacant folder, all or none: they
// are written beside, and then moved in with the config, which makes a folder an
// archive, as the last.
func Place(dir string, files []File) (err error) {
	if err := Vacant(dir); err != nil {
		return err
	}
	_, missing := os.Stat(dir)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return diag.Fail(diag.Text{CN: "建不了文件夹 %s：%s", TW: "無法建立資料夾 %s：%s", EN: "make the folder %s: %s"}, dir, err)
	}
	defer func() {
		if err != nil && missing != nil {
			err = errors.Join(err, os.Remove(dir))
		}
	}()
	root, err := os.OpenRoot(dir)
	if err != nil {
		return fmt.Errorf("open the folder: %w", err)
	}
	defer root.Close()
	const stage = ".minutebook-init"
	if err := root.Mkdir(stage, 0o755); err != nil {
		return fmt.Errorf("prepare the files (another init may be at work here): %w", err)
	}
	defer func() { err = errors.Join(err, root.RemoveAll(stage)) }()
	return fillIn(root, stage, files)
}

// fillIn writes the files below stage and moves them up.
func fillIn(root *os.Root, stage string, files []File) error {
	var tops []string
	for _, f := range files {
		if err := Create(root, File{path.Join(stage, f.Path), f.Data}); err != nil {
			return err
		}
		if top, _, _ := strings.Cut(f.Path, "/"); !slices.Contains(tops, top) {
			tops = append(tops, top)
		}
	}
	slices.SortStableFunc(tops, func(a, b string) int { return cmp.Compare(last(a), last(b)) })
	for i, top := range tops {
		if err := moveIn(root, stage, top); err != nil {
			for _, done := range tops[:i] {
				err = errors.Join(err, root.RemoveAll(done))
			}
			return err
		}
	}
	return nil
}

func last(name string) int {
	if name == archive.ConfigFile {
		return 1
	}
	return 0
}

func moveIn(root *os.Root, stage, name string) error {
	if _, err := root.Lstat(name); err == nil {
		return fmt.Errorf("%s has appeared meanwhile; nothing was written", name)
	}
	if err := root.Rename(path.Join(stage, name), name); err != nil {
		return fmt.Errorf("move %s into place: %w", name, err)
	}
	return nil
}

// Create writes one new file and the folders above it. A file that is there stays
// as it is (the error is fs.ErrExist), and none is left half written.
func Create(root *os.Root, f File) error {
	if err := root.MkdirAll(path.Dir(f.Path), 0o755); err != nil {
		return fmt.Errorf("make the folder of %s: %w", f.Path, err)
	}
	w, err := root.OpenFile(f.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("write %s: %w", f.Path, err)
	}
	_, err = w.Write(f.Data)
	if err = errors.Join(err, w.Close()); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", f.Path, err), root.Remove(f.Path))
	}
	return nil
}
