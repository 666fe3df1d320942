package check

import (
	"testing"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/schema"
)

func TestCompareVersions(t *testing.T) {
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"V1.9", "V1.10", -1}, {"v2", "V1.9.9", 1}, {"1.0", "V1", 0}, {"V1.0.0", "1", 0}, {"V1.0.1", "V1", 1},
	} {
		if got := compareVersions(tc.a, tc.b); got != tc.want {
			t.Errorf("compareVersions(%s, %s) = %d, want %d", tc.a, tc.b, got, tc.want)
		}
	}
}

func TestVersionedNames(t *testing.T) {
	for name, want := range map[string]bool{
		"产品需求文档V1.0-20240520.docx": true, "需求规格目录V1.0-20250624.txt": true, "Minutes_v2.1-20250101.pdf": true,
		"产品需求文档.docx": false, "产品需求文档V1.0.docx": false, "产品需求文档-20240520.docx": false,
		"产品需求文档V1.0-20240230.docx": false, "V1.0-20240520.docx": false, "产品需求文档V1.0-20240520": false,
	} {
		if _, ok := parseVersionedName(name); ok != want {
			t.Errorf("parseVersionedName(%q) = %v, want %v", name, ok, want)
		}
	}
}

func TestProperName(t *testing.T) {
	day := func(s string) schema.Moment { m, _ := schema.ParseMoment(s, shanghai); return m }
	for _, tc := range []struct {
		base string
		at   archive.Attachment
		want string
	}{
		{"产品需求文档.docx", archive.Attachment{}, "产品需求文档V1.0-20250601.docx"},
		{"产品需求文档_v2.1_最终版.docx", archive.Attachment{}, "产品需求文档V2.1-20250601.docx"},
		{"产品需求文档20240520.docx", archive.Attachment{Version: "1.3"}, "产品需求文档V1.3-20240520.docx"},
		{"产品需求文档V1.0-20240520.docx", archive.Attachment{Version: "V1.1", Date: day("2024-06-01")}, "产品需求文档V1.1-20240601.docx"},
	} {
		if got := properName(tc.base, &tc.at, day("2025-06-01")); got != tc.want {
			t.Errorf("properName(%q) = %q, want %q", tc.base, got, tc.want)
		}
	}
}

func TestControlRules(t *testing.T) {
	rows{
		{"a number of another year is no hole", Example{Files: documentFile("parking", "doc_no: WH-HQ-2001")}, ""},
		{"a number with words behind it", Example{Of: "seating", Front: "doc_no: 望后〔2025〕1号", Files: documentFile("parking", "doc_no: 望后〔2025〕3号")}, "doc-no-gap 望后〔2025〕3号"},
		{"the same in another year", Example{Of: "seating", Front: "doc_no: 望后〔2024〕1号", Files: documentFile("parking", "doc_no: 望后〔2025〕3号")}, ""},
		{"revisions out of order are one finding", Example{Of: "seating", Front: "version: V1.1\nrevisions:\n  - {version: V1.1, date: 2025-06-01, change: 增加时限, approver: 周凯}\n  - {version: V1.0, date: 2025-05-01, change: 首次发布, approver: 周凯}"}, "revision-order {version: V1.0, date: 2025-05-01, change: 首次发布, approver: 周凯}"},
		{"a revision before anybody signed", Example{Of: "2025-08-28-branch", Front: "version: V1.1\nrevisions:\n  - {version: V1.0, date: 2025-08-28, change: 首次发布}\n  - {version: V1.1, date: 2025-08-29, change: 改正地点}\nconfirmations:\n  - {person: 王芳, role: 审核人, verdict: 同意, at: 2025-08-29 09:00}"}, ""},
	}.run(t)
}
