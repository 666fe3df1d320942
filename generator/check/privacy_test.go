package check

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/minutebook/minutebook/generator/diag"
	"github.com/minutebook/minutebook/generator/source"
)

var finders = map[string]finder{
	"id": idNumber, "taiwan": taiwanID, "passport": passportNumber, "mobile": mobileNumber, "card": cardNumber, "member": memberNumber,
}

// secretsIn lists what the finders find in a text, as kind:text.
func secretsIn(text string) []string {
	ns := scanNumbers(&source.Document{Bytes: []byte(text)}, 0, nil)
	if ns == nil || !mayHoldSecret(ns.text) && !passportWords.in(ns.text) && !memberWords.in(ns.text) {
		return nil
	}
	var out []string
	for _, kind := range []string{"id", "taiwan", "passport", "mobile", "card", "member"} {
		for _, s := range finders[kind](ns) {
			out = append(out, kind+":"+text[s.start:s.end])
		}
	}
	return out
}

// sentences put a number where people write it.
var sentences = []string{
	"联系人 %s。", "（%s）", "电话：%s，请勿外传", "| 张敏 | %s |", "刘洋%s已登记", "contact %s, please", "见附表\n%s\n", "“%s”", "2025-06-15 %s", "- %s；", "%s", "本人号码为%s",
}

func TestGeneratedNumbersAreFound(t *testing.T) {
	r := rand.New(rand.NewPCG(2025, 6))
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte('0' + byte(r.IntN(10)))
		}
		return b.String()
	}
	wide := func(s string) string {
		return strings.Map(func(c rune) rune {
			if c >= '0' && c <= '9' || c == 'X' {
				return c + 0xFEE0
			}
			return c
		}, s)
	}
	pick := func(s ...string) string { return s[r.IntN(len(s))] }
	make := map[string]func() string{
		"id": func() string {
			s := pick("110105", "330106", "440305", "510104", "650102") + fmt.Sprintf("%d%02d%02d", 1950+r.IntN(60), 1+r.IntN(12), 1+r.IntN(28)) + digits(3)
			sum := 0
			for i, w := range []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2} {
				sum += int(s[i]-'0') * w
			}
			s += string("10X98765432"[sum%11])
			return pick(s, s, wide(s), s[:6]+" "+s[6:14]+" "+s[14:], s[:6]+"-"+s[6:14]+"-"+s[14:], strings.ToLower(s))
		},
		"mobile": func() string {
			s := "1" + string('3'+byte(r.IntN(7))) + digits(9)
			split := func(sep string) string { return s[:3] + sep + s[3:7] + sep + s[7:] }
			return pick(s, s, wide(s), split("-"), split(" "), "+86 "+s, "+86-"+split("-"), "86"+s, "0086"+s)
		},
		"card": func() string {
			s := pick("4", "622", "621", "51", "35", "60") + digits(20)
			s = s[:pickInt(r, 15, 18)]
			for d := byte('0'); d <= '9'; d++ {
				if c := s + string(d); luhnOf(c) {
					s = c
					break
				}
			}
			four := s[:4] + " " + s[4:8] + " " + s[8:12] + " " + s[12:16] + " " + s[16:]
			return pick(s, wide(s), strings.TrimSpace(four), strings.ReplaceAll(strings.TrimSpace(four), " ", "-"))
		},
	}
	const each = 1000
	for _, kind := range []string{"id", "mobile", "card"} {
		missed := 0
		for range each {
			number := make[kind]()
			text := fmt.Sprintf(sentences[r.IntN(len(sentences))], number)
			if !strings.Contains(strings.Join(secretsIn(text), "\n"), kind+":") {
				if missed++; missed < 5 {
					t.Logf("%s missed in %q", kind, text)
				}
			}
		}
		if missed > each/100 {
			t.Errorf("%s: %d of %d missed", kind, missed, each)
		}
	}
}

// The quick look lets dates, times and amounts pass without the slow one.
func TestQuickLook(t *testing.T) {
	for text, want := range map[string]bool{
		"2025-06-15 14:30 至 2025 年 6 月 16 日 09:00": false, "at: 2025-06-19 09:10, 共 1,208,344 行": false, "10.20.30.40": false, "望信通〔2025〕9号 21,460 人": false,
		"138-0013-8000": true, "１３８００１３８０００": true, "A123456789": true, "138\u00a00013\u00a08000": true, "4111 1111": false,
	} {
		if mayHoldSecret([]byte(text)) != want {
			t.Errorf("%q: not %v", text, want)
		}
	}
}

func pickInt(r *rand.Rand, n ...int) int { return n[r.IntN(len(n))] }

