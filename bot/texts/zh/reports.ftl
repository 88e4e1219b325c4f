# Weekly and monthly reports: as messages, pictures, workbook and page; and who gets which.

command-subscribe = 周报、月报：谁收、什么时候收

# The bulletin, in the words of such offices
bulletin-ten-thousands = { $wan }万
bulletin-growth = { $against ->
        [year] 同比
       *[other] 环比
    }{ $way ->
        [more] 增长{ $percent }
        [fewer] 下降{ $percent }
        [same] 持平
       *[other] 无可比数据
    }
bulletin-points = 比{ $against ->
        [year] 去年同期
        [week] 上周
       *[other] 上月
    }{ $way ->
        [more] 提高{ $points }个百分点
        [fewer] 下降{ $points }个百分点
       *[other] 持平
    }
bulletin-share = { $percent }（{ $part }/{ $whole }）
bulletin-headline = 截至{ $month }底，{ $subject }诉求和附议总量达{ $voices }个，{ $voices-change }；受理事件{ $cases }件，{ $cases-change }；综合办结率为{ $completion }，综合满意率为{ $satisfaction }。
bulletin-month = 其中{ $month }受理{ $cases }件，{ $before }，{ $year }；办结{ $resolved }件，按时办结率为{ $timeliness }{ $has-timeliness-points ->
        [yes] ，{ $timeliness-points }
       *[no] {""}
    }；满意率为{ $satisfaction }{ $has-satisfaction-points ->
        [yes] ，{ $satisfaction-points }
       *[no] {""}
    }。月末在办{ $open }件，其中超期{ $overdue }件、严重超期{ $badly-late }件。

# A report as a message
report-head = { $subject } · { $days }
report-weekly = 周报：{ $first } – { $last }
report-monthly = { $month }月报
report-empty = 这段时间没有诉求，手上也没有在办的。
report-flow = { $rhythm ->
        [weekly] 本周
       *[other] 本月
    }：受理 { $submitted } 件{ $has-before ->
        [no] {""}
       *[yes] { $before ->
            [same] ，和上{ $rhythm ->
                [weekly] 周
               *[other] 月
            }一样
           *[other] ，比上{ $rhythm ->
                [weekly] 周
               *[other] 月
            } { $before }
        }
    }{ $has-year ->
        [no] {""}
       *[yes] { $year ->
            [same] ，和去年同月一样
           *[other] ，比去年同月 { $year }
        }
    }；办结 { $resolved } 件{ $has-resolved-before ->
        [no] {""}
       *[yes] { $resolved-before ->
            [same] ，和上{ $rhythm ->
                [weekly] 周
               *[other] 月
            }一样
           *[other] ，比上{ $rhythm ->
                [weekly] 周
               *[other] 月
            } { $resolved-before }
        }
    }
report-open = 期末：在办 { $open } 件，超期 { $overdue } 件{ $badly-late ->
        [0] {""}
       *[other] ，其中严重超期 { $badly-late } 件
    }
report-timeliness = 到期的按时办结 { $share }{ $has-moved ->
        [yes] ，{ $moved }
       *[no] {""}
    }
report-satisfaction = 满意率 { $share }{ $has-weight ->
        [yes] ，基本满意的 1 件算 { $weight } 件
       *[no] {""}
    }{ $has-moved ->
        [yes] ，{ $moved }
       *[no] {""}
    }
report-categories = 类别：{ $groups }
report-areas = 区域：{ $groups }
report-group = { $name } { $n }
report-rest = 其余
report-best = 按时办结好的：{ $units }
report-slowest = 慢的：{ $units }
report-ranked = { $name } { $share }
report-late = 严重超期 { $n } 件（用了时限的 3 倍还没办完）：
report-late-line = · { $number } { $has-unit ->
        [yes] { $unit }：
       *[no] {""}
    }{ $text } 超期 { $days } 天，{ $why }
