package generator

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/history"
	"github.com/minutebook/minutebook/generator/output"
)

// Surroundings are what a run depends on beside the records.
type Surroundings struct {
	Version   string
	Lang      diag.Lang
	Locale    string // where Lang was found, such as "LANG=zh_CN.UTF-8"; "" if nowhere
	Now       time.Time
	Local     *time.Location // of the machine
	Git       bool           // the git program can be started
	Dir       string         // the archive, "" if none was found
	NoArchive error          // why none was found
	Out       string         // where build would write
}

// Probe is what was found out about one of the surroundings.
type Probe struct {
	ID       string        // stable
	Name     diag.Text     // of what was looked at
	Severity diag.Severity // Off: all is well
	Message  diag.Message
	Hint     diag.Message // what to do; empty if all is well
}

// Examine looks at the surroundings of a run and writes nothing.
func Examine(ctx context.Context, s Surroundings) []Probe {
	d := &doctor{Surroundings: s}
	d.language()
	d.archive(ctx)
	d.git()
	d.output()
	return d.probes
}

type doctor struct {
	Surroundings
	probes []Probe
}

var probeNames = map[string]diag.Text{
	"version":    {CN: "版本", TW: "版本", EN: "version"},
	"language":   {CN: "语言", TW: "語言", EN: "language"},
	"archive":    {CN: "档案库", TW: "檔案庫", EN: "archive"},
	"config":     {CN: "配置", TW: "設定", EN: "config"},
	"time-zone":  {CN: "时区", TW: "時區", EN: "time zone"},
	"git":        {CN: "Git", TW: "Git", EN: "git"},
	"repository": {CN: "Git 仓库", TW: "Git 儲存庫", EN: "repository"},
	"clock":      {CN: "时钟", TW: "時鐘", EN: "clock"},
	"output":     {CN: "输出", TW: "輸出", EN: "output"},
}

func (d *doctor) say(id string, sev diag.Severity, m, hint diag.Message) {
	d.probes = append(d.probes, Probe{id, probeNames[id], sev, m, hint})
}

func (d *doctor) fine(id string, t diag.Text, args ...any) {
	d.say(id, diag.Off, diag.Say(t, args...), diag.Message{})
}

func (d *doctor) language() {
	d.fine("version", diag.Text{CN: "%s", TW: "%s", EN: "%s"}, d.Version)
	name := map[diag.Lang]diag.Text{
		diag.ZhCN: {CN: "简体中文", TW: "簡體中文", EN: "simplified Chinese"},
		diag.ZhTW: {CN: "繁体中文", TW: "繁體中文", EN: "traditional Chinese"},
		diag.En:   {CN: "英文", TW: "英文", EN: "English"},
	}[d.Lang]
	_, encoding, said := strings.Cut(d.Locale, ".")
	encoding, _, _ = strings.Cut(encoding, "@")
	switch plain := strings.ReplaceAll(strings.ToLower(encoding), "-", ""); {
	case said && plain != "utf8" && runtime.GOOS != "windows":
		d.say("language", diag.Warning,
			diag.Say(diag.Text{CN: "终端的编码是 %s（%s），不是 UTF-8，中文可能显示成乱码", TW: "終端機的編碼是 %s（%s），不是 UTF-8，中文可能顯示成亂碼", EN: "the terminal's encoding is %s (%s) and not UTF-8; Chinese may be garbled"}, encoding, d.Locale),
			diag.Say(diag.Text{CN: "把语言环境改成 UTF-8，如 LANG=zh_CN.UTF-8", TW: "把語言環境改成 UTF-8，如 LANG=zh_TW.UTF-8", EN: "choose a UTF-8 locale such as LANG=en_US.UTF-8"}))
	case d.Locale == "":
		d.fine("language", diag.Text{CN: "%s（没有设置语言环境）；--lang 可以换", TW: "%s（沒有設定語言環境）；--lang 可以換", EN: "%s (no locale is set); --lang chooses another"}, name)
	default:
		d.fine("language", diag.Text{CN: "%s（取自 %s）；--lang 可以换", TW: "%s（取自 %s）；--lang 可以換", EN: "%s (from %s); --lang chooses another"}, name, d.Locale)
	}
}

