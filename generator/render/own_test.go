package render

import (
	"io"
	"io/fs"
	"maps"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/minutebook/minutebook/generator/archive"
	"github.com/minutebook/minutebook/generator/diag"
)

// withOwn is an archive of one record that brings templates along.
func withOwn(own map[string]string) map[string]string {
	files := map[string]string{"minutes/2025/2025-06-15-kickoff.md": record("date: 2025-06-15\naudience: public\n", "正文。\n")}
	maps.Copy(files, own)
	return files
}

func TestOwnTemplates(t *testing.T) {
	v, files := view(t, withOwn(map[string]string{
		"templates/pages/plain.html":  `{{define "main"}}<h1>自己的版面</h1><img src="{{.Root}}{{static "logo.svg"}}" alt="">{{end}}`,
		"templates/static/logo.svg":   "<svg xmlns='http://www.w3.org/2000/svg'/>",
		"templates/static/style.css":  "/* 自己的样式 */",
		"templates/messages/own.yaml": "skip: [直达正文, 直達正文, Straight to the text]\n",
		"templates/pages/plain.html~": "what an editor left",
	}), "public")
	pages := site(t, v, Options{Files: files})
	logo, style := "", ""
	for p, b := range pages {
		switch {
		case strings.HasPrefix(p, "static/logo."):
			logo = p
		case strings.HasPrefix(p, "static/style."):
			style = string(b)
		}
	}
	if logo == "" || style != "/* 自己的样式 */" {
		t.Fatalf("the logo is %q, the style %q", logo, style)
	}
	got := string(pages["accessibility.html"])
	for _, want := range []string{"<h1>自己的版面</h1>", `<img src="` + logo + `" alt="">`, ">直达正文</a>"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in\n%s", want, got)
		}
	}
	if record := string(pages["records/2025-06-15-kickoff.html"]); !strings.Contains(record, "<p>正文。</p>") || strings.Contains(record, "自己的版面") {
		t.Errorf("a page that was not replaced is\n%s", record)
	}
}

// Another logo is another site, though no template changed.
func TestDigestCoversOwnTemplates(t *testing.T) {
	digest := func(logo, plain string) [32]byte {
		v, files := view(t, withOwn(map[string]string{"templates/pages/plain.html": plain, "templates/static/logo.svg": logo}), "public")
		s, err := New(v, Options{Files: files})
		if err != nil {
			t.Fatal(err)
		}
		p, ok := s.Page("accessibility.html")
		if !ok {
			t.Fatal("no page")
		}
		return p.Digest
	}
	first := digest("<svg/>", `{{define "main"}}{{static "logo.svg"}}{{end}}`)
	if digest("<svg/>", `{{define "main"}}{{static "logo.svg"}}{{end}}`) != first {
		t.Error("the same templates give another digest")
	}
	if digest("<svg><g/></svg>", `{{define "main"}}{{static "logo.svg"}}{{end}}`) == first {
		t.Error("another logo gives the same digest")
	}
	if digest("<svg/>", `{{define "main"}}{{static "logo.svg"}} {{end}}`) == first {
		t.Error("another template gives the same digest")
	}
}

func TestBrokenOwnTemplates(t *testing.T) {
	tests := []struct{ name, path, text, want string }{
		{"syntax", "templates/pages/home.html", "{{define \"main\"}}\n{{end", `template: templates/pages/home.html:2: unclosed action`},
		{"function", "templates/pages/home.html", "{{define \"main\"}}\n{{nothing}}{{end}}", `template: templates/pages/home.html:2: function "nothing" not defined`},
		{"field", "templates/pages/home.html", "{{define \"main\"}}\n{{.Nothing}}{{end}}", `template: templates/pages/home.html:2:2: executing "main" at <.Nothing>`},
		{"phrase", "templates/pages/home.html", "{{define \"main\"}}\n{{t \"nothing\"}}{{end}}", `templates/pages/home.html:2:2: executing "main" at <t "nothing">: error calling t: no phrase "nothing" in messages/`},
		{"chrome", "templates/pages/chrome.html", `{{define "top"}}` + "\n{{.Nothing}}{{end}}" + `{{define "foot"}}{{end}}`, `templates/pages/chrome.html:2:2: executing`},
		{"layout", "templates/pages/layout.html", "<html>\n{{.Nothing}}", `template: templates/pages/layout.html:2:2: executing`},
		{"static", "templates/pages/home.html", "{{define \"main\"}}{{static \"logo.svg\"}}{{end}}", `no file "logo.svg" in static/`},
		{"no such page", "templates/pages/hom.html", "x", "templates/pages/hom.html: the program has no page of this name to replace"},
		{"no such phrase", "templates/messages/own.yaml", "skip: [a, b, c]\nskipp: [a, b, c]\n", `templates/messages/own.yaml:2: no phrase "skipp" to replace`},
		{"languages", "templates/messages/own.yaml", "skip: [a]\n", `templates/messages/own.yaml:1: "skip" is not said in every language`},
		{"no phrases", "templates/messages/own.yaml", "just text\n", "templates/messages/own.yaml:1: "},
		{"name", "templates/static/标志.svg", "x", "templates/static/标志.svg: name it with letters, digits, - and _, and an extension"},
		{"size", "templates/static/big.css", strings.Repeat("x", 1<<20+1), "templates/static/big.css has 1048577 bytes, more than 1048576"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			v, files := view(t, withOwn(map[string]string{test.path: test.text}), "public")
			if got := failure(v, files); !strings.Contains(got, test.want) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

// failure is what New says, or the home page.
func failure(v *archive.View, files fstest.MapFS) string {
	s, err := New(v, Options{Files: files})
	if err != nil {
		return err.Error()
	}
	p, _ := s.Page("index.html")
	if err := p.Write(io.Discard); err != nil {
		return err.Error()
	}
	return ""
}

// Whoever writes templates is told in their language what is wrong with them.
func TestBrokenOwnTemplatesInChinese(t *testing.T) {
	for _, x := range []struct{ path, text, want string }{
		{"templates/pages/hom.html", "x", "templates/pages/hom.html：程序没有这个名称的页面，无可替换"},
		{"templates/messages/own.yaml", "skipp: [a, b, c]\n", "templates/messages/own.yaml:1：界面里没有词条“skipp”，无可替换"},
		{"templates/messages/own.yaml", "skip: [a]\n", "templates/messages/own.yaml:1：“skip”没有写全三种语言：[简体, 繁体, English]"},
		{"templates/messages/own.yaml", "skip: [\n", "templates/messages/own.yaml:1：括号里缺少内容"},
		{"templates/messages/own.yaml", "just text\n", "templates/messages/own.yaml:1：这里应该是“字段: 值”"},
		{"templates/static/标志.svg", "x", "templates/static/标志.svg：文件名只用字母、数字、- 和 _，并带扩展名"},
	} {
		v, files := view(t, withOwn(map[string]string{x.path: x.text}), "public")
		_, err := New(v, Options{Files: files})
		if got := diag.Tell(err, diag.ZhCN); got != x.want {
			t.Errorf("got  %s\nwant %s", got, x.want)
		}
	}
}

func TestOwnTemplateElsewhere(t *testing.T) {
	v, files := view(t, withOwn(nil), "public")
	files["templates/static/logo.svg"] = &fstest.MapFile{Data: []byte("/etc/passwd"), Mode: fs.ModeSymlink}
	if got, want := failure(v, files), "templates/static/logo.svg is not a regular file: put the file itself there"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
