package publish

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

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
		return nil, errors.New("no keys for the storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN if they are temporary); AWS_ENDPOINT_URL names a server other than Amazon's")
	}
	if login.Endpoint == "" {
		login.Endpoint = amazon
	}
	u, err := url.Parse(login.Endpoint)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil || strings.Trim(u.Path, "/") != "" {
		return nil, errors.New("the address of the storage (AWS_ENDPOINT_URL) is not like https://storage.example.org")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(login.Key, login.Secret, login.Session),
		Secure: u.Scheme == "https", Region: login.Region, MaxRetries: tries,
	})
	if err != nil {
		return nil, fmt.Errorf("the storage: %w", err)
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
func explain(what string, err error) error {
	if err == nil {
		return nil
	}
	switch r := response(err); r.Code {
	case minio.AccessDenied, minio.InvalidAccessKeyID, minio.SignatureDoesNotMatch:
		return fmt.Errorf("%s: the storage refuses these keys (%s): look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do", what, r.Code)
	case minio.NoSuchBucket:
		return fmt.Errorf("%s: there is no such bucket: make it first", what)
	}
	return fmt.Errorf("%s: %w", what, err)
}

func (b *bucket) list(ctx context.Context) (map[string]entry, error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop() // ends the listing's goroutine
	out := map[string]entry{}
	for o := range b.client.ListObjects(ctx, b.name, minio.ListObjectsOptions{Prefix: b.prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, explain("list the bucket", o.Err)
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
		return nil, explain("read "+name, err)
	}
	defer o.Close()
	data, err := io.ReadAll(io.LimitReader(o, maxManifest+1))
	if response(err).Code == minio.NoSuchKey {
		return nil, fs.ErrNotExist
	}
	if err != nil {
		return nil, explain("read "+name, err)
	}
	if len(data) > maxManifest {
		return nil, fmt.Errorf("%s is no manifest: choose another place; nothing was changed", name)
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
	return explain("write "+name, err)
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
		return errors.New("somebody else published there meanwhile")
	case http.StatusNotImplemented:
		return b.put(ctx, manifestAt, data)
	}
	return err
}

func (b *bucket) remove(ctx context.Context, name string) error {
	return explain("remove "+name, b.client.RemoveObject(ctx, b.name, b.prefix+name, minio.RemoveObjectOptions{}))
}