// luhnOf is written apart from the rule's own, digit by digit from the left.
func luhnOf(s string) bool {
	sum := 0
	for i := range len(s) {
		d := int(s[i] - '0')
		if (len(s)-i)%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return sum%10 == 0
}

func TestSecrets(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"身份证 33010619900307009X", "id:33010619900307009X"},
		{"身份证 33010619900307009x", "id:33010619900307009x"},
		{"身份证 ３３０１０６１９９００３０７００９Ｘ", "id:３３０１０６１９９００３０７００９Ｘ"},
		{"330106199003072175", "id:330106199003072175"},
		{"330106199003072171", ""}, // wrong check digit
		{"330106199013072175", ""}, // no such month
		{"证件 330106900307217", "id:330106900307217"},
		{"单号 330106900307217", ""},
		{"来访 A123456789 一人", "taiwan:A123456789"},
		{"来访 A123456788 一人", ""},
		{"PART-A123456789", ""},
		{"护照号：E12345678", "passport:E12345678"},
		{"Passport No. 123456789", "passport:123456789"},
		{"护照办理共 20250615 次", ""},
		{"手机 13800138000", "mobile:13800138000"},
		{"手机 138-0013-8000", "mobile:138-0013-8000"},
		{"13800138000、13900139001", "mobile:13800138000 mobile:13900139001"},
		{"13800138000 13900139001", "mobile:13800138000 mobile:13900139001"},
		{"(+86)13800138000", "mobile:13800138000"},
		{"13800138000-802", "mobile:13800138000"},
		{"13800138000@example.edu", "mobile:13800138000"},
		{"Tel13800138000", "mobile:13800138000"},
		{"113800138000", ""},
		{"a13800138000f", ""},
		{"订单号：13800138000", ""},
		{"0571-88201234-8001", ""},
		{"1234567-13800138000-01", ""},
		{"金额 13,800,138,000 元", ""},
		{"3.13800138000", ""},
		{"卡号 6222 0212 3456 7890 128", "card:6222 0212 3456 7890 128"},
		{"卡号 6222021234567890128", "card:6222021234567890128"},
		{"卡号 4111-1111-1111-1111", "card:4111-1111-1111-1111"},
		{"流水号 6222021234567890128", ""},
		{"6222021234567890127", ""},
		{"学号：2024130215", "member:2024130215"},
		{"學號 B10902015", "member:B10902015"},
		{"工号为 0231", "member:0231"},
		{"Student ID: 20241302", "member:20241302"},
		{"学号２０２４１３０２", "member:２０２４１３０２"},
		{"学号 2025 年起改为 10 位", ""},
		{"学号 2024 级统一编排", ""},
		{"| 姓名 | 学号 |\n|---|---|\n| 甲 | 20241302 |\n", "member:20241302"},
		{"| 姓名 | 甲 |\n|---|---|\n| 学号 | 20241302 |\n", "member:20241302"},
		{"| 年级 | 学号位数 |\n|---|---|\n| 2024 | 20241302 |\n", ""},
	} {
		if got := strings.Join(secretsIn(tc.text), " "); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.text, got, tc.want)
		}
	}
}

// Numbers that records are full of and that are nobody's.
func TestHarmlessNumbers(t *testing.T) {
	for _, text := range []string{
		"望信通〔2025〕13800138 号", "文号 WL-IT-QP-03", "2025-06-15 14:30 至 2025-06-16 09:00", "20250615143000", "1750000000000",
		"ISBN 978-7-111-12345-6", "ISBN 9787111123456", "commit 9fceb02d0ae598e95dc970b74767f19372d61af8", "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
		"预算 386 万元，付款 1,208,344.00 元", "校验 1,208,344 行", "10.20.138.1", "2001:db8::138:0013:8000", "版本 13.8001.38000", "电话 0571-88200001 转 13800",
		"机柜 17–40", "峰值 13,800", "2025-W23", "经度 120.13800138000", "https://example.edu/o/13800138000", "图号 A3-138001", "条码 6901234567892", "订单 4111111111111111",
		"统一社会信用代码 91330106MA27XK1234", "18 位编码 202506151430000001", "MAC 13:80:01:38:00:00", "UUID 13800138-0013-8000-1380-013800138000",
	} {
		if got := secretsIn(text); got != nil {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A finding shows neither in its message nor in its excerpt what it is about.
func TestSecretsAreMasked(t *testing.T) {
	for level, want := range map[string]diag.Severity{"public": diag.Error, "internal": diag.Warning} {
		fs := checkExample(t, Example{Of: "2025-08-20-stop", Front: "audience: " + level + "\n", Body: "## 通知内容\n\n值班 13800138000，证件 330106199003072175。\n"})
		if got := ids(fs); got != "privacy-mobile privacy-id-number" {
			t.Fatal(got)
		}
		for _, f := range fs {
			if f.Severity != want {
				t.Errorf("%s in a record for %s: %v", f.Rule, level, f.Severity)
			}
			if s := f.Message.In(diag.En) + f.Excerpt; strings.Contains(s, "13800138000") || strings.Contains(s, "330106199003072175") {
				t.Errorf("%s shows the number: %s", f.Rule, s)
			}
		}
		if got, want := fs[0].Excerpt, "值班 138******00，证件 3301**********2175。"; got != want {
			t.Errorf("excerpt %q, want %q", got, want)
		}
		if got, want := int(fs[1].Span.Start.Column), 19; got != want {
			t.Errorf("column %d, want %d", got, want)
		}
	}
}

func TestWordSet(t *testing.T) {
	words := newWordSet("学号", "工号", "taff")
	for text, want := range map[string]bool{
		"": false, "学": false, "学号": true, "报障学生学号：2024130215": true, "学位": false, "工程编号": false, "Staff 12": true, "STAFF": false, "学生工号": true,
	} {
		if got := words.in([]byte(text)); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