// archive reads the archive; of what is wrong in it, only what concerns all
// records is told here.
func (d *doctor) archive(ctx context.Context) {
	if d.Dir == "" {
		d.say("archive", diag.Error, diag.Say(diag.Text{CN: "没有找到", TW: "沒有找到", EN: "none found"}), diag.Say(diag.Text{CN: "%s", TW: "%s", EN: "%s"}, d.NoArchive))
		return
	}
	root, err := os.OpenRoot(d.Dir)
	var a *archive.Archive
	if err == nil {
		defer root.Close()
		a, err = archive.Load(ctx, root.FS(), archive.Options{Now: d.Now})
	}
	if err != nil {
		d.say("archive", diag.Error, diag.Say(diag.Text{CN: "%s 读不了：%s", TW: "無法讀取 %s：%s", EN: "%s cannot be read: %s"}, d.Dir, err),
			diag.Say(diag.Text{CN: "看看文件夹在不在，有没有权限", TW: "看看資料夾在不在，有沒有權限", EN: "see that the folder is there and that you may read it"}))
		return
	}
	d.fine("archive", diag.Text{CN: "%s：%d 份记录", TW: "%s：%d 份記錄", EN: "%s: %d records"}, d.Dir, len(a.Records))
	d.config(a)
	d.zone(a)
}

func (d *doctor) config(a *archive.Archive) {
	wrong, first := 0, ""
	for _, doc := range a.Documents {
		if !strings.HasSuffix(doc.Path, ".yaml") {
			continue
		}
		for _, f := range doc.Findings {
			if a.Config.Severity(f.Rule, f.Severity, f.File, "") == diag.Error {
				wrong++
				if first == "" {
					first = doc.Path
				}
			}
		}
	}
	if wrong > 0 {
		d.say("config", diag.Error, diag.Say(diag.Text{CN: "配置和登记册里有 %d 个错误，第一个在 %s", TW: "設定和登記冊裡有 %d 個錯誤，第一個在 %s", EN: "errors in the config and the registers: %d, the first in %s"}, wrong, first),
			diag.Say(diag.Text{CN: "minutebook check 逐个列出", TW: "minutebook check 逐個列出", EN: "minutebook check lists them"}))
		return
	}
	d.fine("config", diag.Text{CN: "“%s”，语言 %s", TW: "「%s」，語言 %s", EN: "%q, in %s"}, a.Config.Title, string(a.Config.Languages[0]))
}

// zone compares the archive's with the machine's, in which a time without a zone
// on the command line is read.
func (d *doctor) zone(a *archive.Archive) {
	_, here := d.Now.In(d.Local).Zone()
	if _, there := d.Now.In(a.Config.Zone).Zone(); here == there {
		d.fine("time-zone", diag.Text{CN: "%s，与本机相同", TW: "%s，與本機相同", EN: "%s, as on this machine"}, a.Config.Zone)
		return
	}
	d.say("time-zone", diag.Warning,
		diag.Say(diag.Text{CN: "档案库用 %s，本机此刻是 UTC%s；--now 里没写时区的时间按本机理解", TW: "檔案庫用 %s，本機此刻是 UTC%s；--now 裡沒寫時區的時間按本機理解", EN: "the archive is in %s, this machine at UTC%s; a --now without a zone is read as this machine's"}, a.Config.Zone, d.Now.In(d.Local).Format("-07:00")),
		diag.Say(diag.Text{CN: "要精确时写全，如 --now 2025-06-15T14:30:00+08:00", TW: "要精確時寫全，如 --now 2025-06-15T14:30:00+08:00", EN: "to be exact write the zone, as in --now 2025-06-15T14:30:00+08:00"}))
}

