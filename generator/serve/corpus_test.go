package serve

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// writeCorpus makes an archive of n minutes in a folder: twelve people, four
// units, six series over six years, actions that are followed up a week later.
func writeCorpus(t testing.TB, dir string, n int) {
	t.Helper()
	people := []string{"王芳", "周凯", "陈敏", "刘洋", "赵静", "孙磊", "吴丹", "郑涛", "冯雪", "何勇", "许晴", "沈岩"}
	units := []string{"office", "lab", "network", "library"}
	var reg strings.Builder
	reg.WriteString("people:\n")
	for i, name := range people {
		fmt.Fprintf(&reg, "  - {id: p%d, name: %s, roles: [{unit: %s, role: 成员}]}\n", i, name, units[i%len(units)])
	}
	write(t, dir, "minutebook.yaml", "title: 大档案\norganisation: 办公室\naudience: public\n")
	write(t, dir, "registers/people.yaml", reg.String())
	write(t, dir, "registers/units.yaml", "units:\n  - {id: office, name: 办公室}\n  - {id: lab, name: 实验中心, parent: office}\n  - {id: network, name: 网络部, parent: office}\n  - {id: library, name: 图书馆}\n")
	first := time.Date(2020, 1, 6, 0, 0, 0, 0, time.UTC)
	for i := range n {
		day := first.AddDate(0, 0, i*2190/n)
		who := func(k int) string { return people[(i*7+k)%len(people)] }
		follow := ""
		if i >= 20 {
			follow = fmt.Sprintf("\n## 四、上次会议待办跟进\n\n- [x] %s#a1 已完成，成果：第 %d 版方案\n", stemOf(first, i-20, n), i)
		}
		text := fmt.Sprintf(`---
title: 第 %[1]d 次例会：确定第 %[1]d 项工作的安排与分工
unit: %[2]s
date: %[3]s
kind: regular
start: %[3]s 09:00
end: %[3]s 10:30
location: 第 %[4]d 会议室
chair: %[5]s
recorder: %[6]s
reviewer: %[7]s
expected: [%[5]s, %[6]s, %[7]s, %[8]s]
present: [%[5]s, %[6]s, %[7]s, %[8]s]
published_at: %[3]s 18:00
series: 例会%[9]d
tags: [例会, 主题%[4]d]
---

## 一、会议议题

1. 通报第 %[1]d 项工作的进展，Review of the work package %[1]d
2. 讨论下一阶段的安排

## 二、会议内容

%[10]s

| 指标 | 上期 | 本期 |
|---|---|---|
| 受理 | %[4]d | %[1]d |
| 办结 | %[4]d | %[1]d |

## 三、决议事项

1. 同意按第 %[1]d 号方案推进，经费在年度预算内列支
   - 责任人：%[5]s
   - 完成时间：%[11]s

## 待办事项

- [ ] 完成第 %[1]d 号方案的修订 @%[6]s 截止 %[11]s
- [ ] 整理意见并报送 @%[8]s 截止 %[11]s
%[12]s`, i, units[i%len(units)], day.Format(time.DateOnly), i%9+1, who(0), who(1), who(2), who(3), i%6,
			strings.Repeat(fmt.Sprintf("会议听取了第 %d 项工作的汇报，与会人员就服务器迁移、账号清理和值班安排逐项讨论，认为 schedule 总体可行。\n\n", i), 6),
			day.AddDate(0, 0, 14).Format(time.DateOnly), follow)
		write(t, dir, fmt.Sprintf("minutes/%d/%s.md", day.Year(), stemOf(first, i, n)), text)
	}
}

func stemOf(first time.Time, i, n int) string {
	return fmt.Sprintf("%s-meeting-%05d", first.AddDate(0, 0, i*2190/n).Format(time.DateOnly), i)
}

func write(t testing.TB, dir, name, text string) {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	// In one step, as most editors do: a server that looks in between would show a
	// file that is empty for a moment.
	saved := filepath.Join(t.TempDir(), "saved")
	if err := os.WriteFile(saved, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(saved, path); err != nil {
		t.Fatal(err)
	}
}
