package minutebook_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// verbs are what a phrase puts its arguments in with. Where a language orders
// them differently it numbers them, and may leave some out.
var verbs = regexp.MustCompile(`%(\[\d+\])?[#+\-0]*\d*(\.\d+)?(\[\d+\])?[a-zA-Z]|%%`)

// arguments counts the arguments that a phrase needs. It may have more if it
// numbers them.
func arguments(phrase string) (n int, numbered bool) {
	next := 1
	for _, verb := range verbs.FindAllString(phrase, -1) {
		if verb == "%%" {
			continue
		}
		if _, rest, ok := strings.Cut(verb, "["); ok {
			number, _, _ := strings.Cut(rest, "]")
			next, _ = strconv.Atoi(number)
			numbered = true
		}
		n = max(n, next)
		next++
	}
	return n, numbered
}

// wordsMissing says what is wrong with the phrase a literal makes; "" if nothing
// is, or if it is put together when the program runs.
func wordsMissing(phrases map[string]ast.Expr) string {
	var said []string
	for _, lang := range []string{"CN", "TW", "EN"} {
		x, ok := phrases[lang]
		if !ok {
			return "has no " + lang
		}
		lit, ok := x.(*ast.BasicLit)
		if !ok {
			return ""
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			return err.Error()
		}
		if text == "" {
			return "has no " + lang
		}
		said = append(said, text)
	}
	most := 0
	for _, text := range said {
		n, _ := arguments(text)
		most = max(most, n)
	}
	for _, text := range said {
		if n, numbered := arguments(text); n < most && !numbered {
			return strconv.Quote(text) + " says less than the other languages"
		}
	}
	return ""
}

// textsIn looks at every diag.Text of a file that is written with its languages.
func textsIn(f *ast.File, tell func(at token.Pos, wrong string)) {
	ast.Inspect(f, func(n ast.Node) bool {
		lit, ok := n.(*ast.CompositeLit)
		if !ok {
			return true
		}
		phrases := map[string]ast.Expr{}
		for _, e := range lit.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok {
					phrases[key.Name] = kv.Value
				}
			}
		}
		_, cn := phrases["CN"]
		_, tw := phrases["TW"]
		_, en := phrases["EN"]
		if cn || tw || en {
			if wrong := wordsMissing(phrases); wrong != "" {
				tell(lit.Pos(), wrong)
			}
		}
		return true
	})
}

func TestWordsInEveryLanguage(t *testing.T) {
	set := token.NewFileSet()
	n := 0
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() != "." && d.Name()[0] == '.') {
			return fs.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			return err
		}
		n++
		textsIn(f, func(at token.Pos, wrong string) { t.Errorf("%s: %s", set.Position(at), wrong) })
		return nil
	})
	if err != nil || n < 100 {
		t.Errorf("%d files, %v", n, err)
	}
}

func TestWordsThatAreMissing(t *testing.T) {
	for text, want := range map[string]string{
		`diag.Text{CN: "%s：%d", TW: "%[1]s：%[2]d", EN: "%[2]d of %[1]s"}`:                         "",
		`diag.Text{CN: "%.20q 太大", TW: "%.20q 太大", EN: "100%% of %.20q"}`:                         "",
		`diag.Text{CN: "有 %[1]s 等 %[2]d 项", TW: "有 %[1]s 等 %[2]d 項", EN: "%[1]s and %[3]d more"}`: "",
		`diag.Text{CN: "满", EN: "full"}`:                                                          "has no TW",
		`diag.Text{CN: "满", TW: "", EN: "full"}`:                                                  "has no TW",
		`diag.Text{CN: "%s 满", TW: "滿", EN: "%s is full"}`:                                        `"滿" says less than the other languages`,
		`diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s"}`:                                           `"%s" says less than the other languages`,
	} {
		set := token.NewFileSet()
		f, err := parser.ParseFile(set, "x.go", "package x\nvar x = "+text, 0)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		textsIn(f, func(_ token.Pos, wrong string) { got += wrong })
		if got != want {
			t.Errorf("%s:\n got %s\nwant %s", text, got, want)
		}
	}
}
