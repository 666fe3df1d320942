package check

import (
	"cmp"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/schema"
)

// Rules about numbers, versions and the names of files. That a signed record is
// frozen and a kept one not deleted shows only in a change, not in one state.
var controlRules = []*Rule{
	{
		ID: "doc-no-duplicate", Group: Control, Severity: diag.Error,
		Title:   t("文件编号不重复", "文件編號不重複", "a document number is used once"),
		Why:     t("一个编号两份文件，引用时不知道指哪一份", "一個編號兩份文件，引用時不知道指哪一份", "with one number on two documents nobody knows which is meant"),
		Bad:     Example{Files: documentFile("parking", "doc_no: wh-hq-001")},
		Good:    Example{Files: documentFile("parking", "doc_no: WH-HQ-001\nsupersedes: seating")},
		archive: docNoDuplicate,
	},
	{
		ID: "doc-no-gap", Group: Control, Severity: diag.Warning,
		Title:   t("文件编号不缺号", "文件編號不缺號", "document numbers have no holes"),
		Why:     t("缺号说明有文件没有入档，或编错了号", "缺號說明有文件沒有入檔，或編錯了號", "a hole means that a document was not filed, or a number is wrong"),
		Bad:     Example{Files: documentFile("parking", "doc_no: WH-HQ-004")},
		Good:    Example{Files: documentFile("parking", "doc_no: WH-HQ-002")},
		archive: docNoGap,
	},
	{
		ID: "archive-no-duplicate", Group: Control, Severity: diag.Error,
		Title:   t("档号不重复", "檔號不重複", "an archive number is used once"),
		Why:     t("移交时一个档号只能对应一件（DA/T 22 归档文件整理规则）", "移交時一個檔號只能對應一件（DA/T 22 歸檔文件整理規則）", "at hand-over one archive number stands for one item (DA/T 22)"),
		Bad:     Example{Of: "2025-08-20-stop", Front: "archive_no: WH-2025-0001", Files: documentFile("parking", "doc_no: WH-HQ-002\narchive_no: WH-2025-0001")},
		Good:    Example{Of: "2025-08-20-stop", Front: "archive_no: WH-2025-0001", Files: documentFile("parking", "doc_no: WH-HQ-002\narchive_no: WH-2025-0002")},
		archive: archiveNoDuplicate,
	},
	{
		ID: "version-revision", Group: Control, Severity: diag.Error,
		Title:  t("版本与最后一条修订记录一致", "版本與最後一條修訂記錄一致", "the version is that of the last revision"),
		Why:    t("两处不同，就不知道手里的是不是最新版", "兩處不同，就不知道手裡的是不是最新版", "if they differ nobody knows whether this is the latest"),
		Bad:    Example{Of: "seating", Front: "version: V1.1"},
		Good:   Example{Of: "seating", Front: "version: 1.0.0"},
		record: versionRevision,
	},
	{
		ID: "revision-order", Group: Control, Severity: diag.Error,
		Title:  t("修订记录按版本和日期递增", "修訂記錄按版本和日期遞增", "revisions ascend in version and date"),
		Why:    t("顺序乱了，看不出改动的先后", "順序亂了，看不出改動的先後", "out of order they do not show what came after what"),
		Bad:    Example{Of: "seating", Front: "version: V1.10\nrevisions:\n  - {version: V1.10, date: 2025-06-01, change: 增加预订时限, approver: 周凯}\n  - {version: V1.9, date: 2025-06-01, change: 首次发布, approver: 周凯}"},
		Good:   Example{Of: "seating", Front: "version: V1.10\nrevisions:\n  - {version: V1.9, date: 2025-05-01, change: 首次发布, approver: 周凯}\n  - {version: V1.10, date: 2025-06-01, change: 增加预订时限, approver: 周凯}"},
		record: revisionOrder,
	},
	{
		ID: "revision-approver", Group: Control, Severity: diag.Error,
		Title:  t("改动已签字的记录，修订记录写明批准人", "改動已簽字的記錄，修訂記錄寫明批准人", "a revision of a signed record names who approved it"),
		Why:    t("签过字的内容不能由一个人说改就改", "簽過字的內容不能由一個人說改就改", "what was signed is not changed on one person's word"),
		Bad:    Example{Of: "2025-07-10-weekly", Front: "version: V1.1\nrevisions:\n  - {version: V1.0, date: 2025-07-10, change: 首次发布, approver: 王芳}\n  - {version: V1.1, date: 2025-07-14, change: 改正用例条数}"},
		Good:   Example{Of: "2025-07-10-weekly", Front: "version: V1.1\nrevisions:\n  - {version: V1.0, date: 2025-07-10, change: 首次发布}\n  - {version: V1.1, date: 2025-07-14, change: 改正用例条数, approver: 王芳}"},
		record: revisionApprover,
	},
	{
		ID: "attachment-name", Group: Control, Severity: diag.Warning,
		Title:  t("附件名写明主题、版本和日期", "附件名寫明主題、版本和日期", "an attachment's name tells its subject, version and date"),
		Why:    t("离开档案库的文件，只有文件名说得出它是哪一版", "離開檔案庫的檔案，只有檔名說得出它是哪一版", "once out of the archive, only its name tells which version a file is"),
		Bad:    Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单最终版.csv, version: V1.2}", Files: "-- documents/会议室清单最终版.csv --\n房间,座位\n"},
		Good:   Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.2-20250601.csv, version: v1.2}", Files: "-- documents/会议室清单V1.2-20250601.csv --\n房间,座位\n"},
		record: attachmentName,
	},
	{
		ID: "attachment-latest", Group: Control, Severity: diag.Warning,
		Title:   t("引用当时最新的一版附件", "引用當時最新的一版附件", "the version of an attachment referred to is the newest of its day"),
		Why:     t("拿着旧版开会，说的不是一回事", "拿著舊版開會，說的不是一回事", "those who work from an old version talk of something else"),
		Bad:     Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.2-20250520.csv}", Files: "-- documents/会议室清单V1.2-20250520.csv --\n房间,座位\n-- documents/会议室清单V1.10-20250601.csv --\n房间,座位\n-- notices/2025/2025-08-29-rooms.md --\n" + roomsNotice},
		Good:    Example{Of: "seating", Front: "attachments:\n  - {file: 会议室清单V1.2-20250520.csv}", Files: "-- documents/会议室清单V1.2-20250520.csv --\n房间,座位\n-- documents/会议室清单V1.10-20250820.csv --\n房间,座位\n-- notices/2025/2025-08-29-rooms.md --\n" + strings.ReplaceAll(roomsNotice, "20250601", "20250820")},
		archive: attachmentLatest,
	},
}

