package source_test

import (
	"os"
	"testing"

	"github.com/minutebook/minutebook/generator/markup"
	"github.com/minutebook/minutebook/generator/source"
)

func minutes(t testing.TB) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/minutes.md")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func BenchmarkRead(b *testing.B) {
	data := minutes(b)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		source.Read("minutes.md", data, source.Limits{})
	}
}

func BenchmarkSteps(b *testing.B) {
	d := source.Read("minutes.md", minutes(b), source.Limits{})
	var room []markup.Step
	b.ReportAllocs()
	for b.Loop() {
		room = d.Steps.Steps(room[:0])
	}
}

func BenchmarkPlain(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		source.Plain("完成 **需求文档** 的[初稿](draft.md)，见 `V1.0` 与附件")
	}
}
