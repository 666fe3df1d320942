package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// hugoVersion is the newest that Go 1.26 builds.
const hugoVersion = "v0.165.0"

// findHugo makes b.hugo the path of a program, or empty to measure without.
func (b *bench) findHugo() error {
	var err error
	switch b.hugo {
	case "none":
		b.hugo = ""
	case "install":
		if b.hugo, err = installHugo(); err != nil {
			fmt.Fprintln(os.Stderr, "minutebench: without Hugo:", err)
		}
	default:
		b.hugo, err = filepath.Abs(b.hugo) // it runs in a folder of its own
		return err
	}
	return nil
}

// installHugo builds Hugo into the user's cache unless it is there.
func installHugo() (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	tools := filepath.Join(cache, "minutebook-bench", "tools")
	hugo := filepath.Join(tools, "hugo")
	if out, err := exec.Command(hugo, "version").Output(); err == nil && strings.Contains(string(out), hugoVersion) {
		return hugo, nil
	}
	cmd := exec.Command("go", "install", "github.com/gohugoio/hugo@"+hugoVersion)
	cmd.Env = append(os.Environ(), "GOBIN="+tools, "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go install: %w\n%s", err, tail(string(out), 2000))
	}
	return hugo, nil
}

// hugoConfig asks of Hugo what Minutebook does without being asked: lists of 50,
// a page for every tag, unit, person and year, RSS and a sitemap.
const hugoConfig = `baseURL = "https://bench.example/"
title = "性能测试档案"
languageCode = "zh-cn"
hasCJKLanguage = true
enableRobotsTXT = true
[pagination]
  pagerSize = 50
[services.rss]
  limit = 50
[taxonomies]
  tag = "tags"
  unit = "units"
  person = "people"
  year = "years"
[outputs]
  home = ["html", "rss"]
  section = ["html", "rss"]
  taxonomy = ["html"]
  term = ["html", "rss"]
`

// hugoLayouts are as small as they can be and show what is compared.
var hugoLayouts = map[string]string{
	"layouts/baseof.html": `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{{ .Title }} | {{ site.Title }}</title><link rel="canonical" href="{{ .Permalink }}">
{{ with .OutputFormats.Get "rss" }}<link rel="alternate" type="application/rss+xml" href="{{ .RelPermalink }}">{{ end }}
</head><body><header><a href="/">{{ site.Title }}</a><nav>
{{ range site.Sections }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}<a href="/tags/">标签</a> <a href="/units/">单位</a> <a href="/people/">人员</a> <a href="/years/">年份</a>
</nav></header><main>{{ block "main" . }}{{ end }}</main></body></html>
`,
	"layouts/single.html": `{{ define "main" }}<article data-pagefind-body><h1>{{ .Title }}</h1>
<table data-pagefind-filter="type:{{ .Section }}, year:{{ .Date.Format "2006" }}{{ range .Params.units }}, unit:{{ . }}{{ end }}"><tr><th>日期</th><td><time datetime="{{ .Date.Format "2006-01-02" }}">{{ .Date.Format "2006-01-02" }}</time></td></tr>
{{ range .Params.fields }}<tr><th>{{ .label }}</th><td>{{ .value }}</td></tr>
{{ end }}{{ range $t := slice "units" "people" "tags" "years" }}<tr><th>{{ $t }}</th><td>{{ range $.GetTerms $t }}<a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a> {{ end }}</td></tr>
{{ end }}</table>{{ .Content }}</article>{{ end }}
`,
	"layouts/list.html": `{{ define "main" }}<h1>{{ .Title }}</h1><table>
{{ $p := .Paginate .RegularPages }}{{ if .IsHome }}{{ $p = .Paginate site.RegularPages }}{{ end }}{{ range $p.Pages }}<tr><td>{{ .Date.Format "2006-01-02" }}</td><td><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></td><td>{{ range .Params.units }}{{ . }}{{ end }}</td></tr>
{{ end }}</table><nav>{{ with $p.Prev }}<a href="{{ .URL }}">上一页</a>{{ end }} {{ $p.PageNumber }} / {{ $p.TotalPages }} {{ with $p.Next }}<a href="{{ .URL }}">下一页</a>{{ end }}</nav>{{ end }}
`,
	"layouts/taxonomy.html": `{{ define "main" }}<h1>{{ .Title }}</h1><ul>
{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .LinkTitle }}</a></li>
{{ end }}</ul>{{ end }}
`,
}

// hugoPage is the record as Hugo reads it: the same text, and the fields as a
// list of texts to show.
func (r *record) hugoPage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "---\ntitle: %s\ndate: %s\ntags: %s\nunits: [%s]\npeople: %s\nyears: [\"%s\"]\nfields:\n",
		quote(r.title), r.date.Format("2006-01-02"), list(r.tags), r.unit.name, list(r.people), r.date.Format("2006"))
	for _, f := range r.fields {
		fmt.Fprintf(&b, "  - {label: %s, value: %s}\n", f.key, quote(f.value+strings.Join(f.values, "；")))
	}
	fmt.Fprintf(&b, "---\n\n%s", r.body)
	return b.String()
}

// quote is a YAML scalar that any text may be; JSON is YAML.
func quote(s string) string {
	b, _ := json.Marshal(s) // a string always has an encoding
	return string(b)
}

// write writes the archive and the Hugo site of the same records.
func (c *corpus) write(archive, site string) error {
	for _, part := range []struct {
		dir   string
		files map[string]string
	}{{archive, c.registers()}, {site, hugoLayouts}, {site, map[string]string{"hugo.toml": hugoConfig}}} {
		for name, text := range part.files {
			if err := writeFile(filepath.Join(part.dir, filepath.FromSlash(name)), text); err != nil {
				return err
			}
		}
	}
	return c.each(func(r *record) error {
		if err := writeFile(filepath.Join(archive, r.path()), r.markdown()); err != nil {
			return err
		}
		return writeFile(filepath.Join(site, "content", r.path()), r.hugoPage())
	})
}
