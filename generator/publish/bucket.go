package publish

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/output"
	"github.com/minutebook/minutebook/generator/target"
)

// bucket is a part of a bucket of an S3-compatible storage.
type bucket struct {
	client *minio.Client
	name   string
	prefix string // ends in "/", or is empty
	before string // the manifest's ETag when we came, "" if there was none
}

// amazon is where a bucket is if nobody says.
const amazon = "https://s3.amazonaws.com"

// tries is how often a request is made before it counts as failed.
const tries = 3

func sendBucket(ctx context.Context, t target.Target, s *site, opt Options) (*Result, error) {
	b, err := openBucket(t, opt.S3)
	if err != nil {
		return nil, err
	}
	return send(ctx, b, s, opt)
}

func openBucket(t target.Target, login S3Login) (*bucket, error) {
	if login.Key == "" || login.Secret == "" {
		return nil, diag.Fail(diag.Text{CN: "没有存储的密钥；设置环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（临时密钥还要 AWS_SESSION_TOKEN）；不用亚马逊的服务器时，地址写在 AWS_ENDPOINT_URL 里", TW: "沒有儲存的金鑰；設定環境變數 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY（臨時金鑰還要 AWS_SESSION_TOKEN）；不用亞馬遜的伺服器時，位址寫在 AWS_ENDPOINT_URL 裡", EN: "no keys for the storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN if they are temporary); AWS_ENDPOINT_URL names a server other than Amazon's"})
	}
	if login.Endpoint == "" {
		login.Endpoint = amazon
	}
	u, err := url.Parse(login.Endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return nil, diag.Fail(diag.Text{CN: "存储的地址（AWS_ENDPOINT_URL）不对；写成 https://storage.example.org 这样", TW: "儲存的位址（AWS_ENDPOINT_URL）不對；寫成 https://storage.example.org 這樣", EN: "the address of the storage (AWS_ENDPOINT_URL) is not like https://storage.example.org"})
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(login.Key, login.Secret, login.Session),
		Secure: u.Scheme == "https", Region: login.Region, MaxRetries: tries,
	})
	if err != nil {
		return nil, diag.Fail(diag.Text{CN: "用不了这个存储：%s", TW: "用不了這個儲存：%s", EN: "the storage: %s"}, err)
	}
	b := &bucket{client: client, name: t.Name}
	if t.Prefix != "" {
		b.prefix = t.Prefix + "/"
	}
	return b, nil
}

func (b *bucket) width() int { return 8 }

// response is what the storage answered, if an error comes from there.
func response(err error) (r minio.ErrorResponse) {
	errors.As(err, &r)
	return r
}

// explain makes an error say what to do.
func explain(what diag.Message, err error) error {
	if err == nil {
		return nil
	}
	switch r := response(err); r.Code {
	case minio.AccessDenied, minio.InvalidAccessKeyID, minio.SignatureDoesNotMatch:
		return diag.Fail(diag.Text{CN: "%s：存储拒绝了这组密钥（%s）；检查 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 和它们的权限", TW: "%s：儲存拒絕了這組金鑰（%s）；檢查 AWS_ACCESS_KEY_ID、AWS_SECRET_ACCESS_KEY 和它們的權限", EN: "%s: the storage refuses these keys (%s): look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do"}, what, r.Code)
	case minio.NoSuchBucket:
		return diag.Fail(diag.Text{CN: "%s：没有这个存储桶；先建立它", TW: "%s：沒有這個儲存桶；先建立它", EN: "%s: there is no such bucket: make it first"}, what)
	}
	return diag.Fail(diag.Text{CN: "%s：%s", TW: "%s：%s", EN: "%s: %s"}, what, err)
}

func (b *bucket) list(ctx context.Context) (map[string]entry, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // ends the listing's goroutine
	out := map[string]entry{}
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, explain(diag.Say(diag.Text{CN: "列出存储桶", TW: "列出儲存桶", EN: "list the bucket"}), o.Err)
		}
		tag := strings.Trim(o.ETag, `"`)
		name := strings.TrimPrefix(o.Key, b.prefix)
		if name == manifestAt {
			b.before = tag
		}
		out[name] = entry{size: o.Size, tag: tag}
	}
	return out, nil
}

// same goes by the ETag where that is the file's MD5, as it is for what we put,
// unless the storage encrypts; there the target's manifest has to be believed.
func (b *bucket) same(_ context.Context, _ string, e entry, f output.File, data []byte, known bool) (bool, error) {
	if e.size != f.Size {
		return false, nil
	}
	sum := md5.Sum(data)
	if e.tag == hex.EncodeToString(sum[:]) {
		return true, nil
	}
	return known && strings.Contains(e.tag, "-"), nil
}

func (b *bucket) read(ctx context.Context, name string) ([]byte, error) {
	o, err := b.client.GetObject(ctx, b.name, b.prefix+name, minio.GetObjectOptions{})
	if err != nil {
		return nil, explain(diag.Say(diag.Text{CN: "读取 %s", TW: "讀取 %s", EN: "read %s"}, name), err)
	}
	defer o.Close()
	data, err := io.ReadAll(io.LimitReader(o, maxManifest+1))
	if response(err).Code == minio.NoSuchKey {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, explain(diag.Say(diag.Text{CN: "读取 %s", TW: "讀取 %s", EN: "read %s"}, name), err)
	}
	if len(data) > maxManifest {
		return nil, diag.Fail(diag.Text{CN: "%s 不是清单；换一个地方；什么都没有改", TW: "%s 不是清單；換一個地方；什麼都沒有改", EN: "%s is no manifest: choose another place; nothing was changed"}, name)
	}
	return data, nil
}

func (b *bucket) put(ctx context.Context, name string, data []byte) error {
	return b.write(ctx, name, data, minio.PutObjectOptions{})
}

func (b *bucket) write(ctx context.Context, name string, data []byte, o minio.PutObjectOptions) error {
	o.ContentType = output.ContentType(name)
	o.SendContentMd5 = true
	o.DisableMultipart = true // so that the ETag is the MD5, and the object comes in one step
	_, err := b.client.PutObject(ctx, b.name, b.prefix+name, bytes.NewReader(data), int64(len(data)), o)
	return explain(diag.Say(diag.Text{CN: "写入 %s", TW: "寫入 %s", EN: "write %s"}, name), err)
}

// seal asks the storage to compare; one that cannot is believed.
func (b *bucket) seal(ctx context.Context, data []byte) error {
	var o minio.PutObjectOptions
	if b.before == "" {
		o.SetMatchETagExcept("*")
	} else {
		o.SetMatchETag(b.before)
	}
	err := b.write(ctx, manifestAt, data, o)
	switch response(err).StatusCode {
	case http.StatusPreconditionFailed, http.StatusConflict:
		return diag.Fail(diag.Text{CN: "其间有别人在那里发布过", TW: "其間有別人在那裡發布過", EN: "somebody else published there meanwhile"})
	case http.StatusNotImplemented:
		return b.put(ctx, manifestAt, data)
	}
	return err
}

func (b *bucket) remove(ctx context.Context, name string) error {
	return explain(diag.Say(diag.Text{CN: "删除 %s", TW: "刪除 %s", EN: "remove %s"}, name), b.client.RemoveObject(ctx, b.name, b.prefix+name, minio.RemoveObjectOptions{}))
}
