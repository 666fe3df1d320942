package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/search"
)

func TestAnAudienceNobodyKnows(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "nobody")
	r.has("/", 503, "no audience &#34;nobody&#34;: say public, internal, or a unit of the register")
	write(t, dir, "registers/units.yaml", "units:\n  - {id: office, name: 办公室}\n  - {id: nobody, name: 董事会}\n")
	r.soon("/records/2025-06-17-secret.html", 200, "CANARY")
}

func TestHiddenRecordsAreNeverServed(t *testing.T) {
	dir := archiveIn(t)
	for _, audience := range []string{"public", "internal"} {
		r := start(t, dir, audience)
		b := r.openTab("/units.html")
		r.has("/records/2025-06-17-secret.html", 404, "There is no such page")
		// What is wrong with it is not told either.
		write(t, dir, "minutes/2025/2025-06-17-secret.md", minutesOf("CANARY 二", "[董事会]", "## 待办事项\n\n- [ ] CANARY @李无名\n"))
		write(t, dir, kickoff, minutesOf("保存 "+audience, "public", "## 待办事项\n\n- [ ] 公开的事 @李无名\n"))
		data := b.wait("findings")
		for !strings.Contains(data, "2025-06-15-kickoff") {
			data += b.wait("findings")
		}
		for _, path := range []string{"/", "/units.html", "/findings.html", "/types/minutes.html", "/actions.html", "/records/2025-06-17-secret.html"} {
			_, body := r.get(path)
			data += strings.ReplaceAll(body, "/records/2025-06-17-secret.html", "") + strings.ReplaceAll(body, `data-page="records/2025-06-17-secret.html"`, "")
		}
		data = strings.ReplaceAll(data, `data-page="records/2025-06-17-secret.html"`, "")
		data = strings.ReplaceAll(data, "/records/2025-06-17-secret.html", "")
		if strings.Contains(data, "CANARY") || strings.Contains(data, "secret") {
			t.Errorf("%s: the hidden record shows in\n%s", audience, data)
		}
		if r.told(func(u Update) bool {
			for _, f := range u.Fresh {
				if strings.Contains(f.File, "secret") {
					return true
				}
			}
			return false
		}) {
			t.Errorf("%s: the terminal is told of the hidden record", audience)
		}
		r.stop()
	}
}

// The index is that of what is served: of the view, and of the last save.
func TestSearchOfWhatIsServed(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	ask := func(query string) string {
		index, err := search.OpenReader(func(path string) ([]byte, error) {
			code, body := r.get("/" + path)
			if code != http.StatusOK {
				return nil, fmt.Errorf("%s: %d", path, code)
			}
			return []byte(body), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		hits, err := index.Search(search.ParseQuery(query))
		if err != nil {
			t.Fatal(err)
		}
		ids := []string{}
		for _, h := range hits {
			ids = append(ids, h.ID)
		}
		return strings.Join(ids, " ")
	}
	r.has("/search.html", http.StatusOK, `data-finder`)
	for query, want := range map[string]string{"第一版标题": "2025-06-15-kickoff", "内部": "2025-06-16-inside", "canary": "", "第二版": ""} {
		if got := ask(query); got != want {
			t.Errorf("%s: found %q, want %q", query, got, want)
		}
	}
	write(t, dir, kickoff, minutesOf("第二版标题", "public", "正文。"))
	r.soon("/records/2025-06-15-kickoff.html", http.StatusOK, "第二版标题")
	for query, want := range map[string]string{"第一版标题": "", "第二版": "2025-06-15-kickoff"} {
		if got := ask(query); got != want {
			t.Errorf("after the save: %s: found %q, want %q", query, got, want)
		}
	}
}

// A record whose front matter a save has damaged is in no view. Whoever may see
// it is told why; of a hidden one nothing is told.
func TestARecordThatIsDamaged(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "internal")
	b := r.openTab("/records/2025-06-15-kickoff.html")
	write(t, dir, "minutes/2025/2025-06-17-secret.md", "---\ntitle: [CANARY\n---\n")
	write(t, dir, kickoff, "---\ntitle: [第一版标题\n---\n")
	b.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 404, "There is no such page")
	b = r.openTab("/records/2025-06-15-kickoff.html")
	var o overlay
	if err := json.Unmarshal([]byte(b.wait("findings")), &o); err != nil {
		t.Fatal(err)
	}
	if len(o.Findings) != 1 || o.Findings[0].Place != kickoff+":2:8" || o.Findings[0].Severity != "error" {
		t.Errorf("the overlay says %+v", o)
	}
	write(t, dir, "minutes/2025/2025-06-20-new.md", "---\ntitle: [新\n---\n")
	for !strings.Contains(b.wait("findings"), "2025-06-20-new.md:2:8") {
	}
	write(t, dir, kickoff, minutesOf("第一版标题", "public", "正文。"))
	b.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 200, "第一版标题")
	if r.told(func(u Update) bool {
		return slices.ContainsFunc(u.Fresh, func(f diag.Finding) bool { return strings.Contains(f.File, "secret") })
	}) {
		t.Error("the terminal is told of the hidden record")
	}
}

// A record that is hidden while it is looked at goes away.
func TestARecordThatBecomesHidden(t *testing.T) {
	dir := archiveIn(t)
	r := start(t, dir, "public")
	b := r.openTab("/records/2025-06-15-kickoff.html")
	write(t, dir, kickoff, minutesOf("第一版标题", "internal", "正文。"))
	b.wait("reload")
	r.has("/records/2025-06-15-kickoff.html", 404, "There is no such page")
	_, body := r.get("/types/minutes.html")
	if strings.Contains(body, "第一版标题") {
		t.Error("the list still names it")
	}
}
