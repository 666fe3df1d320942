package adopt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The family names of the 百家姓 and others that are common today, in both
// scripts. They tell a name from a nickname, a company or a group.
const singleSurnames = `赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴鬱胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公覃佘佟付肖阳代仝岳帅闫涂库楚户尉候兰邸苟麦漆仉晋官但洛呼揭粟逢敬佴初归岩亢况郇有琴缑哈谯年求芦亓战鲜来晋苑戢由植畅茆乃撒铁练种咎冒尧巨宛撖占勘丘仇卿隋戎佴玉訚荔宇员呙禤侬盘啜逯冼
趙錢孫吳鄭馮陳衛蔣韓楊許呂張嚴謝鄒竇雲蘇潘範彭魯韋馬鳳鮑費薛賀湯滕羅畢鄔樂時齊顧黃蕭姚湛貝臧計談茅龐熊紀舒項閔賈婁顏郭鍾駱萬盧莫經繆應單諸鈕龔陸榮羊儲段富烏車寧甘厲劉葉龍葉黎薊從賴藺喬陰鬱蒼雙聞黨譚貢勞酈邊農溫莊閻連習魚終滿國廣東歐師鞏聶簡饒養須豐關後紅遊權蓋塗蘭麥幹`

const doubleSurnames = `欧阳 歐陽 司马 司馬 上官 诸葛 諸葛 夏侯 皇甫 尉迟 尉遲 公孙 公孫 慕容 令狐 长孙 長孫 宇文 司徒 司空 端木 独孤 獨孤 南宫 南宮 东方 東方 西门 西門 轩辕 軒轅 澹台 呼延 赫连 赫連 闻人 聞人 濮阳 濮陽 公冶 太叔 申屠 钟离 鍾離 鲜于 鮮于 闾丘 亓官 完颜 完顏 纳兰 納蘭 拓跋 东郭 東郭 百里 范姜 張簡`

var (
	oneRuneSurname = func() map[rune]bool {
		m := map[rune]bool{}
		for _, r := range singleSurnames {
			if r != '\n' {
				m[r] = true
			}
		}
		return m
	}()
	twoRuneSurnames = strings.Fields(doubleSurnames)
)

// isHan reports whether a text is written in Chinese characters only.
func isHan(s string) bool {
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) && r != '·' {
			return false
		}
	}
	return s != ""
}

func hasHan(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// isChineseName reports whether a text has the form of a Chinese person's name:
// a family name and one or two characters more.
func isChineseName(s string) bool {
	if !isHan(s) || strings.Contains(s, "·") {
		return false
	}
	n := utf8.RuneCountInString(s)
	for _, two := range twoRuneSurnames {
		if strings.HasPrefix(s, two) {
			return n == 3 || n == 4
		}
	}
	first, _ := utf8.DecodeRuneInString(s)
	return (n == 2 || n == 3) && oneRuneSurname[first]
}

// shareRune reports whether two texts have a character in common.
func shareRune(a, b string) bool {
	return strings.ContainsFunc(a, func(r rune) bool { return strings.ContainsRune(b, r) })
}