func (d *doctor) git() {
	if d.Git {
		d.fine("git", diag.Text{CN: "已安装", TW: "已安裝", EN: "installed"})
	} else {
		d.say("git", diag.Warning, diag.Say(diag.Text{CN: "没有找到 git 程序", TW: "沒有找到 git 程式", EN: "the git program is not found"}),
			diag.Say(diag.Text{CN: "安装 Git；检查和生成不需要它，提交改动和 init --git 需要", TW: "安裝 Git；檢查和產生不需要它，提交變更和 init --git 需要", EN: "install Git; check and build do without it, committing and init --git do not"}))
	}
	if d.Dir == "" {
		return
	}
	state, there, err := history.Look(d.Dir)
	newest, committed := time.Time{}, false
	if err == nil && there {
		newest, committed, err = history.Newest(d.Dir)
	}
	warn := func(m, hint diag.Message) { d.say("repository", diag.Warning, m, hint) }
	if err != nil {
		warn(diag.Say(diag.Text{CN: "读不了：%s", TW: "無法讀取：%s", EN: "it cannot be read: %s"}, err),
			diag.Say(diag.Text{CN: "用 git status 看看出了什么事", TW: "用 git status 看看出了什麼事", EN: "see what git status says"}))
		return
	}
	before := len(d.probes)
	switch {
	case !there:
		warn(diag.Say(diag.Text{CN: "档案库不在 Git 仓库里，改动没有历史", TW: "檔案庫不在 Git 儲存庫裡，變更沒有歷史", EN: "the archive is in no Git repository, so changes leave no history"}),
			diag.Say(diag.Text{CN: "在档案库里执行 git init", TW: "在檔案庫裡執行 git init", EN: "run git init in the archive"}))
	case !committed:
		warn(diag.Say(diag.Text{CN: "还没有任何提交", TW: "還沒有任何提交", EN: "nothing is committed yet"}),
			diag.Say(diag.Text{CN: "执行 git add 和 git commit", TW: "執行 git add 和 git commit", EN: "run git add and git commit"}))
	case state.Shallow:
		warn(diag.Say(diag.Text{CN: "是浅克隆，历史不全，发布时间会不对或未知", TW: "是淺層複製，歷史不全，發布時間會不對或未知", EN: "it is a shallow clone: history is cut off, and dates taken from it are wrong or unknown"}),
			diag.Say(diag.Text{CN: "执行 git fetch --unshallow；在 CI 里设 fetch-depth: 0", TW: "執行 git fetch --unshallow；在 CI 裡設 fetch-depth: 0", EN: "run git fetch --unshallow; in CI set fetch-depth: 0"}))
	}
	if committed && state.Changed > 0 {
		warn(diag.Say(diag.Text{CN: "有 %d 个文件的改动没有提交", TW: "有 %d 個檔案的變更沒有提交", EN: "files with changes that are not committed: %d"}, state.Changed),
			diag.Say(diag.Text{CN: "用 git status 查看，再提交或撤销", TW: "用 git status 檢視，再提交或復原", EN: "look with git status, then commit or undo them"}))
	}
	if committed && newest.After(d.Now) {
		d.say("clock", diag.Warning,
			diag.Say(diag.Text{CN: "最新的提交在将来：%s", TW: "最新的提交在將來：%s", EN: "the newest commit is in the future: %s"}, newest.Format(time.RFC3339)),
			diag.Say(diag.Text{CN: "核对本机的日期和时间", TW: "核對本機的日期和時間", EN: "see that date and time of this machine are right"}))
	}
	if len(d.probes) == before {
		d.fine("repository", diag.Text{CN: "历史完整，没有未提交的改动", TW: "歷史完整，沒有未提交的變更", EN: "the history is whole and everything is committed"})
	}
}

// output looks at the folder build would write.
func (d *doctor) output() {
	entries, err := os.ReadDir(d.Out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.fine("output", diag.Text{CN: "%s 还没有；build 会新建", TW: "%s 還沒有；build 會新建", EN: "%s is not there yet; build makes it"}, d.Out)
		return
	case err == nil && len(entries) == 0:
		d.fine("output", diag.Text{CN: "%s 是空的，可以写", TW: "%s 是空的，可以寫", EN: "%s is empty and may be written"}, d.Out)
		return
	}
	another := diag.Say(diag.Text{CN: "把它移走，或用 --out 换一个文件夹", TW: "把它移走，或用 --out 換一個資料夾", EN: "move it away, or choose another folder with --out"})
	if err != nil {
		d.say("output", diag.Error, diag.Say(diag.Text{CN: "%s 不能用：%s", TW: "%s 不能用：%s", EN: "%s cannot be used: %s"}, d.Out, err), another)
		return
	}
	problems, err := output.Verify(d.Out)
	extra, other := 0, 0
	for _, p := range problems {
		if p.Kind == output.Extra {
			extra++
		} else {
			other++
		}
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.say("output", diag.Error, diag.Say(diag.Text{CN: "%s 不是本程序写出的，build 不会动它", TW: "%s 不是本程式寫出的，build 不會動它", EN: "%s was not written by this program, and build leaves it alone"}, d.Out), another)
	case err != nil:
		d.say("output", diag.Error, diag.Say(diag.Text{CN: "%s 不能用：%s", TW: "%s 不能用：%s", EN: "%s cannot be used: %s"}, d.Out, err), another)
	case extra > 0:
		d.say("output", diag.Error, diag.Say(diag.Text{CN: "%s 里有 %d 个不是本程序写的文件，build 不会动它", TW: "%s 裡有 %d 個不是本程式寫的檔案，build 不會動它", EN: "%s is left alone by build: files in it that this program did not write: %d"}, d.Out, extra), another)
	case other > 0:
		d.say("output", diag.Warning, diag.Say(diag.Text{CN: "%s 里有 %d 个页面缺了或被改过", TW: "%s 裡有 %d 個頁面缺了或被改過", EN: "pages of %s that are missing or were changed: %d"}, d.Out, other),
			diag.Say(diag.Text{CN: "再执行一次 minutebook build", TW: "再執行一次 minutebook build", EN: "run minutebook build again"}))
	default:
		d.fine("output", diag.Text{CN: "%s 是本程序写出的，完好", TW: "%s 是本程式寫出的，完好", EN: "%s was written by this program and is whole"}, d.Out)
	}
}
