package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// Names are made of parts, so that a thousand people and a hundred units differ.
var (
	surnames = strings.Fields("沈 陆 顾 方 魏 苏 姜 许 程 谢 邓 孟 何 邹 卢 傅 宋 彭 叶 杜 白 汪 石 邱 段 钟 韩 梁 冯 曹 夏 袁 温 江 秦 高 章 唐 罗 龚")
	given    = strings.Fields("以南 晚晴 屿川 念慈 志衡 敏之 雨桐 承宇 若琳 祥之 知远 一鸣 静怡 凌霄 也青 望舒 正平 晓棠 立诚 磊岩 语晨 秋实 景庭 雨薇 舒言 朝野 定邦 清和 慕白 嘉禾 若水 素梅 书同 若谷 怡宁 怀远 岚汀 国栋 崇山 文澜 思齐 明远 书瑶 景行 安澜 听雪 沐风 云起 星河 知微")
	places   = strings.Fields("东区 西区 南区 北区 中心 滨江 望湖 临港 高新 老城 新城 松山")
	teams    = strings.Fields("网络组 应用组 数据组 安全组 服务组 采购组 培训组 档案组 质量组 机电组")
	systems  = []string{"统一认证平台", "报修平台", "教务系统", "数据中台", "档案系统", "门户网站", "财务接口", "一卡通", "邮件系统", "动环监控", "云桌面", "备份系统"}
	tagWords = strings.Fields("网络 安全 采购 培训 迁移 验收 预算 机房 数据 接口 巡检 值班 升级 备份 迎新 考试 运维 合同 应急 权限")
	parts    = []string{"接口联调", "数据迁移", "压力测试", "权限梳理", "备件更换", "日志留存", "灾备演练", "账号清理", "验收测试", "用户培训", "割接方案", "巡检计划", "工单分派", "合同续签", "补丁升级", "容量规划"}
	verbs    = []string{"完成", "复核", "整理", "提交", "演示", "更新", "试行", "归档"}
	results  = []string{"测试报告", "清单", "操作手册", "对照表", "方案", "纪要摘录", "配置记录", "培训材料"}
)

// sentences hold a place for a person, a system, a part of the work and three
// numbers. They are the text of the records, mixed until no two are alike.
var sentences = []string{
	"%[1]s说明，%[2]s的%[3]s已完成 %[4]d%%，剩余 %[5]d 项集中在历史数据，计划分 %[6]d 批处理。",
	"围绕%[3]s，与会人员逐条核对了 %[4]d 条意见，采纳 %[5]d 条，其余写明不采纳的理由。",
	"%[2]s上周共受理工单 %[4]d 件，平均响应 %[5]d 分钟，超时 %[6]d 件，均为夜间无人值守时段。",
	"%[1]s提出，%[3]s的责任边界在两份文件中写法不一，应以签发日期较晚的一份为准。",
	"测试环境与生产环境的版本相差 %[6]d 个，%[1]s要求先对齐再做%[3]s，避免结论失真。",
	"按月度统计，%[2]s可用率为 99.%[4]d%%，较上月提高，%[5]d 次中断都发生在维护窗口之内。",
	"%[1]s汇报了%[3]s的进展：%[4]d 台设备已经更换，%[5]d 台等待备件，预计 %[6]d 个工作日到货。",
	"讨论认为，%[2]s的接口应保留 %[6]d 个月的并行期，期间两套数据每日比对，差异当日处理。",
	"经费方面，%[3]s本季度支出 %[4]d 万元，占预算的 %[5]d%%，无须追加。",
	"%[1]s建议把%[3]s纳入例行检查，每月第 %[6]d 周由值班组抽查并留下记录。",
	"用户反馈主要有两类：登录步骤多（%[4]d 人次）和通知不及时（%[5]d 人次），%[2]s将在下个版本改进。",
	"为保证连续性，%[3]s期间安排 %[6]d 人轮值，交接班时当面核对告警列表和未结工单。",
	"%[2]s的日志按规定留存 %[6]d 个月以上，%[1]s抽查 %[4]d 条，时间戳与来源地址完整。",
	"关于%[3]s，双方确认样本 %[4]d 份，其中 %[5]d 份格式有误，退回后 %[6]d 日内补齐。",
	"%[1]s shared the test results of the %[4]d cases; %[5]d of them failed because of an expired certificate.",
	"The vendor confirmed that the API keeps its current version for %[6]d months and that every change is announced.",
	"We agreed to migrate %[4]d accounts per night, with a rollback plan and a short report after each batch.",
	"API 网关的 rate limit 调整为每秒 %[4]d 次，timeout 改为 %[6]d 秒，由%[1]s在 staging 环境验证后上线。",
	"PostgreSQL 主从延迟最高 %[4]d 毫秒，%[1]s将 checkpoint 间隔调大，并把 WAL 归档改到独立磁盘。",
	"%[2]s接入 OAuth 2.0 后，旧的 session 方式保留 %[6]d 周，之后统一由 SSO 登录。",
}

// sentence is one sentence about people of a unit.
func sentence(r *rand.Rand, people []string) string {
	s := fmt.Sprintf(pick(r, sentences), pick(r, people), pick(r, systems), pick(r, parts), 10+r.IntN(85), 2+r.IntN(40), 2+r.IntN(6))
	if i := strings.Index(s, "%!(EXTRA"); i >= 0 {
		s = s[:i]
	}
	return s
}

func paragraph(r *rand.Rand, people []string, n int) string {
	var b strings.Builder
	for range n {
		b.WriteString(sentence(r, people))
	}
	return b.String()
}

func table(r *rand.Rand, people []string, rows int) string {
	var b strings.Builder
	b.WriteString("| 事项 | 系统 | 数量 | 经办人 | 备注 |\n| --- | --- | ---: | --- | --- |\n")
	for range rows {
		fmt.Fprintf(&b, "| %s | %s | %d | %s | 第 %d 批，%s |\n", pick(r, parts), pick(r, systems), 1+r.IntN(400), pick(r, people), 1+r.IntN(9), pick(r, results))
	}
	return b.String()
}

func pick[T any](r *rand.Rand, of []T) T { return of[r.IntN(len(of))] }
