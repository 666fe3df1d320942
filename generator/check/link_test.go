package check

import (
	"context"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/archive"
)

func TestSchemeOf(t *testing.T) {
	for dest, want := range map[string]string{
		"https://example.org": "https", "HTTP://example.org": "http", "mailto:a@b.example": "mailto", "tel:+86-10": "tel",
		"javascript:alert(1)": "javascript", "JaVaScRiPt:alert(1)": "javascript", "java\tscript:alert(1)": "javascript", " \x01javascript:alert(1)": "javascript",
		"data:text/html,x": "data", "vbscript:x": "vbscript", "ms-msdt:/id": "ms-msdt", "file:///etc": "file", `C:\a.docx`: "c",
		"//evil.example": "//", `\\evil\share`: "//", `/\evil.example`: "//",
		"notes.md": "", "会议:纪要.md": "", "../a/b.md#a1": "", "#a1": "", "/minutes/a.md": "", "": "",
	} {
		if got := schemeOf(dest); got != want {
			t.Errorf("schemeOf(%q) = %q, want %q", dest, got, want)
		}
	}
}

func TestLocalTarget(t *testing.T) {
	const from = "minutes/2025/2025-07-10-weekly.md"
	for _, tc := range []struct {
		dest, target, anchor string
		ok                   bool
	}{
		{"a.md#a1", "minutes/2025/a.md", "a1", true},
		{"../2024/%E7%BA%AA%E8%A6%81.md", "minutes/2024/纪要.md", "", true},
		{"/documents/a.csv?raw=1", "documents/a.csv", "", true},
		{"#%E5%86%B3%E8%AE%AE", "", "决议", true},
		{"../../../etc/passwd", "../etc/passwd", "", true},
		{"https://example.org/a.md", "", "", false},
		{"", "", "", false},
	} {
		target, anchor, ok := localTarget(from, tc.dest)
		if target != tc.target || anchor != tc.anchor || ok != tc.ok {
			t.Errorf("localTarget(%q) = %q, %q, %v", tc.dest, target, anchor, ok)
		}
	}
}

func TestLinkRules(t *testing.T) {
	text := func(s string) Example {
		return Example{Of: "2025-07-10-weekly", Body: "## 会议内容\n\n" + s + "\n\n"}
	}
	rows{
		{"a heading of this record by its words", text("见[上文](#上次会议待办跟进)。"), ""},
		{"a heading that is not there", text("见[上文](#附录)。"), "link-broken [上文](#附录)"},
		{"an action that is not there", text("见[启动会](2025-06-15-kickoff-minutes.md#a9)。"), "link-broken [启动会](2025-06-15-kickoff-minutes.md#a9)"},
		{"a numbered heading", text("见[启动会](2025-06-15-kickoff-minutes.md#三决议事项)。"), ""},
		{"a file out of the archive", text("见[密码](../../../etc/passwd)。"), "link-broken [密码](../../../etc/passwd)"},
		{"a folder", text("见[全部](../2025)。"), "link-broken [全部](../2025)"},
		{"a host without a scheme", text("见[外部](//files.example/a)。"), "link-scheme [外部](//files.example/a)"},
		{"a picture of another site", text("![图](https://pictures.example/a.png)"), ""},
		{"a picture as data", text("![图](data:image/png;base64,AAAA)"), "link-scheme ![图](data:image/png;base64,AAAA)"},
		{"a link in code is no link", text("写成 `[上文](#附录)`。"), ""},
		{"a record as material of a meeting", Example{Of: "2025-06-15-kickoff", Front: "materials: [../../minutes/2025/2025-07-10-weekly.md]"}, ""},
		{"a record found by its file though it has an id", Example{Files: strings.Replace(documentFile("parking", "id: WH-P\ndoc_no: WH-HQ-002"), "东门停车场。", "[东门](../documents/parking.md)停车场。", 1)}, ""},
	}.run(t)
}

// What is no ordinary file is told apart from what is not there.
func TestUnsafeAttachments(t *testing.T) {
	fsys := baseFiles(t)
	e := Example{Of: "seating", Front: "attachments:\n  - {file: 快捷方式V1.0-20250601.csv}\n  - {file: 清单}\n  - {file: ../../机密V1.0-20250601.csv}\n  - {file: 没有V1.0-20250601.csv}"}
	e.apply(t, fsys)
	fsys["documents/快捷方式V1.0-20250601.csv"] = &fstest.MapFile{Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}
	fsys["documents/清单/房间V1.0-20250601.csv"] = &fstest.MapFile{Data: []byte("x")}
	a, err := archive.Load(context.Background(), fsys, archive.Options{Now: baseNow})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range Run(a, 0) {
		got = append(got, f.Rule)
	}
	want := "attachment-unsafe attachment-unsafe attachment-unsafe attachment-missing attachment-unlisted"
	if s := strings.Join(got, " "); s != want {
		t.Errorf("got %q, want %q", s, want)
	}
}
