package publish

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/minutebook/minutebook/generator/target"
)

// held are the objects below a prefix, the manifest left out.
func (s *storage) held(prefix string) map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := map[string]string{}
	for key, data := range s.objects {
		if name, ok := strings.CutPrefix(key, prefix); ok && name != manifestAt {
			out[name] = string(data)
		}
	}
	return out
}

func (s *storage) changes() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	log := s.log
	s.log = nil
	return log
}

func (s *storage) failing(f func(*http.Request) int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fail = f
}

func TestBucket(t *testing.T) {
	for _, prefix := range []string{"", "archive/public/"} {
		s, opt := newStorage(t)
		target := "s3://minutes/" + strings.TrimSuffix(prefix, "/")
		opt.Site, opt.DryRun = build(t, first), true
		if r := sent(t, target, opt); len(r.Steps) != 7 || len(s.changes()) != 0 {
			t.Errorf("%+v", r)
		}
		opt.DryRun = false
		sent(t, target, opt)
		same(t, s.held(prefix), first)
		if got := s.types[prefix+"index.html"]; got != "text/html; charset=utf-8" {
			t.Errorf("index.html is %q", got)
		}
		theirs := map[string]string{prefix + "theirs.txt": "x", "z/elsewhere": "y"}
		for k, v := range theirs {
			s.objects[k] = []byte(v)
		}
		s.changes()
		opt.Site = build(t, second)
		if r := sent(t, target, opt); steps(r) != fromFirstToSecond {
			t.Errorf("steps %s", steps(r))
		}
		for k, v := range theirs {
			if string(s.objects[k]) != v {
				t.Errorf("%s is %q", k, s.objects[k])
			}
		}
		// Pages that are new come before those that link to them, the manifest after
		// all of them, and nothing goes before it is there. Files of one turn travel
		// at once.
		log := s.changes()
		slices.Sort(log[2:4])
		want := []string{"PUT .minutebook/publishing.json", "PUT records/new.html", "PUT index.html", "PUT records/会议.html", "PUT .minutebook/manifest.json", "DELETE a.txt", "DELETE .minutebook/publishing.json"}
		for i := range log {
			log[i] = strings.Replace(log[i], " "+prefix, " ", 1)
		}
		if !slices.Equal(log, want) {
			t.Errorf("the order is %q, want %q", log, want)
		}
		if r := sent(t, target, opt); len(r.Steps) != 0 || len(s.changes()) != 0 {
			t.Errorf("steps %s", steps(r))
		}
		// Somebody altered an object, without a change of its size.
		s.objects[prefix+"same.html"] = []byte("STAYS")
		if r := sent(t, target, opt); steps(r) != "change same.html" {
			t.Errorf("steps %s", steps(r))
		}
	}
}

// A storage that goes away after any number of requests leaves whole objects and
// says so; the next run finishes.
func TestBucketDisappears(t *testing.T) {
	for n := range 6 {
		s, opt := newStorage(t)
		opt.Site = build(t, first)
		sent(t, "s3://minutes", opt)
		s.objects["CNAME"] = []byte("theirs")
		var writes atomic.Int32
		s.failing(func(r *http.Request) int {
			if r.Method != http.MethodGet && writes.Add(1) > int32(n) {
				return -1
			}
			return 0
		})
		opt.Site = build(t, second)
		_, err := Send(t.Context(), target.Target{Kind: target.Bucket, Name: "minutes"}, opt)
		if n == 0 {
			refused(t, err, "no page was changed")
		} else {
			refused(t, err, "half way between the old and the new one", "publish again")
		}
		for name, text := range s.held("") {
			if !strings.HasPrefix(name, metaDir) && name != "CNAME" && text != first[name] && text != second[name] {
				t.Errorf("after %d writes %s is %q", n, name, text)
			}
		}
		s.failing(nil)
		third := with(first, "index.html", "three")
		opt.Site = build(t, third)
		sent(t, "s3://minutes", opt)
		same(t, s.held(""), with(third, "CNAME", "theirs"))
	}
}

func TestBucketMeanwhile(t *testing.T) {
	s, opt := newStorage(t)
	opt.Site = build(t, first)
	sent(t, "s3://minutes", opt)
	s.failing(func(r *http.Request) int {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "index.html") {
			s.objects[manifestAt] = append(s.objects[manifestAt], '\n')
		}
		return 0
	})
	opt.Site = build(t, second)
	_, err := Send(t.Context(), target.Target{Kind: target.Bucket, Name: "minutes"}, opt)
	refused(t, err, "somebody else published there meanwhile", "publish again")

	// A storage without conditional writes is written to without.
	s, opt = newStorage(t)
	s.fail = func(r *http.Request) int {
		if r.Header.Get("If-None-Match") != "" || r.Header.Get("If-Match") != "" {
			return http.StatusNotImplemented
		}
		return 0
	}
	opt.Site = build(t, first)
	sent(t, "s3://minutes", opt)
	same(t, s.held(""), first)
}

func TestBucketRefusals(t *testing.T) {
	s, opt := newStorage(t)
	opt.Site = build(t, first)
	minutes := target.Target{Kind: target.Bucket, Name: "minutes"}
	_, err := Send(t.Context(), target.Target{Kind: target.Bucket, Name: "other"}, opt)
	refused(t, err, "there is no such bucket")

	s.objects["index.html"] = []byte("theirs")
	_, err = Send(t.Context(), minutes, opt)
	refused(t, err, "it holds files of other makers where pages would go, index.html", "nothing was changed")
	if len(s.changes()) != 0 {
		t.Error("something was changed")
	}

	wrong := opt
	wrong.S3.Secret = "hidden-word"
	_, err = Send(t.Context(), minutes, wrong)
	refused(t, err, "the storage refuses these keys (SignatureDoesNotMatch)", "AWS_SECRET_ACCESS_KEY")
	if strings.Contains(err.Error(), "hidden-word") {
		t.Errorf("the error tells the secret: %v", err)
	}
	wrong.S3 = S3Login{}
	_, err = Send(t.Context(), minutes, wrong)
	refused(t, err, "no keys for the storage: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
	for _, address := range []string{"ftp://x", "storage.example.org", "https://a:hidden-word@x", "https://x/path"} {
		wrong.S3 = opt.S3
		wrong.S3.Endpoint = address
		_, err = Send(t.Context(), minutes, wrong)
		refused(t, err, "AWS_ENDPOINT_URL")
		if strings.Contains(err.Error(), "hidden-word") {
			t.Errorf("the error tells the secret: %v", err)
		}
	}
}
