package archive

import (
	"cmp"
	"net/url"
	"strings"

	"github.com/minutebook/minutebook/generator/schema"
)

// forges are where the web interfaces of Git hosts edit a file and show its
// history, behind the address of a repository.
var forges = map[string]struct{ edit, history string }{
	"github": {"/edit/{branch}/{path}", "/commits/{branch}/{path}"},
	"gitlab": {"/-/edit/{branch}/{path}", "/-/commits/{branch}/{path}"},
	"gitee":  {"/edit/{branch}/{path}", "/commits/{branch}/{path}"},
	"gitea":  {"/_edit/{branch}/{path}", "/commits/branch/{branch}/{path}"},
}

// forgeHosts are the hosts that need not be told.
var forgeHosts = map[string]string{"github.com": "github", "gitlab.com": "gitlab", "gitee.com": "gitee", "codeberg.org": "gitea"}

// forge settles where a record's file is edited and its history shown: by a
// pattern of the config, else by what the forge of the repository does. A
// repository on a host of unknown kind gives no links.
func (c *Config) forge(v *schema.Values) {
	repo := strings.TrimSuffix(strings.TrimSuffix(v.Text("repository"), "/"), ".git")
	kind := v.Choice("forge")
	if u, err := url.Parse(repo); err == nil && kind == "" {
		kind = forgeHosts[strings.ToLower(u.Hostname())]
	}
	path := "{path}"
	if folder := strings.Trim(v.Text("repository_folder"), "/"); folder != "" {
		path = escapeSegments(folder) + "/" + path
	}
	branch := escapeSegments(cmp.Or(v.Text("branch"), "main"))
	preset := func(pattern string) string {
		if repo == "" || pattern == "" {
			return ""
		}
		return repo + strings.NewReplacer("{branch}", branch, "{path}", path).Replace(pattern)
	}
	c.EditURL = cmp.Or(v.Text("edit_url"), preset(forges[kind].edit))
	c.HistoryURL = cmp.Or(v.Text("history_url"), preset(forges[kind].history))
}

// escapeSegments escapes each part of a path.
func escapeSegments(p string) string {
	parts := strings.Split(p, "/")
	for i, s := range parts {
		parts[i] = url.PathEscape(s)
	}
	return strings.Join(parts, "/")
}

// EditLink is where a record's file is edited, "" if the config does not say.
func (c *Config) EditLink(r *Record) string { return fileLinkOf(c.EditURL, r) }

// HistoryLink is where the history of a record's file is shown, "" if the config
// does not say.
func (c *Config) HistoryLink(r *Record) string { return fileLinkOf(c.HistoryURL, r) }

func fileLinkOf(pattern string, r *Record) string {
	return strings.ReplaceAll(pattern, "{path}", escapeSegments(r.Path()))
}
