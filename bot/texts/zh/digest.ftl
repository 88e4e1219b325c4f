# Digests, ledger and chart: what staff read at eight in the morning.

digest-head = { $unit } · { $day }日报（{ $start } – { $end }）
digest-page = { $text }
    （第 { $page } 页，共 { $pages } 页）
digest-empty = 没有新的，也没有要催的。{ $open ->
        [0] 手上也没有在办的。
       *[other] 手上还有 { $open } 件在办。
    }
digest-today = 今天要办：超期 { $overdue } 件{ $badly ->
        [0] {""}
       *[other] （严重 { $badly } 件）
    }，今天到期 { $today } 件，待签收 { $unsigned } 件
digest-late = 超期 { $days } 天{ $badly ->
        [yes] ，严重
       *[no] {""}
    }
digest-late-hours = 超期 { $hours } 小时
digest-due = 今天 { $time } 到期
digest-due-day = { $day }到期{ $provisional ->
        [yes] （暂定）
       *[no] {""}
    }
digest-soon = 快到期 { $n } 件：
digest-new = 新增 { $n } 件{ $has-change ->
        [no] {""}
       *[yes] { $change ->
            [same] （和上期一样）
           *[other] {"（比上期 "}{ $change }）
        }
    }：
digest-nothing-new = 没有新增。
digest-category = 【{ $category }】{ $n } 件{ $above ->
        [0] {""}
       *[other] （{ $above } 件已列在上面）
    }
digest-topics = 这几天说得多的：{ $topics }
digest-topics-and = ；
digest-topic = { $name }（{ $people } 人{ $has-change ->
        [no] {""}
       *[yes] { $change ->
            [same] ，和之前一样
           *[other] ，{ $change }
        }
    }）
digest-unsigned = 之前派来、还没签收的 { $n } 件：{ $numbers }
digest-asked = 等居民补充 { $n } 件：{ $numbers }
digest-resolved = 办结 { $n } 件，收到评价 { $rated } 件{ $has-judged ->
        [no] {""}
       *[yes] ：{ $judged }
    }
digest-good = 满意 { $n }
digest-fair = 基本满意 { $n }
digest-bad = 不满意 { $n }
digest-back = 居民不满意，退回重办
digest-open = 手上共 { $n } 件在办。
digest-line = · { $number } { $has-area ->
        [yes] { $area }：
       *[no] {""}
    }{ $text } { $tail }
digest-line-urgent = ‼ { $number } { $has-area ->
        [yes] { $area }：
       *[no] {""}
    }{ $text } { $tail }
digest-no-words = （没有文字）
list-comma = 、
digest-unit-empty = { $unit }还没有人，日报先发给您。发 /invite { $unit } 请人进来。
triage-digest = 有 { $n } 件等您分派，{ $n ->
        [1] 是
       *[other] 最早的是
    }{ $age }来的。{ $urgent ->
        [0] {""}
       *[other] ‼ 加急 { $urgent } 件。
    }
button-digest-page = 第 { $page } 页
button-unit-ledger = 台账
button-unit-chart = 走势图
ledger-caption = { $unit }工作台账
chart-caption = { $unit }走势图

ledger-title = 工作台账
ledger-number = 编号
ledger-status = 状态
ledger-urgent = 紧急
ledger-category = 类别
ledger-area = 区域
ledger-unit = 责任单位
ledger-source = 来源
ledger-text = 诉求内容
ledger-reporter = 反映人
ledger-submitted-at = 提交时间
ledger-dispatched-at = 派单时间
ledger-signed-at = 签收时间
ledger-due-at = 完成时限
ledger-overdue = 是否超期
ledger-days-late = 超期天数
ledger-resolved-at = 办结时间
ledger-closed-at = 归档时间
ledger-answer = 办理结果
ledger-rating = 满意度
ledger-is-urgent = 紧急
ledger-is-overdue = 超期
ledger-is-provisional = 暂定
ledger-is-cut = （内容太长，后面略）
ledger-anonymous = 匿名
source-telegram = 机器人
source-console = 机器人
source-import = 导入

chart-title = { $unit } · 近 14 天
chart-days = 每天新增和办结（线尾是合计）
chart-new = 新增
chart-resolved = 办结
chart-open = 在办（按类别）
chart-overdue = 超期
chart-empty = 这段时间没有数据
chart-rest = 其他
chart-note = 截至 { $moment }
