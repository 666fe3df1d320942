package render

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
	"github.com/minutebook/minutebook/templates"
)

// words are the phrases of the interface in one language.
type words struct {
	lang diag.Lang
	text map[string]string
}

// kit is what the pages of one language are made with. It comes with the program,
// so it is read once.
type kit struct {
	words  words
	tmpl   *templateSet
	static []staticFile
}

var kits = func() map[diag.Lang]func() (kit, error) {
	m := map[diag.Lang]func() (kit, error){}
	for _, lang := range diag.Langs {
		m[lang] = sync.OnceValues(func() (kit, error) { return readKit(layered{FS: templates.FS}, lang) })
	}
	return m
}()

func kitFor(files fs.FS, lang diag.Lang) (kit, error) {
	read, ok := kits[lang]
	if !ok {
		return kit{}, fmt.Errorf("no pages in language %q", lang)
	}
	own, err := readOwn(files)
	switch {
	case err != nil:
		return kit{}, err
	case len(own) > 0:
		return kitOver(own, lang)
	}
	return read()
}

func readKit(l layered, lang diag.Lang) (k kit, err error) {
	if k.words, err = readWords(l, lang); err != nil {
		return k, err
	}
	if k.static, err = readStatic(l, k.words); err != nil {
		return k, err
	}
	k.tmpl, err = readTemplates(l, k)
	return k, err
}

// readWords reads every file of messages/: phrases as [zh-CN, zh-TW, en]. Those of
// the archive take the place of phrases there are.
func readWords(l layered, lang diag.Lang) (words, error) {
	w := words{lang: lang, text: map[string]string{}}
	paths, err := fs.Glob(l.FS, "messages/*.yaml")
	if err != nil {
		return w, fmt.Errorf("read the words of the interface: %w", err)
	}
	for _, path := range paths {
		b, err := fs.ReadFile(l.FS, path)
		if err != nil {
			return w, fmt.Errorf("read the words of the interface: %w", err)
		}
		if err := w.read(path, b, false); err != nil {
			return w, err
		}
	}
	for _, path := range sortedKeys(l.own) {
		if strings.HasPrefix(path, "messages/") {
			if err := w.read(path, l.own[path], true); err != nil {
				return w, err
			}
		}
	}
	return w, nil
}

// read takes in the phrases of a file: new ones, or others for those there are.
func (w words) read(path string, b []byte, replace bool) error {
	path = ownFolder + "/" + path
	doc := source.ParseYAML(path, b, source.Limits{})
	if len(doc.Findings) > 0 {
		f := doc.Findings[0]
		return diag.Fail(diag.Text{CN: "%[1]s:%[2]d：%[3]s", TW: "%[1]s:%[2]d：%[4]s", EN: "%[1]s:%[2]d: %[5]s"}, path, f.Span.Start.Line, f.Message.In(diag.ZhCN), f.Message.In(diag.ZhTW), f.Message.In(diag.En))
	}
	if doc.Front == nil {
		return diag.Fail(diag.Text{CN: "%s:1：没有词条：写成 键: [简体, 繁体, English]", TW: "%s:1：沒有詞條：寫成 鍵: [簡體, 繁體, English]", EN: "%s:1: no phrases: write key: [zh-CN, zh-TW, en]"}, path)
	}
	column := slices.Index(diag.Langs, w.lang)
	for _, p := range doc.Front.Pairs {
		at := p.Key.Span.Start.Line
		if len(p.Value.Items) != len(diag.Langs) {
			return diag.Fail(diag.Text{CN: "%s:%d：“%s”没有写全三种语言：[简体, 繁体, English]", TW: "%s:%d：「%s」沒有寫全三種語言：[簡體, 繁體, English]", EN: "%s:%d: %q is not said in every language"}, path, at, p.Key.Text)
		}
		switch _, known := w.text[p.Key.Text]; {
		case known && !replace:
			return diag.Fail(diag.Text{CN: "%s:%d：“%s”写了两次", TW: "%s:%d：「%s」寫了兩次", EN: "%s:%d: %q is said twice"}, path, at, p.Key.Text)
		case !known && replace:
			return diag.Fail(diag.Text{CN: "%s:%d：界面里没有词条“%s”，无可替换", TW: "%s:%d：介面裡沒有詞條「%s」，無可取代", EN: "%s:%d: no phrase %q to replace"}, path, at, p.Key.Text)
		}
		w.text[p.Key.Text] = p.Value.Items[column].Text
	}
	return nil
}