// documentFile is a document with lines of front matter of its own.
func documentFile(id, more string) string {
	return "-- documents/" + id + ".md --\n---\ntitle: 访客停车管理办法\nunit: 后勤处\ndate: 2025-06-10\n" + more +
		"\nversion: V1.0\nprepared_by: 李伟（后勤）\napproved_by: 周凯\nrevisions:\n  - {version: V1.0, date: 2025-06-10, change: 首次发布, approver: 周凯}\n" +
		"confirmations:\n  - {person: 周凯, role: 批准人, verdict: 同意, at: 2025-06-10 16:00}\n---\n\n访客车辆停放在东门停车场。\n"
}

// roomsNotice refers to the newer of two versions.
const roomsNotice = `---
title: 会议室清单更新通知
unit: 后勤处
date: 2025-08-29
units: 信息中心
effective: 2025-08-29
attachments:
  - {file: ../../documents/会议室清单V1.10-20250601.csv}
---

## 通知内容

新增 205 会议室，20 座。
`

func docNoDuplicate(p *pass)     { p.numberTwice("doc_no") }
func archiveNoDuplicate(p *pass) { p.numberTwice("archive_no") }

// numberTwice reports a number that an earlier record has. A record that
// supersedes the other may keep its number.
func (p *pass) numberTwice(field string) {
	first := map[string]*archive.Record{}
	for _, r := range p.a.Records {
		n := strings.ToLower(r.Values.Text(field))
		if n == "" {
			continue
		}
		old := first[n]
		if old == nil || slices.Contains(r.Supersedes, old) || slices.Contains(old.Supersedes, r) {
			first[n] = r
			continue
		}
		p.reportKey(r, field, say("编号“%s”已用于《%s》", "編號「%s」已用於《%s》", "number %q is already that of %q", r.Values.Text(field), old.Title),
			say("换一个号；同一文件的新版写 supersedes: %s", "換一個號；同一文件的新版寫 supersedes: %s", "take another; a new version of the same document has supersedes: %s", old.ID))
	}
}

