package archive

import (
	"context"
	"fmt"
	"testing"
)

// BenchmarkReadOneOfMany is what a save costs before anything is shown: one file
// of 2,000 is parsed again, and the view of everybody inside is linked.
func BenchmarkReadOneOfMany(b *testing.B) {
	files := map[string]string{}
	for name, text := range loaderFiles {
		files[name] = text
	}
	for i := range 2000 {
		files[fmt.Sprintf("minutes/2024/2024-01-%02d-meeting-%d.md", i%28+1, i)] = fmt.Sprintf("---\ntitle: 第 %d 次会议纪要\nunit: 办公室\ndate: 2024-01-%02d\nchair: 王芳\nrecorder: 周凯\nrelated: [2024-01-%02d-meeting-%d]\n---\n\n## 待办事项\n\n- [ ] 完成方案 @王芳 截止 2024-02-01\n", i, i%28+1, max(i-1, 0)%28+1, max(i-1, 0))
	}
	fsys := mapFS(files)
	l := NewLoader(fsys, Options{})
	if _, err := l.Read(context.Background(), loaderNow); err != nil {
		b.Fatal(err)
	}
	const path = "minutes/2025/2025-06-15-kickoff.md"
	titles := []string{"启动会", "开工会"}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		edited(path, titles[n%2], titles[(n+1)%2])(fsys)
		n++
		s, err := l.Read(context.Background(), loaderNow, path)
		if err != nil || len(s.Changed) != 1 {
			b.Fatal(s, err)
		}
		if v := s.View(Audience{Level: Internal}); len(v.Records) != 2003 {
			b.Fatal(len(v.Records))
		}
	}
}