report-why = { $step ->
        [suspend] 挂账原因
        [extend] 延期原因
        [ask_extension] 申请延期
        [return] 退单原因
        [ask] 问过居民
       *[other] 最后的答复
    }：{ $words }
report-why-none = 单位还没说过什么
report-why-back = 居民说没办好，退回后单位还没说过什么
report-promises = 上月答应的 { $n } 件（本月到期的，上月延期、挂账和严重超期的）：按时办结 { $in-time }，晚了才办结 { $done-late }，还在期限内 { $open }，到期没办完 { $open-late }{ $ended ->
        [0] {""}
       *[other] ，不用办了 { $ended }
    }
report-promise-line = · { $number } { $has-unit ->
        [yes] { $unit }：
       *[no] {""}
    }{ $text }（{ $how }，还没办完）
report-how-late = 上月就严重超期
report-how-suspended = 上月挂账
report-how-extended = 上月延期
report-how-due = 本月到期
report-topics = 大家说得多的：{ $topics }
report-topic = { $name }（{ $people } 人）
report-rated = 居民评价 { $n } 件：{ $judged }
report-unhappy-line = · { $number } { $has-unit ->
        [yes] { $unit }：
       *[no] {""}
    }“{ $text }”
report-no-unit = 没派到单位
report-no-area = 没说在哪里
report-became-in-time = 按时办结
report-became-done-late = 晚了才办结
report-became-ended = 不用办了
report-became-open = 在期限内
report-became-open-late = 到期没办完
report-name = { $has-unit ->
        [yes] { $unit }
       *[no] 全局
    }{ $rhythm ->
        [weekly] 周报
       *[other] 月报
    }
report-part-chart = 图表
report-part-workbook = 表格
report-part-page = 网页
button-report-stop = 退订

# Who gets which
subscribe-head = 您的报告，点一下改：
subscribe-line = · { $report }：{ $how }
subscribe-daily = 日报是办件用的，工作日照常发，不在这里改。
subscribe-off = 没订
subscribe-when = { $day } { $hour }{ $has-parts ->
        [yes] ，附{ $parts }
       *[no] {""}
    }
subscribe-weekday = 每{ $day }
subscribe-monthday = 每月{ $day }日
subscribe-card = { $report }：{ $how }
    遇到放假，下一个工作日发。
subscribe-to-group = 也发到单位的群里：{ $how }
subscribe-done = 好了。
subscribe-part = { $part }{ $on ->
        [yes] {" "}✓
       *[no] {""}
    }
subscribe-group-button = 发到群里{ $on ->
        [yes] {" "}✓
       *[no] {""}
    }
subscribe-units = 哪个单位的？
subscribe-day = 哪一天发？
subscribe-hour = 几点发？点一下，或者直接发，比如：8点半
subscribe-wrong-hour = 没看懂几点。这样写就行：08:30，或者 8点半
subscribe-how = 没看懂。可以这样写：
    /subscribe 周报 周一 08:30 图表
    /subscribe 城管局 月报 3日 9点 表格 网页
    /subscribe 月报 退订
subscribe-stopped = 好，{ $report }不再发给您了。
subscribe-group-stopped = 好，{ $report }不再发到这个群了。
subscribe-stop-which = 退订哪一个？
subscribe-no-group-office = 只有单位的报告能发到单位的群里。
subscribe-group-lead = 发不发到群里，由单位的负责人定。
subscribe-no-group = { $unit }还没有群。请管理员先把机器人拉进群，发 /unit group { $unit }。
button-report-units = 各单位的
button-report-day = 改日子
button-report-hour = 改时间
button-report-on = 订阅
button-report = 报告
button-reports = 报告