// numbered is a document number cut into the words around its last digits.
var numbered = lazy(`^(.*?)(\d{1,9})(\D*)$`)

// newRange is how far apart two numbers are that belong to different ranges, for
// example of two years.
const newRange = 100

func docNoGap(p *pass) {
	type number struct {
		n      int
		record *archive.Record
	}
	ranges := map[string][]number{}
	for _, r := range p.a.Records {
		if m := numbered().FindStringSubmatch(strings.ToLower(r.Values.Text("doc_no"))); m != nil {
			n, _ := strconv.Atoi(m[2])
			ranges[m[1]+"…"+m[3]] = append(ranges[m[1]+"…"+m[3]], number{n, r})
		}
	}
	for _, ns := range ranges {
		slices.SortStableFunc(ns, func(a, b number) int { return cmp.Compare(a.n, b.n) })
		for i := 1; i < len(ns); i++ {
			hole, r := ns[i].n-ns[i-1].n-1, ns[i].record
			if hole < 1 || hole >= newRange {
				continue
			}
			p.reportKey(r, "doc_no", say("“%s”与“%s”之间缺 %d 个号", "「%s」與「%s」之間缺 %d 個號", "between %q and %q, %d missing", ns[i-1].record.Values.Text("doc_no"), r.Values.Text("doc_no"), hole),
				say("补录缺的文件，或改正编号", "補錄缺的文件，或改正編號", "file what is missing, or mend the number"))
		}
	}
}

// compareVersions orders V1.9 before V1.10; parts that are not there are 0.
func compareVersions(a, b string) int {
	x, y := versionParts(a), versionParts(b)
	for i := range max(len(x), len(y)) {
		if c := cmp.Compare(versionPart(x, i), versionPart(y, i)); c != 0 {
			return c
		}
	}
	return 0
}

func versionParts(s string) []string { return strings.Split(strings.TrimLeft(s, "Vv"), ".") }

func versionPart(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, _ := strconv.Atoi(parts[i])
	return n
}

// versionRevision goes by the highest version, so that revisions out of order
// are one finding and not two.
func versionRevision(p *pass, r *archive.Record) {
	last := ""
	for _, x := range r.Values.Items("revisions") {
		if v := x.Object().Text("version"); v != "" && (last == "" || compareVersions(v, last) > 0) {
			last = v
		}
	}
	if v := r.Values.Text("version"); v != "" && last != "" && compareVersions(v, last) != 0 {
		p.reportKey(r, "version", say("版本是 %s，修订记录最后是 %s", "版本是 %s，修訂記錄最後是 %s", "the version is %s, the last revision %s", v, last),
			say("补一条修订记录，或改正版本", "補一條修訂記錄，或改正版本", "add the revision, or mend the version"))
	}
}

func revisionOrder(p *pass, r *archive.Record) {
	items := r.Values.Items("revisions")
	for i := 1; i < len(items); i++ {
		a, b := items[i-1].Object(), items[i].Object()
		va, vb := a.Text("version"), b.Text("version")
		da, db := a.Moment("date"), b.Moment("date")
		if va == "" || vb == "" || compareVersions(va, vb) < 0 && (da.IsZero() || db.IsZero() || !db.Before(da.Time)) {
			continue
		}
		p.report(r, items[i].Span, say("%s（%s）排在 %s（%s）之后", "%s（%s）排在 %s（%s）之後", "%s (%s) stands behind %s (%s)", vb, db, va, da),
			say("从旧到新排列；版本和日期都递增", "從舊到新排列；版本和日期都遞增", "list them from old to new, with version and date going up"))
		return
	}
}

// revisionApprover leaves the first revision alone: nothing had been signed. It
// leaves types alone that ask for an approver anyway.
func revisionApprover(p *pass, r *archive.Record) {
	if f := r.Type.Field("revisions"); !r.Signed() || f.Field("approver") == nil || f.Field("approver").Required.Always {
		return
	}
	for i, x := range r.Values.Items("revisions") {
		if i > 0 && x.Object().Get("approver") == nil {
			p.report(r, x.Span, say("%s 改动了已签字的记录，没有写批准人", "%s 改動了已簽字的記錄，沒有寫批准人", "%s changes a signed record and names no approver", x.Object().Text("version")),
				say("写 approver: 姓名", "寫 approver: 姓名", "write approver: NAME"))
		}
	}
}

