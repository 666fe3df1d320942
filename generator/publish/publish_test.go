package publish

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/target"
)

func TestSecretsAreScrubbed(t *testing.T) {
	plain := errors.New("no secret here")
	if got := scrub(plain, "", "s3cr&t"); got != plain {
		t.Errorf("%v", got)
	}
	if got := scrub(errors.New("GET /?k=s3cr%26t of s3cr&t"), "s3cr&t"); got.Error() != "GET /?k=*** of ***" {
		t.Errorf("%v", got)
	}
}

// What users meet most is told in their language, to the innermost cause, and a
// secret is told in none.
func TestErrorsAreToldInEveryLanguage(t *testing.T) {
	site := build(t, first)
	for _, test := range []struct {
		to     string
		opt    Options
		cn, tw string
	}{
		{
			"s3://minutes",
			Options{Site: site},
			"发布到 s3://minutes 没有完成：没有存储的密钥；设置环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（临时密钥还要 AWS_SESSION_TOKEN）；不用亚马逊的服务器时，地址写在 AWS_ENDPOINT_URL 里",
			"發布到 s3://minutes 沒有完成：沒有儲存的金鑰；設定環境變數 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（臨時金鑰還要 AWS_SESSION_TOKEN）；不用亞馬遜的伺服器時，位址寫在 AWS_ENDPOINT_URL 裡",
		},
		{
			"branch:pages",
			Options{Site: site, Repository: t.TempDir(), Remote: "origin"},
			"发布到 branch:pages 没有完成：档案库不在 Git 仓库里，没有这个名字的远程仓库；写出它的地址",
			"發布到 branch:pages 沒有完成：檔案庫不在 Git 儲存庫裡，沒有這個名字的遠端儲存庫；寫出它的位址",
		},
		{
			"dir:/srv/www",
			Options{Site: site, Avoid: []string{"/srv"}},
			"发布到 dir:/srv/www 没有完成：/srv/www 就是 /srv、包含它或在它里面；换一个分开的文件夹",
			"發布到 dir:/srv/www 沒有完成：/srv/www 就是 /srv、包含它或在它裡面；換一個分開的資料夾",
		},
	} {
		to, err := target.Parse(test.to)
		if err != nil {
			t.Fatal(err)
		}
		_, err = Send(t.Context(), to, test.opt)
		if cn, tw := diag.Tell(err, diag.ZhCN), diag.Tell(err, diag.ZhTW); cn != test.cn || tw != test.tw {
			t.Errorf("%s:\n got %s\n     %s", test.to, cn, tw)
		}
	}
	refused := diag.Fail(diag.Text{CN: "服务器拒绝 %s", TW: "伺服器拒絕 %s", EN: "the server refuses %s"}, "tok/en")
	for lang, want := range map[diag.Lang]string{diag.ZhCN: "服务器拒绝 ***", diag.ZhTW: "伺服器拒絕 ***", diag.En: "the server refuses ***"} {
		if got := diag.Tell(scrub(refused, "tok/en"), lang); got != want {
			t.Errorf("%s: %s", lang, got)
		}
	}
}

func TestWhatIsNoSiteIsNotSent(t *testing.T) {
	to := target.Target{Kind: target.Folder, Name: filepath.Join(t.TempDir(), "www")}
	_, err := Send(t.Context(), to, Options{Site: t.TempDir()})
	refused(t, err, "is not a site that was built whole")
	// A page altered after the build.
	site := build(t, first)
	if err := os.WriteFile(filepath.Join(site, "index.html"), []byte("ONE"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = Send(t.Context(), to, Options{Site: site})
	refused(t, err, "index.html is not what was built")
}
