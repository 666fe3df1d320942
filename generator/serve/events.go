package serve

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/minutebook/minutebook/generator/diag"
)

//go:embed live
var live embed.FS

// liveFiles are what the server adds to every page.
var liveFiles = func() map[string][]byte {
	out := map[string][]byte{}
	for _, name := range []string{"live.css", "live.js"} {
		b, err := live.ReadFile("live/" + name)
		if err != nil {
			panic(err) // it is embedded
		}
		out[name] = b
	}
	return out
}()

// heartbeat keeps a stream open through whatever closes silent connections, and
// finds out whether somebody still listens.
const heartbeat = 15 * time.Second

// events tells a browser that shows a page when to load it again, and what was
// found. The stream ends with the first "reload".
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	page, version := r.URL.Query().Get("page"), r.URL.Query().Get("version")
	w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
	out := &stream{w: w, control: http.NewResponseController(w)}
	// The stream lasts as long as the page is looked at.
	out.err = errors.Join(out.control.SetReadDeadline(time.Time{}), out.control.SetWriteDeadline(time.Time{}))
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	select {
	case <-s.begun:
	case <-r.Context().Done():
		return
	}
	out.send("hello", []byte("{}"))
	told := []byte("null")
	for out.err == nil {
		st := s.now()
		if st.version(page) != version {
			out.send("reload", []byte("{}"))
			return
		}
		if say := s.overlay(st); !bytes.Equal(say, told) {
			told = say
			out.send("findings", say)
		}
		select {
		case <-st.over:
		case <-beat.C:
			out.print(":\n\n")
		case <-r.Context().Done():
			return
		}
	}
}

// stream is a stream of events and its first error.
type stream struct {
	w       http.ResponseWriter
	control *http.ResponseController
	err     error
}

func (o *stream) send(name string, data []byte) {
	o.print(fmt.Sprintf("event: %s\ndata: %s\n\n", name, data))
}

func (o *stream) print(text string) {
	if o.err == nil {
		_, o.err = fmt.Fprint(o.w, text)
	}
	if o.err == nil {
		o.err = o.control.Flush()
	}
}

// overlay is what the script shows over a page: text only, ready to be shown.
type overlay struct {
	ID       string         `json:"id"` // the same for the same findings
	Label    string         `json:"label"`
	Title    string         `json:"title"`
	Close    string         `json:"close"`
	Findings []overlayEntry `json:"findings"`
	More     string         `json:"more"`
}

type overlayEntry struct {
	Severity string `json:"severity"` // error or warning
	Place    string `json:"place"`
	Rule     string `json:"rule"`
	Message  string `json:"message"`
	Hint     string `json:"hint"`
}

// shownAtMost is how many findings an overlay lists; the terminal has them all.
const shownAtMost = 50

// overlay makes the overlay of a state, "null" if there is nothing to show.
func (s *Server) overlay(st *state) []byte {
	lang := s.opt.Lang
	o := overlay{Label: overlayLabel.In(lang), Close: closeLabel.In(lang), Findings: []overlayEntry{}}
	switch sum := diag.Summarise(st.findings); {
	case st.err != nil:
		o.Title = unreadable.In(lang)
		o.Findings = append(o.Findings, overlayEntry{Severity: "error", Message: diag.Visible(st.err.Error())})
	case len(st.findings) == 0:
		return []byte("null")
	default:
		o.Title = diag.Say(overlayTitle, sum.Errors, sum.Warnings).In(lang)
	}
	for i, f := range st.findings {
		if st.err != nil {
			break
		}
		if i == shownAtMost {
			o.More = diag.Say(overlayMore, len(st.findings)-i).In(lang)
			break
		}
		o.Findings = append(o.Findings, s.entry(f))
	}
	b, err := json.Marshal(o)
	if err != nil {
		panic(err) // it holds nothing but text
	}
	o.ID = fmt.Sprintf("%x", sha256.Sum256(b))[:16]
	b, _ = json.Marshal(o)
	return b
}

func (s *Server) entry(f diag.Finding) overlayEntry {
	e := overlayEntry{Severity: f.Severity.String(), Place: f.File, Rule: f.Rule, Message: f.Message.In(s.opt.Lang), Hint: f.Hint.In(s.opt.Lang)}
	if f.Span.Start.Line > 0 {
		e.Place = fmt.Sprintf("%s:%d:%d", f.File, f.Span.Start.Line, f.Span.Start.Column)
	}
	for _, t := range []*string{&e.Place, &e.Message, &e.Hint} {
		*t = diag.Visible(*t)
	}
	return e
}

// What the server itself says.
var (
	overlayLabel = diag.Text{CN: "检查结果", TW: "檢查結果", EN: "Check results"}
	overlayTitle = diag.Text{CN: "刚保存的内容：%d 个错误，%d 个警告", TW: "剛儲存的內容：%d 個錯誤，%d 個警告", EN: "Saved just now: errors %d, warnings %d"}
	overlayMore  = diag.Text{CN: "另有 %d 条，见终端", TW: "另有 %d 條，見終端機", EN: "%d more are in the terminal"}
	closeLabel   = diag.Text{CN: "关闭", TW: "關閉", EN: "Close"}
	unreadable   = diag.Text{CN: "读不了这个档案；改好之后会自动显示", TW: "讀不了這個檔案庫；修正之後會自動顯示", EN: "The archive cannot be read; mend it and it will show up"}
	noPage       = diag.Text{CN: "没有这个页面", TW: "沒有這個頁面", EN: "There is no such page"}
	broken       = diag.Text{CN: "这个页面写不出来", TW: "這個頁面寫不出來", EN: "This page cannot be written"}
	home         = diag.Text{CN: "回到首页", TW: "回到首頁", EN: "Back to the home page"}
)
