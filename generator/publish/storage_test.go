package publish

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// storage speaks S3 as its documentation has it, as far as publishing needs it:
// one bucket, "minutes"; signatures of version 4, checked; bodies in signed
// chunks; ETags that are the MD5; conditional writes; listings of a few objects a
// page, so that pages are asked for.
type storage struct {
	mu      sync.Mutex
	objects map[string][]byte
	types   map[string]string
	log     []string // the requests that changed something, in order
	// fail may refuse a request with a status, or with -1 cut the connection.
	fail func(r *http.Request) int
}

const (
	testKey    = "AKIATEST"
	testSecret = "s3cret/with+signs"
	pageSize   = 3
)

func newStorage(t *testing.T) (*storage, Options) {
	s := &storage{objects: map[string][]byte{}, types: map[string]string{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return s, Options{S3: S3Login{Endpoint: server.URL, Region: "eu-test-1", Key: testKey, Secret: testSecret}}
}

func (s *storage) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := readBody(r)
	if err != nil {
		refuse(w, http.StatusBadRequest, "BadDigest", err.Error())
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		switch status := s.fail(r); {
		case status < 0:
			if c, _, err := w.(http.Hijacker).Hijack(); err == nil {
				c.Close()
			}
			return
		case status > 0:
			code := map[int]string{http.StatusNotImplemented: "NotImplemented", http.StatusForbidden: "AccessDenied"}[status]
			refuse(w, status, code, "as the test wants")
			return
		}
	}
	if !signed(r) {
		refuse(w, http.StatusForbidden, "SignatureDoesNotMatch", "the signature does not fit")
		return
	}
	bucket, key, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch {
	case bucket != "minutes":
		refuse(w, http.StatusNotFound, "NoSuchBucket", "no such bucket")
	case key == "" && r.Method == http.MethodGet && r.URL.Query().Get("list-type") == "2":
		s.list(w, r.URL.Query())
	case r.Method == http.MethodGet || r.Method == http.MethodHead:
		s.get(w, r, key)
	case r.Method == http.MethodPut:
		s.put(w, r, key, body)
	case r.Method == http.MethodDelete:
		delete(s.objects, key)
		s.log = append(s.log, "DELETE "+key)
		w.WriteHeader(http.StatusNoContent)
	default:
		refuse(w, http.StatusMethodNotAllowed, "MethodNotAllowed", r.Method)
	}
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/xml")
	w.WriteHeader(status)
	fmt.Fprintf(w, "<Error><Code>%s</Code><Message>%s</Message></Error>", code, message)
}

func etag(data []byte) string { return fmt.Sprintf("%q", fmt.Sprintf("%x", md5.Sum(data))) }

func (s *storage) get(w http.ResponseWriter, r *http.Request, key string) {
	data, ok := s.objects[key]
	if !ok {
		refuse(w, http.StatusNotFound, "NoSuchKey", "no such key")
		return
	}
	w.Header().Set("ETag", etag(data))
	w.Header().Set("Last-Modified", "Sun, 15 Jun 2025 06:30:00 GMT")
	w.Header().Set("Content-Type", s.types[key])
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	if r.Method == http.MethodGet {
		w.Write(data)
	}
}

func (s *storage) put(w http.ResponseWriter, r *http.Request, key string, body []byte) {
	old, there := s.objects[key]
	if r.Header.Get("If-None-Match") == "*" && there || r.Header.Get("If-Match") != "" && (!there || strings.Trim(r.Header.Get("If-Match"), `"`) != strings.Trim(etag(old), `"`)) {
		refuse(w, http.StatusPreconditionFailed, "PreconditionFailed", "not as it was")
		return
	}
	s.objects[key], s.types[key] = body, r.Header.Get("Content-Type")
	s.log = append(s.log, "PUT "+key)
	w.Header().Set("ETag", etag(body))
}

func (s *storage) list(w http.ResponseWriter, q url.Values) {
	type object struct {
		Key, ETag, LastModified string
		Size                    int
	}
	var answer struct {
		XMLName               xml.Name `xml:"ListBucketResult"`
		Name, Prefix          string
		IsTruncated           bool
		NextContinuationToken string `xml:",omitempty"`
		EncodingType          string
		Contents              []object
	}
	answer.Name, answer.Prefix, answer.EncodingType = "minutes", q.Get("prefix"), q.Get("encoding-type")
	for _, key := range slices.Sorted(maps.Keys(s.objects)) {
		if !strings.HasPrefix(key, q.Get("prefix")) || key <= q.Get("continuation-token") {
			continue
		}
		if len(answer.Contents) == pageSize {
			answer.IsTruncated, answer.NextContinuationToken = true, last(answer.Contents).Key
			break
		}
		answer.Contents = append(answer.Contents, object{key, etag(s.objects[key]), "2025-06-15T06:30:00.000Z", len(s.objects[key])})
	}
	if answer.EncodingType == "url" {
		for i := range answer.Contents {
			answer.Contents[i].Key = url.QueryEscape(answer.Contents[i].Key)
		}
	}
	w.Header().Set("Content-Type", "application/xml")
	xml.NewEncoder(w).Encode(answer)
}

func last[T any](all []T) T { return all[len(all)-1] }

// readBody takes a body out of its chunks and holds it against its MD5.
func readBody(r *http.Request) ([]byte, error) {
	data, err := io.ReadAll(r.Body)
	if err == nil && strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
		data, err = unchunk(data)
	}
	if want := r.Header.Get("Content-Md5"); err == nil && want != "" {
		if sum := md5.Sum(data); base64.StdEncoding.EncodeToString(sum[:]) != want {
			err = fmt.Errorf("the MD5 is not %s", want)
		}
	}
	return data, err
}

func unchunk(data []byte) ([]byte, error) {
	in, out := bufio.NewReader(bytes.NewReader(data)), []byte(nil)
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return nil, err
		}
		size, _, _ := strings.Cut(strings.TrimSpace(line), ";")
		n, err := strconv.ParseUint(size, 16, 32)
		if err != nil || n == 0 {
			return out, err
		}
		chunk := make([]byte, n+2)
		if _, err := io.ReadFull(in, chunk); err != nil {
			return nil, err
		}
		out = append(out, chunk[:n]...)
	}
}

// signed computes the signature of version 4 anew.
func signed(r *http.Request) bool {
	field := func(name string) string {
		_, rest, _ := strings.Cut(r.Header.Get("Authorization"), name+"=")
		value, _, _ := strings.Cut(rest, ",")
		return value
	}
	scope := strings.Split(field("Credential"), "/")
	if len(scope) != 5 || scope[0] != testKey || scope[2] != "eu-test-1" || scope[3] != "s3" {
		return false
	}
	headers := strings.Split(field("SignedHeaders"), ";")
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n%s\n%s\n", r.Method, r.URL.EscapedPath(), strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20"))
	for _, h := range headers {
		v := r.Header.Get(h)
		if h == "host" {
			v = r.Host
		}
		fmt.Fprintf(&b, "%s:%s\n", h, strings.TrimSpace(v))
	}
	fmt.Fprintf(&b, "\n%s\n%s", strings.Join(headers, ";"), r.Header.Get("X-Amz-Content-Sha256"))
	sum := sha256.Sum256([]byte(b.String()))
	key := []byte("AWS4" + testSecret)
	for _, part := range scope[1:] {
		key = mac(key, part)
	}
	text := "AWS4-HMAC-SHA256\n" + r.Header.Get("X-Amz-Date") + "\n" + strings.Join(scope[1:], "/") + "\n" + hex.EncodeToString(sum[:])
	return hex.EncodeToString(mac(key, text)) == field("Signature")
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}
