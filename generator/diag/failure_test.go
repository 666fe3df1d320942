package diag_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
)

func TestTell(t *testing.T) {
	busy := diag.Fail(diag.Text{CN: "“%s”正忙", TW: "「%s」正忙", EN: "%q is busy"}, "public")
	path := &fs.PathError{Op: "open", Path: "a.md", Err: fs.ErrPermission}
	outer := diag.Fail(diag.Text{CN: "写不了 %s：%s", TW: "寫不了 %s：%s", EN: "cannot write %s: %s"}, "x", path)
	for _, c := range []struct {
		err        error
		en, cn, tw string
	}{
		{busy, `"public" is busy`, "“public”正忙", "「public」正忙"},
		{fmt.Errorf("build: %w", busy), `build: "public" is busy`, "“public”正忙", "「public」正忙"},
		{outer, "cannot write x: open a.md: permission denied", "写不了 x：a.md：没有访问权限", "寫不了 x：a.md：沒有存取權限"},
		{diag.Fail(diag.Text{CN: "停了：%s", TW: "停了：%s", EN: "stopped: %s"}, busy), `stopped: "public" is busy`, "停了：“public”正忙", "停了：「public」正忙"},
		{
			fmt.Errorf("read it: %w", path), "read it: open a.md: permission denied",
			"a.md：没有访问权限（read it: open a.md: permission denied）", "a.md：沒有存取權限（read it: open a.md: permission denied）",
		},
		{context.Canceled, "context canceled", "已中止", "已中止"},
		{errors.New("odd"), "odd", "odd", "odd"},
	} {
		for lang, want := range map[diag.Lang]string{diag.En: c.en, diag.ZhCN: c.cn, diag.ZhTW: c.tw} {
			if got := diag.Tell(c.err, lang); got != want {
				t.Errorf("%v in %s:\n got %s\nwant %s", c.err, lang, got, want)
			}
		}
	}
	if !errors.Is(outer, fs.ErrPermission) {
		t.Error("an error among the arguments is not wrapped")
	}
}