# Indicators, with what each means in one plain line
indicator-submitted = 受理量
indicator-resolved = 办结量
indicator-open = 期末在办
indicator-overdue = 期末超期
indicator-badly-late = 严重超期
indicator-completion = 办结率
indicator-timeliness = 按时办结率
indicator-response = 响应率
indicator-solution = 解决率
indicator-satisfaction = 满意率
indicator-score = 综合成绩（分）
indicator-signing = 签收及时率
indicator-returns = 退单率
indicator-reopening = 重办率
indicator-feedback = 按时反馈率
meaning-submitted = 这段时间收到多少件。
meaning-resolved = 这段时间单位办结多少次，退回重办后再办结的再算一次。
meaning-open = 期末还没办结的件数。
meaning-overdue = 期末已经过了时限、还没办结的件数。
meaning-badly-late = 其中用了时限的 3 倍还没办结的件数。
meaning-completion = 收到的里面，到期末已经办结的占多少；撤回和不受理的不算。
meaning-timeliness = 这段时间到期的里面，按时办结的占多少。
meaning-response = 居民评价过的里面，单位在时限内答复过居民的占多少。
meaning-solution = 居民评价过的里面，居民说解决了的占多少。
meaning-satisfaction = 居民评价过的里面，满意的占多少；基本满意的 1 件算 { $weight } 件。
meaning-score = 满分 100 分：响应率占一成，解决率占五成，满意率占四成。
meaning-signing = 该签收的里面，按时签收的占多少。
meaning-returns = 派给单位的里面，单位退回来的占多少，越低越好。
meaning-reopening = 办结的里面，居民不满意、退回重办的占多少，越低越好。
meaning-feedback = 这段时间到期的里面，按时给了居民第一次答复的占多少。

# Sheets, columns and pictures
sheet-overview = 指标
sheet-units = 各单位
sheet-categories = 各类别
sheet-areas = 各区域
sheet-ranking = 排名
sheet-days = 每天
sheet-late = 严重超期
sheet-promises = 上月答应的事
sheet-topics = 大家说得多的
sheet-residents = 居民评价
sheet-chart = { $sheet }图
sheet-meanings = 指标说明
sheet-nothing = 没有
column-indicator = 指标
column-value = 本期
column-numerator = 分子
column-denominator = 分母
column-parts = 分子/分母
column-before = 上期
column-before-change = 比上期（环比）
column-year = 去年同期
column-year-change = 比去年（同比）
column-meaning = 怎么算的
column-units = 单位
column-categories = 类别
column-areas = 区域
column-sum = 合计
column-rank = 名次
column-rated = 评价件数
column-day = 日期
column-number = 编号
column-words = 诉求
column-due = 时限
column-days-late = 超期天数
column-times = 时限的几倍
column-why = 原因
column-promised = 当时怎么答应的
column-became = 现在怎样
column-topic = 事情
column-people = 人数
column-people-before = 上期人数
column-supporters = 附议人数
column-examples = 如
column-unhappy = 不满意的居民怎么说
column-rating = 评价
ranking-note = 按{ $by }排，从高到低。不到 { $fewest } 件的单位不排名：件数太少，一件就能差很多。
workbook-note = 百分比只舍不入。件数的变化是增减百分之几，百分比的变化是增减几个百分点。空格是没有可以比的数据。“没派到单位”是还没派出去的，和没派就撤回、不受理的。居民的电话等已经隐去。
chart-of = { $what }
picture-days = 每天受理和办结（线尾是合计）
picture-open = 期末在办（按类别）
picture-none-open = 没有在办的
picture-in-time = 到期的里面，按时办结的占多少
picture-what = { $days } · { $what }
picture-note = 截至{ $day }
picture-satisfaction = 满意率 { $percent }
picture-flow = 每天受理和办结，期末在办
picture-said = 居民评价
page-made = { $moment }生成
page-pictures = 图
page-same = 持平
page-points = { $points } 个百分点
page-score-points = { $points } 分
page-meaning = { $name }：{ $meaning }
page-note = 百分比只舍不入；“—”是没有可以比的数据。
page-groups-note = 环比、同比看的是受理量。“没派到单位”是还没派出去的，和没派就撤回、不受理的。
page-kept = { $how } { $n } 件，按时办结 { $kept } 件
page-more = 还有 { $n } 件，在表格里。