// say returns a phrase with its arguments put in. A phrase that is missing is a
// mistake of the templates and fails the page.
func (w words) say(key string, args ...any) (string, error) {
	s, ok := w.text[key]
	if !ok {
		return "", fmt.Errorf("no phrase %q in messages/", key)
	}
	if len(args) > 0 {
		return fmt.Sprintf(s, args...), nil
	}
	return s, nil
}

// in is a text in the site's language.
func (s *Site) in(t diag.Text) string { return t.In(s.lang) }

// word is a phrase of the interface that Go code needs. The phrases it asks for
// are held by a test.
func (s *Site) word(key string, args ...any) string {
	text, err := s.words.say(key, args...)
	if err != nil {
		panic(err)
	}
	return text
}

// templateSet holds a parsed template for each kind of page: every file of pages/
// but layout, which the others share, and chrome. Each defines "main".
type templateSet struct {
	pages   map[string]*template.Template
	chrome  *template.Template
	digest  [32]byte
	buffers sync.Pool
}

func readTemplates(l layered, k kit) (*templateSet, error) {
	w := k.words
	set := &templateSet{pages: map[string]*template.Template{}}
	set.buffers.New = func() any { return bufio.NewWriterSize(nil, 32<<10) }
	h := sha256.New()
	shared := template.New(ownFolder + "/" + layoutFile).Funcs(template.FuncMap{"t": w.say, "static": staticNamed(k.static)}).Funcs(w.parts())
	if err := parse(shared, l, layoutFile, w, h); err != nil {
		return nil, err
	}
	paths, err := l.names("pages")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	for _, p := range paths {
		if p == layoutFile {
			continue
		}
		if _, err := fs.Stat(l.FS, p); err != nil {
			return nil, diag.Fail(diag.Text{CN: "%s/%s：程序没有这个名称的页面，无可替换", TW: "%s/%s：程式沒有這個名稱的頁面，無可取代", EN: "%s/%s: the program has no page of this name to replace"}, ownFolder, p)
		}
		name := strings.TrimSuffix(path.Base(p), ".html")
		t, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		if err := parse(t, l, p, w, h); err != nil {
			return nil, err
		}
		if name == "chrome" {
			set.chrome = t
		} else {
			set.pages[name] = t
		}
	}
	digest(h, []string{string(w.lang)})
	for _, k := range sortedKeys(w.text) {
		digest(h, []string{k, w.text[k]})
	}
	for _, f := range k.static {
		digest(h, []string{f.path}) // static names it
	}
	h.Sum(set.digest[:0])
	return set, nil
}

// layoutFile is what all pages share.
const layoutFile = "pages/layout.html"

// parse adds a file to a set. Errors of parsing and of executing it name it, with
// the line.
func parse(t *template.Template, l layered, file string, w words, h io.Writer) error {
	b, err := l.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read template: %w", err)
	}
	h.Write(b)
	if file != layoutFile {
		t = t.New(ownFolder + "/" + file)
	}
	if _, own := l.own[file]; !own {
		b = w.inline(b)
	}
	_, err = t.Parse(string(b))
	return err
}

// phrase is a template's call for a phrase without arguments.
var phrase = regexp.MustCompile(`\{\{t "([a-z0-9.-]+)"\}\}`)

// inline puts phrases into a template of the program's, so that they are looked up
// and escaped once and not on every page. Its phrases stand in texts and between
// quotes only, which a test holds; an archive's own may stand anywhere.
func (w words) inline(b []byte) []byte {
	return phrase.ReplaceAllFunc(b, func(call []byte) []byte {
		text, ok := w.text[string(phrase.FindSubmatch(call)[1])]
		if !ok {
			return call // fails the page, with the line
		}
		return appendEscaped(nil, text)
	})
}

func (s *templateSet) execute(w io.Writer, name string, value any) error {
	b := s.buffers.Get().(*bufio.Writer)
	defer s.buffers.Put(b)
	b.Reset(w)
	if err := s.pages[name].Execute(b, value); err != nil {
		return err
	}
	return b.Flush()
}

// fragment is a part of a page that chrome.html defines.
func (s *templateSet) fragment(name string, value any) (template.HTML, error) {
	var b strings.Builder
	err := s.chrome.ExecuteTemplate(&b, name, value)
	return template.HTML(b.String()), err
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	// Byte order: for digests and files, never for readers.
	slices.Sort(keys)
	return keys
}