// versionedName is 主题V1.0-20240520.docx taken apart.
type versionedName struct {
	subject, version, date, ext string
}

var versionedNameForm = lazy(`^(.+?)[-_ ]?[Vv](\d{1,6}(?:\.\d{1,6}){0,3})-(\d{8})(\.[A-Za-z0-9]{1,8})$`)

func parseVersionedName(name string) (versionedName, bool) {
	m := versionedNameForm().FindStringSubmatch(name)
	if m == nil {
		return versionedName{}, false
	}
	_, err := time.Parse("20060102", m[3])
	return versionedName{m[1], "V" + m[2], m[3], m[4]}, err == nil
}

func (f versionedName) String() string { return f.subject + f.version + "-" + f.date + f.ext }

// attachmentName checks the names of files that a field names and that are there.
func attachmentName(p *pass, r *archive.Record) {
	for _, at := range r.Attached {
		if at.Linked || at.File == nil || !at.File.Regular {
			continue
		}
		base := path.Base(at.Path)
		have, ok := parseVersionedName(base)
		if ok && (at.Version == "" || compareVersions(at.Version, have.version) == 0) && (at.Date.IsZero() || at.Date.Format("20060102") == have.date) {
			continue
		}
		p.report(r, at.Span, say("附件名“%s”应写明主题、版本和日期", "附件名「%s」應寫明主題、版本和日期", "the name %q should tell subject, version and date", base),
			say("改为 %s", "改為 %s", "name it %s", properName(base, at, r.Date)))
	}
}

// loose matches what people write into a name instead of a version and a date.
var loose = lazy(`[-_ ]*(?:[Vv]\d+(?:\.\d+)*|\d{8}|\d{4}-\d{2}-\d{2}|[（(]?(?:最终版|最終版|定稿|终稿|修订版|修訂版|final)[)）]?)`)

var (
	looseVersion = lazy(`[Vv]\d+(?:\.\d+)*`)
	looseDate    = lazy(`\d{8}`)
)

// properName is the name a file should have, from what its line and its present
// name tell.
func properName(base string, at *archive.Attachment, day schema.Moment) string {
	ext := path.Ext(base)
	stem := strings.TrimSuffix(base, ext)
	f := versionedName{strings.Trim(loose().ReplaceAllString(stem, ""), "-_ "), "V1.0", day.Format("20060102"), ext}
	f.version = cmp.Or(at.Version, looseVersion().FindString(stem), f.version)
	f.version = "V" + strings.TrimLeft(f.version, "Vv")
	if d := looseDate().FindString(stem); d != "" {
		f.date = d
	}
	if !at.Date.IsZero() {
		f.date = at.Date.Format("20060102")
	}
	return f.String()
}

// attachmentLatest compares files of one subject in one folder. A version that
// came after the record is no concern of the record's.
func attachmentLatest(p *pass) {
	type series struct{ folder, subject, ext string }
	newest := map[series][]versionedName{}
	of := func(p string) (series, versionedName, bool) {
		f, ok := parseVersionedName(path.Base(p))
		return series{path.Dir(p), f.subject, f.ext}, f, ok
	}
	for file, info := range p.a.Files {
		if s, f, ok := of(file); ok && info.Regular {
			newest[s] = append(newest[s], f)
		}
	}
	for _, fs := range newest {
		slices.SortFunc(fs, func(a, b versionedName) int {
			return cmp.Or(compareVersions(b.version, a.version), cmp.Compare(b.date, a.date))
		})
	}
	for _, r := range p.a.Records {
		day := r.Date.Format("20060102")
		for _, at := range r.Attached {
			s, have, ok := of(at.Path)
			if !ok || at.File == nil || r.Date.IsZero() {
				continue
			}
			i := slices.IndexFunc(newest[s], func(f versionedName) bool { return f.date <= day })
			if i < 0 || compareVersions(newest[s][i].version, have.version) <= 0 {
				continue
			}
			p.report(r, at.Span, say("“%s”在当时已有更新的一版", "「%s」在當時已有更新的一版", "of %q there was a newer version then", path.Base(at.Path)),
				say("引用 %s", "引用 %s", "refer to %s", newest[s][i]))
		}
	}
}
