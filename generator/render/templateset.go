package render

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
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
		m[lang] = sync.OnceValues(func() (kit, error) { return readKit(templates.FS, lang) })
	}
	return m
}()

func kitFor(lang diag.Lang) (kit, error) {
	read, ok := kits[lang]
	if !ok {
		return kit{}, fmt.Errorf("no pages in language %q", lang)
	}
	return read()
}

func readKit(fsys fs.FS, lang diag.Lang) (k kit, err error) {
	if k.words, err = readWords(fsys, lang); err != nil {
		return k, err
	}
	if k.tmpl, err = readTemplates(fsys, k.words); err != nil {
		return k, err
	}
	k.static, err = readStatic(fsys)
	return k, err
}

// readWords reads every file of messages/: phrases as [zh-CN, zh-TW, en].
func readWords(fsys fs.FS, lang diag.Lang) (words, error) {
	w := words{lang: lang, text: map[string]string{}}
	paths, err := fs.Glob(fsys, "messages/*.yaml")
	if err != nil {
		return w, fmt.Errorf("read the words of the interface: %w", err)
	}
	for _, path := range paths {
		if err := w.read(fsys, path); err != nil {
			return w, fmt.Errorf("read the words of the interface: %w", err)
		}
	}
	return w, nil
}

func (w words) read(fsys fs.FS, path string) error {
	b, err := fs.ReadFile(fsys, path)
	if err != nil {
		return err
	}
	doc := source.ParseYAML(path, b, source.Limits{})
	if len(doc.Findings) > 0 {
		f := doc.Findings[0]
		return fmt.Errorf("%s:%d: %s", path, f.Span.Start.Line, f.Message.In(diag.En))
	}
	column := slices.Index(diag.Langs, w.lang)
	for _, p := range doc.Front.Pairs {
		at := p.Key.Span.Start.Line
		if len(p.Value.Items) != len(diag.Langs) {
			return fmt.Errorf("%s:%d: %q is not said in every language", path, at, p.Key.Text)
		}
		if _, twice := w.text[p.Key.Text]; twice {
			return fmt.Errorf("%s:%d: %q is said twice", path, at, p.Key.Text)
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
// but layout, which the others share. Each defines "main".
type templateSet struct {
	pages   map[string]*template.Template
	digest  [32]byte
	buffers sync.Pool
}

func readTemplates(fsys fs.FS, w words) (*templateSet, error) {
	set := &templateSet{pages: map[string]*template.Template{}}
	set.buffers.New = func() any { return bufio.NewWriterSize(nil, 32<<10) }
	h := sha256.New()
	shared := template.New("layout.html").Funcs(template.FuncMap{"t": w.say}).Funcs(w.parts())
	if err := parse(shared, fsys, "layout", h); err != nil {
		return nil, err
	}
	paths, err := fs.Glob(fsys, "pages/*.html")
	if err != nil {
		return nil, fmt.Errorf("read templates: %w", err)
	}
	for _, p := range paths {
		name := strings.TrimSuffix(path.Base(p), ".html")
		if name == "layout" {
			continue
		}
		t, err := shared.Clone()
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		if err := parse(t, fsys, name, h); err != nil {
			return nil, err
		}
		set.pages[name] = t
	}
	digest(h, []string{string(w.lang)})
	for _, k := range sortedKeys(w.text) {
		digest(h, []string{k, w.text[k]})
	}
	h.Sum(set.digest[:0])
	return set, nil
}

func parse(t *template.Template, fsys fs.FS, name string, h io.Writer) error {
	path := "pages/" + name + ".html"
	b, err := fs.ReadFile(fsys, path)
	if err != nil {
		return fmt.Errorf("read template: %w", err)
	}
	h.Write(b)
	if name == "layout" {
		_, err = t.Parse(string(b))
	} else {
		_, err = t.New(path).Parse(string(b))
	}
	if err != nil {
		return fmt.Errorf("template %s: %w", path, err)
	}
	return nil
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

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	// Byte order: for digests and files, never for readers.
	slices.Sort(keys)
	return keys
}
