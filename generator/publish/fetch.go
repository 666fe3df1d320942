package publish

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
)

// fetchers is how many files of a published site are asked for at once.
const fetchers = 8

// patience is how long one file may take.
const patience = 2 * time.Minute

// Fetch holds a published site against its manifest: it reads every file that the
// manifest lists, no more bytes of any than are listed, and follows no redirect
// that leads out of the site. What else is there cannot be asked for, so that
// output.Extra comes only for a site that is still being published. An error means
// that it could not be told.
func Fetch(ctx context.Context, address string) (*output.Manifest, []output.Problem, error) {
	base, err := url.Parse(address)
	if err != nil || base.Scheme != "https" && base.Scheme != "http" || base.Host == "" || base.RawQuery != "" || base.Fragment != "" {
		return nil, nil, diag.Fail(diag.Text{CN: "站点的地址不对；写成 https://minutes.example.org/ 这样", TW: "網站的位址不對；寫成 https://minutes.example.org/ 這樣", EN: "the address of the site is not like https://minutes.example.org/"})
	}
	base.Path = strings.TrimSuffix(strings.TrimSuffix(base.Path, "index.html"), "/") + "/"
	base.RawPath = ""
	v := &visitor{base: base, client: &http.Client{Timeout: patience}}
	v.client.CheckRedirect = v.redirect
	var text strings.Builder
	if _, err := v.get(ctx, manifestAt, maxManifest, &text); err != nil {
		return nil, nil, diag.Fail(diag.Text{CN: "读不了 %s 的清单：%s", TW: "讀不了 %s 的清單：%s", EN: "read the manifest at %s: %s"}, base.Redacted(), err)
	}
	m, err := output.ParseManifest(text.String())
	if err != nil {
		return nil, nil, diag.Fail(diag.Text{CN: "读不了 %s 的清单：%s", TW: "讀不了 %s 的清單：%s", EN: "read the manifest at %s: %s"}, base.Redacted(), err)
	}
	var mu sync.Mutex
	var problems []output.Problem
	err = each(ctx, fetchers, m.Files, func(ctx context.Context, f output.File) error {
		kind, err := v.look(ctx, f)
		if err == nil && kind != "" {
			mu.Lock()
			defer mu.Unlock()
			problems = append(problems, output.Problem{Path: f.Path, Kind: kind})
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	switch _, err := v.get(ctx, publishing, 1, io.Discard); {
	case err == nil || errors.Is(err, errTooLong):
		problems = append(problems, output.Problem{Path: publishing, Kind: output.Extra})
	case !errors.Is(err, errMissing):
		return nil, nil, err
	}
	slices.SortFunc(problems, func(a, b output.Problem) int { return strings.Compare(a.Path, b.Path) })
	return m, problems, nil
}

// visitor reads a published site.
type visitor struct {
	base   *url.URL
	client *http.Client
}

var (
	errMissing = diag.Fail(diag.Text{CN: "那里没有它", TW: "那裡沒有它", EN: "it is not there"})
	errTooLong = diag.Fail(diag.Text{CN: "它比允许的长", TW: "它比允許的長", EN: "it is longer than it may be"})
	errAway    = diag.Fail(diag.Text{CN: "它指到站点之外", TW: "它指到網站之外", EN: "it leads out of the site"})
)

func (v *visitor) redirect(req *http.Request, via []*http.Request) error {
	inside := req.URL.Scheme == v.base.Scheme && req.URL.Host == v.base.Host && strings.HasPrefix(req.URL.Path, v.base.Path)
	if !inside || strings.Contains(req.URL.Path, "/../") || len(via) > 5 {
		return errAway
	}
	return nil
}

// look says what is wrong with a file, "" if nothing is.
func (v *visitor) look(ctx context.Context, f output.File) (output.Kind, error) {
	h := sha256.New()
	n, err := v.get(ctx, f.Path, f.Size, h)
	switch {
	case errors.Is(err, errMissing):
		return output.Missing, nil
	case errors.Is(err, errTooLong), errors.Is(err, errAway):
		return output.Changed, nil
	case err != nil:
		return "", diag.Fail(diag.Text{CN: "读不了 %s：%s", TW: "讀不了 %s：%s", EN: "read %s: %s"}, f.Path, err)
	case n != f.Size || [32]byte(h.Sum(nil)) != f.SHA256:
		return output.Changed, nil
	}
	return "", nil
}

// get reads at most so many bytes of a file.
func (v *visitor) get(ctx context.Context, name string, most int64, to io.Writer) (int64, error) {
	at := *v.base
	at.Path += name
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
	if err != nil {
		return 0, err
	}
	answer, err := v.client.Do(req)
	if err != nil {
		if errors.Is(err, errAway) {
			return 0, errAway
		}
		return 0, err
	}
	defer answer.Body.Close()
	switch answer.StatusCode {
	case http.StatusOK:
	case http.StatusNotFound, http.StatusGone:
		return 0, errMissing
	default:
		return 0, diag.Fail(diag.Text{CN: "服务器答复 %s", TW: "伺服器答覆 %s", EN: "the server says %s"}, answer.Status)
	}
	n, err := io.Copy(to, io.LimitReader(answer.Body, most))
	if err != nil {
		return n, err
	}
	if extra, err := io.ReadFull(answer.Body, make([]byte, 1)); extra > 0 {
		return n, errTooLong
	} else if !errors.Is(err, io.EOF) {
		return n, err
	}
	return n, nil
}
