package archive

import "testing"

func TestForgeLinks(t *testing.T) {
	tests := []struct{ name, config, edit, history string }{
		{"nothing said", "", "", ""},
		{
			"github by its host", "repository: https://github.com/wl/archive.git\n",
			"https://github.com/wl/archive/edit/main/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
			"https://github.com/wl/archive/commits/main/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
		},
		{
			"gitlab of our own, in a folder", "repository: https://git.example.org/wl/archive/\nforge: gitlab\nbranch: 主线\nrepository_folder: /content/\n",
			"https://git.example.org/wl/archive/-/edit/%E4%B8%BB%E7%BA%BF/content/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
			"https://git.example.org/wl/archive/-/commits/%E4%B8%BB%E7%BA%BF/content/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
		},
		{
			"gitee", "repository: https://gitee.com/wl/archive\nbranch: master\n",
			"https://gitee.com/wl/archive/edit/master/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
			"https://gitee.com/wl/archive/commits/master/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
		},
		{
			"gitea", "repository: https://git.example.org/wl/archive\nforge: gitea\n",
			"https://git.example.org/wl/archive/_edit/main/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
			"https://git.example.org/wl/archive/commits/branch/main/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
		},
		{"a host of unknown kind", "repository: https://git.example.org/wl/archive\n", "", ""},
		{
			"patterns of our own", "repository: https://github.com/wl/archive\nedit_url: https://cms.example.org/?file={path}\n",
			"https://cms.example.org/?file=notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
			"https://github.com/wl/archive/commits/main/notices/2026/2026-01-05-%E9%80%9A%E7%9F%A5.md",
		},
	}
	for _, x := range tests {
		t.Run(x.name, func(t *testing.T) {
			a := load(t, map[string]string{
				"minutebook.yaml":               "title: 测试档案\n" + x.config,
				"notices/2026/2026-01-05-通知.md": "---\ntitle: 通知\n---\n",
			})
			r := a.Record("2026-01-05-通知")
			if r == nil {
				t.Fatal("no record")
			}
			if got := a.Config.EditLink(r); got != x.edit {
				t.Errorf("edit %q, want %q", got, x.edit)
			}
			if got := a.Config.HistoryLink(r); got != x.history {
				t.Errorf("history %q, want %q", got, x.history)
			}
		})
	}
}
